"""Outcomes that an attribution refuses: each mistake alone, its whole message, and the field that it names."""

from collections.abc import Iterable, Mapping

import pytest

from expected_errors import whole
from funnel_examples import BRANCHING, FUNNEL, JANUARY, SEGMENTED, outcome
from smarketing.errors import InvalidValueError, UnitError
from smarketing.funnel import Funnel, Outcome, attribute
from smarketing.funnel.attribution.attribute import Method
from smarketing.months import Month

LACKS = "the outcome has no heads for"
ONE_EACH = "give one outcome, or one for each month; not some with a month and some without"


@pytest.mark.parametrize(
    ("funnel", "actual", "message", "field"),
    [
        (FUNNEL, Outcome({"SQL": 1}, "1 USD"), f"{LACKS} customer", "heads"),
        (BRANCHING, Outcome({"lead": 1, "partner": 1, "SQL": 1}, "1 USD"), f"{LACKS} SQL of lead", "heads"),
        (FUNNEL, Outcome({"SQL": 1, "customer": 1, "customers": 1}, "1 USD"),
         "no stage named 'customers'; stages are 'SQL', 'customer' (did you mean 'customer'?)", "heads"),
        (FUNNEL, outcome(0, 1, "1 USD"),
         "1 customer came of no SQL; count what one cohort became, or what entered elsewhere", "heads"),
        (FUNNEL, outcome(1, 0, "1 USD"), "1 USD of revenue came of no customer", "revenue"),
        (FUNNEL, Outcome({"SQL": 1, "customer": 1}, {"SQL": "1 USD"}), "revenue is stated by stage, for customer",
         "revenue"),
        (BRANCHING, Outcome({"lead": 1, "partner": 1, "SQL of lead": 1, "SQL of partner": 1, "customer": 1,
                             "renewal": 1}, "1 USD"),
         "revenue is stated by stage, for customer and renewal", "revenue"),
        (SEGMENTED, outcome(1, 1, "1 USD", "bigg"),
         "no segment named 'bigg'; segments are 'big', 'small' (did you mean 'big'?)", "segment"),
        (SEGMENTED, outcome(1, 1, "1 USD", "big"), "there is no outcome for small", "actual"),
        (SEGMENTED, [outcome(1, 1, "1 USD", "big", JANUARY + 1), *(
            outcome(1, 1, "1 USD", name, JANUARY) for name in ("big", "small"))],
         "there is no outcome for small in 2026-02", "actual"),
        (FUNNEL, [outcome(1, 1, "1 USD")] * 2, "there are two outcomes for the funnel", "actual"),
        (FUNNEL, [], ONE_EACH, "actual"),
        (FUNNEL, [outcome(1, 1, "1 USD"), outcome(1, 1, "1 USD", month=JANUARY)], ONE_EACH, "actual"),
        (SEGMENTED, outcome(1, 1, "1 USD"), "each outcome names its segment: 'big', 'small'", "segment"),
    ],
)  # fmt: skip
def test_outcomes_that_are_refused(
    funnel: Funnel, actual: Outcome | Iterable[Outcome], message: str, field: str | None
) -> None:
    """Each says what is wrong with which numbers."""
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        attribute(funnel, actual)
    assert caught.value.field == field


@pytest.mark.parametrize(("mine", "theirs"), [(None, JANUARY), (JANUARY, None)])
def test_outcomes_without_a_plan(mine: Month | None, theirs: Month | None) -> None:
    """Every outcome has a partner in the plan."""
    message = f"there is no plan, or no outcome, for the funnel{f' in {mine}' if mine else ''}"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        attribute(FUNNEL, outcome(1, 1, "1 USD", month=mine), planned=outcome(1, 1, "1 USD", month=theirs))
    assert caught.value.field == "planned"
    with pytest.raises(InvalidValueError, match=whole("there are two plans for the funnel")):
        attribute(FUNNEL, outcome(1, 1, "1 USD"), planned=[outcome(1, 1, "1 USD")] * 2)


def test_other_mistakes() -> None:
    """Heads below zero, another currency, a method that there is not."""
    heads: Mapping[str, int] = {"SQL": 1, "customer": -1}
    with pytest.raises(InvalidValueError, match=whole("heads are not below zero: customer has -1")) as caught:
        Outcome(heads, "1 USD")
    assert caught.value.field == "heads"
    with pytest.raises(UnitError, match=whole("1 EUR cannot be compared with USD")):
        attribute(FUNNEL, outcome(1, 1, "1 EUR"))
    method: Method = "shapley"  # type: ignore[assignment]
    message = "no method named 'shapley'; methods are 'Shapley', 'LMDI' (did you mean 'Shapley'?)"
    with pytest.raises(InvalidValueError, match=whole(message)) as caught:
        attribute(FUNNEL, outcome(1, 1, "1 USD"), method=method)
    assert caught.value.field == "method"
