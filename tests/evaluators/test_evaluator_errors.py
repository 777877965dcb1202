"""What the evaluators refuse at the door, and in which words."""

import re
from collections.abc import Callable

import pytest

from smarketing import (
    Above,
    AtLeast,
    AtMost,
    Below,
    Between,
    Evaluator,
    InvalidValueError,
    Quantity,
    Rolling,
    UnitError,
)

HUNDRED = AtLeast("100 SQL/month")


def whole(text: str) -> str:
    """Give a pattern that matches a whole message."""
    return f"^{re.escape(text)}$"


OF_COUNT = "a tolerance here is a part of the target or in its unit, as in '2 %' or '2 SQL'; not"
OF_SHARE = "a tolerance here of a share is in points, as in '1 point'; not"
REFUSED: dict[str, tuple[Callable[[], Evaluator], str, str]] = {
    "points of a count": (lambda: AtLeast("9 SQL/month", tolerance="1 point"), f"{OF_COUNT} 1 point", "tolerance"),
    "leads of another count": (lambda: AtMost("9 SQL/month", tolerance="1 lead"), f"{OF_COUNT} 1 lead", "tolerance"),
    "hours of a level": (
        lambda: AtLeast("9 points", tolerance="1 hour"),
        "a tolerance here is a part of the target or in its unit, as in '2 %' or '2 points'; not 1 hour",
        "tolerance",
    ),
    "negative amount": (
        lambda: AtLeast("9 SQL/month", tolerance="-1 SQL"),
        "a tolerance is not negative: -1 SQL",
        "tolerance",
    ),
    "points of a count, above": (
        lambda: Between("9 SQL/month", "12 SQL/month", tolerance_above="1 point"),
        f"{OF_COUNT} 1 point",
        "tolerance_above",
    ),
    "negative below": (
        lambda: Between("90 %", "95 %", tolerance_below="-1 point"),
        "a tolerance is not negative: -1 point",
        "tolerance_below",
    ),
    "both kinds of tolerance": (
        lambda: Between("90 %", "95 %", tolerance="1 point", tolerance_above="2 points"),
        "a tolerance is for both sides: give it alone, or tolerance_below and tolerance_above",
        "tolerance",
    ),
    "rounded to another unit": (
        lambda: AtLeast("95 %", rounded_to="0.1 point"),
        "results are rounded to a step in their unit, as in '1 %'; not 0.1 point",
        "rounded_to",
    ),
    "rounded to another rate": (
        lambda: AtLeast("95 SQL/month", rounded_to="1 lead"),
        "results are rounded to a step in their unit, as in '1 SQL'; not 1 lead",
        "rounded_to",
    ),
    "rounded to nothing": (
        lambda: Above("95 %", rounded_to="0 %"),
        "a step is more than 0: not 0 %",
        "rounded_to",
    ),
    "judged from a share": (
        lambda: AtLeast("95 %", judged_from="20 %"),
        "it is a number of cases, as in '20 leads'; not 20 %",
        "judged_from",
    ),
    "judged from a rate": (
        lambda: AtLeast("95 %", judged_from="20 leads/month"),
        "it is a number of cases, as in '20 leads'; not 20 lead/month",
        "judged_from",
    ),
    "judged from a time": (
        lambda: AtLeast("95 %", judged_from="20 hours"),
        "it is a number of cases, as in '20 leads'; not 20 hour",
        "judged_from",
    ),
    "judged from none": (
        lambda: Below("5 %", judged_from="0 leads"),
        "a number of cases is more than 0: not 0 leads",
        "judged_from",
    ),
    "parts of a share": (lambda: AtLeast("92 %", tolerance="1 %"), f"{OF_SHARE} 1 %", "tolerance"),
    "leads of a share": (lambda: Between("90 %", "95 %", tolerance="1 lead"), f"{OF_SHARE} 1 lead", "tolerance"),
    "negative part": (
        lambda: AtLeast("9 SQL/month", tolerance="-1 %"),
        "a tolerance is not negative: -1 %",
        "tolerance",
    ),
    "negative points": (
        lambda: AtMost("92 %", tolerance="-0.5 points"),
        "a tolerance is not negative: -0.5 point",
        "tolerance",
    ),
    "upper below lower": (
        lambda: Between("120 SQL/month", "90 SQL/month"),
        "the upper target 90 SQL/month is below 120 SQL/month",
        "high",
    ),
    "upper below lower in another period": (
        lambda: Between("100 SQL/month", "299 SQL/quarter"),
        "the upper target 299 SQL/quarter is below 100 SQL/month",
        "high",
    ),
    "window of one": (lambda: Rolling(HUNDRED, months=1), "a window is from 2 to 1,200 months; not 1", "months"),
    "window of none": (lambda: Rolling(HUNDRED, months=0), "a window is from 2 to 1,200 months; not 0", "months"),
    "window of ages": (
        lambda: Rolling(HUNDRED, months=119_999),
        "a window is from 2 to 1,200 months; not 119,999",
        "months",
    ),
    "window of windows": (
        lambda: Rolling(Rolling(HUNDRED, months=3), months=3),
        "a window of months cannot hold another",
        "evaluator",
    ),
}
NO_TARGETS: dict[str, tuple[Callable[[], Evaluator], str]] = {
    "no unit": (
        lambda: AtLeast("100"),
        "'100' has no unit; write one after it, as in '100 %', '100 days' or '100 lead/month'",
    ),
    "currency sign": (lambda: AtMost("$5"), "'$5' names a currency by its sign; write 5 USD"),
    "no number": (
        lambda: AtLeast("many SQL/month"),
        "'many SQL/month' is not a quantity; write a number and a unit, as in '100 SQL/month'",
    ),
    "unknown noun": (
        lambda: AtLeast("100 laeds/month"),
        "no unit named 'laeds' (did you mean 'leads'?); an agreement declares nouns of its own under 'units'",
    ),
    "two things": (
        lambda: Between("90 SQL/month", "120 lead/month"),
        "90 SQL/month cannot be compared with lead/month",
    ),
    "tolerance in words": (
        lambda: AtLeast("100 SQL/month", tolerance="a bit"),
        "'a bit' is not a quantity; write a number and a unit, as in '100 SQL/month'",
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_an_evaluator_that_cannot_judge_is_refused(make: Callable[[], Evaluator], message: str, field: str) -> None:
    """The message shows the value and the way out, the error names the argument."""
    with pytest.raises(InvalidValueError, match=whole(message)) as error:
        make()
    assert error.value.field == field


@pytest.mark.parametrize(("make", "message"), NO_TARGETS.values(), ids=NO_TARGETS)
def test_a_target_that_is_no_quantity_is_refused(make: Callable[[], Evaluator], message: str) -> None:
    """Text that is no target says what to write."""
    with pytest.raises(UnitError, match=whole(message)):
        make()


def test_the_edges_of_what_is_allowed() -> None:
    """A tolerance of 0, bounds that coincide and a window of 2 are all fine."""
    assert AtLeast("100 SQL/month", tolerance="0 %").tolerance == Quantity(0, "%")
    assert Between("300 SQL/quarter", "100 SQL/month").targets[1].quantity == Quantity(100, "SQL/month")
    assert Rolling(HUNDRED, months=2).months == 2
