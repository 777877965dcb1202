"""Messy tables and logs are measured, and cases asked about, as the slow reading of the docs has them (`make fuzz`).

`STORIES` is how many cases there are of each sort, `SEED` repeats a run.
"""

import json
import os
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import polars as pl
import pytest
import yaml
from slow_reading_of_clocks import (
    BERLIN,
    TICK,
    Case,
    Clause,
    Fields,
    Figures,
    Happening,
    Run,
    cases_of_log,
    cases_of_table,
    clocks_of,
    figures,
    instant,
    with_defaults,
)

from smarketing import Agreement, Event, loads, measure, state
from smarketing.measuring.measured import Measured

STORIES = int(os.environ.get("STORIES", "300"))
SEED = int(os.environ.get("SEED", str(random.randrange(2**32))))
NEW_YORK = ZoneInfo("America/New_York")

CLAUSES: dict[str, Clause] = yaml.safe_load("""
followed-up:
  {trigger: fits == True, information: [email, phone], follow_up: {within: 4 business_hours, voids: [spam],
  attempts: 2 in 1 business_days, cases: [{when: size == 'small', within: 2 hours}]}}
decided-and-followed-up:
  {trigger: fits == True, information: [email], accept: {within: 4 business_hours, reject_for: [duplicate, region]},
  follow_up: {within: 2 business_hours, cases: [{when: size == 'small', within: 24 hours}],
  attempts: 3 in 2 business_days, until: [contacted], voids: [spam]}}
acceptance-that-rests:
  {trigger: fits == True, accept: {within: 90 business_minutes, reject_for: [duplicate], pauses: [waiting],
  resumes: [resumed], voids: [spam], cases: [{when: size == 'small', within: 3 business_hours}]},
  follow_up: {within: 1 business_days, attempts: 2 in 20 business_hours}}
accepted-only: {accept: {within: 1 business_days}}
follow-up-from-assignment:
  {trigger: fits == True, follow_up: {within: 4 business_hours, starts: [assigned],
  cases: [{when: size == 'small', within: 2 business_days}], attempts: 2 in 9 business_hours}}
acceptance-from-assignment:
  {trigger: fits == True, information: [email], follow_up: {within: 6 hours, voids: [spam]},
  accept: {within: 3 business_hours, starts: [assigned], reject_for: [duplicate, region]}}
follow-up-from-assignment-beside-acceptance:
  {trigger: fits == True, accept: {within: 3 business_hours, reject_for: [duplicate]},
  follow_up: {within: 6 business_hours, starts: [assigned], attempts: 2 in 2 business_days}}
created:
  {event: created, trigger: fits == True, follow_up: {within: 1 business_days, stops: [contacted, accepted],
  pauses: [waiting, rejected], resumes: [resumed, assigned]}}
calendar-days:
  {trigger: fits == True, follow_up: {within: 2 calendar_days, voids: [spam],
  cases: [{when: size == 'small', within: 1 calendar_days}], attempts: 2 in 3 calendar_days}}
two-starts:
  {trigger: fits == True, follow_up: {within: 4 business_hours, starts: [handed_over, assigned], resets: [],
  cancels: [cancelled, disqualified]}}
stops-of-its-own:
  {trigger: fits == True, accept: {within: 3 business_hours, reject_for: [duplicate], stops: [accepted, rejected],
  cancels: [cancelled, disqualified], voids: [spam]}, follow_up: {within: 4 business_hours, stops: [contacted, met],
  cancels: [], attempts: 2 in 1 business_days, tries: [attempted, mailed], until: [connected, met]}}
updates-after-acceptance:
  {trigger: fits == True, accept: {within: 3 business_hours, reject_for: [duplicate]},
  follow_up: {within: 6 business_hours, repeats: after each stop, resets: []}}
replies:
  {trigger: fits == True, reply: {within: 90 business_minutes, cases: [{when: size == 'small', within: 30 hours}],
  voids: [spam]}}
replies-to-the-last:
  {trigger: fits == True, reply: {within: 3 business_hours, resets: [reopened, asked],
  cases: [{when: size == 'small', within: 12 hours}]}}
replies-to-two: {reply: {within: 2 business_days, starts: [asked, reminded], stops: [replied, contacted]}}
updates: {reply: {within: 4 business_hours, repeats: after each stop, voids: [spam]}}
updates-of-outages:
  {trigger: fits == True, reply: {within: 1 business_days, cases: [{when: size == 'small', within: 6 hours}],
  starts: [began], stops: [sent], cancels: [over], repeats: after each stop}}
""")
UPDATES = {"updates-after-acceptance", "updates", "updates-of-outages"}
"""Clauses that a table cannot measure."""

