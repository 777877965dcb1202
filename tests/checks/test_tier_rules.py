"""SM3: what is said of tiers and limits, and what only looks as if something had to be said."""

import attrs
import pytest

from check_pages import document, found
from smarketing import (
    Agreement,
    Consequence,
    Credit,
    Evaluator,
    Finding,
    Metric,
    Missed,
    Objective,
    Party,
    Status,
    Term,
    Tier,
    View,
    loads,
)
from smarketing.checks import check

HOSTING = "at_least: 95 %"
INCIDENTS = "at_most: 5 incidents/month"
LEADS = "at_least: 100 SQL/month"
CALLS = "at_most: 5 call/month"


def lines(evaluator: str, credit: str, *codes: str, limit: str = "[]") -> list[str]:
    """Give what rules find in a credit for missing x, each as `path: message` from the effect or its limits on."""
    promise = f"{{x: {{owed_by: Sales, owed_to: Marketing, {evaluator}}}}}"
    rule = f"when: {{missed: x}}, credit: {{{credit}}}, limit: {limit}"
    text = document(promise, f"consequences: {{credit: {{{rule}}}}}")
    found_there = (line.removeprefix("consequences.credit.") for code in codes for line in found(code, text))
    return [line.removeprefix("effect.") for line in found_there]


WHOLE = "of: 4000 USD, tiers: "


@pytest.mark.parametrize(
    ("evaluator", "credit", "code", "said"),
    [
        (
            HOSTING,
            WHOLE + "[{above: 90 %, below: 95 %, pay: 5 %}, {below: 90 %, pay: 10 %}]",
            "SM301",
            "tiers: x is missed at 90 %, which is in no tier",
        ),
        (
            HOSTING,
            WHOLE + "[{at_least: 50 %, below: 95 %, pay: 5 %}]",
            "SM302",
            "tiers: x is missed at 0 %, which is in no tier",
        ),
        (
            HOSTING,
            WHOLE + "[{at_least: 80 %, pay: 5 %}, {below: 90 %, pay: 10 %}]",
            "SM303",
            "tiers.1: 80 % is in two tiers (at least 80 %; below 90 %), and the higher credit is paid",
        ),
        (
            HOSTING,
            WHOLE + "[{below: 99 %, pay: 5 %}]",
            "SM304",
            "tiers.0: 95 % is below 99 %, and x is met with it: the tier never pays for it",
        ),
        (
            HOSTING,
            WHOLE + "[{below: 95 %, pay: 5 %}, {above: 100 %, pay: 5 %}]",
            "SM305",
            "tiers.1: no result of x is above 100 %",
        ),
        (
            INCIDENTS,
            WHOLE + "[{above: 5 incidents, pay: 5 %}, {above: 10 incidents, pay: 100 USD}]",
            "SM306",
            "tiers.0: 6 incidents is better than 11 incidents, and costs more:"  # noqa: ISC004
            " 5 % for above 5 incidents, 100.00 USD for above 10 incidents",
        ),
        (
            HOSTING,
            WHOLE + "[{below: 95 %, pay: 5 %}, {below: 90 %, pay: 200 USD}]",
            "SM307",
            "tiers.1: below 90 % costs no more than below 95 %: both come to 200.00 USD",
        ),
        (
            INCIDENTS,
            "tiers: [{below: 2 incidents, pay: 5 days}, {at_most: 5 incidents, pay: 3 days}]",
            "SM308",
            "tiers: no tier is for a miss of x, and all are for results with which it is met",
        ),
        (HOSTING, "pay: 101 %, of: 4000 USD", "SM310", "pay: a credit of 101 % is more than the whole fee"),
        (
            HOSTING,
            WHOLE + "[{below: 95 %, pay: 5 %}, {below: 90 %, pay: 101 %}]",
            "SM310",
            "tiers.1.pay: a credit of 101 % is more than the whole fee",
        ),
        (
            "between: {low: 90 SQL/month, high: 120 SQL/month}",
            "pay: 20 USD",
            "SM311",
            "objectives.x.evaluator: x is missed at 121 SQL, more than is asked for, and credit follows with a credit",
        ),
    ],
)
def test_what_is_said_of_tiers(evaluator: str, credit: str, code: str, said: str) -> None:
    """The whole message, with the place and the case that shows it."""
    assert lines(evaluator, credit, code) == [said]


