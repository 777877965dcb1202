"""Consequences: when something follows, what follows, and how much at most.

Promises: a condition sees no month after the one at hand, and answers with the verdicts that make it hold; an effect
knows nothing but its case, and the same case gives the same dues; money is exact until it is limited and rounded, once.
What others want to know of a rule, it says itself.
"""

from smarketing.consequences.applying_limits import NewDue, limited_dues
from smarketing.consequences.beaten import Beaten
from smarketing.consequences.bonus import Bonus
from smarketing.consequences.case import Case
from smarketing.consequences.combined_conditions import AllOf, AnyOf, SomeOf
from smarketing.consequences.condition_answers import checked_causes
from smarketing.consequences.contract import CaseHistory, Condition, Effect, Tally, WatchedPromise
from smarketing.consequences.credit import Credit
from smarketing.consequences.credit_steps import CreditStep
from smarketing.consequences.credit_totals import Credits
from smarketing.consequences.escalate import Escalate
from smarketing.consequences.fee import Fee, FigureOf
from smarketing.consequences.ledger import Ledger
from smarketing.consequences.limits import Limit, as_limit, as_limits
from smarketing.consequences.met import Met
from smarketing.consequences.missed import Missed
from smarketing.consequences.points import Points
from smarketing.consequences.remedy import Remedy
from smarketing.consequences.selection import ANY
from smarketing.consequences.share_missed import ShareMissed
from smarketing.consequences.shared_limit import CREDITS, SharedLimit
from smarketing.consequences.terminate import Terminate
from smarketing.consequences.tiers import Priced, Tier

# fmt: off
__all__ = [
    "ANY", "CREDITS", "AllOf", "AnyOf", "Beaten", "Bonus", "Case", "CaseHistory", "Condition", "Credit", "CreditStep",
    "Credits", "Effect", "Escalate", "Fee", "FigureOf", "Ledger", "Limit", "Met", "Missed", "NewDue", "Points",
    "Priced", "Remedy", "ShareMissed", "SharedLimit", "SomeOf", "Tally", "Terminate", "Tier", "WatchedPromise",
    "as_limit", "as_limits", "checked_causes", "limited_dues",
]
