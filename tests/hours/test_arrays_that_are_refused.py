"""Arrays that cannot be meant, and instants too far apart to be looked up together."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from expected_errors import refusal
from smarketing.hours import AnyOpen, BusinessHours
from smarketing.hours.windows import DAY

OFFICE = BusinessHours({"mon-fri": "09:00-17:00"})
ALWAYS = BusinessHours("always")
TWO, THREE = np.array([0, 1]), np.array([0, 1, 2])
INSTANTS = "an array of int64 microseconds or of datetime64 is meant; not of"
TIMES = "a timedelta, or an array of int64 microseconds or of timedelta64, is meant; not of"


@pytest.mark.parametrize(
    ("wrong", "dtype"),
    [
        ([1.5, 2.5], "float64"),
        ([], "float64"),
        (np.array([0, 1], np.int32), "int32"),
        (np.array([0, 1], np.uint64), "uint64"),
        ([True, False], "bool"),
        (["2026-07-03", "2026-07-04"], "<U10"),
        ([datetime(2026, 7, 3, tzinfo=UTC), None], "object"),
        (None, "object"),
    ],
)
def test_arrays_of_something_else(wrong: Any, dtype: str) -> None:
    """Are refused by the type of what is in them."""
    assert refusal(lambda: OFFICE.between_many(wrong, TWO)) == (f"{INSTANTS} {dtype}", "starts")
    assert refusal(lambda: OFFICE.between_many(TWO, wrong)) == (f"{INSTANTS} {dtype}", "ends")
    assert refusal(lambda: OFFICE.after_many(wrong, TWO)) == (f"{INSTANTS} {dtype}", "starts")
    assert refusal(lambda: OFFICE.after_many(TWO, wrong)) == (f"{TIMES} {dtype}", "allowances")


def test_spells_are_no_instants_and_instants_are_no_allowances() -> None:
    """One is not taken for the other."""
    spells, dates = TWO.astype("m8[us]"), TWO.astype("M8[s]")
    assert refusal(lambda: OFFICE.between_many(spells, TWO)) == (f"{INSTANTS} timedelta64[us]", "starts")
    assert refusal(lambda: OFFICE.after_many(TWO, dates)) == (f"{TIMES} datetime64[s]", "allowances")


def test_arrays_of_other_shapes() -> None:
    """One array is not stretched to another, but one allowance may stand for all."""
    pairs = TWO.reshape(1, 2)
    ends, allowances = "as many ends as starts are meant; not", "as many allowances as starts are meant, or one; not"
    assert refusal(lambda: OFFICE.between_many(TWO, THREE)) == (f"{ends} (3,) and (2,)", "ends")
    assert refusal(lambda: OFFICE.between_many(TWO, pairs)) == (f"{ends} (1, 2) and (2,)", "ends")
    assert refusal(lambda: OFFICE.between_many(TWO, np.array(5))) == (f"{ends} () and (2,)", "ends")
    assert refusal(lambda: OFFICE.after_many(TWO, THREE)) == (f"{allowances} (3,) and (2,)", "allowances")
    assert refusal(lambda: OFFICE.after_many(TWO, TWO[:1])) == (f"{allowances} (1,) and (2,)", "allowances")
    assert refusal(lambda: OFFICE.after_many(np.array(5), TWO[:1])) == (f"{allowances} (1,) and ()", "allowances")


LONGEST = 400 * 366 * DAY
FAR = "are too far apart, or none; mark what stands for no date as missing"


def test_four_centuries_and_no_more() -> None:
    """What stands for no date in some systems (1601, 9999) is not taken for one."""
    first = int(np.datetime64("1601-01-01T00:00:00", "us").astype(np.int64))
    last = first + LONGEST - 1
    assert ALWAYS.between_many(np.array([first]), np.array([last])).tolist() == [LONGEST - 1]
    over = f"instants from 1601-01-01 to 2001-10-31 {FAR}"
    assert refusal(lambda: ALWAYS.between_many(np.array([first]), np.array([last + 1]))) == (over, None)
    dates = np.array(["2026-07-03", "9998-12-31"], "M8[D]")
    far = f"instants from 2026-07-03 to 9998-12-31 {FAR}"
    assert refusal(lambda: OFFICE.between_many(dates, dates)) == (far, None)
    assert refusal(lambda: OFFICE.after_many(dates, timedelta(hours=1))) == (far, None)


@pytest.mark.parametrize("edge", [datetime(2, 1, 1), datetime(9998, 12, 31, 23, 59, 59, 999_999)])
def test_the_first_and_last_years(edge: datetime) -> None:
    """Are answered for."""
    at = np.array([edge], "M8[us]")
    assert ALWAYS.between_many(at, at).tolist() == [timedelta()]
    assert ALWAYS.after_many(at, timedelta(hours=1)).tolist() == [edge + timedelta(hours=1)]


def test_years_are_written_as_those_of_dates() -> None:
    """With four digits; what is beyond the last one is none."""
    early, none = np.array(["0500-03-01", "0999-03-01"], "M8[s]"), np.array(["9999-01-03"], "M8[s]")
    assert refusal(lambda: ALWAYS.between_many(early, early)) == (f"instants from 0500-03-01 to 0999-03-01 {FAR}", None)
    assert refusal(lambda: ALWAYS.between_many(none, none)) == (f"instants from 9999-01-02 to 9999-01-02 {FAR}", None)


def test_times_of_no_length_and_beyond_microseconds() -> None:
    """A month has no length of its own, and what is too far away is not another instant."""
    starts = np.array(["2026-03-02T09:00"], "M8[us]")
    assert refusal(lambda: ALWAYS.after_many(starts, np.array([1], "m8[M]"))) == (
        "timedelta64[M] has no length of its own; write it in days or seconds",
        "allowances",
    )
    far = np.array([2**62], "M8[s]")
    assert refusal(lambda: ALWAYS.between_many(far, far)) == (
        "datetime64[s] reaches beyond what microseconds can count (a step is 1 s)",
        "starts",
    )


def test_what_is_no_list_of_calendars() -> None:
    """Is refused, and one calendar is taken for a list of one."""
    assert refusal(lambda: AnyOpen(5)) == ("calendars are put together, one or more; not (5,)", "calendars")
    assert AnyOpen(ALWAYS) == AnyOpen([ALWAYS])


@pytest.mark.parametrize("wrong", [5, datetime(2026, 3, 2, tzinfo=UTC), "mon"])
def test_pauses_are_pairs(wrong: Any) -> None:
    """What is none is shown; so is a pause that is no list."""
    at = datetime(2026, 3, 2, tzinfo=UTC)
    shown = wrong if not isinstance(wrong, str) else "m"
    message = f"pauses are pairs of a start and an end; not {shown!r}"
    assert refusal(lambda: ALWAYS.between(at, at, pauses=wrong)) == (message, "pauses")
