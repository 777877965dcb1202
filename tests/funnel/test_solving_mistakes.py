"""What cannot be solved: too little, too much that does not agree, and what no funnel could do, each whole message."""

import re
from collections.abc import Sequence

import pytest

from smarketing.errors import InvalidValueError
from smarketing.funnel import Solution, Stage, solve

Stages = Sequence[Stage | str | tuple[str, str]]
Known = dict[str, str]

SALE: Stages = ("SQL", ("customer", "50 %"))
OPEN: Stages = ("SQL", "customer")
LONG: Stages = ("lead", "SQL", "customer")
SHUT: Stages = ("SQL", ("customer", "0 %"))
SIDES: Stages = (
    "visitor",
    ("lead", "30 %"),
    Stage("prospect", "10 %", of="visitor"),
    Stage("customer", "20 %", of="lead"),
    Stage("customer", "50 %", of="prospect"),
)


def whole(text: str) -> str:
    """Match a message from its first to its last letter."""
    return f"^{re.escape(text)}$"


def solved(stages: Stages, known: Known, entries: Sequence[str] = ()) -> Solution:
    """Solve from a table's words; several values or volumes stand apart by commas."""
    value, volumes = (known[key].split(", ") if key in known else [] for key in ("value", "volumes"))
    return solve(stages, revenue=known.get("revenue"), value=value, volumes=volumes, entries=entries)


@pytest.mark.parametrize(
    ("stages", "known", "missing", "more"),
    [
        (SALE, {"value": "100 USD/customer"},
         "the volume of SQL, the volume of customer, revenue",
         "the volume of SQL or the volume of customer or revenue"),
        (OPEN, {"value": "100 USD/customer", "revenue": "500 USD"},
         "the volume of SQL, the rate from SQL to customer",
         "the volume of SQL or the rate from SQL to customer"),
        (SALE, {"revenue": "500 USD"},
         "the volume of SQL, the volume of customer, the value of customer",
         "the volume of SQL or the volume of customer or the value of customer"),
        (LONG, {"value": "100 USD/customer", "revenue": "500 USD", "volumes": "9 leads"},
         "the volume of SQL, the rate from lead to SQL, the rate from SQL to customer",
         "the volume of SQL or the rate from lead to SQL or the rate from SQL to customer"),
        (LONG, {"value": "100 USD/customer", "revenue": "500 USD"},
         "the volume of lead, the volume of SQL, the rate from lead to SQL, the rate from SQL to customer", ""),
        (["customer"], {"revenue": "500 USD"},
         "the volume of customer, the value of customer", "the volume of customer or the value of customer"),
        # nobody of nobody is any rate, and any number of heads brings nothing at 0 %
        (OPEN, {"value": "100 USD/customer", "revenue": "0 USD", "volumes": "0 SQL"},
         "the rate from SQL to customer", "the rate from SQL to customer"),
        (SHUT, {"value": "100 USD/customer", "revenue": "0 USD"}, "the volume of SQL", "the volume of SQL"),
        (SALE, {"value": "0 USD/customer", "revenue": "0 USD"},
         "the volume of SQL, the volume of customer", "the volume of SQL or the volume of customer"),
    ],
)  # fmt: skip
def test_too_little_names_what_is_missing_and_what_would_do(
    stages: Stages, known: Known, missing: str, more: str
) -> None:
    """Every number that stays open, and each that alone would close all of them."""
    way_out = f"; one more would do: {more}" if more else ""
    with pytest.raises(InvalidValueError, match=whole(f"not enough is known to find {missing}{way_out}")):
        solved(stages, known)


def test_two_entries_take_two_volumes() -> None:
    """How much comes of which is not in the revenue."""
    stages: Stages = [
        "lead",
        "referral",
        Stage("customer", "10 %", of="lead"),
        Stage("customer", "50 %", of="referral"),
    ]
    message = (
        "not enough is known to find the volume of lead, the volume of referral; "
        "one more would do: the volume of lead or the volume of referral"
    )
    with pytest.raises(InvalidValueError, match=whole(message)):
        solved(stages, {"value": "100 USD/customer", "revenue": "500 USD"}, ["referral"])


