"""SM4: what can never happen, held against what judge() makes of every case."""

from collections.abc import Sequence
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from exact_figures import exact_figures
from smarketing import (
    Actuals,
    Agreement,
    CaseHistory,
    Condition,
    Consequence,
    Evaluator,
    Finding,
    Metric,
    Missed,
    Objective,
    Party,
    Status,
    Term,
    Terminate,
    Verdict,
    View,
    judge,
    loads,
)
from smarketing.checks import check
from smarketing.verdicts import Promise

# SM401, SM402


def watching(when: str, months: int, windows: Sequence[int]) -> str:
    """Write promises a, b, ... judged over so many months each, a term, and a consequence."""
    judged = {1: "at_least: 9 call/month"}
    texts = [judged.get(each, f"rolling: {{months: {each}, at_least: 9 call/month}}") for each in windows]
    objectives = "".join(
        f"\n  {name}: {{owed_by: Sales, owed_to: Marketing, {text}}}" for name, text in zip("abc", texts, strict=False)
    )
    term = f"{{start: 2026-01-01, end: 2026-{months:02}-28}}"
    return document(objectives, f"consequences: {{c: {{when: {when}, terminate: {{}}}}}}", term=term)


def ever_follows(text: str, promises: Sequence[str]) -> bool:
    """Whether the consequence follows when every promise is missed in every month of the term."""
    agreement = loads(text)
    figures = {name: {str(month): 0 for month in agreement.term_months} for name in promises}
    return judge(agreement, Actuals.from_dict(figures, known=agreement.metrics)).dues != ()


COUNTED = [
    *(f"{{missed: {{{who}, times: {times}, in: {window} months}}}}" for who in ("each: any", "across: [a, b]")
      for times in range(2, 7) for window in range(1, 5)),
    *(f"{{missed: {{each: [a, b], times: {times}, running: true}}}}" for times in range(2, 7)),
    "{missed: a}",
]  # fmt: skip


@pytest.mark.parametrize("windows", [(1, 1), (2, 2), (3, 3)])
@pytest.mark.parametrize("months", [1, 2, 3, 4])
def test_what_no_year_of_misses_brings_about(months: int, windows: Sequence[int]) -> None:
    """One rule of the two finds a consequence, and says it once, exactly if it never follows."""
    for when in COUNTED:
        text = watching(when, months, windows)
        codes = [each.code for each in check(loads(text), select=["SM401", "SM402"])]
        assert (len(codes) == 0) is ever_follows(text, "ab"), when
        assert len(codes) <= 1, when


@given(
    months=st.integers(1, 6),
    windows=st.lists(st.integers(1, 4), min_size=2, max_size=2),
    when=st.sampled_from(COUNTED),
)
def test_what_is_found_never_follows(months: int, windows: Sequence[int], when: str) -> None:
    """Also where one promise is judged over a month and another over several: no false alarm."""
    text = watching(when, months, windows)
    flaws = check(loads(text), select=["SM401", "SM402"])
    assert flaws == () or not ever_follows(text, "ab")


@pytest.mark.parametrize(
    ("when", "months", "windows", "said"),
    [
        ("{missed: {each: any, times: 4, running: true}}", 3, [1], "it needs 4 misses, and the term has room for 3"),
        ("{missed: {each: any, times: 3, running: true}}", 3, [1], None),
        ("{missed: {each: any, times: 2, running: true}}", 3, [3], "it needs 2 misses, and the term has room for 1"),
        ("{missed: {each: any, times: 3, running: true}}", 3, [3, 1], None),
        ("{missed: {each: any, times: 4, running: true}}", 3, [3, 1], "it needs 4 misses, and the term has room for 3"),
        ("{missed: {each: [a], times: 3, running: true}}", 3, [3, 1], "it needs 3 misses, and the term has room for 1"),
        ("{missed: {each: any, times: 2, in: 9 months}}", 2, [9], "it needs 2 misses, and the term has room for 0"),
        ("{missed: {across: [a, b], times: 5, in: 9 months}}", 3, [1, 2], None),
        (
            "{missed: {across: [a, b], times: 6, in: 9 months}}",
            3,
            [1, 2],
            "it needs 6 misses, and the term has room for 5",
        ),
    ],
)
def test_room_in_the_term(when: str, months: int, windows: Sequence[int], said: str | None) -> None:
    """As many verdicts as months, fewer for what is judged over several; more for several promises together."""
    expected = [] if said is None else [f"consequences.c.when: {said}"]
    assert found("SM401", watching(when, months, windows)) == expected


