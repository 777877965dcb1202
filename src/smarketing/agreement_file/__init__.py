"""The agreement file: from text to an agreement and back.

Promises: what is read is written back the same; every problem of a document is found in one pass and says its file,
line and column; an unknown key is never passed over. Plugins give the keys of their evaluators and effects as a
`Shape` under the entry-point groups `smarketing.evaluators` and `smarketing.consequences`.
"""

from smarketing.agreement_file.codecs import Key, Kind, Shape
from smarketing.agreement_file.editing import formatted
from smarketing.agreement_file.json_schema import json_schema
from smarketing.agreement_file.loading import check_file, document_text, dump, dumps, load, loads
from smarketing.agreement_file.template import Answers, first_agreement
from smarketing.agreement_file.value_codecs import FLAG, INTEGER, MONTHS, NAMES, QUANTITY, TARGET, TEXT

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
