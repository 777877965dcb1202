"""What a field must hold, found out from what it is compared and calculated with."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria_strategies import criteria
from smarketing.criteria import Criterion, CriterionError, FieldType, parse_definitions

MIRRORED = {"<": ">", "<=": ">=", "==": "==", "!=": "!=", ">=": "<=", ">": "<"}

KINDS = {
    "number": "{} == 1",
    "amount": "{} == 1 USD",
    "duration": "{} == 1 day",
    "date": "{} == 2026-01-31",
    "text": "{} == 'x'",
    "truth": "{}",
}
"""A criterion that makes a field hold each kind of value."""


def sorts(written: str) -> dict[str, str | None]:
    """Give what each field of a criterion must hold, in words."""
    return {name: None if sort is None else str(sort) for name, sort in Criterion.parse(written).fields.items()}


def sorts_or_refusal(written: str) -> object:
    """Give what each field must hold, or the fact that nothing fits."""
    try:
        return Criterion.parse(written).fields
    except CriterionError:
        return "refused"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("True", {}),
        ("a", {"a": "true or false"}),
        ("a != True", {"a": "true or false"}),
        ("a > 1", {"a": "a number"}),
        ("1 < a", {"a": "a number"}),
        ("a > 40 %", {"a": "a number"}),
        ("a > 1 USD", {"a": "an amount in USD"}),
        ("a in [1 lead, 2 leads]", {"a": "an amount in lead"}),
        ("a > 1 month", {"a": "an amount in month"}),
        ("a > 1 week", {"a": "a duration"}),
        ("a == 'x'", {"a": "a text"}),
        ("lower(a) == 'x'", {"a": "a text"}),
        ("lower(a) == b", {"a": "a text", "b": "a text"}),
        ("contains(a, 'x')", {"a": "a text"}),
        ("a > 2026-01-31", {"a": "a date without a time zone"}),
        ("a > 2026-01-31T09:00", {"a": "a date without a time zone"}),
        ("a > 2026-01-31T09:00-05:00", {"a": "a date in a time zone"}),
        ("has(a)", {"a": None}),
        ("a == a", {"a": None}),
        ("a == b", {"a": None, "b": None}),
        ("a == b and b != c", {"a": None, "b": None, "c": None}),
        ("a < b", {"a": None, "b": None}),
        ("a < b <= c or not c > a", {"a": None, "b": None, "c": None}),
        ("a < a", {"a": None}),
        ("a < b and c > 2026-01-31 and b < c", dict.fromkeys("abc", "a date without a time zone")),
        ("a == b and b == c and c == d and has(a) and d > 1", dict.fromkeys("abcd", "a number")),
        ("a == b and c == d and b == c and a == 'x'", dict.fromkeys("abcd", "a text")),
        ("a == b and b", dict.fromkeys("ab", "true or false")),
        ("a < b == c < 1 USD", dict.fromkeys("abc", "an amount in USD")),
        ("a < b or a > 2026-01-31", dict.fromkeys("ab", "a date without a time zone")),
        ("not a in ['x'] or has(b)", {"a": "a text", "b": None}),
    ],
)
def test_comparisons_tell_what_fields_hold(written: str, expected: dict[str, str | None]) -> None:
    """What is compared is alike, over any number of steps; a field that only has to be there may hold anything."""
    assert sorts(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a + b > c", dict.fromkeys("abc", "a number")),
        ("a * b / c - d > 0", dict.fromkeys("abcd", "a number")),
        ("a - b <= 3 days and has(c)", {"a": "a date", "b": "a date", "c": None}),
        ("3 days >= a - b", {"a": "a date", "b": "a date"}),
        ("a - b <= 3 days and a > 2026-01-31", dict.fromkeys("ab", "a date without a time zone")),
        ("a > 2026-01-31T09:00Z and a - b <= 3 days", dict.fromkeys("ab", "a date in a time zone")),
        ("a - b <= 3 days and a > 1 day", dict.fromkeys("ab", "a duration")),
        ("a - b > 3", dict.fromkeys("ab", "a number")),
        ("a - b > 3 USD", dict.fromkeys("ab", "an amount in USD")),
        ("a + 3 days > b", {"a": "a date", "b": "a date"}),
        ("a + 3 days > b and b < 1 week", {"a": "a duration", "b": "a duration"}),
        ("3 days + a > b and b > 2026-01-31", dict.fromkeys("ab", "a date without a time zone")),
        ("2026-01-31 - a > 3 days", {"a": "a date without a time zone"}),
        ("2026-01-31 - a > b and b < 2026-02-01", {"a": "a duration", "b": "a date without a time zone"}),
        ("a + b > 2026-01-31", {"a": "a date without a time zone", "b": "a duration"}),
        ("a > 2 * b and b < 3 hours", dict.fromkeys("ab", "a duration")),
        ("a * 2 > 1 USD", {"a": "an amount in USD"}),
        ("a * b > 1 USD", {"a": "a number", "b": "an amount in USD"}),
        ("a * b > 1 USD and a > 1 USD", {"a": "an amount in USD", "b": "a number"}),
        ("a / b > 1 USD", {"a": "an amount in USD", "b": "a number"}),
        ("a / b > 40 % and b > 1 USD", dict.fromkeys("ab", "an amount in USD")),
        ("a / b > 2 and a < 3 days", dict.fromkeys("ab", "a duration")),
        ("(a - b) / (c - d) > 2 and a > 2026-01-31 and c > 2026-01-31T00:00Z",
         dict.fromkeys("ab", "a date without a time zone") | dict.fromkeys("cd", "a date in a time zone")),
        ("(a + b) * c > d and d < 5 EUR and c == 2", dict.fromkeys("abd", "an amount in EUR") | {"c": "a number"}),
        ("a + b in [1 USD]", dict.fromkeys("ab", "an amount in USD")),
    ],
)  # fmt: skip
def test_arithmetic_tells_what_fields_hold(written: str, expected: dict[str, str | None]) -> None:
    """Sums, products and ratios narrow down what their parts are; where all would do, it is numbers."""
    assert sorts(written) == expected


@pytest.mark.parametrize(("sign", "left", "right"), list(product("+-*/", KINDS, KINDS)))
def test_arithmetic_is_that_of_dimensions(sign: str, left: str, right: str) -> None:
    """Of all kinds of results, exactly the one is taken that dimensions give: dates are points, durations steps."""
    taken = []
    for result in KINDS:
        known = " and ".join(KINDS[kind].format(name) for kind, name in ((left, "a"), (right, "b"), (result, "c")))
        if sorts_or_refusal(f"{known} and a {sign} b == c") != "refused":
            taken.append(result)
    assert taken == _by_dimensions(sign, left, right)


def _by_dimensions(sign: str, left: str, right: str) -> list[str]:
    dimensions = {"number": (0, 0), "amount": (1, 0), "duration": (0, 1)}
    if sign in "+-" and "date" in (left, right):
        points = {"date": 1, "duration": 0}
        if left not in points or right not in points:
            return []
        point = points[left] + points[right] * (1 if sign == "+" else -1)
        return {0: ["duration"], 1: ["date"]}.get(point, [])
    if left not in dimensions or right not in dimensions:
        return []
    one, other = dimensions[left], dimensions[right]
    if sign in "+-":
        return [left] if one == other else []
    way = 1 if sign == "*" else -1
    result = (one[0] + way * other[0], one[1] + way * other[1])
    return [kind for kind, dimension in dimensions.items() if dimension == result]


@pytest.mark.parametrize("sign", "+-*/")
def test_arithmetic_keeps_units_apart(sign: str) -> None:
    """Euros are neither added to dollars nor divided by them; dates in a zone stay apart from those without."""
    assert sorts_or_refusal(f"a == 1 USD and b == 1 EUR and a {sign} b == c") == "refused"
    assert sorts_or_refusal(f"a > 2026-01-31 and b > 2026-01-31T00:00Z and a {sign} b == c") == "refused"
    assert sorts_or_refusal(f"a == 2 and b == 1 EUR and b {'*/'[sign == '/']} a == c") == {
        "a": FieldType("number"),
        "b": FieldType("amount", "EUR"),
        "c": FieldType("amount", "EUR"),
    }


# Where things stand does not matter

_fields = st.sampled_from("abc")
_values = st.sampled_from(["2", "1 USD", "1 day", "2026-01-31", "2026-01-31T09:00Z"])
_sides = st.one_of(
    _fields,
    st.builds("{} {} {}".format, _fields, st.sampled_from("+-"), _fields | _values),
    st.builds("{} * {}".format, st.sampled_from(["2", "0.5"]), _fields),
    st.builds("{} / 4".format, _fields),
)
_compared = st.tuples(_sides, st.sampled_from(list(MIRRORED)), _sides | _values)


@given(st.lists(_compared, min_size=1, max_size=3), st.data())
def test_sides_may_be_swapped(compared: list[tuple[str, str, str]], data: st.DataObject) -> None:
    """`a < b` makes of the fields what `b > a` makes of them, or is refused as well."""
    straight = " and ".join(f"{left} {sign} {right}" for left, sign, right in compared)
    swapped = " and ".join(f"{right} {MIRRORED[sign]} {left}" for left, sign, right in compared)
    assert sorts_or_refusal(swapped) == sorts_or_refusal(straight)


@given(criteria(), criteria())
def test_parts_may_be_swapped(one: str, other: str) -> None:
    """What a field holds does not depend on which part of a criterion comes first."""
    assert sorts_or_refusal(f"({one}) and ({other})") == sorts_or_refusal(f"({other}) or ({one})")


def test_a_sort_is_said_in_words() -> None:
    """As it stands in messages."""
    said = [str(FieldType(kind)) for kind in ("number", "text", "date", "duration", "truth")]
    assert said == ["a number", "a text", "a date", "a duration", "true or false"]
    assert [str(FieldType("date", "local")), str(FieldType("date", "UTC"))] == [
        "a date without a time zone",
        "a date in a time zone",
    ]


@pytest.mark.parametrize("order", [1, -1])
def test_what_follows_along_many_sums(order: int) -> None:
    """What the last field holds is what all hold, in whatever order the sums stand."""
    links = [f"a{number} == a{number + 1} + a{number + 1}" for number in range(300)][::order]
    texts = {f"D{start}": " and ".join(links[start : start + 50]) for start in range(0, 300, 50)}
    read, errors = parse_definitions({**texts, "All": f"{' and '.join(texts)} and a300 > 1 day"})
    assert errors == {}
    assert set(read["All"].fields.values()) == {FieldType("duration")}
    assert len(read["All"].fields) == 301


def test_many_sums_that_have_nothing_to_do_with_each_other() -> None:
    """Each is taken for numbers by itself."""
    sums = " and ".join(f"a{number} * b{number} > c{number}" for number in range(300))
    assert set(Criterion.parse(sums).fields.values()) == {FieldType("number")}
    assert len(Criterion.parse(sums).fields) == 900
