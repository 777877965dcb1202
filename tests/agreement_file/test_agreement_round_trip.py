"""Dump and load: the identity, in YAML and JSON, and byte for byte."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    InvalidValueError,
    Missed,
    Objective,
    Party,
    Term,
    dump,
    dumps,
    load,
    loads,
)
from strategies import agreements

DEMO = files("smarketing") / "demo" / "agreement.yaml"


@given(agreements(), st.booleans())
def test_what_is_written_is_read_the_same(agreement: Agreement, as_json: bool) -> None:
    """Every agreement comes back equal, and is written the same again."""
    name = "a.json" if as_json else "a.yaml"
    text = dumps(agreement, as_json=as_json)
    read = loads(text, name)
    assert read == agreement
    assert dumps(read, as_json=as_json) == text


@given(agreements())
def test_yaml_and_json_hold_the_same(agreement: Agreement) -> None:
    """Both forms of one agreement are read as one agreement."""
    assert loads(dumps(agreement, as_json=True), "a.json") == loads(dumps(agreement))


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_the_demo_survives(tmp_path: Path, name: str) -> None:
    """Comments are lost and nothing else; the source of funnel targets is kept."""
    demo = loads(DEMO.read_text(encoding="utf-8"))
    dump(demo, tmp_path / name)
    assert load(tmp_path / name) == demo
    assert "funnel.SQL" in (tmp_path / name).read_text(encoding="utf-8")
    assert "#" not in (tmp_path / name).read_text(encoding="utf-8")


def small(**more: object) -> Agreement:
    leads = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    parties = [Party("Marketing"), Party("Sales")]
    return Agreement("Company X", Term("2026-01-01"), parties, [leads], **more)  # type: ignore[arg-type]


def test_what_is_as_by_default_is_not_written() -> None:
    """A small agreement is a small file."""
    assert dumps(small()) == (
        "smarketing: 1\ntitle: Company X\nterm: {start: '2026-01-01'}\n".replace("'", "") + "parties:\n"
        "  Marketing: {}\n"
        "  Sales: {}\n"
        "objectives:\n"
        "  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}\n"
    )


def test_an_amendment_cannot_be_written_in_one_file() -> None:
    """It is a file beside another, and neither is dropped."""
    agreement = small().amended("2026-04-01")
    with pytest.raises(InvalidValueError) as error:
        dumps(agreement)
    assert str(error.value) == (
        "it amends another: name the file that holds the version before, as in "
        "dumps(agreement, amends='agreement.yaml'); or write .consolidated"
    )
    assert loads(dumps(agreement.consolidated)) == agreement.consolidated


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder where the file should go is the operating system's error."""
    with pytest.raises(IsADirectoryError) as error:
        dump(small(), tmp_path)
    assert error.value.filename == str(tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    """Files saved by programs that put a mark before the text are read."""
    path = tmp_path / "a.yaml"
    for name in ("a.yaml", "a.json"):
        path = tmp_path / name
        path.write_text(dumps(small(), as_json=name.endswith("json")), encoding="utf-8-sig")
        assert load(path) == small()


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (Missed("leads"), " {missed: leads}"),
        (Missed("any"), " {missed: any}"),
        (Missed("leads", times=2, window=3), "\n      missed: {each: leads, times: 2, in: 3 months}"),
        (Missed("leads", times=2, running=True), "\n      missed: {each: leads, times: 2, running: true}"),
        (Missed(across=["leads"], times=2, window=12), "\n      missed: {across: leads, times: 2, in: 12 months}"),
    ],
)
def test_conditions_are_written_as_people_write_them(condition: Missed, written: str) -> None:
    """The shorthand where it says all; else keys, months in words."""
    text = dumps(small(consequences=[Consequence("money", condition, Credit("200 USD"))]))
    assert text.endswith(f"consequences:\n  money:\n    when:{written}\n    credit: 200 USD\n")
    assert loads(text).consequences[0].when == condition


def test_one_month_is_singular() -> None:
    """A window of one month is written as one month."""
    text = dumps(
        small(consequences=[Consequence("money", Missed(across=["leads"], times=2, window=1), Credit("1 USD"))])
    )
    assert "in: 1 month}" in text
    assert dumps(loads(text)) == text


@given(st.text(max_size=30), st.booleans())
def test_every_title_survives(title: str, as_json: bool) -> None:
    """Text that looks like anything else in YAML or JSON is still this text."""
    agreement = small(summary=f"x{title}", units=[])
    agreement = Agreement(title, agreement.term, agreement.parties, agreement.objectives, summary=title)
    assert loads(dumps(agreement, as_json=as_json), "a.json" if as_json else "a.yaml") == agreement


def test_line_ends_do_not_matter(tmp_path: Path) -> None:
    """A file with the line ends of Windows is read the same."""
    path = tmp_path / "a.yaml"
    path.write_bytes(dumps(small()).replace("\n", "\r\n").encode())
    assert load(path) == small()
