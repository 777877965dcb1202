"""Channels, events and hours together in several files: what an amendment replaces, and what cannot be included."""

from pathlib import Path

import attrs
import pytest

from channel_files import DOCUMENT
from smarketing import Agreement, AgreementError, Definition, dumps, load, loads
from smarketing.agreement import Channel, NamedHours, Reply


def amended(folder: Path, text: str) -> Agreement:
    """Read an amendment of the document."""
    (folder / "old.yaml").write_text(DOCUMENT, "utf-8")
    (folder / "new.yaml").write_text(f"smarketing: 1\namends: old.yaml\nfrom: 2026-04-01\n{text}", "utf-8")
    return load(folder / "new.yaml")


def refused(folder: Path, text: str) -> list[str]:
    """Give what is wrong with an amendment of the document."""
    with pytest.raises(AgreementError) as caught:
        amended(folder, text)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_an_amendment_replaces_adds_and_removes(tmp_path: Path) -> None:
    """By names, each part as a whole; what is not named stays as it is, in its place."""
    old = loads(DOCUMENT)
    new = amended(
        tmp_path,
        "removed: [channels.facebook, events.replied, hours.both]\n"
        "hours: {bot: {any_of: office}}\n"
        "events: {asked: {means: Somebody writes.}, won: {means: They pay.}}\n"
        "channels:\n"
        "  twitter: {owed_by: Marketing, reply: {within: 1 hour}}\n"
        "  forum: {owed_by: Service, purpose: talk}\n",
    )
    asked, won = Definition("asked", "Somebody writes."), Definition("won", "They pay.")
    assert new.events == (asked, won)
    twitter, forum = Channel("twitter", "Marketing", reply=Reply("1 hour")), Channel("forum", "Service", "talk")
    assert new.channels == (twitter, forum)
    assert new.hours == (*old.hours[:3], NamedHours("bot", any_of=("office",)))
    assert (new.handoffs, new.consequences, new.amends) == (old.handoffs, old.consequences, old)
    assert loads(dumps(new.consolidated)) == new.consolidated


@pytest.mark.parametrize("section", ["events", "handoffs", "channels"])
def test_an_amendment_removes_a_section(tmp_path: Path, section: str) -> None:
    """With all its parts, and nothing else of the agreement."""
    new = amended(tmp_path, f"removed: [{section}, consequences]\n")
    assert getattr(new, section) == ()
    assert attrs.evolve(new.consolidated, **{section: getattr(loads(DOCUMENT), section)}) == attrs.evolve(
        loads(DOCUMENT), consequences=()
    )


OURS = "'leads', 'give.informed', 'give.followed-up', 'give.attempted'"
PROMISES = "promises are 'leads', 'twitter'"
NAME_IT = "name a part as objectives.leads"


def still(line: int) -> str:
    return f"old.yaml:{line} still says so, replace or remove it"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("removed: channels.twitter\n",
         [f"consequences.slow.when.missed: no promise named 'twitter'; promises are {OURS}; {still(58)}"]),
        ("handoffs: {give: {from: Marketing, to: Service, trigger: SQL}}\n",
         [f"consequences.late.when.missed: no promise named 'give.followed-up'; {PROMISES}; {still(55)}"]),
        ("removed: hours.office\n",
         [f"{place}: no hours named 'office'; hours are 'desk', 'evening', 'bot', 'both'; {still(line)}"
          for place, line in (("parties.Marketing.hours", 4), ("hours.desk.any_of.0", 6), ("hours.both.all_of", 10))]),
        ("removed: channels.twiter\n",
         [f"removed: the version before has no 'channels.twiter'; {NAME_IT} (did you mean 'channels.twitter'?)"]),
    ],
)  # fmt: skip
def test_what_the_old_version_still_names(tmp_path: Path, text: str, lines: list[str]) -> None:
    """What an amendment takes out while something of before goes by it, with the line of that."""
    found = refused(tmp_path, text)
    assert sorted(line.partition(": ")[2] for line in found) == sorted(lines)
    assert all(line.startswith("new.yaml:") for line in found)


@pytest.mark.parametrize("section", ["events", "channels"])
def test_what_belongs_in_the_agreement(tmp_path: Path, section: str) -> None:
    """Channels and events are not shared between agreements; hours together are."""
    (tmp_path / "shared.yaml").write_text("smarketing: 1\nhours: {all: {any_of: [bot, desk]}}\n", "utf-8")
    (tmp_path / "a.yaml").write_text(DOCUMENT.replace("title:", "include: shared.yaml\ntitle:"), "utf-8")
    assert NamedHours("all", any_of=("bot", "desk")) in load(tmp_path / "a.yaml").hours
    (tmp_path / "shared.yaml").write_text(f"smarketing: 1\n{section}: {{}}\n", "utf-8")
    with pytest.raises(AgreementError) as caught:
        load(tmp_path / "a.yaml")
    holds = "an included file holds units, hours, definitions, scoring"
    line = f"shared.yaml:2:1: {section}: {holds}; {section} belongs in the agreement"
    assert str(caught.value).replace(f"{tmp_path}/", "") == line
