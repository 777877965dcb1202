"""Scorecards of amended agreements: gaps where a month does not have a promise, and which version held when."""

import re
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import attrs
import pytest
from rich.console import Console

from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    DocumentError,
    Missed,
    Month,
    Objective,
    Party,
    Scorecard,
    Standing,
    Term,
    judge,
    scorecard_from_json,
    scorecard_html,
    scorecard_json,
)
from smarketing.reports import print_scorecard
from smarketing.reports.view import view_of

_PARTIES = (Party("Marketing", "Josh"), Party("Sales", "Amy"), Party("Service", "Joan"))
_SIGNED = dict.fromkeys(("Marketing", "Sales", "Service"), "2025-12-01")
_ENDS_IN_JUNE = Term("2026-01-01", "2026-06-30")
_OPEN = Term("2026-01-01")


def leads(target: int = 100) -> Objective:
    """Marketing owes sales leads."""
    return Objective("leads", "Marketing", "Sales", AtLeast(f"{target} SQL/month"))


_CALLS = Objective("calls", "Sales", "Marketing", AtLeast("90 %"))
_DEMOS = Objective("demos", "Service", "Sales", AtLeast("5 report/month"))
_PAY = Consequence("credit", Missed("leads"), Credit("200 USD"))


def agreed(*objectives: Objective, **more: Any) -> Agreement:
    """A first version, signed by all."""
    content: dict[str, Any] = {
        "term": _ENDS_IN_JUNE,
        "parties": _PARTIES,
        "signatures": _SIGNED,
        "consequences": [_PAY],
    }
    return Agreement("Leads", objectives=objectives or [leads()], **(content | more))


def amended() -> Scorecard:
    """Since March there are more leads and demos, and no calls; what was meant to hold since April is not signed."""
    march = agreed(leads(), _CALLS).amended(
        "2026-02-15", title="Leads and demos", objectives=[_DEMOS, leads(120)], signatures=_SIGNED
    )
    april = march.amended("2026-04-01", title="Leads alone", objectives=[leads()], signatures={"Sales": "2026-03-01"})
    figures: dict[str, dict[str, object]] = {
        "leads": {"2026-01": 104, "2026-02": 92, "2026-03": 125, "2026-04": 110},
        "calls": {"2026-01": (95, 100), "2026-02": (80, 100)},
        "demos": {"2026-03": 6, "2026-04": 4},
    }
    return judge(april, Actuals.from_dict(figures, known=april.metrics))


def judged(agreement: Agreement, through: int, **more: Any) -> Scorecard:
    """Judge leads of which there are 110 each month."""
    covered = agreement.until(Month(2026, through)) or ()
    figures: dict[str, dict[str, object]] = {"leads": {str(month): 110 for month in covered}}
    return judge(agreement, Actuals.from_dict(figures, known=agreement.metrics), through=Month(2026, through), **more)


def printed(scorecard: Scorecard, width: int = 80) -> list[str]:
    """Give the lines in a terminal without colour."""
    out = StringIO()
    print_scorecard(scorecard, Console(file=out, width=width))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_a_line_has_a_gap_where_a_month_has_no_such_promise() -> None:
    """First the promises of the first month, each as it stood last, then those that came later."""
    rows = view_of(amended()).lines
    cells = [[each and f"{each.status} {each.reading}" for each in row.verdicts] for row in rows]
    assert dict(zip([row.promise for row in rows], cells, strict=True)) == {
        "leads": ["met 104 SQL", "missed 92 SQL", "met 125 SQL", "missed 110 SQL"],
        "calls": ["met 95 %", "missed 80 %", None, None],
        "demos": [None, None, "met 6 reports", "missed 4 reports"],
    }
    assert [row.promised for row in rows] == [
        ("at least 100 SQL", "from 2026-03 at least 120 SQL"),
        ("at least 90 %",),
        ("at least 5 reports",),
    ]


def test_a_promise_that_comes_back_has_one_line() -> None:
    """Away in March, with another target since April."""
    march = agreed(leads(), _CALLS).amended("2026-03-01", objectives=[_CALLS], consequences=(), signatures=_SIGNED)
    card = judged(march.amended("2026-04-01", objectives=[leads(120)], signatures=_SIGNED), 5)
    (row, calls) = view_of(card).lines
    assert [each and each.status for each in row.verdicts] == ["met", "met", None, "missed", "missed"]
    assert [each and each.status for each in calls.verdicts] == ["no-data", "no-data", "no-data", None, None]
    assert row.promised == ("at least 100 SQL", "from 2026-04 at least 120 SQL")


