"""Hours, handoffs and capacities in files: how they are written, whose time zone is meant, and where mistakes are."""

from pathlib import Path

import attrs
import pytest

from expected_errors import problems_of
from smarketing import (
    Acceptance,
    Agreement,
    AgreementError,
    BusinessHours,
    FollowUp,
    Handoff,
    Quantity,
    dumps,
    load,
    loads,
)
from smarketing.agreement import NamedHours
from smarketing.hours import week_texts

ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")

# How they are written


@pytest.mark.parametrize("given_windows", ["10:00-22:00 21:00-10:00", "00:00-12:00 12:00-24:00"])
@pytest.mark.parametrize("key", ["weekly", "overrides", "closures"])
def test_windows_that_make_a_whole_day(given_windows: str, key: str) -> None:
    """From whatever time of the day on: hours that can be made can be written."""
    more = {key: {"mon" if key == "weekly" else "2026-03-02": given_windows}}
    calendar = BusinessHours(**{"weekly": {}, **more})  # type: ignore[arg-type]
    agreement = attrs.evolve(loads(DOCUMENT), hours={"office": calendar, "desk": calendar})
    assert loads(dumps(agreement)) == agreement


def test_how_it_is_written() -> None:
    """As people write it: days together, times in words, a single name without a list."""
    calendar = BusinessHours({"fri, mon-wed": "09:00-18:00", "sun": "22:00-06:00"}, "Europe/Berlin", holidays="12-25")
    made = Handoff(
        "give",
        "Marketing",
        "Sales",
        "score >= 50",
        "email",
        accept=Acceptance("4 business_hours", "office", "90 %", reject_for="region"),
        follow_up=FollowUp("1/3 hour", attempts="6 in 10 days", effort="90 seconds"),
    )
    agreement = attrs.evolve(loads(DOCUMENT), hours={"office": calendar}, handoffs=[made])
    assert dumps(agreement).partition("term: ")[2] == (
        "{start: 2026-01-01, timezone: Europe/Berlin}\n"
        "parties:\n"
        "  Marketing: {}\n"
        "  Sales: {capacity: 320 hour/month}\n"
        "hours:\n"
        "  office:\n"
        "    weekly: {mon-wed: '09:00-18:00', fri: '09:00-18:00', sun: '22:00-06:00'}\n"
        "    timezone: Europe/Berlin\n"
        "    holidays: 12-25\n"
        "objectives:\n"
        "  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}\n"
        "handoffs:\n"
        "  give:\n"
        "    from: Marketing\n"
        "    to: Sales\n"
        "    trigger: score >= 50\n"
        "    information: email\n"
        "    accept: {within: 4 business_hours, hours: office, at_least: 90 %, reject_for: region}\n"
        "    follow_up: {within: 1/3 hours, attempts: 6 in 10 days, effort: 90 seconds}\n"
    )
    assert loads(dumps(agreement)) == agreement


# Whose time zone

DOCUMENT = """\
smarketing: 1
title: Leads
term: {start: 2026-01-01, timezone: Europe/Berlin}
parties: {Marketing: {}, Sales: {capacity: 320 hours/month}}
hours:
  office:
    weekly: {mon-fri: 09:00-12:30 13:15-18:00, sat: 10:00-14:00}
    timezone: America/New_York
    holidays: [2026-07-03, 12-25]
    overrides: {2026-12-24: 09:00-12:00}
    closures: {2026-03-02: 12:00-13:00}
  desk: {weekly: {mon-sun: 00:00-24:00}}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
handoffs:
  give:
    from: Marketing
    to: Sales
    trigger: score >= 50
    information: [name, email]
    notice: a task
    accept: {within: 4 business_hours, hours: office, at_least: 90 %, reject_for: [region, duplicate]}
    follow_up: {within: 2 hours, hours: desk, attempts: 6 in 10 business_days, effort: 15 minutes}
"""


def zones(agreement: Agreement) -> dict[str, str]:
    """Give the time zone of each of the hours."""
    return {each.name: each.calendar.tz for each in agreement.hours if each.calendar}


