"""Worked examples, run: what holds, and of what does not hold what was expected, what came out and why."""

from collections.abc import Mapping

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing import Actuals, Agreement, Example, Month, Status, judge, loads, run_examples
from smarketing.actuals import Actual
from smarketing.agreement.sections.example_values import (
    ExampleFigure,
    ExampleFigures,
    Expectation,
    ExpectedDues,
    ExpectedOwed,
    ExpectedStatuses,
)
from smarketing.agreement_file import dumps
from smarketing.testing import actuals, examples
from strategies import agreements

DOCUMENT = """\
smarketing: 1
title: Hosting
term: {start: 2026-01-15, end: 2026-12-31}
parties: {Agency: {contact: Josh}, Client: {contact: Amy}}
metrics:
  charges: {unit: GBP, kind: count}
  calls: {unit: call, kind: count, segments: [web]}
objectives:
  availability: {owed_by: Agency, owed_to: Client, metric: downtime, at_most: 44 minutes/month}
  answers: {owed_by: Agency, owed_to: Client, at_least: 95 %}
  web-calls: {owed_by: Client, owed_to: Agency, metric: calls, segment: web, at_least: 5 call/month}
  reports: {owed_by: Client, owed_to: Agency, at_least: 1 report/month, no_data: counts as missed}
consequences:
  downtime:
    when: {missed: availability}
    credit: {pay: 5 %, of: charges, per: full 30 minutes}
  slow: {when: {missed: answers}, credit: 10 USD}
  silent: {when: {missed: {each: reports, times: 3, running: true}}, credit: 7 USD}
  way-out:
    when: {missed: {each: [availability, answers], times: 2, running: true}}
    terminate: {right_of: owed_to, notice: 30 days}
"""
AGREEMENT = loads(DOCUMENT)


def mismatches(figures: Mapping[str, object], expect: Mapping[str, object], **more: str) -> list[str]:
    """Run one example; give what differs, in words."""
    (result,) = run_examples(AGREEMENT, [Example("one", figures, expect, **more)])
    assert result.holds is (not result.mismatches)
    return [str(each) for each in result.mismatches]


@pytest.mark.parametrize(
    ("minutes", "status", "owed"),
    [
        ("43.9 minutes", "met", "nothing"),
        ("44 minutes", "met", "0 GBP"),
        ("44.1 minutes", "missed", "nothing"),
        ("73.9 minutes", "missed", "nothing"),
        ("74 minutes", "missed", "200 GBP"),
        ("1.75 hours", "missed", "400 GBP"),
        ("missing", "no-data", "nothing"),
    ],
)
def test_boundaries(minutes: str, status: str, owed: str) -> None:
    """Just below, at and just above, in the first month; the day on which the term starts is no matter."""
    figures = {"downtime": minutes, "charges": "4000 GBP"}
    assert mismatches(figures, {"availability": status, "owed": {"Agency to Client": owed}}) == []
    other = "missed" if status != "missed" else "met"
    (said,) = mismatches(figures, {"availability": other})
    assert said.startswith(f"availability in 2026-01: expected {other}, got {status}; ")


@pytest.mark.parametrize(
    ("figures", "expect"),
    [
        ({"downtime": [30, 109]}, {"availability": "missed"}),
        ({"downtime": [30, 109]}, {"availability": ["met", "missed"]}),
        ({"downtime": [30, 109]}, {"availability": {"2026-02": "missed"}, "owed": "nothing"}),
        ({"downtime": {"2026-12": 109}}, {"availability": {"2026-11": "no-data", "2026-12": "missed"}}),
        ({"answers": ["45 of 50", "94.99 %", "95 %"]}, {"answers": ["missed", "missed", "met"]}),
        ({"answers": ["45 of 50", "90 %"]}, {"owed": {"Agency to Client": "20 USD"}, "dues": {"way-out": "2026-02"}}),
        ({"answers": ["45 of 50", "90 %"]}, {"dues": {"slow": ["2026-02", "2026-01"], "downtime": "never"}}),
        ({"answers": "45 of 50"}, {"owed": {"Agency to Client": {"2026-01": "10 USD"}, "Client to Agency": "nothing"}}),
        ({"answers": "45 of 50"}, {"dues": {"slow": {"2026-01": "10 USD"}, "way-out": {"2026-01": "nothing"}}}),
        ({"answers": [0, "0 of 0"][1:]}, {"answers": "no-data"}),
        ({"calls@web": "5 call"}, {"web-calls": "met", "owed": "nothing"}),
        ({"calls@web": 4, "calls": 9}, {"web-calls": "missed"}),
        ({"charges": 1, "downtime": 44}, {"reports": "no-data"}),
        ({"charges": [1, 1, 1]}, {"owed": {"Client to Agency": "7 USD"}, "dues": {"silent": "2026-03"}}),
        (
            {"answers": "90 %", "downtime": 104, "charges": "10 GBP"},
            {"owed": {"Agency to Client": ["1 GBP", "10 USD"]}},
        ),
    ],
)
def test_what_holds(figures: Mapping[str, object], expect: Mapping[str, object]) -> None:
    """Every way to expect something; what is not named is not compared."""
    assert mismatches(figures, expect) == []


