"""The Olist example, run on a small made-up pair of files with the columns and the warts of the real ones."""

import csv
import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from smarketing.cli import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "olist"

LEADS = """mql_id,first_contact_date,landing_page_id,origin
a1,2018-02-01,page,organic_search
a2,2018-02-10,page,organic_search
a3,2018-02-20,page,paid_search
a4,2018-02-28,page,
a5,2018-03-08,page,organic_search
a6,2018-03-15,page,unknown
a7,2018-03-31,page,social
a8,2018-05-20,page,paid_search
"""
DEALS = """mql_id,seller_id,sdr_id,sr_id,won_date,business_segment
a1,s,d,r,2018-02-26 19:58:54,pet
a3,s,d,r,2018-05-21 00:00:00,pet
a4,s,d,r,2018-05-30 10:00:00,pet
a5,s,d,r,2018-03-06 09:00:00,pet
a8,s,d,r,2018-07-01 09:00:00,pet
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "olist_marketing_qualified_leads_dataset.csv").write_text(LEADS)
    (tmp_path / "olist_closed_deals_dataset.csv").write_text(DEALS)
    return tmp_path


def run(folder: Path, *options: str) -> list[tuple[str, str, str, str, str]]:
    """Run the script and give the rows of the actuals that it wrote."""
    script: Callable[[list[str]], None] = runpy.run_path(str(EXAMPLE / "olist.py"))["main"]
    script([str(folder), "--out", str(folder / "actuals.csv"), *options])
    with (folder / "actuals.csv").open(newline="") as file:
        return [(r["month"], r["metric"], r["segment"], r["value"], r["base"]) for r in csv.DictReader(file)]


def test_leads_count_by_month_of_first_contact_and_by_origin(folder: Path) -> None:
    """A lead without origin counts in the whole only; a month between the first and the last has true zeros."""
    metric = "qualified-leads"
    everything = [row[:4] for row in run(folder) if row[1] == metric]
    assert ("2018-03", metric, "unknown", "1") in everything  # a6: an origin of its own
    assert ("2018-03", metric, "social", "1") in everything  # a7
    rows = [row for row in everything if row[2] in ("", "organic_search", "paid_search")]
    assert rows == [
        ("2018-02", metric, "", "4"),  # a1 to a4
        ("2018-02", metric, "organic_search", "2"),
        ("2018-02", metric, "paid_search", "1"),
        ("2018-03", metric, "", "3"),
        ("2018-03", metric, "organic_search", "1"),
        ("2018-03", metric, "paid_search", "0"),
        ("2018-04", metric, "", "0"),
        ("2018-04", metric, "organic_search", "0"),
        ("2018-04", metric, "paid_search", "0"),
        ("2018-05", metric, "", "1"),
        ("2018-05", metric, "organic_search", "0"),
        ("2018-05", metric, "paid_search", "1"),
    ]


def test_deals_count_in_the_month_won_even_before_first_contact(folder: Path) -> None:
    """February a1, March a5 (won before its contact), April none, May a3 and a4; July lies after the term."""
    deals = [(row[0], row[3]) for row in run(folder) if row[1] == "deals-won"]
    assert deals == [("2018-02", "1"), ("2018-03", "1"), ("2018-04", "0"), ("2018-05", "2")]


def test_conversion_counts_wins_within_90_days_of_ripe_cohorts(folder: Path) -> None:
    """The last win is of 1 July: 90 days before it lies 2 April, so the cohorts of February and March are ripe."""
    # February: a1 after 25 days; a3 on day 90 (20 February + 90 days = 21 May); a4 on day 91 is too late: 2 of 4
    # March: a5 was won before its first contact, which is no conversion: 0 of 3
    conversions = [(row[0], row[2], row[3], row[4]) for row in run(folder) if row[1] == "conversion"]
    assert conversions == [
        ("2018-02", "", "2", "4"),
        ("2018-02", "organic_search", "1", "2"),
        ("2018-02", "paid_search", "1", "1"),
        ("2018-03", "", "0", "3"),
        ("2018-03", "organic_search", "0", "1"),
        ("2018-03", "paid_search", "0", "0"),
    ]


def test_what_happened_later_is_not_known(folder: Path) -> None:
    """On 29 May only the cohort of February is ripe (its last day + 90), and a4's win of the 30th is unknown."""
    rows = run(folder, "--until", "2018-05-29")
    assert {row[0] for row in rows if row[1] == "conversion"} == {"2018-02"}
    assert [row[3] for row in rows if row[:2] == ("2018-05", "deals-won")] == ["1"]


def test_without_a_win_there_are_leads_only(folder: Path) -> None:
    """Before the first win was recorded nobody knows how many there were: no figure, not zero."""
    rows = run(folder, "--until", "2018-02-20")
    assert {row[1] for row in rows} == {"qualified-leads"}


def test_warts_are_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The script says how many leads lack an origin, and names a deal that was won too early."""
    run(folder)
    assert capsys.readouterr().err == (
        "8 leads, 5 of them won.\n"
        "1 leads have no origin: they count in the whole and in no segment.\n"
        "a5 was won on 2018-03-06, before its first contact on 2018-03-08: "
        "it counts as a deal of that month, and not as a conversion.\n"
    )


def test_judged_by_the_command(folder: Path) -> None:
    """The working: 4 of 400 leads is 0.01; 2 of 4 conversions is 50 % against 12 %; 0 of 0 is no data."""
    run(folder)
    words = ["judge", str(EXAMPLE / "agreement.yaml"), str(folder / "actuals.csv"), "--json"]
    answer = json.loads(CliRunner().invoke(main, words).stdout)
    found = {(v["month"], v["promise"]): v for v in answer["verdicts"]}
    leads = found["2018-02", "qualified-leads"]
    assert (leads["status"], leads["attainment"]) == ("missed", "0.01")
    assert leads["finding"]["shortfall"] == {"value": "396", "unit": "MQL"}
    assert found["2018-02", "deals-won"]["status"] == "excused"
    conversion = found["2018-02", "conversion"]
    assert conversion["finding"]["actual"] == {"value": "2", "base": "4", "reading": "50", "unit": "%"}
    assert (conversion["status"], conversion["finding"]["at_least"]) == ("met", {"value": "12", "unit": "%"})
    assert found["2018-03", "paid-conversion"]["because"] == "0 of 0: nothing to judge"
    assert found["2017-07", "deals-won"]["status"] == "no-data"
    # leads were missed in each of the three months that have figures, one after another, so sales may terminate
    assert [due["month"] for due in answer["dues"] if due["effect"] == "terminate"] == ["2018-04"]
