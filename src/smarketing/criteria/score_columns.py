"""Scores as columns of a dataframe, wherever it lives."""

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any

import narwhals as nw

if TYPE_CHECKING:
    from smarketing.criteria.scoring import Scoring


def with_score_columns(scoring: "Scoring", table: Any) -> Any:
    """Give a dataframe with the columns of a scoring."""
    frame = nw.from_native(table)
    schema = frame.collect_schema()
    points = nw.lit(_number(scoring.start))
    for rule in scoring.rules:
        holds = rule.when.to_frame_expression(schema)
        points = points + nw.when(holds).then(nw.lit(_number(rule.points))).otherwise(nw.lit(0))
    if scoring.least is not None:
        points = nw.when(points < _number(scoring.least)).then(nw.lit(_number(scoring.least))).otherwise(points)
    if scoring.most is not None:
        points = nw.when(points > _number(scoring.most)).then(nw.lit(_number(scoring.most))).otherwise(points)
    frame = frame.with_columns(points.alias(scoring.name))
    return (frame.with_columns(_grades(scoring).alias(scoring.grade)) if scoring.grades else frame).to_native()


def _grades(scoring: "Scoring") -> nw.Expr:
    """The grade by points, from the lowest up: each higher one takes precedence."""
    return reduce(
        lambda lower, grade: nw.when(nw.col(scoring.name) >= _number(grade[1])).then(nw.lit(grade[0])).otherwise(lower),
        reversed(scoring.grades),
        nw.lit(None, dtype=nw.String),
    )


def _number(points: Fraction) -> int | float:
    return int(points) if points.denominator == 1 else float(points)
