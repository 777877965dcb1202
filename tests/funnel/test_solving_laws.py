"""Laws of solving: any sufficient knowns give the same numbers, and too few name exactly what they leave open."""

from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import pairwise

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.funnel import Solution, Stage, solve
from smarketing.units import Quantity

NAMES = ["visitor", "lead", "MQL", "SQL", "opportunity", "customer"]

shares = st.fractions(Fraction(1, 100), 1, max_denominator=100)
amounts = st.fractions(Fraction(1, 10), 10**4, max_denominator=10)


@attrs.frozen
class Truth:
    """A funnel of which everything is known: `ways` by the stage they come of and go to, `numbers` by their words."""

    names: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]
    entries: tuple[str, ...]
    valued: tuple[str, ...]
    numbers: dict[str, Fraction]

    def volume(self, name: str) -> Fraction:
        """Give the heads at a stage."""
        return self.numbers[f"the volume of {name}"]

    @property
    def findable(self) -> list[str]:
        """Give the numbers that may be left out: a stage has no value unless it is told, or the only one."""
        return [word for word in self.numbers if len(self.valued) == 1 or not word.startswith("the value")]

    def stages(self, known: Collection[str]) -> list[Stage]:
        """Give the stages, with the rates that are known."""
        listed = [Stage(self.names[0])]
        for name in self.names[1:]:
            ways = [of for of, to in self.ways if to == name]
            rates = {of: f"the rate from {of} to {name}" for of in ways}
            listed += [Stage(name, self.numbers[word] if word in known else None, of=of) for of, word in rates.items()]
            listed += [] if ways else [Stage(name)]
        return listed

    def solve(self, known: Collection[str], period: str = "month") -> Solution:
        """Solve from the numbers that are known, for another period where one is given."""
        months = {"month": 1, "quarter": 3, "year": 12}[period]
        volumes = [name for name in self.names if f"the volume of {name}" in known]
        values = [name for name in self.valued if f"the value of {name}" in known]
        return solve(
            self.stages(known),
            revenue=Quantity(self.numbers["revenue"] * months, f"USD/{period}") if "revenue" in known else None,
            value=[Quantity(self.numbers[f"the value of {name}"], f"USD/{name}") for name in values],
            volumes=[Quantity(self.volume(name) * months, f"{name}/{period}") for name in volumes],
            entries=self.entries,
        )


def read(solution: Solution) -> dict[str, Fraction]:
    """Give all numbers of a solution by their words."""
    rates = {f"the rate from {way.of} to {way.name}": way.rate.share for way in solution.stages if way.rate}
    volumes = {f"the volume of {volume.unit.partition('/')[0]}": volume.value for volume in solution.volumes}
    values = {f"the value of {value.unit.partition('/')[2]}": value.value for value in solution.values}
    return {**volumes, **rates, **values, "revenue": solution.revenue.value}


def tried(truth: Truth, known: Collection[str]) -> tuple[Solution | None, str]:
    """Give the solution, or why there is none."""
    try:
        return truth.solve(known), ""
    except InvalidValueError as error:
        return None, str(error)


@st.composite
def truths(draw: st.DrawFn, *, chain: bool = False, mixed: bool = False, loose: bool = False) -> Truth:
    """Funnels with merges, splits, diamonds, several entries and values, worked forward from what enters.

    Where they are `mixed`, heads also enter where others come from earlier stages; `loose` stages may lead nowhere.
    """
    names = NAMES[-draw(st.integers(2, len(NAMES))) :]
    ways: list[tuple[str, str]] = []
    entering, numbers = {names[0]: draw(amounts)}, dict[str, Fraction]()
    for place, name in enumerate(names):
        before = (
            set(names[place - 1 : place])
            if chain or not place
            else draw(st.sets(st.sampled_from(names[:place]), max_size=2))
        )
        if name == names[-1] and not loose:
            before |= set(names[:-1]) - {of for of, _to in ways}
        ofs = [of for of in names[:place] if of in before]
        if not chain and place and (not ofs or (mixed and draw(st.booleans()))):
            entering[name] = draw(amounts)
        numbers |= {f"the rate from {of} to {name}": draw(shares) for of in ofs}
        ways += [(of, name) for of in ofs]
        brought = [numbers[f"the volume of {of}"] * numbers[f"the rate from {of} to {name}"] for of in ofs]
        numbers[f"the volume of {name}"] = sum(brought, entering.get(name, Fraction(0)))
    also = set[str]() if chain else draw(st.sets(st.sampled_from(names), max_size=1))
    valued = [name for name in names if name in also or name == names[-1]]
    numbers |= {f"the value of {name}": draw(amounts) for name in valued}
    brings = [numbers[f"the volume of {name}"] * numbers[f"the value of {name}"] for name in valued]
    numbers["revenue"] = sum(brings, Fraction(0))
    return Truth(tuple(names), tuple(ways), tuple(entering), tuple(valued), numbers)


chains = truths(chain=True)
anything = truths() | truths(mixed=True) | truths(mixed=True, loose=True)


@st.composite
def droppable(draw: st.DrawFn, truth: Truth) -> set[str]:
    """Numbers not to tell: a stage of several with a value keeps it, and some number is money."""
    dropped = draw(st.sets(st.sampled_from(truth.findable), max_size=len(truth.names) + 1))
    money = {"revenue", f"the value of {truth.valued[-1]}"}
    return dropped - {"revenue"} if money <= dropped else dropped


