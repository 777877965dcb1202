"""What is wrong with worked examples of a file, each with its line and column; and amendments of them."""

import pytest

from expected_errors import problems_of
from smarketing import dumps, loads, run_examples

DOCUMENT = """\
smarketing: 1
title: Hosting
term: {start: 2026-01-01, end: 2026-12-31}
parties: {Agency: {contact: Josh}, Client: {contact: Amy}, Client to come: {}}
units: [demo]
metrics:
  charges: {unit: GBP, kind: count}
  demos: {unit: demo, kind: count, segments: [web]}
objectives:
  availability: {owed_by: Agency, owed_to: Client, metric: downtime, at_most: 44 minutes/month}
  answers: {owed_by: Agency, owed_to: Client, at_least: 95 %}
consequences:
  downtime: {when: {missed: availability}, credit: {pay: 5 %, of: charges}}
examples:
  one:
    figures: {downtime: {2026-03: 109 minutes}, charges: [1, 2], answers: 45 of 50, demos@web: 3 demos}
    expect: {availability: {2026-03: missed}, owed: {Agency to Client: 400 GBP}, dues: {downtime: [2026-03]}}
    from: 2026-02
    through: 2026-03
"""


def problems(document: str, good: str, bad: str) -> str:
    """Give the problems, with paths that start in the example."""
    return problems_of(document, good, bad).replace(" examples.one.", " ")


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        (
            "{downtime: {2026-03",
            "{dwntime: {2026-03",
            (
                "16:15: figures.dwntime: no metric named 'dwntime'; metrics are 'charges', 'demos',"
                " 'downtime',"
                " 'answers' (did you mean 'downtime'?)"
            ),
        ),
        (
            "demos@web: 3",
            "demos@shop: 3",
            "16:85: figures.demos@shop: no segment of demos named 'shop'; its segments are 'web'",
        ),
        (
            "109 minutes",
            "109 GBP",
            ("16:26: figures.downtime.2026-03: downtime is measured in minute: 1 GBP cannot be compared with minute"),
        ),
        (
            "109 minutes",
            "much",
            (
                "16:26: figures.downtime.2026-03: 'much' is not a quantity; write a number and a unit,"
                " as in '100 SQL/month'"
            ),
        ),
        (
            "[1, 2]",
            "[1, 3 of 4]",
            "16:62: figures.charges.1: a figure of charges is one number; it is a count; not 3 of 4",
        ),
        (
            "45 of 50",
            "45",
            ("16:66: figures.answers: answers is a share; write how much for how many, as in '45 of 50', or '90 %'"),
        ),
        (
            "45 of 50",
            "45 % of 50",
            ("16:66: figures.answers: a figure of answers is how many of how many, as in '45 of 50'; not 45 % for 50"),
        ),
        ("45 of 50", "51 of 50", "16:66: figures.answers: 51 is more than its base, 50"),
        ("3 demos", "3.5", "16:85: figures.demos@web: demos counts in whole numbers: 7/2"),
        (
            "availability: {2026-03: m",
            "availabilty: {2026-03: m",
            (
                "17:14: expect.availabilty: no promise named 'availabilty'; promises are 'availability',"
                " 'answers' (did you mean 'availability'?)"
            ),
        ),
        (
            "dues: {downtime",
            "dues: {dwntime",
            (
                "17:89: expect.dues.dwntime: no consequence named 'dwntime'; consequences are 'downtime' (did"
                " you mean 'downtime'?)"
            ),
        ),
        (
            "Agency to Client: 400",
            "Agency to Klient: 400",
            (
                "17:54: expect.owed.Agency to Klient: no party named 'Klient'; parties are 'Agency', 'Client',"
                " 'Client to come' (did you mean 'Client'?)"
            ),
        ),
        (
            "Agency to Client: 400",
            "Agency: 400",
            "17:54: expect.owed.Agency: write who owes whom, as in 'Agency to Client'; not 'Agency'",
        ),
        (
            "downtime: [2026-03]",
            "downtime: [2026-03, 2027-01]",
            "17:109: expect.dues.downtime.1: 2027-01 lies outside the term, 2026",
        ),
        (
            "downtime: [2026-03]",
            "downtime: 2026-04",
            "17:89: expect.dues.downtime: 2026-04 is after the last month judged, 2026-03",
        ),
        ("from: 2026-02", "from: 2025-12", "18:5: from: 2025-12 lies outside the term, 2026"),
        ("through: 2026-03", "through: 2027-03", "19:5: through: 2027-03 lies outside the term, 2026"),
        (
            "through: 2026-03",
            "until: 2026-03",
            "19:5: until: no key named 'until'; keys are 'figures', 'expect', 'from', 'through'",
        ),
        (
            "{2026-03: missed}",
            "{2026-03: mised}",
            (
                "17:29: expect.availability.2026-03: 'mised' is no status; write one of met, missed, pending,"
                " no-data, excused, not-in-force (did you mean 'missed'?)"
            ),
        ),
        (
            "400 GBP",
            "400 pounds",
            ("17:54: expect.owed.Agency to Client: no unit named 'pounds'; write the currency's code, as in '5 GBP'"),
        ),
    ],
)
def test_each_mistake_has_its_place(good: str, bad: str, said: str) -> None:
    """Line, column, path and what to write."""
    assert problems(DOCUMENT, good, bad) == said


