"""SM314: limits that never bind, held to the dues that judging gives with them and without them."""

from collections.abc import Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from check_pages import document, found
from smarketing import Actuals, Agreement, Limit, judge, loads
from smarketing.checks import check

PROMISES = "{a: {BY, at_least: 9 call/month}, b: {BY, at_least: 9 call/month}}".replace(
    "BY", "owed_by: Sales, owed_to: Marketing"
)
TERM = "{start: 2026-01-01, end: 2026-08-31}"


def limited(a: str = "", b: str = "", shared: str = "", *, credit: str = "credit: 500 USD", more: str = "") -> str:
    """Write two credits with their own limits, and a limit that they share."""
    rules = {"a": a, "b": b}
    consequences = (
        f"c{name}: {{when: {{missed: {name}}}, {credit}{f', limit: {limit}' if limit else ''}{more}}}"
        for name, limit in rules.items()
    )
    sections = [f"consequences: {{{', '.join(consequences)}}}"]
    if shared:
        sections.append(f"limits: {{together: {{{shared}}}}}")
    metrics = "metrics: {charges: {unit: USD, kind: count}, other: {unit: USD, kind: count}}"
    return document(PROMISES, metrics, *sections, term=TERM)


pers = st.sampled_from(["month", "month", "quarter", "half-year", "term", "trailing 3 months"])
limits = st.tuples(st.integers(1, 12), pers).map(lambda each: f"{each[0] * 100} USD per {each[1]}")
some_limits = st.lists(limits, max_size=2).map(lambda each: f"[{', '.join(each)}]" if each else "")


def dues(agreement: Agreement, missed: Sequence[bool]) -> list[tuple[str, str, str]]:
    """Give the amounts that follow where both promises are missed in some months."""
    months = list(agreement.term_months)
    calls = {str(month): 0 if is_so else 9 for month, is_so in zip(months, missed, strict=True)}
    figures = {"a": calls, "b": calls}
    card = judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))
    return [(each.consequence, str(each.month), str(each.amount)) for each in card.dues]


shares = st.lists(limits, min_size=1, max_size=2).map(lambda each: f"[{', '.join(each)}]")


def without_idle(agreement: Agreement) -> Agreement:
    """Leave out all limits that are found to be idle."""
    idle = {each.path for each in check(agreement, select=["SM314"])}

    def left(section: str, name: str, field: str, every: Sequence[Limit]) -> list[Limit]:
        return [limit for place, limit in enumerate(every) if (section, name, field, place) not in idle]

    own = {each.name: left("consequences", each.name, "limits", each.limits) for each in agreement.consequences}
    together = {each.name: left("limits", each.name, "at_most", each.at_most) for each in agreement.limits}
    return attrs.evolve(
        agreement,
        consequences=[attrs.evolve(each, limits=own[each.name]) for each in agreement.consequences],
        limits=[attrs.evolve(each, at_most=together[each.name]) for each in agreement.limits if together[each.name]],
    )


