"""Evaluators: rules that hold a target and judge a promise's view of a month.

Promises: an evaluator is a frozen value that reads like what it promises; missing figures are never judged; targets
are rates that grow with the window; a shortfall counts from the target and is exact. What others want to know of a rule
(which metrics it can judge, which readings keep it, how it reads), it says itself.
"""

from smarketing.evaluators.above import Above
from smarketing.evaluators.adding_up import add_up
from smarketing.evaluators.at_least import AtLeast
from smarketing.evaluators.at_most import AtMost
from smarketing.evaluators.below import Below
from smarketing.evaluators.between import Between
from smarketing.evaluators.composite import Composite, KeptShare
from smarketing.evaluators.contract import DueDates, Evaluator, implied_metric, is_by_business_days, target_in
from smarketing.evaluators.deliverable import Deliverable
from smarketing.evaluators.levels import Levels
from smarketing.evaluators.relative import Relative
from smarketing.evaluators.rolling import Rolling
from smarketing.evaluators.trend import Trend
from smarketing.evaluators.view import View
from smarketing.evaluators.view_calendar import PartialMonth, ViewCalendar
from smarketing.evaluators.year_to_date import YearToDate

# fmt: off
__all__ = [
    "Above", "AtLeast", "AtMost", "Below", "Between", "Composite", "Deliverable", "DueDates", "Evaluator", "KeptShare",
    "Levels", "PartialMonth", "Relative", "Rolling", "Trend", "View", "ViewCalendar", "YearToDate", "add_up",
    "implied_metric", "is_by_business_days", "target_in",
]
