"""Ids that stand in more than one row of a table with one row a case."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from duckdb import DuckDBPyRelation


class RepeatedIds(NamedTuple):
    """How many ids stand in several rows, in how many of them these rows are the same, and the least such id."""

    ids: int
    alike: int
    first: object

    def __str__(self) -> str:
        ids = "1 id stands" if self.ids == 1 else f"{self.ids:,} ids stand"
        alike = f"; the rows of {self.alike:,} of them are the same" if self.alike else ""
        return f"{ids} in more than one row, the first in order {self.first!r}{alike}"


def repeated_ids(relation: "DuckDBPyRelation") -> RepeatedIds | None:
    """Find the ids of several rows in the column `id`, for a relation that has one; None if there are none."""
    rows = relation.filter("id IS NOT NULL")
    several = rows.aggregate("id, count(*) AS rows").filter("rows > 1")
    count, first = several.aggregate("count(*), min(id)").fetchall()[0]
    if not count:
        return None
    theirs = rows.set_alias("a").join(several.set_alias("b"), "id", how="semi")  # few; all rows would fill the memory
    alike, _ = (
        theirs.distinct().aggregate("id, count(*) AS rows").aggregate("count(*) FILTER (rows = 1), 0").fetchall()[0]
    )
    return RepeatedIds(count, alike, first)
