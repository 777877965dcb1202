"""Worked examples as values: what can be written, and what is answered to what cannot."""

from collections.abc import Mapping
from fractions import Fraction

import pytest

from expected_errors import refusal
from smarketing import Example, Month, Quantity, Status
from smarketing.agreement.sections.example_texts import plain_expectation, plain_figures
from smarketing.agreement.sections.example_values import ExampleFigure, ExampleFigures, Expectation, ExpectedDues

MET = {"availability": "met"}
JANUARY, MARCH = Month(2026, 1), Month(2026, 3)


@pytest.mark.parametrize(
    ("given", "figure", "written"),
    [
        (109, ExampleFigure(109), 109),
        ("109", ExampleFigure(109), 109),
        ("1,234.5", ExampleFigure(Fraction("1234.5")), "1234.5"),
        ("200/3", ExampleFigure(Fraction(200, 3)), "200/3"),
        ("109 minutes", ExampleFigure(109, unit="minute"), "109 minutes"),
        ("45 of 50", ExampleFigure(45, 50), "45 of 50"),
        ("30 hours for 12", ExampleFigure(30, 12, "hour"), "30 hours for 12"),
        ("99.5 %", ExampleFigure(Fraction("99.5"), unit="%"), "99.5 %"),
        ("missing", None, "missing"),
        (ExampleFigure(3), ExampleFigure(3), 3),
    ],
)
def test_a_figure(given: object, figure: ExampleFigure | None, written: object) -> None:
    """A number, with a unit, out of something, or none; and written back."""
    example = Example("one", {"downtime": given}, MET)
    assert example.figures == (ExampleFigures("downtime", ((0, figure),)),)
    assert plain_figures(example.figures) == {"downtime": written}


@pytest.mark.parametrize(
    "figures",
    [
        {"downtime": [30, "109 minutes", "missing"], "calls@web": {"2026-03": "45 of 50"}},
        {"downtime": [30, 31]},
        {},
    ],
)
def test_figures_are_written_as_they_are_read(figures: Mapping[str, object]) -> None:
    """Lists stay lists, months stay months."""
    assert plain_figures(Example("one", figures, MET).figures) == figures


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ({"a": "met", "b": ["met", "missed"]}, "a met; b met, missed"),
        ({"a": {"2026-01": "no-data", "2026-02": "not-in-force"}}, "a 2026-01: no-data, 2026-02: not-in-force"),
        ({"a": ["met"]}, "a met"),
        ({"owed": "nothing"}, "owed nothing"),
        ({"owed": {"A to B": "400 GBP"}}, "owed A to B 400.00 GBP"),
        ({"owed": {"A to B": ["400 GBP", "3 USD"]}}, "owed A to B 400.00 GBP and 3.00 USD"),
        (
            {"owed": {"A to B": {"2026-01": "nothing", "2026-02": "4 GBP"}}},
            "owed A to B 2026-01: nothing, 2026-02: 4.00 GBP",
        ),
        ({"dues": {"c": "2026-01"}}, "dues c 2026-01"),
        ({"dues": {"c": ["2026-01", "2026-03"]}}, "dues c 2026-01 and 2026-03"),
        ({"dues": {"c": "never"}}, "dues c never"),
        ({"dues": {"c": {"2026-01": "follows", "2026-02": "nothing"}}}, "dues c 2026-01: follows, 2026-02: nothing"),
    ],
)
def test_an_expectation(expect: Mapping[str, object], said: str) -> None:
    """It is written as it is read, and says in words what it is, for differences between versions."""
    read = Example("one", {}, expect).expect
    assert plain_expectation(read) == expect
    assert str(read) == said


def test_values_stay_as_they_are() -> None:
    """Statuses, months, amounts and whole expectations may be values already."""
    expect = {"a": {MARCH: Status.MET}, "owed": {"A to B": {MARCH: Quantity(4, "GBP")}}, "dues": {"c": [MARCH]}}
    example = Example("one", [ExampleFigures("downtime", ((MARCH, None),))], expect)
    assert Example("one", example.figures, example.expect) == example
    assert hash(example) == hash(Example("one", example.figures, example.expect))
    assert str(example.figures[0]) == "downtime 2026-03: missing"
    assert str(ExampleFigures("downtime", ((0, ExampleFigure(3, unit="minute")),))) == "downtime 3 minutes"


