"""What real exports do to a measurement, told by the situation: each has its right figures, or is told of."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import polars as pl
import polars.selectors as cs
import pytest

from smarketing import Agreement, AgreementError, DocumentError, Event, InvalidValueError, loads, state
from smarketing.measuring.measurement import measure

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
HEAD = """smarketing: 1
title: Desk
term: {start: 2026-01-01, end: 2026-12-31, timezone: Europe/Berlin}
parties: {Marketing: {contact: Josh}, Sales: {contact: Amy, hours: office}}
signatures: {Marketing: 2025-12-15, Sales: 2025-12-15}
hours: {office: {weekly: {mon-fri: 09:00-17:00}}}
objectives: {}
"""
LATER = datetime(2026, 5, 1, tzinfo=UTC)
HOUR = 3_600_000_000


def agreed(parts: str) -> Agreement:
    """An agreement with some more sections."""
    return loads(HEAD + parts)


def desk(reply: str = "within: 4 hours", more: str = "") -> Agreement:
    """A channel whose questions are answered within a time."""
    return agreed(f"channels: {{desk: {{owed_by: Sales, {more}reply: {{{reply}}}}}}}")


def table(text: str, **more: Any) -> pd.DataFrame:
    """Read rows, the first of which has the names; words that end in _at or are at are local times of Berlin."""
    names, *rows = (line.split(",") for line in text.strip().splitlines())
    cells: list[list[Any]] = [[cell or None for cell in row] for row in rows]
    read = pd.DataFrame(cells, columns=names)
    for name in names:
        if name == "at" or name.endswith("_at"):
            read[name] = pd.to_datetime(read[name])
    return read.assign(**more)


def shares(found: Any, of: str = "desk") -> dict[str, tuple[int, int | None]]:
    """The shares of all, by month, that have a base."""
    return {
        str(f.month): (f.value, f.base)
        for f in found.figures
        if (f.of, f.measure, f.segment) == (of, "share", "") and f.base
    }


def counts(found: Any, measured: str, of: str) -> dict[tuple[str, str], int]:
    """What was counted, by month and segment, without zeros."""
    return {
        (str(f.month), f.segment): f.value for f in found.figures if (f.of, f.measure) == (of, measured) and f.value
    }


def said(found: Any) -> list[str]:
    """The problems as texts."""
    return [each.message for each in found.problems]


# Fields belong to a run, and come from the row that started it

QUALIFIED = """
definitions: {SQL: {means: It asked to talk., when: score >= 50}}
handoffs: {sql: {from: Marketing, to: Sales, trigger: SQL, follow_up: {within: 4 hours}}}
"""
ROUNDS = """id,event,at,score,segment
1,handed_over,2026-03-02 09:00,60,small
1,contacted,2026-03-02 11:00,,
1,handed_over,2026-04-02 09:00,10,enterprise
"""


def test_a_later_round_does_not_rewrite_an_earlier_one() -> None:
    """March has one lead in time; in April the same lead came again and did not qualify."""
    found = measure(agreed(QUALIFIED), events=table(ROUNDS).astype({"score": float}), as_of=LATER)
    assert shares(found, "sql.followed-up") == {"2026-03": (1, 1)}
    assert counts(found, "cases", "sql.handed-over") == {("2026-03", ""): 1, ("2026-03", "small"): 1}
    assert counts(found, "not qualified", "sql") == {("2026-04", ""): 1, ("2026-04", "enterprise"): 1}


def test_two_rounds_of_one_id_are_what_two_ids_would_be() -> None:
    """The id of the second round makes no difference to any figure but `handed over again`."""
    one = table(ROUNDS).astype({"score": float})
    other = one.assign(id=["1", "1", "2"])
    found = [measure(agreed(QUALIFIED), events=each, as_of=LATER).figures for each in (one, other)]
    assert found[0] == found[1]


def test_rows_after_the_instant_that_is_looked_from_change_nothing() -> None:
    """As of 1 April, the row of April is as good as none."""
    rows = table(ROUNDS).astype({"score": float})
    as_of = datetime(2026, 4, 1, tzinfo=BERLIN)
    found = [measure(agreed(QUALIFIED), events=each, as_of=as_of) for each in (rows, rows.head(2))]
    assert (found[0].figures, found[0].problems) == (found[1].figures, found[1].problems)


def test_the_time_of_a_question_is_that_of_its_own_row() -> None:
    """An urgent one has an hour, the next one of the same id four; both were answered after two."""
    rows = table("""id,event,at,priority
