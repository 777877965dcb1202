"""Laws of conditions, and the check that a rule of anybody's keeps them."""

from collections.abc import Iterator, Sequence

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Metric
from smarketing.agreement import Consequence, Objective
from smarketing.consequences import ANY, CaseHistory, Condition, Ledger, Missed, Remedy, checked_causes
from smarketing.evaluators import AtLeast
from smarketing.testing.laws import MAX_EXAMPLES, RULE_EXAMPLES, Law, answered, as_rules, uphold
from smarketing.testing.rule_laws import COMES_BACK, PARTIES, RULE_LAWS, against_its_file, agreement_around
from smarketing.testing.verdicts import case_histories, promises
from smarketing.verdicts import Verdict, listed

_ANSWERS = "a condition answers for every history of its cases"


@attrs.frozen(eq=False)
class Watching:
    """A condition, the promises of an agreement, and the history of one of its cases."""

    rule: Condition
    promises: Sequence[tuple[Objective, Metric]]
    history: CaseHistory

    @property
    def causes(self) -> Sequence[Verdict]:
        """What the condition answers."""
        return causes_in(self.rule, self.history)

    @property
    def months(self) -> int:
        """How many months the history has."""
        return len(self.history.verdicts[0]) if self.history.verdicts else 0

    def until(self, months: int) -> CaseHistory:
        """The history as it was after so many months."""
        verdicts = [verdicts[:months] for verdicts in self.history.verdicts]
        last = max((track[-1].month for track in verdicts if track), default=None)
        ledger = Ledger()
        for due in self.history.ledger.dues:
            if last is not None and due.month <= last:
                ledger.add(due)
        return attrs.evolve(self.history, verdicts=verdicts, ledger=ledger)


def causes_in(rule: Condition, history: CaseHistory) -> Sequence[Verdict]:
    """Give what a condition answers; LawBroken if it raises an error, or answers with what it must not."""
    return answered(rule, _ANSWERS, f"For {_history_text(history)}", lambda: checked_causes(rule, rule(history)))


def _history_text(history: CaseHistory) -> str:
    said = [
        f"{verdicts[0].promise.name}: {', '.join(verdict.counts_as.value for verdict in verdicts)}"
        for verdicts in history.verdicts
    ]
    return f"the months of {'; '.join(said)}"


def _causes_text(causes: Sequence[Verdict]) -> str:
    return listed([f"{each.promise.name} in {each.month}" for each in causes]) or "nothing"


def _about(watching: Watching, *more: str) -> str:
    return f"It gave {_causes_text(watching.causes)} for {_history_text(watching.history)}{''.join(more)}."


def _is_deterministic(watching: Watching) -> Iterator[str]:
    first, second = watching.causes, watching.causes
    if list(first) != list(second):
        yield f"It gave {_causes_text(first)}, and then {_causes_text(second)}, for {_history_text(watching.history)}."


def _gives_its_own(watching: Watching) -> Iterator[str]:
    own = [verdict for verdicts in watching.history.verdicts for verdict in verdicts]
    causes = watching.causes
    if not all(cause in own for cause in causes):
        yield _about(watching, "; among them are verdicts of others")
    elif len(set(map(_place, causes))) < len(causes):
        yield _about(watching, "; one of them is there twice")


def _place(verdict: Verdict) -> tuple[str, str]:
    return verdict.promise.name, str(verdict.month)


def _keeps_nothing(watching: Watching) -> Iterator[str]:
    """An answer for the first months is the same before and after later months were looked at."""
    parts = [watching.until(months) for months in range(1, watching.months)]
    before = [list(causes_in(watching.rule, part)) for part in parts]
    _later = watching.causes
    for part, first in zip(parts, before, strict=True):
        if (second := list(causes_in(watching.rule, part))) != first:
            said = f"{_causes_text(second)} after it had seen later ones"
            yield f"It gave {_causes_text(first)} for {_history_text(part)}, and {said}."


def _counts_as_it_says(watching: Watching) -> Iterator[str]:
    tally, causes = watching.rule.tally, watching.causes
    if tally is None or not causes:
        return
    last = max(len(verdicts) for verdicts in watching.history.verdicts)
    shown = last if tally.months is None else tally.months
    counted = [
        each for verdicts in watching.history.verdicts for each in verdicts[-shown:] if each.counts_as is tally.outcome
    ]
    number = len({each.month for each in counted} if tally.by_month else counted)
    if number < tally.times:
        among = "" if tally.months is None else f" among the last {tally.months} months"
        yield _about(watching, f", and its tally needs {tally.times} {tally.outcome.value}{among}")


