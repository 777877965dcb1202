"""Figures of months that begin on another day than the first, read every way and given back."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal, whole
from smarketing import Actual, Actuals, InvalidValueError, Metric, Month, Period
from smarketing.actuals import Key, actuals_from_json, actuals_json

_LEADS = Metric("leads", "lead", "count")
_MARCH = Month(2026, 3, begins_on=16)


def _of(month: object, months_begin_on: int = 16) -> Actuals:
    """One figure of a month as it is written."""
    row = {"month": month, "metric": "leads", "value": 7}
    return Actuals.from_rows([row], known=[_LEADS], months_begin_on=months_begin_on)


@pytest.mark.parametrize(
    "month",
    [
        "2026-03",
        "03/2026",
        "March 2026",
        "Mar. 2026",
        _MARCH,
        date(2026, 3, 16),
        date(2026, 4, 15),
        "2026-03-16",
        "2026-04-15",
        "2026-04-15T23:59:59",
        datetime(2026, 4, 15, 23, 59, tzinfo=UTC),
        datetime(2026, 3, 16),
    ],
)
def test_a_name_of_a_month_and_a_day_in_it(month: object) -> None:
    """2026-03 is the month of that name; a day goes into the month in which it lies."""
    found = _of(month)
    assert (list(found.figures), found.problems) == ([Key("leads", None, _MARCH)], ())
    assert (found.months_begin_on, found.period) == (16, Period(_MARCH, _MARCH))


@pytest.mark.parametrize(
    ("month", "name"),
    [
        (date(2026, 3, 5), "2026-02"),
        (date(2026, 3, 15), "2026-02"),
        ("2026-01-15", "2025-12"),
        ("2026-04-16", "2026-04"),
    ],
)
def test_a_day_before_the_first_lies_in_the_month_before(month: object, name: str) -> None:
    """5 March is in 2026-02."""
    assert [str(key.month) for key in _of(month).figures] == [name]


@given(st.dates(date(1, 2, 1)), st.integers(1, 28))
def test_any_day_goes_where_it_lies(day: date, begins_on: int) -> None:
    """As a date, as text, and as an instant by its own clock."""
    expected = Key("leads", None, Month.of(day, begins_on=begins_on))
    for month in (day, str(day), datetime(day.year, day.month, day.day, 23, 59)):
        assert list(_of(month, begins_on).figures) == [expected]


def test_days_and_months_that_are_none() -> None:
    """A Month of another day, a day before the first month of all, and what is refused in any months."""
    [problem] = _of(Month(2026, 3)).problems
    days = "2026-03 begins on day 1, and months here on day 16"
    assert problem.message == f"{days}; read it with months_begin_on=1"
    assert problem.path == ("month",)
    for early in (date(1, 1, 5), "0001-01-05"):
        [problem] = _of(early).problems
        assert problem.message == "'0001-01-05' is not a month; write it as 2026-03"
    [problem] = _of("46023").problems
    assert problem.message.startswith("'46023' is not a month, but 2026-01-01")


def _ways(folder: Path) -> dict[str, Callable[[int], Actuals]]:
    """Every way to read two figures, one of a month by name and one of a day."""
    rows = [{"month": month, "metric": "leads", "value": value} for month, value in (("2026-03", 7), ("2026-05-15", 8))]
    long = folder / "long.csv"
    long.write_text("month,metric,value\n2026-03,leads,7\n2026-05-15,leads,8\n", encoding="utf-8")
    wide = folder / "wide.csv"
    wide.write_text("month,leads\n2026-03,7\n2026-05-15,8\n", encoding="utf-8")
    columns = {key: [row[key] for row in rows] for key in rows[0]}
    days = {"month": [date(2026, 3, 20), date(2026, 5, 15)], "leads": [7, 8]}

    def way(read: Any, given: object) -> Callable[[int], Actuals]:
        return lambda begins_on: read(given, known=[_LEADS], months_begin_on=begins_on)

    return {
        "rows": way(Actuals.from_rows, rows),
        "a mapping": way(Actuals.from_dict, {"leads": {"2026-03": 7, "2026-05-15": 8}}),
        "a long file": way(Actuals.read_csv, long),
        "a wide file": way(Actuals.read_csv, wide),
        "pandas": way(Actuals.from_frame, pd.DataFrame(columns)),
        "polars": way(Actuals.from_frame, pl.DataFrame(columns)),
        "days in polars": way(Actuals.from_frame, pl.DataFrame(days)),
    }


def test_every_way_of_reading_takes_the_day(tmp_path: Path) -> None:
    """Text names its month; 15 May lies in 2026-04, and by months from the first in 2026-05."""
    for name, read in _ways(tmp_path).items():
        found = [(str(key.month), int(actual.value)) for key, actual in read(16).figures.items()]
        assert found == [("2026-03", 7), ("2026-04", 8)], name
        assert [str(key.month) for key in read(1).figures] == ["2026-03", "2026-05"], name
        assert read(1).months_begin_on == 1


@given(st.dictionaries(st.integers(0, 40), st.integers(0, 900)), st.integers(1, 28))
def test_figures_go_out_and_come_back(numbers: dict[int, int], begins_on: int) -> None:
    """As rows with the same day, and as JSON, which names it."""
    first = Month(2026, 3, begins_on=begins_on)
    figures = {Key("leads", None, first + place): Actual(number) for place, number in numbers.items()}
    actuals = Actuals(figures, metrics=[_LEADS])
    rows = Actuals.from_rows(actuals.to_rows(), known=[_LEADS], months_begin_on=begins_on)
    assert rows.figures == actuals.figures
    assert actuals_from_json(json.loads(json.dumps(actuals_json(actuals)))) == actuals
    assert actuals.months_begin_on == (begins_on if figures else None)


def test_all_months_begin_on_the_same_day() -> None:
    """Those that could not be read, too, by which the day is known where there is no figure."""
    spoiled = Key("leads", None, Month(2026, 4))
    assert Actuals(spoiled=[spoiled]).months_begin_on == 1
    said = "the months of figures begin on the same day; not on 1 and 16"
    with pytest.raises(InvalidValueError, match=whole(said)):
        Actuals({Key("leads", None, _MARCH): Actual(1)}, spoiled=[spoiled])
    mixed = {Key("leads", None, _MARCH): Actual(1), spoiled: Actual(1)}
    assert refusal(lambda: Actuals(mixed)) == (said, "figures")
