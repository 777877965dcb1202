"""Consequences: conditions, effects and limits of this library, and such as fit an agreement."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import Any, Literal, get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Metric
from smarketing.agreement import THE_PUBLIC, Consequence, Objective
from smarketing.consequences import (
    ANY,
    CREDITS,
    AllOf,
    AnyOf,
    Beaten,
    Bonus,
    Condition,
    Credit,
    Credits,
    Effect,
    Escalate,
    Fee,
    Limit,
    Met,
    Missed,
    Points,
    Remedy,
    SharedLimit,
    ShareMissed,
    SomeOf,
    Terminate,
    Tier,
)
from smarketing.contract_periods import Every
from smarketing.errors import InvalidValueError
from smarketing.testing.quantities import amounts, durations
from smarketing.testing.texts import several_names, texts
from smarketing.units import MINOR_UNITS, Quantity

_CURRENCIES = ("USD", "JPY", "KWD", "XAU")
_WINDOWS = st.none() | st.integers(1, 14)


def _several(some: Sequence[str], most: int) -> SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(some), min_size=1, max_size=most, unique=True)


@cache
def _margins() -> SearchStrategy[Quantity]:
    return st.builds(Quantity, amounts(100), st.just("%"))


def conditions(
    together: Sequence[Sequence[str]],
    *,
    any_promise: bool = True,
    parties: Sequence[str] = (),
    consequences: Sequence[str] = (),
    fees: Collection[str] = (),
) -> SearchStrategy[Condition]:
    """Generate all conditions of this library: on misses, on what was met or beaten, shares, points, credits; combined.

    Promises that one of them watches together are of one of the groups `together`, or all those of one of the
    `parties`. With `any_promise=False` no condition is on `any`, and none on what was beaten, which not every promise
    can be. `consequences` are those whose credits may be compared, and `fees` the metrics in money with a share of
    which they may be.
    """
    groups = st.sampled_from(together)
    totals = _totals(consequences, fees)
    verdicts = groups.flatmap(lambda group: _on_verdicts(group, parties, any_promise=any_promise))
    in_one = groups.flatmap(lambda group: _combined(_on_verdicts(group, (), any_promise=False) | totals))
    any_of = st.lists(verdicts | totals | in_one, min_size=2, max_size=3, unique=True).map(AnyOf)
    return st.one_of(verdicts, verdicts, verdicts, totals, in_one, any_of)


@st.composite
def _combined(draw: DrawFn, parts: SearchStrategy[Condition]) -> Condition:
    some = draw(st.lists(parts, min_size=2, max_size=3, unique=True))
    at_least = draw(st.integers(1, len(some)))
    return draw(st.sampled_from((AnyOf(some), AllOf(some), SomeOf(some, at_least=at_least))))


def _on_verdicts(group: Sequence[str], parties: Sequence[str], *, any_promise: bool) -> SearchStrategy[Condition]:
    """Conditions on verdicts on promises of a group, of a party, or on any promise."""
    kinds: list[SearchStrategy[Condition]] = [
        _counted(group, parties, any_promise=any_promise),
        _shares_missed(group, parties, any_promise=any_promise),
        _points(group),
    ]
    if any_promise:
        kinds.append(st.builds(Beaten, st.just(ANY), by=st.none() | _margins()))
    return st.one_of(kinds)


def _selections(
    group: Sequence[str], parties: Sequence[str], *, any_promise: bool
) -> SearchStrategy[dict[str, Sequence[str] | str]]:
    """Ways to say which promises are watched, as arguments."""
    several = _several(group, 3)
    kinds: list[SearchStrategy[dict[str, Sequence[str] | str]]] = [
        st.fixed_dictionaries({"each": several}),
        st.fixed_dictionaries({"across": several}),
    ]
    if any_promise:
        kinds.append(st.just({"each": ANY}))
    if parties:
        kinds.append(st.fixed_dictionaries({"owed_by": st.sampled_from(parties)}))
    return st.one_of(kinds)


@st.composite
def _counted(draw: DrawFn, group: Sequence[str], parties: Sequence[str], *, any_promise: bool) -> Condition:
    more: dict[str, Any] = draw(_selections(group, parties, any_promise=any_promise))
    times = draw(st.integers(1, 4))
    together = "each" not in more
    if times > 1:
        counting = "months" if together and draw(st.booleans()) else None
        running = (not together or counting is not None) and draw(st.booleans())
        window = None if running else draw(st.integers(1, 14))
        more |= {"times": times, "running": running, "window": window, "counting": counting}
    if draw(st.integers(0, 3)) == 0:
        return Met(**more)
    margin = draw(st.sampled_from((None, None, "by_at_least", "by_more_than")))
    return Missed(**more) if margin is None else Missed(**(more | {margin: draw(_margins())}))


_SHARES_BELOW_ALL = st.fractions("1/8", "799/8", max_denominator=8)


@st.composite
def _shares_missed(draw: DrawFn, group: Sequence[str], parties: Sequence[str], *, any_promise: bool) -> ShareMissed:
    more: dict[str, Any] = draw(_selections(group, parties, any_promise=any_promise))
    how = draw(st.sampled_from(("at_least", "more_than")))
    share = draw(_SHARES_BELOW_ALL)
    return ShareMissed(**(more | {how: Quantity(share, "%")}), window=draw(st.integers(1, 14)))


@cache
def _points_of_misses() -> SearchStrategy[list[Fraction]]:
    return st.lists(amounts(10), min_size=1, max_size=3)


@st.composite
def _points(draw: DrawFn, group: Sequence[str]) -> Points:
    given = [(name, draw(_points_of_misses())) for name in draw(_several(group, 3))]
    least = draw(amounts(20))
    below = draw(st.none() | amounts(20).map(lambda more: least + more))
    window, reset = draw(_WINDOWS), draw(st.none() | st.integers(1, 4))
    return Points(given, at_least=least, below=below, window=window, reset_after=reset)


@st.composite
def _totals(draw: DrawFn, consequences: Sequence[str], fees: Collection[str]) -> Condition:
    """Generate what credits come to: in a month, in so many months, or in months together."""
    least = draw(st.one_of(_money(), *map(st.just, sorted(fees))))
    window = draw(_WINDOWS)
    months = draw(st.none() | st.integers(1, window)) if window else None
    named = draw(st.lists(st.sampled_from(consequences), max_size=2, unique=True)) if consequences else []
    return Credits(Fee(least, draw(_SHARES)), months=months, window=window, consequences=named)


@cache
def _money() -> SearchStrategy[Quantity]:
    return st.builds(Quantity, amounts(500), st.sampled_from(_CURRENCIES))


_SHARES = st.lists(st.sampled_from(("10 %", "50 %", "12.5 %")), max_size=2)


_Paid = tuple[Fee | None, SearchStrategy[Quantity]]


@st.composite
def _paid(draw: DrawFn, fees: Collection[str]) -> _Paid:
    """A fee or none, and the amounts and shares that may be paid of it."""
    currency = draw(st.sampled_from(_CURRENCIES))
    constant = st.builds(Fee, amounts().map(lambda fee: Quantity(fee, currency)), _SHARES)
    of = draw(st.one_of(st.none(), constant, *(st.builds(Fee, st.just(name), _SHARES) for name in fees)))
    units = [currency] if of is None else ["%"] if of.metric is not None else [currency, "%"]
    return of, st.builds(Quantity, amounts(100), st.sampled_from(units))


@st.composite
def _bonuses(draw: DrawFn, *, fees: Collection[str] = (), counts: Sequence[str] = ()) -> Bonus:
    """Generate bonuses of an amount or of a share of a fee."""
    of, pay = draw(_paid(fees))
    return Bonus(draw(pay), of=of, for_each=draw(_for_each(counts)))


def _for_each(counts: Sequence[str]) -> SearchStrategy[str | None]:
    return st.sampled_from((None, None, *counts))


@st.composite
def _credits(draw: DrawFn, *, tiers: bool = True, fees: Collection[str] = (), counts: Sequence[str] = ()) -> Credit:
    """Generate credits of an amount or of a share of a fee: always the same, or with `tiers` and runs.

    Tiers are in parts of a target.
    """
    of, pay = draw(_paid(fees))
    way = draw(st.sampled_from(("pay", "tiers", "by_run"))) if tiers else "pay"
    for_each = draw(_for_each(counts))
    if way == "pay":
        return Credit(draw(pay), of=of, for_each=for_each)
    if way == "tiers":
        return Credit(of=of, tiers=draw(st.lists(_tiers(pay), min_size=1, max_size=3)), for_each=for_each)
    return Credit(of=of, by_run=draw(st.lists(pay, min_size=1, max_size=4)), for_each=for_each)


@st.composite
def _tiers(draw: DrawFn, pay: SearchStrategy[Quantity]) -> Tier:
    """A tier in parts of a target, which any promise with one target can be read in."""
    low, width = draw(st.integers(0, 100)), draw(st.integers(1, 20))
    lower = {draw(st.sampled_from(("at_least", "above"))): f"{low} %"} if draw(st.booleans()) else {}
    upper = {draw(st.sampled_from(("below", "at_most"))): f"{low + width} %"}
    return Tier(pay=draw(pay), **{**lower, **upper})


def effects(
    *,
    parties: Sequence[str] = ("Marketing", "Sales"),
    contacts: Sequence[str] = ("Josh", "Amy"),
    occasions: Sequence[str] = (),
    tiers: bool = True,
    fees: Collection[str] = (),
    counts: Sequence[str] = (),
) -> SearchStrategy[Effect]:
    """Generate all effects of this library, with names of `parties`, `contacts`, and reports and meetings.

    `fees` are metrics in money of which credits may be shares, and `counts` metrics that they may be paid for each of.
    """
    before = st.sampled_from((None, *occasions))
    right_of = st.sampled_from(("owed_by", "owed_to", *parties))
    kinds: list[SearchStrategy[Effect]] = [
        _credits(tiers=tiers, fees=fees, counts=counts),
        _bonuses(fees=fees, counts=counts),
        st.builds(Remedy, _tasks(), before=before),
        st.builds(Terminate, right_of, notice=_durations_or_none()),
    ]
    if contacts:
        kinds.append(st.builds(Escalate, _several(contacts, 2), within=_durations_or_none()))
    return st.one_of(kinds)


@cache
def _tasks() -> SearchStrategy[list[str]]:
    return st.lists(texts().filter(bool), min_size=1, max_size=3, unique=True)


@cache
def _durations_or_none() -> SearchStrategy[Quantity | None]:
    return st.none() | durations()


PERS = st.sampled_from(get_args(Every)) | st.integers(2, 24).map(lambda months: f"trailing {months} months")


@st.composite
def limits(draw: DrawFn, unit: str, *, fees: Collection[str] = ()) -> Limit:
    """Generate limits: an amount of a unit, or a share of a fee in it, for the term or per period.

    `fees` are metrics in the same unit, whose figures may be the fee.
    """
    per = draw(PERS)
    if draw(st.booleans()):
        return Limit(Quantity(draw(amounts(100)), unit), per=per)
    base = draw(st.one_of(amounts().map(lambda fee: Quantity(fee, unit)), *map(st.just, sorted(fees))))
    return Limit(Quantity(draw(amounts(100)), "%"), of=Fee(base, draw(_SHARES)), per=per)


@st.composite
def consequences(
    draw: DrawFn,
    promises: Sequence[Objective],
    *,
    parties: Sequence[str],
    contacts: Sequence[str],
    occasions: Sequence[str],
    called: SearchStrategy[str] | None = None,
    fees: Mapping[str, str] = {},
    counts: Sequence[str] = (),
) -> list[Consequence]:
    """Generate consequences of some promises, of amounts with limits or without; `called` are their names.

    `fees` are metrics in money, with their currencies, of which credits and limits may be shares; `counts` are metrics
    that credits may be paid for each of.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for each in promises:
        groups.setdefault((each.owed_by, each.owed_to), []).append(each.name)
    following = effects(parties=parties, contacts=contacts, occasions=occasions, fees=fees, counts=counts)
    public = {each.name for each in promises if each.owed_to == THE_PUBLIC}
    one_sided = all(len(each.evaluator.targets) == 1 for each in promises)
    levels = [
        attrs.evolve(each, name=f"{each.name}.{level}", evaluator=rule, part_of=each.name)
        for each in promises
        for level, rule in each.evaluator.parts.items()
    ]
    judged = [*promises, *levels]
    found = []
    chosen = draw(_called(called, 3 if promises else 0))
    watched = conditions(list(groups.values()), parties=parties, consequences=chosen, fees=fees)
    for name in chosen:
        condition, effect = draw(watched), draw(following)
        alone = all(len(case) == 1 for case in condition.cases(judged))
        effect = effect if alone and one_sided else _without_tiers(effect)
        if effect.rewards and any(name in public for case in condition.cases(judged) for name in case):
            effect = Remedy("talk")  # the public pays nothing
        found.append(draw(_limited(name, condition, effect, fees)))
    return found


