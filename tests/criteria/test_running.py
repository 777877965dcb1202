"""A criterion run on records, beside a slow and obvious reading of the same conditions."""

import math
import operator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from itertools import product
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import criteria_strategies as some
from expected_errors import refusal
from smarketing.criteria import Criterion
from smarketing.criteria.language import terms
from smarketing.units import Quantity

SIGNS = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}
KINDS = dict.fromkeys(some.DATES, "date") | dict.fromkeys(some.DURATIONS, "duration")
BERLIN = ZoneInfo("Europe/Berlin")
Value = Fraction | str | bool | None


# A slow reading: every value is a Fraction (times in days), a text or a truth; what is missing is None.


def days_since_2000(at: datetime) -> Fraction:
    """Give the days since the start of 2000, in UTC if a zone is known."""
    start = datetime(2000, 1, 1, tzinfo=None if at.tzinfo is None else UTC)
    return in_days(at - start)


def in_days(span: timedelta) -> Fraction:
    """Give a duration in days."""
    return span.days + Fraction(span.seconds, 86_400) + Fraction(span.microseconds, 86_400_000_000)


def value_in(record: dict[str, object], name: str) -> Value:
    """Give the value of a field as the slow reading counts it."""
    value = record.get(name)
    if isinstance(value, np.datetime64 | np.timedelta64):
        value = pd.Series([value])[0]
    elif isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or str(value) == "NaN" or str(value) == "nan":
        return None
    match value:
        case bool() | str():
            return value
        case datetime():
            return days_since_2000(value)
        case date():
            return Fraction((value - date(2000, 1, 1)).days)
        case timedelta():
            return in_days(value)
        case Quantity():
            return value.value
    return Fraction(str(value))


def term_value(term: terms.Expression, record: dict[str, object]) -> Value:
    """Give the value of a term; a day in a calculation is its midnight."""
    match term:
        case terms.Field(name):
            return value_in(record, name)
        case terms.Lower(terms.Field(name)):
            value = value_in(record, name)
            return None if value is None else str(value).lower()
        case terms.Literal(value=datetime() as at):
            return days_since_2000(at)
        case terms.Literal(value=date() as day):
            return Fraction((day - date(2000, 1, 1)).days)
        case terms.Literal(value=value):
            return value / 86_400_000_000 if term.sort.kind == "duration" and not isinstance(value, str) else value
        case terms.Arithmetic(sign, left, right):
            one, other = term_value(left, record), term_value(right, record)
            if not isinstance(one, Fraction) or not isinstance(other, Fraction):
                return None
            if sign == "/":
                return one / other if other else None
            return {"+": one + other, "-": one - other, "*": one * other}[sign]


def compares(left: terms.Expression, sign: str, right: terms.Expression, record: dict[str, object]) -> bool:
    """Compare two terms; one that is a day covers all instants of it, so the other counts in whole days."""
    one, other = term_value(left, record), term_value(right, record)
    if one is None or other is None:
        return False
    if any(isinstance(term, terms.Literal) and type(term.value) is date for term in (left, right)):
        return bool(SIGNS[sign](math.floor(Fraction(one)), math.floor(Fraction(other))))
    return bool(SIGNS[sign](one, other))


def slow(condition: terms.Predicate, record: dict[str, object]) -> bool:
    """Tell whether a condition holds."""
    match condition:
        case terms.And(parts):
            return all(slow(part, record) for part in parts)
        case terms.Or(parts):
            return any(slow(part, record) for part in parts)
        case terms.Not(inside):
            return not slow(inside, record)
        case terms.Named(_, inside):
            return slow(inside, record)
        case terms.Constant(holds):
            return holds
        case terms.Comparison(left, sign, right):
            return compares(left, sign, right, record)
        case terms.OneOf(term, choices, excluded):
            sign, every = ("!=", all) if excluded else ("==", any)
            return every(compares(term, sign, choice, record) for choice in choices)
    return slow_test(condition, record)


