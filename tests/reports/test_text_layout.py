"""Tables of text: the same as rich's own where these lose nothing, and nothing is lost elsewhere."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from smarketing.reports.text_layout import Cell, TextTable

WORDS = st.text("ab é売🙂", min_size=1, max_size=6).map(str.strip).filter(bool)
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)
CELLS: st.SearchStrategy[Cell] = st.lists(TEXTS.map(lambda text: [(text, "")]), max_size=3)


def printed(table: object, width: int, colour: bool = False) -> str:
    out = StringIO()
    Console(file=out, width=width, force_terminal=colour, color_system="truecolor" if colour else None).print(table)
    return out.getvalue()


def by_rich(rows: list[list[Cell]], head: list[str]) -> Table:
    """The same table as rich lays it out."""
    table = Table(box=box.SIMPLE_HEAD if head else None, show_header=bool(head), pad_edge=False)
    for place, name in enumerate(head or rows[0]):
        table.add_column(str(name) if head else "", no_wrap=bool(place))
    for row in rows:
        table.add_row(*(Text("\n".join(text for ((text, _style),) in cell)) for cell in row))
    return table


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_it_looks_like_a_table_of_rich(rows: list[list[Cell]]) -> None:
    """Where there is room, to the letter: of one letter wide or two, with a head."""
    head = ["promise", "2026-01", "2026-02"]
    found, expected = printed(TextTable(rows, head), 400), printed(by_rich(rows, head), 400)
    assert found == expected


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4), st.integers(12, 60))
def test_nothing_is_lost_for_want_of_width(rows: list[list[Cell]], width: int) -> None:
    """Every letter is there, whatever the width; no line is too long."""
    text = printed(TextTable(rows, ["p", "m"]), width)
    assert max(map(len, text.splitlines())) <= width
    assert "\u2026" not in text
    letters = sorted("".join(piece for row in rows for cell in row for ((piece, _style),) in cell).replace(" ", ""))
    assert sorted(text.replace("\u2500", "").replace("\n", "").replace(" ", "")) == sorted([*letters, "p", "m"])


def test_the_first_column_gives_way_first() -> None:
    """Down to 8 letters, then the others share what is left; a word that is too long is folded."""
    row: list[Cell] = [[[("one two three four", "")]], [[("1234567890", "")]], [[("1234567890", "")]]]
    lines = [line.rstrip() for line in printed(TextTable([row], gap=1), 35).splitlines()]
    assert lines == ["one two three 1234567890 1234567890", "four"]
    lines = [line.rstrip() for line in printed(TextTable([row], gap=1), 20).splitlines()]
    assert lines == ["one two  12345 12345", "three    67890 67890", "four"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("two\nlines", ["two   next", "lines"]),
        ("tab\there", ["tab     here next"]),
        ("two\nlines\tmore", ["two          next", "lines   more"]),
    ],
)
def test_line_breaks_and_tabs_do_not_break_the_table(text: str, lines: list[str]) -> None:
    """The next column begins where it should."""
    rows: list[list[Cell]] = [[[[(text, "")]], [[("next", "")]]]]
    assert [line.rstrip() for line in printed(TextTable(rows, gap=1), 60).splitlines()] == lines


def test_styles_where_there_is_colour() -> None:
    """Each span keeps its own, also where a paragraph is wrapped."""
    rows: list[list[Cell]] = [[[[("plain ", ""), ("red", "bold red")]]]]
    assert printed(TextTable(rows), 20, colour=True) == "plain \x1b[1;31mred\x1b[0m\n"
    assert printed(TextTable(rows), 6, colour=True) == "plain \n\x1b[1;31mred\x1b[0m   \n"