@given(
    some_limits,
    some_limits,
    st.sampled_from(["ca", "[ca, cb]", "credits"]),
    shares,
    st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_limits_that_never_bind_change_nothing(a: str, b: str, of: str, shared: str, missed: list[bool]) -> None:
    """All dues are the same without them, whatever is missed."""
    agreement = loads(limited(a, b, f"of: {of}, at_most: {shared}", credit="credit: 1500 USD"))
    assert dues(without_idle(agreement), missed) == dues(agreement, missed)


OWN = "consequences.ca.limits"
MONTH = "the limit of 200 USD per month"


@pytest.mark.parametrize(
    ("own", "place", "said"),
    [
        ("[200 USD per month, 200 USD per month]", 1, f"{MONTH} leaves 200.00 USD per month at most"),
        ("[201 USD per month, 200 USD per month]", 0, f"{MONTH} leaves 200.00 USD per month at most"),
        ("[200 USD per month, 600 USD per quarter]", 1, f"{MONTH} leaves 600.00 USD per quarter at most"),
        ("[200 USD per month, 1600 USD]", 1, f"{MONTH} leaves 1,600.00 USD in the whole term at most"),
        (
            "[200 USD per month, 400 USD per trailing 2 months]",
            1,
            f"{MONTH} leaves 400.00 USD per trailing 2 months at most",
        ),
        (
            "[200 USD per month, 200 USD per year]",
            0,
            "the limit of 200 USD per year leaves 200.00 USD per month at most",
        ),
        (
            "[10 % of charges per month, 11 % of charges per month]",
            1,
            "the limit of 10 % of charges per month leaves 10 % of charges per month at most",
        ),
        (
            "[10 % of 4000 USD per month, 400 USD per month]",
            1,
            "the limit of 10 % of 4000 USD per month leaves 400.00 USD per month at most",
        ),
    ],
)
def test_what_is_said_of_limits_of_one_consequence(own: str, place: int, said: str) -> None:
    """The wider one, or the later one of two alike."""
    assert found("SM314", limited(own)) == [f"{OWN}.{place}: it never binds: {said}"]


@pytest.mark.parametrize(
    "own",
    [
        "200 USD per month",
        "[200 USD per month, 599 USD per quarter]",
        "[200 USD per month, 1599 USD]",
        "[200 USD per month, 399 USD per trailing 2 months]",
        "[200 USD per month, 201 USD per quarter]",
        "[600 USD per quarter, 1200 USD per half-year]",
        "[200 USD per month, 10 % of charges per month]",
        "[10 % of charges per month, 30 % of charges per quarter]",
        "[10 % of charges per month, 11 % of other per month]",
        "[200 USD per trailing 3 months, 200 USD per month, 300 USD per quarter]",
    ],
)
def test_nothing_is_said_of_limits_that_may_bind(own: str) -> None:
    """Neighbours, and limits of which nothing is certain."""
    assert found("SM314", limited(own)) == []


BOTH = "of: [ca, cb]"


@pytest.mark.parametrize(
    ("a", "b", "shared", "said"),
    [
        ("200 USD per month", "300 USD per month", f"{BOTH}, at_most: 500 USD per month",
         "the limits of ca and cb leave 500.00 USD per month at most"),
        ("200 USD per month", "300 USD per month", f"{BOTH}, at_most: 500 USD per month, net: true",
         "the limits of ca and cb leave 500.00 USD per month at most"),
        ("200 USD per month", "300 USD per month", "of: credits, at_most: 501 USD per month",
         "the limits of ca and cb leave 500.00 USD per month at most"),
        ("200 USD per month", "300 USD per quarter", f"{BOTH}, at_most: 900 USD per quarter",
         "the limits of ca and cb leave 900.00 USD per quarter at most"),
        ("[900 USD per month, 200 USD]", "300 USD", f"{BOTH}, at_most: 500 USD per month",
         "the limits of ca and cb leave 500.00 USD per month at most"),
        ("10 % of charges per month", "20 % of charges per month", f"{BOTH}, at_most: 30 % of charges per month",
         "the limits of ca and cb leave 30 % of charges per month at most"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_shared_limit(a: str, b: str, shared: str, said: str) -> None:
    """That the limits of those that share it come to no more."""
    assert f"limits.together.at_most.0: it never binds: {said}" in found("SM314", limited(a, b, shared))


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        ("200 USD per month", "300 USD per month", f"{BOTH}, at_most: 499 USD per month"),
        ("200 USD per month", "", f"{BOTH}, at_most: 9000 USD per month"),
        ("200 USD per quarter", "300 USD per half-year", f"{BOTH}, at_most: 600 USD per year"),
        ("10 % of charges per month", "20 % of charges per month", f"{BOTH}, at_most: 29 % of charges per month"),
        ("10 % of charges per month", "20 % of other per month", f"{BOTH}, at_most: 50 % of charges per month"),
        ("10 % of charges per month", "20 % of charges per month", f"{BOTH}, at_most: 9000 USD per month"),
        ("200 USD per month", "300 USD per month", f"{BOTH}, only: the highest"),
    ],
)
def test_nothing_is_said_of_a_shared_limit_that_may_bind(a: str, b: str, shared: str) -> None:
    """Neighbours, and limits of which nothing is certain."""
    assert found("SM314", limited(a, b, shared)) == []


def test_the_limits_of_a_pool_say_what_its_shares_are_of() -> None:
    """They are not only limits."""
    credit = "credit: {pay: 40 %, of: 10 % of charges}"
    a = "1 % of charges per month"
    for pool, expected in ((", pool: 100 %", 0), ("", 1)):
        shared = f"{BOTH}, at_most: 10 % of charges per month{pool}"
        assert len(found("SM314", limited(a, a, shared, credit=credit))) == expected


def test_amounts_of_another_kind_are_not_counted() -> None:
    """Days that are added to a service do not count towards an amount of money; money of a metric does."""
    for own, credit, expected in (
        ("", "credit: 3 days", 1),
        ("", "credit: {pay: 10 %, of: charges}", 0),
        ("200 USD per month", "credit: {pay: 10 %, of: charges}", 1),
        ("", "escalate: [Josh]", 1),
    ):
        a = "ca: {when: {missed: a}, credit: 500 USD, limit: 200 USD per month}"
        b = f"cb: {{when: {{missed: b}}, {credit}{f', limit: {own}' if own else ''}}}"
        metrics = "metrics: {charges: {unit: USD, kind: count}}"
        shared = "limits: {together: {of: credits, at_most: 400 USD per month}}"
        assert len(found("SM314", document(PROMISES, metrics, f"consequences: {{{a}, {b}}}", shared))) == expected


@pytest.mark.parametrize(
    ("own", "more", "shared", "place"),
    [
        ("600 USD per month", "", "at_most: 500 USD per month", [f"{OWN}.0"]),
        ("500 USD per month", "", "at_most: 500 USD per month", [f"{OWN}.0"]),
        ("400 USD per month", "", "at_most: 500 USD per month", ["limits.together.at_most.0"]),
        ("600 USD per month", ", only_above: 5 USD", "at_most: 500 USD per month", []),
        ("600 USD per month", "", "at_most: 500 USD per month, net: true", []),
    ],
)
def test_a_limit_beside_one_that_is_shared_with_nobody(own: str, more: str, shared: str, place: list[str]) -> None:
    """It is as another limit of the consequence, unless it is counted otherwise."""
    text = limited(own, "", f"of: ca, {shared}", more=more)
    assert [line.partition(":")[0] for line in found("SM314", text)] == place


def test_limits_of_a_shared_limit_among_themselves() -> None:
    """One of them may make the other idle."""
    text = limited("", "", f"{BOTH}, at_most: [500 USD per month, 1500 USD per quarter]")
    said = "it never binds: the limit of 500 USD per month leaves 1,500.00 USD per quarter at most"
    assert found("SM314", text) == [f"limits.together.at_most.1: {said}"]


@pytest.mark.parametrize(("own", "is_found"), [("[200 USD per month, 600 USD per quarter]", False),
                                               ("[200 USD per month, 300 USD per month]", True)])  # fmt: skip
def test_periods_that_began_before_an_amendment_are_left_out(own: str, is_found: bool) -> None:
    """What the version before let through counts towards them."""
    old, new = loads(limited("900 USD per month")), loads(limited(own))
    amended = old.amended("2026-03-01", consequences=new.consequences)
    assert bool(check(amended, select=["SM314"])) is is_found
    assert check(new, select=["SM314"]) != ()
