"""Documents that mean harm or are no documents: each is answered by problems, quickly, and by nothing else."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from smarketing import AgreementError, load, loads

TOO_LARGE = "too large or nested too deep to be an agreement"


def refusal(text: str, name: str = "a.yaml") -> str:
    with pytest.raises(AgreementError) as error:
        loads(text, name)
    return str(error.value)


def _laughs() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    names = "abcdefghi"
    for before, name in pairwise(names):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[" * 5000 + "]" * 5000, f"a.yaml:1:1: {TOO_LARGE}"),
        ("{a: " * 5000 + "}" * 5000, f"a.yaml:1:1: {TOO_LARGE}"),
        ("- " * 3000 + "a", f"a.yaml:1:1: {TOO_LARGE}"),
        ("".join(" " * deep + "a:\n" for deep in range(1000)), f"a.yaml:1:1: {TOO_LARGE}"),
        ("[" * 5000, f"a.yaml:1:1: {TOO_LARGE}"),
        ("[" * 100 + "]" * 100, f"a.yaml:1:42: {TOO_LARGE}"),
        ("{a: " * 100 + "}" * 100, f"a.yaml:1:165: {TOO_LARGE}"),
        ("- " * 100 + "a", f"a.yaml:1:83: {TOO_LARGE}"),
        ("".join(" " * deep + "a:\n" for deep in range(100)), f"a.yaml:42:42: {TOO_LARGE}"),
        ("a: " + "[]," * 20_000, f"a.yaml:1:1: {TOO_LARGE}"),
        ("a: " + "x" * 4_000_000, f"a.yaml:1:1: {TOO_LARGE}"),
        ("[" * 100, "a.yaml:2:1: not YAML: did not find expected node content"),
        (_laughs(), f"a.yaml:1:11: {TOO_LARGE}"),
        ("a: &a [*a]", f"a.yaml:1:4: {TOO_LARGE}"),
        ("a: *b", "a.yaml:1:4: not YAML: found undefined alias"),
        ("title: a\n\tterm: b", "a.yaml:2:1: not YAML: there is a tab; indent with spaces"),
        ("title:\n\tterm: b", "a.yaml:2:1: not YAML: there is a tab; indent with spaces"),
        ("title: 'a\nterm: b", "a.yaml:2:8: not YAML: found unexpected end of stream"),
        ("term: {start: 1 end: 2}", "a.yaml:1:20: not YAML: did not find expected ',' or '}'"),
        ("", "a.yaml:1:1: the file is empty"),
        ("\n# nothing but a comment\n", "a.yaml:1:1: the file is empty"),
        ("[1, 2]", "a.yaml:1:1: this is a list; write keys and values"),
        ("hello", "a.yaml:1:1: this is the text 'hello'; write keys and values"),
        ("7", "a.yaml:1:1: this is 7; write keys and values"),
    ],
)
def test_one_problem_says_what_is_wrong(text: str, problem: str) -> None:
    """Hostile and broken documents get one problem, with its place."""
    assert refusal(text) == problem


def test_a_list_of_100_000_items_is_too_large() -> None:
    """An agreement has fewer parts than that."""
    assert refusal(f"a: [{'x,' * 100_000}]") == f"a.yaml:1:{5 + 2 * 99_998}: {TOO_LARGE}"


def test_several_documents_are_refused() -> None:
    """One file holds one agreement; the second document is where it is wrong."""
    assert refusal("title: a\n---\ntitle: b").startswith("a.yaml:2:1: not YAML: ")


@pytest.mark.parametrize("character", ["\0", "\x07", "\x7f"])
def test_control_characters_are_refused(character: str) -> None:
    """Control characters have no place in text."""
    code = f"#x{ord(character):04x}"
    problem = f"not YAML: unacceptable character {code}: control characters are not allowed"
    assert refusal(f"title: {character}") == f"a.yaml:1:1: {problem}"


def test_half_a_character_is_refused() -> None:
    """A lone surrogate, which no file can hold, is a problem and not an error of Python's own."""
    assert refusal("title: \ud800").startswith("a.yaml:1:")


def test_a_long_text_is_only_a_long_text() -> None:
    """A scalar of a million characters is read; what it should have been is said as ever."""
    lines = refusal(f"smarketing: 1\ntitle: {'x' * 1_000_000}").splitlines()
    assert lines == [f"a.yaml:1:1: '{key}' is missing" for key in ("term", "parties", "objectives")]


@pytest.mark.parametrize("times", [5_000, 300_000])
@pytest.mark.parametrize("deeper", ["[", "{a: ", "- ", "? ", "- !a ", "- &a ", "[ # ]\\n"])
def test_no_depth_ends_the_process(tmp_path: Path, times: int, deeper: str) -> None:
    """However deep a file is nested, the answer is a problem; the process lives on."""
    path = tmp_path / "deep.yaml"
    path.write_text(deeper * times)
    load_it = f"try:\n    smarketing.load({str(path)!r})\nexcept smarketing.AgreementError:\n    print('refused')"
    code = f"import smarketing\n{load_it}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "refused\n")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A file that is not UTF-8 says so."""
    path = tmp_path / "latin.yaml"
    path.write_bytes("title: Müller".encode("latin-1"))
    with pytest.raises(AgreementError) as error:
        load(path)
    assert str(error.value) == f"{path}:1:1: not UTF-8 text"


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is the operating system's error, as everywhere in Python."""
    with pytest.raises(FileNotFoundError) as error:
        load(tmp_path / "none.yaml")
    assert error.value.filename == str(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    "text", ["a: !!python/object/apply:os.system [ls]", "a: !!python/name:os.system", "a: !thing {b: 1}"]
)
def test_tags_make_nothing(text: str) -> None:
    """Tags never make objects: the document is judged as the plain values that it holds."""
    assert "a.yaml:1:1: a: no key named 'a'" in refusal(text).splitlines()
