"""A funnel: stages with conversion rates, and what a customer at the end of it is worth."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import get_args

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.funnel.rates import Prior, as_share, percent
from smarketing.funnel.rounding import Rounding
from smarketing.funnel.segments import Segment
from smarketing.funnel.stages import Stage, check_stages, linked, names_of
from smarketing.months import calendar_day
from smarketing.units import MINOR_UNITS, Number, Quantity, as_quantity

PERIODS = ("month", "quarter", "year")
WHOLE = Fraction(1)

Shares = tuple[tuple[str, Fraction], ...]


def _as_shares(shares: Mapping[str, str | Number] | Iterable[tuple[str, str | Number]]) -> Shares:
    pairs = shares.items() if isinstance(shares, Mapping) else shares
    return tuple((name, as_share(share, "a share of the goal", "sources")) for name, share in pairs)


def _as_seasons(weights: Sequence[str | Number]) -> tuple[Fraction, ...]:
    return tuple(as_share(weight, "a seasonal weight", "seasonality") for weight in weights)


def _as_growth(growth: str | Number) -> Fraction:
    return as_share(growth, "growth", "growth")


def _as_confidence(confidence: str | Number | None) -> Fraction | None:
    return None if confidence is None else as_share(confidence, "a confidence", "confidence")


def _as_holidays(days: Iterable[date] | None) -> tuple[date, ...] | None:
    return None if days is None else tuple(calendar_day(day, "holidays") for day in days)


def _as_segments(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    return tuple(segments)


def _sum_of_goals(funnel: "Funnel") -> Quantity | None:
    goals = [segment.goal for segment in funnel.segments if segment.goal is not None]
    if not goals or len(goals) < len(funnel.segments):
        return None
    return sum(goals[1:], goals[0])


@attrs.frozen
class Funnel:
    """Stages from the first contact to the customer and beyond, and the revenue that is wanted from them.

    `value` is what one customer brings (`100 USD/customer`; its noun is the stage that counts as the sale), `goal` the
    revenue that is wanted, in the same currency per month, quarter or year. `rounding` says how the plan makes whole
    heads:

    - `up at every stage`: each stage is rounded up, and the stage before it must feed the rounded number;
    - `up once at the end`: stages feed the exact number; each is rounded up when all is worked out;
    - `nearest`: as the first, but to the nearest whole number, halves up;
    - `whole heads only`: as the first, but down: a part of a head is nobody, and the plan falls short by it;
    - `none`: fractions of heads.

    `sources` are the shares of the goal that stages where heads enter must bring (`{"lead": "60 %"}`); what they leave
    comes from elsewhere. Without them the first stage brings all. `segments` have rates, values and goals of their own.
    `growth` per month (`2 %`), `seasonality` (a weight for each month from January, 1 is an average month) and
    `holidays` (given, the goal follows Mondays to Fridays that are none of them) shape the goal over the months of a
    schedule. `confidence` asks for volumes that reach the goal with this chance, where rates are estimates: `prior` is
    what is believed of a rate before anything was counted.

    >>> funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    >>> funnel.expected_revenue("100 SQL/month")
    Quantity('5000 USD/month')
    """

    stages: tuple[Stage, ...] = attrs.field(converter=linked)
    value: Quantity = attrs.field(converter=as_quantity)
    segments: tuple[Segment, ...] = attrs.field(default=(), converter=_as_segments, kw_only=True)
    goal: Quantity = attrs.field(
        default=attrs.Factory(_sum_of_goals, takes_self=True), converter=attrs.converters.optional(as_quantity)
    )
    rounding: Rounding = attrs.field(default="up at every stage")
    sources: Shares = attrs.field(default=(), converter=_as_shares, kw_only=True)
    growth: Fraction = attrs.field(default=Fraction(0), converter=_as_growth, kw_only=True)
    seasonality: tuple[Fraction, ...] = attrs.field(default=(), converter=_as_seasons, kw_only=True)
    holidays: tuple[date, ...] | None = attrs.field(default=None, converter=_as_holidays, kw_only=True)
    confidence: Fraction | None = attrs.field(default=None, converter=_as_confidence, kw_only=True)

    prior: Prior = attrs.field(default=Prior(), kw_only=True)

    @stages.validator
    def _check_stages(self, _: object, stages: tuple[Stage, ...]) -> None:
        check_stages(stages)

    @value.validator
    def _check_value(self, _: object, value: Quantity) -> None:
        currency, _slash, noun = value.unit.partition("/")
        if currency not in MINOR_UNITS or noun not in self.names:
            example = f"100 USD/{self.stages[-1].name}"
            raise InvalidValueError(
                f"the value is money for one {self.stages[-1].name}: '{example}'; not {value}", "value"
            )
        if value.value <= 0:
            raise InvalidValueError(f"the value is above zero, not {value}", "value")
        for stage in self.stages:
            if stage.value is not None and (stage.value.unit != currency or stage.name == noun):
                message = f"{stage.name} has its value in {currency}, and once; not {stage.value} beside {value}"
                raise InvalidValueError(message, "value")

    @goal.validator
    def _check_goal(self, _: object, goal: Quantity | None) -> None:
        example = f"5000 {self.currency}/month"
        if goal is None:
            raise InvalidValueError(f"a funnel has a goal, as in '{example}', or each segment has one", "goal")
        if goal.unit not in (f"{self.currency}/{period}" for period in PERIODS):
            raise InvalidValueError(
                f"the goal is {self.currency} per month, quarter or year: '{example}'; not {goal}", "goal"
            )
        if goal.value < 0:
            raise InvalidValueError(f"the goal is not negative: {goal}", "goal")

    @rounding.validator
    def _check_rounding(self, _: object, rounding: Rounding) -> None:
        if rounding not in get_args(Rounding):
            message = no_such("rounding", rounding, get_args(Rounding), "the ways of rounding")
            raise InvalidValueError(message, "rounding")

    @sources.validator
    def _check_sources(self, _: object, sources: Shares) -> None:
        names = [name for name, _share in sources]
        for name, share in sources:
            if name not in self.names:
                raise InvalidValueError(no_such("stage", name, self.names), "sources")
            if share < 0 or names.count(name) > 1:
                raise InvalidValueError(f"each source has one share of the goal, not below 0 %: {name}", "sources")
        if (total := sum((share for _name, share in sources), Fraction(0))) > 1:
            raise InvalidValueError(f"sources bring at most 100 % of the goal, not {percent(total)}", "sources")
        entries = [stage.name for stage in self.stages[1:] if stage.rate is None and stage.name not in names]
        if entries:
            message = f"stage {entries[0]} needs a rate, as in '40 %', or a share of the goal under sources"
            raise InvalidValueError(message, "stages")

    @seasonality.validator
    def _check_seasonality(self, _: object, weights: tuple[Fraction, ...]) -> None:
        if weights and (len(weights) != 12 or min(weights) < 0 or not any(weights)):
            raise InvalidValueError("seasonality has 12 weights, from January, none below zero", "seasonality")

    @growth.validator
    def _check_growth(self, _: object, growth: Fraction) -> None:
        if growth <= -1:
            raise InvalidValueError(f"growth is above -100 % a month, not {percent(growth)}", "growth")

    @confidence.validator
    def _check_confidence(self, _: object, confidence: Fraction | None) -> None:
        if confidence is not None and not 0 < confidence < 1:
            raise InvalidValueError("a confidence is above 0 % and below 100 %, as in '80 %'", "confidence")

    @segments.validator
    def _check_segments(self, _: object, segments: tuple[Segment, ...]) -> None:
        names = [segment.name for segment in segments]
        if len(set(names)) < len(names):
            raise InvalidValueError(f"each segment is there once; not {', '.join(names)}", "segments")

    def __attrs_post_init__(self) -> None:
        parts = self.split()
        if parts and (total := sum((part.goal for part in parts.values()), self.goal * 0)) != self.goal:
            raise InvalidValueError(
                f"the goals of the segments sum to {total}, and the goal is {self.goal}", "segments"
            )

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the stages in order, each once."""
        return names_of(self.stages)

    @property
    def currency(self) -> str:
        """The currency of value and goal."""
        return self.value.unit.partition("/")[0]

    @property
    def sale(self) -> str:
        """The stage that counts as the sale: the noun of the value."""
        return self.value.unit.partition("/")[2]

    @property
    def period(self) -> str:
        """The period of the goal: month, quarter or year."""
        return self.goal.unit.partition("/")[2]

    @property
    def entries(self) -> Shares:
        """The stages where heads enter from outside, and the share of the goal that each must bring."""
        return self.sources or ((self.stages[0].name, WHOLE),)

    def value_of(self, stage: str) -> Fraction:
        """Give the money that one head at a stage brings there, not counting what it brings later."""
        if self.value.unit == f"{self.currency}/{stage}":
            return self.value.value
        return next((each.value.value for each in self.stages if each.name == stage and each.value), Fraction(0))

    def split(self) -> dict[str, "Funnel"]:
        """Give the funnel of each segment, with its own goal; empty if there are no segments."""
        return {segment.name: self._part(segment) for segment in self.segments}

    def _part(self, segment: Segment) -> "Funnel":
        own = {(stage.name, stage.of): stage for stage in segment.stages}
        if len(own) < len(segment.stages):
            raise InvalidValueError(f"segment {segment.name}: each way is there once", "segments")
        stages = [self._with(stage, own) for stage in self.stages]
        if own:
            name, of = next(iter(own))
            ways = [f"{stage.name} of {stage.of}" for stage in self.stages if stage.rate]
            message = no_such("way", f"{name} of {of}" if of else name, ways)
            raise InvalidValueError(f"segment {segment.name}: {message}", "segments")
        goal = self.goal * (segment.share or 0) if segment.goal is None else segment.goal.to(self.goal.unit)
        return attrs.evolve(self, stages=stages, value=segment.value or self.value, goal=goal, segments=())

    def _with(self, stage: Stage, own: dict[tuple[str, str | None], Stage]) -> Stage:
        if stage.rate is None:
            return stage
        found = own.pop((stage.name, stage.of), None)
        if found is None and len([each for each in self.stages if each.name == stage.name]) == 1:
            found = own.pop((stage.name, None), None)
        if found is None:
            return stage
        return attrs.evolve(
            stage, rate=found.rate, lag=found.lag or stage.lag, value=found.value or stage.value, grows=stage.grows
        )

    @property
    def worths(self) -> dict[str, Fraction]:
        """The money that one head at each stage is expected to bring, there and in every stage after it."""
        worth = {name: self.value_of(name) for name in self.names}
        for stage in reversed(self.stages):
            if stage.of is not None:
                worth[stage.of] += stage.share * worth[stage.name]
        return worth

    def worth(self, stage: str) -> Quantity:
        """Give what one head at a stage is expected to bring, there and later: its points (`50 USD/SQL`), exactly.

        InvalidValueError for a funnel with segments, where that differs: ask those of `split()`.
        """
        return Quantity(self._worth(stage), f"{self.currency}/{stage}")

    def _worth(self, stage: str) -> Fraction:
        if stage not in self.names:
            raise InvalidValueError(no_such("stage", stage, self.names))
        if self.segments:
            raise InvalidValueError("what a head is worth differs by segment; ask the funnels of funnel.split()")
        return self.worths[stage]

    def expected_revenue(self, volume: str | Quantity) -> Quantity:
        """Give the revenue that a stage's volume (`250 MQL/month`) brings at the funnel's rates, exactly."""
        volume = as_quantity(volume)
        noun, _, period = volume.unit.partition("/")
        revenue = volume.value * self._worth(noun)
        return Quantity(revenue, f"{self.currency}/{period}" if period else self.currency)
