"""SM3: whether the tiers of a credit fit the promise, and each other."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import attrs

from smarketing.agreement import Consequence
from smarketing.checks.check_rule import Path, Rule, Violation
from smarketing.checks.outcomes import Analysis, OutcomeSet
from smarketing.consequences import Limit, Priced, Tier
from smarketing.intervals import IntervalSet
from smarketing.units import Quantity, readable, written


@attrs.frozen
class _Scale:
    """A credit's tiers and the results of a promise, all in the unit of the tiers; `better` as for results."""

    consequence: Consequence
    credit: Priced
    promise: str
    unit: str
    tiers: tuple[tuple[IntervalSet, Tier], ...]
    domain: IntervalSet
    met: IntervalSet
    better: int

    @property
    def missed(self) -> IntervalSet:
        return self.domain & ~self.met

    @property
    def is_contrary(self) -> bool:
        """Whether no miss is paid for, and only what is met is."""
        return not any(numbers & self.missed for numbers, _tier in self.tiers)

    @property
    def covered(self) -> IntervalSet:
        """The results that are in some tier."""
        covered = IntervalSet(())
        for numbers, _tier in self.tiers:
            covered |= numbers
        return covered

    def path(self, place: int | None = None) -> Path:
        """Give the place of the tiers, or of one of them."""
        end: Path = () if place is None else (place,)
        return ("consequences", self.consequence.name, "effect", "tiers", *end)

    def result(self, number: Fraction) -> str:
        """Write a result in full."""
        return written(Quantity(number, self.unit))

    def paid(self, tier: Tier) -> Fraction:
        """Give what a tier comes to under the limits."""
        most = _most(self.consequence, self.credit)
        worth = self.credit.worth(tier.pay)
        return worth if most is None else min(worth, most)


def _credits(examined: Analysis) -> Iterator[tuple[Consequence, Priced]]:
    for each in examined.agreement.consequences:
        if each.effect.priced is not None:
            yield each, each.effect.priced


def _called(consequence: Consequence) -> str:
    return "bonus" if consequence.effect.rewards else "credit"


def _most(consequence: Consequence, credit: Priced) -> Fraction | None:
    """What the narrowest limit leaves for one of its periods, in the unit that the credit pays in."""
    left = (_left_by(limit, credit) for limit in consequence.limits)
    return min((each for each in left if each is not None), default=None)


def _left_by(limit: Limit, credit: Priced) -> Fraction | None:
    """What a limit leaves for one of its periods, in the unit in which the worth of a credit is told.

    None where that follows from figures: a month's limit and a credit are shares of one figure, others are not.
    """
    if limit.amount is not None:
        return limit.amount.value_in(credit.currency) if limit.amount.measures(credit.currency) else None
    metric = None if credit.of is None else credit.of.metric
    share = limit.share_of_figure
    return share[1] if share is not None and share[0] == metric and limit.per == "month" else None


def _scales(examined: Analysis) -> Iterator[_Scale]:
    """Every credit with tiers, once for each promise that it is for."""
    for consequence, credit in _credits(examined):
        for case in examined.watched(consequence) if credit.tiers else ():
            if case[0] in examined.results:
                yield _scale(consequence, credit, examined.results[case[0]])


def _scale(consequence: Consequence, credit: Priced, results: OutcomeSet) -> _Scale:
    unit = credit.tiers[0].unit
    step = None
    if unit == "%" and results.metric.unit != "%":
        domain, met, better = *_parts_of_target(results), 1
    else:
        domain, met, better = results.domain, _in_unit(results, unit), results.better
        step = _step(results, unit)
    met, tiers = met & domain, credit.spans
    if step is not None:  # between two steps is nothing
        met, tiers = met.whole(step), tuple((numbers.whole(step), tier) for numbers, tier in tiers)
    return _Scale(consequence, credit, results.promise.name, unit, tiers, domain, met, better)


def _step(results: OutcomeSet, unit: str) -> Fraction | None:
    """The step between results that there can be, in the unit of tiers; None where every number can be."""
    if results.step is not None:
        return results.step * _size(results, unit)
    whole = results.metric.counts_things and Quantity(1, unit).measures(results.unit)
    return _size(results, unit) if whole else None


