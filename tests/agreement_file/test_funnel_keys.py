"""The keys of a funnel in an agreement file: what each may hold, and what is made of it."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from smarketing import AtLeast, Funnel, Stage, Target, dumps, loads
from smarketing.funnel import Lag, Prior, Rate, Segment

HEAD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}, Service: {}}
units: [partner, renewal, seat]
funnel:
"""
PROMISE = """\
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 lead/month}
"""
GOAL = "  goal: 6000 USD/month\n  value: 100 USD/customer\n"
STAGES = "  stages: [lead, {MQL: 40 %}, {customer: 50 %}]\n"


def funnel_of(text: str) -> Funnel:
    """The funnel of an agreement with these lines in it, written as YAML and as JSON and read again on the way."""
    agreement = loads(HEAD + text + PROMISE)
    assert loads(dumps(agreement)) == agreement
    assert loads(dumps(agreement, as_json=True), "a.json") == agreement
    assert agreement.funnel is not None
    return agreement.funnel


def stages(*items: str) -> tuple[Stage, ...]:
    """The stages that are read from items of a list."""
    listed = "".join(f"    - {item}\n" for item in items)
    return funnel_of(f"{GOAL}  stages:\n{listed}").stages


HOLIDAYS: Any = [date(2026, 1, 1), date(2026, 12, 25)]
EVERYTHING = """\
  goal: 600000 USD/year
  value: 100 USD/customer
  stages:
    - lead
    - {partner: enters, owed_by: Sales}
    - {MQL: 190 of 400, of: lead, lag: 1 month, owed_by: Marketing}
    - {MQL: 30 %, of: partner, lag: [50 %, 30 %, 20 %]}
    - {customer: 50 %}
    - {seat: 250 %, grows: true, value: 10 USD}
    - {renewal: 80 %, of: customer, lag: 12 months, value: 80 USD, owed_by: Service}
  rounding: whole heads only
  sources: {lead: 60 %, partner: 30 %}
  segments:
    small: {share: 25 %}
    big: {goal: 450000 USD/year, value: 900 USD/customer, stages: [{customer: 40 of 90, lag: 2 months}]}
  growth: 2 %
  seasonality: [0 %, 50 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 150 %, 200 %]
  holidays: [2026-01-01, 2026-12-25]
  prior: {wins: 0.5, losses: 1.5}
"""


def test_every_key_at_once() -> None:
    """What is read from a file is the funnel that Python makes of the same words."""
    months: list[str | int] = [0, "50 %", *["100 %"] * 8, "150 %", "200 %"]
    assert funnel_of(EVERYTHING) == Funnel(
        [
            Stage("lead"),
            Stage("partner", owed_by="Sales"),
            Stage("MQL", "190 of 400", of="lead", lag="1 month", owed_by="Marketing"),
            Stage("MQL", "30 %", of="partner", lag=["50 %", "30 %", "20 %"]),
            Stage("customer", "50 %", of="MQL"),
            Stage("seat", "250 %", of="customer", grows=True, value="10 USD"),
            Stage("renewal", "80 %", of="customer", lag="12 months", value="80 USD", owed_by="Service"),
        ],
        "100 USD/customer",
        "600000 USD/year",
        "whole heads only",
        sources={"lead": "60 %", "partner": "30 %"},
        segments=[
            Segment("small", share="25 %"),
            Segment(
                "big",
                goal="450000 USD/year",
                value="900 USD/customer",
                stages=[Stage("customer", "40 of 90", lag="2 months")],
            ),
        ],
        growth="2 %",
        seasonality=months,
        holidays=HOLIDAYS,
        prior=Prior(0.5, 1.5),
    )


def test_every_key_is_written() -> None:
    """The text of a file that was written has every key again, each in its place."""
    text = dumps(loads(HEAD + EVERYTHING + PROMISE))
    start, end = text.index("funnel:\n"), text.index("objectives:\n")
    assert text[start:end] == (
        "funnel:\n"
        "  stages:\n"
        "  - lead\n"
        "  - {partner: enters, owed_by: Sales}\n"
        "  - {MQL: 190 of 400, of: lead, lag: 1 month, owed_by: Marketing}\n"
        "  - MQL: 30 %\n    of: partner\n    lag: [50 %, 30 %, 20 %]\n"
        "  - {customer: 50 %}\n"
        "  - {seat: 250 %, grows: true, value: 10 USD}\n"
        "  - {renewal: 80 %, of: customer, lag: 12 months, value: 80 USD, owed_by: Service}\n"
        "  value: 100 USD/customer\n"
        "  segments:\n"
        "    small: {share: 25 %}\n"
        "    big:\n"
        "      goal: 450000 USD/year\n"
        "      value: 900 USD/customer\n"
        "      stages:\n"
        "      - {customer: 40 of 90, lag: 2 months}\n"
        "  goal: 600000 USD/year\n"
        "  rounding: whole heads only\n"
        "  sources: {lead: 60 %, partner: 30 %}\n"
        "  growth: 2 %\n"
        "  seasonality: [0 %, 50 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 100 %, 150 %, 200 %]\n"
        "  holidays: [2026-01-01, 2026-12-25]\n"
        "  prior: {wins: 0.5, losses: 1.5}\n"
    )


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("50 %", Rate(Fraction(1, 2))),
        ("100/3 %", Rate(Fraction(1, 3))),
        ("0.5 %", Rate(Fraction(1, 200))),
        ("190 of 400", Rate(Fraction(19, 40), 400)),
        ("12.5 of 50", Rate(Fraction(1, 4), 50)),
        ("1,900 of 4,000", Rate(Fraction(19, 40), 4000)),
    ],
)
def test_rates(rate: str, expected: Rate) -> None:
    """A share is certain; what was counted is an estimate that knows of how many."""
    assert stages("lead", f"{{customer: '{rate}'}}")[1].rate == expected


