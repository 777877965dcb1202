"""SM2: whether the definitions of an agreement fit each other."""

from collections.abc import Iterator
from itertools import combinations

from smarketing.agreement.problems import own_triggers
from smarketing.checks.check_rule import Path, Rule, Violation
from smarketing.checks.clock_cases import undecided_cases
from smarketing.checks.feasibility import unknown_volumes
from smarketing.checks.outcomes import Analysis
from smarketing.checks.witnesses import plain, such
from smarketing.criteria import (
    Criterion,
    as_written,
    equivalent,
    implies,
    none_of,
    overlaps,
    own_fields,
    unknowns_let_through,
    with_article,
)
from smarketing.errors import nearest

_ALIKE = 0.65  # MLQ and MQL are
_ANYTHING = Criterion.parse("True")


def _never_or_always(examined: Analysis) -> Iterator[Violation]:
    for name, criterion in examined.criteria.items():
        path: Path = ("definitions", name, "when")
        if examined.can_hold[name].answer == "no":
            yield Violation(f"nothing can be {with_article(name)}: its criterion never holds", path)
        elif criterion({}) and implies(_ANYTHING, criterion).answer == "yes":
            yield Violation(f"everything is {with_article(name)}: its criterion always holds", path)


def _same_or_wider(examined: Analysis) -> Iterator[Violation]:
    """Two terms that mean the same, or a later stage of the funnel that the stage before is always at."""
    agreement = examined.agreement
    for (one, first), (other, second) in combinations(examined.criteria.items(), 2):
        if _may_be_same(examined, one, other) and equivalent(first, second).answer == "yes":
            yield Violation(
                f"it means the same as {one}: every record is both or neither", ("definitions", other, "when")
            )
    stages = agreement.funnel.stages if agreement.funnel else ()
    steps = [(stage.of, stage.name) for stage in stages if stage.of is not None and stage.rate is not None]
    for before, after in steps:
        if before not in examined.criteria or after not in examined.criteria:
            continue
        first, second = examined.criteria[before], examined.criteria[after]
        if _may_imply(examined, before, after) and _is_wider(second, first):
            message = f"every {before} is one already, though {after} comes after {before} in the funnel"
            yield Violation(message, ("definitions", after, "when"))


def _may_imply(examined: Analysis, one: str, other: str) -> bool:
    """Whether the witness of one definition, a quick test, meets another too."""
    witness = examined.can_hold[one].witness
    return witness is not None and examined.criteria[other](witness)


def _may_be_same(examined: Analysis, one: str, other: str) -> bool:
    """Whether the witnesses of two definitions, as far as there are any, meet both."""
    back = examined.can_hold[other].witness is None or _may_imply(examined, other, one)
    return back and _may_imply(examined, one, other)


def _is_wider(one: Criterion, other: Criterion) -> bool:
    return implies(other, one).answer == "yes" and implies(one, other).answer == "no"


def _not_excluded(examined: Analysis) -> Iterator[Violation]:
    """A definition that overlaps one that it says to exclude."""
    criteria = examined.criteria
    for definition, excluded in _exclusions(examined):
        both = overlaps(criteria[definition], criteria[excluded])
        if both.answer == "yes":
            message = f"it excludes {excluded}, and {such(both)} is both"
            yield Violation(message, ("definitions", definition, "when"), plain(both))


def _exclusions(examined: Analysis) -> Iterator[tuple[str, str]]:
    """The definitions with a criterion, each with those that it says to exclude."""
    criteria = examined.criteria
    for definition in examined.agreement.definitions:
        for excluded in definition.excludes:
            if definition.name in criteria and excluded in criteria:
                yield definition.name, excluded


def _unknown_let_through(examined: Analysis) -> Iterator[Violation]:
    """A `not` that lets a record through because a field is not known; what the scoring fills always is."""
    filled = {field for scoring in examined.agreement.scoring for field in scoring.outcomes}
    for name, criterion in examined.agreement.criteria.items():
        for field, found in unknowns_let_through(criterion):
            if field in filled:
                continue
            message = f"{such(found)} is {with_article(name)}, as {as_written(field)} is not known"
            hint = f"if it must be known, write '{_asking(criterion, field)}'"
            yield Violation(f"{message}; {hint}", ("definitions", name, "when"), {**plain(found), field: None})


