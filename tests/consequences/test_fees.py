"""Fees: shares of an amount, or of the figure of the month of a metric in money."""

from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from month_limits import periods_from
from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    Consequence,
    Credit,
    InvalidValueError,
    Limit,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Quantity,
    Scorecard,
    Term,
    Tier,
    dumps,
    judge,
    loads,
)
from smarketing.checks import check
from smarketing.consequences import Fee
from smarketing.consequences.fee import no_figures
from smarketing.diffs import changes_between
from smarketing.evaluators import AtLeast
from smarketing.months import Period
from smarketing.testing import names
from smarketing.testing.consequences import fees_of

CHARGES = Metric("charges", "USD", "count")
UPTIME = Objective("uptime", "Host", "Client", AtLeast("99.9 %"))
FIRST = Month(2026, 1)


def contract(*consequences: Consequence, metrics: tuple[Metric, ...] = (CHARGES,), end: str | None = None) -> Agreement:
    """A hosting contract for uptime, signed before it starts."""
    return Agreement(
        "Hosting",
        Term("2026-01-01", end, timezone="UTC"),
        [Party("Host", "Josh"), Party("Client", "Amy")],
        [UPTIME],
        metrics=metrics,
        consequences=consequences,
        signatures={"Host": "2025-12-15", "Client": "2025-12-15"},
    )


def judged(agreement: Agreement, charges: Mapping[str, object], *, months: int = 1) -> Scorecard:
    """Judge a contract whose uptime is 98.5 % in each month."""
    uptime = {str(FIRST + place): (985, 1000) for place in range(months)}
    figures = {"uptime": uptime, "charges": charges}
    return judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))


def paid(scorecard: Scorecard) -> list[str | None]:
    """The amounts of all dues."""
    return [None if due.amount is None else str(due.amount) for due in scorecard.dues]


def credit(pay: str, of: Fee | str, **more: object) -> Consequence:
    """A credit for each month below the promise."""
    return Consequence("credit", Missed("uptime"), Credit(pay, of=of), **more)  # type: ignore[arg-type] # limits


# How fees are written

READ = [
    ("4000 USD", Fee(Quantity(4000, "USD")), "4000 USD"),
    ("4,000.50 USD", Fee(Quantity(Fraction("4000.5"), "USD")), "4000.5 USD"),
    ("charges", Fee("charges"), "charges"),
    (" 50 %  of 10% of charges ", Fee("charges", ["50 %", "10 %"]), "50 % of 10 % of charges"),
    ("12.5 % of 200 USD", Fee(Quantity(200, "USD"), ["12.5 %"]), "12.5 % of 200 USD"),
    ("cost of sales", Fee("cost of sales"), "cost of sales"),
    ("150 % of cost of sales", Fee("cost of sales", ["150 %"]), "150 % of cost of sales"),
]


@pytest.mark.parametrize(("text", "fee", "written"), READ)
def test_a_fee_is_read(text: str, fee: Fee, written: str) -> None:
    """An amount begins with a number; what does not is the name of a metric."""
    assert Fee.parse(text) == fee
    assert str(fee) == written


@given(names(), st.lists(st.fractions(0, 300, max_denominator=40), max_size=3))
def test_a_fee_is_read_as_it_is_written(name: str, shares: list[Fraction]) -> None:
    """What it could not be told from is no name of a fee."""
    own = [Quantity(share, "%") for share in shares]
    if name[0] in "+-.0123456789" or name != name.strip() or "% of " in name or len(name.splitlines()) > 1:
        with pytest.raises(InvalidValueError, match=r"^a fee is an amount of money or the name of a metric"):
            Fee(name, own)
    else:
        fee = Fee(name, own)
        assert Fee.parse(str(fee)) == fee


