"""Laws of limits in judged agreements: no order of consequences matters, and months may be judged one by one."""

from collections.abc import Sequence

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    Due,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    SharedLimit,
    Term,
    judge,
)

FIRST = Month(2026, 2)
MONTHS = 8
PERS = ("month", "quarter", "half-year", "year", "term", "trailing 2 months", "trailing 4 months")
FEES = st.sampled_from(["charges", "300 USD"])


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """Give three promises, one of them the other way round, and consequences with limits of all kinds."""
    target, names = AtLeast("1 lead/month"), ("a", "b", "c")
    owing = {"a": ("Agency", "Client"), "b": ("Agency", "Client"), "c": ("Client", "Agency")}
    consequences = [
        Consequence(
            f"pay {number}",
            Missed(draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))),
            Credit(f"{draw(st.integers(1, 40))} %", of=draw(FEES)),
            limits=draw(st.lists(limits(), max_size=1)),
            only_above=draw(st.sampled_from([None, None, "5 USD"])),
            from_month=draw(st.sampled_from([1, 1, 3])),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    called = [each.name for each in consequences]
    shared = [
        SharedLimit(
            f"limit {number}",
            draw(st.just("credits") | st.lists(st.sampled_from(called), min_size=1, unique=True)),
            draw(limits()),
            net=draw(st.booleans()),
            only=draw(st.sampled_from([None, None, "the highest"])),
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    return Agreement(
        "x",
        Term(FIRST.first_day),
        [Party("Agency"), Party("Client")],
        [Objective(name, *owing[name], target) for name in names],
        metrics=CHARGES,
        signatures=dict.fromkeys(("Agency", "Client"), FIRST.first_day),
        consequences=consequences,
        limits=shared,
    )


@st.composite
def limits(draw: st.DrawFn) -> str:
    """Give a limit, of charges or of an amount."""
    fee, per = draw(FEES), draw(st.sampled_from(PERS))
    return f"{draw(st.integers(0, 40))} % of {fee}{'' if per == 'term' else f' per {per}'}"


CHARGES = [Metric("charges", "USD", "count")]
FIGURES = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from([0, 1, None]), min_size=MONTHS, max_size=MONTHS) for name in "abc"}
    | {"charges": st.lists(st.sampled_from([0, 77, 100, 250, None]), min_size=MONTHS, max_size=MONTHS)}
)


def dues(agreement: Agreement, figures: dict[str, list[int | None]], months: int = MONTHS) -> Sequence[Due]:
    """Judge some months."""
    rows = {
        name: {str(FIRST + place): value for place, value in enumerate(values[:months]) if value is not None}
        for name, values in figures.items()
    }
    actuals = Actuals.from_dict(rows, known=agreement.metrics)
    return judge(agreement, actuals, through=FIRST + (months - 1)).dues


@settings(max_examples=60)
@given(st.data(), agreements(), FIGURES)
def test_the_order_of_consequences_changes_no_amount(
    data: st.DataObject, agreement: Agreement, figures: dict[str, list[int | None]]
) -> None:
    """Nor does that of the limits; each due has the same id, too."""
    consequences = data.draw(st.permutations(agreement.consequences))
    limits = data.draw(st.permutations(agreement.limits))
    mixed = attrs.evolve(agreement, consequences=consequences, limits=limits)
    amounts = {due.id: due.amount for due in dues(agreement, figures)}
    assert amounts == {due.id: due.amount for due in dues(mixed, figures)}


@settings(max_examples=60)
@given(agreements(), FIGURES, st.integers(1, MONTHS))
def test_months_may_be_judged_one_by_one(
    agreement: Agreement, figures: dict[str, list[int | None]], months: int
) -> None:
    """What a month owes does not change when later months are judged with it."""
    whole = dues(agreement, figures)
    assert [due for due in whole if due.month < FIRST + months] == [*dues(agreement, figures, months)]


@settings(max_examples=60)
@given(agreements(), FIGURES, st.integers(1, 3))
def test_an_amended_agreement_goes_on(agreement: Agreement, figures: dict[str, list[int | None]], later: int) -> None:
    """A version that says the same judges the same: periods, months of the term and what was paid go on."""
    since = (FIRST + later).first_day
    amended = agreement.amended(since, signatures=agreement.signatures)
    first, second = dues(agreement, figures), dues(amended, figures)
    assert [(due.id, due.amount, due.because) for due in first] == [(due.id, due.amount, due.because) for due in second]
