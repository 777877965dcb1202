"""The rules of clocks, read slowly from docs/measuring.md: one case at a time, in plain Python, without the library.

A clause is a handoff or a channel as an agreement file has it, with lists of events. Instants are in UTC. Business time
runs from Monday to Friday, 9:00 to 17:00 in Berlin.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import NamedTuple, TypedDict, cast
from zoneinfo import ZoneInfo

Fields = Mapping[str, object]
Window = tuple[datetime, datetime]
Key = tuple[str, str, str, str]
"""The month of a figure, what it is of, its segment and its measure."""
Figures = dict[Key, tuple[int, int | None]]
"""The value and the base of each figure."""


class ClockTerms(TypedDict, total=False):
    """A clock in an agreement file."""

    within: str
    cases: list[dict[str, str]]
    starts: list[str]
    stops: list[str]
    pauses: list[str]
    resumes: list[str]
    resets: list[str]
    cancels: list[str]
    voids: list[str]
    repeats: str
    reject_for: list[str]
    attempts: str
    tries: list[str]
    until: list[str]


class Clause(TypedDict, total=False):
    """A handoff or a channel in an agreement file."""

    event: str
    trigger: str
    information: list[str]
    accept: ClockTerms
    follow_up: ClockTerms
    reply: ClockTerms


class Happening(NamedTuple):
    """An event of a case, and the fields of its row; of what counts as accepted, also the handing over."""

    at: datetime
    name: str
    fields: Fields
    handing: "Happening | None" = None


BERLIN = ZoneInfo("Europe/Berlin")
NEVER = datetime(2100, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
LENGTHS = {
    "hours": timedelta(hours=1),
    "business_hours": timedelta(hours=1),
    "business_minutes": timedelta(minutes=1),
}
ROLES = ("starts", "pauses", "resumes", "stops", "cancels", "voids", "resets")
"""How events move a clock; in this order at one instant."""


def instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """Give a moment in UTC; a wall time that comes twice is the first, and one that is skipped moves forward."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def _is_open(day: date) -> bool:
    return day.weekday() < 5


_DAYS = [date(2025, 12, 1) + timedelta(days) for days in range(500)]
OFFICE: list[Window] = [
    (instant(datetime.combine(day, time(9)), BERLIN), instant(datetime.combine(day, time(17)), BERLIN))
    for day in _DAYS
    if _is_open(day)
]
ALWAYS: list[Window] = [(datetime(1970, 1, 1, tzinfo=UTC), NEVER)]


def windows_of(within: str) -> list[Window]:
    """Give the windows in which a time runs."""
    return OFFICE if "business" in within else ALWAYS


def open_time(windows: list[Window], since: datetime, pauses: Iterable[Window]) -> Iterator[Window]:
    """Give the open time from an instant on that no pause covers, piece by piece."""
    for opens, closes in windows[bisect_right(windows, since, key=lambda window: window[1]) :]:
        start = max(opens, since)
        for rests, runs in pauses:
            if start < rests < closes:
                yield start, rests
            if rests < closes:
                start = max(start, runs)
        if start < closes:
            yield start, closes


def time_used(windows: list[Window], since: datetime, until: datetime, pauses: Iterable[Window]) -> timedelta:
    """Give how much open time lies between two instants, outside of pauses."""
    used = timedelta()
    for start, end in open_time(windows, since, pauses):
        if start >= until:
            break
        used += min(end, until) - start
    return used


def used_up(windows: list[Window], since: datetime, amount: timedelta, pauses: Iterable[Window]) -> datetime | None:
    """Give the first instant at which so much open time is used up; None if a pause without end comes before."""
    if not amount:
        return since
    for start, end in open_time(windows, since, pauses):
        if amount <= end - start:
            return start + amount
        amount -= end - start
    return None


def due_instant(within: str, zone: ZoneInfo, since: datetime, pauses: Sequence[Window]) -> datetime | None:
    """Give the instant at which a time is used up; None while it rests."""
    number, unit = within.split()
    windows = windows_of(within)
    if unit in LENGTHS:
        return used_up(windows, since, int(number) * LENGTHS[unit], pauses)
    end = _end_of_days(int(number), unit, zone, since)
    # The open time that pauses cover before the last of the days ends is added after it, outside of pauses.
    covered = time_used(windows, since, end, ()) - time_used(windows, since, end, pauses)
    return used_up(windows, end, covered, pauses)


