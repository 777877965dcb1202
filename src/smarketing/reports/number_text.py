"""How numbers look in machine-readable output: exact where they end, rounded to 4 places where they do not."""

from fractions import Fraction

from smarketing.units import Quantity, exact_text, shown, telling_places


def number_text(number: Fraction) -> str:
    """Write a number in full if its decimals end, else rounded to 4 places, or as many as it takes not to look whole.

    >>> number_text(Fraction(26, 25)), number_text(Fraction(1, 3))
    ('1.04', '0.3333')
    """
    text = exact_text(number)
    return shown(number, telling_places(number, 4)).replace(",", "") if "/" in text else text


def quantity_text(amount: Quantity | None) -> str | None:
    """Write a quantity as `104 SQL`; None stays None."""
    return None if amount is None else f"{number_text(amount.value)} {amount.unit}".rstrip()
