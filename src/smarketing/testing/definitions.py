"""What words mean, which events there are, and how leads are scored."""

from fractions import Fraction

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.agreement import Definition
from smarketing.criteria import Criterion, Scoring, ScoringRule
from smarketing.testing.criteria import criteria, field_tests
from smarketing.testing.texts import names, texts


@st.composite
def definitions(draw: DrawFn) -> list[Definition]:
    """Generate definitions with a criterion and without, of which some exclude others."""
    called = draw(st.lists(names(), max_size=3, unique=True))
    found = [Definition(name, draw(texts()), draw(st.none() | criteria(field_tests()))) for name in called]
    excludes = [draw(st.sampled_from([(), *((name,) for name in called if name != own)])) for own in called]
    return [attrs.evolve(each, excludes=names) for each, names in zip(found, excludes, strict=True)]


@st.composite
def events(draw: DrawFn) -> list[Definition]:
    """Generate events by which clocks run, with a criterion and without."""
    number = draw(st.integers(0, 3))
    return [
        Definition(f"e{place}", draw(texts()), draw(st.none() | criteria(field_tests()))) for place in range(number)
    ]


@st.composite
def scorings(draw: DrawFn) -> list[Scoring]:
    """Generate no scoring, or one of `points` by rules, with grades and bounds or without."""
    points = st.integers(-50, 50) | st.fractions(-9, 9, max_denominator=4)
    rules = st.builds(ScoringRule, points, criteria(field_tests()).map(Criterion.parse), texts())
    grades: SearchStrategy[dict[str, int]] = st.sampled_from(({}, {"A": 30, "B": 10}, {"NO": 0, "yes": -5}))
    least, most = draw(st.sampled_from(((None, None), (0, None), (Fraction(-5, 2), 100))))
    made = Scoring("points", draw(st.lists(rules, min_size=1, max_size=3)), draw(grades), least=least, most=most)
    return [made] if draw(st.booleans()) else []
