"""Learning: leads that are odd, tables of nothing, and what is refused."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from expected_errors import refusal
from smarketing import Month
from smarketing.funnel import Learned, OutOfOrder, Rate, SkippedStage, learn

MARCH = Month(2024, 3)
STAGES = ["lead", "MQL", "customer"]
FRAME = pl.DataFrame(
    {
        "lead": [date(2024, 1, 31), date(2024, 2, 10), date(2024, 3, 1), None],
        "MQL": [date(2024, 2, 29), date(2024, 2, 1), None, date(2024, 3, 1)],
        "customer": [date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 31), date(2024, 3, 31)],
        "by": ["web", None, "fair", "web"],
        "name": ["Ada", "Bo", "Cy", "Di"],
        "text": ["31.1.2024", "10.2.2024", "1.3.2024", ""],
    }
)


def learned() -> Learned:
    """Learn from the four leads above."""
    return learn(FRAME, STAGES, segment="by", id="name")


def test_leads_out_of_order_are_listed_and_are_no_conversions() -> None:
    """Bo was qualified before the first contact and won before that; both dates count where they are."""
    bo = ("Bo", "lead", "MQL", date(2024, 2, 10), date(2024, 2, 1))
    too = ("Bo", "MQL", "customer", date(2024, 2, 1), date(2024, 1, 1))
    assert learned().out_of_order == (OutOfOrder(*bo), OutOfOrder(*too))
    assert str(learned().out_of_order[0]) == "Bo: MQL on 2024-02-01, before lead on 2024-02-10"
    assert dict(learned().cohorts("MQL", "").entered) == {Month(2024, 2): 1}
    assert dict(learned().cohorts("MQL", "").converted) == {}
    assert learned().volume("customer", Month(2024, 1)) == 1


def test_without_ids_the_list_has_none() -> None:
    """Nothing names the lead; the dates may."""
    assert [each.id for each in learn(FRAME, STAGES).out_of_order] == [None, None]


def test_who_skips_a_stage_passed_it() -> None:
    """Di has no first contact and Cy was never an MQL: each counts there on the date of the next stage that has one."""
    assert learned().skipped == (SkippedStage("lead", 1, ("Di",)), SkippedStage("MQL", 1, ("Cy",)))
    assert [learned().volume(stage, MARCH) for stage in STAGES] == [2, 2, 2]
    assert learned().rate_by_cohort("customer", MARCH) == Rate.of("2 of 2")
    assert learned().cohorts("customer").undated == {(MARCH, 0): 1}


def test_with_only_dates_who_skips_a_stage_does_not_count_there() -> None:
    """Each counts at the stages that it has a date of."""
    dated = learn(FRAME, STAGES, segment="by", id="name", only_dated=True)
    assert dated.skipped == learned().skipped
    assert [dated.volume(stage, MARCH) for stage in STAGES] == [1, 1, 2]
    assert dated.rate_by_cohort("customer", MARCH) == Rate.of("1 of 1")
    assert dated.cohorts("customer").undated == {}


def test_what_converts_on_one_day_takes_no_days() -> None:
    """Equal dates are in order: Ada became a customer on the leap day on which she was qualified."""
    assert dict(learned().days("customer").counts) == {0: 1, 30: 1}
    assert dict(learned().days("MQL", "web").counts) == {29: 1}


def test_a_later_stage_may_hide_what_is_not_known_yet() -> None:
    """At the end of January, Bo is a customer of whom nothing earlier is known."""
    then = learn(FRAME, STAGES, known_through=Month(2024, 1))
    assert then.out_of_order == ()
    assert then.skipped == (SkippedStage("lead", 1), SkippedStage("MQL", 1))


@pytest.mark.parametrize(
    "frame", [FRAME.clear(), FRAME.with_columns(pl.lit(None, pl.Date).alias(name) for name in STAGES), FRAME]
)
def test_a_table_without_a_known_date_has_nothing_to_learn(frame: pl.DataFrame) -> None:
    """Without rows, without dates, or all of them later: no volumes, no rates, no days, and each says so."""
    nothing = learn(frame, STAGES, known_through=Month(2023, 12))
    assert (nothing.volume("lead", Month(2023, 12)), nothing.rate_by_activity("MQL", Month(2023, 12))) == (0, None)
    assert (nothing.out_of_order, nothing.skipped, nothing.duplicated, nothing.report) == ((), (), (), "")
    assert refusal(lambda: nothing.days("MQL").median) == ("nobody converted yet: there are no days to count", None)
    assert refusal(lambda: nothing.rate("MQL")) == ("nobody entered: there is no rate to learn", None)
    assert refusal(lambda: nothing.rate_by_cohort("MQL", Month(2023, 12))) == ("nobody entered in 2023-12", None)
    assert refusal(nothing.as_stages) == ("nobody entered: there is no rate to learn", None)


def test_a_table_without_a_date_has_no_last_month() -> None:
    """Unless it is stated, nobody knows what is known."""
    assert refusal(lambda: learn(FRAME.clear(), STAGES)) == ("there is no date in lead, MQL, customer", None)


def test_stages_that_nobody_left_have_no_rate() -> None:
    """By dates alone, the fair's only lead has not become an MQL, and nobody of the fair ever was one."""
    dated = learn(FRAME, STAGES, segment="by", only_dated=True)
    lag = ("nobody converted yet: there is no lag to learn", None)
    assert refusal(lambda: dated.cohorts("MQL", "fair").lag) == lag
    assert refusal(lambda: dated.rate("customer", "fair")) == ("nobody entered: there is no rate to learn", None)
    nobody = ("nobody entered in 2024-01", None)
    assert refusal(lambda: dated.rate_by_cohort("MQL", Month(2024, 1), "fair")) == nobody


