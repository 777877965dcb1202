"""Judging an amended agreement: each month by the version in force in it, and what goes on from one to the next."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import islice, product, starmap, takewhile
from typing import Any, cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from expected_errors import refusal
from smarketing import (
    Actual,
    Actuals,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    Escalate,
    Journal,
    Meeting,
    Missed,
    Month,
    Objective,
    Party,
    Quantity,
    Recurrence,
    Remedy,
    Rolling,
    Scorecard,
    Status,
    Term,
    Waiver,
    Withdrawal,
    judge,
)
from smarketing.actuals import Key

_NAMES = ("Marketing", "Sales", "Service")
_PARTIES = (Party("Marketing", "Josh"), Party("Sales", "Amy"), Party("Service", "Joan"))
_EVE = "2025-12-01"
_SIGNED = dict.fromkeys(_NAMES, _EVE)
_START, _JANUARY, _MONTHS = date(2026, 1, 1), Month(2026, 1), 8


@st.composite
def _promise(draw: DrawFn, name: str, memory: bool) -> Objective:
    by, to = draw(st.sampled_from((("Marketing", "Sales"), ("Marketing", "Sales"), ("Sales", "Service"))))
    target = AtLeast(f"{draw(st.integers(1, 9))} lead/month")
    evaluator = Rolling(target, months=draw(st.integers(2, 3))) if memory and draw(st.booleans()) else target
    return Objective(
        name,
        *(by, to, evaluator),
        metric=draw(st.sampled_from((None, None, "p"))),
        segment=draw(st.sampled_from((None, None, "spring"))),
        due_day=draw(st.sampled_from((None, 10))),
        no_data=draw(st.sampled_from((None, "counts as missed"))),
        relieved_when=None if memory or draw(st.booleans()) else Missed("q" if name == "p" else "p"),
    )


@st.composite
def _consequence(draw: DrawFn, name: str, memory: bool) -> Consequence:
    times = draw(st.integers(1, 3)) if memory else 1
    running = times > 1 and draw(st.booleans())
    window = draw(st.integers(2, 4)) if times > 1 and not running else None
    period = draw(st.sampled_from(("", "/quarter")))
    limits = [f"{draw(st.integers(1, 12))} USD{period}"] if memory and draw(st.booleans()) else []
    when = Missed("any", times=times, window=window, running=running)
    return Consequence(name, when, Credit(f"{draw(st.integers(1, 5))} USD"), limits=limits)


@st.composite
def _versions(draw: DrawFn, memory: bool) -> Agreement:
    """Up to four versions; without memory they end, and are signed late or never."""
    subsets = st.lists(st.sampled_from(("p", "q")), unique=True, min_size=0 if memory else 2)

    def content(since: date) -> dict[str, Any]:
        days = None if memory else draw(st.one_of(st.none(), st.integers(0, 120)))
        signed = ((name, draw(st.integers(-40, 50))) for name in _NAMES if memory or draw(st.integers(0, 9)))
        return {
            "term": Term(_START, None if days is None else since + timedelta(days)),
            "objectives": [draw(_promise(name, memory)) for name in draw(subsets)],
            "consequences": [draw(_consequence(name, memory)) for name in draw(st.sampled_from((["x"], ["y", "x"])))],
            "no_data": draw(st.sampled_from(("stays open", "counts as missed"))),
            "signatures": {name: since + timedelta(late) for name, late in signed},
        }

    agreement = Agreement("Leads", parties=_PARTIES, **content(_START))
    for _ in range(draw(st.integers(0, 3))):
        since = (agreement.since or _START) + timedelta(draw(st.integers(1, 70)))
        if agreement.term.end is None or since <= agreement.term.end:
            agreement = agreement.amended(since, **content(since))
    return agreement


@st.composite
def _figures(draw: DrawFn, agreement: Agreement) -> dict[Key, Actual]:
    """Numbers of leads for what can be judged; some are missing."""
    months = list(agreement.until(_JANUARY + 99) or ())[:_MONTHS]
    keys = starmap(Key, product(agreement.metrics, (None, "spring"), months))
    return {key: Actual(draw(st.integers(0, 9))) for key in keys if draw(st.integers(0, 7))}


_INSTANTS = st.one_of(st.none(), st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1), timezones=st.just(UTC)))
_WITHDRAWALS = st.builds(Withdrawal, st.sampled_from(_NAMES), st.dates(date(2025, 12, 1), date(2026, 9, 1)))


@given(st.data(), _versions(memory=False), _INSTANTS, st.lists(_WITHDRAWALS, max_size=1))
def test_promises_without_memory_are_judged_by_each_version_alone(
    data: st.DataObject, agreement: Agreement, as_of: datetime | None, withdrawn: list[Withdrawal]
) -> None:
    """A month's verdicts and dues are those of the version in force, judged as if there were no other."""
    figures = data.draw(_figures(agreement))
    how: dict[str, Any] = {"as_of": as_of, "journal": Journal(withdrawn)}
    card = judge(agreement, Actuals(figures), through=_JANUARY + (_MONTHS - 1), **how)
    for month in card.period:
        version = agreement.at(month)
        verdicts = [verdict for verdict in card.verdicts if verdict.month == month]
        if version.term.end is not None and version.term.end < month.first_day:
            note = f"not in force: it ended on {version.term.end}, and what prolongs it was not signed yet"
            expected = [(each, Status.NOT_IN_FORCE, note) for each in version.promises]
            assert [(each.promise, each.status, each.because) for each in verdicts] == expected
            continue
        alone = version.consolidated
        own = {key: figures[key] for key in figures if key.metric in alone.metrics and key.month in alone.term_months}
        known = judge(alone, Actuals(own), through=month, **how)
        assert verdicts == [verdict for verdict in known.verdicts if verdict.month == month]
        assert [due for due in card.dues if due.month == month] == [due for due in known.dues if due.month == month]


