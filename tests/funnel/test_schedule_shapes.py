"""What must enter when in funnels that go on after the sale, split, merge, or have segments."""

from fractions import Fraction
from operator import ge
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Rounding, Schedule, Segment, Stage, arrivals, plan, schedule
from smarketing.months import Month, Period
from smarketing.units import Quantity

JANUARY = Month(2026, 1)
QUARTER = Period.parse("2026-Q1")

# ways, each of a stage from one before it; then what each source must bring
DIAMOND = ("MQL of lead, SQL of lead, customer of MQL, customer of SQL", {"lead": "100 %"})
CHANNELS = ("customer of lead, customer of MQL", {"lead": "50 %", "MQL": "30 %"})
MIDWAY = ("MQL of lead, SQL of MQL, customer of SQL", {"lead": "20 %", "MQL": "30 %", "SQL": "50 %"})
SPLIT = ("MQL of lead, customer of MQL, renewal of MQL", {"lead": "100 %"})
CROSSED = ("SQL of lead, SQL of MQL, renewal of MQL, customer of SQL", {"lead": "60 %", "MQL": "40 %"})
AFTER = ("customer of lead, onboarding of customer, renewal of onboarding", {"lead": "100 %"})
# as above, and money that comes by no sale of the funnel
BESIDE = ("customer of lead, renewal of customer, renewal of lead", {"lead": "100 %"})
BOUGHT = ("customer of lead, renewal of customer", {"lead": "80 %", "renewal": "20 %"})

rates = st.builds(Fraction, st.integers(1, 12), st.just(12))
weights = st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(any)
lags = st.none() | st.integers(0, 4) | weights
swings = st.lists(st.integers(1, 3), min_size=12, max_size=12)
periods = st.builds(
    lambda first, more: Period(JANUARY + first, JANUARY + first + more), st.integers(0, 11), st.integers(0, 5)
)


@st.composite
def shaped(
    draw: st.DrawFn, shape: tuple[str, dict[str, str]], lags: st.SearchStrategy[int | list[int] | None]
) -> Funnel:
    """Draw rates, lags and a goal for a shape; a renewal brings money as a customer does."""
    ways = [way.split(" of ") for way in shape[0].split(", ")]
    found = {name for name, _of in ways}
    first = dict.fromkeys(of for _name, of in ways if of not in found)
    values = {"renewal": "40 USD"}
    stages = [Stage(name) for name in first]
    stages += [Stage(name, draw(rates), of=of, lag=draw(lags), value=values.pop(name, None)) for name, of in ways]
    growth = Fraction(draw(st.integers(-10, 30)), 100)
    seasons = draw(st.just([12] * 12) | swings)
    return Funnel(
        stages, "100 USD/customer", "1000 USD/month", "none", sources=shape[1], growth=growth, seasonality=seasons
    )


def run(worked: Schedule) -> list[Fraction]:
    """Run forward what enters, to the revenue of every month of the period."""
    ran = arrivals(worked.funnel, worked.entering, worked.period.last)
    return [ran.revenue(month).value for month in worked.period]


def goals(worked: Schedule) -> list[Fraction]:
    """Give what the sources must bring of the goals of the months."""
    share = sum((share for _name, share in worked.funnel.entries), Fraction(0))
    return [goal.value * share for _month, goal in worked.goals]


@pytest.mark.parametrize("shape", [DIAMOND, CHANNELS, MIDWAY, SPLIT, CROSSED, AFTER, BESIDE, BOUGHT])
@given(data=st.data(), period=periods)
def test_no_shape_falls_short_of_a_goal(shape: tuple[str, dict[str, str]], data: st.DataObject, period: Period) -> None:
    """Whatever the goals, rates and lags."""
    worked = schedule(data.draw(shaped(shape, lags)), period)
    assert all(map(ge, run(worked), goals(worked)))