def _parts_of_target(results: OutcomeSet) -> tuple[IntervalSet, IntervalSet]:
    """The parts of its target, in percent, that a promise of one target can reach, and those with which it is met."""
    target, kept = results.target, results.kept
    kept = kept if results.step is None else kept.whole(results.step)
    if results.low is not None:  # the result as a part of the target, which has parts only above zero
        if target <= 0:
            return IntervalSet(()), IntervalSet(())
        return IntervalSet.where(">=", Fraction(0)), kept.times(100 / target)
    if target <= 0 or kept.highest is None:  # the target as a part of the result: nothing, whatever comes out
        return IntervalSet.of([Fraction(0)] if target == 0 else []), IntervalSet(())
    highest = kept.highest - (results.step or 0)  # an open end lies a step beyond the last result that is met
    is_open = results.step is None and not kept.spans[-1][1][1]
    met = IntervalSet.where(">" if is_open else ">=", 100 * target / highest) if highest > 0 else IntervalSet(())
    return IntervalSet.where(">", Fraction(0)), met


def _size(results: OutcomeSet, unit: str) -> Fraction:
    """How many of the unit of tiers one of the metric's unit is; a month's part of it where tiers are per month."""
    one = Quantity(1, results.unit)
    return (one if one.measures(unit) else Quantity(one.value / results.months, f"{results.unit}/month")).value_in(unit)


def _in_unit(results: OutcomeSet, unit: str) -> IntervalSet:
    """The results that keep a promise, in the unit of tiers."""
    return results.kept.times(_size(results, unit))


def _uncovered(scale: _Scale, *, between: bool) -> Iterator[Violation]:
    """Misses in no tier: between tiers, or beyond all of them."""
    covered = scale.covered
    if scale.is_contrary:
        return
    for span in (scale.missed & ~covered).spans:
        inside = covered.spans[0][0] < span[0] and span[1] < covered.spans[-1][1]
        if inside is between:
            (number,) = IntervalSet((span,)).points()
            result = scale.result(number)
            message = f"{scale.promise} is missed at {result}, which is in no tier"
            yield Violation(message, scale.path(), {"result": result})


def _gaps(examined: Analysis) -> Iterator[Violation]:
    for scale in _scales(examined):
        yield from _uncovered(scale, between=True)


def _unpaid(examined: Analysis) -> Iterator[Violation]:
    for scale in _scales(examined):
        yield from _uncovered(scale, between=False)


def _overlaps(examined: Analysis) -> Iterator[Violation]:
    for scale in _scales(examined):
        for place, (numbers, tier) in enumerate(scale.tiers):
            for others, other in scale.tiers[:place]:
                if common := numbers & others & scale.missed:
                    result = scale.result(next(common.points()))
                    message = f"{result} is in two tiers ({other}; {tier}), and the higher credit is paid"
                    yield Violation(message, scale.path(place), {"result": result})


def _paying_while_met(examined: Analysis) -> Iterator[Violation]:
    for scale in _scales(examined):
        for place, (numbers, tier) in enumerate(scale.tiers):
            if (common := numbers & scale.met) and tier.pay.value and not scale.is_contrary:
                result = scale.result(next(common.points()))
                message = f"{result} is {tier}, and {scale.promise} is met with it: the tier never pays for it"
                yield Violation(message, scale.path(place), {"result": result})


def _outside(examined: Analysis) -> Iterator[Violation]:
    for scale in _scales(examined):
        for place, (numbers, tier) in enumerate(scale.tiers):
            if not numbers & scale.domain:
                yield Violation(f"no result of {scale.promise} is {tier}", scale.path(place))


def _not_monotone(examined: Analysis) -> Iterator[Violation]:
    for scale in _scales(examined):
        parts = list(_paid(scale))
        for place, (numbers, tier) in enumerate(parts):
            for others, other in parts[place + 1 :]:
                pairs = ((one, two) for one in numbers.points() for two in others.points())
                found = next((pair for pair in pairs if (pair[0] - pair[1]) * scale.better > 0), None)
                if found is not None and scale.paid(tier) > scale.paid(other):
                    yield _not_monotone_flaw(scale, tier, other, found)


