"""Service level agreements between marketing, sales, service, agencies and clients, as code."""

from typing import TYPE_CHECKING

from smarketing.names_on_demand import names_on_demand

if TYPE_CHECKING:
    __version__: str
    from smarketing.actuals import Actual, Actuals, Metric
    from smarketing.agreement import EVERYONE, Acceptance, Agreement, Channel, Consequence, Definition, Example
    from smarketing.agreement import ExcludedCause, FollowUp, Handoff, Meeting, Objective, Party, PartyNeed
    from smarketing.agreement import PeriodCalendar, Recurrence, Reply, Report, Service, Signature, Term
    from smarketing.agreement_file import dump, dumps, load, loads
    from smarketing.consequences import ANY, AllOf, AnyOf, Beaten, Bonus, Case, CaseHistory, Condition, Credit
    from smarketing.consequences import Credits, Effect, Escalate, Ledger, Limit, Met, Missed, Points, Remedy
    from smarketing.consequences import ShareMissed, SharedLimit, SomeOf, Terminate, Tier
    from smarketing.criteria import Criterion, CriterionError, Scoring, ScoringRule, UndecidedError
    from smarketing.errors import ActualsError, AgreementError, DocumentError, InvalidValueError, JournalError
    from smarketing.errors import MissingExtraError, Problem, RuleError, SmarketingError, UnitError
    from smarketing.evaluators import Above, AtLeast, AtMost, Below, Between, Composite, Deliverable, Evaluator
    from smarketing.evaluators import KeptShare, Levels, Relative, Rolling, Trend, View, YearToDate
    from smarketing.fields import about
    from smarketing.funnel import Funnel, InfeasibleMixError, Need, Plan, Segment, Stage, plan
    from smarketing.hours import BusinessHours
    from smarketing.judging import Delivery, ExampleResult, Exclusion, Journal, Scorecard, Standing, Waiver
    from smarketing.judging import Withdrawal, judge, run_examples
    from smarketing.measuring import ClockState, Event, Timeline, state, timeline
    from smarketing.measuring.measurement import measure
    from smarketing.months import Month, Period
    from smarketing.reports import scorecard_from_json, scorecard_html, scorecard_json
    from smarketing.units import Quantity, Target, quantity
    from smarketing.verdicts import Absence, Due, Finding, Reference, Status, Verdict

# fmt: off
__getattr__, __dir__ = names_on_demand(__name__, {
    "agreement": "EVERYONE Acceptance Agreement Channel Consequence Definition Example ExcludedCause FollowUp "
    "Handoff Meeting Objective Party PartyNeed PeriodCalendar Recurrence Reply Report Service Signature Term",
    "consequences": "ANY AllOf AnyOf Beaten Bonus Case CaseHistory Condition Credit Credits Effect Escalate Ledger "
    "Limit Met Missed Points Remedy ShareMissed SharedLimit SomeOf Terminate Tier",
    "criteria": "Criterion CriterionError Scoring ScoringRule UndecidedError",
    "errors": "ActualsError AgreementError DocumentError InvalidValueError JournalError MissingExtraError Problem "
    "RuleError SmarketingError UnitError",
    "evaluators": "Above AtLeast AtMost Below Between Composite Deliverable Evaluator KeptShare Levels Relative "
    "Rolling Trend View YearToDate",
    "fields": "about", "funnel": "Funnel InfeasibleMixError Need Plan Segment Stage plan", "hours": "BusinessHours",
    "judging": "Delivery ExampleResult Exclusion Journal Scorecard Standing Waiver Withdrawal judge run_examples",
    "agreement_file": "dump dumps load loads", "measuring": "ClockState Event Timeline state timeline",
    "measuring.measurement": "measure", "actuals": "Actual Actuals Metric", "months": "Month Period",
    "package_version": "__version__", "reports": "scorecard_from_json scorecard_html scorecard_json",
    "units": "Quantity Target quantity", "verdicts": "Absence Due Finding Reference Status Verdict",
})

__all__ = [
    "ANY", "EVERYONE", "Above", "Absence", "Acceptance", "Actual", "Actuals", "ActualsError", "Agreement",
    "AgreementError", "AllOf", "AnyOf", "AtLeast", "AtMost", "Beaten", "Below", "Between", "Bonus", "BusinessHours",
    "Case", "CaseHistory", "Channel", "ClockState", "Composite", "Condition", "Consequence", "Credit", "Credits",
    "Criterion", "CriterionError", "Definition", "Deliverable", "Delivery", "DocumentError", "Due", "Effect",
    "Escalate", "Evaluator", "Event", "Example", "ExampleResult", "ExcludedCause", "Exclusion", "Finding", "FollowUp",
    "Funnel", "Handoff", "InfeasibleMixError", "InvalidValueError", "Journal", "JournalError", "KeptShare", "Ledger",
    "Levels", "Limit", "Meeting", "Met", "Metric", "Missed", "MissingExtraError", "Month", "Need", "Objective", "Party",
    "PartyNeed", "Period", "PeriodCalendar", "Plan", "Points", "Problem", "Quantity", "Recurrence", "Reference",
    "Relative", "Remedy", "Reply", "Report", "Rolling", "RuleError", "Scorecard", "Scoring", "ScoringRule", "Segment",
    "Service", "ShareMissed", "SharedLimit", "Signature", "SmarketingError", "SomeOf", "Stage", "Standing", "Status",
    "Target", "Term", "Terminate", "Tier", "Timeline", "Trend", "UndecidedError", "UnitError", "Verdict", "View",
    "Waiver", "Withdrawal", "YearToDate", "about", "dump", "dumps", "judge", "load", "loads", "measure", "plan",
    "quantity", "run_examples", "scorecard_from_json", "scorecard_html", "scorecard_json", "state", "timeline",
]