@pytest.mark.parametrize(
    ("credit", "limit", "code", "said"),
    [
        (
            WHOLE + "[{below: 80 %, pay: 20 %}, {below: 95 %, pay: 10 %}]",
            "8 % of 4000 USD per quarter",
            "SM307",
            "tiers.0: below 80 % costs no more than below 95 %: the limit leaves 320.00 USD for both",
        ),
        (
            "pay: 5 %, of: 4000 USD",
            "100 USD/month",
            "SM309",
            "limits.0: the limit of 100 USD per month is less than the smallest credit, 200.00 USD",
        ),
        (
            "pay: 5 %, of: 4000 USD",
            "[400 USD per term, 4 % of 4000 USD per quarter]",
            "SM309",
            (
                "limits.1: the limit of 4 % of 4000 USD per quarter (160.00 USD)"
                " is less than the smallest credit, 200.00 USD"
            ),
        ),
        (
            WHOLE + "[{below: 95 %, pay: 0 %}, {below: 90 %, pay: 10 %}]",
            "100 USD",
            "SM309",
            "limits.0: the limit of 100 USD is less than the smallest credit, 400.00 USD",
        ),
        (
            "pay: 5 %, of: 4000 USD",
            "120 % of 4000 USD per month",
            "SM310",
            "limits.0: a limit of 120 % of 4000 USD per month is more than the whole fee",
        ),
    ],
)
def test_what_is_said_of_limits(credit: str, limit: str, code: str, said: str) -> None:
    """The whole message, at the limit, or at the tier that a limit makes as cheap as another."""
    assert lines(HOSTING, credit, code, limit=limit) == [said]


BOTH_SIDES = "between: {low: 90 SQL/month, high: 120 SQL/month}"


@pytest.mark.parametrize(
    ("evaluator", "credit"),
    [
        # edges that meet, in a unit of their own, and up to the tolerance
        (HOSTING, WHOLE + "[{below: 90 %, pay: 10 %}, {at_least: 90 %, below: 95 %, pay: 5 %}]"),
        ("at_least: {target: 95 %, tolerance: 1 point}", WHOLE + "[{below: 94 %, pay: 5 %}]"),
        (INCIDENTS, WHOLE + "[{above: 10 incidents, pay: 9 %}, {above: 5 incidents, pay: 5 %}]"),
        # parts of the target, upwards and downwards; less is more of a part where less is better
        (LEADS, WHOLE + "[{below: 100 %, pay: 5 %}, {below: 80 %, pay: 9 %}]"),
        ("at_least: {target: 100 SQL/month, tolerance: 10 %}", WHOLE + "[{below: 90 %, pay: 5 %}]"),
        (INCIDENTS, WHOLE + "[{below: 100 %, pay: 5 %}, {below: 50 %, pay: 9 %}]"),
        ("at_most: {target: 5 incidents/month, tolerance: 25 %}", WHOLE + "[{below: 80 %, pay: 5 %}]"),
        # a window, in all and for a month of it
        ("rolling: {months: 3, at_least: 100 SQL/month}", WHOLE + "[{below: 300 SQL, pay: 5 %}]"),
        ("rolling: {months: 3, at_least: 100 SQL/month}", WHOLE + "[{below: 300 SQL/quarter, pay: 5 %}]"),
        # both sides, each with tiers; a tier that says to pay nothing may keep the promise
        (BOTH_SIDES, WHOLE + "[{below: 90 SQL, pay: 5 %}, {at_least: 90 SQL, at_most: 120 SQL, pay: 0 %},"
         " {above: 120 SQL, pay: 5 %}]"),
    ],
)  # fmt: skip
def test_nothing_is_found_in_sound_tiers(evaluator: str, credit: str) -> None:
    """Near misses of every rule but the one about more than was asked for."""
    assert lines(evaluator, credit, *(f"SM3{rule:02}" for rule in range(1, 11))) == []


