"""The criteria language: rules over records that are run, pushed down to tables, explained and reasoned about.

Promises: every reading of a criterion says the same of every record, missing values included; what is asked about
criteria is answered exactly or not at all; no text is ever run by Python.
"""

from typing import TYPE_CHECKING

from smarketing.criteria.language.criterion import Criterion
from smarketing.criteria.language.definitions import parse_definitions
from smarketing.criteria.language.english import as_written, with_article
from smarketing.criteria.language.terms import FieldType, agree, own_fields
from smarketing.criteria.language.tokens import CriterionError
from smarketing.criteria.scoring.rules import Score, ScoreLine, Scoring, ScoringRule
from smarketing.names_on_demand import names_on_demand

if TYPE_CHECKING:
    from smarketing.criteria.analysis.decision import Decision, UndecidedError
    from smarketing.criteria.analysis.questions import (
        equivalent,
        implies,
        none_of,
        overlaps,
        satisfiable,
        unknowns_let_through,
    )

__getattr__, __dir__ = names_on_demand(
    __name__,
    {
        "analysis.decision": "Decision UndecidedError",
        "analysis.questions": "equivalent implies none_of overlaps satisfiable unknowns_let_through",
    },
)

__all__ = [
    "Criterion",
    "CriterionError",
    "Decision",
    "FieldType",
    "Score",
    "ScoreLine",
    "Scoring",
    "ScoringRule",
    "UndecidedError",
    "agree",
    "as_written",
    "equivalent",
    "implies",
    "none_of",
    "overlaps",
    "own_fields",
    "parse_definitions",
    "satisfiable",
    "unknowns_let_through",
    "with_article",
]
