"""Evaluators: rules that hold a target and judge a promise's view of a month.

Promises: an evaluator is a frozen value that reads like what it promises; missing figures are never judged; targets
are rates that grow with the window; a shortfall counts from the target and is exact.
"""

from smarketing.evaluators.bounds import AtLeast, AtMost, Between
from smarketing.evaluators.contract import Evaluator, Targeted, implied_metric, is_targeted, target_in, target_problems
from smarketing.evaluators.rolling import Rolling, met_edges
from smarketing.evaluators.view import View

__all__ = [
    "AtLeast",
    "AtMost",
    "Between",
    "Evaluator",
    "Rolling",
    "Targeted",
    "View",
    "implied_metric",
    "is_targeted",
    "met_edges",
    "target_in",
    "target_problems",
]
