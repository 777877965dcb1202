"""What a consequence produced: who owes whom what."""

from datetime import date
from typing import Any

import attrs

from smarketing.errors import InvalidValueError
from smarketing.months import Month, months_later
from smarketing.units import Quantity
from smarketing.verdicts.verdict import Verdict


@attrs.frozen
class Due:
    """What one party owes another because of a month.

    `effect` is the kind of effect, as in the agreement file: bonus, credit, escalate, remedy, terminate or a
    plugin's own. `amount` is money, rounded to its currency's minor unit, or None. `task` is what is to be done, `by`
    the last day for it, `verdicts` are those from which it follows. `id` is `consequence/promise/month/number`, by
    which a journal names it; judging gives it.
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

    def issued(self, name: str, amount: Quantity | None, because: str) -> "Due":
        """Give the due with an id and what it amounts to, and why; several times quicker than attrs.evolve."""
        return Due(
            self.consequence,
            self.month,
            self.effect,
            self.owed_by,
            self.owed_to,
            because,
            self.verdicts,
            amount,
            self.task,
            self.by,
            name,
        )


def is_days_or_months(_: object, field: "attrs.Attribute[Any]", duration: Quantity | None) -> None:
    """Refuse a duration that is not a whole number of days or months, or longer than 100 years."""
    if duration is None:
        return
    if not duration.measures("day") and not duration.measures("month"):
        raise InvalidValueError(f"{duration} is not a number of days or months; write it as '5 days'", field.name)
    unit, most = ("day", 36_525) if duration.measures("day") else ("month", 1_200)
    if duration.value_in(unit).denominator != 1 or duration.value < 0:
        raise InvalidValueError(f"{duration} is not a whole number of days or months", field.name)
    if duration.value_in(unit) > most:
        raise InvalidValueError(f"{duration} is longer than 100 years", field.name)


def day_after(day: date, duration: Quantity) -> date:
    """Give the day that lies a duration of whole days, weeks, months or years after another.

    Months after the last day of a month end with the last day of a month: a month after 28 February is 31 March.
    """
    if duration.measures("month"):
        later = months_later(day, int(duration.to("month").value))
        return Month.of(later).last_day if day == Month.of(day).last_day else later
    return date.fromordinal(day.toordinal() + int(duration.to("day").value))
