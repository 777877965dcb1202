"""Figures for an agreement."""

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Actual, Actuals, Key
from smarketing.agreement import Agreement
from smarketing.errors import Problem
from smarketing.testing.metrics import figures

_FATES = st.integers(0, 9)


@st.composite
def actuals(
    draw: DrawFn, agreement: Agreement, *, months: int = 8, missing: bool = True, unreadable: bool = False
) -> Actuals:
    """Generate figures for every metric of an agreement, and its segments, in the first `months` of its term.

    Some are `missing`; shares and ratios may be of nothing. With `unreadable`, some could not be read, or nobody could
    tell of which month or metric a row was: `judge` takes such actuals only if it is told to `keep_going`.
    """
    found: dict[Key, Actual] = {}
    spoiled: dict[Key, Problem] = {}
    period = agreement.until(agreement.first_month + (months - 1)) or ()
    keys = (
        Key(metric.name, segment, month)
        for metric in agreement.metrics.values()
        for segment in (None, *metric.segments)
        for month in period
    )
    for key in keys:
        fate = draw(_FATES)
        if unreadable and fate == 0:
            spoiled[key] = Problem(f"the figure of {key.metric!r} for {key.month} could not be read")
        elif not (missing and fate == 1):
            found[key] = draw(figures(agreement.metrics[key.metric]))
    nothing: SearchStrategy[frozenset[str | None]] = st.just(frozenset())
    lost = st.frozensets(st.sampled_from([None, *agreement.metrics]), max_size=2) if unreadable else nothing
    unplaced = draw(lost)
    rows = (Problem(f"a row of {name or 'an unknown metric'} could not be read") for name in sorted(unplaced, key=str))
    return Actuals(found, (*spoiled.values(), *rows), frozenset(spoiled), agreement.metrics, unplaced=unplaced)
