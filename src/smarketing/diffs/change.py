"""One difference between two versions of an agreement, and how parts of both are paired and written."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import attrs

from smarketing.agreement import Recurrence
from smarketing.units import Quantity, written

Way = Literal["stricter", "looser", "other"]


@attrs.frozen
class Change:
    """One difference between two versions of an agreement.

    `party` is who is held to it; None for what concerns everybody. `stricter` and `looser` are meant for that party.
    """

    party: str | None
    way: Way
    what: str
    message: str

    def __str__(self) -> str:
        return f"{self.what}: {self.message}"


def pairs(old: Iterable[Any], new: Iterable[Any], key: str = "name") -> Iterator[tuple[str, Any, Any]]:
    """Parts of both versions by their name, those of the new one first; of one name, by their place too."""
    before, after = (_keyed(parts, key) for parts in (old, new))
    for name in (*after, *(name for name in before if name not in after)):
        yield name, before.get(name), after.get(name)


def _keyed(parts: Iterable[Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part in parts:
        name = getattr(part, key)
        found[name if name not in found else f"{name} ({len(found) + 1})"] = part
    return found


def said(value: object) -> str:
    """Write the value of a field for a message."""
    if value in (None, "", ()):
        return "not given"
    if isinstance(value, Quantity):
        return written(value)
    if isinstance(value, Recurrence):
        return value.rule or f"every {value.every} months"
    if isinstance(value, tuple):
        return ", ".join(map(said, value))
    return str(value)
