"""Checks: whether an agreement is sound before anyone signs it.

Promises: a rule has a stable code and finds the same in the same agreement; what it claims is exact, with a case that
shows it where there is one; what could not be decided is said to be so.
Rules of others are values like ours: a code, a name, a severity, and a function from an `Analysis` to violations.
"""

from smarketing.checks.check_rule import UNREADABLE, Diagnostic, Rule, Severity, Violation
from smarketing.checks.checking import ALL_RULES, check, chosen_rules
from smarketing.checks.outcomes import Analysis, OutcomeSet

__all__ = [
    "ALL_RULES",
    "UNREADABLE",
    "Analysis",
    "Diagnostic",
    "OutcomeSet",
    "Rule",
    "Severity",
    "Violation",
    "check",
    "chosen_rules",
]
