"""Checking agreement files: what the rules find, each with its place in the files."""

from collections.abc import Iterable
from os import PathLike

import attrs

from smarketing.actuals import Actuals, as_names
from smarketing.agreement_file.loading import LoadedAgreement, place_of, read_agreement
from smarketing.checks import Diagnostic, Rule, check, chosen_rules
from smarketing.errors import ActualsError, AgreementError, Problem


def check_file(
    path: str | PathLike[str],
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    history: str | PathLike[str] | None = None,
    decimal: str | None = None,
    rules: Iterable[Rule] = (),
) -> tuple[Diagnostic, ...]:
    """Give what the chosen rules find in an agreement file, each with its place, in the order of the document.

    `history` is a CSV file of actuals, which targets are compared with; ActualsError if it has problems. `decimal`
    is what separates decimals in it, `.` or `,`.

    A file that cannot be read as an agreement has a diagnostic (SM001) for each of its problems, whatever is chosen.
    OSError if it cannot be opened; InvalidValueError for a code that no rule starts with. `rules` are further
    rules.
    """
    select, ignore, rules = as_names(select), as_names(ignore), tuple(rules)
    chosen_rules(select, ignore, rules)
    try:
        loaded = read_agreement(path)
    except AgreementError as error:
        return tuple(map(Diagnostic.of, error.problems))
    return check_loaded(loaded, select=select, ignore=ignore, history=history, decimal=decimal, rules=rules)


def check_loaded(
    loaded: LoadedAgreement,
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    history: str | PathLike[str] | None = None,
    decimal: str | None = None,
    rules: Iterable[Rule] = (),
) -> tuple[Diagnostic, ...]:
    """Give what the chosen rules find in an agreement that was read from a file; see `check_file`."""
    agreement, figures = loaded.agreement, None
    if history is not None:
        begin_on = agreement.calendar.months_begin_on
        figures = Actuals.read_csv(history, known=agreement.metrics, decimal=decimal, months_begin_on=begin_on)
    if figures is not None and figures.problems:
        raise ActualsError(figures.problems)
    flaws = check(agreement, select=select, ignore=ignore, history=figures, rules=rules)
    found = [_placed(each, loaded) for each in flaws]
    return tuple(sorted(found, key=lambda each: (*place_of(each, str(loaded.files[0])), each.code)))


def _placed(found: Diagnostic, loaded: LoadedAgreement) -> Diagnostic:
    at = loaded.placed(Problem(found.message, found.path))
    return attrs.evolve(found, path=at.path, file=at.file, line=at.line, column=at.column)
