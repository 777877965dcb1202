"""The scorecard and the plan in the terminal: words without colour, and nothing lost for want of width."""

from importlib.resources import files
from io import StringIO

import pytest
from rich.console import Console

from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    Funnel,
    Journal,
    Missed,
    Objective,
    Party,
    Scorecard,
    Term,
    Terminate,
    Waiver,
    judge,
    loads,
    plan,
)
from smarketing.reports import print_plan, print_scorecard
from smarketing.reports.view import view_of


def printed(scorecard: Scorecard, width: int = 80, colour: bool = False) -> str:
    out = StringIO()
    print_scorecard(
        scorecard, Console(file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None)
    )
    return out.getvalue()


def words(text: str) -> str:
    return " ".join(text.split())


def demo() -> Scorecard:
    agreement = loads((files("smarketing") / "demo" / "agreement.yaml").read_text(encoding="utf-8"))
    actuals = Actuals.read_csv(str(files("smarketing") / "demo" / "actuals.csv"), known=agreement.metrics)
    return judge(agreement, actuals)


def year(months: int = 12, end: str | None = None, **more: object) -> Scorecard:
    agreement = Agreement(
        "A year",
        Term("2026-01-01", end),
        [Party("A"), Party("B")],
        [Objective("leads", "A", "B", AtLeast("100 SQL/month"))],
        consequences=[Consequence("end", Missed("leads", times=3, running=True), Terminate())],
        **({"signatures": {"A": "2025-12-01", "B": "2025-12-01"}} | more),  # type: ignore[arg-type]
    )
    figures = {"leads": {f"2026-{month:02}": 100 + month for month in range(1, months + 1)}}
    return judge(agreement, Actuals.from_dict(figures, known=agreement.metrics))


def test_no_colour_codes_where_there_is_no_colour() -> None:
    """In a pipe the text is plain."""
    assert "\x1b" not in printed(demo())


def test_colour_where_there_is_some() -> None:
    """A terminal shows the same words in colour."""
    coloured = printed(demo(), colour=True)
    assert "\x1b[1;31mmissed" in coloured
    assert "\x1b[32mmet" in coloured


def test_statuses_are_words() -> None:
    """Each of them can be read without colour, and next to its figure."""
    text = printed(demo())
    assert "qualified-leads         met            missed         missed" in text
    assert "Marketing to Sales      104 SQL        92 SQL         95 SQL" in text
    assert "at least 100 SQL" in text
    for status in ("excused", "no data", "pending"):
        assert status in text


