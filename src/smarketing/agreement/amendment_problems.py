"""What does not fit together in an amendment: when it begins, what has to stay, and a month that is judged by days."""

from collections.abc import Iterator

from smarketing.actuals import Metric
from smarketing.agreement.draft import Draft
from smarketing.agreement.section import Path
from smarketing.agreement.sections.objectives import Objective
from smarketing.agreement.version_days import version_before
from smarketing.errors import Problem
from smarketing.evaluators import add_up


def amendment_problems(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong with how a version follows the one that it amends."""
    yield from _amends(draft)
    yield from _stays(draft)
    if draft.month_of_change == "by days":
        yield from by_days_problems(draft)


def _amends(draft: Draft) -> Iterator[Problem]:
    """A version begins after the one that it amends, and while that holds."""
    before = draft.amends
    if before is None or draft.since is None:
        for key in ("month_of_change", "retroactive") if before is None else ():
            if getattr(draft, key) not in ("before", False):
                yield Problem("it says how an amendment begins, and the agreement amends no other", (key,))
        if before is not None:
            yield Problem("say from which day it does, as in 'from: 2026-04-01'", ("amends",))
        elif draft.since is not None:
            yield Problem("it says from when, and not what it amends", ("from",))
        return
    earliest = before.since or before.term.start
    if draft.since <= earliest:
        yield Problem(f"the version before holds from {earliest}; an amendment comes later", ("from",))
    for said, end in (("the version before ends", before.term.end), ("the term ends", draft.term.end)):
        if end is not None and draft.since > end:
            yield Problem(f"{said} on {end}, and cannot be amended after that", ("from",))
            return


def _stays(draft: Draft) -> Iterator[Problem]:
    """What months before an amendment and after it are counted with stays: the term's start, units, currencies."""
    if draft.amends is None:
        return
    before = draft.amends
    if draft.term.start != before.term.start:
        yield Problem(f"an amended agreement keeps its start, {before.term.start}", ("term", "start"))
    if draft.calendar != before.calendar:
        yield Problem("an amended agreement keeps its calendar", ("calendar",))
    if draft.term.timezone != before.term.timezone:
        yield Problem(f"an amended agreement keeps its time zone, {before.term.timezone}", ("term", "timezone"))
    for name, metric in draft.own_metrics.items():
        known = before.metrics.get(name, metric)
        if (known.unit, known.kind) != (metric.unit, metric.kind):
            declared = name in {each.name for each in draft.metrics_declared}
            path: Path = ("metrics", name) if declared else _place_of_metric(draft, name)
            were = f"a {known.kind} in {known.unit}"
            yield Problem(
                f"{name!r} is a {metric.kind} in {metric.unit} now, and was {were}: give it another name", path
            )
    paid = ((each.name, each.effect.unit) for version in draft.earlier for each in version.consequences)
    paid_in = {name: unit for name, unit in paid if unit is not None}
    for consequence in draft.consequences:
        was, now = paid_in.get(consequence.name), consequence.effect.unit
        if was and now and was != now:
            message = f"its amounts are in {now} now, and were in {was}: give it another name"
            yield Problem(message, ("consequences", consequence.name, "effect"))


def _place_of_metric(draft: Draft, name: str) -> Path:
    """Where a metric comes from that nobody declared: an objective, or what counts it."""
    brought = {each.volume: (section, each.name) for section, parts in draft.bringing.items() for each in parts}
    promises = (draft.place_of(each.name) for each in draft.promises if draft.metric_of(each) == name)
    return brought.get(name) or next(promises)


def by_days_problems(draft: Draft) -> Iterator[Problem]:
    """Say why the month within which an amendment begins cannot be judged by days: each promise needs a sum.

    That is so with the version that it amends, signed or not, and with the one that was in force before it.
    """
    if draft.since is None or draft.since == draft.month_of(draft.since).first_day:
        return
    found: dict[str, str] = {}
    versions = (draft.amends, version_before(draft, draft.month_of(draft.since)))
    for before in (each for each in versions if each is not None):
        for promise in before.promises:
            if (why := _not_by_days(before, promise, draft)) is not None:
                found.setdefault(promise.name, why)
    for name, why in found.items():
        yield Problem(f"{name!r} cannot be judged by days: {why}; {_INSTEAD}", ("month_of_change",), name=name)


_INSTEAD = "write before or after, or begin on the first day of a month"


def _not_by_days(before: Draft, promise: Objective, draft: Draft) -> str | None:
    """Why a promise of the version before cannot be judged by days in the month of change; None if it can."""
    now = next((each for each in draft.promises if each.name == promise.name), None)
    if now is None:
        return "this version does not have it"
    if before.identity_of(promise) != draft.identity_of(now):
        return "it has other parties, or is measured by something else"
    metric = draft.own_metrics.get(draft.metric_of(now))
    if promise.evaluator == now.evaluator or metric is None or _problems(metric, promise, now):
        return None
    if add_up(promise.evaluator, now.evaluator, metric):
        return None
    return f"{promise.evaluator.describe()!r} and {now.evaluator.describe()!r} do not add up"


def _problems(metric: Metric, *promises: Objective) -> list[str]:
    """Why some promise cannot be judged by a metric, which is a problem of its own."""
    return [problem for each in promises for problem in each.evaluator.metric_problems(metric)]
