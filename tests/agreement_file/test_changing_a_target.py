"""One target in a file is changed, and no other character of it."""

import re
from pathlib import Path

import pytest

from smarketing import AgreementError, InvalidValueError, loads, quantity
from smarketing.agreement_file import with_target

TEXT = """\
# Who owes whom what   (signed by both)
smarketing: 1
title: "Leads"
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}

objectives:
    leads: {owed_by: Marketing,   owed_to: Sales, at_least: 100 SQL/month}   # the first
    calls:
        owed_by: Sales
        owed_to: Marketing
        at_least:
            tolerance: 2 %
            target: "40 calls/month"  # twice a day
    kept: {owed_by: Sales, owed_to: Marketing, rolling: {at_least: {target: 92 %, tolerance: 1 point}, months: 3}}
    demos: {owed_by: Marketing, owed_to: Sales, between: {low: 5 lead/month, high: 9 lead/month}}
"""


@pytest.mark.parametrize(
    ("promise", "target", "bound", "old", "new"),
    [
        ("leads", "120 SQL/month", "target", "100 SQL/month", "120 SQL/month"),
        ("calls", "45 calls/month", "target", '"40 calls/month"', "45 calls/month"),
        ("kept", "93.5 %", "target", "92 %", "93.5 %"),
        ("demos", "10 lead/month", "high", "9 lead/month", "10 lead/month"),
        ("demos", "4 lead/month", "low", "5 lead/month", "4 lead/month"),
    ],
)
def test_only_the_target_changes(promise: str, target: str, bound: str, old: str, new: str) -> None:
    """Comments, spaces and quotes elsewhere stay; the agreement has the new target."""
    changed = with_target(TEXT, promise, target, bound=bound)
    assert changed == TEXT.replace(old, new)
    (objective,) = (each for each in loads(changed).objectives if each.name == promise)
    assert quantity(target) in [each.quantity for each in objective.evaluator.targets]


@pytest.mark.parametrize(
    ("promise", "target", "bound", "message"),
    [
        ("lead", "1 SQL/month", "target", "agreement.yaml itself has no objective 'lead'"),
        ("leads", "1 SQL/month", "low", "the objective 'leads' has no 'low' in agreement.yaml"),
        ("demos", "1 SQL/month", "target", "the objective 'demos' has no 'target' in agreement.yaml"),
        ("leads", "", "target", "a text on one line is needed; not ''"),
        ("leads", "1\n2", "target", "a text on one line is needed; not '1\\n2'"),
    ],
)
def test_what_cannot_be_changed(promise: str, target: str, bound: str, message: str) -> None:
    """The message says what there is not."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        with_target(TEXT, promise, target, bound=bound)


def test_a_target_that_is_none_is_refused_like_any_other() -> None:
    """The text is read again with the change in it."""
    with pytest.raises(AgreementError, match=r"^agreement\.yaml:8:51: objectives\.leads\.at_least: .* has no unit.*$"):
        with_target(TEXT, "leads", "120")
    with pytest.raises(InvalidValueError, match=r"^a\.json is JSON; load it, change it and dump it$"):
        with_target(TEXT, "leads", "120 SQL/month", name="a.json")


def test_targets_of_a_file_that_is_amended_stand_there(tmp_path: Path) -> None:
    """An amendment that inherits an objective does not hold its target."""
    (tmp_path / "agreement.yaml").write_text(TEXT, encoding="utf-8")
    amendment = "smarketing: 1\namends: agreement.yaml\nfrom: 2026-04-01\nsummary: new\n"
    with pytest.raises(InvalidValueError, match=r"^agreement\.yaml itself has no objective 'leads'$"):
        with_target(amendment, "leads", "120 SQL/month", folder=tmp_path)
