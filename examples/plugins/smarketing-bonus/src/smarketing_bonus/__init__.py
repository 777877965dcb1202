"""A condition and an effect for smarketing: a promise was surpassed, and earns a bonus."""

from smarketing_bonus.reward import Reward
from smarketing_bonus.surpassed import Surpassed

__all__ = ["Reward", "Surpassed"]
