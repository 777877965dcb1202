"""A history: months merge as their metric says, and nothing after its month is seen."""

import re
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smarketing import Actual, History, InvalidValueError, Metric, Month
from smarketing.actuals import OverMonths, Series

FIRST = Month(2026, 1)
LEADS = Metric("leads", "SQL", "count")
KEPT = Metric("kept", "%", "share")
MEAN = Metric("score", "point", "level", over_months="mean")
LAST = Metric("score", "point", "level", over_months="last")
METRICS = [LEADS, KEPT, MEAN, LAST]

Figures = list[Actual | None]


def whole(text: str) -> str:
    """Give a pattern that matches a whole message."""
    return f"^{re.escape(text)}$"


def seen(metric: Metric, figures: Sequence[Actual | None], place: int, begins: int = 0) -> History:
    """Give the history of some months as seen from the one at a place."""
    series = Series(metric, FIRST, tuple(figures))
    return History(series, FIRST + place, FIRST + begins, series.at(FIRST + place))


@st.composite
def months(draw: st.DrawFn, metrics: Sequence[Metric] = tuple(METRICS)) -> tuple[Metric, Figures]:
    """Draw a metric and some months of it, perhaps with gaps."""
    metric = draw(st.sampled_from(list(metrics)))
    values: st.SearchStrategy[Actual]
    if metric.kind == "share":
        values = st.tuples(st.integers(0, 90), st.integers(90, 200)).map(lambda pair: Actual(*pair))
    elif metric.kind == "count":
        values = st.fractions(0, 1000, max_denominator=8).map(Actual)
    else:
        values = st.fractions(-100, 100, max_denominator=8).map(Actual)
    gaps = st.one_of(values, values, values, st.none())
    return metric, draw(st.lists(gaps, min_size=1, max_size=15))


def together(metric: Metric, figures: Sequence[Actual | None]) -> Actual | None:
    """Merge months the slow way, one by one."""
    there = [figure for figure in figures if figure is not None]
    if len(there) < len(figures):
        return None
    if metric.kind == "share":
        return Actual(sum(f.value for f in there), sum(f.base or 0 for f in there))
    if metric.kind == "count":
        return Actual(sum(f.value for f in there))
    return there[-1] if metric.over_months == "last" else Actual(sum(f.value for f in there) / Fraction(len(there)))


def test_shares_of_a_window_pool() -> None:
    """46 of 50, 47 of 50 and 182 of 200 are 275 of 300, 91.67 %, and not the mean of three shares (92.33 %)."""
    window = seen(KEPT, [Actual(46, 50), Actual(47, 50), Actual(182, 200)], 2).window(3)
    assert window is not None
    assert window.current == Actual(275, 300)
    assert KEPT.reading(Actual(275, 300)) == Fraction(275, 3)


def test_counts_of_a_window_add_up() -> None:
    """104, 92 and 95 leads are 291."""
    window = seen(LEADS, [Actual(104), Actual(92), Actual(95)], 2).window(3)
    assert window is not None
    assert (window.current, window.months, window.month) == (Actual(291), 3, Month(2026, 3))


@pytest.mark.parametrize(("rule", "expected"), [("mean", Fraction(22, 3)), ("last", Fraction(9))])
def test_levels_of_a_window_merge_as_they_say(rule: OverMonths, expected: Fraction) -> None:
    """Scores of 6, 7 and 9 are 22/3 on the mean, and 9 at last."""
    metric = Metric("score", "point", "level", over_months=rule)
    window = seen(metric, [Actual(6), Actual(7), Actual(9)], 2).window(3)
    assert window is not None
    assert window.current == Actual(expected)


def test_levels_do_not_merge_without_a_rule() -> None:
    """A level that does not say how it goes over months is refused by name."""
    history = seen(Metric("score", "point", "level"), [Actual(6), Actual(7)], 1)
    message = "'score' is a level; state over_months, 'mean' or 'last'"
    with pytest.raises(InvalidValueError, match=whole(message)):
        history.window(2)
    with pytest.raises(InvalidValueError, match=whole(message)):
        history.to_date(FIRST)


@given(months(), st.data())
def test_a_window_is_what_its_months_are_together(drawn: tuple[Metric, Figures], data: st.DataObject) -> None:
    """A window of any length in any month is the slow merge of its own months."""
    metric, figures = drawn
    place = data.draw(st.integers(0, len(figures) - 1))
    length = data.draw(st.integers(1, place + 1))
    window = seen(metric, figures, place).window(length)
    assert window is not None
    assert window.current == together(metric, figures[place + 1 - length : place + 1])
    assert (window.months, window.month) == (length, FIRST + place)


