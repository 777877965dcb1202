"""Texts under several tests at once: whether there is one that passes all, and which.

Every test of the language looks for pieces in a text. A text is built from the pieces that must be in it with a letter
between them that no test speaks of; if it fails, it is only said that there is none where a piece that must be there
contains one that must not.
"""

from collections.abc import Iterator, Sequence
from itertools import islice, product
from string import ascii_letters, digits

from smarketing.criteria.analysis.budget import Budget
from smarketing.criteria.analysis.decision import UndecidedError
from smarketing.criteria.language.on_records import record_test
from smarketing.criteria.language.terms import Comparison, Field, FieldType, Literal, Lower, Match, OneOf

TextTest = Comparison | OneOf | Match
RequiredTest = tuple[TextTest, bool]
"""A test of one text field with literals, and whether it must hold."""

_MOST_TRIES = 4096


def passes(text: str, required: Sequence[RequiredTest], budget: Budget) -> bool:
    """Tell whether a text passes all tests."""
    return _Passing(required, budget)(text)


class _Passing:
    """All tests of a text, ready to run."""

    def __init__(self, required: Sequence[RequiredTest], budget: Budget) -> None:
        budget.spend(sum(_size(test) for test, _must in required))
        self._budget = budget
        self._names = {_name(test): FieldType("text") for test, _must in required}
        self._tests = [(record_test(test, self._names), must) for test, must in required]

    def __call__(self, text: str) -> bool:
        record = dict.fromkeys(self._names, text)
        for test, must in self._tests:
            self._budget.spend(1 + len(text) // 256)
            if test(record) is not must:
                return False
        return True


def _size(test: TextTest) -> int:
    """The steps to prepare a test."""
    return 4 + (len(test.choices) if isinstance(test, OneOf) else 0)


def fitting(required: Sequence[RequiredTest], budget: Budget) -> Iterator[str]:
    """Give texts that pass all tests: none only if there is none. UndecidedError where neither can be shown."""
    passing, listed = _Passing(required, budget), _listed(required)
    tried = _built(required, budget) if listed is None else _spelled(*listed, budget)
    found = filter(passing, tried)
    first = next(found, None)
    if first is not None:
        yield first
        yield from found if is_listed(required) else islice(found, 3)
    elif not (_refuted(required, budget) if listed is None else _none_of(*listed, required, budget)):
        raise UndecidedError("texts that must and must not contain each other's parts")


def _none_of(texts: Sequence[str], lower: bool, required: Sequence[RequiredTest], budget: Budget) -> bool:
    """Tell whether none of these fit for certain; a text in lower case may have rarer spellings than capitals."""
    if not lower:
        return True
    passing = _Passing([(test, must) for test, must in required if isinstance(_subject(test), Lower)], budget)
    return not any(map(passing, texts))


def is_listed(required: Sequence[RequiredTest]) -> bool:
    """Tell whether the tests leave only texts of a list."""
    listed = _listed(required)
    return listed is not None and not listed[1]


def _listed(required: Sequence[RequiredTest]) -> tuple[Sequence[str], bool] | None:
    """All texts that a test leaves, if one leaves only some (`grade in ['A', 'B']`), and whether they are lower case.

    A test of the field itself is preferred: its texts are all there are.
    """
    lists = [(texts, isinstance(_subject(test), Lower)) for test, must in required if (texts := _equal_to(test, must))]
    return min(lists, key=lambda each: each[1], default=None)


def _spelled(texts: Sequence[str], lower: bool, budget: Budget) -> Iterator[str]:
    """The texts, and those in lower case also in other spellings."""
    for text in texts:
        if not lower:
            yield text
        else:
            budget.spend(len(text))
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


def _built(required: Sequence[RequiredTest], budget: Budget) -> Iterator[str]:
    """Texts of the pieces that must be there, shorter and longer, in small letters and in capitals."""
    pieces = [test for test, must in required if isinstance(test, Match) and must]
    inside = [test for test in pieces if test.how == "contains"]
    start, end = (
        max((test for test in pieces if test.how == how), key=lambda test: len(test.text), default=None)
        for how in ("starts_with", "ends_with")
    )
    parts = [each for each in (start, *inside, end) if each is not None]
    literals = "".join(_literals(test) for test, _must in required)
    budget.spend(len(literals) // 16)
    used = set(literals)
    other = next(letter for letter in _letters() if letter not in used and letter.upper() not in used)
    written = product(*(dict.fromkeys((part.text, *_in_capitals(part))) for part in parts))
    for texts in islice(written, _MOST_TRIES // 4):
        for length in range(4):
            budget.spend(1 + len(texts) // 16)
            between = other * length
            head = "" if start is not None else between
            yield head + between.join(texts) + ("" if end is not None else between)


def _in_capitals(test: Match) -> Iterator[str]:
    if isinstance(test.term, Lower) and test.text.upper().lower() == test.text:
        yield test.text.upper()


def _letters() -> Iterator[str]:
    yield from "x" + digits + ascii_letters
    yield from map(chr, range(0x4E00, 0x9FFF))  # letters without upper and lower case, more than a criterion has


def _refuted(required: Sequence[RequiredTest], budget: Budget) -> bool:
    """Tell whether no text passes because of one of the tests, or because two exclude each other."""
    if any(isinstance(test, Match) and not test.text and not must for test, must in required):
        return True
    matches = [(test, must) for test, must in required if isinstance(test, Match)]
    pieces = [(test, must) for test, must in matches if must]
    return any(_exclude(one, other, budget) for one in pieces for other in matches if one is not other)


def _exclude(one: tuple[Match, bool], other: tuple[Match, bool], budget: Budget) -> bool:
    """A piece that must be there contains one that must not, or two starts (or ends) differ."""
    (test, _must), (second, must_too) = one, other
    budget.spend(2 + len(test.text) // 256)
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
