"""One bad agreement for each diagnostic, with its whole message and the path to the part."""

from typing import Any

import attrs
import pytest

from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Consequence,
    Credit,
    Criterion,
    Definition,
    Evaluator,
    Finding,
    Funnel,
    Metric,
    Missed,
    Objective,
    Party,
    Quantity,
    Recurrence,
    Rolling,
    Scoring,
    ScoringRule,
    Status,
    Target,
    Term,
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
    """An evaluator of somebody else's: it names no target."""

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


def test_the_agreement_that_the_bad_ones_are_made_from_is_good() -> None:
    """Nothing else is wrong with the agreements below."""
    assert [each.name for each in Agreement(**_GOOD).promises] == ["leads", "replies"]


@pytest.mark.parametrize(
    ("objectives", "message"),
    [
        (with_leads(owed_to="Marketing"), "objectives.leads.owed_to: 'Marketing' cannot owe itself a promise"),
        (
            [
                *of(_LEADS, name="spring", part_of="leads", segment="spring"),
                attrs.evolve(_LEADS, name="easter", part_of="spring", segment="easter", metric="leads"),
            ],
            "objectives.easter.part_of: 'spring' is itself a part; name the whole",
        ),
        (
            of(_LEADS, name="spring", part_of="leads"),
            "objectives.spring: a part is judged by a segment or a metric of its own; name one",
        ),
        (
            with_leads(relieved_when=Missed("leads")),
            "objectives.leads.relieved_when: a promise cannot relieve itself",
        ),
    ],
)
def test_objectives_that_make_no_sense_beside_each_other(objectives: list[Objective], message: str) -> None:
    """A promise is to somebody else, a part belongs to a whole, and nothing excuses itself."""
    assert problems_of(objectives=objectives) == message


def test_any_promise_cannot_relieve_one_of_them() -> None:
    """A promise that is relieved when any was missed would excuse each of its own misses."""
    problem = problems_of(objectives=with_leads(relieved_when=Missed("any")))
    assert problem == "objectives.leads.relieved_when: a promise cannot relieve itself"


def test_one_party_cannot_be_owed_by_two_in_one_case() -> None:
    """What follows from misses that are counted together is between two parties."""
    together = Consequence("c", Missed(across=["leads", "replies"]), _PAY)
    problem = problems_of(consequences=[together])
    assert problem == "consequences.c.when: leads, replies are not all owed by one party to one other"


