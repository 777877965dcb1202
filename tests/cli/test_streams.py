"""What the program prints, in a process of its own: closed pipes, full devices, other encodings, interruptions."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

DEMO = files("smarketing") / "demo"
CALL = [sys.executable, "-c", "import sys; from smarketing.cli import main; sys.exit(main(prog_name='smarketing'))"]
TITLE = "Zażółć gęślą, Ω and 标题"
HANDOFFS = "handoffs: {leads: {from: Marketing, to: Sales, follow_up: {within: 1 hour}}}\n"
LEADS = "id,segment,handed_over_at,contacted_at\n1,Łódź,2026-01-05T15:00:00Z,2026-01-05T15:30:00Z\n"
FULL = "standard output: cannot be used: No space left on device\n"
FAILING = "smarketing: 1\n" + "".join(f"wrong{number}: 1\n" for number in range(2_000))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in."""
    text = (DEMO / "agreement.yaml").read_text(encoding="utf-8").replace("title: Company X", f"title: {TITLE}")
    (tmp_path / "a.yaml").write_text(f"{text}\n{HANDOFFS}", encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(FAILING)
    (tmp_path / "f.csv").write_bytes((DEMO / "actuals.csv").read_bytes())
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shell(script: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a script of the shell in which `smarketing` is the program."""
    program = " ".join(f"'{word}'" if number < 2 else f'"{word}"' for number, word in enumerate(CALL))
    return subprocess.run(
        ["bash", "-c", f'smarketing() {{ {program} "$@"; }}\n{script}'],
        env=os.environ | environment,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(
    "words",
    [
        "schema",
        "judge a.yaml f.csv",
        "judge a.yaml f.csv --json",
        "plan a.yaml",
        "history a.yaml",
        "check a.yaml --json",
    ],
)
def test_a_device_that_is_full(words: str) -> None:
    """One line, exit status 1, nothing from Python when it ends."""
    ran = shell(f"smarketing {words} > /dev/full")
    assert (ran.returncode, ran.stdout, ran.stderr.decode()) == (1, b"", FULL)


@pytest.mark.parametrize("words", ["--help", "judge --help", "--version"])
def test_help_that_cannot_be_printed(words: str) -> None:
    """It is one line too."""
    ran = shell(f"smarketing {words} > /dev/full")
    assert (ran.returncode, ran.stderr) == (1, b"cannot be used: No space left on device\n")


@pytest.mark.parametrize("words", ["schema", "judge a.yaml f.csv --through 2026-12", "judge a.yaml f.csv --json"])
def test_a_pipe_that_nobody_reads(words: str) -> None:
    """No line at all, and the exit status that the shell knows."""
    ran = shell(f"smarketing {words} | true; exit ${{PIPESTATUS[0]}}")
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_files_are_written_though_nobody_reads_what_is_printed() -> None:
    """The demo and the page come first, then words."""
    ran = shell("smarketing demo --into mine | true; smarketing judge a.yaml f.csv --html page.html | true")
    assert ran.stderr == b""
    assert sorted(path.name for path in Path("mine").iterdir()) == ["actuals.csv", "agreement.yaml", "scorecard.html"]
    assert Path("page.html").read_text(encoding="utf-8").endswith("</html>\n")


@pytest.mark.parametrize(("closing", "status"), [(">&-", 0), ("2>&-", 0), ("<&-", 0), (">&- 2>&- <&-", 0)])
def test_streams_that_are_closed(closing: str, status: int) -> None:
    """They swallow what is printed; files are written all the same, and never mistaken for a stream."""
    ran = shell(f"smarketing judge a.yaml f.csv --html page.html {closing}")
    assert (ran.returncode, ran.stderr) == (status, b"")
    assert Path("page.html").read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("where", ["2>&-", "2> /dev/full"])
def test_problems_that_nobody_hears(where: str) -> None:
    """The exit status says that there are some."""
    ran = shell(f"smarketing check wrong.yaml {where}")
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, b"", b"")


def test_many_problems_alike_are_summed_up() -> None:
    """Of two thousand keys that no agreement has the first ten, and how many more."""
    ran = shell("smarketing check wrong.yaml")
    lines = ran.stderr.decode().splitlines()
    assert (ran.returncode, len(lines)) == (1, 15)
    assert sum("more like this: " in line for line in lines) == 1
    assert "1,990 more like this: wrong.yaml:" in lines[-1]


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_json_and_csv_are_utf8_in_every_terminal(encoding: str) -> None:
    """What programs read is never replaced by question marks."""
    environment = {"PYTHONIOENCODING": encoding}
    for words in ("check a.yaml --sarif", "history a.yaml --json", "plan a.yaml --json"):
        json.loads(shell(f"smarketing {words}", **environment).stdout.decode("utf-8"))
    scorecard = shell("smarketing judge a.yaml f.csv --json", **environment)
    assert json.loads(scorecard.stdout.decode("utf-8"))["title"].startswith(TITLE)
    measured = shell("smarketing measure a.yaml leads.csv --figures /dev/stdout --out actuals.csv", **environment)
    assert "Łódź" in measured.stdout.decode("utf-8", "replace")
    cases = shell("smarketing measure a.yaml leads.csv --cases 'leads.followed-up:in time:2026-01'", **environment)
    assert [row["segment"] for row in csv.DictReader(io.StringIO(cases.stdout.decode("utf-8")))] == ["Łódź"]


def test_a_terminal_of_ascii_alone() -> None:
    """LC_ALL=C, and no mode of Python that helps."""
    ran = shell("smarketing judge a.yaml f.csv --json", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert json.loads(ran.stdout.decode("utf-8"))["title"].startswith(TITLE)


def test_an_interruption(folder: Path) -> None:
    """Ctrl-C while the figures are read from a pipe: one word, the exit status of shells, no half of a page."""
    os.mkfifo("pipe")
    words = [*CALL, "judge", "a.yaml", "pipe", "--html", "page.html"]
    with (
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program,
        Path("pipe").open("wb"),  # waits until the program reads
    ):
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=30)
    assert (program.returncode, out, err) == (130, b"", b"Interrupted\n")
    assert not Path("page.html").exists()


def test_an_interruption_of_a_question() -> None:
    """`init` asks, and somebody does not want to answer."""
    words = [*CALL, "init", "new.yaml"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout is not None
        program.stdout.read(len("Title"))
        program.send_signal(signal.SIGINT)
        _out, err = program.communicate(timeout=30)
    assert program.returncode == 130
    assert b"Traceback" not in err
    assert not Path("new.yaml").exists()