def _end_of_days(number: int, unit: str, zone: ZoneInfo, since: datetime) -> datetime:
    if unit == "calendar_days":
        # The day of the start does not count; the last day ends with its last microsecond.
        after = since.astimezone(zone).date() + timedelta(number + 1)
        return instant(datetime.combine(after, time()), zone) - TICK
    start = since.astimezone(BERLIN)
    day = [day for day in _DAYS if day > start.date() and _is_open(day)][number - 1]
    return instant(datetime.combine(day, start.time()), BERLIN)


@dataclass
class Run:
    """One run of a clock.

    It goes by the fields of `handing`, `since` is when it began or restarted, and `end` the role of what ended it.
    """

    clock: ClockTerms
    zone: ZoneInfo
    handing: Happening
    counted_at: datetime
    since: datetime
    pauses: list[Window] = field(default_factory=list)
    ended: datetime | None = None
    end: str = ""

    @property
    def within(self) -> str:
        """The time of the first case that holds, else that of the rest."""
        held = (case["within"] for case in self.clock.get("cases", []) if meets(case["when"], self.handing.fields))
        return next(held, self.clock["within"])

    @property
    def rests(self) -> bool:
        """Whether a pause has no end yet."""
        return bool(self.pauses) and self.pauses[-1][1] == NEVER

    @property
    def due(self) -> datetime | None:
        """When the time is used up; None while it rests."""
        return due_instant(self.within, self.zone, self.since, self.pauses)

    def used(self, until: datetime) -> timedelta:
        """Give the time that it has run until its end, or until an instant."""
        return time_used(windows_of(self.within), self.since, self.ended or until, self.pauses)

    def is_in_time(self, at: datetime) -> bool:
        """Tell whether it was due at an instant or later."""
        return self.due is None or at <= self.due

    def move(self, role: str, at: datetime, *, is_start: bool) -> None:
        """Let an event move it: all but another pause ends a pause. What is a start too resets it at any time."""
        if role == "pauses":
            if not self.rests:
                self.pauses.append((at, NEVER))
            return
        if self.rests:
            self.pauses[-1] = (self.pauses[-1][0], at)
        if role == "resets":
            if is_start or self.is_in_time(at):
                self.since, self.pauses = at, []
        elif role != "resumes":
            self.ended, self.end = at, role

    def verdict(self, as_of: datetime) -> str:
        """Say how it stands at an instant."""
        if self.ended is None:
            return "overdue" if self.due is not None and self.due < as_of else "pending"
        if self.end == "stops":
            return "in time" if self.is_in_time(self.ended) else "late"
        if self.end == "voids" or self.is_in_time(self.ended):
            return "cancelled"
        return "called off too late"


def meets(criterion: str, fields: Fields) -> bool:
    """Tell whether fields meet a criterion such as `size == 'small'` or `fits == True`."""
    name, value = criterion.split(" == ")
    return fields.get(name) == (True if value == "True" else value.strip("'"))


def with_defaults(clause: Clause) -> Clause:
    """Give a clause in which every clock names the events that move it."""
    always: ClockTerms = {"resets": ["reopened"], "cancels": ["cancelled"], "voids": [], "repeats": "after each start"}
    rests: ClockTerms = {"pauses": ["waiting"], "resumes": ["resumed"]}
    found = clause.copy()
    if "reply" in clause:
        found["reply"] = always | rests | {"starts": ["asked"], "stops": ["replied"]} | clause["reply"]
        return found
    found["event"] = clause.get("event", "handed_over")
    contacts = list[str]()  # without follow-up, nothing but a decision stops acceptance
    if "follow_up" in clause:
        starts = ["accepted"] if "accept" in clause else [found["event"]]
        tries: ClockTerms = {"starts": starts, "stops": ["contacted"], "tries": ["attempted", "contacted"]}
        found["follow_up"] = always | rests | tries | {"until": ["connected"]} | clause["follow_up"]
        contacts = found["follow_up"]["stops"]
    if "accept" in clause:
        stops = ["accepted", "rejected", *contacts]
        decides: ClockTerms = {"starts": [found["event"]], "stops": stops, "pauses": [], "resumes": []}
        found["accept"] = always | decides | clause["accept"]
    return found