@pytest.mark.parametrize(
    ("stages", "known"),
    [
        # 0 leads or none, SQLs are none at 0 %: with the leads, the rate to customer is still any
        (["lead", ("SQL", "0 %"), "customer"], {"value": "100 USD/customer", "revenue": "0 USD"}),
        # no SQLs make no customers: knowing of them or their revenue tells nothing of the rate
        (OPEN, {"value": "100 USD/customer", "volumes": "0 SQL"}),
        # visits lead nowhere: no number of customers tells of them
        (["visit", "customer"], {"revenue": "10 USD"}),
    ],
)
def test_nothing_is_offered_that_would_not_do(stages: Stages, known: Known) -> None:
    """With zeros, and where a stage brings nothing, one more number may still leave another open."""
    extra = {
        "the volume of lead": "0 lead",
        "the volume of SQL": "0 SQL",
        "the volume of customer": "0 customer" if "value" in known else "1 customer",
        "the volume of visit": "5 visit",
    }
    entries = ["customer"] if "visit" in stages else []
    with pytest.raises(InvalidValueError, match=r"^not enough is known to find ") as caught:
        solved(stages, known, entries)
    offers = str(caught.value).partition("; one more would do: ")[2].split(" or ")
    for word in [word for word in offers if word in extra]:
        told = ", ".join(filter(None, [known.get("volumes"), extra[word]]))
        solved(stages, known | {"volumes": told}, entries)


@pytest.mark.parametrize(
    ("stages", "known", "message"),
    [
        (SALE, {"revenue": "6000 USD/month", "value": "100 USD/customer", "volumes": "100 SQL/month"},
         "50 customer/month x 100.00 USD/customer = 5,000.00 USD/month, but revenue is 6,000.00 USD/month"),
        (SALE, {"value": "100 USD/customer", "volumes": "100 SQL, 40 customers"},
         "100 SQL x 50 % = 50 customers, but the volume of customer is 40 customers"),
        (SIDES, {"value": "1 USD/customer", "volumes": "30 leads, 10 prospects, 12 customers"},
         "6 customers + 5 customers = 11 customers, but the volume of customer is 12 customers"),
        (SALE, {"value": "1 USD/SQL, 10 USD/customer", "revenue": "500 USD", "volumes": "100 SQL"},
         "100.00 USD + 500.00 USD = 600.00 USD, but revenue is 500.00 USD"),
        (["customer"], {"value": "1 JPY/customer", "revenue": "5 JPY", "volumes": "3 customers"},
         "3 customers x 1 JPY/customer = 3 JPY, but revenue is 5 JPY"),
        (SHUT, {"value": "1 USD/customer", "volumes": "5 SQL, 3 customers"},
         "5 SQL x 0 % = 0 customers, but the volume of customer is 3 customers"),
    ],
)  # fmt: skip
def test_too_much_shows_both_sides(stages: Stages, known: Known, message: str) -> None:
    """What follows from some of the numbers, and what the other is."""
    with pytest.raises(InvalidValueError, match=whole(f"the numbers do not agree: {message}")):
        solved(stages, known)


@pytest.mark.parametrize(
    ("stages", "known", "message"),
    [
        (SALE, {"value": "9 USD/customer", "volumes": "10 SQL, 20 SQL"},
         "one is 10 SQL, but the volume of SQL is 20 SQL"),
        (SALE, {"value": "9 USD/customer, 7 USD/customer", "volumes": "10 SQL"},
         "one is 9.00 USD/customer, but the value of customer is 7.00 USD/customer"),
        (["SQL", Stage("customer", "50 %", value="80 USD")], {"value": "100 USD/customer", "volumes": "10 SQL"},
         "one is 100.00 USD/customer, but the value of customer is 80.00 USD/customer"),
    ],
)  # fmt: skip
def test_a_number_given_twice_must_agree(stages: Stages, known: Known, message: str) -> None:
    """Neither of two that differ is dropped; two that are equal are one."""
    with pytest.raises(InvalidValueError, match=whole(f"the numbers do not agree: {message}")):
        solved(stages, known)
    assert solved(SALE, {"value": "9 USD/customer, 9 USD/customer", "volumes": "10 SQL, 10 SQL"}).revenue.value == 45


