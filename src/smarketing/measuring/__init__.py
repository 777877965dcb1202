"""From events to actuals.

Promises: a clock is exact to the microsecond, events may come in any order, and what does not fit is counted and told.
"""

from smarketing.measuring.cases.case_timeline import timeline
from smarketing.measuring.cases.timelines import PartyTime, RunTimeline, Timeline, TimelineMoment, TimelineSpan
from smarketing.measuring.clocks.case_history import Event, Events
from smarketing.measuring.clocks.clock_state import ClockState, Phase, state
from smarketing.measuring.clocks.measured_clauses import parts_of

__all__ = [
    "ClockState",
    "Event",
    "Events",
    "PartyTime",
    "Phase",
    "RunTimeline",
    "Timeline",
    "TimelineMoment",
    "TimelineSpan",
    "parts_of",
    "state",
    "timeline",
]
