"""How often and how long services fail in the worst days in a row, against a count of every minute by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Any, cast
from zoneinfo import ZoneInfo

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria_engines import Engine, every_engine
from service_days import (
    MINUTE,
    MINUTES,
    START,
    Fault,
    Spell,
    as_columns,
    by_minute,
    faults,
    hosting,
    open_minutes,
    spells,
)
from smarketing import Agreement, Month, Party, PeriodCalendar, Service, Term, measure
from smarketing.agreement import InAnyDays
from smarketing.agreement.sections.services import OutageWeight
from smarketing.errors import InvalidValueError
from smarketing.measuring.measured import Measured

END = START + MINUTES * MINUTE
MONTHS = {"2026-03": range(2 * 24 * 60), "2026-04": range(2 * 24 * 60, MINUTES)}
INSTANT = pl.Datetime("us", "UTC")
SCHEMA: dict[str, Any] = {"id": pl.Int64, "segment": pl.String, "planned": pl.Boolean, "caused_by": pl.String}
SCHEMA |= dict.fromkeys(("failed_at", "reported_at", "restored_at"), INSTANT)
WEIGHTS = {"degraded": Fraction(3, 10), "slow": Fraction(1, 2), "": Fraction(1)}


def level(measured: Measured, of: str, month: str, segment: str = "") -> int | None:
    """The figure of a month, if there is one."""
    key = month, f"shop.{of}", "level", segment
    found = (each for each in measured.figures if (str(each.month), each.of, each.measure, each.segment) == key)
    return next((each.value for each in found), None)


@attrs.frozen
class Weighed:
    """What a fault comes to, and how much of its time is lost."""

    spell: Spell
    lost: Fraction

    @property
    def until(self) -> float:
        """The minute in which it was restored."""
        return float("inf") if self.spell.lasts else self.spell.since + len(self.spell.minutes)


@attrs.frozen(eq=False)
class ByHand:
    """Faults, which minutes are agreed, and what is meant of them: read one minute after another."""

    found: Sequence[Weighed]
    agreed: Sequence[bool]
    elapsed: bool
    are_one: bool
    length: int

    @property
    def segments(self) -> list[str]:
        """All segments that there are, or the whole alone."""
        return sorted({each.spell.segment for each in self.found} - {""}) or [""]

    def holes(self, segment: str) -> set[int]:
        """The minutes that count for nothing; of the whole, those that do so everywhere."""
        if segment not in self.segments:
            return set.intersection(*map(self.holes, self.segments))
        some = [each.spell for each in self.found if each.spell.holes and each.spell.segment in ("", segment)]
        return {minute for each in some for minute in each.minutes}

    @cached_property
    def failures(self) -> list[Weighed]:
        """Those that took an agreed minute, or last."""
        some = []
        for each in self.found:
            counted = each.spell.minutes - self.holes(each.spell.segment)
            if each.spell.failed and (each.spell.lasts or any(self.agreed[minute] for minute in counted)):
                some.append(each)
        return some

    def most_failures(self, month: range, segment: str) -> int:
        """At each minute of the month at which one begins: how many began in the days before."""
        began = []
        in_order = sorted(self.failures, key=lambda one: one.spell.since)
        for place, each in enumerate(in_order):
            own = [one for one in in_order[:place] if one.spell.segment == each.spell.segment]
            is_new = not self.are_one or all(one.until < each.spell.since for one in own)
            if is_new and (not segment or each.spell.segment in ("", segment)):
                began.append(each.spell.since)
        ends = [minute for minute in month if minute in began]
        return max((sum(end - self.length < minute <= end for minute in began) for end in ends), default=0)

    def lost(self, segment: str) -> list[Fraction]:
        """How much of each minute is lost; the heaviest counts of several."""
        weights: dict[int, Fraction] = {}
        for name in [segment] if segment in self.segments else self.segments:
            for each in (one for one in self.failures if one.spell.segment in ("", name)):
                for minute in each.spell.minutes - self.holes(name) - self.holes(segment):
                    if self.elapsed or self.agreed[minute]:
                        weights[minute] = max(weights.get(minute, Fraction(0)), each.lost)
        return [weights.get(minute, Fraction(0)) for minute in range(MINUTES)]

    def most_lost(self, month: range, segment: str) -> Fraction:
        """At both ends of each minute of the month of which something is lost: how much was in the days before."""
        lost = self.lost(segment)
        before = [*accumulate(lost, initial=Fraction(0))]
        ends = {end for minute in month if lost[minute] for end in (minute, minute + 1)}
        return max((before[end] - before[max(0, end - self.length)] for end in ends), default=Fraction(0))


@given(st.data(), faults(), st.sampled_from([1, 2]))
def test_incidents_come_to_what_every_minute_says(data: st.DataObject, rows: list[Fault], days: int) -> None:
    """Whole and by segment, with hours, reports, causes, weights, and outages that are short or at one time."""
    desk, reported, weighed, are_one = (data.draw(st.booleans()) for _choice in range(4))
    unit = data.draw(st.sampled_from(["hour", "business_hour"] if desk else ["hour"]))
    said = data.draw(st.lists(st.sampled_from(sorted(WEIGHTS)), min_size=len(rows), max_size=len(rows)))
    shortest = data.draw(st.sampled_from([None, 30]))
    fields: dict[str, Any] = {"in_any": InAnyDays(days, failures=3, downtime=f"1 {unit}"), "excludes": "flood"}
    fields |= {"hours": "desk" if desk else None, "reported_by": "Shop" if reported else None}
    fields |= {"overlapping": "one failure" if are_one else "several failures"}
    fields |= {"shortest": None if shortest is None else f"{shortest} minutes"}
    if weighed:
        weights = [OutageWeight(name, f"{part * 100} %") for name, part in WEIGHTS.items() if name]
        fields |= {"weighed_by": "severity", "weights": weights}
    table = pl.DataFrame(as_columns(rows), schema=SCHEMA).with_columns(pl.Series("severity", said, pl.String))
    measured = measure(hosting(**fields), {"shop": table}, as_of=END)
    read = zip(spells(rows, reported=reported, excludes=["flood"]), said, strict=True)
    some = [Weighed(each, WEIGHTS[word] if weighed else Fraction(1)) for each, word in read]
    some = [each for each in some if not each.spell.failed or len(each.spell.minutes) >= (shortest or 0)]
    by_hand = ByHand(some, open_minutes(desk), unit == "hour", are_one, days * 24 * 60)
    for month, minutes in MONTHS.items():
        for segment in dict.fromkeys(("", *by_hand.segments)):
            day = by_minute([each.spell for each in some], minutes, segment, by_hand.agreed, elapsed=False)
            failures, lost = (level(measured, f"{what}_in_days", month, segment) for what in ("failures", "downtime"))
            if not day.agreed:
                assert (failures, lost) == (None, None)
                continue
            assert failures == by_hand.most_failures(minutes, segment)
            assert lost == by_hand.most_lost(minutes, segment) * 60_000_000
            for what, most in (("failures", failures), ("downtime", lost)):
                cases = measured.cases(f"shop.{what}_in_days", "level", month, segment or None)
                assert len(cases) == most if what == "failures" else bool(cases) == bool(most)


@given(st.lists(st.tuples(st.sampled_from(["east", "west"]), st.booleans()), min_size=2, max_size=40))
def test_samples_say_the_same_as_the_incidents_that_they_show(states: list[tuple[str, bool]]) -> None:
    """Each segment sampled every two hours: its outages are those between two samples."""
    promised = InAnyDays(1, failures=3, downtime="1 hour")
    places = {each: [up for segment, up in states if segment == each] for each in ("east", "west")}
    rows = [
        (segment, START + place * 120 * MINUTE, up)
        for segment, some in places.items()
        for place, up in enumerate([True, *some, *[True] * (36 - len(some))])
    ]
    samples = pl.DataFrame(rows, schema={"segment": pl.String, "at": INSTANT, "up": pl.Boolean}, orient="row")
    incidents = []
    for segment, some in places.items():
        before, since = True, 0
        for place, up in enumerate([*some, True], start=1):
            since = place if before and not up else since
            if up and not before:
                incidents.append((segment, START + since * 120 * MINUTE, START + place * 120 * MINUTE))
            before = up
    names: dict[str, Any] = {"segment": pl.String, "failed_at": INSTANT, "restored_at": INSTANT}
    told = pl.DataFrame(incidents, schema=names, orient="row")
    expected, found = (measure(hosting(in_any=promised), {"shop": table}, as_of=END) for table in (told, samples))
    assert level(expected, "failures_in_days", "2026-03") is not None
    for of in ("failures_in_days", "downtime_in_days"):
        for segment in ("", *{each for each, _since, _until in incidents}):
            for month in MONTHS:
                assert level(found, of, month, segment) == level(expected, of, month, segment)


# Examples


def agreed(start: str = "2026-01-01", zone: str = "UTC", months_begin_on: int = 1, **fields: Any) -> Agreement:
    """A host runs a shop, and promises something of any 30 days."""
    service = Service("shop", "Host", "Shop", **{"in_any": InAnyDays(30, failures=3, downtime="24 hours"), **fields})
    parties, calendar = [Party("Host"), Party("Shop")], PeriodCalendar(months_begin_on=months_begin_on)
    return Agreement("Hosting", Term(start, "2026-12-31", zone), parties, [], services=[service], calendar=calendar)


def table_of(*rows: tuple[datetime, float | None]) -> pl.DataFrame:
    """Incidents that began at some instants and lasted so many hours, or last."""
    failed = [at for at, _hours in rows]
    restored = [None if hours is None else at + timedelta(hours=hours) for at, hours in rows]
    columns = {"id": list(range(len(rows))), "failed_at": failed, "restored_at": restored}
    return pl.DataFrame(columns, schema={"id": pl.Int64, "failed_at": INSTANT, "restored_at": INSTANT})


def levels(measured: Measured, of: str, segment: str = "") -> dict[str, int]:
    """The figures of all months; times in hours."""
    unit = 3_600_000_000 if of == "downtime_in_days" else 1
    some = [each for each in measured.figures if each.of == f"shop.{of}" and each.segment == segment]
    assert all(each.measure == "level" and each.base is None for each in some)
    return {str(each.month): each.value // unit for each in some}


DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
JANUARY = datetime(2026, 1, 10, 7, 30, tzinfo=UTC)
LATER = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.mark.parametrize(("apart", "most"), [(30 * DAY - MICROSECOND, 2), (30 * DAY, 1), (30 * DAY + MICROSECOND, 1)])
def test_failures_count_together_that_begin_less_than_the_days_apart(apart: timedelta, most: int) -> None:
    """Exactly 30 days after one it counts no more, whenever in the month that is."""
    measured = measure(agreed(), {"shop": table_of((JANUARY, 1), (JANUARY + apart, 1))}, as_of=LATER)
    assert levels(measured, "failures_in_days") == {"2026-01": 1, "2026-02": most, "2026-03": 0}


@pytest.mark.parametrize(
    ("apart", "hours"),
    [
        (29 * DAY, 30),
        (30 * DAY - timedelta(hours=10), 30),
        (30 * DAY - timedelta(hours=9), 29),
        (30 * DAY, 20),
        (30 * DAY + timedelta(hours=5), 15),
        (30 * DAY + timedelta(hours=10), 10),
        (30 * DAY + timedelta(hours=15), 10),
        (31 * DAY, 10),
    ],
)
def test_of_an_outage_the_part_counts_that_lies_in_the_days(apart: timedelta, hours: int) -> None:
    """Twenty hours in January, ten in February: the days end where those end."""
    measured = measure(agreed(), {"shop": table_of((JANUARY, 20), (JANUARY + apart, 10))}, as_of=LATER)
    assert levels(measured, "downtime_in_days") == {"2026-01": 20, "2026-02": hours, "2026-03": 0}


def test_the_days_may_begin_in_the_month_before() -> None:
    """Two failures in January and two in February; March has none, so nothing of February is held against it again."""
    begins = [datetime(2026, *day, tzinfo=UTC) for day in ((1, 20), (1, 31), (2, 1), (2, 18))]
    measured = measure(agreed(), {"shop": table_of(*((at, 7) for at in begins))}, as_of=LATER)
    assert levels(measured, "failures_in_days") == {"2026-01": 2, "2026-02": 4, "2026-03": 0}
    assert levels(measured, "downtime_in_days") == {"2026-01": 14, "2026-02": 28, "2026-03": 0}
    february = measured.cases("shop.failures_in_days", "level", "2026-02")
    assert [(case.since, case.used) for case in february] == [(at, timedelta(hours=7)) for at in begins]
    assert measured.cases("shop.failures_in_days", "level", "2026-03") == ()
    assert measured.cases("shop.downtime_in_days", "level", "2026-03") == ()
    assert measured.cases("shop.downtime_in_days", "level", "2026-02", "nowhere") == ()


def test_what_is_behind_the_worst_days() -> None:
    """Only what lies in them: the first counts no more for the number, and for five hours of time."""
    begins = [JANUARY, JANUARY + 10 * DAY, JANUARY + 30 * DAY]
    measured = measure(agreed(), {"shop": table_of(*((at, 10) for at in begins))}, as_of=LATER)
    failures, downtime = (
        measured.cases(f"shop.{what}_in_days", "level", "2026-02") for what in ("failures", "downtime")
    )
    assert [case.id for case in failures] == [1, 2]
    used = [(case.id, case.used) for case in downtime]
    assert used == [(0, timedelta(hours=10)), (1, timedelta(hours=10))]


def test_an_outage_over_the_turn_of_the_month() -> None:
    """It begins in January; of its time both months have a part. One that ends with January is nothing in February."""
    begins = datetime(2026, 1, 31, 20, tzinfo=UTC)
    over = measure(agreed(), {"shop": table_of((begins, 10))}, as_of=LATER)
    assert levels(over, "failures_in_days") == {"2026-01": 1, "2026-02": 0, "2026-03": 0}
    assert levels(over, "downtime_in_days") == {"2026-01": 4, "2026-02": 10, "2026-03": 0}
    until = measure(agreed(), {"shop": table_of((begins, 4))}, as_of=LATER)
    assert levels(until, "downtime_in_days") == {"2026-01": 4, "2026-02": 0, "2026-03": 0}
    rows = table_of((begins, 4), (datetime(2026, 3, 1, tzinfo=UTC), 4))
    from_march = measure(agreed(in_any=InAnyDays(60, downtime="24 hours")), {"shop": rows}, as_of=LATER)
    assert levels(from_march, "downtime_in_days") == {"2026-01": 4, "2026-02": 0, "2026-03": 8}


def test_segments_have_days_of_their_own() -> None:
    """East fails in January and west in February: the whole has both in a row, and east nothing in February."""
    rows = table_of((JANUARY, 1), (JANUARY + DAY, 1), (JANUARY + 25 * DAY, 1))
    table = rows.with_columns(pl.Series("segment", ["east", "east", "west"]))
    measured = measure(agreed(), {"shop": table}, as_of=datetime(2026, 3, 1, tzinfo=UTC))
    for of in ("failures_in_days", "downtime_in_days"):
        found = {segment: levels(measured, of, segment) for segment in ("", "east", "west")}
        assert found[""] == {"2026-01": 2, "2026-02": 3}
        assert found["east"] == {"2026-01": 2, "2026-02": 0}
        assert found["west"] == {"2026-01": 0, "2026-02": 1}


def test_elapsed_downtime_of_a_desk_is_that_of_its_failures() -> None:
    """All hours of one over night, with those behind the figure; of one that took no agreed time, none."""
    night = START.replace(hour=19)
    for unit, hours in (("hour", 20), ("business_hour", 6)):
        agreement = hosting(hours="desk", in_any=InAnyDays(2, downtime=f"1 {unit}"))
        measured = measure(agreement, {"shop": table_of((night, 20), (START, 3))}, as_of=END)
        assert levels(measured, "downtime_in_days") == {"2026-03": hours, "2026-04": 0}
        cases = measured.cases("shop.downtime_in_days", "level", "2026-03")
        assert [(case.id, case.used) for case in cases] == [(0, timedelta(hours=hours))]


def test_an_outage_that_lasts_takes_time_until_now_and_no_more_than_the_days() -> None:
    """Two days short of February's end it has taken ten of the days, and in March all thirty."""
    rows = table_of((datetime(2026, 2, 16, tzinfo=UTC), None))
    for as_of, hours in ((datetime(2026, 2, 26, 5, tzinfo=UTC), {"2026-02": 245}), (LATER, {"2026-03": 720})):
        measured = measure(agreed(), {"shop": rows}, as_of=as_of)
        found = levels(measured, "downtime_in_days")
        assert {month: found[month] for month in hours} == hours
        assert max(levels(measured, "failures_in_days").values()) == 1


