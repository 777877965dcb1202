"""Service level agreements between marketing, sales, service, agencies and clients, as code."""

# ruff: noqa: I001 - names stand in rows

from importlib import import_module
from typing import TYPE_CHECKING

# fmt: off
from smarketing.actuals import Actual, Actuals, Metric
from smarketing.agreement import (
    EVERYONE, Acceptance, Agreement, Channel, Consequence, Definition, FollowUp, Handoff, Meeting, Objective, Party,
    PartyNeed, Recurrence, Reply, Report, Service, Signature, Term,
)
from smarketing.consequences import ANY, Case, Condition, Credit, Effect, Escalate, Missed, Remedy, Terminate, Tier
from smarketing.criteria import Criterion, CriterionError, Scoring, ScoringRule
from smarketing.errors import (
    ActualsError, AgreementError, InvalidValueError, Problem, RuleError, SmarketingError, UnitError,
)
from smarketing.evaluators import AtLeast, AtMost, Between, Evaluator, Rolling, View
from smarketing.funnel import Funnel, Need, Plan, Segment, Stage, plan
from smarketing.hours import BusinessHours
from smarketing.judging import Journal, Scorecard, Standing, Waiver, Withdrawal, judge
from smarketing.months import Month, Period
from smarketing.units import Quantity, Target, quantity
from smarketing.verdicts import Absence, Due, Finding, Status, Verdict
# fmt: on

if TYPE_CHECKING:
    from smarketing.measuring import ClockState, Event, state
    from smarketing.measuring.measurement import measure
    from smarketing.agreement_file import dump, dumps, load, loads
    from smarketing.reports import journal_from_json, journal_json, scorecard_from_json, scorecard_html, scorecard_json
_LATER = dict.fromkeys("dump dumps load loads".split(), "agreement_file")
_LATER |= dict.fromkeys("ClockState Event state".split(), "measuring") | {"measure": "measuring.measurement"}
_LATER |= dict.fromkeys("journal_json journal_from_json".split(), "reports")
_LATER |= dict.fromkeys("scorecard_from_json scorecard_html scorecard_json".split(), "reports")


def __getattr__(name: str) -> object:
    """Import the rooms that cost time when they are first asked for."""
    if name not in _LATER:
        raise AttributeError(f"module 'smarketing' has no attribute {name!r}")
    return getattr(import_module(f"smarketing.{_LATER[name]}"), name)


# fmt: off
__all__ = [
    "ANY", "EVERYONE", "Absence", "Acceptance", "Actual", "Actuals", "ActualsError", "Agreement", "AgreementError",
    "AtLeast", "AtMost", "Between", "BusinessHours", "Case", "Channel", "ClockState", "Condition", "Consequence",
    "Credit", "Criterion", "CriterionError", "Definition", "Due", "Effect", "Escalate", "Evaluator", "Event",
    "Finding", "FollowUp", "Funnel", "Handoff", "InvalidValueError", "Journal", "Meeting", "Metric", "Missed",
    "Month", "Need", "Objective", "Party", "PartyNeed", "Period", "Plan", "Problem", "Quantity", "Recurrence",
    "Remedy", "Reply", "Report", "Rolling", "RuleError", "Scorecard", "Scoring", "ScoringRule", "Segment",
    "Service", "Signature", "SmarketingError", "Stage", "Standing", "Status", "Target", "Term", "Terminate", "Tier",
    "UnitError", "Verdict", "View", "Waiver", "Withdrawal", "dump", "dumps", "journal_from_json", "journal_json",
    "judge", "load", "loads", "measure", "plan", "quantity", "scorecard_from_json", "scorecard_html",
    "scorecard_json", "state",
]
# fmt: on