1,asked,2026-03-02 09:00,urgent
1,replied,2026-03-02 11:00,
1,asked,2026-03-09 09:00,low
1,replied,2026-03-09 11:00,""")
    agreement = desk("within: 4 hours, cases: [{when: priority == 'urgent', within: 1 hour}]")
    assert shares(measure(agreement, events=rows, as_of=LATER)) == {"2026-03": (1, 2)}
    events = [
        Event(str(row["event"]), row["at"].to_pydatetime().replace(tzinfo=BERLIN), {"priority": row["priority"]})
        for row in rows.to_dict("records")
    ]
    stands = state(agreement.channels[0], events, LATER, agreement=agreement)
    assert [each.status.value for each in stands] == ["missed", "met"]


# Events by definition


@pytest.mark.parametrize("beside", [False, True])
def test_a_start_may_be_defined_by_a_criterion(*, beside: bool) -> None:
    """The log itself has no event `asked`; a bot's reply is none."""
    agreement = agreed("""
events:
  asked: {means: A customer wrote., when: event == 'message' and sender == 'customer'}
  replied: {means: A person wrote., when: event == 'message' and sender == 'agent'}
channels: {desk: {owed_by: Sales, reply: {within: 4 hours}}}
""")
    rows = table("""id,event,at,sender
1,message,2026-03-03 10:00,customer
1,message,2026-03-03 12:00,agent
2,message,2026-03-03 10:00,agent
3,message,2026-03-02 09:05,customer
3,message,2026-03-02 09:06,bot""")
    ids = pd.DataFrame({"id": ["1", "2", "3"]}) if beside else None
    assert shares(measure(agreement, ids, events=rows, as_of=LATER)) == {"2026-03": (1, 2)}


TICKETS = """id,asked_at,replied_at,status,cancelled_at
1,2026-03-02 09:00,2026-03-02 10:00,open,
2,2026-03-02 09:30,,merged,2026-03-04 10:00
3,2026-03-02 09:30,,spam,
"""


@pytest.mark.parametrize(
    "agreement",
    [
        desk(more="trigger: status == 'open', "),
        agreed("""
definitions: {question: {means: One., when: status == 'open'}}
channels: {desk: {owed_by: Sales, trigger: question, reply: {within: 4 hours}}}
"""),
        agreed("""
events: {asked: {means: A question., when: status == 'open'}}
channels: {desk: {owed_by: Sales, reply: {within: 4 hours}}}
"""),
    ],
    ids=["trigger", "definition", "event"],
)
def test_what_is_merged_or_spam_is_no_question(agreement: Agreement) -> None:
    """A channel says what is a question; the rest is counted apart, or is no event at all."""
    found = measure(agreement, table(TICKETS), as_of=LATER)
    assert shares(found) == {"2026-03": (1, 1)}
    assert counts(found, "cases", "desk.asked") == {("2026-03", ""): 1}


def test_a_definition_that_a_table_cannot_answer_is_told() -> None:
    """All of the column count, and the reader knows."""
    agreement = agreed("""
events: {replied: {means: By a person., when: event == 'replied' and automatic == False}}
channels: {desk: {owed_by: Sales, reply: {within: 4 hours}}}
""")
    found = measure(agreement, table(TICKETS), as_of=LATER)
    assert shares(found) == {"2026-03": (1, 3)}
    assert said(found) == [
        (
            "the agreement's definition of 'replied' asks for 'automatic', and the table has no such column: "
            "all of replied_at count"
        )
    ]


def test_a_record_heeds_definitions_too() -> None:
    """As tables do; a record that does not say what is asked for is taken by its names."""
    agreement = agreed("""
events: {replied: {means: By a person., when: event == 'replied' and not automatic}}
channels: {desk: {owed_by: Sales, reply: {within: 1 hour}}}
""")
    asked = datetime(2026, 3, 2, 9, tzinfo=UTC)
    record: dict[str, Any] = {"asked_at": asked, "replied_at": asked + timedelta(minutes=5)}
    (channel,) = agreement.channels
    for more, expected in (({}, "met"), ({"automatic": True}, "missed"), ({"automatic": False}, "met")):
        (stands,) = state(channel, record | more, asked + timedelta(hours=3), agreement=agreement)
        assert stands.status.value == expected


# Clocks that nothing moves, and messages that need no answer


def test_a_reopening_after_the_answer_is_told() -> None:
    """It moves nothing, unless it is named among the starts."""
    rows = table("""id,event,at
1,asked,2026-03-02 09:00
1,replied,2026-03-02 10:00
1,reopened,2026-03-03 09:00
1,replied,2026-03-03 10:00""")
    told = (
        "1 event 'reopened' moved no clock of desk: none ran then; to begin a clock with it, name it among its starts"
    )
    found = measure(desk(), events=rows, as_of=LATER)
    assert (shares(found), said(found)) == ({"2026-03": (1, 1)}, [told])
    again = measure(desk("within: 4 hours, starts: [asked, reopened], resets: []"), events=rows, as_of=LATER)
    assert (shares(again), said(again)) == ({"2026-03": (2, 2)}, [])
    one = table("id,asked_at,replied_at,reopened_at\n1,2026-03-02 09:00,2026-03-02 10:00,2026-03-03 09:00")
    assert said(measure(desk(), one, as_of=LATER)) == [told]


