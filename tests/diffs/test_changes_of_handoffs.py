"""What a new version changes in handoffs and hours: every line, for whom it is stricter, and nothing passed over."""

from collections import Counter
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement_versions import OLD, replaced, rewritten, said
from smarketing import Acceptance, Agreement, BusinessHours, FollowUp, Handoff, loads
from smarketing.agreement import Attempts, ClockCase, NamedHours
from smarketing.diffs import changes_between

GIVEN = """\
hours:
  office:
    weekly: {mon-fri: 09:00-18:00, sat: 10:00-14:00}
    holidays: 12-25
    overrides: {2026-12-24: 09:00-12:00}
    closures: {2026-03-02: 12:00-13:00}
  desk: {weekly: {mon-sun: 00:00-24:00}}
handoffs:
  give:
    from: Marketing
    to: Sales
    trigger: SQL
    information: [name, email]
    notice: a task
    accept: {within: 4 business_hours, hours: office, at_least: 90 %, reject_for: [region, duplicate]}
    follow_up: {within: 2 hours, hours: office, attempts: 6 in 10 days, effort: 15 minutes}
cadence:"""
HANDED = rewritten(OLD, ("cadence:", GIVEN))


def changed(good: str, bad: str) -> list[tuple[str | None, str, str]]:
    """Give what a replaced text changes: party, way and line."""
    assert HANDED.count(good) == 1
    return said(replaced(HANDED, (good, bad)))


# Handoffs


