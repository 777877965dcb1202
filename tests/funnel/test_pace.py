"""The pace of a month: an exact line by calendar or working day, a tempo with two sides, and where the month ends."""

import re
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.funnel import Pace, Tempo, pace
from smarketing.months import Month
from smarketing.units import Number, Quantity

days = st.dates(date(2023, 1, 1), date(2028, 12, 31))
targets = st.fractions(0, 1000, max_denominator=10)
ORDER = [Tempo.BEHIND, Tempo.ON_PACE, Tempo.AHEAD]


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@st.composite
def months(draw: st.DrawFn) -> tuple[date, dict[date, Fraction], set[date]]:
    """A day, what came until then in its month, and holidays of which some lie on weekends and in other months."""
    as_of = draw(days)
    so_far = st.dates(as_of.replace(day=1), as_of)
    arrived = draw(st.dictionaries(so_far, st.fractions(0, 50, max_denominator=4), max_size=8))
    near = st.dates(as_of - timedelta(40), as_of + timedelta(40))
    return as_of, arrived, draw(st.sets(near, max_size=8))


@given(months(), targets)
def test_the_line_by_calendar_day(month: tuple[date, dict[date, Fraction], set[date]], target: Fraction) -> None:
    """Each day adds the same share; what came adds up, and is not known of days to come."""
    as_of, arrived, _holidays = month
    line = pace(Quantity(target, "SQL/month"), arrived, as_of).line
    assert [each.day for each in line] == [as_of.replace(day=number + 1) for number in range(len(line))]
    assert (line[-1].day + timedelta(1)).day == 1
    assert [each.goal for each in line] == [Quantity(target * each.day.day / len(line), "SQL") for each in line]
    for each in line:
        came = sum((number for day, number in arrived.items() if day <= each.day), Fraction(0))
        assert each.actual == (Quantity(came, "SQL") if each.day <= as_of else None)


@given(months(), targets)
def test_the_line_by_working_day(month: tuple[date, dict[date, Fraction], set[date]], target: Fraction) -> None:
    """Mondays to Fridays that are no holidays share the target, as numpy counts them."""
    as_of, arrived, holidays = month
    line = pace(Quantity(target, "SQL/month"), arrived, as_of, holidays=holidays).line
    off = sorted(holidays)
    counts = [int(np.busday_count(line[0].day, each.day + timedelta(1), holidays=off)) for each in line]
    assert [each.goal.value for each in line] == [target * count / counts[-1] for count in counts]


@given(months(), targets, st.booleans())
def test_the_projection_goes_on_as_so_far(
    month: tuple[date, dict[date, Fraction], set[date]], target: Fraction, by_working_day: bool
) -> None:
    """The same number each day that counts; None before the first of them; at the month's end what came."""
    as_of, arrived, holidays = month
    last = Month.of(as_of).last_day
    judged = pace(Quantity(target, "SQL/month"), arrived, as_of, holidays=holidays if by_working_day else None)
    first, off = as_of.replace(day=1), sorted(holidays)
    gone, all_days = as_of.day, last.day
    if by_working_day:
        gone, all_days = (int(np.busday_count(first, end + timedelta(1), holidays=off)) for end in (as_of, last))
    came = sum(arrived.values(), Fraction(0))
    assert judged.actual == Quantity(came, "SQL")
    assert judged.projected == (Quantity(came / gone * all_days, "SQL") if gone else None)
    ended = pace(Quantity(target, "SQL/month"), arrived, last, holidays=holidays if by_working_day else None)
    assert (ended.goal, ended.projected) == (Quantity(target, "SQL"), Quantity(came, "SQL"))


@given(months(), targets, st.fractions(0, 1, max_denominator=20))
def test_a_month_on_its_line_is_on_pace(
    month: tuple[date, dict[date, Fraction], set[date]], target: Fraction, tolerance: Fraction
) -> None:
    """What the line asks for by a day is on pace whatever is tolerated, and projects to the target."""
    as_of, _arrived, _holidays = month
    due = pace(Quantity(target, "SQL/month"), {}, as_of).goal
    judged = pace(Quantity(target, "SQL/month"), {as_of: due.value}, as_of, tolerance=tolerance)
    assert (judged.tempo, judged.projected) == (Tempo.ON_PACE, Quantity(target, "SQL"))
    assert judged.ahead == Quantity(0, "SQL")


@given(months(), targets, st.fractions(0, 40, max_denominator=4))
def test_more_is_never_further_behind(
    month: tuple[date, dict[date, Fraction], set[date]], target: Fraction, more: Fraction
) -> None:
    """The tempo rises with what came, and a wider tolerance keeps what was on pace."""
    as_of, arrived, holidays = month
    higher = arrived | {as_of: arrived.get(as_of, Fraction(0)) + more}
    low, high = (pace(Quantity(target, "SQL/month"), each, as_of, holidays=holidays) for each in (arrived, higher))
    assert ORDER.index(low.tempo) <= ORDER.index(high.tempo)
    assert high.ahead - low.ahead == Quantity(more, "SQL")
    wide = pace(Quantity(target, "SQL/month"), arrived, as_of, holidays=holidays, tolerance="20 %")
    assert wide.tempo in (low.tempo, Tempo.ON_PACE)


