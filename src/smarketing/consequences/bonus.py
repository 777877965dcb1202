"""Bonuses: what a party earns by keeping a promise, or by doing better than it."""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from smarketing.consequences.case import Case
from smarketing.consequences.contract import WatchedPromise
from smarketing.consequences.payment import Payment
from smarketing.consequences.surplus import surplus
from smarketing.errors import InvalidValueError
from smarketing.units import Quantity
from smarketing.verdicts import Due, Verdict


@attrs.frozen
class Bonus(Payment):
    """What the party that a promise was made to owes the party that kept it.

    `Bonus("200 USD")`, or `Bonus("2 %", of="charges")`: `pay`, `of` and `per` are those of a credit, but steps are
    counted in what is better than the target: `per="full 10 leads"` pays for each 10 leads above it. Limits are those
    of the consequence, and bind it as they bind any due.
    """

    def __attrs_post_init__(self) -> None:
        if self.pay is None:
            raise InvalidValueError("a bonus needs pay: money, time, or a share of a fee", "pay")
        self.check_pay(self.pay, "pay")

    @property
    def rewards(self) -> bool:
        """Whether it is for what was kept: it is."""
        return True

    def problems(self, watched: Sequence[WatchedPromise], /) -> Iterator[str]:
        """Say why nobody owes it, or why its steps cannot be counted in the result of one promise."""
        for each in watched:
            if each.owed_to_the_public:
                yield f"{each.name} is owed to the public, which pays no bonus"
            elif self.per is not None and not each.has_one_target:
                yield f"steps of a bonus are counted beyond one target, and {each.name} has none, or one on each side"
        if self.per is not None and len(watched) > 1:
            yield "steps go by the result of one promise; watch promises with each, not across"
        yield from self.step_problems(watched, whole=False)

    def _due(self, case: Case, because: str, **more: Any) -> Due:
        promise = case.promise
        return case.due("bonus", because, owed_by=promise.owed_to, owed_to=promise.owed_by, **more)

    def _stepped(self, verdict: Verdict) -> Quantity | None:
        beyond = surplus(verdict)
        return beyond if beyond is not None and beyond.value > 0 else None
