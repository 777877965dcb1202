"""Tables at the door: files, rows in Python and any dataframe, as plain rows; `event_files` gives relations.

Promises: a cell is never changed, a row is never lost silently; of a dataframe that is counted only counts are taken.
"""

from smarketing.tables.plain_tables import Row, Table, file_table, frame_table, row_table, table_frame

__all__ = ["Row", "Table", "file_table", "frame_table", "row_table", "table_frame"]
