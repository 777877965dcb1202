"""Service level agreements between marketing, sales, service, agencies and clients, as code."""

from importlib import import_module
from typing import TYPE_CHECKING

from smarketing.actuals import Actual, Actuals, Metric
from smarketing.consequences import ANY, Case, CaseHistory, Condition, Credit, Effect, Escalate, Ledger, Limit, Missed
from smarketing.consequences import Remedy, Terminate, Tier
from smarketing.criteria import Criterion, CriterionError, Scoring, ScoringRule, UndecidedError
from smarketing.errors import ActualsError, AgreementError, DocumentError, InvalidValueError, JournalError
from smarketing.errors import MissingExtraError, Problem, RuleError, SmarketingError, UnitError
from smarketing.evaluators import AtLeast, AtMost, Between, Evaluator, Rolling, View
from smarketing.fields import about
from smarketing.funnel import Funnel, InfeasibleMixError, Need, Plan, Segment, Stage, plan
from smarketing.hours import BusinessHours
from smarketing.judging import Journal, Scorecard, Standing, Waiver, Withdrawal, judge
from smarketing.agreement import EVERYONE, Acceptance, Agreement, Channel, Consequence, Definition, FollowUp, Handoff
from smarketing.agreement import Meeting, Objective, Party, PartyNeed, Recurrence, Reply, Report, Service
from smarketing.agreement import Signature, Term
from smarketing.months import Month, Period
from smarketing.units import Quantity, Target, quantity
from smarketing.verdicts import Absence, Due, Finding, Reference, Status, Verdict

if TYPE_CHECKING:
    __version__: str
    from smarketing.measuring import ClockState, Event, Timeline, state, timeline
    from smarketing.measuring.measurement import measure
    from smarketing.agreement_file import dump, dumps, load, loads
    from smarketing.reports import scorecard_from_json, scorecard_html, scorecard_json
_LATER = dict.fromkeys("dump dumps load loads".split(), "agreement_file") | {"measure": "measuring.measurement"}
_LATER |= dict.fromkeys("ClockState Event Timeline state timeline".split(), "measuring")
_LATER |= dict.fromkeys("scorecard_from_json scorecard_html scorecard_json".split(), "reports")


def __getattr__(name: str) -> object:
    """Import what costs time when it is first asked for."""
    if name == "__version__":
        return import_module("importlib.metadata").version("smarketing")
    if name not in _LATER:
        raise AttributeError(f"module 'smarketing' has no attribute {name!r}")
    return getattr(import_module(f"smarketing.{_LATER[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_LATER, "__version__"})


__all__ = [
    "ANY", "EVERYONE", "Absence", "Acceptance", "Actual", "Actuals", "ActualsError", "Agreement", "AgreementError",
    "AtLeast", "AtMost", "Between", "BusinessHours", "Case", "CaseHistory", "Channel", "ClockState", "Condition",
    "Consequence", "Credit", "Criterion", "CriterionError", "Definition", "DocumentError", "Due", "Effect",
    "Escalate", "Evaluator", "Event", "Finding", "FollowUp", "Funnel", "Handoff", "InfeasibleMixError",
    "InvalidValueError", "Journal", "JournalError", "Ledger", "Limit", "Meeting", "Metric", "Missed",
    "MissingExtraError", "Month", "Need", "Objective", "Party", "PartyNeed", "Period", "Plan", "Problem",
    "Quantity", "Recurrence", "Reference", "Remedy", "Reply", "Report", "Rolling", "RuleError", "Scorecard",
    "Scoring", "ScoringRule", "Segment", "Service", "Signature", "SmarketingError", "Stage", "Standing", "Status",
    "Target", "Term", "Terminate", "Tier", "Timeline", "UndecidedError", "UnitError", "Verdict", "View", "Waiver",
    "Withdrawal", "about", "dump", "dumps", "judge", "load", "loads", "measure", "plan", "quantity",
    "scorecard_from_json", "scorecard_html", "scorecard_json", "state", "timeline",
]  # fmt: skip
