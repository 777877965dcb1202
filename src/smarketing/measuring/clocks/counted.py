"""What is counted of a handoff or channel: rows, each with its month, its segment and what it is."""

import attrs

from smarketing.measuring.clocks.clock_outcomes import STATUS_OF, STATUSES
from smarketing.measuring.clocks.timetables import Stretch
from smarketing.tables.queries import Query


@attrs.frozen(eq=False)
class Counted:
    """Rows with `id`, `segment`, `counted_at` and `month`, flags (1 or 0), and for each step its status and used time.

    `flags` are the names of what is counted, by column. Rows of one kind (`steps`) have `used_STEP` and `status_STEP`.
    """

    rows: Query
    stretch: Stretch
    flags: dict[str, str]
    steps: tuple[str, ...] = ()

    @property
    def digits(self) -> dict[str, int]:
        """The columns that are counted, with how many values each has."""
        return dict.fromkeys(self.flags, 2) | {f"{STATUS_OF}{step}": len(STATUSES) + 1 for step in self.steps}

    @property
    def ranked(self) -> tuple[str, ...]:
        """The columns that are ranked."""
        return tuple(f"used_{step}" for step in self.steps)
