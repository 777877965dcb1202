"""How a file of separated values is laid out: its encoding, the line that names its separator, its header."""

import csv
import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

import attrs

NOT_UTF_8 = "not UTF-8 text; save the file as CSV UTF-8"
SEPARATORS = ",;\t|"
BIG_ENDIAN = "utf-16-be"
_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": BIG_ENDIAN}
_STATED = re.compile(r'\ufeff?"?sep=(.)"?[,;\t|]*\r?\n?', re.IGNORECASE)


@attrs.frozen
class CsvLayout:
    """How a file is read: `encoding` as Python calls it, `separator`, and the line and names of its header.

    `stated` is whether a first line, `sep=;`, names the separator. Without rows the header has no names.
    """

    file: Path
    encoding: str
    separator: str
    stated: bool = False
    header_line: int = 1
    header: tuple[str, ...] = ()

    @property
    def has_mixed_ends(self) -> bool:
        """Whether the lines down to the header end in more than one way: LF, CR LF, CR."""
        with _opened(self.file, self.encoding) as text:
            lines = list(islice(text, self.header_line))
        return len({line[len(line.rstrip("\r\n")) :] for line in lines if line.endswith(("\r", "\n"))}) > 1

    def lines(self) -> Iterator[tuple[int, list[str] | None, str]]:
        """Give the rows with the lines where they begin; None and the reason for a row whose quotes are wrong.

        What cannot be decoded is there as surrogates. The line that names the separator is left out.
        """
        with _opened(self.file, self.encoding) as text:
            if self.stated:
                text.readline()
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            while True:
                line = reader.line_num + 1 + self.stated
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    yield line, None, str(error)
                    continue
                if cells is None:
                    return
                yield line, cells, ""


def csv_layout(file: Path, separators: str = SEPARATORS) -> CsvLayout:
    """Find the layout of a file: the separator that its first line names, or the one that gives its header most names.

    OSError if it cannot be opened.
    """
    encoding = _encoding(file)
    with _opened(file, encoding) as text:
        stated = _STATED.fullmatch(text.readline(100))
    layouts = [CsvLayout(file, encoding, each, stated is not None) for each in (stated[1] if stated else separators)]
    return max(map(_with_header, layouts), key=lambda layout: len(layout.header))


def is_undecoded(cell: str) -> bool:
    """Tell whether a cell has bytes that are no text in the encoding of the file."""
    return any("\udc80" <= letter <= "\udcff" for letter in cell)


def is_no_heading(cell: str) -> bool:
    """Tell whether a cell cannot be a heading: UTF-16 without its mark reads as letters with NUL between them."""
    return "\0" in cell or is_undecoded(cell)


def _with_header(layout: CsvLayout) -> CsvLayout:
    rows = ((line, cells or []) for line, cells, _ in layout.lines() if cells is None or any(map(str.strip, cells)))
    line, cells = next(rows, (1, []))
    return attrs.evolve(layout, header_line=line, header=tuple(cell.strip() for cell in cells))


def _encoding(file: Path) -> str:
    with gzip.open(file) if _is_compressed(file) else file.open("rb") as start:
        return _UTF_16.get(start.read(2), "utf-8-sig")


def _opened(file: Path, encoding: str) -> IO[str]:
    opener: Callable[..., IO[str]] = gzip.open if _is_compressed(file) else open
    text = opener(file, "rt", encoding=encoding, errors="surrogateescape", newline="")
    if encoding == BIG_ENDIAN:
        text.read(1)  # its mark, which Python reads as a letter where the order of bytes is named
    return text


def _is_compressed(file: Path) -> bool:
    return file.name.casefold().endswith(".gz")


def rows_where(layout: CsvLayout, found: Callable[[Sequence[str]], bool]) -> tuple[int, list[str]]:
    """Give the first row that is looked for, with its line; line 1 and nothing if there is none."""
    return next(((line, cells) for line, cells, _ in layout.lines() if cells is not None and found(cells)), (1, []))
