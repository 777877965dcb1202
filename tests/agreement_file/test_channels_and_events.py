"""Channels, events and hours together in files: how they are written and amended, and where mistakes are."""

import attrs
import pytest
from jsonschema import Draft7Validator

from channel_files import DOCUMENT
from expected_errors import problems_of
from smarketing import (
    AgreementError,
    BusinessHours,
    Definition,
    FollowUp,
    Handoff,
    Party,
    dumps,
    loads,
)
from smarketing.agreement import Channel, ClockCase, NamedHours, Reply
from smarketing.agreement_file import json_schema
from smarketing.agreement_file.documents import parse_document

VALIDATOR = Draft7Validator(json_schema())


def flagged(text: str) -> list[str]:
    """Where the JSON Schema finds something."""
    found = VALIDATOR.iter_errors(parse_document(text, "a.yaml").value)
    return sorted({".".join(map(str, error.path)) for error in found})


# How they are written


def test_all_that_a_file_can_say_of_channels_and_events() -> None:
    """Key by key; names alone for lists of one, and hours of a name wherever they stand."""
    agreement = loads(DOCUMENT)
    reply = Reply(
        "15 business_minutes",
        "bot",
        "95 %",
        hours_by="region",
        cases=[ClockCase("vip", "5 business_minutes"), ClockCase("topic == 'outage'", "1 hour")],
        at_risk="80 %",
        starts=("asked", "mentioned"),
        stops=("answered",),
        pauses=("waiting", "asleep"),
        resumes=("woke",),
        resets=("again",),
        cancels=("cancelled", "spam"),
        repeats="after each stop",
    )
    assert agreement.channels == (
        Channel("twitter", "Service", "support", "orders", reply=reply),
        Channel("facebook", "Marketing", "questions"),
    )
    assert agreement.events == (
        Definition("asked", "Somebody asks something.", "kind == 'in' and not spam"),
        Definition("replied", "A person replies."),
    )
    tried = FollowUp(
        "2 business_days", attempts="6 in 10 business_days", tries=("called", "mailed"), until=("won", "lost")
    )
    assert agreement.handoffs == (
        Handoff(
            *("give", "Marketing", "Service", "SQL", "name"),
            follow_up=tried,
            event="assigned",
            informed_at_least="98 %",
        ),
    )
    assert agreement.parties == (Party("Marketing", hours="office"), Party("Service", hours="desk"))


def test_hours_that_are_put_together() -> None:
    """Names, windows by the clocks of the term or of their own zone, or always."""
    assert loads(DOCUMENT).hours == (
        NamedHours("desk", any_of=["office", "evening"]),
        NamedHours("office", BusinessHours({"mon-fri": "09:00-18:00"}, "Europe/Berlin")),
        NamedHours("evening", BusinessHours({"mon-fri": "18:00-22:00"}, "UTC")),
        NamedHours("bot", BusinessHours("always", "Europe/Berlin")),
        NamedHours("both", all_of="office"),
    )


IN_ORDER = """\
    information: name
    follow_up:
      within: 2 business_days
      tries: [called, mailed]
      until: [won, lost]
      attempts: 6 in 10 business_days
    event: assigned
    informed_at_least: 98 %
channels:
  twitter:
    owed_by: Service
    purpose: support
    not_for: orders
    reply:
      within: 15 business_minutes
      hours: bot
      at_least: 95 %
      hours_by: region
      cases:
      - {when: vip, within: 5 business_minutes}
      - {when: topic == 'outage', within: 1 hour}
      at_risk: 80 %
      pauses: [waiting, asleep]
      resumes: woke
      resets: again
      cancels: [cancelled, spam]
      starts: [asked, mentioned]
      stops: answered
      repeats: after each stop
"""


def test_what_is_written_is_what_people_write() -> None:
    """The document comes out again, its keys in the order of the fields, with the zones of its hours."""
    zones = "    timezone: Europe/Berlin\n"
    hours = (
        "hours:\n"
        "  desk:\n    any_of: [office, evening]\n"
        f"  office:\n    weekly: {{mon-fri: '09:00-18:00'}}\n{zones}"
        "  evening:\n    weekly: {mon-fri: '18:00-22:00'}\n    timezone: UTC\n"
        "  bot: {weekly: always, timezone: Europe/Berlin}\n"
        "  both: {all_of: office}\n"
    )
    head = DOCUMENT.partition("hours:\n  desk")[0]
    parties = "parties:\n  Marketing: {hours: office}\n  Service: {hours: desk}\n"
    head = f"{head.partition('parties: ')[0]}{parties}"
    middle = DOCUMENT[DOCUMENT.index("definitions:") : DOCUMENT.index("    event: assigned")]
    end = DOCUMENT[DOCUMENT.index("  facebook:") :]
    assert dumps(loads(DOCUMENT)) == head + hours + middle + IN_ORDER + end
    assert flagged(dumps(loads(DOCUMENT))) == flagged(DOCUMENT) == []


