"""What stands behind figures: cases and days, of tables and of logs."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest

from expected_errors import refusal
from smarketing import Agreement, BusinessHours, Channel, FollowUp, Handoff, Party, Reply, Term, measure
from smarketing.measuring.measured import Measured

AGREEMENT = Agreement(
    "Speed to lead",
    Term("2026-01-01"),
    [Party("Marketing"), Party("Sales")],
    [],
    hours={"office": BusinessHours({"mon-fri": "09:00-17:00"})},
    handoffs=[Handoff("leads", "Marketing", "Sales", follow_up=FollowUp("1 business_hour"))],
    channels=[Channel("inbox", "Sales", reply=Reply("1 hour"))],
)
HISTORY = [
    (1, "handed_over", "2026-03-02T15:00"),
    (1, "contacted", "2026-03-02T15:30"),
    (2, "handed_over", "2026-03-02T16:00"),
    (2, "contacted", "2026-03-03T12:00"),
    (2, "recycled", "2026-03-04T12:00"),
]


@pytest.fixture(scope="module", params=["log", "table"])
def measured(request: pytest.FixtureRequest) -> Measured:
    """The same story as a log and as a table, beside one question."""
    moments = [(each, event, datetime.fromisoformat(f"{at}+00:00")) for each, event, at in HISTORY]
    questions = pl.DataFrame({"id": [9], "asked_at": [moments[0][2]], "replied_at": [moments[1][2]]})
    if request.param == "log":
        log = pl.DataFrame(moments, schema=["id", "event", "at"], orient="row")
        return measure(AGREEMENT, {"inbox": questions}, events={"leads": log})
    rows = [{"id": number} | {f"{event}_at": at for each, event, at in moments if each == number} for number in (1, 2)]
    return measure(AGREEMENT, {"leads": pl.DataFrame(rows), "inbox": questions})


def test_the_cases_behind_a_figure(measured: Measured) -> None:
    """Each with the time that its clock had run, where it has one."""
    (late,) = measured.cases("leads.followed-up", "late", "2026-03")
    assert (late.id, late.segment, late.used) == (2, "", timedelta(hours=4))
    assert [each.id for each in measured.cases("leads", "recycled", "2026-03")] == [2]
    assert [each.used for each in measured.cases("leads.handed-over", "cases", "2026-03", "")] == [None, None]
    assert measured.cases("leads.handed-over", "cases", "2026-03", "east") == ()


def test_how_many_came_on_each_day(measured: Measured) -> None:
    """Of the part whose volume it is."""
    assert measured.daily("leads.handed-over") == {date(2026, 3, 2): 2}
    assert measured.daily("inbox.asked") == {date(2026, 3, 2): 1}


def test_figures_that_there_are_none_of(measured: Measured) -> None:
    """Are refused, with those that were perhaps meant."""
    message, field = refusal(lambda: measured.cases("lead", "late", "2026-03"))
    assert (message[:23], field) == ("no figures named 'lead'", "of")
    message, field = refusal(lambda: measured.cases("leads.followed-up", "lat", "2026-03"))
    assert message.startswith("no cases of leads.followed-up named 'lat'; they are 'share'")
    assert field == "measure"
    assert refusal(lambda: measured.daily("leads")) == (
        "no volume named 'leads'; volumes are 'leads.handed-over', 'inbox.asked'",
        "of",
    )
