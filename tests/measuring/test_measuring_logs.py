"""Event logs, measured: by how clocks stand, as the table of the same story, and what only a log can say."""

import runpy
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import polars as pl
import pytest

from criteria_engines import ENGINES, Engine, every_engine
from event_strategies import BERLIN, as_log, as_table, leads, sales_agreement
from slow_clock_oracle import Counts, Tally
from smarketing import Acceptance, Agreement, Definition, FollowUp, Handoff, Party, Term
from smarketing.agreement import Channel, ClockCase, Reply
from smarketing.measuring import Event, state
from smarketing.measuring.figures import Figure
from smarketing.measuring.measurement import measure

MOMENT = pl.Datetime("us", "UTC")
SCHEMA: dict[str, Any] = {"id": pl.Int64, "event": pl.String, "at": MOMENT, "reason": pl.String}
LATER = datetime(2026, 6, 1, tzinfo=UTC)
GENERATOR = Path(__file__).parents[2] / "examples" / "lead_log" / "generate.py"
ZONE = "Europe/Berlin"
NAMES = (
    *["handed_over"] * 4,
    *["accepted", "rejected", "contacted", "contacted", "waiting", "resumed", "cancelled", "attempted", "viewed"],
)


def counts(figures: Iterable[Figure]) -> Counts:
    """Figures that are not zero, by month, what they are of, segment, and what they say."""
    some = {(str(each.month), each.of, each.segment, each.measure): each.value for each in figures}
    return Counts({key: value for key, value in some.items() if value})


def agreed(reply: Reply | None = None, events: Iterable[Definition] = (), **handoff: Any) -> Agreement:
    """Leads in Berlin, accepted within four hours and followed up within eight, and an inbox."""
    parts = {"accept": Acceptance("4 hours", reject_for=["duplicate"]), "follow_up": FollowUp("8 hours")} | handoff
    return Agreement(
        "Leads",
        Term("2026-01-01", timezone=ZONE),
        [Party("Marketing"), Party("Sales")],
        [],
        handoffs=[Handoff("leads", "Marketing", "Sales", **parts)],
        channels=[Channel("inbox", "Sales", reply=reply or Reply("1 hour"))],
        events=tuple(events),
        hours=BERLIN,
    )


def log(text: str) -> pl.DataFrame:
    """Read `1 handed_over 03-05T10, 1 rejected 03-06T09 no contact`: id, event, when in 2026, reason."""
    rows = []
    for each in text.split(", "):
        number, event, at, *reason = each.split(maxsplit=3)
        moment = datetime.fromisoformat(f"2026-{at}").replace(tzinfo=UTC)
        rows.append((int(number), event, moment, reason[0] if reason else None))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def found(agreement: Agreement, table: pl.DataFrame, as_of: datetime = LATER, **more: Any) -> list[str]:
    """Figures that are not zero as texts, but for shares and percentiles: month, of what, what they say, how many."""
    some = counts(measure(agreement, events=table, as_of=as_of, **more).figures)
    left_out = {"share", "median", "90th percentile"}
    return [f"{month} {of} {said} {n}" for (month, of, _, said), n in sorted(some.items()) if said not in left_out]


def about(texts: list[str], of: str) -> dict[str, int]:
    """Of such texts, those of one promise, whatever month."""
    rest = [each[8:].removeprefix(f"{of} ").rpartition(" ") for each in texts if each[8:].startswith(f"{of} ")]
    return {said: int(n) for said, _, n in rest}


# Held to a plain count

Story = tuple[int, str | None, tuple[Event, ...]]


def stories(seed: int, count: int) -> Iterator[Story]:
    """Leads with as many rounds as there may be, and many events at one instant."""
    random = Random(seed)
    for number in range(count):
        start = datetime(2026, 2, 24, tzinfo=UTC) + random.randrange(40) * timedelta(hours=5)
        moments = [start + random.randrange(400) * timedelta(minutes=15) for _ in range(random.randint(1, 6))]
        names = random.choices(NAMES, k=random.randint(1, 12))
        reason = {"reason": random.choice(["duplicate", "no contact", "too small", None])}
        events = tuple(Event(name, random.choice(moments), reason) for name in names)
        yield number, random.choice(["east", "it's", None]), events


