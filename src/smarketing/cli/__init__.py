"""The command line: `smarketing demo`, `check`, `plan` and `judge`.

Promises: exit status 0, 1 for problems in documents, 2 for wrong usage; problems on standard error, one a line; no
traceback for a user's mistake.
"""

from smarketing.cli.commands import main

__all__ = ["main"]
