"""How sure a promise is: chances, volumes for a confidence, and intervals, against sums over scipy's distributions."""

from fractions import Fraction
from math import sqrt
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from smarketing.funnel import Chance, Funnel, Prior, Rate, chance, outlook, rate_interval, volume_for
from smarketing.funnel.risk.confidence import MOST
from smarketing.units import Quantity

NAMES = ["lead", "MQL", "SQL", "customer"]
JEFFREYS = Prior(Fraction(1, 2), Fraction(1, 2))


def chain(*rates: str, goal: int = 50, prior: Prior = JEFFREYS) -> Funnel:
    """Give a chain to the customer, each of whom brings 100 USD; the goal is in customers."""
    names = NAMES[-len(rates) - 1 :]
    return Funnel(
        [names[0], *zip(names[1:], rates, strict=True)], "100 USD/customer", f"{goal * 100} USD/month", prior=prior
    )


counted = st.tuples(st.integers(1, 20), st.integers(0, 20)).map(lambda pair: f"{pair[0]} of {sum(pair)}")
rates = counted | st.integers(20, 100).map("{} %".format)
chains = st.builds(
    lambda ways, goal: chain(*ways, goal=goal), st.lists(rates, min_size=1, max_size=3), st.integers(0, 12)
)


def entry(funnel: Funnel, heads: int) -> Quantity:
    """Give so many heads at the first stage."""
    return Quantity(heads, f"{funnel.names[0]}/month")


def _tail(wins: Fraction, trials: int, heads: int, wanted: int) -> float:
    """Give the chance of a counted rate with Jeffreys' prior, by scipy."""
    law = stats.betabinom(heads, float(wins) + 0.5, trials - float(wins) + 0.5)
    return float(law.sf(wanted - 1))


@pytest.mark.parametrize(("heads", "wanted"), [(100, 50), (120, 50), (80, 50), (49, 50), (1000, 450), (5000, 2400)])
def test_the_chance_of_one_counted_rate_is_the_tail_of_a_beta_binomial(heads: int, wanted: int) -> None:
    """190 of 400 and Jeffreys' prior."""
    found = chance(chain("190 of 400", goal=wanted), f"{heads} SQL/month")
    assert found.share == pytest.approx(_tail(Fraction(190), 400, heads, wanted), abs=1e-10)
    assert found.standard_error is None


def test_the_chance_of_certain_rates_is_the_tail_of_a_binomial() -> None:
    """Of certain rates only heads are uncertain, and two rates are as good as their product: 40 % x 50 % = 20 %."""
    exact = float(stats.binom(300, 0.2).sf(49))
    assert chance(chain("40 %", "50 %"), "300 MQL/month").share == pytest.approx(exact, abs=1e-12)


def test_the_chance_of_two_counted_rates_is_the_sum_over_the_stage_between() -> None:
    """P(customers >= 20) = sum over SQLs of P(SQLs) x P(customers >= 20 of so many)."""
    wanted, heads = 20, 150
    first = stats.betabinom(heads, 40.5, 60.5).pmf(np.arange(heads + 1))
    exact = sum(float(share) * _tail(Fraction(10), 25, between, wanted) for between, share in enumerate(first))
    found = chance(chain("40 of 100", "10 of 25", goal=wanted), f"{heads} MQL/month")
    assert found.share == pytest.approx(exact, abs=1e-10)


def test_a_rate_counted_from_very_many_is_as_good_as_certain() -> None:
    """Half of a million million."""
    sure = chance(chain("50 %"), "110 SQL/month").share
    assert chance(chain("500000000000 of 1000000000000"), "110 SQL/month").share == pytest.approx(sure, abs=1e-9)


def test_a_volume_in_another_period_is_that_of_the_goal() -> None:
    """300 a quarter are 100 a month; heads without a period are those of the goal's."""
    funnel = chain("190 of 400")
    assert chance(funnel, "300 SQL/quarter") == chance(funnel, "100 SQL/month") == chance(funnel, "100 SQL")


@pytest.mark.parametrize(("heads", "share"), [(50, 1.0), (49, 0.0), (0, 0.0)])
def test_sales_are_certain_when_they_are_there(heads: int, share: float) -> None:
    """50 customers are the goal."""
    assert chance(chain("50 %"), f"{heads} customer/month") == Chance(share)


def test_a_part_of_a_sale_is_none() -> None:
    """A goal of 1,950 USD at 100 takes 20 customers, and 19 are not enough."""
    funnel = Funnel(["SQL", ("customer", "100 %")], "100 USD/customer", "1950 USD/month")
    assert [chance(funnel, f"{heads} SQL/month").share for heads in (19, 20)] == [0.0, 1.0]