@pytest.mark.parametrize(
    ("credit", "limit"),
    [
        ("pay: 100 %, of: 4000 USD", "100 % of 4000 USD per month"),
        ("pay: 5 %, of: 4000 USD", "300 % of 4000 USD per quarter"),
        ("pay: 5 %, of: 4000 USD", "200 USD per month"),
        ("pay: 0 USD", "0 USD"),
        (WHOLE + "[{below: 95 %, pay: 5 %}, {below: 90 %, pay: 10 %}]", "7 % of 4000 USD per month"),
        (WHOLE + "[{below: 95 %, pay: 5 %}, {below: 90 %, pay: 10 %}]", "10 % of 4000 USD per month"),
    ],
)
def test_nothing_is_found_in_sound_limits(credit: str, limit: str) -> None:
    """Limits and fees that are just enough, and a limit for a longer time."""
    assert lines(HOSTING, credit, *(f"SM3{rule:02}" for rule in range(1, 11)), limit=limit) == []


def test_a_step_for_each_promise_that_a_credit_watches() -> None:
    """The same tiers may fit one promise and not another; promises that no credit watches are left alone."""
    promises = ", ".join(f"{name}: {{owed_by: Sales, owed_to: Marketing, at_least: {n} %}}" for name, n in TARGETS)
    when = "{missed: [fits, strict, lax]}"
    text = document(f"{{{promises}}}", f"consequences: {{c: {{when: {when}, credit: {{tiers: [{STEP}]}}}}}}")
    assert found("SM302", text) == ["consequences.c.effect.tiers: strict is missed at 95 %, which is in no tier"]
    assert found("SM304", text) == [
        "consequences.c.effect.tiers.0: 90 % is below 95 %, and lax is met with it: the tier never pays for it"
    ]


TARGETS = (("fits", 95), ("strict", 99), ("lax", 90), ("other", 50))
STEP = "{below: 95 %, pay: 5 USD}"


def test_more_than_was_asked_for_is_found_wherever_a_credit_follows() -> None:
    """In every case that is watched, once for each promise; one that cannot be exceeded, or is one-sided, is sound."""
    evaluators = {
        "much": "between: {low: 9 calls/month, high: 12 calls/month}",
        "deals": "between: {low: 1 deal/month, high: 2 deals/month}",
        "most": "between: {low: 90 %, high: 100 %}",
        "least": "at_least: 90 %",
        "few": "at_most: 5 incidents/month",
    }
    promises = ", ".join(f"{name}: {{owed_by: Sales, owed_to: Marketing, {text}}}" for name, text in evaluators.items())
    money = """
  one: {when: {missed: {across: [few, much, most], times: 2, in: 3 months}}, credit: 5 USD}
  two: {when: {missed: [least, deals]}, credit: 5 USD}
  none: {when: {missed: much}, terminate: {}}"""
    assert found("SM311", document(f"{{{promises}}}", f"consequences: {money}")) == [
        "objectives.much.evaluator: much is missed at 13 calls, more than is asked for, and one follows with a credit",
        "objectives.deals.evaluator: deals is missed at 3 deals, more than is asked for, and two follows with a credit",
    ]


# Cases that only look flawed, or only look sound


@pytest.mark.parametrize(
    "evaluator",
    [
        "at_most: 5 incidents/month",  # of 5, every number of incidents is a part; 0 is met, and no part at all
        "at_most: 0 incidents/month",  # every miss is 0 % of the target
        "at_least: {target: 5 incidents/month, tolerance: 100 %}",  # nothing can miss it
    ],
)
def test_parts_of_a_target_that_no_result_comes_to_are_in_no_gap(evaluator: str) -> None:
    """There is a tier for every miss that can be."""
    span = "at_most: 50 %" if "at_most: 0" in evaluator else "above: 0 %, below: 100 %"
    assert lines(evaluator, f"tiers: [{{{span}, pay: 5 USD}}]", "SM301", "SM302") == []


