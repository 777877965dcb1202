"""Figures that do not add up, that contradict each other, and that are below zero."""

import re

import pytest

from smarketing import Actual, Actuals, InvalidValueError, Metric, Month
from smarketing.actuals import Key

LEADS = Metric("leads", "lead", "count")


def test_a_share_and_a_count_do_not_add_up() -> None:
    """Nothing is dropped: a base that only one side has is refused."""
    message = f"a share and a count do not add up: {Actual(46, 50)} and {Actual(3)}"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        Actual(46, 50) + Actual(3)


SEGMENT_ABOVE = [
    {"month": "2026-01", "metric": "leads", "value": 104},
    {"month": "2026-01", "metric": "leads", "segment": "spring", "value": 150},
    {"month": "2026-02", "metric": "leads", "segment": "spring", "value": 150},
    {"month": "2026-03", "metric": "leads", "segment": "spring", "value": 30},
    {"month": "2026-03", "metric": "leads", "segment": "web", "value": 31},
    {"month": "2026-03", "metric": "leads", "value": 31},
]


def test_a_segment_above_its_whole_is_a_problem() -> None:
    """Neither figure is kept, for nobody knows which is right; overlapping segments, and one alone, are no problem."""
    leads = Metric("leads", "lead", "count", ("spring", "web"))
    actuals = Actuals.from_rows(SEGMENT_ABOVE, known=[leads])
    message = "spring has 150, more than all leads of 2026-01, 104 in line 1"
    assert [str(each) for each in actuals.problems] == [f"rows:2:1: segment: {message}"]
    january = {Key("leads", segment, Month(2026, 1)) for segment in (None, "spring")}
    assert actuals.spoiled == january
    assert len(actuals.figures) == 4
    assert not january & actuals.figures.keys()


@pytest.mark.parametrize(("unit", "kind"), [("EUR", "count"), ("hour", "count"), ("", "count"), ("point", "level")])
def test_only_counts_of_things_are_above_their_whole(unit: str, kind: str) -> None:
    """Refunds make a whole smaller than a part; readings have no parts."""
    metric = Metric("leads", unit, kind, ("spring", "web"))  # type: ignore[arg-type] # one of the kinds
    assert Actuals.from_rows(SEGMENT_ABOVE, known=[metric]).problems == ()


def test_refunds_may_exceed_sales() -> None:
    """A count of money, and money for each of something, may be below zero; a count of things may not."""
    revenue, spent, leads = Metric("revenue", "EUR", "count"), Metric("spent", "EUR/lead", "ratio"), LEADS
    months: dict[str, dict[str, object]] = {
        "revenue": {"2026-02": -1500},
        "spent": {"2026-02": (-30, 10)},
        "leads": {"2026-02": -3},
    }
    actuals = Actuals.from_dict(months, known=[revenue, spent, leads])
    assert [str(each) for each in actuals.problems] == ["rows:3:3: value: a count cannot be negative: -3"]
    assert list(actuals.figures.values()) == [Actual(-1500), Actual(-30, 10)]
