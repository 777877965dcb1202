"""Speed and memory side by side with peers, as ratios (`python benchmarks/run.py`, or `run.py hours handoffs`).

Every pair of contestants takes turns in one run, so that a machine that is slow today is slow for both; the ratio of
the medians is printed beside the budget. Nothing here fails a build.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import handoffs
import yaml
from hard_questions import hard_questions
from many_rules import verdict_seconds

import smarketing as sm
from criteria import duckdb_contestants, leads, polars_contestants, record_contestant
from funnel import learning_contestants, schedule_contestants, simulation_contestants, simulation_memory
from hours import between_contestants, deadline_contestants, one_by_one, workclock_contestants
from judging import judging_contestants, large_scorecard, page_size, verdict_memory
from smarketing.agreement_file import check_file

IMPORT_US = "import smarketing"
IMPORT_JUDGING = "from smarketing import Actuals, Agreement, AtLeast, Credit, Missed, judge"
IMPORT_FILES = "from smarketing import Actuals, judge, load"
IMPORT_PEERS = "import attrs, pint, dateutil.relativedelta, dateutil.rrule"


def paired(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Give the median seconds of both, measured in turns after a warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds + 1):
        for contestant, taken in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            contestant()
            if turn:
                taken.append(time.perf_counter() - start)
    return median(times[0]), median(times[1])


def show(what: str, reached: str, budget: str) -> None:
    """Print one row."""
    print(f"{what:<62} {reached:>22}   {budget}")


def bench_import() -> None:
    """Compare importing the library with importing what it stands on, each in a new interpreter."""

    def run(code: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, "-c", code], check=True)

    empty = median([paired(run("pass"), run("pass"), 5)[0]])
    for code in (IMPORT_US, IMPORT_JUDGING, IMPORT_FILES):
        ours, theirs = paired(run(code), run(IMPORT_PEERS), 15)
        ratio = (ours - empty) / (theirs - empty)
        show(f"{code} / {IMPORT_PEERS.removeprefix('import ')}", f"{ratio:.2f} x", "<= 1.0 x")


def many_objectives(count: int) -> str:
    """Write an agreement file of so many objectives."""
    objectives = "\n".join(
        f"  promise-{number}: {{owed_by: Marketing, owed_to: Sales, at_least: {{target: {90 + number} SQL/month, "
        f"tolerance: 2 %}}, due: day 5 of the next month}}"
        for number in range(count)
    )
    return f"""smarketing: 1
title: Many promises
term: {{start: 2020-01-01, timezone: America/New_York}}
parties: {{Marketing: {{contact: Josh}}, Sales: {{contact: Amy}}}}
signatures: {{Marketing: 2019-12-15, Sales: 2019-12-15}}
objectives:
{objectives}
"""


def bench_loading() -> None:
    """Compare loading, with positions and all checks, with PyYAML's C loader on the same text."""
    text = many_objectives(50)
    ours, theirs = paired(lambda: sm.loads(text), lambda: yaml.load(text, Loader=yaml.CSafeLoader), 30)
    show("loading a 50-objective agreement / yaml.CSafeLoader alone", f"{ours / theirs:.2f} x", "<= 2 x")


def bench_judging() -> None:
    """Compare judging with a loop that only builds the same verdicts, and lay out a large scorecard."""
    for consequences, budget in ((False, "<= 1.5 x"), (True, "<= 5 x")):
        ours, theirs = paired(*judging_contestants(consequences=consequences), 9)
        what = "with relief and three consequences each" if consequences else "simple objectives"
        show(f"judging, {what} / only building the verdicts", f"{ours / theirs:.1f} x", budget)
        show("  verdicts a second", f"{200 * 36 / ours:,.0f}", "")
    shorter, longer = verdict_seconds(60), verdict_seconds(120)
    reached = f"{longer * 1e6:.0f} us a verdict, {longer / shorter:.2f} x of 60"
    show("judging more than 25 kinds of rules over 120 months", reached, "<= 1.2 x")
    show("memory of a verdict", f"{verdict_memory():.0f} bytes", "<= 250 bytes")
    show("scorecard page, 12 promises over 36 months", f"{page_size():.0f} KiB", "<= 300 KiB")
    budgets = {
        "judged": "<= 1 s",
        "as JSON": "<= 5 s with reading and judging",
        "as text": "<= 5 s",
        "as a page": "<= 5 s",
    }
    half, whole = large_scorecard(1000, 60), large_scorecard(1000, 120)
    for what, seconds in whole.items():
        reached = f"{seconds:.1f} s, {seconds / half[what]:.1f} x of 60"
        show(f"1,000 objectives over 120 months, {what}", reached, budgets.get(what, ""))


def bench_criteria() -> None:
    """Run a criterion of three terms on records, and on tables beside the predicate by hand."""
    count = 200_000
    run = record_contestant(count)
    seconds = min(timed(run) for _ in range(5))
    show("a criterion of three terms on a record", f"{seconds / count * 1e6:.2f} us", "< 0.5 us")
    table = leads()
    for engine, contestants in (("Polars", polars_contestants), ("DuckDB", duckdb_contestants)):
        ours, theirs = paired(*contestants(table), 9)
        show(f"a criterion on 10 million rows / by hand in {engine}", f"{ours / theirs:.2f} x", "<= 1.5 x")


