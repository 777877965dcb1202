"""What strategies generate: all of it is valid, no section of an agreement is left out, and it can be restricted."""

import subprocess
import sys

import attrs
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from smarketing import (
    ANY,
    Actuals,
    Agreement,
    AtLeast,
    Beaten,
    Condition,
    Credit,
    Effect,
    Escalate,
    ExcludedCause,
    Exclusion,
    Levels,
    Met,
    Metric,
    Missed,
    Objective,
    Party,
    PeriodCalendar,
    Points,
    ShareMissed,
    Status,
    Term,
    View,
    Waiver,
    Withdrawal,
    judge,
)
from smarketing.criteria import Criterion
from smarketing.testing import (
    actuals,
    agreements,
    business_hours,
    cases,
    conditions,
    criteria,
    effects,
    journals,
    records,
    views,
)
from smarketing.testing.agreements import SECTIONS
from smarketing.testing.amendments import amendments
from smarketing.testing.consequences import fees_of
from smarketing.testing.exclusions import exclusions
from smarketing.verdicts import Absence

ONCE = settings(phases=(Phase.generate,), suppress_health_check=list(HealthCheck))


@ONCE
@given(st.data())
def test_what_is_generated_is_judged(data: st.DataObject) -> None:
    """Amended or not, with a journal, with figures that could not be read: a verdict for each promise and month."""
    agreement = data.draw(agreements())
    figures = data.draw(actuals(agreement, unreadable=True))
    journal = data.draw(journals(agreement, figures=figures))
    through = agreement.first_month + 3
    scorecard = judge(agreement, figures, through=through, journal=journal, keep_going=True)
    months = agreement.until(through)
    assert months is not None
    assert {verdict.month for verdict in scorecard.verdicts} == set(months)


def section(agreement: Agreement, name: str) -> object:
    if name == "calendar":
        return agreement.calendar != PeriodCalendar() or agreement.partial_months != "in full"
    return agreement.metrics_declared if name == "metrics" else getattr(agreement, name)


@ONCE
@given(agreements(sections=(), versions=1))
def test_nothing_but_what_is_asked_for(agreement: Agreement) -> None:
    """Without sections there are a title, a term, parties and objectives, and one version."""
    assert [name for name in sorted(SECTIONS) if section(agreement, name)] == []
    assert agreement.amends is None


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_every_section_is_generated(name: str) -> None:
    """Each occurs."""
    only = {name, "consequences"} if name == "limits" else {name}
    assert section(_found(agreements(sections=only, versions=1), lambda each: bool(section(each, name))), name)


def _found(strategy: st.SearchStrategy[Agreement], wanted: object) -> Agreement:
    health = list(HealthCheck)
    once = settings(
        max_examples=1_000, phases=(Phase.generate,), database=None, derandomize=True, suppress_health_check=health
    )
    return find(strategy, wanted, settings=once)  # type: ignore[arg-type]


def test_amendments_are_generated() -> None:
    """Up to as many versions as are asked for."""
    assert len(_found(agreements(sections=(), versions=3), lambda each: len(each.versions) == 3).versions) == 3


DAY = Agreement(
    "A day",
    Term("2026-01-01", "2026-01-01"),
    [Party("Marketing"), Party("Sales")],
    [Objective("leads", "Marketing", "Sales", AtLeast("100 SQL/month"))],
)


@ONCE
@given(amendments(DAY))
def test_a_term_that_cannot_be_amended(agreement: Agreement) -> None:
    """There is no day left for an amendment."""
    assert agreement == DAY


ANSWERS = attrs.evolve(
    DAY,
    term=Term("2026-01-01", "2026-12-31"),
    objectives=[Objective("answers", "Marketing", "Sales", Levels("100 SQL/month", "80 SQL/month"))],
)


@ONCE
@given(amendments(ANSWERS))
def test_amendments_name_levels_that_still_are(agreement: Agreement) -> None:
    """Where a promise with levels gets another evaluator, consequences watch none of the levels that it had."""
    for version in agreement.versions:
        watched = {name for each in version.consequences for case in each.when.cases(version.promises) for name in case}
        assert watched <= {each.name for each in version.promises}


NOTHING_TO_TAKE = attrs.evolve(DAY, exclusions=[ExcludedCause("maintenance", ["leads"])])


@ONCE
@given(exclusions(NOTHING_TO_TAKE, Actuals.from_dict({"leads": {"2026-01": 0}}, known=DAY.metrics)))
def test_nothing_is_excluded_where_nothing_is(found: list[Exclusion]) -> None:
    """Of a figure of 0 nothing can be taken out."""
    assert found == []


