"""What tables and logs do not say, say twice or say of several versions."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import attrs
import polars as pl
import pytest

from expected_errors import refusal
from smarketing import (
    Acceptance,
    Agreement,
    AgreementError,
    BusinessHours,
    Channel,
    FollowUp,
    Handoff,
    Party,
    Reply,
    Signature,
    Term,
    measure,
)
from smarketing.measuring import state
from smarketing.measuring.measured import Measured

OFFICE = BusinessHours({"mon-fri": "09:00-17:00"})


def agreed(handoff: Handoff, *channels: Channel, **more: Any) -> Agreement:
    """An agreement with one handoff."""
    parties = [Party("Marketing"), Party("Sales")]
    hours = {"office": OFFICE}
    return Agreement(
        "Leads", Term("2026-01-01"), parties, [], hours=hours, handoffs=[handoff], channels=channels, **more
    )


def leads(**more: Any) -> Handoff:
    """A handoff from Marketing to Sales."""
    return Handoff("leads", "Marketing", "Sales", **more)


def log(*events: tuple[int | str | None, str, str]) -> pl.DataFrame:
    """A log of ids, events and instants."""
    rows = [(number, event, datetime.fromisoformat(f"{at}+00:00")) for number, event, at in events]
    return pl.DataFrame(rows, schema=["id", "event", "at"], orient="row")


def row(**moments: str) -> dict[str, datetime]:
    """Moments of a row by their columns."""
    return {f"{name}_at": datetime.fromisoformat(f"2026-03-02T{at}+00:00") for name, at in moments.items()}


def counted(measured: Measured, of: str, measures: Sequence[str]) -> dict[str, list[int]]:
    """The figures of all months by what they say, for all segments."""
    some = [each for each in measured.figures if each.of == of and not each.segment]
    return {name: [each.value for each in some if each.measure == name] for name in measures}


MOMENTS = row(handed_over="09:00", waiting="10:00", resumed="11:00", on_hold="12:00", contacted="16:00")


@pytest.mark.parametrize(
    ("extra", "used"),
    [
        ({}, 2),  # 09:00 to 10:00, 11:00 to 12:00; what comes after a pause without an end does not count
        (row(resumed="13:00"), 4),  # the second pause lies in the first
        (row(on_hold="10:00"), 6),  # at once with the first
        (row(waiting="12:00", on_hold="10:00"), 2),
        (row(on_hold="11:00", resumed="11:00"), 6),
    ],
)
def test_a_row_rests_in_every_pause(extra: dict[str, datetime], used: int) -> None:
    """Of several kinds, apart or one in another; the same as for one record."""
    clock = FollowUp("3 hours", pauses=("waiting", "on_hold"))
    moments = MOMENTS | extra
    (one,) = state(leads(follow_up=clock), moments, moments["contacted_at"])
    found = measure(agreed(leads(follow_up=clock)), pl.DataFrame([{"id": 1} | moments]))
    (median,) = counted(found, "leads.followed-up", ["median"])["median"]
    assert one.used.total_seconds() == used * 3600 == median / 1_000_000
    assert counted(found, "leads.followed-up", ["late"])["late"] == [int(used > 3)]


def test_events_that_belong_to_no_case_are_told() -> None:
    """Those without an id, and those of ids that the table beside the log does not have."""
    events = log((1, "handed_over", "2026-03-02T09:00"), (None, "handed_over", "2026-03-02T09:00"))
    more = log((7, "handed_over", "2026-03-02T09:00"), (7, "contacted", "2026-03-02T10:00"))
    found = measure(
        agreed(leads(follow_up=FollowUp("1 hour"))), pl.DataFrame({"id": [1]}), events=pl.concat([events, more])
    )
    assert [str(each) for each in found.problems] == [
        "1 event of the log without an id: left out",
        "2 events of the log with an id that the table does not have: left out",
    ]
    assert counted(found, "leads.handed-over", ["cases"]) == {"cases": [1]}


@pytest.mark.parametrize(
    ("ids", "table", "why"),
    [
        (
            ["00QA0000001AbCd", "00QA0000001AbCD", "nobody"],
            ["00QA0000001AbCdAAK", "00QA0000001AbCDAA4"],
            "for 2 ids the table has the 18 letters of Salesforce, and the log 15",
        ),
        (
            ["00QA0000001AbCdAAK"],
            ["00QA0000001AbCd"],
            "for 1 id the log has the 18 letters of Salesforce, and the table 15",
        ),
        (["7 ", "8"], ["7"], "for 1 id the table has the same with other spaces"),
        (
            ["7", "8"],
            ["007"],
            "for 1 id the table has the same with other zeros in front, which spreadsheets drop",
        ),
        (["a7", "B8"], ["A7"], "for 1 id the table has the same in other capitals"),
        (["a", "00QA0000001AbC"], ["b", "00QA0000001AbCdAAK"], ""),
    ],
    ids=["short", "long", "spaces", "zeros", "capitals", "others"],
)
@pytest.mark.parametrize("form", [pl.DataFrame.to_pandas, pl.DataFrame.to_arrow, pl.DataFrame.clone])
def test_why_ids_of_a_log_are_not_in_the_table_beside_it(
    form: Callable[[pl.DataFrame], Any], ids: list[str], table: list[str], why: str
) -> None:
    """The first cause that some id has is named; nothing is joined by it."""
    events = log(*((each, "handed_over", "2026-03-02T09:00") for each in ids))
    found = measure(agreed(leads(follow_up=FollowUp("1 hour"))), form(pl.DataFrame({"id": table})), events=form(events))
    left_out = (
        f"{len(ids)} event{'s' if len(ids) > 1 else ''} of the log with an id that the table does not have: left out"
    )
    assert [str(each) for each in found.problems][:1] == [f"{left_out}; {why}" if why else left_out]


@pytest.mark.parametrize("starts", ["created", "assigned"])
def test_a_clock_that_starts_elsewhere_counts_in_the_month_of_the_handing_over(starts: str) -> None:
    """Speed to lead and the clock of whom it was assigned to; who was never handed over has none."""
    agreement = agreed(leads(follow_up=FollowUp("100 days", starts=(starts,))))
    created, assigned = ("2026-02-27T09:00", "2026-03-02T09:00") if starts == "created" else ("2026-02-27T09:00",) * 2
    events = log(
        (1, "created", created),
        (1, "assigned", assigned),
        (1, "handed_over", "2026-03-01T09:00"),
        (1, "contacted", "2026-03-03T09:00"),
        (2, "created", "2026-03-02T09:00"),
        (2, "assigned", "2026-03-02T09:00"),
    )
    rows = events.sort("id", "at").pivot("event", index="id", values="at", aggregate_function="min")
    rows = rows.rename({name: f"{name}_at" for name in rows.columns if name != "id"})
    of_log, of_rows = measure(agreement, events=events), measure(agreement, rows)
    shares = [each for each in of_log.figures if each.of == "leads.followed-up" and each.measure == "share"]
    assert [(str(each.month), each.value, each.base) for each in shares] == [("2026-03", 1, 1)]
    assert counted(of_log, "leads.followed-up", ["median"]) == counted(of_rows, "leads.followed-up", ["median"])


def test_what_begins_after_the_handing_over_is_of_its_month() -> None:
    """The last handing over before, where there are several."""
    agreement = agreed(leads(follow_up=FollowUp("100 days", starts=("assigned",))))
    events = log(
        (1, "handed_over", "2026-01-05T09:00"),
        (1, "handed_over", "2026-02-05T09:00"),
        (1, "assigned", "2026-03-05T09:00"),
        (1, "contacted", "2026-03-06T09:00"),
    )
    shares = [each for each in measure(agreement, events=events).figures if each.measure == "share"]
    assert [(str(each.month), each.base) for each in shares] == [("2026-01", 0), ("2026-02", 1), ("2026-03", 0)]


def test_a_column_without_any_value_is_of_any_type() -> None:
    """Nothing in it ever happened."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    rows = pl.DataFrame({"id": [1], "handed_over_at": [at], "contacted_at": [None], "waiting_at": [None]})
    agreement = agreed(leads(follow_up=FollowUp("1 hour")))
    for table in (
        rows,
        rows.with_columns(pl.lit(None, pl.String).alias("waiting_at")),
        rows.to_arrow(),
        rows.to_pandas(),
    ):
        assert counted(measure(agreement, table), "leads.followed-up", ["pending"]) == {"pending": [1]}


