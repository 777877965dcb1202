"""Solving by hand: each unknown of a chain, zeros, stages that grow, merges, diamonds, entries, values and periods."""

from collections.abc import Sequence
from fractions import Fraction

import pytest

from smarketing.funnel import Rate, Solution, Stage, solve
from smarketing.units import Quantity

Stages = Sequence[Stage | str | tuple[str, str]]

DIAMOND: Stages = (
    "visitor",
    ("lead", "30 %"),
    Stage("prospect", "10 %", of="visitor"),
    Stage("customer", "20 %", of="lead"),
    Stage("customer", "50 %", of="prospect"),
)
SALE: Stages = ("SQL", ("customer", "50 %"))


def volumes(solution: Solution) -> list[str]:
    """Give the volumes as text."""
    return list(map(str, solution.volumes))


@pytest.mark.parametrize(
    ("stages", "revenue", "value", "known", "steps"),
    [
        (
            ["SQL", ("customer", "50 %")], "5000 USD/month", "100 USD/customer", [],
            [
                "the volume of customer: 5,000.00 USD/month / 100.00 USD/customer = 50 customer/month",
                "the volume of SQL: 50 customer/month / 50 % = 100 SQL/month",
            ],
        ),
        (
            ["SQL", ("customer", "50 %")], None, "100 USD/customer", ["100 SQL/month"],
            [
                "the volume of customer: 100 SQL/month x 50 % = 50 customer/month",
                "revenue: 50 customer/month x 100.00 USD/customer = 5,000.00 USD/month",
            ],
        ),
        (
            ["SQL", ("customer", "50 %")], "5000 USD/month", [], ["100 SQL/month"],
            [
                "the volume of customer: 100 SQL/month x 50 % = 50 customer/month",
                "the value of customer: 5,000.00 USD/month / 50 customer/month = 100.00 USD/customer",
            ],
        ),
        (
            ["SQL", "customer"], None, "100 USD/customer", ["100 SQL/month", "50 customers/month"],
            [
                "the rate from SQL to customer: 50 customer/month / 100 SQL/month = 50 %",
                "revenue: 50 customer/month x 100.00 USD/customer = 5,000.00 USD/month",
            ],
        ),
        (["SQL", ("customer", "50 %")], "5000 USD/month", "100 USD/customer", ["100 SQL/month", "50 customers/month"],
         []),
    ],
)  # fmt: skip
def test_each_unknown_of_a_chain(
    stages: list[str | tuple[str, str]], revenue: str | None, value: str | list[str], known: list[str], steps: list[str]
) -> None:
    """100 SQLs at 50 % and 100 USD are 5,000 USD, from whatever side."""
    solution = solve(stages, revenue=revenue, value=value, volumes=known)
    assert list(solution.steps) == steps
    assert str(solution) == "\n".join(steps)
    assert (solution["SQL"], solution["customer"]) == (Quantity(100, "SQL/month"), Quantity(50, "customer/month"))
    assert (solution.rate("customer"), solution.rate("customer", of="SQL")) == (Fraction(1, 2), Fraction(1, 2))
    assert solution.values == (Quantity(100, "USD/customer"),)
    assert (solution.revenue, solution.revenue.unit) == (Quantity(5000, "USD/month"), "USD/month")


def test_an_empty_funnel_reaches_a_goal_of_nothing() -> None:
    """Zero goals need nobody; a rate of nobody to nobody stays as it was given."""
    assert volumes(solve(SALE, revenue="0 USD/month", value="100 USD/customer")) == ["0 SQL/month", "0 customer/month"]
    nobody = solve(SALE, value="100 USD/customer", volumes="0 SQL/month")
    assert (volumes(nobody), nobody.revenue) == (["0 SQL/month", "0 customer/month"], Quantity(0, "USD/month"))


def test_a_rate_of_nothing_forward() -> None:
    """Nobody passes, and nothing comes of it; the rate may be what is looked for."""
    shut = solve(["SQL", ("customer", "0 %")], value="100 USD/customer", volumes="10 SQL/month")
    assert (volumes(shut), shut.revenue) == (["10 SQL/month", "0 customer/month"], Quantity(0, "USD/month"))
    found = solve(["SQL", "customer"], revenue="0 USD/month", value="100 USD/customer", volumes="10 SQL/month")
    assert found.rate("customer") == 0


