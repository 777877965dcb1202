"""Two levels in one promise: each is a promise as well, and consequences name it."""

from collections.abc import Callable, Sequence

import pytest

from expected_errors import problems_of, refusal
from smarketing import (
    Above,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Between,
    InvalidValueError,
    Metric,
    Missed,
    Month,
    Rolling,
    Status,
    judge,
    loads,
    scorecard_from_json,
    scorecard_json,
)
from smarketing.agreement_file import dumps, json_schema
from smarketing.checks import check
from smarketing.diffs import changes_between
from smarketing.evaluators import Levels
from smarketing.testing import check_evaluator

ANSWERS = """
smarketing: 1
title: Desk
term: {start: 2026-01-01, end: 2027-12-31}
parties: {Agency: {}, Client: {}}
signatures: {Agency: 2026-01-01, Client: 2026-01-01}
objectives:
  answers: {owed_by: Agency, owed_to: Client, levels: {expected: 95 %, minimum: 90 %}}
consequences:
  expected:
    when: {missed: {each: answers.expected, times: 3, running: true}}
    credit: {pay: 100 USD}
  minimum:
    when: {missed: answers.minimum}
    credit: {pay: 100 USD}
"""
DEFAULTS = """
smarketing: 1
title: Desk
term: {start: 2026-01-01, end: 2027-12-31}
parties: {Agency: {}, Client: {}}
signatures: {Agency: 2026-01-01, Client: 2026-01-01}
objectives:
  answers: {owed_by: Agency, owed_to: Client, levels: {expected: 95 %, minimum: 90 %}}
consequences:
  often:
    when: {missed: {each: answers.expected, times: 4, in: 12 months}}
    terminate: {right_of: Client, notice: 30 days}
  at-once:
    when: {missed: answers.minimum}
    terminate: {right_of: Client, notice: 30 days}
"""


def figures(agreement: Agreement, shares: Sequence[int | None]) -> Actuals:
    """Give the share of answers in the months from January on."""
    rows = [
        {"month": f"{2026 + n // 12}-{n % 12 + 1:02}", "metric": "answers", "value": share, "base": 100}
        for n, share in enumerate(shares)
        if share is not None
    ]
    return Actuals.from_rows(rows, known=agreement.metrics)


@pytest.mark.parametrize(
    ("text", "shares", "follows"),
    [
        # A credit if the expected level is missed 3 months running, or the minimum in any month.
        (ANSWERS, [94, 94, 96, 94], []),
        (ANSWERS, [94, 94, 94], [("expected", 3)]),
        (ANSWERS, [96, 89, 96], [("minimum", 2)]),
        (ANSWERS, [95, 90, 95], []),
        (ANSWERS, [89], [("minimum", 1)]),
        (ANSWERS, [94, None, 94, 94], [("expected", 4)]),
        # A default if the minimum is missed, or the expected level 4 times in 12 months.
        (DEFAULTS, [94, 96, 94, 96, 94, 96], []),
        (DEFAULTS, [94, 96, 94, 96, 94, 96, 96, 96, 96, 96, 96, 94], [("often", 12)]),
        (DEFAULTS, [94, 96, 94, 96, 94, 96, 96, 96, 96, 96, 96, 96, 94], []),
        (DEFAULTS, [96, 89], [("at-once", 2)]),
    ],
)
def test_published_rows(text: str, shares: list[int | None], follows: list[tuple[str, int]]) -> None:
    """What follows in which month."""
    agreement = loads(text)
    dues = judge(agreement, figures(agreement, shares)).dues
    assert [(due.consequence, due.month - Month(2025, 12)) for due in dues] == follows


