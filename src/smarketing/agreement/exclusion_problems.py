"""What is wrong with exclusions: promises that have nothing to take out, and limits that bind none of them."""

from collections.abc import Iterator

from smarketing.actuals import Metric
from smarketing.agreement.draft import Draft
from smarketing.agreement.sections.exclusions import ExcludedCause
from smarketing.agreement.sections.objectives import Objective
from smarketing.errors import Problem
from smarketing.verdicts import listed


def exclusion_problems(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong with the causes for which something is excluded."""
    promises = {each.name: each for each in draft.promises}
    wholes = {level.name: level.part_of for level in draft.levels}
    for cause in draft.exclusions:
        known = [promises[name] for name in cause.promises if name in promises]
        metrics = {each.name: draft.own_metrics.get(draft.metric_of(each)) for each in known}
        for promise in known:
            if message := _unfit(promise, metrics[promise.name], wholes.get(promise.name)):
                yield Problem(message, ("exclusions", cause.name, "promises"))
        yield from _limits(cause, [each for each in metrics.values() if each is not None])


def _unfit(promise: Objective, metric: Metric | None, whole: str | None) -> str:
    """Why nothing can be taken out of the figures of a promise; '' if something can."""
    if whole is not None:
        return f"{promise.name!r} is a level of {whole!r}; name {whole!r}, and its levels go with it"
    if promise.evaluator.derived:
        return f"{promise.name!r} follows from other promises; exclude from those"
    if metric is not None and metric.kind == "level":
        said = f"the figure of {promise.name!r} is a level, and nothing can be taken out of a level"
        return f"{said}; name promises of counts, shares or ratios"
    return ""


def _limits(cause: ExcludedCause, metrics: list[Metric]) -> Iterator[Problem]:
    """Each limit binds some of the promises, if it is known what all of them count."""
    if len(metrics) < len(cause.promises):
        return
    counted = dict.fromkeys("a plain number" if each.has_base else each.unit for each in metrics)
    for place, limit in enumerate(cause.at_most):
        if all(limit.most_in(metric) is None for metric in metrics):
            said = f"a limit is in what the promises count, {listed(list(counted))}; not {limit}"
            yield Problem(said, ("exclusions", cause.name, "at_most", place))
