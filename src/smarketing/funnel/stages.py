"""Stages of a funnel, and the ways from one to the next."""

from collections.abc import Iterable
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError, no_such
from smarketing.fields import about
from smarketing.funnel.lags import Lag, as_lag
from smarketing.funnel.rates import Rate, percent
from smarketing.units import MINOR_UNITS, Number, Quantity, is_counted, kept_unit, optional_quantity


def _as_rate(rate: Rate | str | Number | None) -> Rate | None:
    return None if rate is None else Rate.of(rate)


@attrs.frozen
class Stage:
    """A stage of a funnel, called by the noun that is counted there (`SQL`), and the way into it.

    `rate` is the share of the stage before that gets here: `"40 %"`, 0.4, or what was counted, `"190 of 400"`; None for
    a stage where heads enter from outside. `of` names the stage before, if it is not the one listed before; a stage
    that is listed twice with different `of` has two ways in, and one that is the `of` of several splits. `lag` is how
    many months later they get here (see `as_lag`); None is in the same month. A rate above 100 % is refused unless the
    stage `grows` (seats per customer). `value` is what a head here brings besides the funnel's own value (`"80 USD"`
    for each renewal), and `owed_by` the party that answers for the stage.
    """

    name: str = attrs.field(converter=kept_unit)
    rate: Rate | None = attrs.field(default=None, converter=_as_rate)
    of: str | None = attrs.field(
        default=None,
        kw_only=True,
        converter=attrs.converters.optional(kept_unit),
        metadata=about("The stage that it takes its heads from, if not the one before.", form="unit"),
    )
    lag: Lag | None = attrs.field(
        default=None,
        kw_only=True,
        converter=attrs.converters.optional(as_lag),
        metadata=about("How long it takes to get there: 2 months, or shares by month.", form="lag"),
    )
    grows: bool = attrs.field(default=False, kw_only=True, metadata=about("Whether one head can become several."))
    value: Quantity | None = attrs.field(
        default=None, kw_only=True, converter=optional_quantity, metadata=about("What one head is worth at this stage.")
    )
    owed_by: str | None = attrs.field(default=None, kw_only=True, metadata=about("The party that owes the step."))

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if "/" in name or not name or not is_counted(name):
            raise InvalidValueError(f"a stage is called by one noun, as in 'SQL'; not {name!r}", "name")

    @grows.validator
    def _check_rate(self, _: object, grows: bool) -> None:
        share = None if self.rate is None else self.rate.share
        if share is not None and share > 1 and not grows:
            growth = "a stage that has more heads than the one before 'grows'"
            raise InvalidValueError(f"a rate is at most 100 %, not {percent(share)}; {growth}", "rate")
        if grows and self.rate is not None and self.rate.trials is not None:
            raise InvalidValueError("a stage that grows has a plain rate: heads that multiply are no trials", "rate")

    @value.validator
    def _check_value(self, _: object, value: Quantity | None) -> None:
        if value is not None and (value.unit not in MINOR_UNITS or value.value < 0):
            raise InvalidValueError(f"the value of a stage is money for one head, as in '80 USD'; not {value}", "value")

    @property
    def share(self) -> Fraction:
        """The share of the stage before that gets here; zero where heads only enter."""
        return Fraction(0) if self.rate is None else self.rate.share

    @property
    def before(self) -> str:
        """The stage that this way comes of; nothing where heads only enter."""
        return self.of or ""

    @classmethod
    def like(cls, stage: "Stage | str | tuple[str, str | Number]") -> "Stage":
        """Take a stage, its name, or its name and rate."""
        return stage if isinstance(stage, Stage) else cls(stage) if isinstance(stage, str) else cls(*stage)


def linked(stages: Iterable["Stage | str | tuple[str, str | Number]"]) -> tuple[Stage, ...]:
    """Take stages in order, each with the name of the stage that it comes of."""
    linked: list[Stage] = []
    for stage in map(Stage.like, stages):
        before = linked[-1].name if linked else None
        linked.append(attrs.evolve(stage, of=before) if stage.rate is not None and stage.of is None else stage)
    return tuple(linked)


def names_of(stages: Iterable[Stage]) -> tuple[str, ...]:
    """Give the names of stages in order, each once."""
    return tuple(dict.fromkeys(stage.name for stage in stages))


def ways_into(stages: Iterable[Stage], name: str) -> tuple[Stage, ...]:
    """Give the ways into a stage."""
    return tuple(stage for stage in stages if stage.name == name and stage.rate is not None)


def ways_out_of(stages: Iterable[Stage], name: str) -> tuple[Stage, ...]:
    """Give the ways out of a stage."""
    return tuple(stage for stage in stages if stage.of == name)


def check_stages(stages: tuple[Stage, ...]) -> None:
    """Refuse stages that do not follow from one another, each from one listed before it."""
    if not stages:
        raise InvalidValueError("a funnel has one stage or more", "stages")
    if stages[0].rate is not None:
        raise InvalidValueError(f"the first stage, {stages[0].name}, has no rate: nothing comes before it", "stages")
    seen: set[str] = set()
    left: set[str | None] = set()
    ways: set[tuple[str, str | None]] = set()
    for stage in stages:
        if (stage.name, stage.of) in ways or stage.of == stage.name or (stage.rate is None and stage.name in seen):
            listed = ", ".join(each.name for each in stages)
            raise InvalidValueError(f"each stage is there once for each stage it comes of; not {listed}", "stages")
        if stage.of is not None and stage.rate is None:
            raise InvalidValueError(f"stage {stage.name} comes of {stage.of} and needs a rate, as in '40 %'", "stages")
        if stage.of is not None and stage.of not in seen:
            message = no_such("earlier stage", stage.of, names_of(stages[: stages.index(stage)]))
            raise InvalidValueError(f"stage {stage.name} comes of one before it: {message}", "stages")
        if stage.name in left:
            raise InvalidValueError(f"list every way into {stage.name} before the ways out of it", "stages")
        left.add(stage.of)
        ways.add((stage.name, stage.of))
        seen.add(stage.name)
