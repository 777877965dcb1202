"""SM2: definitions and handoffs that fit each other or do not, held against every record of a small world."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from check_pages import document, found
from smarketing import Agreement, AtLeast, Criterion, Definition, Handoff, Objective, Party, Term, loads
from smarketing.checks import Diagnostic, check

PROMISES = "{leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}}"
SCORES = (None, 0.5, 1, 1.5, 2, 2.5, 3, 3.5)
WORLD = [{"score": score, "vip": vip} for score in SCORES for vip in (None, True, False)]
"""On, between and beyond all that the criteria below compare with: what holds for none of these holds for none."""

_tests = st.one_of(
    st.builds("score {} {}".format, st.sampled_from(["<", "<=", "==", "!=", ">=", ">"]), st.integers(1, 3)),
    st.sampled_from(["vip", "vip == False", "has(score)", "has(vip)"]),
)
criteria = st.recursive(
    _tests,
    lambda inside: st.one_of(
        inside.map("not ({})".format),
        st.builds("({}) and ({})".format, inside, inside),
        st.builds("({}) or ({})".format, inside, inside),
    ),
    max_leaves=4,
)


def holding(text: str) -> list[int]:
    """Give the places in the world of the records for which a criterion holds."""
    criterion = Criterion.parse(text)
    return [place for place, record in enumerate(WORLD) if criterion(record)]


def defined(texts: Mapping[str, str], *sections: str, **excludes: str) -> str:
    """Write an agreement with definitions by their criteria."""
    more = {name: f", excludes: {others}" for name, others in excludes.items()}
    each = (f'  {name}: {{means: x, when: "{text}"{more.get(name, "")}}}\n' for name, text in texts.items())
    return document(PROMISES, *sections, f"definitions:\n{''.join(each)}")


def flaws(code: str, text: str) -> tuple[Diagnostic, ...]:
    """Give what one rule finds."""
    return check(loads(text), select=[code])


# SM202


@example("score < 1 and score > 1")
@example("vip or not vip")
@given(criteria)
def test_a_definition_never_or_always_holds_exactly_if_the_world_says_so(text: str) -> None:
    """For none, or for all of the records."""
    held, path = len(holding(text)), "definitions.MQL.when"
    expected = {
        0: [f"{path}: nothing can be an MQL: its criterion never holds"],
        len(WORLD): [f"{path}: everything is an MQL: its criterion always holds"],
    }
    assert found("SM202", defined({"MQL": text})) == expected.get(held, [])


# SM203

CHAIN = "funnel: {goal: 50 USD/month, value: 1 USD/customer, stages: [MQL, {SQL: 40 %}, {customer: 50 %}]}"


@given(criteria, criteria)
def test_definitions_mean_the_same_exactly_if_the_world_says_so(one: str, other: str) -> None:
    """The same records, and some; two that nothing meets are found by another rule."""
    same = holding(one) == holding(other) != []
    expected = ["definitions.SAL.when: it means the same as MQL: every record is both or neither"] if same else []
    assert found("SM203", defined({"MQL": one, "SAL": other})) == expected


@given(criteria, criteria)
def test_a_later_stage_is_wider_exactly_if_the_world_says_so(one: str, other: str) -> None:
    """Every record of the stage before, some at all, and others: a customer without a definition does not matter."""
    before, after = set(holding(one)), set(holding(other))
    message = "every MQL is one already, though SQL comes after MQL in the funnel"
    expected = [f"definitions.SQL.when: {message}"] if before and before < after else []
    if before and before == after:
        expected = ["definitions.SQL.when: it means the same as MQL: every record is both or neither"]
    assert found("SM203", defined({"MQL": one, "SQL": other}, CHAIN)) == expected


def test_stages_that_do_not_follow_each_other_need_not_be_narrower() -> None:
    """Partners come in beside the MQL, though they are listed after them."""
    stages = "[MQL, partner, {customer: 50 %, of: MQL}, {customer: 10 %, of: partner}]"
    funnel = f"{{goal: 50 USD/month, value: 1 USD/customer, sources: {{MQL: 70 %, partner: 30 %}}, stages: {stages}}}"
    text = defined({"MQL": "score >= 80", "partner": "score >= 10"}, "units: [partner]", f"funnel: {funnel}")
    assert found("SM203", text) == []


# SM204


@given(criteria, criteria)
def test_a_definition_meets_what_it_excludes_exactly_if_the_world_says_so(one: str, other: str) -> None:
    """Some record is both; the one that is shown is."""
    found_here = flaws("SM204", defined({"SQL": one, "lost": other}, SQL="lost"))
    assert len(found_here) == bool(set(holding(one)) & set(holding(other)))
    assert all(
        str(each).startswith("SM204 definitions.SQL.when: it excludes lost, and a record ") for each in found_here
    )
    assert all(str(each).endswith(" is both") for each in found_here)


def test_an_exclusion_without_a_criterion_is_not_looked_at() -> None:
    """Neither side can be compared then."""
    for definitions in ("a: {means: x}, b: {means: y, when: vip}", "b: {means: x}, a: {means: y, when: vip}"):
        text = document(PROMISES, f"definitions: {{{definitions.replace('a: {', 'a: {excludes: b, ', 1)}}}")
        assert found("SM204", text) == []


@pytest.mark.parametrize(
    ("one", "other", "record"),
    [
        ("score >= 80", "score >= 50", "a record with score 80"),
        ("score > 5", "score < 6", "a record with score 5.5"),
        ("grade == 'A'", "vip", "a record with grade 'A' and vip true"),
        ("vip == False", "grade == 'A' and score == 3", "a record with vip false, grade 'A' and score 3"),
        ("not has(grade)", "not has(score)", "a record without any field"),
    ],
)
def test_a_record_is_said_as_it_is(one: str, other: str, record: str) -> None:
    """Texts in quotes, numbers and truths without; fields that are not there are left out."""
    (line,) = found("SM204", defined({"a": one, "b": other}, a="b"))
    said = line.removeprefix("definitions.a.when: it excludes b, and ").removesuffix(" is both")
    assert sorted(said.removeprefix("a record with ").replace(" and ", ", ").split(", ")) == sorted(
        record.removeprefix("a record with ").replace(" and ", ", ").split(", ")
    )


@pytest.mark.parametrize(
    ("one", "witness"),
    [
        ("score > 5 and score < 6", {"score": "5.5"}),
        ("created >= 2026-01-31", {"created": "2026-01-31T00:00:00"}),
        ("waited == 36 hours", {"waited": "36 hours"}),
        ("share == 1 and vip and grade == 'A'", {"share": 1, "vip": True, "grade": "A"}),
    ],
)
def test_a_witness_is_plain(one: str, witness: dict[str, object]) -> None:
    """What JSON has: whole numbers, truths and texts."""
    (flaw,) = flaws("SM204", defined({"a": one, "b": one}, a="b"))
    assert flaw.witness == witness


# SM209


@pytest.mark.parametrize(
    ("text", "record", "field", "known"),
    [
        ("score >= 50 and not vip", "a record with score 50", "vip", "vip == False"),
        ("not (score < 50)", "a record without any field", "score", "has(score) and not ..."),
        ("not `on hold`", "a record without any field", "`on hold`", "`on hold` == False"),
        ("not (`Lead Score` < 5)", "a record without any field", "`Lead Score`", "has(`Lead Score`) and not ..."),
    ],
)
def test_what_a_not_lets_through(text: str, record: str, field: str, known: str) -> None:
    """The record, and how the criterion that asks for the field is written."""
    assert found("SM209", defined({"MQL": text})) == [
        f"definitions.MQL.when: {record} is an MQL, as {field} is not known; if it must be known, write '{known}'"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "score >= 50 and vip == False",
        "score >= 50 and has(vip) and not vip",
        "score != 5",
        "not (not vip)",
        "score >= 50 and not (score < 60)",
    ],
)
def test_a_not_that_lets_nothing_through(text: str) -> None:
    """The field is asked for, or compared elsewhere."""
    assert found("SM209", defined({"MQL": text})) == []


@given(criteria)
def test_what_a_not_lets_through_is_shown(text: str) -> None:
    """The definition holds for the record that is shown, in which the field is not known."""
    for flaw in flaws("SM209", defined({"MQL": text})):
        witness = dict(flaw.witness or {})
        (field,) = [name for name, value in witness.items() if value is None]
        known = {name: float(value) if isinstance(value, str) else value for name, value in witness.items()}
        assert Criterion.parse(text)(known) is True
        assert f"has({field})" not in text


# SM211


def segments(*names: str) -> str:
    """Write a metric with such segments."""
    return f"metrics: {{leads: {{unit: SQL, kind: count, segments: [{', '.join(names)}]}}}}"


@given(st.lists(criteria, min_size=2, max_size=3))
def test_segments_divide_the_world_or_not(texts: list[str]) -> None:
    """Found for each two that share a record, and once if some record is in none."""
    names = ["web", "fair", "post"][: len(texts)]
    held = {name: set(holding(text)) for name, text in zip(names, texts, strict=True)}
    sharing = [(one, other) for one, other in combinations(names, 2) if held[one] & held[other]]
    lines = found("SM211", defined(dict(zip(names, texts, strict=True)), segments(*names)))
    shared = [f"definitions.{other}.when: a record of leads can be in it and in {one}: " for one, other in sharing]
    assert [any(line.startswith(each) for line in lines) for each in shared] == [True] * len(shared)
    in_none = len(set().union(*held.values())) < len(WORLD)
    assert sum("is in no segment of leads" in line for line in lines) == in_none
    assert len(lines) == len(shared) + in_none


@pytest.mark.parametrize(
    ("names", "said"),
    [(("web", "fair"), "neither web nor fair"), (("web", "fair", "post"), "neither web, fair nor post")],
)
def test_a_record_in_no_segment_is_said(names: Sequence[str], said: str) -> None:
    """All segments are named, as a sentence does."""
    text = defined({name: f"score == {place}" for place, name in enumerate(names)}, segments(*names))
    said = f"{shown(text)} is in no segment of leads: {said}"
    assert found("SM211", text) == [f"definitions.{names[-1]}.when: {said}"]


def shown(text: str) -> str:
    """Give the record of the one flaw in words."""
    (flaw,) = flaws("SM211", text)
    fields = ", ".join(f"{name} {value}" for name, value in (flaw.witness or {}).items())
    return f"a record with {fields}" if fields else "a record without any field"


@pytest.mark.parametrize(
    "texts",
    [
        {"web": "vip", "fair": "score > 1"},  # the third has no definition
        {"web": "vip"},
        {"web": "vip", "fair": "vip == False", "post": "not has(vip)"},
        {"web": "False", "fair": "score > 1", "other": "vip"},
    ],
)
def test_segments_are_divided_as_far_as_is_known(texts: dict[str, str]) -> None:
    """A record may be in the segment that has no definition; definitions of other names are no segments."""
    lines = found("SM211", defined(texts, segments("web", "fair", "post")))
    assert [line for line in lines if "no segment" in line] == []
    assert len(lines) == ({"web", "fair"} == set(texts))


@pytest.mark.parametrize("name", ["and", "in", "not", "big-deal"])
def test_segments_may_bear_any_name(name: str) -> None:
    """Also one that is a word of the criteria language, or no word."""
    text = defined({name: "score < 1", "fair": "score >= 1"}, segments(name, "fair"))
    assert found("SM211", text) == [
        f"definitions.fair.when: a record without any field is in no segment of leads: neither {name} nor fair"
    ]


def test_one_segment_need_not_hold_everything() -> None:
    """What is in no segment is of the whole alone."""
    assert found("SM211", defined({"web": "vip"}, segments("web"))) == []


def test_segments_may_be_as_deep_as_definitions() -> None:
    """A question about several definitions is no criterion that somebody wrote, and is not refused as one."""
    deep = "not " * 48 + "vip"
    assert found("SM211", defined({"web": deep, "fair": "not vip"}, segments("web", "fair"))) == []


def test_only_segments_that_the_agreement_declares_divide_a_figure() -> None:
    """Those that promises name may be some of many; declared as they are, they would leave a record out."""
    promises = "{{a: {{{0}, segment: web}}, b: {{{0}, segment: fair}}}}".format(
        "owed_by: Marketing, owed_to: Sales, metric: leads, at_least: 5 SQL/month"
    )
    definitions = "definitions: {web: {means: x, when: vip}, fair: {means: x, when: vip or score > 3}}"
    assert loads(document(promises, definitions)).metrics["leads"].segments == ("web", "fair")
    assert found("SM211", document(promises, definitions)) == []
    assert len(found("SM211", document(promises, definitions, segments("web", "fair")))) == 2


# SM212


@pytest.mark.parametrize(
    ("one", "other", "is_said"),
    [("a == b * b", "a == 2", True), ("a == b * b and b == 1", "a == 1 and b == 1", False), ("a > 2", "a < 2", False)],
)
def test_an_exclusion_that_could_not_be_decided_is_said(one: str, other: str, is_said: bool) -> None:
    """Each can hold by itself; whether both can is beyond what is decided."""
    text = defined({"SQL": one, "lost": other}, SQL="lost")
    because = "a calculation, or a comparison of fields, that is not linear"
    said = f"definitions.SQL.when: could not decide whether it overlaps lost: {because}"
    assert found("SM212", text) == ([said] if is_said else [])
    assert [each for each in found("SM204", text) if is_said] == []


@pytest.mark.parametrize(
    ("text", "is_said"), [("a * a == 2", True), ("a * a == 4", False), ("not (a * a == 2)", False)]
)
def test_what_could_not_be_decided_is_said(text: str, is_said: bool) -> None:
    """Calculations that are not linear, where no record is found at once."""
    because = "a calculation, or a comparison of fields, that is not linear"
    said = f"definitions.MQL.when: could not decide whether it can hold: {because}"
    assert found("SM212", defined({"MQL": text})) == ([said] if is_said else [])
    assert found("SM202", defined({"MQL": text})) == []
    assert check(handed(Handoff("a", "Marketing", "Sales", text)), select=["SM205"]) == ()


# SM205, SM206

GIVERS = (("Marketing", "Sales"), ("Marketing", "Service"), ("Sales", "Service"))


def handed(*handoffs: Handoff, definitions: Sequence[Definition] = ()) -> Agreement:
    """Make an agreement with handoffs."""
    parties = [Party("Marketing", "Josh"), Party("Sales", "Amy"), Party("Service", "Joan")]
    leads = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))
    return Agreement("Leads", Term("2026-01-01"), parties, [leads], handoffs=handoffs, definitions=definitions)


@given(criteria)
def test_a_trigger_never_holds_exactly_if_the_world_says_so(text: str) -> None:
    """Nothing is handed over then."""
    lines = [str(each) for each in check(handed(Handoff("a", "Marketing", "Sales", text)), select=["SM205"])]
    said = "SM205 handoffs.a.trigger: its trigger never holds, so nothing is ever handed over"
    assert lines == ([] if holding(text) else [said])


@given(criteria, criteria, st.sampled_from(list(product(GIVERS, GIVERS))))
def test_two_handoffs_claim_one_record_exactly_if_the_world_says_so(
    one: str, other: str, between: tuple[tuple[str, str], tuple[str, str]]
) -> None:
    """From one party to two others; to the same party, or from two, nobody is in doubt."""
    (giver, taker), (second_giver, second_taker) = between
    agreement = handed(Handoff("a", giver, taker, one), Handoff("b", second_giver, second_taker, other))
    rivals = giver == second_giver and taker != second_taker
    lines = [str(each) for each in check(agreement, select=["SM206"])]
    assert len(lines) == (rivals and bool(set(holding(one)) & set(holding(other))))
    assert all(line.startswith("SM206 handoffs.b.trigger: a record with") for line in lines)
    assert all(line.endswith(f" triggers it and a: {taker} and {second_taker} both get it") for line in lines)


def test_handoffs_by_definitions_are_looked_at_like_others() -> None:
    """By the criterion of the definition; one without a criterion cannot be compared."""
    definitions = [Definition("MQL", "x", "score >= 50"), Definition("lost", "y")]
    to_sales, to_service = Handoff("a", "Marketing", "Sales", "MQL"), Handoff("b", "Marketing", "Service", "score > 40")
    vague = Handoff("c", "Marketing", "Service", "lost")
    found_here = check(handed(to_sales, to_service, vague, definitions=definitions), select=["SM205", "SM206"])
    assert list(map(str, found_here)) == [
        "SM206 handoffs.b.trigger: a record with score 50 triggers it and a: Sales and Service both get it"
    ]
    assert [each.witness for each in found_here] == [{"score": 50}]
