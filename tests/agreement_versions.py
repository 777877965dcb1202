"""Two versions of an agreement: one document, and the same with some texts replaced."""

from smarketing import loads
from smarketing.diffs import Differences, differences

LEADS = "at_least: 100 SQL/month"
OLD = f"""\
smarketing: 1
title: Leads
summary: Who gives what.
term: {{start: 2026-01-01, end: 2026-12-31, timezone: UTC}}
parties: {{Marketing: {{contact: Josh}}, Sales: {{contact: Amy}}, Service: {{contact: Joan}}}}
definitions:
  SQL: {{means: A ready lead., when: score >= 80}}
  MQL: {{means: A lead.}}
objectives:
  leads: {{owed_by: Marketing, owed_to: Sales, {LEADS}}}
  calls: {{owed_by: Sales, owed_to: Marketing, at_least: 90 %}}
consequences:
  credit: {{when: {{missed: leads}}, credit: {{pay: 5 %, of: 4000 USD}}, limit: 20 % of 4000 USD per month}}
  tell: {{when: {{missed: {{each: any, times: 2, running: true}}}}, escalate: {{to: [Josh], within: 5 days}}}}
cadence:
  review: {{who: everyone, every: 3 months, counted_from: term.start}}
"""
FUNNEL = "funnel: {goal: 5000 USD/month, value: 100 USD/customer, stages: [MQL, {SQL: 40 %}, {customer: 50 %}]}\n"
WITH_FUNNEL = OLD.replace("cadence:", f"{FUNNEL}cadence:")


def rewritten(old: str, *pairs: tuple[str, str]) -> str:
    """Replace texts of a document, each of which it has."""
    for good, bad in pairs:
        assert good in old
        old = old.replace(good, bad)
    return old


def replaced(old: str, *pairs: tuple[str, str]) -> Differences:
    """Compare a document with one in which texts are replaced."""
    return differences(loads(old), loads(rewritten(old, *pairs)))


def said(found: Differences) -> list[tuple[str | None, str, str]]:
    """Give of each change the party, the way and the line."""
    return [(each.party, each.way, str(each)) for each in found.changes]
