"""Limits on credits: credits stop where their limit is used up, to the last coin."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import whole
from month_limits import limited
from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Case,
    Consequence,
    Credit,
    Due,
    Finding,
    Ledger,
    Limit,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Period,
    Quantity,
    Status,
    Term,
    Verdict,
    quantity,
)

FIRST = Month(2026, 2)
LEADS = Metric("leads", "SQL", "count")
PROMISE = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))


def rule(credit: Credit, *limits: str | Limit, only_above: str | None = None) -> Consequence:
    """Give a consequence that pays for each miss of leads."""
    return Consequence("credit", Missed("leads"), credit, limits=limits, only_above=only_above)


def pay(rule: Consequence, month: Month, ledger: Ledger) -> list[Due]:
    """Give what follows from a miss in a month, and enter it into the ledger."""
    miss = Verdict(PROMISE, LEADS, Period.of(month), Finding(Status.MISSED), Status.MISSED, Status.MISSED)
    case = Case(rule.name, month, (miss,), ledger)
    dues = [limited(due, rule.limits, rule.only_above, ledger, FIRST) for due in rule.effect(case)]
    issued = [due for due in dues if due is not None]
    for due in issued:
        ledger.add(due)
    return issued


def spent(*amounts: str) -> Ledger:
    """Give a ledger in which amounts were paid, one a month from the term's first."""
    ledger = Ledger()
    for later, amount in enumerate(amounts):
        (due,) = pay(rule(Credit("0 XAU")), FIRST + later, Ledger())
        ledger.add(Due("credit", due.month, "credit", due.owed_by, due.owed_to, "", due.verdicts, quantity(amount)))
    return ledger


def amounts(rule: Consequence, months: Sequence[int]) -> list[tuple[Month, Fraction]]:
    """Pay for a miss in each of some months, counted from the term's first, oldest first."""
    ledger = Ledger()
    dues = []
    for later in sorted(months):
        (due,) = pay(rule, FIRST + later, ledger)
        assert due.amount is not None
        assert due.amount.unit == rule.effect.unit
        dues.append((due.month, due.amount.value))
    return dues


def test_a_limit_of_eight_percent_of_the_fees() -> None:
    """Published: 8 % of 12,000 in fees limit credits to 960; after 900 a further 100 gives 60, then nothing."""
    eight_percent = rule(Credit("100 USD", of="12,000 USD"), "8 % of 12,000 USD")
    ledger = spent(*["100 USD"] * 9)
    (last,) = pay(eight_percent, FIRST + 9, ledger)
    assert last.amount == Quantity(60, "USD")
    because = "100.00 USD of 12,000.00 USD, of which the limit of 8 % of 12,000.00 USD leaves"
    assert last.because == f"leads was missed in 2026-11: {because} 60.00 USD"
    (none,) = pay(eight_percent, FIRST + 10, ledger)
    assert none.amount == Quantity(0, "USD")
    assert none.because == f"leads was missed in 2026-12: {because} 0.00 USD"


@pytest.mark.parametrize("limit", ["960 USD", "8 % of 12,000 USD"])
def test_a_limit_in_money_or_as_a_share_of_the_fee(limit: str) -> None:
    """Both limits cut off at the same coin: nine times 100, then 60, then 0."""
    paid = amounts(rule(Credit("100 USD", of="12,000 USD"), limit), range(12))
    assert [amount for _, amount in paid] == [100] * 9 + [60, 0, 0]


LIMITED: list[tuple[str, list[int]]] = [
    # The term begins in February: its quarters are Feb-Apr, May-Jul, Aug-Oct, Nov-Jan; its second year is from Feb.
    ("250 USD", [100, 100, 50] + [0] * 12),
    ("250 USD/year", [100, 100, 50] + [0] * 9 + [100, 100, 50]),
    ("250 USD/quarter", [100, 100, 50] * 5),
    ("80 USD/month", [80] * 15),
    ("100 USD/month", [100] * 15),
    ("300 USD/quarter", [100] * 15),
    ("0 USD/quarter", [0] * 15),
]


@pytest.mark.parametrize(("limit", "expected"), LIMITED)
def test_a_limit_holds_in_its_contract_period(limit: str, expected: list[int]) -> None:
    """A limit for the term is used up for good, one per period restarts with each period of the contract."""
    assert [amount for _, amount in amounts(rule(Credit("100 USD"), limit), range(15))] == expected


def test_several_cases_of_a_month_share_the_limit() -> None:
    """Two misses in a month use up one limit together."""
    paid = amounts(rule(Credit("100 USD"), "150 USD/month"), [0, 0, 0, 1])
    assert [amount for _, amount in paid] == [100, 50, 0, 100]


def test_the_limit_is_mentioned_only_where_it_cuts() -> None:
    """A due that fits exactly into what is left says nothing of the limit."""
    (due,) = pay(rule(Credit("100 USD"), "100 USD/month"), FIRST, Ledger())
    assert due.because == "leads was missed in 2026-02: 100.00 USD"


@pytest.mark.parametrize(
    ("before", "issued"),
    [("0", ["5 USD"]), ("4", ["2 USD"]), ("4.999", ["1 USD"]), ("5", []), ("5.5", []), ("6", [])],
)
def test_what_the_limit_leaves_must_be_worth_issuing(before: str, issued: list[str]) -> None:
    """A credit of 5 of which the limit leaves no more than `only_above` is not issued; a tenth of a cent more is."""
    least = rule(Credit("5 USD"), "6 USD", only_above="1 USD")
    assert [str(due.amount) for due in pay(least, FIRST, spent(f"{before} USD"))] == issued


