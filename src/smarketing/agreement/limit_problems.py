"""What is wrong with limits: units that no credit pays in, shared limits of what gives no amounts, and pools."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from smarketing.agreement.draft import Draft
from smarketing.agreement.sections.consequences import Consequence
from smarketing.agreement.unreadable_rules import UnreadRule
from smarketing.consequences import CREDITS, Effect, Fee, Limit, Priced, SharedLimit
from smarketing.errors import Problem
from smarketing.units import MINOR_UNITS, Quantity, exact_text, written
from smarketing.verdicts import listed


def limit_problems(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong with the limits of consequences, and with those that they share."""
    for consequence in draft.consequences:
        if not isinstance(consequence.effect, UnreadRule):
            yield from _own_limits(draft, consequence)
    consequences = {each.name: each for each in draft.consequences}
    for shared in draft.limits:
        if shared.of_all and CREDITS in consequences:
            said = "'credits' is every consequence that gives amounts; give the consequence 'credits' another name"
            yield Problem(said, ("limits", shared.name, "of"))
        names = shared.names_among(list(consequences))
        known = [consequences[name] for name in names if name in consequences]
        if len(known) == len(names) and not any(isinstance(each.effect, UnreadRule) for each in known):
            yield from _shared_limit(draft, shared, known)
            yield from _pool(draft, shared, known)


def _own_limits(draft: Draft, consequence: Consequence) -> Iterator[Problem]:
    unit = _paid_in(draft, consequence.effect)
    for place, limit in enumerate(consequence.limits):
        bound = _unit_of(draft, limit)
        if unit is not None and bound is not None and not Quantity(1, bound).measures(unit):
            said = f"a limit is in the unit of what is paid, {unit}; not {limit}"
            yield Problem(said, ("consequences", consequence.name, "limits", place))
    least = consequence.only_above
    if least is not None and not (unit is not None and least.measures(unit)):
        said = f"only_above is in the unit of what is paid{'' if unit is None else f', {unit}'}; not {least}"
        yield Problem(said, ("consequences", consequence.name, "only_above"))


def _shared_limit(draft: Draft, shared: SharedLimit, known: Sequence[Consequence]) -> Iterator[Problem]:
    """Those that share a limit give amounts, and some of them in its unit."""
    for each in () if shared.of_all else known:
        if not _gives_amounts(each.effect):
            yield Problem(f"{each.name!r} gives no amounts that a limit could count", ("limits", shared.name, "of"))
    found = {each.name: _paid_in(draft, each.effect) for each in known if _gives_amounts(each.effect)}
    units = sorted({unit for unit in found.values() if unit is not None})
    for place, limit in enumerate(shared.at_most):
        bound = _unit_of(draft, limit)
        fits = bound is None or any(Quantity(1, bound).measures(unit) for unit in units)
        if units and None not in found.values() and not fits:
            said = f"a limit is in a unit of what is paid, {listed(units)}; not {limit}"
            yield Problem(said, ("limits", shared.name, "at_most", place))


def _gives_amounts(effect: Effect) -> bool:
    return effect.unit is not None or effect.priced is not None or any(each.kind == "fee" for each in effect.references)


def _pool(draft: Draft, shared: SharedLimit, known: Sequence[Consequence]) -> Iterator[Problem]:
    """The allocations of credits add up to no more than the pool; those of a pool within it count once."""
    if shared.pool is None:
        return
    within = [each for each in draft.limits if each.pool is not None and each is not shared]
    taken: dict[str, Fraction] = {}
    for each in known:
        if (priced := each.effect.priced) is None:
            continue
        if (allocation := _allocation(shared, priced)) is None:
            fee = next((each for each in map(_at_risk, shared.at_most) if each is not None), "charges")
            said = f"{each.name!r} takes no share of what is at risk; write its credit as in 'pay: 40 %, of: {fee}'"
            yield Problem(said, ("limits", shared.name, "pool"))
            return
        inner = (pool.name for pool in within if pool.covers(each.name) and _is_pool_of(pool, priced.of))
        taken[next(inner, each.name)] = allocation
    if (added := sum(taken.values(), Fraction(0))) > shared.pool.value:
        most = written(shared.pool)
        said = f"allocations of {shared.name} add up to {exact_text(added)} %, more than the pool of {most}"
        yield Problem(said, ("limits", shared.name, "pool"))


def _is_pool_of(pool: SharedLimit, fee: Fee | None) -> bool:
    """Whether a fee is what is at risk in a pool."""
    return any(_at_risk(limit) == fee for limit in pool.at_most if limit.of is not None)


def _at_risk(limit: Limit) -> Fee | None:
    """The share that a limit is, as a fee of which credits may be shares."""
    return None if limit.of is None else Fee(limit.of.base, (limit.at_most, *limit.of.shares))


def _allocation(shared: SharedLimit, priced: Priced) -> Fraction | None:
    """What a credit takes of a pool, in %: the share that stands directly before what is at risk.

    With `at_most: 10 % of charges per month` the credit `pay: 40 %, of: 10 % of charges` takes 40 %, and the credit
    `pay: 40 %, of: 150 % of 10 % of charges` 150 %, of which it pays 40 %. Without such a limit it is what the credit
    pays; of tiers the highest. None for a credit that is no share of what is at risk.
    """
    highest = max(priced.pays, key=priced.worth)
    at_risk = [fee for limit in shared.at_most if (fee := _at_risk(limit)) is not None]
    if highest.unit != "%" or priced.of is None:
        return None
    if not at_risk:
        return highest.value
    shares = (highest, *priced.of.shares)
    for fee in at_risk:
        before, end = shares[: -len(fee.shares)], shares[-len(fee.shares) :]
        if end == fee.shares and fee.base == priced.of.base:
            return before[-1].value if before else Fraction(100)
    return None


def _unit_of(draft: Draft, limit: Limit) -> str | None:
    return limit.amount.unit if limit.amount is not None else _unit_of_fee(draft, limit.of)


def _paid_in(draft: Draft, effect: Effect) -> str | None:
    """The unit that an effect pays in: its own, or that of the metric whose figure is the fee."""
    fee = None if effect.priced is None else effect.priced.of
    return effect.unit if fee is None or fee.metric is None else _unit_of_fee(draft, fee)


def _unit_of_fee(draft: Draft, fee: Fee | None) -> str | None:
    return None if fee is None or fee.metric is None else fees(draft).get(fee.metric)


def fees(draft: Draft) -> dict[str, str]:
    """Give the metrics that may be a fee, with their currencies."""
    counted = ((name, each.unit) for name, each in draft.own_metrics.items() if each.kind == "count")
    return {name: unit for name, unit in counted if unit in MINOR_UNITS}
