"""A case found by its id: in tables and logs, by the rules by which `measure` counts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pytest

from event_strategies import Record, as_log, as_table, leads, sales_agreement
from expected_errors import refusal
from smarketing import Acceptance, Agreement, BusinessHours, Channel, FollowUp, Handoff, Party, Signature, Term, measure
from smarketing.agreement import Reply
from smarketing.measuring.cases.case_lookup import FoundCase, find_case

AS_OF = datetime(2026, 3, 9, tzinfo=UTC)
MEASURES = ("in time", "late", "overdue", "pending", "cancelled")
PROMISES = ("leads.accepted", "leads.followed-up")
Verdicts = dict[tuple[str, str], list[str]]
"""The verdicts of all runs of a case, by its id and promise."""


def counted(agreement: Agreement, tables: Mapping[str, object], events: Mapping[str, object] | None = None) -> Verdicts:
    """What `measure` counts each case as."""
    measured = measure(agreement, tables, events=events, as_of=AS_OF)
    months = {str(each.month) for each in measured.figures}
    found: Verdicts = {}
    for promise in PROMISES:
        for verdict in MEASURES:
            for month in sorted(months):
                for case in measured.cases(promise, verdict, month):
                    found.setdefault((str(case.id), promise), []).append(verdict)
    return {key: sorted(verdicts) for key, verdicts in found.items()}


def one_of_each(records: list[Record], expected: Verdicts) -> dict[str, Verdicts]:
    """An id for each way in which the clocks of a case may end, with what is expected of it."""
    found = {}
    for record in records:
        own = {key: some for key, some in expected.items() if key[0] == str(record["id"])}
        found[tuple(sorted((promise, *some) for (_id, promise), some in own.items()))] = str(record["id"]), own
    return dict(found.values())


def told(found: FoundCase) -> Verdicts:
    """What the stories of a case say."""
    verdicts: Verdicts = {}
    for story in found.timelines:
        for run in story.runs:
            verdicts.setdefault((found.identity, run.state.promise), []).append(run.verdict)
    return {key: sorted(some) for key, some in verdicts.items()}


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """Leads, but none that ended before it began, which a table counts as neither in time nor late."""
    some = leads(5, 60)
    return [each for each in some if _is_in_order(each)][:20]


def _is_in_order(record: Record) -> bool:
    begun, ends = record["handed_over_at"], [record[f"{name}_at"] for name in ("accepted", "rejected", "contacted")]
    return begun is None or all(each is None or each >= begun for each in ends)


def test_a_story_from_a_table_says_what_measure_counts(records: list[Record]) -> None:
    """Triggers, agreed reasons, times by criteria and hours by a field of the case: each verdict is the same."""
    agreement, table = sales_agreement(), as_table(records)
    expected = counted(agreement, {"leads": table})
    assert {verdict for some in expected.values() for verdict in some} == {*MEASURES}
    for identity, own in one_of_each(records, expected).items():
        assert told(find_case(agreement, identity, {"leads": table}, as_of=AS_OF)) == own, identity


def test_a_story_from_a_log_says_what_measure_counts(records: list[Record]) -> None:
    """The same, of a log with the table of its cases beside it."""
    agreement, (log, about) = sales_agreement(), as_log(records)
    expected = counted(agreement, {"leads": about}, {"leads": log})
    for identity, own in one_of_each(records, expected).items():
        found = find_case(agreement, identity, {"leads": about}, events={"leads": log}, as_of=AS_OF)
        assert told(found) == own, identity


# Files

OFFICE = BusinessHours({"mon-fri": "09:00-17:00"}, "America/New_York")


def agreed(**handoff: Any) -> Agreement:
    """Leads are followed up within a business hour, and questions answered within one hour."""
    parts = {"follow_up": FollowUp("1 business_hour", "office")} | handoff
    return Agreement(
        "Leads",
        Term("2026-01-01", timezone="America/New_York"),
        [Party("Marketing"), Party("Sales")],
        [],
        hours={"office": OFFICE},
        handoffs=[Handoff("leads", "Marketing", "Sales", **parts)],
        channels=[Channel("inbox", "Sales", reply=Reply("1 hour"))],
    )


def found_in(folder: Path, text: str, identity: str, agreement: Agreement | None = None, **given: Any) -> FoundCase:
    """Look for an id in a CSV file of leads."""
    (folder / "leads.csv").write_text(text, encoding="utf-8")
    return find_case(agreement or agreed(), identity, {"leads": folder / "leads.csv"}, **given)


def messages(found: FoundCase) -> list[str]:
    """What was said of it."""
    return [each.message for each in found.problems]


def test_names_dates_and_zones_are_read_as_by_measure(tmp_path: Path) -> None:
    """A column of another name, dates in a stated format, local times in another zone than the term's."""
    text = "Lead No,handed_over_at,contacted_at\nA-7,02/03/2026 15:00,02/03/2026 15:30\n"
    read: dict[str, Any] = {"columns": {"Lead No": "id"}, "dates": "%d/%m/%Y %H:%M", "timezone": "Europe/London"}
    (story,) = found_in(tmp_path, text, "A-7", **read).timelines
    assert (story.start, story.end) == (
        datetime(2026, 3, 2, 15, tzinfo=UTC),
        datetime(2026, 3, 2, 15, 30, tzinfo=UTC),
    )
    assert story.timezone == "America/New_York"