def _asking(criterion: Criterion, field: str) -> str:
    """How to ask for a field that must be known and otherwise."""
    sort, name = criterion.fields[field], as_written(field)
    return f"{name} == False" if sort is not None and sort.kind == "truth" else f"has({name}) and not ..."


def _mistaken_names(examined: Analysis) -> Iterator[Violation]:
    """A field of a criterion that is nearly called like a definition, or like what a scoring fills."""
    agreement = examined.agreement
    filled = [field for scoring in agreement.scoring for field in scoring.outcomes]
    known = [*(each.name for each in agreement.definitions), *filled]
    read = [(("definitions", name, "when"), criterion) for name, criterion in agreement.criteria.items()]
    read += [((section, name, "trigger"), trigger) for section, name, trigger in own_triggers(agreement)]
    for path, criterion in read:
        for field in own_fields(criterion.condition):
            if field not in known and (meant := nearest(field, known, _ALIKE)) is not None:
                message = f"{as_written(field)} is taken for a field of the record; did you mean {meant}?"
                yield Violation(message, path)


def _triggers_without_criterion(examined: Analysis) -> Iterator[Violation]:
    """A trigger that names a definition without a criterion, so that measuring counts every record."""
    agreement = examined.agreement
    in_words = {each.name for each in agreement.definitions if each.when is None}
    handoffs = [("handoffs", each.name, each.trigger) for each in agreement.handoffs if each.promises]
    channels = [("channels", each.name, each.trigger) for each in agreement.channels if each.promises]
    for section, name, trigger in (*handoffs, *channels):
        if trigger in in_words:
            message = f"{trigger} is defined without a criterion, so every record counts as one; write its 'when'"
            yield Violation(message, (section, name, "trigger"))


def _undecided(examined: Analysis) -> Iterator[Violation]:
    """A criterion of which the rules of this family could not decide whether it can hold."""
    for name, found in examined.can_hold.items():
        if found.answer == "could not decide":
            yield Violation(f"could not decide whether it can hold: {found.because}", ("definitions", name, "when"))
    for path, because in undecided_cases(examined):
        yield Violation(f"could not decide whether it ever applies: {because}", path)
    for path in unknown_volumes(examined):
        yield Violation("could not decide whether there is time for it: nothing says how many come", path)
    for definition, excluded in _exclusions(examined):
        both = overlaps(examined.criteria[definition], examined.criteria[excluded])
        if both.answer == "could not decide":
            message = f"could not decide whether it overlaps {excluded}: {both.because}"
            yield Violation(message, ("definitions", definition, "when"))


def _segments_overlap(examined: Analysis) -> Iterator[Violation]:
    """Segments with definitions of their names of which one record is in two, or in none."""
    agreement = examined.agreement
    for metric in agreement.metrics_declared:
        defined = [(each, examined.criteria[each]) for each in metric.segments if each in examined.criteria]
        for (one, first), (other, second) in combinations(defined, 2):
            both = overlaps(first, second)
            if both.answer == "yes":
                message = f"a record of {metric.name} can be in it and in {one}: {such(both)}"
                yield Violation(message, ("definitions", other, "when"), plain(both))
        if len(defined) > 1 and len(defined) == len(metric.segments):
            yield from _in_no_segment(metric.name, defined)


def _in_no_segment(metric: str, defined: list[tuple[str, Criterion]]) -> Iterator[Violation]:
    names = [name for name, _criterion in defined]
    found = none_of(*(criterion for _name, criterion in defined))
    if found.answer == "yes":
        listed = f"{', '.join(names[:-1])} nor {names[-1]}"
        message = f"{such(found)} is in no segment of {metric}: neither {listed}"
        yield Violation(message, ("definitions", names[-1], "when"), plain(found))


RULES = (
    Rule("SM202", "a definition that never or always holds", "error", _never_or_always),
    Rule("SM203", "a definition that contains another", "warning", _same_or_wider),
    Rule("SM204", "a definition that overlaps what it excludes", "error", _not_excluded),
    Rule("SM209", "a not that lets unknowns through", "warning", _unknown_let_through),
    Rule("SM211", "segments that overlap, or miss a record", "error", _segments_overlap),
    Rule("SM212", "could not decide", "note", _undecided),
    Rule("SM213", "a field that is nearly a definition", "warning", _mistaken_names),
    Rule("SM215", "a trigger without a criterion", "warning", _triggers_without_criterion),
)