def test_columns_that_do_not_fit_are_refused() -> None:
    """Text, missing ones, and fewer than two."""
    text = "column 'text' holds String and no dates; parse it first, with its format stated"
    there = "columns are 'lead', 'MQL', 'customer', 'by', 'name', 'text'"
    assert refusal(lambda: learn(FRAME, ["lead", "text"])) == (text, "columns")
    assert refusal(lambda: learn(FRAME, ["text", "lead"], known_through=MARCH)) == (text, "columns")
    assert refusal(lambda: learn(FRAME, {"a": "lead", "b": "won"})) == (f"no column named 'won'; {there}", "columns")
    assert refusal(lambda: learn(FRAME, STAGES, segment="bye")) == (
        f"no column named 'bye'; {there} (did you mean 'by'?)",
        "columns",
    )
    assert refusal(lambda: learn(FRAME, STAGES, id="id")) == (f"no column named 'id'; {there}", "columns")
    for few in (["lead"], [], {"lead": "lead"}):
        assert refusal(lambda few=few: learn(FRAME, few)) == ("a funnel to learn from has two stages or more", "stages")  # type: ignore[misc]
    twice = "each stage has a column of its own, not ['lead', 'lead']"
    assert refusal(lambda: learn(FRAME, {"lead": "lead", "MQL": "lead"})) == (twice, "stages")


def test_stages_segments_and_months_that_are_not_there_are_refused() -> None:
    """Whatever is asked for; there is no step into the first stage, and nothing is known of the future."""
    these = learned()
    stage = "no stage named 'mql'; stages are 'lead', 'MQL', 'customer' (did you mean 'MQL'?)"
    assert refusal(lambda: these.volume("mql", MARCH)) == (stage, "stage")
    assert refusal(lambda: these.rate_by_cohort("mql", MARCH)) == (stage, "stage")
    step = "no step into a stage named 'lead'; steps are 'MQL', 'customer'"
    asked: list[Callable[[], object]] = [
        lambda: these.cohorts("lead"),
        lambda: these.rate("lead"),
        lambda: these.days("lead"),
        lambda: these.rate_by_cohort("lead", MARCH),
        lambda: these.rate_by_activity("lead", MARCH),
    ]
    for ask in asked:
        assert refusal(ask) == (step, "stage")
    segment = "no segment named 'Web'; segments are '', 'fair', 'web' (did you mean 'web'?)"
    asked = [
        lambda: these.volume("lead", MARCH, "Web"),
        lambda: these.cohorts("MQL", "Web"),
        lambda: these.days("MQL", "Web"),
        lambda: these.rate_by_activity("MQL", MARCH, "Web"),
        lambda: these.as_stages("Web"),
    ]
    for ask in asked:
        assert refusal(ask) == (segment, "segment")
    later = "2024-04 is not known: the table is, through 2024-03"
    asked = [
        lambda: these.volume("lead", MARCH + 1),
        lambda: these.rate_by_cohort("MQL", MARCH + 1),
        lambda: these.rate_by_activity("MQL", MARCH + 1),
    ]
    for ask in asked:
        assert refusal(ask) == (later, "month")


