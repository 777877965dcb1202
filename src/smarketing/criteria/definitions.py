"""Criteria that speak of each other by name."""

from collections.abc import Iterator, Mapping

from smarketing.criteria.criterion import Criterion
from smarketing.criteria.tokens import CriterionError, tokens


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

    def resolve(self, wanted: str) -> None:
        """Read a criterion after all that it speaks of, without recursion: rows of definitions can be long."""
        way = [wanted]
        while way:
            name = way[-1]
            used = [each for each in self._used(name) if each not in self._done]
            if name in self._done or not used:
                way.pop()
                self._read(name)
            elif circle := next((each for each in used if each in way), None):
                self._refuse_circle(way[way.index(circle) :])
            else:
                way.append(used[0])

    def _used(self, name: str) -> Iterator[str]:
        """The definitions that a criterion speaks of, as far as its text can be cut into words."""
        try:
            for token in tokens(self._texts[name], self._units):
                if token.kind == "name" and token.text in self._texts:
                    yield token.text
        except CriterionError:
            return

    def _read(self, name: str) -> None:
        if name in self._done:
            return
        self._done.add(name)
        if all(each in self.read for each in self._used(name)):
            try:
                self.read[name] = Criterion.parse(self._texts[name], definitions=self.read, units=self._units)
            except CriterionError as error:
                self.errors[name] = error

    def _refuse_circle(self, circle: list[str]) -> None:
        said = ", ".join((*circle, circle[0]))
        first = circle[0]
        column = next(
            token.column for token in tokens(self._texts[first], self._units) if token.text == (circle[1:] + circle)[0]
        )
        self.errors[first] = CriterionError(f"a definition cannot rest on itself: {said}", column=column)
        self._done.update(circle)
