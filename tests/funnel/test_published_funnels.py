"""Published worked examples of funnel arithmetic, each with the rounding that it uses."""

from fractions import Fraction
from itertools import pairwise

import attrs
import pytest

from funnel_routes import Chain
from smarketing.funnel import Funnel, Outcome, Rounding, Stage, attribute, coverage, plan, velocity
from smarketing.units import Quantity


@attrs.frozen
class Published:
    """An example that starts from revenue or customers and asks how many of each stage that takes."""

    source: str
    stages: tuple[Stage | str | tuple[str, str], ...]
    value: str
    goal: str
    rounding: Rounding
    volumes: tuple[int, ...]  # as published, first stage first
    exact: tuple[str, ...]  # by plain arithmetic, worked in the comment
    sources: tuple[tuple[str, str], ...] = ()


# Where a source starts from customers, one customer counts 1 USD. A period that a source does not state is a month.
INVERSE = [
    # 7 / 0.05 = 140
    Published("HubSpot, Volpe 2012, leads waterfall, step 2", ("lead", ("customer", "5 %")),
              "1 USD/customer", "7 USD/month", "up at every stage", (140, 7), ("140", "7")),
    # a quarter of 30,000,000 is 7,500,000; / 85,000 = 88 4/17 deals, published as "at least 88": part of a deal is
    # none. 88 deals bring 7,480,000, so a plan that may not fall short needs 89
    Published("Sales Benchmark Index", ("deal",),
              "85000 USD/deal", "30000000 USD/year", "whole heads only", (88,), ("1500/17",), (("deal", "25 %"),)),
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
    # one channel brings half of 15,000: 7.5 deals, up to 8; 8 / 0.4 = 20 meetings done; 1.5 are scheduled for each one
    # done, so 2 of 3 take place: 30; 200 qualified x 0.1 x 1.5 = 30; 200 / 0.2 = 1000
    Published("madnan25/dashboard, its test of targets",
              ("lead", ("prospect", "20 %"), ("appointment", "15 %"), ("meeting", "200/3 %"), ("deal", "40 %")),
              "1000 USD/deal", "15000 USD/month", "up at every stage", (1000, 200, 30, 20, 8),
              ("1875/2", "375/2", "225/8", "75/4", "15/2"), (("lead", "50 %"),)),
    # the same, with the meetings scheduled as a stage beside the deals that has more heads than the one before
    Published("madnan25/dashboard, its test of targets, scheduled meetings apart",
              ("lead", ("prospect", "20 %"), ("meeting", "10 %"), ("deal", "40 %"),
               Stage("appointment", "150 %", of="meeting", grows=True)),
              "1000 USD/deal", "15000 USD/month", "up at every stage", (1000, 200, 20, 8, 30),
              ("1875/2", "375/2", "75/4", "15/2", "225/8"), (("lead", "50 %"),)),
    # 10 sellers with 5 customers each: of 150 leads one in two connects, 25 become opportunities, 15 are presented
    Published("Sales Acceleration Formula, p. 133",
              ("lead", ("call", "50 %"), ("opportunity", "100/3 %"), ("presentation", "60 %"), ("customer", "100/3 %")),
              "1 USD/customer", "50 USD/month", "up at every stage", (1500, 750, 250, 150, 50),
              ("1500", "750", "250", "150", "50")),
]  # fmt: skip


