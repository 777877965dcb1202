"""All rules together, and which of them are asked."""

from collections.abc import Iterable

from smarketing.actuals import Actuals, as_names
from smarketing.agreement import Agreement
from smarketing.checks import (
    clock_cases,
    clocks,
    completeness,
    consistency,
    definitions,
    feasibility,
    idle_limits,
    idle_promises,
    reachability,
    tiers,
)
from smarketing.checks.check_rule import UNREADABLE, Diagnostic, Rule
from smarketing.checks.outcomes import Analysis
from smarketing.errors import InvalidValueError

_FAMILIES = (
    completeness,
    consistency,
    definitions,
    clock_cases,
    idle_promises,
    tiers,
    idle_limits,
    reachability,
    clocks,
    feasibility,
)

ALL_RULES = tuple(sorted((rule for family in _FAMILIES for rule in family.RULES), key=lambda rule: rule.code))
"""Every rule, by its code."""


def chosen_rules(
    select: Iterable[str] = (), ignore: Iterable[str] = (), rules: Iterable[Rule] = ()
) -> tuple[Rule, ...]:
    """Give the rules whose codes start with one of `select` (all if there is none) and with none of `ignore`.

    `SM3` is a family, `SM301` one rule. `rules` are further ones, with codes of their own. InvalidValueError for a code
    that no rule starts with, or that two rules have.
    """
    select, ignore = as_names(select), as_names(ignore)
    every = _with(rules)
    known = [UNREADABLE, *(rule.code for rule in every)]
    for code in (*select, *ignore):
        if not code or not any(each.startswith(code) for each in known):
            raise InvalidValueError(f"no rule's code starts with {code!r}; codes are {known[0]} to {known[-1]}")
    wanted = (rule for rule in every if not select or rule.code.startswith(select))
    return tuple(rule for rule in wanted if not (ignore and rule.code.startswith(ignore)))


def _with(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """This library's rules and further ones, by their code."""
    further = tuple(rules)
    taken = {UNREADABLE, *(rule.code for rule in ALL_RULES)}
    for rule in further:
        if not isinstance(rule, Rule):
            raise InvalidValueError(
                f"rules are Rule values, as in Rule('X1', 'no owner', 'warning', find); not {rule!r}"
            )
        if rule.code in taken:
            raise InvalidValueError(f"two rules have the code {rule.code!r}; give yours a prefix of its own")
        taken.add(rule.code)
    return tuple(sorted((*ALL_RULES, *further), key=lambda rule: rule.code))


def check(
    agreement: Agreement,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    history: Actuals | None = None,
    rules: Iterable[Rule] = (),
) -> tuple[Diagnostic, ...]:
    """Give what the chosen rules find in an agreement, in the order of their codes.

    `select` and `ignore` are codes or beginnings of codes, and `rules` further rules, as in `chosen_rules`. `history`
    are figures of months before the agreement (or of its own), which targets are compared with.
    """
    if not isinstance(agreement, Agreement):
        raise InvalidValueError(f"an agreement is checked, as load gives it; not {agreement!r}", "agreement")
    if history is not None:
        agreement.calendar.check_figures(history.months_begin_on, "history")
    analysis = Analysis(agreement, history)
    return tuple(
        Diagnostic(rule.code, rule.severity, violation.message, violation.path, violation.witness)
        for rule in chosen_rules(select, ignore, rules)
        for violation in rule.violations(analysis)
    )
