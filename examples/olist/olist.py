"""Turn the two files of the Olist marketing funnel into monthly actuals, and judge them by agreement.yaml.

Usage: python olist.py FOLDER [--out actuals.csv] [--until 2018-11-14]
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import attrs
from rich.console import Console

from smarketing import Actuals, Month, Period, judge, load
from smarketing.reports import print_scorecard

LEADS = "olist_marketing_qualified_leads_dataset.csv"
DEALS = "olist_closed_deals_dataset.csv"
AGREEMENT = Path(__file__).with_name("agreement.yaml")
RIPE = timedelta(90)
TERM = Period.parse("2017-06..2018-05")
ORIGINS = (
    "direct_traffic",
    "display",
    "email",
    "organic_search",
    "other",
    "other_publicities",
    "paid_search",
    "referral",
    "social",
    "unknown",
)
JUDGED = ("organic_search", "paid_search")


@attrs.frozen
class Lead:
    """A lead, the day of its first contact, its origin if one is known, and the day it was won if it was."""

    id: str
    contacted: date
    origin: str
    won: date | None

    @property
    def backwards(self) -> bool:
        """Whether it was won before its first contact."""
        return self.won is not None and self.won < self.contacted

    @property
    def converted(self) -> bool:
        """Whether it was won within 90 days of its first contact."""
        return self.won is not None and self.contacted <= self.won <= self.contacted + RIPE


def read_leads(folder: Path, until: date | None) -> list[Lead]:
    """Read both files; what happened after `until` is not known yet."""
    with (folder / DEALS).open(encoding="utf-8-sig", newline="") as file:
        won = {row["mql_id"]: date.fromisoformat(row["won_date"][:10]) for row in csv.DictReader(file)}
    with (folder / LEADS).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    leads = [
        Lead(row["mql_id"], date.fromisoformat(row["first_contact_date"]), row["origin"], won.get(row["mql_id"]))
        for row in rows
    ]
    if until is None:
        return leads
    known = (lead for lead in leads if lead.contacted <= until)
    return [attrs.evolve(lead, won=None) if lead.won and lead.won > until else lead for lead in known]


def actual_rows(leads: list[Lead], until: date | None) -> Iterator[dict[str, object]]:
    """Give the rows of actuals.csv: leads by month of first contact, deals by month won, conversion by cohort.

    Between the first and the last day that a file records, a month with nothing in it is a true zero; outside, nobody
    knows. A cohort is measured when wins were recorded for all of its 90 days.
    """
    first, last = (pick(lead.contacted for lead in leads) for pick in (min, max))
    for month in Period(Month.of(first), Month.of(last)):
        for segment, cohort in _cohorts(leads, month, ORIGINS):
            yield _row(month, "qualified-leads", segment, len(cohort))
    wins = [lead.won for lead in leads if lead.won is not None]
    for month in Period(Month.of(min(wins)), Month.of(max(wins))) if wins else ():
        yield _row(month, "deals-won", "", sum(Month.of(day) == month for day in wins))
        if month.last_day + RIPE <= (until or max(wins)):
            for segment, cohort in _cohorts(leads, month, JUDGED):
                yield _row(month, "conversion", segment, sum(lead.converted for lead in cohort), len(cohort))


def _cohorts(leads: list[Lead], month: Month, origins: tuple[str, ...]) -> Iterator[tuple[str, list[Lead]]]:
    """Give the leads first contacted in a month: all of them, then those of each origin."""
    cohort = [lead for lead in leads if Month.of(lead.contacted) == month]
    yield "", cohort
    for origin in origins:
        yield origin, [lead for lead in cohort if lead.origin == origin]


def _row(month: Month, metric: str, segment: str, value: int, base: int | str = "") -> dict[str, object]:
    return {"month": month, "metric": metric, "segment": segment, "value": value, "base": base}


def warts(leads: list[Lead]) -> Iterator[str]:
    """Say what is odd about the data, and what becomes of it."""
    won = [lead for lead in leads if lead.won is not None]
    yield f"{len(leads)} leads, {len(won)} of them won."
    nowhere = sum(not lead.origin for lead in leads)
    yield f"{nowhere} leads have no origin: they count in the whole and in no segment."
    for lead in leads:
        if lead.backwards:
            yield (
                f"{lead.id} was won on {lead.won}, before its first contact on {lead.contacted}: "
                "it counts as a deal of that month, and not as a conversion."
            )


def main(arguments: list[str] | None = None) -> None:
    """Read, say what is odd, write actuals.csv, judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder with the two CSV files")
    parser.add_argument("--out", type=Path, default=Path("actuals.csv"), help="where to write the monthly actuals")
    parser.add_argument("--until", type=date.fromisoformat, help="what was known at the end of this day")
    given = parser.parse_args(arguments)
    leads = read_leads(given.folder, given.until)
    for wart in warts(leads):
        print(wart, file=sys.stderr)
    agreement = load(AGREEMENT)
    rows = [row for row in actual_rows(leads, given.until) if row["month"] in TERM]
    with given.out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["month", "metric", "segment", "value", "base"], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    actuals = Actuals.read_csv(given.out, known=agreement.metrics)
    print_scorecard(judge(agreement, actuals), Console(highlight=False, markup=False, emoji=False))


if __name__ == "__main__":
    main()