def told(some: Iterable[Story]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A log of the stories in no order, and the segment of each id."""
    known = list(some)
    rows = [(number, each.name, each.at, each.fields["reason"]) for number, _, events in known for each in events]
    Random(1).shuffle(rows)
    cases = pl.DataFrame([(number, segment) for number, segment, _ in known], schema=["id", "segment"], orient="row")
    return pl.DataFrame(rows, schema=SCHEMA, orient="row"), cases


AS_OF = datetime(2026, 3, 4, 12, tzinfo=UTC)
LEADS = agreed(
    accept=Acceptance("4 business_hours", "office", resets=(), reject_for=["duplicate", "no contact"]),
    follow_up=FollowUp("1 business_day", "office", attempts="2 in 24 hours"),
)


def tally(agreement: Agreement, some: Iterable[Story]) -> Tally:
    """Count by how the clocks of each lead stand; follow-up counts in the month of the handing over too."""
    handoff, counted = agreement.handoffs[0], Tally()
    for _number, segment, events in some:
        known = [each for each in events if each.at <= AS_OF]
        handed_over = sorted({each.at for each in known if each.name == handoff.event})
        for at in handed_over:
            counted.add(at, ZONE, segment, handoff.volume, "cases")
            if at > handed_over[0]:
                counted.add(at, ZONE, segment, handoff.name, "handed over again")
        origins: dict[datetime, datetime] = {}
        for each in state(handoff, known, AS_OF, agreement=agreement):
            if each.promise == "leads.accepted":
                taken = each.due if each.status.value == "missed" else each.ended
                origins |= {} if taken is None else {taken: each.began}
            origin = each.began if each.promise == "leads.accepted" else origins[each.began]
            counted.add_state(origin, ZONE, segment, each)
            if each.promise == "leads.followed-up" and each.status.value != "not-in-force":
                tries = {one.at for one in known if one.name in {"attempted", "contacted"} and one.at >= each.began}
                made = sum(at <= each.began + timedelta(1) for at in tries)
                said = "met" if made >= 2 else "pending" if each.began + timedelta(1) >= AS_OF else "missed"
                counted.add(origin, ZONE, segment, "leads.attempted", said)
    return counted


@cache
def both() -> tuple[tuple[Figure, ...], Counts]:
    """What is measured of a log, and what is counted by hand."""
    some = list(stories(3, 300))
    events, cases = told(some)
    return measure(LEADS, cases, events=events, as_of=AS_OF).figures, tally(LEADS, some).figures


COUNTED = [
    *["in time", "late", "overdue", "pending", "cancelled", "never", "median", "90th percentile"],
    *["cases", "handed over again"],
]


@pytest.mark.parametrize("measured", COUNTED)
def test_figures_are_those_of_a_plain_count(measured: str) -> None:
    """Each figure of every month and segment, with as many rounds as a lead goes through."""
    figures, expected = both()
    left_out = "leads.attempted"
    one, other = (
        {key: n for key, n in some.items() if key[3] == measured and key[1] != left_out}
        for some in (counts(figures), expected)
    )
    assert one == other
    assert one or measured == "median"  # half of all are taken up at once


def test_attempts_are_those_of_a_plain_count() -> None:
    """Twice within a day of acceptance, or of the instant when that was due."""
    figures, expected = both()
    shares = {
        (str(f.month), f.segment): (f.value, f.base)
        for f in figures
        if (f.of, f.measure) == ("leads.attempted", "share")
    }
    by_hand = {
        key: tuple(
            sum(expected[key[0], "leads.attempted", key[1], said] for said in some)
            for some in (["met"], ["met", "missed"])
        )
        for key in shares
    }
    assert shares == by_hand
    assert all(base for _met, base in shares.values())


# Engines


@every_engine
def test_every_engine_measures_logs_alike(engine: Engine) -> None:
    """The same figures and problems, with the fields of cases in a table beside the log."""
    events, cases = told(stories(3, 150))
    expected = measure(LEADS, cases, events=events, as_of=AS_OF)
    both_there = (engine(each) for each in (cases, events))
    if engine is ENGINES["DuckDB"]:
        connection = duckdb.connect()
        both_there = (connection.from_arrow(each.to_arrow()) for each in (cases, events))
    about_cases, log_there = both_there
    result = measure(LEADS, about_cases, events=log_there, as_of=AS_OF)
    assert (result.figures, result.problems, result.as_of) == (expected.figures, expected.problems, expected.as_of)


@every_engine
def test_the_example_s_log_is_measured_alike(engine: Engine) -> None:
    """A lead log with duplicates, mistakes and several rounds, from its own columns."""
    lead_log: Callable[..., Any] = runpy.run_path(str(GENERATOR))["lead_log"]
    ((_leads, events),) = lead_log(300, seed=3)
    rows = pl.from_arrow(events)
    assert isinstance(rows, pl.DataFrame)
    agreement = agreed(follow_up=FollowUp("8 hours", attempts="6 in 10 days"))
    assert measure(agreement, events=engine(rows)).figures == measure(agreement, events=rows).figures


def test_a_log_in_duckdb_is_its_own_case_table() -> None:
    """Given as a table, a log is known by its column of events."""
    events = log("1 handed_over 03-05T10, 1 accepted 03-05T11")
    assert measure(agreed(), events).figures == measure(agreed(), events=events).figures


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl"])
def test_files_say_the_same_as_frames(tmp_path: Path, suffix: str) -> None:
    """A log and its cases, read where they are."""
    events, cases = told(stories(5, 60))
    paths = []
    for name, frame in (("events", events), ("cases", cases)):
        texts = frame.with_columns(pl.col(MOMENT).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"))
        paths.append(tmp_path / f"{name}.{suffix}")
        if suffix == "parquet":
            frame.write_parquet(paths[-1])
        elif suffix == "csv":
            texts.write_csv(paths[-1])
        else:
            texts.write_ndjson(paths[-1])
    expected = measure(LEADS, cases, events=events, as_of=AS_OF).figures
    assert measure(LEADS, paths[1], events=paths[0], as_of=AS_OF).figures == expected


# As the table of the same story


@pytest.mark.parametrize("of", ["leads.handed-over", "leads.accepted", "leads.followed-up", "leads.informed", "leads"])
def test_a_table_and_a_log_of_one_story_agree(of: str) -> None:
    """Where each event happens once, and nothing ends before it begins."""
    columns = ("accepted_at", "rejected_at", "contacted_at", "recycled_at", "disqualified_at")
    some = [
        {**each, **({} if each["handed_over_at"] else dict.fromkeys(columns))}
        for each in leads(4, 300)
        if not (each["handed_over_at"] and each["contacted_at"] and each["contacted_at"] < each["handed_over_at"])
    ]
    as_of, agreement = datetime(2026, 3, 24, tzinfo=UTC), sales_agreement()
    events, cases = as_log(some)
    one = counts(measure(agreement, as_table(some), as_of=as_of).figures)
    other = counts(measure(agreement, cases, events=events, as_of=as_of).figures)
    assert {key: n for key, n in one.items() if key[1] == of} == {key: n for key, n in other.items() if key[1] == of}
    assert any(key[1] == of for key in one)


# By hand


def test_follow_up_counts_in_the_month_of_the_handing_over() -> None:
    """However much later it begins; what is handed over again counts again, in its own month."""
    text = (
        "1 handed_over 03-31T10, 1 accepted 04-01T10, 1 contacted 04-02T10, 1 recycled 04-03T10, 1 handed_over 05-05T10"
    )
    texts = found(agreed(), log(text), as_of=datetime(2026, 5, 5, 11, tzinfo=UTC))
    assert "2026-03 leads.accepted late 1" in texts
    assert "2026-03 leads.followed-up late 1" in texts
    assert "2026-05 leads.accepted pending 1" in texts
    assert "2026-05 leads handed over again 1" in texts
    assert [each for each in texts if "cases" in each] == [
        "2026-03 leads.handed-over cases 1",
        "2026-05 leads.handed-over cases 1",
    ]


def test_a_reset_does_not_move_the_month() -> None:
    """A clock that begins anew still counts when it was handed over."""
    follow_up = FollowUp("8 hours", resets=("reopened",))
    texts = found(
        agreed(accept=None, follow_up=follow_up),
        log("1 handed_over 03-31T16, 1 reopened 04-01T00, 1 contacted 04-01T02"),
    )
    assert "2026-03 leads.followed-up in time 1" in texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {"missed": 1}),
        ("1 attempted 03-05T11, 1 attempted 03-05T12", {"met": 1}),
        ("1 attempted 03-05T11, 1 contacted 03-06T10", {"met": 1}),
        ("1 attempted 03-05T11, 1 contacted 03-06T10:01", {"missed": 1}),
        ("1 attempted 03-05T09, 1 attempted 03-05T11", {"missed": 1}),
        ("1 connected 03-06T10", {"met": 1}),
        ("1 connected 03-06T10:01", {"missed": 1}),
        ("1 cancelled 03-05T11", {}),
    ],
)
def test_attempts_are_owed_until_somebody_is_reached(text: str, expected: dict[str, int]) -> None:
    """Two in a day; the last instant counts; whoever is connected owes no more; what is called off owes none."""
    agreement = agreed(accept=None, follow_up=FollowUp("8 hours", attempts="2 in 24 hours"))
    figures = measure(
        agreement, events=log(", ".join(["1 handed_over 03-05T10", *filter(None, [text])])), as_of=LATER
    ).figures
    (share,) = (
        (f.value, f.base) for f in figures if (f.of, f.measure, str(f.month)) == ("leads.attempted", "share", "2026-03")
    )
    assert share == (expected.get("met", 0), sum(expected.values()))


def test_attempts_of_runs_that_began_at_once() -> None:
    """Two tries are two for each of them, and not four."""
    follow_up = FollowUp("8 hours", repeats="after each stop", attempts="3 in 24 hours")
    table = log("1 handed_over 03-05T10, 1 contacted 03-05T10, 1 attempted 03-05T11")
    figures = measure(
        agreed(accept=None, follow_up=follow_up), events=table, as_of=datetime(2026, 3, 9, tzinfo=UTC)
    ).figures
    assert [(f.value, f.base) for f in figures if (f.of, f.measure) == ("leads.attempted", "share")] == [(0, 2)]


def test_attempts_are_pending_until_their_time_is_over() -> None:
    """At the last instant they still are."""
    agreement = agreed(accept=None, follow_up=FollowUp("8 hours", "office", attempts="2 in 1 business_day"))
    table, due = log("1 handed_over 03-05T10"), datetime(2026, 3, 6, 10, tzinfo=UTC)
    pending = [
        about(found(agreement, table, due + n * timedelta(microseconds=1)), "leads.attempted") for n in (-1, 0, 1)
    ]
    assert pending == [{"pending": 1}, {"pending": 1}, {}]


def test_a_lead_that_went_around() -> None:
    """Somebody contacted it, and nobody handed it over; once, when that happened first."""
    table = log("1 contacted 03-05T10, 1 contacted 04-05T10, 2 handed_over 03-05T10, 2 contacted 03-05T11")
    texts = found(agreed(), table, tables=pl.DataFrame({"id": [1, 2]}))
    assert [each for each in texts if "went around" in each] == ["2026-03 leads went around 1"]


def test_a_rejection_for_no_agreed_reason_is_none() -> None:
    """It is counted apart, as in tables."""
    table = log(
        "1 handed_over 03-05T10, 1 rejected 03-05T11 too small, 2 handed_over 03-05T10, 2 rejected 03-05T11 duplicate"
    )
    texts = found(agreed(), table)
    said = about(texts, "leads.accepted")
    assert (said["overdue"], said["rejected"], said["rejected: duplicate"]) == (1, 1, 1)
    assert said["rejected for no agreed reason"] == 1


@pytest.mark.parametrize(
    ("repeats", "expected"),
    [
        ("once", {"in time": 1}),
        ("after each start", {"in time": 1, "late": 1}),
        ("after each stop", {"in time": 1, "late": 2, "never": 1, "overdue": 1}),
    ],
)
def test_a_channel_repeats(repeats: Any, expected: dict[str, int]) -> None:
    """Once, for each question, or from reply to reply."""
    text = "1 asked 03-05T10, 1 asked 03-05T10:30, 1 replied 03-05T11, 1 asked 03-06T10"
    text += ", 1 replied 03-06T12, 1 replied 03-06T14"
    texts = found(agreed(Reply("1 hour", repeats=repeats)), log(text))
    assert about(texts, "inbox") == expected
    assert about(texts, "inbox.asked") == {"cases": 3}


def test_events_that_the_agreement_defines() -> None:
    """A row may be several of them; a defined name is no name of the log any more."""
    defined = [
        Definition("contacted", "A call", when="event == 'call' and long"),
        Definition("attempted", "Any", when="event == 'call'"),
    ]
    agreement = agreed(events=defined, accept=None, follow_up=FollowUp("8 hours", attempts="2 in 1 day"))
    table = log("1 handed_over 03-05T10, 1 call 03-05T11, 1 call 03-05T12, 1 contacted 03-05T10:30")
    table = table.with_columns(long=pl.Series([False, False, True, True]))
    result = measure(agreement, events=table, as_of=LATER)
    by_name = {(each.of, each.measure): each.value for each in result.figures if str(each.month) == "2026-03"}
    assert by_name["leads.followed-up", "median"] == 2 * 3_600_000_000
    assert by_name["leads.attempted", "share"] == 1


def test_a_log_says_fields_of_its_own() -> None:
    """The row of the handing over says the segment, and what else is asked."""
    agreement = agreed(trigger="size >= 5", information=["email"], accept=None)
    table = log("1 handed_over 03-05T10, 1 contacted 03-05T11, 2 handed_over 03-05T10")
    table = table.with_columns(
        size=pl.Series([5, None, 4]), segment=pl.Series(["east", "west", "east"]), email=pl.Series(["x", None, None])
    )
    some = counts(measure(agreement, events=table, as_of=LATER).figures)
    expected = {("leads.handed-over", "east", "cases"): 1, ("leads.followed-up", "east", "in time"): 1}
    expected |= {("leads.informed", "east", "share"): 1, ("leads", "east", "not qualified"): 1}
    assert {key: some["2026-03", *key] for key in expected} == expected
    assert not any(key[2] == "west" for key in some)


def test_a_row_that_is_there_twice_is_one_start() -> None:
    """Clocks do not run twice for it."""
    once = log("1 handed_over 03-05T10, 1 accepted 03-05T11")
    texts = [found(agreed(), table) for table in (once, pl.concat([once, once]))]
    assert about(texts[0], "leads.accepted") == about(texts[1], "leads.accepted") == {"accepted": 1, "in time": 1}


def test_the_first_update_after_acceptance_goes_by_the_handing_over_that_was_accepted() -> None:
    """What a stop began goes by the last one: at first 30 hours of the small lead, then one of the big one."""
    follow_up = FollowUp("1 hour", cases=[ClockCase("size == 'small'", "30 hours")], repeats="after each stop")
    agreement = agreed(accept=Acceptance("3 hours"), follow_up=follow_up)
    rows = [
        (1, "handed_over", "2026-03-02T09:00", "small"),
        (1, "handed_over", "2026-03-02T10:00", "big"),
        (1, "contacted", "2026-03-03T09:00", "big"),
    ]
    told = [(number, name, datetime.fromisoformat(f"{at}+00:00"), size) for number, name, at, size in rows]
    events = pl.DataFrame(told, schema=["id", "event", "at", "size"], orient="row")
    figures = measure(agreement, events=events, as_of=datetime(2026, 3, 3, 11, tzinfo=UTC)).figures
    found_of = {each.measure: each.value for each in figures if each.of == "leads.followed-up" and not each.segment}
    assert (found_of["in time"], found_of["overdue"]) == (1, 1)
    story = [Event(name, at, {"size": size}) for _number, name, at, size in told]
    states = state(agreement.handoffs[0], story, datetime(2026, 3, 3, 11, tzinfo=UTC), agreement=agreement)
    assert [each.status.value for each in states[1:]] == ["met", "missed"]
