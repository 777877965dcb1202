"""Laws of evaluators, and the check that a rule of anybody's keeps them."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from smarketing.actuals import Actual, Metric, Series
from smarketing.agreement import Objective
from smarketing.errors import InvalidValueError
from smarketing.evaluators import Evaluator, View, target_in
from smarketing.judging.rule_answers import checked_finding
from smarketing.months import Month
from smarketing.testing.laws import MAX_EXAMPLES, RULE_EXAMPLES, Law, LawBroken, answered, as_rules, uphold
from smarketing.testing.metrics import KINDS
from smarketing.testing.metrics import metrics as any_metrics
from smarketing.testing.rule_laws import COMES_BACK, PARTIES, RULE_LAWS, against_its_file, agreement_around
from smarketing.testing.views import findings, series, weekday_calendar
from smarketing.units import Quantity, readable, unit_words
from smarketing.verdicts import Absence, Finding, Status, target_text

_JUDGES = "an evaluator judges every view of a metric that it accepts"
_JUDGED = (Status.MET, Status.MISSED)
_LONGEST = 26
"""Months of figures: two years, so that the same month a year ago is among them."""


@attrs.frozen(eq=False)
class Judging:
    """An evaluator and what it is asked about: a place in a series, alone or with the months before it."""

    rule: Evaluator
    series: Series
    place: int
    begins: int
    months: int
    others: Mapping[str, Series]
    findings: Mapping[str, Finding]

    @property
    def metric(self) -> Metric:
        """The metric that is judged."""
        return self.series.metric

    @property
    def view(self) -> View:
        """What the evaluator sees."""
        calendar = weekday_calendar(self.series)
        return View(self.series, self.place, self.begins, self.months, self.others, self.findings, calendar=calendar)

    @property
    def judged(self) -> View:
        """The months that the evaluator takes together."""
        return self.rule.taken_together(self.view)

    @property
    def finding(self) -> Finding:
        """What the evaluator finds."""
        return found_by(self.rule, self.view)


def found_by(rule: Evaluator, view: View) -> Finding:
    """Give what an evaluator finds in a view; LawBroken if it raises an error, or answers with what it must not."""
    return answered(rule, _JUDGES, f"For {_view_text(view)}", lambda: checked_finding(rule, rule(view)))


def _view_text(view: View) -> str:
    period = str(view.month) if view.months == 1 else f"{view.first_month} to {view.month}"
    reading = view.reading
    number = view.reason if reading is None else readable(Quantity(reading, view.metric.unit))
    return f"a {view.metric.kind} in {period} ({number})"


def _found_text(finding: Finding) -> str:
    target = target_text(finding)
    against = f" against {target}" if target else ""
    short = "" if finding.shortfall is None else f" and short by {readable(finding.shortfall)}"
    note = f" ({finding.note})" if finding.note else ""
    return f"{finding.status.value}{against}{short}{note}"


def _about(judging: Judging, *more: str) -> str:
    return f"It found {_found_text(judging.finding)} for {_view_text(judging.judged)}{''.join(more)}."


def _is_deterministic(judging: Judging) -> Iterator[str]:
    first, second = judging.finding, judging.finding
    if first != second:
        yield f"For {_view_text(judging.judged)} it found {_found_text(first)}, and then {_found_text(second)}."


def _sees_no_later_month(judging: Judging) -> Iterator[str]:
    until = judging.place + 1
    others = {name: _until(other, until) for name, other in judging.others.items()}
    cut = attrs.evolve(judging, series=_until(judging.series, until), others=others)
    if cut.finding != judging.finding:
        yield _about(judging, f", but {_found_text(cut.finding)} without the months after it")


def _until(figures: Series, place: int) -> Series:
    unreadable = frozenset(each for each in figures.unreadable if each < place)
    return Series(figures.metric, figures.first, figures.actuals[:place], unreadable)


def _holds_what_was_judged(judging: Judging) -> Iterator[str]:
    finding, judged = judging.finding, judging.judged
    if judging.rule.derived:
        return  # its figure is its own
    if finding.status in _JUDGED and (finding.actual, finding.months) != (judged.actual, judged.months):
        yield _about(judging, "; actual and months of a finding are those of the view")


def _judges_only_figures(judging: Judging) -> Iterator[str]:
    absence, finding = judging.judged.absence, judging.finding
    if judging.rule.derived or absence in (None, Absence.NOTHING_TO_MEASURE):
        return
    if finding.status in _JUDGED:
        yield _about(judging, "; answer with view.no_data()")
    elif finding.absence is None:
        yield _about(judging, " and does not say why; answer with view.no_data()")
    elif absence is Absence.UNREADABLE and finding.absence is Absence.MISSING:
        yield _about(judging, " as if it were missing; answer with view.no_data()")


def _does_not_miss_nothing(judging: Judging) -> Iterator[str]:
    if judging.rule.derived:
        return
    if judging.judged.absence is Absence.NOTHING_TO_MEASURE and judging.finding.status is Status.MISSED:
        yield _about(judging)


def _falls_short_when_missed(judging: Judging) -> Iterator[str]:
    finding = judging.finding
    if (finding.status is Status.MISSED) != (finding.shortfall is not None):
        yield _about(judging)


def _counts_shortfall(judging: Judging) -> Iterator[str]:
    finding, shortfall = judging.finding, judging.finding.shortfall
    unit = "point" if judging.metric.unit == "%" else judging.metric.unit
    reading = finding.reading(judging.metric)
    if shortfall is None or reading is None:
        return
    if shortfall.unit != unit:
        yield _about(judging, f"; its unit is {unit}")
    elif shortfall.value < 0 or not (shortfall.value or finding.strict):
        yield _about(judging, "; it is above zero")
    elif (right := _distance(finding, reading)) is not None and shortfall.value != right:
        yield _about(judging, f"; it is {readable(Quantity(right, unit))}")


def _distance(finding: Finding, reading: Fraction) -> Fraction | None:
    """How far a reading is from the target that it does not reach; 0 if it reaches it, None without a target."""
    low, high = finding.at_least, finding.at_most
    if low is None and high is None:
        return None
    below = Fraction(0) if low is None else low.value - reading
    above = Fraction(0) if high is None else reading - high.value
    return max(below, above, Fraction(0))


def _reaches_its_target(judging: Judging) -> Iterator[str]:
    finding = judging.finding
    reading = finding.reading(judging.metric)
    if finding.status is not Status.MET or finding.tolerance is not None or reading is None:
        return
    if _distance(finding, reading):
        yield _about(judging, " and names no tolerance")
    elif finding.strict and reading in {each.value for each in (finding.at_least, finding.at_most) if each is not None}:
        yield _about(judging, ", exactly at a strict target")


def _is_kept_as_it_says(judging: Judging) -> Iterator[str]:
    judged = judging.judged
    kept = judging.rule.kept_by(judging.metric, judged.months)
    if kept is None or judged.reading is None or judging.finding.absence is Absence.NOTHING_TO_MEASURE:
        return
    expected = Status.MET if judged.reading in kept else Status.MISSED
    if judging.finding.status is not expected:
        yield _about(judging, f", and kept_by() says that readings of {kept} keep it")


def _takes_months_together(judging: Judging) -> Iterator[str]:
    """Within each window numbers move from one month to the next; what the months are together stays."""
    if judging.months == 1:
        return
    other = attrs.evolve(judging, series=_moved(judging.series, judging.months))
    if other.finding != judging.finding:
        yield _about(
            judging, f", but {_found_text(other.finding)} if the same is spread over the months in another way"
        )


def _moved(figures: Series, months: int) -> Series:
    """A series with the same figures for every so many months together, and others month by month."""
    metric = figures.metric
    given = [actual for place, actual in enumerate(figures.actuals) if place % months == 1 and actual is not None]
    if metric.over_months == "last" or not given:
        return figures
    value = Fraction(1) if metric.kind == "level" else min(each.value for each in given)
    nothing = Fraction(0)
    rest = [(each.base or nothing) - (each.value if metric.kind == "share" else nothing) for each in given]
    base = min(rest) + (value if metric.kind == "share" else nothing) if metric.has_base else None
    signs = {0: 1, 1: -1}
    moved = tuple(
        actual if actual is None else _plus(actual, value, base, signs.get(place % months, 0))
        for place, actual in enumerate(figures.actuals)
    )
    return Series(metric, figures.first, moved, figures.unreadable)


def _plus(actual: Actual, value: Fraction, base: Fraction | None, sign: int) -> Actual:
    return Actual(
        actual.value + sign * value, None if base is None or actual.base is None else actual.base + sign * base
    )


@attrs.frozen(eq=False)
class _Held:
    """An evaluator with the metrics that an agreement which holds it needs, the judged one first."""

    rule: Evaluator
    metrics: Sequence[Metric]


def _comes_back_from_a_file(held: _Held) -> Iterator[str]:
    rule = held.rule
    if any(target.source is not None for target in rule.targets):
        return  # a number of the funnel, which stands in the agreement
    objective = Objective("the promise", *PARTIES, rule, metric=held.metrics[0].name)
    yield from against_its_file(rule, agreement_around(rule, [objective], held.metrics))


EVALUATOR_LAWS: tuple[Law[Judging], ...] = (
    Law("the same view gives the same finding", _is_deterministic),
    Law("a later month changes nothing", _sees_no_later_month),
    Law("only a figure that is there and could be read is judged", _judges_only_figures),
    Law("nothing to measure is never a miss", _does_not_miss_nothing),
    Law("a finding holds what was judged", _holds_what_was_judged),
    Law("there is a shortfall exactly where a promise was missed", _falls_short_when_missed),
    Law("a shortfall counts from the target, in the unit of the metric, points for a share", _counts_shortfall),
    Law("what is met reaches its target", _reaches_its_target),
    Law("readings that keep a promise meet it, and no others do", _is_kept_as_it_says),
    Law("a window counts as its months together", _takes_months_together),
)
"""What holds of an evaluator in everything that it is asked about, besides the laws of every rule."""

_FILE_LAWS: tuple[Law[_Held], ...] = (Law(COMES_BACK, _comes_back_from_a_file),)


def check_evaluator(
    evaluator: Evaluator | SearchStrategy[Evaluator],
    metrics: Sequence[Metric] | None = None,
    *,
    others: Mapping[str, Metric] | None = None,
    max_examples: int = MAX_EXAMPLES,
) -> None:
    """Look whether an evaluator, or each that a strategy generates, keeps the laws; LawBroken if it breaks one.

    It is asked about figures of the `metrics`, each of which it must accept; unless stated, of all kinds of metrics
    that it accepts. `others` are metrics that it refers to, by name; a metric like the judged one unless stated.
    The `max_examples` are the same in every run.
    """
    rules = as_rules(evaluator)
    few = min(max_examples, RULE_EXAMPLES)
    uphold(RULE_LAWS, rules, lambda rule: rule, few)
    uphold(_FILE_LAWS, rules.flatmap(lambda rule: _held(rule, metrics, others or {})), _rule_of, few)
    uphold(EVALUATOR_LAWS, rules.flatmap(lambda rule: _judgings(rule, metrics, others or {})), _rule_of, max_examples)


def _rule_of(example: Judging | _Held) -> Evaluator:
    return example.rule


def _held(rule: Evaluator, metrics: Sequence[Metric] | None, others: Mapping[str, Metric]) -> SearchStrategy[_Held]:
    judged = st.sampled_from(_accepted(rule, metrics))
    return judged.map(lambda metric: _Held(rule, (metric, *_beside(rule, metric, others).values())))


def _beside(rule: Evaluator, metric: Metric, others: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics that a rule refers to, as they are stated, or like the one that it judges."""
    names = [each.name for each in rule.references if each.kind == "metric"]
    return {name: others.get(name) or attrs.evolve(metric, name=name) for name in names}


