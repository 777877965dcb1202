"""The agreement file, key by key: which part each key fills and what may stand behind it."""

from collections.abc import Mapping
from typing import Any, get_args

import attrs

from smarketing.actuals import Metric
from smarketing.agreement import (
    Consequence,
    Definition,
    Meeting,
    NoData,
    Objective,
    Party,
    PartyNeed,
    Recurrence,
    Report,
    Signature,
    Term,
)
from smarketing.agreement_file.codecs import (
    Choice,
    Context,
    Key,
    Kind,
    Refused,
    Schema,
    Shape,
    about,
    as_mapping,
    refused,
)
from smarketing.agreement_file.documents import Path
from smarketing.agreement_file.funnel_section import FUNNEL
from smarketing.agreement_file.handoff_sections import CHANNELS, EVENTS, HANDOFFS, HOURS, SERVICES
from smarketing.agreement_file.value_codecs import (
    CRITERION,
    DATE,
    DUE_DAY,
    FLAG,
    GRADES,
    INTEGER,
    MONTHS,
    NAMES,
    NUMBER,
    QUANTITY,
    TARGET,
    TEXT,
    TEXTS,
    TIME,
    UNIT,
    listed,
    mapped,
    named,
    one_of,
    read_each,
)
from smarketing.consequences import Credit, Escalate, Missed, Remedy, Terminate, Tier
from smarketing.criteria import Scoring, ScoringRule
from smarketing.errors import InvalidValueError, Problem
from smarketing.evaluators import AtLeast, AtMost, Between, Rolling

VERSION = 1
REQUIRED = ("title", "term", "parties", "objectives")

NO_DATA = one_of(*get_args(NoData))


# Evaluators

_TOLERANCE = Key("tolerance", QUANTITY)


def _evaluators() -> Choice:
    return Choice("evaluator", "evaluator", "smarketing.evaluators", EVALUATORS)


EVALUATORS: Mapping[str, Shape] = {
    "at_least": Shape(AtLeast, (Key("target", TARGET), _TOLERANCE), scalar="target"),
    "at_most": Shape(AtMost, (Key("target", TARGET), _TOLERANCE), scalar="target"),
    "between": Shape(Between, (Key("low", TARGET), Key("high", TARGET), _TOLERANCE)),
    "rolling": Shape(Rolling, (Key("months", INTEGER),), choice=_evaluators),
}


# Conditions and effects

_COUNTED = Shape(
    Missed,
    (
        Key("each", NAMES),
        Key("across", NAMES),
        Key("missed", INTEGER, "times"),
        Key("in", MONTHS, "window"),
        Key("running", FLAG),
    ),
)


def _read_condition(value: object, path: Path, context: Context) -> Missed:
    """`{missed: leads}`, or `{each: any, missed: 2, in: 3 months}`."""
    mapping = as_mapping(value, path)
    if not isinstance(mapping.get("missed"), str):
        counted: Missed = _COUNTED.read(mapping, path, context)
        return counted
    if len(mapping) > 1:
        others = ", ".join(key for key in mapping if key != "missed")
        raise refused(f"with {others}, missed is how often; name the promise in each or across", (*path, "missed"))
    return Missed(str(mapping["missed"]))


def _write_condition(condition: Any) -> object:
    if not isinstance(condition, Missed):
        raise InvalidValueError(f"no key of the file stands for {type(condition).__name__}")
    one = condition.each if condition == Missed(condition.each or "any") else ()
    if len(one) == 1 and one != ("any",):
        return {"missed": one[0]}
    return {"missed": 1, **dict(as_mapping(_COUNTED.write(condition), ()))}


def _condition_schema() -> Schema:
    one = {
        "type": "object",
        "properties": {"missed": {"type": "string", "description": about(Missed, "missed")}},
        "required": ["missed"],
    }
    return {"anyOf": [{**one, "additionalProperties": False}, _COUNTED.schema()]}


CONDITION = Kind(_read_condition, _write_condition, _condition_schema)


def _effects() -> Choice:
    return Choice("effect", "effect", "smarketing.effects", EFFECTS)


_TIER = Shape(Tier, tuple(Key(name, QUANTITY) for name in ("at_least", "above", "below", "at_most", "pay")))

EFFECTS: Mapping[str, Shape] = {
    "credit": Shape(
        Credit,
        (
            Key("pay", QUANTITY),
            Key("of", QUANTITY),
            Key("tiers", listed(_TIER.kind)),
            Key("cap", QUANTITY),
            Key("only_above", QUANTITY),
        ),
        scalar="pay",
    ),
    "escalate": Shape(Escalate, (Key("to", NAMES), Key("within", QUANTITY)), scalar="to"),
    "remedy": Shape(Remedy, (Key("tasks", NAMES), Key("before", TEXT)), scalar="tasks"),
    "terminate": Shape(Terminate, (Key("right_of", TEXT), Key("notice", QUANTITY))),
}


# Definitions and scoring

DEFINITION = Shape(Definition, (Key("means", TEXT), Key("when", TEXT), Key("excludes", NAMES)))
_SCORING_RULE = Shape(ScoringRule, (Key("points", NUMBER), Key("when", CRITERION), Key("because", TEXT)))
SCORING = Shape(
    Scoring,
    (
        Key("rules", listed(_SCORING_RULE.kind)),
        Key("grades", GRADES),
        Key("grade", TEXT),
        Key("start", NUMBER),
        Key("least", NUMBER),
        Key("most", NUMBER),
    ),
)


