"""Errors: one root, whole messages, fields kept, hints that help, and all of it through pickle and copy."""

import copy
import pickle

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import (
    ActualsError,
    AgreementError,
    DocumentError,
    InvalidValueError,
    Problem,
    SmarketingError,
    UnitError,
    name_hint,
    no_such,
)

problems = st.builds(
    Problem,
    st.text(min_size=1),
    st.lists(st.text(min_size=1) | st.integers(0, 99), max_size=4).map(tuple),
    file=st.none() | st.text(min_size=1),
    line=st.none() | st.integers(1, 10**6),
    column=st.none() | st.integers(1, 10**6),
    name=st.none() | st.text(min_size=1),
)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("too late"), "too late"),
        (Problem("too late", ("term", "end")), "term.end: too late"),
        (Problem("too late", ("objectives", 1, "due")), "objectives.1.due: too late"),
        (Problem("too late", file="a.yaml"), "a.yaml: too late"),
        (Problem("too late", file="a.yaml", line=3), "a.yaml:3: too late"),
        (Problem("too late", file="a.yaml", line=3, column=7), "a.yaml:3:7: too late"),
        (Problem("too late", line=3, column=7), "3:7: too late"),
        (Problem("too late", ("term",), "a.yaml", 3, 7, name="x"), "a.yaml:3:7: term: too late"),
    ],
)
def test_a_problem_is_printed_as_far_as_its_place_is_known(problem: Problem, text: str) -> None:
    """File, line, column and path lead the message; what is not known leaves no gap."""
    assert str(problem) == text


def test_a_problem_cannot_be_changed() -> None:
    """Problems are values."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError, match=r"^can't set attribute$"):
        Problem("x").message = "y"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("kind", "kin"),
    [
        (InvalidValueError, (SmarketingError, ValueError)),
        (UnitError, (InvalidValueError, SmarketingError, ValueError)),
        (DocumentError, (SmarketingError, ValueError)),
        (AgreementError, (DocumentError, SmarketingError, ValueError)),
        (ActualsError, (DocumentError, SmarketingError, ValueError)),
    ],
)
def test_every_error_has_the_one_root_and_its_fitting_standard_kin(
    kind: type[Exception], kin: tuple[type[Exception], ...]
) -> None:
    """Catching the root, or the standard error, catches all kin; the two families stay apart."""
    assert all(issubclass(kind, each) for each in kin)
    assert not (issubclass(kind, DocumentError) and issubclass(kind, InvalidValueError))


@given(st.text(), st.none() | st.text())
def test_an_invalid_value_error_says_its_message_and_keeps_its_field(message: str, field: str | None) -> None:
    """The message is the whole text; the field is for programs."""
    error = UnitError(message, field)
    assert (str(error), error.message, error.field) == (message, message, field)


@given(st.lists(problems, min_size=1, max_size=5))
def test_a_document_error_prints_every_problem_in_order(found: list[Problem]) -> None:
    """One problem after the other, nothing left out."""
    error = DocumentError(tuple(found))
    assert error.problems == tuple(found)
    assert str(error) == "\n".join(str(problem) for problem in found)


@given(
    st.builds(InvalidValueError, st.text(), st.none() | st.text())
    | st.builds(UnitError, st.text(), st.none() | st.text())
    | st.builds(AgreementError, st.lists(problems, max_size=3).map(tuple))
    | st.builds(ActualsError, st.lists(problems, max_size=3).map(tuple)),
    st.integers(0, pickle.HIGHEST_PROTOCOL),
)
def test_errors_survive_pickle_and_copy_with_their_fields(error: SmarketingError, protocol: int) -> None:
    """What one process raises, another can read whole."""
    for twin in (pickle.loads(pickle.dumps(error, protocol)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


@given(problems)
def test_problems_survive_pickle(problem: Problem) -> None:
    """A problem that travelled is equal to the one that stayed."""
    assert pickle.loads(pickle.dumps(problem)) == problem


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("marketting", " (did you mean 'Marketing'?)"),
        ("MARKETING", " (did you mean 'Marketing'?)"),
        ("sale", " (did you mean 'Sales'?)"),
        ("Legal", ""),
        ("", ""),
    ],
)
def test_a_hint_names_the_nearest_name_as_it_is_spelled(name: str, hint: str) -> None:
    """Upper and lower case do not matter in looking, and are kept in the answer; far names get no hint."""
    assert name_hint(name, ["Marketing", "Sales", "Service"]) == hint


def test_there_is_no_hint_where_nothing_is_known() -> None:
    """Without names there is nothing that could have been meant."""
    assert name_hint("Marketing", []) == ""


@given(st.lists(st.text("abcXYZ", min_size=1, max_size=8), max_size=10), st.text("abcXYZ", max_size=8))
def test_a_hint_only_ever_names_what_is_known(known: list[str], name: str) -> None:
    """The hint is nothing, or quotes one of the known names."""
    assert name_hint(name, known) in {"", *(f" (did you mean {each!r}?)" for each in known)}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("party", "Marketting", ["Marketing", "Sales"], "parties"),
            "no party named 'Marketting'; parties are 'Marketing', 'Sales' (did you mean 'Marketing'?)",
        ),
        (("stage", "lead", ["MQL", "SQL"]), "no stage named 'lead'; stages are 'MQL', 'SQL'"),
        (("metric", "x", []), "no metric named 'x'; metrics are none"),
        (("unit", "uu8", [f"u{number}" for number in range(9)]), "no unit named 'uu8' (did you mean 'u8'?)"),
    ],
)
def test_a_missing_name_is_told_with_what_there_is(arguments: tuple[str, str, list[str]], message: str) -> None:
    """Few names are listed, many are not; a near one is asked for."""
    assert no_such(*arguments) == message


def test_eight_names_are_still_listed_and_nine_are_not() -> None:
    """A list longer than eight helps nobody."""
    eight = [f"{letter}{letter}{letter}" for letter in "abcdefgh"]
    listed = "no unit named 'zzz'; units are 'aaa', 'bbb', 'ccc', 'ddd', 'eee', 'fff', 'ggg', 'hhh'"
    assert no_such("unit", "zzz", eight) == listed
    assert no_such("unit", "zzz", [*eight, "iii"]) == "no unit named 'zzz'"