@given(anything)
def test_everything_known_is_a_solution_without_a_step(truth: Truth) -> None:
    """Nothing is worked out where nothing is missing."""
    solution = truth.solve(truth.numbers)
    assert (read(solution), solution.steps) == (truth.numbers, ())


@given(truths(), st.data())
def test_any_one_number_is_restored(truth: Truth, data: st.DataObject) -> None:
    """A volume, a rate, the value or the revenue: what is dropped comes back exactly, and its step says so."""
    dropped = data.draw(st.sampled_from(truth.findable))
    solution = truth.solve(truth.numbers.keys() - {dropped})
    assert read(solution) == truth.numbers
    assert [step.partition(": ")[0] for step in solution.steps] == [dropped]


@given(anything, st.data())
def test_sufficient_knowns_give_the_same_numbers(truth: Truth, data: st.DataObject) -> None:
    """Whatever is known, what comes out is the truth, each missing number said once; or it is not enough."""
    dropped = data.draw(droppable(truth))
    solution, refused = tried(truth, truth.numbers.keys() - dropped)
    assert (solution is None) == refused.startswith("not enough is known to find ")
    if solution is None:
        return
    assert read(solution) == truth.numbers
    assert sorted(step.partition(": ")[0] for step in solution.steps) == sorted(dropped)
    assert str(solution) == "\n".join(solution.steps)


@given(anything, st.data())
def test_what_would_help_does(truth: Truth, data: st.DataObject) -> None:
    """Each number that an error offers as one more that would do is enough, together with what is known."""
    known = truth.numbers.keys() - data.draw(droppable(truth))
    _solution, refused = tried(truth, known)
    for word in filter(None, refused.partition("; one more would do: ")[2].split(" or ")):
        assert read(truth.solve({*known, word})) == truth.numbers


def joined(truth: Truth, known: Iterable[str]) -> list[set[str]]:
    """Sort the volumes of a chain, its revenue and zero into groups within which one number gives all others."""
    ends = {"revenue": ("zero", "revenue"), f"the value of {truth.names[-1]}": (truth.names[-1], "revenue")}
    ends |= {f"the volume of {name}": ("zero", name) for name in truth.names}
    ends |= {f"the rate from {of} to {to}": (of, to) for of, to in pairwise(truth.names)}
    groups = [{"zero"}, {"revenue"}, *({name} for name in truth.names)]
    for one, other in map(ends.__getitem__, known):
        together = [group for group in groups if group & {one, other}]
        groups = [group for group in groups if group not in together] + [set[str]().union(*together)]
    return groups


@given(chains, st.data())
def test_a_chain_is_solved_exactly_when_its_numbers_hang_together(truth: Truth, data: st.DataObject) -> None:
    """Known numbers are the edges of a graph: one group is enough, of two any edge between them would do."""
    known = truth.numbers.keys() - data.draw(droppable(truth))
    groups = joined(truth, known)
    found = next(group for group in groups if "zero" in group)
    between = [*pairwise(truth.names), (truth.names[-1], "revenue")]
    cut = [(of, to) for of, to in between if not any({of, to} <= group for group in groups)]
    missing = [f"the volume of {name}" for name in truth.names if name not in found]
    missing += [f"the rate from {of} to {to}" for of, to in cut if to != "revenue"]
    missing += [f"the value of {of}" for of, to in cut if to == "revenue"]
    missing += [] if "revenue" in found else ["revenue"]
    if len(groups) == 1:
        assert read(truth.solve(known)) == truth.numbers
        return
    more = f"; one more would do: {' or '.join(missing)}" if len(groups) == 2 else ""
    with pytest.raises(InvalidValueError) as caught:
        truth.solve(known)
    assert str(caught.value) == f"not enough is known to find {', '.join(missing)}{more}"


@given(chains, st.data())
def test_a_number_too_many_must_agree(truth: Truth, data: st.DataObject) -> None:
    """Twice any one number of a chain contradicts the others."""
    wrong = data.draw(st.sampled_from([word for word in truth.numbers if not word.startswith("the rate")]))
    other = attrs.evolve(truth, numbers=truth.numbers | {wrong: truth.numbers[wrong] * 2})
    with pytest.raises(InvalidValueError) as caught:
        other.solve(other.numbers)
    assert str(caught.value).startswith("the numbers do not agree: ")


@given(truths())
def test_back_from_the_goal_and_forward_again_is_the_identity(truth: Truth) -> None:
    """The volumes that a goal needs bring the goal, through merges and diamonds."""
    rest = truth.numbers.keys() - {f"the volume of {name}" for name in truth.names}
    others = {f"the volume of {name}" for name in truth.entries[1:]}
    back = read(truth.solve(rest | others))
    entering = {f"the volume of {name}" for name in truth.entries}
    again = attrs.evolve(truth, numbers=truth.numbers | {word: back[word] for word in entering})
    assert read(again.solve(rest - {"revenue"} | entering)) == back == truth.numbers


@given(truths(), st.sampled_from(["quarter", "year"]), st.data())
def test_the_period_makes_no_difference(truth: Truth, period: str, data: st.DataObject) -> None:
    """100 a month is 300 a quarter: rates and values are the same, amounts as many times more."""
    word = data.draw(st.sampled_from([word for word in truth.numbers if not word.startswith("the value")]))
    known = truth.numbers.keys() - {word}
    by_month, longer = truth.solve(known), truth.solve(known, period)
    assert (longer.volumes, longer.values, longer.revenue) == (by_month.volumes, by_month.values, by_month.revenue)
    assert (longer.stages, longer.revenue.unit) == (by_month.stages, f"USD/{period}")
