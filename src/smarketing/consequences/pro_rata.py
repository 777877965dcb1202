"""What limits leave, divided among amounts: pro rata, and then in whole minor units that pass no limit.

Amounts are known by their places in a list. Nothing here depends on the order of those places, except through the
`order` in which spare minor units are given away.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

import attrs

from smarketing.units import whole

Amounts = Mapping[int, Fraction]
"""Exact amounts by place."""

Order = Callable[[int], tuple[Fraction, str, str, int]]
"""What places are put in order by."""

_NOTHING = Fraction(0)


@attrs.frozen(eq=False)
class Bound:
    """What a limit leaves for some amounts together, in their unit; less than 0 where more was paid than it allows.

    Where amounts of the other direction are netted first, `others` are their places: so much more is left. `said`
    names the limit: `the limit of 600.00 USD`.
    """

    left: Fraction
    members: Sequence[int]
    said: str
    others: Sequence[int] = ()

    def room(self, subtracted: Amounts) -> Fraction:
        """Give how much its members may come to; `subtracted` are the amounts of the other direction."""
        room = self.left + total(subtracted, self.others) if self.others else self.left
        return _NOTHING if room.numerator < 0 else room

    def holds(self, amounts: Amounts) -> bool:
        """Tell whether amounts keep it; nothing at all always does."""
        return total(amounts, self.members) <= self.room(amounts)


def total(amounts: Amounts, places: Iterable[int]) -> Fraction:
    """Add up the amounts of some places; whole numbers, which they mostly are, much quicker than Fractions do."""
    some = [amounts[place] for place in places if place in amounts]
    if all(amount.denominator == 1 for amount in some):
        return whole(sum(amount.numerator for amount in some))
    return sum(some, _NOTHING)


def shared_out(
    amounts: Amounts, bounds: Sequence[Bound], issued: Callable[[Amounts], Amounts]
) -> tuple[Amounts, Mapping[int, Bound]]:
    """Cut amounts to what some bounds leave: give what each is worth then, and the bound that cut it.

    All of them grow pro rata until a bound is used up; its members stay there, and the others grow on. So what one
    bound leaves is divided pro rata, and where several overlap none leaves more unused than it must. `issued` gives
    those amounts that are worth issuing: only they are netted against the other direction.
    """
    if not any(bound.others for bound in bounds):
        return _grown(amounts, bounds, {})
    subtracted = issued(amounts)
    for _turn in range(2 * len(bounds) + 2):
        worth, cut = _grown(amounts, bounds, subtracted)
        if (again := issued(worth)) == subtracted:
            return worth, cut
        subtracted = again
    return _grown(amounts, bounds, {})  # without netting everything holds in any case


def _grown(
    amounts: Amounts, bounds: Sequence[Bound], subtracted: Amounts
) -> tuple[dict[int, Fraction], dict[int, Bound]]:
    worth, cut = dict(amounts), dict[int, Bound]()
    settled: set[int] = set()
    rooms = ((bound, bound.room(subtracted)) for bound in bounds)
    over = [(bound, room) for bound, room in rooms if total(worth, bound.members) > room]
    while over:
        parts = [_part(bound, room, worth, settled) for bound, room in over]
        part = min(parts)
        tightest, _room = over[parts.index(part)]
        for place in tightest.members:
            if place not in settled and worth[place]:
                worth[place] = worth[place] * part if part else _NOTHING
                cut[place] = tightest
        settled.update(tightest.members)
        over = [(bound, room) for bound, room in over if total(worth, bound.members) > room]
    return worth, cut


def _part(bound: Bound, room: Fraction, worth: Amounts, settled: set[int]) -> Fraction:
    """Up to which part of themselves the members that are not settled can grow."""
    open_ = total(worth, (place for place in bound.members if place not in settled))
    return (room - total(worth, (place for place in bound.members if place in settled))) / open_


def in_minor_units(
    worth: Amounts, exact: Amounts, scales: Mapping[int, int], bounds: Sequence[Bound], order: Order
) -> Amounts:
    """Round what amounts are worth to whole minor units, so that they pass no bound even then.

    `scales` says how many minor units one unit has; without one an amount stays exact. Amounts that nothing cut are
    rounded half up. Others are rounded down, and minor units that a bound has to spare go to one after another in
    their `order`, to none above its `exact` amount rounded half up.
    """
    if all(amount is exact[place] for place, amount in worth.items()):
        halves_up = {place: _half_up(amount, scales.get(place)) for place, amount in worth.items()}
        if all(bound.holds(halves_up) for bound in bounds):
            return halves_up
    rounding = _Rounding(
        {place: _units_below(amount, scales[place]) for place, amount in worth.items() if place in scales},
        scales,
        bounds,
    )
    rounding.take_back(order)
    rounding.give_away(exact, order, scales)
    numbers = rounding.numbers
    values = {each: Fraction(*each) for each in {(number, scales[place]) for place, number in numbers.items()}}
    rounded = {place: values[number, scales[place]] for place, number in numbers.items()}
    return {**worth, **rounded}


def _half_up(amount: Fraction, scale: int | None) -> Fraction:
    return amount if scale is None or amount.denominator == 1 else Fraction(_units_half_up(amount, scale), scale)


def _units_half_up(amount: Fraction, scale: int) -> int:
    return (2 * amount.numerator * scale + amount.denominator) // (2 * amount.denominator)


def _units_below(amount: Fraction, scale: int) -> int:
    return amount.numerator * scale // amount.denominator


class _Rounding:
    """Amounts in whole minor units, and how many more each bound has to spare; fewer than 0 if it is passed."""

    def __init__(self, numbers: dict[int, int], scales: Mapping[int, int], bounds: Sequence[Bound]) -> None:
        self.numbers = numbers
        self._spare: list[int] = []
        self._less: dict[int, list[int]] = {place: [] for place in numbers}
        self._more: dict[int, list[int]] = {place: [] for place in numbers}
        for bound in bounds:
            members = [place for place in bound.members if place in numbers]
            others = [place for place in bound.others if place in numbers]
            if members:
                for place in members:
                    self._less[place].append(len(self._spare))
                for place in others:
                    self._more[place].append(len(self._spare))
                left = _units_below(bound.left, scales[members[0]])
                self._spare.append(
                    left + sum(map(numbers.__getitem__, others)) - sum(map(numbers.__getitem__, members))
                )

    def _change(self, place: int, step: int) -> None:
        self.numbers[place] += step
        for bound in self._less[place]:
            self._spare[bound] -= step
        for bound in self._more[place]:
            self._spare[bound] += step

    def take_back(self, order: Order) -> None:
        """Take minor units from the last ones while a bound is passed, as rounding the other direction down may do."""
        passed = self._above_a_passed_bound()
        while passed:
            self._change(max(passed, key=order), -1)
            passed = self._above_a_passed_bound()

    def _above_a_passed_bound(self) -> list[int]:
        if all(spare >= 0 for spare in self._spare):
            return []
        passed = {number for number, spare in enumerate(self._spare) if spare < 0}
        return [place for place, number in self.numbers.items() if number and passed.intersection(self._less[place])]

    def give_away(self, exact: Amounts, order: Order, scales: Mapping[int, int]) -> None:
        """Give minor units to one after another in their order, as long as bounds have them to spare."""
        most = {place: _units_half_up(exact[place], scales[place]) for place in self.numbers}

        def open_places() -> list[int]:
            return [place for place in self.numbers if self.numbers[place] < most[place] and self._has_room(place)]

        while places := open_places():
            for place in sorted(places, key=order):
                if self._has_room(place):
                    self._change(place, 1)

    def _has_room(self, place: int) -> bool:
        return all(self._spare[bound] > 0 for bound in self._less[place])
