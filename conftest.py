"""Runs every example in README.md, docs/ and docstrings: Python, YAML, CSV and the command line."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

import yaml
from sybil import Example, Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import CodeBlockParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

import smarketing

# packages of their own: `make plugins` installs them where only it looks, and runs their tests
collect_ignore = [] if find_spec("smarketing_growth") else ["examples/plugins"]

_FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE

# what a fragment of an agreement file stands in: enough for its names to be borne by something
_AROUND = {
    "smarketing": "1",
    "title": "A fragment",
    "term": "{start: 2026-01-01, timezone: America/New_York}",
    "parties": "{Marketing: {contact: Josh}, Sales: {contact: Amy}, Service: {contact: Joan}}",
    "objectives": """
  qualified-leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
  status-reports: {owed_by: Sales, owed_to: Marketing, at_least: 4 report/month}""",
    "cadence": "{review: {who: everyone, every: 3 months, counted_from: term.start}}",
}


def _check_yaml(example: Example) -> None:
    """A whole agreement is kept as agreement.yaml for the commands that follow; a fragment must load in its place."""
    text = str(example.parsed)
    keys = yaml.safe_load(text)
    if "smarketing" in keys:
        smarketing.loads(text)
        _folder(example.namespace).joinpath("agreement.yaml").write_text(text, encoding="utf-8")
    else:
        around = "".join(f"{key}: {value}\n" for key, value in _AROUND.items() if key not in keys)
        smarketing.loads(around + text)


def _keep_csv(example: Example) -> None:
    """Figures are kept as actuals.csv, worked examples as cases.csv."""
    text = str(example.parsed)
    name = "cases.csv" if text.startswith("name,") else "actuals.csv"
    _folder(example.namespace).joinpath(name).write_text(text, encoding="utf-8")


def _run_console(example: Example) -> str | None:
    """Run each line after `$` where the files of the same page are, and compare what it prints; `...` skips lines."""
    for command, expected in _commands(str(example.parsed)):
        words = shlex.split(command)
        program = Path(sys.executable).with_name(words[0])
        environment = os.environ | {"COLUMNS": "80", "NO_COLOR": "1"}
        ran = subprocess.run(  # noqa: S603 - the commands stand in the documentation
            [program, *words[1:]],
            cwd=_folder(example.namespace),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if problem := _difference(ran.stdout + ran.stderr, expected):
            return f"$ {command}\n{problem}"
    return None


def _commands(text: str) -> Iterator[tuple[str, list[str]]]:
    for part in text.removeprefix("$ ").split("\n$ "):
        command, *expected = part.rstrip().split("\n")
        yield command, expected


def _difference(printed: str, expected: list[str]) -> str:
    """Say which expected line does not come; after `...` a line may come later."""
    lines = iter([line.rstrip() for line in printed.split("\n")])
    skipping = False
    for line in expected:
        if line.strip() == "...":
            skipping = True
        elif not (line.rstrip() in lines if skipping else next(lines, None) == line.rstrip()):
            return f"expected: {line}\nin:\n{printed}"
        else:
            skipping = False
    rest = [line for line in lines if line]
    return f"more than expected: {rest}" if rest and not skipping else ""


def _folder(namespace: Mapping[str, object]) -> Path:
    """The folder in which the examples of one page keep their files."""
    return Path(str(namespace["folder"]))


def _new_folder(namespace: dict[str, object]) -> None:
    namespace["folder"] = mkdtemp()
    os.environ.setdefault("COLUMNS", "80")


pages = Sybil(
    parsers=[
        SkipParser(),
        PythonCodeBlockParser(doctest_optionflags=_FLAGS),
        CodeBlockParser("yaml", _check_yaml),
        CodeBlockParser("csv", _keep_csv),
        CodeBlockParser("console", _run_console),
    ],
    patterns=["*.md"],
    setup=_new_folder,
)
docstrings = Sybil(
    path="src",
    parsers=[DocTestParser(_FLAGS)],
    patterns=["*.py"],
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = (pages + docstrings).pytest()
