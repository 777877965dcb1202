"""Credits and bonuses that are paid for each that another metric counted: amount times units."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import problems_of
from smarketing import Actuals, Bonus, Credit, Due, Quantity, judge, loads
from smarketing.testing import check_effect

DOCUMENT = """\
smarketing: 1
title: Perishable goods
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Carrier: {}, Importer: {}}
signatures: {Carrier: 2025-12-01, Importer: 2025-12-01}
units: [degree, crate]
metrics:
  price: {unit: USD, kind: count}
  crates: {unit: crate, kind: count}
  share: {unit: "%", kind: share}
objectives:
  warmth: {owed_by: Carrier, owed_to: Importer, at_most: 0 degree/month}
consequences:
  penalty: {when: {missed: warmth}, credit: {pay: 0.20 USD, per: exact 1 degree, for_each: crates}}
"""
COUNTS = "metrics that are counts are 'price', 'crates', 'warmth'"
CREDIT = "credit: {pay: 0.20 USD, per: exact 1 degree, for_each: crates}"


def dues(effect: str = CREDIT, document: str = DOCUMENT, **figures: object) -> tuple[Due, ...]:
    """Judge January by a document with another effect."""
    agreement = loads(document.replace(CREDIT, effect))
    months = {name: {"2026-01": number} for name, number in figures.items()}
    return judge(agreement, Actuals.from_dict(months, known=agreement.metrics), through="2026-01").dues


@pytest.mark.parametrize(
    ("warmth", "crates", "amount"),
    [(17, 3000, "10200"), (1, 1, "0.20"), (2, 3, "1.20"), (0, 3000, None), (17, 0, None)],
)
def test_steps_times_units(warmth: object, crates: int, amount: str | None) -> None:
    """17 degrees of 3,000 crates at 0.20: 10,200. Without a step or a crate there is nothing to pay."""
    found = [due.amount for due in dues(warmth=warmth, crates=crates)]
    assert found == ([] if amount is None else [Quantity(Fraction(amount), "USD")])


@pytest.mark.parametrize(
    ("effect", "amount", "because"),
    [
        (CREDIT, 6, "0.20 USD per exact degree, 3 times, for each of 10 crates"),
        ("credit: {pay: 2 USD, for_each: crates}", 20, "2.00 USD for each of 10 crates"),
        ("credit: {pay: 1 %, of: price, for_each: crates}", 10, "1 % of 100.00 USD (price) for each of 10 crates"),
        ("credit: {pay: 1 %, of: 400 USD, for_each: crates}", 40, "1 % of 400.00 USD for each of 10 crates"),
        ("credit: {by_run: [1 USD, 2 USD], for_each: crates}", 10, "first miss: 1.00 USD for each of 10 crates"),
        (
            "credit: {tiers: [{above: 2 degrees, pay: 3 USD}], for_each: crates}",
            30,
            "3 degrees is above 2 degrees: 3.00 USD for each of 10 crates",
        ),
    ],
)
def test_with_all_ways_to_pay(effect: str, amount: int, because: str) -> None:
    """Amounts, shares of a fee, runs and tiers."""
    (due,) = dues(effect, warmth=3, crates=10, price=100)
    assert (due.amount, due.because.partition(": ")[2]) == (Quantity(amount, "USD"), because)


def test_a_bonus_for_each() -> None:
    """A party that kept its promise earns it for each that was counted."""
    document = DOCUMENT.replace("when: {missed: warmth}", "when: {met: warmth}")
    (due,) = dues("bonus: {pay: 2 USD, for_each: crates}", document, warmth=0, crates=10)
    assert (due.amount, due.owed_by) == (Quantity(20, "USD"), "Importer")


def test_without_the_figure() -> None:
    """Nobody knows the amount until it is there; where the promise has none either, that is missing first."""
    (due,) = dues(warmth=3)
    said = "0.20 USD per exact degree for each of crates"
    assert (due.amount, due.task) == (None, f"{said}, once the figure of crates for 2026-01 is known")
    document = f"{DOCUMENT}no_data: counts as missed\n"
    (due,) = dues(document=document, crates=10)
    assert due.task == f"{said}, once the figure of warmth for 2026-01 is known"


def test_a_missing_figure_is_reported() -> None:
    """In a month after one with a figure, as that of a fee is."""
    agreement = loads(DOCUMENT)
    figures = {"warmth": {"2026-01": 1, "2026-02": 1}, "crates": {"2026-01": 5}}
    found = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    assert [each.message for each in found.missing] == ["there is no figure of 'crates' for 2026-02"]


def test_all_months_of_a_quarter_are_counted() -> None:
    """A promise by the quarter is paid for each that its three months counted."""
    document = DOCUMENT.replace("0 degree/month", "0 degree/quarter")
    agreement = loads(document)
    months = ["2026-01", "2026-02", "2026-03"]
    figures = {"warmth": dict(zip(months, (0, 1, 1), strict=True)), "crates": dict.fromkeys(months, 10)}
    (due,) = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics)).dues
    assert due.amount == Quantity(Fraction(1, 5) * 2 * 30, "USD")


@given(st.integers(0, 40), st.integers(0, 10_000))
def test_it_grows_with_both(degrees: int, crates: int) -> None:
    """Degrees times crates times a fifth."""
    total = sum((due.amount.value for due in dues(warmth=degrees, crates=crates) if due.amount), Fraction(0))
    assert total == Fraction(degrees * crates, 5)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("crate", f"no count named 'crate'; {COUNTS} (did you mean 'crates'?)"),
        ("share", f"no count named 'share'; {COUNTS}"),
    ],
)
def test_what_is_no_count(name: str, said: str) -> None:
    """A metric that there is not, and a share, of which nobody counts."""
    found = problems_of(DOCUMENT, "for_each: crates", f"for_each: {name}")
    assert found == f"14:82: consequences.penalty.credit.for_each: {said}"


@pytest.mark.parametrize(
    "effect", [Credit("2 USD", for_each="crates"), Bonus("1 %", of="price", for_each="crates")], ids=str
)
def test_it_keeps_the_laws_of_effects(effect: Credit | Bonus) -> None:
    """Also through a file."""
    check_effect(effect, max_examples=15)


def test_more_for_each_costs_more() -> None:
    """Only of the same metric can anybody tell."""
    two, three = Credit("2 USD", for_each="crates"), Credit("3 USD", for_each="crates")
    assert three.costs_at_least(two)
    assert not two.costs_at_least(three)
    assert not three.costs_at_least(Credit("2 USD"))