def test_a_clock_that_does_not_repeat() -> None:
    """It is written so that it is read so."""
    chat = Channel("twitter", "Service", reply=Reply("1 hour", repeats="once"))
    once = attrs.evolve(loads(DOCUMENT), channels=[chat])
    assert loads(dumps(once)) == once


# Mistakes

REPLY, FOLLOW = "channels.twitter.reply", "handoffs.give.follow_up"
HOURS = "hours are 'desk', 'office', 'evening', 'bot', 'both'"
ALL_OR_ANY = "hours are windows by day (weekly), any_of others, or all_of others"
NAMED = "business time runs by somebody's hours; name them, as in 'hours: office'"
TIME = "a time is meant, as in '4 business_hours' or '24 hours'; not"
WORDS = "events are words, as in 'handed_over'; not"
SHARE = "a share of all cases is meant, as in '90 %'; not"
PURPOSE = "a channel says what it is for (purpose), or how fast it replies"
REPEATS = "'after each' is none of 'once', 'after each start', 'after each stop'"
PARTIES = "parties are 'Marketing', 'Service'"
PARTY_KEYS = "keys are 'contact', 'role', 'email', 'capacity', 'hours'"
KEYS = "keys are 'owed_by', 'purpose', 'not_for', 'trigger', 'reply'"
ANY_OF, FACEBOOK = "{any_of: [office, evening]}", "{owed_by: Marketing, purpose: questions}"
CASES = DOCUMENT[DOCUMENT.index("      cases:") : DOCUMENT.index("      hours: bot")]


