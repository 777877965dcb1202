"""Funnels with every key, written to a file and read again: nothing is lost, nothing is added."""

from fractions import Fraction

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smarketing import (
    Agreement,
    AtLeast,
    Evaluator,
    Funnel,
    InvalidValueError,
    Objective,
    Party,
    Stage,
    Term,
    dumps,
    loads,
    plan,
)
from smarketing.funnel import Prior, Rate, Segment
from smarketing.testing.funnels import funnel_evaluators, funnels

NOUNS = ("demo", "Bewertung")
NAMES = pytest.mark.parametrize("name", ["a.yaml", "a.json"])


def agreed(funnel: Funnel, evaluator: Evaluator | None = None) -> Agreement:
    """An agreement around a funnel."""
    promise = Objective("leads", "Marketing", "Sales", evaluator or AtLeast("100 lead/month"))
    parties = [Party("Marketing"), Party("Sales")]
    return Agreement("Company X", Term("2026-01-01"), parties, [promise], units=NOUNS, funnel=funnel)


def read_again(agreement: Agreement, name: str) -> Agreement:
    """The agreement that is read from what was written."""
    return loads(dumps(agreement, as_json=name.endswith(".json")), name)


@settings(max_examples=25)
@given(funnels(NOUNS, ("Marketing", "Sales")), st.booleans())
def test_what_is_written_is_read_the_same(funnel: Funnel, as_json: bool) -> None:
    """Every funnel comes back equal in YAML and JSON, is written the same again, and has the same plan."""
    name = "a.json" if as_json else "a.yaml"
    agreement = agreed(funnel)
    text = dumps(agreement, as_json=as_json)
    read = loads(text, name)
    assert read == agreement
    assert dumps(read, as_json=as_json) == text
    assert str(read.plan) == str(plan(funnel))


@settings(max_examples=25)
@given(st.data())
def test_targets_come_back_with_their_source(data: st.DataObject) -> None:
    """A target that is a number of the funnel is written as its name, and is the same number when read."""
    funnel = data.draw(funnels())
    evaluator = data.draw(funnel_evaluators(plan(funnel)))
    text = dumps(agreed(funnel, evaluator))
    (read,) = loads(text).objectives
    assert read.evaluator == evaluator
    assert ": funnel." in text.replace("'", "")


