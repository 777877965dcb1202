"""What a mistake is answered with, as a value that a test compares."""

import re
from collections.abc import Callable

import pytest

from smarketing.agreement_file import loads
from smarketing.errors import AgreementError, InvalidValueError


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


def refusal(call: Callable[[], object]) -> tuple[str, str | None]:
    """Give the message of what is refused, and the argument that it is about."""
    with pytest.raises(InvalidValueError) as caught:
        call()
    return caught.value.message, caught.value.field


def problems_of(document: str, good: str, bad: str) -> str:
    """Give the problems of a good document in which one text is replaced, each from its line on."""
    assert document.count(good) == 1
    with pytest.raises(AgreementError) as caught:
        loads(document.replace(good, bad), "a.yaml")
    return str(caught.value).replace("a.yaml:", "")
