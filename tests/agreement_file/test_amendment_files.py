"""Amendments in files: what is replaced, added and removed comes out as agreed, whatever the two versions are."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from agreement_versions import FUNNEL, OLD, rewritten
from expected_errors import refusal
from smarketing import Agreement, AgreementError, Signature, dump, dumps, load, loads
from smarketing.agreement_file import check_file, formatted, json_schema
from smarketing.agreement_file.documents import parse_document, yaml_text
from strategies import agreements

NAMED = """
    parties needs hours definitions scoring metrics objectives handoffs exclusions consequences limits cadence
""".split()
VALIDATOR = Draft7Validator(json_schema())
HEAD = "smarketing: 1\namends: old.yaml\nfrom: 2026-04-01\n"

Plain = dict[str, Any]


def plain(agreement: Agreement) -> Plain:
    """Give what stands in the file of an agreement."""
    return dict(json.loads(dumps(agreement, as_json=True)))


def amendment(old: Agreement, new: Agreement, **head: object) -> Plain:
    """Write down what makes one agreement of another: parts that differ or are new, and the names of those gone."""
    before, after = plain(old), plain(new)
    signed = {"signatures": after.pop("signatures")} if "signatures" in after else {}
    before.pop("signatures", None)
    removed = [section for section in before if section not in after]
    written: Plain = {"smarketing": 1, **head, **signed}
    for section, now in after.items():
        was = before.get(section)
        if section in NAMED and was is not None:
            changed = {name: part for name, part in now.items() if name not in was or was[name] != part}
            removed += [f"{section}.{name}" for name in was if name not in now]
            written |= {section: changed} if changed else {}
        elif section == "units" and was is not None:
            removed += [f"units.{noun}" for noun in was if noun not in now]
            written |= {section: more} if (more := [noun for noun in now if noun not in was]) else {}
        elif was != now:
            written[section] = now
    return written | ({"removed": removed} if removed else {})


def in_order(old: Agreement, new: Agreement) -> Agreement:
    """Give the new version with the parts of the old one first, each in its old place."""
    fields = dict.fromkeys((*NAMED, "metrics_declared"), "name") | {"needs": "party"}
    del fields["metrics"]
    ordered: Plain = {
        field: tuple(_ordered(getattr(old, field), getattr(new, field), key)) for field, key in fields.items()
    }
    nouns = dict.fromkeys((*(noun for noun in old.units if noun in new.units), *new.units))
    return attrs.evolve(new, metrics=ordered.pop("metrics_declared"), units=tuple(nouns), **ordered)


def _ordered(old: Sequence[Any], new: Sequence[Any], key: str) -> Iterator[Any]:
    names = dict.fromkeys(getattr(part, key) for part in (*old, *new))
    return (part for name in names for part in new if getattr(part, key) == name)


@st.composite
def followers(draw: st.DrawFn, old: Agreement) -> Agreement:
    """Give another agreement with the term's start of one: any, or the same with some things changed."""
    if draw(st.booleans()):
        other: Agreement = draw(agreements())
        return attrs.evolve(other, term=attrs.evolve(old.term, end=None), calendar=old.calendar, examples=())
    promises = [attrs.evolve(each, due_day=draw(st.sampled_from((each.due_day, 5)))) for each in old.objectives]
    parties = [attrs.evolve(each, role=draw(st.sampled_from((each.role, "a lead")))) for each in old.parties]
    followed = [each for each in old.consequences if draw(st.booleans())]
    if len(followed) < len(old.consequences):  # and none that looks at what another one costs
        followed = [each for each in followed if all(named.kind != "consequence" for named in each.when.references)]
    signed = [Signature(each.name, old.term.start) for each in parties if draw(st.booleans())]
    units = [*old.units, "Rückruf"]
    changed: Plain = {"objectives": promises, "parties": parties, "consequences": followed, "signatures": signed}
    changed |= {} if len(followed) == len(old.consequences) else {"limits": (), "examples": ()}
    return attrs.evolve(old, title=draw(st.sampled_from((old.title, "Second"))), units=units, **changed)


def written(folder: Path, stem: str, value: Mapping[str, object], *, as_json: bool = False) -> str:
    """Write plain values to a file of a folder, and give its name."""
    name = f"{stem}.json" if as_json else f"{stem}.yaml"
    (folder / name).write_text(json.dumps(value) if as_json else yaml_text(value), encoding="utf-8")
    return name


LASTING = agreements().filter(lambda old: old.term.end is None or old.term.end > old.term.start + timedelta(2))
"""Agreements that can be amended on their second and third day."""


