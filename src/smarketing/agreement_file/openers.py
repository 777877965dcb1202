"""Where the files are that a document names: in its folder or below it, or wherever a program keeps its texts."""

import os
from collections.abc import Callable
from pathlib import Path as FilePath

import attrs

from smarketing.agreement_file.bounded_reading import bounded_text
from smarketing.agreement_file.codec import Refused
from smarketing.agreement_file.documents import Document, parse_document
from smarketing.errors import AgreementError, Problem


@attrs.frozen
class OpenedDocument:
    """A document that another names, what it is known by, and what opens those that it names in turn."""

    document: Document
    identity: object
    opener: "Opener"


Opener = Callable[[str], OpenedDocument]
"""Opens a document by the name that another has for it; Refused, without a path, if that cannot be."""


def in_folder(folder: FilePath | None) -> Opener:
    """Open files of a folder, or below it; without a folder there are none."""

    def opened(name: str) -> OpenedDocument:
        if folder is None:
            message = "a text is in no folder to read files from; load the agreement from its file, or give a resolver"
            raise Refused([Problem(message)])
        path = folder / name
        try:
            identity = os.path.realpath(path)
            if not FilePath(identity).is_relative_to(os.path.realpath(folder)):
                raise Refused([Problem(f"{name} lies outside of the agreement's folder")])
            text = bounded_text(path)
        except AgreementError:
            raise
        except OSError as error:
            raise Refused([Problem(f"{name} cannot be read: {error.strerror}")]) from error
        except ValueError as error:  # a null byte, of which each Python says something else
            raise Refused([Problem(f"{name} is the name of no file")]) from error
        return OpenedDocument(parse_document(text, str(path)), identity, in_folder(path.parent))

    return opened


def by_resolver(resolve: Callable[[str], str]) -> Opener:
    """Open texts by a function that gives the text of a name, or raises a LookupError or an OSError."""

    def opened(name: str) -> OpenedDocument:
        try:
            text: object = resolve(name)
        except (LookupError, OSError) as error:
            raise Refused([Problem(f"{name} cannot be found: {type(error).__name__}: {error}")]) from error
        if not isinstance(text, str):
            raise Refused([Problem(f"the resolver gives the text of a name; for {name} it gave {text!r}")])
        return OpenedDocument(parse_document(text.removeprefix("\ufeff"), name), name, opened)

    return opened
