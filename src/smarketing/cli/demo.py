"""The command `demo`: the agreement of Company X, planned and judged."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import click

from smarketing.actuals import Actuals
from smarketing.agreement_file import load
from smarketing.cli.output_files import OutputFiles
from smarketing.cli.plan import funnel_of
from smarketing.cli.problem_output import fail
from smarketing.cli.terminal_output import console, printing, say
from smarketing.errors import Problem
from smarketing.funnel import plan
from smarketing.judging import judge
from smarketing.reports import print_plan, print_scorecard, scorecard_html

_AGREEMENT, _ACTUALS, _PAGE = "agreement.yaml", "actuals.csv", "scorecard.html"


@click.command()
@click.option(
    "--into",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Write the agreement, the figures and the scorecard page to this folder, as a start for your own.",
)
def demo(into: str | None) -> None:
    """Plan and judge the agreement of Company X, the example in this package."""
    source = Path(str(files("smarketing") / "demo"))
    agreement = load(source / _AGREEMENT)
    scorecard = judge(agreement, Actuals.read_csv(source / _ACTUALS, known=agreement.metrics))
    if into is not None:
        texts = {name: (source / name).read_text(encoding="utf-8") for name in (_AGREEMENT, _ACTUALS)}
        _write(texts | {_PAGE: scorecard_html(scorecard)}, source, Path(into))
    with printing():
        print_plan(plan(funnel_of(agreement, _AGREEMENT)), console())
        print_scorecard(scorecard, console())
    if into is not None:
        say(f"\nWrote to {into}: {_AGREEMENT}, {_ACTUALS}, {_PAGE}. Open {Path(into) / _PAGE}, then try:")
        say(f"  smarketing judge {Path(into) / _AGREEMENT} {Path(into) / _ACTUALS}")


def _write(texts: Mapping[str, str], source: Path, folder: Path) -> None:
    """Write files to a folder, all or none. A file with other contents stops it, except the page: no one edits that."""
    outputs = OutputFiles({name: str(folder / name) for name in texts}, (source / _AGREEMENT, source / _ACTUALS))
    there = [folder / name for name in texts if name != _PAGE and (folder / name).exists()]
    changed = [path for path in there if path.read_bytes() != texts[path.name].encode()]
    if changed:
        fail([Problem("exists and differs from the example; nothing was written", file=str(path)) for path in changed])
    folder.mkdir(parents=True, exist_ok=True)
    outputs.write(texts)
