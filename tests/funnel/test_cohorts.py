"""Cohorts: hazards, lag and rate against triangles worked by hand and a loop over heads."""

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing import Month
from smarketing.funnel import Cohorts, Days, Rate

START, LAST = Month(2024, 1), Month(2024, 6)
Head = tuple[int, int | None]
"""When a head entered and how many months later it converted: months after START, and after that."""

HEADS = st.lists(st.tuples(st.integers(0, 7), st.none() | st.integers(0, 7)), max_size=40)


def seen(heads: list[Head], through: Month = LAST) -> Cohorts:
    """Count what can be seen of heads at the end of a month."""
    known = [(START + month, gap) for month, gap in heads if START + month <= through]
    converted = [(month, gap) for month, gap in known if gap is not None and month + gap <= through]
    return Cohorts(through, Counter(month for month, _gap in known), Counter(converted))


def slow_hazards(heads: list[Head], through: Month, months: int | None = None) -> list[tuple[int, int]]:
    """Follow every head month by month for as long as it can be seen."""
    wins, trials = Counter[int](), Counter[int]()
    longest = max((through - (START + month) for month, _gap in heads), default=-1)
    for month, gap in heads:
        for later in range(through - (START + month) + 1):
            if gap is not None and gap < later:
                break
            if months is None or START + month + later > through - months:
                trials[later] += 1
                wins[later] += gap == later
    return [(wins[later], trials[later]) for later in range(longest + 1)]


# Entered 100 in April, 100 in May, 200 in June. Converted after 0, 1, 2 months: April 10, 18, 9; May 10, 9; June 20.
TRIANGLE = Cohorts(
    LAST,
    {Month(2024, 4): 100, Month(2024, 5): 100, LAST: 200},
    {
        (Month(2024, 4), 0): 10,
        (Month(2024, 4), 1): 18,
        (Month(2024, 4), 2): 9,
        (Month(2024, 5), 0): 10,
        (Month(2024, 5), 1): 9,
        (LAST, 0): 20,
    },
)


def test_a_triangle_by_hand() -> None:
    """Hazards 40/400, 27/180, 9/72; left 90 %, 76.5 %, 66.9375 %; so 10 %, 23.5 %, 33.0625 % have converted.

    Of those who do, 1600/5290, 2160/5290 and 1530/5290 take 0, 1 and 2 months. April is worth 100 trials, May
    100 x 3760/5290 = 71.077, June 200 x 1600/5290 = 60.491: 231.57 trials (to 2 places) with 76 wins.
    """
    assert TRIANGLE.hazards() == ((40, 400), (27, 180), (9, 72))
    assert TRIANGLE.matured == (Fraction(1, 10), Fraction(235, 1000), Fraction(330625, 1000000))
    assert TRIANGLE.lag == (Fraction(160, 529), Fraction(216, 529), Fraction(153, 529))
    assert TRIANGLE.rate == Rate(76 / Fraction("231.57"), Fraction("231.57"))
    assert TRIANGLE.rate.wins == 76


def test_what_a_cohort_became_so_far() -> None:
    """Counts and no estimate: 37 of the 100 of April, 20 of the 200 of June, which is 0 months old."""
    ages = [TRIANGLE.age(month) for month in (Month(2024, 4), LAST, Month(2024, 8))]
    assert ages == [2, 0, -2]
    assert TRIANGLE.so_far(Month(2024, 4)) == Rate.of("37 of 100")
    assert TRIANGLE.so_far(LAST) == Rate.of("20 of 200")


@pytest.mark.parametrize(
    ("months", "hazards"),
    [
        (1, ((20, 200), (9, 90), (9, 72))),  # what happened in June: one cohort at each age
        (2, ((30, 300), (27, 180), (9, 72))),  # and in May
        (3, ((40, 400), (27, 180), (9, 72))),
        (99, ((40, 400), (27, 180), (9, 72))),
    ],
)
def test_hazards_of_the_last_months_by_hand(months: int, hazards: tuple[tuple[int, int], ...]) -> None:
    """A diagonal of the triangle is what happened in one month."""
    assert TRIANGLE.hazards(months) == hazards


