"""The contents of an agreement, before anyone has looked whether they fit together."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from graphlib import TopologicalSorter

import attrs

from smarketing.actuals import Metric, as_names, known_metrics
from smarketing.agreement.sections.cadence import Meeting, Report
from smarketing.agreement.sections.calendar import PeriodCalendar
from smarketing.agreement.sections.channels import Channel
from smarketing.agreement.sections.clocks import Clock
from smarketing.agreement.sections.consequences import Consequence
from smarketing.agreement.sections.definitions import Definition
from smarketing.agreement.sections.examples import Example
from smarketing.agreement.sections.exclusions import ExcludedCause
from smarketing.agreement.sections.handoffs import Handoff
from smarketing.agreement.sections.head import (
    MonthOfChange,
    NoDataRule,
    PartialMonthRule,
    as_no_data_rule,
    check_month_of_change,
    check_partial_months,
    check_retroactive,
)
from smarketing.agreement.sections.hours import NamedHours, as_hours, calendars
from smarketing.agreement.sections.needs import PartyNeed
from smarketing.agreement.sections.objectives import Objective
from smarketing.agreement.sections.parties import Party
from smarketing.agreement.sections.services import Service
from smarketing.agreement.sections.signatures import Signature, as_signatures
from smarketing.agreement.sections.term import Term
from smarketing.consequences import SharedLimit
from smarketing.consequences.limits import fees_of
from smarketing.contract_periods import MONTHS_IN, ContractPeriods, Every
from smarketing.criteria import Criterion, CriterionError, Scoring, parse_definitions
from smarketing.errors import InvalidValueError, Problem, nearest, no_such
from smarketing.evaluators import implied_metric
from smarketing.frozen_mappings import FrozenMapping
from smarketing.funnel import Funnel, Plan, plan
from smarketing.hours import Calendar
from smarketing.months import Month, Period, as_date
from smarketing.units import is_built_in, is_counted, noun_problem

_Read = tuple[FrozenMapping[str, Criterion], FrozenMapping[str, CriterionError]]


@attrs.frozen(kw_only=True)
class Draft:
    """The fields of an `Agreement`; see there."""

    title: str = attrs.field(kw_only=False)
    term: Term = attrs.field(kw_only=False)
    parties: tuple[Party, ...] = attrs.field(converter=tuple[Party, ...], kw_only=False)
    objectives: tuple[Objective, ...] = attrs.field(converter=tuple[Objective, ...], kw_only=False)
    summary: str = ""
    signatures: tuple[Signature, ...] = attrs.field(default=(), converter=as_signatures)
    calendar: PeriodCalendar = PeriodCalendar()
    partial_months: PartialMonthRule = attrs.field(default="in full", validator=check_partial_months)
    no_data: NoDataRule = attrs.field(default=NoDataRule(), converter=as_no_data_rule)
    one_sided: str = ""
    units: tuple[str, ...] = attrs.field(default=(), converter=as_names)
    metrics_declared: tuple[Metric, ...] = attrs.field(default=(), converter=tuple[Metric, ...], alias="metrics")
    definitions: tuple[Definition, ...] = attrs.field(default=(), converter=tuple[Definition, ...])
    scoring: tuple[Scoring, ...] = attrs.field(default=(), converter=tuple[Scoring, ...])
    needs: tuple[PartyNeed, ...] = attrs.field(default=(), converter=tuple[PartyNeed, ...])
    funnel: Funnel | None = None
    hours: tuple[NamedHours, ...] = attrs.field(default=(), converter=as_hours)
    handoffs: tuple[Handoff, ...] = attrs.field(default=(), converter=tuple[Handoff, ...])
    channels: tuple[Channel, ...] = attrs.field(default=(), converter=tuple[Channel, ...])
    services: tuple[Service, ...] = attrs.field(default=(), converter=tuple[Service, ...])
    exclusions: tuple[ExcludedCause, ...] = attrs.field(default=(), converter=tuple[ExcludedCause, ...])
    events: tuple[Definition, ...] = attrs.field(default=(), converter=tuple[Definition, ...])
    consequences: tuple[Consequence, ...] = attrs.field(default=(), converter=tuple[Consequence, ...])
    limits: tuple[SharedLimit, ...] = attrs.field(default=(), converter=tuple[SharedLimit, ...])
    cadence: tuple[Report | Meeting, ...] = attrs.field(default=(), converter=tuple[Report | Meeting, ...])
    examples: tuple[Example, ...] = attrs.field(default=(), converter=tuple[Example, ...])
    amends: "Draft | None" = None
    since: date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    month_of_change: MonthOfChange = attrs.field(default="before", validator=check_month_of_change)
    retroactive: bool = attrs.field(default=False, validator=check_retroactive)

    @property
    def earlier(self) -> "Iterator[Draft]":
        """The versions before this one, newest first."""
        before = self.amends
        while before is not None:
            yield before
            before = before.amends

    @cached_property
    def begins(self) -> Month | None:
        """The first month in which this version can be in force; None while a signature is missing.

        That is the first month of the term, or the first that begins on `since` or later and by whose first day all
        parties of this version have signed it; the month that contains `since`, if `month_of_change` says so and all
        have signed by then. Of a `retroactive` version, signatures may be of any day.
        """
        signed = {signature.party: signature.on for signature in self.signatures}
        if any(party.name not in signed for party in self.parties):
            return None
        since = self.since or self.term.start
        day = since if self.retroactive else max((since, *signed.values()))
        month = self.month_of(day)
        if day <= self.first_day(month) or (day == since and self.month_of_change != "before"):
            return month
        return month + 1 if month < self.last_month_of_all else None

    def first_day(self, month: Month) -> date:
        """Give the month's first day that lies in the term."""
        return max(month.first_day, self.term.start)

    @property
    def last_month_of_all(self) -> Month:
        """The last month that there can be."""
        return Month(9999, 12, begins_on=self.calendar.months_begin_on)

    @cached_property
    def promises(self) -> tuple[Objective, ...]:
        """Everything that is judged every month: objectives with their levels, and what other sections bring."""
        levels: dict[str, list[Objective]] = {}
        for part in self.levels:
            levels.setdefault(part.part_of or "", []).append(part)
        own = (promise for each in self.objectives for promise in (each, *levels.pop(each.name, ())))
        brought = (promise for parts in self.bringing.values() for each in parts for promise in each.promises)
        return (*own, *brought)

    def promise(self, name: str) -> Objective:
        """Give a promise by its name; InvalidValueError if there is none."""
        if name not in self.promise_by_name:
            raise InvalidValueError(no_such("promise", name, list(self.promise_by_name)), "name")
        return self.promise_by_name[name]

    @cached_property
    def levels(self) -> tuple[Objective, ...]:
        """The promises that objectives imply by the parts of their evaluators: `answers.minimum` of `answers`."""
        wholes = {each.name: each for each in self.objectives}
        return tuple(part for objective in wholes.values() for part in _levels_of(objective, wholes))

    @property
    def bringing(self) -> dict[str, tuple[Handoff | Channel | Service, ...]]:
        """What brings promises, by its section."""
        return {"handoffs": self.handoffs, "channels": self.channels, "services": self.services}

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        brought = self.bringing.items()
        places = {one.name: (key, each.name) for key, some in brought for each in some for one in each.promises}
        places |= {each.name: ("objectives", each.part_of or "") for each in self.levels}
        return places | {each.name: ("objectives", each.name) for each in self.objectives}

    @cached_property
    def looks_at(self) -> dict[str, tuple[str, ...]]:
        """The other promises that each promise's evaluator looks at, by name."""
        found = {}
        for promise in self.promises:
            names = (each.name for each in promise.evaluator.references if each.kind == "promise")
            found[promise.name] = tuple(dict.fromkeys(names))
        return found

    @cached_property
    def looked_at(self) -> frozenset[str]:
        """The names of the promises that some evaluator looks at."""
        return frozenset(name for names in self.looks_at.values() for name in names)

    @cached_property
    def judging_order(self) -> tuple[str, ...]:
        """The names of the promises, each after those that it looks at; CycleError if some look at each other."""
        return tuple(TopologicalSorter(self.looks_at).static_order())

    def month_of(self, day: date) -> Month:
        """Give the month of the agreement in which a date (or a datetime, by its own clock) lies."""
        return self.calendar.month_of(day)

    @cached_property
    def first_month(self) -> Month:
        """The month in which the term starts."""
        return self.month_of(self.term.start)

    @cached_property
    def term_months(self) -> Period:
        """The months in which some day of the term lies; without an end, all to come."""
        return Period(self.first_month, self.month_of(self.term.end or date.max))

    @cached_property
    def periods(self) -> ContractPeriods:
        """The quarters and years of the term."""
        return self.calendar.periods(self.term_months)

    def judged_every(self, promise: Objective) -> Every:
        """Give the period by which a promise is judged: its own, that of a count's target, or the month."""
        if promise.every is not None:
            return promise.every
        metric = self.own_metrics.get(self.metric_of(promise))
        return promise.evaluator.every if metric is not None and metric.kind == "count" else "month"

    def months_judged(self, promise: Objective) -> int:
        """Give how many months of a promise are judged at once; a first or last period may have fewer."""
        every = self.judged_every(promise)
        return len(self.term_months) if every == "term" else MONTHS_IN[every]

    def hours_of(self, clock: Clock | Objective, party: str) -> str | None:
        """Give the hours by which a party's clock or promise goes: its own, the party's, or the only ones there are."""
        own = next((each.hours for each in self.parties if each.name == party), None)
        only = self.hours[0].name if len(self.hours) == 1 else None
        return next((name for name in (clock.hours, own) if name is not None), only)

    def fees_of(self, consequence: Consequence) -> tuple[str, ...]:
        """Give the metrics whose figures a consequence's amounts follow from, through limits that it shares too."""
        shared = (limit for each in self.limits if each.covers(consequence.name) for limit in each.at_most)
        return tuple(dict.fromkeys([*consequence.fees, *fees_of(shared)]))

    def place_of(self, promise: str) -> tuple[str, str]:
        """Give the section and the name of the part that makes a promise."""
        return self._places[promise]

    @cached_property
    def calendars(self) -> FrozenMapping[str, Calendar]:
        """The hours by name."""
        return FrozenMapping(calendars(self.hours))

    @property
    def criteria(self) -> FrozenMapping[str, Criterion]:
        """The criteria of the definitions that have one, by name."""
        return self._criteria[0]

    @property
    def criterion_errors(self) -> FrozenMapping[str, CriterionError]:
        """What is wrong with criteria of definitions, by name."""
        return self._criteria[1]

    @cached_property
    def _criteria(self) -> _Read:
        texts = {each.name: each.when for each in self.definitions if each.when is not None}
        read, errors = parse_definitions(texts, units=self.nouns)
        return FrozenMapping(read), FrozenMapping(errors)

    @property
    def nouns(self) -> tuple[str, ...]:
        """The agreement's own units, without those that cannot be any."""
        return tuple(noun for place, noun in enumerate(self.units) if not noun_problem(noun, self.units[:place]))

    @property
    def triggers(self) -> FrozenMapping[str, Criterion]:
        """The criteria of the handoffs' triggers that have one, by the handoff's name."""
        return self._triggers("handoffs")[0]

    @property
    def channel_triggers(self) -> FrozenMapping[str, Criterion]:
        """The criteria of the channels' triggers that have one, by the channel's name."""
        return self._triggers("channels")[0]

    @property
    def trigger_errors(self) -> FrozenMapping[str, CriterionError]:
        """What is wrong with the handoffs' triggers, by the handoff's name."""
        return self._triggers("handoffs")[1]

    @property
    def channel_trigger_errors(self) -> FrozenMapping[str, CriterionError]:
        """What is wrong with the channels' triggers, by the channel's name."""
        return self._triggers("channels")[1]

    def _triggers(self, section: str) -> _Read:
        return self._read_triggers[section]

    @cached_property
    def _read_triggers(self) -> Mapping[str, _Read]:
        """Triggers by their section; those that name a definition without a criterion are neither read nor wrong."""
        parts: Mapping[str, Sequence[Handoff | Channel]] = {"handoffs": self.handoffs, "channels": self.channels}
        return {section: self._read_triggers_of(own) for section, own in parts.items()}

    def _read_triggers_of(self, parts: Sequence[Handoff | Channel]) -> _Read:
        read, errors = {}, {}
        defined = {each.name for each in self.definitions}
        for part in parts:
            if part.trigger in self.criteria:
                read[part.name] = self.criteria[part.trigger]
            elif part.trigger and part.trigger not in defined:
                try:
                    read[part.name] = Criterion.parse(part.trigger, definitions=self.criteria, units=self.nouns)
                except CriterionError as error:
                    errors[part.name] = error
        return FrozenMapping(read), FrozenMapping(errors)

    @cached_property
    def event_criteria(self) -> _Read:
        """The criteria of the events that have one, and what is wrong with others, by name."""
        texts = {each.name: each.when for each in self.events if each.when is not None}
        read, errors = parse_definitions(texts, units=self.nouns)
        return FrozenMapping(read), FrozenMapping(errors)

    @property
    def plan(self) -> Plan | None:
        """What each stage of the agreement's funnel needs; None also if no plan reaches its goal."""
        return self._plan[0]

    @property
    def plan_problem(self) -> str | None:
        """Why no plan reaches the goal of the agreement's funnel."""
        return self._plan[1]

    @cached_property
    def _plan(self) -> tuple[Plan | None, str | None]:
        try:
            return None if self.funnel is None else plan(self.funnel), None
        except InvalidValueError as error:
            return None, error.message

    @cached_property
    def metrics(self) -> FrozenMapping[str, Metric]:
        """The metrics of this version and of those before it, by name: all that figures can be of."""
        if self.amends is None:
            return self.own_metrics
        metrics = dict(self.amends.metrics)
        for name, metric in self.own_metrics.items():
            before = metrics.get(name, metric)
            metrics[name] = attrs.evolve(metric, segments=dict.fromkeys((*metric.segments, *before.segments)))
        return FrozenMapping(metrics)

    @property
    def own_metrics(self) -> FrozenMapping[str, Metric]:
        """The metrics of this version that are declared and those that its targets speak of, by name."""
        return self._metrics[0]

    @property
    def metric_problems(self) -> tuple[Problem, ...]:
        """Why some promise has no metric."""
        return self._metrics[1]

    def metric_of(self, promise: Objective) -> str:
        """Give the name of the metric that a promise is judged by."""
        return _metric_of(promise, self.promise_by_name)

    def identity_of(self, promise: Objective) -> tuple[str, str, str, str | None]:
        """Give what, besides its name, makes a promise the same one in two versions: parties, metric and segment."""
        return promise.owed_by, promise.owed_to, self.metric_of(promise), promise.segment

    @cached_property
    def promise_by_name(self) -> Mapping[str, Objective]:
        """The promises by their name."""
        return {each.name: each for each in self.promises}

    @cached_property
    def _metrics(self) -> tuple[FrozenMapping[str, Metric], tuple[Problem, ...]]:
        metrics = known_metrics(self.metrics_declared)
        segments: dict[str, dict[str, None]] = {}
        for objective in self.promises:
            named = segments.setdefault(self.metric_of(objective), {})
            named |= {} if objective.segment is None else {objective.segment: None}
        for brought in (*self._volumes, *(metric for service in self.services for metric in service.metrics)):
            metrics.setdefault(brought.name, attrs.evolve(brought, segments=tuple(segments.get(brought.name, ()))))
        problems: list[Problem] = []
        for objective in self.promises:
            name = self.metric_of(objective)
            if name in metrics or any(problem.name == name for problem in problems):
                continue
            try:
                metrics[name] = implied_metric(name, objective.evaluator, tuple(segments[name]))
            except InvalidValueError as error:
                near = nearest(name, metrics) if objective.metric else None
                message = no_such("metric", name, list(metrics)) if near else error.message
                problems.append(Problem(message, ("objectives", objective.name, "evaluator"), name=name))
        return FrozenMapping(metrics), tuple(problems)

    @property
    def _volumes(self) -> Iterator[Metric]:
        """The metrics that count what is handed over or asked."""
        for handoff in self.handoffs:
            noun = handoff.trigger in self.nouns or (is_built_in(handoff.trigger) and is_counted(handoff.trigger))
            yield Metric(handoff.volume, handoff.trigger if noun else "lead", "count")
        for channel in self.channels:
            if channel.reply is not None:
                yield Metric(channel.volume, "request", "count")


def _metric_of(promise: Objective, others: Mapping[str, Objective]) -> str:
    whole = others.get(promise.part_of or "")
    return promise.metric or (whole.metric or whole.name if whole else promise.name)


def _levels_of(objective: Objective, others: Mapping[str, Objective]) -> Iterator[Objective]:
    """The promises that the parts of an objective's evaluator are: the same one, but for name and evaluator."""
    for name, evaluator in objective.evaluator.parts.items():
        metric = _metric_of(objective, others)
        named = f"{objective.name}.{name}"
        yield attrs.evolve(objective, name=named, evaluator=evaluator, metric=metric, part_of=objective.name, feeds="")
