"""The criteria language: rules over records that are run, pushed down to tables, explained and reasoned about.

Promises: every reading of a criterion says the same of every record, missing values included; what is asked about
criteria is answered exactly or not at all; no text is ever run by Python.
"""

from smarketing.criteria.criterion import Criterion
from smarketing.criteria.decisions import Decision, UndecidedError
from smarketing.criteria.definitions import parse_definitions
from smarketing.criteria.questions import equivalent, implies, none_of, overlaps, satisfiable, unknowns_let_through
from smarketing.criteria.ranges import Ranges
from smarketing.criteria.scoring import Score, ScoreLine, Scoring, ScoringRule
from smarketing.criteria.terms import Sort, agree, own_fields
from smarketing.criteria.tokens import CriterionError
from smarketing.criteria.wording import as_written, with_article

__all__ = [
    "Criterion",
    "CriterionError",
    "Decision",
    "Ranges",
    "Score",
    "ScoreLine",
    "Scoring",
    "ScoringRule",
    "Sort",
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
