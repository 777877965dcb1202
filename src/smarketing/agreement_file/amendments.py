"""Amendments: a file that says what another agreement says differently from a day on."""

from collections.abc import Collection, Iterator, Mapping

import attrs

from smarketing.agreement import SECTIONS
from smarketing.agreement.section import Merging
from smarketing.agreement_file.codec import Refused, described
from smarketing.agreement_file.documents import Document, Path
from smarketing.agreement_file.includes import AMENDS, Owner, Sources, gathered
from smarketing.agreement_file.openers import OpenedDocument, Opener
from smarketing.agreement_file.sections import REQUIRED
from smarketing.errors import AgreementError, Problem, name_hint

REMOVED = "removed"
MERGING: Mapping[str, Merging] = {section.key: section.merging for section in SECTIONS}
"""What an amendment does to each section."""

_NOT_PASSED_ON = ("smarketing", AMENDS, REMOVED, *(key for key, merging in MERGING.items() if merging == "never"))
_MOST_VERSIONS = 100


def versions(document: Document, opener: Opener, identity: object = None) -> Iterator[Sources]:
    """Give a document and those that it amends, each with what it includes, oldest first.

    `identity` is what the document is known by, if it has one. AgreementError for what is amended and cannot be read.
    """
    found: list[Sources] = []
    seen = [] if identity is None else [identity]
    while True:
        try:
            sources = gathered(document, opener)
        except Refused as refusal:
            raise AgreementError(tuple(map(document.placed, refusal.problems))) from refusal
        found.append(sources)
        if AMENDS not in sources.mapping:
            return reversed(found)
        try:
            opened = _amended_document(sources.mapping[AMENDS], opener, seen)
        except Refused as refusal:
            at = (attrs.evolve(each, path=(AMENDS,)) for each in refusal.problems)
            raise AgreementError(tuple(map(sources.placed, at))) from refusal
        document, opener = opened.document, opened.opener


def _amended_document(name: object, opener: Opener, seen: list[object]) -> OpenedDocument:
    """Read the document that another amends; Refused, without a path, if that cannot be."""
    if not isinstance(name, str) or not name:
        raise Refused([Problem(f"this is {described(name)} where the name of a file belongs")])
    opened = opener(name)
    if opened.identity in seen:
        raise Refused([Problem(f"{name} is this file, or amends it in turn")])
    if len(seen) == _MOST_VERSIONS:
        raise Refused([Problem(f"there are more than {_MOST_VERSIONS} versions")])
    seen.append(opened.identity)
    return opened


def amended(before: Sources, change: Sources) -> tuple[Sources, list[Problem]]:
    """Give a document as an amendment leaves it: parts are replaced, added and removed by their names.

    Sections that have no named parts are replaced as a whole; signatures are not passed on. Also what is wrong with
    the names that are removed.
    """
    old = {key: value for key, value in before.mapping.items() if key not in _NOT_PASSED_ON}
    mapping, owners = dict(change.mapping), dict(change.owners)
    removed, problems = _removed(old, mapping)
    for section, all_theirs in old.items():
        theirs, ours = _without(section, all_theirs, removed), mapping.get(section)
        if (section,) in removed:
            continue
        if section not in mapping:
            mapping[section] = theirs
            owners[section,] = Owner(before, (section,), earlier=True)
        elif section == "term" and isinstance(theirs, Mapping) and isinstance(ours, Mapping):
            mapping[section] = {key: theirs[key] for key in ("start", "timezone") if key in theirs} | dict(ours)
        elif MERGING.get(section) == "by name" and isinstance(theirs, Mapping) and isinstance(ours, Mapping | None):
            inherited = theirs.keys() - (ours or {}).keys()
            mapping[section] = {**theirs, **(ours or {})}
            owners |= {(section, name): Owner(before, (section, name), earlier=True) for name in inherited}
        elif MERGING.get(section) == "as a list" and isinstance(theirs, list) and isinstance(ours, list):
            new = [place for place, noun in enumerate(ours) if noun not in theirs]
            mapping[section] = [*theirs, *(ours[place] for place in new)]
            mine = [owners.pop((section, place), Owner(change.main, (section, place))) for place in new]
            owners |= {(section, len(theirs) + place): owner for place, owner in enumerate(mine)}
    return Sources(change.main, mapping, owners), problems


def _without(section: str, value: object, removed: set[Path]) -> object:
    """A section without the named parts, or units, that are removed."""
    if MERGING.get(section) == "by name" and isinstance(value, Mapping):
        return {name: part for name, part in value.items() if (section, name) not in removed}
    if MERGING.get(section) == "as a list" and isinstance(value, list):
        return [noun for noun in value if (section, noun) not in removed]
    return value


def _removed(old: Mapping[str, object], mapping: dict[str, object]) -> tuple[set[Path], list[Problem]]:
    """What an amendment removes, taken out of its mapping: paths of sections and of named parts."""
    if REMOVED not in mapping:
        return set(), []
    value = mapping.pop(REMOVED)
    known = {".".join(path): path for path in _parts(old)}
    removed: set[Path] = set()
    problems: list[Problem] = []
    for place, entry in enumerate(value if isinstance(value, list) else [value]):
        path: Path = (REMOVED, place) if isinstance(value, list) else (REMOVED,)
        if isinstance(entry, str) and entry in known:
            section, *names = known[entry]
            ours = mapping.get(section)
            if names and isinstance(ours, Mapping | list) and names[0] in ours:
                problems.append(Problem(f"{entry} is removed, and stands here too", path))
            elif not names and section in REQUIRED and section not in mapping:
                problems.append(Problem(f"an agreement needs its {entry}; replace it instead", path))
                continue
            removed.add(known[entry])
        else:
            problems.append(Problem(_not_there(entry, known), path))
    return removed, problems


def _not_there(entry: object, known: Collection[str]) -> str:
    if not isinstance(entry, str):
        return f"this is {described(entry)} where the name of a part belongs, as objectives.leads"
    if entry == "signatures":
        return "signatures are never passed on; an amendment needs new signatures"
    parts = [each for each in known if "." in each]
    meant = next((each for each in parts if each.partition(".")[2] == entry), None)
    hint = name_hint(entry, parts) if meant is None else f" (did you mean {meant!r}?)"
    return f"the version before has no {entry!r}; name a part as objectives.leads{hint}"


def _parts(old: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    """The paths of all that can be removed."""
    for section, value in old.items():
        yield (section,)
        if MERGING.get(section) == "by name" and isinstance(value, Mapping):
            yield from ((section, name) for name in value)
        elif MERGING.get(section) == "as a list" and isinstance(value, list):
            yield from ((section, noun) for noun in value if isinstance(noun, str))
