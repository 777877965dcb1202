"""The package as others get it."""

import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

import smarketing
from smarketing import funnel, testing
from smarketing.agreement_file.funnel_section import FUNNEL
from smarketing.agreement_file.sections import KEYS

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_what_the_library_reads(tmp_path: Path) -> None:
    """The page's template, the example company and the marker for type checkers are packed."""
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert packed >= {
        "smarketing/py.typed",
        "smarketing/demo/agreement.yaml",
        "smarketing/demo/actuals.csv",
        "smarketing/reports/templates/scorecard.html",
    }


def test_the_reference_is_whole() -> None:
    """Every public name has its entry in the reference."""
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert [name for name in smarketing.__all__ if f":: smarketing.{name}\n" not in reference] == []


def test_the_reference_has_every_name_of_the_funnel() -> None:
    """So have the names of the funnel, here or among those of the library."""
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    rooms = ("smarketing", "smarketing.funnel")
    assert [name for name in funnel.__all__ if not any(f":: {room}.{name}\n" in reference for room in rooms)] == []


def keys_of(schema: object) -> set[str]:
    """Give the keys of all mappings in a JSON Schema."""
    if isinstance(schema, Mapping):
        own = schema.get("properties", {})
        return {*own}.union(*map(keys_of, schema.values()))
    return set().union(*map(keys_of, schema)) if isinstance(schema, list) else set()


def test_the_reference_has_every_name_of_testing() -> None:
    """So have the names that plugin authors use in tests."""
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert [name for name in testing.__all__ if f":: smarketing.testing.{name}\n" not in reference] == []


def test_every_key_of_a_funnel_is_documented() -> None:
    """Each key under funnel, and under its stages and segments, is named on the page of the file."""
    page = (ROOT / "docs" / "agreement-file.md").read_text(encoding="utf-8")
    section = page.split("\n## funnel\n")[1].split("\n## ")[0]
    keys = keys_of(FUNNEL.schema())
    assert keys >= {"goal", "stages", "lag", "segments"}
    assert {key for key in keys if f"`{key}`" not in section} == set()


def test_every_key_of_the_file_is_documented() -> None:
    """Each top-level key of the agreement file has a section of its own or a row in the table."""
    page = (ROOT / "docs" / "agreement-file.md").read_text(encoding="utf-8")
    assert [
        key.name
        for key in KEYS
        if not any(said in page for said in (f"\n## {key.name}\n", f"\n| `{key.name}` |", f"\n| [`{key.name}`]"))
    ] == []


def test_the_mistake_that_readme_shows_is_answered_so() -> None:
    """The file of README with `Marketting` in it gives the line that README prints."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    text = readme.split("```yaml\n")[1].split("```")[0].replace("owed_by: Marketing", "owed_by: Marketting")
    with pytest.raises(smarketing.AgreementError) as refusal:
        smarketing.loads(text)
    assert str(refusal.value) == readme.split("```text\n")[1].split("\n```")[0]


def test_every_command_of_the_readme_is_in_the_makefile() -> None:
    """The commands that README shows first, and those that it does not run itself, exist."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    promised = {line.split()[1] for line in readme.splitlines() if line.startswith("make ")}
    assert promised == {"demo", "test"}
    assert all(f"\n{target}:" in makefile for target in promised)


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = set(PROJECT["optional-dependencies"]) - {"all", "dev"}
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]


def test_every_extra_is_used() -> None:
    """An extra is there for something that imports its libraries, or that needs them inside another."""
    named = set(re.findall(r'needs_extra\("[^"]+", "(\w+)"\)', SOURCES)) | set(
        re.findall(r"smarketing\[(\w+)\]", SOURCES)
    )
    assert named <= EXTRAS
    assert EXTRAS - named == {"spark"}  # whoever has a frame of Spark has the library
    assert "import functions  # noqa: PLC0415 - an extra" in SOURCES


def test_all_is_every_extra() -> None:
    """`smarketing[all]` leaves none out."""
    (every,) = PROJECT["optional-dependencies"]["all"]
    assert set(every.removeprefix("smarketing[").removesuffix("]").split(",")) == EXTRAS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_pages_name_extras_that_there_are(page: Path) -> None:
    """In a command to install them, and in words."""
    text = page.read_text(encoding="utf-8")
    commands = re.findall(r"pip install '?(?:smarketing|\.)\[([\w,]+)\]", text)
    named = {name for each in commands for name in each.split(",")} | set(re.findall(r"extras? `(\w+)`", text))
    assert named <= EXTRAS | {"all"}


def test_the_lowest_versions_are_those_that_are_tested() -> None:
    """What the package asks for is what constraints-lowest.txt installs."""
    asked = dict(each.split(">=") for each in PROJECT["dependencies"])
    lines = (ROOT / "constraints-lowest.txt").read_text(encoding="utf-8").splitlines()
    tested = dict(line.lower().split("==") for line in lines if "==" in line)
    zeros = re.compile(r"(\.0)+$")
    assert {name: zeros.sub("", tested[name]) for name in asked} == {
        name: zeros.sub("", version) for name, version in asked.items()
    }


CHECKERS = {
    "mypy": ["--strict", "--cache-dir", str(ROOT / ".mypy_cache" / "readme")],  # the library is checked once
    "basedpyright": ["--level", "error"],
}


@pytest.mark.parametrize("checker", CHECKERS)
def test_the_example_of_the_readme_is_typed(tmp_path: Path, checker: str) -> None:
    """As a user checks it who copies it to a file: the library and the example agree on their types."""
    program = Path(sys.executable).parent / checker
    if not program.exists():
        pytest.skip(f"{checker} is not installed; the example is not checked by it")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = readme.split("```python\n")[1].split("```")[0]
    (tmp_path / "example.py").write_text(f"{example}print(plan, scorecard)\n", encoding="utf-8")
    interpreter = ["--pythonpath", sys.executable] if checker == "basedpyright" else []
    words = [str(program), *CHECKERS[checker], *interpreter, "example.py"]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_what_odd_exports_names_as_tests_is_tested() -> None:
    """Each test that the page names is in the file that it names."""
    page = (ROOT / "docs" / "odd-exports.md").read_text(encoding="utf-8")
    rows = [line.rsplit(" | ", 1)[1] for line in page.splitlines() if line.startswith("| ") and "`: `" in line]
    named = [(group.split("`: ")[0].strip("` "), group.split("`: ")[1]) for row in rows for group in row.split("; `")]
    tests = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    missing = [
        f"{file}: {name}"
        for file, names in named
        for name in re.findall(r"\w+", names)
        if f"\ndef test_{name}(" not in tests.get(f"test_{file}", "")
    ]
    assert missing == []
    assert len(named) > 40