@attrs.frozen
class Slow:
    """Judges by walking back over months, again for each verdict."""

    agreement: Agreement
    figures: Mapping[Key, Actual]

    def promise(self, name: str, month: Month) -> Any:
        return next((each for each in self.agreement.at(month).objectives if each.name == name), None)

    def identity(self, name: str, month: Month) -> object:
        promise = self.promise(name, month)
        return promise and (promise.owed_by, promise.owed_to, promise.metric or promise.name, promise.segment)

    def same(self, name: str, month: Month) -> list[Month]:
        months = [month]
        while months[0] > _JANUARY and self.identity(name, months[0] - 1) == self.identity(name, month):
            months.insert(0, months[0] - 1)
        return months

    def unsigned(self, month: Month) -> bool:
        return bool(self.agreement.at(month).unsigned(month))

    def status(self, name: str, month: Month) -> Status:
        promise = self.promise(name, month)
        if self.unsigned(month):
            return Status.NOT_IN_FORCE
        alike = takewhile(
            lambda each: self.promise(name, each).evaluator == promise.evaluator and not self.unsigned(each),
            reversed(self.same(name, month)),
        )
        window = list(islice(alike, promise.evaluator.months))
        if len(window) < promise.evaluator.months:
            return Status.PENDING
        keys = [Key(promise.metric or name, promise.segment, each) for each in window]
        if not all(key in self.figures for key in keys):
            return Status.NO_DATA
        target = promise.evaluator.targets[0].quantity.value * len(window)
        return Status.MET if sum(self.figures[key].value for key in keys) >= target else Status.MISSED

    def missed(self, name: str, month: Month) -> bool:
        rule = self.promise(name, month).no_data or self.agreement.at(month).no_data.missing
        counting = {Status.MISSED, Status.NO_DATA} if rule == "counts as missed" else {Status.MISSED}
        return self.status(name, month) in counting

    def misses(self, when: Missed, name: str, month: Month) -> list[Month]:
        months = self.same(name, month)
        if when.running:
            met = [place for place, each in enumerate(months) if self.status(name, each) is Status.MET]
            months = months[max(met, default=-1) + 1 :]
        found = [each for each in months[-(when.window or (99 if when.running else 1)) :] if self.missed(name, each)]
        return found if len(found) >= when.times and self.missed(name, month) else []

    def dues(self) -> Iterable[tuple[str, Month, str, Fraction, list[Month]]]:
        """Give who pays how much when for which misses; what was paid under a name counts against its limits."""
        paid: list[tuple[object, Month, Fraction]] = []
        versions = ((_JANUARY + n, self.agreement.at(_JANUARY + n)) for n in range(_MONTHS))
        cases = ((month, rule, each.name) for month, v in versions for rule in v.consequences for each in v.promises)
        for month, rule, name in cases:
            when, effect, promise = cast("Missed", rule.when), cast("Credit", rule.effect), self.promise(name, month)
            if not (causes := self.misses(when, name, month)):
                continue
            who, (amount,) = (rule.name, promise.owed_by, promise.owed_to), (each.value for each in effect.pays)
            for limit in rule.limits:
                length = 3 if limit.per == "quarter" else 1200
                first = _JANUARY + (month - _JANUARY) // length * length
                spent = sum(each for key, on, each in paid if key == who and on >= first)
                amount = min(amount, max(limit.at_most.value - spent, Fraction(0)))
            paid.append((who, month, amount))
            yield rule.name, month, name, amount, causes


