"""What is given to judge in the wrong form is answered with what to give instead."""

from datetime import date
from typing import Any

import pytest

from smarketing import (
    Actuals,
    ActualsError,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    InvalidValueError,
    Journal,
    Missed,
    Objective,
    Party,
    Quantity,
    Term,
    Waiver,
    judge,
)


def agreement_over(target: str, **more: Any) -> Agreement:
    return Agreement(
        "x",
        Term("2026-01-01", "2026-12-31"),
        [Party("A"), Party("B")],
        [Objective("a", "A", "B", AtLeast(target)), Objective("b", "B", "A", AtLeast(target))],
        signatures={"A": "2025-12-01", "B": "2025-12-01"},
        **more,
    )


LEADS = agreement_over("10 lead/month")
FIVE = Actuals.from_dict({"a": {"2026-01": 5}, "b": {"2026-01": 5}}, known=LEADS.metrics)


@pytest.mark.parametrize(
    ("how", "message", "field"),
    [
        ({"through": 202603}, "through is a month, as in '2026-03'; not 202603", "through"),
        (
            {"as_of": date(2026, 3, 1)},
            "as_of is a datetime with a time zone; not datetime.date(2026, 3, 1)",
            "as_of",
        ),
        (
            {"journal": Journal([Waiver("a", "2031-01", "B")])},
            "2031-01 lies outside the term, 2026",
            "month",
        ),
    ],
)
def test_a_wrong_argument_is_refused(how: dict[str, Any], message: str, field: str) -> None:
    """The message says what was given and how to write it."""
    with pytest.raises(InvalidValueError) as refusal:
        judge(LEADS, FIVE, **how)
    assert (str(refusal.value), refusal.value.field) == (message, field)


def test_actuals_are_read_first() -> None:
    """A dict or a dataframe is not judged as it is."""
    anything: Any = {"a": {"2026-01": 5}}
    message = r"^actuals are read first, as in Actuals.read_csv or .from_frame; not <class 'dict'>$"
    with pytest.raises(InvalidValueError, match=message):
        judge(LEADS, anything)


@pytest.mark.parametrize("other", ["10 USD/month", "90 %"])
def test_actuals_of_another_metric_are_refused(other: str) -> None:
    """Leads do not become dollars, or a share, because a metric of another agreement bears the same name."""
    metric = agreement_over(other).metrics["a"]
    message = (
        f"^these actuals were read for a count in lead, and here 'a' is a {metric.kind} in {metric.unit}; "
        "read them for this agreement$"
    )
    with pytest.raises(InvalidValueError, match=message):
        judge(agreement_over(other), FIVE)


def test_with_nothing_to_go_on_with_the_problems_stand() -> None:
    """Told to keep going without a single good figure, and without a month to go to, there is nothing to judge."""
    actuals = Actuals.from_dict({"a": {"2026-01": "five"}}, known=LEADS.metrics)
    with pytest.raises(ActualsError) as refusal:
        judge(LEADS, actuals, keep_going=True)
    assert refusal.value.problems == actuals.problems


def test_each_direction_has_a_limit_of_its_own() -> None:
    """What A owes B does not use up what B owes A: 200 each way, whoever is named first."""
    rule = Consequence("pay", Missed("any"), Credit("200 USD"), limits="200 USD/month")
    owed = judge(agreement_over("10 lead/month", consequences=[rule]), FIVE).credits
    assert owed == {("A", "B", "USD"): Quantity(200, "USD"), ("B", "A", "USD"): Quantity(200, "USD")}
