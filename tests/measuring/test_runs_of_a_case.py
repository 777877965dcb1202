"""Runs of a clock over one history: what begins, ends, calls off, resets and pauses them, and what comes at once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from event_strategies import REPEATS, Story, histories, stories
from expected_errors import refusal
from slow_clock_oracle import slow_runs
from smarketing import FollowUp
from smarketing.agreement.sections.clocks import Repeats
from smarketing.measuring import Event
from smarketing.measuring.clocks.case_history import ClockRun, as_events, runs
from smarketing.measuring.clocks.deadlines import ELAPSED, Timer

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = START + timedelta(30)


def an_hour(_start: Event) -> Timer:
    """Each run has an hour."""
    return Timer(ELAPSED, 3_600_000_000)


def at(minute: int) -> datetime:
    """So many minutes after nine."""
    return START + timedelta(minutes=minute)


def told(text: str) -> list[Event]:
    """Read `handed_over 0, contacted 5`: events with the minutes after nine."""
    pairs = (each.split() for each in text.split(", ") if each)
    return [Event(name, at(int(minute))) for name, minute in pairs]


def found(story: str, repeats: Repeats = "once") -> list[str]:
    """Give runs as texts: from when until when, in minutes, how they ended, and where they rested."""
    stops = ("contacted", "replied")
    clock = FollowUp("1 hour", starts=("handed_over",), stops=stops, voids=("spam",), repeats=repeats)
    return [_text(run) for run in runs(clock, as_events(told(story), LATER), an_hour)]


def _text(run: ClockRun) -> str:
    def minute(moment: datetime | None) -> str:
        return "" if moment is None else str((moment - START) // timedelta(minutes=1))

    end = (
        f"{minute(run.ended)} {run.cause.name}"
        if run.cause
        else f"{minute(run.off)} {'void' if run.void else 'off'}"
        if run.off
        else ""
    )
    rests = "".join(f" ({minute(one)}-{minute(other)})" for one, other in run.pauses)
    return f"{minute(run.began)}-{end}{rests}"


# Held to a clock that takes events one by one


@given(stories())
def test_runs_are_those_of_a_slow_clock(story: Story) -> None:
    """Whatever happens in whatever order, runs begin and end with the same events, and rest in the same spells."""
    micros = story.allowed // timedelta(microseconds=1) if isinstance(story.allowed, timedelta) else None
    timer = Timer(story.hours.calendar, micros, None if micros is not None else story.allowed)  # type: ignore[arg-type]
    given_runs = runs(story.clock, as_events(story.events, story.now), lambda _start: timer)
    slow = slow_runs(story.clock, story.hours, story.allowed, story.events, story.now)
    fields = ("began", "ended", "off", "void", "cause")
    assert [[getattr(run, name) for name in fields] for run in given_runs] == [
        [getattr(each, name) for name in fields] for each in slow
    ]
    assert [run.pauses for run in given_runs] == [[tuple(rest) for rest in each.rests] for each in slow]


@given(histories([at(n) for n in range(4)]), st.randoms(use_true_random=False), st.sampled_from(REPEATS))
def test_the_order_in_which_events_are_told_is_no_matter(
    events: tuple[Event, ...], random: object, repeats: Repeats
) -> None:
    """Shuffled and told twice, a history has the same runs."""
    clock = FollowUp("1 hour", starts=("handed_over",), repeats=repeats)
    shuffled = [*events, *events]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert list(runs(clock, as_events(shuffled, LATER), an_hour)) == list(
        runs(clock, as_events(events, LATER), an_hour)
    )


@given(histories([at(n) for n in range(6)]), st.integers(0, 6))
def test_what_comes_later_is_not_known_yet(events: tuple[Event, ...], minute: int) -> None:
    """A run that ended by an instant stays as it is, whatever comes after it."""
    clock = FollowUp("1 hour", starts=("handed_over",), repeats="after each start")
    early = [run for run in runs(clock, as_events(events, at(minute)), an_hour) if run.ended or run.off]
    late = list(runs(clock, as_events(events, LATER), an_hour))
    ends = [(run.began, run.ended, run.off, run.cause) for run in late[: len(early)]]
    assert ends == [(run.began, run.ended, run.off, run.cause) for run in early]


# By hand


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("", []),
        ("contacted 5", []),
        ("handed_over 0", ["0-"]),
        ("handed_over 0, contacted 5", ["0-5 contacted"]),
        ("contacted 5, handed_over 0, handed_over 3", ["0-5 contacted"]),
        ("contacted 5, handed_over 6", ["6-"]),
        ("handed_over 0, contacted 0", ["0-0 contacted"]),
        ("handed_over 0, replied 4, contacted 4", ["0-4 contacted"]),
        ("handed_over 0, cancelled 3, contacted 5", ["0-3 off"]),
        ("handed_over 0, cancelled 5, contacted 5", ["0-5 contacted"]),
        ("handed_over 0, contacted 5, cancelled 6", ["0-5 contacted"]),
        ("cancelled 0, handed_over 0", ["0-0 off"]),
        ("cancelled 0, handed_over 1", ["1-"]),
        ("handed_over 0, reopened 3, reopened 4, contacted 5", ["4-5 contacted"]),
        ("handed_over 0, reopened 5, contacted 5", ["0-5 contacted"]),
        ("reopened 0, handed_over 1, contacted 5", ["1-5 contacted"]),
        ("handed_over 0, reopened 3, cancelled 4, reopened 5", ["3-4 off"]),
        ("handed_over 0, waiting 1, resumed 3, contacted 5", ["0-5 contacted (1-3)"]),
        ("waiting 0, handed_over 1, resumed 3, contacted 5", ["1-5 contacted"]),
        ("handed_over 0, waiting 1, waiting 2, contacted 5", ["0-5 contacted (1-5)"]),
        ("handed_over 0, waiting 1, reopened 5, contacted 9", ["5-9 contacted"]),
        ("handed_over 0, reopened 60, contacted 65", ["60-65 contacted"]),
        ("handed_over 0, reopened 61, contacted 65", ["0-65 contacted"]),
        ("handed_over 0, reopened 50, reopened 111, reopened 112", ["50-"]),
        ("handed_over 0, waiting 10, resumed 70, reopened 120, contacted 130", ["120-130 contacted"]),
        ("handed_over 0, waiting 10, resumed 70, reopened 121, contacted 130", ["0-130 contacted (10-70)"]),
        ("handed_over 0, waiting 65, reopened 70, contacted 80", ["0-80 contacted (65-70)"]),
        ("handed_over 0, spam 90", ["0-90 void"]),
        ("handed_over 0, cancelled 5, spam 5", ["0-5 off"]),
        ("handed_over 0, waiting 1, resumed 1, contacted 5", ["0-5 contacted (1-1)"]),
        ("handed_over 0, waiting 1, resumed 2, reopened 3", ["3-"]),
        ("handed_over 0, contacted 5, handed_over 6", ["0-5 contacted"]),
    ],
)
def test_a_clock_that_runs_once(story: str, expected: list[str]) -> None:
    """First start, first stop from then on; a cancel before it, a reset inside, spells of rest."""
    assert found(story) == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("handed_over 0, contacted 5, handed_over 6", ["0-5 contacted", "6-"]),
        ("handed_over 0, contacted 5, handed_over 5", ["0-5 contacted"]),
        ("handed_over 0, handed_over 3, contacted 5, contacted 7", ["0-5 contacted"]),
        ("handed_over 0, cancelled 3, handed_over 4, contacted 5", ["0-3 off", "4-5 contacted"]),
        ("handed_over 0, cancelled 3, handed_over 3, contacted 5", ["0-3 off"]),
        ("handed_over 0, waiting 1, contacted 3, handed_over 9, resumed 12", ["0-3 contacted (1-3)", "9-"]),
        ("waiting 0, handed_over 9, contacted 12", ["9-12 contacted"]),
    ],
)
def test_a_clock_that_repeats_after_each_start(story: str, expected: list[str]) -> None:
    """The next start after the end begins the next run; one at the instant of the end belongs to what ended."""
    assert found(story, "after each start") == expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("handed_over 0, contacted 5, contacted 9", ["0-5 contacted", "5-9 contacted", "9-"]),
        ("handed_over 0, contacted 0", ["0-0 contacted", "0-"]),
        ("handed_over 0, contacted 5, replied 5", ["0-5 contacted", "5-"]),
        ("handed_over 0, contacted 5, handed_over 7", ["0-5 contacted", "5-"]),
        ("handed_over 0, contacted 5, cancelled 7, contacted 9", ["0-5 contacted", "5-7 off"]),
        ("handed_over 0, contacted 5, reopened 7", ["0-5 contacted", "7-"]),
        ("handed_over 0, contacted 5, cancelled 7, handed_over 9", ["0-5 contacted", "5-7 off", "9-"]),
        ("handed_over 0, waiting 5, contacted 5, contacted 9", ["0-5 contacted (5-5)", "5-9 contacted", "9-"]),
    ],
)
def test_a_clock_that_repeats_after_each_stop(story: str, expected: list[str]) -> None:
    """Each end begins the next run, until somebody calls it off."""
    assert found(story, "after each stop") == expected


def test_a_record_holds_moments_in_columns() -> None:
    """What ends in _at is an event, null has not happened, and the rest is known of each event."""
    record = {"contacted_at": at(5), "handed_over_at": at(0), "waiting_at": None, "region": "east"}
    fields = {"region": "east"}
    assert as_events(record, LATER) == [Event("handed_over", at(0), fields), Event("contacted", at(5), fields)]
    assert as_events(record, at(4)) == [Event("handed_over", at(0), fields)]


@pytest.mark.parametrize("moment", [datetime(2026, 3, 2), START.date(), "2026-03-02", None, 5])
def test_an_event_without_a_zone_is_refused(moment: object) -> None:
    """An instant is meant, no local time, date or text."""
    message = f"an event happens at a datetime with a time zone; not {moment!r}"
    assert refusal(lambda: Event("asked", moment)) == (message, "at")  # type: ignore[arg-type]