# Parties and promises


def _read_signature(value: object, path: Path, context: Context) -> Signature:
    return Signature(str(path[-1]), DATE.read(value, path, context))


SIGNATURES = mapped(_read_signature, lambda signature: signature.on.isoformat(), "party", DATE.schema)

_NEED = Shape(PartyNeed, (Key("from", TEXT, "source"), Key("what", TEXT), Key("objective", TEXT)))


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


def _needs_schema() -> Schema:
    one = _NEED.schema()
    return {"type": ["object", "null"], "additionalProperties": {"anyOf": [one, {"type": "array", "items": one}]}}


OBJECTIVE = Shape(
    Objective,
    (
        Key("owed_by", TEXT),
        Key("owed_to", TEXT),
        Key("metric", TEXT),
        Key("part_of", TEXT),
        Key("segment", TEXT),
        Key("due", DUE_DAY, "due_day"),
        Key("no_data", NO_DATA),
        Key("relieved_when", CONDITION),
        Key("feeds", TEXT),
    ),
    choice=_evaluators,
)


# Cadence

_WHEN = ("rule", "every", "counted_from")
_RECURRENCE = Shape(Recurrence, (Key("rule", TEXT), Key("every", MONTHS)))
_REPORT = Shape(Report, (Key("from", TEXT, "giver"), Key("to", TEXT, "taker")), beside=_WHEN)
_MEETING = Shape(Meeting, (Key("who", NAMES), Key("at", TIME), Key("lasts", QUANTITY)), beside=_WHEN)


def _read_occasion(value: object, path: Path, context: Context) -> Report | Meeting:
    """A report (`from`, `to`) or a meeting (`who`), with a `rule`, or `every` so often `counted_from: term.start`."""
    mapping = as_mapping(value, path)
    when = {key: mapping[key] for key in _WHEN if key in mapping}
    counted_from = when.pop("counted_from", None)
    if ("every" in when) != (counted_from is not None) or counted_from not in (None, "term.start"):
        raise refused("'every' goes with 'counted_from: term.start', and nothing else does", path)
    recurrence = _RECURRENCE.read(when, path, context)
    shape = _MEETING if "who" in mapping else _REPORT
    occasion: Report | Meeting = shape.read(mapping, path, context, name=path[-1], recurrence=recurrence)
    return occasion


def _write_occasion(occasion: Report | Meeting) -> object:
    shape = _MEETING if isinstance(occasion, Meeting) else _REPORT
    when = dict(as_mapping(_RECURRENCE.write(occasion.recurrence), ()))
    start = {"counted_from": "term.start"} if "every" in when else {}
    return {**dict(as_mapping(shape.write(occasion), ())), **when, **start}


def _occasion_schema() -> Schema:
    start = {"enum": ["term.start"], "description": about(Recurrence, "counted_from")}
    when = {**_RECURRENCE.schema()["properties"], "counted_from": start}
    either = [
        {**shape.schema(), "properties": {**shape.schema()["properties"], **when}} for shape in (_REPORT, _MEETING)
    ]
    return {"anyOf": either}


# The whole

SECTIONS: tuple[Key, ...] = (
    Key("from", DATE, "since"),
    Key("title", TEXT),
    Key("summary", TEXT),
    Key("term", Shape(Term, (Key("start", DATE), Key("end", DATE), Key("timezone", TEXT))).kind),
    Key("no_data", NO_DATA),
    Key(
        "parties",
        named(
            Shape(
                Party,
                (
                    Key("contact", TEXT),
                    Key("role", TEXT),
                    Key("email", TEXT),
                    Key("capacity", QUANTITY),
                    Key("hours", TEXT),
                ),
            )
        ),
    ),
    Key("signatures", SIGNATURES),
    Key("needs", Kind(_read_needs, _write_needs, _needs_schema)),
    Key("units", TEXTS),
    Key("hours", HOURS),
    Key("definitions", named(DEFINITION)),
    Key("scoring", named(SCORING)),
    Key("funnel", FUNNEL.kind),
    Key(
        "metrics",
        named(Shape(Metric, (Key("unit", UNIT), Key("kind", TEXT), Key("segments", TEXTS), Key("over_months", TEXT)))),
        "metrics_declared",
    ),
    Key("objectives", named(OBJECTIVE)),
    Key("events", EVENTS),
    Key("handoffs", HANDOFFS),
    Key("channels", CHANNELS),
    Key("services", SERVICES),
    Key("consequences", named(Shape(Consequence, (Key("when", CONDITION),), choice=_effects))),
    Key("cadence", mapped(_read_occasion, _write_occasion, "name", _occasion_schema)),
)
"""The keys of an agreement file besides its version, in the order in which they are written."""


def in_file(problem: Problem, mapping: Mapping[str, object]) -> Problem:
    """Give a problem the path that its place has in a file: keys for attributes, `missed` for a promise's name."""
    path: list[str | int] = []
    part: object = mapping
    for step in problem.path:
        found = _key_of(step, part)
        path.append(found)
        part = part.get(str(found)) if isinstance(part, Mapping) else None
    return attrs.evolve(problem, path=tuple(path))


def _key_of(step: str | int, part: object) -> str | int:
    if not isinstance(part, Mapping) or step in part:
        return step
    if step == "each" and "missed" in part:
        return "missed"
    for choice in (_evaluators(), _effects()):
        if step == choice.attribute:
            return next((key for key in part if choice.shape(key)), step)
    return step