@pytest.mark.parametrize(
    ("good", "bad", "lines"),
    [
        # hours
        (ANY_OF, "{any_of: [office, desk]}", "6:3: hours.desk: they are put together of themselves"),
        (ANY_OF, "{any_of: [office, evning]}",
         f"6:27: hours.desk.any_of.1: no hours named 'evning'; {HOURS} (did you mean 'evening'?)"),
        (ANY_OF, "{all_of: evning}",
         f"6:10: hours.desk.all_of: no hours named 'evning'; {HOURS} (did you mean 'evening'?)"),
        (ANY_OF, "{any_of: []}", f"6:10: hours.desk.any_of: {ALL_OR_ANY}"),
        (ANY_OF, "{any_of: office, all_of: bot}", f"6:3: hours.desk: {ALL_OR_ANY}"),
        (ANY_OF, "{any_of: office, weekly: always}",
         "6:26: hours.desk.weekly: no key named 'weekly'; keys are 'any_of', 'all_of'"),
        (ANY_OF, "{any_of: {}}", "6:10: hours.desk.any_of: this is a mapping where text belongs"),
        (ANY_OF, "office", "6:3: hours.desk: this is the text 'office'; write keys and values"),
        ("weekly: always", "weekly: true", "9:9: hours.bot.weekly: this is true; write keys and values"),
        ("{mon-fri: 09:00-18:00}", "9-5", "7:12: hours.office.weekly: this is the text '9-5'; write keys and values"),
        ("hours: bot", "hours: bt", f"41:7: {REPLY}.hours: no hours named 'bt'; {HOURS} (did you mean 'bot'?)"),
        ("{hours: office}", "{hours: ofice}",
         f"4:23: parties.Marketing.hours: no hours named 'ofice'; {HOURS} (did you mean 'office'?)"),
        ("Service: {hours: desk}", "Service: {}", f"26:5: {FOLLOW}: {NAMED}"),
        # events
        ("kind == 'in' and not spam", "kind = 'in'",
         "16:44: events.asked.when: column 6: = is no comparison; write =="),
        ("{means: A person replies.}", "{when: x}", "17:3: events.replied: 'means' is missing"),
        ("{means: A person replies.}", "{means: x, excludes: asked}",
         "17:23: events.replied.excludes: an event excludes no other"),
        ("  replied:", "  asked:", "17:3: events.asked: 'asked' is here twice, first in line 16"),
        # clocks
        ("within: 15 business_minutes", "within: 2 months", f"37:7: {REPLY}.within: {TIME} 2 months"),
        ("within: 15 business_minutes", "in: 15 minutes", f"""36:5: {REPLY}: 'within' is missing
37:7: {REPLY}.in: no key named 'in'"""),
        ("when: vip, ", "", f"39:9: {REPLY}.cases.0: 'when' is missing"),
        ("when: vip,", "when: '',", f"39:10: {REPLY}.cases.0.when: a case says when it is one"),
        ("when: vip,", "when: vip = 3,", f"39:10: {REPLY}.cases.0.when: column 5: = is no comparison; write =="),
        ("vip, within: 5 business_minutes", "vip, within: 5 SQL", f"39:21: {REPLY}.cases.0.within: {TIME} 5 SQL"),
        (CASES, "      cases: {when: vip, within: 5 minutes}\n",
         f"38:7: {REPLY}.cases: this is a mapping where a list belongs"),
        ("hours_by: region", "hours_by: ''",
         f"42:7: {REPLY}.hours_by: the field that says whose hours count has a name"),
        ("at_least: 95 %", "at_least: 0 %", f"43:7: {REPLY}.at_least: {SHARE} 0 %"),
        ("at_risk: 80 %", "at_risk: 100 %",
         f"44:7: {REPLY}.at_risk: a share of the time is meant, above 0 % and below 100 %; not 100 %"),
        ("starts: [asked, mentioned]", "starts: [has asked]", f"45:7: {REPLY}.starts: {WORDS} 'has asked'"),
        ("stops: answered", "stop: answered", f"46:7: {REPLY}.stop: no key named 'stop' (did you mean 'stops'?)"),
        ("resumes: woke", "resumes: [a, [b]]", f"48:20: {REPLY}.resumes.1: this is a list where text belongs"),
        ("after each stop", "after each", f"51:7: {REPLY}.repeats: {REPEATS} (did you mean 'after each stop'?)"),
        # channels
        (FACEBOOK, "{owed_by: Marketing}", f"52:3: channels.facebook: {PURPOSE}"),
        (FACEBOOK, "{owed_by: Marketing, not_for: orders}", f"52:3: channels.facebook: {PURPOSE}"),
        (FACEBOOK, "", "52:3: channels.facebook: 'owed_by' is missing"),
        (FACEBOOK, "{owed_by: Marketing, reply: 4 hours}",
         "52:34: channels.facebook.reply: this is the text '4 hours'; write keys and values"),
        (FACEBOOK, "{owed_by: Marketing, reply_within: 4 hours}",
         f"52:34: channels.facebook.reply_within: no key named 'reply_within'; {KEYS}"),
        ("    owed_by: Service", "    owed_by: Srvice",
         f"33:5: channels.twitter.owed_by: no party named 'Srvice'; {PARTIES} (did you mean 'Service'?)"),
        ("    not_for: orders", "    notfor: orders",
         f"35:5: channels.twitter.notfor: no key named 'notfor'; {KEYS} (did you mean 'not_for'?)"),
        ("  facebook:", "  '':", "52:3: channels.: a channel has a name"),
        ("  facebook:", "  twitter:", "52:3: channels.twitter: 'twitter' is here twice, first in line 32"),
        ("  leads:", "  twitter:", "32:3: channels.twitter: it brings a promise 'twitter', and there is another"),
        # handoffs
        ("  leads:", "  give.informed:",
         "19:3: handoffs.give: it brings a promise 'give.informed', and there is another"),
    ],
)  # fmt: skip
def test_bad_values(good: str, bad: str, lines: str) -> None:
    """One mistake is one line, at its place."""
    assert problems_of(DOCUMENT, good, bad) == lines


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("event: assigned", "event: 'is assigned'",
         "23:5: handoffs.give.event: an event is a word, as in 'handed_over'; not 'is assigned'"),
        ("informed_at_least: 98 %", "informed_at_least: 0 %", f"25:5: handoffs.give.informed_at_least: {SHARE} 0 %"),
        ("within: 2 business_days", "within: 1/2 business_days",
         f"27:7: {FOLLOW}.within: business days are whole, as in '2 business_days'; not 0.5 business_days"),
        ("tries: [called, mailed]", "tries: 'not tried'", f"29:7: {FOLLOW}.tries: {WORDS} 'not tried'"),
        ("until: [won, lost]", "until: 5",
         f"30:7: {FOLLOW}.until: this is 5 where text belongs; write it in quotes: '5'"),
        ("    owed_by: Service", "    owned_by: Service",
         f"33:5: channels.twitter.owned_by: no key named 'owned_by'; {KEYS} (did you mean 'owed_by'?)"),
        ("Service: {hours: desk}", "Service: {hour: desk}",
         f"4:49: parties.Service.hour: no key named 'hour'; {PARTY_KEYS} (did you mean 'hours'?)"),
    ],
)  # fmt: skip
def test_what_a_broken_part_brings_is_not_missed(good: str, bad: str, line: str) -> None:
    """Nobody is blamed for naming its promises, or for going by its hours."""
    assert problems_of(DOCUMENT, good, bad) == line


