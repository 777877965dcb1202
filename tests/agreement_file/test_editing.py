"""Laying files out evenly: comments, order, quotes and meaning stay."""

import re
import sys

import pytest
from hypothesis import assume, given

from agreement_versions import OLD
from expected_errors import refusal, whole
from smarketing import Agreement, AgreementError, dumps, loads
from smarketing.agreement_file import formatted
from smarketing.errors import MissingExtraError
from strategies import agreements

UNEVEN = """\
# What we owe each other
smarketing:   1
title:    'Leads'   # in quotes
objectives:
    leads:
        # the number of last year
        at_least:  100 SQL/month
        owed_to: Sales
        owed_by:    Marketing
parties:
        Marketing: {contact:   Josh,  }
        "Sales":   {contact: Amy}
cadence:
    review: {every: 3 months, who: [Marketing,   Sales], counted_from: term.start}   # with coffee
term: { start: 2026-01-01 }

# The end
"""
EVEN = """\
# What we owe each other
smarketing: 1
title: 'Leads'      # in quotes
objectives:
  leads:
        # the number of last year
    at_least: 100 SQL/month
    owed_to: Sales
    owed_by: Marketing
parties:
  Marketing: {contact: Josh}
  "Sales": {contact: Amy}
cadence:
  review: {every: 3 months, who: [Marketing, Sales], counted_from: term.start}       # with coffee
term: {start: 2026-01-01}

# The end
"""


def test_a_file_is_laid_out() -> None:
    """Two spaces a level and one after a colon; order, quotes, braces and comments stay."""
    assert formatted(UNEVEN) == EVEN
    assert formatted(EVEN) == EVEN


def test_lists_stand_under_their_keys() -> None:
    """Each entry two spaces further in."""
    start = OLD.index("consequences:")
    text = (
        OLD[:start]
        + "consequences:\n  tell:\n    when: {missed: leads}\n    escalate:\n      to:\n      - Josh\n      - Amy\n"
    )
    assert formatted(text) == text.replace("      - ", "        - ")


def test_long_lines_are_not_broken() -> None:
    """Whoever wrote them broke them where they should be."""
    text = OLD.replace("Who gives what.", "word " * 60 + "end")
    assert formatted(text) == text


def test_a_mark_of_the_byte_order_is_left_out() -> None:
    """It says nothing in UTF-8, and some editors put it first."""
    assert formatted("\ufeff" + OLD) == OLD


def with_comments(text: str) -> str:
    """Write a comment before each section, and one at its end where that is on one line."""
    lines = text.splitlines()
    for place, line in reversed(list(enumerate(lines))):
        if re.match(r"[a-z_]+:", line):
            lines[place] = f"# about {line.partition(':')[0]}\n{line}"
    return "\n".join(lines) + "\n"


REFUSED = "agreement.yaml cannot be laid out without changing what it says"


@given(agreements())
def test_comments_and_meaning_stay(agreement: Agreement) -> None:
    """Whatever an agreement holds; laying it out again changes nothing."""
    text = with_comments(dumps(agreement))
    assume("<<: " not in text)  # which is refused where no mapping follows
    laid_out = formatted(text)
    assert loads(laid_out) == agreement
    assert re.findall("^# .*", laid_out, re.MULTILINE) == re.findall("^# .*", text, re.MULTILINE)
    assert formatted(laid_out) == laid_out


def test_keys_stay_in_their_order() -> None:
    """Nothing is sorted."""
    turned = "".join(
        f"{key}: {value}\n" for key, value in reversed([line.split(": ", 1) for line in FLAT.splitlines()])
    )
    assert formatted(turned) == turned
    assert formatted(FLAT) == FLAT


FLAT = """\
smarketing: 1
title: Leads
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
objectives: {leads: {owed_by: Marketing, owed_to: Sales, at_least: 9 SQL/month}}
"""


@pytest.mark.parametrize(
    "text",
    [
        FLAT.replace("Marketing", "<<") + "signatures: {<<: 2025-12-15}\n",
        FLAT.replace("title: Leads", "title: 2026-02-31"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(text: str) -> None:
    """A party called as other readers of YAML call a merge, and a day that there is not, which stops them."""
    assert len(loads(text).parties) == 2
    assert refusal(lambda: formatted(text)) == (REFUSED, None)


def test_json_is_refused() -> None:
    """It has no comments, and other programs lay it out."""
    message = "a.json is JSON; only YAML is laid out, as its comments are worth keeping"
    assert refusal(lambda: formatted("{}", "a.json")) == (message, None)


def test_what_is_no_agreement_is_refused() -> None:
    """With the problems that every command finds."""
    with pytest.raises(AgreementError, match=whole("b.yaml:2:1: not YAML: did not find expected node content")):
        formatted("title: [", "b.yaml")


@pytest.mark.parametrize("text", ["title: 1_0", "summary: 0o17"])
def test_what_other_readers_take_for_something_else_stays(text: str) -> None:
    """Numbers of other versions of YAML are texts, before and after."""
    old = re.sub(f"^{text.partition(':')[0]}: .*", text, OLD, flags=re.MULTILINE)
    assert formatted(old) == old


def test_ruamel_is_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how to install it."""
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    message = "laying out files needs ruamel.yaml; run: pip install 'smarketing[edit]'"
    with pytest.raises(MissingExtraError, match=whole(message)) as caught:
        formatted(OLD)
    assert isinstance(caught.value.__cause__, ImportError)
