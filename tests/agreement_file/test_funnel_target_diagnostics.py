"""What does not fit between a funnel and the rest of the agreement: its plan, its owners, and targets from it."""

import attrs
import pytest

from smarketing import AgreementError, AtLeast, Funnel, Quantity, Target, loads

GOOD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages:
    - lead
    - {SQL: 40 %, owed_by: Marketing}
    - {customer: 50 %, owed_by: Sales}
  segments: {small: {share: 60 %}, big: {share: 40 %}}
objectives:
  leads:
    owed_by: Marketing
    owed_to: Sales
    at_least: funnel.SQL
  revenue: {owed_by: Sales, owed_to: Marketing, at_least: 5000 USD/month, relieved_when: {missed: leads}}
consequences:
  money: {when: {missed: leads}, credit: 200 USD}
"""
NAMES = "stages are 'lead', 'SQL', 'customer'"
SEGMENTS = "segments are 'small', 'big'"


def problems(*changes: tuple[str, str]) -> list[str]:
    """The messages about the good document with changes in it."""
    text = GOOD
    for good, bad in changes:
        assert text.count(good) == 1
        text = text.replace(good, bad)
    with pytest.raises(AgreementError) as error:
        loads(text, "a.yaml")
    return str(error.value).splitlines()


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement."""
    assert [promise.name for promise in loads(GOOD).promises] == ["leads", "revenue"]


EVALUATORS = pytest.mark.parametrize(
    "evaluator",
    [
        "at_least: 100 SQL/month",
        "at_least: funnel.SQL",
        "at_least: {target: funnel.SQL, tolerance: 2 %}",
        "at_least: funnel.points.SQL.big",
        "between: {low: funnel.SQL, high: 300 SQL/month}",
        "rolling: {months: 3, at_least: funnel.goal}",
    ],
)
NO_WAY = "a rate on the way from lead is 0 %"


@EVALUATORS
def test_a_funnel_that_no_plan_reaches(evaluator: str) -> None:
    """The funnel is the mistake; promises that take a number of it are not blamed, nor what names such a promise."""
    found = problems(("customer: 50 %", "customer: 0 %"), ("at_least: funnel.SQL", evaluator))
    assert found == [f"a.yaml:5:1: funnel: no number of lead reaches the goal of 3,000.00 USD/month: {NO_WAY}"]


@EVALUATORS
def test_a_segment_that_no_plan_reaches(evaluator: str) -> None:
    """One segment is enough to leave the whole without a plan: 40 % of 5,000 are 2,000."""
    found = problems(
        ("big: {share: 40 %}", "big: {share: 40 %, stages: [{customer: 0 %}]}"), ("at_least: funnel.SQL", evaluator)
    )
    assert found == [f"a.yaml:5:1: funnel: no number of lead reaches the goal of 2,000.00 USD/month: {NO_WAY}"]


def test_a_mistake_elsewhere_beside_a_funnel_that_no_plan_reaches() -> None:
    """Both are said, and nothing that follows from one of them."""
    found = problems(("customer: 50 %", "customer: 0 %"), ("owed_to: Sales\n", "owed_to: Sails\n"))
    assert found == [
        f"a.yaml:5:1: funnel: no number of lead reaches the goal of 3,000.00 USD/month: {NO_WAY}",
        (
            "a.yaml:16:5: objectives.leads.owed_to: no party named 'Sails'; parties are 'Marketing', 'Sales' "
            "(did you mean 'Sales'?)"
        ),
    ]


def test_a_confidence_that_cannot_be_planned_for() -> None:
    """Heads that enter in two places are no chain, for which chances can be worked out."""
    found = problems(
        (
            "  segments: {small: {share: 60 %}, big: {share: 40 %}}\n",
            "  sources: {lead: 50 %, SQL: 20 %}\n  confidence: 80 %\n",
        )
    )
    assert found == [
        (
            "a.yaml:5:1: funnel: chances are worked out for one chain of stages; "
            "simulate plans with segments, sources and branches"
        )
    ]


def test_a_goal_of_nothing_is_reached() -> None:
    """With a goal of zero no rate is too low."""
    text = GOOD.replace("5000 USD/month\n  value", "0 USD/month\n  value").replace("customer: 50 %", "customer: 0 %")
    evaluator = loads(text).objectives[0].evaluator
    assert str(evaluator.targets[0].quantity) == "0 SQL/month"


@pytest.mark.parametrize("owner", ["Sails", "sales"])
def test_an_owner_that_is_no_party(owner: str) -> None:
    """The owner of a stage is a party of the agreement, by its exact name."""
    assert problems(("owed_by: Sales}\n  segments", f"owed_by: {owner}}}\n  segments")) == [
        (
            f"a.yaml:11:24: funnel.stages.2.owed_by: no party named '{owner}'; "
            "parties are 'Marketing', 'Sales' (did you mean 'Sales'?)"
        )
    ]


