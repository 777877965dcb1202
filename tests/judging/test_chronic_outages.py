"""The chronic outage clause of Masergy, from a CSV file of incidents to the right to end the contract.

More than 3 failures, or more than 24 hours of outages, in any 30 days in a row.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Agreement, Scorecard, Status, judge, loads, measure
from smarketing.measuring.measured import Measured

CONTRACT = Path(__file__).parents[2] / "examples" / "contracts" / "masergy-chronic.yaml"
ZONE = ZoneInfo("America/Chicago")
MARCH = datetime(2026, 3, 2, 12, tzinfo=ZONE)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
AFTER_JULY = datetime(2026, 8, 1, tzinfo=ZONE)
Outages = Sequence[tuple[datetime, timedelta | None]]


@cache
def contract(**fields: str) -> Agreement:
    """The contract, with further keys of its line."""
    more = "".join(f"    {key}: {value}\n" for key, value in fields.items())
    return loads(CONTRACT.read_text(encoding="utf-8").replace("    availability:", f"{more}    availability:"))


def measured_of(folder: Path, outages: Outages, agreement: Agreement, as_of: datetime, more: str = "") -> Measured:
    """Write outages as a CSV file, with a further column, and measure it."""
    name, _, value = more.partition("=")
    lines = [",".join(("id", "failed_at", "restored_at", *([name] if name else [])))]
    for number, (at, lasted) in enumerate(outages):
        restored = "" if lasted is None else in_utc(at + lasted)
        lines.append(",".join((str(number), in_utc(at), restored, *([value] if name else []))))
    file = folder / "incidents.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return measure(agreement, {"line": file}, as_of=as_of)


def in_utc(at: datetime) -> str:
    """An instant as a help desk exports it."""
    return at.astimezone(ZoneInfo("UTC")).isoformat()


def judged(
    folder: Path, outages: Outages, agreement: Agreement | None = None, as_of: datetime = AFTER_JULY, more: str = ""
) -> Scorecard:
    """Judge all months that are over."""
    agreement = agreement or contract()
    measured = measured_of(folder, outages, agreement, as_of, more)
    assert measured.problems == ()
    return judge(agreement, measured.actuals, as_of=as_of)


def ends(card: Scorecard) -> list[str]:
    """The months in which the right to end the contract arises; a replacement is offered in the same ones."""
    rights = list(dict.fromkeys(str(due.month) for due in card.dues if due.effect == "terminate"))
    assert rights == list(dict.fromkeys(str(due.month) for due in card.dues if due.effect == "remedy"))
    assert all(due.owed_to == "Customer" for due in card.dues)
    return rights


def every(apart: timedelta, *lasted: timedelta, first: datetime = MARCH) -> Outages:
    """Outages one after another, so long after each other, which lasted so long."""
    start = first.astimezone(ZoneInfo("UTC"))
    return [(start + number * apart, each) for number, each in enumerate(lasted)]


EDGES: dict[str, tuple[Outages, list[str]]] = {
    "four of an hour": (every(2 * DAY, *[HOUR] * 4), ["2026-03"]),
    "three of an hour": (every(2 * DAY, *[HOUR] * 3), []),
    "five of an hour": (every(2 * DAY, *[HOUR] * 5), ["2026-03"]),
    "one of 24.5 hours": ([(MARCH, 24.5 * HOUR)], ["2026-03"]),
    "one of 24 hours": ([(MARCH, 24 * HOUR)], []),
    "one of a second less": ([(MARCH, 24 * HOUR - SECOND)], []),
    "one of a second more": ([(MARCH, 24 * HOUR + SECOND)], ["2026-03"]),
    "three of eight hours": (every(2 * DAY, *[8 * HOUR] * 3), []),
    "three of eight hours and a second": (every(2 * DAY, 8 * HOUR, 8 * HOUR, 8 * HOUR + SECOND), ["2026-03"]),
    "the fourth just less than 30 days after the first": (every(10 * DAY - SECOND, *[HOUR] * 4), ["2026-04"]),
    "the fourth 30 days after the first": (every(10 * DAY, *[HOUR] * 4), []),
    "the fourth just more than 30 days after the first": (every(10 * DAY + SECOND, *[HOUR] * 4), []),
    "25 hours of which the last begins 30 days later": (every(30 * DAY, 15 * HOUR, 10 * HOUR), []),
    "25 hours that end 30 days after they begin": (every(30 * DAY - 10 * HOUR, 15 * HOUR, 10 * HOUR), ["2026-04"]),
    "25 hours that end an hour later": (every(30 * DAY - 9 * HOUR, 15 * HOUR, 10 * HOUR), []),
    "25 hours that end just less than an hour later": (
        every(30 * DAY - 9 * HOUR - SECOND, 15 * HOUR, 10 * HOUR),
        ["2026-04"],
    ),
    "two in March and two in April": (every(9 * DAY, *[HOUR] * 4), ["2026-03"]),
    "none": ([], []),
}


@pytest.mark.parametrize(("outages", "months"), EDGES.values(), ids=EDGES)
def test_when_the_contract_may_be_ended(tmp_path: Path, outages: Outages, months: list[str]) -> None:
    """At, just below and just above both edges, and at the edge of the 30 days."""
    assert ends(judged(tmp_path, outages)) == months


def test_it_is_found_whatever_months_it_lies_in(tmp_path: Path) -> None:
    """Two of the failures, and 13 of 26 hours, lie on each side of the turn of a month."""
    turn = datetime(2026, 4, 1, tzinfo=ZONE)
    apart = every(3 * DAY, *[HOUR] * 4, first=turn - 5 * DAY)
    assert ends(judged(tmp_path, apart)) == ["2026-04"]
    assert ends(judged(tmp_path, [(turn - 13 * HOUR, 26 * HOUR)])) == ["2026-04"]


def test_the_first_and_the_last_month_of_the_term(tmp_path: Path) -> None:
    """What failed before the term is nobody's, and in its last month the right arises too."""
    start, end = (datetime(year, 1, 1, tzinfo=ZONE) for year in (2026, 2028))
    assert ends(judged(tmp_path, every(DAY, *[HOUR] * 4, first=start))) == ["2026-01"]
    assert ends(judged(tmp_path, every(DAY, *[HOUR] * 4, first=start - HOUR))) == []
    assert ends(judged(tmp_path, [(start - 2 * HOUR, 26 * HOUR)])) == []
    assert ends(judged(tmp_path, [(start - 2 * HOUR, 26 * HOUR + SECOND)])) == ["2026-01"]
    late = end + 90 * DAY
    assert ends(judged(tmp_path, every(DAY, *[HOUR] * 4, first=end - 4 * DAY), as_of=late)) == ["2027-12"]
    assert ends(judged(tmp_path, every(DAY, *[HOUR] * 4, first=end - 3 * DAY), as_of=late)) == []