def outcome(call: Callable[[], Agreement]) -> Agreement | int:
    """Give an agreement, or how many problems it has."""
    try:
        return call()
    except AgreementError as error:
        return len(error.problems)


def flagged(text: str, name: str) -> list[str]:
    """What the JSON Schema says of a text."""
    return [error.message for error in VALIDATOR.iter_errors(parse_document(text, name).value)]


@given(st.data(), LASTING, st.booleans(), st.booleans())
def test_an_amendment_gives_back_the_new_version(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, old: Agreement, first: bool, second: bool
) -> None:
    """Exactly the agreement that was meant, or as many problems as it has after the old one; editors accept it."""
    new = data.draw(followers(old))
    since = old.term.start + timedelta(data.draw(st.integers(0, 2)))  # the first day is one too early
    folder = tmp_path_factory.mktemp("versions")
    name = written(folder, "old", plain(old), as_json=first)
    value = amendment(old, new, amends=name, **{"from": since.isoformat()})
    path = folder / written(folder, "new", value, as_json=second)
    meant = in_order(old, new)
    read = outcome(lambda: load(path))
    assert read == outcome(lambda: attrs.evolve(meant, amends=old, since=since))
    if isinstance(read, Agreement):
        assert read.consolidated == meant
        assert flagged(path.read_text(encoding="utf-8"), path.name) == []


@given(st.data(), LASTING)
def test_a_chain_gives_back_each_version(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, first: Agreement
) -> None:
    """Each amends the one before it, also back to what was there first."""
    folder, days = tmp_path_factory.mktemp("versions"), [first.term.start + timedelta(days) for days in (1, 2)]
    second = in_order(first, data.draw(followers(first)))
    third = in_order(second, attrs.evolve(first, signatures=()))
    assume(isinstance(outcome(lambda: attrs.evolve(second, amends=first, since=days[0])), Agreement))
    one = written(folder, "one", plain(first))
    two = written(folder, "two", amendment(first, second, amends=one, **{"from": days[0].isoformat()}))
    three = written(folder, "three", amendment(second, third, amends=two, **{"from": days[1].isoformat()}))
    assert [each.consolidated for each in load(folder / three).versions] == [first, second, third]


@given(LASTING)
def test_what_says_nothing_changes_nothing(tmp_path_factory: pytest.TempPathFactory, old: Agreement) -> None:
    """All stays but the signatures: these are given anew."""
    folder = tmp_path_factory.mktemp("versions")
    since = (old.term.start + timedelta(1)).isoformat()
    dump(old, folder / "old.yaml")
    read = loads(yaml_text({"smarketing": 1, "amends": "old.yaml", "from": since}), "new.yaml", folder=folder)
    assert read == old.amended(since)
    assert read.signatures == ()


@given(st.data(), LASTING)
def test_an_amendment_is_laid_out(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, old: Agreement
) -> None:
    """With its comment, and it says what it said."""
    folder = tmp_path_factory.mktemp("versions")
    dump(old, folder / "old.yaml")
    since = (old.term.start + timedelta(1)).isoformat()
    value = amendment(old, data.draw(followers(old)), amends="old.yaml", **{"from": since})
    text = f"# What is new\n{yaml_text(value)}"
    assume("<<: " not in text)  # which is refused where no mapping follows
    read = outcome(lambda: loads(text, "new.yaml", folder=folder))
    assume(isinstance(read, Agreement))
    laid_out = formatted(text, "new.yaml", folder=folder)
    assert laid_out.startswith("# What is new\nsmarketing: 1\namends: old.yaml\n")
    assert loads(laid_out, "new.yaml", folder=folder) == read
    assert formatted(laid_out, "new.yaml", folder=folder) == laid_out


# By example

