"""What has been judged, and conditions over it.

Promises: verdicts and dues are values that explain themselves; a condition sees no month after the one at hand, and
answers with the verdicts that made it hold.
"""

from smarketing.verdicts.conditions import ANY, Condition, Missed, Record, Reference
from smarketing.verdicts.dues import Due, check_spell, day_after
from smarketing.verdicts.findings import Finding, Promise, Status
from smarketing.verdicts.sentences import listed, target_text
from smarketing.verdicts.verdicts import Verdict

__all__ = [
    "ANY",
    "Condition",
    "Due",
    "Finding",
    "Missed",
    "Promise",
    "Record",
    "Reference",
    "Status",
    "Verdict",
    "check_spell",
    "day_after",
    "listed",
    "target_text",
]
