"""Effects: what follows from a miss, as values that turn a case into dues.

Promises: an effect knows nothing but its case; the same case gives the same dues; money is exact until it is rounded,
once, and never passes its cap.
"""

from smarketing.consequences.case import Case, Effect
from smarketing.consequences.conditions import ANY, Condition, Missed, Record
from smarketing.consequences.credit import Credit
from smarketing.consequences.remedies import Escalate, Remedy, Terminate
from smarketing.consequences.tiers import Tier, tier_problems

__all__ = [
    "ANY",
    "Case",
    "Condition",
    "Credit",
    "Effect",
    "Escalate",
    "Missed",
    "Record",
    "Remedy",
    "Terminate",
    "Tier",
    "tier_problems",
]