def test_all_that_a_file_can_say_of_hours_and_handoffs() -> None:
    """Key by key."""
    agreement = loads(DOCUMENT)
    week = {"mon-fri": "09:00-12:30 13:15-18:00", "sat": "10:00-14:00"}
    assert agreement.hours == (
        NamedHours(
            "office",
            BusinessHours(
                week,
                "America/New_York",
                holidays=["12-25", "2026-07-03"],
                overrides={"2026-12-24": "09:00-12:00"},
                closures={"2026-03-02": "12:00-13:00"},
            ),
        ),
        NamedHours("desk", BusinessHours({"mon-sun": "00:00-24:00"}, "Europe/Berlin")),
    )
    calendar = agreement.hours[0].calendar
    assert calendar is not None
    assert week_texts(calendar.weekly) == week
    assert agreement.handoffs == (
        Handoff(
            "give",
            "Marketing",
            "Sales",
            "score >= 50",
            ("name", "email"),
            "a task",
            accept=Acceptance("4 business_hours", "office", "90 %", reject_for=("region", "duplicate")),
            follow_up=FollowUp("2 hours", "desk", attempts="6 in 10 business_days", effort="15 minutes"),
        ),
    )
    assert agreement.parties[1].capacity == Quantity(320, "hour/month")


@pytest.mark.parametrize("term", [None, *ZONES])
@pytest.mark.parametrize("own", [None, *ZONES])
def test_hours_are_by_the_clocks_of_the_term_unless_they_have_a_zone(term: str | None, own: str | None) -> None:
    """Also where the term comes last; what is written and read again has the same zone."""
    text = DOCUMENT.replace(", timezone: Europe/Berlin", f", timezone: {term}" if term else "")
    text = text.replace("    timezone: America/New_York\n", f"    timezone: {own}\n" if own else "")
    lines = text.splitlines(keepends=True)
    agreement = loads("".join(lines))
    assert zones(agreement) == {"office": own or term or "UTC", "desk": term or "UTC"}
    assert loads("".join([*lines[:2], *lines[3:], lines[2]])) == agreement
    assert loads(dumps(agreement)) == agreement


# Several files

KEYS = "keys are 'weekly', 'timezone', 'holidays', 'overrides', 'closures' (did you mean 'timezone'?)"

HOLDS = "an included file holds units, hours, definitions, scoring"


@pytest.mark.parametrize("zone", ZONES)
def test_shared_hours(tmp_path: Path, zone: str) -> None:
    """Included, they are by the clocks of the agreement that includes them, and stand before its own."""
    (tmp_path / "shared.yaml").write_text("smarketing: 1\nhours:\n  desk: {weekly: {sat: 09:00-12:00}}\n", "utf-8")
    text = DOCUMENT.replace("  desk: {weekly: {mon-sun: 00:00-24:00}}\n", "").replace("Europe/Berlin", zone)
    (tmp_path / "a.yaml").write_text(text.replace("title:", "include: shared.yaml\ntitle:"), "utf-8")
    agreement = load(tmp_path / "a.yaml")
    assert zones(agreement) == {"desk": zone, "office": "America/New_York"}
    assert NamedHours("desk", BusinessHours({"sat": "09:00-12:00"}, zone)) in agreement.hours
    assert loads(dumps(agreement)) == agreement


@pytest.mark.parametrize(
    ("shared", "line"),
    [
        ("hours: {late: {weekly: {}, zone: UTC}}", f"shared.yaml:2:28: hours.late.zone: no key named 'zone'; {KEYS}"),
        ("hours: {office: {weekly: {}}}", "a.yaml:7:3: hours.office: 'office' stands in shared.yaml too"),
        ("handoffs: {}", f"shared.yaml:2:1: handoffs: {HOLDS}; handoffs belongs in the agreement"),
    ],
)
def test_what_is_wrong_in_shared_hours(tmp_path: Path, shared: str, line: str) -> None:
    """Placed in the file that must be mended."""
    (tmp_path / "shared.yaml").write_text(f"smarketing: 1\n{shared}\n", "utf-8")
    (tmp_path / "a.yaml").write_text(DOCUMENT.replace("title:", "include: shared.yaml\ntitle:"), "utf-8")
    with pytest.raises(AgreementError) as caught:
        load(tmp_path / "a.yaml")
    assert str(caught.value).replace(f"{tmp_path}/", "") == line


