"""Escalations, remedies and the right to terminate: who, what and by when."""

import re
from collections.abc import Callable
from datetime import date

import pytest

from smarketing import (
    AtLeast,
    Case,
    Due,
    Effect,
    Escalate,
    Finding,
    InvalidValueError,
    Metric,
    Month,
    Objective,
    Period,
    Remedy,
    Status,
    Terminate,
    Verdict,
)
from smarketing.verdicts import Reference

JANUARY = Month(2026, 1)
MISSED = "leads was missed in 2026-01"


def whole(text: str) -> str:
    """Give a pattern that matches a whole message."""
    return f"^{re.escape(text)}$"


def meets(name: str, day: date) -> date | None:
    """Know the review, which is on the 9th of the next month, and nothing else."""
    return (Month.of(day) + 1).first_day.replace(day=9) if name == "review" else None


def dues(effect: Effect, owed_by: str = "Marketing", owed_to: str = "Sales") -> list[Due]:
    """Give the dues of an effect for a miss in January 2026."""
    promise = Objective("leads", owed_by, owed_to, AtLeast("100 SQL/month"))
    metric = Metric("leads", "SQL", "count")
    miss = Verdict(promise, metric, Period.of(JANUARY), Finding(Status.MISSED), Status.MISSED, Status.MISSED)
    return list(effect(Case("then", JANUARY, (miss,), next_on=meets)))


def told(due: Due) -> tuple[str, str, str, str, date | None, str]:
    """Give what a due says."""
    return due.effect, due.owed_by, due.owed_to, due.task, due.by, due.because


@pytest.mark.parametrize(
    ("effect", "task", "by", "because"),
    [
        (Escalate("Joan"), "escalate to Joan", None, f"{MISSED}: it goes to Joan"),
        (
            Escalate(["Amy", "Joan"], within="5 days"),
            "escalate to Amy and Joan",
            date(2026, 2, 5),
            f"{MISSED}: it goes to Amy and Joan by 2026-02-05",
        ),
        (
            Escalate("Joan", within="1 month"),
            "escalate to Joan",
            date(2026, 2, 28),
            f"{MISSED}: it goes to Joan by 2026-02-28",
        ),
    ],
)
def test_an_escalation_goes_to_its_contacts(effect: Escalate, task: str, by: date | None, because: str) -> None:
    """One due to all contacts, within a period after the last day of the month."""
    (due,) = dues(effect)
    assert told(due) == ("escalate", "Marketing", "Sales", task, by, because)
    assert due.amount is None


def test_a_remedy_is_a_due_for_each_task() -> None:
    """Each task is for the party that missed, before the next date of the meeting after the month."""
    first, second = dues(Remedy(["find the cause", "write a plan"], before="review"))
    by = date(2026, 2, 9)
    assert told(first) == (
        "remedy",
        "Marketing",
        "Sales",
        "find the cause",
        by,
        f"{MISSED}: find the cause before review on 2026-02-09",
    )
    assert told(second)[3:] == ("write a plan", by, f"{MISSED}: write a plan before review on 2026-02-09")


@pytest.mark.parametrize(
    ("effect", "because"),
    [
        (Remedy("find the cause"), f"{MISSED}: find the cause"),
        (Remedy("find the cause", before="summit"), f"{MISSED}: find the cause before summit"),
    ],
)
def test_a_remedy_without_a_date(effect: Remedy, because: str) -> None:
    """Without a meeting, or one that has no further date, there is no day for it."""
    (due,) = dues(effect)
    assert (due.by, due.task, due.because) == (None, "find the cause", because)


TERMINATIONS = [
    (Terminate(), "Marketing", "Sales", f"{MISSED}: Sales may terminate"),
    (Terminate("owed_to"), "Marketing", "Sales", f"{MISSED}: Sales may terminate"),
    (Terminate("owed_by"), "Sales", "Marketing", f"{MISSED}: Marketing may terminate"),
    (Terminate("Sales"), "Marketing", "Sales", f"{MISSED}: Sales may terminate"),
    (Terminate("Marketing"), "Sales", "Marketing", f"{MISSED}: Marketing may terminate"),
    # A third party may terminate towards the one that missed.
    (Terminate("Service"), "Marketing", "Service", f"{MISSED}: Service may terminate"),
    (
        Terminate(notice="30 days"),
        "Marketing",
        "Sales",
        f"{MISSED}: Sales may terminate with 30 days of notice",
    ),
    (Terminate(notice="1 month"), "Marketing", "Sales", f"{MISSED}: Sales may terminate with 1 month of notice"),
]


@pytest.mark.parametrize(("effect", "owed_by", "owed_to", "because"), TERMINATIONS)
def test_a_right_to_terminate_is_owed_to_its_holder(
    effect: Terminate, owed_by: str, owed_to: str, because: str
) -> None:
    """The holder is a role in the promise or a party; the other side owes it."""
    (due,) = dues(effect)
    assert told(due) == ("terminate", owed_by, owed_to, "right to terminate", None, because)


def test_a_promise_to_oneself_leaves_the_right_with_oneself() -> None:
    """Where both roles are one party there is no other to owe it."""
    (due,) = dues(Terminate(), "Sales", "Sales")
    assert (due.owed_by, due.owed_to) == ("Sales", "Sales")


NO_TIME = "is not a number of days or months; write it as '5 days'"
NOT_WHOLE = "is not a whole number of days or months"
REFUSED: dict[str, tuple[Callable[[], Effect], str, str]] = {
    "nobody": (lambda: Escalate([]), "to is empty; name at least one", "to"),
    "no tasks": (lambda: Remedy(()), "tasks is empty; name at least one", "tasks"),
    "within leads": (lambda: Escalate("Joan", within="5 leads"), f"5 lead {NO_TIME}", "within"),
    "within half a day": (lambda: Escalate("Joan", within="12 hours"), f"12 hour {NOT_WHOLE}", "within"),
    "within business days": (
        lambda: Escalate("Joan", within="5 business_days"),
        f"5 business_day {NO_TIME}",
        "within",
    ),
    "notice before": (lambda: Terminate(notice="-1 day"), f"-1 day {NOT_WHOLE}", "notice"),
    "notice in money": (lambda: Terminate(notice="30 USD"), f"30 USD {NO_TIME}", "notice"),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_a_step_that_nobody_could_take_is_refused(make: Callable[[], Effect], message: str, field: str) -> None:
    """Steps need somebody or something, and whole days or months."""
    with pytest.raises(InvalidValueError, match=whole(message)) as error:
        make()
    assert error.value.field == field


@pytest.mark.parametrize(
    ("effect", "references"),
    [
        (Escalate(["Amy", "Joan"]), [Reference("contact", "Amy", ("to", 0)), Reference("contact", "Joan", ("to", 1))]),
        (Remedy("write a plan"), []),
        (Remedy("write a plan", before="review"), [Reference("report or meeting", "review", ("before",))]),
        (Terminate(), []),
        (Terminate("owed_by"), []),
        (Terminate("Service"), [Reference("party", "Service", ("right_of",))]),
    ],
)
def test_steps_name_what_the_agreement_must_have(effect: Effect, references: list[Reference]) -> None:
    """Contacts, meetings and parties are names that an agreement checks; roles are not."""
    assert list(effect.references) == references
