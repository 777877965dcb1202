"""Services as values: what they promise, which metrics they bring, and what cannot be one."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import problems_of, refusal
from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    AtMost,
    BusinessHours,
    Metric,
    Objective,
    Party,
    Quantity,
    Service,
    Term,
    dumps,
    loads,
)
from smarketing.agreement import InAnyDays

PROMISED: dict[str, Any] = {
    "availability": ("99.9 %", AtLeast, "%", "share"),
    "mtbf": ("200 hours", AtLeast, "hour", "ratio"),
    "mttr": ("90 business_minutes", AtMost, "business_hour", "ratio"),
    "throughput": ("3000 requests/minute", AtLeast, "request/second", "ratio"),
    "jitter": ("30 milliseconds", AtMost, "millisecond", "ratio"),
}


def agreed(*services: Service, **fields: Any) -> Agreement:
    """A host and a shop."""
    hours = {"desk": BusinessHours({"mon-fri": "09:00-18:00"}, "UTC")}
    parties = [Party("Host"), Party("Shop")]
    return Agreement("Hosting", Term("2026-01-01"), parties, [], services=services, **{"hours": hours, **fields})


@given(st.sets(st.sampled_from(sorted(PROMISED)), min_size=1))
def test_what_a_service_promises(names: set[str]) -> None:
    """A promise for each measure that is stated, with a metric of its own in the unit of the field."""
    amounts: dict[str, Any] = {name: PROMISED[name][0] for name in names}
    service = Service("shop", "Host", "Shop", hours="desk", **amounts)
    agreement = agreed(service)
    assert {each.name for each in agreement.promises} == {f"shop.{name}" for name in names}
    for promise in agreement.promises:
        amount, bound, unit, kind = PROMISED[promise.name.removeprefix("shop.")]
        assert promise == Objective(promise.name, "Host", "Shop", bound(amount))
        assert agreement.metrics[promise.name] == Metric(promise.name, unit, kind)
        assert agreement.place_of(promise.name) == ("services", "shop")
    assert agreement.metrics["shop.failures"] == Metric("shop.failures", "incident", "count")
    assert len(agreement.metrics) == len(names) + 1


@pytest.mark.parametrize(
    ("in_any", "promised"),
    [
        (InAnyDays(30, failures=3), {"failures_in_days": (AtMost("3 incidents"), "incident")}),
        (InAnyDays(1, failures=0), {"failures_in_days": (AtMost("0 incidents"), "incident")}),
        (InAnyDays(30, downtime="24 hours"), {"downtime_in_days": (AtMost("24 hours"), "hour")}),
        (
            InAnyDays(7, failures=1, downtime="90 business_minutes"),
            {
                "failures_in_days": (AtMost("1 incident"), "incident"),
                "downtime_in_days": (AtMost("90 business_minutes"), "business_hour"),
            },
        ),
    ],
)
def test_what_a_service_promises_of_any_so_many_days(
    in_any: InAnyDays, promised: dict[str, tuple[AtMost, str]]
) -> None:
    """At most so many failures and so much downtime, as levels, which do not go over months."""
    agreement = agreed(Service("shop", "Host", "Shop", hours="desk", in_any=in_any))
    expected = {f"shop.{name}": each for name, each in promised.items()}
    assert {each.name: each.evaluator for each in agreement.promises} == {
        name: evaluator for name, (evaluator, _unit) in expected.items()
    }
    for name, (_evaluator, unit) in expected.items():
        assert agreement.metrics[name] == Metric(name, unit, "level")
        assert agreement.place_of(name) == ("services", "shop")


A_TIME = "a time is meant, as in '4 hours' or '4 business_hours'; not"
DAYS, FAILURES = (
    "a whole number of days from 1 is meant, as 30; not",
    "a whole number of failures from 0 is meant, as 3; not",
)


@pytest.mark.parametrize(
    ("fields", "message", "field"),
    [
        ({"days": 0, "failures": 3}, f"{DAYS} 0", "days"),
        ({"days": True, "failures": 3}, f"{DAYS} True", "days"),
        ({"days": 1.5, "failures": 3}, f"{DAYS} 1.5", "days"),
        ({"days": 30, "failures": -1}, f"{FAILURES} -1", "failures"),
        ({"days": 30, "failures": 2.5}, f"{FAILURES} 2.5", "failures"),
        ({"days": 30, "failures": False}, f"{FAILURES} False", "failures"),
        ({"days": 30, "downtime": "0 hours"}, f"{A_TIME} 0 hours", "downtime"),
        ({"days": 30, "downtime": "2 leads"}, f"{A_TIME} 2 leads", "downtime"),
        ({"days": 30}, "say how many failures or how much downtime any 30 days may have", None),
        ({"days": 1}, "say how many failures or how much downtime any 1 day may have", None),
    ],
)
def test_what_no_days_can_have(fields: dict[str, Any], message: str, field: str | None) -> None:
    """The message says what is meant, and the error names the argument."""
    assert refusal(lambda: InAnyDays(**fields)) == (message, field)


def test_milliseconds_are_elapsed_time() -> None:
    """A thousand of them are a second."""
    assert Quantity(1500, "milliseconds") == Quantity(1.5, "second")
    assert Quantity(1, "hour").to("millisecond") == Quantity(3_600_000, "millisecond")


@pytest.mark.parametrize(
    ("fields", "message", "field"),
    [
        ({"availability": "0 %"}, "a share of the time is meant, as in '99.9 %'; not 0 %", "availability"),
        ({"availability": "101 %"}, "a share of the time is meant, as in '99.9 %'; not 101 %", "availability"),
        ({"availability": "3 hours"}, "a share of the time is meant, as in '99.9 %'; not 3 hours", "availability"),
        ({"mtbf": "3 leads"}, "a time is meant, as in '4 hours' or '4 business_hours'; not 3 leads", "mtbf"),
        (
            {"mttr": "2 business_days"},
            "a time is meant, as in '4 hours' or '4 business_hours'; not 2 business_days",
            "mttr",
        ),
        ({"mttr": "0 hours"}, "a time is meant, as in '4 hours' or '4 business_hours'; not 0 hours", "mttr"),
        (
            {"jitter": "3 business_hours"},
            "an elapsed time is meant, as in '30 milliseconds' or '1 minute'; not 3 business_hours",
            "jitter",
        ),
        (
            {"sampled_every": "0 minutes"},
            "an elapsed time is meant, as in '30 milliseconds' or '1 minute'; not 0 minutes",
            "sampled_every",
        ),
        (
            {"throughput": "50 requests"},
            "so much in a time is meant, as in '50 requests/second'; not 50 requests",
            "throughput",
        ),
        (
            {"throughput": "50 requests/month"},
            "so much in a time is meant, as in '50 requests/second'; not 50 request/month",
            "throughput",
        ),
        (
            {"throughput": "0 requests/second"},
            "so much in a time is meant, as in '50 requests/second'; not 0 request/second",
            "throughput",
        ),
        ({"excludes": ["flood", ""]}, "a cause is said in words", "excludes"),
        ({"name": ""}, "a service has a name", "name"),
    ],
)
def test_what_no_service_can_be(fields: dict[str, Any], message: str, field: str) -> None:
    """The message says what is meant, and the error names the argument."""
    assert refusal(lambda: Service(**{"name": "shop", "owed_by": "Host", "owed_to": "Shop", **fields})) == (
        message,
        field,
    )


PROBLEMS: dict[str, tuple[Callable[[], Agreement], str]] = {
    "to itself": (
        lambda: agreed(Service("shop", "Host", "Host", availability="99 %")),
        "services.shop.owed_to: 'Host' cannot run it for itself",
    ),
    "nothing promised": (
        lambda: agreed(Service("shop", "Host", "Shop")),
        "services.shop: a service promises availability, mtbf, mttr, throughput, jitter or in_any",
    ),
    "no hours": (
        lambda: agreed(Service("shop", "Host", "Shop", mttr="4 business_hours")),
        "services.shop.mttr: business time runs by the agreed hours; name them, as in 'hours: office'",
    ),
    "no hours for days": (
        lambda: agreed(Service("shop", "Host", "Shop", in_any=InAnyDays(7, downtime="4 business_hours"))),
        "services.shop.in_any.downtime: business time runs by the agreed hours; name them, as in 'hours: office'",
    ),
    "no such hours": (
        lambda: agreed(Service("shop", "Host", "Shop", mttr="4 hours", hours="dsk")),
        "services.shop.hours: no hours named 'dsk'; hours are 'desk' (did you mean 'desk'?)",
    ),
    "no such party": (
        lambda: agreed(Service("shop", "Host", "Shop", mttr="4 hours", reported_by="Shp", paid_by="X")),
        "services.shop.reported_by: no party named 'Shp'; parties are 'Host', 'Shop' (did you mean 'Shop'?)",
    ),
    "noun of nobody": (
        lambda: agreed(Service("shop", "Host", "Shop", throughput=Quantity(5, "demo/second"))),
        "services.shop.throughput: 'demo' is no unit that everyone knows; declare it under the agreement's units",
    ),
    "twice": (
        lambda: agreed(*[Service("shop", "Host", "Shop", mttr="4 hours")] * 2),
        "services.shop: 'shop' is there 2 times",
    ),
    "name taken": (
        lambda: Agreement(
            "Hosting",
            Term("2026-01-01"),
            [Party("Host"), Party("Shop")],
            [Objective("shop.mttr", "Host", "Shop", AtLeast("1 report/month"))],
            services=[Service("shop", "Host", "Shop", mttr="4 hours")],
        ),
        "services.shop: it brings a promise 'shop.mttr', and there is another",
    ),
}


@pytest.mark.parametrize(("make", "message"), PROBLEMS.values(), ids=PROBLEMS)
def test_services_that_do_not_fit(make: Callable[[], Agreement], message: str) -> None:
    """Each problem with its place."""
    with pytest.raises(AgreementError) as caught:
        make()
    assert message in str(caught.value)


def test_an_amendment_may_say_times_otherwise() -> None:
    """Units of metrics are those of the field, so another way to write a time is no other metric."""
    first = agreed(Service("shop", "Host", "Shop", mttr="4 hours"))
    second = first.amended("2026-03-01", services=[Service("shop", "Host", "Shop", mttr="90 minutes")])
    assert second.metrics["shop.mttr"].unit == "hour"
    with pytest.raises(AgreementError, match=r"services\.shop: 'shop\.mttr' is a ratio in business_hour now, and was"):
        first.amended("2026-03-01", services=[Service("shop", "Host", "Shop", mttr="1 business_hour", hours="desk")])


FILE = """\
smarketing: 1
title: A line
term: {start: 2026-01-01}
parties: {Host: {}, Shop: {}}
objectives: {}
services:
  line: {owed_by: Host, owed_to: Shop, in_any: {days: 30, failures: 3, downtime: 24 hours}}
