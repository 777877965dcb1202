"""SM5: whether the parties can do what they promise."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from smarketing.agreement import Agreement, Handoff
from smarketing.checks.check_rule import Path, Rule, Violation
from smarketing.checks.outcomes import Analysis, OutcomeSet
from smarketing.funnel import Plan
from smarketing.months import Period
from smarketing.units import Quantity, readable, written
from smarketing.verdicts import listed

_UNLIKELY = Fraction(1, 5)


def _short_of_the_goal(examined: Analysis) -> Iterator[Violation]:
    """Promised volumes of a stage that the funnel, at its own rates, does not turn into the goal."""
    for together in _promised(examined).values():
        plan = _plan_of(examined.agreement, together[0])
        if plan is not None and (found := _shortfall(examined, together, plan)) is not None:
            yield Violation(*found)


def _promised(examined: Analysis) -> dict[tuple[str, str | None], list[OutcomeSet]]:
    """The promises of at least so many heads, by stage and segment."""
    promised: dict[tuple[str, str | None], list[OutcomeSet]] = {}
    for results in examined.results.values():
        if results.low is not None and _plan_of(examined.agreement, results) is not None:
            promised.setdefault((results.unit, results.promise.segment), []).append(results)
    return promised


def _volume(examined: Analysis, stage: str, segment: str | None = None) -> Fraction:
    """What the promises of a stage, or of a segment of it, come to in a month, without what is part of another.

    Of several on the same figures the most that one asks for; of a whole and its segments, the larger.
    """
    asked: dict[str, dict[str | None, Fraction]] = {}
    for each in examined.results.values():
        own, among = each.promise.segment, each.promise.part_of is None and segment in (None, each.promise.segment)
        if among and each.unit == stage and each.is_count and each.low is not None:
            of_metric = asked.setdefault(each.metric.name, {})
            of_metric[own] = max(of_metric.get(own, Fraction(0)), each.a_month(each.target))
    volumes = ((each.pop(None, Fraction(0)), sum(each.values(), Fraction(0))) for each in asked.values())
    return sum(map(max, volumes), Fraction(0))


def _shortfall(
    examined: Analysis, together: Sequence[OutcomeSet], plan: Plan
) -> tuple[str, Path, dict[str, object]] | None:
    """What promises of one stage together fall short by, if they do."""
    first = together[0]
    need = plan[first.unit]
    exact = Quantity(need.exact, need.volume.unit)
    needed = min(exact, need.volume).value_in(f"{first.unit}/month")
    promised = _volume(examined, first.unit, first.promise.segment)
    if promised >= needed:
        return None
    goal = plan.funnel.goal
    names = ", ".join(each.promise.name for each in together[1:])
    turned = readable(Quantity(goal.value * promised / needed, goal.unit))
    brings = "" if plan.funnel.sources else f", which the funnel turns into {turned}"
    message = (
        f"it promises {first.said(promised)} a month{f' together with {names}' if names else ''}{brings};"
        f" the goal of {readable(goal)} needs {first.said(needed)}"
    )
    witness: dict[str, object] = {"promised": first.said(promised), "needed": first.said(needed)}
    return message, ("objectives", first.promise.name, "evaluator"), witness


def _plan_of(agreement: Agreement, results: OutcomeSet) -> Plan | None:
    """The plan that a promised volume is a part of: the funnel's, or that of its segment."""
    promise = results.promise
    if agreement.plan is None or agreement.funnel is None or not results.is_count or promise.part_of is not None:
        return None
    if results.unit not in agreement.funnel.names:
        return None
    if promise.segment is None:
        return agreement.plan
    return dict(agreement.plan.segments).get(promise.segment)


def _beyond_history(examined: Analysis) -> Iterator[Violation]:
    """A target that past months hardly ever met.

    The chance that the next month meets it is by the rule of succession (Laplace): k of n months met it, so
    (k + 1) / (n + 2), every chance being as likely as any other before the first month was seen.
    """
    levels = {level.name for level in examined.agreement.levels}
    for results in (each for name, each in examined.results.items() if name not in levels):
        months = _past(examined, results)
        met = sum(reading in results.met for reading in months)
        chance = Fraction(met + 1, len(months) + 2)
        if chance < _UNLIKELY:
            best = min(months, key=lambda reading: _distance(results, reading))
            spells = "months" if results.months == 1 else f"spells of {results.months} months"
            percent = readable(Quantity(chance * 100, "%"))
            message = (
                f"{met or 'none'} of the {len(months)} {spells} on record would have met it,"
                f" the best with {results.said(best)}: the chance for the next is about {percent}"
            )
            witness = {"met": met, "on record": len(months), "chance": percent}
            yield Violation(message, examined.place_of(results.promise.name, "evaluator"), witness)


