"""Definitions and scoring of an agreement: who meets what and why, and what does not fit together."""

from collections.abc import Callable, Mapping
from fractions import Fraction

import pytest
from hypothesis import given

from criteria_strategies import alone, criteria, records
from expected_errors import refusal
from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Criterion,
    CriterionError,
    Definition,
    Objective,
    Party,
    Scoring,
    ScoringRule,
    Term,
)


def agreement(*definitions: Definition, scoring: list[Scoring] | None = None, units: str = "") -> Agreement:
    """Give an agreement with some definitions and scoring."""
    leads = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    parties = [Party("Marketing", "Josh"), Party("Sales", "Amy")]
    return Agreement(
        "Company X",
        Term("2026-01-01"),
        parties,
        [leads],
        definitions=definitions,
        scoring=scoring or [],
        units=units.split(),
    )


def problems(*definitions: Definition, scoring: list[Scoring] | None = None, units: str = "") -> list[str]:
    """Give what such an agreement is refused with."""
    with pytest.raises(AgreementError) as caught:
        agreement(*definitions, scoring=scoring, units=units)
    return [str(problem) for problem in caught.value.problems]


def defined(**criteria: str) -> list[Definition]:
    """Give definitions by name, each with its criterion."""
    return [Definition(name, f"What a {name} is.", when) for name, when in criteria.items()]


def scored(name: str, when: str, **more: Mapping[str, int]) -> Scoring:
    """Give a scoring of one rule."""
    return Scoring(name, [ScoringRule(1, Criterion.parse(when))], **more)  # type: ignore[arg-type]


RULES = [
    ScoringRule(30, Criterion.parse("contains(lower(title), 'head')"), "A decision maker"),
    ScoringRule(25, Criterion.parse("asked")),
    ScoringRule(-20, Criterion.parse("not has(email)"), "No way to write to them"),
]
FIT = Scoring("score", RULES, grades={"A": 50, "B": 10})
HEAT = Scoring("heat", [ScoringRule(2, Criterion.parse("grade == 'A'"), "A good fit")])
COMPANY_X = agreement(
    Definition("visitor", "Anybody who comes by."),
    *defined(lead="has(email)", MQL="lead and score >= 50 and heat > 0"),
    scoring=[FIT, HEAT],
)
JOAN = {"title": "Head of Service", "email": "joan@companyx.example", "asked": True}


# Who meets a definition, and why


@pytest.mark.parametrize(
    ("record", "meets"),
    [
        (JOAN, True),
        (JOAN | {"asked": None}, False),
        (JOAN | {"email": None}, False),
        # What a record says of its own score gives way to what the agreement's rules give.
        (JOAN | {"asked": False, "score": 99, "grade": "A", "heat": 9}, False),
        ({}, False),
    ],
)
def test_a_record_is_scored_before_it_is_asked_what_it_meets(record: Mapping[str, object], meets: bool) -> None:
    """Scores come from the agreement, one after another, and definitions look at them."""
    assert COMPANY_X.meets("MQL", record) is meets


def test_scoring_fills_its_fields_in_order() -> None:
    """Points, a grade where there are grades, and then what a later scoring makes of them; a record stays as it is."""
    record: dict[str, object] = {"title": "Head of Sales", "asked": True, "score": 3}
    assert COMPANY_X.scored(record) == record | {"score": 35, "grade": "B", "heat": 0}
    assert COMPANY_X.scored(JOAN) == JOAN | {"score": 55, "grade": "A", "heat": 2}
    assert COMPANY_X.scored({}) == {"score": -20, "grade": None, "heat": 0}
    assert record["score"] == 3


def test_why_says_every_part_and_every_score() -> None:
    """First the definition, line by line with what the record says, then where each score comes from."""
    assert COMPANY_X.why("MQL", JOAN) == (
        "yes  all of these\n"
        "yes    lead\n"
        "yes      email is known: email is 'joan@companyx.example'\n"
        "yes    score is at least 50: score is 55\n"
        "yes    heat is more than 0: heat is 2\n"
        "score is 55, grade is A\n"
        "30  A decision maker\n"
        "25  asked is true\n"
        "heat is 2\n"
        "2  A good fit"
    )


