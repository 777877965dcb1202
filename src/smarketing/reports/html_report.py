"""The scorecard as one HTML page that needs nothing else."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from smarketing.judging import Scorecard
from smarketing.reports.view import view_of


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("smarketing.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("scorecard.html")


def scorecard_html(scorecard: Scorecard) -> str:
    """Write a scorecard as one self-contained HTML page; every text in it is escaped."""
    page = _template().render(view=view_of(scorecard))
    return f"{page}\n"
