"""What people look at: the scorecard and the plan in the terminal, as a page and as plain values.

Promises: reports compute nothing that a scorecard does not say; the same scorecard gives the same bytes; the page
needs no other file, and escapes every text in it.
"""

from smarketing.reports.diagnostics import diagnostics_json, github_annotations, sarif
from smarketing.reports.difference_report import difference_lines, differences_json, history_json, history_lines
from smarketing.reports.example_report import PlacedResult, example_lines, examples_json
from smarketing.reports.html_report import scorecard_html
from smarketing.reports.json_reading import scorecard_from_json
from smarketing.reports.json_writing import scorecard_json
from smarketing.reports.plan_writing import plan_json
from smarketing.reports.terminal import print_plan, print_scorecard

__all__ = [
    "PlacedResult",
    "diagnostics_json",
    "difference_lines",
    "differences_json",
    "example_lines",
    "examples_json",
    "github_annotations",
    "history_json",
    "history_lines",
    "plan_json",
    "print_plan",
    "print_scorecard",
    "sarif",
    "scorecard_from_json",
    "scorecard_html",
    "scorecard_json",
]
