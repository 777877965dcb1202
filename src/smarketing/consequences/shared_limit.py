"""Limits that several consequences share: how much they cost together, and whether only the highest of them is paid."""

from collections.abc import Sequence
from typing import Literal

import attrs

from smarketing.actuals import as_names
from smarketing.consequences.limits import Limit, as_limits
from smarketing.errors import InvalidValueError
from smarketing.fields import about
from smarketing.units import Quantity, optional_quantity, written
from smarketing.verdicts import listed

CREDITS = "credits"
"""What stands for every consequence that gives amounts."""


@attrs.frozen
class SharedLimit:
    """The most that several consequences cost one party for another together.

    `SharedLimit("at-risk", ["downtime", "late-answers"], "60 % of charges per month")`. `of` names the consequences;
    `credits` stands for every one that gives amounts. Each limit of `at_most` counts what they have cost and what they
    give in a month, each direction by itself; with `net` what the other direction gives is subtracted first: penalties
    less bonuses. With `only="the highest"` just one due is given for each month and direction, the highest. The shares
    of a `pool` that their credits take, their allocations, add up to no more than the pool.

    InvalidValueError if it limits nothing, or if `net` has no limit to go with.
    """

    name: str = attrs.field()
    of: tuple[str, ...] = attrs.field(
        converter=as_names,
        metadata=about("The consequences that share it; `credits` is every one that gives amounts."),
    )
    at_most: tuple[Limit, ...] = attrs.field(
        default=(),
        converter=as_limits,
        metadata=about("The most that they cost together, as 60 % of charges per month; one, or a list."),
    )
    net: bool = attrs.field(
        default=False,
        kw_only=True,
        metadata=about("Whether what the other side owes by them is subtracted first: penalties less bonuses."),
    )
    only: Literal["the highest"] | None = attrs.field(
        default=None,
        kw_only=True,
        metadata=about("Whether only the highest of their dues in a month is given: `the highest`."),
    )
    pool: Quantity | None = attrs.field(
        default=None,
        converter=optional_quantity,
        kw_only=True,
        metadata=about("What the shares of their credits add up to at most, as 100 %."),
    )

    @of.validator
    def _check_of(self, _: object, of: tuple[str, ...]) -> None:
        if not of or not all(of):
            raise InvalidValueError("a shared limit names the consequences that share it, or 'credits' for all", "of")
        if CREDITS in of and len(of) > 1:
            others = listed([name for name in of if name != CREDITS])
            raise InvalidValueError(f"'credits' is every consequence that gives amounts; leave out {others}", "of")
        if len(set(of)) < len(of):
            raise InvalidValueError(f"a consequence shares a limit once; not {', '.join(of)}", "of")

    @net.validator
    def _check_net(self, _: object, net: object) -> None:
        if not isinstance(net, bool):
            raise InvalidValueError(f"net is True or False; not {net!r}", "net")

    @only.validator
    def _check_only(self, _: object, only: object) -> None:
        if only not in (None, "the highest"):
            raise InvalidValueError(f"of several dues 'the highest' may be the only one; not {only!r}", "only")

    @pool.validator
    def _check_pool(self, _: object, pool: Quantity | None) -> None:
        if pool is not None and (pool.unit != "%" or pool.value <= 0):
            raise InvalidValueError(f"a pool is a percentage, as in '100 %'; not {written(pool)}", "pool")

    def __attrs_post_init__(self) -> None:
        if not self.at_most and self.only is None and self.pool is None:
            raise InvalidValueError("a shared limit says at_most, only or pool; it has none", "at_most")
        if self.net and not self.at_most:
            raise InvalidValueError("net says what a limit counts; state at_most too", "net")

    @property
    def of_all(self) -> bool:
        """Whether every consequence that gives amounts shares it."""
        return self.of == (CREDITS,)

    def covers(self, consequence: str) -> bool:
        """Tell whether the dues of a consequence count towards it."""
        return self.of_all or consequence in self.of

    def names_among(self, known: Sequence[str]) -> Sequence[str]:
        """Give the names of the consequences that share it: those that are `known` if all do."""
        return known if self.of_all else self.of

    def describe(self) -> str:
        """Say what it is, in words: `at most 60 % of charges per month for downtime and late-answers together`."""
        most = [f"at most {limit}" for limit in self.at_most]
        highest = [] if self.only is None else ["only the highest of a month"]
        pool = [] if self.pool is None else [f"allocations of at most {written(self.pool)}"]
        together = "" if len(self.of) == 1 and not self.of_all else " together"
        who = "all credits" if self.of_all else listed(list(self.of))
        net = ", less what the other side owes" if self.net else ""
        return f"{listed([*most, *highest, *pool])} for {who}{together}{net}"
