"""What conditions and effects say of themselves, and what they say unless they know better."""

from collections.abc import Iterable, Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    ANY,
    AtLeast,
    Case,
    CaseHistory,
    Condition,
    Credit,
    Due,
    Effect,
    Escalate,
    Finding,
    Ledger,
    Metric,
    Missed,
    Month,
    Objective,
    Period,
    Quantity,
    Remedy,
    Status,
    Terminate,
    Tier,
    Verdict,
)
from smarketing.consequences import Tally, WatchedPromise
from smarketing.verdicts import Promise

FIRST = Month(2026, 1)
LEADS = Metric("leads", "SQL", "count")
UPTIME = Metric("uptime", "%", "share")


@attrs.frozen
class Always(Condition):
    """Holds in every month, for all promises together."""

    note: str = ""

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """Watch all."""
        return (tuple(each.name for each in promises),)

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the verdicts of the month."""
        return [verdicts[-1] for verdicts in history.verdicts]


@attrs.frozen
class Apology(Effect):
    """A letter, perhaps with something in it."""

    to: tuple[str, ...] = ()
    worth_of_it: Quantity | None = None
    pages: int = 1

    def __call__(self, case: Case, /) -> Iterable[Due]:
        """Give the letter."""
        yield case.due("apology", "sorry")


class Bare(Effect):
    """An effect without a field."""

    __slots__ = ()

    def __call__(self, _case: Case, /) -> Iterable[Due]:
        """Give nothing."""
        return ()


def test_a_condition_of_somebody_else_needs_two_answers_only() -> None:
    """It names nothing, looks back, does not count, and surely holds only where it is the other one itself."""
    always = Always("x")
    assert (always.references, always.looks_back, always.tally) == ((), True, None)
    assert always.describe() == "when Always(note='x')"
    assert always.holds_whenever(Always("x"))
    assert not always.holds_whenever(Always("y"))
    assert not always.holds_whenever(Missed("leads"))


def test_an_effect_of_somebody_else_needs_one_answer_only() -> None:
    """It names nothing, pays nothing, ends nothing, fits every promise, and costs as much as itself."""
    apology = Apology()
    assert (apology.references, apology.unit, apology.priced, apology.ends_agreement) == ((), None, None, False)
    assert list(apology.problems([WatchedPromise("leads", LEADS, True)])) == []
    assert apology.costs_at_least(Apology())
    assert not apology.costs_at_least(Apology(pages=2))
    assert not apology.costs_at_least(Credit("0 USD"))


def test_neither_is_made_without_its_answers() -> None:
    """A class that lacks the call cannot be used, and says which answer is missing."""
    for base in (Condition, Effect):
        with pytest.raises(TypeError, match="__call__"):
            base()  # type: ignore[abstract]


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        (Apology(), "an apology (pages 1)"),
        (
            Apology(("Amy", "Josh"), Quantity(2, "day"), 3),
            "an apology (to Amy, Josh, worth of it 2 days, pages 3)",
        ),
        (Bare(), "a bare"),
        (Credit("200 USD"), "a credit (pay 200 USD)"),
        (Credit("5 %", of="4,000 USD"), "a credit (pay 5 %, of 4000 USD)"),
        (
            Credit(tiers=[Tier(pay="3 days", below="99 %"), Tier(pay="7 days", below="95 %")]),
            "a credit (tiers 3 days for below 99 %, 7 days for below 95 %)",
        ),
        (Escalate(["Amy", "Josh"], within="5 days"), "an escalation (to Amy, Josh, within 5 days)"),
        (Remedy("write a plan", before="review"), "a remedy (tasks write a plan, before review)"),
        (Terminate(), "the right to terminate (right of owed_to)"),
        (Terminate("Sales", notice="1 month"), "the right to terminate (right of Sales, notice 1 month)"),
    ],
)
def test_an_effect_is_described_by_its_fields(effect: Effect, words: str) -> None:
    """Quantities as they are written, several names one after another; what is not given is left out."""
    assert effect.describe() == words


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Missed("leads"), "when leads is missed"),
        (Missed(ANY), "when any promise is missed"),
        (Missed(["leads", "calls"]), "when leads or calls is missed"),
        (Missed("leads", times=2, window=3), "when leads is missed 2 times in 3 months"),
        (Missed(ANY, times=3, running=True), "when any promise is missed 3 times in a row"),
        (
            Missed(across=["leads", "calls"], times=2, window=3),
            "when leads and calls are missed 2 times together in 3 months",
        ),
    ],
)
def test_a_condition_is_described_in_words(condition: Condition, words: str) -> None:
    """Whose misses, how often and how they are counted."""
    assert condition.describe() == words


@pytest.mark.parametrize(
    ("condition", "looks_back", "tally"),
    [
        (Missed("leads"), False, Tally(1, 1)),
        (Missed(across=["leads", "calls"]), False, Tally(1, 1)),
        (Missed("leads", times=2, window=3), True, Tally(2, 3)),
        (Missed(across=["leads", "calls"], times=2, window=1), True, Tally(2, 1)),
        (Missed("leads", times=3, running=True), True, Tally(3)),
    ],
)
def test_what_a_condition_counts(condition: Missed, looks_back: bool, tally: Tally) -> None:
    """So many misses among so many months; a run may be drawn out over any number of them."""
    assert (condition.looks_back, condition.tally) == (looks_back, tally)


WHENEVER: list[tuple[Condition, Condition, bool]] = [
    (Missed("leads", times=2, window=3), Missed("leads"), False),
    (Missed("leads", times=2, window=6), Missed("leads", times=2, window=3), True),
    (Missed("leads", times=2, window=3), Missed("leads", times=2, window=6), False),
    (Missed("leads", times=2, window=3), Missed("leads", times=3, window=3), True),
    (Missed("leads", times=2, running=True), Missed("leads", times=3, running=True), True),
    (Missed("leads", times=2, running=True), Missed("leads", times=3, window=3), False),
    (Missed("leads"), Missed("calls"), False),
    (Missed("leads"), Missed(across="leads"), False),
    (Missed("leads"), Always(), False),
]


@pytest.mark.parametrize(("one", "other", "surely"), WHENEVER)
def test_a_condition_knows_in_which_cases_it_surely_holds(one: Condition, other: Condition, surely: bool) -> None:
    """No more misses, in a window that is no shorter, of the same promises."""
    assert one.holds_whenever(other) is surely


@st.composite
def _counting(draw: st.DrawFn) -> Missed:
    times = draw(st.integers(1, 4))
    running = times > 1 and draw(st.booleans())
    window = draw(st.integers(1, 6)) if times > 1 and not running else None
    return Missed("leads", times=times, window=window, running=running)


_STATUSES = [Status.MET, Status.MISSED, Status.MISSED, Status.NO_DATA]


@given(_counting(), _counting(), st.lists(st.sampled_from(_STATUSES), min_size=1, max_size=9))
def test_where_a_condition_says_it_surely_holds_it_does(one: Missed, other: Missed, statuses: list[Status]) -> None:
    """In every month of any history in which the other holds."""
    promise = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    verdicts = [
        Verdict(promise, LEADS, Period.of(FIRST + later), Finding(each), each, each)
        for later, each in enumerate(statuses)
    ]
    history = CaseHistory([verdicts])
    assert not (one.holds_whenever(other) and other(history)) or one(history)


AS_MUCH: list[tuple[Effect, Effect, bool]] = [
    (Credit("200 USD"), Credit("100 USD"), True),
    (Credit("200 USD"), Credit("200 USD"), True),
    (Credit("100 USD"), Credit("200 USD"), False),
    (Credit("5 %", of="4000 USD"), Credit("200 USD"), True),
    (Credit("200 USD"), Credit("5.01 %", of="4000 USD"), False),
    (Credit("200 EUR"), Credit("100 USD"), False),
    (Credit("1 week"), Credit("1 day"), False),  # which of two units is more is not known to it
    (Credit(tiers=[Tier(pay="9 USD", below="9 %")]), Credit(tiers=[Tier(pay="9 USD", below="9 %")]), True),
    (Credit(tiers=[Tier(pay="9 USD", below="9 %")]), Credit(tiers=[Tier(pay="8 USD", below="9 %")]), False),
    (Credit("9 USD"), Credit(tiers=[Tier(pay="9 USD", below="9 %")]), False),
    (Credit("9 USD"), Terminate(), False),
    (Terminate(), Terminate(), True),
    (Escalate("Amy"), Escalate("Josh"), False),
]


@pytest.mark.parametrize(("one", "other", "surely"), AS_MUCH)
def test_an_effect_knows_what_it_surely_costs_as_much_as(one: Effect, other: Effect, surely: bool) -> None:
    """Credits compare in one unit, whatever they are written as; anything else only with what is equal."""
    assert one.costs_at_least(other) is surely


def test_what_a_credit_says_of_itself() -> None:
    """Its unit, and itself as what has a price; it ends nothing. Other effects pay nothing."""
    credit = Credit("5 %", of="4000 CHF")
    assert (credit.unit, credit.priced, credit.ends_agreement) == ("CHF", credit, False)
    for effect in (Escalate("Amy"), Remedy("a plan"), Terminate()):
        assert (effect.unit, effect.priced, effect.ends_agreement) == (None, None, effect == Terminate())


TIERED = Credit(tiers=[Tier(pay="9 USD", below="95 %")])
PROBLEMS: list[tuple[Credit, list[WatchedPromise], list[str]]] = [
    (Credit("9 USD"), [WatchedPromise("leads", LEADS, False), WatchedPromise("uptime", UPTIME, True)], []),
    (TIERED, [WatchedPromise("uptime", UPTIME, False)], []),
    (TIERED, [WatchedPromise("leads", LEADS, True)], []),
    (TIERED, [WatchedPromise("leads", LEADS, False)], ["a part of the target needs one target; give the tiers in SQL"]),
    (
        TIERED,
        [WatchedPromise("uptime", UPTIME, True), WatchedPromise("leads", LEADS, True)],
        ["tiers go by the result of one promise; watch promises with each, not across"],
    ),
    (
        Credit(tiers=[Tier(pay="9 USD", below="95 hours")]),
        [WatchedPromise("leads", LEADS, True)],
        ["a tier below 95 hours cannot be read off 'leads', a count in SQL"],
    ),
]


@pytest.mark.parametrize(("credit", "watched", "problems"), PROBLEMS)
def test_a_credit_knows_which_promises_it_can_follow_from(
    credit: Credit, watched: list[WatchedPromise], problems: list[str]
) -> None:
    """Tiers need the result of one promise, on their own scale."""
    assert list(credit.problems(watched)) == problems


def test_a_history_without_a_ledger_has_an_empty_one() -> None:
    """So a condition can be tried by itself."""
    assert CaseHistory([]).ledger.dues == []
    assert CaseHistory([]).ledger is not CaseHistory([]).ledger
    ledger = Ledger()
    assert CaseHistory([], ledger).ledger is ledger
