"""Effects: what follows from a miss, as values that turn a case into dues.

Promises: an effect knows nothing but its case; the same case gives the same dues; money is exact until it is rounded,
once, and never passes its cap.
"""

from smarketing.effects.case import Case, Effect
from smarketing.effects.credits import Credit
from smarketing.effects.steps import Escalate, Remedy, Terminate
from smarketing.effects.tiers import Tier, tier_problems

__all__ = ["Case", "Credit", "Effect", "Escalate", "Remedy", "Terminate", "Tier", "tier_problems"]
