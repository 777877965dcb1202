"""Records that may show a case: values for all fields of which something is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction
from itertools import islice, product
from math import prod

from smarketing.criteria.analysis.budget import Budget
from smarketing.criteria.analysis.decision import UndecidedError
from smarketing.criteria.analysis.demands import is_whole
from smarketing.criteria.analysis.facts import Facts, FieldFacts
from smarketing.criteria.analysis.linear_constraints import Constraint, bounds, solution
from smarketing.criteria.analysis.string_constraints import RequiredTest, fitting, is_listed, passes
from smarketing.criteria.language import terms
from smarketing.criteria.language.days import instant
from smarketing.criteria.language.on_records import Sorts
from smarketing.intervals import IntervalSet

_MOST_TRIES = 1_000

_ROUND = tuple(seconds * 1_000_000 for seconds in (86_400, 3_600, 60, 1))
"""Days, hours, minutes and seconds in microseconds: witnesses are in the largest that fits."""

_TEMPTING = tuple(map(Fraction, (0, 1, 2, 10, 1000)))

NOT_LINEAR = "a calculation, or a comparison of fields, that is not linear"
BETWEEN_MICROSECONDS = "dates or durations between two microseconds"

Values = Mapping[str, Sequence[object]]
"""Values to try for each field; None stands for a missing one."""


class Records:
    """Finds values for the fields of a case; `doubt` says why a case without a record may still have one."""

    def __init__(self, field_types: Sorts, budget: Budget) -> None:
        self.doubt = ""
        self._field_types = field_types
        self._budget = budget
        self._texts: dict[tuple[tuple[int, bool], ...], Sequence[str] | UndecidedError] = {}

    # What can be

    def impossible(self, facts: Facts) -> Sequence[str] | None:
        """Give fields that cannot have values together, of those not checked yet; None if none are known."""
        names = sorted(facts.unchecked)
        self._budget.spend(1 + len(names))
        for name in names:
            if not self._has_text(facts.known(name)):
                return [name]
        for group, constraints in facts.groups(names):
            room = {name: facts.known(name).numbers for name in group}
            if solution(self._within_hulls(constraints, room), self._budget) is None:
                return group
        return None

    def _has_text(self, known: FieldFacts) -> bool:
        if known.missing is not False or not known.texts:
            return True
        try:
            return bool(self._fitting(known.texts))
        except UndecidedError:
            return True

    def _fitting(self, tests: Sequence[RequiredTest]) -> Sequence[str]:
        """The texts that pass, found once for the same tests."""
        key = tuple((id(test), must) for test, must in tests)
        self._budget.spend(1 + len(tests) // 16)
        if key not in self._texts:
            try:
                self._texts[key] = tuple(fitting(tests, self._budget))
            except UndecidedError as error:
                self._texts[key] = error
        found = self._texts[key]
        if isinstance(found, UndecidedError):
            raise found
        return found

    def _within_hulls(self, constraints: Iterable[Constraint], room: Mapping[str, IntervalSet]) -> Iterator[Constraint]:
        """The constraints, and the lowest and the highest value of each field."""
        yield from constraints
        for name, numbers in room.items():
            yield from bounds(name, (numbers.spans[0][0], numbers.spans[-1][1]))

    # Records

    def of(self, facts: Facts) -> Iterator[dict[str, object]]:
        """Give records that may show a case: if none does and `doubt` stays empty, there are none."""
        bound = facts.bound
        tied = set(bound)
        free = {name: known for name, known in facts.fields.items() if name not in tied}
        self._budget.spend(len(free))
        if facts.nonlinear:
            yield from self._tried(facts, free, bound)
            return
        record: dict[str, object] = {}
        for name, known in free.items():
            values = list(islice(self._values(name, known), 1))
            if not values:
                return
            record |= {name: values[0]} if values[0] is not None else {}
        for group, constraints in facts.groups(bound):
            room = {name: facts.known(name).numbers for name in group}
            found = next(self._whole_solutions(constraints, room), None)
            if found is None:
                return
            record |= self._as_values(found)
        yield record
        self.doubt = self.doubt or BETWEEN_MICROSECONDS  # it was not shown by running, so nothing is claimed

    def _whole_solutions(
        self, constraints: Sequence[Constraint], room: Mapping[str, IntervalSet]
    ) -> Iterator[Mapping[str, Fraction]]:
        """Solutions in which dates and durations are whole microseconds; where some are not, nothing is claimed."""
        for found in self._solutions(constraints, room):
            rounded = {name: self._rounded(name, number) for name, number in found.items()}
            self._budget.spend(len(rounded))
            if rounded == found or (
                all(rounded[name] in numbers for name, numbers in room.items())
                and all(each.holds_for(rounded) for each in constraints)
            ):
                yield rounded
            self.doubt = self.doubt or BETWEEN_MICROSECONDS

    def _rounded(self, name: str, number: Fraction) -> Fraction:
        return Fraction(int(number)) if is_whole(self._field_types[name]) else number

    def _as_values(self, found: Mapping[str, Fraction]) -> dict[str, object]:
        return {name: self._value(name, number) for name, number in found.items()}

    def _solutions(
        self, constraints: Sequence[Constraint], room: Mapping[str, IntervalSet]
    ) -> Iterator[dict[str, Fraction]]:
        """Values of fields that constraints tie to each other: without gaps first, then on each side of the gap hit."""
        whole = {name: _ROUND for name in room if is_whole(self._field_types[name])}
        rooms = [room]
        while rooms:
            room = rooms.pop()
            self._budget.spend(sum(len(numbers.spans) for numbers in room.values()) // 16)
            within = self._within_hulls(constraints, room)
            found = solution(within, self._budget, whole=whole, preferred=room)
            if found is None:
                continue
            hit = next((name for name in room if found[name] not in room[name]), None)
            if hit is None:
                yield found
                hit = max(room, key=lambda name: len(room[name].spans))
            parts = room[hit].split_at(found[hit])
            rooms += [{**room, hit: part} for part in reversed(parts) if len(parts) > 1]

    # Cases with comparisons that are not linear

    def _tried(self, facts: Facts, free: Mapping[str, FieldFacts], bound: Sequence[str]) -> Iterator[dict[str, object]]:
        """Records with telling values, one after the other."""
        values: Values = {name: list(self._values(name, known)) for name, known in free.items()}
        values = self._shared(self._tempting(values, facts), facts)
        self._budget.spend(sum(map(len, values.values())))
        if not all(values.values()):
            return
        tries = 0
        for together in self._tied(facts, bound):
            for some in islice(product(*values.values()), _MOST_TRIES):
                own = zip(values, some, strict=True)
                self._budget.spend(1 + len(values))
                yield {**{name: value for name, value in own if value is not None}, **together}
                tries += 1
        if tries and (bound or not self._exhausted(facts, tries, values)):
            self.doubt = self.doubt or NOT_LINEAR

    def _tied(self, facts: Facts, bound: Sequence[str]) -> Iterator[dict[str, object]]:
        """Values of all fields with linear constraints."""
        constraints = [each for _group, several in facts.groups(list(bound)) for each in several]
        room = {name: facts.known(name).numbers for name in bound}
        return map(self._as_values, self._solutions(constraints, room) if bound else ({},))

    def _exhausted(self, facts: Facts, tries: int, values: Values) -> bool:
        """Tell whether all values were tried of which there are no more: texts from a list, true and false."""
        names = {name for each in facts.nonlinear for name in terms.fields_of(each.test)}
        return tries == prod(map(len, values.values())) and all(
            self._is_finite(name, facts.known(name)) for name in names
        )

    def _is_finite(self, name: str, known: FieldFacts) -> bool:
        field_type = self._field_types[name]
        is_text = field_type is not None and field_type.kind == "text"
        return field_type is not None and (field_type.kind == "truth" or (is_text and is_listed(known.texts)))

    def _shared(self, values: Values, facts: Facts) -> Values:
        """Values with those of other texts added where they fit, for texts that are compared with each other."""
        texts = dict.fromkeys(each for some in values.values() for each in some if isinstance(each, str))
        return {
            name: [*some, *(text for text in texts if text not in some and self._fits(name, text, facts.known(name)))]
            for name, some in values.items()
        }

    def _fits(self, name: str, text: str, known: FieldFacts) -> bool:
        self._budget.spend()
        field_type = self._field_types[name]
        is_text = field_type is not None and field_type.kind == "text" and known.missing is not True
        return is_text and passes(text, known.texts, self._budget)

    def _tempting(self, values: Values, facts: Facts) -> Values:
        """Values with further numbers added where they fit: the constants of calculations, and small ones."""
        constants = {value for each in facts.nonlinear for value in _constants(each.test)}
        tried = sorted({factor * value for value in constants | set(_TEMPTING) for factor in (1, -1)}, key=abs)
        self._budget.spend(len(tried) * len(values))
        return {name: [*some, *self._numbers_in(name, facts.known(name), tried, some)] for name, some in values.items()}

    def _numbers_in(
        self, name: str, known: FieldFacts, tried: Sequence[Fraction], some: Sequence[object]
    ) -> Iterator[object]:
        field_type = self._field_types[name]
        if known.missing is not True and (field_type is None or field_type.kind in ("number", "amount")):
            there = set(some)
            yield from (number for number in tried if number in known.numbers and number not in there)

    # Values of one field

    def _values(self, name: str, known: FieldFacts) -> Iterator[object]:
        """Telling values of a field, None for a missing one: at least one if there is any."""
        if known.missing is not True:
            try:
                yield from self._present_values(name, known)
            except UndecidedError as error:
                self.doubt = error.message
        if known.missing is not False:
            yield None

    def _present_values(self, name: str, known: FieldFacts) -> Iterator[object]:
        field_type = self._field_types[name]
        if field_type is not None and field_type.kind == "truth":
            yield from (truth for truth in (True, False) if truth in known.truths)
        elif field_type is not None and field_type.kind == "text":
            yield from self._fitting(known.texts)
        else:
            for number in known.numbers.points(round_to=_ROUND if is_whole(field_type) else ()):
                self._budget.spend(4)
                yield from self._on_calendar(name, number)

    def _on_calendar(self, name: str, number: Fraction) -> Iterator[object]:
        """The value, if the calendar has it."""
        try:
            yield self._value(name, number)
        except UndecidedError as error:
            self.doubt = error.message

    def _value(self, name: str, number: Fraction) -> object:
        """A number of the line as the value that the field would hold."""
        field_type = self._field_types[name]
        if field_type is None or field_type.kind not in ("date", "duration"):
            return number
        try:
            if field_type.kind == "duration":
                return timedelta(microseconds=int(number))
            return instant(int(number), aware=field_type.unit == "UTC")
        except OverflowError as error:
            raise UndecidedError("a date or a duration beyond the calendar") from error


def _constants(part: terms.Expression | terms.Predicate) -> Iterator[Fraction]:
    """The numbers in a test."""
    match part:
        case terms.Literal(value=Fraction() as value):
            yield value
        case terms.Comparison(left=left, right=right) | terms.Arithmetic(left=left, right=right):
            yield from _constants(left)
            yield from _constants(right)
