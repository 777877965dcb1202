"""The three kinds of rules and their keys: those of this library, and those of plugins.

A rule of this library is found by its name: `AtLeast` is `at_least`. A plugin names its class under an entry point,
whose name is the key. A plugin is imported only when a document or an agreement uses it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from inspect import isabstract
from types import ModuleType
from typing import Any

import attrs

from smarketing import consequences, evaluators
from smarketing.agreement_file.codec import Path, Refused, refused
from smarketing.consequences import Condition, Effect
from smarketing.errors import InvalidValueError
from smarketing.evaluators import Evaluator

_BEFORE_CAPITALS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@attrs.frozen
class RuleKind:
    """A kind of rule: what it is called, the entry points of its plugins, its base class and this library's rules."""

    what: str
    group: str
    base: type[Any]
    built_in: Mapping[str, type[Any]]

    def rule(self, key: str, path: Path) -> type[Any] | None:
        """Give the class of a rule by its key; None if there is none. Refused if its plugin cannot be used."""
        if key in self.built_in:
            return self.built_in[key]
        entry = next(iter(entry_points(group=self.group, name=key)), None)
        return None if entry is None else self._load(entry, path)

    def keys(self) -> list[str]:
        """Give all keys: those of this library, then those of plugins, whether they can be used or not."""
        return [*self.built_in, *sorted({entry.name for entry in self._plugins()})]

    def has_plugin(self, key: str) -> bool:
        """Tell whether some plugin stands under a key, whether it can be used or not."""
        return bool(entry_points(group=self.group, name=key))

    def _load(self, entry: EntryPoint, path: Path) -> type[Any]:
        where = f"the plugin {entry.value!r}{f' of {entry.dist.name}' if entry.dist else ''}"
        try:
            found = entry.load()
        except Exception as error:
            raise refused(f"{where} cannot be imported: {type(error).__name__}: {error}", path) from error
        if not isinstance(found, type) or not issubclass(found, self.base) or not attrs.has(found):
            wanted = f"an attrs class that is a kind of {self.base.__name__}"
            raise refused(f"{where} is {found!r}; its entry point names {wanted}", path)
        if isabstract(found):
            raise refused(f"{where} does not define {', '.join(sorted(found.__abstractmethods__))}", path)
        return found

    def key_of(self, rule: object) -> str:
        """Give the key of a rule's class; InvalidValueError if no key leads to that class."""
        for key, built_in in self.built_in.items():
            if built_in is type(rule):
                return key
        package = type(rule).__module__.partition(".")[0]
        likely_first = sorted(self._plugins(), key=lambda entry: entry.module.partition(".")[0] != package)
        for name, found in self._loaded(likely_first):
            if found is type(rule):
                return name
        raise InvalidValueError(f"no key of the file stands for {type(rule).__name__}; register it as {self.group}")

    def usable(self) -> Iterator[tuple[str, type[Any]]]:
        """Give all rules that can be used, by key; a plugin that cannot is passed over."""
        yield from self.built_in.items()
        yield from self._loaded(self._plugins())

    def _plugins(self) -> Iterator[EntryPoint]:
        """The plugins; under a key of this library's own nobody finds them."""
        return (entry for entry in entry_points(group=self.group) if entry.name not in self.built_in)

    def _loaded(self, entries: Iterable[EntryPoint]) -> Iterator[tuple[str, type[Any]]]:
        for entry in entries:
            try:
                yield entry.name, self._load(entry, ())
            except Refused:
                continue


def _exported(room: ModuleType, base: type[Any]) -> dict[str, type[Any]]:
    found = (getattr(room, name) for name in room.__all__)
    rules = (each for each in found if isinstance(each, type) and issubclass(each, base) and not isabstract(each))
    return {_BEFORE_CAPITALS.sub("_", rule.__name__).lower(): rule for rule in rules}


EVALUATOR = RuleKind("evaluator", "smarketing.evaluators", Evaluator, _exported(evaluators, Evaluator))
CONDITION = RuleKind("condition", "smarketing.conditions", Condition, _exported(consequences, Condition))
EFFECT = RuleKind("effect", "smarketing.effects", Effect, _exported(consequences, Effect))

RULE_KINDS: Mapping[type[Any], RuleKind] = {Evaluator: EVALUATOR, Condition: CONDITION, Effect: EFFECT}
"""The kinds of rules by their base class, which is how fields name them."""
