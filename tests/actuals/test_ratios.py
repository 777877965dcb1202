"""Ratios: a number per item, pooled over months, judged without dividing by nothing."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smarketing as sm
from smarketing.actuals import Series

REPAIR = sm.Metric("repair", "hour", "ratio")
MARCH = sm.Month(2026, 3)
AMOUNTS = st.tuples(st.fractions(0, 1000), st.integers(1, 50))


def agreement(evaluator: sm.Evaluator) -> sm.Agreement:
    """One promise about hours of repair a fault."""
    return sm.Agreement(
        "Repair",
        sm.Term("2026-01-01", "2026-12-31"),
        [sm.Party("Host"), sm.Party("Shop")],
        [sm.Objective("repair", "Host", "Shop", evaluator)],
        metrics=[REPAIR],
        signatures={"Host": "2025-12-01", "Shop": "2025-12-01"},
    )


@given(st.lists(AMOUNTS, min_size=1, max_size=6))
def test_months_pool_both_numbers(months: list[tuple[Fraction, int]]) -> None:
    """Several months are all hours for all faults, and no mean of means."""
    series = Series(REPAIR, MARCH, tuple(sm.Actual(value, base) for value, base in months))
    together = series.merged(0, len(months))
    assert together is not None
    assert REPAIR.reading(together) == sum(value for value, _ in months) / sum(base for _, base in months)


@pytest.mark.parametrize(
    ("evaluator", "value", "base", "status", "because"),
    [
        (sm.AtMost("4 hours"), 8, 2, "met", "8 for 2 (4 hours) against at most 4 hours"),
        (sm.AtMost("4 hours"), 9, 2, "missed", "9 for 2 (4.5 hours) against at most 4 hours: 0.5 hours over"),
        (sm.AtMost("4 hours"), 0, 0, "no-data", "0 of 0: nothing to judge"),
        (sm.AtLeast("200 hours"), 720, 4, "missed", "720 for 4 (180 hours) against at least 200 hours: 20 hours short"),
        (sm.AtLeast("200 hours"), 720, 0, "met", "720 hours for none at all"),
        (sm.AtLeast("200 hours"), 0, 0, "no-data", "0 of 0: nothing to judge"),
        (sm.AtMost("4 hours"), 1, 0, "no-data", "1 hour for none at all"),
    ],
)
def test_a_month_is_judged_by_so_much_for_each(
    evaluator: sm.Evaluator, value: int, base: int, status: str, because: str
) -> None:
    """Something for nothing keeps a promise of at least so much, and breaks none."""
    signed = agreement(evaluator)
    rows = [{"month": "2026-01", "metric": "repair", "value": value, "base": base}]
    (verdict,) = sm.judge(signed, sm.Actuals.from_rows(rows, known=signed.metrics), through="2026-01").verdicts
    assert (verdict.status.value, verdict.because) == (status, because)


def test_rows_have_both_numbers_and_perhaps_a_unit(tmp_path: Path) -> None:
    """The unit is that of the value; a row without a base is told."""
    path = tmp_path / "actuals.csv"
    path.write_text("month,metric,value,base,unit\n2026-01,repair,5400,2,seconds\n2026-02,repair,3,,\n")
    read = sm.Actuals.read_csv(path, known={"repair": REPAIR})
    assert [*read.figures.values()] == [sm.Actual(Fraction(3, 2), 2)]
    assert [str(each) for each in read.problems] == [
        f"{path}:3:4: base: repair is a ratio; give how much in all in value, and for how many in base"
    ]


def test_plain_values_say_both_numbers_and_what_is_for_each() -> None:
    """As JSON, a ratio is three texts."""
    signed = agreement(sm.AtMost("4 hours"))
    rows = [{"month": "2026-01", "metric": "repair", "value": 8, "base": 2}]
    card = sm.judge(signed, sm.Actuals.from_rows(rows, known=signed.metrics), through="2026-01")
    text = json.dumps(sm.scorecard_json(card))
    assert '"actual": {"value": "8", "base": "2", "reading": "4", "unit": "hour"}' in text
