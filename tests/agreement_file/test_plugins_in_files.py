"""Rules of other packages, found by entry points: read, dumped and judged like this library's own."""

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import attrs
import pytest

from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    Case,
    CaseHistory,
    Condition,
    Consequence,
    Due,
    Effect,
    InvalidValueError,
    Missed,
    Verdict,
    dumps,
    judge,
    loads,
)
from smarketing.agreement_file import json_schema
from smarketing.verdicts import Promise

MODULE = '''
from fractions import Fraction

import attrs
import smarketing as sm


@attrs.frozen
class Growth(sm.Evaluator):
    """At least so many percent more than the month before."""

    percent: int = attrs.field(metadata=sm.about("How many percent more.", bare=True))
    unit: str = attrs.field(default="SQL", metadata=sm.about("What is counted.", key="of"))

    def __call__(self, view):
        before = view.earlier(1)
        if view.reading is None or before.reading is None:
            return view.no_data(before)
        goal = sm.Quantity(before.reading * (100 + self.percent) / 100, self.unit)
        short = goal.value - view.reading
        if short <= 0:
            return sm.Finding(sm.Status.MET, view.actual, goal)
        return sm.Finding(sm.Status.MISSED, view.actual, goal, shortfall=sm.Quantity(short, self.unit))


@attrs.frozen
class FirstMiss(sm.Condition):
    """A promise was missed for the first time."""

    promise: str = attrs.field(metadata=sm.about("The promise.", bare=True))

    @property
    def references(self):
        return (sm.Reference("promise", self.promise, ("promise",)),)

    def cases(self, promises):
        return ((self.promise,),)

    def __call__(self, history):
        (verdicts,) = history.verdicts
        misses = [verdict for verdict in verdicts if verdict.missed]
        return misses if len(misses) == 1 and verdicts[-1].missed else ()


@attrs.frozen
class Gift:
    """A part of an apology."""

    what: str
    worth: Fraction = Fraction(1)


@attrs.frozen
class Apology(sm.Effect):
    """Words, perhaps with gifts."""

    words: str = attrs.field(default="sorry", metadata=sm.about("What is said.", bare=True))
    gifts: tuple[Gift, ...] = ()

    def __call__(self, case):
        yield case.due("apology", case.because(), task=self.words)
'''
ENTRY_POINTS = """\
[smarketing.evaluators]
grows_by = growing_plugin:Growth

[smarketing.conditions]
first_miss = growing_plugin:FirstMiss

[smarketing.effects]
apology = growing_plugin:Apology
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
  leads: {owed_by: Marketing, owed_to: Sales, grows_by: 10}
consequences:
  words:
    when: {first_miss: leads}
    apology: we will do better
"""

PAGE = Path(__file__).parents[2] / "docs" / "extending.md"
Install = Callable[..., None]


