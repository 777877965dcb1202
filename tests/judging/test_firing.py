"""When consequences fire: credits in every month, anything else when a condition starts to hold; and in which turn."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expected_errors import refusal
from smarketing import (
    ANY,
    Actuals,
    Agreement,
    AllOf,
    AnyOf,
    AtLeast,
    CaseHistory,
    Condition,
    Consequence,
    Credit,
    Credits,
    Effect,
    Escalate,
    Journal,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Remedy,
    Scorecard,
    SomeOf,
    Status,
    Term,
    Terminate,
    Verdict,
    Waiver,
    judge,
)
from smarketing.verdicts import Promise

_SIGNED = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}
_FIRST = Month(2026, 1)
_TARGET = AtLeast("1 SQL/month")
_CHARGES = Metric("charges", "USD", "count")
_NO_ENTRIES = Journal()


def agreed(*consequences: Consequence, **more: Any) -> Agreement:
    """Give an agreement with two promises of Marketing and one of Sales."""
    objectives = [
        Objective("leads", "Marketing", "Sales", _TARGET),
        Objective("demos", "Marketing", "Sales", _TARGET),
        Objective("news", "Sales", "Marketing", AtLeast("1 report/month")),
    ]
    parties = [Party("Marketing", "Josh"), Party("Sales", "Amy")]
    how = {
        "term": Term("2026-01-01"),
        "objectives": objectives,
        "consequences": consequences,
        "metrics": [_CHARGES],
        "signatures": _SIGNED,
    }
    return Agreement("x", parties=parties, **{**how, **more})


def judged(agreement: Agreement, journal: Journal = _NO_ENTRIES, **months: str) -> Scorecard:
    """Judge months in which a promise was met (`m`), missed (`x`), or has no figure (`-`); others are always met."""
    last = max(map(len, months.values()))
    marks = dict.fromkeys(("leads", "demos", "news"), "m" * last) | months
    figures: dict[str, dict[str, int]] = {
        name: {str(_FIRST + place): int(mark == "m") for place, mark in enumerate(each) if mark != "-"}
        for name, each in marks.items()
    }
    figures["charges"] = {str(_FIRST + place): 1000 for place in range(last)}
    actuals = Actuals.from_dict(figures, known=agreement.metrics)
    return judge(agreement, actuals, through=_FIRST + (last - 1), journal=journal)


def fired(card: Scorecard, consequence: str = "c") -> list[str]:
    """Give the months, from 1, and the promises of the dues of a consequence: `2 leads`."""
    return [
        f"{due.month - _FIRST + 1} {due.verdicts[-1].promise.name}"
        for due in card.dues
        if due.consequence == consequence
    ]


# In every month, or when it starts


EFFECTS = [Escalate("Amy"), Remedy("a plan"), Terminate()]


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: type(effect).__name__)
@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ("x", [1]),
        ("xxx", [1]),
        ("mxx", [2]),
        ("xmx", [1, 3]),
        ("xxmmxx", [1, 5]),
        ("x-x", [1]),  # a month without data says nothing
        ("x--x", [1]),
        ("x-mx", [1, 4]),
        ("xm-x", [1, 4]),
        ("-x", [2]),
        ("mmm", []),
    ],
)
def test_anything_but_amounts_follows_when_a_row_of_misses_starts(
    effect: Effect, months: str, expected: list[int]
) -> None:
    """Once in a row; a month that is met ends it, one without a verdict does not."""
    card = judged(agreed(Consequence("c", Missed("leads"), effect)), leads=months)
    assert fired(card) == [f"{month} leads" for month in expected]
    again = judged(agreed(Consequence("c", Missed("leads"), effect, again="every month")), leads=months)
    assert fired(again) == [f"{month} leads" for month, mark in enumerate(months, start=1) if mark == "x"]


def test_credits_follow_in_every_month() -> None:
    """Of money, of time, of shares of a figure, in tiers; also where the amount waits for a figure."""
    for credit in (Credit("9 USD"), Credit("1 day"), Credit("5 %", of="charges"), Credit("5 %", of="50 % of charges")):
        assert fired(judged(agreed(Consequence("c", Missed("leads"), credit)), leads="xxmx")) == [
            "1 leads",
            "2 leads",
            "4 leads",
        ]
    waiting = agreed(Consequence("c", Missed("leads"), Credit("5 %", of="charges")))
    actuals = Actuals.from_dict({"leads": {"2026-01": 0, "2026-02": 0}}, known=waiting.metrics)
    assert [due.amount for due in judge(waiting, actuals).dues] == [None, None]


def test_what_effects_say_of_it() -> None:
    """Amounts follow in every month, tasks and rights when it starts; the consequence may say again."""
    assert [each.follows_every_month for each in (*EFFECTS, Credit("9 USD"), Credit("5 %", of="charges"))] == [
        False,
        False,
        False,
        True,
        True,
    ]
    assert Consequence("c", Missed("leads"), Terminate(), again="every month").follows_every_month
    assert not Consequence("c", Missed("leads"), Terminate()).follows_every_month


@pytest.mark.parametrize("again", ["every week", True])
def test_again_is_every_month_or_nothing(again: Any) -> None:
    """Nothing else can be meant."""
    said = f"again is 'every month', or is left out; not {again!r}"
    assert refusal(lambda: Consequence("c", Missed("leads"), Terminate(), again=again)) == (said, "again")


@pytest.mark.parametrize(
    ("condition", "months", "expected"),
    [
        (Missed("leads", times=2, window=3), "xxxx", [2]),
        (Missed("leads", times=2, window=3), "xmxmx", [3, 5]),
        (Missed("leads", times=2, window=3), "xxmx", [2, 4]),
        (Missed("leads", times=2, window=3), "xx-x", [2]),
        (Missed("leads", times=3, running=True), "xxxxmxxxx", [3, 8]),
        (Missed("leads", times=2, running=True), "x-xx", [3]),
    ],
)
def test_it_is_the_condition_that_starts(condition: Missed, months: str, expected: list[int]) -> None:
    """Not the misses that it counts: it may hold later than they begin."""
    card = judged(agreed(Consequence("c", condition, Terminate())), leads=months)
    assert fired(card) == [f"{month} leads" for month in expected]


def test_every_case_starts_by_itself() -> None:
    """Each promise of `any` has its own row; misses counted together have one."""
    card = judged(agreed(Consequence("c", Missed(ANY), Escalate("Amy"))), leads="xxmx", demos="mxx", news="xxxx")
    assert fired(card) == ["1 leads", "1 news", "2 demos", "4 leads"]
    across = Missed(across=["leads", "demos"])
    card = judged(agreed(Consequence("c", across, Escalate("Amy"))), leads="xmmx", demos="mxmm")
    assert fired(card) == ["1 leads", "4 leads"]  # in the second month the other one keeps it going


def test_a_month_with_a_verdict_on_one_of_its_promises_stops_a_case() -> None:
    """The other one has no data: that alone would not."""
    across = Missed(across=["leads", "demos"])
    assert fired(judged(agreed(Consequence("c", across, Escalate("Amy"))), leads="x-x", demos="mmm")) == [
        "1 leads",
        "3 leads",
    ]
    assert fired(judged(agreed(Consequence("c", across, Escalate("Amy"))), leads="x-x", demos="m-m")) == ["1 leads"]


def test_a_waived_miss_neither_stops_nor_fires() -> None:
    """It is excused, so there is no verdict for it."""
    agreement = agreed(Consequence("c", Missed("leads"), Escalate("Amy")))
    waived = Journal([Waiver("leads", "2026-02", "Sales", because="a storm")])
    assert fired(judged(agreement, waived, leads="xxx")) == ["1 leads"]
    first = Journal([Waiver("leads", "2026-01", "Sales", because="a storm")])
    assert fired(judged(agreement, first, leads="xxx")) == ["2 leads"]


def test_a_month_that_is_not_in_force_neither_stops_nor_fires() -> None:
    """Sales withdrew for March: February's row goes on in May, unless April was met."""
    old = agreed(Consequence("c", Missed("leads"), Escalate("Amy")), term=Term("2026-01-01", "2026-02-28"))
    new = old.amended("2026-02-15", term=Term("2026-01-01"), signatures=_SIGNED | {"Sales": "2026-04-01"})
    assert fired(judged(new, leads="xxxx")) == ["1 leads"]
    assert [each.status for each in judged(new, leads="xxxx").verdicts if each.promise.name == "leads"] == [
        Status.MISSED,
        Status.MISSED,
        Status.NOT_IN_FORCE,
        Status.MISSED,
    ]
    assert fired(judged(new, leads="xmxx")) == ["1 leads", "4 leads"]


