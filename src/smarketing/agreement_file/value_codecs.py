"""Codecs of values: text, dates, quantities, targets, names, and collections of parts; and which one a type has."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time
from fractions import Fraction
from functools import partial
from inspect import signature
from types import MethodType, NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import attrs

from smarketing.agreement import LAST_DAY
from smarketing.agreement_file.codec import Codec, Context, JsonSchema, Path, Refused, as_mapping, described, refused
from smarketing.criteria import Criterion, CriterionError
from smarketing.errors import InvalidValueError, name_hint
from smarketing.funnel import as_lag
from smarketing.funnel.rates import as_share, parse_fraction
from smarketing.months import MOST_MONTHS, Month, as_date
from smarketing.units import Quantity, Target, exact_text, quantity, written

_DUE_EXAMPLES = "'day 5 of the next month' or 'last day of the next month'"
_DUE = re.compile(r"(?:day (\d{1,2})|last day) of the next month", re.ASCII)


def read_text(value: object, path: Path, _: Context) -> str:
    """Read text; a bare number or truth value is refused, not turned into text."""
    if not isinstance(value, str):
        quoted = f"; write it in quotes: '{value}'".lower() if isinstance(value, bool | int) else ""
        raise refused(f"this is {described(value)} where text belongs{quoted}", path)
    return value


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _from_text(parse: Callable[[str], Any]) -> Callable[[object, Path, Context], Any]:
    def read(value: object, path: Path, context: Context) -> Any:
        text = str(value) if _is_integer(value) else read_text(value, path, context)
        try:
            return parse(text)
        except InvalidValueError as error:
            raise refused(error.message, path) from error

    return read


def _read_target(value: object, path: Path, context: Context) -> Target:
    if not isinstance(value, str) or not value.startswith("funnel."):
        return Target(_read_quantity(value, path, context))
    plan = context.plan
    if plan is None:
        if context.has_funnel:
            raise Refused([])  # what is wrong with the funnel is a problem of its own
        raise refused(f"{value} is a number of the funnel, and there is no funnel", path)
    target: Target = _from_text(lambda name: plan.target(name.removeprefix("funnel.")))(value, path, context)
    return target


def _read_unit(value: object, path: Path, context: Context) -> str:
    text = read_text(value, path, context)
    return text and _read_quantity(f"1 {text}", path, context).unit


def one_of(*texts: str) -> Codec:
    """Make the codec of a text that is one of a few."""

    def parse(text: str) -> str:
        if text not in texts:
            raise InvalidValueError(f"{text!r} is none of {', '.join(map(repr, texts))}{name_hint(text, texts)}")
        return text

    return Codec(_from_text(parse), schema=lambda: {"enum": list(texts)})


def _read_criterion(value: object, path: Path, context: Context) -> Criterion:
    text = read_text(value, path, context)
    try:
        return Criterion.parse(text, definitions=context.criteria, units=context.nouns)
    except CriterionError as error:
        raise refused(str(error), path) from error


CRITERION = Codec(_read_criterion, lambda criterion: criterion.text, lambda: _TEXT)


def _read_integer(value: object, path: Path, _: Context) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise refused(f"this is {described(value)} where a whole number belongs", path)
    return value


def _read_flag(value: object, path: Path, _: Context) -> bool:
    if not isinstance(value, bool):
        raise refused(f"this is {described(value)} where true or false belongs", path)
    return value


def _parse_time(text: str) -> time:
    try:
        if re.fullmatch(r"\d\d:\d\d", text, re.ASCII):
            return time.fromisoformat(text)
    except ValueError:
        pass
    raise InvalidValueError(f"{text!r} is not a time; write it as 09:30")


def _parse_due(text: str) -> int:
    if not (match := _DUE.fullmatch(text)):
        raise InvalidValueError(f"{text!r} is not a day for figures; write it as {_DUE_EXAMPLES}")
    return LAST_DAY if match[1] is None else int(match[1])


def _write_due(day: int) -> str:
    return f"{'last day' if day == LAST_DAY else f'day {day}'} of the next month"


def _parse_months(text: str) -> int:
    duration = quantity(text)
    if not duration.measures("month") or duration.to("month").value.denominator != 1:
        raise InvalidValueError(f"{text!r} is not a number of months; write it as '3 months'")
    months = int(duration.to("month").value)
    if months > MOST_MONTHS:
        raise InvalidValueError(f"{text!r} is longer than {MOST_MONTHS:,} months, a hundred years")
    return months


def parsed(parse: Callable[..., Any]) -> Codec:
    """Make the codec of a text that a parser reads, perhaps with an agreement's own `nouns`."""
    own = "nouns" in signature(parse).parameters
    read = (lambda *of: _from_text(partial(parse, nouns=of[2].nouns))(*of)) if own else _from_text(parse)
    return Codec(read, schema=lambda: _TEXT)