@pytest.fixture(name="install")
def _install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Give what installs a package for the length of a test: its module, and its entry points."""

    def install(module: str = MODULE, entry_points: str = ENTRY_POINTS, name: str = "growing_plugin") -> None:
        (tmp_path / f"{name}.py").write_text(module, encoding="utf-8")
        about = tmp_path / f"{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n")
        (about / "entry_points.txt").write_text(entry_points)
        monkeypatch.delitem(sys.modules, name, raising=False)

    monkeypatch.syspath_prepend(tmp_path)
    return install


def refusal(text: str) -> list[str]:
    """Give the lines with which a text is refused."""
    with pytest.raises(AgreementError) as error:
        loads(text, "a.yaml")
    return str(error.value).splitlines()


# Plugins that work


def test_a_plugin_is_read_and_dumped(install: Install) -> None:
    """Its keys stand in the file like the others, and are written back the same."""
    install()
    agreement = loads(TEXT)
    assert repr(agreement.objectives[0].evaluator) == "Growth(percent=10, unit='SQL')"
    assert repr(agreement.consequences[0].when) == "FirstMiss(promise='leads')"
    assert repr(agreement.consequences[0].effect) == "Apology(words='we will do better', gifts=())"
    assert dumps(agreement).endswith(TEXT[TEXT.index("metrics:") :])
    assert loads(dumps(agreement)) == agreement


def test_all_keys_of_a_plugin(install: Install) -> None:
    """A key of another name than its field, and parts within a rule."""
    install()
    text = TEXT.replace("grows_by: 10", "grows_by: {percent: 5, of: MQL}").replace("unit: SQL", "unit: MQL")
    text = text.replace("apology: we will", "apology:\n      words: we will")
    text += "      gifts:\n      - {what: flowers, worth: 9.5}\n      - {what: cake}\n"
    agreement = loads(text)
    assert repr(agreement.objectives[0].evaluator) == "Growth(percent=5, unit='MQL')"
    gifts = "(Gift(what='flowers', worth=Fraction(19, 2)), Gift(what='cake', worth=Fraction(1, 1)))"
    assert repr(agreement.consequences[0].effect) == f"Apology(words='we will do better', gifts={gifts})"
    assert "grows_by: {percent: 5, of: MQL}\n" in dumps(agreement)
    assert dumps(loads(dumps(agreement))) == dumps(agreement)
    assert loads(dumps(agreement, as_json=True), "a.json") == agreement


def test_a_plugin_is_judged(install: Install) -> None:
    """100, 110, 120: met in the second month by exactly 10 %; 121 were needed in the third, so 1 is missing."""
    install()
    agreement = loads(TEXT)
    figures = {"leads": {"2026-01": 100, "2026-02": 110, "2026-03": 120, "2026-04": 120}}
    scorecard = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    assert [verdict.status.value for verdict in scorecard.verdicts] == ["pending", "met", "missed", "missed"]
    assert scorecard.verdicts[2].because == "120 SQL against at least 121 SQL: 1 SQL short"
    assert [(str(due.month), due.effect, due.task) for due in scorecard.dues] == [
        ("2026-03", "apology", "we will do better")
    ]


def test_a_plugin_works_within_a_window_and_as_a_relief(install: Install) -> None:
    """Wherever an evaluator or a condition may stand."""
    install()
    text = TEXT.replace("grows_by: 10", "rolling: {months: 3, grows_by: 10}")
    agreement = loads(text)
    assert (
        repr(agreement.objectives[0].evaluator)
        == "Rolling(evaluator=Growth(percent=10, unit='SQL'), months=3, from_the_start=False)"
    )
    assert loads(dumps(agreement)) == agreement
    relieved = (
        "  calls: {owed_by: Sales, owed_to: Marketing, at_least: 9 call/month, relieved_when: {first_miss: leads}}\n"
    )
    assert refusal(text.replace("consequences:\n", f"{relieved}consequences:\n")) == [
        (
            "a.yaml:12:71: objectives.calls.relieved_when: "
            "relief looks at the same month only: name a promise that is missed"
        )
    ]


def test_mistakes_in_the_keys_of_a_plugin(install: Install) -> None:
    """Problems have their places, without a line of the plugin's own; so have the names that it refers to."""
    install()
    text = TEXT.replace("grows_by: 10", "grows_by: {percent: 10 %}").replace("first_miss: leads", "first_miss: lead")
    assert refusal(text.replace("apology: we will do better", "apology: {wrds: x}")) == [
        "a.yaml:11:58: objectives.leads.grows_by.percent: this is the text '10 %' where a whole number belongs",
        (
            "a.yaml:14:12: consequences.words.when.first_miss: no promise named 'lead'; "
            "promises are 'leads' (did you mean 'leads'?)"
        ),
        (
            "a.yaml:15:15: consequences.words.apology.wrds: no key named 'wrds'; "
            "keys are 'words', 'gifts' (did you mean 'words'?)"
        ),
    ]


CONDITIONS = ["all_of", "any_of", "beaten", "credits", "met", "missed", "points", "share_missed", "some_of"]


def test_editors_know_the_keys_of_a_plugin(install: Install) -> None:
    """The JSON Schema describes them like this library's own."""
    install()
    schema = json_schema()
    rules = schema["definitions"]
    assert rules["grows_by"]["description"] == (
        "At least so many percent more than the month before. A value alone stands for percent."
    )
    assert [*rules["grows_by"]["anyOf"][1]["properties"]] == ["percent", "of"]
    conditions = schema["properties"]["consequences"]["additionalProperties"]["properties"]["when"]
    assert [*conditions["properties"]] == [*CONDITIONS, "first_miss"]


def test_without_the_plugin_its_keys_are_unknown() -> None:
    """Nobody knows the keys of a package that is not installed."""
    found = refusal(TEXT)
    assert found[0].startswith("a.yaml:11:47: objectives.leads.grows_by: no key named 'grows_by'")
    assert found[1] == "a.yaml:14:12: consequences.words.when.first_miss: no condition named 'first_miss'"
    assert found[2].startswith("a.yaml:15:5: consequences.words.apology: no key named 'apology'")


# Plugins that do not