def test_sources_are_asked_for_their_share_only() -> None:
    """60 % of 5,000 USD are 30 customers."""
    part = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month", sources={"SQL": "60 %"})
    assert chance(part, "60 SQL/month") == chance(chain("50 %", goal=30), "60 SQL/month")
    assert volume_for(part, "SQL", "80 %") == volume_for(chain("50 %", goal=30), "SQL", "80 %")


@given(chains, st.integers(0, 60))
def test_more_leads_never_lower_the_chance(funnel: Funnel, heads: int) -> None:
    """To the last bit."""
    assert chance(funnel, entry(funnel, heads)).share <= chance(funnel, entry(funnel, heads + 1)).share


@given(chains, st.integers(0, 60))
def test_a_higher_goal_never_raises_the_chance(funnel: Funnel, heads: int) -> None:
    """By one customer more."""
    rates = [str(stage.rate) for stage in funnel.stages[1:]]
    higher = chain(*rates, goal=int(funnel.goal.value) // 100 + 1)
    assert chance(higher, entry(funnel, heads)).share <= chance(funnel, entry(funnel, heads)).share


@given(chains, st.integers(1, 90))
def test_the_volume_for_a_confidence_is_the_least(funnel: Funnel, percent: int) -> None:
    """It reaches the confidence (as nearly as floating point tells), and one head less does not."""
    volume = volume_for(funnel, funnel.names[0], f"{percent} %")
    assert volume.unit == f"{funnel.names[0]}/month"
    assert chance(funnel, volume).share >= percent / 100 - 1e-12
    less = volume - entry(funnel, 1)
    assert less.value < 0 or chance(funnel, less).share < percent / 100


@given(chains, st.integers(1, 90), st.integers(1, 90))
def test_more_confidence_never_needs_less(funnel: Funnel, one: int, other: int) -> None:
    """Volumes are monotone in the confidence."""
    low, high = (volume_for(funnel, funnel.names[0], Fraction(each, 100)) for each in sorted((one, other)))
    assert low <= high


def test_volumes_for_a_confidence_by_scipy() -> None:
    """200 of 400 and an even prior: the first number of heads whose tail is enough."""
    for confidence in (0.55, 0.8, 0.95):
        tails = (float(stats.betabinom(heads, 201, 201).sf(49)) for heads in range(1000))
        least = next(heads for heads, tail in enumerate(tails) if tail >= confidence)
        funnel = chain("200 of 400", prior=Prior())
        assert volume_for(funnel, "SQL", confidence) == Quantity(least, "SQL/month")


@pytest.mark.parametrize("rate", ["60 of 120", "50 %"])
def test_samples_agree_with_what_is_exact_just_below(rate: str) -> None:
    """11,000 heads are sampled: within five standard errors of scipy's tail, and the error is that of 100,000 draws."""
    heads, wanted = MOST + 1000, 5490
    law = stats.betabinom(heads, 60.5, 60.5) if "of" in rate else stats.binom(heads, 0.5)
    exact = float(law.sf(wanted - 1))
    found = chance(chain(rate, goal=wanted), f"{heads} SQL/month", seed=3)
    assert abs(found.share - exact) < 5 * sqrt(exact * (1 - exact) / 100_000)
    assert found.standard_error == pytest.approx(sqrt(exact * (1 - exact) / 100_000), rel=0.02)


def test_ten_thousand_heads_are_not_sampled() -> None:
    """Exact to the last of them; one more is sampled, with its standard error, and near."""
    funnel = chain("60 of 120", goal=4900)
    exact, sampled = (chance(funnel, f"{heads} SQL/month") for heads in (MOST, MOST + 1))
    assert exact.standard_error is None
    assert sampled.standard_error is not None
    assert abs(exact.share - sampled.share) < 5 * sampled.standard_error


@pytest.mark.parametrize("confidence", [0.2, 0.5, 0.9])
def test_sampled_volumes_reach_their_confidence(confidence: float) -> None:
    """More than 10,000 heads: by scipy, within five standard errors."""
    funnel = chain("60 of 120", goal=12_000)
    heads = int(volume_for(funnel, "SQL", confidence).value)
    reached = _tail(Fraction(60), 120, heads, 12_000)
    assert abs(reached - confidence) < 5 * sqrt(confidence * (1 - confidence) / 100_000)


def test_a_confidence_that_ten_thousand_heads_do_not_give_takes_more() -> None:
    """A goal within the exact numbers whose volume is not: 4,900 customers at about 50 % with 95 %."""
    heads = int(volume_for(chain("60 of 120", goal=4900), "SQL", "95 %").value)
    assert heads > MOST
    assert abs(_tail(Fraction(60), 120, heads, 4900) - 0.95) < 5 * sqrt(0.95 * 0.05 / 100_000)


def test_samples_follow_their_seed() -> None:
    """The same seed gives the same number, another one another."""
    funnel = chain("60 of 120", goal=6000)
    first, again, other = (chance(funnel, "12000 SQL/month", seed=seed) for seed in (1, 1, 2))
    assert first == again != other
    assert volume_for(funnel, "SQL", "90 %", seed=1) == volume_for(funnel, "SQL", "90 %", seed=1)


def test_a_volume_just_beyond_the_exact_numbers_is_beyond_them() -> None:
    """No number up to 10,000 is enough by a millionth, so the least that is, sampled, is higher."""
    funnel = chain("60 of 120", goal=4992)
    share = chance(funnel, f"{MOST} SQL/month").share
    assert volume_for(funnel, "SQL", share + 1e-6, seed=1).value > MOST


def test_nothing_is_always_reached() -> None:
    """A goal of nothing takes nobody, and any number of heads reaches it."""
    funnel = chain("1 of 10", goal=0)
    assert volume_for(funnel, "SQL", "99 %") == Quantity(0, "SQL/month")
    assert [chance(funnel, f"{heads} SQL/month").share for heads in (0, 10, MOST + 1)] == [1.0, 1.0, 1.0]


def test_a_rate_of_nothing_reaches_nothing() -> None:
    """However many heads."""
    assert [chance(chain("0 %", goal=1), f"{heads} SQL/month").share for heads in (100, MOST, 10**9)] == [0, 0, 0]


def test_a_rate_that_was_counted_as_zero_may_be_higher() -> None:
    """Beta(1, 11): one of n customers or more with 1 - 11 / (11 + n), which is 80 % for 44."""
    never_yet = chain("0 of 10", goal=1, prior=Prior())
    assert chance(never_yet, "100 SQL/month").share == pytest.approx(100 / 111, abs=1e-12)
    assert volume_for(never_yet, "SQL", "79.9 %") == Quantity(44, "SQL/month")


@pytest.mark.parametrize(("low", "high"), [("50 %", "80 %"), ("80 %", "95 %"), ("95 %", "99.9 %")])
def test_intervals_nest(low: str, high: str) -> None:
    """A higher confidence leaves out less, at every stage."""
    funnel = chain("40 of 100", "30 %", "10 of 25")
    narrow, wide = (outlook(funnel, "200 lead/month", each) for each in (low, high))
    assert all(out.low <= each.low <= each.high <= out.high for each, out in zip(narrow, wide, strict=True))


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.9, 0.99])
def test_intervals_hold_what_they_say(confidence: float) -> None:
    """Each side leaves out at most half of the rest, and one head less would leave out more: by scipy."""
    first, second = outlook(chain("40 of 100", "50 %"), "200 MQL/month", confidence)
    assert [(each.stage, int(each.expected)) for each in (first, second)] == [("SQL", 80), ("customer", 40)]
    spread = stats.betabinom(200, 40.5, 60.5).pmf(np.arange(201))
    after = np.sum([share * stats.binom(heads, 0.5).pmf(np.arange(201)) for heads, share in enumerate(spread)], axis=0)
    for each, law in ((first, spread), (second, after)):
        low, high = int(each.low.value), int(each.high.value)
        half = (1 - confidence) / 2
        assert law[:low].sum() < half <= law[: low + 1].sum()
        assert law[high + 1 :].sum() <= half < law[high:].sum()
        assert each.low.unit == each.high.unit == f"{each.stage}/month"


