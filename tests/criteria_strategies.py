"""Criteria and records as the tests draw them, and values that only some engines hold."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from smarketing.testing import criteria, field_comparisons, field_tests
from smarketing.testing import records as any_records
from smarketing.testing.criteria import AMOUNTS, DATES, DURATIONS, NUMBERS, TEXTS, TRUTHS

__all__ = [
    "AMOUNTS",
    "DATES",
    "DURATIONS",
    "NUMBERS",
    "TEXTS",
    "TRUTHS",
    "alone",
    "aware",
    "criteria",
    "days",
    "exact_numbers",
    "records",
    "together",
]

alone = field_tests()
together = field_comparisons()
records = any_records()

exact_numbers = st.sampled_from(
    [Fraction(2, 5), Decimal("0.40"), 0.4, Fraction(1, 2), Decimal("2.25"), 3, float("nan")]
)
days = st.sampled_from([date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1)])
aware = st.sampled_from([datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)])
