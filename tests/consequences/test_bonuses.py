"""Bonuses: what the party that a promise was made to owes the party that kept it."""

from collections.abc import Sequence
from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    AtLeast,
    AtMost,
    Between,
    Bonus,
    Case,
    CaseHistory,
    Condition,
    Consequence,
    Credit,
    Effect,
    Evaluator,
    InvalidValueError,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Quantity,
    Scorecard,
    Term,
    Verdict,
    judge,
    loads,
)
from smarketing.checks import check
from smarketing.consequences.surplus import surplus
from smarketing.diffs import changes_between
from smarketing.reports.view import view_of
from smarketing.testing import check_effect
from smarketing.verdicts import Promise, Status

CHARGES = Metric("charges", "USD", "count")
LEADS = Metric("x", "lead", "count")
KEPT = Metric("x", "%", "share")


@attrs.frozen
class _Kept(Condition):
    """A promise was kept."""

    names: tuple[str, ...] = ("x",)
    together: bool = False

    def cases(self, _promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        """One case a promise, or one for all."""
        return [self.names] if self.together else [(name,) for name in self.names]

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        """The verdicts of promises that were met."""
        return [track[-1] for track in history.verdicts if track[-1].counts_as is Status.MET]


EACH_MONTH = _Kept()


def contract(
    effect: Effect,
    evaluator: Evaluator = AtLeast("100 leads/month"),  # noqa: B008 - a value
    metric: Metric = LEADS,
    when: Condition = EACH_MONTH,
    **more: object,
) -> Agreement:
    """A promise of an agency to a client, and what follows."""
    return Agreement(
        "Leads",
        Term("2026-01-01", timezone="UTC"),
        [Party("Agency", "Josh"), Party("Client", "Amy")],
        [
            Objective("x", "Agency", "Client", evaluator, metric="x"),
            Objective("y", "Agency", "Client", evaluator, metric="x"),
        ],
        metrics=[metric, CHARGES],
        consequences=[Consequence("extra", when, effect, **more)],  # type: ignore[arg-type] # limits
        signatures={"Agency": "2025-12-15", "Client": "2025-12-15"},
    )


def judged(agreement: Agreement, *figures: object, charges: object = 4000) -> Scorecard:
    """Judge some months, from January."""
    months = [f"2026-{place:02}" for place in range(1, len(figures) + 1)]
    given_figures = {"x": dict(zip(months, figures, strict=True)), "charges": dict.fromkeys(months, charges)}
    known = {name: each for name, each in given_figures.items() if None not in each.values()}
    return judge(agreement, Actuals.from_dict(known, known=agreement.metrics))


def paid(scorecard: Scorecard) -> list[str]:
    """The amounts, one a due."""
    return [str(due.amount) for due in scorecard.dues]


def test_a_bonus_goes_the_other_way() -> None:
    """From the party that the promise was made to, to the party that kept it; nothing for a miss."""
    card = judged(contract(Bonus("2 %", of="charges")), 99, 100)
    (due,) = card.dues
    assert (due.effect, due.owed_by, due.owed_to, due.amount) == ("bonus", "Client", "Agency", Quantity(80, "USD"))
    assert due.because == "x was met in 2026-02: 2 % of 4,000.00 USD (charges)"


def test_the_limits_of_the_consequence_bind_it() -> None:
    """Per month or quarter, of an amount or of the charges, and rounded once."""
    assert paid(judged(contract(Bonus("50 USD"), limits="120 USD per quarter"), 100, 100, 100, 100)) == [
        "50 USD",
        "50 USD",
        "20 USD",
        "50 USD",
    ]
    shares = contract(Bonus("2 %", of="charges"), limits="1 % of charges per month")
    assert paid(judged(shares, 100, charges=Fraction("100.50"))) == ["1 USD"]
    assert paid(judged(contract(Bonus("1 %", of="100.50 USD"), only_above="1.005 USD"), 100)) == []


def test_a_credit_and_a_bonus_of_one_consequence_name_do_not_mix() -> None:
    """A limit is one for each direction: what was paid as a bonus leaves a credit as it is."""
    agreement = contract(Bonus("50 USD"), limits="50 USD")
    credit = Consequence("credit", Missed("x"), Credit("50 USD"), limits="50 USD")
    both = attrs.evolve(agreement, consequences=[*agreement.consequences, credit])
    assert [(due.effect, str(due.amount)) for due in judged(both, 100, 99, 100).dues] == [
        ("bonus", "50 USD"),
        ("credit", "50 USD"),
        ("bonus", "0 USD"),
    ]


@pytest.mark.parametrize(("figure", "expected"), [(100, []), (109, []), (110, ["5 USD"]), (129, ["10 USD"])])
def test_steps_are_counted_beyond_the_target(figure: int, expected: list[str]) -> None:
    """5 USD for each 10 leads above 100."""
    assert paid(judged(contract(Bonus("5 USD", per="full 10 leads")), figure)) == expected


def test_steps_of_a_share_are_points() -> None:
    """Parts of one count where the contract says so."""
    agreement = contract(Bonus("1 %", of="1000 USD", per="exact point"), AtLeast("95 %"), KEPT)
    assert paid(judged(agreement, (975, 1000))) == ["25 USD"]


def test_steps_below_a_limit() -> None:
    """Where less is better, what is below the target counts; within the tolerance nothing does."""
    agreement = contract(Bonus("1 USD", per="full lead"), AtMost("100 leads/month", tolerance="5 %"))
    assert paid(judged(agreement, 97)) == ["3 USD"]
    assert paid(judged(agreement, 103)) == []


def test_without_the_fee_the_amount_waits() -> None:
    """The end of the report says so."""
    agreement = contract(Bonus("2 %", of="charges"))
    card = judged(agreement, 100, 100, charges=None)
    assert [due.task for due in card.dues] == [
        f"2 % of charges, once the figure of charges for 2026-0{month} is known" for month in (1, 2)
    ]
    assert list(view_of(card).totals) == ["Client also owes Agency 2 bonuses whose amounts are not known yet."]
    one = judged(agreement, 100, charges=None)
    assert list(view_of(one).totals) == ["Client also owes Agency 1 bonus whose amount is not known yet."]


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_surplus_is_the_distance_on_the_better_side(figure: int, target: int) -> None:
    """Above what is asked for at least, below what is asked for at most."""
    least = judged(contract(Bonus("1 USD"), AtLeast(f"{target} leads/month")), figure).verdicts[0]
    most = judged(contract(Bonus("1 USD"), AtMost(f"{target} leads/month")), figure).verdicts[0]
    assert surplus(least) == Quantity(figure - target, "lead")
    assert surplus(most) == Quantity(target - figure, "lead")


def test_where_there_is_no_surplus() -> None:
    """A target on two sides has none, nor has a month without a figure."""
    two_sided = judged(contract(Bonus("1 USD"), Between("90 leads/month", "110 leads/month")), 100).verdicts[0]
    assert surplus(two_sided) is None
    missing = judged(contract(Bonus("1 USD")), 100).verdicts
    assert surplus(attrs.evolve(missing[0], finding=attrs.evolve(missing[0].finding, actual=None))) is None


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Bonus, "a bonus needs pay: money, time, or a share of a fee"),
        (lambda: Bonus("-5 USD"), "a bonus is not negative: -5 USD"),
        (lambda: Bonus("5 EUR", of="5 USD"), "pay a share of the fee or USD, not 5 EUR"),
        (lambda: Bonus("5 leads"), "pay money, as in '200 USD', time, as in '3 days', or a share of a fee: not 5 lead"),
    ],
)
def test_what_is_no_bonus_is_refused(make: object, message: str) -> None:
    """As a credit would be."""
    with pytest.raises(InvalidValueError) as refused:
        make()  # type: ignore[operator]
    assert (refused.value.message, refused.value.field) == (message, "pay")


