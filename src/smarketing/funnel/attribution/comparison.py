"""What is compared: the months that have both an outcome and a plan, and the factors of each side."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.attribution.funnel_factors import ZERO, FactorBook, reach
from smarketing.funnel.attribution.outcomes import Outcome
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.needs import flows, needs
from smarketing.funnel.planning.schedule import schedule
from smarketing.months import Month, Period

Outcomes = Mapping[Month | None, Mapping[str | None, Outcome]]
"""Outcomes by month and segment."""
Books = tuple[FactorBook, FactorBook]
"""The factors of the plan, and of what came."""
Heads = Mapping[str, Fraction]


@attrs.frozen
class ComparedMonths:
    """The `months` that are compared, in order, and the outcomes of these and earlier ones.

    `span` is the period that is planned, `plans` the planned outcomes if there are any. Months `without_outcome` or
    `without_plan` are of the period, and not compared. `walked` are all months that lead to the last that is compared,
    from the first of which something may still be on its way; `assumed` are those before the period that have no
    outcome.
    """

    months: tuple[Month | None, ...]
    outcomes: Outcomes
    plans: Outcomes | None
    span: Period | None = None
    without_outcome: tuple[Month, ...] = ()
    without_plan: tuple[Month, ...] = ()
    walked: tuple[Month | None, ...] = (None,)
    assumed: tuple[Month, ...] = ()


def compared_months(
    parts: Mapping[str | None, Funnel],
    actual: Outcome | Iterable[Outcome],
    planned: Outcome | Iterable[Outcome] | None,
    period: Period | str | None,
) -> ComparedMonths:
    """Find the months that have an outcome and a plan; InvalidValueError if there are none, or one is incomplete."""
    outcomes = _by_month(parts, actual, "outcome")
    plans = None if planned is None else _by_month(parts, planned, "plan")
    span = Period.parse(period) if isinstance(period, str) else period
    found = [month for month in {**outcomes, **(plans or {})} if month is not None]
    if span is None and found and None not in outcomes:
        span = Period(min(found), max(found))
    if span is None:
        months: tuple[Month | None, ...] = (None,) if plans is None or None in plans else ()
    else:
        months = tuple(month for month in span if month in outcomes and (plans is None or month in plans))
    if not months:
        where = _what(next(iter(parts)), next(iter(outcomes))) if period is None else str(span)
        field = "planned" if period is None else "period"
        raise InvalidValueError(f"there is no plan, or no outcome, for {where}", field)
    if span is None:
        return ComparedMonths(months, outcomes, plans)
    dated = [month for month in months if month is not None]
    earlier = [dated[0] - ago for ago in range(max(map(reach, parts.values())), 0, -1)]
    return ComparedMonths(
        months,
        outcomes,
        plans,
        span,
        tuple(month for month in span if month not in outcomes and (plans is None or month in plans)),
        tuple(month for month in span if month in outcomes and plans is not None and month not in plans),
        (*earlier, *Period(dated[0], dated[-1])),
        tuple(month for month in earlier if month not in outcomes),
    )


def _by_month(parts: Mapping[str | None, Funnel], outcomes: Outcome | Iterable[Outcome], what: str) -> Outcomes:
    """Take one outcome for every segment in every month, and refuse anything else."""
    given = [outcomes] if isinstance(outcomes, Outcome) else list(outcomes)
    field = "actual" if what == "outcome" else "planned"
    found: dict[Month | None, dict[str | None, Outcome]] = {}
    for outcome in given:
        _check_segment(parts, outcome)
        segments = found.setdefault(outcome.month, {})
        if outcome.segment in segments:
            raise InvalidValueError(f"there are two {what}s for {_what(outcome.segment, outcome.month)}", field)
        segments[outcome.segment] = outcome
    if not found or (None in found and len(found) > 1):
        raise InvalidValueError(
            f"give one {what}, or one for each month; not some with a month and some without", field
        )
    for month, segments in found.items():
        for segment in parts:
            if segment not in segments:
                raise InvalidValueError(f"there is no {what} for {_what(segment, month)}", field)
    return found


def _check_segment(parts: Mapping[str | None, Funnel], outcome: Outcome) -> None:
    if outcome.segment not in parts:
        names = [name for name in parts if name is not None]
        if outcome.segment is None:
            raise InvalidValueError(f"each outcome names its segment: {', '.join(map(repr, names))}", "segment")
        raise InvalidValueError(no_such("segment", str(outcome.segment), names), "segment")


def _what(segment: str | None, month: Month | None) -> str:
    return " in ".join(str(part) for part in (segment or "the funnel", month) if part)


def books_of(funnel: Funnel, segment: str | None, compared: ComparedMonths, since: Month | str | None) -> Books:
    """Work out the factors of one segment: of its plan, and of what came; months that are not known are as planned."""
    plan, actual = FactorBook(funnel), FactorBook(funnel)
    heads = None if compared.plans is not None else _planned_heads(funnel, compared.span, since)
    for month in compared.walked:
        if heads is not None:
            plan.add_planned(month, *heads(month))
        else:
            plan.add_outcome(month, _level(compared.plans or {}, month)[segment], None)
        if month in compared.outcomes:
            actual.add_outcome(month, compared.outcomes[month][segment], plan.months[month])
        else:
            actual.add_as_planned(month, plan.months[month])
    return plan, actual


def _level(plans: Outcomes, month: Month | None) -> Mapping[str | None, Outcome]:
    """The planned outcomes of a month; of one without any, those of the last before it, or else of the first."""
    if month is None or month in plans:
        return plans[month]
    known = sorted(each for each in plans if each is not None)
    return plans[max((each for each in known if each < month), default=known[0])]


def _planned_heads(
    funnel: Funnel, span: Period | None, since: Month | str | None
) -> Callable[[Month | None], tuple[Heads, Heads]]:
    """The heads that the funnel's own plan asks for at each stage, and those of them that enter from outside."""
    if span is None:
        return lambda _month: _heads_of_plan(funnel)
    worked = schedule(funnel, span, since=since)

    def in_month(month: Month | None) -> tuple[Heads, Heads]:
        place = 0 if month is None else month - span.first
        totals, outside = (
            {name: each[name].at(place) if name in each else ZERO for name in funnel.names}
            for each in (worked.series, worked.outside)
        )
        return totals, outside

    return in_month


def _heads_of_plan(funnel: Funnel) -> tuple[Heads, Heads]:
    entering = flows(funnel, {}).entering
    sized = needs(funnel, {})
    totals = {need.stage: need.volume.value for need in sized}
    outside = {
        need.stage: need.volume.value if need.sourced is None else need.sourced.value
        for need in sized
        if entering.get(need.stage)
    }
    return totals, outside
