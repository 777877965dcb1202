"""Services measured: availability, failures and repair from incidents and from samples, against every minute."""

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import smarketing as sm
from criteria_engines import Engine, every_engine
from service_days import (
    MINUTE,
    MINUTES,
    START,
    Fault,
    as_columns,
    by_minute,
    faults,
    hosting,
    in_minutes,
    open_minutes,
    spells,
)
from smarketing.measuring.figures import Figure

END = START + MINUTES * MINUTE
MARCH, APRIL = range(2 * 24 * 60), range(2 * 24 * 60, MINUTES)
SCHEMA: dict[str, Any] = {
    "id": pl.Int64,
    "segment": pl.String,
    "failed_at": pl.Datetime("us", "UTC"),
    "reported_at": pl.Datetime("us", "UTC"),
    "restored_at": pl.Datetime("us", "UTC"),
    "planned": pl.Boolean,
    "caused_by": pl.String,
}


def table(rows: Sequence[Fault]) -> pl.DataFrame:
    """The rows as a table."""
    return pl.DataFrame(as_columns(rows), schema=SCHEMA)


def figure(
    figures: Sequence[Figure], of: str, measure: str, month: str = "2026-03", segment: str = ""
) -> Figure | None:
    """The figure of a month, if there is one."""
    key = (month, f"shop.{of}", measure, segment)
    return next((each for each in figures if (str(each.month), each.of, each.measure, each.segment) == key), None)


def pair(figures: Sequence[Figure], of: str, month: str = "2026-03", segment: str = "") -> tuple[int, int | None]:
    """Both numbers of a share or ratio."""
    found = figure(figures, of, "share" if of == "availability" else "ratio", month, segment)
    assert found is not None
    return found.value, found.base


@given(faults(), st.booleans(), st.booleans(), st.booleans(), st.sampled_from(["", "flood"]))
def test_incidents_come_to_what_every_minute_says(
    rows: list[Fault], desk: bool, reported: bool, elapsed: bool, excluded: str
) -> None:
    """Availability, failures and repair of each month, whole and by segment, with all that does not count."""
    fields: dict[str, Any] = {"hours": "desk"} if desk else {}
    fields |= {"mttr": "4 hours", "mtbf": "200 hours"} if elapsed else {}
    fields |= {"reported_by": "Shop" if reported else "Host", "excludes": excluded or ()}
    measured = sm.measure(hosting(**fields), {"shop": table(rows)}, as_of=END)
    assert measured.problems == ()
    found = spells(rows, reported=reported, excludes=(excluded,) if excluded else ())
    segments = {each.segment for each in found} - {""}
    for month, name in ((MARCH, "2026-03"), (APRIL, "2026-04")):
        for segment in ("", *sorted(segments)):
            day = by_minute(found, month, segment, open_minutes(desk), elapsed=elapsed)
            share = figure(measured.figures, "availability", "share", name, segment)
            if not day.agreed:
                assert share is None
                continue
            assert share is not None
            assert (in_minutes(share.base), in_minutes(share.value)) == (day.agreed, day.agreed - day.lost)
            worked, failures = pair(measured.figures, "mtbf", name, segment)
            repair, repaired = pair(measured.figures, "mttr", name, segment)
            assert (in_minutes(worked), failures) == (day.worked, day.failures)
            assert (in_minutes(repair), repaired) == (day.repair, day.failures)
            cases = figure(measured.figures, "failures", "cases", name, segment)
            assert cases is not None
            assert cases.value == day.failures


STATES = st.lists(st.sampled_from([True, True, False, None]), min_size=2, max_size=12)
GAPS = st.lists(st.integers(1, 400), min_size=12, max_size=12)


