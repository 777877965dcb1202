"""Whose figure an actual is."""

from typing import NamedTuple

from smarketing.months import Month


class Key(NamedTuple):
    """Whose figure an actual is."""

    metric: str
    segment: str | None
    month: Month
