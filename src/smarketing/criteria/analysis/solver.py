"""What follows from criteria: whether one can hold, implies another, overlaps it or is the same.

Exact on tests of fields against values (ranges of numbers and dates, sets of texts, pieces of texts), on linear
comparisons between fields, and on everything that `and`, `or` and `not` make of them, missing fields included. Outside
of it, a record that is found is checked by running the criterion on it, and where none is found nothing is claimed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice, product
from math import prod
from typing import cast

import attrs

from smarketing.criteria.analysis.decision import Decision, UndecidedError
from smarketing.criteria.analysis.linear_constraints import Constraint, bounds, constraints, linear, solution
from smarketing.criteria.analysis.string_constraints import Wanted, fitting, is_listed, passes
from smarketing.criteria.language import terms
from smarketing.criteria.language.days import by_instants, instant
from smarketing.criteria.language.on_records import Sorts, record_test
from smarketing.errors import InvalidValueError
from smarketing.intervals import IntervalSet
from smarketing.units import exact_text

_MOST_STEPS = 20_000
_MOST_TRIES = 1_000

_ROUND = tuple(seconds * 1_000_000 for seconds in (86_400, 3_600, 60, 1))
"""Days, hours, minutes and seconds in microseconds: witnesses are in the largest that fits."""

_READABLE = 10**40
_TEMPTING = tuple(map(Fraction, (0, 1, 2, 10, 1000)))

Goal = tuple[terms.Condition, bool]
"""A condition, and whether it must hold."""


@attrs.frozen
class _Known:
    """What a search has found out about one field; `missing` is None while both are possible."""

    missing: bool | None = None
    numbers: IntervalSet = IntervalSet()
    texts: tuple[Wanted, ...] = ()
    truths: frozenset[bool] = frozenset({True, False})


@attrs.frozen
class _Facts:
    """What a search has taken for granted so far."""

    fields: Mapping[str, _Known]
    linear: tuple[Constraint, ...] = ()
    others: tuple[Goal, ...] = ()

    def known(self, name: str) -> _Known:
        return self.fields.get(name, _Known())


@attrs.frozen
class _Open:
    """Goals still to be reached: those that leave no choice, and those that do."""

    plain: tuple[Goal, ...] = ()
    choices: tuple[Goal, ...] = ()

    def with_goals(self, more: Sequence[Goal]) -> "_Open":
        choices = tuple(goal for goal in more if _is_choice(goal))
        plain = tuple(goal for goal in more if not _is_choice(goal))
        return _Open((*self.plain, *plain), (*self.choices, *choices))


def decided(goals: Sequence[Goal], sorts: Sorts) -> Decision:
    """Tell whether some record gives every condition the truth that it must have; the witness is such a record."""
    search = _Search(goals, sorts)
    try:
        witness = next(search.witnesses(), None)
    except UndecidedError as error:
        return Decision("could not decide", because=error.message)
    if witness is not None:
        return Decision("yes", {name: _shown(value) for name, value in witness.items()})
    return Decision("could not decide", because=search.doubt) if search.doubt else Decision("no")


class _Search:
    """A walk through the cases of some conditions, each case until it contradicts itself."""

    def __init__(self, goals: Sequence[Goal], sorts: Sorts) -> None:
        self._goals = goals
        self._sorts = sorts
        self._tests = [(record_test(condition, sorts), must) for condition, must in goals]
        self.doubt = ""

    def witnesses(self) -> Iterator[dict[str, object]]:
        for facts in self._cases():
            try:
                yield from islice(filter(self._shows, self._records(facts)), 1)
            except UndecidedError as error:
                self.doubt = error.message

    def _shows(self, record: Mapping[str, object]) -> bool:
        try:
            return all(test(record) is must for test, must in self._tests)
        except InvalidValueError as error:  # dates with and without a time zone
            self.doubt = error.message
            return False

    # Cases

    def _cases(self) -> Iterator[_Facts]:
        """The ways in which all goals can be reached; in each, what leaves no choice comes first."""
        stack = [(_Open().with_goals(self._goals), _Facts({}))]
        for _step in range(_MOST_STEPS):
            if not stack:
                return
            goals, facts = stack.pop()
            if goals.plain:
                goal, rest = goals.plain[-1], attrs.evolve(goals, plain=goals.plain[:-1])
            elif goals.choices:
                goal, rest = goals.choices[-1], attrs.evolve(goals, choices=goals.choices[:-1])
            else:
                yield facts
                continue
            ways = [(rest.with_goals(more), then) for more, then in self._ways(goal, facts)]
            stack += reversed(ways)
        raise UndecidedError(f"more than {_MOST_STEPS} cases")

    def _ways(self, goal: Goal, facts: _Facts) -> Iterator[tuple[Sequence[Goal], _Facts]]:
        condition, must = goal
        match condition:
            case terms.And(parts) | terms.Or(parts):
                each = tuple((part, must) for part in parts)
                if isinstance(condition, terms.And) is must:
                    yield each, facts
                else:
                    yield from (((part,), facts) for part in each)
            case terms.Not(inside):
                yield ((inside, not must),), facts
            case terms.Named(_, inside):
                yield ((inside, must),), facts
            case terms.Constant(holds):
                if holds is must:
                    yield (), facts
            case terms.OneOf(terms.Arithmetic() as term, choices, excluded):
                tests = tuple(terms.Comparison(term, "!=" if excluded else "==", choice) for choice in choices)
                yield ((terms.And(tests) if excluded else terms.Or(tests), must),), facts
            case terms.Comparison() | terms.OneOf() if (plain := by_instants(condition)) != condition:
                yield ((plain, must),), facts
            case _:
                yield from (((), then) for then in self._told(condition, must, facts) if then is not None)

    def _told(self, test: terms.Condition, must: bool, facts: _Facts) -> Iterator[_Facts | None]:
        """What a test adds to the facts; None where it contradicts them."""
        names = tuple(dict.fromkeys(terms.fields_of(test)))
        if isinstance(test, terms.Has):
            yield _present(facts, names[0], there=must)
        elif len(names) == 1 and (narrowed := self._narrowed(test, must)) is not None:
            yield _with(facts, names[0], must, narrowed)
        else:
            if not must:
                yield from (_present(facts, name, there=False) for name in names)
            there: _Facts | None = facts
            for name in names:
                there = there and _present(there, name, there=True)
            if there is not None:
                yield from self._related(cast("terms.Comparison", test), must, there)  # nothing else is left

    def _narrowed(self, test: terms.Condition, must: bool) -> Callable[[_Known], _Known] | None:
        """What a test of one field against values leaves of it; None if it is no such test."""
        match test:
            case terms.Truth():
                return lambda known: attrs.evolve(known, truths=known.truths & {must})
            case terms.OneOf(terms.Field(name), choices, excluded) if _on_line(self._sorts[name]):
                among = IntervalSet.of(each.constant for choice in choices if (each := linear(choice)) is not None)
                wanted = among if must is not excluded else ~among
                return lambda known: attrs.evolve(known, numbers=known.numbers & wanted)
            case terms.Comparison() if (numbers := self._numbers(test)) is not None:
                kept = numbers if must else ~numbers
                return lambda known: attrs.evolve(known, numbers=known.numbers & kept)
            case (
                terms.Match()
                | terms.OneOf(term=terms.Field() | terms.Lower())
                | terms.Comparison(terms.Field() | terms.Lower(), _, terms.Literal())
            ):
                return lambda known: attrs.evolve(known, texts=(*known.texts, (test, must)))
            case terms.Comparison(terms.Literal() as text, _, (terms.Field() | terms.Lower()) as term):
                turned = terms.Comparison(term, test.operator, text)
                return lambda known: attrs.evolve(known, texts=(*known.texts, (turned, must)))
        return None

    def _numbers(self, test: terms.Comparison) -> IntervalSet | None:
        """The values of the one field of a linear comparison for which it holds."""
        one, other = linear(test.left), linear(test.right)
        if one is None or other is None:
            return None
        difference = one.plus(other, Fraction(-1))
        if not difference.factors:  # the field cancels out: it only has to be there
            return (
                IntervalSet()
                if Fraction(0) in IntervalSet.where(test.operator, -difference.constant)
                else IntervalSet(())
            )
        ((name, factor),) = difference.factors
        operator = test.operator if factor > 0 else terms.MIRRORED[test.operator]
        numbers = IntervalSet.where(operator, -difference.constant / factor)
        return numbers.whole() if _is_whole(self._sorts[name]) else numbers

    def _related(self, test: terms.Comparison, must: bool, facts: _Facts) -> Iterator[_Facts]:
        """A comparison of several fields that are all there, or one that is not linear."""
        one, other = linear(test.left), linear(test.right)
        lined = all(_on_line(self._sorts[name]) for name in terms.fields_of(test))
        if one is not None and other is not None and lined:
            operator = test.operator if must else terms.OPPOSITE[test.operator]
            for constraint in constraints(one, operator, other):
                yield attrs.evolve(facts, linear=(*facts.linear, constraint))
            return
        if test.operator == "!=" and must:  # its denial is no equality where a ratio may be missing
            test, must = attrs.evolve(test, operator="=="), False
        if (test, not must) not in facts.others:
            yield attrs.evolve(facts, others=(*facts.others, (test, must)))

    # Records

    def _records(self, facts: _Facts) -> Iterator[dict[str, object]]:
        """Records that may show a case: if none of them does and no doubt is left behind, there are none."""
        bound = {name for each in facts.linear for name, _factor in each.sum.factors}
        values = {name: self._values(name, known) for name, known in facts.fields.items() if name not in bound}
        if facts.others:
            values = self._shared(self._tempting(values, facts), facts)
        if not all(values.values()):
            return
        tries = 0
        for together in self._solutions(facts, sorted(bound)):
            for some in islice(product(*values.values()), _MOST_TRIES if facts.others else 1):
                own = zip(values, some, strict=True)
                yield {**{name: value for name, value in own if value is not None}, **together}
                tries += 1
        if tries and not (facts.others and not bound and self._exhausted(facts, tries, values)):
            between = "dates or durations between two microseconds"
            undecided = "a calculation, or a comparison of fields, that is not linear" if facts.others else between
            self.doubt = self.doubt or undecided

    def _exhausted(self, facts: _Facts, tries: int, values: Mapping[str, Sequence[object]]) -> bool:
        """Tell whether all values were tried of which there are no more: texts from a list, true and false."""
        finite = all(
            self._is_finite(name, facts.known(name)) for goal, _must in facts.others for name in terms.fields_of(goal)
        )
        return finite and tries == prod(map(len, values.values()))

    def _is_finite(self, name: str, known: _Known) -> bool:
        sort = self._sorts[name]
        return sort is not None and (sort.kind == "truth" or (sort.kind == "text" and is_listed(known.texts)))

    def _shared(self, values: Mapping[str, list[object]], facts: _Facts) -> dict[str, list[object]]:
        """Values with those of other texts added where they fit, for texts that are compared with each other."""
        texts = dict.fromkeys(each for some in values.values() for each in some if isinstance(each, str))
        return {
            name: [*some, *(text for text in texts if text not in some and self._fits(name, text, facts.known(name)))]
            for name, some in values.items()
        }

    def _tempting(self, values: Mapping[str, list[object]], facts: _Facts) -> dict[str, list[object]]:
        """Values with further numbers added where they fit: the constants of calculations, and small ones."""
        constants = {value for test, _must in facts.others for value in _constants(test)}
        tried = sorted({factor * value for value in constants | set(_TEMPTING) for factor in (1, -1)}, key=abs)
        return {name: [*some, *self._numbers_in(name, facts.known(name), tried, some)] for name, some in values.items()}

    def _numbers_in(
        self, name: str, known: _Known, tried: Sequence[Fraction], some: Sequence[object]
    ) -> Iterator[object]:
        sort = self._sorts[name]
        if known.missing is not True and (sort is None or sort.kind in ("number", "amount")):
            yield from (number for number in tried if number in known.numbers and number not in some)

    def _fits(self, name: str, text: str, known: _Known) -> bool:
        sort = self._sorts[name]
        return sort is not None and sort.kind == "text" and known.missing is not True and passes(text, known.texts)

    def _values(self, name: str, known: _Known) -> list[object]:
        """Telling values of a field, None for a missing one: at least one if there is any."""
        try:
            present = self._present_values(name, known) if known.missing is not True else []
        except UndecidedError as error:
            if known.missing is False:
                raise
            self.doubt, present = error.message, []
        return present if known.missing is False else [*present, None]

    def _present_values(self, name: str, known: _Known) -> list[object]:
        sort = self._sorts[name]
        if sort is not None and sort.kind == "truth":
            return [truth for truth in (True, False) if truth in known.truths]
        if sort is not None and sort.kind == "text":
            return list(fitting(known.texts))
        return [
            self._value(name, number) for number in known.numbers.points(round_to=_ROUND if _is_whole(sort) else ())
        ]

    def _solutions(self, facts: _Facts, bound: Sequence[str]) -> Iterator[dict[str, object]]:
        """Values of the fields that comparisons tie to each other."""
        spans = [facts.known(name).numbers.spans for name in bound]
        whole = [name for name in bound if _is_whole(self._sorts[name])]
        for number, some in enumerate(product(*spans)):
            if number > _MOST_TRIES:
                raise UndecidedError("too many ranges of fields that are compared with each other")
            around = [each for name, span in zip(bound, some, strict=True) for each in bounds(name, span)]
            solved = solution((*facts.linear, *around), dict.fromkeys(whole, _ROUND))
            if solved is not None:
                yield {name: self._value(name, number) for name, number in solved.items()}

    def _value(self, name: str, number: Fraction) -> object:
        """A number of the line as the value that the field would hold."""
        sort = self._sorts[name]
        if sort is None or sort.kind not in ("date", "duration"):
            return number
        try:
            if sort.kind == "duration":
                return timedelta(microseconds=int(number))
            return instant(int(number), aware=sort.unit == "UTC")
        except OverflowError as error:
            raise UndecidedError("a date or a duration beyond the calendar") from error


def _is_choice(goal: Goal) -> bool:
    condition, must = goal
    if isinstance(condition, terms.And | terms.Or):
        return isinstance(condition, terms.And) is not must
    return isinstance(condition, terms.Comparison) and not must and len(set(terms.fields_of(condition))) > 1


def _with(facts: _Facts, name: str, there: bool, narrow: Callable[[_Known], _Known]) -> _Facts | None:
    """Facts with a field narrowed; None if nothing is left of it."""
    known = narrow(facts.known(name))
    if there:
        if known.missing is True:
            return None
        known = attrs.evolve(known, missing=False)
    if not (known.numbers and known.truths):
        if known.missing is False:
            return None
        known = attrs.evolve(known, missing=True)
    return attrs.evolve(facts, fields={**facts.fields, name: known})


def _present(facts: _Facts, name: str, there: bool) -> _Facts | None:
    """Facts with a field there, or missing; None if it is known to be otherwise."""
    known = facts.known(name)
    if known.missing is there or (there and not (known.numbers and known.truths)):
        return None
    return attrs.evolve(facts, fields={**facts.fields, name: attrs.evolve(known, missing=not there)})


def _on_line(sort: terms.FieldType | None) -> bool:
    return sort is None or sort.kind in ("number", "amount", "date", "duration")


def _constants(part: terms.Term | terms.Condition) -> Iterator[Fraction]:
    """The numbers in a test."""
    match part:
        case terms.Literal(value=Fraction() as value):
            yield value
        case terms.Comparison(left=left, right=right) | terms.Arithmetic(left=left, right=right):
            yield from _constants(left)
            yield from _constants(right)


def _is_whole(sort: terms.FieldType | None) -> bool:
    return sort is not None and sort.kind in ("date", "duration")


def _shown(value: object) -> object:
    """A value as a record would hold it: a number as an integer or a decimal where it is one."""
    if not isinstance(value, Fraction):
        return value
    if value.denominator == 1:
        return int(value)
    text = exact_text(value) if value.denominator < _READABLE else "/"
    return value if "/" in text else Decimal(text)