def test_the_right_arises_again_only_after_it_stopped(tmp_path: Path) -> None:
    """Eight failures in a row are chronic in March and April; those of July are so again."""
    some = [*every(5 * DAY, *[HOUR] * 8), *every(DAY, *[HOUR] * 4, first=datetime(2026, 7, 1, tzinfo=ZONE))]
    card = judged(tmp_path, some)
    verdicts = {str(each.month): each.status for each in card.verdicts if each.promise.name == "line.failures_in_days"}
    missed = [month for month, status in verdicts.items() if status is Status.MISSED]
    assert missed == ["2026-03", "2026-04", "2026-07"]
    assert ends(card) == ["2026-03", "2026-07"]


def test_an_outage_that_lasts_is_chronic_from_the_25th_hour(tmp_path: Path) -> None:
    """It began a day before the month ended, or a second more: the month that is over is judged as it stood."""
    turn = datetime(2026, 4, 1, tzinfo=ZONE)
    for earlier, months in ((24 * HOUR, []), (24 * HOUR + SECOND, ["2026-03"])):
        assert ends(judged(tmp_path, [(turn - earlier, None)], as_of=turn)) == months


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, "caused_by=force majeure"),
        ({}, "caused_by=Customer"),
        ({}, "planned=true"),
        ({"shortest": "7 hours"}, ""),
        ({"overlapping": "one failure"}, ""),
        ({"weighed_by": "severity", "weights": "[{is: degraded, lost: 50 %}]"}, "severity=degraded"),
    ],
)
def test_what_the_service_leaves_out_is_left_out(tmp_path: Path, fields: dict[str, str], more: str) -> None:
    """Causes, maintenance, short outages, those at one time, and the half of the time of a degraded line."""
    at_once = every(HOUR, *[6.5 * HOUR] * 4) if "overlapping" in fields else every(DAY, *[6.5 * HOUR] * 4)
    outages = every(DAY, 24.5 * HOUR) if "weights" in fields else at_once
    assert ends(judged(tmp_path, outages)) == ["2026-03"]
    assert ends(judged(tmp_path, outages, contract(**fields), more=more)) == []


