"""The contract of evaluators: rules of this library keep it, and each law finds a rule that breaks it."""

import pickle
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import attrs
import pytest

from broken_laws import said_of
from smarketing import (
    AtLeast,
    AtMost,
    Between,
    Evaluator,
    Finding,
    Metric,
    Quantity,
    Reference,
    Rolling,
    SmarketingError,
    Status,
    Target,
    View,
)
from smarketing.intervals import IntervalSet
from smarketing.testing import LawBroken, check_evaluator, evaluators, metrics
from smarketing.verdicts import Absence

SQL = Metric("leads", "SQL", "count")
KEPT = Metric("kept", "%", "share")


def test_rules_of_this_library_keep_the_laws() -> None:
    """All of them, rolling or not, for metrics of every kind."""
    check_evaluator(metrics().flatmap(evaluators), max_examples=50)


@pytest.mark.parametrize(
    "rule",
    [
        AtLeast("100 SQL/month"),
        AtLeast("92 %", tolerance="1 point"),
        AtMost("5 incident/month", tolerance="10 %"),
        AtMost("80 USD/lead"),
        Between("90 SQL/month", "120 SQL/month"),
        Rolling(AtLeast("300 SQL/quarter"), months=3),
    ],
    ids=str,
)
def test_one_rule(rule: Evaluator) -> None:
    """A rule by itself, about the edges of its target."""
    check_evaluator(rule, max_examples=30)


class Broken(Evaluator):
    """At least 10 of everything, up to what is broken."""

    __slots__ = ()

    def __call__(self, view: View, /) -> Finding:
        if view.reading is None:
            return view.no_data()
        target = Quantity(10 * view.months, view.metric.unit)
        if view.reading >= target.value:
            return self.met(view, target)
        unit = "point" if view.metric.unit == "%" else view.metric.unit
        return self.missed(view, target, Quantity(target.value - view.reading, unit))

    def met(self, view: View, target: Quantity) -> Finding:
        return Finding(Status.MET, view.actual, target, months=view.months)

    def missed(self, view: View, target: Quantity, short: Quantity) -> Finding:
        return Finding(Status.MISSED, view.actual, target, shortfall=short, months=view.months)

    def describe(self) -> str:
        return "at least 10"


@attrs.frozen
class Right(Broken):
    """Breaks nothing."""


def test_a_rule_without_targets() -> None:
    """It is asked about metrics of all kinds; there is nothing to find."""
    check_evaluator(Right())


def test_the_error_is_an_assertion_of_this_library() -> None:
    """pytest shows it as a failed assertion, and it survives pickling."""
    error = LawBroken("Rule()", "a law", "It found nothing.")
    assert isinstance(error, AssertionError)
    assert isinstance(error, SmarketingError)
    assert str(pickle.loads(pickle.dumps(error))) == "Rule() breaks a law: a law.\nIt found nothing."


# Laws of every rule


class Plain(Broken):
    """No attrs class."""

    def __repr__(self) -> str:
        return "Plain()"


@attrs.define(eq=True, unsafe_hash=True)
class Loose(Broken):
    """Can be changed."""

    least: int = 1


@attrs.frozen
class Listed(Broken):
    """Holds a list."""

    months: list[int] = attrs.field(factory=lambda: [1])  # type: ignore[assignment]


@attrs.frozen(eq=False)
class ById(Broken):
    """Is equal only to itself."""


@attrs.frozen
class Local(Broken):
    """Cannot be pickled."""

    def __reduce__(self) -> Any:
        raise TypeError("cannot pickle 'Local' object")


@attrs.frozen
class Forgetful(Broken):
    """Comes back from pickle as another one."""

    least: int = 1

    def __reduce__(self) -> Any:
        return Forgetful, (0,)


@attrs.frozen(repr=False)
class Unreadable(Broken):
    """Shows an address."""

    def __repr__(self) -> str:
        return "<Unreadable at 0x7f>"


@attrs.frozen
class Speechless(Broken):
    """Says nothing."""

    def describe(self) -> str:
        return " "


@attrs.frozen
class Noisy(Broken):
    """Says its repr."""

    def describe(self) -> str:
        return repr(self)


@attrs.frozen
class Pointing(Broken):
    """Refers to something by a bare name."""

    @property
    def references(self) -> Any:
        return ("leads",)


