"""A condition and an effect for smarketing: a promise was beaten, and earns a bonus."""

from smarketing_bonus.beaten import Beaten
from smarketing_bonus.bonus import Bonus

__all__ = ["Beaten", "Bonus"]
