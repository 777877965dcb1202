"""Tables of services that lack something or are odd: what is told, what is refused, what is not measured."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import smarketing as sm
from expected_errors import refusal
from service_days import MINUTE, MINUTES, START, hosting

END = START + MINUTES * MINUTE
NEITHER = "there is neither 'failed_at' nor 'at' with 'up', 'latency_ms', 'done'"


def told(tables: Any, agreement: sm.Agreement | None = None, **asked: Any) -> list[str]:
    """The problems of measuring a shop."""
    try:
        return [str(each) for each in sm.measure(agreement or hosting(), tables, **asked).problems]
    except sm.InvalidValueError as error:  # nothing at all is measured
        return [str(error).removeprefix("nothing is measured: ")]


def test_a_service_without_a_table_is_not_measured() -> None:
    """Nor is one whose table is another's; both are told."""
    two = sm.Agreement(
        "Hosting",
        sm.Term("2026-03-30"),
        [sm.Party("Host"), sm.Party("Shop")],
        [],
        services=[
            sm.Service("shop", "Host", "Shop", availability="99 %"),
            sm.Service("api", "Host", "Shop", jitter="3 ms".replace("ms", "milliseconds")),
        ],
    )
    table = pl.DataFrame({"failed_at": [START], "restored_at": [END]})
    assert told({"shop": table}, two) == ["api is not measured: there is no table of it"]
    leads = pl.DataFrame({"id": [1], "handed_over_at": [START]})
    assert told(leads) == [f"shop is not measured: in the table {NEITHER}"]


def test_what_is_promised_and_not_in_the_table_is_told() -> None:
    """Each measure by the column that it lacks; the others are measured."""
    agreement = hosting(mttr="1 hour", throughput="1 request/second", jitter="1 millisecond")
    measured = sm.measure(agreement, {"shop": pl.DataFrame({"failed_at": [START], "restored_at": [END]})})
    assert [str(each) for each in measured.problems] == [
        "shop.throughput is not measured: the table has no 'done'",
        "shop.jitter is not measured: the table has no 'latency_ms'",
    ]
    samples = pl.DataFrame({"at": [START, END], "latency_ms": [1, 2]})
    assert told({"shop": samples}, agreement) == [
        "shop.availability is not measured: the table has no 'up' and no 'failed_at'",
        "shop.throughput is not measured: the table has no 'done'",
        "shop.mttr is not measured: the table has no 'up' and no 'failed_at'",
    ]


def test_no_faults_at_all_are_good_news_if_somebody_says_until_when() -> None:
    """An empty table is a perfect service until the instant that is asked for, and else says nothing."""
    empty = pl.DataFrame(
        {"failed_at": [], "restored_at": []}, schema={"failed_at": pl.Datetime("us"), "restored_at": pl.Datetime("us")}
    )
    assert told({"shop": empty}) == ["shop is not measured: nothing in the table happened in the term; say as_of"]
    measured = sm.measure(hosting(mtbf="200 hours"), {"shop": empty}, as_of=END)
    assert measured.problems == ()
    shares = [(each.value, each.base) for each in measured.figures if each.measure == "share"]
    day = 24 * 3600 * 1_000_000
    assert shares == [(2 * day, 2 * day), (day, day)]
    samples = pl.DataFrame({"at": [None], "up": [True]}, schema={"at": pl.Datetime("us"), "up": pl.Boolean})
    assert told({"shop": samples}) == [f"shop is not measured: in the table {NEITHER}"]


def test_what_lies_outside_the_term_is_no_failure_of_it() -> None:
    """Nothing is measured of before and after; what reaches into the term counts as far as it does."""
    before = pl.DataFrame({"failed_at": [START - 60 * MINUTE], "restored_at": [START - 30 * MINUTE]})
    assert told({"shop": before}) == ["shop is not measured: nothing in the table happened in the term; say as_of"]
    over = pl.DataFrame({"failed_at": [START - 60 * MINUTE], "restored_at": [START + 30 * MINUTE]})
    figures = sm.measure(hosting(), {"shop": over}, as_of=datetime(2026, 5, 1, tzinfo=UTC)).figures
    found = {(str(each.month), each.of, each.measure): (each.value, each.base) for each in figures}
    assert found["2026-03", "shop.availability", "share"] == ((2880 - 30) * 60_000_000, 2880 * 60_000_000)
    assert found["2026-03", "shop.failures", "cases"] == (0, None)
    assert max(month for month, _of, _measure in found) == "2026-04"


