"""SM313: misses for which a credit pays nothing, held to the credit that judging gives."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from exact_figures import exact_figures
from smarketing import judge, loads
from smarketing.checks import check

HOSTING, INCIDENTS = "at_least: 95 %", "at_most: 5 incidents/month"


def credited(credit: str, evaluator: str = HOSTING, *, more: str = "", watched: str = "x") -> str:
    """Write a promise, a credit for missing it, and more consequences."""
    promise = f"{{x: {{owed_by: Sales, owed_to: Marketing, {evaluator}}}}}"
    return document(promise, f"consequences: {{c: {{when: {{missed: {watched}}}, credit: {{{credit}}}}}{more}}}")


def tiers(*written: str) -> str:
    """Write tiers of a share of a fee."""
    return f"of: 4000 USD, tiers: [{', '.join(f'{{{each}}}' for each in written)}]"


NOTHING = "and that tier pays nothing"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (credited("pay: 0 USD"), "effect: it pays nothing for any miss"),
        (credited("pay: 0 %, of: 4000 USD"), "effect: it pays nothing for any miss"),
        (credited("pay: 5 %, of: 0 USD"), "effect: it pays nothing for any miss"),
        (credited("by_run: [0 USD, 0 USD]"), "effect: it pays nothing for any miss"),
        (credited("pay: 0 USD, per: full 1 point"), "effect: it pays nothing for any miss"),
        (
            credited(tiers("below: 95 %, at_least: 94 %, pay: 0 %", "below: 94 %, pay: 5 %")),
            f"effect.tiers.0: x is missed at 94 %, which is at least 94 % and below 95 %, {NOTHING}",
        ),
        (
            credited(tiers("below: 95 %, pay: 5 %", "below: 50 %, pay: 0 %")),
            f"effect.tiers.1: x is missed at 0 %, which is below 50 %, {NOTHING}",
        ),
        (
            credited(tiers("above: 5 incidents, pay: 0 %", "above: 6 incidents, pay: 5 %"), INCIDENTS),
            f"effect.tiers.0: x is missed at 6 incidents, which is above 5 incidents, {NOTHING}",
        ),
        (
            credited(
                tiers("below: 95 %, at_least: 90 %, pay: 0 %", "below: 90 %, pay: 5 %"),
                "levels: {expected: 97 %, minimum: 92 %}",
                watched="x.minimum",
            ),
            f"effect.tiers.0: x.minimum is missed at 90 %, which is at least 90 % and below 95 %, {NOTHING}",
        ),
    ],
)
def test_what_is_said_of_a_miss_that_costs_nothing(text: str, said: str) -> None:
    """At the credit, or at the tier with a result that is in it alone."""
    assert found("SM313", text) == [f"consequences.c.{said}"]


@pytest.mark.parametrize(
    "text",
    [
        credited("pay: 1 USD"),
        credited("by_run: [0 USD, 100 USD]"),
        credited(tiers("below: 95 %, pay: 0.01 %")),
        credited(tiers("at_least: 95 %, pay: 0 %", "below: 95 %, pay: 5 %")),
        credited(tiers("below: 95 %, pay: 0 %", "at_least: 0 %, below: 95 %, pay: 5 %")),
        credited(
            tiers("above: 5 incidents, below: 6 incidents, pay: 0 %", "at_least: 6 incidents, pay: 5 %"), INCIDENTS
        ),
        credited(
            tiers("below: 95 %, at_least: 94 %, pay: 0 %", "below: 94 %, pay: 5 %"),
            more=", d: {when: {missed: x}, credit: 20 USD}",
        ),
        credited("pay: 5 USD", more=", d: {when: {met: x}, bonus: 0 USD}"),
        credited(tiers("below: 95 %, pay: 0 %"), "trend: {of: the month before, at_least: 90 %}").replace(
            "objectives:", "metrics: {x: {unit: '%', kind: share}}\nobjectives:"
        ),
    ],
)
def test_nothing_is_said_where_every_miss_costs_something(text: str) -> None:
    """Neighbours, a tier that pays nothing for what is met, and a miss for which something else pays."""
    assert found("SM313", text) == []


@pytest.mark.parametrize(
    ("section", "name"),
    [
        ("services: {host: {owed_by: Sales, owed_to: Marketing, availability: 95 %}}", "host.availability"),
        ("handoffs: {give: {from: Marketing, to: Sales, accept: {within: 1 day, at_least: 95 %}}}", "give.accepted"),
        ("channels: {desk: {owed_by: Sales, reply: {within: 1 day, at_least: 95 %}}}", "desk"),
    ],
)
def test_promises_of_other_sections(section: str, name: str) -> None:
    """As those of objectives."""
    some = tiers("below: 95 %, at_least: 94 %, pay: 0 %", "below: 94 %, pay: 5 %")
    said = f"{name} is missed at 94 %, which is at least 94 % and below 95 %, {NOTHING}"
    text = credited(some, watched=name).replace("objectives:", f"{section}\nobjectives:")
    assert found("SM313", text) == [f"consequences.c.effect.tiers.0: {said}"]


def test_a_bonus_pays_for_no_miss() -> None:
    """A tier that pays nothing is reported beside it."""
    some = tiers("below: 95 %, at_least: 94 %, pay: 0 %", "below: 94 %, pay: 5 %")
    for more in (", d: {when: {met: x}, bonus: 20 USD}", ", d: {when: {missed: x}, escalate: [Josh]}"):
        assert len(found("SM313", credited(some, more=more))) == 1


edges = st.integers(85, 97)


@given(st.lists(st.tuples(edges, edges, st.integers(0, 2)), min_size=1, max_size=3), st.integers(84, 98))
def test_the_result_that_is_shown_is_credited_with_nothing(parts: list[tuple[int, int, int]], result: int) -> None:
    """And where no tier that pays nothing is found, no result in a tier is credited with nothing."""
    written = [f"at_least: {min(a, b)} %, below: {max(a, b) + 1} %, pay: {pay} %" for a, b, pay in parts]
    agreement = loads(credited(tiers(*written)))
    violations = check(agreement, select=["SM313"])
    shown = [Fraction(str((each.witness or {})["result"]).removesuffix(" %")) for each in violations]
    for reading in (*shown, Fraction(result)):
        card = judge(agreement, exact_figures(agreement, {"x": {"2026-01": (reading, 100)}}))
        amounts = [each.amount for each in card.dues if each.amount is not None and each.amount.value]
        if reading in shown:
            assert amounts == []
        elif not violations and reading < 95:
            in_some = any(min(a, b) <= reading < max(a, b) + 1 for a, b, _pay in parts)
            assert bool(amounts) is in_some
