"""Several mistakes in one document: all are found, in order, and each is said once."""

import pytest

from smarketing import AgreementError, loads

GOOD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties:
  Marketing: {contact: Josh}
  Sales: {contact: Amy}
signatures: {Marketing: 2025-12-15, Sales: 2025-12-16}
funnel: {goal: 5000 USD/month, value: 100 USD/customer, stages: [SQL, {customer: 50 %}]}
metrics: {mood: {unit: point, kind: level}}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: funnel.SQL}
  calls: {owed_by: Sales, owed_to: Marketing, at_least: 9 call/month, relieved_when: {missed: leads}}
  mood: {owed_by: Sales, owed_to: Marketing, at_least: 4 points}
consequences:
  money: {when: {missed: leads}, credit: 200 USD}
  alarm: {when: {missed: calls}, escalate: Josh}
  mend: {when: {missed: calls}, remedy: {tasks: plan, before: review}}
cadence:
  review: {who: [Marketing, Sales], rule: FREQ=MONTHLY}
"""


def problems(*changes: tuple[str, str]) -> list[str]:
    text = GOOD
    for good, bad in changes:
        assert text.count(good) == 1
        text = text.replace(good, bad)
    with pytest.raises(AgreementError) as error:
        loads(text, "a.yaml")
    return str(error.value).splitlines()


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement."""
    assert loads(GOOD).title == "Company X"


def test_all_mistakes_are_found_in_the_order_of_the_document() -> None:
    """Mistakes of every sort, one a section, in one pass: lines go up."""
    assert problems(
        ("smarketing: 1", "smarketing: 3"),
        ("Company X", "7"),
        ("{start: 2026-01-01}", "{start: 2026-01-01}\ntitle: again"),
        ("Sales: 2025-12-16", "Salse: 2025-12-16"),
        ("kind: level}}", "kind: level}, load: {unit: pint, kind: level}}"),
        ("9 call/month", "9 cal/month"),
        ("credit: 200 USD", "credit: 200 USDX"),
        ("rule: FREQ=MONTHLY", "rule: monthly"),
    ) == [
        "a.yaml:1:1: smarketing: this is version 3 of the format; this library reads version 1",
        "a.yaml:2:1: title: this is 7 where text belongs; write it in quotes: '7'",
        "a.yaml:4:1: title: 'title' is here twice, first in line 2",
        (
            "a.yaml:8:37: signatures.Salse: no party named 'Salse'; parties are "
            "'Marketing', 'Sales' (did you mean 'Sales'?)"
        ),
        (
            "a.yaml:10:52: metrics.load.unit: no unit named 'pint' (did you mean 'point'?); "
            "an agreement declares nouns of its own under 'units'"
        ),
        (
            "a.yaml:13:47: objectives.calls.at_least: no unit named 'cal' (did you mean 'call'?); "
            "an agreement declares nouns of its own under 'units'"
        ),
        (
            "a.yaml:16:34: consequences.money.credit: no unit named 'USDX' (did you mean 'USD'?); "
            "an agreement declares nouns of its own under 'units'"
        ),
        (
            "a.yaml:20:37: cadence.review.rule: 'monthly' is not a recurrence rule; "
            "write one as in FREQ=WEEKLY;BYDAY=FR, daily to yearly"
        ),
    ]


def test_mistakes_of_one_line_go_by_column() -> None:
    """Within a line the first is the one to the left."""
    found = problems(("{owed_by: Marketing, owed_to: Sales, at", "{owed_by: Marketig, owed_to: Salse, at"))
    assert [line.split(": ")[:2] for line in found] == [
        ["a.yaml:11:11", "objectives.leads.owed_by"],
        ["a.yaml:11:30", "objectives.leads.owed_to"],
    ]


PARTY_KEYS = "keys are 'contact', 'role', 'email', 'capacity', 'hours'"


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        (
            "{contact: Josh}",
            "{contact: Josh, phone: 5}",
            f"5:30: parties.Marketing.phone: no key named 'phone'; {PARTY_KEYS}",
        ),
        ("{contact: Amy}", "Amy", "6:3: parties.Sales: this is the text 'Amy'; write keys and values"),
        (
            "5000 USD/month",
            "5000 sale/month",
            "8:10: funnel.goal: the goal is USD per month, quarter or year: '5000 USD/month'; not 5000 sale/month",
        ),
        (
            "at_least: funnel.SQL",
            "at_least: funnel.SQL, on: 1",
            "11:69: objectives.leads.on: no key named 'on'",
        ),
        (
            "9 call/month",
            "often",
            (
                "12:47: objectives.calls.at_least: 'often' is not a quantity; write a "
                "number and a unit, as in '100 SQL/month'"
            ),
        ),
        (
            "FREQ=MONTHLY",
            "FREQ=HOURLY",
            (
                "19:37: cadence.review.rule: 'FREQ=HOURLY' is not a recurrence rule; write one "
                "as in FREQ=WEEKLY;BYDAY=FR, daily to yearly"
            ),
        ),
    ],
)
def test_what_names_a_broken_part_is_not_blamed(good: str, bad: str, problem: str) -> None:
    """A broken party, funnel, objective or meeting is one problem, and not one for each place that names it."""
    assert problems((good, bad)) == [f"a.yaml:{problem}"]


