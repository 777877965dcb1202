"""The command line: `smarketing`, with one file for each of its commands.

Promises: exit status 0 done, 1 for problems in documents, 2 for wrong usage; problems on standard error, one a line;
no traceback for a user's mistake; a file is written whole or not at all, and never over one that the command reads.
"""

from smarketing.cli.main import main

__all__ = ["main"]
