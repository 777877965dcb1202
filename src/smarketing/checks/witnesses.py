"""Records that show something, as plain values and in words."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from smarketing.criteria import Decision
from smarketing.units import Quantity, readable


def plain(found: Decision) -> dict[str, object]:
    """A witness as JSON has it: numbers that are not whole, dates and durations as text."""
    return {name: _asplain(value) for name, value in (found.witness or {}).items()}


def _asplain(value: object) -> object:
    return value if isinstance(value, str | int | bool | None) else _text(value)


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return readable(Quantity(Fraction(value // timedelta(microseconds=1)) / 3_600_000_000, "hour"))
    return str(value)


def such(found: Decision) -> str:
    """The witness in words: `a record with score 50 and grade 'A'`."""
    fields: Mapping[str, object] = plain(found)
    said = [f"{name} {_value(value)}" for name, value in fields.items()]
    if not said:
        return "a record without any field"
    return f"a record with {said[0] if len(said) == 1 else ', '.join(said[:-1]) + ' and ' + said[-1]}"


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
