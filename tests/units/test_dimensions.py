"""What converts into what: nothing but what is meant to, whatever words were read before."""

import re
import subprocess
import sys
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from smarketing.errors import UnitError
from smarketing.units import MINOR_UNITS, Quantity, noun_problem, plural, quantity

NOUNS = """
account article attempt call campaign click client contact contract customer deal download email event follower
impression incident inquiry invoice lead meeting MQL opportunity order outage page post project proposal prospect
referral registration reply report request review SAL sale SQL subscriber task ticket user video visit visitor
""".split()
APART = [*NOUNS, *MINOR_UNITS, "month", "day", "business_hour", "business_day", "point", "%"]
HINT = r"( \(did you mean '\w+'\?\))?"
DECLARE = "; an agreement declares nouns of its own under 'units'"
MONTHS = {"month": 1, "quarter": 3, "year": 12}

awkward = [
    "in", "e", "pi", "kg", "m", "kilomonth", "delta_month", "inf", "def", "lambda", "None", "degC", "offset", "K", "a_",
    "nan", "NaN", "dimensionless", "lead²", "x½", "x₂", "x①",
]  # fmt: skip
own_nouns = (st.from_regex(r"\A[^\W\d_]\w{0,12}\Z") | st.sampled_from(awkward)).filter(
    lambda noun: noun_problem(noun) is None
)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


def test_no_two_things_are_one() -> None:
    """Every noun and currency is a dimension of its own, as are months, days, business time, points and shares."""
    assert [pair for pair in combinations(APART, 2) if Quantity(1, pair[0]).measures(pair[1])] == []


@given(st.sampled_from(APART), st.sampled_from(APART))
def test_no_two_things_add_compare_or_convert(one: str, other: str) -> None:
    """The message names the quantity and the unit it was held against."""
    assume(one != other)
    with pytest.raises(UnitError, match=whole(f"7 {other} cannot be compared with {one}")):
        Quantity(5, one) + Quantity(7, other)
    with pytest.raises(UnitError, match=whole(f"5 {one}/month cannot be compared with {other}/month")):
        Quantity(5, f"{one}/month").to(f"{other}/month")
    assert Quantity(5, one) != Quantity(5, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("month", "day"),
        ("year", "day"),
        ("month", "week"),
        ("hour", "business_hour"),
        ("day", "business_day"),
        ("business_day", "business_hour"),
        ("%", "point"),
        ("", "point"),
        ("", "lead"),
        ("lead", "lead/month"),
        ("lead/month", "lead/day"),
        ("lead/month", "month/lead"),
        ("lead/month/month", "lead/month"),
        ("USD/lead", "USD/customer"),
        ("USD/lead", "EUR/lead"),
    ],
)
def test_what_looks_alike_does_not_convert(one: str, other: str) -> None:
    """A month has no fixed number of days, business time is no elapsed time, a point is no part of anything."""
    assert not Quantity(1, one).measures(other)
    assert not Quantity(1, other).measures(one)
    assert Quantity(1, one) != Quantity(1, other)


@given(st.lists(st.sampled_from([*NOUNS, *MONTHS]), min_size=1, max_size=5), st.data())
def test_conversion_agrees_with_counting_words(words: list[str], data: st.DataObject) -> None:
    """A unit is its first word over the others; only months, quarters and years have a factor."""

    def measured(unit: list[str]) -> tuple[Fraction, dict[str, int]]:
        factor, powers = Fraction(1), dict.fromkeys(NOUNS, 0) | {"month": 0}
        for place, word in enumerate(unit):
            sign = -1 if place else 1
            factor *= Fraction(MONTHS.get(word, 1)) ** sign
            powers["month" if word in MONTHS else word] += sign
        return factor, powers

    other = [words[0], *data.draw(st.permutations(words[1:]))]
    other = [data.draw(st.sampled_from(list(MONTHS))) if word in MONTHS else word for word in other]
    if data.draw(st.booleans()):
        other.append(data.draw(st.sampled_from([*NOUNS, *MONTHS])))
    (mine, what), (theirs, of_what) = measured(words), measured(other)
    amount = Quantity(7, "/".join(words))
    assert amount.measures("/".join(other)) == (what == of_what)
    if what == of_what:
        assert amount.value_in("/".join(other)) == 7 * mine / theirs


