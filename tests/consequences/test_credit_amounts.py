"""Credits: how much a miss costs, rounded once to the currency's smallest coin."""

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from month_limits import limited
from smarketing import (
    AtLeast,
    Case,
    Credit,
    Due,
    Finding,
    InvalidValueError,
    Ledger,
    Metric,
    Month,
    Objective,
    Period,
    Quantity,
    Status,
    UnitError,
    Verdict,
)

FIRST = Month(2026, 1)


def exactly(credit: Credit) -> Due:
    """Give the one due of a credit for a miss in January, before it is rounded."""
    promise = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    metric = Metric("leads", "SQL", "count")
    miss = Verdict(promise, metric, Period.of(FIRST), Finding(Status.MISSED), Status.MISSED, Status.MISSED)
    (due,) = credit(Case("credit", FIRST, (miss,)))
    return due


def paid(credit: Credit) -> Due:
    """Give the one due of a credit for a miss in January, rounded, where no limit binds it."""
    due = limited(exactly(credit), (), None, Ledger(), FIRST)
    assert due is not None
    return due


AMOUNTS: list[tuple[Credit, Quantity, str]] = [
    (Credit("200 USD"), Quantity(200, "USD"), "leads was missed in 2026-01: 200.00 USD"),
    (Credit("5 %", of="4,000 USD"), Quantity(200, "USD"), "leads was missed in 2026-01: 5 % of 4,000.00 USD"),
    (
        Credit("200 USD", of="4,000 USD"),
        Quantity(200, "USD"),
        "leads was missed in 2026-01: 200.00 USD of 4,000.00 USD",
    ),
    # 3 % of 1,110.50 is 33.315: half a cent goes up, once.
    (
        Credit("3 %", of="1,110.50 EUR"),
        Quantity(Fraction("33.32"), "EUR"),
        "leads was missed in 2026-01: 3 % of 1,110.50 EUR",
    ),
    # 1.49 % of 1 is 1.49 cents: below the half it goes down.
    (
        Credit("1.49 %", of="1 USD"),
        Quantity(Fraction("0.01"), "USD"),
        "leads was missed in 2026-01: 1.49 % of 1.00 USD",
    ),
    # Yen have no minor unit: 2.5 % of 1,001 is 25.025, of 1,020 is 25.5.
    (Credit("2.5 %", of="1,001 JPY"), Quantity(25, "JPY"), "leads was missed in 2026-01: 2.5 % of 1,001 JPY"),
    (Credit("2.5 %", of="1,020 JPY"), Quantity(26, "JPY"), "leads was missed in 2026-01: 2.5 % of 1,020 JPY"),
    # Kuwaiti dinars have three places: 0.25 % of 1.2 is 0.003.
    (
        Credit("0.25 %", of="1.2 KWD"),
        Quantity(Fraction("0.003"), "KWD"),
        "leads was missed in 2026-01: 0.25 % of 1.200 KWD",
    ),
    # The standard states no minor unit for gold: nothing is rounded.
    (Credit("1 %", of="1/3 XAU"), Quantity(Fraction(1, 300), "XAU"), "leads was missed in 2026-01: 1 % of 0.33 XAU"),
    (Credit("0 USD"), Quantity(0, "USD"), "leads was missed in 2026-01: 0.00 USD"),
]


@pytest.mark.parametrize(("credit", "amount", "because"), AMOUNTS)
def test_a_credit_costs_money_or_a_share_of_the_fee(credit: Credit, amount: Quantity, because: str) -> None:
    """One due from the party that missed to the other, rounded half up, with its derivation."""
    due = paid(credit)
    assert (due.amount, due.because) == (amount, because)
    assert (due.consequence, due.effect, due.owed_by, due.owed_to) == ("credit", "credit", "Marketing", "Sales")
    assert (due.month, due.task, due.by, len(due.verdicts)) == (FIRST, "", None, 1)


