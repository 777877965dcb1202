"""What rules answer, checked before anybody relies on it: rules may come from other packages."""

from collections.abc import Collection, Iterable
from datetime import date
from types import GeneratorType, NoneType

from smarketing.actuals import Actual
from smarketing.errors import RuleError
from smarketing.units import Quantity
from smarketing.verdicts import Absence, Due, Finding, Status

_FOUND = (Status.MET, Status.MISSED, Status.PENDING, Status.NO_DATA)
_ACTUAL = (Actual, NoneType)
_AMOUNT = (NoneType, Quantity)
_FLAG = (bool,)
_ABSENCE = (NoneType, Absence)


def checked_finding(rule: object, found: object) -> Finding:
    """Give what an evaluator found; RuleError if it is no Finding, or holds something else than it should."""
    if (
        type(found) is Finding
        and found.status in _FOUND
        and type(found.actual) in _ACTUAL
        and type(found.at_least) in _AMOUNT
        and type(found.at_most) in _AMOUNT
        and type(found.shortfall) in _AMOUNT
        and type(found.tolerance) in _AMOUNT
        and type(found.absence) in _ABSENCE
        and type(found.strict) in _FLAG
        and type(found.rounded_to) in _AMOUNT
    ):
        return found
    raise _error(rule, _wrong_in(found))


def _wrong_in(found: object) -> str:
    if type(found) is not Finding:
        return f"answered {found!r}; an evaluator answers with a Finding"
    if found.status not in _FOUND:
        known = ", ".join(f"Status.{each.name}" for each in _FOUND)
        return f"gave the status {found.status!r}; an evaluator finds {known}"
    if type(found.actual) not in _ACTUAL:
        return f"gave the actual {found.actual!r}; an actual is an Actual, as in view.actual, or None"
    for amount in (found.at_least, found.at_most, found.shortfall, found.tolerance, found.rounded_to):
        if type(amount) not in _AMOUNT:
            return f"gave the number {amount!r}; write a Quantity with its unit, as in Quantity(5, 'SQL')"
    if type(found.strict) not in _FLAG:
        return f"gave strict={found.strict!r}; it is True or False"
    return f"gave the absence {found.absence!r}; it is an Absence, as in view.absence, or None"


def checked_dues(rule: object, found: object, parties: Collection[str]) -> tuple[Due, ...]:
    """Give the dues of an effect; RuleError if they are none, between parties that there are not, or without units."""
    if type(found) is not GeneratorType and (isinstance(found, str | bytes) or not isinstance(found, Iterable)):
        raise _error(rule, f"answered {found!r}; an effect gives its dues one by one, as in yield case.due(...)")
    dues = tuple(found)
    for due in dues:
        if not isinstance(due, Due):
            raise _error(rule, f"gave {due!r}; an effect gives dues, as in yield case.due(...)")
        for party in (due.owed_by, due.owed_to):
            if party not in parties:
                raise _error(
                    rule, f"gave a due of the party {party!r}; the parties are {', '.join(map(repr, parties))}"
                )
        if due.amount is not None and not isinstance(due.amount, Quantity):
            raise _error(
                rule, f"gave the amount {due.amount!r}; write a Quantity with its unit, as in Quantity(5, 'USD')"
            )
        if due.by is not None and not isinstance(due.by, date):
            raise _error(rule, f"gave {due.by!r} as the day by which something is due; it is a date, or None")
    return dues


def _error(rule: object, message: str) -> RuleError:
    return RuleError(type(rule).__name__, type(rule).__module__.partition(".")[0], message)
