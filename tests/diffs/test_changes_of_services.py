"""What a new version changes in services: every line, and for whom it is stricter."""

from typing import Any

import attrs
import pytest

from smarketing import Agreement, BusinessHours, Party, Service, Term
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
