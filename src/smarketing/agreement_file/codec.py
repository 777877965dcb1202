"""A codec: how one kind of value is read from a document, written back, and described to editors."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from smarketing.criteria import Criterion
from smarketing.errors import Problem, nearest
from smarketing.funnel import Plan

_SHOWN = 60

Path = tuple[str | int, ...]

JsonSchema = Mapping[str, Any]
"""A part of a JSON Schema (draft 7)."""


class Refused(Exception):  # noqa: N818 - it is caught before it leaves this room
    """What could not be read; `kept` is what could, where parts of a whole stand on their own.

    `part` is a part of which only such things are missing as its names do not depend on.
    """

    def __init__(self, problems: Iterable[Problem], kept: tuple[Any, ...] | None = None, part: object = None) -> None:
        super().__init__()
        self.problems = tuple(problems)
        self.kept = kept
        self.part = part


def refused(message: str, path: Path) -> Refused:
    """Make the refusal of one value."""
    return Refused([Problem(message, path)])


@attrs.frozen
class Context:
    """What the document said elsewhere: nouns, time zone, definitions, funnel's plan (None also if it was refused)."""

    nouns: tuple[str, ...] = ()
    timezone: str = "UTC"
    criteria: Mapping[str, Criterion] = attrs.field(factory=dict)
    plan: Plan | None = None
    has_funnel: bool = False


def _scalar_schema() -> JsonSchema:
    """A text, or a number: what a file has unquoted, as `2.5`, is a number for others."""
    return {"type": ["string", "number"]}


@attrs.frozen
class Codec:
    """How a value is read from plain values and written back, and what a JSON Schema says of it."""

    read: Callable[[object, Path, Context], Any]
    write: Callable[[Any], object] = str
    schema: Callable[[], JsonSchema] = _scalar_schema


def missing(absent: Iterable[str], unknown: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """Say which keys are missing, but for those that an unknown key must have meant."""
    meant = {nearest(name, known) for name in unknown}
    return (f"{name!r} is missing" for name in absent if name not in meant)


def as_mapping(value: object, path: Path) -> Mapping[str, object]:
    """Take a mapping, or nothing as an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise refused(f"this is {described(value)}; write keys and values", path)
    return value


def described(value: object) -> str:
    """Say what a plain value is, for a message."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "empty"
    if isinstance(value, str):
        return f"the text {value if len(value) <= _SHOWN else value[:_SHOWN] + '...'!r}"
    return f"{value!r}".lower()
