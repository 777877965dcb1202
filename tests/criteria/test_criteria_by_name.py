"""Criteria that speak of each other by name, and criteria as values."""

import copy
import pickle
from datetime import date
from itertools import permutations
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria_strategies import alone, criteria, records
from smarketing.criteria import Criterion, CriterionError, FieldType, own_fields, parse_definitions

FUNNEL = {
    "lead": "has(email) and not competitor",
    "MQL": "lead and score >= 50",
    "SQL": "MQL and budget >= 5000 USD",
    "quick": "SQL and won - created <= 30 days",
    "odd": "`lead` or `MQL`",
}


def read_and_said(texts: dict[str, str]) -> tuple[list[str], dict[str, tuple[str, int]]]:
    """Give the names that could be read, and what is wrong with the others and where."""
    read, errors = parse_definitions(texts)
    return list(read), {name: (error.message, error.column) for name, error in errors.items()}


# Names


def test_definitions_may_stand_in_any_order() -> None:
    """All orders give the same criteria, each in the order of its texts."""
    straight, errors = parse_definitions(FUNNEL)
    assert (list(straight), errors) == (list(FUNNEL), {})
    for order in permutations(FUNNEL):
        read, errors = parse_definitions({name: FUNNEL[name] for name in order})
        assert (tuple(read), errors) == (order, {})
        assert read == straight


def test_a_name_means_the_criterion_that_bears_it() -> None:
    """Over several steps; in backticks it is a field."""
    read, _errors = parse_definitions(FUNNEL)
    record = {"email": "amy@companyx.example", "score": 50, "budget": 5000}
    assert [name for name, each in read.items() if each(record)] == ["lead", "MQL", "SQL"]
    assert read["odd"]({"MQL": True})
    assert read["odd"].fields == {"lead": FieldType("truth"), "MQL": FieldType("truth")}


def test_definitions_may_use_the_nouns_of_an_agreement() -> None:
    """In every text."""
    read, errors = parse_definitions({"many": "seen > 3 demos", "all": "many"}, units=("demo",))
    assert errors == {}
    assert read["all"].fields == {"seen": FieldType("amount", "demo")}


def test_a_definition_brings_its_nouns_along() -> None:
    """Whoever names it need not know the agreement's own units."""
    many = Criterion.parse("seen > 3 demos", units=("demo",))
    assert Criterion.parse("not many", definitions={"many": many}).fields == {"seen": FieldType("amount", "demo")}


def test_a_criterion_from_a_pickle_may_still_be_named() -> None:
    """With the definitions that it speaks of itself."""
    read = pickle.loads(pickle.dumps(parse_definitions(FUNNEL)[0]["SQL"]))
    named = Criterion.parse("not SQL and has(lead)", definitions={"SQL": read})
    assert named.fields == read.fields | {"lead": None}
    assert named({"lead": 1, "email": "amy@companyx.example", "score": 49, "budget": 5000})


def test_own_fields_are_those_outside_of_definitions() -> None:
    """In the order in which a criterion speaks of them, each once."""
    hot = Criterion.parse("score > 50 and x")
    read = Criterion.parse(
        "z > 1 and (not hot or x > y * 2) and (has(x) or True)", definitions={"hot": Criterion.parse("x > 1")}
    )
    assert own_fields(read.condition) == ("z", "x", "y")
    assert own_fields(Criterion.parse("not hot", definitions={"hot": hot}).condition) == ()


def test_nothing_is_read_from_nothing() -> None:
    """No definitions are no mistake."""
    assert read_and_said({}) == ([], {})


_tests = st.sampled_from(["has(score)", "has(title)", "not has(asked)"]) | criteria(alone)


@given(_tests, _tests, st.sampled_from(["{} and ({})", "not {} or ({})"]), st.lists(records, min_size=3, max_size=3))
def test_a_name_is_as_good_as_its_text(one: str, other: str, shape: str, rows: list[dict[str, object]]) -> None:
    """A definition looks at the same fields, and holds for the same records, as its text in brackets."""
    named = Criterion.parse(shape.format("hot", other), definitions={"hot": Criterion.parse(one)})
    written = Criterion.parse(shape.format(f"({one})", other))
    assert named.fields == written.fields
    assert [named(row) for row in rows] == [written(row) for row in rows]


