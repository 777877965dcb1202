"""A criterion in plain English, for the text of an agreement and for people who ask why."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from smarketing.criteria.language import terms
from smarketing.criteria.language.on_records import Record, Sorts, record_test
from smarketing.criteria.language.tokens import KEYWORDS
from smarketing.criteria.language.values import is_missing
from smarketing.units import shown

_NUMBERS: dict[terms.Operator, str] = {
    "<": "less than",
    "<=": "at most",
    "==": "",
    "!=": "not",
    ">=": "at least",
    ">": "more than",
}
_DATES: dict[terms.Operator, str] = {
    "<": "before",
    "<=": "not after",
    "==": "on",
    "!=": "not on",
    ">=": "not before",
    ">": "after",
}
_MATCHES = {"contains": "contains", "starts_with": "starts with", "ends_with": "ends with"}
_NO_MATCHES = {"contains": "does not contain", "starts_with": "does not start with", "ends_with": "does not end with"}


def explained(condition: terms.Predicate) -> str:
    """Say what a condition is, in one sentence without a full stop.

    Names are as in the criterion; what `not` does to values that are not known is said with each `not`.
    """
    match condition:
        case terms.And((terms.Has(field), terms.Not(terms.Truth(other)))) if field == other:
            return f"{_term(field)} is false"
        case terms.And(parts):
            return _joined([_grouped(part) for part in _chained(parts)], "and")
        case terms.Or(parts):
            return _joined([_grouped(part) for part in parts], "or")
        case terms.Not(inside):
            return _negated(inside)
        case terms.Named(name, _):
            return f"it is {with_article(name)}"
        case terms.Constant(holds):
            return "anything" if holds else "nothing"
        case _:
            return f"{_subject(condition)} {_predicate(condition)}"


def as_written(name: str) -> str:
    """Give the name of a field as a criterion has it: in backticks if it is no word."""
    return name if name.isidentifier() and name not in KEYWORDS else f"`{name}`"


def with_article(name: str) -> str:
    """Give a name with the article that it is spoken with: `an MQL`, but `a Lead`."""
    vowels = "AEFHILMNORSX" if name.split("_", maxsplit=1)[0].isupper() else "aeiouAEIOU"
    return f"{'an' if name[0] in vowels else 'a'} {name}"


def _grouped(part: terms.Predicate | str) -> str:
    if isinstance(part, str):
        return part
    return f"({explained(part)})" if _has_parts(part) else explained(part)


def _has_parts(part: terms.Predicate) -> bool:
    """Whether what is said of a condition has an `and`, an `or` or a `but` of its own."""
    match part:
        case terms.And((terms.Has(field), terms.Not(terms.Truth(other)))) if field == other:
            return False
        case terms.Comparison(operator=operator):
            return operator == "!="
        case terms.OneOf(excluded=excluded):
            return excluded
        case terms.Not(inside):
            return not isinstance(inside, terms.Has)
    return isinstance(part, terms.And | terms.Or)


def _joined(parts: Sequence[str], word: str) -> str:
    """`a and b`, or `a, b and c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _chained(parts: Sequence[terms.Predicate]) -> Iterator[terms.Predicate | str]:
    """Comparisons of one subject in a row share it: `score is at least 50 and less than 80`."""
    place = 0
    while place < len(parts):
        one, other = parts[place], parts[place + 1] if place + 1 < len(parts) else None
        if isinstance(one, terms.Comparison) and isinstance(other, terms.Comparison) and _share(one, other):
            yield f"{_subject(one)} {_predicate(one)} and {_predicate(other).removeprefix('is ')}"
            place += 1
        else:
            yield one
        place += 1


def _share(one: terms.Comparison, other: terms.Comparison) -> bool:
    return _subject(one) == _subject(other) and not {one.operator, other.operator} & {"==", "!="}


def _negated(condition: terms.Predicate) -> str:
    match condition:
        case terms.Not(inside):
            return explained(inside)
        case terms.Constant(holds):
            return "nothing" if holds else "anything"
        case terms.Has(field):
            return f"{_term(field)} is not known"
        case terms.Truth(field):
            return f"{_term(field)} is not true, or not known"
        case terms.Named():
            return f"{explained(condition).replace('it is', 'it is not', 1)}, or not known to be one"
        case terms.Match(how, term, text):
            return f"{_term(term)} {_NO_MATCHES[how]} {text!r}, or is not known"
        case terms.OneOf():
            turned = terms.OneOf(condition.term, condition.choices, not condition.excluded)
            return f"{_subject(turned)} {_predicate(turned, known='')}, or not known"
        case terms.Comparison(left, operator, right):
            turned_round = terms.Comparison(left, terms.OPPOSITE[operator], right)
            unknown = _joined([_term(terms.Field(name)) for name in dict.fromkeys(terms.fields_of(condition))], "or")
            said = f"{_subject(turned_round)} {_predicate(turned_round, known='')}"
            if _divides(left) or _divides(right):
                return f"{said}, or {unknown} is not known, or it would divide by zero"
            return f"{said}, or {'' if unknown == _subject(turned_round) else f'{unknown} is '}not known"
    return f"it is not so that {explained(condition)}, where what is not known counts as not so"


def _subject(test: terms.Comparison | terms.OneOf | terms.Match | terms.Has | terms.Truth) -> str:
    match test:
        case terms.Comparison(terms.Literal(), _, right):
            return _term(right)
        case terms.Comparison(left=term) | terms.OneOf(term=term) | terms.Match(term=term):
            return _term(term)
        case _:
            return _term(test.field)


def _predicate(test: terms.Predicate, known: str = "known but ") -> str:
    """What is said of the subject; `known` is what a `not` says that needs the value to be there."""
    match test:
        case terms.Comparison(terms.Literal() as left, operator, right):
            return _predicate(terms.Comparison(right, terms.MIRRORED[operator], left), known)
        case terms.Comparison(_, operator, right):
            words = _DATES if isinstance(right, terms.Literal) and right.sort.kind == "date" else _NUMBERS
            both = ", both known" if known and operator == "!=" and not isinstance(right, terms.Literal) else ""
            but = known if operator == "!=" and not both else ""
            return " ".join(word for word in ("is", f"{but}{words[operator]}", f"{_term(right)}{both}") if word)
        case terms.OneOf(_, choices, excluded):
            if len(choices) == 1:
                return f"is {known}not {_term(choices[0])}" if excluded else f"is {_term(choices[0])}"
            listed = f"({', '.join(_term(choice) for choice in choices)})"
            return f"is {known}none of {listed}" if excluded else f"is one of {listed}"
        case terms.Match(how, _, text):
            return f"{_MATCHES[how]} {text!r}"
        case terms.Has():
            return "is known"
    return "is true"


def _term(term: terms.Expression, inside: bool = False) -> str:
    match term:
        case terms.Field(name):
            return as_written(name)
        case terms.Lower(field):
            return f"{_term(field)} in lower case"
        case terms.Literal():
            return _literal(term)
        case _:
            said = f"{_term(term.left, inside=True)} {term.operator} {_term(term.right, inside=True)}"
            return f"({said})" if inside else said


def _literal(literal: terms.Literal) -> str:
    if isinstance(literal.value, str):
        return repr(literal.value)
    return literal.written.replace("T", " ") if isinstance(literal.value, date) else literal.written


def _divides(term: terms.Expression) -> bool:
    """Whether a term divides by what is not fixed."""
    if not isinstance(term, terms.Arithmetic):
        return False
    by_field = term.operator == "/" and not isinstance(term.right, terms.Literal)
    return by_field or _divides(term.left) or _divides(term.right)


# Why for one record


def reasons(condition: terms.Predicate, sorts: Sorts, record: Record, level: int = 0) -> Iterator[str]:
    """Say line by line which parts of a condition hold for a record, and what the record says."""
    holds = record_test(condition, sorts)(record)
    line, inside = _line(condition, record)
    yield f"{'yes' if holds else 'no':<5}{'  ' * level}{line}"
    for part in inside:
        yield from reasons(part, sorts, record, level + 1)


def _line(condition: terms.Predicate, record: Record) -> tuple[str, Sequence[terms.Predicate]]:
    match condition:
        case terms.And(parts) if _has_parts(condition):
            return "all of these", parts
        case terms.Or(parts):
            return "any of these", parts
        case terms.Named(name, inside):
            return name, (inside,)
        case terms.Not(terms.And() | terms.Or() | terms.Not() | terms.Named() as inside):
            return "not, where what is not known counts as not so", (inside,)
    names = dict.fromkeys(terms.fields_of(condition))
    values = ", ".join(f"{_term(terms.Field(name))} is {_value(record.get(name))}" for name in names)
    return f"{explained(condition)}{f': {values}' if values else ''}", ()


def _value(value: object) -> str:
    if is_missing(value):
        return "not known"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        return shown(value)
    return repr(value) if isinstance(value, str) else str(value)
