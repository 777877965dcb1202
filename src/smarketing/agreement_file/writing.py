"""Writing an agreement to a file: whole, or as an amendment that says only what changes."""

import json
from collections.abc import Iterator, Mapping
from os import PathLike, fspath

import attrs

from smarketing.agreement import Agreement
from smarketing.agreement_file.amendments import MERGING, REMOVED
from smarketing.agreement_file.documents import yaml_text
from smarketing.agreement_file.includes import AMENDS
from smarketing.agreement_file.loading import loads
from smarketing.agreement_file.sections import KEYS, VERSION
from smarketing.errors import InvalidValueError
from smarketing.whole_files import write_files


def dumps(agreement: Agreement, *, as_json: bool = False, amends: str | None = None) -> str:
    """Write an agreement as the text of a YAML file, or of a JSON file; reading it gives the same agreement.

    Of an agreement that amends another, this is the amendment: what it replaces, adds and removes. `amends` is the
    name of the file that holds the version before. InvalidValueError for parts that no key stands for, for an amendment
    without that name, and for one that only puts parts into another order.
    """
    if not isinstance(agreement, Agreement):
        raise InvalidValueError(f"an agreement is written; not {agreement!r}", "agreement")
    if (agreement.amends is None) != (amends is None):
        told = "name the file that holds the version before, as in dumps(agreement, amends='agreement.yaml')"
        message = f"it amends another: {told}; or write .consolidated" if amends is None else "it amends no other"
        raise InvalidValueError(message, "amends")
    if agreement.amends is None or amends is None:
        return _text({"smarketing": VERSION, **_written(agreement)}, as_json)
    before = agreement.amends.consolidated
    amendment = {"smarketing": VERSION, AMENDS: amends, **_changes(_written(before), _written(agreement))}
    text = _text(amendment, as_json)
    name = "amendment.json" if as_json else "amendment.yaml"
    again = loads(text, name, resolver=lambda _name: dumps(before))
    if again.consolidated != agreement.consolidated:
        raise InvalidValueError("an amendment cannot say it: parts stand in another order than before", "agreement")
    return text


def _text(document: Mapping[str, object], as_json: bool) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n" if as_json else yaml_text(document)


def _written(agreement: Agreement) -> dict[str, object]:
    defaults = {each.name: each.default for each in attrs.fields(Agreement)}
    values = ((key, getattr(agreement, key.attribute)) for key in KEYS)
    return {key.name: key.codec.write(value) for key, value in values if value != defaults[key.attribute]}


def _changes(before: Mapping[str, object], now: Mapping[str, object]) -> dict[str, object]:
    """What an amendment says: whole sections, or their named parts, and the names of what it removes."""
    changed: dict[str, object] = {}
    for section, ours in now.items():
        theirs = before.get(section)
        merging = MERGING[section]
        if merging == "never":
            changed[section] = ours
        elif merging == "by name" and isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            if parts := {name: part for name, part in ours.items() if name not in theirs or theirs[name] != part}:
                changed[section] = parts
        elif merging == "as a list" and isinstance(ours, list) and isinstance(theirs, list):
            if new := [noun for noun in ours if noun not in theirs]:
                changed[section] = new
        elif ours != theirs:
            changed[section] = ours
    removed = [*_removed(before, now)]
    return changed | ({REMOVED: removed} if removed else {})


def _removed(before: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    for section, theirs in before.items():
        ours = now.get(section)
        if MERGING[section] == "never":
            continue
        if ours is None:
            yield section
        elif (
            MERGING[section] != "as a whole" and isinstance(theirs, Mapping | list) and isinstance(ours, Mapping | list)
        ):
            yield from (f"{section}.{name}" for name in theirs if name not in ours)


def dump(agreement: Agreement, path: str | PathLike[str], *, amends: str | None = None) -> None:
    """Write an agreement to a YAML file, or a JSON file if the name ends in .json; as `dumps` does.

    OSError if the file cannot be written.
    """
    text = dumps(agreement, as_json=str(path).endswith(".json"), amends=amends)
    write_files({fspath(path): text})