@pytest.mark.parametrize(
    ("rule", "law", "found"),
    [
        (Plain(), "a rule is frozen", "Plain is no attrs class; write @attrs.frozen above it"),
        (Loose(), "a rule is frozen", "its least can be set; write @attrs.frozen above the class"),
        (
            Listed(),
            "a rule can be hashed",
            "unhashable type: 'list'; hold what is hashable, as a tuple in place of a list",
        ),
        (
            ById(),
            "a rule equals its copy",
            "it does not equal one made of the same fields, or has another hash",
        ),
        (Local(), "a rule can be pickled", "it cannot be pickled: cannot pickle 'Local' object"),
        (Forgetful(), "a rule can be pickled", "it comes back from pickle as Forgetful(least=0)"),
        (Unreadable(), "a rule has a repr that people can read", "leave repr to attrs, which shows the fields"),
        (
            Speechless(),
            "a rule describes itself in words",
            "describe() gives ' '; it says in one line of words what is agreed",
        ),
        (
            Noisy(),
            "a rule describes itself in words",
            "describe() gives 'Noisy()', which holds 'Noisy('; write describe() in words",
        ),
        (
            Pointing(),
            "references are Reference values",
            (
                "its references hold 'leads'; each is a Reference to a 'metric', 'fee', 'count', 'promise', 'party', "
                "'contact', 'report or meeting', 'consequence'"
            ),
        ),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Evaluator) else "",
)
def test_laws_of_values(rule: Evaluator, law: str, found: str) -> None:
    """A rule is a value that describes itself."""
    assert said_of(lambda: check_evaluator(rule)) == (repr(rule), law, found)


# Laws of what an evaluator is asked


@attrs.frozen
class Raising(Broken):
    """Divides by the reading."""

    def __call__(self, view: View, /) -> Finding:
        return view.no_data(note="" if view.reading is None else str(1 / view.reading))


@attrs.frozen
class Answerless(Broken):
    """Answers with nothing."""

    def __call__(self, view: View, /) -> Finding:
        return None  # type: ignore[return-value]


_ASKED = [0]


@attrs.frozen
class Moody(Broken):
    """Finds something else every time."""

    def __call__(self, view: View, /) -> Finding:
        _ASKED[0] += 1
        return Finding(Status.PENDING, note=str(_ASKED[0]), absence=Absence.TOO_EARLY)


_SEEN: set[int] = set()


@attrs.frozen
class Tired(Broken):
    """Finds something else the second time, and once only."""

    def __call__(self, view: View, /) -> Finding:
        _SEEN.add(len(_SEEN))
        return Finding(Status.PENDING, note="again" if len(_SEEN) == 2 else "", absence=Absence.TOO_EARLY)


@attrs.frozen
class Prophet(Broken):
    """Looks at the month after."""

    def __call__(self, view: View, /) -> Finding:
        later = attrs.evolve(view, place=view._place + 1, begins=0)
        return view.no_data(note="" if None in (view.reading, later.reading) else "better soon")


@attrs.frozen
class Zero(Broken):
    """Takes a missing figure for 0."""

    def __call__(self, view: View, /) -> Finding:
        if view.absence is Absence.NOTHING_TO_MEASURE:
            return view.no_data()
        target = Quantity(10 * view.months, view.metric.unit)
        short = target.value - (view.reading or Fraction(0))
        unit = "point" if view.metric.unit == "%" else view.metric.unit
        return self.met(view, target) if short <= 0 else self.missed(view, target, Quantity(short, unit))


@attrs.frozen
class Silent(Broken):
    """Has no data, and does not say why."""

    def __call__(self, view: View, /) -> Finding:
        return Finding(Status.NO_DATA) if view.actual is None else super(Silent, self).__call__(view)


@attrs.frozen
class Careless(Broken):
    """Takes what could not be read for missing."""

    def __call__(self, view: View, /) -> Finding:
        if view.actual is None:
            return Finding(Status.NO_DATA, absence=Absence.MISSING)
        return super(Careless, self).__call__(view)


@attrs.frozen
class Strict(Broken):
    """Misses 0 of 0."""

    def __call__(self, view: View, /) -> Finding:
        if view.absence is Absence.NOTHING_TO_MEASURE:
            return self.missed(view, Quantity(10, "%"), Quantity(10, "point"))
        return super(Strict, self).__call__(view)


@attrs.frozen
class Blank(Broken):
    """Leaves out the actual."""

    def met(self, view: View, target: Quantity) -> Finding:
        return Finding(Status.MET, None, target, months=view.months)


@attrs.frozen
class Vague(Broken):
    """Misses by nothing."""

    def missed(self, view: View, target: Quantity, short: Quantity) -> Finding:
        return Finding(Status.MISSED, view.actual, target, months=view.months)


@attrs.frozen
class Percent(Broken):
    """Is short in percent where points are meant."""

    def missed(self, view: View, target: Quantity, short: Quantity) -> Finding:
        return super().missed(view, target, Quantity(short.value, "%"))


@attrs.frozen
class Backward(Broken):
    """Is short by less than nothing."""

    def missed(self, view: View, target: Quantity, short: Quantity) -> Finding:
        return super().missed(view, target, -short)