@pytest.mark.parametrize("shape", [DIAMOND, CHANNELS, MIDWAY, SPLIT, CROSSED, AFTER, BESIDE, BOUGHT])
@given(data=st.data(), period=periods)
def test_no_shape_with_a_pipeline_falls_short_of_a_goal_by_more_than_it_says(
    shape: tuple[str, dict[str, str]], data: st.DataObject, period: Period
) -> None:
    """If what is short came as well, every month would have what it wants of the sources."""
    funnel = data.draw(shaped(shape, lags))
    months = st.builds(period.first.__add__, st.integers(-5, 0))
    counts = st.dictionaries(months, st.integers(0, 30), min_size=1, max_size=3)
    pipeline = data.draw(st.dictionaries(st.sampled_from(funnel.names), counts, max_size=3))
    worked = schedule(funnel, period, pipeline=pipeline)
    heads: dict[str, dict[Month, Fraction]] = {name: {} for name in funnel.names}
    missing = [(name, month, number.value) for name, month, number in worked.short]
    came = [(name, *each) for some in (pipeline, worked.entering) for name in some for each in some[name].items()]
    for name, month, number in [*missing, *came]:
        heads[name][month] = heads[name].get(month, Fraction(0)) + number
    ran = arrivals(funnel, heads, period.last)
    assert all(map(ge, [ran.revenue(month).value for month in period], goals(worked)))


@pytest.mark.parametrize("shape", [DIAMOND, CHANNELS, MIDWAY, SPLIT])
@given(data=st.data(), lag=st.integers(0, 3), period=periods)
def test_shapes_with_one_lag_meet_every_goal_exactly(
    shape: tuple[str, dict[str, str]], data: st.DataObject, lag: int, period: Period
) -> None:
    """Nobody asks for another number than the next, so nothing more arrives than is wanted."""
    worked = schedule(data.draw(shaped(shape, st.just(lag))), period)
    assert run(worked) == goals(worked)


@pytest.mark.parametrize("shape", [CHANNELS, MIDWAY])
@given(data=st.data(), period=periods)
def test_channels_meet_every_goal_exactly_whatever_their_lags(
    shape: tuple[str, dict[str, str]], data: st.DataObject, period: Period
) -> None:
    """Each brings its own part in its own time, where it takes so many months."""
    worked = schedule(data.draw(shaped(shape, st.none() | st.integers(0, 4))), period)
    assert run(worked) == goals(worked)


def test_each_channel_enters_so_long_before_the_sale() -> None:
    """5 customers of 10 leads two months before, 5 of 20 visitors a month before; 10 % more in February."""
    stages = [Stage("visitor"), Stage("lead"), Stage("customer", "25 %", of="visitor", lag=1)]
    stages.append(Stage("customer", "50 %", of="lead", lag=2))
    sources = {"visitor": "50 %", "lead": "50 %"}
    funnel = Funnel(stages, "100 USD/customer", "1000 USD/month", sources=sources, growth="10 %", rounding="none")
    assert schedule(funnel, Period(JANUARY, JANUARY + 1)).entering == {
        "visitor": {JANUARY - 1: 20, JANUARY: 22},
        "lead": {JANUARY - 2: 10, JANUARY - 1: 11},
    }


def test_where_the_next_stages_differ_the_one_that_needs_most_decides() -> None:
    """1000, 2000 and 0: a lead brings half a customer at once and half a renewal of 100 two months later.

    Customers want 10, 20 and 0 leads in January to March, renewals 10, 20 and 0 from November to January.
    """
    renewal = Stage("renewal", "50 %", of="lead", lag=2, value="100 USD")
    stages = [Stage("lead"), Stage("customer", "50 %", of="lead"), renewal]
    seasons = [1, 2, 0, *[1] * 9]
    worked = schedule(Funnel(stages, "100 USD/customer", "1000 USD/month", seasonality=seasons), QUARTER)
    assert [worked.need("customer", month) for month in QUARTER] == [
        Quantity(number, "customer/month") for number in (5, 10, 0)
    ]
    assert worked.entering == {"lead": {JANUARY - 2: 10, JANUARY - 1: 20, JANUARY: 10, JANUARY + 1: 20, JANUARY + 2: 0}}