@attrs.frozen
class Silent(Condition):
    """A condition of somebody else's: the promise had no data this month."""

    promise: str

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        return [(self.promise,)]

    def __call__(self, history: CaseHistory, /) -> Sequence[Verdict]:
        return [verdicts[-1] for verdicts in history.verdicts if verdicts[-1].status is Status.NO_DATA]


def test_a_condition_may_start_without_a_verdict() -> None:
    """What holds where nothing is known fires like anything else, and stops with the next verdict."""
    card = judged(agreed(Consequence("c", Silent("leads"), Remedy("measure"))), leads="--m--x-")
    assert fired(card) == ["1 leads", "4 leads", "7 leads"]


_MARKS = st.text("mxx-", min_size=1, max_size=9)
_CONDITIONS = st.one_of(
    st.sampled_from(["leads", "demos"]).map(Missed),
    st.builds(lambda times: Missed(across=["leads", "demos"], times=times, window=3), st.integers(2, 3)),
    st.builds(lambda times: Missed("leads", times=times, running=True), st.integers(2, 3)),
    st.just(AnyOf([Missed("leads"), Missed("demos", times=2, window=2)])),
    st.just(AllOf([Missed("leads"), Missed("demos")])),
    st.just(SomeOf([Missed("leads"), Missed("demos"), Missed(across=["leads", "demos"])], at_least=2)),
)


