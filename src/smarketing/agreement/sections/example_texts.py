"""Worked examples as plain values, as people write them: read with a problem for each mistake, and written back."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from smarketing.agreement.section import Path
from smarketing.agreement.sections.example_values import (
    FOLLOWS,
    NEVER,
    NOTHING,
    Amounts,
    ExampleFigure,
    ExampleFigures,
    Expectation,
    ExpectedDues,
    ExpectedOwed,
    ExpectedStatuses,
    When,
    as_amounts,
    as_figure,
    as_month,
    as_outcome,
    as_status,
)
from smarketing.errors import InvalidValueError, Problem
from smarketing.months import Month
from smarketing.units import written

OWED, DUES = "owed", "dues"
"""Keys of what is expected that are no promises."""

_Made = TypeVar("_Made")
_Read = Callable[[object], Any]


@attrs.define
class _PlainReading:
    """Reads the parts of a plain value one by one, and keeps what is wrong with each under its path."""

    problems: list[Problem] = attrs.field(factory=list)

    def each(self, items: Iterable[tuple[str | int, object]], path: Path, read: _Read) -> Iterator[tuple[Any, Any]]:
        """Give the key and the value of each part that can be read."""
        for key, value in items:
            try:
                yield key, read(value)
            except InvalidValueError as error:
                self.problems.append(Problem(error.message, (*path, key)))

    def by_month(self, value: Mapping[str, object], path: Path, read: _Read) -> tuple[tuple[Month, Any], ...]:
        """Read a mapping from months."""
        found: list[tuple[Month, Any]] = []
        for key, each in self.each(value.items(), path, read):
            try:
                found.append((as_month(key), each))
            except InvalidValueError as error:
                self.problems.append(Problem(error.message, (*path, key)))
        return tuple(found)

    def over_months(self, value: object, path: Path, read: _Read, alone: When) -> tuple[tuple[When, Any], ...]:
        """Read a mapping from months, a list for consecutive months, or a value `alone`, which stands for one month."""
        if isinstance(value, Mapping):
            return self.by_month(value, path, read)
        if isinstance(value, list | tuple):
            return tuple(self.each(enumerate(value), path, read))
        *upper, key = path
        return tuple((alone, each) for _key, each in self.each([(key, value)], tuple(upper), read))

    def made(self, path: Path, make: Callable[..., _Made], *values: object) -> Iterator[_Made]:
        """Make a part of what was read, unless some of it could not be read or it is refused as a whole."""
        if any(problem.path[: len(path)] == path for problem in self.problems):
            return
        try:
            yield make(*values)
        except InvalidValueError as error:
            self.problems.append(Problem(error.message, path))


def _items(value: object, what: str, example: str) -> Iterable[tuple[str, object]]:
    if not isinstance(value, Mapping):
        raise InvalidValueError(f"{what}, as in {example}; not {value!r}")
    return ((str(key), each) for key, each in value.items())


def read_figures(value: object, nouns: Collection[str] = ()) -> tuple[tuple[ExampleFigures, ...], tuple[Problem, ...]]:
    """Read figures by metric: `{downtime: [30 minutes, 109 minutes]}`; `nouns` are an agreement's own units.

    Gives what can be read, and a problem for everything else, with its path.
    """
    reading = _PlainReading()
    found: list[ExampleFigures] = []

    def read(given: object) -> ExampleFigure | None:
        return as_figure(given, nouns)

    for of, each in _items(value, "figures are written by metric", "{downtime: 109 minutes}"):
        values = reading.over_months(each, (of,), read, alone=0)
        found += reading.made((of,), ExampleFigures, of, values)
    return tuple(found), tuple(reading.problems)


def read_expectation(value: object, nouns: Collection[str] = ()) -> tuple[Expectation, tuple[Problem, ...]]:
    """Read what is expected: promises by name, and under `owed` and `dues` what parties owe and what follows.

    Gives what can be read, and a problem for everything else, with its path.
    """
    reading = _PlainReading()
    statuses: list[ExpectedStatuses] = []
    owed: list[ExpectedOwed] = []
    dues: list[ExpectedDues] = []
    nothing_owed = False
    for key, each in _items(value, "what is expected is written by promise", "{availability: missed}"):
        if key == OWED:
            nothing_owed = each == NOTHING
            owed += () if nothing_owed else _read_owed(reading, each, nouns)
        elif key == DUES:
            dues += _read_dues(reading, each, nouns)
        else:
            values = reading.over_months(each, (key,), as_status, alone=None)
            statuses += reading.made((key,), ExpectedStatuses, key, values)
    return Expectation(tuple(statuses), tuple(owed), tuple(dues), nothing_owed), tuple(reading.problems)


def _read_owed(reading: _PlainReading, value: object, nouns: Collection[str]) -> Iterator[ExpectedOwed]:
    def read(given: object) -> Amounts:
        return as_amounts(given, nouns)

    if not isinstance(value, Mapping):
        said = f"write who owes whom, as in {{Agency to Client: 400 GBP}}, or '{NOTHING}'; not {value!r}"
        reading.problems.append(Problem(said, (OWED,)))
        return
    for between, each in value.items():
        path = (OWED, str(between))
        if isinstance(each, Mapping):
            amounts: tuple[tuple[When, Any], ...] = reading.by_month(each, path, read)
        else:
            amounts = tuple((None, total) for _key, total in reading.each([(str(between), each)], (OWED,), read))
        yield from reading.made(path, ExpectedOwed, str(between), amounts)


def _read_dues(reading: _PlainReading, value: object, nouns: Collection[str]) -> Iterator[ExpectedDues]:
    def read(given: object) -> Amounts | None:
        return as_outcome(given, nouns)

    if not isinstance(value, Mapping):
        said = f"write the months by consequence, as in {{way-out: 2026-04}}; not {value!r}"
        reading.problems.append(Problem(said, (DUES,)))
        return
    for name, each in value.items():
        path = (DUES, str(name))
        if isinstance(each, Mapping):
            yield from reading.made(path, ExpectedDues, str(name), None, reading.by_month(each, path, read))
        elif isinstance(each, list | tuple):
            months = tuple(month for _place, month in reading.each(enumerate(each), path, as_month))
            yield ExpectedDues(str(name), months)
        elif each == NEVER:
            yield ExpectedDues(str(name), ())
        else:
            for _key, month in reading.each([(str(name), each)], (DUES,), _as_month_of_due):
                yield ExpectedDues(str(name), (month,))


def _as_month_of_due(given: object) -> Month:
    try:
        return as_month(given)
    except InvalidValueError as error:
        said = f"a month, a list of months, '{NEVER}', or amounts by month, as in {{2026-04: 400 GBP}}"
        raise InvalidValueError(f"write when it follows: {said}; not {given!r}") from error


# Written back


def plain_figures(figures: Iterable[ExampleFigures]) -> dict[str, object]:
    """Write figures as `read_figures` reads them."""
    return {each.of: _over_months(each.values, _plain_figure, alone=0) for each in figures}


def plain_expectation(expected: Expectation) -> dict[str, object]:
    """Write what is expected as `read_expectation` reads it."""
    found: dict[str, object] = {
        each.promise: _over_months(each.values, lambda status: status.value, alone=None) for each in expected.statuses
    }
    if expected.nothing_owed:
        found[OWED] = NOTHING
    elif expected.owed:
        found[OWED] = {each.between: _over_months(each.values, _plain_amounts, alone=None) for each in expected.owed}
    if expected.dues:
        found[DUES] = {each.consequence: _plain_due(each) for each in expected.dues}
    return found


def _over_months(values: Sequence[tuple[When, Any]], write: Callable[[Any], object], alone: When) -> object:
    whens = [when for when, _value in values]
    if whens == [alone]:
        return write(values[0][1])
    if values and not isinstance(whens[0], Month):
        return [write(value) for _when, value in values]
    return {str(when): write(value) for when, value in values}


def _plain_figure(figure: ExampleFigure | None) -> object:
    if figure is None:
        return "missing"
    plain = figure.base is None and not figure.unit and figure.value.denominator == 1
    return int(figure.value) if plain else str(figure)


def _plain_amounts(amounts: Amounts) -> object:
    texts = [written(each) for each in amounts]
    return NOTHING if not texts else texts[0] if len(texts) == 1 else texts


def _plain_due(due: ExpectedDues) -> object:
    if due.months is None:
        return _over_months(due.outcomes, lambda paid: FOLLOWS if paid is None else _plain_amounts(paid), alone=None)
    months = [str(month) for month in due.months]
    return NEVER if not months else months[0] if len(months) == 1 else months
