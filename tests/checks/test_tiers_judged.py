"""SM3: what the rules about tiers claim, held against what judging pays for every result that there can be."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

import attrs
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document
from exact_figures import exact_figures
from smarketing import Agreement, Credit, Month, Status, Tier, judge, loads, quantity
from smarketing.checks import Diagnostic, check

FIRST = Month(2026, 1)
Outcome = tuple[bool, Fraction | None]
"""Whether a result is a miss, and what is paid for it; None where no credit follows."""


@attrs.frozen
class Scale:
    """A promise, the results that there can be in the unit of its tiers, and how each comes about.

    Bounds of tiers are whole numbers of `step`, so results in halves of it lie on, between and beyond all edges. Things
    are counted in whole numbers only.
    """

    evaluator: str
    unit: str
    domain: tuple[Fraction, ...] = attrs.field(repr=False)
    figure: Callable[[Fraction], object] = attrs.field(repr=False)
    better: int = 1
    step: int = 1
    kind: str = ""

    def text(self, tiers: Sequence[str], more: str = "") -> str:
        """Write an agreement with a credit of these tiers."""
        metrics = f"metrics: {{x: {{unit: point, kind: {self.kind}}}}}" if self.kind else ""
        credit = f"{{when: {{missed: x}}, credit: {{tiers: [{', '.join(tiers)}]{more}}}}}"
        promise = f"{{x: {{owed_by: Sales, owed_to: Marketing, {self.evaluator}}}}}"
        return document(promise, metrics, f"consequences: {{credit: {credit}}}", term="{start: 2026-01-01}")

    def outcomes(self, agreement: Agreement, results: Sequence[Fraction]) -> Mapping[Fraction, Outcome]:
        """Judge each result in a month of its own."""
        figures = {str(FIRST + place): self.figure(result) for place, result in enumerate(results)}
        card = judge(agreement, exact_figures(agreement, {"x": figures}))
        paid = {due.month: due.amount for due in card.dues}
        assert {verdict.status for verdict in card.verdicts} <= {Status.MET, Status.MISSED}
        return {
            result: (card.verdict("x", month).missed, amount.value if (amount := paid.get(month)) else None)
            for result, month in zip(results, card.period, strict=True)
        }


def halves(low: int, high: int, step: int, *more: int) -> tuple[Fraction, ...]:
    """Give the numbers from low to high in halves of a step, and further ones beyond."""
    near = [Fraction(step * half, 2) for half in range(2 * low, 2 * high + 1)]
    return tuple(sorted({*near, *map(Fraction, more)}))


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    """Give a promise of a share, a count of things or of money, a level, or in parts of its target."""
    target = draw(st.integers(2, 10))
    slack = draw(st.sampled_from(["", ", tolerance: 1 point"]))
    share = Scale(f"at_least: {{target: {target} %{slack}}}", "%", halves(0, 14, 1, 100), lambda r: (r, 100))
    slack = draw(st.sampled_from(["", ", tolerance: 50 %"]))
    whole = tuple(map(Fraction, (*range(15), 60)))
    few = Scale(f"at_most: {{target: {target} call/month{slack}}}", "call", whole, lambda r: r, -1)
    spent = Scale(f"at_most: {{target: {target} USD/month{slack}}}", "USD", halves(0, 14, 1, 60), lambda r: r, -1)
    level = Scale(f"at_least: {{target: {target} points{slack}}}", "point", halves(-3, 14, 1, -60, 60), lambda r: r)
    part = Scale(
        f"at_least: {{target: {target} call/month{slack}}}",
        "%",
        halves(0, 14, 10, 600),
        lambda r: r * target / 100,
        step=10,
    )
    return draw(st.sampled_from([share, few, spent, attrs.evolve(level, kind="level"), part]))


_LOWER, _UPPER = ("at_least", "above"), ("below", "at_most")


@st.composite
def tiers(draw: st.DrawFn, scale: Scale) -> list[str]:
    """Give one to four tiers of any bounds, each with a pay of its own or another's."""
    written = []
    for _tier in range(draw(st.integers(1, 4))):
        low = draw(st.integers(0, 12))
        bounds = {draw(st.sampled_from(_LOWER)): low, draw(st.sampled_from(_UPPER)): low + draw(st.integers(1, 6))}
        for name in draw(st.sampled_from([(), _LOWER, _UPPER])):
            bounds.pop(name, None)
        said = "".join(f"{name}: {bound * scale.step} {scale.unit}, " for name, bound in bounds.items())
        written.append(f"{{{said}pay: {draw(st.integers(0, 3))} USD}}")
    return written


@attrs.frozen
class Seen:
    """What the rules found, and how every result that there can be was judged, those in messages included."""

    scale: Scale
    credit: Credit
    flaws: Sequence[Diagnostic]
    outcomes: Mapping[Fraction, Outcome] = attrs.field(repr=False)

    def flawed(self, *codes: str) -> list[Diagnostic]:
        return [each for each in self.flaws if each.code in codes]

    def places(self, code: str) -> set[int]:
        return {int(each.path[-1]) for each in self.flawed(code)}

    def results(self, missed: bool) -> Iterator[tuple[Fraction, Sequence[Tier], Fraction | None]]:
        """Each result that is missed or not, its tiers, and what is paid."""
        for result, (miss, paid) in self.outcomes.items():
            if miss is missed:
                yield result, self.tiers_for(result), paid

    def tiers_for(self, result: Fraction) -> list[Tier]:
        return [tier for numbers, tier in self.credit.spans if result in numbers]

    @property
    def is_contrary(self) -> bool:
        return not any(here for _result, here, _paid in self.results(missed=True))