def test_a_target_that_comes_back_is_said_again() -> None:
    """100 until February, 120 in March, and 100 again since April."""
    march = agreed().amended("2026-03-01", objectives=[leads(120)], signatures=_SIGNED)
    (row,) = view_of(judged(march.amended("2026-04-01", objectives=[leads()], signatures=_SIGNED), 4)).lines
    assert row.promised == (
        "at least 100 SQL",
        "from 2026-03 at least 120 SQL",
        "from 2026-04 at least 100 SQL",
    )


def test_a_promise_that_was_never_held_against_anything_says_nothing() -> None:
    """Nobody signed."""
    (row,) = view_of(judged(agreed(signatures={}), 2)).lines
    assert row.promised == ()


_TERMINAL = """\
Leads and demos
2026-01 to 2026-04: in force
2026-01 to 2026-02: as first agreed
2026-03 to 2026-04: as amended from 2026-02-15


 promise                         2026-01   2026-02   2026-03     2026-04
 ─────────────────────────────────────────────────────────────────────────
 leads                           met       missed    met         missed
 Marketing to Sales              104 SQL   92 SQL    125 SQL     110 SQL
 at least 100 SQL
 from 2026-03 at least 120 SQL
 calls                           met       missed
 Sales to Marketing              95 %      80 %
 at least 90 %
 demos                                               met         missed
 Service to Sales                                    6 reports   4 reports
 at least 5 reports


Why
2026-02  leads missed, could be chance (23 %)
         92 SQL against at least 100 SQL: 8 SQL short
2026-02  calls missed, larger than chance (0.2 %)
         80 of 100 (80 %) against at least 90 %: 10 points short
2026-04  demos missed, could be chance (44 %)
         4 reports against at least 5 reports: 1 report short
2026-04  leads missed, could be chance (19 %)
         110 SQL against at least 120 SQL: 10 SQL short

What follows
2026-02  Marketing to Sales: 200.00 USD
         leads was missed in 2026-02: 200.00 USD (credit)
2026-04  Marketing to Sales: 200.00 USD
         leads was missed in 2026-04: 200.00 USD (credit)

In all Marketing owes Sales 400.00 USD."""


def test_the_terminal_leaves_cells_empty_and_says_what_held_when() -> None:
    """All lines; each miss is told against the target of its month."""
    assert printed(amended(), 100) == _TERMINAL.splitlines()


def test_a_narrow_terminal_repeats_the_promises() -> None:
    """Two months beside each other: each table has the promises that some month in it has."""
    lines = printed(amended(), 60)
    first, second = (place for place, line in enumerate(lines) if line.startswith(" promise"))
    assert lines[first] == " promise                         2026-01   2026-02"
    assert [line for line in lines[first:second] if line.startswith((" calls", " demos"))] == [
        " calls                           met       missed"
    ]
    assert lines[second] == " promise                         2026-03     2026-04"
    assert [line for line in lines[second:] if line.startswith((" calls", " demos"))] == [
        " demos                           met         missed"
    ]


def test_the_page_leaves_cells_empty_and_says_what_held_when() -> None:
    """Four cells a promise, of which those without a verdict have neither a word nor a title."""
    text = scorecard_html(amended())
    header = text[text.index("<header>") : text.index("</header>")]
    assert re.findall(r"<p[^>]*>(.*)</p>", header) == [
        "2026-01 to 2026-04 &middot; Marketing (Josh), Sales (Amy), Service (Joan)",
        "2026-01 to 2026-02: as first agreed",
        "2026-03 to 2026-04: as amended from 2026-02-15",
        "in force",
    ]
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    rows = [re.findall(r'<td class="cell"(.*?)</td>', row, re.DOTALL) for row in table.split("</tr>")[:-1]]
    cells = [[re.findall(r"<span[^>]*>(.*)</span>", cell) for cell in row] for row in rows]
    assert cells == [
        [["met", "104 SQL"], ["missed", "92 SQL"], ["met", "125 SQL"], ["missed", "110 SQL"]],
        [["met", "95 %"], ["missed", "80 %"], [], []],
        [[], [], ["met", "6 reports"], ["missed", "4 reports"]],
    ]
    assert [cell for row in rows for cell in row if "<span" not in cell] == [">"] * 4


