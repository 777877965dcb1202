"""Hypothesis strategies for whole valid agreements, every kind of part in them, and figures for them."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import get_args

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from funnel_strategies import amounts, funnel_evaluators, funnels
from smarketing import (
    ANY,
    EVERYONE,
    Actual,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Between,
    Consequence,
    Credit,
    Definition,
    Effect,
    Escalate,
    Evaluator,
    Limit,
    Meeting,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    PartyNeed,
    Plan,
    Quantity,
    Recurrence,
    Remedy,
    Report,
    Rolling,
    Signature,
    Term,
    Terminate,
    Tier,
    plan,
)
from smarketing.actuals import Key
from smarketing.agreement import NoData
from smarketing.consequences.limits import Per

ODD_TEXTS = (
    *(
        "NO",
        "yes",
        "null",
        "~",
        "true",
        "False",
        "9:30",
        "012",
        "7",
        "-1",
        "1e3",
        "0x1F",
        "2026-01-31",
        "<<",
        "=",
        "- a",
    ),
    *(
        ": #",
        "a: b",
        "# not a comment",
        "'single'",
        '"double"',
        "{braces}",
        "[list]",
        "*star",
        "&and",
        "!tag",
        "%",
        "@",
    ),
    *(
        "back\\slash",
        "`tick`",
        "two\nlines",
        "tab\there",
        "🙂",
        "Umsätze für Müller",
        "売上高",
        "מכירות",
        "مبيعات",
        "é",
    ),
)
_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"], exclude_characters="\ufeff")
_RESERVED = ("everyone", "the public", "owed_by", "owed_to", ANY)
_OWN_NOUNS = ("demo", "Bewertung", "試用", "one_pager", "trial2")
_COUNTED = ("lead", "MQL", "SQL", "customer", "report", "USD", "JPY", "inquiry")
_ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Auckland")
_RULES = ("FREQ=WEEKLY;BYDAY=FR", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=DAILY;INTERVAL=3", "FREQ=YEARLY;COUNT=4")
_DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
_CRITERIA = st.sampled_from([None, "score >= 50", "`Lead Score` > 2 and not competitor"])
_NO_DATA: SearchStrategy[NoData] = st.sampled_from(get_args(NoData))


def texts() -> SearchStrategy[str]:
    """Text of any kind that a person could type, more often than not of the kind that trips a parser."""
    return st.one_of(st.sampled_from(ODD_TEXTS), st.text(_CHARACTERS, max_size=12))


def names() -> SearchStrategy[str]:
    """Text that can name a part."""
    return texts().map(str.strip).filter(lambda name: name not in ("", *_RESERVED))


def _several(each: SearchStrategy[str], most: int, least: int = 0) -> SearchStrategy[list[str]]:
    return st.lists(each, min_size=least, max_size=most, unique=True)


def spells() -> SearchStrategy[Quantity]:
    """Whole spells of days, weeks, months or years."""
    return st.builds(Quantity, st.integers(0, 40), st.sampled_from(("day", "week", "month", "year")))


def recurrences() -> SearchStrategy[Recurrence]:
    """Rules, and numbers of months."""
    every = st.integers(1, 24).map(lambda months: Recurrence(every=months))
    return st.one_of(st.sampled_from(_RULES).map(Recurrence), every)


@st.composite
def terms(draw: DrawFn) -> Term:
    """Terms with an end and without, in several time zones."""
    start = draw(_DAYS)
    days = draw(st.one_of(st.none(), st.integers(0, 800)))
    end = None if days is None else start + timedelta(days)
    return Term(start, end, draw(st.sampled_from(_ZONES)))


@st.composite
def metrics(draw: DrawFn, name: str, nouns: Sequence[str]) -> Metric:
    """Counts, shares and levels, with segments or without."""
    kind = draw(st.sampled_from(("count", "share", "level")))
    segments = draw(_several(names(), 3))
    if kind == "share":
        return Metric(name, "%", "share", segments)
    if kind == "level":
        unit = draw(st.sampled_from(("point", "hour", "USD/customer", "minute")))
        return Metric(name, unit, "level", segments, draw(st.sampled_from((None, "mean", "last"))))
    return Metric(name, draw(st.sampled_from((*_COUNTED, *nouns, "click/visit"))), "count", segments)


@st.composite
def _bounds(draw: DrawFn, metric: Metric, months: int) -> Evaluator:
    """An evaluator of one window that fits a metric."""
    period = draw(st.sampled_from(("month", "quarter", "year"))) if months > 1 else "month"
    unit = f"{metric.unit}/{period}" if metric.kind == "count" else metric.unit
    low, high = sorted((draw(amounts(100)), draw(amounts(100))))
    tolerances = st.builds(Quantity, amounts(20), st.just("point" if metric.kind == "share" else "%"))
    tolerance = draw(st.one_of(st.none(), tolerances))
    kind = draw(st.sampled_from((AtLeast, AtMost, Between)))
    if kind is Between:
        return Between(Quantity(low, unit), Quantity(high, unit), tolerance=tolerance)
    return (AtLeast if kind is AtLeast else AtMost)(Quantity(low, unit), tolerance=tolerance)


@st.composite
def evaluators(draw: DrawFn, metric: Metric) -> Evaluator:
    """An evaluator that can judge a metric: at least, at most, between, or one of them rolling."""
    can_roll = metric.kind != "level" or metric.over_months is not None
    months = draw(st.integers(2, 13)) if can_roll and draw(st.booleans()) else 1
    inner = draw(_bounds(metric, months))
    return Rolling(inner, months=months) if months > 1 else inner


@st.composite
def _objectives(
    draw: DrawFn, parties: Sequence[str], declared: Sequence[Metric], nouns: Sequence[str], plan_: Plan | None
) -> list[Objective]:
    """Wholes first, then parts of some of them, then relief by others."""
    wholes: list[Objective] = []
    taken = [metric.name for metric in declared]
    for name in draw(_several(names().filter(lambda name: name not in taken), 4, least=1)):
        by, to = draw(st.permutations(parties))[:2]
        metric = draw(st.sampled_from([None, *declared]))
        implied = metric or draw(metrics(name, nouns).filter(lambda each: each.kind != "level"))
        from_funnel = plan_ is not None and metric is None and draw(st.booleans())
        evaluator = draw(funnel_evaluators(plan_)) if plan_ and from_funnel else draw(evaluators(implied))
        segments = metric.segments if metric is not None else ("spring", "012")
        segment = draw(st.sampled_from((None, *segments)))
        wholes.append(
            Objective(
                name,
                by,
                to,
                evaluator,
                metric=None if metric is None else metric.name,
                segment=segment,
                due_day=draw(st.one_of(st.none(), st.integers(1, 28))),
                no_data=draw(st.one_of(st.none(), _NO_DATA)),
                feeds=draw(texts()),
            )
        )
    parts = [draw(_parts_of(whole, declared, wholes)) for whole in wholes if draw(st.booleans())]
    objectives = wholes + [part for part in parts if part is not None]
    return [draw(_relieved(each, objectives)) for each in objectives]


@st.composite
def _parts_of(
    draw: DrawFn, whole: Objective, declared: Sequence[Metric], wholes: Sequence[Objective]
) -> Objective | None:
    """A part that is judged by a segment of the whole's metric; None if that has no segments."""
    metric = next((each for each in declared if each.name == whole.metric), None)
    segments = metric.segments if metric else ("spring", "NO")
    name = f"{whole.name} {draw(st.sampled_from(ODD_TEXTS)).strip()}"
    if not segments or name in [each.name for each in wholes]:
        return None
    segment = draw(st.sampled_from(segments))
    return attrs.evolve(whole, name=name, part_of=whole.name, metric=None, segment=segment)


