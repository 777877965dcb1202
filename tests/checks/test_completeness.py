"""SM101 to SM110: what is missing in an agreement, and what only looks as if it were."""

from collections.abc import Sequence
from itertools import chain, combinations

import attrs
import pytest

from check_pages import document, found
from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Evaluator,
    Finding,
    Funnel,
    Metric,
    Objective,
    Party,
    Quantity,
    Status,
    Term,
    View,
    judge,
    loads,
)
from smarketing.checks import check

LEADS = "{leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}}"
THREE = "{Marketing: {contact: Josh}, Sales: {contact: Amy}, Service: {contact: Joan}}"
PARTIES = [Party("Marketing"), Party("Sales")]
NAMES = ("Marketing", "Sales", "Service")
FUNNEL = "funnel: {goal: 5000 USD/month, value: 100 USD/customer, stages: [MQL, {SQL: 40 %}, {customer: 50 %}]}"


def subsets(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Give all choices of some names, in their order."""
    return list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


# SM101

CONSEQUENCES = {
    "one": "{when: {missed: leads}, terminate: {}}",
    "part": "{when: {missed: spring}, terminate: {}}",
    "both": "{when: {missed: {across: [leads, calls], times: 2, in: 3 months}}, terminate: {}}",
    "any": "{when: {missed: {each: any, times: 3, running: true}}, terminate: {}}",
}
PARTS = """
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 10 SQL/month}
  spring: {part_of: leads, segment: spring, owed_by: Marketing, owed_to: Sales, at_least: 5 SQL/month}
  calls: {owed_by: Marketing, owed_to: Sales, at_least: 10 call/month}"""
FIGURES_OF_PARTS = (
    ("leads", "leads", "", 5, 10),
    ("spring", "leads", "spring", 0, 5),
    ("calls", "calls", "", 0, 10),
)


@pytest.mark.parametrize("chosen", subsets(list(CONSEQUENCES)), ids="-".join)
def test_what_nothing_follows_from(chosen: Sequence[str]) -> None:
    """A promise is found if nothing is due when it (or what it is a part of) is missed all year, and nothing else."""
    consequences = "".join(f"\n  {name}: {CONSEQUENCES[name]}" for name in chosen)
    agreement = loads(document(PARTS, f"consequences: {consequences or '{}'}"))

    def anything_follows(missed: str) -> bool:
        rows = [
            {
                "month": f"2026-{month:02}",
                "metric": metric,
                "segment": segment,
                "value": low if name == missed else high,
            }
            for month in range(1, 13)
            for name, metric, segment, low, high in FIGURES_OF_PARTS
        ]
        return bool(judge(agreement, Actuals.from_rows(rows, known=agreement.metrics)).dues)

    dead = [name for name in ("leads", "calls") if not anything_follows(name)]
    dead += ["spring"] if not anything_follows("spring") and not anything_follows("leads") else []
    assert sorted(each.path[1] for each in check(agreement, select=["SM101"])) == sorted(dead)


def test_nothing_follows_says_who_misses() -> None:
    """The message names the party that owes it, and two ways out."""
    assert found("SM101", document(LEADS)) == [
        "objectives.leads: nothing follows if Marketing misses it; name it in a consequence, or 'missed: any'"
    ]


CREDITS = "credits: 500 USD"


@pytest.mark.parametrize(
    ("when", "dead"),
    [
        (f"{{{CREDITS}}}", ["leads", "spring", "calls"]),
        (f"{{any_of: [{{missed: calls}}, {{{CREDITS}}}]}}", ["leads", "spring"]),
        (f"{{all_of: [{{any_of: [{{missed: leads}}, {{missed: calls}}]}}, {{{CREDITS}}}]}}", []),
    ],
)
def test_a_condition_on_credits_is_not_what_follows_from_a_miss(when: str, dead: list[str]) -> None:
    """It looks at what follows otherwise, so it does not do for any promise; the conditions beside it do."""
    text = document(PARTS, f"consequences: {{c: {{when: {when}, terminate: {{}}}}}}")
    assert [each.path[1] for each in check(loads(text), select=["SM101"])] == dead


# SM102


def stage(number: int, name: str) -> str:
    return (
        f"funnel.stages.{number}: nobody owes {name}: give the stage an owner (owed_by), or promise it in an objective"
    )


SQL, CUSTOMER = stage(1, "SQL"), stage(2, "customer")


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ("at_least: 5 call/month", [SQL, CUSTOMER]),
        ("at_least: funnel.MQL", [SQL, CUSTOMER]),
        ("at_least: funnel.SQL", [CUSTOMER]),
        ("at_least: 7 SQL/month", [CUSTOMER]),
        ("at_least: funnel.customer", [SQL]),
        ("at_least: funnel.goal", [SQL]),
        ("at_least: 5000 USD/month", [SQL, CUSTOMER]),
        ("rolling: {months: 3, at_least: funnel.goal}", [SQL]),
    ],
)
def test_a_promise_owes_its_stage(target: str, left: Sequence[str]) -> None:
    """Whoever promises a noun, or takes a number from the funnel, owes that stage; the goal is the sale."""
    text = document(f"{{x: {{owed_by: Sales, owed_to: Marketing, {target}}}}}", FUNNEL)
    assert found("SM102", text) == left


@pytest.mark.parametrize("target", ["funnel.points.SQL", "funnel.points.SQL.big"])
def test_a_promise_in_value_owes_its_stage(target: str) -> None:
    """What all heads of a stage are worth is a promise of that stage, of a segment too."""
    segments = "segments: {big: {share: 60 %}, small: {share: 40 %}}"
    text = document(
        f"{{x: {{owed_by: Sales, owed_to: Marketing, segment: big, at_least: {target}}}}}",
        FUNNEL.replace("stages", f"{segments}, stages"),
    )
    assert SQL not in found("SM102", text)


def test_the_goal_of_a_segment_owes_the_sale() -> None:
    """It is a part of the goal, which is the sale."""
    segments = "segments: {big: {share: 60 %}, small: {share: 40 %}}"
    text = document(
        "{x: {owed_by: Sales, owed_to: Marketing, segment: big, at_least: funnel.goal.big}}",
        FUNNEL.replace("stages", f"{segments}, stages"),
    )
    assert found("SM102", text) == [SQL]


def test_an_owner_owes_a_stage() -> None:
    """A stage with owed_by needs no promise; one with two ways in is found at each that nobody owes."""
    funnel = """\
