"""Rules that hold between parts: relief, targets, tiers, events, and when a version begins."""

from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from expected_errors import refusal
from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Consequence,
    Credit,
    Definition,
    Finding,
    Funnel,
    Missed,
    Month,
    Objective,
    Party,
    Status,
    Target,
    Term,
    Tier,
    View,
    quantity,
)

LEADS = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
CALLS = Objective("calls", "Marketing", "Sales", AtLeast("90 %"))
GOOD = Agreement("Company X", Term("2026-01-01"), [Party("Marketing"), Party("Sales")], [LEADS, CALLS])


@attrs.frozen
class Silent:
    """An evaluator of somebody else's, which names no target."""

    needs: tuple[str, ...] = ()

    def __call__(self, view: View, /) -> Finding:
        """Judge nothing."""
        return Finding(Status.MET, view.actual)


CREDIT = "consequences.money.effect.tiers"
TIERS = Credit(of="100 USD", tiers=[Tier(below="90 %", pay="5 %")])


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"objectives": [LEADS, attrs.evolve(CALLS, relieved_when=Missed("leads", times=2, running=True))]},
         "objectives.calls.relieved_when: relief looks at the same month only: name a promise that is missed"),
        ({"funnel": Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month"),
          "objectives": [attrs.evolve(LEADS, evaluator=AtLeast(Target(quantity("100 SQL/month"), "plan.SQL")))]},
         "objectives.leads.evaluator: a target's source is a number of the funnel, as in 'funnel.SQL'; not 'plan.SQL'"),
        ({"consequences": [Consequence("money", Missed(across=["leads", "calls"], times=2, window=3), TIERS)]},
         f"{CREDIT}: tiers go by the result of one promise; watch promises with each, not across"),
        ({"objectives": [LEADS, attrs.evolve(CALLS, evaluator=Silent())],
          "consequences": [Consequence("money", Missed("calls"), TIERS)]},
         "objectives.calls.evaluator: its evaluator does not say what it measures; declare the metric 'calls'"),
        ({"events": [Definition("asked", "Somebody asks.", "kind ="), Definition("told", "Somebody tells.")]},
         "events.asked.when: column 6: = is no comparison; write =="),
        ({"events": [Definition("asked", "Somebody asks."), Definition("asked", "Again.")]},
         "events.asked: 'asked' is there 2 times"),
    ],
)  # fmt: skip
def test_what_does_not_fit(changes: Mapping[str, Any], line: str) -> None:
    """One mistake is one line, at its place."""
    with pytest.raises(AgreementError) as caught:
        attrs.evolve(GOOD, **changes)
    assert str(caught.value) == line


def test_events_are_read_like_definitions() -> None:
    """Those that have a criterion; one may name another."""
    events = [Definition("asked", "Asks.", "kind == 'in'"), Definition("vip", "Asks.", "asked and seats > 9")]
    made = attrs.evolve(GOOD, events=(*events, Definition("told", "Tells.")))
    criteria, errors = made.event_criteria
    assert ([*criteria], [*errors]) == (["asked", "vip"], [])
    assert [criteria["vip"]({"kind": kind, "seats": 10}) for kind in ("in", "out")] == [True, False]


def test_a_version_changes_fields() -> None:
    """By their names, with a hint for one that is misspelt."""
    message = "no field of an agreement named 'channel' (did you mean 'channels'?)"
    assert refusal(lambda: GOOD.amended("2026-04-01", channel=())) == (message, None)


@pytest.mark.parametrize(
    ("signed", "begins"),
    [("2026-03-15", "2026-04"), ("2026-04-01", "2026-04"), ("2026-04-02", "2026-05"), (None, None)],
)
def test_when_a_version_begins(signed: str | None, begins: str | None) -> None:
    """In the first month by whose first day all have signed it; the months of both are those of the term."""
    old = attrs.evolve(GOOD, signatures={"Marketing": "2025-12-01", "Sales": "2025-12-01"})
    signatures = {} if signed is None else {"Marketing": "2026-03-01", "Sales": signed}
    new = old.amended("2026-04-01", signatures=signatures, term=Term("2026-01-01", "2026-12-31"))
    assert new.first_month_of(new) == (begins and Month.parse(begins))
    assert new.first_month_of(old) == Month(2026, 1)
    assert new.months.last == (Month(2026, 12) if begins else Month(9999, 12))