def slow_test(test: terms.Has | terms.Truth | terms.Match, record: dict[str, object]) -> bool:
    """Tell whether a test of one field holds."""
    match test:
        case terms.Has(terms.Field(name)):
            return value_in(record, name) is not None
        case terms.Truth(terms.Field(name)):
            return value_in(record, name) is True
        case terms.Match(how, term, text):
            value = term_value(term, record)
            if not isinstance(value, str):
                return False
            found = {"contains": value.find(text) >= 0, "starts_with": value[: len(text)] == text}
            return found.get(how, value[max(0, len(value) - len(text)) :] == text)


# The two readings agree


def in_other_types(name: str, value: object) -> st.SearchStrategy[object]:
    """Give the same value in other types that hold it."""
    same: list[object] = [value]
    if value is None:
        same += [float("nan"), Decimal("NaN"), np.float64("nan"), np.float32("nan"), pd.NA, pd.NaT]
        same += [np.datetime64("NaT", "us"), np.timedelta64("NaT", "us")]
    elif isinstance(value, bool):
        same += [np.bool_(value)]
    elif isinstance(value, str):
        same += [np.str_(value)]
    elif isinstance(value, datetime):
        same += [pd.Timestamp(value), np.datetime64(value), np.datetime64(value, "ns")]
        same += [value.date()] if value == datetime.combine(value, datetime.min.time()) else []
    elif isinstance(value, timedelta):
        same += [pd.Timedelta(value), np.timedelta64(value), np.timedelta64(value, "ns")]
    elif isinstance(value, int | float):
        same += [Fraction(str(value)), Decimal(str(value)), float(value), np.float64(value)]
        same += [np.int64(value), np.uint8(value)] if value in (0, 1, 2, 3) else []
        same += [Quantity(value, "USD")] if name in some.AMOUNTS else []
    return st.sampled_from(same)


def varied(record: dict[str, object]) -> st.SearchStrategy[dict[str, object]]:
    """Give the record with its values in any types."""
    return st.fixed_dictionaries({name: in_other_types(name, value) for name, value in record.items()})


def fits(criterion: Criterion) -> bool:
    """Tell whether the criterion, which may say too little of a field, takes it for what the records hold."""
    return all(sort is None or sort.kind == KINDS.get(name, sort.kind) for name, sort in criterion.fields.items())


rules = some.criteria().map(Criterion.parse).filter(fits)
rules |= rules.map(lambda rule: Criterion.parse("not it", definitions={"it": rule}))


@given(rules, st.lists(some.records.flatmap(varied), min_size=1, max_size=8))
def test_both_readings_say_the_same(rule: Criterion, records: list[dict[str, object]]) -> None:
    """Whatever types the values of a record have, and whatever stands for what is missing."""
    assert [rule(record) for record in records] == [slow(rule.condition, record) for record in records]


@given(some.criteria(some.alone).map(Criterion.parse).filter(fits), st.data())
def test_a_date_is_its_midnight(rule: Criterion, data: st.DataObject) -> None:
    """A date in a record counts as its first instant."""
    record = {"created": data.draw(some.days), "closed": data.draw(some.days), "score": data.draw(some.exact_numbers)}
    assert rule(record) is slow(rule.condition, record)


digits = st.integers(1, 10**15 - 1) | st.integers(10**14, 10**15 - 1)
literals = st.builds("{}{}".format, digits, st.sampled_from(["", "0" * 5, "0" * 9, "0" * 20]))
literals |= st.builds("0.{}{}".format, st.sampled_from(["", "000", "0" * 12]), digits)


@example("1" + "0" * 23)
@given(literals)
def test_a_float_counts_as_it_is_written(literal: str) -> None:
    """Every literal against its nearest float and the floats around it, which are other numbers."""
    near = float(literal)
    below, above = math.nextafter(near, -math.inf), math.nextafter(near, math.inf)
    for value, (sign, holds) in product((below, near, above), SIGNS.items()):
        texts = [f"score {sign} {literal}", f"score + 0 {sign} {literal}"]
        texts += {"==": [f"score in [{literal}]"], "!=": [f"score not in [{literal}]"]}.get(sign, [])
        wanted = holds(Fraction(repr(value)), Fraction(literal))
        assert {text: Criterion.parse(text)({"score": value}) for text in texts} == dict.fromkeys(texts, wanted)