@st.composite
def _relieved(draw: DrawFn, objective: Objective, objectives: Sequence[Objective]) -> Objective:
    others = [each.name for each in objectives if each.name != objective.name]
    if not others or not draw(st.booleans()):
        return objective
    return attrs.evolve(objective, relieved_when=Missed(draw(st.sampled_from(others))))


@st.composite
def conditions(draw: DrawFn, groups: Sequence[Sequence[str]], *, with_any: bool = False) -> Missed:
    """Misses of promises; those that are counted together are taken from one of the groups."""
    group = draw(st.sampled_from(groups))
    together = not with_any and draw(st.booleans())
    watched = [ANY] if with_any else draw(_several(st.sampled_from(group), 3, least=1))
    times = draw(st.integers(1, 4))
    running = times > 1 and not together and draw(st.booleans())
    window = draw(st.integers(1, 14)) if times > 1 and not running else None
    if together:
        return Missed(across=watched, times=times, window=window)
    return Missed(watched, times=times, window=window, running=running)


@st.composite
def credits_(draw: DrawFn) -> Credit:
    """Credits of an amount or a share of a fee."""
    currency = draw(st.sampled_from(("USD", "JPY", "KWD", "XAU")))
    of = draw(st.one_of(st.none(), amounts().map(lambda fee: Quantity(fee, currency))))
    units = [currency] if of is None else [currency, "%"]
    pay = st.builds(Quantity, amounts(100), st.sampled_from(units))
    tiers = draw(st.lists(_tiers(pay), max_size=3))
    return Credit(None if tiers else draw(pay), of=of, tiers=tiers)


