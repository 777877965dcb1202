"""Whole valid agreements, with every section that an agreement has, and amendments of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import attrs
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smarketing.agreement import Agreement, PeriodCalendar
from smarketing.funnel import plan
from smarketing.testing.amendments import amendments
from smarketing.testing.business_hours import named_hours
from smarketing.testing.consequences import consequences, fees_of, shared_limits
from smarketing.testing.criteria import criteria, field_tests
from smarketing.testing.definitions import definitions, events, scorings
from smarketing.testing.examples import examples
from smarketing.testing.exclusions import excluded_causes
from smarketing.testing.funnels import funnels
from smarketing.testing.handoffs import HoursOf, channels, handoffs, services
from smarketing.testing.metrics import metrics
from smarketing.testing.objectives import NO_DATA_RULES, PARTIAL_MONTHS, objectives
from smarketing.testing.parties import contacts_of, occasions, parties, party_needs, period_calendars, signatures, terms
from smarketing.testing.texts import names, texts

SECTIONS = frozenset(
    """
    cadence calendar channels consequences definitions events examples exclusions funnel handoffs hours limits metrics
    needs scoring services signatures units
    """.split()
)
"""The sections that an agreement may have besides its title, term, parties and objectives."""

_OWN_NOUNS = ("demo", "Bewertung", "試用", "one_pager", "trial2")
_MOST = {"objectives": 4, "metrics": 3, "handoffs": 2, "channels": 2, "services": 2}


@st.composite
def agreements(draw: DrawFn, *, sections: Collection[str] = SECTIONS, versions: int = 3) -> Agreement:
    """Generate valid agreements with any of the `sections`, of up to so many `versions`.

    An agreement file holds one version: `agreements(versions=1)` generates what `dumps` can write.
    """
    term = draw(terms())
    hours = draw(named_hours()) if "hours" in sections else []
    sides = draw(parties(hours=[each.name for each in hours]))
    called = [party.name for party in sides]
    nouns = draw(st.lists(st.sampled_from(_OWN_NOUNS), max_size=3, unique=True)) if "units" in sections else []
    funnel = draw(st.none() | funnels(nouns, called)) if "funnel" in sections else None
    named = draw(_names(sections))
    declared = [draw(metrics(called=st.just(name), nouns=nouns)) for name in named["metrics"]]
    only = hours[0].name if len(hours) == 1 else None
    own_hours = {each.name: each.hours or only for each in sides}
    reachable = plan(funnel) if funnel else None
    owed = draw(objectives(named["objectives"], called, declared, nouns, reachable, own_hours))
    makers = draw(_makers_of_promises(named, own_hours, [each.name for each in hours]))
    implied = [promise for some in makers.values() for each in some for promise in each.promises]
    promises = [*owed, *implied]
    assume(_differ([*(each.name for each in promises), *(metric.name for metric in declared)]))
    cadence = draw(occasions(called)) if "cadence" in sections else []
    fees = fees_of(declared)
    more: dict[str, Any] = {
        "signatures": signatures(called, by=term.start),
        "needs": party_needs(called, promises),
        "definitions": definitions(),
        "events": events(),
        "scoring": scorings(),
        "consequences": consequences(
            promises,
            parties=called,
            contacts=contacts_of(sides),
            occasions=[each.name for each in cadence],
            fees=fees,
            counts=[each.name for each in declared if each.kind == "count"],
        ),
    }
    chosen = {section: draw(some) for section, some in more.items() if section in sections}
    if "limits" in sections:
        chosen["limits"] = draw(shared_limits(chosen.get("consequences", ()), fees=fees))
    first = Agreement(
        draw(texts()),
        term,
        sides,
        owed,
        **draw(_heads(sections)),
        units=nouns,
        metrics=declared,
        funnel=funnel,
        hours=hours,
        cadence=cadence,
        **makers,
        **chosen,
    )
    about_it: dict[str, Any] = {"exclusions": excluded_causes(first), "examples": examples(first)}
    chosen = {section: draw(some) for section, some in about_it.items() if section in sections}
    return draw(amendments(attrs.evolve(first, **chosen), most=versions - 1))


@st.composite
def _heads(draw: DrawFn, sections: Collection[str]) -> dict[str, Any]:
    """What stands at the head of an agreement: texts, the calendar, rules for missing data and partial months."""
    calendar = draw(period_calendars()) if "calendar" in sections else PeriodCalendar()
    partial_months = draw(PARTIAL_MONTHS) if "calendar" in sections else "in full"
    rest = {"summary": draw(texts()), "no_data": draw(NO_DATA_RULES), "one_sided": draw(texts())}
    return {"calendar": calendar, "partial_months": partial_months, **rest}


@st.composite
def _names(draw: DrawFn, sections: Collection[str]) -> dict[str, list[str]]:
    """The names of all that promises or is measured: no two alike."""
    wanted = {section: most for section, most in _MOST.items() if section in sections or section == "objectives"}
    pool = draw(st.lists(names(), min_size=1, max_size=sum(wanted.values()), unique=True))
    found: dict[str, list[str]] = {section: [] for section in _MOST}
    found["objectives"].append(pool.pop())
    for name in pool:
        section = draw(st.sampled_from(sorted(wanted)))
        if len(found[section]) < wanted[section]:
            found[section].append(name)
    return found


@st.composite
def _makers_of_promises(
    draw: DrawFn, named: Mapping[str, Sequence[str]], own_hours: HoursOf, hours: Sequence[str]
) -> dict[str, Any]:
    """Handoffs, channels and services."""
    texts_of_criteria = criteria(field_tests())
    return {
        "handoffs": [draw(handoffs(name, own_hours, hours, texts_of_criteria)) for name in named["handoffs"]],
        "channels": [draw(channels(name, own_hours, hours, texts_of_criteria)) for name in named["channels"]],
        "services": [draw(services(name, sorted(own_hours), hours)) for name in named["services"]],
    }


def _differ(some: Sequence[str]) -> bool:
    return len(set(some)) == len(some)
