"""Editing an agreement file so that its comments and its order survive."""

from io import StringIO
from os import PathLike
from typing import Any

from smarketing.agreement_file.loading import loads
from smarketing.errors import AgreementError, InvalidValueError, MissingExtraError

_WIDTH = 100_000  # a line is broken only where its author broke it


def formatted(text: str, name: str = "agreement.yaml", *, folder: str | PathLike[str] | None = None) -> str:
    """Lay out the text of a YAML agreement file evenly: two spaces a level, one space after a colon.

    Comments, the order of keys, quotes and short forms (`{...}`) stay; the agreement is the same. AgreementError if it
    is none, InvalidValueError for JSON, MissingExtraError without the extra `edit`.
    """
    if name.endswith(".json"):
        raise InvalidValueError(f"{name} is JSON; only YAML is laid out, as its comments are worth keeping")
    before = loads(text, name, folder=folder)
    editor, refusals = _editor()
    written = StringIO()
    try:
        editor.dump(editor.load(text), written)
        same = loads(written.getvalue(), name, folder=folder) == before
    except (refusals, ValueError, AgreementError):
        same = False
    if not same:
        raise InvalidValueError(f"{name} cannot be laid out without changing what it says")
    return written.getvalue()


def _editor() -> tuple[Any, type[Exception]]:
    """ruamel.yaml, and how it refuses a text."""
    try:
        from ruamel.yaml import YAML  # noqa: PLC0415 - an extra, and only for editing
        from ruamel.yaml.error import YAMLError  # noqa: PLC0415 - as above
    except ImportError as error:
        message = "laying out files needs ruamel.yaml; run: pip install 'smarketing[edit]'"
        raise MissingExtraError(message) from error
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = _WIDTH
    editor.brace_single_entry_mapping_in_flow_sequence = True
    editor.indent(mapping=2, sequence=4, offset=2)
    return editor, YAMLError
