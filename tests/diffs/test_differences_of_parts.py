"""What a new version changes in consequences, definitions and everything else that is no promise: whole messages."""

from collections.abc import Sequence

import attrs
import pytest

from agreement_versions import FUNNEL, LEADS, OLD, WITH_FUNNEL, replaced, said
from smarketing import (
    Agreement,
    AtLeast,
    CaseHistory,
    Condition,
    Consequence,
    Escalate,
    Evaluator,
    Finding,
    Handoff,
    Metric,
    Objective,
    Party,
    Status,
    Term,
    View,
)
from smarketing.diffs import Differences, differences
from smarketing.verdicts import Promise, Verdict

# Consequences

PAID = "{pay: 5 %, of: 4000 USD}"
LIMIT = ", limit: 20 % of 4000 USD per month"
WAS = "was a credit (pay 5 %, of 4000 USD)"


@pytest.mark.parametrize(
    ("credit", "way", "now"),
    [
        ("{pay: 10 %, of: 4000 USD}", "stricter", "pay 10 %, of 4000 USD"),
        ("{pay: 5 %, of: 5000 USD}", "stricter", "pay 5 %, of 5000 USD"),
        ("{pay: 4 %, of: 4000 USD}", "looser", "pay 4 %, of 4000 USD"),
        ("{pay: 4 %, of: 5000 USD}", "other", "pay 4 %, of 5000 USD"),
        ("{pay: 199 USD}", "looser", "pay 199 USD"),
        ("{pay: 201 USD}", "stricter", "pay 201 USD"),
    ],
)
def test_credits_that_cost_more_or_less(credit: str, way: str, now: str) -> None:
    """Stricter if it pays more, looser if it pays less; as much of another fee is neither."""
    found = replaced(OLD, (PAID, credit))
    assert said(found) == [("Marketing", way, f"credit: is a credit ({now}), {WAS}")]


def test_credits_in_other_money_are_not_compared() -> None:
    """Nothing is claimed of euros beside dollars."""
    old = OLD.replace(LIMIT, "")
    found = replaced(old, (PAID, "{pay: 5 %, of: 9000 EUR}"))
    assert said(found) == [("Marketing", "other", f"credit: is a credit (pay 5 %, of 9000 EUR), {WAS}")]


def test_an_amount_under_which_nothing_is_issued() -> None:
    """It is a change of its own, beside that of what is paid."""
    found = replaced(OLD, (PAID, "{pay: 6 %, of: 4000 USD}, only_above: 9 USD"))
    assert said(found) == [
        ("Marketing", "stricter", f"credit: is a credit (pay 6 %, of 4000 USD), {WAS}"),
        ("Marketing", "other", "credit: only above is 9 USD, was not given"),
    ]


ALWAYS, AT_FIRST = "in every month in which its condition holds", "only when its condition starts to hold"


def test_what_follows_again_in_every_month() -> None:
    """Stricter for anything but amounts, which follow in every month anyway."""
    escalated = OLD.replace(f"credit: {PAID}{LIMIT}", "escalate: Josh")
    more = replaced(escalated, ("escalate: Josh", "escalate: Josh, again: every month"))
    assert said(more) == [("Marketing", "stricter", f"credit: follows {ALWAYS}, followed {AT_FIRST}")]
    often = escalated.replace("escalate: Josh", "escalate: Josh, again: every month")
    less = replaced(often, (", again: every month", ""))
    assert said(less) == [("Marketing", "looser", f"credit: follows {AT_FIRST}, followed {ALWAYS}")]
    paid = replaced(OLD, (PAID, f"{PAID}, again: every month"))
    assert said(paid) == [("Marketing", "other", f"credit: follows {ALWAYS}, followed {ALWAYS}")]


def test_conditions_of_conditions_are_compared_by_what_they_need() -> None:
    """One of two is easier to reach than both, or than one of them alone; what follows is said in words."""
    leads, calls = "{missed: leads}", "{missed: {each: leads, times: 2, in: 3 months}}"
    any_of, all_of = f"{{any_of: [{leads}, {calls}]}}", f"{{all_of: [{leads}, {calls}]}}"
    words = ["when leads is missed", "when leads is missed 2 times in 3 months"]
    found = replaced(OLD.replace(f"when: {leads}", f"when: {all_of}"), (all_of, any_of))
    assert said(found) == [
        ("Marketing", "stricter", f"credit: follows {', or '.join(words)}, followed {', and '.join(words)}")
    ]
    alone = replaced(OLD, (f"when: {leads}", f"when: {any_of}"))
    assert said(alone) == [("Marketing", "stricter", f"credit: follows {', or '.join(words)}, followed {words[0]}")]


