"""The agreement: everything that the parties sign, in one value."""

from collections.abc import Mapping
from datetime import date

import attrs

from smarketing.criteria import Criterion
from smarketing.errors import AgreementError, InvalidValueError, no_such
from smarketing.model.drafts import Draft
from smarketing.model.problems import find_problems
from smarketing.months import Month


@attrs.frozen
class Agreement(Draft):
    """A service level agreement: `Agreement(title, term, parties, objectives, ...)`.

    Everything is a value, and parts refer to each other by name. `signatures` may be a mapping from each party to its
    day; `no_data` says what a missing figure counts as (`stays open`, or `counts as missed`); `units` are nouns of the
    agreement's own; `metrics` need be given only for levels, for segments that no promise names, and where an
    evaluator names no target. AgreementError with all problems if the parts do not fit together.
    """

    def __attrs_post_init__(self) -> None:
        if problems := find_problems(self):
            raise AgreementError(problems)

    def criterion(self, text: str) -> Criterion:
        """Read a criterion that may use the agreement's definitions and units; CriterionError if it is none."""
        return Criterion.parse(text, definitions=self.criteria, units=self.units)

    def meets(self, definition: str, record: Mapping[str, object]) -> bool:
        """Tell whether a record, scored by the agreement's own rules, meets a definition.

        InvalidValueError for a definition that is not there or has no criterion, and for values that it cannot compare.
        """
        return self._criterion_of(definition)(self.scored(record))

    def why(self, definition: str, record: Mapping[str, object]) -> str:
        """Say line by line why a record meets a definition or not, and what its scores come from."""
        scored = dict(record)
        scores = []
        for scoring in self.scoring:
            scores.append(scoring.explain(scored))
            scored = scoring.scored(scored)
        return "\n".join((self._criterion_of(definition).why(scored), *scores))

    def scored(self, record: Mapping[str, object]) -> dict[str, object]:
        """Give a record with the points and grades of the agreement's scoring; what it has of its own gives way."""
        scored = dict(record)
        for scoring in self.scoring:
            scored = scoring.scored(scored)
        return scored

    def _criterion_of(self, definition: str) -> Criterion:
        if definition not in self.criteria:
            message = no_such("definition with a criterion", definition, self.criteria, "definitions with one")
            raise InvalidValueError(message, "definition")
        return self.criteria[definition]

    def unsigned(self, month: Month) -> tuple[str, ...]:
        """Give the parties whose signature does not stand on the month's first day in the term."""
        first = self.first_day(month)
        signed = {signature.party for signature in self.signatures if signature.on <= first}
        return tuple(party.name for party in self.parties if party.name not in signed)

    def first_day(self, month: Month) -> date:
        """Give the month's first day that lies in the term."""
        return max(month.first_day, self.term.start)
