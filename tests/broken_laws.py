"""What a check says of a rule that breaks a law."""

from collections.abc import Callable

import pytest

from smarketing.testing import LawBroken


def said_of(check: Callable[[], None]) -> tuple[str, str, str]:
    """Give the rule, the law and what was found."""
    with pytest.raises(LawBroken) as broken:
        check()
    error = broken.value
    assert str(error) == f"{error.rule} breaks a law: {error.law}.\n{error.found}"
    return error.rule, error.law, error.found