CLOCKS = [datetime(2026, 10, 25, hour, 30, fold=fold) for hour in (0, 1, 2, 3) for fold in (0, 1)]
ZONED = [clock.replace(tzinfo=zone) for zone in (BERLIN, UTC, timezone(timedelta(hours=1))) for clock in CLOCKS]


@pytest.mark.parametrize("literal", ["2026-10-25T00:30Z", "2026-10-25T02:30+01:00", "2026-10-25T01:30:00.000001+00:00"])
def test_instants_compare_in_any_zone(literal: str) -> None:
    """Also within the hour that a clock shows twice; pandas' own instants are no different."""
    bound = datetime.fromisoformat(literal).astimezone(UTC)
    for sign, holds in SIGNS.items():
        rule = Criterion.parse(f"created {sign} {literal}")
        wanted = {at.isoformat(): holds(at.astimezone(UTC), bound) for at in ZONED}
        assert {at.isoformat(): rule({"created": at}) for at in ZONED} == wanted
        assert {at.isoformat(): rule({"created": pd.Timestamp(at)}) for at in ZONED} == wanted


@pytest.mark.parametrize("sign", SIGNS)
def test_instants_of_two_fields_compare_in_any_zones(sign: str) -> None:
    """Whatever zones the two are in."""
    rule = Criterion.parse(f"created - closed {sign} 1 hour")
    pairs = list(product(ZONED, ZONED))
    wanted = [SIGNS[sign](at.astimezone(UTC) - other.astimezone(UTC), timedelta(hours=1)) for at, other in pairs]
    assert [rule({"created": at, "closed": other}) for at, other in pairs] == wanted


# Examples

DAY = [datetime(2026, 1, 30, 23, 59, 59, 999_999), datetime(2026, 1, 31), datetime(2026, 1, 31, 23, 59, 59, 999_999)]
DAY += [datetime(2026, 2, 1)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("created < 2026-01-31", "yes no no no"),
        ("created <= 2026-01-31", "yes yes yes no"),
        ("created == 2026-01-31", "no yes yes no"),
        ("created != 2026-01-31", "yes no no yes"),
        ("created >= 2026-01-31", "no yes yes yes"),
        ("created > 2026-01-31", "no no no yes"),
        ("2026-01-31 < created", "no no no yes"),
        ("2026-01-31 >= created", "yes yes yes no"),
        ("created in [2026-01-30, 2026-02-01]", "yes no no yes"),
        ("created not in [2026-01-30, 2026-02-01]", "no yes yes no"),
        ("created in [2026-01-31T00:00, 2026-02-01]", "no yes no yes"),
        ("2026-01-31 <= created <= 2026-01-31", "no yes yes no"),
        ("created > 2026-01-31T00:00", "no no yes yes"),
        ("created - 2026-01-31 > 0 days", "no no yes yes"),
    ],
)
def test_a_day_is_all_of_it(text: str, wanted: str) -> None:
    """From its midnight until before the next; with a time of day, or in a calculation, it is one instant."""
    rule = Criterion.parse(text)
    assert ["yes" if rule({"created": at}) else "no" for at in DAY] == wanted.split()


@pytest.mark.parametrize(
    "missing", [{}, {"a": None}, {"a": float("nan")}, {"a": pd.NaT}, {"a": Decimal("sNaN")}], ids=str
)
def test_what_is_missing_holds_for_nothing(missing: dict[str, object]) -> None:
    """No comparison, list, piece or truth holds, and `not` of each does."""
    texts = ["a < 1", "a != 1", "a not in [1]", "a != 'x'", "a not in ['x']", "contains(a, '')", "lower(a) != 'x'"]
    texts += ["a", "a == False", "has(a)", "a != b", "a == a", "a + 1 != b", "a != 2026-01-31", "a != 1 day"]
    held = {text for text in texts if Criterion.parse(text)({**missing, "b": 5})}
    denied = {text for text in texts if Criterion.parse(f"not ({text})")({**missing, "b": 5})}
    assert (held, denied) == (set(), set(texts))