def test_rows_that_cannot_be_are_counted_and_told() -> None:
    """Faults without a beginning, or over before it; samples without a moment or below nothing."""
    faults = pl.DataFrame(
        {
            "failed_at": [None, None, START + 9 * MINUTE, START, datetime(1900, 1, 1, tzinfo=UTC)],
            "restored_at": [START, None, START, END, END],
        }
    )
    assert told({"shop": faults}) == [
        "1 moment of failed_at before 1970 or after 2199: taken as not known",
        "3 incidents of the table without failed_at: left out",
        "1 incident of the table restored before it failed: left out",
    ]
    samples = pl.DataFrame(
        {
            "at": [START, None, START + MINUTE, END, datetime(2300, 1, 1, tzinfo=UTC)],
            "up": [1, 1, 0, None, 1],
            "latency_ms": [5.0, 5.0, -3.0, float("nan"), 5.0],
            "done": [1.0, 1.0, -1.0, 2.5, 1.0],
        }
    )
    measured = sm.measure(hosting(), {"shop": samples})
    assert [str(each) for each in measured.problems] == [
        "1 moment of at before 1970 or after 2199: taken as not known",
        "1 sample of the table without a moment: left out",
        "1 sample of the table with latency_ms below 0: taken as not measured",
        "1 sample of the table with done below 0: taken as not measured",
        "1 sample of the table with done that is no whole number: taken as not measured",
    ]
    assert {each.of for each in measured.figures} == {"shop.availability", "shop.failures", "shop.mtbf", "shop.mttr"}


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        (
            "up",
            ["yes", "no"],
            "up is true or false, and String in the table; leave the cell empty where nothing was measured",
        ),
        (
            "latency_ms",
            ["5 ms", "6 ms"],
            "latency_ms is a number, and String in the table; leave the cell empty where nothing was measured",
        ),
        (
            "done",
            [[1], [2]],
            "done is a number, and List(Int64) in the table; leave the cell empty where nothing was measured",
        ),
    ],
)
def test_columns_that_hold_something_else_are_refused(column: str, values: list[Any], message: str) -> None:
    """Texts are not guessed at."""
    samples = pl.DataFrame({"at": [START, END], column: values})
    assert refusal(lambda: sm.measure(hosting(), {"shop": samples}))[0] == message


def test_incidents_must_say_what_is_asked_of_them() -> None:
    """Who must report needs a moment for it, and planned is true or false."""
    faults = pl.DataFrame({"failed_at": [START], "restored_at": [END], "planned": ["yes"]})
    assert (
        refusal(lambda: sm.measure(hosting(), {"shop": faults}))[0]
        == "planned is true or false, and String in the table"
    )
    message = "faults of shop count from when they are reported, and the table has no 'reported_at'"
    assert refusal(lambda: sm.measure(hosting(reported_by="Shop"), {"shop": faults}))[0] == message
    numbers = faults.with_columns(planned=pl.Series([1]))
    figures = sm.measure(hosting(), {"shop": numbers}).figures
    assert [each.value for each in figures if each.measure == "planned"] == [1, 0]


def test_a_table_of_nobody_and_an_agreement_of_nothing_are_refused() -> None:
    """The names of services are among those that tables may be given for."""
    samples = pl.DataFrame({"at": [START, END], "up": [True, True]})
    message = "no handoff, channel or service with a promise named 'shopp'; they are 'shop' (did you mean 'shop'?)"
    assert refusal(lambda: sm.measure(hosting(), {"shopp": samples}))[0] == message
    nothing = sm.Agreement("Nothing", sm.Term("2026-01-01"), [sm.Party("A"), sm.Party("B")], [])
    assert (
        refusal(lambda: sm.measure(nothing, samples))[0]
        == "no handoff, channel or service of the agreement promises anything"
    )
    assert (
        refusal(lambda: sm.measure(hosting(), {"shop": samples}).cases("shop.mttr", "median", "2026-03"))[0]
        == "no cases of shop.mttr named 'median'; they are 'ratio'"
    )


def test_files_of_incidents_and_samples(tmp_path: Path) -> None:
    """As tables of dataframes; names of columns can be given."""
    faults, samples = tmp_path / "faults.csv", tmp_path / "samples.csv"
    faults.write_text("Ticket,Opened,restored_at\n7,2026-03-30 09:00,2026-03-30 10:30\n8,2026-03-31 09:00,\n")
    samples.write_text("at,up,latency_ms\n2026-03-30 09:00,true,12.5\n2026-03-30 09:01,false,13.5\n")
    measured = sm.measure(
        hosting(jitter="1 millisecond"),
        {"shop": str(faults)},
        events={"shop": str(samples)},
        columns={"Ticket": "id", "Opened": "failed_at"},
        as_of=END,
    )
    assert [each.id for each in measured.cases("shop.mttr", "ratio", "2026-03")] == [7, 8]
    (jitter,) = [each for each in measured.figures if each.of == "shop.jitter" and not each.segment]
    assert (jitter.value, jitter.base) == (1000, 1)


