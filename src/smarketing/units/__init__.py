"""Quantities of the things that marketing, sales and service count, exact and never mixed up.

Promises: a unit means the same in every agreement and in every process; numbers are Fractions of the text as written;
no text is ever calculated with; quantities of different dimensions never compare, add or convert.
"""

from smarketing.units.currencies import MINOR_UNITS
from smarketing.units.dimensions import unit_words
from smarketing.units.numbers import (
    Number,
    apportioned,
    difference,
    exact,
    exact_text,
    rounded,
    shown,
    telling_places,
    to_step,
    whole,
    whole_percent,
)
from smarketing.units.pint_quantities import PintQuantity, PintRegistry
from smarketing.units.quantities import Quantity, kept_unit
from smarketing.units.quantity_text import parse_number, quantity, readable, written
from smarketing.units.targets import BY_MONTH, Target, as_quantity, as_target, optional_quantity
from smarketing.units.vocabulary import is_built_in, is_counted, noun_problem, plural

__all__ = [
    "BY_MONTH",
    "MINOR_UNITS",
    "Number",
    "PintQuantity",
    "PintRegistry",
    "Quantity",
    "Target",
    "apportioned",
    "as_quantity",
    "as_target",
    "difference",
    "exact",
    "exact_text",
    "is_built_in",
    "is_counted",
    "kept_unit",
    "noun_problem",
    "optional_quantity",
    "parse_number",
    "plural",
    "quantity",
    "readable",
    "rounded",
    "shown",
    "telling_places",
    "to_step",
    "unit_words",
    "whole",
    "whole_percent",
    "written",
]
