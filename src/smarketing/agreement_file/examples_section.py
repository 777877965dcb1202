"""Worked examples in an agreement file: figures by metric, and what is expected of them by promise."""

from collections.abc import Callable, Collection
from typing import Any

import attrs

from smarketing.agreement import Example
from smarketing.agreement.sections.example_texts import (
    DUES,
    OWED,
    plain_expectation,
    plain_figures,
    read_expectation,
    read_figures,
)
from smarketing.agreement_file.class_codec import ClassCodec, named
from smarketing.agreement_file.codec import Codec, Context, JsonSchema, Path, Refused, as_mapping
from smarketing.agreement_file.value_codecs import FORMS
from smarketing.errors import Problem
from smarketing.verdicts import Status

_Read = Callable[[object, Collection[str]], tuple[Any, tuple[Problem, ...]]]

_SCALAR: JsonSchema = {"type": ["string", "number"]}
_SCALARS: JsonSchema = {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]}
_STATUS: JsonSchema = {"enum": [status.value for status in Status]}


def _reader(read_all: _Read) -> Callable[[object, Path, Context], Any]:
    """Make the reader of a part in which every mistake is a problem of its own."""

    def read(value: object, path: Path, context: Context) -> Any:
        found, problems = read_all(as_mapping(value, path), context.nouns)
        if problems:
            raise Refused(attrs.evolve(problem, path=(*path, *problem.path)) for problem in problems)
        return found

    return read


def _by_month(one: JsonSchema, alone: JsonSchema) -> JsonSchema:
    return {"anyOf": [*alone.get("anyOf", [alone]), {"type": "object", "additionalProperties": one}]}


def _over_months(one: JsonSchema) -> JsonSchema:
    return _by_month(one, {"anyOf": [one, {"type": "array", "items": one}]})


def _figures_schema() -> JsonSchema:
    return {"type": ["object", "null"], "additionalProperties": _over_months(_SCALAR)}


def _expectation_schema() -> JsonSchema:
    by_name: JsonSchema = {"type": "object", "additionalProperties": _by_month(_SCALARS, _SCALARS)}
    owed = {"anyOf": [{"enum": ["nothing"]}, by_name], "description": "Who owes whom how much; or nothing."}
    dues = {**by_name, "description": "In which months a consequence follows, or what it costs in them."}
    return {
        "type": "object",
        "properties": {OWED: owed, DUES: dues},
        "additionalProperties": _over_months(_STATUS),
    }


_EXAMPLE = ClassCodec(
    Example,
    ("name",),
    forms={
        **FORMS,
        "figures": Codec(_reader(read_figures), plain_figures, _figures_schema),
        "expected": Codec(_reader(read_expectation), plain_expectation, _expectation_schema),
    },
)

EXAMPLES = named(_EXAMPLE)
