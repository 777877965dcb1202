"""Chances of whole heads against exact sums, scipy and enumeration; what is believed of a rate before counting."""

import re
from fractions import Fraction
from itertools import pairwise, product
from math import comb, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from smarketing.errors import InvalidValueError
from smarketing.funnel import Prior, Rate
from smarketing.funnel.risk.chances import Floats, quantile, reach, spread
from smarketing.units import Number

CLOSE = 1e-12

certain = st.builds(Rate, st.fractions(0, 1, max_denominator=20) | st.sampled_from([Fraction(0), Fraction(1)]))
counted = st.builds(Rate, st.fractions(0, 1, max_denominator=8), st.fractions(Fraction(1, 2), 40, max_denominator=3))
rates = certain | counted
parts = st.fractions(Fraction(1, 8), 6, max_denominator=8)
priors = st.builds(Prior, parts, parts)
chains = st.lists(rates, min_size=1, max_size=3)


def _rising(start: Fraction, steps: int) -> Fraction:
    """Multiply start, start + 1, ... for so many steps."""
    return prod((start + step for step in range(steps)), start=Fraction(1))


def _converted(heads: int, rate: Rate, prior: Prior) -> list[Fraction]:
    """Give the exact chances that 0, 1, ... of the heads convert, by the closed forms."""
    if rate.trials is None:
        return [comb(heads, won) * rate.share**won * (1 - rate.share) ** (heads - won) for won in range(heads + 1)]
    wins = prior.wins + rate.share * rate.trials
    losses = prior.losses + (1 - rate.share) * rate.trials
    ways = (comb(heads, won) * _rising(wins, won) * _rising(losses, heads - won) for won in range(heads + 1))
    return [way / _rising(wins + losses, heads) for way in ways]


def _through(heads: int, ways: list[Rate], prior: Prior) -> list[Fraction]:
    """Give the exact chances of how many come through a chain, by every number at every stage."""
    chances = [Fraction(0)] * heads + [Fraction(1)]
    for rate in ways:
        after = [Fraction(0)] * (heads + 1)
        for before, chance in enumerate(chances):
            for won, share in enumerate(_converted(before, rate, prior)):
                after[won] += chance * share
        chances = after
    return chances


def _all_of(heads: int) -> Floats:
    """Say that so many heads are there for certain."""
    chances = np.zeros(heads + 1)
    chances[heads] = 1.0
    return chances


@given(chains, priors, st.integers(0, 9))
def test_spreads_of_a_chain_are_the_exact_ones(ways: list[Rate], prior: Prior, heads: int) -> None:
    """Stage after stage, binomial and beta-binomial chances as fractions."""
    chances = _all_of(heads)
    for number, rate in enumerate(ways, 1):
        chances = spread(rate, prior, chances)
        assert chances == pytest.approx([float(each) for each in _through(heads, ways[:number], prior)], abs=CLOSE)


@given(chains, priors, st.integers(0, 9), st.integers(0, 9))
def test_the_chance_to_reach_is_the_exact_tail(ways: list[Rate], prior: Prior, wanted: int, most: int) -> None:
    """For every number of heads up to the most, at least the wanted number comes through."""
    tails = [float(sum(_through(heads, ways, prior)[wanted:])) for heads in range(most + 1)]
    assert reach(ways, prior, wanted, most) == pytest.approx(tails, abs=CLOSE)


@pytest.mark.parametrize("shares", [("1/2", "1/3"), ("2/5", "3/4", "1/2"), ("1", "1/4"), ("0", "1")])
def test_chains_of_certain_rates_head_by_head(shares: tuple[str, ...]) -> None:
    """Every way that five heads can go: each gets to one stage and not to the next."""
    ways = [Rate(Fraction(share)) for share in shares]
    stops = [
        prod((way.share for way in ways[:place]), start=Fraction(1)) * (1 - ways[place].share)
        for place in range(len(ways))
    ]
    stops.append(1 - sum(stops, Fraction(0)))
    exact = [Fraction(0)] * 6
    for fates in product(range(len(stops)), repeat=5):
        exact[fates.count(len(ways))] += prod((stops[fate] for fate in fates), start=Fraction(1))
    for wanted in range(6):
        assert reach(ways, Prior(), wanted, 5)[5] == pytest.approx(float(sum(exact[wanted:])), abs=CLOSE)


def test_the_share_of_heads_is_even_where_nothing_is_known() -> None:
    """One won and one lost as the prior and hardly a trial: of n heads, 0 to n convert with 1 / (n + 1) each.

    With a prior of 1 and 1 after "1 of 2", Beta(2, 2), the chances of 0, 1, 2 of two are 6/20, 8/20, 6/20.
    """
    hardly = Rate(Fraction(1, 2), Fraction(1, 10**15))
    assert spread(hardly, Prior(), _all_of(4)) == pytest.approx([0.2] * 5, abs=CLOSE)
    assert spread(Rate.of("1 of 2"), Prior(), _all_of(2)) == pytest.approx([0.3, 0.4, 0.3], abs=CLOSE)


@pytest.mark.parametrize("rate", ["190 of 400", "0 of 12", "12 of 12", "3 of 1000", "47.5 %", "0.1 %", "99.9 %"])
@pytest.mark.parametrize("prior", [Prior(), Prior(Fraction(1, 2), Fraction(1, 2)), Prior(8, 2)])
def test_many_heads_agree_with_scipy(rate: str, prior: Prior) -> None:
    """Both tails and all between for 1,500 heads."""
    heads, way = 1500, Rate.of(rate)
    won = np.arange(heads + 1)
    law = stats.binom(heads, float(way.share)) if way.trials is None else stats.betabinom(heads, *prior.after(way))
    assert spread(way, prior, _all_of(heads)) == pytest.approx(law.pmf(won), rel=1e-8, abs=CLOSE)
    wanted = int(law.median())
    assert reach([way], prior, wanted, heads)[heads] == pytest.approx(float(law.sf(wanted - 1)), abs=1e-10)


