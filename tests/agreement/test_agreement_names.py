"""Names that nothing bears, and names that are borne twice: one bad agreement each."""

from typing import Any

import attrs
import pytest

from expected_errors import refusal as refused
from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Consequence,
    Credit,
    Definition,
    Escalate,
    Evaluator,
    Finding,
    Funnel,
    Handoff,
    Meeting,
    Metric,
    Missed,
    Objective,
    Party,
    PartyNeed,
    Recurrence,
    Reference,
    Remedy,
    Report,
    Signature,
    Status,
    Term,
    Terminate,
    View,
)

_FRIDAYS = Recurrence("FREQ=WEEKLY;BYDAY=FR")
_PAY = Credit("200 USD")
_LEADS = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
_REPLIES = Objective("replies", "Sales", "Marketing", AtLeast("95 %"))
_FUNNEL = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
_GOOD: dict[str, Any] = {
    "title": "Company X",
    "term": Term("2026-01-01"),
    "parties": [Party("Marketing", "Josh"), Party("Sales", "Amy")],
    "objectives": [_LEADS, _REPLIES],
}


@attrs.frozen
class Silent(Evaluator):
    """An evaluator of somebody else's: it names no target, and looks at another metric."""

    looks_at: tuple[str, ...] = ()

    @property
    def references(self) -> tuple[Reference, ...]:
        """The other metrics."""
        return tuple(Reference("metric", name, ()) for name in self.looks_at)

    def __call__(self, view: View, /) -> Finding:
        """Judge nothing."""
        return Finding(Status.MET, view.actual)


def problems_of(**changes: object) -> str:
    """Give what an agreement with some parts changed is refused with."""
    with pytest.raises(AgreementError) as refusal:
        Agreement(**(_GOOD | changes))
    return str(refusal.value)


def of(objective: Objective, **changes: Any) -> list[Objective]:
    """Give the usual objectives with one more."""
    return [_LEADS, _REPLIES, attrs.evolve(objective, **changes)]


def with_leads(**changes: Any) -> list[Objective]:
    """Give the usual objectives, the first of them changed."""
    return [attrs.evolve(_LEADS, **changes), _REPLIES]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parties": [Party("Sales"), Party("Marketing"), Party("Sales")]}, "parties.Sales: 'Sales'"),
        ({"signatures": [Signature("Sales", "2025-12-01")] * 2}, "signatures.Sales: 'Sales'"),
        ({"metrics": [Metric("nps", "point", "level")] * 2}, "metrics.nps: 'nps'"),
        ({"definitions": [Definition("MQL", "one"), Definition("MQL", "other")]}, "definitions.MQL: 'MQL'"),
        ({"objectives": of(_LEADS)}, "objectives.leads: 'leads'"),
        ({"handoffs": [Handoff("give", "Marketing", "Sales", "SQL")] * 2}, "handoffs.give: 'give'"),
        ({"consequences": [Consequence("pay", Missed("leads"), _PAY)] * 2}, "consequences.pay: 'pay'"),
        ({"cadence": [Meeting("weekly", "everyone", _FRIDAYS)] * 2}, "cadence.weekly: 'weekly'"),
    ],
)
def test_a_name_is_borne_once_in_its_section(changes: dict[str, object], message: str) -> None:
    """Two parts of one name cannot be told apart."""
    assert problems_of(**changes) == f"{message} is there 2 times"


def test_a_name_that_is_there_often_is_one_problem() -> None:
    """Three of a name are counted, not listed."""
    problem = problems_of(definitions=[Definition("MQL", str(number)) for number in range(3)])
    assert problem == "definitions.MQL: 'MQL' is there 3 times"