units: [partner]
funnel:
  goal: 5000 USD/month
  value: 100 USD/customer
  sources: {MQL: 70 %, partner: 30 %}
  stages:
    - MQL
    - {partner: enters, owed_by: Marketing}
    - {SQL: 40 %, of: MQL, owed_by: Sales}
    - {SQL: 30 %, of: partner}
    - {customer: 50 %, owed_by: Sales}"""
    text = document("{x: {owed_by: Sales, owed_to: Marketing, at_least: 5 call/month}}", funnel)
    assert found("SM102", text) == [stage(3, "SQL")]


@attrs.frozen
class Passes(Evaluator):
    """An evaluator that says nothing of what it holds figures against."""

    def __call__(self, view: View, /) -> Finding:
        """Every month is met."""
        return Finding(Status.MET)


def test_an_evaluator_of_ones_own_owes_what_its_metric_counts() -> None:
    """It has no targets to look at, but its metric has a unit."""
    funnel = Funnel(["MQL", ("SQL", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    one = Objective("x", "Sales", "Marketing", Passes())
    agreement = Agreement("x", Term("2026-01-01"), PARTIES, [one], metrics=[Metric("x", "SQL", "count")], funnel=funnel)
    assert [each.path for each in check(agreement, select=["SM102"])] == [("funnel", "stages", 2)]


def test_without_a_funnel_no_stage_is_asked_for() -> None:
    """An agreement need not have one."""
    assert found("SM102", document(LEADS)) == []


# SM103, SM104


@pytest.mark.parametrize("pairs", subsets(["Marketing Sales", "Sales Marketing", "Sales Service", "Service Sales"]))
def test_who_owes_and_is_owed(pairs: Sequence[str]) -> None:
    """A party is found if it stands on no left side of a promise, or on no right side."""
    promises = [pair.split() for pair in pairs]
    objectives = "".join(
        f"\n  p{place}: {{owed_by: {one}, owed_to: {other}, at_least: 1 call/month}}"
        for place, (one, other) in enumerate(promises)
    )
    text = document(objectives or "{}", parties=THREE)
    owing, owed = {one for one, _other in promises}, {other for _one, other in promises}
    silent = [f"parties.{name}: {name} owes nothing to anybody" for name in NAMES if name not in owing]
    forgotten = [f"parties.{name}: nobody owes {name} anything" for name in NAMES if name not in owed]
    assert (found("SM103", text), found("SM104", text)) == (silent, forgotten)


# SM105


def undefined(path: str, word: str) -> str:
    return f"{path}: what counts as one {word} is nowhere defined; say it under definitions"


@pytest.mark.parametrize(
    ("target", "missing"),
    [
        ("at_least: 5 SQL/month", ["SQL"]),
        ("at_least: 5000 USD/month", []),
        ("at_least: 95 %", []),
        ("rolling: {months: 3, at_least: 5 reports/quarter}", ["report"]),
        ("metric: pace, at_most: 5 business_hours", []),
        ("metric: score, at_least: 8.5 points", []),
        ("metric: effort, at_most: 5 call/lead", ["call", "lead"]),
        ("metric: price, at_most: 50 USD/lead", ["lead"]),
    ],
)
def test_only_what_is_counted_needs_a_definition(target: str, missing: Sequence[str]) -> None:
    """Nouns above and below the line do; money, time, shares and points mean the same to everybody."""
    metrics = """metrics:
  pace: {unit: business_hour, kind: level}
  score: {unit: point, kind: level}
  effort: {unit: call/lead, kind: level}
  price: {unit: USD/lead, kind: level}"""
    text = document(f"{{x: {{owed_by: Sales, owed_to: Marketing, {target}}}}}", metrics)
    assert found("SM105", text) == [undefined("objectives.x", word) for word in missing]


def test_a_term_is_found_once() -> None:
    """At the first promise that uses it, else at the stage; a definition is found in any case of letters."""
    text = document(
        "{x: {owed_by: Sales, owed_to: Marketing, at_least: 5 SQL/month},"
        " y: {owed_by: Sales, owed_to: Marketing, at_most: 9 SQLs/month}}",
        FUNNEL,
        "definitions: {mql: {means: a lead that fits}}",
    )
    assert found("SM105", text) == [undefined("objectives.x", "SQL"), undefined("funnel.stages.2", "customer")]


def test_a_plain_number_needs_no_definition() -> None:
    """A level without a unit counts nothing."""
    one = Objective("ratio", "Sales", "Marketing", AtLeast(Quantity(5, "")))
    agreement = Agreement("x", Term("2026-01-01"), PARTIES, [one], metrics=[Metric("ratio", "", "level")])
    assert check(agreement, select=["SM105"]) == ()


# SM106


@pytest.mark.parametrize("who", [*subsets(NAMES)[1:], ("everyone",), ("Marketing", "everyone")], ids="-".join)
def test_a_review_brings_all_together(who: Sequence[str]) -> None:
    """A meeting of everyone, or of each by name; reports do not count."""
    cadence = f"""cadence:
  review: {{who: [{", ".join(who)}], every: 3 months, counted_from: term.start}}
  news: {{from: Sales, to: Marketing, rule: FREQ=WEEKLY}}"""
    together = "everyone" in who or len(who) == 3
    none = ["cadence: no meeting brings all parties together to review the agreement"]
    assert found("SM106", document(LEADS, cadence, parties=THREE)) == ([] if together else none)


def test_no_meeting_is_no_review() -> None:
    """Nor are two meetings that are each of some."""
    cadence = "cadence: {a: {who: [Marketing, Sales], rule: FREQ=DAILY}, b: {who: [Sales, Service], rule: FREQ=DAILY}}"
    none = ["cadence: no meeting brings all parties together to review the agreement"]
    assert found("SM106", document(LEADS)) == none
    assert found("SM106", document(LEADS, cadence, parties=THREE)) == none


def test_a_review_after_the_end_of_the_term_is_none() -> None:
    """It is scheduled, and no day of it comes."""
    cadence = "cadence: {review: {who: everyone, every: 24 months, counted_from: term.start}}"
    said = "cadence.review: no day of it lies in the term, and no other meeting brings all parties together"
    assert found("SM106", document(LEADS, cadence)) == [said]


# SM107, SM109


@pytest.mark.parametrize("signed", subsets(NAMES), ids="-".join)
def test_who_has_not_signed(signed: Sequence[str]) -> None:
    """Each party without a signature, whenever the others signed in time."""
    signatures = "{" + ", ".join(f"{name}: 2025-1{place}-01" for place, name in enumerate(signed)) + "}"
    text = document(LEADS, parties=THREE, signatures=signatures)
    missing = [name for name in NAMES if name not in signed]
    assert found("SM107", text) == [
        f"parties.{name}: {name} has not signed, so no month is in force" for name in missing
    ]


@pytest.mark.parametrize("known", subsets(NAMES), ids="-".join)
def test_who_has_no_contact(known: Sequence[str]) -> None:
    """Each party without a contact, at its own place."""
    parties = [f"{name}: {{{'contact: Josh' if name in known else 'role: a team'}}}" for name in NAMES]
    text = document(LEADS, parties=f"{{{', '.join(parties)}}}")
    paths = [each.partition(": ")[0] for each in found("SM109", text)]
    assert paths == [f"parties.{name}" for name in NAMES if name not in known]


# SM108


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("{start: 2026-01-01}", "nobody may terminate the agreement, and it has no end"),
        ("{start: 2026-01-01, end: 2026-06-30}", "nobody may terminate the agreement before its term ends"),
    ],
)
def test_a_way_out(term: str, said: str) -> None:
    """Only the right to terminate is one; the message says how long one is bound without it."""
    paid = "consequences: {c: {when: {missed: leads}, credit: 5 USD}}"
    out = "consequences: {c: {when: {missed: leads}, credit: 5 USD}, d: {when: {missed: leads}, terminate: {}}}"
    assert found("SM108", document(LEADS, term=term)) == [f"consequences: {said}"]
    assert found("SM108", document(LEADS, paid, term=term)) == [f"consequences: {said}"]
    assert found("SM108", document(LEADS, out, term=term)) == []


# SM110


def promised(what: str, rest: str = "at_least: 1") -> str:
    return f"{{x: {{owed_by: Sales, owed_to: Marketing, {rest} {what}/month}}}}"


@pytest.mark.parametrize(
    ("cadence", "scheduled"),
    [
        ("{}", ()),
        ("{r: {from: Sales, to: Marketing, rule: FREQ=WEEKLY}}", ("report",)),
        ("{r: {from: Marketing, to: Sales, rule: FREQ=WEEKLY}}", ()),
        ("{r: {from: Sales, to: Service, rule: FREQ=WEEKLY}}", ()),
        ("{r: {who: [Sales, Marketing], rule: FREQ=WEEKLY}}", ("meeting",)),
        ("{r: {who: [Service, Marketing, Sales], rule: FREQ=WEEKLY}}", ("meeting",)),
        ("{r: {who: everyone, rule: FREQ=WEEKLY}}", ("meeting",)),
        ("{r: {who: [Service, Marketing], rule: FREQ=WEEKLY}}", ()),
    ],
)
def test_what_is_promised_is_scheduled(cadence: str, scheduled: Sequence[str]) -> None:
    """A report goes from the one to the other; a meeting has at least both in it; calls are never scheduled."""
    said = {
        "report": ["objectives.x: the cadence schedules no report from Sales to Marketing"],
        "meeting": ["objectives.x: the cadence schedules no meeting of the two"],
        "call": [],
    }
    for what, missing in said.items():
        text = document(promised(what), f"cadence: {cadence}", parties=THREE)
        assert found("SM110", text) == ([] if what in scheduled else missing)


@pytest.mark.parametrize("rest", ["at_most: 5", "at_least: 0"])
def test_what_need_not_happen_need_not_be_scheduled(rest: str) -> None:
    """No report at all keeps such a promise."""
    assert found("SM110", document(promised("report", rest))) == []
