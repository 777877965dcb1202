"""The command `init`: a first agreement, from the answers to a few questions."""

from datetime import date, datetime
from pathlib import Path

import click

from smarketing.agreement_file import Answers, first_agreement
from smarketing.cli.arguments import day
from smarketing.cli.output_files import OUTPUT_FILE, OutputFiles
from smarketing.cli.problem_output import fail
from smarketing.cli.terminal_output import say
from smarketing.errors import AgreementError, InvalidValueError, Problem


def _next_year() -> str:
    return f"{date.today().year + 1}-01-01"  # noqa: DTZ011 - by the clock of whoever answers


@click.command()
@click.argument("file", type=OUTPUT_FILE, default="agreement.yaml")
@click.option(
    "--title",
    prompt="Title of the agreement",
    default="Marketing and sales agreement",
    help="The title of the agreement.",
)
@click.option("--marketing", prompt="Contact in marketing", help="The contact in marketing.")
@click.option("--sales", prompt="Contact in sales", help="The contact in sales.")
@click.option(
    "--start",
    type=day,
    metavar="DATE",
    prompt="First day",
    default=_next_year,
    help="The first day, such as 2027-01-01.",
)
@click.option(
    "--timezone",
    prompt="Time zone",
    default="UTC",
    help="The time zone in which months start, an IANA name such as Europe/Berlin.",
)
@click.option(
    "--goal", prompt="Revenue goal", default="5000 USD/month", help="The revenue goal, such as 5000 USD/month."
)
@click.option(
    "--value",
    prompt="Revenue per customer",
    default="100 USD/customer",
    help="The revenue per customer, such as 100 USD/customer.",
)
@click.option(
    "--qualified", prompt="Share of MQLs that become SQLs", default="40 %", help="The share of MQLs that become SQLs."
)
@click.option(
    "--won",
    prompt="Share of SQLs that become customers",
    default="50 %",
    help="The share of SQLs that become customers.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def init(file: str, start: datetime, marketing: str, sales: str, force: bool, **answers: str) -> None:
    """Write a first agreement, with its funnel, to FILE (agreement.yaml).

    Asks for each answer that no option gives; press Enter to accept the answer in brackets.
    """
    if file.endswith(".json"):
        fail(
            [Problem("a first agreement is a YAML file, with comments; write a name such as agreement.yaml", file=file)]
        )
    if (Path(file).is_file() or Path(file).is_dir()) and not force:
        fail([Problem("exists already; add --force to replace it", file=file)])
    try:
        text = first_agreement(Answers(start=start.date(), contacts=(marketing, sales), **answers))
    except InvalidValueError as error:
        fail([Problem(error.message)])
    except AgreementError as error:  # its lines are those of a file that was not written
        fail([Problem(problem.message, problem.path) for problem in error.problems])
    OutputFiles({"FILE": file}, inputs=()).write({"FILE": text})
    say(f"Wrote {file}. To see what is still missing: smarketing check {file}")
    say(f"To see what each stage must deliver: smarketing plan {file}")
