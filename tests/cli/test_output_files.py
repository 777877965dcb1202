"""Files that commands write: whole or not at all, never over what is read, through links, devices and pipes."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from command_runner import invoke
from smarketing.agreement_file.source_files import source_files
from smarketing.cli.output_files import write_files

DEMO = files("smarketing") / "demo"
CALL = [sys.executable, "-c", "import sys; from smarketing.cli import main; sys.exit(main(prog_name='smarketing'))"]
LEADS = "id,handed_over_at,contacted_at\n1,2026-01-05T15:00:00Z,2026-01-05T15:30:00Z\n"
HANDOFFS = "handoffs: {leads: {from: Marketing, to: Sales, follow_up: {within: 1 hour}}}\n"
MEASURE = ["measure", "a.yaml", "leads.csv", "--of", "leads=own.csv", "--events", "log.csv"]
FULL = {
    "judge --html": ["judge", "a.yaml", "f.csv", "--html"],
    "measure --out": [*MEASURE, "--out"],
    "measure --figures": [*MEASURE, "--figures"],
}
SHORT = {name: [*words[:3], words[-1]] for name, words in FULL.items()}
AGREEMENT = ["a.yaml", "old.yaml", "shared/units.yaml"]
READ = {
    name: [*AGREEMENT, "f.csv"] if "judge" in name else [*AGREEMENT, "leads.csv", "own.csv", "log.csv"] for name in FULL
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in: an agreement that amends another, which includes a file; figures, leads."""
    old = (DEMO / "agreement.yaml").read_text(encoding="utf-8")
    texts = {
        "old.yaml": f"{old}\ninclude: shared/units.yaml\n{HANDOFFS}",
        "shared/units.yaml": "smarketing: 1\nunits: [coffees]\n",
        "a.yaml": "smarketing: 1\namends: old.yaml\nfrom: 2026-02-01\n",
        "f.csv": (DEMO / "actuals.csv").read_text(encoding="utf-8"),
        **dict.fromkeys(("leads.csv", "own.csv", "log.csv"), LEADS),
    }
    (tmp_path / "shared").mkdir()
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def linked(name: str) -> str:
    Path("link").symlink_to(name)
    return "link"


def hard_linked(name: str) -> str:
    Path("other name").hardlink_to(name)
    return "other name"


WAYS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "absolute": lambda name: str(Path(name).resolve()),
    "in a roundabout way": lambda name: f"shared/../{name}",
    "by a link": linked,
    "by a hard link": hard_linked,
}


@pytest.mark.parametrize(
    ("command", "read", "way"),
    [(command, read, "as it is") for command in FULL for read in READ[command]]
    + [(command, "old.yaml", way) for command in FULL for way in WAYS],
)
def test_what_is_read_is_never_overwritten(folder: Path, command: str, read: str, way: str) -> None:
    """Not the arguments, and not what the agreement amends or includes, by whatever name."""
    name = WAYS[way](read)
    before = contents(folder)
    result = invoke([*FULL[command], name])
    assert (result.exit_code, result.stdout) == (2, "")
    said = f"Error: Invalid value for '{command.split()[1]}': this command reads {name}; write to another file"
    assert result.stderr.splitlines()[-1] == said
    assert contents(folder) == before


def test_two_outputs_to_one_file() -> None:
    """The second would replace the first."""
    result = invoke(["measure", "a.yaml", "leads.csv", "--out", "new.csv", "--figures", "./new.csv"])
    assert result.exit_code == 2
    said = "Error: Invalid value for '--figures': --out writes to ./new.csv too; write to another file"
    assert result.stderr.splitlines()[-1] == said
    assert not Path("new.csv").exists()


def test_the_files_of_an_agreement() -> None:
    """Its own, what it amends, and what either includes, each once."""
    names = [Path("a.yaml"), Path("old.yaml"), Path("shared/units.yaml")]
    assert list(source_files("a.yaml")) == names
    Path("list.yaml").write_text("smarketing: 1\ninclude: [shared/units.yaml, shared/units.yaml, 7]\n")
    assert list(source_files("list.yaml")) == [Path("list.yaml"), Path("shared/units.yaml")]
    Path("none.yaml").write_text("[]\n")
    assert list(source_files("none.yaml")) == [Path("none.yaml")]


