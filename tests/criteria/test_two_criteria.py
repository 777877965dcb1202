"""Two criteria about one table: what each tells the other about its fields, and where they do not fit together."""

from collections.abc import Callable
from datetime import UTC, date
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing.criteria import (
    Criterion,
    CriterionError,
    Decision,
    FieldType,
    agree,
    equivalent,
    implies,
    none_of,
    overlaps,
    parse_definitions,
    satisfiable,
)
from smarketing.criteria.analysis.decision import Answer
from smarketing.errors import InvalidValueError

MISFIT = "the criteria do not fit together"
LIKES = "only like can be compared with like"


def both(one: str, other: str) -> tuple[Criterion, Criterion]:
    """Read two criteria."""
    return Criterion.parse(one), Criterion.parse(other)


def answered(ask: Callable[[], Decision]) -> str:
    """Give the answer to a question, or the words in which it is refused."""
    try:
        return ask().answer
    except InvalidValueError as error:
        return error.message.removeprefix(f"{MISFIT}: ")


open_texts = st.sampled_from(
    [
        "x == y",
        "y == z",
        "x != z",
        "has(x)",
        "x - y < 1 day",
        "z - y > 0 days",
        "x + y == z",
        "2 * x == y",
        "x / y > 1",
        "x < y",
        "x > 5",
        "y > 5 USD",
        "z == 'a'",
        "x == 2026-01-31",
        "z < 2026-01-31T00:00Z",
        "z",
        "lower(y) == 'a'",
        "x in [1 day]",
    ]
)


@given(open_texts, open_texts)
def test_two_criteria_are_read_as_one(one: str, other: str) -> None:
    """They fit together where one criterion can say both, and are refused in the same words where none can."""
    criteria = both(one, other)
    wanted = answered(lambda: satisfiable(Criterion.parse(f"({one}) and ({other})")))
    assert answered(lambda: overlaps(*criteria)) == wanted
    if wanted not in get_args(Answer):
        assert (answered(lambda: implies(*criteria)), answered(lambda: equivalent(*criteria))) == (wanted, wanted)


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("x > 5", "x == 'a'", f"x is a number, and 'a' is a text; {LIKES}"),
        ("x > 5", "x > 5 USD", f"x is a number, and 5 USD is an amount in USD; {LIKES}"),
        ("x > 5 EUR", "x > 5 USD", f"x is an amount in EUR, and 5 USD is an amount in USD; {LIKES}"),
        ("x", "x > 1 day", f"x is true or false, and 1 day is a duration; {LIKES}"),
        (
            "x > 2026-01-31",
            "x > 2026-01-31T00:00Z",
            f"x is a date without a time zone, and 2026-01-31T00:00Z is a date in a time zone; {LIKES}",
        ),
        ("x > 5", "x - y < 1 day", "a number minus a field is not a duration"),
        ("x - y < 1 day", "x > 5", "a number minus a field is not a duration"),
        ("x - y < 1 day", "x == 'a'", "a text minus a field is not a duration"),
        (
            "x < y",
            "x == 'a'",
            "texts have no order; write a number, a date as 2026-01-31 or a quantity as 5000 USD without quotes",
        ),
        ("x == y", "x > 5 and y", "y is a number, where true or false belongs"),
    ],
)
def test_criteria_that_disagree_about_a_field(one: str, other: str, message: str) -> None:
    """No record could be asked both; it is said as if one criterion did."""
    criteria = both(one, other)
    expected = (f"{MISFIT}: {message}", None)
    assert refusal(lambda: overlaps(*criteria)) == expected
    assert refusal(lambda: implies(*criteria)) == expected
    assert refusal(lambda: equivalent(*criteria)) == expected


def test_criteria_that_disagree_are_no_criterion_error() -> None:
    """There is no one text to which a column could point; what is wrong is the cause."""
    with pytest.raises(InvalidValueError, match=f"^{MISFIT}: x is a number, where true or false belongs$") as caught:
        overlaps(*both("x > 5", "x"))
    assert type(caught.value) is InvalidValueError
    assert isinstance(caught.value.__cause__, CriterionError)