BROKEN = """
import attrs
import smarketing as sm

raise RuntimeError("no licence")
"""
UNWRITABLE = """
from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import smarketing as sm

if TYPE_CHECKING:
    from collections.abc import Callable


class _Apology(sm.Effect):
    def __call__(self, case):
        yield case.due("apology", case.because())


@attrs.frozen
class OfComplex(_Apology):
    number: complex = 1j


@attrs.frozen
class Inside:
    number: complex = 1j


@attrs.frozen
class OfParts(_Apology):
    parts: tuple[Inside, ...] = ()


@attrs.frozen
class OfItself:
    others: tuple[OfItself, ...] = ()


@attrs.frozen
class OfPartsOfItself(_Apology):
    parts: tuple[OfItself, ...] = ()


@attrs.frozen
class OfNames(_Apology):
    called: Callable = print


@attrs.frozen
class OfForm(_Apology):
    days: int = attrs.field(default=1, metadata=sm.about("Days.", form="month"))


@attrs.frozen
class OfInline(_Apology):
    inside: int = attrs.field(default=1, metadata=sm.about("What is inside.", inline=True))


@attrs.frozen
class Half(sm.Effect):
    words: str = ""


class Plain(_Apology):
    pass


@attrs.frozen
class Stranger:
    words: str = ""


APOLOGY = OfParts()
"""
METRICS = "metrics:\n  subscribers: {unit: subscriber, kind: count}\n"
PLAIN = TEXT.replace("grows_by: 10", "at_least: 9 SQL/month").replace("first_miss:", "missed:")
PLUGIN = "the plugin 'growing_plugin"
OF = "of growing-plugin"
FAILS = f"{OF} cannot be imported"
UNWRITTEN = "cannot be written in a file"
WANTED = "its entry point names an attrs class that is a kind of Effect"
WRITABLE = "use text, bool, int, Fraction, date, time, Month, Quantity, Target, Criterion, a Literal, or a tuple of one"


def effect(value: str) -> str:
    """Write the entry point of an effect called apology."""
    return f"[smarketing.effects]\napology = growing_plugin{value}\n"


@pytest.mark.parametrize(
    ("module", "value", "said"),
    [
        (BROKEN, ":Apology", f"{PLUGIN}:Apology' {FAILS}: RuntimeError: no licence"),
        (
            MODULE,
            ":Sorry",
            f"{PLUGIN}:Sorry' {FAILS}: AttributeError: module 'growing_plugin' has no attribute 'Sorry'",
        ),
        (MODULE, "_2:A", f"{PLUGIN}_2:A' {FAILS}: ModuleNotFoundError: No module named 'growing_plugin_2'"),
        (MODULE, ":Growth", f"{PLUGIN}:Growth' {OF} is <class 'growing_plugin.Growth'>; {WANTED}"),
        (UNWRITABLE, ":Stranger", f"{PLUGIN}:Stranger' {OF} is <class 'growing_plugin.Stranger'>; {WANTED}"),
        (UNWRITABLE, ":Plain", f"{PLUGIN}:Plain' {OF} is <class 'growing_plugin.Plain'>; {WANTED}"),
        (UNWRITABLE, ":APOLOGY", f"{PLUGIN}:APOLOGY' {OF} is OfParts(parts=()); {WANTED}"),
        (UNWRITABLE, ":Half", f"{PLUGIN}:Half' {OF} does not define __call__"),
        (UNWRITABLE, ":OfComplex", f"the field 'number' of OfComplex {UNWRITTEN}: no file holds complex; {WRITABLE}"),
        (UNWRITABLE, ":OfParts", f"the field 'number' of Inside {UNWRITTEN}: no file holds complex; {WRITABLE}"),
        (
            UNWRITABLE,
            ":OfNames",
            "the types of the fields of OfNames cannot be looked up: name 'Callable' is not defined",
        ),
        (
            UNWRITABLE,
            ":OfForm",
            f"the field 'days' of OfForm {UNWRITTEN}: no form named 'month' (did you mean 'months'?)",
        ),
        (UNWRITABLE, ":OfInline", "the field 'inside' of OfInline is inline, and of no kind of rules"),
    ],
)
def test_a_plugin_that_cannot_be_used(install: Install, module: str, value: str, said: str) -> None:
    """It is one problem, with its place, of the agreements that use it; no other file and no schema is touched."""
    install(module, effect(value))
    assert refusal(PLAIN) == [f"a.yaml:15:5: consequences.words.apology: {said}"]
    other = PLAIN.replace("apology: we will do better", "terminate: {}")
    assert dumps(loads(other)).endswith(other[other.index("metrics:") :])
    assert "apology" not in json_schema()["definitions"]


