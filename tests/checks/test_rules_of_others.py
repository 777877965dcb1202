"""Rules of others are asked beside this library's, and their answers are looked at before anybody relies on them."""

from collections.abc import Iterator

import pytest

from expected_errors import refusal
from smarketing import Agreement, AtLeast, Objective, Party, RuleError, Term
from smarketing.checks import Analysis, Rule, Violation, check, chosen_rules

AGREEMENT = Agreement(
    "Leads for sales",
    Term("2026-01-01"),
    [Party("Marketing"), Party("Sales")],
    [Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))],
)


def without_tolerance(analysis: Analysis) -> Iterator[Violation]:
    """Find the promises that are missed by a hair."""
    for promise in analysis.agreement.objectives:
        if isinstance(promise.evaluator, AtLeast) and promise.evaluator.tolerance is None:
            yield Violation("it has no tolerance", ("objectives", promise.name))


NO_TOLERANCE = Rule("N001", "no tolerance", "warning", without_tolerance)


def test_further_rules_are_asked() -> None:
    """They come in the order of their codes, and are selected and ignored as all others."""
    (found,) = check(AGREEMENT, select=["N"], rules=[NO_TOLERANCE])
    assert str(found) == "N001 objectives.leads: it has no tolerance"
    assert found.severity == "warning"
    assert found in check(AGREEMENT, rules=[NO_TOLERANCE])
    assert found not in check(AGREEMENT, ignore=["N001"], rules=[NO_TOLERANCE])


@pytest.mark.parametrize("path", ["objectives.leads", None])
def test_a_path_is_a_tuple(path: object) -> None:
    """A text would be taken letter by letter."""
    wrong = Violation("no tolerance", path)  # type: ignore[arg-type]
    with pytest.raises(RuleError) as caught:
        check(AGREEMENT, select=["N"], rules=[Rule("N1", "wrong", "note", lambda _: [wrong])])
    assert str(caught.value) == (
        f"N1 (of the package {__name__.partition('.')[0]}) gave {wrong!r}; "
        "a rule gives violations with a path, as in ('objectives', 'leads')"
    )


@pytest.mark.parametrize("answer", [None, "no tolerance", 3])
def test_an_answer_is_some_violations(answer: object) -> None:
    """A rule without `yield` answers None."""
    rule = Rule("N1", "wrong", "note", lambda _: answer)  # type: ignore[arg-type, return-value]
    with pytest.raises(RuleError) as caught:
        check(AGREEMENT, select=["N"], rules=[rule])
    assert caught.value.message == (
        f"answered {answer!r}; a rule gives violations, as in yield Violation(message, path)"
    )


def test_what_no_rule_is() -> None:
    """A severity is known, rules are Rule values, and codes are theirs alone."""
    assert refusal(lambda: Rule("N1", "wrong", "warn", without_tolerance)) == (  # type: ignore[arg-type]
        "a severity is one of 'error', 'warning', 'note'; not 'warn'",
        "severity",
    )
    assert refusal(lambda: chosen_rules(rules=[without_tolerance])) == (  # type: ignore[list-item]
        f"rules are Rule values, as in Rule('X1', 'no owner', 'warning', find); not {without_tolerance!r}",
        None,
    )
    assert refusal(lambda: chosen_rules(rules=[NO_TOLERANCE, NO_TOLERANCE])) == (
        "two rules have the code 'N001'; give yours a prefix of its own",
        None,
    )
