"""SM504: follow-up work against the time that there is for it, held to arithmetic by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from smarketing import loads
from smarketing.checks import check

FUNNEL = "funnel: {goal: 5000 USD/month, value: 100 USD/customer, stages: [MQL, {SQL: 40 %}, {customer: 50 %}]}"
LEADS = "owed_by: Marketing, owed_to: Sales"


def parties(capacity: str) -> str:
    """Marketing without a capacity, Sales with one."""
    return f"{{Marketing: {{contact: Josh}}, Sales: {{contact: Amy, capacity: {capacity}}}}}"


def handoffs(*each: str) -> str:
    """Handoffs to Sales: for each the trigger, and what stands in the follow-up beside its time."""
    lines = (
        f"  h{place}: {{from: Marketing, to: Sales, trigger: {trigger}, follow_up: {{within: 1 day{more}}}}}"
        for place, (trigger, _, more) in enumerate(one.partition(",") for one in each)
        for more in [f",{more}" if more else ""]
    )
    return "\n".join(("handoffs:", *lines))


def too_much(capacity: str, handed: str, objectives: str, *sections: str) -> list[str]:
    """Give what SM504 finds."""
    return found("SM504", document(f"{{{objectives}}}", *sections, handed, parties=parties(capacity)))


def said(asked: str, needed: str, there_are: str) -> list[str]:
    """Give the line of a party that has too little time."""
    is_there = "is" if there_are.startswith("1 ") else "are"
    return [f"parties.Sales.capacity: following up {asked} takes {needed} a month, and there {is_there} {there_are}"]


def number(value: Fraction) -> str:
    """Write a number with two decimal places at most, thousands apart."""
    return f"{float(value):,.2f}".rstrip("0").rstrip(".")


def amount(value: Fraction, noun: str = "hour") -> str:
    """Write so many of an English noun."""
    return f"{number(value)} {noun}{'' if value == 1 else 's'}"


_NOUNS = ("lead", "call", "request", "ticket")
_WORK = st.tuples(st.integers(1, 200), st.none() | st.integers(1, 9), st.integers(1, 20).map(lambda few: few * 3))
_PER = st.sampled_from([("month", 1), ("quarter", 3), ("year", 12)])


@given(st.lists(_WORK, min_size=1, max_size=4), st.integers(-2, 2), _PER)
def test_what_several_handoffs_ask_of_one_party(
    work: list[tuple[int, int | None, int]], more: int, per: tuple[str, int]
) -> None:
    """Heads times attempts times minutes, all together; found exactly if that is more than there is."""
    handed, promised, asked = [], [], []
    for noun, (heads, times, minutes) in zip(_NOUNS, work, strict=False):
        promised.append(f"p{noun}: {{{LEADS}, at_least: {heads} {noun}/month}}")
        tried = "" if times is None else f", attempts: {times} in 9 days"
        handed.append(f"{noun}{tried}, effort: {minutes} minutes")
        often = "once" if times in (None, 1) else f"{times} times"
        asked.append(f"{amount(Fraction(heads), noun)} {often} for {minutes} minutes")
    needed = sum((Fraction(heads * (times or 1) * minutes, 60) for heads, times, minutes in work), Fraction(0))
    there_are = max(needed + Fraction(more, 20), Fraction(1, 20))
    *others, last = asked
    joined = f"{', '.join(others)} and {last}" if others else last
    flaws = too_much(f"{there_are * per[1]} hours/{per[0]}", handoffs(*handed), ", ".join(promised))
    assert flaws == (said(joined, amount(needed), amount(there_are)) if needed > there_are else [])


@pytest.mark.parametrize(
    ("handed", "asked", "hours"),
    [
        (["SQL, effort: 15 minutes"], "100 SQL once for 15 minutes", "25 hours"),
        (["SQL, attempts: 1 in 2 days, effort: 15 minutes"], "100 SQL once for 15 minutes", "25 hours"),
        (["SQL, attempts: 6 in 10 days, effort: 15 minutes"], "100 SQL 6 times for 15 minutes", "150 hours"),
        (["SQL, effort: 1 hour"], "100 SQL once for 1 hour", "100 hours"),
        (["SQL, effort: 20 seconds", "SQL, effort: 1/3 hour"],
         "100 SQL once for 20 seconds and 100 SQL once for 1/3 hours", "33.89 hours"),
        (["SQL, effort: 30 minutes", "MQL", "MQL, effort: 6 minutes", "vip, effort: 1 hour"],
         "100 SQL once for 30 minutes and 250 MQL once for 6 minutes", "75 hours"),
    ],
)  # fmt: skip
def test_what_is_said_of_too_much_work(handed: list[str], asked: str, hours: str) -> None:
    """As many heads as are promised (100 SQL) or, where nobody promises them, as the funnel needs (250 MQL)."""
    promised = f"leads: {{{LEADS}, at_least: 100 SQL/month}}"
    assert too_much("2 hours/month", handoffs(*handed), promised, FUNNEL) == said(asked, hours, "2 hours")


def test_a_case_that_shows_it() -> None:
    """What is needed, and what there is."""
    text = document(
        f"{{leads: {{{LEADS}, at_least: 100 SQL/month}}}}",
        handoffs("SQL, effort: 15 minutes"),
        parties=parties("60 hours/quarter"),
    )
    (flaw,) = check(loads(text), select=["SM504"])
    assert (flaw.severity, flaw.path) == ("error", ("parties", "Sales", "capacity"))
    assert flaw.message == "following up 100 SQL once for 15 minutes takes 25 hours a month, and there are 20 hours"
    assert flaw.witness == {"needed": "25 hours", "capacity": "20 hours"}


def test_one_hour_is_singular() -> None:
    """As people say it."""
    promised = f"leads: {{{LEADS}, at_least: 100 SQL/month}}"
    lines = too_much("1 hour/month", handoffs("SQL, effort: 1 hour"), promised)
    asked = "parties.Sales.capacity: following up 100 SQL once for 1 hour takes 100 hours a month"
    assert lines == [f"{asked}, and there is 1 hour"]
    a_little_more = too_much("1.001 hours/month", handoffs("SQL, effort: 1 hour"), promised)
    assert a_little_more == [f"{asked}, and there are 1.001 hours"]


@pytest.mark.parametrize(
    ("promises", "heads"),
    [
        ([f"{LEADS}, at_least: 100 SQL/month"], 100),
        ([f"{LEADS}, between: {{low: 70 SQL/month, high: 120 SQL/month}}"], 70),
        ([f"{LEADS}, at_least: {{target: 80 SQL/month, tolerance: 10 %}}"], 80),
        ([f"{LEADS}, rolling: {{months: 3, at_least: 90 SQL/quarter}}"], 30),
        ([f"{LEADS}, rolling: {{months: 2, at_least: 30 SQL/month}}"], 30),
        ([f"{LEADS}, at_least: 100 SQL/month", f"{LEADS}, at_least: 20 SQL/month"], 120),
        # A part is one already counted in its whole, and so are a segment and a longer spell of one metric.
        ([f"{LEADS}, at_least: 100 SQL/month", f"{LEADS}, part_of: p0, segment: a, at_least: 20 SQL/month"], 100),
        ([f"{LEADS}, at_least: 100 SQL/month", f"{LEADS}, metric: p0, segment: a, at_least: 20 SQL/month"], 100),
        ([f"{LEADS}, at_least: 100 SQL/month",
          f"{LEADS}, metric: p0, rolling: {{months: 3, at_least: 300 SQL/quarter}}"], 100),
        ([f"{LEADS}, at_least: 100 SQL/month", f"{LEADS}, metric: p0, at_most: 130 SQL/month"], 100),
        # Of several on the same figures, the most that one asks for, and no less than the segments together.
        ([f"{LEADS}, at_least: 100 SQL/month", f"{LEADS}, metric: p0, at_least: 110 SQL/month"], 110),
        ([f"{LEADS}, at_least: 100 SQL/month",
          f"{LEADS}, metric: p0, rolling: {{months: 3, at_least: 360 SQL/quarter}}"], 120),
        ([f"{LEADS}, at_least: 100 SQL/month", f"{LEADS}, metric: p0, segment: a, at_least: 70 SQL/month",
          f"{LEADS}, metric: p0, segment: b, at_least: 60 SQL/month"], 130),
        ([f"{LEADS}, at_least: 100 SQL/month", f"{LEADS}, metric: p0, segment: a, at_least: 70 SQL/month",
          f"{LEADS}, metric: p0, segment: a, at_least: 60 SQL/month"], 100),
        ([f"{LEADS}, at_least: 100 SQL/month", f"{LEADS}, metric: p0, segment: a, at_least: 150 SQL/month",
          f"{LEADS}, at_least: 20 SQL/month"], 170),
        # Nobody promises that so many come, so that the funnel says it: 50 customers are made of 100 SQL.
        ([f"{LEADS}, at_most: 7 SQL/month"], 100),
        ([f"{LEADS}, at_least: 90 %"], 100),
        ([f"{LEADS}, at_least: 60 MQL/month"], 100),
    ],
)  # fmt: skip
def test_how_many_come(promises: list[str], heads: int) -> None:
    """By the promises of at least so many, each head counted once; else by the funnel."""
    objectives = ", ".join(f"p{place}: {{{each}}}" for place, each in enumerate(promises))
    lines = too_much("2 hours/month", handoffs("SQL, effort: 6 minutes"), objectives, FUNNEL)
    assert lines == said(f"{heads} SQL once for 6 minutes", amount(Fraction(heads, 10)), "2 hours")


SEGMENTED = """\
funnel:
  goal: 60000 USD/year
  value: 100 USD/customer
  stages: [MQL, {SQL: 40 %}, {customer: 50 %}]
  segments: {big: {share: 60 %, value: 300 USD/customer}, small: {share: 40 %}}
