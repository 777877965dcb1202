"""Predictions of the next month: seeded, covering, and calibrated on data whose rates are known."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Month
from smarketing.errors import InvalidValueError
from smarketing.funnel import Cohorts, Prediction, next_month

LAST = Month(2024, 6)
STEADY = (0.10, *[0.05] * 12)
FADING = (0.10, 0.06, 0.04, 0.02, *[0.0] * 9)


def backtest(hazards: tuple[float, ...], seed: int) -> tuple[Prediction, int]:
    """Simulate as many months as there are hazards, predict the last from those before it, and count what it was."""
    chance = np.random.default_rng(seed)
    known, left = len(hazards) - 2, 1.0
    shares = []
    for hazard in hazards:
        shares.append(left * hazard)
        left *= 1 - hazard
    months = [[int(heads) for heads in chance.multinomial(80, [*shares, left])] for _ in hazards]
    start = LAST - known
    entered = {start + month: 80 for month in range(known + 1)}
    converted = {
        (start + month, gap): heads[gap] for month, heads in enumerate(months) for gap in range(known - month + 1)
    }
    actual = sum(heads[known + 1 - month] for month, heads in enumerate(months))
    return next_month(Cohorts(LAST, entered, converted), 80, runs=1000), actual


@pytest.mark.parametrize("hazards", [STEADY, FADING], ids=["steady", "fading"])
def test_intervals_are_calibrated_where_rates_do_not_change(hazards: tuple[float, ...]) -> None:
    """Of 200 simulated months 90 % lie in the 90 % interval and 50 % in that of 50 %, give or take three deviations.

    Whole heads make intervals a little wide: the upper limits allow for 5 % more.
    """
    outcomes = [backtest(hazards, seed) for seed in range(200)]
    for confidence, least, most in ((0.5, 100 - 21, 110 + 21), (0.9, 180 - 12, 190 + 9)):
        limits = [(*prediction.interval(confidence), actual) for prediction, actual in outcomes]
        assert least <= sum(low <= actual <= high for low, high, actual in limits) <= most


def test_predictions_are_not_biased_where_later_months_are_alike() -> None:
    """Over 200 simulated months, what came is what was said, give or take one head in twenty."""
    outcomes = [backtest(STEADY, seed) for seed in range(200)]
    actual = np.mean([actual for _, actual in outcomes])
    assert np.mean([prediction.mean for prediction, _ in outcomes]) == pytest.approx(actual, rel=0.05)


# 10,000 entered in each month; half convert at once, a fifth of those left a month later.
MANY = Cohorts(
    LAST,
    {LAST - 1: 10_000, LAST: 10_000},
    {(LAST - 1, 0): 5_000, (LAST - 1, 1): 1_000, (LAST, 0): 5_000},
)


def test_each_age_has_its_own_chance() -> None:
    """500 of 1000 who enter, a fifth of 5,000 who are a month old; nobody was seen at two months, so a fifth is held
    for likely of the 4,000 who are that old, though not known at all.
    """
    prediction = next_month(MANY, 1000)
    assert prediction.month == Month(2024, 7)
    assert prediction.mean == pytest.approx(500 + 1000 + 800, rel=0.02)
    low, high = prediction.interval()
    assert high - low > 1000
    without = next_month(Cohorts(LAST, {LAST: 10_000}, {(LAST, 0): 10_000}), 1000)
    assert without.mean == pytest.approx(1000, rel=0.01)


def test_of_nobody_nobody_converts() -> None:
    """Nobody enters and all have converted: there is nothing to expect and no doubt."""
    done = Cohorts(LAST, {LAST: 50}, {(LAST, 0): 50})
    prediction = next_month(done, 0)
    assert (prediction.mean, prediction.interval(0.99)) == (0.0, (0, 0))
    assert next_month(Cohorts(LAST, {}, {}), 0).interval() == (0, 0)


def test_nothing_known_is_anything_from_nothing_to_all() -> None:
    """Without any cohort the rate is held for one in two, with much doubt."""
    prediction = next_month(Cohorts(LAST, {}, {}), 10)
    assert prediction.mean == pytest.approx(5, abs=0.1)
    assert prediction.interval(0.98) == (0, 10)


def test_cohorts_to_come_are_left_out() -> None:
    """Only the heads that are said to enter do; later months are not in the table yet."""
    more = Cohorts(LAST, {**MANY.entered, LAST + 1: 9_999, LAST + 3: 9_999}, MANY.converted)
    assert np.array_equal(next_month(more, 10).sample, next_month(MANY, 10).sample)


def test_a_seed_repeats_a_prediction() -> None:
    """The same one the same sample, another one another, of about the same mean."""
    one, same, other = (next_month(MANY, 100, seed=seed) for seed in (7, 7, 8))
    assert np.array_equal(one.sample, same.sample)
    assert not np.array_equal(one.sample, other.sample)
    assert one.mean == pytest.approx(other.mean, rel=0.01)
    assert len(next_month(MANY, 100, runs=17).sample) == 17


def test_drift_widens_the_interval_around_the_same_mean() -> None:
    """The more a month may differ from those before it, the less is known of it."""
    low_rates = Cohorts(LAST, {LAST - 1: 10_000, LAST: 10_000}, {(LAST - 1, 0): 300, (LAST, 0): 300})
    predictions = [next_month(low_rates, 10_000, drift=drift) for drift in (0.0, 0.1, 0.3, 0.6)]
    widths = [high - low for low, high in (prediction.interval() for prediction in predictions)]
    assert widths == sorted(widths)
    assert widths[-1] > 3 * widths[0]
    # A drift of 30 % around 300: 90 % lie within 1.645 deviations, about 150 on both sides.
    assert widths[2] == pytest.approx(300, rel=0.1)
    for prediction in predictions:
        assert prediction.mean == pytest.approx(predictions[0].mean, rel=0.02)


def test_drift_converts_nobody_twice() -> None:
    """Rates that drift above 100 % are all there are."""
    sure = Cohorts(LAST, {LAST: 1000}, {(LAST, 0): 1000})
    assert next_month(sure, 40, drift=0.9).sample.max() == 40


def test_recent_months_are_all_that_counts_if_stated() -> None:
    """What happened before them makes no difference, and does if nothing is stated."""
    old = LAST - 2
    at_once = Cohorts(LAST, {old: 500, LAST: 100}, {(old, 0): 500, (LAST, 0): 20})
    later = Cohorts(LAST, {old: 500, LAST: 100}, {(old, 1): 500, (LAST, 0): 20})
    one, other = (next_month(cohorts, 100, recent=1).sample for cohorts in (at_once, later))
    assert np.array_equal(one, other)
    assert next_month(at_once, 100).mean > next_month(at_once, 100, recent=1).mean + 30


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.sampled_from([0.05, 0.25, 0.5, 0.8, 0.9, 0.99]))
def test_an_interval_holds_its_share_of_the_sample(sample: list[int], confidence: float) -> None:
    """At least; of what is left out, at most half lies on each side, and nothing smaller would do on that side."""
    low, high = Prediction(LAST, np.sort(np.array(sample))).interval(confidence)
    out = (1 - confidence) / 2 * len(sample) + 1e-9
    assert sum(low <= each <= high for each in sample) >= confidence * len(sample) - 1e-9
    assert sum(each < low for each in sample) <= out < sum(each <= low for each in sample) + 2e-9
    assert sum(each > high for each in sample) <= out


def test_an_interval_by_hand() -> None:
    """Of 1 to 1000, 90 % lie from 51 to 950, 50 left out on each side; without a confidence it is that of 90 %."""
    prediction = Prediction(LAST, np.arange(1, 1001))
    assert prediction.interval() == prediction.interval(0.9) == (51, 950)
    assert prediction.interval(0.5) == (251, 750)
    assert prediction.mean == 500.5


def test_a_sample_is_sorted_whole_heads() -> None:
    """From the least to the most that may come; it is not shown, for it is long."""
    prediction = next_month(MANY, 100, runs=500)
    assert list(prediction.sample) == sorted(prediction.sample)
    assert prediction.sample.dtype.kind == "i"
    assert repr(prediction) == "Prediction(month=Month(2024, 7))"


@pytest.mark.parametrize(
    ("wrong", "message", "field"),
    [
        ({"entering": -1}, "entering heads are not below zero: -1", "entering"),
        ({"drift": -0.1}, "a drift is 0, or from a millionth on: not -0.1", "drift"),
        ({"drift": 1e-9}, "a drift is 0, or from a millionth on: not 1e-09", "drift"),
        ({"drift": float("inf")}, "a drift is 0, or from a millionth on: not inf", "drift"),
        ({"runs": 0}, "a prediction has one run or more, of one recent month or more", "runs"),
        ({"recent": 0}, "a prediction has one run or more, of one recent month or more", "runs"),
    ],
)
def test_impossible_predictions_are_refused(wrong: dict[str, int], message: str, field: str) -> None:
    """Heads and drift below zero, no run at all, and no month to learn from."""
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$") as caught:
        next_month(MANY, **{"entering": 10, **wrong})
    assert caught.value.field == field


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 1.5])
def test_an_interval_has_a_confidence(confidence: float) -> None:
    """Between none and all."""
    message = f"a confidence is above 0 and below 1, not {confidence}"
    with pytest.raises(InvalidValueError, match=f"^{re.escape(message)}$"):
        next_month(MANY, 10).interval(confidence)
