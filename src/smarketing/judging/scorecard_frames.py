"""Verdicts and dues as columns, from which a dataframe of any library is made."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from smarketing.tables import table_frame
from smarketing.units import Quantity
from smarketing.verdicts import Due, Verdict

_Of = TypeVar("_Of")


def _value(amount: Quantity | None) -> Fraction | None:
    return None if amount is None else amount.value


_VERDICTS: Mapping[str, Callable[[Verdict], object]] = {
    "month": lambda verdict: str(verdict.month),
    "promise": lambda verdict: verdict.promise.name,
    "owed_by": lambda verdict: verdict.promise.owed_by,
    "owed_to": lambda verdict: verdict.promise.owed_to,
    "metric": lambda verdict: verdict.metric.name,
    "segment": lambda verdict: verdict.promise.segment,
    "status": lambda verdict: verdict.status.value,
    "counts_as": lambda verdict: verdict.counts_as.value,
    "actual": lambda verdict: _value(verdict.actual),
    "at_least": lambda verdict: _value(verdict.finding.at_least),
    "at_most": lambda verdict: _value(verdict.finding.at_most),
    "shortfall": lambda verdict: _value(verdict.shortfall),
    "unit": lambda verdict: verdict.metric.unit or None,
    "attainment": lambda verdict: verdict.attainment,
    "because": lambda verdict: verdict.because,
}
_DUES: Mapping[str, Callable[[Due], object]] = {
    "month": lambda due: str(due.month),
    "id": lambda due: due.id,
    "consequence": lambda due: due.consequence,
    "effect": lambda due: due.effect,
    "owed_by": lambda due: due.owed_by,
    "owed_to": lambda due: due.owed_to,
    "amount": lambda due: _value(due.amount),
    "unit": lambda due: None if due.amount is None else due.amount.unit,
    "task": lambda due: due.task or None,
    "by": lambda due: None if due.by is None else due.by.isoformat(),
    "because": lambda due: due.because,
}
_NUMBERS = ("actual", "at_least", "at_most", "shortfall", "attainment", "amount")


def verdicts_frame(verdicts: Iterable[Verdict], backend: str) -> Any:
    """Give verdicts as a dataframe, one row each."""
    return _frame(tuple(verdicts), _VERDICTS, backend)


def dues_frame(dues: Iterable[Due], backend: str) -> Any:
    """Give dues as a dataframe, one row each."""
    return _frame(tuple(dues), _DUES, backend)


def _frame(rows: tuple[_Of, ...], columns: Mapping[str, Callable[[_Of], object]], backend: str) -> Any:
    return table_frame({name: [cell(row) for row in rows] for name, cell in columns.items()}, _NUMBERS, backend)
