"""Tables with a row a case, measured: figures of every engine alike, and those of a plain count."""

import runpy
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from criteria_engines import ENGINES, Engine, every_engine
from event_strategies import as_table, leads, sales_agreement
from slow_clock_oracle import Counts, tally_rows
from smarketing import (
    Acceptance,
    Agreement,
    BusinessHours,
    Criterion,
    FollowUp,
    Handoff,
    Month,
    Party,
    Scoring,
    ScoringRule,
    Signature,
    Status,
    Term,
    judge,
)
from smarketing.agreement import Channel, Reply
from smarketing.measuring.figures import Figure
from smarketing.measuring.measurement import measure

AS_OF = datetime(2026, 3, 24, 12, tzinfo=UTC)
SALES = sales_agreement()
LEADS = leads(1, 400)
SIZED = (ScoringRule(1, Criterion.parse("size > 1")),)
GENERATOR = Path(__file__).parents[2] / "examples" / "lead_log" / "generate.py"
MEASURES = {
    "leads": ["not qualified", "went around", "recycled", "disqualified"],
    "leads.handed-over": ["cases"],
    "leads.informed": ["share", "missing e mail", "missing size"],
    "leads.accepted": [
        *["in time", "late", "overdue", "pending", "cancelled", "never", "median", "90th percentile", "accepted"],
        *["rejected", "rejected: duplicate", "rejected for no agreed reason", "ended before it began"],
    ],
    "leads.followed-up": [
        *["in time", "late", "overdue", "pending", "cancelled", "never", "median", "90th percentile"],
        "ended before it began",
    ],
}


def counts(figures: Sequence[Figure]) -> Counts:
    """Figures that are not zero, by month, what they are of, segment, and what they say."""
    found = {(str(each.month), each.of, each.segment, each.measure): each.value for each in figures}
    return Counts({key: value for key, value in found.items() if value})


def of_month(figures: Sequence[Figure], month: str, of: str) -> dict[str, int]:
    """Figures of a month that are not zero, of all segments together."""
    return {
        said: value
        for (when, what, segment, said), value in counts(figures).items()
        if (when, what, segment) == (month, of, "")
    }


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def simple(**fields: Any) -> Agreement:
    """Leads in New York, accepted within four hours and followed up within eight."""
    parts = {"accept": Acceptance("4 hours"), "follow_up": FollowUp("8 hours")} | fields
    handoffs = [Handoff("leads", "Marketing", "Sales", **parts)]
    term, parties = Term("2026-01-01", timezone="America/New_York"), [Party("Marketing"), Party("Sales")]
    return Agreement("Leads", term, parties, [], handoffs=handoffs)


def table(**columns: Any) -> pl.DataFrame:
    """A table of one lead or several; moments are texts of UTC."""
    lists = {name: [cells] if isinstance(cells, str | None) else cells for name, cells in columns.items()}
    made = {
        name: [at(each) if each else None for each in cells] if name.endswith("_at") else cells
        for name, cells in lists.items()
    }
    moments = {name: pl.Datetime("us", "UTC") for name in made if name.endswith("_at")}
    return pl.DataFrame(made, schema_overrides=moments)


# Held to a plain count


@cache
def both() -> tuple[Counts, Counts]:
    """What is measured, and what is counted by hand."""
    return counts(measure(SALES, as_table(LEADS), as_of=AS_OF).figures), tally_rows(SALES, LEADS, AS_OF).figures


@pytest.mark.parametrize(("of", "measured"), [(of, each) for of, some in MEASURES.items() for each in some])
def test_figures_are_those_of_a_plain_count(of: str, measured: str) -> None:
    """Each figure of every month and segment, by how the clocks of each case stand."""
    found, expected = ({key: n for key, n in each.items() if (key[1], key[3]) == (of, measured)} for each in both())
    assert found == expected
    assert {key[0] for key in expected} <= {"2026-02", "2026-03"}
    assert expected or measured == "median"  # half of all are taken up at once


