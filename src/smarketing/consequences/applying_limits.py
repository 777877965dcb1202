"""The new dues of a month under all limits: one function over dues, limits and the ledger.

First each consequence's own limits cut its dues, then the limits that several share, and at last every due is rounded
once. The order in which the consequences stand changes no amount.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple, Protocol

import attrs

from smarketing.consequences.fee import FigureOf, no_figures
from smarketing.consequences.ledger import Ledger
from smarketing.consequences.limits import Limit
from smarketing.consequences.pro_rata import Amounts, Bound, in_minor_units, shared_out
from smarketing.consequences.shared_limit import SharedLimit
from smarketing.contract_periods import ContractPeriods
from smarketing.months import Month, Period
from smarketing.units import MINOR_UNITS, Quantity, difference, readable
from smarketing.verdicts import Due


class LimitTerms(Protocol):
    """What a consequence says of its own limits; see `Consequence`."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The most that it costs."""

    @property
    def only_above(self) -> Quantity | None:
        """Amounts of so much or less are not issued."""


class NewDue(NamedTuple):
    """A due of a month, its amount exact, with the consequence that gives it and the promise that it follows from."""

    due: Due
    terms: LimitTerms
    promise: str


class _Side(NamedTuple):
    """Who owes whom amounts of one kind of unit."""

    owed_by: str
    owed_to: str
    unit: str

    @property
    def other(self) -> "_Side":
        return _Side(self.owed_to, self.owed_by, self.unit)


_Places = Mapping[_Side, Mapping[str, list[int]]]
"""The places of the dues with an amount, by side and consequence."""


def limited_dues(
    new: Sequence[NewDue],
    shared: Sequence[SharedLimit],
    ledger: Ledger,
    month: Month,
    periods: ContractPeriods,
    figures: FigureOf = no_figures,
) -> list[Due]:
    """Give the new dues of a month, in their order, with their amounts cut to what all limits leave, and with ids.

    `periods` are those of the term, `ledger` what was due before; it may hold dues of the same month, which
    stand. An amount is cut first by the limits of its consequence, then by the `shared` ones. What a limit leaves is
    divided pro rata to the amounts that it cuts. Then each amount is rounded once, money to its minor unit, halves up,
    never above what a limit leaves: minor units to spare go to the larger due, then by the names of consequence and
    promise. A due of `only_above` or less is not issued. While a figure that a limit is a share of is missing, the
    due has no amount.
    """
    given = list(new)
    if not any(each.due.amount is not None for each in given):
        return _issued(given, {}, {}, {}, month)
    if any(each.only is not None for each in shared):
        given = _without_lower_ones(given, shared, ledger, month, periods)
    found = _MonthsAmounts(given, ledger, month, periods, figures)
    own, waiting = found.own_bounds()
    together, more = found.shared_bounds(shared)
    waiting = more | waiting
    amounts = {place: amount for place, amount in found.amounts.items() if place not in waiting}
    own, together = ([_without(bound, waiting) for bound in bounds] for bounds in (own, together))
    worth, cut = shared_out(amounts, own, found.worth_issuing)
    worth, cut_together = shared_out(worth, together, found.worth_issuing)
    issued = found.worth_issuing(worth)
    values = in_minor_units(issued, amounts, found.scales, [*own, *together], found.order)
    return _issued(given, found.quantities(values), {**cut, **cut_together}, waiting, month)


def _without(bound: Bound, waiting: Mapping[int, str]) -> Bound:
    """A bound of the amounts that are known."""
    if not waiting:
        return bound
    members, others = ([place for place in places if place not in waiting] for places in (bound.members, bound.others))
    return attrs.evolve(bound, members=members, others=others)


def _issued(
    given: Sequence[NewDue],
    values: Mapping[int, Quantity],
    cut: Mapping[int, Bound],
    waiting: Mapping[int, str],
    month: Month,
) -> list[Due]:
    """The dues that are issued, each with its id and its final amount."""
    dues: list[Due] = []
    numbers: dict[str, int] = {}
    written_month = str(month)
    for place, (due, terms, promise) in enumerate(given):
        amount = values.get(place)
        if amount is None and due.amount is not None and place not in waiting:
            continue
        series = f"{terms.name}/{promise}/{written_month}"
        numbers[series] = number = numbers.get(series, 0) + 1
        because = due.because
        if amount is not None and place in cut:
            because = f"{because}, of which {cut[place].said} leaves {readable(amount)}"
        issued = due.issued(f"{series}/{number}", amount, because)
        dues.append(attrs.evolve(issued, task=waiting[place]) if place in waiting else issued)
    return dues


def _without_lower_ones(
    given: Sequence[NewDue], shared: Sequence[SharedLimit], ledger: Ledger, month: Month, periods: ContractPeriods
) -> list[NewDue]:
    """Leave out what is not the highest where only the highest is given; all where the month has one already.

    Exact amounts decide, before any limit cuts them. Dues without an amount are not compared.
    """
    found = _MonthsAmounts(given, ledger, month, periods, no_figures)
    lower: set[int] = set()
    for limit in shared if found.amounts else ():
        for side, places in found.covered_by(limit).items() if limit.only is not None else ():
            highest = min(places, key=found.order)
            taken = _has_one(limit, side, ledger, month)
            lower.update(place for place in places if taken or place != highest)
    return [each for place, each in enumerate(given) if place not in lower]


