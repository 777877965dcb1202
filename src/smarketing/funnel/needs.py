"""What each stage needs, from the goal back to where heads enter: the arithmetic of a plan, with its words."""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError
from smarketing.funnel.funnel import Funnel
from smarketing.funnel.rates import percent
from smarketing.funnel.rounding import CARRIES_EXACT, Rounding, whole_heads
from smarketing.funnel.stages import Stage, ways_into, ways_out_of
from smarketing.units import Quantity, readable, rounded, shown, telling_places

NOTHING = Fraction(0)


@attrs.frozen
class Need:
    """What one stage needs: the `exact` volume that arithmetic asks for, the rounded `volume`, and why.

    `sourced` is the part of the volume that enters here from outside, where that is not the whole or nothing.
    """

    stage: str
    exact: Fraction
    volume: Quantity
    because: str
    sourced: Quantity | None = None


@attrs.frozen
class Flows:
    """The exact volumes of a funnel: what arrives at each stage, what of it enters from outside, what is there.

    `wanted` is the part of the goal that is left to those who have not paid yet, `asked` the share of the arrivals that
    is asked for: below 1 if the pipeline alone brings more.
    """

    worths: Mapping[str, Fraction]
    entering: Mapping[str, Fraction]
    arriving: Mapping[str, Fraction]
    there: Mapping[str, Fraction]
    wanted: Fraction
    asked: Fraction

    def brought(self, name: str) -> Fraction:
        """How much money is asked for of those who arrive at a stage, there and later."""
        return self.arriving[name] * self.worths[name] * self.asked

    def along(self, way: Stage) -> Fraction:
        """How many go this way."""
        return way.share * (self.arriving[way.before] + self.there.get(way.before, NOTHING))

    def share(self, way: Stage) -> Fraction:
        """The share of a stage's arrivals that comes this way; 0 of 0 is the whole of a stage's only way in."""
        whole = self.arriving[way.name]
        return self.along(way) / whole if whole else Fraction(1)


def flows(funnel: Funnel, there: Mapping[str, Fraction]) -> Flows:
    """Work out the exact volumes that reach the goal; InvalidValueError if no volume does."""
    worth = funnel.worths
    entering: dict[str, Fraction] = {}
    shares = sum((share for _name, share in funnel.entries), NOTHING)
    sales = anchors(funnel)
    back = leading_to(funnel.stages, sales)
    before = set() if passes_by(funnel, back) else back.difference(sales)
    later = {name: (worth[name] - funnel.value_of(name)) * count for name, count in there.items()}
    coming = sum((money for name, money in later.items() if name in before), NOTHING)
    paid = sum((money for name, money in later.items() if name not in before), NOTHING)
    wanted = max(funnel.goal.value * shares - paid, NOTHING)
    rest = max(wanted - coming, NOTHING)
    for name, share in funnel.entries:
        brings = rest * share / shares if shares else NOTHING
        if brings and not worth[name]:
            reason = f"a rate on the way from {name} is 0 %"
            raise InvalidValueError(
                f"no number of {name} reaches the goal of {readable(funnel.goal)}: {reason}", "stages"
            )
        entering[name] = brings / worth[name] if brings else NOTHING
    arrived: dict[str, Fraction] = {}
    for stage in funnel.stages:
        arrived.setdefault(stage.name, entering.get(stage.name, NOTHING))
        if stage.of is not None:
            arrived[stage.name] += stage.share * (arrived[stage.of] + there.get(stage.of, NOTHING))
    return Flows(worth, entering, arrived, there, wanted, wanted / coming if coming > wanted else Fraction(1))


def anchors(funnel: Funnel) -> tuple[str, ...]:
    """Give the stages that bring money and come of none that does: what the goal is divided by."""
    after: set[str] = set()
    found = []
    for name in funnel.names:
        earlier = {way.of for way in ways_into(funnel.stages, name)}
        if earlier & after:
            after.add(name)
        elif funnel.value_of(name):
            found.append(name)
            after.add(name)
    return tuple(found)


def leading_to(stages: tuple[Stage, ...], sales: tuple[str, ...]) -> set[str]:
    """Give the stages that lead to a sale and come of none, and the sales."""
    before = set(sales)
    for way in reversed(stages):
        if way.name in before and way.share:
            before.add(way.before)
    return before


def passes_by(funnel: Funnel, back: set[str]) -> bool:
    """Tell whether money comes of stages before the sale by ways that pass it by."""
    worth = funnel.worths
    return any(
        way.of in back and way.name not in back and way.share * worth[way.name]
        for way in funnel.stages
        if not funnel.value_of(way.of or way.name)
    )


def needs(funnel: Funnel, there: Mapping[str, Fraction]) -> tuple[Need, ...]:
    """Work out what every stage needs, in the order of the funnel."""
    exact = flows(funnel, there)
    plain, whole = (_Sizing(funnel, exact, rounding) for rounding in ("none", funnel.rounding))
    plain.work_out()
    whole.work_out()
    return tuple(whole.need(name, plain.asked[name]) for name in funnel.names)


