"""Channels, and what they and handoffs bring: promises by name, metrics for them, and names that are taken."""

from collections.abc import Callable, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing import (
    Acceptance,
    Agreement,
    AgreementError,
    AtLeast,
    BusinessHours,
    Consequence,
    Credit,
    FollowUp,
    Handoff,
    Metric,
    Missed,
    Objective,
    Party,
    Term,
)
from smarketing.agreement import THE_PUBLIC, Channel, Clock, Definition, NamedHours, PartyNeed, Reply

LEADS = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
TWITTER = Channel("twitter", "Service", "support", reply=Reply("15 minutes", at_least="95 %"))
FACEBOOK = Channel("facebook", "Marketing", "questions", "urgent support")
GIVE = Handoff(
    "give",
    "Marketing",
    "Sales",
    "SQL",
    "name",
    accept=Acceptance("4 hours", at_least="90 %"),
    follow_up=FollowUp("1 day", at_least="80 %", attempts="6 in 10 days"),
    informed_at_least="98 %",
)

# Values


def test_what_a_channel_promises() -> None:
    """One promise of its own name, owed to the public; without a clock none."""
    (promise,) = TWITTER.promises
    assert promise == Objective("twitter", "Service", THE_PUBLIC, AtLeast("95 %"))
    assert (TWITTER.clocks, TWITTER.clock_promises) == ((("reply", TWITTER.reply),), ("twitter",))
    assert (TWITTER.answers, TWITTER.volume) == ("Service", "twitter.asked")
    assert (FACEBOOK.promises, FACEBOOK.clocks, FACEBOOK.clock_promises) == ((), (), ())


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_what_a_handoff_promises(informed: bool, accept: bool, follow_up: bool, attempts: bool) -> None:
    """Information is the giver's to bring, the rest the taker's; each by the share that is stated for it."""
    asked = attrs.evolve(
        GIVE,
        information=GIVE.information if informed else (),
        accept=GIVE.accept if accept else None,
        follow_up=FollowUp("1 day", at_least="80 %", attempts="2 in 3 days" if attempts else None)
        if follow_up
        else None,
    )
    told = {
        "give.informed": (informed, "Marketing", "Sales", "98 %"),
        "give.accepted": (accept, "Sales", "Marketing", "90 %"),
        "give.followed-up": (follow_up, "Sales", "Marketing", "80 %"),
        "give.attempted": (follow_up and attempts, "Sales", "Marketing", "80 %"),
    }
    expected = [Objective(name, by, to, AtLeast(share)) for name, (there, by, to, share) in told.items() if there]
    assert list(asked.promises) == expected
    clocks = [name for name in ("give.accepted", "give.followed-up") if told[name][0]]
    assert list(asked.clock_promises) == clocks
    assert (asked.answers, asked.volume) == ("Sales", "give.handed-over")


@pytest.mark.parametrize(
    ("call", "message", "field"),
    [
        (lambda: Channel("", "Service", "support"), "a channel has a name", "name"),
        (lambda: Reply("1 month"), "a time is meant, as in '4 business_hours' or '24 hours'; not 1 month", "within"),
        (lambda: Reply("1 hour", at_least="0 %"), "a share of all cases is meant, as in '90 %'; not 0 %", "at_least"),
        (lambda: attrs.evolve(GIVE, informed_at_least="101 %"),
         "a share of all cases is meant, as in '90 %'; not 101 %", "informed_at_least"),
        (lambda: attrs.evolve(GIVE, event=""), "an event is a word, as in 'handed_over'; not ''", "event"),
        (lambda: attrs.evolve(GIVE, event="handed over"),
         "an event is a word, as in 'handed_over'; not 'handed over'", "event"),
    ],
)  # fmt: skip
def test_what_no_channel_or_handoff_can_hold(call: Callable[[], object], message: str, field: str) -> None:
    """Refused where it is written, with what to write instead."""
    assert refusal(call) == (message, field)


# In an agreement


def agreement(
    *objectives: Objective,
    channels: Sequence[Channel] = (TWITTER, FACEBOOK),
    handoffs: Sequence[Handoff] = (GIVE,),
    **more: Any,
) -> Agreement:
    """Give an agreement of three parties with a handoff and channels."""
    parties = [Party(name) for name in ("Marketing", "Sales", "Service")]
    made = {"handoffs": handoffs, "channels": channels, **more}
    return Agreement("Company X", Term("2026-01-01"), parties, [LEADS, *objectives], **made)


def problems(*objectives: Objective, **more: Any) -> list[str]:
    """Give what does not fit together."""
    with pytest.raises(AgreementError) as caught:
        agreement(*objectives, **more)
    return str(caught.value).splitlines()


BROUGHT = ["give.informed", "give.accepted", "give.followed-up", "give.attempted", "twitter"]