@ONCE
@given(st.lists(effects(contacts=[], tiers=False), min_size=3, max_size=3))
def test_effects_without_contacts_and_tiers(some: list[Effect]) -> None:
    """Nothing is escalated, and credits always pay the same."""
    assert not any(isinstance(each, Escalate) or (isinstance(each, Credit) and each.tiers) for each in some)


@pytest.mark.parametrize("rule", [Missed, Met, Beaten, ShareMissed, Points])
def test_every_condition_is_generated(rule: type[Condition]) -> None:
    """Each occurs; what names `any`, or beats a target, only where that is asked for."""
    together = [["leads", "calls"], ["reports"]]
    once = settings(max_examples=1_000, phases=(Phase.generate,), database=None, derandomize=True)
    assert isinstance(find(conditions(together), lambda each: isinstance(each, rule), settings=once), rule)


@ONCE
@given(st.lists(conditions([["leads", "calls"]], any_promise=False), min_size=3, max_size=3))
def test_conditions_on_named_promises_only(some: list[Condition]) -> None:
    """No condition is of any promise, nor of one that may be impossible to beat."""
    assert not any(isinstance(each, Beaten) or getattr(each, "each", ()) == (ANY,) for each in some)


@ONCE
@given(views(missing=False, unreadable=False, window=1))
def test_views_without_gaps(view: View) -> None:
    """Only a share or a ratio of nothing has no reading, and what comes before the first month."""
    assert view.absence in (None, Absence.NOTHING_TO_MEASURE)


@ONCE
@given(
    views(
        Metric("leads", "SQL", "count"),
        others={"visits": Metric("visits", "visit", "count")},
        promises=["calls"],
        window=2,
    )
)
def test_views_of_others(view: View) -> None:
    """What an evaluator refers to is there."""
    assert view.months == 2
    assert view.of("visits").month == view.month
    assert view.finding("calls").status in (Status.MET, Status.MISSED, Status.NO_DATA, Status.PENDING)


@ONCE
@given(st.data())
def test_journals_without_withdrawals(data: st.DataObject) -> None:
    """Waivers alone, in the first months of the term."""
    agreement = data.draw(agreements(sections=()))
    journal = data.draw(journals(agreement, months=2, withdrawals=False))
    assert all(isinstance(entry, Waiver) for entry in journal.entries)
    assert not any(isinstance(entry, Withdrawal) for entry in journal.entries)


@ONCE
@given(criteria(), records())
def test_criteria_are_decided_on_records(text: str, record: dict[str, object]) -> None:
    """Each text is a criterion, and each record one that it can be asked about."""
    assert Criterion.parse(text)(record) in (True, False)


@ONCE
@given(business_hours(zones=["Asia/Kathmandu"], always=False))
def test_hours_of_one_zone(hours: object) -> None:
    """As they are asked for."""
    assert getattr(hours, "tz") == "Asia/Kathmandu"  # noqa: B009 - any hours


@ONCE
@given(st.data())
def test_misses_alone(data: st.DataObject) -> None:
    """With `met=False` every verdict of a case counts as missed."""
    case = data.draw(cases(met=False))
    assert all(verdict.missed for verdict in case.verdicts)


def test_without_hypothesis() -> None:
    """The error names the extra."""
    code = "import sys; sys.modules['hypothesis'] = None; import smarketing.testing"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.stderr.rstrip().splitlines()[-1] == (
        "smarketing.errors.MissingExtraError: smarketing.testing needs a library that is not installed; "
        "run: pip install 'smarketing[testing]'"
    )


@pytest.mark.parametrize("rule", ["before", "after", "by days"])
@pytest.mark.parametrize("retroactive", [False, True])
def test_amendments_begin_in_every_way(rule: str, retroactive: bool) -> None:
    """Each rule for the month of change, retroactive or not."""
    year = attrs.evolve(DAY, term=Term("2026-01-01", "2026-12-31"))
    found = _found(
        amendments(year, most=1),
        lambda each: each.amends is not None and (each.month_of_change, each.retroactive) == (rule, retroactive),
    )
    assert found.versions[0] == year


@pytest.mark.parametrize("name", ["charges", "10 USD", "50 % of charges"])
def test_fees_are_metrics_in_money_with_names_that_read_as_fees(name: str) -> None:
    """A name that would be read as an amount or a share is no fee, nor is what is not counted in money."""
    metrics = [Metric(name, "USD", "count"), Metric("leads", "lead", "count"), Metric("cost", "USD", "level")]
    assert fees_of(metrics) == ({"charges": "USD"} if name == "charges" else {})
