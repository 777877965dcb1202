"""From events to actuals.

Promises: a clock is exact to the microsecond, events may come in any order, and what does not fit is counted and told.
"""

from smarketing.events.histories import Event, Events
from smarketing.events.parts import parts_of
from smarketing.events.states import ClockState, Phase, state

__all__ = ["ClockState", "Event", "Events", "Phase", "parts_of", "state"]