@pytest.mark.parametrize(
    ("good", "bad", "party", "way", "line"),
    [
        ("to: Sales\n    trigger", "to: Service\n    trigger", None, "other", "to is Service, was Sales"),
        ("from: Marketing", "from: Service", None, "other", "from is Service, was Marketing"),
        ("trigger: SQL", "trigger: MQL", None, "other", "trigger is MQL, was SQL"),
        ("    trigger: SQL\n", "", None, "other", "trigger is not given, was SQL"),
        ("a task", "a call", None, "other", "notice is a call, was a task"),
        ("[name, email]", "[name, phone, email, city]", "Marketing", "stricter",
         "phone, city must be passed on now"),
        ("[name, email]", "name", "Marketing", "looser", "email need not be passed on any more"),
        ("    information: [name, email]\n", "", "Marketing", "looser", "name, email need not be passed on any more"),
        ("within: 4 business_hours", "within: 3 business_hours", "Sales", "stricter",
         "acceptance is due within 3 business_hours, was within 4 business_hours"),
        ("within: 4 business_hours", "within: 241 business_minutes", "Sales", "looser",
         "acceptance is due within 241 business_minutes, was within 4 business_hours"),
        ("within: 4 business_hours", "within: 1 business_day", "Sales", "other",
         "acceptance is due within 1 business_day, was within 4 business_hours"),
        ("within: 2 hours", "within: 1 day", "Sales", "looser", "follow-up is due within 1 day, was within 2 hours"),
        ("within: 2 hours", "within: 2 business_hours", "Sales", "other",
         "follow-up is due within 2 business_hours, was within 2 hours"),
        ("hours: office, at_least", "hours: desk, at_least", "Sales", "other",
         "acceptance goes by desk, went by office"),
        ("hours: office, attempts", "hours: desk, attempts", "Sales", "other",
         "follow-up goes by desk, went by office"),
        ("within: 2 hours, hours: office", "within: 2 hours", "Sales", "other",
         "follow-up goes by no hours, went by office"),
        ("at_least: 90 %, r", "at_least: 95 %, r", "Sales", "stricter",
         "acceptance is in time for 95 %, was for 90 %"),
        ("at_least: 90 %, r", "at_least: 89.5 %, r", "Sales", "looser",
         "acceptance is in time for 89.5 %, was for 90 %"),
        (" at_least: 90 %, r", " r", "Sales", "stricter", "acceptance is in time for 100 %, was for 90 %"),
        ("office, attempts", "office, at_least: 50 %, attempts", "Sales", "looser",
         "follow-up is in time for 50 %, was for 100 %"),
        ("[region, duplicate]", "[region, duplicate, spam, test]", "Sales", "looser",
         "acceptance may be rejected for spam, test now"),
        (", reject_for: [region, duplicate]", "", "Sales", "stricter",
         "acceptance may not be rejected for region, duplicate any more"),
        ("6 in 10 days", "7 in 10 days", "Sales", "stricter",
         "follow-up attempts are 7 in 10 days, were 6 in 10 days"),
        ("6 in 10 days", "6 in 1 week", "Sales", "stricter",
         "follow-up attempts are 6 in 1 week, were 6 in 10 days"),
        ("6 in 10 days", "7 in 1 week", "Sales", "stricter",
         "follow-up attempts are 7 in 1 week, were 6 in 10 days"),
        ("6 in 10 days", "5 in 11 days", "Sales", "looser",
         "follow-up attempts are 5 in 11 days, were 6 in 10 days"),
        ("6 in 10 days", "7 in 11 days", "Sales", "other",
         "follow-up attempts are 7 in 11 days, were 6 in 10 days"),
        ("6 in 10 days", "5 in 9 days", "Sales", "other",
         "follow-up attempts are 5 in 9 days, were 6 in 10 days"),
        ("6 in 10 days", "6 in 10 business_days", "Sales", "other",
         "follow-up attempts are 6 in 10 business_days, were 6 in 10 days"),
        (" attempts: 6 in 10 days,", "", "Sales", "looser", "follow-up attempts are not given, were 6 in 10 days"),
        ("15 minutes", "20 minutes", "Sales", "other",
         "follow-up effort is 20 minutes, was 15 minutes"),
        (", effort: 15 minutes", "", "Sales", "other", "follow-up effort is not given, was 15 minutes"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_change(good: str, bad: str, party: str | None, way: str, line: str) -> None:
    """Information is the giver's to pass on, clocks are the taker's to keep; the rest is everybody's."""
    assert changed(good, bad) == [(party, way, f"handoffs: give: {line}")]


@pytest.mark.parametrize(
    ("good", "bad", "lines"),
    [
        ("accept:", "accept: {within: 9 hours}\n    #", [
            ("stricter", "acceptance is promised now, within 9 hours"),
            ("other", "follow-up starts with accepted, started with handed_over"),
        ]),
        ("follow_up:", "follow_up: {within: 1/2 hour}\n    #", [
            ("other", "acceptance stops with accepted, rejected, contacted, stopped with accepted, rejected"),
            ("stricter", "follow-up is promised now, within 0.5 hours"),
        ]),
    ],
)  # fmt: skip
def test_a_clock_that_comes(good: str, bad: str, lines: list[tuple[str, str]]) -> None:
    """Is stricter for the taker; what is accepted is followed up from then on, and following up accepts it too."""
    was, now = (rewritten(HANDED, (good, text)) for text in ("#", bad))
    found = changes_between(loads(was), loads(now))
    expected = [("Sales", way, f"handoffs: give: {line}") for way, line in lines]
    assert [(each.party, each.way, str(each)) for each in found] == expected


def test_a_clock_that_goes() -> None:
    """Is looser for the taker; what is handed over is followed up from then on, and only accepting it accepts it."""
    follow_up = "    follow_up: {within: 2 hours, hours: office, attempts: 6 in 10 days, effort: 15 minutes}\n"
    assert changed(follow_up, "") == [
        (
            "Sales",
            "other",
            "handoffs: give: acceptance stops with accepted, rejected, stopped with accepted, rejected, contacted",
        ),
        ("Sales", "looser", "handoffs: give: follow-up is not promised any more, and was within 2 hours"),
    ]
    accept = "    accept: {within: 4 business_hours, hours: office, at_least: 90 %, reject_for: [region, duplicate]}\n"
    assert changed(accept, "") == [
        ("Sales", "looser", "handoffs: give: acceptance is not promised any more, and was within 4 business_hours"),
        ("Sales", "other", "handoffs: give: follow-up starts with handed_over, started with accepted"),
    ]


def test_what_passes_into_other_hands() -> None:
    """Who hands over and who takes in the new version is held to what is new."""
    was = rewritten(HANDED, ("[name, email]", "name"), ("within: 2 hours", "within: 3 hours"))
    pairs = [("from: Marketing", "from: Sales"), ("to: Sales\n    t", "to: Service\n    t")]
    more = [("information: name", "information: [name, email]"), ("within: 3 hours", "within: 2 hours")]
    assert [(party, way) for party, way, _line in said(replaced(was, *pairs, *more))] == [
        ("Sales", "stricter"),
        ("Service", "stricter"),
        (None, "other"),
        (None, "other"),
    ]


@pytest.mark.parametrize(
    ("gone", "way", "line"),
    [
        (", attempts: 6 in 10 days", "stricter", "attempts are 6 in 10 days, were not given"),
        (", effort: 15 minutes", "other", "effort is 15 minutes, was not given"),
        (", hours: office, attempts: 6 in 10 days, effort", "other", "goes by office, went by no hours"),
    ],
)
def test_what_comes_to_a_clock(gone: str, way: str, line: str) -> None:
    """Attempts are stricter: there were none to make. Hours and an effort are neither."""
    less = gone.replace(", hours: office", "") if "hours" in gone else ""
    was = rewritten(HANDED, (gone, less))
    found = changes_between(loads(was), loads(HANDED))
    assert [(each.party, each.way, str(each)) for each in found] == [
        ("Sales", way, f"handoffs: give: follow-up {line}")
    ]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("within: 4 business_hours", "within: 240 business_minutes"),
        ("6 in 10 days", "6 in 240 hours"),
        ("15 minutes", "900 seconds"),
        ("[name, email]", "[email, name]"),
        ("[region, duplicate]", "[duplicate, region]"),
        ("mon-fri: 09:00-18:00", "fri: 09:00-18:00, mon - thu: 09:00:00-18:00 09:00-18:00"),
        ("    weekly: {mon-fri", "    timezone: UTC\n    weekly: {mon-fri"),
    ],
)
def test_what_is_only_written_otherwise(good: str, bad: str) -> None:
    """Equal times, and lists in another order, are no change."""
    assert changed(good, bad) == []


def test_handoffs_and_hours_that_come_and_go() -> None:
    """By their names, those of the new version first."""
    was = rewritten(HANDED, ("  give:\n", "  hand:\n"), ("  desk:", "  counter:"))
    assert said(replaced(was, ("  hand:\n", "  give:\n"), ("  counter:", "  desk:"))) == [
        (None, "other", "handoffs: give: is new"),
        (None, "other", "handoffs: hand: is gone"),
        (None, "other", "hours: desk: is new"),
        (None, "other", "hours: counter: is gone"),
    ]


def test_capacities() -> None:
    """Are each party's own."""
    was, now = "Amy, capacity: 9 hours/month", "Amy, capacity: 8 hours/month"
    old = rewritten(HANDED, ("contact: Amy", f"contact: {was}"))
    line = "parties: Sales: capacity is 8 hour/month, was 9 hour/month"
    assert said(replaced(old, (was, now))) == [("Sales", "other", line)]


# Hours


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("mon-fri: 09:00-18:00, sat: 10:00-14:00", "mon: 22:00-06:00 08:00-09:00",
         "weekly is mon 08:00-09:00 22:00-06:00, was mon-fri 09:00-18:00, sat 10:00-14:00"),
        ("mon-fri: 09:00-18:00, sat: 10:00-14:00", "",
         "weekly is none, was mon-fri 09:00-18:00, sat 10:00-14:00"),
        ("    holidays", "    timezone: Europe/Berlin\n    holidays", "timezone is Europe/Berlin, was UTC"),
        # the same time in all, but other windows
        ("mon-fri: 09:00-18:00", "mon-fri: 09:00-12:00 12:00-18:00",
         "weekly is mon-fri 09:00-12:00 12:00-18:00, sat 10:00-14:00, was mon-fri 09:00-18:00, sat 10:00-14:00"),
        ("12-25", "[12-25, 2026-07-03]", "holidays are 12-25, 2026-07-03, were 12-25"),
        ("    holidays: 12-25\n", "", "holidays are none, were 12-25"),
        ("{2026-12-24: 09:00-12:00}", "{2026-12-24: closed, 2026-12-31: 09:00-10:00 11:00-12:00}",
         "overrides are 2026-12-24 closed, 2026-12-31 09:00-10:00 11:00-12:00, were 2026-12-24 09:00-12:00"),
        ("    closures: {2026-03-02: 12:00-13:00}\n", "", "closures are none, were 2026-03-02 12:00-13:00"),
    ],
)  # fmt: skip
def test_what_is_said_of_hours(good: str, bad: str, line: str) -> None:
    """To everybody, each part as a file has it."""
    assert changed(good, bad) == [(None, "other", f"hours: office: {line}")]


