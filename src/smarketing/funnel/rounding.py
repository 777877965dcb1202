"""Whole heads: the ways of rounding what stages need."""

from fractions import Fraction
from math import ceil, floor
from typing import Literal

Rounding = Literal["up at every stage", "up once at the end", "nearest", "whole heads only", "none"]

CARRIES_EXACT = "up once at the end"


def whole_heads(number: Fraction, rounding: Rounding) -> Fraction:
    """Round a volume by a policy; `none` leaves it as it is."""
    if number.denominator == 1 or rounding == "none":
        return number
    if rounding == "nearest":
        return Fraction(floor(number + Fraction(1, 2)))
    return Fraction(floor(number) if rounding == "whole heads only" else ceil(number))