def test_the_page_goes_on_with_empty_cells_after_six_months() -> None:
    """The second table has the seventh month; what was owed until March alone has no row there."""
    old = agreed(leads(), _CALLS, term=_OPEN)
    text = scorecard_html(judged(old.amended("2026-04-01", objectives=[leads()], signatures=_SIGNED), 7))
    tables = re.findall(r"<tbody>(.*?)</tbody>", text, re.DOTALL)[:2]
    assert [table.count('<td class="cell"></td>') for table in tables] == [3, 0]
    assert [table.count('<td class="cell" title=') for table in tables] == [9, 1]


def test_plain_values_have_the_versions_and_no_verdict_for_a_gap() -> None:
    """Since when each was meant to hold, and from which month it does; null while somebody has not signed."""
    card = amended()
    plain: dict[str, Any] = scorecard_json(card)
    assert plain["versions"] == [
        {"title": "Leads", "since": "2026-01-01", "begins": "2026-01"},
        {"title": "Leads and demos", "since": "2026-02-15", "begins": "2026-03"},
        {"title": "Leads alone", "since": "2026-04-01", "begins": None},
    ]
    targets = [(each["promise"], each["month"], each["finding"]["at_least"]) for each in plain["verdicts"]]
    assert [(name, month, f"{target['value']} {target['unit']}") for name, month, target in targets] == [
        ("leads", "2026-01", "100 SQL"),
        ("calls", "2026-01", "90 %"),
        ("leads", "2026-02", "100 SQL"),
        ("calls", "2026-02", "90 %"),
        ("demos", "2026-03", "5 report"),
        ("leads", "2026-03", "120 SQL"),
        ("demos", "2026-04", "5 report"),
        ("leads", "2026-04", "120 SQL"),
    ]


def test_an_agreement_of_one_version_speaks_of_none() -> None:
    """No line; as plain values it has one, as always."""
    card = judged(agreed(), 2)
    assert view_of(card).versions == ()
    assert scorecard_json(card)["versions"] == [{"title": "Leads", "since": "2026-01-01", "begins": "2026-01"}]
    assert [line for line in printed(card) if "agreed" in line or "amended" in line] == []


def test_what_nobody_signed_changes_nothing_but_the_versions() -> None:
    """All was judged as first agreed, and that is said."""
    old = agreed()
    new = old.amended("2026-03-01", objectives=[leads(120)], signatures={"Sales": "2026-01-01"})
    before, after = scorecard_json(judged(old, 4)), scorecard_json(judged(new, 4))
    assert after.pop("versions") == [
        {"title": "Leads", "since": "2026-01-01", "begins": "2026-01"},
        {"title": "Leads", "since": "2026-03-01", "begins": None},
    ]
    assert before.pop("versions") == [{"title": "Leads", "since": "2026-01-01", "begins": "2026-01"}]
    assert before.pop("agreement") != after.pop("agreement")
    assert after == before
    assert view_of(judged(new, 4)).versions == ("2026-01 to 2026-04: as first agreed",)


_LATE = _SIGNED | {"Sales": "2026-08-01"}
_MARCH = Term("2026-01-01", "2026-03-31")
_FIRST_MONTH = "2026-01: as first agreed"


@pytest.mark.parametrize(
    ("changes", "through", "said"),
    [
        (
            {"term": _OPEN},
            12,
            ["2026-01 to 2026-12: in force", _FIRST_MONTH, "2026-02 to 2026-12: as amended from 2026-02-01"],
        ),
        ({"term": _OPEN, "signatures": {}}, 12, ["2026-01 to 2026-06: ended", "2026-01 to 2026-06: as first agreed"]),
        ({"term": _OPEN, "signatures": _LATE}, 7, ["2026-01 to 2026-06: ended", "2026-01 to 2026-06: as first agreed"]),
        (
            {"term": _OPEN, "signatures": _LATE},
            8,
            [
                "2026-01 to 2026-08: in force",
                "2026-01 to 2026-06: as first agreed",
                "2026-07: not in force",
                "2026-08: as amended from 2026-02-01",
            ],
        ),
        (
            {"term": _MARCH},
            12,
            ["2026-01 to 2026-03: ended", _FIRST_MONTH, "2026-02 to 2026-03: as amended from 2026-02-01"],
        ),
        ({"term": _MARCH}, 2, ["2026-01 to 2026-02: in force", _FIRST_MONTH, "2026-02: as amended from 2026-02-01"]),
        ({"term": _MARCH}, 1, ["2026-01 to 2026-01: in force", _FIRST_MONTH]),
        ({"term": _MARCH, "signatures": {}}, 12, ["2026-01 to 2026-06: ended", "2026-01 to 2026-06: as first agreed"]),
    ],
)
def test_an_agreement_ends_as_the_version_in_force_says(changes: dict[str, Any], through: int, said: list[str]) -> None:
    """It was to end in June; an amendment of February prolongs or shortens it, from when all have signed it."""
    card = judged(agreed().amended("2026-02-01", **({"signatures": _SIGNED} | changes)), through)
    assert printed(card)[1 : 1 + len(said) + 1] == [*said, ""]


