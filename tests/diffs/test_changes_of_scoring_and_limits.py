"""What a new version changes in scoring, in limits that come and go, in units and in signatures: whole messages."""

from collections.abc import Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreement_versions import OLD, replaced, rewritten, said
from smarketing import Criterion, Limit, Scoring, ScoringRule, Signature, loads
from smarketing.diffs import changes_between, differences

# Scoring

SCORING = """\
scoring:
  fit:
    rules:
      - {points: 5, when: vip}
      - {points: 1.5, when: size > 5, because: Large.}
    grades: {A: 5, B: 2}
    start: 0.5
    least: 0
    most: 9
"""
SCORED = rewritten(OLD, ("cadence:", f"{SCORING}cadence:"))


@pytest.mark.parametrize(
    ("good", "bad", "lines"),
    [
        ("points: 5,", "points: 6,", ["6 points if vip, was 5"]),
        ("points: 5,", "points: -2,", ["-2 points if vip, was 5"]),
        ("1.5", "1.25", ["1.25 points if size > 5, was 1.5"]),
        ("size > 5", "size > 6", ["1.5 points if size > 6, was none", "no points if size > 5, was 1.5"]),
        ("      - {points: 5, when: vip}\n", "", ["no points if vip, was 5"]),
        ("rules:\n", "rules:\n      - {points: 3, when: near}\n", ["3 points if near, was none"]),
        ("{A: 5, B: 2}", "{A: 6, C: 2}",
         ["grade A is for 6 points, was for 5", "grade C is new, for 2 points",
          "grade B is gone; it was for 2 points"]),
        ("{A: 5, B: 2}", "{}", ["grade A is gone; it was for 5 points", "grade B is gone; it was for 2 points"]),
        ("    grades", "    grade: class\n    grades", ["grade is class, was grade"]),
        ("start: 0.5", "start: 2", ["start is 2, was 0.5"]),
        ("    start: 0.5\n", "", ["start is 0, was 0.5"]),
        ("least: 0", "least: 1", ["least is 1, was 0"]),
        ("    least: 0\n", "", ["least is not given, was 0"]),
        ("    most: 9\n", "", ["most is not given, was 9"]),
        ("most: 9", "most: 7.5", ["most is 7.5, was 9"]),
    ],
)  # fmt: skip
def test_what_is_scored_otherwise(good: str, bad: str, lines: Sequence[str]) -> None:
    """To everybody: the points of each rule and grade, and what bounds them, as a file has them."""
    assert said(replaced(SCORED, (good, bad))) == [(None, "other", f"fit: {line}") for line in lines]


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("because: Large.", "because: Big."),
        ("when: vip}\n", "when: vip}\n      - {points: 4, when: vip}\n"),
    ],
)
def test_no_change_of_a_rule_is_passed_over(good: str, bad: str) -> None:
    """Two versions of which nothing is said say the same; these do not."""
    assert said(replaced(SCORED, (good, bad))) != []


def test_two_rules_with_one_criterion() -> None:
    """The points of both count, whichever changes."""
    twice = rewritten(SCORED, ("when: vip}\n", "when: vip}\n      - {points: 4, when: vip}\n"))
    assert said(replaced(twice, ("points: 5,", "points: 7,"))) != []
    assert said(replaced(twice, ("points: 4,", "points: 7,"))) != []


def test_one_point_is_singular() -> None:
    """As people say it."""
    assert said(replaced(SCORED, ("points: 5,", "points: 1,"))) == [(None, "other", "fit: 1 point if vip, was 5")]


def test_scoring_that_comes_and_goes() -> None:
    """By its name."""
    other = rewritten(SCORED, ("  fit:\n", "  need:\n"))
    assert said(differences(loads(SCORED), loads(other))) == [
        (None, "other", "need: is scored now"),
        (None, "other", "fit: is not scored any more"),
    ]


_RULES = st.lists(
    st.builds(ScoringRule, st.integers(-3, 9), st.sampled_from(("vip", "size > 5", "near")).map(Criterion.parse)),
    min_size=1,
    max_size=4,
    unique_by=lambda rule: rule.when.text,
)
_SCORINGS = st.builds(
    Scoring,
    st.just("fit"),
    _RULES,
    grades=st.dictionaries(st.sampled_from("AB"), st.integers(0, 9), max_size=1),
    start=st.integers(0, 2),
    most=st.sampled_from((None, 20)),
)


