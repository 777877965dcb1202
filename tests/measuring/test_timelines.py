"""The story of one case: spans end to end, parts that sum to the whole, what each event did, and how it reads."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from event_strategies import Story, office_stories, stories
from expected_errors import refusal
from smarketing import Acceptance, Agreement, BusinessHours, Channel, FollowUp, Handoff, Party, Term, Timeline
from smarketing.agreement import Reply
from smarketing.measuring import Event, TimelineSpan, state, timeline

OFFICE = BusinessHours({"mon-fri": "09:00-17:00"}, "America/New_York")
ZONE = ZoneInfo("America/New_York")
LEADS = Handoff(
    "leads",
    "Marketing",
    "Sales",
    accept=Acceptance("4 business_hours", "office", reject_for=["duplicate"]),
    follow_up=FollowUp("1 business_hour", "office"),
)
ELSEWHERE = ("Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati")


def agreed(*parts: Handoff | Channel, hours: Any = OFFICE, zone: str = "America/New_York") -> Agreement:
    """An agreement of Marketing and Sales with one office."""
    return Agreement(
        "Leads",
        Term("2026-01-01", timezone=zone),
        [Party("Marketing"), Party("Sales")],
        [],
        hours={"office": hours},
        handoffs=[each for each in parts if isinstance(each, Handoff)],
        channels=[each for each in parts if isinstance(each, Channel)],
    )


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A local time of March 2026, whose second is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def told(*events: tuple[str, datetime], now: datetime, part: Handoff | Channel = LEADS) -> Timeline:
    """The story of some events."""
    return timeline(part, [Event(*each) for each in events], now, agreement=agreed(part))


@attrs.frozen
class Told:
    """A random story as it is given: to a clock of follow-up alone, or after acceptance, so that two run."""

    part: Handoff
    events: tuple[Event, ...]
    now: datetime
    agreement: Agreement

    @property
    def timeline(self) -> Timeline:
        return timeline(self.part, self.events, self.now, agreement=self.agreement)


def as_told(story: Story, is_accepted: bool) -> Told:
    """A story in which something has happened, in a place that is open at some time."""
    assume(story.events and min(each.at for each in story.events) <= story.now and all(story.hours.spells))
    accept = Acceptance("30 minutes", stops=("viewed",), pauses=("on_hold",)) if is_accepted else None
    follow_up = attrs.evolve(story.clock, starts=()) if is_accepted else story.clock
    part = Handoff("leads", "Marketing", "Sales", accept=accept, follow_up=follow_up)
    return Told(part, story.events, story.now, agreed(part, hours=story.hours.calendar, zone=story.hours.zone))


def lie_end_to_end(spans: Sequence[TimelineSpan], start: datetime, end: datetime) -> bool:
    """Whether spans fill a time: each begins where another ends, and none is empty."""
    ends = [start, *(each.end for each in spans)]
    begins = [*(each.start for each in spans), end]
    return ends == begins and all(each.start < each.end for each in spans)


told_stories = st.builds(as_told, stories() | office_stories(), st.booleans())


# Sums


@given(told_stories)
def test_the_used_spans_sum_to_the_time_used(given_story: Told) -> None:
    """Run by run it is what `state` says, to the microsecond, and so is what it used after it was due."""
    states = state(given_story.part, given_story.events, given_story.now, agreement=given_story.agreement)
    for run, expected in zip(given_story.timeline.runs, states, strict=True):
        used = [each for each in run.spans if each.kind == "used"]
        assert sum((each.time for each in used), timedelta()) == expected.used
        late = [each.time for each in used if expected.due is not None and each.start >= expected.due.astimezone(UTC)]
        assert sum(late, timedelta()) == (expected.overdue if run.verdict in ("late", "overdue") else timedelta())
        assert (run.state.status, run.state.phase) == (expected.status, expected.phase)


@given(told_stories)
def test_the_spans_of_a_run_lie_end_to_end(given_story: Told) -> None:
    """From the start of the run until its end, without gaps, and no span is empty; runs of one clock do not overlap."""
    found = given_story.timeline
    for run in found.runs:
        assert lie_end_to_end(run.spans, run.start, run.end)
    for one, other in pairwise(found.runs):
        assert one.state.promise != other.state.promise or one.end <= other.start


@given(told_stories)
def test_the_parts_of_all_parties_sum_to_the_whole_time(given_story: Told) -> None:
    """Exactly, whatever runs side by side, from the first event on; nobody works for longer than clocks were open."""
    found = given_story.timeline
    assert sum((each.time for each in found.parts), timedelta()) == found.end - found.start
    assert found.start == min(each.at.astimezone(UTC) for each in given_story.events)
    worked = sum((each.time for each in found.parts if each.doing == "working"), timedelta())
    opened = (each.time for run in found.runs for each in run.spans if each.kind in ("used", "given back"))
    assert worked <= sum(opened, timedelta())


@given(told_stories, st.sampled_from(ELSEWHERE))
def test_a_story_in_local_times_is_that_in_utc(given_story: Told, zone: str) -> None:
    """Whatever zone the events and the instant come in; it also reads the same."""
    there = ZoneInfo(zone)
    local = tuple(attrs.evolve(each, at=each.at.astimezone(there)) for each in given_story.events)
    found = attrs.evolve(given_story, events=local, now=given_story.now.astimezone(there)).timeline
    assert found == given_story.timeline
    assert str(found) == str(given_story.timeline)


# What it tells


def kinds(found: Timeline, place: int = 0) -> list[str]:
    """The spans of a run as hours and kinds."""
    return [f"{each.time / timedelta(hours=1):g} {each.kind}" for each in found.runs[place].spans]


def parts(found: Timeline) -> dict[str, float]:
    """The parts that are not empty, in hours."""
    return {f"{each.party} {each.doing}": each.time / timedelta(hours=1) for each in found.parts if each.time}


def test_a_lead_that_nobody_took_in_time() -> None:
    """The whole story as people read it: the night, the due instants, and follow-up that begins by itself."""
    lead = ("created", at(2, 15, 50)), ("handed_over", at(2, 16)), ("contacted", at(3, 13, 30)), ("recycled", at(4, 9))
    found = told(*lead, now=at(6, 0))
    assert str(found).splitlines() == [
        "leads, Mon 2026-03-02 15:50 to Tue 2026-03-03 13:30, times in America/New_York",
        "",
        "leads.accepted, owed by Sales: late by 1 h 30 min",
        "  due Tue 2026-03-03 12:00, used 5 h 30 min",
        "  Mon 2026-03-02 16:00  handed_over starts the clock",
        "  Mon 2026-03-02 16:00    1 h used",
        "  Mon 2026-03-02 17:00    16 h closed",
        "  Tue 2026-03-03 09:00    3 h used",
        "  Tue 2026-03-03 12:00  due",
        "  Tue 2026-03-03 12:00    1 h 30 min used, overdue",
        "  Tue 2026-03-03 13:30  contacted stops the clock",
        "",
        "leads.followed-up, owed by Sales: late by 30 min",
        "  due Tue 2026-03-03 13:00, used 1 h 30 min",
        "  Tue 2026-03-03 12:00  counts as accepted, which starts the clock",
        "  Tue 2026-03-03 12:00    1 h used",
        "  Tue 2026-03-03 13:00  due",
        "  Tue 2026-03-03 13:00    30 min used, overdue",
        "  Tue 2026-03-03 13:30  contacted stops the clock",
        "",
        "Events that moved no clock:",
        "  Mon 2026-03-02 15:50  created",
        "  Wed 2026-03-04 09:00  recycled",
        "",
        "Where the 21 h 40 min went:",
        "  10 min           Marketing routing",
        "  5 h 30 min       Sales working",
        "  16 h             closed hours",
    ]
    assert repr(found) == "Timeline(leads: leads.accepted late, leads.followed-up late)"


def test_a_pause_is_the_customers_time() -> None:
    """Around the clock, closed hours too; what came before a restart is given back, and is work all the same."""
    story = ("handed_over", at(2, 10)), ("accepted", at(2, 10, 30)), ("waiting", at(2, 10, 45)), ("resumed", at(3, 10))
    found = told(*story, ("reopened", at(3, 10, 15)), ("contacted", at(3, 10, 30)), now=at(4, 0))
    assert kinds(found, 1) == ["0.25 given back", "23.25 paused", "0.25 given back", "0.25 used"]
    assert parts(found) == {"Sales working": 1.25, "None waiting for the customer": 23.25}
    assert [each.said for each in found.runs[1].moments] == [
        "accepted starts the clock",
        "waiting pauses the clock",
        "resumed resumes the clock",
        "reopened restarts the clock",
        "contacted stops the clock",
    ]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ("waiting waiting", ["waiting pauses the clock", "waiting finds it paused already"]),
        ("resumed", ["resumed finds it running already"]),
        ("late_reopened", ["reopened comes too late for a restart"]),
        ("cancelled", ["cancelled cancels it"]),
        ("late_cancelled", ["cancelled comes too late to cancel it"]),
        ("spam", ["spam takes it out of the count"]),
        ("late_spam", ["spam takes it out of the count"]),
    ],
)
def test_each_event_says_what_it_did(events: str, said: list[str]) -> None:
    """What changed nothing, or came too late, says so."""
    part = Handoff("leads", "Marketing", "Sales", follow_up=FollowUp("1 hour", voids=("spam",)))
    days = [
        (each.removeprefix("late_"), at(3 if "late_" in each else 2, 10, 1 + n))
        for n, each in enumerate(events.split())
    ]
    found = told(("handed_over", at(2, 10)), *days, now=at(4, 0), part=part)
    assert [each.said for each in found.runs[0].moments[1:]] == said


def test_a_case_that_only_its_pauses_kept_in_time_says_so() -> None:
    """Without them it would have been late; a case that did not need them does not say it."""
    part = Handoff("leads", "Marketing", "Sales", follow_up=FollowUp("1 hour"))
    story = ("handed_over", at(2, 10)), ("waiting", at(2, 10, 10)), ("resumed", at(2, 10, 50))
    late, early = (told(*story, ("contacted", at(2, *end)), now=at(3, 0), part=part) for end in ((11, 30), (11, 0)))
    assert str(late.runs[0]).splitlines()[0] == "leads.followed-up, owed by Sales: in time, only because of its pauses"
    assert str(early.runs[0]).splitlines()[0] == "leads.followed-up, owed by Sales: in time"


def test_a_second_handing_over_has_a_time_without_clocks_before_it() -> None:
    """The time between two runs is nobody's."""
    part = Handoff("leads", "Marketing", "Sales", follow_up=FollowUp("1 hour"))
    story = ("handed_over", at(2, 10)), ("contacted", at(2, 11)), ("handed_over", at(2, 14)), ("contacted", at(2, 15))
    assert parts(told(*story, now=at(4, 0), part=part)) == {"Sales working": 2.0, "None no clock running": 3.0}


