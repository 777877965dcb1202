"""The values of a record, in the form in which they are compared."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isinf, isnan
from numbers import Rational
from typing import Any

from smarketing.criteria.language.days import microseconds, midnight
from smarketing.criteria.language.terms import FieldType
from smarketing.errors import InvalidValueError
from smarketing.units import Quantity, exact


def is_missing(value: object) -> bool:
    """Tell whether a value stands for none: None, and what tables have instead of it (NaN, NaT, NA)."""
    if value is None or type(value).__name__ == "NAType":
        return True
    if isinstance(value, Decimal):
        return value.is_nan()
    if isinstance(value, float):
        return isnan(value)
    return isinstance(value, datetime) and value != value  # noqa: PLR0124 - NaT, which is unlike itself


def checked(name: str, value: object, sort: FieldType | None) -> Any:
    """Give a value in the form that is compared (numbers and times exactly), None if it is missing."""
    bare = unwrapped(value)
    if is_missing(bare):
        return None
    if sort is None:
        return _as_it_is(name, bare)
    if sort.kind == "text" and isinstance(bare, str):
        return bare
    if sort.kind == "truth" and isinstance(bare, bool):
        return bare
    if sort.kind in ("number", "amount"):
        number = _number(name, bare, sort)
        if number is not None:
            return number
    if sort.kind == "date" and isinstance(bare, date):
        return microseconds(midnight(bare))
    if sort.kind == "duration" and isinstance(bare, timedelta):
        return bare // timedelta(microseconds=1)
    raise InvalidValueError(f"{name} is {value!r}, and the criterion looks for {sort}", name)


def unwrapped(value: object) -> object:
    """A numpy scalar as the Python value that it holds, to the microsecond."""
    if type(value).__module__ != "numpy" or getattr(value, "shape", None) != ():
        return value
    scalar: Any = value
    return (scalar.astype(f"{scalar.dtype.kind}8[us]") if scalar.dtype.kind in "mM" else scalar).item()


def _number(name: str, value: object, sort: FieldType) -> Any:
    """A number exactly, except for an infinite float; None if it is none."""
    if isinstance(value, Quantity):
        return _in_unit(name, value, sort)
    if isinstance(value, float | Decimal):
        return float(value) if isinf(value) else exact(value)
    if isinstance(value, bool) or not isinstance(value, Rational):
        return None
    return Fraction(value)


def _in_unit(name: str, value: Quantity, sort: FieldType) -> Fraction:
    try:
        return value.to(sort.unit).value
    except InvalidValueError as error:
        raise InvalidValueError(f"{name}: {error.message}", name) from error


def _as_it_is(name: str, value: object) -> object:
    """A value of a field that is only compared with other fields: what kind it is, and the value."""
    if isinstance(value, Quantity):
        return "amount", value
    for kind in ("truth", "text", "number", "date", "duration"):
        try:
            return kind, checked(name, value, FieldType(kind))
        except InvalidValueError:
            continue
    raise InvalidValueError(f"{name} is {value!r}, which no criterion compares", name)