# Around both changes of the clocks, ends of months and weekends.
BEGINNINGS = [
    datetime(2026, 2, 26, 10),
    datetime(2026, 3, 7, 20),
    datetime(2026, 3, 27, 8),
    datetime(2026, 3, 28, 20),
    datetime(2026, 3, 30, 9),
    datetime(2026, 10, 23, 12),
    datetime(2026, 10, 24, 20),
    datetime(2026, 10, 31, 20),
]
SEEN_FROM = [datetime(2026, 3, 31, 12), datetime(2026, 4, 1, 8), datetime(2026, 10, 27, 12), datetime(2026, 12, 31)]
FIELDS = ("segment", "size", "email", "phone", "fits")


def agreement_of(name: str, zone: ZoneInfo) -> Agreement:
    """Give an agreement with one clause."""
    owners = {"owed_by": "S"} if "reply" in CLAUSES[name] else {"from": "M", "to": "S"}
    document = {
        "smarketing": 1,
        "title": "Clocks",
        "term": {"start": "2026-01-01", "timezone": zone.key},
        "parties": {"M": {}, "S": {}},
        "hours": {"office": {"weekly": {"mon-fri": "09:00-17:00"}, "timezone": BERLIN.key}},
        "objectives": {},
        "channels" if "reply" in CLAUSES[name] else "handoffs": {name: owners | CLAUSES[name]},
    }
    return loads(json.dumps(document), "agreement.json")


def events_of(clause: Clause) -> dict[str, float]:
    """Give the events that a clause knows, by how often they happen."""
    clause = with_defaults(clause)
    often = {"starts": 5, "stops": 2, "pauses": 2, "resumes": 2, "resets": 1.5, "cancels": 1, "voids": 0.5}
    often |= {"tries": 2, "until": 1}
    found = {} if "reply" in clause else {"recycled": 0.5, "disqualified": 0.3, clause["event"]: 5}
    for _, clock in clocks_of(clause):
        for role, weight in often.items():
            for event in cast("dict[str, list[str]]", clock).get(role, []):
                found[event] = max(weight, found.get(event, 0))
    return found


def some_fields(chance: random.Random, case: int) -> Fields:
    """Give the fields of a row; its segment is of this case alone, so that figures are of one case."""
    size = chance.choice(["small", "small", "big", "big", None])
    return {
        "fits": chance.choice([True, True, True, False, None]),
        "size": size,
        "segment": chance.choice([f"{case} {size}", f"{case} {size}", f"{case} {size}", None]),
        "email": chance.choice(["name@companyx.example", "name@companyx.example", "", " ", "\t", None]),
        "phone": chance.choice(["1", "2", "3", None, "\u00a0"]),
    }


def some_reason(chance: random.Random, event: str) -> str | None:
    """Give a reason of a rejection, which may not be agreed on."""
    return chance.choice(["duplicate", "duplicate", "region", "region", "other", None]) if event == "rejected" else None


def some_moment(chance: random.Random, beginning: datetime) -> datetime:
    """Give a wall time near another: often the same, a time of opening or closing, or a microsecond beside it."""
    edge = datetime.combine(beginning.date() + timedelta(chance.randrange(4)), time(chance.choice([9, 11, 13, 17])))
    return chance.choice(
        [beginning, edge + chance.choice([-1, 0, 0, 0, 1]) * TICK]
        + [beginning + timedelta(minutes=30 * chance.randrange(60)) for _ in range(6)]
        + [beginning + timedelta(minutes=30 * chance.randrange(300)) for _ in range(2)]
        + [beginning + timedelta(days=chance.randrange(40), microseconds=chance.randrange(5))]
    )