def test_a_lead_that_was_never_handed_over_is_being_routed() -> None:
    """Until the instant from which it is seen; nobody's clock ran."""
    found = told(("created", at(2, 10)), now=at(2, 15))
    assert parts(found) == {"Marketing routing": 5.0}
    assert repr(found) == "Timeline(leads: no clock ran)"
    assert "No clock ran." in str(found).splitlines()


def test_an_open_case_goes_on_until_it_is_seen() -> None:
    """A clock that runs has no end, so the story goes on; what happens later is not known."""
    found = told(("handed_over", at(2, 10)), ("accepted", at(2, 12)), now=at(2, 11))
    assert (found.end, found.runs[0].verdict, len(found.runs)) == (at(2, 11), "pending", 1)


def test_questions_have_stories_too() -> None:
    """Of a channel nobody hands over, so routing is nobody's."""
    part = Channel("inbox", "Sales", reply=Reply("1 hour"))
    found = told(("created", at(2, 9)), ("asked", at(2, 10)), ("replied", at(2, 10, 30)), now=at(3, 0), part=part)
    assert parts(found) == {"None routing": 1.0, "Sales working": 0.5}
    assert timeline("inbox", [Event("asked", at(2, 10))], at(2, 11), agreement=agreed(part)).of == "inbox"