_NO_PARTY = "no party named 'Slaes'; parties are 'Marketing', 'Sales' (did you mean 'Sales'?)"
_NO_PROMISE = "no promise named 'lead'; promises are 'leads', 'replies' (did you mean 'leads'?)"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"signatures": {"Slaes": "2025-12-01"}}, f"signatures.Slaes: {_NO_PARTY}"),
        ({"needs": [PartyNeed("Slaes", "Marketing", "leads")]}, f"needs.Slaes: {_NO_PARTY}"),
        ({"needs": [PartyNeed("Marketing", "Slaes", "news")]}, f"needs.Marketing.0.from: {_NO_PARTY}"),
        ({"needs": [PartyNeed("Sales", "Marketing", "x", "lead")]}, f"needs.Sales.0.objective: {_NO_PROMISE}"),
        ({"objectives": with_leads(owed_by="Slaes")}, f"objectives.leads.owed_by: {_NO_PARTY}"),
        ({"objectives": with_leads(owed_to="Slaes")}, f"objectives.leads.owed_to: {_NO_PARTY}"),
        ({"handoffs": [Handoff("give", "Slaes", "Sales", "SQL")]}, f"handoffs.give.from: {_NO_PARTY}"),
        ({"handoffs": [Handoff("give", "Sales", "Slaes", "SQL")]}, f"handoffs.give.to: {_NO_PARTY}"),
        ({"cadence": [Report("r", "Slaes", "Sales", _FRIDAYS)]}, f"cadence.r.from: {_NO_PARTY}"),
        ({"cadence": [Report("r", "Sales", "Slaes", _FRIDAYS)]}, f"cadence.r.to: {_NO_PARTY}"),
        ({"cadence": [Meeting("m", ["Sales", "Slaes"], _FRIDAYS)]}, f"cadence.m.who.1: {_NO_PARTY}"),
        (
            {"consequences": [Consequence("c", Missed(["leads", "lead"]), _PAY)]},
            f"consequences.c.when.each.1: {_NO_PROMISE}",
        ),
        (
            {"consequences": [Consequence("c", Missed(across=["lead"]), _PAY)]},
            f"consequences.c.when.across.0: {_NO_PROMISE}",
        ),
        (
            {"consequences": [Consequence("c", Missed("leads"), Terminate("Slaes"))]},
            f"consequences.c.effect.right_of: {_NO_PARTY}",
        ),
        (
            {"consequences": [Consequence("c", Missed("leads"), Escalate(["Amy", "Jsoh"]))]},
            "consequences.c.effect.to.1: no contact named 'Jsoh'; contacts are 'Josh', 'Amy' (did you mean 'Josh'?)",
        ),
        (
            {
                "consequences": [Consequence("c", Missed("leads"), Remedy("talk", before="reviews"))],
                "cadence": [Meeting("review", "everyone", _FRIDAYS)],
            },
            ("consequences.c.effect.before: no report or meeting named 'reviews'; reports and meetings are 'review' "
            "(did you mean 'review'?)"),
        ),
        (
            {"consequences": [Consequence("c", Missed("leads"), Remedy("talk", before="review"))]},
            "consequences.c.effect.before: no report or meeting named 'review'; reports and meetings are none",
        ),
        (
            {"objectives": with_leads(relieved_when=Missed("lead"))},
            f"objectives.leads.relieved_when.each.0: {_NO_PROMISE}",
        ),
        (
            {"objectives": [*with_leads(), attrs.evolve(_LEADS, name="spring", part_of="lead", segment="spring")]},
            ("objectives.spring.part_of: no promise named 'lead'; promises are 'leads', 'replies', 'spring' "
            "(did you mean 'leads'?)"),
        ),
        (
            {
                "objectives": with_leads(metric="revenue", evaluator=Silent(("revenu",))),
                "metrics": [Metric("revenue", "USD", "count")],
            },
            (
                "objectives.leads.evaluator: no metric named 'revenu'; metrics are 'revenue', 'replies' "
                "(did you mean 'revenue'?)"
            ),
        ),
    ],
)  # fmt: skip
def test_a_name_that_nothing_bears_is_refused_with_the_nearest_one(changes: dict[str, object], message: str) -> None:
    """Every name in every part is looked up, and a slip of the pen is shown what it meant."""
    assert problems_of(**changes) == message


def test_a_long_list_of_names_is_not_spelled_out() -> None:
    """Of nine parties only the nearest is named."""
    parties = [*_GOOD["parties"], *(Party(f"Agency {number}") for number in range(7))]
    problem = problems_of(parties=parties, signatures={"Slaes": "2025-12-01"})
    assert problem == "signatures.Slaes: no party named 'Slaes' (did you mean 'Sales'?)"


def test_names_that_stand_for_roles_and_everybody_need_no_party() -> None:
    """`owed_by`, `owed_to` and `everyone` mean something wherever they may stand."""
    consequences = [Consequence(role, Missed("leads"), Terminate(role)) for role in ("owed_by", "owed_to", "Sales")]
    meeting = Meeting("all", "everyone", _FRIDAYS)
    assert Agreement(**_GOOD, consequences=consequences, cadence=[meeting]).cadence == (meeting,)


def test_a_definition_has_a_name() -> None:
    """What has none could not be spoken of."""
    assert refused(lambda: Definition("", "x")) == ("a definition has a name", "name")
