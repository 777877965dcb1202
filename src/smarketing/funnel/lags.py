"""Lags: how many months a head takes from one stage to the next, as shares that sum to one."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from smarketing.errors import InvalidValueError, UnitError
from smarketing.funnel.rates import as_share, percent
from smarketing.units import Number, exact, quantity

Lag = tuple[Fraction, ...]
"""The share of those who convert that does so 0, 1, 2, ... months after the month in which they entered; sums to 1."""

AT_ONCE: Lag = (Fraction(1),)
LONGEST = 120

LagLike = str | int | Sequence[str | Number] | Mapping[int, str | Number]


def as_lag(lag: LagLike) -> Lag:
    """Take a lag: `2 months`, shares by month `["60 %", "30 %", "10 %"]`, or weights.

    Weights are counts per month, as a mapping or a sequence of whole numbers; they are divided by their sum. Shares sum
    to 100 %. At most 120 months; InvalidValueError for anything else.

    >>> as_lag("1 month"), as_lag({0: 3, 2: 1})
    ((Fraction(0, 1), Fraction(1, 1)), (Fraction(3, 4), Fraction(0, 1), Fraction(1, 4)))
    """
    if isinstance(lag, str | int):
        return (*[Fraction(0)] * _months(lag), Fraction(1))
    if isinstance(lag, Mapping):
        months = list(lag)
        if not all(month in range(LONGEST + 1) for month in months):
            raise _refused(f"the months of a lag are whole numbers from 0 to {LONGEST}, not {months}")
        lag = [lag.get(month, 0) for month in range(max(months, default=-1) + 1)]
    stated = any(isinstance(share, str) for share in lag)
    shares: list[Fraction] = [
        as_share(share, "a share of a lag", "lag") if isinstance(share, str) else exact(share) for share in lag
    ]
    while shares and not shares[-1]:
        shares.pop()
    total = sum(shares, Fraction(0))
    if not shares or min(shares) < 0 or len(shares) > LONGEST + 1:
        raise _refused("a lag has a share for each month, none below zero and not all zero, for 120 months at most")
    if total != 1 and (any(share.denominator > 1 for share in shares) or stated):
        raise _refused(f"the shares of a lag sum to 100 %, not {percent(total)}; counts are whole numbers")
    return tuple(share / total for share in shares)


def _months(lag: str | int) -> int:
    try:
        months = exact(lag) if not isinstance(lag, str) else quantity(lag).value_in("month")
    except UnitError as error:
        raise _refused(f"{lag!r} is not a lag; write it as '2 months', or as shares by month") from error
    if months.denominator > 1 or not 0 <= months <= LONGEST:
        raise _refused(f"a lag is from 0 to {LONGEST} whole months, not {lag}")
    return int(months)


def _refused(message: str) -> InvalidValueError:
    return InvalidValueError(message, "lag")
