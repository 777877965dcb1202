"""Services that one party runs for another: how much of the time they are there, how seldom they fail, how well."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, get_args

import attrs

from smarketing.actuals import Kind, Metric, as_names
from smarketing.agreement.section import Section
from smarketing.agreement.sections.clocks import is_business_time
from smarketing.agreement.sections.objectives import Objective
from smarketing.errors import InvalidValueError, Problem
from smarketing.evaluators import AtLeast, AtMost, Evaluator
from smarketing.fields import about
from smarketing.units import Quantity, as_quantity, optional_quantity, unit_words, written
from smarketing.verdicts import Reference

Overlapping = Literal["several failures", "one failure"]

FAILURES_IN_DAYS, DOWNTIME_IN_DAYS = "failures_in_days", "downtime_in_days"
"""How the promises of `in_any` are named after their service."""


def _check_availability(_: object, field: "attrs.Attribute[Any]", share: Quantity | None) -> None:
    if share is not None and (share.unit != "%" or not 0 < share.value <= 100):
        raise InvalidValueError(f"a share of the time is meant, as in '99.9 %'; not {written(share)}", field.name)


def _check_time(_: object, field: "attrs.Attribute[Any]", time: Quantity | None) -> None:
    if time is not None and (time.value <= 0 or not any(map(time.measures, ("hour", "business_hour")))):
        message = f"a time is meant, as in '4 hours' or '4 business_hours'; not {written(time)}"
        raise InvalidValueError(message, field.name)


def _check_elapsed(_: object, field: "attrs.Attribute[Any]", time: Quantity | None) -> None:
    if time is not None and (time.value <= 0 or not time.measures("second")):
        message = f"an elapsed time is meant, as in '30 milliseconds' or '1 minute'; not {written(time)}"
        raise InvalidValueError(message, field.name)


def _check_weight(_: object, field: "attrs.Attribute[Any]", share: Quantity) -> None:
    if share.unit != "%" or not 0 <= share.value <= 100:
        raise InvalidValueError(f"a share of the time is meant, as in '30 %'; not {written(share)}", field.name)


@attrs.frozen
class OutageWeight:
    """How much of the time of an outage is lost for what a field says of it, as 30 % for `degraded`."""

    value: str = attrs.field(metadata=about("What the field says.", key="is"))
    lost: Quantity = attrs.field(
        converter=as_quantity, validator=_check_weight, metadata=about("The share of the time that is lost.")
    )


def _check_days(_: object, field: "attrs.Attribute[Any]", days: int) -> None:
    if type(days) is not int or days < 1:
        raise InvalidValueError(f"a whole number of days from 1 is meant, as 30; not {days!r}", field.name)


def _check_failures(_: object, field: "attrs.Attribute[Any]", failures: int | None) -> None:
    if failures is not None and (type(failures) is not int or failures < 0):
        raise InvalidValueError(f"a whole number of failures from 0 is meant, as 3; not {failures!r}", field.name)


@attrs.frozen
class InAnyDays:
    """How often a service fails, and how long it is down in all, at most in any so many days in a row.

    A day is 24 hours. Failures that begin less than `days` apart count together, so 30 days after one it counts no
    more. `downtime` is elapsed (`24 hours`) or of the agreed time (`4 business_hours`).
    """

    days: int = attrs.field(validator=_check_days, metadata=about("How many days in a row, of 24 hours each, as 30."))
    failures: int | None = attrs.field(
        default=None,
        validator=_check_failures,
        kw_only=True,
        metadata=about("How many failures may begin in them, at most, as 3."),
    )
    downtime: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=_check_time,
        kw_only=True,
        metadata=about("How long it may be down in them, at most, as 24 hours or 4 business_hours."),
    )

    def __attrs_post_init__(self) -> None:
        """InvalidValueError if it says nothing."""
        if self.failures is None and self.downtime is None:
            days = "1 day" if self.days == 1 else f"{self.days} days"
            raise InvalidValueError(f"say how many failures or how much downtime any {days} may have")

    @property
    def promised(self) -> dict[str, Evaluator]:
        """What it promises of each measure."""
        most = None if self.failures is None else Quantity(self.failures, "incident")
        amounts = {FAILURES_IN_DAYS: most, DOWNTIME_IN_DAYS: self.downtime}
        return {name: AtMost(amount) for name, amount in amounts.items() if amount is not None}


def _check_throughput(_: object, __: "attrs.Attribute[Any]", rate: Quantity | None) -> None:
    words = () if rate is None or not rate.unit else unit_words(rate.unit)
    if rate is not None and (rate.value <= 0 or len(words) != 2 or not rate.measures(f"{words[0]}/second")):
        raise InvalidValueError(
            f"so much in a time is meant, as in '50 requests/second'; not {written(rate)}", "throughput"
        )


_UNITS = {"availability": "%", "jitter": "millisecond", FAILURES_IN_DAYS: "incident"}
_KINDS: dict[str, Kind] = {"availability": "share", FAILURES_IN_DAYS: "level", DOWNTIME_IN_DAYS: "level"}
"""The kinds of the metrics of measures; those of the rest are ratios."""


@attrs.frozen
class Service:
    """A service that one party runs for another, as an interface, a hosted shop or a line.

    `availability` is the least share of the agreed time, `mtbf` the least mean time between failures and `mttr` the
    most mean time to restore, elapsed (`4 hours`) or of the agreed time (`4 business_hours`); `throughput` is how much
    it carries at least (`50 requests/second`), `jitter` by how much two replies in a row differ at most, in the mean.
    `in_any` is how often and how long it fails at most in any so many days in a row. Each brings a promise:
    `NAME.availability` and so on, and for `in_any` `NAME.failures_in_days` and `NAME.downtime_in_days`.

    The agreed time is that of `hours`, named as in the agreement; around the clock unless stated. Faults count from
    when the party `reported_by` reported them, if that is not who runs the service; without it, from when they began.
    What the other party caused does not count, nor do the causes `excludes`. `paid_by` is the party that pays for
    mending; unless stated, who caused a fault, and else who runs the service. Samples speak for so much time as they
    are `sampled_every`; unless stated, until the next one.
    """

    name: str = attrs.field()
    owed_by: str = attrs.field(metadata=about("The party that runs it."))
    owed_to: str = attrs.field(metadata=about("The party that it is run for."))
    availability: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=_check_availability,
        kw_only=True,
        metadata=about("The share of the agreed time, at least, in which it is there."),
    )
    mtbf: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=_check_time,
        kw_only=True,
        metadata=about("The mean time between failures, at least, as 200 hours."),
    )
    mttr: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=_check_time,
        kw_only=True,
        metadata=about("The mean time to restore it, at most, as 4 hours or 4 business_hours."),
    )
    throughput: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=_check_throughput,
        kw_only=True,
        metadata=about("What it carries in a time, at least, as 50 requests/second."),
    )
    jitter: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=_check_elapsed,
        kw_only=True,
        metadata=about("By how much two replies in a row differ, at most, in the mean, as 30 milliseconds."),
    )
    in_any: InAnyDays | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("How often and how long it fails, at most, in any so many days in a row."),
    )
    hours: str | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("The hours that are the agreed time; around the clock unless stated."),
    )
    reported_by: str | None = attrs.field(default=None, kw_only=True, metadata=about("The party that reports faults."))
    paid_by: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("The party that pays for mending; who caused a fault unless stated.")
    )
    excludes: tuple[str, ...] = attrs.field(
        default=(), converter=as_names, kw_only=True, metadata=about("The causes for which it does not answer.")
    )
    sampled_every: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=_check_elapsed,
        kw_only=True,
        metadata=about("How long a sample speaks for, as 1 minute."),
    )

    shortest: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        validator=_check_elapsed,
        kw_only=True,
        metadata=about("How long an outage lasts at least that counts, as 5 minutes; any counts unless stated."),
    )
    overlapping: Overlapping = attrs.field(
        default="several failures",
        kw_only=True,
        metadata=about("Whether outages of a segment at one time are several failures, or one failure.", form="text"),
    )
    weighed_by: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("The field of an incident that says how much of its time is lost.")
    )
    weights: tuple[OutageWeight, ...] = attrs.field(
        default=(),
        converter=tuple[OutageWeight, ...],
        kw_only=True,
        metadata=about("How much of the time is lost for what that field says; all of it for the rest."),
    )

    @overlapping.validator
    def _check_overlapping(self, _: object, rule: Overlapping) -> None:
        if rule not in get_args(Overlapping):
            known = " or ".join(map(repr, get_args(Overlapping)))
            raise InvalidValueError(f"overlapping outages are {known}; not {rule!r}", "overlapping")

    @weights.validator
    def _check_weights(self, _: object, weights: tuple[OutageWeight, ...]) -> None:
        if bool(weights) != bool(self.weighed_by):
            raise InvalidValueError("weighed_by names the field that weights go by; give both", "weights")

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("a service has a name", "name")

    @excludes.validator
    def _check_excludes(self, _: object, causes: tuple[str, ...]) -> None:
        if not all(causes):
            raise InvalidValueError("a cause is said in words", "excludes")

    @property
    def promised(self) -> dict[str, Evaluator]:
        """What it promises of each measure."""
        at_least = {"availability": self.availability, "mtbf": self.mtbf, "throughput": self.throughput}
        at_most = {"mttr": self.mttr, "jitter": self.jitter}
        least = {name: AtLeast(amount) for name, amount in at_least.items() if amount is not None}
        most = {name: AtMost(amount) for name, amount in at_most.items() if amount is not None}
        return {**least, **most, **({} if self.in_any is None else self.in_any.promised)}

    @property
    def promises(self) -> tuple[Objective, ...]:
        """What it owes."""
        return tuple(
            Objective(f"{self.name}.{measure}", self.owed_by, self.owed_to, evaluator)
            for measure, evaluator in self.promised.items()
        )

    @property
    def volume(self) -> str:
        """The name of the metric that counts failures."""
        return f"{self.name}.failures"

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics of what it promises, and of how often it fails."""
        brought = (Metric(f"{self.name}.{name}", self._unit(name), _KINDS.get(name, "ratio")) for name in self.promised)
        return (Metric(self.volume, "incident", "count"), *brought)

    def _unit(self, measure: str) -> str:
        if self.throughput is not None and measure == "throughput":
            return f"{unit_words(self.throughput.unit)[0]}/second"
        time = self.times.get(measure)
        return _UNITS[measure] if time is None else hours_of(time)

    @property
    def times(self) -> dict[str, Quantity | None]:
        """The times among what it promises, elapsed or of business, by measure; None for what it does not promise."""
        downtime = None if self.in_any is None else self.in_any.downtime
        return {"mtbf": self.mtbf, "mttr": self.mttr, DOWNTIME_IN_DAYS: downtime}

    @property
    def reported_to(self) -> bool:
        """Whether a fault counts only from when the other side has reported it."""
        return self.reported_by not in (None, self.owed_by)


