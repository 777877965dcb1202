"""What is concluded from criteria: against z3, against random records, and against itself."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from criteria_strategies import alone, criteria, records, together
from smarketing.criteria import Criterion, Decision, FieldType, equivalent, implies, overlaps, satisfiable
from smarketing.errors import InvalidValueError
from z3_reading import merged, shown

Question = Callable[[Criterion, Criterion], Decision]
Pair = tuple[Criterion, Criterion]

FEWER_FIELDS = dict(
    zip(
        ("country", "spent", "closed", "allowed", "asked"),
        ("title", "budget", "created", "waited", "competitor"),
        strict=True,
    )
)


def on_one_field(test: str) -> str:
    """Put the test of one field on the first field of its kind, so that tests meet."""
    for name, first in FEWER_FIELDS.items():
        test = test.replace(name, first)
    return test


meeting = alone.map(on_one_field)
of_numbers = together.filter(lambda text: text.startswith(("score", "budget")))
sums = st.sampled_from(["score + `Lead Score`", "2 * score - `Lead Score`", "score - 3 * `Lead Score`", "2 * score"])
of_sums = st.builds("{} {} [{}]".format, sums, st.sampled_from(["in", "not in"]), st.sampled_from(["1", "0, 2.25"]))
exact_tests = st.one_of(meeting.filter(lambda text: "lower(" not in text), of_numbers, of_sums)
"""What must always be decided: fields against values, and sums of numbers against each other."""

any_tests = st.one_of(alone, meeting, together, of_sums)


@st.composite
def pairs(draw: st.DrawFn, tests: st.SearchStrategy[str]) -> Pair:
    """Pairs of criteria made of the same few tests, if these agree on what the fields hold."""
    few = st.sampled_from(draw(st.lists(tests, min_size=2, max_size=5)))
    try:
        one, other = (Criterion.parse(draw(criteria(few))) for _ in range(2))
        merged((one, other))
        overlaps(one, other)
    except InvalidValueError:
        assume(False)
    return one, other


exact_pairs, any_pairs = pairs(exact_tests), pairs(any_tests)
exact, anything = (some.map(lambda pair: pair[0]) for some in (exact_pairs, any_pairs))


def said(decision: Decision) -> bool | None:
    """Give the answer as z3 gives it: None if there is none."""
    return None if decision.answer == "could not decide" else bool(decision)


def oracle(question: Question, one: Criterion, other: Criterion) -> bool | None:
    """Answer a question with z3."""
    sorts = merged((one, other))
    if question is overlaps:
        return shown((one, True), (other, True), sorts=sorts)
    there = shown((one, True), (other, False), sorts=sorts)
    back = shown((one, False), (other, True), sorts=sorts) if question is equivalent else False
    if there or back:
        return False
    return None if None in (there, back) else True


# Against z3


@given(exact)
def test_satisfiable_is_exact(criterion: Criterion) -> None:
    """Of fields against values and of sums of numbers, z3's answer is given, and there always is one."""
    expected = shown((criterion, True), sorts=dict(criterion.fields))
    assert said(satisfiable(criterion)) == expected is not None


@given(exact_pairs, st.sampled_from([implies, overlaps, equivalent]))
def test_questions_about_two_criteria_are_exact(pair: Pair, question: Question) -> None:
    """The same for two criteria."""
    expected = oracle(question, *pair)
    assert said(question(*pair)) == expected is not None


@given(anything)
def test_satisfiable_is_never_wrong(criterion: Criterion) -> None:
    """Whatever the criterion, an answer is z3's answer."""
    decision = satisfiable(criterion)
    assert said(decision) in (None, shown((criterion, True), sorts=dict(criterion.fields)))


@given(any_pairs, st.sampled_from([implies, overlaps, equivalent]))
def test_questions_about_two_criteria_are_never_answered_wrongly(pair: Pair, question: Question) -> None:
    """The same for two criteria."""
    assert said(question(*pair)) in (None, oracle(question, *pair))


def test_little_is_left_undecided() -> None:
    """Of criteria of every kind, fewer than one in fifty is left open."""
    answers: Counter[str] = Counter()

    @given(any_pairs)
    def ask(pair: Pair) -> None:
        answers.update((satisfiable(pair[0]).answer, implies(*pair).answer))

    ask()
    assert 50 * answers["could not decide"] < answers.total()
    assert min(answers["yes"], answers["no"]) > 1


# Against truth tables

TRUTHS = "abcdef"
literals = st.builds("{}{}".format, st.sampled_from(["", "not "]), st.sampled_from(TRUTHS))
clauses = st.lists(literals, min_size=2, max_size=3).map(lambda parts: f"({' or '.join(parts)})")


@st.composite
def puzzles(draw: st.DrawFn) -> str:
    """Many choices that have much to do with each other, some of them again inside of others or denied."""
    few = st.sampled_from(draw(st.lists(clauses, min_size=2, max_size=12)))
    rows = st.lists(few, min_size=1, max_size=4).map(" and ".join)
    blocks = st.one_of(few, st.builds("not ({})".format, rows), st.builds("({} or {})".format, rows, rows))
    return " and ".join(draw(st.lists(st.one_of(clauses, blocks), min_size=5, max_size=25)))