def test_what_repeats_after_each_stop_needs_a_log() -> None:
    """A row has one moment of each kind."""
    agreement = agreed(leads(follow_up=FollowUp("1 hour", repeats="after each stop")))
    found = measure(agreement, pl.DataFrame([{"id": 1} | row(handed_over="09:00", contacted="10:00")]))
    assert [str(each) for each in found.problems] == ["leads.followed-up is not measured: it needs a log of events"]


def test_each_month_goes_by_the_version_in_force() -> None:
    """An amendment from February on allows a day; cases and days are those of their version."""
    signed = [Signature("Marketing", "2025-12-01"), Signature("Sales", "2025-12-01")]
    old = agreed(leads(follow_up=FollowUp("1 hour")), signatures=signed)
    new = old.amended("2026-02-01", handoffs=[leads(follow_up=FollowUp("24 hours"))], signatures=signed)
    moments = [datetime(2026, month, 5, 9, tzinfo=UTC) for month in (1, 2)]
    late = [each.replace(hour=15) for each in moments]
    found = measure(new, pl.DataFrame({"id": [1, 2], "handed_over_at": moments, "contacted_at": late}))
    assert counted(found, "leads.followed-up", ["in time", "late"]) == {"in time": [0, 1], "late": [1, 0]}
    assert [each.id for each in found.cases("leads.followed-up", "late", "2026-01")] == [1]
    assert found.cases("leads.followed-up", "late", "2026-02") == ()
    assert list(found.daily("leads.handed-over").values()) == [1, 1]