def test_all_promises() -> None:
    """Objectives first, then those of handoffs, then those of channels; each knows the part that makes it."""
    made = agreement()
    assert [promise.name for promise in made.promises] == ["leads", *BROUGHT]
    assert made.place_of("leads") == ("objectives", "leads")
    assert [made.place_of(name) for name in BROUGHT] == [("handoffs", "give")] * 4 + [("channels", "twitter")]


def test_metrics_of_what_is_brought() -> None:
    """A share for each promise, and a count of what is handed over or asked; a silent channel counts nothing."""
    metrics = agreement().metrics
    assert {name: (metric.unit, metric.kind) for name, metric in metrics.items()} == {
        "leads": ("SQL", "count"),
        **dict.fromkeys(BROUGHT, ("%", "share")),
        "give.handed-over": ("SQL", "count"),
        "twitter.asked": ("request", "count"),
    }


@pytest.mark.parametrize(
    ("trigger", "units", "unit"),
    [
        ("SQL", (), "SQL"),
        ("trial", ("trial",), "trial"),
        ("ready", (), "lead"),
        ("score >= 50", (), "lead"),
        ("", (), "lead"),
        ("USD", (), "lead"),
        ("month", (), "lead"),
    ],
)
def test_what_a_handoff_counts(trigger: str, units: tuple[str, ...], unit: str) -> None:
    """The trigger's noun, where it is one that can be counted; else leads."""
    ready = [Definition("ready", "Worth a call.")]
    made = agreement(handoffs=[attrs.evolve(GIVE, trigger=trigger)], units=units, definitions=ready)
    assert made.metrics["give.handed-over"] == Metric("give.handed-over", unit, "count")


def test_brought_promises_are_promises() -> None:
    """Consequences, relief, needs, parts and figures of other promises name them like any other."""
    vips = Objective("vips", "Sales", "Marketing", AtLeast("99 %"), part_of="give.accepted", segment="vip")
    enough = Objective("enough", "Marketing", "Sales", AtLeast("50 SQL/month"), metric="give.handed-over", segment="EU")
    told = Objective("told", "Sales", "Marketing", AtLeast("4 report/month"), relieved_when=Missed("give.informed"))
    made = agreement(
        *(vips, enough, told),
        needs=[PartyNeed("Sales", "Service", "fast replies", "twitter")],
        consequences=[Consequence("money", Missed(["give.accepted", "twitter"]), Credit("5 USD"))],
    )
    assert [made.metric_of(each) for each in (vips, enough)] == ["give.accepted", "give.handed-over"]
    assert made.metrics["give.accepted"] == Metric("give.accepted", "%", "share", ("vip",))
    assert made.metrics["give.handed-over"] == Metric("give.handed-over", "SQL", "count", ("EU",))


def brings(place: str, name: str) -> str:
    return f"{place}: it brings a promise {name!r}, and there is another"


@pytest.mark.parametrize(
    ("objectives", "parts", "lines"),
    [
        (["give.informed"], {}, [brings("handoffs.give", "give.informed")]),
        (["give.attempted", "give.accepted"], {},
         [brings("handoffs.give", f"give.{name}") for name in ("accepted", "attempted")]),
        (["twitter"], {}, [brings("channels.twitter", "twitter")]),
        ([], {"channels": [attrs.evolve(TWITTER, name="give.accepted")]},
         [brings("channels.give.accepted", "give.accepted")]),
        (["x.informed"], {"channels": [attrs.evolve(TWITTER, name="x.informed")],
                          "handoffs": [attrs.evolve(GIVE, name="x")]},
         [brings("handoffs.x", "x.informed"), brings("channels.x.informed", "x.informed")]),
        (["facebook", "give", "give.rejected"], {}, []),
        (["give.attempted"], {"handoffs": [attrs.evolve(GIVE, follow_up=FollowUp("1 day"))]}, []),
        ([], {"channels": [attrs.evolve(TWITTER, name="give")]}, []),
        ([], {"channels": [TWITTER, TWITTER]}, ["channels.twitter: 'twitter' is there 2 times"]),
        ([], {"handoffs": [GIVE, GIVE]}, ["handoffs.give: 'give' is there 2 times"]),
    ],
)  # fmt: skip
def test_names_of_promises_that_are_taken(objectives: list[str], parts: dict[str, Any], lines: list[str]) -> None:
    """All promises share one list of names; what brings the later one is told, once."""
    made = [Objective(name, "Marketing", "Sales", AtLeast("9 %")) for name in objectives]
    if lines:
        assert problems(*made, **parts) == lines
    else:
        assert {*objectives} < {promise.name for promise in agreement(*made, **parts).promises}


PARTIES = "parties are 'Marketing', 'Sales', 'Service'"


