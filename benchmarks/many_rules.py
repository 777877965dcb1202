"""Judging one agreement with more than 25 kinds of rules, over more and more months."""

import time

import smarketing as sm
from smarketing.agreement_file import loads_journal

AGREEMENT = """
smarketing: 1
title: Every kind of rule
term: {start: 2016-01-01, timezone: Europe/London}
no_data: {missing: stays open, in_a_run: ends it}
parties: {Agency: {contact: Josh}, Client: {contact: Amy}}
signatures: {Agency: 2015-12-01, Client: 2015-12-01}
metrics:
  charges: {unit: GBP, kind: count}
  downtime: {unit: minute, kind: count}
  uptime: {unit: '%', kind: level, over_months: mean}
  won: {unit: customer, kind: count}
objectives:
  leads: {owed_by: Agency, owed_to: Client, at_least: {target: 100 lead/month, tolerance: 2 lead}}
  visits: {owed_by: Agency, owed_to: Client, above: 90 visit/month}
  availability: {owed_by: Agency, owed_to: Client, metric: downtime, below: 44 minute/month}
  outages: {owed_by: Agency, owed_to: Client, metric: downtime, at_most: 60 minute/month}
  demand: {owed_by: Agency, owed_to: Client, metric: leads, between: {low: 80 lead/month, high: 130 lead/month}}
  revenue: {owed_by: Agency, owed_to: Client, at_least: 300 customer/quarter, metric: won}
  uptime: {owed_by: Agency, owed_to: Client, rolling: {months: 3, from_the_start: true, at_least: 97 %}}
  year: {owed_by: Agency, owed_to: Client, metric: leads, year_to_date: {at_least: 100 lead/month}}
  answers: {owed_by: Agency, owed_to: Client, levels: {expected: 95 %, minimum: 90 %}}
  growth:
    owed_by: Agency
    owed_to: Client
    metric: leads
    trend: {at_least: 95 %, of: the same month a year before}
  won: {owed_by: Agency, owed_to: Client, relative: {to: leads, at_least: 90 %}}
  health: {owed_by: Agency, owed_to: Client, composite: {weights: {leads: 3, answers: 1}, at_least: 99 %}}
  most: {owed_by: Agency, owed_to: Client, kept_share: {of: [leads, answers, visits], at_least: 60 %}}
  reports: {owed_by: Agency, owed_to: Client, deliverable: {report: status-report, late_counts: 50 %}}
consequences:
  minutes:
    when: {missed: availability}
    credit: {pay: 5 %, of: charges, per: full 30 minutes}
    limit: 50 % of charges per month
  run: {when: {missed: answers.expected}, credit: {of: charges, by_run: [12.5 %, 25 %, 50 %]}}
  tiers:
    when: {missed: uptime}
    credit: {of: charges, tiers: [{at_least: 90 %, below: 97 %, pay: 5 %}, {below: 90 %, pay: 10 %}]}
  bonus: {when: {beaten: {each: leads, by: 20 %}}, bonus: {pay: 2 %, of: charges}, limit: 1 % of charges per quarter}
  tell: {when: {missed: {each: any, times: 2, in: 3 months}}, escalate: Josh}
  plan: {when: {missed: {across: [leads, visits], times: 3, in: 6 months}}, remedy: write a plan}
  praise: {when: {met: {each: leads, times: 6, running: true}}, bonus: {pay: 10 GBP}}
  share: {when: {share_missed: {each: leads, at_least: 50 %, in: 6 months}}, escalate: Amy}
  points: {when: {points: {given: {leads: [1, 2, 3], visits: [1]}, at_least: 6, in: 12 months}}, escalate: Josh}
  way-out:
    when:
      any_of:
        - missed: {each: any, times: 3, running: true}
        - credits: {at_least: 20 % of charges, months: 2, in: 4 months}
    terminate: {right_of: Client, notice: 30 days}
  both: {when: {all_of: [{missed: leads}, {missed: visits}]}, escalate: Amy}
  some:
    when: {some_of: {conditions: [{missed: leads}, {missed: visits}, {missed: outages}], at_least: 2}}
    escalate: Amy
limits:
  at-risk: {of: [minutes, run, tiers], at_most: 60 % of charges per month}
  yearly: {of: credits, at_most: 50000 GBP per trailing 12 months}
exclusions:
  maintenance: {promises: [availability, outages], at_most: 60 minutes per month}
cadence:
  status-report: {from: Agency, to: Client, rule: FREQ=MONTHLY;BYMONTHDAY=28}
"""


def verdict_seconds(months: int) -> float:
    """Give the seconds for each verdict of so many months, and check that something follows of all this."""
    agreement = sm.loads(AGREEMENT)
    period = [sm.Month(2016, 1) + place for place in range(months)]
    varied = {"leads": 90, "visits": 85, "downtime": 30, "won": 80, "charges": 4000}
    figures: dict[str, dict[str, object]] = {
        name: {str(month): least + (7 * place + len(name)) % 41 for place, month in enumerate(period)}
        for name, least in varied.items()
    }
    figures["uptime"] = {str(month): 88 + (5 * place) % 12 for place, month in enumerate(period)}
    figures["answers"] = {str(month): (88 + (3 * place) % 12, 100) for place, month in enumerate(period)}
    entries = "\n".join(
        f"- delivery: {{promise: reports, due: {month}-28, on: {month}-{27 + place % 3 - place % 2}}}\n"
        f"- exclusion: {{promise: outages, month: {month}, amount: 20 minutes, because: maintenance}}"
        for place, month in enumerate(period)
    )
    journal = loads_journal(f"smarketing: 1\njournal:\n{entries}\n", agreement=agreement)
    actuals = sm.Actuals.from_dict(figures, known=agreement.metrics)
    sm.judge(agreement, actuals, journal=journal, through=period[11])
    start = time.perf_counter()
    scorecard = sm.judge(agreement, actuals, journal=journal)
    taken = time.perf_counter() - start
    assert {each.effect for each in scorecard.dues} >= {"credit", "bonus", "remedy", "terminate"}
    return taken / len(scorecard.verdicts)
