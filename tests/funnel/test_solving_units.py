"""What solving refuses before it starts: units, currencies, periods, names and stages, each whole message."""

import re
from collections.abc import Sequence

import pytest

from smarketing.errors import InvalidValueError, UnitError
from smarketing.funnel import Solution, Stage, solve

Stages = Sequence[Stage | str | tuple[str, str]]

SALE: Stages = ("SQL", ("customer", "50 %"))
NEITHER = "not enough is known: give the revenue or a value, so that there is a currency"
PERIODS = "revenue and volumes are all for a period, as in '100 SQL/month', or none of them is"


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


def solved() -> Solution:
    """Solve the funnel of the tutorial."""
    return solve(SALE, revenue="5000 USD/month", value="100 USD/customer")


@pytest.mark.parametrize(
    ("revenue", "value", "volumes", "message"),
    [
        ("5000 leads/month", [], [],
         "revenue and value are money, as in '5000 USD/month' and '100 USD/customer'; not lead"),
        ("5000 USD", ["100 customers"], [],
         "revenue and value are money, as in '5000 USD/month' and '100 USD/customer'; not customer"),
        ("5000 USD", ["100 EUR/customer"], [], "revenue and value are in one currency, not EUR and USD"),
        (None, ["1 USD/customer", "2 JPY/SQL", "3 USD/SQL"], [],
         "revenue and value are in one currency, not USD and JPY"),
        ("5000 USD", ["1 USD/customer"], ["100 SQL/month"], PERIODS),
        ("5000 USD/month", ["1 USD/customer"], ["100 SQL"], PERIODS),
        (None, ["1 USD/customer"], ["100 SQL/month", "50 customers"], PERIODS),
        ("5000 USD/month", ["1 USD/customer"], ["9 SQL/day"], "9 SQL/day cannot be compared with SQL/month"),
        ("5 USD/month", ["1 USD/customer/month"], [], "1 USD/customer/month cannot be compared with USD/customer"),
    ],
)  # fmt: skip
def test_units_that_do_not_fit(revenue: str | None, value: list[str], volumes: list[str], message: str) -> None:
    """Money in one currency; amounts for periods that compare, or for none."""
    with pytest.raises(UnitError, match=whole(message)):
        solve(SALE, revenue=revenue, value=value, volumes=volumes)


def test_the_value_of_a_stage_is_in_the_currency_of_the_revenue() -> None:
    """There is no rate of exchange."""
    with pytest.raises(UnitError, match=whole("revenue and value are in one currency, not EUR and USD")):
        solve(["SQL", Stage("customer", "50 %", value="80 EUR")], revenue="500 USD")


@pytest.mark.parametrize("volumes", [[], ["100 SQL/month"], ["100 SQL", "50 customers"]])
def test_without_money_there_is_no_currency(volumes: list[str]) -> None:
    """Volumes alone do not tell what the revenue is in."""
    with pytest.raises(InvalidValueError, match=whole(NEITHER)):
        solve(SALE, volumes=volumes)


@pytest.mark.parametrize(
    ("value", "volumes", "entries", "field", "message"),
    [
        ("1 USD/customer", "9 MQL", [], None,
         "no stage named 'MQL'; stages are 'SQL', 'customer' (did you mean 'SQL'?)"),
        ("1 USD/deal", "9 SQL", [], None, "no stage named 'deal'; stages are 'SQL', 'customer'"),
        ("1 USD/customer", "9 USD", [], None, "no stage named 'USD'; stages are 'SQL', 'customer'"),
        ("1 USD/customer", "9 SQL", ["lead"], "entries", "no stage named 'lead'; stages are 'SQL', 'customer'"),
    ],
)  # fmt: skip
def test_names_that_nothing_bears(
    value: str, volumes: str, entries: list[str], field: str | None, message: str
) -> None:
    """With the stages that there are."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        solve(SALE, value=value, volumes=volumes, entries=entries)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ([], "a funnel has one stage or more"),
        ([("SQL", "30 %"), ("customer", "50 %")], "the first stage, SQL, has no rate: nothing comes before it"),
        (["SQL", ("customer", "5 %"), ("customer", "5 %")],
         "each stage is there once for each stage it comes of; not SQL, customer, customer"),
        (["SQL", ("customer", "5 %"), Stage("customer", "6 %", of="SQL")],
         "each stage is there once for each stage it comes of; not SQL, customer, customer"),
        (["lead", Stage("customer", "5 %", of="leed")],
         ("stage customer comes of one before it: no earlier stage named 'leed'; earlier stages are 'lead' "
         "(did you mean 'lead'?)")),
        (["visit", Stage("lead", "5 %", of="customer"), Stage("customer", "5 %", of="lead")],
         "stage lead comes of one before it: no earlier stage named 'customer'; earlier stages are 'visit'"),
    ],
)  # fmt: skip
def test_stages_that_are_no_funnel(stages: Stages, message: str) -> None:
    """As a funnel refuses them: nothing is solved that does not follow from stage to stage."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        solve(stages, revenue="5 USD/month", value="1 USD/customer")
    assert caught.value.field == "stages"


def test_a_solution_has_only_its_stages() -> None:
    """A name in the plural gets a hint."""
    with pytest.raises(
        InvalidValueError, match=whole("no stage named 'SQLs'; stages are 'SQL', 'customer' (did you mean 'SQL'?)")
    ):
        solved()["SQLs"]


@pytest.mark.parametrize(
    ("stage", "of", "message"),
    [
        ("SQL", None, "no way named 'SQL'; ways are 'customer of SQL'"),
        ("customer", "MQL",
         "no way named 'customer of MQL'; ways are 'customer of SQL' (did you mean 'customer of SQL'?)"),
    ],
)  # fmt: skip
def test_a_solution_has_only_its_ways(stage: str, of: str | None, message: str) -> None:
    """The first stage has none."""
    with pytest.raises(InvalidValueError, match=whole(message)):
        solved().rate(stage, of)


def test_a_stage_with_two_ways_in_has_no_one_rate() -> None:
    """The message lists the ways to choose from."""
    stages: Stages = ["SQL", "referral", Stage("customer", "5 %", of="SQL"), Stage("customer", "9 %", of="referral")]
    solution = solve(stages, value="1 USD/customer", volumes=["9 SQL", "9 referral"], entries=["referral"])
    with pytest.raises(
        InvalidValueError, match=r"^customer has 2 ways in, customer of SQL, customer of referral; say which with of=$"
    ):
        solution.rate("customer")
