"""What is wrong with an amendment, and with what it amends: whole messages, each where it is to be mended."""

import re
from pathlib import Path

import pytest

from agreement_versions import FUNNEL, OLD, rewritten
from smarketing import AgreementError, load, loads
from smarketing.agreement_file import check_file

HEAD = "smarketing: 1\namends: old.yaml\nfrom: 2026-04-01\n"
OWED = rewritten(FUNNEL, ("{customer: 50 %}", "{customer: 50 %, owed_by: Service}"))
FIRST = rewritten(
    OLD,
    ("term:", "signatures: {Marketing: 2025-12-15}\nunits: [trial]\nterm:"),
    ("cadence:", f"metrics: {{visits: {{unit: visit, kind: count}}}}\n{OWED}cadence:"),
    ("objectives:", "objectives:\n  trials: {owed_by: Marketing, owed_to: Sales, at_least: 5 trial/month}"),
)
INHERITED = "; old.yaml:{} still says so, replace or remove it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an agreement to amend."""
    (tmp_path / "old.yaml").write_text(FIRST, encoding="utf-8")
    return tmp_path


def problems(folder: Path, text: str, name: str = "new.yaml") -> list[str]:
    """Give what is wrong with an amendment, without the folder's own name."""
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(AgreementError) as caught:
        load(folder / name)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def place(text: str, part: str) -> str:
    """Give line and column of a part in a text that has it once."""
    assert text.count(part) == 1
    before = text[: text.index(part)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


def line(part: str) -> str:
    """Give the line of a part of the first version."""
    return place(FIRST, part).partition(":")[0]


# Which file is amended


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.yaml", "none.yaml cannot be read: No such file or directory"),
        ("below", "below cannot be read: Is a directory"),
        ("../first.yaml", "../first.yaml lies outside of the agreement's folder"),
        ("/etc/hostname", "/etc/hostname lies outside of the agreement's folder"),
        ("link.yaml", "link.yaml lies outside of the agreement's folder"),
        ('"a\\0b"', "a\\x00b is the name of no file"),
        ("7", "this is 7 where the name of a file belongs"),
        ("true", "this is true where the name of a file belongs"),
        ("", "this is empty where the name of a file belongs"),
        ("[old.yaml]", "this is a list where the name of a file belongs"),
        ("{a: b}", "this is a mapping where the name of a file belongs"),
        ("new.yaml", "new.yaml is this file, or amends it in turn"),
        ("below/../new.yaml", "below/../new.yaml is this file, or amends it in turn"),
        ("again.yaml", "again.yaml is this file, or amends it in turn"),
    ],
)
def test_what_cannot_be_amended(folder: Path, name: str, message: str) -> None:
    """Nothing outside of the folder, not even through a link; no file that is none, and no file itself."""
    (folder / "below").mkdir()
    (folder.parent / "first.yaml").write_text(FIRST, encoding="utf-8")
    (folder / "link.yaml").symlink_to(folder.parent / "first.yaml")
    (folder / "again.yaml").symlink_to(folder / "new.yaml")
    text = f"smarketing: 1\namends: {name}\nfrom: 2026-04-01\n"
    assert problems(folder, text) == [f"new.yaml:2:1: amends: {message}"]


def test_a_circle_of_versions(folder: Path) -> None:
    """Said where it closes."""
    for number in range(3):
        text = f"smarketing: 1\nfrom: 2026-04-01\namends: v{(number + 1) % 3}.yaml\n"
        (folder / f"v{number}.yaml").write_text(text, encoding="utf-8")
    found = problems(folder, "smarketing: 1\nfrom: 2026-05-01\namends: v0.yaml\n")
    assert found == ["v2.yaml:3:1: amends: v0.yaml is this file, or amends it in turn"]


def test_nothing_above_the_folder_of_what_is_amended(folder: Path) -> None:
    """Each version looks into its own folder and below."""
    (folder / "below").mkdir()
    text = "smarketing: 1\namends: ../old.yaml\nfrom: 2026-02-01\n"
    (folder / "below" / "next.yaml").write_text(text, encoding="utf-8")
    said = "below/next.yaml:2:1: amends: ../old.yaml lies outside of the agreement's folder"
    assert problems(folder, HEAD.replace("old.yaml", "below/next.yaml")) == [said]


