"""Texts under several tests at once: whether there is one that passes all, and which.

Every test of the language looks for pieces in a text. A text is built from the pieces that must be in it with a letter
between them that no test speaks of; if it fails, it is only said that there is none where a piece that must be there
contains one that must not.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from string import ascii_letters, digits

from smarketing.criteria.analysis.decision import UndecidedError
from smarketing.criteria.language.on_records import record_test
from smarketing.criteria.language.terms import Comparison, Field, FieldType, Literal, Lower, Match, OneOf

TextTest = Comparison | OneOf | Match
Wanted = tuple[TextTest, bool]
"""A test of one text field with literals, and whether it must hold."""

_MOST_TRIES = 4096


def passes(text: str, wanted: Sequence[Wanted]) -> bool:
    """Tell whether a text passes all tests."""
    return all(_holds(test, text) is must for test, must in wanted)


def _holds(test: TextTest, text: str) -> bool:
    name = _name(test)
    return record_test(test, {name: FieldType("text")})({name: text})


def fitting(wanted: Sequence[Wanted]) -> Iterator[str]:
    """Give texts that pass all tests: none only if there is none. UndecidedError where neither can be shown."""
    listed = _listed(wanted)
    tried = _built(wanted) if listed is None else _spelled(*listed)
    found = (text for text in tried if passes(text, wanted))
    first = next(found, None)
    if first is not None:
        yield first
        yield from found if is_listed(wanted) else islice(found, 3)
    elif not (_refuted(wanted) if listed is None else _none_of(*listed, wanted)):
        raise UndecidedError("texts that must and must not contain each other's parts")


def _none_of(texts: Sequence[str], lower: bool, wanted: Sequence[Wanted]) -> bool:
    """Tell whether none of these fit for certain; a text in lower case may have rarer spellings than capitals."""
    in_lower_case = [(test, must) for test, must in wanted if isinstance(_subject(test), Lower)]
    return not lower or not any(passes(text, in_lower_case) for text in texts)


def is_listed(wanted: Sequence[Wanted]) -> bool:
    """Tell whether the tests leave only texts of a list."""
    listed = _listed(wanted)
    return listed is not None and not listed[1]


def _listed(wanted: Sequence[Wanted]) -> tuple[Sequence[str], bool] | None:
    """All texts that a test leaves, if one leaves only some (`grade in ['A', 'B']`), and whether they are lower case.

    A test of the field itself is preferred: its texts are all there are.
    """
    lists = [(texts, isinstance(_subject(test), Lower)) for test, must in wanted if (texts := _equal_to(test, must))]
    return min(lists, key=lambda each: each[1], default=None)


def _spelled(texts: Sequence[str], lower: bool) -> Iterator[str]:
    """The texts, and those in lower case also in other spellings."""
    for text in texts:
        if not lower:
            yield text
        else:
            spellings = map("".join, product(*(dict.fromkeys((letter, *_capitals(letter))) for letter in text)))
            yield from islice(spellings, _MOST_TRIES)


def _equal_to(test: TextTest, must: bool) -> Sequence[str] | None:
    """The texts that a test demands, if it demands some."""
    if isinstance(test, OneOf):
        return [str(choice.value) for choice in test.choices] if must is not test.excluded else None
    if isinstance(test, Comparison) and must is (test.operator == "=="):
        return [_text(test)]
    return None


def _capitals(letter: str) -> Iterator[str]:
    if letter.upper().lower() == letter and len(letter.upper()) == 1:
        yield letter.upper()


def _built(wanted: Sequence[Wanted]) -> Iterator[str]:
    """Texts of the pieces that must be there, shorter and longer, in small letters and in capitals."""
    pieces = [test for test, must in wanted if isinstance(test, Match) and must]
    inside = [test for test in pieces if test.how == "contains"]
    start, end = (
        max((test for test in pieces if test.how == how), key=lambda test: len(test.text), default=None)
        for how in ("starts_with", "ends_with")
    )
    parts = [each for each in (start, *inside, end) if each is not None]
    used = set("".join(_literals(test) for test, _must in wanted))
    other = next(letter for letter in _letters() if letter not in used and letter.upper() not in used)
    written = product(*(dict.fromkeys((part.text, *_in_capitals(part))) for part in parts))
    for texts in islice(written, _MOST_TRIES // 4):
        for length in range(4):
            between = other * length
            head = "" if start is not None else between
            yield head + between.join(texts) + ("" if end is not None else between)


def _in_capitals(test: Match) -> Iterator[str]:
    if isinstance(test.term, Lower) and test.text.upper().lower() == test.text:
        yield test.text.upper()


def _letters() -> Iterator[str]:
    yield from "x" + digits + ascii_letters
    yield from map(chr, range(0x4E00, 0x9FFF))  # letters without upper and lower case, more than a criterion has


def _refuted(wanted: Sequence[Wanted]) -> bool:
    """Tell whether no text passes because of one of the tests, or because two exclude each other."""
    if any(isinstance(test, Match) and not test.text and not must for test, must in wanted):
        return True
    return any(_exclude(one, other) for one in wanted for other in wanted if one is not other)


def _exclude(one: Wanted, other: Wanted) -> bool:
    """A piece that must be there contains one that must not, or two starts (or ends) differ."""
    (test, must), (second, must_too) = one, other
    if not (isinstance(test, Match) and isinstance(second, Match) and must):
        return False
    if isinstance(second.term, Lower):
        if "Σ" in test.text:  # its small letter depends on what follows
            return False
        piece = test.text.lower()
    elif isinstance(test.term, Lower):
        return False
    else:
        piece = test.text
    if not must_too:
        return _gives(test.how, piece, second)
    ends = {"starts_with": str.startswith, "ends_with": str.endswith}
    if test.how != second.how or test.how == "contains" or len(second.text) > len(piece):
        return False
    return not ends[test.how](piece, second.text)


def _gives(how: str, piece: str, second: Match) -> bool:
    """Tell whether a text with a piece there passes the second test for certain."""
    if second.how == "contains":
        return second.text in piece
    return how == second.how and (
        piece.startswith(second.text) if how == "starts_with" else piece.endswith(second.text)
    )


def _subject(test: TextTest) -> Field | Lower:
    term = test.left if isinstance(test, Comparison) else test.term
    return term if isinstance(term, Field | Lower) else Field("")


def _name(test: TextTest) -> str:
    subject = _subject(test)
    return subject.field.name if isinstance(subject, Lower) else subject.name


def _text(test: Comparison) -> str:
    return str(test.right.value) if isinstance(test.right, Literal) else ""


def _literals(test: TextTest) -> str:
    if isinstance(test, Match):
        return test.text
    return "".join(str(choice.value) for choice in test.choices) if isinstance(test, OneOf) else _text(test)
