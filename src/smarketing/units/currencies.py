"""The currencies of ISO 4217 and their minor units.

Source: ISO 4217 list one (current currency and funds codes), maintained by SIX; amended through 2026.
`XXX` (no currency) and `XTS` (testing) are left out: neither is money.
"""

_TWO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
_NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE = "BHD IQD JOD KWD LYD OMR TND"
_FOUR = "CLF UYW"
_UNDIVIDED = "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XUA"  # metals and units of account: the standard states none

MINOR_UNITS: dict[str, int | None] = {
    code: places
    for codes, places in ((_NONE, 0), (_TWO, 2), (_THREE, 3), (_FOUR, 4), (_UNDIVIDED, None))
    for code in codes.split()
}
"""Decimal places of each currency code's smallest coin; None where the standard states none."""

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
"""The code that a currency sign most often means: only to say what to write instead."""

MONEY_WORDS = {
    form: code
    for word, code in {"dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "rupee": "INR"}.items()
    for form in (word, f"{word}s")
}
"""The code that a currency's name most often means: only to say what to write instead."""
