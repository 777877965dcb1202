"""Laws of effects, and the check that a rule of anybody's keeps them."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Metric
from smarketing.agreement import Consequence, Objective
from smarketing.consequences import Case, Effect, Missed, Priced, WatchedPromise
from smarketing.evaluators import AtLeast
from smarketing.judging.rule_answers import checked_dues
from smarketing.months import Period
from smarketing.testing.laws import MAX_EXAMPLES, RULE_EXAMPLES, Law, answered, as_rules, uphold
from smarketing.testing.metrics import whole_metrics
from smarketing.testing.rule_laws import COMES_BACK, PARTIES, RULE_LAWS, against_its_file, agreement_around
from smarketing.testing.verdicts import cases as any_cases
from smarketing.units import Quantity, readable
from smarketing.verdicts import Due, Verdict

_FOLLOWS = "an effect follows from every case that it has no problem with"


@attrs.frozen(eq=False)
class Following:
    """An effect and the case that it follows from."""

    rule: Effect
    case: Case

    @property
    def parties(self) -> tuple[str, ...]:
        """The parties of the case, and those that the effect names."""
        named = (each.name for each in self.rule.references if each.kind == "party")
        return (self.case.promise.owed_by, self.case.promise.owed_to, *named)

    @property
    def fits(self) -> bool:
        """Whether the effect has no problem with the promises of the case."""
        seen = {verdict.promise.name: verdict for verdict in self.case.verdicts}
        watched = [WatchedPromise(name, verdict.metric, _one_target(verdict)) for name, verdict in seen.items()]
        return not list(self.rule.problems(watched))

    @property
    def dues(self) -> tuple[Due, ...]:
        """What follows; nothing from a case that the effect has a problem with."""
        if not self.fits:
            return ()
        return checked_dues(self.rule, self.rule(self.case), self.parties)


def _one_target(verdict: Verdict) -> bool:
    promise = verdict.promise
    return isinstance(promise, Objective) and len(promise.evaluator.targets) == 1


def dues_of(following: Following) -> tuple[Due, ...]:
    """Give the dues of a case; LawBroken if the effect raises an error, or answers with what it must not."""
    return answered(following.rule, _FOLLOWS, f"For {_case_text(following.case)}", lambda: following.dues)


def _case_text(case: Case) -> str:
    said = (f"{each.promise.name} in {each.month} ({each.because})" for each in case.verdicts)
    return "; ".join(said)


def _dues_text(dues: Sequence[Due]) -> str:
    said = (
        f"{due.owed_by} to {due.owed_to}: {readable(due.amount) if due.amount is not None else due.task or 'nothing'}"
        for due in dues
    )
    return " and ".join(said) or "nothing"


def _about(following: Following, more: str) -> str:
    return f"It gave {_dues_text(dues_of(following))} for {_case_text(following.case)}{more}."


def _is_deterministic(following: Following) -> Iterator[str]:
    first, second = dues_of(following), dues_of(following)
    if first != second:
        yield f"It gave {_dues_text(first)}, and then {_dues_text(second)}, for {_case_text(following.case)}."


def _is_between_parties(following: Following) -> Iterator[str]:
    if any(due.owed_by == due.owed_to for due in dues_of(following)):
        yield _about(following, "; nobody owes themselves")


def _is_of_its_case(following: Following) -> Iterator[str]:
    case = following.case
    for due in dues_of(following):
        if (due.consequence, due.month) != (case.consequence, case.month):
            yield _about(following, f", due as {due.consequence!r} in {due.month}; make it with case.due(...)")
        elif not due.verdicts or not all(verdict in case.verdicts for verdict in due.verdicts):
            yield _about(following, "; its verdicts are those of the case: make it with case.due(...)")


def _is_in_its_unit(following: Following) -> Iterator[str]:
    unit = following.rule.unit
    for due in dues_of(following):
        if due.amount is not None and due.amount.unit != unit and not _fees_of(following.rule):
            yield _about(following, f", and unit says {unit}")
        elif due.amount is not None and due.amount.value < 0:
            yield _about(following, "; an amount is not negative: swap owed_by and owed_to")


def _fees_of(rule: Effect) -> list[str]:
    """The metrics whose figures its amounts follow from."""
    return [each.name for each in rule.references if each.kind == "fee"]


def _is_exact(following: Following) -> Iterator[str]:
    priced = following.rule.priced
    for due in dues_of(following) if priced is not None else ():
        worth = [] if priced is None else [_worth_in(following.case, priced, pay) for pay in priced.pays]
        if due.amount is not None and due.amount.value not in worth:
            yield _about(following, f", which is exactly {' or '.join(map(str, worth))}; leave rounding to the limits")


def _worth_in(case: Case, priced: Priced, pay: Quantity) -> Fraction | None:
    """What a rule pays in the month of a case: where its fee is a metric, a share of that metric's figure."""
    times = priced.times(case)
    if times is None:
        return None
    if priced.of is None or priced.of.metric is None:
        return times * priced.worth(pay)
    fee = case.figures(priced.of.metric, Period.of(case.month))
    return None if fee is None else times * priced.worth(pay) * fee.value / 100


