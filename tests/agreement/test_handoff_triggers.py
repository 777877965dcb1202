"""Triggers of handoffs: definitions by name or criteria, and what does not fit together with the agreement."""

import pytest

from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Definition,
    Handoff,
    Objective,
    Party,
    Scoring,
    ScoringRule,
    Term,
)
from smarketing.criteria import Criterion, FieldType

LEAD = Definition("lead", "Somebody new.", "has(email)")
VISITOR = Definition("visitor", "Anybody who comes by.")
GIVE = "handoffs.give.trigger"
FIT = Scoring("score", [ScoringRule(1, Criterion.parse("asked"))])


def agreement(trigger: str, *definitions: Definition, units: str = "") -> Agreement:
    """Give an agreement with a handoff at a trigger."""
    return Agreement(
        "Company X",
        Term("2026-01-01"),
        [Party("Marketing", "Josh"), Party("Sales", "Amy")],
        [Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))],
        definitions=definitions,
        scoring=[FIT],
        units=units.split(),
        handoffs=[Handoff("give", "Marketing", "Sales", trigger)],
    )


@pytest.mark.parametrize(
    ("trigger", "fields"),
    [
        ("lead", {"email": None}),
        ("lead and score >= 1", {"email": None, "score": FieldType("number")}),
        ("lead and seen > 3 demos", {"email": None, "seen": FieldType("amount", "demo")}),
        # Without a definition of that name, it is a field that is true.
        ("SQL", {"SQL": FieldType("truth")}),
    ],
)
def test_a_trigger_is_read(trigger: str, fields: dict[str, FieldType | None]) -> None:
    """With the agreement's definitions and units."""
    read = agreement(trigger, LEAD, VISITOR, units="demo").triggers
    assert {name: each.fields for name, each in read.items()} == {"give": fields}


def test_a_trigger_by_the_name_of_a_definition_is_its_criterion() -> None:
    """The very criterion, if it has one; what a definition says in words only is nothing to read."""
    assert agreement("lead", LEAD).triggers == {"give": Criterion.parse("has(email)")}
    assert agreement("visitor", LEAD, VISITOR).triggers == {}


@pytest.mark.parametrize(
    ("trigger", "when", "problem"),
    [
        ("lead =", "has(email)", f"{GIVE}: column 6: = is no comparison; write =="),
        (
            "lead > 1",
            "has(email)",
            f"{GIVE}: column 1: lead is a definition and has no value; write `lead` for a field of that name",
        ),
        (
            "score == 'high'",
            "has(email)",
            f"{GIVE}: score is a text here and a number in the scoring of 'score'",
        ),
        (
            "lead and budget > 5",
            "budget > 5 USD",
            f"{GIVE}: column 19: budget is an amount in USD, and 5 is a number; only like can be compared with like",
        ),
        (
            "budget > 5",
            "budget > 5 USD",
            f"{GIVE}: budget is a number here and an amount in USD in the definition of 'lead'",
        ),
        ("lead", "email =", "definitions.lead.when: column 7: = is no comparison; write =="),
        ("lead and asked", "email =", "definitions.lead.when: column 7: = is no comparison; write =="),
        ("lead", "score == 'a'", "definitions.lead.when: score is a text here and a number in the scoring of 'score'"),
    ],
)
def test_what_is_wrong_is_said_once(trigger: str, when: str, problem: str) -> None:
    """At the trigger, or at the definition that it names if that is where the mistake is."""
    with pytest.raises(AgreementError) as caught:
        agreement(trigger, Definition("lead", "Somebody new.", when))
    assert str(caught.value) == problem