def test_days_before_the_term_hold_nothing() -> None:
    """What began before the term is no failure of it; of an outage that goes on into it the time since counts."""
    before = [(datetime(2026, 1, 1, tzinfo=UTC) - ago, 3.0) for ago in (20 * DAY, DAY, timedelta(hours=1))]
    rows = table_of(*before, (datetime(2026, 1, 2, tzinfo=UTC), 1), (datetime(2026, 1, 3, tzinfo=UTC), 1))
    measured = measure(agreed(), {"shop": rows}, as_of=datetime(2026, 2, 1, tzinfo=UTC))
    assert levels(measured, "failures_in_days") == {"2026-01": 2}
    assert levels(measured, "downtime_in_days") == {"2026-01": 4}


def test_the_last_month_of_the_term() -> None:
    """Of what goes on after it the time in the term counts, and what begins after it is none."""
    begins = [datetime(2026, 12, day, hour, tzinfo=UTC) for day, hour in ((5, 0), (20, 0), (31, 20))]
    rows = table_of(*((at, 8) for at in begins), (datetime(2027, 1, 1, tzinfo=UTC), 8))
    measured = measure(agreed(start="2026-11-15"), {"shop": rows}, as_of=datetime(2027, 3, 1, tzinfo=UTC))
    assert levels(measured, "failures_in_days") == {"2026-11": 0, "2026-12": 3}
    assert levels(measured, "downtime_in_days") == {"2026-11": 0, "2026-12": 20}


