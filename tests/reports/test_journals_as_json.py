"""Journals as plain values for JSON: they come back equal."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Journal, Month, Waiver, Withdrawal, journal_from_json, journal_json
from smarketing.errors import DocumentError

TEXTS = st.text(max_size=5)
MONTHS = st.builds(Month, st.integers(1, 9999), st.integers(1, 12), begins_on=st.sampled_from((1, 16)))
ENTRIES = st.one_of(
    st.builds(Waiver, TEXTS, MONTHS, TEXTS, TEXTS), st.builds(Withdrawal, TEXTS, st.dates(date(1, 1, 1)))
)
PLAIN: dict[str, Any] = {
    "format": 1,
    "entries": [
        {
            "entry": "waiver",
            "promise": "leads",
            "month": "2026-01",
            "months_begin_on": 1,
            "by": "Sales",
            "because": "a holiday",
        },
        {"entry": "withdrawal", "party": "Sales", "on": "2026-03-31"},
    ],
}


@given(st.builds(Journal, st.lists(ENTRIES, max_size=4)))
def test_any_journal_comes_back(journal: Journal) -> None:
    """Through text, equal and with its entries in order."""
    plain = journal_json(journal)
    again = journal_from_json(json.loads(json.dumps(plain)))
    assert (again, journal_json(again)) == (journal, plain)


def test_the_format() -> None:
    """Pinned: whoever keeps a journal reads it again with a later version."""
    journal = Journal([Waiver("leads", "2026-01", "Sales", "a holiday"), Withdrawal("Sales", "2026-03-31")])
    assert journal_json(journal) == PLAIN
    assert journal_from_json(PLAIN) == journal


@pytest.mark.parametrize(
    ("plain", "problems"),
    [
        ([], ["[] is not an object"]),
        (PLAIN | {"format": 2}, ["format: this is format 2; this version of smarketing reads format 1"]),
        ({"format": 1}, ["the key 'entries' is missing"]),
        (
            {"format": 1, "entries": [{"entry": "waver"}, {"entry": "withdrawal", "party": "A", "on": "soon"}, {}]},
            [
                "entries.0.entry: no entry of a journal is a 'waver'; entries are 'waiver', 'withdrawal'",
                'entries.1.on: "soon" is not a day; write it as "2026-03-31"',
                "entries.2: the key 'entry' is missing",
            ],
        ),
        (
            {"format": 1, "entries": [PLAIN["entries"][0] | {"month": "2026-13"}]},
            ["entries.0.month: '2026-13' is not a month; write it as 2026-03"],
        ),
    ],
    ids=["no object", "format", "key", "entries", "month"],
)
def test_what_is_no_journal_is_refused(plain: object, problems: list[str]) -> None:
    """Every problem with its path."""
    with pytest.raises(DocumentError) as caught:
        journal_from_json(plain)
    assert str(caught.value).splitlines() == problems