def test_a_level_is_kept_up_before_the_first_month_too() -> None:
    """1111 are 7.07 customers and 10.1 renewals: 8 / 35 % are 23 leads, 11 / 50 % are 22 two months before."""
    renewal = Stage("renewal", "50 %", of="lead", lag=2, value="40 USD")
    stages = [Stage("lead"), Stage("customer", "35 %", of="lead"), renewal]
    worked = schedule(Funnel(stages, "100 USD/customer", "1111 USD/month"), QUARTER)
    assert [worked.need("lead", month) for month in Period(JANUARY - 2, JANUARY + 2)] == [
        Quantity(23, "lead/month")
    ] * 5


@given(lags, lags, rates, rates, periods)
def test_needs_of_segments_are_summed(
    one: int | list[int] | None, other: int | list[int] | None, rate: Fraction, unlike: Fraction, period: Period
) -> None:
    """Each is the schedule of its own funnel; a month that does not matter for the one may for the other."""
    segments = [
        Segment("small", share="40 %", value="50 USD/customer"),
        Segment("large", share="60 %", stages=[Stage("customer", unlike, lag=other)]),
    ]
    stages = [Stage("SQL"), Stage("customer", rate, lag=one)]
    funnel = Funnel(stages, "100 USD/customer", "1000 USD/month", segments=segments, growth="5 %")
    worked, parts = schedule(funnel, period), funnel.split()
    assert worked.goals == schedule(Funnel(stages, "100 USD/customer", "1000 USD/month", growth="5 %"), period).goals
    assert {name: worked.segment(name) for name in parts} == {
        name: schedule(part, period) for name, part in parts.items()
    }
    assert worked.months.first == min(worked.segment(name).months.first for name in parts)
    for name in funnel.names:
        for month in Period(worked.months.first - 1, period.last + 1):
            needs = [need for part in parts if (need := worked.segment(part).need(name, month)) is not None]
            total = sum((need.value for need in needs), Fraction(0))
            assert worked.need(name, month) == (Quantity(total, f"{name}/month") if needs else None)


def test_a_segment_is_asked_for_by_its_name() -> None:
    """The message lists the names that there are."""
    funnel = Funnel(["customer"], "100 USD/customer", "1000 USD/month", segments=[Segment("small", share="100 %")])
    message = r"^no segment named 'smal'; segments are 'small' \(did you mean 'small'\?\)$"
    with pytest.raises(InvalidValueError, match=message):
        schedule(funnel, QUARTER).segment("smal")


@given(
    st.integers(1, 12),
    st.sampled_from(["30 %", "60 %", "62.5 %"]),
    st.lists(st.integers(6, 12), min_size=12, max_size=12),
    periods,
)
def test_renewals_bring_their_part_of_later_goals(lag: int, rate: str, seasons: list[int], period: Period) -> None:
    """The sale brings the rest: its own value is at least twice what comes later, so that is never below nothing."""
    stages = [Stage("SQL"), Stage("customer", "50 %", lag=1), Stage("renewal", rate, lag=lag, value="80 USD")]
    worked = schedule(Funnel(stages, "100 USD/customer", "1000 USD/month", "none", seasonality=seasons), period)
    assert run(worked) == goals(worked)


@given(st.integers(1, 99).map(lambda rate: f"{rate} %"), weights, weights, st.integers(0, 9000), periods)
def test_a_level_goal_asks_for_a_level_over_any_lag(
    rate: str, lag: list[int], later: list[int], goal: int, period: Period
) -> None:
    """The exact plan of a month, every month, renewals with it."""
    stages = [Stage("SQL"), Stage("customer", rate, lag=lag), Stage("renewal", rate, lag=later, value="80 USD")]
    funnel = Funnel(stages, "100 USD/customer", f"{goal} USD/month", "none")
    worked, needs = schedule(funnel, period), plan(funnel)
    for name, months in (("SQL", worked.months), ("customer", worked.months), ("renewal", period)):
        assert {worked.need(name, month) for month in months} - {None} == {needs[name].volume}
    assert run(worked) == goals(worked)


