"""Reading the text of a document, with an end also where a device never ends."""

from pathlib import Path

from smarketing.errors import AgreementError, Problem

LONGEST = 4_000_000
"""How many letters a document has at most."""

_MOST_BYTES = 4 * LONGEST + 3  # letters take up to four bytes, and the mark before them three
TOO_LARGE = "too large or nested too deep to be an agreement"


def bounded_text(path: Path) -> str:
    """Read UTF-8 text without a byte-order mark; AgreementError if it is something else, or more than a document.

    OSError with the name of the file if it cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
    if len(data) > _MOST_BYTES:
        raise AgreementError((Problem(TOO_LARGE, (), str(path), 1, 1),))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AgreementError((Problem("not UTF-8 text", (), str(path), 1, 1),)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