@st.composite
def _tiers(draw: DrawFn, pay: SearchStrategy[Quantity]) -> Tier:
    """A tier in parts of a target, which any promise with one target can be read in."""
    low, width = draw(st.integers(0, 100)), draw(st.integers(1, 20))
    lower = {draw(st.sampled_from(("at_least", "above"))): f"{low} %"} if draw(st.booleans()) else {}
    upper = {draw(st.sampled_from(("below", "at_most"))): f"{low + width} %"}
    return Tier(pay=draw(pay), **{**lower, **upper})


@st.composite
def effects(draw: DrawFn, parties: Sequence[Party], occasions: Sequence[Report | Meeting]) -> Effect:
    """All four effects."""
    contacts = list(dict.fromkeys(party.contact for party in parties if party.contact))
    before = st.sampled_from((None, *(each.name for each in occasions)))
    right_of = st.sampled_from(("owed_by", "owed_to", *(party.name for party in parties)))
    within = st.one_of(st.none(), spells())
    kinds: list[SearchStrategy[Effect]] = [
        credits_(),
        st.builds(Remedy, _several(texts(), 3, least=1), before=before),
        st.builds(Terminate, right_of, notice=within),
    ]
    if contacts:
        kinds.append(st.builds(Escalate, _several(st.sampled_from(contacts), 2, least=1), within=within))
    return draw(st.one_of(kinds))


@st.composite
def _consequences(
    draw: DrawFn, parties: Sequence[Party], objectives: Sequence[Objective], occasions: Sequence[Report | Meeting]
) -> list[Consequence]:
    groups: dict[tuple[str, str], list[str]] = {}
    for each in objectives:
        groups.setdefault((each.owed_by, each.owed_to), []).append(each.name)
    watched = conditions(list(groups.values()), with_any=draw(st.booleans()))
    return [
        draw(_consequence_of(name, draw(watched), parties, objectives, occasions))
        for name in draw(_several(names(), 3))
    ]


@st.composite
def _consequence_of(
    draw: DrawFn,
    name: str,
    condition: Missed,
    parties: Sequence[Party],
    objectives: Sequence[Objective],
    occasions: Sequence[Report | Meeting],
) -> Consequence:
    """A consequence; of amounts with limits or without."""
    effect = _fitting(draw(effects(parties, occasions)), condition, objectives)
    if effect.unit is None:
        return Consequence(name, condition, effect)
    least = draw(st.one_of(st.none(), amounts(10)))
    only_above = None if least is None else Quantity(least, effect.unit)
    return Consequence(
        name, condition, effect, limits=draw(st.lists(limits(effect.unit), max_size=2)), only_above=only_above
    )


@st.composite
def limits(draw: DrawFn, unit: str) -> Limit:
    """An amount of a unit, or a share of a fee in it, in all or per period."""
    per = draw(st.sampled_from(get_args(Per)))
    if draw(st.booleans()):
        return Limit(Quantity(draw(amounts(100)), unit), per=per)
    return Limit(Quantity(draw(amounts(100)), "%"), of=Quantity(draw(amounts()), unit), per=per)


