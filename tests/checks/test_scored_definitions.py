"""Definitions that ask for points and grades: only what the agreement's own scoring can give is looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Agreement, Criterion, Scoring, ScoringRule, loads
from smarketing.checks import check
from smarketing.criteria import satisfiable

AGREEMENT = """\
smarketing: 1
title: Leads for sales
term: {start: 2026-01-01}
parties: {Marketing: {contact: Josh}, Sales: {contact: Amy}}
definitions:
  MQL: {means: Worth a conversation., when: "CRITERION", excludes: rival}
  rival: {means: Works for a rival., when: "grade == 'B' and known"}
scoring:
  score:
    rules: [{points: 60, when: has(email)}, {points: 25, when: visits > 2}, {points: -20, when: far}]
    grades: {A: 60, B: 25}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
"""


def agreement(criterion: str) -> Agreement:
    """The agreement with a criterion for its MQL."""
    return loads(AGREEMENT.replace("CRITERION", criterion))


@pytest.mark.parametrize(
    ("criterion", "codes"),
    [
        ("score >= 60", []),
        ("score > 85", ["SM202"]),
        ("score < -20", ["SM202"]),
        ("grade == 'C'", ["SM202"]),
        ("score >= 60 and grade == 'B'", ["SM202"]),
        ("score >= 60 and known", []),
        ("score >= 59 and known", ["SM204"]),
        ("known", ["SM204"]),
    ],
)
def test_only_scores_that_there_can_be(criterion: str, codes: list[str]) -> None:
    """No witness has points beyond all rules, or the grade of other points."""
    found = check(agreement(criterion), select=["SM202", "SM204"])
    assert [each.code for each in found] == codes
    for each in found:
        if each.witness is not None:
            assert each.witness["grade"] == "B"
            assert 25 <= int(str(each.witness["score"])) < 60


def test_a_criterion_that_is_as_deep_as_can_be() -> None:
    """Where the scoring cannot be added to a criterion, the criterion is looked at alone."""
    deep = f"{'not (' * 48}score > 85{')' * 48}"
    assert check(agreement("score > 85"), select=["SM202"]) != ()
    assert check(agreement(deep), select=["SM202"]) == ()


def test_what_the_scoring_fills_is_always_known() -> None:
    """A `not` over points lets nobody through: every lead has some."""
    assert check(agreement("not (score < 50)"), select=["SM209"]) == ()
    assert [each.code for each in check(agreement("not (visits < 5)"), select=["SM209"])] == ["SM209"]


_CRITERIA = ("visits > 2", "far", "not far", "has(email)")
_POINTS = st.sampled_from((-20, -7, 0, 5, 25, 60))


@given(
    st.lists(st.tuples(_POINTS, st.sampled_from(_CRITERIA)), min_size=1, max_size=4),
    st.sampled_from(({}, {"A": 50, "B": 10}, {"it's \\ one": 0})),
    st.fixed_dictionaries({}, optional={"visits": st.integers(0, 5), "far": st.booleans(), "email": st.just("a")}),
    st.sampled_from((None, -10, 0, 30)),
)
def test_every_scored_record_is_possible(
    rules: list[tuple[int, str]], grades: dict[str, int], record: dict[str, object], least: int | None
) -> None:
    """Whatever a record scores meets the criterion of what can be scored."""
    made = [ScoringRule(points, Criterion.parse(when)) for points, when in rules]
    scoring = Scoring("Lead Score", made, grades=grades, least=least)
    possible = Criterion.parse(scoring.possible())
    assert possible(scoring.scored(record))
    assert satisfiable(possible)


@pytest.mark.parametrize(
    ("criterion", "meant"),
    [
        ("rivals and known", "rival"),
        ("Score > 5", "score"),
        ("mql_ and known", "MQL"),
        ("score > 5 and visits > 2", None),
        ("`rival` and known", None),
    ],
)
def test_slips_of_the_pen(criterion: str, meant: str | None) -> None:
    """A field that is nearly called like a definition or a score, and none that is exactly or not at all."""
    found = [each.message for each in check(agreement(criterion), select=["SM213"])]
    field = criterion.split(maxsplit=1)[0].strip("`")
    assert found == ([] if meant is None else [f"{field} is taken for a field of the record; did you mean {meant}?"])


PAID = "{pay: 5 %, of: 4000 USD}"


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (f"credit: {PAID}, only_above: 200 USD", "the highest credit is 200.00 USD, and none of 200 USD"),
        (
            f"credit: {PAID}, limit: [9 USD per year, 1 USD], only_above: 1 USD",
            "the highest credit is 1.00 USD, and none of 1 USD",
        ),
        (f"credit: {PAID}, only_above: 199 USD", None),
        (f"credit: {PAID}", None),
        (
            "credit: {of: 4000 USD, tiers: [{below: 50 %, pay: 5 %}, {below: 90 %, pay: 1 %}]}, only_above: 150 USD",
            None,
        ),
        ("credit: {pay: 5 %, of: charges}, only_above: 150 USD", None),
    ],
)
def test_credits_that_are_never_issued(effect: str, said: str | None) -> None:
    """Even the highest is not above what is left out; one tier that is, is enough."""
    text = AGREEMENT.replace("CRITERION", "known") + "metrics: {charges: {unit: USD, kind: count}}\n"
    text += f"consequences: {{credit: {{when: {{missed: leads}}, {effect}}}}}\n"
    found = [str(each) for each in check(loads(text), select=["SM312"])]
    assert found == ([] if said is None else [f"SM312 consequences.credit.only_above: {said} or less is issued"])


def test_signatures_that_come_late() -> None:
    """Nothing before is in force; a signature on the first day is in time."""
    late = AGREEMENT.replace("CRITERION", "known") + "signatures: {Marketing: 2026-01-01, Sales: 2026-01-15}\n"
    (found,) = check(loads(late), select=["SM107"])
    said = "Sales signed on 2026-01-15, after the term began on 2026-01-01: no month before is in force"
    assert (found.path, found.message) == (("signatures", "Sales"), said)
