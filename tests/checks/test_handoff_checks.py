"""SM112, SM103 and SM104: what a handoff says of itself, and what it makes parties owe each other."""

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from smarketing import Acceptance, Agreement, FollowUp, Handoff, loads
from smarketing.checks import check

LEADS = "{leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}}"
THREE = "{Marketing: {}, Sales: {}, Service: {}}"
BARE = loads(document(LEADS, parties=THREE))
PARTS = {
    "trigger": "trigger: score >= 50",
    "information": "information: [name, email]",
    "acceptance": "accept: {within: 1 day}",
    "follow-up": "follow_up: {within: 1 day}",
}


def of(code: str, agreement: Agreement) -> list[str]:
    """Give what one rule finds, each as `path: message`."""
    return [str(each).removeprefix(f"{code} ") for each in check(agreement, select=[code])]


# SM112


@given(st.sets(st.sampled_from([*PARTS])), st.booleans())
def test_what_a_handoff_does_not_say(there: set[str], noticed: bool) -> None:
    """All that is missing in one line, in the order of the file; how the taker learns of it may be left open."""
    said = [PARTS[part] for part in PARTS if part in there] + (["notice: a task"] if noticed else [])
    handed = ", ".join(("give: {from: Marketing", "to: Sales", *said))
    lacking = [f"no {part}" for part in PARTS if part not in there]
    *others, last = lacking or [""]
    joined = f"{', '.join(others)} and {last}" if others else last
    lines = found("SM112", document(LEADS, f"handoffs: {{{handed}}}}}"))
    assert lines == ([f"handoffs.give: it has {joined}"] if lacking else [])


def test_each_handoff_by_itself() -> None:
    """Nothing is passed over from one to the other; it is a warning."""
    whole = Handoff(
        "whole", "Marketing", "Sales", "vip", "name", accept=Acceptance("1 day"), follow_up=FollowUp("1 day")
    )
    made = [
        attrs.evolve(whole, name="a", trigger=""),
        whole,
        attrs.evolve(whole, name="b", accept=None, follow_up=None),
    ]
    found_there = check(attrs.evolve(BARE, handoffs=made), select=["SM112"])
    assert [(each.severity, str(each)) for each in found_there] == [
        ("warning", "SM112 handoffs.a: it has no trigger"),
        ("warning", "SM112 handoffs.b: it has no acceptance and no follow-up"),
    ]


def test_an_agreement_without_handoffs() -> None:
    """Has nothing to hand over, and that is no flaw."""
    assert of("SM112", BARE) == []


# SM103, SM104

CLOCKS = {"accept": Acceptance("1 day"), "follow_up": FollowUp("1 day")}


@pytest.mark.parametrize(
    ("clocks", "owe_nothing", "owed_nothing"),
    [
        ([], ["Sales"], ["Marketing"]),
        (["accept"], [], []),
        (["follow_up"], [], []),
        (["accept", "follow_up"], [], []),
    ],
)
def test_who_hands_over_owes_and_who_takes_is_owed(
    clocks: list[str], owe_nothing: list[str], owed_nothing: list[str]
) -> None:
    """With a clock, the taker owes the giver that it is taken up, too; Service has no part in it."""
    more = {step: CLOCKS[step] for step in clocks}
    agreement = attrs.evolve(BARE, handoffs=[Handoff("give", "Marketing", "Sales", **more)])  # type: ignore[arg-type]
    nothing, nobody = "owes nothing to anybody", "nobody owes"
    assert of("SM103", agreement) == [f"parties.{name}: {name} {nothing}" for name in (*owe_nothing, "Service")]
    assert of("SM104", agreement) == [
        f"parties.{name}: {nobody} {name} anything" for name in (*owed_nothing, "Service")
    ]


_PAIRS = st.permutations(["Marketing", "Sales", "Service"]).map(lambda names: (names[0], names[1]))


@given(st.lists(st.tuples(_PAIRS, st.booleans(), st.booleans()), max_size=4))
def test_promises_and_handoffs_together(handed: list[tuple[tuple[str, str], bool, bool]]) -> None:
    """Marketing owes Sales its leads; the rest is what handoffs make of it."""
    owing, owed = {"Marketing"}, {"Sales"}
    made = []
    for place, ((giver, taker), accepted, followed) in enumerate(handed):
        accept = Acceptance("1 day") if accepted else None
        made.append(Handoff(f"{place}", giver, taker, accept=accept, follow_up=FollowUp("1 day") if followed else None))
        both = accepted or followed
        owing |= {giver, taker} if both else {giver}
        owed |= {giver, taker} if both else {taker}
    agreement = attrs.evolve(BARE, handoffs=made)
    everybody = [party.name for party in BARE.parties]
    assert [line.split()[1] for line in of("SM103", agreement)] == [name for name in everybody if name not in owing]
    assert [line.split()[-2] for line in of("SM104", agreement)] == [name for name in everybody if name not in owed]


def test_a_handoff_alone_makes_a_bargain() -> None:
    """A party that only takes over on time owes something, and the one that hands over is owed something."""
    handed = "handoffs: {back: {from: Service, to: Sales, follow_up: {within: 2 days}}}"
    assert found("SM103", document(LEADS, handed, parties=THREE)) == []
    assert found("SM104", document(LEADS, handed, parties=THREE)) == [
        "parties.Marketing: nobody owes Marketing anything"
    ]


# SM212 and SM213

WITH_WORK = """\
smarketing: 1
title: Leads
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Marketing: {}, Sales: {capacity: 100 hours/month}}
definitions: {SQL: {means: A ready lead., when: score >= 80}}
objectives: {leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}}
handoffs:
  give: {from: Marketing, to: Sales, trigger: TRIGGER, follow_up: {within: 1 day, effort: 15 minutes}}
"""


@pytest.mark.parametrize(
    ("trigger", "lines"),
    [
        ("SQL", []),
        ("sql", ["SM212 nothing says how many", "SM213 sql is taken for a field of the record; did you mean SQL?"]),
        ("SQL and has(phone)", ["SM212 nothing says how many"]),
        ("score >= 80", ["SM212 nothing says how many"]),
    ],
)
def test_work_of_which_nobody_says_how_much_comes(trigger: str, lines: list[str]) -> None:
    """It is said to be open, and not passed over; and a slip in the name of a definition is found."""
    found = check(loads(WITH_WORK.replace("TRIGGER", trigger)), select=["SM212", "SM213", "SM504"])
    assert [(each.code, each.path) for each in found] == [(line[:5], ("handoffs", "give", "trigger")) for line in lines]
    unknown = "could not decide whether there is time for it: nothing says how many come"
    assert [each.message for each in found] == [unknown if "how many" in line else line[6:] for line in lines]
