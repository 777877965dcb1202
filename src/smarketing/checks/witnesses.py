"""Records that show something, as plain values and in words."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from smarketing.criteria import Decision, as_written
from smarketing.units import Quantity, readable


def plain(found: Decision) -> dict[str, object]:
    """A witness as JSON has it: numbers that are not whole, dates and durations as text."""
    return {name: _as_plain(value) for name, value in (found.witness or {}).items()}


def such(found: Decision) -> str:
    """The witness in words: `a record with score 50 and grade 'A'`."""
    said = [f"{as_written(name)} {_said(value)}" for name, value in (found.witness or {}).items()]
    if not said:
        return "a record without any field"
    return f"a record with {said[0] if len(said) == 1 else ', '.join(said[:-1]) + ' and ' + said[-1]}"


def _as_plain(value: object) -> object:
    if isinstance(value, str | int | None):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return readable(Quantity(Fraction(value // timedelta(microseconds=1)) / 3_600_000_000, "hour"))
    return str(value)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return repr(value) if isinstance(value, str) else str(_as_plain(value))
