"""Versions of an agreement: which of them is in force when, what follows one another, and what may not."""

import pickle
from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from expected_errors import whole
from smarketing import (
    Agreement,
    AgreementError,
    AtLeast,
    Consequence,
    Credit,
    Escalate,
    Evaluator,
    InvalidValueError,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Period,
    Term,
)

_PARTIES = (Party("Marketing", "Josh"), Party("Sales", "Amy"), Party("Service", "Joan"))
_SOON = {"Marketing": "2026-01-01", "Sales": "2026-01-01"}
_FIRST = Month(2026, 1)
_LAST = Month(2028, 12)
_YEAR = Term("2026-01-01", "2026-12-31")


def leads(evaluator: Evaluator | None = None, name: str = "leads", **more: Any) -> Objective:
    """Marketing owes sales leads."""
    return Objective(name, "Marketing", "Sales", evaluator or AtLeast("100 SQL/month"), **more)


def paid(pay: str, name: str = "pay") -> Consequence:
    """Whoever misses the leads pays for it."""
    return Consequence(name, Missed("leads"), Credit(pay))


def agreed(term: Term = _YEAR, **more: Any) -> Agreement:
    """A first version between marketing and sales, signed in time."""
    signatures = {"Marketing": "2025-12-01", "Sales": "2025-12-01"}
    content = {"parties": _PARTIES[:2], "objectives": [leads()], "signatures": signatures}
    return Agreement("Leads", term, **(content | more))


@st.composite
def chains(draw: DrawFn) -> Agreement:
    """Up to five versions, signed early, late or never, that prolong and shorten the term."""
    start = draw(st.sampled_from((date(2026, 1, 1), date(2026, 1, 20))))
    ends = st.one_of(st.none(), st.integers(0, 400))

    def content(since: date) -> dict[str, Any]:
        days = draw(ends)
        parties = _PARTIES[: draw(st.integers(2, 3))]
        signed = {
            each.name: since + timedelta(draw(st.integers(-40, 80))) for each in parties if draw(st.integers(0, 9))
        }
        end = None if days is None else since + timedelta(days)
        return {"term": Term(start, end), "parties": parties, "signatures": signed}

    agreement = Agreement("Leads", objectives=[leads()], **content(start))
    for _ in range(draw(st.integers(0, 4))):
        since = (agreement.since or start) + timedelta(draw(st.integers(1, 100)))
        if agreement.term.end is None or since <= agreement.term.end:
            agreement = agreement.amended(since, **content(since))
    return agreement


def slow_chain(agreement: Agreement) -> list[Agreement]:
    """The versions, oldest first."""
    return [*([] if agreement.amends is None else slow_chain(agreement.amends)), agreement]


def slow_begins(version: Agreement) -> Month | None:
    """Try one month after the other."""
    for month in Period(_FIRST, _LAST):
        first = max(date(month.year, month.month, 1), version.term.start)
        signed = [each.party for each in version.signatures if each.on <= first]
        if first >= (version.since or first) and sorted(signed) == sorted(party.name for party in version.parties):
            return month
    return None


def slow_at(agreement: Agreement, month: Month) -> Agreement:
    """Go through the versions and keep the last that has begun."""
    found, *later = slow_chain(agreement)
    for version in later:
        begins = slow_begins(version)
        if begins is not None and begins <= month:
            found = version
    return found


def has(term: Term, month: Month) -> bool:
    """Whether a day of the month lies in the term."""
    return month.last_day >= term.start and (term.end is None or month.first_day <= term.end)


@given(chains())
def test_a_version_begins_when_it_may_and_all_have_signed(agreement: Agreement) -> None:
    """Each as a search over months says it."""
    assert [each.begins for each in agreement.versions] == [slow_begins(each) for each in slow_chain(agreement)]


@given(chains(), st.integers(-3, 30))
def test_in_each_month_the_newest_version_that_has_begun_is_in_force(agreement: Agreement, months: int) -> None:
    """Before any has begun it is the oldest; the month may be text."""
    month = _FIRST + months
    assert agreement.at(month) is slow_at(agreement, month)
    assert agreement.at(str(month)) is agreement.at(month)


