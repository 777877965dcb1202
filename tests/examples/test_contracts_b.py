"""Contracts as they are really written: every boundary that their examples name holds."""

from pathlib import Path

import pytest

from smarketing import load, run_examples

CONTRACTS = Path(__file__).parents[2] / "examples" / "contracts"


@pytest.mark.parametrize(
    ("name", "at_least"),
    [
        ("agency-retainer", 19),
        ("gsa-networx", 14),
        ("quarterly-sales-quotas", 19),
        ("social-channel", 19),
        ("telus-points", 22),
        ("texas-dir-pools", 14),
        ("voya-termination", 24),
    ],
)
def test_every_example_of_the_contract_holds(name: str, at_least: int) -> None:
    """The examples are at, just below and just above each edge, without a figure, and in the first month."""
    results = run_examples(load(CONTRACTS / f"{name}.yaml"))
    assert [str(mismatch) for result in results for mismatch in result.mismatches] == []
    assert len(results) >= at_least