INFINITE = float("inf")


@pytest.mark.parametrize(
    ("text", "a", "b", "holds"),
    [
        ("a > 5", INFINITE, 0, True),
        ("a < 5", -INFINITE, 0, True),
        ("a != 5", Decimal("Infinity"), 0, True),
        ("a in [5]", INFINITE, 0, False),
        ("a == b", INFINITE, np.float64("inf"), True),
        ("a - b != 0", INFINITE, INFINITE, False),
        ("a - b < 0", 1, INFINITE, True),
        ("a * b != 1", INFINITE, 0, False),
        ("a / b == 0", 5, INFINITE, True),
        ("a / b != 1", INFINITE, 0, False),
        ("a / b != 1", 0, 0, False),
        ("a / b == 0.5", 1, 2, True),
        pytest.param("a > b + 0", 10**400, INFINITE, False, id="huge, and infinite"),
        pytest.param("a + b > 0", 10**400, INFINITE, True, id="huge and infinite, added"),
        ("a == 100000000000000000", 10**17, 0, True),
        ("a == 100000000000000000", 10**17 + 1, 0, False),
        ("a > b", datetime(2026, 1, 31), date(2026, 1, 30), True),
        ("a == b", Decimal("0.40"), 0.4, True),
        ("a == b", date(2026, 1, 31), datetime(2026, 1, 31), True),
        ("a == b", timedelta(days=1), np.timedelta64(24, "h"), True),
        ("a == b", Quantity(1000, "USD"), Quantity(1000, "USD"), True),
        ("a > 40 %", Quantity(50, "%"), 0, True),
        ("a >= 5 USD", Quantity(5, "USD"), 0, True),
        ("a >= 1 hour", pd.Timedelta("1h"), 0, True),
        ("a == 2026-01-31T00:00:00.000001", pd.Timestamp("2026-01-31T00:00:00.000001999"), 0, True),
        ("a == 2026-01-31T00:00:00.000001", np.datetime64("2026-01-31T00:00:00.000001999", "ns"), 0, True),
        ("has(a)", [], 0, True),
        ("has(a)", np.array([1, 2]), 0, True),
        ("a", np.bool_(True), 0, True),
        ("a in ['x', 'y']", np.str_("y"), 0, True),
    ],
)
def test_values_of_many_kinds(text: str, a: object, b: object, holds: bool) -> None:
    """Infinite and huge numbers, fields that are only compared with each other, quantities, scalars of tables."""
    assert Criterion.parse(text)({"a": a, "b": b}) is holds


AWARE, NAIVE = datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 1, 31)
IN_A_ZONE = "write the date with its offset, as 2026-01-31T09:00+01:00"
LIKES = "only like can be compared with like"
MIXED = "a and b are not all in a time zone; dates compare with their like"
BOTH_FROM_NEW_YEAR = "b - 2026-01-01T00:00Z > a - 2026-01-01T00:00Z"
IN_NO_ZONE = "write the date without an offset, as 2026-01-31T09:00"


