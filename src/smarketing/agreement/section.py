"""A section of an agreement: what it holds, what its parts refer to, what is wrong with them, how it is amended."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Literal

import attrs

from smarketing.errors import Problem
from smarketing.verdicts import Reference

Path = tuple[str | int, ...]

Merging = Literal["as a whole", "by name", "as a list", "never"]
"""What an amendment does to a section: replace it, change its parts by name, add to it; or it starts empty."""


def _nothing(_: Any) -> Iterator[Any]:
    yield from ()


@attrs.frozen(kw_only=True, eq=False)
class Section:
    """One section, as its file in `sections/` says it.

    `key` is its key in the agreement file, `field` that of `Agreement` (the key unless stated), `sentence` what it
    is for. `holds` is the type of its value or, if its parts are `named_by` an attribute, of each part; `several`
    parts may have one name. `bears` are the kinds of names that its parts bear; with `bears_all_texts` any text in
    it may be a name. `shared` sections may also stand in files that several agreements include. `references` gives
    the names that a part uses, `problems` what is wrong with the parts among themselves; their paths start at the
    part, or at its name.
    """

    key: str
    sentence: str
    holds: Any
    field: str = attrs.field(default=attrs.Factory(lambda self: self.key, takes_self=True))
    named_by: str = ""
    several: bool = False
    needed: bool = False
    merging: Merging = "as a whole"
    shared: bool = False
    bears: tuple[str, ...] = ()
    bears_all_texts: bool = False
    references: Callable[[Any], Iterable[Reference]] = _nothing
    problems: Callable[[Any], Iterable[Problem]] = _nothing
