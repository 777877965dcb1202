"""Scorecards as plain values for JSON, from which `scorecard_from_json` makes the same scorecard again."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from smarketing.agreement import Agreement
from smarketing.errors import Problem
from smarketing.judging import MissChance, Projection, Scorecard
from smarketing.months import Month, Period
from smarketing.reports.agreement_digest import agreement_digest
from smarketing.reports.json_values import FORMAT, Plain, quantity_json
from smarketing.units import exact_text
from smarketing.verdicts import Due, ErrorBudget, Finding, Verdict


def scorecard_json(scorecard: Scorecard) -> Plain:
    """Give a scorecard as plain values for JSON; `scorecard_from_json` makes an equal scorecard of them.

    The keys are always the same, and null stands for what is absent. Numbers are exact text, as `104`, `1.04` or
    `200/3`, but a chance is floating point. `title`, `standing`, `totals` and, in verdicts and dues, `reading`,
    `attainment`, `error_budget`, `projection`, `miss_chance` and `because` follow from the rest: they are there for
    those who read the JSON without this library.
    """
    as_of, period = scorecard.as_of, scorecard.period
    own = {(verdict.promise.name, verdict.month): verdict for verdict in scorecard.verdicts}
    return {
        "format": FORMAT,
        "title": scorecard.version.title,
        "agreement": agreement_digest(scorecard.agreement),
        "versions": versions_json(scorecard.agreement),
        "as_of": None if as_of is None else as_of.isoformat(),
        "as_of_zone": _zone_name(as_of),
        "months_begin_on": period.first.begins_on,
        "period": _period(period),
        "standing": scorecard.standing.value,
        "verdicts": [_verdict(verdict, scorecard) for verdict in scorecard.verdicts],
        "dues": [_due(due, own, scorecard) for due in scorecard.dues],
        "totals": [
            {"owed_by": by, "owed_to": to, "amount": quantity_json(amount)}
            for (by, to, _unit), amount in scorecard.credits.items()
        ],
        "left_out": [_problem(problem) for problem in scorecard.left_out],
        "missing": [_problem(problem) for problem in scorecard.missing],
    }


def versions_json(agreement: Agreement) -> list[Plain]:
    """Say of each version, oldest first, from when it was meant to hold, and the month from which it does, if any."""
    return [
        {
            "title": version.title,
            "since": (version.since or version.term.start).isoformat(),
            "begins": None if (begins := agreement.first_month_of(version)) is None else str(begins),
        }
        for version in agreement.versions
    ]


def _zone_name(at: datetime | None) -> str | None:
    """The IANA name of the clock by which an instant was given, where it has one."""
    return at.tzinfo.key if at is not None and isinstance(at.tzinfo, ZoneInfo) else None


def _period(period: Period) -> Plain:
    return {"first": str(period.first), "last": str(period.last)}


def _verdict(verdict: Verdict, scorecard: Scorecard) -> Plain:
    promise, attainment = verdict.promise, verdict.attainment
    return {
        "promise": promise.name,
        "owed_by": promise.owed_by,
        "owed_to": promise.owed_to,
        "metric": verdict.metric.name,
        "segment": promise.segment,
        "month": str(verdict.month),
        "period": _period(verdict.period),
        "status": verdict.status.value,
        "counts_as": verdict.counts_as.value,
        "note": verdict.note,
        "excluded": list(verdict.excluded),
        "attainment": None if attainment is None else exact_text(attainment),
        "error_budget": _error_budget(scorecard.error_budget(verdict)),
        "projection": _projection(scorecard.projection(verdict)),
        "miss_chance": _miss_chance(scorecard.miss_chance(verdict)),
        "because": verdict.because,
        "finding": _finding(verdict.finding, verdict),
        "so_far": None if verdict.so_far is None else _finding(verdict.so_far, verdict),
    }


def _error_budget(budget: ErrorBudget | None) -> Plain | None:
    if budget is None:
        return None
    return {
        "allowed": quantity_json(budget.allowed),
        "used": quantity_json(budget.used),
        "left": quantity_json(budget.left),
        "part_left": None if budget.part_left is None else exact_text(budget.part_left),
    }


def _projection(projection: Projection | None) -> Plain | None:
    if projection is None:
        return None
    return {
        "every": projection.every,
        "part_over": exact_text(projection.part_over),
        "days_left": projection.days_left,
        "in_business_days": projection.in_business_days,
        "reached": quantity_json(projection.reached),
        "projected": quantity_json(projection.projected),
        "at_risk": projection.at_risk,
        "needed": quantity_json(projection.needed),
        "needed_a_day": quantity_json(projection.needed_a_day),
    }


def _miss_chance(found: MissChance | None) -> Plain | None:
    return None if found is None else {"chance": found.chance, "is_larger": found.is_larger}


def _finding(finding: Finding, verdict: Verdict) -> Plain:
    return {
        "status": finding.status.value,
        "actual": _actual(finding, verdict),
        "at_least": quantity_json(finding.at_least),
        "at_most": quantity_json(finding.at_most),
        "tolerance": quantity_json(finding.tolerance),
        "shortfall": quantity_json(finding.shortfall),
        "window_months": finding.months,
        "absence": None if finding.absence is None else finding.absence.value,
        "note": finding.note,
        "strict": finding.strict,
        "rounded_to": quantity_json(finding.rounded_to),
    }


def _actual(finding: Finding, verdict: Verdict) -> Plain | None:
    """Both numbers of a figure, and as `reading` what is judged: of a share its percentage, rounded where agreed."""
    actual, metric = finding.actual, verdict.metric
    if actual is None:
        return None
    reading = finding.reading(metric)
    return {
        "value": exact_text(actual.value),
        "base": None if actual.base is None else exact_text(actual.base),
        "reading": None if reading is None else exact_text(reading),
        "unit": metric.unit,
    }


def _due(due: Due, own: Mapping[tuple[str, Month], Verdict], scorecard: Scorecard) -> Plain:
    return {
        "id": due.id,
        "consequence": due.consequence,
        "month": str(due.month),
        "effect": due.effect,
        "owed_by": due.owed_by,
        "owed_to": due.owed_to,
        "amount": quantity_json(due.amount),
        "task": due.task,
        "by": None if due.by is None else due.by.isoformat(),
        "because": due.because,
        "causes": [_cause(verdict, own, scorecard) for verdict in due.verdicts],
    }


def _cause(verdict: Verdict, own: Mapping[tuple[str, Month], Verdict], scorecard: Scorecard) -> Plain:
    """Name a verdict of the scorecard; a condition of another package may answer with one that it made itself."""
    name, month = verdict.promise.name, verdict.month
    if own.get((name, month)) == verdict:
        return {"promise": name, "month": str(month)}
    return _verdict(verdict, scorecard)


def _problem(problem: Problem) -> Plain:
    return {
        "path": list(problem.path),
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "name": problem.name,
        "kind": problem.kind,
        "message": problem.message,
    }
