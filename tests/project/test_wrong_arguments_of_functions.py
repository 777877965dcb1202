"""Public functions say what they expect, where a wrong argument is found before anything else."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from expected_errors import refusal
from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    Limit,
    Metric,
    Missed,
    Objective,
    Party,
    Term,
    judge,
    load,
)
from smarketing.actuals import actuals_from_json, actuals_json
from smarketing.agreement.unreadable_rules import UnreadRule
from smarketing.agreement_file.value_codecs import value_codec
from smarketing.checks import check
from smarketing.whole_files import write_files

LEADS = Metric("leads", "SQL", "count")
ACTUALS = Actuals.from_dict({"leads": {"2026-01": 1}}, known=[LEADS])
AGREEMENT: Any = Agreement(
    "Leads",
    Term("2026-01-01"),
    [Party("A"), Party("B")],
    [Objective("leads", "A", "B", AtLeast("1 SQL/month"))],
)
WRONG: Any = 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: judge(WRONG, ACTUALS), "an agreement is judged, as load gives it; not 5"),
        (
            lambda: judge(AGREEMENT, WRONG),
            "actuals are read first, as in Actuals.read_csv or .from_frame; not <class",
        ),
        (lambda: judge(AGREEMENT, ACTUALS, journal=WRONG), "a journal is a Journal, perhaps without entries; not 5"),
        (lambda: check(WRONG), "an agreement is checked, as load gives it; not 5"),
        (lambda: load(WRONG), "an agreement is loaded from the name of its file; not 5"),
        (
            lambda: Consequence("pay", WRONG, Credit("5 USD")),
            "a condition says when it follows, as in Missed('leads'); not 5",
        ),
        (
            lambda: Consequence("pay", Missed("leads"), WRONG),
            "an effect says what follows, as in Credit('200 USD'); not 5",
        ),
        (
            lambda: actuals_from_json(actuals_json(ACTUALS) | {"unplaced": [5]}),
            "actuals.unplaced: names of metrics are needed, or null; not [5]",
        ),
        (lambda: value_codec(dict[str, int], lambda _: None), "no file holds dict[str, int]; use "),
    ],
    ids=lambda each: each.split(";")[0][:40] if isinstance(each, str) else "",
)
def test_a_wrong_argument(call: Callable[[], object], message: str) -> None:
    """The message says what is needed instead."""
    assert refusal(call)[0].startswith(message)


def test_a_figure_in_json_in_another_unit() -> None:
    """It would be another figure."""
    document = actuals_json(ACTUALS)
    document["figures"][0]["unit"] = "MQL"
    assert refusal(lambda: actuals_from_json(document))[0].endswith(".unit: 'MQL' is not the unit of a metric 'leads'")


def test_a_rule_that_could_not_be_read_judges_nothing() -> None:
    """It only stands in for it while problems are looked for."""
    with pytest.raises(NotImplementedError):
        UnreadRule()(None)


def test_a_limit_of_another_rate() -> None:
    """Only a period of time is written apart."""
    assert str(Limit("5 USD/lead", per="quarter")) == "5 USD/lead per quarter"


def test_the_own_stream_is_written_through(capfd: pytest.CaptureFixture[str]) -> None:
    """A file that stands for the output of this very process is not replaced by another."""
    if not Path("/dev/stdout").exists():
        pytest.skip("no /dev/stdout on this machine")
    write_files({"/dev/stdout": "a line\n"})
    assert capfd.readouterr().out == "a line\n"
