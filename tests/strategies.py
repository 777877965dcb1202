"""What the tests draw: agreements of one version, without what is measured from tables, and such as are judged."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing import Actuals, Agreement, Month
from smarketing.testing import actuals, names, texts
from smarketing.testing import agreements as any_agreements
from smarketing.testing.agreements import SECTIONS
from smarketing.testing.parties import recurrences, terms

__all__ = ["agreements", "judged_agreements", "names", "recurrences", "terms", "texts"]

_MEASURED = {"channels", "events", "handoffs", "hours", "scoring", "services"}


def agreements() -> SearchStrategy[Agreement]:
    """Agreements of one version with everything that is judged by figures alone."""
    return any_agreements(sections=SECTIONS - _MEASURED, versions=1)


@st.composite
def judged_agreements(draw: DrawFn, months: int = 8) -> tuple[Agreement, Actuals, Month]:
    """An agreement, figures for it, and a month through which to judge it: one of its first ones."""
    agreement = draw(agreements())
    last = agreement.first_month + draw(st.integers(0, months - 1))
    return agreement, draw(actuals(agreement, months=months)), last
