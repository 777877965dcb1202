"""The sentence behind a verdict."""

from collections.abc import Sequence

from smarketing.actuals import Metric
from smarketing.months import Month
from smarketing.units import Quantity, readable, shown, written
from smarketing.verdicts.finding import Finding, Status


def why(metric: Metric, month: Month, finding: Finding, status: Status, note: str) -> str:
    """Say in one sentence why a promise has a status in a month."""
    if status is Status.EXCUSED or (status is Status.MISSED and note):
        return f"{finding.note or _measured(metric, month, finding)}; {note}"
    return note or finding.note or _measured(metric, month, finding)


def _measured(metric: Metric, month: Month, finding: Finding) -> str:
    period = f" in the {finding.months} months from {month - (finding.months - 1)}" if finding.months > 1 else ""
    against = f" against {target}" if (target := target_text(finding)) else ""
    return f"{_actual_text(metric, finding)}{period}{against}{_margin(metric, finding)}"


def _actual_text(metric: Metric, finding: Finding) -> str:
    actual, judged = finding.actual, finding.reading(metric)
    reading = None if actual is None else metric.reading(actual)
    if actual is None or reading is None or judged is None:
        return "nothing"
    amount = readable(Quantity(reading, metric.unit))
    if finding.rounded_to is not None:
        amount += f", rounded to {written(Quantity(judged, metric.unit))}"
    between = "of" if metric.kind == "share" else "for"
    return amount if actual.base is None else f"{shown(actual.value)} {between} {shown(actual.base)} ({amount})"


def target_text(finding: Finding) -> str:
    """Say what an actual was held against: `at least 100 SQL`, `below 44 minutes`; '' where there was no target."""
    names = ("above", "below") if finding.strict else ("at least", "at most")
    sides = zip(names, (finding.at_least, finding.at_most), strict=True)
    return " and ".join(f"{side} {readable(limit)}" for side, limit in sides if limit is not None)


def _margin(metric: Metric, finding: Finding) -> str:
    reading = finding.reading(metric)
    if reading is None:
        return ""
    over = finding.at_most is not None and reading > finding.at_most.value
    under = finding.at_least is not None and reading < finding.at_least.value
    if finding.strict and finding.shortfall is not None and not finding.shortfall.value:
        return f": exactly {readable(Quantity(reading, metric.unit))}, not {'below' if finding.at_most else 'above'}"
    if finding.shortfall is not None:
        return f": {readable(finding.shortfall)} {'over' if over else 'short'}"
    tolerated = (over or under) and finding.tolerance
    return f", within the tolerance of {written(tolerated)}" if tolerated else ""


def outcome_text(status: Status) -> str:
    """Say what became of a promise: `was missed`."""
    return _OUTCOMES[status]


_OUTCOMES = {
    Status.MET: "was met",
    Status.MISSED: "was missed",
    Status.EXCUSED: "was excused",
    Status.NO_DATA: "had no data",
    Status.PENDING: "was pending",
    Status.NOT_IN_FORCE: "was not in force",
}


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: `a`, `a and b`, `a, b and c`."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
