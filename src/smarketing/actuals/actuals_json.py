"""Actuals as plain values for JSON, and back; nothing is lost, not even where a figure was read.

`format` is a number; a change that this reader cannot read gets the next one. Numbers are text, exactly: `92.5`, `1/3`.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeVar

import attrs

from smarketing.actuals.actuals import Actuals
from smarketing.actuals.keys import Key
from smarketing.actuals.metrics import Actual, Metric
from smarketing.errors import InvalidValueError, Problem
from smarketing.months import Month
from smarketing.units import exact_text

FORMAT = 1

_LONGEST = 4000  # Python reads whole numbers of so many digits
_NUMBER = re.compile(r"-?\d+(?:\.\d+|/[1-9]\d*)?", re.ASCII)
_Value = TypeVar("_Value")


def actuals_json(actuals: Actuals) -> dict[str, Any]:
    """Give actuals as plain values: their metrics, figures, problems, and the figures that could not be read.

    A figure has its metric's unit, and the file, line and column where its month was read, if there are any.
    """
    units = {name: metric.unit for name, metric in actuals.metrics.items()}
    return {
        "format": FORMAT,
        "metrics": {
            name: attrs.asdict(metric) | {"segments": [*metric.segments]} for name, metric in actuals.metrics.items()
        },
        "figures": [
            _key_json(actuals, key)
            | {
                "value": exact_text(actual.value),
                "base": None if actual.base is None else exact_text(actual.base),
                "unit": units.get(key.metric),
            }
            for key, actual in actuals.figures.items()
        ],
        "unreadable": [_key_json(actuals, key) for key in sorted(actuals.spoiled, key=str)],
        "unplaced": sorted(actuals.unplaced, key=str),
        "problems": [attrs.asdict(each) | {"path": [*each.path]} for each in actuals.problems],
    }


def _key_json(actuals: Actuals, key: Key) -> dict[str, Any]:
    place = actuals.problem(key, "")
    begins_on = {} if key.month.begins_on == 1 else {"begins_on": key.month.begins_on}
    whose = {"month": str(key.month), **begins_on, "metric": key.metric, "segment": key.segment}
    return whose | {"file": place.file, "line": place.line, "column": place.column}


def actuals_from_json(document: Mapping[str, Any]) -> Actuals:
    """Take actuals as `actuals_json` gave them; InvalidValueError, with the place, for anything else."""
    whole = _Part(document, "actuals")
    if (found := whole.get("format", int)) != FORMAT:
        raise InvalidValueError(f"format {found} of actuals is not known; this version reads format {FORMAT}", "format")
    metrics = {name: part.made(_metric) for name, part in whole.named_parts("metrics").items()}
    figures: dict[Key, Actual] = {}
    places: dict[Key, Problem] = {}
    for part in whole.parts("figures"):
        key = part.made(_key)
        if key in figures:
            raise InvalidValueError(f"{part.path}: this figure is there twice")
        if (unit := part.optional("unit", str)) is not None and (
            key.metric not in metrics or unit != metrics[key.metric].unit
        ):
            raise InvalidValueError(f"{part.path}.unit: {unit!r} is not the unit of a metric {key.metric!r}")
        figures[key] = Actual(part.number("value"), None if part.values.get("base") is None else part.number("base"))
        places |= _place(key, part)
    unreadable = {part.made(_key): part for part in whole.parts("unreadable")}
    for key, part in unreadable.items():
        places |= _place(key, part)
    problems = tuple(part.made(_problem) for part in whole.parts("problems"))
    unplaced = [each for each in whole.get("unplaced", list) if each is None or isinstance(each, str)]
    if len(unplaced) != len(whole.values["unplaced"]):
        names = whole.values["unplaced"]
        raise InvalidValueError(f"actuals.unplaced: names of metrics are needed, or null; not {names!r}")
    return Actuals(figures, problems, frozenset(unreadable), metrics, places, unplaced=unplaced)


@attrs.frozen
class _Part:
    """A part of a document and where it stands."""

    values: Mapping[str, Any] = attrs.field()
    path: str

    def __attrs_post_init__(self) -> None:
        given: object = self.values
        if not isinstance(given, Mapping):
            raise InvalidValueError(f"{self.path}: a mapping is needed, not {given!r}")

    def get(self, key: str, kind: type[_Value]) -> _Value:
        value = self.values.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            raise InvalidValueError(f"{self.path}.{key}: {_KINDS[kind]} is needed, not {value!r}")
        return value

    def optional(self, key: str, kind: type[_Value]) -> _Value | None:
        return None if self.values.get(key) is None else self.get(key, kind)

    def number(self, key: str) -> Fraction:
        text = self.get(key, str)
        if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
            start = text if len(text) <= 40 else f"{text[:40]}..."
            raise InvalidValueError(f"{self.path}.{key}: {start!r} is not a number such as '92.5' or '1/3'")
        return Fraction(text)

    def each(self, key: str, kind: type | tuple[type, ...]) -> tuple[Any, ...]:
        """Give the items of a list, all of a kind."""
        items = self.get(key, list)
        for place, item in enumerate(items):
            if not isinstance(item, kind) or isinstance(item, bool):
                raise InvalidValueError(f"{self.path}.{key}[{place}]: text is needed, not {item!r}")
        return tuple(items)

    def parts(self, key: str) -> "list[_Part]":
        return [_Part(each, f"{self.path}.{key}[{place}]") for place, each in enumerate(self.get(key, list))]

    def named_parts(self, key: str) -> "dict[str, _Part]":
        return {name: _Part(each, f"{self.path}.{key}.{name}") for name, each in self.get(key, dict).items()}

    def made(self, make: "Callable[[_Part], _Value]") -> _Value:
        """Make a value of the part; what is wrong with it is said with its place."""
        try:
            return make(self)
        except InvalidValueError as error:
            if error.message.startswith(self.path):
                raise
            raise InvalidValueError(f"{self.path}: {error.message}") from error


_KINDS: dict[type, str] = {int: "a whole number", str: "text", list: "a list", dict: "a mapping"}


def _key(part: _Part) -> Key:
    month = Month.parse(part.get("month", str))
    begins_on = part.optional("begins_on", int)
    if begins_on is not None:
        month = Month(month.year, month.month, begins_on=begins_on)
    return Key(part.get("metric", str), part.optional("segment", str), month)


def _place(key: Key, part: _Part) -> dict[Key, Problem]:
    file, line, column = part.optional("file", str), part.optional("line", int), part.optional("column", int)
    return {} if (file, line) == (None, None) else {key: Problem("", ("month",), file, line, column)}


def _metric(part: _Part) -> Metric:
    kind: Any = part.get("kind", str)
    over_months: Any = part.optional("over_months", str)
    segments = part.each("segments", str)
    return Metric(part.get("name", str), part.get("unit", str), kind, segments, over_months)


def _problem(part: _Part) -> Problem:
    path = part.each("path", (str, int))
    numbers = part.optional("line", int), part.optional("column", int)
    texts = part.optional("name", str), part.optional("kind", str)
    return Problem(part.get("message", str), path, part.optional("file", str), *numbers, *texts)
