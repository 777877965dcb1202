"""What tests need of rules and agreements: strategies for Hypothesis, and checks that a rule keeps the contract.

Promises: a strategy generates every valid value, and what it is given only restricts it; a check looks at the same
examples in every run, and names the law that a rule breaks with the smallest example that it finds. Needs the extra
`testing`. No other room imports this one.
"""

from smarketing.testing.hypothesis_import import hypothesis  # noqa: F401 - first, so that it is said which extra is missing

# isort: split
from smarketing.testing.actuals import actuals
from smarketing.testing.agreements import agreements
from smarketing.testing.business_hours import business_hours
from smarketing.testing.condition_laws import check_condition
from smarketing.testing.consequences import conditions, effects, limits
from smarketing.testing.criteria import criteria, field_comparisons, field_tests, records
from smarketing.testing.effect_laws import check_effect
from smarketing.testing.evaluator_laws import check_evaluator
from smarketing.testing.examples import examples
from smarketing.testing.funnels import funnels
from smarketing.testing.journals import journals
from smarketing.testing.laws import LawBroken
from smarketing.testing.metrics import evaluators, figures, metrics
from smarketing.testing.texts import names, texts
from smarketing.testing.verdicts import case_histories, cases
from smarketing.testing.views import views

__all__ = [
    "LawBroken",
    "actuals",
    "agreements",
    "business_hours",
    "case_histories",
    "cases",
    "check_condition",
    "check_effect",
    "check_evaluator",
    "conditions",
    "criteria",
    "effects",
    "evaluators",
    "examples",
    "field_comparisons",
    "field_tests",
    "figures",
    "funnels",
    "journals",
    "limits",
    "metrics",
    "names",
    "records",
    "texts",
    "views",
]
