"""The criteria language: what a text means, word by word, and that it binds as Python does."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria_strategies import criteria, records
from smarketing.criteria import Criterion, CriterionError, FieldType
from smarketing.criteria.language.terms import (
    And,
    Arithmetic,
    Comparison,
    Constant,
    Field,
    Has,
    Literal,
    Lower,
    Match,
    Named,
    Not,
    OneOf,
    Or,
    Predicate,
    Truth,
)

A, B, C = Truth(Field("a")), Truth(Field("b")), Truth(Field("c"))
X, Y, Z = Field("x"), Field("y"), Field("z")


def number(value: int | str) -> Literal:
    return Literal(Fraction(value), FieldType("number"))


def usd(value: int) -> Literal:
    return Literal(Fraction(value), FieldType("amount", "USD"))


def text(value: str) -> Literal:
    return Literal(value, FieldType("text"))


# Structure


@pytest.mark.parametrize(
    ("written", "condition"),
    [
        ("True", Constant(True)),
        ("False", Constant(False)),
        ("a", A),
        ("`a`", A),
        ("`Lead Score`", Truth(Field("Lead Score"))),
        ("`true` or `null`", Or((Truth(Field("true")), Truth(Field("null"))))),
        ("TRUE", Truth(Field("TRUE"))),
        ("x > 5 USD / 2", Comparison(X, ">", Arithmetic("/", usd(5), number(2)))),
        ("x > 5 USD / `month`", Comparison(X, ">", Arithmetic("/", usd(5), Field("month")))),
        ("x > 5 USD / y", Comparison(X, ">", Arithmetic("/", usd(5), Y))),
        ("x > 5 / month", Comparison(X, ">", Arithmetic("/", number(5), Field("month")))),
        ("`has` and `and`", And((Truth(Field("has")), Truth(Field("and"))))),
        ("lambda", Truth(Field("lambda"))),
        ("\uff41", Truth(Field("\uff41"))),
        ("w1", Truth(Field("w1"))),
        ("has(x)", Has(X)),
        ("has(`x`)", Has(X)),
        ("a and b and c", And((A, B, C))),
        ("(a and b) and c", And((And((A, B)), C))),
        ("a or b and c", Or((A, And((B, C))))),
        ("(a or b) and c", And((Or((A, B)), C))),
        ("not a or b", Or((Not(A), B))),
        ("not a == True", Not(A)),
        ("not not a", Not(Not(A))),
        ("a == True", A),
        ("True == a", A),
        ("a != False", A),
        ("a == False", And((Has(Field("a")), Not(A)))),
        ("False == a", And((Has(Field("a")), Not(A)))),
        ("a != True", And((Has(Field("a")), Not(A)))),
        ("x >= 50", Comparison(X, ">=", number(50))),
        ("50 < x", Comparison(number(50), "<", X)),
        ("x != y", Comparison(X, "!=", Y)),
        ("50 <= x < 80", And((Comparison(number(50), "<=", X), Comparison(X, "<", number(80))))),
        ("x < y == z", And((Comparison(X, "<", Y), Comparison(Y, "==", Z)))),
        ("-1 < x", Comparison(number(-1), "<", X)),
        ("- - 1 < x", Comparison(number(1), "<", X)),
        ("x > 5-3 -y", Comparison(X, ">", Arithmetic("-", Arithmetic("-", number(5), number(3)), Y))),
        ("- (1) < x", Comparison(number(-1), "<", X)),
        ("x in [1, 2.0, 2]", OneOf(X, (number(1), number(2)))),
        ("x in (1, 2)", OneOf(X, (number(1), number(2)))),
        ("x in [-1]", OneOf(X, (number(-1),))),
        ("x in ('a', 'A',)", OneOf(X, (text("a"), text("A")))),
        ("x not in ['a']", OneOf(X, (text("a"),), excluded=True)),
        ("x in ['a'] and a", And((OneOf(X, (text("a"),)), A))),
        ("lower(x) == 'a'", Comparison(Lower(X), "==", text("a"))),
        ("lower(x) != lower(y)", Comparison(Lower(X), "!=", Lower(Y))),
        ("lower(x) in ['a']", OneOf(Lower(X), (text("a"),))),
        ("contains(x, 'A')", Match("contains", X, "A")),
        ("starts_with(lower(x), 'a')", Match("starts_with", Lower(X), "a")),
        ("ends_with((x), (''))", Match("ends_with", X, "")),
        ("x + 1 in [1]", OneOf(Arithmetic("+", X, number(1)), (number(1),))),
        ("x - y - 1 > 0", Comparison(Arithmetic("-", Arithmetic("-", X, Y), number(1)), ">", number(0))),
        ("x * (y + 1) > 0", Comparison(Arithmetic("*", X, Arithmetic("+", Y, number(1))), ">", number(0))),
        ("x / -2 > 0", Comparison(Arithmetic("/", X, number(-2)), ">", number(0))),
        ("1 - 2 < x", Comparison(Arithmetic("-", number(1), number(2)), "<", X)),
    ],
)
def test_a_text_means_one_tree(written: str, condition: Predicate) -> None:
    """Operators, lists, functions and brackets become conditions and terms."""
    assert Criterion.parse(written).condition == condition


@pytest.mark.parametrize("space", ["  ", "\t", "\n", "\r\n", "\x0c", "\u00a0", "\u3000"])
def test_space_does_not_matter(space: str) -> None:
    """Between words, any white space is as good as one blank."""
    words = ["", "(", "x", "+", "1", ")", "<=", "y", "and", "not", "has", "(", "`a  b`", ")", ""]
    assert Criterion.parse(space.join(words)).condition == Criterion.parse(" ".join(words)).condition


def test_words_need_no_space_between_them() -> None:
    """Operators and quotes end a word."""
    tight, wide = "1<=x<2or(contains(y,'a'))", "1 <= x < 2 or ( contains ( y , 'a' ) )"
    with pytest.raises(CriterionError) as caught:
        Criterion.parse(tight)
    assert caught.value.message == "'2or' is neither a number nor a date, as in 0.5 or 2026-01-31"
    assert Criterion.parse(tight.replace("2or", "2 or")).condition == Criterion.parse(wide).condition


def test_a_bare_name_is_a_definition_if_there_is_one() -> None:
    """Backticks always mean a field."""
    definitions = {"mql": Criterion.parse("x > 1")}
    read = Criterion.parse("mql and `mql` and other", definitions=definitions)
    named = Named("mql", Comparison(X, ">", number(1)))
    assert read.condition == And((named, Truth(Field("mql")), Truth(Field("other"))))


# Values


@pytest.mark.parametrize(
    ("written", "value", "sort"),
    [
        ("0", Fraction(0), FieldType("number")),
        ("0.1", Fraction(1, 10), FieldType("number")),
        ("123456789012345", Fraction(123456789012345), FieldType("number")),
        ("0.123456789012345", Fraction(123456789012345, 10**15), FieldType("number")),
        ("123456789012345000000", Fraction(123456789012345000000), FieldType("number")),
        ("1" + "0" * 44, Fraction(10**44), FieldType("number")),
        ("40 %", Fraction(2, 5), FieldType("number")),
        ("40%", Fraction(2, 5), FieldType("number")),
        ("0.1 percent", Fraction(1, 1000), FieldType("number")),
        ("-2.5", Fraction(-5, 2), FieldType("number")),
        ("5000 USD", Fraction(5000), FieldType("amount", "USD")),
        ("0.01 EUR", Fraction(1, 100), FieldType("amount", "EUR")),
        ("-3 leads", Fraction(-3), FieldType("amount", "lead")),
        ("5\u00a0USD", Fraction(5), FieldType("amount", "USD")),
        ("40\u202f%", Fraction(2, 5), FieldType("number")),
        ("1  SQL", Fraction(1), FieldType("amount", "SQL")),
        ("2 months", Fraction(2), FieldType("amount", "month")),
        ("3 business_days", Fraction(3), FieldType("amount", "business_day")),
        ("1 second", Fraction(10**6), FieldType("duration")),
        ("0.000001 seconds", Fraction(1), FieldType("duration")),
        ("90 minutes", Fraction(90 * 60 * 10**6), FieldType("duration")),
        ("1.5 hours", Fraction(5400 * 10**6), FieldType("duration")),
        ("1 day", Fraction(86400 * 10**6), FieldType("duration")),
        ("36500000 days", Fraction(36500000 * 86400 * 10**6), FieldType("duration")),
        ("-2 weeks", Fraction(-14 * 86400 * 10**6), FieldType("duration")),
        ("2026-01-31", date(2026, 1, 31), FieldType("date", "local")),
        ("0002-01-01", date(2, 1, 1), FieldType("date", "local")),
        ("9998-12-31", date(9998, 12, 31), FieldType("date", "local")),
        ("2026-01-31T23:59:59.999999", datetime(2026, 1, 31, 23, 59, 59, 999_999), FieldType("date", "local")),
        ("2028-02-29", date(2028, 2, 29), FieldType("date", "local")),
        ("2026-01-31T09:00", datetime(2026, 1, 31, 9), FieldType("date", "local")),
        ("2026-01-31T09:00:01.5", datetime(2026, 1, 31, 9, 0, 1, 500_000), FieldType("date", "local")),
        ("2026-01-31T09:00Z", datetime(2026, 1, 31, 9, tzinfo=UTC), FieldType("date", "UTC")),
        (
            "2026-01-31T09:00:00.000001-05:30",
            datetime(2026, 1, 31, 9, 0, 0, 1, tzinfo=timezone(timedelta(hours=-5, minutes=-30))),
            FieldType("date", "UTC"),
        ),
        ("''", "", FieldType("text")),
        ('"it\'s"', "it's", FieldType("text")),
        (r"'it\'s'", "it's", FieldType("text")),
        (r"'a\\b\"c'", 'a\\b"c', FieldType("text")),
        (r"'\\\''", "\\'", FieldType("text")),
        ("'# and \u202e'", "# and \u202e", FieldType("text")),
        ("'2026-01-31'", "2026-01-31", FieldType("text")),
    ],
)
def test_values_are_exactly_what_is_written(written: str, value: object, sort: FieldType) -> None:
    """Numbers are fractions of their digits, durations microseconds, dates as they stand."""
    condition = Criterion.parse(f"x == {written}").condition
    assert isinstance(condition, Comparison)
    assert isinstance(condition.right, Literal)
    assert (condition.right.value, condition.right.sort) == (value, sort)


def test_nouns_of_an_agreement_are_units() -> None:
    """In the singular and the plural; without the noun, they are unknown."""
    read = Criterion.parse("x > 3 demos and y < 1 demo", units=("demo",))
    assert read.fields == {"x": FieldType("amount", "demo"), "y": FieldType("amount", "demo")}
    with pytest.raises(CriterionError) as caught:
        Criterion.parse("x > 3 demos")
    message = "no unit named 'demos' (did you mean 'videos'?); an agreement declares nouns of its own under 'units'"
    assert (caught.value.message, caught.value.column) == (message, 5)


@given(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=20))
def test_any_text_of_one_line_can_be_written(value: str) -> None:
    """With a backslash before quotes and backslashes, in either kind of quotes."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
    for quote in "'\"":
        assert Criterion.parse(f"x == {quote}{escaped}{quote}").condition == Comparison(X, "==", text(value))