def _paid(scale: _Scale) -> Iterator[tuple[IntervalSet, Tier]]:
    """The misses that each tier pays for, the highest credit first: parts that do not overlap."""
    left = scale.missed
    for numbers, tier in sorted(scale.tiers, key=lambda each: -scale.credit.worth(each[1].pay)):
        yield left & numbers, tier
        left &= ~numbers


def _not_monotone_flaw(scale: _Scale, tier: Tier, other: Tier, pair: tuple[Fraction, Fraction]) -> Violation:
    good, bad = map(scale.result, pair)
    more, less = readable(tier.pay), readable(other.pay)
    message = f"{good} is better than {bad}, and costs more: {more} for {tier}, {less} for {other}"
    place = [each for _numbers, each in scale.tiers].index(tier)
    return Violation(message, scale.path(place), {"better": good, "worse": bad})


def _saturating(examined: Analysis) -> Iterator[Violation]:
    """Tiers from which on it costs nothing more to be worse."""
    for scale in _scales(examined):
        reached = [(numbers & scale.missed, tier) for numbers, tier in scale.tiers if numbers & scale.missed]
        ordered = sorted(reached, key=lambda each: each[0].spans[0], reverse=scale.better > 0) if scale.better else []
        for (_less_bad, tier), (_worse, other) in pairwise(ordered):
            if scale.paid(tier) == scale.paid(other) > 0:
                place = [each for _numbers, each in scale.tiers].index(other)
                amount = readable(Quantity(scale.paid(other), scale.credit.currency))
                capped = scale.credit.worth(other.pay) > scale.paid(other)
                reason = f": the limit leaves {amount} for both" if capped else f": both come to {amount}"
                yield Violation(f"{other} costs no more than {tier}{reason}", scale.path(place))


def _contrary(examined: Analysis) -> Iterator[Violation]:
    for scale in _scales(examined):
        if scale.is_contrary and any(numbers & scale.met for numbers, _tier in scale.tiers):
            message = f"no tier is for a miss of {scale.promise}, and all are for results with which it is met"
            yield Violation(message, scale.path())


def _paid_with_nothing(examined: Analysis) -> Iterator[Violation]:
    """A miss for which a credit pays nothing, where no other consequence pays for the promise."""
    for consequence, credit in _credits(examined):
        if credit.tiers or consequence.effect.rewards or any(map(credit.worth, credit.pays)):
            continue
        yield Violation("it pays nothing for any miss", ("consequences", consequence.name, "effect"))
    paying = Counter(name for consequence, _credit in _credits(examined) for name in _paid_for(examined, consequence))
    for scale in _scales(examined):
        for numbers, tier in _paid(scale) if paying[scale.promise] < 2 else ():
            if numbers and not scale.credit.worth(tier.pay):
                result = scale.result(next(numbers.points()))
                message = f"{scale.promise} is missed at {result}, which is {tier}, and that tier pays nothing"
                yield Violation(message, scale.path(scale.credit.tiers.index(tier)), {"result": result})


def _paid_for(examined: Analysis, consequence: Consequence) -> set[str]:
    """The promises for whose misses a consequence pays."""
    cases = () if consequence.effect.rewards else examined.watched(consequence)
    return {name for case in cases for name in case}


def _small_limits(examined: Analysis) -> Iterator[Violation]:
    for consequence, credit in _credits(examined):
        steps = [credit.worth(pay) for pay in credit.pays if pay.value > 0 and not _pays_parts(credit)]
        for place, limit in enumerate(consequence.limits):
            left = _left_by(limit, credit)
            if steps and left is not None and left < min(steps):
                step, most = (readable(Quantity(each, credit.currency)) for each in (min(steps), left))
                worth = f"{limit}" if limit.of is None or limit.amount is None else f"{limit} ({most})"
                message = f"the limit of {worth} is less than the smallest {_called(consequence)}, {step}"
                yield Violation(message, ("consequences", consequence.name, "limits", place))


def _pays_parts(credit: Priced) -> bool:
    """Whether it pays for parts of a step, so that there is no smallest credit."""
    return credit.per is not None and credit.per.counting == "exact"


