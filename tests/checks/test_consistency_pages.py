"""The pages of SM2 and SM3: their examples are found as written, and mended as they say."""

from pathlib import Path

import pytest

from check_pages import PAGES, codes, printed, read_page
from smarketing.agreement_file import loads
from smarketing.checks import ALL_RULES

RULES = {rule.code: rule for rule in ALL_RULES}
CODES = codes("SM2", "SM3")


def test_there_is_a_page_for_every_rule() -> None:
    """And none for rules that are no more."""
    pages = sorted(path.stem for family in "23" for path in PAGES.glob(f"SM{family}*.md"))
    assert pages == codes("SM2", "SM3")


@pytest.mark.parametrize("code", codes("SM2", "SM3"))
def test_a_page_names_its_rule(code: str) -> None:
    """The code, the name and the severity are those of the rule."""
    text, rule = (PAGES / f"{code}.md").read_text(encoding="utf-8"), RULES[code]
    assert text.startswith(f"# {rule.code}: {rule.name}\n\n*{rule.severity}*\n\n")


@pytest.mark.parametrize("code", CODES)
def test_a_page_shows_what_the_command_prints(code: str, tmp_path: Path) -> None:
    """The flawed agreement can be read, and of its family only this rule finds anything: the lines of the page."""
    page = read_page(code)
    assert len(loads(page.flawed).parties) > 1
    assert page.said != ()
    assert printed(page.flawed, tmp_path, code[:3]) == page.said


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_how_to_mend_it(code: str, tmp_path: Path) -> None:
    """No rule of the family finds anything in the mended agreement, which is another one."""
    page = read_page(code)
    assert page.mended != page.flawed
    assert printed(page.mended, tmp_path, code[:3]) == ()
