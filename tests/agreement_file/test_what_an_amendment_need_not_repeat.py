"""What an amendment may leave to the version before, and how it says that something goes."""

from pathlib import Path

import pytest

from agreement_versions import OLD
from smarketing import AgreementError, Month, load, loads

HEAD = "smarketing: 1\namends: old.yaml\nfrom: 2026-04-01\n"


def amended(folder: Path, text: str) -> Path:
    """Write the first version and an amendment of it, and give the path of that."""
    (folder / "old.yaml").write_text(OLD, encoding="utf-8")
    (folder / "new.yaml").write_text(HEAD + text, encoding="utf-8")
    return folder / "new.yaml"


def problem(folder: Path, text: str) -> str:
    """Give the one problem of an amendment, without the folder."""
    with pytest.raises(AgreementError) as caught:
        load(amended(folder, text))
    (found,) = caught.value.problems
    return str(found).removeprefix(f"{folder}/")


def test_a_term_keeps_its_start_and_zone(tmp_path: Path) -> None:
    """They cannot change, and need not be said; an end that is not said is none."""
    old = loads(OLD).term
    agreement = load(amended(tmp_path, "term: {end: 2027-06-30}\n"))
    prolonged = agreement.term
    assert (prolonged.start, prolonged.timezone) == (old.start, old.timezone)
    assert agreement.term_months.last == Month(2027, 6)
    assert old.end is not None
    assert load(amended(tmp_path, "term: {timezone: UTC}\n")).term.end is None


def test_a_calendar_stays(tmp_path: Path) -> None:
    """It cannot change, and need not be said."""
    path = amended(tmp_path, "title: Newer leads\n")
    old = OLD + "calendar: {months_begin_on: 16, quarters: calendar}\n"
    (tmp_path / "old.yaml").write_text(old, encoding="utf-8")
    agreement = load(path)
    assert agreement.calendar == loads(old).calendar
    assert agreement.term_months.first == Month(2025, 12, begins_on=16)
    same = HEAD + "calendar: {months_begin_on: 16, quarters: calendar}\n"
    path.write_text(same, encoding="utf-8")
    assert load(path).calendar == agreement.calendar
    path.write_text(same.replace("16", "15"), encoding="utf-8")
    with pytest.raises(AgreementError, match=r"new\.yaml:4:1: calendar: an amended agreement keeps its calendar$"):
        load(path)


def test_a_section_that_is_removed_and_stands_here_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Its parts of old are gone, and the new ones stand in their own order."""
    tell = "{when: {missed: {each: any, times: 2, in: 3 months}}, escalate: Josh}"
    text = f"removed: [consequences]\nconsequences: {{tell: {tell}}}\n"
    assert [each.name for each in load(amended(tmp_path, text)).consequences] == ["tell"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("removed: signatures", "4:1: removed: signatures are never passed on; an amendment needs new signatures"),
        ("removed: [parties]", "4:11: removed.0: an agreement needs its parties; replace it instead"),
    ],
)
def test_what_cannot_be_taken_out(tmp_path: Path, text: str, said: str) -> None:
    """What is not passed on anyway, and what every agreement needs."""
    assert problem(tmp_path, f"{text}\n") == f"new.yaml:{said}"


@pytest.mark.parametrize("key", ["from: 2026-04-01", "removed: [funnel]"])
def test_an_amendment_of_nothing(key: str) -> None:
    """Nothing else in it can be meant as it stands, so nothing else is said."""
    with pytest.raises(AgreementError) as caught:
        loads(f"smarketing: 1\n{key}\nobjectives: {{leads: {{owed_by: Nobody}}}}\n", "new.yaml")
    name = key.partition(":")[0]
    said = f"only an amendment says {name!r}; name the file that it amends under 'amends'"
    assert str(caught.value) == f"new.yaml:2:1: {name}: {said}"


@pytest.mark.parametrize("windows", ["{mon-fri: 09:00-12:00, 13:00-17:00}", "{mon, tue: 09:00-17:00}"])
def test_commas_in_windows_and_days(tmp_path: Path, windows: str) -> None:
    """They end an entry of a mapping in YAML; the message says what to write."""
    said = problem(tmp_path, f"hours: {{office: {{weekly: {windows}}}}}\n")
    assert said.endswith("nothing stands here; windows have spaces between them, and days with commas need quotes")