def test_a_message_of_thanks_needs_no_answer_once_the_conversation_is_closed() -> None:
    """Whenever that is."""
    rows = table("""id,event,at
1,asked,2026-03-02 09:00
1,replied,2026-03-02 10:00
1,asked,2026-03-02 10:05
1,closed,2026-03-20 10:00""")
    assert shares(measure(desk(), events=rows, as_of=LATER)) == {"2026-03": (1, 2)}
    assert shares(measure(desk("within: 4 hours, voids: closed"), events=rows, as_of=LATER)) == {"2026-03": (1, 1)}


def test_a_clock_that_names_its_start_counts_what_was_handed_over_only() -> None:
    """Of two leads that were assigned one did not qualify and one was never handed over."""
    agreement = agreed("""
definitions: {SQL: {means: It asked to talk., when: score >= 50}}
handoffs: {sql: {from: Marketing, to: Sales, trigger: SQL, follow_up: {within: 1 hour, starts: assigned}}}
""")
    rows = table("""id,handed_over_at,assigned_at,contacted_at,score
1,2026-03-02 09:00,2026-03-02 10:00,2026-03-02 10:30,60
2,2026-03-02 09:00,2026-03-02 10:00,2026-02-01 10:00,10
3,,2026-03-02 10:00,2026-02-01 10:00,60""").astype({"score": float})
    found = measure(agreement, rows, as_of=LATER)
    assert shares(found, "sql.followed-up") == {"2026-03": (1, 1)}
    medians = {f.value for f in found.figures if f.measure == "median"}
    assert medians == {30 * 60 * 1_000_000}


@pytest.mark.parametrize("as_log", [False, True])
def test_acceptance_by_silence_heeds_pauses(*, as_log: bool) -> None:
    """Four hours from 9:00, of which two are waited: accepted by silence at 15:00, and called within the hour."""
    agreement = agreed("""
handoffs:
  sql:
    from: Marketing
    to: Sales
    accept: {within: 4 hours, pauses: waiting, resumes: resumed, stops: accepted}
    follow_up: {within: 1 hour}
""")
    rows = table("""id,handed_over_at,accepted_at,waiting_at,resumed_at,contacted_at
1,2026-03-02 09:00,,2026-03-02 10:00,2026-03-02 12:00,2026-03-02 15:30""")
    if as_log:
        rows = rows.melt("id", var_name="event", value_name="at")
        rows["event"] = rows["event"].str.removesuffix("_at")
        found = measure(agreement, events=rows, as_of=LATER)
    else:
        found = measure(agreement, rows, as_of=LATER)
    assert shares(found, "sql.followed-up") == {"2026-03": (1, 1)}


# What stands twice


def test_what_a_log_has_twice_counts_once() -> None:
    """Volumes, information and attempts; and it is told."""
    agreement = agreed("""
handoffs:
  sql: {from: Marketing, to: Sales, information: [email], follow_up: {within: 4 hours, attempts: 2 in 24 hours}}
""")
    rows = table("""id,event,at,email
1,handed_over,2026-03-02 09:00,amy@companyx.example
1,attempted,2026-03-02 10:00,""")
    twice = pd.concat([rows, rows])
    found, once = (measure(agreement, events=each, as_of=LATER) for each in (twice, rows))
    assert found.figures == once.figures
    assert shares(found, "sql.attempted") == {"2026-03": (0, 1)}
    assert "2 events of the log that the log has already: counted once" in said(found)


def test_one_call_is_one_attempt() -> None:
    """Although it is a contact as well, by the definitions of the agreement."""
    agreement = agreed("""
events:
  attempted: {means: Any call., when: event == 'call'}
  contacted: {means: One that was answered., when: event == 'call' and answered}
handoffs: {sql: {from: Marketing, to: Sales, follow_up: {within: 4 hours, attempts: 2 in 24 hours}}}
""")
    rows = table("""id,event,at
1,handed_over,2026-03-02 09:00
1,call,2026-03-02 10:00""")
    rows["answered"] = pd.Series([None, True], dtype="boolean")
    found = measure(agreement, events=rows, as_of=LATER)
    assert shares(found, "sql.attempted") == {"2026-03": (0, 1)}
    assert shares(found, "sql.followed-up") == {"2026-03": (1, 1)}


