"""The sections whose values other rooms define: units, metrics, scoring and the funnel."""

from collections.abc import Iterator

from smarketing.actuals import Metric
from smarketing.agreement.section import Section
from smarketing.criteria import Scoring
from smarketing.funnel import Funnel
from smarketing.verdicts import Reference


def _references(funnel: Funnel) -> Iterator[Reference]:
    for place, stage in enumerate(funnel.stages):
        if stage.owed_by is not None:
            yield Reference("party", stage.owed_by, ("stages", place, "owed_by"))


UNITS = Section(
    key="units",
    sentence="Nouns of the agreement's own that can be counted.",
    holds=tuple[str, ...],
    merging="as a list",
    shared=True,
    bears_all_texts=True,
)
METRICS = Section(
    key="metrics",
    field="metrics_declared",
    sentence="What is measured, where targets do not say it.",
    holds=Metric,
    named_by="name",
    merging="by name",
    bears_all_texts=True,
)
SCORING = Section(
    key="scoring",
    sentence="How points and grades of a lead come about, by the field that holds the points.",
    holds=Scoring,
    named_by="name",
    merging="by name",
    shared=True,
)
FUNNEL = Section(
    key="funnel",
    sentence="From the revenue goal to what each stage owes.",
    holds=Funnel,
    references=_references,
)
