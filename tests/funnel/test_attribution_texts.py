"""What an attribution says: published and hand-worked sentences, money that adds up as shown, and every error."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import whole
from funnel_examples import BRANCHING, FUNNEL, JANUARY, SEGMENTED, STAGES, outcome
from smarketing.errors import InvalidValueError
from smarketing.funnel import Funnel, Outcome, Stage, attribute
from smarketing.months import Month
from smarketing.units import Quantity


def test_80_leads_at_47_percent_and_98_dollars() -> None:
    """100 SQLs at 50 % and 100 USD were planned: 1276 = 2896/3 + 1337/6 + 527/6."""
    attribution = attribute(FUNNEL, outcome(80, 38, "3724 USD"))
    assert [str(cause.amount) for cause in attribution.causes] == ["2896/3 USD", "1337/6 USD", "527/6 USD"]
    assert attribution.parts == attribution.causes
    assert attribution.gap == Quantity(1276, "USD")
    assert attribution.sentence == (
        "Sales closed 38 of 50 customers. Of the 1,276.00 USD gap, 965.34 USD is fewer SQLs (Marketing), "
        "222.83 USD the win rate (Sales), 87.83 USD the deal size (Sales)"
    )
    sales = Quantity(Fraction(1864, 6), "USD")
    assert attribution.by("party") == {"Marketing": Quantity(Fraction(2896, 3), "USD"), "Sales": sales}
    assert attribution.by("stage") == {"SQL": Quantity(Fraction(2896, 3), "USD"), "customer": sales}
    assert attribution == attribute(FUNNEL, outcome(80, 38, "3724 USD"), planned=outcome(100, 50, "5000 USD"))


@pytest.mark.parametrize(
    ("actual", "sentence"),
    [
        (outcome(100, 50, "5000 USD"), "50 of 50 customers. Revenue is as planned"),
        (  # 20 more x 100 x (50 % + 41.67 %) / 2 = 916.67
            outcome(120, 50, "5000 USD"),
            (
                "50 of 50 customers. Revenue is as planned: "
                "-916.67 USD is more SQLs (Marketing), 916.67 USD the win rate (Sales)"
            ),
        ),
        (
            outcome(120, 60, "6000 USD"),
            "60 of 50 customers. Of the 1,000.00 USD surplus, 1,000.00 USD is more SQLs (Marketing)",
        ),
        (  # (100 - 75) x 100 x (50 % + 60 %) / 2 = 1375; (60 % - 50 %) x 100 x (100 + 75) / 2 = 875
            outcome(75, 45, "4500 USD"),
            (
                "45 of 50 customers. Of the 500.00 USD gap, 1,375.00 USD is fewer SQLs (Marketing), "
                "-875.00 USD the win rate (Sales)"
            ),
        ),
        (  # nobody came: rate and value are as planned
            outcome(0, 0, "0 USD"),
            "0 of 50 customers. Of the 5,000.00 USD gap, 5,000.00 USD is fewer SQLs (Marketing)",
        ),
        (  # nobody bought: (100 - 80) x 100 x 50 % / 2 = 500, and the value is as planned
            outcome(80, 0, "0 USD"),
            (
                "0 of 50 customers. Of the 5,000.00 USD gap, 500.00 USD is fewer SQLs (Marketing), "
                "4,500.00 USD the win rate (Sales)"
            ),
        ),
    ],
)
def test_sentences(actual: Outcome, sentence: str) -> None:
    """Misses, surpluses, what offsets, and zeros, worked by hand."""
    assert attribute(FUNNEL, actual).sentence == f"Sales closed {sentence}"


def test_nothing_was_planned() -> None:
    """A goal of zero: all is surplus of volume; with a rate of zero, volume and rate share it."""
    none = Funnel(STAGES, "100 USD/customer", "0 USD/month")
    words = "Sales closed 5 of 0 customers. Of the 500.00 USD surplus,"
    assert attribute(none, outcome(10, 5, "500 USD")).sentence == f"{words} 500.00 USD is more SQLs (Marketing)"
    never = Funnel([STAGES[0], Stage("customer", 0, owed_by="Sales")], "100 USD/customer", "0 USD/month")
    assert attribute(never, outcome(10, 5, "500 USD")).sentence == (
        f"{words} 250.00 USD is more SQLs (Marketing), 250.00 USD the win rate (Sales)"
    )


def test_a_rate_of_nobody_is_that_of_the_planned_outcome() -> None:
    """40 % and 90 USD were planned, not the funnel's 50 % and 100 USD; of nobody they did not change."""
    attribution = attribute(FUNNEL, outcome(0, 0, "0 USD"), planned=outcome(100, 40, "3600 USD"))
    assert [cause.amount.value for cause in attribution.causes] == [3600, 0, 0]


