"""What units measure and how they convert: the one user of pint.

pint sees units that have passed the grammar, never a whole quantity and never a noun, and every answer is remembered. A
word that is no measure of time or share is its own dimension, so what it means never depends on what else was read.
"""

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from smarketing.errors import UnitError
from smarketing.units.vocabulary import MEASURES

if TYPE_CHECKING:
    import pint

_LONGEST = 120
_WORD = r"(?:[^\W\d_]\w*|[%$€£¥₹])"
_UNIT = re.compile(rf"{_WORD}(?:(?:\s*/\s*|\s+per\s+){_WORD})*")
_BETWEEN = re.compile(r"\s*/\s*|\s+per\s+")


@attrs.frozen
class Dimension:
    """What a unit measures: powers of independent words, sorted, and how many of those one unit holds."""

    factor: Fraction
    powers: tuple[tuple[str, int], ...]


def unit_words(unit: str) -> list[str]:
    """Give the words of a unit, the first above the line and the rest below it; UnitError if the text is no unit."""
    words = _BETWEEN.split(unit)
    if len(unit) > _LONGEST or not _UNIT.fullmatch(unit) or "per" in words:
        start = unit if len(unit) <= 40 else f"{unit[:40]}..."
        joined = "_".join(unit.split())
        hint = f" (did you mean {joined!r}?)" if joined.removesuffix("s") in MEASURES else ""
        raise UnitError(f"{start!r} is not a unit; write words with / between them, as in 'SQL/month'{hint}")
    return words


@lru_cache(maxsize=4096)
def dimension(unit: str) -> Dimension:
    """Give what a unit in kept form measures; the unit '' is a plain number."""
    if not unit:
        return Dimension(Fraction(1), ())
    words = unit_words(unit)
    nouns = sorted(set(words).difference(MEASURES, {"%"}))
    stand_ins = {noun: f"noun_{place}" for place, noun in enumerate(nouns)} | {"%": "percent"}
    text = "/".join(stand_ins.get(word, word) for word in words)
    factor, base = _registry(len(nouns)).get_base_units(text)
    names = {stand_in: noun for noun, stand_in in stand_ins.items()}
    parts: dict[str, Any] = dict(base._units)  # noqa: SLF001 - pint has no public way to the parts of a unit
    powers = ((names.get(word, word), int(power)) for word, power in parts.items())
    return Dimension(Fraction(str(factor)), tuple(sorted(powers)))


@lru_cache(maxsize=256)
def _registry(nouns: int) -> "pint.UnitRegistry[Fraction]":
    """Make a registry of the measures and so many nouns; it never learns what they are called."""
    import pint  # noqa: PLC0415 - it takes half of the time of importing this library, and most work converts nothing

    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(None, non_int_type=Fraction)
    for word, meaning in MEASURES.items():
        registry.define(f"{word} = {meaning or f'[{word}]'}")
    for place in range(nouns):
        registry.define(f"noun_{place} = [noun_{place}]")
    return registry
