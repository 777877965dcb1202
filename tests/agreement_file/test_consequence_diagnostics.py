"""What the consequences and the cadence of an agreement file may get wrong."""

import pytest

from expected_errors import problems_of
from smarketing import AgreementError, loads

GOOD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {contact: Josh}, Sales: {contact: Amy}}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
  spring: {part_of: leads, segment: spring, owed_by: Marketing, owed_to: Sales, at_least: 30 SQL/month}
  calls: {owed_by: Sales, owed_to: Marketing, at_least: 9 call/month}
consequences:
  money: {when: {missed: leads}, credit: {pay: 5 %, of: 4000 USD}, limit: 15 % of 4000 USD per quarter}
  alarm: {when: {missed: {each: any, times: 2, in: 3 months}}, escalate: {to: [Josh, Amy], within: 5 days}}
  mend: {when: {missed: {across: [leads, spring], times: 2, in: 2 months}}, remedy: {tasks: plan, before: review}}
  leave: {when: {missed: {each: any, times: 3, running: true}}, terminate: {right_of: owed_to, notice: 30 days}}
cadence:
  pipeline: {from: Sales, to: Marketing, rule: FREQ=WEEKLY;BYDAY=FR}
  weekly: {who: [Marketing, Sales], rule: FREQ=WEEKLY;BYDAY=MO, at: 09:30, lasts: 30 minutes}
  review: {who: everyone, every: 3 months, counted_from: term.start}
