"""Every question ends: what is easy is decided, what is too hard is not, and takes the same steps on every machine."""

from collections.abc import Callable

import pytest

from expected_errors import whole
from smarketing.criteria import (
    Criterion,
    Decision,
    Scoring,
    ScoringRule,
    UndecidedError,
    equivalent,
    implies,
    none_of,
    overlaps,
    parse_definitions,
    satisfiable,
    unknowns_let_through,
)
from smarketing.criteria.analysis import questions
from smarketing.criteria.analysis.budget import MOST_STEPS, Budget

TOO_HARD = Decision("could not decide", because="too many combinations to try (limit: 150,000 steps)")


def all_of(*parts: str) -> str:
    """Join conditions by `and`."""
    return " and ".join(f"({part})" for part in parts)


def any_of(*parts: str) -> str:
    """Join conditions by `or`."""
    return " or ".join(f"({part})" for part in parts)


def choices(count: int, name: str = "x") -> str:
    """Give choices that have nothing to do with anything else."""
    return all_of(*(f"{name}{number} or {name}{number}b" for number in range(count)))


def pairwise_different(count: int) -> str:
    """Give fields of which no two are the same."""
    return all_of(*(f"p{one} != p{other}" for one in range(count) for other in range(one)))


def pigeons(count: int, holes: int) -> str:
    """Give fields that are all different, each a number of a hole."""
    return all_of(pairwise_different(count), *(f"p{number} in {list(range(holes))}" for number in range(count)))


def pigeons_by_truth(count: int) -> str:
    """Give the same with one truth for each pigeon and hole, with one hole too few."""
    each = (any_of(*(f"q{pigeon}_{hole}" for hole in range(count - 1))) for pigeon in range(count))
    apart = (
        f"not q{one}_{hole} or not q{other}_{hole}"
        for hole in range(count - 1)
        for one in range(count)
        for other in range(one)
    )
    return all_of(*each, *apart)


def joined(parts: list[str], size: int = 40) -> Criterion:
    """Join conditions that are too long for one text."""
    starts = range(0, len(parts), size)
    texts = {f"D{start}": all_of(*parts[start : start + size]) for start in starts}
    read, errors = parse_definitions({**texts, "All": " and ".join(texts)})
    assert errors == {}
    return read["All"]


def asked(criterion: str | Criterion) -> Decision:
    """Ask whether a criterion can hold."""
    return satisfiable(Criterion.parse(criterion) if isinstance(criterion, str) else criterion)


def gaps(name: str, count: int) -> str:
    """Give a field that is none of some numbers."""
    return " and ".join(f"{name} != {number}" for number in range(count))


IN_ORDER = [f"n{number} < 1 or n{number} > 2" for number in range(16)]
OUT_OF_ORDER = any_of(*(f"n{number} >= 1 and n{number} <= 2" for number in range(16)))
FALLING = ["a < b or a + 1 < b", "b < c or b + 1 < c", "c < a or c + 1 < a"]


@pytest.mark.parametrize(
    "criterion",
    [
        all_of(gaps("a", 30), gaps("b", 30), choices(8), "a < b", "b < a"),
        all_of(choices(40), "a < b", "b < a"),
        all_of("a < b", "b < a", choices(40)),
        all_of("a < b or a + 1 < b", choices(40), "b < a"),
        all_of(choices(20), FALLING[0], choices(20, "y"), FALLING[1], choices(20, "z"), FALLING[2]),
        all_of(*IN_ORDER, OUT_OF_ORDER),
        all_of(OUT_OF_ORDER, *IN_ORDER),
        all_of(choices(40), "grade == 'A'", "grade == 'B'"),
        all_of(choices(20), "grade == 'A' or grade == 'B'", choices(20, "y"), "grade in ['C', 'D'] or grade == 'E'"),
        all_of(choices(40), "contains(title, 'ab')", "not contains(title, 'b')"),
        all_of(choices(40), "score > 5 or score < 3", "score == 4 or score == 5"),
        all_of(choices(30), "x * y == 1", "x * y != 1"),
        all_of(gaps("a", 200), "a in [0, 100, 199]"),
        all_of(*(f"{name} in {list(range(0, 300, 2))}" for name in "abc"), "a + b > c + 1000"),
        all_of(*(f"a{number} != a{number + 1} or a{number} == a{number + 1}" for number in range(20)), "a0 < a1 < a0"),
    ],
)
def test_what_has_nothing_to_do_with_a_contradiction_is_not_multiplied(criterion: str) -> None:
    """A contradiction is found whatever choices stand before, between or after what contradicts itself."""
    assert asked(criterion) == Decision("no")


