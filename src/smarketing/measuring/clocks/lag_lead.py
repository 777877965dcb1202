"""What stands next to a row in the order of its case."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

NOTHING = -1
"""Stands in numbers where no row is next."""
_TEXTS = ("event", "reason")


def beside(frame: Any, columns: Mapping[str, str], by: int, key: str, order: Sequence[str]) -> Any:
    """Add columns one row before (-1) or after (1) among those of a key, by new names; `NOTHING`, or null for text."""
    shifted = (nw.col(name).shift(-by).over(key, order_by=list(order)).alias(new) for name, new in columns.items())
    frame = frame.with_columns(*shifted)
    numbers = [new for name, new in columns.items() if name not in _TEXTS]
    return frame.with_columns(nw.col(*numbers).fill_null(NOTHING).cast(nw.Int64))
