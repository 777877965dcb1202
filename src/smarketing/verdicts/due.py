"""What a consequence produced: who owes whom what."""

from datetime import date

import attrs

from smarketing.errors import InvalidValueError
from smarketing.months import Month, months_later
from smarketing.units import Quantity
from smarketing.verdicts.verdict import Verdict


@attrs.frozen
class Due:
    """What one party owes another because of a month.

    `effect` is the kind of effect, as in the agreement file: credit, escalate, remedy, terminate or a plugin's own.
    `amount` is money, rounded to its currency's minor unit, or None. `task` is what is to be done, `by` the last day
    for it, `verdicts` are those from which it follows. `id` is `consequence/promise/month/number`, by which a journal
    names it; judging gives it.
    """

    consequence: str
    month: Month
    effect: str
    owed_by: str
    owed_to: str
    because: str
    verdicts: tuple[Verdict, ...]
    amount: Quantity | None = None
    task: str = ""
    by: date | None = None
    id: str = ""


def check_spell(spell: Quantity, field: str) -> None:
    """Refuse a spell that is not a whole number of days or months, or longer than 100 years."""
    if not spell.measures("day") and not spell.measures("month"):
        raise InvalidValueError(f"{spell} is not a number of days or months; write it as '5 days'", field)
    unit, most = ("day", 36_525) if spell.measures("day") else ("month", 1_200)
    if spell.value_in(unit).denominator != 1 or spell.value < 0:
        raise InvalidValueError(f"{spell} is not a whole number of days or months", field)
    if spell.value_in(unit) > most:
        raise InvalidValueError(f"{spell} is longer than 100 years", field)


def day_after(day: date, spell: Quantity) -> date:
    """Give the day that lies a spell of whole days, weeks, months or years after another."""
    if spell.measures("month"):
        return months_later(day, int(spell.to("month").value))
    return date.fromordinal(day.toordinal() + int(spell.to("day").value))