@given(STATES, GAPS, st.sampled_from([None, 60]), st.booleans())
def test_samples_speak_until_the_next_one(
    states: list[bool | None], gaps: list[int], every: int | None, desk: bool
) -> None:
    """Each says how every minute was until the next, or as long as they are sampled; nobody speaks for the rest."""
    minutes = [sum(gaps[:place]) for place in range(len(states))]
    samples = pl.DataFrame(
        {"at": [START + minute * MINUTE for minute in minutes], "up": states},
        schema={"at": pl.Datetime("us", "UTC"), "up": pl.Boolean},
    ).filter(pl.col("at") < END)
    fields: dict[str, Any] = {"hours": "desk"} if desk else {}
    fields |= {"sampled_every": f"{every} minutes"} if every else {}
    measured = sm.measure(hosting(**fields), {"shop": samples})
    told = [(minute, state) for minute, state in zip(minutes, states, strict=True) if minute < MINUTES]
    last = max(minute for minute, _state in told)
    known = [(minute, state) for minute, state in told if state is not None]
    spoken: dict[int, bool] = {}
    for place, (minute, state) in enumerate(known):
        until = known[place + 1][0] if place + 1 < len(known) else min(last, minute + every) if every else minute
        spoken |= dict.fromkeys(range(minute, min(until, minute + every) if every else until), state)
    agreed = open_minutes(desk)
    for month, name in ((MARCH, "2026-03"), (APRIL, "2026-04")):
        here = [state for minute, state in spoken.items() if minute in month and agreed[minute]]
        share = figure(measured.figures, "availability", "share", name)
        assert (share is None) == (not here)
        if share is not None:
            assert (in_minutes(share.value), in_minutes(share.base)) == (sum(here), len(here))


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(0, 4000) | st.none()),
        min_size=2,
        max_size=20,
        unique_by=lambda one: one[0],
    )
)
def test_jitter_is_the_mean_difference_of_replies_in_a_row(replies: list[tuple[int, int | None]]) -> None:
    """Replies in order of time, those that are missing left out, to a quarter of a millisecond."""
    latencies = [None if quarter is None else quarter / 4 for _minute, quarter in replies]
    samples = pl.DataFrame(
        {"at": [START + minute * MINUTE for minute, _quarter in replies], "latency_ms": latencies},
        schema={"at": pl.Datetime("us", "UTC"), "latency_ms": pl.Float64},
    )
    agreement = hosting(jitter="30 milliseconds")
    measured = sm.measure(agreement, {"shop": samples}, as_of=END)
    known = [quarter for _minute, quarter in sorted(replies, key=lambda one: one[0]) if quarter is not None]
    differences = [abs(one - other) for one, other in pairwise(known)]
    found = figure(measured.figures, "jitter", "ratio")
    if not differences:
        assert found is None
        return
    assert found is not None
    assert (found.value, found.base) == (sum(differences) * 250, len(differences))
    (actual,) = measured.actuals.figures.values()
    assert actual.base is not None
    assert actual.value / actual.base == Fraction(sum(differences), 4 * len(differences))


def test_throughput_is_what_was_done_in_the_time_that_samples_speak_for() -> None:
    """Each counts what was done since the one before, no longer than they are sampled, and in the agreed time."""
    minutes = [0, 1, 2, 5, 6]
    done = [600, 1200, 600, 300, None]
    samples = pl.DataFrame({"at": [START + minute * MINUTE for minute in minutes], "done": done})
    measured = sm.measure(hosting(throughput="10 requests/second"), {"shop": samples})
    assert pair(measured.figures, "throughput") == (1200 + 600 + 300, 5 * 60_000_000)
    often = hosting(throughput="10 requests/second", sampled_every="1 minute")
    assert pair(sm.measure(often, {"shop": samples}).figures, "throughput") == (2100, 3 * 60_000_000)
    at_night = hosting(throughput="10 requests/second", hours="desk")
    assert figure(sm.measure(at_night, {"shop": samples}).figures, "throughput", "ratio") is None
    (actual,) = [each for key, each in measured.actuals.figures.items() if key.metric == "shop.throughput"]
    assert actual == sm.Actual(2100, 300)
    assert [case.since for case in measured.cases("shop.throughput", "ratio", "2026-03")] == [
        START + minute * MINUTE for minute in (1, 2, 5)
    ]


def test_samples_behind_the_figure_of_a_segment() -> None:
    """Those of others are not listed."""
    samples = pl.DataFrame(
        {"at": [START + minute * MINUTE for minute in (0, 0, 1, 1)], "done": [60] * 4, "segment": ["east", "west"] * 2}
    )
    measured = sm.measure(hosting(throughput="10 requests/second"), {"shop": samples})
    found = {where: measured.cases("shop.throughput", "ratio", "2026-03", where) for where in ("", "east", "west")}
    assert [case.segment for case in found["west"]] == ["west"]
    assert [case.segment for case in found["east"]] == ["east"]
    assert len(found[""]) == 2


