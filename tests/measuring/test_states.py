"""How clocks stand: in time or not, since when, for how long; acceptance that begins follow-up; times by case."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from event_strategies import Story, office_stories, stories
from expected_errors import refusal
from slow_clock_oracle import SlowState, slow_states
from smarketing import (
    Acceptance,
    Agreement,
    BusinessHours,
    Criterion,
    Definition,
    FollowUp,
    Handoff,
    Party,
    Scoring,
    ScoringRule,
    Term,
)
from smarketing.agreement import Channel, ClockCase, Reply
from smarketing.measuring import ClockState, Event, state
from smarketing.measuring.clocks.deadlines import calendar_of, timer
from smarketing.units import quantity

OFFICE = BusinessHours({"mon-fri": "09:00-12:30 13:15-18:00"}, "Europe/Berlin")
DESK = BusinessHours({"sat-sun": "10:00-14:00"}, "Asia/Kathmandu")
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def at(hour: float) -> datetime:
    """So many hours after nine on a Monday in UTC."""
    return MONDAY + hour * HOUR


def told(text: str, **fields: object) -> list[Event]:
    """Read `handed_over 0, contacted 5`: events with the hours after nine."""
    pairs = (each.split() for each in text.split(", ") if each)
    return [Event(name, at(float(hour)), fields) for name, hour in pairs]


def agreed(*handoffs: Handoff, **parts: Any) -> Agreement:
    """An agreement of Marketing and Sales with an office and a desk."""
    hours = {"office": OFFICE, "desk": DESK}
    return Agreement(
        "Leads",
        Term("2026-01-01"),
        [Party("Marketing"), Party("Sales")],
        [],
        **{"hours": hours, **parts},
        handoffs=handoffs,
    )


def handoff(follow_up: FollowUp | None = None, accept: Acceptance | None = None) -> Handoff:
    """A handoff of leads."""
    return Handoff("leads", "Marketing", "Sales", accept=accept, follow_up=follow_up)


def stands(
    part: Handoff | Channel, story: str, now: float, agreement: Agreement | None = None, **fields: object
) -> list[str]:
    """Give states as texts: promise, phase, status, since when, due when, used."""
    return [_text(each) for each in state(part, told(story, **fields), at(now), agreement=agreement)]


def _text(each: ClockState) -> str:
    due = "never" if each.due is None else f"{(each.due - MONDAY) / HOUR:g}"
    name = each.promise.partition(".")[2] or each.promise
    return f"{name} {each.phase} {each.status.value} {(each.began - MONDAY) / HOUR:g}-{due} {each.used / HOUR:g}"


# Held to a clock that walks


def slow(each: ClockState) -> SlowState:
    """A state in the words of the slow clock."""
    fields = {field.name: getattr(each, field.name) for field in attrs.fields(SlowState)}
    return SlowState(**(fields | {"status": each.status.value}))


def as_given(story: Story) -> Iterator[tuple[SlowState, SlowState]]:
    """Each run as the library has it beside what the slow clock says; what is due is left out where it knows none."""
    hours = {"office": story.hours.calendar}
    part = handoff(story.clock)
    found = state(part, story.events, story.now, agreement=agreed(part, hours=hours))
    expected = list(slow_states(story.clock, story.hours, story.allowed, story.events, story.now))
    assert len(found) == len(expected)
    for one, other in zip(map(slow, found), expected, strict=True):
        if other.due is None and one.due is not None:
            assert one.due >= story.hours.known[1]
            yield attrs.evolve(one, due=None, at_risk=False), attrs.evolve(other, at_risk=False)
        else:
            yield one, other


@given(stories())
def test_states_are_those_of_a_slow_clock_where_clocks_are_set(story: Story) -> None:
    """Elapsed and business time and business days, to the microsecond, about shifts of the clock in any zone."""
    assume(all(story.hours.spells))
    for one, other in as_given(story):
        assert one == other


@given(office_stories())
def test_states_are_those_of_a_slow_clock_in_an_office(story: Story) -> None:
    """Over weeks, with nights and weekends in between."""
    for one, other in as_given(story):
        assert one == other


@given(office_stories())
def test_what_was_certain_stays_so(story: Story) -> None:
    """Whether a clock was met or missed does not change with what comes later."""
    part = handoff(story.clock)
    agreement = agreed(part, hours={"office": story.hours.calendar})
    early = state(part, story.events, story.now, agreement=agreement)
    late = state(part, story.events, story.now + timedelta(3), agreement=agreement)
    for one, other in zip(early, late, strict=False):
        if one.phase in {"stopped", "cancelled"} and one.status.value != "pending":
            assert one == other


@given(office_stories(), st.timedeltas(timedelta(microseconds=1), timedelta(9)))
def test_an_open_run_goes_on_counting(story: Story, later: timedelta) -> None:
    """Used and overdue time only grow, and nothing overdue becomes pending again."""
    part = handoff(story.clock)
    agreement = agreed(part, hours={"office": story.hours.calendar})
    early, late = (
        state(part, [each for each in story.events if each.at <= story.now], now, agreement=agreement)
        for now in (story.now, story.now + later)
    )
    for one, other in zip(early, late, strict=True):
        assert other.used >= one.used
        assert other.overdue >= one.overdue
        assert (one.status.value, other.status.value) != ("missed", "pending")


# By hand

FOUR_HOURS = handoff(FollowUp("4 hours", at_risk="75 %"))


@pytest.mark.parametrize(
    ("story", "now", "expected"),
    [
        ("", 9, []),
        ("handed_over 0", 0, ["followed-up running pending 0-4 0"]),
        ("handed_over 0", 4, ["followed-up running pending 0-4 4"]),
        ("handed_over 0", 5, ["followed-up running missed 0-4 5"]),
        ("handed_over 0, contacted 4", 9, ["followed-up stopped met 0-4 4"]),
        ("handed_over 0, contacted 4.01", 9, ["followed-up stopped missed 0-4 4.01"]),
        ("handed_over 0, contacted 4", 3, ["followed-up running pending 0-4 3"]),
        ("handed_over 0, cancelled 4", 9, ["followed-up cancelled not-in-force 0-4 4"]),
        ("handed_over 0, cancelled 5", 9, ["followed-up cancelled missed 0-4 5"]),
        ("handed_over 0, reopened 3, contacted 7", 9, ["followed-up stopped met 3-7 4"]),
        ("handed_over 0, waiting 1, resumed 3, contacted 6", 9, ["followed-up stopped met 0-6 4"]),
        ("handed_over 0, waiting 1", 9, ["followed-up paused pending 0-never 1"]),
        ("handed_over 0, waiting 4", 9, ["followed-up paused missed 0-4 4"]),
        ("handed_over 0, waiting 3.99", 9, ["followed-up paused pending 0-never 3.99"]),
        ("handed_over 0, waiting 5", 9, ["followed-up paused missed 0-4 5"]),
        ("handed_over 0, waiting 4, resumed 9, contacted 9", 9, ["followed-up stopped missed 0-4 4"]),
        ("waiting 0, handed_over 1", 9, ["followed-up running missed 1-5 8"]),
        ("waiting 0, handed_over 1, contacted 2", 9, ["followed-up stopped met 1-5 1"]),
        ("waiting 9, handed_over 0", 9, ["followed-up paused missed 0-4 9"]),
    ],
)
def test_how_a_clock_stands(story: str, now: float, expected: list[str]) -> None:
    """In time is at the due instant or before; a cancel after it undoes nothing; what is open goes on counting."""
    assert stands(FOUR_HOURS, story, now) == expected


def test_a_case_is_at_risk_from_a_share_of_its_time_on() -> None:
    """Three quarters of four hours are three; not before, and not once it is over."""
    found = [state(FOUR_HOURS, told("handed_over 0"), at(now))[0].at_risk for now in (0, 2.99, 3, 4, 4.01)]
    assert found == [False, False, True, True, False]


def test_overdue_is_the_time_that_has_run_since_it_was_due() -> None:
    """Of elapsed time and of business time, in which nights do not count."""
    assert state(FOUR_HOURS, told("handed_over 0"), at(7))[0].overdue == 3 * HOUR
    part = handoff(FollowUp("4 business_hours", "office"))
    found = state(part, told("handed_over 0"), at(24), agreement=agreed(part))[0]
    assert (found.due, found.overdue) == (at(4.75), 4.25 * HOUR)


BOTH = handoff(FollowUp("8 hours"), Acceptance("4 hours", reject_for=["duplicate"]))


@pytest.mark.parametrize(
    ("story", "fields", "expected"),
    [
        ("handed_over 0", {}, ["accepted running missed 0-4 99", "followed-up running missed 4-12 95"]),
        (
            "handed_over 0, accepted 1, contacted 9",
            {},
            ["accepted stopped met 0-4 1", "followed-up stopped met 1-9 8"],
        ),
        (
            "handed_over 0, accepted 6, contacted 9",
            {},
            ["accepted stopped missed 0-4 6", "followed-up stopped met 4-12 5"],
        ),
        ("handed_over 0, rejected 1", {"reason": "duplicate"}, ["accepted stopped met 0-4 1"]),
        ("handed_over 0, rejected 1", {"rejection_reason": "duplicate"}, ["accepted stopped met 0-4 1"]),
        (
            "handed_over 0, rejected 1, accepted 3, contacted 4",
            {"reason": "too small"},
            ["accepted stopped met 0-4 3", "followed-up stopped met 3-11 1"],
        ),
        (
            "handed_over 0, rejected 6, contacted 7",
            {"reason": "duplicate"},
            ["accepted stopped missed 0-4 6", "followed-up stopped met 4-12 3"],
        ),
        (
            "handed_over 0, contacted 3, accepted 5",
            {},
            ["accepted stopped met 0-4 3", "followed-up stopped met 3-11 0"],
        ),
        (
            "handed_over 0, contacted 5",
            {},
            ["accepted stopped missed 0-4 5", "followed-up stopped met 4-12 1"],
        ),
        ("handed_over 0, cancelled 1, contacted 5", {}, ["accepted cancelled not-in-force 0-4 1"]),
        ("accepted 0, contacted 1", {}, []),
        (
            "handed_over 0, accepted 1, contacted 2, handed_over 3, accepted 9",
            {},
            [
                "accepted stopped met 0-4 1",
                "accepted stopped missed 3-7 6",
                "followed-up stopped met 1-9 1",
                "followed-up running missed 7-15 92",
            ],
        ),
    ],
)
def test_acceptance_begins_follow_up(story: str, fields: dict[str, Any], expected: list[str]) -> None:
    """What is decided too late, or by a reason that nobody agreed on, or never, counts as accepted when it was due."""
    assert stands(BOTH, story, 99, **fields) == expected


def test_what_is_not_due_yet_is_not_accepted() -> None:
    """While there is time to decide, follow-up has not begun."""
    assert stands(BOTH, "handed_over 0", 4) == ["accepted running pending 0-4 4"]


def test_a_channel_has_a_clock_for_each_question() -> None:
    """A question that comes before the reply is answered by it too; one after it begins again."""
    channel = Channel("inbox", "Sales", reply=Reply("1 hour"))
    found = stands(channel, "asked 0, asked 0.5, replied 1, asked 2", 9)
    assert found == ["inbox stopped met 0-1 1", "inbox running missed 2-3 7"]
    assert state(Channel("blog", "Sales", purpose="news"), told("asked 0"), at(9)) == ()


# Times and hours by case

CASES = (ClockCase("Big", "1 hour"), ClockCase("size >= 5", "2 hours"))
BIG = Definition("Big", "Big ones", when="size >= 100")


@pytest.mark.parametrize(("size", "due"), [(100, 1), (99, 2), (5, 2), (4, 8), (None, 8)])
def test_times_go_by_the_first_case_that_holds(size: int | None, due: float) -> None:
    """A definition or a criterion; what holds for none has the usual time."""
    part = handoff(FollowUp("8 hours", cases=CASES))
    agreement = agreed(part, definitions=[BIG])
    assert state(part, told("handed_over 0", size=size), at(0), agreement=agreement)[0].due == at(due)


def test_scores_tell_cases_apart() -> None:
    """Points that the agreement gives are fields like others."""
    scoring = Scoring("points", (ScoringRule(7, Criterion.parse("seen")),))
    part = handoff(FollowUp("8 hours", cases=[ClockCase("points >= 7", "1 hour")]))
    agreement = agreed(part, scoring=[scoring])
    due = [state(part, told("handed_over 0", seen=seen), at(0), agreement=agreement)[0].due for seen in (True, False)]
    assert due == [at(1), at(8)]


@pytest.mark.parametrize(("where", "due"), [("office", 1), ("desk", 115.25 + 1), (None, 1)])
def test_hours_go_by_a_field(where: str | None, due: float) -> None:
    """The desk opens on Saturday at 10:00 in Kathmandu, 04:15 in UTC; who names no hours has the usual ones."""
    part = handoff(FollowUp("1 business_hour", "office", hours_by="where"))
    found = state(part, told("handed_over 0", where=where), at(0), agreement=agreed(part))
    assert found[0].due == at(due)


def test_a_record_says_the_same_as_events() -> None:
    """Moments in columns, with the fields of the case beside them."""
    record = {"handed_over_at": at(0), "rejected_at": at(1), "accepted_at": None, "rejection_reason": "duplicate"}
    found = [_text(each) for each in state(BOTH, record, at(9))]
    assert found == ["accepted stopped met 0-4 1"]
    assert [_text(each) for each in state(BOTH, record | {"rejection_reason": "other"}, at(3))] == [
        "accepted running pending 0-4 3"
    ]


# Refusals


@pytest.mark.parametrize(
    ("follow_up", "message", "field"),
    [
        (FollowUp("1 business_hour"), "1 business_hour runs by somebody's hours; name them", "hours"),
        (FollowUp("2 business_days"), "2 business_days runs by somebody's hours; name them", "hours"),
        (FollowUp("1 business_hour", "office"), "no hours named 'office'; hours are none", "hours"),
        (
            FollowUp("1 hour", cases=CASES),
            "the times of this clock go by criteria; give the agreement that they belong to",
            "agreement",
        ),
    ],
)
def test_a_handoff_by_itself_does_not_know_everything(follow_up: FollowUp, message: str, field: str) -> None:
    """Hours and definitions belong to the agreement."""
    assert refusal(lambda: state(handoff(follow_up), [], at(0))) == (message, field)


def test_unknown_hours_are_refused() -> None:
    """A field names hours that the agreement has not."""
    part = handoff(FollowUp("1 business_hour", "office", hours_by="where"))
    events = told("handed_over 0", where="desks")
    message = "no hours named 'desks'; hours are 'office', 'desk' (did you mean 'desk'?)"
    assert refusal(lambda: state(part, events, at(0), agreement=agreed(part))) == (message, "hours")


def test_less_than_a_microsecond_is_over_at_once() -> None:
    """Parts of microseconds are dropped."""
    assert timer(quantity("0.0000001 seconds"), None).due(at(0)) == at(0)
    assert timer(quantity("0.0000019 seconds"), None).due(at(0)) == at(0) + timedelta(microseconds=1)


def test_a_clock_without_hours_has_no_calendar() -> None:
    """Elapsed time needs none."""
    assert calendar_of(FollowUp("1 hour"), "Sales", {}, None) is None