# Whatever changes

_TIMES = st.sampled_from(["1 hour", "60 minutes", "2 hours", "1 day", "24 hours", "1 business_hour", "1 business_day"])
_SHARES = st.sampled_from(["50 %", "90 %", "100 %"])
_TEXTS = st.lists(st.sampled_from("abc"), max_size=3, unique=True)
_CALLED = st.sampled_from(["office", "desk"])
_ELAPSED = st.sampled_from(["1 hour", "60 minutes", "1 day", "24 hours"])
_EFFORTS = st.sampled_from([None, "1 hour", "60 minutes"])


def _clocks(times: st.SearchStrategy[str], hours: st.SearchStrategy[str | None]) -> list[st.SearchStrategy[Any]]:
    """Acceptances and follow-ups within some times, by some hours."""
    tried = st.none() | st.builds(Attempts, st.integers(1, 3), times)
    return [
        st.builds(Acceptance, times, hours, _SHARES, reject_for=_TEXTS),
        st.builds(FollowUp, times, hours, _SHARES, attempts=tried, effort=_EFFORTS),
    ]


_ACCEPTED, _FOLLOWED = (
    st.none() | one | other for one, other in zip(_clocks(_TIMES, _CALLED), _clocks(_ELAPSED, st.none()), strict=True)
)