@pytest.mark.parametrize(
    ("first", "second", "most"),
    [
        ((3, 28, 12, 0), (3, 29, 12, 0), 2),
        ((3, 28, 12, 0), (3, 29, 12, 59), 2),
        ((3, 28, 12, 0), (3, 29, 13, 0), 1),
        ((10, 24, 12, 0), (10, 25, 10, 59), 2),
        ((10, 24, 12, 0), (10, 25, 11, 0), 1),
        ((10, 24, 12, 0), (10, 25, 12, 0), 1),
    ],
)
def test_a_day_has_24_hours_when_clocks_shift(first: tuple[int, ...], second: tuple[int, ...], most: int) -> None:
    """Noon to noon is 23 hours in March, and 25 in October."""
    zone = ZoneInfo("Europe/Berlin")
    begins = [datetime(2026, *cast("tuple[int, int, int, int]", each), tzinfo=zone) for each in (first, second)]
    agreement = agreed(zone="Europe/Berlin", in_any=InAnyDays(1, failures=3))
    rows = table_of(*((at.astimezone(UTC), 1) for at in begins))
    measured = measure(agreement, {"shop": rows}, as_of=datetime(2026, 12, 1, tzinfo=UTC))
    assert levels(measured, "failures_in_days")[f"2026-{first[0]:02}"] == most


