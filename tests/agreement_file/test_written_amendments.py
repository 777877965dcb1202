"""Amendments are written as what they change, and come back equal."""

import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from smarketing import Agreement, AtLeast, InvalidValueError, Objective, Party, Quantity, Term, dump, dumps, load, loads

SIGNED = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}
LEADS = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
DEMOS = Objective("demos", "Marketing", "Sales", AtLeast(Quantity(10, "demo/month")))
CALLS = Objective("calls", "Sales", "Marketing", AtLeast("40 call/month"))
FIRST = Agreement(
    "Leads",
    Term("2026-01-01", "2026-12-31"),
    [Party("Marketing", "Josh"), Party("Sales")],
    [LEADS, DEMOS, CALLS],
    units=["demo", "trial"],
    summary="Both gain.",
    signatures=SIGNED,
)


def leads(target: str) -> Objective:
    return attrs.evolve(LEADS, evaluator=AtLeast(target))


CHANGES: list[tuple[dict[str, Any], str]] = [
    (
        {"objectives": [leads("120 SQL/month"), DEMOS, CALLS]},
        "objectives:\n  leads: {owed_by: Marketing, owed_to: Sales, at_least: 120 SQL/month}\n",
    ),
    ({"objectives": [LEADS, CALLS], "units": ["trial"]}, "removed: [units.demo, objectives.demos]\n"),
    ({"summary": "", "title": "More leads"}, "title: More leads\nremoved: [summary]\n"),
    ({"term": Term("2026-01-01", "2027-12-31")}, "term: {start: 2026-01-01, end: 2027-12-31}\n"),
    ({"units": ["demo", "trial", "visit2"]}, "units: [visit2]\n"),
    ({"signatures": SIGNED}, "signatures: {Marketing: 2025-12-01, Sales: 2025-12-01}\n"),
    ({"no_data": "counts as missed"}, "no_data: counts as missed\n"),
]


@pytest.mark.parametrize(("changes", "text"), CHANGES)
@pytest.mark.parametrize("as_json", [False, True])
def test_an_amendment_says_what_changes(changes: dict[str, Any], text: str, as_json: bool) -> None:
    """And nothing else; read with the text before, it is the same agreement."""
    amended = FIRST.amended("2026-04-01", **changes)
    written = dumps(amended, amends="agreement.yaml", as_json=as_json)
    if not as_json:
        assert written == f"smarketing: 1\namends: agreement.yaml\nfrom: 2026-04-01\n{text}"
    name = "amendment.json" if as_json else "amendment.yaml"
    assert loads(written, name, resolver={"agreement.yaml": dumps(FIRST)}.__getitem__) == amended


def test_versions_are_written_file_by_file(tmp_path: Path) -> None:
    """A chain of three comes back from its three files."""
    second = FIRST.amended("2026-04-01", objectives=[leads("120 SQL/month"), DEMOS, CALLS], signatures=SIGNED)
    third = second.amended("2026-07-01", objectives=[leads("140 SQL/month"), CALLS])
    before = None
    for number, version in enumerate(third.versions, 1):
        dump(version, tmp_path / f"v{number}.yaml", amends=before)
        before = f"v{number}.yaml"
    assert load(tmp_path / "v3.yaml") == third


@pytest.mark.parametrize(
    ("agreement", "amends", "message"),
    [
        (
            FIRST.amended("2026-04-01", title="x"),
            None,
            (
                "it amends another: name the file that holds the version before, as in "
                "dumps(agreement, amends='agreement.yaml'); or write .consolidated"
            ),
        ),
        (FIRST, "agreement.yaml", "it amends no other"),
        (
            FIRST.amended("2026-04-01", objectives=[CALLS, DEMOS, LEADS]),
            "agreement.yaml",
            "an amendment cannot say it: parts stand in another order than before",
        ),
        ("agreement.yaml", None, "an agreement is written; not 'agreement.yaml'"),
    ],
)
def test_what_cannot_be_written(agreement: Any, amends: str | None, message: str) -> None:
    """With the way out where there is one."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        dumps(agreement, amends=amends)
