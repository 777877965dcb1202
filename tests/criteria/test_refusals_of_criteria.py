"""What is not of the criteria language: one row for each message, whole and with its column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.criteria import Criterion, CriterionError

DEFINITIONS = {"hot": Criterion.parse("score > 50"), "same": Criterion.parse("country == 'US'")}
DEFINITIONS |= {"late": Criterion.parse("won - created > 9 days"), "more": Criterion.parse("y > x")}
DEFINITIONS |= {"later": Criterion.parse("has(a) and not late", definitions=DEFINITIONS)}

NO_CONDITION = "{} is no condition; compare it with something"
NOT_OF_IT = "{} is not of the criteria language"
UNREADABLE = "this cannot be read from {!r} on"
TOO_EARLY = "the criterion ends too early, after {!r}"
STRANGE = "{!r} does not belong in a criterion"
NO_NUMBER = "{!r} is neither a number nor a date, as in 0.5 or 2026-01-31"
OPEN_TEXT = "a text ends in the line where it starts, and has a backslash only before a quote or a backslash"
OPEN_NAME = "a field's name in ` ` ends in the line where it starts"
LIST = "in takes a list of values: grade in ['A', 'B']; for a part of a text write contains()"
LIKE = "; only like can be compared with like"
IS = "'is' is no comparison; write == or has(field)"
NO_FUNCTION = "no function named {!r}; there are has, lower, contains, starts_with, ends_with"
LOOKS = "contains looks for a text in a field: contains(title, 'sales')"
PERCENT = "% comes after a number, as in 40 %"
TEXTS = "texts have no order; write a number, a date as 2026-01-31 or a quantity as 5000 USD without quotes"
DIGITS = "a number has at most 15 digits, as many as every table tells apart: {}"
OWN_NOUNS = "; an agreement declares nouns of its own under 'units'"
NO_LENGTH = "; a month has no fixed length, so write days"
ZONES = ("a date without a time zone", "a date in a time zone")
DEFINED = "hot is a definition and has no value; write `hot` for a field of that name"
MINUS = "a minus stands before a number; for a field, subtract it from 0"
NO_VALUE = "None is no value; write has(field), or not has(field)"
NO_WORD = "{0} is no word of the language; write {1}, or `{0}` for a field of that name"
NO_LIST = "true and false stand in no list; write competitor == True"
RATE = "{0}/{1} is no unit here; write `{1}` for a field of that name"
DEEP = "a criterion is at most 50 levels deep, with its definitions"


def refused(written: str) -> tuple[str, int]:
    """Give the message and the column with which a text is refused."""
    with pytest.raises(CriterionError) as caught:
        Criterion.parse(written, definitions=DEFINITIONS)
    assert str(caught.value) == f"column {caught.value.column}: {caught.value.message}"
    return caught.value.message, caught.value.column


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("a > 1 AND b", "'AND' is no unit; write 'and' in small letters", 5),
        ("a in [1 Or 2]", "'Or' is no unit; write 'or' in small letters", 7),
        ("", "an empty text is no criterion; write True for what always holds", 1),
        (" \n\t", "an empty text is no criterion; write True for what always holds", 1),
        ("a > 'x", OPEN_TEXT, 5),
        ("'a\nb' == c", OPEN_TEXT, 1),
        (r"a == 'x\n'", OPEN_TEXT, 6),
        (r"a == '\x41'", OPEN_TEXT, 6),
        ("a == 'x\\'", OPEN_TEXT, 6),
        ("`a > 1", OPEN_NAME, 1),
        ("`a\nb` > 1", OPEN_NAME, 1),
        ("a > %", PERCENT, 5),
        ("a %(b)s", PERCENT, 3),
        ("a = 1", "= is no comparison; write ==", 3),
        ("a == = 1", "= is no comparison; write ==", 6),
        ("a > 1.", NO_NUMBER.format("1."), 5),
        ("a > 1.5.2", NO_NUMBER.format("1.5.2"), 5),
        ("a > 5USD", NO_NUMBER.format("5USD"), 5),
        ("a > 1e5", NO_NUMBER.format("1e5"), 5),
        ("a > 007", NO_NUMBER.format("007"), 5),
        ("a > 00.5", NO_NUMBER.format("00.5"), 5),
        ("a > \u0661", NO_NUMBER.format("\u0661"), 5),
        ("a > 0x1F", NO_NUMBER.format("0x1F"), 5),
        ("a > 1_000", NO_NUMBER.format("1_000"), 5),
        ("a > 1j", NO_NUMBER.format("1j"), 5),
        ("a > 2026-01-31T9:00", NO_NUMBER.format("2026-01-31T9:00"), 5),
        ("a > 2026-1-1", NO_NUMBER.format("2026-1-1"), 5),
        ("a > 2026-01-1", NO_NUMBER.format("2026-01-1"), 5),
        ("a > 26-01-31 - b", NO_NUMBER.format("26-01-31"), 5),
        ("a > 2026-01-31T09:60", NO_NUMBER.format("2026-01-31T09:60"), 5),
        ("a > 2026-01-31T09:00:60", NO_NUMBER.format("2026-01-31T09:00:60"), 5),
        ("a > .5", STRANGE.format("."), 5),
        ("a > 2026-02-29", "2026-02-29 is not a date of the calendar", 5),
        ("a > 0000-01-01", "0000-01-01 is not a date of the calendar", 5),
        ("a > 2026-01-31T24:00", "2026-01-31T24:00 is not a date of the calendar", 5),
        ("a > 2026-01-31T25:00", "2026-01-31T25:00 is not a date of the calendar", 5),
        ("a > 2026-01-31T09:00+24:00", "2026-01-31T09:00+24:00 is not a date of the calendar", 5),
        ("a > 0001-12-31", "0001-12-31 is not a date between the years 2 and 9998", 5),
        ("a > 9999-01-01T00:00Z", "9999-01-01T00:00Z is not a date between the years 2 and 9998", 5),
        ("a > 1234567890123456", DIGITS.format("1234567890123456"), 5),
        ("a > 0.1000000000000001 USD", DIGITS.format("0.1000000000000001"), 5),
        ("a > 1" + "0" * 45, DIGITS.format("1" + "0" * 45), 5),
        ("a > 36500001 days", "36500001 days is longer than any time between two dates", 5),
        ("a > 0.0000001 seconds", "0.0000001 seconds is not a whole number of microseconds", 5),
        ("a > 5 dollars", "no unit named 'dollars'; write the currency's code, as in '5 USD'", 5),
        ("a > 5 minuts", f"no unit named 'minuts' (did you mean 'minutes'?){OWN_NOUNS}", 5),
        ("a > 5 per", "'per' is not a unit; write words with / between them, as in 'SQL/month'", 5),
    ],
)  # fmt: skip
def test_words_that_are_none(written: str, message: str, column: int) -> None:
    """Values, names and signs that cannot be read are refused where they stand."""
    assert refused(written) == (message, column)


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("and a", UNREADABLE.format("and"), 1),
        ("a b", UNREADABLE.format("b"), 3),
        ("a and or b", UNREADABLE.format("or"), 7),
        ("a not b", UNREADABLE.format("b"), 7),
        ("a == not b", UNREADABLE.format("not"), 6),
        ("a <> b", UNREADABLE.format(">"), 4),
        ("a)", UNREADABLE.format(")"), 2),
        ("'a' 'b' == c", UNREADABLE.format("'b'"), 5),
        ("a and", TOO_EARLY.format("and"), 3),
        ("a > ", TOO_EARLY.format(">"), 3),
        ("not", TOO_EARLY.format("not"), 1),
        ("a > 5 not", TOO_EARLY.format("not"), 7),
        ("1", "1 is no condition; compare a field with it", 1),
        ("a and 'x'", "'x' is no condition; compare a field with it", 7),
        ("a and 5 USD", "5 USD is no condition; compare a field with it", 7),
        ("a + 1", NO_CONDITION.format("a + 1"), 1),
        ("-1", NO_CONDITION.format("- 1"), 1),
        ("a, b", NO_CONDITION.format("a , b"), 1),
        ("[a]", NO_CONDITION.format("[ a ]"), 1),
        ("a > 1,000", NO_NUMBER.format("000"), 7),
        ("a > 1,500", NO_CONDITION.format("a > 1 , 500"), 1),
        ("a == (b == c)", "b == c is a condition, where a value belongs", 7),
        ("(a and b) == c", "a and b is a condition, where a value belongs", 2),
        ("a + (not b) > 1", "not b is a condition, where a value belongs", 6),
        ("a > 5 USD/month", RATE.format("USD", "month"), 11),
        ("a / 5 leads / hours > 1 and 5 USD / leads > b", RATE.format("USD", "leads"), 37),
        ("1 == 2", "1 and 2 are both fixed; compare a field with one", 1),
        ("1 + 1 < 2 < a", "1 + 1 and 2 are both fixed; compare a field with one", 1),
        ("1 in [1]", "1 is fixed; look for a field in the list", 1),
        ("a in []", LIST, 6),
        ("a in b", LIST, 6),
        ("a in 'abc'", LIST, 6),
        ("a in (1)", LIST, 7),
        ("a in [b]", "a list holds values, not fields: b", 7),
        ("a in [1, b + 1]", "a list holds values, not fields: b + 1", 10),
        ("a in [b, True]", "a list holds values, not fields: b", 7),
        ("a in [True]", NO_LIST, 7),
        ("a in ['x', False]", NO_LIST, 12),
        ("a in [None]", NO_VALUE, 7),
        ("true", NO_WORD.format("true", "True"), 1),
        ("a or false", NO_WORD.format("false", "False"), 6),
        ("a == true", NO_WORD.format("true", "True"), 6),
        ("null != a", NO_WORD.format("null", "not has(field)"), 1),
        ("has(null)", NO_WORD.format("null", "not has(field)"), 5),
        ("a in [[1]]", NOT_OF_IT.format("[ 1 ]"), 7),
        ("a in [1] in [2]", NOT_OF_IT.format("[ 1 ]"), 6),
        ("a < True", "true and false have no order", 1),
        ("True == True", "True is not a field", 1),
        ("1 == True", "1 is not a field", 1),
        ("a + 1 == True", "a + 1 is not a field", 1),
        ("a / 0 > 1", "nothing can be divided by zero", 5),
        ("a / -0.0 > 1", "nothing can be divided by zero", 5),
        ("-a > 1", MINUS, 2),
        ("b > -lower(a)", MINUS, 6),
        ("-(a + b) > 1", MINUS, 3),
        ("-'x' == a", MINUS, 2),
        ("+a > 1", NOT_OF_IT.format("+ a"), 1),
        ("has > 1", "has is a function: write has(email), or `has` for a field of that name", 1),
        ("`a` > lower", "lower is a function: write lower(country) == 'de', or `lower` for a field of that name", 7),
        ("hot > 1", DEFINED, 1),
        ("has(hot)", DEFINED, 5),
        ("hot == True", DEFINED, 1),
        ("a in [hot]", DEFINED, 7),
    ],
)  # fmt: skip
def test_words_that_do_not_fit_together(written: str, message: str, column: int) -> None:
    """Each says what is wrong, and what to write instead where that is known."""
    assert refused(written) == (message, column)


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("size(a)", NO_FUNCTION.format("size"), 1),
        ("'has'(a)", NO_FUNCTION.format("'has'"), 1),
        ("5 (a)", NO_FUNCTION.format("5"), 1),
        ("has(a)(b)", NO_FUNCTION.format("has ( a )"), 1),
        ("`has`(a)", NO_FUNCTION.format("has"), 1),
        ("a and hot(a)", NO_FUNCTION.format("hot"), 7),
        ("has()", "write it as has(email)", 1),
        ("has(a, b)", "write it as has(email)", 1),
        ("has('a')", "'a' is not a field", 5),
        ("has(a + b)", "a + b is not a field", 5),
        ("has(None)", "None is not a field", 5),
        ("lower(a)", "write it as lower(country) == 'de'", 1),
        ("lower(a, b) == 'x'", NOT_OF_IT.format("lower ( a , b )"), 1),
        ("lower('A') == a", "'A' is not a field", 7),
        ("lower(lower(a)) == 'x'", "lower ( a ) is not a field", 7),
        ("lower(a) == 'X'", "a lower-case text is never 'X'; write 'x'", 13),
        ("'X' == lower(a)", "a lower-case text is never 'X'; write 'x'", 8),
        ("lower(a) in ['x', 'Y']", "a lower-case text is never 'Y'; write 'y'", 19),
        ("ends_with(lower(a), 'Y')", "a lower-case text is never 'Y'; write 'y'", 21),
        ("contains(a)", "write it as contains(title, 'sales')", 1),
        ("starts_with(a, 'b', 'c')", "write it as starts_with(title, 'sales')", 1),
        ("ends_with()", "write it as ends_with(title, 'sales')", 1),
        ("contains(a, b)", LOOKS, 13),
        ("contains(a, 1)", LOOKS, 13),
        ("contains('a', 'b')", LOOKS, 10),
        ("contains(hot, 'b')", DEFINED, 10),
        ("contains(1, 'a')", LOOKS, 10),
        ("contains(a + 1, 'a')", LOOKS, 10),
        ("contains(a > 1, 'b')", "a > 1 is a condition, where a value belongs", 10),
    ],
)
def test_functions_are_few(written: str, message: str, column: int) -> None:
    """A function takes what its example shows."""
    assert refused(written) == (message, column)


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("a > 'x'", TEXTS, 1),
        ("a == 'x' and b < a", TEXTS, 14),
        ("a and a < b", "true or false has no order", 7),
        ("a == 1 and a == 'x'", f"a is a number, and 'x' is a text{LIKE}", 17),
        ("a in [1, 'x']", f"a is a number, and 'x' is a text{LIKE}", 10),
        ("a > 1 USD and a > 1 EUR", f"a is an amount in USD, and 1 EUR is an amount in EUR{LIKE}", 19),
        ("a > 2026-01-31 and a < 2026-02-01T00:00Z", f"a is {ZONES[0]}, and 2026-02-01T00:00Z is {ZONES[1]}{LIKE}", 24),
        ("a and a == 1", f"a is true or false, and 1 is a number{LIKE}", 12),
        ("a > 1 and a", "a is a number, where true or false belongs", 11),
        ("a and contains(a, 'x')", "a is true or false, where a text belongs", 16),
        ("a > 1 day and lower(a) == 'x'", "a is a duration, where a text belongs", 21),
        ("a == 'x' and hot and score == a", f"score is a number, and a is a text{LIKE}", 31),
        ("country > 1 and same", f"country is a number, and 'US' is a text{LIKE}", 17),
        ("has(a) and hot and score == 'x'", f"score is a number, and 'x' is a text{LIKE}", 29),
        ("x or late and 2026-01-31T00:00Z < won and created > 2026-01-31",
         f"{ZONES[1]} minus {ZONES[0]} is not a duration", 6),
        ("won == 'x' and late", "a text minus a field is not a duration", 16),
        ("x and not later and won > 5", "a number minus a field is not a duration", 11),
        ("x == 'a' and x == y and more", TEXTS, 25),
        ("hot and score", "score is a number, where true or false belongs", 9),
        ("a + 'x' > 1", "a field added to a text is not a number", 5),
        ("a - b == 'x'", "a field minus a field is not a text", 5),
        ("1 USD * 1 USD > a", "an amount in USD times an amount in USD is not a value", 9),
        ("a / 2026-01-31 > 1", "a field divided by a date without a time zone is not a number", 5),
        ("a - 3 months > 2026-01-31", f"a field minus an amount in month is not {ZONES[0]}{NO_LENGTH}", 5),
        ("1 year + 1 == a", f"an amount in year added to a number is not a value{NO_LENGTH}", 10),
    ],
)  # fmt: skip
def test_fields_hold_one_sort_of_values(written: str, message: str, column: int) -> None:
    """Only like is compared with like, and arithmetic knows what it may mix."""
    assert refused(written) == (message, column)


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("a.b > 1", STRANGE.format("."), 2),
        ("a[0] > 1", NOT_OF_IT.format("a [ 0 ]"), 1),
        ("a[1:2] > 1", STRANGE.format(":"), 4),
        ("lambda: 1", STRANGE.format(":"), 7),
        ("lambda a", UNREADABLE.format("a"), 8),
        ("(x := 3) > 2", STRANGE.format(":"), 4),
        ("f'x' == a", UNREADABLE.format("'x'"), 2),
        ("b'x' == a", UNREADABLE.format("'x'"), 2),
        ("'''x''' == a", UNREADABLE.format("'x'"), 3),
        ("await a", UNREADABLE.format("a"), 7),
        ("yield a", UNREADABLE.format("a"), 7),
        ("import os", UNREADABLE.format("os"), 8),
        ("[a for a in b] == 1", UNREADABLE.format("a"), 2),
        ("{a: 1}", STRANGE.format("{"), 1),
        ("{a}", STRANGE.format("{"), 1),
        ("2 ** 3 > a", UNREADABLE.format("*"), 4),
        ("a // 2 > 1", UNREADABLE.format("/"), 4),
        ("a % 2 > 1", PERCENT, 3),
        ("a @ b > 1", STRANGE.format("@"), 3),
        ("a & b", STRANGE.format("&"), 3),
        ("a | b", STRANGE.format("|"), 3),
        ("a ^ b", STRANGE.format("^"), 3),
        ("~a", STRANGE.format("~"), 1),
        ("a << b", UNREADABLE.format("<"), 4),
        ("a ! b", STRANGE.format("!"), 3),
        ("a is b", IS, 6),
        ("a is not None", IS, 10),
        ("*a", UNREADABLE.format("*"), 1),
        ("has(*a)", "* a is not a field", 5),
        ("a in [*b]", NOT_OF_IT.format("* b"), 7),
        ("has(**a)", UNREADABLE.format("*"), 6),
        ("has(email=a)", "= is no comparison; write ==", 10),
        ("None", NO_VALUE, 1),
        ("a and not None", NO_VALUE, 11),
        ("a == None", NO_VALUE, 6),
        ("None != a", NO_VALUE, 1),
        ("a if b else c", NO_CONDITION.format("a if b else c"), 1),
        ("(a if b else c) > 1", NOT_OF_IT.format("a if b else c"), 2),
        ("...", STRANGE.format("."), 1),
        ("()", NO_CONDITION.format("( )"), 1),
        ("a; b", STRANGE.format(";"), 2),
        ("a # b", STRANGE.format("#"), 3),
        ("a \\\n and b", STRANGE.format("\\"), 3),
        ("a\0 > 1", STRANGE.format("\0"), 2),
        ("a \u200b> 1", STRANGE.format("\u200b"), 3),
        ("a \u2265 1", STRANGE.format("\u2265"), 3),
        ("a == \u2018x\u2019", STRANGE.format("\u2018"), 6),
        ("a \u2212 1 > 0", STRANGE.format("\u2212"), 3),
        ("\ufeffa", STRANGE.format("\ufeff"), 1),
        ("\ud800", STRANGE.format("\ud800"), 1),
        ("$a", STRANGE.format("$"), 1),
        ("__import__('os')", NO_FUNCTION.format("__import__"), 1),
        ("a.__class__", STRANGE.format("."), 2),
    ],
)
def test_nothing_else_of_python_is_let_in(written: str, message: str, column: int) -> None:
    """Neither syntax outside the whitelist nor letters that look like it."""
    assert refused(written) == (message, column)


# Limits


@pytest.mark.parametrize(
    ("fits", "too_much", "message", "column"),
    [
        ("a" * 10_000, "a" * 10_001, "a criterion has at most 10000 letters; this has 10001", 1),
        ("not " * 49 + "a", "not " * 50 + "a", DEEP, 201),
        ("a > " + "1 + " * 47 + "1", "a > " + "1 + " * 48 + "1 + 1", DEEP, 5),
        ("a > " + "-" * 48 + "1", "a > " + "-" * 49 + "1", DEEP, 54),
    ],
)
def test_a_criterion_may_be_so_large(fits: str, too_much: str, message: str, column: int) -> None:
    """The largest that is read, and the smallest that is not."""
    assert len(Criterion.parse(fits).fields) == 1
    assert refused(too_much) == (message, column)


def test_a_criterion_may_have_so_many_words() -> None:
    """10,000 with its definitions; the words of a definition count wherever it is named."""
    block = Criterion.parse(" or ".join(["a"] * 500))  # 999 words
    row = " and ".join(["block"] * 9)  # 17 words
    assert Criterion.parse(f"{row} and (1 <= b)", definitions={"block": block})({"a": True, "b": 1})
    with pytest.raises(CriterionError) as caught:
        Criterion.parse(f"{row} and block", definitions={"block": block})
    message = "a criterion has at most 10000 words, with its definitions"
    assert (caught.value.message, caught.value.column) == (message, 91)


@pytest.mark.parametrize(
    "written",
    ["(" * 4_999 + "a" + ")" * 4_999, "[" * 9_000, "has(" * 2_000, "-" * 9_990 + "1 > a"],
    ids=["brackets", "lists", "functions", "signs"],
)
def test_what_python_cannot_nest_is_too_deep(written: str) -> None:
    """Brackets and signs by the thousand are refused as what they are, and not as Python's trouble with them."""
    assert refused(written)[0] == "nested too deep to be read"