@given(months(), st.data())
def test_to_date_is_the_window_since_a_month(drawn: tuple[Metric, Figures], data: st.DataObject) -> None:
    """The months since any month before or at the history's own merge as a window does."""
    metric, figures = drawn
    place = data.draw(st.integers(0, len(figures) - 1))
    since = data.draw(st.integers(0, place))
    assert seen(metric, figures, place).to_date(FIRST + since) == together(metric, figures[since : place + 1])


@given(months(), st.data())
def test_nothing_after_the_month_is_seen(drawn: tuple[Metric, Figures], data: st.DataObject) -> None:
    """Other figures after a month change nothing of what its history gives."""
    metric, figures = drawn
    place = data.draw(st.integers(0, len(figures) - 1))
    later = data.draw(months([metric]))[1]
    before, after = seen(metric, figures, place), seen(metric, figures[: place + 1] + later, place)
    for length in range(1, place + 2):
        one, other = before.window(length), after.window(length)
        assert one is not None
        assert other is not None
        assert one.current == other.current
    for since in range(place + 1):
        assert before.to_date(FIRST + since) == after.to_date(FIRST + since)


@pytest.mark.parametrize("since", [2, 4, 9])
@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: f"{metric.kind} {metric.over_months or ''}")
def test_months_since_a_later_month_are_none(metric: Metric, since: int) -> None:
    """There is nothing to date since a month that has not come, whatever later figures there are."""
    figures = [Actual(10, 100 if metric.kind == "share" else None)] * 5
    assert seen(metric, figures, 1).to_date(FIRST + since) is None


@pytest.mark.parametrize("length", [0, -1])
def test_a_window_has_a_month(length: int) -> None:
    """A window of no month or fewer is refused; it would reach past the month at hand."""
    history = seen(LEADS, [Actual(10)] * 5, 1)
    with pytest.raises(InvalidValueError, match=whole(f"a window is 1 month or more, not {length}")):
        history.window(length)


@given(months(), st.integers(0, 20), st.data())
def test_a_window_that_begins_before_the_term_is_incomplete(
    drawn: tuple[Metric, Figures], more: int, data: st.DataObject
) -> None:
    """A window that reaches behind the first month of the term is None, also where there are figures."""
    metric, figures = drawn
    place = data.draw(st.integers(0, len(figures) - 1))
    begins = data.draw(st.integers(0, place))
    history = seen(metric, figures, place, begins)
    assert history.window(place - begins + 1) is not None
    assert history.window(place - begins + 2 + more) is None


@given(months(), st.data())
def test_a_month_without_a_figure_leaves_its_windows_without(
    drawn: tuple[Metric, Figures], data: st.DataObject
) -> None:
    """One missing month inside a window, and the window has no actual, even of a level that takes the last."""
    metric, figures = drawn
    missing = [place for place, figure in enumerate(figures) if figure is None]
    assume(missing)
    gap = data.draw(st.sampled_from(missing))
    place = data.draw(st.integers(gap, len(figures) - 1))
    window = seen(metric, figures, place).window(place - gap + 1)
    assert window is not None
    assert window.current is None


def test_a_series_knows_its_own_months_only() -> None:
    """Before the first month and after the last there is no figure, and no merging across."""
    series = Series(LEADS, FIRST, (Actual(1), Actual(2)))
    assert [series.at(FIRST + place) for place in (-1, 0, 1, 2)] == [None, Actual(1), Actual(2), None]
    assert series.merged(FIRST - 1, FIRST) is None
    assert series.merged(FIRST + 1, FIRST + 2) is None
    assert series.merged(FIRST, FIRST + 1) == Actual(3)


def test_a_history_before_the_first_figure_has_none_to_date() -> None:
    """The months since one for which there is no place have no actual."""
    assert seen(LEADS, [Actual(1), Actual(2)], 1).to_date(FIRST - 1) is None


def test_another_metric_is_seen_from_the_same_month() -> None:
    """`of` gives a needed metric in the same month and term, with windows of its own."""
    calls = Series(Metric("calls", "call", "count"), FIRST, (Actual(5), Actual(6), Actual(7)))
    leads = Series(LEADS, FIRST, (Actual(1), Actual(2), Actual(3)))
    history = History(leads, FIRST + 1, FIRST, Actual(2), others={"calls": calls})
    other = history.of("calls")
    window = other.window(2)
    assert (other.metric.name, other.month, other.begins, other.current) == ("calls", FIRST + 1, FIRST, Actual(6))
    assert window is not None
    assert window.current == Actual(11)
    assert other.window(3) is None


def test_another_metric_must_be_needed() -> None:
    """A metric that the evaluator did not name is refused, with those that it did."""
    calls = Series(Metric("calls", "call", "count"), FIRST, (Actual(5),))
    history = History(Series(LEADS, FIRST, (Actual(1),)), FIRST, FIRST, Actual(1), others={"calls": calls})
    message = "metric 'visits' is not among what the evaluator needs: ['calls']"
    with pytest.raises(InvalidValueError, match=whole(message)):
        history.of("visits")
