"""What evaluators say of themselves, and what they say unless they know better."""

from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actual,
    AtLeast,
    AtMost,
    Between,
    Evaluator,
    Finding,
    Metric,
    Month,
    Quantity,
    Rolling,
    Status,
    View,
)
from smarketing.actuals import Series

MONTH = Month(2026, 3)
LEADS = Metric("leads", "SQL", "count")
SCORE = Metric("score", "point", "level", over_months="last")
KEPT = Metric("kept", "%", "share")


@attrs.frozen
class Anything(Evaluator):
    """Any figure will do."""

    note: str = ""

    def __call__(self, view: View, /) -> Finding:
        """Judge one month."""
        return Finding(Status.MET, view.actual)


def test_an_evaluator_of_somebody_else_needs_one_answer_only() -> None:
    """It names nothing, has no target, judges one month of every metric, and readings alone do not decide."""
    anything = Anything("x")
    assert (anything.references, anything.targets, anything.months) == ((), (), 1)
    assert (anything.parts, list(anything.units), anything.rounded_to, anything.derived) == ({}, [], None, False)
    assert list(anything.reference_problems(LEADS, {})) == []
    assert [list(anything.metric_problems(metric)) for metric in (LEADS, SCORE, KEPT)] == [[], [], []]
    assert anything.kept_by(LEADS) is None
    assert Rolling(anything, months=2).kept_by(LEADS) is None
    assert anything.describe() == "Anything(note='x')"


def test_no_evaluator_is_made_without_its_answer() -> None:
    """A class that cannot judge cannot be used."""
    with pytest.raises(TypeError, match="__call__"):
        Evaluator()  # type: ignore[abstract]


@pytest.mark.parametrize(
    ("evaluator", "words"),
    [
        (AtLeast("100 SQLs per month"), "at least 100 SQL/month"),
        (AtLeast("92 %", tolerance="1 point"), "at least 92 %, with a tolerance of 1 point"),
        (AtMost("4 hours", tolerance="10 %"), "at most 4 hours, with a tolerance of 10 %"),
        (Between("90 SQL/month", "120 SQL/month"), "at least 90 SQL/month and at most 120 SQL/month"),
        (Rolling(AtLeast("300 SQL/quarter"), months=3), "at least 300 SQL/quarter, over 3 months together"),
        (Rolling(Anything(), months=2), "Anything(note=''), over 2 months together"),
    ],
)
def test_an_evaluator_says_what_is_promised(evaluator: Evaluator, words: str) -> None:
    """Its targets as they are written, what is tolerated, and the months that it takes together."""
    assert evaluator.describe() == words


KEEPING: list[tuple[Evaluator, Metric, str]] = [
    (AtLeast("100 SQL/month"), LEADS, "100 <= x"),
    (AtLeast("100 SQL/month", tolerance="2 %"), LEADS, "98 <= x"),
    (AtMost("300 SQL/quarter", tolerance="10 %"), LEADS, "x <= 110"),
    (Between("90 SQL/month", "120 SQL/month"), LEADS, "90 <= x <= 120"),
    (AtLeast("92 %", tolerance="1 point"), KEPT, "91 <= x"),
    (AtLeast("-20 points", tolerance="10 %"), SCORE, "-22 <= x"),
    (Rolling(AtLeast("300 SQL/quarter"), months=3), LEADS, "300 <= x"),
    (Rolling(AtLeast("92 %"), months=3), KEPT, "92 <= x"),
]


@pytest.mark.parametrize(("evaluator", "metric", "readings"), KEEPING)
def test_an_evaluator_knows_which_readings_keep_it(evaluator: Evaluator, metric: Metric, readings: str) -> None:
    """In the unit of the metric, tolerance included; of a window those of all its months together."""
    assert str(evaluator.kept_by(metric)) == readings


NUMBERS = st.fractions(-40, 40, max_denominator=4)


@st.composite
def bounded(draw: st.DrawFn) -> Evaluator:
    """Give any bound on a level, perhaps with a tolerance."""
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    part = draw(st.none() | st.fractions(0, 40, max_denominator=4))
    tolerance = None if part is None else Quantity(part, "%")
    bounds = Quantity(low, "point"), Quantity(high, "point")
    return draw(
        st.sampled_from(
            [
                AtLeast(bounds[0], tolerance=tolerance),
                AtMost(bounds[1], tolerance=tolerance),
                Between(*bounds, tolerance=tolerance),
            ]
        )
    )


@given(bounded(), NUMBERS, st.booleans())
def test_readings_that_keep_a_promise_are_those_that_are_met(
    evaluator: Evaluator, reading: Fraction, rolling: bool
) -> None:
    """Whoever asks beforehand gets the answer that judging gives, in a month as in a window."""
    judge = Rolling(evaluator, months=2) if rolling else evaluator
    found = judge(View(Series(SCORE, MONTH, (Actual(0), Actual(reading))), 1))
    kept = judge.kept_by(SCORE)
    assert kept is not None
    assert (Fraction(reading) in kept) is (found.status is Status.MET)


@given(st.integers(1, 300), st.integers(0, 30), st.lists(st.integers(0, 300), min_size=3, max_size=3))
def test_a_window_of_counts_is_kept_by_their_sum(rate: int, part: int, figures: list[int]) -> None:
    """The target grows with the months, and so does what is tolerated."""
    rolling = Rolling(AtLeast(Quantity(rate, "SQL/month"), tolerance=Quantity(part, "%")), months=3)
    found = rolling(View(Series(LEADS, MONTH, tuple(map(Actual, figures))), 2))
    kept = rolling.kept_by(LEADS)
    assert kept is not None
    assert (Fraction(sum(figures)) in kept) is (found.status is Status.MET)
