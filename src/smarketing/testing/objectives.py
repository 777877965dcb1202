"""Objectives: wholes, parts of them, relief by others, targets of their own or of the funnel."""

from collections.abc import Mapping, Sequence

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Metric
from smarketing.agreement import LAST_DAY, NoData, NoDataRule, Objective
from smarketing.consequences import Missed
from smarketing.contract_periods import Every
from smarketing.funnel import Plan
from smarketing.testing.funnels import funnel_evaluators
from smarketing.testing.metrics import evaluators, metrics
from smarketing.testing.texts import ODD_TEXTS, texts

NO_DATA: SearchStrategy[NoData] = st.sampled_from(("stays open", "counts as missed"))
NO_DATA_RULES: SearchStrategy[NoDataRule] = st.builds(
    NoDataRule, NO_DATA, in_a_run=st.sampled_from(("is skipped", "ends it"))
)
"""What a missing figure may count as."""


@st.composite
def objectives(
    draw: DrawFn,
    named: Sequence[str],
    parties: Sequence[str],
    declared: Sequence[Metric],
    nouns: Sequence[str],
    plan: Plan | None,
    hours: Mapping[str, str | None],
) -> list[Objective]:
    """Generate the objectives that are `named` so, and parts of some of them; some excuse others.

    They are owed between `parties`, and judged by a metric that is `declared` or by one that their target implies, in
    common nouns, in `nouns`, or in a number of the `plan`. `hours` are those of each party, by which
    business days count.
    """
    wholes = [draw(_wholes(name, parties, declared, nouns, plan, hours)) for name in named]
    parts = [draw(_parts_of(whole, declared, named)) for whole in wholes if draw(st.booleans())]
    found = wholes + [part for part in parts if part is not None]
    return [draw(_relieved(each, found)) for each in found]


@st.composite
def _wholes(
    draw: DrawFn,
    name: str,
    parties: Sequence[str],
    declared: Sequence[Metric],
    nouns: Sequence[str],
    plan: Plan | None,
    hours: Mapping[str, str | None],
) -> Objective:
    owed_by, owed_to = draw(st.permutations(parties))[:2]
    own_hours = draw(st.sampled_from((None, *sorted({each for each in hours.values() if each is not None}))))
    business_days = (own_hours or hours[owed_by]) is not None
    metric = draw(st.sampled_from([None, *declared]))
    segments = ("spring", "012") if metric is None else metric.segments
    if metric is None and plan is not None and draw(st.booleans()):
        evaluator = draw(funnel_evaluators(plan))
    else:
        judged = metric or draw(metrics(kinds=("count", "share"), nouns=nouns))
        evaluator = draw(evaluators(judged, business_days=business_days))
    return Objective(
        name,
        owed_by,
        owed_to,
        evaluator,
        metric=None if metric is None else metric.name,
        every=draw(_every(metric)),
        hours=own_hours,
        segment=draw(st.sampled_from((None, *segments))),
        due_day=draw(st.none() | st.integers(1, 28) | st.just(LAST_DAY)),
        no_data=draw(st.none() | NO_DATA),
        feeds=draw(texts()),
    )


def _every(metric: Metric | None) -> SearchStrategy[Every | None]:
    """The period that is judged at once: that of the target, or stated; only months for levels that do not add up."""
    periods: tuple[Every, ...] = ("month", "quarter", "half-year", "year")
    adds_up = metric is None or metric.kind != "level" or metric.over_months is not None
    return st.none() | st.sampled_from(periods if adds_up else periods[:1])


@st.composite
def _parts_of(draw: DrawFn, whole: Objective, declared: Sequence[Metric], named: Sequence[str]) -> Objective | None:
    """A part that is judged by a segment of the whole's metric; None if that has no segments."""
    metric = next((each for each in declared if each.name == whole.metric), None)
    segments = metric.segments if metric else ("spring", "NO")
    name = f"{whole.name} {draw(st.sampled_from(ODD_TEXTS)).strip()}"
    if not segments or name in named:
        return None
    segment = draw(st.sampled_from(segments))
    return attrs.evolve(whole, name=name, part_of=whole.name, metric=None, segment=segment)


@st.composite
def _relieved(draw: DrawFn, objective: Objective, promises: Sequence[Objective]) -> Objective:
    others = [each.name for each in promises if each.name != objective.name]
    if not others or not draw(st.booleans()):
        return objective
    return attrs.evolve(objective, relieved_when=Missed(draw(st.sampled_from(others))))
