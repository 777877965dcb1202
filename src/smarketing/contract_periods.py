"""The periods that a contract counts in: the months, quarters, half-years and years of its term."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, get_args

import attrs

from smarketing.errors import InvalidValueError
from smarketing.months import MOST_MONTHS, Month, Period

Every = Literal["month", "quarter", "half-year", "year", "term"]

MONTHS_IN: Mapping[str, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""How many months each period has; the term has its own."""

PERS = "a limit is per month, quarter, half-year, year, trailing 12 months or term"
_TRAILING = re.compile(r"trailing (?P<months>[1-9][0-9]{0,3}) months")
PER = rf"(?:/|\bper ) ?(?P<per>month|quarter|half-year|year|term|{_TRAILING.pattern})"
"""How a text says the period of a limit: `per quarter`, `/month`, `per trailing 12 months`."""


_OTHER_WORDS = re.compile(r"\b(?:a|an|each|every|in a|in each) (?P<period>month|quarter|half-year|year|term)$")


@attrs.frozen(slots=False)
class ContractPeriods:
    """The quarters, half-years and years of a `term`.

    They count from the first month of the term, or from the month of a calendar year in which years begin:
    `year_begins` is 1 for calendar years, 4 for a fiscal year from April. The term cuts the first and the last one.
    """

    term: Period
    year_begins: int | None = None

    def containing(self, month: Month, every: Every) -> Period:
        """Give the period in which a month of the term lies, cut to the term."""
        key = month.ordinal, every
        if key not in self._found:  # asked again for every limit and every promise
            self._found[key] = self._containing(month, every)
        return self._found[key]

    def _containing(self, month: Month, every: Every) -> Period:
        if every == "term":
            return self.term
        first, months = self.term.first, MONTHS_IN[every]
        ahead = 0 if self.year_begins is None else (first.month - self.year_begins) % 12
        begins = (month - first + ahead) // months * months - ahead
        return Period(first + max(begins, 0), min(first + (begins + months - 1), self.term.last))

    @cached_property
    def _found(self) -> dict[tuple[int, str], Period]:
        return {}


def check_every(_: object, field: "attrs.Attribute[Any]", every: Every | None) -> None:
    """Refuse a period that no contract counts in."""
    if every is not None and every not in get_args(Every):
        known = ", ".join(get_args(Every)[:-1])
        raise InvalidValueError(f"a period is {known} or term; not {every!r}", field.name)


def check_per(_: object, field: "attrs.Attribute[Any]", per: object) -> None:
    """Refuse a period that no limit counts in."""
    window = _TRAILING.fullmatch(per) if isinstance(per, str) else None
    if window is None and per not in get_args(Every):
        raise InvalidValueError(f"{PERS}; not {per!r}", field.name)
    if window is not None and not 2 <= int(window["months"]) <= MOST_MONTHS:
        raise InvalidValueError(f"a trailing period has 2 to {MOST_MONTHS} months; not {window['months']}", field.name)


def check_period_words(text: str) -> None:
    """Refuse a limit that says its period in other words than `per month`."""
    if (match := _OTHER_WORDS.search(text)) is not None:
        raise InvalidValueError(f"write the period of a limit as 'per {match['period']}'; not {match[0]!r}")


def period_of_limit(per: str, month: Month, periods: ContractPeriods) -> Period | None:
    """Give the period in which a limit counts in a month of the term of some periods; None for the term.

    That is the contract period in which the month lies, or the trailing one that ends with it.
    """
    if per == "term":
        return None
    if per in MONTHS_IN:
        every: Every = per  # type: ignore[assignment]
        return periods.containing(month, every)
    return Period(month - min(_trailing(per) - 1, month - periods.term.first), month)


def months_of_limit(per: str) -> int | None:
    """Give how many months the period of a limit has at most; None for the term."""
    return None if per == "term" else MONTHS_IN.get(per) or _trailing(per)


def _trailing(per: str) -> int:
    return int(per.split()[1])
