"""Monthly series and lags: what arrives of what enters, and what must enter for what is to arrive."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import attrs

ZERO = Fraction(0)

Kernel = Sequence[Fraction]
"""What one head brings 0, 1, 2, ... months after it entered."""


@attrs.frozen
class MonthlySeries:
    """Numbers of consecutive months; `start` is the place of the first, counted from the first month of a period."""

    start: int
    numbers: tuple[Fraction, ...]

    @property
    def end(self) -> int:
        """The place after the last."""
        return self.start + len(self.numbers)

    def at(self, place: int) -> Fraction:
        """Give the number of a month, zero outside the series."""
        return self.numbers[place - self.start] if self.start <= place < self.end else ZERO


def convolved(one: Kernel, other: Kernel) -> list[Fraction]:
    """Give the kernel of one lag after another."""
    result = [ZERO] * (len(one) + len(other) - 1)
    for early, share in enumerate(one):
        for late, rest in enumerate(other):
            result[early + late] += share * rest
    return result


def summed(one: Kernel, other: Kernel) -> list[Fraction]:
    """Add kernels month by month."""
    longest = max(len(one), len(other))
    return [
        (one[month] if month < len(one) else ZERO) + (other[month] if month < len(other) else ZERO)
        for month in range(longest)
    ]


def added(one: MonthlySeries, other: MonthlySeries) -> MonthlySeries:
    """Add series month by month."""
    start, end = min(one.start, other.start), max(one.end, other.end)
    return MonthlySeries(start, tuple(one.at(place) + other.at(place) for place in range(start, end)))


def arriving_at(entering: MonthlySeries, kernel: Kernel, place: int) -> Fraction:
    """Give what arrives in a month."""
    return sum(
        (share * entering.at(place - month) for month, share in enumerate(kernel) if share),
        ZERO,
    )


def arriving_of(entering: MonthlySeries, kernel: Kernel, end: int) -> MonthlySeries:
    """Give what arrives in every month from the first that something enters."""
    return MonthlySeries(
        entering.start, tuple(arriving_at(entering, kernel, place) for place in range(entering.start, end))
    )


def entering_for(wanted: MonthlySeries, kernel: Kernel) -> MonthlySeries:
    """Give what must enter so that what is wanted arrives, and nothing more where that can be.

    What entered before it can matter for the first month is taken to have been what keeps that month's level up. Each
    month's number is what the next month that it can reach still lacks; if that would ask for less than nothing of some
    month, what the month lacks that it reaches most, the last level being kept up at the end. If that does as well,
    more must arrive than is wanted: then each month meets all months in reach if its level is kept up, and the levels
    are cut, last month first, until no month from the first planned on could do with less.
    """
    first, last = _ends(kernel)
    before = [wanted.numbers[0] / sum(kernel)] * (last - first)
    numbers = (
        _just_enough(wanted.numbers, kernel, before)
        or _at_the_peak(wanted.numbers, kernel)
        or _cut(wanted.numbers, kernel, before, _kept_up(wanted.numbers, kernel, before))
    )
    return MonthlySeries(wanted.start - last, tuple(numbers))


def entering_from(wanted: MonthlySeries, kernel: Kernel, start: int) -> tuple[MonthlySeries, MonthlySeries]:
    """Give what must enter from a month on, nothing having entered before it, and what cannot be met any more."""
    first, _last = _ends(kernel)
    lost = [number if wanted.start + place < start + first else ZERO for place, number in enumerate(wanted.numbers)]
    place = max(start + first - wanted.start, 0)
    reached = wanted.numbers[place:]
    numbers = _just_enough(reached, kernel, []) or _cut(reached, kernel, [], _kept_up(reached, kernel, []))
    return MonthlySeries(wanted.start + place - first, tuple(numbers)), MonthlySeries(wanted.start, tuple(lost))


def _ends(kernel: Kernel) -> tuple[int, int]:
    months = [month for month, share in enumerate(kernel) if share]
    return months[0], months[-1]


def _just_enough(wanted: Sequence[Fraction], kernel: Kernel, before: list[Fraction]) -> list[Fraction] | None:
    """Meet each month exactly, in order of time; None if a month would need less than nothing to enter.

    Month by month it is (wanted - spilt) / share, worked with whole numbers over a common denominator that grows by the
    share's numerator: an exact fraction is made once a month and not once a step.
    """
    first, last = _ends(kernel)
    if first == last:
        heads = 1 / kernel[first]
        return [number * heads for number in wanted]
    scale = lcm(*(share.denominator for share in kernel))
    shares = [int(share * scale) for share in kernel[first : last + 1]]
    common = lcm(*(number.denominator for number in (*wanted, *before)))
    steady = [int(number * common) for number in before]
    powers = [1]
    scaled: list[int] = []
    for place, number in enumerate(wanted):
        level = scale * number.numerator * (common // number.denominator)
        level -= sum(share * steady[place - gap] for gap, share in enumerate(shares) if gap > place and steady)
        level *= powers[place]
        for gap, share in enumerate(shares[1 : place + 1], 1):
            level -= share * powers[gap - 1] * scaled[place - gap]
        if level < 0:
            return None
        scaled.append(level)
        powers.append(powers[-1] * shares[0])
    entered = (Fraction(level, common * powers[place + 1]) for place, level in enumerate(scaled))
    return [*before, *entered]


def _at_the_peak(wanted: Sequence[Fraction], kernel: Kernel) -> list[Fraction] | None:
    """Meet each month exactly by what enters at the lag with the largest share; None if that is less than nothing.

    The equations of the months are solved together: each has the month that reaches it most on its diagonal.
    """
    first, last = _ends(kernel)
    peak = max(range(len(kernel)), key=lambda month: (kernel[month], -month))
    level_before, level_after = (number / sum(kernel) for number in (wanted[0], wanted[-1]))
    rows: list[tuple[dict[int, Fraction], Fraction]] = []
    for place, number in enumerate(wanted):
        row: dict[int, Fraction] = {}
        outside = ZERO
        for month, share in enumerate(kernel):
            column = place - month + peak
            if 0 <= column < len(wanted):
                row[column] = share
            else:
                outside += share * (level_before if column < 0 else level_after)
        rows.append((row, number - outside))
    solved = _solved(rows)
    if solved is None or min(solved) < 0:
        return None
    return [*[level_before] * (last - peak), *solved, *[level_after] * (peak - first)]


def _solved(rows: list[tuple[dict[int, Fraction], Fraction]]) -> list[Fraction] | None:
    """Solve a banded system from its diagonal; None where the diagonal fails."""
    for place, (pivot, number) in enumerate(rows):
        if not pivot.get(place):
            return None
        for below in range(place + 1, len(rows)):
            row, other = rows[below]
            if not (factor := row.pop(place, ZERO) / pivot[place]):
                continue
            for column, share in pivot.items():
                if column > place:
                    row[column] = row.get(column, ZERO) - factor * share
            rows[below] = (row, other - factor * number)
    numbers = [ZERO] * len(rows)
    for place in reversed(range(len(rows))):
        row, number = rows[place]
        known = sum((share * numbers[column] for column, share in row.items() if column > place), ZERO)
        numbers[place] = (number - known) / row[place]
    return numbers


def _kept_up(wanted: Sequence[Fraction], kernel: Kernel, before: list[Fraction]) -> list[Fraction]:
    """Meet each month at least: the lowest level that, kept up, meets every month in reach."""
    first, last = _ends(kernel)
    entering = list(before)
    reach = [sum(kernel[first : month + 1], ZERO) for month in range(first, last + 1)]
    for number in range(len(wanted)):
        place = len(entering)
        level = ZERO
        for gap, share in enumerate(reach[: len(wanted) - number]):
            spilt = sum(
                (
                    kernel[first + gap + back] * entering[place - back]
                    for back in range(1, min(place, last - first - gap) + 1)
                ),
                ZERO,
            )
            level = max(level, (wanted[number + gap] - spilt) / share)
        entering.append(level)
    return entering


def _cut(
    wanted: Sequence[Fraction], kernel: Kernel, before: list[Fraction], entering: list[Fraction]
) -> list[Fraction]:
    """Lower each month, last first, as far as every month that it reaches is still met."""
    first, _last = _ends(kernel)
    series = MonthlySeries(-len(before), tuple(entering))
    spare = [arriving_at(series, kernel, place + first) - number for place, number in enumerate(wanted)]
    numbers = list(entering)
    for place in reversed(range(len(before), len(numbers))):
        number = place - len(before)
        reached = [
            (number + gap, share) for gap, share in enumerate(kernel[first:]) if share and number + gap < len(spare)
        ]
        cut = min([numbers[place], *(spare[month] / share for month, share in reached)])
        numbers[place] -= cut
        for month, share in reached:
            spare[month] -= cut * share
    return numbers
