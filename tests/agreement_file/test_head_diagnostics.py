"""What the head of an agreement file may get wrong: version, title, term, parties, signatures, needs, definitions."""

import pytest

from smarketing import AgreementError, loads

GOOD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01, end: 2026-12-31, timezone: America/New_York}
no_data: stays open
parties:
  Marketing: {contact: Josh}
  Sales: {contact: Amy}
signatures: {Marketing: 2025-12-15, Sales: 2025-12-16}
needs:
  Sales: {from: Marketing, what: leads to call, objective: leads}
units: [demo]
definitions:
  lead: {means: A new name.}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
"""
PARTIES = "parties are 'Marketing', 'Sales'"
NEED = "{from: Marketing, what: leads to call, objective: leads}"


def test_the_document_without_a_mistake() -> None:
    """What the mistakes below are made in is an agreement."""
    assert loads(GOOD).title == "Company X"


PARTY_KEYS = "keys are 'contact', 'role', 'email', 'capacity', 'hours'"


@pytest.mark.parametrize(
    ("good", "bad", "problem"),
    [
        (
            "smarketing: 1",
            "smarketing: 2",
            "1:1: smarketing: this is version 2 of the format; this library reads version 1",
        ),
        (
            "smarketing: 1",
            "smarketing: '1'",
            "1:1: smarketing: this is version '1' of the format; this library reads version 1",
        ),
        (
            "smarketing: 1",
            "smarketing: true",
            "1:1: smarketing: this is version True of the format; this library reads version 1",
        ),
        (
            "smarketing: 1\n",
            "",
            "1:1: the version of the format is missing; write 'smarketing: 1' first",
        ),
        ("title: Company X\n", "", "1:1: 'title' is missing"),
        ("Company X", "7", "2:1: title: this is 7 where text belongs; write it in quotes: '7'"),
        ("Company X", "false", "2:1: title: this is false where text belongs; write it in quotes: 'false'"),
        (" Company X", "", "2:1: title: this is empty where text belongs"),
        ("Company X", "[a]", "2:1: title: this is a list where text belongs"),
        ("Company X", "{a: b}", "2:1: title: this is a mapping where text belongs"),
        ("Company X", "Company X\ntitle: Y", "3:1: title: 'title' is here twice, first in line 2"),
        ("Company X", "Company X\nsumary: Z", "3:1: sumary: no key named 'sumary' (did you mean 'summary'?)"),
        ("Company X", "Company X\nowner: Z", "3:1: owner: no key named 'owner'"),
        ("Company X", "Company X\n? [a, b]\n: 1", "3:3: a key is a name, not a list or a mapping"),
        ("start: 2026-01-01, ", "", "3:1: term: 'start' is missing"),
        ("2026-01-01", "2026-02-30", "3:8: term.start: '2026-02-30' is not a date; write it as 2026-01-31"),
        ("2026-01-01", "1 May 2026", "3:8: term.start: '1 May 2026' is not a date; write it as 2026-01-31"),
        ("2026-01-01", "2026-W01-1", "3:8: term.start: '2026-W01-1' is not a date; write it as 2026-01-31"),
        ("2026-01-01", "20260101T0", "3:8: term.start: '20260101T0' is not a date; write it as 2026-01-31"),
        (
            "2026-01-01",
            "2027-01-01",
            "3:27: term.end: the term ends on 2026-12-31, before it starts on 2027-01-01",
        ),
        (
            "America/New_York",
            "New York",
            (
                "3:44: term.timezone: no time zone named 'New York'; write an IANA name such as 'Europe/Berlin'"
                " (did you mean 'America/New_York'?)"
            ),
        ),
        (
            "end: 2026-12-31",
            "ends: 2026-12-31",
            "3:27: term.ends: no key named 'ends'; keys are 'start', 'end', 'timezone' (did you mean 'end'?)",
        ),
        (
            "{start: 2026-01-01, end: 2026-12-31, timezone: America/New_York}",
            "2026",
            "3:1: term: this is 2026; write keys and values",
        ),
        (
            "stays open",
            "stay open",
            "4:1: no_data: 'stay open' is none of 'stays open', 'counts as missed' (did you mean 'stays open'?)",
        ),
        ("{contact: Josh}", "Josh", "6:3: parties.Marketing: this is the text 'Josh'; write keys and values"),
        (
            "contact: Josh",
            "contact: [Josh]",
            "6:15: parties.Marketing.contact: this is a list where text belongs",
        ),
        (
            "contact: Josh",
            "phone: '5'",
            f"6:15: parties.Marketing.phone: no key named 'phone'; {PARTY_KEYS}",
        ),
        (
            "{contact: Amy}",
            "{contact: Amy}\n  Sales: {}",
            "8:3: parties.Sales: 'Sales' is here twice, first in line 7",
        ),
        (
            "{contact: Amy}",
            "{contact: Amy}\n  everyone: {}",
            "8:3: parties.everyone: 'everyone' has a meaning of its own and cannot name a party",
        ),
        (
            "Sales: 2025-12-16",
            "Salse: 2025-12-16",
            f"8:37: signatures.Salse: no party named 'Salse'; {PARTIES} (did you mean 'Sales'?)",
        ),
        ("2025-12-16", "yesterday", "8:37: signatures.Sales: 'yesterday' is not a date; write it as 2026-01-31"),
        (
            "{Marketing: 2025-12-15, Sales: 2025-12-16}",
            "[Marketing, Sales]",
            "8:1: signatures: this is a list; write keys and values",
        ),
        ("what: leads to call, ", "", "10:3: needs.Sales: 'what' is missing"),
        ("{from: Marketing,", "{from: HR,", f"10:11: needs.Sales.from: no party named 'HR'; {PARTIES}"),
        ("  Sales: {from", "  Buyers: {from", f"10:3: needs.Buyers: no party named 'Buyers'; {PARTIES}"),
        (
            "objective: leads}",
            "objective: lead}",
            "10:49: needs.Sales.objective: no promise named 'lead'; promises are 'leads' (did you mean 'leads'?)",
        ),
        (NEED, "leads", "10:3: needs.Sales: this is the text 'leads'; write keys and values"),
        (
            NEED,
            "[{from: Marketing, what: leads}, {from: Marketing}]",
            "10:43: needs.Sales.1: 'what' is missing",
        ),
        (
            NEED,
            "[{from: Marketing, what: leads}, {from: Sails, what: it}]",
            f"10:44: needs.Sales.1.from: no party named 'Sails'; {PARTIES} (did you mean 'Sales'?)",
        ),
        ("[demo]", "demo", "11:1: units: this is the text 'demo' where a list belongs"),
        ("[demo]", "[demo, 5]", "11:15: units.1: this is 5 where text belongs; write it in quotes: '5'"),
        (
            "{means: A new name.}",
            "A name.",
            "13:3: definitions.lead: this is the text 'A name.'; write keys and values",
        ),
        ("{means: A new name.}", "{when: x}", "13:3: definitions.lead: 'means' is missing"),
        (
            "A new name.}",
            "A new name., if: x}",
            "13:30: definitions.lead.if: no key named 'if'; keys are 'means', 'when', 'excludes'",
        ),
    ],
)
def test_one_mistake_is_one_problem(good: str, bad: str, problem: str) -> None:
    """Each mistake is said once, with line, column and path, and the way to mend it."""
    assert GOOD.count(good) == 1
    with pytest.raises(AgreementError) as error:
        loads(GOOD.replace(good, bad), "a.yaml")
    assert str(error.value) == f"a.yaml:{problem}"


@pytest.mark.parametrize("key", ["summary", "no_data", "needs", "signatures", "units", "definitions"])
def test_what_may_be_left_out_may_be_missing(key: str) -> None:
    """Only title, term, parties and objectives are needed; an empty section is one that is not there."""
    start = GOOD.find(f"\n{key}:") + 1
    stop = GOOD.find("\n", start + 1) + 1
    while GOOD[stop : stop + 1] == " ":
        stop = GOOD.find("\n", stop) + 1
    without = GOOD[:start] + GOOD[stop:] if start else GOOD
    assert [party.name for party in loads(without).parties] == ["Marketing", "Sales"]


def test_parties_may_be_only_names() -> None:
    """A party without a contact is a name and a colon."""
    assert [party.contact for party in loads(GOOD.replace("{contact: Josh}", "")).parties] == ["", "Amy"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("term: {start: 20260101}\n", "term.start"),
        ("title: 7\n", "title"),
        ("cadence: {review: {who: everyone, every: 3, counted_from: term.start}}\n", "cadence.review.every"),
        ("objectives: {a: {owed_by: Sales, owed_to: Marketing, at_least: 1 lead/month, due: 5}}\n", "objectives.a.due"),
        (
            "consequences: {c: {when: {missed: {each: leads, times: 2, in: 3}}, credit: 5 USD}}\n",
            "consequences.c.when.missed.in",
        ),
    ],
)
def test_the_advice_to_quote_is_good_advice(written: str, path: str) -> None:
    """Whoever is told to write a number in quotes, and does, is not told next that it is wrong."""
    key = written.partition(":")[0]
    others = "".join(part for part in GOOD.splitlines(keepends=True) if not part.startswith(f"{key}:"))
    if key == "objectives":
        others = others[: others.find("  leads: {owed_by")].replace(", objective: leads", "")

    def said(text: str) -> str:
        try:
            loads(others + text, "a.yaml")
        except AgreementError as error:
            return next((problem.message for problem in error.problems if ".".join(map(str, problem.path)) == path), "")
        return ""

    advice = said(written)
    assert advice
    _, colon, quoted = advice.partition("write it in quotes: ")
    if colon:
        assert said(written.replace(quoted.strip("'"), quoted)) == ""