def test_the_witness_of_too_short_a_term() -> None:
    """Both numbers of the message, as numbers."""
    (flaw,) = check(loads(watching("{missed: {each: any, times: 4, running: true}}", 3, [3, 1])), select=["SM401"])
    assert flaw.witness == {"misses needed": 4, "misses possible": 3}


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{missed: {each: a, times: 2, in: 1 months}}", "it counts 2 misses in 1 month, which have room for 1"),
        ("{missed: {each: any, times: 3, in: 2 months}}", "it counts 3 misses in 2 months, which have room for 2"),
        ("{missed: {each: any, times: 2, in: 2 months}}", None),
        ("{missed: {each: any, times: 9, running: true}}", None),
        ("{missed: {across: [a, b], times: 4, in: 2 months}}", None),
        ("{missed: {across: [a, b], times: 5, in: 2 months}}", "it counts 5 misses in 2 months, which have room for 4"),
        ("{missed: a}", None),
    ],
)
def test_room_in_the_window(when: str, said: str | None) -> None:
    """One miss a month for each promise that is counted; without a window there is no such limit."""
    text = watching(when, 12, [1, 1]).replace(", end: 2026-12-28", "")
    expected = [] if said is None else [f"consequences.c.when: {said}"]
    assert (found("SM402", text), found("SM401", text)) == (expected, [])


def test_counts_within_other_conditions_are_looked_at() -> None:
    """Each where it stands: no month has room for two misses of one promise, and the term has no third month."""
    narrow, long = "{missed: {each: a, times: 2, in: 1 months}}", "{missed: {each: any, times: 3, running: true}}"
    text = watching(f"{{any_of: [{{missed: b}}, {{all_of: [{narrow}, {long}]}}]}}", 2, [1, 1])
    within = "consequences.c.when.conditions.1.conditions"
    assert found("SM402", text) == [f"{within}.0: it counts 2 misses in 1 month, which have room for 1"]
    assert found("SM401", text) == [f"{within}.1: it needs 3 misses, and the term has room for 2"]
    assert found("SM401", text.replace("2026-02", "2026-03")) == []


# SM403, SM404


def evaluators(unit: str) -> st.SearchStrategy[str]:
    """Bounds around the ends of what can come out, with and without a tolerance."""
    numbers = st.sampled_from([-10, -1, 0, 1, 50, 99, 100, 101, 110])
    slack = ["0 points", "1 point", "100 points"] if unit == "%" else ["0 %", "10 %", "100 %", "200 %"]
    tolerance = st.sampled_from(["", *(f", tolerance: {each}" for each in slack)])
    one = st.builds(
        "{}: {{target: {} {}{}}}".format, st.sampled_from(["at_least", "at_most"]), numbers, st.just(unit), tolerance
    )
    two = st.builds(
        lambda ends, slack: f"between: {{low: {min(ends)} {unit}, high: {max(ends)} {unit}{slack}}}",
        st.lists(numbers, min_size=2, max_size=2),
        tolerance,
    )
    return one | two


def statuses(agreement: Agreement, results: Sequence[object]) -> set[Status]:
    """Give every way in which a month of a promise x can come out, one result a month."""
    figures = {"x": {str(agreement.first_month + place): result for place, result in enumerate(results)}}
    return {each.status for each in judge(agreement, exact_figures(agreement, figures)).verdicts}


COUNTS = [0, 1, 2, 45, 50, 55, 89, 90, 91, 99, 100, 101, 109, 110, 111, 121, 122, 330, 331, 10_000]
SHARES = [(Fraction(part), 1000) for part in (0, 5, 10, 15, 490, 500, 510, 980, 985, 990, 995, 1000)]


@pytest.mark.parametrize(("unit", "results"), [("call/month", COUNTS), ("%", SHARES)])
@given(data=st.data())
def test_promises_that_every_result_meets_or_misses(unit: str, results: Sequence[object], data: st.DataObject) -> None:
    """SM403 exactly if judge() misses no result, SM404 exactly if it meets none; results to both sides of each edge."""
    evaluator = data.draw(evaluators(unit))
    text = document(f"{{x: {{owed_by: Sales, owed_to: Marketing, {evaluator}}}}}", term="{start: 2026-01-01}")
    seen = statuses(loads(text), results)
    assert (found("SM403", text) == []) is (Status.MISSED in seen)
    assert (found("SM404", text) == []) is (Status.MET in seen)