def test_each_month_goes_by_the_version_in_force() -> None:
    """An amendment takes the nights out from April on."""
    signed = {"Host": "2026-01-01", "Shop": "2026-01-01"}
    first = sm.Agreement(
        "Hosting",
        sm.Term("2026-03-01", "2026-04-30"),
        [sm.Party("Host"), sm.Party("Shop")],
        [],
        hours={"desk": sm.BusinessHours({"mon-sun": "09:00-18:00"}, "UTC")},
        services=[sm.Service("shop", "Host", "Shop", availability="99 %")],
        signatures=signed,
    )
    services = [sm.Service("shop", "Host", "Shop", availability="99 %", hours="desk")]
    second = first.amended("2026-04-01", services=services, signatures=signed)
    nights = pl.DataFrame({"failed_at": [START], "restored_at": [datetime(2026, 4, 1, 1, tzinfo=UTC)]})
    measured = sm.measure(second, {"shop": nights}, as_of=datetime(2026, 5, 1, tzinfo=UTC))
    minutes = [
        (each.value // 60_000_000, (each.base or 0) // 60_000_000)
        for each in measured.figures
        if each.measure == "share"
    ]
    assert minutes == [(29 * 1440, 31 * 1440), (30 * 540, 30 * 540)]


def test_tables_that_say_nothing_of_a_service() -> None:
    """A table without incidents beside samples is told; one of which nothing can be read is no perfect month."""
    misspelt = pl.DataFrame({"failedat": [START], "restored_at": [END]})
    samples = pl.DataFrame({"at": [START, END], "up": [True, True]})
    measured = sm.measure(hosting(), {"shop": misspelt}, events={"shop": samples})
    assert [str(each) for each in measured.problems] == [f"the table says nothing of shop: {NEITHER}"]
    unread = pl.DataFrame(
        {"failed_at": [None, None], "restored_at": [END, END]}, schema_overrides={"failed_at": pl.Datetime("us")}
    )
    lost = "2 incidents of the table without failed_at: left out"
    said = f"{lost}; shop is not measured: no incident has a failed_at that can be read"
    assert told({"shop": unread}, as_of=END) == [said]
    lasting = sm.measure(hosting(), {"shop": pl.DataFrame({"failed_at": [START]})}, as_of=END)
    assert [str(each) for each in lasting.problems] == ["the table has no 'restored_at': all its incidents last"]


def test_causes_are_the_same_in_capitals() -> None:
    """As people write them."""
    rows = {"failed_at": [START] * 2, "restored_at": [END] * 2, "caused_by": ["FLOOD ", "shop"]}
    figures = sm.measure(hosting(excludes="Flood"), {"shop": pl.DataFrame(rows)}, as_of=END).figures
    found = {each.measure: each.value for each in figures if str(each.month) == "2026-03"}
    assert (found["excluded"], found["paid by Host"], found["paid by Shop"]) == (2, 1, 1)


def test_columns_that_are_nearly_right_are_told() -> None:
    """What is not read and looks like something that would be; other columns are nobody's business."""
    faults = pl.DataFrame(
        {"failed_at": [START], "restored_at": [END], "planed": [True], "causedby": ["Shop"], "x": [1]}
    )
    assert told({"shop": faults}, hosting(mttr="1 hour")) == [
        "column 'planed' of the table is not read (did you mean 'planned'?)",
        "column 'causedby' of the table is not read (did you mean 'caused_by'?)",
    ]
    samples = pl.DataFrame({"at": [START, END], "up": [True, True], "latency": [1, 2]})
    assert told({"shop": samples}) == ["column 'latency' of the table is not read (did you mean 'latency_ms'?)"]


def test_segments_of_a_service_may_have_another_name() -> None:
    """As those of leads; a table that has no such column has `segment`, or none."""
    faults = pl.DataFrame({"failed_at": [START], "restored_at": [END], "region": ["east"]})
    figures = sm.measure(hosting(), {"shop": faults}, segment="region").figures
    assert {each.segment for each in figures} == {"", "east"}
    figures = sm.measure(hosting(), {"shop": faults.rename({"region": "segment"})}, segment="region").figures
    assert {each.segment for each in figures} == {"", "east"}
    assert {each.segment for each in sm.measure(hosting(), {"shop": faults}).figures} == {""}