def clocks_of(clause: Clause) -> Iterator[tuple[str, ClockTerms]]:
    """Give the clocks of a clause with the end of the name of their promise."""
    if "accept" in clause:
        yield ".accepted", clause["accept"]
    if "follow_up" in clause:
        yield ".followed-up", clause["follow_up"]
    if "reply" in clause:
        yield "", clause["reply"]


def reasons_of(clause: Clause) -> list[str]:
    """Give the reasons that both sides agreed on; none if all are."""
    return clause["accept"].get("reject_for", []) if "accept" in clause else []


def once_an_instant(happenings: Iterable[Happening]) -> list[Happening]:
    """Give one of those that happened at each instant; a log may have it twice."""
    return list({each.at: each for each in happenings}.values())


class Case:
    """What is known of one case at an instant: its handings over, or questions, and the runs of its clocks.

    `clause` has defaults. `others` are handings over that do not meet the trigger, `refused` rejections for no agreed
    reason.
    """

    def __init__(self, clause: Clause, zone: ZoneInfo, happenings: Iterable[Happening], as_of: datetime) -> None:
        self.clause, self.zone, self.as_of = clause, zone, as_of
        self.known = sorted((each for each in happenings if each.at <= as_of), key=lambda each: each.at)
        # The questions of a channel are the events that start its clock, whatever their names.
        self.begins = clause["reply"]["starts"] if "reply" in clause else [clause["event"]]
        begun = once_an_instant(each for each in self.known if each.name in self.begins)
        self.handings = [each for each in begun if self.qualifies(each.fields)]
        self.others = [each for each in begun if not self.qualifies(each.fields)]
        self.refused = [each for each in self.known if each.name == "rejected" and not self._is_agreed(each)]
        self.moving = [each for each in self.known if self._moves(each)]
        self.runs: dict[str, list[Run]] = {}
        moving = self.moving
        for name, clock in clocks_of(clause):
            self.runs[name] = self._runs(clock, moving)
            if name == ".accepted":
                moving = [each for each in moving if each.name != "accepted"] + list(self._accepted(self.runs[name]))

    def qualifies(self, fields: Fields) -> bool:
        """Tell whether fields meet the trigger."""
        return "trigger" not in self.clause or meets(self.clause["trigger"], fields)

    def handing_of(self, happening: Happening) -> Happening | None:
        """Give the last handing over, or question, by then, else the first after it."""
        before = [each for each in self.handings if each.at <= happening.at]
        return happening.handing or (before[-1] if before else self.handings[0] if self.handings else None)

    def is_rejected(self, run: Run) -> bool:
        """Tell whether nothing but a rejection ended a run: what is accepted at the same instant is accepted."""
        ends = [each.name for each in self.known if each.at == run.ended and each.name in run.clock["stops"]]
        return set(ends) <= {"rejected"}

    def _is_agreed(self, happening: Happening) -> bool:
        reasons = reasons_of(self.clause)
        return not reasons or happening.fields.get("reason") in reasons

    def _moves(self, happening: Happening) -> bool:
        if happening.name in self.begins:
            return self.qualifies(happening.fields)
        return happening.name != "rejected" or self._is_agreed(happening)

    def _runs(self, clock: ClockTerms, moving: Sequence[Happening]) -> list[Run]:
        events = cast("Mapping[str, list[str]]", clock)
        moves = [(each, role) for each in moving for role in ROLES if each.name in events[role]]
        runs = list[Run]()
        stopped_at = started_at = None
        for happening, role in sorted(moves, key=lambda move: (move[0].at, ROLES.index(move[1]))):
            at, handing = happening.at, self.handing_of(happening)
            run = runs[-1] if runs and not runs[-1].end else None
            if handing is None:
                break
            if role == "starts" and run is None:
                started_at = at
                runs.append(Run(clock, self.zone, handing, handing.at, at))
            # Two stops at one instant are one; what cancels or voids at that instant ends the update that it began.
            if role == "starts" or run is None or (role == "stops" and at == stopped_at):
                continue
            is_start = happening.name in clock["starts"]
            # At the instant at which it starts the run there is nothing to restart.
            if not (role == "resets" and is_start and at == started_at):
                run.move(role, at, is_start=is_start)
            if role == "stops" and clock["repeats"] == "after each stop":
                # An update goes by the last question, or handing over, by its start, and counts from its start.
                stopped_at = at
                runs.append(Run(clock, self.zone, handing, at, at))
        return runs

    def _accepted(self, runs: Iterable[Run]) -> Iterator[Happening]:
        """What counts as accepted: in time when it was, else when it was due."""
        for run in runs:
            verdict = run.verdict(self.as_of)
            if verdict == "in time" and run.ended is not None and not self.is_rejected(run):
                yield Happening(run.ended, "accepted", run.handing.fields, run.handing)
            elif verdict in ("late", "overdue", "called off too late") and run.due is not None:
                yield Happening(run.due, "accepted", run.handing.fields, run.handing)


