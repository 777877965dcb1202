"""The agreement: everything that the parties sign, in one value."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from smarketing.agreement.draft import Draft
from smarketing.agreement.problems import find_problems
from smarketing.agreement.version_days import VersionDays, days_by_version
from smarketing.criteria import Criterion
from smarketing.errors import AgreementError, InvalidValueError, no_such
from smarketing.html_tables import html_table
from smarketing.months import Month, Period

_OF_NO_AMENDMENT: Mapping[str, Any] = {"month_of_change": "before", "retroactive": False}
"""What says how an amendment begins, as it is where there is none."""


@attrs.frozen
class Agreement(Draft):
    """A service level agreement: `Agreement(title, term, parties, objectives, ...)`.

    Everything is a value, and parts refer to each other by name. `signatures` may be a mapping from each party to its
    day; `no_data` says what a missing figure counts as (`stays open`, or `counts as missed`), or is a
    `NoDataRule`; `units` are nouns of the agreement's own; `metrics` need be given only for levels, for segments that
    no promise names, and where an evaluator names no target. AgreementError with all problems if the parts do not fit
    together.

    An agreement that `amends` another holds in its place from the day `since`; see `amended`. `month_of_change` says
    by which version the month is judged within which it begins (`before`, `after`, or `by days`), and `retroactive`
    that it holds from `since` on although somebody signed it later.
    """

    amends: "Agreement | None" = attrs.field(default=None, kw_only=True)

    def __repr__(self) -> str:
        until = "open end" if self.term.end is None else self.term.end
        counts = [(len(self.parties), "party", "parties"), (len(self.promises), "promise", "promises")]
        what = ", ".join(f"{number:,} {one if number == 1 else many}" for number, one, many in counts)
        version = f", version {len(self.versions)}" if self.amends is not None else ""
        return f"Agreement({self.title!r}{version}, {self.term.start} to {until}: {what})"

    def _repr_html_(self) -> str:
        rows = ((each.name, each.owed_by, each.owed_to, self.metric_of(each), each.segment) for each in self.promises)
        return html_table(repr(self), ("promise", "owed by", "owed to", "metric", "segment"), rows, most=100)

    def __attrs_post_init__(self) -> None:
        if problems := find_problems(self):
            raise AgreementError(problems)

    def amended(self, since: date | str, **changes: Any) -> "Agreement":
        """Give a new version of the agreement, which holds in its place from a day on.

        `changes` are whole fields, as `objectives` or `term`; the others stay. Signatures do not: the new version
        holds only when all its parties have signed it; nor do `month_of_change` and `retroactive`. AgreementError if
        it does not fit together, or does not follow.
        """
        known = {each.alias or each.name for each in attrs.fields(Agreement)} - {"amends", "since"}
        if unknown := sorted(changes.keys() - known):
            raise InvalidValueError(no_such("field of an agreement", unknown[0], sorted(known), "its fields"))
        return attrs.evolve(self, **{"signatures": (), **_OF_NO_AMENDMENT, **changes}, amends=self, since=since)

    @property
    def consolidated(self) -> "Agreement":
        """This version in one piece, without those before it."""
        return attrs.evolve(self, amends=None, since=None, **_OF_NO_AMENDMENT)

    @cached_property
    def versions(self) -> "tuple[Agreement, ...]":
        """The versions up to this one, oldest first."""
        found = [self]
        while (before := found[-1].amends) is not None:
            found.append(before)
        return tuple(reversed(found))

    def at(self, month: Month | date | str) -> "Agreement":
        """Give the version in force in a month (or a day's month): the last that has begun by then, else the oldest.

        InvalidValueError for a Month that begins on another day than those of the agreement.
        """
        month = self.month_of(month) if isinstance(month, date) else self.calendar.month_named(month, "month")
        begun = (each for each in reversed(self.versions) if each.begins is not None and each.begins <= month)
        return next(begun, self.versions[0])

    def first_month_of(self, version: "Agreement") -> Month | None:
        """Give the first month in which one of the `versions` is in force; None if it never is.

        A version that was signed only after another had taken its place, or after its own end, never is.
        """
        begins = version.begins
        holds = begins is not None and begins in version.term_months and self.at(begins) is version
        return begins if holds else None

    def days_in(self, month: Month) -> "tuple[VersionDays[Agreement], ...]":
        """Give the versions by which a month is judged, oldest first, each with its days.

        One, but for a month of change that is judged by days; it has days before the term, or after it, as the month.
        """
        return days_by_version(tuple(reversed(self.at(month).versions)), month)

    @cached_property
    def months(self) -> Period:
        """The months of the term, by the version in force in each."""
        return Period(self.first_month, self._last(self.last_month_of_all))

    def until(self, month: Month) -> Period | None:
        """Give the months of the term up to one, that one included, by the version in force in each.

        None if it lies before the term.
        """
        last = self._last(month)
        return Period(self.first_month, last) if last >= self.first_month else None

    def _last(self, month: Month) -> Month:
        """The last month of the term up to a month."""
        for version in reversed(self.versions[1:]):
            if version.begins is not None and version.begins <= month:
                if version.term_months.last >= version.begins:
                    return min(month, version.term_months.last)
                month = version.begins - 1
        return min(month, self.versions[0].term_months.last)

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
        """Give the parties whose signature does not stand on the month's first day in the term.

        In the month of change, if the version holds in it, signatures may stand from `since` on, and under a
        `retroactive` version they may be of any later day.
        """
        day = self.first_day(month)
        if month == self.begins and self.month_of_change != "before":
            day = max(day, self.since or day)
        signed = {each.party for each in self.signatures if self.retroactive or each.on <= day}
        return tuple(party.name for party in self.parties if party.name not in signed)
