"""What scorecards, plans, measurements and agreements look like in a shell, in a notebook and as dataframes."""

from importlib.resources import files
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Funnel,
    InvalidValueError,
    Objective,
    Party,
    Plan,
    Scorecard,
    Segment,
    Term,
    judge,
    loads,
    measure,
    plan,
)
from smarketing.measuring.measured import Measured

DEMO = loads((files("smarketing") / "demo" / "agreement.yaml").read_text(encoding="utf-8"))
CARD = judge(DEMO, Actuals.read_csv(str(files("smarketing") / "demo" / "actuals.csv"), known=DEMO.metrics))
FUNNEL = Funnel(["SQL", ("customer", "30 %")], "100 USD/customer", "5000 USD/month")
PLAN = plan(FUNNEL)
SEGMENTED = plan(attrs.evolve(FUNNEL, segments=[Segment("<big>", share="40 %"), Segment("small", share="60 %")]))

HANDOFF = loads("""smarketing: 1
title: Leads
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
signatures: {Marketing: 2025-12-01, Sales: 2025-12-01}
objectives: {}
handoffs: {give: {from: Marketing, to: Sales, follow_up: {within: 1 hour, at_least: 90 %}}}
""")


def measured(rows: int = 2) -> Measured:
    """Leads of January, followed up after half an hour, and after two."""
    taken = ["2026-01-05T10:30", "2026-01-06T12:00"]
    leads = [{"id": str(n), "handed_over_at": f"2026-01-0{5 + n}T10:00", "contacted_at": taken[n]} for n in range(rows)]
    frame = pd.DataFrame(leads)
    moments = ["handed_over_at", "contacted_at"]
    return measure(HANDOFF, frame.assign(**{name: pd.to_datetime(frame[name]) for name in moments}))


def simple(**more: Any) -> Agreement:
    objective = Objective("<leads>", "A", "B", AtLeast("100 SQL/month"))
    return Agreement("<b>A & B</b>", Term("2026-01-01"), [Party("A"), Party("B")], [objective], **more)


def test_a_scorecard_shows_in_one_line() -> None:
    """How many verdicts of each status, dues, and what was left out; nothing that there is none of."""
    assert repr(CARD) == (
        "Scorecard('Company X marketing, sales and service agreement', 2026-01 to 2026-03: "
        "8 met, 6 missed, 2 pending, 1 no data, 1 excused, 9 dues)"
    )
    assert repr(attrs.evolve(CARD, dues=CARD.dues[:1], verdicts=())).endswith(": no verdicts, 1 due)")
    rows = [{"month": "2026-01", "metric": "revenue", "value": 5200}, {"month": "x", "metric": "revenue", "value": 1}]
    left_out = judge(DEMO, Actuals.from_rows(rows, known=DEMO.metrics), keep_going=True)
    assert repr(left_out).endswith(", 1 left out)")


def test_a_scorecard_is_a_table_in_a_notebook() -> None:
    """The first twenty verdicts, with every text escaped."""
    card = judge(simple(), Actuals(), through="2027-12")
    assert card._repr_html_() == (
        "<table><caption>Scorecard(&#x27;&lt;b&gt;A &amp; B&lt;/b&gt;&#x27;, 2026-01 to 2027-12: 24 not in force)"
        "</caption><tr><th>month</th><th>promise</th><th>status</th><th>actual</th><th>because</th></tr>"
        + "".join(
            f"<tr><td>{verdict.month}</td><td>&lt;leads&gt;</td><td>not in force</td><td></td>"
            f"<td>{verdict.because}</td></tr>"
            for verdict in card.verdicts[:20]
        )
        + '<tr><td colspan="5">and 4 more</td></tr></table>'
    )
    assert "<td>met</td><td>104 SQL</td><td>104 SQL against at least 100 SQL</td>" in CARD._repr_html_()


