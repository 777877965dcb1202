"""Whether the targets of two rules add up, where each holds for some days of one month."""

from datetime import date

from smarketing.actuals import Metric, Series
from smarketing.contract_periods import ContractPeriods
from smarketing.evaluators.contract import Evaluator
from smarketing.evaluators.view import View
from smarketing.evaluators.view_calendar import ViewCalendar
from smarketing.months import Month, Period
from smarketing.units import Quantity

_MONTH = Month(2000, 1)


def add_up(before: Evaluator, after: Evaluator, metric: Metric) -> bool:
    """Tell whether the targets of two rules that can judge a metric add up; it is tried on a month without a figure."""

    def business_days(first: date, last: date) -> int:
        return (last - first).days + 1

    def scheduled(_source: str, _month: Month) -> Quantity:
        return Quantity(0, metric.unit)

    calendar = ViewCalendar(ContractPeriods(Period.of(_MONTH)), {}, business_days, scheduled)
    view = View(Series(metric, _MONTH, (None,)), 0, calendar=calendar)
    return after.summed([(before, view), (after, view)]) is not None
