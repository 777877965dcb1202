"""Dates on the line of instants: a day is all of its instants, and an instant is a number of microseconds."""

from datetime import UTC, date, datetime, time, timedelta

from smarketing.criteria.language import terms

_EPOCH = datetime(1970, 1, 1)
_AWARE_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """Give the microseconds since the start of 1970, of an aware instant in UTC."""
    return (at - (_EPOCH if at.tzinfo is None else _AWARE_EPOCH)) // _MICROSECOND


def instant(number: int, *, aware: bool) -> datetime:
    """Give the instant that is so many microseconds after the start of 1970."""
    return (_AWARE_EPOCH if aware else _EPOCH) + number * _MICROSECOND


def midnight(day: date) -> datetime:
    """Give the first instant of a day; an instant as it is."""
    return day if isinstance(day, datetime) else datetime.combine(day, time())


def by_instants(test: terms.Comparison | terms.OneOf) -> terms.Predicate:
    """Write a test so that it compares instants: `created <= 2026-01-31` is before the midnight after that day."""
    if isinstance(test, terms.OneOf):
        return _one_of_days(test)
    if _is_day(test.left):
        test = terms.Comparison(test.right, terms.MIRRORED[test.operator], test.left)
    if not (isinstance(test.right, terms.Literal) and _is_day(test.right)):
        return test
    return _against_day(test.left, test.operator, test.right)


def _is_day(term: terms.Expression) -> bool:
    return isinstance(term, terms.Literal) and isinstance(term.value, date) and not isinstance(term.value, datetime)


def _against_day(term: terms.Expression, operator: terms.Operator, day: terms.Literal) -> terms.Predicate:
    start, end = _bounds(day)
    if operator in ("<", ">="):
        return terms.Comparison(term, operator, start)
    if operator in ("<=", ">"):
        return terms.Comparison(term, "<" if operator == "<=" else ">=", end)
    if operator == "==":
        return terms.And((terms.Comparison(term, ">=", start), terms.Comparison(term, "<", end)))
    return terms.Or((terms.Comparison(term, "<", start), terms.Comparison(term, ">=", end)))


def _bounds(day: terms.Literal) -> tuple[terms.Literal, terms.Literal]:
    start = midnight(day.day)
    return terms.Literal(start, terms.FieldType("date")), terms.Literal(
        start + timedelta(days=1), terms.FieldType("date")
    )


def _one_of_days(test: terms.OneOf) -> terms.Predicate:
    """Days in a list one by one: `closed in [2026-01-01, 2026-01-02]`."""
    if not any(_is_day(choice) for choice in test.choices):
        return test
    operator: terms.Operator = "!=" if test.excluded else "=="
    parts = tuple(by_instants(terms.Comparison(test.term, operator, choice)) for choice in test.choices)
    return terms.And(parts) if test.excluded else terms.Or(parts)
