"""What `import smarketing` gives, and what it does not cost."""

import ast
import subprocess
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

import pytest

import smarketing

FILES = sorted(Path(smarketing.__file__).parent.rglob("*.py"))
NAMES = """
    ANY EVERYONE Above Absence Acceptance Actual Actuals ActualsError Agreement AgreementError AllOf AnyOf AtLeast
    AtMost Beaten Below Between Bonus BusinessHours Case CaseHistory Channel ClockState Composite Condition Consequence
    Credit Credits Criterion CriterionError Definition Deliverable Delivery DocumentError Due Effect Escalate Evaluator
    Event Example ExampleResult ExcludedCause Exclusion Finding FollowUp Funnel Handoff InfeasibleMixError
    InvalidValueError Journal JournalError KeptShare Ledger Levels Limit Meeting Met Metric Missed MissingExtraError
    Month Need Objective Party PartyNeed Period PeriodCalendar Plan Points Problem Quantity Recurrence Reference
    Relative Remedy Reply Report Rolling RuleError Scorecard Scoring ScoringRule Segment Service ShareMissed SharedLimit
    Signature SmarketingError SomeOf Stage Standing Status Target Term Terminate Tier Timeline Trend UndecidedError
    UnitError Verdict View Waiver Withdrawal YearToDate about dump dumps judge load loads measure plan quantity
    run_examples scorecard_from_json scorecard_html scorecard_json state timeline
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


def test_dir_shows_all() -> None:
    """Names that come late too, so that a shell completes them."""
    shown = dir(smarketing)
    assert set(NAMES) | {"__version__"} <= set(shown)
    assert shown == sorted(set(shown))


def test_the_version() -> None:
    """It is the one of the installed package, looked up when it is asked for."""
    assert smarketing.__version__ == version("smarketing")
    code = "import sys, smarketing; print('importlib.metadata' in sys.modules)"
    clean = [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"]
    run = subprocess.run(clean, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"


def test_every_error_is_public() -> None:
    """Whoever catches an error of the library finds its name where all others are; each is a SmarketingError."""
    errors = {
        node.name
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
    }
    assert errors
    assert errors <= set(NAMES)
    assert all(issubclass(getattr(smarketing, name), smarketing.SmarketingError) for name in errors)


def test_a_name_means_one_thing() -> None:
    """No two classes have one name, and no alias of a type has that of a class."""
    classes: Counter[str] = Counter()
    aliases: set[str] = set()
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        classes.update(node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        targets = (each for node in tree.body if isinstance(node, ast.Assign) for each in node.targets)
        aliases.update(each.id for each in targets if isinstance(each, ast.Name))
    twice = {name for name, count in classes.items() if count > 1 or name in aliases}
    assert twice == set()


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


def packages() -> list[Path]:
    """The folders of the library."""
    return [path.parent for path in FILES if path.name == "__init__.py"]


def test_doors_are_imports_and_a_sorted_list() -> None:
    """Each `__init__` is at most 72 lines: a docstring, imports, names on demand and `__all__`."""
    for folder in packages():
        path = folder / "__init__.py"
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 72, path
        tree = ast.parse(text)
        assert ast.get_docstring(tree), path
        if len(tree.body) > 1:
            kinds = {type(node) for node in tree.body[1:]}
            assert kinds <= {ast.Import, ast.ImportFrom, ast.Assign, ast.If}, path
            *on_demand, (target, listed) = [
                (ast.unparse(node.targets[0]), node.value) for node in tree.body if isinstance(node, ast.Assign)
            ]
            assert target == "__all__", path
            assert [each for each, _value in on_demand] in ([], ["(__getattr__, __dir__)"]), path
            names = ast.literal_eval(listed)
            assert names == sorted(names, key=place), path


def room(folder: Path) -> str:
    """The name by which a folder is imported."""
    return ".".join(("smarketing", *folder.relative_to(FILES[0].parent).parts))


@pytest.mark.parametrize("name", [room(folder) for folder in packages()])
def test_every_room_can_be_entered_first(name: str) -> None:
    """Whatever was imported before, all its names are there, and those that come on demand are listed."""
    code = f"from {name} import *; import {name} as room; assert {{*getattr(room, '__all__', ())}} <= {{*dir(room)}}"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    """A program that embeds the library starts at once, and pays for what it uses."""
    code = "import sys, smarketing; print({'attrs', 'pint', 'dateutil'} & sys.modules.keys())"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "set()\n"
