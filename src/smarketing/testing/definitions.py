"""What words mean, which events there are, and how leads are scored."""

from fractions import Fraction
from functools import cache

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.agreement import Definition
from smarketing.criteria import Criterion, Scoring, ScoringRule
from smarketing.testing.criteria import criteria, field_tests
from smarketing.testing.texts import several_names, texts


@st.composite
def definitions(draw: DrawFn) -> list[Definition]:
    """Generate definitions with a criterion and without, of which some exclude others."""
    called = draw(several_names(3))
    found = [Definition(name, draw(texts()), draw(_criteria_or_none())) for name in called]
    excludes = [draw(st.sampled_from([(), *((name,) for name in called if name != own)])) for own in called]
    return [attrs.evolve(each, excludes=names) for each, names in zip(found, excludes, strict=True)]


@st.composite
def events(draw: DrawFn) -> list[Definition]:
    """Generate events by which clocks run, with a criterion and without."""
    number = draw(st.integers(0, 3))
    return [Definition(f"e{place}", draw(texts()), draw(_criteria_or_none())) for place in range(number)]


@cache
def _criteria_or_none() -> SearchStrategy[str | None]:
    return st.none() | criteria(field_tests())


@st.composite
def scorings(draw: DrawFn) -> list[Scoring]:
    """Generate no scoring, or one of `points` by rules, with grades and bounds or without."""
    grades: SearchStrategy[dict[str, int]] = st.sampled_from(({}, {"A": 30, "B": 10}, {"NO": 0, "yes": -5}))
    least, most = draw(st.sampled_from(((None, None), (0, None), (Fraction(-5, 2), 100))))
    made = Scoring("points", draw(_scoring_rules()), draw(grades), least=least, most=most)
    return [made] if draw(st.booleans()) else []


@cache
def _scoring_rules() -> SearchStrategy[list[ScoringRule]]:
    points = st.integers(-50, 50) | st.fractions(-9, 9, max_denominator=4)
    rules = st.builds(ScoringRule, points, criteria(field_tests()).map(Criterion.parse), texts())
    return st.lists(rules, min_size=1, max_size=3)