def _called(called: SearchStrategy[str] | None, most: int) -> SearchStrategy[list[str]]:
    return several_names(most) if called is None else st.lists(called, max_size=most, unique=True)


_AGAIN: SearchStrategy[Literal["every month"] | None] = st.sampled_from((None, "every month"))


def _without_tiers(effect: Effect) -> Effect:
    """The effect where no single promise with one target can be read in tiers, or has a run."""
    if isinstance(effect, Credit) and effect.pay is None:
        return attrs.evolve(effect, pay=effect.pays[0], tiers=(), by_run=())
    return effect


@st.composite
def _limited(draw: DrawFn, name: str, condition: Condition, effect: Effect, fees: Mapping[str, str]) -> Consequence:
    unit = _unit_of(effect, fees)
    if unit is None:
        return Consequence(name, condition, effect, again=draw(_AGAIN))
    least = draw(st.none() | st.builds(Quantity, amounts(10), st.just(unit)))
    alike = [metric for metric, currency in fees.items() if currency == unit]
    bound = draw(st.lists(limits(unit, fees=alike), max_size=2))
    since = draw(st.sampled_from((1, 1, 2, 4)))
    return Consequence(name, condition, effect, limits=bound, only_above=least, from_month=since, again=draw(_AGAIN))


def _unit_of(effect: Effect, fees: Mapping[str, str]) -> str | None:
    """The unit of the amounts of an effect; None where it gives none."""
    of = None if effect.priced is None else effect.priced.of
    return effect.unit if of is None or of.metric is None else fees[of.metric]


