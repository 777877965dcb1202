"""Agreements in JSON: the same content, and problems with the same places."""

import json
from pathlib import Path

import pytest

from smarketing import AgreementError, dump, dumps, load, loads
from smarketing.agreement_file.documents import parse_document

AGREEMENT = {
    "smarketing": 1,
    "title": "Company X",
    "term": {"start": "2026-01-01"},
    "parties": {"Marketing": {}, "Sales": {}},
    "objectives": {"leads": {"owed_by": "Marketing", "owed_to": "Sales", "at_least": "100 SQL/month"}},
}


def refusal(text: str) -> str:
    with pytest.raises(AgreementError) as error:
        loads(text, "a.json")
    return str(error.value)


def test_json_and_yaml_say_the_same() -> None:
    """The same keys and values are the same agreement in both."""
    agreement = loads(json.dumps(AGREEMENT), "a.json")
    assert agreement == loads(json.dumps(AGREEMENT), "a.yaml")
    assert agreement.title == "Company X"


def test_the_ending_of_the_name_decides(tmp_path: Path) -> None:
    """A file that ends in .json is read and written as JSON, any other as YAML."""
    agreement = loads(json.dumps(AGREEMENT), "a.json")
    for name in ("a.json", "a.yaml", "a.yml", "agreement"):
        dump(agreement, tmp_path / name)
        assert load(tmp_path / name) == agreement
    assert json.loads((tmp_path / "a.json").read_text()) == AGREEMENT
    assert (tmp_path / "a.yml").read_text() == (tmp_path / "agreement").read_text() == dumps(agreement)
    with pytest.raises(AgreementError) as error:
        loads(dumps(agreement), "a.json")
    assert str(error.value) == "a.json:1:1: not JSON: Expecting value"


def test_json_is_indented_and_not_escaped() -> None:
    """Written JSON is for people too: two spaces, letters of every script as they are, a newline at the end."""
    agreement = loads(json.dumps(AGREEMENT | {"title": "Müller & Söhne 😀"}), "a.json")
    text = dumps(agreement, as_json=True)
    assert text.startswith('{\n  "smarketing": 1,\n  "title": "Müller & Söhne 😀",\n')
    assert text.endswith("}\n")


def test_tabs_between_values() -> None:
    """JSON may be indented with tabs; columns count them as one."""
    text = json.dumps(AGREEMENT, indent="\t")
    assert loads(text, "a.json") == loads(json.dumps(AGREEMENT), "a.json")
    assert refusal(text.replace('"title"', '"titel"')).splitlines()[-1] == (
        "a.json:3:2: titel: no key named 'titel' (did you mean 'title'?)"
    )


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"\ud83d\ude00", "😀"),
        (r"\uD83D\uDE00", "😀"),
        (r"x\\\ud83d\ude00", "x\\😀"),
        (r"\\ud83d\\ude00", r"\ud83d\ude00"),
        (r"\u00e9\/\t\n\"\\\b\f\r", 'é/\t\n"\\\b\f\r'),
        ("# no comment", "# no comment"),
        ("&a *b !c %d @e: f", "&a *b !c %d @e: f"),
        (r"\u0000", "\0"),
        (r"\u0085\u2028", "\x85\u2028"),
    ],
)
def test_escapes_mean_what_they_mean_in_json(written: str, text: str) -> None:
    """Escapes, pairs of them, and signs that YAML would read otherwise."""
    assert json.loads(f'"{written}"') == text
    assert parse_document(f'{{"a": "{written}"}}', "a.json").value == {"a": text}


@pytest.mark.parametrize(
    "text",
    ['{"a":1}', '{"a":[1,2],"b":{"c":null}}', '{"a"\n:\n1}', '{"":1}', f'{{"{"k" * 2000}": 1}}', '{"a": "x"}\n\n'],
)
def test_all_json_is_read(text: str) -> None:
    """However JSON is spaced, and however long its keys are."""
    assert parse_document(text, "a.json").value == json.loads(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "a.json:1:1: not JSON: Expecting value"),
        ("{", "a.json:1:2: not JSON: Expecting property name enclosed in double quotes"),
        ('{"title": "a",\n "term": }', "a.json:2:10: not JSON: Expecting value"),
        ("{'title': 1}", "a.json:1:2: not JSON: Expecting property name enclosed in double quotes"),
        ("{} {}", "a.json:1:4: not JSON: Extra data"),
        ('{"title": "a\tb"}', "a.json:1:13: not JSON: Invalid control character at"),
        ("[" * 5000 + "]" * 5000, "a.json:1:1: too large or nested too deep to be an agreement"),
        ("[1]", "a.json:1:1: this is a list; write keys and values"),
    ],
)
def test_what_is_no_json_says_where(text: str, problem: str) -> None:
    """The place is the one where JSON ends to be JSON."""
    assert refusal(text) == problem


def test_a_key_twice_is_a_problem_in_json_too() -> None:
    """Most readers of JSON keep the last of two keys and say nothing; this one says both lines."""
    text = json.dumps(AGREEMENT, indent=1).replace('"title": "Company X"', '"title": "a",\n "title": "b"')
    assert refusal(text) == "a.json:4:2: title: 'title' is here twice, first in line 3"


@pytest.mark.parametrize("title", ["1" * 5_000, r'"\ud83d"', "1e999", "NaN"])
def test_odd_values_are_problems_or_text(title: str) -> None:
    """Numbers without end and half characters lead to a problem or are text; never to another error."""
    text = json.dumps(AGREEMENT).replace('"Company X"', title)
    try:
        assert loads(text, "a.json").title == title
    except AgreementError as error:
        assert [problem.line for problem in error.problems] == [1]  # noqa: PT017 - either answer is right
