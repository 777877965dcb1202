"""Caps: credits stop where their cap is used up, to the last coin."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import AtLeast, Case, Credit, Due, Finding, Metric, Month, Objective, Period, Quantity, Status, Verdict

FIRST = Month(2026, 2)
LEADS = Metric("leads", "SQL", "count")


def never(name: str, day: date) -> date | None:
    """Know no date of any report or meeting."""
    return None


def dues_in(credit: Credit, month: Month, before: Mapping[Month, Fraction]) -> list[Due]:
    """Give the dues of a credit for a miss in a month, after what was paid before."""
    promise = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    miss = Verdict(promise, LEADS, Period.of(month), Finding(Status.MISSED), Status.MISSED, Status.MISSED)
    return list(credit(Case("credit", month, (miss,), FIRST, before, never)))


def due_in(credit: Credit, month: Month, before: Mapping[Month, Fraction]) -> Due:
    """Give the one due of a credit for a miss in a month, after what was paid before."""
    (due,) = dues_in(credit, month, before)
    return due


def amounts(credit: Credit, months: Sequence[int]) -> list[tuple[Month, Fraction]]:
    """Pay for a miss in each of some months, counted from the term's first, oldest first."""
    spent: dict[Month, Fraction] = {}
    dues = []
    for later in sorted(months):
        month = FIRST + later
        amount = due_in(credit, month, spent).amount
        assert amount is not None
        assert amount.unit == credit.currency
        spent[month] = spent.get(month, Fraction(0)) + amount.value
        dues.append((month, amount.value))
    return dues


def test_a_cap_of_eight_percent_of_the_fees() -> None:
    """Published: 8 % of 12,000 in fees cap credits at 960; after 900 a further 100 gives 60, then nothing."""
    credit = Credit("100 USD", of="12,000 USD", cap="8 %")
    spent = {FIRST + later: Fraction(100) for later in range(9)}
    last = due_in(credit, FIRST + 9, spent)
    assert last.amount == Quantity(60, "USD")
    because = "100.00 USD of 12,000.00 USD, of which the cap of 8 % leaves"
    assert last.because == f"leads was missed in 2026-11: {because} 60.00 USD"
    none = due_in(credit, FIRST + 10, spent | {FIRST + 9: Fraction(60)})
    assert none.amount == Quantity(0, "USD")
    assert none.because == f"leads was missed in 2026-12: {because} 0.00 USD"


@pytest.mark.parametrize("cap", ["960 USD", "8 %"])
def test_a_cap_in_money_or_as_a_share_of_the_fee(cap: str) -> None:
    """Both caps cut off at the same coin: nine times 100, then 60, then 0."""
    paid = amounts(Credit("100 USD", of="12,000 USD", cap=cap), range(12))
    assert [amount for _, amount in paid] == [100] * 9 + [60, 0, 0]


CAPPED: list[tuple[str, list[int]]] = [
    # The term begins in February: its quarters are Feb-Apr, May-Jul, Aug-Oct, Nov-Jan; its second year is from Feb.
    ("250 USD", [100, 100, 50] + [0] * 12),
    ("250 USD/year", [100, 100, 50] + [0] * 9 + [100, 100, 50]),
    ("250 USD/quarter", [100, 100, 50] * 5),
    ("80 USD/month", [80] * 15),
    ("100 USD/month", [100] * 15),
    ("300 USD/quarter", [100] * 15),
    ("0 USD/quarter", [0] * 15),
]


@pytest.mark.parametrize(("cap", "expected"), CAPPED)
def test_a_cap_holds_in_its_contract_period(cap: str, expected: list[int]) -> None:
    """A cap for the term is used up for good, one per period comes anew with each period of the contract."""
    assert [amount for _, amount in amounts(Credit("100 USD", cap=cap), range(15))] == expected


def test_several_cases_of_a_month_share_the_cap() -> None:
    """Two misses in a month use up one cap together."""
    assert [amount for _, amount in amounts(Credit("100 USD", cap="150 USD/month"), [0, 0, 0, 1])] == [100, 50, 0, 100]