def test_shares_are_of_what_is_certain() -> None:
    """Pending and cancelled cases are in no share; what is never answered stays in the base."""
    found = measure(SALES, as_table(LEADS), as_of=AS_OF)
    by_name = counts(found.figures)
    shares = [each for each in found.figures if each.measure == "share" and not each.of.endswith("informed")]
    for each in shares:
        said = {name: by_name[str(each.month), each.of, each.segment, name] for name in ("in time", "late", "overdue")}
        assert (each.value, each.base) == (said["in time"], sum(said.values()))
    assert len(shares) == 2 * 2 * 4
    cases = {(each.month, each.segment): each.value for each in found.figures if each.measure == "cases"}
    informed = [each for each in found.figures if (each.of, each.measure) == ("leads.informed", "share")]
    assert all(each.base == cases[each.month, each.segment] for each in informed)


# Engines


@every_engine
def test_every_engine_measures_alike(engine: Engine) -> None:
    """Instants, segments with quotes, missing values, an instant before all was known."""
    for as_of in (AS_OF, None):
        expected = measure(SALES, as_table(LEADS), as_of=as_of)
        found = measure(SALES, engine(as_table(LEADS)), as_of=as_of)
        assert (found.figures, found.problems, found.as_of) == (expected.figures, expected.problems, expected.as_of)


@every_engine
def test_local_times_are_by_the_clocks_of_the_term(engine: Engine) -> None:
    """Without a zone they are of Berlin, where clocks are set in March; or of the zone that is stated."""
    instants = as_table(LEADS)
    moments = [name for name in instants.columns if name.endswith("_at")]
    for zone in ("Europe/Berlin", "Asia/Kathmandu"):
        walls = instants.with_columns(
            pl.col(name).dt.convert_time_zone(zone).dt.replace_time_zone(None) for name in moments
        )
        found = measure(SALES, engine(walls), as_of=AS_OF, timezone=None if zone == "Europe/Berlin" else zone)
        assert found.figures == measure(SALES, instants, as_of=AS_OF).figures


@every_engine
def test_dates_begin_at_midnight(engine: Engine) -> None:
    """A day counts from its first local instant; where the start is a day, days are compared."""
    days = table(id=[1, 2, 3], handed_over_at=["2026-04-01", "2026-03-30", None]).with_columns(
        pl.col("handed_over_at").dt.date(), contacted_at=pl.Series([at("2026-04-01T13:00"), None, None])
    )
    found = measure(simple(accept=None), engine(days), as_of=at("2026-04-02"))
    assert of_month(found.figures, "2026-03", "leads.followed-up") == {"overdue": 1, "never": 1}
    late = {"late": 1, "median": 9 * 3_600_000_000, "90th percentile": 9 * 3_600_000_000}
    knows_days = engine not in (ENGINES["pandas"], ENGINES["pandas, nullable"])  # pandas makes them midnights
    said = {"in time": 1, "share": 1} if knows_days else late
    assert of_month(found.figures, "2026-04", "leads.followed-up") == said


@every_engine
def test_a_table_needs_no_ids(engine: Engine) -> None:
    """Each row is a case."""
    rows = table(handed_over_at=["2026-03-05"] * 2, accepted_at=["2026-03-05", None])
    found = measure(simple(follow_up=None), engine(rows), as_of=at("2026-03-06"))
    assert of_month(found.figures, "2026-03", "leads.handed-over") == {"cases": 2}


@every_engine
def test_the_lead_log_is_measured_alike(engine: Engine) -> None:
    """The example's leads, mistakes and duplicates among them."""
    lead_log: Callable[..., Any] = runpy.run_path(str(GENERATOR))["lead_log"]
    ((some, _events),) = lead_log(400, seed=3)
    agreement = simple(trigger="asked_to_talk", accept=Acceptance("4 hours", reject_for=["wrong region", "duplicate"]))
    rows = pl.from_arrow(some)
    assert isinstance(rows, pl.DataFrame)
    expected = measure(agreement, rows)
    found = measure(agreement, engine(rows))
    assert (found.figures, found.problems) == (expected.figures, expected.problems)
    assert len(found.figures) > 500


