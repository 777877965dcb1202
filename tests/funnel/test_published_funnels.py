"""Published worked examples of funnel arithmetic, each with the rounding that it uses."""

from fractions import Fraction
from itertools import pairwise

import attrs
import pytest

from smarketing.funnel import Funnel, Rounding, plan
from smarketing.units import Quantity


@attrs.frozen
class Published:
    """An example that starts from revenue or customers and asks how many of each stage that takes."""

    source: str
    stages: tuple[str | tuple[str, str], ...]
    value: str
    goal: str
    rounding: Rounding
    volumes: tuple[int, ...]  # as published, first stage first
    exact: tuple[str, ...]  # by plain arithmetic, worked in the comment


# Where a source starts from customers, one customer counts 1 USD. A period that a source does not state is a month.
INVERSE = [
    # 7 / 0.05 = 140
    Published("HubSpot, Volpe 2012, leads waterfall, step 2", ("lead", ("customer", "5 %")),
              "1 USD/customer", "7 USD/month", "up at every stage", (140, 7), ("140", "7")),
    # 25 % of 7,500,000 is 1,875,000; / 85,000 = 22 1/17 deals. The source divides all 7,500,000: 88 4/17, published as
    # "at least 88", which is nearest; 88 deals bring 7,480,000, so a plan that may not fall short needs 89
    Published("Sales Benchmark Index", ("deal",),
              "85000 USD/deal", "7500000 USD/year", "nearest", (88,), ("1500/17",)),
    # 3,000,000 / 25,000 = 120; / 0.2 = 600
    Published("Red66 Marketing", ("lead", ("customer", "20 %")),
              "25000 USD/customer", "3000000 USD/year", "up at every stage", (600, 120), ("600", "120")),
    # 500,000 / 10,000 = 50; / 0.02 = 2500
    Published("TREW Marketing", ("lead", ("customer", "2 %")),
              "10000 USD/customer", "500000 USD/year", "up at every stage", (2500, 50), ("2500", "50")),
    # 2,000,000 / 60,000 = 33 1/3, up to 34; 34 / 0.22 = 154.5, up to 155 (unrounded 151.5)
    Published("PulseRevOps, pipeline coverage", ("opportunity", ("deal", "22 %")),
              "60000 USD/deal", "2000000 USD/year", "up at every stage", (155, 34), ("5000/33", "100/3")),
    # 1,000,000 / 10,000 = 100; / 0.2 = 500
    Published("Square 2 Marketing 2012, the year", ("lead", ("client", "20 %")),
              "10000 USD/client", "1000000 USD/year", "up at every stage", (500, 100), ("500", "100")),
    # half of 15,000 / 1,000 = 7.5, up to 8; 8 / 0.4 = 20; 20 / 0.1 = 200; 200 / 0.2 = 1000. (1.5 meetings scheduled
    # for each one done is no share of a stage before, and is left out.)
    Published("madnan25/dashboard, its test of targets",
              ("lead", ("prospect", "20 %"), ("meeting", "10 %"), ("deal", "40 %")),
              "1000 USD/deal", "7500 USD/month", "up at every stage", (1000, 200, 20, 8),
              ("1875/2", "375/2", "75/4", "15/2")),
]  # fmt: skip


@pytest.mark.parametrize("case", INVERSE, ids=lambda case: case.source)
def test_a_published_example_comes_out_with_the_rounding_it_uses(case: Published) -> None:
    """What the source prints, by the policy named; the exact volumes by plain arithmetic."""
    worked = plan(Funnel(case.stages, case.value, case.goal, case.rounding))
    assert tuple(need.volume.value for need in worked.needs) == case.volumes
    assert tuple(need.exact for need in worked.needs) == tuple(map(Fraction, case.exact))


def test_an_example_that_shows_nearest_but_carries_exact_numbers() -> None:
    """Kellblog, inverted funnel, part I: 2,000,000 / 75,000 = 26.67, shown as 27; 26.67 / 0.2 = 133.33, shown as 133.

    No policy publishes both: `nearest` carries its 27 on to 135. The exact volumes, rounded for show, are the source's.
    """
    funnel = Funnel(["SQL", ("deal", "20 %")], "75000 USD/deal", "2000000 USD/quarter", "none")
    volumes = [need.exact for need in plan(funnel).needs]
    assert volumes == [Fraction(400, 3), Fraction(80, 3)]
    assert [round(volume) for volume in volumes] == [133, 27]
    nearest = plan(attrs.evolve(funnel, rounding="nearest"))
    assert [need.volume.value for need in nearest.needs] == [135, 27]
    upward = plan(attrs.evolve(funnel, rounding="up once at the end"))
    assert [need.volume.value for need in upward.needs] == [134, 27]