ONLY_ABOVE: list[tuple[Credit, str, list[str]]] = [
    (Credit("1.00 USD"), "1 USD", []),
    (Credit("0.99 USD"), "1 USD", []),
    (Credit("1.01 USD"), "1 USD", ["1.01 USD"]),
    # What counts is the exact amount: a tenth of a cent is more, and rounds to 1.00.
    (Credit("10 %", of="10.01 USD"), "1 USD", ["1 USD"]),
    # 9.96 cents are the least itself, though they round to 10.
    (Credit("9.96 %", of="1 USD"), "0.0996 USD", []),
    (Credit("0 USD"), "0 USD", []),
    (Credit("1 day"), "24 hours", []),
    (Credit("25 hours"), "1 day", ["25 hour"]),
]


@pytest.mark.parametrize(("credit", "only_above", "amounts"), ONLY_ABOVE)
def test_a_credit_that_is_not_above_the_least_is_not_issued(
    credit: Credit, only_above: str, amounts: list[str]
) -> None:
    """The least itself is not issued either; the exact amount decides, before it is rounded."""
    assert [str(due.amount) for due in pay(rule(credit, only_above=only_above), FIRST, Ledger())] == amounts


def test_a_used_up_limit_gives_no_credit_of_nothing() -> None:
    """Whoever asks for credits above 0 only gets none of 0; whoever does not ask does."""
    assert pay(rule(Credit("5 USD"), "6 USD", only_above="0 USD"), FIRST, spent("6 USD")) == []
    (due,) = pay(rule(Credit("5 USD"), "6 USD"), FIRST, spent("6 USD"))
    assert due.amount == Quantity(0, "USD")


def test_time_is_paid_exactly_and_limited_in_its_own_unit() -> None:
    """Days have no smallest coin; what the limit has left is paid and no more."""
    (due,) = pay(rule(Credit("1.25 days"), "2 day/quarter"), FIRST, spent("1.25 days"))
    assert due.amount == Quantity(Fraction(3, 4), "day")
    assert due.because.endswith(": 1.25 days, of which the limit of 2 days per quarter leaves 0.75 days")


def test_rounding_up_does_not_pass_the_limit() -> None:
    """33.335 exactly rounds to 33.34, which a limit of 33.335 does not allow: 33.33 are paid, and then nothing."""
    paid = amounts(rule(Credit("33.335 USD"), "33.335 USD"), [0, 1])
    assert [amount for _, amount in paid] == [Fraction("33.33"), 0]


def test_money_without_coins_is_cut_exactly() -> None:
    """Gold is not rounded: a third, and then the rest of the limit."""
    paid = amounts(rule(Credit(Quantity(Fraction(1, 3), "XAU")), "0.5 XAU"), [0, 1, 2])
    assert [amount for _, amount in paid] == [Fraction(1, 3), Fraction(1, 6), 0]


PLACES = {"JPY": 0, "EUR": 2, "KWD": 3, "XAU": None}
PERIODS = {"term": 10_000, "month": 1, "quarter": 3, "year": 12}
SHARES = st.fractions(0, 30, max_denominator=40)


@given(
    st.sampled_from(sorted(PLACES)),
    st.sampled_from(sorted(PERIODS)),
    SHARES,
    SHARES,
    st.fractions(0, 5000, max_denominator=7),
    st.lists(st.integers(0, 30), max_size=25),
)
def test_credits_never_pass_their_limit(
    currency: str, period: str, share: Fraction, most: Fraction, fee: Fraction, months: list[int]
) -> None:
    """In each period rounded dues stay within the limit, and less is paid than owed only where it is used up."""
    limit = Limit.parse(f"{most} % of {fee} {currency} per {period}")
    paid = amounts(rule(Credit(Quantity(share, "%"), of=Quantity(fee, currency)), limit), months)
    places = PLACES[currency]
    coin = Fraction(0) if places is None else Fraction(1, 10**places)
    exact, allowed = share * fee / 100, most * fee / 100
    assert len(paid) == len(months)
    totals: dict[int, Fraction] = {}
    for month, amount in paid:
        number = (month - FIRST) // PERIODS[period]
        totals[number] = totals.get(number, Fraction(0)) + amount
        assert 0 <= amount <= exact + coin / 2
        assert totals[number] <= allowed
        assert not coin or (amount / coin).denominator == 1
        # What is cut off leaves less than a coin in the limit.
        assert amount >= exact - coin / 2 or allowed - totals[number] < (coin or Fraction(1, 10**9))


UNIT = "is in the unit of what is paid, USD; not"
PROBLEMS: list[tuple[list[str], str | None, str]] = [
    (["15 EUR"], None, f"consequences.credit.limits.0: a limit {UNIT} 15 EUR"),
    (["5 leads per year"], None, f"consequences.credit.limits.0: a limit {UNIT} 5 leads per year"),
    (["6 USD", "15 % of 90 EUR"], None, f"consequences.credit.limits.1: a limit {UNIT} 15 % of 90 EUR"),
    ([], "1 EUR", f"consequences.credit.only_above: only_above {UNIT} 1 EUR"),
    ([], "1 %", f"consequences.credit.only_above: only_above {UNIT} 1 %"),
]


@pytest.mark.parametrize(("limits", "only_above", "problem"), PROBLEMS)
def test_a_limit_in_another_unit_than_the_credit_is_a_problem(
    limits: list[str], only_above: str | None, problem: str
) -> None:
    """It could never bind, so the agreement names it by its place; so it does the least that is issued."""
    signatures = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}
    parties = [Party("Marketing"), Party("Sales")]
    five = rule(Credit("5 USD"), *limits, only_above=only_above)
    with pytest.raises(AgreementError, match=whole(problem)):
        Agreement("x", Term("2026-02-01"), parties, [PROMISE], signatures=signatures, consequences=[five])
