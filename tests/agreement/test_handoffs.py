"""Handoffs, their clocks and named hours: values, how they are written, and what an agreement says of them."""

from collections.abc import Callable, Mapping, Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing import (
    Acceptance,
    Agreement,
    AgreementError,
    AtLeast,
    BusinessHours,
    FollowUp,
    Handoff,
    Objective,
    Party,
    Quantity,
    Term,
)
from smarketing.agreement import Attempts, Clock, NamedHours, is_business_time

OFFICE = BusinessHours({"mon-fri": "09:00-18:00"})
Hours = Mapping[str, BusinessHours] | Sequence[NamedHours]

# Values


@pytest.mark.parametrize("times", [1, 9, 10, 6000, 9999])
def test_attempts_that_can_be_made_can_be_written(times: int) -> None:
    """What a number of attempts is written as is read as the same."""
    attempts = Attempts(times, Quantity(10, "business_day"))
    assert str(attempts) == f"{times} in 10 business_days"
    assert Attempts.parse(str(attempts)) == attempts


_NUMBERS = st.fractions("1/9", 90, max_denominator=9)
_UNITS = st.sampled_from(["second", "minute", "hour", "day", "week", "business_hour"])


@given(
    st.integers(1, 9999),
    st.builds(Quantity, _NUMBERS, _UNITS) | st.builds(Quantity, st.integers(1, 90), st.just("business_day")),
)
def test_attempts_are_read_as_they_are_written(times: int, within: Quantity) -> None:
    """In any time, whole or not, but for business days: those are whole."""
    attempts = Attempts(times, within)
    assert Attempts.parse(str(attempts)) == attempts
    assert FollowUp("1 hour", attempts=str(attempts)) == FollowUp("1 hour", attempts=attempts)


@pytest.mark.parametrize(
    ("text", "business"),
    [
        ("90 seconds", False),
        ("2 minutes", False),
        ("1/2 hour", False),
        ("24 hours", False),
        ("3 days", False),
        ("2 weeks", False),
        ("90 business_seconds", True),
        ("2 business_minutes", True),
        ("4 business_hours", True),
        ("2 business_days", True),
    ],
)
def test_times_that_a_clock_can_have(text: str, business: bool) -> None:
    """Elapsed time, and time that runs only while somebody is there."""
    clock = Clock(text)
    assert is_business_time(clock.within) is business
    assert Attempts.parse(f"2 in {text}").within == clock.within


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1 month", "1 month"),
        ("4 months", "4 months"),
        ("1 quarter", "1 quarter"),
        ("2 years", "2 years"),
        ("4 %", "4 %"),
        ("4 SQL", "4 SQL"),
        ("4 hours/month", "4 hour/month"),
        ("4 hours/%", "4 hour/%"),
        ("2 business_days/%", "2 business_day/%"),
        ("0 hours", "0 hours"),
        ("-1 hour", "-1 hours"),
    ],
)
def test_what_is_no_time(text: str, shown: str) -> None:
    """Months have no number of hours; nothing and less than nothing is no time either, nor is a time per anything."""
    message = f"a time is meant, as in '4 business_hours' or '24 hours'; not {shown}"
    assert refusal(lambda: Clock(text)) == (message, "within")
    assert refusal(lambda: Attempts(1, text)) == (message, "within")
    assert refusal(lambda: FollowUp("1 hour", attempts=f"6 in {text}")) == (message, "within")


def test_equal_amounts_of_time_are_equal_clocks() -> None:
    """However they are written; a business day is no number of business hours."""
    assert Clock("1 day", at_least="100 %") == Clock("24 hours")
    assert Attempts.parse("6 in 48 hours") == Attempts(6, Quantity(2, "day"))
    assert Clock("8 business_hours", "office") != Clock("1 business_day", "office")


