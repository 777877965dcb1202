"""Questions about criteria that are hard: each must end within a second, decided or not."""

from collections.abc import Callable
from functools import partial

from smarketing import Criterion
from smarketing.criteria import Decision, equivalent, satisfiable


def _choices(count: int) -> str:
    return " and ".join(f"(x{number} or y{number})" for number in range(count))


def _gaps(name: str, count: int) -> str:
    return " and ".join(f"{name} != {number}" for number in range(count))


def _pigeons(count: int) -> str:
    different = (f"p{one} != p{other}" for one in range(count) for other in range(one))
    holes = (f"p{number} in {list(range(1, count))}" for number in range(count))
    return " and ".join((*different, *holes))


def _subset_sum(count: int) -> str:
    parts = (f"s{number} in [0, {17 * number % 101 + 50}]" for number in range(count))
    return f"{' and '.join(parts)} and {' + '.join(f's{number}' for number in range(count))} == 700.5"


def _alternating(count: int) -> str:
    links = (f"(f{number} < f{number + 1} or f{number} + 1 < f{number + 1})" for number in range(count))
    return f"{' and '.join(links)} and f{count} < f0"


def hard_questions() -> dict[str, Callable[[], Decision]]:
    """Give the questions by what makes each of them hard."""
    gaps = f"{_gaps('a', 30)} and {_gaps('b', 30)}"
    texts = {
        "a circle among gaps and choices": f"{gaps} and {_choices(8)} and a < b and b < a",
        "seven pigeons in six holes": _pigeons(7),
        "a sum of 24 numbers of two values each": _subset_sum(24),
        "20 links that close in no way": _alternating(20),
        "200 gaps in each of two fields": f"{_gaps('a', 200)} and {_gaps('b', 200)} and a < b and b < a + 1",
    }
    read = {what: Criterion.parse(text) for what, text in texts.items()}
    asked: dict[str, Callable[[], Decision]] = {
        what: partial(satisfiable, criterion) for what, criterion in read.items()
    }
    pigeons, subset = read["seven pigeons in six holes"], read["a sum of 24 numbers of two values each"]
    return {**asked, "whether two of them are the same": partial(equivalent, pigeons, subset)}