def _has_one(limit: SharedLimit, side: _Side, ledger: Ledger, month: Month) -> bool:
    """Whether a month has a due already of which only the highest is given."""
    for due in reversed(ledger.dues):
        if due.month != month:
            return False
        alike = (due.owed_by, due.owed_to) == side[:2] and limit.covers(due.consequence)
        if alike and due.amount is not None and due.amount.measures(side.unit):
            return True
    return False


class _MonthsAmounts:
    """The dues of a month with an amount: what they amount to, exactly, each kind of unit in one unit."""

    def __init__(
        self, given: Sequence[NewDue], ledger: Ledger, month: Month, periods: ContractPeriods, figures: FigureOf
    ) -> None:
        self.amounts: dict[int, Fraction] = {}
        self.scales: dict[int, int] = {}
        self._quantities: dict[int, Quantity] = {}
        self._units: dict[int, str] = {}
        self._given, self._ledger = given, ledger
        self._month, self._periods, self._figures = month, periods, figures
        self._places: dict[_Side, dict[str, list[int]]] = {}
        units: dict[str, str] = {}
        for place, (due, terms, _promise) in enumerate(given):
            if (amount := due.amount) is None:
                continue
            if (unit := units.get(amount.unit)) is None:
                unit = next((each for each in units.values() if amount.measures(each)), amount.unit)
                units[amount.unit] = unit
            self.amounts[place], self._quantities[place], self._units[place] = amount.value_in(unit), amount, unit
            if (places := MINOR_UNITS.get(unit)) is not None:
                self.scales[place] = 10**places
            side = _Side(due.owed_by, due.owed_to, unit)
            self._places.setdefault(side, {}).setdefault(terms.name, []).append(place)

    def order(self, place: int) -> tuple[Fraction, str, str, int]:
        """Put the larger amount first, then go by consequence and promise."""
        _due, terms, promise = self._given[place]
        return -self.amounts[place], terms.name, promise, place

    def worth_issuing(self, worth: Amounts) -> Amounts:
        """Give the amounts that are above the least that their consequence issues."""
        return {place: amount for place, amount in worth.items() if self._is_issued(place, amount)}

    def _is_issued(self, place: int, amount: Fraction) -> bool:
        least, unit = self._given[place].terms.only_above, self._units[place]
        return least is None or not least.measures(unit) or amount > least.value_in(unit)

    def quantities(self, values: Amounts) -> dict[int, Quantity]:
        """Give final amounts as quantities, each in its own unit."""
        found = {}
        made: dict[tuple[int, int, str], Quantity] = {}
        for place, value in values.items():
            quantity = self._quantities[place]
            if value is not self.amounts[place]:
                key = value.numerator, value.denominator, quantity.unit
                if (known := made.get(key)) is None:
                    known = made[key] = Quantity(value, self._units[place]).to(quantity.unit)
                quantity = known
            found[place] = quantity
        return found

    def covered_by(self, limit: SharedLimit) -> dict[_Side, list[int]]:
        """Give the places of the dues that a shared limit counts, by side."""
        found = {}
        for side, by_name in self._places.items():
            places = [place for name, own in by_name.items() if limit.covers(name) for place in own]
            if places:
                found[side] = places
        return found

    def own_bounds(self) -> tuple[list[Bound], dict[int, str]]:
        """Give what each consequence's own limits leave, and which dues wait for a figure of a limit, and why."""
        bounds: list[Bound] = []
        waiting: dict[int, str] = {}
        for side, by_name in self._places.items():
            for name, places in by_name.items():
                for limit in self._given[places[0]].terms.limits:
                    said = f"the limit of {limit.readable_text}"
                    bounds += self._bound(limit, side, (name,), places, None, said, waiting)
        return bounds, waiting

    def shared_bounds(self, shared: Sequence[SharedLimit]) -> tuple[list[Bound], dict[int, str]]:
        """Give what shared limits leave, and which dues wait for a figure of a limit, and why."""
        bounds: list[Bound] = []
        waiting: dict[int, str] = {}
        for each in shared if any(each.at_most for each in shared) else ():
            covered, names = self.covered_by(each), each.names_among(self._ledger.consequences)
            for limit in each.at_most:
                said = f"the limit {each.name} of {limit.readable_text}"
                for side, places in covered.items():
                    others = covered.get(side.other, ()) if each.net else None
                    bounds += self._bound(limit, side, names, places, others, said, waiting)
        return bounds, waiting

    def _bound(
        self,
        limit: Limit,
        side: _Side,
        names: Sequence[str],
        places: Sequence[int],
        others: Sequence[int] | None,
        said: str,
        waiting: dict[int, str],
    ) -> Iterator[Bound]:
        """What a limit leaves of a side; `others` are netted first, unless None. Nothing for another kind of unit."""
        most = limit.amount or limit.amount_in(self._month, self._periods, self._figures)
        if most is None:
            metric = None if limit.of is None else limit.of.metric
            for place in places:
                amount = readable(self._quantities[place])
                waiting.setdefault(place, f"up to {amount}: {said} waits for figures of {metric}")
        elif most.unit == side.unit or most.measures(side.unit):
            period = limit.period(self._month, self._periods)
            left = difference(most.value_in(side.unit), self._spent(names, side, period))
            if others is None:
                yield Bound(left, places, said)
            else:
                yield Bound(left + self._spent(names, side.other, period), places, said, others)

    def _spent(self, names: Sequence[str], side: _Side, period: Period | None) -> Fraction:
        total, (owed_by, owed_to, unit) = self._ledger.total, side
        if len(names) == 1:
            return total(names[0], owed_by, owed_to, unit, period)
        return sum((total(name, owed_by, owed_to, unit, period) for name in names), Fraction(0))
