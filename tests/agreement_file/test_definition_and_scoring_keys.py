"""Definitions, scoring and tiers in the agreement file: as written, as read, and what may be wrong with them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria_strategies import criteria
from expected_errors import problems_of
from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Consequence,
    Credit,
    Criterion,
    Definition,
    Effect,
    Missed,
    Objective,
    Party,
    Scoring,
    ScoringRule,
    Term,
    Tier,
    dumps,
    loads,
    quantity,
)

GOOD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {contact: Josh}, Sales: {contact: Amy}}
units: [demo]
definitions:
  lead: {means: Somebody new., when: has(email)}
  MQL: {means: A good lead., when: lead and score >= 50 and seen >= 3 demos, excludes: SQL}
  SQL: {means: An accepted lead., when: accepted, excludes: [lead, MQL]}
scoring:
  score:
    rules:
    - {points: 30, when: lead and title == 'CEO', because: A decision maker}
    - {points: -2.5, when: not lead}
    grades: {A: 60, B: 30}
    grade: letter
    start: 1/3
    least: 0
    most: 100
metrics:
  calls: {unit: call, kind: count}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
  calls: {owed_by: Sales, owed_to: Marketing, at_least: 9 call/month}
  uptime: {owed_by: Sales, owed_to: Marketing, at_least: 99 %}
  visits: {owed_by: Sales, owed_to: Marketing, between: {low: 5 visit/month, high: 9 visit/month}}
consequences:
  money:
    when: {missed: leads}
    only_above: 1 USD
    credit:
      tiers:
      - {below: 95 %, pay: 100 USD}
      - {at_least: 50 %, at_most: 60 %, pay: 200 USD}
"""


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement; every part is what its keys say."""
    agreement = loads(GOOD)
    assert agreement.definitions[1:] == (
        Definition("MQL", "A good lead.", "lead and score >= 50 and seen >= 3 demos", excludes="SQL"),
        Definition("SQL", "An accepted lead.", "accepted", excludes=("lead", "MQL")),
    )
    rules = [
        ScoringRule(30, agreement.criterion("lead and title == 'CEO'"), "A decision maker"),
        ScoringRule(-2.5, agreement.criterion("not lead")),
    ]
    grades = {"A": 60, "B": 30}
    scoring = Scoring("score", rules, grades=grades, grade="letter", start=Fraction(1, 3), least=0, most=100)
    assert agreement.scoring == (scoring,)
    tiers = [Tier(pay="100 USD", below="95 %"), Tier(pay="200 USD", at_least="50 %", at_most="60 %")]
    (money,) = agreement.consequences
    assert (money.effect, money.only_above) == (Credit(tiers=tiers), quantity("1 USD"))


def test_rules_use_definitions_and_units() -> None:
    """A bare name in a rule of a scoring is the definition, and a noun of the agreement's own is a unit."""
    agreement = loads(GOOD.replace("when: not lead", "when: seen >= 3 demos"))
    assert agreement.scored({"email": "joan@companyx.example", "title": "CEO"})["score"] == Fraction(91, 3)
    assert agreement.scored({"email": "joan@companyx.example", "seen": 3})["score"] == 0
    assert agreement.scored({"title": "CEO", "lead": True})["score"] == Fraction(1, 3)


def test_scoring_is_written_as_people_write_it() -> None:
    """Numbers without a point where they are whole, and a rule a line."""
    written = dumps(loads(GOOD))
    assert GOOD[GOOD.index("scoring:") : GOOD.index("metrics:")] in written
    assert dumps(loads(written)) == written


# Round trips

_NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20).map(Fraction),
    st.fractions(0, 100, max_denominator=60),
    st.decimals(-100, 100, places=3).map(Fraction),
)
_NAMES = st.sampled_from(["A", "yes", "7", "null", "very good", "ü: #"])
_WORDS = st.sampled_from(["", "A decision maker", "yes", "12", "a: b # c", "two\nlines"])


@st.composite
def scorings(draw: st.DrawFn) -> Scoring:
    """Give scorings of every kind, with grades or without, in bounds or without."""
    rules = [
        ScoringRule(draw(_NUMBERS), Criterion.parse(draw(criteria())), draw(_WORDS))
        for _ in range(draw(st.integers(1, 3)))
    ]
    grades = [(name, draw(st.integers(0, 9)) + 10 * place) for place, name in enumerate(draw(st.sets(_NAMES)))]
    least, most = draw(st.one_of(st.none(), _NUMBERS)), draw(st.one_of(st.none(), _NUMBERS))
    if least is not None and most is not None:
        least, most = min(least, most), max(least, most)
    letter = draw(st.sampled_from(["grade", "letter"]))
    return Scoring("points", rules, grades=grades, grade=letter, start=draw(_NUMBERS), least=least, most=most)


