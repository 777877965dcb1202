"""What a new version changes in channels, events and hours together: every line, and for whom it is stricter."""

from collections import Counter
from typing import Any, get_args

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement_versions import replaced, said
from channel_files import DOCUMENT
from smarketing import Agreement, BusinessHours, Definition, loads
from smarketing.agreement import Channel, ClockCase, NamedHours, Repeats, Reply
from smarketing.diffs import changes_between

CASES = DOCUMENT[DOCUMENT.index("      cases:") : DOCUMENT.index("      hours: bot")]
VIP = "      - {when: vip, within: 5 business_minutes}\n"
BOTH = "5 business_minutes when vip, 1 hour when topic == 'outage'"

Lines = list[tuple[str | None, str, str]]


def changed(good: str, bad: str) -> Lines:
    """Give what a replaced text changes: party, way and line."""
    assert DOCUMENT.count(good) == 1
    return said(replaced(DOCUMENT, (good, bad)))


def back(good: str, bad: str) -> Lines:
    """Give what changes when it is replaced back."""
    old, new = loads(DOCUMENT.replace(good, bad)), loads(DOCUMENT)
    return [(each.party, each.way, str(each)) for each in changes_between(old, new)]


# Channels


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("    owed_by: Service\n", "    owed_by: Marketing\n", "twitter: owed by is Marketing, was Service"),
        ("purpose: support", "purpose: help", "twitter: purpose is help, was support"),
        ("    not_for: orders\n", "", "twitter: not for is not given, was orders"),
    ],
)
def test_what_a_channel_is_for(good: str, bad: str, line: str) -> None:
    """Is everybody's."""
    assert changed(good, bad) == [(None, "other", f"channels: {line}")]


@pytest.mark.parametrize(
    ("good", "bad", "way", "line", "before"),
    [
        ("within: 15 business_minutes", "within: 10 business_minutes", "stricter",
         "is due within 10 business_minutes, was within 15 business_minutes",
         "is due within 15 business_minutes, was within 10 business_minutes"),
        ("within: 15 business_minutes", "within: 15 minutes", "other",
         "is due within 15 minutes, was within 15 business_minutes",
         "is due within 15 business_minutes, was within 15 minutes"),
        ("at_least: 95 %", "at_least: 96 %", "stricter", "is in time for 96 %, was for 95 %",
         "is in time for 95 %, was for 96 %"),
        ("      at_least: 95 %\n", "", "stricter", "is in time for 100 %, was for 95 %",
         "is in time for 95 %, was for 100 %"),
        ("hours: bot", "hours: office", "other", "goes by office, went by bot", "goes by bot, went by office"),
        (VIP, "", "other", f"has 1 hour when topic == 'outage', had {BOTH}",
         f"has {BOTH}, had 1 hour when topic == 'outage'"),
        (CASES, "", "other", f"has one time for all cases, had {BOTH}", f"has {BOTH}, had one time for all cases"),
    ],
)  # fmt: skip
def test_how_fast_a_channel_replies(good: str, bad: str, way: str, line: str, before: str) -> None:
    """Is for whom it is owed by to keep; the other way round it is looser."""
    assert changed(good, bad) == [("Service", way, f"channels: twitter: reply {line}")]
    assert back(good, bad) == [("Service", SWAPPED[way], f"channels: twitter: reply {before}")]


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("      hours_by: region\n", "", "goes by the hours in nothing, went by the hours in region"),
        ("at_risk: 80 %", "at_risk: 70 %", "is at risk from 70 %, was at risk from 80 %"),
        ("starts: [asked, mentioned]", "starts: asked", "starts with asked, started with asked, mentioned"),
        ("pauses: [waiting, asleep]", "pauses: asleep", "is paused by asleep, was paused by waiting, asleep"),
        ("      resumes: woke\n", "", "resumes with resumed, resumed with woke"),
        ("      resets: again\n", "", "restarts with reopened, restarted with again"),
        ("cancels: [cancelled, spam]", "cancels: [spam]", "is cancelled by spam, was cancelled by cancelled, spam"),
        ("      repeats: after each stop\n", "", "runs after each start, ran after each stop"),
    ],
)
def test_what_moves_the_clock_of_a_channel(good: str, bad: str, line: str) -> None:
    """Is another clock, neither stricter nor looser."""
    assert changed(good, bad) == [("Service", "other", f"channels: twitter: reply {line}")]