def hours_of(time: Quantity) -> str:
    """Give the unit in hours of a time, elapsed or of business."""
    return "hour" if time.measures("hour") else "business_hour"


def _references(service: Service) -> Iterator[Reference]:
    for key in ("owed_by", "owed_to", "reported_by", "paid_by", "hours"):
        if (name := getattr(service, key)) is not None:
            yield Reference("hours" if key == "hours" else "party", name, (key,))


def _problems(services: Sequence[Service]) -> Iterator[Problem]:
    """A service promises something, to somebody else, in time that was agreed."""
    for service in services:
        if service.owed_by == service.owed_to:
            yield Problem(f"{service.owed_by!r} cannot run it for itself", (service.name, "owed_to"))
        if not service.promised:
            message = "a service promises availability, mtbf, mttr, throughput, jitter or in_any"
            yield Problem(message, (service.name,))
        for measure, time in service.times.items():
            if service.hours is None and time is not None and is_business_time(time):
                message = "business time runs by the agreed hours; name them, as in 'hours: office'"
                keys = ("in_any", "downtime") if measure == DOWNTIME_IN_DAYS else (measure,)
                yield Problem(message, (service.name, *keys))


SERVICES = Section(
    key="services",
    sentence="What one party runs for another: how much it is there, how seldom it fails, how well it does.",
    holds=Service,
    named_by="name",
    merging="by name",
    bears=("promise", "metric"),
    references=_references,
    problems=_problems,
)
