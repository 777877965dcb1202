"""SM501, SM503 and SM504: what several promises on the same figures come to, held to the fewest heads that keep all."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
import z3  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found

FUNNEL = """\
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  rounding: none
  stages: [MQL, {SQL: 40 %}, {customer: 50 %}]
"""
SEGMENTED = f"{FUNNEL}  segments: {{big: {{share: 60 %}}, small: {{share: 40 %}}}}\n"
METRICS = """\
metrics:
  web: {unit: SQL, kind: count, segments: [big, small]}
  fairs: {unit: SQL, kind: count, segments: [big, small]}
"""
WORK = "handoffs: {h: {from: Marketing, to: Sales, trigger: SQL, follow_up: {within: 1 day, effort: 1 hour}}}"
SALES = "{Marketing: {contact: Josh}, Sales: {contact: Amy, capacity: 1/1000 hours/month}}"

Promise = tuple[str, str | None, int, int]
"""The metric, perhaps a segment, how many a month, and over how many months they are counted."""


def flaws(code: str, promises: Sequence[str], *sections: str) -> list[str]:
    """Give what one rule finds in promises `p0`, `p1` and so on of Marketing to Sales."""
    written = (f"p{n}: {{owed_by: Marketing, owed_to: Sales, {each}}}" for n, each in enumerate(promises))
    return found(code, document(f"{{{', '.join(written)}}}", *sections, parties=SALES))


def text(promise: Promise) -> str:
    """Write a promise as a file has it."""
    metric, segment, number, months = promise
    at_least = f"rolling: {{months: {months}, at_least: {number} SQL/month}}" if months > 1 else ""
    said = f"metric: {metric}, {at_least or f'at_least: {number} SQL/month'}"
    return said if segment is None else f"{said}, segment: {segment}"


def fewest(promises: Sequence[Promise]) -> Fraction:
    """The fewest heads a month with which all promises are kept; a segment's heads are among all of its metric."""
    solver, whole = z3.Optimize(), {metric: z3.Real(metric) for metric in ("web", "fairs")}
    part = {(metric, name): z3.Real(f"{metric} {name}") for metric in whole for name in ("big", "small")}
    solver.add(*(heads >= 0 for heads in (*whole.values(), *part.values())))
    for metric, heads in whole.items():
        solver.add(heads >= part[metric, "big"] + part[metric, "small"])
    for metric, segment, number, _months in promises:
        solver.add((whole[metric] if segment is None else part[metric, segment]) >= number)
    least = solver.minimize(z3.Sum(*whole.values()))
    assert solver.check() == z3.sat
    return Fraction(str(solver.lower(least)))


_PROMISES = st.tuples(
    st.sampled_from(["web", "fairs"]), st.sampled_from([None, "big", "small"]), st.integers(1, 99), st.integers(1, 3)
)
_WITH_A_WHOLE = st.builds(
    lambda whole, others: [(whole[0], None, *whole[2:]), *others], _PROMISES, st.lists(_PROMISES, max_size=4)
)
"""Promises of segments alone are no promise of the stage."""


@given(st.lists(_PROMISES, min_size=1, max_size=6))
def test_the_fewest_heads_that_keep_all(promises: list[Promise]) -> None:
    """So many must be followed up: segments are part of their whole, and a longer spell is of the same heads."""
    heads = fewest(promises)
    hours = "1 hour" if heads == 1 else f"{heads} hours"
    line = f"parties.Sales.capacity: following up {heads} SQL once for 1 hour takes {hours} a month"
    assert flaws("SM504", [text(each) for each in promises], METRICS, WORK) == [f"{line}, and there are 0.001 hours"]


@given(_WITH_A_WHOLE, st.integers(1, 200))
def test_what_they_bring(promises: list[Promise], needed: int) -> None:
    """The goal is reached exactly if the fewest heads that keep all promises bring it."""
    funnel = FUNNEL.replace("5000 USD", f"{needed * 50} USD")
    assert (flaws("SM501", [text(each) for each in promises], METRICS, funnel) == []) is (fewest(promises) >= needed)