def test_sides_that_differ_look_different() -> None:
    """33 1/3 and 33.33 are not shown as the same number."""
    message = (
        "the numbers do not agree: 10,000 SQL x 0.33 % = 33.33 customers (100/3), "
        "but the volume of customer is 33.33 customers (33.33)"
    )
    with pytest.raises(InvalidValueError, match=whole(message)):
        solved(("SQL", ("customer", "1/3 %")), {"value": "1 USD/customer", "volumes": "10000 SQL, 33.33 customers"})


@pytest.mark.parametrize(
    ("stages", "known", "entries", "message"),
    [
        (SHUT, {"value": "10 USD/customer", "revenue": "500 USD"}, [],
         "50 customers cannot be reached: the rate from SQL to customer is 0 %"),
        (SALE, {"value": "0 USD/customer", "revenue": "500 USD"}, [],
         "500.00 USD cannot be reached: the value of customer is 0.00 USD/customer"),
        (OPEN, {"value": "10 USD/customer", "revenue": "500 USD/month", "volumes": "0 SQL/month"}, [],
         "50 customer/month cannot be reached: the volume of SQL is 0 SQL/month"),
        (SALE, {"revenue": "500 USD", "volumes": "0 SQL"}, [],
         "500.00 USD cannot be reached: the volume of SQL is 0 SQL"),
        (OPEN, {"value": "10 USD/customer", "revenue": "500 USD", "volumes": "40 SQL"}, [],
         "the rate from SQL to customer would be above 100 %: 50 customers / 40 SQL = 125 %"),
        (OPEN, {"value": "10 USD/customer", "volumes": "100000 SQL, 100001 customers"}, [],
         "the rate from SQL to customer would be above 100 %: 100,001 customers / 100,000 SQL = 100.001 %"),
        (["lead", "SQL", Stage("customer", grows=True)],
         {"value": "10 USD/customer", "volumes": "10 leads, 20 SQL, 40 customers"}, [],
         "the rate from lead to SQL would be above 100 %: 20 SQL / 10 leads = 200 %"),
        ([*SIDES[:4], Stage("customer", of="prospect")],
         {"value": "10 USD/customer", "volumes": "100 visitors, 1 customer"}, [],
         "the volume of customer of prospect would be negative: 1 customer - 6 customers = -5 customers"),
        (["visitor", ("lead", "20 %"), ("customer", "10 %")],
         {"value": "10 USD/customer", "volumes": "100 visitors, 10 leads"}, ["lead"],
         "the volume of lead of outside would be negative: 10 leads - 20 leads = -10 leads"),
        (SALE, {"value": "10 USD/customer", "revenue": "-5 USD"}, [],
         "what is known of a funnel is not negative: -5 USD"),
        (SALE, {"value": "-10 USD/customer", "revenue": "5 USD"}, [],
         "what is known of a funnel is not negative: -10 USD/customer"),
        (SALE, {"value": "10 USD/customer", "volumes": "-1 SQL/month"}, [],
         "what is known of a funnel is not negative: -1 SQL/month"),
    ],
)  # fmt: skip
def test_what_no_funnel_could_do(stages: Stages, known: Known, entries: list[str], message: str) -> None:
    """Something of nothing, more than everybody, less than nobody."""
    with pytest.raises(InvalidValueError, match=whole(message)):
        solved(stages, known, entries)
