"""What became of worked examples, as lines and as plain values."""

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from smarketing.errors import Problem
from smarketing.judging import ExampleResult
from smarketing.legible_text import on_one_line


@attrs.frozen
class PlacedResult:
    """What became of an example, and where each expectation that it does not meet stands in a file."""

    result: ExampleResult
    places: tuple[Problem, ...]


def example_lines(found: Sequence[PlacedResult]) -> Iterator[str]:
    """Say of each example whether it holds; of one that fails where, what was expected, what came out, and why."""
    for each in found:
        yield on_one_line(f"{each.result.example.name}: {'holds' if each.result.holds else 'fails'}")
        for mismatch, place in zip(each.result.mismatches, each.places, strict=True):
            yield f"  {attrs.evolve(place, message=str(mismatch), path=())}"
    held, every = sum(each.result.holds for each in found), len(found)
    yield f"{held:,} of {every:,} {'example holds' if every == 1 else 'examples hold'}"


def examples_json(found: Sequence[PlacedResult]) -> dict[str, Any]:
    """Give what became of examples as plain values, in their order."""
    return {
        "examples": len(found),
        "held": sum(each.result.holds for each in found),
        "results": [_result(each) for each in found],
    }


def _result(each: PlacedResult) -> dict[str, Any]:
    return {
        "name": each.result.example.name,
        "through": str(each.result.scorecard.through),
        "holds": each.result.holds,
        "mismatches": [
            {
                "what": mismatch.what,
                "expected": mismatch.expected,
                "got": mismatch.got,
                "because": mismatch.because,
                "file": place.file,
                "line": place.line,
                "column": place.column,
            }
            for mismatch, place in zip(each.result.mismatches, each.places, strict=True)
        ],
    }
