"""Who has signed an agreement, and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs

from smarketing.agreement.section import Section
from smarketing.months import as_date
from smarketing.verdicts import Reference


@attrs.frozen
class Signature:
    """A party signed on a day."""

    party: str
    on: date = attrs.field(converter=as_date)


def as_signatures(
    signatures: "Mapping[str, date | str] | Sequence[Signature]",
) -> tuple[Signature, ...]:
    """Take signatures, or a mapping from each party to the day on which it signed."""
    if isinstance(signatures, Mapping):
        return tuple(Signature(party, on) for party, on in signatures.items())
    return tuple(signatures)


def _references(signature: Signature) -> Iterator[Reference]:
    yield Reference("party", signature.party, ())


SIGNATURES = Section(
    key="signatures",
    sentence="On which day each party signed; a month is in force if all have by its first day.",
    holds=Signature,
    named_by="party",
    merging="never",
    references=_references,
)
