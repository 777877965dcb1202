"""Scorecards from the plain values that `scorecard_json` gave, with the agreement that they were judged by."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import NoReturn

import attrs

from smarketing.actuals import Actual, Metric
from smarketing.agreement import Agreement, Objective
from smarketing.errors import DocumentError, InvalidValueError, Problem, no_such
from smarketing.judging import Scorecard
from smarketing.months import Month, Period, time_zone
from smarketing.reports.agreement_digest import agreement_digest
from smarketing.reports.json_values import (
    Plain,
    Unreadable,
    check_format,
    enum_reader,
    month_reader,
    optional,
    read_begins_on,
    read_day,
    read_each,
    read_flag,
    read_integer,
    read_key,
    read_list,
    read_number,
    read_object,
    read_quantity,
    read_text,
    unreadable,
)
from smarketing.reports.json_writing import versions_json
from smarketing.units import Quantity
from smarketing.verdicts import Absence, Due, Finding, Status, Verdict

_MOST_PROBLEMS = 20

_status = enum_reader(Status, "status")
_optional_absence = optional(enum_reader(Absence, "absence"))
_optional_quantity = optional(read_quantity)
_optional_number = optional(read_number)
_optional_text = optional(read_text)
_optional_integer = optional(read_integer)
_optional_day = optional(read_day)


def scorecard_from_json(plain: object, agreement: Agreement) -> Scorecard:
    """Make the scorecard of which `scorecard_json` gave plain values; it is equal to that scorecard.

    `agreement` is the one that was judged, with the same versions; what follows from it and from the rest (titles,
    totals, sentences) is not read. DocumentError, with the path of each value that is wrong, for another agreement,
    another format, and values that no scorecard has.
    """
    try:
        return _scorecard(read_object(plain), agreement)
    except Unreadable as error:
        raise DocumentError(_first(error.problems)) from error


def _first(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    rest = len(problems) - _MOST_PROBLEMS
    return problems if rest <= 0 else (*problems[:_MOST_PROBLEMS], Problem(f"and {rest} more"))


def _scorecard(plain: Plain, agreement: Agreement) -> Scorecard:
    check_format(plain)
    _check_agreement(plain, agreement)
    month = month_reader(_begins_on(plain, agreement))
    period = read_key(plain, "period", lambda value: _period(value, month))
    verdict = _VerdictReader(agreement, month).read
    verdicts = read_key(plain, "verdicts", lambda value: read_each(value, verdict))
    own = {(each.promise.name, each.month): each for each in verdicts}
    due = _DueReader(own, month, verdict).read
    return Scorecard(
        agreement,
        period,
        _as_of(plain),
        verdicts,
        read_key(plain, "dues", lambda value: read_each(value, due)),
        read_key(plain, "left_out", lambda value: read_each(value, _problem)),
        read_key({"missing": [], **plain}, "missing", lambda value: read_each(value, _problem)),
    )


def _check_agreement(plain: Plain, agreement: Agreement) -> None:
    """Refuse another agreement, and one whose versions held in other months."""
    digest = read_key(plain, "agreement", _optional_text)
    if digest != agreement_digest(agreement):
        _refuse_agreement(plain, agreement, digest)
    written = read_key(plain, "versions", read_list)
    for place, (was, version) in enumerate(zip(written, versions_json(agreement), strict=False)):
        if was != version:
            message = f"the agreement has the version {_shown(version)}, and the scorecard {_shown(was)}"
            raise Unreadable(Problem(message, ("versions", place)))
    if len(written) != len(agreement.versions):
        message = f"the agreement has {len(agreement.versions)} versions, and the scorecard {len(written)}"
        raise Unreadable(Problem(message, ("versions",)))


def _begins_on(plain: Plain, agreement: Agreement) -> int:
    begins_on, own = read_key(plain, "months_begin_on", read_begins_on), agreement.months.first.begins_on
    if begins_on != own:
        message = f"months begin on day {begins_on} here, and on day {own} in the agreement"
        raise Unreadable(Problem(message, ("months_begin_on",)))
    return begins_on


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=repr)


def _refuse_agreement(plain: Plain, agreement: Agreement, digest: str | None) -> NoReturn:
    title = plain.get("title")
    earlier = [place for place, each in enumerate(agreement.versions[:-1]) if agreement_digest(each) == digest]
    if digest is not None and earlier:
        message = f"the agreement was amended after this was judged; read it with agreement.versions[{earlier[-1]}]"
    elif title != agreement.title:
        message = f"this is a scorecard of {_shown(title)}, not of {_shown(agreement.title)}"
    else:
        message = "the agreement says something else than when this was judged; read it with the agreement as it was"
    raise Unreadable(Problem(message, ("agreement",)))


def _as_of(plain: Plain) -> datetime | None:
    text, name = read_key(plain, "as_of", _optional_text), read_key(plain, "as_of_zone", _optional_text)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None:
            raise unreadable(text, "an instant; write its offset too, as in 2026-03-31T12:00:00+02:00").under("as_of")
        if name is None:
            return at
        here = at.replace(tzinfo=time_zone(name))
    except InvalidValueError as error:
        raise Unreadable(Problem(error.message, ("as_of_zone",))) from error
    except ValueError as error:
        raise unreadable(text, "an instant; write it as 2026-03-31T12:00:00+02:00").under("as_of") from error
    for fold in (0, 1):
        if (found := here.replace(fold=fold)).utcoffset() == at.utcoffset():
            return found
    raise Unreadable(Problem(f"{text} is not a time of {name}", ("as_of",)))


def _period(value: object, month: Callable[[object], Month]) -> Period:
    plain = read_object(value)
    first, last = read_key(plain, "first", month), read_key(plain, "last", month)
    try:
        return Period(first, last)
    except InvalidValueError as error:
        raise Unreadable(Problem(error.message)) from error


@attrs.frozen
class _Promises:
    """The promises of the version in force in a month, and their metrics, by the promise's name."""

    promises: Mapping[str, Objective]
    metrics: Mapping[str, Metric]

    @classmethod
    def of(cls, version: Agreement) -> "_Promises":
        own = version.own_metrics
        return cls(
            {promise.name: promise for promise in version.promises},
            {promise.name: own[version.metric_of(promise)] for promise in version.promises},
        )