NAME = "a fee is an amount of money or the name of a metric, as in '4000 USD', 'charges' or '50 % of charges'; not"
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "leads": (lambda: Fee.parse("4000 leads"), "a fee is an amount of money, as in '4000 USD'; not 4000 leads"),
    "less than nothing": (lambda: Fee.parse("-5 USD"), "a fee is not negative: -5 USD"),
    "nothing": (lambda: Fee.parse(""), f"{NAME} ''"),
    "a share of nothing": (lambda: Fee.parse("5 % of "), f"{NAME} ''"),
    "an amount as a name": (lambda: Fee("4000 USD"), f"{NAME} '4000 USD'"),
    "a share as a name": (lambda: Fee("5 % of charges"), f"{NAME} '5 % of charges'"),
    "spaces around a name": (lambda: Fee(" charges"), f"{NAME} ' charges'"),
    "a share in points": (
        lambda: Fee("charges", ["5 points"]),
        "a share of a fee is a percentage, as in '50 %'; not 5 points",
    ),
    "a share below nothing": (
        lambda: Fee("charges", ["-5 %"]),
        "a share of a fee is a percentage, as in '50 %'; not -5 %",
    ),
    "another kind": (lambda: Fee(4000), "a fee is an amount of money, as in '4000 USD'; not 4000"),  # type: ignore[arg-type]
    "money beside a metric": (lambda: Credit("5 USD", of="charges"), "pay a share of the fee, not 5 USD"),
    "a name like a period": (
        lambda: Limit("5 %", of="cost per quarter"),
        "the name of the metric 'cost per quarter' reads like the period of a limit; give it another name",
    ),
}


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_fee_is_refused(make: Callable[[], object], message: str) -> None:
    """The message says how a fee is written."""
    with pytest.raises(InvalidValueError) as refused:
        make()
    assert refused.value.message == message


# What it comes to


def test_shares_of_shares() -> None:
    """At risk are 10 % of the invoice, the pool is 50 % of it, and this promise has 40 % of that: 2,000 of 100,000."""
    agreement = contract(credit("40 %", "50 % of 10 % of charges"))
    found = judged(agreement, {"2026-01": 100_000})
    assert paid(found) == ["2000 USD"]
    assert found.dues[0].because == ("uptime was missed in 2026-01: 40 % of 50 % of 10 % of 100,000.00 USD (charges)")
    fixed = contract(credit("40 %", "50 % of 10 % of 100000 USD"))
    assert paid(judged(fixed, {})) == ["2000 USD"]


def test_the_fee_is_that_of_the_month() -> None:
    """Each month by itself, exactly, and rounded once; less than nothing was never charged."""
    charges = {"2026-01": 4000, "2026-02": "3333.33", "2026-03": 0, "2026-04": -200, "2026-05": "0.07"}
    found = judged(contract(credit("5 %", "charges")), charges, months=5)
    assert paid(found) == ["200 USD", "166.67 USD", "0 USD", "0 USD", "0 USD"]
    assert found.credits == {("Host", "Client", "USD"): Quantity(Fraction("366.67"), "USD")}


def test_a_fee_that_is_not_known_yet() -> None:
    """The due is there, says what it waits for, and costs nothing; the figure is asked for once one was there."""
    agreement = contract(credit("5 %", "charges"))
    found = judged(agreement, {"2026-02": 4000}, months=3)
    assert paid(found) == [None, "200 USD", None]
    assert [due.task for due in found.dues] == [
        "5 % of charges, once the figure of charges for 2026-01 is known",
        "",
        "5 % of charges, once the figure of charges for 2026-03 is known",
    ]
    assert [problem.message for problem in found.missing] == ["there is no figure of 'charges' for 2026-03"]
    assert found.credits == {("Host", "Client", "USD"): Quantity(200, "USD")}


def test_a_tier_of_a_fee_that_is_not_known_yet() -> None:
    """What is to be paid is said short, and why beside it."""
    tiers = [Tier(below="99.9 %", pay="10 %"), Tier(below="99 %", pay="25 %")]
    rule = Consequence("credit", Missed("uptime"), Credit(of="charges", tiers=tiers))
    (due,) = judged(contract(rule), {}).dues
    assert due.task == "25 % of charges, once the figure of charges for 2026-01 is known"
    assert due.because == "uptime was missed in 2026-01: 98.5 % is below 99 %: 25 % of charges"


def test_tiers_of_a_fee_in_the_first_and_last_month() -> None:
    """Each tier is a share of what the month was charged."""
    tiers = [Tier(below="99.9 %", pay="10 %"), Tier(below="99 %", pay="25 %")]
    rule = Consequence("credit", Missed("uptime"), Credit(of="charges", tiers=tiers))
    agreement = contract(rule, end="2026-03-31")
    uptime = {"2026-01": (9989, 10000), "2026-02": (9990, 10000), "2026-03": (9899, 10000)}
    charges = dict.fromkeys(uptime, 4000)
    found = judge(agreement, Actuals.from_dict({"uptime": uptime, "charges": charges}, known=agreement.metrics))
    assert [(str(due.month), str(due.amount)) for due in found.dues] == [
        ("2026-01", "400 USD"),
        ("2026-03", "1000 USD"),
    ]


