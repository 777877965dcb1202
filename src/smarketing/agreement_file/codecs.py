"""Shapes: how a part of an agreement is written in a file, said once for reading and for writing."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from typing import Any

import attrs

from smarketing.agreement_file.descriptions import ABOUT
from smarketing.agreement_file.documents import Path
from smarketing.criteria import Criterion
from smarketing.errors import InvalidValueError, Problem, nearest, no_such
from smarketing.funnel import Plan

_SHOWN = 60


class Refused(Exception):  # noqa: N818 - it is caught before it leaves this room
    """What could not be read; `kept` is what could, where parts of a whole stand on their own.

    `part` is a part that lacks only what its names do not depend on.
    """

    def __init__(self, problems: Iterable[Problem], kept: tuple[Any, ...] | None = None, part: object = None) -> None:
        super().__init__()
        self.problems = tuple(problems)
        self.kept = kept
        self.part = part


class Unread:
    """Stands for an evaluator or an effect that could not be read, so that the rest of its part can be looked at."""

    needs = references = ()


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


Schema = Mapping[str, Any]
"""A part of a JSON Schema (draft 7)."""


def _scalar_schema() -> Schema:
    """A text, or a number: what a file has unquoted, as `2.5`, is a number for others."""
    return {"type": ["string", "number"]}


@attrs.frozen
class Kind:
    """How a value is read from plain values and written back, and what a JSON Schema says of it."""

    read: Callable[[object, Path, Context], Any]
    write: Callable[[Any], object] = str
    schema: Callable[[], Schema] = _scalar_schema


@attrs.frozen
class Key:
    """A key of a mapping: what stands behind it, and the attribute that it fills (its own name unless stated)."""

    name: str
    kind: Kind
    attribute: str = attrs.field(default=attrs.Factory(lambda self: self.name, takes_self=True))


@attrs.frozen
class Choice:
    """Exactly one of several keys, each with a shape of its own: `at_least: 100 SQL/month`.

    `shapes` are this library's; others come from the entry-point group, where each entry is a `Shape`.
    """

    attribute: str
    what: str
    group: str
    shapes: Mapping[str, "Shape"]

    def shape(self, key: str) -> "Shape | None":
        """Give the shape behind a key, or None if nobody knows it."""
        if key in self.shapes:
            return self.shapes[key]
        return next((entry.load() for entry in entry_points(group=self.group, name=key)), None)

    def write(self, part: object) -> dict[str, object]:
        """Write a part under the key of its class; InvalidValueError if no key leads to that class."""
        plugins = ((entry.name, entry.load()) for entry in entry_points(group=self.group))
        for name, shape in (*self.shapes.items(), *plugins):
            if shape.makes is type(part):
                return {name: shape.write(part)}
        raise InvalidValueError(f"no key of the file stands for {type(part).__name__}; register it as {self.group}")


@attrs.frozen
class Shape:
    """A class and the keys under which its attributes are written.

    An attribute without a default is required. `scalar` names the key that a bare value stands for, `choice` the keys
    of which exactly one is needed, `beside` further keys of the same mapping, which somebody else reads.
    """

    makes: type[Any]
    keys: tuple[Key, ...]
    scalar: str | None = None
    beside: tuple[str, ...] = ()
    choice: Callable[[], Choice] | None = None

    @property
    def kind(self) -> Kind:
        """The shape as a kind of value."""
        return Kind(self.read, self.write, self.schema)

    def read(self, value: object, path: Path, context: Context, **given: object) -> Any:
        """Make the part; `given` are attributes that the mapping does not hold, such as its name."""
        if self.scalar is not None and not isinstance(value, Mapping):
            value = {self.scalar: value}
            path_of = {self.scalar: path}
        else:
            path_of = {}
        mapping = as_mapping(value, path)
        rest = dict(mapping)
        values = dict(given)
        refusals: list[Refused] = []
        for key in self.keys:
            if key.name in rest:
                at = path_of.get(key.name, (*path, key.name))
                _collect(refusals, values, key, rest.pop(key.name), at, context)
        if self.choice is not None:
            self._choose(self.choice(), rest, values, path, context, refusals)
        unknown = [name for name in rest if name not in self.beside]
        absent = [key.name for key in self.keys if key.attribute in self._required and key.name not in mapping]
        refusals += (refused(message, path) for message in missing(absent, unknown, self._known))
        refusals += (refused(no_such("key", name, self._known), (*path, name)) for name in unknown)
        if refusals:
            problems = [problem for refusal in refusals for problem in refusal.problems]
            raise Refused(problems, part=self._stand_in(values))
        return self._made(values, path)

    def schema(self, given: Collection[str] = ()) -> Schema:
        """Give the JSON Schema of the mapping; attributes that are `given` need no key."""
        needed = [key.name for key in self.keys if key.attribute in self._required and key.attribute not in given]
        properties = {key.name: {**key.kind.schema(), **_described(self.makes, key.name)} for key in self.keys}
        whole: dict[str, Any] = {"type": "object" if needed or self.choice else ["object", "null"]}
        if self.choice is not None:
            choice = self.choice()
            names = [*choice.shapes, *(entry.name for entry in entry_points(group=choice.group))]
            properties |= {name: {"$ref": f"#/definitions/{name}"} for name in names}
            whole["oneOf"] = [{"required": [name]} for name in names]
        whole |= {"properties": properties, "additionalProperties": False, "required": needed}
        if self.scalar is None:
            return whole
        (bare,) = (key for key in self.keys if key.name == self.scalar)
        return {"anyOf": [bare.kind.schema(), whole]}

    def _stand_in(self, values: Mapping[str, object]) -> object:
        """The part with an evaluator or effect that does nothing, if everything else that it needs could be read."""
        if self.choice is None or not self._required <= {*values, self.choice().attribute}:
            return None
        try:
            return self.makes(**{self.choice().attribute: Unread(), **values})
        except InvalidValueError:
            return None

    @property
    def _required(self) -> set[str]:
        fields: Sequence[attrs.Attribute[Any]] = attrs.fields(self.makes)
        return {each.alias or each.name for each in fields if each.default is attrs.NOTHING}

    def _choose(
        self,
        choice: Choice,
        rest: dict[str, object],
        values: dict[str, Any],
        path: Path,
        context: Context,
        refusals: list[Refused],
    ) -> None:
        found = {name: shape for name in rest if (shape := choice.shape(name)) is not None}
        behind = {name: rest.pop(name) for name in found}
        if len(found) == 1:
            ((name, shape),) = found.items()
            _collect(refusals, values, Key(name, shape.kind, choice.attribute), behind[name], (*path, name), context)
        elif found or all(name in self.beside for name in rest):  # else an unknown key is what was meant
            said = f"has {' and '.join(found)}" if found else "has none"
            message = f"needs exactly one {choice.what} of {', '.join(choice.shapes)}; it {said}"
            refusals.append(refused(message, path))

    @property
    def _known(self) -> list[str]:
        return [*(key.name for key in self.keys), *self.beside, *(self.choice().shapes if self.choice else ())]

    def _made(self, values: Mapping[str, object], path: Path) -> object:
        try:
            return self.makes(**values)
        except InvalidValueError as error:
            names = {key.attribute: key.name for key in self.keys}
            step = () if error.field is None else (names.get(error.field, error.field),)
            raise Refused([Problem(error.message, (*path, *step))]) from error

    def write(self, part: object) -> object:
        """Write the part as plain values, leaving out what is as by default; a bare value where that is enough."""
        written = {
            key.name: key.kind.write(getattr(part, key.attribute))
            for key in self.keys
            if getattr(part, key.attribute) != self._defaults.get(key.attribute, attrs.NOTHING)
        }
        if self.choice is not None:
            choice = self.choice()
            written |= choice.write(getattr(part, choice.attribute))
        return written[self.scalar] if self.scalar is not None and [*written] == [self.scalar] else written

    @property
    def _defaults(self) -> dict[str, object]:
        return {each.name: each.default for each in attrs.fields(self.makes)}


def about(makes: type[Any], key: str) -> str:
    """Give what a key of a part is for, in a sentence; '' for parts of plugins."""
    return ABOUT.get(makes.__name__, {}).get(key, "")


def _described(makes: type[Any], key: str) -> dict[str, str]:
    description = about(makes, key)
    return {"description": description} if description else {}


def _collect(
    refusals: list[Refused], values: dict[str, Any], key: Key, value: object, path: Path, context: Context
) -> None:
    """Read one value into its attribute, or keep why it was refused."""
    try:
        values[key.attribute] = key.kind.read(value, path, context)
    except Refused as refusal:
        refusals.append(refusal)


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
