"""The agreement file: from text to an agreement and back.

Promises: what is read is written back the same; every problem of a document is found in one pass and says its file,
line and column; an unknown key is never passed over. Plugins give the keys of their evaluators and effects as a
`Shape` under the entry-point groups `smarketing.evaluators` and `smarketing.effects`.
"""

from smarketing.files.agreements import check_file, document_text, dump, dumps, load, loads
from smarketing.files.editing import formatted
from smarketing.files.first import Answers, first_agreement
from smarketing.files.json_schema import json_schema
from smarketing.files.kinds import FLAG, INTEGER, MONTHS, NAMES, QUANTITY, TARGET, TEXT
from smarketing.files.shapes import Key, Kind, Shape

__all__ = [
    "FLAG",
    "INTEGER",
    "MONTHS",
    "NAMES",
    "QUANTITY",
    "TARGET",
    "TEXT",
    "Answers",
    "Key",
    "Kind",
    "Shape",
    "check_file",
    "document_text",
    "dump",
    "dumps",
    "first_agreement",
    "formatted",
    "json_schema",
    "load",
    "loads",
]
