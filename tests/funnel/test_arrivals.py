"""What will arrive when: forward from heads that got to stages in given months."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Segment, Stage, arrivals
from smarketing.months import Month, Period
from smarketing.units import Quantity

JANUARY = Month(2026, 1)
NAMES = ("visitor", "lead", "MQL", "SQL", "opportunity", "customer")

Entering = dict[str, dict[Month, int]]

rates = st.builds(Fraction, st.integers(0, 20), st.just(10))
weights = st.lists(st.integers(0, 4), min_size=1, max_size=4).filter(any)
lags = st.none() | st.integers(0, 5) | weights
months = st.builds(JANUARY.__add__, st.integers(-8, 8))


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@st.composite
def funnels(draw: st.DrawFn) -> Funnel:
    """Draw stages that come of any earlier ones, of several or of none, with any lags, rates and values."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    sale = draw(st.sampled_from(names))
    stages, entries = [Stage(names[0])], {names[0]: Fraction(0)}
    for place, name in enumerate(names[1:], 1):
        before = draw(st.lists(st.sampled_from(names[:place]), max_size=3, unique=True))
        value = draw(st.none() | st.builds("{} USD".format, st.integers(0, 50))) if name != sale else None
        ways = [Stage(name, draw(rates), of=each, lag=draw(lags), grows=True, value=value) for each in before]
        if not ways:
            entries[name] = Fraction(0)
        stages += ways or [Stage(name, value=value)]
    return Funnel(stages, f"100 USD/{sale}", "1000 USD/month", sources=entries)


@st.composite
def runs(draw: st.DrawFn) -> tuple[Funnel, Entering]:
    """Draw a funnel and heads that got to its stages."""
    funnel = draw(funnels())
    counts = st.dictionaries(months, st.integers(0, 50), min_size=1, max_size=4)
    return funnel, draw(st.dictionaries(st.sampled_from(funnel.names), counts, min_size=1, max_size=3))


def follow(funnel: Funnel, entering: Entering, through: Month) -> dict[tuple[str, Month], Fraction]:
    """Follow every cohort by itself, way by way and month by month, to the last month."""
    arrived: dict[tuple[str, Month], Fraction] = {}
    cohorts = [(name, month, Fraction(heads)) for name, counts in entering.items() for month, heads in counts.items()]
    while cohorts:
        name, month, heads = cohorts.pop()
        if month > through or not heads:
            continue
        arrived[name, month] = arrived.get((name, month), Fraction(0)) + heads
        for way in funnel.stages:
            if way.of == name and way.rate is not None:
                for later, share in enumerate(way.lag or [Fraction(1)]):
                    cohorts.append((way.name, month + later, heads * way.rate.share * share))
    return arrived


@given(runs(), st.integers(0, 10))
def test_arrivals_are_those_of_every_cohort_followed_by_itself(run: tuple[Funnel, Entering], later: int) -> None:
    """At every stage and in every month, with the money that heads bring where they are."""
    funnel, entering = run
    first = min(month for counts in entering.values() for month in counts)
    through = first + later
    ran, arrived = arrivals(funnel, entering, through), follow(funnel, entering, through)
    assert ran.months == Period(first, through)
    for month in ran.months:
        here = {name: arrived.get((name, month), Fraction(0)) for name in funnel.names}
        assert {name: ran.volume(name, month) for name in funnel.names} == {
            name: Quantity(heads, f"{name}/month") for name, heads in here.items()
        }
        worth = sum((funnel.value_of(name) * heads for name, heads in here.items()), Fraction(0))
        assert ran.revenue(month) == Quantity(worth, "USD/month")


@given(runs())
def test_in_the_end_everybody_brings_what_a_head_is_worth(run: tuple[Funnel, Entering]) -> None:
    """Lags move money to later months, and neither add nor lose any."""
    funnel, entering = run
    ran = arrivals(funnel, entering, JANUARY + 8 + 5 * len(funnel.names))
    total = sum((ran.revenue(month).value for month in ran.months), Fraction(0))
    assert total == sum(
        (funnel.worths[name] * heads for name, counts in entering.items() for heads in counts.values()), Fraction(0)
    )