def amended(folder: Path, text: str) -> Agreement:
    """Read an amendment of the document."""
    (folder / "old.yaml").write_text(DOCUMENT, "utf-8")
    (folder / "new.yaml").write_text(f"smarketing: 1\namends: old.yaml\nfrom: 2026-04-01\n{text}", "utf-8")
    return load(folder / "new.yaml")


def test_an_amendment_replaces_hours(tmp_path: Path) -> None:
    """As a whole, by the term's clocks again; handoffs go by them, and other hours stay as they are."""
    new = amended(tmp_path, "hours: {office: {weekly: {mon-fri: 08:00-16:00}}}\n")
    old = loads(DOCUMENT)
    office = BusinessHours({"mon-fri": "08:00-16:00"}, "Europe/Berlin")
    assert new.hours == (NamedHours("office", office), old.hours[1])
    assert (new.handoffs, new.parties, new.amends) == (old.handoffs, old.parties, old)


def test_an_amendment_takes_out_and_adds(tmp_path: Path) -> None:
    """A handoff with its hours goes, another comes; each by its name."""
    back = "handoffs:\n  back: {from: Sales, to: Marketing}\n"
    new = amended(tmp_path, f"removed: [hours.desk, handoffs.give]\n{back}")
    assert ([*zones(new)], new.handoffs) == (["office"], (Handoff("back", "Sales", "Marketing"),))


def test_hours_that_a_handoff_still_goes_by(tmp_path: Path) -> None:
    """An amendment cannot take them out."""
    with pytest.raises(AgreementError) as caught:
        amended(tmp_path, "removed: hours.desk\n")
    assert str(caught.value).replace(f"{tmp_path}/", "") == (
        "new.yaml:2:1: handoffs.give.follow_up.hours: no hours named 'desk'; hours are 'office';"
        " old.yaml:23 still says so, replace or remove it"
    )


# Mistakes

ALL_HOURS = DOCUMENT[DOCUMENT.index("hours:\n") : DOCUMENT.index("objectives:")]
WEEK = "{mon-fri: 09:00-12:30 13:15-18:00, sat: 10:00-14:00}"
OFFICE, GIVE, ACCEPT, FOLLOW = "hours.office", "handoffs.give", "handoffs.give.accept", "handoffs.give.follow_up"
OR_ELSE = "12-25 for every year, or US-NY for an official calendar"
DATED, IANA = "write it as 2026-12-24", "write an IANA name such as 'Europe/Berlin'"
PARTIES = "parties are 'Marketing', 'Sales' (did you mean 'Sales'?)"
TIME = "a time is meant, as in '4 business_hours' or '24 hours'; not"
WINDOW = "is not a window; write times as 09:00-17:30, with spaces between windows, or closed"
CAPACITY = "a capacity is hours of work per month, as in '320 hours/month'; not"
NO_TIME = "is no time at all; write 00:00-24:00 for the whole day"
NAMED = "business time runs by somebody's hours; name them, as in 'hours: office'"
MANY = "is no number of attempts; write it as '6 in 10 business_days'"
DAYS = "names no days of the week; write them as mon, tue, ... or mon-fri"
SHARE = "a share of all cases is meant, as in '90 %'; not"
NO_UNIT = "has no unit; write one after it, as in"


