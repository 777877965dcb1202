"""What is wrong between the conditions of an agreement and the promises that they are about."""

from collections.abc import Iterator

from smarketing.agreement.draft import Draft
from smarketing.agreement.section import Path
from smarketing.agreement.sections.objectives import Objective
from smarketing.agreement.sections.parties import THE_PUBLIC
from smarketing.agreement.unreadable_rules import UnreadRule
from smarketing.consequences import Condition, WatchedPromise
from smarketing.errors import Problem


def condition_problems(draft: Draft) -> Iterator[Problem]:
    """A condition says itself which promises it cannot be asked about."""
    promises = {each.name: each for each in draft.promises}
    for path, condition in _conditions(draft):
        for case in condition.cases(draft.promises):
            watched = [found for name in case if (found := watched_promise(draft, promises.get(name))) is not None]
            yield from (Problem(message, path) for message in condition.problems(watched))


def _conditions(draft: Draft) -> Iterator[tuple[Path, Condition]]:
    for consequence in draft.consequences:
        yield ("consequences", consequence.name, "when"), consequence.when
    for objective in draft.objectives:
        if objective.relieved_when is not None:
            yield ("objectives", objective.name, "relieved_when"), objective.relieved_when


def watched_promise(draft: Draft, promise: Objective | None) -> WatchedPromise | None:
    """Give what rules may know of a promise that they watch; None for one that has no metric or could not be read."""
    metric = None if promise is None else draft.own_metrics.get(draft.metric_of(promise))
    if promise is None or metric is None or isinstance(promise.evaluator, UnreadRule):
        return None
    return WatchedPromise(promise.name, metric, len(promise.evaluator.targets) == 1, promise.owed_to == THE_PUBLIC)