@given(puzzles())
@settings(max_examples=100)
def test_going_back_from_a_conflict_skips_no_record(text: str) -> None:
    """The answer is that of the table of all truths."""
    criterion = Criterion.parse(text)
    table = (dict(zip(TRUTHS, row, strict=True)) for row in product([False, True], repeat=len(TRUTHS)))
    assert said(satisfiable(criterion)) is any(map(criterion, table))


# Witnesses


def as_one(text: str, pair: Pair) -> Criterion:
    """Read two criteria as one: fields hold what follows from both."""
    return Criterion.parse(text.format(*(each.text for each in pair)))


@given(anything)
def test_a_record_shows_that_a_criterion_can_hold(criterion: Criterion) -> None:
    """The witness comes with yes alone, names fields of the criterion, and passes it."""
    decision = satisfiable(criterion)
    assert (decision.witness is not None) == (decision.answer == "yes")
    if decision.witness is not None:
        assert set(decision.witness) <= set(criterion.fields)
        assert criterion(decision.witness)


@given(any_pairs)
def test_a_record_shows_what_two_criteria_have_in_common(pair: Pair) -> None:
    """The witness comes with yes alone and passes both."""
    decision = overlaps(*pair)
    assert (decision.witness is not None) == (decision.answer == "yes")
    if decision.witness is not None:
        assert as_one("({}) and ({})", pair)(decision.witness)


@given(any_pairs)
def test_a_record_shows_that_one_does_not_follow(pair: Pair) -> None:
    """The witness comes with no alone; it passes the one, and not the other."""
    decision = implies(*pair)
    assert (decision.witness is not None) == (decision.answer == "no")
    if decision.witness is not None:
        assert as_one("({}) and not ({})", pair)(decision.witness)


@given(any_pairs)
def test_a_record_shows_that_two_differ(pair: Pair) -> None:
    """The witness comes with no alone; it passes exactly one of them."""
    decision = equivalent(*pair)
    assert (decision.witness is not None) == (decision.answer == "no")
    if decision.witness is not None:
        assert as_one("({0}) and not ({1}) or ({1}) and not ({0})", pair)(decision.witness)


# Records


def taken(record: dict[str, object], *asked: Criterion) -> dict[str, object]:
    """Give the record without the durations of fields that a criterion, which says too little, takes for numbers."""
    numbers = {name for each in asked for name, sort in each.fields.items() if sort == FieldType("number")}
    return {name: value for name, value in record.items() if name not in numbers or not isinstance(value, timedelta)}


@given(anything, records)
def test_no_record_passes_what_cannot_hold(criterion: Criterion, record: dict[str, object]) -> None:
    """Where the answer is no, no random record passes; where `not` of it cannot hold, every one does."""
    turned = Criterion.parse(f"not ({criterion.text})")
    passed = criterion(taken(record, criterion))
    assert satisfiable(criterion).answer != "no" or not passed
    assert satisfiable(turned).answer != "no" or passed


@given(any_pairs, records)
def test_no_record_refutes_what_follows(pair: Pair, record: dict[str, object]) -> None:
    """What one implies holds wherever it holds, and what is equivalent holds where it does."""
    one, other = (each(taken(record, *pair)) for each in pair)
    assert other or not one or implies(*pair).answer != "yes"
    assert one is other or equivalent(*pair).answer != "yes"
    assert not (one and other) or overlaps(*pair).answer != "no"


# Laws


@given(exact)
def test_a_criterion_or_its_opposite_holds(criterion: Criterion) -> None:
    """Missing fields included, exactly one of the two holds; twice `not` is nothing."""
    opposite, twice = (Criterion.parse(f"{word}({criterion.text})") for word in ("not ", "not not "))
    either = Criterion.parse(f"({criterion.text}) or not ({criterion.text})")
    assert equivalent(either, Criterion.parse("True")).answer == "yes"
    assert overlaps(criterion, opposite).answer == "no"
    assert equivalent(criterion, twice).answer == "yes"


@given(exact_pairs)
def test_questions_fit_each_other(pair: Pair) -> None:
    """One implies the other exactly if it does not overlap its opposite; the order does not matter to two questions."""
    one, other = pair
    opposite = Criterion.parse(f"not ({other.text})")
    assert bool(implies(one, other)) is not bool(overlaps(one, opposite))
    assert bool(equivalent(one, other)) is (bool(implies(one, other)) and bool(implies(other, one)))
    assert overlaps(one, other).answer == overlaps(other, one).answer
    assert equivalent(one, other).answer == equivalent(other, one).answer


@given(exact_pairs)
def test_and_narrows_and_or_widens(pair: Pair) -> None:
    """Both imply each, and each implies either."""
    one, other = pair
    both = Criterion.parse(f"({one.text}) and ({other.text})")
    either = Criterion.parse(f"({one.text}) or ({other.text})")
    assert implies(both, one)
    assert implies(one, either)
    assert satisfiable(both).answer == overlaps(one, other).answer