def test_a_branching_funnel_in_words() -> None:
    """1400 were planned: 100 leads and 50 partners are 20 SQLs, 10 customers at 100 + 80 % x 50 USD.

    Four of eight renew: 200 USD less. Ten SQLs that come by another way are 5 customers, whose renewals went from 50 to
    60 USD, on the mean 55: 5 x (100 + 80 % x 55) = 720.
    """
    counts = {"lead": 100, "partner": 50, "SQL of lead": 10, "SQL of partner": 10, "customer": 10, "renewal": 4}
    fewer_renewals = attribute(BRANCHING, Outcome(counts, {"customer": "1000 USD", "renewal": "200 USD"}))
    assert fewer_renewals.sentence == (
        "Sales closed 10 of 10 customers. Of the 200.00 USD gap, "
        "200.00 USD is the rate from customer to renewal (Service)"
    )
    counts |= {"SQL of lead": 20, "SQL of partner": 0, "renewal": 8}  # as many SQLs: 10 more leads, 10 fewer partners
    other_ways = attribute(BRANCHING, Outcome(counts, {"customer": "1000 USD", "renewal": "480 USD"}))
    assert other_ways.sentence == (
        "Sales closed 10 of 10 customers. Of the 80.00 USD surplus, 720.00 USD is the rate from lead to SQL (Sales), "
        "-720.00 USD the rate from partner to SQL (Sales), 80.00 USD the value of renewals (Service)"
    )


def test_causes_are_told_in_the_order_of_the_funnel() -> None:
    """Entries before what comes of them: half of the leads and partners, twice the win rate, half of the renewals.

    Each entry: 500 USD of sales, whose heads halve and whose rate doubles, 50 x 10 x 75 % = 375 USD; of 200 USD of
    renewals 50 x 10 % x 50 x (0.4 / 3 + 0.8 / 6 + 0.2 / 6 + 0.4 / 3) = 108.33 USD more.
    """
    counts = {"lead": 50, "partner": 25, "SQL of lead": 5, "SQL of partner": 5, "customer": 10, "renewal": 4}
    attribution = attribute(BRANCHING, Outcome(counts, {"customer": "1000 USD", "renewal": "200 USD"}))
    assert attribution.sentence == (
        "Sales closed 10 of 10 customers. Of the 200.00 USD gap, 483.33 USD is fewer leads (Marketing), "
        "483.33 USD fewer partners, -983.33 USD the win rate (Sales), "
        "216.67 USD the rate from customer to renewal (Service)"
    )
    stages = ["lead", "partner", "SQL", "SQL", "customer", "customer", "renewal", "renewal"]
    assert [cause.stage for cause in attribution.causes] == stages