@given(st.text(st.characters(exclude_characters="`\n", exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_name_of_one_line_can_be_a_field(name: str) -> None:
    """Backticks take every letter but themselves."""
    assert Criterion.parse(f"`{name}` > 1").fields == {name: FieldType("number")}


# Binding, beside Python

_numbers = st.sampled_from(["1", "2", "3"])
_names = st.sampled_from(["x", "y", "z"])


def _sums(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operands = st.one_of(_names, _numbers, _numbers.map("-{}".format), inside.map("({})".format))
    more = st.builds(" {} {}".format, st.sampled_from("+-*"), operands) | _numbers.map(" / {}".format)
    return st.builds("{}{}".format, _names, st.lists(more, max_size=3).map("".join))


_sides = _sums(_sums(_names))
_links = st.builds(" {} {}".format, st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]), _sides)
_tests = st.one_of(
    st.sampled_from(["p", "q", "True", "False", "p == True", "q != False", "False == p"]),
    st.builds("{}{}".format, _sides, st.lists(_links, min_size=1, max_size=3).map("".join)),
    st.builds("{} {} [{}, {}]".format, _sides, st.sampled_from(["in", "not in"]), _numbers, _numbers),
)


def _rows(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions in a row, without brackets: how they bind is the language's affair."""
    operands = st.builds("{}{}".format, st.sampled_from(["", "not ", "not not "]), inside | inside.map("({})".format))
    more = st.builds(" {} {}".format, st.sampled_from(["and", "or"]), operands)
    return st.builds("{}{}".format, operands, st.lists(more, max_size=3).map("".join))


def _by_python(written: str, record: Mapping[str, object]) -> object:
    for digit in "123":
        written = written.replace(digit, f"Fraction({digit})")
    return eval(written, {"Fraction": Fraction}, dict(record))  # the independent reading; the text is our own


_full = st.fixed_dictionaries(
    {**{name: st.integers(-2, 4).map(Fraction) for name in "xyz"}, **{name: st.booleans() for name in "pq"}}
)


@given(_rows(_rows(_tests)), st.lists(_full, min_size=4, max_size=4))
def test_operators_bind_as_in_python(written: str, rows: list[dict[str, object]]) -> None:
    """On records where nothing is missing, a criterion of numbers and truths says what Python says of the same text."""
    read = Criterion.parse(written)
    assert [read(row) for row in rows] == [_by_python(written, row) for row in rows]


@given(criteria(), criteria(), st.lists(records, min_size=4, max_size=4))
def test_brackets_and_doubled_nots_change_nothing(one: str, other: str, rows: list[dict[str, object]]) -> None:
    """The rules of De Morgan hold on every record, missing values included."""
    try:
        left, right = Criterion.parse(f"not ({one}) or not ({other})"), Criterion.parse(f"not (({one}) and ({other}))")
    except CriterionError:  # two criteria that take one field for different things
        with pytest.raises(CriterionError):
            Criterion.parse(f"({other}) or ({one})")
        return
    said = [[_said(read, row) for row in rows] for read in (left, right)]
    assert said[0] == said[1]


def _said(read: Criterion, row: Mapping[str, object]) -> object:
    try:
        return read(row)
    except ValueError as error:
        return str(error)
