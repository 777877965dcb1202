"""A criterion in plain English, for the text of an agreement and for people who ask why."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from smarketing.criteria.records import Record, Sorts, is_missing, record_test
from smarketing.criteria.terms import (
    MIRRORED,
    OPPOSITE,
    And,
    Arithmetic,
    Comparison,
    Condition,
    Constant,
    Field,
    Has,
    Literal,
    Lower,
    Match,
    Named,
    Not,
    OneOf,
    Operator,
    Or,
    Term,
    Truth,
    fields_of,
)
from smarketing.units import shown

_NUMBERS: dict[Operator, str] = {
    "<": "less than",
    "<=": "at most",
    "==": "",
    "!=": "known and not",
    ">=": "at least",
    ">": "more than",
}
_DATES: dict[Operator, str] = {
    "<": "before",
    "<=": "not after",
    "==": "on",
    "!=": "known and not on",
    ">=": "not before",
    ">": "after",
}
_MATCHES = {"contains": "contains", "starts_with": "starts with", "ends_with": "ends with"}
_NO_MATCHES = {"contains": "does not contain", "starts_with": "does not start with", "ends_with": "does not end with"}


def explained(condition: Condition) -> str:
    """Say what a condition is, in one sentence without a full stop.

    Names are as in the criterion; what `not` does to values that are not known is said with each `not`.
    """
    match condition:
        case And(parts):
            return _joined([_grouped(part) for part in _chained(parts)], "and")
        case Or(parts):
            return _joined([_grouped(part) for part in parts], "or")
        case Not(inside):
            return _negated(inside)
        case Named(name, _):
            return f"it is {with_article(name)}"
        case Constant(holds):
            return "anything" if holds else "nothing"
        case _:
            return f"{_subject(condition)} {_predicate(condition)}"


def with_article(name: str) -> str:
    """Give a name with the article that it is spoken with: `an MQL`, but `a Lead`."""
    vowels = "AEFHILMNORSX" if name.isupper() else "aeiouAEIOU"
    return f"{'an' if name[0] in vowels else 'a'} {name}"


def _grouped(part: Condition | str) -> str:
    if isinstance(part, str):
        return part
    many = isinstance(part, And | Or) or (isinstance(part, Not) and not isinstance(part.condition, Has))
    return f"({explained(part)})" if many else explained(part)


def _joined(parts: Sequence[str], word: str) -> str:
    """`a and b`, or `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _chained(parts: Sequence[Condition]) -> Iterator[Condition | str]:
    """Comparisons of one subject in a row share it: `score is at least 50 and less than 80`."""
    place = 0
    while place < len(parts):
        one, other = parts[place], parts[place + 1] if place + 1 < len(parts) else None
        if isinstance(one, Comparison) and isinstance(other, Comparison) and _share(one, other):
            yield f"{_subject(one)} {_predicate(one)} and {_predicate(other).removeprefix('is ')}"
            place += 1
        else:
            yield one
        place += 1


def _share(one: Comparison, other: Comparison) -> bool:
    return _subject(one) == _subject(other) and not {one.operator, other.operator} & {"==", "!="}


def _negated(condition: Condition) -> str:
    match condition:
        case Not(inside):
            return explained(inside)
        case Constant(holds):
            return "nothing" if holds else "anything"
        case Has(field):
            return f"{_term(field)} is not known"
        case Truth(field):
            return f"{_term(field)} is not true, or not known"
        case Named():
            return f"{explained(condition).replace('it is', 'it is not', 1)}, or not known to be one"
        case Match(how, term, text):
            return f"{_term(term)} {_NO_MATCHES[how]} {text!r}, or is not known"
        case OneOf():
            turned = OneOf(condition.term, condition.choices, not condition.excluded)
            return f"{_subject(turned)} {_predicate(turned).replace('known and ', '')}, or not known"
        case Comparison(left, operator, right):
            turned_round = Comparison(left, OPPOSITE[operator], right)
            unknown = _joined(list(dict.fromkeys(fields_of(condition))), "or")
            said = f"{_subject(turned_round)} {_predicate(turned_round).replace('known and ', '')}"
            return (
                f"{said}, or not known" if unknown == _subject(turned_round) else f"{said}, or {unknown} is not known"
            )
    return f"it is not so that {explained(condition)}, where what is not known counts as not so"


def _subject(test: Condition) -> str:
    match test:
        case Comparison(Literal(), _, right):
            return _term(right)
        case Comparison(left=term) | OneOf(term=term) | Match(term=term) | Has(term) | Truth(term):
            return _term(term)
    raise AssertionError(test)  # pragma: no cover - only tests have subjects


def _predicate(test: Condition) -> str:
    match test:
        case Comparison(Literal() as left, operator, right):
            return _predicate(Comparison(right, MIRRORED[operator], left))
        case Comparison(_, operator, right):
            words = _DATES if isinstance(right, Literal) and right.sort.kind == "date" else _NUMBERS
            return " ".join(word for word in ("is", words[operator], _term(right)) if word)
        case OneOf(_, choices, excluded):
            listed = ", ".join(_term(choice) for choice in choices)
            return f"is known and none of {listed}" if excluded else f"is one of {listed}"
        case Match(how, _, text):
            return f"{_MATCHES[how]} {text!r}"
        case Has():
            return "is known"
    return "is true"


def _term(term: Term, inside: bool = False) -> str:
    match term:
        case Field(name):
            return name
        case Lower(Field(name)):
            return f"{name} in lower case"
        case Literal():
            return repr(term.value) if isinstance(term.value, str) else term.written.replace("T", " ")
        case Arithmetic(operator, left, right):
            said = f"{_term(left, inside=True)} {operator} {_term(right, inside=True)}"
            return f"({said})" if inside else said


# Why for one record


def reasons(condition: Condition, sorts: Sorts, record: Record, level: int = 0) -> Iterator[str]:
    """Say line by line which parts of a condition hold for a record, and what the record says."""
    holds = record_test(condition, sorts)(record)
    line, inside = _line(condition, record)
    yield f"{'yes' if holds else 'no':<5}{'  ' * level}{line}"
    for part in inside:
        yield from reasons(part, sorts, record, level + 1)


def _line(condition: Condition, record: Record) -> tuple[str, Sequence[Condition]]:
    match condition:
        case And(parts):
            return "all of these", parts
        case Or(parts):
            return "any of these", parts
        case Named(name, inside):
            return name, (inside,)
        case Not(And() | Or() | Not() | Named() as inside):
            return "not, where what is not known counts as not so", (inside,)
    values = ", ".join(f"{name} is {_value(record.get(name))}" for name in dict.fromkeys(fields_of(condition)))
    return f"{explained(condition)}{f': {values}' if values else ''}", ()


def _value(value: object) -> str:
    if is_missing(value):
        return "not known"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return shown(value)
    return repr(value) if isinstance(value, str) else str(value)