PUBLIC = """smarketing: 1
title: Replies
term: {start: 2026-01-01}
parties: {Company: {contact: Josh}, Client: {contact: Amy}}
hours: {office: {weekly: always}}
channels: {chat: {owed_by: Company, reply: {within: 1 hour, at_least: 90 %}}}
objectives: {leads: {owed_by: Company, owed_to: Client, at_least: 1 lead/month}}
consequences: {extra: {when: {missed: chat}, bonus: 5 USD}}
"""


@pytest.mark.parametrize(
    ("make", "messages"),
    [
        (lambda: loads(PUBLIC), ["chat is owed to the public, which pays no bonus"]),
        (
            lambda: contract(Bonus("5 USD", per="full lead"), Between("90 leads/month", "110 leads/month")),
            ["steps of a bonus are counted beyond one target, and x has none, or one on each side"],
        ),
        (
            lambda: contract(Bonus("5 USD", per="full lead"), when=_Kept(("x", "y"), together=True)),
            ["steps go by the result of one promise; watch promises with each, not across"],
        ),
        (
            lambda: contract(Bonus("5 USD", per="full minute")),
            ["steps are in the unit of what is counted, lead; not full minute"],
        ),
    ],
)
def test_bonuses_that_cannot_follow(make: object, messages: list[str]) -> None:
    """The problem is the agreement's."""
    with pytest.raises(AgreementError) as refused:
        make()  # type: ignore[operator]
    assert [each.message for each in refused.value.problems] == messages