@pytest.mark.parametrize(
    ("wrong", "lines"),
    [
        (Channel("tiktok", "Service"),
         ["channels.tiktok: a channel says what it is for (purpose), or how fast it replies"]),
        (Channel("tiktok", "Service", not_for="orders"),
         ["channels.tiktok: a channel says what it is for (purpose), or how fast it replies"]),
        (Channel("tiktok", "Servic", "fun"),
         [f"channels.tiktok.owed_by: no party named 'Servic'; {PARTIES} (did you mean 'Service'?)"]),
        (Channel("tiktok", THE_PUBLIC, "fun"), [f"channels.tiktok.owed_by: no party named 'the public'; {PARTIES}"]),
        (Channel("tiktok", "Service", reply=Reply("1 hour", "desk")),
         ["channels.tiktok.reply.hours: no hours named 'desk'; hours are none"]),
        (Channel("tiktok", "Service", reply=Reply("1 business_hour")),
         ["channels.tiktok.reply: business time runs by somebody's hours; name them, as in 'hours: office'"]),
    ],
)  # fmt: skip
def test_channels_that_do_not_fit(wrong: Channel, lines: list[str]) -> None:
    """Silent ones without a purpose, and names that nobody bears."""
    assert problems(channels=[TWITTER, wrong]) == lines


def test_figures_that_do_not_fit_a_brought_promise() -> None:
    """A metric of its name that is declared, or that another promise speaks of, is a share like it."""
    declared = [Metric("give.accepted", "lead", "count"), Metric("twitter", "request", "count")]
    assert problems(metrics=declared) == [
        "handoffs.give: 90 % cannot be a target of 'give.accepted', a count in lead/month",
        "channels.twitter: 95 % cannot be a target of 'twitter', a count in request/month",
    ]
    with pytest.raises(AgreementError, match=r"[^\n]* cannot be a target of 'twitter', a \w+ in \S+"):
        agreement(Objective("tweets", "Service", "Sales", AtLeast("9 report/month"), metric="twitter"))


def test_misses_that_are_counted_together() -> None:
    """Between the same two only; what is owed to the public is owed to nobody else."""
    both = Consequence("money", Missed(across=["leads", "twitter"], times=2, window=3), Credit("5 USD"))
    assert problems(consequences=[both]) == [
        "consequences.money.when: leads, twitter are not all owed by one party to one other"
    ]
    alike = [TWITTER, attrs.evolve(TWITTER, name="forum")]
    together = attrs.evolve(both, when=Missed(across=["twitter", "forum"], times=2, window=3))
    assert agreement(channels=alike, consequences=[together]).consequences == (together,)


# Amended


def test_figures_stay_what_they_are() -> None:
    """What was counted in one unit cannot be counted in another, nor a count become a share."""
    old = agreement(channels=(), metrics=[Metric("twitter", "report", "count")])
    with pytest.raises(AgreementError) as caught:
        old.amended("2026-04-01", handoffs=[attrs.evolve(GIVE, trigger="MQL")])
    assert str(caught.value) == (
        "handoffs.give: 'give.handed-over' is a count in MQL now, and was a count in SQL: give it another name"
    )
    with pytest.raises(AgreementError) as caught:
        old.amended("2026-04-01", channels=[TWITTER], metrics=())
    assert str(caught.value) == (
        "channels.twitter: 'twitter' is a share in % now, and was a count in report: give it another name"
    )


def test_what_an_amendment_brings_and_takes() -> None:
    """Figures of what was promised before are known on."""
    new = agreement().amended("2026-04-01", channels=[attrs.evolve(TWITTER, name="forum")], handoffs=())
    assert [promise.name for promise in new.promises] == ["leads", "forum"]
    assert [*new.own_metrics] == ["forum.asked", "leads", "forum"]
    assert {*BROUGHT, "twitter.asked", "give.handed-over", "forum"} < {*new.metrics}


def test_hours_of_channels() -> None:
    """Named hours, in a mapping or as they are."""
    office = BusinessHours({"mon-fri": "09:00-18:00"})
    channel = attrs.evolve(TWITTER, reply=Reply("1 business_hour", "desk"))
    made = agreement(channels=[channel], hours={"office": office, "desk": office})
    assert made == agreement(channels=[channel], hours=[NamedHours("office", office), NamedHours("desk", office)])
    assert made.hours_of(Clock("1 hour"), "Service") is None


def test_events_exclude_nothing_and_are_words() -> None:
    """Only definitions exclude others, and clocks name events by words."""
    with pytest.raises(AgreementError) as caught:
        Agreement(
            "Any",
            Term("2026-01-01"),
            [Party("Sales")],
            [],
            events=[
                Definition("replied", "somebody answered", excludes="asked"),
                Definition("has asked", "somebody asks"),
            ],
        )
    assert str(caught.value) == (
        "events.replied.excludes: an event excludes no other\n"
        "events.has asked: an event is a word, as in 'replied'; not 'has asked'"
    )