def test_segments_are_sampled_apart() -> None:
    """Replies and what was done follow one another in a segment, and both pool; all together are down while one is."""
    minutes = [0, 0, 1, 1, 2, 2]
    samples = pl.DataFrame(
        {
            "at": [START + minute * MINUTE for minute in minutes],
            "segment": ["east", "west"] * 3,
            "up": [True, True, False, True, True, True],
            "latency_ms": [10, 100, 20, 100, 20, 130],
            "done": [0, 0, 60, 120, 60, 120],
        }
    )
    agreement = hosting(jitter="30 milliseconds", throughput="1 request/second")
    figures = sm.measure(agreement, {"shop": samples}).figures
    minute = 60_000_000
    assert [pair(figures, "jitter", segment=each) for each in ("east", "west", "")] == [
        (10_000, 2),
        (30_000, 2),
        (40_000, 4),
    ]
    assert [pair(figures, "throughput", segment=each) for each in ("east", "west", "")] == [
        (120, 2 * minute),
        (240, 2 * minute),
        (360, 4 * minute),
    ]
    assert [pair(figures, "availability", segment=each) for each in ("east", "west", "")] == [
        (minute, 2 * minute),
        (2 * minute, 2 * minute),
        (minute, 2 * minute),
    ]


PUBLISHED = [
    (0, 0, 43, "99.90", True),
    (0, 0, 44, "99.90", False),
    (240, 60, 40, "99.91", True),
    (240, 60, 45, "99.90", False),
]


@pytest.mark.parametrize(("planned", "excluded", "down", "percent", "met"), PUBLISHED)
def test_published_availabilities(planned: int, excluded: int, down: int, percent: str, met: bool) -> None:
    """Of a month of 43,200 minutes; planned and excluded minutes leave both numbers, down within them or not."""
    agreement = sm.Agreement(
        "Cloud",
        sm.Term("2026-04-01", "2026-04-30"),
        [sm.Party("Host"), sm.Party("Shop")],
        [],
        services=[sm.Service("shop", "Host", "Shop", availability="99.9 %", excludes="flood")],
        signatures={"Host": "2026-01-01", "Shop": "2026-01-01"},
    )
    start = datetime(2026, 4, 3, tzinfo=UTC)
    rows = [(0, planned, True, ""), (planned, excluded, False, "flood"), (0, planned + excluded, False, "")]
    rows += [(planned + excluded + 10, down, False, "")]
    some = [row for row in rows if row[1]]
    incidents = pl.DataFrame(
        {
            "failed_at": [start + row[0] * MINUTE for row in some],
            "restored_at": [start + (row[0] + row[1]) * MINUTE for row in some],
            "planned": [row[2] for row in some],
            "caused_by": [row[3] for row in some],
        }
    )
    measured = sm.measure(agreement, {"shop": incidents}, as_of=datetime(2026, 5, 1, tzinfo=UTC))
    (verdict,) = sm.judge(agreement, measured.actuals).verdicts
    counted = 43_200 - planned - excluded
    assert (verdict.finding.actual, verdict.status is sm.Status.MET) == (
        sm.Actual((counted - down) * 60, counted * 60),
        met,
    )
    assert f"({percent} %)" in verdict.because.replace("99.9 %)", "99.90 %)") or not met


def test_a_month_in_part_is_as_long_as_the_term() -> None:
    """From 16 April on there are 15 days, 21,600 minutes."""
    agreement = sm.Agreement(
        "Cloud",
        sm.Term("2024-04-16"),
        [sm.Party("Host"), sm.Party("Shop")],
        [],
        services=[sm.Service("shop", "Host", "Shop", availability="99.9 %")],
    )
    start = datetime(2024, 4, 20, tzinfo=UTC)
    down = pl.DataFrame({"failed_at": [start], "restored_at": [start + 22 * MINUTE]})
    figures = sm.measure(agreement, {"shop": down}, as_of=datetime(2024, 5, 1, tzinfo=UTC)).figures
    value, base = pair(figures, "availability", "2024-04")
    assert (in_minutes(value), in_minutes(base)) == (21_578, 21_600)


INCIDENTS = [
    Fault("east", 60, 90, 75, False, "Host"),
    Fault("west", 100, 300, None, False, "Shop"),
    Fault("", 700, 30, 705, True, ""),
    Fault("", 2000, None, 2010, False, "flood"),
    Fault("east", 2900, 0, 2900, False, ""),
]