@given(_WITH_A_WHOLE, st.integers(1, 200))
def test_what_they_feed(promises: list[Promise], won: int) -> None:
    """A later stage is fed exactly if the half of the fewest heads that keep all promises is enough for it."""
    later = [f"at_least: {won} customer/month", *map(text, promises)]
    assert (flaws("SM503", later, METRICS, FUNNEL) == []) is (won <= fewest(promises) / 2)


@pytest.mark.parametrize(
    ("promises", "promised"),
    [
        (["at_least: 60 SQL/month", "metric: p0, at_least: 60 SQL/month"], 60),
        (["at_least: 60 SQL/month", "metric: p0, at_least: 70 SQL/month"], 70),
        (["at_least: 60 SQL/month", "metric: p0, rolling: {months: 3, at_least: 270 SQL/quarter}"], 90),
        (["at_least: 60 SQL/month", "metric: p0, rolling: {months: 3, at_least: 300 SQL/quarter}"], None),
        (["at_least: 60 SQL/month", "at_least: 30 SQL/month"], 90),
        (["at_least: 60 SQL/month", "at_least: 40 SQL/month"], None),
    ],
)
def test_what_falls_short(promises: list[str], promised: int | None) -> None:
    """Of the same figures, the most that one promise asks for; figures of their own add up."""
    line = (
        f"objectives.p0.evaluator: it promises {promised} SQL a month together with p1, which the funnel turns into"
        f" {(promised or 0) * 50:,}.00 USD/month; the goal of 5,000.00 USD/month needs 100 SQL"
    )
    assert flaws("SM501", promises, FUNNEL) == ([] if promised is None else [line])


@pytest.mark.parametrize(
    ("numbers", "promised"), [((40, 50), "50"), ((50, 40), "50"), ((40, 59), "59"), ((40, 60), None)]
)
def test_a_segment_promised_twice(numbers: tuple[int, int], promised: str | None) -> None:
    """Needs 60 of the 100 SQL, in one of the promises at least."""
    promises = [f"metric: web, segment: big, at_least: {number} SQL/month" for number in numbers]
    lines = flaws("SM501", promises, SEGMENTED, METRICS)
    assert [line.partition(" together")[0] for line in lines] == (
        [] if promised is None else [f"objectives.p0.evaluator: it promises {promised} SQL a month"]
    )


@pytest.mark.parametrize(
    ("asked", "fed", "said"),
    [
        (["at_least: 60"], ["at_least: 100", "metric: p1, at_least: 80"], (60, 100, 50)),
        (["at_least: 60"], ["at_least: 100", "metric: p1, at_least: 110"], (60, 110, 55)),
        (["at_least: 60"], ["at_least: 100", "metric: p1, at_least: 120"], None),
        (["at_least: 60"], ["at_least: 100", "at_least: 20"], None),
        (["at_least: 40", "metric: p0, at_least: 45"], ["at_least: 100"], None),
        (["at_least: 40", "metric: p0, at_least: 51"], ["at_least: 100"], (51, 100, 50)),
        (["at_least: 40", "at_least: 11"], ["at_least: 100"], (51, 100, 50)),
    ],
)
def test_what_is_fed(asked: list[str], fed: list[str], said: tuple[int, int, int] | None) -> None:
    """On both sides, the most that one promise on the same figures asks for."""
    promises = [*(f"{each} customer/month" for each in asked), *(f"{each} SQL/month" for each in fed)]
    line = (
        ""
        if said is None
        else (
            f"objectives.p0.evaluator: it promises {said[0]} customers a month,"
            f" and the {said[1]} SQL that are promised make {said[2]} customers"
        )
    )
    assert flaws("SM503", promises, FUNNEL) == ([line] if line else [])
