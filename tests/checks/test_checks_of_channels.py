"""Rules over channels, cases, hours of parties and brought promises: what they find, and where."""

from pathlib import Path

import pytest

from check_pages import document, found
from smarketing.agreement_file import check_file, loads
from smarketing.checks import check

PARTIES = "{Marketing: {contact: Josh}, Sales: {contact: Amy}, Service: {contact: Joan}}"
LEADS = "{leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}}"
OFFICE, LATE = "office: {weekly: {mon-fri: 09:00-18:00}}", "late: {weekly: {mon: 20:00-22:00}}"
HOURS = f"hours: {{{OFFICE}, desk: {{any_of: [office, late]}}, {LATE}}}"
GIVE = "handoffs: {give: {from: Marketing, to: Service, trigger: SQL, information: name, follow_up: {within: 1 day}}}"
ANY = "consequences: {tell: {when: {missed: any}, escalate: Josh}}"


def channels(reply: str, more: str = "") -> str:
    """Write a section of channels: one that replies, and one that promises nothing."""
    twitter = f"twitter: {{owed_by: Service, purpose: support, reply: {{{reply}}}}}"
    return f"channels: {{{twitter}, facebook: {{owed_by: Sales, purpose: fun}}{more}}}"


def text(*sections: str, parties: str = PARTIES) -> str:
    """Write an agreement of three parties."""
    return document(LEADS, *sections, parties=parties)


TWITTER = channels("within: 15 minutes")

# SM1


def test_promises_without_a_consequence() -> None:
    """Those that are brought are told by their names, at the part that brings them."""
    follows = "; name it in a consequence, or 'missed: any'"
    assert found("SM101", text(HOURS, GIVE, TWITTER)) == [
        f"objectives.leads: nothing follows if Marketing misses it{follows}",
        f"handoffs.give: nothing follows if Marketing misses give.informed{follows}",
        f"handoffs.give: nothing follows if Service misses give.followed-up{follows}",
        f"channels.twitter: nothing follows if Service misses twitter{follows}",
    ]
    assert found("SM101", text(HOURS, GIVE, TWITTER, ANY)) == []
    some = "consequences: {tell: {when: {missed: [twitter, give.informed, leads]}, escalate: Josh}}"
    assert found("SM101", text(HOURS, GIVE, TWITTER, some)) == [
        f"handoffs.give: nothing follows if Service misses give.followed-up{follows}"
    ]


@pytest.mark.parametrize(
    ("sections", "owes", "owed"),
    [
        ((), ["Sales", "Service"], ["Marketing", "Service"]),
        ((TWITTER,), ["Sales"], ["Marketing", "Service"]),
        (("channels: {twitter: {owed_by: Service, purpose: fun}}",), ["Sales", "Service"], ["Marketing", "Service"]),
        ((GIVE,), ["Sales"], []),
        (("handoffs: {give: {from: Sales, to: Marketing}}",), ["Service"], ["Service"]),
    ],
)
def test_parties_that_owe_nothing_and_are_owed_nothing(
    sections: tuple[str, ...], owes: list[str], owed: list[str]
) -> None:
    """A handoff is owed to its taker, what it brings by both; a channel is owed to nobody of the agreement."""
    assert found("SM103", text(*sections)) == [f"parties.{name}: {name} owes nothing to anybody" for name in owes]
    assert found("SM104", text(*sections)) == [f"parties.{name}: nobody owes {name} anything" for name in owed]


# SM406 and SM407


@pytest.mark.parametrize(
    ("reply", "where", "time"),
    [
        ("within: 181 business_hours, hours: office", "within", "181 business_hours are"),
        ("within: 21 business_days, hours: office", "within", "21 business_days are"),
        ("within: 1 hour, hours: office, cases: [{when: a, within: 181 business_hours}]", "cases.0.within",
         "181 business_hours are"),
        ("within: 1 hour, hours: office, cases: [{when: a, within: 1 hour}, {when: b, within: 21 business_days}]",
         "cases.1.within", "21 business_days are"),
    ],
)  # fmt: skip
def test_a_channel_that_is_slower_than_a_month(reply: str, where: str, time: str) -> None:
    """Its clock and each of its cases, at the time that is too long."""
    open_for = "20 business_days" if "days" in time else "180 business_hours"
    assert found("SM406", text(HOURS, channels(reply))) == [
        f"channels.twitter.reply.{where}: {time} more than 2026-02 has while office is open, {open_for}"
    ]