@given(st.data(), _versions(memory=True))
def test_windows_runs_and_limits_over_versions(data: st.DataObject, agreement: Agreement) -> None:
    """As a slow judge has them, who looks back month by month whether a promise was the same one."""
    figures = data.draw(_figures(agreement))
    card = judge(agreement, Actuals(figures), through=_JANUARY + (_MONTHS - 1))
    slow = Slow(agreement, figures)
    assert [(each.month, each.promise) for each in card.verdicts] == [
        (month, promise) for month in card.period for promise in agreement.at(month).promises
    ]
    for verdict in card.verdicts:
        name, month = verdict.promise.name, verdict.month
        assert (verdict.status, verdict.missed) == (slow.status(name, month), slow.missed(name, month))
    for due, (rule, month, name, amount, causes) in zip(card.dues, slow.dues(), strict=True):
        assert (due.consequence, due.month, due.amount) == (rule, month, Quantity(amount, "USD"))
        assert [(each.promise.name, each.month) for each in due.verdicts] == [(name, cause) for cause in causes]


def leads(least: int = 1, by: str = "Marketing", to: str = "Sales", **more: Any) -> Objective:
    """Somebody owes somebody leads."""
    return Objective("leads", by, to, AtLeast(f"{least} lead/month"), **more)


def agreed(*objectives: Objective, **more: Any) -> Agreement:
    """A first version, signed by all; without an end unless told otherwise."""
    content: dict[str, Any] = {"term": Term("2026-01-01"), "signatures": _SIGNED, "parties": _PARTIES}
    return Agreement("Leads", objectives=objectives or [leads()], **(content | more))


def card_of(agreement: Agreement, *figures: int | None, through: int = 0, **more: Any) -> Scorecard:
    """Judge an agreement from January on, by the same number of leads and mails, in all and in a segment."""
    read = product(("leads", "mails"), (None, "spring"), enumerate(figures))
    actuals = Actuals(
        {Key(name, part, _JANUARY + number): Actual(each) for name, part, (number, each) in read if each is not None}
    )
    return judge(agreement, actuals, through=_JANUARY + ((through or len(figures)) - 1), **more)


def statuses(card: Scorecard) -> list[str]:
    """Give all statuses, month by month."""
    return [verdict.status.value for verdict in card.verdicts]


@pytest.mark.parametrize(
    ("then", "goes_on", "window_goes_on"),
    [
        (leads(due_day=5, no_data="counts as missed", feeds="all"), True, True),
        (leads(5), True, False),  # months before were not promised to reach another target
        (leads(by="Service"), False, False),
        (leads(to="Service"), False, False),
        (leads(segment="spring"), False, False),
        (leads(metric="mails"), False, False),
        (attrs.evolve(leads(), name="mails", metric="leads"), False, False),
    ],
)
def test_runs_and_windows_go_on_while_a_promise_is_the_same(
    then: Objective, goes_on: bool, window_goes_on: bool
) -> None:
    """Missed from January to March; since March a new version says something of it differently."""
    tell = [Consequence("tell", Missed("any", times=3, running=True), Escalate("Josh"))]
    card = card_of(agreed(consequences=tell).amended("2026-03-01", objectives=[then], signatures=_SIGNED), 0, 0, 0)
    assert statuses(card) == ["missed"] * 3
    assert [due.because for due in card.dues] == [
        "leads was missed in 2026-01, 2026-02 and 2026-03: it goes to Josh"
    ] * goes_on
    rolling, then = (attrs.evolve(each, evaluator=Rolling(each.evaluator, months=3)) for each in (leads(), then))
    card = card_of(agreed(rolling).amended("2026-03-01", objectives=[then], signatures=_SIGNED), 1, 2, 4, 8, 16)
    numbers = [verdict.actual and verdict.actual.value for verdict in card.verdicts[2:]]
    assert numbers == ([7, 14, 28] if window_goes_on else [None, None, 28])
    assert (card.verdicts[2].because == "not judged yet: needs 3 months; first result in 2026-05") is not window_goes_on


