"""Plans and schedules in the terminal and as plain values: snapshots, and nothing lost for want of width."""

import json
from fractions import Fraction
from io import StringIO

import pytest
from hypothesis import given, settings
from rich.console import Console

from smarketing import Funnel, Month, Period, Stage, plan
from smarketing.funnel import Plan, Schedule, Segment, schedule
from smarketing.reports import plan_json, print_plan
from smarketing.testing import funnels

SOURCED = Funnel(
    ["lead", Stage("SQL", "40 %", lag="1 month"), Stage("customer", "50 %")],
    "100 USD/customer",
    "5000 USD/month",
    sources={"lead": "60 %", "SQL": "40 %"},
)
"""50 customers are 100 SQL: 40 come from outside, 60 of 150 leads of the month before."""

SEGMENTED = Funnel(
    ["MQL", Stage("SQL", "40 %", lag="1 month"), ("customer", "50 %")],
    "100 USD/customer",
    "15000 USD/quarter",
    segments=[
        Segment("small", share="60 %"),
        Segment("big", share="40 %", value="250 USD/customer", stages=[("SQL", "50 %")]),
    ],
)
"""9,000 USD are 90 customers, 180 SQL, 450 MQL; 6,000 USD are 24 customers, 48 SQL, 96 MQL."""

FIRST_TWO = Period.parse("2026-01..2026-02")


def printed(sized: Plan, phased: Schedule | None = None, width: int = 80, colour: bool = False) -> str:
    out = StringIO()
    system = "truecolor" if colour else None
    print_plan(sized, Console(file=out, width=width, force_terminal=colour, color_system=system), phased)  # type: ignore[arg-type]
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_plan_with_sources() -> None:
    """The stage that heads enter from outside says how many, and the one before what it brings."""
    assert printed(plan(SOURCED)) == (
        "5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage\n"
        "customer  50 customer/month\n"
        "          5,000.00 USD/month / 100.00 USD/customer = 50 customer/month\n"
        "SQL       100 SQL/month\n"
        "          50 customer/month / 50 % = 100 SQL/month, 40 SQL/month of them from\n"
        "          outside\n"
        "lead      150 lead/month\n"
        "          60 % of 100 SQL/month / 40 % = 150 lead/month\n"
    )


def test_a_plan_with_segments_and_a_schedule() -> None:
    """The sums, each segment by itself, then the months: a third of the quarter each, MQL a month before."""
    assert printed(plan(SEGMENTED), schedule(SEGMENTED, FIRST_TWO)) == (
        "15,000.00 USD/quarter at 100.00 USD/customer; rounding: up at every stage\n"
        "customer  114 customer/quarter\n"
        "          90 customer/quarter small + 24 customer/quarter big = 114\n"
        "          customer/quarter\n"
        "SQL       228 SQL/quarter\n"
        "          180 SQL/quarter small + 48 SQL/quarter big = 228 SQL/quarter\n"
        "MQL       546 MQL/quarter\n"
        "          450 MQL/quarter small + 96 MQL/quarter big = 546 MQL/quarter\n"
        "\n"
        "small: 9,000.00 USD/quarter at 100.00 USD/customer; rounding: up at every stage\n"
        "customer  90 customer/quarter\n"
        "          9,000.00 USD/quarter / 100.00 USD/customer = 90 customer/quarter\n"
        "SQL       180 SQL/quarter\n"
        "          90 customer/quarter / 50 % = 180 SQL/quarter\n"
        "MQL       450 MQL/quarter\n"
        "          180 SQL/quarter / 40 % = 450 MQL/quarter\n"
        "\n"
        "big: 6,000.00 USD/quarter at 250.00 USD/customer; rounding: up at every stage\n"
        "customer  24 customer/quarter\n"
        "          6,000.00 USD/quarter / 250.00 USD/customer = 24 customer/quarter\n"
        "SQL       48 SQL/quarter\n"
        "          24 customer/quarter / 50 % = 48 SQL/quarter\n"
        "MQL       96 MQL/quarter\n"
        "          48 SQL/quarter / 50 % = 96 MQL/quarter\n"
        "\n"
        "What must get to each stage in which month\n"
        "\n"
        " month     MQL   SQL   customer           goal\n"
        " ─────────────────────────────────────────────\n"
        " 2025-12   182\n"
        " 2026-01   182    76         38   5,000.00 USD\n"
        " 2026-02          76         38   5,000.00 USD\n"
        "\n"
    )


def test_a_schedule_that_is_short() -> None:
    """50 leads of December are 20 SQL, 1000 of 10,000 USD, and new leads bring 60 % of the rest, which is 108 SQL.

    With those, 64 SQL of leads are wanted each month: 44 more in January, which are missing, and 64 in February.
    """
    pipeline = {"lead": {Month(2025, 12): 50}}
    text = printed(plan(SOURCED), schedule(SOURCED, FIRST_TWO, pipeline=pipeline))
    assert text[text.index("What must") :] == (
        "What must get to each stage in which month\n"
        "\n"
        " month     lead   SQL   customer           goal\n"
        " ──────────────────────────────────────────────\n"
        " 2026-01    160   100         50   5,000.00 USD\n"
        " 2026-02          100         50   5,000.00 USD\n"
        "\n"
        "2026-01: 44 SQL/month cannot be met any more\n"
    )


def test_a_schedule_beside_a_confidence() -> None:
    """The months are those of what is expected, and say so."""
    funnel = Funnel(["SQL", ("customer", "200 of 400")], "100 USD/customer", "5000 USD/month", confidence="80 %")
    text = printed(plan(funnel), schedule(funnel, FIRST_TWO))
    parts = [
        "5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage; confidence: 80 %",
        "50 customer/month / 50 % (200 of 400) = 100 SQL/month; for a chance of 80 %, 109 SQL/month",
        "What must get to each stage in which month, as expected and without a margin for confidence",
        "2026-01 100 50 5,000.00 USD",
    ]
    places = [words(text).index(part) for part in parts]
    assert places == sorted(places)


