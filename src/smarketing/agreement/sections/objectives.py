"""What the parties owe each other."""

from collections.abc import Iterator

import attrs

from smarketing.agreement.section import Section
from smarketing.agreement.sections.head import NoData, check_no_data
from smarketing.consequences import Condition
from smarketing.contract_periods import Every, check_every
from smarketing.errors import InvalidValueError
from smarketing.evaluators import Evaluator
from smarketing.fields import about
from smarketing.verdicts import Reference

LAST_DAY = 31
"""The due day that is the last one of its month, however long the month is."""


@attrs.frozen
class Objective:
    """What one party owes another: a metric, and the evaluator that judges it.

    It is judged once in each period: `every` month, quarter, half-year or year, or once for the whole term. Unless
    stated that is the period of a count's target (`300 SQL/quarter` is judged by the quarter), else the month.
    `hours` say what a business day is, for a target per business day: unless stated those of the party that owes it.
    `metric` is the objective's own name unless stated, and for a part the metric of the whole (`part_of`). `segment` is
    the part of the metric that counts. `due_day` is the day of the next month by whose end the figure must be there, 1
    to 28, or 31 for its last day; without one it is due when the month ends. `no_data` is the rule for this objective
    where it differs from the agreement's. `relieved_when` is a condition on the same period, under which a miss is
    excused. `feeds` says what the promise is for.
    """

    name: str = attrs.field()
    owed_by: str = attrs.field(metadata=about("The party that keeps it or misses it."))
    owed_to: str = attrs.field(metadata=about("The party that it is made to."))
    evaluator: Evaluator = attrs.field(metadata=about("How it is judged.", inline=True))
    metric: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("What it is judged by; its own name unless stated.")
    )
    every: Every | None = attrs.field(
        default=None,
        kw_only=True,
        validator=check_every,
        metadata=about("The period that is judged at once: month, quarter, half-year, year or term."),
    )
    part_of: str | None = attrs.field(default=None, kw_only=True, metadata=about("The promise that it is a part of."))
    hours: str | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("The hours that say what a business day is, for a target per business day."),
    )
    segment: str | None = attrs.field(default=None, kw_only=True, metadata=about("The part of the metric that counts."))
    due_day: int | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about(
            "The day of the next month by which its figure must be there.", key="due", form="day of the next month"
        ),
    )
    no_data: NoData | None = attrs.field(
        default=None,
        kw_only=True,
        validator=check_no_data,
        metadata=about("What a month without a figure counts as, where it differs from the agreement's rule."),
    )
    relieved_when: Condition | None = attrs.field(
        default=None, kw_only=True, metadata=about("When a miss is excused, in the same month.")
    )
    feeds: str = attrs.field(default="", kw_only=True, metadata=about("What the promise is for."))

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name or name == "any":
            raise InvalidValueError(f"{name!r} cannot name a promise", "name")

    @evaluator.validator
    def _check_evaluator(self, _: object, evaluator: object) -> None:
        if not isinstance(evaluator, Evaluator):
            example = "AtLeast('100 SQL/month')"
            raise InvalidValueError(
                f"a promise is judged by an evaluator, as in {example}; not by {evaluator!r}", "evaluator"
            )

    @due_day.validator
    def _check_due_day(self, _: object, day: int | None) -> None:
        if day is not None and day != LAST_DAY and not 1 <= day <= 28:
            days = "on day 1 to 28 of the next month, or on its last day"
            raise InvalidValueError(f"a figure is due {days}; not {day}", "due")


def _references(objective: Objective) -> Iterator[Reference]:
    yield Reference("party", objective.owed_by, ("owed_by",))
    yield Reference("party", objective.owed_to, ("owed_to",))
    if objective.part_of is not None:
        yield Reference("promise", objective.part_of, ("part_of",))
    if objective.hours is not None:
        yield Reference("hours", objective.hours, ("hours",))
    if objective.relieved_when is not None:
        for each in objective.relieved_when.references:
            yield Reference(each.kind, each.name, ("relieved_when", *each.path))
    for each in objective.evaluator.references:
        yield Reference(each.kind, each.name, ("evaluator",))


OBJECTIVES = Section(
    key="objectives",
    sentence="Who owes whom what.",
    holds=Objective,
    named_by="name",
    needed=True,
    merging="by name",
    bears=("promise", "metric"),
    references=_references,
)
