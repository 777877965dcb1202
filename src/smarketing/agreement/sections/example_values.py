"""What worked examples are made of: figures that go in, and what the parties expect to come out."""

import re
from collections.abc import Callable, Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any, TypeVar

import attrs

from smarketing.errors import InvalidValueError, name_hint
from smarketing.funnel.rates import parse_fraction
from smarketing.months import Month
from smarketing.units import Quantity, exact, exact_text, kept_unit, quantity, readable, written
from smarketing.verdicts import Status, listed

MISSING = "missing"
NOTHING = "nothing"
NEVER = "never"
FOLLOWS = "follows"

_OUT_OF = re.compile(r"(.*\S)\s+(?:of|for)\s+(\S+)", re.DOTALL)
_STATUSES = [status.value for status in Status]
_Value = TypeVar("_Value")

When = Month | int | None
"""A month; how many months after the first one of the example; None for the last one judged."""


@attrs.frozen
class ExampleFigure:
    """A figure as an example gives it: a number, out of how many where it says so, and in which unit.

    Without a unit it is in the unit of its metric. `99.5 %` of a share is 99.5 of 100.
    """

    value: Fraction = attrs.field(converter=exact)
    base: Fraction | None = attrs.field(default=None, converter=attrs.converters.optional(exact))
    unit: str = attrs.field(default="", converter=kept_unit)

    @classmethod
    def parse(cls, given: object, nouns: Collection[str] = ()) -> "ExampleFigure":
        """Read `109 minutes`, `45 of 50`, `99.5 %` or a number; UnitError for anything else."""
        if type(given) is not bool and isinstance(given, Real | Decimal):
            return cls(exact(given))
        text = given if isinstance(given, str) else repr(given)
        if match := _OUT_OF.fullmatch(text.strip()):
            return attrs.evolve(_amount(match[1], nouns), base=parse_fraction(match[2]))
        return _amount(text.strip(), nouns)

    def __str__(self) -> str:
        number = written(Quantity(self.value, self.unit))
        if self.base is None:
            return number
        return f"{number} {'for' if self.unit else 'of'} {exact_text(self.base)}"


def _amount(text: str, nouns: Collection[str]) -> ExampleFigure:
    try:
        return ExampleFigure(parse_fraction(text))
    except InvalidValueError as error:
        if any(map(str.isalpha, text)) or "%" in text:
            amount = quantity(text, nouns)
            return ExampleFigure(amount.value, unit=amount.unit)
        raise InvalidValueError(
            f"{text!r} is not a figure; write 109, '109 minutes', '45 of 50' or 'missing'"
        ) from error


def as_figure(given: object, nouns: Collection[str] = ()) -> ExampleFigure | None:
    """Take a figure, or its text; None for `missing`."""
    if given is None:
        raise InvalidValueError(f"there is no figure here; write one, or '{MISSING}'")
    if given == MISSING:
        return None
    return given if isinstance(given, ExampleFigure) else ExampleFigure.parse(given, nouns)


def as_status(given: object) -> Status:
    """Take a status, or its word."""
    if isinstance(given, Status):
        return given
    text = given if isinstance(given, str) else repr(given)
    if text not in _STATUSES:
        raise InvalidValueError(
            f"{text!r} is no status; write one of {', '.join(_STATUSES)}{name_hint(text, _STATUSES)}"
        )
    return Status(text)


def as_month(given: object) -> Month:
    """Take a month, or its text, as the name of a month of the agreement."""
    if isinstance(given, Month):
        return Month(given.year, given.month)
    return Month.parse(given if isinstance(given, str) else repr(given))


def named_in(name: Month, start: Month) -> Month:
    """Give the month of that name in an agreement whose first month is `start`."""
    return Month(name.year, name.month, begins_on=start.begins_on)


Amounts = tuple[Quantity, ...]
"""Amounts in different units, added up; none where nothing is owed."""


def as_amounts(given: object, nouns: Collection[str] = ()) -> Amounts:
    """Take an amount, its text, or a list of amounts in different currencies; none for `nothing`."""
    if given == NOTHING:
        return ()
    if isinstance(given, list | tuple):
        amounts = tuple(_as_amount(each, nouns) for each in given)
        twice = [each.unit for place, each in enumerate(amounts) if each.unit in {one.unit for one in amounts[:place]}]
        if twice:
            raise InvalidValueError(f"{twice[0]} is here twice; write one amount in each currency")
        return amounts
    return (_as_amount(given, nouns),)


