"""Tables that cannot be measured, or not all of them: what is refused, what is told, and in which words."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest

from criteria_engines import Engine, every_engine
from event_strategies import BERLIN
from expected_errors import refusal
from smarketing import Acceptance, Agreement, FollowUp, Handoff, Party, Term
from smarketing.agreement import Channel, Reply
from smarketing.errors import InvalidValueError
from smarketing.measuring.clocks.case_columns import filled, one_if
from smarketing.measuring.measurement import measure
from smarketing.tables.engines import as_frame, fetched

START = datetime(2026, 3, 5, 10, tzinfo=UTC)
AS_OF = datetime(2026, 4, 1, tzinfo=UTC)


def agreed(**handoff: Any) -> Agreement:
    """Leads that are accepted and followed up, and an inbox."""
    parts = {"accept": Acceptance("4 hours"), "follow_up": FollowUp("8 hours")} | handoff
    return Agreement(
        "Leads",
        Term("2026-01-01", timezone="Europe/Berlin"),
        [Party("Marketing"), Party("Sales")],
        [],
        handoffs=[Handoff("leads", "Marketing", "Sales", **parts)],
        channels=[Channel("inbox", "Sales", reply=Reply("1 hour"))],
        hours=BERLIN,
    )


FULL = dict.fromkeys(("handed_over_at", "accepted_at", "contacted_at", "asked_at", "replied_at"), START)


def table(**columns: object) -> pl.DataFrame:
    """One row, with the moments of everything unless stated; without columns that are `...`."""
    return pl.DataFrame({name: [cell] for name, cell in ({"id": 1} | FULL | columns).items() if cell is not ...})


def problems(given: object, agreement: Agreement | None = None, **more: Any) -> list[str]:
    """What is told of a table."""
    return [each.message for each in measure(agreement or agreed(), given, **more).problems]


# Told


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, []),
        ({"asked_at": ...}, ["inbox is not measured: the table has no column asked_at"]),
        ({"handed_over_at": ...}, ["leads is not measured: the table has no column handed_over_at"]),
        ({"replied_at": ...}, ["inbox is not measured: there is no column replied_at"]),
        ({"contacted_at": ...}, ["leads.followed-up is not measured: there is no column contacted_at"]),
        (
            {"accepted_at": ..., "contacted_at": ...},
            [
                "leads.accepted is not measured: there is no column accepted_at or rejected_at or contacted_at",
                "leads.followed-up is not measured: there is no column accepted_at",
            ],
        ),
        (
            {"handed_over_at": datetime(1900, 1, 1, tzinfo=UTC)},
            ["1 moment of handed_over_at before 1970 or after 2199: taken as not known"],
        ),
        (
            {"contacted_at": datetime(2500, 1, 1, tzinfo=UTC), "asked_at": datetime(1969, 12, 31, tzinfo=UTC)},
            [
                "1 moment of contacted_at before 1970 or after 2199: taken as not known",
                "1 moment of asked_at before 1970 or after 2199: taken as not known",
                "inbox is not measured: nothing ever happened in the table",
            ],
        ),
    ],
)
def test_what_cannot_be_measured_is_told(columns: dict[str, object], expected: list[str]) -> None:
    """Columns that are not there, and moments that stand for something else."""
    rows = table(**columns)
    if "inbox is not measured: nothing ever happened in the table" in expected:
        rows = rows.with_columns(replied_at=pl.lit(None, pl.Datetime("us", "UTC")))
    assert problems(rows) == expected


def test_several_moments_that_are_none() -> None:
    """They are counted; the others of the column stay."""
    rows = pl.concat([table(), *[table(handed_over_at=datetime(1900, 1, 1, tzinfo=UTC))] * 2])
    result = measure(agreed(), rows)
    assert [each.message for each in result.problems] == [
        "the id 1 stands in 3 rows of the table: each row counts",
        "2 moments of handed_over_at before 1970 or after 2199: taken as not known",
    ]
    assert [f.value for f in result.figures if f.of == "leads.handed-over"] == [1]


def test_each_part_may_have_a_table_of_its_own() -> None:
    """A log for one, a table for the other; who has none is not measured, and nothing is told of it."""
    log = pl.DataFrame({"id": [1], "event": ["handed_over"], "at": [START]})
    result = measure(agreed(follow_up=None), {"inbox": table()}, events={"leads": log}, as_of=AS_OF)
    assert [f.of for f in result.figures if f.measure == "cases" and f.value] == ["inbox.asked", "leads.handed-over"]
    assert set(measure(agreed(), {"inbox": table()}).as_of) == {"inbox"}


def test_attempts_need_a_log() -> None:
    """A table does not say how often somebody was tried; and reasons need their column."""
    agreement = agreed(
        accept=Acceptance("4 hours", reject_for="duplicate"),
        follow_up=FollowUp("8 hours", attempts="2 in 1 day"),
        information=["email", "e phone"],
    )
    assert problems(table(rejected_at=START, email="x"), agreement) == [
        "leads.informed is not measured: the table has no column 'e phone'",
        "leads.attempted is not measured: it needs a log of events",
        "the table has no column 'rejection_reason': all rejections count as agreed",
    ]


@every_engine
def test_empty_tables(engine: Engine) -> None:
    """Nothing ever happened in them; with an instant to look from, there is nothing to be found."""
    empty = engine(table().clear())
    assert problems(empty) == [
        f"{name} is not measured: nothing ever happened in the table" for name in ("leads", "inbox")
    ]
    assert measure(agreed(), empty, as_of=AS_OF).figures == ()
    log = pl.DataFrame(schema={"id": pl.Int64, "event": pl.String, "at": pl.Datetime("us", "UTC")})
    assert measure(agreed(), events=engine(log)).figures == ()
    assert measure(agreed(), events=engine(log), as_of=AS_OF).figures == ()


@every_engine
def test_a_table_of_nulls(engine: Engine) -> None:
    """Columns of moments in which nothing ever happened."""
    nothing = table().with_columns(pl.lit(None, pl.Datetime("us", "UTC")).alias(name) for name in FULL)
    message = "leads is not measured: nothing ever happened in the table"
    message += f"; {message.replace('leads', 'inbox')}"
    assert refusal(lambda: measure(agreed(), engine(nothing))) == (f"nothing is measured: {message}", "tables")


@every_engine
def test_one_column_of_moments_may_be_empty(engine: Engine) -> None:
    """Then that never happened."""
    rows = table().with_columns(contacted_at=pl.lit(None, pl.Datetime("us", "UTC")))
    figures = measure(agreed(), engine(rows), as_of=AS_OF).figures
    assert [f.value for f in figures if (f.of, f.measure) == ("leads.followed-up", "overdue")] == [1, 0]


def test_an_instant_before_all_that_happened() -> None:
    """Nothing is known yet."""
    result = measure(agreed(), table(), as_of=datetime(2020, 1, 1, tzinfo=UTC))
    assert (result.figures, result.problems) == ((), ())


# Refused

NAMES = "'leads', 'inbox'"


@pytest.mark.parametrize(
    ("given", "message", "field"),
    [
        ({}, "give a table, or a log of events", "tables"),
        ({"tables": 5}, "a table is a dataframe of pandas, Polars, PyArrow, DuckDB or PySpark; not int", None),
        (
            {"tables": {"lead": table()}},
            f"no handoff, channel or service with a promise named 'lead'; they are {NAMES} (did you mean 'leads'?)",
            "tables",
        ),
        (
            {"events": {"x": table()}},
            f"no handoff, channel or service with a promise named 'x'; they are {NAMES}",
            "events",
        ),
        (
            {"tables": table(accepted_at="2026-03-05")},
            "accepted_at is String, and no column of moments; give timestamps, or the file itself",
            "accepted_at",
        ),
        (
            {"tables": table(handed_over_at=5)},
            "handed_over_at is Int64, and no column of moments; give timestamps, or the file itself",
            "handed_over_at",
        ),
        (
            {"tables": table(), "as_of": datetime(2026, 1, 1)},
            "as_of is a datetime with a time zone; not datetime.datetime(2026, 1, 1, 0, 0)",
            "as_of",
        ),
        (
            {"tables": table(), "as_of": date(2026, 1, 1)},
            "as_of is a datetime with a time zone; not datetime.date(2026, 1, 1)",
            "as_of",
        ),
        (
            {"tables": table(), "timezone": "Berlin"},
            "no time zone named 'Berlin'; write an IANA name such as 'Europe/Berlin' (did you mean 'Europe/Berlin'?)",
            None,
        ),
        (
            {"events": table(event="asked")},
            "an event log has the columns id, event and at; the log has no 'at'",
            "events",
        ),
        (
            {"events": table(id=..., event="asked", at=START)},
            "an event log has the columns id, event and at; the log has no 'id'",
            "events",
        ),
        (
            {"events": table(at=START)},
            "an event log has the columns id, event and at; the log has no 'event'",
            "events",
        ),
        (
            {"tables": table().with_columns(pl.col("accepted_at").alias("Accepted_At"))},
            (
                "'accepted_at' and 'Accepted_At' would both be called accepted_at; call one otherwise "
                "by columns={'accepted_at': 'another name'}"
            ),
            "names",
        ),
    ],
)
def test_what_is_refused(given: dict[str, Any], message: str, field: str | None) -> None:
    """What is no table, has no such name, or holds something else than moments."""
    assert refusal(lambda: measure(agreed(), given.pop("tables", None), **given)) == (message, field)


def test_fields_that_are_not_there_are_refused() -> None:
    """Criteria cannot do without them, nor can hours that go by a field."""
    by_size = agreed(trigger="size >= 5 and region == 'east'")
    message = "leads asks for 'region', 'size', and the table has no such column"
    assert refusal(lambda: measure(by_size, table())) == (message, "tables")
    by_field = agreed(follow_up=FollowUp("1 business_hour", "office", hours_by="where"))
    message = "leads.followed-up runs by the hours that 'where' names, and the table has no such column"
    assert refusal(lambda: measure(by_field, table())) == (message, "tables")


@every_engine
def test_hours_that_are_not_there_are_refused(engine: Engine) -> None:
    """Whatever names them; nothing is the usual."""
    by_field = agreed(follow_up=FollowUp("1 business_hour", "office", hours_by="where"))
    rows = pl.concat([table(where="office"), table(where=""), table(where="dsk")])
    message = "where: no hours named 'dsk'; hours are 'office', 'desk' (did you mean 'desk'?)"
    assert refusal(lambda: measure(by_field, engine(rows))) == (message, "where")
    told = ["the id 1 stands in 2 rows of the table: each row counts"]
    assert problems(engine(rows.head(2)), by_field) == told


def test_hours_by_a_field_without_usual_ones() -> None:
    """Then each case names them."""
    by_field = agreed(follow_up=FollowUp("8 hours", hours_by="where"))
    message = "where: no hours named ''; hours are 'office', 'desk'"
    assert refusal(lambda: measure(by_field, table(where=""))) == (message, "where")
    assert measure(by_field, table(where="desk")).problems == ()


@pytest.mark.parametrize("zone", ["America/New_York", "America/Port-au-Prince", "Etc/GMT+5"])
def test_zones_of_pandas_are_no_matter(zone: str) -> None:
    """Also those with an underscore, a hyphen or a sign in their name."""
    rows = pd.DataFrame({"handed_over_at": pd.Series([START]).dt.tz_convert(zone), "id": [1]})
    figures = measure(agreed(), rows, as_of=AS_OF).figures
    assert [f.value for f in figures if f.of == "leads.handed-over"] == [1, 0]


def test_ids_of_two_kinds_are_refused() -> None:
    """Texts in one table and numbers in the other do not meet: a mistake of ours to tell."""
    log = pl.DataFrame({"id": [1], "event": ["handed_over"], "at": [START]})
    with pytest.raises(InvalidValueError, match="id"):
        measure(agreed(), pl.DataFrame({"id": ["1"]}), events=log)


def test_a_table_beside_a_log_has_ids() -> None:
    """Else nobody knows whose fields these are."""
    log = pl.DataFrame({"id": [1], "event": ["handed_over"], "at": [START]})
    message = "the table beside a log has a column id; the table has none"
    assert refusal(lambda: measure(agreed(), table(id=...), events=log)) == (message, "tables")


def test_cases_behind_no_figure_are_refused() -> None:
    """A figure is of something, and says something that is counted; in a log each is counted in one place."""
    log = pl.DataFrame({"id": [1], "event": ["handed_over"], "at": [START]})
    result = measure(agreed(), table(), events={"leads": log}, as_of=AS_OF)
    assert [each.id for each in result.cases("leads.accepted", "overdue", "2026-03")] == [1]
    assert result.daily("leads.handed-over") == {date(2026, 3, 5): 1}
    unknown = "no figures named 'lead.accepted' (did you mean 'leads.accepted'?)"
    assert refusal(lambda: result.cases("lead.accepted", "late", "2026-03")) == (unknown, "of")
    uncounted = "no cases of leads.accepted named 'median' (did you mean 'pending'?)"
    assert refusal(lambda: result.cases("leads.accepted", "median", "2026-03")) == (uncounted, "measure")
    no_volume = "no volume named 'leads'; volumes are 'leads.handed-over', 'inbox.asked'"
    assert refusal(lambda: result.daily("leads")) == (no_volume, "of")


def test_names_of_columns_are_given() -> None:
    """Odd ones, and the column of segments; such as are not there are refused."""
    rows = table(handed_over_at=..., **{'when "it" went': START, "a region": "it's"})
    columns = {'when "it" went': "handed_over_at"}
    figures = measure(agreed(), rows, columns=columns, segment="a region", as_of=AS_OF).figures
    with pytest.raises(InvalidValueError, match=r"^no column named 'not there'; columns are"):
        measure(agreed(), rows, columns={"not there": "other"})
    with pytest.raises(InvalidValueError, match=r"^the table has no column 'nowhere' for segments$"):
        measure(agreed(), rows, columns=columns, segment="nowhere")
    assert {f.segment for f in figures if f.of == "leads.handed-over"} == {"", "it's"}


@every_engine
def test_what_is_filled(engine: Engine) -> None:
    """Anything but null, blank text and what is not a number, whatever the first letter is."""
    texts = ["x", " x", "", " ", "\t\n", "~", "\x7f", "é", "\u4e2d", "! ", None, "0", "\u00a0", "\u2003x"]
    table = pl.DataFrame({"text": texts, "number": [*map(float, range(13)), float("nan")]})
    frame = as_frame(engine(table))
    schema = frame.collect_schema()
    both = frame.select(*(one_if(filled(schema, name)).alias(name) for name in ("text", "number")))
    assert sorted(fetched(both)) == sorted(zip([1, 1, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1], [1] * 13 + [0], strict=True))


def test_a_log_and_the_table_beside_it_must_be_joined() -> None:
    """Frames of any libraries can be; those of two connections of DuckDB are refused in words."""
    log = table(id="1", event="handed_over", at=START)
    about = pl.DataFrame({"id": ["1"]})
    connections = duckdb.connect(), duckdb.connect()
    here, there = connections[0].sql("FROM log"), connections[1].sql("FROM about")
    rule = "a log and the table beside it are both of Spark, both of one connection of DuckDB, or neither of these"
    for one, other in ((log.to_arrow(), there), (here, there)):
        asked = partial(measure, agreed(), {"leads": other}, events={"leads": one})
        assert refusal(asked) == (rule, "tables")
    for frames in ((log, about.to_pandas()), (log.lazy(), about), (log.to_arrow(), about.to_pandas())):
        assert measure(agreed(), {"leads": frames[1]}, events={"leads": frames[0]}).figures
    assert measure(agreed(), {"leads": connections[0].sql("FROM about")}, events={"leads": here}).figures
