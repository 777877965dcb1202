"""SM1: whether everything is there that an agreement needs."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from smarketing.agreement import EVERYONE, Agreement, Meeting, Objective, Recurrence, Report, Term
from smarketing.checks.check_rule import Path, Rule, Violation
from smarketing.checks.outcomes import Analysis
from smarketing.consequences import Condition
from smarketing.units import is_counted, plural, unit_words
from smarketing.verdicts import listed

_YEARS_LOOKED_AT = 10


def _without_consequence(examined: Analysis) -> Iterator[Violation]:
    """Nothing follows from missing a promise, neither by itself nor as a part of another."""
    agreement = examined.agreement
    follows = [each for each in agreement.consequences if not (each.effect.rewards or each.when.needs_a_promise_kept)]
    watched = {name for each in follows for name in _names_watched(each.when, agreement)}
    levels = {level.name: level.part_of for level in agreement.levels}
    watched |= {whole for level, whole in levels.items() if level in watched and whole is not None}
    for promise in agreement.promises:
        if promise.name not in watched and promise.part_of not in watched and promise.name not in levels:
            section, name = agreement.place_of(promise.name)
            it = "it" if section == "objectives" else promise.name
            message = f"nothing follows if {promise.owed_by} misses {it}; name it in a consequence, or 'missed: any'"
            yield Violation(message, (section, name))


def _names_watched(condition: Condition, agreement: Agreement) -> Iterator[str]:
    """The promises that a condition looks at; one on credits looks at what follows from them otherwise."""
    for part in condition.parts:
        yield from _names_watched(part, agreement)
    if not condition.parts and (condition.needs_a_miss or not condition.reads_ledger):
        yield from (name for case in condition.cases(agreement.promises) for name in case)


def _without_owner(examined: Analysis) -> Iterator[Violation]:
    """A stage of the funnel that no party owes."""
    funnel = examined.agreement.funnel
    if funnel is None:
        return
    promised = {examined.unit_of(each) for each in examined.agreement.objectives} | set(_sourced(examined.agreement))
    for place, stage in enumerate(funnel.stages):
        if stage.owed_by is None and stage.name not in promised and place > 0:
            message = f"nobody owes {stage.name}: give the stage an owner (owed_by), or promise it in an objective"
            yield Violation(message, ("funnel", "stages", place))


def _sourced(agreement: Agreement) -> Iterator[str]:
    """The stages that targets take from the plan: `funnel.SQL`, `funnel.points.SQL`, and the sale for `funnel.goal`."""
    for objective in agreement.objectives:
        for target in getattr(objective.evaluator, "targets", ()):
            head, *rest = (target.source or "funnel.").removeprefix("funnel.").split(".")
            if head == "goal" and agreement.funnel is not None:
                yield agreement.funnel.sale
            yield rest[0] if head == "points" and rest else head


def _owes_nothing(examined: Analysis) -> Iterator[Violation]:
    agreement = examined.agreement
    owing = {each.owed_by for each in agreement.promises} | {each.giver for each in agreement.handoffs}
    for party in agreement.parties if not agreement.one_sided else ():
        if party.name not in owing:
            yield Violation(f"{party.name} owes nothing to anybody", ("parties", party.name))


def _is_owed_nothing(examined: Analysis) -> Iterator[Violation]:
    agreement = examined.agreement
    owed = {each.owed_to for each in agreement.promises} | {each.taker for each in agreement.handoffs}
    for party in agreement.parties if not agreement.one_sided else ():
        if party.name not in owed:
            yield Violation(f"nobody owes {party.name} anything", ("parties", party.name))


def _undefined_terms(examined: Analysis) -> Iterator[Violation]:
    """What is counted, and no definition says what it is."""
    agreement = examined.agreement
    defined = {form.casefold() for each in agreement.definitions for form in (each.name, plural(each.name))}
    used: dict[str, tuple[str | int, ...]] = {}
    for objective in agreement.objectives:
        for word in unit_words(examined.unit_of(objective) or "%"):
            used.setdefault(word, ("objectives", objective.name))
    for place, stage in enumerate(agreement.funnel.stages if agreement.funnel else ()):
        used.setdefault(stage.name, ("funnel", "stages", place))
    for word, path in used.items():
        if is_counted(word) and not {word.casefold(), plural(word).casefold()} & defined:
            yield Violation(f"what counts as one {word} is nowhere defined; say it under definitions", path)


def _no_review(examined: Analysis) -> Iterator[Violation]:
    agreement = examined.agreement
    everyone = {party.name for party in agreement.parties}
    meetings = [each for each in agreement.cadence if isinstance(each, Meeting)]
    reviews = [each for each in meetings if EVERYONE in each.who or everyone <= set(each.who)]
    if not reviews:
        yield Violation("no meeting brings all parties together to review the agreement", ("cadence",))
    elif not any(_falls(each.recurrence, agreement.term) for each in reviews):
        message = "no day of it lies in the term, and no other meeting brings all parties together"
        yield Violation(message, ("cadence", reviews[0].name))


def _falls(recurrence: Recurrence, term: Term) -> bool:
    """Whether something recurs in the term at all; of one without an end the first years are looked at."""
    until = term.end or date(min(term.start.year + _YEARS_LOOKED_AT, date.max.year), 12, 31)
    return next(recurrence.dates(term.start, until), None) is not None


def _unsigned(examined: Analysis) -> Iterator[Violation]:
    agreement = examined.agreement
    signed = {each.party: each.on for each in agreement.signatures}
    if agreement.since is None:
        begins, until = f"the term began on {agreement.term.start}", "no month before is in force"
        never = "no month is in force"
    else:
        begins, until = f"the amendment began on {agreement.since}", "no month before goes by it"
        never = "no month goes by it"
    for party in agreement.parties:
        if party.name not in signed:
            path: Path = ("parties", party.name) if agreement.since is None else ("signatures",)
            yield Violation(f"{party.name} has not signed, so {never}", path)
        elif not agreement.retroactive and signed[party.name] > (agreement.since or agreement.term.start):
            message = f"{party.name} signed on {signed[party.name]}, after {begins}: {until}"
            yield Violation(message, ("signatures", party.name))


def _no_way_out(examined: Analysis) -> Iterator[Violation]:
    agreement = examined.agreement
    if not any(each.effect.ends_agreement for each in agreement.consequences):
        ends = "before its term ends" if agreement.term.end else "and it has no end"
        yield Violation(f"nobody may terminate the agreement, {ends}".replace(", before", " before"), ("consequences",))


def _no_contact(examined: Analysis) -> Iterator[Violation]:
    agreement = examined.agreement
    for party in agreement.parties:
        if not party.contact:
            yield Violation(f"{party.name} has no contact to turn to or escalate to", ("parties", party.name))


def _unscheduled(examined: Analysis) -> Iterator[Violation]:
    """A promise of reports or meetings that the cadence does not schedule."""
    for objective in _of_occasions(examined):
        results = examined.results.get(objective.name)
        asked = results is not None and results.low is not None and results.low > 0
        if asked and not _occasions(examined, objective):
            what = examined.unit_of(objective)
            said = f"from {objective.owed_by} to {objective.owed_to}" if what == "report" else "of the two"
            yield Violation(f"the cadence schedules no {what} {said}", ("objectives", objective.name))


def _too_seldom(examined: Analysis) -> Iterator[Violation]:
    """A cadence with fewer reports or meetings in some month than are promised."""
    agreement = examined.agreement
    for objective in _of_occasions(examined):
        results, occasions = examined.results.get(objective.name), _occasions(examined, objective)
        if results is None or results.months > 1 or results.low is None or not occasions:
            continue
        months = list(examined.full_months())
        days = (day for each in occasions for day in each.recurrence.dates(agreement.term.start, months[-1].last_day))
        scheduled = Counter(map(agreement.month_of, days)) if months else Counter()
        begins = agreement.first_month + max(each.recurrence.every or 0 for each in occasions)
        started = [month for month in months if month >= begins]  # `every` begins a spell later
        if short := next((month for month in started if scheduled[month] < results.low), None):
            count = scheduled[short]
            message = f"the cadence has {count} in {short}, and the promise is {results.said(results.target)}"
            yield Violation(message, ("objectives", objective.name), {"month": str(short), "scheduled": count})


def _incomplete_handoffs(examined: Analysis) -> Iterator[Violation]:
    for handoff in examined.agreement.handoffs:
        parts = {
            "trigger": handoff.trigger,
            "information": handoff.information,
            "acceptance": handoff.accept,
            "follow-up": handoff.follow_up,
        }
        if lacking := [f"no {name}" for name, part in parts.items() if not part]:
            yield Violation(f"it has {listed(lacking)}", ("handoffs", handoff.name))


def _of_occasions(examined: Analysis) -> Iterator[Objective]:
    for objective in examined.agreement.objectives:
        if examined.unit_of(objective) in ("report", "meeting"):
            yield objective


def _occasions(examined: Analysis, objective: Objective) -> list[Report | Meeting]:
    """The reports, or meetings, of the cadence that keep an objective."""
    cadence = examined.agreement.cadence
    if examined.unit_of(objective) == "report":
        between = (objective.owed_by, objective.owed_to)
        return [each for each in cadence if isinstance(each, Report) and (each.giver, each.taker) == between]
    both = {objective.owed_by, objective.owed_to}
    meetings = [each for each in cadence if isinstance(each, Meeting)]
    return [each for each in meetings if EVERYONE in each.who or both <= set(each.who)]


RULES = (
    Rule("SM101", "nothing follows from a miss", "warning", _without_consequence),
    Rule("SM102", "a stage that nobody owes", "warning", _without_owner),
    Rule("SM103", "a party that owes nothing", "warning", _owes_nothing),
    Rule("SM104", "a party that is owed nothing", "warning", _is_owed_nothing),
    Rule("SM105", "a term that is not defined", "warning", _undefined_terms),
    Rule("SM106", "no review", "warning", _no_review),
    Rule("SM107", "a party that has not signed in time", "warning", _unsigned),
    Rule("SM108", "no way out", "warning", _no_way_out),
    Rule("SM109", "a party without a contact", "warning", _no_contact),
    Rule("SM110", "a report or meeting that is not scheduled", "error", _unscheduled),
    Rule("SM111", "fewer reports or meetings scheduled than promised", "error", _too_seldom),
    Rule("SM112", "a handoff that says too little", "warning", _incomplete_handoffs),
)
