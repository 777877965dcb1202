"""Laws of an attribution: every order of what changed as the oracle, over branches, segments and months."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapley_oracle import shapley_of_sets
from smarketing.funnel import Attribution, Funnel, Outcome, Segment, Stage, attribute
from smarketing.funnel.attribution.attribute import Method
from smarketing.months import Month
from smarketing.units import Quantity

ZERO = Fraction(0)
JANUARY = Month(2026, 1)
Factor = tuple[str, str, str | None]
Factors = dict[Factor, Fraction]

rates = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(1, 5), Fraction(2, 3)])
heads = st.fractions(1, 200, max_denominator=2)
money = st.fractions(1, 500, max_denominator=4)


def _parts(attribution: Attribution, segment: str | None = None, month: Month | None = None) -> Factors:
    return {
        (cause.kind, cause.stage, cause.of): cause.amount.value
        for cause in attribution.causes
        if cause.segment == segment and cause.month == month
    }


WAYS = [("MQL", "lead"), ("SQL", "MQL"), ("SQL", "partner"), ("customer", "SQL"), ("renewal", "customer")]
VALUED = ("SQL", "customer", "renewal")
BRANCHES: list[Factor] = [
    *(("volume", name, None) for name in ("lead", "partner")),
    *(("rate", name, of) for name, of in WAYS),
    *(("value", name, None) for name in VALUED),
]


def _arrivals(factors: Factors) -> dict[Factor, Fraction]:
    """How many come each way: leads become MQL, MQL and partners SQL, SQL customers, and customers renewals."""
    counts = {factor: factors[factor] for factor in BRANCHES[:2]}
    for name, of in WAYS:
        there = sum((count for (_kind, stage, _of), count in counts.items() if stage == of), ZERO)
        counts["rate", name, of] = there * factors["rate", name, of]
    return counts


def _revenues(factors: Factors) -> dict[str, Fraction]:
    counts = _arrivals(factors).items()
    return {
        name: sum((count for (_kind, stage, _of), count in counts if stage == name), ZERO)
        * factors["value", name, None]
        for name in VALUED
    }


def _revenue(factors: Factors) -> Fraction:
    return sum(_revenues(factors).values(), ZERO)


def _branching(plan: Factors) -> Funnel:
    """A funnel with two entries, two ways to an SQL, and revenue at three stages, which plans for these factors."""
    shares = {
        name: _revenue({**plan, ("volume", other, None): ZERO}) / _revenue(plan)
        for name, other in (("lead", "partner"), ("partner", "lead"))
    }
    values = {name: Quantity(plan["value", name, None], "USD") for name in ("SQL", "renewal")}
    return Funnel(
        [
            Stage("lead", owed_by="Marketing"),
            Stage("partner"),
            *(Stage(name, plan["rate", name, of], of=of, owed_by="Sales", value=values.get(name)) for name, of in WAYS),
        ],
        Quantity(plan["value", "customer", None], "USD/customer"),
        Quantity(_revenue(plan), "USD/month"),
        "none",
        sources=shares,
    )


def _outcome(factors: Factors) -> Outcome:
    counts = {
        f"{name} of {of}" if name == "SQL" else name: count for (_kind, name, of), count in _arrivals(factors).items()
    }
    return Outcome(counts, {name: Quantity(amount, "USD") for name, amount in _revenues(factors).items()})


def _as_planned_where_nobody_is(plan: Factors, actual: Factors) -> Factors:
    """A rate or value of nobody is as planned."""
    counts = _arrivals(actual)
    present = {stage for (_kind, stage, _of), count in counts.items() if count}
    of = {factor: factor[2] or (factor[1] if factor[0] == "value" else None) for factor in BRANCHES}
    return {
        factor: number if of[factor] is None or of[factor] in present else plan[factor]
        for factor, number in actual.items()
    }


@st.composite
def plans_and_actuals(draw: st.DrawFn) -> tuple[Factors, Factors]:
    """Factors of the plan, above zero, and of what came of it: up to five of them changed, to zero among others."""
    by_kind = {"volume": heads, "rate": rates, "value": money}
    plan = {factor: draw(by_kind[factor[0]]) for factor in BRANCHES}
    changed = draw(st.lists(st.sampled_from(BRANCHES), unique=True, max_size=5))
    actual = {**plan, **{factor: draw(st.just(ZERO) | by_kind[factor[0]]) for factor in changed}}
    return plan, _as_planned_where_nobody_is(plan, actual)


@given(plans_and_actuals())
def test_parts_of_a_branching_funnel_are_shapley_values(both: tuple[Factors, Factors]) -> None:
    """Of all its factors together, whichever ways they lie on; what did not change gets nothing."""
    plan, actual = both
    attribution = attribute(_branching(plan), _outcome(actual))
    assert _parts(attribution) == shapley_of_sets(_revenue, plan, actual)
    assert attribution.planned == Quantity(_revenue(plan), "USD")
    assert attribution.actual == Quantity(_revenue(actual), "USD")


@given(plans_and_actuals(), st.sampled_from(["Shapley", "LMDI"]))
def test_parts_sum_to_the_gap(both: tuple[Factors, Factors], method: Method) -> None:
    """Exactly, by either method, and rolled up by any trait; what did not change gets nothing."""
    plan, actual = both
    attribution = attribute(_branching(plan), _outcome(actual), method=method)
    assert sum((cause.amount.value for cause in attribution.causes), ZERO) == attribution.gap.value
    assert {cause.party for cause in attribution.causes} == {"Marketing", "Sales", None}
    parties = attribution.by("party")
    assert sum((amount.value for amount in parties.values()), ZERO) == attribution.gap.value
    parts = _parts(attribution)
    assert parties["Marketing"].value == parts["volume", "lead", None]
    assert parties[None].value == parts["volume", "partner", None]
    assert all(parts[factor] == 0 for factor in BRANCHES if plan[factor] == actual[factor])
    assert all(cause.amount.value for cause in attribution.parts)


SEGMENTED = Funnel(
    [Stage("SQL", owed_by="Marketing"), Stage("customer", "50 %", owed_by="Sales")],
    "100 USD/customer",
    "5000 USD/month",
    segments=[Segment("big", share="60 %"), Segment("small", share="40 %", value="50 USD/customer")],
)
SEGMENTS = ("big", "small")
MIXED: list[Factor] = [
    ("volume", "SQL", None),
    *((f"{kind} of {name}", stage, of) for name in SEGMENTS for kind, stage, of in (
        ("mix", "SQL", None), ("rate", "customer", "SQL"), ("value", "customer", None)
    )),
]  # fmt: skip


def _mixed(numbers: Mapping[str, tuple[Fraction, Fraction, Fraction]]) -> Factors:
    """The factors of two segments: all their SQLs, and of each its share of them, its rate and its value."""
    whole = sum((volume for volume, _rate, _value in numbers.values()), ZERO)
    each = [factor for name in SEGMENTS for factor in (numbers[name][0] / whole, *numbers[name][1:])]
    return dict(zip(MIXED, [whole, *each], strict=True))


def _mixed_revenue(factors: Factors) -> Fraction:
    whole, *each = (factors[factor] for factor in MIXED)
    return whole * (each[0] * each[1] * each[2] + each[3] * each[4] * each[5])


segment_numbers = st.fixed_dictionaries(dict.fromkeys(SEGMENTS, st.tuples(heads, rates, money)))
quarters = st.lists(st.tuples(segment_numbers, segment_numbers), min_size=1, max_size=2)
Numbers = dict[str, tuple[Fraction, Fraction, Fraction]]


def _outcomes(month: Month, numbers: Numbers) -> list[Outcome]:
    return [
        Outcome({"SQL": sqls, "customer": sqls * rate}, Quantity(sqls * rate * value, "USD"), segment=name, month=month)
        for name, (sqls, rate, value) in numbers.items()
    ]


@given(quarters)
def test_segments_share_the_volume_and_each_has_its_mix(quarter: list[tuple[Numbers, Numbers]]) -> None:
    """A month's parts are the Shapley values of all SQLs, of each segment's share of them, its rate and its value."""
    planned, actual = (
        [each for number, sides in enumerate(quarter) for each in _outcomes(JANUARY + number, sides[place])]
        for place in (0, 1)
    )
    attribution = attribute(SEGMENTED, actual, planned=planned)
    for number, (old, new) in enumerate(quarter):
        expected = shapley_of_sets(_mixed_revenue, _mixed(old), _mixed(new))
        found = {name: _parts(attribution, name, JANUARY + number) for name in SEGMENTS}
        volumes = [parts.pop(("volume", "SQL", None)) for parts in found.values()]
        assert sum(volumes) == expected.pop(("volume", "SQL", None))
        assert expected == {(f"{kind} of {name}", *rest): part for name in SEGMENTS
                            for (kind, *rest), part in found[name].items()}  # fmt: skip
    assert sum((cause.amount.value for cause in attribution.causes), ZERO) == attribution.gap.value
    by_month = attribution.by("month")
    assert [by_month[JANUARY + number].value for number in range(len(quarter))] == [
        _mixed_revenue(_mixed(old)) - _mixed_revenue(_mixed(new)) for old, new in quarter
    ]


@given(segment_numbers, segment_numbers, st.sampled_from(["Shapley", "LMDI"]))
def test_segments_that_grow_alike_have_no_mix(numbers: Numbers, other: Numbers, method: Method) -> None:
    """Twice the SQLs of each segment is volume alone; the same SQLs, otherwise divided, is no volume."""
    doubled = {name: (2 * sqls, rate, value) for name, (sqls, rate, value) in numbers.items()}
    kinds = attribute(SEGMENTED, _outcomes(JANUARY, doubled), planned=_outcomes(JANUARY, numbers), method=method).by(
        "kind"
    )
    assert {kind for kind, amount in kinds.items() if amount.value} == {"volume"}
    whole, others = (sum(sqls for sqls, _rate, _value in each.values()) for each in (numbers, other))
    divided = {name: (other[name][0] * whole / others, *numbers[name][1:]) for name in SEGMENTS}
    kinds = attribute(SEGMENTED, _outcomes(JANUARY, divided), planned=_outcomes(JANUARY, numbers), method=method).by(
        "kind"
    )
    assert {kind for kind, amount in kinds.items() if amount.value} <= {"mix"}


@pytest.mark.parametrize("empty", [0, 1])
def test_segments_of_nobody_have_no_mix(empty: int) -> None:
    """Where nobody enters at all, before or after, each segment's volume is its own: 3000 and 1500 USD."""
    some = {"big": (Fraction(60), Fraction(1, 2), Fraction(100)), "small": (Fraction(60), Fraction(1, 2), Fraction(50))}
    none = {name: (ZERO, Fraction(1, 2), ZERO) for name in SEGMENTS}
    planned, actual = (_outcomes(JANUARY, numbers) for numbers in ((none, some) if empty == 0 else (some, none)))
    attribution = attribute(SEGMENTED, actual, planned=planned)
    sign = -1 if empty == 0 else 1
    assert {kind: amount.value for kind, amount in attribution.by("kind").items() if amount.value} == {
        "volume": 4500 * sign
    }
    assert {name: amount.value for name, amount in attribution.by("segment").items()} == {
        "big": 3000 * sign,
        "small": 1500 * sign,
    }