def test_tiers_that_pay_something_else_are_told_apart() -> None:
    """A message that says the same of both versions shows nothing."""
    old = OLD.replace(PAID, "{of: 4000 USD, tiers: [{below: 100 %, pay: 6 %}]}")
    now, before = (f"a credit (of 4000 USD, tiers {pay} for below 100 %)" for pay in ("7 %", "6 %"))
    found = replaced(old, ("pay: 6 %", "pay: 7 %"))
    assert said(found) == [("Marketing", "other", f"credit: is {now}, was {before}")]


def test_an_effect_of_another_kind() -> None:
    """What is milder is not claimed; without fields the kind alone is named."""
    found = replaced(OLD.replace(LIMIT, ""), (f"credit: {PAID}", "remedy: {tasks: [root cause, plan], before: review}"))
    assert said(found) == [
        ("Marketing", "other", f"credit: is a remedy (tasks root cause, plan, before review), {WAS}")
    ]


@pytest.mark.parametrize(
    ("before", "after", "way", "line"),
    [
        ("times: 2, in: 3 months", "times: 2, in: 6 months", "stricter",
         "follows when leads is missed 2 times in 6 months, followed when leads is missed 2 times in 3 months"),
        ("times: 3, in: 3 months", "times: 2, in: 3 months", "stricter",
         "follows when leads is missed 2 times in 3 months, followed when leads is missed 3 times in 3 months"),
        ("times: 3, running: true", "times: 2, running: true", "stricter",
         "follows when leads is missed 2 times in a row, followed when leads is missed 3 times in a row"),
        ("times: 2, in: 3 months", "times: 3, in: 3 months", "looser",
         "follows when leads is missed 3 times in 3 months, followed when leads is missed 2 times in 3 months"),
        ("times: 2, in: 3 months", "times: 2, in: 2 months", "looser",
         "follows when leads is missed 2 times in 2 months, followed when leads is missed 2 times in 3 months"),
        ("times: 1", "times: 2, in: 3 months", "other",
         "follows when leads is missed 2 times in 3 months, followed when leads is missed"),
        ("times: 2, in: 2 months", "times: 3, in: 6 months", "other",
         "follows when leads is missed 3 times in 6 months, followed when leads is missed 2 times in 2 months"),
        ("times: 2, in: 2 months", "times: 3, running: true", "other",
         "follows when leads is missed 3 times in a row, followed when leads is missed 2 times in 2 months"),
    ],
)  # fmt: skip
def test_consequences_that_follow_sooner_or_later(before: str, after: str, way: str, line: str) -> None:
    """Sooner with fewer misses or in a longer window; where one grows and the other too, nothing is claimed."""
    old = OLD.replace("when: {missed: leads}", f"when: {{missed: {{each: leads, {before}}}}}")
    assert said(replaced(old, (before, after))) == [("Marketing", way, f"credit: {line}")]


def test_consequences_that_come_and_go() -> None:
    """For each party whose misses they follow, and for no other."""
    tell = "  tell: {when: {missed: {each: any, times: 2, running: true}}, escalate: {to: [Josh], within: 5 days}}\n"
    out = "  out: {when: {missed: calls}, terminate: {right_of: owed_to, notice: 30 days}}\n"
    gone = "tell: is gone: it was an escalation (to Josh, within 5 days) when any promise is missed 2 times in a row"
    assert said(replaced(OLD, (tell, out))) == [
        ("Marketing", "looser", gone),
        (
            "Sales",
            "stricter",
            "out: is new: the right to terminate (right of owed_to, notice 30 days) when calls is missed",
        ),
        ("Sales", "looser", gone),
    ]


def test_a_consequence_of_another_promise_concerns_both_parties() -> None:
    """Who was held and who is."""
    found = replaced(OLD, ("when: {missed: leads}", "when: {missed: calls}"))
    assert [(change.party, change.what) for change in found.changes] == [("Marketing", "credit"), ("Sales", "credit")]


# Definitions


@pytest.mark.parametrize(
    ("when", "lines"),
    [
        ("score >= 90", ["stricter: is narrower: a record with score 80 was one and is none now"]),
        ("score >= 70", ["looser: is wider: a record with score 70 was none and is one now"]),
        (
            "score < 80",
            [
                "stricter: is narrower: a record with score 80 was one and is none now",
                "looser: is wider: a record with score 0 was none and is one now",
            ],
        ),
        ("80 <= score", []),
    ],
)
def test_criteria_that_get_narrower_or_wider(when: str, lines: list[str]) -> None:
    """For who promises at least so many of them: fewer records count, or more; a record shows it."""
    changes = replaced(OLD, ("score >= 80", when)).changes
    assert [f"{each.way}: {each.message}" for each in changes] == lines
    assert {(each.party, each.what) for each in changes} <= {("Marketing", "SQL")}


