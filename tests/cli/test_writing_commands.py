"""`smarketing init`, `fmt` and `schema`: what they write, ask, say and refuse."""

import json
import stat
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result

from agreement_versions import OLD
from command_runner import invoke
from smarketing import load, loads
from smarketing.agreement_file import json_schema

FLAGS = {
    "title": "Leads for sales",
    "marketing": "Josh",
    "sales": "Amy",
    "start": "2026-01-01",
    "timezone": "Europe/Berlin",
    "goal": "6000 EUR/month",
    "value": "100 EUR/customer",
    "qualified": "40 %",
    "won": "50 %",
}
UNEVEN = OLD.replace("title: Leads", "title:    Leads # as ever")
EVEN = UNEVEN.replace("title:    Leads # as ever", "title: Leads    # as ever")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, answers: Sequence[str] | None = None) -> Result:
    text = None if answers is None else "".join(f"{answer}\n" for answer in answers)
    return invoke(arguments, input=text)


def init(*arguments: str, **changed: str) -> Result:
    """Run `init` with an option for every answer."""
    options = (f"--{name}={answer}" for name, answer in (FLAGS | changed).items())
    return run("init", *arguments, *options)


def wrote(name: str) -> str:
    return (
        f"Wrote {name}. To see what is still missing: smarketing check {name}\n"
        f"To see what each stage must deliver: smarketing plan {name}\n"
    )


