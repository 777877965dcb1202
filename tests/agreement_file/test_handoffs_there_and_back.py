"""Hours, handoffs, channels, services and events of any kind in files: there and back."""

from datetime import date
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from smarketing import (
    Acceptance,
    Agreement,
    AtLeast,
    BusinessHours,
    Definition,
    FollowUp,
    Handoff,
    Objective,
    Party,
    Quantity,
    Service,
    dumps,
    loads,
)
from smarketing.agreement import Attempts, Channel, ClockCase, NamedHours, Repeats, Reply
from smarketing.agreement_file import json_schema
from smarketing.agreement_file.documents import parse_document
from smarketing.hours import ALWAYS
from strategies import names, terms, texts

VALIDATOR = Draft7Validator(json_schema())
ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")
_DAYS: st.SearchStrategy[date | str] = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def _clock(second: int) -> str:
    minutes, seconds = divmod(second, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


@st.composite
def windows(draw: st.DrawFn) -> str:
    """Windows of a day as text, perhaps over midnight, perhaps overlapping; or closed."""
    at = st.one_of(st.integers(0, 23).map(lambda hour: hour * 3600), st.integers(0, 86_399))
    pairs = draw(st.lists(st.tuples(at, at).filter(lambda pair: pair[0] != pair[1]), max_size=3))
    return " ".join(f"{_clock(start)}-{_clock(end)}" for start, end in pairs) or "closed"


_WEEKS: st.SearchStrategy[Any] = st.dictionaries(st.sampled_from("mon tue wed thu fri sat sun".split()), windows())


@st.composite
def calendars(draw: st.DrawFn) -> BusinessHours:
    """Business hours with every kind of exception."""
    yearly = _DAYS.map(lambda day: str(day)[5:])
    always: st.SearchStrategy[Any] = st.just(ALWAYS)
    return BusinessHours(
        draw(always | _WEEKS),
        draw(st.sampled_from(ZONES)),
        holidays=draw(st.lists(st.one_of(_DAYS, yearly), max_size=3)),
        overrides=draw(st.dictionaries(_DAYS, windows(), max_size=2)),
        closures=draw(st.dictionaries(_DAYS, windows(), max_size=2)),
    )


_NUMBERS = st.fractions("1/12", 40, max_denominator=12)


def _times(hours: str | None) -> st.SearchStrategy[Quantity]:
    elapsed = ("second", "minute", "hour", "day", "week")
    business = ("business_second", "business_minute", "business_hour")
    times = st.builds(Quantity, _NUMBERS, st.sampled_from(elapsed if hours is None else elapsed + business))
    return times if hours is None else times | st.builds(Quantity, st.integers(1, 40), st.just("business_day"))


_CRITERIA = st.sampled_from(["score >= 50", "`a b` and seen < 3", "region == 'EU'"])
_SHARES = st.fractions("1/8", 100, max_denominator=8).map(lambda value: Quantity(value, "%"))
_SEVERAL = st.lists(texts().filter(bool), max_size=3, unique=True)
_MOVED_BY = st.lists(st.sampled_from(["asked", "replied", "handed_over", "_2", "übergeben"]), max_size=2, unique=True)
_ENDS = {
    "starts": st.lists(st.sampled_from(["asked", "handed_over", "_2"]), min_size=1, max_size=2, unique=True),
    "stops": st.lists(st.sampled_from(["replied", "übergeben"]), min_size=1, max_size=2, unique=True),
}
_EVENTS = ("starts", "stops", "pauses", "resumes", "resets", "cancels")


@st.composite
def clocks(draw: st.DrawFn, hours: list[str], own: str | None) -> dict[str, Any]:
    """What any clock has, of a party with hours of its own or without; here and there what it has by itself."""
    by = draw(st.sampled_from([None, *hours]))
    times = _times(by or own)
    events = {name: draw(_ENDS.get(name, _MOVED_BY)) for name in _EVENTS if draw(st.booleans())}
    repeats = {"repeats": draw(st.sampled_from(get_args(Repeats)))} if draw(st.booleans()) else {}
    cases = draw(st.lists(st.builds(ClockCase, _CRITERIA, times), max_size=2))
    at_risk = draw(st.none() | _SHARES.filter(lambda share: share.value < 100))
    hours_by = draw(st.none() | texts().filter(bool))
    timed = {"within": draw(times), "hours": by, "at_least": draw(_SHARES), "hours_by": hours_by}
    return {**timed, "cases": cases, "at_risk": at_risk, **events, **repeats}


@st.composite
def handoffs(draw: st.DrawFn, name: str, hours: list[str], own: dict[str, str | None]) -> Handoff:
    """A handoff between Marketing and Sales, whose clocks go by some of the hours."""
    giver, taker = draw(st.permutations(["Marketing", "Sales"]))
    accept, follow_up = (draw(st.none() | clocks(hours, own[taker])) for _ in range(2))
    tried = st.builds(Attempts, st.integers(1, 9999), _times(own[taker]))
    effort = st.builds(Quantity, _NUMBERS, st.sampled_from(("second", "minute", "hour")))
    more: dict[str, Any] = {"attempts": draw(st.none() | tried), "effort": draw(st.none() | effort)}
    more |= {name: draw(_MOVED_BY) for name in ("tries", "until") if draw(st.booleans())}
    return Handoff(
        name,
        giver,
        taker,
        trigger=draw(st.sampled_from(["", "score >= 50", "`a b` and seen < 3"])),
        information=draw(_SEVERAL),
        notice=draw(texts()),
        accept=None if accept is None else Acceptance(**accept, reject_for=draw(_SEVERAL)),
        follow_up=None if follow_up is None else FollowUp(**follow_up, **more),
        event=draw(st.sampled_from(["handed_over", "assigned"])),
        informed_at_least=draw(_SHARES),
    )


@st.composite
def channels(draw: st.DrawFn, name: str, hours: list[str], own: dict[str, str | None]) -> Channel:
    """A channel that says what it is for, or how fast it replies, or both."""
    party = draw(st.sampled_from(["Marketing", "Sales"]))
    reply = draw(st.none() | clocks(hours, own[party]))
    purpose = draw(texts().filter(lambda purpose: bool(purpose or reply)))
    return Channel(name, party, purpose, draw(texts()), reply=None if reply is None else Reply(**reply))


@st.composite
def services(draw: st.DrawFn, name: str, hours: list[str]) -> Service:
    """A service that promises something, by the hours of somebody or around the clock."""
    by = draw(st.sampled_from([None, *hours]))
    elapsed = st.builds(Quantity, _NUMBERS, st.sampled_from(("millisecond", "second", "minute", "hour")))
    times = _times(by).filter(lambda time: time.unit != "business_day")
    rates = st.builds(Quantity, _NUMBERS, st.sampled_from(("request/second", "report/minute")))
    amounts = {"availability": _SHARES, "mtbf": times, "mttr": times, "throughput": rates, "jitter": elapsed}
    asked = draw(st.sets(st.sampled_from(sorted(amounts)), min_size=1))
    some = {key: draw(amounts[key]) for key in sorted(asked)}
    parties = {key: draw(st.sampled_from([None, "Marketing", "Sales"])) for key in ("reported_by", "paid_by")}
    every = draw(st.none() | elapsed)
    more: dict[str, Any] = {**some, **parties, "excludes": draw(_SEVERAL), "sampled_every": every}
    return Service(name, *draw(st.permutations(["Marketing", "Sales"])), hours=by, **more)


@st.composite
def all_hours(draw: st.DrawFn) -> list[NamedHours]:
    """Hours, some of them put together of others, in any order."""
    found: list[NamedHours] = []
    for name in draw(st.lists(names(), max_size=4, unique=True)):
        if len(found) > 0 and draw(st.booleans()):
            parts = st.lists(st.sampled_from([each.name for each in found]), min_size=1, max_size=3, unique=True)
            found.append(NamedHours(name, **{draw(st.sampled_from(["any_of", "all_of"])): draw(parts)}))  # type: ignore[arg-type]
        else:
            found.append(NamedHours(name, draw(calendars())))
    return list(draw(st.permutations(found)))


@st.composite
def with_handoffs(draw: st.DrawFn) -> Agreement:
    """Small agreements with hours, handoffs, channels, services, events and capacities of any kind."""
    hours = draw(all_hours())
    called = [each.name for each in hours]
    units = st.sampled_from(("hour/month", "minute/month", "hour/quarter", "day/year"))
    capacity = st.none() | st.builds(Quantity, _NUMBERS, units)
    by = {party: draw(st.sampled_from([None, *called])) for party in ("Marketing", "Sales")}
    parties = [Party(name, capacity=draw(capacity), hours=own) for name, own in by.items()]
    own = {party: hours_ or (called[0] if len(called) == 1 else None) for party, hours_ in by.items()}
    several = st.lists(names().filter("leads".__ne__), max_size=3, unique=True)
    return Agreement(
        "Company X",
        draw(terms()),
        parties,
        [Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))],
        hours=hours,
        events=[
            Definition(f"e{place}", draw(texts()), draw(st.none() | _CRITERIA))
            for place in range(draw(st.integers(0, 3)))
        ],
        handoffs=[draw(handoffs(name, called, own)) for name in draw(several)],
        channels=[draw(channels(name, called, own)) for name in draw(several)],
        services=[draw(services(name, called)) for name in draw(several)],
    )


@given(with_handoffs(), st.booleans())
def test_what_is_written_is_read_the_same(agreement: Agreement, as_json: bool) -> None:
    """As YAML and as JSON, and byte for byte; an editor accepts it."""
    name = "a.json" if as_json else "a.yaml"
    text = dumps(agreement, as_json=as_json)
    assert loads(text, name) == agreement
    assert dumps(loads(text, name), as_json=as_json) == text
    assert [error.message for error in VALIDATOR.iter_errors(parse_document(text, name).value)] == []
