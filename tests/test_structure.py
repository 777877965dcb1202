"""The shape of the source: small files, small functions, names that say something."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import smarketing

ROOT = Path(smarketing.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "manager", "service"}


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def test_files_are_small() -> None:
    """The median is under 120 lines, none is over 400."""
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert len(sizes) > 40
    assert median(sizes.values()) < 120
    assert {path: size for path, size in sizes.items() if size > 400} == {}


def test_functions_are_small() -> None:
    """None is over 60 lines."""
    long = {f"{path.name}:{each.name}": lines(each) for path in FILES for each in functions(path) if lines(each) > 60}
    assert long == {}


def test_modules_are_called_by_their_subject() -> None:
    """No drawer for what belongs nowhere."""
    assert {path.stem for path in FILES} & EMPTY_WORDS == set()
    assert {path.parent.name for path in FILES} & EMPTY_WORDS == set()


def test_every_module_says_what_it_is() -> None:
    """Each has a docstring whose first line ends as a sentence does."""
    for path in FILES:
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert text, path
        assert text.splitlines()[0].endswith("."), path


def test_no_import_is_hidden_without_a_reason() -> None:
    """Imports stand at the top; one inside a function bears its reason."""
    for path in FILES:
        source = path.read_text(encoding="utf-8").splitlines()
        for function in functions(path):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    assert "# noqa: PLC0415 - " in source[node.lineno - 1], f"{path}:{node.lineno}"
