"""Learning from a table of leads: counts against a loop over the rows, and what is known at a time."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import Month
from smarketing.funnel import Learned, OutOfOrder, Rate, Stage, learn

THREE, FOUR = ("visitor", "lead", "customer"), ("lead", "MQL", "SQL", "customer")
EDGES = [
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2024, 1, 31),
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2024, 3, 1),
]
DAYS = st.none() | st.sampled_from(EDGES) | st.dates(date(2023, 11, 1), date(2024, 6, 30))
MONTHS = [Month(2023, 10) + later for later in range(10)]


@attrs.frozen
class Step:
    """The days on which a lead got to a stage and to the next, by dates of their own or by that of a later one."""

    early: date | None
    late: date | None
    dated: bool

    @property
    def converts(self) -> bool:
        """Whether the lead got from the one to the other."""
        return self.early is not None and self.late is not None and self.early <= self.late


def _step(dates: tuple[date | None, ...], *, only_dated: bool) -> Step | None:
    """Who got to a later stage passed the earlier ones, unless only dates count."""
    early, late = dates[:2] if only_dated else (_first(dates), _first(dates[1:]))
    return Step(early, late, dated=bool(dates[0] and dates[1])) if early or late else None


def _first(dates: Iterable[date | None]) -> date | None:
    return next((day for day in dates if day), None)


@attrs.frozen
class Leads:
    """Leads as rows, and the same as a table: a date for each stage, a segment and an id."""

    stages: tuple[str, ...]
    rows: tuple[tuple[tuple[date | None, ...], str | None], ...]

    @property
    def frame(self) -> pl.DataFrame:
        """Give a table with columns that are called otherwise than the stages."""
        columns = {f"{name} on": [dates[place] for dates, _ in self.rows] for place, name in enumerate(self.stages)}
        types = dict.fromkeys(columns, pl.Date) | {"part": pl.String, "key": pl.Int64}
        others = {"part": [part for _, part in self.rows], "key": list(range(len(self.rows)))}
        return pl.DataFrame(columns | others, schema=types)

    def learn(self, through: Month | None, *, only_dated: bool = False) -> Learned:
        """Learn from the table."""
        columns = {name: f"{name} on" for name in self.stages}
        return learn(self.frame, columns, segment="part", id="key", known_through=through, only_dated=only_dated)

    def until(self, last: date) -> "Leads":
        """Strike out by hand what happened after a day."""
        rows = [(tuple(day if day and day <= last else None for day in dates), part) for dates, part in self.rows]
        return attrs.evolve(self, rows=tuple(rows))

    def of(self, segment: str | None) -> list[tuple[date | None, ...]]:
        """Give the dates of the leads of a segment, or of all."""
        return [dates for dates, part in self.rows if segment is None or (part or "") == segment]

    def steps(self, segment: str | None, place: int, *, only_dated: bool) -> list[Step]:
        """Give how each lead of a segment took the step from a stage to the next, if it got to one of them."""
        return [step for dates in self.of(segment) if (step := _step(dates[place:], only_dated=only_dated))]


@st.composite
def tables(draw: st.DrawFn, *lengths: tuple[str, ...]) -> Leads:
    """Tables of any leads: stages skipped, dates out of order, equal, at the ends of months, or none."""
    stages = draw(st.sampled_from(lengths))
    lead = st.tuples(st.tuples(*[DAYS] * len(stages)), st.sampled_from([None, "", "web", "trade fair"]))
    dated = lead.filter(lambda row: any(row[0]))
    return Leads(stages, tuple(draw(st.lists(dated, min_size=1, max_size=25))))


def seeded(stages: tuple[str, ...]) -> Leads:
    """Give 200 leads, the same ones each time."""
    chance = random.Random(5)
    days = [None, *EDGES, *(date(2023, 11, 1) + timedelta(later) for later in range(0, 240, 7))]
    parts = [None, "web", "trade fair"]
    return Leads(stages, tuple((tuple(chance.choices(days, k=len(stages))), chance.choice(parts)) for _ in range(200)))


@given(tables(THREE, FOUR), st.sampled_from(MONTHS), st.booleans())
def test_what_is_counted_is_what_a_loop_counts(leads: Leads, through: Month, only_dated: bool) -> None:
    """Volumes, both rates, cohorts and days, of every step, month and segment, and of all segments together."""
    learned, known = leads.learn(through, only_dated=only_dated), leads.until(through.last_day)
    segments = sorted({part or "" for dates, part in known.rows if any(dates)})
    assert learned.segments == tuple(segments)
    for segment in [None, *segments] if segments else []:
        for place, (before, after) in enumerate(pairwise(leads.stages)):
            steps = known.steps(segment, place, only_dated=only_dated)
            entered = Counter(Month.of(step.early) for step in steps if step.early)
            moved = Counter(Month.of(step.late) for step in steps if step.late)
            gaps = {dated: Counter(_gap(step) for step in steps if step.converts and step.dated >= dated)
                    for dated in (False, True)}  # fmt: skip
            cohorts = learned.cohorts(after, segment)
            assert (cohorts.known_through, dict(cohorts.entered), dict(cohorts.converted)) == (
                through, entered, gaps[False],
            )  # fmt: skip
            assert dict(cohorts.undated) == gaps[False] - gaps[True]
            days = Counter((step.late - step.early).days for step in steps
                           if step.converts and step.dated and step.early and step.late)  # fmt: skip
            assert dict(learned.days(after, segment).counts) == days
            for month in MONTHS[: through - MONTHS[0] + 1]:
                volumes = [learned.volume(name, month, segment) for name in (before, after)]
                assert volumes == [entered[month], moved[month]]
            for month, heads in entered.items():
                wins = sum(count for (cohort, _gap), count in gaps[False].items() if cohort == month)
                assert learned.rate_by_cohort(after, month, segment) == Rate(Fraction(wins, heads), Fraction(heads))
                assert learned.rate_by_activity(after, month, segment) == Fraction(moved[month], heads)


def _gap(step: Step) -> tuple[Month, int]:
    assert step.early
    assert step.late
    return Month.of(step.early), Month.of(step.late) - Month.of(step.early)


@given(tables(THREE, FOUR), st.sampled_from(MONTHS), st.booleans())
def test_what_is_odd_is_listed(leads: Leads, through: Month, only_dated: bool) -> None:
    """Dates before that of the last stage that had one, and stages skipped, each with the lead's id."""
    learned, known = leads.learn(through, only_dated=only_dated), leads.until(through.last_day)
    listed, skipped = [], dict[str, list[int]]()
    for key, (dates, _part) in enumerate(known.rows):
        dated = [(name, day) for name, day in zip(leads.stages, dates, strict=True) if day]
        for (before, early), (after, late) in pairwise(dated):
            if late < early:
                listed.append(OutOfOrder(key, before, after, early, late))
        for place, name in enumerate(leads.stages):
            if not dates[place] and any(dates[place:]):
                skipped.setdefault(name, []).append(key)
    assert sorted(map(str, learned.out_of_order)) == sorted(map(str, listed))
    assert set(learned.out_of_order) == set(listed)
    assert {each.stage: (each.leads, set(each.ids)) for each in learned.skipped} == {
        name: (len(keys), set(keys)) for name, keys in skipped.items()
    }
    assert [each.stage for each in learned.skipped] == [name for name in leads.stages if name in skipped]