"""


def test_any_so_many_days_in_a_file() -> None:
    """Read, and written as they were."""
    agreement = loads(FILE)
    (service,) = agreement.services
    assert service.in_any == InAnyDays(30, failures=3, downtime="24 hours")
    assert "in_any: {days: 30, failures: 3, downtime: 24 hours}" in dumps(agreement)
    assert loads(dumps(agreement)) == agreement


@pytest.mark.parametrize(
    ("days", "problem"),
    [
        ("{days: 30}", "7:40: services.line.in_any: say how many failures or how much downtime any 30 days may have"),
        ("{failures: 3}", "7:40: services.line.in_any: 'days' is missing"),
        ("{days: 0, failures: 3}", f"7:49: services.line.in_any.days: {DAYS} 0"),
        ("{days: 30, failures: -1}", f"7:59: services.line.in_any.failures: {FAILURES} -1"),
        ("{days: 30, downtime: 3 leads}", f"7:59: services.line.in_any.downtime: {A_TIME} 3 leads"),
        (
            "{days: 30, downtime: 4 business_hours}",
            (
                "7:59: services.line.in_any.downtime: business time runs by the agreed hours; name them, "
                "as in 'hours: office'"
            ),
        ),
        (
            "{days: 30, outages: 3}",
            "7:59: services.line.in_any.outages: no key named 'outages'; keys are 'days', 'failures', 'downtime'",
        ),
    ],
)
def test_what_is_wrong_with_any_so_many_days_in_a_file(days: str, problem: str) -> None:
    """Each with its place."""
    assert problems_of(FILE, "{days: 30, failures: 3, downtime: 24 hours}", days) == problem
