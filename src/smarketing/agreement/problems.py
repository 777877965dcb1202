"""What does not fit together in an agreement: one small rule after another, all problems at once."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

import attrs

from smarketing.agreement.amendment_problems import amendment_problems
from smarketing.agreement.clock_problems import case_criteria, clock_problems, taken_names
from smarketing.agreement.condition_problems import condition_problems, watched_promise
from smarketing.agreement.draft import Draft
from smarketing.agreement.example_problems import example_problems
from smarketing.agreement.exclusion_problems import exclusion_problems
from smarketing.agreement.limit_problems import fees, limit_problems
from smarketing.agreement.section import Path, Section
from smarketing.agreement.section_list import SECTIONS
from smarketing.agreement.sections.parties import THE_PUBLIC
from smarketing.agreement.unreadable_rules import UnreadRule
from smarketing.criteria import Criterion, CriterionError, FieldType, agree, own_fields
from smarketing.errors import InvalidValueError, Problem, no_such
from smarketing.evaluators import is_by_business_days
from smarketing.units import BY_MONTH, Quantity, is_built_in, noun_problem, unit_words
from smarketing.verdicts import Reference, listed

_PLURALS = {
    "party": "parties",
    "fee": "fees, which are metrics counted in money,",
    "count": "metrics that are counts",
    "report or meeting": "reports and meetings",
    "hours": "hours",
}


def find_problems(draft: Draft) -> tuple[Problem, ...]:
    """Give everything that is wrong with an agreement, in the order of the rules."""
    return tuple(problem for rule in _RULES for problem in rule(draft))


def _parts(draft: Draft, section: Section) -> Sequence[Any]:
    """The parts of a section: of one that is a single value that value, if there is one."""
    value = getattr(draft, section.field)
    return value if section.named_by else () if value is None else (value,)


def _duplicates(draft: Draft) -> Iterator[Problem]:
    for section in SECTIONS:
        if section.named_by and not section.several:
            names = Counter(getattr(part, section.named_by) for part in _parts(draft, section))
            for name, count in names.items():
                if count > 1:
                    yield Problem(f"{name!r} is there {count} times", (section.key, name))


def _within_sections(draft: Draft) -> Iterator[Problem]:
    """What is wrong with the parts of a section among themselves."""
    for section in SECTIONS:
        for problem in section.problems(getattr(draft, section.field)):
            yield attrs.evolve(problem, path=(section.key, *problem.path))


def _recurrences(draft: Draft) -> Iterator[Problem]:
    """Refuse what never recurs, before something is promised until its next date."""
    for each in draft.cadence:
        if not each.recurrence.occurs(draft.term.start):
            field = "every" if each.recurrence.rule is None else "rule"
            message = f"it never occurs in the ten years after the start of the term, {draft.term.start}"
            yield Problem(message, ("cadence", each.name, field))


def _references(draft: Draft) -> Iterator[Problem]:
    names: dict[str, Collection[str]] = {
        "party": [party.name for party in draft.parties],
        "contact": [party.contact for party in draft.parties if party.contact],
        "promise": [promise.name for promise in draft.promises],
        "metric": list(draft.own_metrics),
        "fee": list(fees(draft)),
        "count": [name for name, metric in draft.own_metrics.items() if metric.kind == "count"],
        "report or meeting": [each.name for each in draft.cadence],
        "definition": [each.name for each in draft.definitions],
        "hours": [each.name for each in draft.hours],
        "consequence": [each.name for each in draft.consequences],
    }
    for reference in _all_references(draft):
        known = names[reference.kind]
        if reference.name not in known:
            message = no_such(reference.kind, reference.name, known, _PLURALS.get(reference.kind))
            yield Problem(message, reference.path, name=reference.name, kind=reference.kind)


def _all_references(draft: Draft) -> Iterator[Reference]:
    for section in SECTIONS:
        places: Counter[str] = Counter()
        for part in _parts(draft, section):
            path: Path = (section.key,)
            if section.named_by:
                name = getattr(part, section.named_by)
                path = (*path, name, places[name]) if section.several else (*path, name)
                places[name] += 1
            for each in section.references(part):
                at = (*path, *each.path) if each.path else path[:2]
                yield Reference(each.kind, each.name, at)


def _objectives(draft: Draft) -> Iterator[Problem]:
    parts = {each.name for each in (*draft.objectives, *draft.levels) if each.part_of is not None}
    for objective in draft.objectives:
        path: Path = ("objectives", objective.name)
        if objective.owed_by == objective.owed_to:
            yield Problem(f"{objective.owed_by!r} cannot owe itself a promise", (*path, "owed_to"))
        if objective.part_of in parts:
            yield Problem(f"{objective.part_of!r} is itself a part; name the whole", (*path, "part_of"))
        if objective.part_of is not None and objective.segment is None and objective.metric is None:
            yield Problem("a part is judged by a segment or a metric of its own; name one", path)
        relief = objective.relieved_when
        if relief is not None and relief.looks_back:
            yield Problem(
                "relief looks at the same month only: name a promise that is missed", (*path, "relieved_when")
            )
        elif relief is not None and any(objective.name in case for case in relief.cases(draft.promises)):
            yield Problem("a promise cannot relieve itself", (*path, "relieved_when"))


def _circles(draft: Draft) -> Iterator[Problem]:
    """A promise is judged after those that it looks at, so none may look at itself by way of others."""
    try:
        TopologicalSorter(draft.looks_at).prepare()
    except CycleError as error:
        first, *others = error.args[1][-2::-1]
        way = f" by way of {listed(others)}" if others else ""
        yield Problem(f"it looks at itself{way}", (*draft.place_of(first), "evaluator"))


def _metrics(draft: Draft) -> Iterator[Problem]:
    yield from draft.metric_problems
    bearers = Counter(promise.name for promise in draft.promises)
    levels = {level.name for level in draft.levels}
    for objective in draft.promises:
        if objective.name in levels:
            continue  # the whole speaks for them
        path: Path = draft.place_of(objective.name)
        metric = draft.own_metrics.get(draft.metric_of(objective))
        if metric is None or bearers[objective.name] > 1:
            continue
        at = (*path, "evaluator") if path[0] == "objectives" else path
        months = draft.months_judged(objective)
        yield from (Problem(message, at) for message in objective.evaluator.metric_problems(metric, months))
        named = (each.name for each in objective.evaluator.references if each.kind == "metric")
        others = {name: draft.own_metrics[name] for name in named if name in draft.own_metrics}
        problems = objective.evaluator.reference_problems(metric, others, months)
        yield from (Problem(message, at) for message in problems)
        by_business_days = metric.kind == "count" and any(map(is_by_business_days, objective.evaluator.targets))
        if by_business_days and draft.hours_of(objective, objective.owed_by) is None:
            message = "a target per business day goes by somebody's hours; name them, as in 'hours: office'"
            yield Problem(message, path, kind="business time")
        if objective.every == "term" and draft.term.end is None:
            yield Problem("a promise for the whole term needs a term with an end", (*path, "every"))
        if objective.segment is not None and objective.segment not in metric.segments:
            message = no_such(f"segment of {metric.name}", objective.segment, metric.segments, "its segments")
            yield Problem(message, (*path, "segment"), name=objective.segment)


def _deliverables(draft: Draft) -> Iterator[Problem]:
    """What the journal counts for one promise is no figure of another."""
    counted: dict[str, str] = {}
    for promise in draft.promises:
        if promise.evaluator.due_dates is None or promise.part_of is not None:
            continue
        metric, path = draft.metric_of(promise), draft.place_of(promise.name)
        if promise.segment is not None:
            yield Problem("the journal counts deliveries as a whole, not by segment", (*path, "segment"))
        elif counted.setdefault(metric, promise.name) != promise.name:
            message = f"the journal counts {metric!r} for {counted[metric]!r} already; leave out the metric"
            yield Problem(message, (*path, "metric"))


def _units(draft: Draft) -> Iterator[Problem]:
    for place, noun in enumerate(draft.units):
        if problem := noun_problem(noun, draft.units[:place]):
            yield Problem(problem, ("units", place))
    for path, unit in _used_units(draft):
        for word in unit_words(unit) if unit else ():
            if not is_built_in(word) and word not in draft.units:
                message = f"{word!r} is no unit that everyone knows; declare it under the agreement's units"
                yield Problem(message, path, name=word)


def _used_units(draft: Draft) -> Iterator[tuple[Path, str]]:
    for metric in draft.metrics_declared:
        yield ("metrics", metric.name, "unit"), metric.unit
    for stage in draft.funnel.stages if draft.funnel else ():
        yield ("funnel", "stages"), stage.name
    for objective in draft.objectives:
        for unit in objective.evaluator.units:
            yield ("objectives", objective.name, "evaluator"), unit
    for service in draft.services:
        if service.throughput is not None:
            yield ("services", service.name, "throughput"), service.throughput.unit


def _criteria(draft: Draft) -> Iterator[Problem]:
    for section, key, errors in (
        ("definitions", "when", draft.criterion_errors),
        ("handoffs", "trigger", draft.trigger_errors),
        ("channels", "trigger", draft.channel_trigger_errors),
        ("events", "when", draft.event_criteria[1]),
    ):
        for name, error in errors.items():
            yield Problem(str(error), (section, name, key))
    held: dict[str, tuple[FieldType, str]] = {}
    for scoring in draft.scoring:
        held |= {name: (sort, f"the scoring of {scoring.name!r}") for name, sort in scoring.outcomes.items()}
    for path, said, criterion in _read_criteria(draft):
        for name in own_fields(criterion.condition):
            if (sort := criterion.fields[name]) is None:
                continue
            known, where = held.setdefault(name, (sort, said))
            if not agree(known, sort):
                yield Problem(f"{name} is {sort} here and {known} in {where}", path)
            elif not known.unit:
                held[name] = (sort, said)


def _scoring(draft: Draft) -> Iterator[Problem]:
    """Scorings are worked out one after another, with the definitions of the agreement."""
    filled: dict[str, str] = {}
    later = [name for scoring in draft.scoring for name in scoring.outcomes]
    for scoring in draft.scoring:
        for name in scoring.outcomes:
            later.remove(name)
            if name in filled and scoring.name != filled[name]:
                yield Problem(f"the scoring of {filled[name]!r} fills {name!r} already", ("scoring", scoring.name))
            filled.setdefault(name, scoring.name)
        for place, rule in enumerate(scoring.rules):
            path: Path = ("scoring", scoring.name, "rules", place, "when")
            if early := sorted(set(later) & rule.when.fields.keys()):
                yield Problem(f"it uses {early[0]!r}, which a later scoring fills", path)
            if (message := _misread(draft, rule.when)) is not None:
                yield Problem(message, path)


def _misread(draft: Draft, criterion: Criterion) -> str | None:
    """Why a criterion does not mean what its text means in the agreement, if so."""
    try:
        same = Criterion.parse(criterion.text, definitions=draft.criteria, units=draft.nouns) == criterion
    except CriterionError as error:
        return str(error)
    return None if same else "it was read without the agreement's definitions; parse it with them"


def own_triggers(draft: Draft) -> Iterator[tuple[str, str, Criterion]]:
    """Give the triggers that are criteria of their own, and no definition's: section, name of the part, criterion."""
    for section, parts, triggers in (
        ("handoffs", draft.handoffs, draft.triggers),
        ("channels", draft.channels, draft.channel_triggers),
    ):
        texts = {each.name: each.trigger for each in parts}
        for name, trigger in triggers.items():
            if texts[name] not in draft.criteria:
                yield section, name, trigger