def test_definitions_with_two_meanings_do_not_fit() -> None:
    """Criteria of two agreements may use one name for two things; their fields must fit all the same."""
    (one, _), (other, _) = (parse_definitions({"MQL": text, "SQL": "MQL and a"}) for text in ("x > 5", "x == 'a'"))
    message = f"{MISFIT}: x is a number, and 'a' is a text; {LIKES}"
    assert refusal(lambda: overlaps(one["SQL"], other["SQL"])) == (message, None)
    (apart, _) = parse_definitions({"MQL": "x > 7", "SQL": "MQL and a"})
    assert (implies(apart["SQL"], one["SQL"]).answer, implies(one["SQL"], apart["SQL"]).answer) == ("yes", "no")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x == y", "x > 4"),
        ("x == y", "x == 'a'"),
        ("x == y", "x"),
        ("x == y", "x == 2026-01-31"),
        ("x == y and y == z", "z > 5 USD"),
        ("x - y < 1 day", "x > 2026-01-31T00:00Z"),
        ("x - y < 1 day", "y > 2026-01-31T00:00"),
        ("x - x < 1 day", "x > 2026-01-31T00:00Z"),
        ("has(x)", "x > 4"),
        ("x != y", "x == 'a'"),
    ],
)
def test_one_criterion_tells_the_other_what_its_fields_hold(one: str, other: str) -> None:
    """Fields that are compared with each other hold the same sort, wherever that is known from."""
    for criteria in (both(one, other), both(other, one)):
        decision = overlaps(*criteria)
        assert decision.answer == "yes"
        assert decision.witness is not None
        assert [each(decision.witness) for each in criteria] == [True, True]


def test_dates_in_and_without_time_zones() -> None:
    """Each criterion's records have its own sort of dates."""
    for zone in ("", "Z", "+05:30"):
        decision = satisfiable(Criterion.parse(f"closed - created > 1 day and closed < 2026-01-31T00:00{zone}"))
        assert decision.witness is not None
        dates = list(decision.witness.values())
        assert len(dates) == 2
        assert all(
            isinstance(each, date) and getattr(each, "tzinfo", None) == (UTC if zone else None) for each in dates
        )
    assert equivalent(*both("x > 2026-01-31T01:00+01:00", "x > 2026-01-31T00:00Z"))


@pytest.mark.parametrize("text", ["x * x == 2", "a / b != 1", "not (lower(t) == 'k' and t != 'k')", "x == y", "False"])
def test_a_criterion_implies_itself(text: str) -> None:
    """Even where its truth cannot be found out."""
    criteria = both(text, f" {text} ")
    assert (implies(*criteria).answer, equivalent(*criteria).answer) == ("yes", "yes")


SORTS = [
    FieldType("date"),
    FieldType("date", "UTC"),
    FieldType("date", "local"),
    FieldType("duration"),
    FieldType("number"),
]
SORTS += [FieldType("amount", "USD"), FieldType("amount", "EUR"), FieldType("text")]


@pytest.mark.parametrize("one", SORTS, ids=str)
def test_sorts_that_agree(one: FieldType) -> None:
    """A sort agrees with itself, and a date that says nothing of its zone with every date."""
    dates = SORTS[:3]
    wanted = {str(each) for each in (dates if one == FieldType("date") else [one, *dates[: one in dates]])}
    assert {str(other) for other in SORTS if agree(one, other)} == wanted
    assert {str(other) for other in SORTS if agree(other, one)} == wanted


# What is left over by several criteria


@given(st.lists(open_texts, min_size=1, max_size=3))
def test_what_meets_none_is_what_meets_no_either(texts: list[str]) -> None:
    """The same as asking one criterion that denies all of them, refusals included."""
    criteria = [Criterion.parse(text) for text in texts]
    denied = " and ".join(f"not ({text})" for text in texts)
    assert answered(lambda: none_of(*criteria)) == answered(lambda: satisfiable(Criterion.parse(denied)))


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        ([], Decision("yes", {})),
        (["score > 5"], Decision("yes", {"score": 5})),
        (["score > 5", "not has(score)"], Decision("yes", {"score": 5})),
        (["score > 5", "score < 5", "not has(score)"], Decision("yes", {"score": 5})),
        (["score > 5", "score <= 5", "not has(score)"], Decision("no")),
        (["True"], Decision("no")),
    ],
)
def test_what_meets_none_of_some_criteria(texts: list[str], answer: Decision) -> None:
    """The witness is in a gap that they leave; without criteria, every record is."""
    assert none_of(*map(Criterion.parse, texts)) == answer
