"""What a new version of an agreement changes for whom: whole messages, and results that judging confirms."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement_versions import FUNNEL, LEADS, OLD, WITH_FUNNEL, replaced, said
from check_pages import document
from exact_figures import exact_figures
from smarketing import Agreement, Month, Status, judge, loads, quantity
from smarketing.diffs import Change, Differences, differences
from strategies import agreements

FIRST = Month(2026, 1)

# Promises

KINDS = {
    "count": ("metrics: {m: {unit: call, kind: count}}", "call/month"),
    "share": ("", "%"),
    "level": ("metrics: {m: {unit: point, kind: level, over_months: mean}}", "points"),
}


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[Agreement, Agreement]:
    """Give two versions of one promise, in one unit and over as many months."""
    kind, months = draw(st.sampled_from(sorted(KINDS))), draw(st.integers(1, 2))
    section, unit = KINDS[kind]
    versions = []
    for _version in range(2):
        low, more = draw(st.integers(0, 6)), draw(st.integers(0, 3))
        one_sided = [f"at_least: {low} {unit}", f"at_most: {low} {unit}"]
        inner = draw(st.sampled_from([*one_sided, f"between: {{low: {low} {unit}, high: {low + more} {unit}}}"]))
        evaluator = inner if months == 1 else f"rolling: {{months: 2, {inner}}}"
        promise = f"{{x: {{owed_by: Sales, owed_to: Marketing, metric: m, {evaluator}}}}}"
        versions.append(loads(document(promise, section, term="{start: 2026-01-01}")))
    return versions[0], versions[1]


def statuses(agreement: Agreement, *results: Fraction) -> list[Status]:
    """Judge results, each twice, so that a window of two months holds nothing else: in all, or on average."""
    metric = agreement.metrics["m"]
    months = getattr(agreement.objectives[0].evaluator, "months", 1)
    each = [result / months if metric.kind == "count" else result for result in results for _month in range(2)]
    figures = {str(FIRST + n): (one, 100) if metric.kind == "share" else one for n, one in enumerate(each)}
    card = judge(agreement, exact_figures(agreement, {"m": figures}))
    return [card.verdict("x", FIRST + 2 * n + 1).status for n in range(len(results))]


@given(two_versions())
def test_a_promise_is_stricter_exactly_if_some_result_is_judged_so(versions: tuple[Agreement, Agreement]) -> None:
    """Stricter if a result was met and is missed, looser if one was missed and is met; such a one is shown."""
    grid = [Fraction(half, 2) for half in range(-4 if versions[0].metrics["m"].kind == "level" else 0, 41)]
    before, after = (statuses(version, *grid) for version in versions)
    both = list(zip(before, after, strict=True))
    met = [{Status.MET in version for version in (before, after)}, (Status.MET, Status.MET) not in both]
    turned = {
        "stricter": (Status.MET, Status.MISSED) in both,
        "looser": (Status.MISSED, Status.MET) in both,
        "other": met == [{True}, True],
    }
    changes = differences(*versions).changes
    assert {change.way for change in changes} == {way for way, is_so in turned.items() if is_so}
    for change in changes:
        if change.way == "other":
            assert change.message.endswith("; no result keeps both versions")
            continue
        result = shown(change)
        turn = tuple(statuses(version, result)[0] for version in versions)
        assert turn == ((Status.MET, Status.MISSED) if change.way == "stricter" else (Status.MISSED, Status.MET))


def shown(change: Change) -> Fraction:
    """Give the result that a change shows."""
    example, _verb, rest = change.message.partition("; ")[2].partition(
        " kept " if change.way == "stricter" else " missed "
    )
    assert rest == ("it and does not any more" if change.way == "stricter" else "it and keeps it now")
    return quantity(example).value


@given(two_versions())
def test_what_is_stricter_is_looser_the_other_way_round(versions: tuple[Agreement, Agreement]) -> None:
    """The ways change places, and nothing else is added."""
    there, back = (differences(*pair).changes for pair in (versions, versions[::-1]))
    opposite = {"stricter": "looser", "looser": "stricter", "other": "other"}
    assert sorted(change.way for change in back) == sorted(opposite[change.way] for change in there)


@given(agreements())
def test_an_agreement_does_not_differ_from_itself(agreement: Agreement) -> None:
    """No changes, and nothing that is unsound now alone."""
    assert differences(agreement, agreement) == Differences((), ())


WAS = "was at least 100 SQL in a month"
LOST, WON = "kept it and does not any more", "missed it and keeps it now"
BOTH = f"at least 90 SQL and at most 120 SQL in a month, {WAS}"


@pytest.mark.parametrize(
    ("evaluator", "lines"),
    [
        ("at_least: 120 SQL/month", [f"stricter: at least 120 SQL in a month, {WAS}; 100 SQL {LOST}"]),
        (
            "at_least: {target: 100 SQL/month, tolerance: 20 %}",
            [f"looser: at least 100 SQL (80 SQL tolerated) in a month, {WAS}; 80 SQL {WON}"],
        ),
        (
            "between: {low: 90 SQL/month, high: 120 SQL/month}",
            [f"stricter: {BOTH}; 121 SQL {LOST}", f"looser: {BOTH}; 90 SQL {WON}"],
        ),
        (
            "at_most: 100 SQL/month",
            [
                f"stricter: at most 100 SQL in a month, {WAS}; 101 SQL {LOST}",
                f"looser: at most 100 SQL in a month, {WAS}; 0 SQL {WON}",
            ],
        ),
        (
            "at_most: 90 SQL/month",
            [
                f"stricter: at most 90 SQL in a month, {WAS}; 100 SQL {LOST}",
                f"looser: at most 90 SQL in a month, {WAS}; 0 SQL {WON}",
                f"other: at most 90 SQL in a month, {WAS}; no result keeps both versions",
            ],
        ),
        (
            "below: 100 SQL/month",
            [
                f"stricter: below 100 SQL in a month, {WAS}; 100 SQL {LOST}",
                f"looser: below 100 SQL in a month, {WAS}; 0 SQL {WON}",
                f"other: below 100 SQL in a month, {WAS}; no result keeps both versions",
            ],
        ),
        ("rolling: {months: 3, at_least: 100 SQL/month}", [f"other: is at least 300 SQL in 3 months, {WAS}"]),
        ("at_least: 100 MQL/month", [f"other: is at least 100 MQL in a month, {WAS}"]),
        (f"{LEADS}, relieved_when: {{missed: calls}}", ["looser: misses may be excused now"]),
    ],
)
def test_what_is_said_of_a_promise(evaluator: str, lines: list[str]) -> None:
    """To the party that owes it; tolerances are part of what is asked for."""
    changes = replaced(OLD, (LEADS, evaluator)).changes
    assert {(each.party, each.what) for each in changes} == {("Marketing", "leads")}
    assert [f"{each.way}: {each.message}" for each in changes] == lines


def test_levels_of_which_no_result_keeps_both_versions() -> None:
    """Each level is compared by itself."""
    levels = (
        "levels: {expected: 95 %, minimum: 80 %}",
        "levels: {expected: {at_most: 90 %}, minimum: {at_most: 95 %}}",
    )
    one, other = (loads(document(f"{{x: {{owed_by: Sales, owed_to: Marketing, {each}}}}}")) for each in levels)
    messages = [change.message for change in differences(one, other).changes if change.way == "other"]
    assert messages == ["at most 90 % in a month, was at least 95 % in a month; no result keeps both versions"]


@pytest.mark.parametrize(
    ("relief", "change"),
    [
        ("", ("Marketing", "stricter", "leads: misses are no longer excused")),
        (", relieved_when: {missed: [calls, more]}",
         ("Marketing", "other", "leads: misses are excused under another condition")),
    ],
)  # fmt: skip
def test_a_relief_that_ends_or_changes(relief: str, change: tuple[str, str, str]) -> None:
    """Without a relief more misses count; of two reliefs nothing is claimed."""
    more = f"{LEADS}, relieved_when: {{missed: calls}}}}\n  more: {{owed_by: Sales, owed_to: Marketing, at_least: 9 %"
    old = OLD.replace(LEADS, more)
    assert said(replaced(old, (", relieved_when: {missed: calls}", relief))) == [change]


def test_promises_that_come_and_go() -> None:
    """What is new is stricter for the party that owes it, what is gone looser."""
    calls = "  calls: {owed_by: Sales, owed_to: Marketing, at_least: 90 %}\n"
    found = replaced(OLD, (calls, "  downs: {owed_by: Service, owed_to: Sales, at_most: 3 incident/month}\n"))
    assert said(found) == [
        ("Sales", "looser", "calls: is gone: it was at least 90 % in a month for Marketing"),
        ("Service", "stricter", "downs: is new: at most 3 incidents in a month for Sales"),
    ]
    assert tuple(dict.fromkeys(each.party for each in found.changes)) == ("Sales", "Service")


def test_a_promise_with_another_owner() -> None:
    """A burden less for the one, one more for the other; and to whom it is owed."""
    found = replaced(OLD, ("owed_by: Marketing, owed_to: Sales", "owed_by: Service, owed_to: Marketing"))
    assert said(found) == [
        ("Marketing", "looser", "leads: is now owed by Service"),
        ("Service", "stricter", "leads: was owed by Marketing: at least 100 SQL in a month"),
        ("Service", "other", "leads: is owed to Marketing, was to Sales"),
    ]
    assert [str(each) for each in found.unsound] == ["SM103 parties.Marketing: Marketing owes nothing to anybody",
        "SM104 parties.Sales: nobody owes Sales anything"]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("due: day 5 of the next month", "its figure is due on day 5 of the next month, was due when the month ends"),
        (
            "due: last day of the next month",
            "its figure is due on the last day of the next month, was due when the month ends",
        ),
        ("no_data: counts as missed", "a missing figure counts as missed, before it is as the agreement says"),
        ("every: quarter", "is judged once a quarter, was judged every month"),
        ("every: half-year", "is judged once a half-year, was judged every month"),
        ("every: year", "is judged once a year, was judged every month"),
        ("every: term", "is judged once, for the whole term, was judged every month"),
    ],
)
def test_when_a_figure_is_due_and_what_a_missing_one_is(more: str, line: str) -> None:
    """It concerns the party that owes the promise."""
    found = replaced(OLD, (LEADS, f"{LEADS}, {more}"))
    assert said(found) == [("Marketing", "other", f"leads: {line}")]


def test_misses_that_are_counted_together() -> None:
    """Said of all promises at once."""
    more = "  more: {owed_by: Marketing, owed_to: Sales, at_least: 9 MQL/month}\nconsequences:"
    old = OLD.replace("consequences:", more).replace(
        "{missed: leads}", "{missed: {across: [leads, more], times: 2, in: 3 months}}"
    )
    ((_party, way, line),) = said(replaced(old, ("times: 2, in: 3 months", "times: 3, in: 3 months")))
    assert (way, line.partition(", followed ")[0]) == (
        "looser",
        "credit: follows when leads and more are missed 3 times together in 3 months",
    )


def test_two_targets_that_differ_by_little_are_told_apart() -> None:
    """A message whose two numbers are equal shows nothing."""
    ((_party, _way, line),) = said(replaced(OLD.replace("100 SQL", "66.6662 USD"), ("66.6662 USD", "66.6661 USD")))
    assert ("66.6661" in line, "66.6662" in line) == (True, True)


def test_two_targets_between_the_same_whole_numbers_ask_for_the_same() -> None:
    """Of leads there are 67 or 66, and nothing between them."""
    old = OLD.replace("100 SQL", "66.6 SQL")
    assert said(replaced(old, ("66.6 SQL", "66.2 SQL"))) == [
        ("Marketing", "other", "leads: its target and tolerance are others, and the same results keep it")
    ]
    ((_party, way, line),) = said(replaced(old, ("66.6 SQL", "65.2 SQL")))
    assert way == "looser"
    assert line.endswith("; 66 SQL missed it and keeps it now")


# Nothing is passed over

PARTS = (
    OLD.replace(LEADS, f"metric: m, segment: web, {LEADS}")
    .replace("cadence:", "metrics: {m: {unit: SQL, kind: count, segments: [web, fair]}}\ncadence:")
    .replace("cadence:", "signatures: {Marketing: 2025-12-15}\ncadence:")
    .replace("cadence:", f"needs: {{Sales: {{from: Marketing, what: Good leads.}}}}\n{FUNNEL}cadence:")
)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("segment: web", "segment: fair"),
        ("metric: m, segment: web, ", "metric: m, "),
        ("MQL: {means: A lead.}", "MQL: {means: A lead., excludes: SQL}"),
        ("segments: [web, fair]", "segments: [web, fair, post]"),
        ("Marketing: 2025-12-15", "Marketing: 2025-12-16"),
        ("what: Good leads.", "what: Better leads."),
        ("{SQL: 40 %}", "{SQL: 40 %, owed_by: Marketing}"),
        ("[MQL, ", "[MQL, {SAL: 100 %}, "),
        ("{SQL: 40 %}, {customer: 50 %}", "{customer: 20 %}"),
        (LEADS, "at_least: {target: 125 SQL/month, tolerance: 20 %}"),
        ("limit: 20 % of 4000 USD per month", "limit: 60 % of 4000 USD per quarter"),
    ],
)
def test_no_change_is_passed_over(good: str, bad: str) -> None:
    """Two versions of which nothing is said say the same; these do not."""
    assert said(replaced(PARTS, (good, bad))) != []


def test_versions_that_say_the_same() -> None:
    """Another order, another spelling of a criterion and of an amount."""
    pairs = [("score >= 80", "not (score < 80) and has(score)"), ("at_least: 90 %", "at_least: 0.90e2 %")]
    assert replaced(OLD, *pairs[:1], ("missed: leads}", "missed: {each: [leads], times: 1}}")).changes == ()


def test_what_is_unsound_already_is_not_said_again() -> None:
    """A stage that another one pushes to a later place is the same stage."""
    found = replaced(WITH_FUNNEL, ("[MQL, ", "[MQL, {SAL: 100 %, owed_by: Marketing}, "))
    stages = [str(each) for each in found.unsound]
    assert stages == ["SM105 funnel.stages.1: what counts as one SAL is nowhere defined; say it under definitions"]


def test_parties_in_their_order() -> None:
    """Those of the new agreement first, those that left after them, everybody last."""
    found = replaced(OLD, ("Marketing", "Growth"), ("Who gives what.", "Who gives."))
    assert tuple(dict.fromkeys(each.party for each in found.changes)) == ("Growth", "Sales", "Marketing", None)


def ways(found: Differences) -> Mapping[str, list[str]]:
    """Give the ways of the changes by what they are about."""
    return {what: [each.way for each in found.changes if each.what == what] for what in {c.what for c in found.changes}}


def test_both_versions_are_kept_apart() -> None:
    """A change of each kind at once."""
    found = replaced(OLD, (LEADS, "at_least: 120 SQL/month"), ("score >= 80", "score >= 70"), ("pay: 5 %", "pay: 4 %"))
    assert ways(found) == {"leads": ["stricter"], "SQL": ["looser"], "credit": ["looser"]}