@every_engine
def test_engines_agree_on_incidents_and_samples(engine: Engine) -> None:
    """Figures are the same wherever the tables are."""
    agreement = hosting(
        jitter="1 millisecond", throughput="1 request/second", hours="desk", sampled_every="5 minutes", mttr="1 hour"
    )
    count = 3000
    samples = pl.DataFrame(
        {
            "at": [START + (place * 7 % 4000) * MINUTE for place in range(count)],
            "segment": ["east" if place % 3 else "west" for place in range(count)],
            "up": [place % 17 > 2 for place in range(count)],
            "latency_ms": [None if place % 11 == 0 else (place * 37 % 1000) / 8 for place in range(count)],
            "done": [place * 31 % 500 for place in range(count)],
        }
    )
    both = {"shop": table(INCIDENTS)}, {"shop": samples}
    there = {"shop": engine(both[0]["shop"])}, {"shop": engine(both[1]["shop"])}
    for usual, other in ((both, there), (({"shop": samples}, None), (there[1], None))):
        expected = sm.measure(agreement, usual[0], events=usual[1], as_of=END)
        found = sm.measure(agreement, other[0], events=other[1], as_of=END)
        assert len(expected.figures) > 60
        assert found.figures == expected.figures
        assert [str(each.id) for each in found.cases("shop.jitter", "ratio", "2026-03")] == [
            str(each.id) for each in expected.cases("shop.jitter", "ratio", "2026-03")
        ]


def test_what_is_behind_each_figure() -> None:
    """The rows of losses add up to what was lost, and every count has as many rows."""
    agreement = hosting(reported_by="Shop", paid_by="Host")
    measured = sm.measure(agreement, {"shop": table(INCIDENTS)}, as_of=END)
    value, base = pair(measured.figures, "availability")
    losses = measured.cases("shop.availability", "share", "2026-03")
    assert [each.id for each in losses] == [0, 3]
    assert sum(each.used / MINUTE for each in losses if each.used) == in_minutes((base or 0) - value)
    for each in measured.figures:
        if each.of == "shop.failures":
            segment = each.segment or None
            assert len(measured.cases(each.of, each.measure, each.month, segment)) == each.value
    assert [each.id for each in measured.cases("shop.failures", "paid by Host", "2026-03")] == [0, 1, 3]
    assert [(each.id, each.used) for each in measured.cases("shop.failures", "open", "2026-03")] == [(3, None)]
    assert [each.id for each in measured.cases("shop.availability", "share", "2026-03", "west")] == [3]
    assert [each.id for each in measured.cases("shop.availability", "share", "2026-04")] == [3]


def test_who_pays_for_mending() -> None:
    """The party that is named; else who caused a fault, if it is a party; else who runs the service."""

    def paid(**fields: Any) -> dict[str, int]:
        figures = sm.measure(hosting(**fields), {"shop": table(INCIDENTS)}, as_of=END).figures
        return {
            party: sum(each.value for each in figures if each.measure == f"paid by {party}" and not each.segment)
            for party in ("Host", "Shop")
        }

    assert paid() == {"Host": 2, "Shop": 1}
    assert paid(paid_by="Shop") == {"Host": 0, "Shop": 3}
    assert paid(paid_by="Host") == {"Host": 3, "Shop": 0}


def test_what_lasts_is_a_failure_before_it_took_any_agreed_time() -> None:
    """It began at night and nobody knows for how long; over before anybody came, it is none."""
    figures = {}
    for lasts in (None, 60):
        rows = [Fault("", 2 * 24 * 60 - 120, lasts, None, False, "")]
        found = sm.measure(hosting(hours="desk"), {"shop": table(rows)}, as_of=START + 2 * 24 * 60 * MINUTE).figures
        figures[lasts] = {each.measure: each.value for each in found if each.of == "shop.failures"}
    assert (figures[None]["cases"], figures[None]["open"]) == (1, 1)
    assert (figures[60]["cases"], figures[60]["open"]) == (0, 0)


def test_only_what_lies_in_the_agreed_time_is_sampled() -> None:
    """Replies at its ends and in it, compared with any before; of what was done, only times that lie in it wholly."""
    minutes = [8 * 60 + 58, 9 * 60, 9 * 60 + 1, 12 * 60, 18 * 60 - 1, 18 * 60, 18 * 60 + 1]
    values = {"latency_ms": [1, 3, 6, 10, 15, 21, 28], "done": [7, 70, 60, 50, 40, 30, 20], "up": [True] * 7}
    samples = pl.DataFrame({"at": [START + minute * MINUTE for minute in minutes], **values})
    agreement = hosting(jitter="1 millisecond", throughput="1 request/second", hours="desk", sampled_every="1 minute")
    figures = sm.measure(agreement, {"shop": samples}).figures
    assert pair(figures, "jitter") == ((2 + 3 + 4 + 5) * 1000, 4)
    assert pair(figures, "throughput") == (60 + 50 + 40 + 30, 4 * 60_000_000)


