"""Reading an agreement from a file, and writing it to one."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

import attrs

from smarketing.agreement import SECTIONS, Agreement, Draft, Term, find_problems
from smarketing.agreement_file.amendments import REMOVED, amended, versions
from smarketing.agreement_file.bounded_reading import bounded_text
from smarketing.agreement_file.class_codec import FileKey
from smarketing.agreement_file.codec import Context, Refused, missing
from smarketing.agreement_file.documents import Document, parse_document
from smarketing.agreement_file.includes import AMENDS, INCLUDE, Sources
from smarketing.agreement_file.openers import Opener, by_resolver, in_folder
from smarketing.agreement_file.sections import KEYS, REQUIRED, VERSION, in_file
from smarketing.criteria import parse_definitions
from smarketing.errors import AgreementError, InvalidValueError, Problem, no_such
from smarketing.funnel import Funnel, plan
from smarketing.units import noun_problem

if TYPE_CHECKING:
    from smarketing.checks import Diagnostic

_ARGUMENTS = {each.name: each.alias or each.name for each in attrs.fields(Agreement)}
_STAND_INS: Mapping[str, Any] = {"title": "", "term": Term("2000-01-01"), "parties": (), "objectives": ()}
_OF_AMENDMENTS = ("from", "month_of_change", "retroactive", REMOVED)
"""Without a file that is amended nothing else in the document says what is meant."""
_SECTIONS = {section.key: section for section in SECTIONS}


@attrs.frozen
class LoadedAgreement:
    """An agreement as it was read: `files` are all that it was read from, its own first.

    `placed` gives a problem of a part its place in the files.
    """

    agreement: Agreement
    files: tuple[FilePath, ...]
    placed: Callable[[Problem], Problem]


def load(path: str | PathLike[str]) -> Agreement:
    """Read an agreement from a YAML file, or a JSON file if its name ends in .json.

    AgreementError with every problem, each with file, line and column; OSError if the file cannot be opened.
    """
    return read_agreement(path).agreement


def read_agreement(path: str | PathLike[str]) -> LoadedAgreement:
    """Read an agreement as `load` does, and say which files it was read from: also what it includes or amends.

    Each is read once, so that they may be pipes.
    """
    if not isinstance(path, str | PathLike):
        raise InvalidValueError(f"an agreement is loaded from the name of its file; not {path!r}", "path")
    document = parse_document(document_text(path), str(path))
    return _read(document, in_folder(FilePath(path).parent), os.path.realpath(path))


def document_text(path: str | PathLike[str]) -> str:
    """Read the text of a file, without a byte-order mark; AgreementError if it is not UTF-8, or too large."""
    return bounded_text(FilePath(path))


def loads(
    text: str,
    name: str = "agreement.yaml",
    *,
    folder: str | PathLike[str] | None = None,
    resolver: Callable[[str], str] | None = None,
) -> Agreement:
    """Read an agreement from text; `name` stands in messages and says, by its ending, whether the text is JSON.

    What the text includes or amends is read from a `folder`, or by a `resolver` that gives the text of a name and
    raises a LookupError for one that it does not know. Without either, the text stands alone.
    """
    if not isinstance(text, str):
        raise InvalidValueError(
            f"an agreement is read from text; not {type(text).__name__}; load() reads files", "text"
        )
    if folder is not None and resolver is not None:
        raise InvalidValueError("give either a folder or a resolver, not both", "resolver")
    opener = by_resolver(resolver) if resolver else in_folder(None if folder is None else FilePath(folder))
    return _read(parse_document(text, name), opener).agreement


def _read(document: Document, opener: Opener, identity: object = None) -> LoadedAgreement:
    """Read an agreement with the versions before it."""
    oldest, *changes = every = list(versions(document, opener, identity))
    agreement, placed = _read_version(oldest, (), None)
    before = oldest
    for change in changes:
        before, problems = amended(before, change)
        agreement, placed = _read_version(before, problems, agreement)
    documents = [each for sources in reversed(every) for each in (sources.main, *sources.included)]
    return LoadedAgreement(agreement, tuple(FilePath(each.name) for each in documents), placed)


def _read_version(
    sources: Sources, found: Iterable[Problem], amends: Agreement | None
) -> tuple[Agreement, Callable[[Problem], Problem]]:
    """Read one version, whole: `found` is what is wrong with it already."""
    mapping = dict(sources.mapping)
    mapping.pop(AMENDS, None)
    if amends is None and (alone := next((key for key in _OF_AMENDMENTS if key in mapping), None)) is not None:
        message = f"only an amendment says {alone!r}; name the file that it amends under '{AMENDS}'"
        raise AgreementError((*sources.main.problems, sources.placed(Problem(message, (alone,)))))
    problems = [*map(sources.placed, found), *map(sources.placed, _version_problems(mapping))]
    values, shape_problems, broken = _read_sections(mapping)
    values["amends"] = amends

    def placed(problem: Problem) -> Problem:
        return sources.placed(in_file(problem, mapping))

    def to_mend(problem: Problem) -> Problem:
        return sources.to_mend(in_file(problem, mapping))

    if not (sources.main.problems or problems or shape_problems or broken):
        try:
            return Agreement(**values), placed
        except AgreementError as error:
            raise AgreementError(_in_order(map(to_mend, error.problems), sources.main.name)) from error
    left = _problems_of_the_rest(mapping, values, broken)
    raise AgreementError(
        _in_order((*sources.main.problems, *problems, *map(to_mend, (*shape_problems, *left))), sources.main.name)
    )


def _version_problems(mapping: dict[str, object]) -> Iterator[Problem]:
    version = mapping.pop("smarketing", None)
    if version is None:
        yield Problem(f"the version of the format is missing; write 'smarketing: {VERSION}' first")
    elif version != VERSION or isinstance(version, bool):
        message = f"this is version {version!r} of the format; this library reads version {VERSION}"
        yield Problem(message, ("smarketing",))


def _read_sections(mapping: Mapping[str, object]) -> tuple[dict[str, Any], list[Problem], list[str]]:
    """Read section by section, those first that others are read with.

    Gives the values of the sections (good parts are kept beside bad ones), the problems, and which sections had some.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    broken: list[str] = []
    context = Context(has_funnel="funnel" in mapping)
    first = ("units", "term", "definitions", "funnel")
    for key in sorted(KEYS, key=lambda key: (*first, key.name).index(key.name)):
        if key.name not in mapping:
            continue
        try:
            values[_ARGUMENTS[key.attribute]] = key.codec.read(mapping[key.name], (key.name,), context)
        except Refused as refusal:
            problems += refusal.problems
            broken.append(key.name)
            if refusal.kept is not None:
                values[_ARGUMENTS[key.attribute]] = refusal.kept
        context = _with(context, key, values)
    known = ["smarketing", AMENDS, REMOVED, INCLUDE, *(key.name for key in KEYS)]
    unknown = [name for name in mapping if name not in known]
    absent = [name for name in REQUIRED if name not in mapping]
    problems += map(Problem, missing(absent, unknown, known))
    problems += (Problem(no_such("key", name, known), (name,)) for name in unknown)
    return values, problems, broken


