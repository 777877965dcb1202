"""What follows from verdicts: the fold over months, limits, plugins, totals and standing."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing import (
    ANY,
    Actuals,
    Agreement,
    AtLeast,
    Case,
    CaseHistory,
    Condition,
    Consequence,
    Credit,
    Due,
    Effect,
    Limit,
    Missed,
    Month,
    Objective,
    Party,
    Quantity,
    Scorecard,
    Standing,
    Status,
    Term,
    Terminate,
    Verdict,
    judge,
)
from smarketing.verdicts import Promise, Reference

_NAMES = ("leads", "demos", "spring")
_FIRST = Month(2026, 2)


def agreement_of(consequences: Sequence[Consequence], relief: Missed | None = None) -> Agreement:
    """Give three promises of marketing, the last a part of the first, and one of sales that relieves them."""
    target = AtLeast("1 SQL/month")
    signatures = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}
    objectives = [
        Objective("leads", "Marketing", "Sales", target, relieved_when=relief),
        Objective("demos", "Marketing", "Sales", target),
        Objective("spring", "Marketing", "Sales", target, part_of="leads", metric="spring"),
        Objective("news", "Sales", "Marketing", AtLeast("1 report/month")),
    ]
    parties = [Party("Marketing", "Josh"), Party("Sales", "Amy")]
    term = Term("2026-02-01")
    return Agreement("x", term, parties, objectives, signatures=signatures, consequences=consequences)


def judged(agreement: Agreement, figures: dict[str, Sequence[int | None]]) -> Scorecard:
    """Judge figures, given month by month from the start of the term."""
    rows = {
        name: {str(_FIRST + place): value for place, value in enumerate(values) if value is not None}
        for name, values in figures.items()
    }
    months = max(map(len, figures.values()))
    actuals = Actuals.from_dict(rows, known=agreement.metrics)
    return judge(agreement, actuals, through=_FIRST + (months - 1))


@st.composite
def _conditions(draw: st.DrawFn) -> Missed:
    times = draw(st.integers(1, 3))
    across = draw(st.booleans())
    watched = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=3, unique=True))
    running = times > 1 and not across and draw(st.booleans())
    window = draw(st.integers(1, 5)) if times > 1 and not running else None
    if across:
        return Missed(across=watched, times=times, window=window)
    return Missed(draw(st.sampled_from([watched, [ANY]])), times=times, window=window, running=running)


_STATES = st.lists(st.sampled_from([1, 0, None]), min_size=6, max_size=6)


def brute_force(
    condition: Missed, pay: Fraction, limit: Fraction, record: dict[str, Sequence[int | None]]
) -> list[tuple[int, Fraction]]:
    """Look at every month and every case anew: 1 is met, 0 a miss, None no data that stays open.

    What is left of the limit is divided equally, cents to spare in the order of the names.
    """
    if condition.across:
        cases = [list(condition.across)]
    elif condition.each == (ANY,):
        cases = [["leads"], ["demos"], ["news"]]
    else:
        cases = [[name] for name in _NAMES if name in condition.each]
    dues: list[tuple[int, Fraction]] = []
    for month in range(6):
        paid: list[str] = []
        for case in cases:
            if all(record[name][month] != 0 for name in case):
                continue
            if condition.running:
                misses, back = 0, month
                while back >= 0 and record[case[0]][back] != 1:
                    misses += record[case[0]][back] == 0
                    back -= 1
            else:
                start = max(0, month + 1 - (condition.window or 1))
                misses = sum(record[name][start : month + 1].count(0) for name in case)
            if misses >= condition.times:
                paid.append(case[-1])
        left = limit - sum(amount for when, amount in dues if when // 3 == month // 3)  # contract quarters
        if len(paid) * pay > left:
            cents, spare = divmod(int(100 * left), len(paid))
            first = sorted(paid)[:spare]
            dues += [(month, Fraction(cents + (name in first), 100)) for name in paid]
        else:
            dues += [(month, pay) for _name in paid]
    return dues


@settings(max_examples=200)
@given(_conditions(), st.integers(1, 9), st.integers(0, 25), _STATES, _STATES, _STATES)
def test_dues_are_what_looking_at_every_month_and_case_gives(
    condition: Missed,
    pay: int,
    limit: int,
    leads: list[int | None],
    demos: list[int | None],
    spring: list[int | None],
) -> None:
    """The fold remembers enough, and forgets at the end of each contract quarter."""
    rule = Consequence("pay", condition, Credit(Quantity(pay, "USD")), limits=Limit(f"{limit} USD", per="quarter"))
    record: dict[str, Sequence[int | None]] = {"leads": leads, "demos": demos, "spring": spring, "news": [1] * 6}
    card = judged(agreement_of([rule]), record)
    found = [(due.month - _FIRST, due.amount.value if due.amount else None) for due in card.dues]
    assert found == brute_force(condition, Fraction(pay), Fraction(limit), record)


def test_all_cases_of_a_consequence_share_its_limit_month_after_month() -> None:
    """A limit of 500 USD: 200 and 200 in February leave 100 in March, of which each has half."""
    pay = Consequence("pay", Missed(["leads", "demos"]), Credit("200 USD"), limits="500 USD/quarter")
    card = judged(agreement_of([pay]), {"leads": [0, 0], "demos": [0, 0]})
    assert [str(due.amount) for due in card.dues] == ["200 USD", "200 USD", "50 USD", "50 USD"]


def test_every_due_has_an_id() -> None:
    """The consequence, the promise, the month, and a number where one case gives several dues."""
    both = Consequence("both", AllMissed(("leads", "demos")), DoubleEachTime())
    pay = Consequence("pay", Missed(["leads", "demos"]), Credit("1 USD"))
    card = judged(agreement_of([both, pay]), {"leads": [0, 0], "demos": [1, 0]})
    assert [due.id for due in card.dues] == [
        "pay/leads/2026-02/1",
        "both/demos/2026-03/1",
        "both/demos/2026-03/2",
        "pay/leads/2026-03/1",
        "pay/demos/2026-03/1",
    ]


def test_two_consequences_have_a_limit_each() -> None:
    """What one of them paid is not taken from the other."""
    consequences = [
        Consequence(name, Missed(promise), Credit("200 USD"), limits="300 USD/quarter")
        for name, promise in (("one", "leads"), ("other", "demos"))
    ]
    card = judged(agreement_of(consequences), {"leads": [0, 0], "demos": [0, 1], "news": [1, 1], "spring": [1, 1]})
    assert [(due.consequence, str(due.month), str(due.amount)) for due in card.dues] == [
        ("one", "2026-02", "200 USD"),
        ("other", "2026-02", "200 USD"),
        ("one", "2026-03", "100 USD"),
    ]


def test_an_excused_miss_brings_nothing() -> None:
    """Consequences see what relief has left."""
    pay = Consequence("pay", Missed(["leads", "news"]), Credit("10 USD"))
    agreement = agreement_of([pay], relief=Missed("news"))
    card = judged(agreement, {"leads": [0, 0], "news": [0, 1], "demos": [1, 1], "spring": [1, 1]})
    assert [(str(due.month), due.owed_by) for due in card.dues] == [("2026-02", "Sales"), ("2026-03", "Marketing")]


def test_totals_add_rounded_dues_by_debtor_creditor_and_currency() -> None:
    """A third of 10 USD is 3.33 three times, so 9.99; 10 JPY by three is 3 each; who owes whom stays apart."""
    third = Quantity(Fraction(100, 3), "%")
    consequences = [
        Consequence("usd", Missed("leads"), Credit(third, of="10 USD")),
        Consequence("jpy", Missed("leads"), Credit(third, of="10 JPY")),
        Consequence("back", Missed("news"), Credit("1 USD")),
    ]
    figures: dict[str, Sequence[int | None]] = {"leads": [0, 0, 0], "news": [0, 1, 1]}
    card = judged(agreement_of(consequences), figures)
    assert card.credits == {
        ("Marketing", "Sales", "USD"): Quantity(9.99, "USD"),
        ("Marketing", "Sales", "JPY"): Quantity(9, "JPY"),
        ("Sales", "Marketing", "USD"): Quantity(1, "USD"),
    }


def test_a_right_to_terminate_does_not_lapse() -> None:
    """It arose in the first month; better months later take nothing back."""
    agreement = agreement_of([Consequence("out", Missed("leads"), Terminate())])
    assert judged(agreement, {"leads": [0, 1, 1]}).standing is Standing.MAY_BE_TERMINATED
    assert judged(agreement, {"leads": [1, 1, 1]}).standing is Standing.IN_FORCE


@attrs.frozen
class AllMissed(Condition):
    """A condition of somebody else's: every one of some promises was missed in the month."""

    names: tuple[str, ...]

    @property
    def references(self) -> tuple[Reference, ...]:
        """The promises."""
        return tuple(Reference("promise", name, ("all_missed", place)) for place, name in enumerate(self.names))

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """One case of all."""
        return (tuple(each.name for each in promises if each.name in self.names),)

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Give the misses of the month if every promise was missed."""
        latest = [verdicts[-1] for verdicts in history.verdicts]
        return latest if all(verdict.missed for verdict in latest) else []


@attrs.frozen
class DoubleEachTime(Effect):
    """An effect of somebody else's: one dollar, then as much again as was ever paid; and a letter."""

    @property
    def unit(self) -> str:
        """Dollars."""
        return "USD"

    def __call__(self, case: Case, /) -> Iterable[Due]:
        """Give money and a letter."""
        paid = case.ledger.total(case.consequence, case.promise.owed_by, case.promise.owed_to, "USD")
        amount = Quantity(max(Fraction(1), paid), "USD")
        yield case.due("double", case.because(), amount=amount)
        yield case.due("letter", case.because(), task="write")


def test_conditions_and_effects_of_others_take_part() -> None:
    """Both promises were missed in the second, third and fourth month: 1, 1 and 2 dollars."""
    agreement = agreement_of([Consequence("both", AllMissed(("leads", "demos")), DoubleEachTime())])
    card = judged(agreement, {"leads": [0, 0, 0, 0], "demos": [1, 0, 0, 0]})
    assert [(str(due.month), due.effect, str(due.amount)) for due in card.dues] == [
        ("2026-03", "double", "1 USD"),
        ("2026-03", "letter", "None"),
        ("2026-04", "double", "1 USD"),
        ("2026-04", "letter", "None"),
        ("2026-05", "double", "2 USD"),
        ("2026-05", "letter", "None"),
    ]
    assert card.dues[0].because == "leads was missed in 2026-03 and demos was missed in 2026-03"
    assert all(verdict.status is Status.MISSED for due in card.dues for verdict in due.verdicts)
