"""The package as others get it."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import smarketing
from smarketing import funnel, testing
from smarketing.agreement_file.funnel_section import FUNNEL, SEGMENT, STAGE
from smarketing.agreement_file.sections import SECTIONS

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


def test_the_reference_has_every_name_of_testing() -> None:
    """So have the names that plugin authors use in tests."""
    reference = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert [name for name in testing.__all__ if f":: smarketing.testing.{name}\n" not in reference] == []


def test_every_key_of_a_funnel_is_documented() -> None:
    """Each key under funnel, and under its stages and segments, is named on the page of the file."""
    page = (ROOT / "docs" / "agreement-file.md").read_text(encoding="utf-8")
    section = page.split("\n## funnel\n")[1].split("\n## ")[0]
    keys = [key.name for shape in (FUNNEL, STAGE, SEGMENT) for key in shape.keys]
    assert [key for key in keys if f"`{key}`" not in section] == []


def test_every_key_of_the_file_is_documented() -> None:
    """Each top-level key of the agreement file has a section of its own or a row in the table."""
    page = (ROOT / "docs" / "agreement-file.md").read_text(encoding="utf-8")
    assert [
        key.name
        for key in SECTIONS
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