# Limits that are shares of figures


def test_a_limit_of_the_charges_so_far() -> None:
    """Of those of the quarter up to the month; the next quarter begins with its own."""
    agreement = contract(credit("25 %", "charges", limits="15 % of charges per quarter"))
    charges = {"2026-01": 4000, "2026-02": 5000, "2026-03": 3000, "2026-04": 1000}
    found = judged(agreement, charges, months=4)
    assert paid(found) == ["600 USD", "750 USD", "450 USD", "150 USD"]
    assert found.dues[0].because == (
        "uptime was missed in 2026-01: 25 % of 4,000.00 USD (charges), of which the limit of 15 % of charges per "
        "quarter leaves 600.00 USD"
    )


@pytest.mark.parametrize(("most", "expected"), [("25 %", "1000 USD"), ("24.9 %", "996 USD"), ("25.1 %", "1000 USD")])
def test_a_limit_of_charges_at_its_edge(most: str, expected: str) -> None:
    """What comes to the limit is paid whole."""
    agreement = contract(credit("25 %", "charges", limits=f"{most} of charges per month"))
    assert paid(judged(agreement, {"2026-01": 4000})) == [expected]


def test_a_limit_whose_figures_are_not_all_known() -> None:
    """Nobody knows what it leaves: the due waits, and says for what."""
    agreement = contract(credit("25 %", "1000 USD", limits="15 % of charges per quarter"))
    found = judged(agreement, {"2026-02": 5000}, months=4)
    assert paid(found) == [None, None, None, None]
    assert found.dues[1].task == (
        "up to 250.00 USD: the limit of 15 % of charges per quarter waits for figures of charges"
    )


def test_a_limit_that_falls_below_what_was_paid_leaves_nothing() -> None:
    """More was paid back than charged: what was credited before stays, and nothing comes to it."""
    agreement = contract(credit("10 %", "2000 USD", limits="10 % of charges per quarter"))
    found = judged(agreement, {"2026-01": 1000, "2026-02": -900, "2026-03": 0}, months=3)
    assert paid(found) == ["100 USD", "0 USD", "0 USD"]


figures = st.lists(st.none() | st.integers(0, 5000), min_size=1, max_size=14)
shares = st.integers(0, 60).map(lambda share: f"{share} %")


@given(figures, shares, shares, st.sampled_from(["month", "quarter", "year", "term"]))
def test_credits_pass_no_limit(charges: list[int | None], pay: str, most: str, per: str) -> None:
    """Up to each month of a period, all credits of it come to no more than the share of what was charged until then."""
    agreement = contract(credit(pay, "charges", limits=f"{most} of charges per {per}"))
    known = {str(FIRST + place): figure for place, figure in enumerate(charges) if figure is not None}
    found = judged(agreement, dict(known), months=len(charges))
    length = {"month": 1, "quarter": 3, "year": 12, "term": 14}[per]
    share = Fraction(most.removesuffix(" %")) / 100
    for due in found.dues:
        place = due.month - FIRST
        begins = place // length * length
        until = charges[begins : place + 1]
        if None in until or charges[place] is None:
            assert due.amount is None
            continue
        paid_so_far = Fraction(0)
        for each in found.dues:
            if begins <= each.month - FIRST <= place and each.amount is not None:
                paid_so_far += each.amount.value
        charged = Fraction(sum(each for each in until if each is not None))
        assert paid_so_far <= max(share * charged, Fraction(0))


# Agreements with fees

FEES = "fees, which are metrics counted in money, are 'charges'"


@pytest.mark.parametrize(
    ("rule", "metrics", "message"),
    [
        (
            credit("5 %", "charge"),
            (CHARGES,),
            f"consequences.credit.effect.of: no fee named 'charge'; {FEES} (did you mean 'charges'?)",
        ),
        (
            credit("5 %", "mood"),
            (CHARGES, Metric("mood", "point", "level")),
            f"consequences.credit.effect.of: no fee named 'mood'; {FEES}",
        ),
        (
            credit("5 %", "charges", limits="10 % of uptime per month"),
            (CHARGES,),
            f"consequences.credit.limits.0: no fee named 'uptime'; {FEES}",
        ),
        (
            credit("5 %", "charges", limits="10 EUR per month"),
            (CHARGES,),
            "consequences.credit.limits.0: a limit is in the unit of what is paid, USD; not 10 EUR per month",
        ),
        (
            credit("5 %", "10 EUR", limits="10 % of charges"),
            (CHARGES,),
            "consequences.credit.limits.0: a limit is in the unit of what is paid, EUR; not 10 % of charges",
        ),
        (
            credit("5 %", "charges", only_above="1 EUR"),
            (CHARGES,),
            "consequences.credit.only_above: only_above is in the unit of what is paid, USD; not 1 EUR",
        ),
    ],
)
def test_a_fee_that_does_not_fit(rule: Consequence, metrics: tuple[Metric, ...], message: str) -> None:
    """It is the name of a metric that is counted in money, in the currency of the limits."""
    with pytest.raises(AgreementError) as refused:
        contract(rule, metrics=metrics)
    assert [str(problem) for problem in refused.value.problems] == [message]


