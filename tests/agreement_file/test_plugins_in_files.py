"""Evaluators and effects of other packages, found by entry points: read, dumped and judged like this library's own."""

import sys
from pathlib import Path

import pytest

from smarketing import Actuals, AgreementError, Consequence, InvalidValueError, Missed, dumps, judge, loads

MODULE = '''
import attrs
from smarketing import Finding, Metric, Quantity, Status
from smarketing.agreement_file import INTEGER, TEXT, Key, Shape


@attrs.frozen
class Growth:
    """At least so many percent more than the month before."""

    percent: int
    unit: str
    needs = ()

    def __call__(self, history):
        before = history.earlier(1)
        if history.current is None or before is None:
            return Finding(Status.NO_DATA, note="no month to compare with")
        goal = Quantity(before.value * (100 + self.percent) / 100, self.unit)
        short = goal.value - history.current.value
        status = Status.MET if short <= 0 else Status.MISSED
        return Finding(status, history.current, goal, None, Quantity(short, self.unit) if short > 0 else None)


@attrs.frozen
class Apology:
    """Words."""

    words: str = "sorry"
    references = ()

    def __call__(self, case):
        yield case.due("apology", case.because(), task=self.words)


GROWTH = Shape(Growth, (Key("percent", INTEGER), Key("unit", TEXT)))
APOLOGY = Shape(Apology, (Key("words", TEXT),), scalar="words")
'''
ENTRY_POINTS = """\
[smarketing.evaluators]
grows_by = growing_plugin:GROWTH

[smarketing.effects]
apology = growing_plugin:APOLOGY
"""
TEXT = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties:
  Marketing: {}
  Sales: {}
signatures: {Marketing: 2025-12-15, Sales: 2025-12-16}
metrics:
  leads: {unit: SQL, kind: count}
objectives:
  leads:
    owed_by: Marketing
    owed_to: Sales
    grows_by: {percent: 10, unit: SQL}
consequences:
  words:
    when: {missed: leads}
    apology: we will do better
"""


@pytest.fixture
def _plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package for the length of a test."""
    (tmp_path / "growing_plugin.py").write_text(MODULE)
    about = tmp_path / "growing_plugin-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: growing-plugin\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "growing_plugin", raising=False)


@pytest.mark.usefixtures("_plugin")
def test_a_plugin_is_read_and_dumped() -> None:
    """Its keys stand in the file like the others, and are written back the same."""
    agreement = loads(TEXT)
    assert repr(agreement.objectives[0].evaluator) == "Growth(percent=10, unit='SQL')"
    assert repr(agreement.consequences[0].effect) == "Apology(words='we will do better')"
    assert loads(dumps(agreement)) == agreement
    assert "grows_by: {percent: 10, unit: SQL}\n" in dumps(agreement)
    assert "apology: we will do better\n" in dumps(agreement)


@pytest.mark.usefixtures("_plugin")
def test_a_plugin_is_judged() -> None:
    """100, 110, 120: met in the second month by exactly 10 %; 121 were needed in the third, so 1 is missing."""
    agreement = loads(TEXT)
    figures = {"leads": {"2026-01": 100, "2026-02": 110, "2026-03": 120}}
    scorecard = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    assert [verdict.status.value for verdict in scorecard.verdicts] == ["no-data", "met", "missed"]
    assert scorecard.verdicts[2].because == "120 SQL against at least 121 SQL: 1 SQL short"
    assert [(str(due.month), due.effect, due.task) for due in scorecard.dues] == [
        ("2026-03", "apology", "we will do better")
    ]


@pytest.mark.usefixtures("_plugin")
def test_mistakes_in_the_keys_of_a_plugin() -> None:
    """A plugin's shape finds problems with their places, without a line of its own."""
    with pytest.raises(AgreementError) as error:
        loads(TEXT.replace("percent: 10", "percent: 10 %").replace("apology: we will do better", "apology: {wrds: x}"))
    assert str(error.value).splitlines() == [
        "agreement.yaml:14:16: objectives.leads.grows_by.percent: this is the text '10 %' where a whole number belongs",
        (
            "agreement.yaml:18:15: consequences.words.apology.wrds: no key named 'wrds'; "
            "keys are 'words' (did you mean 'words'?)"
        ),
    ]


def test_without_the_plugin_its_keys_are_unknown() -> None:
    """Nobody knows the keys of a package that is not installed."""
    with pytest.raises(AgreementError) as error:
        loads(TEXT)
    found = str(error.value).splitlines()
    assert found[0].startswith("agreement.yaml:14:5: objectives.leads.grows_by: no key named 'grows_by'")
    assert any(
        line.startswith("agreement.yaml:18:5: consequences.words.apology: no key named 'apology'") for line in found
    )


class _Unregistered:
    """An effect and a condition that no entry point names."""

    references = ()

    def __call__(self, _: object) -> tuple[()]:
        return ()

    def cases(self, _: object) -> tuple[()]:
        return ()


@pytest.mark.usefixtures("_plugin")
def test_an_effect_that_no_key_stands_for_cannot_be_dumped() -> None:
    """Refused with the way to mend it, and not dropped."""
    base = loads(TEXT)
    consequences = [Consequence("odd", Missed("leads"), _Unregistered())]
    agreement = type(base)(
        base.title, base.term, base.parties, base.objectives, metrics=base.metrics_declared, consequences=consequences
    )
    with pytest.raises(InvalidValueError) as error:
        dumps(agreement)
    assert str(error.value) == "no key of the file stands for _Unregistered; register it as smarketing.effects"


@pytest.mark.usefixtures("_plugin")
def test_a_condition_of_its_own_cannot_be_dumped() -> None:
    """A condition that is no `Missed` has no keys: refused in the same words."""
    base = loads(TEXT)
    consequences = [Consequence("odd", _Unregistered(), base.consequences[0].effect)]
    agreement = type(base)(
        base.title, base.term, base.parties, base.objectives, metrics=base.metrics_declared, consequences=consequences
    )
    with pytest.raises(InvalidValueError) as error:
        dumps(agreement)
    assert str(error.value).startswith("no key of the file stands for _Unregistered")
