"""The HTML page: whole in itself, safe whatever the texts are, the same bytes twice, and complete."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from hypothesis import given

from smarketing import (
    Actuals,
    Agreement,
    AtLeast,
    Consequence,
    Credit,
    Escalate,
    Missed,
    Objective,
    Party,
    Scorecard,
    Term,
    judge,
    loads,
    scorecard_html,
)
from strategies import agreements

VOID = {"meta", "rect", "br", "link", "img", "input", "hr"}
HOSTILE = "<script>alert(1)</script>"
EVIL = "\"><img src=x onerror=alert(2)>&amp;'{{ 7*7 }}"


class Page(HTMLParser):
    """Collects elements, attributes and texts, and checks that elements close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def demo(as_of: datetime | None = None) -> Scorecard:
    agreement = loads((files("smarketing") / "demo" / "agreement.yaml").read_text(encoding="utf-8"))
    actuals = Actuals.read_csv(str(files("smarketing") / "demo" / "actuals.csv"), known=agreement.metrics)
    return judge(agreement, actuals, as_of=as_of)


def hostile() -> Scorecard:
    """Texts that would run if they were not escaped, in every place that takes text."""
    agreement = Agreement(
        f"title {HOSTILE}",
        Term("2026-01-01"),
        [Party(f"giver {HOSTILE}", contact=f"Josh {EVIL}"), Party(f"taker {EVIL}")],
        [Objective(f"promise {EVIL}", f"giver {HOSTILE}", f"taker {EVIL}", AtLeast("100 SQL/month"))],
        summary=f"summary {EVIL}",
        signatures={f"giver {HOSTILE}": "2025-12-01", f"taker {EVIL}": "2025-12-01"},
        consequences=[
            Consequence(f"because {HOSTILE}", Missed("any"), Credit("200 USD")),
            Consequence("tell", Missed("any"), Escalate(f"Josh {EVIL}")),
        ],
    )
    rows = [
        {"month": "2026-01", "metric": f"promise {EVIL}", "value": 4},
        {"month": HOSTILE, "metric": f"promise {EVIL}", "value": 4},
    ]
    return judge(agreement, Actuals.from_rows(rows, known=agreement.metrics), keep_going=True)


@pytest.mark.parametrize("scorecard", [demo(), hostile()], ids=["demo", "hostile"])
def test_nothing_comes_from_elsewhere(scorecard: Scorecard) -> None:
    """No script, no link, no picture, no address: one file is all."""
    page = Page(scorecard_html(scorecard))
    assert not {"script", "link", "img", "iframe", "object", "base", "form", "a"} & set(page.elements)
    names = {name for name, _ in page.attributes}
    assert not {"src", "href", "srcset", "action", "style"} & names
    assert not [name for name in names if name.startswith("on")]


def test_no_address_in_the_source() -> None:
    """Neither in markup nor in the style sheet."""
    text = scorecard_html(demo())
    for part in ("http:", "https:", "//", "@import", "url(", "src=", "<script", "<link"):
        assert part not in text


def test_hostile_texts_are_only_texts() -> None:
    """Every name is shown as written, wherever it stands, and none of it is markup or template."""
    scorecard = hostile()
    page = Page(scorecard_html(scorecard))
    for text in (f"title {HOSTILE}", f"Josh {EVIL}", f"summary {EVIL}", f"because {HOSTILE}", f"promise {EVIL}"):
        assert text in page.text
    assert f"escalate to Josh {EVIL}" in page.text
    assert f"In all giver {HOSTILE} owes taker {EVIL} 200.00 USD." in page.text
    assert str(scorecard.left_out[0]) in page.text
    assert "49" not in page.text


def test_the_same_bytes_twice() -> None:
    """The page depends on nothing but the scorecard."""
    assert scorecard_html(demo()) == scorecard_html(demo())


def test_each_month_is_a_column_and_each_promise_a_row() -> None:
    """Three months and six promises."""
    text = scorecard_html(demo())
    (head,) = re.findall(r"<h2>Verdicts</h2>.*?<thead>(.*?)</thead>", text, re.DOTALL)
    assert re.findall(r'<th scope="col">(.*?)</th>', head) == ["promise", "2026-01", "2026-02", "2026-03"]
    assert re.findall(r'<th scope="row">(.*?)<span', text) == [promise.name for promise in demo().agreement.promises]
    assert text.count('<td class="cell"') == 18


def test_every_sentence_is_there() -> None:
    """Every verdict says why, and every due; what is not simply met says it in the text and not only on hovering."""
    scorecard = demo()
    page = Page(scorecard_html(scorecard))
    titles = {value for name, value in page.attributes if name == "title"}
    assert {verdict.because for verdict in scorecard.verdicts} == titles
    for verdict in scorecard.verdicts:
        assert verdict.status.value == "met" or verdict.because in page.text
    for due in scorecard.dues:
        assert due.because in page.text


def test_statuses_are_words_and_bars_have_a_text() -> None:
    """Colour is never the only sign; a screen reader hears the bar."""
    text = scorecard_html(demo())
    for words in ("met", "missed", "no data", "pending", "excused"):
        assert f">{words}</span>" in text
    assert 'aria-label="104 % of the target"' in text  # 104 of 100
    assert 'aria-label="75 % of the target"' in text  # 3 of 4
    assert '<rect width="75"' in text
    assert 'width="104"' not in text  # a bar ends where it is full


def test_the_head_says_what_was_judged() -> None:
    """Title, months, parties with contacts, standing."""
    page = Page(scorecard_html(demo(as_of=datetime(2026, 3, 20, 12, tzinfo=UTC))))
    assert "Company X marketing, sales and service agreement: scorecard through 2026-03" in page.text
    assert "2026-01 to 2026-03, as of 2026-03-20 12:00+00:00" in page.text
    assert "Marketing (Josh), Sales (Amy), Service (Joan)" in page.text
    assert "may be terminated by Marketing (since 2026-03)" in Page(scorecard_html(demo())).text


def test_a_quiet_scorecard_has_no_empty_parts() -> None:
    """Nothing missed: no reasons, nothing that follows, nothing left out."""
    agreement = Agreement(
        "Quiet",
        Term("2026-01-01"),
        [Party("A"), Party("B")],
        [Objective("leads", "A", "B", AtLeast("1 SQL/month"))],
        signatures={"A": "2025-12-01", "B": "2025-12-01"},
    )
    scorecard = judge(agreement, Actuals.from_dict({"leads": {"2026-01": 1}}, known=agreement.metrics))
    page = Page(scorecard_html(scorecard))
    assert page.elements.count("h2") == 1
    assert "2026-01 to 2026-01 · A, B in force" in page.text


@given(agreements())
def test_every_agreement_has_a_page(agreement: Agreement) -> None:
    """Any agreement, without a single figure, gives a page that is well formed and holds its title."""
    scorecard = judge(agreement, Actuals(), through=agreement.first_month)
    assert " ".join(agreement.title.split()) in Page(scorecard_html(scorecard)).text
