"""SM501: promised volumes, carried forward through the funnel by hand, against its goal."""

from fractions import Fraction

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from check_pages import document, found
from smarketing import Agreement, Evaluator, Finding, Funnel, Metric, Objective, Party, Status, Term, View, loads
from smarketing.checks import check

FUNNEL = """\
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages: [MQL, {SQL: 40 %}, {customer: 50 %}]"""
MONTHS = {"month": 1, "quarter": 3, "year": 12}


def promising(evaluator: str, *sections: str) -> str:
    objectives = f"{{x: {{owed_by: Sales, owed_to: Marketing, {evaluator}}}}}"
    return document(objectives, *(sections or (FUNNEL,)))


@given(
    stage=st.integers(0, 2),
    number=st.integers(1, 600),
    rates=st.tuples(*[st.sampled_from([5, 10, 25, 40, 50, 100])] * 2),
    goal=st.integers(1, 60_000),
    period=st.sampled_from(["month", "quarter", "year"]),
    rounding=st.sampled_from(["up at every stage", "none", "nearest"]),
)
@example(stage=1, number=100, rates=(40, 50), goal=5000, period="month", rounding="none")
@example(stage=1, number=100, rates=(40, 50), goal=5001, period="month", rounding="none")
@example(stage=1, number=100, rates=(40, 50), goal=15_000, period="quarter", rounding="none")
def test_what_a_volume_brings(
    stage: int, number: int, rates: tuple[int, int], goal: int, period: str, rounding: str
) -> None:
    """Found exactly if the volume, times the rates that follow and the value, is less than the goal of a month."""
    funnel = f"""\
funnel:
  goal: {goal} USD/{period}
  value: 100 USD/customer
  rounding: {rounding}
  stages: [MQL, {{SQL: {rates[0]} %}}, {{customer: {rates[1]} %}}]"""
    text = promising(f"at_least: {number} {('MQL', 'SQL', 'customer')[stage]}/month", funnel)
    brings = Fraction(number * 100)
    for rate in rates[stage:]:
        brings *= Fraction(rate, 100)
    assert (found("SM501", text) == []) is (brings * MONTHS[period] >= goal)


@pytest.mark.parametrize(
    ("evaluator", "said"),
    [
        ("at_least: 99 SQL/month", ("99 SQL", "4,950.00", "100 SQL")),
        ("at_least: 1 MQL/month", ("1 MQL", "20.00", "250 MQL")),
        ("at_least: 0 customer/month", ("0 customers", "0.00", "50 customers")),
        ("rolling: {months: 3, at_least: 270 SQL/quarter}", ("90 SQL", "4,500.00", "100 SQL")),
        ("between: {low: 90 SQL/month, high: 110 SQL/month}", ("90 SQL", "4,500.00", "100 SQL")),
        ("at_least: {target: 99 SQL/month, tolerance: 1 %}", ("99 SQL", "4,950.00", "100 SQL")),
    ],
)
def test_a_promise_that_falls_short(evaluator: str, said: tuple[str, str, str]) -> None:
    """What is promised a month, what the funnel makes of it, and what the goal needs."""
    promised, brings, needed = said
    (flaw,) = check(loads(promising(evaluator)), select=["SM501"])
    assert flaw.message == (
        f"it promises {promised} a month, which the funnel turns into {brings} USD/month;"
        f" the goal of 5,000.00 USD/month needs {needed}"
    )
    assert flaw.path == ("objectives", "x", "evaluator")
    assert flaw.witness == {"promised": promised, "needed": needed}


@pytest.mark.parametrize(
    "evaluator",
    [
        "at_least: 100 SQL/month",
        "at_least: funnel.SQL",
        "at_least: {target: funnel.SQL, tolerance: 50 %}",
        "at_most: 1 SQL/month",
        "at_least: 1 call/month",
        "at_least: 1 %",
        "metric: backlog, at_least: 1 SQL",
        "rolling: {months: 3, at_least: 300 SQL/quarter}",
    ],
)
def test_promises_that_reach_the_goal_or_say_nothing_of_it(evaluator: str) -> None:
    """Enough; a ceiling; what is no stage; a share; a level that counts heads at hand."""
    text = promising(evaluator, FUNNEL, "metrics: {backlog: {unit: SQL, kind: level}}")
    assert found("SM501", text) == []


def test_without_a_funnel_there_is_no_goal() -> None:
    """Any volume will do."""
    assert found("SM501", promising("at_least: 1 SQL/month", "")) == []


SEGMENTS = f"{FUNNEL}\n  segments: {{big: {{share: 60 %}}, small: {{share: 40 %}}}}"
LIST = "metrics: {leads: {unit: SQL, kind: count, segments: [big, small, spring]}}"


@pytest.mark.parametrize(
    ("rest", "needed"),
    [
        ("segment: big, at_least: 59 SQL/month", "60 SQL"),
        ("segment: big, at_least: 60 SQL/month", None),
        ("segment: small, at_least: 39 SQL/month", "40 SQL"),
        ("segment: small, at_least: 40 SQL/month", None),
        ("segment: spring, at_least: 1 SQL/month", None),
        ("at_least: 99 SQL/month", "100 SQL"),
        ("at_least: 100 SQL/month", None),
    ],
)
def test_a_segment_has_its_own_goal(rest: str, needed: str | None) -> None:
    """A segment of the funnel reaches its share of the goal, one that the funnel does not know has none."""
    flaws = check(loads(promising(f"metric: leads, {rest}", SEGMENTS, LIST)), select=["SM501"])
    assert [(each.witness or {})["needed"] for each in flaws] == ([] if needed is None else [needed])


def test_parts_are_left_to_the_whole() -> None:
    """A campaign need not reach the goal alone; the whole must."""
    objectives = """
  leads: {owed_by: Marketing, owed_to: Sales, at_least: WHOLE SQL/month}
  spring: {part_of: leads, segment: spring, owed_by: Marketing, owed_to: Sales, at_least: 30 SQL/month}"""
    assert found("SM501", document(objectives.replace("WHOLE", "100"), FUNNEL)) == []
    short = found("SM501", document(objectives.replace("WHOLE", "90"), FUNNEL))
    assert [each.partition(":")[0] for each in short] == ["objectives.leads.evaluator"]


@attrs.frozen
class Passes(Evaluator):
    """An evaluator that says nothing of what it holds figures against."""

    def __call__(self, view: View, /) -> Finding:
        """Every month is met."""
        return Finding(Status.MET)


def test_an_evaluator_of_ones_own_promises_no_volume_that_is_known() -> None:
    """Nothing is claimed of it."""
    agreement = Agreement(
        "x",
        Term("2026-01-01"),
        [Party("Marketing"), Party("Sales")],
        [Objective("x", "Sales", "Marketing", Passes())],
        metrics=[Metric("x", "SQL", "count")],
        funnel=Funnel(["MQL", ("SQL", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month"),
    )
    assert check(agreement, select=["SM501"]) == ()
