"""SM2: objectives, reliefs and parts that fit each other or do not, held against what judging makes of them."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from exact_figures import exact_figures
from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    CaseHistory,
    Condition,
    Evaluator,
    Finding,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Scorecard,
    Status,
    Term,
    View,
    judge,
    loads,
)
from smarketing.checks import check
from smarketing.verdicts import Promise, Verdict

FIRST = Month(2026, 1)
KINDS = {
    "count": "metrics: {m: {unit: call, kind: count}}",
    "share": "",
    "level": "metrics: {m: {unit: point, kind: level, over_months: mean}}",
}
UNITS = {"count": "call/month", "share": "%", "level": "points"}


def promises(**evaluators: str) -> str:
    """Write promises about one metric, by their names."""
    each = (f"{name}: {{owed_by: Sales, owed_to: Marketing, metric: m, {text}}}" for name, text in evaluators.items())
    return f"{{{', '.join(each)}}}"


def judged(text: str, figures: Sequence[Fraction]) -> Scorecard:
    """Judge the months of one metric."""
    agreement = loads(text)
    share = agreement.metrics["m"].kind == "share"
    series = {str(FIRST + place): (each, 100) if share else each for place, each in enumerate(figures)}
    return judge(agreement, exact_figures(agreement, {"m": series}))


@st.composite
def bounds(draw: st.DrawFn, kind: str) -> str:
    """Give an evaluator of a month with whole targets, some with a tolerance that ends at halves."""
    low, more, unit = draw(st.integers(0, 6)), draw(st.integers(0, 3)), UNITS[kind]
    slack = draw(st.sampled_from(["", ", tolerance: 1 point" if kind == "share" else ", tolerance: 50 %"]))
    return draw(
        st.sampled_from(
            [
                f"at_least: {{target: {low} {unit}{slack}}}",
                f"at_most: {{target: {low} {unit}{slack}}}",
                f"between: {{low: {low} {unit}, high: {low + more} {unit}{slack}}}",
            ]
        )
    )


@st.composite
def windows(draw: st.DrawFn, kind: str) -> str:
    """Give an evaluator of a month, or of two or three together."""
    inner, months = draw(bounds(kind)), draw(st.integers(1, 3))
    return inner if months == 1 else f"rolling: {{months: {months}, {inner}}}"


# SM201


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_promises_are_incompatible_exactly_if_no_steady_figures_meet_both(data: st.DataObject, kind: str) -> None:
    """Three months of each figure, one after another: in the third, every window holds this figure alone."""
    one, other = data.draw(windows(kind)), data.draw(windows(kind))
    text = document(promises(one=one, other=other), KINDS[kind], term="{start: 2026-01-01}")
    figures = [Fraction(quarter, 4) for quarter in range(-8 if kind == "level" else 0, 61)]
    card = judged(text, [figure for figure in figures for _month in range(3)])
    both = [
        all(card.verdict(name, FIRST + 3 * place + 2).status is Status.MET for name in ("one", "other"))
        for place in range(len(figures))
    ]
    assert len(found("SM201", text)) == (not any(both))


@pytest.mark.parametrize(
    ("objectives", "said"),
    [
        (
            promises(most="at_most: 90 call/month", least="at_least: 100 call/month"),
            ["objectives.least: it needs at least 100 calls a month, and most at most 90 calls: nobody can meet both"],
        ),
        (
            promises(
                most="at_most: {target: 90 call/month, tolerance: 10 %}",
                least="rolling: {months: 3, at_least: 300 call/quarter}",
            ),
            ["objectives.least: it needs at least 100 calls a month, and most at most 99 calls: nobody can meet both"],
        ),
        (promises(most="at_most: 100 call/month", least="at_least: 100 call/month"), []),
        (promises(most="at_most: {target: 90 call/month, tolerance: 10 %}", least="at_least: 99 call/month"), []),
        (promises(more="at_least: 200 call/month", least="at_least: 100 call/month"), []),
        # a segment counts among its whole, and not the other way round
        (
            promises(most="at_most: 9 call/month", least="at_least: 10 call/month, segment: web"),
            ["objectives.least: it needs at least 10 calls a month, and most at most 9 calls: nobody can meet both"],
        ),
        (promises(most="at_most: 9 call/month, segment: web", least="at_least: 10 call/month"), []),
        # figures of their own: another metric, another segment
        (promises(most="at_most: 9 call/month", least="at_least: 10 call/month").replace("m, at_l", "n, at_l"), []),
        (promises(most="at_most: 9 call/month, segment: fair", least="at_least: 10 call/month, segment: web"), []),
    ],
)
def test_what_is_said_of_promises_that_nobody_can_meet(objectives: str, said: list[str]) -> None:
    """The bounds for a month, tolerance included, at the promise that asks for more."""
    assert found("SM201", document(objectives)) == said


def test_two_bounds_that_differ_by_little_are_told_apart() -> None:
    """A message whose two numbers are equal shows nothing."""
    objectives = promises(least="at_least: 66.667 call/month", most="at_most: 66.666 call/month")
    (line,) = found("SM201", document(objectives))
    assert ("66.667" in line, "66.666" in line) == (True, True)


def test_windows_of_a_short_term_may_meet_what_longer_ones_cannot() -> None:
    """No calls, then 200, then none: 100 a month in both windows of two, and 67 in the only one of three."""
    objectives = promises(
        least="rolling: {months: 2, at_least: 100 call/month}", most="rolling: {months: 3, at_most: 90 call/month}"
    )
    text = document(objectives, term="{start: 2026-01-01, end: 2026-03-31}")
    statuses = {verdict.status for verdict in judged(text, [Fraction(n) for n in (0, 200, 0)]).verdicts}
    assert statuses == {Status.MET, Status.PENDING}
    assert found("SM201", text) == []


# SM207


@given(st.data(), st.sampled_from(sorted(KINDS)))
def test_a_relief_by_the_same_figures_always_or_never_applies(data: st.DataObject, kind: str) -> None:
    """Found exactly if judging every figure excuses all misses, or none."""
    evaluator, cause = data.draw(bounds(kind)), data.draw(bounds(kind))
    text = document(
        promises(x=f"{evaluator}, relieved_when: {{missed: cause}}", cause=cause),
        KINDS[kind],
        term="{start: 2026-01-01}",
    )
    card = judged(text, [Fraction(quarter, 4) for quarter in range(-20 if kind == "level" else 0, 61)])
    statuses = {verdict.status for verdict in card.verdicts if verdict.promise.name == "x"}
    causes = {verdict.status for verdict in card.verdicts if verdict.promise.name == "cause"}
    path = "objectives.x.relieved_when: "
    if Status.MISSED not in causes:
        expected = [f"{path}cause can never be missed, so it never relieves"]
    elif Status.EXCUSED not in statuses:
        expected = [f"{path}whenever x is missed, cause is met, so it never relieves"]
    elif Status.MISSED not in statuses:
        expected = [f"{path}whenever x is missed, cause is missed too, so every miss is excused"]
    else:
        expected = []
    assert found("SM207", text) == expected


@given(st.lists(st.integers(1, 6), min_size=1, max_size=3), st.integers(1, 6))
def test_causes_that_excuse_every_miss_together(most: list[int], least: int) -> None:
    """Found exactly if every miss of the least is a miss of one of the mosts or of a lower bound."""
    causes = {f"c{n}": f"at_most: {number} call/month" for n, number in enumerate(most)} | {
        "low": "at_least: 2 call/month"
    }
    named = ", ".join(causes)
    x = f"at_least: {least} call/month, relieved_when: {{missed: [{named}]}}"
    text = document(promises(x=x, **causes), KINDS["count"], term="{start: 2026-01-01}")
    card = judged(text, [Fraction(quarter, 4) for quarter in range(61)])
    statuses = {verdict.status for verdict in card.verdicts if verdict.promise.name == "x"}
    lines = [line for line in found("SM207", text) if line.endswith("every miss is excused")]
    assert bool(lines) is (Status.MISSED not in statuses)


def test_a_promise_that_no_result_can_miss_is_not_excused_by_all() -> None:
    """What cannot be missed needs no excuse, and that alone is said."""
    x = "at_least: 0 call/month, relieved_when: {missed: other}"
    text = document(promises(x=x, other="at_least: 5 call/month"), KINDS["count"], term="{start: 2026-01-01}")
    said = "whenever x is missed, other is met, so it never relieves"
    assert found("SM207", text) == [f"objectives.x.relieved_when: {said}"]


def test_two_causes_that_excuse_every_miss() -> None:
    """Neither alone does: below 20 the one, from 10 on the other."""
    x = "at_least: 30 call/month, relieved_when: {missed: [few, many]}"
    text = document(promises(x=x, few="at_least: 20 call/month", many="at_most: 10 call/month"), KINDS["count"])
    said = "whenever x is missed, few or many is missed too, so every miss is excused"
    assert found("SM207", text) == [f"objectives.x.relieved_when: {said}"]
    one = text.replace("{missed: [few, many]}", "{missed: few}")
    assert found("SM207", one) == []


def test_a_relief_that_may_apply_is_none_of_the_rule() -> None:
    """Other figures, another segment, or another window: a miss of the one says nothing of the other."""
    for evaluator in ("rolling: {months: 2, at_least: 9 call/month}", "at_least: 9 call/month, segment: web"):
        text = promises(x="at_least: 9 call/month, relieved_when: {missed: cause}", cause=evaluator)
        assert found("SM207", document(text)) == []
    text = promises(x="at_least: 9 call/month, relieved_when: {missed: cause}", cause="at_least: 9 email/month")
    assert found("SM207", document(text.replace("metric: m, at_least: 9 email", "at_least: 9 email"))) == []


def test_each_cause_of_a_relief_is_looked_at() -> None:
    """One of two causes may be the idle one."""
    text = promises(
        x="at_least: 9 call/month, relieved_when: {missed: [good, idle]}",
        good="between: {low: 5 call/month, high: 7 call/month}",
        idle="at_most: 9 call/month",
    )
    assert found("SM207", document(text)) == [
        "objectives.x.relieved_when: whenever x is missed, idle is met, so it never relieves"
    ]


def test_a_cause_without_a_figure_can_be_missed_all_the_same() -> None:
    """Where missing data counts as missed, it relieves: so it is wrong that it never does."""
    causes = "cause: {owed_by: Sales, owed_to: Marketing, at_least: 0 email/month}"
    relieved = "at_least: 9 call/month, relieved_when: {missed: cause}"
    text = document(f"{promises(x=relieved)[:-1]}, {causes}}}", "no_data: counts as missed")
    assert judged(text, [Fraction(1)]).verdict("x", FIRST).status is Status.EXCUSED
    assert found("SM207", text) == []


# SM208


def excusing(reliefs: Mapping[str, str]) -> list[str]:
    """Give the circles that are found among promises with these reliefs, each as `name: the way round`."""
    evaluators = {name: f"at_least: {place} call/month" for place, name in enumerate("abcd", start=1)}
    for name, relief in reliefs.items():
        evaluators[name] += f", relieved_when: {relief}"
    said = [line.partition(".relieved_when: promises relieve each other (") for line in found_circles(evaluators)]
    assert all(end.endswith("): where all are missed, nobody is held to any") for _path, _between, end in said)
    return [f"{path.removeprefix('objectives.')}: {end.partition(')')[0]}" for path, _between, end in said]


def found_circles(evaluators: Mapping[str, str]) -> list[str]:
    return found("SM208", document(promises(**evaluators)))


@pytest.mark.parametrize(
    ("reliefs", "said"),
    [
        ({"a": "{missed: b}", "b": "{missed: a}"}, ["a: a, b, a"]),
        ({"b": "{missed: c}", "c": "{missed: b}"}, ["b: b, c, b"]),
        ({"a": "{missed: [c, b]}", "b": "{missed: {across: [a, c]}}"}, ["a: a, b, a"]),
        ({"a": "{missed: b}", "b": "{missed: c}"}, []),
        ({"a": "{missed: b}", "b": "{missed: c}", "c": "{missed: a}"}, ["a: a, b, c, a"]),
        ({"a": "{missed: b}", "b": "{missed: c}", "c": "{missed: d}", "d": "{missed: a}"}, ["a: a, b, c, d, a"]),
        # d leads into a circle and is in none
        ({"a": "{missed: b}", "b": "{missed: a}", "d": "{missed: [a, b]}"}, ["a: a, b, a"]),
        # two circles apart; two that share a promise
        ({"a": "{missed: b}", "b": "{missed: a}", "c": "{missed: d}", "d": "{missed: c}"},
         ["a: a, b, a", "c: c, d, c"]),
        ({"a": "{missed: [b, c]}", "b": "{missed: a}", "c": "{missed: a}"}, ["a: a, b, a", "c: c, a, c"]),
        # the shortest way round, not the first
        ({"a": "{missed: [b, c]}", "b": "{missed: d}", "d": "{missed: a}", "c": "{missed: a}"},
         ["a: a, c, a", "b: b, d, a, b"]),
    ],
)  # fmt: skip
def test_promises_that_excuse_each_other(reliefs: dict[str, str], said: list[str]) -> None:
    """Each promise in one circle that is shown, at the promise that comes first."""
    assert excusing(reliefs) == said


@given(st.dictionaries(st.sampled_from("abcd"), st.sets(st.sampled_from("abcd"), min_size=1)))
def test_a_promise_is_in_a_circle_exactly_if_it_is_reached_from_itself(causes: dict[str, set[str]]) -> None:
    """Every promise that excuses itself by way of others is in a circle that is shown; each step of one is a relief."""
    causes = {name: others - {name} for name, others in causes.items() if others - {name}}
    circles = excusing({name: f"{{missed: [{', '.join(sorted(them))}]}}" for name, them in causes.items()})
    ways = [circle.partition(": ")[2].split(", ") for circle in circles]
    reached = {name: set(them) for name, them in causes.items()}
    for _step in "abcd":
        reached = {name: them.union(*(reached.get(each, ()) for each in them)) for name, them in reached.items()}
    assert {name for way in ways for name in way} == {name for name, them in reached.items() if name in them}
    assert all(cause in causes[name] for way in ways for name, cause in pairwise(way))
    assert all(way[0] == way[-1] and len(set(way)) == len(way) - 1 for way in ways)


def test_where_all_of_a_circle_are_missed_nobody_is_held_to_any() -> None:
    """Three that are missed excuse each other; two of them leave one that is held."""
    evaluators = {
        name: f"at_least: {least} call/month, relieved_when: {{missed: {cause}}}"
        for name, least, cause in (("a", 10, "b"), ("b", 20, "c"), ("c", 30, "a"))
    }
    card = judged(document(promises(**evaluators)), [Fraction(5), Fraction(15)])
    assert {card.verdict(name, FIRST).status for name in "abc"} == {Status.EXCUSED}
    statuses = [card.verdict(name, FIRST + 1).status for name in "abc"]
    assert statuses == [Status.MET, Status.EXCUSED, Status.MISSED]


# SM210

SEGMENTS = "metrics: {m: {unit: call, kind: count, segments: [web, fair]}}"


def whole_and_parts(whole: str, **parts: str) -> str:
    """Write a promise and its parts; a part that begins with a name is about the segment of that name."""
    by = "owed_by: Sales, owed_to: Marketing"
    each = (f"{name}: {{part_of: whole, {by}, {text}}}" for name, text in parts.items())
    return f"{{whole: {{metric: m, {by}, {whole}}}, {', '.join(each)}}}"


@given(st.integers(0, 9), st.integers(0, 5), st.integers(0, 5), st.booleans(), st.sampled_from([1, 3]))
def test_parts_add_up_exactly_if_keeping_them_keeps_the_whole(
    whole: int, web: int, fair: int, declared: bool, months: int
) -> None:
    """Figures on the targets of the parts keep the whole unless they come to less; more is found too."""

    def least(target: int) -> str:
        return (
            f"at_least: {target} call/month"
            if months == 1
            else f"rolling: {{months: 3, at_least: {target} call/month}}"
        )

    text = document(
        whole_and_parts(least(whole), a=f"segment: web, {least(web)}", b=f"segment: fair, {least(fair)}"),
        SEGMENTS if declared else "",
    )
    agreement = loads(text)
    rows = [
        {"month": f"2026-0{month}", "metric": "m", "segment": segment, "value": value}
        for month in (1, 2, 3)
        for segment, value in (("", web + fair), ("web", web), ("fair", fair))
    ]
    card = judge(agreement, Actuals.from_rows(rows, known=agreement.metrics))
    short = card.verdict("whole", "2026-03").status is Status.MISSED
    sums = f"its parts (a, b) come to {calls((web + fair) * months)}, and it promises {calls(whole * months)}"
    expected = [f"objectives.whole: {sums}"] if (short and declared) or web + fair > whole else []
    assert found("SM210", text) == expected


def calls(number: int) -> str:
    """Write a number of calls."""
    return "1 call" if number == 1 else f"{number} calls"


@pytest.mark.parametrize(
    "objectives",
    [
        whole_and_parts("at_most: 5 call/month", a="segment: web, at_most: 9 call/month"),
        whole_and_parts("at_least: 5 call/month", a="segment: web, at_most: 9 call/month"),
        whole_and_parts("at_least: 5 call/month", a="segment: web, rolling: {months: 3, at_least: 9 call/month}"),
        whole_and_parts("at_least: 5 %", a="segment: web, at_least: 9 %"),
        promises(one="at_least: 5 call/month", other="at_least: 9 call/month"),
    ],
)
def test_what_does_not_add_up_is_not_added(objectives: str) -> None:
    """Upper bounds, other windows, shares, and promises without parts."""
    assert found("SM210", document(objectives)) == []


@pytest.mark.parametrize(
    "parts",
    [
        {"a": "metric: n, at_least: 9 email/month"},
        {"a": "segment: web, at_least: 4 call/month", "b": "segment: web, at_least: 3 call/month"},
    ],
)
def test_only_parts_of_the_same_figures_that_are_apart_are_added(parts: dict[str, str]) -> None:
    """Emails are no calls; two promises of one segment are kept by the same calls."""
    assert found("SM210", document(whole_and_parts("at_least: 5 call/month", **parts))) == []


# Conditions and evaluators of somebody else's


@attrs.frozen
class Fails(Evaluator):
    """An evaluator that says nothing of what it holds figures against."""

    def __call__(self, view: View, /) -> Finding:
        """Every month is missed."""
        return Finding(Status.MISSED)


@attrs.frozen
class Never(Condition):
    """A condition that holds in no month."""

    @property
    def looks_back(self) -> bool:
        """It looks at nothing."""
        return False

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """Watch nothing."""
        return ()

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """No month is a cause."""
        return ()


def test_nothing_is_claimed_of_what_is_not_known() -> None:
    """Reliefs by such a condition, of and by a promise with such an evaluator."""
    agreement = Agreement(
        "Calls",
        Term("2026-01-01"),
        [Party("Marketing"), Party("Sales")],
        [
            Objective("calls", "Sales", "Marketing", Fails(), relieved_when=Missed("least")),
            Objective("least", "Sales", "Marketing", AtLeast("0 call/month"), relieved_when=Never()),
            Objective("most", "Sales", "Marketing", AtLeast("9 call/month"), relieved_when=Missed("calls")),
        ],
        metrics=[Metric("calls", "call", "count")],
    )
    assert check(agreement, select=["SM201", "SM207", "SM208", "SM210"]) == ()