@given(own_nouns)
@example("nan")
@example("dimensionless")
@example("lead²")
@example("x½")
def test_every_noun_that_may_be_declared_works(noun: str) -> None:
    """What is not refused as an agreement's own noun counts, adds and converts like any other, and is itself only."""
    assume(noun_problem(noun) is None)
    amount = quantity(f"3 {plural(noun)} per month", [noun])
    assert amount.unit == f"{noun}/month"
    assert amount + amount == Quantity(18, f"{noun}/quarter")
    assert amount.to(f"{noun}/year").value == 36
    assert hash(amount) == hash(Quantity(9, f"{noun}/quarter"))
    assert [other for other in ("", "lead", "month", "%", "USD") if Quantity(1, noun).measures(other)] == []


@given(own_nouns, own_nouns)
@example("demo", "demos_")
@example("\u00b5", "\u03bc")
@example("K", "\u212a")
@example("a", "\u00aa")
@example("e", "e5")
def test_two_nouns_of_an_agreement_are_two_things(one: str, other: str) -> None:
    """However alike they look, and whatever Python would make of the letters."""
    assume(noun_problem(one) is None and noun_problem(other, [one]) is None)
    assert not Quantity(1, one).measures(other)
    assert Quantity(1, f"{one}/{other}").measures(f"{one}/{other}")
    assert not Quantity(1, f"{one}/{other}").measures("")


@given(
    st.lists(st.sampled_from(["demo", "trial", "show", "month_", "news", "new"]), min_size=1, max_size=12), st.data()
)
def test_a_word_means_the_same_whatever_was_read_before(read: list[str], data: st.DataObject) -> None:
    """A noun of one agreement is unknown in the next, and never changes what other words mean."""
    for noun in read:
        others = data.draw(st.lists(st.sampled_from(["alpha", "beta", "gamma"]), unique=True))
        assert quantity(f"6 {noun}/month", [*others, noun]).to(f"{noun}/quarter").value == 18
        assert Quantity(1, "quarter").value_in("month") == 3
        assert not Quantity(1, noun).measures("lead")
        with pytest.raises(UnitError, match=rf"^no unit named '{noun}'{HINT}{DECLARE}$"):
            quantity(f"6 {noun}", others)


PROGRAM = """
import sys
from smarketing.units import Quantity, quantity
nouns = ["demo", "trial", "demos_", "lead_", "mon", "perc", "USDs_", "quarters_"]
units = ["demo/month", "trial/demo", "lead_/lead", "mon/month", "perc", "USDs_/USD", "lead/quarter", "quarters_/year"]
answers = {}
for number in map(int, sys.argv[1:]):
    amount = quantity("7 " + units[number], nouns)
    for other in units + ["lead/month", "%", "USD/trial", "trial/demo", "mon/quarter"]:
        answers[units[number], other] = str(amount.value_in(other)) if amount.measures(other) else "-"
print(sorted(answers.items()))
"""


def test_the_order_of_reading_changes_no_answer() -> None:
    """Fresh processes that read the same units in different orders agree on every conversion."""
    orders = ["0 1 2 3 4 5 6 7", "7 6 5 4 3 2 1 0", "3 0 6 1 7 4 2 5", "5 2 4 7 1 6 0 3"]
    answers = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM, *order.split()], check=True, capture_output=True, text=True
        ).stdout
        for order in orders
    }
    assert len(answers) == 1
    assert "(('lead/quarter', 'lead/month'), '7/3')" in answers.pop()
