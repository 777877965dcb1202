"""The condition on credits: exactly at what was agreed, just below, without a figure, in windows and month by month."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing import (
    AtLeast,
    CaseHistory,
    Credits,
    Due,
    Finding,
    Ledger,
    Metric,
    Missed,
    Month,
    Objective,
    Period,
    Quantity,
    Reference,
    Status,
    Verdict,
    quantity,
)
from smarketing.verdicts import Promise

FIRST = Month(2026, 1)
LEADS = Metric("leads", "SQL", "count")
MISSED = Status.MISSED
PROMISE = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
CALLS = Objective("calls", "Marketing", "Sales", AtLeast("100 SQL/month"))
NEWS = Objective("news", "Sales", "Marketing", AtLeast("100 SQL/month"))


def missed(promise: Promise, place: int) -> Verdict:
    """Give a miss in the month at a place."""
    return Verdict(promise, LEADS, Period.of(FIRST + place), Finding(MISSED), MISSED, MISSED)


def due(place: int, amount: str | None, *, of: Promise = PROMISE, name: str = "pay", back: bool = False) -> Due:
    """Give a due of a miss; with `back` the other party owes it, as a bonus."""
    owed_by, owed_to = (of.owed_to, of.owed_by) if back else (of.owed_by, of.owed_to)
    owed = None if amount is None else quantity(amount)
    return Due(name, FIRST + place, "credit", owed_by, owed_to, "why", (missed(of, place),), owed)


def history(months: int, dues: Sequence[Due], charges: Mapping[int, int] | None = None) -> CaseHistory:
    """Give what the condition reads after so many months; charges are in USD by the place of the month."""

    def figures(name: str, period: Period) -> Quantity | None:
        assert name == "charges"
        found = [(charges or {}).get(month - FIRST) for month in period]
        return None if None in found else Quantity(sum(each or 0 for each in found), "USD")

    ledger = Ledger()
    for each in dues:
        ledger.add(each)
    tracks = [[missed(promise, place) for place in range(months)] for promise in (PROMISE, CALLS)]
    return CaseHistory(tracks, ledger, figures)


def counted(
    condition: Credits, months: int, dues: Sequence[Due], charges: Mapping[int, int] | None = None
) -> list[str]:
    """Give the verdicts with which the condition answers, as `leads 1`."""
    return [f"{each.promise.name} {each.month - FIRST + 1}" for each in condition(history(months, dues, charges))]


# Of one month


@pytest.mark.parametrize(
    ("at_least", "amounts", "holds"),
    [
        ("200 USD", ["200 USD"], True),
        ("200 USD", ["199.99 USD"], False),
        ("200 USD", ["150 USD", "50 USD"], True),
        ("200 USD", ["150 USD", "49.99 USD"], False),
        ("200 USD", ["200 EUR"], False),
        ("200 USD", ["3 days", "199 USD"], False),
        ("200 USD", [None], False),
        ("200 USD", [], False),
        ("5 % of 4000 USD", ["200 USD"], True),
        ("5 % of 4000 USD", ["199.99 USD"], False),
        ("5 % of charges", ["200 USD"], True),
        ("5 % of charges", ["199.99 USD"], False),
        ("50 % of 10 % of charges", ["200 USD"], True),
        ("charges", ["4000 USD"], True),
        ("charges", ["3999 USD"], False),
    ],
)
def test_the_credits_of_the_month_at_hand(at_least: str, amounts: list[str | None], holds: bool) -> None:
    """All amounts of the month in the currency together; charges are 4,000 USD. The month before counts for nothing."""
    dues = [due(0, "9000 USD"), *(due(1, amount) for amount in amounts)]
    assert counted(Credits(at_least), 2, dues, {0: 4000, 1: 4000}) == (["leads 2"] if holds else [])


def test_without_the_figure_of_the_month_it_does_not_hold() -> None:
    """Absence is never a number, neither high nor low; nor is a fee of 0 reached by nothing."""
    assert counted(Credits("5 % of charges"), 1, [due(0, "900 USD")], {}) == []
    assert counted(Credits("5 % of charges"), 1, [due(0, "900 USD")], {0: 4000}) == ["leads 1"]
    assert counted(Credits("5 % of charges"), 1, [], {0: 0}) == []
    assert counted(Credits("5 % of charges"), 1, [due(0, "0 USD")], {0: 0}) == []
    assert counted(Credits("5 % of charges"), 1, [due(0, "1 USD")], {0: 0}) == ["leads 1"]


def test_what_is_a_credit() -> None:
    """What the party of the case owes for its own promises: no bonus, and nothing for a promise of the other party."""
    for odd in (due(0, "900 USD", back=True), due(0, "900 USD", of=NEWS), due(0, "900 USD", of=NEWS, back=True)):
        assert counted(Credits("200 USD"), 1, [odd]) == []
    without = Due("pay", FIRST, "credit", "Marketing", "Sales", "why", (), quantity("900 USD"))
    assert counted(Credits("200 USD"), 1, [without]) == []
    assert counted(Credits("200 USD"), 1, [due(0, "200 USD", of=CALLS)]) == ["calls 1"]


def test_only_the_consequences_that_it_names_count() -> None:
    """All of them unless stated."""
    dues = [due(0, "100 USD", name="one"), due(0, "100 USD", name="other", of=CALLS), due(0, "100 USD", name="third")]
    assert counted(Credits("300 USD"), 1, dues) == ["leads 1", "calls 1"]
    assert counted(Credits("200 USD", consequences=["one", "other"]), 1, dues) == ["leads 1", "calls 1"]
    assert counted(Credits("201 USD", consequences=["one", "other"]), 1, dues) == []
    assert counted(Credits("100 USD", consequences="third"), 1, dues) == ["leads 1"]


# Of a window together


YEAR = Credits("500 USD", window=12)


@pytest.mark.parametrize(
    ("month", "amounts", "expected"),
    [
        (1, {0: "500 USD"}, ["leads 1"]),  # the window need not be whole for an amount
        (12, {0: "250 USD", 11: "250 USD"}, ["leads 1", "leads 12"]),
        (12, {0: "250 USD", 11: "249.99 USD"}, []),
        (13, {0: "250 USD", 12: "250 USD"}, []),  # the first month has left the window
        (13, {1: "250 USD", 12: "250 USD"}, ["leads 2", "leads 13"]),
        (12, {0: "500 USD"}, ["leads 1"]),  # still so, without a credit this month
        (13, {0: "500 USD"}, []),
    ],
)
def test_the_credits_of_a_year_together(month: int, amounts: dict[int, str], expected: list[str]) -> None:
    """The last twelve months, this one included."""
    assert counted(YEAR, month, [due(place, amount) for place, amount in amounts.items()]) == expected


QUARTER = Credits("20 % of charges", window=3)


@pytest.mark.parametrize(
    ("month", "charges", "last", "holds"),
    [
        (3, {0: 1000, 1: 2000, 2: 1000}, "500 USD", True),  # 300 and 500 of 4,000
        (3, {0: 1000, 1: 2000, 2: 1000}, "499.99 USD", False),
        (3, {0: 1000, 2: 1000}, "5000 USD", False),
        (2, {0: 1000, 1: 1000}, "5000 USD", False),  # the window begins before there were figures
        (4, {1: 1000, 2: 1000, 3: 2000}, "800 USD", True),
        (4, {1: 1000, 2: 1000, 3: 2000}, "799.99 USD", False),
    ],
)
def test_a_share_of_what_a_window_was_charged(month: int, charges: dict[int, int], last: str, holds: bool) -> None:
    """Against the figures of the same months together; while one is missing it does not hold."""
    dues = [due(0, "300 USD"), due(month - 1, last)]
    assert bool(counted(QUARTER, month, dues, charges)) is holds


# In so many months


TWO_OF_FOUR = Credits("20 % of charges", months=2, window=4)


@pytest.mark.parametrize(
    ("month", "amounts", "expected"),
    [
        (1, {0: "200 USD"}, []),
        (2, {0: "200 USD", 1: "200 USD"}, ["leads 1", "leads 2"]),
        (2, {0: "200 USD", 1: "199.99 USD"}, []),
        (4, {0: "200 USD", 3: "200 USD"}, ["leads 1", "leads 4"]),
        (5, {0: "200 USD", 4: "200 USD"}, []),
        (5, {1: "200 USD", 4: "200 USD"}, ["leads 2", "leads 5"]),
        (4, {0: "200 USD", 1: "200 USD", 3: "100 USD"}, ["leads 1", "leads 2"]),  # still so in the fourth month
        (4, {0: "9000 USD"}, []),  # one month by far is one month
        (5, {2: "9000 USD", 4: "200 USD"}, []),  # the third month has no figure
    ],
)
def test_in_two_of_four_months(month: int, amounts: dict[int, str], expected: list[str]) -> None:
    """Each month against its own charges: 1,000 USD, and none known of the third."""
    charges = {0: 1000, 1: 1000, 3: 1000, 4: 1000}
    assert counted(TWO_OF_FOUR, month, [due(place, each) for place, each in amounts.items()], charges) == expected


_AMOUNTS = st.lists(st.integers(0, 4), min_size=1, max_size=9)
_CHARGES = st.lists(st.none() | st.integers(0, 9), min_size=9, max_size=9)


@given(_AMOUNTS, _CHARGES, st.integers(1, 5), st.data())
def test_it_holds_as_adding_up_by_hand_says(
    amounts: list[int], charges: list[int | None], window: int, data: st.DataObject
) -> None:
    """Half of the charges, in a window together, and in so many of its months."""
    months = data.draw(st.integers(1, window))
    last = len(amounts) - 1
    places = range(last - window + 1, last + 1)
    known = {place: each for place, each in enumerate(charges) if each is not None}
    owed = {place: amounts[place] if place >= 0 else 0 for place in places}
    whole = all(place in known for place in places)
    together = whole and sum(owed.values()) > 0 and 2 * sum(owed.values()) >= sum(known[place] for place in places)
    reached = [place for place in places if place in known and owed[place] > 0 and 2 * owed[place] >= known[place]]
    dues = [due(place, f"{amount} USD") for place, amount in enumerate(amounts)]
    assert bool(counted(Credits("50 % of charges", window=window), last + 1, dues, known)) is together
    in_months = counted(Credits("50 % of charges", months=months, window=window), last + 1, dues, known)
    assert in_months == ([f"leads {place + 1}" for place in reached] if len(reached) >= months else [])


# What it says of itself


def test_what_it_says_of_itself() -> None:
    """A case for each direction; it reads the ledger, looks back, needs no miss and does not count misses."""
    assert TWO_OF_FOUR.cases([PROMISE, NEWS, CALLS]) == (("leads", "calls"), ("news",))
    assert TWO_OF_FOUR.cases([]) == ()
    said = TWO_OF_FOUR.reads_ledger, TWO_OF_FOUR.looks_back, TWO_OF_FOUR.needs_a_miss, TWO_OF_FOUR.tally
    assert said == (True, True, False, None)
    assert TWO_OF_FOUR.references == (Reference("fee", "charges", ("at_least",)),)
    assert Credits("9 USD", consequences=["a", "b"]).references == (
        Reference("consequence", "a", ("consequences", 0)),
        Reference("consequence", "b", ("consequences", 1)),
    )


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Credits("500000 USD"), "when credits come to at least 500000 USD in a month"),
        (Credits("9 USD", window=1), "when credits come to at least 9 USD in a month"),
        (Credits("9 USD", window=12), "when credits come to at least 9 USD in 12 months together"),
        (TWO_OF_FOUR, "when credits come to at least 20 % of charges in each of 2 of 4 months"),
        (
            Credits("9 USD", consequences=["pay", "late"]),
            "when the credits of pay and late come to at least 9 USD in a month",
        ),
    ],
)
def test_it_is_described_in_words(condition: Credits, words: str) -> None:
    """Which credits, how much and in which months."""
    assert condition.describe() == words


WHENEVER: list[tuple[Credits, Credits, bool]] = [
    (Credits("9 USD"), Credits("9 USD"), True),
    (Credits("9 USD"), Credits("9 USD", window=1), True),
    (Credits("9 USD"), Credits("10 USD"), True),
    (Credits("10 USD"), Credits("9 USD"), False),
    (Credits("9 USD"), Credits("10 EUR"), False),
    (Credits("5 % of 100 USD"), Credits("5 USD"), True),
    (Credits("5 % of charges"), Credits("6 % of charges"), True),
    (Credits("5 % of charges"), Credits("6 % of fees"), False),
    (Credits("5 % of charges"), Credits("6 USD"), False),
    (Credits("9 USD", consequences="a"), Credits("9 USD"), False),
    (Credits("9 USD", window=3), Credits("9 USD", window=2), True),
    (Credits("9 USD", window=2), Credits("9 USD", window=3), False),
    (Credits("5 % of charges", window=3), Credits("5 % of charges", window=3), True),
    (Credits("5 % of charges", window=3), Credits("5 % of charges", window=2), False),
    (Credits("9 USD", months=2, window=4), Credits("9 USD", months=2, window=3), True),
    (Credits("9 USD", months=2, window=4), Credits("9 USD", months=3, window=4), True),
    (Credits("9 USD", months=3, window=4), Credits("9 USD", months=2, window=4), False),
    (Credits("9 USD", months=2, window=3), Credits("9 USD", months=2, window=4), False),
    (Credits("9 USD", months=1, window=4), Credits("9 USD"), True),
    (Credits("9 USD", months=2, window=4), Credits("9 USD", window=4), False),
]


@pytest.mark.parametrize(("one", "other", "surely"), WHENEVER)
def test_it_knows_when_it_surely_holds(one: Credits, other: Credits, surely: bool) -> None:
    """It asks for no more, of the same credits."""
    assert one.holds_whenever(other) is surely
    assert not one.holds_whenever(Missed("leads"))


_TOTALS = st.builds(
    lambda least, window, months, metric: Credits(
        f"{least * 10} % of charges" if metric else f"{least} USD",
        window=window,
        months=None if window is None or months is None else min(months, window),
    ),
    st.integers(1, 4),
    st.none() | st.integers(1, 4),
    st.none() | st.integers(1, 4),
    st.booleans(),
)


@given(_TOTALS, _TOTALS, _AMOUNTS, _CHARGES)
def test_where_it_says_that_it_surely_holds_it_does(
    one: Credits, other: Credits, amounts: list[int], charges: list[int | None]
) -> None:
    """In every month in which the other holds."""
    dues = [due(place, f"{amount} USD") for place, amount in enumerate(amounts)]
    known = {place: each for place, each in enumerate(charges) if each is not None}
    read = history(len(amounts), dues, known)
    assert not (one.holds_whenever(other) and other(read)) or one(read)


# What it refuses


COMPARED = "credits are compared with an amount of money or a share of a fee, as in '20 % of charges'"
REFUSED: dict[str, tuple[Callable[[], object], str, str]] = {
    "no money": (
        lambda: Credits("3 days"),
        f"{COMPARED}: a fee is an amount of money, as in '4000 USD'; not 3 days",
        "at_least",
    ),
    "a number": (
        lambda: Credits(Fraction(3)),  # type: ignore[arg-type]
        f"{COMPARED}: a fee is an amount of money, as in '4000 USD'; not Fraction(3, 1)",
        "at_least",
    ),
    "nothing": (lambda: Credits("0 USD"), "credits always come to at least nothing; not 0 USD", "at_least"),
    "no share": (
        lambda: Credits("0 % of charges"),
        "credits always come to at least nothing; not 0 % of charges",
        "at_least",
    ),
    "no window": (lambda: Credits("9 USD", window=0), "a window is 1 month or more, not 0", "window"),
    "months of nothing": (
        lambda: Credits("9 USD", months=2),
        "say among how many months, as in '4 months'",
        "window",
    ),
    "too many months": (
        lambda: Credits("9 USD", months=5, window=4),
        "of 4 months it is 1 to 4; not 5",
        "months",
    ),
    "no months": (lambda: Credits("9 USD", months=0, window=4), "of 4 months it is 1 to 4; not 0", "months"),
    "one name twice": (lambda: Credits("9 USD", consequences=["a", "a"]), "'a' is named twice", "consequences"),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(make: Callable[[], object], message: str, field: str) -> None:
    """The message says which way to write it."""
    assert refusal(make) == (message, field)
