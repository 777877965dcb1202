"""What `import smarketing` gives, and what it does not cost."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import smarketing

NAMES = """
    ANY EVERYONE Absence Acceptance Actual Actuals ActualsError Agreement AgreementError AtLeast AtMost Between
    BusinessHours Case Channel ClockState Condition Consequence Credit Criterion CriterionError Definition Due
    Effect Escalate Evaluator Event Finding FollowUp Funnel Handoff InvalidValueError Journal Meeting Metric
    Missed Month Need Objective Party PartyNeed Period Plan Problem Quantity Recurrence Remedy Reply Report Rolling
    RuleError Scorecard Scoring ScoringRule Segment Service Signature SmarketingError Stage Standing Status Target Term
    Terminate Tier UnitError Verdict View Waiver Withdrawal dump dumps journal_from_json journal_json judge
    load loads measure plan quantity scorecard_from_json scorecard_html scorecard_json state
""".split()


def place(name: str) -> tuple[bool, bool, str]:
    """The order of names: constants, classes, functions."""
    return not name.isupper(), not name[0].isupper(), name


def test_the_public_names() -> None:
    """Pinned: a name that comes or goes is a decision."""
    assert smarketing.__all__ == NAMES
    assert sorted(NAMES, key=place) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there(name: str) -> None:
    """Each can be imported, those that come late too."""
    assert getattr(smarketing, name) is not None


def test_a_star_gives_all() -> None:
    """`from smarketing import *` brings the public names and no others."""
    names: dict[str, object] = {}
    exec("from smarketing import *", names)
    assert set(names) - {"__builtins__"} == set(NAMES)


def test_an_unknown_name() -> None:
    """The error is the one that Python gives for any module."""
    with pytest.raises(AttributeError) as error:
        smarketing.judges  # noqa: B018
    assert str(error.value) == "module 'smarketing' has no attribute 'judges'"


def test_what_is_not_imported_until_it_is_asked_for() -> None:
    """Reports, files, tables and the shell cost time, so they wait."""
    heavy = "jinja2 rich click yaml narwhals pandas polars duckdb"
    code = f"import sys, smarketing; print([name for name in '{heavy}'.split() if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


@pytest.mark.parametrize(("name", "module"), [("load", "yaml"), ("scorecard_html", "jinja2")], ids=["files", "reports"])
def test_what_is_imported_when_it_is_asked_for(name: str, module: str) -> None:
    """Asking for the name is enough."""
    code = f"import sys, smarketing; smarketing.{name}; print({module!r} in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "True\n"


def test_it_is_typed() -> None:
    """Type checkers of users see the annotations."""
    assert (Path(smarketing.__file__).parent / "py.typed").exists()


def test_doors_are_imports_and_a_sorted_list() -> None:
    """Each `__init__` is at most 60 lines; apart from the first only imports and `__all__`, or a docstring."""
    root = Path(smarketing.__file__).parent
    for path in root.rglob("__init__.py"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60, path
        tree = ast.parse(text)
        assert ast.get_docstring(tree), path
        if path.parent != root and len(tree.body) > 1:
            kinds = {type(node) for node in tree.body[1:]}
            assert kinds <= {ast.Import, ast.ImportFrom, ast.Assign}, path
            (listed,) = [node.value for node in tree.body if isinstance(node, ast.Assign)]
            names = ast.literal_eval(listed)
            assert names == sorted(names, key=place), path