def test_more_than_a_hundred_versions(folder: Path) -> None:
    """Said where the last of them is named, before anything is read twice."""
    for number in range(100):
        before = "old.yaml" if number == 0 else f"v{number - 1}.yaml"
        text = f"smarketing: 1\namends: {before}\nfrom: 2026-{2 + number // 28:02}-{1 + number % 28:02}\n"
        (folder / f"v{number}.yaml").write_text(text, encoding="utf-8")
    found = problems(folder, HEAD.replace("old.yaml", "v98.yaml").replace("04-01", "09-01"))
    assert found == ["v0.yaml:2:1: amends: there are more than 100 versions"]


def test_a_text_amends_nothing() -> None:
    """Without a folder there are no files."""
    with pytest.raises(AgreementError) as caught:
        loads(HEAD)
    said = "a text is in no folder to read files from; load the agreement from its file, or give a resolver"
    assert str(caught.value) == f"agreement.yaml:2:1: amends: {said}"


@pytest.mark.parametrize(
    ("old", "message"),
    [
        (b"title: [", "old.yaml:2:1: not YAML: did not find expected node content"),
        (b"", "old.yaml:1:1: the file is empty"),
        (b"- 1", "old.yaml:1:1: this is a list; write keys and values"),
        ("title: Müller".encode("latin-1"), "old.yaml:1:1: not UTF-8 text"),
    ],
)
def test_what_is_amended_is_no_agreement(folder: Path, old: bytes, message: str) -> None:
    """Said of that file alone."""
    (folder / "old.yaml").write_bytes(old)
    assert problems(folder, f"{HEAD}objectives: 7\n") == [message]


def test_what_is_amended_is_sound_by_itself(folder: Path) -> None:
    """Also where the amendment replaces what is wrong; nothing is said of the amendment before that."""
    broken = FIRST.replace("at_least: 90 %", "at_least: 90 %, at_most: 95 %")
    (folder / "old.yaml").write_text(broken, encoding="utf-8")
    calls = "objectives: {calls: {owed_by: Sales, owed_to: Marketing, at_least: 80 %}}\nobjektives: {}\n"
    said = (
        "objectives.calls: needs exactly one evaluator: above, at_least, at_most, below, between, composite, "
        "deliverable, "
        "kept_share, levels, relative, rolling, trend, year_to_date"
    )
    assert problems(folder, HEAD + calls) == [
        f"old.yaml:{place(FIRST, 'calls: {owed')}: {said}; it has at_least and at_most"
    ]


# From when


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("amends: old.yaml", ["2:1: amends: say from which day it does, as in 'from: 2026-04-01'"]),
        ("amends: old.yaml\nfrom: soon", ["3:1: from: 'soon' is not a date; write it as 2026-01-31"]),
        (
            "amends: old.yaml\nfrom: 2026-01-01",
            ["3:1: from: the version before holds from 2026-01-01; an amendment comes later"],
        ),
        (
            "amends: old.yaml\nfrom: 2027-01-01\nterm: {start: 2026-01-01, timezone: UTC}",
            ["3:1: from: the version before ends on 2026-12-31, and cannot be amended after that"],
        ),
        (
            "amends: old.yaml\nfrom: 2026-04-01\nterm: {start: 2026-01-01, end: 2026-03-31, timezone: UTC}",
            ["3:1: from: the term ends on 2026-03-31, and cannot be amended after that"],
        ),
    ],
)
def test_the_day_from_which_it_holds(folder: Path, head: str, found: list[str]) -> None:
    """After the first day of the version before, and while both hold."""
    assert problems(folder, f"smarketing: 1\n{head}\n") == [f"new.yaml:{each}" for each in found]


def test_what_is_no_amendment(folder: Path) -> None:
    """Keys of amendments alone, in an agreement that amends nothing; what the text itself has twice is said too."""
    text = FIRST.replace("title: Leads", "title: Leads\ntitle: Leads\nfrom: 2026-04-01\nremoved: [funnel]")
    assert problems(folder, text) == [
        "new.yaml:3:1: title: 'title' is here twice, first in line 2",
        "new.yaml:4:1: from: only an amendment says 'from'; name the file that it amends under 'amends'",
    ]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("", "1:1: the version of the format is missing; write 'smarketing: 1' first"),
        ("smarketing: 2\n", "1:1: smarketing: this is version 2 of the format; this library reads version 1"),
    ],
)
def test_an_amendment_says_the_version_of_the_format(folder: Path, head: str, found: str) -> None:
    """As every file does; that of the version before does not count."""
    assert problems(folder, HEAD.replace("smarketing: 1\n", head)) == [f"new.yaml:{found}"]


