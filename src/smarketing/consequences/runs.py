"""Runs: verdicts one after another that count, such as misses of a promise running."""

from collections.abc import Callable, Sequence

from smarketing.months import Month
from smarketing.verdicts import Status, Verdict

_JUDGED = (Status.MET, Status.MISSED)
_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def _missed(verdict: Verdict) -> bool:
    return verdict.missed


def running(
    verdicts: Sequence[Verdict], counts: Callable[[Verdict], bool] = _missed, *, gap_ends_it: bool = False
) -> list[Verdict]:
    """Give the verdicts that count, one after another up to the last one, oldest first; misses unless stated.

    A verdict that does not count ends the run, and so does a figure that could not be read: nobody knows what it would
    have been. A month without a verdict neither ends nor extends the run, unless `gap_ends_it`; a month that is not
    over ends nothing.
    """
    run = []
    for verdict in reversed(verdicts):
        if counts(verdict):
            run.append(verdict)
        elif ends_run(verdict, gap_ends_it=gap_ends_it):
            break
    return run[::-1]


def running_together(
    tracks: Sequence[Sequence[Verdict]], counts: Callable[[Verdict], bool], *, gap_ends_it: bool = False
) -> list[Verdict]:
    """Give the verdicts that count in the months one after another in each of which some verdict counts, oldest first.

    A month in which none counts ends the run as a verdict that does not count ends that of one promise.
    """
    if len(tracks) == 1:
        return running(tracks[0], counts, gap_ends_it=gap_ends_it)
    by_month: dict[Month, list[Verdict]] = {}
    for verdicts in tracks:
        for verdict in verdicts:
            by_month.setdefault(verdict.month, []).append(verdict)
    run: list[list[Verdict]] = []
    for month in sorted(by_month, reverse=True):
        found = [verdict for verdict in by_month[month] if counts(verdict)]
        if found:
            run.append(found)
        elif any(ends_run(verdict, gap_ends_it=gap_ends_it) for verdict in by_month[month]):
            break
    return [verdict for found in reversed(run) for verdict in found]


def ends_run(verdict: Verdict, *, gap_ends_it: bool) -> bool:
    """Tell whether a verdict that does not count ends a run."""
    return verdict.counts_as in _JUDGED or verdict.unreadable or (gap_ends_it and verdict.so_far is None)


def place_text(run: int) -> str:
    """Say which miss of a run the last one is: `third miss running`."""
    if run == 1:
        return "first miss"
    return f"{_WORDS[run - 1] if run <= len(_WORDS) else _numeral(run)} miss running"


def _numeral(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
