"""The JSON Schema of the agreement file (draft 7), which editors complete keys by and flag mistakes with."""

from typing import Any

from smarketing.agreement_file.amendments import REMOVED
from smarketing.agreement_file.class_codec import FileKey, rule_schema, usable_rules
from smarketing.agreement_file.codec import Codec
from smarketing.agreement_file.includes import AMENDS, INCLUDE
from smarketing.agreement_file.rule_kinds import RULE_KINDS
from smarketing.agreement_file.sections import KEYS, REQUIRED, VERSION
from smarketing.agreement_file.value_codecs import NAMES, TEXT

_VERSION = Codec(lambda value, _path, _context: value, schema=lambda: {"const": VERSION})
_OF_DOCUMENTS = (
    FileKey("smarketing", _VERSION, "smarketing", "The version of the file format: 1."),
    FileKey(
        INCLUDE,
        NAMES,
        INCLUDE,
        "Files of this folder whose units, hours, definitions and scoring belong to the agreement.",
    ),
    FileKey(
        AMENDS,
        TEXT,
        AMENDS,
        "The file of the agreement that this one amends: what it does not replace or remove stays.",
    ),
    FileKey(REMOVED, NAMES, REMOVED, "What the amendment takes out, as objectives.leads or funnel."),
)
"""The keys that are of a document, and not of what the parties agree."""


def json_schema() -> dict[str, Any]:
    """Give a JSON Schema that accepts every document that `load` accepts, with the plugins that are installed.

    It knows keys, their kinds and what they are for; names that refer to each other, units and what fits together are
    the loader's.
    """
    rules = dict(rule for kind in RULE_KINDS.values() for rule in usable_rules(kind))
    properties: dict[str, Any] = {key.name: key.schema() for key in (*_OF_DOCUMENTS, *KEYS)}
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
        "definitions": {name: rule_schema(rule) for name, rule in rules.items()},
    }
