"""What happened, month by month: metrics, figures and where they come from.

Promises: figures are exact; a figure that is not there is None and never a number; what could not be read is kept as
a problem with its row and column.
"""

from smarketing.actuals.actuals import Actuals
from smarketing.actuals.actuals_json import actuals_from_json, actuals_json
from smarketing.actuals.keys import Key
from smarketing.actuals.metrics import Actual, Kind, Metric, OverMonths, as_metrics, as_names, known_metrics
from smarketing.actuals.series import Series

__all__ = [
    "Actual",
    "Actuals",
    "Key",
    "Kind",
    "Metric",
    "OverMonths",
    "Series",
    "actuals_from_json",
    "actuals_json",
    "as_metrics",
    "as_names",
    "known_metrics",
]