class _Sizing:
    """One pass back from the goal, and one forward for the stages after the sale, under one way of rounding."""

    def __init__(self, funnel: Funnel, exact: Flows, rounding: Rounding) -> None:
        self.funnel = funnel
        self.flows = exact
        self.rounding = rounding
        self.asked: dict[str, Fraction] = {}
        self.carried: dict[str, Fraction] = {}
        self.texts: dict[str, str] = {}

    def work_out(self) -> None:
        """Find what every stage is asked for."""
        names = self.funnel.names
        sales = anchors(self.funnel)
        back = leading_to(self.funnel.stages, sales)
        for name in reversed(names):
            if name in sales:
                self._from_the_goal(name)
            elif name in back:
                self._from_the_next(name, back)
        for name in names:
            if name not in self.asked:
                self._from_the_one_before(name)

    def need(self, name: str, exact: Fraction) -> Need:
        """Give the need of a stage whose exact volume is known."""
        volume = self._volume(name)
        part, whole = self.flows.entering.get(name, NOTHING), self.flows.arriving[name]
        sourced = None
        if 0 < part < whole:
            sourced = Quantity(whole_heads(self.carried[name] * part / whole, self.rounding), volume.unit)
        outside = "" if sourced is None else f", {readable(sourced)} of them from outside"
        because = f"{self.texts[name]} {result_text(self.asked[name], volume)}{outside}"
        return Need(name, exact, volume, because, sourced)

    def _volume(self, name: str) -> Quantity:
        return Quantity(whole_heads(self.asked[name], self.rounding), f"{name}/{self.funnel.period}")

    def _keep(self, name: str, asked: Fraction, text: str) -> None:
        self.asked[name], self.texts[name] = asked, text
        self.carried[name] = asked if self.rounding == CARRIES_EXACT else self._volume(name).value

    def _volume_text(self, name: str) -> str:
        """What a stage passes on to be worked out from: its volume as carried."""
        return readable(Quantity(self.carried[name], f"{name}/{self.funnel.period}"))

    def _from_the_goal(self, name: str) -> None:
        worth, goal = self.flows.worths[name], self.funnel.goal
        brought = self.flows.brought(name)
        of = "" if brought == goal.value or not goal.value else f"{percent(brought / goal.value)} of "
        self._keep(name, brought / worth, f"{of}{readable(goal)} / {self._worth_text(name, worth)}")

    def _worth_text(self, name: str, worth: Fraction) -> str:
        funnel = self.funnel
        own = funnel.value_of(name)
        whole = readable(Quantity(worth, f"{funnel.currency}/{name}"))
        later = [way for way in ways_out_of(funnel.stages, name) if self.flows.worths[way.name]]
        if worth == own:
            return whole
        parts = [readable(Quantity(own, funnel.currency))]
        for way in later:
            each = readable(Quantity(self.flows.worths[way.name], f"{funnel.currency}/{way.name}"))
            parts.append(f"{_rate_text(way)} x {each}")
        return f"({' + '.join(parts)} = {whole})"

    def _from_the_next(self, name: str, back: set[str]) -> None:
        """Divide what the next stages need by their rates; the one that needs most decides."""
        there = self.flows.there.get(name, NOTHING)
        asked: list[tuple[Fraction, str]] = []
        for way in ways_out_of(self.funnel.stages, name):
            if way.name in back and way.share:
                share = self.flows.share(way)
                part = "" if share == 1 else f"{percent(share)} of "
                text = f"{part}{self._volume_text(way.name)} / {_rate_text(way)}"
                asked.append((self.carried[way.name] * share / way.share, text))
        total, text = max(asked, key=lambda each: each[0])
        if there:
            text = f"{text} - {readable(Quantity(there, name))} there already"
        self._keep(name, max(total - there, NOTHING), text)

    def _from_the_one_before(self, name: str) -> None:
        """Multiply what arrives before by the rates; where nothing comes before, what enters is what is needed."""
        enters = self.flows.entering.get(name, NOTHING)
        texts, total = [], enters
        for way in ways_into(self.funnel.stages, name):
            before = self.carried[way.before] + self.flows.there.get(way.before, NOTHING)
            total += way.share * before
            texts.append(f"{readable(Quantity(before, f'{way.of}/{self.funnel.period}'))} x {_rate_text(way)}")
        if enters and texts:
            texts.append(f"{readable(Quantity(enters, f'{name}/{self.funnel.period}'))} from outside")
        self._keep(name, total, " + ".join(texts) or "what enters")


def _rate_text(way: Stage) -> str:
    counted = "" if way.rate is None or way.rate.trials is None else f" ({way.rate})"
    return f"{percent(way.share)}{counted}"


def result_text(number: Fraction, volume: Quantity) -> str:
    """Say what a number came to, and how it was rounded."""
    if number == volume.value:
        about = "" if rounded(number, 2) == number else "about "
        return f"= {about}{readable(volume)}"
    near = shown(number, telling_places(number, 2))
    direction = "up" if volume.value > number else "down"
    return f"= {near}, rounded {direction} to {readable(volume)}"
