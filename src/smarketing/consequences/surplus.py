"""By how much a result is better than its target."""

from smarketing.units import Quantity
from smarketing.verdicts import Verdict


def target_of(verdict: Verdict) -> Quantity | None:
    """Give the one target that a result was held against, in the metric's unit; None for two, or for none."""
    targets = [each for each in (verdict.finding.at_least, verdict.finding.at_most) if each is not None]
    return targets[0].to(verdict.metric.unit) if len(targets) == 1 else None


def surplus(verdict: Verdict) -> Quantity | None:
    """Give how far a result lies on the better side of its one target, less than 0 if it is worse.

    For a share it is in points. None without a figure, and for a target on two sides or none.
    """
    actual, target = verdict.actual, target_of(verdict)
    if actual is None or target is None:
        return None
    more = actual.value - target.value
    unit = "point" if verdict.metric.unit == "%" else actual.unit
    return Quantity(more if verdict.finding.at_most is None else -more, unit)
