"""A mapping that nobody can change, for values that hold things by name."""

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import TypeVar, overload

import attrs

_Key = TypeVar("_Key")
_Value_co = TypeVar("_Value_co", covariant=True)
_Default = TypeVar("_Default")


def _own(given: Mapping[_Key, _Value_co]) -> dict[_Key, _Value_co]:
    return dict(given)


@attrs.frozen(eq=False, repr=False)
class FrozenMapping(Mapping[_Key, _Value_co]):
    """Reads, compares, copies and pickles as a dict does, in the same order; it cannot be changed or hashed.

    What it was made from may change without it; the values that it holds are not copied.

    >>> FrozenMapping({"a": 1}) == {"a": 1}, FrozenMapping({"a": 1}) | {"b": 2}
    (True, {'a': 1, 'b': 2})
    """

    _held: dict[_Key, _Value_co] = attrs.field(factory=dict, converter=_own)

    def __getitem__(self, key: _Key) -> _Value_co:
        return self._held[key]

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: object) -> bool:
        return key in self._held

    @overload
    def get(self, key: _Key, /) -> _Value_co | None: ...
    @overload
    def get(self, key: _Key, /, default: _Value_co | _Default) -> _Value_co | _Default: ...
    def get(self, key: _Key, /, default: _Value_co | _Default | None = None) -> _Value_co | _Default | None:
        """Give the value of a key, or the default where there is none."""
        return self._held.get(key, default)

    def keys(self) -> KeysView[_Key]:
        """Give the keys, in order."""
        return self._held.keys()

    def values(self) -> ValuesView[_Value_co]:
        """Give the values, in the order of their keys."""
        return self._held.values()

    def items(self) -> ItemsView[_Key, _Value_co]:
        """Give pairs of a key and its value, in order."""
        return self._held.items()

    def __or__(self, other: Mapping[_Key, _Value_co]) -> dict[_Key, _Value_co]:
        return self._held | dict(other)

    def __ror__(self, other: Mapping[_Key, _Value_co]) -> dict[_Key, _Value_co]:
        return dict(other) | self._held

    def __eq__(self, other: object) -> bool:
        if isinstance(other, FrozenMapping):
            return self._held == other._held
        return self._held == other

    __hash__ = None  # type: ignore[assignment] # as for a dict

    def __repr__(self) -> str:
        return f"FrozenMapping({self._held!r})"
