"""Which months are judged, and when a month can be."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from smarketing import (
    Actuals,
    ActualsError,
    Agreement,
    AtLeast,
    InvalidValueError,
    Month,
    Objective,
    Party,
    Period,
    Quantity,
    Rolling,
    Scorecard,
    Standing,
    Status,
    Term,
    judge,
)

_LEADS = Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"), due_day=5)
_PARTIES = [Party("Marketing"), Party("Sales")]
_NEW_YORK = Term("2026-01-15", "2026-12-31", "America/New_York")


def agreement_of(*objectives: Objective, term: Term = _NEW_YORK) -> Agreement:
    """Give an agreement that everybody signed before it began."""
    signatures = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}
    return Agreement("x", term, _PARTIES, objectives, signatures=signatures)


def card_of(figures: dict[str, object], *objectives: Objective, term: Term = _NEW_YORK, **how: Any) -> Scorecard:
    """Judge leads, or other promises, by the month's figures of leads."""
    agreement = agreement_of(*(objectives or (_LEADS,)), term=term)
    return judge(agreement, Actuals.from_dict({"leads": figures}, known=agreement.metrics), **how)


def status(card: Scorecard, month: str, promise: str = "leads") -> tuple[str, str]:
    """Give a verdict's status and reason."""
    verdict = card.verdict(promise, month)
    return verdict.status.value, verdict.because


# March 2026 ends in New York (by then four hours behind UTC) at 04:00 UTC of 1 April.
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (datetime(2026, 4, 1, 3, 59, 59, 999_999, UTC), ("pending", "2026-03 is not over")),
        (datetime(2026, 4, 1, 4, 0, tzinfo=UTC), ("met", "104 SQL against at least 100 SQL")),
        (datetime(2026, 3, 31, 23, 59, 59, tzinfo=ZoneInfo("America/New_York")), ("pending", "2026-03 is not over")),
        (datetime(2026, 4, 1, tzinfo=ZoneInfo("America/New_York")), ("met", "104 SQL against at least 100 SQL")),
    ],
)
def test_a_month_is_judged_once_it_is_over_in_the_terms_zone(as_of: datetime, expected: tuple[str, str]) -> None:
    """A figure that is there early is shown, and not judged."""
    card = card_of({"2026-03": 104}, through="2026-03", as_of=as_of)
    assert status(card, "2026-03") == expected
    assert str(card.verdict("leads", "2026-03").actual) == "104 SQL"


def test_a_running_month_is_pending_and_shows_how_it_stands_so_far() -> None:
    """The evaluator's answer is kept; it counts for nothing before the month is over."""
    card = card_of({"2026-03": 80}, through="2026-03", as_of=datetime(2026, 3, 20, tzinfo=UTC))
    running = card.verdict("leads", "2026-03")
    assert (running.status, running.counts_as) == (Status.PENDING, Status.PENDING)
    assert running.so_far is not None
    assert (running.so_far.status, running.so_far.shortfall) == (Status.MISSED, Quantity(20, "SQL"))
    assert card.verdict("leads", "2026-02").so_far is None


def test_a_verdict_carries_its_period() -> None:
    """One month, of which it is the last."""
    verdict = card_of({"2026-01": 80}).verdict("leads", "2026-01")
    assert (verdict.period, verdict.month) == (Period(Month(2026, 1), Month(2026, 1)), Month(2026, 1))


# Due by day 5: 5 April ends in New York at 04:00 UTC of 6 April.
@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (datetime(2026, 4, 1, 4, 0, tzinfo=UTC), ("pending", "its figure is due by 2026-04-05")),
        (datetime(2026, 4, 6, 3, 59, 59, 999_999, UTC), ("pending", "its figure is due by 2026-04-05")),
        (datetime(2026, 4, 6, 4, 0, tzinfo=UTC), ("no-data", "there is no figure for 2026-03")),
    ],
)
def test_a_missing_figure_is_pending_to_the_end_of_its_due_day(as_of: datetime, expected: tuple[str, str]) -> None:
    """After that it is missing."""
    assert status(card_of({}, through="2026-03", as_of=as_of), "2026-03") == expected


# January's figure is due on 28 February, which ends in New York at 05:00 UTC of 1 March; February's on 31 March.
@pytest.mark.parametrize(
    ("month", "day", "overdue"),
    [
        ("2026-01", "2026-02-28", datetime(2026, 3, 1, 5, 0, tzinfo=UTC)),
        ("2026-02", "2026-03-31", datetime(2026, 4, 1, 4, 0, tzinfo=UTC)),
    ],
)
def test_a_figure_may_be_due_on_the_last_day_of_the_next_month(month: str, day: str, overdue: datetime) -> None:
    """However long that month is."""
    promise = attrs.evolve(_LEADS, due_day=31)
    before = card_of({}, promise, through=month, as_of=overdue - timedelta(microseconds=1))
    assert status(before, month) == ("pending", f"its figure is due by {day}")
    after = card_of({}, promise, through=month, as_of=overdue)
    assert status(after, month) == ("no-data", f"there is no figure for {month}")


def test_without_a_due_day_a_figure_is_missing_as_soon_as_its_month_is_over() -> None:
    """It was due when the month ended."""
    promise = attrs.evolve(_LEADS, due_day=None)
    card = card_of({}, promise, through="2026-03", as_of=datetime(2026, 4, 1, 4, 0, tzinfo=UTC))
    assert status(card, "2026-03") == ("no-data", "there is no figure for 2026-03")