def _write_months(months: int) -> str:
    return "1 month" if months == 1 else f"{months} months"


TEXT = Codec(read_text)
_read_quantity = parsed(quantity).read
DATE = Codec(_from_text(as_date), date.isoformat, lambda: _pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2026-01-31"))
TIME = Codec(_from_text(_parse_time), lambda at: f"{at:%H:%M}", lambda: _pattern("^[0-9]{2}:[0-9]{2}$", "09:30"))
INTEGER = Codec(_read_integer, int, lambda: {"type": "integer"})
FLAG = Codec(_read_flag, bool, lambda: {"type": "boolean"})
UNIT = Codec(_read_unit)
QUANTITY = Codec(_read_quantity, written)
TARGET = Codec(_read_target)
MONTHS = Codec(_from_text(_parse_months), _write_months)
_DUE_SCHEMA = ("^(?:day [0-9]{1,2}|last day) of the next month$", "day 5 of the next month")
DUE_DAY = Codec(_from_text(_parse_due), _write_due, lambda: _pattern(*_DUE_SCHEMA))


def _pattern(pattern: str, example: str) -> JsonSchema:
    return {"type": "string", "pattern": pattern, "examples": [example]}


def _write_names(names: Iterable[str]) -> object:
    written = list(names)
    return written[0] if len(written) == 1 else written


def _read_names(value: object, path: Path, context: Context) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return read_each(enumerate(items), path, lambda item, at: read_text(item, at, context))


def read_each(
    items: Iterable[tuple[str | int, object]], path: Path, read: Callable[[object, Path], Any]
) -> tuple[Any, ...]:
    """Read the items under a path one by one, all problems at once; good ones are kept beside bad ones."""
    values: list[Any] = []
    refusals: list[Refused] = []
    for step, item in items:
        try:
            values.append(read(item, (*path, step)))
        except Refused as refusal:
            refusals.append(refusal)
            values += [] if refusal.part is None else [refusal.part]
    if refusals:
        raise Refused((problem for refusal in refusals for problem in refusal.problems), tuple(values))
    return tuple(values)


def _read_texts(value: object, path: Path, context: Context) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise refused(f"this is {described(value)} where a list belongs", path)
    return _read_names(value, path, context)


NAMES = Codec(_read_names, _write_names, lambda: {"anyOf": [_TEXT, _list_of(_TEXT)]})
"""A name, or a list of names."""

TEXTS = Codec(_read_texts, list, lambda: _list_of(_TEXT))
"""A list of texts."""


def mapped(
    read: Callable[[object, Path, Context], Any],
    write: Callable[[Any], object],
    name: str,
    schema: Callable[[], JsonSchema],
) -> Codec:
    """Make the codec of a mapping whose values are read one by one; good ones are kept beside bad ones."""

    def read_all(value: object, path: Path, context: Context) -> tuple[Any, ...]:
        return read_each(as_mapping(value, path).items(), path, lambda each, at: read(each, at, context))

    return Codec(
        read_all, lambda parts: {getattr(part, name): write(part) for part in parts}, lambda: _mapping_to(schema())
    )


def _mapping_to(schema: JsonSchema) -> JsonSchema:
    return {"type": ["object", "null"], "additionalProperties": schema}


def _list_of(schema: JsonSchema) -> JsonSchema:
    return {"type": "array", "items": schema}


_TEXT: JsonSchema = Codec(read_text).schema()


def _read_share(value: object, path: Path, context: Context) -> Fraction:
    share: Fraction = _from_text(lambda text: as_share(text, "this"))(value, path, context)
    return share


def _write_share(share: Fraction) -> str:
    return f"{exact_text(share * 100)} %"


SHARE = Codec(_read_share, _write_share)


def _plain_number(number: Fraction) -> object:
    return int(number) if number.denominator == 1 else exact_text(number)


NUMBER = Codec(_from_text(parse_fraction), _plain_number)


def _read_named_shares(value: object, path: Path, context: Context) -> tuple[tuple[str, Fraction], ...]:
    items = as_mapping(value, path).items()
    shares = read_each(items, path, lambda each, at: _read_share(each, at, context))
    names = (QUANTITY.read(f"1 {name}", (*path, name), context).unit for name, _each in items)
    return tuple(zip(names, shares, strict=True))


SHARES = Codec(
    _read_named_shares,
    lambda shares: {name: _write_share(share) for name, share in shares},
    lambda: _mapping_to(SHARE.schema()),
)
"""Shares by the name of a stage."""


def _read_grades(value: object, path: Path, context: Context) -> tuple[tuple[str, Fraction], ...]:
    items = as_mapping(value, path).items()
    least = read_each(items, path, lambda each, at: NUMBER.read(each, at, context))
    return tuple(zip((name for name, _each in items), least, strict=True))


GRADES = Codec(
    _read_grades,
    lambda grades: {name: NUMBER.write(least) for name, least in grades},
    lambda: _mapping_to(NUMBER.schema()),
)
"""Numbers by name: the least points for each grade, or the weight of each promise."""


def list_of(kind: Codec) -> Codec:
    """Make the codec of a list of parts."""
    return Codec(
        lambda value, path, context: _read_list(value, path, lambda each, at: kind.read(each, at, context)),
        lambda parts: [kind.write(part) for part in parts],
        lambda: _list_of(kind.schema()),
    )


def _read_list(value: object, path: Path, read: Callable[[object, Path], Any]) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise refused(f"this is {described(value)} where a list belongs", path)
    return read_each(enumerate(value), path, read)


def _read_shares(value: object, path: Path, context: Context) -> tuple[Fraction, ...]:
    return _read_list(value, path, lambda each, at: _read_share(each, at, context))


def _write_shares(shares: Iterable[Fraction]) -> object:
    return [_write_share(share) for share in shares]


def _read_dates(value: object, path: Path, context: Context) -> tuple[date, ...]:
    return _read_list(value, path, lambda each, at: DATE.read(each, at, context))


def _write_dates(days: Iterable[date]) -> object:
    return [day.isoformat() for day in days]


def _read_lag(value: object, path: Path, context: Context) -> object:
    """Read a lag: `2 months`, or a list of shares by month."""
    given = _read_shares(value, path, context) if isinstance(value, list) else read_text(value, path, context)
    try:
        return as_lag(given)
    except InvalidValueError as error:
        raise refused(error.message, path) from error


def _write_lag(lag: Sequence[Fraction]) -> object:
    """Write a lag as months where it is fixed, else as a list of shares."""
    return _write_months(len(lag) - 1) if lag[-1] == 1 else _write_shares(lag)


SHARE_LIST = Codec(_read_shares, _write_shares, lambda: _list_of(SHARE.schema()))
DATES = Codec(_read_dates, _write_dates, lambda: _list_of(DATE.schema()))
LAG = Codec(_read_lag, _write_lag, lambda: {"anyOf": [_TEXT, _list_of(SHARE.schema())]})


# Which codec a field has

FORMS: Mapping[str, Codec] = {
    "text": TEXT,
    "texts": TEXTS,
    "unit": UNIT,
    "months": MONTHS,
    "day of the next month": DUE_DAY,
    "share": SHARE,
    "list of shares": SHARE_LIST,
    "shares by name": SHARES,
    "grades": GRADES,
    "numbers by name": GRADES,
    "dates": DATES,
    "lag": LAG,
}
"""The codecs of values that are written otherwise than their type says, by the `form` that a field names."""

_TYPES: Mapping[object, Codec] = {
    str: TEXT,
    bool: FLAG,
    int: INTEGER,
    Fraction: NUMBER,
    date: DATE,
    time: TIME,
    Month: parsed(Month.parse),
    Quantity: QUANTITY,
    Target: TARGET,
    Criterion: CRITERION,
}
"""The codecs of types."""

_WRITABLE = "text, bool, int, Fraction, date, time, Month, Quantity, Target, Criterion, a Literal, or a tuple of one"


def value_codec(hint: object, nested: Callable[[type[Any]], Codec | None]) -> Codec:
    """Give the codec of a type; of an optional one as if it were not.

    `nested` gives the codec of a class of parts or of a kind of rules. InvalidValueError for a type that no file holds.
    """
    if hint in _TYPES:
        return _TYPES[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    inner = [each for each in arguments if each is not NoneType]
    if origin in (Union, UnionType) and len(inner) == 1:
        return value_codec(inner[0], nested)
    if origin is Literal:
        return one_of(*arguments)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return NAMES if arguments[0] is str else _several(arguments[0], value_codec(arguments[0], nested))
    if isinstance(hint, type):
        if isinstance(parse := getattr(hint, "parse", None), MethodType):
            return parsed(parse)
        if (found := nested(hint)) is not None:
            return found
    name = hint.__name__ if isinstance(hint, type) else str(hint)
    raise InvalidValueError(f"no file holds {name}; use {_WRITABLE}")


def _several(element: object, codec: Codec) -> Codec:
    """A list; of what is written as text also one alone."""
    return list_of(codec) if attrs.has(element) and not hasattr(element, "parse") else one_or_more(codec)  # type: ignore[arg-type]


def one_or_more(codec: Codec) -> Codec:
    """Make the codec of a value, or a list of such."""

    def read(value: object, path: Path, context: Context) -> tuple[Any, ...]:
        if not isinstance(value, list):
            return (codec.read(value, path, context),)
        return read_each(enumerate(value), path, lambda each, at: codec.read(each, at, context))

    def write(values: tuple[Any, ...]) -> object:
        written = [codec.write(each) for each in values]
        return written[0] if len(written) == 1 else written

    return Codec(read, write, lambda: {"anyOf": [codec.schema(), _list_of(codec.schema())]})
