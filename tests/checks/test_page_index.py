"""The page of all rules: its tables and its links are those of the rules as they are."""

import re

import pytest

from check_pages import PAGES
from smarketing.checks import ALL_RULES

INDEX = (PAGES / "index.md").read_text(encoding="utf-8")
FAMILIES = re.findall(r"^### (SM\d): .+\n\n((?:\|.+\n)+)", INDEX, re.MULTILINE)


def test_the_tables_are_the_rules() -> None:
    """Code, link, name and severity of each, by family and in order; nothing else stands in a table."""
    rows = [row for _family, table in FAMILIES for row in table.splitlines()[2:]]
    assert rows == [f"| [{rule.code}]({rule.code}.md) | {rule.name} | {rule.severity} |" for rule in ALL_RULES]
    assert re.findall(r"^\|.+", INDEX, re.MULTILINE) == [
        row for _family, table in FAMILIES for row in table.split("\n") if row
    ]


@pytest.mark.parametrize(("family", "table"), FAMILIES)
def test_a_table_is_about_one_family(family: str, table: str) -> None:
    """Under its heading stand its rules."""
    head, rule, *rows = table.splitlines()
    assert (head, rule) == ("| code | finds | severity |", "| --- | --- | --- |")
    assert rows != []
    assert [row for row in rows if not row.startswith(f"| [{family}")] == []


def test_every_page_is_in_the_list_of_contents() -> None:
    """Once each, in order; there is no page without a rule and no rule without a page."""
    (contents,) = re.findall(r"^```\{toctree\}\n:hidden:\n\n(.+?)\n```$", INDEX, re.MULTILINE | re.DOTALL)
    codes = [rule.code for rule in ALL_RULES]
    assert contents.split("\n") == codes
    assert sorted(page.stem for page in PAGES.iterdir()) == [*codes, "index"]


def test_links_lead_somewhere() -> None:
    """Each to a page that is there, and that is about the rule by which it is called."""
    links = re.findall(r"\[([^\]]+)\]\(([^)]+\.md)\)", INDEX)
    assert len(links) > len(ALL_RULES)
    assert [link for _text, link in links if not (PAGES / link).is_file()] == []
    assert [link for text, link in links if text.startswith("SM") and link != f"{text}.md"] == []
