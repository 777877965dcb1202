"""What the next month will bring, of cohorts that are still converting. Floating point and seeded."""

from math import floor, isfinite
from typing import TYPE_CHECKING

import attrs

from smarketing.errors import InvalidValueError
from smarketing.funnel.learning.cohorts import Cohorts
from smarketing.months import Month

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SHRUNK_TO = 5
"""How many heads' worth of the mean a month since entering is held for likely to behave as, before it was seen."""


@attrs.frozen
class Prediction:
    """The conversions of a month, as a sorted sample of what may come."""

    month: Month
    sample: "npt.NDArray[np.int64]" = attrs.field(eq=False, repr=False)

    @property
    def mean(self) -> float:
        """The mean of the sample."""
        return float(self.sample.mean())

    def interval(self, confidence: float = 0.9) -> tuple[int, int]:
        """Give the numbers between which this share of the sample lies, leaving out as much on both sides."""
        if not 0 < confidence < 1:
            raise InvalidValueError(f"a confidence is above 0 and below 1, not {confidence}", "confidence")
        out = floor((1 - confidence) / 2 * len(self.sample) + 1e-9)
        return int(self.sample[out]), int(self.sample[-1 - out])


def next_month(
    cohorts: Cohorts,
    entering: int,
    *,
    recent: int | None = None,
    drift: float = 0.0,
    runs: int = 20_000,
    seed: int = 0,
) -> Prediction:
    """Predict how many will convert in the month after the last that is known.

    Of each cohort, those who have not converted yet may do so with the chance of their age; of the `entering` heads of
    the month itself (an assumption of yours), with that of none. The chances are learned from the cohorts' hazards, of
    the last `recent` months only if stated, and are Beta distributed; ages that were seldom seen are drawn towards the
    mean of all ages from half of theirs on. `drift` is how far the rates of one month differ from those before
    it, as a standard deviation relative to them: 0 believes that they never change, which recent data can refute.
    """
    import numpy as np  # noqa: PLC0415 - numpy takes longer to import than this library

    if entering < 0:
        raise InvalidValueError(f"entering heads are not below zero: {entering}", "entering")
    if not isfinite(drift) or (drift and drift < 1e-6):
        raise InvalidValueError(f"a drift is 0, or from a millionth on: not {drift}", "drift")
    if runs < 1 or (recent is not None and recent < 1):
        raise InvalidValueError("a prediction has one run or more, of one recent month or more", "runs")
    random = np.random.Generator(np.random.PCG64(seed))
    counted = cohorts.hazards(recent)
    shock = random.gamma(1 / drift**2, drift**2, runs) if drift else np.ones(runs)

    def converted(heads: int, age: int) -> "npt.NDArray[np.int64]":
        wins, trials = counted[age] if age < len(counted) else (0, 0)
        mean = _share(counted[(age + 1) // 2 :] if age else counted[:1])
        rate = random.beta(SHRUNK_TO * mean + wins, SHRUNK_TO * (1 - mean) + trials - wins, runs)
        return random.binomial(heads, np.minimum(rate * shock, 1.0))

    total = converted(entering, 0)
    for cohort, heads in sorted(cohorts.entered.items()):
        if cohort <= cohorts.known_through:
            done = sum(count for (month, _gap), count in cohorts.converted.items() if month == cohort)
            total = total + converted(heads - done, cohorts.age(cohort) + 1)
    return Prediction(cohorts.known_through + 1, np.sort(total))


def _share(counted: tuple[tuple[int, int], ...]) -> float:
    """The share that converted, kept off 0 and 1 by half a head: nothing seen is not nothing there."""
    wins, trials = sum(wins for wins, _trials in counted), sum(trials for _wins, trials in counted)
    return (wins + 0.5) / (trials + 1)
