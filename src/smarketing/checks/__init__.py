"""Checks: whether an agreement is sound before anyone signs it.

Promises: a rule has a stable code and finds the same in the same agreement; what it claims is exact, with a case that
shows it where there is one; what could not be decided is said to be so.
"""

from smarketing.checks.checking import ALL_RULES, check, chosen_rules
from smarketing.checks.rules import UNREADABLE, Diagnostic, Rule, Severity, Violation

__all__ = [
    "ALL_RULES",
    "UNREADABLE",
    "Diagnostic",
    "Rule",
    "Severity",
    "Violation",
    "check",
    "chosen_rules",
]
