"""What rules answer, checked before anybody relies on it: rules may come from other packages."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NoReturn

from smarketing.actuals import Actual
from smarketing.errors import RuleError
from smarketing.units import Quantity
from smarketing.verdicts import Absence, Due, Finding, Status, Verdict

_FOUND = (Status.MET, Status.MISSED, Status.PENDING, Status.NO_DATA)


def checked_finding(rule: object, found: object) -> Finding:
    """Give what an evaluator found; RuleError if it is no Finding, or holds something else than it should."""
    if type(found) is not Finding:
        _refuse(rule, f"answered {found!r}; an evaluator answers with a Finding")
    if found.status not in _FOUND:
        known = ", ".join(f"Status.{each.name}" for each in _FOUND)
        _refuse(rule, f"gave the status {found.status!r}; an evaluator finds {known}")
    if found.actual is not None and not isinstance(found.actual, Actual):
        _refuse(rule, f"gave the actual {found.actual!r}; an actual is an Actual, as in view.actual, or None")
    for amount in (found.at_least, found.at_most, found.shortfall, found.tolerance):
        if amount is not None and type(amount) is not Quantity:
            _refuse(rule, f"gave the number {amount!r}; write a Quantity with its unit, as in Quantity(5, 'SQL')")
    if found.absence is not None and not isinstance(found.absence, Absence):
        _refuse(rule, f"gave the absence {found.absence!r}; it is an Absence, as in view.absence, or None")
    return found


def checked_causes(rule: object, found: object) -> Sequence[Verdict]:
    """Give the verdicts with which a condition answered; RuleError if they are none."""
    if type(found) is tuple and not found:
        return ()
    if not isinstance(found, tuple | list) or not all(isinstance(each, Verdict) for each in found):
        _refuse(rule, f"answered {found!r}; a condition answers with the verdicts that make it hold, or with ()")
    return found


def checked_dues(rule: object, found: object, parties: Collection[str]) -> tuple[Due, ...]:
    """Give the dues of an effect; RuleError if they are none, between parties that there are not, or without units."""
    if isinstance(found, str | bytes) or not isinstance(found, Iterable):
        _refuse(rule, f"answered {found!r}; an effect gives its dues one by one, as in yield case.due(...)")
    dues = tuple(found)
    for due in dues:
        if not isinstance(due, Due):
            _refuse(rule, f"gave {due!r}; an effect gives dues, as in yield case.due(...)")
        for party in (due.owed_by, due.owed_to):
            if party not in parties:
                _refuse(rule, f"gave a due of the party {party!r}; the parties are {', '.join(map(repr, parties))}")
        if due.amount is not None and not isinstance(due.amount, Quantity):
            _refuse(rule, f"gave the amount {due.amount!r}; write a Quantity with its unit, as in Quantity(5, 'USD')")
        if due.by is not None and not isinstance(due.by, date):
            _refuse(rule, f"gave {due.by!r} as the day by which something is due; it is a date, or None")
    return dues


def _refuse(rule: object, message: str) -> NoReturn:
    raise RuleError(type(rule).__name__, type(rule).__module__.partition(".")[0], message)
