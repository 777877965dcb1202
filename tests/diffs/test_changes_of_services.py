"""What a new version changes in services: every line, and for whom it is stricter."""

from typing import Any

import attrs
import pytest

from smarketing import Agreement, BusinessHours, Party, Service, Term
from smarketing.agreement import InAnyDays
from smarketing.diffs import changes_between

OLD = Service(
    "shop",
    "Host",
    "Shop",
    availability="99.9 %",
    mtbf="200 hours",
    mttr="4 hours",
    jitter="30 milliseconds",
    excludes=["flood", "strike"],
)


IN_ANY = InAnyDays(30, failures=3, downtime="24 hours")


def agreed(*services: Service) -> Agreement:
    """A host and a shop."""
    hours = {"desk": BusinessHours({"mon-fri": "09:00-18:00"}, "UTC")}
    return Agreement("H", Term("2026-01-01"), [Party("Host"), Party("Shop")], [], services=services, hours=hours)


def lines(now: Service) -> list[tuple[str | None, str, str]]:
    """What is said of a change of the service."""
    found = changes_between(agreed(OLD), agreed(now))
    return [(each.party, each.way, each.message) for each in found]


@pytest.mark.parametrize(
    ("fields", "party", "way", "line"),
    [
        ({"availability": "99.95 %"}, "Host", "stricter", "availability is at least 99.95 %, was 99.9 %"),
        ({"availability": "99 %"}, "Host", "looser", "availability is at least 99 %, was 99.9 %"),
        ({"mtbf": "8 days"}, "Host", "looser", "mtbf is at least 8 days, was 200 hours"),
        ({"mttr": "90 minutes"}, "Host", "stricter", "mttr is at most 90 minutes, was 4 hours"),
        ({"mttr": "1 day"}, "Host", "looser", "mttr is at most 1 day, was 4 hours"),
        (
            {"mttr": "2 business_hours", "hours": "desk"},
            "Host",
            "other",
            "mttr is at most 2 business_hours, was 4 hours",
        ),
        ({"jitter": None}, "Host", "looser", "jitter is not promised any more, and was at most 30 milliseconds"),
        (
            {"throughput": "50 requests/second"},
            "Host",
            "stricter",
            "throughput is at least 50 request/second, and was not promised",
        ),
        ({"excludes": ["flood"]}, "Host", "stricter", "answers for strike now"),
        ({"excludes": ["flood", "strike", "war"]}, "Host", "looser", "does not answer for war now"),
        ({"reported_by": "Shop"}, None, "other", "reported by is Shop, was not given"),
        ({"paid_by": "Shop"}, None, "other", "paid by is Shop, was not given"),
        ({"sampled_every": "1 minute"}, None, "other", "sampled every is 1 minute, was not given"),
        ({"hours": "desk"}, None, "other", "hours is desk, was not given"),
    ],
)
def test_each_change_has_a_line(fields: dict[str, Any], party: str | None, way: str, line: str) -> None:
    """Whose it is, and whether more or less is owed."""
    assert (party, way, line) in lines(attrs.evolve(OLD, **fields))


def test_services_come_and_go() -> None:
    """A service that is new or gone has one line, and one that stays has none."""
    assert lines(OLD) == []
    both = [(str(each), each.way) for each in changes_between(agreed(OLD), agreed(attrs.evolve(OLD, name="api")))]
    assert both == [("services: api: is new", "other"), ("services: shop: is gone", "other")]


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        (IN_ANY, IN_ANY, []),
        (IN_ANY, InAnyDays(30, failures=3, downtime="1 day"), []),
        (
            None,
            IN_ANY,
            [
                ("stricter", "number of failures is at most 3 incidents in any 30 days, and was not promised"),
                ("stricter", "downtime is at most 24 hours in any 30 days, and was not promised"),
            ],
        ),
        (
            IN_ANY,
            None,
            [
                (
                    "looser",
                    "number of failures is not promised any more, and was at most 3 incidents in any 30 days",
                ),
                ("looser", "downtime is not promised any more, and was at most 24 hours in any 30 days"),
            ],
        ),
        (
            IN_ANY,
            InAnyDays(30, failures=0),
            [
                (
                    "stricter",
                    "number of failures is at most 0 incidents in any 30 days, was at most 3 incidents in any 30 days",
                ),
                ("looser", "downtime is not promised any more, and was at most 24 hours in any 30 days"),
            ],
        ),
        (
            InAnyDays(1, failures=3),
            InAnyDays(2, failures=3),
            [
                (
                    "stricter",
                    "number of failures is at most 3 incidents in any 2 days, was at most 3 incidents in any 1 day",
                )
            ],
        ),
        (
            InAnyDays(2, failures=3),
            InAnyDays(1, failures=4),
            [
                (
                    "looser",
                    "number of failures is at most 4 incidents in any 1 day, was at most 3 incidents in any 2 days",
                )
            ],
        ),
        (
            InAnyDays(2, failures=3),
            InAnyDays(3, failures=4),
            [
                (
                    "other",
                    "number of failures is at most 4 incidents in any 3 days, was at most 3 incidents in any 2 days",
                )
            ],
        ),
        (
            InAnyDays(2, downtime="3 hours"),
            InAnyDays(2, downtime="3 business_hours"),
            [("other", "downtime is at most 3 business_hours in any 2 days, was at most 3 hours in any 2 days")],
        ),
    ],
)
def test_what_any_so_many_days_may_have(
    was: InAnyDays | None, now: InAnyDays | None, expected: list[tuple[str, str]]
) -> None:
    """Fewer failures, less time and more days are stricter; of both ways at once nobody can say."""
    old, new = (attrs.evolve(OLD, in_any=each, hours="desk") for each in (was, now))
    found = changes_between(agreed(old), agreed(new))
    assert [(each.way, each.message) for each in found] == expected
    assert {each.party for each in found} <= {"Host"}