def _with(context: Context, key: FileKey, values: Mapping[str, object]) -> Context:
    section = values.get(key.name)
    if key.name == "units" and isinstance(section, tuple):
        good = (noun for place, noun in enumerate(section) if not noun_problem(noun, section[:place]))
        return attrs.evolve(context, nouns=tuple(good))
    if isinstance(section, Term):
        return attrs.evolve(context, timezone=section.timezone)
    if key.name == "definitions" and isinstance(section, tuple):
        texts = {each.name: each.when for each in section if each.when is not None}
        return attrs.evolve(context, criteria=parse_definitions(texts, units=context.nouns)[0])
    if isinstance(section, Funnel):
        try:
            return attrs.evolve(context, plan=plan(section))
        except InvalidValueError:
            return context  # a problem of the funnel, which is found with those of the whole
    return context


def _problems_of_the_rest(
    mapping: Mapping[str, object], values: Mapping[str, Any], broken: list[str]
) -> Iterator[Problem]:
    """What else is wrong among the parts that could be read; a name that only a bad part bears is no problem."""
    unknown = {"amends": None} if "from" in broken else {}
    draft = Draft(**{**_STAND_INS, **values, **unknown})
    said_there = {text for name in broken for text in _borne_in(name, mapping[name])}
    gone = [section for section in (*broken, *REQUIRED) if section not in values]
    unreadable = {kind for section in gone for kind in _SECTIONS[section].bears}
    unreadable |= {"business time"} if {"parties", "hours"} & {*broken} else set()
    for problem in find_problems(draft):
        part = (problem.name or "").rpartition(".")[0] or problem.name
        if problem.kind not in unreadable and not {problem.name, part} & said_there:
            yield problem


def _borne_in(section: str, value: object) -> Iterator[str]:
    """The names that things in a section of the document bear: their keys, and all texts where things have several."""
    if section in _SECTIONS and _SECTIONS[section].bears_all_texts:
        yield from _texts(value)
    elif isinstance(value, Mapping):
        yield from map(str, value)


def _texts(value: object) -> Iterator[str]:
    """Every key and text of a plain value."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


def _in_order(problems: Iterable[Problem], main: str) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda problem: place_of(problem, main)))


def place_of(each: "Problem | Diagnostic", main: str) -> tuple[bool, str, int, int]:
    """Say where something stands in the order of documents, the main one first."""
    return each.file != main, each.file or "", each.line or 0, each.column or 0
