"""What the parties owe each other, and the words in which they say it."""

from typing import Any, Literal, get_args

import attrs

from smarketing.actuals import as_names
from smarketing.consequences import Condition, Effect
from smarketing.errors import InvalidValueError
from smarketing.evaluators import Evaluator

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
    means: str
    when: str | None = None
    excludes: tuple[str, ...] = attrs.field(default=(), converter=as_names, kw_only=True)

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
    owed_by: str
    owed_to: str
    evaluator: Evaluator = attrs.field()
    metric: str | None = attrs.field(default=None, kw_only=True)
    segment: str | None = attrs.field(default=None, kw_only=True)
    part_of: str | None = attrs.field(default=None, kw_only=True)
    due_day: int | None = attrs.field(default=None, kw_only=True)
    no_data: NoData | None = attrs.field(default=None, kw_only=True, validator=check_no_data)
    relieved_when: Condition | None = attrs.field(default=None, kw_only=True)
    feeds: str = attrs.field(default="", kw_only=True)

    @name.validator
    def _check_name(self, _: object, name: str) -> None:
        if not name or name == "any":
            raise InvalidValueError(f"{name!r} cannot name a promise", "name")

    @evaluator.validator
    def _check_evaluator(self, _: object, evaluator: Evaluator) -> None:
        if not hasattr(evaluator, "needs"):
            example = "AtLeast('100 SQL/month')"
            raise InvalidValueError(
                f"a promise is judged by an evaluator, as in {example}; not by {evaluator!r}", "evaluator"
            )

    @due_day.validator
    def _check_due_day(self, _: object, day: int | None) -> None:
        if day is not None and not 1 <= day <= 28:
            raise InvalidValueError(f"a figure is due on day 1 to 28 of the next month, not {day}", "due")


@attrs.frozen
class Consequence:
    """What follows by rule: when a condition on verdicts holds, an effect."""

    name: str
    when: Condition
    effect: Effect