@given(runs(), st.integers(0, 12))
def test_heads_do_not_mind_each_other(run: tuple[Funnel, Entering], later: int) -> None:
    """What arrives of all is the sum of what arrives of each stage's own."""
    funnel, entering = run
    through = JANUARY + 8 + later
    together = arrivals(funnel, entering, through)
    apart = [arrivals(funnel, {name: counts}, through) for name, counts in entering.items()]
    for month in together.months:
        assert together.revenue(month) == sum((part.revenue(month) for part in apart), Quantity(0, "USD/month"))


@given(runs(), st.integers(0, 12), st.integers(1, 12))
def test_looking_further_changes_nothing_nearer(run: tuple[Funnel, Entering], later: int, more: int) -> None:
    """The last month asked for is only where to stop."""
    funnel, entering = run
    near, far = (arrivals(funnel, entering, JANUARY + 8 + ahead) for ahead in (later, later + more))
    for month in near.months:
        assert near.revenue(month) == far.revenue(month)
        assert [near.volume(name, month) for name in funnel.names] == [far.volume(name, month) for name in funnel.names]


def test_a_pipeline_arrives_by_its_lags() -> None:
    """100 SQL: half win, 60 % of them at once, 40 % two months later; a fifth renew after a year, for 80."""
    renewal = Stage("renewal", "20 %", lag="12 months", value="80 USD")
    funnel = Funnel(
        ["SQL", Stage("customer", "50 %", lag=["60 %", 0, "40 %"]), renewal], "100 USD/customer", "1000 USD/month"
    )
    ran = arrivals(funnel, {"SQL": {JANUARY - 1: 100}}, JANUARY + 13)
    customers = {month: ran.volume("customer", month).value for month in ran.months}
    assert {month: heads for month, heads in customers.items() if heads} == {JANUARY - 1: 30, JANUARY + 1: 20}
    revenues = {month: ran.revenue(month).value for month in ran.months}
    assert {month: money for month, money in revenues.items() if money} == {
        JANUARY - 1: 3000,  # 30 x 100
        JANUARY + 1: 2000,  # 20 x 100
        JANUARY + 11: 480,  # 30 x 20 % x 80
        JANUARY + 13: 320,
    }


@pytest.mark.parametrize("lag", [100, "100 months", {100: 1}])
def test_a_lag_of_100_months_is_waited_for(lag: str | int | dict[int, int]) -> None:
    """Eight years and four months after January 2026 it is May 2034."""
    funnel = Funnel(["SQL", Stage("customer", "50 %", lag=lag)], "100 USD/customer", "1000 USD/month")
    ran = arrivals(funnel, {"SQL": {JANUARY: 4}}, Month(2034, 5))
    assert [str(month) for month in ran.months if ran.revenue(month).value] == ["2034-05"]
    assert ran.volume("customer", Month(2034, 5)) == Quantity(2, "customer/month")


def test_segments_are_run_by_the_funnels_they_split_into() -> None:
    """10 SQL of each: 5 customers of the one at 100, 2 of the other at 300 a month later."""
    segments = [
        Segment("small", share="50 %"),
        Segment("large", share="50 %", value="300 USD/customer", stages=[Stage("customer", "20 %", lag=1)]),
    ]
    funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "1000 USD/month", segments=segments)
    runs = {name: arrivals(part, {"SQL": {JANUARY: 10}}, JANUARY + 1) for name, part in funnel.split().items()}
    revenues = {name: [run.revenue(month).value for month in run.months] for name, run in runs.items()}
    assert revenues == {"small": [500, 0], "large": [0, 600]}


def test_heads_enter_at_a_stage_that_is_there() -> None:
    """And are asked for at one."""
    funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "1000 USD/month")
    message = "no stage named 'customers'; stages are 'SQL', 'customer' (did you mean 'customer'?)"
    with pytest.raises(InvalidValueError, match=whole(message)):
        arrivals(funnel, {"customers": {JANUARY: 1}}, JANUARY)
    with pytest.raises(InvalidValueError, match=whole(message)):
        arrivals(funnel, {"customer": {JANUARY: 1}}, JANUARY).volume("customers", JANUARY)


def test_something_enters_before_the_last_month_ends() -> None:
    """The message says when the first does."""
    funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "1000 USD/month")
    message = "nothing enters by 2026-01: the first month is 2026-03"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        arrivals(funnel, {"SQL": {JANUARY + 4: 1}, "customer": {JANUARY + 2: 1}}, JANUARY)
    assert caught.value.field == "through"
