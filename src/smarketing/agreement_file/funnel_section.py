"""The funnel in an agreement file: stages, segments, and what the goal is made of."""

import attrs

from smarketing.agreement_file.codecs import Context, Key, Kind, Schema, Shape, as_mapping, described, refused
from smarketing.agreement_file.documents import Path
from smarketing.agreement_file.value_codecs import (
    DATES,
    FLAG,
    LAG,
    NUMBER,
    QUANTITY,
    SHARE,
    SHARE_LIST,
    SHARES,
    TEXT,
    UNIT,
    named,
    read_each,
)
from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Prior, Segment, Stage

_ENTERS = "enters"
STAGE = Shape(
    Stage,
    (
        Key("of", UNIT),
        Key("lag", LAG),
        Key("grows", FLAG),
        Key("value", QUANTITY),
        Key("owed_by", TEXT),
    ),
)
_STAGE_KEYS = tuple(key.name for key in STAGE.keys)


def _read_stages(value: object, path: Path, context: Context) -> tuple[object, ...]:
    """`[MQL, {SQL: 40 %}, {customer: 190 of 400, lag: 1 month, owed_by: Sales}]`."""
    if not isinstance(value, list):
        raise refused(f"this is {described(value)} where a list of stages belongs", path)
    return read_each(enumerate(value), path, lambda each, at: _read_stage(each, at, context))


def _read_stage(value: object, path: Path, context: Context) -> Stage:
    if isinstance(value, str):
        value = {value: _ENTERS}
    mapping = as_mapping(value, path)
    named = {name: rate for name, rate in mapping.items() if name not in _STAGE_KEYS}
    if len(named) != 1:
        message = f"a stage is a name, or one name and its rate: 'SQL: 40 %', and perhaps {', '.join(_STAGE_KEYS)}"
        raise refused(message, path)
    ((name, rate),) = named.items()
    kept = QUANTITY.read(f"1 {name}", path, context).unit
    text = None if rate == _ENTERS else TEXT.read(str(rate) if isinstance(rate, int) else rate, path, context)
    options = {key: option for key, option in mapping.items() if key in _STAGE_KEYS}
    stage: Stage = STAGE.read(options, path, context, name=kept, rate=text)
    return stage


def _write_stages(stages: tuple[Stage, ...]) -> object:
    befores = (None, *(stage.name for stage in stages))
    linked = zip(stages, befores, strict=False)
    return [_write_stage(attrs.evolve(stage, of=None) if stage.of == before else stage) for stage, before in linked]


def _write_stage(stage: Stage) -> object:
    """A stage as it is; one of a segment keeps its `of`, for it stands beside none."""
    if stage.name in _STAGE_KEYS:
        raise InvalidValueError(f"a stage called {stage.name} cannot be written: the file has a key of that name")
    options = STAGE.write(stage)
    rate = _ENTERS if stage.rate is None else str(stage.rate)
    bare = stage.rate is None and not options
    return stage.name if bare else {stage.name: rate, **dict(as_mapping(options, ()))}


def _stages_schema() -> Schema:
    stage = dict(STAGE.schema())
    stage |= {"additionalProperties": {"type": ["string", "number"]}, "minProperties": 1}
    return {"type": "array", "items": {"anyOf": [{"type": "string"}, stage]}}


_STAGES = Kind(_read_stages, _write_stages, _stages_schema)
_OWN_STAGES = Kind(_read_stages, lambda stages: [_write_stage(stage) for stage in stages], _stages_schema)
SEGMENT = Shape(
    Segment, (Key("share", SHARE), Key("goal", QUANTITY), Key("value", QUANTITY), Key("stages", _OWN_STAGES))
)

FUNNEL = Shape(
    Funnel,
    (
        Key("goal", QUANTITY),
        Key("value", QUANTITY),
        Key("stages", _STAGES),
        Key("rounding", TEXT),
        Key("sources", SHARES),
        Key("segments", named(SEGMENT)),
        Key("growth", SHARE),
        Key("seasonality", SHARE_LIST),
        Key("holidays", DATES),
        Key("confidence", SHARE),
        Key("prior", Shape(Prior, (Key("wins", NUMBER), Key("losses", NUMBER))).kind),
    ),
)