@pytest.mark.parametrize(
    "criterion",
    [
        pigeons(6, 6),
        pairwise_different(20),
        all_of(gaps("a", 200), gaps("b", 200), "a < b", "b < a + 1"),
        all_of(*(f"a < b{number} and c{number} < a" for number in range(100))),
        all_of(*(f"u{number} != u{(number + 1) % 21}" for number in range(21))),
        all_of(*(f"{name} in {list(range(0, 300, 2))}" for name in "abc"), "a + b == c + 2"),
        choices(300),
        all_of(*(f"f{number} < f{number + 1} or x{number}" for number in range(100))),
        all_of(*(f"contains(title, 'a{number}') and not contains(title, 'b{number}')" for number in range(50))),
        f"lower(title) == '{'ab' * 4000}'",
    ],
)
def test_large_criteria_that_can_hold(criterion: str) -> None:
    """A record is found, and passes."""
    decision = asked(criterion)
    assert decision.answer == "yes"
    assert decision.witness is not None
    assert Criterion.parse(criterion)(decision.witness)


def test_thousands_of_bounds_of_one_field() -> None:
    """A field with a thousand gaps, and lists of hundreds of numbers that overlap in a few."""
    assert asked(joined([f"a != {number}" for number in range(1_000)])).answer == "yes"
    lists = [f"a in {list(range(start, start + 300))}" for start in range(0, 300, 50)]
    assert asked(joined(lists, 1)) == Decision("yes", {"a": 250})


@pytest.mark.parametrize(
    "criterion",
    [
        pigeons(7, 6),
        pigeons_by_truth(7),
        all_of(*(f"{name} in {list(range(40))}" for name in "abc"), "a + b == c + 0.5"),
        all_of(*(f"s{number} in [0, {17 * number % 101 + 50}]" for number in range(24)))
        + f" and {' + '.join(f's{number}' for number in range(24))} == 700.5",
        all_of(*(f"m{number} * n{number} == 2.7 or m{number} * m{number} == 1.7" for number in range(12))),
        all_of(*(f"f{number} < f{number + 1} or f{number} + 1 < f{number + 1}" for number in range(20)), "f20 < f0"),
        all_of(
            f"lower(t) in {[f'abcdefghijklm{number}' for number in range(300)]}",
            "not starts_with(t, 'a')",
            "not starts_with(t, 'A')",
        ),
    ],
)
def test_what_is_too_hard_is_not_decided(criterion: str) -> None:
    """Puzzles: every question of which the answer would need too many steps ends with that reason."""
    read = Criterion.parse(criterion)
    assert satisfiable(read) == TOO_HARD
    assert implies(read, Criterion.parse("False")) == TOO_HARD
    assert overlaps(read, Criterion.parse("True")) == TOO_HARD
    assert equivalent(read, Criterion.parse("False")) == TOO_HARD
    assert none_of(Criterion.parse(f"not ({criterion})")) == TOO_HARD


def test_a_long_chain_of_comparisons_is_not_decided() -> None:
    """More than a thousand fields in one system of constraints."""
    assert asked(joined([f"f{number} < f{number + 1}" for number in range(1_300)])) == TOO_HARD


def test_long_texts_are_paid_for_by_their_length() -> None:
    """Long parts of a text that must and must not be there."""
    parts = [f"contains(lower(t), '{'ab' * 2_000}{number}')" for number in range(60)]
    assert asked(joined([*parts, "not contains(lower(t), 'b1')", "t != 'b1'"], 1)) == TOO_HARD


