"""Credits per step: full, started or exact units of the shortfall of a month, or of its whole result."""

from collections.abc import Callable
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    AtMost,
    Consequence,
    Credit,
    InvalidValueError,
    Metric,
    Missed,
    Objective,
    Party,
    Quantity,
    Scorecard,
    Term,
    dumps,
    judge,
    loads,
)
from smarketing.checks import check
from smarketing.consequences import CreditStep
from smarketing.consequences.credit_steps import Counting
from smarketing.diffs import changes_between
from smarketing.evaluators import AtLeast, Evaluator
from smarketing.testing import check_effect

CHARGES = Metric("charges", "GBP", "count")
DOWNTIME = Metric("downtime", "minute", "count")
LATENESS = Metric("lateness", "day", "level", over_months="last")


def contract(credit: Credit, evaluator: Evaluator, metric: Metric, **more: object) -> Agreement:
    """A promise of a host to a client, and a credit for each miss."""
    return Agreement(
        "Hosting",
        Term("2026-01-01", timezone="UTC"),
        [Party("Host", "Josh"), Party("Client", "Amy")],
        [Objective("x", "Host", "Client", evaluator, metric=metric.name, no_data="counts as missed")],
        metrics=[metric, CHARGES],
        consequences=[Consequence("credit", Missed("x"), credit, **more)],  # type: ignore[arg-type] # limits
        signatures={"Host": "2025-12-15", "Client": "2025-12-15"},
    )


def judged(agreement: Agreement, figure: object, charges: object = 4000) -> Scorecard:
    """Judge one month."""
    figures = {agreement.metric_of(agreement.objectives[0]): {"2026-01": figure}, "charges": {"2026-01": charges}}
    known = agreement.metrics
    given = {name: months for name, months in figures.items() if months["2026-01"] is not None}
    return judge(agreement, Actuals.from_dict(given, known=known), through="2026-01")


def paid(scorecard: Scorecard) -> str | None:
    """The amount of the one due; '' where there is none."""
    if not scorecard.dues:
        return ""
    (due,) = scorecard.dues
    return None if due.amount is None else str(due.amount)


# How steps are written and counted

COUNTED = [
    # minutes, full, started, exact
    (Fraction(1, 100), 0, 1, Fraction(1, 3000)),
    (29, 0, 1, Fraction(29, 30)),
    (30, 1, 1, 1),
    (31, 1, 2, Fraction(31, 30)),
    (59, 1, 2, Fraction(59, 30)),
    (60, 2, 2, 2),
    (65, 2, 3, Fraction(13, 6)),
]


@pytest.mark.parametrize(("minutes", "full", "started", "exact"), COUNTED)
def test_steps_are_counted(minutes: int, full: int, started: int, exact: Fraction) -> None:
    """At their edge, just below it, and just above it; in any unit of time."""
    for amount in (Quantity(minutes, "minute"), Quantity(Fraction(minutes) / 60, "hour")):
        steps = [
            CreditStep("30 minutes", "full"),
            CreditStep("0.5 hours", "started"),
            CreditStep("1800 seconds", "exact"),
        ]
        assert [step.number_in(amount) for step in steps] == [full, started, exact]


@given(st.fractions(0, 1000, max_denominator=50), st.fractions(Fraction(1, 50), 100, max_denominator=50))
def test_full_and_started_steps_lie_around_exact_ones(amount: Fraction, size: Fraction) -> None:
    """Less than one step below and above it; alike where it comes out even."""
    full, started, exact = (
        CreditStep(Quantity(size, "point"), counting).number_in(Quantity(amount, "point"))
        for counting in ("full", "started", "exact")
    )
    assert exact * size == amount
    assert full.denominator == started.denominator == 1
    assert exact - 1 < full <= exact <= started < exact + 1


@pytest.mark.parametrize(
    ("text", "step", "written"),
    [
        ("full 30 minutes", CreditStep("30 minutes", "full"), "full 30 minutes"),
        ("started day", CreditStep("1 day", "started"), "started day"),
        (" exact 0.5 point ", CreditStep("0.5 points", "exact"), "exact 0.5 points"),
    ],
)
def test_a_step_is_read(text: str, step: CreditStep, written: str) -> None:
    """One unit needs no number."""
    assert CreditStep.parse(text) == step
    assert str(step) == written
    assert CreditStep.parse(str(step)) == step


@given(
    st.fractions(Fraction(1, 50), 100, max_denominator=50) | st.just(Fraction(1)),
    st.sampled_from(["minute", "business_hour", "point", "%", "USD", "SQL", "USD/lead"]),
    st.sampled_from(["full", "started", "exact"]),
)
def test_a_step_is_read_as_it_is_written(size: Fraction, unit: str, counting: Counting) -> None:
    """Whatever it is in."""
    step = CreditStep(Quantity(size, unit), counting)
    assert CreditStep.parse(str(step)) == step