def test_a_sum_of_thousands_is_too_deep() -> None:
    """Some versions of Python give up before the levels are counted, and some do not."""
    assert refused("1+" * 4_990 + "a > 1") in {("nested too deep to be read", 1), (DEEP, 1)}


def test_a_hundred_and_fifty_brackets_are_none_too_many() -> None:
    """Brackets alone add no level."""
    assert Criterion.parse("(" * 150 + "a" + ")" * 150) != Criterion.parse("a")
    assert Criterion.parse("(" * 150 + "a" + ")" * 150).condition == Criterion.parse("a").condition


# Noise

_WORDS = """a b hot same and or not in True False None is if else ( ) [ ] , < <= == != >= > + - * / has lower contains
1 0 2.5 5 % USD leads days 'x' 'X' "y" `q` 2026-01-31 2026-01-31T09:00Z lambda for 1. ' ` \\ # \0 \u00e9 \u00b2
\u0661""".split()


@given(st.text() | st.lists(st.sampled_from(_WORDS), max_size=10).map(" ".join))
def test_noise_is_read_or_refused(written: str) -> None:
    """Any text is a criterion that runs and is explained, or a CriterionError within it."""
    try:
        read = Criterion.parse(written, definitions=DEFINITIONS)
    except CriterionError as error:
        column = error.column
    else:
        column = 1
        assert read.why({}).startswith("yes" if read({}) else "no")
    assert 1 <= column <= max(1, len(written))
