"""SM403, SM404 and SM408: scores, comparisons and consequences of which the outcome is certain before any figure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from exact_figures import exact_figures
from smarketing import Status, judge, loads
from smarketing.checks import check

BY = "owed_by: Sales, owed_to: Marketing"
PARTS = f"a: {{{BY}, at_least: 2 call/month}}, b: {{{BY}, at_most: 2 visit/month}}"
OPEN = "no_data: stays open"
LEVELS = "level: {unit: lead, kind: level}, other: {unit: lead, kind: level}"
SHARE = "won: {unit: '%', kind: share, segments: [web]}"
LEADS = f"metrics: {{leads: {{unit: lead, kind: count, segments: [web]}}, {LEVELS}, {SHARE}}}"


def scored(evaluator: str) -> str:
    """Write a promise about two others."""
    return document(f"{{{PARTS}, x: {{{BY}, {evaluator}}}}}", OPEN)


def compared(evaluator: str, metric: str = "leads") -> str:
    """Write a promise about one metric."""
    return document(f"{{x: {{{BY}, metric: {metric}, {evaluator}}}}}", OPEN, LEADS)


NEVER_MET, NEVER_MISSED = "no result can meet it", "no result can miss it, so nothing is promised"


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        (scored("composite: {points: {a: 10, b: 5}, at_least: 16 points}"), "SM404",
         f"{NEVER_MET}: with everything met the score is 15 points"),
        (scored("composite: {weights: {a: 10, b: 5}, at_least: 100.5 %}"), "SM404",
         f"{NEVER_MET}: with everything met the score is 100 %"),
        (scored("kept_share: {of: [a, b], at_least: 101 %}"), "SM404",
         f"{NEVER_MET}: with everything met the score is 100 %"),
        (scored("composite: {points: {a: 10, b: 5}, at_least: 0 points}"), "SM403",
         f"{NEVER_MISSED}: no score is below 0"),
        (scored("kept_share: {of: [a, b], at_least: 0 %}"), "SM403", f"{NEVER_MISSED}: no score is below 0"),
        (compared("trend: {of: the month before, at_least: 0 %}"), "SM403",
         f"{NEVER_MISSED}: no reading of leads is below 0"),
        (compared("rolling: {months: 2, trend: {of: the same month a year before, at_least: 0 %}}"), "SM403",
         f"{NEVER_MISSED}: no reading of leads is below 0"),
        (compared("relative: {to: leads, at_least: 100 %}"), "SM403",
         f"{NEVER_MISSED}: leads is 100 % of itself"),
        (compared("relative: {to: leads, at_most: 100 %}"), "SM403",
         f"{NEVER_MISSED}: leads is 100 % of itself"),
        (compared("relative: {to: leads, at_least: 101 %}"), "SM404", f"{NEVER_MET}: leads is 100 % of itself"),
        (compared("relative: {to: leads, at_most: 99 %}"), "SM404", f"{NEVER_MET}: leads is 100 % of itself"),
        (compared("relative: {to: leads, at_most: 100 %}, segment: web"), "SM403",
         f"{NEVER_MISSED}: a segment of leads is at most 100 % of it"),
        (compared("relative: {to: leads, at_least: 101 %}, segment: web"), "SM404",
         f"{NEVER_MET}: a segment of leads is at most 100 % of it"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_certain_outcome(text: str, code: str, said: str) -> None:
    """With the reason, whatever the figures are."""
    assert found(code, text) == [f"objectives.x.evaluator: {said}"]
    assert found({"SM403": "SM404", "SM404": "SM403"}[code], text) == []


@pytest.mark.parametrize(
    "text",
    [
        scored("composite: {points: {a: 10, b: 5}, at_least: 15 points}"),
        scored("composite: {points: {a: 10, b: 5}, at_least: 0.1 points}"),
        scored("composite: {weights: {a: 10, b: 5}, at_least: 100 %}"),
        scored("kept_share: {of: [a, b], at_least: 100 %}"),
        compared("trend: {of: the month before, at_least: 0.1 %}"),
        compared("trend: {of: the month before, at_most: 0 %}"),
        compared("trend: {of: the month before, at_least: 0 %}", "level"),
        compared("relative: {to: other, at_least: 101 %}", "level"),
        compared("relative: {to: won, at_least: 101 %}, segment: web", "won"),
        compared("relative: {to: won, at_most: 100 %}, segment: web", "won"),
        compared("relative: {to: leads, at_least: 100 %}, segment: web"),
        compared("relative: {to: leads, at_most: 99 %}, segment: web"),
    ],
)
def test_nothing_is_said_where_figures_decide(text: str) -> None:
    """Neighbours, and metrics that may be below 0."""
    assert found("SM403", text) == found("SM404", text) == []


def test_what_a_missing_figure_can_miss() -> None:
    """A promise that no figure misses can be missed without one."""
    text = compared("trend: {of: the month before, at_least: 0 %}")
    assert found("SM403", text.replace(OPEN, "no_data: counts as missed")) == []


def test_a_consequence_of_a_score_that_cannot_be_missed() -> None:
    """It never follows."""
    text = scored("composite: {points: {a: 10, b: 5}, at_least: 0 points}")
    when = "consequences: {c: {when: {missed: x}, escalate: [Josh]}}"
    said = "consequences.c.when: x can never be missed, so this never follows"
    assert found("SM405", f"{text}\n{when}") == [said]


evaluators = st.one_of(
    st.builds(
        "composite: {{points: {{a: {}, b: {}}}, at_least: {} points}}".format,
        st.integers(1, 3), st.integers(1, 3), st.integers(0, 7),
    ),
    st.builds("composite: {{weights: {{a: 1, b: 2}}, at_least: {} %}}".format, st.integers(-1, 103)),
    st.builds("kept_share: {{of: [a, b], at_least: {} %}}".format, st.sampled_from([-1, 0, 1, 50, 100, 101])),
    st.builds("relative: {{to: a, {}: {} %}}, metric: a".format, st.sampled_from(["at_least", "at_most"]),
              st.sampled_from([0, 99, 100, 101])),
)  # fmt: skip


@given(evaluators, st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=12, max_size=12))
def test_what_is_certain_is_what_is_judged(evaluator: str, figures: list[tuple[int, int]]) -> None:
    """No month is met of what is never met, none missed of what is never missed."""
    agreement = loads(scored(evaluator))
    calls, visits = ({str(m): each[n] for m, each in zip(agreement.term_months, figures, strict=True)} for n in (0, 1))
    card = judge(agreement, exact_figures(agreement, {"a": calls, "b": visits}))
    judged = {each.status for each in card.verdicts if each.promise.name == "x"}
    codes = {each.code for each in check(agreement, select=["SM403", "SM404"])}
    assert "SM404" not in codes or Status.MET not in judged
    assert "SM403" not in codes or Status.MISSED not in judged
    assert len(codes) < 2


# SM408


@pytest.mark.parametrize(
    ("term", "from_month", "months"),
    [
        ("{start: 2026-01-01, end: 2026-12-31}", 13, "12 months"),
        ("{start: 2026-01-15, end: 2026-01-31}", 2, "1 month"),
        ("{start: 2026-01-15, end: 2026-03-02}", 4, "3 months"),
        ("{start: 2026-01-01, end: 2026-12-31}", 12, None),
        ("{start: 2026-01-15, end: 2026-03-02}", 3, None),
        ("{start: 2026-01-01, end: 2026-12-31}", 1, None),
        ("{start: 2026-01-01}", 1200, None),
    ],
)
def test_a_consequence_that_begins_after_the_term(term: str, from_month: int, months: str | None) -> None:
    """By the months of the term, of which the first and the last may be in part."""
    consequence = f"consequences: {{c: {{when: {{missed: a}}, credit: 200 USD, from_month: {from_month}}}}}"
    said = f"consequences.c.from_month: it is given from month {from_month} of the term on, and the term has {months}"
    assert found("SM408", document(f"{{{PARTS}}}", consequence, term=term)) == ([] if months is None else [said])


def test_an_amendment_that_ends_earlier() -> None:
    """Its own end counts, and months count from the start of the whole term."""
    consequence = "consequences: {c: {when: {missed: a}, credit: 200 USD, from_month: 9}}"
    old = loads(document(f"{{{PARTS}}}", consequence))
    for last, is_found in (("2026-08-31", True), ("2026-09-01", False)):
        new = loads(document(f"{{{PARTS}}}", consequence, term=f"{{start: 2026-01-01, end: {last}}}"))
        assert bool(check(old.amended("2026-04-01", term=new.term), select=["SM408"])) is is_found
    assert check(old, select=["SM408"]) == ()
