"""What rules find in small agreements, and the pages of docs/checks in the parts that a test compares."""

import re
from pathlib import Path

import attrs

from smarketing.agreement_file import check_file, loads
from smarketing.checks import ALL_RULES, check

PAGES = Path(__file__).parent.parent / "docs" / "checks"

_PAGE = re.compile(r"# (SM\d{3}): (.+)\n\n\*(error|warning|note)\*\n\n(.+?)\n\n## How to mend it\n\n(.+)", re.DOTALL)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


DOCUMENT = """\
smarketing: 1
title: An agreement
term: {term}
parties: {parties}
signatures: {signatures}
objectives: {objectives}
"""


def document(
    objectives: str,
    *sections: str,
    term: str = "{start: 2026-01-01, end: 2026-12-31}",
    parties: str = "{Marketing: {contact: Josh}, Sales: {contact: Amy}}",
    signatures: str = "{Marketing: 2025-12-15, Sales: 2025-12-15}",
) -> str:
    """Write an agreement with some objectives (what stands behind the key) and whole further sections."""
    head = DOCUMENT.format(term=term, parties=parties, signatures=signatures, objectives=objectives)
    return "\n".join((head, *sections))


def found(code: str, text: str) -> list[str]:
    """Give what one rule finds in an agreement, each as `path: message`."""
    return [str(each).removeprefix(f"{code} ") for each in check(loads(text), select=[code])]


@attrs.frozen
class Page:
    """What a page says of its rule; `flawed` and `mended` are agreements, `said` the lines that the command prints.

    `history` are figures of past months as CSV, for a rule that looks at them.
    """

    code: str
    name: str
    severity: str
    flawed: str
    said: tuple[str, ...]
    mended: str
    history: str = ""


def codes(*families: str) -> list[str]:
    """Give the codes of all rules of some families, such as `SM1`, or of single rules."""
    return [rule.code for rule in ALL_RULES if rule.code.startswith(families)]


def read_page(code: str) -> Page:
    """Read the page of a rule; an AssertionError if it is not laid out as all are."""
    page = _PAGE.fullmatch((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    assert page is not None, code
    blocks = _BLOCK.findall(f"{page[4]}\n{page[5]}")
    assert [language for language, _text in blocks if language != "csv"] == ["yaml", "text", "yaml"], code
    flawed, *history, said, mended = (text for _language, text in blocks)
    return Page(page[1], page[2], page[3], flawed, tuple(said.splitlines()), mended, "".join(history))


def printed(agreement: str, folder: Path, *select: str, history: str = "") -> tuple[str, ...]:
    """Give the lines that `smarketing check agreement.yaml` prints for the chosen rules, in a folder of its own."""
    path, figures = folder / "agreement.yaml", folder / "actuals.csv"
    path.write_text(agreement, encoding="utf-8")
    figures.write_text(history, encoding="utf-8")
    found_there = check_file(path, select=select, history=figures if history else None)
    return tuple(str(attrs.evolve(each, file="agreement.yaml")) for each in found_there)
