"""Hours that are put together of others by name: when they are open, and what cannot be put together."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing import Agreement, AgreementError, AtLeast, BusinessHours, Objective, Party, Term
from smarketing.agreement import Channel, NamedHours, Reply
from smarketing.hours import AnyOpen

OFFICE = BusinessHours({"mon-fri": "09:00-18:00"}, "Europe/Berlin")
NIGHT = BusinessHours({"mon-sun": "22:00-06:00"}, "America/New_York")
ALWAYS = BusinessHours("always")


def agreement(hours: Sequence[NamedHours] | Mapping[str, BusinessHours], **more: Any) -> Agreement:
    """Give a small agreement with hours."""
    leads = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    parties = [Party("Marketing"), Party("Sales")]
    return Agreement("Company X", Term("2026-01-01"), parties, [leads], hours=hours, **more)


def problems(hours: Sequence[NamedHours], **more: Any) -> list[str]:
    """Give what cannot be."""
    with pytest.raises(AgreementError) as caught:
        agreement(hours, **more)
    return str(caught.value).splitlines()


# When they are open

PLAIN = {"office": OFFICE, "night": NIGHT, "always": ALWAYS}
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@st.composite
def together(draw: st.DrawFn) -> dict[str, NamedHours]:
    """Calendars, and hours of several of what is there before, five deep at most."""
    made = {name: NamedHours(name, calendar) for name, calendar in PLAIN.items()}
    for number in range(draw(st.integers(1, 5))):
        parts = draw(st.lists(st.sampled_from(sorted(made)), min_size=1, max_size=3))
        made[f"n{number}"] = NamedHours(f"n{number}", **{draw(st.sampled_from(["any_of", "all_of"])): parts})  # type: ignore[arg-type]
    return made


def opened(made: Mapping[str, NamedHours], name: str, at: datetime) -> bool:
    """Whether hours are open at an instant, asked of the calendars one by one."""
    each = made[name]
    if each.calendar is not None:
        return each.calendar.is_open(at)
    return any(opened(made, part, at) for part in each.any_of) or (
        bool(each.all_of) and all(opened(made, part, at) for part in each.all_of)
    )


@given(together(), st.data())
def test_when_they_are_open(made: dict[str, NamedHours], data: st.DataObject) -> None:
    """While any of the others is, or while all are, in whatever order they stand."""
    found = agreement(data.draw(st.permutations(list(made.values())))).calendars
    assert found.keys() == made.keys()
    minutes = data.draw(st.lists(st.integers(0, 7 * 24 * 12), min_size=5, max_size=20))
    for at in (MONDAY + timedelta(minutes=5 * minute) for minute in minutes):
        assert {name: found[name].is_open(at) for name in made} == {name: opened(made, name, at) for name in made}


def test_hours_of_two_offices() -> None:
    """A desk that is open while one of two teams works, and a meeting that needs both; by the clocks of the first."""
    east = BusinessHours({"mon-fri": "09:00-17:00"}, "America/New_York")
    desk, both = NamedHours("desk", any_of=["office", "east"]), NamedHours("both", all_of=["office", "east"])
    made = agreement([desk, both, NamedHours("east", east), NamedHours("office", OFFICE)]).calendars
    day, night = MONDAY, MONDAY + timedelta(1)
    assert [f"{one:%H:%M}-{other:%H:%M}" for one, other in made["desk"].windows(day, night)] == ["09:00-23:00"]
    assert [f"{one:%H:%M}-{other:%H:%M}" for one, other in made["both"].windows(day, night)] == ["15:00-18:00"]


def test_clocks_run_by_them() -> None:
    """By name, like by any others; of a party too."""
    hours = [NamedHours("office", OFFICE), NamedHours("desk", any_of=("office", "night")), NamedHours("night", NIGHT)]
    chat = Channel("chat", "Sales", reply=Reply("1 business_hour", "desk"))
    made = agreement(hours, channels=[chat])
    assert isinstance(made.calendars[made.hours_of(chat.clocks[0][1], "Sales") or ""], AnyOpen)


# What cannot be


@pytest.mark.parametrize(
    ("call", "message", "field"),
    [
        (lambda: NamedHours("", OFFICE), "business hours have a name", "name"),
        (lambda: NamedHours("", any_of="office"), "business hours have a name", "name"),
        *[
            (call, "hours are windows by day (weekly), any_of others, or all_of others", "calendar")
            for call in (
                lambda: NamedHours("desk"),
                lambda: NamedHours("desk", any_of=[], all_of=()),
                lambda: NamedHours("desk", OFFICE, any_of="office"),
                lambda: NamedHours("desk", OFFICE, all_of="office"),
                lambda: NamedHours("desk", any_of="office", all_of="office"),
            )
        ],
        (lambda: NamedHours("desk", "9-5"),  # type: ignore[arg-type]
         "hours are BusinessHours, or put together by name; not '9-5'", "calendar"),
        (lambda: NamedHours("desk", AnyOpen((ALWAYS,))),  # type: ignore[arg-type]
         f"hours are BusinessHours, or put together by name; not {AnyOpen((ALWAYS,))!r}", "calendar"),
    ],
)  # fmt: skip
def test_hours_that_cannot_be(call: Callable[[], object], message: str, field: str) -> None:
    """Either windows, or any of others, or all of others."""
    assert refusal(call) == (message, field)


def test_always_is_a_week() -> None:
    """The same as every day from midnight to midnight."""
    assert BusinessHours({"mon-sun": "00:00-24:00"}) == ALWAYS


@st.composite
def tangled(draw: st.DrawFn) -> list[NamedHours]:
    """Hours of others, of themselves and of some that are not there."""
    called = draw(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4, unique=True))
    made = []
    for name in called:
        parts = draw(st.lists(st.sampled_from([*called, "nobody's"]), max_size=3, unique=True))
        key = draw(st.sampled_from(["any_of", "all_of"]))
        made.append(NamedHours(name, **{key: parts}) if parts else NamedHours(name, OFFICE))  # type: ignore[arg-type]
    return made


@given(tangled())
def test_every_circle_and_every_unknown_name_is_found(made: list[NamedHours]) -> None:
    """Names that nobody bears, each at its place; then each of the hours that lead back to themselves, and no other."""
    leads = {each.name: {*each.any_of, *each.all_of} for each in made}
    for middle, further in leads.items():  # Warshall: what is reached by way of one after another
        for reached in leads.values():
            reached.update(further if middle in reached else ())
    unknown = [
        f"hours.{each.name}.{key}.{place}"
        for each in made
        for key, names in (("any_of", each.any_of), ("all_of", each.all_of))
        for place, name in enumerate(names)
        if name == "nobody's"
    ]
    circles = [f"hours.{name}" for name in leads if name in leads[name]]
    if unknown or circles:
        assert [line.split(": ")[0] for line in problems(made)] == unknown + circles
    else:
        assert agreement(made).calendars.keys() == leads.keys()


@pytest.mark.parametrize(
    ("hours", "lines"),
    [
        ([NamedHours("desk", any_of="desk")], ["hours.desk: they are put together of themselves"]),
        ([NamedHours("a", any_of="b"), NamedHours("b", all_of=["c", "a"]), NamedHours("c", OFFICE)],
         ["hours.a: they are put together of themselves", "hours.b: they are put together of themselves"]),
        # who only uses a circle is no part of it
        ([NamedHours("a", any_of="a"), NamedHours("b", any_of="a")], ["hours.a: they are put together of themselves"]),
        ([NamedHours("desk", all_of=["ofice", "office"]), NamedHours("office", OFFICE)],
         ["hours.desk.all_of.0: no hours named 'ofice'; hours are 'desk', 'office' (did you mean 'office'?)"]),
        ([NamedHours("desk", any_of=[""])], ["hours.desk.any_of.0: no hours named ''; hours are 'desk'"]),
    ],
)  # fmt: skip
def test_what_cannot_be_put_together(hours: list[NamedHours], lines: list[str]) -> None:
    """Circles, and names that nobody bears."""
    assert problems(hours) == lines


def test_clocks_by_hours_in_a_circle() -> None:
    """The circle is told, and nothing of the clock."""
    chat = Channel("chat", "Sales", reply=Reply("1 business_hour", "a"))
    circle = [NamedHours("a", any_of="b"), NamedHours("b", any_of="a")]
    assert problems(circle, channels=[chat]) == [
        f"hours.{name}: they are put together of themselves" for name in ("a", "b")
    ]
