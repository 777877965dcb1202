"""What a new version changes in what is excluded: whole messages."""

import attrs
import pytest

from smarketing import ExcludedCause, loads
from smarketing.diffs import differences

OLD = loads("""\
smarketing: 1
title: Hosting
term: {start: 2026-01-01}
parties: {Host: {}, Client: {}}
objectives:
  downtime: {owed_by: Host, owed_to: Client, at_most: 60 minutes/month}
  answers: {owed_by: Host, owed_to: Client, at_least: 90 %}
exclusions:
  maintenance: {promises: downtime, at_most: 30 minutes per month}
""")


@pytest.mark.parametrize(
    ("causes", "messages"),
    [
        (OLD.exclusions, []),
        ([], ["exclusion maintenance: is gone: it was at most 30 minutes per month of downtime"]),
        (
            [*OLD.exclusions, ExcludedCause("strike", ["downtime", "answers"])],
            ["exclusion strike: is new: any amount of downtime and answers"],
        ),
        (
            [ExcludedCause("maintenance", "downtime", ["30 minutes per month", "2 hours"])],
            [
                (
                    "exclusion maintenance: is at most 30 minutes per month and 2 hours of downtime, "
                    "was at most 30 minutes per month of downtime"
                )
            ],
        ),
    ],
)
def test_causes_that_change(causes: list[ExcludedCause], messages: list[str]) -> None:
    """For the party that owes the promises, once."""
    changes = differences(OLD, attrs.evolve(OLD, exclusions=causes)).changes
    assert [(each.party, each.way, str(each)) for each in changes] == [("Host", "other", said) for said in messages]
