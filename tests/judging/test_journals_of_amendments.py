"""Entries of a journal about an amended agreement: each must fit the version of its month."""

import pytest

from expected_errors import refusal
from smarketing import Actuals, Agreement, AtLeast, Journal, Objective, Party, Term, Waiver, Withdrawal, judge

MARKETING, SALES, SERVICE = Party("Marketing", "Josh"), Party("Sales", "Amy"), Party("Service", "Joan")
EVE = "2025-12-01"


def promised(name: str, to: str) -> Objective:
    """Marketing owes somebody so many leads, and a missing figure is a miss."""
    return Objective(name, "Marketing", to, AtLeast("1 lead/month"), no_data="counts as missed")


def amended() -> Agreement:
    """In February mails were owed too, to sales; since March there is service instead, and it ends in April."""
    both = [promised("leads", "Sales"), promised("mails", "Sales")]
    signed = {"Marketing": EVE, "Sales": EVE}
    first = Agreement("Leads", Term("2026-01-01"), [MARKETING, SALES], both, signatures=signed)
    return first.amended(
        "2026-03-01",
        term=Term("2026-01-01", "2026-04-30"),
        parties=[MARKETING, SERVICE],
        objectives=[promised("leads", "Service")],
        signatures={"Marketing": EVE, "Service": EVE},
    )


def test_an_entry_that_fits() -> None:
    """Waived by who it was owed to then; parties of any version may withdraw."""
    withdrawals = (Withdrawal(each, "2026-05-01") for each in ("Marketing", "Sales", "Service"))
    journal = Journal([Waiver("mails", "2026-02", "Sales"), *withdrawals])
    card = judge(amended(), Actuals(), through="2026-03", journal=journal)
    assert [(str(each.month), each.promise.name) for each in card.verdicts if not each.missed] == [("2026-02", "mails")]


@pytest.mark.parametrize(
    ("entry", "said", "field"),
    [
        (Waiver("leads", "2026-03", "Sales"), "only Service can waive 'leads', not 'Sales'", "by"),
        (Waiver("leads", "2026-02", "Service"), "only Sales can waive 'leads', not 'Service'", "by"),
        (Waiver("mails", "2026-03", "Sales"), "no promise named 'mails'; promises are 'leads'", "promise"),
        (Waiver("leads", "2026-05", "Service"), "2026-05 lies outside the term, 2026-01..2026-04", "month"),
        (Withdrawal("HR", "2026-01-01"), "no party named 'HR'; parties are 'Marketing', 'Sales', 'Service'", "party"),
    ],
)
def test_an_entry_that_does_not_fit(entry: Waiver | Withdrawal, said: str, field: str) -> None:
    """Refused by what the version of its month says."""
    assert refusal(lambda: judge(amended(), Actuals(), through="2026-03", journal=Journal([entry]))) == (said, field)
