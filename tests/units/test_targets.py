"""Targets: quantities that keep their source, and the short ways to write them."""

import pickle
import re

import pytest

from smarketing.errors import UnitError
from smarketing.units import Quantity, Target, as_quantity, as_target, optional_quantity


def test_a_target_is_taken_in_three_ways() -> None:
    """As text, as a quantity, and as it is."""
    expected = Target(Quantity(100, "SQL/month"))
    assert as_target("100 SQLs per month") == expected
    assert as_target(Quantity(100, "SQL/month")) == expected
    assert as_target(expected) is expected


def test_an_amount_is_taken_in_two_ways() -> None:
    """As text and as it is."""
    amount = Quantity(2, "%")
    assert as_quantity("2 %") == amount
    assert as_quantity(amount) is amount


def test_an_amount_may_be_left_out() -> None:
    """Nothing stays nothing; text and quantities are taken as everywhere."""
    assert optional_quantity(None) is None
    assert optional_quantity("0 USD") == Quantity(0, "USD") == optional_quantity(Quantity(0, "USD"))


def test_a_target_is_printed_by_its_source_or_its_quantity() -> None:
    """As it would be written in an agreement."""
    assert str(Target(Quantity(100, "SQL/month"))) == "100 SQL/month"
    assert str(Target(Quantity(100, "SQL/month"), "funnel.SQL", "50 / 50 %")) == "funnel.SQL"


def test_targets_from_different_sources_are_different() -> None:
    """Equal targets have equal hashes, also after pickle; the source is part of what was promised."""
    one, twin = Target(Quantity(1, "quarter"), "funnel.SQL"), Target(Quantity(3, "month"), "funnel.SQL")
    assert (one, hash(one)) == (twin, hash(twin))
    assert one != Target(Quantity(1, "quarter"))
    back = pickle.loads(pickle.dumps(one))
    assert (back, hash(back)) == (one, hash(one))


@pytest.mark.parametrize("take", [as_target, as_quantity])
def test_text_that_is_no_quantity_is_refused(take: object) -> None:
    """With the message of the quantity."""
    assert callable(take)
    message = "'a lot' is not a quantity; write a number and a unit, as in '100 SQL/month'"
    with pytest.raises(UnitError, match=f"^{re.escape(message)}$"):
        take("a lot")