def test_numbers_of_many_digits_are_paid_for_by_their_length() -> None:
    """Each field is the next one times a number of two thousand digits."""
    factor = f" * 1{'0' * 44}" * 44
    chain = [f"x{number} == x{number + 1}{factor}" for number in range(30)]
    assert asked(joined([*chain, "x30 == 7"], 1)) == TOO_HARD


GRADES = {f"G{number}": 95 - 5 * number for number in range(15)}


def scored(condition: str, scorings: int) -> Criterion:
    """Read a criterion for records whose scores and grades are as the scoring can fill them."""
    rules = [ScoringRule(30, Criterion.parse("visits > 1")), ScoringRule(70, Criterion.parse("pages > 1"))]
    each = [Scoring(f"score{n}", rules, GRADES, f"grade{n}") for n in range(scorings)]
    world = Criterion.parse(" and ".join(scoring.possible() for scoring in each))
    return Criterion.parse("given and world", definitions={"given": Criterion.parse(condition), "world": world})


def test_worlds_of_many_scorings() -> None:
    """What records can hold is part of both sides; that it follows from itself takes no combinations of grades."""
    lower, higher = (
        scored(" and ".join(f"score{n} >= {least + n} and grade{n} != 'G{n}'" for n in range(6)), 6)
        for least in (40, 41)
    )
    assert implies(higher, lower) == Decision("yes")
    assert implies(lower, higher).answer == "no"
    assert equivalent(lower, higher).answer == equivalent(higher, lower).answer == "no"
    assert overlaps(lower, higher).answer == "yes"
    assert satisfiable(scored("score0 < 3 and grade0 == 'G2' and grade1 == 'G3'", 6)) == Decision("no")


def test_equal_parts_are_the_same() -> None:
    """A part that must hold and, written again, must not: no case of it is looked at."""
    hard = pigeons_by_truth(7)
    assert overlaps(Criterion.parse(f"a and ({hard})"), Criterion.parse(f"b and not ({hard})")) == Decision("no")
    assert implies(Criterion.parse(f"a and ({hard})"), Criterion.parse(f"({hard}) or b")) == Decision("yes")


@pytest.fixture
def spent(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[int]]:
    """Give a function that tells what the budgets since the last call have left."""
    made: list[Budget] = []

    def budget(steps: int = MOST_STEPS) -> Budget:
        made.append(Budget(steps))
        return made[-1]

    def left() -> list[int]:
        found = [each.left for each in made]
        made.clear()
        return found

    monkeypatch.setattr(questions, "Budget", budget)
    return left


def test_the_same_question_takes_the_same_steps(spent: Callable[[], list[int]]) -> None:
    """Steps do not depend on what was asked before."""
    texts = [all_of(*IN_ORDER, OUT_OF_ORDER), pigeons(6, 6), all_of(gaps("a", 30), "a < b", choices(9))]
    for text in texts:
        criterion = Criterion.parse(text)
        steps = []
        for _turn in range(2):
            satisfiable(criterion)
            steps.append(spent())
            equivalent(criterion, Criterion.parse("a < 3 or x1"))
            steps.append(spent())
        assert steps[:2] == steps[2:]
        assert all(0 < left < MOST_STEPS for each in steps for left in each)


def test_the_fields_of_one_criterion_share_a_budget(spent: Callable[[], list[int]]) -> None:
    """However many fields a `not` lets be missing, that is one question; what is not decided is left out."""
    hard = Criterion.parse(f"({pigeons_by_truth(6)}) and not (a > 5) and not (b > 5)")
    assert list(unknowns_let_through(hard)) == []
    (left,) = spent()
    assert left < 0
    many = Criterion.parse(" and ".join(f"not a{number}" for number in range(200)))
    names = [name for name, _found in unknowns_let_through(many)]
    assert names == [f"a{number}" for number in range(len(names))]
    assert 10 < len(names) < 200
    (left,) = spent()
    assert left < 0


def test_a_budget_is_spent_to_the_last_step() -> None:
    """What is left may be zero, and no less; a spent budget stays so."""
    budget = Budget(3)
    budget.spend(2)
    budget.spend()
    assert budget.left == 0
    for _turn in range(2):
        with pytest.raises(UndecidedError, match=whole(TOO_HARD.because)):
            budget.spend()
