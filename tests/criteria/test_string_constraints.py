"""Texts under several tests at once, against all texts of up to five letters."""

from collections.abc import Sequence
from functools import cache
from itertools import product
from string import ascii_letters, digits
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import whole
from smarketing.criteria import Criterion, Decision, UndecidedError, satisfiable
from smarketing.criteria.analysis.budget import Budget
from smarketing.criteria.analysis.string_constraints import RequiredTest, TextTest, fitting, is_listed, passes
from smarketing.criteria.language.terms import Comparison, Field, FieldType, Literal, Lower, Match, OneOf, Piece

LETTERS = "aAbB"
TEXT = FieldType("text")
APART = "texts that must and must not contain each other's parts"


@cache
def short_texts() -> tuple[str, ...]:
    """All texts of up to five letters, and some that no test speaks of."""
    of_letters = ("".join(text) for length in range(6) for text in product(LETTERS, repeat=length))
    return (*of_letters, "x", "xa", "aX")


def literal(text: str) -> Literal:
    """Give a text as a criterion has it."""
    return Literal(text, TEXT)


@st.composite
def text_tests(draw: st.DrawFn, lower: bool | None = None) -> TextTest:
    """Tests of a text: in lower case or not, equal, in a list, or with a piece."""
    in_lower_case = draw(st.booleans()) if lower is None else lower
    term = Lower(Field("title")) if in_lower_case else Field("title")
    texts = st.text(alphabet="ab" if in_lower_case else LETTERS, max_size=3)
    how = draw(st.sampled_from([*get_args(Piece), *get_args(Piece), "==", "!=", "in", "not in"]))
    if how in get_args(Piece):
        return Match(how, term, draw(texts))
    if how in ("in", "not in"):
        return OneOf(term, tuple(map(literal, draw(st.lists(texts, min_size=1, max_size=4)))), how == "not in")
    return Comparison(term, how, literal(draw(texts)))


def wants(tests: st.SearchStrategy[TextTest]) -> st.SearchStrategy[list[RequiredTest]]:
    """Several tests, each of which must hold, or must not."""
    return st.lists(st.tuples(tests, st.booleans()), max_size=5)


def holds(test: TextTest, text: str) -> bool:
    """Run a test of a text, slowly and without the library."""
    term = test.left if isinstance(test, Comparison) else test.term
    seen = text.lower() if isinstance(term, Lower) else text
    match test:
        case Comparison(_, operator, Literal(value=str() as other)):
            return (seen == other) is (operator == "==")
        case OneOf(_, choices, excluded):
            return (seen in [choice.value for choice in choices]) is not excluded
        case Match("contains", _, piece):
            return piece in seen
        case Match(how, _, piece):
            return seen.startswith(piece) if how == "starts_with" else seen.endswith(piece)
    raise AssertionError(test)


def passing(wanted: Sequence[RequiredTest]) -> set[str]:
    """Give all short texts that pass."""
    return {text for text in short_texts() if all(holds(test, text) is must for test, must in wanted)}


def found(wanted: Sequence[RequiredTest]) -> list[str] | None:
    """Give the texts that are claimed to pass, None where nothing is claimed."""
    try:
        return list(fitting(wanted, Budget()))
    except UndecidedError:
        return None


@given(wants(text_tests()))
def test_what_is_claimed_is_so(wanted: list[RequiredTest]) -> None:
    """Every text that is given passes, and if none is given, no short text does."""
    claimed = found(wanted)
    assert [(text, test) for text in claimed or () for test, must in wanted if holds(test, text) is not must] == []
    assert claimed != [] or passing(wanted) == set()


@given(wants(text_tests(lower=False)))
def test_tests_of_texts_as_they_are_written_are_always_decided(wanted: list[RequiredTest]) -> None:
    """Without lower(), there is a text, or there is none."""
    assert found(wanted) is not None


@given(wants(text_tests()))
def test_a_list_is_all_that_there_is(wanted: list[RequiredTest]) -> None:
    """Where the tests leave only texts of a list, all texts that pass are given."""
    claimed = found(wanted)
    assert not is_listed(wanted) or claimed is None or passing(wanted) <= set(claimed)


@given(wants(text_tests()), st.text(alphabet=LETTERS, max_size=6))
def test_passing_is_passing_each_test(wanted: list[RequiredTest], text: str) -> None:
    """A text passes if every test gives what it must."""
    assert passes(text, wanted, Budget()) is all(holds(test, text) is must for test, must in wanted)


def test_little_is_left_open() -> None:
    """Of lists of tests with and without lower(), fewer than one in five is left open."""
    outcomes: list[bool] = []

    @given(wants(text_tests()))
    def ask(wanted: list[RequiredTest]) -> None:
        outcomes.append(found(wanted) is None)

    ask()
    assert 5 * sum(outcomes) < len(outcomes)


