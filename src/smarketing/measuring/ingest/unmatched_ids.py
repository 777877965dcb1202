"""Why ids of a log are not in the table beside it: what CRMs and spreadsheets do to ids on their way."""

from collections.abc import Callable
from typing import Any

import narwhals.stable.v2 as nw

from smarketing.measuring.ingest.event_tables import how_many
from smarketing.tables.engines import fetched

_SHORT = 15
"""The letters of a short id of Salesforce; a long one has three more, from which capitals can be told."""

_Key = Callable[[nw.Expr], nw.Expr]


def _short(each: nw.Expr) -> nw.Expr:
    return each.str.slice(0, _SHORT)


def _same(each: nw.Expr) -> nw.Expr:
    return each


def _without_spaces(each: nw.Expr) -> nw.Expr:
    return each.str.strip_chars()


def _without_zeros(each: nw.Expr) -> nw.Expr:
    return each.str.replace_all("^0+", "")


def _small(each: nw.Expr) -> nw.Expr:
    return each.str.to_lowercase()


_CAUSES: tuple[tuple[_Key, _Key, str], ...] = (
    (_same, _short, "the table has the 18 letters of Salesforce, and the log 15"),
    (_short, _same, "the log has the 18 letters of Salesforce, and the table 15"),
    (_without_spaces, _without_spaces, "the table has the same with other spaces"),
    (_without_zeros, _without_zeros, "the table has the same with other zeros in front, which spreadsheets drop"),
    (_small, _small, "the table has the same in other capitals"),
)
"""What an id of the log and one of the table have alike, and how that reads."""


def why_unmatched(log: Any, table: Any) -> str:
    """Say how ids of a log that its table does not have are like ids that it has; '' where they are not."""
    if log.collect_schema()["id"] != nw.String or table.collect_schema()["id"] != nw.String:
        return ""
    there = table.select("id").drop_nulls().unique()
    lost = log.select("id").drop_nulls().unique().join(there, on="id", how="anti")
    for key, key_there, said in _CAUSES:
        known = there.select(key_there(nw.col("id")).alias("key")).unique()
        alike = lost.select(key(nw.col("id")).alias("key")).join(known, on="key", how="semi")
        ((count,),) = fetched(alike.select(nw.len()))
        if count:
            return f"for {how_many(count, 'id')} {said}"
    return ""