def _says_why(following: Following) -> Iterator[str]:
    for due in dues_of(following):
        if not due.effect or not due.because.strip() or "\n" in due.because or " at 0x" in due.because:
            yield _about(following, f", as {due.effect!r} because {due.because!r}; say why in a line of words")
        elif due.amount is None and not due.task:
            yield _about(following, ", neither an amount nor a task")


def _costs_as_much_as_itself(following: Following) -> Iterator[str]:
    if following.rule.costs_at_least(following.rule) is not True:
        yield "costs_at_least(itself) is True."


_UNITS_OF = {"fee": "USD", "count": "lead"}
"""What the metrics that a rule refers to are counted in, by what it refers to them as."""


def _comes_back_from_a_file(rule: Effect) -> Iterator[str]:
    metric = next(
        (each for each in _watchable(rule) if not list(rule.problems([WatchedPromise("leads", each, True)]))), None
    )
    if metric is None:
        yield "It has a problem with a promise of every kind, and cannot follow from any."
    else:
        target = Quantity(50, f"{metric.unit}/month" if metric.kind == "count" else metric.unit)
        held = [Objective("leads", *PARTIES, AtLeast(target))]
        consequence = Consequence("the consequence", Missed("leads"), rule)
        units = {each.name: _UNITS_OF[each.kind] for each in rule.references if each.kind in _UNITS_OF}
        others = [Metric(name, unit, "count") for name, unit in units.items()]
        yield from against_its_file(rule, agreement_around(rule, held, [metric, *others], [consequence]))


def _watchable(rule: Effect) -> list[Metric]:
    """Metrics that an effect may be about: counted, a share, or in the unit of its tiers."""
    tiers = () if rule.priced is None else rule.priced.tiers
    levels = [Metric("leads", tier.unit, "level") for tier in tiers[:1] if tier.unit != "%"]
    return [Metric("leads", "lead", "count"), Metric("leads", "%", "share"), *levels]


EFFECT_LAWS: tuple[Law[Following], ...] = (
    Law("the same case gives the same dues", _is_deterministic),
    Law("a due is between two parties", _is_between_parties),
    Law("a due is of its case", _is_of_its_case),
    Law("amounts are in the unit of the effect, and not below zero", _is_in_its_unit),
    Law("amounts are exact", _is_exact),
    Law("a due says what is owed, and why", _says_why),
    Law("an effect costs at least as much as itself", _costs_as_much_as_itself),
)
"""What holds of an effect in every case, besides the laws of every rule."""

_FILE_LAWS: tuple[Law[Effect], ...] = (Law(COMES_BACK, _comes_back_from_a_file),)


def check_effect(
    effect: Effect | SearchStrategy[Effect],
    *,
    cases: SearchStrategy[Case] | None = None,
    max_examples: int = MAX_EXAMPLES,
) -> None:
    """Look whether an effect, or each that a strategy generates, keeps the laws; LawBroken if it breaks one.

    It is asked about `cases` of promises that were missed, or met, unless stated; a case that it has a problem with is
    passed over. The `max_examples` are the same in every run.
    """
    rules = as_rules(effect)
    uphold((*RULE_LAWS, *_FILE_LAWS), rules, lambda rule: rule, min(max_examples, RULE_EXAMPLES))
    uphold(EFFECT_LAWS, rules.flatmap(lambda rule: _followings(rule, cases)), lambda each: each.rule, max_examples)


@st.composite
def _followings(draw: DrawFn, rule: Effect, cases: SearchStrategy[Case] | None) -> Following:
    named = [each.name for each in rule.references if each.kind == "party"]
    among = list(dict.fromkeys((*named, *PARTIES)))
    judged_by = whole_metrics("leads") | st.sampled_from(_watchable(rule))
    return Following(rule, draw(any_cases(parties=among, judged_by=judged_by) if cases is None else cases))
