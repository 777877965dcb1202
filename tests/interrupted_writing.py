"""Ends the writing of files at any of its lines, as a user, a full disk or the system may."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from smarketing import whole_files

_SOURCE = Path(whole_files.__file__).read_text(encoding="utf-8").splitlines()
_CLEANS_UP = _SOURCE.index("    finally:") + 1
_CLOSES = _SOURCE.index('    with aside.open("xb") as stream:') + 1


@contextmanager
def at_each_line(happens: Callable[[int], object]) -> Iterator[None]:
    """Call a function with 1, 2, 3 and so on before each line that writes files.

    Not before those that clean up or close a file: what happens there leaves it to Python.
    """
    number = 0

    def traced(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal number
        if frame.f_code.co_filename != whole_files.__file__:
            return None
        cleans_up = frame.f_code.co_name == "write_files" and frame.f_lineno > _CLEANS_UP
        closes = frame.f_lineno == _CLOSES and "stream" in frame.f_locals
        if event == "line" and not cleans_up and not closes:
            number += 1
            happens(number)
        return traced

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        yield
    finally:
        sys.settrace(before)


def lines_of(run: Callable[[], object]) -> int:
    """Count the lines at which writing can be ended."""
    numbers = [0]
    with at_each_line(numbers.append):
        run()
    return numbers[-1]


def ends(at: int, error: BaseException) -> Callable[[int], None]:
    """Make a function that raises an error when it is called with a number."""

    def happens(number: int) -> None:
        if number == at:
            raise error

    return happens


def kills(at: int) -> Callable[[int], None]:
    """Make a function that ends this process, as the system does, when it is called with a number."""

    def happens(number: int) -> None:
        if number == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return happens


def asks_to_end(at: int) -> Callable[[int], None]:
    """Make a function that asks this process to end, as `kill` does, when it is called with a number."""

    def happens(number: int) -> None:
        if number == at:
            os.kill(os.getpid(), signal.SIGTERM)

    return happens