@pytest.mark.parametrize(
    ("good", "bad", "lines"),
    [
        ("mon-fri: 09:00-12:30 13:15-18:00", "mon-fri: 9-5", f"7:14: {OFFICE}.weekly.mon-fri: '9-5' {WINDOW}"),
        (WEEK, "{mon: 9-5, tue: 09:00-17:00, wed: closed 9-5, thu: 12:00-12:00, fri: CLOSED}",
         f"""7:14: {OFFICE}.weekly.mon: '9-5' {WINDOW}
7:42: {OFFICE}.weekly.wed: 'closed 9-5': closed stands alone; {WINDOW.partition("; ")[2]}
7:59: {OFFICE}.weekly.thu: '12:00-12:00' {NO_TIME}"""),
        ("mon-fri", "mo-fri", f"7:5: {OFFICE}.weekly: 'mo-fri' {DAYS} (did you mean 'mon'?)"),
        ("sat: 10", "fri: 10", f"7:5: {OFFICE}.weekly: fri is there twice"),
        (WEEK, "[mon]", f"7:5: {OFFICE}.weekly: this is a list; write keys and values"),
        (WEEK, "9-5", f"7:5: {OFFICE}.weekly: this is the text '9-5'; write keys and values"),
        (WEEK, "{'': 09:00-17:00}", f"7:5: {OFFICE}.weekly: '' {DAYS}"),
        (WEEK, "{mon: [9-5], tue: {}}", f"""7:14: {OFFICE}.weekly.mon: this is a list where text belongs
7:26: {OFFICE}.weekly.tue: this is a mapping where text belongs"""),
        (f"    weekly: {WEEK}\n", "", f"6:3: {OFFICE}: 'weekly' is missing"),
        ("America/New_York", "Mars", f"8:5: {OFFICE}.timezone: no time zone named 'Mars'; {IANA}"),
        ("12-25", "12-32", f"9:28: {OFFICE}.holidays.1: '12-32' is no date of a year; write one as 12-25"),
        ("12-25", "1225",
         f"9:28: {OFFICE}.holidays.1: this is 1225 where text belongs; write it in quotes: '1225'"),
        ("2026-07-03", "3/7", f"9:16: {OFFICE}.holidays.0: '3/7' is not a date; {DATED}, {OR_ELSE}"),
        ("[2026-07-03, 12-25]", "3/7",
         f"9:5: {OFFICE}.holidays: '3/7' is not a date; {DATED}, {OR_ELSE}"),
        ("[2026-07-03, 12-25]", "[3/7, 12-25, 02-30, [], 2026-07-03]",
         f"""9:16: {OFFICE}.holidays.0: '3/7' is not a date; {DATED}, {OR_ELSE}
9:28: {OFFICE}.holidays.2: '02-30' is no date of a year; write one as 12-25
9:35: {OFFICE}.holidays.3: this is a list where text belongs"""),
        ("{2026-12-24", "{12-24", f"10:5: {OFFICE}.overrides: '12-24' is not a date; {DATED}"),
        ("24: 09:00-12:00", "24: 12:00-12:00",
         f"10:17: {OFFICE}.overrides.2026-12-24: '12:00-12:00' {NO_TIME}"),
        ("{2026-03-02: 12:00-13:00}", "{2026-03-02: 9-5, 2026-03-03: closed, 2026-03-04: 5}",
         f"""11:16: {OFFICE}.closures.2026-03-02: '9-5' {WINDOW}
11:53: {OFFICE}.closures.2026-03-04: this is 5 where text belongs; write it in quotes: '5'"""),
        ("{mon-fri: 09:00-12:30 13:15-18:00, sat: 10:00-14:00}\n    timezone: America/New_York\n    holidays: [2026-07",
         "{sat: 9-5}\n    timezone: Berlin\n    holidays: [26-07",
         f"""7:14: {OFFICE}.weekly.sat: '9-5' {WINDOW}
8:5: {OFFICE}.timezone: no time zone named 'Berlin'; {IANA} (did you mean 'Europe/Berlin'?)
9:16: {OFFICE}.holidays.0: '26-07-03' is not a date; {DATED}, {OR_ELSE}"""),
        ("{2026-03-02", "{2026-02-30", f"11:5: {OFFICE}.closures: '2026-02-30' is not a date; {DATED}"),
        (ALL_HOURS, "hours: 9-5\n", "5:1: hours: this is the text '9-5'; write keys and values"),
        ("  desk:", "  desk: {weekly: {}}\n  desk:", "13:3: hours.desk: 'desk' is here twice, first in line 12"),
        ("320 hours/month", "9 SQL/month", f"4:34: parties.Sales.capacity: {CAPACITY} 9 SQL/month"),
        ("320 hours/month", "320",
         f"4:34: parties.Sales.capacity: '320' {NO_UNIT} '320 %', '320 days' or '320 lead/month'"),
        ("    to: Sales", "    to: Marketing", f"18:5: {GIVE}.to: 'Marketing' cannot hand over to itself"),
        ("    to: Sales\n", "", f"16:3: {GIVE}: 'to' is missing"),
        ("from: Marketing", "from: Sale", f"17:5: {GIVE}.from: no party named 'Sale'; {PARTIES}"),
        ("[name, email]", "[a, a, b, a]", f"""20:22: {GIVE}.information.1: 'a' is named twice
20:28: {GIVE}.information.3: 'a' is named twice"""),
        ("notice: a task", "notice: [a]", f"21:5: {GIVE}.notice: this is a list where text belongs"),
        ("score >= 50", "score = 50", f"19:5: {GIVE}.trigger: column 7: = is no comparison; write =="),
        ("4 business_hours", "4 months", f"22:14: {ACCEPT}.within: {TIME} 4 months"),
        ("[region, duplicate]", "[a, b, a]", f"22:90: {ACCEPT}.reject_for.2: 'a' is named twice"),
        ("[name, email]", "[name, '']", f"20:5: {GIVE}.information: what is passed on has a name"),
        ("within: 4 business_hours, ", "", f"22:5: {ACCEPT}: 'within' is missing"),
        ("hours, hours: office", "hours", f"22:5: {ACCEPT}: {NAMED}"),
        ("hours: office", "hours: ofice",
         f"22:40: {ACCEPT}.hours: no hours named 'ofice'; hours are 'office', 'desk' (did you mean 'office'?)"),
        ("90 %", "0 %", f"22:55: {ACCEPT}.at_least: {SHARE} 0 %"),
        ("reject_for", "reject", f"22:71: {ACCEPT}.reject: no key named 'reject' (did you mean 'reject_for'?)"),
        ("accept: {", "acept: {", f"22:5: {GIVE}.acept: no key named 'acept' (did you mean 'accept'?)"),
        ("2 hours, hours: desk", "2 hours", f"23:5: {FOLLOW}: {NAMED}"),
        ("6 in 10 business_days", "6", f"23:47: {FOLLOW}.attempts: '6' {MANY}"),
        ("6 in 10 business_days", "6 in 1 month", f"23:47: {FOLLOW}.attempts: {TIME} 1 month"),
        ("15 minutes", "0 minutes",
         f"23:80: {FOLLOW}.effort: an attempt takes a time, as in '15 minutes'; not 0 minutes"),
        ("hours: office, at", "hours: '', at", f"22:40: {ACCEPT}.hours: no hours named ''; hours are 'office', 'desk'"),
        ("  office:", "  '':", f"""6:3: hours.: business hours have a name
22:40: {ACCEPT}.hours: no hours named 'office'; hours are 'desk'"""),
        ("6 in 10 business_days", "10000 in 10 days", f"23:47: {FOLLOW}.attempts: '10000 in 10 days' {MANY}"),
        ("  give:", "  '':", "16:3: handoffs.: a handoff has a name"),
        ("  give:\n", "  give: 4 hours\n  back:\n",
         "16:3: handoffs.give: this is the text '4 hours'; write keys and values"),
    ],
)  # fmt: skip
def test_bad_values(good: str, bad: str, lines: str) -> None:
    """One mistake is one line, at its place; hours that cannot be read are missed by no handoff."""
    assert problems_of(DOCUMENT, good, bad) == lines
