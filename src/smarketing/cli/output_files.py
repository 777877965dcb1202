"""How commands write files: whole or not at all, and never over a file that the command reads.

Each text is written to a new file in the same folder, which then takes the name of the old one; so nobody ever sees
half a file, and an error leaves the old one as it was. Devices, pipes and the command's own output are written to.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from errno import EACCES, EISDIR, ENOENT
from pathlib import Path
from secrets import token_hex

import click

OUTPUT_FILE = click.Path(dir_okay=False)


def check_outputs(outputs: Mapping[str, str | None], inputs: Iterable[str | Path]) -> None:
    """Refuse a file that would replace an input, or two options that name one file.

    `outputs` are files by option, None where the option was not given. click.BadParameter (exit status 2) names the
    option. A link, or another way to write the name, makes no difference; devices and pipes are never refused.
    """
    read = [Path(each) for each in inputs]
    seen: dict[Path, str] = {}
    for option, name in outputs.items():
        if name is None or not _is_replaced(Path(name)):
            continue
        path = Path(name)
        if path.exists() and any(each.exists() and path.samefile(each) for each in read):
            raise click.BadParameter(f"this command reads {name}; write to another file", param_hint=f"'{option}'")
        if other := seen.get(path.resolve()):
            raise click.BadParameter(f"{other} writes to {name} too; write to another file", param_hint=f"'{option}'")
        seen[path.resolve()] = option


def write_files(texts: Mapping[str, str]) -> None:
    """Write texts to files, by name, as UTF-8: all of them, or none if one cannot be written.

    A link stays a link, and a file keeps its mode. OSError with the name as it was given.
    """
    asides: dict[str, Path] = {}
    try:
        for name, text in texts.items():
            with _named(name):
                if _is_replaced(Path(name)):
                    asides[name] = _written_aside(Path(name).resolve(), text)
        for name, text in texts.items():
            with _named(name):
                if name in asides:
                    asides[name].replace(Path(name).resolve())
                else:
                    _write_through(Path(name), text)
    finally:
        for aside in asides.values():
            aside.unlink(missing_ok=True)


def _is_replaced(path: Path) -> bool:
    """Tell a file from a device, a pipe or a stream of this process, which cannot be replaced by a new file."""
    return _own_stream(path) is None and (path.is_file() or path.is_dir() or not path.exists())


def _own_stream(path: Path) -> int | None:
    """Give the number of the stream that /dev/stdout and its like lead to, also where the shell sent it to a file."""
    for number in (1, 2):
        with suppress(OSError):
            if os.path.samestat(path.stat(), os.fstat(number)):
                return number
    return None


def _write_through(path: Path, text: str) -> None:
    number = _own_stream(path)
    if number is None:
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    (sys.stdout if number == 1 else sys.stderr).flush()
    with os.fdopen(os.dup(number), "w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)


def _written_aside(path: Path, text: str) -> Path:
    """Write a text to a new file beside `path`, with the mode that the file at `path` has or a new file gets."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT))
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(EACCES, os.strerror(EACCES))
    aside = path.with_name(f".smarketing-{token_hex(8)}")
    try:
        with aside.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        if path.exists():
            aside.chmod(path.stat().st_mode)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Let an error name the file that was asked for, not the one beside it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from error
