"""Commands that write, ended at fifty points each: every file is whole or as it was, and nothing else is left."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from command_runner import invoke
from interrupted_writing import asks_to_end, at_each_line, ends, kills, lines_of
from smarketing.measuring import measurement

DEMO = Path(str(files("smarketing") / "demo"))
POINTS = 50
AGREEMENT = """\
smarketing:   1
title: Small
term: {start: 2026-01-01, timezone: UTC}
parties: {A: {}, B: {}}
signatures: {A: 2025-12-01, B: 2025-12-01}
objectives: {calls: {owed_by: A, owed_to: B, at_least: 1 call/month}}
handoffs: {leads: {from: A, to: B, follow_up: {within: 1 hour}}}
"""
LEADS = "id,handed_over_at,contacted_at\n1,2026-01-05T15:00:00Z,2026-01-05T15:30:00Z\n"
ANSWERS = ["--title=T", "--marketing=A", "--sales=B", "--start=2026-01-01", "--timezone=UTC", "--goal=5000 USD/month"]
ANSWERS += ["--value=100 USD/customer", "--qualified=40 %", "--won=50 %"]
COMMANDS = {
    "judge": ["judge", "a.yaml", "f.csv", "--html", "page.html"],
    "measure": ["measure", "a.yaml", "leads.csv", "--out", "out.csv", "--figures", "figures.csv"],
    "demo": ["demo", "--into", "."],
    "init": ["init", "new.yaml", "--force", *ANSWERS],
    "fmt": ["fmt", "a.yaml", "b.yaml"],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with all that the commands read; what is measured is measured once, for that takes the time."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "b.yaml"):
        Path(name).write_text(AGREEMENT)
    Path("leads.csv").write_text(LEADS)
    Path("f.csv").write_text("month,metric,value\n2026-01,calls,1\n")
    measured: dict[str, Any] = {}

    def measured_once(*arguments: Any, **options: Any) -> Any:
        if "figures" not in measured:
            measured["figures"] = measure(*arguments, **options)
        return measured["figures"]

    measure = measurement.measure
    monkeypatch.setattr(measurement, "measure", measured_once)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def restore(folder: Path, before: dict[str, bytes]) -> None:
    for path in folder.iterdir():
        path.unlink()
    for name, data in before.items():
        (folder / name).write_bytes(data)


def is_whole(left: dict[str, bytes], before: dict[str, bytes], after: dict[str, bytes]) -> bool:
    return all(left.get(name) in (before.get(name), after.get(name)) for name in {*before, *after, *left})


def points(lines: int) -> list[int]:
    """Fifty of the lines at which writing can be ended, or all where there are no more."""
    return sorted({1 + number * (lines - 1) // (POINTS - 1) for number in range(POINTS)})


@pytest.mark.parametrize(
    ("command", "there"), [(command, there) for command in COMMANDS for there in (False, True)][:-1]
)
def test_a_command_that_is_interrupted(folder: Path, command: str, there: bool) -> None:
    """By a user, or by a disk that is full: exit status 130 or 1, and files are whole or as they were.

    Some questions to the system may fail and change nothing; then all files are written.
    """
    words = COMMANDS[command]
    if there:
        for name in set(after_run(folder, words)) - set(contents(folder)):
            Path(name).write_bytes((DEMO / name).read_bytes() if (DEMO / name).is_file() else b"old")
    before = contents(folder)
    lines = lines_of(lambda: invoke(words))
    after = contents(folder)
    assert before != after
    for number in points(lines):
        restore(folder, before)
        error, statuses = (KeyboardInterrupt(), [130]) if number % 2 else (OSError(28, "full"), [0, 1])
        with at_each_line(ends(number, error)):
            result = invoke(words)
        assert result.exit_code in statuses
        assert "Traceback" not in result.stderr
        assert is_whole(contents(folder), before, after), number
        assert result.exit_code != 0 or contents(folder) == after


def after_run(folder: Path, words: list[str]) -> dict[str, bytes]:
    """What a command leaves; the folder is as it was."""
    before = contents(folder)
    assert invoke(words).exit_code == 0
    after = contents(folder)
    restore(folder, before)
    return after


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_asked_to_end(folder: Path, command: str) -> None:
    """By `kill` or a scheduler: exit status 143, files are whole or as they were, and nothing else is left."""
    words = COMMANDS[command]
    before = contents(folder)
    lines = lines_of(lambda: invoke(words))
    after = contents(folder)
    for number in points(lines):
        restore(folder, before)
        with at_each_line(asks_to_end(number)):
            result = invoke(words)
        assert result.exit_code == 143
        left = contents(folder)
        assert is_whole(left, before, after), number
        assert left.keys() <= after.keys()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_command_in_a_thread_of_a_program() -> None:
    """Which handles signals itself: only its main thread may."""
    with ThreadPoolExecutor() as threads:
        assert threads.submit(invoke, COMMANDS["judge"]).result().exit_code == 0


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_killed_outright(folder: Path, command: str) -> None:
    """By the system, without a chance to clean up: files are whole or as they were; asides may be left."""
    words = COMMANDS[command]
    for name in set(after_run(folder, words)) - set(contents(folder)):
        Path(name).write_text("old")
    before = contents(folder)
    if command == "demo":  # it writes over nothing but what it wrote itself
        restore(folder, before := {name: data for name, data in before.items() if data != b"old"})
    lines = lines_of(lambda: invoke(words))
    after = contents(folder)
    for number in points(lines):
        restore(folder, before)
        child = os.fork()
        if child == 0:
            with at_each_line(kills(number)):
                invoke(words)
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        assert os.WTERMSIG(status) == signal.SIGKILL
        left = {name: data for name, data in contents(folder).items() if not name.startswith(".smarketing-")}
        assert is_whole(left, before, after), number
