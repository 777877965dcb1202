"""Public agreements as files: their worked examples hold, and guard every edge that the contract has."""

from pathlib import Path

import pytest

from smarketing import load, loads, run_examples
from smarketing.agreement_file import check_file

CONTRACTS = Path(__file__).parents[2] / "examples" / "contracts"
ONE_SIDED = ["SM106", "SM104", "SM103"]  # no review, and the customer's side is only to pay


@pytest.mark.parametrize(
    ("name", "at_least", "found"),
    [
        ("accord-late-delivery", 18, ONE_SIDED),
        ("aws-s3", 18, [*ONE_SIDED, "SM108"]),
        ("common-paper", 23, ["SM106", "SM112"]),
        ("github-enterprise", 14, [*ONE_SIDED, "SM108", "SM301", "SM304"]),
        ("google-cloud", 13, [*ONE_SIDED, "SM108"]),
        ("masergy-chronic", 12, ["SM104", "SM103"]),
        ("rackspace-network", 12, [*ONE_SIDED, "SM108"]),
        ("verizon-per-hour", 13, [*ONE_SIDED, "SM108"]),
    ],
)
def test_the_contract_holds_what_its_parties_expect(name: str, at_least: int, found: list[str]) -> None:
    """All examples hold, none was taken out, and `check` finds what the published words leave open and no more."""
    results = run_examples(load(CONTRACTS / f"{name}.yaml"))
    assert [str(each) for result in results for each in result.mismatches] == []
    assert len(results) >= at_least
    assert [each.code for each in check_file(CONTRACTS / f"{name}.yaml")] == found


def test_the_flaws_of_published_tiers_are_found() -> None:
    """GitHub: exactly 99.9 % keeps the promise and is in a tier all the same, and exactly 99 % is in none."""
    flaws = check_file(CONTRACTS / "github-enterprise.yaml", select=["SM3"])
    assert [each.message for each in flaws] == [
        "uptime is missed at 99 %, which is in no tier",
        "99.9 % is above 99 % and at most 99.9 %, and uptime is met with it: the tier never pays for it",
    ]


@pytest.mark.parametrize(
    ("name", "words", "others", "failing"),
    [
        ("accord-late-delivery", "per: started day", "per: full day", "an hour late counts as a day late"),
        ("accord-late-delivery", "per: started day", "per: exact day", "five days and 18 hours late"),
        ("accord-late-delivery", "limit: 55 % of", "limit: 52 % of", "ten days late, just below the limit"),
        ("accord-late-delivery", "limit: 55 % of", "limit: 56 % of", "just more than ten days late"),
        ("accord-late-delivery", "by_more_than: 15 days", "by_at_least: 15 days", "exactly fifteen days late"),
        ("accord-late-delivery", "by_more_than: 15 days", "by_more_than: 16 days", "just more than fifteen days late"),
        ("accord-late-delivery", "    relieved_when: {missed: force-majeure}\n", "", "three days late by force"),
        ("aws-s3", ", at_least: 99.9 %", ", above: 99.9 %", "exactly the commitment"),
        ("aws-s3", "at_least: 99 %, below", "above: 99 %, below", "exactly 99 %"),
        ("aws-s3", "at_least: 95 %, below", "above: 95 %, below", "exactly 95 %"),
        ("aws-s3", "{below: 95 %", "{below: 94.99 %", "just below 95 %"),
        ("aws-s3", "only_above: 1 USD", "only_above: 0.99 USD", "a credit of exactly a dollar"),
        ("aws-s3", "no_data: stays open", "no_data: counts as missed", "the uptime was not measured"),
        ("common-paper", "    availability: 99.9 %\n", "    availability: 99.91 %\n", "exactly the target"),
        ("common-paper", "at_least: 100 %", "at_least: 95 %", "one late answer"),
        ("common-paper", "times: 2, in: 3 months", "times: 2, in: 4 months", "two missed months of four"),
        ("common-paper", "times: 2, in: 3 months", "times: 2, running: true", "two missed months of three"),
        ("common-paper", "times: 3, in: 12 months", "times: 3, in: 13 months", "three missed months of thirteen"),
        ("common-paper", "times: 3, in: 12 months", "times: 3, in: 11 months", "three missed months of twelve"),
        ("common-paper", "at_most: 8 % of", "at_most: 7.9 % of", "credits just below the limit"),
        ("common-paper", "at_most: 8 % of", "at_most: 9 % of", "credits beyond the limit"),
        ("github-enterprise", "every: quarter, ", "", "a bad month waits for the end of its quarter"),
        ("github-enterprise", "quarters: calendar", "quarters: term", "just below the commitment"),
        ("github-enterprise", "{above: 99 %", "{at_least: 99 %", "exactly 99 %, which is in no tier"),
        ("github-enterprise", "{below: 99 %", "{at_most: 99 %", "exactly 99 %, which is in no tier"),
        ("github-enterprise", ", at_least: 99.9 %", ", above: 99.9 %", "exactly the commitment"),
        ("google-cloud", "at_least: 95 %, below", "above: 95 %, below", "exactly 95 %"),
        ("google-cloud", "limit: 15 days per month", "limit: 14 days per month", "just below 95 %"),
        ("google-cloud", "limit: 15 days per month", "limit: 15 days", "days of several months add up"),
        ("masergy-chronic", "failures: 3", "failures: 2", "three failures of eight hours each"),
        ("masergy-chronic", "failures: 3", "failures: 4", "four failures of one hour each"),
        ("masergy-chronic", "downtime: 24 hours", "downtime: 23.9 hours", "three failures of eight hours each"),
        ("masergy-chronic", "downtime: 24 hours", "downtime: 24.5 hours", "one outage of 24.5 hours"),
        ("rackspace-network", "per: full 30 minutes", "per: started 30 minutes", "just less than 30 minutes"),
        ("rackspace-network", "limit: 100 % of", "limit: 99 % of", "exactly ten hours"),
        ("rackspace-network", "    limit: 100 % of fee per month\n", "", "more than ten hours"),
        ("verizon-per-hour", "per: started hour", "per: full hour", "just less than an hour"),
        ("verizon-per-hour", "10/3 %", "3.33 %", "a second counts as an hour"),
        ("verizon-per-hour", "    limit: 100 % of charge per month\n", "", "more than 30 hours"),
    ],
)
def test_an_edge_that_moves_is_seen(name: str, words: str, others: str, failing: str) -> None:
    """Whatever of the contract is written otherwise, an example no longer holds."""
    text = (CONTRACTS / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.count(words) == 1
    results = run_examples(loads(text.replace(words, others)))
    assert any(not each.holds and each.example.name.startswith(failing) for each in results)