def some_story(
    chance: random.Random, name: str, case: int, zone: ZoneInfo, *, once: bool, steady: bool
) -> list[Fields]:
    """Give the rows of one case in a log; each event `once`, and rows have the same fields if they are `steady`."""
    clause = with_defaults(CLAUSES[name])
    events = events_of(clause)
    begins = clause["reply"]["starts"] if "reply" in clause else [clause["event"]]
    drawn = chance.choices(list(events), list(events.values()), k=chance.choice([1, 2, 3, 4, 5, 6, 8, 10, 12]))
    drawn = [begins[0]] * (chance.random() < 0.9) + drawn
    beginning, whole = chance.choice(BEGINNINGS), some_fields(chance, case)
    rows = list[Fields]()
    given = dict[tuple[bool, datetime], Fields]()
    for event in dict.fromkeys(drawn) if once else drawn:
        again = bool(rows) and chance.random() < 0.2
        at = cast("datetime", chance.choice(rows)["at"]) if again else some_moment(chance, beginning)
        # Of several handings over at one instant, or contacts, nobody could say whose fields count.
        fields = whole if steady else given.setdefault((event in begins, instant(at, zone)), some_fields(chance, case))
        row = {"id": case, "event": event, "at": at, **fields}
        twice = chance.random() < (0.5 if event == "rejected" else 0.1) and not once
        rows += [{**row, "reason": some_reason(chance, event)} for _ in range(1 + twice)]
    return rows


def as_record(story: Sequence[Fields], events: Iterable[str]) -> Fields:
    """Give the record of a case in which each event is once."""
    moments = {f"{event}_at": None for event in events} | {f"{row['event']}_at": row["at"] for row in story}
    reason = next((row["reason"] for row in story if row["event"] == "rejected"), None)
    return {name: story[0][name] for name in ("id", *FIELDS)} | moments | {"rejection_reason": reason}


def frame(rows: Sequence[Fields], zone: ZoneInfo | None) -> pl.DataFrame:
    """Give rows as a frame, with wall times, or with instants if a zone says of which clocks the times are."""
    schema = dict.fromkeys(("event", "reason", "rejection_reason", *FIELDS), pl.String()) | {"fits": pl.Boolean()}
    moments = pl.Datetime("us", None if zone is None else "UTC")
    if zone is not None:
        rows = [{name: _in_utc(each, zone) for name, each in row.items()} for row in rows]
    return pl.DataFrame(rows, {name: schema.get(name, pl.Int64() if name == "id" else moments) for name in rows[0]})


def _in_utc(given: object, zone: ZoneInfo) -> object:
    return instant(given, zone) if isinstance(given, datetime) else given


class Given:
    """Stories of a clause, and how they are seen: from where, and with wall times or instants."""

    def __init__(self, name: str, *, once: bool, steady: bool) -> None:
        chance = self.chance = random.Random(f"{SEED} {name} {once} {steady}")
        self.name, self.zone = name, chance.choice([BERLIN, NEW_YORK])
        self.as_of = chance.choice(SEEN_FROM).replace(tzinfo=UTC)
        self.written_in = chance.choice([None, self.zone])
        self.stories = [some_story(chance, name, case, self.zone, once=once, steady=steady) for case in range(STORIES)]
        self.rows = [row for story in self.stories for row in story]
        chance.shuffle(self.rows)

    def compare_log(self, log: Sequence[Fields], about: Sequence[Fields] | None = None) -> None:
        """Compare the figures of a log."""
        cases = cases_of_log(log, self.zone, about)
        self._compare(cases, None if about is None else frame(about, None), frame(log, self.written_in))

    def compare_table(self, table: Sequence[Fields]) -> None:
        """Compare the figures of a table with one row a case."""
        self._compare(cases_of_table(table, self.zone), frame(table, self.written_in))

    def _compare(
        self, cases: Iterable[list[Happening]], table: pl.DataFrame | None, log: pl.DataFrame | None = None
    ) -> None:
        slow = figures(CLAUSES[self.name], self.name, self.zone, cases, self.as_of, is_table=log is None)
        tables, logs = ({} if given is None else {self.name: given} for given in (table, log))
        fast = counted(measure(agreement_of(self.name, self.zone), tables, events=logs, as_of=self.as_of))
        differ = {key: (slow.get(key), fast.get(key)) for key in slow | fast if slow.get(key) != fast.get(key)}
        assert slow
        assert not differ, f"SEED={SEED}"