def test_months_that_begin_on_another_day() -> None:
    """A failure of 10 February belongs to the month that began on 16 January, and ends the days with the one before."""
    agreement = agreed(months_begin_on=16)
    begins = [
        datetime(2026, 1, 15, 23, tzinfo=UTC),
        datetime(2026, 2, 10, tzinfo=UTC),
        datetime(2026, 2, 16, tzinfo=UTC),
    ]
    measured = measure(agreement, {"shop": table_of(*((at, 1) for at in begins))}, as_of=LATER)
    assert levels(measured, "failures_in_days") == {"2025-12": 1, "2026-01": 2, "2026-02": 2, "2026-03": 0}
    assert {each.month.begins_on for each in measured.figures} == {16}


def test_each_version_has_days_of_its_own_that_reach_back_before_it() -> None:
    """From March on any 10 days count instead of 30; those of 5 March begin in February, under the old version."""
    signed = {"Host": "2026-01-01", "Shop": "2026-01-01"}
    first = attrs.evolve(agreed(), signatures=signed)
    later = Service("shop", "Host", "Shop", in_any=InAnyDays(10, failures=1))
    agreement = first.amended("2026-03-01", services=[later], signatures=signed)
    begins = [datetime(2026, *day, tzinfo=UTC) for day in ((1, 31), (2, 15), (2, 24), (3, 5))]
    measured = measure(agreement, {"shop": table_of(*((at, 1) for at in begins))}, as_of=LATER)
    assert levels(measured, "failures_in_days") == {"2026-01": 1, "2026-02": 3, "2026-03": 2}
    assert levels(measured, "downtime_in_days") == {"2026-01": 1, "2026-02": 3}
    assert [case.id for case in measured.cases("shop.failures_in_days", "level", "2026-03")] == [2, 3]


