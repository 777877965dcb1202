"""What stands at the head of an agreement: its title, what it is about, and the rule for missing figures."""

from datetime import date
from typing import Any, Literal, get_args

import attrs

from smarketing.agreement.section import Section
from smarketing.errors import InvalidValueError

NoData = Literal["stays open", "counts as missed"]


PartialMonthRule = Literal["in full", "pro rata"]


def check_partial_months(_: object, field: "attrs.Attribute[Any]", rule: PartialMonthRule) -> None:
    """Refuse a rule for months that the term covers in part that is none."""
    if rule not in get_args(PartialMonthRule):
        raise InvalidValueError(f"partial months are judged 'in full' or 'pro rata'; not {rule!r}", field.name)


def check_no_data(_: object, field: "attrs.Attribute[Any]", rule: NoData | None) -> None:
    """Refuse a rule for missing data that is none."""
    if rule is not None and rule not in get_args(NoData):
        raise InvalidValueError(f"missing data 'stays open' or 'counts as missed'; not {rule!r}", field.name)


SINCE = Section(
    key="from", field="since", sentence="The day from which the amendment holds.", holds=date, merging="never"
)
TITLE = Section(key="title", sentence="What the agreement is called.", holds=str, needed=True)
SUMMARY = Section(key="summary", sentence="What it is about, in a sentence or two.", holds=str)
NO_DATA = Section(key="no_data", sentence="What a month without a figure counts as.", holds=NoData)
PARTIAL_MONTHS = Section(
    key="partial_months",
    sentence="How much is owed for a month that the term covers in part: in full (unless stated), or pro rata.",
    holds=PartialMonthRule,
)
