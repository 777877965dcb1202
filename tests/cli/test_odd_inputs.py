"""Odd files, numbers and letters: each is answered in words, and without a traceback or a long wait."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke
from smarketing.cli.arguments import check_no_device
from smarketing.tables import plain_tables

DEMO = files("smarketing") / "demo"
HANDOFFS = "handoffs: {leads: {from: Marketing, to: Sales, follow_up: {within: 1 hour}}}\n"
ACTING = '"\\e[31mred\\u202E \\u200B\\x9B31m\\x07\\u2066 title"'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with good files, and with what is no file."""
    monkeypatch.chdir(tmp_path)
    text = (DEMO / "agreement.yaml").read_text(encoding="utf-8")
    Path("a.yaml").write_text(text, encoding="utf-8")
    Path("h.yaml").write_text(f"{text}\n{HANDOFFS}", encoding="utf-8")
    Path("f.csv").write_bytes((DEMO / "actuals.csv").read_bytes())
    Path("leads.csv").write_text("id,handed_over_at\n1,2026-01-05T15:00:00Z\n")
    Path("loop").symlink_to("loop")
    Path("dir").mkdir()
    return tmp_path


def changed(old: str, new: str) -> None:
    text = Path("a.yaml").read_text(encoding="utf-8")
    assert old in text
    Path("a.yaml").write_text(text.replace(old, new), encoding="utf-8")


ONE_AGREEMENT = ["judge {} f.csv", "check {}", "plan {}", "history {}", "diff a.yaml {}"]
AGREEMENTS = [*ONE_AGREEMENT, "diff {} a.yaml", "fmt --check {}", "measure {} leads.csv"]
AGREEMENTS += ["judge a.yaml f.csv --journal {}"]
TABLES = ["judge a.yaml {}", "measure h.yaml {}", "measure h.yaml --events {}", "check a.yaml --history {}"]


@pytest.mark.parametrize(("odd", "said"), [("loop", "does not exist"), ("dir", "is a directory")])
@pytest.mark.parametrize("words", [*AGREEMENTS, *TABLES])
def test_no_file_where_one_is_read(words: str, odd: str, said: str) -> None:
    """Circles of links and folders: wrong usage."""
    result = invoke(words.format(odd).split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].endswith(f"'{odd}' {said}.")


@pytest.mark.parametrize(("odd", "said"), [("loop", "Too many levels of symbolic links"), ("dir", "Is a directory")])
def test_no_file_where_a_table_is_named(odd: str, said: str) -> None:
    """`--of` takes names that nobody looked at before."""
    result = invoke(["measure", "h.yaml", "--of", f"leads={odd}"])
    assert result.exit_code == 1
    assert result.stderr.endswith(f"{odd}: cannot be used: {said}\n")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full"])
@pytest.mark.parametrize("words", AGREEMENTS)
def test_a_device_without_an_end(words: str, device: str) -> None:
    """Nobody reads it to its end, or until memory is full."""
    result = invoke(words.format(device).split())
    assert result.exit_code == 1
    assert result.stderr.endswith(f"{device}:1:1: too large or nested too deep to be an agreement\n")


@pytest.mark.parametrize("words", [*TABLES, "measure h.yaml --of leads={}"])
@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full", "zeros.csv"])
def test_a_device_where_a_table_is_read(words: str, device: str) -> None:
    """It has no end, and a table has: wrong usage, also by another name."""
    Path("zeros.csv").symlink_to("/dev/zero")
    result = invoke(words.format(device).split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1].endswith(f"{device} is a device; give a file or a pipe")


def test_no_figures_from_a_device_without_any() -> None:
    """/dev/null is empty, and is answered as an empty file is."""
    result = invoke(["judge", "a.yaml", "/dev/null"])
    assert (result.exit_code, result.stderr) == (1, "/dev/null:1:1: empty; the first line names the columns\n")