@st.composite
def _judgings(draw: DrawFn, rule: Evaluator, metrics: Sequence[Metric] | None, others: Mapping[str, Metric]) -> Judging:
    _accepts(rule, draw(any_metrics()))
    accepted = _accepted(rule, metrics)
    kind = draw(st.sampled_from([kind for kind in KINDS if kind in {each.kind for each in accepted}]))
    metric = draw(st.sampled_from([each for each in accepted if each.kind == kind]))
    first, near = Month(2026, 1), _near(rule, metric)
    shown = draw(series(metric, first=first, least=1, most=_LONGEST, near=near))
    number = len(shown.actuals)
    place = number - 1 - draw(st.integers(0, (number - 1) // 2))
    begins = draw(st.sampled_from((0, min(1, place), place)))
    fitting = (months for months in (2, 3, 4) if rule.months == 1 and months <= place - begins + 1)
    months = draw(st.sampled_from((1, *(each for each in fitting if not _accepts(rule, metric, each)))))
    beside = _beside(rule, metric, others)
    promises = [each.name for each in rule.references if each.kind == "promise"]
    return Judging(
        rule,
        shown,
        place,
        begins,
        months,
        {name: draw(series(each, first=first, least=number, most=number)) for name, each in beside.items()},
        {name: draw(findings(metric)) for name in promises},
    )


def _accepts(rule: Evaluator, metric: Metric, months: int = 1) -> tuple[str, ...]:
    """The sentences that say why a rule cannot judge a metric; LawBroken if they are none."""
    said = f"For a {metric.kind} in {metric.unit or 'no unit'}"
    law = "metric_problems() gives a sentence for each reason, and nothing else"
    problems = answered(rule, law, said, lambda: tuple(rule.metric_problems(metric, months)))
    given: Sequence[object] = problems
    if not all(isinstance(each, str) and each for each in given):
        raise LawBroken(repr(rule), law, f"{said} it gave {problems!r}.")
    return problems


def _accepted(rule: Evaluator, metrics: Sequence[Metric] | None) -> list[Metric]:
    """The metrics that are stated, or those of all kinds that a rule accepts."""
    law = "an evaluator accepts the metrics that it is for"
    if metrics is not None:
        for metric in metrics:
            for problem in _accepts(rule, metric):
                raise LawBroken(repr(rule), law, f"It says of {metric.name!r}: {problem}.")
        return list(metrics)
    accepted = [metric for metric in _candidates(rule) if not _accepts(rule, metric)]
    if not accepted:
        raise LawBroken(repr(rule), law, "It accepts no metric that follows from its targets; name one: metrics=[...].")
    return accepted


def _candidates(rule: Evaluator) -> list[Metric]:
    """Metrics of all kinds, in the units of the targets, if a rule has any."""
    found: list[Metric] = []
    units = [unit for target in rule.targets for unit in _units_of(target.quantity.unit)]
    for unit in dict.fromkeys(units or ("lead", "%", "USD/lead", "point")):
        for kind in KINDS:
            for over_months in (None, "mean", "last") if kind == "level" else (None,):
                try:
                    found.append(Metric("the metric", unit, kind, (), over_months))
                except InvalidValueError:
                    continue  # a share is in %, and counts and ratios are not
    return found


def _units_of(unit: str) -> list[str]:
    """A unit, and without its last word, as a rate counts something."""
    words = unit_words(unit) if unit else ()
    return [unit, "/".join(words[:-1])] if len(words) > 1 else [unit]


def _near(rule: Evaluator, metric: Metric) -> list[Fraction]:
    """Readings about which something changes: the targets, for each of the months alike."""
    targets = [target_in(target, metric, rule.months, 30 * rule.months).value for target in rule.targets]
    kept = rule.kept_by(metric, rule.months)
    edges = () if kept is None else (kept.lowest, kept.highest)
    parts = rule.months if metric.kind == "count" else 1
    return [number / parts for number in (*targets, *edges) if number is not None]