def counted(measured: Measured) -> Figures:
    """Give the figures that the library measured, but for those in which nothing is counted."""
    return {
        (str(each.month), each.of, each.segment, each.measure): (int(each.value), each.base)
        for each in measured.figures
        if each.base or (each.measure != "share" and (each.value or each.unit))
    }


@pytest.mark.parametrize("name", sorted(CLAUSES.keys() - UPDATES))
def test_tables_and_logs_of_the_same_stories(name: str) -> None:
    """A table with one row a case and a log with the same events are each measured as the docs say."""
    given = Given(name, once=True, steady=True)
    given.compare_table([as_record(story, events_of(CLAUSES[name])) for story in given.stories])
    given.compare_log(given.rows)


@pytest.mark.parametrize("name", CLAUSES)
def test_logs(name: str) -> None:
    """Logs with events that come again, twice, and in any order are measured as the docs say."""
    given = Given(name, once=False, steady=False)
    given.compare_log(given.rows)


@pytest.mark.parametrize("name", CLAUSES)
def test_logs_beside_a_table(name: str) -> None:
    """Fields of a table beside the log count, and only the cases that it has."""
    given = Given(name, once=False, steady=True)
    log = [{column: row[column] for column in ("id", "event", "at", "reason")} for row in given.rows]
    cases = [case for case in range(STORIES) if given.chance.random() < 0.9]
    given.compare_log(log, [{"id": case, **some_fields(given.chance, case)} for case in cases])


State = tuple[str, str, datetime, timedelta, datetime | None, datetime | None]
STATUSES = {"in time": "met", "pending": "pending", "cancelled": "not-in-force"}


def slow_state(promise: str, run: Run, at: datetime) -> State:
    """Give the state of a run; one that rests in time has no due instant."""
    verdict = run.verdict(at)
    due = None if run.rests and verdict == "pending" else run.due
    ended = run.ended if run.end == "stops" else None
    return promise, STATUSES.get(verdict, "missed"), run.since, run.used(at), due, ended


def slow_states(name: str, zone: ZoneInfo, story: Sequence[Fields], at: datetime) -> list[State]:
    """Give the states of a case; it is not asked whether it meets the trigger."""
    clause = with_defaults(CLAUSES[name])
    clause.pop("trigger", None)
    happenings = [Happening(cast("datetime", row["at"]), str(row["event"]), row) for row in story]
    runs = Case(clause, zone, happenings, at).runs
    return [slow_state(name + step, run, at) for step, found in runs.items() for run in found]


@pytest.mark.parametrize("name", sorted(CLAUSES))
@pytest.mark.parametrize("once", [True, False])
def test_states(name: str, *, once: bool) -> None:
    """The clocks of one case stand as the docs say, at the instants of its events and between them."""
    chance = random.Random(f"{SEED} {name} {once}")
    zone = chance.choice([BERLIN, NEW_YORK])
    agreement = agreement_of(name, zone)
    part = agreement.channels[0] if "reply" in CLAUSES[name] else agreement.handoffs[0]
    for case in range(2 * STORIES):
        rows = some_story(chance, name, case, zone, once=once, steady=once)
        moments = [instant(cast("datetime", row["at"]), zone) for row in rows]
        story = [{**row, "at": at} for row, at in zip(rows, moments, strict=True)]
        at = chance.choice(moments) + timedelta(minutes=chance.choice([-30, 0, 0, 30, 60, 600, 3000, 100000]))
        events = [Event(str(row["event"]), moment, row) for row, moment in zip(rows, moments, strict=True)]
        found = state(part, as_record(story, ()) if once else events, at, agreement=agreement)
        fast = [(each.promise, each.status.value, each.began, each.used, each.due, each.ended) for each in found]
        assert fast == slow_states(name, zone, story, at), f"SEED={SEED}"