@given(tables(FOUR), st.sampled_from(MONTHS))
def test_who_got_to_a_stage_passed_the_one_before(leads: Leads, through: Month) -> None:
    """All heads of a stage came from the one before, in order or backwards, and of segments as of all."""
    learned = leads.learn(through)
    backwards = Counter(
        (each.id, stage)
        for each in learned.out_of_order
        for stage in leads.stages[leads.stages.index(each.before) + 1 :][:1]
    )
    for before, after, last in zip(leads.stages, leads.stages[1:], [*leads.stages[2:], None], strict=False):
        cohorts = learned.cohorts(after)
        turned = sum(count for (_id, stage), count in backwards.items() if stage == after)
        reached = sum(learned.volume(after, month) for month in MONTHS if month <= through)
        assert sum(cohorts.converted.values()) + turned == reached
        assert reached <= sum(learned.volume(before, month) for month in MONTHS if month <= through)
        if last is not None:
            assert sum(learned.cohorts(last).entered.values()) == reached


def everything(learned: Learned) -> list[object]:
    """Give all that was learned, also what does not count for equality."""
    triangles = {key: attrs.astuple(each) for key, each in learned.triangles.items()}
    return [learned, learned.activity, triangles, learned.spans]


@pytest.mark.parametrize("through", MONTHS, ids=str)
def test_the_future_is_cut_off(through: Month) -> None:
    """Learning what was known is learning from a table in which the rest was struck out by hand."""
    for stages in (THREE, FOUR):
        leads = seeded(stages)
        assert everything(leads.learn(through)) == everything(leads.until(through.last_day).learn(through))


@given(tables(FOUR))
def test_without_a_month_it_is_the_last_that_had_ended(leads: Leads) -> None:
    """By the last date in the table, at any stage."""
    last = max(day for dates, _ in leads.rows for day in dates if day)
    through = Month.of(last) if last == Month.of(last).last_day else Month.of(last) - 1
    assert leads.learn(None).known_through == through


