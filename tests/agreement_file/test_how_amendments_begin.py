"""`month_of_change` and `retroactive` in files: read, written, in the JSON Schema, refused where they mean nothing."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from agreement_versions import OLD
from smarketing import Agreement, AgreementError, Month, dumps, loads
from smarketing.agreement_file import json_schema
from smarketing.agreement_file.documents import parse_document
from smarketing.reports.agreement_digest import agreement_digest
from smarketing.testing import agreements

VALIDATOR = Draft7Validator(json_schema())
HEAD = "smarketing: 1\namends: old.yaml\nfrom: 2026-04-11\n"
SIGNED = "signatures: {Marketing: 2026-06-01, Sales: 2026-06-02, Service: 2026-06-03}\n"


def read(text: str, old: str = OLD) -> Agreement:
    """Read an amendment of an agreement."""
    return loads(text, "new.yaml", resolver={"old.yaml": old}.__getitem__)


def schema_problems(text: str) -> list[str]:
    """What the JSON Schema says of a text."""
    return [error.message for error in VALIDATOR.iter_errors(parse_document(text, "new.yaml").value)]


@pytest.mark.parametrize("rule", ["after", "by days"])
def test_both_keys_are_read_and_written(rule: str) -> None:
    """Beside the day from which the amendment holds; signed in June, it holds from April on."""
    text = f"{HEAD}month_of_change: {rule}\nretroactive: true\n{SIGNED}"
    new = read(text)
    assert (new.month_of_change, new.retroactive, new.begins) == (rule, True, Month(2026, 4))
    assert dumps(new, amends="old.yaml") == text
    assert schema_problems(text) == []


def test_what_is_usual_is_not_written() -> None:
    """Stated or not, it is the same agreement."""
    usual = read(f"{HEAD}month_of_change: before\nretroactive: false\n{SIGNED}")
    assert usual == read(f"{HEAD}{SIGNED}")
    assert dumps(usual, amends="old.yaml") == f"{HEAD}{SIGNED}"


def test_an_amendment_of_an_amendment_does_not_inherit_them() -> None:
    """It begins as it says itself."""
    texts = {"old.yaml": OLD, "second.yaml": f"{HEAD}month_of_change: after\nretroactive: true\n{SIGNED}"}
    third = "smarketing: 1\namends: second.yaml\nfrom: 2026-05-11\n"
    new = loads(third, "third.yaml", resolver=texts.__getitem__)
    assert [each.month_of_change for each in new.versions] == ["before", "after", "before"]
    assert [each.retroactive for each in new.versions] == [False, True, False]
    assert dumps(new, amends="second.yaml") == third


@pytest.mark.parametrize(
    ("text", "said", "schema"),
    [
        (
            f"{HEAD}month_of_change: half\n",
            "new.yaml:4:1: month_of_change: 'half' is none of 'before', 'after', 'by days'",
            "'half' is not one of ['before', 'after', 'by days']",
        ),
        (
            f"{HEAD}retroactive: 'yes'\n",
            "new.yaml:4:1: retroactive: this is the text 'yes' where true or false belongs",
            "'yes' is not of type 'boolean'",
        ),
        (
            f"{HEAD}month_of_change: by days\nremoved: [objectives.leads, consequences.credit]\n",
            (
                "new.yaml:4:1: month_of_change: 'leads' cannot be judged by days: this version does not have it; write "
                "before or after, or begin on the first day of a month"
            ),
            None,
        ),
    ],
)
def test_what_is_wrong_with_them(text: str, said: str, schema: str | None) -> None:
    """With its place, and what to write instead."""
    with pytest.raises(AgreementError, match=f"^{re.escape(said)}$"):
        read(text)
    assert schema_problems(text) == ([] if schema is None else [schema])


@pytest.mark.parametrize("line", ["month_of_change: after", "retroactive: true"])
def test_only_an_amendment_says_them(line: str) -> None:
    """As with `from`."""
    key = line.partition(":")[0]
    said = f"new.yaml:1:1: {key}: only an amendment says '{key}'; name the file that it amends under 'amends'"
    with pytest.raises(AgreementError, match=f"^{re.escape(said)}$"):
        loads(f"{line}\n{OLD}", "new.yaml")


@given(st.data())
def test_versions_come_back_from_their_files(data: st.DataObject) -> None:
    """Whatever is generated, each amendment read over the text of the version before."""
    agreement = data.draw(agreements(sections=(), versions=3))
    texts: dict[str, str] = {}
    for place, version in enumerate(agreement.versions):
        texts[f"{place}.yaml"] = dumps(version, amends=f"{place - 1}.yaml" if place else None)
        assert schema_problems(texts[f"{place}.yaml"]) == []
    last = f"{len(texts) - 1}.yaml"
    assert loads(texts[last], last, resolver=texts.__getitem__) == agreement


def test_the_digest_tells_how_amendments_begin() -> None:
    """Scorecards of one are not read as those of another."""
    lines = ("", "month_of_change: after\n", "month_of_change: by days\n", "retroactive: true\n")
    digests = {agreement_digest(read(f"{HEAD}{line}")) for line in lines}
    assert len(digests) == len(lines)
    assert None not in digests


def test_folders_are_read_as_texts_are(tmp_path: Path) -> None:
    """The keys stand in the file of the amendment."""
    (tmp_path / "old.yaml").write_text(OLD, encoding="utf-8")
    new = loads(f"{HEAD}month_of_change: after\n", "new.yaml", folder=tmp_path)
    assert new == read(f"{HEAD}month_of_change: after\n")
