"""Laws of exclusions, and their limits against a slow reading, month by month."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    ExcludedCause,
    Exclusion,
    Journal,
    Month,
    Objective,
    Party,
    Status,
    Term,
    judge,
)
from smarketing.judging import ExcludedAmount
from smarketing.units import Quantity

FIRST, MONTHS, COUNTED = Month(2026, 2), 8, 100
WINDOWS = {"month": 1, "quarter": 3, "trailing 2 months": 2, "trailing 5 months": 5, "term": MONTHS}
CAUSES = ("maintenance", "strike")
Limits = Sequence[tuple[int, str]]
Claim = tuple[int, int, str]
"""A month by its number, how much, and the cause."""

LIMITS = st.lists(st.tuples(st.integers(0, 80), st.sampled_from(sorted(WINDOWS))), max_size=3)
CLAIMS = st.lists(
    st.tuples(st.integers(0, MONTHS - 1), st.integers(1, 25), st.sampled_from(CAUSES)), max_size=4, unique=True
)


def agreement(limits: Limits, causes: Sequence[str] = CAUSES) -> Agreement:
    """Downtime as a count and answers as a share, and causes with the same limits."""
    texts = [f"{most}{unit} per {per}" for most, per in limits for unit in (" minutes", "")]
    return Agreement(
        "x",
        Term(FIRST.first_day),
        [Party("Host"), Party("Client")],
        [
            Objective("downtime", "Host", "Client", AtMost("60 minutes/month")),
            Objective("answers", "Host", "Client", AtLeast("60 %")),
        ],
        signatures={"Host": FIRST.first_day, "Client": FIRST.first_day},
        exclusions=[ExcludedCause(cause, ["downtime", "answers"], texts) for cause in causes],
    )


def figures(by: Agreement) -> Actuals:
    """In each month 100 minutes, and 50 of 100."""
    months = [str(FIRST + number) for number in range(MONTHS)]
    tables = {"downtime": dict.fromkeys(months, COUNTED), "answers": dict.fromkeys(months, (COUNTED // 2, COUNTED))}
    return Actuals.from_dict(tables, known=by.metrics)


def entries(claims: Sequence[Claim]) -> list[Exclusion]:
    """Each of the minutes, and of as many answers of which two fifths were kept."""
    found = []
    for number, amount, cause in claims:
        of = ExcludedAmount(Quantity(Fraction(amount * 2, 5), ""), amount)
        found.append(Exclusion("downtime", FIRST + number, ExcludedAmount(Quantity(amount, "minute")), cause))
        found.append(Exclusion("answers", FIRST + number, of, cause))
    return found


def left(limits: Limits, claims: Sequence[Claim]) -> dict[str, list[tuple[Fraction, Fraction | None]]]:
    """The figures that were judged, by promise and month."""
    by = agreement(limits)
    scorecard = judge(by, figures(by), journal=Journal(entries(claims)))
    found: dict[str, list[tuple[Fraction, Fraction | None]]] = {}
    for verdict in scorecard.verdicts:
        assert verdict.finding.actual is not None
        found.setdefault(verdict.promise.name, []).append((verdict.finding.actual.value, verdict.finding.actual.base))
    return found


def months_of(per: str, number: int) -> range:
    """The months up to one that count in its period."""
    if per.startswith("trailing"):
        return range(max(number - WINDOWS[per] + 1, 0), number + 1)
    return range(number // WINDOWS[per] * WINDOWS[per], number + 1)


def slowly_taken(limits: Limits, claims: Sequence[Claim]) -> list[Fraction]:
    """What leaves in each month: entry by entry, each sum added up from the start."""
    taken: list[tuple[int, str, Fraction]] = []
    for number in range(MONTHS):
        for month, amount, cause in claims:
            if month == number:
                rooms = [
                    most
                    - sum((each for at, by, each in taken if by == cause and at in months_of(per, number)), Fraction(0))
                    for most, per in limits
                ]
                taken.append((number, cause, max(min([Fraction(amount), *rooms]), Fraction(0))))
    return [sum((each for at, _cause, each in taken if at == number), Fraction(0)) for number in range(MONTHS)]


@given(LIMITS, CLAIMS)
def test_limits_leave_what_a_slow_reading_leaves(limits: Limits, claims: list[Claim]) -> None:
    """Of minutes so many, of answers as many and the same part of those that were kept, exactly."""
    taken = slowly_taken(limits, claims)
    assert left(limits, claims) == {
        "downtime": [(COUNTED - each, None) for each in taken],
        "answers": [(COUNTED // 2 - each * Fraction(2, 5), COUNTED - each) for each in taken],
    }


@given(LIMITS, CLAIMS)
def test_what_leaves_never_passes_a_limit_in_any_of_its_periods(limits: Limits, claims: list[Claim]) -> None:
    """Of one cause, in every quarter, trailing window and in the term."""
    own = [claim for claim in claims if claim[2] == "strike"]
    taken = [COUNTED - value for value, _base in left(limits, own)["downtime"]]
    for most, per in limits:
        assert all(sum(taken[at] for at in months_of(per, number)) <= most for number in range(MONTHS))


@given(CLAIMS.flatmap(lambda claims: st.tuples(st.just(claims), st.permutations(claims))))
def test_without_limits_the_order_changes_nothing(orders: tuple[list[Claim], list[Claim]]) -> None:
    """Neither figures nor sentences."""
    by = agreement(())
    one, other = (judge(by, figures(by), journal=Journal(entries(claims))) for claims in orders)
    assert one == other


@given(LIMITS, CLAIMS)
def test_what_should_stay_low_never_gets_worse(limits: Limits, claims: list[Claim]) -> None:
    """A miss may be met by an exclusion; nothing that was met is missed."""
    by = agreement(limits)
    cards = [judge(by, figures(by), journal=Journal(entries(some))) for some in ((), claims)]
    for before, after in zip(*(card.verdicts for card in cards), strict=True):
        if before.promise.name == "downtime":
            assert after.status is Status.MET or before.status is Status.MISSED


@given(LIMITS)
def test_causes_without_entries_change_nothing(limits: Limits) -> None:
    """The verdicts are those of an agreement that excludes nothing."""
    cards = [judge(by, figures(by)) for by in (agreement(limits), agreement((), ()))]
    assert cards[0].verdicts == cards[1].verdicts