@attrs.frozen
class Generous(Broken):
    """Is short by half."""

    def missed(self, view: View, target: Quantity, short: Quantity) -> Finding:
        return super().missed(view, target, Quantity(short.value / 2, short.unit))


@attrs.frozen
class Lenient(Broken):
    """Meets what does not reach the target."""

    def missed(self, view: View, target: Quantity, short: Quantity) -> Finding:
        return self.met(view, target)


@attrs.frozen
class Touching(Broken):
    """Meets what exactly reaches a target that must be passed."""

    def __call__(self, view: View, /) -> Finding:
        if view.reading is None:
            return view.no_data()
        target = Quantity(view.reading, view.metric.unit)
        return Finding(Status.MET, view.actual, target, months=view.months, strict=True)


@attrs.frozen
class Boastful(Broken):
    """Says that everything keeps it."""

    def kept_by(self, metric: Metric, months: int = 1, /) -> IntervalSet:
        return IntervalSet()


@attrs.frozen
class Shortsighted(Broken):
    """Looks at the last month of a window."""

    def __call__(self, view: View, /) -> Finding:
        return attrs.evolve(
            view.no_data(),
            status=Status.NO_DATA,
            note=str(view.window(1).reading),
            absence=view.absence or Absence.MISSING,
        )


@attrs.frozen
class Mumbling(Broken):
    """Says a number where a sentence belongs."""

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[Any]:
        yield 1


@attrs.frozen
class Stumbling(Broken):
    """Raises an error about some metrics."""

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        raise KeyError(metric.kind)


@attrs.frozen
class Choosy(Broken):
    """Judges nothing."""

    def metric_problems(self, metric: Metric, months: int = 1, /) -> Iterator[str]:
        yield f"no {metric.kind} is good enough"


@pytest.mark.parametrize(
    ("rule", "metric", "law", "found"),
    [
        (
            Raising(),
            SQL,
            "an evaluator judges every view of a metric that it accepts",
            "For a count in 2026-01 (0 SQL) it raised ZeroDivisionError: Fraction(1, 0)",
        ),
        (
            Answerless(),
            SQL,
            "an evaluator judges every view of a metric that it accepts",
            "For a count in 2026-01 (0 SQL) it answered None; an evaluator answers with a Finding.",
        ),
        (
            Moody(),
            SQL,
            "the same view gives the same finding",
            "For a count in 2026-01 (0 SQL) it found pending (5), and then pending (6).",
        ),
        (
            Tired(),
            SQL,
            "the same view gives the same finding",
            "For a count in 2026-01 (0 SQL) it found pending, and then pending (again).",
        ),
        (
            Prophet(),
            SQL,
            "a later month changes nothing",
            ("It found no-data (better soon) for a count in 2026-02 (0 SQL), but no-data without the months after it."),
        ),
        (
            Zero(),
            SQL,
            "only a figure that is there and could be read is judged",
            (
                "It found missed against at least 10 SQL and short by 10 SQL for a count in 2026-01 (there is no "
                "figure for 2026-01); answer with view.no_data()."
            ),
        ),
        (
            Silent(),
            SQL,
            "only a figure that is there and could be read is judged",
            (
                "It found no-data for a count in 2026-01 (there is no figure for 2026-01) and does not say why; answer "
                "with view.no_data()."
            ),
        ),
        (
            Careless(),
            SQL,
            "only a figure that is there and could be read is judged",
            (
                "It found no-data for a count in 2026-01 (the figure for 2026-01 could not be read) as if it were "
                "missing; answer with view.no_data()."
            ),
        ),
        (
            Blank(),
            SQL,
            "a finding holds what was judged",
            (
                "It found met against at least 10 SQL for a count in 2026-01 (10 SQL); actual and months of a finding "
                "are those of the view."
            ),
        ),
        (
            Vague(),
            SQL,
            "there is a shortfall exactly where a promise was missed",
            "It found missed against at least 10 SQL for a count in 2026-01 (0 SQL).",
        ),
        (
            Backward(),
            SQL,
            "a shortfall counts from the target, in the unit of the metric, points for a share",
            (
                "It found missed against at least 10 SQL and short by -10 SQL for a count in 2026-01 (0 SQL); it is "
                "above zero."
            ),
        ),
        (
            Generous(),
            SQL,
            "a shortfall counts from the target, in the unit of the metric, points for a share",
            "It found missed against at least 10 SQL and short by 5 SQL for a count in 2026-01 (0 SQL); it is 10 SQL.",
        ),
        (
            Lenient(),
            SQL,
            "what is met reaches its target",
            "It found met against at least 10 SQL for a count in 2026-01 (0 SQL) and names no tolerance.",
        ),
        (
            Touching(),
            SQL,
            "what is met reaches its target",
            "It found met against above 0 SQL for a count in 2026-01 (0 SQL), exactly at a strict target.",
        ),
        (
            Boastful(),
            SQL,
            "readings that keep a promise meet it, and no others do",
            (
                "It found missed against at least 10 SQL and short by 10 SQL for a count in 2026-01 (0 SQL), and "
                "kept_by() says that readings of every x keep it."
            ),
        ),
        (
            Shortsighted(),
            SQL,
            "a window counts as its months together",
            (
                "It found no-data (1) for a count in 2026-01 to 2026-02 (1 SQL), but no-data (0) if the same is spread "
                "over the months in another way."
            ),
        ),
        (
            Mumbling(),
            SQL,
            "metric_problems() gives a sentence for each reason, and nothing else",
            "For a count in SQL it gave (1,).",
        ),
        (
            Stumbling(),
            SQL,
            "metric_problems() gives a sentence for each reason, and nothing else",
            "For a count in SQL it raised KeyError: 'count'",
        ),
        (
            Choosy(),
            SQL,
            "an evaluator accepts the metrics that it is for",
            "It says of 'leads': no count is good enough.",
        ),
        (
            Strict(),
            KEPT,
            "nothing to measure is never a miss",
            (
                "It found missed against at least 10 % and short by 10 points for a share in 2026-01 (0 of 0: nothing "
                "to judge)."
            ),
        ),
        (
            Percent(),
            KEPT,
            "a shortfall counts from the target, in the unit of the metric, points for a share",
            "It found missed against at least 10 % and short by 10 % for a share in 2026-01 (0 %); its unit is point.",
        ),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Evaluator) else "",
)
def test_laws_of_what_an_evaluator_is_asked(rule: Evaluator, metric: Metric, law: str, found: str) -> None:
    """The law is named, and the smallest example that breaks it."""
    assert said_of(lambda: check_evaluator(rule, [metric], max_examples=60)) == (repr(rule), law, found)


