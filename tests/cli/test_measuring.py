"""`smarketing measure`: from tables and logs to actuals, figures and cases."""

import json
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke

AGREEMENT = """smarketing: 1
title: Speed to lead
term: {start: 2026-01-01, timezone: America/New_York}
parties: {Marketing: {contact: Josh}, Sales: {contact: Amy}}
signatures: {Marketing: 2025-12-01, Sales: 2025-12-01}
hours: {office: {weekly: {mon-fri: 09:00-17:00}}}
objectives: {}
handoffs:
  leads: {from: Marketing, to: Sales, information: [name], follow_up: {within: 1 business_hour}}
channels:
  inbox: {owed_by: Sales, reply: {within: 1 hour}}
"""
LEADS = """id,name,handed_over_at,contacted_at,segment
1,Lead 1,2026-03-02T15:00:00Z,2026-03-02T15:30:00Z,small
2,,2026-03-02T15:00:00Z,2026-03-02T18:00:00Z,large
"""
MESSAGES = """id,event,at
1,asked,2026-03-02T15:00:00Z
1,replied,2026-03-02T15:10:00Z
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an agreement, leads and messages, which is the current one."""
    for name, text in (("a.yaml", AGREEMENT), ("leads.csv", LEADS), ("messages.csv", MESSAGES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command."""
    return invoke(["measure", "a.yaml", *arguments])


def test_actuals_go_to_the_terminal(folder: Path) -> None:
    """As CSV; what cannot be measured is told beside them."""
    found = run("leads.csv")
    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        "month,metric,segment,value,base",
        "2026-03,leads.followed-up,,1,2",
        "2026-03,leads.handed-over,,2,",
        "2026-03,leads.informed,,1,2",
    ]
    assert found.stderr == "inbox is not measured: leads.csv has no column asked_at\n"


def test_files_are_written(folder: Path) -> None:
    """Actuals and all figures, times in seconds."""
    found = run("leads.csv", "--of", "inbox=messages.csv", "--out", "out.csv", "--figures", "figures.csv")
    assert found.exit_code == 0
    assert found.stdout.splitlines() == [
        "Wrote out.csv: 5 figures of 2026-03",
        "The data of leads ends at 2026-03-02 13:00; unless 2026-03 is over, judge --through 2026-02",
        "The data of inbox ends at 2026-03-02 10:10; unless 2026-03 is over, judge --through 2026-02",
    ]
    assert "2026-03,inbox,,1,1" in (folder / "out.csv").read_text(encoding="utf-8")
    figures = (folder / "figures.csv").read_text(encoding="utf-8").splitlines()
    assert "2026-03,leads.followed-up,,median,1800.000000,,seconds" in figures
    assert "2026-03,leads.informed,,missing name,1,," in figures


def test_the_cases_behind_a_figure(folder: Path) -> None:
    """Which leads were late, and which were handed over, of which no time is known."""
    late = run("leads.csv", "--cases", "leads.followed-up:late:2026-03")
    assert late.stdout.splitlines() == ["id,segment,since,seconds", "2,large,2026-03-02T15:00:00+00:00,10800.000000"]
    handed = run("leads.csv", "--cases", "leads.handed-over:cases:2026-03")
    assert handed.stdout.splitlines()[1:] == [
        "1,small,2026-03-02T15:00:00+00:00,",
        "2,large,2026-03-02T15:00:00+00:00,",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--cases", "leads:late"], "write --cases as sql-to-sales.accepted:late:2026-03; not 'leads:late'"),
        (["--cases", "lead:late:2026-03"], "no figures named 'lead'"),
        (["--cases", "leads.followed-up:lat:2026-03"], "no cases of leads.followed-up named 'lat'"),
        (["--timezone", "Nowhere"], "no time zone named 'Nowhere'"),
    ],
)
def test_what_cannot_be_answered(folder: Path, arguments: list[str], message: str) -> None:
    """Is said in a line."""
    found = run("leads.csv", *arguments)
    assert found.exit_code == 1
    assert message in found.stderr


def test_columns_dates_and_until_when(folder: Path) -> None:
    """Columns have other names, dates a format, and what happened later is not known."""
    text = "id,name,given,contacted_at\n1,Lead 1,02/03/2026 10:00,02/03/2026 10:30\n"
    (folder / "leads.csv").write_text(text, encoding="utf-8")
    asked = ("leads.csv", "--column", "given=handed_over_at", "--as-of", "2026-03-02T10:15")
    for dates in (
        ["--dates", "%d/%m/%Y %H:%M"],
        [f"--dates={name}=%d/%m/%Y %H:%M" for name in ("given", "contacted_at")],
    ):
        found = run(*asked, *dates)
        assert found.exit_code == 0
        assert "2026-03,leads.followed-up,,0,0" in found.stdout


def test_pairs_are_written_with_a_sign(folder: Path) -> None:
    """And nothing else is a pair; without a table or log nothing is measured."""
    wrong = run("leads.csv", "--column", "given")
    assert wrong.exit_code == 2
    assert "Invalid value for '--column': 'given' has no = between two names" in wrong.stderr
    nothing = run()
    assert (nothing.exit_code, nothing.stderr) == (1, "give a table, or a log of events\n")


SERVICE = """smarketing: 1
title: Hosting
term: {start: 2026-03-01, end: 2026-04-30}
parties: {Host: {contact: Ann}, Shop: {contact: Bob}}
signatures: {Host: 2026-01-01, Shop: 2026-01-01}
objectives: {}
services:
  shop:
    {owed_by: Host, owed_to: Shop, availability: 99.9 %, mttr: 1 hour, mtbf: 500 hours, throughput: 1 request/second}
"""


def test_services_are_measured_and_judged(folder: Path) -> None:
    """Times go to the file in seconds, and are judged in the unit of the promise."""
    (folder / "a.yaml").write_text(SERVICE, encoding="utf-8")
    faults = "failed_at,restored_at\n2026-03-02T10:00:00,2026-03-02T10:50:00\n2026-03-03T10:00:00,2026-03-03T12:00:00\n"
    (folder / "faults.csv").write_text(faults + "2026-03-04T10:00:00,2026-03-04T10:00:01\n", encoding="utf-8")
    (folder / "samples.csv").write_text("at,done\n2026-03-02,0\n2026-03-03,100000\n", encoding="utf-8")
    found = run("--of", "shop=faults.csv", "--as-of", "2026-04-01", "--out", "actuals.csv", "--figures", "all.csv")
    assert found.stderr == "shop.throughput is not measured: faults.csv has no 'done'\n"
    assert found.stdout.splitlines()[1:] == ["The data of shop ends at 2026-04-01 00:00"]
    assert (folder / "actuals.csv").read_text().splitlines() == [
        "month,metric,segment,value,base,unit",
        "2026-03,shop.availability,,2668199,2678400,",
        "2026-03,shop.failures,,3,,",
        "2026-03,shop.mtbf,,2668199,3,second",
        "2026-03,shop.mttr,,10201,3,second",
    ]
    assert "2026-03,shop.availability,,share,2668199.000000,2678400.000000,seconds" in (folder / "all.csv").read_text()
    judged = invoke(["judge", "a.yaml", "actuals.csv", "--through", "2026-03", "--json"])
    verdicts = {each["promise"]: each["because"] for each in json.loads(judged.stdout)["verdicts"]}
    assert verdicts == {
        "shop.availability": "2,668,199 of 2,678,400 (99.62 %) against at least 99.9 %: 0.28 points short",
        "shop.mtbf": "741.17 for 3 (247.06 hours) against at least 500 hours: 252.94 hours short",
        "shop.throughput": "there is no figure for 2026-03",
        "shop.mttr": "2.83 for 3 (0.94 hours) against at most 1 hour",
    }
    found = run("--of", "shop=faults.csv", "--events", "samples.csv", "--as-of", "2026-04-01")
    assert "2026-03,shop.throughput,,100000,86400," in found.stdout
    listed = run("--of", "shop=faults.csv", "--cases", "shop.mttr:ratio:2026-03")
    assert listed.stdout.splitlines()[1:] == [
        ",,2026-03-02T10:00:00+00:00,3000.000000",
        ",,2026-03-03T10:00:00+00:00,7200.000000",
        ",,2026-03-04T10:00:00+00:00,1.000000",
    ]


def test_what_any_so_many_days_have_is_measured_and_judged(folder: Path) -> None:
    """To the second above 24 hours, through a file; the days of April reach back into March."""
    promised = "in_any: {days: 30, failures: 1, downtime: 24 hours}"
    (folder / "a.yaml").write_text(
        SERVICE.partition("    {")[0] + f"    {{owed_by: Host, owed_to: Shop, {promised}}}\n"
    )
    faults = ("1,2026-03-20T10:00:00,2026-03-21T10:00:01", "2,2026-04-01T10:00:00,2026-04-01T10:00:01")
    (folder / "faults.csv").write_text("\n".join(("id,failed_at,restored_at", *faults)), encoding="utf-8")
    given = ("--of", "shop=faults.csv", "--as-of", "2026-05-01")
    assert run(*given, "--out", "actuals.csv", "--figures", "all.csv").exit_code == 0
    assert (folder / "actuals.csv").read_text().splitlines() == [
        "month,metric,segment,value,base,unit",
        "2026-03,shop.downtime_in_days,,86401,,second",
        "2026-03,shop.failures,,1,,",
        "2026-03,shop.failures_in_days,,1,,",
        "2026-04,shop.downtime_in_days,,86402,,second",
        "2026-04,shop.failures,,1,,",
        "2026-04,shop.failures_in_days,,2,,",
    ]
    assert "2026-03,shop.downtime_in_days,,level,86401.000000,,seconds" in (folder / "all.csv").read_text()
    judged = invoke(["judge", "a.yaml", "actuals.csv", "--through", "2026-04", "--json"])
    verdicts = [(each["month"], each["promise"], each["status"]) for each in json.loads(judged.stdout)["verdicts"]]
    assert sorted(verdicts) == [
        ("2026-03", "shop.downtime_in_days", "missed"),
        ("2026-03", "shop.failures_in_days", "met"),
        ("2026-04", "shop.downtime_in_days", "missed"),
        ("2026-04", "shop.failures_in_days", "missed"),
    ]
    listed = run(*given, "--cases", "shop.downtime_in_days:level:2026-04")
    assert listed.stdout.splitlines()[1:] == [
        "1,,2026-03-20T10:00:00+00:00,86401.000000",
        "2,,2026-04-01T10:00:00+00:00,1.000000",
    ]


def test_a_bar_shows_how_far_the_work_is(folder: Path) -> None:
    """Where somebody may look, and nowhere else."""
    shown = invoke(["measure", "a.yaml", "leads.csv"], env={"FORCE_COLOR": "1"})
    assert "Reading and measuring" in shown.stderr
    assert "Reading and measuring" not in run("leads.csv").stderr
    assert shown.stdout == run("leads.csv").stdout


def test_what_is_late_as_a_list_to_work_from(folder: Path) -> None:
    """Of all months or of some, late and overdue together, in local times; only the columns that are named beside."""
    more = "3,Lead 3,2026-02-02T15:00:00Z,,small\n"
    (folder / "leads.csv").write_text(LEADS + more, encoding="utf-8")
    found = run("leads.csv", "--late", "leads.followed-up", "--with", "segment")
    assert found.stdout.splitlines() == [
        "id,verdict,since,due,used,overdue,segment",
        "3,overdue,2026-02-02 10:00:00,2026-02-02 11:00:00,163:00:00,162:00:00,small",
        "2,late,2026-03-02 10:00:00,2026-03-02 11:00:00,3:00:00,2:00:00,large",
    ]
    found = run("leads.csv", "--late", "leads.followed-up:2026-03")
    assert found.stdout.splitlines() == [
        "id,verdict,since,due,used,overdue",
        "2,late,2026-03-02 10:00:00,2026-03-02 11:00:00,3:00:00,2:00:00",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("leads.followed",), "no clock named 'leads.followed'; clocks are 'leads.followed-up'"),
        (("leads.followed-up", "--with", "owner"), "no column named 'owner'; columns are 'id', 'name',"),
        (("leads.followed-up:March",), "'March' is"),
    ],
)
def test_a_list_of_what_there_is_not(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    """Is refused in words."""
    found = run("leads.csv", "--late", *arguments)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith(said)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--with", "name"), "'--with': give --late too, whose cases it lists columns of"),
        (
            ("--late", "leads.followed-up", "--cases", "leads.followed-up:late:2026-03"),
            "'--late': give --cases or --late",
        ),
    ],
)
def test_one_list_at_a_time(folder: Path, arguments: tuple[str, ...], said: str) -> None:
    """An option that would do nothing is refused."""
    found = run("leads.csv", *arguments)
    assert found.exit_code == 2
    assert said in found.stderr