def test_rows_of_one_id_are_one_lead() -> None:
    """The rows of b agree; of a the earliest dates count; rows without an id are not each other's copies."""
    first, later = date(2024, 1, 5), date(2024, 2, 1)
    frame = pl.DataFrame(
        {
            "id": ["b", "a", "b", "a", None, None],
            "lead": [first, later, first, first, first, first],
            "sale": [None, later, None, date(2024, 2, 9), None, None],
        }
    )
    by_id = learn(frame, ["lead", "sale"], id="id", known_through="2024-02")
    assert (by_id.duplicated, by_id.differing) == (("a", "b"), ("a",))
    assert by_id.rate_by_cohort("sale", Month(2024, 1)) == Rate.of("1 of 4")
    assert by_id.days("sale").counts == {27: 1}
    by_row = learn(frame, ["lead", "sale"], known_through="2024-02")
    assert (by_row.duplicated, by_row.differing) == ((), ())
    assert by_row.rate_by_cohort("sale", Month(2024, 1)) == Rate.of("1 of 5")


def test_what_is_odd_in_words() -> None:
    """A line for each kind, with the first few ids and how many more there are."""
    assert learned().report == (
        "1 lead got further than lead without a date for it, and counts as lead: Di\n"
        "1 lead got further than MQL without a date for it, and counts as MQL: Cy\n"
        "2 pairs of dates run backwards and count as no conversion: Bo: MQL on 2024-02-01, before lead on 2024-02-10; "
        "Bo: customer on 2024-01-01, before MQL on 2024-02-01"
    )
    assert str(learned().skipped[0]) == "1 lead got further than lead without a date for it: Di"
    day = date(2024, 1, 5)
    many = pl.DataFrame({"id": list(range(7)) * 2, "a": [day] * 14, "b": [None] * 13 + [day], "c": [day] * 14})
    assert learn(many, ["a", "b", "c"], id="id", known_through="2024-01", only_dated=True).report == (
        "6 leads got further than b without a date for it, and do not count as b: 0, 1, 2, 3, 4 and 1 more\n"
        "7 ids have several rows, which count as one lead each: 0, 1, 2, 3, 4 and 2 more\n"
        "the rows of 1 id differ, and the earliest date of each stage counts: 6"
    )
    one = learn(many, ["b", "c"], id="id", known_through="2024-01", only_dated=True)
    assert one.report.split("\n")[0].endswith("and do not count as b: 0, 1, 2, 3, 4 and 1 more")
    turned = pl.DataFrame(
        {"a": [date(2024, 2, 1)] * 6, "b": [None] * 6, "c": [day] * 6}, schema=dict.fromkeys("abc", pl.Date)
    )
    line = "a lead: c on 2024-01-05, before a on 2024-02-01"
    assert learn(turned, ["a", "b", "c"], known_through="2024-02").report == (
        "6 leads got further than b without a date for it, and count as b\n"
        f"6 pairs of dates run backwards and count as no conversion: {'; '.join([line] * 5)}; and 1 more"
    )


def test_where_all_skipped_a_stage_there_is_a_rate_and_no_lag() -> None:
    """Both leads bought without a date of SQL: 2 of 2 at each step, and nobody saw how long they took."""
    day, later = date(2024, 1, 5), date(2024, 3, 5)
    dates = {"MQL": [day, day], "SQL": [None, None], "sale": [later, later]}
    frame = pl.DataFrame(dates, schema=dict.fromkeys(dates, pl.Date))
    skipped = learn(frame, ["MQL", "SQL", "sale"], known_through="2024-03")
    assert [(stage.rate, stage.lag) for stage in skipped.as_stages()[1:]] == [(Rate.of("2 of 2"), None)] * 2
    assert refusal(lambda: skipped.cohorts("SQL").lag)[0] == (
        "nobody who converted has a date of both stages: there is no lag to learn"
    )
    assert skipped.days("SQL").counts == {}