def test_the_only_hours_are_broken() -> None:
    """Nobody is blamed for not naming them: without the mistake there would be nothing to name."""
    start, end = DOCUMENT.index("hours:\n  desk"), DOCUMENT.index("definitions:")
    document = f"{DOCUMENT[:start]}hours: {{office: {{weekly: {{mon: 9-5}}}}}}\n{DOCUMENT[end:]}"
    for named in ("{hours: office}", "{hours: desk}", "      hours: bot\n"):
        document = document.replace(named, "{}" if "{" in named else "")
    assert loads(document.replace("9-5", "09:00-17:00")).hours_of(Reply("1 hour"), "Service") == "office"
    with pytest.raises(AgreementError) as caught:
        loads(document, "a.yaml")
    window = "'9-5' is not a window; write times as 09:00-17:30, with spaces between windows, or closed"
    assert str(caught.value) == f"a.yaml:5:27: hours.office.weekly.mon: {window}"


@pytest.mark.parametrize(("section", "line"), [("handoffs", 18), ("channels", 31)])
def test_what_an_unreadable_section_brings_is_not_missed(section: str, line: int) -> None:
    """Nobody knows which promises it has."""
    first, _key, rest = DOCUMENT.partition(f"{section}:\n")
    end = rest.index("channels:" if section == "handoffs" else "consequences:")
    with pytest.raises(AgreementError) as caught:
        loads(f"{first}{section}: 5\n{rest[end:]}", "a.yaml")
    assert str(caught.value) == f"a.yaml:{line}:1: {section}: this is 5; write keys and values"


def test_a_channel_that_cannot_bear_its_name() -> None:
    """A promise cannot be called any; that is a problem of the document, with its place."""
    with pytest.raises(AgreementError, match=r"^a\.yaml:32:3: channels\.any: "):
        loads(DOCUMENT.replace("  twitter:", "  any:").replace("missed: twitter", "missed: leads"), "a.yaml")


@pytest.mark.parametrize(
    ("good", "bad", "places"),
    [
        (ANY_OF, "{any_of: office, weekly: always}", ["hours.desk"]),
        (ANY_OF, "{any: office}", ["hours.desk"]),
        ("weekly: always", "weekly: sometimes", ["hours.bot"]),
        ("{means: A person replies.}", "{when: x}", ["events.replied"]),
        ("event: assigned", "events: assigned", ["handoffs.give"]),
        ("until: [won, lost]", "until: {won: 1}", [f"{FOLLOW}.until"]),
        ("    owed_by: Service", "    owed_to: Service", ["channels.twitter"]),
        (FACEBOOK, "{owed_by: Marketing, reply: 4 hours}", ["channels.facebook.reply"]),
        ("within: 15 business_minutes", "in: 15 minutes", [REPLY]),
        ("when: vip, ", "", [f"{REPLY}.cases.0"]),
        (CASES, "      cases: {when: vip, within: 5 minutes}\n", [f"{REPLY}.cases"]),
        ("after each stop", "after every stop", [f"{REPLY}.repeats"]),
    ],
)
def test_what_an_editor_flags(good: str, bad: str, places: list[str]) -> None:
    """Misspelt and missing keys, and the wrong kind of value, where the loader finds them too."""
    assert flagged(DOCUMENT.replace(good, bad)) == places
    with pytest.raises(AgreementError):
        loads(DOCUMENT.replace(good, bad))
