"""The words that a unit may use: nouns that can be counted, currencies, time, shares."""

import re
from collections.abc import Iterable
from functools import lru_cache

from smarketing.errors import UnitError, name_hint
from smarketing.units.currencies import MINOR_UNITS, MONEY_WORDS, SIGNS

NOUNS = tuple(
    """
    account article attempt call campaign click client contact contract customer deal download email event follower
    impression incident inquiry invoice lead meeting MQL opportunity order outage page post project proposal prospect
    referral registration reply report request review SAL sale SQL subscriber task ticket user video visit visitor
    """.split()
)
"""What marketing, sales and service count; an agreement adds its own nouns."""

MEASURES = {
    "month": None,
    "quarter": "3 month",
    "half_year": "6 month",
    "year": "12 month",
    "second": None,
    "millisecond": "1/1000 second",
    "minute": "60 second",
    "hour": "60 minute",
    "day": "24 hour",
    "week": "7 day",
    "business_second": None,
    "business_minute": "60 business_second",
    "business_hour": "60 business_minute",
    "business_day": None,
    "calendar_day": None,
    "percent": "1/100",
    "point": None,
}
"""Time and shares, each with the text that defines it; None is a dimension of its own.

A calendar month is no number of days, business time is no elapsed time, and a business day has no number of hours.
`point` is a percentage point or a score: unlike `%`, it is no part of anything.
"""

_ABBREVIATIONS = {
    **dict.fromkeys(("ms", "msec", "msecs"), "milliseconds"),
    **dict.fromkeys(("s", "sec", "secs"), "seconds"),
    **dict.fromkeys(("min", "mins"), "minutes"),
    **dict.fromkeys(("h", "hr", "hrs"), "hours"),
    **dict.fromkeys(("d",), "days"),
    **dict.fromkeys(("rps", "qps", "req"), "requests/second"),
}
"""What is often written for a unit: only to say what to write instead."""

_OWN_NOUN = re.compile(r"[^\W\d_]\w{0,39}")


def plural(noun: str) -> str:
    """Write the plural of a noun by the rules of English spelling.

    >>> plural("reply"), plural("day"), plural("SQL"), plural("inquiry")
    ('replies', 'days', 'SQLs', 'inquiries')
    """
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "z", "ch", "sh")) else f"{noun}s"


def _with_plurals(words: Iterable[str]) -> dict[str, str]:
    return {form: word for word in words for form in (word, plural(word))}


_BUILT_IN: dict[str, str] = (
    _with_plurals([*NOUNS, *MEASURES])
    | {code: code for code in MINOR_UNITS}
    | {"%": "%", "percent": "%", "percents": "%"}
)


def noun_problem(noun: str, others: Iterable[str] = ()) -> str | None:
    """Say why a noun cannot be one of an agreement's own beside the `others`, or None if it can."""
    if not _OWN_NOUN.fullmatch(noun) or not noun.isidentifier() or noun == "per":
        return f"{noun!r} cannot be a unit; write one word of letters, digits and _, as in 'demo'"
    for form in (noun, plural(noun)):
        if form in _BUILT_IN:
            return f"{noun!r} is a unit already: {form!r} means {_BUILT_IN[form]!r} in every agreement"
        if form in _with_plurals(others):
            return f"{noun!r} is declared twice, or is the plural of another unit"
    return None


@lru_cache(maxsize=256)
def _vocabulary(nouns: tuple[str, ...]) -> dict[str, str]:
    for number, noun in enumerate(nouns):
        if problem := noun_problem(noun, nouns[:number]):
            raise UnitError(problem)
    return _BUILT_IN | _with_plurals(nouns)


def known_word(word: str, nouns: tuple[str, ...] = ()) -> str:
    """Give a unit word in the form that is kept: singular, as declared; UnitError with a hint if nobody knows it."""
    vocabulary = _vocabulary(nouns)
    if singular(word) not in vocabulary:
        if word in _ABBREVIATIONS:
            raise UnitError(f"no unit named {word!r}; write it out, as in '5 {_ABBREVIATIONS[word]}'")
        if word.casefold() in MONEY_WORDS:
            raise UnitError(
                f"no unit named {word!r}; write the currency's code, as in '5 {MONEY_WORDS[word.casefold()]}'"
            )
        hint = name_hint(word, MINOR_UNITS, 0.85 if word.isupper() else 1) or name_hint(
            word, vocabulary.keys() - MINOR_UNITS.keys(), 0.7
        )
        raise UnitError(f"no unit named {word!r}{hint}; an agreement declares nouns of its own under 'units'")
    return vocabulary[word]


def singular(word: str) -> str:
    """Give the kept form of a built-in word, and any other word as it is: the noun of some agreement.

    UnitError for the sign of a currency: it does not say which.
    """
    if word in SIGNS:
        raise UnitError(f"{word!r} is no unit; write the currency's code, as in '5 {SIGNS[word]}'")
    return _BUILT_IN.get(word, word)


def is_counted(word: str) -> bool:
    """Tell whether a word is a noun: neither a currency nor a measure of time or share."""
    return word not in MINOR_UNITS and word not in MEASURES and word != "%"


def is_built_in(word: str) -> bool:
    """Tell whether a word means the same in every agreement."""
    return word in _BUILT_IN
