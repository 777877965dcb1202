"""Figures that should have come and did not: the scorecard names them, and nothing else."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Actuals, Agreement, Period, Scorecard, judge, loads

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
AGREEMENT = """\
smarketing: 1
title: Two promises
term: {start: 2026-01-01, end: 2026-12-31, timezone: UTC}
parties: {A: {}, B: {}}
signatures: {A: 2025-12-01, B: 2025-12-01}
objectives:
  leads: {owed_by: A, owed_to: B, at_least: 100 SQL/month, due: day 5 of the next month}
  calls: {owed_by: B, owed_to: A, at_least: 20 call/month}
"""


def agreement(text: str = AGREEMENT) -> Agreement:
    return loads(text)


def judged(leads: Iterable[str], calls: Iterable[str], **options: object) -> Scorecard:
    figures = {"leads": dict.fromkeys(leads, 100), "calls": dict.fromkeys(calls, 20)}
    known = agreement()
    return judge(known, Actuals.from_dict(figures, known=known.metrics), **options)  # type: ignore[arg-type]


def said(scorecard: Scorecard) -> list[str]:
    return [str(each) for each in scorecard.missing]


def test_nothing_is_missing_where_every_month_has_its_figures() -> None:
    """Through the last month with one."""
    assert said(judged(MONTHS[:6], MONTHS[:6])) == []


def test_a_month_between_others_without_a_figure_of_a_metric() -> None:
    """It is named, and so is one at the end; months that follow each other are one period."""
    found = said(judged([*MONTHS[:2], *MONTHS[5:8]], MONTHS[:7]))
    assert found == ["there is no figure of 'leads' for 2026-03..2026-05", "there is no figure of 'calls' for 2026-08"]


def test_a_month_that_vanished_from_the_whole_table() -> None:
    """It is named once, not once for each metric."""
    months = [month for month in MONTHS[:8] if month not in ("2026-03", "2026-06")]
    assert said(judged(months, months)) == ["there are no figures for 2026-03 and 2026-06"]


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ({"through": "2026-05"}, ["there are no figures for 2026-04..2026-05"]),
        ({"as_of": datetime(2026, 4, 20, tzinfo=UTC)}, []),
        ({"as_of": datetime(2026, 5, 2, tzinfo=UTC)}, ["there are no figures for 2026-04"]),
        ({"as_of": datetime(2026, 5, 6, tzinfo=UTC)}, ["there are no figures for 2026-04"]),
    ],
    ids=str,
)
def test_last_months_of_which_nothing_came(options: dict[str, object], missing: list[str]) -> None:
    """Only those that are over."""
    assert said(judged(MONTHS[:3], MONTHS[:3], **options)) == missing


def test_a_figure_that_is_not_due_yet_is_not_missing() -> None:
    """Leads of April may come until 5 May, calls had to be there at its end."""
    before = judged(MONTHS[:3], MONTHS[:4], as_of=datetime(2026, 5, 5, 23, tzinfo=UTC))
    after = judged(MONTHS[:3], MONTHS[:4], as_of=datetime(2026, 5, 6, tzinfo=UTC))
    assert (said(before), said(after)) == ([], ["there is no figure of 'leads' for 2026-04"])


def test_months_before_the_first_figure_are_not_missing() -> None:
    """Somebody began to count later; a metric that nobody ever counted has no data, as its verdicts say."""
    assert said(judged(MONTHS[3:5], [])) == []
    assert said(judged([], MONTHS[3:5])) == []


def test_no_figures_at_all() -> None:
    """All months that are over are named."""
    assert said(judged([], [], through="2026-03")) == ["there are no figures for 2026-Q1"]


def test_a_figure_that_could_not_be_read_is_left_out_and_not_missing() -> None:
    """One of the two, not both."""
    known = agreement()
    rows = [{"month": month, "metric": "leads", "value": value} for month, value in zip(MONTHS, ["1", "x", "3"])]  # noqa: B905
    scorecard = judge(known, Actuals.from_rows(rows, known=known.metrics), keep_going=True)
    assert (len(scorecard.left_out), said(scorecard)) == (1, [])


def test_months_that_are_not_in_force_miss_nothing() -> None:
    """Nobody promised a figure before the last party signed."""
    known = agreement(AGREEMENT.replace("B: 2025-12-01}", "B: 2026-03-15}"))
    figures = {"leads": {"2026-01": 1, "2026-05": 1}, "calls": {"2026-01": 1, "2026-04": 1, "2026-05": 1}}
    scorecard = judge(known, Actuals.from_dict(figures, known=known.metrics))
    assert said(scorecard) == ["there is no figure of 'leads' for 2026-04"]


def test_a_segment_is_a_figure_of_its_own() -> None:
    """It is named with its metric."""
    part = "  web: {part_of: leads, segment: web, owed_by: A, owed_to: B, at_least: 30 SQL/month}\n"
    known = agreement(AGREEMENT + part)
    rows: list[dict[str, object]] = [
        {"month": month, "metric": metric, "value": 50} for month in MONTHS[:3] for metric in ("leads", "calls")
    ]
    rows.append({"month": "2026-01", "metric": "leads", "segment": "web", "value": 50})
    scorecard = judge(known, Actuals.from_rows(rows, known=known.metrics))
    assert said(scorecard) == ["there is no figure of 'leads' in the segment 'web' for 2026-02..2026-03"]


def expanded(line: str) -> list[str]:
    """The months that a line names, one by one."""
    periods = line.split(" for ")[1].replace(" and ", ", ").split(", ")
    return [str(month) for period in periods for month in Period.parse(period)]


@given(st.sets(st.sampled_from(MONTHS)), st.sets(st.sampled_from(MONTHS)), st.integers(1, 12))
def test_named_are_the_months_after_the_first_figure_that_have_none(
    leads: set[str], calls: set[str], last: int
) -> None:
    """By a slow look at each month and metric."""
    asked = {
        name: {month for month in found if month <= MONTHS[last - 1]}
        for name, found in (("leads", leads), ("calls", calls))
    }
    expected: dict[str, list[str]] = {"": [], "leads": [], "calls": []}
    for month in MONTHS[:last]:
        absent = [name for name, months in asked.items() if months and min(months) < month and month not in months]
        anything = any(month in months for months in asked.values())
        if not anything and (absent or not any(asked.values())):
            expected[""].append(month)
        elif anything:
            for name in absent:
                expected[name].append(month)
    found = said(judged(leads, calls, through=MONTHS[last - 1]))
    named = {(*line.split("'"), "")[1]: expanded(line) for line in found}
    assert named == {name: months for name, months in expected.items() if months}
