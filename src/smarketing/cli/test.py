"""The command `test`: whether the worked examples of an agreement hold."""

import sys
from collections.abc import Iterator, Sequence

import click

from smarketing.agreement_file import LoadedAgreement, read_agreement
from smarketing.cli.arguments import DECIMAL, INPUT_FILE, TABLE_FILE
from smarketing.cli.problem_output import fail
from smarketing.cli.terminal_output import print_json, say
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.judging import run_examples
from smarketing.legible_text import legible
from smarketing.reports import PlacedResult, example_lines, examples_json


@click.command()
@click.argument("agreement", type=INPUT_FILE)
@click.argument("cases", type=TABLE_FILE, nargs=-1, metavar="[CASES]...")
@click.option("--only", multiple=True, metavar="NAME", help="Run only this example. You can give it several times.")
@click.option("--decimal", type=DECIMAL, help="What separates decimals in CASES. [default: what its numbers show]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: each example, and what differs from it.")
def test(agreement: str, cases: Sequence[str], only: Sequence[str], decimal: str | None, as_json: bool) -> None:
    """Run the worked examples of AGREEMENT, and say which of them hold.

    Each example gives figures, and the verdicts, amounts and consequences that both sides expect of them. CASES are CSV
    or Excel files with more of them, one a row: the columns are name, figure:METRIC, expect:PROMISE, owed:PARTY to
    PARTY, dues:CONSEQUENCE, and perhaps month. Exit status 1 if an example fails, or if there are none.
    """
    loaded = read_agreement(agreement)
    try:
        found = [*_of_agreement(loaded), *_of_tables(loaded, cases, decimal)]
    except InvalidValueError as error:
        raise click.UsageError(legible(f"{agreement}: {error}")) from error
    if not found:
        fail([Problem("there are no examples; write some under 'examples', or give a file with CASES", file=agreement)])
    found = _chosen(found, only)
    if as_json:
        print_json(examples_json(found))
    else:
        say("\n".join(example_lines(found)))
    if not all(each.result.holds for each in found):
        sys.exit(1)


def _of_agreement(loaded: LoadedAgreement) -> Iterator[PlacedResult]:
    for result in run_examples(loaded.agreement):
        paths = (("examples", result.example.name, *each.path) for each in result.mismatches)
        yield PlacedResult(result, tuple(loaded.placed(Problem("", path)) for path in paths))


def _of_tables(loaded: LoadedAgreement, cases: Sequence[str], decimal: str | None) -> Iterator[PlacedResult]:
    if not cases:
        return
    from smarketing.agreement_file import read_examples  # noqa: PLC0415 - an agreement alone needs no tables

    for name in cases:
        placed = read_examples(name, loaded.agreement, decimal=decimal)
        results = run_examples(loaded.agreement, [each.example for each in placed])
        for case, result in zip(placed, results, strict=True):
            yield PlacedResult(result, tuple(case.placed(each.path, "") for each in result.mismatches))


def _chosen(found: list[PlacedResult], only: Sequence[str]) -> list[PlacedResult]:
    names = {each.result.example.name for each in found}
    for name in only:
        if name not in names:
            raise click.BadParameter(legible(no_such("example", name, sorted(names))), param_hint="'--only'")
    return [each for each in found if not only or each.result.example.name in only]