def test_faults_count_from_their_report(tmp_path: Path) -> None:
    """Of 25 hours 24 are left when the customer reports after one."""
    agreement = contract(reported_by="Customer")
    for after, months in ((HOUR, []), (HOUR - SECOND, ["2026-03"])):
        outages = [(MARCH, 25 * HOUR)]
        assert ends(judged(tmp_path, outages, agreement, more=f"reported_at={in_utc(MARCH + after)}")) == months


def test_a_version_with_other_days(tmp_path: Path) -> None:
    """From April on 2 failures in any 10 days are too many: those of March count, as far as the ten days reach back."""
    signed = {"Carrier": "2026-01-02", "Customer": "2026-01-02"}
    first = contract()
    (line,) = first.services
    (stricter,) = loads(
        CONTRACT.read_text(encoding="utf-8").replace(
            "{days: 30, failures: 3, downtime: 24 hours}", "{days: 10, failures: 1, downtime: 24 hours}"
        )
    ).services
    assert line != stricter
    amended = first.amended("2026-04-01", services=[stricter], signatures=signed)
    outages = [(datetime(2026, 3, 25, tzinfo=ZONE), HOUR), (datetime(2026, 4, 3, tzinfo=ZONE), HOUR)]
    assert ends(judged(tmp_path, outages, amended)) == ["2026-04"]
    assert ends(judged(tmp_path, outages, first)) == []
    assert ends(judged(tmp_path, [(outages[0][0] - DAY, HOUR), outages[1]], amended)) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 180 * 24), st.sampled_from([1, 2, 6, 8, 12])),
        max_size=14,
        unique_by=lambda outage: outage[0],
    )
)
def test_every_month_is_chronic_that_an_hour_by_hour_count_finds(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[int, int]]
) -> None:
    """At every hour of half a year in which the line is down: how often and how long in the 720 hours before."""
    start = datetime(2026, 1, 1, tzinfo=ZONE).astimezone(ZoneInfo("UTC"))
    outages = [(start + begins * HOUR, lasted * HOUR) for begins, lasted in sorted(drawn)]
    down = {hour for begins, lasted in drawn for hour in range(begins, begins + lasted)}
    chronic = set()
    for hour in sorted(down):
        began = sum(hour - 720 < begins <= hour for begins, _lasted in drawn)
        lost = sum(hour - 720 < each <= hour for each in down)
        if (began > 3 and any(begins == hour for begins, _lasted in drawn)) or lost > 24:
            chronic.add((start + hour * HOUR).astimezone(ZONE).strftime("%Y-%m"))
    card = judged(tmp_path_factory.mktemp("outages"), outages)
    found = {
        str(each.month) for each in card.verdicts if each.status is Status.MISSED and "_in_days" in each.promise.name
    }
    assert found == chronic
