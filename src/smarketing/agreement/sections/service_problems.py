"""What does not fit together in services."""

from collections.abc import Iterator

from smarketing.agreement.draft import Draft
from smarketing.agreement.sections.clocks import is_business_time
from smarketing.errors import Problem
from smarketing.verdicts import Reference

Path = tuple[str | int, ...]


def service_references(draft: Draft) -> Iterator[Reference]:
    """Give the names that services use."""
    for service in draft.services:
        for key in ("owed_by", "owed_to", "reported_by", "paid_by", "hours"):
            if (name := getattr(service, key)) is not None:
                yield Reference("hours" if key == "hours" else "party", name, ("services", service.name, key))


def service_problems(draft: Draft) -> Iterator[Problem]:
    """Say which services promise nothing, or to themselves, and which count time that nobody agreed on."""
    for service in draft.services:
        path: Path = ("services", service.name)
        if service.owed_by == service.owed_to:
            yield Problem(f"{service.owed_by!r} cannot run it for itself", (*path, "owed_to"))
        if not service.promised:
            yield Problem("a service promises availability, mtbf, mttr, throughput or jitter", path)
        for key, time in (("mtbf", service.mtbf), ("mttr", service.mttr)):
            if service.hours is None and time is not None and is_business_time(time):
                yield Problem("business time runs by the agreed hours; name them, as in 'hours: office'", (*path, key))