def test_what_may_be_given_for_short() -> None:
    """A name for a list of names, a text for a quantity, a mapping for named hours."""
    given_short = Handoff("h", "A", "B", information="email", accept=Acceptance("4 hours", reject_for="region"))
    assert (given_short.information, given_short.accept) == (("email",), Acceptance("4 hours", reject_for=["region"]))
    assert FollowUp("1 hour", effort="15 minutes").effort == Quantity(15, "minute")
    assert Party("Sales", capacity="960 hours/quarter").capacity == Quantity(320, "hour/month")
    assert agreement(hours={"office": OFFICE}) == agreement(hours=[NamedHours("office", OFFICE)])


def test_a_clock_is_for_all_cases_unless_stated() -> None:
    """The most that can be asked."""
    assert [clock.at_least for clock in (Clock("1 hour"), Acceptance("1 hour"), FollowUp("1 hour"))] == [
        Quantity(100, "%")
    ] * 3


def test_the_clocks_of_a_handoff() -> None:
    """Acceptance first, by the keys that a file has, with what moves them; those that are not there are left out."""
    accept, follow_up = Acceptance("1 hour"), FollowUp("2 hours")
    handed, accepted = (attrs.evolve(follow_up, starts=(event,)) for event in ("handed_over", "accepted"))
    accepting = attrs.evolve(accept, starts=("handed_over",), stops=("accepted", "rejected"))
    or_contacted = attrs.evolve(accepting, stops=("accepted", "rejected", "contacted"))
    both = Handoff("h", "A", "B", follow_up=follow_up, accept=accept)
    assert both.clocks == (("accept", or_contacted), ("follow_up", accepted))
    assert Handoff("h", "A", "B", follow_up=follow_up).clocks == (("follow_up", handed),)
    assert Handoff("h", "A", "B", accept=accept).clocks == (("accept", accepting),)
    assert Handoff("h", "A", "B").clocks == ()


def test_what_moves_the_clocks_of_a_handoff() -> None:
    """It starts when it is handed over, and the follow-up accepts it too, unless something else is stated."""
    given_ = Handoff("h", "A", "B", accept=Acceptance("1 hour"), follow_up=FollowUp("2 hours"), event="assigned")
    assert [clock.starts for _step, clock in given_.clocks] == [("assigned",), ("accepted",)]
    alone = attrs.evolve(given_, accept=None)
    assert [clock.starts for _step, clock in alone.clocks] == [("assigned",)]
    accept = Acceptance("1 hour", starts=("queued",), stops=("taken",))
    follow_up = FollowUp("2 hours", starts=("read", "opened"), stops=("called", "met"))
    both = attrs.evolve(given_, accept=accept, follow_up=follow_up)
    assert both.clocks == (("accept", accept), ("follow_up", follow_up))
    either = attrs.evolve(both, accept=attrs.evolve(accept, stops=()))
    assert either.clocks[0][1].stops == ("accepted", "rejected", "called", "met")


ATTEMPTS = "is no number of attempts; write it as '6 in 10 business_days'"
SHARE = "a share of all cases is meant, as in '90 %'; not"
EFFORT = "an attempt takes a time, as in '15 minutes'; not"
CAPACITY = "a capacity is hours of work per month, as in '320 hours/month'; not"


