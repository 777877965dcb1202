"""Mistakes beside mistakes: in one promise, in one section, in one run."""

import pytest

from smarketing import AgreementError, loads
from smarketing.agreement_file.documents import parse_document

GOOD = """smarketing: 1
title: A
term: {start: 2026-01-01}
parties: {Marketing: {contact: Josh}, Sales: {}}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 9 SQL/month}
  calls: {owed_by: Sales, owed_to: Marketing, at_most: 9 call/month}
consequences:
  pay: {when: {missed: leads}, credit: 5 USD}
  tell: {when: {missed: calls}, escalate: Josh}
"""


def problems(*slips: tuple[str, str]) -> list[str]:
    text = GOOD
    for good, bad in slips:
        assert good in text
        text = text.replace(good, bad)
    with pytest.raises(AgreementError) as caught:
        loads(text, "a.yaml")
    return [": ".join(line.split(": ")[:2]) for line in str(caught.value).splitlines()]


def test_a_bad_target_does_not_hide_a_bad_name_in_the_same_promise() -> None:
    """Both are told at once."""
    slips = ("owed_by: Marketing", "owed_by: Marketting"), ("9 SQL/month", "9 SQLx/month")
    assert problems(*slips) == ["a.yaml:6:11: objectives.leads.owed_by", "a.yaml:6:48: objectives.leads.at_least"]


def test_a_bad_promise_does_not_hide_a_bad_name_in_another() -> None:
    """They stand in one section, and have nothing to do with each other."""
    slips = ("owed_by: Sales", "owed_by: Slaes"), ("9 SQL/month", "nine")
    assert problems(*slips) == ["a.yaml:6:47: objectives.leads.at_least", "a.yaml:7:11: objectives.calls.owed_by"]


def test_a_bad_effect_does_not_hide_a_bad_contact_of_another() -> None:
    """Nor a promise that its own condition misspells."""
    slips = ("missed: leads", "missed: leds"), ("credit: 5 USD", "credit: $5"), ("escalate: Josh", "escalate: Amy")
    assert problems(*slips) == [
        "a.yaml:9:16: consequences.pay.when.missed",
        "a.yaml:9:31: consequences.pay.credit",
        "a.yaml:10:33: consequences.tell.escalate",
    ]


def test_a_name_that_cannot_be_does_not_hide_a_bad_target() -> None:
    """A promise called any, with a target that is none: the target is told."""
    slips = ("  calls:", "  any:"), ("9 call/month", "nine"), ("missed: calls", "missed: leads")
    assert problems(*slips) == ["a.yaml:7:45: objectives.any.at_most"]


def test_a_colon_inside_json_text_stays_where_it_is() -> None:
    """Only the colon after a key is a key's."""
    text = '{"tasks": ["root cause", " : b"], "a" : "x\\" : y"}'
    assert parse_document(text, "a.json").value == {"tasks": ["root cause", " : b"], "a": 'x" : y'}