def bench_questions() -> None:
    """Ask hard questions about criteria, each of which ends within a second."""
    for what, ask in hard_questions().items():
        seconds = min(timed(ask) for _ in range(3))
        show(f"{what}: {ask().answer}", f"{seconds * 1000:.0f} ms", "< 1000 ms")


def timed(run: Callable[[], object]) -> float:
    """Give the seconds that something takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def bench_checks() -> None:
    """Check the example agreements, beside loading them."""
    for name in ("company_x", "olist"):
        path = Path(__file__).parent.parent / "examples" / name / "agreement.yaml"
        ours, theirs = paired(lambda path=path: check_file(path), lambda path=path: sm.load(path), 40)  # type: ignore[misc]
        show(f"checking the agreement of examples/{name} / loading it", f"{ours / theirs:.2f} x", "<= 1.3 x")


def bench_funnel() -> None:
    """Compare schedules, simulated years and counting a table with the same by hand."""
    what = "schedule of 10 stages, 20 segments, 36 months"
    ours, theirs = paired(*schedule_contestants(), 9)
    show(f"{what} / the same in floats by hand", f"{ours * 1000:.0f} ms, {ours / theirs:.0f} x", "< 50 ms")
    ours, theirs = paired(*simulation_contestants(), 3)
    show("100,000 simulated years of it / numpy by hand, no lags", f"{ours:.2f} s, {ours / theirs:.2f} x", "< 2 s")
    show("  memory of that at its peak", f"{simulation_memory() / 2**20:.1f} MiB", "bounded")
    ours, theirs = paired(*learning_contestants(), 5)
    show("learning from 10 million leads / DuckDB SQL by hand", f"{ours / theirs:.2f} x", "<= 1.3 x")


def bench_hours() -> None:
    """Compare business time in bulk with subtraction and with others."""
    for what, contestants in (("open time between", between_contestants), ("deadlines of", deadline_contestants)):
        ours, theirs = paired(*contestants(10_000_000), 7)
        arithmetic = "np.subtract" if "between" in what else "np.add"
        show(f"{what} 10 million pairs / {arithmetic}", f"{ours / theirs:.1f} x", "<= 8 x")
    ours, theirs = paired(*workclock_contestants(1_000_000), 3)
    show("open time between 1 million pairs / workclock's batch call", f"{theirs / ours:.0f} x faster", ">= 20 x")
    count = 1000
    for name, run in one_by_one(count).items():
        show(f"  one by one: {name}", f"{timed(run) / count * 1e6:.0f} us", "")


def bench_handoffs() -> None:
    """Measure a handoff on growing Parquet files, beside queries by hand for the same answer, and its memory."""
    with TemporaryDirectory() as folder:
        for millions in (1, 3, 10, 30):
            path = handoffs.generated(millions * 1_000_000, Path(folder))
            ours, theirs = paired(*handoffs.contestants(path), 3)
            budget = "<= 1.1 x" if millions == 10 else ""
            what = f"a handoff of {millions} million leads / DuckDB SQL by hand"
            show(what, f"{ours:.1f} s, {ours / theirs:.2f} x", budget)
            show("  memory of that at its peak", f"{handoffs.peak_memory(path):.2f} GiB", "<= 2 GiB")
        path = Path(folder) / "leads-10000000.parquet"
        ours, *others = (median(timed(run) for _ in range(2)) for run in handoffs.polars_contestants(path).values())
        for by_hand, theirs in zip(list(handoffs.polars_contestants(path))[1:], others, strict=True):
            what = f"a handoff of 10 million leads in a frame of Polars / {by_hand}"
            show(what, f"{ours:.1f} s, {ours / theirs:.2f} x", "<= 1.3 x")
        if shutil.which("java") is not None:
            ours, theirs = map(timed, handoffs.spark_contestants(path, handoffs.local_session()))
            show(
                "a handoff of 10 million leads / Spark SQL by hand", f"{ours:.0f} s, {ours / theirs:.2f} x", "<= 1.0 x"
            )


def bench_small_tables() -> None:
    """Measure a handoff of a thousand leads, in a process that has measured one before."""
    with TemporaryDirectory() as folder:
        path = handoffs.generated(1_000, Path(folder))
        for what, run in handoffs.small_contestants(path).items():
            run()
            seconds = median(timed(run) for _ in range(9))
            show(f"a handoff of 1,000 leads, {what}", f"{seconds:.2f} s", "<= 0.3 s")


BENCHES = {
    "import": bench_import,
    "loading": bench_loading,
    "judging": bench_judging,
    "funnel": bench_funnel,
    "criteria": bench_criteria,
    "questions": bench_questions,
    "checks": bench_checks,
    "hours": bench_hours,
    "small-tables": bench_small_tables,
    "handoffs": bench_handoffs,
}

if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}")
    show("what", "reached", "budget")
    for name in sys.argv[1:] or BENCHES:
        BENCHES[name]()
