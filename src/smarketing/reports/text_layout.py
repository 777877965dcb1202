"""Rows of text side by side, for the terminal: in time that grows with the cells, however many there are.

rich's own tables measure and wrap every cell several times, which takes minutes for a hundred thousand of them. Here a
text is wrapped only where it does not fit, and no text is ever cut off.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import attrs
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

Span = tuple[str, str]
"""A text and its style, '' for none."""

Cell = Sequence[Sequence[Span]]
"""Paragraphs, each of spans; every paragraph begins a line."""

_NARROWEST = 8
_LETTER = 2  # the widest letters take two cells


@attrs.frozen
class TextTable:
    """Rows of cells under each other; in each row as many cells as there are columns.

    A `head` is set apart by a rule. `gap` is the number of spaces between columns. The first column is narrowed if
    there is too little room, then the others.
    """

    rows: Sequence[Sequence[Cell]]
    head: Sequence[str] = ()
    gap: int = 3

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        edge = " " if self.head else ""
        head = [[_measured([[(name, "bold")]]) for name in self.head]] if self.head else []
        rows = [[_measured(cell) for cell in row] for row in self.rows]
        widths = _widths([*head, *rows], options.max_width - 2 * len(edge), self.gap)
        width = sum(widths) + self.gap * (len(widths) - 1)
        blank, rule = (Segment(f"{edge}{letter * width}{edge}\n") for letter in (" ", "\u2500"))
        if self.head:
            yield blank
            yield from _laid_out(head, widths, self.gap, edge, console)
            yield rule
        yield from _laid_out(rows, widths, self.gap, edge, console)
        if self.head:
            yield blank


_Measured = Sequence[tuple[int, bool, Sequence[Span]]]
"""The paragraphs of a cell: how wide each is, and whether it can stand as it is."""


def _measured(cell: Cell) -> _Measured:
    return [_measured_paragraph(paragraph) for paragraph in cell]


def _measured_paragraph(paragraph: Sequence[Span]) -> tuple[int, bool, Sequence[Span]]:
    if len(paragraph) == 1 and (text := paragraph[0][0]).isascii() and text.isprintable():  # nearly all are
        return len(text), True, paragraph
    if all(text.isprintable() for text, _style in paragraph):
        return _width(paragraph), True, paragraph
    lines = _text(paragraph).plain.splitlines()
    return max(map(cell_len, lines), default=0), False, paragraph


def _width(paragraph: Sequence[Span]) -> int:
    return sum(len(text) if text.isascii() else cell_len(text) for text, _style in paragraph)


def _text(paragraph: Sequence[Span]) -> Text:
    text = Text.assemble(*paragraph)
    text.expand_tabs(8)
    return text


def _widths(rows: Sequence[Sequence[_Measured]], room: int, gap: int) -> list[int]:
    """How wide the columns are: as wide as their longest line, if there is room for that."""
    first, *others = (max(map(_cell_width, column)) for column in zip(*rows, strict=True))
    room -= gap * len(others)
    least = min(first, _NARROWEST)
    if others and sum(others) > room - least:
        most = max(_LETTER, (room - least) // len(others))
        others = [min(width, most) for width in others]
    return [min(first, max(_LETTER, room - sum(others))), *others]


def _cell_width(cell: _Measured) -> int:
    return max((width for width, _simple, _spans in cell), default=0)


def _laid_out(
    rows: Iterable[Sequence[_Measured]], widths: Sequence[int], gap: int, edge: str, console: Console
) -> Iterator[Segment]:
    """The lines of all rows: those of the cells side by side, filled up with spaces.

    Texts without a style go together in one segment, and all do where there is no colour: each segment costs time.
    """
    style_of = _no_style if console.color_system is None else _style
    gaps = [*([gap] * (len(widths) - 1)), 0]
    for row in rows:
        cells = [_lines(cell, width, console) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(1, *map(len, cells))):
            plain = edge
            for cell, width, between in zip(cells, widths, gaps, strict=True):
                used, spans = cell[number] if number < len(cell) else (0, ())
                for text, name in spans:
                    if (style := style_of(name)) is None:
                        plain += text
                    else:
                        yield from (Segment(plain), Segment(text, style))
                        plain = ""
                plain += " " * (width - used + between)
            yield Segment(f"{plain}{edge}\n")


def _lines(cell: _Measured, width: int, console: Console) -> list[tuple[int, Sequence[Span]]]:
    """The lines of a cell and how wide they are, none wider than the column."""
    lines: list[tuple[int, Sequence[Span]]] = []
    for own, simple, spans in cell:
        if simple and own <= width:
            lines.append((own, spans))
        else:
            lines += ((_width(line), line) for line in _wrapped(spans, width, console))
    return lines


def _wrapped(paragraph: Sequence[Span], width: int, console: Console) -> Iterator[Sequence[Span]]:
    for line in _text(paragraph).wrap(console, width, overflow="fold"):
        yield [(each.text, str(each.style or "")) for each in line.render(console)]


def _no_style(_: str) -> None:
    return None


@cache
def _style(style: str) -> Style | None:
    return Style.parse(style) if style else None