def _as_amount(given: object, nouns: Collection[str]) -> Quantity:
    if isinstance(given, Quantity):
        return given
    if not isinstance(given, str):
        raise InvalidValueError(f"{given!r} is no amount; write it with its currency, as in '400 GBP', or '{NOTHING}'")
    return quantity(given, nouns)


def as_outcome(given: object, nouns: Collection[str] = ()) -> Amounts | None:
    """Take what a consequence costs in a month as `as_amounts` does; None for `follows`, whatever it costs."""
    return None if given == FOLLOWS else as_amounts(given, nouns)


def said_amounts(amounts: Iterable[Quantity]) -> str:
    """Say amounts in words; `nothing` for none."""
    return listed([readable(each) for each in amounts if each.value]) or NOTHING


def _check_months(values: Iterable[tuple[When, object]], field: str) -> None:
    """Refuse a month that stands twice, months beside places, and no month at all."""
    whens = [when for when, _value in values]
    if not whens:
        raise InvalidValueError("there is nothing here; name at least one month", field)
    if len({*map(type, whens)}) > 1:
        raise InvalidValueError("name the months, or list values of consecutive months; not both", field)
    for place, when in enumerate(whens):
        if when in whens[:place]:
            raise InvalidValueError(f"{when} is here twice", field)


def _with_months(_: object, field: "attrs.Attribute[Any]", values: Iterable[tuple[When, object]]) -> None:
    _check_months(values, field.name)


@attrs.frozen
class ExampleFigures:
    """The figures of a metric, or of a segment of it: `calls`, `calls@web`; None is a figure that is missing."""

    of: str
    values: tuple[tuple[When, ExampleFigure | None], ...] = attrs.field(validator=_with_months)

    def __str__(self) -> str:
        return f"{self.of} {_said(self.values, lambda figure: MISSING if figure is None else str(figure))}"


@attrs.frozen
class ExpectedStatuses:
    """How a promise is expected to stand."""

    promise: str
    values: tuple[tuple[When, Status], ...] = attrs.field(validator=_with_months)

    def __str__(self) -> str:
        return f"{self.promise} {_said(self.values, lambda status: status.value)}"


@attrs.frozen
class ExpectedOwed:
    """What a party is expected to owe another, `Agency to Client`: in a month, or without one over all months."""

    between: str
    values: tuple[tuple[Month | None, Amounts], ...] = attrs.field(validator=_with_months)

    def __str__(self) -> str:
        return f"{self.between} {_said(self.values, said_amounts)}"


@attrs.frozen
class ExpectedDues:
    """When a consequence is expected to follow: in exactly these `months`, or for some months what it costs in each.

    In `outcomes` no amount means that nothing follows, and None that something does.
    """

    consequence: str
    months: tuple[Month, ...] | None = None
    outcomes: tuple[tuple[Month, Amounts | None], ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.months is None:
            _check_months(self.outcomes, "outcomes")
        elif self.outcomes:
            raise InvalidValueError("say when it follows, or what it costs in some months; not both", "outcomes")

    def __str__(self) -> str:
        if self.months is not None:
            return f"{self.consequence} {listed([*map(str, self.months)]) or NEVER}"
        return (
            f"{self.consequence} {_said(self.outcomes, lambda paid: FOLLOWS if paid is None else said_amounts(paid))}"
        )


def _said(values: Iterable[tuple[When, _Value]], say: Callable[[_Value], str]) -> str:
    parts = ((when, say(value)) for when, value in values)
    return ", ".join(f"{when}: {text}" if isinstance(when, Month) else text for when, text in parts)


@attrs.frozen
class Expectation:
    """What an example expects; what it does not name is not compared. With `nothing_owed` nobody owes anybody money."""

    statuses: tuple[ExpectedStatuses, ...] = ()
    owed: tuple[ExpectedOwed, ...] = ()
    dues: tuple[ExpectedDues, ...] = ()
    nothing_owed: bool = False

    def __bool__(self) -> bool:
        return bool(self.statuses or self.owed or self.dues or self.nothing_owed)

    def __str__(self) -> str:
        owed = [f"owed {NOTHING}"] if self.nothing_owed else [f"owed {each}" for each in self.owed]
        return "; ".join((*map(str, self.statuses), *owed, *(f"dues {each}" for each in self.dues)))