def test_the_outlook_of_the_sale_itself_is_empty() -> None:
    """No stage comes later."""
    assert outlook(chain("50 %"), "5 customer/month") == ()


@pytest.mark.parametrize("rate", ["190 of 400", "0 of 12", "12 of 12", "1 of 2"])
@pytest.mark.parametrize("prior", [None, JEFFREYS, Prior(2, 6)])
def test_the_interval_of_a_rate_leaves_out_equal_tails(rate: str, prior: Prior | None) -> None:
    """The density between the bounds, and below, by numeric integration."""
    low, high = rate_interval(rate, "80 %", prior)
    law = stats.beta(*(prior or Prior()).after(Rate.of(rate)))
    inside = cast("float", integrate.quad(law.pdf, low, high)[0])
    assert inside == pytest.approx(0.8, abs=1e-7)
    assert float(law.cdf(low)) == pytest.approx(0.1, abs=1e-9)
    wider = rate_interval(Rate.of(rate), 0.9, prior)
    assert 0 <= wider[0] < low < high < wider[1] <= 1


def test_more_heads_are_not_less_sure_where_sampling_begins() -> None:
    """65.36 % at 10,000 heads, exactly; the sample alone would say 65.23 % at 10,001."""
    funnel = chain("200 of 400", goal=4900)
    assert chance(funnel, f"{MOST + 1} SQL/month").share >= chance(funnel, f"{MOST} SQL/month").share