REPEATED = {
    "id,asked_at\n1,2026-03-02\n1,2026-03-02\n2,2026-03-02\n": ["the id 1 stands in 2 rows of {}: each row counts"],
    "id,asked_at\nb,2026-03-02\nb,2026-03-03\na,2026-03-02\na,2026-03-02\nc,2026-03-02\n": [
        "2 ids stand in 4 rows of {}, such as 'a': each row counts"
    ],
    "id,asked_at\n00QA0000001AbCd,2026-03-02\n00QA0000001AbCD,2026-03-02\n": [],
    "id,asked_at\n,2026-03-02\n,2026-03-02\n": [],
    "id,event,at\n1,asked,2026-03-02\n1,asked,2026-03-03\n": [],
    "name,asked_at\n1,2026-03-02\n1,2026-03-02\n": [],
}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "pandas", "Polars", "Arrow"])
@pytest.mark.parametrize(("text", "expected"), REPEATED.items())
def test_ids_in_several_rows_are_told(tmp_path: Path, kind: str, text: str, expected: list[str]) -> None:
    """Alike of every kind of file and frame; ids that differ in capitals are two, and logs have many rows a case."""
    rows = pl.read_csv(text.encode(), try_parse_dates=True).with_columns(cs.date().cast(pl.Datetime))
    frames: dict[str, Callable[[], object]] = {"pandas": rows.to_pandas, "Polars": rows.lazy, "Arrow": rows.to_arrow}
    path = tmp_path / f"asked.{kind}"
    if kind == "csv":
        rows.write_csv(path)
    elif kind == "jsonl":
        rows.write_ndjson(path)
    elif kind == "parquet":
        rows.write_parquet(path)
    found = said(measure(desk(), frames[kind]() if kind in frames else path, as_of=LATER))
    called = "the table" if kind in frames else path.name
    assert [each for each in found if "each row counts" in each] == [each.format(called) for each in expected]


def test_ids_in_several_rows_of_a_table_beside_a_log_are_told() -> None:
    """An event goes by one of them, and is no event that stands there twice."""
    log = table("id,event,at\n1,asked,2026-03-02 09:00\n1,replied,2026-03-02 10:00\n2,asked,2026-03-02 09:00")
    beside = pd.DataFrame({"id": ["1", "1", "2"], "email": ["josh@companyx.example", None, "amy@companyx.example"]})
    found = measure(desk(), beside, events=log, as_of=LATER)
    expected = ["the id '1' stands in 2 rows of the table: one row of each counts"]
    assert said(found) == expected
    twice = measure(desk(), beside, events=pd.concat([log, log.head(1)]), as_of=LATER)
    assert said(twice) == [*expected, "1 event of the log that the log has already: counted once"]
    assert found.figures == twice.figures


# Days beside instants


@pytest.mark.parametrize("within", ["2 business_days", "2 calendar_days", "48 hours"])
def test_a_day_beside_an_instant(within: str) -> None:
    """What was converted on the day on which it was created is in time, whenever on that day it was."""
    agreement = agreed(f"handoffs: {{sql: {{from: Marketing, to: Sales, follow_up: {{within: {within}}}}}}}")
    rows = pl.DataFrame(
        {
            "handed_over_at": [
                datetime(2026, 3, day, hour, tzinfo=UTC) for day, hour in ((2, 9), (2, 22), (3, 8), (3, 13))
            ],
            "contacted_at": [date(2026, 3, day) for day in (2, 2, 4, 20)],
        }
    )
    found = measure(agreement, rows, as_of=LATER)
    assert shares(found, "sql.followed-up") == {"2026-03": (3, 4)}
    assert counts(found, "ended before it began", "sql.followed-up") == {}


def test_a_day_on_which_it_was_due_is_in_time() -> None:
    """The start may be a day too, and both may be."""
    agreement = agreed("handoffs: {sql: {from: Marketing, to: Sales, follow_up: {within: 24 hours}}}")
    first, last = datetime(2026, 3, 2, 15, tzinfo=UTC), datetime(2026, 3, 3, 20, tzinfo=UTC)
    for start, end, expected in (
        (first, date(2026, 3, 3), (1, 1)),
        (first, date(2026, 3, 4), (0, 1)),
        (date(2026, 3, 2), last, (1, 1)),
        (date(2026, 3, 2), date(2026, 3, 3), (1, 1)),
        (date(2026, 3, 2), date(2026, 3, 4), (0, 1)),
    ):
        rows = pl.DataFrame({"handed_over_at": [start], "contacted_at": [end]})
        assert shares(measure(agreement, rows, as_of=LATER), "sql.followed-up") == {"2026-03": expected}


def test_calendar_days_end_with_the_last_of_them() -> None:
    """Asked on a Monday afternoon, within two calendar days: until the end of Wednesday, in the zone of the term."""
    agreement = desk("within: 2 calendar_days")
    for replied, expected in (("2026-03-04 23:59", (1, 1)), ("2026-03-05 00:00", (0, 1))):
        rows = table(f"id,asked_at,replied_at\n1,2026-03-02 15:00,{replied}")
        assert shares(measure(agreement, rows, as_of=LATER)) == {"2026-03": expected}
    (stands,) = state(
        agreement.channels[0], {"asked_at": datetime(2026, 3, 2, 15, tzinfo=BERLIN)}, LATER, agreement=agreement
    )
    assert stands.due == datetime(2026, 3, 4, 23, 59, 59, 999_999, tzinfo=BERLIN)
    with pytest.raises(AgreementError, match="calendar days are whole"):
        desk("within: 1.5 calendar_days")
    for time in ("36526 calendar_days", "36526 business_days", "876601 hours", "876601 business_hours"):
        with pytest.raises(AgreementError, match="a time is 100 years at most"):
            desk(f"within: {time}")