def test_a_promise_that_was_away_for_a_month_begins_anew() -> None:
    """The second version does not have it: January's miss is forgotten, and February has no verdict on it."""
    tell = [Consequence("tell", Missed("any", times=2, window=12), Escalate("Josh"))]
    calls = attrs.evolve(leads(), name="calls")
    without = agreed(consequences=tell).amended("2026-02-01", objectives=[calls], signatures=_SIGNED)
    card = card_of(without.amended("2026-03-01", objectives=[leads()], signatures=_SIGNED), 0, 0, 0, 0)
    assert [verdict.promise.name for verdict in card.verdicts] == ["leads", "calls", "leads", "leads"]
    assert [due.because for due in card.dues] == ["leads was missed in 2026-03 and 2026-04: it goes to Josh"]
    assert refusal(lambda: card.verdict("leads", "2026-02")) == ("'leads' was not judged in 2026-02", None)


def pay(limit: str | None, name: str = "pay") -> dict[str, Any]:
    """Each miss costs 80 USD up to a limit."""
    return {"consequences": [Consequence(name, Missed("any"), Credit("80 USD"), limits=() if limit is None else limit)]}


@pytest.mark.parametrize(
    ("later", "paid"),
    [
        ({"2026-03-01": pay("200 USD")}, [80, 20, 80, 20, 0]),
        ({"2026-03-01": pay("90 USD")}, [80, 20, 0, 0, 0]),
        ({"2026-03-01": pay("100 USD", "fine")}, [80, 20, 80, 20, 0]),
        ({"2026-03-01": {"objectives": [leads(by="Service")]}}, [80, 20, 80, 20, 0]),
        ({"2026-03-01": pay(None), "2026-04-01": pay("250 USD")}, [80, 20, 80, 70, 0]),
        ({"2026-03-01": {"consequences": ()}, "2026-04-01": pay("150 USD")}, [80, 20, 50, 0]),
        ({"2026-02-01": pay("100 USD/quarter")}, [80, 20, 0, 80, 20]),
    ],
)
def test_what_was_paid_counts_against_later_limits_of_the_same_name(later: dict[str, Any], paid: list[int]) -> None:
    """Five misses in a row at 80 USD each, limited to 100 USD in the first version."""
    agreement = agreed(**pay("100 USD"))
    for since, changes in later.items():
        agreement = agreement.amended(since, **changes, signatures=_SIGNED)
    amounts = (due.amount for due in card_of(agreement, 0, 0, 0, 0, 0).dues)
    assert [amount and amount.value for amount in amounts] == paid


def test_each_month_has_the_rules_of_its_version() -> None:
    """What missing data counts as, what relieves, and when the next review is, change in March."""
    mails = Objective("mails", "Sales", "Service", AtLeast("1 lead/month"))
    mend = Consequence("mend", Missed("mails"), Remedy("a plan", before="review"), again="every month")
    reviews = [Meeting("review", "everyone", Recurrence(every=each)) for each in (1, 6)]
    old = agreed(leads(relieved_when=Missed("mails")), mails, cadence=reviews[:1], consequences=[mend])
    promises = [leads(relieved_when=Missed("calls")), mails, attrs.evolve(mails, name="calls", metric="leads")]
    changes: dict[str, Any] = {"no_data": "counts as missed", "objectives": promises, "cadence": reviews[1:]}
    card = card_of(old.amended("2026-03-01", **changes, signatures=_SIGNED), 0, None, 0, None)
    found = [verdict for verdict in card.verdicts if verdict.promise.name == "leads"]
    told = "excused, for mails was missed | | excused, for calls was missed | there is no figure for 2026-04"
    assert [each.note.partition(";")[0] for each in found] == [each.strip() for each in told.split("|")]
    assert [each.missed for each in found] == [False, False, False, True]
    assert {due.month.month: str(due.by) for due in card.dues} == {1: "2026-02-01", 3: "2026-07-01", 4: "2026-07-01"}


