"""Small tables for notebooks: escaped, short, and whole."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from smarketing.html_tables import html_table


class Reader(HTMLParser):
    """Collect the texts of a table and the tags that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data


@given(st.text(), st.lists(st.text(), min_size=1, max_size=3), st.data())
def test_every_text_is_escaped(caption: str, columns: list[str], data: st.DataObject) -> None:
    """Whatever stands in a cell, the table has its own tags only, and shows the text as it is."""
    row = data.draw(st.lists(st.text(), min_size=len(columns), max_size=len(columns)))
    page = html_table(caption, columns, [row])
    reader = Reader(page)
    assert reader.tags == ["table", "caption", "tr", *["th"] * len(columns), "tr", *["td"] * len(columns)]
    assert page.count("<") == 2 * len(reader.tags)
    if caption.isprintable() and all(map(str.isprintable, row)):
        shown = [reader.texts[1], *reader.texts[-len(columns) :]]
        assert shown == [caption, *row]


def test_a_long_table_is_cut() -> None:
    """The last line says how many rows there are besides; one more row than fits is said as well."""
    rows = [[number, None] for number in range(5)]
    assert html_table("n", ["a", "b"], rows, most=5).count("<tr>") == 6
    cut = html_table("n", ["a", "b"], iter(rows), most=4)
    assert cut.endswith('<tr><td>3</td><td></td></tr><tr><td colspan="2">and 1 more</td></tr></table>')
    assert "and 2,000 more" in html_table("n", ["a"], [[1]] * 2020)