# Local times in the hour that comes twice


def test_the_hour_that_comes_twice() -> None:
    """Asked at 1:50 in summer time and answered at 1:10 in winter time, twenty minutes later."""
    agreement = desk("within: 30 minutes")
    asked = datetime(2026, 11, 1, 1, 50, tzinfo=NEW_YORK)
    replied = datetime(2026, 11, 1, 1, 10, fold=1, tzinfo=NEW_YORK)
    local = {"asked_at": asked, "replied_at": replied}
    for record in (local, {name: at.astimezone(UTC) for name, at in local.items()}):
        (stands,) = state(agreement.channels[0], record, LATER + timedelta(365), agreement=agreement)
        assert (stands.status.value, stands.used) == ("met", timedelta(minutes=20))


# Segments, and nothing to measure


def test_segments_that_the_agreement_does_not_have_are_told() -> None:
    """They count in the whole."""
    volume = "{owed_by: Marketing, owed_to: Sales, metric: desk.asked, segment: web, at_least: 1 request/month}"
    text = HEAD.replace("objectives: {}", f"objectives: {{volume: {volume}}}")
    agreement = loads(text + "channels: {desk: {owed_by: Sales, reply: {within: 4 hours}}}\n")
    rows = table("id,asked_at,segment\n1,2026-03-02 09:00,web\n2,2026-03-02 09:00,Web\n3,2026-03-02 09:00,web;fair")
    rows["replied_at"] = pd.Series([None] * 3, dtype="datetime64[us]")
    found = measure(agreement, rows, as_of=LATER)
    assert said(found) == [
        "2 of 3 cases of desk are in segments that the agreement does not have: 'Web' (did you mean 'web'?), 'web;fair'"
    ]


@pytest.mark.parametrize(("separator", "between"), [(";", ";"), ("|", " | "), ("'", "'"), (".*", ".*")])
def test_several_segments_in_one_cell(separator: str, between: str) -> None:
    """A case counts in each of them, and once in the whole; its cases are found by each."""
    rows = table("id,asked_at,replied_at,segment\n1,2026-03-02 09:00,2026-03-02 10:00,web\n2,2026-03-02 09:00,,x")
    rows["segment"] = ["web", between.join(["web", "fair", "web"])]
    found = measure(desk(), rows, as_of=LATER, separator=separator)
    assert counts(found, "cases", "desk.asked") == {("2026-03", ""): 2, ("2026-03", "web"): 2, ("2026-03", "fair"): 1}
    assert counts(found, "median", "desk") == {("2026-03", ""): HOUR, ("2026-03", "web"): HOUR}
    assert [case.id for case in found.cases("desk", "overdue", "2026-03", "fair")] == ["2"]
    with pytest.raises(InvalidValueError, match="what separates segments is a text, as ';'"):
        measure(desk(), rows, separator="")


def test_nothing_that_can_be_measured_is_an_error() -> None:
    """An empty file of figures would be taken for a good one."""
    with pytest.raises(
        InvalidValueError, match=r"^nothing is measured: desk is not measured: the table has no column asked_at$"
    ):
        measure(desk(), pd.DataFrame({"id": ["1"], "created": ["x"]}), as_of=LATER)
    with pytest.raises(InvalidValueError, match=r"^nothing is measured: desk is not measured: nothing ever happened"):
        measure(desk(), events=table("id,event,at\n1,asked,"), as_of=LATER)


def test_hours_that_end_for_good_stop_only_those_that_go_by_them() -> None:
    """One team of two was closed for ever; leads of the other go on."""
    hours = "office: {weekly: {mon-fri: 09:00-17:00}}"
    gone = "gone: {weekly: {}, overrides: {2026-02-02: 09:00-17:00}}"
    text = HEAD.replace(f"hours: {{{hours}}}", f"hours:\n  {hours}\n  {gone}")
    reply = "{within: 1 business_day, hours_by: team, hours: office}"
    agreement = loads(f"{text}channels: {{desk: {{owed_by: Sales, reply: {reply}}}}}\n")
    rows = table("id,asked_at,replied_at,team\n1,2026-03-02 09:00,2026-03-02 10:00,office\n2,2026-03-02 09:00,,gone")
    assert shares(measure(agreement, rows, as_of=LATER)) == {"2026-03": (1, 1)}


# Files that change