def test_why_not() -> None:
    """A record without anything: what is not known, and a grade that was not reached."""
    assert COMPANY_X.why("MQL", {}) == (
        "no   all of these\n"
        "no     lead\n"
        "no       email is known: email is not known\n"
        "no     score is at least 50: score is -20\n"
        "no     heat is more than 0: heat is 0\n"
        "score is -20, grade is none\n"
        "-20  No way to write to them\n"
        "heat is 0"
    )


def test_why_without_scoring_is_the_definition_alone() -> None:
    """Nothing is said of scores where there are none."""
    assert agreement(*defined(lead="has(email)")).why("lead", {}) == "no   email is known: email is not known"


WITH_CRITERIA = "definitions with one are 'lead', 'MQL'"
ASKING: dict[str, tuple[Callable[[], object], str, str | None]] = {
    "no criterion": (
        lambda: COMPANY_X.meets("visitor", {}),
        f"no definition with a criterion named 'visitor'; {WITH_CRITERIA}",
        "definition",
    ),
    "misspelt": (
        lambda: COMPANY_X.why("MLQ", {}),
        f"no definition with a criterion named 'MLQ'; {WITH_CRITERIA} (did you mean 'MQL'?)",
        "definition",
    ),
    "nothing defined": (
        lambda: agreement().meets("MQL", {}),
        "no definition with a criterion named 'MQL'; definitions with one are none",
        "definition",
    ),
    "a value of another sort": (
        lambda: COMPANY_X.meets("MQL", {"title": 7}),
        "title is 7, and the criterion looks for a text",
        "title",
    ),
    "scoring a value of another sort": (
        lambda: COMPANY_X.scored({"asked": "yes"}),
        "asked is 'yes', and the criterion looks for true or false",
        "asked",
    ),
}


@pytest.mark.parametrize(("ask", "message", "field"), ASKING.values(), ids=ASKING)
def test_what_cannot_be_answered_is_refused(ask: Callable[[], object], message: str, field: str | None) -> None:
    """A definition that is not there or says nothing to compare, and a value that cannot be compared."""
    assert refusal(ask) == (message, field)


# Definitions that speak of each other


@given(criteria(alone), criteria(alone), records)
def test_a_definition_by_name_is_its_criterion_in_brackets(one: str, other: str, record: dict[str, object]) -> None:
    """Whoever writes the name means what it stands for, however the definitions are ordered."""
    whole = Criterion.parse(f"({one}) and not ({other})")(record)
    written = defined(both="one and not other", one=one, other=other)
    for definitions in (written, written[::-1]):
        assert agreement(*definitions).meets("both", record) is whole


def test_a_criterion_may_use_what_the_agreement_says() -> None:
    """Its definitions by name, and its own units; the names of definitions are no fields."""
    own = agreement(*defined(lead="has(email)"), units="demo")
    assert own.criterion("lead and demos >= 3 demos")({"email": "a", "demos": 3}) is True
    with pytest.raises(CriterionError) as caught:
        own.criterion("lead > 3")
    assert (caught.value.message, caught.value.column) == (
        "lead is a definition and has no value; write `lead` for a field of that name",
        1,
    )


def test_a_definition_uses_the_agreements_units() -> None:
    """A noun of the agreement's own counts in criteria as it does in targets; without it nobody knows it."""
    demos = defined(MQL="demos >= 3 demos")
    assert agreement(*demos, units="demo").meets("MQL", {"demos": 3}) is True
    unknown = "no unit named 'demos' (did you mean 'videos'?); an agreement declares nouns of its own under 'units'"
    assert problems(*demos) == [f"definitions.MQL.when: column 10: {unknown}"]


BROKEN: dict[str, tuple[dict[str, str], list[str]]] = {
    "a circle of one": (
        {"a": "x > 1 or a"},
        ["definitions.a.when: column 10: a definition cannot rest on itself: a, a"],
    ),
    "a circle of three": (
        {"a": "b", "b": "x and c", "c": "not a"},
        ["definitions.a.when: column 1: a definition cannot rest on itself: a, b, c, a"],
    ),
    "two circles": (
        {"a": "b", "b": "a", "c": "c", "d": "has(x) or c"},
        [
            "definitions.a.when: column 1: a definition cannot rest on itself: a, b, a",
            "definitions.c.when: column 1: a definition cannot rest on itself: c, c",
        ],
    ),
    "one that another rests on": (
        {"a": "b and x > 1", "b": "x = 1"},
        ["definitions.b.when: column 3: = is no comparison; write =="],
    ),
    "empty": (
        {"a": ""},
        ["definitions.a.when: column 1: an empty text is no criterion; write True for what always holds"],
    ),
    "as a value": (
        {"a": "b > 1", "b": "has(x)"},
        ["definitions.a.when: column 1: b is a definition and has no value; write `b` for a field of that name"],
    ),
}


