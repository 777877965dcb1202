"""The journal as a file: dated entries that judging needs beside figures, one key each."""

import json
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike, fspath

import attrs

from smarketing.agreement import Agreement
from smarketing.agreement_file.class_codec import ClassCodec
from smarketing.agreement_file.codec import Codec, Context, Path, Refused, as_mapping, described, refused
from smarketing.agreement_file.documents import Document, parse_document, yaml_text
from smarketing.agreement_file.loading import document_text
from smarketing.agreement_file.sections import VERSION
from smarketing.agreement_file.value_codecs import DATE, FORMS, read_each
from smarketing.errors import AgreementError, JournalError, Problem, no_such
from smarketing.judging import KINDS, Entry, Journal, journal_problems
from smarketing.whole_files import write_files

_DATE_OR_NEVER = Codec(
    lambda value, path, context: None if value == "never" else DATE.read(value, path, context),
    lambda day: "never" if day is None else day.isoformat(),
)
_FORMS = {**FORMS, "date or never": _DATE_OR_NEVER}
_ENTRIES: Mapping[str, ClassCodec] = {kind: ClassCodec(makes, forms=_FORMS) for makes, kind in KINDS.items()}
_KEYS = ("smarketing", "journal")


@attrs.frozen
class LoadedJournal:
    """A journal, with what finds the lines of its entries in the file that it was read from."""

    journal: Journal
    _document: Document

    @classmethod
    def empty(cls) -> "LoadedJournal":
        """Give a journal without entries."""
        return _read(f"smarketing: {VERSION}\n", "journal.yaml", None)

    def placed(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Give problems of its entries with their lines and columns, in the order of the file."""
        return _in_order(map(self._document.placed, problems))


def load_journal(path: str | PathLike[str], agreement: Agreement | None = None) -> Journal:
    """Read a journal from a YAML file, or a JSON file if its name ends in .json; see `loads_journal`.

    OSError if the file cannot be opened.
    """
    return read_journal(path, agreement).journal


def read_journal(path: str | PathLike[str], agreement: Agreement | None = None) -> LoadedJournal:
    """Read a journal as `load_journal` does, for somebody who may have more to say of its entries."""
    try:
        text = document_text(path)
    except AgreementError as error:
        raise JournalError(error.problems) from error
    return _read(text, str(path), agreement)


def loads_journal(text: str, name: str = "journal.yaml", *, agreement: Agreement | None = None) -> Journal:
    """Read a journal from text; `name` stands in messages and says, by its ending, whether the text is JSON.

    JournalError with every problem, each with its line and column; with an `agreement` also for entries that do not
    fit it.
    """
    return _read(text, name, agreement).journal


def _read(text: str, name: str, agreement: Agreement | None) -> LoadedJournal:
    try:
        document = parse_document(text, name)
    except AgreementError as error:
        raise JournalError(error.problems) from error
    try:
        journal = Journal(_entries(document, _nouns(agreement)))
    except Refused as refusal:
        raise JournalError(_in_order((*document.problems, *map(document.placed, refusal.problems)))) from refusal
    misfits = () if agreement is None else journal_problems(journal, agreement)
    if problems := (*document.problems, *map(document.placed, misfits)):
        raise JournalError(problems)
    return LoadedJournal(journal, document)


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(problems, key=lambda each: (each.line or 0, each.column or 0)))


def _nouns(agreement: Agreement | None) -> Context:
    """What an entry may be about: the nouns of every version of an agreement."""
    versions = () if agreement is None else agreement.versions
    return Context(tuple(dict.fromkeys(noun for version in versions for noun in version.nouns)))


def _entries(document: Document, context: Context) -> tuple[Entry, ...]:
    mapping = as_mapping(document.value, ())
    if wrong := [*_heading_problems(mapping)]:
        raise Refused(wrong)
    entries = mapping.get("journal")
    if not isinstance(entries, list | None):
        raise refused(f"this is {described(entries)} where a list of entries belongs", ("journal",))
    return read_each(enumerate(entries or ()), ("journal",), lambda each, at: _entry(each, at, context))


def _heading_problems(mapping: Mapping[str, object]) -> Iterator[Problem]:
    version = mapping.get("smarketing")
    if version != VERSION or isinstance(version, bool):
        yield Problem(f"a journal starts with the version of the format: 'smarketing: {VERSION}'")
    yield from (Problem(no_such("key", name, _KEYS), (name,)) for name in mapping if name not in _KEYS)


def _entry(value: object, path: Path, context: Context) -> Entry:
    mapping = as_mapping(value, path)
    if len(mapping) != 1:
        raise refused(f"an entry is one key, {', '.join([*_ENTRIES][:-1])} or {[*_ENTRIES][-1]}", path)
    ((kind, each),) = mapping.items()
    if kind not in _ENTRIES:
        raise refused(no_such("kind of entry", kind, _ENTRIES, "kinds"), (*path, kind))
    entry: Entry = _ENTRIES[kind].read(each, (*path, kind), context)
    return entry


def dumps_journal(journal: Journal, *, as_json: bool = False) -> str:
    """Write a journal as the text of a YAML file, or of a JSON file; reading it gives the same journal."""
    kinds = ((KINDS[type(entry)], entry) for entry in journal.entries)
    entries = [{kind: _ENTRIES[kind].write(entry)} for kind, entry in kinds]
    document = {"smarketing": VERSION, "journal": entries}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n" if as_json else yaml_text(document)


def dump_journal(journal: Journal, path: str | PathLike[str]) -> None:
    """Write a journal to a YAML file, or a JSON file if the name ends in .json. OSError if it cannot be written."""
    text = dumps_journal(journal, as_json=str(path).endswith(".json"))
    write_files({fspath(path): text})