EXAMPLES = "'full 30 minutes', 'started 1 day' or 'exact 1 point'"
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no counting": (lambda: CreditStep.parse("30 minutes"), f"steps are written as {EXAMPLES}; not '30 minutes'"),
    "half steps": (
        lambda: CreditStep("1 day", "half"),  # type: ignore[arg-type] # no such literal
        f"steps are full, started or exact, as in {EXAMPLES}; not 'half'",
    ),
    "nothing": (lambda: CreditStep("0 minutes", "full"), "a step is more than 0: not 0 minutes"),
    "no unit": (lambda: CreditStep(Quantity(1, ""), "full"), f"a step has a unit, as in {EXAMPLES}; not 1"),
    "a number": (lambda: Credit("5 USD", per=30), f"steps are written as {EXAMPLES}; not 30"),  # type: ignore[arg-type]
    "tiers": (
        lambda: Credit(tiers=[{"below": "5 %"}], per="full 1 point"),  # type: ignore[list-item]
        "steps do not go with tiers, which have their own amounts",
    ),
    "no step": (lambda: Credit("5 USD", counted="all"), "counted says of what steps are counted; state per too"),
}


@pytest.mark.parametrize(("make", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_step_is_refused(make: Callable[[], object], message: str) -> None:
    """The message says how steps are written."""
    with pytest.raises(InvalidValueError) as refused:
        make()
    assert refused.value.message == message


# What is paid


@pytest.mark.parametrize(
    ("minutes", "amount"),
    [(44, ""), (45, ""), (73, ""), (74, "200 GBP"), (103, "200 GBP"), (104, "400 GBP"), (109, "400 GBP")],
)
def test_a_credit_per_full_half_hour(minutes: int, amount: str) -> None:
    """5 % of the month's 4,000 for each 30 full minutes beyond the 44 that are allowed."""
    agreement = contract(Credit("5 %", of="charges", per="full 30 minutes"), AtMost("44 minutes/month"), DOWNTIME)
    found = judged(agreement, minutes)
    assert paid(found) == amount
    if minutes == 109:
        assert found.dues[0].because == (
            "x was missed in 2026-01: 5 % of 4,000.00 GBP (charges) per full 30 minutes, 2 times"
        )


@pytest.mark.parametrize(
    ("per", "days", "amount"),
    [
        ("full day", Fraction(576, 100), "52.5 USD"),
        ("started day", Fraction(576, 100), "63 USD"),
        ("full day", 10, "105 USD"),
        ("full day", 15, "110 USD"),
        ("full day", Fraction(99, 100), ""),
        ("started day", Fraction(1, 100), "10.5 USD"),
    ],
)
def test_a_credit_per_day_of_delay(per: str, days: int, amount: str) -> None:
    """10.5 % of the value of the goods for 2 days, by whole days, and 55 % at most."""
    credit = Credit("5.25 %", of="200 USD", per=per)
    agreement = contract(credit, AtMost("0 days"), LATENESS, limits="55 % of 200 USD")
    assert paid(judged(agreement, days)) == amount


def test_a_credit_per_point() -> None:
    """Each point below 95 % takes 1 % of the fee, also parts of one."""
    kept = Metric("kept", "%", "share")
    agreement = contract(Credit("1 %", of="10000 USD", per="exact point"), AtLeast("95 %"), kept)
    assert paid(judged(agreement, (92, 100))) == "300 USD"
    assert paid(judged(agreement, (925, 1000))) == "250 USD"
    assert paid(judged(agreement, (95, 100))) == ""


@pytest.mark.parametrize(("counted", "amount"), [("shortfall", "4 USD"), ("all", "10 USD")])
def test_steps_of_the_whole_result(counted: str, amount: str) -> None:
    """Of five late deliveries, three are allowed: two are too many, or all count."""
    late = Metric("late", "call", "count")
    credit = Credit("2 USD", per="full call", counted=counted)  # type: ignore[arg-type] # a literal
    agreement = contract(credit, AtMost("3 call/month"), late)
    assert paid(judged(agreement, 5)) == amount
    assert paid(judged(agreement, 3)) == ""


def test_without_a_figure_the_amount_waits() -> None:
    """Nobody knows how many steps there are, nor what the fee is."""
    agreement = contract(Credit("5 %", of="charges", per="started hour"), AtMost("44 minutes/month"), DOWNTIME)
    without_result, without_fee = judged(agreement, None), judged(agreement, 109, None)
    assert (paid(without_result), paid(without_fee)) == (None, None)
    assert without_result.dues[0].task == "5 % of charges per started hour, once the figure of x for 2026-01 is known"
    assert (
        without_fee.dues[0].task == "5 % of charges per started hour, once the figure of charges for 2026-01 is known"
    )
    assert paid(judged(agreement, 44, None)) == ""


@given(st.integers(0, 500), st.integers(1, 90), st.integers(0, 400))
def test_the_amount_is_what_counting_by_hand_gives(minutes: int, size: int, most: int) -> None:
    """One step after another is taken off, and the limit binds the sum."""
    credit = Credit("7 GBP", per=f"full {size} minutes")
    found = judged(contract(credit, AtMost("44 minutes/month"), DOWNTIME, limits=f"{most} GBP"), minutes)
    beyond, amount = minutes - 44, 0
    while beyond >= size:
        beyond, amount = beyond - size, amount + 7
    assert paid(found) == (f"{min(amount, most)} GBP" if amount else "")


# Agreements with steps


KEPT = Metric("x", "%", "share")
LEADS = Metric("x", "lead", "count")


@pytest.mark.parametrize(
    ("per", "metric", "evaluator", "said"),
    [
        ("full 30 minutes", KEPT, AtLeast("95 %"), "point; not full 30 minutes"),
        ("full 1 %", KEPT, AtLeast("95 %"), "point; not full %"),
        ("full 1 day", LEADS, AtLeast("5 lead/month"), "lead; not full day"),
    ],
)
def test_steps_that_do_not_fit(per: str, metric: Metric, evaluator: Evaluator, said: str) -> None:
    """They are in the unit of the shortfall."""
    with pytest.raises(AgreementError) as refused:
        contract(Credit("5 USD", per=per), evaluator, metric)
    assert [each.message for each in refused.value.problems] == [f"steps are in the unit of what is counted, {said}"]


def test_steps_of_several_promises_together() -> None:
    """There is no one result to count them in."""
    agreement = contract(Credit("5 USD", per="full minute"), AtMost("44 minutes/month"), DOWNTIME)
    both = [*agreement.objectives, Objective("y", "Host", "Client", AtMost("44 minutes/month"), metric="downtime")]
    rule = Consequence("credit", Missed(across=["x", "y"], times=2, window=3), Credit("5 USD", per="full minute"))
    with pytest.raises(AgreementError, match="steps go by the result of one promise; watch promises with each"):
        Agreement("Hosting", agreement.term, agreement.parties, both, metrics=[DOWNTIME], consequences=[rule])


def test_steps_come_back_from_a_file() -> None:
    """As they were written."""
    credit = Credit("5 %", of="charges", per="full 30 minutes", counted="all")
    agreement = contract(credit, AtMost("44 minutes/month"), DOWNTIME)
    text = dumps(agreement)
    assert "per: full 30 minute" in text
    assert loads(text) == agreement


def test_steps_and_limits_in_the_units_of_the_agreement() -> None:
    """Nouns that the agreement declares are known in a file."""
    text = """smarketing: 1
title: Shelves
term: {start: 2026-01-01}
parties: {Shop: {contact: Josh}, Brand: {contact: Amy}}
units: [pallet]
objectives: {stock: {owed_by: Shop, owed_to: Brand, at_least: 10 pallet/month}}
consequences:
  credit: {when: {missed: stock}, credit: {pay: 7 USD, per: full 2 pallets}, limit: 20 USD per month}
"""
    agreement = loads(text)
    actuals = Actuals.from_dict({"stock": {"2026-01": 5}}, known=agreement.metrics)
    signed = {"Shop": "2025-12-15", "Brand": "2025-12-15"}
    assert paid(judge(attrs.evolve(agreement, signatures=signed), actuals)) == "14 USD"
    assert loads(dumps(agreement)) == agreement


def test_credits_per_step_keep_the_laws_of_effects() -> None:
    """Those that every rule of this library and of plugins keeps."""
    check_effect(Credit("5 USD", per="full lead"), max_examples=40)
    check_effect(Credit("5 %", of="4000 USD", per="exact point"), max_examples=40)
    check_effect(Credit("5 %", of="charges"), max_examples=40)


@pytest.mark.parametrize(
    ("per", "more", "codes"),
    [
        ("full minute", {"limits": "4 GBP"}, {"SM309"}),
        ("exact minute", {"limits": "4 GBP"}, set()),
        ("full minute", {"only_above": "5 GBP"}, set()),
        ("full minute", {"only_above": "5 GBP", "limits": "5 GBP"}, {"SM312"}),
    ],
)
def test_limits_of_credits_per_step_are_checked(per: str, more: dict[str, str], codes: set[str]) -> None:
    """The smallest credit is one step, unless parts count; the highest is what the limit leaves."""
    agreement = contract(Credit("5 GBP", per=per), AtMost("44 minutes/month"), DOWNTIME, **more)
    assert {each.code for each in check(agreement, select="SM3")} == codes


@pytest.mark.parametrize(("now", "way"), [("6 GBP", "stricter"), ("4 GBP", "looser")])
def test_what_another_price_of_a_step_changes(now: str, way: str) -> None:
    """Of the same steps more is stricter; steps of another size cannot be compared."""
    was, later, other = (
        contract(Credit(pay, per=per), AtMost("44 minutes/month"), DOWNTIME)
        for pay, per in (("5 GBP", "full hour"), (now, "full hour"), (now, "full minute"))
    )
    assert [change.way for change in changes_between(was, later)] == [way]
    assert [change.way for change in changes_between(was, other)] == ["other"]