def test_a_long_wait_is_summed_up() -> None:
    """Weeks of windows are not listed one by one; the value has all of them."""
    found = told(("handed_over", at(2, 10)), now=at(30, 10))
    assert len(found.runs[0].spans) > 30
    (more,) = [line for line in str(found.runs[0]).splitlines() if "..." in line]
    assert more == f"  ... {len(found.runs[0].spans) - 9} more until Thu 2026-03-26 17:00"


def test_a_case_that_is_seen_at_its_first_instant() -> None:
    """Nothing has gone anywhere yet, so nothing is said of it."""
    assert str(told(("handed_over", at(2, 10)), now=at(2, 10))).splitlines()[-1] == (
        "  Mon 2026-03-02 10:00  handed_over starts the clock"
    )


# Refusals


def test_a_name_needs_its_agreement() -> None:
    """Without one nobody knows what it names; with one it must be there."""
    history = [Event("handed_over", at(2, 10))]
    assert refusal(lambda: timeline("leads", history, at(3, 0))) == (
        "'leads' is a name in some agreement; give the agreement too",
        "agreement",
    )
    assert refusal(lambda: timeline("lead", history, at(3, 0), agreement=agreed(LEADS))) == (
        "no handoff or channel named 'lead'; they are 'leads' (did you mean 'leads'?)",
        "part",
    )


def test_nothing_has_no_story() -> None:
    """Also if all of it happens later."""
    assert refusal(lambda: told(("handed_over", at(2, 10)), now=at(2, 9))) == (
        "nothing has happened to this case by 2026-03-02 09:00:00-05:00",
        "history",
    )