@pytest.mark.parametrize(
    ("definition", "written", "record"),
    [
        ("a == b", "{} and a > 5", {"a": 6, "b": 6}),
        ("has(a)", "{}", {"a": 6}),
        ("a != b", "{}", {"a": 6, "b": 5}),
        ("won - created <= 30 days", "{} and created >= 2026-01-01", {}),
        ("won - created <= 30 days", "created >= 2026-01-01T00:00Z and {}", {}),
        ("won > created", "{}", {"won": date(2026, 2, 1), "created": date(2026, 1, 31)}),
        ("won > created", "{} and created >= 2026-01-01", {}),
        ("a * 2 > b", "{} and a > 5 USD", {"a": 6, "b": 6}),
    ],
)
def test_fields_that_a_definition_leaves_open_are_settled_by_the_rest(
    definition: str, written: str, record: dict[str, object]
) -> None:
    """What a name stands for does not mean anything else than it would in brackets."""
    pasted = Criterion.parse(written.format(f"({definition})"))
    named = Criterion.parse(written.format("hot"), definitions={"hot": Criterion.parse(definition)})
    assert named.fields == pasted.fields
    assert named(record) is pasted(record) is bool(record)


# Mistakes


def test_a_broken_definition_is_one_mistake() -> None:
    """Those that rest on it are neither read nor blamed; the others are read."""
    broken = {"A": "B and x", "B": "C or y", "C": "z >", "D": "w", "E": "not A"}
    names, said = read_and_said(broken)
    assert names == ["D"]
    assert said == {"C": ("the criterion ends too early, after '>'", 3)}


def test_each_broken_definition_is_told() -> None:
    """Whether words, structure or sorts are wrong."""
    names, said = read_and_said(
        {"A": "x $", "B": "x y", "C": "x == 1 and x", "D": "A and $", "E": "x > 1", "F": "E > 1"}
    )
    assert names == ["E"]
    assert said == {
        "A": ("'$' does not belong in a criterion", 3),
        "B": ("this cannot be read from 'y' on", 3),
        "C": ("x is a number, where true or false belongs", 12),
        "D": ("'$' does not belong in a criterion", 7),
        "F": ("E is a definition and has no value; write `E` for a field of that name", 1),
    }


@pytest.mark.parametrize(
    ("texts", "first", "said", "column"),
    [
        ({"A": "x and A"}, "A", "A, A", 7),
        ({"A": "x or B", "B": "not A"}, "A", "A, B, A", 6),
        ({"A": "`B` and B", "B": "A"}, "A", "A, B, A", 9),
        ({"A": "B", "B": "C and x", "C": "A or B"}, "A", "A, B, C, A", 1),
        ({"A": "x and B", "B": "x or C", "C": "x and B"}, "B", "B, C, B", 6),
        ({"A": "has(A)"}, "A", "A, A", 5),
        ({"A": "B(x) or B", "B": "A"}, "A", "A, B, A", 9),
    ],
)
def test_a_circle_is_one_mistake(texts: dict[str, str], first: str, said: str, column: int) -> None:
    """It is told where the first of its definitions names the next; all that rest on it are left out."""
    names, errors = read_and_said({**texts, "free": "x", "after": f"{first} and x"})
    assert names == ["free"]
    assert errors == {first: (f"a definition cannot rest on itself: {said}", column)}


def test_two_circles_are_two_mistakes() -> None:
    """Each is told once."""
    _names, errors = read_and_said({"A": "B", "B": "A", "C": "D or x", "D": "C"})
    assert errors == {
        "A": ("a definition cannot rest on itself: A, B, A", 1),
        "C": ("a definition cannot rest on itself: C, D, C", 1),
    }


