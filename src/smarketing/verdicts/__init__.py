"""What has been judged.

Promises: verdicts and dues are values that explain themselves.
"""

from smarketing.verdicts.due import Due, day_after, is_days_or_months
from smarketing.verdicts.error_budget import ErrorBudget, error_budget
from smarketing.verdicts.finding import Absence, Finding, Promise, Status
from smarketing.verdicts.reference import Reference
from smarketing.verdicts.sentences import listed, outcome_text, target_text, why
from smarketing.verdicts.verdict import Verdict

__all__ = [
    "Absence",
    "Due",
    "ErrorBudget",
    "Finding",
    "Promise",
    "Reference",
    "Status",
    "Verdict",
    "day_after",
    "error_budget",
    "is_days_or_months",
    "listed",
    "outcome_text",
    "target_text",
    "why",
]
