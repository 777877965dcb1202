"""Limits: how they are written, in which period they count, and what they leave of which dues."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from month_limits import limited, periods_from
from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Case,
    Consequence,
    Due,
    Effect,
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
    judge,
    quantity,
)
from smarketing.consequences import as_limit
from smarketing.contract_periods import Every

FIRST = Month(2026, 2)
PROMISE = Objective("leads", "A", "B", AtLeast("1 lead/month"))
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "term": 10_000}
PERS: st.SearchStrategy[Every] = st.sampled_from(get_args(Every))
TRAILING = st.integers(2, 1200).map(lambda months: f"trailing {months} months")


# How a limit is written


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    """Give any limit: money, time, things, or a share of a fee, in a period or in the whole term."""
    number = draw(st.fractions(0, 10**6, max_denominator=60))
    per = draw(PERS | TRAILING)
    if draw(st.booleans()):
        fee = Quantity(draw(st.fractions(0, 10**6, max_denominator=60)), draw(st.sampled_from(["USD", "JPY", "XAU"])))
        return Limit(Quantity(number, "%"), of=fee, per=per)
    unit = draw(st.sampled_from(["USD", "JPY", "day", "hour", "month", "year", "report", "USD/lead"]))
    return Limit(Quantity(number, unit), per=per)


@given(limits())
def test_a_limit_is_read_as_it_is_written(limit: Limit) -> None:
    """Its text says everything: amount, fee and period, in the same units, exactly."""
    again = Limit.parse(str(limit))
    assert again == limit
    assert again.at_most.unit == limit.at_most.unit
    assert again.amount is not None
    assert limit.amount is not None
    assert again.amount.unit == limit.amount.unit


READ: list[tuple[str, Limit, str]] = [
    ("600 USD", Limit("600 USD"), "600 USD"),
    ("600 USD per term", Limit("600 USD"), "600 USD"),
    (" 600 USD per quarter ", Limit("600 USD", per="quarter"), "600 USD per quarter"),
    ("600 USD/quarter", Limit("600 USD", per="quarter"), "600 USD per quarter"),
    ("600 USD / quarter", Limit("600 USD", per="quarter"), "600 USD per quarter"),
    ("15 % of charges/quarter", Limit("15 %", of="charges", per="quarter"), "15 % of charges per quarter"),
    ("9 % of 50 % of cost of sales", Limit("9 %", of="50 % of cost of sales"), "9 % of 50 % of cost of sales"),
    ("15 % of 4,000 USD per year", Limit("15 %", of="4000 USD", per="year"), "15 % of 4000 USD per year"),
    ("15 percent of 4000 USD", Limit("15 %", of="4000 USD"), "15 % of 4000 USD"),
    ("3 days", Limit("3 days"), "3 days"),
    ("1 month/year", Limit("1 month", per="year"), "1 month per year"),
    ("2 months per month", Limit("2 months", per="month"), "2 months per month"),
    ("0 USD", Limit("0 USD"), "0 USD"),
    ("6 USD per half-year", Limit("6 USD", per="half-year"), "6 USD per half-year"),
    ("6 USD/half-year", Limit("6 USD", per="half-year"), "6 USD per half-year"),
    ("6 USD per trailing 2 months", Limit("6 USD", per="trailing 2 months"), "6 USD per trailing 2 months"),
    (
        "9 % of charges per trailing 1200 months",
        Limit("9 %", of="charges", per="trailing 1200 months"),
        "9 % of charges per trailing 1200 months",
    ),
]


@pytest.mark.parametrize(("text", "limit", "written"), READ)
def test_a_limit_is_an_amount_or_a_share_of_a_fee_perhaps_per_period(text: str, limit: Limit, written: str) -> None:
    """Months, quarters, years or the whole term; a month may be what is limited and the period as well."""
    assert (Limit.parse(text), str(limit)) == (limit, written)
    assert as_limit(text) == as_limit(limit) == limit


def test_a_limit_that_is_a_share_has_an_amount() -> None:
    """Exactly, in the fee's currency; an amount is its own."""
    assert Limit("1/3 %", of="100 USD").amount == Quantity(Fraction(1, 3), "USD")
    assert Limit("3 days").amount == quantity("3 days")


