"""Fields that a `not` lets be missing: what to ask the author of a criterion about."""

import pytest

from smarketing.criteria import Criterion, Decision, parse_definitions, unknowns_let_through


@pytest.mark.parametrize(
    ("text", "witnesses"),
    [
        ("score >= 50 and not competitor", {"competitor": {"score": 50}}),
        ("not (closed > created)", {"closed": {}, "created": {}}),
        ("a and not (b or has(c))", {"b": {"a": True}}),
        ("not not not (x > 5)", {"x": {}}),
        ("not not (x > 5)", {}),
        ("not (x > 5) and x < 9", {}),
        ("not competitor and has(competitor)", {}),
        ("a and not (b and not c)", {"b": {"a": True, "c": False}}),
        ("not (a and not b)", {"a": {"b": False}}),
        ("not (a or not b)", {"a": {"b": True}}),
        ("not (not a and not b)", {}),
        ("x > 5 and not (y > 3 or z)", {"y": {"z": False, "x": 6}, "z": {"y": 3, "x": 6}}),
        ("not (x > 5 and y > 3) and x > 9", {"y": {"x": 10}}),
        ("score > 5", {}),
    ],
)
def test_fields_that_may_be_missing(text: str, witnesses: dict[str, dict[str, object]]) -> None:
    """Those that a `not` speaks of, unless something else asks for them, each with a record that lacks it."""
    found = dict(unknowns_let_through(Criterion.parse(text)))
    assert found == {name: Decision("yes", witness) for name, witness in witnesses.items()}


@pytest.mark.parametrize("text", ["not a", "not (a and b)", "not (a or b)", "not (a and not b)", "c or not (a and b)"])
def test_a_missing_field_is_why_the_criterion_holds(text: str) -> None:
    """Some value in the place of the missing one would make it fail."""
    criterion = Criterion.parse(text)
    found = dict(unknowns_let_through(criterion))
    assert "a" in found
    for name, decision in found.items():
        assert decision.witness is not None
        assert name not in decision.witness
        given = [criterion({**decision.witness, name: truth}) for truth in (True, False)]
        assert criterion(decision.witness)
        assert not all(given)


def test_definitions_answer_for_themselves() -> None:
    """What a `not` inside of a definition lets be missing is a question to that definition."""
    read, errors = parse_definitions({"Free": "not competitor", "MQL": "Free and not (score < 50)"})
    assert errors == {}
    assert dict(unknowns_let_through(read["MQL"])) == {"score": Decision("yes", {"competitor": False})}
    assert dict(unknowns_let_through(read["Free"])) == {"competitor": Decision("yes", {})}


def test_what_a_definition_says_is_turned_round_with_it() -> None:
    """A `not` before a definition reaches the tests in it: one that is false there leaves the other free to be."""
    read, errors = parse_definitions({"MQL": "a and (b or c)", "Rest": "x > 5 and not MQL"})
    assert errors == {}
    found = dict(unknowns_let_through(read["Rest"]))
    assert found["a"] == Decision("yes", {"x": 6, "b": True})
    assert found["b"] == Decision("yes", {"x": 6, "a": True, "c": False})
