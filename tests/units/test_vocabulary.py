"""Words that units may use: plurals, an agreement's own nouns, and why one may be refused."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import UnitError
from smarketing.units import MINOR_UNITS, Quantity, is_built_in, noun_problem, plural, quantity


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("lead", "leads"),
        ("reply", "replies"),
        ("inquiry", "inquiries"),
        ("day", "days"),
        ("survey", "surveys"),
        ("box", "boxes"),
        ("class", "classes"),
        ("match", "matches"),
        ("dish", "dishes"),
        ("waltz", "waltzes"),
        ("SQL", "SQLs"),
        ("business_day", "business_days"),
    ],
)
def test_plurals_follow_english_spelling(noun: str, many: str) -> None:
    """After a consonant y becomes ies; after a hiss comes es."""
    assert plural(noun) == many


@pytest.mark.parametrize(
    "noun", ["demo", "demos", "sales_call", "Öffnung", "x", "x9", "a" * 40, "Lead", "LEAD", "perk"]
)
def test_words_that_an_agreement_may_declare(noun: str) -> None:
    """One word of letters, digits and _, in any script, that means nothing yet."""
    assert noun_problem(noun) is None
    assert quantity(f"2 {noun}", [noun]) == Quantity(2, noun)
    assert not is_built_in(noun)


@pytest.mark.parametrize(
    "noun", ["", " demo", "two words", "a/b", "%", "$", "9a", "_a", "a" * 41, "a-b", "per", "a\n", "5"]
)
def test_words_that_are_no_words_are_refused(noun: str) -> None:
    """The message shows what a noun looks like."""
    message = f"{noun!r} cannot be a unit; write one word of letters, digits and _, as in 'demo'"
    assert noun_problem(noun) == message


@pytest.mark.parametrize(
    ("noun", "form", "meaning"),
    [
        ("lead", "lead", "lead"),
        ("leads", "leads", "lead"),
        ("replies", "replies", "reply"),
        ("replie", "replies", "reply"),
        ("month", "month", "month"),
        ("percent", "percent", "%"),
        ("USD", "USD", "USD"),
        ("point", "point", "point"),
    ],
)
def test_words_that_have_a_meaning_keep_it(noun: str, form: str, meaning: str) -> None:
    """No agreement can make a lead, a month or a dollar mean something else, not even through a plural."""
    message = f"{noun!r} is a unit already: {form!r} means {meaning!r} in every agreement"
    assert noun_problem(noun) == message
    with pytest.raises(UnitError, match=whole(message)):
        quantity("1 demo", ["demo", noun])
    assert is_built_in(form)


@pytest.mark.parametrize(("first", "second"), [("demo", "demo"), ("demo", "demos"), ("demos", "demo")])
def test_a_noun_is_declared_once(first: str, second: str) -> None:
    """Neither twice nor as the plural of another, in whichever order."""
    message = f"{second!r} is declared twice, or is the plural of another unit"
    assert noun_problem(second, [first]) == message
    with pytest.raises(UnitError, match=whole(message)):
        quantity("1 lead", [first, second])


@given(st.text(max_size=50))
def test_a_word_is_built_in_or_has_a_problem_or_is_unknown(word: str) -> None:
    """A word of the library can never be declared; any other is not known until it is."""
    if is_built_in(word):
        assert noun_problem(word) is not None
    elif noun_problem(word) is None:
        hint, declare = r"( \(did you mean '[^']+'\?\))?", "; an agreement declares nouns of its own under 'units'"
        with pytest.raises(UnitError, match=rf"^no unit named {re.escape(repr(word))}{hint}{declare}$"):
            quantity(f"1 {word}")


def test_every_word_of_the_library_is_built_in() -> None:
    """Nouns, time, shares and currencies, in the singular and the plural; currencies have no plural."""
    words = "lead leads MQL SQLs reply replies month quarters business_hours percent % point".split()
    assert [word for word in [*words, *MINOR_UNITS] if not is_built_in(word)] == []
    assert [word for word in ["USDs", "usd", "$", "per", "", "kilomonth"] if is_built_in(word)] == []
