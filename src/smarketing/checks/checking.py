"""All rules together, and which of them are asked."""

from collections.abc import Iterable

from smarketing.actuals import Actuals, as_names
from smarketing.agreement import Agreement
from smarketing.checks import clocks, completeness, consistency, definitions, feasibility, reachability, tiers
from smarketing.checks.outcomes import Analysis
from smarketing.checks.rules import UNREADABLE, Diagnostic, Rule
from smarketing.errors import InvalidValueError

_FAMILIES = (completeness, consistency, definitions, tiers, reachability, clocks, feasibility)

ALL_RULES = tuple(sorted((rule for family in _FAMILIES for rule in family.RULES), key=lambda rule: rule.code))
"""Every rule, by its code."""


def chosen_rules(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Give the rules whose codes begin with one of `select` (all if there is none) and with none of `ignore`.

    `SM3` is a family, `SM301` one rule. InvalidValueError for a code that no rule begins with.
    """
    select, ignore = as_names(select), as_names(ignore)
    known = [UNREADABLE, *(rule.code for rule in ALL_RULES)]
    for code in (*select, *ignore):
        if not code or not any(each.startswith(code) for each in known):
            raise InvalidValueError(f"no rule's code begins with {code!r}; codes are {known[0]} to {known[-1]}")
    wanted = (rule for rule in ALL_RULES if not select or rule.code.startswith(select))
    return tuple(rule for rule in wanted if not (ignore and rule.code.startswith(ignore)))


def check(
    agreement: Agreement,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    history: Actuals | None = None,
) -> tuple[Diagnostic, ...]:
    """Give what the chosen rules find in an agreement, in the order of their codes.

    `select` and `ignore` are codes or beginnings of codes, as in `chosen_rules`. `history` are figures of months
    before the agreement (or of its own), which targets are compared with.
    """
    examined = Analysis(agreement, history)
    return tuple(
        Diagnostic(rule.code, rule.severity, flaw.message, flaw.path, flaw.witness)
        for rule in chosen_rules(select, ignore)
        for flaw in rule.find(examined)
    )
