"""What deserves a look in the data behind a clock: counts and the first few ids."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import attrs
import polars as pl
import pytest

from expected_errors import refusal
from smarketing import Agreement, FollowUp, Handoff, Party, Signature, Term, loads, measure
from smarketing.measuring.cases.clock_report import ClockFinding
from smarketing.measuring.measured import Measured

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVENTS = ("handed_over", "waiting", "resumed", "contacted")
STORIES: dict[str, tuple[int | None, ...]] = {
    "still paused": (0, 10, None, None),
    "ended while paused": (0, 10, None, 30),
    "late all the same": (0, 10, 20, 200),
    "saved by its pause": (0, 10, 50, 90),
    "in time anyway": (0, 10, 20, 40),
    "never paused": (0, None, None, 30),
}
"""Minutes after nine; the clock allows an hour."""


def agreement() -> Agreement:
    """Leads are followed up within an hour."""
    parties = [Party("Marketing"), Party("Sales")]
    part = Handoff("leads", "Marketing", "Sales", follow_up=FollowUp("1 hour"))
    return Agreement("Leads", Term("2026-01-01", timezone="Europe/Berlin"), parties, [], handoffs=[part])


def from_table(stories: dict[str, tuple[int | None, ...]]) -> Measured:
    """Measure a row a case."""
    rows = [
        {"id": name} | {f"{event}_at": None if at is None else NINE + timedelta(minutes=at) for event, at in each}
        for name, each in ((name, zip(EVENTS, minutes, strict=True)) for name, minutes in stories.items())
    ]
    return measure(agreement(), pl.DataFrame(rows, infer_schema_length=None), as_of=NINE + timedelta(days=1))


def from_log(stories: dict[str, tuple[int | None, ...]]) -> Measured:
    """Measure a row an event."""
    rows = [
        {"id": name, "event": event, "at": NINE + timedelta(minutes=at)}
        for name, minutes in stories.items()
        for event, at in zip(EVENTS, minutes, strict=True)
        if at is not None
    ]
    return measure(agreement(), pl.DataFrame(rows), as_of=NINE + timedelta(days=1))


@pytest.mark.parametrize("measured_from", [from_table, from_log])
def test_pauses_that_deserve_a_look(measured_from: Callable[[dict[str, tuple[int | None, ...]]], Measured]) -> None:
    """Those that nobody ended, and those without which the case would be late; from a table and from a log."""
    assert measured_from(STORIES).clock_report("leads.followed-up") == (
        ClockFinding("paused and never resumed", 2, ("still paused", "ended while paused")),
        ClockFinding("in time only by pauses", 1, ("saved by its pause",)),
        ClockFinding("ended before it began", 0, ()),
    )


def test_what_ended_before_it_began_is_counted_in_tables() -> None:
    """The count is that of the figure; ids are the first few, short ones before long ones."""
    odd: dict[str, tuple[int | None, ...]] = {str(n): (60, None, None, 0) for n in range(1, 13)}
    found = from_table(odd | STORIES)
    (reversed_,) = (each for each in found.clock_report("leads.followed-up") if each.what == "ended before it began")
    assert reversed_ == ClockFinding("ended before it began", 12, ("1", "2", "3", "4", "5"))
    figures = [each.value for each in found.figures if each.measure == "ended before it began" and not each.segment]
    assert figures == [12]


def test_a_table_without_pauses_has_nothing_to_report() -> None:
    """A column that is not there paused nothing."""
    rows = {"id": [1], "handed_over_at": [NINE], "contacted_at": [NINE]}
    found = measure(agreement(), pl.DataFrame(rows)).clock_report("leads.followed-up")
    assert [each.count for each in found] == [0, 0, 0]


def test_a_report_on_no_clock_is_refused() -> None:
    """With the clocks that there are."""
    assert refusal(lambda: from_log(STORIES).clock_report("leads")) == (
        "no clock named 'leads'; clocks are 'leads.followed-up'",
        "of",
    )


DEFINED = """
smarketing: 1
title: Leads
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
objectives: {}
events: {waiting: {means: Asked by a person., when: event == 'waiting' and not automatic}}
handoffs: {leads: {from: Marketing, to: Sales, follow_up: {within: 1 hour}}}
"""


def test_pauses_that_the_agreement_defines() -> None:
    """Only those that it means are looked at, in a log and in a table; a column that is not there paused nothing."""
    log = pl.DataFrame(
        {
            "id": ["1", "1", "2", "2", "2"],
            "event": ["handed_over", "waiting", "handed_over", "waiting", None],
            "at": [NINE, NINE + timedelta(minutes=10)] * 2 + [NINE],
            "automatic": [False, False, False, True, False],
        }
    )
    table = pl.DataFrame(
        {
            "id": ["1", "2"],
            "handed_over_at": NINE,
            "waiting_at": NINE + timedelta(minutes=10),
            "automatic": [False, True],
        }
    )
    table = table.with_columns(contacted_at=pl.lit(None, pl.Datetime("us", "UTC")))
    agreed, as_of = loads(DEFINED), NINE + timedelta(days=1)
    for found in (measure(agreed, events=log, as_of=as_of), measure(agreed, table, as_of=as_of)):
        assert found.clock_report("leads.followed-up")[0] == ClockFinding("paused and never resumed", 1, ("1",))
    without = measure(agreed, table.drop("waiting_at"), as_of=as_of)
    assert [each.count for each in without.clock_report("leads.followed-up")] == [0, 0, 0]


def test_each_version_reports_on_the_cases_of_its_months() -> None:
    """A case is reported once, by the version in force when it began, and so is a late one."""
    first = attrs.evolve(agreement(), signatures=[Signature(each, "2025-12-01") for each in ("Marketing", "Sales")])
    signed = [Signature(each, "2026-02-20") for each in ("Marketing", "Sales")]
    agreed = first.amended("2026-03-01", signatures=signed)
    began = [datetime(2026, 2, 2, 9, tzinfo=UTC), NINE]
    table = pl.DataFrame(
        {
            "id": ["1", "2"],
            "handed_over_at": began,
            "waiting_at": [at + timedelta(minutes=90) for at in began],
            "contacted_at": [None, None],
        },
        schema_overrides={"contacted_at": pl.Datetime("us", "UTC")},
    )
    found = measure(agreed, table, as_of=NINE + timedelta(days=1))
    assert found.clock_report("leads.followed-up")[0] == ClockFinding("paused and never resumed", 2, ("1", "2"))
    assert [each.id for each in found.late_cases("leads.followed-up")] == ["1", "2"]


def test_only_the_late_run_of_a_case_is_listed() -> None:
    """Not the one after it, which was in time."""
    minutes = [0, 90, 200, 210]
    log = pl.DataFrame(
        {
            "id": ["1"] * 4,
            "event": ["handed_over", "contacted"] * 2,
            "at": [NINE + timedelta(minutes=at) for at in minutes],
        }
    )
    (late,) = measure(agreement(), events=log, as_of=NINE + timedelta(days=1)).late_cases("leads.followed-up")
    assert late.since == NINE
