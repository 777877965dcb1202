"""The text of a criterion cut into words: names, values, operators."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Literal as OneOfTexts

import attrs

from smarketing.criteria.language.terms import FieldType, Literal
from smarketing.errors import InvalidValueError
from smarketing.units import quantity

MOST_LETTERS = 10_000
MOST_DIGITS = 15
"""So many digits a floating-point column tells apart; a number with more would not mean the same everywhere."""

KEYWORDS = frozenset({"and", "or", "not", "in", "True", "False", "None", "if", "else", "is"})

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
_LONGEST = 100_000 * 365  # days; longer than any span between two dates that can be written

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "[0-2][0-9]:[0-5][0-9]"
_UNIT = r"%|(?!(?:and|or|not|in|if|else|is)\b)[^\W\d]\w*"
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    | `(?P<quoted>[^`\n]+)`
    | (?P<date>{_DAY}(?:T{_CLOCK}(?::[0-5][0-9](?:\.[0-9]{{1,6}})?)?(?:Z|[+-]{_CLOCK})?)?)(?![\w:-])
    | (?P<number>(?![0-9]+-[0-9]+-[0-9])(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?![\w.])(?:[ \u00a0\u202f]*(?P<unit>{_UNIT}))?
    | (?P<text>'(?:[^'\\\n]|\\['"\\])*'|"(?:[^"\\\n]|\\['"\\])*")
    | (?P<name>[^\W\d]\w*)
    | (?P<operator><=|>=|==|!=|[-<>+*/()\[\],])""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"""\\(['"\\])""")


@attrs.define(slots=False)
class CriterionError(InvalidValueError):
    """A text that is no criterion; `column` counts its letters from 1."""

    column: int = 1

    def __str__(self) -> str:
        return f"column {self.column}: {self.message}"


@attrs.frozen
class Token:
    """A word of a criterion: the name of something, a value, a keyword or an operator."""

    kind: OneOfTexts["name", "quoted", "value", "keyword", "operator"]
    text: str
    column: int
    value: Literal | None = None


def tokens(text: str, nouns: tuple[str, ...]) -> Iterator[Token]:
    """Cut a text into tokens; CriterionError at what belongs to none."""
    if len(text) > MOST_LETTERS:
        raise CriterionError(f"a criterion has at most {MOST_LETTERS} letters; this has {len(text)}")
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise CriterionError(_unexpected(text[place:]), column=place + 1)
        if found.lastgroup != "space":
            yield _token(found, place + 1, nouns)
        place = found.end()


def _token(found: re.Match[str], column: int, nouns: tuple[str, ...]) -> Token:
    text = found[0]
    if found["quoted"]:
        return Token("quoted", found["quoted"], column)
    if found["name"]:
        return Token("keyword" if text in KEYWORDS else "name", text, column)
    if found["operator"]:
        return Token("operator", text, column)
    try:
        return Token("value", text, column, attrs.evolve(_value(found, nouns), written=text))
    except InvalidValueError as error:
        raise CriterionError(error.message, column=column) from error


def _value(found: re.Match[str], nouns: tuple[str, ...]) -> Literal:
    if found["text"]:
        return Literal(_ESCAPED.sub(r"\1", found["text"][1:-1]), FieldType("text"))
    if found["date"]:
        at = _date(found["date"])
        return Literal(at, FieldType("date", "UTC" if isinstance(at, datetime) and at.tzinfo is not None else "local"))
    return _number(found["number"], found["unit"], nouns)


def _date(text: str) -> date | datetime:
    try:
        at = datetime.fromisoformat(text.replace("T24", "T99")) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise InvalidValueError(f"{text} is not a date of the calendar") from None
    if at.year in {1, 9999}:  # so that the day before and after, in any zone, is one too
        raise InvalidValueError(f"{text} is not a date between the years 2 and 9998")
    return at


_JOINING = ("and", "or", "not", "in")


def _number(text: str, unit: str | None, nouns: tuple[str, ...]) -> Literal:
    if len(text.replace(".", "").strip("0")) > MOST_DIGITS or len(text) > 3 * MOST_DIGITS:
        raise InvalidValueError(
            f"a number has at most {MOST_DIGITS} digits, as many as every table tells apart: {text}"
        )
    number = Fraction(text)
    if unit is None:
        return Literal(number, FieldType("number"))
    if unit.lower() in _JOINING:
        raise InvalidValueError(f"{unit!r} is no unit; write {unit.lower()!r} in small letters")
    kept = quantity(f"1 {unit}", nouns).unit
    if kept == "%":
        return Literal(number / 100, FieldType("number"))
    if kept not in _SECONDS:
        return Literal(number, FieldType("amount", kept))
    if number * _SECONDS[kept] > _LONGEST * 86400:
        raise InvalidValueError(f"{text} {unit} is longer than any time between two dates")
    microseconds = number * _SECONDS[kept] * 1_000_000
    if microseconds.denominator != 1:
        raise InvalidValueError(f"{text} {unit} is not a whole number of microseconds")
    return Literal(microseconds, FieldType("duration"))


def _unexpected(rest: str) -> str:
    first = rest[0]
    if first == "`":
        return "a field's name in ` ` ends in the line where it starts"
    if first in "'\"":
        return "a text ends in the line where it starts, and has a backslash only before a quote or a backslash"
    if first == "%":
        return "% comes after a number, as in 40 %"
    if first == "=":
        return "= is no comparison; write =="
    if first.isdecimal():
        (word,) = re.findall(r"^[\w.:-]+", rest)
        return f"{word!r} is neither a number nor a date, as in 0.5 or 2026-01-31"
    return f"{first!r} does not belong in a criterion"