@st.composite
def _handoffs(draw: st.DrawFn, name: str) -> Handoff:
    giver, taker = draw(st.sampled_from([("Marketing", "Sales"), ("Sales", "Service")]))
    return Handoff(
        name,
        giver,
        taker,
        draw(st.sampled_from(["", "MQL", "SQL"])),
        draw(_TEXTS),
        draw(st.sampled_from(["", "a task"])),
        accept=draw(_ACCEPTED),
        follow_up=draw(_FOLLOWED),
    )


_WINDOWS = st.sampled_from(["09:00-18:00", "22:00-06:00", "closed"])
_DATED = st.dictionaries(st.sampled_from(["2026-03-02", "2026-12-24"]), _WINDOWS, max_size=2)
_CALENDARS = st.builds(
    BusinessHours,
    st.dictionaries(st.sampled_from(["mon", "tue"]), _WINDOWS),
    st.sampled_from(["UTC", "Europe/Berlin"]),
    holidays=st.lists(st.sampled_from(["12-25", "2026-07-03"])),
    overrides=_DATED,
    closures=_DATED,
)


@st.composite
def versions(draw: st.DrawFn) -> Agreement:
    """The document with some handoffs, and hours of the names that these go by."""
    called = draw(st.lists(st.sampled_from(["give", "back"]), unique=True))
    hours = [NamedHours(name, draw(_CALENDARS)) for name in ("office", "desk")]
    return attrs.evolve(loads(HANDED), hours=hours, handoffs=[draw(_handoffs(name)) for name in called])


