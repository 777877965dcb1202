"""The figures of one metric month after month: places before the first, and months merged."""

from smarketing import Actual, Metric, Month
from smarketing.actuals import Series


def test_figures_of_months_before_the_first() -> None:
    """They stand at places below 0, and merge with later ones; further back there is nothing."""
    leads = Metric("leads", "lead", "count")
    series = Series(leads, Month(2026, 1), (Actual(4), Actual(5)), earlier=(None, Actual(2), Actual(3)))
    assert [series.at(place) for place in (-4, -3, -2, -1, 0)] == [None, None, Actual(2), Actual(3), Actual(4)]
    assert series.merged(-2, 0) == Actual(5)
    assert series.merged(-1, 2) == Actual(12)
    assert series.merged(-3, 1) is None
    assert series.merged(-4, 1) is None
    assert series.merged(-1, 0) == Actual(3)
    assert series.merged(-3, -1) is None
    assert series.merged(-2, -1) == Actual(2)
