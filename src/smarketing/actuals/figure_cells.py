"""The numbers of one figure: each is understood, or refused with its row and column."""

import re
from decimal import Decimal
from fractions import Fraction
from numbers import Real

from smarketing.actuals.cells import Cells
from smarketing.actuals.metrics import Actual, Metric
from smarketing.errors import InvalidValueError
from smarketing.tables.spreadsheet_cells import damage
from smarketing.tables.written_numbers import WrittenNumber, written_number
from smarketing.units import MINOR_UNITS, exact, is_built_in, parse_number, quantity, unit_words

_NUMBER_AND_UNIT = re.compile(r"(-?[\d.,]+)\s*([^\W\d_][^\d]*)")
_SIGNS = {
    "$": "USD AUD CAD HKD MXN NZD SGD TWD",
    "US$": "USD",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "HK$": "HKD",
    "MX$": "MXN",
    "NZ$": "NZD",
    "R$": "BRL",
    "S$": "SGD",
    "NT$": "TWD",
    "€": "EUR",
    "£": "GBP EGP",
    "¥": "JPY CNY",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₽": "RUB",
    "₪": "ILS",
    "₫": "VND",
    "₴": "UAH",
    "₱": "PHP",
    "฿": "THB",
    "₦": "NGN",
}
"""The currencies whose amounts are written with a sign."""


def read_actual(cells: Cells, metric: Metric) -> Actual:
    """Read the value, the base and the unit of a figure."""
    value = _read_number(cells, "value", metric)
    base = _read_number(cells, "base", metric)
    if value is None:
        what = "leave the row out" if base is None or "metric" in cells.columns else "leave its base empty too"
        raise cells.refuse("value", f"there is no number; {what} if there is no figure")
    if value < 0 and metric.kind != "level" and _currency(metric) is None:
        raise cells.refuse("value", f"a {metric.kind} cannot be negative: {cells.get('value')}")
    if not metric.has_base and base is not None:
        raise cells.refuse("base", f"{metric.name} is a {metric.kind}; only a share and a ratio have a base")
    if metric.kind == "ratio" and (base is None or base < 0):
        how = f"give how much in all in {cells.named('value')}, and for how many in {cells.named('base')}"
        raise cells.refuse("base", f"{metric.name} is a ratio; {how}")
    if metric.kind == "share":
        return _read_share(cells, metric, value, base)
    value *= _factor(cells, metric)
    if metric.counts_things and value.denominator != 1:
        raise cells.refuse("value", f"{metric.name} counts in whole numbers: {cells.get('value')}")
    return Actual(value, base)


def _currency(metric: Metric) -> str | None:
    """The currency of a metric in money, or in money for each of something."""
    return next((word for word in unit_words(metric.unit) if word in MINOR_UNITS), None) if metric.unit else None


def _read_number(cells: Cells, column: str, metric: Metric) -> Fraction | None:
    cell = cells.get(column)
    try:
        if cell is None:
            return None
        return exact(cell) if isinstance(cell, Real | Decimal) else _read_text(cells, column, metric, str(cell))
    except InvalidValueError as error:
        raise cells.refuse(column, error.message) from error


def _read_text(cells: Cells, column: str, metric: Metric, text: str) -> Fraction:
    if (said := damage(text)) is not None:
        raise InvalidValueError(f"{text!r} {said}")
    if (match := _NUMBER_AND_UNIT.fullmatch(text)) and match[2] != _currency(metric):
        raise InvalidValueError(f"{text!r} is more than a number; write {match[1]}, {_unit_advice(cells, metric)}")
    if (number := written_number(text)) is None:
        return parse_number(text)  # which says what a number looks like
    _check_mark(cells, number, metric)
    if len(set(number.readings.values())) == 1 and number.shown is None:
        return number.value(None)
    return number.value(cells.table.decimal or cells.table.shown_decimals[cells.columns[column]].settled())


def _check_mark(cells: Cells, number: WrittenNumber, metric: Metric) -> None:
    """Refuse a sign beside a number that is not of its metric's currency."""
    currency = _currency(metric)
    if not number.mark or (currency is not None and currency in _SIGNS.get(number.mark, number.mark).split()):
        return
    if number.mark == "%" and metric.unit == "%" and metric.kind == "level":
        return
    if number.mark == "%":
        plain = number.text.replace("%", "").strip()
        is_share = metric.has_base or "metric" in cells.columns
        advice = _share_advice(cells) if is_share else _unit_advice(cells, metric)
        raise InvalidValueError(f"{number.text!r} is more than a number; write {plain}, {advice}")
    raise InvalidValueError(
        f"{number.text!r} is an amount of money; {metric.name} is measured in {metric.unit or 'plain numbers'}"
    )


def _share_advice(cells: Cells) -> str:
    return f"and for a share how many in {cells.named('value')} and out of how many in {cells.named('base')}"


def _unit_advice(cells: Cells, metric: Metric) -> str:
    if "metric" in cells.columns:
        return "and the unit in the column 'unit'"
    return f"in {metric.unit}" if metric.unit else "as a plain number"


def _read_share(cells: Cells, metric: Metric, value: Fraction, base: Fraction | None) -> Actual:
    if base is None:
        how = f"give how many in {cells.named('value')} and out of how many in {cells.named('base')}"
        raise cells.refuse("base", f"{metric.name} is a share; {how}, not a percentage")
    if value > base:
        raise cells.refuse("value", f"{cells.get('value')} is more than its base, {cells.get('base')}")
    if str(cells.get("unit")) in ("%", "percent", "percents"):
        raise cells.refuse("unit", f"{metric.name} is a share; its value and base are counts, not percentages")
    return Actual(value, base)


def _factor(cells: Cells, metric: Metric) -> Fraction:
    unit = cells.get("unit")
    if unit is None or unit == metric.unit:
        return Fraction(1)
    own_nouns = [word for word in unit_words(metric.unit) if not is_built_in(word)] if metric.unit else []
    try:
        return quantity(f"1 {unit}", own_nouns).to(metric.unit).value
    except InvalidValueError as error:
        raise cells.refuse(
            "unit", f"{metric.name} is measured in {metric.unit or 'plain numbers'}: {error.message}"
        ) from error
