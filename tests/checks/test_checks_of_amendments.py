"""SM107 and SM111 in amendments: whose signature is missing and what that means, and only months that they hold in."""

from calendar import monthrange
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document
from smarketing import Agreement, Month, Signature, loads
from smarketing.checks import check

PROMISED = "{x: {owed_by: Sales, owed_to: Marketing, at_least: 4 report/month}}"
OLD = loads(document(PROMISED, "cadence: {weekly: {from: Sales, to: Marketing, rule: FREQ=WEEKLY;BYDAY=FR}}"))
DAYS = st.integers(0, 364).map(lambda later: OLD.term.start + timedelta(later))


def found(code: str, agreement: Agreement) -> list[tuple[str, str]]:
    """Give what one rule finds, each with its path."""
    return [(".".join(map(str, each.path)), each.message) for each in check(agreement, select=[code])]


def amended(since: str, *signed: tuple[str, str]) -> Agreement:
    """Amend the agreement and sign that."""
    return OLD.amended(since, title="Second", signatures=[Signature(party, on) for party, on in signed])


# SM107


_LATE = "no month before goes by it"


@pytest.mark.parametrize(
    ("signed", "lines"),
    [
        ([("Marketing", "2026-04-01"), ("Sales", "2026-03-15")], []),
        (
            [("Marketing", "2026-04-02"), ("Sales", "2026-04-01")],
            [
                (
                    "signatures.Marketing",
                    f"Marketing signed on 2026-04-02, after the amendment began on 2026-04-01: {_LATE}",
                )
            ],
        ),
        (
            [("Marketing", "2026-04-01")],
            [("signatures", "Sales has not signed, so no month goes by it")],
        ),
    ],
)
def test_signatures_under_an_amendment(signed: list[tuple[str, str]], lines: list[tuple[str, str]]) -> None:
    """By the day from which it holds, not by the start of the term: till all have signed, the version before holds."""
    assert found("SM107", amended("2026-04-01", *signed)) == lines


@given(DAYS, DAYS, DAYS)
def test_an_amendment_without_findings_begins_when_it_says(since: date, marketing: date, sales: date) -> None:
    """In its first month, or the first that begins after its day; one that is signed late is found."""
    new = OLD.amended(
        max(since, OLD.term.start + timedelta(1)),
        signatures=[Signature("Marketing", marketing), Signature("Sales", sales)],
    )
    assert new.since is not None
    first = Month.of(new.since) + (new.since.day > 1)
    late = [each.party for each in new.signatures if each.on > new.since]
    assert [path.partition(".")[2] for path, _message in found("SM107", new)] == late
    assert new.begins is not None
    assert new.begins == first or late
    assert new.at(new.begins - 1) is OLD or new.begins == OLD.begins


def test_the_old_version_is_not_looked_at_again() -> None:
    """What an amendment began with is the amendment's; alone, the old version keeps its own words."""
    late = attrs.evolve(OLD, signatures=[Signature("Marketing", "2026-01-15")])
    words = [
        ("parties.Sales", "Sales has not signed, so no month is in force"),
        (
            "signatures.Marketing",
            "Marketing signed on 2026-01-15, after the term began on 2026-01-01: no month before is in force",
        ),
    ]
    assert sorted(found("SM107", late)) == words
    signed = [Signature(party, "2026-03-15") for party in ("Marketing", "Sales")]
    assert found("SM107", late.amended("2026-04-01", signatures=signed)) == []


# SM111


def short(agreement: Agreement) -> list[str]:
    """Give the messages of SM111."""
    return [message for _path, message in found("SM111", agreement)]


@given(DAYS.filter(lambda day: day > OLD.term.start), st.integers(4, 5))
def test_only_months_that_the_amendment_holds_in(since: date, promised: int) -> None:
    """The first whole month from its day on with fewer Fridays than are promised; a slow count of days says which."""
    more = loads(document(PROMISED.replace("4 report", f"{promised} report"))).objectives
    new = OLD.amended(since, objectives=more)
    expected = None
    for month in range(12, 0, -1):
        days = [date(2026, month, day) for day in range(1, monthrange(2026, month)[1] + 1)]
        fridays = sum(day.weekday() == 4 for day in days)
        if days[0] >= since and fridays < promised:
            expected = f"the cadence has {fridays} in 2026-{month:02}, and the promise is {promised} reports"
    assert short(new) == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("since", "month"),
    [
        ("2026-02-01", "2026-05"),
        ("2026-04-01", "2026-05"),
        ("2026-06-02", "2026-08"),
        ("2026-12-01", "2026-12"),
        ("2026-12-02", None),
        ("2031-02-01", "2031-02"),
    ],
)
def test_a_report_every_three_months_is_counted_from_the_start_of_the_term(since: str, month: str | None) -> None:
    """April, July, October and so on, whenever the amendment begins; years later, and with no whole month left."""
    ends = "" if since > "2027" else ", end: 2026-12-31"
    cadence = "cadence: {quarterly: {from: Sales, to: Marketing, every: 3 months, counted_from: term.start}}"
    old = loads(document(PROMISED.replace("4 report", "1 report"), cadence, term=f"{{start: 2026-01-01{ends}}}"))
    said = [] if month is None else [f"the cadence has 0 in {month}, and the promise is 1 report"]
    assert short(old) == ["the cadence has 0 in 2026-05, and the promise is 1 report"]
    assert short(old.amended(since)) == said


def test_a_retroactive_amendment_may_be_signed_late() -> None:
    """Somebody who has not signed it is found as ever."""
    late = attrs.evolve(amended("2026-04-01", ("Marketing", "2026-05-02"), ("Sales", "2026-04-02")), retroactive=True)
    assert found("SM107", late) == []
    alone = attrs.evolve(late, signatures=late.signatures[:1])
    assert found("SM107", alone) == [("signatures", "Sales has not signed, so no month goes by it")]
