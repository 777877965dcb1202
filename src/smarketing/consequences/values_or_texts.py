"""Values that may be given as their text, which their class parses."""

from typing import Protocol, Self, TypeVar

from smarketing.errors import InvalidValueError


class _Parsed(Protocol):
    @classmethod
    def parse(cls, text: str, /) -> Self:
        """Read a value."""


_Value = TypeVar("_Value", bound=_Parsed)


def value_or_text(kind: type[_Value], given: _Value | str, said: str, field: str) -> _Value:
    """Take a value of a class, or the text that the class parses; InvalidValueError, which says how, for others."""
    found: object = kind.parse(given) if isinstance(given, str) else given
    if not isinstance(found, kind):
        raise InvalidValueError(f"{said}; not {given!r}", field)
    return found