def test_a_case_is_seen_from_the_last_moment_of_the_whole_table(tmp_path: Path) -> None:
    """So an open case has the verdict that `measure` gives it, whatever happened to others; or from `as_of`."""
    text = "id,handed_over_at,contacted_at\n1,2026-03-02T15:00:00Z,\n2,2026-03-02T15:00:00Z,2026-03-05T15:00:00Z\n"
    (story,) = found_in(tmp_path, text, "1").timelines
    assert (story.end, story.runs[0].verdict) == (datetime(2026, 3, 5, 15, tzinfo=UTC), "overdue")
    soon = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    (story,) = found_in(tmp_path, text, "1", as_of=soon).timelines
    assert (story.end, story.runs[0].verdict) == (soon, "pending")


def test_an_id_in_several_rows_is_told(tmp_path: Path) -> None:
    """Each row is a case, as it is counted."""
    text = "id,handed_over_at,contacted_at\n1,2026-03-02T15:00:00Z,\n1,2026-03-02T16:00:00Z,2026-03-02T16:10:00Z\n"
    found = found_in(tmp_path, text, "1")
    assert "'1' stands in 2 rows of leads.csv: each row counts as a case" in messages(found)
    assert [each.start.hour for each in found.timelines] == [15, 16]


def test_an_id_that_is_not_there_is_answered_with_near_ones(tmp_path: Path) -> None:
    """Three at most, the most similar first; quotes in an id are letters like all others."""
    text = "id,handed_over_at,contacted_at\n" + "".join(f"lead-{n},2026-03-02T15:00:00Z,\n" for n in (1, 2, 17, 400))
    assert refusal(lambda: found_in(tmp_path, text, "lead-71")) == (
        "no case has the id 'lead-71' in leads.csv; ids like it are 'lead-1', 'lead-17', 'lead-2'",
        "identity",
    )
    assert refusal(lambda: found_in(tmp_path, text, "it's")) == (
        'no case has the id "it\'s" in leads.csv',
        "identity",
    )


@pytest.mark.parametrize(("asked", "near"), [("7", "007"), ("007", "7.0"), ("1e1", "10")])
def test_the_same_number_written_in_another_way_is_near(tmp_path: Path, asked: str, near: str) -> None:
    """Spreadsheets drop zeros, and files add decimals; a row without an id is near to nothing."""
    text = "id,handed_over_at,contacted_at\n" + "".join(
        f"{each},2026-03-02T15:00:00Z,\n" for each in (near, "x-99", "")
    )
    assert refusal(lambda: found_in(tmp_path, text, asked))[0].endswith(f"; ids like it are {near!r}")