@given(HEADS, st.none() | st.integers(1, 9))
def test_hazards_are_those_of_a_loop_over_heads(heads: list[Head], months: int | None) -> None:
    """At each age, those who convert then, of those who are seen then and have not before."""
    visible = [head for head in heads if START + head[0] <= LAST]
    assert list(seen(heads).hazards(months)) == slow_hazards(visible, LAST, months)


@given(HEADS)
def test_the_share_that_has_converted_only_grows(heads: list[Head]) -> None:
    """It is the chance of not having been left over at any age so far."""
    left, wanted = Fraction(1), []
    for wins, trials in slow_hazards([head for head in heads if START + head[0] <= LAST], LAST):
        left *= 1 - Fraction(wins, trials or 1)
        wanted.append(1 - left)
    matured = seen(heads).matured
    assert list(matured) == wanted == sorted(wanted)
    assert all(0 <= share <= 1 for share in matured)


@given(HEADS.filter(len))
def test_where_all_is_seen_the_rate_is_wins_of_heads(heads: list[Head]) -> None:
    """Years later nothing is estimated: rate and lag are what happened."""
    cohorts = seen(heads, START + 60)
    gaps = Counter(gap for _month, gap in heads if gap is not None)
    wins = gaps.total()
    assert cohorts.rate == Rate(Fraction(wins, len(heads)), Fraction(len(heads)))
    if wins:
        assert cohorts.lag == tuple(Fraction(gaps[gap], wins) for gap in range(max(gaps) + 1))


@given(HEADS.filter(len))
def test_a_lag_is_shares_that_sum_to_one(heads: list[Head]) -> None:
    """And is as long as the last conversion took; the rate has all wins, and never fewer trials or more than heads."""
    cohorts = seen(heads)
    wins = sum(cohorts.converted.values())
    if wins:
        assert sum(cohorts.lag) == 1
        assert min(cohorts.lag) >= 0
        assert len(cohorts.lag) == 1 + max(gap for _month, gap in cohorts.converted)
    if cohorts.entered:
        assert cohorts.rate.wins == wins
        assert cohorts.rate.trials is not None
        assert wins <= cohorts.rate.trials <= sum(cohorts.entered.values())


def test_the_order_of_cohorts_does_not_matter() -> None:
    """They are a mapping."""
    entered, converted = list(TRIANGLE.entered.items()), list(TRIANGLE.converted.items())
    turned = Cohorts(LAST, dict(entered[::-1]), dict(converted[::-1]))
    assert (turned.hazards(), turned.rate, turned.lag) == (TRIANGLE.hazards(), TRIANGLE.rate, TRIANGLE.lag)


