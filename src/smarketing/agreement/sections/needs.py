"""What parties need from each other to keep their word."""

from collections.abc import Iterator

import attrs

from smarketing.agreement.section import Section
from smarketing.fields import about
from smarketing.verdicts import Reference


@attrs.frozen
class PartyNeed:
    """What a party needs from another to keep its word; `objective` is the promise that provides it, if one does."""

    party: str
    source: str = attrs.field(metadata=about("The party that it needs something from.", key="from"))
    what: str = attrs.field(metadata=about("What it needs."))
    objective: str | None = attrs.field(default=None, metadata=about("The promise that provides it."))


def _references(need: PartyNeed) -> Iterator[Reference]:
    yield Reference("party", need.party, ())
    yield Reference("party", need.source, ("from",))
    if need.objective is not None:
        yield Reference("promise", need.objective, ("objective",))


NEEDS = Section(
    key="needs",
    sentence="What each party needs from another to keep its word.",
    holds=PartyNeed,
    named_by="party",
    several=True,
    merging="by name",
    references=_references,
)