@pytest.mark.parametrize(
    ("call", "message", "field"),
    [
        (lambda: NamedHours("", OFFICE), "business hours have a name", "name"),
        (lambda: Handoff("", "A", "B"), "a handoff has a name", "name"),
        (lambda: Handoff("h", "A", "B", information=["name", ""]), "what is passed on has a name", "information"),
        (lambda: Handoff("h", "A", "B", information=""), "what is passed on has a name", "information"),
        *[
            (lambda times=times: Attempts(times, "1 day"), f"from 1 to 9999 attempts, not {times}", "times")
            for times in (0, -3, 10_000, 123_456)
        ],
        (lambda: Attempts.parse("10000 in 1 day"), f"'10000 in 1 day' {ATTEMPTS}", None),
        *[
            (lambda text=text: Attempts.parse(text), f"{text!r} {ATTEMPTS}", None)
            for text in ("", "6", "six in 10 days", "0 in 10 days", "06 in 1 day", "6 in ", "6in 1 day", "-1 in 1 day")
        ],
        (
            lambda: FollowUp("1 hour", attempts="2 in ten days"),
            "'ten days' is not a quantity; write a number and a unit, as in '100 SQL/month'",
            None,
        ),
        (lambda: Clock("1 hour", at_least="0 %"), f"{SHARE} 0 %", "at_least"),
        (lambda: Clock("1 hour", at_least="100.01 %"), f"{SHARE} 100.01 %", "at_least"),
        (lambda: Acceptance("1 hour", at_least="-5 %"), f"{SHARE} -5 %", "at_least"),
        (lambda: FollowUp("1 hour", at_least="90 points"), f"{SHARE} 90 points", "at_least"),
        (lambda: FollowUp("1 hour", effort="0 minutes"), f"{EFFORT} 0 minutes", "effort"),
        (lambda: FollowUp("1 hour", effort="5 business_minutes"), f"{EFFORT} 5 business_minutes", "effort"),
        (lambda: FollowUp("1 hour", effort="15 minutes/SQL"), f"{EFFORT} 15 minute/SQL", "effort"),
        (lambda: FollowUp("1 hour", effort="15 minutes/%"), f"{EFFORT} 15 minute/%", "effort"),
        (lambda: FollowUp("1 hour", effort="2 months"), f"{EFFORT} 2 months", "effort"),
        (lambda: Acceptance("1 day", reject_for=["late", ""]), "a reason is said in words", "reject_for"),
        (lambda: Party("Sales", capacity="320 hours"), f"{CAPACITY} 320 hours", "capacity"),
        (lambda: Party("Sales", capacity="0 hours/month"), f"{CAPACITY} 0 hour/month", "capacity"),
        (lambda: Party("Sales", capacity="-1 hour/month"), f"{CAPACITY} -1 hour/month", "capacity"),
        (lambda: Party("Sales", capacity="4 SQL/month"), f"{CAPACITY} 4 SQL/month", "capacity"),
    ],
)
def test_what_no_handoff_can_hold(call: Callable[[], object], message: str, field: str | None) -> None:
    """Refused where it is written, with what to write instead."""
    assert refusal(call) == (message, field)


# In an agreement


def agreement(*handoffs: Handoff, hours: Hours = ()) -> Agreement:
    """Give an agreement with handoffs and hours."""
    return Agreement(
        "Company X",
        Term("2026-01-01"),
        [Party("Marketing", "Josh"), Party("Sales", "Amy")],
        [Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))],
        hours=hours,
        handoffs=handoffs,
    )


def problems(*handoffs: Handoff, hours: Hours = ()) -> list[str]:
    """Give what does not fit together."""
    with pytest.raises(AgreementError) as caught:
        agreement(*handoffs, hours=hours)
    return str(caught.value).splitlines()


def handoff(giver: str = "Marketing", taker: str = "Sales", **more: object) -> Handoff:
    """Give a handoff from one party to another."""
    return Handoff("give", giver, taker, **more)  # type: ignore[arg-type]


HOURS = "hours are 'office', 'counter'"
PARTIES = "parties are 'Marketing', 'Sales'"
NAME_THEM = "business time runs by somebody's hours; name them, as in 'hours: office'"
BUSY = FollowUp("4 hours", attempts="6 in 10 business_days")