def test_nothing_to_measure() -> None:
    """Where nothing is promised."""
    nothing = attrs.evolve(agreed(leads()), handoffs=())
    message = "no handoff, channel or service of the agreement promises anything"
    assert refusal(lambda: measure(nothing, pl.DataFrame({"id": [1]}))) == (message, "agreement")


def test_a_clock_has_two_ends() -> None:
    """Which are not the same."""
    both = Reply("1 hour", starts=("said",), stops=("said", "done"))
    channels = Channel("a", "Sales", reply=both), Channel("b", "Sales", reply=Reply("1 hour", stops=()))
    with pytest.raises(AgreementError) as caught:
        agreed(leads(accept=Acceptance("1 hour")), *channels)
    assert str(caught.value) == (
        "channels.a.reply.stops: 'said' both starts and stops it\nchannels.b.reply.stops: nothing stops it"
    )


def test_what_is_not_there_in_a_record() -> None:
    """Pandas' NaT is no moment, and an empty field names no hours."""
    pandas = pytest.importorskip("pandas")
    handoff = leads(follow_up=FollowUp("1 business_hour", "office", hours_by="region"))
    record = row(handed_over="09:00") | {"contacted_at": pandas.NaT, "region": ""}
    (found,) = state(handoff, record, datetime(2026, 3, 2, 9, 30, tzinfo=UTC), agreement=agreed(handoff))
    assert (found.phase, found.used.total_seconds()) == ("running", 1800)


def test_fields_may_be_called_anything() -> None:
    """Also as what is counted is."""
    names = ("lead status", "status of accept", "accept never", "origin", "at handed_over")
    rows = pl.DataFrame([{"id": 1} | dict.fromkeys(names[1:], "x") | {names[0]: " "} | row(handed_over="09:00")])
    found = measure(agreed(leads(information=names)), rows)
    lacking = {name: counted(found, "leads.informed", [f"missing {name}"]) for name in names}
    assert [each[f"missing {name}"] for name, each in lacking.items()] == [[1], [0], [0], [0], [0]]