"""


@pytest.mark.parametrize(
    ("funnel", "trigger", "heads"),
    [
        # 5,000 a month at 100 each are 50 customers; 1/0.5 and 1/0.4 as many before them.
        (FUNNEL, "customer", "50 customers"),
        (FUNNEL, "MQL", "250 MQL"),
        # 3,000 at 300 each and 2,000 at 100 each: 10 and 20 customers a month.
        (SEGMENTED, "SQL", "60 SQL"),
        (FUNNEL.replace("5000 USD/month", "60000 USD/year"), "SQL", "100 SQL"),
    ],
)
def test_what_the_funnel_needs(funnel: str, trigger: str, heads: str) -> None:
    """In a month, of all segments."""
    lines = too_much(
        "1/4 hour/month", handoffs(f"{trigger}, effort: 1 minute"), f"x: {{{LEADS}, at_least: 90 %}}", funnel
    )
    hours = amount(Fraction(int(heads.partition(" ")[0]), 60))
    assert lines == said(f"{heads} once for 1 minute", hours, "0.25 hours")


@pytest.mark.parametrize(
    "handed",
    [
        "SQL",
        "SQL, attempts: 9 in 9 days",
        "lead, effort: 90 minutes",
        "SQL and vip, effort: 90 minutes",
        "customers > 3, effort: 90 minutes",
    ],
)
def test_what_is_not_said_is_not_counted(handed: str) -> None:
    """No effort, or a trigger of which nobody says how many come."""
    promised = f"leads: {{{LEADS}, at_least: 100 SQL/month}}"
    assert too_much("2 hours/month", handoffs(handed), promised) == []


def test_handoffs_without_a_follow_up() -> None:
    """Accepting is no following up, and what others take over is no work of one's own."""
    handed = (
        "handoffs:\n"
        "  accepted: {from: Marketing, to: Sales, trigger: SQL, accept: {within: 1 day}}\n"
        "  other: {from: Sales, to: Marketing, trigger: SQL, follow_up: {within: 1 day, effort: 9 hours}}"
    )
    assert too_much("2 hours/month", handed, f"leads: {{{LEADS}, at_least: 100 SQL/month}}") == []


def test_each_party_by_itself() -> None:
    """In the order of the parties; one without a capacity has time enough."""
    between = (("Sales", "Marketing", 2), ("Marketing", "Sales", 3), ("Sales", "Service", 4))
    handed = (
        f"  to{taker}: {{from: {giver}, to: {taker}, trigger: SQL, follow_up: {{within: 1 day, effort: {few} hours}}}}"
        for giver, taker, few in between
    )
    text = document(
        f"{{leads: {{{LEADS}, at_least: 100 SQL/month}}}}",
        "handoffs:",
        *handed,
        parties="{Marketing: {capacity: 199 hours/month}, Service: {}, Sales: {capacity: 12 hours/year}}",
    )
    asked = "following up 100 SQL once for"
    assert found("SM504", text.replace("12 hours", "24 hours")) == [
        f"parties.Marketing.capacity: {asked} 2 hours takes 200 hours a month, and there are 199 hours",
        f"parties.Sales.capacity: {asked} 3 hours takes 300 hours a month, and there are 2 hours",
    ]
    enough = text.replace("199 hours", "200 hours").replace("12 hours/year", "300 hours/month")
    assert found("SM504", enough) == []
