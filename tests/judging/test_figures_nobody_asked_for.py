"""Figures of metrics that the version in force does not have, and versions by the day."""

from datetime import date, datetime

import pytest

from expected_errors import refusal
from smarketing import Actuals, Agreement, AtLeast, Objective, Party, Term, judge

SIGNED = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}
LEADS = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
CALLS = Objective("calls", "Sales", "Marketing", AtLeast("90 %"))


def amended() -> Agreement:
    """Leads are promised until March, calls from March on."""
    first = Agreement("x", Term("2026-01-01"), [Party("Marketing"), Party("Sales")], [LEADS], signatures=SIGNED)
    return first.amended("2026-03-01", objectives=[CALLS], signatures=SIGNED)


def test_they_are_left_out_and_told() -> None:
    """In the order of the rows; those that some version asks for in their month are judged."""
    agreement = amended()
    figures: dict[str, dict[str, object]] = {
        "leads": {"2026-02": 104, "2026-03": 99},
        "calls": {"2026-01": (9, 10), "2026-03": (8, 10), "2026-09": (1, 10)},
    }
    card = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics), through="2026-03")
    assert [each.message for each in card.left_out] == [
        "the version in force in 2026-03 has no metric 'leads'",
        "the version in force in 2026-01 has no metric 'calls'",
    ]
    assert [(str(each.month), each.promise.name, each.status.value) for each in card.verdicts] == [
        ("2026-01", "leads", "no-data"),
        ("2026-02", "leads", "met"),
        ("2026-03", "calls", "missed"),
    ]


def test_a_segment_that_is_promised_no_more() -> None:
    """Its figures are told, and those of the whole are judged."""
    spring = Objective("spring", "Marketing", "Sales", AtLeast("30 SQL/month"), part_of="leads", segment="spring")
    parties = [Party("Marketing"), Party("Sales")]
    first = Agreement("x", Term("2026-01-01"), parties, [LEADS, spring], signatures=SIGNED)
    agreement = first.amended("2026-02-01", objectives=[LEADS], signatures=SIGNED)
    rows = [
        {"month": f"2026-0{month}", "metric": "leads", "segment": segment, "value": 100}
        for month in (1, 2)
        for segment in (None, "spring")
    ]
    card = judge(agreement, Actuals.from_rows(rows, known=agreement.metrics))
    said = "the version in force in 2026-02 has no segment 'spring' of 'leads'"
    assert [each.message for each in card.left_out] == [said]
    assert [each.status.value for each in card.verdicts] == ["met", "met", "met"]


@pytest.mark.parametrize("day", [date(2026, 3, 1), datetime(2026, 3, 31, 23), "2026-03"])
def test_the_version_of_a_day(day: date | str) -> None:
    """That of its month."""
    agreement = amended()
    assert agreement.at(day) is agreement
    assert agreement.at(date(2026, 2, 28)) is agreement.amends


def test_a_field_that_no_agreement_has() -> None:
    """Refused with what was meant."""
    message, field = refusal(lambda: amended().amended("2026-05-01", objective=[LEADS]))
    assert message == "no field of an agreement named 'objective' (did you mean 'objectives'?)"
    assert field is None
