"""What stands at the head of an agreement: its title, what it is about, and the rule for missing figures."""

from datetime import date
from typing import Any, Literal, get_args

import attrs

from smarketing.agreement.section import Section
from smarketing.errors import InvalidValueError
from smarketing.fields import about

NoData = Literal["stays open", "counts as missed"]
"""What a month without a figure counts as."""

Gap = Literal["is skipped", "ends it"]
"""What a month without a verdict does to a run."""


PartialMonthRule = Literal["in full", "pro rata"]

MonthOfChange = Literal["before", "after", "by days"]
"""By which version the month is judged within which an amendment begins."""


def check_month_of_change(_: object, field: "attrs.Attribute[Any]", rule: MonthOfChange) -> None:
    """Refuse a rule for the month within which an amendment begins that is none."""
    if rule not in get_args(MonthOfChange):
        message = f"the month of change is judged by the version 'before' or 'after', or 'by days'; not {rule!r}"
        raise InvalidValueError(message, field.name)


def check_retroactive(_: object, field: "attrs.Attribute[Any]", retroactive: bool) -> None:
    """Refuse anything but True and False."""
    if type(retroactive) is not bool:
        raise InvalidValueError(f"retroactive is True or False; not {retroactive!r}", field.name)


def check_partial_months(_: object, field: "attrs.Attribute[Any]", rule: PartialMonthRule) -> None:
    """Refuse a rule for months that the term covers in part that is none."""
    if rule not in get_args(PartialMonthRule):
        raise InvalidValueError(f"partial months are judged 'in full' or 'pro rata'; not {rule!r}", field.name)


def check_no_data(_: object, field: "attrs.Attribute[Any]", rule: NoData | None) -> None:
    """Refuse a rule for missing data that is none."""
    if (rule is not None or field.default is not None) and rule not in get_args(NoData):
        raise InvalidValueError(f"missing data 'stays open' or 'counts as missed'; not {rule!r}", field.name)


def _check_gap(_: object, field: "attrs.Attribute[Any]", rule: Gap) -> None:
    if rule not in get_args(Gap):
        raise InvalidValueError(
            f"in a run a month without a verdict 'is skipped' or 'ends it'; not {rule!r}", field.name
        )


@attrs.frozen
class NoDataRule:
    """What the absence of a figure, or of a verdict, comes to: `NoDataRule("counts as missed", in_a_run="ends it")`.

    `missing` is what a month without a figure counts as. `in_a_run` is what a month without a verdict (excused, no
    data, pending after its end, not in force) does to a run of misses: it is skipped, or ends the run.
    """

    missing: NoData = attrs.field(
        default="stays open",
        validator=check_no_data,
        metadata=about("What a month without a figure counts as.", bare=True),
    )
    in_a_run: Gap = attrs.field(
        default="is skipped",
        kw_only=True,
        validator=_check_gap,
        metadata=about("What a month without a verdict does to a run: it is skipped, or ends it."),
    )

    def __str__(self) -> str:
        return self.missing if self.in_a_run == "is skipped" else f"{self.missing}, and in a run {self.in_a_run}"


def as_no_data_rule(given: NoDataRule | NoData) -> NoDataRule:
    """Take the rule, or what alone a missing figure counts as; InvalidValueError for anything else."""
    return given if isinstance(given, NoDataRule) else NoDataRule(given)


SINCE = Section(
    key="from", field="since", sentence="The day from which the amendment holds.", holds=date, merging="never"
)
MONTH_OF_CHANGE = Section(
    key="month_of_change",
    sentence="What judges the month within which the amendment begins: before (unless stated), after, or by days.",
    holds=MonthOfChange,
    merging="never",
)
RETROACTIVE = Section(
    key="retroactive",
    sentence="Whether the amendment holds from its day on although some party signed it later.",
    holds=bool,
    merging="never",
)
TITLE = Section(key="title", sentence="What the agreement is called.", holds=str, needed=True)
SUMMARY = Section(key="summary", sentence="What it is about, in a sentence or two.", holds=str)
NO_DATA = Section(key="no_data", sentence="What a month without a figure counts as.", holds=NoDataRule)
ONE_SIDED = Section(
    key="one_sided",
    sentence="Why one party owes the other nothing that is judged, if that is meant: it pays, and that is all.",
    holds=str,
)
PARTIAL_MONTHS = Section(
    key="partial_months",
    sentence="How much is owed for a month that the term covers in part: in full (unless stated), or pro rata.",
    holds=PartialMonthRule,
)
