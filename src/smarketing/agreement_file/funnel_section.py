"""The stages of a funnel in an agreement file: a name, or a name with its rate and options."""

import attrs

from smarketing.agreement_file.class_codec import ClassCodec, class_codec, named
from smarketing.agreement_file.codec import Codec, Context, JsonSchema, Path, as_mapping, described, refused
from smarketing.agreement_file.value_codecs import FORMS, QUANTITY, TEXT, read_each
from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Segment, Stage

_ENTERS = "enters"
_KEYS = ("of", "lag", "grows", "value", "owed_by")


_STAGE = class_codec(Stage, ("name", "rate"))
"""The options of a stage; its name and rate are a key and a value of their own."""


def _read_stages(value: object, path: Path, context: Context) -> tuple[object, ...]:
    """`[MQL, {SQL: 40 %}, {customer: 190 of 400, lag: 1 month, owed_by: Sales}]`."""
    if not isinstance(value, list):
        raise refused(f"this is {described(value)} where a list of stages belongs", path)
    return read_each(enumerate(value), path, lambda each, at: _read_stage(each, at, context))


def _read_stage(value: object, path: Path, context: Context) -> Stage:
    if isinstance(value, str):
        value = {value: _ENTERS}
    mapping = as_mapping(value, path)
    named = {name: rate for name, rate in mapping.items() if name not in _KEYS}
    if len(named) != 1:
        message = f"a stage is a name, or one name and its rate: 'SQL: 40 %', and perhaps {', '.join(_KEYS)}"
        raise refused(message, path)
    ((name, rate),) = named.items()
    kept = QUANTITY.read(f"1 {name}", path, context).unit
    text = None if rate == _ENTERS else TEXT.read(str(rate) if isinstance(rate, int) else rate, path, context)
    options = {key: option for key, option in mapping.items() if key in _KEYS}
    stage: Stage = _STAGE.read(options, path, context, name=kept, rate=text)
    return stage


def _write_stages(stages: tuple[Stage, ...]) -> object:
    befores = (None, *(stage.name for stage in stages))
    linked = zip(stages, befores, strict=False)
    return [_write_stage(attrs.evolve(stage, of=None) if stage.of == before else stage) for stage, before in linked]


def _write_stage(stage: Stage) -> object:
    """A stage as it is; one of a segment keeps its `of`, for it stands beside none."""
    if stage.name in _KEYS:
        raise InvalidValueError(f"a stage called {stage.name} cannot be written: the file has a key of that name")
    options = _STAGE.write(stage)
    rate = _ENTERS if stage.rate is None else str(stage.rate)
    bare = stage.rate is None and not options
    return stage.name if bare else {stage.name: rate, **dict(as_mapping(options, ()))}


def _stages_schema() -> JsonSchema:
    stage = dict(_STAGE.schema())
    stage |= {"additionalProperties": {"type": ["string", "number"]}, "minProperties": 1}
    return {"type": "array", "items": {"anyOf": [{"type": "string"}, stage]}}


_OWN_STAGES = Codec(_read_stages, lambda stages: [_write_stage(stage) for stage in stages], _stages_schema)
_SEGMENT = ClassCodec(Segment, ("name",), forms={**FORMS, "stages of a segment": _OWN_STAGES})
FUNNEL = ClassCodec(
    Funnel,
    forms={**FORMS, "stages": Codec(_read_stages, _write_stages, _stages_schema), "segments": named(_SEGMENT)},
)