def test_a_verdict_for_each_level_and_for_the_promise() -> None:
    """The promise is judged by what is expected, and a miss says what became of the minimum."""
    agreement = loads(ANSWERS)
    scorecard = judge(agreement, figures(agreement, [95, 94, 89]))
    assert [verdict.promise.name for verdict in scorecard.verdicts[:3]] == [
        "answers",
        "answers.expected",
        "answers.minimum",
    ]
    assert [verdict.status for verdict in scorecard.verdicts] == [
        *[Status.MET] * 3,
        *[Status.MISSED, Status.MISSED, Status.MET],
        *[Status.MISSED] * 3,
    ]
    assert [verdict.because for verdict in scorecard.verdicts[3::3]] == [
        "94 of 100 (94 %) against at least 95 %: 1 point short; the minimum, at least 90 %, is met",
        "89 of 100 (89 %) against at least 95 %: 6 points short; the minimum, at least 90 %, is missed too",
    ]


def test_levels_are_promises_of_the_agreement() -> None:
    """The same but for name and evaluator; `any` does not count them again; judged and placed as one."""
    agreement = loads(ANSWERS.replace("levels:", "due: day 5 of the next month, no_data: counts as missed, levels:"))
    whole, expected, minimum = agreement.promises
    for level, evaluator in ((expected, AtLeast("95 %")), (minimum, AtLeast("90 %"))):
        assert (level.owed_by, level.owed_to, level.due_day, level.no_data) == ("Agency", "Client", 5, whole.no_data)
        assert (level.evaluator, level.part_of, level.metric) == (evaluator, "answers", "answers")
        assert agreement.place_of(level.name) == ("objectives", "answers")
        assert agreement.metric_of(level) == "answers"
    assert Missed("any").cases(agreement.promises) == (("answers",),)


def test_levels_of_a_part_and_of_a_window() -> None:
    """They share metric, segment and months."""
    text = ANSWERS.replace(
        "consequences:",
        "  calls: {owed_by: Agency, owed_to: Client, part_of: answers, segment: calls,"
        " rolling: {months: 2, levels: {expected: {above: 95 %}, minimum: 90 %}}}\nconsequences:",
    )
    agreement = loads(text)
    level = next(each for each in agreement.promises if each.name == "calls.expected")
    assert (level.segment, agreement.metric_of(level), level.part_of) == ("calls", "answers", "calls")
    assert level.evaluator == Rolling(Above("95 %"), months=2)


def test_levels_come_back_from_files_and_json() -> None:
    """A target alone is at least that; others have their key."""
    for levels in (
        "{expected: 95 %, minimum: 90 %}",
        "{expected: {above: 95 %}, minimum: {at_least: {target: 90 %, tolerance: 1 point}}}",
        "{expected: {at_most: 5 %}, minimum: {at_most: 10 %}}",
    ):
        agreement = loads(ANSWERS.replace("{expected: 95 %, minimum: 90 %}", levels))
        assert loads(dumps(agreement)) == agreement
        scorecard = judge(agreement, figures(agreement, [94, 89]))
        assert scorecard_from_json(scorecard_json(scorecard), agreement) == scorecard
    assert "levels: {expected: 95 %, minimum: 90 %}" in dumps(loads(ANSWERS))
    assert json_schema()["definitions"]["levels"]["required"] == ["expected", "minimum"]


@pytest.mark.parametrize(
    "evaluator",
    [
        Levels("95 %", "90 %"),
        Levels(AtMost("4 hours"), AtMost("8 hours")),
        Rolling(Levels("100 lead/month", "80 lead/month"), months=2),
    ],
)
def test_levels_keep_the_laws(evaluator: Levels) -> None:
    """Those of every evaluator."""
    check_evaluator(evaluator, max_examples=100)


REFUSED: list[tuple[Callable[[], Levels], str, str]] = [
    (
        lambda: Levels("90 %", "95 %"),
        "the minimum, 95 %, is stricter than what is expected, 90 %",
        "minimum",
    ),
    (
        lambda: Levels(AtMost("8 hours"), AtMost("4 hours")),
        "the minimum, 4 hour, is stricter than what is expected, 8 hour",
        "minimum",
    ),
    (
        lambda: Levels("95 %", AtMost("99 %")),
        "both levels are at least, or both at most; not at least 95 %, at most 99 %",
        "minimum",
    ),
    (
        lambda: Levels(Between("90 %", "95 %"), "80 %"),
        "a level has one target, as in '95 %' or {at_most: 4 hours}; not at least 90 % and at most 95 %",
        "expected",
    ),
    (
        lambda: Levels("95 %", Rolling(AtLeast("90 %"), months=2)),
        "a level has one target, as in '95 %' or {at_most: 4 hours}; not at least 90 %, over 2 months together",
        "minimum",
    ),
    (lambda: Levels("95 %", "90 hours"), "90 hour cannot be compared with %", ""),
]