def test_an_example_that_rounds_only_when_it_goes_from_year_to_month() -> None:
    """Square 2 Marketing 2012: 500 leads a year are 41.67 a month, published as 42, and half of them 21.

    As a monthly goal, 1,000,000 / 12 = 83,333.33 at 10,000 are 8.33 clients and 41.67 leads; up once at the end is 42.
    From existing clients comes half: 4.17 clients and 20.83 leads, up once at the end 21.
    """
    for goal, leads in ((Fraction(10**6, 12), 42), (Fraction(10**6, 24), 21)):
        monthly = Quantity(goal, "USD/month")
        worked = plan(Funnel(["lead", ("client", "20 %")], "10000 USD/client", monthly, "up once at the end"))
        assert worked["lead"].volume == Quantity(leads, "lead/month")


def test_an_example_of_a_year_in_months() -> None:
    """Red66 Marketing: 600 leads a year are 50 a month."""
    worked = plan(Funnel(["lead", ("customer", "20 %")], "25000 USD/customer", "3000000 USD/year"))
    assert worked["lead"].volume.to("lead/month").value == 50


def test_an_example_of_what_a_lead_is_worth() -> None:
    """Weinbaum Group 2017: one lead in a hundred buys for 160,000, so a lead is worth 1,600.

    The goal of 200,000 then takes 125 leads: 200,000 / 160,000 = 1.25 customers, / 0.01 = 125, if those are not rounded
    up to 2 on the way.
    """
    funnel = Funnel(["MQL", ("customer", "1 %")], "160000 USD/customer", "200000 USD/month")
    assert funnel.expected_revenue("1 MQL") == Quantity(1600, "USD")
    assert plan(funnel)["MQL"].exact == 125
    assert plan(funnel)["MQL"].volume.value == 200
    assert plan(attrs.evolve(funnel, rounding="up once at the end"))["MQL"].volume.value == 125


def test_an_example_that_goes_forward_from_inquiries() -> None:
    """Uptempo, reverse waterfall: 1000 x 0.1 x 0.85 x 0.6 x 0.3 = 15.3 customers (1.53 %), at 10,000 each 153,000.

    Published as 15 customers, yet as "just over 150,000": the revenue comes from the customers before rounding.
    """
    funnel = Funnel(
        ["inquiry", ("MQL", "10 %"), ("SAL", "85 %"), ("SQL", "60 %"), ("customer", "30 %")],
        "10000 USD/customer",
        "153000 USD/month",
        "none",
    )
    assert funnel.expected_revenue("1000 inquiries/month") == Quantity(153_000, "USD/month")
    worked = plan(funnel)
    assert worked["inquiry"].volume.value == 1000
    assert worked["customer"].volume.value == Fraction("15.3")


def test_an_example_that_goes_forward_through_counted_stages() -> None:
    """thecalcu: 1000 leads, 300 MQL, 120 SQL, 50 opportunities, 15 won: 1.5 % of the leads.

    The third rate, 50 of 120, is published as 41.67 %; as a fraction it gives 50 again, as published it does not.
    """
    counts = {"lead": 1000, "MQL": 300, "SQL": 120, "opportunity": 50, "customer": 15}
    names = list(counts)
    rates = [Fraction(counts[after], counts[before]) for before, after in pairwise(names)]
    stages: list[str | tuple[str, Fraction]] = [names[0], *zip(names[1:], rates, strict=True)]
    worked = plan(Funnel(stages, "1 USD/customer", "15 USD/month"))
    assert {need.stage: need.volume.value for need in worked.needs} == counts
    assert worked.funnel.expected_revenue("100 lead/month") == Quantity(1.5, "USD/month")
    published = plan(
        Funnel(["SQL", ("opportunity", "41.67 %"), ("customer", "30 %")], "1 USD/customer", "15 USD/month", "none")
    )
    assert published["SQL"].exact == Fraction(50 * 10_000, 4167)