@given(_SCORINGS, _SCORINGS)
def test_nothing_is_said_exactly_if_nothing_but_the_order_changed(was: Scoring, now: Scoring) -> None:
    """The same points for the same; the other way round as many things change."""
    old, new = (attrs.evolve(loads(OLD), scoring=[each]) for each in (was, now))
    found = changes_between(old, new)
    assert {(each.party, each.way, each.what) for each in found} <= {(None, "other", "fit")}
    ruled = [
        ({rule.when.text: rule.points for rule in each.rules}, *attrs.astuple(each, recurse=False)[2:])
        for each in (was, now)
    ]
    assert (found == ()) == (ruled[0] == ruled[1])
    assert len(changes_between(new, old)) == len(found)


# Limits

_MOST = st.one_of(st.none(), st.integers(0, 40))


@given(_MOST, _MOST)
def test_a_limit_that_comes_or_goes(was: int | None, now: int | None) -> None:
    """Stricter if more may be paid, looser if less; no limit is the highest of all."""
    old = loads(OLD)
    first, *rest = old.consequences
    limits = [() if most is None else (Limit(f"{most} %", of="4000 USD", per="month"),) for most in (was, now)]
    versions = [attrs.evolve(old, consequences=[attrs.evolve(first, limits=each), *rest]) for each in limits]
    found = changes_between(*versions)
    before, after = (10**6 if most is None else most for most in (was, now))
    ways = [] if before == after else ["stricter" if after > before else "looser"]
    assert [(each.party, each.way, each.what) for each in found] == [("Marketing", way, "credit") for way in ways]


LIMIT = "20 % of 4000 USD per month"
WITHOUT = rewritten(OLD, (f", limit: {LIMIT}", ""))
LIMITS = [LIMIT, "20 % of 4000 USD", "60 % of 4000 USD per quarter", "900 USD per year", "0 USD"]


@pytest.mark.parametrize("limit", LIMITS)
def test_what_is_said_of_a_limit_that_comes_or_goes(limit: str) -> None:
    """Whatever it is counted in, and over whatever period."""
    limited = rewritten(OLD, (LIMIT, limit))
    assert said(differences(loads(limited), loads(WITHOUT))) == [
        ("Marketing", "stricter", f"credit: is not limited, was limited to {limit}")
    ]
    assert said(differences(loads(WITHOUT), loads(limited))) == [
        ("Marketing", "looser", f"credit: is limited to {limit}, was not limited")
    ]


@pytest.mark.parametrize(
    ("limit", "way", "now"),
    [
        ("30 % of 4000 USD per month", "stricter", "30 % of 4000 USD per month"),
        ("10 % of 4000 USD per month", "looser", "10 % of 4000 USD per month"),
        ("801 USD per month", "stricter", "801 USD per month"),
        ("799 USD per month", "looser", "799 USD per month"),
        ("90 % of 4000 USD per quarter", "other", "90 % of 4000 USD per quarter"),
        (f"[{LIMIT}, 2000 USD]", "looser", f"{LIMIT} and 2000 USD"),
        ("[900 USD per month, 2000 USD]", "other", "900 USD per month and 2000 USD"),
    ],
)
def test_another_limit(limit: str, way: str, now: str) -> None:
    """Compared with one of the same period; one more is looser, and nothing is claimed where both come together."""
    assert said(replaced(OLD, (LIMIT, limit))) == [
        ("Marketing", way, f"credit: is limited to {now}, was limited to {LIMIT}")
    ]


@pytest.mark.parametrize(
    ("credit", "way"),
    [
        ("{pay: 4 %, of: 4000 USD}", "looser"),
        ("{pay: 6 %, of: 4000 USD}", "stricter"),
        ("{pay: 5 %, of: 3000 USD}", "looser"),
        ("{of: 4000 USD, tiers: [{below: 100 %, pay: 6 %}]}", "other"),
    ],
)
def test_a_limit_that_goes_while_something_else_changes(credit: str, way: str) -> None:
    """Two changes, each with its own way."""
    found = said(replaced(OLD, (f"{{pay: 5 %, of: 4000 USD}}, limit: {LIMIT}", credit)))
    assert [(party, told) for party, told, _line in found] == [("Marketing", way), ("Marketing", "stricter")]


