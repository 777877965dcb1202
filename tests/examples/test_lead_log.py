"""The lead log: the same again by the same seed, at the rates that its page states, and one story in both tables."""

import re
import runpy
from ast import literal_eval
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from polars.testing import assert_frame_equal
from pyarrow import csv, parquet

FOLDER = Path(__file__).parents[2] / "examples" / "lead_log"
SCRIPT = runpy.run_path(str(FOLDER / "generate.py"))
SIZE = 20_000
ZONE = "America/New_York"
ROW = re.compile(r"^\| `([A-Z_]+)(?:\[([^]]*)\])?` \| ([0-9.]+) % \|", re.MULTILINE)
STATED = {
    (name, literal_eval(key) if key else None): float(percent) / 100
    for name, key, percent in ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
}
STEPS = ("created", "handed_over", "assigned", "accepted", "rejected", "contacted", "disqualified", "recycled")
HAS = {step: pl.col(f"{step}_at").is_not_null() for step in STEPS}
MISTAKEN = (
    (pl.col("contacted_at") < pl.col("handed_over_at")).fill_null(False)
    | (pl.col("accepted_at") < pl.col("handed_over_at")).fill_null(False)
    | (HAS["contacted"] & ~(HAS["handed_over"] & HAS["assigned"] & HAS["accepted"]))
)


def frame(table: pa.Table) -> pl.DataFrame:
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)
    return found


