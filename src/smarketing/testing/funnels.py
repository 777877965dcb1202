"""Funnels with every key that an agreement file has for them, each with a plan."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.evaluators import AtLeast, AtMost, Evaluator, Rolling
from smarketing.funnel import Funnel, Lag, Plan, Prior, Rate, Rounding, Segment, Stage, as_lag
from smarketing.testing.quantities import amounts
from smarketing.units import Quantity

_NOUNS = ("visitor", "lead", "MQL", "SQL", "opportunity", "customer")
_SEGMENTS = ("enterprise", "small business", "NO", "7", "Müller & Söhne", "goal", "a: b", "true")
_PERIODS = ("month", "quarter", "year")
_ROUNDINGS: SearchStrategy[Rounding] = st.sampled_from(get_args(Rounding))
_HOLIDAYS = st.none() | st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=3)
_SEASONS = st.lists(st.fractions(0, 3, max_denominator=20), min_size=12, max_size=12).filter(any)
_CONFIDENCES = st.fractions(Fraction(1, 10), Fraction(9, 10))
_GROWTHS = st.sampled_from((Fraction(0), Fraction(1, 50), Fraction(-1, 3)))


@st.composite
def rates(draw: DrawFn, least: Fraction = Fraction(1, 50)) -> Rate:
    """Generate shares from `least` to the whole, and such that were counted from up to 500 trials."""
    if draw(st.booleans()):
        return Rate(draw(_shares(least)))
    trials = draw(st.integers(20, 500))
    return Rate(Fraction(draw(st.integers(ceil(least * trials), trials)), trials), trials)


@cache
def _shares(least: Fraction) -> SearchStrategy[Fraction]:
    return st.fractions(least, 1, max_denominator=50)


@cache
def _growing() -> SearchStrategy[Rate]:
    return st.fractions(Fraction(1, 2), 3, max_denominator=8).map(Rate)


@cache
def lags() -> SearchStrategy[Lag | None]:
    """Generate no lag, a number of months, and shares by month."""
    months = st.integers(0, 14).map(as_lag)
    weights = st.lists(st.integers(0, 9), min_size=1, max_size=5).filter(any)
    return st.one_of(st.none(), months, weights.map(as_lag))


def _owners(parties: Sequence[str]) -> SearchStrategy[str | None]:
    return st.sampled_from((None, *parties))


@st.composite
def chains(draw: DrawFn, nouns: Sequence[str], parties: Sequence[str], most: int = 4) -> list[Stage]:
    """Generate one stage after the other, of shares that are not small."""
    names = draw(st.lists(st.sampled_from((*_NOUNS, *nouns)), min_size=1, max_size=most, unique=True))
    return [
        Stage(
            name,
            draw(rates(Fraction(1, 4))) if place else None,
            lag=draw(lags()) if place else None,
            owed_by=draw(_owners(parties)),
        )
        for place, name in enumerate(names)
    ]


@st.composite
def _ways(draw: DrawFn, name: str, earlier: Sequence[str], parties: Sequence[str], currency: str | None) -> list[Stage]:
    """The ways into a stage, one from each of some earlier ones; some grow, some are worth money in a currency."""
    worthy = currency is not None and draw(st.integers(0, 2)) == 0
    value = Quantity(draw(amounts(90)), currency) if currency and worthy else None
    owner = draw(_owners(parties))
    ways = []
    for of in earlier:
        grows = draw(st.integers(0, 5)) == 0
        rate = draw(_growing() if grows else rates())
        ways.append(Stage(name, rate, of=of, lag=draw(lags()), grows=grows, value=value, owed_by=owner))
    return ways


@st.composite
def _branches(
    draw: DrawFn, nouns: Sequence[str], parties: Sequence[str], currency: str
) -> tuple[list[Stage], str, list[str]]:
    """Stages that split and merge, each leading to the sale or coming of it; the sale, and where heads enter."""
    names = draw(st.lists(st.sampled_from((*_NOUNS, *nouns)), min_size=2, max_size=6, unique=True))
    sale = draw(st.integers(1, len(names) - 1))
    stages, entries, loose = [Stage(names[0])], [names[0]], [names[0]]
    for place, name in enumerate(names[1:], 1):
        if place < sale and draw(st.integers(0, 3)) == 0:
            stages.append(Stage(name, owed_by=draw(_owners(parties))))
            entries.append(name)
            loose.append(name)
            continue
        also = draw(st.lists(st.sampled_from(names[:place]), max_size=1)) if place < sale else []
        money = None if place == sale else currency
        stages += draw(_ways(name, list(dict.fromkeys([*loose, *also])), parties, money))
        loose = [name]
    return stages, names[sale], entries


@st.composite
def _sources(draw: DrawFn, names: Sequence[str], entries: Sequence[str]) -> dict[str, Fraction]:
    """Shares of the goal for every stage where heads enter, perhaps for one of `names`; they may leave some."""
    if len(entries) == 1 and draw(st.booleans()):
        return {}
    among = list(dict.fromkeys([*entries, *draw(st.lists(st.sampled_from(names), max_size=1))]))
    weights = [draw(st.integers(1, 9)) for _ in among]
    whole = sum(weights) + draw(st.integers(0, 5))
    return {name: Fraction(weight, whole) for name, weight in zip(among, weights, strict=True)}


@st.composite
def _segments(draw: DrawFn, stages: Sequence[Stage], value: str, currency: str, least: Fraction) -> list[Segment]:
    """One to three segments, either each with a share of the goal or each with a goal of its own."""
    names = draw(st.lists(st.sampled_from(_SEGMENTS), min_size=1, max_size=3, unique=True))
    weights = [draw(st.integers(1, 9)) for _ in names]
    shared = draw(st.booleans())
    ways = [way for way in stages if way.rate is not None]
    segments = []
    for name, weight in zip(names, weights, strict=True):
        own = draw(st.sampled_from(("", *(way.name for way in ways))))
        several = [way.name for way in ways].count(own) > 1
        differing = [
            Stage(
                way.name,
                draw(_growing() if way.grows else rates(least)),
                of=way.of if several else None,
                lag=draw(lags()),
                grows=way.grows,
            )
            for way in ways
            if way.name == own
        ]
        goal = Quantity(draw(st.integers(1, 40)) * weight, f"{currency}/{draw(st.sampled_from(_PERIODS))}")
        worth = draw(st.one_of(st.none(), st.integers(5, 60).map(lambda money: Quantity(money, value))))
        more: dict[str, Any] = {"share": Fraction(weight, sum(weights))} if shared else {"goal": goal}
        segments.append(Segment(name, value=worth, stages=differing, **more))
    return segments


@cache
def _priors() -> SearchStrategy[Prior]:
    hundredths = st.integers(50, 500).map(lambda hundredth: Fraction(hundredth, 100))
    return st.just(Prior()) | st.builds(Prior, hundredths, hundredths)


@st.composite
def funnels(draw: DrawFn, nouns: Sequence[str] = (), parties: Sequence[str] = ()) -> Funnel:
    """Generate funnels that have a plan: chains, some with a confidence, and branches, with all that shapes their goal.

    Stages are named by common nouns and by `nouns`, and owed by some of the `parties`.
    """
    currency = draw(st.sampled_from(("USD", "JPY", "KWD")))
    least = Fraction(1, 50)
    more: dict[str, Any] = {"holidays": draw(_HOLIDAYS)}
    chained = draw(st.booleans())
    if chained:
        stages = draw(chains(nouns, parties))
        sale, value = stages[-1].name, Quantity(draw(st.integers(5, 60)), f"{currency}/{stages[-1].name}")
        if draw(st.booleans()):
            least = Fraction(1, 4)
            more["confidence"] = draw(_CONFIDENCES)
    else:
        stages, sale, entries = draw(_branches(nouns, parties, currency))
        value = Quantity(draw(amounts()), f"{currency}/{sale}")
        names = list(dict.fromkeys(stage.name for stage in stages))
        more["sources"] = draw(_sources(names[: names.index(sale) + 1], entries))
    if draw(st.booleans()):
        more["segments"] = draw(_segments(stages, value.unit, currency, least))
    if not any(segment.goal for segment in more.get("segments", ())) or draw(st.booleans()):
        more["goal"] = _goal(draw, more.get("segments", ()), currency, 600 if chained else 9000)
    if draw(st.booleans()):
        more["seasonality"] = draw(_SEASONS)
    return Funnel(
        stages,
        value,
        rounding=draw(_ROUNDINGS),
        growth=draw(_GROWTHS),
        prior=draw(_priors()),
        **more,
    )


def _goal(draw: DrawFn, segments: Sequence[Segment], currency: str, most: int) -> Quantity:
    """A goal, or the sum of those that the segments have, in any period."""
    unit = f"{currency}/{draw(st.sampled_from(_PERIODS))}"
    goals = [segment.goal for segment in segments if segment.goal is not None]
    if goals:
        return sum(goals[1:], goals[0]).to(unit)
    return Quantity(draw(st.integers(0, most)), unit)


@st.composite
def funnel_evaluators(draw: DrawFn, plan_: Plan) -> Evaluator:
    """Generate evaluators whose target is a number of the funnel: its goal, or the heads or points of a stage."""
    stages = [need.stage for need in plan_]
    numbers = ["goal", *stages, *(f"points.{stage}" for stage in stages)]
    segment = draw(st.sampled_from(("", *(f".{name}" for name, _part in plan_.segments))))
    target = plan_.target(draw(st.sampled_from(numbers)) + segment)
    inner = AtLeast(target) if draw(st.booleans()) else AtMost(target)
    return inner if plan_.funnel.period == "month" else Rolling(inner, months=12)
