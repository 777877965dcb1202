"""A figure that could not be read never costs anybody money: whatever it spoils counts as nothing."""

import pytest

from smarketing import (
    Absence,
    Actuals,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    Metric,
    Missed,
    Objective,
    Party,
    Rolling,
    Scorecard,
    Status,
    Term,
    judge,
)

PAY = Consequence("pay", Missed("leads"), Credit("500 USD"))
ROW = Consequence("row", Missed("leads", times=2, running=True), Credit("500 USD"))


def agreed(consequence: Consequence = PAY, relief: Missed | None = None, rolling: int = 0) -> Agreement:
    """Give an agreement in which missing data counts as missed."""
    target = AtLeast("100 SQL/month")
    leads = Objective("leads", "Marketing", "Sales", Rolling(target, months=rolling) if rolling else target)
    objectives = [
        leads if relief is None else Objective("leads", "Marketing", "Sales", target, relieved_when=relief),
        Objective("calls", "Sales", "Marketing", AtLeast("10 calls/month")),
    ]
    return Agreement(
        "x",
        Term("2026-01-01"),
        [Party("Marketing"), Party("Sales")],
        objectives,
        no_data="counts as missed",
        metrics=[Metric("leads", "SQL", "count", ["spring"])],
        signatures={"Marketing": "2025-12-01", "Sales": "2025-12-01"},
        consequences=[consequence],
    )


def judged(agreement: Agreement, text: str, through: str = "2026-02") -> Scorecard:
    """Judge rows of `month metric value`, keeping going."""
    rows = [dict(zip(("month", "metric", "value", "segment"), line.split(), strict=False)) for line in text.split(",")]
    actuals = Actuals.from_rows(rows, known=agreement.metrics)
    assert actuals.problems
    return judge(agreement, actuals, through=through, keep_going=True)


@pytest.mark.parametrize(
    "spoiled",
    [
        "2026-02 leads 10O",  # a letter in the number
        "2026-O2 leads 100",  # a letter in the month: any missing month may be meant
        "2026-13 leads 100",
        "2026-02 leeds 100",  # a metric that nobody knows: any missing figure may be meant
        "2026-02 leads 100 sprung",  # a segment that nobody knows
        "2026-02 leads 100,2026-02 leads 120",  # two figures, of which one is wrong
    ],
)
def test_a_row_that_cannot_be_read_costs_nothing(spoiled: str) -> None:
    """January was missed and costs 500 USD; February has no verdict."""
    card = judged(agreed(), f"2026-01 leads 90,2026-01 calls 10,2026-02 calls 10,{spoiled}")
    assert card.verdict("leads", "2026-01").counts_as is Status.MISSED
    february = card.verdict("leads", "2026-02")
    assert (february.status, february.counts_as, february.unreadable) == (Status.NO_DATA, Status.NO_DATA, True)
    assert february.finding.absence is Absence.UNREADABLE
    assert february.because == "the figure for 2026-02 could not be read"
    assert [str(due.month) for due in card.dues] == ["2026-01"]


def test_a_month_that_is_missing_beside_it_still_counts() -> None:
    """Whose figure the row is can be read: the others are missing as the parties agreed."""
    card = judged(agreed(), "2026-01 leads 10O,2026-01 calls 10")
    assert not card.verdict("leads", "2026-01").missed
    assert card.verdict("leads", "2026-02").missed
    assert card.verdict("calls", "2026-02").missed


def test_every_window_that_holds_it_costs_nothing() -> None:
    """A quarter with a month that cannot be read is not judged; the next one is."""
    text = "2026-01 leads 10O,2026-02 leads 1,2026-03 leads 1,2026-04 leads 1"
    card = judged(agreed(rolling=3), text, "2026-04")
    march = card.verdict("leads", "2026-03")
    assert (march.counts_as, march.because) == (
        Status.NO_DATA,
        "a figure from 2026-01 to 2026-03 could not be read",
    )
    assert [str(due.month) for due in card.dues] == ["2026-04"]


def test_it_ends_a_run_of_misses() -> None:
    """It may have been met, and then the misses around it were not in a row."""
    text = "2026-01 leads 1,2026-02 leads 1O,2026-03 leads 1,2026-04 leads 1"
    assert [str(due.month) for due in judged(agreed(ROW), text, "2026-04").dues] == ["2026-04"]


def test_a_miss_that_it_may_excuse_waits() -> None:
    """If calls were missed, leads are excused; whether they were cannot be read, so nothing follows."""
    card = judged(agreed(relief=Missed("calls")), "2026-01 leads 90,2026-01 calls 1O,2026-02 leads 90,2026-02 calls 10")
    january, february = (card.verdict("leads", month) for month in ("2026-01", "2026-02"))
    assert (january.status, january.counts_as) == (Status.MISSED, Status.NO_DATA)
    assert january.because == (
        "90 SQL against at least 100 SQL: 10 SQL short; "
        "nothing follows: a miss of calls would excuse it, and that figure could not be read"
    )
    assert february.missed
    assert [str(due.month) for due in card.dues] == ["2026-02"]


def test_a_table_that_cannot_be_read_at_all_costs_nothing() -> None:
    """A heading is misspelt, and no figure was read."""
    agreement = agreed()
    actuals = Actuals.from_rows([{"mounth": "2026-01", "metric": "leads", "value": 90}], known=agreement.metrics)
    card = judge(agreement, actuals, through="2026-02", keep_going=True)
    assert {verdict.counts_as for verdict in card.verdicts} == {Status.NO_DATA}
    assert card.dues == ()