def small(scoring: Scoring | None = None, *definitions: Definition, effect: Effect | None = None) -> Agreement:
    """Give a small agreement with some parts."""
    leads = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    return Agreement(
        "Company X",
        Term("2026-01-01"),
        [Party("Marketing"), Party("Sales")],
        [leads],
        definitions=definitions,
        scoring=[] if scoring is None else [scoring],
        consequences=[] if effect is None else [Consequence("money", Missed("leads"), effect)],
    )


@given(scorings(), st.booleans())
def test_every_scoring_survives(scoring: Scoring, as_json: bool) -> None:
    """Points, rules, grades and bounds come back as they were, to the last digit."""
    try:
        agreement = small(scoring)
    except AgreementError:  # two of its rules take a field for two things
        agreement = small(Scoring("points", scoring.rules[:1], grades=scoring.grades, start=scoring.start))
    name = "a.json" if as_json else "a.yaml"
    read = loads(dumps(agreement, as_json=as_json), name)
    assert read == agreement
    assert read.scoring[0].grades == agreement.scoring[0].grades


def test_negative_thirds_survive() -> None:
    """What no decimal writes is written as a fraction, below zero too."""
    third = Fraction(-1, 3)
    scoring = Scoring("points", [ScoringRule(third, Criterion.parse("asked"))], grades={"A": third}, start=third)
    assert loads(dumps(small(scoring))).scoring == (scoring,)


@given(criteria(), st.lists(st.sampled_from(["lead", "customer"]), unique=True))
def test_every_definition_survives(when: str, excludes: list[str]) -> None:
    """The criterion's text and the names that are excluded."""
    others = [Definition("lead", "Somebody new."), Definition("customer", "One who bought.")]
    agreement = small(None, *others, Definition("MQL", "A good one.", when, excludes=excludes))
    assert loads(dumps(agreement)) == agreement
    assert loads(dumps(agreement)).criteria == agreement.criteria


@pytest.mark.parametrize(
    "tier",
    [
        {"below": "95 %"},
        {"at_most": "1/3 %"},
        {"above": "90 SQL/month"},
        {"at_least": "300 SQL/quarter", "below": "900 SQL/quarter"},
        {"above": "1.5 SQL", "at_most": "1,000 SQL"},
    ],
)
def test_every_tier_survives(tier: dict[str, str]) -> None:
    """All four bounds, alone and in pairs, in the units in which they were written."""
    effect = Credit(of="400 USD", tiers=[Tier(pay="5 %", **tier), Tier(pay="9 USD", **tier)])
    agreement = small(effect=effect)
    read = loads(dumps(agreement)).consequences[0].effect
    assert read == effect
    assert repr(read) == repr(effect)


# What may be wrong

NO_NUMBER = "is not a number; write it as 1234.5 or 1,234.5"
DEFINED = "definitions are 'lead', 'MQL', 'SQL'"
UNDECLARED = "an agreement declares nouns of its own under 'units'"
IN_DEFINITIONS = [
    ("has(email)", "", "7:32: definitions.lead.when: this is empty where text belongs"),
    ("has(email)", "email = 'a'", "7:32: definitions.lead.when: column 7: = is no comparison; write =="),
    (
        "has(email)",
        "accepted and MQL",
        "7:32: definitions.lead.when: column 14: a definition cannot rest on itself: lead, MQL, lead",
    ),
    (
        "score >= 50",
        "letter >= 50",
        "8:30: definitions.MQL.when: letter is a number here and a text in the scoring of 'score'",
    ),
    (
        "seen >= 3 demos",
        "seen >= 3 demo and title >= 3",
        "8:30: definitions.MQL.when: title is a number here and a text in the scoring of 'score'",
    ),
    (
        "[lead, MQL]",
        "[lead, SAL]",
        f"9:68: definitions.SQL.excludes.1: no definition named 'SAL'; {DEFINED} (did you mean 'SQL'?)",
    ),
    (
        "excludes: SQL",
        "excludes: SAL",
        f"8:78: definitions.MQL.excludes: no definition named 'SAL'; {DEFINED} (did you mean 'SQL'?)",
    ),
    (
        "units: [demo]\n",
        "",
        f"7:30: definitions.MQL.when: column 34: no unit named 'demos' (did you mean 'videos'?); {UNDECLARED}",
    ),
]


