"""What stands next to a row in the order of its case."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from smarketing.tables.engines import is_lazy

NOTHING = -1
"""Stands in numbers where no row is next."""
_TEXTS = ("event", "reason")


def beside(frame: Any, columns: Mapping[str, str], by: int, key: str, order: Sequence[str]) -> Any:
    """Add columns one row before (-1) or after (1) among those of a key, by new names; `NOTHING`, or null for text."""
    if is_lazy(frame):
        shifted = (nw.col(name).shift(-by).over(key, order_by=list(order)).alias(new) for name, new in columns.items())
        frame = frame.with_columns(*shifted)
    else:
        frame = frame.sort(key, *order)
        shifted = (nw.col(name).shift(-by).alias(new) for name, new in {**columns, key: "key beside"}.items())
        frame = frame.with_columns(*shifted)
        same = (nw.col(key) == nw.col("key beside")).fill_null(False)
        frame = frame.with_columns(*(nw.when(same).then(nw.col(new)).alias(new) for new in columns.values()))
    numbers = [new for name, new in columns.items() if name not in _TEXTS]
    return frame.with_columns(nw.col(*numbers).fill_null(NOTHING).cast(nw.Int64))
