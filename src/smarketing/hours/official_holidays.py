"""Official holidays by country and region, of the library `holidays`."""

import re
from datetime import date
from functools import cache
from typing import Any

from smarketing.errors import InvalidValueError, name_hint, needs_extra

CODE = re.compile(r"([A-Z]{2})(?:-([A-Za-z0-9]{1,20}))?", re.ASCII)


def check_code(code: str) -> None:
    """Refuse a code of no country or region; MissingExtraError without the library."""
    with needs_extra("an official calendar", "holidays"):
        import holidays  # noqa: PLC0415 - an extra, and slow to import
    country, _dash, region = code.partition("-")
    known = holidays.list_supported_countries()
    if country not in known:
        hint = name_hint(country, known)
        raise InvalidValueError(f"no official holidays are known of {country!r}; write a country as DE or US{hint}")
    regions = known[country]
    if region and region not in regions:
        there_are = f"its regions are {', '.join(regions)}" if regions else "it has no regions"
        raise InvalidValueError(f"no official holidays are known of {code!r}; {there_are}")


@cache
def known_years(code: str) -> tuple[int, int]:
    """Give the first and the last year that the library knows."""
    calendar = _calendar(code, None)
    return int(calendar.start_year), int(calendar.end_year)


@cache
def official_holidays(code: str, year: int) -> frozenset[date]:
    """Give the days off of a year; none where the library does not know them."""
    first, last = known_years(code)
    return frozenset(_calendar(code, year)) if first <= year <= last else frozenset()


def check_year(code: str, year: int) -> None:
    """Refuse a year that the library does not know."""
    first, last = known_years(code)
    if not first <= year <= last:
        message = f"the official holidays of {code} are known for {first} to {last}, not for {year}"
        raise InvalidValueError(message, "holidays")


def _calendar(code: str, year: int | None) -> Any:
    with needs_extra("an official calendar", "holidays"):
        import holidays  # noqa: PLC0415 - an extra, and slow to import
    country, _dash, region = code.partition("-")
    return holidays.country_holidays(country, subdiv=region or None, years=year, expand=False)