def test_a_figure_is_due_as_the_version_of_its_month_says() -> None:
    """On 5 April February's leads, due on the 20th, are overdue, March's, now due on the 10th, are not; mails are."""
    old, now, mails = leads(due_day=20), leads(due_day=10), attrs.evolve(leads(), name="mails")
    new = agreed(old, mails).amended("2026-03-01", objectives=[now, mails], signatures=_SIGNED)
    card = card_of(new, 1, through=3, as_of=datetime(2026, 4, 5, tzinfo=UTC))
    assert statuses(card) == ["met", "met", "no-data", "no-data", "pending", "no-data"]
    assert card.verdicts[-2].because == "its figure is due by 2026-04-10"


_ENDS_IN_MARCH = Term("2026-01-01", "2026-03-31")
_LATE = _SIGNED | {"Sales": "2026-04-10"}


def test_between_an_end_and_what_prolongs_it_nothing_is_in_force() -> None:
    """Signed in April, it holds again since May; nothing is owed for the month between."""
    old = agreed(term=_ENDS_IN_MARCH, **pay(None))
    card = card_of(old.amended("2026-03-15", term=Term("2026-01-01"), signatures=_LATE), 1, 0, 1, 0, 0)
    assert statuses(card) == ["met", "missed", "met", "not-in-force", "missed"]
    assert card.verdicts[3].because.endswith("it ended on 2026-03-31, and what prolongs it was not signed yet")
    assert [str(due.month) for due in card.dues] == ["2026-02", "2026-05"]


def test_no_window_holds_a_month_that_was_not_in_force() -> None:
    """Nobody is judged by months that nobody had signed for: after the gap, windows begin with May."""
    old = agreed(attrs.evolve(leads(), evaluator=Rolling(AtLeast("1 lead/month"), months=3)), term=_ENDS_IN_MARCH)
    card = card_of(old.amended("2026-03-15", term=Term("2026-01-01"), signatures=_LATE), 1, 1, 1, 0, 1, 1, 1)
    assert statuses(card) == ["pending", "pending", "met", "not-in-force", "pending", "pending", "met"]


def test_who_can_waive_is_who_it_was_owed_to_then() -> None:
    """Sales until February, service since March."""
    agreement = agreed().amended("2026-03-01", objectives=[leads(to="Service")], signatures=_SIGNED)
    journal = Journal([Waiver("leads", "2026-02", "Sales"), Waiver("leads", "2026-03", "Service")])
    card = card_of(agreement, 0, 0, 0, 0, journal=journal)
    assert statuses(card) == ["missed", "excused", "excused", "missed"]
    assert [each.note for each in card.verdicts[1:3]] == [f"excused: waived by {each}" for each in ("Sales", "Service")]


@pytest.mark.parametrize(
    ("withdrawn", "signed", "expected"),
    [
        ("2026-01-15", "2026-03-20", "met out out met met"),
        ("2026-01-15", "2026-01-15", "met out met met met"),
        ("2026-01-15", "2026-01-16", "met out met met met"),
        ("2026-03-20", "2026-02-10", "met met met out out"),
    ],
)
def test_a_signature_after_a_withdrawal_stands_again(withdrawn: str, signed: str, expected: str) -> None:
    """Sales withdraws, and signs a version of 1 March before that or after it."""
    agreement = agreed().amended("2026-03-01", signatures=_SIGNED | {"Sales": signed})
    card = card_of(agreement, 1, 1, 1, 1, 1, journal=Journal([Withdrawal("Sales", withdrawn)]))
    assert statuses(card) == expected.replace("out", "not-in-force").split()
    told = [verdict.because[-26:] for verdict in card.verdicts if verdict.status is Status.NOT_IN_FORCE]
    assert set(told) == {"it was not signed by Sales"}
