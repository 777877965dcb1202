"""Parts as mappings: what the fields of a class say of themselves, turned into a codec.

Each field is a key: its name and sentence are those of its metadata, its codec follows from its type or its form. A
bare value stands for the field that says so; the keys of an inline field stand in the same mapping as the part.
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any, get_args, get_type_hints

import attrs

from smarketing.agreement.unreadable_rules import UnreadRule
from smarketing.agreement_file.codec import (
    Codec,
    Context,
    JsonSchema,
    Path,
    Refused,
    as_mapping,
    missing,
    refused,
)
from smarketing.agreement_file.points_codec import POINTS
from smarketing.agreement_file.rule_kinds import RULE_KINDS, RuleKind
from smarketing.agreement_file.value_codecs import FORMS, TEXT, mapped, value_codec
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.evaluators import Evaluator
from smarketing.fields import about_field, first_line
from smarketing.verdicts import listed


@attrs.frozen
class FileKey:
    """A key of a mapping: the codec of its value, the attribute that it fills, and what it is for, in a sentence."""

    name: str
    codec: Codec
    attribute: str
    sentence: str = ""

    def schema(self) -> JsonSchema:
        """Give the schema of the value, with the sentence for editors."""
        return {**self.codec.schema(), **({"description": self.sentence} if self.sentence else {})}


@attrs.frozen(slots=False)
class ClassCodec:
    """How the parts of a class are read and written.

    `given` are attributes that the mapping does not hold, such as a name that is its key elsewhere; `beside` are
    further keys of the same mapping, which somebody else reads; `forms` are the codecs of fields that name a form.
    """

    makes: type[Any]
    given: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    forms: Mapping[str, Codec] = attrs.field(factory=lambda: {**FORMS, "points": POINTS})

    @cached_property
    def fields(self) -> "tuple[attrs.Attribute[Any], ...]":
        """The fields that the mapping holds."""
        return tuple(each for each in attrs.fields(self.makes) if each.init and _argument(each) not in self.given)

    @cached_property
    def keys(self) -> Mapping[str, FileKey]:
        """The keys by name, in the order of the fields."""
        found = {}
        for field in self.fields:
            said = about_field(field)
            if not said.inline:
                name = said.key or _argument(field)
                found[name] = FileKey(name, self._codec(field), _argument(field), said.sentence)
        return found

    @cached_property
    def _hints(self) -> Mapping[str, Any]:
        try:
            return get_type_hints(self.makes)
        except NameError as error:
            said = f"the types of the fields of {self.makes.__name__} cannot be looked up: {error}"
            raise InvalidValueError(said) from error

    def _codec(self, field: "attrs.Attribute[Any]") -> Codec:
        form, hint = about_field(field).form, self._hints[field.name]
        try:
            return value_codec(hint, part_codec) if form is None else self._form(form)
        except InvalidValueError as error:
            said = f"the field {field.name!r} of {self.makes.__name__} cannot be written in a file: {error.message}"
            raise InvalidValueError(said, field.name) from error

    def _form(self, form: str) -> Codec:
        if form == "target or evaluator":
            return target_or_rule(RULE_KINDS[Evaluator], "at_least")
        if form not in self.forms:
            raise InvalidValueError(no_such("form", form, self.forms))
        return self.forms[form]

    @cached_property
    def fault(self) -> str:
        """Why no file can hold its parts: a field, or one of a part within, has a type that is not written; else ''."""
        try:
            self.check(frozenset({self.makes}))
        except InvalidValueError as error:
            return error.message
        return ""

    def check(self, known: frozenset[type[Any]]) -> None:
        """Raise an InvalidValueError if there is a fault; `known` are classes that are being checked already."""

        def nested(makes: type[Any]) -> Codec | None:
            if attrs.has(makes) and makes not in known | {*RULE_KINDS}:
                class_codec(makes).check(known | {makes})
            return part_codec(makes)

        _ = self.keys, self.inline
        for field in self.fields:
            if about_field(field).form is None and not about_field(field).inline:
                value_codec(self._hints[field.name], nested)

    @cached_property
    def inline(self) -> tuple[str, RuleKind] | None:
        """The attribute whose keys stand in the same mapping, and the kind of rules that it holds."""
        for field in self.fields:
            if about_field(field).inline:
                if (kind := RULE_KINDS.get(self._hints[field.name])) is None:
                    said = f"the field {field.name!r} of {self.makes.__name__} is inline, and of no kind of rules"
                    raise InvalidValueError(said, field.name)
                return _argument(field), kind
        return None

    @cached_property
    def bare(self) -> FileKey | None:
        """The key that a bare value stands for."""
        names = {_argument(each) for each in self.fields if about_field(each).bare}
        return next((key for key in self.keys.values() if key.attribute in names), None)

    @cached_property
    def codec(self) -> Codec:
        """The codec of one part."""
        return Codec(self.read, self.write, self.schema)

    def read(self, value: object, path: Path, context: Context, **given: object) -> Any:
        """Make a part of a mapping, or of a bare value; `given` are attributes that the mapping does not hold."""
        at_bare: Path | None = None
        if self.bare is not None and self._is_bare(value):
            value, at_bare = {self.bare.name: value}, path
        mapping = as_mapping(value, path)
        values: dict[str, Any] = dict(given)
        refusals: list[Refused] = []
        unknown = []
        for name, each in mapping.items():
            if (key := self.keys.get(name)) is None:
                unknown.append(name)
                continue
            try:
                values[key.attribute] = key.codec.read(each, at_bare or (*path, name), context)
            except Refused as refusal:
                refusals.append(refusal)
        if self.inline is not None:
            unknown = self._choose(*self.inline, mapping, unknown, values, path, context, refusals)
        unknown = [name for name in unknown if name not in self.beside]
        absent = [name for name, key in self.keys.items() if key.attribute in self._required and name not in mapping]
        if unknown or absent:
            refusals += (refused(message, path) for message in missing(absent, unknown, self._known))
            refusals += (refused(no_such("key", name, self._known), (*path, name)) for name in unknown)
        if refusals:
            problems = [problem for refusal in refusals for problem in refusal.problems]
            raise Refused(problems, part=self._stand_in(values))
        return self._made(values, path)

    def _is_bare(self, value: object) -> bool:
        """Whether a value is that of the bare key: no mapping, or one of a rule where the key holds rules."""
        if self.bare is None or not isinstance(value, Mapping):
            return self.bare is not None
        held = get_args(self._hints[self._stored[self.bare.attribute]])
        kind = RULE_KINDS.get(held[0]) if held else None
        return kind is not None and value.keys().isdisjoint(self.keys) and not value.keys().isdisjoint(kind.keys())

    def _choose(
        self,
        attribute: str,
        kind: RuleKind,
        mapping: Mapping[str, object],
        names: list[str],
        values: dict[str, Any],
        path: Path,
        context: Context,
        refusals: list[Refused],
    ) -> list[str]:
        """Read the one rule that stands in the same mapping; gives the names that are of no rule."""
        found: dict[str, type[Any]] = {}
        broken = []
        for name in names:
            try:
                if (rule := kind.rule(name, (*path, name))) is not None:
                    found[name] = rule
            except Refused as refusal:
                refusals.append(refusal)
                broken.append(name)
        if len(found) == 1 and not broken:
            ((name, rule),) = found.items()
            try:
                values[attribute] = _rule_codec(rule, (*path, name)).read(mapping[name], (*path, name), context)
            except Refused as refusal:
                refusals.append(refusal)
        elif not broken and (found or all(name in self.beside for name in names)):  # else an unknown key is meant
            said = f"has {listed(list(found))}" if found else "has none"
            message = f"needs exactly one {kind.what}: {', '.join(kind.keys())}; it {said}"
            refusals.append(refused(message, path))
        return [name for name in names if name not in found and name not in broken]

    def _stand_in(self, values: Mapping[str, object]) -> object:
        """The part with a rule that does nothing, if everything else that it needs could be read."""
        if self.inline is None or not self._required <= {*values, self.inline[0]}:
            return None
        try:
            return self.makes(**{self.inline[0]: UnreadRule(), **values})
        except InvalidValueError:
            return None

    @cached_property
    def _required(self) -> frozenset[str]:
        return frozenset(_argument(each) for each in self.fields if each.default is attrs.NOTHING)

    @property
    def _known(self) -> list[str]:
        rules = self.inline[1].built_in if self.inline is not None else ()
        return [*self.keys, *self.beside, *rules]

    def _made(self, values: Mapping[str, object], path: Path) -> object:
        try:
            return self.makes(**values)
        except InvalidValueError as error:
            names = {key.attribute: key.name for key in self.keys.values()}
            step = () if error.field is None else (names.get(error.field, error.field),)
            raise Refused([Problem(error.message, (*path, *step))]) from error

    def write(self, part: object) -> object:
        """Write a part as plain values, leaving out what is as by default; a bare value where that is enough."""
        written: dict[str, object] = {}
        for key in self.keys.values():
            value = getattr(part, self._stored[key.attribute])
            if value != self._defaults[key.attribute]:
                written[key.name] = key.codec.write(value)
        if self.inline is not None:
            attribute, kind = self.inline
            rule = getattr(part, attribute)
            written[kind.key_of(rule)] = class_codec(type(rule)).write(rule)
        return written[self.bare.name] if self.bare is not None and [*written] == [self.bare.name] else written

    @cached_property
    def _stored(self) -> Mapping[str, str]:
        return {_argument(each): each.name for each in self.fields}

    @cached_property
    def _defaults(self) -> Mapping[str, object]:
        return {_argument(each): _default(each) for each in self.fields}

    def schema(self, more: Mapping[str, JsonSchema] | None = None) -> JsonSchema:
        """Give the JSON Schema of the mapping, or of a bare value; `more` are properties that somebody else reads."""
        needed = [key.name for key in self.keys.values() if key.attribute in self._required]
        properties: dict[str, Any] = {key.name: key.schema() for key in self.keys.values()}
        whole: dict[str, Any] = {"type": "object" if needed or self.inline else ["object", "null"]}
        if self.inline is not None:
            names = [name for name, _rule in usable_rules(self.inline[1])]
            properties |= {name: {"$ref": f"#/definitions/{name}"} for name in names}
            whole["oneOf"] = [{"required": [name]} for name in names]
        properties |= more or {}
        whole |= {"properties": properties, "additionalProperties": False, "required": needed}
        return whole if self.bare is None else {"anyOf": [self.bare.codec.schema(), whole]}


def _argument(field: "attrs.Attribute[Any]") -> str:
    return field.alias or field.name


def _default(field: "attrs.Attribute[Any]") -> object:
    default: Any = field.default
    made = isinstance(default, attrs.Factory) and not default.takes_self  # type: ignore[arg-type]
    return default.factory() if made else default


def class_codec(makes: type[Any], given: tuple[str, ...] = (), beside: tuple[str, ...] = ()) -> ClassCodec:
    """Give the codec of a class, made once; InvalidValueError where a field has a type that no file can hold."""
    return _made_once(makes, given, beside)  # type: ignore[arg-type]


_made_once = cache(ClassCodec)


def part_codec(makes: type[Any]) -> Codec | None:
    """Give the codec of a class of parts, or of a kind of rules; None for any other class."""
    if makes in RULE_KINDS:
        return rule_codec(RULE_KINDS[makes])
    return class_codec(makes).codec if attrs.has(makes) else None


def named(codec: ClassCodec) -> Codec:
    """Make the codec of a mapping from names to parts; the name fills the one attribute that is `given`."""
    (attribute,) = codec.given
    return mapped(
        lambda value, path, context: codec.read(value, path, context, **{attribute: path[-1]}),
        codec.write,
        attribute,
        codec.schema,
    )


def rule_codec(kind: RuleKind) -> Codec:
    """Make the codec of a rule that stands by itself: a mapping with exactly one key, `{missed: leads}`."""

    def read(value: object, path: Path, context: Context) -> Any:
        mapping = as_mapping(value, path)
        if len(mapping) != 1:
            said = f"has {listed(list(mapping))}" if mapping else "has none"
            raise refused(f"needs exactly one {kind.what}: {', '.join(kind.keys())}; it {said}", path)
        ((name, each),) = mapping.items()
        if (rule := kind.rule(name, (*path, name))) is None:
            raise refused(no_such(kind.what, name, kind.keys()), (*path, name))
        return _rule_codec(rule, (*path, name)).read(each, (*path, name), context)

    def write(rule: object) -> object:
        return {kind.key_of(rule): class_codec(type(rule)).write(rule)}

    def schema() -> JsonSchema:
        names = [name for name, _rule in usable_rules(kind)]
        return {
            "type": "object",
            "properties": {name: {"$ref": f"#/definitions/{name}"} for name in names},
            "oneOf": [{"required": [name]} for name in names],
            "additionalProperties": False,
        }

    return Codec(read, write, schema)


def target_or_rule(kind: RuleKind, key: str) -> Codec:
    """Make the codec of a rule that stands by itself, for which a bare value stands for the rule under a key."""
    whole = rule_codec(kind)
    bare = class_codec(kind.built_in[key])

    def read(value: object, path: Path, context: Context) -> Any:
        return whole.read(value, path, context) if isinstance(value, Mapping) else bare.read(value, path, context)

    def write(rule: object) -> object:
        written: Any = whole.write(rule)
        return written[key] if key in written and not isinstance(written[key], Mapping) else written

    return Codec(read, write, lambda: {"anyOf": [TEXT.schema(), whole.schema()]})


def usable_rules(kind: RuleKind) -> Iterator[tuple[str, type[Any]]]:
    """Give the rules of a kind that a file can hold, by key."""
    return ((name, rule) for name, rule in kind.usable() if not class_codec(rule).fault)


def _rule_codec(rule: type[Any], path: Path) -> ClassCodec:
    """Give the codec of a rule; refused if it has a field that no file can hold."""
    codec = class_codec(rule)
    if codec.fault:
        raise refused(codec.fault, path)
    return codec


def rule_schema(rule: type[Any]) -> JsonSchema:
    """Give the schema of a rule, with the first line of its class for editors, and what a bare value stands for."""
    codec = class_codec(rule)
    alone = "" if codec.bare is None else f" A value alone stands for {codec.bare.name}."
    return {**codec.schema(), "description": f"{first_line(rule)}{alone}"}
