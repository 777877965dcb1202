"""A mapping that reads as a dict does and cannot be changed."""

import pickle
from collections.abc import Mapping
from copy import copy, deepcopy

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.frozen_mappings import FrozenMapping

dicts = st.dictionaries(st.text(max_size=3), st.integers() | st.lists(st.integers(), max_size=2), max_size=5)


@given(dicts, st.text(max_size=3))
def test_it_reads_as_the_dict_from_which_it_was_made(held: dict[str, object], key: str) -> None:
    """Keys, values, order, length, what is in it and what is not."""
    frozen = FrozenMapping(held)
    assert isinstance(frozen, Mapping)
    assert (list(frozen), len(frozen), dict(frozen)) == (list(held), len(held), held)
    assert [list(frozen.keys()), list(frozen.values()), list(frozen.items())] == [
        list(held.keys()),
        list(held.values()),
        list(held.items()),
    ]
    assert (frozen.get(key), frozen.get(key, "none"), key in frozen) == (
        held.get(key),
        held.get(key, "none"),
        key in held,
    )
    assert {name: frozen[name] for name in held} == held
    assert repr(frozen) == f"FrozenMapping({held!r})"


@given(dicts, dicts)
def test_it_compares_and_joins_as_dicts_do(one: dict[str, object], other: dict[str, object]) -> None:
    """With dicts and with its like, from either side; what is joined is a dict."""
    first, second = FrozenMapping(one), FrozenMapping(other)
    assert [first == second, first == other, one == second] == [one == other] * 3
    assert [first != second, first != other, one != second] == [one != other] * 3
    assert first | second == first | other == one | second == one | other
    assert first != list(one)


@given(dicts)
def test_it_is_copied_and_pickled_whole(held: dict[str, object]) -> None:
    """Copies are equal and frozen too."""
    frozen = FrozenMapping(held)
    for twin in (copy(frozen), deepcopy(frozen), pickle.loads(pickle.dumps(frozen)), FrozenMapping(frozen)):
        assert type(twin) is FrozenMapping
        assert twin == frozen


def test_it_cannot_be_changed() -> None:
    """It has no way to change it, and does not follow the dict from which it was made."""
    held = {"a": 1}
    frozen = FrozenMapping(held)
    held["b"] = 2
    assert frozen == {"a": 1}
    for name in ("pop", "popitem", "clear", "update", "setdefault", "__setitem__", "__delitem__"):
        assert not hasattr(frozen, name)
    with pytest.raises(attrs.exceptions.FrozenInstanceError, match=r"^can't set attribute$"):
        frozen._held = {}  # type: ignore[misc]
    with pytest.raises(TypeError, match=r"^unhashable type: 'FrozenMapping'$"):
        hash(frozen)
    with pytest.raises(KeyError, match=r"^'b'$"):
        frozen["b"]
    assert FrozenMapping() == {}
