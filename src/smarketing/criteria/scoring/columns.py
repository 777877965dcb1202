"""Scores as columns of a dataframe, wherever it lives."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import attrs
import narwhals as nw

from smarketing.criteria.language.criterion import Criterion
from smarketing.criteria.language.on_frames import check_engine


@attrs.frozen(kw_only=True)
class ScoreColumns:
    """What two columns are made of: points by rules, between bounds, and the grade that they earn."""

    points: str
    grade: str
    rules: Sequence[tuple[Fraction, Criterion]]
    grades: Sequence[tuple[str, Fraction]]
    start: Fraction
    least: Fraction | None
    most: Fraction | None

    def added_to(self, table: Any) -> Any:
        """Give a native dataframe with the columns."""
        frame = nw.from_native(table)
        schema = frame.collect_schema()
        points = self._whole(self.start)
        for given, when in self.rules:
            check_engine(frame, when.condition, when.fields)
            holds = when.to_frame_expression(schema)
            points = points + nw.when(holds).then(self._whole(given)).otherwise(self._whole(Fraction(0)))
        if self.least is not None:
            points = nw.when(points < self._whole(self.least)).then(self._whole(self.least)).otherwise(points)
        if self.most is not None:
            points = nw.when(points > self._whole(self.most)).then(self._whole(self.most)).otherwise(points)
        frame = frame.with_columns(points.alias(self.points))
        if self.grades:
            frame = frame.with_columns(self._graded().alias(self.grade))
        if self._parts > 1:
            frame = frame.with_columns(nw.col(self.points) / nw.lit(self._parts))
        return frame.to_native()

    @property
    def _parts(self) -> int:
        """Into how many parts a point is cut so that all numbers are whole, and add up exactly."""
        bounds = (each for each in (self.least, self.most) if each is not None)
        given = (points for points, _when in self.rules)
        numbers = (self.start, *given, *bounds, *(least for _name, least in self.grades))
        return lcm(*(number.denominator for number in numbers))

    def _graded(self) -> nw.Expr:
        """The grade by points, from the lowest up: each higher one takes precedence."""
        grade: nw.Expr = nw.lit(None, dtype=nw.String)
        for name, least in reversed(self.grades):
            grade = nw.when(nw.col(self.points) >= self._whole(least)).then(nw.lit(name)).otherwise(grade)
        return grade

    def _whole(self, number: Fraction) -> nw.Expr:
        return nw.lit(int(number * self._parts), dtype=nw.Int64)