def test_hours_that_a_clock_does_not_name() -> None:
    """Those of the party that keeps it, or the only ones there are; without any nothing can be said."""
    slow, parties = channels("within: 181 business_hours"), PARTIES.replace("contact: Joan", "hours: office")
    line = "channels.twitter.reply.within: 181 business_hours are more than 2026-02 has while office is open,"
    assert found("SM406", text(HOURS, slow, parties=parties)) == [f"{line} 180 business_hours"]
    only = "hours: {office: {weekly: {mon-fri: 09:00-18:00}}}"
    assert found("SM406", text(only, slow)) == [f"{line} 180 business_hours"]
    assert found("SM407", text(HOURS, channels("within: 1 hour"))) == []
    given = "handoffs: {give: {from: Service, to: Sales, follow_up: {within: 1 hour}}}"
    assert found("SM407", text(HOURS, given, parties=parties)) == []


def test_hours_that_are_put_together() -> None:
    """What comes when all have left is due before one of them is back."""
    reply = "within: 2 hours, hours: desk, cases: [{when: vip, within: 90 minutes}, {when: slow, within: 60 hours}]"
    told = [
        ("within", "01-01 18:00", "01-01 20:00", "01-02 09:00"),
        ("cases.0.within", "01-01 18:00", "01-01 19:30", "01-02 09:00"),
        ("cases.1.within", "01-02 18:00", "01-05 06:00", "01-05 09:00"),
    ]
    assert found("SM407", text(HOURS, channels(reply))) == [
        f"channels.twitter.reply.{key}: what comes at 2026-{comes} is due by 2026-{due}, and desk opens at 2026-{opens}"
        for key, comes, due, opens in told
    ]
    at_once = channels("within: 1 hour, hours: bot")
    assert found("SM407", text("hours: {bot: {weekly: always}}", at_once)) == []


def test_clocks_of_handoffs_before_those_of_channels() -> None:
    """In the order of the agreement, those of the same hours together."""
    given = "handoffs: {give: {from: Marketing, to: Sales, follow_up: {within: 300 business_hours, hours: office}}}"
    lines = found("SM406", text(HOURS, given, channels("within: 200 business_hours, hours: office")))
    assert [line.partition(": ")[0] for line in lines] == [
        "handoffs.give.follow_up.within",
        "channels.twitter.reply.within",
    ]


# Everywhere


@pytest.mark.parametrize(
    ("code", "sections", "history"),
    [
        ("SM101", (TWITTER,), ""),
        ("SM112", ("handoffs: {give: {from: Marketing, to: Service}}",), ""),
        ("SM406", (HOURS, channels("within: 181 business_hours, hours: office")), ""),
        ("SM502", (TWITTER,), "".join(f"twitter,2025-{month:02},50,100\n" for month in range(1, 13))),
        ("SM502", (GIVE,), "".join(f"give.informed,2025-{month:02},50,100\n" for month in range(1, 13))),
    ],
)
def test_findings_stand_in_the_part_that_they_are_about(
    tmp_path: Path, code: str, sections: tuple[str, ...], history: str
) -> None:
    """Also in the file: each on a line of the handoff or channel that brings the promise."""
    path, past = tmp_path / "a.yaml", tmp_path / "past.csv"
    path.write_text(text(*sections), "utf-8")
    past.write_text(f"metric,month,value,base\n{history}", "utf-8")
    said = check_file(path, select=[code], history=past if history else None)
    lines = text(*sections).splitlines()
    section = "handoffs" if sections[0].startswith("handoffs") else "channels"
    (one,) = (each for each in said if "leads" not in each.path)
    assert one.path[0] == section
    assert lines[(one.line or 0) - 1].startswith(section)


def test_two_promises_of_one_metric() -> None:
    """A channel and an objective that judge the same figures and cannot both be met: told at the channel."""
    few = "{few: {owed_by: Service, owed_to: Sales, metric: twitter, at_most: 50 %}}"
    agreement = loads(document(few, TWITTER, parties=PARTIES))
    (one,) = check(agreement, select=["SM201"])
    assert one.path[:2] == ("channels", "twitter")
    assert one.message == "it needs at least 100 % a month, and few at most 50 %: nobody can meet both"
