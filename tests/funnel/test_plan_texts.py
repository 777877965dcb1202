"""The plan in words: derivations of every stage under every policy, whole, and targets that keep them."""

import pytest

from smarketing.funnel import Funnel, Rounding, plan
from smarketing.units import Quantity, Target

STAGES: list[str | tuple[str, str]] = ["MQL", ("SQL", "35 %"), ("customer", "22 %")]
# 2,000,000 / 60,000 = 33.333; / 0.22 = 151.515; / 0.35 = 432.900
TEXTS: dict[Rounding, str] = {
    # 33.33 up to 34; 34 / 0.22 = 154.545 up to 155; 155 / 0.35 = 442.857 up to 443
    "up at every stage": """\
2,000,000.00 USD/year at 60,000.00 USD/customer; rounding: up at every stage
customer: 2,000,000.00 USD/year / 60,000.00 USD/customer = 33.33, rounded up to 34 customer/year
SQL: 34 customer/year / 22 % = 154.55, rounded up to 155 SQL/year
MQL: 155 SQL/year / 35 % = 442.86, rounded up to 443 MQL/year""",
    "up once at the end": """\
2,000,000.00 USD/year at 60,000.00 USD/customer; rounding: up once at the end
customer: 2,000,000.00 USD/year / 60,000.00 USD/customer = 33.33, rounded up to 34 customer/year
SQL: 33.33 customer/year / 22 % = 151.52, rounded up to 152 SQL/year
MQL: 151.52 SQL/year / 35 % = 432.9, rounded up to 433 MQL/year""",
    # 33.33 down to 33; 33 / 0.22 = 150; 150 / 0.35 = 428.571 up to 429
    "nearest": """\
2,000,000.00 USD/year at 60,000.00 USD/customer; rounding: nearest
customer: 2,000,000.00 USD/year / 60,000.00 USD/customer = 33.33, rounded down to 33 customer/year
SQL: 33 customer/year / 22 % = 150 SQL/year
MQL: 150 SQL/year / 35 % = 428.57, rounded up to 429 MQL/year""",
    # 33.33 down to 33; 33 / 0.22 = 150; 150 / 0.35 = 428.571 down to 428
    "whole heads only": """\
2,000,000.00 USD/year at 60,000.00 USD/customer; rounding: whole heads only
customer: 2,000,000.00 USD/year / 60,000.00 USD/customer = 33.33, rounded down to 33 customer/year
SQL: 33 customer/year / 22 % = 150 SQL/year
MQL: 150 SQL/year / 35 % = 428.57, rounded down to 428 MQL/year""",
    "none": """\
2,000,000.00 USD/year at 60,000.00 USD/customer; rounding: none
customer: 2,000,000.00 USD/year / 60,000.00 USD/customer = about 33.33 customer/year
SQL: 33.33 customer/year / 22 % = about 151.52 SQL/year
MQL: 151.52 SQL/year / 35 % = about 432.9 MQL/year""",
}


@pytest.mark.parametrize("rounding", TEXTS)
def test_a_plan_prints_its_derivation(rounding: Rounding) -> None:
    """From the goal back to the first stage, each line with the numbers it was worked out from."""
    assert str(plan(Funnel(STAGES, "60000 USD/customer", "2000000 USD/year", rounding))) == TEXTS[rounding]


