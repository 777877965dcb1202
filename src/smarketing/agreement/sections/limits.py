"""Limits that several consequences share."""

from collections.abc import Iterator

from smarketing.agreement.section import Section
from smarketing.consequences import SharedLimit
from smarketing.verdicts import Reference


def _references(limit: SharedLimit) -> Iterator[Reference]:
    for name in () if limit.of_all else limit.of:
        yield Reference("consequence", name, ("of",))
    for place, each in enumerate(limit.at_most):
        if each.of is not None and each.of.metric is not None:
            yield Reference("fee", each.of.metric, ("at_most", place))


LIMITS = Section(
    key="limits",
    sentence="The most that several consequences cost together.",
    holds=SharedLimit,
    named_by="name",
    merging="by name",
    references=_references,
)