FORMS = "a limit is an amount, as in '600 USD per quarter', or a share of a fee, as in '15 % of 4000 USD'; not"
PER = "a limit is per month, quarter, half-year, year, trailing 12 months or term; not"
BESIDE = "the period of a limit stands beside its amount, as in Limit('600 USD', per='quarter'); not"
REFUSED: dict[str, tuple[Callable[[], Limit], str, str | None]] = {
    "a month": (
        lambda: Limit.parse("600 USD a month"),
        "write the period of a limit as 'per month'; not 'a month'",
        None,
    ),
    "each quarter": (
        lambda: Limit.parse("5 % of charges in each quarter"),
        "write the period of a limit as 'per quarter'; not 'in each quarter'",
        None,
    ),
    "no text": (lambda: Limit.parse(""), "'' is not a limit; write it as '600 USD per quarter'", None),
    "two lines": (
        lambda: Limit.parse("600 USD\nper quarter"),
        "'600 USD\\nper quarter' is not a limit; write it as '600 USD per quarter'",
        None,
    ),
    "no amount": (
        lambda: Limit.parse("per quarter"),
        "'per quarter' is not a quantity; write a number and a unit, as in '100 SQL/month'",
        None,
    ),
    "below zero": (lambda: Limit("-1 USD"), "a limit is not negative: -1 USD", "at_most"),
    "share below zero": (lambda: Limit("-5 %", of="4 USD"), "a limit is not negative: -5 %", "at_most"),
    "share of no fee": (lambda: Limit("15 %"), f"{FORMS} 15 %", "of"),
    "amount of a fee": (lambda: Limit("6 USD", of="9 USD"), f"{FORMS} 6 USD of 9 USD", "of"),
    "share of leads": (
        lambda: Limit("5 %", of="5 leads"),
        "a fee is an amount of money, as in '4000 USD'; not 5 leads",
        "of",
    ),
    "fee below zero": (lambda: Limit("5 %", of="-4 USD"), "a fee is not negative: -4 USD", "of"),
    "another period": (lambda: Limit("5 USD", per="week"), f"{PER} 'week'", "per"),
    "no text as a period": (lambda: Limit("5 USD", per=3), f"{PER} 3", "per"),  # type: ignore[arg-type]
    "one month": (
        lambda: Limit.parse("5 USD per trailing 1 months"),
        "a trailing period has 2 to 1200 months; not 1",
        "per",
    ),
    "more than a century": (
        lambda: Limit("5 USD", per="trailing 1201 months"),
        "a trailing period has 2 to 1200 months; not 1201",
        "per",
    ),
    "a metric with a period": (
        lambda: Limit("5 %", of="cost per trailing 12 months"),
        "the name of the metric 'cost per trailing 12 months' reads like the period of a limit; give it another name",
        "of",
    ),
    "period in a text": (lambda: Limit.parse("5 USD per week"), f"{PER} 5 USD/week", "at_most"),
    "period in the unit": (lambda: Limit("5 USD/quarter"), f"{BESIDE} 5 USD/quarter", "at_most"),
    "two periods": (lambda: Limit.parse("5 USD per quarter per year"), f"{BESIDE} 5 USD/quarter", "at_most"),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_a_limit_that_could_not_bind_is_refused(make: Callable[[], Limit], message: str, field: str | None) -> None:
    """The message shows what is refused and how a limit is written."""
    assert refusal(make) == (message, field)


# In which period it counts


@pytest.mark.parametrize(
    ("begins", "month", "limit", "period"),
    [
        # A term from February: its first quarter is February to April, its first year ends in January.
        ("2026-02", "2026-02", "1 USD/quarter", ("2026-02", "2026-04")),
        ("2026-02", "2026-04", "1 USD/quarter", ("2026-02", "2026-04")),
        ("2026-02", "2026-05", "1 USD/quarter", ("2026-05", "2026-07")),
        ("2026-02", "2027-01", "1 USD/year", ("2026-02", "2027-01")),
        ("2026-02", "2027-02", "1 USD/year", ("2027-02", "2028-01")),
        ("2026-02", "2026-12", "1 USD/month", ("2026-12", "2026-12")),
        ("2025-11", "2026-02", "1 USD/quarter", ("2026-02", "2026-04")),
        ("2026-02", "2026-07", "1 USD/half-year", ("2026-02", "2026-07")),
        ("2026-02", "2026-08", "1 USD/half-year", ("2026-08", "2027-01")),
        # The month itself and those before it, as far as the term goes.
        ("2026-02", "2026-02", "1 USD per trailing 3 months", ("2026-02", "2026-02")),
        ("2026-02", "2026-03", "1 USD per trailing 3 months", ("2026-02", "2026-03")),
        ("2026-02", "2026-04", "1 USD per trailing 3 months", ("2026-02", "2026-04")),
        ("2026-02", "2026-05", "1 USD per trailing 3 months", ("2026-03", "2026-05")),
        ("2026-02", "2027-02", "1 USD per trailing 12 months", ("2026-03", "2027-02")),
        ("0001-01", "0001-02", "1 USD per trailing 1200 months", ("0001-01", "0001-02")),
    ],
)
def test_contract_periods_count_from_the_start_of_the_term(
    begins: str, month: str, limit: str, period: tuple[str, str]
) -> None:
    """Quarters and years are those of the contract and not of the calendar."""
    first, last = period
    expected = Period(Month.parse(first), Month.parse(last))
    assert Limit.parse(limit).period(Month.parse(month), periods_from(Month.parse(begins))) == expected


@given(st.integers(0, 60), PERS.filter(lambda per: per != "term"))
def test_contract_periods_tile_the_term(later: int, per: str) -> None:
    """Every month lies in one period of the full length, which begins whole periods after the term."""
    month, months = FIRST + later, MONTHS[per]
    period = Limit.parse(f"1 USD per {per}").period(month, periods_from(FIRST))
    assert period is not None
    assert month in period
    assert len(period) == months
    assert (period.first - FIRST) % months == 0


@given(st.integers(0, 60))
def test_a_limit_for_the_term_counts_everything(later: int) -> None:
    """It has no period: whatever was paid before counts."""
    assert Limit("1 USD").period(FIRST + later, periods_from(FIRST)) is None


# What it leaves


@attrs.frozen
class Both(Effect):
    """An effect of somebody else's: money and time from who missed, and something the other way round."""

    @property
    def follows_every_month(self) -> bool:
        """It does: it gives amounts, in more units than one."""
        return True

    def __call__(self, case: Case, /) -> Iterator[Due]:
        """Give 100 USD and 3 days, and 100 USD back."""
        yield case.due("both", "money", amount=quantity("100 USD"))
        yield case.due("both", "time", amount=quantity("3 days"))
        back = {"owed_by": case.promise.owed_to, "owed_to": case.promise.owed_by}
        yield case.due("both", "back", amount=quantity("100 USD"), **back)
        yield case.due("both", "letter", task="write")


def test_each_direction_and_each_unit_is_limited_by_itself() -> None:
    """Of 150 USD and 4 days each party has its own; hours count as days, euros would not; a task is not limited."""
    agreement = Agreement(
        "x",
        Term("2026-02-01"),
        [Party("A"), Party("B")],
        [PROMISE],
        signatures={"A": "2025-12-01", "B": "2025-12-01"},
        consequences=[Consequence("both", Missed("leads"), Both(), limits=["150 USD", "96 hours", "1 EUR"])],
    )
    months = {str(FIRST + later): 0 for later in range(3)}
    card = judge(agreement, Actuals.from_dict({"leads": months}, known=agreement.metrics))
    assert [(due.because, due.owed_by, str(due.amount)) for due in card.dues] == [
        ("money", "A", "100 USD"),
        ("time", "A", "3 day"),
        ("back", "B", "100 USD"),
        ("letter", "A", "None"),
        ("money, of which the limit of 150.00 USD leaves 50.00 USD", "A", "50 USD"),
        ("time, of which the limit of 96 hours leaves 1 day", "A", "1 day"),
        ("back, of which the limit of 150.00 USD leaves 50.00 USD", "B", "50 USD"),
        ("letter", "A", "None"),
        ("money, of which the limit of 150.00 USD leaves 0.00 USD", "A", "0 USD"),
        ("time, of which the limit of 96 hours leaves 0 days", "A", "0 day"),
        ("back, of which the limit of 150.00 USD leaves 0.00 USD", "B", "0 USD"),
        ("letter", "A", "None"),
    ]


def due(amount: Quantity | str | None, month: Month = FIRST, owed_by: str = "A") -> Due:
    """Give a due of A to B, or the other way round."""
    metric = Metric("leads", "lead", "count")
    miss = Verdict(PROMISE, metric, Period.of(month), Finding(Status.MISSED), Status.MISSED, Status.MISSED)
    exact = quantity(amount) if isinstance(amount, str) else amount
    return Due("pay", month, "credit", owed_by, "B" if owed_by == "A" else "A", "because", (miss,), exact)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("texts", "amount", "because"),
    [
        (["90 USD per quarter", "80 USD"], "80 USD", "the limit of 80.00 USD leaves 80.00 USD"),
        (["90 USD per month", "95 USD"], "90 USD", "the limit of 90.00 USD per month leaves 90.00 USD"),
        (["10 % of 700 USD", "80 USD"], "70 USD", "the limit of 10 % of 700.00 USD leaves 70.00 USD"),
        (["1 day", "80 USD"], "80 USD", "the limit of 80.00 USD leaves 80.00 USD"),
    ],
)
def test_of_two_limits_the_narrower_binds_and_is_named(texts: list[str], amount: str, because: str, order: int) -> None:
    """Whichever stands first; one of another kind of unit binds nothing."""
    left = limited(due("100 USD"), [Limit.parse(text) for text in texts[::order]], None, Ledger(), FIRST)
    assert left is not None
    assert (left.amount, left.because) == (quantity(amount), f"because, of which {because}")


