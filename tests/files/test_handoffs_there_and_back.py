"""Hours and handoffs of any kind in files: there and back."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from smarketing import (
    Acceptance,
    Agreement,
    AtLeast,
    BusinessHours,
    FollowUp,
    Handoff,
    Objective,
    Party,
    Quantity,
    dumps,
    loads,
)
from smarketing.files import json_schema
from smarketing.files.documents import parse_document
from smarketing.model import Attempts
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


@st.composite
def calendars(draw: st.DrawFn) -> BusinessHours:
    """Business hours with every kind of exception."""
    yearly = _DAYS.map(lambda day: str(day)[5:])
    return BusinessHours(
        draw(st.dictionaries(st.sampled_from("mon tue wed thu fri sat sun".split()), windows())),
        draw(st.sampled_from(ZONES)),
        holidays=draw(st.lists(st.one_of(_DAYS, yearly), max_size=3)),
        overrides=draw(st.dictionaries(_DAYS, windows(), max_size=2)),
        closures=draw(st.dictionaries(_DAYS, windows(), max_size=2)),
    )


_NUMBERS = st.fractions("1/12", 40, max_denominator=12)


def _times(hours: str | None) -> st.SearchStrategy[Quantity]:
    elapsed = ("second", "minute", "hour", "day", "week")
    business = ("business_second", "business_minute", "business_hour", "business_day")
    return st.builds(Quantity, _NUMBERS, st.sampled_from(elapsed if hours is None else elapsed + business))


@st.composite
def handoffs(draw: st.DrawFn, name: str, hours: list[str]) -> Handoff:
    """A handoff between Marketing and Sales, whose clocks go by some of the hours."""
    by, then_by = (draw(st.sampled_from([None, *hours])) for _ in range(2))
    share = st.fractions("1/8", 100, max_denominator=8).map(lambda value: Quantity(value, "%"))
    several = st.lists(texts().filter(bool), max_size=3, unique=True)
    accept = st.builds(Acceptance, _times(by), st.just(by), share, reject_for=several)
    tried = st.builds(Attempts, st.integers(1, 9999), _times(then_by))
    effort = st.builds(Quantity, _NUMBERS, st.sampled_from(("second", "minute", "hour")))
    follow_up = st.builds(
        FollowUp, _times(then_by), st.just(then_by), share, attempts=st.none() | tried, effort=st.none() | effort
    )
    giver, taker = draw(st.permutations(["Marketing", "Sales"]))
    return Handoff(
        name,
        giver,
        taker,
        trigger=draw(st.sampled_from(["", "score >= 50", "`a b` and seen < 3"])),
        information=draw(several),
        notice=draw(texts()),
        accept=draw(st.none() | accept),
        follow_up=draw(st.none() | follow_up),
    )


@st.composite
def with_handoffs(draw: st.DrawFn) -> Agreement:
    """Small agreements with hours, handoffs and capacities of any kind."""
    hours = draw(st.lists(names(), max_size=3, unique=True))
    called = draw(st.lists(names(), max_size=3, unique=True))
    units = st.sampled_from(("hour/month", "minute/month", "hour/quarter", "day/year"))
    capacity = st.none() | st.builds(Quantity, _NUMBERS, units)
    return Agreement(
        "Company X",
        draw(terms()),
        [Party("Marketing", capacity=draw(capacity)), Party("Sales", "Amy", capacity=draw(capacity))],
        [Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))],
        hours={name: draw(calendars()) for name in hours},
        handoffs=[draw(handoffs(name, hours)) for name in called],
    )


@given(with_handoffs(), st.booleans())
def test_what_is_written_is_read_the_same(agreement: Agreement, as_json: bool) -> None:
    """As YAML and as JSON, and byte for byte; an editor accepts it."""
    name = "a.json" if as_json else "a.yaml"
    text = dumps(agreement, as_json=as_json)
    assert loads(text, name) == agreement
    assert dumps(loads(text, name), as_json=as_json) == text
    assert [error.message for error in VALIDATOR.iter_errors(parse_document(text, name).value)] == []
