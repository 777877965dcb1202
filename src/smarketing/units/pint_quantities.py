"""Quantities of pint, taken and given by the names of their units; nothing here imports pint."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Protocol

from smarketing.errors import InvalidValueError, UnitError
from smarketing.units.numbers import exact


class PintQuantity(Protocol):
    """What is asked of a quantity of pint: its number, and its units with their powers."""

    @property
    def magnitude(self) -> Any:
        """The number."""

    def unit_items(self) -> Iterable[tuple[str, Any]]:
        """The names of its units, in full, each with its power."""


class PintRegistry(Protocol):
    """What is asked of a registry of pint: it makes quantities."""

    def Quantity(self, value: Any, units: Any, /) -> Any:  # noqa: N802 - pint's own name
        """Make a quantity."""


def from_pint(amount: PintQuantity) -> tuple[Fraction, str]:
    """Give the number and the unit of a quantity of pint; UnitError if it is none, or not of such a unit."""
    if not hasattr(amount, "magnitude") or not hasattr(amount, "unit_items"):
        raise UnitError(f"{amount!r} is not a quantity; write it as text with its unit, as in '100 SQL/month'")
    try:
        number = exact(amount.magnitude)
    except InvalidValueError as error:
        raise UnitError(error.message) from error
    powers = dict(amount.unit_items())
    whole = all(power == int(power) for power in powers.values())
    above = [word for word, power in powers.items() for _ in range(int(power))]
    below = [word for word, power in powers.items() for _ in range(-int(power))]
    if not whole or len(above) != bool(powers):
        raise UnitError(f"'{amount}' is not in a unit such as 'SQL/month': one word, and perhaps words that divide it")
    return number, "/".join([*above, *below])


def to_pint(number: Fraction, unit: str, registry: PintRegistry) -> Any:
    """Make a quantity of pint; UnitError if the registry does not know a word of the unit."""
    if not callable(getattr(registry, "Quantity", None)):
        raise InvalidValueError(f"a pint.UnitRegistry is needed, not {registry!r}", "registry")
    try:
        return registry.Quantity(number, unit.replace("%", "percent"))
    except AttributeError as error:  # pint's UndefinedUnitError is one
        raise UnitError(f"{error}; define it there, as in registry.define('SQL = [SQL]')") from error