def test_the_plan_of_5000_dollars_a_month() -> None:
    """Whole numbers need no word about rounding."""
    worked = plan(Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month"))
    assert str(worked) == (
        "5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage\n"
        "customer: 5,000.00 USD/month / 100.00 USD/customer = 50 customer/month\n"
        "SQL: 50 customer/month / 50 % = 100 SQL/month"
    )


@pytest.mark.parametrize(
    ("goal", "rounding", "because"),
    [
        ("25 JPY/quarter", "nearest", "25 JPY/quarter / 10 JPY/deal = 2.5, rounded up to 3 deal/quarter"),
        ("24 JPY/quarter", "nearest", "24 JPY/quarter / 10 JPY/deal = 2.4, rounded down to 2 deal/quarter"),
        ("25 JPY/quarter", "none", "25 JPY/quarter / 10 JPY/deal = 2.5 deal/quarter"),
        ("0 JPY/quarter", "up at every stage", "0 JPY/quarter / 10 JPY/deal = 0 deal/quarter"),
        ("12340 JPY/year", "up at every stage", "12,340 JPY/year / 10 JPY/deal = 1,234 deal/year"),
    ],
)
def test_derivations_of_one_stage(goal: str, rounding: Rounding, because: str) -> None:
    """Money with its minor units, heads with thousands apart, and no rounding where none was done."""
    assert plan(Funnel(["deal"], "10 JPY/deal", goal, rounding))["deal"].because == because


def test_a_number_that_is_not_whole_does_not_look_whole() -> None:
    """10,001 / 10,000 = 1.0001 is not shown as "1, rounded up to 2"."""
    worked = plan(Funnel(["deal"], "10000 USD/deal", "10001 USD/year"))
    because = "10,001.00 USD/year / 10,000.00 USD/deal = 1.0001, rounded up to 2 deal/year"
    assert worked["deal"].because == because
    # 30,001 / 30,000 = 1.0000333... ends nowhere: as many places as it takes not to look whole
    thirds = plan(Funnel(["deal"], "30000 USD/deal", "30001 USD/year"))
    because = "30,001.00 USD/year / 30,000.00 USD/deal = 1.00003, rounded up to 2 deal/year"
    assert thirds["deal"].because == because


def test_a_derivation_never_divides_by_what_it_shows_as_nothing() -> None:
    """A value below the smallest coin is written in full: 5 / 0.004 = 1,250."""
    worked = plan(Funnel(["impression"], "0.004 USD/impression", "5 USD/month"))
    assert worked["impression"].volume.value == 1250
    assert worked["impression"].because == "5.00 USD/month / 0.004 USD/impression = 1,250 impression/month"


def test_a_rate_too_small_for_two_places_is_not_shown_as_nothing() -> None:
    """One click in 50,000 impressions is 0.002 %, and not 0 %: 1 / 0.002 % = 50,000."""
    worked = plan(Funnel(["impression", ("click", "0.002 %")], "1 USD/click", "1 USD/month"))
    assert worked["impression"].because == "1 click/month / 0.002 % = 50,000 impression/month"


def test_a_counted_rate_shows_what_it_was_counted_from() -> None:
    """190 of 400 are 47.5 %: 38 / 0.475 = 80."""
    worked = plan(Funnel(["SQL", ("customer", "190 of 400")], "100 USD/customer", "3800 USD/month"))
    assert worked["SQL"].because == "38 customer/month / 47.5 % (190 of 400) = 80 SQL/month"


def test_a_plan_says_how_sure_it_is_meant_to_be() -> None:
    """In its first line; without a confidence there is no word of it."""
    stages: list[str | tuple[str, str]] = ["SQL", ("customer", "50 of 100")]
    sure = plan(Funnel(stages, "100 USD/customer", "5000 USD/month", confidence="80 %"))
    headline = "5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage"
    assert sure.headline == f"{headline}; confidence: 80 %"
    assert plan(Funnel(stages, "100 USD/customer", "5000 USD/month")).headline == headline


def test_targets_keep_where_they_come_from() -> None:
    """The volume of a stage with its derivation, its points, and the goal itself."""
    worked = plan(Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month"))
    assert worked.target("SQL") == Target(Quantity(100, "SQL/month"), "funnel.SQL")
    assert worked.target("goal") == Target(Quantity(5000, "USD/month"), "funnel.goal")
    assert worked.target("points.SQL") == Target(Quantity(5000, "USD/month"), "funnel.points.SQL")
    assert [str(worked.target(name)) for name in ("customer", "goal")] == ["funnel.customer", "funnel.goal"]
    assert [worked.target(name).because for name in ("SQL", "goal", "points.SQL")] == [
        "50 customer/month / 50 % = 100 SQL/month",
        "the revenue goal",
        "the worth of 100 SQL/month",
    ]


def test_needs_are_found_by_their_stage() -> None:
    """In the order of the funnel, and by name."""
    worked = plan(Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month"))
    assert [need.stage for need in worked.needs] == ["SQL", "customer"]
    assert worked["SQL"] is worked.needs[0]
    assert worked["customer"] is worked.needs[1]


def test_a_plan_gives_its_needs_in_the_order_of_the_funnel() -> None:
    """Iterating over a plan is iterating over what its stages need."""
    made = plan(Funnel(["MQL", ("SQL", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month"))
    assert [need.stage for need in made] == ["MQL", "SQL", "customer"]
