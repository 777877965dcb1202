"""What people read of a scorecard, as plain data: made once, then laid out as text or as a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, takewhile
from typing import Any

import attrs

from smarketing.agreement import Agreement
from smarketing.judging import Scorecard, Standing
from smarketing.legible_text import legible
from smarketing.months import Month
from smarketing.reports.problem_lines import problem_lines
from smarketing.reports.remarks import budget_text, chance_text, pace_text
from smarketing.units import readable, whole_percent
from smarketing.verdicts import Due, Status, Verdict, target_text

_SAID = {status: (status.value, status.value.replace("-", " ")) for status in Status}

_STANDINGS = {
    Standing.IN_FORCE: "in force",
    Standing.NOT_IN_FORCE: "not in force",
    Standing.ENDED: "ended",
}


def _legible_texts(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(legible, texts))


def _with_legible_texts(_class: type, fields: Sequence["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    """Let every text of a view be legible: whatever people read of a scorecard comes through here."""
    converters: Mapping[object, Any] = {str: legible, tuple[str, ...]: _legible_texts}
    return [each.evolve(converter=converters.get(each.type)) for each in fields]


@attrs.frozen(field_transformer=_with_legible_texts)
class VerdictView:
    """A verdict in words.

    `status` is a Status as JSON has it (`no-data`), `word` the same for reading (`no data`). `reading` is what was
    measured, `percent` the part of the promise that was kept, in percent, and `bar` the same but at most 100; each is
    '' where there is none. `needs_a_reason` is whether the verdict is not simply met.
    """

    month: str
    promise: str
    status: str
    word: str
    reading: str
    percent: str
    bar: str
    _verdict: Verdict
    _scorecard: Scorecard = attrs.field(repr=False, eq=False)
    needs_a_reason: bool

    @property
    def because(self) -> str:
        """Why it is so; worked out where it is shown."""
        return legible(self._verdict.because)

    @property
    def chance(self) -> str:
        """Whether a miss is larger than chance, '' where nobody can tell; worked out where it is shown."""
        found = self._scorecard.miss_chance(self._verdict)
        return "" if found is None else chance_text(found)


@attrs.frozen(field_transformer=_with_legible_texts)
class Line:
    """A promise, as it stood last, and its verdicts: one a month, None in a month that does not have the promise.

    `promised` says what it was held against, one text for each target that it had, with the month since when.
    """

    promise: str
    parties: str
    is_part: bool
    promised: tuple[str, ...]
    verdicts: tuple[VerdictView | None, ...]


@attrs.frozen(field_transformer=_with_legible_texts)
class Remark:
    """What stands beside the verdict of a promise in a month."""

    month: str
    promise: str
    text: str


@attrs.frozen(field_transformer=_with_legible_texts)
class DueView:
    """A due in words: `what` is money or a task, `by` the last day for it or ''."""

    month: str
    parties: str
    what: str
    is_money: bool
    by: str
    because: str
    consequence: str


@attrs.frozen(field_transformer=_with_legible_texts)
class Notice:
    """What a reader must know before the verdicts: a title, what it means, and a line for each case."""

    title: str
    meaning: str
    lines: tuple[str, ...]


@attrs.frozen(field_transformer=_with_legible_texts)
class ScorecardView:
    """Everything that people read of a scorecard, in words and in order.

    `heading` says which months were judged and as of when, `calendar` how months run if they do not begin on the first,
    `standing` how the agreement stands, `versions` by which
    version which months were judged, where there are several. `notices` say what was left out and what is missing,
    of many alike the first few. `lines` have the promises in the order of the agreement,
    those of later versions last. `pace` says how the periods go that are not over, `budgets` what is left of the latest
    error budget of each promise that has one. `remarkable` are the verdicts that ask for an explanation: all that are
    not simply met, and those that tolerance made so.
    """

    title: str
    summary: str
    parties: str
    through: str
    heading: str
    calendar: str
    standing: str
    versions: tuple[str, ...]
    notices: tuple[Notice, ...]
    months: tuple[str, ...]
    lines: tuple[Line, ...]
    pace: tuple[Remark, ...]
    budgets: tuple[Remark, ...]
    remarkable: tuple[VerdictView, ...]
    dues: tuple[DueView, ...]
    totals: tuple[str, ...]


def view_of(scorecard: Scorecard) -> ScorecardView:
    """Say a scorecard in words."""
    version = scorecard.version
    verdicts = [_verdict(verdict, scorecard) for verdict in scorecard.verdicts]
    by_promise = _by_promise(scorecard, verdicts)
    return ScorecardView(
        title=version.title,
        summary=version.summary,
        parties=", ".join(f"{each.name} ({each.contact})" if each.contact else each.name for each in version.parties),
        through=str(scorecard.through),
        heading=_heading(scorecard),
        calendar=version.calendar.describe_months(scorecard.period.first),
        standing=_standing(scorecard),
        versions=tuple(_versions(scorecard)),
        notices=tuple(_notices(scorecard)),
        months=tuple(map(str, scorecard.period)),
        lines=tuple(_line(each, list(scorecard.period)) for each in by_promise),
        pace=tuple(_pace(scorecard, by_promise)),
        budgets=tuple(_budgets(scorecard, by_promise)),
        remarkable=tuple(each for each in verdicts if each.needs_a_reason),
        dues=tuple(map(_due, scorecard.dues)),
        totals=tuple(_totals(scorecard)),
    )


_PAID = {"credit": "credits", "bonus": "bonuses"}
"""The effects that pay, one and several."""


def _totals(scorecard: Scorecard) -> Iterator[str]:
    """What each party owes each other in all, and how many credits and bonuses have no amount yet."""
    for (by, to, _unit), amount in scorecard.credits.items():
        yield f"In all {by} owes {to} {readable(amount)}."
    open_dues = (due for due in scorecard.dues if due.effect in _PAID and due.amount is None)
    waiting = Counter((due.owed_by, due.owed_to, due.effect) for due in open_dues)
    for (by, to, effect), count in waiting.items():
        what = f"1 {effect} whose amount is" if count == 1 else f"{count} {_PAID[effect]} whose amounts are"
        yield f"{by} also owes {to} {what} not known yet."


def _verdict(verdict: Verdict, scorecard: Scorecard) -> VerdictView:
    actual, kept = verdict.actual, verdict.attainment
    status, word = _SAID[verdict.status]
    percent = "" if kept is None else whole_percent(kept)
    is_whole = kept is None or kept.numerator >= kept.denominator
    return VerdictView(
        str(verdict.month),
        verdict.promise.name,
        status,
        word,
        "" if actual is None else readable(actual),
        percent,
        "100" if percent and is_whole else percent,
        verdict,
        scorecard,
        verdict.status is not Status.MET or not is_whole,
    )


_OfPromise = dict[Month, tuple[Verdict, VerdictView]]
"""The verdicts of a promise by month, oldest first."""


def _by_promise(scorecard: Scorecard, views: Sequence[VerdictView]) -> Sequence[_OfPromise]:
    """The verdicts of each promise; one that another party owes from a version on is another one."""
    found: dict[tuple[str, str, str], dict[Month, tuple[Verdict, VerdictView]]] = {}
    for verdict, view in zip(scorecard.verdicts, views, strict=True):
        promise = verdict.promise
        found.setdefault((promise.name, promise.owed_by, promise.owed_to), {})[verdict.month] = verdict, view
    return list(found.values())


def _latest_first(found: _OfPromise) -> Iterator[Verdict]:
    return (found[month][0] for month in reversed(found))


def _pace(scorecard: Scorecard, by_promise: Iterable[_OfPromise]) -> Iterator[Remark]:
    """How the period of each promise goes that is not over, by its latest figure."""
    for found in by_promise:
        pending = takewhile(lambda verdict: verdict.status is Status.PENDING, _latest_first(found))
        for verdict in pending:
            if projection := scorecard.projection(verdict):
                yield Remark(str(verdict.month), verdict.promise.name, pace_text(verdict, projection))
                break


def _budgets(scorecard: Scorecard, by_promise: Iterable[_OfPromise]) -> Iterator[Remark]:
    """The error budget of the latest period that has a figure, of each promise that is still made."""
    for found in by_promise:
        for verdict in _latest_first(found) if scorecard.through in found else ():
            if budget := scorecard.error_budget(verdict):
                yield Remark(str(verdict.month), verdict.promise.name, budget_text(budget))
                break


def _line(found: _OfPromise, months: Sequence[Month]) -> Line:
    *_, (last, _view) = found.values()
    promise = last.promise
    return Line(
        promise.name,
        f"{promise.owed_by} to {promise.owed_to}",
        promise.part_of is not None,
        tuple(_promised([verdict for verdict, _view in found.values()])),
        tuple(found[month][1] if month in found else None for month in months),
    )


def _promised(verdicts: Sequence[Verdict]) -> list[str]:
    """What a promise was held against: `at least 100 SQL`, then `from 2026-04 at least 120 SQL`."""
    targets: list[tuple[Month, str]] = []
    for _promise, same in groupby(verdicts, key=lambda verdict: id(verdict.promise)):
        held = [each for each in same if each.finding.at_least is not None or each.finding.at_most is not None]
        if held:
            targets.append((held[0].month, target_text(held[-1].finding)))
    changed = [next(same) for _text, same in groupby(targets, key=lambda target: target[1])]
    return [f"from {month} {text}" if place else text for place, (month, text) in enumerate(changed)]


def _due(due: Due) -> DueView:
    return DueView(
        str(due.month),
        f"{due.owed_by} to {due.owed_to}",
        due.task if due.amount is None else readable(due.amount),
        due.amount is not None,
        "" if due.by is None else str(due.by),
        due.because,
        due.consequence,
    )


def _how(version: Agreement, month: Month) -> str:
    if month not in version.term_months:
        return "not in force"
    shared = version.days_in(month)
    if len(shared) == 1:
        return _as_agreed(version)
    *earlier, last = shared
    until = [f"{_as_agreed(each.version)} up to {each.last_day}" for each in earlier]
    return f"by days, {', '.join((*until, _as_agreed(last.version)))}"


def _as_agreed(version: Agreement) -> str:
    if version.since is None:
        return "as first agreed"
    last = max((each.on for each in version.signatures), default=version.since)
    later = f", retroactively: the last signature is of {last}" if version.retroactive and last > version.since else ""
    return f"as amended from {version.since}{later}"


def _versions(scorecard: Scorecard) -> list[str]:
    agreement = scorecard.agreement
    if len(agreement.versions) == 1:
        return []
    said = []
    for how, same in groupby(scorecard.period, key=lambda month: _how(agreement.at(month), month)):
        months = list(same)
        period = f"{months[0]}" if len(months) == 1 else f"{months[0]} to {months[-1]}"
        said.append(f"{period}: {how}")
    return said


def _heading(scorecard: Scorecard) -> str:
    as_of = "" if scorecard.as_of is None else f", as of {scorecard.as_of.isoformat(sep=' ', timespec='minutes')}"
    return f"{scorecard.period.first} to {scorecard.through}{as_of}"


def _notices(scorecard: Scorecard) -> Iterator[Notice]:
    found = (
        ("Left out", "These rows were not judged:", scorecard.left_out),
        ("Missing figures", "These figures should have come, and did not:", scorecard.missing),
    )
    for title, meaning, problems in found:
        if problems:
            yield Notice(f"{title} ({len(problems):,})", meaning, tuple(problem_lines(problems)))


def _standing(scorecard: Scorecard) -> str:
    """How the agreement stands, and who may end it since when."""
    if (standing := scorecard.standing) is not Standing.MAY_BE_TERMINATED:
        return _STANDINGS[standing]
    holders: dict[str, str] = {}
    for due in scorecard.dues:
        if due.effect == "terminate":
            holders.setdefault(due.owed_to, f"{due.owed_to} (since {due.month})")
    return f"may be terminated by {', '.join(holders.values())}"
