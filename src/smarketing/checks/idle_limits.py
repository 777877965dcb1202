"""SM3: whether limits ever bind, beside the other limits of the same amounts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from smarketing.agreement import Agreement, Consequence
from smarketing.checks.check_rule import Rule, Violation
from smarketing.checks.outcomes import Analysis
from smarketing.consequences import Limit, SharedLimit
from smarketing.contract_periods import MONTHS_IN
from smarketing.units import Quantity, readable
from smarketing.verdicts import listed

_CONTRACT_PERIODS = (*MONTHS_IN, "term")
"""The periods that lie in each other, the shortest first."""


def _never_binding(examined: Analysis) -> Iterator[Violation]:
    """Limits that others make idle; of two alike the later one, and a consequence's own rather than a shared one."""
    agreement = examined.agreement
    for consequence in agreement.consequences:
        alone = _shared_with_nobody(agreement, consequence)
        for place, said in _idle_among(agreement, (*alone, *consequence.limits)):
            if place >= len(alone):
                yield Violation(said, ("consequences", consequence.name, "limits", place - len(alone)))
    for shared in agreement.limits:
        found = dict(_idle_among(agreement, shared.at_most))
        found |= _idle_beside_own(agreement, shared)
        for place, said in sorted(found.items()):
            yield Violation(said, ("limits", shared.name, "at_most", place))


def _shared_with_nobody(agreement: Agreement, consequence: Consequence) -> tuple[Limit, ...]:
    """The limits under `limits` that are for one consequence alone, and cut its amounts as its own do."""
    plain = (each for each in agreement.limits if each.of == (consequence.name,) and not each.net)
    return tuple(limit for each in plain for limit in each.at_most) if consequence.only_above is None else ()


def _idle_among(agreement: Agreement, limits: Sequence[Limit]) -> Iterator[tuple[int, str]]:
    """The places of limits that another of the same amounts makes idle, and how it does."""
    for place, limit in enumerate(limits):
        others = (
            (other, left)
            for n, other in enumerate(limits)
            if n != place and (left := _enough(agreement, other, limit)) is not None
            if n < place or _enough(agreement, limit, other) is None
        )
        if (found := next(others, None)) is not None:
            other, left = found
            yield place, f"it never binds: the limit of {other} leaves {_written(left, limit)} at most"


def _enough(agreement: Agreement, other: Limit, limit: Limit) -> Fraction | None:
    """What another limit of the same amounts leaves, if that is surely no more than a limit leaves; else None."""
    left = _left_by(agreement, other, limit)
    return left if left is not None and left <= _most(limit)[1].value else None


def _written(left: Fraction, limit: Limit) -> str:
    """What is left in each period of a limit: `500.00 USD per month`, `30 % of charges per month`."""
    metric, most = _most(limit)
    of = "" if metric is None else f" of {metric}"
    period = "in the whole term" if limit.per == "term" else f"per {limit.per}"
    return f"{readable(Quantity(left, most.unit))}{of} {period}"


def _idle_beside_own(agreement: Agreement, shared: SharedLimit) -> Iterator[tuple[int, str]]:
    """The places of limits that consequences share, and cannot reach together by their own limits."""
    for place, limit in enumerate(shared.at_most if shared.pool is None else ()):
        sharing = [
            each for each in agreement.consequences if shared.covers(each.name) and _pays_in(agreement, each, limit)
        ]
        each_most = [_most_by_own(agreement, each, limit) for each in sharing]
        known = [most for most in each_most if most is not None]
        total, most = sum(known, Fraction(0)), _most(limit)[1].value
        is_idle = total < most or (total == most and len(sharing) > 1)
        if known and len(known) == len(each_most) and is_idle:
            names = listed([each.name for each in sharing])
            yield place, f"it never binds: the limits of {names} leave {_written(total, limit)} at most"


def _most_by_own(agreement: Agreement, consequence: Consequence, limit: Limit) -> Fraction | None:
    """What a consequence's own limits leave of it in a period of a shared one; None where nobody knows."""
    left = (_left_by(agreement, own, limit) for own in consequence.limits)
    return min((each for each in left if each is not None), default=None)


def _left_by(agreement: Agreement, other: Limit, limit: Limit) -> Fraction | None:
    """What another limit leaves for a period of a limit, in its unit or in %; None where nobody knows.

    In a period that began before an amendment, amounts may stand that other limits have left.
    """
    if agreement.amends is not None and limit.per != "month":
        return None
    (metric, most), (own_metric, own) = _most(limit), _most(other)
    if metric != own_metric or not own.measures(most.unit):
        return None
    if metric is not None:
        return own.value if other.per == limit.per else None
    times = _periods_in(agreement, other, limit)
    return None if times is None else own.value_in(most.unit) * times


def _periods_in(agreement: Agreement, other: Limit, limit: Limit) -> int | None:
    """In how many periods of another limit a period of a limit lies at most; None where they do not lie in each other.

    A longer period of the contract leaves a shorter one in it no more than it leaves itself.
    """
    both = (other.per, limit.per)
    nested = all(per in _CONTRACT_PERIODS for per in both)
    if other.per == limit.per or (nested and _CONTRACT_PERIODS.index(other.per) > _CONTRACT_PERIODS.index(limit.per)):
        return 1
    return (limit.months or len(agreement.term_months)) if other.per == "month" else None


def _most(limit: Limit) -> tuple[str | None, Quantity]:
    """The most that a limit leaves: an amount, or a share in % of the figure of a metric."""
    share = limit.share_of_figure
    if share is not None:
        return share[0], Quantity(share[1], "%")
    return None, limit.at_most if limit.amount is None else limit.amount


def _pays_in(agreement: Agreement, consequence: Consequence, limit: Limit) -> bool:
    """Whether a consequence may give amounts that a limit counts: those in its kind of unit."""
    effect, (metric, most) = consequence.effect, _most(limit)
    fees = [each.name for each in effect.references if each.kind == "fee"]
    units = [agreement.metrics[name].unit for name in fees] if effect.unit is None else [effect.unit]
    counted = most.unit if metric is None else agreement.metrics[metric].unit
    return any(Quantity(1, unit).measures(counted) for unit in units)


RULES = (Rule("SM314", "a limit that never binds", "warning", _never_binding),)
