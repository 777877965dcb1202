"""Months that begin on another day than the first, measured: where instants, cases, outages and samples count."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calendar_strategies import ABOUT
from criteria_engines import Engine, every_engine
from event_strategies import as_log, as_table, leads, sales_agreement
from expected_errors import refusal
from service_days import MINUTE, MINUTES, START, Fault, as_columns, faults, hosting
from smarketing import (
    Acceptance,
    Agreement,
    FollowUp,
    Handoff,
    Month,
    Party,
    Period,
    PeriodCalendar,
    Term,
    judge,
)
from smarketing.hours.spans import micros
from smarketing.hours.timezone_tables import months as months_of_instants
from smarketing.measuring.cases.case_lookup import find_case
from smarketing.measuring.measurement import measure

_AS_OF = datetime(2026, 3, 24, 12, tzinfo=UTC)
_PARTIES = [Party("Marketing"), Party("Sales")]


def _agreement(zone: str, begins_on: int, **more: Any) -> Agreement:
    """Leads that are followed up within eight hours, in months that begin on a day."""
    handoffs = [Handoff("leads", "Marketing", "Sales", accept=Acceptance("4 hours"), follow_up=FollowUp("8 hours"))]
    calendar, term = PeriodCalendar(months_begin_on=begins_on), more.pop("term", Term("2009-01-01", timezone=zone))
    return Agreement("Leads", term, _PARTIES, [], handoffs=handoffs, calendar=calendar, **more)


def _table(moments: list[datetime]) -> pl.DataFrame:
    ids = [str(place) for place in range(len(moments))]
    columns: dict[str, Any] = {"id": ids, "handed_over_at": moments}
    columns |= {name: [None] * len(ids) for name in ("accepted_at", "contacted_at")}
    instants = pl.Datetime("us", "UTC")
    schema = {"handed_over_at": instants, "accepted_at": instants, "contacted_at": instants}
    return pl.DataFrame(columns, schema_overrides=schema)


def _log(moments: list[datetime]) -> pl.DataFrame:
    rows = [(str(place), "handed_over", at) for place, at in enumerate(moments)]
    schema: dict[str, Any] = {"id": pl.String, "event": pl.String, "at": pl.Datetime("us", "UTC")}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _handed_over(found: Any) -> Counter[Month]:
    some = (each for each in found.figures if each.of == "leads.handed-over" and not each.segment)
    return Counter({each.month: each.value for each in some if each.value})


@st.composite
def _moments(draw: st.DrawFn) -> tuple[str, int, list[datetime]]:
    """A zone, a day on which months begin there, and instants near those days and near shifts of the clock."""
    zone, begins_on = draw(st.sampled_from(sorted(ABOUT))), draw(st.integers(1, 28))
    about = draw(st.sampled_from(ABOUT[zone]))
    month = Month.of(about, begins_on=begins_on)
    edges = [(month + later).start(zone).astimezone(UTC) for later in (-1, 0, 1)]
    shift = datetime(about.year, about.month, about.day, tzinfo=UTC)
    near = st.sampled_from([-1, 0, 1, 1_800_000_000]) | st.integers(-(10**11), 10**11)
    places = st.sampled_from([*edges, shift])
    instants = st.builds(lambda place, away: place + timedelta(microseconds=away), places, near)
    return zone, begins_on, draw(st.lists(instants, min_size=1, max_size=12))


@given(_moments())
def test_the_month_of_an_instant_is_that_of_its_local_date(drawn: tuple[str, int, list[datetime]]) -> None:
    """Across shifts of the clock, in any zone, for any day on which months begin; before any engine is asked."""
    zone, begins_on, moments = drawn
    first, end = micros(min(moments)) - 1, micros(max(moments)) + 1
    pieces = months_of_instants(ZoneInfo(zone), first, end, begins_on)
    for moment in moments:
        expected = Month.of(moment.astimezone(ZoneInfo(zone)).date(), begins_on=begins_on)
        place = int(pieces.starts.searchsorted(micros(moment), side="right")) - 1
        assert int(pieces.values[place]) == expected.ordinal


@settings(max_examples=25, deadline=None)
@given(_moments(), st.booleans())
def test_cases_count_in_the_month_of_their_local_date(drawn: tuple[str, int, list[datetime]], in_a_log: bool) -> None:
    """Of tables and of logs, held to a plain count; what is measured is from 1970 on."""
    zone, begins_on, moments = drawn
    assume(min(moments).year >= 1970)
    agreement = _agreement(zone, begins_on, term=Term("1900-01-01", timezone=zone))
    as_of = max(moments) + timedelta(1)
    how: dict[str, Any] = {"events": _log(moments)} if in_a_log else {"tables": _table(moments)}
    found = measure(agreement, **how, as_of=as_of)
    local = (moment.astimezone(ZoneInfo(zone)).date() for moment in moments)
    assert _handed_over(found) == Counter(Month.of(day, begins_on=begins_on) for day in local)
    seen = {each.month for each in found.figures}
    last = Month.of((as_of - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)), begins_on=begins_on)
    assert seen == set(Period(min(seen), last))


# Published: initial 2014-10-16, monthly, Europe/Madrid.
@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ("2016-03-15T22:59:59.999999", "2016-02"),
        ("2016-03-15T23:00:00", "2016-03"),
        ("2016-04-01T00:00:00", "2016-03"),
        ("2016-04-15T21:59:59.999999", "2016-03"),
        ("2016-04-15T22:00:00", "2016-04"),
    ],
)
@every_engine
def test_a_published_billing_period(engine: Engine, moment: str, name: str) -> None:
    """That of 2016-04-01T00:00Z runs from 15 March 23:00 to 15 April 22:00 in UTC, across a shift of the clock."""
    agreement = _agreement("Europe/Madrid", 16, term=Term("2014-10-16", timezone="Europe/Madrid"))
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    found = measure(agreement, engine(_table([at])), as_of=datetime(2016, 5, 1, tzinfo=UTC))
    month = Month(2016, int(name[-2:]), begins_on=16)
    assert _handed_over(found) == Counter([month])
    assert [each.id for each in found.cases("leads.handed-over", "cases", name)] == ["0"]
    assert [each.id for each in found.late_cases("leads.accepted", name)] == ["0"]
    assert found.late_cases("leads.accepted", str(month + 1)) == ()
    march = Month(2016, 3, begins_on=16)
    assert march.start("Europe/Madrid").astimezone(UTC) == datetime(2016, 3, 15, 23, tzinfo=UTC)
    assert march.end("Europe/Madrid").astimezone(UTC) == datetime(2016, 4, 15, 22, tzinfo=UTC)


def _from_the_10th() -> Agreement:
    """Leads of February and March, of which many lie before the 10th."""
    return attrs.evolve(sales_agreement(), calendar=PeriodCalendar(months_begin_on=10))


@cache
def _expected(*, of_a_log: bool) -> Any:
    """What is measured of many leads in Polars."""
    some = leads(1, 120)
    if not of_a_log:
        return measure(_from_the_10th(), as_table(some), as_of=_AS_OF)
    events, cases = as_log(some)
    return measure(_from_the_10th(), cases, events=events, as_of=_AS_OF)


@every_engine
def test_every_engine_counts_tables_alike(engine: Engine) -> None:
    """All figures, with segments, medians and reasons."""
    found = measure(_from_the_10th(), engine(as_table(leads(1, 120))), as_of=_AS_OF)
    assert found.figures == _expected(of_a_log=False).figures


@every_engine
def test_every_engine_counts_logs_alike(engine: Engine) -> None:
    """With the fields of cases beside the log."""
    events, cases = as_log(leads(1, 120))
    found = measure(_from_the_10th(), engine(cases), events=engine(events), as_of=_AS_OF)
    assert found.figures == _expected(of_a_log=True).figures


def test_all_cases_are_counted_where_they_were() -> None:
    """The same cases as in months from the first, in three months instead of two."""
    found, usual = _expected(of_a_log=False), measure(sales_agreement(), as_table(leads(1, 120)), as_of=_AS_OF)
    zone = ZoneInfo("Europe/Berlin")
    dates = [each["handed_over_at"].astimezone(zone).date() for each in leads(1, 120) if each["handed_over_at"]]
    days = found.daily("leads.handed-over")
    assert days == usual.daily("leads.handed-over")
    counted = Counter[Month]()
    for day, count in days.items():
        counted[Month.of(day, begins_on=10)] += count
    assert _handed_over(found) == counted
    assert len(counted) == 3
    assert set(days) <= set(dates)
    assert {each.month.begins_on for each in found.figures} == {10}


@settings(max_examples=20, deadline=None)
@given(faults(), st.booleans())
def test_services_are_measured_by_the_months_of_the_agreement(rows: list[Fault], by_hours: bool) -> None:
    """Two weeks and two days earlier, about 16 March, all is as about 1 April."""
    fields: dict[str, Any] = {"hours": "desk"} if by_hours else {}
    usual = hosting(**fields, mttr="1 hour", mtbf="1 hour")
    earlier = timedelta(16)
    term = Term(usual.term.start - earlier, date(2026, 3, 16))
    shifted = attrs.evolve(usual, term=term, calendar=PeriodCalendar(months_begin_on=16))
    schema: dict[str, Any] = {"id": pl.Int64, "segment": pl.String, "planned": pl.Boolean, "caused_by": pl.String}
    schema |= dict.fromkeys(("failed_at", "reported_at", "restored_at"), pl.Datetime("us", "UTC"))
    columns = as_columns(rows)
    moved = {
        name: [None if each is None else each - earlier for each in some] if name.endswith("_at") else some
        for name, some in columns.items()
    }
    as_of = START + MINUTES * MINUTE
    expected = measure(usual, pl.DataFrame(columns, schema=schema), as_of=as_of)
    found = measure(shifted, pl.DataFrame(moved, schema=schema), as_of=as_of - earlier)
    names = {Month(2026, 3): Month(2026, 2, begins_on=16), Month(2026, 4): Month(2026, 3, begins_on=16)}
    assert found.figures == tuple(attrs.evolve(each, month=names[each.month]) for each in expected.figures)
    for measured in ("cases", "open"):
        there = [each.id for each in found.cases("shop.failures", measured, "2026-02")]
        assert there == [each.id for each in expected.cases("shop.failures", measured, "2026-03")]


def test_samples_count_in_the_months_of_the_agreement() -> None:
    """What is said to have been done at midnight of 16 March and later is of 2026-03."""
    usual = hosting(throughput="1 request/second")
    term, calendar = Term("2026-03-14", "2026-03-17"), PeriodCalendar(months_begin_on=16)
    agreement = attrs.evolve(usual, term=term, calendar=calendar)
    hours = [datetime(2026, 3, 15, 22, tzinfo=UTC) + timedelta(hours=place) for place in range(5)]
    samples = pl.DataFrame({"at": hours, "done": [3600, 7200, 7200, 3600, 0]})
    found = measure(agreement, {"shop": samples})
    key = "shop.throughput", "ratio"
    months = {str(each.month) for each in found.figures if (each.of, each.measure) == key}
    assert months == {"2026-02", "2026-03"}
    assert {month: len(found.cases(*key, month)) for month in months} == {"2026-02": 1, "2026-03": 3}


def test_each_version_counts_the_cases_of_its_own_months() -> None:
    """An amendment of 1 April holds from 16 April on: a case of 15 April is told by the rules before it."""
    signed = {"Marketing": "2026-01-01", "Sales": "2026-01-01"}
    first = _agreement("UTC", 16, signatures=signed)
    later = [Handoff("leads", "Marketing", "Sales", accept=Acceptance("2 hours"))]
    agreement = first.amended("2026-04-01", handoffs=later, signatures=signed)
    moments = [datetime(2026, 4, day, 23, tzinfo=UTC) for day in (15, 16)]
    found = measure(agreement, _table(moments), as_of=datetime(2026, 5, 1, tzinfo=UTC))
    follow_ups = [(str(each.month), each.value) for each in found.figures if each.of == "leads.followed-up"]
    assert {month for month, _value in follow_ups} == {"2026-03"}
    overdue = found.late_cases("leads.accepted")
    assert [(each.id, each.due) for each in overdue] == [
        ("0", moments[0] + timedelta(hours=4)),
        ("1", moments[1] + timedelta(hours=2)),
    ]
    for place, clocks in enumerate((2, 1)):
        [story] = find_case(agreement, str(place), _table(moments), as_of=datetime(2026, 5, 1, tzinfo=UTC)).timelines
        assert len(story.runs) == clocks
    early = _table(moments).with_columns(contacted_at=pl.col("handed_over_at") - timedelta(hours=1))
    report = measure(agreement, early, as_of=datetime(2026, 5, 1, tzinfo=UTC)).clock_report("leads.followed-up")
    assert [each.ids for each in report if each.ids] == [("0",)]


def test_what_is_measured_is_judged() -> None:
    """By months of the agreement; a Month that begins on another day is refused."""
    signed = {"Marketing": "2009-01-01", "Sales": "2009-01-01"}
    agreement = _agreement("UTC", 16, signatures=signed, term=Term("2026-03-16"))
    table = _table([datetime(2026, 3, 17, tzinfo=UTC), datetime(2026, 4, 17, tzinfo=UTC)])
    found = measure(agreement, table, as_of=datetime(2026, 5, 16, tzinfo=UTC))
    card = judge(agreement, found.actuals)
    assert [str(month) for month in card.period] == ["2026-03", "2026-04"]
    assert {each.status.value for each in card.verdicts} == {"missed"}
    days = "begins on day 1, and the months of the agreement on day 16"
    said = f"2026-03 {days}; write it as text, '2026-03'", "month"
    assert refusal(lambda: found.cases("leads.handed-over", "cases", Month(2026, 3))) == said
    march = Period(Month(2026, 3), Month(2026, 3))
    assert refusal(lambda: found.late_cases("leads.accepted", march)) == (said[0], "months")
