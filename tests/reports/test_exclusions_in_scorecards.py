"""Exclusions in what people and programs read: text, page, JSON and the command."""

import json
from pathlib import Path

import pytest

from command_runner import invoke
from expected_errors import whole
from smarketing import (
    Actuals,
    DocumentError,
    Journal,
    judge,
    loads,
    scorecard_from_json,
    scorecard_html,
    scorecard_json,
)
from smarketing.agreement_file import loads_journal

AGREEMENT = """smarketing: 1
title: Hosting
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Host: {}, Client: {}}
signatures: {Host: 2026-01-01, Client: 2026-01-01}
objectives:
  downtime: {owed_by: Host, owed_to: Client, at_most: 60 minutes/month}
exclusions:
  maintenance: {promises: downtime, at_most: 30 minutes per month}
"""
ENTRY = "- exclusion: {promise: downtime, month: 2026-01, amount: 40 minutes, because: maintenance}"
JOURNAL = f"smarketing: 1\njournal:\n{ENTRY}\n"
SAID = "30 of 40 minutes excluded: maintenance may come to 30 minutes per month"


def test_a_page_and_json_say_what_left() -> None:
    """JSON comes back, also that of before there were exclusions."""
    agreement = loads(AGREEMENT)
    actuals = Actuals.from_dict({"downtime": {"2026-01": 100}}, known=agreement.metrics)
    card = judge(agreement, actuals, journal=loads_journal(JOURNAL, agreement=agreement))
    assert SAID in scorecard_html(card)
    plain = json.loads(json.dumps(scorecard_json(card)))
    assert plain["verdicts"][0]["excluded"] == [SAID]
    assert plain["verdicts"][0]["because"] == f"70 minutes against at most 60 minutes: 10 minutes over; {SAID}"
    assert scorecard_from_json(plain, agreement) == card
    without = json.loads(json.dumps(scorecard_json(judge(agreement, actuals, journal=Journal()))))
    del without["verdicts"][0]["excluded"]
    assert scorecard_from_json(without, agreement) == judge(agreement, actuals)
    plain["verdicts"][0]["excluded"] = [3]
    with pytest.raises(DocumentError, match=whole("verdicts.0.excluded.0: 3 is not text")):
        scorecard_from_json(plain, agreement)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the agreement, figures and the journal, which is the current one."""
    figures = "month,metric,value\n2026-01,downtime,100\n"
    for name, text in (("a.yaml", AGREEMENT), ("f.csv", figures), ("j.yaml", JOURNAL)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_says_what_left(folder: Path) -> None:
    """In the terminal, beside the miss."""
    assert folder.is_dir()
    judged = invoke(["judge", "a.yaml", "f.csv", "--journal", "j.yaml"])
    assert SAID in " ".join(judged.stdout.split())


def test_more_than_there_is_is_a_mistake_of_the_journal(folder: Path) -> None:
    """Named with its file and its line."""
    (folder / "j.yaml").write_text(JOURNAL.replace("40 minutes", "400 minutes"), encoding="utf-8")
    judged = invoke(["judge", "a.yaml", "f.csv", "--journal", "j.yaml"])
    said = "the exclusions of 'downtime' in 2026-01 take out 400 minutes, and the figure is 100 minutes"
    assert (judged.exit_code, judged.stderr) == (1, f"j.yaml:3:50: journal.0.exclusion.amount: {said}\n")