NOT_A_FIGURE = "write 109, '109 minutes', '45 of 50' or 'missing'"
STATUSES = "write one of met, missed, pending, no-data, excused, not-in-force"


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"x": "one hour"}, "x: 'one hour' is not a quantity; write a number and a unit, as in '100 SQL/month'"),
        ({"x": "--"}, f"x: '--' is not a figure; {NOT_A_FIGURE}"),
        ({"x": ""}, f"x: '' is not a figure; {NOT_A_FIGURE}"),
        ({"x": [1, None]}, "x: there is no figure here; write one, or 'missing'"),
        ({"x": {"March": 1}}, "x: 'March' is not a month; write it as 2026-03"),
        ({"x": {"2026-03": 1, Month(2026, 3): 2}}, "x: 2026-03 is here twice"),
        ({"x": []}, "x: there is nothing here; name at least one month"),
        ({"x": "45 of many"}, "x: 'many' is not a number; write it as 1234.5 or 1,234.5"),
    ],
)
def test_what_is_no_figure(figures: Mapping[str, object], message: str) -> None:
    """The first of what is wrong, by metric."""
    assert refusal(lambda: Example("one", figures, MET)) == (message, "figures")


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ({}, "an example expects something: a promise that is met or missed, what is owed, or which dues follow"),
        ({"a": "mist"}, f"a: 'mist' is no status; {STATUSES} (did you mean 'missed'?)"),
        ({"a": True}, f"a: 'True' is no status; {STATUSES}"),
        ({"a": {}}, "a: there is nothing here; name at least one month"),
        (
            {"owed": "something"},
            "owed: write who owes whom, as in {Agency to Client: 400 GBP}, or 'nothing'; not 'something'",
        ),
        (
            {"owed": {"A to B": 400}},
            "owed: 400 is no amount; write it with its currency, as in '400 GBP', or 'nothing'",
        ),
        ({"owed": {"A to B": ["1 GBP", "2 GBP"]}}, "owed: GBP is here twice; write one amount in each currency"),
        ({"dues": "never"}, "dues: write the months by consequence, as in {way-out: 2026-04}; not 'never'"),
        (
            {"dues": {"c": "400 GBP"}},
            (
                "dues: write when it follows: a month, a list of months, 'never', or amounts by month, as in"
                " {2026-04: 400 GBP}; not '400 GBP'"
            ),
        ),
        ({"dues": {"c": {}}}, "dues: there is nothing here; name at least one month"),
    ],
)
def test_what_cannot_be_expected(expect: Mapping[str, object], message: str) -> None:
    """It is said what to write."""
    assert refusal(lambda: Example("one", {}, expect)) == (message, "expect")


def test_wrong_arguments() -> None:
    """Each is answered in words."""
    figures = "figures are written by metric, as in {downtime: 109 minutes}; not 'x'"
    expect = "what is expected is written by promise, as in {availability: missed}; not 'x'"
    assert refusal(lambda: Example("", {}, MET)) == ("an example has a name", "name")
    assert refusal(lambda: Example("one", "x", MET)) == (figures, "figures")  # type: ignore[arg-type]
    numbers = refusal(lambda: Example("one", [1], MET))  # type: ignore[list-item]
    assert numbers == (figures.replace("'x'", "[1]"), "figures")
    assert refusal(lambda: Example("one", {}, "x")) == (expect, "expect")  # type: ignore[arg-type]
    assert refusal(lambda: Example("one", {}, MET, first="March")) == (
        "'March' is not a month; write it as 2026-03",
        None,
    )
    both = "say when it follows, or what it costs in some months; not both"
    assert refusal(lambda: ExpectedDues("c", (MARCH,), ((MARCH, ()),))) == (both, "outcomes")
    mixed = "name the months, or list values of consecutive months; not both"
    assert refusal(lambda: ExampleFigures("x", ((MARCH, None), (0, None)))) == (mixed, "values")


@pytest.mark.parametrize("name", ["owed", "dues"])
def test_names_that_mean_something_else(name: str) -> None:
    """A promise of that name cannot be told from what is owed."""
    expect = Expectation(Example("one", {}, {"a": "met"}).expect.statuses)
    taken = Expectation(tuple(type(each)(name, each.values) for each in expect.statuses))
    assert refusal(lambda: Example("one", {}, taken)) == (f"{name!r} cannot name a promise in an example", "expect")


@pytest.mark.parametrize(
    ("example", "last"),
    [
        (Example("one", {"x": 1}, MET), "2026-01"),
        (Example("one", {"x": [1, 2]}, MET), "2026-02"),
        (Example("one", {"x": [1, 2]}, MET, first="2026-03"), "2026-04"),
        (Example("one", {"x": 1}, {"availability": ["met", "met", "met"]}), "2026-03"),
        (Example("one", {}, {"owed": {"A to B": {"2026-05": "1 GBP"}}}), "2026-05"),
        (Example("one", {}, {"dues": {"c": ["2026-06", "2026-02"]}}), "2026-06"),
        (Example("one", {}, {"dues": {"c": "never"}}, first="2026-02"), "2026-02"),
        (Example("one", {"x": "missing"}, MET, through="2026-09"), "2026-09"),
    ],
)
def test_the_last_month(example: Example, last: str) -> None:
    """The last that is named or listed, unless another is stated."""
    assert str(example.last(JANUARY)) == last