def test_an_owner_is_not_blamed_for_the_parties() -> None:
    """Where the parties cannot be read, nobody can say whether the owner is one of them."""
    assert problems(("parties: {Marketing: {}, Sales: {}}", "parties: [Marketing, Sales]")) == [
        "a.yaml:4:1: parties: this is a list; write keys and values"
    ]


def test_a_noun_that_nobody_declared() -> None:
    """A stage is called by a noun that everybody knows or that the agreement declares; said once for both uses."""
    assert problems(
        ("{SQL: 40 %, owed_by: Marketing}", "{demo: 40 %, owed_by: Marketing}"), ("funnel.SQL", "9 SQL/month")
    ) == ["a.yaml:10:7: funnel.stages.1: no unit named 'demo'; an agreement declares nouns of its own under 'units'"]


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("SQLs", f"no stage named 'SQLs'; {NAMES} (did you mean 'SQL'?)"),
        ("sql", f"no stage named 'sql'; {NAMES} (did you mean 'SQL'?)"),
        ("MQL", f"no stage named 'MQL'; {NAMES} (did you mean 'SQL'?)"),
        ("SQL.bigg", f"no segment named 'bigg'; {SEGMENTS} (did you mean 'big'?)"),
        ("SQL.big.small", f"no segment named 'big.small'; {SEGMENTS} (did you mean 'small'?)"),
        ("goal.large", f"no segment named 'large'; {SEGMENTS}"),
        ("points.MQL", f"no stage named 'MQL'; {NAMES} (did you mean 'SQL'?)"),
        ("points.goal", f"no stage named 'goal'; {NAMES}"),
        ("points.SQL.bigg", f"no segment named 'bigg'; {SEGMENTS} (did you mean 'big'?)"),
    ],
)
def test_a_target_that_the_plan_does_not_have(target: str, problem: str) -> None:
    """Said at the evaluator; promises and consequences that name the promise are not blamed."""
    assert problems(("at_least: funnel.SQL", f"at_least: funnel.{target}")) == [
        f"a.yaml:17:5: objectives.leads.at_least: {problem}"
    ]


def test_a_segment_where_there_are_none() -> None:
    """A funnel without segments has the numbers of the whole only."""
    found = problems(
        ("  segments: {small: {share: 60 %}, big: {share: 40 %}}\n", ""),
        ("at_least: funnel.SQL", "at_least: funnel.SQL.big"),
    )
    assert found == ["a.yaml:16:5: objectives.leads.at_least: no segment named 'big'; segments are none"]


def test_a_number_of_a_funnel_that_is_not_there() -> None:
    """Without a funnel there is nothing to take a number from."""
    start, end = GOOD.index("funnel:"), GOOD.index("objectives:")
    assert problems((GOOD[start:end], "")) == [
        "a.yaml:9:5: objectives.leads.at_least: funnel.SQL is a number of the funnel, and there is no funnel"
    ]


def test_a_noun_that_nobody_declared_in_python() -> None:
    """What a file cannot read is refused in Python as well: every stage is a noun that the agreement knows."""
    agreement = loads(GOOD)
    funnel = Funnel(["demo", ("SQL", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    with pytest.raises(AgreementError) as error:
        attrs.evolve(agreement, funnel=funnel)
    message = "'demo' is no unit that everyone knows; declare it under the agreement's units"
    assert str(error.value) == f"funnel.stages: {message}"


def test_a_source_that_is_not_the_funnel() -> None:
    """In Python a target may say where it comes from: a number of this agreement's own plan, and nothing else."""
    agreement = loads(GOOD)
    target = Target(Quantity(100, "SQL/month"), "crm.SQL")
    leads = attrs.evolve(agreement.objectives[0], evaluator=AtLeast(target))
    with pytest.raises(AgreementError) as error:
        attrs.evolve(agreement, objectives=[leads, *agreement.objectives[1:]])
    place = "objectives.leads.evaluator"
    assert (
        str(error.value) == f"{place}: a target's source is a number of the funnel, as in 'funnel.SQL'; not 'crm.SQL'"
    )


@pytest.mark.parametrize("target", ["SQL.", "goal.", "points.SQL."])
def test_a_dot_at_the_end_names_no_segment(target: str) -> None:
    """A number of the funnel is called by its whole name: what the file says is not read as something else."""
    (found,) = problems(("at_least: funnel.SQL", f"at_least: funnel.{target}"))
    assert found.startswith("a.yaml:17:5: objectives.leads.at_least: ")
