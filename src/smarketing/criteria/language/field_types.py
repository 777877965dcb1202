"""What each field must hold for a criterion to make sense: found out from what it is compared with.

Nothing declares fields: `score >= 50` says that the score is a number. Slots stand for what is not known yet; slots of
things that are compared are joined, and arithmetic, of which there are only a few kinds, narrows the rest down.
"""

from collections.abc import Iterable
from heapq import heappop, heappush

import attrs

from smarketing.criteria.language.terms import FieldType
from smarketing.criteria.language.tokens import CriterionError

NUMBER, TEXT, DATE, DURATION, TRUTH = (
    FieldType("number"),
    FieldType("text"),
    FieldType("date"),
    FieldType("duration"),
    FieldType("truth"),
)
_AMOUNT = FieldType("amount")
_ORDERED = ("number", "amount", "date", "duration")

_ADDED = ((NUMBER, NUMBER, NUMBER), (_AMOUNT, _AMOUNT, _AMOUNT))
_RULES = {
    "+": (*_ADDED, (DATE, DURATION, DATE), (DURATION, DATE, DATE), (DURATION, DURATION, DURATION)),
    "-": (*_ADDED, (DATE, DATE, DURATION), (DATE, DURATION, DATE), (DURATION, DURATION, DURATION)),
    "*": (
        (NUMBER, NUMBER, NUMBER),
        (NUMBER, _AMOUNT, _AMOUNT),
        (_AMOUNT, NUMBER, _AMOUNT),
        (NUMBER, DURATION, DURATION),
        (DURATION, NUMBER, DURATION),
    ),
    "/": (
        (NUMBER, NUMBER, NUMBER),
        (_AMOUNT, NUMBER, _AMOUNT),
        (_AMOUNT, _AMOUNT, NUMBER),
        (DURATION, NUMBER, DURATION),
        (DURATION, DURATION, NUMBER),
    ),
}
"""Left, right and result of each operator; amounts of one line have one unit. What comes first is meant if all fit."""

_SAID = {"+": "added to", "-": "minus", "*": "times", "/": "divided by"}


@attrs.define(eq=False)
class Slot:
    """The sort of a term, perhaps not known yet; `called` is the term in words, `column` where it stands."""

    called: str
    column: int
    sort: FieldType | None = None
    joined: "Slot | None" = None

    @property
    def root(self) -> "Slot":
        """The slot that speaks for all that are joined."""
        slot = self
        while slot.joined is not None:
            slot.joined = slot.joined.joined or slot.joined  # shorter for whoever asks next
            slot = slot.joined
        return slot

    @property
    def known(self) -> FieldType | None:
        """The sort, if it is known."""
        return self.root.sort


@attrs.define(eq=False)
class _Sum:
    operator: str
    slots: tuple[Slot, Slot, Slot]
    column: int

    def fitting(self) -> list[tuple[FieldType, ...]]:
        """The rules that fit what is known, with the unit of amounts and the zone of dates as far as it is known."""
        known = [slot.known for slot in self.slots]
        of_kind = {sort.kind: sort for sort in reversed(known) if sort is not None}
        rules = [tuple(of_kind.get(sort.kind, sort) for sort in rule) for rule in _RULES[self.operator]]
        return [rule for rule in rules if all(one in (None, other) for one, other in zip(known, rule, strict=True))]


class Sorting:
    """Collects what the terms of one criterion say about each other."""

    def __init__(self) -> None:
        self._fields: dict[str, Slot] = {}
        self._sums: list[_Sum] = []
        self._sums_of: dict[Slot, list[int]] = {}
        self._ordered: list[tuple[Slot, int]] = []

    def field(self, name: str, column: int) -> Slot:
        """Give the slot of a field: one for all places where it stands."""
        return self._fields.setdefault(name, Slot(name, column))

    def same(self, left: Slot, right: Slot, column: int) -> None:
        """Note that two terms are compared."""
        one, other = left.root, right.root
        if one is other:
            return
        if one.sort is not None and other.sort is not None and one.sort != other.sort:
            said = f"{left.called} is {left.known}, and {right.called} is {right.known}"
            raise CriterionError(f"{said}; only like can be compared with like", column=column)
        kept, joined = (one, other) if one.sort is not None else (other, one)
        joined.joined = kept

    def be(self, slot: Slot, sort: FieldType, column: int) -> None:
        """Note that a term is of a sort."""
        if slot.known not in {None, sort}:
            raise CriterionError(f"{slot.called} is {slot.known}, where {sort} belongs", column=column)
        slot.root.sort = sort

    def ordered(self, slot: Slot, column: int) -> None:
        """Note that a term is compared with < or >, which numbers, amounts, dates and durations can be."""
        self._ordered.append((slot, column))

    def arithmetic(self, operator: str, left: Slot, right: Slot, column: int) -> Slot:
        """Give the slot of a sum, a difference, a product or a ratio."""
        result = Slot("the result", left.column)
        self._sums.append(_Sum(operator, (left, right, result), column))
        return result

    def solved(self) -> dict[str, FieldType | None]:
        """Give the sort of every field, None where it does not matter; CriterionError where nothing fits."""
        for number, each in enumerate(self._sums):
            for slot in each.slots:
                self._sums_of.setdefault(slot.root, []).append(number)
        self._settle(range(len(self._sums)))
        for each in self._sums:
            if any(slot.known is None for slot in each.slots):
                self._settle(self._take(each, each.fitting()[0]))
        for slot, column in self._ordered:
            if slot.known is not None and slot.known.kind not in _ORDERED:
                raise CriterionError(_without_order(slot), column=column)
        return {name: slot.known for name, slot in self._fields.items()}

    def _settle(self, numbers: Iterable[int]) -> None:
        """Draw conclusions from sums, given by their numbers, and on from those of which more is known then."""
        later = set(numbers)
        while later:
            turn, later = sorted(later), set()
            while turn:
                number = heappop(turn)
                each = self._sums[number]
                rules = each.fitting()
                if not rules:
                    raise CriterionError(_misfit(each), column=each.column)
                for other in self._take(each, rules[0]) if len(rules) == 1 else ():
                    if other <= number:
                        later.add(other)
                    elif other not in turn:
                        heappush(turn, other)

    def _take(self, each: _Sum, rule: Iterable[FieldType]) -> list[int]:
        """Take what a rule says of a sum; give the numbers of the sums of which more is known now."""
        touched: list[int] = []
        for slot, sort in zip(each.slots, rule, strict=True):
            if slot.known is None:
                slot.root.sort = sort
                touched += self._sums_of[slot.root]
        return touched


def _without_order(slot: Slot) -> str:
    if slot.known == TEXT:
        return "texts have no order; write a number, a date as 2026-01-31 or a quantity as 5000 USD without quotes"
    return f"{slot.known} has no order"


def _misfit(each: _Sum) -> str:
    left, right, result = (slot.known for slot in each.slots)
    said = f"{left or 'a field'} {_SAID[each.operator]} {right or 'a field'}"
    months = any(sort is not None and sort.unit in ("month", "quarter", "year") for sort in (left, right))
    hint = "; a month has no fixed length, so write days" if months else ""
    return f"{said} is not {result or 'a value'}{hint}"
