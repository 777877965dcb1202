"""Service credits: money back, or time added, for a promise that was missed."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import attrs

from smarketing.consequences.case import Case
from smarketing.consequences.contract import WatchedPromise
from smarketing.consequences.payment import Payment
from smarketing.consequences.runs import place_text
from smarketing.consequences.tiers import Tier, result_in, said, tier_problems
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.units import Quantity, as_quantity
from smarketing.verdicts import Verdict


def _as_amounts(given: "Quantity | str | Iterable[Quantity | str]") -> tuple[Quantity, ...]:
    return (as_quantity(given),) if isinstance(given, Quantity | str) else tuple(map(as_quantity, given))


@attrs.frozen
class Credit(Payment):
    """What the party that missed owes the other.

    `Credit("200 USD")`, or `Credit("5 %", of="4000 USD")`. `pay` is money (`200 USD`), time added to a service
    (`3 days`), or a share (`5 %`) of the fee `of`: an amount (`4000 USD`), or a metric in money whose figure of the
    month it is (`charges`). With `tiers` instead, what is paid depends on the result of the month: each `Tier` pays its
    own; where several apply it is the highest, in a gap nothing. A miss without a figure (or without a part of a target
    that tiers in % look at) counts as the highest tier. With `by_run` instead, it depends on how many months running
    the promise has been missed: the first miss pays the first amount, the second the second, and all further ones the
    last. With `per` (`full 30 minutes`) it pays so much for each step of the shortfall of the month, or with
    `counted="all"` of its whole result; for no step nothing. While a figure that an amount follows from is missing, the
    due has no amount. Limits are those of the consequence.
    """

    tiers: tuple[Tier, ...] = attrs.field(
        default=(), converter=tuple[Tier, ...], kw_only=True, metadata=about("What is paid for which results.")
    )
    by_run: tuple[Quantity, ...] = attrs.field(
        default=(),
        converter=_as_amounts,
        kw_only=True,
        metadata=about("What is paid for the first, the second and further misses running; the last goes on."),
    )
    counted: Literal["shortfall", "all"] | None = attrs.field(
        default=None,
        validator=attrs.validators.in_((None, "shortfall", "all")),
        kw_only=True,
        metadata=about("What steps are counted in: the shortfall (unless stated), or all of the result."),
    )

    def __attrs_post_init__(self) -> None:
        ways = [name for name in ("pay", "tiers", "by_run") if getattr(self, name) not in (None, ())]
        if len(ways) != 1:
            raise InvalidValueError("a credit needs exactly one of pay, tiers and by_run", "pay")
        if self.per is not None and self.tiers:
            raise InvalidValueError("steps do not go with tiers, which have their own amounts", "per")
        if self.per is None and self.counted is not None:
            raise InvalidValueError("counted says of what steps are counted; state per too", "counted")
        for pay in self.pays:
            self.check_pay(pay, ways[0])
        for tier in self.tiers:
            if not all(bound.measures(self.tiers[0].unit) for _name, bound in tier.bounds):
                raise InvalidValueError(f"tiers are on one scale: {tier} is not in {self.tiers[0].unit}", "tiers")

    @property
    def pays(self) -> tuple[Quantity, ...]:
        """All that it may pay: `pay`, what each tier pays, or what each place in a run pays."""
        if self.pay is not None:
            return (self.pay,)
        return self.by_run or tuple(tier.pay for tier in self.tiers)

    def problems(self, watched: Sequence[WatchedPromise], /) -> Iterator[str]:
        """Say why its tiers, steps or run cannot be read off the one promise that a case watches."""
        if len(watched) > 1 and (self.tiers or self.per is not None):
            what = "tiers" if self.tiers else "steps"
            yield f"{what} go by the result of one promise; watch promises with each, not across"
        if len(watched) > 1 and self.by_run:
            yield "by_run goes by the run of one promise; watch promises with each, not across"
        yield from self.step_problems(watched, whole=self.counted == "all")
        for each in watched if self.tiers else ():
            yield from tier_problems(self.tiers, each.metric, one_sided=each.has_one_target)

    @property
    def counted_by(self) -> tuple[object, ...]:
        """What its amounts follow from besides what it pays."""
        return *super().counted_by, self.counted == "all"

    def _stepped(self, verdict: Verdict) -> Quantity | None:
        return verdict.actual if self.counted == "all" else verdict.shortfall

    def _found(self, case: Case) -> tuple[Quantity, str] | None:
        """What this case pays, and why: for tiers the result of the month, else perhaps the run."""
        if self.pay is not None:
            return self.pay, ""
        if self.by_run:
            run = case.run
            return (self.paid_at(run - 1), f"{place_text(run)}: ") if run else None
        result = result_in(self.tiers, case.verdicts[-1])
        if result is None:
            return max(self.pays, key=self.worth), "without a result, the highest tier: "
        fitting = (tier for numbers, tier in self.spans if result.value in numbers)
        tier = max(fitting, key=lambda each: self.worth(each.pay), default=None)
        return None if tier is None else (tier.pay, f"{said(result, tier)}: ")