@pytest.mark.parametrize(
    ("last", "known"),
    [
        (date(2024, 2, 28), Month(2024, 1)),  # a leap year
        (date(2024, 2, 29), Month(2024, 2)),
        (date(2023, 2, 28), Month(2023, 2)),
        (date(2024, 1, 1), Month(2023, 12)),
        (date(2023, 12, 31), Month(2023, 12)),
        (datetime(2024, 4, 30, 23, 59, 59), Month(2024, 4)),
        (datetime(2024, 4, 30), Month(2024, 4)),
        (datetime(2024, 4, 29, 23, 59, 59), Month(2024, 3)),
    ],
)
def test_a_month_has_ended_with_its_last_day(last: date, known: Month) -> None:
    """A date on the last day ends it, at whatever time."""
    assert learn(pl.DataFrame({"lead": [last], "customer": [last]}), ["lead", "customer"]).known_through == known


@pytest.mark.parametrize("stages", [THREE, FOUR])
def test_segments_add_up(stages: tuple[str, ...]) -> None:
    """What is counted apart sums to what is counted together without a segment column."""
    leads = seeded(stages)
    apart = leads.learn(MONTHS[-1])
    together = learn(leads.frame, {name: f"{name} on" for name in leads.stages}, known_through=MONTHS[-1])
    assert together.segments == ("",)
    assert [(each.stage, each.leads) for each in apart.skipped] == [
        (each.stage, each.leads) for each in together.skipped
    ]
    assert len(apart.out_of_order) == len(together.out_of_order)
    for after in leads.stages[1:]:
        one, other = apart.cohorts(after), together.cohorts(after)
        assert (one.entered, one.converted, one.undated) == (other.entered, other.converted, other.undated)
        assert apart.days(after).counts == together.days(after).counts


def by_hand() -> pl.LazyFrame:
    """In January 10 leads enter, in February 2. Of January's, 1 is won at once, 4 in February; of February's 1 is."""
    january, february = date(2024, 1, 10), date(2024, 2, 10)
    first = [date(2024, 1, 31), *[date(2024, 2, 20)] * 4, *[None] * 5]
    return pl.LazyFrame({"lead": [january] * 10 + [february] * 2, "customer": [*first, date(2024, 2, 29), None]})


def test_rates_by_cohort_and_by_month_of_activity_are_two_things() -> None:
    """By cohort 5 of January's 10 and 1 of February's 2; by activity 1 / 10 in January and 5 / 2 in February."""
    learned = learn(by_hand(), ["lead", "customer"])
    january, february = Month(2024, 1), Month(2024, 2)
    by_cohort = [learned.rate_by_cohort("customer", month) for month in (january, february)]
    by_activity = [learned.rate_by_activity("customer", month) for month in (january, february)]
    assert by_cohort == [Rate.of("5 of 10"), Rate.of("1 of 2")]
    assert by_activity == [Fraction(1, 10), Fraction(5, 2)]
    assert learned.rate_by_activity("customer", january - 1) is None


def test_what_is_learned_makes_the_stages_of_a_funnel() -> None:
    """After 0 months 2 of 12 were won, after 1 month 4 of the 9 that were left in January: 16.7 %, then 53.7 %.

    16.7 of 53.7 are 9 of 29. February is worth 2 x 9/29 = 0.62 trials, with January's 10 to 2 places: 6 of 10.62.
    """
    learned = learn(by_hand(), ["lead", "customer"])
    rate = Rate(Fraction(600, 1062), Fraction("10.62"))
    assert learned.rate("customer") == learned.cohorts("customer").rate == rate
    assert learned.as_stages() == (Stage("lead"), Stage("customer", rate, lag=[Fraction(9, 29), Fraction(20, 29)]))
    assert (learned.days("customer").median, learned.days("customer").quantile("90 %")) == (41, 41)


def test_each_segment_has_its_own_stages() -> None:
    """The web wins 1 of 2, in the same month, and the fair 1 of 1, two months later."""
    frame = pl.DataFrame(
        {
            "lead": [date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)],
            "customer": [date(2024, 1, 31), None, date(2024, 3, 31)],
            "by": ["web", "web", "fair"],
        }
    )
    learned = learn(frame, ["lead", "customer"], segment="by")
    assert learned.segments == ("fair", "web")
    assert learned.as_stages("web")[1] == Stage("customer", "1 of 2", lag="0 months")
    assert learned.as_stages("fair")[1] == Stage("customer", "1 of 1", lag="2 months")
    assert learned.as_stages()[1].rate == Rate.of("2 of 3")