def test_heads_from_outside_are_a_volume_of_their_own() -> None:
    """100 leads and 50 SQLs from outside were planned, 25 and 50 USD each; a fifth less came of both."""
    sources = {"lead": "50 %", "SQL": "50 %"}
    funnel = Funnel(
        ["lead", ("SQL", "50 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month", sources=sources
    )
    counts = {"lead": 80, "SQL of lead": 40, "SQL of outside": 40, "customer": 40}
    assert attribute(funnel, Outcome(counts, "4000 USD")).sentence == (
        "40 of 50 customers were closed. Of the 1,000.00 USD gap, 500.00 USD is fewer leads, 500.00 USD fewer SQLs"
    )
    del counts["SQL of outside"]
    with pytest.raises(InvalidValueError, match=whole("the outcome has no heads for SQL of outside")) as caught:
        attribute(funnel, Outcome(counts, "4000 USD"))
    assert caught.value.field == "heads"


def test_parts_of_nothing_are_left_out() -> None:
    """A stage of nobody's has no party, an unchanged factor no words."""
    assert [cause.kind for cause in attribute(FUNNEL, outcome(80, 40, "4000 USD")).parts] == ["volume"]
    funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    sentence = "40 of 50 customers were closed. Of the 1,000.00 USD gap, 1,000.00 USD is fewer SQLs"
    assert attribute(funnel, outcome(80, 40, "4000 USD")).sentence == sentence


def test_segments_in_words() -> None:
    """80 big and 60 small SQLs were planned, 70 and 70 came: ten bring 50 % x 50 USD instead of 50 % x 100."""
    actual = [outcome(70, 35, "3500 USD", "big"), outcome(70, 35, "1750 USD", "small")]
    planned = [outcome(80, 40, "4000 USD", "big"), outcome(60, 30, "1500 USD", "small")]
    attribution = attribute(SEGMENTED, actual, planned=planned)
    assert attribution.sentence == (
        "Sales closed 70 of 70 customers. Of the 250.00 USD gap, 250.00 USD is the mix of segments (Marketing)"
    )
    assert attribution.by("segment") == {"big": Quantity(500, "USD"), "small": Quantity(-250, "USD")}


def test_months_of_the_funnels_own_plan() -> None:
    """Growth of 10 % a month, from the first month named to the last, is 5000, 5500 and 6050 USD; segments share them.

    Of March's 6050 USD, 3630 are 36.3 big customers and 2420 are 48.4 small ones: 37 and 49 are scheduled. February has
    no outcome.
    """
    growing = Funnel(STAGES, "100 USD/customer", "5000 USD/month", growth="10 %", segments=SEGMENTED.segments)
    actual = [outcome(0, 0, "0 USD", name, JANUARY + number) for number in (2, 0) for name in ("big", "small")]
    attribution = attribute(growing, actual)
    assert attribution.planned == Quantity(11150, "USD")
    assert attribution.by("month") == {JANUARY + 2: Quantity(6150, "USD"), JANUARY: Quantity(5000, "USD")}
    assert attribution.by("segment") == {"big": Quantity(6700, "USD"), "small": Quantity(4450, "USD")}
    assert (attribution.months, attribution.without_outcome) == ((JANUARY, JANUARY + 2), (JANUARY + 1,))
    assert attribution.sentence.endswith("fewer SQLs (Marketing). Not in these totals: 2026-02 (no outcome)")


def test_lmdi_in_words() -> None:
    """1276 / ln(3724 / 5000) = -4330.7, times ln 0.8, ln 0.95 and ln 0.98."""
    assert attribute(FUNNEL, outcome(80, 38, "3724 USD"), method="LMDI").sentence == (
        "Sales closed 38 of 50 customers. Of the 1,276.00 USD gap, 966.37 USD is fewer SQLs (Marketing), "
        "222.14 USD the win rate (Sales), 87.49 USD the deal size (Sales)"
    )


@pytest.mark.parametrize(
    ("leads", "price", "amounts"),
    [(9, 9, ["19", "10", "9"]), (11, 11, ["21", "11", "10"])],  # 9.5 and 9.5; 10.5 and 10.5
)
def test_a_tie_goes_to_the_earlier_stage(leads: int, price: int, amounts: list[str]) -> None:
    """10 SQLs at 10 JPY were planned; yen have no parts."""
    funnel = Funnel(["SQL", ("customer", 1)], "10 JPY/customer", "100 JPY/month")
    sentence = attribute(funnel, outcome(leads, leads, f"{leads * price} JPY")).sentence
    assert re.findall(r"(\S+) JPY", sentence) == amounts


@given(
    st.sampled_from(["USD", "JPY", "BHD", "XAU"]),
    st.fractions(1, 10**4, max_denominator=1000),
    st.integers(0, 100),
    st.integers(0, 100),
    st.fractions(0, 10**4, max_denominator=1000),
)
def test_shown_parts_add_up_to_the_shown_total(
    currency: str, goal: Fraction, sqls: int, won: int, revenue: Fraction
) -> None:
    """In any currency, with coins or without, and whatever the numbers."""
    funnel = Funnel(STAGES, Quantity(Fraction(50, 3), f"{currency}/customer"), Quantity(goal, f"{currency}/month"))
    actual = Outcome({"SQL": sqls, "customer": min(won, sqls)}, Quantity(revenue if min(won, sqls) else 0, currency))
    attribution = attribute(funnel, actual)
    shown = [Fraction(each.replace(",", "")) for each in re.findall(rf"(\S+) {currency}", attribution.sentence)]
    total = shown.pop(0) if attribution.gap.value else 0
    assert sum(shown) == total
    assert abs(total - abs(attribution.gap.value)) <= Fraction(1, 2)


def test_months_that_differ_are_not_called_fewer() -> None:
    """None of 10 SQLs at 100 USD, then 30 of 10 at 1 USD: more SQLs came, and the number of them cost revenue."""
    funnel = Funnel(["SQL", ("customer", "100 %")], "100 USD/customer", "1000 USD/month")
    months = [Month(2026, 1), Month(2026, 2)]
    planned = [
        Outcome({"SQL": 10, "customer": 10}, money, month=month)
        for money, month in zip(("1000 USD", "10 USD"), months, strict=True)
    ]
    actual = [
        Outcome({"SQL": heads, "customer": heads}, f"{heads} USD", month=month)
        for heads, month in zip((0, 30), months, strict=True)
    ]
    sentence = attribute(funnel, actual, planned=planned).sentence
    assert sentence == "30 of 20 customers were closed. Of the 980.00 USD gap, 980.00 USD is the number of SQLs"


def test_a_month_alone_is_held_to_its_own_goal() -> None:
    """February of a goal that grows by 10 % since January is 55 customers; it prints as its sentence."""
    funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month", growth="10 %")
    february = Outcome({"SQL": 100, "customer": 50}, "5000 USD", month="2026-02")
    found = attribute(funnel, february, since="2026-01")
    assert str(found) == "50 of 55 customers were closed. Of the 500.00 USD gap, 500.00 USD is fewer SQLs"
