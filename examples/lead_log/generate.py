"""Write a lead log as a CRM keeps it: what became of the leads that marketing handed over to sales.

Usage: python generate.py 1000000 leads.parquet [--events events.parquet] [--seed 7] [--start 2026-01-01] [--months 12]
"""

import argparse
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from dateutil.relativedelta import relativedelta
from numpy.random import Generator, SeedSequence, default_rng
from numpy.typing import NDArray
from pyarrow.csv import CSVWriter  # type: ignore[import-untyped]
from pyarrow.parquet import ParquetWriter  # type: ignore[import-untyped]

Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]
Codes = NDArray[np.int8]

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NEVER = np.iinfo(np.int64).min
"""Moments are whole milliseconds since 1970 in UTC; this one stands for what did not happen, as NaT does in numpy."""


@attrs.frozen
class Delay:
    """A lognormal delay, cut at four sigma on either side: its median in minutes, and sigma."""

    median: float
    sigma: float

    def draw(self, random: Generator, count: int) -> Numbers:
        """Give so many delays in milliseconds."""
        spread = np.clip(random.standard_normal(count), -4, 4)
        return (self.median * MINUTE * np.exp(self.sigma * spread)).astype(np.int64)


# rates; README.md says of what
HANDED_OVER = 0.90
ASSIGNED = 0.99
ANSWERS = {"accepted": 0.835, "rejected": 0.12, "cancelled": 0.003, "": 0.042}
REASONS = {"wrong region": 0.35, "duplicate": 0.25, "no contact": 0.22, "too small": 0.10, "": 0.08}
AUTO_REPLIED = 0.20
PAUSED = 0.06
PAUSED_AGAIN = 0.20
NEVER_RESUMED = 0.10
CONTACTED = 0.90
GOT_THROUGH = 0.50
FORGOTTEN = 0.25
DISQUALIFIED = 0.15
GIVEN_UP = 0.70
RECYCLED = 0.08
HANDED_OVER_AGAIN = 0.40
RECYCLED_AGAIN = 0.25
SEGMENTS = {"small": 0.62, "midmarket": 0.28, "enterprise": 0.10}
REGIONS = {"east": 0.45, "west": 0.33, "south": 0.22}
SOURCES = {
    "organic search": 0.30,
    "paid search": 0.22,
    "webinar": 0.18,
    "content": 0.14,
    "referral": 0.09,
    "fair": 0.07,
}
ASKED_TO_TALK = {True: 0.92, False: 0.10}
COMPETITOR = 0.02
MISSING = {
    "owner": 0.02,
    "source": 0.01,
    "score": 0.02,
    "grade": 0.02,
    "name": 0.005,
    "email": 0.03,
    "last_activity": 0.04,
}
EMPTY = {"source": 0.01, "grade": 0.005, "name": 0.005, "email": 0.02}

# mistakes of those who keep the log
CONTACT_REVERSED = 0.003
ACCEPTANCE_REVERSED = 0.002
TIMESTAMP_MISSING = 0.002
DUPLICATED = 0.0005

# around the clock
SCORED = 0.60
SCORING = Delay(5, 0.8)
NURTURING = Delay(2 * 24 * 60, 1.0)
ASSIGNING = Delay(4, 0.8)
AUTO_REPLYING = Delay(0.5, 0.5)
TALKING = Delay(3, 0.5)
NURTURING_AGAIN = Delay(20 * 24 * 60, 0.7)
MISTAKE = Delay(10 * 60, 1.0)
BROWSING = Delay(8, 1.0)

# in office hours; the first two are multiplied by the slowness of the rep
ANSWERING = Delay(40, 1.1)
CALLING = Delay(15, 1.0)
CALLING_AGAIN = Delay(5 * 60, 0.8)
PAUSING = Delay(20, 0.8)
RESUMING = Delay(510, 0.9)
CLOSING = Delay(2 * 510, 0.8)

REPS = 40
SLOW_REPS = 6
SLOWNESS = 4.0
ATTEMPTS = 8
ENOUGH_ATTEMPTS = 6
OPENS, CLOSES = time(9), time(17, 30)
HOUR_WEIGHTS = [2, 1, 1, 1, 1, 2, 4, 8, 16, 24, 28, 27, 22, 24, 27, 26, 23, 18, 12, 10, 9, 8, 6, 4]
WEEKDAY_WEIGHTS = [1.05, 1.15, 1.1, 1.05, 0.9, 0.35, 0.4]
GOOD_AND_BAD_DAYS = 0.12

