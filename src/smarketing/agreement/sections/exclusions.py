"""What leaves figures before they are judged, as maintenance and force majeure, and how much of it at most."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import attrs

from smarketing.actuals import Metric, as_names
from smarketing.agreement.section import Section
from smarketing.contract_periods import PER, ContractPeriods, check_per, check_period_words, period_of_limit
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.funnel.rates import parse_fraction
from smarketing.months import Month, Period
from smarketing.units import Quantity, as_quantity, quantity, written
from smarketing.verdicts import Reference, listed

_TEXT = re.compile(rf"(?P<most>.+?)(?: ?{PER})?")
_BARE_NUMBER = re.compile(r"[\d,./]+", re.ASCII)
_EXAMPLES = "'480 minutes per month', or for a share or ratio '10 per month'"


def amount_of(text: str, nouns: Sequence[str] = ()) -> Quantity:
    """Read an amount as `60 minutes`, or a plain number; UnitError for anything else."""
    text = text.strip()
    return Quantity(parse_fraction(text), "") if _BARE_NUMBER.fullmatch(text) else quantity(text, nouns)


def _as_amount(given: Quantity | str) -> Quantity:
    return amount_of(given) if isinstance(given, str) else as_quantity(given)


@attrs.frozen
class ExclusionLimit:
    """How much may be excluded at most: `ExclusionLimit("480 minutes", per="month")`.

    `at_most` is an amount of what a promise counts. For a share or ratio it is a plain number, which counts the base of
    what is excluded: with 10, entries of `3 of 5` and `2 of 5`. `per` is a period as that of a `Limit`: `month`,
    `quarter`, `half-year`, `year`, `term` or `trailing 12 months`.
    """

    at_most: Quantity = attrs.field(converter=_as_amount)
    per: str = attrs.field(default="term", validator=check_per, kw_only=True)

    @at_most.validator
    def _check_at_most(self, _: object, at_most: Quantity) -> None:
        if at_most.value < 0:
            raise InvalidValueError(f"a limit is not negative: {written(at_most)}", "at_most")
        if at_most.unit == "%" or "/" in at_most.unit:
            raise InvalidValueError(f"what is excluded is limited as in {_EXAMPLES}; not {written(at_most)}", "at_most")

    @classmethod
    def parse(cls, text: str, nouns: Sequence[str] = ()) -> "ExclusionLimit":
        """Read `480 minutes per month` or `10 per trailing 12 months`; InvalidValueError for anything else."""
        check_period_words(text.strip())
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise InvalidValueError(f"{text!r} is not a limit; write it as {_EXAMPLES}")
        return cls(amount_of(match["most"], nouns), per=match["per"] or "term")

    def __str__(self) -> str:
        return written(self.at_most) if self.per == "term" else f"{written(self.at_most)} per {self.per}"

    def most_in(self, metric: Metric) -> Fraction | None:
        """Give the most in what a metric counts, or its base; None if it measures something else."""
        unit = "" if metric.has_base else metric.unit
        return self.at_most.value_in(unit) if self.at_most.measures(unit) else None

    def period(self, month: Month, periods: ContractPeriods) -> Period | None:
        """Give the period whose exclusions count in a month of the term of some periods; None for the term."""
        return period_of_limit(self.per, month, periods)


def _as_limits(given: "ExclusionLimit | str | Iterable[ExclusionLimit | str]") -> tuple[ExclusionLimit, ...]:
    several = (given,) if isinstance(given, ExclusionLimit | str) else tuple(given)
    return tuple(ExclusionLimit.parse(each) if isinstance(each, str) else each for each in several)


@attrs.frozen
class ExcludedCause:
    """A cause for which a part of what was counted is not judged.

    `ExcludedCause("maintenance", ["downtime"], "480 minutes per month")`. What happened stands in the journal, as an
    `Exclusion`. `at_most` limits what is excluded of each promise by itself; a limit binds the promises that count
    what it measures. Without limits all of it is excluded.
    """

    name: str = attrs.field()
    promises: tuple[str, ...] = attrs.field(
        converter=as_names, metadata=about("The promises whose figures it is taken out of.")
    )
    at_most: tuple[ExclusionLimit, ...] = attrs.field(
        default=(),
        converter=_as_limits,
        metadata=about("The most that is excluded of each promise, as 480 minutes per month; one, or a list."),
    )

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("a cause is said in words, as in 'maintenance'", "name")

    @promises.validator
    def _check_promises(self, _: object, promises: tuple[str, ...]) -> None:
        if not promises or not all(promises):
            raise InvalidValueError("name the promises whose figures it is taken out of", "promises")
        if len(set(promises)) < len(promises):
            raise InvalidValueError(f"name each promise once; not {', '.join(promises)}", "promises")

    def describe(self) -> str:
        """Say what it is, in words: `at most 480 minutes per month of downtime`."""
        most = f"at most {listed(list(map(str, self.at_most)))}" if self.at_most else "any amount"
        return f"{most} of {listed(list(self.promises))}"


def _references(cause: ExcludedCause) -> Iterator[Reference]:
    for name in cause.promises:
        yield Reference("promise", name, ("promises",))


EXCLUSIONS = Section(
    key="exclusions",
    sentence="What is taken out of figures before they are judged, as maintenance, and how much at most.",
    holds=ExcludedCause,
    named_by="name",
    merging="by name",
    references=_references,
)