_SCORE = Metric("score", "point", "level")
_DEMOS = Metric("demos", "demo", "count")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"objectives": of(_LEADS, name="mood", evaluator=Silent())},
            "objectives.mood.evaluator: its evaluator does not say what it measures; declare the metric 'mood'",
        ),
        (
            {"objectives": of(_LEADS, name="score", evaluator=AtLeast("30 point"))},
            (
                "objectives.score.evaluator: 30 point names no period; write '30 point/month', "
                "or declare the metric 'score' a level"
            ),
        ),
        (
            {"objectives": of(_LEADS, name="more", metric="leads", evaluator=AtLeast("9 MQL/month"))},
            "objectives.more.evaluator: 9 MQL/month cannot be a target of 'leads', a count in SQL/month",
        ),
        (
            {"objectives": of(_LEADS, name="score", evaluator=AtLeast("30 %")), "metrics": [_SCORE]},
            "objectives.score.evaluator: 30 % cannot be a target of 'score', a level in point",
        ),
        (
            {"objectives": with_leads(evaluator=AtLeast("30 SQL/month"), every="term"), "term": Term("2026-01-01")},
            "objectives.leads.every: a promise for the whole term needs a term with an end",
        ),
        (
            {
                "objectives": of(_LEADS, name="score", evaluator=AtLeast("30 point"), every="year"),
                "metrics": [_SCORE],
            },
            "objectives.score.evaluator: 'score' is a level; to judge it over months, state over_months: mean or last",
        ),
        (
            {
                "objectives": of(_LEADS, name="score", evaluator=Rolling(AtLeast("30 point"), months=3)),
                "metrics": [_SCORE],
            },
            "objectives.score.evaluator: 'score' is a level; to judge it over months, state over_months: mean or last",
        ),
        (
            {"objectives": of(_LEADS, name="score", evaluator=AtLeast("30 point"), segment="EU"), "metrics": [_SCORE]},
            "objectives.score.segment: no segment of score named 'EU'; its segments are none",
        ),
        ({"units": ["two words"]},
         "units.0: 'two words' cannot be a unit; write one word of letters, digits and _, as in 'demo'"),
        ({"units": ["demo", "leads"]}, "units.1: 'leads' is a unit already: 'leads' means 'lead' in every agreement"),
        ({"units": ["demo", "demos"]}, "units.1: 'demos' is declared twice, or is the plural of another unit"),
        (
            {"metrics": [_DEMOS]},
            "metrics.demos.unit: 'demo' is no unit that everyone knows; declare it under the agreement's units",
        ),
        (
            {"objectives": of(_LEADS, name="demos", evaluator=AtLeast(Quantity(4, "demo/month")))},
            "objectives.demos.evaluator: 'demo' is no unit that everyone knows; declare it under the agreement's units",
        ),
        (
            {"funnel": Funnel(["demo"], Quantity(9, "USD/demo"), "90 USD/month")},
            "funnel.stages: 'demo' is no unit that everyone knows; declare it under the agreement's units",
        ),
        (
            {"objectives": with_leads(evaluator=AtLeast(Target(Quantity(100, "SQL/month"), "funnel.SQL")))},
            "objectives.leads.evaluator: the target comes from funnel.SQL, and the agreement has no funnel",
        ),
        (
            {
                "objectives": with_leads(evaluator=AtLeast(Target(Quantity(99, "SQL/month"), "funnel.SQL"))),
                "funnel": _FUNNEL,
            },
            ("objectives.leads.evaluator: the target is 99 SQL/month, but funnel.SQL is 100 SQL/month: take it "
            "from the agreement's own plan"),
        ),
        (
            {
                "objectives": with_leads(evaluator=AtLeast(Target(Quantity(99, "SQL/month"), "funnel.SQLs"))),
                "funnel": _FUNNEL,
            },
            ("objectives.leads.evaluator: no stage named 'SQLs'; stages are 'SQL', 'customer' "
            "(did you mean 'SQL'?)"),
        ),
        (
            {
                "objectives": with_leads(evaluator=AtLeast(Target(Quantity(99, "SQL/month"), "funnel.SQL.EU"))),
                "funnel": _FUNNEL,
            },
            "objectives.leads.evaluator: no segment named 'EU'; segments are none",
        ),
        (
            {"funnel": Funnel(["SQL", ("customer", "0 %")], "100 USD/customer", "5000 USD/month")},
            ("funnel: no number of SQL reaches the goal of 5,000.00 USD/month: a rate on the way from SQL "
            "is 0 %"),
        ),
    ],
)  # fmt: skip
def test_targets_metrics_and_units_that_do_not_fit(changes: dict[str, object], message: str) -> None:
    """What is promised can be measured, in units that the agreement knows, and is what its funnel says."""
    assert problems_of(**changes) == message


def test_all_problems_come_at_once() -> None:
    """One reading shows everything there is to mend."""
    with pytest.raises(AgreementError) as refusal:
        Agreement(
            **(_GOOD | {"objectives": with_leads(owed_by="Slaes")}),
            units=["leads"],
            signatures={"Joan": "2025-12-01"},
            definitions=[Definition("MQL", "a"), Definition("MQL", "b")],
        )
    assert [(problem.path, problem.name) for problem in refusal.value.problems] == [
        (("definitions", "MQL"), None),
        (("signatures", "Joan"), "Joan"),
        (("objectives", "leads", "owed_by"), "Slaes"),
        (("units", 0), None),
    ]


def test_nothing_is_excluded_twice_nor_by_itself() -> None:
    """Whoever is a lead is one."""
    lead = Definition("lead", "Somebody new.")
    assert problems_of(definitions=[lead, Definition("MQL", "A good one.", excludes=["lead", "MQL", "lead"])]) == (
        "definitions.MQL.excludes.1: a definition cannot exclude itself\n"
        "definitions.MQL.excludes.2: 'lead' is excluded twice"
    )


def test_a_rule_in_a_unit_that_the_agreement_lacks() -> None:
    """What its file could not be read with is no agreement."""
    demos = Scoring("fit", [ScoringRule(1, Criterion.parse("seen > 3 demos", units=("demo",)))])
    assert Agreement(**_GOOD, scoring=[demos], units=["demo"]).scored({"seen": 4})["fit"] == 1
    unknown = "no unit named 'demos' (did you mean 'videos'?); an agreement declares nouns of its own under 'units'"
    assert problems_of(scoring=[demos]) == f"scoring.fit.rules.0.when: column 8: {unknown}"
