"""Conversion rates: exact shares, and what they were counted from."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.funnel import Rate, Stage
from smarketing.units import Number


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


@given(st.integers(1, 10**6), st.data())
def test_a_counted_rate_keeps_what_it_was_counted_from(trials: int, data: st.DataObject) -> None:
    """The share is exact, and the text gives the rate again."""
    wins = data.draw(st.integers(0, trials))
    rate = Rate.of(f"{wins} of {trials}")
    assert rate.share == Fraction(wins, trials)
    assert rate.wins == wins
    assert rate.trials == trials
    assert str(rate) == f"{wins} of {trials}"
    assert Rate.of(str(rate)) == Rate.of(rate) == rate


@given(st.fractions(0, 3, max_denominator=400))
def test_a_share_is_read_as_it_is_written(share: Fraction) -> None:
    """Whether a decimal writes it in full or not; it was counted from nothing."""
    rate = Rate(share)
    assert Rate.of(str(rate)) == Rate.of(share) == rate
    assert (rate.share, rate.wins, rate.trials) == (share, None, None)


@pytest.mark.parametrize(
    ("rate", "share", "text"),
    [
        ("100 %", 1, "100 %"),
        (1, 1, "100 %"),
        ("1/3 %", Fraction(1, 300), "1/3 %"),
        (0.35, Fraction(7, 20), "35 %"),
        ("0 %", 0, "0 %"),
        (0, 0, "0 %"),
        (" 1,900 of 4,000 ", Fraction(19, 40), "1900 of 4000"),
        ("0 of 7", 0, "0 of 7"),
        ("7 of 7", 1, "7 of 7"),
        ("2.5 of 10", Fraction(1, 4), "2.5 of 10"),
    ],
)
def test_rates_at_and_inside_their_bounds(rate: str | Number, share: Number, text: str) -> None:
    """Nobody may pass, and all may; rates are exact, counted ones too."""
    kept = Stage("SQL", rate).rate
    assert kept is not None
    assert (kept.share, str(kept)) == (share, text)


def test_a_count_is_no_share() -> None:
    """The same share counted from more is another rate."""
    assert len({Rate.of("1 of 2"), Rate.of("50 of 100"), Rate.of("50 %"), Rate(0.5)}) == 3


@pytest.mark.parametrize(("rate", "shown"), [(-0.1, "-10 %"), ("-5 %", "-5 %"), (Fraction(-1, 10**5), "-0.001 %")])
def test_a_rate_below_zero_is_refused(rate: str | Number, shown: str) -> None:
    """Nobody comes back."""
    with pytest.raises(InvalidValueError, match=whole(f"a rate is not below 0 %: {shown}")) as caught:
        Stage("SQL", rate)
    assert caught.value.field == "rate"


@pytest.mark.parametrize(
    ("rate", "shown"),
    [("150 %", "150 %"), (40, "4,000 %"), (1.5, "150 %"), ("100.001 %", "100.001 %"), (Rate("150 %"), "150 %")],
)
def test_a_rate_above_the_whole_is_for_stages_that_grow(rate: str | Number | Rate, shown: str) -> None:
    """The message does not round the rate to the bound it breaks, and names the way out."""
    message = f"a rate is at most 100 %, not {shown}; a stage that has more heads than the one before 'grows'"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Stage("seat", Rate.of(rate))
    assert caught.value.field == "rate"
    assert Stage("seat", Rate.of(rate), grows=True).rate == Rate.of(rate)


def test_a_stage_that_grows_is_no_trial() -> None:
    """Heads that multiply are not won or lost one by one; a plain share below the whole is a rate like any other."""
    message = "a stage that grows has a plain rate: heads that multiply are no trials"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Stage("seat", Rate.of("3 of 4"), grows=True)
    assert caught.value.field == "rate"
    assert Stage("seat", Rate.of("75 %"), grows=True).rate == Rate("75 %")


@pytest.mark.parametrize("rate", ["40 lead", "40 point", "40 %/month", "40 SQL/MQL", "190 of 400 leads", "3 out of 4"])
def test_a_rate_is_a_share(rate: str) -> None:
    """Counts and points are no shares."""
    with pytest.raises(InvalidValueError, match=whole(f"a rate is a share, as in '40 %'; not {rate!r}")) as caught:
        Rate.of(rate)
    assert caught.value.field == "rate"


@pytest.mark.parametrize("rate", ["40", "0.4"])
def test_a_rate_in_text_needs_its_sign(rate: str) -> None:
    """The way out for a rate is a share, and not '40 lead/month'."""
    with pytest.raises(InvalidValueError, match=whole(f"a rate is a share, as in '40 %'; not {rate!r}")):
        Stage("SQL", Rate.of(rate))


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (True, "True is not a number"),
        (float("nan"), "nan is not a number that can be counted with"),
        ("many", "a rate is a share, as in '40 %'; not 'many'"),
        ("few of many", "'few' is not a number; write it as 1234.5 or 1,234.5"),
        ("3 of many", "'many' is not a number; write it as 1234.5 or 1,234.5"),
    ],
)
def test_a_rate_that_is_nothing_at_all_is_refused(rate: str | Number, message: str) -> None:
    """With the words of numbers and quantities."""
    with pytest.raises(InvalidValueError, match=whole(message)):
        Rate.of(rate)


@pytest.mark.parametrize("rate", ["400 of 190", "-1 of 4", "0 of 0"])
def test_a_part_is_no_more_than_its_whole(rate: str) -> None:
    """The message shows the order of the two."""
    message = f"{rate!r} is not a rate; write the part first, as in '190 of 400'"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Rate.of(rate)
    assert caught.value.field == "rate"


@pytest.mark.parametrize(
    ("share", "trials", "message"),
    [
        ("50 %", 0, "a rate is counted from one trial or more, not 0"),
        (0.5, -3, "a rate is counted from one trial or more, not -3"),
        (1.5, 10, "15 of 10 is above 100 %"),
        ("-50 %", 10, "a rate is not below 0 %: -50 %"),
    ],
)
def test_trials_that_cannot_have_been_are_refused(share: str | Number, trials: int, message: str) -> None:
    """A counted rate has somebody to count, and no more wins than trials."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        Rate(share, trials)
    assert caught.value.field == "rate"