BASE = Funnel(["lead", ("SQL", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
TWO_WAYS: list[Stage | str | tuple[str, str]] = [
    "lead",
    ("MQL", "50 %"),
    Stage("SQL", "10 %", of="lead"),
    Stage("SQL", "20 %", of="MQL"),
    ("customer", "50 %"),
]


@NAMES
@pytest.mark.parametrize(
    "funnel",
    [
        attrs.evolve(BASE, prior=Prior(Fraction(1, 3), Fraction(2, 7))),
        attrs.evolve(BASE, stages=["lead", Stage("SQL", Rate(Fraction(1, 3), 100)), ("customer", "50 %")]),
        attrs.evolve(BASE, stages=["lead", Stage("SQL", Rate(Fraction(1, 2), Fraction(400, 3))), ("customer", "50 %")]),
    ],
    ids=["a prior of thirds", "a share of counted trials", "trials of which some count in part"],
)
def test_numbers_that_no_decimal_writes(funnel: Funnel, name: str) -> None:
    """Leads that may still convert count in part, and a prior may be any number above zero."""
    assert read_again(agreed(funnel), name).funnel == funnel


@NAMES
@pytest.mark.parametrize(
    "stages",
    [
        [Stage("SQL", "30 %", of="lead"), Stage("customer", "20 %", of="SQL")],
        [Stage("SQL", "30 %", of="lead"), Stage("customer", "20 %")],
        [Stage("customer", "20 %", of="SQL"), Stage("SQL", "30 %", of="lead")],
    ],
)
def test_the_ways_of_a_segment(stages: list[Stage], name: str) -> None:
    """In a segment a stage is no continuation of the one listed before: its `of` is kept as it was said."""
    funnel = attrs.evolve(BASE, segments=[Segment("enterprise", share=1, stages=stages)])
    assert read_again(agreed(funnel), name).funnel == funnel


def test_a_way_of_a_segment_beside_another() -> None:
    """Without its `of` the second way of the segment would be no way of the funnel."""
    stages = [Stage("MQL", "30 %"), Stage("SQL", "25 %", of="MQL")]
    funnel = Funnel(
        TWO_WAYS, "100 USD/customer", "5000 USD/month", segments=[Segment("enterprise", share=1, stages=stages)]
    )
    assert read_again(agreed(funnel), "a.yaml").funnel == funnel


@pytest.mark.parametrize(
    ("stage", "written"),
    [
        (Stage("lead"), "lead"),
        (Stage("lead", owed_by="Marketing"), "{lead: enters, owed_by: Marketing}"),
        (Stage("SQL", "40 %"), "{SQL: 40 %}"),
        (Stage("SQL", "190 of 400"), "{SQL: 190 of 400}"),
        (Stage("SQL", Fraction(1, 3)), "{SQL: 100/3 %}"),
        (Stage("SQL", "40 %", lag="1 month"), "{SQL: 40 %, lag: 1 month}"),
        (Stage("SQL", "40 %", lag="1 quarter"), "{SQL: 40 %, lag: 3 months}"),
        (Stage("SQL", "40 %", lag="0 months"), "{SQL: 40 %, lag: 0 months}"),
        (Stage("SQL", "150 %", grows=True), "{SQL: 150 %, grows: true}"),
        (Stage("SQL", "40 %", value="5 USD"), "{SQL: 40 %, value: 5 USD}"),
        (
            Stage("SQL", "40 %", of="lead", lag=[1, 1], value="5 USD", owed_by="Sales"),
            "SQL: 40 %\n    lag: [50 %, 50 %]\n    value: 5 USD\n    owed_by: Sales",
        ),
    ],
)
def test_stages_are_written_as_people_write_them(stage: Stage, written: str) -> None:
    """The name alone where that is enough; the stage before is not named where it is the one listed before."""
    before = [] if stage.rate is None else [Stage("lead")]
    stages = [*before, stage, Stage("customer", "50 %")]
    text = dumps(agreed(attrs.evolve(BASE, stages=stages)))
    assert f"\n  - {written}\n" in text


def test_a_stage_that_comes_of_an_earlier_one_names_it() -> None:
    """Two ways into SQL: the first is named for it skips MQL, the second follows from another way of SQL."""
    text = dumps(agreed(Funnel(TWO_WAYS, "100 USD/customer", "5000 USD/month")))
    assert "  - {MQL: 50 %}\n  - {SQL: 10 %, of: lead}\n  - {SQL: 20 %, of: MQL}\n  - {customer: 50 %}\n" in text


def test_what_is_as_by_default_is_not_written() -> None:
    """A small funnel is four lines."""
    text = dumps(agreed(attrs.evolve(BASE, stages=["lead", ("customer", "50 %")], prior=Prior(1, 1), growth=0)))
    start, end = text.index("funnel:"), text.index("objectives:")
    assert text[start:end] == (
        "funnel:\n  stages:\n  - lead\n  - {customer: 50 %}\n  value: 100 USD/customer\n  goal: 5000 USD/month\n"
    )


@NAMES
def test_a_stage_called_by_a_word_of_the_format(name: str) -> None:
    """A noun of an agreement's own may be a word that has a meaning in a list of stages, but not a key of it."""
    funnel = Funnel(["lead", ("enters", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    agreement = attrs.evolve(agreed(BASE), units=["enters"], funnel=funnel)
    assert read_again(agreement, name) == agreement
    funnel = Funnel(["lead", ("value", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    message = "^a stage called value cannot be written: the file has a key of that name$"
    with pytest.raises(InvalidValueError, match=message):
        read_again(attrs.evolve(agreed(BASE), units=["value"], funnel=funnel), name)