def test_without_an_instant_every_month_is_over_and_every_figure_due() -> None:
    """No clock is looked at."""
    assert status(card_of({}, through="2026-12"), "2026-12") == ("no-data", "there is no figure for 2026-12")


def test_a_window_that_lacks_an_overdue_figure_is_not_pending_for_one_that_is_there() -> None:
    """January's figure was due on 5 February; March's is there: nothing is left to wait for."""
    promise = attrs.evolve(_LEADS, evaluator=Rolling(AtLeast("100 SQL/month"), months=3))
    figures: dict[str, object] = {"2026-02": 100, "2026-03": 100}
    card = card_of(figures, promise, through="2026-03", as_of=datetime(2026, 4, 2, tzinfo=UTC))
    assert status(card, "2026-03") == ("no-data", "not every month from 2026-01 to 2026-03 has a figure")


@pytest.mark.parametrize("through", [None, "2026-03"])
def test_an_instant_needs_a_time_zone(through: str | None) -> None:
    """Nine in the morning is not the same everywhere."""
    with pytest.raises(InvalidValueError) as refusal:
        card_of({"2026-01": 1}, through=through, as_of=datetime(2026, 4, 1, 9))
    message = "as_of has no time zone: 2026-04-01 09:00:00; give one, as in 2026-04-01 09:00:00+00:00"
    assert (str(refusal.value), refusal.value.field) == (message, "as_of")


def test_the_last_month_is_that_of_the_last_figure() -> None:
    """Whatever comes before it is judged too, from the start of the term."""
    card = card_of({"2026-03": 104})
    assert [str(month) for month in card.period] == ["2026-01", "2026-02", "2026-03"]


@pytest.mark.parametrize(("hour", "last"), [(3, "2026-03"), (4, "2026-04")])
def test_with_an_instant_the_last_month_is_the_one_that_runs_then(hour: int, last: str) -> None:
    """On the clock of the term's zone, not of the instant's."""
    assert str(card_of({"2026-09": 1}, as_of=datetime(2026, 4, 1, hour, tzinfo=UTC)).through) == last


@pytest.mark.parametrize("through", ["2026-05", Month(2026, 5)])
def test_through_says_the_last_month(through: str | Month) -> None:
    """As text or as a month, whatever figures there are."""
    assert card_of({"2026-03": 1, "2026-09": 1}, through=through).through == Month(2026, 5)


def test_months_after_the_term_are_not_judged() -> None:
    """The term's last month is the last."""
    assert card_of({}, through="2027-02").through == Month(2026, 12)


@pytest.mark.parametrize("how", [{"through": "2025-12"}, {"as_of": datetime(2026, 1, 1, 4, 59, tzinfo=UTC)}])
def test_nothing_is_judged_before_the_term(how: dict[str, Any]) -> None:
    """December 2025 by name or by the clock in New York."""
    with pytest.raises(InvalidValueError) as refusal:
        card_of({"2026-02": 1}, **how)
    assert str(refusal.value) == "2025-12 is before the term, which starts on 2026-01-15"
    assert refusal.value.field == "through"


@pytest.mark.parametrize("month", ["2025-12", "2027-01", "2062-02"])
def test_a_figure_outside_the_term_is_a_problem(month: str) -> None:
    """A slip in a year would else be dropped in silence, or make the last month a wrong one."""
    with pytest.raises(ActualsError) as refusal:
        card_of({"2026-02": 1, month: 1})
    (problem,) = refusal.value.problems
    assert str(problem).endswith(f"month: {month} lies outside the term, 2026")
    card = card_of({"2026-02": 1, month: 1}, keep_going=True)
    assert (card.through, card.left_out) == (Month(2026, 2), (problem,))


def test_without_figures_somebody_has_to_say_how_far() -> None:
    """There is no last month."""
    with pytest.raises(InvalidValueError, match=r"^there are no figures; say through which month to judge$"):
        card_of({})


def test_a_text_that_is_no_month_is_refused() -> None:
    """Write it as 2026-03."""
    with pytest.raises(InvalidValueError, match=r"^'March' is not a month; write it as 2026-03$"):
        card_of({"2026-03": 1}, through="March")


def test_only_months_that_were_judged_have_verdicts() -> None:
    """Asking for another is a mistake."""
    card = card_of({"2026-03": 104})
    assert card.verdict("leads", Month(2026, 3)) is card.verdict("leads", "2026-03")
    with pytest.raises(InvalidValueError, match=r"^'leads' was not judged in 2026-04$"):
        card.verdict("leads", "2026-04")
    with pytest.raises(InvalidValueError, match=r"^'lead' was not judged in 2026-03$"):
        card.verdict("lead", "2026-03")


def test_an_agreement_has_ended_after_its_last_month() -> None:
    """`end` is the last day."""
    assert card_of({}, through="2026-12").standing is Standing.ENDED
    assert card_of({}, through="2026-11").standing is Standing.IN_FORCE


def test_an_agreement_that_ends_within_a_month_has_ended_after_it() -> None:
    """The month is judged whole."""
    term = Term("2026-01-01", "2026-06-10")
    assert card_of({}, term=term, through="2026-06").standing is Standing.ENDED
    assert card_of({}, term=term, through="2026-05").standing is Standing.IN_FORCE


def test_an_agreement_whose_last_month_still_runs_has_not_ended() -> None:
    """On 5 December an agreement to the 31st is in force."""
    card = card_of({"2026-12": 9}, as_of=datetime(2026, 12, 5, tzinfo=UTC))
    assert card.standing is Standing.IN_FORCE
