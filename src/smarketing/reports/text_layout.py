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
        head: list[Sequence[Cell]] = [[[[(name, "bold")]] for name in self.head]] if self.head else []
        edge = " " if self.head else ""
        widths = _widths([*head, *self.rows], options.max_width - 2 * len(edge), self.gap)
        width = sum(widths) + self.gap * (len(widths) - 1)
        blank, rule = (Segment(f"{edge}{letter * width}{edge}\n") for letter in (" ", "\u2500"))
        if self.head:
            yield blank
            yield from self._laid_out(head, widths, edge, console)
            yield rule
        yield from self._laid_out(self.rows, widths, edge, console)
        if self.head:
            yield blank

    def _laid_out(
        self, rows: Iterable[Sequence[Cell]], widths: Sequence[int], edge: str, console: Console
    ) -> Iterator[Segment]:
        for row in rows:
            for line in _lines(row, widths, self.gap, console):
                yield from _segments(line, edge)


def _widths(rows: Sequence[Sequence[Cell]], room: int, gap: int) -> list[int]:
    """How wide the columns are: as wide as their longest line, if there is room for that."""
    first, *others = (max(map(_cell_width, column)) for column in zip(*rows, strict=True))
    room -= gap * len(others)
    least = min(first, _NARROWEST)
    if others and sum(others) > room - least:
        most = max(1, (room - least) // len(others))
        others = [min(width, most) for width in others]
    return [max(1, min(first, room - sum(others))), *others]


def _cell_width(cell: Cell) -> int:
    return max(map(_width, cell), default=0)


def _is_simple(paragraph: Sequence[Span]) -> bool:
    """Whether a paragraph has no line breaks, tabs or other controls."""
    return all(text.isprintable() for text, _style in paragraph)


def _width(paragraph: Sequence[Span]) -> int:
    if _is_simple(paragraph):
        return sum(cell_len(text) for text, _style in paragraph)
    return max(map(cell_len, _text(paragraph).plain.splitlines()), default=0)


def _text(paragraph: Sequence[Span]) -> Text:
    text = Text.assemble(*paragraph)
    text.expand_tabs(8)
    return text


def _lines(row: Sequence[Cell], widths: Sequence[int], gap: int, console: Console) -> Iterator[list[Span]]:
    """The lines of a row: those of its cells side by side, filled up with spaces."""
    cells = [
        [line for paragraph in cell for line in _wrapped(paragraph, width, console)]
        for cell, width in zip(row, widths, strict=True)
    ]
    for number in range(max(map(len, cells))):
        line: list[Span] = []
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            spans = cell[number] if number < len(cell) else ()
            missing = width - sum(cell_len(text) for text, _style in spans)
            line += [*spans, (" " * (missing + (gap if place + 1 < len(cells) else 0)), "")]
        yield line


def _wrapped(paragraph: Sequence[Span], width: int, console: Console) -> Sequence[Sequence[Span]]:
    """The lines of a paragraph, none wider than the column."""
    if _is_simple(paragraph) and _width(paragraph) <= width:
        return [paragraph]
    lines = _text(paragraph).wrap(console, width, overflow="fold")
    return [[(each.text, str(each.style or "")) for each in line.render(console)] for line in lines]


def _segments(line: Iterable[Span], edge: str) -> Iterator[Segment]:
    """Few segments for a line: texts without a style go together."""
    plain = edge
    for text, style in line:
        if style:
            yield from (Segment(plain), Segment(text, _style(style)))
            plain = ""
        else:
            plain += text
    yield Segment(f"{plain}{edge}\n")


@cache
def _style(style: str) -> Style:
    return Style.parse(style)
