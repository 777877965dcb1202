"""Who agrees, from when to when, what they need, and when they meet."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import get_args

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.agreement import (
    EVERYONE,
    Meeting,
    Objective,
    Party,
    PartyNeed,
    PeriodCalendar,
    Recurrence,
    Report,
    Signature,
    Term,
)
from smarketing.agreement.sections.calendar import MONTH_NAMES, CountedFrom
from smarketing.testing.business_hours import ZONES
from smarketing.testing.quantities import amounts
from smarketing.testing.texts import several_names, texts
from smarketing.units import Quantity

_DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
_RULES = ("FREQ=WEEKLY;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=DAILY;INTERVAL=3", "FREQ=YEARLY;COUNT=4")
_COUNTED_FROM: SearchStrategy[CountedFrom] = st.sampled_from(get_args(CountedFrom))
_CAPACITIES = ("hour/month", "minute/month", "hour/quarter", "day/year")


@st.composite
def terms(draw: DrawFn) -> Term:
    """Generate terms with an end and without, in several time zones."""
    start = draw(_DAYS)
    days = draw(st.none() | st.integers(0, 800))
    end = None if days is None else start + timedelta(days)
    return Term(start, end, draw(st.sampled_from(ZONES)))


@st.composite
def period_calendars(draw: DrawFn) -> PeriodCalendar:
    """Generate calendars whose months begin on any day, and whose quarters count from anywhere."""
    begin_on, counted = draw(st.just(1) | st.integers(1, 28)), draw(_COUNTED_FROM)
    starts = draw(st.sampled_from(MONTH_NAMES)) if counted == "fiscal" else None
    return PeriodCalendar(counted, fiscal_year_starts=starts, months_begin_on=begin_on)


@st.composite
def parties(draw: DrawFn, *, hours: Sequence[str] = ()) -> list[Party]:
    """Generate two to four parties, some with a capacity, some with one of the `hours` of the agreement."""
    own = st.sampled_from((None, *hours))
    return [
        Party(name, *(draw(texts()) for _field in range(3)), capacity=draw(_capacities()), hours=draw(own))
        for name in draw(several_names(4, least=2))
    ]


@cache
def _capacities() -> SearchStrategy[Quantity | None]:
    return st.none() | st.builds(Quantity, amounts(40), st.sampled_from(_CAPACITIES))


def contacts_of(some: Sequence[Party]) -> list[str]:
    """Give the contacts of some parties, each once."""
    return list(dict.fromkeys(party.contact for party in some if party.contact))


@st.composite
def signatures(draw: DrawFn, called: Sequence[str], *, by: date) -> list[Signature]:
    """Generate signatures of the parties that are `called` so, on a day or before; of some now and then none."""
    days = st.dates(date(2019, 1, 1), by)
    return [Signature(name, draw(days)) for name in called if draw(st.integers(0, 9))]


@st.composite
def party_needs(draw: DrawFn, called: Sequence[str], promises: Sequence[Objective]) -> list[PartyNeed]:
    """Generate what parties need from each other, party by party; some of it a promise provides."""
    by = st.sampled_from((None, *(each.name for each in promises)))
    return [
        PartyNeed(party, draw(st.sampled_from(called)), draw(texts()), draw(by))
        for party in draw(st.lists(st.sampled_from(called), max_size=2, unique=True))
        for _number in range(draw(st.integers(1, 2)))
    ]


@cache
def recurrences() -> SearchStrategy[Recurrence]:
    """Generate rules, and numbers of months."""
    every = st.integers(1, 24).map(lambda months: Recurrence(every=months))
    return st.one_of(st.sampled_from(_RULES).map(Recurrence), every)


@st.composite
def occasions(draw: DrawFn, called: Sequence[str]) -> list[Report | Meeting]:
    """Generate reports and meetings of the parties that are `called` so."""
    who = st.just([EVERYONE]) | st.lists(st.sampled_from(called), min_size=1, max_size=3, unique=True)
    found: list[Report | Meeting] = []
    for name in draw(several_names(3)):
        if draw(st.booleans()):
            giver, taker = draw(st.permutations(called))[:2]
            found.append(Report(name, giver, taker, draw(recurrences())))
        else:
            found.append(Meeting(name, draw(who), draw(recurrences()), at=draw(_clock_times()), lasts=draw(_lengths())))
    return found


@cache
def _clock_times() -> SearchStrategy[time | None]:
    return st.none() | st.builds(time, st.integers(0, 23), st.integers(0, 59))


@cache
def _lengths() -> SearchStrategy[Quantity | None]:
    return st.none() | st.builds(Quantity, amounts(90), st.sampled_from(("minute", "hour")))
