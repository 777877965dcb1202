"""The program as it is installed: in a process of its own, with its streams and its environment."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

DEMO = files("smarketing") / "demo"
CALL = [sys.executable, "-c", "import sys; from smarketing.cli import main; sys.exit(main(prog_name='smarketing'))"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    """A folder to work in, with the demo's agreement, under a title in other scripts, and actuals."""
    text = (DEMO / "agreement.yaml").read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(text.replace("title: Company X", "title: Müller 😀 Company X"), encoding="utf-8")
    (tmp_path / "f.csv").write_bytes((DEMO / "actuals.csv").read_bytes())
    return tmp_path


def run(folder: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [*CALL, *arguments], cwd=folder, env=os.environ | environment, capture_output=True, check=False, timeout=60
    )


def test_the_installed_script_is_there() -> None:
    """The console script stands beside the interpreter and answers."""
    script = Path(sys.executable).parent / "smarketing"
    run = subprocess.run([script, "--version"], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("smarketing, version ")


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "latin-1"])
def test_no_encoding_of_the_terminal_is_an_error(folder: Path, encoding: str) -> None:
    """What a terminal cannot show is replaced; figures and words stay legible."""
    result = run(folder, "judge", "a.yaml", "f.csv", PYTHONIOENCODING=encoding)
    assert (result.returncode, result.stderr) == (0, b"")
    assert b"Company X marketing" in result.stdout
    assert b"2026-02" in result.stdout


def test_json_is_json_in_any_encoding(folder: Path) -> None:
    """Programs can read it, whatever the terminal's encoding."""
    result = run(folder, "judge", "a.yaml", "f.csv", "--json", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (0, b"")
    assert json.loads(result.stdout.decode("utf-8"))["period"]["last"] == "2026-03"


def test_problems_in_other_scripts(folder: Path) -> None:
    """A problem that names what the terminal cannot show is still a line."""
    (folder / "a.yaml").write_text("smarketing: 1\n标题: 😀\n", encoding="utf-8")
    result = run(folder, "check", "a.yaml", PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stdout) == (1, b"")
    assert b"Traceback" not in result.stderr
    assert all(line.startswith(b"a.yaml:") for line in result.stderr.splitlines())


def test_a_narrow_terminal_shows_every_month(folder: Path) -> None:
    """Twelve months at 80 columns."""
    result = run(folder, "judge", "a.yaml", "f.csv", "--through", "2026-12", COLUMNS="80", PYTHONIOENCODING="utf-8")
    assert result.returncode == 0
    text = result.stdout.decode()
    heads = [line for line in text.splitlines() if line.strip().startswith("promise")]
    assert " ".join(heads).replace("promise", "").split() == [f"2026-{month:02}" for month in range(1, 13)]
    assert max(map(len, text.splitlines())) <= 80


def test_the_same_bytes_twice(folder: Path) -> None:
    """Two runs in two processes say the same, and write the same page."""
    results = [run(folder, "judge", "a.yaml", "f.csv", "--html", f"{name}.html", PYTHONHASHSEED=name) for name in "12"]
    assert results[0].stdout == results[1].stdout
    assert (folder / "1.html").read_bytes() == (folder / "2.html").read_bytes()


@pytest.mark.parametrize("mistake", ["unit: ''", "n: " + "[" * 200_000])
def test_no_mistake_in_a_file_shows_a_traceback(folder: Path, mistake: str) -> None:
    """A process of its own: it neither breaks down nor shows its inside."""
    metrics = f"metrics: {{m: {{kind: level, {mistake}}}}}\n" if mistake.startswith("unit") else mistake
    with (folder / "a.yaml").open("a", encoding="utf-8") as file:
        file.write(metrics)
    result = run(folder, "check", "a.yaml")
    assert result.returncode in (0, 1)
    assert b"Traceback" not in result.stderr
