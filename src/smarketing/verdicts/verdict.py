"""The judgement of a promise in a month."""

from fractions import Fraction

import attrs

from smarketing.actuals import Metric
from smarketing.months import Month, Period
from smarketing.units import Quantity
from smarketing.verdicts.finding import Absence, Finding, Promise, Status
from smarketing.verdicts.sentences import why


@attrs.frozen(weakref_slot=False)
class Verdict:
    """The judgement of one promise in one period.

    `period` is what is judged, mostly one month. `counts_as` is what consequences see: the status, but MISSED for
    missing data that the parties agreed to count so, and NO_DATA for a miss that may be excused by a figure that could
    not be read. `note` is the reason for a status that the figures do not explain. `so_far` is what the evaluator finds
    in a month that is not over. `excluded` says what was taken out of the figure before, a sentence for each cause.
    Sentences and ratios are made when read.
    """

    promise: Promise
    metric: Metric
    period: Period
    finding: Finding
    status: Status
    counts_as: Status
    note: str = ""
    so_far: Finding | None = None
    excluded: tuple[str, ...] = ()

    @property
    def month(self) -> Month:
        """The month that is judged, or the last one of the period."""
        return self.period.last

    @property
    def missed(self) -> bool:
        """Whether consequences count it as a miss."""
        return self.counts_as is Status.MISSED

    @property
    def unreadable(self) -> bool:
        """Whether there is no verdict because a figure could not be read."""
        return self.status is Status.NO_DATA and self.finding.absence is Absence.UNREADABLE

    @property
    def actual(self) -> Quantity | None:
        """What was measured, in the metric's unit, rounded where the promise says so.

        None where there is no figure, or a share is of nothing.
        """
        reading = self._reading
        return None if reading is None else Quantity(reading, self.metric.unit)

    @property
    def _reading(self) -> Fraction | None:
        return self.finding.reading(self.metric)

    @property
    def shortfall(self) -> Quantity | None:
        """By how much the target was missed; None unless it was."""
        return self.finding.shortfall

    @property
    def attainment(self) -> Fraction | None:
        """The part of the promise that was kept, 1 and more when all of it was, or a strict target is just missed.

        Actual by target where more is better, target by actual where less is; None for a target on two sides, without
        a figure, below zero, and where it would divide by zero.
        """
        reading, at_most = self._reading, self.finding.at_most
        targets = [each for each in (self.finding.at_least, at_most) if each is not None]
        if reading is None or len(targets) != 1:
            return None
        target = targets[0].value_in(self.metric.unit)
        above, below = (reading, target) if at_most is None else (target, reading)
        return None if above.numerator < 0 or below.numerator <= 0 else above / below

    @property
    def because(self) -> str:
        """One sentence that says why the verdict is what it is, and what was excluded."""
        return "; ".join((why(self.metric, self.month, self.finding, self.status, self.note), *self.excluded))