@st.composite
def seen(draw: st.DrawFn) -> Seen:
    """Give an agreement, checked and judged."""
    scale = draw(scales())
    agreement = loads(scale.text(draw(tiers(scale))))
    credit = agreement.consequences[0].effect
    assert isinstance(credit, Credit)
    flaws = check(agreement, select=["SM30"])
    shown = [shown_in(each, key) for each in flaws for key in each.witness or ()]
    outcomes = scale.outcomes(agreement, sorted({*scale.domain, *shown}))
    return Seen(scale, credit, flaws, outcomes)


def shown_in(flaw: Diagnostic, key: str = "result") -> Fraction:
    """Give the number of a witness."""
    return quantity(str((flaw.witness or {})[key])).value


@given(seen())
def test_a_miss_is_in_no_tier_exactly_where_nothing_is_paid(case: Seen) -> None:
    """Gaps are those with tiers on both sides; each result that a message shows is missed, and costs nothing."""
    covered = [each for each in halves(-9, 30, case.scale.step, -900, 900) if case.tiers_for(each)]
    unpaid = [result for result, _tiers, paid in case.results(missed=True) if paid is None and not case.is_contrary]
    between = {each for each in unpaid if covered[0] < each < covered[-1]}
    assert bool(case.flawed("SM301")) is bool(between)
    assert bool(case.flawed("SM302")) is bool(set(unpaid) - between)
    assert {shown_in(each) for each in case.flawed("SM301")} <= between
    assert {shown_in(each) for each in case.flawed("SM302")} <= set(unpaid) - between


@given(seen())
def test_tiers_overlap_exactly_where_a_miss_is_in_two(case: Seen) -> None:
    """Each result that a message shows is a miss for which the higher of two tiers is paid."""
    twice = {result for result, here, _paid in case.results(missed=True) if len(here) > 1}
    assert bool(case.flawed("SM303")) is bool(twice)
    assert {shown_in(each) for each in case.flawed("SM303")} <= twice
    assert all(case.outcomes[each][1] == max(t.pay.value for t in case.tiers_for(each)) for each in twice)


@given(seen())
def test_a_tier_pays_never_for_what_keeps_the_promise(case: Seen) -> None:
    """Found for each tier that says to pay for a result that is met; the result that is shown is such a one."""
    met = {result: here for result, here, paid in case.results(missed=False) if paid is None}
    idle = {
        place for place, tier in enumerate(case.credit.tiers) if tier.pay.value and any(tier in t for t in met.values())
    }
    assert case.places("SM304") == (set() if case.is_contrary else idle)
    assert all(case.credit.tiers[int(each.path[-1])] in met[shown_in(each)] for each in case.flawed("SM304"))
    assert bool(case.flawed("SM308")) is (case.is_contrary and any(met.values()))


@given(seen())
def test_a_tier_is_outside_if_no_result_is_in_it(case: Seen) -> None:
    """Found for each such tier, and no other."""
    inside = [tier for result in case.outcomes for tier in case.tiers_for(result)]
    assert case.places("SM305") == {place for place, tier in enumerate(case.credit.tiers) if tier not in inside}


@given(seen())
def test_a_better_result_costs_more_exactly_if_judging_says_so(case: Seen) -> None:
    """Found where of two misses with a credit the better one costs more; the two that are shown are such."""
    paid = {result: paid for result, _tiers, paid in case.results(missed=True) if paid is not None}
    worse = [(one, other) for one in paid for other in paid if (one - other) * case.scale.better > 0]
    wrong = {(one, other) for one, other in worse if paid[one] > paid[other]}
    shown = {(shown_in(each, "better"), shown_in(each, "worse")) for each in case.flawed("SM306")}
    assert bool(shown) is bool(wrong)
    assert shown <= wrong


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3)), min_size=2, max_size=4, unique_by=lambda t: t[0]))
def test_being_worse_costs_no_more_exactly_if_two_neighbours_pay_the_same(steps: list[tuple[int, int]]) -> None:
    """Found once for each two tiers next to each other that pay the same, and something, for a miss."""
    scale = Scale("at_least: 9 %", "%", halves(0, 14, 1, 100), lambda r: (r, 100))
    agreement = loads(scale.text([f"{{below: {bound} %, pay: {pay} USD}}" for bound, pay in steps]))
    paid = [paid for miss, paid in scale.outcomes(agreement, scale.domain).values() if miss and paid is not None]
    bounds = sorted(bound for bound, _pay in steps)
    reached = [bound for bound, below in zip(bounds, [0, *bounds], strict=False) if below < 9]
    pays = [dict(steps)[bound] for bound in reached]
    assert set(paid) == set(pays)
    assert len(check(agreement, select=["SM307"])) == sum(one == other > 0 for one, other in pairwise(pays))