def without_order(agreement: Agreement) -> object:
    """Give handoffs and hours without the order of what has none."""
    handed = []
    for each in agreement.handoffs:
        sorted_ = attrs.evolve(each, information=sorted(each.information))
        if each.accept is not None:
            sorted_ = attrs.evolve(sorted_, accept=attrs.evolve(each.accept, reject_for=sorted(each.accept.reject_for)))
        handed.append(sorted_)
    return {each.name: each for each in handed}, {each.name: each for each in agreement.hours}


SWAPPED = {"stricter": "looser", "looser": "stricter", "other": "other"}


@given(versions(), versions())
def test_the_other_way_round(old: Agreement, new: Agreement) -> None:
    """What is stricter one way is looser the other; nothing is said exactly where nothing changed."""
    there, back = changes_between(old, new), changes_between(new, old)
    assert (there == ()) == (without_order(old) == without_order(new))
    assert Counter((each.what, SWAPPED[each.way]) for each in there) == Counter((each.what, each.way) for each in back)
    assert changes_between(old, old) == ()


@given(versions(), versions())
def test_who_is_held_to_it(old: Agreement, new: Agreement) -> None:
    """The giver or the taker of the new version; hours are everybody's, and nobody's to be held to."""
    handed = {f"handoffs: {each.name}": {None, each.giver, each.taker} for each in new.handoffs}
    for each in changes_between(old, new):
        assert each.party in handed.get(each.what, {None})
        assert each.way == "other" or each.party is not None


CLOCK: dict[str, object] = {
    **dict.fromkeys(("hours", "hours_by"), "desk"),
    "within": "1 day",
    "at_least": "91 %",
    "at_risk": "80 %",
    "cases": [ClockCase("vip", "1 hour")],
    **dict.fromkeys(("starts", "stops", "pauses", "resumes", "resets", "cancels", "voids"), "moved"),
    "repeats": None,
}
OTHER: dict[type[Any], dict[str, object]] = {
    Handoff: {
        "giver": "Service",
        "taker": "Service",
        "trigger": "MQL",
        "event": "assigned",
        "information": ["name"],
        "informed_at_least": "90 %",
        "notice": "",
        "accept": None,
        "follow_up": None,
    },
    Acceptance: {**CLOCK, "reject_for": []},
    FollowUp: {**CLOCK, "attempts": None, "effort": None, "tries": "called", "until": "won"},
    BusinessHours: {"weekly": {}, "tz": "Asia/Kathmandu", "holidays": [], "overrides": {}, "closures": {}},
}


@pytest.mark.parametrize("made", OTHER, ids=lambda made: made.__name__)
def test_no_field_is_passed_over(made: type[Any]) -> None:
    """Of handoffs, their clocks and hours, whatever fields they have."""
    old = loads(HANDED)
    (was,), office = old.handoffs, old.hours[0]
    was = attrs.evolve(was, **dict(was.clocks))  # type: ignore[arg-type]  # what starts them stays as it is
    old = attrs.evolve(old, handoffs=[was])
    for field in attrs.fields(made):
        if field.name != "name":
            change = {field.name: OTHER[made][field.name]}
            now: dict[str, Any] = {"handoffs": [was], "hours": old.hours}
            if made is Handoff:
                now["handoffs"] = [attrs.evolve(was, **change)]  # type: ignore[arg-type]
            elif made is BusinessHours:
                calendar = attrs.evolve(office.calendar, **change)  # type: ignore[misc]
                now["hours"] = [attrs.evolve(office, calendar=calendar), old.hours[1]]
            else:
                step = "accept" if made is Acceptance else "follow_up"
                now["handoffs"] = [attrs.evolve(was, **{step: attrs.evolve(getattr(was, step), **change)})]
            assert len(changes_between(old, attrs.evolve(old, **now))) == 1, field.name
