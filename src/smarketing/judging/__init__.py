"""Judging: who kept their word, and what follows.

Promises: a pure function of its arguments; every promise has a verdict in every month from the start of the term;
nothing is judged on figures of later months; one pass over the months, oldest first.
"""

from smarketing.judging.examples import ExampleMismatch, ExampleResult, run_examples
from smarketing.judging.excluded_amount import ExcludedAmount
from smarketing.judging.journal import KINDS, Delivery, Entry, Exclusion, Journal, Waiver, Withdrawal
from smarketing.judging.journal_problems import journal_problems
from smarketing.judging.judge import judge
from smarketing.judging.miss_chance import MissChance
from smarketing.judging.projection import Projection
from smarketing.judging.scorecard import Scorecard, Standing

__all__ = [
    "KINDS",
    "Delivery",
    "Entry",
    "ExampleMismatch",
    "ExampleResult",
    "ExcludedAmount",
    "Exclusion",
    "Journal",
    "MissChance",
    "Projection",
    "Scorecard",
    "Standing",
    "Waiver",
    "Withdrawal",
    "journal_problems",
    "judge",
    "run_examples",
]
