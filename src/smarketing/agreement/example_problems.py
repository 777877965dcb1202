"""What does not fit between worked examples and the agreement that they are of, and the figures that they come to."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs

from smarketing.actuals import Actuals, Metric
from smarketing.agreement.draft import Draft
from smarketing.agreement.section import Path
from smarketing.agreement.sections.example_texts import OWED
from smarketing.agreement.sections.example_values import ExampleFigure, ExampleFigures
from smarketing.agreement.sections.examples import EXAMPLES, Example
from smarketing.agreement.sections.parties import THE_PUBLIC
from smarketing.errors import Problem, no_such
from smarketing.months import MOST_MONTHS

Pair = tuple[str, str]
"""Who owes, and whom."""


def example_problems(draft: Draft) -> Iterator[Problem]:
    """Say what is wrong with the examples of an agreement."""
    for example in draft.examples:
        for problem in problems_of_example(draft, example):
            yield attrs.evolve(problem, path=("examples", example.name, *problem.path))


def misfits(draft: Draft, example: Example) -> Iterator[Problem]:
    """Say all that is wrong with an example that does not stand in the agreement, with paths that start in it."""
    names = {
        "promise": [each.name for each in draft.promises],
        "consequence": [each.name for each in draft.consequences],
    }
    for reference in EXAMPLES.references(example):
        if reference.name not in (known := names[reference.kind]):
            yield Problem(no_such(reference.kind, reference.name, known), reference.path, name=reference.name)
    yield from problems_of_example(draft, example)


def problems_of_example(draft: Draft, example: Example) -> Iterator[Problem]:
    """Say what is wrong with one example, with paths that start in it.

    Whether it names promises and consequences that there are, its references say.
    """
    outside = [*_outside(draft, example)]
    yield from outside
    for owed in example.expect.owed:
        for problem in pair_problems(draft, owed.between):
            yield attrs.evolve(problem, path=("expect", OWED, owed.between))
    for figures in example.figures:
        for problem in measured_problems(draft, figures.of):
            yield attrs.evolve(problem, path=("figures", figures.of))
    if not outside:
        yield from _read(draft, example)[1]


def _outside(draft: Draft, example: Example) -> Iterator[Problem]:
    """Months that are not judged: those outside the term, after the last, and further away than anybody judges."""
    start, months = draft.first_month, draft.term_months
    last = None if example.through is None else example.last(start)
    stated: list[tuple[Path, Any]] = [(("from",), example.first), (("through",), last), *example.named()]
    for path, when in stated:
        if when is None or when == 0:  # that is the month with which lists start
            continue
        month = example.month(when, start)
        if month not in months:
            yield Problem(f"{month} lies outside the term, {months}", path)
        elif month - start >= MOST_MONTHS:
            yield Problem(f"{month} is more than {MOST_MONTHS:,} months after the start of the term", path)
        elif last is not None and month > last:
            yield Problem(f"{month} is after the last month judged, {last}", path)


def pairs_named(draft: Draft, text: str) -> list[Pair]:
    """Give the parties that `Agency to Client` may mean: one pair, if it is well said."""
    parties = (*(party.name for party in draft.parties), THE_PUBLIC)
    return [(owes, owed) for owes, owed in _splits(text) if owes in parties and owed in parties]


def _splits(text: str) -> list[Pair]:
    words = text.split(" to ")
    return [(" to ".join(words[:place]), " to ".join(words[place:])) for place in range(1, len(words))]


def pair_problems(draft: Draft, text: str) -> Iterator[Problem]:
    """Say why a text does not name who owes whom."""
    found, splits = pairs_named(draft, text), _splits(text)
    if len(found) == 1:
        return
    if found or not splits:
        yield Problem(f"write who owes whom, as in 'Agency to Client'; not {text!r}")
        return
    parties = [party.name for party in draft.parties]
    for name in splits[0]:
        if name not in (*parties, THE_PUBLIC):
            yield Problem(no_such("party", name, parties, "parties"), name=name, kind="party")


def measured(draft: Draft, name: str) -> list[tuple[Metric, str | None]]:
    """Give what figures under a name may be of, a metric, or `calls@web`, a segment: one, if it is well said."""
    metrics = draft.own_metrics
    whole: list[tuple[Metric, str | None]] = [(metrics[name], None)] if name in metrics else []
    return whole + [
        (each, part) for each in metrics.values() for part in each.segments if f"{each.name}@{part}" == name
    ]


def measured_problems(draft: Draft, name: str) -> Iterator[Problem]:
    """Say why figures cannot stand under a name."""
    metrics, found = draft.own_metrics, measured(draft, name)
    metric, _at, segment = name.rpartition("@")
    if len(found) > 1:
        yield Problem(f"{name!r} can mean two things here, a metric and a segment")
    elif not found and metric in metrics:
        yield Problem(no_such(f"segment of {metric}", segment, metrics[metric].segments, "its segments"), name=segment)
    elif not found and not any(problem.name == name for problem in draft.metric_problems):
        yield Problem(no_such("metric", name, list(metrics)), name=name, kind="metric")


def actuals_of_example(draft: Draft, example: Example) -> Actuals:
    """Give the figures of an example that fits the agreement."""
    return _read(draft, example)[0]


def _read(draft: Draft, example: Example) -> tuple[Actuals, Iterator[Problem]]:
    """Read the figures as any table of figures is read; a problem says where in the example its figure stands."""
    start = draft.first_month
    rows: list[Mapping[str, object]] = []
    paths: list[Path] = []
    problems: list[Problem] = []
    for figures in example.figures:
        found = measured(draft, figures.of)
        if len(found) != 1:
            continue
        ((metric, segment),) = found
        for path, when, figure in _given(figures):
            if (message := _misfit(metric, figure)) is not None:
                problems.append(Problem(message, path))
                continue
            rows.append(_row(metric, segment, figure) | {"month": str(example.month(when, start))})
            paths.append(path)
    actuals = Actuals.from_rows(rows, known=draft.own_metrics, months_begin_on=draft.calendar.months_begin_on)
    placed = (Problem(each.message, paths[(each.line or 1) - 1]) for each in actuals.problems)
    return actuals, iter((*problems, *placed))


def _given(figures: ExampleFigures) -> Iterator[tuple[Path, Any, ExampleFigure]]:
    for when, figure in figures.values:
        step = () if len(figures.values) == 1 and when == 0 else (when if isinstance(when, int) else str(when),)
        if figure is not None:
            yield ("figures", figures.of, *step), when, figure


def _misfit(metric: Metric, figure: ExampleFigure) -> str | None:
    """Why a figure is none of a metric, where readers of tables would speak of columns."""
    is_percentage = metric.kind == "share" and figure.unit == "%"
    if metric.has_base and figure.base is None and not is_percentage:
        more = ", or '90 %'" if metric.kind == "share" else ""
        return f"{metric.name} is a {metric.kind}; write how much for how many, as in '45 of 50'{more}"
    if figure.base is not None and (is_percentage or not metric.has_base):
        said = "how many of how many, as in '45 of 50'" if is_percentage else f"one number; it is a {metric.kind}"
        return f"a figure of {metric.name} is {said}; not {figure}"
    return None


def _row(metric: Metric, segment: str | None, figure: ExampleFigure) -> dict[str, object]:
    percentage = figure.unit == "%" and metric.kind == "share"
    base = Fraction(100) if percentage else figure.base
    unit = None if percentage or not figure.unit else figure.unit
    return {"metric": metric.name, "segment": segment, "value": figure.value, "base": base, "unit": unit}
