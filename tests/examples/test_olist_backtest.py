"""The backtest of the Olist example, run on a small made-up pair of files."""

import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "olist" / "backtest.py"
FIRST = date(2017, 6, 15)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten leads a week from June 2017 to May 2018; every fifth is won, after 3, 13, 23, ... days, to a year at most."""
    leads = ["mql_id,first_contact_date,landing_page_id,origin"]
    deals = ["mql_id,seller_id,won_date"]
    for number in range(500):
        day = FIRST + timedelta(number // 10 * 7)
        leads.append(f"a{number},{day},page,social")
        if number % 5 == 0:
            deals.append(f"a{number},s,{day + timedelta(3 + number % 37 * 10)} 10:00:00")
    deals.append("a1,s,2017-06-10 09:00:00")  # before its first contact
    (tmp_path / "olist_marketing_qualified_leads_dataset.csv").write_text("\n".join(leads))
    (tmp_path / "olist_closed_deals_dataset.csv").write_text("\n".join(deals))
    return tmp_path


def test_the_backtest_foretells_nine_months_with_three_models(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was learned comes first, then each model with its hits and its nine months."""
    runpy.run_path(str(EXAMPLE))["main"]([str(folder)])
    printed = capsys.readouterr().out.split("\n")
    assert printed[1] == "out of order: a1: deal on 2017-06-10, before MQL on 2017-06-15"
    june = [line for line in printed if line.startswith("2017-06:")]
    # a0 on 18 June and a1 on 10 June, which is no conversion
    assert june == ["2017-06: 6 of 30 won so far, 20.00%; 2 deals in the month"]
    heads = [line for line in printed if "interval" in line]
    assert [line.partition(":")[0] for line in heads] == [
        "all months, rates never change",
        "the last 2 months, rates never change",
        "the last 2 months, rates drift by 25 %",
    ]
    assert all("of 9 in the 50 % interval" in line and "in the 90 % interval" in line for line in heads)
    assert len([line for line in printed if line.startswith("2018-") and "; 50 %:" in line]) == 27
