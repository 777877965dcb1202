"""Limits that several consequences share: their values, and the new dues of a month under all limits."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from month_limits import Terms, periods_from
from smarketing import (
    AtLeast,
    Due,
    Finding,
    Ledger,
    Limit,
    Metric,
    Month,
    Objective,
    Period,
    Quantity,
    Status,
    Verdict,
    quantity,
)
from smarketing.consequences import NewDue, SharedLimit, limited_dues

FIRST = Month(2026, 2)
PROMISE = Objective("leads", "A", "B", AtLeast("1 lead/month"))


def new(
    name: str,
    amount: Quantity | str | None,
    *,
    month: Month = FIRST,
    back: bool = False,
    promise: str = "leads",
    **terms: object,
) -> NewDue:
    """Give a new due of A to B, or back."""
    miss = Verdict(
        PROMISE,
        Metric("leads", "lead", "count"),
        Period.of(month),
        Finding(Status.MISSED),
        Status.MISSED,
        Status.MISSED,
    )
    exact = quantity(amount) if isinstance(amount, str) else amount
    parties = ("B", "A") if back else ("A", "B")
    due = Due(name, month, "credit", *parties, name, (miss,), exact, "" if exact else "a task")
    return NewDue(due, Terms(name, **terms), promise)  # type: ignore[arg-type]


def paid(
    dues: Sequence[NewDue], *shared: SharedLimit, ledger: Ledger | None = None, month: Month = FIRST
) -> list[tuple[str, str]]:
    """Give what is issued in a month, by consequence."""
    found = limited_dues(dues, shared, Ledger() if ledger is None else ledger, month, periods_from(FIRST))
    return [(due.consequence, str(due.amount)) for due in found]


# What a shared limit is


REFUSED: dict[str, tuple[Callable[[], SharedLimit], str, str | None]] = {
    "nobody": (
        lambda: SharedLimit("x", [], "5 USD"),
        "a shared limit names the consequences that share it, or 'credits' for all",
        "of",
    ),
    "an empty name": (
        lambda: SharedLimit("x", ["a", ""], "5 USD"),
        "a shared limit names the consequences that share it, or 'credits' for all",
        "of",
    ),
    "all and one": (
        lambda: SharedLimit("x", ["a", "credits", "b"], "5 USD"),
        "'credits' is every consequence that gives amounts; leave out a and b",
        "of",
    ),
    "twice": (lambda: SharedLimit("x", ["a", "a"], "5 USD"), "a consequence shares a limit once; not a, a", "of"),
    "nothing": (lambda: SharedLimit("x", ["a"]), "a shared limit says at_most, only or pool; it has none", "at_most"),
    "net of nothing": (
        lambda: SharedLimit("x", ["a"], net=True, pool="5 %"),
        "net says what a limit counts; state at_most too",
        "net",
    ),
    "net by a word": (
        lambda: SharedLimit("x", ["a"], "5 USD", net="yes"),  # type: ignore[arg-type]
        "net is True or False; not 'yes'",
        "net",
    ),
    "the lowest": (
        lambda: SharedLimit("x", ["a"], only="the lowest"),  # type: ignore[arg-type]
        "of several dues 'the highest' may be the only one; not 'the lowest'",
        "only",
    ),
    "a pool of money": (
        lambda: SharedLimit("x", ["a"], pool="5 USD"),
        "a pool is a percentage, as in '100 %'; not 5 USD",
        "pool",
    ),
    "an empty pool": (
        lambda: SharedLimit("x", ["a"], pool="0 %"),
        "a pool is a percentage, as in '100 %'; not 0 %",
        "pool",
    ),
    "another limit": (
        lambda: SharedLimit("x", ["a"], 5),  # type: ignore[arg-type]
        "a limit is a Limit or text, as in '600 USD per quarter'; not 5",
        "limits",
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_shared_limit_is_refused(make: Callable[[], SharedLimit], message: str, field: str | None) -> None:
    """The message says what is meant."""
    assert refusal(make) == (message, field)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (SharedLimit("x", ["a", "b"], "5 USD per month"), "at most 5 USD per month for a and b together"),
        (SharedLimit("x", "credits", ["5 USD", "3 days"]), "at most 5 USD and at most 3 days for all credits together"),
        (SharedLimit("x", "a", "5 USD", net=True),
         "at most 5 USD for a, less what the other side owes"),
        (SharedLimit("x", ["a", "b"], only="the highest"), "only the highest of a month for a and b together"),
        (SharedLimit("x", ["a", "b"], pool="50 %"), "allocations of at most 50 % for a and b together"),
    ],
)  # fmt: skip
def test_what_a_shared_limit_is_in_words(limit: SharedLimit, words: str) -> None:
    """For differences between versions."""
    assert limit.describe() == words


# Sum first, cap last


TEN = SharedLimit("at-risk", ["a", "b", "c", "d"], "10 USD per month")


def test_four_penalties_of_three_percent_are_ten() -> None:
    """Published: four penalties of 3 % each of a month are limited to 10 %, not 12 %: divided equally."""
    dues = limited_dues([new(name, "3 USD") for name in "abcd"], [TEN], Ledger(), FIRST, periods_from(FIRST))
    assert [str(due.amount) for due in dues] == ["2.5 USD"] * 4
    assert dues[0].because == "a, of which the limit at-risk of 10.00 USD per month leaves 2.50 USD"
    assert [due.id for due in dues] == [f"{name}/leads/2026-02/1" for name in "abcd"]


@pytest.mark.parametrize(
    ("penalties", "bonus", "expected"),
    [
        # Published: -6, -6 and +5 with at most 10 % are -7 if they are netted first.
        (["6", "6"], "5", ["6 USD", "6 USD", "5 USD"]),
        (["7.5", "7.5"], "5", ["7.5 USD", "7.5 USD", "5 USD"]),
        (["7.51", "7.5"], "5", ["7.51 USD", "7.49 USD", "5 USD"]),
        (["8", "12"], "5", ["6 USD", "9 USD", "5 USD"]),
        (["1", "1"], "12", ["1 USD", "1 USD", "12 USD"]),
        (["1", "1"], "12.01", ["1 USD", "1 USD", "12 USD"]),
    ],
)
def test_penalties_less_bonuses(penalties: list[str], bonus: str, expected: list[str]) -> None:
    """What remains is at most 10, whichever side owes it."""
    dues = [new("a", f"{penalties[0]} USD"), new("b", f"{penalties[1]} USD"), new("c", f"{bonus} USD", back=True)]
    net = SharedLimit("x", "credits", "10 USD per month", net=True)
    assert [amount for _name, amount in paid(dues, net)] == expected


def test_without_netting_each_direction_has_the_limit() -> None:
    """6 and 6 are 10, and 5 back stay 5."""
    dues = [new("a", "6 USD"), new("b", "6 USD"), new("c", "5 USD", back=True)]
    limit = SharedLimit("x", "credits", "10 USD per month")
    assert paid(dues, limit) == [("a", "5 USD"), ("b", "5 USD"), ("c", "5 USD")]


def test_netting_reads_the_ledger_of_both_directions() -> None:
    """12 paid and 5 back in the quarter leave 3 of 10, and 17 back."""
    net = SharedLimit("x", "credits", "10 USD per quarter", net=True)
    ledger = Ledger()
    for due in (new("a", "12 USD"), new("c", "5 USD", back=True)):
        ledger.add(due.due)
    later = FIRST + 1
    assert paid([new("a", "4 USD", month=later)], net, ledger=ledger, month=later) == [("a", "3 USD")]
    assert paid([new("c", "18 USD", month=later, back=True)], net, ledger=ledger, month=later) == [("c", "17 USD")]


def test_what_is_not_issued_nets_nothing() -> None:
    """A bonus that is not worth issuing leaves no more room for penalties."""
    net = SharedLimit("x", "credits", "10 USD per month", net=True)
    bonus = new("c", "5 USD", back=True, only_above=quantity("5 USD"))
    assert paid([new("a", "15 USD"), bonus], net) == [("a", "10 USD")]


def test_own_limits_come_first() -> None:
    """Of 8 and 4, 8 are cut to 4 by their own limit; 6 are divided equally then."""
    shared = SharedLimit("x", ["a", "b"], "6 USD per month")
    dues = [new("a", "8 USD", limits="4 USD per month"), new("b", "4 USD")]
    assert paid(dues, shared) == [("a", "3 USD"), ("b", "3 USD")]
    found = limited_dues(dues, [SharedLimit("x", ["a", "b"], "8 USD")], Ledger(), FIRST, periods_from(FIRST))
    assert [due.because for due in found] == ["a, of which the limit of 4.00 USD per month leaves 4.00 USD", "b"]


def test_spare_cents_go_to_the_larger_then_by_consequence_then_by_promise() -> None:
    """10.00 among three of 5: 3.33 each, and a cent to the first by name; a larger one comes before."""
    three = [new(name, "5 USD", promise=promise) for name, promise in (("b", "x"), ("a", "z"), ("a", "y"))]
    assert [amount for _name, amount in paid(three, TEN)] == ["3.33 USD", "3.33 USD", "3.34 USD"]
    larger = [*three, new("c", "5.01 USD")]
    assert [amount for _name, amount in paid(larger, TEN)] == ["2.49 USD", "2.5 USD", "2.5 USD", "2.51 USD"]


def test_days_and_dollars_share_nothing() -> None:
    """Hours count as days, exactly; dollars have limits of their own."""
    both = SharedLimit("x", "credits", ["2 days per month", "10 USD per month"])
    dues = [new("a", "24 hours"), new("b", "2 days"), new("c", "12 USD")]
    assert paid(dues, both) == [("a", "16 hour"), ("b", "4/3 day"), ("c", "10 USD")]


def test_a_limit_of_one_consequence_leaves_others_alone() -> None:
    """Only what `of` names counts."""
    assert paid([new("a", "12 USD"), new("z", "12 USD")], TEN) == [("a", "10 USD"), ("z", "12 USD")]


def test_all_credits_count_also_those_of_consequences_that_are_gone() -> None:
    """What was paid by a name that no version has any more has been paid."""
    ledger = Ledger()
    ledger.add(new("gone", "7 USD").due)
    ledger.add(new("gone", None).due)
    every = SharedLimit("x", "credits", "10 USD per trailing 2 months")
    for month, left in ((FIRST + 1, "3 USD"), (FIRST + 2, "5 USD")):
        assert paid([new("a", "5 USD", month=month)], every, ledger=ledger, month=month) == [("a", left)]


def test_amounts_not_above_the_least_are_not_issued_after_all_limits() -> None:
    """Each of three has 3.33 1/3 of 10: not above that, above a cent less."""
    for least, number in (("10/3 USD", 0), ("3.33 USD", 3)):
        three = [new(name, "5 USD", only_above=quantity(least)) for name in "abc"]
        assert len(paid(three, TEN)) == number


def test_new_dues_beside_those_of_the_month_that_stand() -> None:
    """What a month has already counts; 8 leave 2 of 10."""
    ledger = Ledger()
    ledger.add(new("a", "8 USD").due)
    assert paid([new("b", "8 USD")], TEN, ledger=ledger) == [("b", "2 USD")]


def test_a_limit_that_waits_for_a_figure() -> None:
    """The due has no amount; nor has another limit anything to divide with it."""
    waiting = SharedLimit("risk", ["a"], "10 % of charges per month")
    found = limited_dues(
        [new("a", "8 USD"), new("b", "8 USD"), new("c", None)], [waiting, TEN], Ledger(), FIRST, periods_from(FIRST)
    )
    assert [(due.amount, due.task) for due in found] == [
        (None, "up to 8.00 USD: the limit risk of 10 % of charges per month waits for figures of charges"),
        (quantity("8 USD"), ""),
        (None, "a task"),
    ]


# Only the highest


BEST = SharedLimit("incident", ["a", "b", "c"], only="the highest")


def test_one_incident_that_fails_several_levels_pays_once() -> None:
    """Published: of 5 %, 8 % and 3 % it is 8 %."""
    dues = [new("a", "5 USD"), new("b", "8 USD"), new("c", "3 USD"), new("z", "1 USD"), new("a", None)]
    assert paid(dues, BEST) == [("b", "8 USD"), ("z", "1 USD"), ("a", "None")]


@pytest.mark.parametrize("order", ["abc", "cba", "bca"])
def test_of_equal_dues_it_is_the_first_by_name(order: str) -> None:
    """Whichever stands first; each direction has its own, and so has each kind of unit."""
    dues = [new(name, "5 USD") for name in order]
    more = [new("c", "4 USD", back=True), new("c", "1 day")]
    assert paid([*dues, *more], BEST) == [("a", "5 USD"), ("c", "4 USD"), ("c", "1 day")]


def test_the_highest_is_the_highest_before_limits() -> None:
    """It is cut afterwards; a lower one does not take its place."""
    assert paid([new("a", "8 USD", limits="1 USD"), new("b", "5 USD")], BEST) == [("a", "1 USD")]


@pytest.mark.parametrize(("before", "expected"), [("a", []), ("z", [("b", "9 USD")])])
def test_a_month_that_has_its_highest_already(before: str, expected: list[tuple[str, str]]) -> None:
    """A further due of the same month is not given; what is not named does not count."""
    ledger = Ledger()
    ledger.add(new("a", "5 USD", month=FIRST - 1).due)
    ledger.add(new(before, "5 USD").due)
    assert paid([new("b", "9 USD")], BEST, ledger=ledger) == expected
    ledger.add(new("a", None).due)
    assert paid([new("b", "9 USD")], BEST, ledger=ledger) == expected


def test_the_highest_of_two_limits() -> None:
    """b is lower than c in one of them, and a lower than b in the other."""
    both = [SharedLimit("one", ["a", "b"], only="the highest"), SharedLimit("other", ["b", "c"], only="the highest")]
    dues = [new("a", "5 USD"), new("b", "8 USD"), new("c", "9 USD")]
    assert paid(dues, *both) == paid(dues, *both[::-1]) == [("c", "9 USD")]


def test_tasks_alone_are_issued_as_they_are() -> None:
    """There is nothing to compare."""
    assert paid([new("a", None), new("b", None)], BEST) == [("a", "None"), ("b", "None")]


# Laws


PLACES = {"JPY": 0, "USD": 2, "KWD": 3, "XAU": None}
PERS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "term": 10_000, "trailing 2 months": 2,
        "trailing 5 months": 5}  # fmt: skip
LIMITS = st.builds(
    lambda most, per, of, net: (most, per, of, net),
    st.fractions(0, 60, max_denominator=40),
    st.sampled_from(sorted(PERS)),
    st.sampled_from(["credits", ("a",), ("b",), ("a", "b"), ("b", "c")]),
    st.booleans(),
)
OWED = st.tuples(
    st.integers(0, 14), st.sampled_from("abc"), st.sampled_from("xy"), st.booleans(),
    st.fractions(0, 40, max_denominator=700),
)  # fmt: skip


@given(st.data(), st.sampled_from(sorted(PLACES)), st.lists(LIMITS, max_size=3), st.lists(LIMITS, max_size=2))
def test_nothing_passes_any_limit_and_no_order_changes_an_amount(
    data: st.DataObject,
    currency: str,
    shared: list[tuple[Fraction, str, str | tuple[str, ...], bool]],
    own: list[tuple[Fraction, str, str, bool]],
) -> None:
    """In each month, quarter, half-year, year, window and the term, after rounding, own and shared, netted or not."""
    owed = data.draw(st.lists(OWED, max_size=14, unique_by=lambda each: each[:4]))
    several = [SharedLimit(str(place), of, f"{most} {currency} per {per}", net=net)
               for place, (most, per, of, net) in enumerate(shared)]  # fmt: skip
    limits = tuple(Limit.parse(f"{most} {currency} per {per}") for most, per, _of, _net in own)
    mixed = data.draw(st.permutations(owed))
    record = judged(owed, currency, several, limits)
    assert record == judged(mixed, currency, data.draw(st.permutations(several)), limits)
    names = [(name, most, per, False) for name in "abc" for most, per, _of, _net in own]
    for of, most, per, net in [*names, *((of, most, per, net) for most, per, of, net in shared)]:
        assert all(total <= most for total in totals(record, "abc" if of == "credits" else of, per, net=net))
    coin = Fraction(1, 10 ** (PLACES[currency] or 0))
    for key, amount in record.items():
        exact = next(each[4] for each in owed if each[:4] == key)
        assert PLACES[currency] is None or (amount / coin).denominator == 1
        assert 0 <= amount <= (exact if PLACES[currency] is None else exact + coin / 2)


Record = dict[tuple[int, str, str, bool], Fraction]


def judged(
    owed: Sequence[tuple[int, str, str, bool, Fraction]],
    currency: str,
    shared: Sequence[SharedLimit],
    limits: tuple[Limit, ...],
) -> Record:
    """Limit month after month."""
    ledger, record = Ledger(), {}
    for later in range(15):
        month = FIRST + later
        dues = [
            new(name, Quantity(amount, currency), month=month, back=back, promise=promise, limits=limits)
            for when, name, promise, back, amount in owed
            if when == later
        ]
        for due in limited_dues(dues, shared, ledger, month, periods_from(FIRST)):
            ledger.add(due)
            assert due.amount is not None
            record[later, due.consequence, due.id.split("/")[1], due.owed_by == "B"] = due.amount.value
    return record


def totals(record: Record, of: str | tuple[str, ...], per: str, *, net: bool) -> list[Fraction]:
    """Add up each direction of each period."""
    months, found = PERS[per], []
    for last in range(15):
        start = last - months + 1 if per.startswith("trailing") else last // months * months
        counted = {each: amount for each, amount in record.items() if start <= each[0] <= last and each[1] in of}
        there, back = (sum((amount for each, amount in counted.items() if each[3] is side), Fraction(0))
                       for side in (False, True))  # fmt: skip
        found += [there - back, back - there] if net else [there, back]
    return found
