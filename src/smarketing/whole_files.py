"""Files that are written whole or not at all.

A text goes to a new file in the same folder, which then takes the name of the old one; so nobody ever sees half a file,
and an error leaves the old one as it was. Devices, pipes and the program's own streams are written to.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EACCES, EISDIR, ELOOP, ENOENT
from pathlib import Path
from secrets import token_hex


def write_files(texts: Mapping[str, str]) -> None:
    """Write texts to files, by name, as UTF-8: no file is replaced before each of the others can be.

    A link stays a link, and a file keeps its mode and, as far as it may, its owner. OSError with the name as it was
    given.
    """
    data = {name: text.encode() for name, text in texts.items()}
    asides = {name: _aside(name) for name in data if is_replaced(Path(name))}
    try:
        for name, aside in asides.items():
            with _named(name):
                _write_aside(aside, Path(os.path.realpath(name)), data[name])
        for name in data.keys() - asides.keys():
            with _named(name):
                _write_through(Path(name), data[name])
        for name, aside in asides.items():
            with _named(name):
                aside.replace(os.path.realpath(name))
    finally:
        for aside in asides.values():
            with suppress(OSError):  # its folder may be none
                aside.unlink(missing_ok=True)


def is_replaced(path: Path) -> bool:
    """Tell a file from a device, a pipe or a stream of this process, which cannot be replaced by a new file."""
    return _own_stream(path) is None and (path.is_file() or path.is_dir() or not path.exists())


def is_one_of(path: Path, others: Iterable[Path]) -> bool:
    """Tell whether a file is one of others, by whatever names; one that does not exist yet by where its name leads."""
    try:
        own = path.stat()
    except OSError:
        return os.path.realpath(path) in map(os.path.realpath, others)
    return any(_is_same(own, other) for other in others)


def _is_same(own: os.stat_result, other: Path) -> bool:
    try:
        return os.path.samestat(own, other.stat())
    except OSError:
        return False


def _own_stream(path: Path) -> int | None:
    """Give the number of the stream that /dev/stdout and its like lead to, also where the shell sent it to a file."""
    for number in (1, 2):
        with suppress(OSError):
            if os.path.samestat(path.stat(), os.fstat(number)):
                return number
    return None


def _write_through(path: Path, data: bytes) -> None:
    number = _own_stream(path)
    if number is None:
        path.write_bytes(data)
        return
    (sys.stdout if number == 1 else sys.stderr).flush()
    with os.fdopen(os.dup(number), "wb") as stream:
        stream.write(data)


def _aside(name: str) -> Path:
    """A new name in the folder of the file that a name leads to."""
    return Path(os.path.realpath(name)).parent / f".smarketing-{token_hex(8)}"


def _write_aside(aside: Path, path: Path, data: bytes) -> None:
    """Write a new file beside `path`, with the mode that the file at `path` has or a new file gets."""
    if path.is_symlink():
        raise OSError(ELOOP, os.strerror(ELOOP))
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES))
    with aside.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if path.exists():
        _take_over(path.stat(), aside)


def _take_over(old: os.stat_result, aside: Path) -> None:
    if hasattr(os, "chown"):  # not on Windows
        with suppress(OSError):  # only the superuser gives files away
            os.chown(aside, old.st_uid, old.st_gid)
    aside.chmod(old.st_mode)


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Let an error name the file that was asked for, not the one beside it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from error
