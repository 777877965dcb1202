"""Points by the name of a promise: a number, or a list of numbers for misses one after another."""

from fractions import Fraction
from typing import Any

from smarketing.agreement_file.codec import Codec, Context, JsonSchema, Path, as_mapping
from smarketing.agreement_file.value_codecs import NUMBER, one_or_more, read_each

_NUMBERS = one_or_more(NUMBER)


def _read(value: object, path: Path, context: Context) -> tuple[tuple[str, Any], ...]:
    items = as_mapping(value, path).items()
    points = read_each(items, path, lambda each, at: _NUMBERS.read(each, at, context))
    return tuple(zip((name for name, _each in items), points, strict=True))


def _write(given: tuple[tuple[str, tuple[Fraction, ...]], ...]) -> object:
    return {name: _NUMBERS.write(points) for name, points in given}


def _schema() -> JsonSchema:
    return {"type": "object", "additionalProperties": _NUMBERS.schema()}


POINTS = Codec(_read, _write, _schema)