@cache
def rows() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give a log of 20,000 leads, some of them twice, and its events."""
    ((leads, events),) = SCRIPT["lead_log"](SIZE, seed=11)
    return frame(leads), frame(events)


def all_leads() -> pl.DataFrame:
    """Give each lead once."""
    return rows()[0].unique("id")


def events_of(name: str) -> pl.DataFrame:
    return rows()[1].filter(event=name)


def befell(name: str) -> pl.DataFrame:
    """Give the leads that had such an event."""
    return all_leads().join(events_of(name), on="id", how="semi")


def times(name: str) -> pl.DataFrame:
    """Give how often each lead had such an event, none left out."""
    counted = events_of(name).group_by("id").len(name)
    return all_leads().select("id").join(counted, on="id", how="left").fill_null(0)


Rates = Iterator[tuple[str, object, pl.DataFrame, pl.Expr]]
"""The name of a constant, its key if it is a mapping, the leads that it is a rate of, and which of them did."""


def rates_of_the_way_to_sales() -> Rates:
    assigned, rejected = befell("assigned"), befell("rejected")
    answered = pl.any_horizontal(
        pl.col("id").is_in(events_of(each)["id"].to_list()) for each in ("accepted", "rejected", "cancelled")
    )
    yield "HANDED_OVER", None, all_leads(), HAS["handed_over"]
    yield "ASSIGNED", None, befell("handed_over"), HAS["assigned"]
    yield "AUTO_REPLIED", None, assigned, pl.col("id").is_in(events_of("auto_replied")["id"].to_list())
    yield "ANSWERS", "accepted", assigned, HAS["accepted"]
    yield "ANSWERS", "rejected", assigned, HAS["rejected"]
    yield "ANSWERS", "cancelled", assigned, pl.col("id").is_in(events_of("cancelled")["id"].to_list())
    yield "ANSWERS", "", assigned, ~answered
    for reason in SCRIPT["REASONS"]:
        yield "REASONS", reason, rejected, pl.col("rejection_reason").fill_null("") == reason


def rates_of_what_sales_does() -> Rates:
    accepted = befell("accepted").join(times("waiting"), on="id").join(times("resumed"), on="id")
    callable_ = accepted.filter(waiting=pl.col("resumed"))
    never = callable_.filter(~HAS["contacted"])
    yield "PAUSED", None, accepted, pl.col("waiting") > 0
    yield "PAUSED_AGAIN", None, accepted.filter(pl.col("resumed") > 0), pl.col("waiting") == 2
    yield "NEVER_RESUMED", None, accepted.filter(pl.col("waiting") > 0), pl.col("resumed") == 0
    yield "CONTACTED", None, callable_, HAS["contacted"]
    yield "GOT_THROUGH", None, callable_.filter(HAS["contacted"]), pl.col("attempts") == 1
    yield "FORGOTTEN", None, never, pl.col("attempts") == 0
    yield "DISQUALIFIED", None, befell("contacted"), HAS["disqualified"]
    yield "GIVEN_UP", None, never.filter(pl.col("attempts") >= 6), HAS["disqualified"]
    answered = all_leads().filter(HAS["accepted"] | HAS["rejected"], ~HAS["disqualified"])
    yield "RECYCLED", None, answered, HAS["recycled"]
    recycled = befell("recycled").join(times("recycled"), on="id").join(times("handed_over"), on="id")
    yield "HANDED_OVER_AGAIN", None, recycled, pl.col("handed_over") > 1
    again = recycled.filter(HAS["accepted"], pl.col("handed_over") > 1)
    yield "RECYCLED_AGAIN", None, again, pl.col("recycled") == 2


def rates_of_descriptions() -> Rates:
    yield "SEGMENTS", "small", all_leads(), pl.col("segment") == "small"
    yield "REGIONS", "east", all_leads(), pl.col("region") == "east"
    yield "ASKED_TO_TALK", True, all_leads().filter(HAS["handed_over"]), pl.col("asked_to_talk")
    yield "ASKED_TO_TALK", False, all_leads().filter(~HAS["handed_over"]), pl.col("asked_to_talk")
    yield "COMPETITOR", None, all_leads(), pl.col("competitor")


def rates_of_mistakes() -> Rates:
    contacted, accepted = all_leads().filter(HAS["contacted"]), all_leads().filter(HAS["accepted"])
    yield "CONTACT_REVERSED", None, contacted, pl.col("contacted_at") < pl.col("handed_over_at")
    yield "ACCEPTANCE_REVERSED", None, accepted, pl.col("accepted_at") < pl.col("handed_over_at")
    # none was called without having been accepted
    called = all_leads().filter(~HAS["recycled"], pl.col("attempts") > 0)
    yield "TIMESTAMP_MISSING", None, called, ~(HAS["handed_over"] & HAS["assigned"] & HAS["accepted"])
    yield "DUPLICATED", None, rows()[0].with_columns(first=pl.col("id").is_first_distinct()), ~pl.col("first")
    for column in SCRIPT["MISSING"]:
        those = befell("assigned") if column == "owner" else all_leads()
        yield "MISSING", column, those, pl.col(column).is_null()
    for column in SCRIPT["EMPTY"]:
        yield "EMPTY", column, all_leads(), pl.col(column) == ""


def all_rates() -> Rates:
    yield from rates_of_the_way_to_sales()
    yield from rates_of_what_sales_does()
    yield from rates_of_descriptions()
    yield from rates_of_mistakes()


def test_the_page_states_the_rates_of_the_script() -> None:
    """Each rate of the page is that of the constant it names."""
    for (name, key), rate in STATED.items():
        value = SCRIPT[name] if key is None else SCRIPT[name][key]
        assert value == pytest.approx(rate), (name, key)


def test_what_happens_happens_as_often_as_stated() -> None:
    """Every rate of the page, within five standard deviations."""
    checked = set()
    for name, key, those, did in all_rates():
        rate = STATED[name, key]
        count = those.select(did.fill_null(False).sum()).item()
        allowed = 5 * sqrt(those.height * rate * (1 - rate)) + 1
        assert abs(count - those.height * rate) < allowed, (name, key, count, those.height)
        assert count > 0, (name, key)
        checked.add((name, key))
    assert checked == set(STATED)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    """Another seed gives others, and nothing is left behind."""
    written = []
    for number, seed in enumerate((7, 7, 8)):
        leads, events = tmp_path / f"leads{number}.{suffix}", tmp_path / f"events{number}.{suffix}"
        SCRIPT["main"](["1000", str(leads), "--events", str(events), "--seed", str(seed)])
        written.append((leads.read_bytes(), events.read_bytes()))
    first, again, other = written
    assert first == again
    assert first[0] != other[0]
    assert first[1] != other[1]
    assert len(list(tmp_path.iterdir())) == 6


def test_chunks_join_without_a_seam(tmp_path: Path) -> None:
    """Ids and time go on, and the file has the events of all chunks, mixed from its beginning to its end."""
    size = SCRIPT["CHUNK"] + 1_000
    leads, events = map(pa.concat_tables, zip(*SCRIPT["lead_log"](size, seed=3), strict=True))
    paths = tmp_path / "leads.parquet", tmp_path / "events.parquet"
    SCRIPT["main"]([str(size), str(paths[0]), "--events", str(paths[1]), "--seed", "3"])
    written = parquet.read_table(paths[1])
    assert parquet.read_table(paths[0]).equals(leads)
    assert_frame_equal(frame(written), frame(events), check_row_order=False)
    once = frame(leads).unique("id").sort("id")
    assert once["id"].to_list() == list(range(1, size + 1))
    assert once["created_at"].is_sorted()
    late = [
        frame(part).filter(pl.col("id") > SCRIPT["CHUNK"]).height for part in (written[:400_000], written[400_000:])
    ]
    assert late[0] == pytest.approx(late[1], rel=0.15)


def test_tables_have_the_types_of_their_schemas() -> None:
    """Moments are microseconds in UTC, truths are truths, texts are texts."""
    ((leads, events),) = SCRIPT["lead_log"](1)
    moment, text = pa.timestamp("us", tz="UTC"), pa.string()
    assert events.schema.equals(
        pa.schema([("id", pa.int64()), ("event", text), ("at", moment), ("automatic", pa.bool_()), ("reason", text)])
    )
    kinds = dict(zip(leads.schema.names, leads.schema.types, strict=True))
    assert {kind for name, kind in kinds.items() if name.endswith("_at") or name == "last_activity"} == {moment}
    assert {kinds[name] for name in ("id", "attempts", "score")} == {pa.int64()}
    assert {kinds[name] for name in ("asked_to_talk", "competitor")} == {pa.bool_()}
    assert {kinds[name] for name in ("rejection_reason", "owner", "segment", "region", "source", "grade")} == {text}
    assert leads["name"].to_pylist() == ["Lead 1"]


def test_csv_and_parquet_say_the_same(tmp_path: Path) -> None:
    """Nulls and empty texts stay apart in CSV."""
    tables = {}
    for suffix in ("csv", "parquet"):
        paths = tmp_path / f"leads.{suffix}", tmp_path / f"events.{suffix}"
        SCRIPT["main"](["5000", str(paths[0]), "--events", str(paths[1])])
        tables[suffix] = paths
    for text, binary in zip(tables["csv"], tables["parquet"], strict=True):
        expected = parquet.read_table(binary)
        kinds = dict(zip(expected.schema.names, expected.schema.types, strict=True))
        options = csv.ConvertOptions(column_types=kinds, strings_can_be_null=True, quoted_strings_can_be_null=False)
        assert csv.read_csv(text, convert_options=options).equals(expected)


def test_each_event_agrees_with_the_leads() -> None:
    """The first event of each kind is the moment of its column, for every lead, mistakes included."""
    leads, events = all_leads(), rows()[1]
    first = events.group_by("id", "event").agg(pl.col("at").min()).pivot("event", index="id", values="at")
    joined = leads.join(first, on="id", how="left").sort("id")
    for step in STEPS:
        assert joined[f"{step}_at"].equals(joined[step]), step
    assert_frame_equal(
        times("attempted").sort("id"), leads.select("id", attempted="attempts").sort("id"), check_dtypes=False
    )
    reasons = events_of("rejected").select("id", "reason").sort("id")
    assert reasons["reason"].equals(befell("rejected").sort("id")["rejection_reason"])
    assert set(events.filter(pl.col("event") != "rejected")["reason"]) == {None}
    assert set(events["event"]) == set(SCRIPT["EVENTS"])


def test_nothing_follows_on_what_did_not_happen() -> None:
    """Columns are empty as the story says; only mistakes break it."""
    leads = all_leads().filter(~MISTAKEN)
    assert leads.filter(~HAS["created"]).is_empty()
    assert leads.filter(HAS["accepted"] & HAS["rejected"]).is_empty()
    assert leads.filter(HAS["contacted"] & ~HAS["accepted"]).is_empty()
    assert leads.filter(HAS["contacted"] & (pl.col("attempts") == 0)).is_empty()
    assert leads.filter(HAS["disqualified"] & HAS["recycled"]).is_empty()
    assert leads.filter(HAS["recycled"] & ~HAS["accepted"] & ~HAS["rejected"]).is_empty()
    assert leads.filter(pl.col("rejection_reason").is_not_null() & ~HAS["rejected"]).is_empty()
    aside = leads.filter(~HAS["handed_over"], ~HAS["assigned"], ~HAS["accepted"])
    assert aside["owner"].null_count() == aside.height > 0


def test_steps_come_one_after_another() -> None:
    """Except for mistakes; systems assign within two hours."""
    leads = all_leads().filter(~MISTAKEN)
    for order in (
        ("created", "handed_over", "assigned", "accepted", "contacted", "disqualified"),
        ("assigned", "rejected", "recycled"),
        ("contacted", "recycled"),
    ):
        for before, after in pairwise(order):
            assert leads.filter(pl.col(f"{before}_at") > pl.col(f"{after}_at")).is_empty(), (before, after)
    delays = leads["assigned_at"] - leads["handed_over_at"]
    assert (delays < timedelta(hours=2)).all()


def test_pauses_are_paired_and_lie_before_the_first_call() -> None:
    """Each is resumed later, or never; then nobody calls."""
    paused = times("waiting").join(times("resumed"), on="id").filter(pl.col("waiting") > 0)
    assert set((paused["waiting"] - paused["resumed"]).to_list()) == {0, 1}
    moments = rows()[1].join(paused, on="id").sort("at")
    for _, story in moments.filter(pl.col("event").is_in(["waiting", "resumed", "attempted"])).group_by("id"):
        names = " ".join(story["event"])
        assert re.fullmatch(r"(waiting resumed ?){1,2}(attempted ?)*|(waiting resumed )?waiting", names), names


def test_automatic_replies_are_no_contact() -> None:
    """They are the only automatic events, come seconds after the assignment, also for those never contacted."""
    automatic = rows()[1].filter("automatic")
    assert_frame_equal(automatic, events_of("auto_replied"))
    replied = befell("auto_replied").join(automatic, on="id").filter(HAS["assigned"], ~MISTAKEN)
    assert replied.filter(pl.col("at") < pl.col("assigned_at")).is_empty()
    assert replied.filter(pl.col("at") < pl.col("contacted_at")).height > 0
    assert replied.filter(~HAS["contacted"]).height > 0


def local(moments: pl.Series) -> pl.DataFrame:
    there = moments.drop_nulls().dt.convert_time_zone(ZONE)
    minutes = there.dt.hour().cast(pl.Int64) * 60 + there.dt.minute().cast(pl.Int64)
    return pl.DataFrame({"weekday": there.dt.weekday(), "minutes": minutes, "month": there.dt.month()})


def test_reps_work_in_local_office_hours() -> None:
    """They accept, reject and call from Monday to Friday between 9:00 and 17:30 where the office is."""
    leads = all_leads().filter(~MISTAKEN)
    for moments in (leads["accepted_at"], leads["rejected_at"], leads["recycled_at"], events_of("attempted")["at"]):
        worked = local(moments)
        assert worked["weekday"].is_between(1, 5).all()
        assert worked["minutes"].is_between(9 * 60, 17 * 60 + 30).all()


def test_what_comes_at_a_weekend_is_answered_on_monday() -> None:
    """Or later; mostly on Monday."""
    leads = all_leads().filter(~MISTAKEN, HAS["accepted"])
    weekend = leads.filter(pl.col("assigned_at").dt.convert_time_zone(ZONE).dt.weekday() > 5)
    days = local(weekend["accepted_at"])["weekday"]
    assert weekend.height > 500
    assert (days == 1).mean() > 0.8  # type: ignore[operator]


def test_leads_come_more_in_office_hours_and_less_at_weekends() -> None:
    """A day of the week brings more than twice as many as a day of the weekend; nights are not empty."""
    created = local(all_leads()["created_at"])
    by_day = dict(created.group_by("weekday").len().iter_rows())
    assert min(by_day[day] for day in range(1, 6)) > 2 * max(by_day[6], by_day[7]) > 0
    office = created.filter(pl.col("minutes").is_between(9 * 60, 17 * 60)).height
    assert 0.5 < office / SIZE < 0.8
    assert created.filter(pl.col("minutes") < 5 * 60).height > 0
    assert created["month"].n_unique() == 12


def test_the_day_of_the_reps_moves_with_daylight_saving() -> None:
    """The clocks of New York go forward on 8 March 2026: the median contact is at the same time there, not in UTC."""
    contacted = all_leads().filter(~MISTAKEN).sort("contacted_at")["contacted_at"]
    change, before, after = (datetime(2026, *day, tzinfo=UTC) for day in ((3, 8), (1, 11), (5, 3)))
    winter = contacted.filter(contacted.is_between(before, change))
    summer = contacted.filter(contacted.is_between(change, after))
    here = [local(part)["minutes"].median() for part in (winter, summer)]
    utc = [(part - part.dt.truncate("1d")).dt.total_minutes().median() for part in (winter, summer)]
    assert here[0] == pytest.approx(here[1], abs=20)
    assert utc[0] - utc[1] == pytest.approx(60, abs=20)  # type: ignore[operator]


def test_some_reps_are_slow() -> None:
    """Six of forty are far behind the others."""
    leads = all_leads().filter(~MISTAKEN, HAS["accepted"], pl.col("owner").is_not_null())
    office = SCRIPT["_setting"](1, 11, date(2026, 1, 1), 12, ZONE).slowness
    waited = leads.group_by("owner").agg((pl.col("accepted_at") - pl.col("assigned_at")).median().alias("waited"))
    slowest = set(waited.sort("waited", descending=True)["owner"].head(6))
    assert waited.height == 40
    assert slowest == {f"rep-{rep + 1:02}" for rep in office.argsort()[-6:]}


def test_zone_and_months_are_a_choice() -> None:
    """One month in Kolkata, half an hour off the hour, begins at its midnight and ends with it."""
    ((leads, _),) = SCRIPT["lead_log"](2_000, start=date(2026, 2, 1), months=1, zone="Asia/Kolkata")
    created = frame(leads)["created_at"]
    assert created.min() >= datetime(2026, 1, 31, 18, 30, tzinfo=UTC)  # type: ignore[operator]
    assert created.max() < datetime(2026, 2, 28, 18, 30, tzinfo=UTC)  # type: ignore[operator]


def test_what_cannot_be_written_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A size of none and an unknown suffix, each with what was received."""
    for size, name, message in (
        ("0", "leads.csv", "a lead log has at least 1 lead and 1 month, not 0 and 12"),
        ("5", "leads.txt", f"'{tmp_path}/leads.txt' must end in .csv or .parquet"),
    ):
        with pytest.raises(SystemExit, match=r"^2$"):
            SCRIPT["main"]([size, str(tmp_path / name)])
        assert capsys.readouterr().err.endswith(f"{message}\n")
