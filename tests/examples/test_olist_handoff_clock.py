"""The clock of the Olist example, run on a small made-up pair of files."""

import runpy
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "olist" / "handoff_clock.py"
LEADS = """mql_id,first_contact_date,landing_page_id,origin
a,2018-01-01,p,social
b,2018-01-01,p,social
c,2018-01-05,p,
d,2018-02-01,p,social
"""
DEALS = """mql_id,seller_id,won_date
a,s,2018-01-11 12:00:00
b,s,2018-06-01 09:00:00
d,s,2018-01-30 09:00:00
"""


def test_the_clock_of_a_small_funnel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One in time, one late, one never, and one that was won before its contact."""
    (tmp_path / "olist_marketing_qualified_leads_dataset.csv").write_text(LEADS)
    (tmp_path / "olist_closed_deals_dataset.csv").write_text(DEALS)
    example = runpy.run_path(str(EXAMPLE))
    example["main"](str(tmp_path))
    printed = capsys.readouterr().out.splitlines()
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in printed if line.startswith("│")]
    assert rows == [
        ["2018-01", "all", "3", "1", "1", "1", "10.5", "151.4"],
        ["2018-01", "social", "2", "1", "1", "0", "10.5", "151.4"],
        ["2018-02", "all", "1", "0", "0", "0", "", ""],
        ["2018-02", "social", "1", "0", "0", "0", "", ""],
    ]
