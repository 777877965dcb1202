"""A criterion: the text of a rule over records, and its four readings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from smarketing.criteria.language.english import explained, reasons
from smarketing.criteria.language.on_records import Record, RecordTest, record_test
from smarketing.criteria.language.parsing import Parsed, parse
from smarketing.criteria.language.terms import FieldType, Predicate

if TYPE_CHECKING:
    import narwhals as nw


@attrs.frozen(repr=False)
class Criterion:
    """A rule over records that is run, pushed down to tables, explained and reasoned about: `Criterion.parse(text)`.

    The language is a part of Python's: comparisons of fields (`score >= 50`, `50 <= score < 80`,
    `grade in ['A', 'B']`), `and`, `or`, `not`, `has(email)`, arithmetic (`won - created <= 30 days`),
    `contains(title, 'sales')`, `starts_with`, `ends_with` and `lower(country) == 'de'`. Values are numbers, `40 %`
    (0.4), quantities (`5000 USD`), texts in quotes, dates (`2026-01-31`, the whole day; `2026-01-31T09:00`) and
    durations (`3 days`). A bare name is a field that is true, or a definition. A field whose name is no word stands
    between backticks, as in the last example.

    A comparison with a field that is missing (not there, None, NaN) is false, in every reading; `not` comes after that.

    >>> mql = Criterion.parse("score >= 50 and grade in ['A', 'B'] and not competitor")
    >>> mql({"score": 62, "grade": "A"}), mql({"grade": "A"})
    (True, False)
    >>> mql.explain()
    "score is at least 50, grade is one of ('A', 'B') and (competitor is not true, or not known)"
    >>> Criterion.parse("`Lead Score` >= 50")({"Lead Score": 62})
    True
    """

    text: str
    parsed: Parsed
    _test: RecordTest = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_test", record_test(self.parsed.condition, self.parsed.fields))

    @classmethod
    def parse(
        cls, text: str, *, definitions: "Mapping[str, Criterion] | None" = None, units: tuple[str, ...] = ()
    ) -> "Criterion":
        """Read a criterion.

        `definitions` are the criteria that bare names may stand for; `units` are nouns of the agreement's own.
        CriterionError, with the column, for what is not of the language, for more than 10,000 letters, 10,000 words or
        50 levels (definitions included), and where a field would have to hold two sorts of values.
        """
        known = {name: definition.parsed for name, definition in (definitions or {}).items()}
        return cls(text, parse(text, units, known))

    def __repr__(self) -> str:
        return f"Criterion.parse({self.text!r})"

    def __reduce__(self) -> tuple[type["Criterion"], tuple[str, Parsed]]:
        return Criterion, (self.text, self.parsed)

    @property
    def condition(self) -> Predicate:
        """What the text says, as a tree of conditions."""
        return self.parsed.condition

    @property
    def fields(self) -> Mapping[str, FieldType | None]:
        """The fields that are looked at, and what each must hold; None where that does not matter."""
        return self.parsed.fields

    def __call__(self, record: Record) -> bool:
        """Tell whether the criterion holds for a record, a mapping from fields to values.

        InvalidValueError, with the field, if a value is not of the sort that the criterion compares.
        """
        return self._test(record)

    def explain(self) -> str:
        """Say the criterion in English, with what `not` does to values that are not known."""
        return explained(self.condition)

    def why(self, record: Record) -> str:
        """Say line by line which parts hold for a record, and what the record says.

        >>> print(Criterion.parse("score >= 50 and not competitor").why({"score": 62}))
        yes  all of these
        yes    score is at least 50: score is 62
        yes    competitor is not true, or not known: competitor is not known
        """
        return "\n".join(reasons(self.condition, self.fields, record))

    def to_frame_expression(self, schema: "Mapping[str, nw.dtypes.DType] | None" = None) -> "nw.Expr":
        """Give the criterion as a Narwhals expression, true or false for every row.

        Dates are datetime columns (in a time zone if the criterion's are), durations duration columns; calculations
        are mostly in floating point. With a `schema` (of a Narwhals frame) columns are checked, and brought into the
        form in which they compare exactly; without one they must have it: texts as strings, instants in microseconds
        of UTC, numbers in 64 bits. InvalidValueError for a column that is not there or holds something else.
        """
        from smarketing.criteria.language.on_frames import check_columns, frame_expression  # noqa: PLC0415 - imports narwhals

        if schema is not None:
            check_columns(self.condition, self.fields, schema)
        return frame_expression(self.condition, self.fields, schema)

    def filter(self, table: Any) -> Any:
        """Give the rows of a dataframe for which the criterion holds: pandas, Polars, PyArrow, DuckDB, PySpark.

        The table stays what it is, lazy if it was. InvalidValueError as in `to_frame_expression`.
        """
        from smarketing.criteria.language.on_frames import filtered  # noqa: PLC0415 - imports narwhals

        return filtered(table, self.condition, self.fields)
