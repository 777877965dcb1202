"""A stand-in for a rule that could not be read, so that everything else can be checked in the same pass."""

from typing import Any

import attrs

from smarketing.consequences import Effect
from smarketing.evaluators import Evaluator


@attrs.frozen
class UnreadRule(Evaluator, Effect):
    """Stands for an evaluator or effect that could not be read; an agreement that holds it is never judged."""

    def __call__(self, _: object, /) -> Any:
        """Refuse to be judged by."""
        raise NotImplementedError
