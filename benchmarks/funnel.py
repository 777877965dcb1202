"""The funnel beside hand-written code for the same answer: schedules, simulated years, counting tables of leads."""

import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import duckdb
import numpy as np

from smarketing.funnel import Funnel, Schedule, Segment, Stage, learn, schedule, simulate
from smarketing.months import Month, Period

STAGES = "impression click visitor subscriber lead MQL SAL SQL opportunity customer".split()
SEGMENTS = 20
LAG = ["60 %", "30 %", "10 %"]
YEARS = 100_000
ROWS = 10_000_000


def wide_funnel(rate: str) -> Funnel:
    """Make a funnel of 10 stages in 20 segments, two of its steps a month late and the last spread over three."""
    stages = [Stage(STAGES[0])]
    for name in STAGES[1:]:
        late = LAG if name == "customer" else "1 month" if name in ("SQL", "opportunity") else "0 months"
        stages.append(Stage(name, rate, lag=late))
    parts = [
        Segment(f"segment-{number}", share=Fraction(1, SEGMENTS), stages=[("customer", f"{20 + number} of 100")])
        for number in range(SEGMENTS)
    ]
    return Funnel(stages, "100 USD/customer", "100000 USD/month", segments=parts, growth="1 %")


def schedule_contestants() -> tuple[Callable[[], object], Callable[[], object]]:
    """Give our schedule of 36 months, and the same arithmetic as a loop over floats without whole heads or words."""
    funnel = wide_funnel("30 %")
    period = Period(Month(2026, 1), Month(2028, 12))

    def by_hand() -> list[list[list[float]]]:
        everything = []
        for number in range(SEGMENTS):
            wanted = [5000 * 1.01**month / 100 for month in range(len(period))]
            stages = [wanted]
            for stage in range(len(STAGES) - 1):
                rate = (20 + number) / 100 if stage == 0 else 0.3
                entering = [wanted[0] / rate] * 2 if stage == 0 else []
                for level in wanted:
                    spilt = 0.3 * entering[-1] + 0.1 * entering[-2] if stage == 0 else 0.0
                    entering.append((level / rate - spilt) / (0.6 if stage == 0 else 1))
                wanted = entering
                stages.append(wanted)
            everything.append(stages)
        return everything

    return lambda: schedule(funnel, period), by_hand


def simulated() -> Schedule:
    """Schedule a year of counted rates."""
    return schedule(wide_funnel("300 of 1000"), Period.parse("2026"))


def simulation_contestants() -> tuple[Callable[[], object], Callable[[], object]]:
    """Give our simulation, and one by hand that draws every stage of every segment once a year, without lags."""
    year = simulated()

    def by_hand() -> float:
        random = np.random.default_rng(0)
        revenue = np.zeros(YEARS)
        for number in range(SEGMENTS):
            entered = sum(int(heads) for heads in year.segment(f"segment-{number}").entering[STAGES[0]].values())
            heads = np.full(YEARS, entered)
            for stage in range(len(STAGES) - 1):
                wins, trials = (20 + number, 100) if stage == len(STAGES) - 2 else (300, 1000)
                heads = random.binomial(heads, random.beta(1 + wins, 1 + trials - wins, YEARS))
            revenue += 100 * heads
        return float((revenue >= 1_200_000).mean())

    return lambda: simulate(year, runs=YEARS), by_hand


def simulation_memory() -> int:
    """Give the peak memory of simulating so many years, in bytes."""
    year = simulated()
    tracemalloc.start()
    simulate(year, runs=YEARS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


_LEADS = f"""
create table leads as select
    'segment ' || (hash(n) % 5) as segment,
    lead_on,
    case when hash(n + 1) % 100 < 40 then lead_on + (hash(n + 2) % 60)::int end as mql_on,
    case when hash(n + 1) % 100 < 10 then lead_on + (60 + hash(n + 3) % 90)::int end as won_on
from (select n, date '2023-01-01' + (hash(n + 4) % 1000)::int as lead_on from range({ROWS}) r(n))
"""

_BY_HAND = """
select segment, year(a) * 12 + month(a) - 1 as early, year(b) * 12 + month(b) - 1 as late, own, b < a as backwards,
    count(*) as heads
from (select segment, case when {a} <= date '2026-03-31' then {a} end as a, {b} <= date '2026-03-31' as own,
    coalesce({known_later}) as b from leads)
where a is not null or b is not null group by all
"""

_DAYS_BY_HAND = """
select segment, {b} - {a} as days, count(*) as heads from leads
where {b} >= {a} and {a} <= date '2026-03-31' and {b} <= date '2026-03-31' group by all
"""

_BACKWARDS_BY_HAND = "select {a}, {b} from leads where {b} < {a} and {a} <= date '2026-03-31'"
_KNOWN = "case when {column} <= date '2026-03-31' then {column} end"


def learning_contestants() -> tuple[Callable[[], object], Callable[[], object]]:
    """Give learning from 10 million leads in DuckDB, and SQL by hand for the same counts."""
    connection: Any = duckdb.connect()
    connection.execute(_LEADS)
    leads = connection.table("leads")
    columns = {"lead": "lead_on", "MQL": "mql_on", "customer": "won_on"}

    def by_hand() -> list[Any]:
        steps = [("lead_on", "mql_on", "won_on"), ("mql_on", "won_on")]
        asked = [(_BACKWARDS_BY_HAND, {"a": "lead_on", "b": "won_on"})]
        for first, *later in steps:
            known = ", ".join(_KNOWN.format(column=column) for column in later)
            names = {"a": first, "b": later[0], "known_later": known}
            asked += [(query, names) for query in (_BY_HAND, _DAYS_BY_HAND, _BACKWARDS_BY_HAND)]
        return [connection.sql(query.format(**names)).fetchall() for query, names in asked]

    return lambda: learn(leads, columns, segment="segment", known_through=Month(2026, 3)), by_hand
