"""Amendments: new versions of an agreement that follow from the one before."""

from datetime import date, timedelta
from typing import Any

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smarketing.agreement import Agreement, Example, MonthOfChange, Objective
from smarketing.agreement.amendment_problems import by_days_problems
from smarketing.testing.consequences import consequences, shared_limits
from smarketing.testing.metrics import evaluators
from smarketing.testing.objectives import NO_DATA_RULES
from smarketing.testing.parties import contacts_of, signatures
from smarketing.testing.texts import names, texts


@st.composite
def amendments(draw: DrawFn, agreement: Agreement, *, most: int = 2) -> Agreement:
    """Generate versions of an agreement: itself, and up to `most` amendments, one after another."""
    version = agreement
    for _number in range(draw(st.integers(0, most))):
        earliest = (version.since or version.term.start) + timedelta(1)
        end = version.term.end
        if end is not None and end < earliest:
            break
        latest = earliest + timedelta(500)
        since = draw(st.dates(earliest, latest if end is None else min(end, latest)))
        version = draw(_beginning(version.amended(since, **draw(_changes(version, since)))))
    return version


@st.composite
def _beginning(draw: DrawFn, amended: Agreement) -> Agreement:
    """The amendment, which says how the month is judged within which it begins, and whether it is retroactive."""
    can_be_summed = not any(True for _problem in by_days_problems(amended))
    rules: list[MonthOfChange] = ["before", "after"]
    rules += ["by days"] if can_be_summed else []
    return attrs.evolve(amended, month_of_change=draw(st.sampled_from(rules)), retroactive=draw(st.booleans()))


@st.composite
def _changes(draw: DrawFn, version: Agreement, since: date) -> dict[str, Any]:
    """New texts, signatures and rules for missing data; perhaps other targets, and consequences of them."""
    called = [party.name for party in version.parties]
    changes: dict[str, Any] = {
        "summary": draw(texts()),
        "signatures": draw(signatures(called, by=since + timedelta(90))),
        "no_data": draw(NO_DATA_RULES),
        "exclusions": [each for each in version.exclusions if draw(st.integers(0, 3))],
    }
    if draw(st.booleans()):
        changes["objectives"] = found = [draw(_retargeted(version, each)) for each in version.objectives]
        rewritten = {each.name for each in (*version.objectives, *version.levels)}
        implied = [each for each in version.promises if each.name not in rewritten]
        changes["examples"] = [each for each in version.examples if not _names_what_may_go(each, version)]
        taken = {each.name for before in version.versions for each in before.consequences}
        changes["consequences"] = following = draw(
            consequences(
                [*found, *implied],
                parties=called,
                contacts=contacts_of(version.parties),
                occasions=[each.name for each in version.cadence],
                called=names().filter(lambda name: name not in taken),
            )
        )
        changes["limits"] = draw(shared_limits(following, fees={}))
    return changes


def _names_what_may_go(example: Example, version: Agreement) -> bool:
    """Whether an example expects something of a consequence, or of a level of an evaluator."""
    levels = {each.name for each in version.levels}
    return bool(example.expect.dues) or any(each.promise in levels for each in example.expect.statuses)


@st.composite
def _retargeted(draw: DrawFn, version: Agreement, objective: Objective) -> Objective:
    """The objective, perhaps with another evaluator of the same metric."""
    if objective.evaluator.derived or draw(st.booleans()):
        return objective
    metric = version.own_metrics[version.metric_of(objective)]
    business_days = objective.hours is not None
    return attrs.evolve(objective, evaluator=draw(evaluators(metric, business_days=business_days, declared=False)))
