"""Lead scoring: rules that add points, and the grades that points earn, in words that both parties can agree on."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from smarketing.criteria.language.criterion import Criterion
from smarketing.criteria.language.english import as_written
from smarketing.criteria.language.on_records import Record
from smarketing.criteria.language.terms import FieldType
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.units import exact, exact_text, rounded


@attrs.frozen
class ScoringRule:
    """Points, perhaps negative, for every record for which a criterion holds; `because` says what they are for."""

    points: Fraction = attrs.field(converter=exact, metadata=about("The points, perhaps negative."))
    when: Criterion = attrs.field(metadata=about("The criterion under which they are added."))
    because: str = attrs.field(default="", metadata=about("What they are for."))

    def __str__(self) -> str:
        return self.because or self.when.explain()


@attrs.frozen
class ScoreLine:
    """What one rule gave one record."""

    rule: ScoringRule
    holds: bool

    @property
    def points(self) -> Fraction:
        """The points that the rule gave: its own, or 0."""
        return self.rule.points if self.holds else Fraction(0)


@attrs.frozen
class Score:
    """The points of one record, the grade that they earn (None below the lowest), and rule by rule where from."""

    points: Fraction
    grade: str | None
    lines: tuple[ScoreLine, ...]


def _as_grades(grades: Mapping[str, Any] | Sequence[tuple[str, Any]]) -> tuple[tuple[str, Fraction], ...]:
    pairs = grades.items() if isinstance(grades, Mapping) else grades
    return tuple(sorted(((name, exact(least)) for name, least in pairs), key=lambda pair: -pair[1]))


@attrs.frozen
class Scoring:
    """Rules that add up to a score, and the least points for each grade.

    `name` is the field that the points fill, `grade` the field of the grade. `start` is what every record begins with;
    `least` and `most` keep the points between bounds.

    >>> rules = [ScoringRule(30, Criterion.parse("contains(lower(title), 'head')"), "A decision maker")]
    >>> rules.append(ScoringRule(-20, Criterion.parse("not has(email)"), "No way to write to them"))
    >>> scoring = Scoring("score", rules, grades={"A": 30, "B": 10})
    >>> scoring.score({"title": "Head of Sales", "email": "a@companyx.example"}).grade
    'A'
    >>> print(scoring.explain({"title": "Head of Sales"}))
    score is 10, grade is B
     30  A decision maker
    -20  No way to write to them
    """

    name: str
    rules: tuple[ScoringRule, ...] = attrs.field(
        converter=tuple[ScoringRule, ...], metadata=about("What adds points, or takes some.")
    )
    grades: tuple[tuple[str, Fraction], ...] = attrs.field(
        default=(), converter=_as_grades, metadata=about("The least points for each grade.", form="grades")
    )
    grade: str = attrs.field(default="grade", metadata=about("The field that the grade fills; grade unless stated."))
    start: Fraction = attrs.field(
        default=Fraction(0), converter=exact, metadata=about("The points that every record begins with.")
    )
    least: Fraction | None = attrs.field(
        default=None, converter=attrs.converters.optional(exact), metadata=about("The fewest points that there can be.")
    )
    most: Fraction | None = attrs.field(
        default=None, converter=attrs.converters.optional(exact), metadata=about("The most points that there can be.")
    )

    def __attrs_post_init__(self) -> None:
        if not self.rules:
            raise InvalidValueError("a score needs at least one rule", "rules")
        if self.grades and self.grade == self.name:
            raise InvalidValueError(f"points and grade cannot both be in {self.name!r}", "grade")
        if self.least is not None and self.most is not None and self.least > self.most:
            limits = f"at least {exact_text(self.least)} and at most {exact_text(self.most)}"
            raise InvalidValueError(f"{limits} is nothing", "most")
        if repeated := _repeated([name for name, _least in self.grades]):
            raise InvalidValueError(f"the grade {repeated!r} is there twice", "grades")
        if repeated := _repeated([exact_text(least) for _name, least in self.grades]):
            raise InvalidValueError(f"two grades begin at the same points: {repeated}", "grades")
        for rule in self.rules:
            if used := self.outcomes.keys() & rule.when.fields.keys():
                raise InvalidValueError(f"the rule {str(rule)!r} uses {min(used)!r}, which is its outcome", "rules")

    @property
    def outcomes(self) -> dict[str, FieldType]:
        """The fields that the scoring fills, and what they hold."""
        points = {self.name: FieldType("number")}
        return points | {self.grade: FieldType("text")} if self.grades else points

    def possible(self) -> str:
        """Give a criterion for what a scored record can hold: points that rules can add up to, and their grade.

        Points that no decimal writes are left open.
        """
        lowest, highest = (
            self._bounded(self.start + sum((side(rule.points, Fraction(0)) for rule in self.rules), Fraction(0)))
            for side in (min, max)
        )
        points = as_written(self.name)
        parts = [f"{points} >= {_decimal(lowest)}", f"{points} <= {_decimal(highest)}"]
        return " and ".join((*parts, f"({' or '.join(self._graded(points))})")) if self.grades else " and ".join(parts)

    def _graded(self, points: str) -> Iterator[str]:
        """For each grade, that it is there exactly with its points."""
        grade, above = as_written(self.grade), ""
        for name, least in self.grades:
            quoted = name.replace("\\", "\\\\").replace("'", "\\'")
            yield f"{points} >= {_decimal(least)}{above} and {grade} == '{quoted}'"
            above = f" and {points} < {_decimal(least)}"
        yield f"not has({grade}){above}"

    def score(self, record: Record) -> Score:
        """Score a record; InvalidValueError, with the field, for a value that a rule cannot compare."""
        lines = tuple(ScoreLine(rule, rule.when(record)) for rule in self.rules)
        points = self._bounded(sum((line.points for line in lines), self.start))
        return Score(points, self.grade_of(points), lines)

    def _bounded(self, points: Fraction) -> Fraction:
        points = points if self.least is None else max(points, self.least)
        return points if self.most is None else min(points, self.most)

    def grade_of(self, points: Fraction) -> str | None:
        """Give the grade that points earn, None below the lowest."""
        return next((name for name, least in self.grades if points >= least), None)

    def scored(self, record: Record) -> dict[str, object]:
        """Give a record with its points and its grade, for criteria that ask for them."""
        score = self.score(record)
        points = int(score.points) if score.points.denominator == 1 else score.points
        return {**record, self.name: points, **({self.grade: score.grade} if self.grades else {})}

    def explain(self, record: Record) -> str:
        """Say what a record scores, and which rules gave or took how many points."""
        return "\n".join(self._lines(self.score(record)))

    def _lines(self, score: Score) -> Iterator[str]:
        graded = f", {self.grade} is {score.grade or 'none'}" if self.grades else ""
        yield f"{self.name} is {exact_text(score.points)}{graded}"
        given = [(exact_text(line.points), str(line.rule)) for line in score.lines if line.holds]
        given = [(exact_text(self.start), "to begin with")] * bool(self.start) + given
        if (total := sum((line.points for line in score.lines), self.start)) != score.points:
            given.append((exact_text(score.points - total), f"to stay within {self._limits}"))
        width = max((len(points) for points, _text in given), default=0)
        yield from (f"{points:>{width}}  {text}" for points, text in given)

    @property
    def _limits(self) -> str:
        said = (("at least", self.least), ("at most", self.most))
        return " and ".join(f"{word} {exact_text(bound)}" for word, bound in said if bound is not None)

    def with_columns(self, table: Any) -> Any:
        """Give a dataframe with a column of points and, if there are grades, one of grades (null below the lowest).

        Points are whole numbers, or floating point if a rule's are not whole. InvalidValueError for a column that is
        not there or holds something else.
        """
        from smarketing.criteria.scoring.columns import ScoreColumns  # noqa: PLC0415 - imports narwhals

        rules = [(rule.points, rule.when) for rule in self.rules]
        columns = ScoreColumns(
            points=self.name,
            grade=self.grade,
            rules=rules,
            grades=self.grades,
            start=self.start,
            least=self.least,
            most=self.most,
        )
        return columns.added_to(table)


def _decimal(number: Fraction) -> str:
    """A number as a criterion has it, to six places."""
    return exact_text(rounded(number, 6))


def _repeated(names: Sequence[str]) -> str | None:
    return next((name for place, name in enumerate(names) if name in names[:place]), None)