"""
WHEN = "{missed: leads}"
CREDIT = "{pay: 5 %, of: 4000 USD}"
LIMIT = "15 % of 4000 USD per quarter"
REVIEW = "{who: everyone, every: 3 months, counted_from: term.start}"
PAY = "pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not"
EFFECTS = "needs exactly one effect: bonus, credit, escalate, remedy, terminate"
NAMES = ("all_of", "any_of", "beaten", "credits", "met", "missed", "points", "share_missed", "some_of")
CONDITIONS = f"needs exactly one condition: {', '.join(NAMES)}; it has"
PROMISES = "promises are 'leads', 'spring', 'calls'"
PARTIES = "parties are 'Marketing', 'Sales'"
COUNTED = "'every' goes with 'counted_from: term.start', and nothing else does"


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement."""
    assert [each.name for each in loads(GOOD).consequences] == ["money", "alarm", "mend", "leave"]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("leads", "10:11: consequences.money.when: this is the text 'leads'; write keys and values"),
        ("{}", f"10:11: consequences.money.when: {CONDITIONS} none"),
        (
            "{missed: leadz}",
            f"10:18: consequences.money.when.missed: no promise named 'leadz'; {PROMISES} (did you mean 'leads'?)",
        ),
        (
            "{missed: leads, running: true}",
            f"10:11: consequences.money.when: {CONDITIONS} missed and running",
        ),
        (
            "{missed: {each: leads, times: [2]}}",
            "10:40: consequences.money.when.missed.times: this is a list where a whole number belongs",
        ),
        (
            "{missed: [any, leads]}",
            "10:18: consequences.money.when.missed: 'any' stands alone, and only in each",
        ),
        (
            "{missed: {across: any, times: 2, in: 2 months}}",
            "10:27: consequences.money.when.missed.across: 'any' stands alone, and only in each",
        ),
        (
            "{missed: {each: leads, across: calls}}",
            (
                "10:18: consequences.money.when.missed: name promises in exactly one of each and across, "
                "or a party in owed_by"
            ),
        ),
        (
            "{missed: {each: leads, times: 0}}",
            "10:40: consequences.money.when.missed.times: a miss counts from 1 time, not 0",
        ),
        (
            "{missed: {each: leads, times: 2}}",
            "10:18: consequences.money.when.missed: say how 2 misses are counted: in a window of months, or running",
        ),
        (
            "{missed: {each: leads, times: 2, in: 5 days}}",
            "10:50: consequences.money.when.missed.in: '5 days' is not a number of months; write it as '3 months'",
        ),
        (
            "{missed: {each: leads, times: 2, in: 0.5 months}}",
            "10:50: consequences.money.when.missed.in: '0.5 months' is not a number of months; write it as '3 months'",
        ),
        (
            "{missed: {each: leads, times: 2, in: 0 months}}",
            "10:50: consequences.money.when.missed.in: a window is 1 month or more, not 0",
        ),
        (
            "{missed: {each: leads, times: 2, running: yes}}",
            "10:50: consequences.money.when.missed.running: this is the text 'yes' where true or false belongs",
        ),
        (
            "{missed: {each: leads, running: true}}",
            "10:18: consequences.money.when.missed: one miss needs neither a window nor a run",
        ),
        (
            "{missed: {across: [leads, spring], times: 2, running: true}}",
            (
                "10:62: consequences.money.when.missed.running: promises together have a run of months: "
                "state counting: months too"
            ),
        ),
        (
            "{missed: {across: [leads, calls], times: 2, in: 2 months}}",
            "10:11: consequences.money.when: leads, calls are not all owed by one party to one other",
        ),
        (
            "{missed: {across: [leads, cals], times: 2, in: 2 months}}",
            (
                f"10:43: consequences.money.when.missed.across.1: no promise named 'cals'; {PROMISES} "
                "(did you mean 'calls'?)"
            ),
        ),
        (
            "{eech: leads}",
            "10:18: consequences.money.when.eech: no condition named 'eech'",
        ),
        (
            "{missed: {eech: leads}}",
            ("10:27: consequences.money.when.missed.eech: no key named 'eech' (did you mean 'each'?)"),
        ),
    ],
)
def test_a_broken_condition(bad: str, problem: str) -> None:
    """A mistake in a condition is one problem, at the key where it is mended."""
    assert problems_of(GOOD, WHEN, bad) == problem


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        (f"when: {WHEN}, ", "", "10:3: consequences.money: 'when' is missing"),
        (f", credit: {CREDIT}", "", f"10:3: consequences.money: {EFFECTS}; it has none"),
        (
            f"credit: {CREDIT}",
            "credit: 200 USD, escalate: Josh",
            f"10:3: consequences.money: {EFFECTS}; it has credit and escalate",
        ),
        (
            CREDIT,
            "{of: 4000 USD}",
            "10:34: consequences.money.credit: a credit needs exactly one of pay, tiers and by_run",
        ),
        (CREDIT, "{pay: 5 %}", f"10:43: consequences.money.credit.pay: {PAY} 5 %"),
        (CREDIT, "5 %", f"10:34: consequences.money.credit: {PAY} 5 %"),
        (CREDIT, "{pay: -5 USD}", "10:43: consequences.money.credit.pay: a credit is not negative: -5 USD"),
        (
            "pay: 5 %",
            "pay: 5 EUR",
            "10:43: consequences.money.credit.pay: pay a share of the fee or USD, not 5 EUR",
        ),
        (
            "of: 4000 USD",
            "of: 4000 lead",
            "10:53: consequences.money.credit.of: a fee is an amount of money, as in '4000 USD'; not 4000 leads",
        ),
        (
            LIMIT,
            "15 % per quarter",
            (
                "10:68: consequences.money.limit: a limit is an amount, as in '600 USD per quarter', "
                "or a share of a fee, as in '15 % of 4000 USD'; not 15 % per quarter"
            ),
        ),
        (LIMIT, "5 days", "10:68: consequences.money.limit: a limit is in the unit of what is paid, USD; not 5 days"),
        (
            LIMIT,
            "[600 USD, 5 days per year]",
            ("10:85: consequences.money.limit.1: a limit is in the unit of what is paid, USD; not 5 days per year"),
        ),
        (
            LIMIT,
            f"{LIMIT}, only_above: 1 EUR",
            "10:105: consequences.money.only_above: only_above is in the unit of what is paid, USD; not 1 EUR",
        ),
        (
            "[Josh, Amy]",
            "[Josh, Ami]",
            (
                "11:86: consequences.alarm.escalate.to.1: no contact named 'Ami'; contacts "
                "are 'Josh', 'Amy' (did you mean 'Amy'?)"
            ),
        ),
        ("[Josh, Amy]", "[]", "11:75: consequences.alarm.escalate.to: to is empty; name at least one"),
        (
            "[Josh, Amy]",
            "[Josh, 5]",
            "11:86: consequences.alarm.escalate.to.1: this is 5 where text belongs; write it in quotes: '5'",
        ),
        (
            "within: 5 days",
            "within: 5 SQL",
            "11:92: consequences.alarm.escalate.within: 5 SQL is not a number of days or months; write it as '5 days'",
        ),
        (
            "within: 5 days",
            "within: 1.5 days",
            "11:92: consequences.alarm.escalate.within: 1.5 day is not a whole number of days or months",
        ),
        ("tasks: plan, ", "", "12:77: consequences.mend.remedy: 'tasks' is missing"),
        ("tasks: plan", "tasks: []", "12:86: consequences.mend.remedy.tasks: tasks is empty; name at least one"),
        (
            "before: review",
            "before: reviews",
            (
                "12:99: consequences.mend.remedy.before: no report or meeting named 'reviews'; "
                "reports and meetings are 'pipeline', 'weekly', 'review' (did you mean 'review'?)"
            ),
        ),
        (
            "right_of: owed_to",
            "right_of: Salse",
            f"13:77: consequences.leave.terminate.right_of: no party named 'Salse'; {PARTIES} (did you mean 'Sales'?)",
        ),
        (
            "notice: 30 days",
            "notice: -1 days",
            "13:96: consequences.leave.terminate.notice: -1 day is not a whole number of days or months",
        ),
    ],
)
def test_a_broken_effect(good: str, bad: str, problem: str) -> None:
    """A mistake in an effect is one problem, at the key where it is mended."""
    assert problems_of(GOOD, good, bad) == problem


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        (
            "from: Sales, ",
            "from: Salse, ",
            f"15:14: cadence.pipeline.from: no party named 'Salse'; {PARTIES} (did you mean 'Sales'?)",
        ),
        ("to: Marketing, rule", "rule", "15:3: cadence.pipeline: 'to' is missing"),
        (
            "to: Marketing, rule",
            "to: [Marketing], rule",
            "15:27: cadence.pipeline.to: this is a list where text belongs",
        ),
        (
            "FREQ=WEEKLY;BYDAY=FR",
            "every friday",
            (
                "15:42: cadence.pipeline.rule: 'every friday' is not a recurrence rule; "
                "write one as in FREQ=WEEKLY;BYDAY=FR, "
                "daily to yearly"
            ),
        ),
        (
            "FREQ=WEEKLY;BYDAY=FR",
            "FREQ=WEEKLY;BYDAY=XX",
            "15:42: cadence.pipeline.rule: 'FREQ=WEEKLY;BYDAY=XX' is not a recurrence rule: invalid 'BYDAY': XX",
        ),
        (
            "[Marketing, Sales]",
            "[Marketing, Salse]",
            f"16:29: cadence.weekly.who.1: no party named 'Salse'; {PARTIES} (did you mean 'Sales'?)",
        ),
        ("[Marketing, Sales]", "[]", "16:12: cadence.weekly.who: a meeting is of somebody"),
        ("09:30", "9:30", "16:65: cadence.weekly.at: '9:30' is not a time; write it as 09:30"),
        ("09:30", "24:00", "16:65: cadence.weekly.at: '24:00' is not a time; write it as 09:30"),
        ("30 minutes", "30 SQL", "16:76: cadence.weekly.lasts: a meeting lasts a time, as in '30 minutes'; not 30 SQL"),
        ("every: 3 months", "every: 0 months", "17:27: cadence.review.every: every 1 month or more, not 0"),
        (
            "every: 3 months",
            "every: 3 weeks",
            "17:27: cadence.review.every: '3 weeks' is not a number of months; write it as '3 months'",
        ),
        ("counted_from: term.start", "counted_from: today", f"17:3: cadence.review: {COUNTED}"),
        (", counted_from: term.start", "", f"17:3: cadence.review: {COUNTED}"),
        ("every: 3 months, ", "", f"17:3: cadence.review: {COUNTED}"),
        (REVIEW, "quarterly", "17:3: cadence.review: this is the text 'quarterly'; write keys and values"),
        (
            "every: 3 months",
            "rule: FREQ=DAILY, every: 3 months",
            "17:45: cadence.review.every: give either a rule or every, not both",
        ),
    ],
)
def test_a_broken_cadence(good: str, bad: str, problem: str) -> None:
    """A mistake in a report or meeting is one problem, at the key where it is mended."""
    assert problems_of(GOOD, good, bad) == problem


def test_a_meeting_knows_the_keys_that_say_when() -> None:
    """The keys that are listed are all that a meeting takes, those of its recurrence too."""
    with pytest.raises(AgreementError) as error:
        loads(GOOD.replace(REVIEW, "{who: everyone, rule: FREQ=DAILY, place: here}"), "a.yaml")
    assert "'rule', 'every', 'counted_from'" in str(error.value)


def test_a_report_without_a_recurrence_is_told_to_give_one() -> None:
    """What is missing is not said to be there twice."""
    with pytest.raises(AgreementError) as error:
        loads(GOOD.replace(", rule: FREQ=WEEKLY;BYDAY=FR", ""), "a.yaml")
    assert [(problem.line, problem.path) for problem in error.value.problems] == [(15, ("cadence", "pipeline"))]
    assert "not both" not in str(error.value)