@dataclass
class Tally:
    """The figures of many cases of one clause; a table has one row a case."""

    name: str
    zone: ZoneInfo
    is_table: bool
    counts: Counter[Key] = field(default_factory=Counter)
    bases: Counter[Key] = field(default_factory=Counter)
    times: defaultdict[Key, list[timedelta]] = field(default_factory=lambda: defaultdict(list))

    def figures(self) -> Figures:
        """Give all figures but those in which nothing is counted."""
        found: Figures = {key: (count, None) for key, count in self.counts.items()}
        found |= {key: (self.counts[key], base) for key, base in self.bases.items()}
        for key, times in self.times.items():
            for measure, tenths in (("median", 5), ("90th percentile", 9)):
                nearest = sorted(times)[ceil(len(times) * tenths / 10) - 1]
                found[*key[:3], measure] = (nearest // TICK, None)
        return found

    def add(self, case: Case) -> None:
        """Count a case."""
        for other in case.others:
            self._count(other, "", "not qualified")
        if "reply" in case.clause:
            for asked in case.handings[:1] if self.is_table else case.handings:
                self._count(asked, ".asked", "cases")
        else:
            self._add_handings(case)
            self._add_later_events(case)
            self._add_around(case)
        for name, runs in case.runs.items():
            for run in runs[:1] if self.is_table else runs:  # a row of a table has one run
                self._add_run(case, name, run)

    def _keys(self, handing: Happening, of: str, measure: str) -> list[Key]:
        month, segments = f"{handing.at.astimezone(self.zone):%Y-%m}", {"", str(handing.fields["segment"] or "")}
        return [(month, self.name + of, segment, measure) for segment in segments]

    def _count(self, handing: Happening, of: str, measure: str) -> None:
        self.counts.update(self._keys(handing, of, measure))

    def _share(self, handing: Happening, of: str, *, kept: bool) -> None:
        self.bases.update(self._keys(handing, of, "share"))
        if kept:
            self._count(handing, of, "share")

    def _add_handings(self, case: Case) -> None:
        information = case.clause.get("information", [])
        for place, handing in enumerate(case.handings):
            missing = [name for name in information if not str(handing.fields[name] or "").strip()]
            self._count(handing, ".handed-over", "cases")
            if place:
                self._count(handing, "", "handed over again")
            if information:
                self._share(handing, ".informed", kept=not missing)
            for name in missing:
                self._count(handing, ".informed", f"missing {name}")

    def _add_later_events(self, case: Case) -> None:
        """Each counts with the last handing over before it, else with the first after it."""
        found = {
            ("", name): [each for each in case.known if each.name == name] for name in ("recycled", "disqualified")
        }
        found[".accepted", "rejected for no agreed reason"] = case.refused
        for (of, measure), happenings in found.items():
            for handing in map(case.handing_of, once_an_instant(happenings)):
                if handing is not None:
                    self._count(handing, of, measure)

    def _add_around(self, case: Case) -> None:
        stops = case.clause["follow_up"]["stops"] if "follow_up" in case.clause else []
        contacts = [] if case.handings else [each for each in case.known if each.name in stops]
        for contact in contacts[:1]:
            # Of the rows at the instant of the contact, a handing over says the fields.
            other = next((each for each in case.others if each.at == contact.at), contact)
            if case.qualifies(other.fields):
                self._count(other, "", "went around")

    def _add_run(self, case: Case, name: str, run: Run) -> None:
        handing, verdict = Happening(run.counted_at, "", run.handing.fields), run.verdict(case.as_of)
        stops = [each.at for each in case.moving if each.name in run.clock["stops"]]
        # In a table, what ended before it began is nothing else, also if something cancels or voids it later.
        if self.is_table and run.end != "stops" and stops and max(stops) < run.since:
            self._count(handing, name, "ended before it began")
            return
        self._count(handing, name, verdict if verdict != "called off too late" else "overdue")
        if verdict in ("pending", "overdue"):
            self._count(handing, name, "never")
        if verdict not in ("pending", "cancelled"):
            self._share(handing, name, kept=verdict == "in time")
        if run.end == "stops":
            for key in self._keys(handing, name, "times"):
                self.times[key].append(run.used(case.as_of))
        if name == ".accepted" and verdict == "in time":
            self._add_decision(case, run, handing)
        if "attempts" in run.clock and verdict != "cancelled" and not self.is_table:
            self._add_attempts(case, run, handing)

    def _add_decision(self, case: Case, run: Run, handing: Happening) -> None:
        is_rejected = case.is_rejected(run)
        self._count(handing, ".accepted", "rejected" if is_rejected else "accepted")
        given = [each.fields["reason"] for each in case.known if each.at == run.ended and each.name == "rejected"]
        agreed = [reason for reason in reasons_of(case.clause) if is_rejected and reason in given]
        for reason in agreed[:1]:
            self._count(handing, ".accepted", f"rejected: {reason}")

    def _add_attempts(self, case: Case, run: Run, handing: Happening) -> None:
        """Attempts begin again with each restart, and pauses give them no more time."""
        number, _, within = run.clock["attempts"].split(" ", 2)
        due = cast("datetime", due_instant(within, case.zone, run.since, ()))
        inside = [each for each in case.known if run.since <= each.at <= due]
        tries = {each.at for each in inside if each.name in run.clock["tries"]}
        kept = len(tries) >= int(number) or any(each.name in run.clock["until"] for each in inside)
        if kept or due < case.as_of:
            self._share(handing, ".attempted", kept=kept)
        else:
            self._count(handing, ".attempted", "pending")


def cases_of_table(rows: Iterable[Fields], zone: ZoneInfo) -> Iterator[list[Happening]]:
    """Give what happened in each case of a table with one row a case."""
    for row in rows:
        fields = {**row, "reason": row["rejection_reason"]}
        moments = {key.removesuffix("_at"): at for key, at in row.items() if isinstance(at, datetime)}
        yield [Happening(instant(at, zone), event, fields) for event, at in moments.items()]


def cases_of_log(
    rows: Iterable[Fields], zone: ZoneInfo, about: Iterable[Fields] | None = None
) -> Iterable[list[Happening]]:
    """Give what happened in each case of a log, with the fields of its rows, or of a table beside it."""
    beside = None if about is None else {row["id"]: row for row in about}
    cases = defaultdict[object, list[Happening]](list)
    for row in rows:
        if beside is None or row["id"] in beside:
            fields = row if beside is None else {**beside[row["id"]], "reason": row["reason"]}
            at = instant(cast("datetime", row["at"]), zone)
            cases[row["id"]].append(Happening(at, str(row["event"]), fields))
    return cases.values()


def figures(
    clause: Clause, name: str, zone: ZoneInfo, cases: Iterable[list[Happening]], as_of: datetime, *, is_table: bool
) -> Figures:
    """Give the figures of cases of a clause of a name."""
    whole, tally = with_defaults(clause), Tally(name, zone, is_table)
    for happenings in cases:
        tally.add(Case(whole, zone, happenings, as_of))
    return tally.figures()
