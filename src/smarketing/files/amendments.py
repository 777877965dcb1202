"""Amendments: a file that says what another agreement says differently from a day on."""

from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

import attrs

from smarketing.errors import AgreementError, Problem, name_hint
from smarketing.files.documents import Document, Path, parse_document
from smarketing.files.includes import AMENDS, Owner, Sources, gathered, read_beside
from smarketing.files.shapes import Refused, as_mapping, described

REMOVED = "removed"
NAMED = tuple("parties needs hours definitions scoring metrics objectives handoffs consequences cadence".split())
"""The sections whose parts an amendment replaces, adds and removes by their names."""

_NOT_PASSED_ON = (AMENDS, "from", REMOVED, "signatures")
_MOST_VERSIONS = 100


def versions(text: str, name: str, folder: FilePath | None) -> Iterator[Sources]:
    """Give the document of a text and those that it amends, each with what it includes, oldest first.

    AgreementError for what is amended and cannot be read.
    """
    found: list[Sources] = []
    seen: list[FilePath] = []
    document = parse_document(text, name)
    while True:
        if folder is not None:
            seen.append(FilePath(document.name).resolve())
        try:
            sources = gathered(document, folder)
        except Refused as refusal:
            raise AgreementError(tuple(map(document.placed, refusal.problems))) from refusal
        found.append(sources)
        if AMENDS not in sources.mapping:
            return reversed(found)
        document = _amended_document(sources, folder, seen)
        folder = FilePath(document.name).parent


def _amended_document(sources: Sources, folder: FilePath | None, seen: list[FilePath]) -> Document:
    """Read the document that another amends; AgreementError, at the place that names it, if that cannot be."""
    try:
        return _read_unseen(sources.mapping[AMENDS], folder, seen)
    except Refused as refusal:
        at = (attrs.evolve(each, path=(AMENDS,)) for each in refusal.problems)
        raise AgreementError(tuple(map(sources.placed, at))) from refusal


def _read_unseen(name: object, folder: FilePath | None, seen: list[FilePath]) -> Document:
    if not isinstance(name, str):
        raise Refused([Problem(f"this is {described(name)} where the name of a file belongs")])
    document = read_beside(name, folder)
    if FilePath(document.name).resolve() in seen:
        raise Refused([Problem(f"{name} is this file, or amends it in turn")])
    if len(seen) == _MOST_VERSIONS:
        raise Refused([Problem(f"there are more than {_MOST_VERSIONS} versions")])
    return document


def amended(before: Sources, change: Sources) -> tuple[Sources, list[Problem]]:
    """Give a document as an amendment leaves it: parts are replaced, added and removed by their names.

    Sections that have no named parts are replaced as a whole; signatures are not passed on. Also what is wrong with
    the names that are removed.
    """
    old = {key: value for key, value in before.mapping.items() if key not in _NOT_PASSED_ON}
    mapping, owners = dict(change.mapping), dict(change.owners)
    removed, problems = _removed(old, mapping)
    for section, theirs in old.items():
        if (section,) in removed:
            continue
        if section not in mapping:
            owners[section,] = Owner(before, (section,), earlier=True)
        ours = mapping.setdefault(section, None if section in (*NAMED, "units") else theirs)
        if section in NAMED and isinstance(theirs, Mapping) and isinstance(ours, Mapping | None):
            kept = {name: part for name, part in theirs.items() if (section, name) not in removed}
            mapping[section] = kept | dict(ours or {})
            inherited = kept.keys() - (ours or {}).keys()
            owners |= {(section, name): Owner(before, (section, name), earlier=True) for name in inherited}
        elif section == "units" and isinstance(theirs, list) and isinstance(ours, list | None):
            places = [place for place, noun in enumerate(theirs) if (section, noun) not in removed]
            mapping[section] = [*(theirs[place] for place in places), *(ours or [])]
            there = (Owner(before, (section, place), earlier=True) for place in places)
            mine = [owners.pop((section, n), Owner(change.main, (section, n))) for n in range(len(ours or []))]
            owners |= {(section, place): owner for place, owner in enumerate((*there, *mine))}
    return Sources(change.main, mapping, owners), problems


def _removed(old: Mapping[str, object], mapping: dict[str, object]) -> tuple[set[Path], list[Problem]]:
    """What an amendment removes, taken out of its mapping: paths of sections and of named parts."""
    value = mapping.pop(REMOVED, None)
    entries = value if isinstance(value, list) else [] if value is None else [value]
    there = list(_parts(old))
    known = {".".join(path): path for path in there}
    removed: set[Path] = set()
    problems: list[Problem] = []
    for place, entry in enumerate(entries):
        path: Path = (REMOVED, place) if isinstance(value, list) else (REMOVED,)
        if not isinstance(entry, str) or entry not in known:
            said = repr(entry) if isinstance(entry, str) else described(entry)
            hint = name_hint(str(entry), known)
            problems.append(Problem(f"the version before has no {said}; name a part as objectives.leads{hint}", path))
            continue
        section, *name = known[entry]
        ours = mapping.get(section)
        if section in mapping and (not name or (isinstance(ours, Mapping | list) and name[0] in ours)):
            problems.append(Problem(f"{entry} is removed, and stands here too", path))
        removed.add(known[entry])
    return removed, problems


def _parts(old: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    """The paths of all that can be removed."""
    for section, value in old.items():
        yield (section,)
        if section in NAMED:
            yield from ((section, name) for name in as_mapping(value if isinstance(value, Mapping) else None, ()))
        elif section == "units" and isinstance(value, list):
            yield from ((section, noun) for noun in value if isinstance(noun, str))
