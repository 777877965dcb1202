"""All rules together: what is asked, in which order it is answered, and how an answer reads."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import PAGES, document
from expected_errors import refusal
from smarketing import Agreement, Problem, dump, loads
from smarketing.agreement_file import check_file
from smarketing.checks import ALL_RULES, UNREADABLE, Diagnostic, check, chosen_rules
from smarketing.reports import diagnostics_json
from strategies import agreements

CODES = [rule.code for rule in ALL_RULES]
BEGINNINGS = sorted({code[:length] for code in CODES for length in range(1, 6)})
LEADS = "{leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}}"


# The rules


def test_rules_are_told_apart() -> None:
    """Codes are unique, well-formed and in order; no two rules have one name."""
    assert sorted(set(CODES)) == CODES
    assert [code for code in CODES if not re.fullmatch(r"SM[1-5]\d\d", code)] == []
    assert len({rule.name for rule in ALL_RULES}) == len(ALL_RULES)
    assert {rule.severity for rule in ALL_RULES} == {"error", "warning", "note"}


def test_every_rule_has_a_page() -> None:
    """And every page has a rule."""
    assert sorted(page.stem for page in PAGES.glob("SM*.md")) == CODES


# Which are asked

beginnings = st.lists(st.sampled_from(BEGINNINGS), max_size=3)


@given(beginnings, beginnings)
def test_rules_are_chosen_by_how_their_codes_begin(select: Sequence[str], ignore: Sequence[str]) -> None:
    """All but the ignored if none is selected; what is ignored and selected is ignored."""
    chosen = [rule.code for rule in chosen_rules(iter(select), iter(ignore))]
    assert chosen == [
        code
        for code in CODES
        if (not select or any(code[: len(each)] == each for each in select))
        and not any(code[: len(each)] == each for each in ignore)
    ]


def test_by_default_all_are_asked() -> None:
    """What cannot be read is no rule to be asked, but may be named."""
    assert chosen_rules() == ALL_RULES
    assert chosen_rules(["SM0"]) == chosen_rules([UNREADABLE]) == ()
    assert chosen_rules(ignore=[UNREADABLE]) == ALL_RULES


@pytest.mark.parametrize("code", ["SM9", "SM3011", "sm3", "", " SM3", "301", "SM002"])
@pytest.mark.parametrize("choose", [lambda code: chosen_rules([code]), lambda code: chosen_rules((), ["SM1", code])])
def test_a_code_of_no_rule_is_refused(code: str, choose: Callable[[str], object]) -> None:
    """Whether it is selected or ignored; the message says which codes there are."""
    message = f"no rule's code starts with {code!r}; codes are SM001 to {CODES[-1]}"
    assert refusal(lambda: choose(code)) == (message, None)


def test_wrong_codes_are_refused_everywhere(tmp_path: Path) -> None:
    """Also before a file is looked for."""
    message = f"no rule's code starts with 'SM6'; codes are SM001 to {CODES[-1]}"
    agreement = loads(document(LEADS))
    assert refusal(lambda: check(agreement, select=["SM6"])) == (message, None)
    assert refusal(lambda: check_file(tmp_path / "none.yaml", ignore=["SM6"])) == (message, None)


# What is answered


@given(agreements())
def test_rules_answer_one_by_one_as_together(agreement: Agreement) -> None:
    """In the order of the codes, twice the same, each with the severity of its rule, and as JSON."""
    flaws = check(agreement)
    assert [each for code in CODES for each in check(agreement, select=[code])] == list(flaws)
    severities = {rule.code: rule.severity for rule in ALL_RULES}
    assert [each.severity for each in flaws] == [severities[each.code] for each in flaws]
    assert {(each.file, each.line, each.column) for each in flaws} <= {(None, None, None)}
    assert json.loads(json.dumps(diagnostics_json(flaws))) == diagnostics_json(flaws)


@given(agreements(), st.sampled_from(BEGINNINGS))
def test_what_is_not_selected_is_ignored(agreement: Agreement, beginning: str) -> None:
    """Selecting and ignoring the same codes gives two halves of the whole."""
    one, other = check(agreement, select=[beginning]), check(agreement, ignore=[beginning])
    assert sorted(one + other, key=lambda each: each.code) == list(check(agreement))


@given(agreements())
def test_a_file_has_the_same_flaws_at_their_places(
    tmp_path_factory: pytest.TempPathFactory, agreement: Agreement
) -> None:
    """Each stands in the file somewhere; they come from its top to its end."""
    path = tmp_path_factory.mktemp("checks") / "a.yaml"
    dump(agreement, path)
    flaws = check_file(path)
    assert sorted((each.code, each.message) for each in flaws) == sorted(
        (each.code, each.message) for each in check(agreement)
    )
    assert {each.file for each in flaws} <= {str(path)}
    places = [(each.line or 0, each.column or 0, each.code) for each in flaws]
    assert places == sorted(places)
    assert all(line >= 1 and column >= 1 for line, column, _code in places)


FLAWED = """\
smarketing: 1
title: Leads
objectives:
  answered: {owed_by: Sales, owed_to: Marketing, at_most: 100 %}
  reports: {owed_by: Sales, owed_to: Marketing, at_least: 1 report/month}
