"""What follows by rule."""

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from smarketing.agreement.section import Section
from smarketing.consequences import Condition, Effect, Limit, as_limit
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import Reference


def _as_limits(limits: "Limit | str | Iterable[Limit | str]") -> tuple[Limit, ...]:
    return (as_limit(limits),) if isinstance(limits, Limit | str) else tuple(map(as_limit, limits))


@attrs.frozen
class Consequence:
    """What follows by rule: when a condition on verdicts holds, an effect, and how much of it at most.

    Each of the `limits` binds what the consequence costs one party for another. An amount of `only_above` or less is
    not issued. Amounts follow in every month in which the condition holds; anything else when the condition starts to
    hold, and again only after it stopped, or with `again="every month"` in every month too.
    """

    name: str = attrs.field()
    when: Condition = attrs.field(metadata=about("When it follows."))
    effect: Effect = attrs.field(metadata=about("What follows.", inline=True))
    limits: tuple[Limit, ...] = attrs.field(
        default=(),
        converter=_as_limits,
        kw_only=True,
        metadata=about("The most that it costs, as 600 USD per quarter; one, or a list.", key="limit"),
    )
    only_above: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        kw_only=True,
        metadata=about("Amounts of so much or less are not issued."),
    )

    again: Literal["every month"] | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("every month: also where its condition held in the month before."),
    )

    @property
    def fees(self) -> tuple[str, ...]:
        """The metrics whose figures it follows from: those of its condition, its effect and its limits."""
        of_rules = [each.name for rule in (self.when, self.effect) for each in rule.references if each.kind == "fee"]
        of_limits = [limit.of.metric for limit in self.limits if limit.of is not None and limit.of.metric is not None]
        return tuple(dict.fromkeys([*of_rules, *of_limits]))

    @property
    def follows_every_month(self) -> bool:
        """Whether it follows in every month in which the condition holds, or only when that starts."""
        return self.again is not None or self.effect.follows_every_month

    @when.validator
    def _check_when(self, _: object, when: object) -> None:
        if not isinstance(when, Condition):
            raise InvalidValueError(f"a condition says when it follows, as in Missed('leads'); not {when!r}", "when")

    @effect.validator
    def _check_effect(self, _: object, effect: object) -> None:
        if not isinstance(effect, Effect):
            raise InvalidValueError(f"an effect says what follows, as in Credit('200 USD'); not {effect!r}", "effect")

    @again.validator
    def _check_again(self, _: object, again: object) -> None:
        if again not in (None, "every month"):
            raise InvalidValueError(f"again is 'every month', or is left out; not {again!r}", "again")

    @only_above.validator
    def _check_only_above(self, _: object, least: Quantity | None) -> None:
        if least is not None and least.value < 0:
            raise InvalidValueError(f"only_above is not negative: {written(least)}", "only_above")


def _references(consequence: Consequence) -> Iterator[Reference]:
    for step, rule in (("when", consequence.when), ("effect", consequence.effect)):
        for each in rule.references:
            yield Reference(each.kind, each.name, (step, *each.path))
    for place, limit in enumerate(consequence.limits):
        if limit.of is not None and limit.of.metric is not None:
            yield Reference("fee", limit.of.metric, ("limits", place))


CONSEQUENCES = Section(
    key="consequences",
    sentence="What follows from a miss.",
    holds=Consequence,
    named_by="name",
    merging="by name",
    bears=("consequence",),
    references=_references,
)