def left(folder: Path) -> dict[str, str]:
    """Give all files of a folder with their text."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


# init


@pytest.mark.parametrize("name", ["agreement.yaml", "mine.yaml"])
def test_all_answers_may_be_options(name: str) -> None:
    """Nothing is asked; what is written can be read and planned, and only signatures are missing."""
    result = init() if name == "agreement.yaml" else init(name)
    assert (result.exit_code, result.stdout, result.stderr) == (0, wrote(name), "")
    agreement = load(name)
    assert (agreement.title, agreement.term.timezone) == ("Leads for sales", "Europe/Berlin")
    assert [party.contact for party in agreement.parties] == ["Josh", "Amy"]
    assert run("plan", name).exit_code == 0
    checked = run("check", name)
    assert [line.split()[1] for line in checked.stderr.splitlines()] == ["SM107", "SM107"]


def test_what_no_option_gives_is_asked() -> None:
    """Enter takes what is in brackets; who speaks for a party has to be said."""
    result = run("init", answers=["", "Josh", "", "Amy", "", "", "", "", "", ""])
    assert result.exit_code == 0
    next_year = date.today().year + 1  # noqa: DTZ011 - the day that the command takes
    questions = [
        "Title of the agreement [Marketing and sales agreement]: ",
        "Contact in marketing: Josh",
        "Contact in sales: ",
        "Contact in sales: Amy",
        f"First day [{next_year}-01-01]: ",
        "Time zone [UTC]: ",
        "Revenue goal [5000 USD/month]: ",
        "Revenue per customer [100 USD/customer]: ",
        "Share of MQLs that become SQLs [40 %]: ",
        "Share of SQLs that become customers [50 %]: ",
    ]
    assert result.stdout == "\n".join(questions) + "\n" + wrote("agreement.yaml")
    agreement = load("agreement.yaml")
    assert (agreement.title, agreement.term.start) == ("Marketing and sales agreement", date(next_year, 1, 1))


def test_a_day_is_asked_for_until_it_is_one() -> None:
    """With the way to write it."""
    options = [f"--{name}={answer}" for name, answer in FLAGS.items() if name != "start"]
    result = run("init", *options, answers=["tomorrow", "2026-03-01"])
    assert result.exit_code == 0
    assert "Error: 'tomorrow' is not a day; write it as 2026-03-15" in result.stdout + result.stderr
    assert load("agreement.yaml").term.start == date(2026, 3, 1)


def test_a_file_is_not_overwritten(folder: Path) -> None:
    """Unless it is asked for."""
    (folder / "agreement.yaml").write_text("mine", encoding="utf-8")
    result = init()
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "agreement.yaml: exists already; add --force to replace it\n"
    assert left(folder) == {"agreement.yaml": "mine"}
    assert init("--force").exit_code == 0
    assert load("agreement.yaml").title == "Leads for sales"
    assert list(left(folder)) == ["agreement.yaml"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"timezone": "Nowhere"},
            "term.timezone: no time zone named 'Nowhere'; write an IANA name such as 'Europe/Berlin'",
        ),
        (
            {"goal": "5000"},
            "funnel.goal: '5000' has no unit; write one after it, as in '5000 %', '5000 days' or '5000 lead/month'",
        ),
        (
            {"won": "0 %"},
            "funnel: no number of MQL reaches the goal of 6,000.00 EUR/month: a rate on the way from MQL is 0 %",
        ),
        ({"title": "two\nlines"}, "a text on one line is needed; not 'two\\nlines'"),
        ({"marketing": ""}, "a text on one line is needed; not ''"),
    ],
)
def test_an_answer_that_cannot_stand_writes_nothing(folder: Path, changed: dict[str, str], said: str) -> None:
    """One line says why, with exit status 1."""
    result = init(**changed)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.endswith(f"{said}\n")
    assert left(folder) == {}


def test_a_wrong_day_is_wrong_usage(folder: Path) -> None:
    """As every option of a kind of its own."""
    result = init(start="2026-02-31")
    assert (result.exit_code, left(folder)) == (2, {})
    said = "Error: Invalid value for '--start': '2026-02-31' is not a day; write it as 2026-03-15"
    assert result.stderr.splitlines()[-1] == said


@pytest.mark.parametrize("contact", ["head of sales: #1", "'quoted'", "{braces}, [lists]", "yes", "2026", "- a", "*"])
def test_contacts_of_any_kind(contact: str) -> None:
    """They are kept as they are, and whoever is told is told."""
    assert init(marketing=contact).exit_code == 0
    agreement = load("agreement.yaml")
    assert agreement.parties[0].contact == contact
    assert {line.split()[1] for line in run("check", "agreement.yaml").stderr.splitlines()} == {"SM107"}


def test_a_folder_that_is_not_there_is_named() -> None:
    """The file that was asked for, and no other."""
    result = init("nowhere/a.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "nowhere/a.yaml: cannot be used: No such file or directory\n"


def test_a_first_agreement_in_json_can_be_read(folder: Path) -> None:
    """A name that ends in .json gives JSON, or nothing at all."""
    result = init("a.json")
    if result.exit_code == 0:
        assert load("a.json").title == "Leads for sales"
    else:
        assert left(folder) == {}


def test_a_new_file_may_be_read_by_whoever_may_read_others(folder: Path) -> None:
    """Its mode is that of any new file."""
    (folder / "other").touch()
    assert init().exit_code == 0
    assert mode(folder / "agreement.yaml") == mode(folder / "other")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# fmt


def written(folder: Path, **files: str) -> None:
    """Write files with the ending .yaml."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_files_are_laid_out(folder: Path) -> None:
    """Those that change are named; the second time there is none."""
    written(folder, a=UNEVEN, b=OLD, c=UNEVEN)
    result = run("fmt", "a.yaml", "b.yaml", "c.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "a.yaml: formatted\nc.yaml: formatted\n"
    assert left(folder) == {"a.yaml": EVEN, "b.yaml": OLD, "c.yaml": EVEN}
    assert loads(EVEN) == loads(UNEVEN)
    again = run("fmt", "a.yaml", "b.yaml", "c.yaml")
    assert (again.exit_code, again.stdout, again.stderr) == (0, "", "")


def test_to_look_only(folder: Path) -> None:
    """Exit status 1 if a file would change; none does."""
    written(folder, a=UNEVEN, b=OLD)
    result = run("fmt", "--check", "a.yaml", "b.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "a.yaml: would be formatted\n", "")
    assert left(folder) == {"a.yaml": UNEVEN, "b.yaml": OLD}
    assert run("fmt", "--check", "b.yaml").exit_code == 0


@pytest.mark.parametrize("bits", [0o600, 0o640, 0o664])
def test_the_mode_of_a_file_stays(folder: Path, bits: int) -> None:
    """Who could read it can, and nobody else."""
    written(folder, a=UNEVEN)
    (folder / "a.yaml").chmod(bits)
    assert run("fmt", "a.yaml").exit_code == 0
    assert (mode(folder / "a.yaml"), left(folder)) == (bits, {"a.yaml": EVEN})


def test_a_link_stays_a_link(folder: Path) -> None:
    """The file that it leads to is laid out."""
    written(folder, a=UNEVEN)
    (folder / "link.yaml").symlink_to("a.yaml")
    assert run("fmt", "link.yaml").exit_code == 0
    assert (folder / "link.yaml").is_symlink()
    assert left(folder) == {"a.yaml": EVEN, "link.yaml": EVEN}


def test_a_broken_file_is_left_alone(folder: Path) -> None:
    """Its problems are said as by every command."""
    broken = UNEVEN.replace("owed_to: Sales", "owed_to: Sails")
    written(folder, a=broken)
    result = run("fmt", "a.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    said = "no party named 'Sails'; parties are 'Marketing', 'Sales', 'Service' (did you mean 'Sales'?)"
    assert result.stderr == f"a.yaml:10:31: objectives.leads.owed_to: {said}\n"
    assert left(folder) == {"a.yaml": broken}


def test_a_file_that_changed_is_named_though_another_is_broken(folder: Path) -> None:
    """Nobody's file is rewritten in silence."""
    written(folder, a=UNEVEN, b="title: [")
    result = run("fmt", "a.yaml", "b.yaml")
    assert result.exit_code == 1
    assert ("a.yaml: formatted\n" in result.stdout) is (left(folder)["a.yaml"] == EVEN)


def test_what_is_no_text_is_refused(folder: Path) -> None:
    """As by every command."""
    (folder / "a.yaml").write_bytes(b"\xff\xfe")
    result = run("fmt", "a.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "a.yaml:1:1: not UTF-8 text\n")


def test_json_is_refused(folder: Path) -> None:
    """It has no comments to keep."""
    (folder / "a.json").write_text("{}", encoding="utf-8")
    result = run("fmt", "a.json")
    said = "a.json is JSON; only YAML is laid out, as its comments are worth keeping\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


def test_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line that says how to install it, and the file is as it was."""
    monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
    written(folder, a=UNEVEN)
    result = run("fmt", "a.yaml")
    said = "laying out files needs ruamel.yaml; run: pip install 'smarketing[edit]'\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)
    assert left(folder) == {"a.yaml": UNEVEN}


@pytest.mark.parametrize("arguments", [[], ["none.yaml"], ["."]])
def test_files_that_are_there_are_needed(arguments: list[str]) -> None:
    """Anything else is wrong usage."""
    assert run("fmt", *arguments).exit_code == 2


# schema


def test_the_schema_is_printed() -> None:
    """As the library gives it, for editors to read."""
    result = run("schema")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == json_schema()
    assert run("schema", "extra").exit_code == 2
