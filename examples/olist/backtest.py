"""Learn rates and lags from the Olist funnel, and see how well next month's wins could have been foretold.

Usage: python backtest.py FOLDER     (needs the extra duckdb)
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import attrs
import duckdb

from smarketing import Month, Period
from smarketing.funnel import Learned, Prediction, learn, next_month

STAGES = {"MQL": "first_contact", "deal": "won"}
ORIGINS = Period.parse("2018-01..2018-09")
"""The months at whose ends the next month is foretold; November 2018 is not whole, so October is the last foretold."""

_LEADS = """
select leads.mql_id as id, leads.origin, leads.first_contact_date::date as first_contact, deals.won_date::date as won
from read_csv('{folder}/olist_marketing_qualified_leads_dataset.csv') as leads
left join read_csv('{folder}/olist_closed_deals_dataset.csv') as deals using (mql_id)
"""


@attrs.frozen
class Model:
    """How the next month is foretold: from the rates of so many `recent` months, which may `drift` so much."""

    name: str
    recent: int | None
    drift: float


MODELS = (
    Model("all months, rates never change", None, 0.0),
    Model("the last 2 months, rates never change", 2, 0.0),
    Model("the last 2 months, rates drift by 25 %", 2, 0.25),
)


@attrs.frozen
class Test:
    """A month foretold, and what came."""

    prediction: Prediction
    actual: int

    def inside(self, confidence: float) -> bool:
        """Whether what came lies in the interval."""
        low, high = self.prediction.interval(confidence)
        return low <= self.actual <= high


def tests(leads: object, model: Model, last_leads: Month, truth: Learned) -> Iterator[Test]:
    """Foretell each month from what was known at the end of the one before.

    Nobody knew how many leads would come: as many as in the last month are assumed. After the last month with leads the
    table has none, so none are assumed.
    """
    for origin in ORIGINS:
        known = learn(leads, STAGES, known_through=origin)
        entering = known.volume("MQL", origin) if origin < last_leads else 0
        prediction = next_month(known.cohorts("deal"), entering, recent=model.recent, drift=model.drift)
        yield Test(prediction, truth.volume("deal", origin + 1))


def main(arguments: list[str] | None = None) -> None:
    """Print what was learned and how the models fared."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder with the two CSV files")
    folder = parser.parse_args(arguments).folder
    leads = duckdb.sql(_LEADS.format(folder=str(folder).replace("'", "''")))
    whole = learn(leads, STAGES, id="id", known_through=Month(2018, 11))
    days, cohorts = whole.days("deal"), whole.cohorts("deal")
    print(f"days from first contact to deal: median {days.median}, 90th percentile {days.quantile(0.9)}")
    for lead in whole.out_of_order:
        print(f"out of order: {lead}")
    for month in sorted(cohorts.entered):
        so_far = cohorts.so_far(month)
        print(
            f"{month}: {so_far} won so far, {float(so_far.share):.2%}; {whole.volume('deal', month)} deals in the month"
        )
    rate = cohorts.rate
    print(f"in the end: {float(rate.share):.2%}, as of {float(rate.trials or 0):,.0f} leads that are ripe")
    print("months later: " + ", ".join(f"{number}: {float(share):.1%}" for number, share in enumerate(cohorts.lag)))
    last_leads = max(cohorts.entered)
    for model in MODELS:
        foretold = list(tests(leads, model, last_leads, whole))
        half, most = (sum(test.inside(share) for test in foretold) for share in (0.5, 0.9))
        print(f"\n{model.name}: {half} of {len(foretold)} in the 50 % interval, {most} in the 90 % interval")
        for test in foretold:
            intervals = (test.prediction.interval(share) for share in (0.5, 0.9))
            fifty, ninety = (f"{low} to {high}" for low, high in intervals)
            print(f"{test.prediction.month}: {test.actual} won; 50 %: {fifty}; 90 %: {ninety}")


if __name__ == "__main__":
    main()
