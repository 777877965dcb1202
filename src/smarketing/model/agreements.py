"""The agreement: everything that the parties sign, in one value."""

from datetime import date

import attrs

from smarketing.errors import AgreementError
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

    def unsigned(self, month: Month) -> tuple[str, ...]:
        """Give the parties whose signature does not stand on the month's first day in the term."""
        first = self.first_day(month)
        signed = {signature.party for signature in self.signatures if signature.on <= first}
        return tuple(party.name for party in self.parties if party.name not in signed)

    def first_day(self, month: Month) -> date:
        """Give the month's first day that lies in the term."""
        return max(month.first_day, self.term.start)
