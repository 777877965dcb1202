"""What the parties owe each other, and the words in which they say it."""

from collections.abc import Iterable
from typing import Any, Literal, get_args

import attrs

from smarketing.actuals import as_names
from smarketing.consequences import Condition, Effect, Limit, as_limit
from smarketing.errors import InvalidValueError
from smarketing.evaluators import Evaluator
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity, written

NoData = Literal["stays open", "counts as missed"]


def check_no_data(_: object, field: "attrs.Attribute[Any]", rule: NoData | None) -> None:
    """Refuse a rule for missing data that is none."""
    if rule is not None and rule not in get_args(NoData):
        raise InvalidValueError(f"missing data 'stays open' or 'counts as missed'; not {rule!r}", field.name)


@attrs.frozen
class Definition:
    """A term that the parties agreed on: what it means, and the criterion for it as text.

    The criterion may use other definitions by their names. `excludes` names definitions that nothing can meet beside
    this one.
    """

    name: str = attrs.field()
    means: str = attrs.field(metadata=about("What the word means, for people."))
    when: str | None = attrs.field(
        default=None, metadata=about("The criterion for it, as: score >= 50 and grade in ['A', 'B'].")
    )
    excludes: tuple[str, ...] = attrs.field(
        default=(),
        converter=as_names,
        kw_only=True,
        metadata=about("Definitions that nothing can meet beside this one."),
    )

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name:
            raise InvalidValueError("a definition has a name", "name")


@attrs.frozen
class Objective:
    """What one party owes another: a metric, and the evaluator that judges it every month.

    `metric` is the objective's own name unless stated, and for a part the metric of the whole (`part_of`). `segment`
    is the part of the metric that counts. `due_day` is the day of the next month by whose end the figure must be
    there, 1 to 28; without one it is due when the month ends. `no_data` is the rule for this objective where it
    differs from the agreement's. `relieved_when` is a condition on the same month, under which a miss is excused.
    `feeds` says what the promise is for.
    """

    name: str = attrs.field()
    owed_by: str = attrs.field(metadata=about("The party that keeps it or misses it."))
    owed_to: str = attrs.field(metadata=about("The party that it is made to."))
    evaluator: Evaluator = attrs.field(metadata=about("How it is judged.", inline=True))
    metric: str | None = attrs.field(
        default=None, kw_only=True, metadata=about("What it is judged by; its own name unless stated.")
    )
    part_of: str | None = attrs.field(default=None, kw_only=True, metadata=about("The promise that it is a part of."))
    segment: str | None = attrs.field(default=None, kw_only=True, metadata=about("The part of the metric that counts."))
    due_day: int | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about(
            "The day of the next month by which its figure must be there.", key="due", form="day of the next month"
        ),
    )
    no_data: NoData | None = attrs.field(
        default=None,
        kw_only=True,
        validator=check_no_data,
        metadata=about("What a month without a figure counts as, where it differs from the agreement's rule."),
    )
    relieved_when: Condition | None = attrs.field(
        default=None, kw_only=True, metadata=about("When a miss is excused, in the same month.")
    )
    feeds: str = attrs.field(default="", kw_only=True, metadata=about("What the promise is for."))

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name or name == "any":
            raise InvalidValueError(f"{name!r} cannot name a promise", "name")

    @evaluator.validator
    def _check_evaluator(self, _: object, evaluator: object) -> None:
        if not isinstance(evaluator, Evaluator):
            example = "AtLeast('100 SQL/month')"
            raise InvalidValueError(
                f"a promise is judged by an evaluator, as in {example}; not by {evaluator!r}", "evaluator"
            )

    @due_day.validator
    def _check_due_day(self, _: object, day: int | None) -> None:
        if day is not None and not 1 <= day <= 28:
            raise InvalidValueError(f"a figure is due on day 1 to 28 of the next month, not {day}", "due")


@attrs.frozen
class UnreadRule(Evaluator, Effect):
    """Stands for an evaluator or effect that could not be read, so that the rest of its part can be checked."""

    def __call__(self, _: object, /) -> Any:
        """Refuse to judge."""
        raise NotImplementedError  # an agreement with a part that could not be read is never judged


def _as_limits(limits: "Limit | str | Iterable[Limit | str]") -> tuple[Limit, ...]:
    return (as_limit(limits),) if isinstance(limits, Limit | str) else tuple(map(as_limit, limits))


@attrs.frozen
class Consequence:
    """What follows by rule: when a condition on verdicts holds, an effect, and how much of it at most.

    Each of the `limits` binds what the consequence costs one party for another. An amount of `only_above` or less is
    not issued.
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

    @when.validator
    def _check_when(self, _: object, when: object) -> None:
        if not isinstance(when, Condition):
            raise InvalidValueError(f"a condition says when it follows, as in Missed('leads'); not {when!r}", "when")

    @effect.validator
    def _check_effect(self, _: object, effect: object) -> None:
        if not isinstance(effect, Effect):
            raise InvalidValueError(f"an effect says what follows, as in Credit('200 USD'); not {effect!r}", "effect")

    @only_above.validator
    def _check_only_above(self, _: object, least: Quantity | None) -> None:
        if least is not None and least.value < 0:
            raise InvalidValueError(f"only_above is not negative: {written(least)}", "only_above")
