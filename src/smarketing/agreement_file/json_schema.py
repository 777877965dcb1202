"""The JSON Schema of the agreement file (draft 7), which editors complete keys by and flag mistakes with."""

from importlib.metadata import entry_points
from typing import Any

from smarketing.agreement import Agreement
from smarketing.agreement_file.amendments import REMOVED
from smarketing.agreement_file.codecs import Shape, about
from smarketing.agreement_file.includes import AMENDS, INCLUDE
from smarketing.agreement_file.sections import EFFECTS, EVALUATORS, REQUIRED, SECTIONS, VERSION
from smarketing.agreement_file.value_codecs import NAMES, TEXT


def json_schema() -> dict[str, Any]:
    """Give a JSON Schema that accepts every document that `load` accepts, with the plugins that are installed.

    It knows keys, their kinds and what they are for; names that refer to each other, units and what fits together are
    the loader's.
    """
    shapes = dict(EVALUATORS) | dict(EFFECTS)
    for group in ("smarketing.evaluators", "smarketing.effects"):
        shapes |= {entry.name: entry.load() for entry in entry_points(group=group)}
    properties: dict[str, Any] = {"smarketing": {"const": VERSION, "description": about(Agreement, "smarketing")}}
    for name, kind in ((INCLUDE, NAMES), (AMENDS, TEXT), (REMOVED, NAMES)):
        properties[name] = {**kind.schema(), "description": about(Agreement, name)}
    for key in SECTIONS:
        properties[key.name] = {**key.kind.schema(), "description": about(Agreement, key.name)}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A service level agreement of smarketing",
        "type": "object",
        "properties": properties,
        "required": ["smarketing"],
        "if": {"required": [AMENDS]},
        "then": {"required": ["from"]},
        "else": {"required": list(REQUIRED)},
        "additionalProperties": False,
        "definitions": {name: {**shape.schema(), "description": _about(shape)} for name, shape in shapes.items()},
    }


def _about(shape: Shape) -> str:
    """What a part is for that is chosen by its key; of a plugin's, what its class says first."""
    return about(shape.makes, "") or (shape.makes.__doc__ or "").partition("\n")[0]