@pytest.mark.parametrize(("criteria", "found"), BROKEN.values(), ids=BROKEN)
def test_a_criterion_that_cannot_be_read_is_said_once(criteria: dict[str, str], found: list[str]) -> None:
    """At the definition where it is mended; what rests on it is not blamed."""
    assert problems(*defined(**criteria)) == found


def test_a_definition_excludes_definitions_that_are_there() -> None:
    """Those with a criterion or without; an unknown one is named, with the one that may be meant."""
    customer = Definition("customer", "One who bought.", excludes="lead")
    assert agreement(*defined(lead="has(email)"), customer).definitions[1].excludes == ("lead",)
    assert problems(*defined(lead="has(email)"), Definition("MQL", "x", excludes=["lead", "leed"])) == [
        "definitions.MQL.excludes.1: no definition named 'leed'; definitions are 'lead', 'MQL' (did you mean 'lead'?)"
    ]


# Fields that must be one thing

NUMBER_HERE = "score is a number here and a text in"
ZONES = "a date in a time zone here and a date without a time zone in"
CONFLICTS: dict[str, tuple[dict[str, str], list[Scoring], list[str]]] = {
    "two definitions": (
        {"one": "score == 'high'", "other": "score >= 50"},
        [],
        [f"definitions.other.when: {NUMBER_HERE} the definition of 'one'"],
    ),
    "two units": (
        {"one": "budget > 5 USD", "other": "budget > 5 EUR", "third": "budget > 5"},
        [],
        [
            "definitions.other.when: budget is an amount in EUR here and an amount in USD in the definition of 'one'",
            "definitions.third.when: budget is a number here and an amount in USD in the definition of 'one'",
        ],
    ),
    "points": (
        {"one": "score == 'high'"},
        [scored("score", "asked")],
        ["definitions.one.when: score is a text here and a number in the scoring of 'score'"],
    ),
    "grade": (
        {"one": "grade > 3"},
        [scored("score", "asked", grades={"A": 1})],
        ["definitions.one.when: grade is a number here and a text in the scoring of 'score'"],
    ),
    "two rules": (
        {},
        [scored("a", "size > 5"), scored("b", "size == 'big'")],
        ["scoring.b.rules.0.when: size is a text here and a number in the scoring of 'a'"],
    ),
    "a rule and a definition": (
        {"one": "asked == 'yes'"},
        [scored("a", "asked")],
        ["definitions.one.when: asked is a text here and true or false in the scoring of 'a'"],
    ),
    "a date with and without a zone": (
        {"one": "created >= 2026-01-31", "other": "created >= 2026-01-31T09:00Z"},
        [],
        [
            f"definitions.other.when: created is {ZONES} the definition of 'one'",
        ],
    ),
    "a zone after a date that does not say": (
        {"any": "closed - created > 1 day", "one": "created >= 2026-01-31", "other": "created >= 2026-01-31T09:00Z"},
        [],
        [
            f"definitions.other.when: created is {ZONES} the definition of 'one'",
        ],
    ),
    "one that another rests on": (
        {"one": "score == 'high'", "lead": "score >= 50", "MQL": "lead and has(email)"},
        [],
        [f"definitions.lead.when: {NUMBER_HERE} the definition of 'one'"],
    ),
}


@pytest.mark.parametrize(("criteria", "scoring", "found"), CONFLICTS.values(), ids=CONFLICTS)
def test_a_field_holds_one_thing_everywhere(criteria: dict[str, str], scoring: list[Scoring], found: list[str]) -> None:
    """What one criterion takes for a number is no text in another; each contradiction is said once."""
    assert problems(*defined(**criteria), scoring=scoring) == found


def test_fields_that_agree() -> None:
    """Dates that do not say their zone go with either; has() goes with everything."""
    fields = defined(old="closed - created > 9 days", new="created >= 2026-01-31", known="has(created) and has(score)")
    assert [*agreement(*fields, scoring=[FIT]).criteria] == ["old", "new", "known"]


# Names