# What is removed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("removed: objectives.call",
         [("4:1: removed: the version before has no 'objectives.call'; name a part as objectives.leads"
          " (did you mean 'objectives.calls'?)")]),
        ("removed: [funnel, leads, needs]",
         [("4:19: removed.1: the version before has no 'leads'; name a part as objectives.leads"
          " (did you mean 'objectives.leads'?)"),
          "4:26: removed.2: the version before has no 'needs'; name a part as objectives.leads"]),
        ("removed: [objectives.calls.owed_by, funnel.stages]",
         [("4:11: removed.0: the version before has no 'objectives.calls.owed_by'; name a part as objectives.leads"
          " (did you mean 'objectives.calls'?)"),
          "4:37: removed.1: the version before has no 'funnel.stages'; name a part as objectives.leads"]),
        ("removed: metrics.visits\nmetrics: {visits: {unit: visit, kind: count}}",
         ["4:1: removed: metrics.visits is removed, and stands here too"]),
        ("removed: [units.trial]\nunits: [demo, trial]",
         ["4:11: removed.0: units.trial is removed, and stands here too"]),
        ("removed: title", ["4:1: removed: an agreement needs its title; replace it instead"]),
    ],
)  # fmt: skip
def test_what_cannot_be_removed(folder: Path, text: str, found: list[str]) -> None:
    """What is not there, or is there anew, or is needed."""
    assert problems(folder, f"{HEAD}{text}\n") == [f"new.yaml:{each}" for each in found]


@pytest.mark.parametrize("value", ["7", "{objectives: leads}", "[[funnel]]", "[~]", "[{funnel: }]"])
def test_what_is_no_name_of_a_part(folder: Path, value: str) -> None:
    """Said in a sentence: no `has no a mapping`."""
    (found,) = problems(folder, f"{HEAD}removed: {value}\n")
    assert found.startswith("new.yaml:4:")
    assert re.search(r"\b(no|a|an|the) (a|an|the|empty)\b", found) is None


# What stays and does not fit any more


@pytest.mark.parametrize(
    ("text", "said", "still"),
    [
        ("removed: units.trial",
         "objectives.trials.at_least: no unit named 'trial'; an agreement declares nouns of its own under 'units'",
         "trials: {owed_by"),
        ("removed: [objectives.leads]",
         "consequences.credit.when.missed: no promise named 'leads'; promises are 'trials', 'calls'", "credit: {when"),
        ("removed: parties.Service",
         "funnel.stages.2.owed_by: no party named 'Service'; parties are 'Marketing', 'Sales'", "funnel: {goal"),
        ("parties: {Marketing: {contact: Ann}}",
         "consequences.tell.escalate.to.0: no contact named 'Josh'; contacts are 'Ann', 'Amy', 'Joan'", "tell: {when"),
    ],
)  # fmt: skip
def test_what_stays_and_does_not_fit(folder: Path, text: str, said: str, still: str) -> None:
    """At the key that names the version before, with the line that must be replaced or removed."""
    assert problems(folder, f"{HEAD}{text}\n") == [f"new.yaml:2:1: {said}{INHERITED.format(line(still))}"]


def test_what_stays_through_several_versions(folder: Path) -> None:
    """The line is in the file that says it, the place in the one that must be mended."""
    terms = "smarketing: 1\ndefinitions:\n  PQL: {means: Tried it., when: SQL and trials > 2 trials}\n"
    (folder / "terms.yaml").write_text(terms, encoding="utf-8")
    (folder / "old.yaml").write_text(f"include: terms.yaml\n{FIRST}", encoding="utf-8")
    (folder / "next.yaml").write_text(f"{HEAD}title: Second\n", encoding="utf-8")
    text = "from: 2026-05-01\nremoved: [units.trial, cadence]\nsmarketing: 1\namends: next.yaml\n"
    declare = "an agreement declares nouns of its own under 'units'"
    still = INHERITED.format(int(line("trials: {owed_by")) + 1)  # below the line that includes
    assert problems(folder, text) == [
        f"new.yaml:4:1: objectives.trials.at_least: no unit named 'trial'; {declare}{still}",
        (
            f"new.yaml:4:1: definitions.PQL.when: column 18: no unit named 'trials'; {declare}"
            f"{INHERITED.format(3).replace('old', 'terms')}"
        ),
    ]