def test_a_month_that_nobody_looked_at_has_no_figure() -> None:
    """Samples in January and March; what failed in January is known in March, and nothing is of February."""
    hour = timedelta(hours=1)
    looked = [datetime(2026, 1, 25, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)]
    rows = [(at + place * hour, place not in {3, 4}) for at in looked for place in range(48)]
    samples = pl.DataFrame(rows, schema={"at": INSTANT, "up": pl.Boolean}, orient="row")
    in_any = InAnyDays(40, failures=3, downtime="24 hours")
    measured = measure(agreed(in_any=in_any, sampled_every="1 hour"), {"shop": samples})
    assert levels(measured, "failures_in_days") == {"2026-01": 1, "2026-03": 2}
    assert levels(measured, "downtime_in_days") == {"2026-01": 2, "2026-03": 4}


def test_a_lighter_outage_at_the_end_of_the_days_does_not_hide_a_heavier_one() -> None:
    """The most is lost where the days still hold all of the first outage, inside the second one."""
    weights = [OutageWeight("degraded", "30 %")]
    agreement = agreed(weighed_by="severity", weights=weights)
    rows = table_of((JANUARY, 10), (JANUARY + 30 * DAY - timedelta(hours=5), 20))
    table = rows.with_columns(pl.Series("severity", ["down", "degraded"]))
    measured = measure(agreement, {"shop": table}, as_of=LATER)
    tenths = [each.value // 360_000_000 for each in measured.figures if each.of == "shop.downtime_in_days"]
    assert tenths == [100, 115, 0]


def test_the_most_may_be_where_the_month_begins() -> None:
    """It begins in a lighter outage, while a heavier one of 30 days before leaves the days."""
    agreement = agreed(weighed_by="severity", weights=[OutageWeight("degraded", "30 %")])
    begins = [datetime(2026, 1, 1, 20, tzinfo=UTC), datetime(2026, 1, 31, 12, tzinfo=UTC)]
    rows = table_of((begins[0], 20), (begins[1], 32)).with_columns(pl.Series("severity", ["down", "degraded"]))
    measured = measure(agreement, {"shop": rows}, as_of=datetime(2026, 3, 1, tzinfo=UTC))
    tenths = [each.value // 360_000_000 for each in measured.figures if each.of == "shop.downtime_in_days"]
    assert tenths == [20 * 10 + 8 * 3, 16 * 10 + 12 * 3]


def test_maintenance_of_a_segment_hides_no_weight_of_another() -> None:
    """East is out of order while it is maintained, which is no loss; west is degraded at that time, and loses 30 %."""
    weights = [OutageWeight("degraded", "30 %")]
    agreement = agreed(weighed_by="severity", weights=weights, availability="99 %")
    rows = table_of((JANUARY, 10), (JANUARY, 10), (JANUARY, 10)).with_columns(
        pl.Series("segment", ["east", "east", "west"]),
        pl.Series("planned", [True, False, False]),
        pl.Series("severity", ["", "down", "degraded"]),
    )
    measured = measure(agreement, {"shop": rows}, as_of=datetime(2026, 2, 1, tzinfo=UTC))
    found = {segment: levels(measured, "downtime_in_days", segment) for segment in ("", "east", "west")}
    assert found == {"": {"2026-01": 3}, "east": {"2026-01": 0}, "west": {"2026-01": 3}}
    (share,) = [each for each in measured.figures if each.measure == "share" and not each.segment]
    assert (share.base or 0) - share.value == 3 * 3_600_000_000


@pytest.mark.parametrize(
    ("promised", "in_any"),
    [("failures", InAnyDays(30, failures=1)), ("downtime", InAnyDays(30, downtime="1 hour"))],
)
def test_only_what_is_promised_is_measured(promised: str, in_any: InAnyDays) -> None:
    """Failures or downtime alone."""
    measured = measure(agreed(in_any=in_any), {"shop": table_of((JANUARY, 1))}, as_of=LATER)
    assert {each.of for each in measured.figures if each.measure == "level"} == {f"shop.{promised}_in_days"}
    assert {key.metric for key in measured.actuals.figures} == {"shop.failures", f"shop.{promised}_in_days"}
    other = {"failures": "downtime", "downtime": "failures"}[promised]
    with pytest.raises(InvalidValueError, match=f"no figures named 'shop.{other}_in_days'"):
        measured.cases(f"shop.{other}_in_days", "level", "2026-01")
    none = measure(agreed(in_any=None, mttr="4 hours"), {"shop": table_of((JANUARY, 1))}, as_of=LATER)
    assert {each.measure for each in none.figures} & {"level"} == set()


def test_samples_without_a_word_of_outages_are_reported() -> None:
    """Nobody says when it was down."""
    samples = pl.DataFrame({"at": [JANUARY, JANUARY + DAY], "latency_ms": [1, 2]})
    measured = measure(agreed(jitter="1 millisecond"), {"shop": samples})
    assert [str(each) for each in measured.problems] == [
        f"shop.{what}_in_days is not measured: the table has no 'up' and no 'failed_at'"
        for what in ("failures", "downtime")
    ]
    assert {each.of for each in measured.figures} == {"shop.jitter"}


@every_engine
def test_engines_agree(engine: Engine) -> None:
    """Figures are the same wherever the table is, and are judged in the unit of the promise."""
    rows = table_of((JANUARY, 10), (JANUARY + 10 * DAY, 20.5))
    measured = measure(agreed(), {"shop": engine(rows)}, as_of=LATER)
    judged = {key.metric: each.value for key, each in measured.actuals.figures.items() if key.month == Month(2026, 1)}
    assert judged["shop.failures_in_days"] == 2
    assert judged["shop.downtime_in_days"] == Fraction(61, 2)
