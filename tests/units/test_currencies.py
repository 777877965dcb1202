"""Currencies: the list of ISO 4217 and its minor units."""

import pycountry
import pytest

from smarketing.units import MINOR_UNITS, Quantity, noun_problem, quantity, readable

NO_MONEY = {
    "XXX": "the code for 'no currency'",
    "XTS": "reserved for testing",
}
WITHDRAWN = {
    "ANG": "replaced by XCG in 2025",
    "BGN": "Bulgaria pays in EUR since 2026",
    "CUC": "ended in 2021",
    "HRK": "Croatia pays in EUR since 2023",
    "SLL": "replaced by SLE",
    "ZWL": "replaced by ZWG in 2024",
}
RECENT = {"XAD": "2025", "XCG": "2025", "ZWG": "2024", "SLE": "2022", "VED": "2021"}


def test_the_codes_are_those_of_the_standard() -> None:
    """Another copy of the list has the same codes, but for two that are no money and amendments since."""
    theirs = {currency.alpha_3 for currency in pycountry.currencies}
    ours = set(MINOR_UNITS)
    assert theirs - ours - set(WITHDRAWN) == set(NO_MONEY)
    assert ours - theirs <= set(RECENT)


def test_amendments_are_followed() -> None:
    """Codes that were withdrawn are gone, and their followers are there."""
    assert set(WITHDRAWN).isdisjoint(MINOR_UNITS)
    assert set(RECENT) <= set(MINOR_UNITS)


@pytest.mark.parametrize(
    ("places", "codes"),
    [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, "USD EUR GBP CHF CNY INR BRL MXN AUD CAD SEK NOK DKK PLN CZK HUF TRY ZAR NGN MGA MRU IDR COP ILS XCD XCG"),
        (2, "CHE CHW BOV COU MXV USN AFN IRR LAK LBP MMK PKR RSD SOS TWD TZS YER"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
        (None, "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA"),
    ],
)
def test_minor_units_are_those_of_the_standard(places: int | None, codes: str) -> None:
    """Read off list one: the yen has no sen, the dinar has fils, and gold has no coin."""
    assert {code: MINOR_UNITS[code] for code in codes.split()} == dict.fromkeys(codes.split(), places)


def test_the_arab_accounting_dinar_has_hundredths() -> None:
    """Amendment 179 entered XAD (396) in 2025 with two decimal places."""
    assert MINOR_UNITS["XAD"] == 2


def test_every_code_is_a_unit_that_no_agreement_can_redefine() -> None:
    """Three capital letters, read and written as they are, and shown with all minor units."""
    for code, places in MINOR_UNITS.items():
        assert quantity(f"5 {code}") == Quantity(5, code)
        assert readable(Quantity(5, code)) == f"5.{'0' * (2 if places is None else places)} {code}".replace(". ", " ")
        assert noun_problem(code) == f"{code!r} is a unit already: {code!r} means {code!r} in every agreement"
