"""Diffs: what a new version of an agreement changes for each party, and what it makes unsound.

Promises: parts are the same if they have the same name; a target that moved comes with a result that shows it.
"""

from smarketing.diffs.change import Change
from smarketing.diffs.differences import Differences, changes_between, differences

__all__ = ["Change", "Differences", "changes_between", "differences"]
