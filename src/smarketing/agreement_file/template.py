"""A first agreement, written from a few answers."""

from collections.abc import Sequence
from datetime import date

import attrs

from smarketing.agreement_file.documents import scalar_text
from smarketing.agreement_file.loading import loads
from smarketing.errors import InvalidValueError
from smarketing.months import Month

_TEMPLATE = """\
# {title}. Every key is explained in docs/agreement-file.md; `smarketing check` says what is still missing.
smarketing: 1
title: {title}
term: {{start: {start}, timezone: {timezone}}}
no_data: counts as missed               # the other choice: stays open

parties:
  {giver}: {{contact: {giver_contact}}}
  {taker}: {{contact: {taker_contact}}}
signatures: {{}}                          # when both have signed, the day of each: {giver}: {start}

definitions:
  MQL: {{means: A lead worth a first conversation., when: "score >= 50"}}
  SQL: {{means: An MQL who asked to talk to sales., when: MQL and asked_to_talk}}
  customer: {{means: A person or company that paid for the first time.}}
  report: {{means: What became of each SQL.}}

funnel:                                 # from the revenue goal to what each stage owes: smarketing plan
  goal: {goal}
  value: {value}
  stages: [MQL, {{SQL: {qualified}}}, {{customer: {won}}}]

objectives:
  qualified-leads: {{owed_by: {giver}, owed_to: {taker}, at_least: funnel.SQL, due: day 5 of the next month}}
  revenue: {{owed_by: {taker}, owed_to: {giver}, at_least: funnel.goal, relieved_when: {{missed: qualified-leads}}}}
  status-reports: {{owed_by: {taker}, owed_to: {giver}, at_least: 4 report/month}}

consequences:
  tell:
    when: {{missed: any}}
    escalate: {{to: [{giver_contact}, {taker_contact}], within: 5 days}}
  put-it-right:
    when: {{missed: {{each: any, times: 2, running: true}}}}
    remedy: {{tasks: [root cause, corrective plan], before: review}}
  way-out:
    when: {{missed: {{each: any, times: 3, running: true}}}}
    terminate: {{right_of: owed_to, notice: 30 days}}

cadence:
  status-report: {{from: {taker}, to: {giver}, rule: FREQ=WEEKLY;BYDAY=FR}}
  review: {{who: everyone, every: 3 months, counted_from: term.start}}

examples:                               # what both sides expect of some figures: smarketing test
  four status reports:
    figures: {{status-reports: 4 reports}}
    expect: {{status-reports: met}}
  one status report too few:
    figures: {{status-reports: 3 reports}}
    expect: {{status-reports: missed, dues: {{tell: {month}}}}}
"""


@attrs.frozen(kw_only=True)
class Answers:
    """What a first agreement is made of; all as they stand in the file."""

    title: str
    start: date
    goal: str
    value: str
    won: str
    qualified: str
    contacts: Sequence[str]
    parties: Sequence[str] = ("Marketing", "Sales")
    timezone: str = "UTC"


def first_agreement(answers: Answers) -> str:
    """Write an agreement between two parties with its funnel, to start from.

    AgreementError if an answer cannot stand where it belongs.
    """
    if len(answers.parties) != 2 or len(answers.contacts) != 2:
        raise InvalidValueError("a first agreement is between two parties with one contact each", "parties")
    plain = {each.name: scalar_text(str(getattr(answers, each.name))) for each in attrs.fields(Answers)}
    names = {"giver": answers.parties[0], "taker": answers.parties[1]}
    names |= {"giver_contact": answers.contacts[0], "taker_contact": answers.contacts[1]}
    if answers.goal.replace(" per ", "/").partition("/")[2] in ("quarter", "year"):
        message = f"a first agreement is judged every month: write the goal per month, not {answers.goal}"
        raise InvalidValueError(message, "goal")
    names["month"] = str(Month.of(answers.start))
    text = _TEMPLATE.format(**plain | {key: scalar_text(name) for key, name in names.items()})
    loads(text)
    return text