def test_a_pair_that_can_be_read_in_two_ways() -> None:
    """Names of parties may have the word in them."""
    document = DOCUMENT.replace("Agency to Client: 400", "Client to come to Client: 400")
    assert loads(document).examples[0].expect.owed[0].between == "Client to come to Client"
    twice = document.replace("Client: {contact: Amy}", "Client: {contact: Amy}, come to Client: {}")
    said = "17:54: expect.owed.Client to come to Client: write who owes whom, as in 'Agency to Client'; not"
    assert problems(twice, "title: Hosting", "title: X") == f"{said} 'Client to come to Client'"


def test_a_name_that_can_be_read_in_two_ways() -> None:
    """A metric may be called as a segment of another."""
    document = DOCUMENT.replace("  charges: {u", "  demos@web: {unit: demo, kind: count}\n  charges: {u")
    said = "17:85: figures.demos@web: 'demos@web' can mean two things here, a metric and a segment"
    assert problems(document, "title: Hosting", "title: X") == said


def test_months_that_nobody_judges() -> None:
    """A slip in a year is found before a century is judged."""
    document = DOCUMENT.replace(", end: 2026-12-31", "").replace("    through: 2026-03\n", "")
    assert len(loads(document.replace("{2026-03: 109", "{2125-12: 109")).examples) == 1
    said = "16:26: figures.downtime.2126-01: 2126-01 is more than 1,200 months after the start of the term"
    assert problems(document, "{2026-03: 109", "{2126-01: 109") == said


def test_a_metric_that_is_broken_already() -> None:
    """Its own problem is enough."""
    found = problems_of(DOCUMENT, "at_most: 44 minutes/month", "at_most: 44 minutes/mont")
    assert [line for line in found.splitlines() if "examples" in line] == []


def test_it_is_written_as_people_write_it() -> None:
    """In the same words, and read the same again."""
    agreement = loads(DOCUMENT)
    text = dumps(agreement)
    assert text[text.index("examples:") :] == (
        "examples:\n"
        "  one:\n"
        "    figures:\n"
        "      downtime: {2026-03: 109 minutes}\n"
        "      charges: [1, 2]\n"
        "      answers: 45 of 50\n"
        "      demos@web: 3 demos\n"
        "    expect:\n"
        "      availability: {2026-03: missed}\n"
        "      owed: {Agency to Client: 400 GBP}\n"
        "      dues: {downtime: 2026-03}\n"
        "    from: 2026-02\n"
        "    through: 2026-03\n"
    )
    assert loads(text) == agreement


def test_an_amendment_takes_over_examples() -> None:
    """They say what it changes; it replaces or removes them by name."""
    amendment = """\
smarketing: 1
amends: agreement.yaml
from: 2026-07-01
objectives:
  availability: {owed_by: Agency, owed_to: Client, metric: downtime, at_most: 120 minutes/month}
"""
    amended = loads(amendment, resolver=lambda _name: DOCUMENT)
    (result,) = run_examples(amended)
    assert [mismatch.what for mismatch in result.mismatches] == [
        "availability in 2026-03",
        "owed by Agency to Client",
        "downtime",
    ]
    removed = loads(f"{amendment}removed: examples.one\n", resolver=lambda _name: DOCUMENT)
    assert removed.examples == ()