@given(chains, priors, st.integers(0, 80), st.integers(0, 80))
def test_more_heads_never_lower_the_chance(ways: list[Rate], prior: Prior, wanted: int, most: int) -> None:
    """To the last bit, from 0 to 1, and nothing where there are fewer heads than are wanted."""
    chances = reach(ways, prior, wanted, most)
    assert len(chances) == most + 1
    assert all(less <= more for less, more in pairwise(chances))
    assert all(0 <= chance <= 1 for chance in chances)
    assert not chances[:wanted].any()


@given(chains, priors, st.integers(0, 60))
def test_wanting_more_never_raises_the_chance(ways: list[Rate], prior: Prior, wanted: int) -> None:
    """For every number of heads; nothing is always reached."""
    assert (reach(ways, prior, wanted + 1, 60) <= reach(ways, prior, wanted, 60)).all()
    assert reach(ways, prior, 0, 60) == pytest.approx(np.ones(61), abs=CLOSE)


@given(chains, rates, priors, st.integers(0, 30))
def test_one_more_way_never_raises_the_chance(ways: list[Rate], rate: Rate, prior: Prior, wanted: int) -> None:
    """Who has farther to go arrives more rarely; a way that all pass changes nothing."""
    chances = reach(ways, prior, wanted, 40)
    assert (reach([*ways, rate], prior, wanted, 40) <= chances + CLOSE).all()
    assert reach([*ways, Rate(1)], prior, wanted, 40) == pytest.approx(chances, abs=CLOSE)


@pytest.mark.parametrize("wanted", [0, 1, 5, 40])
def test_near_certainty_more_heads_never_lower_the_chance(wanted: int) -> None:
    """Where sums of hundreds of chances differ from one by their last bits only."""
    ways = [Rate.of("90 of 100"), Rate(Fraction(9, 10))]
    assert all(less <= more for less, more in pairwise(reach(ways, Prior(), wanted, 400)))


def test_no_way_is_no_risk() -> None:
    """Heads at the sale are sales."""
    assert list(reach([], Prior(), 2, 3)) == [0.0, 0.0, 1.0, 1.0]


@given(rates, priors, st.lists(st.integers(0, 9), min_size=1, max_size=12).filter(any))
def test_a_spread_is_the_mixture_over_the_stage_before(rate: Rate, prior: Prior, weights: list[int]) -> None:
    """It sums to one, and each number before counts by its chance."""
    before = np.array(weights) / sum(weights)
    mixture = [Fraction(0)] * len(weights)
    for heads, weight in enumerate(weights):
        for won, share in enumerate(_converted(heads, rate, prior)):
            mixture[won] += Fraction(weight, sum(weights)) * share
    after = spread(rate, prior, before)
    assert after == pytest.approx([float(each) for each in mixture], abs=CLOSE)
    assert float(after.sum()) == pytest.approx(1, abs=CLOSE)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=15).filter(any), st.fractions(0, 1, max_denominator=40))
def test_a_quantile_is_the_least_number_with_chance_enough(weights: list[int], share: Fraction) -> None:
    """Counted up in whole weights."""
    chances = np.array(weights) / sum(weights)
    place = next(place for place in range(len(weights)) if sum(weights[: place + 1]) >= share * sum(weights))
    assert quantile(chances, float(share)) == place


def test_quantiles_are_there_when_floats_sum_to_less_than_they_should() -> None:
    """Eight tenths are 0.7999999999999999; and what is missing for a share is never beyond the last number."""
    assert quantile(np.full(10, 0.1), 0.8) == 7
    assert quantile(np.full(10, 0.1), 1.0) == 9
    assert quantile(np.array([0.5, 0.4]), 1.0) == 1


def test_a_prior_counts_like_trials() -> None:
    """190 of 400 after one of each is Beta(191, 211); after Jeffreys' halves, Beta(190.5, 210.5)."""
    rate = Rate.of("190 of 400")
    assert Prior().after(rate) == (191.0, 211.0)
    assert Prior(0.5, Fraction(1, 2)).after(rate) == (190.5, 210.5)
    assert Prior(3, 7).after(Rate.of("0 of 5")) == (3.0, 12.0)


def test_trials_may_count_in_part() -> None:
    """Half a head that may still convert: 1 of 2.5 is Beta(2, 2.5)."""
    assert Prior().after(Rate(Fraction(2, 5), Fraction(5, 2))) == (2.0, 2.5)


@given(priors, st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(1, 30))
def test_what_was_counted_is_the_prior_of_what_is_counted_next(
    prior: Prior, won: int, lost: int, won_next: int, lost_next: int
) -> None:
    """Two months one after the other tell what they tell together."""
    first = Prior(prior.wins + won, prior.losses + lost)
    together = Rate.of(f"{won + won_next} of {won + won_next + lost + lost_next}")
    assert first.after(Rate.of(f"{won_next} of {won_next + lost_next}")) == prior.after(together)


@pytest.mark.parametrize(("wins", "losses"), [(0, 1), (1, 0), (-1, 1), (1, Fraction(-1, 2)), (0, 0)])
def test_a_prior_of_nothing_is_refused(wins: Number, losses: Number) -> None:
    """Without wins or losses it is no distribution."""
    message = f"a prior has wins and losses above zero, not {float(wins):g} and {float(losses):g}"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
        Prior(wins, losses)
    assert caught.value.field == "prior"