def test_a_rule_that_accepts_nothing() -> None:
    """Nothing can be looked at; the author names a metric."""
    assert said_of(lambda: check_evaluator(Choosy())) == (
        "Choosy()",
        "an evaluator accepts the metrics that it is for",
        "It accepts no metric that follows from its targets; name one: metrics=[...].",
    )


@attrs.frozen
class PerVisit(Evaluator):
    """At least as many as another metric has, where another promise was not missed."""

    @property
    def references(self) -> Sequence[Reference]:
        return (Reference("metric", "visits", ()), Reference("promise", "reports", ()))

    def __call__(self, view: View, /) -> Finding:
        other = view.of("visits")
        if view.reading is None or other.reading is None:
            return view.no_data(other)
        if view.finding("reports").status is Status.MISSED:
            return Finding(Status.PENDING, note="reports was missed", absence=Absence.MISSING)
        target = Quantity(other.reading, view.metric.unit)
        if view.reading >= other.reading:
            return Finding(Status.MET, view.actual, target, months=view.months)
        short = Quantity(other.reading - view.reading, view.metric.unit)
        return Finding(Status.MISSED, view.actual, target, shortfall=short, months=view.months)

    def describe(self) -> str:
        return "at least as many as visits"


def test_a_rule_that_looks_at_others() -> None:
    """It gets the metrics and promises that it refers to, in the kind that is named."""
    check_evaluator(PerVisit(), [SQL], others={"visits": Metric("visits", "visit", "count")})
    check_evaluator(PerVisit(), [SQL], max_examples=20)


def test_a_target_from_the_funnel_is_not_written() -> None:
    """A file that holds it would need the funnel; everything else is looked at."""
    check_evaluator(AtLeast(Target("100 SQL/month", "funnel.SQL")), max_examples=20)


def test_a_target_of_a_noun_of_the_agreement() -> None:
    """The agreement that holds it declares the noun."""
    check_evaluator(AtLeast(Quantity(5, "demo/month")), max_examples=20)


@attrs.frozen
class Plainly(Broken):
    """Names no target."""

    def missed(self, view: View, target: Quantity, short: Quantity) -> Finding:
        return Finding(Status.MISSED, view.actual, shortfall=short, months=view.months)


def test_a_rule_that_names_no_target() -> None:
    """How far a reading is from it cannot be looked at; nothing else is passed over."""
    check_evaluator(Plainly(), [SQL], max_examples=20)


def test_a_rule_of_a_class_inside_a_function() -> None:
    """Pickle does not find such a class, which is not the rule's fault."""

    @attrs.frozen
    class Inside(Broken):
        """Breaks nothing."""

    check_evaluator(Inside(), max_examples=20)


def test_a_window_of_a_rule_without_targets() -> None:
    """A level is judged over months only if it says how."""
    level = Metric("score", "point", "level")
    assert list(Right().metric_problems(level)) == []
    assert list(Right().metric_problems(level, 2)) == [
        "'score' is a level; to judge it over months, state over_months: mean or last"
    ]
