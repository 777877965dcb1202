"""SM406 and SM407: whether there is time, held to a clock that walks quarters of hours; and what messages say."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarter_hour_oracle import STEP, Walked, walked
from smarketing import Acceptance, Agreement, BusinessHours, FollowUp, Handoff, PeriodCalendar, Term, loads
from smarketing.checks import Diagnostic, check

BARE = loads(
    "smarketing: 1\ntitle: Leads\nterm: {start: 2026-01-01}\nparties: {Marketing: {}, Sales: {}}\n"
    "objectives: {leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}}\n"
)


def months(term: Term, since: date | None = None) -> list[tuple[date, date]]:
    """The first and last days of the whole months of a term and after an amendment; or of its first month."""
    begins, found = since or term.start, []
    first = begins.replace(day=1)
    for _ in range(13):
        last = (first + timedelta(31)).replace(day=1) - timedelta(1)
        if first >= begins and (term.end is None or last <= term.end):
            found.append((first, last))
        first = last + timedelta(1)
    return found[:12] or [
        (begins.replace(day=1), (begins.replace(day=1) + timedelta(31)).replace(day=1) - timedelta(1))
    ]


def found(code: str, calendar: BusinessHours, term: Term, follow_up: FollowUp) -> list[Diagnostic]:
    """Give what one rule finds in a follow-up by some hours."""
    return of(code, _with(calendar, term, follow_up))


def _with(calendar: BusinessHours, term: Term, follow_up: FollowUp) -> Agreement:
    handed = Handoff("give", "Marketing", "Sales", follow_up=follow_up)
    return attrs.evolve(BARE, term=term, hours={"office": calendar}, handoffs=[handed])


def of(code: str, agreement: Agreement) -> list[Diagnostic]:
    """Give what one rule finds."""
    return list(check(agreement, select=[code]))


def lines(
    code: str, calendar: BusinessHours, within: str, start: str = "2026-01-01", end: str | None = None
) -> list[str]:
    """Give the messages of one rule for a clock."""
    return [each.message for each in found(code, calendar, Term(start, end), FollowUp(within, "office"))]


@st.composite
def short_terms(draw: st.DrawFn) -> Term:
    """Terms of a few days to a few months, anywhere in the year."""
    start = date(2026, 1, 1) + timedelta(draw(st.integers(0, 364)))
    return Term(start if draw(st.booleans()) else start.replace(day=1), start + timedelta(draw(st.integers(0, 120))))


# SM406


def told(amount: Fraction, unit: str) -> str:
    """Write an amount of business time, in quarters of an hour or whole days."""
    return f"{float(amount):g} {unit}{'' if amount == 1 else 's'}"


@given(walked(), short_terms(), st.sampled_from(["business_hour", "business_day"]), st.data())
def test_the_month_with_the_least_time(hours: Walked, term: Term, unit: str, data: st.DataObject) -> None:
    """The first of those that have the least; whatever is longer than that is found, and nothing else."""
    there: list[tuple[Fraction, str]] = []
    for first, last in months(term):
        days = (first + timedelta(later) for later in range(last.day))
        quarters = sum(opened for _at, opened in hours.steps(first, last)) if unit == "business_hour" else 0
        open_for = Fraction(quarters, 4) if quarters else Fraction(0)
        amount = open_for if unit == "business_hour" else Fraction(sum(map(hours.is_business_day, days)))
        there.append((amount, f"{first:%Y-%m}"))
    least, month = min(there)
    around = st.sampled_from(
        [least - 1, least, least + (Fraction(1, 4) if unit == "business_hour" else 1), least + 2]
    ).filter(lambda time: time > 1)
    within, tried = (data.draw(around | st.integers(2, 30).map(Fraction)) for _ in range(2))
    follow_up = FollowUp(f"{within} {unit}", "office", attempts=f"3 in {tried} {unit}")
    has = f"are more than {month} has while office is open, {told(least, unit)}"
    witness = {"month": month, "open": told(least, unit)}
    expected = [
        (("handoffs", "give", "follow_up", key), f"{told(time, unit)} {has}", witness)
        for key, time in (("within", within), ("attempts", tried))
        if time > least
    ]
    assert [
        (each.path, each.message, each.witness) for each in found("SM406", hours.calendar, term, follow_up)
    ] == expected


OFFICE = BusinessHours({"mon-fri": "09:00-18:00"})
ALWAYS = {"mon-sun": "00:00-24:00"}


@pytest.mark.parametrize(
    ("begins_on", "month", "least"), [(1, "2026-02", 20), (16, "2026-02", 20), (28, "2026-02", 20)]
)
def test_business_days_of_the_months_of_an_agreement(begins_on: int, month: str, least: int) -> None:
    """Four weeks from 1 and 16 February, and four from the 28th."""
    term, calendar = Term(f"2026-01-{begins_on:02}", "2026-04-15"), PeriodCalendar(months_begin_on=begins_on)
    made = _with(OFFICE, term, FollowUp(f"{least + 1} business_days", "office"))
    [finding] = of("SM406", attrs.evolve(made, calendar=calendar))
    assert finding.witness == {"month": month, "open": f"{least} business_days"}
    enough = _with(OFFICE, term, FollowUp(f"{least} business_days", "office"))
    assert of("SM406", attrs.evolve(enough, calendar=calendar)) == []


@pytest.mark.parametrize(
    ("within", "said"),
    [
        ("30 business_days", "30 business_days are more than 2026-02 has while office is open, 20 business_days"),
        ("20 business_days", None),
        ("181 business_hours", "181 business_hours are more than 2026-02 has while office is open, 180 business_hours"),
        ("180 business_hours", None),
        ("10860 business_minutes",
         "10860 business_minutes are more than 2026-02 has while office is open, 180 business_hours"),
        ("648000 business_seconds", None),
        ("36525 business_days",
         "36525 business_days are more than 2026-02 has while office is open, 20 business_days"),
        ("9999 hours", None),
    ],
)  # fmt: skip
def test_times_that_no_month_has(within: str, said: str | None) -> None:
    """Counted by hand for 2026: February has twenty working days. Elapsed time is not compared."""
    assert lines("SM406", OFFICE, within) == ([] if said is None else [said])


def test_hours_that_are_never_open_have_no_time() -> None:
    """One is singular."""
    said = "has while office is open, 0 business"
    assert lines("SM406", BusinessHours({}), "2 business_hours") == [
        f"2 business_hours are more than 2026-01 {said}_hours"
    ]
    assert lines("SM406", BusinessHours({}), "1 business_day") == [f"1 business_day is more than 2026-01 {said}_days"]


@pytest.mark.parametrize(
    ("start", "end", "least"),
    [
        # The clocks of Auckland go forward on 27 September 2026, and those of Berlin on 29 March.
        ("2026-09-01", "2026-09-30", ("Pacific/Auckland", "2026-09", 719)),
        ("2026-08-01", "2026-10-31", ("Pacific/Auckland", "2026-09", 719)),
        ("2026-03-01", "2026-03-31", ("Europe/Berlin", "2026-03", 743)),
        ("2026-10-01", "2026-10-31", ("Europe/Berlin", "2026-10", 745)),
        ("2026-10-01", "2026-12-31", ("Europe/Berlin", "2026-11", 720)),
    ],
)
def test_months_in_which_clocks_are_shifted(start: str, end: str, least: tuple[str, str, int]) -> None:
    """Open time is real time, wherever in the term the month lies."""
    zone, month, hours = least
    calendar = BusinessHours(ALWAYS, zone)
    said = f"{hours + 1} business_hours are more than {month} has while office is open, {hours} business_hours"
    assert lines("SM406", calendar, f"{hours} business_hours", start, end) == []
    assert lines("SM406", calendar, f"{hours + 1} business_hours", start, end) == [said]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2026-03-10", "2026-03-20", "2026-03"),
        ("2026-03-10", "2026-04-29", "2026-03"),
        ("2026-03-10", "2026-04-30", "2026-04"),
        ("2026-03-01", None, "2027-02"),
        ("2026-01-01", None, "2026-02"),
        ("2026-02-02", "2026-12-31", "2026-05"),
    ],
)
def test_which_months_are_looked_at(start: str, end: str | None, said: str) -> None:
    """The whole months of the term, a year of them at most; the first month of one without any."""
    (line,) = lines("SM406", OFFICE, "99 business_days", start, end)
    assert line.startswith(f"99 business_days are more than {said} has while office is open, ")


def test_no_month_after_the_first_year_counts() -> None:
    """A month without anybody there is found within a year, and not after it."""
    calendar = BusinessHours({"mon-sun": "09:00-18:00"}, holidays=[f"2027-01-{day:02}" for day in range(1, 32)])
    assert lines("SM406", calendar, "1 business_hour") == []
    assert len(lines("SM406", calendar, "2 business_hours", "2026-02-01")) == 1


# SM407


def _closed(steps: Sequence[tuple[datetime, bool]], allowance: timedelta) -> tuple[datetime, datetime] | None:
    """The first spell of so long or longer between two that are open."""
    closes: datetime | None = None
    opened = False
    for at, is_open in steps:
        if is_open and closes is not None and at - closes >= allowance:
            return closes, at
        closes = None if is_open else closes or (at if opened else None)
        opened = opened or is_open
    return None


@given(walked(), short_terms(), st.lists(st.integers(1, 300), min_size=2, max_size=2))
def test_what_is_due_before_anybody_is_there(hours: Walked, term: Term, quarters: list[int]) -> None:
    """The first time at which somebody leaves and nobody comes back in time; or that nobody ever comes."""
    looked_at = months(term)
    steps = hours.steps(looked_at[0][0], looked_at[-1][1])
    zone = ZoneInfo(hours.zone)
    expected: list[tuple[str, str, Mapping[str, object] | None]] = []
    for key, quarter in zip(("within", "attempts"), quarters, strict=True):
        if not any(is_open for _at, is_open in steps):
            one, other = (f"{each[0]:%Y-%m}" for each in (looked_at[0], looked_at[-1]))
            spell = f"in {one}" if one == other else f"from {one} to {other}"
            expected.append((key, f"office is not open at all {spell}", None))
        elif spells := _closed(steps, quarter * STEP):
            comes, due, opens = (
                f"{at.astimezone(zone):%Y-%m-%d %H:%M}" for at in (spells[0], spells[0] + quarter * STEP, spells[1])
            )
            message = f"what comes at {comes} is due by {due}, and office opens at {opens}"
            expected.append((key, message, {"comes": comes, "due": due, "opens": opens}))
    within, tried = (f"{quarter * 15} minutes" for quarter in quarters)
    flaws = found("SM407", hours.calendar, term, FollowUp(within, "office", attempts=f"3 in {tried}"))
    assert [(each.path[-1], each.message, each.witness) for each in flaws] == expected


@pytest.mark.parametrize(
    ("within", "comes", "due", "opens"),
    [
        ("4 hours", "2026-01-01 18:00", "2026-01-01 22:00", "2026-01-02 09:00"),
        ("24 hours", "2026-01-02 18:00", "2026-01-03 18:00", "2026-01-05 09:00"),
        ("3780 minutes", "2026-01-02 18:00", "2026-01-05 09:00", "2026-01-05 09:00"),
        ("226799 seconds", "2026-01-02 18:00", "2026-01-05 08:59:59", "2026-01-05 09:00"),
        ("1/4 second", "2026-01-01 18:00", "2026-01-01 18:00:00.250000", "2026-01-02 09:00"),
    ],
)
def test_evenings_and_weekends(within: str, comes: str, due: str, opens: str) -> None:
    """The first of 2026, a Thursday: fifteen hours of a night, sixty-three of a weekend."""
    said = f"what comes at {comes} is due by {due}, and office opens at {opens}"
    assert lines("SM407", OFFICE, within) == [said]


@pytest.mark.parametrize(
    "within",
    ["3781 minutes", "4 business_hours", "5 weeks", "36525 days", "876600 hours"],
)
def test_times_that_are_long_enough(within: str) -> None:
    """However long: nothing is due before somebody is there."""
    assert lines("SM407", OFFICE, within) == []


@pytest.mark.parametrize(
    ("windows", "within", "comes", "due", "opens"),
    [
        ("09:00-12:00:30 12:01-18:00", "20 seconds", "12:00:30", "12:00:50", "12:01"),
        ("09:00-12:00:30 12:01-18:00", "30 seconds", "12:00:30", "12:01", "12:01"),
        ("09:00-12:00 12:00:00.000002-18:00", "1/500000 second", "12:00", "12:00:00.000002", "12:00:00.000002"),
        ("09:00-12:00:00.5 12:00:01-18:00", "1/3 second", "12:00:00.500000", "12:00:00.833333", "12:00:01"),
    ],
)
def test_seconds_and_less(windows: str, within: str, comes: str, due: str, opens: str) -> None:
    """As exact as the windows are; a little more time than the gap is time enough."""
    calendar = BusinessHours({"mon-sun": windows}, overrides={"2026-01-02": "closed"})
    term = "2026-01-01", "2026-01-31"
    day = "2026-01-01 "
    said = f"what comes at {day}{comes} is due by {day}{due}, and office opens at {day}{opens}"
    assert lines("SM407", calendar, within, *term) == [said]


def test_a_little_more_time_than_a_gap() -> None:
    """Is enough, be it less than a microsecond more."""
    calendar = BusinessHours({"mon-sun": "00:00-12:00 12:00:30-24:00"})
    assert len(lines("SM407", calendar, "30 seconds")) == 1
    assert lines("SM407", calendar, "300000001/10000000 seconds") == []


@pytest.mark.parametrize(
    ("end", "spell"), [("2026-01-31", "in 2026-01"), ("2026-01-15", "in 2026-01"), (None, "from 2026-01 to 2026-12")]
)
def test_hours_that_are_never_open(end: str | None, spell: str) -> None:
    """In all months that are looked at."""
    assert lines("SM407", BusinessHours({}), "1 hour", "2026-01-01", end) == [f"office is not open at all {spell}"]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("0001-01-01", "0001-02-28"),
        ("0001-12-15", None),
        ("0002-01-01", None),
        ("9998-06-15", None),
        ("9998-12-01", "9998-12-31"),
        ("9999-01-01", "9999-03-31"),
        ("9999-11-15", None),
        ("9999-12-15", None),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/New_York"])
def test_the_first_and_the_last_months_that_there_are(start: str, end: str | None, zone: str) -> None:
    """A term at an end of the calendar is checked like any other, as far as hours are known there."""
    calendar = BusinessHours({"mon-fri": "09:00-18:00"}, zone)
    assert lines("SM406", calendar, "20 business_days", start, end) == []
    assert lines("SM406", calendar, "180 business_hours", start, end) == []
    assert lines("SM407", calendar, "4 days", start, end) == []


@pytest.mark.parametrize(("start", "month"), [("0003-01-01", "0003-02"), ("9997-11-15", "9997-12")])
def test_far_years(start: str, month: str) -> None:
    """Have months, too."""
    calendar = BusinessHours({"mon-sun": "09:00-18:00"})
    days = 28 if month.endswith("02") else 31
    assert lines("SM406", calendar, "32 business_days", start) == [
        f"32 business_days are more than {month} has while office is open, {days} business_days"
    ]


def test_a_night_in_which_clocks_are_shifted() -> None:
    """From Saturday 18:00 to Sunday 09:00 it is fourteen hours in Berlin in March, and sixteen in October."""
    calendar = BusinessHours({"mon-sun": "09:00-18:00"}, "Europe/Berlin")
    assert lines("SM407", calendar, "15 hours", "2026-10-24", "2026-10-31")[0].startswith(
        "what comes at 2026-10-01 18:00"
    )
    spring = BusinessHours({}, "Europe/Berlin", overrides={"2026-03-28": "09:00-18:00", "2026-03-29": "09:00-18:00"})
    assert lines("SM407", spring, "14 hours", "2026-03-01", "2026-03-31") == [
        "what comes at 2026-03-28 18:00 is due by 2026-03-29 09:00, and office opens at 2026-03-29 09:00"
    ]
    assert lines("SM407", spring, "841 minutes", "2026-03-01", "2026-03-31") == []


# Both


def test_several_clocks_by_the_same_hours() -> None:
    """Each is held to what its hours have, in its own unit; those that are short enough are not named."""
    days, hours_ = FollowUp("21 business_days", "office"), FollowUp("181 business_hours", "office")
    both = FollowUp("20 business_days", "office", attempts="3 in 181 business_hours")
    other = FollowUp("21 business_days", "desk", attempts="3 in 29 business_days")
    followed = {"a": days, "b": hours_, "c": both, "d": other, "e": FollowUp("22 business_days", "office")}
    made = [Handoff(name, "Marketing", "Sales", follow_up=each) for name, each in followed.items()]
    agreement = attrs.evolve(BARE, hours={"office": OFFICE, "desk": BusinessHours(ALWAYS)}, handoffs=made)
    has = "more than 2026-02 has while"
    office_days, office_hours = f"{has} office is open, 20 business_days", f"{has} office is open, 180 business_hours"
    assert sorted((".".join(map(str, each.path[1::2])), each.message) for each in of("SM406", agreement)) == [
        ("a.within", f"21 business_days are {office_days}"),
        ("b.within", f"181 business_hours are {office_hours}"),
        ("c.attempts", f"181 business_hours are {office_hours}"),
        ("d.attempts", f"29 business_days are {has} desk is open, 28 business_days"),
        ("e.within", f"22 business_days are {office_days}"),
    ]


def test_clocks_that_name_no_hours_are_not_looked_at() -> None:
    """Elapsed time alone is nobody's business hours; each clock of each handoff is looked at by its own."""
    clocks = {"accept": Acceptance("4 hours"), "follow_up": FollowUp("30 business_days", "office")}
    other = {"accept": Acceptance("4 hours", "desk"), "follow_up": FollowUp("4 hours", "office")}
    made = [Handoff(name, "Marketing", "Sales", **each) for name, each in (("one", clocks), ("two", other))]  # type: ignore[arg-type]
    hours = {"office": OFFICE, "desk": BusinessHours(ALWAYS)}
    agreement = attrs.evolve(BARE, hours=hours, handoffs=made)
    assert [
        (each.code, each.severity, ".".join(map(str, each.path)))
        for each in of("SM4", agreement)
        if each.code > "SM405"
    ] == [
        ("SM406", "error", "handoffs.one.follow_up.within"),
        ("SM407", "warning", "handoffs.two.follow_up.within"),
    ]


