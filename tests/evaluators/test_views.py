"""A view: months merge as their metric says, a window moves as a whole, and nothing after the month is seen."""

import re
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Absence, Actual, Finding, InvalidValueError, Metric, Month, Quantity, Status, View
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


def seen(
    metric: Metric, figures: Sequence[Actual | None], place: int, begins: int = 0, unreadable: Sequence[int] = ()
) -> View:
    """Give the view of some months from the one at a place."""
    return View(Series(metric, FIRST, tuple(figures), frozenset(unreadable)), place, begins)


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
    assert (window.actual, window.reading) == (Actual(275, 300), Fraction(275, 3))


def test_the_reading_of_a_share_is_its_percentage() -> None:
    """45 of 50 is 90: a rule that compares readings compares shares, and not how many."""
    view = seen(KEPT, [Actual(85, 100), Actual(45, 50)], 1)
    assert [view.reading, view.earlier(1).reading] == [90, 85]


def test_counts_of_a_window_add_up() -> None:
    """104, 92 and 95 leads are 291."""
    window = seen(LEADS, [Actual(104), Actual(92), Actual(95)], 2).window(3)
    assert (window.actual, window.months, window.month, window.first_month) == (Actual(291), 3, FIRST + 2, FIRST)


@pytest.mark.parametrize(("rule", "expected"), [("mean", Fraction(22, 3)), ("last", Fraction(9))])
def test_levels_of_a_window_merge_as_they_say(rule: OverMonths, expected: Fraction) -> None:
    """Scores of 6, 7 and 9 are 22/3 on the mean, and 9 at last."""
    metric = Metric("score", "point", "level", over_months=rule)
    assert seen(metric, [Actual(6), Actual(7), Actual(9)], 2).window(3).actual == Actual(expected)


def test_levels_do_not_merge_without_a_rule() -> None:
    """A level that does not say how it goes over months is refused by name."""
    window = seen(Metric("score", "point", "level"), [Actual(6), Actual(7)], 1).window(2)
    with pytest.raises(InvalidValueError, match=whole("'score' is a level; state over_months, 'mean' or 'last'")):
        window.actual  # noqa: B018


@given(months(), st.data())
def test_a_window_is_what_its_months_are_together(drawn: tuple[Metric, Figures], data: st.DataObject) -> None:
    """A window of any length in any month is the slow merge of its own months."""
    metric, figures = drawn
    place = data.draw(st.integers(0, len(figures) - 1))
    length = data.draw(st.integers(1, place + 1))
    window = seen(metric, figures, place).window(length)
    assert window.actual == together(metric, figures[place + 1 - length : place + 1])
    assert (window.months, window.month) == (length, FIRST + place)


@given(months(), st.data())
def test_a_window_that_moves_is_the_window_of_an_earlier_month(
    drawn: tuple[Metric, Figures], data: st.DataObject
) -> None:
    """`earlier` asks the same question as many months before, of a month and of a window."""
    metric, figures = drawn
    place = data.draw(st.integers(0, len(figures) - 1))
    length, back = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    moved = seen(metric, figures, place).window(length).earlier(back)
    assert (moved.months, moved.month) == (length, FIRST + (place - back))
    if place - back - length + 1 >= 0:
        asked_then = seen(metric, figures, place - back).window(length)
        assert (moved.actual, moved.reading, moved.absence) == (
            asked_then.actual,
            asked_then.reading,
            asked_then.absence,
        )
    else:
        assert (moved.actual, moved.reading, moved.absence) == (None, None, Absence.TOO_EARLY)


@given(months(), st.data())
def test_nothing_after_the_month_is_seen(drawn: tuple[Metric, Figures], data: st.DataObject) -> None:
    """Other figures after a month change nothing of what its view gives."""
    metric, figures = drawn
    place = data.draw(st.integers(0, len(figures) - 1))
    later = data.draw(months([metric]))[1]
    before, after = seen(metric, figures, place), seen(metric, figures[: place + 1] + later, place)
    for length in range(1, place + 2):
        assert before.window(length).actual == after.window(length).actual


@pytest.mark.parametrize("length", [0, -1])
def test_windows_and_steps_back_are_whole_months(length: int) -> None:
    """No month or fewer is refused: there is no way to look ahead."""
    view = seen(LEADS, [Actual(10)] * 5, 1)
    with pytest.raises(InvalidValueError, match=whole(f"a window is 1 month or more, not {length}")):
        view.window(length)
    with pytest.raises(InvalidValueError, match=whole(f"earlier is 1 month or more, not {length}")):
        view.earlier(length)


@given(months(), st.integers(0, 20), st.data())
def test_a_window_that_begins_before_the_term_is_too_early(
    drawn: tuple[Metric, Figures], more: int, data: st.DataObject
) -> None:
    """Months before the first one that counts are no part of a window, also where there are figures."""
    metric, figures = drawn
    place = data.draw(st.integers(0, len(figures) - 1))
    begins = data.draw(st.integers(0, place))
    view = seen(metric, figures, place, begins)
    assert view.window(place - begins + 1).absence is not Absence.TOO_EARLY
    early = view.window(place - begins + 2 + more)
    assert (early.absence, early.actual, early.reading) == (Absence.TOO_EARLY, None, None)