def _fitting(effect: Effect, condition: Missed, objectives: Sequence[Objective]) -> Effect:
    """The effect, without tiers where no single result with one target can be read in them."""
    one_sided = all(len(each.evaluator.targets) == 1 for each in objectives)
    if isinstance(effect, Credit) and effect.tiers and (condition.across or not one_sided):
        return attrs.evolve(effect, pay=effect.tiers[0].pay, tiers=())
    return effect


@st.composite
def _cadence(draw: DrawFn, parties: Sequence[str]) -> list[Report | Meeting]:
    times = st.one_of(st.none(), st.builds(time, st.integers(0, 23), st.integers(0, 59)))
    lasts = st.one_of(st.none(), st.builds(Quantity, amounts(90), st.sampled_from(("minute", "hour"))))
    who = st.one_of(st.just([EVERYONE]), _several(st.sampled_from(parties), 3, least=1))
    occasions: list[Report | Meeting] = []
    for name in draw(_several(names(), 3)):
        if draw(st.booleans()):
            giver, taker = draw(st.permutations(parties))[:2]
            occasions.append(Report(name, giver, taker, draw(recurrences())))
        else:
            occasions.append(Meeting(name, draw(who), draw(recurrences()), at=draw(times), lasts=draw(lasts)))
    return occasions


@st.composite
def _needs(draw: DrawFn, parties: Sequence[str], objectives: Sequence[Objective]) -> list[PartyNeed]:
    """What parties need, party by party."""
    by = st.sampled_from((None, *(each.name for each in objectives)))
    return [
        PartyNeed(party, draw(st.sampled_from(parties)), draw(texts()), draw(by))
        for party in draw(_several(st.sampled_from(parties), 2))
        for _ in range(draw(st.integers(1, 2)))
    ]


@st.composite
def agreements(draw: DrawFn) -> Agreement:
    """Whole valid agreements, with every kind of part that an agreement file can hold; no handoffs."""
    parties = [Party(name, *(draw(texts()) for _ in range(3))) for name in draw(_several(names(), 4, least=2))]
    called = [party.name for party in parties]
    term = draw(terms())
    nouns = draw(_several(st.sampled_from(_OWN_NOUNS), 3))
    funnel = draw(st.one_of(st.none(), funnels(nouns, called)))
    declared = [draw(metrics(name, nouns)) for name in draw(_several(names(), 3))]
    objectives = draw(_objectives(called, declared, nouns, plan(funnel) if funnel else None))
    cadence = draw(_cadence(called))
    signed = st.dates(date(2019, 1, 1), term.start)
    return Agreement(
        draw(texts()),
        term,
        parties,
        objectives,
        summary=draw(texts()),
        signatures=[Signature(name, draw(signed)) for name in called if draw(st.integers(0, 9))],
        no_data=draw(_NO_DATA),
        units=nouns,
        metrics=declared,
        definitions=[Definition(name, draw(texts()), draw(_CRITERIA)) for name in draw(_several(names(), 3))],
        needs=draw(_needs(called, objectives)),
        funnel=funnel,
        consequences=draw(_consequences(parties, objectives, cadence)),
        cadence=cadence,
    )


@st.composite
def actuals_for(draw: DrawFn, agreement: Agreement, months: int = 8) -> Actuals:
    """Figures for the metrics of an agreement in the first months of its term; some are missing, some shares of 0."""
    first = agreement.term.first_month
    figures: dict[Key, Actual] = {}
    for metric in agreement.metrics.values():
        for segment in (None, *metric.segments):
            for month in agreement.term.until(first + (months - 1)) or ():
                if draw(st.integers(0, 5)):
                    figures[Key(metric.name, segment, month)] = draw(actual_of(metric))
    return Actuals(figures)


@st.composite
def actual_of(draw: DrawFn, metric: Metric) -> Actual:
    """One figure of a metric."""
    if metric.kind == "share":
        base = draw(st.integers(0, 60))
        return Actual(draw(st.integers(0, base)), base)
    return Actual(draw(st.integers(-50 if metric.kind == "level" else 0, 100)))


@st.composite
def judged_agreements(draw: DrawFn, months: int = 8) -> tuple[Agreement, Actuals, Month]:
    """An agreement, figures for it, and a month through which to judge it: one of its first ones."""
    agreement = draw(agreements())
    last = agreement.term.first_month + draw(st.integers(0, months - 1))
    return agreement, draw(actuals_for(agreement, months)), last
