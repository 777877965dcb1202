"""Included files: what they may hold, from where, and where their problems are."""

from pathlib import Path

import pytest

from smarketing import AgreementError, dumps, load, loads
from smarketing.agreement_file import check_file

AGREEMENT = """\
smarketing: 1
include: shared/terms.yaml
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
units: [trial]
definitions:
  SQL: {means: Asked to talk., when: MQL and trials > 1 trial}
objectives:
  demos: {owed_by: Marketing, owed_to: Sales, at_least: 5 demo/month}
  trials: {owed_by: Marketing, owed_to: Sales, at_least: 5 trial/month}
"""
TERMS = """\
smarketing: 1
units: [demo]
definitions:
  MQL: {means: Worth a conversation., when: "score >= 50 and demos > 2 demos"}
scoring:
  score: {rules: [{points: 60, when: has(email)}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an agreement and what it includes."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "agreement.yaml").write_text(AGREEMENT, encoding="utf-8")
    (tmp_path / "shared" / "terms.yaml").write_text(TERMS, encoding="utf-8")
    return tmp_path


def problems(folder: Path, agreement: str = AGREEMENT, terms: str = TERMS) -> list[str]:
    """What is wrong with the agreement, without the folder's own name."""
    (folder / "agreement.yaml").write_text(agreement, encoding="utf-8")
    (folder / "shared" / "terms.yaml").write_text(terms, encoding="utf-8")
    with pytest.raises(AgreementError) as error:
        load(folder / "agreement.yaml")
    return str(error.value).replace(f"{folder}/", "").splitlines()


def test_what_is_included_belongs_to_the_agreement(folder: Path) -> None:
    """Units, definitions that use each other across files, and scoring; written out, it stands alone."""
    agreement = load(folder / "agreement.yaml")
    assert agreement.units == ("trial", "demo")
    assert [each.name for each in agreement.definitions] == ["MQL", "SQL"]
    assert agreement.meets("SQL", {"email": "amy@companyx.example", "demos": 3, "trials": 2})
    assert "include" not in dumps(agreement)
    assert loads(dumps(agreement)) == agreement
    assert loads(AGREEMENT, folder=folder) == agreement


def test_several_files_and_json(folder: Path) -> None:
    """A list of files, in their order; JSON as well as YAML."""
    (folder / "more.json").write_text('{"smarketing": 1, "units": ["webinar"]}', encoding="utf-8")
    text = AGREEMENT.replace("include: shared/terms.yaml", "include: [more.json, shared/terms.yaml]")
    assert loads(text, folder=folder).units == ("trial", "webinar", "demo")


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("score >= 50", "score >= '5'", "4:39: definitions.MQL.when: column 1: texts have no order; write a number"),
        ("[demo]", "[demo, lead]", "2:15: units.1: 'lead' is a unit already: 'lead' means 'lead' in every agreement"),
        ("smarketing: 1\n", "", "1:1: an included file begins like every other: 'smarketing: 1'"),
        ("units: [demo]", "title: t", "2:1: title: an included file holds units, hours, definitions, scoring; title"),
        ("units: [demo]", "include: a.yaml", "2:1: include: an included file holds units, hours, definitions, scoring"),
        ("units: [demo]", "units: [demo", "3:12: not YAML: "),
        ("units: [demo]", "units: [demo]\nunits: []", "3:1: units: 'units' is here twice, first in line 2"),
        ("means: Worth a conversation.", "mean: W", "4:9: definitions.MQL.mean: no key named 'mean'; keys are 'means'"),
    ],
)
def test_problems_of_an_included_file_are_placed_in_it(folder: Path, good: str, bad: str, message: str) -> None:
    """The file, line and column are those of the file that must be mended."""
    assert TERMS.count(good) == 1
    first, *_others = problems(folder, terms=TERMS.replace(good, bad))
    assert first.startswith(f"shared/terms.yaml:{message}")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../terms.yaml", "2:1: include: ../terms.yaml lies outside of the agreement's folder"),
        ("/etc/hostname", "2:1: include: /etc/hostname lies outside of the agreement's folder"),
        ("outside.yaml", "2:1: include: outside.yaml lies outside of the agreement's folder"),
        ("none.yaml", "2:1: include: none.yaml cannot be read: No such file or directory"),
        ("shared", "2:1: include: shared cannot be read: Is a directory"),
        ("[shared/terms.yaml, none.yaml]", "2:30: include.1: none.yaml cannot be read: No such file or directory"),
        ("7", "2:1: include: this is 7 where the name of a file belongs"),
        ("{a: b}", "2:1: include: this is a mapping where the name of a file belongs"),
        ('"a\\0b"', "2:1: include: a\\x00b is the name of no file"),
    ],
)
def test_what_cannot_be_included(folder: Path, name: str, message: str) -> None:
    """Nothing outside of the folder, not even through a link; nothing that is no file."""
    (folder.parent / "terms.yaml").write_text(TERMS, encoding="utf-8")
    (folder / "outside.yaml").symlink_to(folder.parent / "terms.yaml")
    assert problems(folder, AGREEMENT.replace("shared/terms.yaml", name)) == [f"agreement.yaml:{message}"]


def test_a_text_includes_nothing(folder: Path) -> None:
    """Without a folder there are no files."""
    with pytest.raises(AgreementError) as error:
        loads(AGREEMENT)
    said = "a text is in no folder to read files from; load the agreement from its file, or give a resolver"
    assert str(error.value) == f"agreement.yaml:2:1: include: {said}"


def test_a_name_stands_in_one_file(folder: Path) -> None:
    """A definition of both is a problem of the agreement; of two included files, of the second."""
    twice = AGREEMENT.replace("  SQL:", "  MQL: {means: Another.}\n  SQL:")
    assert problems(folder, twice) == ["agreement.yaml:8:3: definitions.MQL: 'MQL' stands in shared/terms.yaml too"]


@pytest.mark.parametrize("terms", ["smarketing: 1\nunits: demo\n", "smarketing: 1\ndefinitions: [MQL]\n", "- 1\n"])
@pytest.mark.parametrize("ours", ["units: [trial]", "units: trial"])
def test_sections_of_the_wrong_kind(folder: Path, ours: str, terms: str) -> None:
    """What cannot be put together is a problem like everywhere, and no part of it is lost in silence."""
    assert problems(folder, AGREEMENT.replace("units: [trial]", ours), terms) != []


def test_a_file_that_is_not_text(folder: Path) -> None:
    """Said of the included file."""
    (folder / "shared" / "latin.yaml").write_bytes("units: [caf\u00e9]".encode("latin-1"))
    said = problems(folder, AGREEMENT.replace("terms.yaml", "latin.yaml"))
    assert said == ["shared/latin.yaml:1:1: not UTF-8 text"]


def test_checks_are_placed_in_included_files_too(folder: Path) -> None:
    """A definition that never holds is shown where it stands."""
    (folder / "shared" / "terms.yaml").write_text(TERMS.replace("score >= 50", "demos < 1 demo"), encoding="utf-8")
    found = check_file(folder / "agreement.yaml", select=["SM202"])
    assert [(Path(str(each.file)).name, each.line, each.column) for each in found] == [
        ("agreement.yaml", 8, 32),
        ("terms.yaml", 4, 39),
    ]
