"""What units measure and how they convert: the one user of pint.

pint sees words that have passed the grammar, never a whole quantity, and every answer is remembered. A word that is
no measure of time or share is a dimension of its own, so the meaning of a word never depends on what else was read.
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
    if len(unit) > _LONGEST or not _UNIT.fullmatch(unit):
        start = unit if len(unit) <= 40 else f"{unit[:40]}..."
        raise UnitError(f"{start!r} is not a unit; write words with / between them, as in 'SQL/month'")
    return _BETWEEN.split(unit)


@lru_cache(maxsize=4096)
def dimension(unit: str) -> Dimension:
    """Give what a unit in kept form measures; the unit '' is a plain number."""
    if not unit:
        return Dimension(Fraction(1), ())
    nouns = frozenset(unit_words(unit)).difference(MEASURES, {"%"})
    factor, base = _registry(nouns).get_base_units(unit.replace("%", "percent"))
    powers: dict[str, Any] = dict(base._units)  # noqa: SLF001 - pint has no public way to the parts of a unit
    return Dimension(Fraction(str(factor)), tuple(sorted((word, int(power)) for word, power in powers.items())))


@lru_cache(maxsize=256)
def _registry(nouns: frozenset[str]) -> "pint.UnitRegistry[Fraction]":
    import pint  # noqa: PLC0415 - it takes half of the time of importing this library, and most work converts nothing

    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(None, non_int_type=Fraction)
    for word, meaning in MEASURES.items():
        registry.define(f"{word} = {meaning or f'[{word}]'}")
    for noun in sorted(nouns):
        registry.define(f"{noun} = [{noun}]")
    return registry