def test_a_file_that_changed_or_is_gone_has_no_cases(tmp_path: Path) -> None:
    """Other cases than were counted would be listed."""
    path = tmp_path / "tickets.csv"
    path.write_text(TICKETS)
    found = measure(desk(), path, as_of=LATER)
    assert [case.id for case in found.cases("desk", "in time", "2026-03")] == [1]
    path.write_text(TICKETS.replace("1,2026-03-02 09:00", "7,2026-03-02 09:00") + "\n")
    asked: tuple[Callable[[], object], ...] = (
        lambda: found.cases("desk", "in time", "2026-03"),
        lambda: found.daily("desk.asked"),
    )
    for ask in asked:
        with pytest.raises(DocumentError, match=r"tickets.csv: has changed since it was measured; measure it again$"):
            ask()
    path.unlink()
    for ask in asked:
        with pytest.raises(DocumentError, match=r"tickets.csv: is gone since it was measured$"):
            ask()


# Outages that are short, partial or told many times

HOSTING = """smarketing: 1
title: Hosting
term: {start: 2026-01-01, end: 2026-12-31, timezone: UTC}
parties: {Host: {contact: Josh}, Shop: {contact: Amy}}
signatures: {Host: 2025-12-10, Shop: 2025-12-12}
objectives: {}
services: {shop: {owed_by: Host, owed_to: Shop, availability: 99 %, mtbf: 100 hours, mttr: 4 hours, MORE}}
"""


def lost_hours(more: str, text: str) -> tuple[float, int | None]:
    """The hours that were lost in March, and how many failures there were."""
    found = measure(loads(HOSTING.replace("MORE", more)), table(text), as_of=datetime(2026, 4, 1, tzinfo=UTC))
    figures = {(f.of, f.measure): f for f in found.figures if str(f.month) == "2026-03"}
    share = figures["shop.availability", "share"]
    assert share.base is not None
    return (share.base - share.value) / HOUR, figures["shop.mtbf", "ratio"].base


INCIDENTS = """id,failed_at,restored_at,severity
1,2026-03-02 00:00,2026-03-02 10:00,degraded
2,2026-03-02 08:00,2026-03-02 12:00,down
3,2026-03-05 00:00,2026-03-05 00:02,down
"""
WEIGHTS = "weighed_by: severity, weights: [{is: degraded, lost: 30 %}]"


@pytest.mark.parametrize(
    ("more", "lost", "failures"),
    [
        ("overlapping: several failures", 12 + 1 / 30, 3),
        ("overlapping: one failure", 12 + 1 / 30, 2),
        ("shortest: 5 minutes", 12, 2),
        ("shortest: 5 minutes, overlapping: one failure", 12, 1),
        (WEIGHTS, 8 * 0.3 + 4 + 1 / 30, 3),
        (f"{WEIGHTS}, shortest: 2 minutes", 8 * 0.3 + 4 + 1 / 30, 3),
        (f"{WEIGHTS}, shortest: 3 minutes, overlapping: one failure", 8 * 0.3 + 4, 1),
    ],
)
def test_what_counts_of_outages(more: str, lost: float, failures: int) -> None:
    """Short ones may count for nothing, those at one time for one failure, partial ones for a part of their time."""
    hours, base = lost_hours(more, INCIDENTS)
    assert base == failures
    assert hours == pytest.approx(lost)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("overlapping: one", "overlapping outages are 'several failures' or 'one failure'; not 'one'"),
        ("weighed_by: severity", "weighed_by names the field that weights go by; give both"),
        ("weights: [{is: degraded, lost: 30 %}]", "weighed_by names the field that weights go by; give both"),
        ("weighed_by: x, weights: [{is: y, lost: 130 %}]", "a share of the time is meant, as in '30 %'; not 130 %"),
        ("shortest: 1 month", "an elapsed time is meant"),
    ],
)
def test_what_is_said_wrong_of_outages(more: str, message: str) -> None:
    """In words, where the file is read."""
    with pytest.raises(AgreementError, match=re.escape(message)):
        loads(HOSTING.replace("MORE", more))


def test_a_table_without_the_field_that_weighs_is_refused() -> None:
    """Nobody could say what was lost."""
    with pytest.raises(
        InvalidValueError, match="the time that is lost goes by 'severity', and the table has no such column"
    ):
        lost_hours(WEIGHTS, "id,failed_at,restored_at\n1,2026-03-02 00:00,2026-03-02 10:00")


# What a reader of the documentation alone found


def test_a_reset_begins_a_clock_anew_that_names_its_own_start() -> None:
    """In a log as in a table and for `state`: four hours from the reopening at 10:00."""
    follow_up = "{within: 4 business_hours, starts: assigned}"
    agreement = agreed(f"handoffs: {{sql: {{from: Marketing, to: Sales, follow_up: {follow_up}}}}}")
    story = {"handed_over": 8, "assigned": 9, "reopened": 10, "contacted": 13}
    at = {name: datetime(2026, 3, 3, hour, 30 * (name == "contacted"), tzinfo=BERLIN) for name, hour in story.items()}
    row = pl.DataFrame({"id": [1], **{f"{name}_at": [moment] for name, moment in at.items()}})
    log = pl.DataFrame({"id": [1] * 4, "event": list(at), "at": list(at.values())})
    for found in (measure(agreement, row, as_of=LATER), measure(agreement, events=log, as_of=LATER)):
        assert shares(found, "sql.followed-up") == {"2026-03": (1, 1)}
        assert counts(found, "median", "sql.followed-up") == {("2026-03", ""): 3.5 * HOUR}