# Units

DECLARED = rewritten(OLD, ("cadence:", "units: [trial, demo]\ncadence:"))


@pytest.mark.parametrize(
    ("units", "line"),
    [
        ("[trial, demo, visit2]", "are trial, demo, visit2, were trial, demo"),
        ("[demo]", "are demo, were trial, demo"),
        ("[]", "are not given, were trial, demo"),
        ("[demo, trial]", None),
    ],
)
def test_units_that_come_and_go(units: str, line: str | None) -> None:
    """All of them, before and now; their order means nothing."""
    found = said(replaced(DECLARED, ("[trial, demo]", units)))
    assert found == ([] if line is None else [(None, "other", f"the units: {line}")])


# Signatures


def test_an_amendment_is_signed_anew() -> None:
    """Who signed the version before is no change; between two versions that do not amend each other it is one."""
    on = [Signature("Marketing", "2025-12-15"), Signature("Sales", "2025-12-15")]
    old = attrs.evolve(loads(OLD), signatures=on)
    new = old.amended("2026-04-01", signatures=[Signature("Marketing", "2026-03-15")], title="Second")
    title = (None, "other", "the title: is 'Second', was 'Leads'")
    signed = "signatures: Marketing: on is 2026-03-15, was 2025-12-15"
    assert said(differences(old, new)) == [title]
    assert said(differences(old, new.consolidated)) == [
        title,
        (None, "other", signed),
        (None, "other", "signatures: Sales: is gone"),
    ]
    assert differences(old, old.amended("2026-04-01", signatures=on)).changes == ()


def test_an_amendment_of_an_amendment_is_signed_anew() -> None:
    """Also where the version between them is left out."""
    old = attrs.evolve(loads(OLD), signatures=[Signature("Marketing", "2025-12-15")])
    third = old.amended("2026-04-01").amended("2026-05-01", title="Third")
    assert said(differences(old, third)) == [(None, "other", "the title: is 'Third', was 'Leads'")]


def test_two_amendments_of_one_agreement_differ_in_who_signed() -> None:
    """Neither of them amends the other."""
    old = loads(OLD)
    signed = old.amended("2026-04-01", signatures=[Signature("Marketing", "2026-03-15")])
    found = said(differences(old.amended("2026-04-01"), signed))
    assert found == [(None, "other", "signatures: Marketing: is new")]


def test_two_amendments_that_hold_from_other_days() -> None:
    """From when they hold is what they differ in."""
    old = loads(OLD)
    one, other = (old.amended(day, title="Second") for day in ("2026-04-01", "2026-05-01"))
    assert changes_between(one, one) == ()
    assert changes_between(one, other) != ()


def test_how_an_amendment_begins() -> None:
    """Of one and what it amends, what is stated; of two that do not amend each other, what they differ in."""
    old = loads(OLD)
    by_days = old.amended("2026-04-11", month_of_change="by days")
    after = old.amended("2026-04-11", month_of_change="after", retroactive=True)
    retroactive = "the amendment: holds from its day on, though signed later"
    assert said(differences(old, by_days)) == [
        (None, "other", "the month of change: is judged by both versions, each for its days")
    ]
    assert said(differences(old, after)) == [
        (None, "other", "the month of change: is judged by the new version"),
        (None, "other", retroactive),
    ]
    month = "the month of change: is judged by"
    both = "by both versions, each for its days"
    assert said(differences(by_days, after)) == [
        (None, "other", f"{month} the new version, was judged {both}"),
        (None, "other", retroactive),
    ]
    assert said(differences(after, old.amended("2026-04-11"))) == [
        (None, "other", f"{month} the version before, was judged by the new version"),
        (None, "other", "the amendment: holds only once it is signed"),
    ]
    assert said(differences(by_days, by_days.amended("2026-05-11"))) == []
