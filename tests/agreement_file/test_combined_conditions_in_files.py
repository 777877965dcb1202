"""Conditions of conditions and conditions on credits as they stand in files, and where a mistake in them is found."""

import pytest

from expected_errors import problems_of
from smarketing import AllOf, AnyOf, Condition, Credits, Missed, SomeOf, dumps, loads

GOOD = """\
smarketing: 1
title: Agency
term: {start: 2026-01-01}
parties: {Agency: {contact: Josh}, Client: {contact: Amy}}
metrics:
  charges: {unit: USD, kind: count}
  hours-billed: {unit: hour, kind: count}
objectives:
  leads: {owed_by: Agency, owed_to: Client, at_least: 100 SQL/month}
  calls: {owed_by: Agency, owed_to: Client, at_least: 9 call/month}
  news: {owed_by: Client, owed_to: Agency, at_least: 1 report/month}
consequences:
  pay: {when: {missed: leads}, credit: {pay: 5 %, of: charges}}
  out: {when: WHEN, terminate: {}, again: every month}
"""
WHEN = "{missed: {each: any, times: 3, running: true}}"
GOOD = GOOD.replace("WHEN", WHEN)
RUN = Missed("any", times=3, running=True)
SPELLINGS: list[tuple[str, Condition]] = [
    (
        (
            f"{{any_of: [{WHEN}, {{missed: {{each: any, times: 3, in: 6 months}}}}, "
            "{credits: {at_least: 20 % of charges, months: 2, in: 4 months}}]}"
        ),
        AnyOf([RUN, Missed("any", times=3, window=6), Credits("20 % of charges", months=2, window=4)]),
    ),
    ("{all_of: [{missed: leads}, {missed: calls}]}", AllOf([Missed("leads"), Missed("calls")])),
    (
        "{some_of: {conditions: [{missed: leads}, {missed: calls}, {credits: 900 USD}], at_least: 2}}",
        SomeOf([Missed("leads"), Missed("calls"), Credits("900 USD")], at_least=2),
    ),
    (
        "{any_of: [{all_of: [{missed: leads}, {missed: calls}]}, {credits: charges}]}",
        AnyOf([AllOf([Missed("leads"), Missed("calls")]), Credits("charges")]),
    ),
    ("{credits: {at_least: 500000 USD, in: 12 months}}", Credits("500000 USD", window=12)),
    ("{credits: {at_least: 900 USD, consequences: pay}}", Credits("900 USD", consequences="pay")),
    ("{credits: {at_least: 900 USD, consequences: [pay, out]}}", Credits("900 USD", consequences=["pay", "out"])),
]


@pytest.mark.parametrize(("text", "condition"), SPELLINGS)
def test_they_are_read_and_written(text: str, condition: Condition) -> None:
    """As contracts say them; what is read comes back."""
    agreement = loads(GOOD.replace(WHEN, text))
    assert agreement.consequences[1].when == condition
    assert agreement.consequences[1].again == "every month"
    assert loads(dumps(agreement)) == agreement


PROMISES = "promises are 'leads', 'calls', 'news'"
FEES = "fees, which are metrics counted in money, are 'charges'"


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (
            "{any_of: [{missed: leads}, {missed: [calls, leadz]}]}",
            (
                f"14:59: consequences.out.when.any_of.1.missed.1: no promise named 'leadz'; {PROMISES}"
                " (did you mean 'leads'?)"
            ),
        ),
        (
            "{any_of: [{all_of: [{missed: leads}, {missed: calz}]}, {missed: news}]}",
            (
                f"14:53: consequences.out.when.any_of.0.all_of.1.missed: no promise named 'calz'; {PROMISES}"
                " (did you mean 'calls'?)"
            ),
        ),
        (
            "{some_of: {conditions: [{missed: leads}, {credits: {at_least: 9 USD, consequences: [x]}}], at_least: 1}}",
            (
                "14:99: consequences.out.when.some_of.conditions.1.credits.consequences.0: no consequence named 'x';"
                " consequences are 'pay', 'out'"
            ),
        ),
        (
            "{any_of: [{missed: leads}, {credits: 5 % of hours-billed}]}",
            f"14:43: consequences.out.when.any_of.1.credits: no fee named 'hours-billed'; {FEES}",
        ),
        (
            "{any_of: [{missed: leads}, {missed: {each: calls, times: 2}}]}",
            (
                "14:43: consequences.out.when.any_of.1.missed: "
                "say how 2 misses are counted: in a window of months, or running"
            ),
        ),
        (
            "{any_of: [{missed: leads}, {mist: calls}]}",
            ("14:43: consequences.out.when.any_of.1.mist: no condition named 'mist' (did you mean 'missed'?)"),
        ),
        (
            "{any_of: [{missed: leads}]}",
            "14:16: consequences.out.when.any_of: name at least two conditions; there is 1",
        ),
        (
            "{any_of: {missed: leads}}",
            "14:25: consequences.out.when.any_of.missed: name at least two conditions; there is 1",
        ),
        (
            "{all_of: {mist: leads}}",
            (
                "14:16: consequences.out.when.all_of: 'conditions' is missing\n"
                "14:25: consequences.out.when.all_of.mist: no key named 'mist'; keys are 'conditions'"
            ),
        ),
        (
            "{some_of: [{missed: leads}, {missed: calls}]}",
            "14:16: consequences.out.when.some_of: this is a list; write keys and values",
        ),
        (
            "{some_of: {conditions: [{missed: leads}, {missed: calls}], at_least: 3}}",
            "14:74: consequences.out.when.some_of.at_least: at_least is a whole number from 1 to 2; not 3",
        ),
        (
            "{all_of: [{missed: leads}, {missed: news}]}",
            "14:9: consequences.out.when: leads, news are not all owed by one party to one other",
        ),
        (
            "{credits: {at_least: 20 % of charges, months: 5, in: 4 months}}",
            "14:53: consequences.out.when.credits.months: of 4 months it is 1 to 4; not 5",
        ),
        (
            "{credits: {at_least: 3 days}}",
            "14:26: consequences.out.when.credits.at_least: a fee is an amount of money, as in '4000 USD'; not 3 days",
        ),
    ],
)
def test_a_mistake_in_them_is_found_at_its_place(bad: str, problem: str) -> None:
    """With the steps through the conditions around it."""
    assert problems_of(GOOD, WHEN, bad) == problem


def test_again_is_every_month() -> None:
    """Nothing else."""
    said = "14:78: consequences.out.again: 'each month' is none of 'every month' (did you mean 'every month'?)"
    assert problems_of(GOOD, "again: every month", "again: each month") == said