DOWN = "5 % of 4,000.00 GBP (charges) per full 30 minutes, 2 times"


@pytest.mark.parametrize(
    ("figures", "expect", "said"),
    [
        (
            {"downtime": 109, "charges": 4000},
            {"owed": {"Agency to Client": "200 GBP"}},
            (
                "owed by Agency to Client: expected 200.00 GBP, got 400.00 GBP; downtime in 2026-01:"
                " availability was missed"
                f" in 2026-01: {DOWN}"
            ),
        ),
        (
            {"downtime": 109, "charges": 4000},
            {"owed": "nothing"},
            (
                "owed: expected nothing, got Agency to Client 400.00 GBP; downtime in 2026-01:"
                " availability was missed in"
                f" 2026-01: {DOWN}"
            ),
        ),
        (
            {"downtime": 109, "charges": 4000},
            {"owed": {"Agency to Client": {"2026-01": "400 GBP", "2026-02": "1 GBP"}}},
            "owed by Agency to Client in 2026-02: expected 1.00 GBP, got nothing; no amount follows",
        ),
        (
            {"answers": "90 %"},
            {"owed": {"Agency to Client": ["10 USD", "1 GBP"]}},
            (
                "owed by Agency to Client: expected 10.00 USD and 1.00 GBP, got 10.00 USD; slow in 2026-01: answers was"
                " missed in 2026-01: 10.00 USD"
            ),
        ),
        (
            {"answers": "95 %"},
            {"dues": {"slow": "2026-01"}},
            "slow: expected in 2026-01, got never; answers is met: 95 of 100 (95 %) against at least 95 %",
        ),
        (
            {"answers": ["90 %", "90 %"]},
            {"dues": {"slow": "2026-01"}},
            (
                "slow: expected in 2026-01, got in 2026-01 and 2026-02; slow in 2026-02: answers was"
                " missed in 2026-02: 10.00 USD"
            ),
        ),
        (
            {"answers": "90 %"},
            {"dues": {"slow": "never"}},
            "slow: expected never, got in 2026-01; slow in 2026-01: answers was missed in 2026-01: 10.00 USD",
        ),
        (
            {"answers": "90 %"},
            {"dues": {"slow": {"2026-01": "11 USD"}}},
            (
                "slow in 2026-01: expected 11.00 USD, got 10.00 USD; slow in 2026-01: answers was missed"
                " in 2026-01: 10.00 USD"
            ),
        ),
        (
            {"answers": "90 %"},
            {"dues": {"slow": {"2026-01": "nothing"}}},
            (
                "slow in 2026-01: expected nothing, got 10.00 USD; slow in 2026-01: answers was missed in"
                " 2026-01: 10.00 USD"
            ),
        ),
        (
            {"answers": "95 %"},
            {"dues": {"slow": {"2026-01": "follows"}}},
            "slow in 2026-01: expected follows, got nothing; answers is met: 95 of 100 (95 %) against at least 95 %",
        ),
        (
            {"answers": ["90 %", "90 %"]},
            {"dues": {"way-out": {"2026-02": "1 USD"}}},
            (
                "way-out in 2026-02: expected 1.00 USD, got something without an amount; way-out in"
                " 2026-02: answers was"
                " missed in 2026-01 and 2026-02: Client may terminate with 30 days of notice; right to terminate"
            ),
        ),
    ],
)
def test_what_does_not_hold(figures: Mapping[str, object], expect: Mapping[str, object], said: str) -> None:
    """What was compared, both answers, and the reason in words."""
    assert mismatches(figures, expect) == [said]