def test_a_value_of_nothing_brings_nothing() -> None:
    """Revenue of heads that are worth nothing."""
    assert solve(SALE, value="0 USD/customer", volumes="10 SQL/month").revenue == Quantity(0, "USD/month")


def test_a_stage_may_grow() -> None:
    """Ten customers with three seats each: the rate is given, or found."""
    value, customers, seats = Quantity(5, "USD/seat"), Quantity(10, "customer/month"), Quantity(30, "seat/month")
    given = solve(["customer", Stage("seat", 3, grows=True)], value=value, volumes=customers)
    assert (given.volumes[1], given.revenue) == (seats, Quantity(150, "USD/month"))
    found = solve(["customer", Stage("seat", grows=True)], value=value, volumes=[customers, seats])
    assert found.steps[0] == "the rate from customer to seat: 30 seat/month / 10 customer/month = 300 %"
    assert (found.rate("seat"), found.stages[1].grows) == (Fraction(3), True)


def test_a_rate_of_everybody_is_no_growth() -> None:
    """50 of 50 are 100 %."""
    assert solve(["SQL", "customer"], value="1 USD/customer", volumes=["50 SQL", "50 customers"]).rate("customer") == 1


@pytest.mark.parametrize("known", ["100 visitors/month", "30 leads/month", "10 prospects/month", "11 customers/month"])
def test_a_diamond_from_any_volume(known: str) -> None:
    """100 visitors are 30 leads and 10 prospects, of which 6 and 5 buy for 100 USD each."""
    solution = solve(DIAMOND, value="100 USD/customer", volumes=known)
    assert volumes(solution) == ["100 visitor/month", "30 lead/month", "10 prospect/month", "11 customer/month"]
    assert solution.revenue == Quantity(1100, "USD/month")
    assert (solution.rate("customer", of="lead"), solution.rate("customer", of="prospect")) == (
        Fraction(1, 5),
        Fraction(1, 2),
    )


def test_a_diamond_backwards() -> None:
    """Each visitor is worth 0.3 x 0.2 x 100 + 0.1 x 0.5 x 100 = 11 USD."""
    assert solve(DIAMOND, value="100 USD/customer", revenue="1100 USD/month")["visitor"] == Quantity(
        100, "visitor/month"
    )


def test_a_diamond_with_values_on_one_side_is_sufficient() -> None:
    """11 customers, of 0.3 x 0.2 + 0.1 x 0.5 = 0.11 a visitor, are 100 visitors, whatever a lead is worth besides."""
    solution = solve(DIAMOND, value=["100 USD/customer", "1 USD/lead"], volumes="11 customers/month")
    assert volumes(solution) == ["100 visitor/month", "30 lead/month", "10 prospect/month", "11 customer/month"]
    assert solution.revenue == Quantity(1130, "USD/month")


def test_the_rate_of_one_way_of_a_diamond() -> None:
    """What the other way does not bring: 11 - 6 = 5 of 10 prospects."""
    stages: Stages = [*DIAMOND[:4], Stage("customer", of="prospect")]
    solution = solve(stages, value="100 USD/customer", revenue="1100 USD/month", volumes="100 visitors/month")
    assert solution.steps[-1] == "the rate from prospect to customer: 5 customer/month / 10 prospect/month = 50 %"
    assert solution.rate("customer", of="prospect") == Fraction(1, 2)


def test_two_entries_merge() -> None:
    """100 visitors bring 20 leads and 2 customers; 9 more come of 18 referrals at one in two."""
    stages: Stages = [
        "visitor", ("lead", "20 %"), "referral",
        Stage("customer", "10 %", of="lead"), Stage("customer", "50 %", of="referral"),
    ]  # fmt: skip
    solution = solve(
        stages, value="100 USD/customer", revenue="1100 USD/month", volumes="100 visitors/month", entries=["referral"]
    )
    assert volumes(solution) == ["100 visitor/month", "20 lead/month", "18 referral/month", "11 customer/month"]
    assert solution.stages[2].rate is None