def test_no_id_is_no_case(tmp_path: Path) -> None:
    """Rows without an id are not found by an empty one."""
    text = "id,handed_over_at,contacted_at\n,2026-03-02T15:00:00Z,\n"
    assert refusal(lambda: found_in(tmp_path, text, "")) == ("an id is a text that is not empty", "identity")


def test_a_table_without_ids_says_which_column_it_needs(tmp_path: Path) -> None:
    """No case can be found by what is not there."""
    assert refusal(lambda: found_in(tmp_path, "handed_over_at\n2026-03-02T15:00:00Z\n", "1")) == (
        "leads.csv has no column id to find a case by; say which one it is, as in 'lead_id=id'",
        "columns",
    )


def test_a_name_that_promises_nothing_is_refused(tmp_path: Path) -> None:
    """With those that there are."""
    assert refusal(lambda: find_case(agreed(), "1", {"lead": "leads.csv"})) == (
        "no handoff or channel with a clock named 'lead'; they are 'leads', 'inbox' (did you mean 'leads'?)",
        "tables",
    )
    assert refusal(lambda: find_case(agreed(), "1")) == ("give a table, or a log of events", "tables")


def test_what_is_not_handed_over_by_the_trigger_counts_nowhere(tmp_path: Path) -> None:
    """It has no story of clocks, and is told."""
    text = "id,size,handed_over_at,contacted_at\n1,5,2026-03-02T15:00:00Z,2026-03-02T16:00:00Z\n"
    found = found_in(tmp_path, text, "1", agreed(trigger="size > 10"))
    assert found.timelines == ()
    assert messages(found) == ["'1' does not meet the trigger of leads: it counts nowhere"]


def test_a_handing_over_that_does_not_meet_the_trigger_starts_nothing(tmp_path: Path) -> None:
    """Of a log, each handing over has the fields of its own row; a later one that meets the trigger counts."""
    rows = (
        "handed_over,2026-03-02T15:00:00Z,5",
        "handed_over,2026-03-02T17:00:00Z,20",
        "contacted,2026-03-02T17:30:00Z,",
    )
    (tmp_path / "log.csv").write_text("id,event,at,size\n" + "".join(f"1,{row}\n" for row in rows), encoding="utf-8")
    found = find_case(agreed(trigger="size > 10"), "1", {"leads": tmp_path / "log.csv"})
    assert messages(found) == ["'1' does not meet the trigger of leads every time: no clock starts where it does not"]
    ((run,),) = (story.runs for story in found.timelines)
    assert (run.since.hour, run.verdict) == (17, "in time")


def test_what_is_not_measured_has_no_story(tmp_path: Path) -> None:
    """A promise whose events the table does not have is told, and not taken for overdue."""
    text = "id,handed_over_at,accepted_at\n1,2026-03-02T15:00:00Z,2026-03-02T15:10:00Z\n"
    found = found_in(tmp_path, text, "1", agreed(accept=Acceptance("1 hour")))
    assert [run.state.promise for story in found.timelines for run in story.runs] == ["leads.accepted"]
    assert "leads.followed-up is not measured: there is no column contacted_at" in messages(found)
    found = found_in(tmp_path, "id,created_at\n1,2026-03-02T15:00:00Z\n", "1")
    assert (found.timelines, messages(found)) == (
        (),
        ["leads is not measured: leads.csv has no column handed_over_at"],
    )


def test_a_table_without_reasons_holds_agreed_rejections(tmp_path: Path) -> None:
    """As `measure` takes it."""
    text = "id,handed_over_at,rejected_at,contacted_at\n1,2026-03-02T15:00:00Z,2026-03-02T15:10:00Z,\n"
    found = found_in(tmp_path, text, "1", agreed(accept=Acceptance("1 hour", reject_for=("duplicate",))))
    assert [run.verdict for story in found.timelines for run in story.runs] == ["in time"]


