"""The agreement file: from text to an agreement and back.

Promises: what is read is written back the same; every problem of a document is found in one pass and says its file,
line and column; an unknown key is never passed over. Keys follow from what classes say of their fields. A plugin names
its class under the entry points `smarketing.evaluators`, `smarketing.conditions` or `smarketing.effects`; one that
cannot be imported is a problem of the agreements that use it, and of nothing else.
"""

from typing import TYPE_CHECKING

from smarketing.agreement_file.journals import (
    LoadedJournal,
    dump_journal,
    dumps_journal,
    load_journal,
    loads_journal,
    read_journal,
)
from smarketing.agreement_file.json_schema import json_schema
from smarketing.agreement_file.loading import LoadedAgreement, document_text, load, loads, read_agreement
from smarketing.agreement_file.writing import dump, dumps
from smarketing.names_on_demand import names_on_demand

if TYPE_CHECKING:
    from smarketing.agreement_file.checking import check_file, check_loaded
    from smarketing.agreement_file.editing import formatted, with_target
    from smarketing.agreement_file.example_tables import PlacedExample, read_examples
    from smarketing.agreement_file.template import Answers, first_agreement

__getattr__, __dir__ = names_on_demand(
    __name__,
    {
        "checking": "check_file check_loaded",
        "editing": "formatted with_target",
        "example_tables": "PlacedExample read_examples",
        "template": "Answers first_agreement",
    },
)

__all__ = [
    "Answers",
    "LoadedAgreement",
    "LoadedJournal",
    "PlacedExample",
    "check_file",
    "check_loaded",
    "document_text",
    "dump",
    "dump_journal",
    "dumps",
    "dumps_journal",
    "first_agreement",
    "formatted",
    "json_schema",
    "load",
    "load_journal",
    "loads",
    "loads_journal",
    "read_agreement",
    "read_examples",
    "read_journal",
    "with_target",
]
