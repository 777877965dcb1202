"""Scorecards and plans as plain values for JSON."""

from smarketing.agreement import Agreement
from smarketing.funnel import Need, Plan, Schedule
from smarketing.judging import Scorecard
from smarketing.months import Month
from smarketing.reports.number_text import number_text, quantity_text, target_text
from smarketing.units import exact_text, shown, telling_places
from smarketing.verdicts import Due, Verdict

Plain = dict[str, object]


def scorecard_json(scorecard: Scorecard) -> Plain:
    """Give a scorecard as plain values: numbers as text, exact where they end; None for what is absent."""
    plain: Plain = {
        "agreement": scorecard.version.title,
        "through": str(scorecard.through),
        "standing": scorecard.standing.value,
        "verdicts": [_verdict(verdict) for verdict in scorecard.verdicts],
        "dues": [_due(due) for due in scorecard.dues],
    }
    if len(scorecard.agreement.versions) > 1:
        plain["versions"] = [_version(scorecard.agreement, each) for each in scorecard.agreement.versions]
    return plain | ({"left_out": [str(problem) for problem in scorecard.left_out]} if scorecard.left_out else {})


def _version(agreement: Agreement, version: Agreement) -> Plain:
    """From when a version was meant to hold, and the month from which it does; None if it never does."""
    since, begins = version.since or version.term.start, agreement.first_month_of(version)
    return {"title": version.title, "since": since.isoformat(), "begins": None if begins is None else str(begins)}


def _verdict(verdict: Verdict) -> Plain:
    return {
        "objective": verdict.promise.name,
        "month": str(verdict.month),
        "segment": verdict.promise.segment,
        "status": verdict.status.value,
        "actual": _actual(verdict),
        "target": target_text(verdict.finding),
        "attainment": None if verdict.attainment is None else number_text(verdict.attainment),
        "shortfall": quantity_text(verdict.shortfall),
        "because": verdict.because,
    }


def _actual(verdict: Verdict) -> str | Plain | None:
    actual = verdict.finding.actual
    if actual is None or actual.base is None:
        return quantity_text(verdict.actual)
    both = {"value": number_text(actual.value), "base": number_text(actual.base)}
    if verdict.metric.kind == "ratio":
        return {**both, "each": quantity_text(verdict.actual)}
    percent = (
        None
        if verdict.actual is None
        else shown(verdict.actual.value, telling_places(verdict.actual.value, 2)).replace(",", "")
    )
    return {**both, "percent": percent}


def _due(due: Due) -> Plain:
    return {
        "consequence": due.consequence,
        "month": str(due.month),
        "effect": due.effect,
        "owed_by": due.owed_by,
        "owed_to": due.owed_to,
        "amount": quantity_text(due.amount),
        "because": due.because,
    }


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