ABSENCES = [
    ([Actual(5)], (), 1, None, ""),
    ([None], (), 1, Absence.MISSING, "there is no figure for 2026-01"),
    ([None], (0,), 1, Absence.UNREADABLE, "the figure for 2026-01 could not be read"),
    ([None, Actual(1)], (), 2, Absence.MISSING, "not every month from 2026-01 to 2026-02 has a figure"),
    ([None, Actual(1)], (0,), 2, Absence.UNREADABLE, "a figure from 2026-01 to 2026-02 could not be read"),
    ([None, Actual(1)], (0,), 1, None, ""),
    ([Actual(1)], (), 3, Absence.TOO_EARLY, "not judged yet: needs 3 months; first result in 2026-03"),
]


@pytest.mark.parametrize(("figures", "unreadable", "length", "absence", "reason"), ABSENCES)
def test_why_there_is_no_reading(
    figures: Figures, unreadable: tuple[int, ...], length: int, absence: Absence | None, reason: str
) -> None:
    """Each reason has a name and a sentence; only what a window holds counts."""
    window = seen(LEADS, figures, len(figures) - 1, 0, unreadable).window(length)
    assert (window.absence, window.reason) == (absence, reason)
    assert (window.reading is None) == (absence is not None)


def test_a_comparison_with_an_earlier_window_says_when_it_has_a_first_result() -> None:
    """A quarter against the quarter a year before needs 15 months."""
    early = seen(LEADS, [Actual(1)] * 4, 3).window(3).earlier(12)
    assert early.reason == "not judged yet: needs 15 months; first result in 2027-03"


@pytest.mark.parametrize(
    ("metric", "actual", "reason"),
    [
        (KEPT, Actual(0, 0), "0 of 0: nothing to judge"),
        (Metric("repair", "hour", "ratio"), Actual(3, 0), "3 hours for none at all"),
    ],
)
def test_nothing_to_measure(metric: Metric, actual: Actual, reason: str) -> None:
    """A share of nothing has a figure and no reading."""
    view = seen(metric, [actual], 0)
    assert (view.actual, view.reading) == (actual, None)
    assert (view.absence, view.reason) == (Absence.NOTHING_TO_MEASURE, reason)


def test_no_data_gives_the_reason_that_weighs_most() -> None:
    """Of a view and what it is compared with: too early is pending, unreadable comes before missing."""
    view = seen(LEADS, [None, None, Actual(4)], 2, 0, [1])
    goal = Quantity(5, "SQL")
    assert view.no_data(view.earlier(2), view.earlier(1), at_least=goal) == Finding(
        Status.NO_DATA,
        Actual(4),
        goal,
        note="the figure for 2026-02 could not be read",
        absence=Absence.UNREADABLE,
    )
    early = view.no_data(view.earlier(1), view.earlier(5), note="no month to compare with")
    assert (early.status, early.absence, early.note) == (
        Status.PENDING,
        Absence.TOO_EARLY,
        "no month to compare with",
    )


def test_a_series_knows_its_own_months_only() -> None:
    """Before the first month and after the last there is no figure, and no merging across."""
    series = Series(LEADS, FIRST, (Actual(1), Actual(2)))
    assert [series.at(place) for place in (-1, 0, 1, 2)] == [None, Actual(1), Actual(2), None]
    assert series.merged(-1, 1) is None
    assert series.merged(1, 3) is None
    assert series.merged(0, 2) == Actual(3)


def test_another_metric_is_seen_from_the_same_months() -> None:
    """`of` gives a metric of the references in the same month, or the same window."""
    calls = Series(Metric("calls", "call", "count"), FIRST, (Actual(5), Actual(6), Actual(7)))
    leads = Series(LEADS, FIRST, (Actual(1), Actual(2), Actual(3)))
    view = View(leads, 1, others={"calls": calls})
    other = view.of("calls")
    assert (other.metric.name, other.month, other.actual) == ("calls", FIRST + 1, Actual(6))
    assert other.window(2).actual == view.window(2).of("calls").actual == Actual(11)
    assert other.window(3).absence is Absence.TOO_EARLY


def test_another_metric_must_be_among_the_references() -> None:
    """A metric that the evaluator did not name is refused, with those that it did."""
    calls = Series(Metric("calls", "call", "count"), FIRST, (Actual(5),))
    view = View(Series(LEADS, FIRST, (Actual(1),)), 0, others={"calls": calls})
    with pytest.raises(
        InvalidValueError, match=whole("metric 'visits' is not among the evaluator's references: 'calls'")
    ):
        view.of("visits")


def test_the_finding_of_another_promise_must_be_among_the_references() -> None:
    """The same for promises; what was found of them is given as it is."""
    met = Finding(Status.MET, Actual(1))
    view = View(Series(LEADS, FIRST, (Actual(1),)), 0, findings={"calls": met})
    assert view.finding("calls") is met
    message = "promise 'visits' is not among the evaluator's references: 'calls'"
    with pytest.raises(InvalidValueError, match=whole(message)):
        view.finding("visits")
    alone = "promise 'visits' is not among the evaluator's references: none"
    with pytest.raises(InvalidValueError, match=whole(alone)):
        view.earlier(1).finding("visits")


def test_a_view_shows_itself_shortly() -> None:
    """The metric, the months and the figure."""
    view = seen(LEADS, [Actual(1), Actual(2)], 1)
    assert repr(view) == "View('leads', 2026-02: Actual(value=Fraction(2, 1), base=None))"
    assert repr(view.window(2)) == "View('leads', 2026-01 to 2026-02: Actual(value=Fraction(3, 1), base=None))"
