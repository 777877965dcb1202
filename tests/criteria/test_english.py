"""A criterion in English: what it says, that it cannot be read in two ways, and why it holds for a record."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria_strategies import alone, criteria, records
from smarketing.criteria import Criterion

DEFINITIONS = {
    name: Criterion.parse("score > 50")
    for name in ("MQL", "Lead", "SQL", "UTM", "opportunity", "customer", "AE", "MQL_new", "UTM_new")
}


def said(written: str) -> str:
    return Criterion.parse(written, definitions=DEFINITIONS).explain()


@pytest.mark.parametrize(
    ("written", "explained"),
    [
        ("True", "anything"),
        ("False", "nothing"),
        ("competitor", "competitor is true"),
        ("has(email)", "email is known"),
        ("score < 50", "score is less than 50"),
        ("score <= 50", "score is at most 50"),
        ("score == 50", "score is 50"),
        ("score != 50", "score is known but not 50"),
        ("score >= 40 %", "score is at least 40 %"),
        ("score > -0.50", "score is more than -0.50"),
        ("50 < score", "score is more than 50"),
        ("budget >= 5000 USD", "budget is at least 5000 USD"),
        ("budget >= 5000 TWD", "budget is at least 5000 TWD"),
        ("waited <= 3 days", "waited is at most 3 days"),
        ("`Lead Score` > spent + 1 USD", "`Lead Score` is more than spent + 1 USD"),
        ("(a + b) * 2 - c / d > 1", "((a + b) * 2) - (c / d) is more than 1"),
        ("a - (b - c) > 1", "a - (b - c) is more than 1"),
        ("country == 'US'", "country is 'US'"),
        ('country == "it\'s"', 'country is "it\'s"'),
        ("- -1 day < waited", "waited is more than 1 day"),
        ("lower(`my country`) == 'us'", "`my country` in lower case is 'us'"),
        ("`and` and has(`1st`) and contains(`if`, 'x')", "`and` is true, `1st` is known and `if` contains 'x'"),
        ("lower(country) == 'us'", "country in lower case is 'us'"),
        ("score != won", "score is not won, both known"),
        ("score != won + 1", "score is not won + 1, both known"),
        ("50 != score", "score is known but not 50"),
        ("score != won and a", "(score is not won, both known) and a is true"),
        ("competitor == False", "competitor is false"),
        ("competitor != True or a", "competitor is false or a is true"),
        ("not a and b == False", "(a is not true, or not known) and b is false"),
        ("country == 'the T'", "country is 'the T'"),
        ("country != 'US'", "country is known but not 'US'"),
        ("grade in ['A']", "grade is 'A'"),
        ("grade not in ['A', 'A']", "grade is known but not 'A'"),
        (
            "grade in ['A', 'B'] and grade not in ['B', 'C']",
            "grade is one of ('A', 'B') and (grade is known but none of ('B', 'C'))",
        ),
        ("grade in ['A', 'B']", "grade is one of ('A', 'B')"),
        ("grade not in ['A', 'B']", "grade is known but none of ('A', 'B')"),
        ("contains(title, 'sales')", "title contains 'sales'"),
        ("starts_with(title, 'sales')", "title starts with 'sales'"),
        ("ends_with(lower(title), 'sales')", "title in lower case ends with 'sales'"),
        ("closed < 2026-01-31", "closed is before 2026-01-31"),
        ("closed <= 2026-01-31", "closed is not after 2026-01-31"),
        ("closed == 2026-01-31", "closed is on 2026-01-31"),
        ("closed != 2026-01-31", "closed is known but not on 2026-01-31"),
        ("2026-01-31 <= closed", "closed is not before 2026-01-31"),
        ("closed > 2026-01-31T09:00Z", "closed is after 2026-01-31 09:00Z"),
        ("closed in [2026-01-31, 2026-02-01T09:00]", "closed is one of (2026-01-31, 2026-02-01 09:00)"),
        ("closed - created <= 3 days", "closed - created is at most 3 days"),
        ("a and b", "a is true and b is true"),
        ("a or b or c", "a is true, b is true or c is true"),
        ("a or b and c", "a is true or (b is true and c is true)"),
        ("(a or b) and c", "(a is true or b is true) and c is true"),
        ("50 <= score < 80", "score is at least 50 and less than 80"),
        ("score > 1 and score < 5 and score <= 9", "score is more than 1 and less than 5 and score is at most 9"),
        ("score > 1 and score != 5", "score is more than 1 and (score is known but not 5)"),
        ("1 < a < b < 9", "a is more than 1 and less than b and b is less than 9"),
        ("closed >= 2026-01-01 and closed < 2027-01-01", "closed is not before 2026-01-01 and before 2027-01-01"),
        ("a or 1 < b < 2", "a is true or (b is more than 1 and less than 2)"),
        ("MQL", "it is an MQL"),
        ("SQL and UTM", "it is an SQL and it is a UTM"),
        ("opportunity or customer", "it is an opportunity or it is a customer"),
        ("MQL_new or UTM_new", "it is an MQL_new or it is a UTM_new"),
        ("Lead or AE", "it is a Lead or it is an AE"),
    ],
)
def test_every_kind_of_condition_is_said(written: str, explained: str) -> None:
    """In words that a salesperson reads, with values as they were written."""
    assert said(written) == explained


NOT_SO = ", where what is not known counts as not so"


@pytest.mark.parametrize(
    ("written", "explained"),
    [
        ("not True", "nothing"),
        ("not False", "anything"),
        ("not competitor", "competitor is not true, or not known"),
        ("not has(email)", "email is not known"),
        ("not score < 50", "score is at least 50, or not known"),
        ("not score >= 50", "score is less than 50, or not known"),
        ("not score == 50", "score is not 50, or not known"),
        ("not score != 50", "score is 50, or not known"),
        ("not 50 < score", "score is at most 50, or not known"),
        ("not country == 'known but loved'", "country is not 'known but loved', or not known"),
        ("not score == won", "score is not won, or score or won is not known"),
        ("not score > won + lost", "score is at most won + lost, or score, won or lost is not known"),
        ("not score != won", "score is won, or score or won is not known"),
        ("not competitor == False", f"it is not so that competitor is false{NOT_SO}"),
        ("not `Lead Score` > `and`", "`Lead Score` is at most `and`, or `Lead Score` or `and` is not known"),
        ("not won / lost > 1", "won / lost is at most 1, or won or lost is not known, or it would divide by zero"),
        ("not 1 < 2 - 1 / a", "2 - (1 / a) is at most 1, or a is not known, or it would divide by zero"),
        ("not a == (b / c) * 2", "a is not (b / c) * 2, or a, b or c is not known, or it would divide by zero"),
        ("not a > b / 2", "a is at most b / 2, or a or b is not known"),
        ("not grade in ['A']", "grade is not 'A', or not known"),
        ("not grade not in ['A']", "grade is 'A', or not known"),
        ("not lower(country) == 'us'", "country in lower case is not 'us', or country is not known"),
        ("not closed == 2026-01-31", "closed is not on 2026-01-31, or not known"),
        ("not closed > 2026-01-31", "closed is not after 2026-01-31, or not known"),
        ("not grade in ['A', 'B']", "grade is none of ('A', 'B'), or not known"),
        ("not grade in ['known but read']", "grade is not 'known but read', or not known"),
        ("not grade not in ['A', 'B']", "grade is one of ('A', 'B'), or not known"),
        ("not contains(title, 'x')", "title does not contain 'x', or is not known"),
        ("not starts_with(title, 'x')", "title does not start with 'x', or is not known"),
        ("not ends_with(lower(title), 'x')", "title in lower case does not end with 'x', or is not known"),
        ("not MQL", "it is not an MQL, or not known to be one"),
        ("not customer", "it is not a customer, or not known to be one"),
        ("not not score > 1", "score is more than 1"),
        ("not not not a", "a is not true, or not known"),
        ("not (a and b)", f"it is not so that a is true and b is true{NOT_SO}"),
        ("not (a or b)", f"it is not so that a is true or b is true{NOT_SO}"),
        ("not 1 < a < 2", f"it is not so that a is more than 1 and less than 2{NOT_SO}"),
        ("not a and b", "(a is not true, or not known) and b is true"),
        ("a or not has(b)", "a is true or b is not known"),
        ("not (a or b) and c", f"(it is not so that a is true or b is true{NOT_SO}) and c is true"),
    ],
)
def test_not_says_what_it_does_to_what_is_not_known(written: str, explained: str) -> None:
    """Each kind of condition has its own way to be turned round."""
    assert said(written) == explained


# One reading only

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_INNERMOST = re.compile(r"\([^()]*\)")


def _levels(explained: str) -> list[str]:
    """An explanation in parts, each without the texts and the brackets in it."""
    rest, parts = _QUOTED.sub("_", explained), []
    while found := _INNERMOST.search(rest):
        parts.append(found[0])
        rest = rest.replace(found[0], "_")
    return [*parts, rest]


def _mixed(explained: str) -> list[str]:
    """The parts of an explanation in which `and` stands beside `or`, without brackets to tell which binds first."""
    parts = (part.replace(", or not known", "").replace(", or is not known", "") for part in _levels(explained))
    return [part for part in parts if " and " in part and " or " in part]


@pytest.mark.parametrize(
    "written",
    [
        "score != 50 or competitor",
        "competitor or grade not in ['A', 'B']",
        "competitor == False or score > 5",
        "not (score != 50) or competitor",
    ],
)
def test_and_beside_or_stands_in_brackets(written: str) -> None:
    """`is known but not 50 or ...` would leave open what belongs together."""
    assert _mixed(said(written)) == []


@given(criteria())
def test_no_explanation_mixes_and_with_or(written: str) -> None:
    """However conditions are nested, brackets keep `and` and `or` apart."""
    assert _mixed(said(written)) == []


_ATOMS = ("p", "not p", "has(p)", "n != 1", "1 < n < 3", "not n > 1", "n in [1, 2]", "t == 'a, or not known'")
_SHAPES = ("{}", "not ({})", "{} and {}", "{} or {}", "not ({} and {})", "not ({} or {})")
_SMALL = [
    {"p": p, "n": n, "t": t}
    for p, n, t in product([True, False, None], [1, 2, 3, None], ["a, or not known", "b", None])
]


def test_what_is_said_alike_means_the_same() -> None:
    """Of all small criteria, those with one explanation hold for the same records."""
    once = [shape.format(*parts) for shape in _SHAPES for parts in product(_ATOMS, repeat=shape.count("{}"))]
    twice = [shape.format(f"({one})", "p") for shape in _SHAPES[2:] for one in once]
    meanings: dict[str, set[tuple[bool, ...]]] = {}
    for written in [*once, *twice]:
        read = Criterion.parse(written)
        meanings.setdefault(read.explain(), set()).add(tuple(map(read, _SMALL)))
    assert len(meanings) > 500
    assert {text for text, meant in meanings.items() if len(meant) > 1} == set()


def test_a_name_that_is_no_word_is_told_from_words() -> None:
    """A field called `a is true and b` is not the fields a and b."""
    assert said("`a is true and b`") != said("a and b")


@given(criteria())
def test_every_field_is_mentioned(written: str) -> None:
    """No part of a criterion is left out of its explanation."""
    read = Criterion.parse(written)
    assert [name for name in read.fields if name not in read.explain()] == []


# Why


def test_why_goes_through_all_parts() -> None:
    """Line by line: whether it holds, what is asked, and what the record says."""
    written = "(MQL or not (has(email) and grade != 'A')) and not not (budget / 2 > spent) and not customer and True"
    record = {"score": Fraction(101, 2), "grade": "A", "budget": Decimal("3.50"), "spent": float("nan"), "email": None}
    assert Criterion.parse(written, definitions=DEFINITIONS).why(record).splitlines() == [
        "no   all of these",
        "yes    any of these",
        "yes      MQL",
        "yes        score is more than 50: score is 50.5",
        "yes      not, where what is not known counts as not so",
        "no         all of these",
        "no           email is known: email is not known",
        "no           grade is known but not 'A': grade is 'A'",
        "no     not, where what is not known counts as not so",
        "yes      budget / 2 is at most spent, or budget or spent is not known: budget is 3.50, spent is not known",
        "no     not, where what is not known counts as not so",
        "yes      customer",
        "yes        score is more than 50: score is 50.5",
        "yes    anything",
    ]


@pytest.mark.parametrize(
    ("written", "record", "line"),
    [
        ("a", {"a": False}, "no   a is true: a is false"),
        ("not a", {}, "yes  a is not true, or not known: a is not known"),
        ("a == b", {"a": "x", "b": "x"}, "yes  a is b: a is 'x', b is 'x'"),
        ("a < a + b", {"a": 1, "b": 0.5}, "yes  a is less than a + b: a is 1, b is 0.5"),
        ("a == 'x'", {"a": "x\ny"}, "no   a is 'x': a is 'x\\ny'"),
        ("a > 2026-01-31T00:00Z", {"a": datetime(2026, 2, 1, tzinfo=UTC)},
         "yes  a is after 2026-01-31 00:00Z: a is 2026-02-01 00:00:00+00:00"),
        ("has(a)", {"a": None}, "no   a is known: a is not known"),
        ("False", {}, "no   nothing"),
    ],
)  # fmt: skip
def test_why_shows_the_values(written: str, record: Mapping[str, object], line: str) -> None:
    """Each field once; texts in quotes; what is missing as not known."""
    assert Criterion.parse(written).why(record) == line


_texts = criteria(alone)


@given(st.lists(_texts, min_size=2, max_size=3), st.sampled_from(["and", "or"]), records)
def test_why_of_a_whole_is_the_why_of_its_parts(parts: list[str], word: str, record: dict[str, object]) -> None:
    """Each part's lines are those of the part alone, moved in, and its first word is what running it gives."""
    read = Criterion.parse(f" {word} ".join(map("({})".format, parts)))
    lines = [f"{'yes' if read(record) else 'no':<5}{'all' if word == 'and' else 'any'} of these"]
    for part in map(Criterion.parse, parts):
        alone_lines = part.why(record).splitlines()
        assert alone_lines[0].split()[0] == ("yes" if part(record) else "no")
        lines += [f"{line[:5]}  {line[5:]}" for line in alone_lines]
    assert read.why(record).splitlines() == lines


@given(_texts, records)
def test_why_of_not_is_the_opposite(written: str, record: dict[str, object]) -> None:
    """`not` turns the first word round, and only that."""
    first = {Criterion.parse(each).why(record).split()[0] for each in (written, f"not ({written})")}
    assert first == {"yes", "no"}