def test_a_bonus_alone_is_no_consequence_of_a_miss() -> None:
    """SM101 says that nothing follows from a miss, as before."""
    bonus, credit = contract(Bonus("5 USD")), contract(Credit("5 USD"))
    assert {each.path[-1] for each in check(bonus, select="SM101")} == {"x", "y"}
    assert {each.path[-1] for each in check(credit, select="SM101")} == {"y"}


def test_the_checks_of_credits_know_bonuses() -> None:
    """They call them so, and never say that a bonus punishes."""
    two_sided = Between("90 leads/month", "110 leads/month")
    agreement = contract(Bonus("101 %", of="100 USD"), two_sided, limits="1 USD", only_above="1 USD")
    assert sorted(each.message for each in check(agreement, select="SM3")) == [
        "a bonus of 101 % is more than the whole fee",
        "the highest bonus is 1.00 USD, and none of 1 USD or less is issued",
        "the limit of 1 USD is less than the smallest bonus, 101.00 USD",
    ]


def test_more_of_a_bonus_is_looser() -> None:
    """It is good for the party that made the promise."""
    agreement = contract(Bonus("5 USD"), limits="9 USD")
    (consequence,) = agreement.consequences

    def ways(**changed: object) -> list[str]:
        now = attrs.evolve(consequence, **changed)  # type: ignore[arg-type] # one field each
        later = attrs.evolve(agreement, consequences=[now])
        return [change.way for change in changes_between(agreement, later)]

    assert ways(effect=Bonus("6 USD")) == ["looser"]
    assert ways(effect=Bonus("4 USD")) == ["stricter"]
    assert ways(effect=Credit("6 USD")) == ["other"]
    assert ways(limits=["8 USD"]) == ["stricter"]
    without = attrs.evolve(agreement, consequences=[])
    assert [change.way for change in changes_between(without, agreement)] == ["looser"]
    assert [change.way for change in changes_between(agreement, without)] == ["stricter"]


def test_bonuses_keep_the_laws_of_effects() -> None:
    """Those that every rule keeps, also in a file."""
    check_effect(Bonus("5 USD"), max_examples=40)
    check_effect(Bonus("5 %", of="charges"), max_examples=40)
    check_effect(Bonus("5 %", of="4000 USD", per="started lead"), max_examples=40)


def test_a_bonus_describes_itself() -> None:
    """With what it pays."""
    assert Bonus("2 %", of="charges").describe() == "a bonus (pay 2 %, of charges)"
    case = Case("extra", Month(2026, 1), judged(contract(Bonus("5 USD")), 100).verdicts[:1])
    assert [due.amount for due in Bonus("5 USD")(case)] == [Quantity(5, "USD")]
