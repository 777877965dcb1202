"""Small tables for notebooks."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import islice

from smarketing.legible_text import legible


def html_table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, most: int = 20) -> str:
    """Write a table in HTML, every text in it escaped; None is an empty cell.

    At most `most` rows are shown; a last line says how many there are besides.

    >>> html_table("a < b", ["n"], [[1], [None]])
    '<table><caption>a &lt; b</caption><tr><th>n</th></tr><tr><td>1</td></tr><tr><td></td></tr></table>'
    """
    remaining = iter(rows)
    shown = [_row("td", row) for row in islice(remaining, most)]
    more = sum(1 for _ in remaining)
    last = f'<tr><td colspan="{len(columns)}">and {more:,} more</td></tr>' if more else ""
    return f"<table><caption>{escape(legible(caption))}</caption>{_row('th', columns)}{''.join(shown)}{last}</table>"


def _row(tag: str, cells: Iterable[object]) -> str:
    filled = (f"<{tag}>{'' if cell is None else escape(legible(str(cell)))}</{tag}>" for cell in cells)
    return f"<tr>{''.join(filled)}</tr>"
