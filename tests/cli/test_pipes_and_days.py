"""The ends of the command: streams that close or are full, interruptions, and days that are none."""

import os
import sys
from errno import ENOSPC, EPIPE
from pathlib import Path

import click
import pytest

from command_runner import invoke
from smarketing.cli import main
from smarketing.cli.problem_output import problems_reported
from smarketing.cli.terminal_output import (
    STANDARD_OUTPUT,
    console,
    prepare_streams,
    print_json,
    print_text,
    printing,
    say,
)
from smarketing.errors import MissingExtraError


def test_a_pipe_that_closes_is_no_problem_of_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    """The shell expects the exit status of a pipe that nobody reads, and no words."""
    with pytest.raises(SystemExit, match=r"^141$"), problems_reported():
        raise BrokenPipeError(EPIPE, "closed", STANDARD_OUTPUT)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (KeyboardInterrupt(), 130, "Interrupted\n"),
        (MemoryError(), 1, "there is not enough memory for files of this size\n"),
        (MissingExtraError("run: pip install more"), 1, "run: pip install more\n"),
        (OSError(ENOSPC, "full", STANDARD_OUTPUT), 1, "standard output: cannot be used: full\n"),
        (OSError(EPIPE, "closed", "pipe"), 1, "pipe: cannot be used: closed\n"),
    ],
    ids=repr,
)
def test_what_ends_a_command(error: BaseException, status: int, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each in a line, and with an exit status of its kind."""
    with pytest.raises(SystemExit, match=rf"^{status}$"), problems_reported():
        raise error
    assert capsys.readouterr().err == said


def test_a_question_that_is_interrupted(capsys: pytest.CaptureFixture[str]) -> None:
    """click turns it into its own error; the end of the input stays one."""
    for cause, end in ((KeyboardInterrupt(), SystemExit), (EOFError(), click.Abort)):
        with pytest.raises(end), problems_reported():  # noqa: PT012 - as click does it
            try:
                raise cause
            except (KeyboardInterrupt, EOFError):
                raise click.Abort from None
    assert capsys.readouterr().err == "Interrupted\n"


def test_streams_that_are_closed_are_opened_to_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python has None for them, and their numbers would go to the next files."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    prepare_streams()
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        assert stream.name == os.devnull
        stream.close()


@pytest.mark.parametrize("prints", ["words", "json", "text", "table"])
def test_standard_output_that_is_full(prints: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names it, for words, data and tables alike; closing it afterwards is no second error."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(OSError, match=r"^\[Errno 28\] No space left on device: 'standard output'$"):
            {"words": print_words, "json": print_values, "text": print_rows, "table": print_table}[prints]()


def print_words() -> None:
    say("a")


def print_values() -> None:
    print_json({})


def print_rows() -> None:
    print_text("a,b\n")


def print_table() -> None:
    with printing():
        console().print("a table")


def test_standard_error_that_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens, and the exit status stays."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stderr", full)
        with pytest.raises(SystemExit) as stopped:
            main(["check", "none.yaml"])
    assert stopped.value.code == 1


def test_a_table_for_a_pipe_that_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    """rich would leave by itself, with another exit status."""
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        with pytest.raises(BrokenPipeError, match=r"^\[Errno 32\] .*: 'standard output'$"):
            print_table()


def test_text_for_programs_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """People see what would act on it; programs get it as it is."""
    print_text("\u202ea\n")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    print_text("\u202ea\n")
    assert capsys.readouterr().out == "\u202ea\n\\u202ea\n"


def test_a_day_is_written_as_a_date(tmp_path: object) -> None:
    """A German date is answered with the way to write it."""
    assert invoke(["demo", "--into", str(tmp_path)]).exit_code == 0
    words = ["judge", f"{tmp_path}/agreement.yaml", f"{tmp_path}/actuals.csv", "--as-of", "15.03.2026"]
    result = invoke(words)
    assert result.exit_code == 2
    assert "'15.03.2026' is not a day; write it as 2026-03-15" in " ".join(result.stderr.split())