def test_parts_of_heads_do_not_look_whole() -> None:
    """Two places, and more where two would show a whole number: 33.001 is not 33."""
    funnel = Funnel(["SQL", ("customer", "100 %")], "1000 USD/customer", "33001 USD/month", "none")
    text = printed(plan(funnel), schedule(funnel, Period.parse("2026-01")))
    assert "\n 2026-01   33.001     33.001   33,001.00 USD\n" in text


def test_headings_stand_out_where_there_is_colour() -> None:
    """Headings are bold, and what cannot be met any more is yellow."""
    pipeline = {"lead": {Month(2025, 12): 50}}
    text = printed(plan(SEGMENTED), schedule(SOURCED, FIRST_TWO, pipeline=pipeline), colour=True)
    for bold in ("15,000.00 USD/quarter at", "small: 9,000.00 USD/quarter", "big: 6,000.00", "What must get to each"):
        assert f"\x1b[1m{bold}" in text
    assert "\x1b[33m2026-01: 44 SQL/month cannot be met any more" in text


def test_names_are_no_markup() -> None:
    """Square brackets in the name of a segment are shown, not obeyed."""
    funnel = Funnel(["lead"], "1 USD/lead", "5 USD/month", segments=[Segment("[red]web[/]", share=1)])
    assert "\n[red]web[/]: 5.00 USD/month" in printed(plan(funnel))


LONG = ["visitor", "lead", "MQL", "SQL", "opportunity", "meeting", "proposal", "deal", "contract", "customer"]


@pytest.mark.parametrize("width", [40, 60, 80, 120, 300])
@pytest.mark.parametrize("stages", [3, 6, 10])
def test_no_number_is_lost_at_any_width(width: int, stages: int) -> None:
    """Every month has the number of every stage in full, on however many lines or in however many tables."""
    names = LONG[-stages:]
    funnel = Funnel([names[0], *((name, "50 %") for name in names[1:])], "100 USD/customer", "500000 USD/month")
    phased = schedule(funnel, FIRST_TWO)
    text = printed(plan(funnel), phased, width)
    assert "…" not in text
    table = text[text.index("What must") :]
    assert max(map(len, table.splitlines())) <= width
    for name in names:
        need = phased.need(name, Month(2026, 1))
        assert need is not None
        assert table.count(f"{int(need.value):,}") >= 2
        assert name in table


def test_sourced_needs_as_json() -> None:
    """Only the stage that is fed from both sides has `sourced`."""
    assert plan_json(plan(SOURCED)) == {
        "stages": [
            {
                "stage": "lead",
                "exact": "150",
                "need": "150",
                "because": "60 % of 100 SQL/month / 40 % = 150 lead/month",
            },
            {
                "stage": "SQL",
                "exact": "100",
                "need": "100",
                "because": "50 customer/month / 50 % = 100 SQL/month, 40 SQL/month of them from outside",
                "sourced": "40",
            },
            {
                "stage": "customer",
                "exact": "50",
                "need": "50",
                "because": "5,000.00 USD/month / 100.00 USD/customer = 50 customer/month",
            },
        ],
        "rounding": "up at every stage",
    }


def test_segments_and_months_as_json() -> None:
    """The plan of each segment under its name, like the whole; months with the sums."""
    plain = plan_json(plan(SEGMENTED), schedule(SEGMENTED, FIRST_TWO))
    assert list(plain) == ["stages", "rounding", "segments", "months", "short"]
    parts = dict(plan(SEGMENTED).segments)
    assert plain["segments"] == {name: plan_json(part) for name, part in parts.items()}
    assert [need["need"] for need in plan_json(parts["big"])["stages"]] == ["96", "48", "24"]  # type: ignore[attr-defined]
    goal = "5000 USD/month"
    assert plain["months"] == [
        {"month": "2025-12", "goal": None, "needs": {"MQL": "182", "SQL": None, "customer": None}},
        {"month": "2026-01", "goal": goal, "needs": {"MQL": "182", "SQL": "76", "customer": "38"}},
        {"month": "2026-02", "goal": goal, "needs": {"MQL": None, "SQL": "76", "customer": "38"}},
    ]
    assert plain["short"] == []


def test_what_is_short_as_json() -> None:
    """Stage, month and the number that is missing."""
    phased = schedule(SOURCED, FIRST_TWO, pipeline={"lead": {Month(2025, 12): 50}})
    plain = plan_json(plan(SOURCED), phased)
    assert plain["short"] == [{"stage": "SQL", "month": "2026-01", "missing": "44 SQL/month"}]


@settings(max_examples=30)
@given(funnels())
def test_numbers_as_json_are_exact(funnel: Funnel) -> None:
    """Every number comes back from its text as it was, in the whole and in each segment, also through JSON itself."""
    sized = plan(funnel)
    plain = json.loads(json.dumps(plan_json(sized)))
    for part, found in ((sized, plain), *((part, plain["segments"][name]) for name, part in sized.segments)):
        assert [Fraction(stage["exact"]) for stage in found["stages"]] == [need.exact for need in part]
        assert [Fraction(stage["need"]) for stage in found["stages"]] == [need.volume.value for need in part]
        sourced = [None if need.sourced is None else need.sourced.value for need in part]
        assert [Fraction(stage["sourced"]) if "sourced" in stage else None for stage in found["stages"]] == sourced
        sure = None if funnel.confidence is None else Fraction(found["confidence"])
        assert (sure, "confidence" in found) == (funnel.confidence, funnel.confidence is not None)