@st.composite
def shared_limits(
    draw: DrawFn, sharing: Sequence[Consequence], *, called: SearchStrategy[str] | None = None, fees: Mapping[str, str]
) -> list[SharedLimit]:
    """Generate limits that some consequences share, of amounts in their units; `called` are their names.

    `fees` are metrics in money, with their currencies, of which limits may be shares.
    """
    units = {each.name: unit for each in sharing if (unit := _unit_of(each.effect, fees)) is not None}
    found = []
    for name in draw(_called(called, 2 if units else 0)):
        of = draw(_several(sorted(units), 3))
        every = CREDITS not in {each.name for each in sharing} and draw(st.booleans())
        unit = units[draw(st.sampled_from(of))]
        alike = [metric for metric, currency in fees.items() if currency == unit]
        most = draw(st.lists(limits(unit, fees=alike), max_size=2))
        only: Literal["the highest"] | None = "the highest" if not most or draw(st.booleans()) else None
        net = bool(most) and draw(st.booleans())
        found.append(SharedLimit(name, CREDITS if every else of, most, net=net, only=only))
    return found


def fees_of(metrics: Iterable[Metric]) -> dict[str, str]:
    """Give the metrics of which credits and limits may be shares, with their currencies."""
    in_money = (each for each in metrics if each.kind == "count" and each.unit in MINOR_UNITS)
    return {each.name: each.unit for each in in_money if _reads_as_a_fee(each.name)}


def _reads_as_a_fee(name: str) -> bool:
    try:
        limit = Limit("5 %", of=Fee(name))
        return Limit.parse(str(limit)) == limit
    except InvalidValueError:
        return False
