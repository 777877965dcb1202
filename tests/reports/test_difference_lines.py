"""Differences as lines: one each, whatever the names are."""

from smarketing.diffs import Change, Differences
from smarketing.reports import difference_lines


def test_a_difference_is_one_line() -> None:
    """The end of a line in a name, or a mark that turns its direction, is shown."""
    found = Differences((Change("A\nB", "other", "title\u202e", "was x\ny"),), ())
    assert list(difference_lines(found)) == ["A\\nB", f"  {'':<8}  title\\u202e: was x\\ny"]