@pytest.mark.parametrize(
    ("evaluator", "never_missed", "never_met"),
    [
        ("at_least: 0 call/month", True, False),
        ("at_least: 0.01 call/month", False, False),
        ("at_most: 0 call/month", False, False),
        ("at_most: -1 call/month", False, True),
        ("between: {low: 1.2 call/month, high: 1.8 call/month}", False, True),  # calls come in whole numbers,
        ("between: {low: 1.2 call/month, high: 2 call/month}", False, False),
        ("between: {low: 1.2 USD/month, high: 1.8 USD/month}", False, False),  # and dollars do not
        ("rolling: {months: 3, at_least: 0 %}", True, False),
        ("rolling: {months: 3, at_least: {target: 101 %, tolerance: 1 point}}", False, False),
        ("metric: score, at_least: -1000 points", False, False),
        ("metric: score, at_most: 1000 points", False, False),
    ],
)
def test_the_ends_of_what_can_come_out(evaluator: str, never_missed: bool, never_met: bool) -> None:
    """A count is 0 or more, a share 0 % to 100 %, and a level anything; both ends included."""
    text = document(
        f"{{x: {{owed_by: Sales, owed_to: Marketing, {evaluator}}}}}", "metrics: {score: {unit: point, kind: level}}"
    )
    missed = ["objectives.x.evaluator: no result can miss it, so nothing is promised"] if never_missed else []
    met = ["objectives.x.evaluator: no result can meet it"] if never_met else []
    assert (found("SM403", text), found("SM404", text)) == (missed, met)


# SM405

IDLE = """
  zero: {owed_by: Sales, owed_to: Marketing, at_least: 0 call/month}
  all: {owed_by: Sales, owed_to: Marketing, at_most: 100 %}
  some: {owed_by: Sales, owed_to: Marketing, at_least: 5 call/month}"""


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{missed: zero}", "zero can never be missed, so this never follows"),
        (
            "{missed: {across: [zero, all], times: 2, in: 2 months}}",
            "all, zero can never be missed, so this never follows",
        ),
        (
            "{missed: {each: [zero, all], times: 2, running: true}}",
            "all, zero can never be missed, so this never follows",
        ),
        ("{missed: some}", None),
        ("{missed: {each: any, times: 2, running: true}}", None),
        ("{missed: {across: [zero, some], times: 2, in: 2 months}}", None),
    ],
)
def test_consequences_of_what_cannot_be_missed(when: str, said: str | None) -> None:
    """All that a consequence watches must be safe; one promise that can be missed is enough for it to follow."""
    text = document(IDLE, f"consequences: {{c: {{when: {when}, terminate: {{}}}}}}")
    assert found("SM405", text) == ([] if said is None else [f"consequences.c.when: {said}"])


@pytest.mark.parametrize("rule", ["stays open", "counts as missed"])
@pytest.mark.parametrize("place", ["agreement", "promise"])
def test_a_missing_figure_may_be_a_miss(rule: str, place: str) -> None:
    """Where missing data counts as missed, the consequence follows from it, as judge() says: it is not idle."""
    own, common = (f", no_data: {rule}", "") if place == "promise" else ("", f"no_data: {rule}")
    text = document(
        f"{{x: {{owed_by: Sales, owed_to: Marketing, at_least: 0 call/month{own}}}}}",
        "consequences: {c: {when: {missed: x}, terminate: {}}}",
        common,
    )
    agreement = loads(text)
    card = judge(agreement, Actuals.from_dict({"x": {}}, known=agreement.metrics), through="2026-01")
    assert (found("SM405", text) == []) is (card.dues != ())


# conditions and evaluators of one's own


@attrs.frozen
class Always(Condition):
    """A condition that holds in every month."""

    names: tuple[str, ...]

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """Watch some promises together."""
        return (self.names,)

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """Every month is a cause."""
        return [history.verdicts[0][-1]]


@attrs.frozen
class Fails(Evaluator):
    """An evaluator that says nothing of what it holds figures against."""

    def __call__(self, view: View, /) -> Finding:
        """Every month is missed."""
        return Finding(Status.MISSED)


def test_nothing_is_claimed_of_what_is_not_known() -> None:
    """A condition or an evaluator of somebody else's may do anything."""
    promise = Objective("x", "Sales", "Marketing", Fails())
    agreement = Agreement(
        "x",
        Term("2026-01-01", "2026-01-31"),
        [Party("Marketing"), Party("Sales")],
        [promise],
        metrics=[Metric("x", "call", "count")],
        consequences=[Consequence("c", Always(("x",)), Terminate()), Consequence("d", Missed("x"), Terminate())],
    )
    assert check(agreement, select=["SM4"]) == ()


def test_an_agreement_without_promises_has_no_idle_consequences() -> None:
    """What watches any of none is left alone."""
    text = document("{}", "consequences: {c: {when: {missed: {each: any, times: 99, running: true}}, terminate: {}}}")
    assert check(loads(text), select=["SM4"]) == ()