@pytest.mark.parametrize(("section", "line"), [("parties", 4), ("objectives", 10)])
def test_a_section_of_the_wrong_shape_is_one_problem(section: str, line: int) -> None:
    """A list where names and parts belong: nothing else is said about what it should have held."""
    lines = GOOD.splitlines(keepends=True)
    inside = [number for number in range(line, len(lines)) if lines[number].startswith("  ")]
    last = next(number for number in range(line, len(lines)) if number not in inside)
    text = "".join([*lines[: line - 1], f"{section}: [a, b]\n", *lines[last:]])
    with pytest.raises(AgreementError) as error:
        loads(text, "a.yaml")
    assert str(error.value) == f"a.yaml:{line}:1: {section}: this is a list; write keys and values"


@pytest.mark.parametrize("section", ["parties", "objectives"])
def test_a_section_that_is_missing_is_one_problem(section: str) -> None:
    """Who leaves a needed section out is told that, and not about every name in it."""
    lines = GOOD.splitlines(keepends=True)
    first = lines.index(f"{section}:\n")
    last = next(number for number in range(first + 1, len(lines)) if not lines[number].startswith("  "))
    with pytest.raises(AgreementError) as error:
        loads("".join(lines[:first] + lines[last:]), "a.yaml")
    assert str(error.value) == f"a.yaml:1:1: {section!r} is missing"


def test_a_misspelt_party_of_a_promise_is_one_problem() -> None:
    """A condition across two promises does not add that they seem to be between different parties."""
    across = ("{missed: calls}, escalate", "{missed: {across: [calls, mood], times: 2, in: 2 months}}, escalate")
    wrong = ("mood: {owed_by: Sales", "mood: {owed_by: Salse")
    assert problems(across, wrong) == [
        (
            "a.yaml:13:10: objectives.mood.owed_by: no party named 'Salse'; parties are "
            "'Marketing', 'Sales' (did you mean 'Sales'?)"
        )
    ]


def test_one_target_that_fits_nothing_is_one_problem() -> None:
    """A target without a period is told so, even where a part of the promise names a period."""
    part = "  some: {part_of: leads, segment: s, owed_by: Marketing, owed_to: Sales, at_least: 3 SQL/month}\n"
    found = problems(("at_least: funnel.SQL}\n", "at_least: 100 SQL}\n" + part))
    assert [line.split(": ")[:2] for line in found] == [["a.yaml:11:47", "objectives.leads.at_least"]]


def test_the_error_says_all_and_keeps_the_problems() -> None:
    """A program gets the problems as values with their place and path."""
    with pytest.raises(AgreementError) as error:
        loads(GOOD.replace("2026-01-01", "soon").replace("4 points", "4 pints"), "b.yaml")
    places = [(problem.file, problem.line, problem.column, problem.path) for problem in error.value.problems]
    assert places == [
        ("b.yaml", 3, 8, ("term", "start")),
        ("b.yaml", 13, 46, ("objectives", "mood", "at_least")),
    ]


@pytest.mark.parametrize(
    ("good", "bad", "path"),
    [
        ("cadence:", "forecasts: {a: {}}\ncadence:", "forecasts"),
        ("credit: 200 USD", "credit: {pay: 200 USD, claim: {}}", "consequences.money.credit.claim"),
        ("credit: 200 USD", "credit: 200 USD, make_good: {}", "consequences.money.make_good"),
        ("at_least: funnel.SQL", "at_least: funnel.SQL, accept: {}", "objectives.leads.accept"),
        ("at_least: funnel.SQL", "at_least: funnel.SQL, follow_up: {}", "objectives.leads.follow_up"),
        ("at_least: funnel.SQL", "at_least: funnel.SQL, office: open", "objectives.leads.office"),
    ],
)
def test_keys_that_come_later_are_unknown(good: str, bad: str, path: str) -> None:
    """What this version does not judge is refused, and never passed over."""
    (problem,) = problems((good, bad))
    assert f": {path}: no key named {path.rpartition('.')[2]!r}" in problem