def test_what_counts_for_nothing_in_one_segment_is_not_lost_in_the_whole() -> None:
    """East fails while it is maintained, which is no loss to anybody, and for 50 minutes more; west for ten minutes."""
    rows = [Fault("east", 0, 100, None, True, ""), Fault("east", 20, 130, None, False, "")]
    rows += [Fault("west", 200, 10, None, False, "")]
    measured = sm.measure(hosting(), {"shop": table(rows)}, as_of=END)
    shares = {each: pair(measured.figures, "availability", segment=each) for each in ("", "east", "west")}
    minute, whole = 60_000_000, 2 * 24 * 60
    assert shares[""] == ((whole - 60) * minute, whole * minute)
    assert shares["east"] == ((whole - 150) * minute, (whole - 100) * minute)
    assert shares["west"] == ((whole - 10) * minute, whole * minute)
    losses = measured.cases("shop.availability", "share", "2026-03")
    assert [(each.id, each.used) for each in losses] == [(1, 50 * MINUTE), (2, 10 * MINUTE)]


def test_what_happens_at_one_instant() -> None:
    """Reported when it is over is not reported; what is restored at the instant until which is seen is restored."""
    reported = sm.measure(hosting(reported_by="Shop"), {"shop": table([Fault("", 60, 30, 90, False, "")])}, as_of=END)
    assert [each.id for each in reported.cases("shop.failures", "not reported", "2026-03")] == [0]
    assert reported.cases("shop.failures", "cases", "2026-03") == ()
    rows = [Fault("", 60, 30, None, False, "")]
    for minute, lasting in ((89, 1), (90, 0)):
        figures = sm.measure(hosting(), {"shop": table(rows)}, as_of=START + minute * MINUTE).figures
        found = figure(figures, "failures", "open")
        assert found is not None
        assert found.value == lasting


def test_several_samples_at_one_instant() -> None:
    """Down if one of them says so, and all that they did."""
    minutes, up, done = [0, 1, 1, 3], [True, True, False, True], [5, 60, 30, 10]
    samples = pl.DataFrame({"at": [START + minute * MINUTE for minute in minutes], "up": up, "done": done})
    figures = sm.measure(hosting(throughput="1 request/second"), {"shop": samples}).figures
    assert pair(figures, "availability") == (60_000_000, 3 * 60_000_000)
    assert pair(figures, "throughput") == (100, 3 * 60_000_000)


def test_samples_beside_incidents_and_around_the_term() -> None:
    """The first sample speaks for no time before it; what lies outside of the term counts for nothing."""
    minutes = [-3, -2, 10, 11, MINUTES + 1, MINUTES + 2]
    columns = {"done": [1, 2, 4, 8, 16, 32], "latency_ms": [1, 2, 4, 8, 16, 32]}
    samples = pl.DataFrame({"at": [START + minute * MINUTE for minute in minutes], **columns})
    agreement = hosting(throughput="1 request/second", jitter="1 millisecond", sampled_every="1 minute")
    faults = table([Fault("", 60, 30, None, False, "")])
    late = END + 60 * MINUTE
    both = sm.measure(agreement, {"shop": faults}, events={"shop": samples}, as_of=late).figures
    assert pair(both, "throughput") == (12, 2 * 60_000_000)
    assert pair(both, "jitter") == ((2 + 4) * 1000, 2)
    assert figure(both, "jitter", "ratio", "2026-04") is None
    day = 24 * 60 * 60_000_000
    assert pair(both, "availability", "2026-04") == (day, day)
    first = samples.filter(pl.col("at") >= START)
    alone = sm.measure(agreement, {"shop": faults}, events={"shop": first}, as_of=END).figures
    assert pair(alone, "throughput") == (8, 60_000_000)


def test_samples_before_the_term_count_for_nothing() -> None:
    """Nobody had promised anything yet."""
    minutes = [-600, -300, 60]
    samples = pl.DataFrame({"at": [START + minute * MINUTE for minute in minutes], "up": [True, False, True]})
    figures = sm.measure(hosting(), {"shop": samples}).figures
    assert pair(figures, "availability") == (0, 60 * 60_000_000)
    assert pair(figures, "mtbf") == (0, 0)