parties: {Marketing: {contact: Josh}, Sales: {}}
term: {start: 2026-01-01}
"""


NAMED = "name it in a consequence, or 'missed: any'"


def test_flaws_come_in_the_order_of_the_document(tmp_path: Path) -> None:
    """By line, by column, and at one place by code; each with the path that the file has."""
    path = tmp_path / "a.yaml"
    path.write_text(FLAWED, encoding="utf-8")
    found = check_file(path, ignore=["SM105", "SM107"])
    assert [str(each).removeprefix(f"{path}:") for each in found] == [
        "1:1: SM106 no meeting brings all parties together to review the agreement",
        "1:1: SM108 nobody may terminate the agreement, and it has no end",
        f"4:3: SM101 objectives.answered: nothing follows if Sales misses it; {NAMED}",
        "4:50: SM403 objectives.answered.at_most: no result can miss it, so nothing is promised",
        f"5:3: SM101 objectives.reports: nothing follows if Sales misses it; {NAMED}",
        "5:3: SM110 objectives.reports: the cadence schedules no report from Sales to Marketing",
        "6:11: SM103 parties.Marketing: Marketing owes nothing to anybody",
        "6:39: SM104 parties.Sales: nobody owes Sales anything",
        "6:39: SM109 parties.Sales: Sales has no contact to turn to or escalate to",
    ]


def test_codes_may_come_one_by_one(tmp_path: Path) -> None:
    """What is read only once selects and ignores as a list does."""
    path = tmp_path / "a.yaml"
    path.write_text(FLAWED, encoding="utf-8")
    assert check_file(path, select=iter(["SM403"])) == check_file(path, select=["SM403"])
    assert check_file(path, ignore=iter(["SM1"])) == check_file(path, ignore=["SM1"])


@pytest.mark.parametrize(("select", "ignore"), [((), ()), (["SM3"], ()), ((), ["SM0"])])
def test_what_cannot_be_read_is_always_found(tmp_path: Path, select: Sequence[str], ignore: Sequence[str]) -> None:
    """Each of its problems, whatever is chosen, and nothing else."""
    path = tmp_path / "a.yaml"
    path.write_text(FLAWED.replace("at_most: 100 %", "at_mst: 100 %").replace("2026-01-01", "soon"), encoding="utf-8")
    found = check_file(path, select=select, ignore=ignore)
    assert [(each.code, each.severity, each.path, each.line, each.witness) for each in found] == [
        ("SM001", "error", ("objectives", "answered", "at_mst"), 4, None),
        ("SM001", "error", ("term", "start"), 7, None),
    ]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The error of the system, not one of ours."""
    with pytest.raises(FileNotFoundError, match=re.escape("No such file or directory")):
        check_file(tmp_path / "none.yaml")


# How an answer reads


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (Diagnostic("SM106", "warning", "no meeting", ()), "SM106 no meeting"),
        (Diagnostic("SM301", "error", "a gap", ("consequences", "c", 2)), "SM301 consequences.c.2: a gap"),
        (Diagnostic("SM301", "error", "a gap", ("c",), None, "a.yaml", 3, 4), "a.yaml:3:4: SM301 c: a gap"),
        (Diagnostic("SM301", "error", "a gap", (), None, "a.yaml"), "a.yaml: SM301 a gap"),
        (Diagnostic("SM001", "error", "not YAML", (), None, "a.yaml", 3, 4), "a.yaml:3:4: not YAML"),
        (Diagnostic("SM001", "error", "no date", ("term",)), "term: no date"),
        (Diagnostic("SM101", "warning", "two\nlines", ("a\tb",)), r"SM101 a\tb: two\nlines"),
    ],
)
def test_an_answer_is_one_line(found: Diagnostic, text: str) -> None:
    """Place, code, path and message, as far as there are any; what cannot be read of a document bears no code."""
    assert str(found) == text


def test_a_problem_of_a_document_as_an_answer() -> None:
    """It says the same at the same place."""
    problem = Problem("no date", ("term", "start"), "a.yaml", 3, 9)
    answer = Diagnostic.of(problem)
    assert answer == Diagnostic("SM001", "error", "no date", ("term", "start"), None, "a.yaml", 3, 9)
    assert str(answer) == str(problem)
