"""Cohorts: of those who got to a stage in a month, how many got to the next after how many months."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate

import attrs

from smarketing.errors import InvalidValueError
from smarketing.funnel.lags import Lag
from smarketing.funnel.rates import Rate, as_share, percent
from smarketing.months import Month
from smarketing.units import Number, rounded

ZERO = Fraction(0)


@attrs.frozen
class Cohorts:
    """The triangle of one conversion: heads `entered` by month, and those `converted` by month and months later.

    What happened after `known_through` is not in it: a cohort that is k months old says nothing about k + 1. `undated`
    are those of `converted` who skipped one of the two stages. Nobody saw when they got there, so that they count for
    the rate, by the month in which a later date shows it, and not for the lag.
    """

    known_through: Month
    entered: Mapping[Month, int] = attrs.field(hash=False)
    converted: Mapping[tuple[Month, int], int] = attrs.field(hash=False)
    undated: Mapping[tuple[Month, int], int] = attrs.field(factory=dict, hash=False)

    def age(self, cohort: Month) -> int:
        """How many months after its own a cohort has been seen for."""
        return self.known_through - cohort

    def so_far(self, cohort: Month) -> Rate:
        """Give what a cohort became so far, as `30 of 100`; more may convert yet. InvalidValueError if it is empty."""
        if not self.entered.get(cohort):
            raise InvalidValueError(f"nobody entered in {cohort}")
        wins = sum(count for (month, _gap), count in self.converted.items() if month == cohort)
        return Rate(Fraction(wins, self.entered[cohort]), Fraction(self.entered[cohort]))

    def hazards(self, months: int | None = None) -> tuple[tuple[int, int], ...]:
        """Give, for 0, 1, 2, ... months after entering, how many converted then, of how many who could have.

        Those who could have are the heads of cohorts that are old enough, less those who had converted before: leads
        that may still convert are no failures (Kaplan and Meier 1958, in months). With `months`, only what happened in
        that many months up to `known_through` counts.
        """
        done: dict[Month, int] = dict.fromkeys(self.entered, 0)
        longest = max((self.age(cohort) for cohort in self.entered), default=-1)
        counted = []
        for gap in range(longest + 1):
            wins = trials = 0
            for cohort, heads in self.entered.items():
                if gap > self.age(cohort):
                    continue
                now = self.converted.get((cohort, gap), 0)
                if months is None or self.age(cohort) - gap < months:
                    wins, trials = wins + now, trials + heads - done[cohort]
                done[cohort] += now
            counted.append((wins, trials))
        return tuple(counted)

    @property
    def matured(self) -> tuple[Fraction, ...]:
        """The share that has converted 0, 1, 2, ... months after entering, estimated over all cohorts."""
        left = [1 - Fraction(wins, trials) if trials else Fraction(1) for wins, trials in self.hazards()]
        return tuple(1 - share for share in accumulate(left, lambda one, other: one * other))

    @property
    def has_lag(self) -> bool:
        """Whether anybody converted of whom both dates are known."""
        return sum(self.converted.values()) > sum(self.undated.values())

    @property
    def lag(self) -> Lag:
        """How many months later those who convert do so; leads that may still convert are allowed for.

        Only those with both dates show it: each month counts the share of all heads that converts then with both dates
        (the cumulative incidence of Aalen and Johansen 1978, those without them being a competing risk).
        InvalidValueError if there are none.
        """
        if not self.has_lag:
            who = "nobody who converted has a date of both stages" if self.undated else "nobody converted yet"
            raise InvalidValueError(f"{who}: there is no lag to learn")
        unseen: Counter[int] = Counter()
        for (_month, gap), count in self.undated.items():
            unseen[gap] += count
        left, shares = Fraction(1), []
        for gap, (wins, trials) in enumerate(self.hazards()):
            shares.append(left * (wins - unseen[gap]) / (trials or 1))
            left *= 1 - Fraction(wins, trials or 1)
        while not shares[-1]:
            shares.pop()
        total = sum(shares, ZERO)
        return tuple(share / total for share in shares)

    @property
    def rate(self) -> Rate:
        """The rate at which heads convert in the end, of as many trials as the cohorts are worth.

        A cohort counts with the share of its conversions that its age has shown (the exposure, rounded to 2 places):
        the conversions of all cohorts, divided by what they entered, each so much matured. InvalidValueError if nobody
        entered.
        """
        matured = self.matured
        if not matured:
            raise InvalidValueError("nobody entered: there is no rate to learn")
        full = matured[-1]
        wins = sum(self.converted.values())
        if not full:
            return Rate(ZERO, Fraction(sum(heads for cohort, heads in self.entered.items() if self.age(cohort) >= 0)))
        trials = sum(
            (
                heads * matured[self.age(cohort)] / full
                for cohort, heads in self.entered.items()
                if self.age(cohort) >= 0
            ),
            ZERO,
        )
        trials = max(rounded(trials, 2), Fraction(wins))
        return Rate(wins / trials, trials)


@attrs.frozen
class Days:
    """How many days heads took from one stage to the next: a count for each number of days."""

    counts: Mapping[int, int] = attrs.field(hash=False)

    def quantile(self, share: str | Number) -> int:
        """Give the least number of days within which this share of those who converted did so (nearest rank)."""
        part = as_share(share, "a quantile", "share")
        total = sum(self.counts.values())
        if not 0 <= part <= 1:
            raise InvalidValueError(f"a quantile is from 0 % to 100 %, not {percent(part)}", "share")
        if not total:
            raise InvalidValueError("nobody converted yet: there are no days to count")
        wanted = part * total
        days = sorted(self.counts)
        ranked = accumulate(self.counts[day] for day in days)
        return next(day for day, count in zip(days, ranked, strict=True) if count >= wanted)

    @property
    def median(self) -> int:
        """The least number of days within which half of those who converted did so."""
        return self.quantile(Fraction(1, 2))


def merged(known_through: Month, parts: list[Cohorts]) -> Cohorts:
    """Put the cohorts of segments together."""
    entered: Counter[Month] = Counter()
    converted: Counter[tuple[Month, int]] = Counter()
    undated: Counter[tuple[Month, int]] = Counter()
    for part in parts:
        entered.update(part.entered)
        converted.update(part.converted)
        undated.update(part.undated)
    return Cohorts(known_through, entered, converted, undated)
