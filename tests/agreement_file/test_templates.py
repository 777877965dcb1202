"""A first agreement: whatever the answers are, what is written can be read and says them."""

from datetime import date

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expected_errors import refusal, whole
from smarketing import AgreementError, Quantity, loads, plan
from smarketing.agreement_file import Answers, first_agreement, formatted
from smarketing.checks import check
from strategies import names, texts

ANSWERS = Answers(
    title="Leads",
    start=date(2026, 1, 1),
    goal="5000 USD/month",
    value="100 USD/customer",
    qualified="40 %",
    won="50 %",
    contacts=("Josh", "Amy"),
)


def test_what_a_first_agreement_says() -> None:
    """The goal, what each stage owes for it, who owes what, and what follows."""
    agreement = loads(first_agreement(ANSWERS))
    assert (agreement.title, agreement.term.start, agreement.term.timezone) == ("Leads", date(2026, 1, 1), "UTC")
    assert [(party.name, party.contact) for party in agreement.parties] == [("Marketing", "Josh"), ("Sales", "Amy")]
    assert agreement.funnel is not None
    needs = {need.stage: need.volume for need in plan(agreement.funnel)}
    assert needs["SQL"] == Quantity(100, "SQL/month")
    assert [(each.name, each.owed_by) for each in agreement.objectives] == [
        ("qualified-leads", "Marketing"),
        ("revenue", "Sales"),
        ("status-reports", "Sales"),
    ]
    assert [each.name for each in agreement.consequences] == ["tell", "put-it-right", "way-out"]


def test_only_signatures_are_missing() -> None:
    """No rule finds anything else, so nobody begins with flaws."""
    found = check(loads(first_agreement(ANSWERS)))
    assert [str(each) for each in found] == [
        "SM107 parties.Marketing: Marketing has not signed, so no month is in force",
        "SM107 parties.Sales: Sales has not signed, so no month is in force",
    ]


def test_a_first_agreement_is_laid_out_already() -> None:
    """Laying it out changes nothing."""
    text = first_agreement(ANSWERS)
    assert formatted(text) == text


answers = texts().filter(lambda text: text != "" and text.isprintable())


@given(answers, st.lists(names().filter(str.isprintable), min_size=4, max_size=4, unique=True))
def test_every_answer_is_kept(title: str, named: list[str]) -> None:
    """Texts of any kind, as names and contacts too."""
    parties, contacts = named[:2], named[2:]
    agreement = loads(first_agreement(attrs.evolve(ANSWERS, title=title, parties=parties, contacts=contacts)))
    assert agreement.title == title
    assert [(party.name, party.contact) for party in agreement.parties] == list(zip(parties, contacts, strict=True))
    assert {each.code for each in check(agreement)} == {"SM107"}


@given(st.text(max_size=5).filter(lambda text: not text.isprintable() or text == ""))
def test_an_answer_is_a_text_on_one_line(text: str) -> None:
    """Neither nothing nor what ends a line."""
    said = f"a text on one line is needed; not {text!r}"
    assert refusal(lambda: first_agreement(attrs.evolve(ANSWERS, title=text))) == (said, None)


@pytest.mark.parametrize(
    "wrong",
    [
        attrs.evolve(ANSWERS, parties=("Marketing",)),
        attrs.evolve(ANSWERS, parties=("a", "b", "c")),
        attrs.evolve(ANSWERS, contacts=("Josh",)),
        attrs.evolve(ANSWERS, contacts=()),
    ],
)
def test_two_parties_are_needed(wrong: Answers) -> None:
    """And a contact of each."""
    said = "a first agreement is between two parties with one contact each"
    assert refusal(lambda: first_agreement(wrong)) == (said, "parties")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            attrs.evolve(ANSWERS, timezone="Nowhere"),
            "4:27: term.timezone: no time zone named 'Nowhere'; write an IANA name such as 'Europe/Berlin'",
        ),
        (
            attrs.evolve(ANSWERS, goal="5000 calls"),
            "19:3: funnel.goal: the goal is USD per month, quarter or year: '5000 USD/month'; not 5000 call",
        ),
        (attrs.evolve(ANSWERS, won="0.5"), "21:30: funnel.stages.2: a rate is a share, as in '40 %'; not '0.5'"),
    ],
)
def test_an_answer_that_fits_nowhere_is_refused(wrong: Answers, said: str) -> None:
    """As it is in a file, where it would stand."""
    with pytest.raises(AgreementError, match=whole(f"agreement.yaml:{said}")):
        first_agreement(wrong)


@pytest.mark.parametrize("goal", ["60000 USD/year", "15000 USD per quarter"])
def test_a_first_agreement_is_judged_every_month(goal: str) -> None:
    """A goal of a longer period would need promises over windows."""
    said = f"a first agreement is judged every month: write the goal per month, not {goal}"
    assert refusal(lambda: first_agreement(attrs.evolve(ANSWERS, goal=goal))) == (said, "goal")
