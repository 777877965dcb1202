"""Editing an agreement file so that its comments and its order survive."""

from io import StringIO
from os import PathLike
from typing import Any

import yaml

from smarketing.agreement_file.documents import parse_document, scalar_text
from smarketing.agreement_file.loading import loads
from smarketing.agreement_file.rule_kinds import EVALUATOR
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


def with_target(
    text: str,
    promise: str,
    target: str,
    *,
    bound: str = "target",
    name: str = "agreement.yaml",
    folder: str | PathLike[str] | None = None,
) -> str:
    """Change the target of one objective in the text of a YAML agreement file, and no other character of it.

    `bound` is the key of the target in its evaluator: `target`, or `low` and `high` of `between`. What the text
    includes or amends is in `folder`. InvalidValueError where the objective or the bound is not in the text, and for
    JSON; AgreementError if the text is no agreement, before the change or after it.
    """
    if name.endswith(".json"):
        raise InvalidValueError(f"{name} is JSON; load it, change it and dump it")
    loads(text, name, folder=folder)
    root = parse_document(text, name).root
    objective = _behind(_behind(root, "objectives"), promise)
    if objective is None:
        raise InvalidValueError(f"{name} itself has no objective {promise!r}", "promise")
    scalar = _target(objective, bound)
    if scalar is None:
        raise InvalidValueError(f"the objective {promise!r} has no {bound!r} in {name}", "bound")
    changed = text[: scalar.start_mark.index] + scalar_text(target) + text[scalar.end_mark.index :]
    loads(changed, name, folder=folder)
    return changed


def _behind(node: yaml.Node | None, key: str) -> yaml.Node | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((value for found, value in pairs if found.value == key), None)


def _target(part: yaml.Node, bound: str) -> yaml.ScalarNode | None:
    """The scalar of a bound, behind whichever evaluator the part has; evaluators may stand in each other."""
    for key, value in part.value if isinstance(part, yaml.MappingNode) else ():
        if EVALUATOR.rule(key.value, ()) is None:
            continue
        if isinstance(value, yaml.ScalarNode):
            return value if bound == "target" else None
        found = _behind(value, bound)
        return found if isinstance(found, yaml.ScalarNode) else _target(value, bound)
    return None


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