@pytest.mark.parametrize("command", SHORT)
def test_an_older_output_is_replaced(folder: Path, command: str) -> None:
    """Its mode stays, a link to it stays a link, and nothing else is left in the folder."""
    Path("page").write_text("old")
    Path("page").chmod(0o640)
    Path("link").symlink_to("page")
    before = set(contents(folder))
    assert invoke([*SHORT[command], "link"]).exit_code == 0
    assert Path("link").is_symlink()
    assert Path("page").read_text(encoding="utf-8") != "old"
    assert stat.S_IMODE(Path("page").stat().st_mode) == 0o640
    assert set(contents(folder)) == before


def test_a_link_that_leads_to_no_file_yet() -> None:
    """The file that it names is made."""
    Path("link").symlink_to("new")
    write_files({"link": "text"})
    assert Path("link").is_symlink()
    assert Path("new").read_text() == "text"


@pytest.mark.parametrize("bad", ["no/file", "shared"])
def test_all_files_or_none(folder: Path, bad: str) -> None:
    """Where one cannot be written the others stay as they were, and the error names it as it was given."""
    before = contents(folder)
    with pytest.raises(OSError, match=rf"^\[Errno \d+\] (No such file|Is a) .*: '{bad}'$") as error:
        write_files({"f.csv": "new", bad: "new", "g.csv": "new"})
    assert error.value.filename == bad
    assert contents(folder) == before


def test_a_file_that_may_not_be_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not replaced either, though its folder would allow it."""
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # the tests may run as root, who may do everything
    before = contents(folder)
    with pytest.raises(PermissionError, match=r"^\[Errno 13\] Permission denied: 'f.csv'$"):
        write_files({"f.csv": "new"})
    assert contents(folder) == before


def test_a_text_that_cannot_be_written(folder: Path) -> None:
    """Half a file is not left beside the other."""
    before = contents(folder)
    with pytest.raises(UnicodeEncodeError, match="surrogates not allowed"):
        write_files({"f.csv": "\ud800"})
    assert contents(folder) == before


def test_a_pipe_is_written_to() -> None:
    """It stays a pipe, and whoever reads it gets the text."""
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_files({"pipe": "a\nb\n"})
        assert os.read(reader, 100) == b"a\nb\n"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(Path("pipe").stat().st_mode)


@pytest.mark.parametrize("command", SHORT)
def test_a_device_is_written_to(command: str) -> None:
    """And never replaced by a file."""
    assert invoke([*SHORT[command], "/dev/null"]).exit_code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/stderr"])
@pytest.mark.parametrize("kind", ["pipe", "file"])
def test_the_own_streams_are_written_to(name: str, kind: str) -> None:
    """Also where the shell sent them to a file: the page comes first, then what is printed."""
    words = [*CALL, "judge", "a.yaml", "f.csv", "--html", name]
    if kind == "pipe":
        ran = subprocess.run(words, capture_output=True, check=True)
        out, err = ran.stdout, ran.stderr
    else:
        with Path("out").open("wb") as out_file, Path("err").open("wb") as err_file:
            subprocess.run(words, stdout=out_file, stderr=err_file, check=True)
        out, err = Path("out").read_bytes(), Path("err").read_bytes()
    page = out if name == "/dev/stdout" else err
    assert page.startswith(b"<!doctype html>")
    assert b"</html>" in page
    assert b"Company X marketing, sales and service agreement\n" in out


def test_init_replaces_no_file_unless_asked() -> None:
    """A device is none."""
    words = ["--title=T", "--marketing=A", "--sales=B", "--start=2026-01-01", "--timezone=UTC"]
    words += ["--goal=5000 USD/month", "--value=100 USD/customer", "--qualified=40 %", "--won=50 %"]
    refused = invoke(["init", "a.yaml", *words])
    assert (refused.exit_code, refused.stderr) == (1, "a.yaml: exists already; add --force to replace it\n")
    assert invoke(["init", "/dev/null", *words]).exit_code == 0


def test_fmt_changes_regular_files_only() -> None:
    """A pipe that it reads cannot be what it writes."""
    result = invoke(["fmt", "/dev/null"])
    said = "/dev/null: is not a regular file, and fmt writes to the file that it reads\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