@attrs.frozen(eq=False)
class _VerdictReader:
    """Reads verdicts, whose promises are those of the version in force."""

    agreement: Agreement
    month: Callable[[object], Month]
    _known: dict[Month, _Promises] = attrs.field(factory=dict, init=False)

    def read(self, value: object) -> Verdict:
        plain = read_object(value)
        period = read_key(plain, "period", lambda value: _period(value, self.month))
        promise, metric = read_key(plain, "promise", lambda name: self._promise(name, period.last))
        _check_promise(plain, promise, metric)
        return Verdict(
            promise,
            metric,
            period,
            read_key(plain, "finding", _finding),
            read_key(plain, "status", _status),
            read_key(plain, "counts_as", _status),
            read_key(plain, "note", read_text),
            read_key(plain, "so_far", _optional_finding),
            read_key({"excluded": [], **plain}, "excluded", lambda value: read_each(value, read_text)),
        )

    def _promise(self, value: object, month: Month) -> tuple[Objective, Metric]:
        name = read_text(value)
        if month not in self._known:
            self._known[month] = self._of_version(self.agreement.at(month))
        known = self._known[month]
        if name not in known.promises:
            raise Unreadable(Problem(no_such("promise", name, list(known.promises))))
        return known.promises[name], known.metrics[name]

    def _of_version(self, version: Agreement) -> _Promises:
        """The promises of a version; months of one version share them."""
        same = (held for month, held in self._known.items() if self.agreement.at(month) is version)
        return next(same, None) or _Promises.of(version)


def _check_promise(plain: Plain, promise: Objective, metric: Metric) -> None:
    """Refuse a verdict that names another party, metric or segment than its promise has."""
    named = {"owed_by": promise.owed_by, "owed_to": promise.owed_to, "metric": metric.name, "segment": promise.segment}
    for key, own in named.items():
        if (found := read_key(plain, key, _optional_text)) != own:
            message = f"{promise.name!r} has {_shown(own)} in the agreement, not {_shown(found)}"
            raise Unreadable(Problem(message, (key,)))


def _finding(value: object) -> Finding:
    plain = read_object(value)
    return Finding(
        read_key(plain, "status", _status),
        read_key(plain, "actual", _optional_actual),
        read_key(plain, "at_least", _optional_quantity),
        read_key(plain, "at_most", _optional_quantity),
        read_key(plain, "shortfall", _optional_quantity),
        read_key(plain, "tolerance", _optional_quantity),
        read_key(plain, "window_months", read_integer),
        read_key(plain, "note", read_text),
        read_key(plain, "absence", _optional_absence),
        "strict" in plain and read_key(plain, "strict", read_flag),
        read_key(plain, "rounded_to", _optional_rounding) if "rounded_to" in plain else None,
    )


def _rounding(value: object) -> Quantity:
    step = read_quantity(value)
    if step.value <= 0:
        raise unreadable(value, "a step above 0")
    return step


def _actual(value: object) -> Actual:
    plain = read_object(value)
    number: Fraction = read_key(plain, "value", read_number)
    return Actual(number, read_key(plain, "base", _optional_number))


_optional_finding = optional(_finding)
_optional_actual = optional(_actual)
_optional_rounding = optional(_rounding)


@attrs.frozen(eq=False)
class _DueReader:
    """Reads dues, whose causes are verdicts of the scorecard."""

    verdicts: Mapping[tuple[str, Month], Verdict]
    month: Callable[[object], Month]
    verdict: Callable[[object], Verdict]

    def read(self, value: object) -> Due:
        plain = read_object(value)
        return Due(
            read_key(plain, "consequence", read_text),
            read_key(plain, "month", self.month),
            read_key(plain, "effect", read_text),
            read_key(plain, "owed_by", read_text),
            read_key(plain, "owed_to", read_text),
            read_key(plain, "because", read_text),
            read_key(plain, "causes", lambda value: read_each(value, self._cause)),
            read_key(plain, "amount", _optional_quantity),
            read_key(plain, "task", read_text),
            read_key(plain, "by", _optional_day),
            read_key(plain, "id", read_text),
        )

    def _cause(self, value: object) -> Verdict:
        plain = read_object(value)
        if "finding" in plain:
            return self.verdict(plain)
        name, month = read_key(plain, "promise", read_text), read_key(plain, "month", self.month)
        if (name, month) not in self.verdicts:
            raise Unreadable(Problem(f"{name!r} was not judged in {month}"))
        return self.verdicts[name, month]


def _problem(value: object) -> Problem:
    plain = read_object(value)
    return Problem(
        read_key(plain, "message", read_text),
        read_key(plain, "path", lambda value: read_each(value, _step)),
        read_key(plain, "file", _optional_text),
        read_key(plain, "line", _optional_integer),
        read_key(plain, "column", _optional_integer),
        read_key(plain, "name", _optional_text),
        read_key(plain, "kind", _optional_text),
    )


def _step(value: object) -> str | int:
    return value if isinstance(value, str) else read_integer(value)