# Files


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl"])
def test_files_say_the_same_as_frames(tmp_path: Path, suffix: str) -> None:
    """CSV, Parquet and JSON, read where they are."""
    rows, path = as_table(LEADS), tmp_path / f"leads.{suffix}"
    if suffix == "parquet":
        rows.write_parquet(path)
    else:
        texts = rows.with_columns(pl.col(pl.Datetime).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"))
        texts.write_csv(path) if suffix == "csv" else texts.write_ndjson(path)
    found = measure(SALES, path, as_of=AS_OF)
    assert found.figures == measure(SALES, rows, as_of=AS_OF).figures
    assert found.problems == measure(SALES, rows, as_of=AS_OF).problems


# Months


@pytest.mark.parametrize(
    ("handed_over", "month"),
    [
        ("2026-03-01T04:59:59.999999", "2026-02"),
        ("2026-03-01T05:00", "2026-03"),
        ("2026-04-01T03:59:59.999999", "2026-03"),
        ("2026-04-01T04:00", "2026-04"),
    ],
)
def test_a_case_counts_in_the_local_month_of_its_handing_over(handed_over: str, month: str) -> None:
    """By the clocks of the term, also where it was answered in another month."""
    rows = table(handed_over_at=handed_over, accepted_at="2026-04-20", contacted_at="2026-05-02")
    figures = measure(simple(), rows).figures
    assert {key[0] for key in counts(figures)} == {month}
    assert of_month(figures, month, "leads.handed-over") == {"cases": 1}


def test_a_contact_before_the_handing_over_does_not_move_the_month() -> None:
    """The case counts when it was handed over."""
    rows = table(handed_over_at="2026-03-05", accepted_at="2026-03-05", contacted_at="2026-02-20")
    assert {key[0] for key in counts(measure(simple(), rows).figures)} == {"2026-03"}


def test_who_does_not_qualify_is_counted_when_handed_over() -> None:
    """Contacted or not, and if so in another month."""
    rows = table(handed_over_at=["2026-03-05"] * 2, contacted_at=["2026-02-20", None], accepted_at=[None, None])
    figures = measure(simple(trigger="asked"), rows.with_columns(asked=False)).figures
    assert of_month(figures, "2026-03", "leads") == {"not qualified": 2}
    assert {key[0] for key in counts(figures)} == {"2026-03"}


def test_months_in_which_nothing_happened_have_figures() -> None:
    """From the first month that has anything until the last that was seen, with zeros and a base of none."""
    rows = table(handed_over_at=["2026-01-20", "2026-04-20"], accepted_at=[None, None], contacted_at=[None, None])
    figures = measure(simple(), rows, as_of=at("2026-05-30")).figures
    cases = {str(each.month): each.value for each in figures if each.measure == "cases"}
    assert cases == {"2026-01": 1, "2026-02": 0, "2026-03": 0, "2026-04": 1, "2026-05": 0}
    (share,) = (
        each for each in figures if (str(each.month), each.of, each.measure) == ("2026-02", "leads.accepted", "share")
    )
    assert (share.value, share.base) == (0, 0)


# Clocks


@pytest.mark.parametrize(
    ("moments", "accepted", "followed_up"),
    [
        ({}, {"overdue": 1, "never": 1}, {"overdue": 1, "never": 1}),
        ({"accepted_at": "2026-03-05T04"}, {"in time": 1, "accepted": 1}, {"overdue": 1, "never": 1}),
        ({"accepted_at": "2026-03-05T04:00:00.000001"}, {"late": 1}, {"overdue": 1, "never": 1}),
        ({"rejected_at": "2026-03-05T04"}, {"in time": 1, "rejected": 1}, {}),
        ({"rejected_at": "2026-03-05T05", "contacted_at": "2026-03-05T12"}, {"late": 1}, {"in time": 1}),
        ({"rejected_at": "2026-03-05T05", "contacted_at": "2026-03-05T12:01"}, {"late": 1}, {"late": 1}),
        ({"cancelled_at": "2026-03-05T04"}, {"cancelled": 1}, {}),
        ({"cancelled_at": "2026-03-05T05"}, {"overdue": 1}, {"cancelled": 1}),
        ({"contacted_at": "2026-03-04"}, {"ended before it began": 1}, {"ended before it began": 1}),
    ],
)
def test_what_clocks_make_of_a_row(
    moments: dict[str, str], accepted: dict[str, int], followed_up: dict[str, int]
) -> None:
    """What nobody decides in time counts as accepted then, and is followed up from there on."""
    none = dict.fromkeys(["accepted_at", "rejected_at", "contacted_at", "cancelled_at"])
    rows = table(handed_over_at="2026-03-05", **(none | moments))
    figures = measure(simple(), rows, as_of=at("2026-03-20")).figures
    for of, expected in (("leads.accepted", accepted), ("leads.followed-up", followed_up)):
        found = of_month(figures, "2026-03", of)
        assert {said: n for said, n in found.items() if said not in {"share", "median", "90th percentile"}} == expected


def test_times_are_by_nearest_rank() -> None:
    """Of one to ten hours the median is five, and nine in ten take nine at most."""
    moments = [f"2026-03-05T{hour:02}:00" for hour in range(1, 11)]
    rows = table(handed_over_at=["2026-03-05"] * 10, accepted_at=moments, contacted_at=[None] * 10)
    found = of_month(measure(simple(), rows).figures, "2026-03", "leads.accepted")
    assert (found["median"], found["90th percentile"]) == (5 * 3_600_000_000, 9 * 3_600_000_000)


def test_what_was_known_then() -> None:
    """An instant in the past gives what could be measured at it, and nothing of what came later."""
    until = AS_OF - timedelta(9)
    columns = [name for name in LEADS[0] if name.endswith("_at")]
    known = [{**each, **{c: None for c in columns if each[c] and each[c] > until}} for each in LEADS]
    assert measure(SALES, as_table(LEADS), as_of=until).figures == measure(SALES, as_table(known), as_of=until).figures
    assert measure(SALES, as_table(LEADS), as_of=until).as_of == {"leads": until}


def test_two_handoffs_and_a_channel_of_one_table() -> None:
    """Each has its own figures; each event its own column."""
    parts = [
        Handoff("leads", "Marketing", "Sales", accept=Acceptance("4 hours")),
        Handoff("deals", "Sales", "Marketing", event="won", accept=Acceptance("1 hour", stops=("thanked",))),
    ]
    parties = [Party("Marketing"), Party("Sales")]
    channel = Channel("inbox", "Sales", reply=Reply("1 hour"))
    agreement = Agreement("Leads", Term("2026-01-01"), parties, [], handoffs=parts, channels=[channel])
    rows = table(
        handed_over_at="2026-03-05",
        accepted_at="2026-03-05T01",
        won_at="2026-03-06",
        thanked_at="2026-03-06T02",
        asked_at="2026-03-07",
        replied_at="2026-03-07T01",
    )
    found = counts(measure(agreement, rows).figures)
    names = ["leads.handed-over", "deals.handed-over", "inbox.asked"]
    assert [found["2026-03", name, "", "cases"] for name in names] == [1, 1, 1]
    said = [("leads.accepted", "in time"), ("deals.accepted", "late"), ("inbox", "in time")]
    assert [found["2026-03", of, "", each] for of, each in said] == [1, 1, 1]


def test_nobody_is_there() -> None:
    """Business time that never opens until the instant looked from is not over yet."""
    hours = {"office": BusinessHours({"mon": "09:00-10:00"}, "America/New_York")}
    handoff = Handoff("leads", "Marketing", "Sales", accept=Acceptance("1 business_hour", "office"))
    agreement = Agreement("Leads", simple().term, simple().parties, [], handoffs=[handoff], hours=hours)
    rows = table(handed_over_at=["2026-03-05", "2026-03-06"], accepted_at=[None, "2026-03-07"])
    found = of_month(measure(agreement, rows).figures, "2026-03", "leads.accepted")
    assert (found["pending"], found["in time"]) == (1, 1)


def test_scores_say_who_qualifies() -> None:
    """Points that the agreement gives are asked for by the trigger."""
    made = simple(trigger="points >= 5", follow_up=None)
    scoring = [Scoring("points", (ScoringRule(5, Criterion.parse("size > 10")),)), Scoring("other", SIZED)]
    agreement = Agreement("Leads", made.term, made.parties, [], handoffs=made.handoffs, scoring=scoring)
    rows = table(handed_over_at=["2026-03-05"] * 3, accepted_at=["2026-03-05"] * 3).with_columns(
        size=pl.Series([9, 11, None])
    )
    assert of_month(measure(agreement, rows).figures, "2026-03", "leads.handed-over") == {"cases": 1}


# Behind figures


@every_engine
def test_the_cases_behind_a_figure(engine: Engine) -> None:
    """Oldest first, by segment if asked; and how many there were on each local day."""
    rows = table(id=[7, 8, 9], handed_over_at=["2026-03-06", "2026-03-05T05", "2026-03-05T04"], accepted_at=[None] * 3)
    rows = rows.with_columns(
        segment=pl.Series(["east", "", "east"]), contacted_at=pl.lit(None, rows["accepted_at"].dtype)
    )
    found = measure(simple(), engine(rows), as_of=at("2026-03-20"))
    late = found.cases("leads.accepted", "overdue", "2026-03")
    assert [(each.id, each.since, each.used) for each in late] == [
        (9, at("2026-03-05T04"), None),
        (8, at("2026-03-05T05"), None),
        (7, at("2026-03-06"), None),
    ]
    east = found.cases("leads.handed-over", "cases", Month(2026, 3), "east")
    assert [each.id for each in east] == [9, 7]
    assert {str(day): n for day, n in found.daily("leads.handed-over").items()} == {"2026-03-04": 1, "2026-03-05": 2}


# Judging


def test_actuals_are_judged() -> None:
    """Volumes and shares of the months of the term, without problems; segments that no promise names are left out."""
    signatures = [Signature(party, "2025-12-31") for party in ("Marketing", "Sales")]
    parts = {"accept": Acceptance("4 hours", at_least="50 %"), "follow_up": None}
    agreement = simple(**parts)
    signed = Agreement(
        "Leads", agreement.term, agreement.parties, [], handoffs=agreement.handoffs, signatures=signatures
    )
    rows = table(
        handed_over_at=["2025-12-20", "2026-01-05", "2026-01-06", "2026-02-05"],
        accepted_at=["2025-12-20", "2026-01-05", None, None],
    ).with_columns(segment=pl.lit("east"))
    found = measure(signed, rows, as_of=at("2026-03-01T12"))
    scorecard = judge(signed, found.actuals, as_of=at("2026-03-02"))
    statuses = {str(each.month): each.status for each in scorecard.verdicts if each.promise.name == "leads.accepted"}
    assert (statuses["2026-01"], statuses["2026-02"]) == (Status.MET, Status.MISSED)
    assert min(each.month for each in found.figures) == Month(2025, 12)
    amended = signed.amended("2026-02-01", summary="As before", signatures=signatures)
    assert measure(amended, rows).figures == measure(signed, rows).figures
