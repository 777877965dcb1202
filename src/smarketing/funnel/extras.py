"""Optional libraries, and what to install where one is missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from smarketing.errors import MissingExtraError


@contextmanager
def needs_extra(what: str, extra: str) -> Iterator[None]:
    """Turn the failed import of an optional library into an error that names the extra which brings it."""
    try:
        yield
    except ImportError as error:
        message = f"{what} needs a library that is not installed; run: pip install 'smarketing[{extra}]'"
        raise MissingExtraError(message) from error
