"""Queries of DuckDB and Spark that grow step by step, as text, and are looked at when their rows are asked for.

Engines bind a whole query again for each step that is added to it, which takes seconds for a small table; text costs
nothing. Names of columns are plain words here, so that no engine has to quote them.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import count
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

NEVER = 1 << 62
"""Later than all instants: when something happened that did not."""
_SOURCE, _PIECES = "smarketing_source", "smarketing_pieces"
_STEP = re.compile(r"\b(?:step_\d+|last)\b")
_numbers = count()


@attrs.define(eq=False)
class QuerySource:
    """The table that queries ask, where DuckDB or Spark has it, and the pieces of functions that they look up.

    The pieces are columns of whole numbers; `cell` is the key. `connection` is the one of DuckDB that the table belongs
    to, if it is our own.
    """

    frame: Any
    connection: Any = None
    _parts: list[Mapping[str, NDArray[np.int64]]] = attrs.field(factory=list)
    _length: int = 0

    @property
    def is_spark(self) -> bool:
        """Whether Spark has it."""
        return bool(self.frame.implementation.is_pyspark())

    @property
    def query(self) -> "Query":
        """All of its rows."""
        names = tuple(self.frame.columns)
        return Query(self, ((_named(), f"SELECT {', '.join(names)} FROM {_SOURCE}"),), names)

    def keep(self, columns: Mapping[str, NDArray[np.int64]]) -> int:
        """Keep some rows of pieces, and give the key of the first: the others follow it one by one."""
        begins = self._length
        self._parts.append(columns)
        self._length += len(next(iter(columns.values())))
        return begins

    def cell(self, number: str, first: int, width: int) -> str:
        """Give in which cell of a width a number lies, counted from a first one before which there is none."""
        return f"({number} - ({first})) {'div' if self.is_spark else '//'} {width}"

    @property
    def pieces(self) -> dict[str, NDArray[np.int64]]:
        """All pieces in one table; where a function has fewer than others, its last piece again."""
        names = list(dict.fromkeys(name for part in self._parts for name in part))
        nothing = np.zeros(0, dtype=np.int64)
        pieces = {"cell": np.arange(self._length, dtype=np.int64)}
        for name in names:
            columns = (part.get(name, np.zeros(len(next(iter(part.values()))), dtype=np.int64)) for part in self._parts)
            pieces[name] = np.concatenate([nothing, *columns])
        return pieces


def _named() -> str:
    return f"step_{next(_numbers)}"


@attrs.frozen(eq=False)
class Query:
    """Steps of a query, each a name and its text, and the columns of the last one."""

    source: QuerySource
    steps: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]

    @property
    def _last(self) -> str:
        return self.steps[-1][0]

    def _step(self, text: str, columns: Sequence[str], *others: "Query") -> "Query":
        steps = dict(self.steps)
        for other in others:
            steps |= dict(other.steps)
        return Query(self.source, (*steps.items(), (_named(), text)), tuple(columns))

    def with_columns(self, **columns: str) -> "Query":
        """Add columns, or replace them; each is an expression over the others as they were."""
        kept = [name for name in self.columns if name not in columns]
        added = [f"{expression} AS {name}" for name, expression in columns.items()]
        return self._step(f"SELECT {', '.join([*kept, *added])} FROM {self._last}", [*kept, *columns])

    def select(self, *names: str, **columns: str) -> "Query":
        """Keep some columns, and add others."""
        made = [*names, *(f"{expression} AS {name}" for name, expression in columns.items())]
        return self._step(f"SELECT {', '.join(made)} FROM {self._last}", [*names, *columns])

    def without(self, *names: str) -> "Query":
        """Drop columns."""
        return self.select(*(name for name in self.columns if name not in names))

    def where(self, condition: str) -> "Query":
        """Keep the rows for which a condition holds."""
        return self._step(f"SELECT * FROM {self._last} WHERE {condition}", self.columns)

    def grouped(self, *keys: str, **aggregates: str) -> "Query":
        """Give a row for each group, with aggregates."""
        made = [*keys, *(f"{expression} AS {name}" for name, expression in aggregates.items())]
        by = f" GROUP BY {', '.join(keys)}" if keys else ""
        return self._step(f"SELECT {', '.join(made)} FROM {self._last}{by}", [*keys, *aggregates])

    def joined(self, other: "Query", on: Sequence[str], *taken: str, where: str = "", kind: str = "INNER") -> "Query":
        """Put the columns `taken` of another query beside each row, joined on columns of one name.

        `where` is a further condition over `one` and `other`; `kind` is INNER, LEFT or ANTI.
        """
        conditions = [*(f"one.{name} = other.{name}" for name in on), *([where] if where else [])]
        columns = [*(f"one.{name}" for name in self.columns), *(f"other.{name}" for name in taken)]
        text = f"SELECT {', '.join(columns)} FROM {self._last} AS one {kind} JOIN {other._last} AS other"  # noqa: SLF001 - another one of its own
        return self._step(f"{text} ON {' AND '.join(conditions)}", [*self.columns, *taken], other)

    def beside_pieces(self, first: int, after: int, key: str, **columns: str) -> "Query":
        """Add columns that follow from the row of pieces with a key, `p`, if it lies from `first` to before `after`."""
        kept = [name for name in self.columns if name not in columns]
        made = [*(f"q.{name}" for name in kept), *(f"{expression} AS {name}" for name, expression in columns.items())]
        pieces = f"(SELECT * FROM {_PIECES} WHERE cell >= {first} AND cell < {after}) AS p"
        text = f"SELECT {', '.join(made)} FROM {self._last} AS q LEFT JOIN {pieces} ON p.cell = {key}"
        return self._step(text, [*kept, *columns])

    def and_rows_of(self, *others: "Query") -> "Query":
        """Give the rows of others too, which have the same columns in any order."""
        listed = ", ".join(self.columns)
        parts = [f"SELECT {listed} FROM {each._last}" for each in (self, *others)]  # noqa: SLF001 - others of its own
        return self._step(" UNION ALL ".join(parts), self.columns, *others)

    def split(self, column: str, separator: str) -> "Query":
        """Give a row for each text in a column that holds several, without blanks around them, and each once."""
        if self.source.is_spark:
            pattern = re.escape(separator).replace("\\", "\\\\").replace("'", "\\'")
            texts = f"explode(array_distinct(transform(split({column}, '{pattern}'), t -> trim(t))))"
        else:
            quoted = separator.replace("'", "''")
            split = f"string_split({column}, '{quoted}')"
            texts = f"unnest(list_distinct(list_transform({split}, lambda t: trim(t))))"
        return self.with_columns(**{column: texts})

    def numbered(self, name: str, by: Sequence[str], order: Sequence[str]) -> "Query":
        """Number the rows of each group from 1 on, in an order."""
        return self.with_columns(
            **{name: f"row_number() OVER (PARTITION BY {', '.join(by)} ORDER BY {', '.join(order)})"}
        )

    def rows(self) -> list[tuple[Any, ...]]:
        """Ask for the rows."""
        if self.source.is_spark:
            return [tuple(row) for row in self.spark_frame().collect()]
        return self.asked_of_duckdb("SELECT * FROM last")

    def asked_of_duckdb(self, finally_: str) -> list[tuple[Any, ...]]:
        """Ask DuckDB something of the step `last`, which has all rows."""
        return _asked(self.source.connection, self.source.frame.to_native(), self.text(finally_), self.source.pieces)

    def text(self, finally_: str = "SELECT * FROM last") -> str:
        """Give the whole query as text for DuckDB, which is told to work out once what is asked for more than once."""
        return _with(self._all_steps, finally_, self._asked_twice(finally_))

    @property
    def _all_steps(self) -> dict[str, str]:
        return dict(self.steps) | {"last": f"SELECT {', '.join(self.columns)} FROM {self._last}"}

    def _asked_twice(self, finally_: str) -> set[str]:
        asked = Counter(_STEP.findall(" ".join([*self._all_steps.values(), finally_])))
        return {name for name, times in asked.items() if times > 1}

    def spark_frame(self) -> Any:
        """Give a frame of Spark with the rows; what is asked for more than once is worked out now, and once."""
        frame, pieces = self.source.frame.to_native(), self.source.pieces
        session, finally_ = frame.sparkSession, "SELECT * FROM last"
        own = {name: f"{name}_{next(_numbers)}" for name in (_SOURCE, _PIECES)}
        rows = list(zip(*(numbers.tolist() for numbers in pieces.values()), strict=True))
        schema = ", ".join(f"{name} bigint" for name in pieces)
        frame.createOrReplaceTempView(own[_SOURCE])
        session.createDataFrame(rows, schema, verifySchema=False).createOrReplaceTempView(own[_PIECES])
        views, steps, twice = [*own.values()], dict[str, str](), self._asked_twice(finally_)
        try:
            for name, text in self._all_steps.items():
                steps[name] = text.replace(_SOURCE, own[_SOURCE]).replace(_PIECES, own[_PIECES])
                if name in twice:
                    found = session.sql(_with(steps, f"SELECT * FROM {name}")).localCheckpoint()
                    found.createOrReplaceTempView(name)
                    views.append(name)
                    del steps[name]
            return session.sql(_with(steps, finally_))
        finally:  # Spark has read the texts
            for view in views:
                session.catalog.dropTempView(view)


def _with(steps: Mapping[str, str], finally_: str, held: Collection[str] = ()) -> str:
    listed = (f"{name} AS {'MATERIALIZED ' if name in held else ''}({text})" for name, text in steps.items())
    return f"WITH {', '.join(listed)} {finally_}"


def _asked(
    connection: Any, smarketing_source: Any, text: str, smarketing_pieces: Mapping[str, NDArray[np.int64]]
) -> list[tuple[Any, ...]]:
    """Ask DuckDB, which finds the rows and the pieces by the names of the arguments here.

    A connection of our own is asked at once. That of somebody's relation is not known, and may look at no arguments.
    """
    import duckdb  # noqa: PLC0415 - it takes longer to import than this library

    if connection is not None:
        return connection.execute(text).fetchall()  # type: ignore[no-any-return]
    relation = smarketing_source
    try:
        return relation.query(_SOURCE, text).fetchall()  # type: ignore[no-any-return]
    except duckdb.CatalogException:  # the connection does not look at what Python has
        lists = (f"unnest({numbers.tolist()}::BIGINT[]) AS {name}" for name, numbers in smarketing_pieces.items())
        with_pieces = f"WITH {_PIECES} AS (SELECT {', '.join(lists)}), {text.removeprefix('WITH ')}"
        return relation.query(_SOURCE, with_pieces).fetchall()  # type: ignore[no-any-return]


def flag(condition: str) -> str:
    """Give 1 where a condition holds, else 0, also where it is unknown."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def chosen(column: str, values: Sequence[int]) -> str:
    """Give the value at the place that a column holds; the first one for places that there are not."""
    if len(set(values)) == 1:
        return str(values[0])
    cases = " ".join(f"WHEN {column} = {place} THEN {value}" for place, value in enumerate(values[1:], 1))
    return f"CASE {cases} ELSE {values[0]} END"


def least(*values: str) -> str:
    """Give the least of some values; NEVER of none."""
    return f"least({', '.join(values)})" if len(values) > 1 else (*values, str(NEVER))[0]
