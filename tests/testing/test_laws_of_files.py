"""Rules that a key stands for come back from a file, or a check says why not."""

import sys
from pathlib import Path
from typing import Any

import pytest

from broken_laws import said_of
from smarketing.testing import check_evaluator

MODULE = '''
import attrs
from smarketing import Evaluator, about


class Patient(Evaluator):
    """Waits."""

    def __call__(self, view, /):
        return view.no_data()

    def describe(self):
        return "wait"


@attrs.frozen
class Lossy(Patient):
    """Two fields under one key."""

    first: str = attrs.field(default="a", metadata=about("One.", key="said"))
    second: str = attrs.field(default="b", metadata=about("Two.", key="said"))


@attrs.frozen
class Unwritten(Patient):
    """A field that no file can hold."""

    amount: complex = 1j
'''
ENTRY_POINTS = "[smarketing.evaluators]\nlossy = file_laws_plugin:Lossy\nunwritten = file_laws_plugin:Unwritten\n"
LAW = "an agreement that holds a rule comes back from its file"


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A package with two rules, installed for the length of a test."""
    (tmp_path / "file_laws_plugin.py").write_text(MODULE)
    about = tmp_path / "file_laws_plugin-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: file-laws-plugin\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "file_laws_plugin", raising=False)
    import file_laws_plugin  # type: ignore[import-not-found]  # noqa: PLC0415 - it was written just now

    return file_laws_plugin


def test_what_is_lost(rules: Any) -> None:
    """The file is shown."""
    rule, law, found = said_of(lambda: check_evaluator(rules.Lossy("x", "y")))
    assert (rule, law) == ("Lossy(first='x', second='y')", LAW)
    assert found.startswith("it comes back as another one from this file:\nsmarketing: 1\n")
    assert "    lossy: {said: y}\n" in found


def test_what_cannot_be_written(rules: Any) -> None:
    """The reason is that of the file."""
    assert said_of(lambda: check_evaluator(rules.Unwritten())) == (
        "Unwritten(amount=1j)",
        LAW,
        (
            "the file of an agreement that holds it cannot be written, or not be read again:\n"
            "the field 'amount' of Unwritten cannot be written in a file: no file holds complex; use text, bool, int, "
            "Fraction, date, time, Month, Quantity, Target, Criterion, a Literal, or a tuple of one"
        ),
    )
