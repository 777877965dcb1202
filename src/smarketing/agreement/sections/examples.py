"""Worked examples: figures, and what the parties agree comes of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from smarketing.agreement.section import Section
from smarketing.agreement.sections.example_texts import DUES, OWED, read_expectation, read_figures
from smarketing.agreement.sections.example_values import ExampleFigures, Expectation, When, as_month, named_in
from smarketing.errors import InvalidValueError, Problem
from smarketing.fields import about
from smarketing.months import Month
from smarketing.verdicts import Reference

_Parts = TypeVar("_Parts")


def _as_figures(figures: "Mapping[str, object] | Iterable[ExampleFigures]") -> tuple[ExampleFigures, ...]:
    if not isinstance(figures, Mapping | str) and isinstance(figures, Iterable):
        given = tuple(figures)
        if all(isinstance(each, ExampleFigures) for each in given):
            return given
    return _read(read_figures, figures, "figures")


def _as_expectation(expect: "Mapping[str, object] | Expectation") -> Expectation:
    return expect if isinstance(expect, Expectation) else _read(read_expectation, expect, "expect")


def _read(read_all: Callable[[object], tuple[_Parts, tuple[Problem, ...]]], value: object, field: str) -> _Parts:
    """Read what may be written as in a file; InvalidValueError with the first problem."""
    try:
        found, problems = read_all(value)
    except InvalidValueError as error:
        raise InvalidValueError(error.message, field) from error
    if problems:
        raise InvalidValueError(f"{problems[0].path[0]}: {problems[0].message}", field)
    return found


@attrs.frozen
class Example:
    """A worked example: figures that go in, and the verdicts, dues and totals that both sides expect of them.

    `figures` and `expect` may be mappings, as they stand in an agreement file. A list of figures or statuses stands for
    consecutive months from `first` on, the first month of the term unless stated; one figure for that month alone; one
    status for the last month judged. Months are judged from the start of the term up to `through`, or the last that
    the example names. What `expect` does not name is not compared.

    >>> late = Example("an hour late", {"downtime": ["30 minutes", "104 minutes"]}, {"availability": ["met", "missed"]})
    >>> str(late.expect)
    'availability met, missed'
    """

    name: str = attrs.field()
    figures: tuple[ExampleFigures, ...] = attrs.field(
        converter=_as_figures,
        metadata=about("What is measured, by metric: by month, or a list for consecutive months.", form="figures"),
    )
    expect: Expectation = attrs.field(
        converter=_as_expectation,
        metadata=about("What comes of it: promises by name, and what is owed and which dues follow.", form="expected"),
    )
    first: Month | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_month),
        kw_only=True,
        metadata=about("The month with which lists start; the first of the term unless stated.", key="from"),
    )
    through: Month | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_month),
        kw_only=True,
        metadata=about("The last month judged; the last that the example names unless stated."),
    )

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("an example has a name", "name")

    @expect.validator
    def _check_expect(self, _: object, expect: Expectation) -> None:
        if not expect:
            said = f"a promise that is met or missed, what is {OWED}, or which {DUES} follow"
            raise InvalidValueError(f"an example expects something: {said}", "expect")
        for each in expect.statuses:
            if each.promise in (OWED, DUES):
                raise InvalidValueError(f"{each.promise!r} cannot name a promise in an example", "expect")

    def month(self, when: When, start: Month) -> Month:
        """Give the month that is meant by a place in a list, or by nothing: the last; `start` is that of the term."""
        if when is None:
            return self.last(start)
        return named_in(when, start) if isinstance(when, Month) else self._first(start) + when

    def last(self, start: Month) -> Month:
        """Give the last month judged of a term that starts in `start`."""
        if self.through is not None:
            return named_in(self.through, start)
        return max((self._first(start), *(self.month(when, start) for _path, when in self.named())))

    def _first(self, start: Month) -> Month:
        return start if self.first is None else named_in(self.first, start)

    def named(self) -> Iterator[tuple[tuple[str | int, ...], When]]:
        """Give the months that the example names or that its lists reach, each with its path."""
        for figures in self.figures:
            yield from _whens(("figures", figures.of), figures.values)
        for expected in self.expect.statuses:
            yield from _whens(("expect", expected.promise), expected.values)
        for owed in self.expect.owed:
            yield from _whens(("expect", OWED, owed.between), owed.values)
        for due in self.expect.dues:
            path = ("expect", DUES, due.consequence)
            yield from _whens(path, due.outcomes)
            months = due.months or ()
            yield from (((*path, place) if len(months) > 1 else path, month) for place, month in enumerate(months))


def _whens(
    path: tuple[str | int, ...], values: Iterable[tuple[When, object]]
) -> Iterator[tuple[tuple[str | int, ...], When]]:
    for when, _value in values:
        if when is not None:
            yield (*path, str(when) if isinstance(when, Month) else when), when


def _references(example: Example) -> Iterator[Reference]:
    for expected in example.expect.statuses:
        yield Reference("promise", expected.promise, ("expect", expected.promise))
    for due in example.expect.dues:
        yield Reference("consequence", due.consequence, ("expect", DUES, due.consequence))


EXAMPLES = Section(
    key="examples",
    sentence="Worked examples that the parties sign with the agreement; smarketing test runs them.",
    holds=Example,
    named_by="name",
    merging="by name",
    references=_references,
)