@pytest.mark.parametrize("case", INVERSE, ids=lambda case: case.source)
def test_a_published_example_comes_out_with_the_rounding_it_uses(case: Published) -> None:
    """What the source prints, by the policy named; the exact volumes by plain arithmetic."""
    worked = plan(Funnel(case.stages, case.value, case.goal, case.rounding, sources=case.sources))
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
    """Square 2 Marketing 2012: 500 leads a year are 41.67 a month, published as 42, and half of them as 21.

    As a monthly goal, 1,000,000 / 12 = 83,333.33 at 0.2 x 10,000 for each lead are 41.67 leads, nearest 42; with half
    of the goal from clients who are there already, 20.83, nearest 21. Up once at the end says the same, but nearest
    from the clients on does not: 8.33 are 8, which takes 40.
    """
    goal = Quantity(Fraction(10**6, 12), "USD/month")
    cases: list[tuple[Rounding, str, list[int]]] = [
        ("nearest", "2000 USD/lead", [42, 21]),
        ("up once at the end", "10000 USD/client", [42, 21]),
        ("nearest", "10000 USD/client", [40, 20]),
    ]
    for rounding, value, leads in cases:
        funnel = Funnel(["lead", ("client", "20 %")], value, goal, rounding)
        halved = attrs.evolve(funnel, sources={"lead": "50 %"})
        assert [plan(each)["lead"].volume.value for each in (funnel, halved)] == leads
        assert plan(halved)["lead"].exact == Fraction(125, 6)


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

    Published as 15 customers, yet as "just over 150,000": the revenue comes from the customers before rounding. Valued
    at the inquiry, at 153, the funnel goes forward from it: 1000, 100, 85, 51 and 15.3, whole heads only 15.
    """
    stages: Chain = ["inquiry", ("MQL", "10 %"), ("SAL", "85 %"), ("SQL", "60 %"), ("customer", "30 %")]
    funnel = Funnel(stages, "10000 USD/customer", "153000 USD/month", "none")
    assert funnel.expected_revenue("1000 inquiries/month") == Quantity(153_000, "USD/month")
    assert funnel.worth("inquiry") == Quantity(153, "USD/inquiry")
    volumes = [need.volume.value for need in plan(funnel)]
    assert volumes == [1000, 100, 85, 51, Fraction("15.3")]
    forward = Funnel(stages, "153 USD/inquiry", "153000 USD/month", "whole heads only")
    assert [need.volume.value for need in plan(forward)] == [1000, 100, 85, 51, 15]
    assert plan(forward)["customer"].because == "51 SQL/month x 30 % = 15.3, rounded down to 15 customer/month"


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


def test_an_example_of_pipeline_coverage() -> None:
    """PulseRevOps: at a win rate of 22 % a quota of 2,000,000 takes 155 opportunities of 60,000, 4.65 times the quota.

    That is by whole deals at every stage; by itself 1 / 0.22 is 4.545. Three times the quota covers 1,320,000 of it
    and falls short by 680,000.
    """
    quota, deal = 2_000_000, 60_000
    whole = plan(Funnel(["opportunity", ("deal", "22 %")], f"{deal} USD/deal", f"{quota} USD/year"))
    assert whole["opportunity"].volume.value * deal == 9_300_000
    assert Fraction(9_300_000, quota) == Fraction("4.65")
    assert coverage("22 %") == Fraction(50, 11) == whole["opportunity"].exact * deal / quota
    covered = 3 * quota / coverage("22 %")
    assert covered == 1_320_000
    assert quota - covered == 680_000


def test_an_example_of_pipeline_velocity() -> None:
    """PulseRevOps: 120 opportunities x 42,000 x 0.24 / 78 days = 15,507.69 a day, published as 15,508.

    A quarter of 90 days is 1,395,692, published as 1.39 million: cut off, not rounded.
    """
    speed = velocity("120 opportunities", "42000 USD", "24 %", "78 days")
    assert speed == Quantity(Fraction(201_600, 13), "USD/day")
    assert round(speed.value) == 15_508
    assert int(speed.value * 90 / 10_000) == 139


@pytest.mark.parametrize(
    ("before", "after", "published", "parts"),
    [
        # the source changes the revenue per booking first, at the old bookings, and the bookings after that: its inner
        # part and its mix; ours are the means over both orders. Where one factor stays the order does not matter
        ((1000, 200), (1000, 220), (20_000, 0), {"value": 20_000, "volume": 0}),
        ((1000, 220), (1500, 220), (0, 110_000), {"value": 0, "volume": 110_000}),
        # 5 x 1500 = 7,500 and 200 x 225 = 45,000 there; 5 x 1600 = 8,000 and 200 x 222.5 = 44,500 here
        ((1500, 220), (1700, 225), (7_500, 45_000), {"value": 8_000, "volume": 44_500}),
    ],
)
def test_an_example_of_what_growth_is_due_to(
    before: tuple[int, int], after: tuple[int, int], published: tuple[int, int], parts: dict[str, int]
) -> None:
    """icanexplain, bookings of 2019 to 2022: the same growth each year, the same parts where one factor changed."""
    years = [Outcome({"booking": count}, Quantity(count * each, "USD")) for count, each in (before, after)]
    funnel = Funnel(["booking"], Quantity(200, "USD/booking"), "200000 USD/year")
    explained = attribute(funnel, years[1], planned=years[0])
    grown = {kind: -amount.value for kind, amount in explained.by("kind").items()}
    assert grown == parts
    assert -explained.gap.value == sum(parts.values()) == sum(published)