def test_an_agreement_shows_in_one_line_and_as_a_table() -> None:
    """Its title, version, term, and how many parties and promises; the promises and who owes them."""
    assert repr(DEMO) == (
        "Agreement('Company X marketing, sales and service agreement', 2026-01-01 to 2026-12-31: 3 parties, 6 promises)"
    )
    agreement = simple(amends=simple(), since="2026-02-01")
    assert repr(agreement) == "Agreement('<b>A & B</b>', version 2, 2026-01-01 to open end: 2 parties, 1 promise)"
    assert agreement._repr_html_() == (
        "<table><caption>Agreement(&#x27;&lt;b&gt;A &amp; B&lt;/b&gt;&#x27;, version 2, 2026-01-01 to open end: "
        "2 parties, 1 promise)</caption><tr><th>promise</th><th>owed by</th><th>owed to</th><th>metric</th>"
        "<th>segment</th></tr><tr><td>&lt;leads&gt;</td><td>A</td><td>B</td><td>&lt;leads&gt;</td><td></td></tr></table>"
    )


def test_a_plan_shows_in_one_line_and_as_a_table() -> None:
    """The goal and the volumes, of long funnels the first and last; each need with its derivation."""
    assert repr(PLAN) == "Plan(5,000.00 USD/month: 167 SQL/month, 50 customer/month)"
    assert repr(SEGMENTED) == "Plan(5,000.00 USD/month: 167 SQL/month, 50 customer/month, 2 segments)"
    long = Funnel(["a", *((name, "100 %") for name in "bcde"), ("customer", "100 %")], "1 USD/customer", "5 USD/month")
    assert repr(plan(long)) == "Plan(5.00 USD/month: 5 a/month, 5 b/month, ..., 5 e/month, 5 customer/month)"
    assert PLAN._repr_html_() == (
        "<table><caption>Plan(5,000.00 USD/month: 167 SQL/month, 50 customer/month)</caption>"
        "<tr><th>segment</th><th>stage</th><th>need</th><th>because</th></tr>"
        "<tr><td></td><td>SQL</td><td>167 SQL/month</td>"
        "<td>50 customer/month / 30 % = 166.67, rounded up to 167 SQL/month</td></tr>"
        "<tr><td></td><td>customer</td><td>50 customer/month</td>"
        "<td>5,000.00 USD/month / 100.00 USD/customer = 50 customer/month</td></tr></table>"
    )
    assert "<td>&lt;big&gt;</td><td>SQL</td>" in SEGMENTED._repr_html_()


def test_what_was_measured_shows_in_one_line_and_as_a_table() -> None:
    """The months, how many figures, and problems if there are any."""
    found = measured()
    assert repr(found) == f"Measured('Leads', 2026-01 to 2026-01: {len(found.figures)} figures)"
    assert repr(attrs.evolve(found, figures=(), problems=(*DEMO.metric_problems, object()))) == (  # type: ignore[arg-type]
        "Measured('Leads': 0 figures, 1 problem)"
    )
    assert "<td>2026-01</td><td>give.followed-up</td><td></td><td>share</td><td>1</td><td>2</td>" in found._repr_html_()


def rows(frame: Any) -> list[dict[str, Any]]:
    """The rows of a frame of Polars."""
    found: list[dict[str, Any]] = frame.to_dicts()
    return found


def test_verdicts_as_a_frame() -> None:
    """One row each, in order; numbers are numbers, months text, what is absent is missing."""
    frame = CARD.verdicts_frame("polars")
    assert [(each["promise"], each["month"]) for each in rows(frame)] == [
        (each.promise.name, str(each.month)) for each in CARD.verdicts
    ]
    assert rows(frame)[-1] == {
        "month": "2026-03",
        "promise": "customers-kept",
        "owed_by": "Service",
        "owed_to": "Sales",
        "metric": "customers-kept",
        "segment": None,
        "status": "met",
        "counts_as": "met",
        "actual": 275 / 3,
        "at_least": 92.0,
        "at_most": None,
        "shortfall": None,
        "unit": "%",
        "attainment": 275 / 276,
        "because": CARD.verdicts[-1].because,
    }
    numbers = {"actual", "at_least", "at_most", "shortfall", "attainment"}
    assert frame.schema == {name: pl.Float64 if name in numbers else pl.String for name in frame.columns}