@settings(max_examples=200)
@given(_CONDITIONS, _MARKS, st.data())
def test_it_fires_as_walking_through_the_months_says(condition: Condition, leads: str, data: st.DataObject) -> None:
    """A slow walk: on while it holds, off in a month with a verdict in which it does not."""
    demos = data.draw(st.text("mxx-", min_size=len(leads), max_size=len(leads)))
    every = judged(agreed(Consequence("c", condition, Escalate("Amy"), again="every month")), leads=leads, demos=demos)
    holding = {due.month - _FIRST for due in every.dues}
    (case,) = condition.cases(every.agreement.promises)
    expected, on = [], False
    for month, marks in enumerate(zip(leads, demos, strict=True)):
        known = any(mark != "-" for name, mark in zip(("leads", "demos"), marks, strict=True) if name in case)
        if month in holding and not on:
            expected.append(month)
        on = month in holding or (on and not known)
    once = judged(agreed(Consequence("c", condition, Escalate("Amy"))), leads=leads, demos=demos)
    assert [due.month - _FIRST for due in once.dues] == expected


# Amendments


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, [1]),
        ({"effect": Escalate(["Amy", "Josh"], within="5 days")}, [1]),  # the same kind of effect
        ({"effect": Remedy("a plan")}, [1, 3]),
        ({"when": Missed(["leads", "demos"])}, [1, 3]),
        ({"name": "d"}, [1, 3]),
        ({"again": "every month"}, [1, 3, 4]),
    ],
)
def test_a_row_goes_on_in_the_next_version(changed: Mapping[str, Any], expected: list[int]) -> None:
    """While the consequence has its name, its condition, its kind of effect and its promises."""
    rule = Consequence("c", Missed("leads"), Escalate("Amy"))
    new = agreed(rule).amended("2026-03-01", consequences=[attrs.evolve(rule, **changed)], signatures=_SIGNED)
    assert [due.month - _FIRST + 1 for due in judged(new, leads="xxxx").dues] == expected


