"""Which files an agreement is made of: its own, and those that it includes or amends."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from smarketing.agreement_file.documents import parse_document
from smarketing.agreement_file.includes import AMENDS, INCLUDE
from smarketing.agreement_file.loading import document_text


def source_files(path: str | PathLike[str]) -> tuple[Path, ...]:
    """Give the files that `load(path)` reads, the file itself first, then those named in it, as deep as they go.

    AgreementError or OSError if one cannot be read; after `load` all can be.
    """
    found: dict[Path, Path] = {}
    waiting = [Path(path)]
    while waiting:
        file = waiting.pop(0)
        if file.resolve() not in found:
            found[file.resolve()] = file
            waiting += (file.parent / name for name in _named_in(file))
    return tuple(found.values())


def _named_in(file: Path) -> list[str]:
    value = parse_document(document_text(file), str(file)).value
    mapping = value if isinstance(value, Mapping) else {}
    included, amended = mapping.get(INCLUDE, []), mapping.get(AMENDS, [])
    each = (names if isinstance(names, list) else [names] for names in (included, amended))
    return [name for names in each for name in names if isinstance(name, str)]
