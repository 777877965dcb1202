"""Judging beside a loop that only builds the same verdicts, and a large scorecard as JSON, text and page."""

import json
import time
import tracemalloc
from collections.abc import Callable
from io import StringIO

from rich.console import Console

import smarketing as sm
from smarketing.reports import print_scorecard, scorecard_html, scorecard_json

FIRST = sm.Month(2016, 1)


def judged(promises: int, months: int, *, consequences: bool) -> tuple[sm.Agreement, sm.Actuals]:
    """Make an agreement of simple promises, or of ones with relief and three consequences each, and its figures."""
    rules = [
        sm.Consequence(
            "pay", sm.Missed(sm.ANY), sm.Credit("5 %", of="4000 USD"), limits="15 % of 4000 USD per quarter"
        ),
        sm.Consequence("tell", sm.Missed(sm.ANY, times=2, window=3), sm.Escalate("Josh")),
        sm.Consequence("end", sm.Missed(sm.ANY, times=3, running=True), sm.Terminate()),
    ]
    agreement = sm.Agreement(
        "Many promises",
        sm.Term(FIRST.first_day),
        [sm.Party("Marketing", contact="Josh"), sm.Party("Sales")],
        [
            sm.Objective(
                f"p{number}",
                "Marketing",
                "Sales",
                sm.AtLeast("100 SQL/month", tolerance="2 %"),
                relieved_when=sm.Missed(f"p{(number + 1) % promises}") if consequences else None,
            )
            for number in range(promises)
        ],
        signatures={"Marketing": "2015-12-15", "Sales": "2015-12-15"},
        consequences=rules if consequences else [],
    )
    figures = {
        f"p{promise}": {str(FIRST + place): 90 + (7 * promise + 11 * place) % 31 for place in range(months)}
        for promise in range(promises)
    }
    return agreement, sm.Actuals.from_dict(figures, known=agreement.metrics)


def judging_contestants(*, consequences: bool) -> tuple[Callable[[], object], Callable[[], object]]:
    """Give judging 200 promises over 36 months, and a loop that only builds the same verdicts from their parts."""
    agreement, actuals = judged(200, 36, consequences=consequences)
    verdicts = sm.judge(agreement, actuals).verdicts

    def built() -> list[sm.Verdict]:
        return [_again(verdict) for verdict in verdicts]

    return lambda: sm.judge(agreement, actuals), built


def _again(verdict: sm.Verdict) -> sm.Verdict:
    found = verdict.finding
    finding = sm.Finding(
        found.status,
        found.actual,
        found.at_least,
        found.at_most,
        found.shortfall,
        found.tolerance,
        found.months,
        found.note,
        found.absence,
    )
    return sm.Verdict(
        verdict.promise, verdict.metric, verdict.period, finding, verdict.status, verdict.counts_as, verdict.note
    )


def verdict_memory() -> float:
    """Give the bytes that a verdict keeps."""
    agreement, actuals = judged(200, 36, consequences=False)
    sm.judge(agreement, actuals)  # what the figures keep for all judging is not of a verdict
    tracemalloc.start()
    scorecard = sm.judge(agreement, actuals)
    size = tracemalloc.get_traced_memory()[0] / len(scorecard.verdicts)
    tracemalloc.stop()
    return size


def page_size() -> float:
    """Give the KiB of a page of 12 promises over 36 months."""
    return len(scorecard_html(sm.judge(*judged(12, 36, consequences=False))).encode()) / 1024


def large_scorecard(promises: int, months: int) -> dict[str, float]:
    """Give the seconds that each step takes for one large agreement, once."""
    agreement, actuals = judged(promises, months, consequences=False)
    taken: dict[str, float] = {}

    def timed(what: str, run: Callable[[], sm.Scorecard | str]) -> sm.Scorecard | str:
        start = time.perf_counter()
        result = run()
        taken[what] = time.perf_counter() - start
        return result

    scorecard = timed("judged", lambda: sm.judge(agreement, actuals))
    assert isinstance(scorecard, sm.Scorecard)
    text = timed("as JSON", lambda: json.dumps(scorecard_json(scorecard)))
    assert isinstance(text, str)
    timed("read from JSON again", lambda: sm.scorecard_from_json(json.loads(text), agreement))
    timed("as text", lambda: _printed(scorecard))
    timed("as a page", lambda: scorecard_html(scorecard))
    return taken


def _printed(scorecard: sm.Scorecard) -> str:
    out = StringIO()
    print_scorecard(scorecard, Console(file=out, width=100))
    return out.getvalue()