@pytest.mark.parametrize(("make", "message", "field"), REFUSED)
def test_levels_that_contradict_are_refused(make: Callable[[], Levels], message: str, field: str) -> None:
    """In words."""
    said, about = refusal(make)
    assert (said, about or "") == (message, field)


def test_levels_that_coincide_are_fine() -> None:
    """And with a tolerance that makes the minimum the stricter one they are not."""
    assert Levels("95 %", "95 %").parts["minimum"] == AtLeast("95 %")
    kept = Metric("kept", "%", "share")
    assert list(Levels("95 %", "90 %").metric_problems(kept)) == []
    message = "the minimum, at least 90 %, is stricter than what is expected"
    assert list(Levels(AtLeast("95 %", tolerance="6 points"), "90 %").metric_problems(kept)) == [message]
    assert list(Levels("95 %", Above("95 %")).metric_problems(kept)) == [
        "the minimum, above 95 %, is stricter than what is expected"
    ]


def test_problems_of_levels_have_their_place() -> None:
    """A name that clashes, a reference to a level that there is not, a metric that neither level fits."""
    clash = "consequences:\n  expected:"
    other = "  answers.minimum: {owed_by: Agency, owed_to: Client, at_least: 90 %}\nconsequences:\n  expected:"
    assert "its level is a promise 'answers.minimum', and there is another" in problems_of(ANSWERS, clash, other)
    assert "no promise named 'answers.lowest'" in problems_of(ANSWERS, "answers.minimum", "answers.lowest")
    metric = "levels: {expected: 95 %, minimum: 90 %}"
    found = problems_of(ANSWERS, metric, "levels: {expected: 95 hours, minimum: 90 hours}")
    assert found.count("95 hour names no period") == 1
    part = "  calls: {owed_by: Agency, owed_to: Client, at_least: 9 %, part_of: answers.minimum, metric: answers}\n"
    found = problems_of(ANSWERS, clash, part + clash)
    assert "'answers.minimum' is itself a part; name the whole" in found


def test_checks_take_levels_for_one_promise() -> None:
    """Whoever names a level in a consequence has named the promise; a promise that nobody names is found once."""
    found = [each.message for each in check(loads(ANSWERS)) if "nothing follows" in each.message]
    assert found == []
    alone = loads(ANSWERS.partition("consequences:")[0])
    found = [each.message for each in check(alone) if "nothing follows" in each.message]
    assert found == ["nothing follows if Agency misses it; name it in a consequence, or 'missed: any'"]


def test_differences_name_the_level() -> None:
    """Each by itself; a promise that gets levels is compared in words."""
    old, plain = (
        loads(ANSWERS),
        loads(
            ANSWERS.replace("levels: {expected: 95 %, minimum: 90 %}", "at_least: 95 %").partition("consequences:")[0]
        ),
    )
    (change,) = changes_between(old, loads(ANSWERS.replace("minimum: 90 %", "minimum: 92 %")))
    assert (change.what, change.way, change.message) == (
        "answers.minimum",
        "stricter",
        "at least 92 % in a month, was at least 90 % in a month; 90 % kept it and does not any more",
    )
    changes = changes_between(plain, loads(ANSWERS.partition("consequences:")[0]))
    assert [change.what for change in changes] == ["answers"]
    fresh = loads(ANSWERS.replace("answers", "replies").partition("consequences:")[0])
    messages = [change.message for change in changes_between(plain, fresh)]
    assert "is new: at least 95 % expected, at least 90 % as a minimum for Client" in messages


def test_wrong_arguments() -> None:
    """What is no level is answered by our error."""
    with pytest.raises(InvalidValueError, match=r"^a level has one target"):
        Levels(Levels("95 %", "90 %"), "80 %")