def test_less_that_counts_is_looser_where_less_is_better() -> None:
    """Who promises at most so many is held to less if fewer records count."""
    old = OLD.replace("MQL: {means: A lead.}", "incident: {means: Down., when: minutes > 5}").replace(
        "at_least: 90 %", "at_most: 5 incident/month"
    )
    for minutes, way in (("9", "looser"), ("1", "stricter")):
        changes = replaced(old, ("minutes > 5", f"minutes > {minutes}")).changes
        assert [(each.party, each.way) for each in changes] == [("Sales", way)]


def test_a_criterion_that_was_not_compared() -> None:
    """Both are shown, to everybody; what could be decided is said beside it."""
    found = replaced(OLD, ("score >= 80", "score * score == 2"))
    undecided = "SQL: is 'score * score == 2', was 'score >= 80'; whether that is the same was not decided"
    assert said(found) == [
        ("Marketing", "stricter", "SQL: is narrower: a record with score 80 was one and is none now"),
        (None, "other", undecided),
    ]
    assert [each.code for each in found.unsound] == ["SM212"]


def test_criteria_on_fields_of_another_kind() -> None:
    """A number that became a text: the versions are compared all the same."""
    found = replaced(OLD, ("score >= 80", "score == 'high'"))
    assert {change.what for change in found.changes} == {"SQL"}


def test_definitions_that_come_go_and_change() -> None:
    """To everybody, if nobody promises so many of them."""
    old = OLD.replace("cadence:", "scoring: {fit: {rules: [{when: score > 5, points: 5}]}}\ncadence:")
    meant = replaced(
        old, ("MQL: {means: A lead.}", "MQL: {means: A first lead., when: vip}"), (", when: score >= 80", "")
    )
    assert said(meant) == [
        ("Marketing", "other", "SQL: has no criterion any more"),
        (None, "other", "MQL: means 'A first lead.', meant 'A lead.'"),
        (None, "other", "MQL: has a criterion now"),
    ]
    assert said(replaced(old, ("MQL: {means: A lead.}", "SAL: {means: A lead.}"))) == [
        (None, "other", "SAL: is a new definition"),
        (None, "other", "MQL: is no longer defined"),
    ]


# Everything else


def test_rules_of_a_score_that_differ_are_told_apart() -> None:
    """Points are a part of a rule."""
    old = OLD.replace("cadence:", "scoring: {fit: {rules: [{when: score > 5, points: 5}]}}\ncadence:")
    ((_party, _way, line),) = said(replaced(old, ("points: 5", "points: 6")))
    now, before = line.removeprefix("scoring: fit: rules is ").split(", was ")
    assert now != before


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ("title: Leads", "title: Leads and more", "the title: is 'Leads and more', was 'Leads'"),
        ("what.", "whom.", "the summary: is 'Who gives whom.', was 'Who gives what.'"),
        ("start: 2026-01-01", "start: 2026-02-01", "the term's start: is 2026-02-01, was 2026-01-01"),
        (", end: 2026-12-31", "", "the term's end: is not given, was 2026-12-31"),
        ("zone: UTC", "zone: Europe/Berlin", "the term's timezone: is Europe/Berlin, was UTC"),
        ("title: Leads", "title: Leads\nno_data: counts as missed",
         "what a missing figure counts as: is 'counts as missed', was 'stays open'"),
        ("title: Leads", "title: Leads\none_sided: it only pays", "why it is one-sided: is 'it only pays', was ''"),
        ("title: Leads", "title: Leads\npartial_months: pro rata",
         "what is owed for a month that the term covers in part: is 'pro rata', was 'in full'"),
        ("title: Leads", "title: Leads\ncalendar: {quarters: calendar}",
         "the calendar: counts quarters and years from January, before it from the first month of the term"),
        ("title: Leads", "title: Leads\ncalendar: {quarters: fiscal, fiscal_year_starts: April}",
         "the calendar: counts quarters and years from April, before it from the first month of the term"),
        ("cadence:", "signatures: {Marketing: 2025-12-15}\ncadence:", "signatures: Marketing: is new"),
        ("everyone", "[Marketing, Sales, Service]", "cadence: review: who is Marketing, Sales, Service, was everyone"),
        ("who: everyone", "from: Sales, to: Marketing", "cadence: review: is of another kind"),
        ("cadence:", f"{FUNNEL}cadence:", "the funnel: is new"),
        ("cadence:", "scoring: {fit: {rules: [{when: score > 5, points: 5}]}}\ncadence:", "fit: is scored now"),
    ],
)  # fmt: skip
def test_what_concerns_everybody(good: str, bad: str, line: str) -> None:
    """The head of the agreement, and parts of it by their names."""
    assert said(replaced(OLD, (good, bad))) == [(None, "other", line)]