@pytest.mark.parametrize(
    ("evaluator", "credit", "is_found"),
    [
        # 85 % to 90 % are in both tiers and cost 10 USD like what is better; from 90 % on it is 5 USD
        (HOSTING, "tiers: [{above: 80 %, at_most: 90 %, pay: 10 USD}, {at_least: 85 %, below: 95 %, pay: 5 USD}]", 0),
        # 6 to 20 are in both tiers and cost 10 USD, 21 to 30 cost 5
        (CALLS, "tiers: [{at_least: 6 call, at_most: 20 call, pay: 10 USD}, {at_least: 6 call, pay: 5 USD}]", 1),
        # the same for both, and more for what is met and never paid
        (HOSTING, "tiers: [{below: 95 %, pay: 5 USD}, {below: 90 %, pay: 5 USD}]", 0),
        (HOSTING, "tiers: [{at_least: 95 %, pay: 9 USD}, {below: 95 %, pay: 5 USD}]", 0),
    ],
)  # fmt: skip
def test_what_costs_more_is_what_is_paid(evaluator: str, credit: str, is_found: int) -> None:
    """Of several tiers the highest is paid."""
    assert len(lines(evaluator, credit, "SM306")) == is_found


@pytest.mark.parametrize(("limit", "is_found"), [("5 USD per month", 0), ("[9 USD, 8 USD per month]", 0), ("9 USD", 1)])
def test_no_more_is_paid_than_the_narrowest_limit_leaves(limit: str, is_found: int) -> None:
    """A limit may make a better result as cheap as a worse one."""
    tiers = "tiers: [{below: 95 %, pay: 10 USD}, {below: 90 %, pay: 8 USD}]"
    assert len(lines(HOSTING, tiers, "SM306", limit=limit)) == is_found


def test_tiers_that_no_result_is_in_contradict_nothing() -> None:
    """They are found for that alone."""
    assert lines(HOSTING, "tiers: [{above: 100 %, pay: 5 USD}]", "SM305", "SM308") == [
        "tiers.0: no result of x is above 100 %"
    ]


@pytest.mark.parametrize("tier", ["below: 100 %", "at_least: 0 %", "at_most: 50 %"])
def test_there_are_no_parts_of_a_target_of_nothing(tier: str) -> None:
    """Of 0 points no result is a part, so nothing is in a tier, and no gap between tiers is to be closed."""
    text = document(
        "{x: {owed_by: Sales, owed_to: Marketing, metric: m, at_least: 0 points}}",
        "metrics: {m: {unit: point, kind: level}}",
        f"consequences: {{c: {{when: {{missed: x}}, credit: {{tiers: [{{{tier}, pay: 5 USD}}]}}}}}}",
    )
    bounds = tier.replace("_", " ").replace(":", "")
    said = f"consequences.c.effect.tiers.0: no result of x is {bounds}"
    assert [found(code, text) for code in ("SM301", "SM302", "SM304", "SM305", "SM308")] == [[], [], [], [said], []]


def test_more_than_was_asked_for_costs_nothing_if_no_tier_is_for_it() -> None:
    """Tiers for too little alone pay nothing for too much."""
    assert lines(BOTH_SIDES, "tiers: [{below: 90 SQL, pay: 5 USD}]", "SM311") == []


def test_an_amount_may_be_more_than_the_whole_fee_too() -> None:
    """The fee is 4000 USD."""
    assert lines(HOSTING, "pay: 5000 USD, of: 4000 USD", "SM310", limit="6000 USD per month") == [
        "pay: a credit of 5000 USD is more than the whole fee",
        "limits.0: a limit of 6000 USD per month is more than the whole fee",
    ]