@pytest.mark.parametrize("as_day", ["contacted_at", "handed_over_at"])
def test_a_contact_of_which_the_day_is_known_accepts(as_day: str) -> None:
    """And the follow-up is measured."""
    parts = "accept: {within: 4 business_hours}, follow_up: {within: 4 business_hours}"
    agreement = agreed(f"handoffs: {{sql: {{from: Marketing, to: Sales, {parts}}}}}")
    moments: dict[str, Any] = {"handed_over_at": datetime(2026, 3, 3, 10, tzinfo=UTC)}
    moments |= {"contacted_at": datetime(2026, 3, 3, 11, tzinfo=UTC)}
    moments[as_day] = date(2026, 3, 3)
    found = measure(agreement, pl.DataFrame({name: [at] for name, at in moments.items()}), as_of=LATER)
    assert counts(found, "accepted", "sql.accepted") == {("2026-03", ""): 1}
    assert shares(found, "sql.followed-up") == {"2026-03": (1, 1)}


def test_follow_up_goes_by_the_handing_over_that_was_accepted() -> None:
    """A second one while acceptance runs does nothing, for `state` as in a log."""
    cases = "cases: [{when: size == 'small', within: 4 business_hours}]"
    parts = f"accept: {{within: 4 business_hours}}, follow_up: {{within: 1 business_hour, {cases}}}"
    agreement = agreed(f"handoffs: {{sql: {{from: Marketing, to: Sales, {parts}}}}}")
    rows = [("handed_over", 9, "big"), ("handed_over", 10, "small"), ("accepted", 11, None), ("contacted", 14, None)]
    events = [Event(name, datetime(2026, 3, 3, hour, tzinfo=BERLIN), {"size": size}) for name, hour, size in rows]
    _accepted, followed = state(agreement.handoffs[0], events, LATER, agreement=agreement)
    assert followed.status.value == "missed"
    told = [(1, each.name, each.at, each.fields["size"]) for each in events]
    log = pl.DataFrame(told, schema=["id", "event", "at", "size"], orient="row")
    assert shares(measure(agreement, events=log, as_of=LATER), "sql.followed-up") == {"2026-03": (0, 1)}


def test_an_update_has_the_time_of_the_last_question_before_it() -> None:
    """For `state` as in a log."""
    cases = "cases: [{when: size == 'small', within: 4 hours}]"
    agreement = desk(f"within: 1 hour, repeats: after each stop, {cases}")
    rows = [("asked", 9, "big"), ("asked", 9.5, "small"), ("replied", 10, None), ("replied", 13, None)]
    start = datetime(2026, 3, 3, tzinfo=UTC)
    events = [Event(name, start + timedelta(hours=hour), {"size": size}) for name, hour, size in rows]
    stands = state(agreement.channels[0], events, start + timedelta(hours=14), agreement=agreement)
    assert [each.status.value for each in stands] == ["met", "met", "pending"]
    told = [(1, each.name, each.at, each.fields["size"]) for each in events]
    log = pl.DataFrame(told, schema=["id", "event", "at", "size"], orient="row")
    assert shares(measure(agreement, events=log, as_of=start + timedelta(hours=14))) == {"2026-03": (2, 2)}


def test_a_pause_with_a_time_beside_a_contact_of_a_day() -> None:
    """The contact is held to its day, the pause to its instant."""
    agreement = agreed("handoffs: {sql: {from: Marketing, to: Sales, follow_up: {within: 4 business_hours}}}")
    moments = {"handed_over_at": [datetime(2026, 3, 3, 10, tzinfo=UTC)], "contacted_at": [date(2026, 3, 3)]}
    moments |= {"waiting_at": [datetime(2026, 3, 3, 11, tzinfo=UTC)]}
    found = measure(agreement, pl.DataFrame({"id": [1], **moments}), as_of=LATER)
    assert shares(found, "sql.followed-up") == {"2026-03": (1, 1)}


# Pauses, reopenings and messages that follow each other


def times_of_cases(found: Any, kind: str) -> dict[str, float]:
    """The hours that the cases of the desk used, by id."""
    months = sorted({str(f.month) for f in found.figures})
    cases = [each for month in months for each in found.cases("desk", kind, month)]
    return {str(each.id): each.used / timedelta(hours=1) for each in cases if each.used is not None}


