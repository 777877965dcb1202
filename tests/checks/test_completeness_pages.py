"""The pages of SM1, SM4 and SM5: their examples are found as written, and mended as they say."""

from pathlib import Path

import pytest

from check_pages import codes, printed, read_page
from smarketing.agreement_file import loads
from smarketing.checks import ALL_RULES

RULES = {rule.code: rule for rule in ALL_RULES}
CODES = codes("SM1", "SM4", "SM5")


@pytest.mark.parametrize("code", CODES)
def test_a_page_names_its_rule(code: str) -> None:
    """The code, the name and the severity are those of the rule."""
    page, rule = read_page(code), RULES[code]
    assert (page.code, page.name, page.severity) == (rule.code, rule.name, rule.severity)


@pytest.mark.parametrize("code", CODES)
def test_a_page_shows_what_the_command_prints(code: str, tmp_path: Path) -> None:
    """The flawed agreement can be read, and the rule says of it exactly the lines of the page."""
    page = read_page(code)
    assert len(loads(page.flawed).parties) > 1
    assert page.said != ()
    assert printed(page.flawed, tmp_path, code, history=page.history) == page.said


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_how_to_mend_it(code: str, tmp_path: Path) -> None:
    """The rule finds nothing in the mended agreement, which is another one."""
    page = read_page(code)
    assert page.mended != page.flawed
    assert printed(page.mended, tmp_path, code, history=page.history) == ()