@given(chains(), st.integers(-3, 30))
def test_the_months_go_to_the_last_that_is_in_the_term_of_its_version(agreement: Agreement, months: int) -> None:
    """Nothing before the term; no month after its end counts, whatever somebody meant to prolong."""
    through = _FIRST + months
    inside = [month for month in Period(_FIRST, max(through, _FIRST)) if has(slow_at(agreement, month).term, month)]
    expected = Period(_FIRST, inside[-1]) if through >= _FIRST else None
    assert agreement.until(through) == expected


@given(chains())
def test_a_version_in_one_piece_is_itself_without_a_past(agreement: Agreement) -> None:
    """Alone, it knows nothing of those before, and all that it says stays."""
    alone = agreement.consolidated
    assert (alone.amends, alone.since, alone.versions) == (None, None, (alone,))
    assert attrs.evolve(alone, amends=agreement.amends, since=agreement.since) == agreement
    assert agreement.versions[0].consolidated == agreement.versions[0]


@given(chains())
def test_versions_are_values(agreement: Agreement) -> None:
    """Equal after pickling, with equal hashes, and other than the version before."""
    again = pickle.loads(pickle.dumps(agreement))
    assert (again, hash(again), again.versions) == (agreement, hash(agreement), agreement.versions)
    assert agreement != agreement.amends


@pytest.mark.parametrize(
    ("since", "signed", "begins"),
    [
        ("2026-03-01", "2026-02-01", "2026-03"),
        ("2026-03-02", "2026-02-01", "2026-04"),
        ("2026-03-01", "2026-03-01", "2026-03"),
        ("2026-03-01", "2026-03-02", "2026-04"),
        ("2026-12-31", "2026-01-01", "2027-01"),
    ],
)
def test_a_version_begins_with_a_month(since: str, signed: str, begins: str) -> None:
    """The first that begins on the day or later, and by whose first day both have signed."""
    version = agreed().amended(since, signatures={"Marketing": "2026-01-01", "Sales": signed})
    assert str(version.begins) == begins


def test_a_month_in_which_the_term_starts_begins_with_the_term() -> None:
    """From 20 January on, a signature of that day is in time; an amendment of the day after waits for February."""
    signed = {"Marketing": "2026-01-20", "Sales": "2026-01-20"}
    first = agreed(Term("2026-01-20"), signatures=signed)
    assert first.begins == Month(2026, 1)
    assert first.amended("2026-01-21", signatures=signed).begins == Month(2026, 2)


def test_a_new_party_must_sign_and_an_old_one_need_not() -> None:
    """Only the version's own parties are asked."""
    promise = Objective("calls", "Sales", "Service", AtLeast("90 %"))
    version = agreed().amended(
        "2026-03-01", parties=_PARTIES[1:], objectives=[promise], signatures={"Sales": "2026-01-01"}
    )
    assert version.begins is None
    assert version.at("2026-12") is version.amends
    signed = {"Sales": "2026-01-01", "Service": "2026-01-01"}
    assert attrs.evolve(version, signatures=signed).begins == Month(2026, 3)


def test_a_newer_version_that_began_before_an_older_one_stays_in_force() -> None:
    """The older one is signed when nobody needs it any more."""
    late = agreed().amended("2026-03-01", title="Late", signatures=_SOON | {"Sales": "2026-06-10"})
    newest = late.amended("2026-04-01", title="Newest", signatures=_SOON)
    assert [newest.at(f"2026-0{month}").title for month in (3, 4, 7)] == ["Leads", "Newest", "Newest"]


def test_an_end_that_is_signed_when_it_is_over_ends_the_term_from_then_on() -> None:
    """To end in April, signed in May: May was in force by the version before; June is in no term."""
    late = agreed().amended(
        "2026-04-10", term=Term("2026-01-01", "2026-04-30"), signatures=_SOON | {"Sales": "2026-05-20"}
    )
    assert [late.until(Month(2026, month)) for month in (4, 5, 6, 12)] == [
        Period(_FIRST, Month(2026, 4)),
        *(Period(_FIRST, Month(2026, 5)),) * 3,
    ]


