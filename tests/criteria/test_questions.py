"""Questions about criteria: examples in full, and what cannot be asked or is not answered."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from expected_errors import refusal, whole
from smarketing.criteria import (
    Criterion,
    Decision,
    UndecidedError,
    equivalent,
    implies,
    overlaps,
    parse_definitions,
    satisfiable,
)
from smarketing.criteria.analysis.decision import Answer
from smarketing.errors import SmarketingError

NOT_LINEAR = "a calculation, or a comparison of fields, that is not linear"
JANUARY, FEBRUARY = datetime(2026, 1, 31), datetime(2026, 2, 1)
MANY = [f"text{number}" for number in range(40)]


def asked(text: str) -> Decision:
    """Ask whether a criterion can hold."""
    return satisfiable(Criterion.parse(text))


def both(one: str, other: str) -> tuple[Criterion, Criterion]:
    """Read two criteria."""
    return Criterion.parse(one), Criterion.parse(other)


# Examples


@pytest.mark.parametrize(
    ("text", "witness"),
    [
        ("True", {}),
        ("not has(email)", {}),
        ("score >= 50 and grade in ['A', 'B'] and not competitor", {"score": 50, "grade": "A", "competitor": False}),
        ("score > 50 and score < 51", {"score": Decimal("50.5")}),
        ("3 * score == 1", {"score": Fraction(1, 3)}),
        ("score not in [0, 1] and score >= 0 and score <= 1", {"score": Decimal("0.5")}),
        ("competitor == False", {"competitor": False}),
        ("budget >= 5000 USD and budget == 2 * spent", {"budget": 5000, "spent": 2500}),
        ("created == 2026-01-31", {"created": datetime(2026, 1, 31)}),
        ("created > 2026-01-31", {"created": datetime(2026, 2, 1)}),
        ("created > 2026-01-31T12:00Z", {"created": datetime(2026, 2, 1, tzinfo=UTC)}),
        ("created in [2026-01-31, 2026-02-02] and created != 2026-01-31", {"created": datetime(2026, 2, 2)}),
        ("waited > 1 day", {"waited": timedelta(days=2)}),
        ("1 day < waited < 26 hours", {"waited": timedelta(hours=25)}),
        ("1 day < waited < 1441.5 minutes", {"waited": timedelta(days=1, minutes=1)}),
        ("1 day < waited < 86401.5 seconds", {"waited": timedelta(days=1, seconds=1)}),
        ("1 day < waited < 86400.5 seconds", {"waited": timedelta(days=1, microseconds=1)}),
        ("waited >= 90 minutes and waited <= 1 day", {"waited": timedelta(days=1)}),
        ("3 * waited == 1 day", {"waited": timedelta(hours=8)}),
        ("not (2 * waited != 1 day) and has(waited)", {"waited": timedelta(hours=12)}),
        ("waited / 2 == 1 day or waited * 2 == 0.000001 seconds", {"waited": timedelta(days=2)}),
        ("created < 0002-01-01", {"created": datetime(1, 12, 31, 23, 59, 59, 999_999)}),
        ("x == x", {"x": 0}),
        ("not (x == x)", {}),
        ("x * x == 4", {"x": 2}),
        ("x + 1 in [3, 4]", {"x": 2}),
        ("a + b in [1, 2] and a == 5", {"b": -4, "a": 5}),
        ("a + b not in [1, 2] and a == 5 and b <= -3", {"b": -5, "a": 5}),
        ("not (a + b in [1]) and a == 1 and has(b)", {"b": -1, "a": 1}),
        ("not (a + b not in [1]) and a == 5 and has(b)", {"b": -4, "a": 5}),
        ("paid - created in [1 day] and created == 2026-01-31", {"created": JANUARY, "paid": FEBRUARY}),
        ("closed < created and closed > 2026-01-30T09:30", {"created": JANUARY, "closed": datetime(2026, 1, 30, 10)}),
        ("x * y == 7 and x < 2 < y", {"x": 1, "y": 7}),
        ("x * y in [7] and x < 2 < y", {"x": 1, "y": 7}),
        ("x * y == 7 and x * y == 7 and x < 2 < y", {"x": 1, "y": 7}),
        ("x * y > 6 and x < 0 and y < 0", {"x": -10, "y": -1}),
        ("x * x not in [0, 1] and 0 <= x <= 5", {"x": 2}),
        ("competitor != asked and asked", {"competitor": False, "asked": True}),
        ("title == country and country in ['de', 'at'] and title in ['at', 'ch']", {"country": "at", "title": "at"}),
        ("title == country and country == 'de' and contains(title, 'd')", {"country": "de", "title": "de"}),
        ("title != country and contains(title, 'a') and contains(country, 'a')", {"title": "xax", "country": "a"}),
        ("lower(title) == country and title == 'DE' and country in ['at', 'de']", {"title": "DE", "country": "de"}),
    ],
)
def test_what_can_hold(text: str, witness: dict[str, object]) -> None:
    """Numbers as integers, decimals or fractions, dates in the zone of the criterion."""
    assert asked(text) == Decision("yes", witness)
    assert Criterion.parse(text)(witness)


@pytest.mark.parametrize(
    "text",
    [
        "False",
        "score >= 50 and score < 50",
        "score in [1, 2] and score not in [2, 1]",
        "score > 1 and not has(score)",
        "competitor and not has(competitor)",
        "competitor and competitor == False",
        "has(competitor) and not competitor and not (competitor == False)",
        "created == 2026-01-31 and created >= 2026-02-01",
        "created > 2026-01-31 and created < 2026-02-01",
        "waited > 1 day and waited < 1 day",
        "2 * waited == 0.000001 seconds",
        "2 * waited in [0.000001 seconds]",
        "a + 1 in [3, 4] and a not in [2, 3]",
        "a + b in [1, 2] and a == 1 and b == 5",
        "a + b not in [1, 2] and a == 1 and b == 1",
        "not (a + b in [1, 2]) and a == 1 and b == 1",
        "not (a + b not in [1, 2]) and a == 1 and b == 5",
        "a - b in [1 day] and a < b",
        "closed < created and created < closed",
        "closed - created > 2 days and closed < 2026-01-02 and created > 2026-01-01",
        "has(x) and x != x",
        "has(x) and not (x == x)",
        "has(x) and x - x > 0",
        "x == y and x != y",
        "x != y and not (x != y) and has(x) and has(y)",
        "x * y == 1 and x * y != 1",
        "x * y == 1 and title == 'a' and title == 'b'",
        "x * y == 1 and not (x * y == 1) and has(x) and has(y)",
        "competitor != asked and competitor and asked",
        "competitor == asked and not competitor and has(competitor) and asked",
        "title == country and title in ['de', 'at'] and country in ['ch', 'fr']",
        "title == 'a' and not has(title)",
        "has(title) and title != 'a' and not (title != 'a')",
        "lower(title) != title and title in ['de', 'at']",
    ],
)
def test_what_cannot_hold(text: str) -> None:
    """No witness, and no reason."""
    assert asked(text) == Decision("no")


@pytest.mark.parametrize(
    ("one", "other", "witness"),
    [
        ("score > 5", "score >= 5", None),
        ("score > 5", "score >= 6", {"score": Decimal("5.5")}),
        ("False", "score > 5", None),
        ("score > 5", "has(score)", None),
        ("not (score > 5)", "score <= 5", {}),
        ("created > 2026-01-31", "created >= 2026-02-01", None),
        (
            "created >= 2026-01-31T00:00:00.000001",
            "created > 2026-01-31",
            {"created": datetime(2026, 1, 31, 1)},
        ),
        ("waited >= 1 day", "waited > 23 hours", None),
        ("grade == 'A'", "grade in ['A', 'B']", None),
        ("grade in ['A', 'B']", "grade == 'A'", {"grade": "B"}),
        ("country == 'DE'", "lower(country) == 'de'", None),
        ("starts_with(title, 'VP Sales')", "contains(lower(title), 'sales')", None),
        ("closed < created and created < paid", "closed < paid", None),
        ("competitor", "has(competitor)", None),
        ("has(competitor)", "competitor", {"competitor": False}),
        ("x * x == 2", "x * x == 2", None),
        ("a + b == 3", "a + b in [3, 4]", None),
        ("a + b in [3, 4]", "a + b == 3", {"b": 0, "a": 4}),
        ("a + b not in [3, 4]", "a + b != 3", None),
        ("a + b < 3", "a + b not in [3, 4]", None),
        ("score < 5", "score * 2 <= 10", None),
    ],
)
def test_what_follows(one: str, other: str, witness: dict[str, object] | None) -> None:
    """What follows has no witness; what does not has a record for which only the first holds."""
    assert implies(*both(one, other)) == Decision("yes" if witness is None else "no", witness)


def test_what_overlaps() -> None:
    """The witness is in both."""
    assert overlaps(*both("score > 50", "score < 60")) == Decision("yes", {"score": 51})
    assert overlaps(*both("score > 50", "score <= 50")) == Decision("no")


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("50 <= score < 80", "score >= 50 and not (score >= 80)", Decision("yes")),
        ("a and (b or c)", "a and b or a and c", Decision("yes")),
        ("score > 5", "not (score <= 5)", Decision("no", {})),
        ("score >= 5", "score > 5", Decision("no", {"score": 5})),
        ("score > 5", "score >= 5", Decision("no", {"score": 5})),
        ("x * x >= 0 or not has(x)", "True", Decision("could not decide", because=NOT_LINEAR)),
        ("True", "x * x >= 0 or not has(x)", Decision("could not decide", because=NOT_LINEAR)),
        ("x * x > -1", "x * x >= 0 or not has(x)", Decision("no", {})),
        ("x * x >= 0", "not (x > 1) or x * x >= 0", Decision("no", {})),
    ],
)
def test_what_is_equivalent(one: str, other: str, answer: Decision) -> None:
    """Both ways must follow: one that does not is told, and comes before one that is not decided."""
    assert equivalent(*both(one, other)) == answer


def test_definitions_are_looked_through() -> None:
    """A question goes through the names that a criterion uses."""
    read, errors = parse_definitions({"MQL": "score >= 50", "SQL": "MQL and budget >= 5000 USD"})
    assert errors == {}
    assert implies(read["SQL"], read["MQL"]) == Decision("yes")
    assert implies(read["MQL"], read["SQL"]) == Decision("no", {"score": 50, "budget": 0})


# What is missing by dividing by zero


@pytest.mark.parametrize(
    "text",
    [
        "has(a) and has(b) and has(c) and not (a != b / c) and not (a == b / c)",
        "has(b) and not (1 / b != 1) and not (1 / b == 1)",
    ],
)
def test_a_ratio_may_be_missing(text: str) -> None:
    """Where a ratio divides by zero it is neither equal nor unequal, so both may be denied."""
    decision = asked(text)
    assert decision.answer != "no"
    assert decision.witness is None or Criterion.parse(text)(decision.witness)


def test_a_ratio_that_may_be_missing_implies_nothing() -> None:
    """What is not equal need not be unequal."""
    criteria = both("has(x) and not (1 / x == 1)", "1 / x != 1")
    assert [each({"x": 0}) for each in criteria] == [True, False]
    assert implies(*criteria).answer != "yes"


# What is left open


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("x * x == 2", NOT_LINEAR),
        ("x * y > 1 and y < 0 and x > 0 and y == x - 1", NOT_LINEAR),
        ("a / (2 - 2) > 1", NOT_LINEAR),
        ("title == country and title == 'a' and country != 'a'", NOT_LINEAR),
        ("2 * waited + 2 * allowed == 0.000001 seconds", "dates or durations between two microseconds"),
        (
            "a - b < c - d and a > 2026-01-01T00:00Z",
            "a and b and c and d are not all in a time zone; dates compare with their like",
        ),
        ("created + 3000000 days < 2026-01-01", "a date or a duration beyond the calendar"),
        ("waited > 30000000 days * 10000", "a date or a duration beyond the calendar"),
    ],
)
def test_what_is_not_decided(text: str, because: str) -> None:
    """Outside of what is exact, nothing is claimed, and the reason given."""
    assert asked(text) == Decision("could not decide", because=because)


@pytest.mark.parametrize(
    ("text", "witness"),
    [
        ("lower(a) == 'k' and a != b and a != c and b == 'k' and c == 'K'", {"a": "\u212a", "b": "k", "c": "K"}),
        (f"a == b and a in {[*MANY, 'z']} and b in {[*map(str.upper, MANY), 'z']}", {"a": "z", "b": "z"}),
        ("x * x == 1369", {"x": 37}),
    ],
)
def test_a_record_that_is_overlooked_is_not_denied(text: str, witness: dict[str, object]) -> None:
    """Rare spellings, the last of too many pairs, a number that nobody thinks of."""
    assert Criterion.parse(text)(witness)
    assert asked(text) in (Decision("could not decide", because=NOT_LINEAR), Decision("yes", witness))


def test_independent_comparisons_are_not_too_many() -> None:
    """Five hundred comparisons that have nothing to do with each other are easy."""
    rows = " and ".join(f"a{number} < b{number}" for number in range(500))
    assert asked(rows).answer == "yes"


def test_an_open_case_does_not_hide_a_record() -> None:
    """If one case cannot be decided and another shows a record, the answer is yes."""
    assert asked("x * x == 2 or score > 5") == Decision("yes", {"score": 6})
    assert asked("score > 5 or x * x == 2").answer == "yes"
    open_text = "starts_with(lower(title), 'abc') and starts_with(title, 'x')"
    assert asked(f"{open_text} or score > 5") == asked(f"score > 5 or {open_text}") == Decision("yes", {"score": 6})


# Answers


def test_decisions_are_truth_values() -> None:
    """Yes is true, no is false; what was not decided cannot be used, and its error can be told by its kin."""
    assert asked("score > 5")
    assert not asked("False")
    with pytest.raises(UndecidedError, match=whole(f"could not decide: {NOT_LINEAR}")) as caught:
        bool(asked("x * x == 2"))
    assert isinstance(caught.value, SmarketingError)
    assert isinstance(caught.value, ValueError)
    assert caught.value.message == str(caught.value)


def test_an_answer_is_one_of_three() -> None:
    """Anything else is refused."""
    perhaps: Answer = "perhaps"  # type: ignore[assignment]
    said = "an answer is one of 'yes', 'no', 'could not decide'; not 'perhaps'"
    assert refusal(lambda: Decision(perhaps)) == (said, None)


# Large criteria


def test_thousands_of_parts() -> None:
    """Criteria of 3,000 parts are walked without recursion into each."""
    rows = {name: " or ".join(f"{name}{number}" for number in range(1_000)) for name in "ab"}
    rows["c"] = " and ".join(f"c{number}" for number in range(1_000))
    read, errors = parse_definitions({**rows, "all": "a and b and c", "none": "not a and not b and not c"})
    assert errors == {}
    witness = satisfiable(read["all"]).witness
    assert witness is not None
    assert len(witness) == 1_002
    assert satisfiable(read["none"]).answer == "yes"
    assert overlaps(read["all"], read["none"]).answer == "no"
    assert implies(read["c"], read["c"]).answer == "yes"


def test_long_lists() -> None:
    """Hundreds of numbers, and hundreds of texts, in lists."""
    numbers, texts = list(range(300)), [f"t{number}" for number in range(300)]
    assert asked(f"score in {numbers} and score not in {numbers[:-1]}") == Decision("yes", {"score": 299})
    assert asked(f"title in {texts} and title not in {texts[:-1]}") == Decision("yes", {"title": "t299"})
    assert implies(*both(f"title in {texts[1:]}", f"title in {texts}")).answer == "yes"


def test_numbers_of_thousands_of_digits() -> None:
    """Factors that multiply up to more digits than Python writes do no harm."""
    factor = f" * 1{'0' * 44}" * 46
    decision = asked(f"x == y{factor} and y == z{factor} and z == w{factor} and w == 7")
    assert decision.answer == "yes"
    assert decision.witness is not None
    assert decision.witness["x"] == 7 * 10 ** (44 * 46 * 3)
    parts = asked(f"x{factor} == y and y{factor} == z and z{factor} == w and w == 7")
    assert parts.witness is not None
    assert parts.witness["x"] == Fraction(7, 10 ** (44 * 46 * 3))
    assert asked(f"3 * x{factor} == 1").answer == "yes"
