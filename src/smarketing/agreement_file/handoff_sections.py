"""Business hours, handoffs, channels and services in the agreement file."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, get_args

from smarketing.agreement import (
    Acceptance,
    Attempts,
    Channel,
    ClockCase,
    Definition,
    FollowUp,
    Handoff,
    NamedHours,
    Repeats,
    Reply,
    Service,
)
from smarketing.agreement_file.codecs import Context, Key, Kind, Schema, Shape, as_mapping, refused
from smarketing.agreement_file.documents import Path
from smarketing.agreement_file.value_codecs import (
    NAMES,
    QUANTITY,
    TEXT,
    listed,
    mapped,
    named,
    one_of,
    parsed,
    read_each,
    read_text,
)
from smarketing.errors import InvalidValueError
from smarketing.hours import ALWAYS, BusinessHours, Windows, as_holidays, as_week, as_windows, week_texts, windows_text
from smarketing.months import time_zone

_TEXT = TEXT.schema()


def _checked(check: Callable[[str], object]) -> Callable[[object, Path, Context], str]:
    """Make the reader of a text that something else is made of; refused at its place if that cannot be."""

    def read(value: object, path: Path, context: Context) -> str:
        text = read_text(value, path, context)
        try:
            check(text)
        except InvalidValueError as error:
            raise refused(error.message, path) from error
        return text

    return read


_windows = _checked(as_windows)
_holiday = _checked(lambda text: as_holidays([text]))


def _read_windows_by_name(value: object, path: Path, context: Context) -> dict[str, str]:
    def read(each: object, at: Path) -> str:
        if each is None:  # YAML took a comma in it for the end of an entry
            raise refused("nothing stands here; windows have spaces between them, and days with commas need quotes", at)
        return _windows(each, at, context)

    items = as_mapping(value, path).items()
    texts = read_each(items, path, read)
    return dict(zip((name for name, _each in items), texts, strict=True))


def _read_holidays(value: object, path: Path, context: Context) -> tuple[str, ...]:
    if not isinstance(value, list):
        return (_holiday(value, path, context),)
    return read_each(enumerate(value), path, lambda each, at: _holiday(each, at, context))


def _texts_schema(name: str) -> Schema:
    return {"type": ["object", "null"], "patternProperties": {name: _TEXT}, "additionalProperties": False}


def _write_dated(dated: tuple[tuple[date, Any], ...]) -> object:
    return {day.isoformat(): windows_text(windows) for day, windows in dated}


def _read_week(value: object, path: Path, context: Context) -> object:
    return ALWAYS if value == ALWAYS else _read_windows_by_name(value, path, context)


def _write_week(week: tuple[Windows, ...]) -> object:
    return ALWAYS if week == as_week(ALWAYS) else week_texts(week)


_WEEK = Kind(_read_week, _write_week, lambda: {"anyOf": [{"enum": [ALWAYS]}, _texts_schema(".")]})
_DATED = Kind(_read_windows_by_name, _write_dated, lambda: _texts_schema("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))

_HOURS = Shape(
    BusinessHours,
    (
        Key("weekly", _WEEK),
        Key("timezone", Kind(_checked(time_zone)), "tz"),
        Key("holidays", Kind(_read_holidays, NAMES.write, NAMES.schema)),
        Key("overrides", _DATED),
        Key("closures", _DATED),
    ),
)


_TOGETHER = Shape(NamedHours, (Key("any_of", NAMES), Key("all_of", NAMES)))


def _read_hours(value: object, path: Path, context: Context) -> NamedHours:
    """Hours are by the clocks of the term, unless they have a zone of their own; or others put together."""
    name = str(path[-1])
    if isinstance(value, Mapping) and {"any_of", "all_of"} & value.keys():
        together: NamedHours = _TOGETHER.read(value, path, context, name=name)
        return together
    calendar = _HOURS.read(value, path, context, tz=context.timezone)
    try:
        return NamedHours(name, calendar)
    except InvalidValueError as error:
        raise refused(error.message, path) from error


def _write_hours(hours: NamedHours) -> object:
    if hours.calendar is None:
        return _TOGETHER.write(hours)
    return dict(as_mapping(_HOURS.write(hours.calendar), ())) | {"timezone": hours.calendar.tz}


def _hours_schema() -> Schema:
    return {"anyOf": [_HOURS.schema(), _TOGETHER.schema(("name",))]}


HOURS = mapped(_read_hours, _write_hours, "name", _hours_schema)

_CASE = Shape(ClockCase, (Key("when", TEXT), Key("within", QUANTITY)))
_EVENTS = tuple(Key(name, NAMES) for name in ("starts", "stops", "pauses", "resumes", "resets", "cancels"))
_CLOCK = (
    Key("within", QUANTITY),
    Key("cases", listed(_CASE.kind)),
    Key("hours", TEXT),
    Key("hours_by", TEXT),
    Key("at_least", QUANTITY),
    Key("at_risk", QUANTITY),
    *_EVENTS,
    Key("repeats", one_of(*get_args(Repeats))),
)
_ACCEPTANCE = Shape(Acceptance, (*_CLOCK, Key("reject_for", NAMES)))
_ATTEMPTS = (Key("attempts", parsed(Attempts.parse)), Key("tries", NAMES), Key("until", NAMES), Key("effort", QUANTITY))
_FOLLOW_UP = Shape(FollowUp, (*_CLOCK, *_ATTEMPTS))
_REPLY = Shape(Reply, _CLOCK)

HANDOFFS = named(
    Shape(
        Handoff,
        (
            Key("from", TEXT, "giver"),
            Key("to", TEXT, "taker"),
            Key("trigger", TEXT),
            Key("event", TEXT),
            Key("information", NAMES),
            Key("informed_at_least", QUANTITY),
            Key("notice", TEXT),
            Key("accept", _ACCEPTANCE.kind),
            Key("follow_up", _FOLLOW_UP.kind),
        ),
    )
)

CHANNELS = named(
    Shape(
        Channel,
        (Key("owed_by", TEXT), Key("purpose", TEXT), Key("not_for", TEXT), Key("reply", _REPLY.kind)),
    )
)

_MEASURES = ("availability", "mtbf", "mttr", "throughput", "jitter")

SERVICES = named(
    Shape(
        Service,
        (
            Key("owed_by", TEXT),
            Key("owed_to", TEXT),
            *(Key(name, QUANTITY) for name in _MEASURES),
            Key("hours", TEXT),
            Key("reported_by", TEXT),
            Key("paid_by", TEXT),
            Key("excludes", NAMES),
            Key("sampled_every", QUANTITY),
        ),
    )
)

EVENTS = named(Shape(Definition, (Key("means", TEXT), Key("when", TEXT))))