def test_a_function_is_no_definition_of_its_name() -> None:
    """A definition called lower may use the function lower."""
    assert read_and_said({"lower": "lower(x) == 'de'"}) == (["lower"], {})
    read, errors = parse_definitions({"lower": "lower (x) == 'de' and has", "has": "has(y)"})
    assert errors == {}
    assert read["lower"].fields == {"x": FieldType("text"), "y": None}


def test_what_cannot_be_cut_into_words_is_in_no_circle() -> None:
    """A text with a strange sign is one mistake, even if it names a definition that names it."""
    assert read_and_said({"A": "B", "B": "A and $", "C": "x"}) == (
        ["C"],
        {"B": ("'$' does not belong in a criterion", 7)},
    )


def test_a_contradiction_with_a_definition_stands_where_it_is_named() -> None:
    """And not where it stands in the definition, over any number of steps."""
    names, errors = read_and_said({"A": "x and B", "B": "True and C", "C": "y > 1 and (x == 5)"})
    assert names == ["B", "C"]
    assert errors == {"A": ("x is true or false, and 5 is a number; only like can be compared with like", 7)}


# Large ones


@pytest.mark.parametrize("turn", [list, reversed])
def test_long_rows_of_definitions_are_walked(turn: type[list[str]]) -> None:
    """500 that each name the one before, in either order: the first 50 are read, and the next is too deep."""
    texts = {"d0": "x"} | {f"d{number}": f"d{number - 1}" for number in range(1, 500)}
    names, errors = read_and_said({name: texts[name] for name in turn(list(texts))})
    assert sorted(names) == sorted(f"d{number}" for number in range(50))
    assert errors == {"d50": ("a criterion is at most 50 levels deep, with its definitions", 1)}


def test_definitions_that_double_are_refused_quickly() -> None:
    """Twelve doublings are 8,000 words; the next is refused without being written out."""
    texts = {"d0": "x"} | {f"d{number}": f"d{number - 1} and d{number - 1}" for number in range(1, 200)}
    start = perf_counter()
    names, errors = read_and_said(texts)
    assert perf_counter() - start < 5
    assert names == [f"d{number}" for number in range(12)]
    assert errors == {"d12": ("a criterion has at most 10000 words, with its definitions", 9)}


# Criteria as values


@given(criteria(), records)
def test_a_criterion_survives_pickle_and_copy(written: str, record: dict[str, object]) -> None:
    """It is equal, and still runs."""
    read = Criterion.parse(written)
    for again in (pickle.loads(pickle.dumps(read)), copy.copy(read), copy.deepcopy(read)):
        assert again == read
        assert again.explain() == read.explain()
        assert again({}) is read({})


def test_criteria_are_equal_if_text_and_meaning_are() -> None:
    """The same text over another definition is another criterion."""
    one, other = (Criterion.parse("hot", definitions={"hot": Criterion.parse(text)}) for text in ("x > 1", "x > 2"))
    assert one != other
    assert one == Criterion.parse("hot", definitions={"hot": Criterion.parse("x > 1.0")})
    assert one != Criterion.parse("hot")
    assert Criterion.parse("x > 1") != Criterion.parse("x>1")
    assert Criterion.parse("x > 1").condition == Criterion.parse("x>1").condition
    assert len({Criterion.parse("x > 1"), Criterion.parse("x > 1"), Criterion.parse("x>1"), one, other}) == 4


def test_a_criterion_shows_how_it_is_read() -> None:
    """Its text, in Python."""
    assert repr(Criterion.parse("x == 'a'")) == "Criterion.parse(\"x == 'a'\")"
    assert Criterion.parse(" x>1 ").text == " x>1 "


def test_a_refusal_survives_pickle_and_copy() -> None:
    """With its message and its column."""
    with pytest.raises(CriterionError) as caught:
        Criterion.parse("x y")
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.copy(caught.value), copy.deepcopy(caught.value)):
        assert (again.message, again.column, str(again)) == (caught.value.message, 3, str(caught.value))