def test_dues_as_a_frame() -> None:
    """Money is a number beside its currency; a task has none."""
    credit, escalation, *_ = rows(CARD.dues_frame("polars"))
    assert credit == {
        "month": "2026-02",
        "id": "lead-shortfall/qualified-leads/2026-02/1",
        "consequence": "lead-shortfall",
        "effect": "credit",
        "owed_by": "Marketing",
        "owed_to": "Sales",
        "amount": 200.0,
        "unit": "USD",
        "task": None,
        "by": None,
        "because": CARD.dues[0].because,
    }
    said = (escalation["amount"], escalation["unit"], escalation["task"], escalation["by"])
    assert said == (None, None, "escalate to Josh and Amy", "2026-03-05")


def test_needs_as_a_frame() -> None:
    """Of the whole, then of each segment; what arithmetic asks for beside what was rounded."""
    assert rows(PLAN.to_frame("polars"))[0] == {
        "segment": None,
        "stage": "SQL",
        "need": 167.0,
        "exact": 500 / 3,
        "sourced": None,
        "unit": "SQL/month",
        "because": PLAN["SQL"].because,
    }
    named = [(each["segment"], each["stage"]) for each in rows(SEGMENTED.to_frame("polars"))]
    assert named == [(name, stage) for name in (None, "<big>", "small") for stage in ("SQL", "customer")]
    sourced = plan(
        Funnel(
            ["SQL", ("customer", "30 %")], "1 USD/customer", "10 USD/month", sources={"SQL": "60 %", "customer": "40 %"}
        )
    )
    assert sourced["customer"].sourced is not None
    assert rows(sourced.to_frame("polars"))[1]["sourced"] == float(sourced["customer"].sourced.value)


def test_figures_as_a_frame() -> None:
    """Every figure with its units."""
    found = measured()
    frame = rows(found.to_frame("polars"))
    assert [(each["of"], each["measure"], each["value"]) for each in frame] == [
        (each.of, each.measure, each.value) for each in found.figures
    ]
    (median,) = (each for each in frame if each["measure"] == "median")
    assert (median["unit"], median["base"], median["segment"]) == ("microseconds", None, None)


@pytest.mark.parametrize("value", [PLAN, measured()], ids=["plan", "measured"])
def test_one_table_goes_out_as_a_stream_of_arrow(value: Any) -> None:
    """Whoever takes such a stream takes the value."""
    assert pa.table(value) == value.to_frame("pyarrow")
    assert pl.DataFrame(value).equals(value.to_frame("polars"))


FRAMES = {
    "verdicts": CARD.verdicts_frame,
    "dues": CARD.dues_frame,
    "needs": PLAN.to_frame,
    "figures": measured().to_frame,
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_frames_are_of_the_library_asked_for(frame: Any) -> None:
    """And of no other."""
    types = [type(frame(backend)) for backend in ("pandas", "polars", "pyarrow")]
    assert types == [pd.DataFrame, pl.DataFrame, pa.Table]
    with pytest.raises(InvalidValueError, match=r"^a frame is of 'pandas', 'polars' or 'pyarrow'; not 'dask'$"):
        frame("dask")


def test_empty_frames_have_their_columns() -> None:
    """So that whoever reads them need not look whether there is anything."""
    empty = attrs.evolve(CARD, verdicts=(), dues=())
    assert empty.dues_frame("polars").schema == CARD.dues_frame("polars").schema
    assert empty.verdicts_frame("polars").schema == CARD.verdicts_frame("polars").schema
    assert Plan(FUNNEL, ()).to_frame("polars").schema == PLAN.to_frame("polars").schema


def test_a_scorecard_is_no_stream() -> None:
    """It has two tables."""
    assert not hasattr(Scorecard, "__arrow_c_stream__")