def _looks_back_as_it_says(watching: Watching) -> Iterator[str]:
    if watching.rule.looks_back:
        return
    last = attrs.evolve(watching.history, verdicts=[verdicts[-1:] for verdicts in watching.history.verdicts])
    if list(causes_in(watching.rule, last)) != list(watching.causes):
        yield _about(watching, f", but {_causes_text(causes_in(watching.rule, last))} for the last month alone")


def _needs_a_miss_as_it_says(watching: Watching) -> Iterator[str]:
    there_is_one = any(verdicts[-1].missed for verdicts in watching.history.verdicts)
    if watching.rule.needs_a_miss and watching.causes and not there_is_one:
        yield _about(watching, ", and says that it needs a miss in the last month")


def _reads_the_ledger_as_it_says(watching: Watching) -> Iterator[str]:
    history = watching.history
    if watching.rule.reads_ledger or not history.ledger.dues:
        return
    without = causes_in(watching.rule, attrs.evolve(history, ledger=Ledger()))
    if list(without) != list(watching.causes):
        yield _about(watching, f", but {_causes_text(without)} without the dues in the ledger")


def _watches_what_there_is(watching: Watching) -> Iterator[str]:
    known = [promise.name for promise, _metric in watching.promises]
    for case in watching.rule.cases([promise for promise, _metric in watching.promises]):
        if not case or not all(name in known for name in case):
            yield f"It watches {case!r} where the promises are {', '.join(known)}."


def _implies_itself(watching: Watching) -> Iterator[str]:
    if watching.rule.holds_whenever(watching.rule) is not True:
        yield "holds_whenever(itself) is True."


def _comes_back_from_a_file(rule: Condition) -> Iterator[str]:
    named = [each.name for each in rule.references if each.kind == "promise"]
    held = [] if named else [Objective("leads", *PARTIES, AtLeast("1 lead/month"))]
    others = dict.fromkeys(each.name for each in rule.references if each.kind == "consequence")
    consequences = {name: Consequence(name, Missed(ANY), Remedy("call")) for name in others}
    consequences["the consequence"] = Consequence("the consequence", rule, Remedy("call"))
    fees = dict.fromkeys(each.name for each in rule.references if each.kind == "fee")
    metrics = [Metric(name, "USD", "count") for name in fees]
    yield from against_its_file(rule, agreement_around(rule, held, metrics, [*consequences.values()]))


CONDITION_LAWS: tuple[Law[Watching], ...] = (
    Law("each case is of promises that there are", _watches_what_there_is),
    Law("a later month changes nothing", _keeps_nothing),
    Law("the same history gives the same verdicts", _is_deterministic),
    Law("a condition gives verdicts of its history, each once", _gives_its_own),
    Law("a condition with a tally holds only where so many were missed", _counts_as_it_says),
    Law("a condition that does not look back looks at one month", _looks_back_as_it_says),
    Law("a condition that needs a miss holds in no month without one", _needs_a_miss_as_it_says),
    Law("a condition that does not read the ledger holds without it", _reads_the_ledger_as_it_says),
    Law("a condition holds whenever it holds", _implies_itself),
)
"""What holds of a condition in every history, besides the laws of every rule."""

_FILE_LAWS: tuple[Law[Condition], ...] = (Law(COMES_BACK, _comes_back_from_a_file),)


def check_condition(condition: Condition | SearchStrategy[Condition], *, max_examples: int = MAX_EXAMPLES) -> None:
    """Look whether a condition, or each that a strategy generates, keeps the laws; LawBroken if it breaks one.

    It is asked about the months of promises of the names that it refers to, and of some more. The `max_examples` are
    the same in every run.
    """
    rules = as_rules(condition)
    uphold((*RULE_LAWS, *_FILE_LAWS), rules, lambda rule: rule, min(max_examples, RULE_EXAMPLES))
    uphold(CONDITION_LAWS, rules.flatmap(_watchings), lambda watching: watching.rule, max_examples)


@st.composite
def _watchings(draw: DrawFn, rule: Condition) -> Watching:
    named = [each.name for each in rule.references if each.kind == "promise"]
    there = draw(promises(called=list(dict.fromkeys((*named, "leads", "calls")))))
    by_name = {promise.name: (promise, metric) for promise, metric in there}
    watched = answered(
        rule, _ANSWERS, "For the promises of an agreement", lambda: list(rule.cases([promise for promise, _ in there]))
    )
    known = [[by_name[name] for name in case if name in by_name] for case in watched]
    credited = ["the consequence", *(each.name for each in rule.references if each.kind == "consequence")]
    history = CaseHistory([])
    if known:
        history = draw(case_histories(draw(st.sampled_from(known)), consequences=credited))
    return Watching(rule, there, history)
