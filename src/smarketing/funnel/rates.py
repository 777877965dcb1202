"""Conversion rates: an exact share, and the trials that it was counted from, if any."""

import re
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError, UnitError
from smarketing.fields import about
from smarketing.units import Number, Quantity, exact, exact_text, parse_number, quantity, readable

_COUNTED = re.compile(r"(\S+)\s+of\s+(\S+)", re.ASCII)


def as_share(share: str | Number, what: str = "a rate", field: str = "rate") -> Fraction:
    """Take a share: `40 %`, or the number 0.4; InvalidValueError, which says `what` it is, for anything else."""
    try:
        return quantity(share).to("").value if isinstance(share, str) else exact(share)
    except UnitError as error:
        raise InvalidValueError(f"{what} is a share, as in '40 %'; not {share!r}", field) from error


_FRACTION = re.compile(r"-?\d{1,40}/[1-9]\d{0,39}", re.ASCII)


def parse_fraction(text: str) -> Fraction:
    """Read a number, or a fraction such as `400/3`; UnitError for anything else."""
    return Fraction(text) if _FRACTION.fullmatch(text) else parse_number(text)


def percent(share: Fraction) -> str:
    """Write a share for reading: `47.5 %`."""
    return readable(Quantity(share * 100, "%"))


@attrs.frozen
class Rate:
    """The share of one stage that gets to the next.

    `trials` is how many heads the share was counted from, and makes it an estimate; None is a rate that is taken as
    certain. Trials may be a fraction where leads that may still convert count in part.

    >>> Rate.of("190 of 400").share, Rate.of("190 of 400").wins, Rate.of("47.5 %").trials
    (Fraction(19, 40), Fraction(190, 1), None)
    """

    share: Fraction = attrs.field(converter=as_share)
    trials: Fraction | None = attrs.field(default=None, converter=attrs.converters.optional(exact))

    @share.validator
    def _check_share(self, _: object, share: Fraction) -> None:
        if share < 0:
            raise InvalidValueError(f"a rate is not below 0 %: {percent(share)}", "rate")

    @trials.validator
    def _check_trials(self, _: object, trials: Fraction | None) -> None:
        if trials is not None and trials <= 0:
            raise InvalidValueError(f"a rate is counted from one trial or more, not {exact_text(trials)}", "rate")
        if trials is not None and self.share > 1:
            raise InvalidValueError(f"{exact_text(self.share * trials)} of {exact_text(trials)} is above 100 %", "rate")

    @classmethod
    def of(cls, rate: "Rate | str | Number") -> "Rate":
        """Take a rate, a share (`40 %`, 0.4), or what was counted (`190 of 400`)."""
        if isinstance(rate, Rate):
            return rate
        if isinstance(rate, str) and (counted := _COUNTED.fullmatch(rate.strip())):
            wins, trials = parse_fraction(counted[1]), parse_fraction(counted[2])
            if not 0 <= wins <= trials or not trials:
                raise InvalidValueError(f"{rate!r} is not a rate; write the part first, as in '190 of 400'", "rate")
            return cls(wins / trials, trials)
        return cls(rate)

    @property
    def wins(self) -> Fraction | None:
        """How many of the trials converted; None for a rate that was not counted."""
        return None if self.trials is None else self.share * self.trials

    def __str__(self) -> str:
        """The rate as a file and a reader have it: `40 %` or `190 of 400`."""
        if self.trials is None:
            return f"{exact_text(self.share * 100)} %"
        return f"{exact_text(self.share * self.trials)} of {exact_text(self.trials)}"


@attrs.frozen
class Prior:
    """What is believed of a rate before anything was counted: as if so many had been won and lost.

    It is a Beta distribution; one of each (the default) holds every rate for equally likely, 1/2 of each is Jeffreys'.
    After w wins in n trials the rate is Beta(wins + w, losses + n - w).
    """

    wins: Fraction = attrs.field(default=Fraction(1), converter=exact, metadata=about("How many wins it counts as."))
    losses: Fraction = attrs.field(
        default=Fraction(1), converter=exact, metadata=about("How many losses it counts as.")
    )

    @losses.validator
    def _check_both(self, _: object, losses: Fraction) -> None:
        if min(self.wins, losses) <= 0:
            given = f"{exact_text(self.wins)} and {exact_text(losses)}"
            raise InvalidValueError(f"a prior has wins and losses above zero, not {given}", "prior")

    def after(self, rate: Rate) -> tuple[float, float]:
        """Give the parameters of the Beta distribution of a rate that was counted."""
        wins, trials = rate.wins or Fraction(0), rate.trials or Fraction(0)
        return float(self.wins + wins), float(self.losses + trials - wins)
