"""The funnel: from the revenue goal to what each stage owes.

Promises: volumes are exact Fractions until the funnel's own rounding makes whole heads; every need says how it was
found; a funnel knows no agreement.
"""

from smarketing.funnel.funnels import Funnel, Rounding, Stage
from smarketing.funnel.plans import Need, Plan, plan

__all__ = ["Funnel", "Need", "Plan", "Rounding", "Stage", "plan"]