def _read_criteria(draft: Draft) -> Iterator[tuple[Path, str, Criterion]]:
    """The criteria that could be read, with their places, for the parser and for people."""
    for scoring in draft.scoring:
        for place, rule in enumerate(scoring.rules):
            yield ("scoring", scoring.name, "rules", place, "when"), f"the scoring of {scoring.name!r}", rule.when
    for name, criterion in draft.criteria.items():
        yield ("definitions", name, "when"), f"the definition of {name!r}", criterion
    for section, name, trigger in own_triggers(draft):
        yield (section, name, "trigger"), f"the trigger of {name!r}", trigger
    yield from case_criteria(draft)


def _funnel(draft: Draft) -> Iterator[Problem]:
    if draft.plan_problem is not None:
        yield Problem(draft.plan_problem, ("funnel",))
        return
    for objective in draft.objectives:
        for target in objective.evaluator.targets:
            if target.source is not None and (message := _funnel_problem(draft, target.source, target.quantity)):
                yield Problem(message, ("objectives", objective.name, "evaluator"))


def _funnel_problem(draft: Draft, source: str, quantity: Quantity) -> str | None:
    if draft.plan is None:
        return f"the target comes from {source}, and the agreement has no funnel"
    if not source.startswith("funnel."):
        return f"a target's source is a number of the funnel, as in 'funnel.SQL'; not {source!r}"
    try:
        expected = draft.plan.target(source.removeprefix("funnel.")).quantity
    except InvalidValueError as error:
        return error.message
    if source.endswith(BY_MONTH) and draft.term.end is None:
        return f"{source} is of a schedule for the term; give the term an end, or write {source.removesuffix(BY_MONTH)}"
    if expected != quantity:
        return f"the target is {quantity}, but {source} is {expected}: take it from the agreement's own plan"
    return None


