"""Laws: what every rule keeps to, looked for in many examples; and what is said of one that is broken."""

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import FlakyFailure
from hypothesis.strategies import SearchStrategy, just

from smarketing.errors import RuleError, SmarketingError

Drawn = TypeVar("Drawn")
Example_contra = TypeVar("Example_contra", contravariant=True)
Answer = TypeVar("Answer")

MAX_EXAMPLES = 100
"""How many examples a check looks at unless told otherwise."""

RULE_EXAMPLES = 25
"""How many rules of a strategy are looked at by themselves, at most."""


@attrs.define(slots=False)
class LawBroken(SmarketingError, AssertionError):  # noqa: N818 - it is an assertion, and says what happened
    """A rule broke a law: `rule` is its repr, `law` the law as a sentence, `found` what happened in which example."""

    rule: str
    law: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule} breaks a law: {self.law}.\n{self.found}"


@attrs.frozen
class Law(Generic[Example_contra]):
    """A sentence, and a function that gives what speaks against it in an example, a sentence each."""

    says: str
    against: Callable[[Example_contra], Iterable[str]]


def uphold(
    laws: Sequence[Law[Drawn]], examples: SearchStrategy[Drawn], rule_of: Callable[[Drawn], object], most: int
) -> None:
    """Look whether laws hold in up to so many examples, the same ones in every run.

    LawBroken with the smallest example that is found; laws are looked at in their order, the first broken one is named.
    """

    @settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(examples)
    def look(example: Drawn) -> None:
        for law in laws:
            for found in law.against(example):
                raise LawBroken(repr(rule_of(example)), law.says, found)

    try:
        look()
    except FlakyFailure as flaky:  # a rule that answers at random broke a law, and not again
        raise next(each for each in flaky.exceptions if isinstance(each, LawBroken)) from flaky


def answered(rule: object, law: str, said: str, ask: Callable[[], Answer]) -> Answer:
    """Give what a rule answers; LawBroken if it raises an error, or answers with what it must not.

    `said` is what it was asked about: "For a count in 2026-01".
    """
    try:
        return ask()
    except RuleError as error:
        raise LawBroken(repr(rule), law, f"{said} it {error.message}.") from error
    except Exception as error:
        raise LawBroken(repr(rule), law, f"{said} it raised {type(error).__name__}: {error}") from error


def as_rules(given_rule: "SearchStrategy[Drawn] | Drawn") -> "SearchStrategy[Drawn]":
    """Take a strategy of rules, or one rule."""
    return given_rule if isinstance(given_rule, SearchStrategy) else just(given_rule)
