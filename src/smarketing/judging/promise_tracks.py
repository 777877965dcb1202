"""Which promises are the same promise in several months, over all versions of an agreement."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, takewhile

import attrs

from smarketing.agreement import Agreement, Objective
from smarketing.judging.calendar import JudgedMonth


@attrs.frozen
class Run:
    """A promise as one version says it, from the place of a month on until before another's."""

    version: Agreement
    promise: Objective
    start: int
    stop: int


@attrs.define(eq=False)
class Spell:
    """Months in a row in which a promise is the same one, though versions may say more or less of it.

    It is another when it is owed by or to somebody else, or judged by other figures. `first` is the place of the first
    month among those judged.
    """

    first: int
    runs: list[Run]

    def begins(self, run: Run) -> int:
        """Give the place of the month since which the promise has gone by the same evaluator as in a run."""
        *_, since = takewhile(
            lambda each: each.promise.evaluator == run.promise.evaluator,
            (each for each in reversed(self.runs) if each.start <= run.start),
        )
        return since.start


def spells_of(months: Sequence[JudgedMonth]) -> tuple[Sequence[Spell], Sequence[Mapping[str, int]]]:
    """Give the spells, and for each month the numbers of those that it lies in, by the promise's name."""
    spells: list[Spell] = []
    numbers: list[Mapping[str, int]] = []
    open_now: dict[str, int] = {}
    for version, start, stop in versions_in(months):
        here = {}
        for promise in version.promises:
            run = Run(version, promise, start, stop)
            before = open_now.get(promise.name)
            if before is not None and _same(spells[before].runs[-1], run):
                spells[before].runs.append(run)
                here[promise.name] = before
            else:
                here[promise.name] = len(spells)
                spells.append(Spell(start, [run]))
        open_now = here
        numbers += [here] * (stop - start)
    return spells, numbers


def versions_in(months: Sequence[JudgedMonth]) -> Iterator[tuple[Agreement, int, int]]:
    """The versions in force one after another, each with the places of its months."""
    start = 0
    for _key, group in groupby(months, key=lambda judged: id(judged.version)):
        same = list(group)
        yield same[0].version, start, start + len(same)
        start += len(same)


def _same(before: Run, now: Run) -> bool:
    return _identity(before) == _identity(now)


def _identity(run: Run) -> tuple[str, str, str, str | None]:
    promise = run.promise
    return promise.owed_by, promise.owed_to, run.version.metric_of(promise), promise.segment
