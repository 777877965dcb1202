"""SM216: promises that add nothing, held to what judging makes of every figure."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from exact_figures import exact_figures
from smarketing import Status, judge, loads
from smarketing.checks import check

BY = "owed_by: Sales, owed_to: Marketing"
TERM = "{start: 2026-01-01, end: 2026-03-31}"
COUNT, SHARE = "metrics: {m: {unit: call, kind: count}}", "metrics: {m: {unit: '%', kind: share}}"


def promises(one: str, other: str, *sections: str, term: str = TERM) -> str:
    """Write two promises on the figures of m, and further sections."""
    return document(f"{{a: {{{BY}, metric: m, {one}}}, b: {{{BY}, metric: m, {other}}}}}", *sections, term=term)


def idle(text: str) -> list[str]:
    """Give the promises that are found to be idle."""
    return [line.partition(":")[0].removeprefix("objectives.") for line in found("SM216", text)]


@st.composite
def evaluators(draw: st.DrawFn) -> str:
    """Write a promise of a count: on one side or two, open or closed, with a tolerance or none."""
    low, more = draw(st.integers(0, 4)), draw(st.integers(0, 3))
    period = draw(st.sampled_from(["month", "month", "quarter"]))
    tolerance = draw(st.sampled_from(["", ", tolerance: 1 call"]))
    side = draw(st.sampled_from(["at_least", "at_most", "above", "below"]))
    if side in ("above", "below"):
        return f"{side}: {low} call/{period}"
    if draw(st.booleans()):
        return f"between: {{low: {low} call/{period}, high: {low + more} call/{period}}}"
    return f"{side}: {{target: {low} call/{period}{tolerance}}}"


@given(evaluators(), evaluators())
def test_an_idle_promise_is_kept_by_all_figures_that_keep_the_other(one: str, other: str) -> None:
    """In every month and quarter of the term; and of one period, each that is so is found if both can be missed."""
    text = promises(one, other, COUNT)
    names = idle(text)
    agreement, possible = loads(text), set[tuple[bool, bool]]()
    whole = {"a": set[bool](), "b": set[bool]()}
    alone = "quarter" not in one + other
    for figures in [(n, n, n) for n in range(12)] if alone else product((0, 1, 3, 7), repeat=3):
        monthly = {f"2026-0{month + 1}": Fraction(figure) for month, figure in enumerate(figures)}
        card = judge(agreement, exact_figures(agreement, {"m": monthly}))
        verdicts = {name: [each.status for each in card.verdicts if each.promise.name == name] for name in "ab"}
        keeps = {name: Status.MISSED not in every for name, every in verdicts.items()}
        possible.add((keeps["a"], keeps["b"]))
        for name, kept in keeps.items():
            whole[name].add(kept)
    assert "a" not in names or (False, True) not in possible
    assert "b" not in names or (True, False) not in possible
    if alone and all(each == {True, False} for each in whole.values()):
        assert bool(names) is ((False, True) not in possible or (True, False) not in possible)


CONTRARY = "no result does the opposite"


@pytest.mark.parametrize(
    ("one", "other", "section", "said"),
    [
        (
            "at_least: 90 %", "at_least: 80 %", SHARE,
            f"b: a makes it idle: 80 % keeps it and misses a, and {CONTRARY}",
        ),
        (
            "at_least: 80 %", "at_least: 80.5 %", SHARE,
            f"a: b makes it idle: 80 % keeps it and misses b, and {CONTRARY}",
        ),
        ("at_least: 80 %", "at_least: 80 %", SHARE, "b: a makes it idle: the same results keep both, as 80 %"),
        (
            "between: {low: 5 call/month, high: 9 call/month}", "at_most: 9 call/month", COUNT,
            f"b: a makes it idle: 0 calls keeps it and misses a, and {CONTRARY}",
        ),
        (
            "at_least: 100 call/month", "at_least: 300 call/quarter", COUNT,
            "b: a makes it idle: whoever keeps a in each of 3 months, as with 100 calls, keeps it",
        ),
        (
            "at_least: 101 call/quarter", "at_least: 34 call/month", COUNT,
            "a: b makes it idle: whoever keeps b in each of 3 months, as with 34 calls, keeps it",
        ),
        (
            "at_most: 5 %, every: quarter", "at_most: 5 %", SHARE,
            "a: b makes it idle: whoever keeps b in each of 3 months, as with 0 %, keeps it",
        ),
        (
            "rolling: {months: 3, at_least: 95 %}", "rolling: {months: 3, at_least: 94 %}", SHARE,
            f"b: a makes it idle: 94 % keeps it and misses a, and {CONTRARY}",
        ),
        (
            "levels: {expected: 90 %, minimum: 70 %}", "at_least: 80 %", SHARE,
            f"b: a makes it idle: 80 % keeps it and misses a, and {CONTRARY}",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_an_idle_promise(one: str, other: str, section: str, said: str) -> None:
    """A result that keeps only the weaker one; of two alike the later one is idle."""
    assert found("SM216", promises(one, other, section)) == [f"objectives.{said}"]


@pytest.mark.parametrize(
    ("one", "other", "section"),
    [
        ("at_least: 90 %", "at_most: 95 %", SHARE),
        ("between: {low: 80 %, high: 90 %}", "between: {low: 70 %, high: 89 %}", SHARE),
        ("at_least: 100 call/month", "at_least: 301 call/quarter", COUNT),
        ("at_least: 34 call/month", "at_least: 103 call/quarter", COUNT),
        ("at_least: 300 call/quarter", "at_least: 10 call/month", COUNT),
        ("at_least: 900 call/quarter", "at_least: 300 call/half-year", COUNT),
        ("at_least: 95 %", "rolling: {months: 3, at_least: 90 %}", SHARE),
        ("rolling: {months: 3, at_least: 95 %}", "at_least: 90 %", SHARE),
        ("rolling: {months: 3, at_least: 95 %}", "rolling: {months: 4, at_least: 90 %}", SHARE),
        ("rolling: {months: 3, at_least: 95 %}", "rolling: {months: 3, at_least: 9 %, from_the_start: true}", SHARE),
        ("at_least: 95 %", "year_to_date: {at_least: 90 %}", SHARE),
        ("at_least: 5 call/day", "at_least: 4 call/day", COUNT),
        ("at_least: 5 call/month", "at_least: 4 call/business_day, hours: office",
         f"{COUNT}\nhours: {{office: {{weekly: {{mon-fri: 09:00-18:00}}}}}}"),
        ("at_least: {target: 90 %, judged_from: 20 calls}", "at_least: 80 %", SHARE),
        ("at_least: 90 %", "levels: {expected: 80 %, minimum: 70 %}", SHARE),
        ("trend: {of: the month before, at_least: 90 %}", "trend: {of: the month before, at_least: 80 %}", SHARE),
        ("at_least: 90 %", "at_least: 0 %", SHARE),
        ("at_least: 110 %", "at_least: 80 %", SHARE),
        ("at_least: 90 %, no_data: stays open", "at_least: 80 %", SHARE),
        ("at_least: 90 %", "at_least: 80 %, due: day 5 of the next month", SHARE),
        ("at_least: 90 %", "at_least: 80 %, segment: x", "metrics: {m: {unit: '%', kind: share, segments: [x]}}"),
    ],
)  # fmt: skip
def test_nothing_is_said_of_what_adds_something(one: str, other: str, section: str) -> None:
    """Neighbours, and what is not certain: other periods, other windows, other figures, other rules for a gap."""
    assert idle(promises(one, other, section)) == []


A, B = "at_least: 90 %", "at_least: 80 %"


@pytest.mark.parametrize(
    ("consequence", "is_idle"),
    [
        ("when: {missed: any}, escalate: [Josh]", True),
        ("when: {missed: [a, b]}, escalate: [Josh]", True),
        ("when: {missed: a}, credit: 200 USD", True),
        ("when: {missed: {each: any, times: 3, in: 6 months}}, terminate: {}", True),
        ("when: {missed: b}, escalate: [Josh]", False),
        ("when: {missed: [a, b]}, credit: 200 USD", False),
        ("when: {missed: [a, b]}, escalate: [Josh], again: every month", False),
        ("when: {missed: {across: [a, b], times: 3, in: 6 months}}, terminate: {}", False),
        ("when: {missed: {owed_by: Sales, times: 3, in: 6 months}}, terminate: {}", False),
        ("when: {met: [a, b]}, escalate: [Josh]", False),
        ("when: {met: {each: [a, b]}}, bonus: 200 USD", False),
    ],
)
def test_what_follows_from_both(consequence: str, is_idle: bool) -> None:
    """Alike is what follows from either in the same way, and gives no amount for the second one."""
    text = promises(A, B, SHARE, f"consequences: {{c: {{{consequence}}}}}")
    assert idle(text) == ["b"] * is_idle


@pytest.mark.parametrize(
    ("more", "section"),
    [
        (f"c: {{{BY}, at_least: 5 call/month, relieved_when: {{missed: b}}}}", ""),
        (f"c: {{{BY}, composite: {{weights: {{a: 1, b: 2}}, at_least: 80 %}}}}", ""),
        (f"c: {{{BY}, part_of: b, metric: other, at_least: 5 call/month}}", ""),
        ("", "needs: {Marketing: {from: Sales, what: answers, objective: b}}"),
    ],
)
def test_nothing_is_said_of_a_promise_on_which_something_rests(more: str, section: str) -> None:
    """A relief, a score, parts, or a need; without them it is idle."""
    both = f"a: {{{BY}, metric: m, {A}}}, b: {{{BY}, metric: m, {B}}}"
    assert idle(document(f"{{{both}}}", SHARE)) == ["b"]
    assert idle(document(f"{{{', '.join(filter(None, (both, more)))}}}", SHARE, section)) == []


@pytest.mark.parametrize(("relief", "other", "is_idle"), [("c", "c", True), ("c", "", False), ("", "c", False)])
def test_reliefs_are_alike(relief: str, other: str, is_idle: bool) -> None:
    """A promise that is excused more often keeps nothing else."""
    written = [f", relieved_when: {{missed: {each}}}" if each else "" for each in (relief, other)]
    cause = "c: {owed_by: Marketing, owed_to: Sales, at_least: 5 call/month}"
    both = f"a: {{{BY}, metric: m, {A}{written[0]}}}, b: {{{BY}, metric: m, {B}{written[1]}}}"
    assert idle(document(f"{{{both}, {cause}}}", SHARE)) == ["b"] * is_idle


def test_a_period_that_the_term_cuts_counts_too() -> None:
    """Of two months of a quarter one asks for 200 calls less 30, the other for 180; of all three both ask for 270."""
    loose, plain = "at_least: {target: 300 call/quarter, tolerance: 30 calls}", "at_least: 270 call/quarter"
    assert idle(promises(loose, plain, COUNT)) == ["a"]
    assert idle(promises(plain, loose, COUNT)) == ["b"]


def test_promises_between_others_are_others() -> None:
    """The same figures may be owed to several."""
    for owed in ("owed_by: Sales, owed_to: Service", "owed_by: Service, owed_to: Marketing"):
        text = document(
            f"{{a: {{{BY}, metric: m, {A}}}, b: {{{owed}, metric: m, {B}}}}}",
            SHARE,
            parties="{Marketing: {}, Sales: {}, Service: {}}",
        )
        assert idle(text) == []


@pytest.mark.parametrize(
    ("section", "metric", "place"),
    [
        ("services: {host: {owed_by: Sales, owed_to: Marketing, availability: 99 %}}",
         "host.availability", "services.host"),
        ("handoffs: {give: {from: Marketing, to: Sales, follow_up: {within: 1 day, at_least: 99 %}}}",
         "give.followed-up", "handoffs.give"),
    ],
)  # fmt: skip
def test_promises_of_services_and_handoffs(section: str, metric: str, place: str) -> None:
    """An objective on their figures makes them idle, or is idle beside them."""
    for least, said in ((99.5, place), (98, "objectives.x")):
        text = document(f"{{x: {{{BY}, metric: {metric}, at_least: {least} %}}}}", section)
        assert [line.partition(":")[0] for line in found("SM216", text)] == [said]


def test_of_several_each_is_found_once() -> None:
    """By the first that makes it idle."""
    names = {"a": 70, "b": 80, "c": 90}
    text = document(f"{{{', '.join(f'{n}: {{{BY}, metric: m, at_least: {p} %}}' for n, p in names.items())}}}", SHARE)
    assert [line.partition(" makes")[0] for line in found("SM216", text)] == ["objectives.a: b", "objectives.b: c"]


def test_an_amendment_that_makes_a_promise_idle() -> None:
    """A version is looked at as it is now."""
    old, new = loads(promises("at_least: 70 %", B, SHARE)), loads(promises(A, B, SHARE))
    assert idle(promises("at_least: 70 %", "at_most: 75 %", SHARE)) == []
    (violation,) = check(old.amended("2026-02-01", objectives=new.objectives), select=["SM216"])
    assert (violation.path, violation.witness) == (("objectives", "b"), {"result": "80 %"})