def test_heads_enter_where_others_come_from_before() -> None:
    """100 visitors bring 20 leads, 90 more come from elsewhere: 11 customers of 110 leads."""
    stages: Stages = ["visitor", ("lead", "20 %"), ("customer", "10 %")]
    forward = solve(
        stages, value="100 USD/customer", volumes=["100 visitors", "110 leads"], entries={"visitor", "lead"}
    )
    back = solve(
        stages, value="100 USD/customer", revenue="1100 USD", volumes="100 visitors", entries={"visitor", "lead"}
    )
    assert volumes(forward) == volumes(back) == ["100 visitor", "110 lead", "11 customer"]
    assert forward.revenue == Quantity(1100, "USD")


def test_a_split_is_solved_on_both_sides() -> None:
    """One known branch gives the stage before it, and that the other."""
    stages: Stages = ["lead", ("demo", "50 %"), Stage("customer", "20 %", of="lead")]
    solution = solve(stages, value="10 USD/customer", volumes=Quantity(25, "demo/month"))
    assert volumes(solution) == ["50 lead/month", "25 demo/month", "10 customer/month"]


@pytest.mark.parametrize("known", ["lead", "customer", "renewal", "revenue"])
def test_values_at_several_stages(known: str) -> None:
    """100 leads, 50 customers at 100 USD, 10 renewals at 80 USD: 5,800 USD from any one of them."""
    stages: Stages = ["lead", ("customer", "50 %"), Stage("renewal", "20 %", value="80 USD")]
    heads = {"lead": 100, "customer": 50, "renewal": 10}
    solution = solve(
        stages,
        value="100 USD/customer",
        revenue="5800 USD/month" if known == "revenue" else None,
        volumes=[Quantity(heads[known], f"{known}/month")] if known in heads else [],
    )
    assert {name: solution[name].value for name in heads} == heads
    assert solution.revenue == Quantity(5800, "USD/month")
    assert list(map(str, solution.values)) == ["100 USD/customer", "80 USD/renewal"]


def test_the_value_of_a_stage_is_a_currency_too() -> None:
    """It need not be said twice."""
    solution = solve(["SQL", Stage("customer", "50 %", value="80 USD")], volumes="10 SQL/month")
    assert solution.revenue == Quantity(400, "USD/month")


def test_stages_keep_what_is_known_of_them() -> None:
    """A counted rate stays counted; a rate that is found joins what else the stage says."""
    stages: Stages = [
        Stage("lead"),
        Stage("SQL", "190 of 400", lag=1),
        Stage("customer", lag="2 months", owed_by="Sales"),
    ]
    solution = solve(stages, value="100 USD/customer", volumes=["400 leads", "19 customers"])
    assert solution.stages[0] == Stage("lead")
    assert solution.stages[1] == Stage("SQL", "190 of 400", of="lead", lag=1)
    assert solution.stages[2] == Stage("customer", Rate("10 %"), of="SQL", lag=2, owed_by="Sales")


def test_amounts_are_for_the_period_of_the_revenue() -> None:
    """Or of the first volume, or for none; others are converted."""
    assert volumes(solve(SALE, revenue="5000 USD/month", volumes="300 SQL/quarter")) == [
        "100 SQL/month",
        "50 customer/month",
    ]
    by_quarter = solve(SALE, value="100 USD/customer", volumes=["300 SQL/quarter", "50 customers/month"])
    assert volumes(by_quarter) == ["300 SQL/quarter", "150 customer/quarter"]
    assert str(by_quarter.revenue) == "15000 USD/quarter"
    assert volumes(solve(SALE, revenue="5000 USD", value="100 USD/customer")) == ["100 SQL", "50 customer"]


def test_a_funnel_of_one_stage() -> None:
    """Revenue and value give its volume."""
    assert volumes(solve(["customer"], revenue="300 JPY/year", value="100 JPY/customer")) == ["3 customer/year"]
    assert str(solve(["customer"], revenue="300 JPY/year", volumes="3 customers/year")) == (
        "the value of customer: 300 JPY/year / 3 customer/year = 100 JPY/customer"
    )


def test_stages_may_be_any_iterable_of_any_form() -> None:
    """Names, names with rates, stages, even read once; text and quantities."""
    stages: Stages = ["lead", ("SQL", "50 %"), Stage("customer", Rate("50 %"))]
    solution = solve(iter(stages), revenue=Quantity(500, "USD/month"), value=(Quantity(10, "USD/customer"),))
    assert volumes(solution) == ["200 lead/month", "100 SQL/month", "50 customer/month"]