CHUNK = 125_000
"""Leads that are made, given and written at a time; part of the recipe, so that no choice of it can change the data."""

EVENTS = (
    *("created", "handed_over", "assigned", "accepted", "rejected", "attempted", "contacted", "auto_replied"),
    *("waiting", "resumed", "recycled", "disqualified", "cancelled"),
)
RECORD = np.dtype([("id", np.int64), ("at", np.int64), ("event", np.int8), ("reason", np.int8)])
MOMENT = pa.timestamp("us", tz="UTC")
LEADS_SCHEMA = pa.schema(
    [("id", pa.int64())]
    + [(f"{name}_at", MOMENT) for name in ("created", "handed_over", "assigned", "accepted", "rejected")]
    + [("rejection_reason", pa.string()), ("contacted_at", MOMENT), ("attempts", pa.int64())]
    + [("disqualified_at", MOMENT), ("recycled_at", MOMENT)]
    + [(name, pa.string()) for name in ("owner", "segment", "region", "source")]
    + [("score", pa.int64()), ("asked_to_talk", pa.bool_()), ("competitor", pa.bool_())]
    + [(name, pa.string()) for name in ("grade", "name", "email")]
    + [("last_activity", MOMENT)]
)
EVENTS_SCHEMA = pa.schema(
    [("id", pa.int64()), ("event", pa.string()), ("at", MOMENT), ("automatic", pa.bool_()), ("reason", pa.string())]
)


@attrs.frozen(eq=False)
class Office:
    """Office hours Monday to Friday: when they open, how long, and the office time before each; in milliseconds."""

    opens: Numbers
    lengths: Numbers
    before: Numbers

    @classmethod
    def of(cls, zone: ZoneInfo, first: date, last: date) -> "Office":
        """Give the office hours of a zone from a day to another."""
        days = [first + timedelta(number) for number in range((last - first).days)]
        weekdays = [day for day in days if day.weekday() < 5]
        opens, closes = (
            np.array([_moment(datetime.combine(day, wall, zone)) for day in weekdays]) for wall in (OPENS, CLOSES)
        )
        lengths = closes - opens
        return cls(opens, lengths, np.cumsum(lengths) - lengths)

    def after(self, moments: Numbers, delays: Numbers) -> Numbers:
        """Give when so much office time has passed since those moments."""
        index = np.searchsorted(self.opens, moments, side="right") - 1
        goals = self.before[index] + np.minimum(moments - self.opens[index], self.lengths[index]) + delays
        index = np.searchsorted(self.before, goals, side="right") - 1
        found: Numbers = self.opens[index] + goals - self.before[index]
        return found