def test_the_cap_is_mentioned_only_where_it_cuts() -> None:
    """A due that fits exactly into what is left says nothing of the cap."""
    due = due_in(Credit("100 USD", cap="100 USD/month"), FIRST, {})
    assert due.because == "leads was missed in 2026-02: 100.00 USD"


@pytest.mark.parametrize(
    ("before", "issued"),
    [("0", ["5 USD"]), ("4", ["2 USD"]), ("4.999", ["1 USD"]), ("5", []), ("5.5", []), ("6", [])],
)
def test_what_the_cap_leaves_must_be_worth_issuing(before: str, issued: list[str]) -> None:
    """A credit of 5 of which the cap leaves no more than `only_above` is not issued; a tenth of a cent more is."""
    credit = Credit("5 USD", cap="6 USD", only_above="1 USD")
    assert [str(due.amount) for due in dues_in(credit, FIRST, {FIRST: Fraction(before)})] == issued


def test_a_used_up_cap_gives_no_credit_of_nothing() -> None:
    """Whoever asks for credits above 0 only is not told of one of 0; whoever does not ask is."""
    spent = {FIRST: Fraction(6)}
    assert dues_in(Credit("5 USD", cap="6 USD", only_above="0 USD"), FIRST, spent) == []
    assert due_in(Credit("5 USD", cap="6 USD"), FIRST, spent).amount == Quantity(0, "USD")


def test_time_is_paid_exactly_and_capped_in_its_own_unit() -> None:
    """Days have no smallest coin; what the cap has left is paid and no more."""
    due = due_in(Credit("1.25 days", cap="2 day/quarter"), FIRST, {FIRST: Fraction(5, 4)})
    assert due.amount == Quantity(Fraction(3, 4), "day")
    assert due.because.endswith(": 1.25 days, of which the cap of 2 day/quarter leaves 0.75 days")


def test_rounding_up_does_not_pass_the_cap() -> None:
    """33.335 exactly rounds to 33.34, which a cap of 33.335 does not allow: 33.33 are paid, and then nothing."""
    credit = Credit("33.335 USD", cap="33.335 USD")
    assert [amount for _, amount in amounts(credit, [0, 1])] == [Fraction("33.33"), 0]


def test_money_without_coins_is_cut_exactly() -> None:
    """Gold is not rounded: a third, and then the rest of the cap."""
    credit = Credit(Quantity(Fraction(1, 3), "XAU"), cap="0.5 XAU")
    assert [amount for _, amount in amounts(credit, [0, 1, 2])] == [Fraction(1, 3), Fraction(1, 6), 0]


PLACES = {"JPY": 0, "EUR": 2, "KWD": 3, "XAU": None}
PERIODS = {"": 10_000, "/month": 1, "/quarter": 3, "/year": 12}
SHARES = st.fractions(0, 30, max_denominator=40)


@given(
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(sorted(PERIODS)),
    SHARES,
    SHARES,
    st.fractions(0, 5000, max_denominator=7),
    st.lists(st.integers(0, 30), max_size=25),
)
def test_credits_never_pass_their_cap(
    currency: str, period: str, share: Fraction, cap: Fraction, fee: Fraction, months: list[int]
) -> None:
    """In each period rounded dues stay within the cap, and less is paid than owed only where the cap is used up."""
    credit = Credit(Quantity(share, "%"), of=Quantity(fee, currency), cap=Quantity(cap, f"%{period}"))
    paid = amounts(credit, months)
    places = PLACES[currency]
    coin = Fraction(0) if places is None else Fraction(1, 10**places)
    exact, limit = share * fee / 100, cap * fee / 100
    assert len(paid) == len(months)
    totals: dict[int, Fraction] = {}
    for month, amount in paid:
        number = (month - FIRST) // PERIODS[period]
        totals[number] = totals.get(number, Fraction(0)) + amount
        assert 0 <= amount <= exact + coin / 2
        assert totals[number] <= limit
        assert not coin or (amount / coin).denominator == 1
        # What is cut off leaves less than a coin in the cap.
        assert amount >= exact - coin / 2 or limit - totals[number] < (coin or Fraction(1, 10**9))
