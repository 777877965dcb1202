"""Objectives: wholes, parts of them, relief by others, targets of their own or of the funnel."""

from collections.abc import Mapping, Sequence

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Metric
from smarketing.agreement import LAST_DAY, NoData, NoDataRule, Objective
from smarketing.agreement.sections.head import PartialMonthRule
from smarketing.consequences import Missed
from smarketing.contract_periods import MONTHS_IN, Every
from smarketing.evaluators import Composite, Evaluator, KeptShare
from smarketing.funnel import Plan
from smarketing.testing.funnels import funnel_evaluators
from smarketing.testing.metrics import evaluators, metrics
from smarketing.testing.quantities import amounts
from smarketing.testing.texts import ODD_TEXTS, texts
from smarketing.units import Quantity

NO_DATA: SearchStrategy[NoData] = st.sampled_from(("stays open", "counts as missed"))
NO_DATA_RULES: SearchStrategy[NoDataRule] = st.builds(
    NoDataRule, NO_DATA, in_a_run=st.sampled_from(("is skipped", "ends it"))
)
"""What a missing figure may count as."""

PARTIAL_MONTHS: SearchStrategy[PartialMonthRule] = st.sampled_from(("in full", "pro rata"))
"""What may be owed for a month that the term covers in part."""

_NO_DATA_OR_NONE = st.none() | NO_DATA
_DUE_DAYS = st.none() | st.integers(1, 28) | st.just(LAST_DAY)


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
    last, others = wholes[-1], [each.name for each in wholes[:-1]]
    taken = {each.part_of for each in found} | {each.name for each in declared}
    if others and last.name not in taken and draw(st.integers(0, 3)) == 0:
        score = draw(_scores(others))
        found[len(wholes) - 1] = attrs.evolve(last, evaluator=score, metric=None, segment=None, every=None)
    return [draw(_relieved(each, found)) for each in found]


@st.composite
def _scores(draw: DrawFn, promises: Sequence[str]) -> Evaluator:
    """Evaluators of what was found of some promises."""
    named = draw(st.lists(st.sampled_from(promises), min_size=1, max_size=3, unique=True))
    numbers = {name: draw(st.integers(1, 9)) for name in named}
    share, points = Quantity(draw(amounts(100)), "%"), Quantity(draw(amounts(20)), "point")
    scores = (
        KeptShare(named, at_least=share),
        Composite(weights=numbers, at_least=share),
        Composite(points=numbers, at_least=points),
    )
    return draw(st.sampled_from(scores))


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
        evaluator = draw(evaluators(judged, business_days=business_days, declared=metric is not None))
    return Objective(
        name,
        owed_by,
        owed_to,
        evaluator,
        metric=None if metric is None else metric.name,
        every=draw(_every(metric, evaluator)),
        hours=own_hours,
        segment=draw(st.sampled_from((None, *segments))),
        due_day=draw(_DUE_DAYS),
        no_data=draw(_NO_DATA_OR_NONE),
        feeds=draw(texts()),
    )


def _every(metric: Metric | None, evaluator: Evaluator) -> SearchStrategy[Every | None]:
    """The period that is judged at once: that of the target, or one over which the evaluator can judge the metric."""
    every: list[Every] = ["month", "quarter", "half-year", "year"]
    fitting = [each for each in every if metric is None or not [*evaluator.metric_problems(metric, MONTHS_IN[each])]]
    return st.none() | st.sampled_from(fitting)


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
