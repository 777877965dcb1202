"""SM5: whether the parties can do what they promise."""

from collections.abc import Iterator

from smarketing.checks.results import Examined, Results
from smarketing.checks.rules import Flaw, Rule
from smarketing.funnel import Plan
from smarketing.model import Agreement
from smarketing.units import Quantity, readable


def _short_of_the_goal(examined: Examined) -> Iterator[Flaw]:
    """A promised volume of a stage that the funnel, at its own rates, does not turn into the goal."""
    agreement = examined.agreement
    for results in examined.results.values():
        plan = _plan_of(agreement, results)
        if plan is None or results.low is None:
            continue
        promised = results.a_month(results.target)
        needed = Quantity(plan[results.unit].exact, f"{results.unit}/{plan.funnel.period}").value_in(
            f"{results.unit}/month"
        )
        if promised < needed:
            goal = plan.funnel.goal
            brings = readable(Quantity(goal.value * promised / needed, goal.unit))
            message = (
                f"it promises {results.said(promised)} a month, which the funnel turns into {brings};"
                f" the goal of {readable(goal)} needs {results.said(needed)}"
            )
            witness = {"promised": results.said(promised), "needed": results.said(needed)}
            yield Flaw(message, ("objectives", results.promise.name, "evaluator"), witness)


def _plan_of(agreement: Agreement, results: Results) -> Plan | None:
    """The plan that a promised volume is a part of: the funnel's, or that of its segment."""
    promise = results.promise
    if agreement.plan is None or agreement.funnel is None or not results.is_count or promise.part_of is not None:
        return None
    if results.unit not in agreement.funnel.names:
        return None
    if promise.segment is None:
        return agreement.plan
    return dict(agreement.plan.segments).get(promise.segment)


RULES = (Rule("SM501", "a promise that falls short of the goal", "error", _short_of_the_goal),)
