"""Business hours in an agreement file: windows by the week, with holidays and exceptions, or others put together."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from smarketing.agreement import NamedHours
from smarketing.agreement_file.class_codec import ClassCodec, class_codec
from smarketing.agreement_file.codec import Codec, Context, JsonSchema, Path, as_mapping, refused
from smarketing.agreement_file.value_codecs import FORMS, NAMES, TEXT, mapped, read_each, read_text
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


def _texts_schema(name: str) -> JsonSchema:
    return {"type": ["object", "null"], "patternProperties": {name: _TEXT}, "additionalProperties": False}


def _write_dated(dated: tuple[tuple[date, Any], ...]) -> object:
    return {day.isoformat(): windows_text(windows) for day, windows in dated}


def _read_week(value: object, path: Path, context: Context) -> object:
    return ALWAYS if value == ALWAYS else _read_windows_by_name(value, path, context)


def _write_week(week: tuple[Windows, ...]) -> object:
    return ALWAYS if week == as_week(ALWAYS) else week_texts(week)


_WEEK = Codec(_read_week, _write_week, lambda: {"anyOf": [{"enum": [ALWAYS]}, _texts_schema(".")]})
_DATED = Codec(_read_windows_by_name, _write_dated, lambda: _texts_schema("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))

_HOURS = ClassCodec(
    BusinessHours,
    forms={
        **FORMS,
        "week": _WEEK,
        "time zone": Codec(_checked(time_zone)),
        "holidays": Codec(_read_holidays, NAMES.write, NAMES.schema),
        "windows by date": _DATED,
    },
)
_TOGETHER = class_codec(NamedHours, ("name", "calendar"))


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


def _hours_schema() -> JsonSchema:
    return {"anyOf": [_HOURS.schema(), _TOGETHER.schema()]}


HOURS = mapped(_read_hours, _write_hours, "name", _hours_schema)