def about(criterion: str) -> Decision:
    """Ask whether a criterion over a title can hold."""
    return satisfiable(Criterion.parse(criterion))


@pytest.mark.parametrize(
    ("criterion", "title"),
    [
        ("has(title) and title != 'a'", ""),
        ("contains(title, 'sales')", "sales"),
        ("starts_with(title, 'Head') and ends_with(title, 'sales')", "Headsales"),
        ("starts_with(title, 'ab') and ends_with(title, 'ba') and title != 'abba'", "abxba"),
        ("starts_with(title, 'a') and starts_with(title, 'ab') and not starts_with(title, 'abc')", "ab"),
        ("ends_with(title, 'a') and ends_with(title, 'ba') and not contains(title, 'x')", "ba"),
        ("contains(title, 'a') and not starts_with(title, 'a')", "xax"),
        ("contains(title, 'a') and not starts_with(title, 'a') and not contains(title, 'x')", "0a0"),
        (
            "contains(title, 'x') and contains(title, '0') and not ends_with(title, '0') and not contains(title, 'X')",
            None,
        ),
        ("title in ['a', 'b'] and title != 'a'", "b"),
        ("title not in ['', 'x', 'y']", "00"),
        ("'a' != title and contains(title, 'a') and not ('aa' == title)", "xax"),
        ("lower(title) == 'de' and title != 'de'", "dE"),
        ("lower(title) == 'aß' and title != 'aß'", "Aß"),
        ("lower(title) == 'de' and title not in ['de', 'dE', 'De']", "DE"),
        ("lower(title) in ['de', 'at'] and starts_with(title, 'A')", "At"),
        ("contains(lower(title), 'sales') and not contains(title, 'sales')", "SALES"),
        ("starts_with(lower(title), 'a') and ends_with(title, 'B') and not contains(title, 'a')", "AB"),
        ("contains(title, 'Straße') and contains(lower(title), 'straße')", None),
    ],
)
def test_texts_that_pass(criterion: str, title: str | None) -> None:
    """The pieces that must be there, with letters between them that no test speaks of where that is needed."""
    decision = about(criterion)
    assert decision.answer == "yes"
    assert decision.witness is not None
    assert title in (None, decision.witness["title"])


@pytest.mark.parametrize(
    "criterion",
    [
        "title == 'a' and title == 'b'",
        "title == 'a' and 'b' == title",
        "'a' != title and title in ['a']",
        "title in ['a', 'b'] and title not in ['b', 'a']",
        "contains(title, 'sales') and not contains(title, 'ale')",
        "starts_with(title, 'abc') and not starts_with(title, 'ab')",
        "ends_with(title, 'abc') and not ends_with(title, 'bc')",
        "starts_with(title, 'ab') and starts_with(title, 'b')",
        "ends_with(title, 'ab') and ends_with(title, 'aa')",
        "starts_with(title, 'ab') and not contains(title, 'b')",
        "contains(title, 'a') and not contains(title, '')",
        "starts_with(title, 'AB') and not contains(lower(title), 'b')",
        "starts_with(title, 'AB') and starts_with(lower(title), 'b')",
        "starts_with(lower(title), 'ab') and starts_with(title, 'Ax')",
        "contains(lower(title), 'sales') and not contains(lower(title), 'ale')",
        "lower(title) == 'de' and lower(title) == 'at'",
        "lower(title) == 'de' and not contains(lower(title), 'd')",
        "title == 'DE' and lower(title) != 'de'",
        "has(title) and not ends_with(title, '')",
        "has(title) and not (starts_with(title, '') or contains(title, 'a'))",
    ],
)
def test_texts_that_there_are_not(criterion: str) -> None:
    """A piece that must be there contains one that must not, two beginnings differ, or nothing is left of a list."""
    assert about(criterion) == Decision("no")


@pytest.mark.parametrize(
    "criterion",
    [
        "contains(title, 'Σ') and not contains(lower(title), '\u03c3')",
        "lower(title) == 'k' and title not in ['k', 'K']",
        "starts_with(lower(title), 'ab') and starts_with(title, 'A') and not contains(title, 'B')",
        "starts_with(lower(title), 'abc') and starts_with(title, 'x')",
    ],
)
def test_texts_that_are_left_open(criterion: str) -> None:
    """The small sigma, the sign of the kelvin, and letters that are capitals and small ones by turns."""
    assert about(criterion) == Decision("could not decide", because=APART)