def test_a_broken_plugin_beside_others(install: Install) -> None:
    """Of one package or of another: what works is read, written and described."""
    install(MODULE, ENTRY_POINTS + "a_broken = growing_plugin:Nothing\n")
    install(BROKEN, "[smarketing.effects]\nbroken = broken_plugin:Apology\n", "broken_plugin")
    agreement = loads(TEXT)
    assert loads(dumps(agreement)) == agreement
    assert {"apology", "broken", "a_broken"} & {*json_schema()["definitions"]} == {"apology"}


def test_a_class_that_another_package_registers(install: Install) -> None:
    """It is written under the key under which it is read."""
    install(MODULE, "")
    install(
        "from growing_plugin import Apology", "[smarketing.effects]\nsorry = other_plugin:Apology\n", "other_plugin"
    )
    text = PLAIN.replace("apology:", "sorry:")
    assert dumps(loads(text)).endswith("    sorry: we will do better\n")


def test_parts_that_hold_parts_of_their_own_class(install: Install) -> None:
    """As deep as they go."""
    install(UNWRITABLE, effect(":OfPartsOfItself"))
    text = PLAIN.replace("apology: we will do better", "apology: {parts: [{others: [{}, {others: [{}]}]}]}")
    agreement = loads(text)
    assert repr(agreement.consequences[0].effect) == (
        "OfPartsOfItself(parts=(OfItself(others=(OfItself(others=()), OfItself(others=(OfItself(others=()),)))),))"
    )
    assert loads(dumps(agreement)) == agreement


def test_a_key_of_this_library_stays_its_own(install: Install) -> None:
    """A plugin under such a key is not found, neither when reading nor when writing."""
    install(MODULE, effect(":Apology").replace("apology", "remedy") + "apology = growing_plugin:Apology\n")
    agreement = loads(PLAIN.replace("apology: we will do better", "remedy: plan"))
    assert repr(agreement.consequences[0].effect) == "Remedy(tasks=('plan',), before=None)"
    assert dumps(loads(PLAIN)).endswith("    apology: we will do better\n")
    assert "before" in json_schema()["definitions"]["remedy"]["anyOf"][1]["properties"]


# The page that teaches it


def test_the_page_about_rules_of_your_own_works_as_it_stands(install: Install) -> None:
    """Its classes under its entry points read its example, and what is written is read back the same."""
    blocks = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    module = "\n".join(text for language, text in blocks if language == "python" and not text.startswith(">>>"))
    (toml,) = (tomllib.loads(text) for language, text in blocks if language == "toml")
    (yaml,) = (text for language, text in blocks if language == "yaml")
    groups = toml["project"]["entry-points"]
    lines = [
        line
        for group, entries in groups.items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in entries.items()))
    ]
    entry_points = "\n".join(lines).replace("your_package.rules", "growing_plugin")
    install(module, entry_points)
    agreement = loads(PLAIN[: PLAIN.index("metrics:")] + METRICS + yaml)
    assert repr(agreement.promises[0].evaluator) == "NotBelowLastMonth(slack=50)"
    assert repr(agreement.consequences[0].effect) == "Flowers(stems=20)"
    assert dumps(agreement).endswith("    limit: 20 USD per quarter\n    flowers: 20\n")
    assert loads(dumps(agreement)) == agreement


# Rules that nobody registered


@attrs.frozen
class Unregistered(Effect):
    """An effect that no entry point names."""

    def __call__(self, _case: Case, /) -> Iterable[Due]:
        """Nothing follows."""
        return ()


@attrs.frozen
class Never(Condition):
    """A condition that no entry point names."""

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """Watch nothing."""
        return ()

    def __call__(self, _history: CaseHistory, /) -> Sequence[Verdict]:
        """It never holds."""
        return ()


@pytest.mark.parametrize(
    ("consequence", "said"),
    [
        (
            Consequence("odd", Missed("leads"), Unregistered()),
            "no key of the file stands for Unregistered; register it as smarketing.effects",
        ),
        (
            Consequence("odd", Never(), Unregistered()),
            "no key of the file stands for Never; register it as smarketing.conditions",
        ),
    ],
)
def test_a_rule_that_no_key_stands_for_cannot_be_dumped(install: Install, consequence: Consequence, said: str) -> None:
    """Refused with the way to mend it, and not dropped."""
    install()
    agreement: Agreement = attrs.evolve(loads(TEXT), consequences=[consequence])
    with pytest.raises(InvalidValueError) as error:
        dumps(agreement)
    assert str(error.value) == said
