"""Trends in judged agreements: earlier figures from before the term, and after an amendment."""

from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    ActualsError,
    Agreement,
    AtLeast,
    Evaluator,
    Month,
    Objective,
    Party,
    Rolling,
    Status,
    Term,
    Trend,
    Verdict,
    judge,
)
from smarketing import Metric as _Metric

_SIGNED = {"Agency": "2020-01-01", "Client": "2020-01-01"}
_FIRST = Month(2026, 1)
_YEAR_BEFORE: Final = "the same month a year before"
_MET, _MISSED, _PENDING = Status.MET, Status.MISSED, Status.PENDING


def _agreement(evaluator: Evaluator, no_data: str = "counts as missed") -> Agreement:
    return Agreement(
        "Growth",
        Term("2026-01-01"),
        [Party("Agency"), Party("Client")],
        [Objective("growth", "Agency", "Client", evaluator, metric="leads")],
        metrics=[_Metric("leads", "lead", "count"), _Metric("other", "lead", "count")],
        no_data=no_data,  # type: ignore[arg-type]
        signatures=_SIGNED,
    )


def _figures(first: Month, numbers: Sequence[int | None]) -> dict[str, int]:
    return {str(first + place): number for place, number in enumerate(numbers) if number is not None}


def _judged(agreement: Agreement, figures: Mapping[str, int]) -> list[Verdict]:
    return list(judge(agreement, Actuals.from_dict({"leads": figures}, known=agreement.metrics)).verdicts)


@pytest.mark.parametrize(("january", "status"), [(104, _MISSED), (105, _MET), (106, _MET)])
def test_the_year_before_the_term_is_compared_with(january: int, status: Status) -> None:
    """100 leads in January 2025, and 105 % of them a year later."""
    figures = _figures(_FIRST - 12, [100]) | _figures(_FIRST, [january])
    (verdict,) = _judged(_agreement(Trend(_YEAR_BEFORE, at_least="105 %")), figures)
    assert verdict.status is status
    assert "105 % of 100 leads in 2025-01" in verdict.because


def test_months_that_have_nothing_to_compare_with_are_pending() -> None:
    """February 2025 is not there: nothing is missed by it, also where no data counts as missed."""
    figures = _figures(_FIRST - 12, [100, None, 100]) | _figures(_FIRST, [105, 105, 104])
    verdicts = _judged(_agreement(Trend(_YEAR_BEFORE, at_least="105 %")), figures)
    assert [each.status for each in verdicts] == [_MET, _PENDING, _MISSED]


def test_a_trend_without_figures_from_before_waits() -> None:
    """As long as it takes."""
    verdicts = _judged(_agreement(Trend(_YEAR_BEFORE, at_least="100 %")), _figures(_FIRST, [10] * 13))
    assert [each.status for each in verdicts] == [_PENDING] * 12 + [_MET]


def test_quarters_that_lie_in_the_term_and_before_it() -> None:
    """January to March against October to December; the quarter of April against that of January."""
    figures = _figures(_FIRST - 3, [10, 10, 10, 9, 10, 11, 9, 10, 10])
    verdicts = _judged(_agreement(Trend("the quarter before", at_least="100 %")), figures)
    assert [each.status for each in verdicts] == [_PENDING, _PENDING, _MET, _MET, _MET, _MISSED]


def test_a_window_of_a_trend_reaches_back_too() -> None:
    """The three months together against the same three a year before."""
    figures = _figures(_FIRST - 12, [10, 10, 10]) | _figures(_FIRST, [0, 0, 31])
    rule = Rolling(Trend(_YEAR_BEFORE, at_least="103 %"), months=3)
    assert [each.status for each in _judged(_agreement(rule), figures)] == [_PENDING, _PENDING, _MET]
    alone = Rolling(Trend(_YEAR_BEFORE, at_least="103 %"), months=3, from_the_start=True)
    assert [each.status for each in _judged(_agreement(alone), figures)] == [_MISSED, _MISSED, _MET]


@pytest.mark.parametrize(
    ("of", "month", "message"),
    [
        (_YEAR_BEFORE, "2024-12", "2024-12 lies outside the term, 2026-01..9999-12"),
        ("the month before", "2025-11", "2025-11 lies outside the term, 2026-01..9999-12"),
    ],
)
def test_figures_that_nothing_is_compared_with_lie_outside(of: str, month: str, message: str) -> None:
    """Earlier than the trend looks, or of another metric."""
    agreement = _agreement(Trend(of, at_least="100 %"))  # type: ignore[arg-type]
    with pytest.raises(ActualsError) as caught:
        _judged(agreement, {month: 1, "2026-01": 1})
    assert [each.message for each in caught.value.problems] == [message]
    figures = {"leads": {"2025-12": 1, "2026-01": 1}, "other": {"2025-12": 1}}
    with pytest.raises(ActualsError) as caught:
        judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    assert [each.message for each in caught.value.problems] == ["2025-12 lies outside the term, 2026-01..9999-12"]


def test_another_rule_takes_no_figures_from_before() -> None:
    """Only what compares with its own past asks for them."""
    with pytest.raises(ActualsError):
        _judged(_agreement(AtLeast("1 lead/month")), {"2025-12": 1, "2026-01": 1})


def test_an_amended_trend_goes_on_comparing() -> None:
    """110 % instead of 105 % from June on: June is compared with last June, and not pending for a year."""
    before = _agreement(Trend(_YEAR_BEFORE, at_least="105 %"))
    promise = attrs.evolve(before.objectives[0], evaluator=Trend(_YEAR_BEFORE, at_least="110 %"))
    agreement = before.amended("2026-06-01", objectives=[promise], signatures=_SIGNED)
    figures = _figures(_FIRST - 12, [100] * 12) | _figures(_FIRST, [105, 105, 105, 105, 105, 109, 110])
    assert [each.status for each in _judged(agreement, figures)] == [_MET] * 5 + [_MISSED, _MET]


@given(st.lists(st.none() | st.integers(0, 9), min_size=30, max_size=30), st.integers(12, 29))
def test_held_to_a_plain_reading(numbers: list[int | None], until: int) -> None:
    """Each month against the same month a year before, wherever the term begins; later figures change nothing."""
    agreement = _agreement(Trend(_YEAR_BEFORE, at_least="100 %"), no_data="stays open")
    actuals = Actuals.from_dict({"leads": _figures(_FIRST - 12, numbers[: until + 1])}, known=agreement.metrics)
    verdicts = judge(agreement, actuals, through=str(_FIRST + (until - 12))).verdicts
    for place, verdict in enumerate(verdicts):
        now, then = numbers[place + 12], numbers[place]
        if then is None and place < 12:
            expected = _PENDING
        elif now is None or not then:
            expected = Status.NO_DATA
        else:
            expected = _MET if now >= then else _MISSED
        assert verdict.status is expected