FIRST = rewritten(
    OLD,
    ("term:", "signatures: {Marketing: 2025-12-15, Sales: 2025-12-15, Service: 2025-12-15}\nunits: [trial]\nterm:"),
    ("cadence:", f"scoring: {{score: {{rules: [{{points: 90, when: has(email)}}]}}}}\n{FUNNEL}cadence:"),
    ("consequences:", "metrics: {visits: {unit: visit, kind: count}}\nconsequences:"),
    ("objectives:", "needs: {Sales: {from: Marketing, what: Good leads.}}\nobjectives:"),
    ("cadence:", "hours: {office: {weekly: {mon-fri: 09:00-18:00}}}\ncadence:"),
    ("cadence:", "handoffs: {given: {from: Marketing, to: Sales, trigger: score >= 50, information: email}}\ncadence:"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an agreement to amend."""
    (tmp_path / "old.yaml").write_text(FIRST, encoding="utf-8")
    return tmp_path


def amended(folder: Path, text: str, head: str = HEAD) -> Agreement:
    """Read an amendment in a folder."""
    return loads(head + text, "new.yaml", folder=folder)


def names(parts: Sequence[Any]) -> list[str]:
    """Give what parts are called."""
    return [part.name for part in parts]


def test_a_part_is_replaced_as_a_whole(folder: Path) -> None:
    """It stays in its place; what it does not say again is not there any more."""
    new = amended(folder, "parties: {Sales: {role: Head of sales}}\n")
    assert names(new.parties) == ["Marketing", "Sales", "Service"]
    assert (new.parties[1].contact, new.parties[1].role) == ("", "Head of sales")


def test_what_is_new_comes_last(folder: Path) -> None:
    """Parts and units after those that stay."""
    more = "units: [demo]\nobjectives: {demos: {owed_by: Marketing, owed_to: Sales, at_least: 5 demo/month}}\n"
    new = amended(folder, more)
    assert (new.units, names(new.objectives)) == (("trial", "demo"), ["leads", "calls", "demos"])


@pytest.mark.parametrize(
    ("section", "left"),
    [
        ("needs.Sales", lambda new: new.needs),
        ("units.trial", lambda new: new.units),
        ("definitions.MQL", lambda new: [each for each in new.definitions if each.name == "MQL"]),
        ("metrics.visits", lambda new: new.metrics_declared),
        ("consequences.tell", lambda new: [each for each in new.consequences if each.name == "tell"]),
        ("hours.office", lambda new: new.hours),
        ("handoffs.given", lambda new: new.handoffs),
        ("hours", lambda new: new.hours),
        ("cadence.review", lambda new: new.cadence),
        ("cadence", lambda new: new.cadence),
        ("consequences", lambda new: new.consequences),
        ("needs", lambda new: new.needs),
        ("units", lambda new: new.units),
        ("scoring", lambda new: new.scoring),
        ("scoring.score", lambda new: new.scoring),
        ("summary", lambda new: list(new.summary)),
        ("funnel", lambda new: [new.funnel] if new.funnel else []),
    ],
)
@pytest.mark.parametrize("form", ["{}", "[{}]", "\n  - {}"])
def test_what_is_removed_is_gone(folder: Path, section: str, left: Any, form: str) -> None:
    """A part by its name, a section as a whole; one alone or in a list. All else stays."""
    old = load(folder / "old.yaml")
    new = amended(folder, f"removed: {form.format(section)}\n")
    assert (len(left(old)) > 0, list(left(new))) == (True, [])
    kept = plain(new.consolidated)
    assert {key: kept[key] for key in kept if key != section.partition(".")[0]}.items() <= plain(old).items()


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("title: Second", "title", "Second"),
        ("summary: More.", "summary", "More."),
        ("no_data: counts as missed", "no_data", "counts as missed"),
        ("signatures: {Sales: 2026-03-15}", "signatures", (Signature("Sales", "2026-03-15"),)),
    ],
)
def test_what_has_no_named_parts_is_replaced(folder: Path, text: str, field: str, value: object) -> None:
    """And nothing else."""
    old, new = load(folder / "old.yaml"), amended(folder, text)
    assert new == old.amended("2026-04-01", **{field: value})


def test_a_term_and_a_funnel_are_replaced_as_wholes(folder: Path) -> None:
    """What they do not say again is as by default."""
    stages = "funnel: {goal: 900 USD/month, value: 100 USD/customer, stages: [SQL, {customer: 50 %}]}\n"
    new = amended(folder, f"term: {{start: 2026-01-01}}\n{stages}")
    assert new.term.end is None
    assert new.funnel is not None
    assert [stage.name for stage in new.funnel.stages] == ["SQL", "customer"]


def test_targets_of_the_old_version_follow_the_new_funnel(folder: Path) -> None:
    """What was promised as a number of the funnel is one of the funnel that is there now."""
    text = rewritten(FIRST, ("at_least: 100 SQL/month", "at_least: funnel.SQL"))
    (folder / "old.yaml").write_text(text, encoding="utf-8")
    new = amended(folder, FUNNEL.replace("goal: 5000", "goal: 10000"))
    said = [str(version.objectives[0].evaluator) for version in new.versions]
    assert [("100" in said[0], "200" in said[1])] == [(True, True)]


TERMS = "smarketing: 1\nunits: [{}]\ndefinitions:\n  {}: {{means: A lead., when: score > {}}}\n"


def test_each_version_has_files_of_its_own(folder: Path) -> None:
    """Below its own folder: what is amended, and what both include; an amendment replaces what was included."""
    below = folder / "first"
    below.mkdir()
    (below / "terms.yaml").write_text(TERMS.format("demo", "PQL", 1), encoding="utf-8")
    (folder / "terms.yaml").write_text(TERMS.format("webinar", "PQL", 2), encoding="utf-8")
    (below / "old.yaml").write_text(f"include: terms.yaml\n{FIRST}", encoding="utf-8")
    (below / "next.yaml").write_text(f"{HEAD}title: Second\n", encoding="utf-8")
    head = "smarketing: 1\ninclude: terms.yaml\namends: first/next.yaml\nfrom: 2026-07-01\n"
    new = amended(folder, "units: [call2]\n", head)
    assert [version.title for version in new.versions] == ["Leads", "Second", "Second"]
    assert [version.units for version in new.versions] == [("trial", "demo")] * 2 + [
        ("trial", "demo", "call2", "webinar")
    ]
    assert [str(version.criteria["PQL"].text) for version in new.versions] == ["score > 1", "score > 1", "score > 2"]


def test_findings_stand_where_they_are_said(folder: Path) -> None:
    """In the file of the version that says so, or in what that includes; whatever is new in the amendment."""
    (folder / "terms.yaml").write_text(TERMS.format("demo", "PQL", "1 and score < 0"), encoding="utf-8")
    text = rewritten(FIRST, ("term:", "include: terms.yaml\nterm:"), ("score >= 80", "score > 5 and score < 0"))
    (folder / "old.yaml").write_text(text, encoding="utf-8")
    path = folder / "new.yaml"
    path.write_text(
        f"{HEAD}definitions: {{MQL: {{means: A lead., when: 'visits > 5 and visits < 0'}}}}\n", encoding="utf-8"
    )
    found = check_file(path, select=["SM202"])
    line = text[: text.index("SQL: {means")].count("\n") + 1
    assert sorted((Path(str(each.file)).name, each.line, ".".join(map(str, each.path))) for each in found) == [
        ("new.yaml", 4, "definitions.MQL.when"),
        ("old.yaml", line, "definitions.SQL.when"),
        ("terms.yaml", 4, "definitions.PQL.when"),
    ]


def test_a_hundred_versions(folder: Path) -> None:
    """As many can follow each other."""
    for number in range(1, 100):
        before = "old.yaml" if number == 1 else f"v{number - 1}.yaml"
        text = f"smarketing: 1\namends: {before}\nfrom: 2026-{1 + number // 28:02}-{1 + number % 28:02}\n"
        (folder / f"v{number}.yaml").write_text(text, encoding="utf-8")
    assert len(load(folder / "v99.yaml").versions) == 100


def test_an_amendment_is_not_written_as_one_file(folder: Path) -> None:
    """Either version is: what the new one makes of both, and the old one."""
    new = amended(folder, "title: Second\n")
    message = (
        "it amends another: name the file that holds the version before, as in "
        "dumps(agreement, amends='agreement.yaml'); or write .consolidated"
    )
    assert refusal(lambda: dumps(new)) == (message, "amends")
    assert refusal(lambda: dump(new, folder / "out.yaml")) == (message, "amends")
    assert not (folder / "out.yaml").exists()
    assert new.amends is not None
    assert (
        loads(dumps(new.consolidated)) == load(folder / "old.yaml").amended("2026-04-01", title="Second").consolidated
    )
    assert loads(dumps(new.amends)) == load(folder / "old.yaml")


@pytest.mark.parametrize(
    "key",
    ["removed", "units", "needs", "signatures", "parties", "scoring", "title", "funnel", "term", "include", "no_data"],
)
def test_keys_with_nothing_behind_them(folder: Path, key: str) -> None:
    """Where the loader lets them stand, editors do too."""
    text = f"{HEAD}{key}:\n"
    if isinstance(read := outcome(lambda: loads(text, "new.yaml", folder=folder)), Agreement):
        assert (read, flagged(text, "new.yaml")) == (load(folder / "old.yaml").amended("2026-04-01"), [])
    else:
        assert read > 0


def test_the_name_of_a_text_is_not_the_name_of_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that was not named amends the file that has the name which unnamed texts bear in messages."""
    (folder / "agreement.yaml").write_text(FIRST, encoding="utf-8")
    monkeypatch.chdir(folder)
    text = HEAD.replace("old.yaml", "agreement.yaml")
    assert loads(text, folder=folder) == load("agreement.yaml").amended("2026-04-01")