@pytest.mark.parametrize(
    ("since", "month"),
    [("2026-02-01", "2026-02"), ("2026-02-02", "2026-04"), ("2026-05-01", "2026-06"), ("2026-12-01", "2026-12")],
)
def test_months_before_an_amendment_are_not_looked_at(since: str, month: str) -> None:
    """Only whole months in which it can hold; February has the fewest days."""
    calendar = BusinessHours({"mon-sun": "09:00-18:00"})
    old = _with(calendar, Term("2026-01-01", "2026-12-31"), FollowUp("99 business_days", "office"))
    (flaw,) = of("SM406", old.amended(since))
    assert flaw.witness is not None
    assert flaw.witness["month"] == month


@pytest.mark.parametrize(("since", "end", "days"), [("2026-12-02", "2026-12-31", 23), ("2026-05-02", "2026-05-31", 21)])
def test_an_amendment_without_a_whole_month(since: str, end: str, days: int) -> None:
    """Not January, which is over, with its twenty-two working days, but the month of the amendment."""
    old = _with(OFFICE, Term("2026-01-01", end), FollowUp(f"{days} business_days", "office"))
    assert of("SM406", old.amended(since)) == []
    longer = _with(OFFICE, Term("2026-01-01", end), FollowUp(f"{days + 1} business_days", "office"))
    assert [each.message for each in of("SM406", longer.amended(since))] == [
        f"{days + 1} business_days are more than {since[:7]} has while office is open, {days} business_days"
    ]