PLACES = {"JPY": 0, "USD": 2, "KWD": 3, "CLF": 4}


@given(st.sampled_from(sorted(PLACES)), st.fractions(0, 100, max_denominator=50), st.integers(0, 10**6))
def test_a_credit_is_the_nearest_coin(currency: str, share: Fraction, fee: int) -> None:
    """The due is a whole number of coins, at most half a coin from the exact share, and the higher one at the half."""
    coin = Fraction(1, 10 ** PLACES[currency])
    amount = paid(Credit(Quantity(share, "%"), of=Quantity(fee, currency))).amount
    assert amount is not None
    assert (amount.value / coin).denominator == 1
    assert -coin / 2 < amount.value - share * fee / 100 <= coin / 2


@given(st.fractions(0, 100, max_denominator=50), st.fractions(0, 10**6, max_denominator=50))
def test_a_credit_is_exact_before_it_is_limited_and_rounded(share: Fraction, fee: Fraction) -> None:
    """The effect gives the share itself: a coin is made of it once, after the limits."""
    credit = Credit(Quantity(share, "%"), of=Quantity(fee, "USD"))
    assert exactly(credit).amount == Quantity(share * fee / 100, "USD")


def whole(text: str) -> str:
    """Give a pattern that matches a whole message."""
    return f"^{re.escape(text)}$"


FEE = "a fee is an amount of money, as in '4000 USD'; not"
PAY = "pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not"
REFUSED: dict[str, tuple[Callable[[], Credit], str, str]] = {
    "fee in leads": (lambda: Credit("5 %", of="4000 leads"), f"{FEE} 4000 leads", "of"),
    "fee per month": (lambda: Credit("5 %", of="4000 USD/month"), f"{FEE} 4000 USD/month", "of"),
    "share of no fee": (lambda: Credit("5 %"), f"{PAY} 5 %", "pay"),
    "pay in leads": (lambda: Credit("5 leads"), f"{PAY} 5 lead", "pay"),
    "pay per month": (lambda: Credit("5 USD/month"), f"{PAY} 5 USD/month", "pay"),
    "another currency": (
        lambda: Credit("5 EUR", of="4000 USD"),
        "pay a share of the fee or USD, not 5 EUR",
        "pay",
    ),
    "negative pay": (lambda: Credit("-5 USD"), "a credit is not negative: -5 USD", "pay"),
    "negative share": (lambda: Credit("-5 %", of="4000 USD"), "a credit is not negative: -5 %", "pay"),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_a_credit_that_cannot_be_paid_is_refused(make: Callable[[], Credit], message: str, field: str) -> None:
    """The message shows the value that is refused and what to write, the error names the argument."""
    with pytest.raises(InvalidValueError, match=whole(message)) as error:
        make()
    assert error.value.field == field


def test_a_credit_without_tiers_has_no_spans() -> None:
    """What is paid does not depend on the result, so no part of a scale is any tier's."""
    assert Credit("200 USD").spans == ()


def test_a_negative_fee_is_what_the_message_shows() -> None:
    """It is the fee that is refused, and not the share of it."""
    with pytest.raises(InvalidValueError, match=whole("a fee is not negative: -4000 USD")) as error:
        Credit("5 %", of="-4000 USD")
    assert error.value.field == "of"


def test_a_currency_sign_is_refused_with_the_code() -> None:
    """`$200` says which code to write."""
    with pytest.raises(UnitError, match=whole("'$200' names a currency by its sign; write 200 USD")):
        Credit("$200")


def test_a_credit_pays_in_the_currency_of_its_fee() -> None:
    """A share pays in the fee's currency; credits are values without names of others."""
    assert Credit("5 %", of="4000 CHF").currency == "CHF"
    assert Credit("200 EUR").currency == "EUR"
    assert Credit("200 EUR").references == ()
    assert hash(Credit("5 %", of="4000 CHF")) == hash(Credit("5 percent", of="4,000.00 CHF"))