def test_a_row_of_every_month_goes_on_as_one_that_fires_once() -> None:
    """What it was is remembered whether it followed every month or not."""
    rule = Consequence("c", Missed("leads"), Escalate("Amy"), again="every month")
    new = agreed(rule).amended("2026-03-01", consequences=[attrs.evolve(rule, again=None)], signatures=_SIGNED)
    assert fired(judged(new, leads="xxxx")) == ["1 leads", "2 leads"]


def test_a_row_ends_where_the_promise_is_another_one() -> None:
    """It is owed by the other party now."""
    rule = Consequence("c", Missed("leads"), Escalate("Amy"))
    turned = [attrs.evolve(each, owed_by=each.owed_to, owed_to=each.owed_by) for each in agreed().objectives]
    new = agreed(rule).amended("2026-03-01", objectives=turned, signatures=_SIGNED)
    assert fired(judged(new, leads="xxxx")) == ["1 leads", "3 leads"]


def test_a_row_goes_on_where_only_the_target_changes() -> None:
    """It is the same promise."""
    rule = Consequence("c", Missed("leads"), Escalate("Amy"))
    harder = [attrs.evolve(each, evaluator=AtLeast("2 SQL/month")) for each in agreed().objectives[:2]]
    new = agreed(rule).amended("2026-03-01", objectives=harder, signatures=_SIGNED)
    assert fired(judged(new, leads="xxxx")) == ["1 leads"]


def test_a_row_ends_where_a_version_does_not_have_the_consequence() -> None:
    """In March there is none; from April on it starts again."""
    rule = Consequence("c", Missed("leads"), Escalate("Amy"))
    without = agreed(rule).amended("2026-03-01", consequences=[], signatures=_SIGNED)
    assert fired(judged(without.amended("2026-04-01", consequences=[rule], signatures=_SIGNED), leads="xxxx")) == [
        "1 leads",
        "4 leads",
    ]


# Conditions on credits


PAY = Consequence("pay", Missed(["leads", "demos"]), Credit("10 %", of="charges"))
OUT = Consequence("out", Credits("20 % of charges"), Terminate())


def test_a_condition_on_credits_sees_those_of_its_own_month() -> None:
    """Both are missed in March: 200 of 1,000; wherever the consequence stands, and dues keep the order of these."""
    for consequences in ([PAY, OUT], [OUT, PAY]):
        card = judged(agreed(*consequences), leads="xmx", demos="mmx")
        assert [(due.consequence, due.month - _FIRST + 1) for due in card.dues[:1]] == [("pay", 1)]
        assert [due.consequence for due in card.dues[1:]] == [
            name for each in consequences for name in [each.name] * (2 if each is PAY else 1)
        ]
        (out,) = (due for due in card.dues if due.consequence == "out")
        assert (out.month, out.owed_by, out.owed_to) == (_FIRST + 2, "Marketing", "Sales")
        assert out.because == "leads was missed in 2026-03 and demos was missed in 2026-03: Sales may terminate"
        assert out.id == "out/demos/2026-03/1"


def test_a_condition_on_credits_sees_what_the_limits_left() -> None:
    """150 of 1,000 are less than 20 %."""
    limited = attrs.evolve(PAY, limits="150 USD per month")
    assert fired(judged(agreed(limited, OUT), leads="x", demos="x"), "out") == []
    assert fired(judged(agreed(attrs.evolve(PAY, limits="200 USD per month"), OUT), leads="x", demos="x"), "out") != []


def test_a_condition_on_credits_fires_when_it_starts() -> None:
    """In two of four months: from the second on it goes on holding, until April and May leave too little."""
    out = attrs.evolve(OUT, when=Credits("10 % of charges", months=2, window=4))
    assert fired(judged(agreed(PAY, out), leads="xxmmmmxx"), "out") == ["2 leads", "8 leads"]
    again = attrs.evolve(out, again="every month")
    assert [
        due.month - _FIRST + 1 for due in judged(agreed(PAY, again), leads="xxmmmmxx").dues if due.consequence == "out"
    ] == [2, 3, 4, 8]


