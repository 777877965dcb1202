"""SM502: targets against the months on record, counted by hand."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from check_pages import document
from smarketing import Actuals, Agreement, Metric, loads
from smarketing.checks import check


def recorded(evaluator: str, results: Sequence[object]) -> tuple[Agreement, Actuals]:
    """Give an agreement and a record of a metric x that ends when the agreement starts; None is a month without."""
    text = document(f"{{x: {{owed_by: Sales, owed_to: Marketing, {evaluator}}}}}", "definitions: {}")
    agreement = loads(text)
    first = agreement.first_month - len(results)
    figures = {str(first + place): each for place, each in enumerate(results) if each is not None}
    return agreement, Actuals.from_dict({"x": figures}, known=agreement.metrics)


def unlikely(evaluator: str, results: Sequence[object]) -> list[tuple[str, Mapping[str, object]]]:
    """Give message and witness of each target that the record does not support."""
    agreement, figures = recorded(evaluator, results)
    return [(each.message, each.witness or {}) for each in check(agreement, select=["SM502"], history=figures)]


@given(st.lists(st.none() | st.integers(0, 6), max_size=24), st.integers(1, 3), st.integers(1, 6))
@example([0, 0, 0], 1, 1)
@example([0, 0, 0, 0], 1, 1)
@example([9, *[0] * 7], 1, 1)
@example([9, *[0] * 8], 1, 1)
@example([0] * 11, 3, 1)
@example([0] * 12, 3, 1)
def test_what_the_record_does_not_support(results: Sequence[int | None], months: int, target: int) -> None:
    """With k of n spells met, found exactly if (k + 1) / (n + 2) is under a fifth; spells are cut from the end."""
    known = [place for place, each in enumerate(results) if each is not None]
    inside = list(results[known[0] : known[-1] + 1]) if known else []
    spells = [inside[max(end - months, 0) : end] for end in range(len(inside), 0, -months)]
    sums = [sum(each or 0 for each in spell) for spell in spells if len(spell) == months and None not in spell]
    met = sum(total >= target * months for total in sums)
    evaluator = f"at_least: {target} call/month"
    witnesses = unlikely(evaluator if months == 1 else f"rolling: {{months: {months}, {evaluator}}}", results)
    expected = [{"met": met, "on record": len(sums)}] if 5 * (met + 1) < len(sums) + 2 else []
    assert [{name: witness[name] for name in ("met", "on record")} for _said, witness in witnesses] == expected


@pytest.mark.parametrize(
    ("evaluator", "results", "said"),
    [
        ("at_least: 9 call/month", [1, 5, 3, 4], "none of the 4 months on record would have met it, the best with 5"),
        ("at_most: 3 call/month", [9, 5, 7, 4], "none of the 4 months on record would have met it, the best with 4"),
        (
            "rolling: {months: 2, at_least: 9 call/month}",
            [1, 1, 5, 6, 3, 4, 2, 2],
            "none of the 4 spells of 2 months on record would have met it, the best with 11",
        ),
        (
            "between: {low: 8 call/month, high: 9 call/month}",
            [30, 10, 20, 40],
            "none of the 4 months on record would have met it, the best with 10",
        ),
    ],
)
def test_the_best_of_the_record(evaluator: str, results: Sequence[int], said: str) -> None:
    """The result that came nearest, where more is better, where less is, and between two targets."""
    message = f"{said} calls: the chance for the next is about 16.67 %"
    assert unlikely(evaluator, results) == [(message, {"met": 0, "on record": 4, "chance": "16.67 %"})]


def test_one_month_of_many() -> None:
    """The number of months that met it, and the chance after them."""
    message = (
        "1 of the 9 months on record would have met it, the best with 9 calls: the chance for the next is about 18.18 %"
    )
    found_there = unlikely("at_least: 9 call/month", [9, *[1] * 8])
    assert found_there == [(message, {"met": 1, "on record": 9, "chance": "18.18 %"})]


def test_what_is_on_record_of_a_share() -> None:
    """0 of 0 says nothing; the rest counts month by month."""
    assert unlikely("at_least: 50 %", [(0, 0), (1, 10), (1, 10), (1, 10)]) == []
    assert len(unlikely("at_least: 50 %", [(1, 10), (0, 0), (1, 10), (1, 10), (1, 10)])) == 1


def test_without_a_record_nothing_is_said() -> None:
    """Neither without figures nor with those of something else."""
    agreement, _figures = recorded("at_least: 9 call/month", [])
    assert check(agreement, select=["SM502"]) == ()
    others = Actuals.from_dict({"y": {"2025-01": 1}}, known={"y": Metric("y", "call", "count")})
    assert check(agreement, select=["SM502"], history=others) == ()
