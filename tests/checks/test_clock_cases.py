"""SM214 and SM215: cases of clocks held to a walk over every record, and triggers without a criterion."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from smarketing import loads
from smarketing.checks import check

LEADS = "{leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}}"


def cases(*written: tuple[str, str]) -> str:
    """Write cases of a clock."""
    return ", ".join(f'{{when: "{when}", within: {within}}}' for when, within in written)


def handed(*written: tuple[str, str], step: str = "follow_up", trigger: str = "", more: str = "") -> str:
    """Write an agreement with a handoff that has a clock with cases; `more` stands in the clock."""
    clock = f"{step}: {{within: 3 days, cases: [{cases(*written)}]{more}}}"
    return document(LEADS, f'handoffs: {{give: {{from: Marketing, to: Sales, trigger: "{trigger}", {clock}}}}}')


# Cases

Range = tuple[int, int]
"""The first seats that a case is for, and the first that it is not for any more."""

ranges = st.tuples(st.integers(0, 6), st.integers(0, 6))


def within(some: Range) -> str:
    """Write a range as a criterion."""
    return f"{some[0]} <= seats and seats < {some[1]}"


@given(st.lists(ranges, min_size=1, max_size=4), st.none() | ranges)
def test_a_case_is_found_exactly_if_no_record_gets_its_time(some: Sequence[Range], trigger: Range | None) -> None:
    """By a walk over every number of seats, each with the first case that is for it."""
    triggered = [seats for seats in range(8) if trigger is None or trigger[0] <= seats < trigger[1]]
    taken = [next((n for n, (low, high) in enumerate(some) if low <= seats < high), None) for seats in triggered]
    text = handed(
        *((within(each), f"{n + 1} hours") for n, each in enumerate(some)),
        trigger="" if trigger is None else within(trigger),
    )
    violations = check(loads(text), select=["SM214"])
    assert [each.path[-2] for each in violations] == [n for n in range(len(some)) if n not in taken]
    for each in violations:
        if each.witness is not None:
            place, seats = each.path[-2], each.witness["seats"]
            assert isinstance(place, int)
            assert isinstance(seats, int)
            assert seats in triggered
            assert some[place][0] <= seats < some[place][1]


WHATEVER = "whatever meets it meets a case before it: a record with"


@pytest.mark.parametrize(
    ("written", "trigger", "place", "said"),
    [
        (
            [("seats >= 50", "8 hours"), ("seats >= 500", "1 hour")], "", 1,
            f"{WHATEVER} seats 500 has 8 hours by 'seats >= 50', and never 1 hour",
        ),
        (
            [("seats >= 50", "8 hours"), ("seats >= 500", "8 hours")], "", 1,
            f"{WHATEVER} seats 500 has 8 hours by 'seats >= 50'",
        ),
        (
            [("seats >= 50", "8 hours"), ("50 <= seats", "1 hour")], "", 1,
            "it asks the same as 'seats >= 50' before it: a record with seats 50 has 8 hours by that, and never 1 hour",
        ),
        (
            [("seats < 9", "8 hours"), ("seats >= 9", "7 hours"), ("has(seats)", "1 hour")], "", 2,
            f"{WHATEVER} seats 0 has 8 hours by 'seats < 9', and never 1 hour",
        ),
        (
            [("seats > 9 and seats < 5", "8 hours"), ("seats > 1", "7 hours")], "", 0,
            "its criterion never holds, so its time never applies",
        ),
        (
            [("seats < 10", "8 hours"), ("seats > 1", "7 hours")], "seats >= 10", 0,
            "nothing that triggers give meets it, so its time never applies",
        ),
        (
            [("vip", "8 hours"), ("seats < 20", "7 hours"), ("seats < 30", "1 hour")], "seats < 20", 2,
            f"{WHATEVER} seats 0 has 7 hours by 'seats < 20', and never 1 hour",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_a_case(written: list[tuple[str, str]], trigger: str, place: int, said: str) -> None:
    """The case before that takes a record, and the time that this record has."""
    path = f"handoffs.give.follow_up.cases.{place}.when"
    assert found("SM214", handed(*written, trigger=trigger)) == [f"{path}: {said}"]


@pytest.mark.parametrize(
    ("written", "trigger"),
    [
        ([("seats >= 500", "1 hour"), ("seats >= 50", "8 hours")], ""),
        ([("seats >= 50", "8 hours"), ("seats >= 49.5", "1 hour")], ""),
        ([("seats < 9", "8 hours"), ("seats >= 9", "7 hours"), ("not has(seats)", "1 hour")], ""),
        ([("not vip", "8 hours"), ("vip", "1 hour")], ""),
        ([("seats < 10", "8 hours")], "seats >= 9.5"),
        ([("seats == 10", "8 hours")], "seats >= 10"),
        ([], "seats > 1"),
    ],
)
def test_nothing_is_said_of_cases_that_apply(written: list[tuple[str, str]], trigger: str) -> None:
    """Neighbours of those that never do; a record without the field is one, too."""
    assert found("SM214", handed(*written, trigger=trigger)) == []


DEAD = [("seats > 9", "1 hour"), ("seats > 10", "2 hours")]


@pytest.mark.parametrize("step", ["accept", "follow_up"])
def test_both_clocks_of_a_handoff(step: str) -> None:
    """The place is that of the clock."""
    (line,) = found("SM214", handed(*DEAD, step=step))
    assert line.startswith(f"handoffs.give.{step}.cases.1.when: whatever meets it")


@pytest.mark.parametrize(("trigger", "expected"), [("seats > 9", 1), ("", 0)])
def test_the_clock_of_a_channel(trigger: str, expected: int) -> None:
    """By its own trigger."""
    reply = f"reply: {{within: 1 day, cases: [{cases(('seats < 5', '1 hour'))}]}}"
    text = document(LEADS, f'channels: {{desk: {{owed_by: Sales, trigger: "{trigger}", {reply}}}}}')
    said = "channels.desk.reply.cases.0.when: nothing that triggers desk meets it, so its time never applies"
    assert found("SM214", text) == [said] * expected


@pytest.mark.parametrize(
    ("more", "is_found"),
    [
        ("", True),
        (", starts: handed_over", True),
        (", starts: [handed_over, assigned]", False),
        (", starts: accepted", False),
        (", repeats: after each stop", False),
    ],
)
def test_a_clock_that_others_start_goes_by_what_is_known_then(more: str, is_found: bool) -> None:
    """In a log a field may have changed since the trigger held, so nothing is certain."""
    text = handed(("seats < 10", "8 hours"), trigger="seats >= 10", more=more)
    assert bool(found("SM214", text)) is is_found


def test_what_is_accepted_is_what_was_handed_over() -> None:
    """A follow-up that runs from acceptance goes by the fields of the handing over."""
    clocks = f"accept: {{within: 1 day}}, follow_up: {{within: 1 day, cases: [{cases(('seats < 5', '1 hour'))}]}}"
    text = document(LEADS, f"handoffs: {{give: {{from: Marketing, to: Sales, trigger: seats > 9, {clocks}}}}}")
    assert [line.split(":")[0] for line in found("SM214", text)] == ["handoffs.give.follow_up.cases.0.when"]


def test_scores_are_as_the_agreement_gives_them() -> None:
    """Points are 0 to 10, so nothing has more than that."""
    scoring = "scoring: {score: {rules: [{when: vip, points: 10}]}}"
    for least, is_found in ((11, True), (10, False)):
        text = handed((f"score >= {least}", "1 hour")) + f"\n{scoring}"
        assert bool(found("SM214", text)) is is_found


def test_a_case_of_which_nothing_could_be_decided() -> None:
    """It is said to be so, and not to be dead."""
    text = handed(("vip", "1 hour"), ("vip and a * a == 2", "2 hours"))
    because = "a calculation, or a comparison of fields, that is not linear"
    path = "handoffs.give.follow_up.cases.1.when"
    assert found("SM212", handed(("seats > 1", "1 hour"), ("a * a == 2", "2 hours"))) == [
        f"{path}: could not decide whether it ever applies: {because}"
    ]
    assert found("SM214", text) == []


def test_cases_that_are_too_large_to_ask_about_together() -> None:
    """Each can be read, and all of them together cannot."""
    deep = "not " * 49
    text = handed((f"{deep}vip", "1 hour"), (f"{deep}desks", "2 hours"))
    path, limit = "handoffs.give.follow_up.cases.1.when", "a criterion is at most 50 levels deep, with its definitions"
    assert f"{path}: could not decide whether it ever applies: column 1: {limit}" in found("SM212", text)
    assert found("SM214", text) == []
    assert found("SM212", handed((f"{deep}vip", "1 hour"))) == []


def test_cases_of_an_amendment() -> None:
    """An amended version is looked at as it is now."""
    old, new = loads(handed(*reversed(DEAD))), loads(handed(*DEAD))
    assert check(old, select=["SM214"]) == ()
    assert len(check(old.amended("2026-04-01", handoffs=new.handoffs), select=["SM214"])) == 1


# Triggers

WORDS = "definitions: {SQL: {means: A ready lead.}}"
RULE = "definitions: {SQL: {means: A ready lead., when: score >= 80}}"
FOLLOW_UP = "follow_up: {within: 1 day}"


@pytest.mark.parametrize(
    ("definitions", "handoff", "is_found"),
    [
        (WORDS, f"trigger: SQL, {FOLLOW_UP}", True),
        (WORDS, "trigger: SQL, information: name", True),
        (WORDS, "trigger: SQL", False),
        (WORDS, f"trigger: SQL and score > 5, {FOLLOW_UP}", False),
        (WORDS, f"trigger: MQL, {FOLLOW_UP}", False),
        (WORDS, FOLLOW_UP, False),
        (RULE, f"trigger: SQL, {FOLLOW_UP}", False),
    ],
)
def test_a_trigger_that_is_defined_in_words_alone(definitions: str, handoff: str, is_found: bool) -> None:
    """Where something is measured by it; a field with the name of no definition can be one of a table."""
    said = "SQL is defined without a criterion, so every record counts as one; write its 'when'"
    text = document(LEADS, definitions, f"handoffs: {{give: {{from: Marketing, to: Sales, {handoff}}}}}")
    assert found("SM215", text) == [f"handoffs.give.trigger: {said}"] * is_found


@pytest.mark.parametrize(
    ("definitions", "channel", "is_found"),
    [
        (WORDS, "reply: {within: 1 day}", True),
        (WORDS, "purpose: fun", False),
        (RULE, "reply: {within: 1 day}", False),
    ],
)
def test_a_trigger_of_a_channel(definitions: str, channel: str, is_found: bool) -> None:
    """Also there, if anything is promised."""
    text = document(LEADS, definitions, f"channels: {{desk: {{owed_by: Sales, trigger: SQL, {channel}}}}}")
    said = "channels.desk.trigger: SQL is defined without a criterion, so every record counts as one; write its 'when'"
    assert found("SM215", text) == [said] * is_found


def test_events_without_a_criterion_are_known_by_their_names() -> None:
    """A log names them, and a table has a column for each."""
    events = "events: {called: {means: Somebody called.}}"
    clock = "follow_up: {within: 1 day, stops: called}"
    text = document(LEADS, WORDS, events, f"handoffs: {{give: {{from: Marketing, to: Sales, {clock}}}}}")
    assert found("SM215", text) == []
