"""Any unknown of a funnel from any sufficient set of knowns."""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

import attrs

from smarketing.errors import InvalidValueError, UnitError, no_such
from smarketing.funnel.planning.equations import Relation, Step, Unknown, contradiction, find, reachable
from smarketing.funnel.rates import Rate
from smarketing.funnel.stages import Stage, check_stages, names_of, ways_into, ways_out_of
from smarketing.units import MINOR_UNITS, Number, Quantity, as_quantity, readable

REVENUE = Unknown("revenue", "")


@attrs.frozen
class Solution:
    """Every number of a funnel: `volumes` by stage, `values` of one head, the `stages` with their rates, the `revenue`.

    `steps` say how each number that was not given was found, in order; `print` the solution to read them.
    """

    stages: tuple[Stage, ...]
    volumes: tuple[Quantity, ...]
    values: tuple[Quantity, ...]
    revenue: Quantity
    steps: tuple[str, ...]

    def __getitem__(self, stage: str) -> Quantity:
        """Give the volume of a stage; InvalidValueError if there is none of that name."""
        names = names_of(self.stages)
        if stage not in names:
            raise InvalidValueError(no_such("stage", stage, names))
        return self.volumes[names.index(stage)]

    def rate(self, stage: str, of: str | None = None) -> Fraction:
        """Give the rate of the way into a stage; InvalidValueError if there is no such way, or more than one."""
        ways = [way for way in ways_into(self.stages, stage) if of in (None, way.of)]
        if len(ways) != 1 or ways[0].rate is None:
            known = [f"{way.name} of {way.of}" for way in self.stages if way.rate is not None]
            if len(ways) > 1:
                listed = ", ".join(f"{way.name} of {way.of}" for way in ways)
                raise InvalidValueError(f"{stage} has {len(ways)} ways in, {listed}; say which with of=", "of")
            raise InvalidValueError(no_such("way", f"{stage} of {of}" if of else stage, known))
        return ways[0].rate.share

    def __str__(self) -> str:
        return "\n".join(self.steps)


def solve(
    stages: Iterable[Stage | str | tuple[str, str | Number]],
    *,
    revenue: str | Quantity | None = None,
    value: str | Quantity | Sequence[str | Quantity] = (),
    volumes: str | Quantity | Sequence[str | Quantity] = (),
    entries: Collection[str] = (),
) -> Solution:
    """Work out every number of a funnel from those that are known.

    `stages` are names (`"customer"`: its rate is not known) or names with rates; `entries` are the stages besides the
    first where heads enter from outside. `revenue` is `5000 USD/month`, `value` what one head brings (`100
    USD/customer`; the noun names the stage; without any, the last stage has one that is not known), `volumes` are
    what is known of stages (`["100 SQL/month"]`). Everything is per the same period, or nothing is.

    InvalidValueError if too little is known, with what would help; if what is known does not agree, with both sides; if
    a rate would be above 100 % at a stage that does not grow; if nothing could reach what is wanted.

    >>> print(solve(["SQL", "customer"], revenue="5000 USD/month", value="100 USD/customer", volumes="80 SQL/month"))
    the volume of customer: 5,000.00 USD/month / 100.00 USD/customer = 50 customer/month
    the rate from SQL to customer: 50 customer/month / 80 SQL/month = 62.5 %
    """
    shape = _Shape(_unlinked(stages, entries), entries)
    known, units = shape.knowns(revenue, _each(value), _each(volumes))
    steps = tuple(find(known, shape.relations, units.say))
    shape.check(known, steps)
    return shape.solution(known, steps, units)


def _each(given: str | Quantity | Sequence[str | Quantity]) -> tuple[Quantity, ...]:
    return tuple(map(as_quantity, given if isinstance(given, list | tuple) else [given]))


def _unlinked(stages: Iterable[Stage | str | tuple[str, str | Number]], entries: Collection[str]) -> tuple[Stage, ...]:
    """Take stages of which some rates are not known, each with the stage that it comes of."""
    taken: list[Stage] = []
    for stage in map(Stage.like, stages):
        enters = not taken or (stage.rate is None and stage.of is None and stage.name in entries)
        of = None if enters else stage.of or taken[-1].name
        taken.append(attrs.evolve(stage, of=of))
    check_stages(tuple(attrs.evolve(each, rate=each.rate or 1) if each.of else each for each in taken))
    for name in entries:
        if name not in names_of(taken):
            raise InvalidValueError(no_such("stage", name, names_of(taken)), "entries")
    return tuple(taken)


