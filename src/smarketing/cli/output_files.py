"""The files that a command writes: never one that it reads, and never two outputs to one file."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs
import click

from smarketing.whole_files import is_one_of, is_replaced, write_files

OUTPUT_FILE = click.Path(dir_okay=False)


def _as_paths(names: Iterable[str | Path]) -> tuple[Path, ...]:
    return tuple(map(Path, names))


@attrs.frozen
class OutputFiles:
    """The files that options name, None where an option was not given, and the files that the command reads.

    Making it refuses a file that would replace one of the `inputs`, and two options that name one file:
    click.BadParameter (exit status 2) names the option. A link, or another way to write the name, makes no difference;
    devices and pipes are never refused.
    """

    outputs: Mapping[str, str | None]
    inputs: tuple[Path, ...] = attrs.field(converter=_as_paths)

    def __attrs_post_init__(self) -> None:
        self._check()

    def write(self, texts: Mapping[str, str]) -> None:
        """Write the texts of options, as UTF-8 and whole; those of options that were not given go nowhere.

        OSError with the name as it was given, before any file was replaced.
        """
        self._check()  # what is read, or where links lead, may have changed meanwhile
        named = ((self.outputs[option], text) for option, text in texts.items())
        write_files({name: text for name, text in named if name is not None})

    def _check(self) -> None:
        seen: dict[str, Path] = {}
        for option, name in self.outputs.items():
            if name is None or not _is_file(Path(name)):
                continue
            if is_one_of(Path(name), self.inputs):
                raise _refusal(option, f"this command reads {name}")
            if other := next((each for each, path in seen.items() if is_one_of(Path(name), [path])), None):
                raise _refusal(option, f"{other} writes to {name} too")
            seen[option] = Path(name)


def _is_file(path: Path) -> bool:
    """Tell a file, also one that the shell opened for this command, from devices and pipes."""
    return path.is_file() or is_replaced(path)


def _refusal(option: str, why: str) -> click.BadParameter:
    return click.BadParameter(f"{why}; write to another file", param_hint=f"'{option}'")