def _consequences(draft: Draft) -> Iterator[Problem]:
    """Misses that are counted together must be between the same two parties: what follows is between two."""
    known = {party.name for party in draft.parties}
    promises = (each for each in draft.promises if {each.owed_by, each.owed_to} <= {*known, THE_PUBLIC})
    parties = {each.name: (each.owed_by, each.owed_to) for each in promises}
    for consequence in draft.consequences:
        for case in consequence.when.cases(draft.promises):
            between = {parties[name] for name in case if name in parties}
            if len(between) > 1:
                path: Path = ("consequences", consequence.name, "when")
                yield Problem(f"{', '.join(case)} are not all owed by one party to one other", path)


def _effects(draft: Draft) -> Iterator[Problem]:
    """An effect says itself which promises it can follow from."""
    promises = {each.name: each for each in draft.promises}
    for consequence in draft.consequences:
        if isinstance(consequence.effect, UnreadRule):
            continue
        path: Path = ("consequences", consequence.name, "effect")
        for case in consequence.when.cases(draft.promises):
            watched = [found for name in case if (found := watched_promise(draft, promises.get(name))) is not None]
            yield from (Problem(message, path) for message in consequence.effect.problems(watched))


_RULES: tuple[Callable[[Draft], Iterable[Problem]], ...] = (
    _duplicates,
    _references,
    _objectives,
    _circles,
    _metrics,
    _deliverables,
    _units,
    _criteria,
    _scoring,
    _within_sections,
    taken_names,
    clock_problems,
    _recurrences,
    _funnel,
    _consequences,
    condition_problems,
    _effects,
    limit_problems,
    exclusion_problems,
    example_problems,
    amendment_problems,
)