def test_of_many_reasons_a_few() -> None:
    """Nobody reads twelve."""
    (said,) = mismatches({"answers": ["90 %"] * 12}, {"owed": {"Agency to Client": "120 GBP"}})
    assert said.endswith("slow in 2026-03: answers was missed in 2026-03: 10.00 USD; and 9 more")


def test_what_waits_for_a_figure_is_no_amount() -> None:
    """A fee that is missing: nothing is owed yet, and the reason says what it waits for."""
    (said,) = mismatches({"downtime": 109}, {"owed": {"Agency to Client": "400 GBP"}})
    assert said.startswith("owed by Agency to Client: expected 400.00 GBP, got nothing; downtime in 2026-01: ")
    assert "charges" in said


def test_when_lists_start_and_months_end() -> None:
    """`from` and `through` move them."""
    figures = {"downtime": [109, 30]}
    assert mismatches(figures, {"availability": ["missed", "met"]}, first="2026-11") == []
    assert mismatches(figures, {"availability": "no-data"}, through="2026-05") == []
    (result,) = run_examples(AGREEMENT, [Example("one", figures, {"availability": "no-data"}, through="2026-05")])
    assert result.scorecard.through == Month(2026, 5)


def test_signatures_are_no_matter() -> None:
    """An example is of what is about to be signed, of an agreement that some signed late, or that amends another."""
    signed = attrs.evolve(AGREEMENT, signatures={"Agency": "2026-06-01"})
    amended = signed.amended("2026-08-01", title="Amended")
    one = Example("one", {"downtime": 109}, {"availability": "missed"})
    for agreement in (AGREEMENT, signed, amended):
        (result,) = run_examples(agreement, [one])
        assert result.holds


def test_those_of_the_agreement() -> None:
    """They are run unless others are given."""
    one = Example("one", {"downtime": 109}, {"availability": "missed"})
    agreement = attrs.evolve(AGREEMENT, examples=[one])
    assert [result.example for result in run_examples(agreement)] == [one]
    assert run_examples(agreement, []) == ()


def test_where_a_mismatch_stands() -> None:
    """Paths lead to the expectation in the example."""
    expect = {"answers": ["met"], "availability": "met", "owed": {"Agency to Client": {"2026-01": "1 USD"}}}
    more = {"reports": {"2026-01": "met"}, "dues": {"slow": {"2026-01": "nothing"}, "way-out": "2026-01"}}
    example = Example("one", {"answers": "90 %", "downtime": 45}, {**expect, **more})
    (result,) = run_examples(AGREEMENT, [example])
    assert [each.path[1:] for each in result.mismatches] == [
        ("answers", 0),
        ("availability",),
        ("reports", "2026-01"),
        ("owed", "Agency to Client", "2026-01"),
        ("dues", "slow", "2026-01"),
        ("dues", "way-out"),
    ]


def test_wrong_arguments() -> None:
    """Each is answered in words."""
    said = "examples are those of an agreement, as load gives it; not 'x'"
    assert refusal(lambda: run_examples("x")) == (said, "agreement")  # type: ignore[arg-type]
    given_texts = refusal(lambda: run_examples(AGREEMENT, ["x"]))  # type: ignore[list-item]
    assert given_texts == ("examples are a list of Example; not of 'x'", "examples")
    unknown = Example("one", {"downtime": 1}, {"availabilty": "met"})
    promises = "promises are 'availability', 'answers', 'web-calls', 'reports'"
    message = f"one: expect.availabilty: no promise named 'availabilty'; {promises} (did you mean 'availability'?)"
    assert refusal(lambda: run_examples(AGREEMENT, [unknown])) == (message, "examples")
    outside = Example("one", {"downtime": {"2027-01": 1}}, {"availability": "met"})
    message = "one: figures.downtime.2027-01: 2027-01 lies outside the term, 2026"
    assert refusal(lambda: run_examples(AGREEMENT, [outside])) == (message, "examples")


# For all agreements


def _name_of(month: Month) -> Month:
    """A month as examples name it, on whatever day it begins."""
    return Month(month.year, month.month)