def test_which_of_two_limits_is_narrower_depends_on_what_was_paid() -> None:
    """80 in February leave 20 of a quarter's 100; in May, of another quarter, the year has 60 left."""
    both = [Limit("100 USD", per="quarter"), Limit("160 USD", per="year")]
    ledger = Ledger()
    said = []
    for later in (0, 1, 3):
        left = limited(due("80 USD", FIRST + later), both, None, ledger, FIRST)
        assert left is not None
        ledger.add(left)
        said.append(left.because.removeprefix("because"))
    assert said == [
        "",
        ", of which the limit of 100.00 USD per quarter leaves 20.00 USD",
        ", of which the limit of 160.00 USD per year leaves 60.00 USD",
    ]


def test_what_was_paid_beyond_a_later_limit_leaves_nothing() -> None:
    """Where an amendment lowers a limit below what was paid, nothing is left, and nothing is taken back."""
    ledger = Ledger()
    ledger.add(due("100 USD"))
    left = limited(due("5 USD"), [Limit("80 USD")], None, ledger, FIRST)
    assert left is not None
    assert left.amount == Quantity(0, "USD")


def test_only_above_is_about_dues_of_its_own_unit() -> None:
    """A day is not compared with a dollar, and a task has no amount."""
    for other in (due("1 day"), due(None)):
        found = limited(other, (), quantity("1 USD"), Ledger(), FIRST)
        assert found == attrs.evolve(other, id="pay/leads/2026-02/1")
    assert limited(due("1 USD"), (), quantity("1 USD"), Ledger(), FIRST) is None


