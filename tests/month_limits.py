"""Dues under limits, one month at a time, as judging limits them."""

from collections.abc import Iterable

import attrs

from smarketing import Due, Ledger, Limit, Month, Period, Quantity
from smarketing.consequences import NewDue, limited_dues
from smarketing.consequences.limits import as_limits
from smarketing.contract_periods import ContractPeriods


@attrs.frozen
class Terms:
    """What a consequence says of its own limits."""

    name: str
    limits: tuple[Limit, ...] = attrs.field(default=(), converter=as_limits)
    only_above: Quantity | None = None


def periods_from(first: Month) -> ContractPeriods:
    """Give the periods of a term that begins in a month and is long enough for any test."""
    return ContractPeriods(Period(first, first + 1_300))


def limited(due: Due, limits: Iterable[Limit], only_above: Quantity | None, ledger: Ledger, first: Month) -> Due | None:
    """Give the only due of a month under the limits of its consequence; None if it is not issued."""
    terms = Terms(due.consequence, tuple(limits), only_above)
    found = limited_dues([NewDue(due, terms, "leads")], (), ledger, due.month, periods_from(first))
    return found[0] if found else None
