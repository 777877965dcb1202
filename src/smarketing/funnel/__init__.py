"""The funnel: from the revenue goal to what each stage owes, and from a miss to its causes.

Promises: volumes are exact Fractions until the funnel's own rounding makes whole heads; every need says how it was
found; chances, simulations and mixes are floating point and say so; a funnel knows no agreement.
"""

from typing import TYPE_CHECKING

from smarketing.funnel.funnel import Funnel
from smarketing.funnel.lags import Lag, as_lag
from smarketing.funnel.needs import Need
from smarketing.funnel.planning.plan import Plan, plan
from smarketing.funnel.planning.solving import Solution, solve
from smarketing.funnel.rates import Prior, Rate
from smarketing.funnel.rounding import Rounding
from smarketing.funnel.segments import Segment
from smarketing.funnel.stages import Stage
from smarketing.names_on_demand import names_on_demand

if TYPE_CHECKING:
    from smarketing.funnel.attribution.attribute import attribute
    from smarketing.funnel.attribution.causes import Attribution, Cause
    from smarketing.funnel.attribution.outcomes import Outcome
    from smarketing.funnel.learning.cohorts import Cohorts, Days
    from smarketing.funnel.learning.learn import Learned, learn
    from smarketing.funnel.learning.odd_leads import OutOfOrder, SkippedStage
    from smarketing.funnel.learning.predictions import Prediction, next_month
    from smarketing.funnel.mix.channel_mix import (
        Bottleneck,
        InfeasibleMixError,
        MarketingChannel,
        Mix,
        channels_of,
        cheapest_mix,
        richest_mix,
    )
    from smarketing.funnel.planning.arrivals import Arrivals, arrivals
    from smarketing.funnel.planning.economics import Return, coverage, spent, velocity
    from smarketing.funnel.planning.monthly_goals import monthly_goals, working_days
    from smarketing.funnel.planning.pace import Pace, PaceDay, Tempo, pace
    from smarketing.funnel.planning.schedule import Schedule, schedule
    from smarketing.funnel.risk.confidence import Chance, Interval, chance, outlook, rate_interval, volume_for
    from smarketing.funnel.simulation import Simulation, simulate

# fmt: off
__getattr__, __dir__ = names_on_demand(__name__, {
    "attribution.attribute": "attribute", "attribution.causes": "Attribution Cause", "attribution.outcomes": "Outcome",
    "learning.cohorts": "Cohorts Days", "learning.learn": "Learned learn", "simulation": "Simulation simulate",
    "learning.odd_leads": "OutOfOrder SkippedStage", "learning.predictions": "Prediction next_month",
    "mix.channel_mix": "Bottleneck InfeasibleMixError MarketingChannel Mix channels_of cheapest_mix richest_mix",
    "planning.arrivals": "Arrivals arrivals", "planning.economics": "Return coverage spent velocity",
    "planning.monthly_goals": "monthly_goals working_days", "planning.pace": "Pace PaceDay Tempo pace",
    "planning.schedule": "Schedule schedule",
    "risk.confidence": "Chance Interval chance outlook rate_interval volume_for",
})
__all__ = [
    "Arrivals", "Attribution", "Bottleneck", "Cause", "Chance", "Cohorts", "Days", "Funnel", "InfeasibleMixError",
    "Interval", "Lag", "Learned", "MarketingChannel", "Mix", "Need", "OutOfOrder", "Outcome", "Pace", "PaceDay",
    "Plan", "Prediction", "Prior", "Rate", "Return", "Rounding", "Schedule", "Segment", "Simulation", "SkippedStage",
    "Solution", "Stage", "Tempo", "arrivals", "as_lag", "attribute", "chance", "channels_of", "cheapest_mix",
    "coverage", "learn", "monthly_goals", "next_month", "outlook", "pace", "plan", "rate_interval", "richest_mix",
    "schedule", "simulate", "solve", "spent", "velocity", "volume_for", "working_days",
]
