"""Files that commands write: whole or not at all, never over what is read, through links, devices and pipes."""

import stat
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import click
import pytest

from command_runner import invoke
from smarketing.agreement_file import read_agreement
from smarketing.cli.output_files import OutputFiles

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


@pytest.mark.parametrize("there", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("way", WAYS)
def test_two_outputs_to_one_file(folder: Path, way: str, there: bool) -> None:
    """The second would replace the first, by whatever name; also a file that neither has written yet."""
    if there or "hard" in way:
        Path("new.csv").write_text("old")
    name = WAYS[way]("new.csv")
    before = contents(folder)
    result = invoke(["measure", "a.yaml", "leads.csv", "--out", "new.csv", "--figures", name])
    assert result.exit_code == 2
    said = f"Error: Invalid value for '--figures': --out writes to {name} too; write to another file"
    assert result.stderr.splitlines()[-1] == said
    assert contents(folder) == before


def test_an_input_that_the_shell_opened_for_more_is_refused(folder: Path) -> None:
    """`>> f.csv` makes it the command's own output, and still it is what the command reads."""
    before = contents(folder)
    with Path("f.csv").open("ab") as appended:
        words = [*CALL, "judge", "a.yaml", "f.csv", "--html", "f.csv"]
        ran = subprocess.run(words, stdout=appended, stderr=subprocess.PIPE, check=False)
    assert ran.returncode == 2
    assert b"this command reads f.csv; write to another file" in ran.stderr
    assert contents(folder) == before


def test_an_input_that_becomes_an_output_meanwhile(folder: Path) -> None:
    """What is read is looked at again before anything is written."""
    outputs = OutputFiles({"--out": "new.csv"}, ["f.csv"])
    Path("new.csv").symlink_to("f.csv")
    before = contents(folder)
    with pytest.raises(click.BadParameter, match=r"^this command reads new\.csv; write to another file$"):
        outputs.write({"--out": "text"})
    assert contents(folder) == before


def test_the_files_of_the_example_are_no_outputs_of_demo() -> None:
    """`--into` the package itself: it reads them."""
    result = invoke(["demo", "--into", str(DEMO)])
    assert result.exit_code == 2
    assert "this command reads" in result.stderr
    assert not (Path(str(DEMO)) / "scorecard.html").exists()


def test_two_files_of_the_demo_that_are_one(folder: Path) -> None:
    """A page that leads to the agreement would replace it."""
    assert invoke(["demo", "--into", "mine"]).exit_code == 0
    Path("mine/scorecard.html").unlink()
    Path("mine/scorecard.html").symlink_to("agreement.yaml")
    before = contents(folder)
    assert invoke(["demo", "--into", "mine"]).exit_code == 2
    assert contents(folder) == before


def test_the_files_of_an_agreement() -> None:
    """Its own, what it amends, and what either includes, each once."""
    names = [Path("a.yaml"), Path("old.yaml"), Path("shared/units.yaml")]
    assert list(read_agreement("a.yaml").files) == names


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


def test_fmt_changes_all_files_or_none(folder: Path) -> None:
    """The second one is no agreement: the first stays as it was."""
    pytest.importorskip("ruamel.yaml")
    Path("b.yaml").write_text(f"{Path('old.yaml').read_text()}\n# end\nsummary:    two\n")
    Path("c.yaml").write_text("smarketing: 1\n")
    before = contents(folder)
    result = invoke(["fmt", "b.yaml", "c.yaml"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert contents(folder) == before


@pytest.mark.parametrize("way", WAYS)
def test_fmt_of_one_file_by_two_names(folder: Path, way: str) -> None:
    """It is changed once, as a wildcard may find a file and a link to it."""
    pytest.importorskip("ruamel.yaml")
    Path("b.yaml").write_text((DEMO / "agreement.yaml").read_text().replace("title: ", "title:    "))
    result = invoke(["fmt", "b.yaml", WAYS[way]("b.yaml")])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "b.yaml: formatted\n", "")


def test_fmt_changes_regular_files_only() -> None:
    """A pipe that it reads cannot be what it writes."""
    result = invoke(["fmt", "/dev/null"])
    said = "/dev/null: is not a regular file, and fmt writes to the file that it reads\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
