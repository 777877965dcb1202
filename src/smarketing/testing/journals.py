"""Journals: waivers, withdrawn signatures and exclusions that fit an agreement."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smarketing.actuals import Actuals
from smarketing.agreement import Agreement
from smarketing.judging import Entry, Journal, Waiver, Withdrawal
from smarketing.testing.exclusions import exclusions
from smarketing.testing.texts import texts


@st.composite
def journals(
    draw: DrawFn,
    agreement: Agreement,
    *,
    months: int = 8,
    most: int = 4,
    withdrawals: bool = True,
    figures: Actuals | None = None,
) -> Journal:
    """Generate waivers, withdrawals and exclusions about the first `months` of the term, in any order.

    There are up to `most` waivers and withdrawals, with `withdrawals=False` only waivers; and as many exclusions, of
    what the `figures` have, if they are given.
    """
    entries: list[Entry] = []
    if figures is not None:
        entries += draw(exclusions(agreement, figures, months=months, most=most))
    period = list(agreement.until(agreement.first_month + (months - 1)) or ())
    for _number in range(draw(st.integers(0, most))):
        if withdrawals and draw(st.booleans()):
            party = draw(st.sampled_from([party.name for party in agreement.parties]))
            entries.append(Withdrawal(party, agreement.term.start + timedelta(draw(st.integers(-40, 31 * months)))))
            continue
        month = draw(st.sampled_from(period))
        promise = draw(st.sampled_from(agreement.at(month).promises))
        entries.append(Waiver(promise.name, month, promise.owed_to, draw(texts())))
    return Journal(draw(st.permutations(entries)))