@pytest.mark.parametrize(
    ("handed_over", "contacted", "verdict"),
    [
        ("2026-03-02T15:00:00", "2026-03-02", "in time"),
        ("2026-03-02T15:00:00", "2026-03-03", "in time"),
        ("2026-03-02T15:00:00", "2026-03-04", "late"),
        ("2026-03-02", "2026-03-02T15:00:00", "in time"),
        ("2026-03-02", "2026-03-02", "in time"),
    ],
)
def test_days_without_a_time_are_those_of_measure(
    tmp_path: Path, handed_over: str, contacted: str, verdict: str
) -> None:
    """What happened on the day of the start is in time, whichever side is a day."""
    text = f"id,handed_over_at,contacted_at\n1,{handed_over},{contacted}\n"
    agreement = agreed(follow_up=FollowUp("4 business_hours", "office"))
    (story,) = found_in(tmp_path, text, "1", agreement).timelines
    measured = measure(agreement, {"leads": tmp_path / "leads.csv"})
    assert [str(each.id) for each in measured.cases("leads.followed-up", verdict, "2026-03")] == ["1"]
    assert story.runs[0].verdict == verdict


def test_a_log_with_a_case_that_the_table_beside_it_does_not_have(tmp_path: Path) -> None:
    """Its events are left out when measuring, so it has no story."""
    (tmp_path / "log.csv").write_text("id,event,at\n1,handed_over,2026-03-02T15:00:00Z\n", encoding="utf-8")
    (tmp_path / "about.csv").write_text("id,size\n2,7\n", encoding="utf-8")
    found = find_case(agreed(), "1", {"leads": tmp_path / "about.csv"}, events={"leads": tmp_path / "log.csv"})
    assert found.timelines == ()
    assert messages(found) == ["about.csv has no '1', so its events in log.csv are left out"]


def test_what_happens_later_is_not_known_yet(tmp_path: Path) -> None:
    """Of a case all of whose events come after the instant nothing is told but that."""
    text = "id,handed_over_at,contacted_at\n1,2026-03-02T15:00:00Z,\n2,2026-03-01T15:00:00Z,\n"
    found = found_in(tmp_path, text, "1", as_of=datetime(2026, 3, 2, tzinfo=UTC))
    assert messages(found) == ["nothing has happened to '1' in leads.csv by 2026-03-02 00:00 UTC"]


def test_the_version_in_force_when_a_case_begins_has_its_times(tmp_path: Path) -> None:
    """An amendment counts for the leads of its months, and not for those before."""
    first = attrs.evolve(agreed(), signatures=[Signature(each, "2025-12-01") for each in ("Marketing", "Sales")])
    signed = [Signature(each, "2026-02-20") for each in ("Marketing", "Sales")]
    later = agreed(follow_up=FollowUp("2 hours")).handoffs
    agreement = first.amended("2026-03-01", handoffs=later, signatures=signed)
    text = "id,handed_over_at,contacted_at\n1,2026-02-02T15:00:00Z,\n2,2026-03-02T15:00:00Z,\n"
    both = [found_in(tmp_path, text, each, agreement).timelines[0].runs[0] for each in "12"]
    assert [run.state.due and run.state.due - run.start for run in both] == [timedelta(hours=1), timedelta(hours=2)]


def test_polars_frames_are_looked_through_too() -> None:
    """Whatever `measure` takes on this machine."""
    frame = pl.DataFrame({"id": [1], "handed_over_at": [AS_OF], "contacted_at": [AS_OF + timedelta(minutes=5)]})
    (story,) = find_case(agreed(), "1", {"leads": frame}).timelines
    assert story.whole == timedelta(minutes=5)
