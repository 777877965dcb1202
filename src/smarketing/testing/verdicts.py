"""Verdicts on a promise, histories for conditions, and cases for effects."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Metric
from smarketing.agreement import Objective
from smarketing.consequences import Case, CaseHistory, Ledger
from smarketing.consequences.fee import no_figures
from smarketing.evaluators import View
from smarketing.months import Month, Period
from smarketing.testing.metrics import evaluators, whole_metrics
from smarketing.testing.views import series, weekday_calendar
from smarketing.units import Quantity
from smarketing.verdicts import Absence, Finding, Status, Verdict

_FIRST = Month(2026, 1)
_NAMES = ("leads", "calls", "reports", "reviews")


@st.composite
def promises(
    draw: DrawFn,
    *,
    called: Sequence[str] = _NAMES,
    parties: Sequence[str] = ("Marketing", "Sales"),
    judged_by: SearchStrategy[Metric] | None = None,
) -> list[tuple[Objective, Metric]]:
    """Generate a promise for each name, all owed by the first party to the second, each with its metric."""
    found = []
    owed_by, owed_to = parties[:2]
    for name in called:
        metric = draw(whole_metrics(name)) if judged_by is None else attrs.evolve(draw(judged_by), name=name)
        found.append((Objective(name, owed_by, owed_to, draw(evaluators(metric))), metric))
    return found


@st.composite
def tracks(draw: DrawFn, promise: Objective, metric: Metric, *, months: int) -> list[Verdict]:
    """Generate the verdicts on a promise for so many months in a row, of every status.

    Figures are missing, and then perhaps count as missed, or could not be read; misses may be excused.
    """
    shown = draw(series(metric, first=_FIRST, least=months, most=months))
    found = []
    for place in range(months):
        finding = promise.evaluator(View(shown, place, calendar=weekday_calendar(shown)))
        found.append(draw(_verdicts(promise, metric, _FIRST + place, finding)))
    return found


_FATES = st.integers(0, 5)


@st.composite
def _verdicts(draw: DrawFn, promise: Objective, metric: Metric, month: Month, finding: Finding) -> Verdict:
    """What a finding may come to: as it is, excused, counted otherwise, or not in force."""
    fate = draw(_FATES)
    status = counts_as = finding.status
    if fate == 0:
        finding = Finding(Status.NOT_IN_FORCE, note="not signed by Sales")
        status = counts_as = Status.NOT_IN_FORCE
    elif fate == 1 and status is Status.MISSED:
        status = counts_as = Status.EXCUSED
    elif fate == 2 and status is Status.MISSED:
        counts_as = Status.NO_DATA
    elif fate >= 3 and finding.absence is Absence.MISSING:
        counts_as = Status.MISSED
    return Verdict(promise, metric, Period(month, month), finding, status, counts_as)


@st.composite
def case_histories(
    draw: DrawFn,
    watched: Sequence[tuple[Objective, Metric]],
    *,
    months: int = 14,
    consequences: Sequence[str] = ("the consequence",),
) -> CaseHistory:
    """Generate what a condition reads of some promises: their verdicts in up to so many `months`, and the ledger.

    In the ledger are credits of some of the `consequences` for some of the misses. The figures of fees may be there or
    not.
    """
    number = draw(st.integers(1, min(3, months)) | st.integers(1, months))
    found = [draw(tracks(promise, metric, months=number)) for promise, metric in watched]
    ledger = Ledger()
    for verdict in sorted((each for verdicts in found for each in verdicts), key=lambda verdict: verdict.month):
        if verdict.missed and draw(st.booleans()):
            case = Case(draw(st.sampled_from(consequences)), verdict.month, [verdict])
            amount = Quantity(draw(st.integers(0, 2_000)), draw(st.sampled_from(("USD", "JPY"))))
            ledger.add(case.due("credit", case.because(), amount=amount))
    return CaseHistory(found, ledger, draw(st.sampled_from((_fee, no_figures))), draw(st.booleans()))


@st.composite
def cases(
    draw: DrawFn,
    *,
    consequence: str = "the consequence",
    parties: Sequence[str] = ("Marketing", "Sales"),
    judged_by: SearchStrategy[Metric] | None = None,
    met: bool = True,
) -> Case:
    """Generate cases of up to three verdicts on promises between two of the parties.

    They are judged by metrics of all kinds, or `judged_by` some. Cases are of misses; with `met` also of promises that
    were met, as for a bonus. The next date of a report or meeting may be there or not, and so may the figures of fees.
    """
    owed_by, owed_to = draw(st.permutations(parties))[:2]
    watched = draw(promises(called=_NAMES[: draw(st.integers(1, 2))], parties=(owed_by, owed_to), judged_by=judged_by))
    found = [verdict for promise, metric in watched for verdict in draw(tracks(promise, metric, months=4))]
    wanted = draw(st.sampled_from((Status.MISSED, Status.MET))) if met else Status.MISSED
    causes = sorted((each for each in found if each.counts_as is wanted), key=lambda verdict: verdict.month)[-3:]
    if not causes:
        causes = [_without_figure(found[-1])]
    next_on, known = draw(st.sampled_from((_in_a_week, _never))), draw(st.sampled_from((_fee, no_figures)))
    return Case(consequence, causes[-1].month, causes, next_on=next_on, figures=known)


def _without_figure(verdict: Verdict) -> Verdict:
    """A month without a figure that counts as missed."""
    note = f"there is no figure for {verdict.month}"
    finding = Finding(Status.NO_DATA, note=note, absence=Absence.MISSING)
    return attrs.evolve(verdict, finding=finding, status=Status.NO_DATA, counts_as=Status.MISSED)


def _fee(_metric: str, period: Period) -> Quantity:
    return Quantity(Fraction(4000), "USD") * len(period)


def _in_a_week(_name: str, day: date) -> date | None:
    return day + timedelta(7)


def _never(_name: str, _day: date) -> date | None:
    return None