def test_head_totals_and_reasons() -> None:
    """The standing first, then the verdicts, why, what follows, and the sum: 200 + 100 USD."""
    text = words(printed(demo()))
    parts = [
        "Company X marketing, sales and service agreement",
        "2026-01 to 2026-03: may be terminated by Marketing (since 2026-03)",
        "promise 2026-01 2026-02 2026-03",
        "Why",
        "What follows",
        "In all Marketing owes Sales 300.00 USD.",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_credits_without_an_amount_are_counted_in_the_end() -> None:
    """A sum alone would hide that more is owed."""
    agreement = loads("""smarketing: 1
title: Hosting
term: {start: 2026-01-01}
parties: {Host: {contact: Josh}, Client: {contact: Amy}}
signatures: {Host: 2025-12-15, Client: 2025-12-15}
metrics: {charges: {unit: USD, kind: count}}
objectives: {faults: {owed_by: Host, owed_to: Client, at_most: 0 incidents/month}}
consequences: {credit: {when: {missed: faults}, credit: {pay: 5 %, of: charges}}}
""")
    faults = {"2026-01": 1, "2026-02": 1, "2026-03": 1}
    for charged, known, more in (
        ({"2026-01": 4000}, "200.00 USD", "2 credits whose amounts are"),
        ({"2026-01": 4000, "2026-02": 4000}, "400.00 USD", "1 credit whose amount is"),
    ):
        expected = [f"In all Host owes Client {known}.", f"Host also owes Client {more} not known yet."]
        actuals = Actuals.from_dict({"faults": faults, "charges": charged}, known=agreement.metrics)
        assert list(view_of(judge(agreement, actuals)).totals) == expected


@pytest.mark.parametrize("width", [40, 60, 80, 120, 300])
def test_no_sentence_is_lost_at_any_width(width: int) -> None:
    """Every reason of what is not met, and of every due, is there in full, on however many lines."""
    scorecard = demo()
    text = words(printed(scorecard, width))
    assert "…" not in text
    for verdict in scorecard.verdicts:
        assert verdict.status.value == "met" or verdict.because in text
    for due in scorecard.dues:
        assert f"{due.because} ({due.consequence})" in text


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_every_month_is_there_at_any_width(width: int) -> None:
    """Twelve months at 80 columns are several tables, each with its promises, in order, no line too long."""
    text = printed(year(), width)
    places = [text.index(f"2026-{month:02}", text.index("promise")) for month in range(1, 13)]
    assert places == sorted(places)
    for month in range(1, 13):
        assert f"{100 + month} SQL" in text
    assert max(map(len, text.splitlines())) <= width
    tables = -(-12 // max(1, (width - 24) // 15))
    assert text.count("promise") == tables


@pytest.mark.parametrize(
    ("scorecard", "standing"),
    [
        (year(), "2026-01 to 2026-12: in force"),
        (year(months=2, signatures={"A": "2025-12-01"}), "2026-01 to 2026-02: not in force"),
        (year(end="2026-12-31"), "2026-01 to 2026-12: ended"),
    ],
    ids=["in force", "not in force", "ended"],
)
def test_the_standing_in_words(scorecard: Scorecard, standing: str) -> None:
    """How the agreement stands after the last month."""
    assert printed(scorecard).splitlines()[1] == standing


def test_what_was_left_out_is_said() -> None:
    """Rows that could not be read are counted and listed."""
    agreement = year().agreement
    rows = [
        {"month": f"2026-0{month}", "metric": metric, "value": 200} for month, metric in enumerate(["leads", "led"], 1)
    ]
    text = printed(judge(agreement, Actuals.from_rows(rows, known=agreement.metrics), keep_going=True))
    assert "Left out (1):" in text
    assert "rows:2:2: metric: no metric named 'led'; metrics are 'leads'" in words(text)


def test_texts_are_no_markup() -> None:
    """Square brackets in names are shown, not obeyed; an emoji code stays as it is."""
    agreement = Agreement(
        "[bold]:smile: [link=x]",
        Term("2026-01-01"),
        [Party("[red]A"), Party("[/]B")],
        [Objective("[blink]leads", "[red]A", "[/]B", AtLeast("100 SQL/month"))],
        signatures={"[red]A": "2025-12-01", "[/]B": "2025-12-01"},
        consequences=[Consequence("[dim]money", Missed("any"), Credit("5 USD"))],
    )
    text = printed(judge(agreement, Actuals.from_dict({"[blink]leads": {"2026-01": 1}}, known=agreement.metrics)))
    for shown in ("[bold]:smile: [link=x]", "[red]A to [/]B", "[blink]leads", "([dim]money)"):
        assert shown in text


def test_a_waiver_is_shown() -> None:
    """What the other party let pass is excused, and says by whom."""
    agreement = year().agreement
    actuals = Actuals.from_dict({"leads": {"2026-01": 1}}, known=agreement.metrics)
    text = printed(judge(agreement, actuals, journal=Journal([Waiver("leads", "2026-01", "B", "a holiday")])))
    assert "leads excused" in text
    assert "excused: waived by B: a holiday" in words(text)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_plan_prints_its_derivation(width: int) -> None:
    """From the goal back to the first stage, with every step, at any width: 50 / 0.5 = 100, 100 / 0.4 = 250."""
    funnel = Funnel(["MQL", ("SQL", "40 %"), ("customer", "50 %")], "100 USD/customer", "5000 USD/month")
    out = StringIO()
    print_plan(plan(funnel), Console(file=out, width=width))
    text = out.getvalue()
    assert words(text).startswith("5,000.00 USD/month at 100.00 USD/customer; rounding: up at every stage")
    places = [text.index(need) for need in ("50 customer/month", "100 SQL/month", "250 MQL/month")]
    assert places == sorted(places)
    assert "…" not in text
    if width == 200:
        assert "100 SQL/month / 40 % = 250 MQL/month" in text


def test_what_tolerance_made_met_asks_for_a_reason() -> None:
    """99 of 100 is met within 2 %, and said under Why; 100 of 100 needs no reason."""
    agreement = Agreement(
        "Leads",
        Term("2026-01-01"),
        [Party("A"), Party("B")],
        [Objective("leads", "A", "B", AtLeast("100 SQL/month", tolerance="2 %"))],
        signatures={"A": "2025-12-01", "B": "2025-12-01"},
    )
    actuals = Actuals.from_dict({"leads": {"2026-01": 100, "2026-02": 99}}, known=agreement.metrics)
    (why,) = view_of(judge(agreement, actuals)).remarkable
    assert (why.month, why.word) == ("2026-02", "met")
    assert why.because == "99 SQL against at least 100 SQL, within the tolerance of 2 %"