def test_a_channel_that_promises() -> None:
    """A clock that comes is stricter for the party, and looser when it goes."""
    good, bad = "purpose: questions}", "purpose: questions, reply: {within: 4 hours}}"
    come, gone = "is promised now, within 4 hours", "is not promised any more, and was within 4 hours"
    assert changed(good, bad) == [("Marketing", "stricter", f"channels: facebook: reply {come}")]
    assert back(good, bad) == [("Marketing", "looser", f"channels: facebook: reply {gone}")]


def test_channels_and_events_that_come_and_go() -> None:
    """By their names, those of the new version first."""
    assert changed("  facebook:", "  forum:") == [
        (None, "other", "channels: forum: is new"),
        (None, "other", "channels: facebook: is gone"),
    ]
    assert changed("  replied:", "  answered:") == [
        (None, "other", "events: answered: is new"),
        (None, "other", "events: replied: is gone"),
    ]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("within: 15 business_minutes", "within: 1/4 business_hours"),
        ("      stops: answered\n", "      stops: [answered]\n"),
        ("purpose: questions}", "purpose: questions, not_for: ''}"),
        ("weekly: always", "weekly: {mon-sun: 00:00-24:00}"),
        ("{all_of: office}", "{all_of: [office]}"),
    ],
)
def test_what_is_only_written_otherwise(good: str, bad: str) -> None:
    """Equal times, and a list of one, are no change."""
    assert changed(good, bad) == []


# Events, hours and parties


@pytest.mark.parametrize(
    ("good", "bad", "lines"),
    [
        ("A person replies.", "A bot replies.", ["events: replied: means is A bot replies., was A person replies."]),
        ("A person replies.", "A person replies., when: bot",
         ["events: replied: when is bot, was not given"]),
        ("kind == 'in' and not spam", "kind == 'in'",
         ["events: asked: when is kind == 'in', was kind == 'in' and not spam"]),
        ("any_of: [office, evening]", "any_of: office", ["hours: desk: any of is office, was office, evening"]),
        ("any_of: [office, evening]", "all_of: [office, evening]",
         ["hours: desk: any of is none, was office, evening", "hours: desk: all of is office, evening, was none"]),
        ("{any_of: [office, evening]}", "{weekly: {mon: 09:00-10:00}}",
         ["hours: desk: weekly is mon 09:00-10:00, was none", "hours: desk: timezone is Europe/Berlin, was none",
          "hours: desk: any of is none, was office, evening"]),
        ("weekly: always", "weekly: {mon: 10:00-11:00}",
         ["hours: bot: weekly is mon 10:00-11:00, was mon-sun 00:00-24:00"]),
    ],
)  # fmt: skip
def test_events_and_hours(good: str, bad: str, lines: list[str]) -> None:
    """Are everybody's, and nobody's to be held to."""
    assert changed(good, bad) == [(None, "other", line) for line in lines]


def test_what_comes_with_a_handoff() -> None:
    """What starts it, and how often its information must be whole: that is the giver's."""
    assert changed("informed_at_least: 98 %", "informed_at_least: 99 %") == [
        ("Marketing", "stricter", "handoffs: give: information is whole for 99 %, was for 98 %")
    ]
    assert changed("    informed_at_least: 98 %\n", "    informed_at_least: 90 %\n") == [
        ("Marketing", "looser", "handoffs: give: information is whole for 90 %, was for 98 %")
    ]
    assert (None, "other", "handoffs: give: event is handed_over, was assigned") in changed("    event: assigned\n", "")


def test_hours_of_a_party() -> None:
    """Are each party's own."""
    assert changed("Marketing: {hours: office}", "Marketing: {hours: bot}") == [
        ("Marketing", "other", "parties: Marketing: hours is bot, was office")
    ]


# Whatever changes