@attrs.frozen(eq=False)
class Setting:
    """What all chunks share: how many leads, from midnight of which day up to which, in which zone, by which seed."""

    size: int
    seed: int
    start: date
    end: date
    zone: ZoneInfo

    def random(self, purpose: int, number: int = 0) -> Generator:
        """Give a stream of its own to a purpose and a number."""
        return default_rng(SeedSequence(self.seed, spawn_key=(purpose, number)))

    @property
    def chunks(self) -> range:
        """The first lead of each chunk, counted from 0."""
        return range(0, self.size, CHUNK)

    @cached_property
    def office(self) -> Office:
        """Office hours from a year before the first lead to five years after the last."""
        return Office.of(self.zone, self.start - timedelta(366), self.end + timedelta(5 * 366))

    @cached_property
    def slowness(self) -> NDArray[np.float64]:
        """How much longer than usual each rep takes; some are slow."""
        random = self.random(1)
        slow = np.where(random.permutation(REPS) < SLOW_REPS, SLOWNESS, 1.0)
        return slow * np.exp(0.3 * np.clip(random.standard_normal(REPS), -2, 2))

    @cached_property
    def rhythm(self) -> tuple[Numbers, NDArray[np.float64]]:
        """Moments a quarter of an hour apart, and the share of all leads that were created before each."""
        first, last = (_moment(datetime.combine(day, time(), self.zone)) for day in (self.start, self.end))
        quarters = np.arange(first, last, 15 * MINUTE)
        aware = (datetime.fromtimestamp(quarter / 1000, self.zone) for quarter in quarters.tolist())
        local = np.array([_moment(moment.replace(tzinfo=UTC)) for moment in aware])
        days = local // DAY
        good = np.exp(GOOD_AND_BAD_DAYS * self.random(2).standard_normal(days[-1] - days[0] + 1))
        # 1 January 1970 was a Thursday
        weights = np.take(HOUR_WEIGHTS, local // HOUR % 24) * np.take(WEEKDAY_WEIGHTS, (days + 3) % 7)
        total = np.cumsum(weights * good[days - days[0]])
        return np.append(quarters, last), np.append(0, total / total[-1])


def _moment(when: datetime) -> int:
    return int(when.timestamp()) * 1000


@attrs.define(eq=False)
class Story:
    """What became of the leads of a chunk.

    `first` has for each kind of event when it first befell each lead, or NEVER; `further` has more events: which, whom
    (positions in the chunk) and when. `owner` and `reason` are codes, -1 for none.
    """

    random: Generator
    ids: Numbers
    owner: Codes
    reason: Codes
    attempts: Numbers
    first: dict[str, Numbers] = attrs.field(factory=dict)
    further: list[tuple[str, Numbers, Numbers]] = attrs.field(factory=list)

    def happens(self, name: str, whom: Numbers, when: Numbers) -> None:
        """Note the first event of its kind."""
        self.first[name] = np.full(len(self.ids), NEVER)
        self.first[name][whom] = when

    def happens_too(self, name: str, whom: Numbers, when: Numbers) -> None:
        """Note further events of a kind."""
        self.further.append((name, whom, when))

    def whom(self, name: str) -> Numbers:
        """Give the positions of those whom something befell."""
        return np.flatnonzero(self.first[name] != NEVER)

    def some(self, whom: Numbers, rate: float) -> Numbers:
        """Draw from positions, each with the same chance."""
        return whom[self.random.random(len(whom)) < rate]

    def later(self, moments: Numbers, delay: Delay) -> Numbers:
        """Give moments a while later, around the clock."""
        return moments + delay.draw(self.random, len(moments))


def tell(setting: Setting, begin: int) -> Story:
    """Tell what became of the chunk of leads that begins with this one, counted from 0."""
    number = begin // CHUNK
    count = min(CHUNK, setting.size - begin)
    random = setting.random(3, number)
    none = np.full(count, -1, np.int8)
    story = Story(random, begin + 1 + np.arange(count), none, none.copy(), np.zeros(count, np.int64))
    moments, shares = setting.rhythm
    place = (begin + count * np.sort(random.random(count))) / setting.size
    story.happens("created", np.arange(count), np.interp(place, shares, moments).astype(np.int64))
    _hand_over(story)
    _answer(story, setting)
    ready, stuck = _pause(story, setting.office)
    _attempt(story, setting, ready, stuck)
    _close(story, setting.office, ready)
    _hand_over_again(story, setting.office)
    _spoil(story)
    return story


def _hand_over(story: Story) -> None:
    """Marketing hands over by score within minutes, or after days of nurturing; systems assign a rep, and may reply."""
    random, whom = story.random, story.some(np.arange(len(story.ids)), HANDED_OVER)
    created = story.first["created"][whom]
    scored = random.random(len(whom)) < SCORED
    story.happens("handed_over", whom, np.where(scored, story.later(created, SCORING), story.later(created, NURTURING)))
    whom = story.some(whom, ASSIGNED)
    story.owner[whom] = random.integers(0, REPS, len(whom))
    story.happens("assigned", whom, story.later(story.first["handed_over"][whom], ASSIGNING))
    whom = story.some(whom, AUTO_REPLIED)
    story.happens("auto_replied", whom, story.later(story.first["assigned"][whom], AUTO_REPLYING))


def _answer(story: Story, setting: Setting) -> None:
    """The rep accepts or rejects in office hours, or does neither; a few leads are cancelled instead."""
    random, whom = story.random, story.whom("assigned")
    delays = ANSWERING.draw(random, len(whom)) * setting.slowness[story.owner[whom]]
    when = setting.office.after(story.first["assigned"][whom], delays.astype(np.int64))
    answers = _pick(random, ANSWERS, len(whom))
    for code, answer in enumerate(ANSWERS):
        if answer:
            story.happens(answer, whom[answers == code], when[answers == code])
    rejected = story.whom("rejected")
    reasons = _pick(random, REASONS, len(rejected))
    story.reason[rejected] = np.where(reasons == len(REASONS) - 1, -1, reasons)


def _pause(story: Story, office: Office) -> tuple[Numbers, Marks]:
    """Once or twice the clock stands still; give since when each lead can be called, and whom nobody resumed."""
    ready, stuck = story.first["accepted"].copy(), np.zeros(len(story.ids), np.bool_)
    whom = story.some(story.whom("accepted"), PAUSED)
    for again in (PAUSED_AGAIN, 0.0):
        waiting = office.after(ready[whom], PAUSING.draw(story.random, len(whom)))
        story.happens_too("waiting", whom, waiting)
        ready[whom] = waiting
        resumed = story.random.random(len(whom)) >= NEVER_RESUMED
        stuck[whom[~resumed]] = True
        whom = whom[resumed]
        ready[whom] = office.after(ready[whom], RESUMING.draw(story.random, len(whom)))
        story.happens_too("resumed", whom, ready[whom])
        whom = story.some(whom, again)
    return ready, stuck


def _attempt(story: Story, setting: Setting, ready: Numbers, stuck: Marks) -> None:
    """The rep calls in office hours until a call gets through, or gives up, or forgets; `ready` ends as the last call.

    Those with a pause that nobody ended are never called.
    """
    random = story.random
    whom = np.flatnonzero((ready != NEVER) & ~stuck)
    reached = random.random(len(whom)) < CONTACTED
    tries = np.minimum(random.geometric(GOT_THROUGH, len(whom)), ATTEMPTS)
    in_vain = random.integers(1, ATTEMPTS + 1, len(whom)) * (random.random(len(whom)) >= FORGOTTEN)
    story.attempts[whom] = np.where(reached, tries, in_vain)
    reached_ones = whom[reached]
    for attempt in range(ATTEMPTS):
        whom = whom[story.attempts[whom] > attempt]
        delays = (CALLING_AGAIN if attempt else CALLING).draw(random, len(whom))
        if not attempt:
            delays = (delays * setting.slowness[story.owner[whom]]).astype(np.int64)
        ready[whom] = setting.office.after(ready[whom], delays)
        story.happens_too("attempted", whom, ready[whom])
    story.happens("contacted", reached_ones, story.later(ready[reached_ones], TALKING))


def _close(story: Story, office: Office, last: Numbers) -> None:
    """Sales disqualifies some whom it reached, and most whom it called often enough in vain; others go back.

    `last` is when sales last did something about those whom it accepted.
    """
    in_vain = np.flatnonzero((story.first["contacted"] == NEVER) & (story.attempts >= ENOUGH_ATTEMPTS))
    whom = np.concatenate([story.some(story.whom("contacted"), DISQUALIFIED), story.some(in_vain, GIVEN_UP)])
    story.happens("disqualified", whom, office.after(last[whom], CLOSING.draw(story.random, len(whom))))
    since = np.maximum(last, story.first["rejected"])
    whom = story.some(np.flatnonzero((since != NEVER) & (story.first["disqualified"] == NEVER)), RECYCLED)
    story.happens("recycled", whom, office.after(since[whom], CLOSING.draw(story.random, len(whom))))


def _hand_over_again(story: Story, office: Office) -> None:
    """Marketing hands over some of those that came back; of these, some come back again, and are handed over again."""
    whom = story.some(story.whom("recycled"), HANDED_OVER_AGAIN)
    when = story.first["recycled"][whom]
    for last_time in (False, True):
        when = story.later(when, NURTURING_AGAIN)
        story.happens_too("handed_over", whom, when)
        when = story.later(when, ASSIGNING)
        story.happens_too("assigned", whom, when)
        when = office.after(when, ANSWERING.draw(story.random, len(whom)))
        accepted = story.first["accepted"][whom] != NEVER
        story.happens_too("accepted", whom[accepted], when[accepted])
        if not last_time:
            back = accepted & (story.random.random(len(whom)) < RECYCLED_AGAIN)
            whom = whom[back]
            when = office.after(when[back], CLOSING.draw(story.random, len(whom)))
            story.happens_too("recycled", whom, when)


def _spoil(story: Story) -> None:
    """Make the mistakes that people and systems make; both tables will have them."""
    for name, rate in (("contacted", CONTACT_REVERSED), ("accepted", ACCEPTANCE_REVERSED)):
        whom = story.some(story.whom(name), rate)
        story.first[name][whom] = story.first["handed_over"][whom] - MISTAKE.draw(story.random, len(whom))
    once = np.flatnonzero((story.first["accepted"] != NEVER) & (story.first["recycled"] == NEVER))
    whom = story.some(once, TIMESTAMP_MISSING)
    which = story.random.integers(0, 3, len(whom))
    for number, name in enumerate(("handed_over", "assigned", "accepted")):
        story.first[name][whom[which == number]] = NEVER


def _pick(random: Generator, weights: Mapping[str, float], count: int) -> Codes:
    """Draw so many codes: positions in the mapping, with its weights."""
    limits = np.cumsum(list(weights.values()))
    return np.searchsorted(limits[:-1], random.random(count), side="right").astype(np.int8)


def leads_table(story: Story) -> pa.Table:
    """Give one row a lead, a few twice; the columns of the story, and those that describe the lead."""
    random, count, first = story.random, len(story.ids), story.first
    columns = {"id": pa.array(story.ids), "attempts": pa.array(story.attempts)}
    columns |= {f"{name}_at": _moments(when) for name, when in first.items()}
    columns |= _description(story)
    columns["rejection_reason"] = _text(story.reason, REASONS)
    columns["owner"] = _text(story.owner, [f"rep-{number:02}" for number in range(1, REPS + 1)])
    known = {name: _blank(random, columns[name], name) for name in MISSING}
    table = pa.table([(columns | known)[name] for name in LEADS_SCHEMA.names], schema=LEADS_SCHEMA)
    twice = story.some(np.arange(count), DUPLICATED)
    return table.take(np.insert(np.arange(count), random.integers(0, count, len(twice)), twice))


def _description(story: Story) -> dict[str, pa.Array]:
    """Give the columns that say who a lead is and what it did; better ones were handed over."""
    random, count = story.random, len(story.ids)
    created, handed_over = story.first["created"], story.first["handed_over"]
    handed = handed_over != NEVER
    score = np.clip(np.rint(random.normal(np.where(handed, 68, 38), 15)), 0, 100).astype(np.int64)
    grade = 3 - np.searchsorted([35, 55, 75], score + random.normal(0, 10, count), side="right")
    seen = np.where(
        handed, np.maximum(created, handed_over - BROWSING.draw(random, count)), story.later(created, NURTURING)
    )
    number = pa.array(story.ids).cast(pa.string())
    picked = {"segment": SEGMENTS, "region": REGIONS, "source": SOURCES}
    return {
        **{name: _text(_pick(random, weights, count), weights) for name, weights in picked.items()},
        "score": pa.array(score),
        "grade": _text(grade.astype(np.int8), "ABCD"),
        "asked_to_talk": pa.array(random.random(count) < np.where(handed, ASKED_TO_TALK[True], ASKED_TO_TALK[False])),
        "competitor": pa.array(random.random(count) < COMPETITOR),
        "name": pc.binary_join_element_wise("Lead", number, " "),
        "email": pc.binary_join_element_wise("lead-", number, "@companyx.example", ""),
        "last_activity": _moments(seen),
    }


def _moments(when: Numbers) -> pa.Array:
    return pa.array(when.view("M8[ms]").astype("M8[us]"), type=MOMENT)


def _text(codes: Codes, names: Any) -> pa.Array:
    """Give names for codes, null for -1."""
    return pa.array(list(names), pa.string()).take(pa.array(codes, mask=codes < 0))


def _blank(random: Generator, column: pa.Array, name: str) -> pa.Array:
    """Leave out what is not known, or was left empty."""
    lot, missing = random.random(len(column)), MISSING[name]
    if name in EMPTY:
        column = pc.if_else(pa.array(lot < missing + EMPTY[name]), "", column)
    return pc.if_else(pa.array(lot < missing), pa.scalar(None, column.type), column)


def event_records(story: Story) -> NDArray[np.void]:
    """Give the story as records of RECORD, in random order."""
    parts = [(name, story.whom(name), when) for name, when in story.first.items()]
    parts = [(name, whom, when[whom]) for name, whom, when in parts] + story.further
    records = np.empty(sum(len(whom) for _, whom, _ in parts), RECORD)
    end = 0
    for name, whom, when in parts:
        begin, end = end, end + len(whom)
        part = records[begin:end]
        part["id"], part["at"], part["event"] = story.ids[whom], when, EVENTS.index(name)
        part["reason"] = story.reason[whom] if name == "rejected" else -1
    return _shuffled(records, story.random)


def _shuffled(records: NDArray[np.void], random: Generator) -> NDArray[np.void]:
    return records[random.permutation(len(records))]


def events_table(records: NDArray[np.void]) -> pa.Table:
    """Give one row an event."""
    codes = np.ascontiguousarray(records["event"])
    columns = [
        pa.array(np.ascontiguousarray(records["id"])),
        _text(codes, EVENTS),
        _moments(np.ascontiguousarray(records["at"])),
        pa.array(codes == EVENTS.index("auto_replied")),
        _text(np.ascontiguousarray(records["reason"]), REASONS),
    ]
    return pa.table(columns, schema=EVENTS_SCHEMA)


def _setting(size: int, seed: int, start: date, months: int, zone: str) -> Setting:
    if size < 1 or months < 1:
        raise ValueError(f"a lead log has at least 1 lead and 1 month, not {size} and {months}")
    return Setting(size, seed, start, start + relativedelta(months=months), ZoneInfo(zone))


def lead_log(
    size: int, seed: int = 7, start: date = date(2026, 1, 1), months: int = 12, zone: str = "America/New_York"
) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Give the log chunk by chunk: a table of CHUNK leads at most, and the table of all their events in random order.

    Leads are created from midnight of `start` in the zone for so many months; what becomes of them may happen later.
    """
    setting = _setting(size, seed, start, months, zone)
    for begin in setting.chunks:
        story = tell(setting, begin)
        yield leads_table(story), events_table(event_records(story))


def write_log(setting: Setting, leads: Path, events: Path | None) -> None:
    """Write the leads, and their events in random order over the whole file.

    Events are dealt out to temporary files beside the leads, each of which is then shuffled in memory.
    """
    with TemporaryDirectory(dir=leads.parent) as folder:
        heaps = [Path(folder) / str(begin) for begin in setting.chunks]
        with _writer(leads, LEADS_SCHEMA) as file:
            for number, begin in enumerate(setting.chunks):
                story = tell(setting, begin)
                file.write_table(leads_table(story))
                if events:
                    _deal(event_records(story), heaps, setting.random(4, number))
        if events:
            with _writer(events, EVENTS_SCHEMA) as file:
                for number, heap in enumerate(heaps):
                    file.write_table(events_table(_shuffled(np.fromfile(heap, RECORD), setting.random(5, number))))
                    heap.unlink()


def _deal(records: NDArray[np.void], heaps: list[Path], random: Generator) -> None:
    """Deal records, which are in random order, out to files, each record to each file with the same chance."""
    counts = random.multinomial(len(records), np.full(len(heaps), 1 / len(heaps)))
    for heap, part in zip(heaps, np.split(records, np.cumsum(counts)[:-1]), strict=True):
        with heap.open("ab") as file:
            part.tofile(file)


def _writer(path: Path, schema: pa.Schema) -> Any:
    """Open a file for tables; few columns are worth a dictionary."""
    if path.suffix == ".csv":
        return CSVWriter(path, schema)
    texts = [field.name for field in schema if field.type == pa.string() and field.name not in ("name", "email")]
    return ParquetWriter(path, schema, compression="zstd", use_dictionary=texts, store_schema=False)


def _table_path(text: str) -> Path:
    path = Path(text)
    if path.suffix not in (".csv", ".parquet"):
        raise argparse.ArgumentTypeError(f"{text!r} must end in .csv or .parquet")
    return path


def main(arguments: list[str] | None = None) -> None:
    """Write a log as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int, help="how many leads")
    parser.add_argument("leads", type=_table_path, help="where to write the leads, .csv or .parquet")
    parser.add_argument("--events", type=_table_path, help="where to write their events, .csv or .parquet")
    parser.add_argument("--seed", type=int, default=7, help="another seed, another log")
    parser.add_argument("--start", type=date.fromisoformat, default=date(2026, 1, 1), help="the first day")
    parser.add_argument("--months", type=int, default=12, help="for how many months leads are created")
    parser.add_argument("--zone", default="America/New_York", help="the time zone of the office")
    given = parser.parse_args(arguments)
    try:
        setting = _setting(given.size, given.seed, given.start, given.months, given.zone)
    except ValueError as problem:
        parser.error(str(problem))
    write_log(setting, given.leads, given.events)


if __name__ == "__main__":
    main()
