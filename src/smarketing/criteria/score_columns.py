"""Scores as columns of a dataframe, wherever it lives."""

from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    from smarketing.criteria.scoring import Scoring


def with_score_columns(scoring: "Scoring", table: Any) -> Any:
    """Give a dataframe with the columns of a scoring."""
    frame = nw.from_native(table)
    schema = frame.collect_schema()
    parts = _common_denominator(scoring)
    points = _whole(scoring.start * parts)
    for rule in scoring.rules:
        holds = rule.when.to_frame_expression(schema)
        points = points + nw.when(holds).then(_whole(rule.points * parts)).otherwise(_whole(Fraction(0)))
    if scoring.least is not None:
        least = _whole(scoring.least * parts)
        points = nw.when(points < least).then(least).otherwise(points)
    if scoring.most is not None:
        most = _whole(scoring.most * parts)
        points = nw.when(points > most).then(most).otherwise(points)
    frame = frame.with_columns(points.alias(scoring.name))
    if scoring.grades:
        frame = frame.with_columns(_grades(scoring, parts).alias(scoring.grade))
    if parts > 1:
        frame = frame.with_columns(nw.col(scoring.name) / nw.lit(parts))
    return frame.to_native()


def _common_denominator(scoring: "Scoring") -> int:
    """Into how many parts a point is cut so that all numbers of a scoring are whole, and add up exactly."""
    bounds = (each for each in (scoring.least, scoring.most) if each is not None)
    grades = (least for _name, least in scoring.grades)
    numbers = (scoring.start, *(rule.points for rule in scoring.rules), *bounds, *grades)
    return lcm(*(number.denominator for number in numbers))


def _grades(scoring: "Scoring", parts: int) -> nw.Expr:
    """The grade by points, from the lowest up: each higher one takes precedence."""
    grade: nw.Expr = nw.lit(None, dtype=nw.String)
    for name, least in reversed(scoring.grades):
        grade = nw.when(nw.col(scoring.name) >= _whole(least * parts)).then(nw.lit(name)).otherwise(grade)
    return grade


def _whole(number: Fraction) -> nw.Expr:
    return nw.lit(int(number), dtype=nw.Int64)
