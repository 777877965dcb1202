"""Whether a record can give conditions the results that they must have, and such a record.

Where no record is found in a case that the analysis does not know exactly, nothing is claimed. Every record is checked
by running the conditions on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from smarketing.criteria.analysis.budget import Budget
from smarketing.criteria.analysis.cases import Cases
from smarketing.criteria.analysis.decision import Decision, UndecidedError
from smarketing.criteria.analysis.demands import Goal
from smarketing.criteria.analysis.facts import Facts
from smarketing.criteria.analysis.records import Records
from smarketing.criteria.language import terms
from smarketing.criteria.language.on_records import Sorts, record_test
from smarketing.errors import InvalidValueError
from smarketing.units import exact_text

_READABLE = 10**40


def decided(goals: Sequence[Goal], field_types: Sorts, budget: Budget) -> Decision:
    """Tell whether some record gives every condition the result that it must have; the witness is such a record.

    Could not decide, and why, once the budget is spent.
    """
    search = _Search(goals, field_types, budget)
    try:
        witness = search.witness()
    except UndecidedError as error:
        return Decision("could not decide", because=error.message)
    if witness is not None:
        return Decision("yes", {name: _shown(value) for name, value in witness.items()})
    doubt = search.records.doubt
    return Decision("could not decide", because=doubt) if doubt else Decision("no")


def size(condition: terms.Predicate) -> int:
    """Give how many conditions there are in a condition, itself and definitions included."""
    return sum(1 for _part in terms.parts_of(condition))


class _Search:
    """A search for a record through all cases."""

    def __init__(self, goals: Sequence[Goal], field_types: Sorts, budget: Budget) -> None:
        self.records = Records(field_types, budget)
        self._goals = goals
        self._field_types = field_types
        self._budget = budget

    def witness(self) -> Mapping[str, object] | None:
        sizes = sum(size(condition) for condition, _must in self._goals)
        self._budget.spend(2 * sizes)
        self._tests = [(record_test(condition, self._field_types), must) for condition, must in self._goals]
        self._cost_of_test = 2 + sizes // 4
        cases = Cases(self._field_types, self._budget, self.records.impossible)
        for facts in cases.walk(self._goals):
            if (record := next(filter(self._shows, self._candidates(facts)), None)) is not None:
                return record
        return None

    def _candidates(self, facts: Facts) -> Iterator[dict[str, object]]:
        try:
            yield from self.records.of(facts)
        except UndecidedError as error:
            self.records.doubt = error.message

    def _shows(self, record: Mapping[str, object]) -> bool:
        self._budget.spend(self._cost_of_test)
        try:
            return all(test(record) is must for test, must in self._tests)
        except InvalidValueError as error:  # dates with and without a time zone
            self.records.doubt = error.message
            return False


def _shown(value: object) -> object:
    """A value as a record would hold it: a number as an integer or a decimal where it is one."""
    if not isinstance(value, Fraction):
        return value
    if value.denominator == 1:
        return int(value)
    text = exact_text(value) if value.denominator < _READABLE else "/"
    return value if "/" in text else Decimal(text)
