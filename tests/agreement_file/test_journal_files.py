"""Journals as files: there and back, and every mistake with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Journal, Month, Waiver, Withdrawal, loads
from smarketing.agreement_file import dump_journal, dumps_journal, load_journal, loads_journal
from smarketing.errors import JournalError
from strategies import names, texts

AGREEMENT = loads("""\
smarketing: 1
title: Leads
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Marketing: {}, Sales: {}}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
""")
MONTHS = st.builds(Month, st.integers(1, 9999), st.integers(1, 12))
ENTRIES = st.one_of(st.builds(Waiver, names(), MONTHS, names(), texts()), st.builds(Withdrawal, names(), st.dates()))


@given(st.lists(ENTRIES, max_size=5).map(Journal), st.booleans())
def test_a_journal_comes_back_equal(journal: Journal, as_json: bool) -> None:
    """Whatever its entries say, as YAML and as JSON."""
    name = "journal.json" if as_json else "journal.yaml"
    assert loads_journal(dumps_journal(journal, as_json=as_json), name) == journal


@pytest.mark.parametrize("name", ["journal.yaml", "journal.json"])
def test_a_journal_comes_back_from_its_file(tmp_path: Path, name: str) -> None:
    """By the name of the file."""
    journal = Journal([Waiver("leads", "2026-03", "Sales", "the fair"), Withdrawal("Sales", "2026-05-01")])
    dump_journal(journal, tmp_path / name)
    assert load_journal(tmp_path / name, AGREEMENT) == journal


def test_how_a_journal_is_written() -> None:
    """An entry is one key."""
    journal = Journal([Waiver("leads", "2026-03", "Sales"), Withdrawal("Sales", "2026-05-01")])
    assert dumps_journal(journal) == (
        "smarketing: 1\n"
        "journal:\n"
        "- waiver: {promise: leads, month: 2026-03, by: Sales}\n"
        "- withdrawal: {party: Sales, on: 2026-05-01}\n"
    )
    assert loads_journal("smarketing: 1\n") == Journal()


MISTAKES = [
    ("journal: []", ["j.yaml:1:1: a journal starts with the version of the format: 'smarketing: 1'"]),
    ("smarketing: 2", ["j.yaml:1:1: a journal starts with the version of the format: 'smarketing: 1'"]),
    ("smarketing: 1\njournal: 3", ["j.yaml:2:1: journal: this is 3 where a list of entries belongs"]),
    ("- 3", ["j.yaml:1:1: this is a list; write keys and values"]),
    (
        "smarketing: 1\njournl: []",
        [
            "j.yaml:2:1: journl: no key named 'journl'; keys are 'smarketing', 'journal' (did you mean 'journal'?)",
        ],
    ),
    (
        "smarketing: 1\njournal:\n- {waiver: {promise: leads, month: 2026-13, by: Sales}}\n- {withdrawl: {}}\n- {}",
        [
            "j.yaml:3:29: journal.0.waiver.month: '2026-13' is not a month; write it as 2026-03",
            (
                "j.yaml:4:4: journal.1.withdrawl: no kind of entry named 'withdrawl'; "
                "kinds are 'waiver', 'withdrawal', 'exclusion', 'delivery' (did you mean 'withdrawal'?)"
            ),
            "j.yaml:5:3: journal.2: an entry is one key, waiver, withdrawal, exclusion or delivery",
        ],
    ),
    (
        (
            "smarketing: 1\njournal:\n- waiver: {promise: lead, month: 2026-03, by: Sales}\n"
            "- waiver: {promise: leads, month: 2026-03, by: Marketing}\n"
            "- waiver: {promise: leads, month: 2027-03, by: Sales}\n"
            "- withdrawal: {party: Selas, on: 2026-03-01}"
        ),
        [
            (
                "j.yaml:3:12: journal.0.waiver.promise: no promise named 'lead'; "
                "promises are 'leads' (did you mean 'leads'?)"
            ),
            "j.yaml:4:44: journal.1.waiver.by: only Sales can waive 'leads', not 'Marketing'",
            "j.yaml:5:28: journal.2.waiver.month: 2027-03 lies outside the term, 2026",
            (
                "j.yaml:6:16: journal.3.withdrawal.party: no party named 'Selas'; "
                "parties are 'Marketing', 'Sales' (did you mean 'Sales'?)"
            ),
        ],
    ),
    (
        "smarketing: 1\njournal:\n- withdrawal: {party: Sales, on: 2026-03-01, on: 2026-04-01}",
        ["j.yaml:3:46: journal.0.withdrawal.on: 'on' is here twice, first in line 3"],
    ),
]


@pytest.mark.parametrize(("text", "problems"), MISTAKES)
def test_every_mistake_has_its_place(text: str, problems: list[str]) -> None:
    """All of a journal at once; what does not fit the agreement too."""
    with pytest.raises(JournalError) as error:
        loads_journal(text, "j.yaml", agreement=AGREEMENT)
    assert str(error.value).splitlines() == problems


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    """Bytes that are not UTF-8, and YAML that is none."""
    path = tmp_path / "j.yaml"
    path.write_bytes(b"\xff")
    with pytest.raises(JournalError, match=r"^.*j\.yaml:1:1: not UTF-8 text$"):
        load_journal(path)
    with pytest.raises(JournalError, match=r"^journal\.yaml:2:1: not YAML: .*$"):
        loads_journal("{")
