"""What was left out and what did not come stands at the top of a scorecard, in the terminal and on the page."""

import re
from io import StringIO

import pytest
from rich.console import Console

from smarketing import Actuals, Agreement, AtLeast, Objective, Party, Scorecard, Term, judge
from smarketing.reports import print_scorecard, scorecard_from_json, scorecard_html, scorecard_json

AGREEMENT = Agreement(
    "Leads",
    Term("2026-01-01"),
    [Party("A"), Party("B")],
    [Objective("leads", "A", "B", AtLeast("100 SQL/month"))],
    signatures={"A": "2025-12-01", "B": "2025-12-01"},
)


def judged(*figures: tuple[str, str, str]) -> Scorecard:
    rows = [dict(zip(("month", "metric", "value"), each, strict=True)) for each in figures]
    return judge(AGREEMENT, Actuals.from_rows(rows, known=AGREEMENT.metrics), keep_going=True)


def printed(scorecard: Scorecard) -> str:
    text = StringIO()
    print_scorecard(scorecard, Console(file=text, width=200))
    return text.getvalue()


def page(scorecard: Scorecard) -> str:
    return re.sub(r"<style>.*?</style>|<[^>]*>", "", scorecard_html(scorecard), flags=re.DOTALL)


SCORECARD = judged(("2026-01", "leads", "100"), ("2026-04", "leads", "99"), ("2026-02", "leads", "x"))


@pytest.mark.parametrize("shown", [printed, page])
def test_notices_come_before_the_verdicts(shown: object) -> None:
    """Nobody reads a verdict before what it may lack."""
    text = shown(SCORECARD)  # type: ignore[operator]
    places = [text.index(part) for part in ("in force", "Left out (1)", "Missing figures (1)", "promise", "Why")]
    assert places == sorted(places)
    assert "there is no figure of" not in text
    assert text.index("there are no figures for 2026-03") < text.index("promise")


@pytest.mark.parametrize("shown", [printed, page])
def test_without_notices_there_is_no_room_for_them(shown: object) -> None:
    """A scorecard that has all its figures starts with its verdicts."""
    text = shown(judged(("2026-01", "leads", "100")))  # type: ignore[operator]
    assert "Left out" not in text
    assert "Missing" not in text


def test_missing_figures_come_back_from_json() -> None:
    """And a scorecard that was kept before there were any has none."""
    plain = scorecard_json(SCORECARD)
    assert scorecard_from_json(plain, AGREEMENT) == SCORECARD
    del plain["missing"]
    assert scorecard_from_json(plain, AGREEMENT).missing == ()