@pytest.mark.parametrize(
    ("wrong", "lines"),
    [
        (
            handoff("Marketting", "Service"),
            [
                f"handoffs.give.from: no party named 'Marketting'; {PARTIES} (did you mean 'Marketing'?)",
                f"handoffs.give.to: no party named 'Service'; {PARTIES}",
            ],
        ),
        (handoff("Sales"), ["handoffs.give.to: 'Sales' cannot hand over to itself"]),
        (
            handoff(accept=Acceptance("4 hours", "ofice"), follow_up=FollowUp("1 business_hour", "desk")),
            [
                f"handoffs.give.accept.hours: no hours named 'ofice'; {HOURS} (did you mean 'office'?)",
                f"handoffs.give.follow_up.hours: no hours named 'desk'; {HOURS}",
            ],
        ),
        (handoff(accept=Acceptance("4 business_hours")), [f"handoffs.give.accept: {NAME_THEM}"]),
        (handoff(follow_up=FollowUp("2 business_days")), [f"handoffs.give.follow_up: {NAME_THEM}"]),
        (handoff(follow_up=BUSY), [f"handoffs.give.follow_up: {NAME_THEM}"]),
        (
            handoff(follow_up=FollowUp("4 business_hours", attempts="6 in 10 business_days")),
            [f"handoffs.give.follow_up: {NAME_THEM}"],
        ),
        (handoff(information=["name", "email", "name"]), ["handoffs.give.information.2: 'name' is named twice"]),
        (
            handoff(information=["name", "name", "name"]),
            [f"handoffs.give.information.{place}: 'name' is named twice" for place in (1, 2)],
        ),
        (
            handoff(information=["a", "a"], accept=Acceptance("1 hour", reject_for=["b", "a", "b", "b"])),
            [
                "handoffs.give.information.1: 'a' is named twice",
                "handoffs.give.accept.reject_for.2: 'b' is named twice",
                "handoffs.give.accept.reject_for.3: 'b' is named twice",
            ],
        ),
    ],
)
def test_handoffs_that_do_not_fit(wrong: Handoff, lines: list[str]) -> None:
    """Names that nobody bears, business time by nobody's hours, what stands there twice."""
    assert problems(wrong, hours={"office": OFFICE, "counter": OFFICE}) == lines


def test_hours_where_there_are_none() -> None:
    """Nothing can be meant."""
    assert problems(handoff(accept=Acceptance("4 business_hours", "office"))) == [
        "handoffs.give.accept.hours: no hours named 'office'; hours are none"
    ]


def test_names_that_are_there_twice() -> None:
    """Handoffs and hours are known by their names."""
    twice = [NamedHours("office", OFFICE), NamedHours("office", BusinessHours({"sat": "09:00-12:00"}))]
    assert problems(handoff(), handoff(trigger="vip"), hours=twice) == [
        "hours.office: 'office' is there 2 times",
        "handoffs.give: 'give' is there 2 times",
    ]


_TIMES = st.sampled_from(["90 minutes", "2 days", "4 business_hours", "2 business_days"])
_CALLED = st.sampled_from([None, "office", "desk", "nobody's"])
_WHO = st.sampled_from(["Marketing", "Sales", "Service"])


_SOME = st.lists(st.sampled_from("abc"), max_size=4)


@given(_WHO, _WHO, _SOME, _SOME, _TIMES, _TIMES, st.none() | _TIMES, _CALLED, _CALLED)
def test_every_problem_is_found_and_no_other(
    giver: str,
    taker: str,
    information: list[str],
    reasons: list[str],
    accept: str,
    follow: str,
    tried: str | None,
    accept_by: str | None,
    follow_by: str | None,
) -> None:
    """Whatever is wrong with one handoff, each at its place."""
    clocks = {"accept": ([accept], accept_by), "follow_up": ([follow, *([tried] if tried else [])], follow_by)}
    expected = [key for key, party in (("from", giver), ("to", taker)) if party == "Service"]
    expected += [f"{step}.hours" for step, (_times, by) in clocks.items() if by == "nobody's"]
    expected += ["to"] if giver == taker else []
    for key, some in (("information", information), ("accept.reject_for", reasons)):
        expected += [f"{key}.{place}" for place, each in enumerate(some) if each in some[:place]]
    expected += [
        step for step, (times, by) in clocks.items() if by is None and any(each.count("business") for each in times)
    ]
    made = handoff(
        giver,
        taker,
        information=information,
        accept=Acceptance(accept, accept_by, reject_for=reasons),
        follow_up=FollowUp(follow, follow_by, attempts=None if tried is None else f"3 in {tried}"),
    )
    hours = {"office": OFFICE, "desk": OFFICE}
    if not expected:
        assert agreement(made, hours=hours).handoffs == (made,)
    else:
        assert [line.split(": ")[0].removeprefix("handoffs.give.") for line in problems(made, hours=hours)] == expected