def from_a_pipe(command: str, words: str) -> Result:
    """What a command answers to what another one writes, which ends when nobody reads it any more."""
    with subprocess.Popen(["sh", "-c", command], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        result = invoke(words.format(f"/dev/fd/{writer.stdout.fileno()}").split())
        writer.stdout.close()
    return result


def test_figures_from_a_pipe() -> None:
    """They are those of the file, however many there are."""
    Path("long.csv").write_text("month,metric,value\n" + "2026-01,nothing,1\n" * 5_000)
    for name in ("f.csv", "long.csv"):
        piped, read = from_a_pipe(f"cat {name}", "judge a.yaml {}"), invoke(["judge", "a.yaml", name])
        assert piped.exit_code == read.exit_code
        assert re.sub(r"/dev/fd/\d+", name, piped.output) == read.output


def test_figures_from_a_pipe_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read as far as any table of figures goes, whether rows fit or not."""
    monkeypatch.setattr(plain_tables, "MOST_ROWS", 1_000)
    monkeypatch.setattr(plain_tables, "_MOST_PARTS", 1)
    for row in ("2026-01,calls,1", "y"):
        result = from_a_pipe(f"(echo month,metric,value; yes '{row}')", "judge a.yaml {}")
        assert result.exit_code == 1
        assert ":1002: more than 2,000,000 rows: figures are one for each month" in result.stderr


def test_leads_from_a_pipe() -> None:
    """They are read several times, which a pipe cannot be: wrong usage or an error, and no waiting."""
    os.mkfifo("pipe.csv")
    result = invoke(["measure", "h.yaml", "--of", "leads=pipe.csv"])
    assert result.exit_code != 0
    assert "pipe.csv is a pipe or a device, and a table is read several times; give a file" in result.stderr


def test_a_table_from_a_terminal() -> None:
    """Somebody types it, and ends it: no device is refused that has an end."""
    ends = os.openpty()
    try:
        check_no_device(os.ttyname(ends[1]))
    finally:
        for end in ends:
            os.close(end)


def test_a_file_that_is_included_without_an_end() -> None:
    """It is bounded like the agreement itself."""
    Path("zero.yaml").write_bytes(b" " * 17_000_000)
    changed("smarketing: 1", "smarketing: 1\ninclude: zero.yaml")
    result = invoke(["check", "a.yaml"])
    assert (result.exit_code, result.stderr) == (1, "zero.yaml:1:1: too large or nested too deep to be an agreement\n")


@pytest.mark.parametrize("words", ONE_AGREEMENT)
def test_an_agreement_from_a_pipe(words: str) -> None:
    """It is read once, so that it may come from another program."""
    reader, writer = os.pipe()
    os.write(writer, Path("a.yaml").read_bytes())
    os.close(writer)
    try:
        result = invoke(words.format(f"/dev/fd/{reader}").split())
    finally:
        os.close(reader)
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("as_of", ["9999-12-31", "9999-12-31T23:59-12:00", "0001-01-01", "0001-01-01T00:00+14:00"])
@pytest.mark.parametrize("words", ["judge a.yaml f.csv", "measure h.yaml leads.csv"])
def test_days_at_the_ends_of_the_calendar(words: str, as_of: str) -> None:
    """They are days, and no clock reaches them."""
    result = invoke([*words.split(), "--as-of", as_of])
    assert result.exit_code in (1, 2)
    assert "as_of lies in the years 2 to 9998; not " in " ".join(result.stderr.split())


@pytest.mark.parametrize("month", ["9999-12", "9800-01", "3026-03"])
def test_months_that_nobody_judges(month: str) -> None:
    """A slip in a year, of the option or of a figure: refused at once, with what may be meant."""
    changed(", end: 2026-12-31", "")
    result = invoke(["judge", "a.yaml", "f.csv", "--through", month])
    assert result.exit_code == 2
    said = " ".join(result.stderr.split())
    assert f"from 2026-01 to {month} are" in said
    assert "months, and at most 1,200 are judged; look for a slip in a year, or name an earlier last month" in said
    rows = Path("f.csv").read_text()
    Path("f.csv").write_text(f"{rows}{month},revenue,,1,\n")
    assert "at most 1,200 are judged" in " ".join(invoke(["judge", "a.yaml", "f.csv"]).stderr.split())


def test_months_at_the_end_of_the_calendar() -> None:
    """What follows a miss within a hundred years is still a day."""
    changed("start: 2026-01-01, end: 2026-12-31", "start: 9790-01-01")
    text = Path("a.yaml").read_text(encoding="utf-8")
    Path("a.yaml").write_text(text.partition("\nexamples:")[0], encoding="utf-8")
    Path("f.csv").write_text("month,metric,value\n9800-01,revenue,1\n")
    result = invoke(["judge", "a.yaml", "f.csv"])
    assert result.exit_code == 2
    assert "months are judged up to 9799-12; not 9800-01" in " ".join(result.stderr.split())


def test_months_that_nobody_plans() -> None:
    """Eight thousand years of them would take minutes."""
    result = invoke(["plan", "a.yaml", "--months", "2026-01..9999-12"])
    assert (result.exit_code, result.stdout) == (2, "")
    said = "Error: Invalid value for '--months': 2026-01..9999-12 are 95,688 months; a plan is for 1,200 at most"
    assert result.stderr.splitlines()[-1] == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("months: 3", "months: 119999", "a window is from 2 to 1,200 months; not 119,999"),
        ("in: 3 months", "in: 119999 months", "'119999 months' is longer than 1,200 months, a hundred years"),
        ("every: 3 months", "every: 119999 months", "'119999 months' is longer than 1,200 months, a hundred years"),
        ("every: 3 months", "every: 10000 years", "'10000 years' is longer than 1,200 months, a hundred years"),
        ("within: 5 days", "within: 1000000000 days", "1000000000 day is longer than 100 years"),
        ("notice: 30 days", "notice: 99999 months", "99999 month is longer than 100 years"),
        ("{SQL: 40 %}", "{SQL: 40 %, lag: 119999 months}", "a lag is from 0 to 120 whole months, not 119999 months"),
        ("rule: FREQ=MONTHLY;BYMONTHDAY=-1", "rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never occurs"),
        ("rule: FREQ=MONTHLY;BYMONTHDAY=-1", "rule: FREQ=MONTHLY;BYDAY=6MO", "never occurs"),
    ],
)
def test_numbers_and_rules_that_nobody_means(old: str, new: str, said: str) -> None:
    """Each is refused where it stands, and soon."""
    changed(old, new)
    result = invoke(["judge", "a.yaml", "f.csv"])
    assert result.exit_code == 1
    assert said in result.stderr
    assert all(line.startswith("a.yaml:") for line in result.stderr.splitlines())


def test_a_file_that_is_included_twice() -> None:
    """By whatever name: it is named once."""
    Path("units.yaml").write_text("smarketing: 1\nunits: [coffees]\n")
    changed("smarketing: 1", "smarketing: 1\ninclude: [units.yaml, dir/../units.yaml]")
    result = invoke(["check", "a.yaml"])
    said = "a.yaml:3:23: include.1: dir/../units.yaml is included already; name each file once\n"
    assert (result.exit_code, result.stderr) == (1, said)


def test_more_files_than_anybody_includes() -> None:
    """Ten thousand of them would be read ten thousand times."""
    Path("units.yaml").write_text("smarketing: 1\nunits: [coffees]\n")
    changed("smarketing: 1", f"smarketing: 1\ninclude: [{', '.join(['units.yaml'] * 10_000)}]")
    result = invoke(["check", "a.yaml"])
    said = "a.yaml:3:1: include: an agreement includes 100 files at most, not 10,000\n"
    assert (result.exit_code, result.stderr) == (1, said)


def test_more_units_than_anybody_has() -> None:
    """Each is compared with all others."""
    names = ", ".join(f"n{number}" for number in range(20_000))
    changed("smarketing: 1", f"smarketing: 1\nunits: [{names}, n7]")
    result = invoke(["check", "a.yaml"])
    said = "a.yaml:3:1: units: an agreement has 500 units of its own at most, not 20,001\n"
    assert (result.exit_code, result.stderr) == (1, said)


def test_an_extra_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Official holidays need one: the line says how to get it."""
    monkeypatch.setitem(sys.modules, "holidays", None)
    changed("smarketing: 1", "smarketing: 1\nhours: {office: {weekly: {mon-fri: 09:00-17:00}, holidays: DE-BY}}")
    result = invoke(["check", "a.yaml"])
    said = "an official calendar needs a library that is not installed; run: pip install 'smarketing[holidays]'\n"
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", said)


def test_a_million_rows_alike() -> None:
    """Their problems are a few lines on a terminal, and all of them in JSON."""
    rows = "2026-01,revenue,1\n" * 20_000
    Path("f.csv").write_text(f"month,metric,value\n2026-02,revenue,1\n{rows}")
    refused = invoke(["judge", "a.yaml", "f.csv"])
    assert (refused.exit_code, len(refused.stderr.splitlines())) == (1, 11)
    assert "19,989 more like this: f.csv:20002:" in refused.stderr
    shown = invoke(["judge", "a.yaml", "f.csv", "--keep-going", "--html", "page.html"])
    assert shown.stdout.count("f.csv:") == 11
    assert Path("page.html").read_text(encoding="utf-8").count("f.csv:") == 11
    as_json = invoke(["judge", "a.yaml", "f.csv", "--keep-going", "--json"])
    assert len(json.loads(as_json.stdout)["left_out"]) == 19_999
    assert len(as_json.stderr.splitlines()) == 11


@pytest.mark.parametrize(
    "words",
    [
        "judge a.yaml f.csv --html page.html",
        "judge a.yaml f.csv --json",
        "judge a.yaml f.csv --fail-on missed",
        "check a.yaml",
        "check a.yaml --json",
        "check a.yaml --github",
        "check a.yaml --sarif",
        "plan a.yaml",
        "plan a.yaml --months 2026-Q1",
        "plan a.yaml --json",
        "history a.yaml",
        "history a.yaml --json",
        "diff a.yaml b.yaml",
        "diff b.yaml a.yaml --json",
    ],
)
def test_letters_that_act_reach_neither_terminal_nor_page(words: str) -> None:
    """Whichever text they are in: title, summary, names of parties, contacts, promises and definitions."""
    Path("b.yaml").write_text(Path("a.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    changed("title: Company X marketing, sales and service agreement", f"title: {ACTING}")
    changed("summary: Marketing delivers", f"summary: {ACTING}\n# ")
    changed("role: VP of Service", f"role: {ACTING}")
    for name in ("Joan", "status-reports", "friction-reports", "lead-shortfall", "root cause"):
        changed(name, f'"{name}\\u202E\\e[2K\\u200B"')
        rows = Path("f.csv").read_text(encoding="utf-8")
        Path("f.csv").write_text(rows.replace(name, f"{name}\u202e\x1b[2K\u200b"), encoding="utf-8")
    result = invoke(words.split())
    page = Path("page.html").read_text(encoding="utf-8") if "--html" in words else ""
    assert result.exit_code == ("--fail-on" in words), result.stderr
    seen = result.stdout + result.stderr + page
    assert not {letter for letter in seen if not letter.isprintable()} - {"\n"}
    if words.split(maxsplit=1)[0] in ("judge", "diff"):
        assert "\\u202e" in seen