def test_without_its_figure_a_condition_on_credits_does_not_hold() -> None:
    """The charges of the first month never came; in the window of the second they are missing too."""
    pay = attrs.evolve(PAY, effect=Credit("500 USD"))
    for window, expected in ((1, [2]), (2, [3])):
        agreement = agreed(pay, attrs.evolve(OUT, when=Credits("20 % of charges", window=window)))
        figures = {"leads": {"2026-01": 0, "2026-02": 0, "2026-03": 0}, "charges": {"2026-02": 1000, "2026-03": 1000}}
        card = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
        assert [due.month - _FIRST + 1 for due in card.dues if due.consequence == "out"] == expected
        assert any("charges" in str(each) for each in card.missing) is False


def test_a_figure_that_only_a_condition_compares_with_is_missed_too() -> None:
    """The scorecard says which figures should have come."""
    agreement = agreed(attrs.evolve(PAY, effect=Credit("500 USD")), OUT)
    figures = {"leads": {f"2026-0{month}": 1 for month in (1, 2, 3)}, "charges": {"2026-01": 1000, "2026-03": 1000}}
    card = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    assert agreement.consequences[1].fees == ("charges",)
    assert "there is no figure of 'charges' for 2026-02" in [each.message for each in card.missing]


def test_what_a_condition_on_credits_costs_does_not_feed_it_in_the_same_month() -> None:
    """A penalty on credits of 200 USD is itself 200 USD: it comes in January, and is counted in February."""
    penalty = Consequence("penalty", Credits("200 USD", window=2), Credit("200 USD"))
    other = Consequence("other", Credits("400 USD", window=2), Credit("1 USD"))
    for consequences in ([PAY, penalty, other], [other, penalty, PAY]):
        card = judged(agreed(*consequences), leads="xmmm", demos="xmmm")
        amounts = [(due.consequence, due.month - _FIRST + 1) for due in card.dues if due.consequence != "pay"]
        # February: 200 of January and its 200; February's own 200 are counted in March, with nothing of January
        assert sorted(amounts) == [
            ("other", 2),
            ("penalty", 1),
            ("penalty", 2),
            ("penalty", 3),
            ("penalty", 4),
        ]


def test_combined_conditions_with_one_on_credits_are_asked_last() -> None:
    """Any of a run of misses and of credits, as contracts say it; each direction by itself."""
    way_out = AnyOf([Missed(ANY, times=3, running=True), Credits("20 % of charges")])
    out = Consequence("out", way_out, Terminate())
    card = judged(agreed(out, PAY), leads="mmx", demos="mmx", news="xxx")
    found = [(due.month - _FIRST + 1, due.owed_by, len(due.verdicts)) for due in card.dues if due.consequence == "out"]
    assert found == [(3, "Marketing", 2), (3, "Sales", 3)]


@settings(max_examples=60)
@given(st.permutations(range(4)), _MARKS, st.data())
def test_the_order_of_consequences_changes_nothing(order: list[int], leads: str, data: st.DataObject) -> None:
    """Also where some read what others cost."""
    demos = data.draw(st.text("mxx-", min_size=len(leads), max_size=len(leads)))
    rules = [
        PAY,
        attrs.evolve(OUT, when=Credits("10 % of charges", months=2, window=3)),
        Consequence(
            "more", AnyOf([Credits("200 USD", window=2), Missed("demos", times=3, running=True)]), Credit("50 USD")
        ),
        Consequence("most", Credits("300 USD", window=3), Credit("70 USD")),
    ]
    one = judged(agreed(*rules), leads=leads, demos=demos)
    other = judged(agreed(*(rules[place] for place in order)), leads=leads, demos=demos)
    assert set(one.dues) == set(other.dues)
    assert len(one.dues) == len(other.dues)