@pytest.mark.parametrize(
    ("more", "title"),
    [
        ("ends_with(title, 'x')", "Abx"),
        ("ends_with(title, 'x') and not starts_with(title, 'x')", "Abx"),
        ("starts_with(title, 'Ab') and not ends_with(title, 'A')", "Ab"),
        ("contains(title, 'x') and contains(title, 'y')", "Abxy"),
        ("contains(title, '') and starts_with(title, '')", "Ab"),
        ("not contains(title, 'xx') and contains(title, 'x')", "Abx"),
    ],
)
def test_texts_that_are_not_built_are_not_denied(more: str, title: str) -> None:
    """Where capitals and small letters must take turns, a text may be overlooked; it is not said that there is none."""
    text = f"starts_with(lower(title), 'ab') and starts_with(title, 'A') and not contains(title, 'B') and {more}"
    assert Criterion.parse(text)({"title": title})
    assert about(text).answer != "no"


@pytest.mark.parametrize("country", ["united kingdom", "bosnia and herzegovina", "a" * 100])
def test_a_long_text_in_lower_case_can_be_there(country: str) -> None:
    """A lower-case text is its own witness, however many spellings it has."""
    criterion = Criterion.parse(f"lower(country) == '{country}'")
    assert satisfiable(criterion) == Decision("yes", {"country": country})


def test_a_long_text_in_lower_case_that_need_not_be_there() -> None:
    """What is missing needs no spelling."""
    criterion = Criterion.parse("not (lower(country) != 'bosnia and herzegovina')")
    assert satisfiable(criterion).answer == "yes"


@pytest.mark.parametrize(
    ("criterion", "title"),
    [
        ("lower(title) == 'united kingdom' and not contains(title, 'n')", "uNited kiNgdom"),
        ("lower(title) == 'bosnia and herzegovina' and title != 'bosnia and herzegovina'", "bosnia and herzegovinA"),
        ("lower(title) == 'bosnia and herzegovina' and contains(title, 'VINA')", "bosnia and herzegoVINA"),
        ("lower(title) in ['united kingdom', 'at'] and title not in ['at', 'united kingdom']", "united kingdoM"),
        ("lower(title) in ['united kingdom', 'at'] and not ends_with(title, 'm') and title != 'aT'", "united kingdoM"),
    ],
)
def test_spellings_are_tried_one_by_one(criterion: str, title: str) -> None:
    """In small letters first, then with capitals from the end, however many spellings there are."""
    assert about(criterion) == Decision("yes", {"title": title})


def test_too_many_spellings() -> None:
    """Only some thousands of the ways to write a text in capitals and small letters are looked at."""
    text = "lower(title) == 'united kingdom of great britain' and not starts_with(title, 'u')"
    assert Criterion.parse(text)({"title": "United kingdom of great britain"})
    assert about(text) == Decision("could not decide", because=APART)


def test_spellings_of_many_texts_share_their_tries() -> None:
    """A text without a spelling that fits does not keep the next from being tried."""
    decision = about("lower(title) in ['united kingdom of great britain', 'at'] and not starts_with(title, 'u')")
    assert decision == Decision("yes", {"title": "at"})


@pytest.mark.parametrize(
    ("criterion", "witness"),
    [
        ("not (lower(title) != 'k') and not (title in ['k', 'K'])", {}),
        ("not (lower(title) != 'k' or title in ['k', 'K'])", {}),
        ("not (lower(title) != 'k' or title in ['k', 'K']) and score > 5", {"score": 6}),
    ],
)
def test_a_text_that_is_left_open_may_be_missing(criterion: str, witness: dict[str, object]) -> None:
    """Where a text need not be there, its tests need no answer."""
    assert about(criterion) == Decision("yes", witness)


@pytest.mark.parametrize(
    "tests",
    ["title in ['k', '\u212a'] and lower(title) == 'k'", "lower(title) == 'k' and title in ['k', '\u212a']"],
)
def test_a_listed_text_with_a_rare_spelling(tests: str) -> None:
    """The sign of the kelvin is a k in lower case: of two texts of a list, neither is forgotten, in either order."""
    assert about(f"{tests} and country == 'k' and title != country") == Decision(
        "yes", {"title": "\u212a", "country": "k"}
    )


def test_a_criterion_that_uses_every_letter() -> None:
    """If it speaks of all letters and digits, some other letter stands between the pieces."""
    every = ascii_letters + digits
    decision = about(f"starts_with(title, 'a') and ends_with(title, 'a') and title not in ['a', '{every}', 'aa']")
    assert decision.witness is not None
    assert decision.witness["title"] not in ("a", "aa")
    assert set(str(decision.witness["title"])) & set(every) == {"a"}


def test_undecided_texts_say_why() -> None:
    """Where neither can be shown, that is raised; the question turns it into an answer."""
    lower = Lower(Field("title"))
    wanted: list[RequiredTest] = [
        (Match("starts_with", lower, "abc"), True),
        (Match("starts_with", Field("title"), "x"), True),
    ]
    with pytest.raises(UndecidedError, match=whole(APART)):
        list(fitting(wanted, Budget()))