@pytest.mark.parametrize(
    ("came", "tolerance", "tempo"),
    [
        ("94.99", "5 %", Tempo.BEHIND),
        ("95", "5 %", Tempo.ON_PACE),
        ("100", "5 %", Tempo.ON_PACE),
        ("105", "5 %", Tempo.ON_PACE),
        ("105.01", "5 %", Tempo.AHEAD),
        ("0", "100 %", Tempo.ON_PACE),
        ("200", 1, Tempo.ON_PACE),
        ("201", 1, Tempo.AHEAD),
        ("100", 0, Tempo.ON_PACE),
        ("99.99", 0, Tempo.BEHIND),
        ("100.01", 0, Tempo.AHEAD),
    ],
)
def test_the_tolerance_holds_to_its_edge_on_both_sides(came: str, tolerance: str | Number, tempo: Tempo) -> None:
    """Of 300 in June, 100 are due by the 10th: with 5 % of them tolerated, 95 to 105 are on pace."""
    judged = pace("300 SQL/month", {date(2026, 6, 4): Fraction(came)}, date(2026, 6, 10), tolerance=tolerance)
    assert judged.tempo is tempo
    assert judged.ahead == Quantity(Fraction(came) - 100, "SQL")


def test_five_percent_is_tolerated_where_nothing_else_is_said() -> None:
    """95 of 100 due are on pace, 94 are not."""
    tempos = [pace("300 SQL/month", {date(2026, 6, 1): came}, date(2026, 6, 10)).tempo for came in (94, 95, 105, 106)]
    assert tempos == [Tempo.BEHIND, Tempo.ON_PACE, Tempo.ON_PACE, Tempo.AHEAD]


def may(as_of: int, came: int = 0, target: str = "100 SQL/month") -> Pace:
    """May 2026 begins on a Friday that is a holiday: 20 working days, the first on Monday the 4th."""
    arrived = {date(2026, 5, 2): came} if came else {}
    return pace(target, arrived, date(2026, 5, as_of), holidays=[date(2026, 5, 1), date(2026, 5, 2)])


def test_nothing_is_due_before_the_first_working_day() -> None:
    """Nor is there a projection; the first head is early, and weekends bring nothing due."""
    early = [may(day) for day in (1, 3)]
    assert [(each.goal, each.projected, each.tempo) for each in early] == [
        (Quantity(0, "SQL"), None, Tempo.ON_PACE)
    ] * 2
    assert may(3, came=1).tempo is Tempo.AHEAD
    assert [may(day).goal.value for day in (4, 8, 10, 11, 29, 31)] == [5, 25, 25, 30, 100, 100]
    assert may(4, came=3).projected == Quantity(60, "SQL")


def test_a_target_of_nothing() -> None:
    """Nothing is on pace, and anything ahead."""
    assert may(8, target="0 SQL/month").tempo is Tempo.ON_PACE
    assert may(8, came=1, target="0 SQL/month").tempo is Tempo.AHEAD


@pytest.mark.parametrize(
    ("judged", "text"),
    [
        (
            may(8, came=20),
            "2026-05-08: 20 SQL of 25 SQL due by now, 100 SQL in 2026-05: behind; 80 SQL by 2026-05-31 at this pace",
        ),
        (may(3), "2026-05-03: 0 SQL of 0 SQL due by now, 100 SQL in 2026-05: on pace"),
        (
            pace("3100 EUR/month", {date(2026, 5, 10): 1500}, date(2026, 5, 10)),
            (
                "2026-05-10: 1,500.00 EUR of 1,000.00 EUR due by now, 3,100.00 EUR in 2026-05: ahead; "
                "4,650.00 EUR by 2026-05-31 at this pace"
            ),
        ),
    ],
)
def test_a_pace_says_where_the_month_stands(judged: Pace, text: str) -> None:
    """What came, what was due, the target, the tempo and where the month ends."""
    assert str(judged) == text


@pytest.mark.parametrize("target", ["300 SQL/quarter", "300 SQL", "-3 SQL/month", "3 SQL/day"])
def test_a_target_that_is_not_for_a_month_is_refused(target: str) -> None:
    """A line needs a month to rise over, and rises."""
    with pytest.raises(
        InvalidValueError, match=whole(f"a pace has a target for a month, as in '100 SQL/month'; not {target}")
    ) as caught:
        pace(target, {}, date(2026, 6, 10))
    assert caught.value.field == "target"


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 6, 11), date(2026, 7, 1), date(2025, 6, 10)])
def test_what_came_in_another_month_or_later_is_refused(day: date) -> None:
    """Neither counts by then."""
    message = f"{day} is not in 2026-06 by 2026-06-10; give what came in the month by then"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        pace("300 SQL/month", {date(2026, 6, 10): 1, day: 1}, date(2026, 6, 10))
    assert caught.value.field == "arrived"


def test_a_month_of_holidays_has_no_line() -> None:
    """There is no day to rise on."""
    holidays = [date(2026, 6, number) for number in range(1, 31)]
    with pytest.raises(InvalidValueError, match=whole("2026-06 has no working day")) as caught:
        pace("300 SQL/month", {}, date(2026, 6, 10), holidays=holidays)
    assert caught.value.field == "holidays"


@pytest.mark.parametrize(
    ("tolerance", "message"),
    [
        ("-5 %", "a tolerance is not below 0 %: -5 %"),
        (-0.05, "a tolerance is not below 0 %: -0.05"),
        ("5", "a tolerance is a share, as in '40 %'; not '5'"),
    ],
)
def test_a_tolerance_is_a_share(tolerance: str | Number, message: str) -> None:
    """Not below zero, and with its sign."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        pace("300 SQL/month", {}, date(2026, 6, 10), tolerance=tolerance)
    assert caught.value.field == "tolerance"