@attrs.frozen
class Fails(Evaluator):
    """An evaluator of somebody else's, which says nothing of what it holds figures against."""

    def __call__(self, view: View, /) -> Finding:
        """Every month is missed."""
        return Finding(Status.MISSED)


def test_nothing_is_claimed_of_what_is_not_known() -> None:
    """Tiers, and money, for a promise that is judged by an evaluator of somebody else's."""
    agreement = Agreement(
        "Calls",
        Term("2026-01-01"),
        [Party("Marketing"), Party("Sales")],
        [Objective("calls", "Sales", "Marketing", Fails())],
        metrics=[Metric("calls", "call", "count")],
        consequences=[
            Consequence(
                "tiers", Missed("calls"), Credit(tiers=[Tier(pay="5 USD", at_least="4 call", below="3000 call")])
            ),
            Consequence("money", Missed("calls"), Credit("5 USD")),
        ],
    )
    assert check(agreement, select=["SM3"]) == ()


@pytest.mark.parametrize(
    ("evaluator", "tiers", "expected"),
    [
        (
            "at_most: 0 incidents/month",
            "{at_least: 1 incident, at_most: 2 incidents, pay: 5 USD}, {at_least: 3 incidents, pay: 9 USD}",
            [],
        ),
        (
            "at_most: 0 incidents/month",
            "{above: 0 incidents, below: 3 incidents, pay: 5 USD}, {above: 2 incidents, pay: 9 USD}",
            [],
        ),
        (
            "at_most: 0 incidents/month",
            "{at_least: 1 incident, at_most: 2 incidents, pay: 5 USD}, {at_least: 4 incidents, pay: 9 USD}",
            [("SM301", "3 incidents")],
        ),
        (
            "at_most: 0 incidents/month",
            "{at_least: 2 incidents, pay: 5 USD}",
            [("SM302", "1 incident")],
        ),
        (
            "at_most: 0 calls/month",
            "{above: 0 calls, at_most: 2 calls, pay: 5 USD}, {above: 1.5 calls, below: 4 calls, pay: 9 USD}",
            [("SM302", "4 calls"), ("SM303", "2 calls")],
        ),
        (
            "at_most: 0 USD/month",
            "{at_least: 1 USD, at_most: 2 USD, pay: 5 USD}, {at_least: 3 USD, pay: 9 USD}",
            [("SM301", None), ("SM302", None)],
        ),
    ],
)
def test_whole_counts_are_whole(evaluator: str, tiers: str, expected: list[tuple[str, str | None]]) -> None:
    """Between 2 incidents and 3 there is nothing that a tier could miss; between 2 USD and 3 there is."""
    credit = f"consequences: {{credit: {{when: {{missed: x}}, credit: {{tiers: [{tiers}]}}}}}}"
    agreement = loads(document(f"{{x: {{owed_by: Sales, owed_to: Marketing, {evaluator}}}}}", credit))
    found = [(each.code, str((each.witness or {}).get("result"))) for each in check(agreement, select=["SM30"])]
    assert [code for code, _ in found] == [code for code, _ in expected]
    assert all(result in (None, shown) for (_, result), (_, shown) in zip(expected, found, strict=True))


def test_a_tier_between_two_whole_numbers_is_for_no_result() -> None:
    """No number of incidents is above 2 and below 3."""
    tiers = "{at_most: 2 incidents, pay: 5 USD}, {above: 2 incidents, below: 3 incidents, pay: 7 USD}"
    credit = f"consequences: {{credit: {{when: {{missed: x}}, credit: {{tiers: [{tiers}]}}}}}}"
    objective = "{x: {owed_by: Sales, owed_to: Marketing, at_most: 0 incidents/month}}"
    (flaw,) = check(loads(document(objective, credit)), select=["SM305"])
    assert flaw.message == "no result of x is above 2 incidents and below 3 incidents"
