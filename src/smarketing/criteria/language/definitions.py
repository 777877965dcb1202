"""Criteria that speak of each other by name."""

from collections.abc import Mapping

from smarketing.criteria.language.criterion import Criterion
from smarketing.criteria.language.tokens import CriterionError, tokens


def parse_definitions(
    texts: Mapping[str, str], *, units: tuple[str, ...] = ()
) -> tuple[dict[str, Criterion], dict[str, CriterionError]]:
    """Read criteria that may use each other's names, in whatever order they stand.

    Gives the criteria that could be read, in the order given, and what is wrong with each of the others. One that is
    right itself but uses one that is not is in neither.
    """
    resolver = _Resolver(texts, units)
    for name in texts:
        resolver.resolve(name)
    return {name: resolver.read[name] for name in texts if name in resolver.read}, resolver.errors


class _Resolver:
    def __init__(self, texts: Mapping[str, str], units: tuple[str, ...]) -> None:
        self.read: dict[str, Criterion] = {}
        self.errors: dict[str, CriterionError] = {}
        self._texts = texts
        self._units = units
        self._done: set[str] = set()
        self._uses = {name: self._used(name) for name in texts}

    def resolve(self, wanted: str) -> None:
        """Read a criterion after all that it speaks of, without recursion: rows of definitions can be long."""
        way = [wanted]
        while way:
            name = way[-1]
            used = [each for each in self._uses[name] if each not in self._done]
            if name in self._done or not used:
                way.pop()
                self._read(name)
            elif circle := next((each for each in used if each in way), None):
                self._refuse_circle(way[way.index(circle) :])
            else:
                way.append(used[0])

    def _used(self, name: str) -> dict[str, int]:
        """The definitions that a criterion speaks of, and the columns where it does; none if it cannot be read."""
        try:
            words = tuple(tokens(self._texts[name], self._units))
        except CriterionError as error:
            self.errors[name] = error
            self._done.add(name)
            return {}
        called = [each.text == "(" for each in words[1:]] + [False]
        named = (each for each, is_called in zip(words, called, strict=False) if each.kind == "name" and not is_called)
        uses: dict[str, int] = {}
        for each in named:
            if each.text in self._texts:
                uses.setdefault(each.text, each.column)
        return uses

    def _read(self, name: str) -> None:
        if name in self._done:
            return
        self._done.add(name)
        if all(each in self.read for each in self._uses[name]):
            try:
                definitions = {each: self.read[each] for each in self._uses[name]}
                self.read[name] = Criterion.parse(self._texts[name], definitions=definitions, units=self._units)
            except CriterionError as error:
                self.errors[name] = error

    def _refuse_circle(self, circle: list[str]) -> None:
        said = ", ".join((*circle, circle[0]))
        first, second = circle[0], (*circle[1:], circle[0])[0]
        column = self._uses[first][second]
        self.errors[first] = CriterionError(f"a definition cannot rest on itself: {said}", column=column)
        self._done.update(circle)