@attrs.frozen
class _Units:
    """The currency and the period of what is known, for words."""

    currency: str
    period: str

    def unit(self, unknown: Unknown) -> str:
        stage = unknown.place.partition(" of ")[0].partition(" that ")[0]
        if unknown.kind in ("rate", "share"):
            return "%"
        if unknown.kind in ("value", "worth", "later worth"):
            return f"{self.currency}/{stage}"
        return f"{self.currency if unknown.kind == 'revenue' else stage}{self.period}"

    def quantity(self, unknown: Unknown, number: Fraction) -> Quantity:
        return Quantity(number * 100 if self.unit(unknown) == "%" else number, self.unit(unknown))

    def say(self, unknown: Unknown, number: Fraction) -> str:
        return readable(self.quantity(unknown, number))


class _Shape:
    """The relations between the numbers of some stages."""

    def __init__(self, stages: tuple[Stage, ...], entries: Collection[str]) -> None:
        self.stages = stages
        self.names = names_of(stages)
        self.entries = [name for name in self.names if name in (*entries, stages[0].name)]
        self.valued: list[str] = []
        self.relations: list[Relation] = []

    def knowns(
        self, revenue: str | Quantity | None, values: tuple[Quantity, ...], volumes: tuple[Quantity, ...]
    ) -> tuple[dict[Unknown, Fraction], _Units]:
        """Take what is known, in one currency and one period."""
        goal = None if revenue is None else as_quantity(revenue)
        worth = tuple(Quantity(e.value.value, f"{e.value.unit}/{e.name}") for e in self.stages if e.value is not None)
        units = _units_of(goal, (*values, *worth), volumes)
        told = [(_rate(stage), stage.rate.share) for stage in self.stages if stage.rate is not None]
        for amount in volumes:
            noun = amount.unit.partition("/")[0]
            told.append((Unknown("volume", self._stage(noun)), _number(amount, noun + units.period)))
        for amount in (*values, *worth):
            if "/" not in amount.unit:
                message = f"a value is money for one head of a stage, as in '100 USD/{self.names[-1]}'; not {amount}"
                raise InvalidValueError(message, "value")
            stage = self._stage(amount.unit.partition("/")[2].partition("/")[0])
            told.append((Unknown("value", stage), _number(amount, f"{units.currency}/{stage}")))
        if goal is not None:
            told.append((REVENUE, _number(goal, units.currency + units.period)))
        known: dict[Unknown, Fraction] = {}
        for unknown, number in told:
            if known.setdefault(unknown, number) != number:
                raise contradiction(unknown, "", known[unknown], number, units.say)
        self.valued = [name for name in self.names if Unknown("value", name) in known] or [self.names[-1]]
        known |= {_reach(name, name): Fraction(1) for name in self.entries}
        self.relations = [*self._volumes(), *self._revenues(), *self._worths(), *self._reaches()]
        return known, units

    def _stage(self, name: str) -> str:
        if name not in self.names:
            raise InvalidValueError(no_such("stage", name, self.names))
        return name

    def _volumes(self) -> Iterable[Relation]:
        """Each way brings its rate of the stage before; a stage has what its ways bring and what enters."""
        for name in self.names:
            ways = [way for way in self.stages if way.name == name and way.of is not None]
            alone = len(ways) == 1 and name not in self.entries
            for way in ways:
                brings = Unknown("volume", name if alone else f"{name} of {way.of}")
                yield Relation(brings, (Unknown("volume", way.of or ""), _rate(way)), multiplies=True)
            if ways and not alone:
                parts = [Unknown("volume", f"{name} of {way.of}") for way in ways]
                outside = [Unknown("volume", f"{name} of outside")] if name in self.entries else []
                yield Relation(Unknown("volume", name), (*parts, *outside))

    def _revenues(self) -> Iterable[Relation]:
        """Revenue is what the heads of the stages with a value bring."""
        alone = len(self.valued) == 1
        for name in self.valued:
            brings = REVENUE if alone else Unknown("revenue", name)
            yield Relation(brings, (Unknown("volume", name), Unknown("value", name)), multiplies=True)
        if not alone:
            yield Relation(REVENUE, tuple(Unknown("revenue", name) for name in self.valued))

    def _worths(self) -> Iterable[Relation]:
        """Revenue is also what the heads that enter are worth: their value, and a rate of what the next are worth."""
        for name in self.names:
            parts = [Unknown("value", name)] if name in self.valued else []
            for way in ways_out_of(self.stages, name):
                later = Unknown("later worth", f"{name} of {way.name}")
                yield Relation(later, (_rate(way), Unknown("worth", way.name)), multiplies=True)
                parts.append(later)
            yield Relation(Unknown("worth", name), tuple(parts))
        for name in self.entries:
            brings = Unknown("revenue", f"{name} of outside")
            yield Relation(brings, (self._enters(name), Unknown("worth", name)), multiplies=True)
        yield Relation(REVENUE, tuple(Unknown("revenue", f"{name} of outside") for name in self.entries))

    def _reaches(self) -> Iterable[Relation]:
        """What arrives at a stage is also what enters, times the share of it that gets there by all ways."""
        for entry in self.entries:
            for name in self.names:
                ways = [way for way in self.stages if way.name == name and way.of is not None]
                parts = []
                for way in ways if name != entry else ():
                    part = Unknown("share", f"{entry} of {way.of} of {name}")
                    yield Relation(part, (_rate(way), _reach(entry, way.of or "")), multiplies=True)
                    parts.append(part)
                if parts:
                    yield Relation(_reach(entry, name), tuple(parts))
        for name in self.names:
            parts = []
            for entry in self.entries:
                if name in self._below(entry):
                    part = Unknown("volume", f"{name} that entered at {entry}")
                    yield Relation(part, (self._enters(entry), _reach(entry, name)), multiplies=True)
                    parts.append(part)
            yield Relation(Unknown("volume", name), tuple(parts))

    def _below(self, entry: str) -> set[str]:
        below = {entry}
        for stage in self.stages:
            if stage.of in below:
                below.add(stage.name)
        return below

    def _enters(self, entry: str) -> Unknown:
        inner = any(way.name == entry and way.of is not None for way in self.stages)
        return Unknown("volume", f"{entry} of outside" if inner else entry)

    @property
    def _wanted(self) -> list[Unknown]:
        rates = [_rate(stage) for stage in self.stages if stage.of is not None]
        values = [Unknown("value", name) for name in self.valued]
        return [*(Unknown("volume", name) for name in self.names), *rates, *values, REVENUE]

    def check(self, known: dict[Unknown, Fraction], steps: tuple[Step, ...]) -> None:
        """Refuse what is not enough, and rates that cannot be."""
        grows = {_rate(stage) for stage in self.stages if stage.grows}
        for step in steps:
            if step.found.kind == "rate" and step.number > 1 and step.found not in grows:
                raise InvalidValueError(f"{step.found} would be above 100 %: {step.because}")
        unknown = [each for each in self._wanted if each not in known]
        if not unknown:
            return
        enough = [each for each in unknown if set(self._wanted) <= reachable(known, each, self.relations)]
        listed = ", ".join(map(str, unknown))
        way_out = f"; one more would do: {' or '.join(map(str, enough))}" if enough else ""
        raise InvalidValueError(f"not enough is known to find {listed}{way_out}")

    def solution(self, known: dict[Unknown, Fraction], steps: tuple[Step, ...], units: _Units) -> Solution:
        """Put everything that is known in its place."""
        stages = tuple(
            stage if stage.of is None or stage.rate is not None else attrs.evolve(stage, rate=Rate(known[_rate(stage)]))
            for stage in self.stages
        )
        volumes, values = (
            tuple(units.quantity(Unknown(kind, name), known[Unknown(kind, name)]) for name in names)
            for kind, names in (("volume", self.names), ("value", self.valued))
        )
        shown = tuple(f"{step.found}: {step.because}" for step in steps if step.found in self._wanted)
        return Solution(stages, volumes, values, units.quantity(REVENUE, known[REVENUE]), shown)


