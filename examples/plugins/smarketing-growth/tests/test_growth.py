"""The evaluator keeps the contract of smarketing, counts exactly, and stands in agreement files."""

import pytest
from hypothesis import strategies as st
from smarketing_growth import Growth

from smarketing import Actuals, InvalidValueError, Quantity, dumps, judge, loads
from smarketing.agreement_file import json_schema
from smarketing.testing import check_evaluator

TEXT = """\
smarketing: 1
title: More subscribers every year
term: {start: 2025-01-01}
parties:
  Marketing: {}
  Sales: {}
signatures: {Marketing: 2024-12-15, Sales: 2024-12-15}
metrics:
  subscribers: {unit: subscriber, kind: count}
objectives:
  subscribers:
    owed_by: Marketing
    owed_to: Sales
    growth: 10 %
"""
GROWTH = st.integers(-100, 100).map(lambda percent: Quantity(percent, "%"))


def test_it_keeps_the_contract() -> None:
    """Whatever growth is agreed, over however many months."""
    check_evaluator(st.builds(Growth, GROWTH, over=st.integers(1, 13)))


def test_a_year_of_growth() -> None:
    """110 after 100 is 10 % more, 108 after 99 is not: 0.9 are missing."""
    agreement = loads(TEXT)
    figures = {"subscribers": {"2025-01": 100, "2025-02": 99, "2026-01": 110, "2026-02": 108}}
    scorecard = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    found = {str(each.month): (each.status.value, each.because) for each in scorecard.verdicts}
    assert found["2025-01"] == ("pending", "not judged yet: needs 13 months; first result in 2026-01")
    assert found["2025-03"] == ("pending", "not judged yet: needs 13 months; first result in 2026-01")
    assert found["2026-01"] == ("met", "110 subscribers against at least 110 subscribers")
    assert found["2026-02"] == (
        "missed",
        "108 subscribers against at least 108.9 subscribers: 0.9 subscribers short",
    )


def test_its_text_in_a_file() -> None:
    """Growth stands alone; with another distance both have their keys. It is read and written the same."""
    assert loads(TEXT).objectives[0].evaluator == Growth("10 %")
    assert "  subscribers: {owed_by: Marketing, owed_to: Sales, growth: 10 %}\n" in dumps(loads(TEXT))
    longer = TEXT.replace("growth: 10 %", "growth: {by: 2 %, over: 3 months}")
    assert loads(longer).objectives[0].evaluator == Growth("2 %", over=3)
    assert loads(dumps(loads(longer))) == loads(longer)


def test_editors_know_its_keys() -> None:
    """The schema has its sentences."""
    growth = json_schema()["definitions"]["growth"]
    assert growth["description"] == (
        "The reading is at least so much above that of the same month a year before. A value alone stands for by."
    )
    keys = growth["anyOf"][1]["properties"]
    assert {name: key["description"] for name, key in keys.items()} == {
        "by": "By how much it grows at least, as 10 %.",
        "over": "Against how many months before, as 3 months; 12 unless stated.",
    }


@pytest.mark.parametrize(
    ("growth", "over", "message"),
    [
        ("10 SQL", 12, "growth is a share, as in '10 %'; not 10 SQL"),
        ("10 %", 0, "over is 1 month or more, not 0"),
    ],
    ids=["no-share", "no-months"],
)
def test_what_it_refuses(growth: str, over: int, message: str) -> None:
    """Growth is a share, over some months."""
    with pytest.raises(InvalidValueError) as refusal:
        Growth(growth, over=over)
    assert str(refusal.value) == message