@pytest.mark.parametrize(("good", "bad", "problem"), IN_DEFINITIONS)
def test_a_broken_definition(good: str, bad: str, problem: str) -> None:
    """Each mistake is said once, with line, column and path, and where in the criterion it is."""
    assert problems_of(GOOD, good, bad) == problem


RULE = "14:22: scoring.score.rules.1.when"
RULE_KEYS = "'points', 'when', 'because'"
SCORING_KEYS = "'rules', 'grades', 'grade', 'start', 'least', 'most'"
OUTCOME = "which is its outcome"
IN_SCORING = [
    ("points: 30", "points: many", f"13:8: scoring.score.rules.0.points: 'many' {NO_NUMBER}"),
    ("points: 30, ", "", "13:7: scoring.score.rules.0: 'points' is missing"),
    (", when: not lead", "", "14:7: scoring.score.rules.1: 'when' is missing"),
    (
        "when: not lead",
        "whn: not lead",
        f"14:22: scoring.score.rules.1.whn: no key named 'whn'; keys are {RULE_KEYS} (did you mean 'when'?)",
    ),
    (
        "because: A decision maker",
        "because: 7",
        "13:51: scoring.score.rules.0.because: this is 7 where text belongs; write it in quotes: '7'",
    ),
    ("not lead", "lead = 3", f"{RULE}: column 6: = is no comparison; write =="),
    (
        "not lead",
        "lead > 3",
        f"{RULE}: column 1: lead is a definition and has no value; write `lead` for a field of that name",
    ),
    ("not lead", "seen > 3 demoz", f"{RULE}: column 8: no unit named 'demoz' (did you mean 'demo'?); {UNDECLARED}"),
    ("not lead", "title > 3", f"{RULE}: title is a number here and a text in the scoring of 'score'"),
    (
        "not lead",
        "score > 3",
        f"12:5: scoring.score.rules: the rule 'score is more than 3' uses 'score', {OUTCOME}",
    ),
    ("not lead", "MQL", f"12:5: scoring.score.rules: the rule 'it is an MQL' uses 'score', {OUTCOME}"),
    (
        "not lead",
        "letter == 'A'",
        f"12:5: scoring.score.rules: the rule \"letter is 'A'\" uses 'letter', {OUTCOME}",
    ),
    ("{A: 60, B: 30}", "{A: 60, B: 60}", "15:5: scoring.score.grades: two grades begin at the same points: 60"),
    ("{A: 60, B: 30}", "{A: 60, B: low}", f"15:21: scoring.score.grades.B: 'low' {NO_NUMBER}"),
    ("{A: 60, B: 30}", "[A, B]", "15:5: scoring.score.grades: this is a list; write keys and values"),
    ("{A: 60, B: 30}", "{A: 60, A: 30}", "15:21: scoring.score.grades.A: 'A' is here twice, first in line 15"),
    ("grade: letter", "grade: score", "16:5: scoring.score.grade: points and grade cannot both be in 'score'"),
    ("start: 1/3", "start: 1/0", f"17:5: scoring.score.start: '1/0' {NO_NUMBER}"),
    (
        "least: 0",
        "lest: 0",
        f"18:5: scoring.score.lest: no key named 'lest'; keys are {SCORING_KEYS} (did you mean 'least'?)",
    ),
    ("most: 100", "most: -1", "19:5: scoring.score.most: at least 0 and at most -1 is nothing"),
]


@pytest.mark.parametrize(("good", "bad", "problem"), IN_SCORING)
def test_a_broken_scoring(good: str, bad: str, problem: str) -> None:
    """Each mistake is said once, at the rule or the key where it is mended."""
    assert problems_of(GOOD, good, bad) == problem


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ("[]", "12:5: scoring.score.rules: a score needs at least one rule"),
        ("30", "12:5: scoring.score.rules: this is 30 where a list belongs"),
        ("[has(email)]", "12:13: scoring.score.rules.0: this is the text 'has(email)'; write keys and values"),
    ],
)
def test_rules_are_a_list(rules: str, problem: str) -> None:
    """At least one, each with its keys."""
    start, stop = GOOD.index("rules:\n") + len("rules:"), GOOD.index("    grades:")
    assert problems_of(GOOD, GOOD[start:stop], f" {rules}\n") == problem