@pytest.mark.parametrize(
    ("text", "record", "message", "field"),
    [
        ("a > 5", {"a": "6"}, "a is '6', and the criterion looks for a number", "a"),
        ("a > 5", {"a": True}, "a is True, and the criterion looks for a number", "a"),
        (
            "a + 1 > 5",
            {"a": timedelta(1)},
            "a is datetime.timedelta(days=1), and the criterion looks for a number",
            "a",
        ),
        ("a > 5", {"a": np.array([1, 2])}, "a is array([1, 2]), and the criterion looks for a number", "a"),
        ("a > 5 USD", {"a": Quantity(1, "EUR")}, "a: 1 EUR cannot be compared with USD", "a"),
        ("a > 5", {"a": Quantity(1, "EUR")}, "a: 1 EUR cannot be compared with a plain number", "a"),
        ("a", {"a": 1}, "a is 1, and the criterion looks for true or false", "a"),
        ("a == 'x'", {"a": 1}, "a is 1, and the criterion looks for a text", "a"),
        ("a in ['x']", {"a": 1}, "a is 1, and the criterion looks for a text", "a"),
        ("contains(a, 'x')", {"a": b"x"}, "a is b'x', and the criterion looks for a text", "a"),
        ("lower(a) == 'x'", {"a": 1}, "a is 1, and the criterion looks for a text", "a"),
        ("a > 1 day", {"a": 1}, "a is 1, and the criterion looks for a duration", "a"),
        ("a > 2026-01-31", {"a": "x"}, "a is 'x', and the criterion looks for a date without a time zone", "a"),
        ("a > 2026-01-31T09:00Z", {"a": 1}, "a is 1, and the criterion looks for a date in a time zone", "a"),
        ("a - b > 1 day", {"a": 1, "b": 1}, "a is 1, and the criterion looks for a date", "a"),
        ("a == b", {"a": True, "b": 1}, f"a and b are true or false and a number; {LIKES}", "a"),
        ("a != b", {"a": "1", "b": 1}, f"a and b are a text and a number; {LIKES}", "a"),
        ("a < b", {"a": "1", "b": "2"}, "a and b are each a text, which has no order", "a"),
        ("a < b", {"a": True, "b": False}, "a and b are each true or false, which has no order", "a"),
        ("b != a", {"a": 1, "b": Quantity(1, "USD")}, f"b and a are an amount and a number; {LIKES}", "b"),
        ("a == b", {"a": [1], "b": 1}, "a is [1], which no criterion compares", "a"),
        ("a > 2026-01-31", {"a": AWARE}, f"a is in a time zone; {IN_A_ZONE}", "a"),
        ("a != 2026-01-31", {"a": AWARE}, f"a is in a time zone; {IN_A_ZONE}", "a"),
        ("a in [2026-01-31]", {"a": AWARE}, f"a is in a time zone; {IN_A_ZONE}", "a"),
        ("a - 2026-01-31 > 0 days", {"a": AWARE}, f"a is in a time zone; {IN_A_ZONE}", "a"),
        ("a > 2026-01-31T09:00Z", {"a": NAIVE}, f"a is in no time zone; {IN_NO_ZONE}", "a"),
        ("a > 2026-01-31T09:00Z", {"a": NAIVE.date()}, f"a is in no time zone; {IN_NO_ZONE}", "a"),
        ("a > 2026-01-31T09:00Z", {"a": np.datetime64(NAIVE, "ns")}, f"a is in no time zone; {IN_NO_ZONE}", "a"),
        ("a in [2026-01-31T09:00Z]", {"a": NAIVE}, f"a is in no time zone; {IN_NO_ZONE}", "a"),
        (BOTH_FROM_NEW_YEAR, {"a": NAIVE, "b": NAIVE}, f"a and b are in no time zone; {IN_NO_ZONE}", "a"),
        ("b - a > 1 day", {"a": NAIVE, "b": AWARE}, MIXED, "a"),
        ("b - a > 1 day", {"a": np.datetime64(NAIVE), "b": AWARE}, MIXED, "a"),
        ("a == b", {"a": AWARE, "b": NAIVE.date()}, MIXED, "a"),
    ],
)
def test_other_sorts_of_values_are_refused(text: str, record: dict[str, object], message: str, field: str) -> None:
    """The message says what the record holds and what the criterion looks for, and names the field."""
    rule = Criterion.parse(text)
    assert refusal(lambda: rule(record)) == (message, field)


def test_a_missing_date_mixes_with_nothing() -> None:
    """NaT has no time zone, and needs none."""
    rule = Criterion.parse("a > 2026-01-31T09:00Z or b - a > 1 day or b > 2026-01-30T09:00Z")
    assert rule({"a": pd.NaT, "b": AWARE})