def test_a_unit_of_an_included_file(folder: Path) -> None:
    """Its place is counted in the file that it stands in; one that is there already is passed over."""
    (folder / "terms.yaml").write_text("smarketing: 1\nunits: [trial, webinar, trials]\n", encoding="utf-8")
    said = "'trials' is declared twice, or is the plural of another unit"
    assert problems(folder, f"{HEAD}include: terms.yaml\nunits: [demo]\n") == [f"terms.yaml:2:25: units.2: {said}"]


def test_a_part_of_another_kind(folder: Path) -> None:
    """What the amendment says is wrong, and not what stays: that is as it was."""
    waits = "waits: {owed_by: Sales, owed_to: Marketing, metric: wait, at_most: 9 hours}"
    text = rewritten(
        FIRST,
        ("metrics: {", "metrics: {wait: {unit: hour, kind: level}, "),
        ("objectives:\n", f"objectives:\n  {waits}\n"),
    )
    (folder / "old.yaml").write_text(text, encoding="utf-8")
    said = "'wait' is a level in minute now, and was a level in hour: give it another name"
    found = problems(folder, f"{HEAD}metrics: {{wait: {{unit: minute, kind: level}}}}\n")
    assert found == [f"new.yaml:4:11: metrics.wait: {said}"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("objektives: {}", "4:1: objektives: no key named 'objektives' (did you mean 'objectives'?)"),
        ("objectives: [a]", "4:1: objectives: this is a list; write keys and values"),
        ("title: 7", "4:1: title: this is 7 where text belongs; write it in quotes: '7'"),
        ("title: A\ntitle: B", "5:1: title: 'title' is here twice, first in line 4"),
        ("units: [trials]", "4:9: units.0: 'trials' is declared twice, or is the plural of another unit"),
        ("signatures: {Sails: 2026-03-01}",
         ("4:14: signatures.Sails: no party named 'Sails'; parties are 'Marketing', 'Sales', 'Service'"
         " (did you mean 'Sales'?)")),
        ("term: {start: 2026-02-01, timezone: UTC}",
         "4:8: term.start: an amended agreement keeps its start, 2026-01-01"),
        ("term: {start: 2026-01-01, timezone: Europe/Berlin}",
         "4:27: term.timezone: an amended agreement keeps its time zone, UTC"),
        ("consequences: {credit: {when: {missed: leads}, credit: 5 EUR}}",
         "4:48: consequences.credit.credit: its amounts are in EUR now, and were in USD: give it another name"),
        ("consequences: {mend: {when: {missed: calls}, remedy: {tasks: plan, before: review}}}\nremoved: cadence",
         "4:68: consequences.mend.remedy.before: no report or meeting named 'review'; reports and meetings are none"),
        ("definitions: {SQL: {means: Good., when: score == 'a'}}\nscoring: {score: {rules: [{points: 1, when: vip}]}}",
         "4:35: definitions.SQL.when: score is a text here and a number in the scoring of 'score'"),
    ],
)  # fmt: skip
def test_what_the_amendment_says_itself(folder: Path, text: str, found: str) -> None:
    """At its own place, as in every agreement; the place of a unit is counted from the first of its own."""
    assert problems(folder, f"{HEAD}{text}\n") == [f"new.yaml:{found}"]


def test_problems_of_a_file_without_a_version_before_are_diagnostics(folder: Path) -> None:
    """`check_file` gives each of them a code, with the same place."""
    path = folder / "new.yaml"
    path.write_text(f"{HEAD}removed: units.trial\n", encoding="utf-8")
    (found,) = check_file(path)
    assert (found.code, found.line, found.column, found.path) == ("SM001", 2, 1, ("objectives", "trials", "at_least"))
    assert found.file == str(path)
