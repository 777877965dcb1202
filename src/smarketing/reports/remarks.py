"""What stands beside verdicts, in words: pace, error budgets, and whether a miss is larger than chance."""

from smarketing.judging import MissChance, Projection
from smarketing.units import Quantity, readable, shown, telling_places, whole_percent
from smarketing.verdicts import ErrorBudget, Verdict, target_text


def pace_text(verdict: Verdict, projection: Projection) -> str:
    """Say how a running period goes: `40 of 100 SQL so far with 50 % of the month over; at this pace 80 SQL: at risk`.

    Then what is still needed, if anything is.
    """
    days = f"{projection.every}'s business days" if projection.in_business_days else projection.every
    over = f" with {whole_percent(projection.part_over)} % of the {days} over"
    said = f"{_reached(verdict, projection)} so far"
    if projection.projected is None:
        said += "; the first day is not over"
    else:
        at_pace = f"; at this pace {readable(projection.projected)}" if verdict.metric.kind == "count" else ""
        said += f"{over}{at_pace}{_RISK[projection.at_risk]}"
    return f"{said}{_needed(projection)}"


_RISK = {None: "", True: ": at risk", False: ": on track"}


def _reached(verdict: Verdict, projection: Projection) -> str:
    """What was reached: of the target of a whole period where it is known, else beside what it is held against now."""
    finding, reached = verdict.so_far or verdict.finding, projection.reached
    targets = [each for each in (finding.at_least, finding.at_most) if each is not None]
    is_known = projection.needed is not None or finding.at_least is None
    if verdict.metric.kind == "count" and len(targets) == 1 and is_known and not finding.strict:
        most = "at most " if finding.at_least is None else ""
        return f"{_number(reached)} of {most}{readable(targets[0])}"
    against = target_text(finding)
    return f"{readable(reached)} ({against})" if against else readable(reached)


def _needed(projection: Projection) -> str:
    needed, a_day = projection.needed, projection.needed_a_day
    if needed is None or not needed.value:
        return ""
    day = "business day" if projection.in_business_days else "day"
    return f". Still needed: {readable(needed)}{'' if a_day is None else f', {readable(a_day)} a {day}'}"


def budget_text(budget: ErrorBudget) -> str:
    """Say how much of an error budget is used and left: `8 of 20 used, 60 % left`."""
    used = f"{_number(budget.used)} of {readable(budget.allowed)} used"
    if budget.left.value < 0:
        return f"{used}: overspent by {readable(-budget.left)}"
    return used if budget.part_left is None else f"{used}, {whole_percent(budget.part_left)} % left"


def chance_text(found: MissChance) -> str:
    """Say whether chance explains a miss: `could be chance (12 %)`."""
    percent = 100 * found.chance
    shown_percent = f"{percent:.{0 if percent >= 10 else 1}f} %" if percent >= 0.1 else "below 0.1 %"
    said = "larger than chance" if found.is_larger else "could be chance"
    return f"{said} ({shown_percent})"


def _number(amount: Quantity) -> str:
    return shown(amount.value, telling_places(amount.value, 2))
