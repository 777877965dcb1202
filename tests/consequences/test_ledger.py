"""The ledger: what consequences have cost so far, and for whom."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from smarketing import Due, Ledger, Month, Period, Quantity, quantity

FIRST = Month(2026, 1)


def due(amount: str | Quantity | None, name: str = "pay", month: Month = FIRST, parties: str = "AB") -> Due:
    """Give a due of one party to the other."""
    exact = quantity(amount) if isinstance(amount, str) else amount
    return Due(name, month, "credit", parties[0], parties[1], because="so", verdicts=(), amount=exact)


def ledger(*dues: Due) -> Ledger:
    """Enter dues, one after another."""
    made = Ledger()
    for each in dues:
        made.add(each)
    return made


def test_an_empty_ledger_has_cost_nothing() -> None:
    """Zero of whatever unit, so far and in any period."""
    assert Ledger().total("pay", "A", "B", "USD") == 0
    assert Ledger().total("pay", "A", "B", "USD", Period.of(FIRST)) == 0


def test_each_consequence_direction_and_unit_counts_by_itself() -> None:
    """What another consequence cost, the other party owes or another currency is does not mix in."""
    found = ledger(due("5 USD"), due("7 USD", name="fine"), due("11 USD", parties="BA"), due("13 EUR"), due("2 days"))
    pairs = [("A", "B"), ("B", "A"), ("A", "C")]
    assert [found.total("pay", by, to, "USD") for by, to in pairs] == [5, 11, 0]
    assert [found.total("fine", by, to, "USD") for by, to in pairs] == [7, 0, 0]
    assert [found.total("pay", "A", "B", unit) for unit in ("EUR", "day", "month")] == [13, 2, 0]


def test_units_that_convert_add_up() -> None:
    """A day, 12 hours and a week are 8.5 days, whatever is asked; months are no days."""
    found = ledger(due("1 day"), due("12 hours"), due("1 week"), due("1 month"), due("1 year"))
    assert found.total("pay", "A", "B", "day") == Fraction(17, 2)
    assert found.total("pay", "A", "B", "hour") == 204
    assert found.total("pay", "A", "B", "month") == 13


def test_a_due_without_an_amount_is_entered_and_costs_nothing() -> None:
    """Tasks are dues too, in the order in which they came."""
    task, money = due(None), due("5 USD")
    found = ledger(task, money)
    assert found.dues == [task, money]
    assert found.total("pay", "A", "B", "USD") == 5


def test_ledgers_do_not_share_what_they_hold() -> None:
    """A new one is empty, whatever others hold; two are equal only if they are one."""
    one, other = ledger(due("5 USD")), Ledger()
    assert other.dues == []
    assert one != ledger(due("5 USD"))
    assert one.total("pay", "A", "B", "USD") == 5


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9),
            st.sampled_from(["pay", "fine"]),
            st.sampled_from(["AB", "BA"]),
            st.sampled_from(["USD", "EUR", "day", "hour"]),
            st.fractions(0, 100, max_denominator=9),
        ),
        max_size=25,
    ),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_totals_are_what_adding_all_dues_gives(
    entries: list[tuple[int, str, str, str, Fraction]], begins: int, more: int
) -> None:
    """Of each consequence, direction and unit, so far and in any period."""
    found = ledger(*(due(Quantity(n, unit), name, FIRST + later, who) for later, name, who, unit, n in entries))
    period = Period(FIRST + begins, FIRST + begins + more)
    for name in ("pay", "fine"):
        for who in ("AB", "BA"):
            for unit, sizes in {
                "USD": {"USD": Fraction(1)},
                "hour": {"hour": Fraction(1), "day": Fraction(24)},
                "day": {"hour": Fraction(1, 24), "day": Fraction(1)},
            }.items():
                own = [
                    (later, n * sizes[paid])
                    for later, cause, by, paid, n in entries
                    if (cause, by) == (name, who) and paid in sizes
                ]
                by, to = who
                assert found.total(name, by, to, unit) == sum(n for _later, n in own)
                inside = sum(n for later, n in own if FIRST + later in period)
                assert found.total(name, by, to, unit, period) == inside
