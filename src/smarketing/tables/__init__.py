"""Tables at the door: CSV files, rows in Python and any dataframe, as plain rows or as counts.

Promises: a cell is never changed, a row is never lost silently; of a dataframe that is counted only counts are taken.
"""

from smarketing.tables.dates import DateCounts, MonthRow, counted_dates, last_date
from smarketing.tables.plain import Row, Table, csv_table, frame_table, row_table

__all__ = [
    "DateCounts",
    "MonthRow",
    "Row",
    "Table",
    "counted_dates",
    "csv_table",
    "frame_table",
    "last_date",
    "row_table",
]