def _never_issued(examined: Analysis) -> Iterator[Violation]:
    for consequence, credit in _credits(examined):
        limit, least = _most(consequence, credit), consequence.only_above
        most = max(map(credit.worth, credit.pays))
        if limit is not None:
            most = min(most, limit) if credit.per is None else limit
        is_bound = credit.per is None or limit is not None
        compares = least is not None and least.measures(credit.currency)  # a share of a month's figure does not
        if least is not None and compares and is_bound and most <= least.value_in(credit.currency):
            highest = readable(Quantity(most, credit.currency))
            message = f"the highest {_called(consequence)} is {highest}, and none of {written(least)} or less is issued"
            yield Violation(message, ("consequences", consequence.name, "only_above"))


def _above_the_fee(examined: Analysis) -> Iterator[Violation]:
    for consequence, credit in _credits(examined):
        path: Path = ("consequences", consequence.name, "effect")
        fee = _whole_fee(credit)
        for place, pay in enumerate(credit.pays):
            if fee is not None and credit.worth(pay) > fee:
                yield Violation(
                    f"a {_called(consequence)} of {written(pay)} is more than the whole fee",
                    (*path, *_steps(credit, place)),
                )
        for place, limit in enumerate(consequence.limits):
            left = _left_by(limit, credit)
            if limit.per == "month" and fee is not None and left is not None and left > fee:
                message = f"a limit of {limit} is more than the whole fee"
                yield Violation(message, ("consequences", consequence.name, "limits", place))


def _steps(credit: Priced, place: int) -> Path:
    """Where in a credit one of the amounts stands that it may pay."""
    if credit.tiers:
        return ("tiers", place, "pay")
    return ("by_run", place) if credit.by_run else ("pay",)


def _whole_fee(credit: Priced) -> Fraction | None:
    """The fee, in the unit in which the worth of a credit is told: of a metric all of its part, in %."""
    if credit.of is None:
        return None
    return 100 * credit.of.part if credit.of.amount is None else credit.of.amount.value


def _punishing_more(examined: Analysis) -> Iterator[Violation]:
    """A target on two sides, with a credit on it, where more is hardly worse."""
    for consequence, credit in _credits(examined):
        for name in (
            ()
            if consequence.effect.rewards
            else sorted({name for case in examined.watched(consequence) for name in case})
        ):
            results = examined.results.get(name)
            if results is None or results.low is None or results.high is None:
                continue
            open_above = attrs.evolve(results, kept=IntervalSet.where(">=", results.low))
            above = _in_unit(open_above, unit := _unit(credit, results))
            over = above & ~_in_unit(results, unit) & (results.domain if unit == results.unit else IntervalSet())
            if paid := over & _covered(credit):
                result = written(Quantity(next(paid.points()), unit))
                message = f"{name} is missed at {result}, more than is asked for"
                said = f"{message}, and {consequence.name} follows with a credit"
                yield Violation(said, examined.place_of(name, "evaluator"), {"result": result})


def _unit(credit: Priced, results: OutcomeSet) -> str:
    return credit.tiers[0].unit if credit.tiers else results.unit


def _covered(credit: Priced) -> IntervalSet:
    """The results that a credit pays for: all of them, or those in its tiers."""
    covered = IntervalSet() if not credit.tiers else IntervalSet(())
    for numbers, _tier in credit.spans if credit.tiers else ():
        covered |= numbers
    return covered


RULES = (
    Rule("SM301", "a gap between tiers", "error", _gaps),
    Rule("SM302", "a miss that no tier is for", "error", _unpaid),
    Rule("SM303", "tiers that overlap", "error", _overlaps),
    Rule("SM304", "a tier for what keeps the promise", "error", _paying_while_met),
    Rule("SM305", "a tier that no result is in", "error", _outside),
    Rule("SM306", "a better result that costs more", "error", _not_monotone),
    Rule("SM307", "a worse result that costs no more", "warning", _saturating),
    Rule("SM308", "tiers that contradict the promise", "error", _contrary),
    Rule("SM309", "a limit below the smallest credit", "error", _small_limits),
    Rule("SM310", "more than the whole fee", "warning", _above_the_fee),
    Rule("SM312", "a credit that is never issued", "error", _never_issued),
    Rule("SM313", "a miss that costs nothing", "warning", _paid_with_nothing),
    Rule("SM311", "a target that punishes more than was asked for", "warning", _punishing_more),
)
