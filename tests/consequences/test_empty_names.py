"""Effects name people and tasks: at least one, and none by an empty text."""

from collections.abc import Callable

import pytest

from smarketing import Effect, Escalate, InvalidValueError, Remedy


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Remedy([]), "tasks is empty; name at least one"),
        (lambda: Remedy(["call", ""]), "tasks holds an empty text; write it in words"),
        (lambda: Escalate(""), "to holds an empty text; write it in words"),
    ],
    ids=["nothing", "an-empty-task", "nobody"],
)
def test_what_effects_refuse_to_name(make: Callable[[], Effect], message: str) -> None:
    """A due of nothing would reach nobody."""
    with pytest.raises(InvalidValueError) as refusal:
        make()
    assert str(refusal.value) == message
