"""What a funnel costs and yields: coverage, velocity, cost per lead, CAC and return on marketing spend."""

from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError
from smarketing.funnel.rates import Rate
from smarketing.units import MINOR_UNITS, Number, Quantity, as_quantity, is_counted


def coverage(win_rate: Rate | str | Number) -> Fraction:
    """Give the pipeline that a goal needs, as a multiple of the goal: 1 / win rate. 22 % needs 4.55 times the goal.

    InvalidValueError for a rate of zero: no pipeline covers a goal then.

    >>> coverage("25 %")
    Fraction(4, 1)
    """
    rate = Rate.of(win_rate).share
    if not 0 < rate <= 1:
        raise InvalidValueError("a win rate is above 0 % and at most 100 % to cover anything", "win_rate")
    return 1 / rate


def velocity(
    opportunities: str | Quantity, value: str | Quantity, win_rate: Rate | str | Number, cycle: str | Quantity
) -> Quantity:
    """Give the pipeline velocity: opportunities x value x win rate / length of the sales cycle, exactly.

    The opportunities are those open now (`120 opportunities`), the value of a deal is money (`42000 USD`), the cycle
    any duration (`78 days`); the result is money per the unit of the cycle.

    >>> velocity("120 opportunities", "42000 USD", "25 %", "90 days")
    Quantity('14000 USD/day')
    """
    count, money, length = as_quantity(opportunities), as_quantity(value), as_quantity(cycle)
    currency, _slash, noun = money.unit.partition("/")
    if currency not in MINOR_UNITS or money.value < 0 or (noun and not _is_noun(noun)):
        raise InvalidValueError(f"the value of a deal is money, as in '42000 USD'; not {money}", "value")
    units = ("day", "month", "business_day", "business_hour")
    if "/" in length.unit or not any(map(length.measures, units)):
        raise InvalidValueError(f"a sales cycle is a duration, as in '78 days'; not {length}", "cycle")
    if length.value <= 0:
        raise InvalidValueError(f"a sales cycle is longer than nothing, not {length}", "cycle")
    if not _is_noun(count.unit) or count.value < 0:
        raise InvalidValueError(
            f"opportunities are those open now, as in '120 opportunities'; not {count}", "opportunities"
        )
    return Quantity(count.value * money.value * Rate.of(win_rate).share / length.value, f"{currency}/{length.unit}")


def _is_noun(unit: str) -> bool:
    return "/" not in unit and is_counted(unit)


@attrs.frozen
class Return:
    """What marketing spent and what came of it; a ratio of nothing is None, never a number."""

    spend: Quantity = attrs.field()
    leads: Quantity = attrs.field()
    customers: Quantity = attrs.field()
    revenue: Quantity = attrs.field()

    @spend.validator
    def _check_spend(self, _: object, spend: Quantity) -> None:
        if spend.unit.partition("/")[0] not in MINOR_UNITS or spend.value < 0:
            raise InvalidValueError(f"a spend is money, not below zero: not {spend}", "spend")

    @leads.validator
    @customers.validator
    def _check_heads(self, _: object, heads: Quantity) -> None:
        if not _is_noun(heads.unit.partition("/")[0]) or heads.value < 0:
            raise InvalidValueError(f"leads and customers are heads, not below zero: not {heads}", "leads")
        self._per(heads)

    @revenue.validator
    def _check_revenue(self, _: object, revenue: Quantity) -> None:
        if not revenue.measures(self.spend.unit):
            raise InvalidValueError(f"spend and revenue are money of one kind: {self.spend} and {revenue}", "revenue")

    def _per(self, heads: Quantity) -> Quantity | None:
        noun, _slash, period = heads.unit.partition("/")
        money, _slash, spend_period = self.spend.unit.partition("/")
        if period != spend_period:
            heads = heads.to(f"{noun}/{spend_period}" if spend_period else noun)
        return Quantity(self.spend.value / heads.value, f"{money}/{noun}") if heads.value else None

    @property
    def cost_per_lead(self) -> Quantity | None:
        """Spend / leads; None without leads."""
        return self._per(self.leads)

    @property
    def acquisition_cost(self) -> Quantity | None:
        """Customer acquisition cost (CAC): spend / customers; None without customers."""
        return self._per(self.customers)

    @property
    def return_on_spend(self) -> Fraction | None:
        """Return on marketing spend: (revenue - spend) / spend; None without a spend."""
        return (self.revenue - self.spend).ratio(self.spend) if self.spend.value else None


def spent(
    spend: str | Quantity, *, leads: str | Quantity, customers: str | Quantity, revenue: str | Quantity
) -> Return:
    """Put a spend beside what came of it, all per the same period or all without one.

    >>> returned = spent("10000 USD", leads="200 leads", customers="20 customers", revenue="30000 USD")
    >>> returned.cost_per_lead, returned.acquisition_cost, returned.return_on_spend
    (Quantity('50 USD/lead'), Quantity('500 USD/customer'), Fraction(2, 1))
    """
    return Return(as_quantity(spend), as_quantity(leads), as_quantity(customers), as_quantity(revenue))