def test_an_agreement_without_parties_begins_at_once() -> None:
    """There is nobody whose signature could be missing."""
    nobody = Agreement("Nobody", Term("2026-01-01"), [], [])
    assert nobody.begins == Month(2026, 1)


def test_a_signature_at_the_end_of_all_months_is_never_in_time() -> None:
    """The month after it would be the first of the year 10000."""
    version = agreed().amended("2026-03-01", signatures=_SOON | {"Sales": "9999-12-31"})
    assert version.begins is None


def test_an_amendment_keeps_all_but_what_it_changes_and_the_signatures() -> None:
    """`amended` says what changes; nobody has signed that yet, unless it says so."""
    old = agreed(summary="Who owes leads.")
    new = old.amended("2026-03-01", objectives=[leads(AtLeast("120 SQL/month"))])
    assert (new.amends, new.since, new.signatures, new.begins) == (old, date(2026, 3, 1), (), None)
    assert (new.title, new.summary, new.term, new.parties) == (old.title, old.summary, old.term, old.parties)
    assert new.versions == (old, new)
    assert old.amended(date(2026, 3, 1), objectives=new.objectives) == new


def test_metrics_are_those_of_all_versions() -> None:
    """Each as the newest version that has it says, with the segments of all; its own are kept apart."""
    declared = Metric("score", "point", "level", ("north", "south"))
    first = agreed(objectives=[leads(), leads(segment="spring", name="spring", metric="leads")], metrics=[declared])
    second = first.amended(
        "2026-02-01", metrics=[attrs.evolve(declared, segments=("east", "south"), over_months="last")]
    )
    third = second.amended("2026-03-01", objectives=[leads(name="demos")], metrics=())
    assert third.own_metrics == {"demos": Metric("demos", "SQL", "count")}
    assert list(third.metrics.values()) == [
        Metric("score", "point", "level", ("east", "south", "north"), "last"),
        Metric("leads", "SQL", "count", ("spring",)),
        Metric("demos", "SQL", "count"),
    ]
    assert first.metrics == first.own_metrics == third.versions[0].metrics
    assert third.consolidated.metrics == third.own_metrics


_BOTH_END = "from: the version before ends on 2026-12-31, and cannot be amended after that"

_ALSO_NO_TARGET = (
    "objectives.more.evaluator: 100 SQL/month cannot be a target of 'leads', a share in %\n"
    "metrics.leads: 'leads' is a share in % now, and was a count in SQL: give it another name"
)


@pytest.mark.parametrize(
    ("since", "changes", "said"),
    [
        ("2025-12-31", {}, "from: the version before holds from 2026-01-01; an amendment comes later"),
        ("2026-01-01", {}, "from: the version before holds from 2026-01-01; an amendment comes later"),
        ("2027-01-01", {}, _BOTH_END),
        ("2027-01-01", {"term": Term("2026-01-01")}, _BOTH_END.splitlines()[0]),
        (
            "2026-04-01",
            {"term": Term("2026-01-01", "2026-03-31")},
            "from: the term ends on 2026-03-31, and cannot be amended after that",
        ),
        (
            "2026-04-01",
            {"term": Term("2026-02-01")},
            "term.start: an amended agreement keeps its start, 2026-01-01",
        ),
        (
            "2026-04-01",
            {"term": Term("2026-01-01", timezone="Europe/Berlin")},
            "term.timezone: an amended agreement keeps its time zone, UTC",
        ),
        (
            "2026-04-01",
            {
                "objectives": [leads(name="more", metric="leads"), leads(AtLeast("90 %"))],
                "metrics": [Metric("leads", "%", "share")],
            },
            _ALSO_NO_TARGET,
        ),
        (
            "2026-04-01",
            {"objectives": [leads(AtLeast("100 MQL/month"))]},
            "objectives.leads: 'leads' is a count in MQL now, and was a count in SQL: give it another name",
        ),
        (
            "2026-04-01",
            {"metrics": [Metric("score", "hour", "level")]},
            "metrics.score: 'score' is a level in hour now, and was a level in point: give it another name",
        ),
        (
            "2026-04-01",
            {"metrics": [Metric("score", "point", "count")]},
            "metrics.score: 'score' is a count in point now, and was a level in point: give it another name",
        ),
        (
            "2026-04-01",
            {"consequences": [paid("5 USD", "other"), paid("5 EUR")]},
            "consequences.pay.effect: its amounts are in EUR now, and were in USD: give it another name",
        ),
    ],
)
def test_what_does_not_follow_is_refused(since: str, changes: dict[str, Any], said: str) -> None:
    """A version begins after the one before and within both terms, and keeps what months are counted with."""
    old = agreed(metrics=[Metric("score", "point", "level")], consequences=[paid("5 USD")])
    with pytest.raises(AgreementError, match=whole(said)):
        old.amended(since, **changes)


