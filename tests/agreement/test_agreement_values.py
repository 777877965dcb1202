"""Agreements as values, and the metrics and funnel targets that they bring."""

import copy
import pickle
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Funnel,
    Handoff,
    InvalidValueError,
    Metric,
    Objective,
    Party,
    Quantity,
    Rolling,
    Term,
    plan,
)
from smarketing.frozen_mappings import FrozenMapping
from smarketing.testing import agreements as any_agreements
from strategies import agreements

_TERM = Term("2026-01-01")
_PARTIES = [Party("Marketing", "Josh"), Party("Sales", "Amy")]


def promise(name: str, evaluator: AtLeast | Rolling, **more: Any) -> Objective:
    """Give a promise of marketing to sales."""
    return attrs.evolve(Objective(name, "Marketing", "Sales", evaluator), **more)


def test_a_promise_by_its_name() -> None:
    """Declared or implied; a name that no promise has is an error that says which was meant."""
    agreement = Agreement("x", _TERM, _PARTIES, [promise("leads", AtLeast("100 SQL/month"))])
    assert agreement.promise("leads") is agreement.promises[0]
    with pytest.raises(
        InvalidValueError, match=r"^no promise named 'lead'; promises are 'leads' \(did you mean 'leads'\?\)$"
    ):
        agreement.promise("lead")


@settings(max_examples=25)
@given(agreements())
def test_an_agreement_survives_pickling_and_copying(agreement: Agreement) -> None:
    """The copy is equal and has the same hash."""
    for twin in (pickle.loads(pickle.dumps(agreement)), copy.deepcopy(agreement)):
        assert (twin, hash(twin)) == (agreement, hash(agreement))


@settings(max_examples=25)
@given(any_agreements(sections=("funnel", "metrics", "units"), versions=1))
def test_every_promise_has_a_metric(agreement: Agreement) -> None:
    """It is known by its name, and has the promise's segment."""
    for each in agreement.promises:
        metric = agreement.metrics[agreement.metric_of(each)]
        assert each.segment in (None, *metric.segments)


@given(any_agreements(sections=(), versions=1))
def test_an_agreement_is_not_changed(agreement: Agreement) -> None:
    """Its parts are tuples, and it takes no new ones."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        agreement.title = "another"  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        agreement.objectives[0].owed_by = "another"  # type: ignore[misc]
    assert isinstance(agreement.objectives, tuple)


@settings(max_examples=10)
@given(agreements())
def test_what_an_agreement_holds_by_name_is_not_changed(agreement: Agreement) -> None:
    """Metrics, calendars, criteria and triggers are looked up by name and cannot be taken away or added."""
    by_name: tuple[Mapping[str, object], ...] = (
        agreement.metrics,
        agreement.own_metrics,
        agreement.calendars,
        agreement.criteria,
        agreement.criterion_errors,
        agreement.triggers,
        agreement.trigger_errors,
        *agreement.event_criteria,
    )
    assert {type(each) for each in by_name} == {FrozenMapping}
    assert agreement.criterion_errors == agreement.trigger_errors == {}


def test_the_error_survives_pickling() -> None:
    """A process that judges for another can say what is wrong."""
    with pytest.raises(AgreementError) as refusal:
        Agreement("x", _TERM, _PARTIES * 2, [])
    twin = pickle.loads(pickle.dumps(refusal.value))
    assert (type(twin), twin.problems, str(twin)) == (AgreementError, refusal.value.problems, str(refusal.value))


def test_a_target_says_what_is_counted() -> None:
    """A rate counts, a percentage is a share, and a promise's segment is a segment of the metric."""
    objectives = [
        promise("leads", AtLeast("100 SQL/month")),
        promise("spring", AtLeast("30 SQL/month"), part_of="leads", segment="spring"),
        promise("kept", AtLeast("92 %")),
        promise("clicks", AtLeast("3 click/visit/month")),
        promise("sales", Rolling(AtLeast("900 USD/quarter"), months=3)),
    ]
    assert Agreement("x", _TERM, _PARTIES, objectives).metrics == {
        "leads": Metric("leads", "SQL", "count", ["spring"]),
        "kept": Metric("kept", "%", "share"),
        "clicks": Metric("clicks", "click/visit", "count"),
        "sales": Metric("sales", "USD", "count"),
    }


def test_a_declared_metric_goes_before_what_a_target_says() -> None:
    """It also brings segments that no promise names, and levels."""
    declared = [Metric("nps", "point", "level", ["EU"], "mean"), Metric("leads", "SQL", "count", ["a", "b"])]
    objectives = [promise("mood", AtLeast("30 point"), metric="nps"), promise("leads", AtLeast("9 SQL/month"))]
    assert list(Agreement("x", _TERM, _PARTIES, objectives, metrics=declared).metrics.values()) == declared


def test_a_part_is_judged_by_the_metric_of_its_whole() -> None:
    """Unless it states one of its own."""
    objectives = [
        promise("quota", AtLeast("100 SQL/month"), metric="leads"),
        promise("spring", AtLeast("30 SQL/month"), part_of="quota", segment="spring"),
        promise("easter", AtLeast("30 SQL/month"), part_of="quota", metric="easter-leads"),
    ]
    agreement = Agreement("x", _TERM, _PARTIES, objectives)
    assert [agreement.metric_of(each) for each in agreement.promises] == ["leads", "leads", "easter-leads"]


def test_an_agreement_counts_in_units_of_its_own() -> None:
    """The unit is declared once and stands in metrics, targets and stages."""
    funnel = Funnel(["demo"], Quantity(10, "USD/demo"), "50 USD/month")
    objectives = [promise("demos", AtLeast(Quantity(5, "demo/month"))), promise("trials", AtLeast("9 %"))]
    metrics = [Metric("trials", "%", "share"), Metric("pilots", "pilot", "count")]
    agreement = Agreement("x", _TERM, _PARTIES, objectives, units=["demo", "pilot"], metrics=metrics, funnel=funnel)
    assert agreement.metrics["demos"].unit == "demo"


def test_a_target_from_the_agreements_own_funnel_fits() -> None:
    """5,000 USD at 100 USD a customer are 50 customers, at 50 % from 100 SQL; the target keeps where it is from."""
    funnel = Funnel(["SQL", ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    target = plan(funnel).target("SQL")
    agreement = Agreement("x", _TERM, _PARTIES, [promise("leads", AtLeast(target))], funnel=funnel)
    assert agreement.plan == plan(funnel)
    assert (str(target), target.quantity.value) == ("funnel.SQL", Fraction(100))


def test_an_agreement_without_a_funnel_has_no_plan() -> None:
    """None, not an empty plan."""
    assert Agreement("x", _TERM, _PARTIES, []).plan is None


def test_a_handoff_is_a_whole_value() -> None:
    """Who gives what to whom, when, and how the taker learns of it."""
    handoff = Handoff("give", "Marketing", "Sales", "SQL", ["name", "company"], "in the CRM")
    agreement = Agreement("x", _TERM, _PARTIES, [], handoffs=[handoff])
    assert agreement.handoffs[0].information == ("name", "company")
