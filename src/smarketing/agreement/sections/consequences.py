"""What follows by rule."""

from collections.abc import Iterator
from typing import Literal

import attrs

from smarketing.agreement.section import Section
from smarketing.consequences import Condition, Effect, Limit, as_limits
from smarketing.consequences.limits import fees_of
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.months import MOST_MONTHS
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import Reference


@attrs.frozen
class Consequence:
    """What follows by rule: when a condition on verdicts holds, an effect, and how much of it at most.

    Each of the `limits` binds what the consequence costs one party for another. An amount of `only_above` or less is
    not issued. In the months of the term before `from_month`, counted from 1, nothing follows. Amounts follow in every
    month in which the condition holds; anything else when the condition starts to hold, and again only after it
    stopped, or with `again="every month"` in every month too.
    """

    name: str = attrs.field()
    when: Condition = attrs.field(metadata=about("When it follows."))
    effect: Effect = attrs.field(metadata=about("What follows.", inline=True))
    limits: tuple[Limit, ...] = attrs.field(
        default=(),
        converter=as_limits,
        kw_only=True,
        metadata=about("The most that it costs, as 600 USD per quarter; one, or a list.", key="limit"),
    )
    only_above: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        kw_only=True,
        metadata=about("Amounts of so much or less are not issued."),
    )
    from_month: int = attrs.field(
        default=1,
        kw_only=True,
        metadata=about("The month of the term from which on it is given, as 4 for the fourth; 1 unless stated."),
    )

    again: Literal["every month"] | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("every month: also where its condition held in the month before."),
    )

    @property
    def fees(self) -> tuple[str, ...]:
        """The metrics whose figures it follows from: those of its condition, its effect and its limits."""
        references = (*self.when.references, *self.effect.references)
        of_rules = [each.name for each in references if each.kind in ("fee", "count")]
        return tuple(dict.fromkeys([*of_rules, *fees_of(self.limits)]))

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

    @from_month.validator
    def _check_from_month(self, _: object, month: object) -> None:
        if type(month) is not int or not 1 <= month <= MOST_MONTHS:
            said = f"from_month is a month of the term, from 1 to {MOST_MONTHS}, as 4 for the fourth; not {month!r}"
            raise InvalidValueError(said, "from_month")


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