def test_names_are_there_once() -> None:
    """Two definitions, two scorings, a grade that fills the points of another."""
    twice = [Definition("lead", "One."), Definition("lead", "Other.")]
    assert problems(*twice) == ["definitions.lead: 'lead' is there 2 times"]
    assert problems(scoring=[scored("a", "x"), scored("a", "y")]) == ["scoring.a: 'a' is there 2 times"]
    graded = scored("b", "y", grades={"A": 1})
    filled = "fills 'grade' already"
    assert problems(scoring=[scored("grade", "x"), graded]) == [f"scoring.b: the scoring of 'grade' {filled}"]
    assert problems(scoring=[scored("a", "x", grades={"A": 1}), graded]) == [f"scoring.b: the scoring of 'a' {filled}"]
    assert problems(scoring=[graded, scored("grade", "x")]) == [f"scoring.grade: the scoring of 'b' {filled}"]
    third = scored("c", "x", grades={"A": 1})
    assert problems(scoring=[scored("grade", "x"), graded, third]) == [
        f"scoring.b: the scoring of 'grade' {filled}",
        f"scoring.c: the scoring of 'grade' {filled}",
    ]


def rule(when: str, **definitions: str) -> Scoring:
    """Give a scoring of one rule that may use definitions."""
    known = {name: Criterion.parse(text) for name, text in definitions.items()}
    return Scoring("fit", [ScoringRule(1, Criterion.parse(when, definitions=known))])


WHEN = "scoring.fit.rules.0.when:"
LATER = f"{WHEN} it uses 'score', which a later scoring fills"
OTHERS = f"{WHEN} it was read without the agreement's definitions; parse it with them"
HAS_EMAIL = {"lead": "has(email)"}
RULES_AND_DEFINITIONS: dict[str, tuple[dict[str, str], list[Scoring], list[str]]] = {
    "a later score": ({}, [rule("score > 5"), FIT], [LATER]),
    "a later score, in a definition": ({"hot": "score > 5"}, [rule("hot", hot="score > 5"), FIT], [LATER]),
    "later points and grade": ({}, [rule("has(score) or has(grade)"), FIT], [LATER.replace("score'", "grade'")]),
    "an earlier score": ({}, [FIT, rule("score > 5 and grade == 'A'")], []),
    "without its definition": (HAS_EMAIL, [rule("lead")], [OTHERS]),
    "with another definition": (HAS_EMAIL, [rule("lead", lead="has(name)")], [OTHERS]),
    "with one that is not there": ({}, [rule("lead", lead="has(email)")], [OTHERS]),
    "with its definition": (HAS_EMAIL, [rule("lead", lead="has(email)")], []),
    "a field in backticks": (HAS_EMAIL, [rule("`lead`")], []),
    "with one that is broken": (
        {"lead": "email ="},
        [rule("lead")],
        ["definitions.lead.when: column 7: = is no comparison; write =="],
    ),
    "a definition for a field": (
        HAS_EMAIL,
        [rule("lead > 3")],
        [f"{WHEN} column 1: lead is a definition and has no value; write `lead` for a field of that name"],
    ),
}


@pytest.mark.parametrize(("criteria", "scoring", "found"), RULES_AND_DEFINITIONS.values(), ids=RULES_AND_DEFINITIONS)
def test_a_rule_means_what_it_says_in_the_agreement(
    criteria: dict[str, str], scoring: list[Scoring], found: list[str]
) -> None:
    """It looks at scores that are filled already, and its names are the agreement's own definitions."""
    if found:
        assert problems(*defined(**criteria), scoring=scoring) == found
    else:
        assert [*agreement(*defined(**criteria), scoring=scoring).criteria] == [*criteria]


def test_a_bad_unit_is_one_problem() -> None:
    """What is wrong with a noun is said where it is declared, and not again of every criterion with a unit."""
    assert problems(*defined(rich="budget > 5 USD"), units="USD") == [
        "units.0: 'USD' is a unit already: 'USD' means 'USD' in every agreement"
    ]


def test_grades_that_differ_by_little_are_two() -> None:
    """A thousandth of a point is a difference, even if nobody would show it."""
    scoring = Scoring("score", RULES, grades={"A": Fraction(2, 1000), "B": Fraction(1, 1000)})
    assert [scoring.grade_of(Fraction(each, 2000)) for each in (1, 2, 3, 4)] == [None, "B", "B", "A"]
