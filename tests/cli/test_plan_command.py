"""`smarketing plan`: its options alone and together, and what it prints."""

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from click.testing import Result

from command_runner import invoke
from plan_files import AGREEMENT

DEMO = files("smarketing") / "demo"

SEGMENTS = """\
  segments:
    small: {share: 60 %}
    big: {goal: 2000 USD/month, value: 200 USD/customer, stages: [{SQL: 50 %}]}
objectives:
"""

COMPANY_X = """\
5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage
customer  50 customer/month
          5,000.00 USD/month / 100.00 USD/customer = 50 customer/month
SQL       100 SQL/month
          50 customer/month / 50 % = 100 SQL/month
MQL       250 MQL/month
          100 SQL/month / 40 % = 250 MQL/month
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an agreement, one with segments, and the demo's; 80 columns."""
    (tmp_path / "a.yaml").write_text(AGREEMENT)
    (tmp_path / "s.yaml").write_text(AGREEMENT.replace("objectives:\n", SEGMENTS))
    (tmp_path / "demo.yaml").write_bytes((DEMO / "agreement.yaml").read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def run(*arguments: str) -> Result:
    return invoke(("plan", *arguments))


def printed(*arguments: str) -> str:
    """What is printed, without blanks at the ends of lines."""
    result = run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return "".join(f"{line.rstrip()}\n" for line in result.stdout.splitlines())


def test_the_plan_of_company_x() -> None:
    """A plain funnel is printed as four numbers with their reasons, and nothing else."""
    assert printed("demo.yaml") == COMPANY_X


def test_the_plan_of_company_x_as_json() -> None:
    """A plain funnel has no keys for what it has not."""
    assert json.loads(printed("demo.yaml", "--json")) == {
        "stages": [
            {"stage": "MQL", "exact": "250", "need": "250", "because": "100 SQL/month / 40 % = 250 MQL/month"},
            {"stage": "SQL", "exact": "100", "need": "100", "because": "50 customer/month / 50 % = 100 SQL/month"},
            {
                "stage": "customer",
                "exact": "50",
                "need": "50",
                "because": "5,000.00 USD/month / 100.00 USD/customer = 50 customer/month",
            },
        ],
        "rounding": "up at every stage",
    }


MONTHS = ("--months", "2026-01")
PIPELINE = ("--pipeline", "SQL=30")
CONFIDENCE = ("--confidence", "80%")


@pytest.mark.parametrize(
    ("options", "needs"),
    [
        ((), ["250", "100", "50"]),
        (PIPELINE, ["175", "70", "50"]),  # 30 SQL less of 100; 70 / 40 %
        (CONFIDENCE, ["279", "109", "50"]),  # 50 or more of 109 SQL are won in 80.2 % of all cases, of 108 in 77.9 %
    ],
)
@pytest.mark.parametrize("months", [(), MONTHS])
def test_options_alone_and_with_months(options: tuple[str, ...], needs: list[str], months: tuple[str, ...]) -> None:
    """For people and for programs the same numbers; months come below, a simulation last."""
    plain = json.loads(printed("a.yaml", *options, *months, "--json"))
    assert [stage["need"] for stage in plain["stages"]] == needs
    assert ("months" in plain, "short" in plain) == (bool(months), bool(months))
    assert plain.get("confidence") == ("0.8" if options == CONFIDENCE else None)
    text = printed("a.yaml", *options, *months)
    places = [text.index(f"\n{name:<8}  {need} ") for name, need in zip(("MQL", "SQL", "customer"), needs, strict=True)]
    assert places == sorted(places, reverse=True)
    assert ("What must get to each stage" in text) == bool(months)
    assert ("\nSimulated: " in text) == (options == CONFIDENCE)


def test_the_simulation() -> None:
    """Volumes sized for 80 % reach the goal in a little more than 80 % of many runs: heads are whole."""
    line = printed("a.yaml", *CONFIDENCE).splitlines()[-1]
    found = re.fullmatch(
        r"Simulated: (\d\d\.\d) % \(standard error 0\.1\d %\) to reach 5,000 USD/month; "
        r"90 % of 100,000 runs bring ([\d,]+) to ([\d,]+) USD/month",
        line,
    )
    assert found
    assert 79.5 < float(found[1]) < 82.5
    low, high = (int(number.replace(",", "")) for number in found.groups()[1:])
    assert low < 5000 < high


def test_a_confidence_of_the_agreement_s_own(folder: Path) -> None:
    """It is used without an option, and an option goes before it."""
    (folder / "c.yaml").write_text(AGREEMENT.replace("objectives:\n", "  confidence: 80 %\nobjectives:\n"))
    assert printed("c.yaml") == printed("a.yaml", *CONFIDENCE)
    assert printed("c.yaml", "--confidence", "50 %", "--json") == printed("a.yaml", "--confidence", "50%", "--json")


def test_months_with_their_lags() -> None:
    """Half of January's customers are SQL of December; SQL were MQL a month before. No MQL of March counts by March."""
    assert printed("a.yaml", "--months", "2026-Q1").splitlines()[7:] == [
        "",
        "What must get to each stage in which month",
        "",
        " month     MQL   SQL   customer           goal",
        " ─────────────────────────────────────────────",
        " 2025-11   250",
        " 2025-12   250   100",
        " 2026-01   250   100         50   5,000.00 USD",
        " 2026-02   250   100         50   5,000.00 USD",
        " 2026-03         100         50   5,000.00 USD",
        "",
    ]


def test_months_as_json() -> None:
    """Exact numbers as text; null where a number does not matter for any goal."""
    plain = json.loads(printed("a.yaml", "--months", "2026-Q1", "--json"))
    assert plain["short"] == []
    assert plain["months"] == [
        {"month": "2025-11", "goal": None, "needs": {"MQL": "250", "SQL": None, "customer": None}},
        {"month": "2025-12", "goal": None, "needs": {"MQL": "250", "SQL": "100", "customer": None}},
        {"month": "2026-01", "goal": "5000 USD/month", "needs": {"MQL": "250", "SQL": "100", "customer": "50"}},
        {"month": "2026-02", "goal": "5000 USD/month", "needs": {"MQL": "250", "SQL": "100", "customer": "50"}},
        {"month": "2026-03", "goal": "5000 USD/month", "needs": {"MQL": None, "SQL": "100", "customer": "50"}},
    ]


def test_what_cannot_be_met_any_more() -> None:
    """30 SQL bring 7.5 customers in January; 42.5 more would take 170 SQL at once, and MQL need a month to be SQL."""
    plain = json.loads(printed("a.yaml", *MONTHS, *PIPELINE, "--json"))
    needs = {"MQL": None, "SQL": "170", "customer": "50"}
    assert plain["months"] == [{"month": "2026-01", "goal": "5000 USD/month", "needs": needs}]
    assert plain["short"] == [{"stage": "SQL", "month": "2026-01", "missing": "170 SQL/month"}]
    assert printed("a.yaml", *MONTHS, *PIPELINE).endswith("\n2026-01: 170 SQL/month cannot be met any more\n")


def test_a_pipeline_at_two_stages() -> None:
    """100 SQL less 30 that are there are 70, which take 175 MQL; 40 of them are there."""
    plain = json.loads(printed("a.yaml", *PIPELINE, "--pipeline", "MQL=40", "--json"))
    assert [stage["need"] for stage in plain["stages"]] == ["135", "70", "50"]


def test_a_pipeline_that_is_enough() -> None:
    """100 SQL of which half become customers are all that the goal takes."""
    plain = json.loads(printed("a.yaml", "--pipeline", "SQL=100", "--json"))
    assert [stage["need"] for stage in plain["stages"]] == ["0", "0", "50"]


def test_segments() -> None:
    """The sums first, then each by itself: 3,000 at 100 USD and 40 %, 2,000 at 200 USD and 50 %."""
    text = printed("s.yaml")
    assert [line for line in text.splitlines() if not line.startswith("  ")] == [
        "5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage",
        "customer  40 customer/month",
        "SQL       80 SQL/month",
        "MQL       190 MQL/month",
        "",
        "small: 3,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage",
        "customer  30 customer/month",
        "SQL       60 SQL/month",
        "MQL       150 MQL/month",
        "",
        "big: 2,000.00 USD/month at 200.00 USD/customer; rounding: up at every stage",
        "customer  10 customer/month",
        "SQL       20 SQL/month",
        "MQL       40 MQL/month",
    ]
    plain = json.loads(printed("s.yaml", *MONTHS, "--json"))
    assert [part["stages"][0]["need"] for part in (plain, *plain["segments"].values())] == ["190", "150", "40"]
    assert plain["months"][-1]["needs"] == {"MQL": None, "SQL": "80", "customer": "40"}
    assert "\nSimulated: " in printed("s.yaml", *CONFIDENCE)