def test_a_stage_where_heads_enter_may_say_so() -> None:
    """`lead` and `lead: enters` are one; only the second has room for more."""
    assert stages("lead: enters", "{customer: 50 %}") == stages("lead", "{customer: 50 %}")
    assert stages("{lead: enters, owed_by: Marketing}", "{customer: 50 %}")[0] == Stage("lead", owed_by="Marketing")


def test_stages_are_called_by_singular_nouns() -> None:
    """Names are kept as quantities keep them, in `of` and under `sources` as well."""
    text = f"{GOAL}  stages: [leads, {{MQLs: 40 %, of: leads}}, {{customers: 50 %}}]\n  sources: {{leads: 70 %}}\n"
    funnel = funnel_of(text)
    assert [(stage.name, stage.of) for stage in funnel.stages] == [
        ("lead", None),
        ("MQL", "lead"),
        ("customer", "MQL"),
    ]
    assert funnel.sources == (("lead", Fraction(7, 10)),)


@pytest.mark.parametrize(
    ("lag", "expected"),
    [
        ("0 months", (1,)),
        ("1 month", (0, 1)),
        ("2 months", (0, 0, 1)),
        ("1 quarter", (0, 0, 0, 1)),
        ("1 year", (*[0] * 12, 1)),
        ("[100 %]", (1,)),
        ("[60 %, 30 %, 10 %]", (Fraction(3, 5), Fraction(3, 10), Fraction(1, 10))),
        ("[0 %, 100/3 %, 200/3 %, 0 %]", (0, Fraction(1, 3), Fraction(2, 3))),
    ],
)
def test_lags(lag: str, expected: Lag) -> None:
    """A fixed number of months, or the shares of those who arrive in the same month, the next, and so on."""
    assert stages("lead", f"{{customer: 50 %, lag: {lag}}}")[1].lag == expected


def test_without_a_lag() -> None:
    """No lag is none at all, and so is no owner and no value."""
    stage = stages("lead", "{customer: 50 %}")[1]
    assert (stage.lag, stage.owed_by, stage.value, stage.grows) == (None, None, None, False)


def test_a_goal_that_the_segments_give() -> None:
    """Where each segment has a goal, the funnel needs none: 2,000 + 12,000 / 3 a month are 6,000."""
    text = "  value: 100 USD/customer\n" + STAGES
    funnel = funnel_of(f"{text}  segments: {{a: {{goal: 2000 USD/month}}, b: {{goal: 12000 USD/quarter}}}}\n")
    assert str(funnel.goal) == "6000 USD/month"


@pytest.mark.parametrize(
    ("key", "attribute", "expected"),
    [
        ("growth: -5 %", "growth", Fraction(-1, 20)),
        ("confidence: 80 %", "confidence", Fraction(4, 5)),
        ("holidays: []", "holidays", ()),
        ("prior: {wins: 0.5}", "prior", Prior(0.5, 1)),
        ("prior: {}", "prior", Prior()),
        ("sources: {MQL: 25 %}", "sources", (("MQL", Fraction(1, 4)),)),
        ("segments: {all: {share: 100 %}}", "segments", (Segment("all", share=1),)),
        ("rounding: whole heads only", "rounding", "whole heads only"),
    ],
)
def test_single_keys(key: str, attribute: str, expected: object) -> None:
    """Each key stands on its own; what it does not say is as by default."""
    funnel = funnel_of(f"{GOAL}{STAGES}  {key}\n")
    assert getattr(funnel, attribute) == expected
    others = [
        each for each in ("growth", "confidence", "holidays", "prior", "sources", "segments") if each != attribute
    ]
    plain = funnel_of(GOAL + STAGES)
    assert [getattr(funnel, each) for each in others] == [getattr(plain, each) for each in others]


@pytest.mark.parametrize(
    ("number", "quantity"),
    [
        # small: 3,600 USD are 36 customers, 72 MQL, 180 leads; big: 2,400 USD are 12 customers, 24 MQL, 60 leads
        ("lead", "240 lead/month"),
        ("lead.small", "180 lead/month"),
        ("lead.big", "60 lead/month"),
        ("customer.big", "12 customer/month"),
        ("goal", "6000 USD/month"),
        ("goal.small", "3600 USD/month"),
        ("points.MQL", "6000 USD/month"),
        ("points.MQL.big", "2400 USD/month"),
    ],
)
def test_targets_of_a_funnel_with_segments(number: str, quantity: str) -> None:
    """Any stage, the goal, and what the heads of a stage are worth; each of the whole or of a segment."""
    segments = "  segments: {small: {share: 60 %}, big: {share: 40 %, value: 200 USD/customer}}\n"
    text = HEAD + GOAL + STAGES + segments + PROMISE.replace("100 lead/month", f"funnel.{number}")
    agreement = loads(text)
    evaluator = agreement.objectives[0].evaluator
    assert isinstance(evaluator, AtLeast)
    assert (str(evaluator.target), str(evaluator.target.quantity)) == (f"funnel.{number}", quantity)
    assert isinstance(evaluator.target, Target)
    assert f"at_least: funnel.{number}}}" in dumps(agreement)
    assert loads(dumps(agreement)) == agreement
