"""`smarketing demo`: Company X planned and judged, and left in a folder to start from."""

from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke

DEMO = files("smarketing") / "demo"
NAMES = ["actuals.csv", "agreement.yaml", "scorecard.html"]


def run(*arguments: str) -> Result:
    return invoke(arguments)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_demo_plans_and_judges() -> None:
    """Plan, verdicts and dues, and nothing is written."""
    result = run("demo")
    assert (result.exit_code, result.stderr) == (0, "")
    for part in ("250 MQL/month", "qualified-leads", "In all Marketing owes Sales 300.00 USD."):
        assert part in result.stdout
    assert "Wrote to" not in result.stdout


def test_into_leaves_what_is_needed_to_start(tmp_path: Path) -> None:
    """Agreement, actuals and page; the folder is made; the last line is a command that works as it stands."""
    folder = tmp_path / "new" / "company"
    result = run("demo", "--into", str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    left = contents(folder)
    assert sorted(left) == NAMES
    assert left["agreement.yaml"] == (DEMO / "agreement.yaml").read_bytes()
    assert left["actuals.csv"] == (DEMO / "actuals.csv").read_bytes()
    assert left["scorecard.html"].startswith(b"<!doctype html>")
    lines = result.stdout.splitlines()
    assert f"Wrote to {folder}: agreement.yaml, actuals.csv, scorecard.html. " in lines[-2]
    program, *arguments = lines[-1].split()
    assert program == "smarketing"
    judged = run(*arguments, "--html", str(tmp_path / "again.html"))
    assert judged.exit_code == 0
    assert judged.stdout.strip() in result.stdout
    assert (tmp_path / "again.html").read_bytes() == left["scorecard.html"]


def test_into_twice_is_fine(tmp_path: Path) -> None:
    """The same files again are the same files."""
    run("demo", "--into", str(tmp_path))
    before = contents(tmp_path)
    result = run("demo", "--into", str(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert contents(tmp_path) == before


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    """A folder with other files is as good as any."""
    (tmp_path / "notes.txt").write_text("mine")
    assert run("demo", "--into", str(tmp_path)).exit_code == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("mine", [b"title: mine\n", b"", b"\xff\xfe\x00"], ids=["changed", "empty", "not text"])
@pytest.mark.parametrize("name", ["agreement.yaml", "actuals.csv"])
def test_what_was_changed_is_not_overwritten(tmp_path: Path, name: str, mine: bytes) -> None:
    """One file that says something else: it is named, and none of the three is written."""
    (tmp_path / name).write_bytes(mine)
    result = run("demo", "--into", str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr == f"{tmp_path / name}: exists and differs from the example; nothing was written\n"
    assert contents(tmp_path) == {name: mine}


def test_every_changed_file_is_named(tmp_path: Path) -> None:
    """One a line."""
    for name in NAMES:
        (tmp_path / name).write_text("mine")
    result = run("demo", "--into", str(tmp_path))
    assert sorted(result.stderr.splitlines()) == [
        f"{tmp_path / name}: exists and differs from the example; nothing was written"
        for name in ("actuals.csv", "agreement.yaml")
    ]


def test_the_page_is_made_anew(tmp_path: Path) -> None:
    """Nobody writes a scorecard by hand: an old one is replaced."""
    (tmp_path / "scorecard.html").write_text("old")
    assert run("demo", "--into", str(tmp_path)).exit_code == 0
    assert (tmp_path / "scorecard.html").read_text().startswith("<!doctype html>")


def test_a_folder_where_a_file_should_go(tmp_path: Path) -> None:
    """One line and exit status 1; nothing is written."""
    (tmp_path / "actuals.csv").mkdir()
    result = run("demo", "--into", str(tmp_path))
    assert result.exit_code == 1
    assert result.stderr == f"{tmp_path / 'actuals.csv'}: cannot be used: Is a directory\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["actuals.csv"]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A file on the way to it."""
    (tmp_path / "file").write_text("")
    result = run("demo", "--into", str(tmp_path / "file" / "company"))
    assert result.exit_code == 1
    assert result.stderr == f"{tmp_path / 'file' / 'company'}: cannot be used: Not a directory\n"