def test_a_later_version_comes_after_the_day_of_the_one_before() -> None:
    """Not after the start of the term only, and whether or not anybody has signed that one."""
    said = "from: the version before holds from 2026-03-01; an amendment comes later"
    with pytest.raises(AgreementError, match=whole(said)):
        agreed().amended("2026-03-01").amended("2026-03-01")
    assert agreed().amended("2026-03-01").amended("2026-03-02").since == date(2026, 3, 2)


def test_a_name_keeps_its_unit_though_a_version_between_did_without_it() -> None:
    """Figures of the first version are still there."""
    between = agreed().amended("2026-02-01", objectives=[leads(name="demos")])
    said = "objectives.leads: 'leads' is a count in MQL now, and was a count in SQL: give it another name"
    with pytest.raises(AgreementError, match=whole(said)):
        between.amended("2026-03-01", objectives=[leads(AtLeast("100 MQL/month"))])


@pytest.mark.parametrize("between", [(), (Consequence("pay", Missed("leads"), Escalate("Josh")),)])
def test_a_name_keeps_its_currency_though_a_version_between_did_without_it(between: Any) -> None:
    """What was paid under it counts against its limits."""
    second = agreed(consequences=[paid("5 USD")]).amended("2026-02-01", consequences=between)
    said = "consequences.pay.effect: its amounts are in EUR now, and were in USD: give it another name"
    with pytest.raises(AgreementError, match=whole(said)):
        second.amended("2026-03-01", consequences=[paid("5 EUR")])


@pytest.mark.parametrize(
    ("since", "changes"),
    [
        ("2026-01-02", {}),
        ("2026-12-31", {}),
        ("2026-12-31", {"term": Term("2026-01-01")}),
        ("2026-03-31", {"term": Term("2026-01-01", "2026-03-31")}),
        ("2026-04-01", {"objectives": [leads(AtLeast("30 SQL/month"), segment="north")]}),
        ("2026-04-01", {"consequences": [Consequence("pay", Missed("leads"), Escalate("Josh"))]}),
        ("2026-04-01", {"consequences": [paid("5 EUR", "other")]}),
        ("2026-04-01", {"metrics": [Metric("score", "point", "level", over_months="mean")]}),
    ],
)
def test_what_follows_is_taken(since: str, changes: dict[str, Any]) -> None:
    """The first and the last day, other terms' ends, other targets, effects, segments and rules over months."""
    old = agreed(metrics=[Metric("score", "point", "level")], consequences=[paid("5 USD")])
    new = old.amended(since, **changes)
    assert (new.amends, new.since) == (old, date.fromisoformat(since))


@pytest.mark.parametrize(
    ("half", "said"),
    [
        ({"amends": agreed()}, "amends: say from which day it does, as in 'from: 2026-04-01'"),
        ({"since": "2026-03-01"}, "from: it says from when, and not what it amends"),
    ],
)
def test_what_is_amended_and_since_when_belong_together(half: dict[str, Any], said: str) -> None:
    """One without the other says nothing."""
    with pytest.raises(AgreementError, match=whole(said)):
        agreed(**half)


def test_a_day_or_a_month_that_is_none_is_refused() -> None:
    """As everywhere else."""
    with pytest.raises(InvalidValueError, match=whole("'2026-02-30' is not a date; write it as 2026-01-31")):
        agreed().amended("2026-02-30")
    with pytest.raises(InvalidValueError, match=whole("'March' is not a month; write it as 2026-03")):
        agreed().at("March")
