"""Files that several agreements share: units, hours, definitions and scoring from elsewhere in the folder."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from smarketing.agreement import SECTIONS
from smarketing.agreement_file.codec import Refused, as_mapping, described
from smarketing.agreement_file.documents import Document, Path
from smarketing.agreement_file.openers import Opener
from smarketing.agreement_file.sections import VERSION
from smarketing.errors import AgreementError, Problem

AMENDS = "amends"
SHARED = tuple(section.key for section in SECTIONS if section.shared)
"""The sections that an included file may hold."""

INCLUDE = "include"
_MOST_INCLUDES = 100


@attrs.frozen
class Owner:
    """Where a part comes from that a document does not hold itself: what places it, and its path there.

    `earlier` parts are of the version before, and stay as they are.
    """

    source: "Document | Sources"
    path: Path
    earlier: bool = False


@attrs.frozen
class Sources:
    """A document with what it includes or amends: the `mapping` of it all, and the place of every part of it.

    `owners` are the origins of parts by their path, a section or a section and a name (for units a place); what is not
    in it is of the document itself. `included` are the files that the document itself includes.
    """

    main: Document
    mapping: dict[str, object]
    owners: Mapping[Path, Owner] = {}
    included: tuple[Document, ...] = ()

    def placed(self, problem: Problem) -> Problem:
        """Give a problem the file, line and column of its path."""
        owner, rest = self._owner(problem.path)
        return owner.source.placed(attrs.evolve(problem, path=(*owner.path, *rest)))

    def to_mend(self, problem: Problem) -> Problem:
        """Give a problem the place where it is to be mended: what a version before said is past."""
        placed = self.placed(problem)
        if not self._owner(problem.path)[0].earlier:
            return placed
        stays = f"{problem.message}; {placed.file}:{placed.line} still says so, replace or remove it"
        at = self.main.placed(Problem("", (AMENDS,)))
        return attrs.evolve(placed, message=stays, file=at.file, line=at.line, column=at.column)

    def _owner(self, path: Path) -> tuple[Owner, Path]:
        """The origin of the nearest part around a path, and the rest of the path."""
        known = (length for length in (2, 1) if len(path) >= length and path[:length] in self.owners)
        length = next(known, 0)
        return (self.owners[path[:length]], path[length:]) if length else (Owner(self.main, ()), path)


def gathered(document: Document, opener: Opener) -> Sources:
    """Take a document together with the files that it includes.

    AgreementError with all problems of the inclusion: files that are not there, lie outside, or hold something else,
    files that are named twice, and names that stand in two of them.
    """
    mapping = dict(as_mapping(document.value, ()))
    if INCLUDE not in mapping:
        return Sources(document, mapping)
    problems: list[Problem] = []
    read: dict[object, Document] = {}
    for path, name in _names(document, mapping.pop(INCLUDE)):
        try:
            opened = opener(name)
        except Refused as refusal:
            problems += (document.placed(attrs.evolve(each, path=path)) for each in refusal.problems)
        except AgreementError as error:
            problems += error.problems
        else:
            if opened.identity in read:
                problems.append(document.placed(Problem(f"{name} is included already; name each file once", path)))
            read[opened.identity] = opened.document
    sources = Sources(document, mapping, included=tuple(read.values()))
    for included in sources.included:
        problems += _version_problems(included)
        sources, twice = _with(sources, included)
        problems += twice
    if problems:
        raise AgreementError((*document.problems, *problems))
    return sources


def _names(document: Document, value: object) -> Iterator[tuple[Path, str]]:
    names: Sequence[object] = value if isinstance(value, list) else [value]
    if len(names) > _MOST_INCLUDES:
        problem = Problem(f"an agreement includes {_MOST_INCLUDES} files at most, not {len(names):,}", (INCLUDE,))
        raise AgreementError((document.placed(problem),))
    for place, name in enumerate(names):
        path: Path = (INCLUDE, place) if isinstance(value, list) else (INCLUDE,)
        if not isinstance(name, str):
            problem = Problem(f"this is {described(name)} where the name of a file belongs", path)
            raise AgreementError((document.placed(problem),))
        yield path, name


def _version_problems(included: Document) -> Iterator[Problem]:
    value = included.value if isinstance(included.value, Mapping) else {}
    version = value.get("smarketing")
    if version != VERSION or isinstance(version, bool):
        yield included.placed(Problem(f"an included file begins like every other: 'smarketing: {VERSION}'"))
    yield from included.problems


def _with(sources: Sources, included: Document) -> tuple[Sources, list[Problem]]:
    """The sources with the sections of one more file."""
    problems: list[Problem] = []
    mapping, owners = dict(sources.mapping), dict(sources.owners)
    value = included.value if isinstance(included.value, Mapping) else {}
    for section, theirs in value.items():
        if section == "smarketing":
            continue
        if section not in SHARED:
            message = f"an included file holds {', '.join(SHARED)}; {section} belongs in the agreement"
            problems.append(included.placed(Problem(message, (section,))))
            continue
        ours = mapping.get(section)
        if section == "units":
            mapping[section], owners = _joined(ours, theirs, owners, included)
        else:
            mapping[section], twice = _merged(section, ours, theirs, owners, included)
            problems += (sources.placed(each) for each in twice)
    return attrs.evolve(sources, mapping=mapping, owners=owners), problems


def _joined(ours: object, theirs: object, owners: dict[Any, Any], included: Document) -> tuple[object, dict[Any, Any]]:
    """Lists of units one after the other, those included last: the agreement's own keep their places."""
    mine, more = (each if isinstance(each, list) else [] for each in (ours, theirs))
    if not isinstance(theirs, list) or not (ours is None or isinstance(ours, list)):
        return ours if ours is not None else theirs, owners
    added = {("units", len(mine) + place): Owner(included, ("units", place)) for place in range(len(more))}
    return [*mine, *more], owners | added


def _merged(
    section: str, ours: object, theirs: object, owners: dict[Any, Any], included: Document
) -> tuple[object, list[Problem]]:
    """Parts by name, those included before the agreement's own; a name of both is a problem of the agreement's."""
    if not isinstance(theirs, Mapping) or not isinstance(ours, Mapping | None):
        return ours if ours is not None else theirs, []
    mine = dict(ours or {})
    twice = [name for name in theirs if name in mine]
    owners.update({(section, name): Owner(included, (section, name)) for name in theirs if name not in mine})
    problems = [Problem(f"{name!r} stands in {included.name} too", (section, name)) for name in twice]
    return {**theirs, **mine}, problems
