"""Clocks: what moves each kind, times by case, shares, whole business days, and whose hours they run by."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal, whole
from smarketing import (
    Acceptance,
    Agreement,
    AgreementError,
    AtLeast,
    BusinessHours,
    Definition,
    FollowUp,
    Handoff,
    InvalidValueError,
    Objective,
    Party,
    Quantity,
    Term,
)
from smarketing.agreement import Attempts, Channel, Clock, ClockCase, Draft, NamedHours, Reply, is_business_time

OFFICE = BusinessHours({"mon-fri": "09:00-18:00"})
EVENTS = ("starts", "stops", "pauses", "resumes", "resets", "cancels")
RESTS = (("waiting",), ("resumed",), ("reopened",), ("cancelled",))

# Values


@pytest.mark.parametrize(
    ("made", "events", "repeats"),
    [
        (Clock, ((), (), *RESTS), "once"),
        (Acceptance, ((), (), (), *RESTS[1:]), "after each start"),
        (FollowUp, ((), ("contacted",), *RESTS), "after each start"),
        (Reply, (("asked",), ("replied",), *RESTS), "after each start"),
    ],
    ids=lambda made: getattr(made, "__name__", ""),
)
def test_what_moves_a_clock_unless_stated(made: type[Clock], events: object, repeats: str) -> None:
    """Each kind has events of its own; acceptance rests for nothing."""
    clock = made("1 hour")
    assert (tuple(getattr(clock, name) for name in EVENTS), clock.repeats) == (events, repeats)
    assert (clock.cases, clock.at_risk, clock.hours, clock.hours_by) == ((), None, None, None)


@pytest.mark.parametrize("made", [Clock, Acceptance, FollowUp, Reply])
def test_every_event_can_be_stated(made: type[Clock]) -> None:
    """One by its name alone, several in a list, or none at all."""
    clock = made("1 hour", **dict.fromkeys(EVENTS, "moved"))  # type: ignore[arg-type]
    assert [getattr(clock, name) for name in EVENTS] == [("moved",)] * 6
    several = made("1 hour", **{key: ["a", "b"] for key in EVENTS})  # type: ignore[arg-type]
    assert [getattr(several, name) for name in EVENTS] == [("a", "b")] * 6
    none = made("1 hour", **{key: [] for key in EVENTS})  # type: ignore[arg-type]
    assert [getattr(none, name) for name in EVENTS] == [()] * 6


def test_what_counts_as_an_attempt() -> None:
    """Whatever tries; nothing more is owed once somebody was reached."""
    follow_up = FollowUp("1 hour", attempts="6 in 10 days")
    assert (follow_up.tries, follow_up.until) == (("attempted", "contacted"), ("connected",))
    stated = FollowUp("1 hour", tries=("called",), until=("won", "lost"))
    assert (stated.tries, stated.until) == (("called",), ("won", "lost"))


@given(st.lists(st.text(st.sampled_from("aZ_9ß-² .售٣"), max_size=3), min_size=1, max_size=3))
def test_events_are_words(names: list[str]) -> None:
    """Letters, digits and underscores of any language, no digit first; all that are none are named."""
    word = [bool(name) and not name[0].isdecimal() and all(c == "_" or c.isalnum() for c in name) for name in names]
    for made, field in ((Clock, "starts"), (Reply, "cancels"), (FollowUp, "tries"), (FollowUp, "until")):
        more: Any = {field: names}
        if all(word):
            assert getattr(made("1 hour", **more), field) == tuple(names)
        else:
            message = f"events are words, as in 'handed_over'; not {', '.join(map(repr, names))}"
            assert refusal(lambda made=made, more=more: made("1 hour", **more)) == (message, field)  # type: ignore[misc]


@given(st.fractions(-1, 5, max_denominator=4))
def test_business_days_are_whole(number: Fraction) -> None:
    """A part of a day has no hours to end by, neither for a clock nor for a case of it nor for attempts."""
    time = Quantity(number, "business_day")
    several: tuple[Callable[[], object], ...] = (
        lambda: Clock(time),
        lambda: ClockCase("vip", time),
        lambda: Attempts(3, time),
    )
    for make in several:
        if number > 0 and number.denominator == 1:
            assert is_business_time(time)
            assert getattr(make(), "within") == time  # noqa: B009 - each kind has one
        elif number > 0:
            with pytest.raises(
                InvalidValueError, match=r"^business days are whole, as in '2 business_days'; not \S+ b"
            ):
                make()
        else:
            with pytest.raises(InvalidValueError, match=r"^a time is meant, as in '4 business_hours' or '24 hours'; n"):
                make()


@given(st.fractions(-5, 105, max_denominator=8))
def test_shares_of_cases_and_of_time(number: Fraction) -> None:
    """All cases can be asked for; at risk is before the end. Nothing is no share."""
    share = Quantity(number, "%")
    asked = {"at_least": 0 < number <= 100, "at_risk": 0 < number < 100}
    for field, fits in asked.items():
        more: Any = {field: share}
        if fits:
            assert getattr(Clock("1 hour", **more), field) == share
        else:
            assert refusal(lambda more=more: Clock("1 hour", **more))[1] == field  # type: ignore[misc]


@given(st.lists(st.integers(1, 9), max_size=4), st.integers(1, 9))
def test_the_times_of_a_clock(cases: list[int], rest: int) -> None:
    """Those of the cases as they stand, and that of the rest last."""
    clock = Reply(f"{rest} hours", cases=[ClockCase(f"x > {hours}", f"{hours} hours") for hours in cases])
    assert [int(time.value_in("hour")) for time in clock.times] == [*cases, rest]
    assert [case.when for case in clock.cases] == [f"x > {hours}" for hours in cases]


RISK = "a share of the time is meant, above 0 % and below 100 %; not"


@pytest.mark.parametrize(
    ("call", "message", "field"),
    [
        (lambda: ClockCase("", "1 hour"), "a case says when it is one", "when"),
        (lambda: Clock("1.5 business_days"),
         "business days are whole, as in '2 business_days'; not 1.5 business_days", "within"),
        (lambda: Attempts.parse("6 in 1/3 business_days"),
         "business days are whole, as in '2 business_days'; not 1/3 business_days", "within"),
        (lambda: ClockCase("vip", "1 month"),
         "a time is meant, as in '4 business_hours' or '24 hours'; not 1 month", "within"),
        (lambda: Clock("1 hour", hours_by=""), "the field that says whose hours count has a name", "hours_by"),
        (lambda: Clock("1 hour", at_risk="100 %"), f"{RISK} 100 %", "at_risk"),
        (lambda: Clock("1 hour", at_risk="0 %"), f"{RISK} 0 %", "at_risk"),
        (lambda: Clock("1 hour", at_risk="80 points"), f"{RISK} 80 points", "at_risk"),
        (lambda: Clock("1 hour", at_risk="30 minutes"), f"{RISK} 30 minutes", "at_risk"),
        (lambda: Clock("1 hour", repeats="daily"),  # type: ignore[arg-type]
         "a clock runs 'once', 'after each start', 'after each stop'; not 'daily'", "repeats"),
        (lambda: Clock("1 hour", starts=("2nd",)), "events are words, as in 'handed_over'; not '2nd'", "starts"),
        (lambda: Clock("1 hour", stops=("done", "not done")),
         "events are words, as in 'handed_over'; not 'done', 'not done'", "stops"),
    ],
)  # fmt: skip
def test_what_no_clock_can_hold(call: Callable[[], object], message: str, field: str) -> None:
    """Refused where it is written, with what to write instead."""
    assert refusal(call) == (message, field)


# Whose hours


def agreement(*channels: Channel, hours: tuple[str, ...] = (), own: str | None = None, **more: Any) -> Agreement:
    """Give an agreement with channels, hours of some names, and those that the support goes by of itself."""
    return Agreement(
        "Company X",
        Term("2026-01-01"),
        [Party("Support", hours=own), Party("Sales")],
        [Objective("demos", "Sales", "Support", AtLeast("10 SQL/month"))],
        units=["demo"],
        hours=[NamedHours(name, OFFICE) for name in hours],
        channels=channels,
        **more,
    )


_CALLED = st.sampled_from([None, "office", "desk"])


@given(_CALLED, _CALLED, st.lists(st.sampled_from(["office", "desk"]), unique=True), st.booleans())
def test_whose_hours_a_clock_runs_by(clock: str | None, own: str | None, hours: list[str], is_own: bool) -> None:
    """Its own; else those of the party that it is a clock of; else the only ones that there are."""
    parties = [Party("Sales", hours="desk"), Party("Support", hours=own)]
    draft = Draft("", Term("2026-01-01"), parties, [], hours=[NamedHours(name, OFFICE) for name in hours])
    asked = [clock, own if is_own else "desk", hours[0] if len(hours) == 1 else None]
    expected = next((name for name in asked if name is not None), None)
    assert draft.hours_of(Clock("1 hour", clock), "Support" if is_own else "Sales") == expected
    assert draft.hours_of(Clock("1 hour"), "nobody") == asked[2]


NAME_THEM = "business time runs by somebody's hours; name them, as in 'hours: office'"
BUSINESS = Reply("15 business_minutes")


@pytest.mark.parametrize(
    ("clock", "hours", "own"),
    [
        (BUSINESS, ("office",), None),
        (BUSINESS, ("desk", "office"), "desk"),
        (Reply("2 business_days", "desk"), ("desk", "office"), None),
        (Reply("2 hours"), (), None),
        (Reply("2 hours"), ("desk", "office"), None),
    ],
)
def test_business_time_that_runs(clock: Reply, hours: tuple[str, ...], own: str | None) -> None:
    """By hours that are named somewhere, or the only ones; elapsed time needs none."""
    channel = Channel("chat", "Support", reply=clock)
    assert agreement(channel, hours=hours, own=own).channels == (channel,)


@pytest.mark.parametrize(
    "clock",
    [
        BUSINESS,
        Reply("2 hours", cases=[ClockCase("vip", "1 business_hour")]),
        Reply("2 business_days", hours_by="region"),
    ],
)
@pytest.mark.parametrize("hours", [(), ("desk", "office")])
def test_business_time_by_nobodys_hours(clock: Reply, hours: tuple[str, ...]) -> None:
    """Also of a single case; a field of the case that names hours may be empty, and is not enough."""
    with pytest.raises(AgreementError, match=whole(f"channels.chat.reply: {NAME_THEM}")):
        agreement(Channel("chat", "Support", reply=clock), hours=hours)


def test_the_taker_runs_by_its_own_hours() -> None:
    """The clocks of a handoff are the taker's, those of a channel the party's that answers."""
    given_ = Handoff("give", "Sales", "Support", follow_up=FollowUp("1 business_hour"))
    taken = attrs.evolve(given_, giver="Support", taker="Sales")
    assert agreement(hours=("desk", "office"), own="desk", handoffs=[given_]).handoffs == (given_,)
    with pytest.raises(AgreementError, match=whole(f"handoffs.give.follow_up: {NAME_THEM}")):
        agreement(hours=("desk", "office"), own="desk", handoffs=[taken])


def test_hours_that_nobody_has() -> None:
    """Of a clock and of a party, each where it is written."""
    message = "no hours named 'desk'; hours are 'office'"
    with pytest.raises(AgreementError) as caught:
        agreement(Channel("chat", "Support", reply=Reply("1 hour", "dsk")), hours=("office",), own="desk")
    assert str(caught.value).splitlines() == [
        f"parties.Support.hours: {message}",
        f"channels.chat.reply.hours: {message.replace('desk', 'dsk')}",
    ]


# Cases


def problems(*cases: str) -> list[str]:
    """Give what is wrong with cases, of a channel and of a handoff alike, in an agreement with a definition."""
    timed = [ClockCase(when, "1 hour") for when in cases]
    with pytest.raises(AgreementError) as caught:
        agreement(
            Channel("chat", "Support", reply=Reply("2 hours", cases=timed)),
            handoffs=[Handoff("give", "Sales", "Support", accept=Acceptance("2 hours", cases=timed))],
            definitions=[Definition("vip", "A big one.", "seats >= 100")],
        )
    return str(caught.value).splitlines()


def test_cases_are_criteria() -> None:
    """They use definitions and units of the agreement; what is none is told with its place and column."""
    good = [ClockCase("vip and size > 3 demos", "1 hour"), ClockCase("region == 'EU'", "2 hours")]
    channel = Channel("chat", "Support", reply=Reply("3 hours", cases=good))
    assert agreement(channel, definitions=[Definition("vip", "Big.", "seats >= 100")]).channels == (channel,)
    assert problems("vip", "seats = 3", "x >") == [
        f"{place}.cases.{line}"
        for place in ("handoffs.give.accept", "channels.chat.reply")
        for line in (
            "1.when: column 7: = is no comparison; write ==",
            "2.when: column 3: the criterion ends too early, after '>'",
        )
    ]


def test_cases_hold_what_definitions_hold() -> None:
    """A field that is a number in a definition is none in a case, as in a trigger."""
    case = ClockCase("seats == 'many'", "1 hour")
    with pytest.raises(AgreementError) as caught:
        agreement(
            Channel("chat", "Support", reply=Reply("2 hours", cases=[case])),
            definitions=[Definition("vip", "A big one.", "seats >= 100")],
        )
    message = "seats is a text here and a number in the definition of 'vip'"
    assert str(caught.value) == f"channels.chat.reply.cases.0.when: {message}"
