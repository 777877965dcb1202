"""Runs the command in this process, with its two streams apart, on every version of click."""

from collections.abc import Mapping, Sequence
from inspect import signature
from typing import Any

from click.testing import CliRunner, Result

from smarketing.cli import main

# before click 8.2 the streams have to be kept apart on purpose
_APART: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}


def invoke(arguments: Sequence[str], input: str | None = None, env: Mapping[str, str | None] | None = None) -> Result:  # noqa: A002 - as click names it
    """Run `smarketing` with arguments; what it raises beyond its exit is raised here."""
    result = CliRunner(**_APART).invoke(main, arguments, input=input, env=env)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