def _reach(entry: str, name: str) -> Unknown:
    return Unknown("share", f"{entry} that gets to {name}")


def _rate(way: Stage) -> Unknown:
    return Unknown("rate", f"from {way.of} to {way.name}")


def _number(amount: Quantity, unit: str) -> Fraction:
    if amount.value < 0:
        raise InvalidValueError(f"what is known of a funnel is not negative: {amount}")
    return amount.value_in(unit)


def _units_of(revenue: Quantity | None, values: tuple[Quantity, ...], volumes: tuple[Quantity, ...]) -> _Units:
    money = [amount.unit.partition("/")[0] for amount in (*values, *([] if revenue is None else [revenue]))]
    for code in money:
        if code not in MINOR_UNITS:
            raise UnitError(f"revenue and value are money, as in '5000 USD/month' and '100 USD/customer'; not {code}")
    if len(set(money)) > 1:
        raise UnitError(f"revenue and value are in one currency, not {' and '.join(dict.fromkeys(money))}")
    if not money:
        raise InvalidValueError("not enough is known: give the revenue or a value, so that there is a currency")
    spells = [amount.unit.partition("/")[2] for amount in (*([] if revenue is None else [revenue]), *volumes)]
    if any(spells) and not all(spells):
        raise UnitError("revenue and volumes are all for a period, as in '100 SQL/month', or none of them is")
    period = next(iter(spells), "")
    return _Units(money[0], f"/{period}" if period else "")
