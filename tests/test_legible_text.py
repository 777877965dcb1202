"""Text of others on terminals and pages: what acts is shown, and nothing else changes."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Problem
from smarketing.checks import Diagnostic
from smarketing.html_tables import html_table
from smarketing.legible_text import legible, legible_json, on_one_line

ACTING = ["\x00", "\x07", "\x1b", "\x7f", "\x9b", "\xad", "\u061c", "\u200b", "\u200e", "\u202e", "\u2028", "\u2029"]
ACTING += ["\u2066", "\ufeff", "\ud800", "\U000e0041"]
TEXTS = st.text(st.one_of(st.characters(), st.sampled_from(ACTING)))


def categories(text: str) -> set[str]:
    return {unicodedata.category(letter) for letter in text}


@given(TEXTS)
def test_nothing_that_acts_is_left(text: str) -> None:
    """No control, format, half pair or separator but the ends of lines and tabs, and on one line neither of them."""
    left = legible(text).replace("\n", "").replace("\t", "")
    assert not categories(left) & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not categories(on_one_line(text)) & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_letters_of_every_script_stay(text: str) -> None:
    """Also spaces that do not break, as in French numbers."""
    assert legible(text) == on_one_line(text) == text


@pytest.mark.parametrize("letter", ACTING)
def test_what_acts_is_shown_as_python_writes_it(letter: str) -> None:
    """A reader sees that something is there."""
    assert legible(f"a{letter}b") == f"a{letter!r}b".replace("'", "")


@given(TEXTS)
def test_json_means_the_same(text: str) -> None:
    """Escapes of JSON lose nothing, also beyond U+FFFF; what is left is legible, and UTF-8."""
    written = legible_json(json.dumps([text], ensure_ascii=False))
    assert json.loads(written) == [text]
    assert not categories(written) & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert written.encode()


@pytest.mark.parametrize("letter", ACTING)
def test_problems_diagnostics_and_tables_are_legible(letter: str) -> None:
    """Names of files and parts and messages, wherever they come from."""
    shown = repr(letter)[1:-1]
    problem = Problem(f"m{letter}", (f"p{letter}",), f"f{letter}")
    assert str(problem) == f"f{shown}: p{shown}: m{shown}"
    found = Diagnostic("SM101", "error", f"m{letter}", (f"p{letter}",), file=f"f{letter}", line=1)
    assert str(found) == f"f{shown}:1: SM101 p{shown}: m{shown}"
    assert html_table(f"c{letter}", [f"h{letter}"], [[f"v{letter}"]]) == (
        f"<table><caption>c{shown}</caption><tr><th>h{shown}</th></tr><tr><td>v{shown}</td></tr></table>"
    )
