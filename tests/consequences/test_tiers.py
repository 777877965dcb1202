"""Tiers of a credit: which result of a month is in which tier, and what it pays."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from month_limits import limited
from smarketing import (
    Actual,
    AtLeast,
    Case,
    Consequence,
    Credit,
    Due,
    Finding,
    Ledger,
    Limit,
    Metric,
    Missed,
    Month,
    Objective,
    Period,
    Quantity,
    Status,
    Tier,
    Verdict,
    quantity,
)
from smarketing.consequences.tiers import result_in, spans

MONTH = Month(2026, 1)
UPTIME = Metric("uptime", "%", "share")
LEADS = Metric("leads", "SQL", "count")
SPEED = Metric("speed", "hour", "level")


def miss(metric: Metric, actual: Actual | None, **finding: object) -> Verdict:
    """Give a miss with an actual; whatever else its finding is told."""
    promise = Objective(metric.name, "Sales", "Marketing", AtLeast("1 SQL/month"))
    found = Finding(Status.MISSED, actual, **finding)  # type: ignore[arg-type]
    return Verdict(promise, metric, Period.of(MONTH), found, Status.MISSED, Status.MISSED)


def dues(credit: Credit, verdict: Verdict) -> list[Due]:
    """Give what a credit makes of one miss."""
    return list(credit(Case("money", MONTH, (verdict,))))


def because(credit: Credit, verdict: Verdict) -> str:
    """Give the reason of the one due of a miss, after what was missed and when."""
    (due,) = dues(credit, verdict)
    return due.because.removeprefix(f"{verdict.promise.name} was missed in 2026-01: ")


def paying(tiers: Sequence[Tier], value: Fraction) -> list[Tier]:
    """Give the tiers that a number in the unit of the first is for."""
    return [tier for numbers, tier in spans(tuple(tiers)) if value in numbers]


def paid(tiers: Sequence[Tier], result: str) -> list[str]:
    """Give what each of the tiers pays that a result is in."""
    return [str(tier.pay) for tier in paying(tiers, quantity(result).value)]


# Which numbers a tier is for

LOWER = {"at_least": lambda value, bound: value >= bound, "above": lambda value, bound: value > bound}
UPPER = {"below": lambda value, bound: value < bound, "at_most": lambda value, bound: value <= bound}
HOLDS: dict[str, Callable[[Fraction, int], bool]] = LOWER | UPPER
INCLUSIVE = {"above": 0, "at_least": 1, "at_most": 1, "below": 0}
Bounds = dict[str, int]


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    """Give a bound on one side, or one on each with something between them."""
    sides = draw(st.sampled_from([(LOWER,), (UPPER,), (LOWER, UPPER)]))
    low = draw(st.integers(0, 6))
    names = [draw(st.sampled_from(sorted(side))) for side in sides]
    return dict(zip(names, (low, low + draw(st.integers(1, 3))), strict=False))


def is_for(tier: Bounds, tiers: Sequence[Bounds], value: Fraction) -> bool:
    """Tell slowly whether a tier is for a value: of tiers that are open to the same side, the tightest takes it."""
    if not all(HOLDS[name](value, bound) for name, bound in tier.items()):
        return False
    if len(tier) == 2:
        return True
    ((name, bound),) = tier.items()
    side = LOWER if name in LOWER else UPPER
    rivals = [
        next(iter(each.items()))
        for each in tiers
        if len(each) == 1 and each.keys() <= side.keys() and HOLDS[next(iter(each))](value, next(iter(each.values())))
    ]
    if side is LOWER:
        return not any((other, -INCLUSIVE[how]) > (bound, -INCLUSIVE[name]) for how, other in rivals)
    return not any((other, INCLUSIVE[how]) < (bound, INCLUSIVE[name]) for how, other in rivals)


@given(st.lists(bounds(), min_size=1, max_size=5))
def test_a_result_is_in_the_tiers_that_slow_counting_finds(tiers: list[Bounds]) -> None:
    """On, between and beyond all bounds, whatever tiers stand beside each other and in whatever order."""
    made = tuple(
        Tier(pay=f"{place} USD", **{name: Quantity(bound, "point") for name, bound in tier.items()})
        for place, tier in enumerate(tiers)
    )
    for half in range(-2, 22):
        value = Fraction(half, 2)
        expected = [place for place, tier in enumerate(tiers) if is_for(tier, tiers, value)]
        assert [int(tier.pay.value) for tier in paying(made, value)] == expected


@given(st.lists(st.tuples(bounds(), st.integers(0, 9)), min_size=1, max_size=4), st.integers(-2, 22))
def test_a_credit_pays_the_highest_of_its_tiers_and_nothing_in_a_gap(
    tiers: list[tuple[Bounds, int]], half: int
) -> None:
    """One due of the most that any tier for the result pays; none where there is none."""
    value, score = Fraction(half, 2), Metric("score", "point", "level")
    made = [
        Tier(pay=Quantity(pay, "USD"), **{name: Quantity(bound, "point") for name, bound in tier.items()})
        for tier, pay in tiers
    ]
    most = max((pay for tier, pay in tiers if is_for(tier, [each for each, _pay in tiers], value)), default=None)
    found = [due.amount for due in dues(Credit(tiers=made), miss(score, Actual(value)))]
    assert found == ([] if most is None else [Quantity(most, "USD")])


EDGES: list[tuple[dict[str, str], str, bool]] = [
    ({"below": "95 %"}, "94.999999 %", True),
    ({"below": "95 %"}, "95 %", False),
    ({"at_most": "95 %"}, "95 %", True),
    ({"at_most": "95 %"}, "95.000001 %", False),
    ({"at_least": "95 %"}, "95 %", True),
    ({"at_least": "95 %"}, "94.999999 %", False),
    ({"above": "95 %"}, "95 %", False),
    ({"above": "95 %"}, "95.000001 %", True),
    ({"at_least": "95 %", "at_most": "95 %"}, "95 %", True),
    ({"above": "1/3 %", "below": "2/3 %"}, "1/3 %", False),
    ({"above": "1/3 %", "below": "2/3 %"}, "0.34 %", True),
]


@pytest.mark.parametrize(("tier", "result", "inside"), EDGES)
def test_edges_are_exact(tier: dict[str, str], result: str, inside: bool) -> None:
    """A bound belongs to `at_least` and `at_most` and not to `above` and `below`, to the last digit."""
    assert bool(paid([Tier(pay="1 USD", **tier)], result)) is inside


def test_tiers_with_one_bound_run_on_to_the_next() -> None:
    """Under 95 and under 90 are two parts of the scale, in whatever order they stand; the lower may pay less."""
    tiers = [Tier(pay="100 USD", below="90 %"), Tier(pay="250 USD", below="95 %")]
    for order in (tiers, tiers[::-1]):
        assert [paid(order, f"{share} %") for share in (95, 94, 90, 89, 0)] == [
            [],
            ["250 USD"],
            ["250 USD"],
            ["100 USD"],
            ["100 USD"],
        ]

    assert [str(numbers) for numbers, _tier in Credit(tiers=tiers).spans] == ["x < 90", "90 <= x < 95"]


def test_tiers_with_one_bound_upwards_run_on_as_well() -> None:
    """At least 24 hours, and above 48 hours: 48 is still in the first."""
    tiers = [Tier(pay="50 USD", at_least="24 hours"), Tier(pay="99 USD", above="48 hours")]
    found = [paid(tiers, f"{hours} hours") for hours in (23, 24, 48, 49)]
    assert found == [[], ["50 USD"], ["50 USD"], ["99 USD"]]


def test_tiers_with_two_bounds_cut_nothing_off() -> None:
    """Where one lies in another both are for the result, and the credit pays the higher, wherever it stands."""
    tiers = [Tier(pay="9 USD", below="95 %"), Tier(pay="5 USD", at_least="90 %", below="93 %")]
    assert paid(tiers, "92 %") == ["9 USD", "5 USD"]
    assert because(Credit(tiers=tiers), miss(UPTIME, Actual(92, 100))) == "92 % is below 95 %: 9.00 USD"
    assert because(Credit(tiers=tiers[::-1]), miss(UPTIME, Actual(92, 100))) == "92 % is below 95 %: 9.00 USD"


def test_the_highest_tier_is_the_highest_in_money() -> None:
    """30 % of 400 USD are more than 100 USD, and 30 % of 300 USD are less."""
    tiers = [Tier(pay="30 %", below="95 %"), Tier(pay="100 USD", at_least="90 %", below="95 %")]
    for fee, amount in (("400 USD", "120 USD"), ("300 USD", "100 USD")):
        (due,) = dues(Credit(of=fee, tiers=tiers), miss(UPTIME, Actual(92, 100)))
        assert due.amount == quantity(amount)


def test_the_last_of_several_misses_counts() -> None:
    """Where two misses bring the credit, its tier is that of the month at hand."""
    verdicts = (miss(UPTIME, Actual(10, 100)), miss(UPTIME, Actual(92, 100)))
    tiers = [Tier(pay="1 USD", below="95 %"), Tier(pay="9 USD", below="50 %")]
    (due,) = Credit(tiers=tiers)(Case("money", MONTH, verdicts))
    assert due.because.endswith(": 92 % is below 95 %: 1.00 USD")


# What is read off which scale

RESULTS: dict[str, tuple[str, Verdict, Quantity | None]] = {
    "share": ("95 %", miss(UPTIME, Actual(949, 1000)), quantity("94.9 %")),
    "count": ("90 SQL", miss(LEADS, Actual(80)), quantity("80 SQL")),
    "rate of one month": ("90 SQL/month", miss(LEADS, Actual(80)), quantity("80 SQL/month")),
    "rate of a longer period": ("300 SQL/quarter", miss(LEADS, Actual(80)), quantity("240 SQL/quarter")),
    "count of a window": ("250 SQL", miss(LEADS, Actual(240), months=3), quantity("240 SQL")),
    "rate of a window": ("90 SQL/month", miss(LEADS, Actual(240), months=3), quantity("80 SQL/month")),
    "year's rate of a window": ("999 SQL/year", miss(LEADS, Actual(240), months=3), quantity("960 SQL/year")),
    "level in another unit": ("90 minutes", miss(SPEED, Actual(2)), quantity("120 minutes")),
    "part of at least": (
        "95 %",
        miss(LEADS, Actual(240), at_least=quantity("300 SQL"), months=3),
        quantity("80 %"),
    ),
    "part of at most": ("95 %", miss(SPEED, Actual(48), at_most=quantity("24 hours")), quantity("50 %")),
    "share, not its part of the target": (
        "95 %",
        miss(UPTIME, Actual(45, 50), at_least=quantity("99 %")),
        quantity("90 %"),
    ),
    "no figure": ("95 %", miss(UPTIME, None), None),
    "share of nothing": ("95 %", miss(UPTIME, Actual(0, 0)), None),
    "count without a figure": ("95 SQL", miss(LEADS, None), None),
    "no target": ("95 %", miss(LEADS, Actual(80)), None),
    "two targets": ("95 %", miss(LEADS, Actual(80), at_least=quantity("90 SQL"), at_most=quantity("99 SQL")), None),
    "target of zero": ("95 %", miss(LEADS, Actual(-1), at_least=quantity("0 SQL")), None),
}


@pytest.mark.parametrize(("bound", "verdict", "result"), RESULTS.values(), ids=RESULTS)
def test_a_result_is_read_on_the_scale_of_the_tiers(bound: str, verdict: Verdict, result: Quantity | None) -> None:
    """A share or a number in the tiers' unit, a month's average for a rate, else the part of the one target."""
    found = result_in([Tier(pay="1 USD", below=bound)], verdict)
    assert (found, found and found.unit) == (result, result and result.unit)


def test_a_miss_without_a_result_counts_as_the_highest_tier() -> None:
    """Whoever has no figure is not better off than whoever has a bad one; the highest is meant in money."""
    tiers = [Tier(pay="30 %", below="95 %"), Tier(pay="100 USD", below="90 %"), Tier(pay="10 %", below="80 %")]
    reason = "without a result, the highest tier: 30 % of 400.00 USD"
    assert because(Credit(of="400 USD", tiers=tiers), miss(UPTIME, None)) == reason
    (due,) = dues(Credit(of="400 USD", tiers=tiers), miss(UPTIME, Actual(0, 0)))
    assert due.amount == quantity("120 USD")
    (less,) = dues(Credit(of="300 USD", tiers=tiers), miss(UPTIME, None))
    assert less.amount == quantity("100 USD")


# What is paid, and why

SAID: list[tuple[Credit, Verdict, str]] = [
    (
        Credit(of="4000 USD", tiers=[Tier(pay="10 %", at_least="99 %", below="99.9 %")]),
        miss(UPTIME, Actual(995, 1000)),
        "99.5 % is at least 99 % and below 99.9 %: 10 % of 4,000.00 USD",
    ),
    (
        Credit(tiers=[Tier(pay="3 days", above="24 hours")]),
        miss(SPEED, Actual(30)),
        "30 hours is above 24 hours: 3 days",
    ),
    (
        Credit(tiers=[Tier(pay="1 month", at_most="90 SQL/month")]),
        miss(LEADS, Actual(80)),
        "80 SQL/month is at most 90 SQL/month: 1 month",
    ),
    (
        Credit(of="100 USD", tiers=[Tier(pay="100 %", below="95 %")]),
        miss(UPTIME, Actual(9, 10)),
        "90 % is below 95 %: 100 % of 100.00 USD",
    ),
]


@pytest.mark.parametrize(("credit", "verdict", "reason"), SAID)
def test_a_due_says_which_tier_it_is(credit: Credit, verdict: Verdict, reason: str) -> None:
    """The result, the tier that it is in, and what that pays."""
    assert because(credit, verdict) == reason


def test_a_due_says_which_limit_cut_what_its_tier_pays() -> None:
    """The limit comes after the tier, and the share of the fee that it pays."""
    (exact,) = dues(Credit(of="100 USD", tiers=[Tier(pay="100 %", below="95 %")]), miss(UPTIME, Actual(9, 10)))
    due = limited(exact, [Limit("30 USD", per="month")], None, Ledger(), MONTH)
    assert due is not None
    assert due.amount == quantity("30 USD")
    assert due.because.removeprefix("uptime was missed in 2026-01: ") == (
        "90 % is below 95 %: 100 % of 100.00 USD, of which the limit of 30.00 USD per month leaves 30.00 USD"
    )


def test_a_result_is_not_said_to_be_what_its_tier_excludes() -> None:
    """99.899 % is below 99.9 %, and not 99.9 %; a result on the bound has as many digits as the bound."""
    credit = Credit(tiers=[Tier(pay="1 USD", below="99.9 %")])
    assert because(credit, miss(UPTIME, Actual(99_899, 100_000))) == "99.899 % is below 99.9 %: 1.00 USD"
    assert because(credit, miss(UPTIME, Actual(988_911, 1_000_000))) == "98.89 % is below 99.9 %: 1.00 USD"
    edge = Credit(tiers=[Tier(pay="1 USD", at_most="99.899 %")])
    assert because(edge, miss(UPTIME, Actual(99_899, 100_000))) == "99.899 % is at most 99.899 %: 1.00 USD"


def test_equal_tiers_in_other_words_keep_their_own_units() -> None:
    """60 minutes are an hour and a week is 7 days; 45 of the minutes are still no hour, and 7 of the days 7."""
    hours = (Tier(pay="1 week", above="1 hour"),)
    minutes = (Tier(pay="7 days", above="60 minutes"),)
    assert hours == minutes
    assert [bool(paying(hours, Fraction(count))) for count in (1, 45, 61)] == [False, True, True]
    assert [bool(paying(minutes, Fraction(count))) for count in (1, 45, 61)] == [False, False, True]
    for tiers, amount in ((hours, "1 week"), (minutes, "7 days")):
        (due,) = dues(Credit(tiers=tiers), miss(SPEED, Actual(2)))
        assert due.amount == quantity(amount)


# What is refused

PAY = "pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not"
UNDER = Tier(pay="10 USD", below="95 %")
REFUSED: dict[str, tuple[Callable[[], object], str, str | None]] = {
    "no bound": (lambda: Tier(pay="1 USD"), "a tier needs a bound: at_least, above, below or at_most", None),
    "negative pay": (lambda: Tier(pay="-1 USD", below="3 %"), "a credit is not negative: -1 USD", "pay"),
    "two lower bounds": (
        lambda: Tier(pay="1 USD", at_least="3 %", above="3 %"),
        "a tier has one of at_least and above, not both",
        "above",
    ),
    "two upper bounds": (
        lambda: Tier(pay="1 USD", below="3 %", at_most="3 %"),
        "a tier has one of below and at_most, not both",
        "at_most",
    ),
    "nothing between": (
        lambda: Tier(pay="1 USD", at_least="95 %", below="95 %"),
        "nothing is at least 95 % and below 95 %",
        "below",
    ),
    "nothing on the edge": (
        lambda: Tier(pay="1 USD", above="1 hour", at_most="60 minutes"),
        "nothing is above 1 hour and at most 60 minutes",
        "at_most",
    ),
    "bounds of two kinds": (
        lambda: Tier(pay="1 USD", at_least="5 SQL", below="5 %"),
        "5 % cannot be compared with SQL",
        None,
    ),
    "neither pay nor tiers": (
        lambda: Credit(of="400 USD"),
        "a credit needs exactly one of pay, tiers and by_run",
        "pay",
    ),
    "both pay and tiers": (
        lambda: Credit("1 USD", tiers=[UNDER]),
        "a credit needs exactly one of pay, tiers and by_run",
        "pay",
    ),
    "share of no fee": (lambda: Credit(tiers=[Tier(pay="5 %", below="9 %")]), f"{PAY} 5 %", "tiers"),
    "two currencies": (
        lambda: Credit(tiers=[UNDER, Tier(pay="9 EUR", below="9 %")]),
        "a credit pays in one unit: USD or EUR",
        "tiers",
    ),
    "days and weeks": (
        lambda: Credit(tiers=[Tier(pay="3 days", below="9 %"), Tier(pay="1 week", below="5 %")]),
        "a credit pays in one unit: day or week",
        "tiers",
    ),
    "not the fee's currency": (
        lambda: Credit(of="400 EUR", tiers=[UNDER]),
        "pay a share of the fee or EUR, not 10 USD",
        "tiers",
    ),
    "tiers of two kinds": (
        lambda: Credit(tiers=[UNDER, Tier(pay="9 USD", below="9 SQL")]),
        "tiers are on one scale: below 9 SQL is not in %",
        "tiers",
    ),
    "least below zero": (
        lambda: Consequence("pay", Missed("any"), Credit("5 USD"), only_above="-1 USD"),
        "only_above is not negative: -1 USD",
        "only_above",
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_tiers_that_cannot_be_are_refused(make: Callable[[], object], message: str, field: str | None) -> None:
    """The message shows what is refused, the error names the argument."""
    assert refusal(make) == (message, field)
