"""The month within which an amendment begins, judged by the version before, the new one, or both by days."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import whole
from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    AtLeast,
    BusinessHours,
    Consequence,
    Credit,
    Evaluator,
    InvalidValueError,
    Journal,
    Missed,
    Month,
    Objective,
    Party,
    PeriodCalendar,
    Quantity,
    Rolling,
    Scorecard,
    Status,
    Term,
    Withdrawal,
    judge,
    loads,
)
from smarketing.agreement import NamedHours

PARTIES = (Party("Marketing", "Josh"), Party("Sales", "Amy"))
SIGNED = dict.fromkeys(("Marketing", "Sales"), "2025-12-01")
OPEN = Term("2026-01-01")
MONTHS = 9


def leads(evaluator: Evaluator | str, name: str = "leads", **more: Any) -> Objective:
    """Marketing owes sales leads."""
    rule = AtLeast(evaluator) if isinstance(evaluator, str) else evaluator
    return Objective(name, "Marketing", "Sales", rule, **more)


def agreed(*objectives: Objective, **more: Any) -> Agreement:
    """A first version, signed by all in time."""
    content: dict[str, Any] = {"term": OPEN, "parties": PARTIES, "objectives": objectives, "signatures": SIGNED}
    return Agreement("Leads", **(content | more))


def judged(agreement: Agreement, figure: int = 0, **more: Any) -> Scorecard:
    """Judge months of the same figure for every count."""
    months = list(map(str, agreement.until(agreement.first_month + (MONTHS - 1)) or ()))
    counts = [name for name, metric in agreement.metrics.items() if metric.kind == "count"]
    rows = {name: dict.fromkeys(months, figure) for name in counts}
    begins_on = agreement.calendar.months_begin_on
    actuals = Actuals.from_dict(rows, known=agreement.metrics, months_begin_on=begins_on)
    return judge(agreement, actuals, **({"through": agreement.first_month + (MONTHS - 1)} | more))


def targets(agreement: Agreement, name: str = "leads") -> dict[str, Fraction | None]:
    """Give what at least was owed in each month that has a verdict of its own."""
    found = [each for each in judged(agreement).verdicts if each.promise.name == name]
    return {
        str(each.month): None if each.finding.at_least is None else each.finding.at_least.value
        for each in found
        if each.status is Status.MISSED
    }


# By days, as a slow count of days has it


RATES = st.sampled_from(("31 lead/month", "62 lead/month", "93 lead/quarter", "2 lead/day", "7 lead/week"))


@st.composite
def chains(draw: st.DrawFn) -> Agreement:
    """Up to four versions that begin on any day, signed early, late or never, by months from the first or the 16th."""
    start = draw(st.sampled_from((date(2026, 1, 1), date(2026, 1, 16), date(2026, 1, 20))))
    calendar = PeriodCalendar(months_begin_on=draw(st.sampled_from((1, 16))))
    every = draw(st.sampled_from(("month", "quarter")))
    rule = draw(st.sampled_from(("in full", "pro rata")))

    def content(since: date) -> dict[str, Any]:
        end = draw(st.sampled_from((None, None, since + timedelta(75))))
        promise = leads(draw(RATES), every=every, no_data="counts as missed")
        pay = Consequence("pay", Missed("leads"), Credit(f"{draw(st.integers(1, 9))} USD"), limits="12 USD/quarter")
        return {"term": Term(start, end), "objectives": [promise], "partial_months": rule, "consequences": [pay]}

    agreement = agreed(calendar=calendar, **content(start))
    for _ in range(draw(st.integers(1, 3))):
        since = (agreement.since or start) + timedelta(draw(st.integers(1, 40)))
        if agreement.term.end is None or since <= agreement.term.end:
            late = {name: since + timedelta(draw(st.sampled_from((-40, 0, 0, 20)))) for name in SIGNED}
            agreement = agreement.amended(
                since,
                signatures=dict(list(late.items())[: draw(st.sampled_from((2, 2, 2, 2, 1)))]),
                month_of_change=draw(st.sampled_from(("before", "after", "by days", "by days"))),
                retroactive=draw(st.booleans()),
                **content(since),
            )
    return agreement


def slow_first_month(version: Agreement) -> Month | None:
    """Try one month after the other."""
    signed = {each.party: each.on for each in version.signatures}
    if len(signed) < len(PARTIES):
        return None
    since = version.since or version.term.start
    for month in (version.first_month + later for later in range(60)):
        in_time = version.retroactive or max(signed.values()) <= max(month.first_day, version.term.start)
        if in_time and since <= max(month.first_day, version.term.start):
            return month
        begins_within = month.first_day < since <= month.last_day and version.month_of_change != "before"
        if begins_within and (version.retroactive or max(signed.values()) <= since):
            return month
    return None


def slow_version(versions: Sequence[Agreement], month: Month, day: date) -> Agreement | None:
    """The newest version that had begun by the month and, if it shares the month, by the day."""
    for version in reversed(versions):
        first = slow_first_month(version)
        if first is None or first > month:
            continue
        if first == month and version.month_of_change == "by days" and version.since and day < version.since:
            continue
        return version if month in version.term_months else None
    return None


def slow_target(versions: Sequence[Agreement], month: Month) -> Fraction:
    """Add up what each day of a month owes."""
    days = (month.last_day - month.first_day).days + 1
    total = Fraction(0)
    for day in (month.first_day + timedelta(later) for later in range(days)):
        version = slow_version(versions, month, day)
        if version is None:
            continue
        outside = day < version.term.start or (version.term.end is not None and day > version.term.end)
        newest = slow_version(versions, month, month.last_day)
        if outside and (version.partial_months == "pro rata" or (version is not newest and day >= version.term.start)):
            continue
        rate = version.objectives[0].evaluator.targets[0].quantity
        by_days = rate.unit.endswith(("day", "week"))
        total += rate.value_in("lead/day") if by_days else rate.value_in("lead/month") / days
    return total


@given(chains())
def test_a_target_is_the_sum_of_what_each_day_owes(agreement: Agreement) -> None:
    """In every month, or over all months of a quarter; nobody ever reaches it, so that every verdict says it."""
    assert [each.begins for each in agreement.versions] == [slow_first_month(each) for each in agreement.versions]
    for verdict in judged(agreement).verdicts:
        if verdict.status is Status.MISSED:
            assert verdict.finding.at_least is not None
            owed = sum((slow_target(agreement.versions, month) for month in verdict.period), Fraction(0))
            assert verdict.finding.at_least.value == owed


@given(chains(), st.integers(0, MONTHS - 1), st.integers(0, 200))
def test_judged_month_by_month_as_at_once(agreement: Agreement, later: int, figure: int) -> None:
    """Whatever begins within which month: months to come change neither verdicts nor dues of those before."""
    card = judged(agreement, figure)
    part = judged(agreement, figure, through=agreement.first_month + later)
    assert part.verdicts == tuple(each for each in card.verdicts if each.month <= part.through)
    assert part.dues == tuple(each for each in card.dues if each.month <= part.through)


@given(chains())
def test_the_days_of_a_month_belong_to_the_versions_one_after_another(agreement: Agreement) -> None:
    """They follow without a gap, the newest up to the last day; as a walk over the days finds them."""
    for month in judged(agreement).period:
        shared = agreement.days_in(month)
        assert shared[-1].version is agreement.at(month)
        assert shared[-1].last_day == month.last_day
        for each in shared if month in agreement.at(month).term_months else ():
            assert {slow_version(agreement.versions, month, day) for day in (each.first_day, each.last_day)} == {
                each.version
            }


# Examples at the edges


@pytest.mark.parametrize(
    ("since", "rule", "expected"),
    [
        ("2026-03-11", "before", [100, 100, 120]),
        ("2026-03-11", "after", [100, 120, 120]),
        ("2026-03-11", "by days", [100, Fraction(10 * 100 + 21 * 120, 31), 120]),
        ("2026-03-01", "before", [100, 120, 120]),
        ("2026-03-01", "after", [100, 120, 120]),
        ("2026-03-01", "by days", [100, 120, 120]),
        ("2026-03-02", "by days", [100, Fraction(100 + 30 * 120, 31), 120]),
        ("2026-03-31", "by days", [100, Fraction(30 * 100 + 120, 31), 120]),
        ("2026-03-31", "after", [100, 120, 120]),
        ("2026-03-31", "before", [100, 100, 120]),
    ],
)
def test_100_a_month_before_and_120_after(since: str, rule: str, expected: list[Fraction]) -> None:
    """February, March and April; an amendment from the first day of a month has no month of change."""
    old = agreed(leads("100 lead/month"))
    new = old.amended(since, objectives=[leads("120 lead/month")], signatures=SIGNED, month_of_change=rule)
    owed = targets(new)
    assert [owed[month] for month in ("2026-02", "2026-03", "2026-04")] == expected


@pytest.mark.parametrize(("march", "status"), [(113, Status.MISSED), (114, Status.MET)])
def test_a_month_by_days_is_met_at_its_sum(march: int, status: Status) -> None:
    """10 days of 100 a month and 21 of 120 a month are 113.55 leads."""
    old = agreed(leads("100 lead/month"))
    new = old.amended("2026-03-11", objectives=[leads("120 lead/month")], signatures=SIGNED, month_of_change="by days")
    verdict = judged(new, march).verdict("leads", "2026-03")
    assert verdict.status is status
    assert verdict.because.startswith(f"{march} leads against at least 113.55 leads")


def test_without_a_figure_a_month_by_days_has_no_data() -> None:
    """As every month."""
    old = agreed(leads("100 lead/month"))
    new = old.amended("2026-03-11", objectives=[leads("120 lead/month")], signatures=SIGNED, month_of_change="by days")
    assert judge(new, Actuals(), through="2026-03").verdict("leads", "2026-03").status is Status.NO_DATA


def test_the_first_and_the_last_month_of_a_term() -> None:
    """Pro rata, days outside the term owe nothing; in full, they count as those of the version next to them."""
    for rule, first, last in (("in full", 24, 22), ("pro rata", 5, 11)):
        old = agreed(leads("31 lead/month"), term=Term("2026-01-20", "2026-12-31"), partial_months=rule)
        more = {"objectives": [leads("62 lead/month")], "signatures": SIGNED, "month_of_change": "by days"}
        assert targets(old.amended("2026-01-25", **more))["2026-01"] == first + 7 * 2
        ended = old.amended("2026-03-10", term=Term("2026-01-20", "2026-03-20"), **more)
        assert targets(ended)["2026-03"] == 9 + last * 2


def test_two_amendments_within_one_month() -> None:
    """4 days of 31, 10 of 62 and 17 of 93 a month; the one between holds in those days only."""
    versions = agreed(leads("31 lead/month"))
    for since, rate in (("2026-03-05", "62 lead/month"), ("2026-03-15", "93 lead/month")):
        more = {"objectives": [leads(rate)], "signatures": SIGNED, "month_of_change": "by days"}
        versions = versions.amended(since, **more)
    assert targets(versions)["2026-03"] == 4 + 10 * 2 + 17 * 3
    assert [(each.first_day.day, each.last_day.day) for each in versions.days_in(Month(2026, 3))] == [
        (1, 4),
        (5, 14),
        (15, 31),
    ]
    assert versions.first_month_of(versions.versions[1]) is None


def test_a_quarter_in_which_a_month_is_shared() -> None:
    """January 31, February 14 days of 28 and 14 of 56, March 62: 31 + 14 + 28 + 62."""
    old = agreed(leads("31 lead/month", every="quarter"))
    rate = leads("56 lead/month", every="quarter")
    february = agreed(leads("28 lead/month", every="quarter")).amended(
        "2026-02-15", objectives=[rate], signatures=SIGNED, month_of_change="by days"
    )
    assert targets(february)["2026-03"] == 28 + 14 + 28 + 56
    january = old.amended(
        "2026-01-02", objectives=[leads("62 lead/month", every="quarter")], signatures=SIGNED, month_of_change="by days"
    )
    assert targets(january)["2026-03"] == 1 + 30 * 2 + 62 + 62
    april = old.amended(
        "2026-04-16", objectives=[leads("60 lead/month", every="quarter")], signatures=SIGNED, month_of_change="by days"
    )
    assert targets(april)["2026-06"] == Fraction(31, 2) + 30 + 60 + 60


def test_a_target_that_comes_back_within_a_month_of_a_quarter() -> None:
    """One a day, two from 8 to 14 February, and one again: 28 and 7 + 14 + 14 and 28."""
    versions = agreed(leads("28 lead/month", every="quarter"))
    for since, rate in (("2026-02-08", "56 lead/month"), ("2026-02-15", "28 lead/month")):
        more: dict[str, Any] = {"objectives": [leads(rate, every="quarter")], "month_of_change": "by days"}
        versions = versions.amended(since, signatures=SIGNED, **more)
    assert targets(versions)["2026-03"] == 28 + 7 + 14 + 14 + 28


def test_business_days_are_counted_on_each_side() -> None:
    """March 2026 has 7 of them before the 11th (2nd to 10th) and 15 from then on."""
    hours = [NamedHours("office", BusinessHours({"mon-fri": "09:00-17:00"}))]
    old = agreed(leads("1 lead/business_day"), hours=hours)
    more = {"objectives": [leads("10 lead/business_day")], "signatures": SIGNED, "month_of_change": "by days"}
    assert targets(old.amended("2026-03-11", **more))["2026-03"] == 7 + 15 * 10


SCHEDULED = """\
smarketing: 1
title: Leads by season
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Marketing: {}, Sales: {}}
signatures: {Marketing: 2025-12-01, Sales: 2025-12-01}
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  stages: [SQL, {customer: 50 %}]
  seasonality: [80 %, 90 %, 100 %, 100 %, 110 %, 110 %, 90 %, 80 %, 110 %, 120 %, 110 %, 100 %]
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: funnel.SQL.by_month}
"""


def test_a_schedule_is_shared_by_days() -> None:
    """14 of the 28 days of February at the old goal, 14 at the doubled one; months around it are whole."""
    doubled = SCHEDULED.replace("5000 USD", "10000 USD")
    new = loads(SCHEDULED).amended(
        "2026-02-15",
        funnel=loads(doubled).funnel,
        objectives=loads(doubled).objectives,
        signatures=SIGNED,
        month_of_change="by days",
    )
    assert [targets(new)[month] for month in ("2026-01", "2026-02", "2026-03")] == [80, 135, 200]


def test_a_promise_that_is_new_owes_its_days() -> None:
    """21 of 31 days; from April on the whole, and a window over both months both."""
    calls = leads("31 call/month", "calls")
    rolling = leads(Rolling(AtLeast("31 call/month"), months=2), "rolling", metric="calls")
    old = agreed(leads("100 lead/month"))
    more = {"objectives": [*old.objectives, calls, rolling], "signatures": SIGNED, "month_of_change": "by days"}
    new = old.amended("2026-03-11", **more)
    assert [targets(new, "calls")[month] for month in ("2026-03", "2026-04")] == [21, 31]
    assert [targets(new, "rolling")[month] for month in ("2026-04", "2026-05")] == [52, 62]


def test_what_stays_the_same_is_judged_as_ever() -> None:
    """A share, and a window that goes on over the change."""
    rolling = leads(Rolling(AtLeast("10 call/month"), months=3), "calls")
    old = agreed(leads("31 lead/month"), rolling, leads("90 %", "kept"))
    new = old.amended(
        "2026-03-11",
        objectives=[leads("62 lead/month"), *old.objectives[1:]],
        signatures=SIGNED,
        month_of_change="by days",
    )
    assert targets(new, "calls")["2026-03"] == 30
    assert targets(new)["2026-03"] == 10 + 21 * 2
    assert judged(new).verdict("kept", "2026-03").status is Status.NO_DATA


@pytest.mark.parametrize(
    ("tolerances", "edge"),
    [(("5 lead", "5 lead"), 47), (("31 lead", "0 lead"), 42), (("10 %", "10 %"), Fraction(468, 10))],
)
def test_a_tolerance_of_an_amount_counts_once(tolerances: tuple[str, str], edge: Fraction) -> None:
    """By days, as the target: 52 less 5 leads, less 31 leads for 10 of 31 days, or less a tenth."""
    rules = [
        AtLeast(rate, tolerance=each) for rate, each in zip(("31 lead/month", "62 lead/month"), tolerances, strict=True)
    ]
    old = agreed(leads(rules[0]))
    new = old.amended("2026-03-11", objectives=[leads(rules[1])], signatures=SIGNED, month_of_change="by days")
    at, below = (
        judged(new, number).verdict("leads", "2026-03").status
        for number in (-(-edge // 1), edge // 1 - (edge % 1 == 0))
    )
    assert (at, below) == (Status.MET, Status.MISSED)


@pytest.mark.parametrize(("rule", "paid"), [("before", 1), ("after", 2), ("by days", 2)])
def test_consequences_are_those_of_one_version(rule: str, paid: int) -> None:
    """By days those of the new one, with its parties and limits."""
    pay = [Consequence("pay", Missed("leads"), Credit(f"{amount} USD")) for amount in (1, 2)]
    old = agreed(leads("31 lead/month"), consequences=pay[:1])
    new = old.amended("2026-03-11", consequences=pay[1:], signatures=SIGNED, month_of_change=rule)
    assert [due.amount for due in judged(new).dues if str(due.month) == "2026-03"] == [Quantity(paid, "USD")]


@pytest.mark.parametrize(
    ("signed", "begins"), [("2026-03-11", "2026-03"), ("2026-03-12", "2026-04"), ("2026-04-02", "2026-05")]
)
@pytest.mark.parametrize("rule", ["after", "by days"])
def test_whoever_signs_after_the_day_misses_the_month(rule: str, signed: str, begins: str) -> None:
    """Then the amendment holds from the next month on by whose first day all have signed, as ever."""
    signatures = SIGNED | {"Sales": signed}
    new = agreed(leads("31 lead/month")).amended("2026-03-11", signatures=signatures, month_of_change=rule)
    assert str(new.begins) == begins
    assert {each.status for each in judged(new).verdicts} == {Status.MISSED}


def test_signatures_count_from_the_day_of_the_amendment_in_its_month_only() -> None:
    """Signed on 5 March for 11 March: in February and before, nobody had signed."""
    signed = dict.fromkeys(SIGNED, "2026-03-05")
    new = agreed(leads("31 lead/month")).amended("2026-03-11", signatures=signed, month_of_change="after")
    assert [new.unsigned(Month(2026, month)) for month in (2, 3, 4)] == [tuple(SIGNED), (), ()]


def test_days_before_which_nothing_was_in_force_owe_nothing() -> None:
    """Nobody had signed the first version, and another one had ended on 5 March."""
    later = {"objectives": [leads("62 lead/month")], "signatures": SIGNED, "month_of_change": "by days"}
    assert targets(agreed(leads("31 lead/month"), signatures={}).amended("2026-03-11", **later)) == {
        "2026-03": 42,
        **dict.fromkeys((f"2026-0{month}" for month in range(4, 10)), 62),
    }
    ended = agreed(leads("31 lead/month"), term=Term("2026-01-01", "2026-03-05"))
    prolonged = ended.amended("2026-03-05", term=OPEN).amended("2026-03-11", **later)
    assert targets(prolonged)["2026-03"] == 5 + 42
    ended = agreed(leads("31 lead/month"), term=Term("2026-01-01", "2026-02-05"))
    assert targets(ended.amended("2026-02-05", term=OPEN).amended("2026-03-11", **later))["2026-03"] == 42


# What cannot be judged by days

_INSTEAD = "write before or after, or begin on the first day of a month"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ([leads("95 %", "kept")], "'kept' cannot be judged by days: 'at least 90 %' and 'at least 95 %' do not add up"),
        ([], "'kept' cannot be judged by days: this version does not have it"),
        (
            [Objective("kept", "Sales", "Marketing", AtLeast("90 %"))],
            "'kept' cannot be judged by days: it has other parties, or is measured by something else",
        ),
    ],
)
def test_what_does_not_add_up_by_days_is_refused(changed: list[Objective], said: str) -> None:
    """With what to write instead; by one version, or from the first of a month on, it is taken."""
    old = agreed(leads("31 lead/month"), leads("90 %", "kept"))
    more: dict[str, Any] = {"objectives": [old.objectives[0], *changed], "signatures": SIGNED}
    with pytest.raises(AgreementError, match=whole(f"month_of_change: {said}; {_INSTEAD}")):
        old.amended("2026-03-11", month_of_change="by days", **more)
    assert old.amended("2026-03-11", month_of_change="after", **more).begins == Month(2026, 3)
    assert old.amended("2026-03-01", month_of_change="by days", **more).begins == Month(2026, 3)


def test_windows_and_rounded_results_do_not_add_up() -> None:
    """Nor does a promise that was of another kind before."""
    for was, now in (
        (Rolling(AtLeast("10 lead/month"), months=3), Rolling(AtLeast("20 lead/month"), months=3)),
        (AtLeast("10 lead/month", rounded_to="1 lead"), AtLeast("20 lead/month", rounded_to="1 lead")),
        (AtLeast("10 lead/month"), Rolling(AtLeast("10 lead/month"), months=3)),
    ):
        with pytest.raises(AgreementError, match=r"'leads' cannot be judged by days: .* do not add up; write before"):
            agreed(leads(was)).amended("2026-03-11", objectives=[leads(now)], month_of_change="by days")


def test_the_version_that_was_in_force_before_counts_too() -> None:
    """The second version is not signed, and would add up; the first one held until then."""
    second = agreed(leads(AtLeast("10 lead/month", rounded_to="1 lead"))).amended(
        "2026-02-01", objectives=[leads("10 lead/month")]
    )
    more: dict[str, Any] = {"objectives": [leads("20 lead/month")], "month_of_change": "by days"}
    said = (
        "month_of_change: 'leads' cannot be judged by days: 'at least 10 lead/month, rounded to 1 lead' and "
        f"'at least 20 lead/month' do not add up; {_INSTEAD}"
    )
    with pytest.raises(AgreementError, match=whole(said)):
        second.amended("2026-03-11", **more)
    signed = attrs.evolve(second, signatures=SIGNED)
    assert signed.amended("2026-03-11", **more).month_of_change == "by days"


def test_the_version_that_it_amends_counts_signed_or_not() -> None:
    """So that a signature that is written down later makes nothing unreadable."""
    unsigned = agreed(leads("90 %"), signatures={})
    with pytest.raises(
        AgreementError, match=r"^month_of_change: 'leads' cannot be judged by days: 'at least 90 %' and"
    ):
        unsigned.amended("2026-03-11", objectives=[leads("95 %")], month_of_change="by days")


def test_other_problems_of_a_promise_are_said_alone() -> None:
    """What no longer can be judged at all needs no word about days."""
    said = "objectives.leads: 'leads' is a count in call now, and was a count in lead: give it another name"
    with pytest.raises(AgreementError, match=whole(said)):
        agreed(leads("31 lead/month")).amended(
            "2026-03-11", objectives=[leads("31 call/month")], month_of_change="by days"
        )


def test_only_an_amendment_says_how_it_begins() -> None:
    """In Python as in files."""
    for key, value in (("month_of_change", "after"), ("retroactive", True)):
        said = f"{key}: it says how an amendment begins, and the agreement amends no other"
        with pytest.raises(AgreementError, match=whole(said)):
            agreed(leads("31 lead/month"), **{key: value})


def test_values_that_mean_nothing_are_refused() -> None:
    """With those that do."""
    old = agreed(leads("31 lead/month"))
    said = "the month of change is judged by the version 'before' or 'after', or 'by days'; not 'half'"
    with pytest.raises(InvalidValueError, match=whole(said)):
        old.amended("2026-03-11", month_of_change="half")
    with pytest.raises(InvalidValueError, match=whole("retroactive is True or False; not 1")):
        old.amended("2026-03-11", retroactive=1)


# Retroactive


@pytest.mark.parametrize(
    ("since", "sales", "retroactive", "begins"),
    [
        ("2026-03-01", "2026-05-20", True, "2026-03"),
        ("2026-03-01", "2026-05-20", False, "2026-06"),
        ("2026-03-01", "2026-03-01", True, "2026-03"),
        ("2026-03-02", "2026-05-20", True, "2026-04"),
        ("2026-01-02", "2026-05-20", True, "2026-02"),
        ("2026-03-01", None, True, None),
    ],
)
def test_a_retroactive_amendment_holds_from_its_day(
    since: str, sales: str | None, retroactive: bool, begins: str | None
) -> None:
    """Once all have signed; months before their signatures are judged by it, and until then by the version before."""
    signed = {"Marketing": "2026-05-01"} | ({} if sales is None else {"Sales": sales})
    new = agreed(leads("31 lead/month")).amended(
        since, objectives=[leads("62 lead/month")], signatures=signed, retroactive=retroactive
    )
    assert new.begins == (None if begins is None else Month.parse(begins))
    assert targets(new) == {
        str(month): 62 if begins is not None and month >= Month.parse(begins) else 31 for month in judged(new).period
    }


def test_a_retroactive_month_of_change() -> None:
    """Both keys together: 10 days of 31 and 21 of 62, signed in July."""
    new = agreed(leads("31 lead/month")).amended(
        "2026-03-11",
        objectives=[leads("62 lead/month")],
        signatures=dict.fromkeys(SIGNED, "2026-07-07"),
        month_of_change="by days",
        retroactive=True,
    )
    assert targets(new)["2026-03"] == 52


def test_a_retroactive_signature_stands_again_from_the_day_of_the_amendment_on() -> None:
    """Sales withdrew in February, and signed in May from April on; a withdrawal in June counts from July on."""
    new = agreed(leads("31 lead/month")).amended(
        "2026-04-01", signatures=SIGNED | {"Sales": "2026-05-20"}, retroactive=True
    )
    journal = Journal([Withdrawal("Sales", "2026-02-10"), Withdrawal("Sales", "2026-06-10")])
    found = [each.status for each in judged(new, journal=journal).verdicts]
    assert found == [Status.MISSED] * 2 + [Status.NOT_IN_FORCE] + [Status.MISSED] * 3 + [Status.NOT_IN_FORCE] * 3
    assert new.unsigned(Month(2026, 4)) == ()


def test_a_later_version_forgets_how_the_one_before_began() -> None:
    """It begins with a month and when it is signed, unless it says so itself; in one piece none says it."""
    first = agreed(leads("31 lead/month")).amended("2026-03-11", month_of_change="after", retroactive=True)
    for each in (first.amended("2026-05-05"), first.consolidated):
        assert (each.month_of_change, each.retroactive) == ("before", False)