def test_a_pause_moves_the_end_by_the_open_time_that_it_covers() -> None:
    """Not by the holiday and the weekend in it: eight hours of the first two, none of the others."""
    agreement = loads(HEAD.replace("09:00-17:00}", "09:00-17:00}, holidays: [2026-05-01]") + DESK_IN_BUSINESS_DAYS)
    rows = """id,event,at
1,asked,2026-04-29 16:00
1,waiting,2026-04-30 12:00
1,resumed,2026-05-04 12:00
1,replied,2026-05-05 16:00
2,asked,2026-04-29 16:00
2,waiting,2026-04-30 12:00
2,resumed,2026-05-04 12:00
2,replied,2026-05-05 16:01
3,asked,2026-04-29 16:00
3,waiting,2026-04-30 17:00
3,resumed,2026-05-04 09:00
3,replied,2026-05-04 16:00
4,asked,2026-04-29 16:00
4,waiting,2026-04-30 17:00
4,resumed,2026-05-04 09:00
4,replied,2026-05-04 16:01"""
    as_table = "id,asked_at,waiting_at,resumed_at,replied_at\n" + "\n".join(
        ",".join([number, *(line.rpartition(",")[2] for line in rows.splitlines() if line.startswith(f"{number},"))])
        for number in "1234"
    )
    for found in (
        measure(agreement, events=table(rows), as_of=JUNE),
        measure(agreement, table(as_table), as_of=JUNE),
    ):
        assert [[*times_of_cases(found, kind)] for kind in ("in time", "late")] == [["1", "3"], ["2", "4"]]
    for number, expected in zip("1234", ("met", "missed") * 2, strict=True):
        told = [each.split(",") for each in rows.splitlines() if each.startswith(f"{number},")]
        events = [Event(name, datetime.fromisoformat(at).replace(tzinfo=BERLIN)) for _id, name, at in told]
        (stands,) = state(agreement.channels[0], events, JUNE, agreement=agreement)
        assert stands.status.value == expected


JUNE = datetime(2026, 6, 1, tzinfo=UTC)
DESK_IN_BUSINESS_DAYS = "channels: {desk: {owed_by: Sales, reply: {within: 2 business_days}}}"


def test_a_clock_may_go_on_where_it_stood_when_a_case_is_reopened() -> None:
    """A week later, with what was left of its four hours: a minute less, and a minute more."""
    agreement = desk(
        "within: 4 business_hours, pauses: [waiting, solved], resumes: reopened, resets: [], stops: closed"
    )
    rows = table("""id,event,at
1,asked,2026-03-02 09:00
1,solved,2026-03-02 10:30
1,reopened,2026-03-09 09:00
1,solved,2026-03-09 11:29
1,closed,2026-03-16 12:00
2,asked,2026-03-02 09:00
2,solved,2026-03-02 10:30
2,reopened,2026-03-09 09:00
2,solved,2026-03-09 11:31
2,closed,2026-03-16 12:00""")
    found = measure(agreement, events=rows, as_of=LATER)
    assert times_of_cases(found, "in time") == {"1": 4 - 1 / 60}
    assert times_of_cases(found, "late") == {"2": 4 + 1 / 60}


def test_the_last_message_may_be_the_one_that_counts() -> None:
    """Each message sets the clock back; without that the first one counts."""
    rows = table("""id,event,at
1,asked,2026-03-02 09:00
1,asked,2026-03-02 15:00
1,replied,2026-03-02 16:00""")
    last = measure(desk("within: 4 business_hours, resets: [reopened, asked]"), events=rows, as_of=LATER)
    assert times_of_cases(last, "in time") == {"1": 1}
    paused = table("""id,event,at
1,asked,2026-03-02 09:00
1,waiting,2026-03-02 09:00
1,replied,2026-03-02 16:00""")
    agreement = desk("within: 4 business_hours, resets: [reopened, asked]")
    assert times_of_cases(measure(agreement, events=paused, as_of=LATER), "in time") == {"1": 0}
    one = table("id,asked_at,waiting_at,replied_at\n1,2026-03-02 09:00,2026-03-02 09:00,2026-03-02 16:00")
    assert times_of_cases(measure(agreement, one, as_of=LATER), "in time") == {"1": 0}
    first = measure(desk("within: 4 business_hours, repeats: once"), events=rows, as_of=LATER)
    assert times_of_cases(first, "late") == {"1": 7}


def test_an_outage_counts_in_each_month_for_its_own_hours() -> None:
    """Planned time leaves the hours that count, and what failed in it too."""
    incidents = """id,failed_at,restored_at,planned
1,2026-02-27 00:00,2026-03-02 00:00,false
2,2026-03-10 02:00,2026-03-10 06:00,true
3,2026-03-10 05:30,2026-03-10 07:00,false
"""
    agreement = loads(HOSTING.replace(", MORE", ""))
    found = measure(agreement, table(incidents, planned=[False, True, False]), as_of=datetime(2026, 4, 1, tzinfo=UTC))
    lost = {
        str(f.month): ((f.base - f.value) / HOUR, f.base / HOUR)
        for f in found.figures
        if (f.of, f.measure) == ("shop.availability", "share") and f.base
    }
    assert lost == {"2026-01": (0, 744), "2026-02": (48, 672), "2026-03": (24 + 1, 740)}
