"""How much work one question about criteria may take, counted in steps and never by a clock."""

import attrs

from smarketing.criteria.analysis.decision import UndecidedError

MOST_STEPS = 150_000
"""The steps for one question. A step is a few microseconds of work, so that every question ends within a second."""

TOO_MANY_STEPS = f"too many combinations to try (limit: {MOST_STEPS:,} steps)"


@attrs.define
class Budget:
    """The steps that are left for one question.

    Every part of the analysis pays from the same budget, before it does work that grows with the criteria. The same
    question takes the same steps on every machine.
    """

    left: int = MOST_STEPS

    def spend(self, steps: int = 1) -> None:
        """Pay for some steps; UndecidedError if fewer are left."""
        self.left -= steps
        if self.left < 0:
            raise UndecidedError(TOO_MANY_STEPS)
