"""Business hours and handoffs in the agreement file."""

from datetime import date
from typing import Any

from smarketing.files.documents import Path
from smarketing.files.kinds import NAMES, QUANTITY, TEXT, mapped, named, parsed, read_each, read_text
from smarketing.files.shapes import Context, Key, Kind, Schema, Shape, as_mapping
from smarketing.hours import BusinessHours, week_texts, windows_text
from smarketing.model import Acceptance, Attempts, FollowUp, Handoff, NamedHours

_TEXT = TEXT.schema()


def _read_texts_by_name(value: object, path: Path, context: Context) -> dict[str, str]:
    items = as_mapping(value, path).items()
    texts = read_each(items, path, lambda each, at: read_text(each, at, context))
    return dict(zip((name for name, _each in items), texts, strict=True))


def _texts_schema(name: str) -> Schema:
    return {"type": ["object", "null"], "patternProperties": {name: _TEXT}, "additionalProperties": False}


def _write_dated(dated: tuple[tuple[date, Any], ...]) -> object:
    return {day.isoformat(): windows_text(windows) for day, windows in dated}


_WEEK = Kind(_read_texts_by_name, week_texts, lambda: _texts_schema("."))
_DATED = Kind(_read_texts_by_name, _write_dated, lambda: _texts_schema("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))

_HOURS = Shape(
    BusinessHours,
    (
        Key("weekly", _WEEK),
        Key("timezone", TEXT, "tz"),
        Key("holidays", NAMES),
        Key("overrides", _DATED),
        Key("closures", _DATED),
    ),
)


def _read_hours(value: object, path: Path, context: Context) -> NamedHours:
    """Hours are by the clocks of the term, unless they have a zone of their own."""
    return NamedHours(str(path[-1]), _HOURS.read(value, path, context, tz=context.timezone))


def _write_hours(hours: NamedHours) -> object:
    return dict(as_mapping(_HOURS.write(hours.calendar), ())) | {"timezone": hours.calendar.tz}


HOURS = mapped(_read_hours, _write_hours, "name", _HOURS.schema)

_CLOCK = (Key("within", QUANTITY), Key("hours", TEXT), Key("at_least", QUANTITY))
_ACCEPTANCE = Shape(Acceptance, (*_CLOCK, Key("reject_for", NAMES)))
_FOLLOW_UP = Shape(FollowUp, (*_CLOCK, Key("attempts", parsed(Attempts.parse)), Key("effort", QUANTITY)))

HANDOFFS = named(
    Shape(
        Handoff,
        (
            Key("from", TEXT, "giver"),
            Key("to", TEXT, "taker"),
            Key("trigger", TEXT),
            Key("information", NAMES),
            Key("notice", TEXT),
            Key("accept", _ACCEPTANCE.kind),
            Key("follow_up", _FOLLOW_UP.kind),
        ),
    )
)