SWAPPED = {"stricter": "looser", "looser": "stricter", "other": "other"}
_EVENTS = st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True)
_CASES = st.lists(
    st.sampled_from([ClockCase("vip", "1 hour"), ClockCase("vip", "60 minutes"), ClockCase("x", "1 day")])
)
_REPLIES = st.none() | st.builds(
    Reply,
    st.sampled_from(["1 hour", "60 minutes", "1 business_hour", "1 business_day"]),
    st.sampled_from([None, "office", "bot"]),
    st.sampled_from(["50 %", "100 %"]),
    hours_by=st.sampled_from([None, "region"]),
    cases=_CASES,
    at_risk=st.sampled_from([None, "80 %"]),
    starts=_EVENTS,
    repeats=st.sampled_from(get_args(Repeats)),
)
_PARTIES = st.sampled_from(["Marketing", "Service"])
_FOR = st.sampled_from(["support", "fun"])
_WHEN = st.sampled_from([None, "kind == 'in'"])
_PUT = st.sampled_from(
    [
        NamedHours("desk", any_of=["office", "bot"]),
        NamedHours("desk", all_of=["office", "bot"]),
        NamedHours("desk", BusinessHours({"mon": "09:00-10:00"})),
    ]
)


@st.composite
def versions(draw: st.DrawFn) -> Agreement:
    """The document with some channels, events and a desk."""
    old = loads(DOCUMENT)
    channels = [
        Channel(name, draw(_PARTIES), draw(_FOR), draw(st.sampled_from(["", "orders"])), reply=draw(_REPLIES))
        for name in draw(st.lists(st.sampled_from(["forum", "chat"]), unique=True))
    ]
    events = [
        Definition(name, draw(_FOR), draw(_WHEN))
        for name in draw(st.lists(st.sampled_from(["asked", "won"]), unique=True))
    ]
    more: dict[str, Any] = {"channels": channels, "events": events, "consequences": ()}
    return attrs.evolve(old, hours=[draw(_PUT), *old.hours[1:]], **more)


@given(versions(), versions())
def test_the_other_way_round(old: Agreement, new: Agreement) -> None:
    """What is stricter one way is looser the other; nothing is said exactly where nothing changed."""
    there, back_again = changes_between(old, new), changes_between(new, old)
    was, now = ([{each.name: each for each in some} for some in (one.channels, one.events)] for one in (old, new))
    assert (there == ()) == (was == now and old.hours == new.hours)
    swapped = Counter((each.what, SWAPPED[each.way]) for each in there)
    assert swapped == Counter((each.what, each.way) for each in back_again)
    owed = {f"channels: {each.name}": {None, each.owed_by} for each in new.channels}
    assert all(each.party in owed.get(each.what, {None}) for each in there)
    assert all(each.way == "other" or each.party is not None for each in there)


OTHER: dict[type[Any], dict[str, object]] = {
    Channel: {"owed_by": "Marketing", "purpose": "fun", "not_for": "", "trigger": "big", "reply": None},
    Reply: {
        **dict.fromkeys(("starts", "stops", "pauses", "resumes", "resets", "cancels", "voids"), "moved"),
        **dict.fromkeys(("hours_by", "at_risk", "repeats")),
        "within": "1 day",
        "hours": "desk",
        "at_least": "91 %",
        "cases": (),
    },
    Definition: {"means": "No.", "when": None},
    NamedHours: {"any_of": ["bot"]},
}


def with_field(old: Agreement, made: type[Any], change: dict[str, Any]) -> Agreement:
    """Give an agreement of whose first part of a kind one field is another."""
    field = {Channel: "channels", Reply: "channels", Definition: "events", NamedHours: "hours"}[made]
    part, *rest = getattr(old, field)
    if made is Reply:
        change = {"reply": attrs.evolve(part.reply, **change)}
    now: dict[str, Any] = {field: [attrs.evolve(part, **change), *rest]}
    return attrs.evolve(old, **now)


@pytest.mark.parametrize("made", OTHER, ids=lambda made: made.__name__)
def test_no_field_is_passed_over(made: type[Any]) -> None:
    """Of channels, their clocks, events and hours together, whatever fields they have."""
    old = attrs.evolve(loads(DOCUMENT), consequences=())
    elsewhere = {"name", "calendar", "all_of", "excludes"}  # looked at above, or none of an event's
    assert {field.name for field in attrs.fields(made)} - elsewhere == OTHER[made].keys()
    for field, value in OTHER[made].items():
        assert len(changes_between(old, with_field(old, made, {field: value}))) == 1, field
