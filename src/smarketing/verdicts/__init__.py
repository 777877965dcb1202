"""What has been judged.

Promises: verdicts and dues are values that explain themselves.
"""

from smarketing.verdicts.due import Due, check_spell, day_after
from smarketing.verdicts.finding import Absence, Finding, Promise, Status
from smarketing.verdicts.reference import Reference
from smarketing.verdicts.sentences import listed, target_text
from smarketing.verdicts.verdict import Verdict

__all__ = [
    "Absence",
    "Due",
    "Finding",
    "Promise",
    "Reference",
    "Status",
    "Verdict",
    "check_spell",
    "day_after",
    "listed",
    "target_text",
]