def test_leads_that_may_still_convert_do_not_lower_the_rate() -> None:
    """Growing cohorts of a known rate of 30 %, spread over 6 months, half of which are young.

    Wins divided by heads say less than 20 %; the rate says 30 %, within four standard errors of all heads, and with it
    comes the lag. Twelve cohorts, with seeds at hand.
    """
    for seed in range(5):
        chance = np.random.default_rng(seed)
        heads: list[Head] = []
        for month in range(12):
            late = chance.random(200 * 2 ** (month // 2)) < 0.3
            heads += [(month, int(chance.integers(6)) if wins else None) for wins in late]
        cohorts = seen(heads, START + 11)
        assert Fraction(sum(cohorts.converted.values()), len(heads)) < Fraction(20, 100)
        assert abs(float(cohorts.rate.share) - 0.3) < 4 * (0.3 * 0.7 / float(cohorts.rate.trials or 1)) ** 0.5
        assert cohorts.lag == pytest.approx([1 / 6] * 6, abs=0.03)


def test_who_skipped_a_stage_counts_for_the_rate_and_not_for_the_lag() -> None:
    """Of 300 of each month 30 % convert, after 0 to 5 months; every third of them skips, and is seen 4 months later.

    The rate has all of them, the lag is of the others, and what is not seen yet is allowed for. Eight cohorts, of which
    the last four are younger than what they will show.
    """
    entered, converted, undated = {}, Counter[tuple[Month, int]](), Counter[tuple[Month, int]]()
    for place in range(8):
        cohort = START + place
        entered[cohort] = 300
        for gap in range(6):
            for later, count in ((0, 10), (4, 5)):
                if gap + later <= 11 - place:
                    converted[cohort, gap + later] += count
                    if later:
                        undated[cohort, gap + later] += count
    cohorts = Cohorts(START + 11, entered, converted, undated)
    assert cohorts.lag == (Fraction(1, 6),) * 6
    assert abs(cohorts.rate.share - Fraction(30, 100)) < Fraction(1, 1000)
    young = Cohorts(START + 11, entered, converted)
    assert len(young.lag) == 10


@given(HEADS, st.integers(0, 12))
def test_without_dates_unknown_the_lag_is_the_growth_of_what_matured(found: list[Head], through: int) -> None:
    """Month by month, as a share of all that matures."""
    cohorts = seen(found, START + through)
    if cohorts.has_lag:
        matured = [Fraction(0), *cohorts.matured]
        growth = [(late - early) / matured[-1] for early, late in pairwise(matured)]
        assert list(cohorts.lag) == growth[: len(cohorts.lag)]
        assert not any(growth[len(cohorts.lag) :])


def test_a_rate_is_never_above_100_percent() -> None:
    """10 of May who all convert in June, and 10 of June who all do at once.

    Half convert at once (10 of 20), the other half a month later (10 of 10): June would be worth 5 trials, and 20 wins
    of 15 trials are none. It is 20 of 20.
    """
    cohorts = Cohorts(LAST, {LAST - 1: 10, LAST: 10}, {(LAST - 1, 1): 10, (LAST, 0): 10})
    assert cohorts.matured == (Fraction(1, 2), Fraction(1))
    assert cohorts.rate == Rate.of("20 of 20")


def test_cohorts_that_never_converted() -> None:
    """The rate is nothing of all heads, and there is no lag."""
    cohorts = Cohorts(LAST, {LAST - 3: 40, LAST: 2}, {})
    assert cohorts.rate == Rate(Fraction(0), Fraction(42))
    assert cohorts.matured == (Fraction(0),) * 4
    assert refusal(lambda: cohorts.lag)[0] == "nobody converted yet: there is no lag to learn"


@pytest.mark.parametrize("entered", [{}, {LAST + 1: 5}])
def test_cohorts_of_nobody_have_no_rate(entered: dict[Month, int]) -> None:
    """Nor of those who will enter only after what is known."""
    cohorts = Cohorts(LAST, entered, {})
    assert (cohorts.hazards(), cohorts.matured) == ((), ())
    assert refusal(lambda: cohorts.rate)[0] == "nobody entered: there is no rate to learn"
    assert refusal(lambda: cohorts.lag)[0] == "nobody converted yet: there is no lag to learn"
    assert refusal(lambda: cohorts.so_far(LAST))[0] == "nobody entered in 2024-06"


def test_heads_of_months_to_come_count_for_nothing() -> None:
    """The rate is that of those who entered by now, with or without wins."""
    plans = {LAST + 1: 1000, LAST + 5: 1000}
    for converted in ({}, {(LAST - 1, 1): 3}):
        now = Cohorts(LAST, {LAST - 1: 10, LAST: 4}, converted)
        later = Cohorts(LAST, {LAST - 1: 10, LAST: 4} | plans, converted)
        assert (later.rate, later.matured, later.hazards()) == (now.rate, now.matured, now.hazards())


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30), st.fractions(0, 1, max_denominator=100))
def test_quantiles_of_days_are_nearest_rank(days: list[int], share: Fraction) -> None:
    """Of n in order, the one whose rank is n times the share, rounded up; the least for none."""
    ranked = sorted(days)[max(ceil(share * len(days)), 1) - 1]
    assert Days(Counter(days)).quantile(share) == ranked


def test_quantiles_by_hand() -> None:
    """Half of four is two, and no mean of the second and the third; decimals are what they are written as."""
    days = Days({30: 1, 3: 1, 8: 1, 5: 1})
    assert (days.median, days.quantile(0.51), days.quantile(0.75), days.quantile(1), days.quantile("25 %")) == (
        5,
        8,
        8,
        30,
        3,
    )
    ten = Days(dict.fromkeys(range(1, 11), 1))
    assert [ten.quantile(share / 10) for share in range(1, 11)] == list(range(1, 11))


def test_no_days_have_no_quantile() -> None:
    """Nobody took any."""
    assert refusal(lambda: Days({}).median)[0] == "nobody converted yet: there are no days to count"