@pytest.mark.parametrize("rounding", get_args(Rounding))
def test_what_comes_after_the_sale_is_level_as_well(rounding: Rounding) -> None:
    """Renewals of the quarter are those of customers a year before it."""
    renewal = Stage("renewal", "70 %", lag=12, value="80 USD")
    funnel = Funnel(["SQL", Stage("customer", "35 %", lag=1), renewal], "100 USD/customer", "1111 USD/month", rounding)
    worked, needs = schedule(funnel, QUARTER), plan(funnel)
    for name in ("customer", "renewal"):
        assert {worked.need(name, month) for month in QUARTER} == {needs[name].volume}
    assert worked.need("SQL", JANUARY) == needs["SQL"].volume
    assert worked.months == Period(JANUARY - 13, QUARTER.last)


@pytest.mark.parametrize(
    ("rounding", "customers", "leads"),
    [
        ("up at every stage", 8, 21),  # 1111 / 150 = 7.41; 7.41 / 36 % = 20.57
        ("up once at the end", 8, 21),
        ("nearest", 7, 21),
        ("whole heads only", 7, 20),
    ],
)
def test_a_stage_fed_over_several_months_asks_for_what_the_exact_number_needs(
    rounding: Rounding, customers: int, leads: int
) -> None:
    """Not for what the whole one does: 8 / 36 % are 23, and 7 / 36 % are 20."""
    stages = [Stage("SQL"), Stage("customer", "36 %", lag=[2, 1])]
    worked = schedule(Funnel(stages, "150 USD/customer", "1111 USD/month", rounding), QUARTER)
    assert {worked.need("customer", month) for month in QUARTER} == {Quantity(customers, "customer/month")}
    assert {worked.need("SQL", month) for month in worked.months} == {Quantity(leads, "SQL/month")}


def test_what_comes_after_the_sale_matters_from_the_first_month_on() -> None:
    """A renewal of December brings nothing in the quarter; half of November's customers are none of its concern."""
    stages = [Stage("SQL"), Stage("customer", "50 %"), Stage("renewal", "50 %", lag=1, value="80 USD")]
    worked = schedule(Funnel(stages, "100 USD/customer", "1400 USD/month"), QUARTER)
    assert worked.months.first == JANUARY - 1
    assert worked.need("customer", JANUARY - 1) == Quantity(10, "customer/month")
    assert worked.need("renewal", JANUARY - 1) is None
    assert worked.need("renewal", JANUARY) == Quantity(5, "renewal/month")


def test_a_stage_after_the_sale_that_nobody_reaches_changes_nothing() -> None:
    """Its rate is zero, or it brings no money, some months after one that does."""
    sold = [Stage("SQL"), Stage("customer", "50 %"), Stage("renewal", "50 %", lag=1, value="80 USD")]
    never = Stage("expansion", "0 %", lag=2, value="50 USD")
    unpaid = Stage("expansion", "10 %", lag=2)
    plain, *others = (
        schedule(Funnel(stages, "100 USD/customer", "1000 USD/month"), QUARTER).entering
        for stages in (sold, [*sold, never], [*sold, unpaid])
    )
    assert others == [plain, plain]


def test_a_dead_end_asks_for_nobody() -> None:
    """Leads that end as junk are counted, and no lead is needed for their sake."""
    funnel = Funnel(
        ["lead", Stage("customer", "50 %"), Stage("visitor", "20 %", of="lead")], "100 USD/customer", "1000 USD/month"
    )
    worked = schedule(funnel, Period(JANUARY, JANUARY))
    assert [str(worked.need(name, JANUARY)) for name in funnel.names] == [
        "20 lead/month",
        "10 customer/month",
        "4 visitor/month",
    ]
