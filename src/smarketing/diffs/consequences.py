"""What a change makes of consequences."""

from collections.abc import Iterator, Mapping, Sequence

from smarketing.agreement import Agreement, Consequence
from smarketing.consequences import Limit
from smarketing.diffs.change import Change, Way, pairs, said


def changed_consequences(old: Agreement, new: Agreement) -> Iterator[Change]:
    """Give what follows otherwise, for each party whose misses it follows."""
    for name, was, now in pairs(old.consequences, new.consequences):
        for party in held_to(old, was) | held_to(new, now):
            if was is None or now is None:
                way = _for((was, now), "stricter" if was is None else "looser")
                message = f"is new: {_follows(now)}" if now is not None else f"is gone: it was {_follows(was)}"
                yield Change(party, way, name, message)
            else:
                yield from _consequence(party, was, now)


def held_to(agreement: Agreement, consequence: Consequence | None) -> dict[str, None]:
    """Give the parties whose misses a consequence follows."""
    if consequence is None:
        return {}
    owing = {each.name: each.owed_by for each in agreement.promises}
    return {owing[name]: None for case in consequence.when.cases(agreement.promises) for name in case if name in owing}


def _consequence(party: str, was: Consequence, now: Consequence) -> Iterator[Change]:
    if was.when != now.when:
        way = _for((was, now), way_of(now.when.holds_whenever(was.when), was.when.holds_whenever(now.when)))
        yield Change(party, way, now.name, f"follows {now.when.describe()}, followed {was.when.describe()}")
    if was.effect != now.effect:
        way = _for((was, now), way_of(now.effect.costs_at_least(was.effect), was.effect.costs_at_least(now.effect)))
        yield Change(party, way, now.name, f"is {now.effect.describe()}, was {was.effect.describe()}")
    if was.again != now.again:
        way = way_of(now.follows_every_month, was.follows_every_month)
        yield Change(party, way, now.name, f"follows {_how_often(now)}, followed {_how_often(was)}")
    if was.limits != now.limits:
        way = _for((was, now), way_of(lets_through(now.limits, was.limits), lets_through(was.limits, now.limits)))
        yield Change(party, way, now.name, f"is {_limited(now)}, was {_limited(was)}")
    if was.only_above != now.only_above:
        amounts = [said(each.only_above) for each in (now, was)]
        yield Change(party, "other", now.name, f"only above is {amounts[0]}, was {amounts[1]}")
    if was.from_month != now.from_month:
        message = f"is given from month {now.from_month} of the term on, was from month {was.from_month} on"
        yield Change(party, "looser" if now.from_month > was.from_month else "stricter", now.name, message)


def _how_often(consequence: Consequence) -> str:
    """When it follows: an effect that amounts to something follows in every month anyway."""
    if consequence.follows_every_month:
        return "in every month in which its condition holds"
    return "only when its condition starts to hold"


def way_of(stricter: bool, looser: bool) -> Way:
    """Say what a change is for the party whose misses it follows; alike both ways it is neither."""
    if stricter is looser:
        return "other"
    return "stricter" if stricter else "looser"


_OPPOSITE: Mapping[Way, Way] = {"stricter": "looser", "looser": "stricter"}


def _for(versions: Sequence[Consequence | None], way: Way) -> Way:
    """What a change is for the party that made the promise: more of a bonus is the opposite of more of a credit."""
    rewards = {each.effect.rewards for each in versions if each is not None}
    if len(rewards) > 1:
        return "other"
    return _OPPOSITE.get(way, way) if True in rewards else way


def lets_through(limits: Sequence[Limit], others: Sequence[Limit]) -> bool:
    """Tell whether some limits surely let through as much as others: each is matched by one that is no wider."""
    return all(any(_no_wider(other, limit) for other in others) for limit in limits)


def _no_wider(one: Limit, other: Limit) -> bool:
    if one.per != other.per:
        return False
    shares = one.share_of_figure, other.share_of_figure
    if shares[0] is not None and shares[1] is not None:
        return shares[0][0] == shares[1][0] and shares[0][1] <= shares[1][1]
    if one.amount is None or other.amount is None:
        return False
    return one.amount.measures(other.amount.unit) and one.amount <= other.amount


def _limits(consequence: Consequence) -> str:
    return " and ".join(map(str, consequence.limits))


def _limited(consequence: Consequence) -> str:
    return f"limited to {_limits(consequence)}" if consequence.limits else "not limited"


def _follows(consequence: Consequence) -> str:
    limits = f", at most {_limits(consequence)}" if consequence.limits else ""
    again = f", again {consequence.again}" if consequence.again is not None else ""
    return f"{consequence.effect.describe()}{limits} {consequence.when.describe()}{again}"
