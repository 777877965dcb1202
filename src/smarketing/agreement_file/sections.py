"""The sections of an agreement file, key by key, and the few that are written otherwise than their classes say."""

from collections.abc import Mapping

import attrs

from smarketing.agreement import SECTIONS, Meeting, PartyNeed, Recurrence, Report, Section, Signature
from smarketing.agreement_file.class_codec import FileKey, class_codec, named, part_codec
from smarketing.agreement_file.codec import Codec, Context, JsonSchema, Path, Refused, as_mapping, refused
from smarketing.agreement_file.examples_section import EXAMPLES
from smarketing.agreement_file.funnel_section import FUNNEL
from smarketing.agreement_file.hours_section import HOURS
from smarketing.agreement_file.rule_kinds import RULE_KINDS
from smarketing.agreement_file.value_codecs import DATE, TEXTS, mapped, read_each, value_codec
from smarketing.errors import Problem
from smarketing.fields import about_field

VERSION = 1


def _read_signature(value: object, path: Path, context: Context) -> Signature:
    return Signature(str(path[-1]), DATE.read(value, path, context))


SIGNATURES = mapped(_read_signature, lambda signature: signature.on.isoformat(), "party", DATE.schema)

_MOST_UNITS = 500


def _read_units(value: object, path: Path, context: Context) -> object:
    """Read the nouns of an agreement; each is compared with all others, so that there are not many."""
    if isinstance(value, list) and len(value) > _MOST_UNITS:
        raise refused(f"an agreement has {_MOST_UNITS} units of its own at most, not {len(value):,}", path)
    return TEXTS.read(value, path, context)


_NEED = class_codec(PartyNeed, ("party",))


def _read_needs(value: object, path: Path, context: Context) -> tuple[PartyNeed, ...]:
    """For each party what it needs, or a list of that."""

    def read(each: object, at: Path) -> tuple[PartyNeed, ...]:
        if not isinstance(each, list):
            return (_NEED.read(each, at, context, party=at[-1]),)
        return read_each(enumerate(each), at, lambda item, place: _NEED.read(item, place, context, party=at[-1]))

    try:
        return sum(read_each(as_mapping(value, path).items(), path, read), ())
    except Refused as refusal:
        raise Refused(refusal.problems, sum(refusal.kept or (), ())) from refusal


def _write_needs(needs: tuple[PartyNeed, ...]) -> object:
    parties = dict.fromkeys(need.party for need in needs)
    written = {party: [_NEED.write(need) for need in needs if need.party == party] for party in parties}
    return {party: each[0] if len(each) == 1 else each for party, each in written.items()}


def _needs_schema() -> JsonSchema:
    one = _NEED.schema()
    return {"type": ["object", "null"], "additionalProperties": {"anyOf": [one, {"type": "array", "items": one}]}}


# Cadence

_WHEN = ("rule", "every", "counted_from")
_RECURRENCE = class_codec(Recurrence)
_REPORT = class_codec(Report, ("name", "recurrence"), _WHEN)
_MEETING = class_codec(Meeting, ("name", "recurrence"), _WHEN)


def _read_occasion(value: object, path: Path, context: Context) -> Report | Meeting:
    """A report (`from`, `to`) or a meeting (`who`), with a `rule`, or `every` so often `counted_from: term.start`."""
    mapping = as_mapping(value, path)
    when = {key: mapping[key] for key in _WHEN if key in mapping}
    counted_from = when.pop("counted_from", None)
    if ("every" in when) != (counted_from is not None) or counted_from not in (None, "term.start"):
        raise refused("'every' goes with 'counted_from: term.start', and nothing else does", path)
    recurrence = _RECURRENCE.read(when, path, context)
    codec = _MEETING if "who" in mapping else _REPORT
    occasion: Report | Meeting = codec.read(mapping, path, context, name=path[-1], recurrence=recurrence)
    return occasion


def _write_occasion(occasion: Report | Meeting) -> object:
    codec = _MEETING if isinstance(occasion, Meeting) else _REPORT
    when = dict(as_mapping(_RECURRENCE.write(occasion.recurrence), ()))
    start = {"counted_from": "term.start"} if "every" in when else {}
    return {**dict(as_mapping(codec.write(occasion), ())), **when, **start}


def _occasion_schema() -> JsonSchema:
    start = {"enum": ["term.start"], "description": "Goes with every: term.start."}
    when = {**_RECURRENCE.schema()["properties"], "counted_from": start}
    return {"anyOf": [each.schema(when) for each in (_REPORT, _MEETING)]}


# The whole

_SPECIAL: Mapping[str, Codec] = {
    "signatures": SIGNATURES,
    "needs": Codec(_read_needs, _write_needs, _needs_schema),
    "hours": HOURS,
    "units": Codec(_read_units, TEXTS.write, TEXTS.schema),
    "funnel": FUNNEL.codec,
    "cadence": mapped(_read_occasion, _write_occasion, "name", _occasion_schema),
    "examples": EXAMPLES,
}
"""The sections that are written otherwise than their classes say."""


def _codec(section: Section) -> Codec:
    if section.key in _SPECIAL:
        return _SPECIAL[section.key]
    return (
        named(class_codec(section.holds, (section.named_by,)))
        if section.named_by
        else value_codec(section.holds, part_codec)
    )


_HELD = [each.holds for each in SECTIONS if each.named_by and attrs.has(each.holds)]
_KEY_OF: Mapping[str | int, str] = {
    field.alias or field.name: key for part in _HELD for field in attrs.fields(part) if (key := about_field(field).key)
}
"""The keys of fields that are called otherwise in a file."""

KEYS: tuple[FileKey, ...] = tuple(FileKey(each.key, _codec(each), each.field, each.sentence) for each in SECTIONS)
"""The keys of an agreement file besides its version, in the order in which they are written."""

REQUIRED = tuple(each.key for each in SECTIONS if each.needed)


def in_file(problem: Problem, mapping: Mapping[str, object]) -> Problem:
    """Give a problem the path that its place has in a file: keys for attributes, a rule's own key for its kind."""
    path: list[str | int] = []
    part: object = mapping
    for step in problem.path:
        for found in _steps_in_file(step, part):
            path.append(found)
            part = _within(part, found)
    return attrs.evolve(problem, path=tuple(path))


def _within(part: object, step: str | int) -> object:
    """What stands under a step; a list that stands alone for an attribute is found under that attribute too."""
    if isinstance(part, list):
        return part if isinstance(step, str) else part[step] if step < len(part) else None
    return part.get(str(step)) if isinstance(part, Mapping) else None


def _steps_in_file(step: str | int, part: object) -> tuple[str | int, ...]:
    """The keys that stand for a step: one, or two where a rule stands by itself under its own key."""
    if not isinstance(part, Mapping) or step in part:
        return (step,)
    for kind in RULE_KINDS.values():
        rules = [key for key in part if key in kind.built_in or kind.has_plugin(key)]
        if rules and step == kind.what:
            return (rules[0],)
        if rules and len(part) == 1:
            return (rules[0], step)
    return (_KEY_OF.get(step, step),)