PLACES = {"JPY": 0, "USD": 2, "KWD": 3}
AMOUNTS = st.fractions(0, 50, max_denominator=2000)


@given(
    st.sampled_from(sorted(PLACES)),
    st.lists(st.tuples(AMOUNTS, PERS), max_size=3),
    st.lists(st.tuples(st.integers(0, 14), st.sampled_from("AB"), AMOUNTS), max_size=15),
)
def test_rounding_never_passes_what_any_limit_leaves(
    currency: str, texts: list[tuple[Fraction, str]], owed: list[tuple[int, str, Fraction]]
) -> None:
    """Whole coins, within each limit in each period and direction; less than owed only where a limit has no coin."""
    agreed = [Limit.parse(f"{most} {currency} per {per}") for most, per in texts]
    coin, ledger = Fraction(1, 10 ** PLACES[currency]), Ledger()
    spent: dict[tuple[int, int, str], Fraction] = {}
    for later, owed_by, amount in sorted(owed):
        left = limited(due(Quantity(amount, currency), FIRST + later, owed_by), agreed, None, ledger, FIRST)
        assert left is not None
        ledger.add(left)
        assert left.amount is not None
        assert (left.amount.value / coin).denominator == 1
        room = []
        for place, (most, per) in enumerate(texts):
            key = (place, later // MONTHS[per], owed_by)
            spent[key] = spent.get(key, Fraction(0)) + left.amount.value
            room.append(most - spent[key])
        assert all(rest >= 0 for rest in room)
        assert left.amount.value <= amount + coin / 2
        assert left.amount.value >= amount - coin / 2 or (room and min(room) < coin)


def test_what_no_limit_is() -> None:
    """A bare number says neither of what nor in which period."""
    assert refusal(lambda: Limit(Quantity(5, ""))) == ("a limit has a unit, as in '600 USD'; not 5", "at_most")
    assert refusal(lambda: as_limit(5)) == (  # type: ignore[arg-type]
        "a limit is a Limit or text, as in '600 USD per quarter'; not 5",
        "limits",
    )