def _beyond_what_feeds_it(examined: Analysis) -> Iterator[Violation]:
    """A promised volume of a stage that the promises of the stages before it do not feed, at the funnel's own rates."""
    funnel = examined.agreement.funnel
    if funnel is None or funnel.segments:
        return
    promised = {stage: each for (stage, segment), each in _promised(examined).items() if segment is None}
    for stage, together in promised.items():
        ways = [way for way in funnel.stages if way.name == stage]
        if stage in dict(funnel.sources) or any(way.before not in promised for way in ways):
            continue  # heads also come from where nobody promises any
        asked = _volume(examined, stage)
        fed = sum((_volume(examined, way.before) * way.share for way in ways), Fraction(0))
        if asked > fed:
            say = together[0].said
            given = " and ".join(promised[way.before][0].said(_volume(examined, way.before)) for way in ways)
            message = f"it promises {say(asked)} a month, and the {given} that are promised make {say(fed)}"
            witness = {"promised": say(asked), "fed": say(fed)}
            yield Violation(message, ("objectives", together[0].promise.name, "evaluator"), witness)


def _beyond_capacity(examined: Analysis) -> Iterator[Violation]:
    """More follow-up work than a party has time for: heads that come, attempts at each, time for each attempt."""
    for party in examined.agreement.parties:
        if party.capacity is None:
            continue
        handed = (each for each in examined.agreement.handoffs if each.taker == party.name)
        asked = [found for each in handed if (found := _work(examined, each)) is not None]
        needed = Quantity(sum((time.value for _said, time in asked), Fraction(0)), "hour")
        there_are = Quantity(party.capacity.value_in("hour/month"), "hour")
        if needed > there_are:
            takes = f"following up {listed([said for said, _time in asked])} takes {readable(needed)} a month"
            there = f"there {'is' if there_are.value == 1 else 'are'} {readable(there_are)}"
            message = f"{takes}, and {there}"
            witness = {"needed": readable(needed), "capacity": readable(there_are)}
            yield Violation(message, ("parties", party.name, "capacity"), witness)


def unknown_volumes(examined: Analysis) -> Iterator[Path]:
    """Give the triggers of handoffs whose work would count, if somebody said how many come."""
    able = {party.name for party in examined.agreement.parties if party.capacity is not None}
    for handoff in examined.agreement.handoffs:
        counts = handoff.taker in able and handoff.follow_up is not None and handoff.follow_up.effort is not None
        if counts and handoff.trigger and _heads(examined, handoff.trigger) is None:
            yield ("handoffs", handoff.name, "trigger")


def _work(examined: Analysis, handoff: Handoff) -> tuple[str, Quantity] | None:
    """What a handoff asks of its taker in a month, in words and in hours; None where that is not said."""
    follow_up, heads = handoff.follow_up, _heads(examined, handoff.trigger)
    if heads is None or follow_up is None or follow_up.effort is None:
        return None
    attempts = 1 if follow_up.attempts is None else follow_up.attempts.times
    times = "once" if attempts == 1 else f"{attempts} times"
    hours = follow_up.effort.to("hour") * heads.value * attempts
    return f"{readable(heads)} {times} for {written(follow_up.effort)}", hours


def _heads(examined: Analysis, stage: str) -> Quantity | None:
    """How many of a definition come in a month: as promised, or as the funnel needs; None if neither says."""
    if promised := _volume(examined, stage):
        return Quantity(promised, stage)
    plan = examined.agreement.plan
    need = None if plan is None else next((each.volume for each in plan.needs if each.stage == stage), None)
    return None if need is None else Quantity(need.value_in(f"{stage}/month"), stage)


def _distance(results: OutcomeSet, reading: Fraction) -> Fraction:
    """How far a reading is from keeping a promise; beyond that, the better is the less."""
    if results.low is not None and (results.high is None or reading < results.low):
        return results.low - reading
    return reading - results.high if results.high is not None else Fraction(0)


def _past(examined: Analysis, results: OutcomeSet) -> list[Fraction]:
    """The results of past spells as long as the promise's, none of them twice, counted back from the last figure."""
    segment, metric = results.promise.segment, results.metric
    figures = examined.history.figures if examined.history is not None else {}
    known = [key.month for key in figures if (key.metric, key.segment) == (metric.name, segment)]
    if examined.history is None or not known:
        return []
    period = Period(min(known), max(known))
    series = examined.history.series(metric, segment, list(period))
    stops = range(len(period), 0, -results.months)
    merged = (series.merged(stop - results.months, stop) for stop in stops)
    readings = (metric.reading(actual) for actual in merged if actual is not None)
    return [reading for reading in readings if reading is not None]


RULES = (
    Rule("SM501", "a promise that falls short of the goal", "error", _short_of_the_goal),
    Rule("SM502", "a target that history does not support", "warning", _beyond_history),
    Rule("SM503", "more than the stages before feed", "error", _beyond_what_feeds_it),
    Rule("SM504", "more follow-up work than there is time for", "error", _beyond_capacity),
)
