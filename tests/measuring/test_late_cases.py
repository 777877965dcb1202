"""Late and overdue cases as a list to work from: those that are counted, with times and the columns asked for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from event_strategies import as_log, as_table, leads, sales_agreement
from expected_errors import refusal
from smarketing import measure, state
from smarketing.measuring.measured import Measured

AS_OF = datetime(2026, 3, 9, tzinfo=UTC)
PROMISES = ("leads.accepted", "leads.followed-up")


def in_order(seed: int) -> list[dict[str, object]]:
    """Leads, but none that ended before it began, which a table counts as neither in time nor late."""
    ends = ("accepted_at", "rejected_at", "contacted_at")

    def ends_later(lead: dict[str, object]) -> bool:
        begun = lead["handed_over_at"]
        moments = [at for name in ends if isinstance(at := lead[name], datetime)]
        return not isinstance(begun, datetime) or all(at >= begun for at in moments)

    return [each for each in leads(seed, 80) if ends_later(each)]


@pytest.fixture(scope="module", params=["table", "log"])
def measured(request: pytest.FixtureRequest) -> Measured:
    """The same leads, measured from a table and from a log."""
    records = in_order(5)
    if request.param == "table":
        return measure(sales_agreement(), {"leads": as_table(records)}, as_of=AS_OF)
    log, about = as_log(records)
    return measure(sales_agreement(), {"leads": about}, events={"leads": log}, as_of=AS_OF)


@pytest.mark.parametrize("promise", PROMISES)
@pytest.mark.parametrize("months", [("2026-02",), ("2026-03",), ("2026-02", "2026-03")])
def test_what_is_listed_is_what_is_counted(measured: Measured, promise: str, months: tuple[str, ...]) -> None:
    """Late and overdue together, in the months in which they count, oldest first."""
    period = "..".join(months)
    listed = [(each.since.astimezone(UTC), each.id, each.verdict) for each in measured.late_cases(promise, period)]
    expected = [
        (each.since, str(each.id), verdict)
        for month in months
        for verdict in ("late", "overdue")
        for each in measured.cases(promise, verdict, month)
    ]
    assert listed
    assert listed == sorted(expected, key=lambda row: row[:2])


def test_times_are_those_of_the_clock(measured: Measured) -> None:
    """Used and overdue as `state` has them, and local times of the term."""
    agreement = sales_agreement()
    by_id = {str(each["id"]): each for each in in_order(5)}
    for case in measured.late_cases("leads.accepted"):
        (found, *_later) = state(agreement.handoffs[0], by_id[case.id], AS_OF, agreement=agreement)
        assert (case.due, case.used, case.overdue) == (found.due, found.used, found.overdue)
        assert case.since.tzinfo == ZoneInfo("Europe/Berlin")
        assert case.overdue > timedelta()


def test_columns_come_only_if_they_are_named(measured: Measured) -> None:
    """Leads are personal data."""
    some = measured.late_cases("leads.accepted")
    assert all(each.columns == {} for each in some)
    by_id = {str(each["id"]): each for each in in_order(5)}
    for case in measured.late_cases("leads.accepted", columns=("size", "where")):
        assert case.columns == {name: by_id[case.id][name] for name in ("size", "where")}


def test_a_list_that_cannot_be_made(measured: Measured) -> None:
    """Names that there are not."""
    assert refusal(lambda: measured.late_cases("leads")) == (
        "no clock named 'leads'; clocks are 'leads.accepted', 'leads.followed-up'",
        "of",
    )
    _message, field = refusal(lambda: measured.late_cases("leads.accepted", columns=["owner"]))
    assert field == "columns"


def test_a_table_without_ids_has_no_list() -> None:
    """Nobody could work from it."""
    found = measure(sales_agreement(), {"leads": as_table(in_order(5)).drop("id")}, as_of=AS_OF)
    assert refusal(lambda: found.late_cases("leads.accepted")) == (
        "the table has no column id to find a case by; say which one it is, as in 'lead_id=id'",
        "columns",
    )