@pytest.mark.parametrize("rule", ["every: 2 months, counted_from: term.start", "rule: FREQ=WEEKLY;BYDAY=FR"])
def test_a_cadence_is_said_in_words(rule: str) -> None:
    """As the file has it, and not as Python does."""
    ((party, way, line),) = said(replaced(OLD, ("every: 3 months, counted_from: term.start", rule)))
    assert (party, way, line.partition(" is ")[0]) == (None, "other", "cadence: review: recurrence")
    assert "Recurrence(" not in line


def test_parties() -> None:
    """What changed about a party is told to it, also to one that left."""
    found = replaced(OLD, ("Service: {contact: Joan}", "Service: {}, Support: {contact: Joan}"))
    assert said(found) == [
        ("Service", "other", "parties: Service: contact is not given, was Joan"),
        ("Support", "other", "parties: Support: is new"),
    ]
    gone = said(replaced(OLD, (", Service: {contact: Joan}", "")))
    assert gone == [("Service", "other", "parties: Service: is gone")]


def test_what_the_plan_needs() -> None:
    """The goal, and each stage whose need changed with it; a funnel that is gone has no needs."""
    assert said(replaced(WITH_FUNNEL, ("goal: 5000", "goal: 6000"))) == [
        (None, "other", "the goal: is 6000 USD/month, was 5000 USD/month"),
        (None, "other", "MQL: the plan needs 300 MQL/month, needed 250 MQL/month"),
        (None, "other", "SQL: the plan needs 120 SQL/month, needed 100 SQL/month"),
        (None, "other", "customer: the plan needs 60 customer/month, needed 50 customer/month"),
    ]
    ((_party, _way, line),) = said(replaced(WITH_FUNNEL, (FUNNEL, "")))
    assert line.startswith("the funnel: is gone")


def test_what_is_unsound_now() -> None:
    """Only what the old version had not, without places; what is sound again is not said."""
    found = replaced(OLD, (LEADS, "between: {low: 100 SQL/month, high: 150 SQL/month}"))
    message = "leads is missed at 151 SQL, more than is asked for, and credit follows with a credit"
    assert [str(each) for each in found.unsound] == [f"SM311 objectives.leads.evaluator: {message}"]
    both = "between: {low: 100 SQL/month, high: 150 SQL/month}"
    assert replaced(OLD.replace(LEADS, both), (both, LEADS)).unsound == ()


# Parts that only Python has


@attrs.frozen
class Fails(Evaluator):
    """An evaluator that says nothing of what it holds figures against."""

    months: int = 1

    def __call__(self, view: View, /) -> Finding:
        """Every month is missed."""
        return Finding(Status.MISSED)


@attrs.frozen
class Never(Condition):
    """A condition that watches promises, and holds in no month."""

    watched: tuple[str, ...]

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """One case each."""
        return tuple((name,) for name in self.watched)

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """No month is a cause."""
        return ()


def version(months: int, *watched: str, trigger: str = "score >= 50") -> Agreement:
    """Make an agreement of parts that a file cannot hold."""
    return Agreement(
        "Calls",
        Term("2026-01-01"),
        [Party("Marketing", "Josh"), Party("Sales", "Amy")],
        [Objective("calls", "Sales", "Marketing", Fails(months)), Objective("leads", "Marketing", "Sales", Fails())],
        metrics=[Metric("calls", "call", "count"), Metric("leads", "SQL", "count")],
        consequences=[Consequence("tell", Never(watched), Escalate(["Josh"], within="5 days"))],
        handoffs=[Handoff("to-sales", "Marketing", "Sales", trigger, ["score"])],
    )


def test_what_is_not_known_is_shown_as_it_is() -> None:
    """Evaluators and conditions of somebody else's, by how Python writes them; and handoffs by their fields."""
    old, new = version(1, "calls"), version(2, "calls", "leads", trigger="score >= 60")
    when = "follows when Never(watched=('calls', 'leads'))"
    when = f"tell: {when}, followed when Never(watched=('calls',))"
    assert said(differences(old, new)) == [
        ("Marketing", "other", when),
        ("Sales", "other", "calls: is Fails(months=2), was Fails(months=1)"),
        ("Sales", "other", when),
        (None, "other", "handoffs: to-sales: trigger is score >= 60, was score >= 50"),
    ]
    assert said(differences(new, attrs.evolve(new, handoffs=())))[-1] == (None, "other", "handoffs: to-sales: is gone")


def test_what_is_not_known_comes_and_goes() -> None:
    """A promise with such an evaluator is new, or another one."""
    old = version(1)
    new = attrs.evolve(old, objectives=[Objective("calls", "Sales", "Marketing", AtLeast("9 call/month"))])
    assert said(differences(old, new)) == [
        ("Marketing", "looser", "leads: is gone: it was Fails(months=1) for Sales"),
        ("Sales", "other", "calls: is at least 9 calls in a month, was Fails(months=1)"),
    ]
    assert differences(new, new) == Differences((), ())
