"""Take the Olist marketing funnel for a handoff: the clock from the first contact to the deal, by month and origin.

Usage: python handoff_clock.py FOLDER
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

import smarketing as sm
from smarketing.measuring.measured import Measured

DAY = 86_400_000_000
WON = sm.FollowUp("90 days", starts=("contacted",), stops=("won",), at_least="10 %")
AGREEMENT = sm.Agreement(
    "Olist leads, won in time",
    sm.Term("2017-06-01", "2018-05-31", "America/Sao_Paulo"),
    [sm.Party("Marketing"), sm.Party("Sales")],
    [],
    handoffs=[sm.Handoff("mql-to-deal", "Marketing", "Sales", event="contacted", follow_up=WON)],
)
PROMISE = "mql-to-deal.followed-up"
COLUMNS = ("leads", "in time", "late", "never", "median", "90th percentile")


def leads_of(folder: Path) -> Any:
    """Join both files to a table with a row for each lead; the day of the contact is its first instant."""
    leads, deals = (str(folder / f"olist_{name}_dataset.csv") for name in ("marketing_qualified_leads", "closed_deals"))
    return duckdb.sql(
        """
        SELECT mql_id AS id, first_contact_date::TIMESTAMP AS contacted_at, won_date::TIMESTAMP AS won_at,
            coalesce(origin, '') AS origin
        FROM read_csv($leads) AS leads LEFT JOIN read_csv($deals) AS deals USING (mql_id)
        """,
        params={"leads": leads, "deals": deals},
    )


def rows_of(measured: Measured) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Give what the clock says, by month and origin ('' for all), where there were leads."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for each in measured.figures:
        name = "leads" if each.measure == "cases" else each.measure
        if name in COLUMNS and each.of in (PROMISE, "mql-to-deal.handed-over"):
            said = f"{each.value / DAY:.1f}" if each.unit else str(each.value)
            found.setdefault((str(each.month), each.segment), {})[name] = said
    return {key: row for key, row in sorted(found.items()) if row["leads"] != "0"}


def main(folder: str) -> None:
    """Measure and show."""
    measured = sm.measure(AGREEMENT, leads_of(Path(folder)), segment="origin")
    table = Table("month", "origin", *COLUMNS[:4], "median (days)", "90th (days)", title="Won within 90 days")
    for (month, origin), row in rows_of(measured).items():
        table.add_row(month, origin or "all", *(row.get(name, "") for name in COLUMNS))
    console = Console()
    console.print(table)
    for problem in measured.problems:
        console.print(str(problem))


if __name__ == "__main__":
    main(sys.argv[1])
