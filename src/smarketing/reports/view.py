"""What every scorecard shows, whatever it is drawn with."""

from collections.abc import Sequence
from itertools import groupby

import attrs

from smarketing.agreement import Agreement
from smarketing.judging import Scorecard, Standing
from smarketing.months import Month
from smarketing.units import readable
from smarketing.verdicts import Due, Promise, Status, Verdict, target_text

STATUS_WORDS = {status: status.value.replace("-", " ") for status in Status}

_STANDINGS = {
    Standing.IN_FORCE: "in force",
    Standing.NOT_IN_FORCE: "not in force",
    Standing.ENDED: "ended",
}


@attrs.frozen
class Line:
    """A promise, as it stood last, and its verdicts: one a month, None in a month that does not have the promise."""

    promise: Promise
    verdicts: tuple[Verdict | None, ...]


def lines(scorecard: Scorecard) -> list[Line]:
    """Give the promises in the order of the agreement, those that came with later versions last.

    A promise that another party owes from a version on is another one.
    """
    verdicts: dict[tuple[str, str, str], dict[Month, Verdict]] = {}
    for verdict in scorecard.verdicts:
        promise = verdict.promise
        verdicts.setdefault((promise.name, promise.owed_by, promise.owed_to), {})[verdict.month] = verdict
    months = list(scorecard.period)
    return [Line(list(each.values())[-1].promise, tuple(map(each.get, months))) for each in verdicts.values()]


def _how(version: Agreement, month: Month) -> str:
    if month not in version.term.months:
        return "not in force"
    return "as first agreed" if version.since is None else f"as amended from {version.since}"


def versions(scorecard: Scorecard) -> list[str]:
    """Say by which version which months were judged, where there are several."""
    agreement = scorecard.agreement
    said = []
    for how, same in groupby(scorecard.period, key=lambda month: _how(agreement.at(month), month)):
        months = list(same)
        spell = f"{months[0]}" if len(months) == 1 else f"{months[0]} to {months[-1]}"
        said.append(f"{spell}: {how}")
    return said if len(agreement.versions) > 1 else []


def heading(scorecard: Scorecard) -> str:
    """Say which months were judged, and as of when."""
    as_of = "" if scorecard.as_of is None else f", as of {scorecard.as_of.isoformat(sep=' ', timespec='minutes')}"
    return f"{scorecard.period.first} to {scorecard.through}{as_of}"


def standing(scorecard: Scorecard) -> str:
    """Say how the agreement stands, and who may end it since when."""
    if scorecard.standing is not Standing.MAY_BE_TERMINATED:
        return _STANDINGS[scorecard.standing]
    holders: dict[str, str] = {}
    for due in scorecard.dues:
        if due.effect == "terminate":
            holders.setdefault(due.owed_to, f"{due.owed_to} (since {due.month})")
    return f"may be terminated by {', '.join(holders.values())}"


def reading(verdict: Verdict) -> str:
    """Write the actual of a verdict for a cell; '' where there is none."""
    return "" if verdict.actual is None else readable(verdict.actual)


def owed(due: Due) -> str:
    """Say what is owed: money or a task."""
    return due.task if due.amount is None else readable(due.amount)


def totals(scorecard: Scorecard) -> Sequence[tuple[str, str, str]]:
    """Give who owes whom how much in all."""
    return [(by, to, readable(amount)) for (by, to, _), amount in scorecard.credits.items()]


def remarkable(scorecard: Scorecard) -> list[Verdict]:
    """Give the verdicts that ask for an explanation: all that are not simply met, and those that tolerance made so."""
    return [each for each in scorecard.verdicts if each.status is not Status.MET or (each.attainment or 1) < 1]


def promised(line: Line) -> list[str]:
    """Say what a promise was held against: `at least 100 SQL`, then `from 2026-04 at least 120 SQL`."""
    told = [each for each in line.verdicts if each is not None and target_text(each.finding)]
    spells = [list(same) for _promise, same in groupby(told, key=lambda verdict: verdict.promise)]
    targets = [(same[0].month, target_text(same[-1].finding)) for same in spells]
    changed = [next(same) for _text, same in groupby(targets, key=lambda target: target[1])]
    return [f"from {month} {text}" if place else text for place, (month, text) in enumerate(changed)]
