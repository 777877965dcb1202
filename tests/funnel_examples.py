"""A short funnel, one with segments and one with branches, and what came of the short one."""

from smarketing.funnel import Funnel, Outcome, Segment, Stage
from smarketing.months import Month

STAGES = [Stage("SQL", owed_by="Marketing"), Stage("customer", "50 %", owed_by="Sales")]
FUNNEL = Funnel(STAGES, "100 USD/customer", "5000 USD/month")
SEGMENTED = Funnel(
    STAGES,
    "100 USD/customer",
    "5000 USD/month",
    segments=[Segment("big", share="60 %"), Segment("small", share="40 %", value="50 USD/customer")],
)
BRANCHING = Funnel(
    [
        Stage("lead", owed_by="Marketing"),
        Stage("partner"),
        Stage("SQL", "10 %", of="lead", owed_by="Sales"),
        Stage("SQL", "20 %", of="partner"),
        Stage("customer", "50 %", owed_by="Sales"),
        Stage("renewal", "80 %", value="50 USD", owed_by="Service"),
    ],
    "100 USD/customer",
    "1400 USD/month",
    sources={"lead": "50 %", "partner": "50 %"},
)
JANUARY = Month(2026, 1)


def outcome(
    sqls: float, customers: int, revenue: str, segment: str | None = None, month: Month | None = None
) -> Outcome:
    """Give what came of the short funnel."""
    return Outcome({"SQL": sqls, "customer": customers}, revenue, segment=segment, month=month)