TIER = "33:10: consequences.money.credit.tiers.0"
TIERS = "32:7: consequences.money.credit.tiers"
CREDIT = "31:5: consequences.money.credit"
PAY = "pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not"
PARTS = "a part of the target needs one target; give the tiers in visit"
IN_TIERS = [
    (", pay: 100 USD", "", "33:9: consequences.money.credit.tiers.0: 'pay' is missing"),
    (
        "below: 95 %, ",
        "",
        "33:9: consequences.money.credit.tiers.0: a tier needs a bound: at_least, above, below or at_most",
    ),
    (
        "{below: 95 %, pay: 100 USD}",
        "100",
        "33:9: consequences.money.credit.tiers.0: this is 100; write keys and values",
    ),
    (
        "below: 95 %",
        "under: 95 %",
        f"{TIER}.under: no key named 'under'; keys are 'at_least', 'above', 'below', 'at_most', 'pay'",
    ),
    (
        "below: 95 %",
        "below: low",
        f"{TIER}.below: 'low' is not a quantity; write a number and a unit, as in '100 SQL/month'",
    ),
    (
        "below: 95 %",
        "above: 95 %, at_most: 9 %",
        "33:23: consequences.money.credit.tiers.0.at_most: nothing is above 95 % and at most 9 %",
    ),
    ("pay: 100 USD", "pay: -1 USD", "33:23: consequences.money.credit.tiers.0.pay: a credit is not negative: -1 USD"),
    ("pay: 100 USD", "pay: 100 EUR", f"{TIERS}: a credit pays in one unit: EUR or USD"),
    ("pay: 100 USD", "pay: 5 %", f"{TIERS}: {PAY} 5 %"),
    (
        "only_above: 1 USD",
        "only_above: 1 EUR",
        "30:5: consequences.money.only_above: only_above is in the unit of what is paid, USD; not 1 EUR",
    ),
    (
        "      tiers:",
        "      pay: 1 USD\n      tiers:",
        "32:7: consequences.money.credit.pay: a credit needs exactly one of pay, tiers and by_run",
    ),
    ("missed: leads", "missed: visits", f"{CREDIT}: {PARTS}"),
    ("missed: leads", "missed: any", f"{CREDIT}: {PARTS}"),
    (
        "missed: leads",
        "missed: {across: [calls, uptime]}",
        f"{CREDIT}: tiers go by the result of one promise; watch promises with each, not across",
    ),
]


@pytest.mark.parametrize(("good", "bad", "problem"), IN_TIERS)
def test_a_broken_tier(good: str, bad: str, problem: str) -> None:
    """A tier is read off the result of one promise, in its metric's unit or as a part of its target."""
    assert problems_of(GOOD, good, bad) == problem


def test_tiers_in_a_unit_that_nothing_was_measured_in() -> None:
    """Hours are no number of leads."""
    hours = GOOD.replace("{at_least: 50 %, at_most: 60 %, pay: 200 USD}", "{above: 9 hours, pay: 2 USD}")
    found = problems_of(hours, "{below: 95 %, pay: 100 USD}", "{above: 3 hours, pay: 1 USD}")
    assert found == f"{CREDIT}: a tier above 3 hours cannot be read off 'leads', a count in SQL"


# One mistake, one message


@pytest.mark.parametrize(("name", "good", "at"), [("leads", "100 SQL", "23:47"), ("calls", "9 call", "24:47")])
def test_a_broken_promise_is_not_blamed_for_its_tiers(name: str, good: str, at: str) -> None:
    """An evaluator that could not be read may well have one target, whether its metric is declared or not."""
    found = problems_of(GOOD.replace("missed: leads", f"missed: {name}"), good, "9 cxll")
    assert found == f"{at}: objectives.{name}.at_least: no unit named 'cxll' (did you mean 'call'?); {UNDECLARED}"


def test_a_broken_definition_is_still_a_definition() -> None:
    """Who names one that lacks its meaning is not told that there is none."""
    named = GOOD.replace("excludes: SQL", "excludes: lead")
    assert problems_of(named, "means: Somebody new., ", "") == "7:3: definitions.lead: 'means' is missing"


def test_a_bad_noun_is_not_blamed_on_criteria() -> None:
    """The unit that is one already is said where it is declared."""
    found = "5:15: units.1: 'lead' is a unit already: 'lead' means 'lead' in every agreement"
    assert problems_of(GOOD, "[demo]", "[demo, lead]") == found


def test_several_mistakes_in_one_pass() -> None:
    """A definition, a rule, a grade and a tier, in the order of the file."""
    text = GOOD.replace("when: accepted", "when: accepted =").replace("points: 30", "points: many")
    text = text.replace("B: 30}", "B: low}").replace("pay: 100 USD", "pay: 100 people")
    found = [line.partition(": ")[0] for line in problems_of(text, "most: 100", "mst: 100").splitlines()]
    assert found == ["9:35", "13:8", "15:21", "19:5", "33:23"]