@st.composite
def judged_examples(draw: st.DrawFn) -> tuple[Agreement, Example]:
    """An agreement, and an example made of figures and of all that judging says of them."""
    agreement = attrs.evolve(draw(agreements()), signatures=(), examples=())
    assume(not any("@" in name for name in agreement.own_metrics))
    assume(not any(each.name in ("owed", "dues") for each in agreement.promises))
    found = draw(actuals(agreement, months=3))
    values: dict[str, list[tuple[Month, ExampleFigure]]] = {}
    kept = {}
    for key, actual in found.figures.items():
        metric = agreement.own_metrics[key.metric]
        if key.segment is None:
            whole = Actual(int(actual.value)) if metric.counts_things else actual
            kept[key] = whole
            unit = "" if metric.kind == "share" else metric.unit
            values.setdefault(key.metric, []).append(
                (_name_of(key.month), ExampleFigure(whole.value, whole.base, unit))
            )
    signed = attrs.evolve(agreement, signatures={party.name: agreement.term.start for party in agreement.parties})
    last = agreement.until(agreement.first_month + 2)
    assert last is not None
    scorecard = judge(signed, Actuals(kept, metrics=found.metrics), through=last.last)
    statuses: dict[str, list[tuple[Month, Status]]] = {}
    for verdict in scorecard.verdicts:
        statuses.setdefault(verdict.promise.name, []).append((_name_of(verdict.month), verdict.status))
    pairs: dict[str, list[tuple[None, tuple[object, ...]]]] = {}
    for (owes, owed, _unit), amount in scorecard.credits.items():
        ((_when, sums),) = pairs.get(f"{owes} to {owed}", [(None, ())])
        pairs[f"{owes} to {owed}"] = [(None, (*sums, amount))]
    assume(all(pair.count(" to ") == 1 for pair in pairs))
    expect = Expectation(
        tuple(ExpectedStatuses(name, tuple(each)) for name, each in statuses.items()),
        tuple(ExpectedOwed(pair, tuple(each)) for pair, each in pairs.items()),  # type: ignore[arg-type]
        tuple(
            ExpectedDues(
                each.name,
                tuple(sorted({_name_of(due.month) for due in scorecard.dues if due.consequence == each.name})),
            )
            for each in agreement.consequences
        ),
    )
    figures = [ExampleFigures(name, tuple(each)) for name, each in values.items()]
    return agreement, Example("what came out", figures, expect, through=last.last)


@given(judged_examples())
def test_what_judging_says_holds(judged: tuple[Agreement, Example]) -> None:
    """All verdicts, totals and months of dues, from a file too."""
    agreement, example = judged
    whole = attrs.evolve(agreement, examples=[example])
    (result,) = run_examples(whole)
    assert result.mismatches == ()
    assert run_examples(loads(dumps(whole))) == run_examples(whole)


@given(judged_examples(), st.data())
def test_one_changed_status_is_the_one_that_fails(judged: tuple[Agreement, Example], data: st.DataObject) -> None:
    """No other expectation notices."""
    agreement, example = judged
    place = data.draw(st.integers(0, len(example.expect.statuses) - 1))
    expected = example.expect.statuses[place]
    month, status = data.draw(st.sampled_from(expected.values))
    other = data.draw(st.sampled_from([each for each in Status if each is not status]))
    values = tuple((each, other if each == month else same) for each, same in expected.values)
    statuses = [*example.expect.statuses]
    statuses[place] = ExpectedStatuses(expected.promise, values)
    changed = attrs.evolve(example, expect=attrs.evolve(example.expect, statuses=tuple(statuses)))
    (result,) = run_examples(agreement, [changed])
    (mismatch,) = result.mismatches
    assert mismatch.path == ("expect", expected.promise, str(month))
    assert (mismatch.expected, mismatch.got) == (other.value, status.value)


@given(judged_examples(), st.data())
def test_one_month_less_of_dues_is_the_one_that_fails(judged: tuple[Agreement, Example], data: st.DataObject) -> None:
    """A due that nobody expects is found."""
    agreement, example = judged
    following = [place for place, each in enumerate(example.expect.dues) if each.months]
    if not following:
        return
    place = data.draw(st.sampled_from(following))
    dues = [*example.expect.dues]
    dues[place] = ExpectedDues(dues[place].consequence, (dues[place].months or ())[1:])
    changed = attrs.evolve(example, expect=attrs.evolve(example.expect, dues=tuple(dues)))
    (result,) = run_examples(agreement, [changed])
    assert [mismatch.what for mismatch in result.mismatches] == [dues[place].consequence]


@given(agreements(), st.data())
def test_generated_examples_run(agreement: Agreement, data: st.DataObject) -> None:
    """Whether they hold or not; each mismatch says what was expected and what came out."""
    given_examples = data.draw(examples(agreement))
    for result in run_examples(agreement, given_examples):
        assert all(each.expected != each.got or each.because for each in result.mismatches)
