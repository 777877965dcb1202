"""Quantities beside things that are none."""

import operator
from collections.abc import Callable

import pytest

from smarketing import Quantity


@pytest.mark.parametrize("other", [5, "5 lead", None])
@pytest.mark.parametrize(
    "operation", [operator.lt, operator.le, operator.gt, operator.ge, operator.add, operator.sub]
)  # fmt: skip
def test_a_number_is_no_quantity(operation: Callable[[object, object], object], other: object) -> None:
    """A quantity does not compare with a bare number or text, and does not add to one."""
    with pytest.raises(TypeError, match=r"^('.*' not supported|unsupported operand type).*$"):
        operation(Quantity(5, "lead"), other)
