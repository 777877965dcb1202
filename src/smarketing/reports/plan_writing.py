"""Plans as plain values for JSON."""

from smarketing.funnel import Need, Plan, Schedule
from smarketing.months import Month
from smarketing.reports.json_values import Plain
from smarketing.reports.number_text import quantity_text
from smarketing.units import exact_text


def plan_json(plan: Plan, schedule: Schedule | None = None) -> Plain:
    """Give a plan as plain values; `exact` is what arithmetic asks for before anything is rounded.

    With segments there is a `segments` mapping of their plans; with a schedule, `months` has the goal of every month
    and what each stage needs in it, None where it does not matter, and `short` what cannot be met any more.
    """
    stages = [_need(need) for need in plan.needs]
    plain: Plain = {"stages": stages, "rounding": plan.funnel.rounding}
    if plan.funnel.confidence is not None:
        plain["confidence"] = exact_text(plan.funnel.confidence)
    if plan.segments:
        plain["segments"] = {name: plan_json(part) for name, part in plan.segments}
    return plain if schedule is None else plain | _months(schedule)


def _need(need: Need) -> Plain:
    plain: Plain = {
        "stage": need.stage,
        "exact": exact_text(need.exact),
        "need": exact_text(need.volume.value),
        "because": need.because,
    }
    return plain if need.sourced is None else plain | {"sourced": exact_text(need.sourced.value)}


def _months(schedule: Schedule) -> Plain:
    goals = dict(schedule.goals)
    months = [
        {"month": str(month), "goal": quantity_text(goals.get(month)), "needs": _needs_in(schedule, month)}
        for month in schedule.months
    ]
    short = [{"stage": stage, "month": str(month), "missing": str(missing)} for stage, month, missing in schedule.short]
    return {"months": months, "short": short}


def _needs_in(schedule: Schedule, month: Month) -> Plain:
    needs = {name: schedule.need(name, month) for name in schedule.funnel.names}
    return {name: None if need is None else exact_text(need.value) for name, need in needs.items()}