def test_it_has_not_ended_before_its_last_day_is_over() -> None:
    """As of noon on the last day of the term that the version in force has, and on the day after."""
    term = Term("2026-01-01", "2026-03-15")
    shortened = agreed().amended("2026-02-01", term=term, signatures=_SIGNED)
    cards = [judge(shortened, Actuals(), as_of=datetime(2026, 3, day, 12, tzinfo=UTC)) for day in (15, 16)]
    assert [card.standing for card in cards] == [Standing.IN_FORCE, Standing.ENDED]
    assert [card.verdicts[-1].status.value for card in cards] == ["pending", "no-data"]
    unsigned = agreed(term=term).amended("2026-02-01", term=_OPEN)
    card = judge(unsigned, Actuals(), as_of=datetime(2026, 3, 16, 12, tzinfo=UTC))
    assert (card.standing, card.verdicts[-1].status.value) == (Standing.ENDED, "no-data")


def test_a_scorecard_says_how_a_month_of_change_was_judged() -> None:
    """By days with each version's, two amendments in one month with three; by one version as ever."""
    by_days: dict[str, Any] = {"signatures": _SIGNED, "month_of_change": "by days"}
    march = agreed().amended("2026-03-11", **by_days)
    assert view_of(judged(march, 4)).versions == (
        "2026-01 to 2026-02: as first agreed",
        "2026-03: by days, as first agreed up to 2026-03-10, as amended from 2026-03-11",
        "2026-04: as amended from 2026-03-11",
    )
    assert view_of(judged(march.amended("2026-03-21", **by_days), 3)).versions[1] == (
        "2026-03: by days, as first agreed up to 2026-03-10, as amended from 2026-03-11 up to 2026-03-20, "
        "as amended from 2026-03-21"
    )
    after = agreed().amended("2026-03-11", signatures=_SIGNED, month_of_change="after")
    assert view_of(judged(after, 4)).versions[1:] == ("2026-03 to 2026-04: as amended from 2026-03-11",)


def test_a_scorecard_says_once_that_an_amendment_is_retroactive() -> None:
    """Unless all had signed it by its day."""
    late = agreed().amended("2026-03-01", signatures=_SIGNED | {"Sales": "2026-05-20"}, retroactive=True)
    assert view_of(judged(late, 6)).versions == (
        "2026-01 to 2026-02: as first agreed",
        "2026-03 to 2026-06: as amended from 2026-03-01, retroactively: the last signature is of 2026-05-20",
    )
    in_time = agreed().amended("2026-03-01", signatures=_SIGNED | {"Sales": "2026-03-01"}, retroactive=True)
    assert view_of(judged(in_time, 6)).versions[1] == "2026-03 to 2026-06: as amended from 2026-03-01"


def test_a_scorecard_of_before_all_signed_is_not_one_of_after() -> None:
    """A retroactive signature changes by which version months are judged: judge again."""
    before = agreed().amended("2026-03-01", objectives=[leads(120)], retroactive=True)
    written = scorecard_json(judged(before, 4))
    signed = attrs.evolve(before, signatures=_SIGNED | {"Sales": "2026-05-20"})
    assert scorecard_from_json(written, before) == judged(before, 4)
    with pytest.raises(DocumentError, match=r"^versions\.1: the agreement has the version "):
        scorecard_from_json(written, signed)
    assert [verdict.status.value for verdict in judged(signed, 4).verdicts] == ["met", "met", "missed", "missed"]