def test_a_fee_comes_back_from_a_file() -> None:
    """As it was written, in credits and in limits."""
    agreement = contract(credit("40 %", "50 % of charges", limits=["15 % of charges per quarter", "9 % of 4000 USD"]))
    text = dumps(agreement)
    assert "of: 50 % of charges" in text
    assert loads(text) == agreement


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (credit("5 %", "charges", limits="5 % of charges per month"), set()),
        (credit("5 %", "charges", limits="4 % of charges per month"), {"SM309"}),
        (credit("5 %", "charges", limits="4 % of charges per quarter"), set()),
        (credit("100 %", "charges"), set()),
        (credit("101 %", "charges"), {"SM310"}),
        (credit("100 %", "50 % of charges"), set()),
        (credit("101 %", "50 % of charges"), {"SM310"}),
    ],
)
def test_credits_are_checked_against_limits_of_one_figure(rule: Consequence, codes: set[str]) -> None:
    """A limit below the smallest credit, and more than the whole fee; what figures decide is not said."""
    found = {each.code for each in check(contract(rule), select="SM3")}
    assert found == codes


@pytest.mark.parametrize(
    ("was", "now", "way"),
    [
        (credit("5 %", "charges"), credit("10 %", "charges"), "stricter"),
        (credit("5 %", "charges"), credit("5 %", "50 % of charges"), "looser"),
        (credit("5 %", "charges"), credit("5 %", "4000 USD"), "other"),
        (
            credit("5 %", "charges", limits="9 % of charges"),
            credit("5 %", "charges", limits="8 % of charges"),
            "looser",
        ),
        (credit("5 %", "charges", limits="9 USD"), credit("5 %", "charges", limits="8 % of charges"), "other"),
    ],
)
def test_what_a_new_fee_changes(was: Consequence, now: Consequence, way: str) -> None:
    """Shares of one figure compare; others cannot be told."""
    (change,) = changes_between(contract(was), contract(now))
    assert change.way == way


def test_an_effect_asks_for_a_period() -> None:
    """The figures of a case are those of whole periods, and None where one is missing."""
    fee = Fee("charges", ["50 %"])
    asked: list[tuple[str, Period]] = []

    def known(metric: str, period: Period) -> Quantity | None:
        asked.append((metric, period))
        return Quantity(300, "USD") if len(period) > 1 else None

    quarter = Period(FIRST, FIRST + 2)
    assert fee.amount_in(quarter, known) == Quantity(150, "USD")
    assert fee.amount_in(Period.of(FIRST), known) is None
    assert asked == [("charges", quarter), ("charges", Period.of(FIRST))]


def test_an_amount_that_never_changes_needs_no_figures() -> None:
    """It is the same in every period, as a fee and as a limit of it."""
    quarter = Period(FIRST, FIRST + 2)
    assert Fee.parse("50 % of 300 USD").amount_in(quarter, no_figures) == Quantity(150, "USD")
    assert Limit("10 %", of="300 USD", per="month").amount_in(FIRST, periods_from(FIRST), no_figures) == Quantity(
        30, "USD"
    )
    assert Limit("40 USD").amount_in(FIRST, periods_from(FIRST), no_figures) == Quantity(40, "USD")


def test_metrics_that_strategies_take_for_fees() -> None:
    """Those that are counted in money, under names that cannot be read as anything else."""
    names_of_metrics = ["charges", "2nd charges", "cost per month", "5 % of charges"]
    others = [Metric("leads", "lead", "count"), Metric("price", "USD/lead", "ratio"), Metric("worth", "USD", "level")]
    assert fees_of([*(Metric(name, "USD", "count") for name in names_of_metrics), *others]) == {"charges": "USD"}
