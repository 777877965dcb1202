"""Misses of all promises of a party, months with a miss, large misses only, and what a gap does to a run."""

from collections.abc import Callable, Mapping, Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing import (
    Actuals,
    Agreement,
    AgreementError,
    AtLeast,
    AtMost,
    Between,
    CaseHistory,
    Consequence,
    Credit,
    Evaluator,
    Finding,
    InvalidValueError,
    Journal,
    Metric,
    Missed,
    Month,
    Objective,
    Party,
    Period,
    Quantity,
    Remedy,
    Status,
    Term,
    Verdict,
    Waiver,
    dumps,
    judge,
    loads,
)
from smarketing.agreement import NoDataRule
from smarketing.checks import check
from smarketing.diffs import changes_between
from smarketing.testing import check_condition

FIRST = Month(2026, 1)
LEADS, KEPT = Metric("x", "lead", "count"), Metric("x", "%", "share")
MET, MISSED, PENDING, EXCUSED = Status.MET, Status.MISSED, Status.PENDING, Status.EXCUSED
JUDGED = (MET, MISSED)


def verdicts(statuses: Sequence[Status], name: str = "x") -> list[Verdict]:
    """Give a verdict a month, each of which counts as what it is."""
    promise = Objective(name, "Agency", "Client", AtLeast("100 leads/month"))
    return [Verdict(promise, LEADS, Period.of(FIRST + n), Finding(each), each, each) for n, each in enumerate(statuses)]


def places(condition: Missed, *tracks: Sequence[Verdict], gap_ends_run: bool = False) -> list[list[int]]:
    """Give the months that make a condition hold in each month."""
    held = []
    for place in range(len(tracks[0])):
        history = CaseHistory([track[: place + 1] for track in tracks], gap_ends_run=gap_ends_run)
        held.append([verdict.month - FIRST for verdict in condition(history)])
    return held


# All promises of a party


def contract(*consequences: Consequence, **more: object) -> Agreement:
    """Promises of an agency to a client, one of them a part of another, one to a bank, and one of the client."""
    least = AtLeast("10 leads/month")
    return Agreement(
        "Leads",
        Term("2026-01-01", timezone="UTC"),
        [Party("Agency", "Josh"), Party("Client", "Amy"), Party("Bank", "Ann")],
        [
            Objective("a", "Agency", "Client", least),
            Objective("b", "Agency", "Client", least),
            Objective("a1", "Agency", "Client", least, part_of="a", segment="web"),
            Objective("c", "Client", "Agency", least),
            Objective("d", "Agency", "Bank", least),
        ],
        consequences=consequences,
        signatures={"Agency": "2025-12-15", "Client": "2025-12-15", "Bank": "2025-12-15"},
        **more,  # type: ignore[arg-type] # a rule for gaps
    )


def months_of(
    agreement: Agreement, figures: Mapping[str, Sequence[int | None]], journal: Journal | None = None
) -> list[str]:
    """Judge some months from January; give the month and the promise of each due."""
    given_figures = {
        name: {f"2026-{place + 1:02}": each for place, each in enumerate(months) if each is not None}
        for name, months in figures.items()
    }
    last = max(len(months) for months in figures.values())
    actuals = Actuals.from_dict({name: each for name, each in given_figures.items() if each}, known=agreement.metrics)
    card = judge(agreement, actuals, through=f"2026-{last:02}", journal=journal or Journal())
    return [f"{int(str(due.month)[-2:])} {due.owed_to}" for due in card.dues]


def test_the_misses_of_a_party_are_counted_together() -> None:
    """Of all that it owes to one other party; a part counts with its whole, and promises to others by themselves."""
    agreement = contract(Consequence("talk", Missed(owed_by="Agency", times=3, window=6), Remedy("talk")))
    assert agreement.consequences[0].when.cases(agreement.promises) == (("a", "b"), ("d",))
    figures = {"a": [0, 0, 10], "b": [10, 0, 10], "c": [0, 0, 0], "d": [0, 10, 0]}
    assert months_of(agreement, figures) == ["2 Client"]
    assert months_of(agreement, figures | {"d": [0, 0, 0]}) == ["2 Client", "3 Bank"]


def test_a_party_that_owes_nothing_has_no_cases() -> None:
    """And a name that is no party's is a problem."""
    agreement = contract(Consequence("talk", Missed(owed_by="Bank"), Remedy("talk")))
    assert agreement.consequences[0].when.cases(agreement.promises) == ()
    with pytest.raises(AgreementError) as refused:
        contract(Consequence("talk", Missed(owed_by="Agenci"), Remedy("talk")))
    (problem,) = refused.value.problems
    assert problem.path == ("consequences", "talk", "when", "owed_by")
    assert problem.message == "no party named 'Agenci'; parties are 'Agency', 'Client', 'Bank' (did you mean 'Agency'?)"


def test_once_is_enough_for_promises_of_a_party() -> None:
    """Every month with a miss, with all that were missed in it."""
    track = [verdicts([MISSED, MET, MISSED], "a"), verdicts([MISSED, MET, MET], "b")]
    assert places(Missed(owed_by="Agency"), *track) == [[0, 0], [], [2]]


# Months with a miss


def test_two_misses_of_a_month_are_one_month() -> None:
    """Three misses are not three months."""
    tracks = [verdicts([MISSED, MISSED, MET, MISSED], "a"), verdicts([MISSED, MET, MET, MISSED], "b")]
    assert places(Missed(across=["a", "b"], times=3, window=6), *tracks) == [[], [0, 0, 1], [], [0, 0, 1, 3, 3]]
    by_month = Missed(across=["a", "b"], times=3, window=6, counting="months")
    assert places(by_month, *tracks) == [[], [], [], [0, 0, 1, 3, 3]]


@given(
    st.lists(st.tuples(st.sampled_from(Status), st.sampled_from(Status)), min_size=1, max_size=12),
    st.integers(2, 4),
    st.integers(1, 6),
    st.booleans(),
)
def test_months_are_counted_as_by_hand(months: list[tuple[Status, Status]], times: int, window: int, gap: bool) -> None:
    """In a window, and one after another."""
    tracks = [verdicts([each[n] for each in months], name) for n, name in enumerate("ab")]
    in_window = Missed(across=["a", "b"], times=times, window=window, counting="months")
    in_a_run = Missed(across=["a", "b"], times=times, running=True, counting="months")
    expected_window, expected_run, run = [], [], 0
    for place, pair in enumerate(months):
        inside = [n for n in range(max(0, place + 1 - window), place + 1) if MISSED in months[n]]
        expected_window.append(MISSED in pair and len(inside) >= times)
        if MISSED in pair:
            run += 1
        elif MET in pair or gap:
            run = 0
        expected_run.append(MISSED in pair and run >= times)
    assert [bool(found) for found in places(in_window, *tracks)] == expected_window
    assert [bool(found) for found in places(in_a_run, *tracks, gap_ends_run=gap)] == expected_run


def test_a_run_of_months_has_all_misses_of_these_months() -> None:
    """Oldest first; a month in which nothing was missed and something was met ends it."""
    tracks = [verdicts([MISSED, MET, MISSED, PENDING, MISSED], "a"), verdicts([MET, MET, MISSED, EXCUSED, MET], "b")]
    condition = Missed(across=["a", "b"], times=2, running=True, counting="months")
    assert places(condition, *tracks) == [[], [], [], [], [2, 2, 4]]


# Large misses


def large(evaluator: Evaluator, metric: Metric, figure: object, **by: str) -> bool:
    """Tell whether a month's miss counts."""
    agreement = Agreement(
        "Leads",
        Term("2026-01-01", timezone="UTC"),
        [Party("Agency", "Josh"), Party("Client", "Amy")],
        [Objective("x", "Agency", "Client", evaluator, metric="x", no_data="counts as missed")],
        metrics=[metric],
        consequences=[Consequence("talk", Missed("x", **by), Remedy("talk"))],  # type: ignore[arg-type] # margins
        signatures={"Agency": "2025-12-15", "Client": "2025-12-15"},
    )
    known = {} if figure is None else {"x": {"2026-01": figure}}
    return bool(judge(agreement, Actuals.from_dict(known, known=agreement.metrics), through="2026-01").dues)


LEAST, MOST, BOTH = AtLeast("50 leads/month"), AtMost("50 leads/month"), Between("50 leads/month", "100 leads/month")
LARGE: list[tuple[Evaluator, Metric, object, str, bool, bool]] = [
    # promise, metric, figure, margin, by at least, by more than
    (LEAST, LEADS, 46, "10 %", False, False),
    (LEAST, LEADS, 45, "10 %", True, False),
    (LEAST, LEADS, 44, "10 %", True, True),
    (LEAST, LEADS, 50, "10 %", False, False),
    (MOST, LEADS, 54, "10 %", False, False),
    (MOST, LEADS, 55, "10 %", True, False),
    (MOST, LEADS, 56, "10 %", True, True),
    (LEAST, LEADS, 46, "5 leads", False, False),
    (LEAST, LEADS, 45, "5 leads", True, False),
    (LEAST, LEADS, 44, "5 leads", True, True),
    (BOTH, LEADS, 45, "10 %", True, False),
    (BOTH, LEADS, 109, "10 %", False, False),
    (BOTH, LEADS, 110, "10 %", True, False),
    (BOTH, LEADS, 111, "10 %", True, True),
    (AtMost("0 leads/month"), LEADS, 1, "10 %", True, True),
    (AtLeast("80 %"), KEPT, (73, 100), "10 %", False, False),
    (AtLeast("80 %"), KEPT, (72, 100), "10 %", True, False),
    (AtLeast("80 %"), KEPT, (71, 100), "10 %", True, True),
    (AtLeast("80 %"), KEPT, (71, 100), "10 points", False, False),
    (AtLeast("80 %"), KEPT, (70, 100), "10 points", True, False),
    (LEAST, LEADS, None, "90 %", True, True),
]


@pytest.mark.parametrize(("evaluator", "metric", "figure", "margin", "at_least", "more_than"), LARGE)
def test_misses_by_so_much(
    evaluator: Evaluator, metric: Metric, figure: object, margin: str, at_least: bool, more_than: bool
) -> None:
    """A part of the target, or an amount; a miss that nobody measured is the largest of all."""
    assert large(evaluator, metric, figure, by_at_least=margin) is at_least
    assert large(evaluator, metric, figure, by_more_than=margin) is more_than


def missed_by(*shortfalls: int | None) -> list[Verdict]:
    """Give a verdict a month on 100 leads, short by so many; None is a month that was met."""
    found = []
    for place, short in enumerate(shortfalls):
        status = MET if short is None else MISSED
        finding = Finding(
            status, at_least=Quantity(100, "lead"), shortfall=None if short is None else Quantity(short, "lead")
        )
        found.append(attrs.evolve(verdicts([status] * (place + 1))[-1], finding=finding))
    return found


def test_a_smaller_miss_ends_a_run_of_large_ones() -> None:
    """Three months running by 10 % or more are three such months."""
    condition = Missed("x", times=2, running=True, by_at_least="10 %")
    assert places(condition, missed_by(10, 9, 10, 30, None, 10)) == [[], [], [], [2, 3], [], []]
    in_window = Missed("x", times=2, window=3, by_at_least="10 %")
    assert places(in_window, missed_by(10, 9, 10, 30)) == [[], [], [0, 2], [2, 3]]


def test_a_shortfall_that_cannot_be_compared_is_a_large_one() -> None:
    """A rule of another package may give it in a unit of its own, or no target."""
    (verdict,) = missed_by(1)
    condition = Missed("x", by_at_least="10 %")
    strange = attrs.evolve(verdict, finding=attrs.evolve(verdict.finding, shortfall=Quantity(1, "day")))
    assert Missed("x", by_at_least="5 leads")(CaseHistory([[strange]])) == [strange]
    bare = attrs.evolve(verdict, finding=attrs.evolve(verdict.finding, at_least=None))
    assert (condition(CaseHistory([[verdict]])), condition(CaseHistory([[bare]]))) == ([], [bare])


def test_a_part_of_a_target_below_zero() -> None:
    """10 % of a loss of 100 are 10."""
    found: list[Verdict] = []
    for verdict in missed_by(9, 10):
        finding = attrs.evolve(verdict.finding, at_least=Quantity(-100, "lead"))
        found += Missed("x", by_at_least="10 %")(CaseHistory([[attrs.evolve(verdict, finding=finding)]]))
    assert [verdict.shortfall for verdict in found] == [Quantity(10, "lead")]


def test_a_window_is_of_months_also_where_there_are_few_verdicts() -> None:
    """Of a promise that is judged once a quarter, three months hold one verdict."""
    quarterly = verdicts([MISSED] * 7)[::3]
    assert places(Missed("x", times=2, window=3), quarterly) == [[], [], []]
    assert places(Missed("x", times=2, window=4), quarterly) == [[], [0, 3], [3, 6]]


@pytest.mark.parametrize(
    ("evaluator", "metric", "by", "message"),
    [
        (LEAST, LEADS, {"by_at_least": "5 points"}, "by_at_least is a part of the target in %, or for x in lead"),
        (
            AtLeast("80 %"),
            KEPT,
            {"by_more_than": "5 leads"},
            "by_more_than is a part of the target in %, or for x in point",
        ),
    ],
)
def test_margins_in_another_unit_are_a_problem(
    evaluator: Evaluator, metric: Metric, by: dict[str, str], message: str
) -> None:
    """Where the agreement is checked."""
    with pytest.raises(AgreementError) as refused:
        large(evaluator, metric, 1, **by)
    (margin,) = by.values()
    assert [each.message for each in refused.value.problems] == [f"{message}; not {margin}"]


# What a gap does to a run


GAPS = [Status.NO_DATA, EXCUSED, PENDING, Status.NOT_IN_FORCE]


@pytest.mark.parametrize("gap", GAPS, ids=lambda status: status.value)
def test_a_gap_ends_a_run_where_the_agreement_says_so(gap: Status) -> None:
    """A month that is not over ends nothing."""
    condition, run = Missed("x", times=2, running=True), verdicts([MISSED, gap, MISSED, MISSED])
    assert places(condition, run) == [[], [], [0, 2], [0, 2, 3]]
    assert places(condition, run, gap_ends_run=True) == [[], [], [], [2, 3]]
    history = CaseHistory([run[:3]], gap_ends_run=True)
    assert (history.run_of("x"), CaseHistory([run[:3]]).run_of("x")) == (1, 2)
    not_over = [*run[:1], attrs.evolve(run[1], so_far=Finding(MET)), *run[2:]]
    assert places(condition, not_over, gap_ends_run=True) == [[], [], [0, 2], [0, 2, 3]]


def test_the_rule_for_gaps_is_the_agreements() -> None:
    """For `running` and for credits that grow with the run; a window counts as before."""
    consequences = [
        Consequence("talk", Missed("a", times=2, running=True), Remedy("talk")),
        Consequence("count", Missed("a", times=2, window=3), Remedy("count")),
        Consequence("pay", Missed("a"), Credit(by_run=["1 USD", "5 USD"])),
    ]
    skipped, ended = contract(*consequences), contract(*consequences, no_data=NoDataRule(in_a_run="ends it"))
    waived = Journal([Waiver("a", "2026-02", "Client")])
    for figures, journal in (({"a": [0, None, 0]}, Journal()), ({"a": [0, 0, 0]}, waived)):
        months = {name: dict(enumerate_months(each)) for name, each in figures.items()}
        found = [
            judge(each, Actuals.from_dict(months, known=each.metrics), through="2026-03", journal=journal)
            for each in (skipped, ended)
        ]
        said = [
            [(due.consequence, int(str(due.month)[-2:]), str(due.amount or "")) for due in card.dues] for card in found
        ]
        assert said[0] == [("pay", 1, "1 USD"), ("talk", 3, ""), ("count", 3, ""), ("pay", 3, "5 USD")]
        assert said[1] == [("pay", 1, "1 USD"), ("count", 3, ""), ("pay", 3, "1 USD")]


def enumerate_months(figures: Sequence[int | None]) -> list[tuple[str, int]]:
    """The months from January that have a figure, with it."""
    return [(f"2026-{place + 1:02}", each) for place, each in enumerate(figures) if each is not None]


FILE = """smarketing: 1
title: Leads
NO_DATA
term: {start: 2026-01-01}
parties: {Agency: {contact: Josh}, Client: {contact: Amy}}
objectives: {x: {owed_by: Agency, owed_to: Client, at_least: 100 leads/month}}
"""


@pytest.mark.parametrize(
    ("text", "rule", "written"),
    [
        ("no_data: counts as missed", NoDataRule("counts as missed"), "no_data: counts as missed\n"),
        ("no_data: stays open", NoDataRule(), ""),
        ("no_data: {in_a_run: ends it}", NoDataRule(in_a_run="ends it"), "no_data: {in_a_run: ends it}\n"),
        (
            "no_data: {missing: counts as missed, in_a_run: ends it}",
            NoDataRule("counts as missed", in_a_run="ends it"),
            "no_data: {missing: counts as missed, in_a_run: ends it}\n",
        ),
    ],
)
def test_the_rule_comes_back_from_a_file(text: str, rule: NoDataRule, written: str) -> None:
    """A bare text is what a missing figure counts as, and is written back bare."""
    agreement = loads(FILE.replace("NO_DATA", text))
    assert agreement.no_data == rule
    assert written in dumps(agreement)
    assert ("no_data" in dumps(agreement)) is bool(written)
    assert loads(dumps(agreement)) == agreement


def test_the_rule_may_be_given_as_a_text() -> None:
    """In Python as well."""
    assert contract(no_data="counts as missed").no_data == NoDataRule("counts as missed")


def test_a_new_rule_for_gaps_is_a_change() -> None:
    """Said in words."""
    changes = changes_between(contract(), contract(no_data=NoDataRule(in_a_run="ends it")))
    assert [(each.what, each.message) for each in changes] == [
        ("what a missing figure counts as", "is 'stays open, and in a run ends it', was 'stays open'")
    ]


REFUSED: dict[str, tuple[Callable[[], object], str, str | None]] = {
    "no rule": (
        lambda: NoDataRule("x"),  # type: ignore[arg-type]
        "missing data 'stays open' or 'counts as missed'; not 'x'",
        "missing",
    ),
    "no rule at all": (
        lambda: contract(no_data=None),
        "missing data 'stays open' or 'counts as missed'; not None",
        "missing",
    ),
    "no gap": (
        lambda: NoDataRule(in_a_run="x"),  # type: ignore[arg-type]
        "in a run a month without a verdict 'is skipped' or 'ends it'; not 'x'",
        "in_a_run",
    ),
    "a party and promises": (
        lambda: Missed("x", owed_by="Agency"),
        "name promises in exactly one of each and across, or a party in owed_by",
        None,
    ),
    "an empty party": (lambda: Missed(owed_by=""), "owed_by is the name of a party; not ''", "owed_by"),
    "a number": (lambda: Missed(owed_by=3), "owed_by is the name of a party; not 3", "owed_by"),  # type: ignore[arg-type]
    "months of one": (
        lambda: Missed("x", times=2, window=3, counting="months"),
        "counting: months goes with across or owed_by, and with times above 1",
        "counting",
    ),
    "one month": (
        lambda: Missed(across=["x"], counting="months"),
        "counting: months goes with across or owed_by, and with times above 1",
        "counting",
    ),
    "no counting": (
        lambda: Missed(across=["x"], counting="days"),  # type: ignore[arg-type]
        "counting is months, or left out; not 'days'",
        "counting",
    ),
    "a run of several": (
        lambda: Missed(owed_by="Agency", times=2, running=True),
        "promises together have a run of months: state counting: months too",
        "running",
    ),
    "both margins": (
        lambda: Missed("x", by_at_least="1 %", by_more_than="1 %"),
        "state by_at_least or by_more_than, not both",
        "by_more_than",
    ),
    "no margin": (
        lambda: Missed("x", by_more_than="0 leads"),
        "by_more_than is more than 0, or left out: not 0 leads",
        "by_more_than",
    ),
}


@pytest.mark.parametrize(("make", "message", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_meant_is_refused(make: Callable[[], object], message: str, field: str | None) -> None:
    """The message says which way to write it."""
    with pytest.raises(InvalidValueError) as refused:
        make()
    assert (refused.value.message, refused.value.field) == (message, field)


@pytest.mark.parametrize(
    ("one", "other", "holds"),
    [
        (Missed("x"), Missed("x", by_at_least="5 %"), True),
        (Missed("x", by_at_least="5 %"), Missed("x"), False),
        (Missed("x", by_at_least="5 %"), Missed("x", by_at_least="5 %"), True),
        (Missed("x", by_at_least="5 %"), Missed("x", by_more_than="5 %"), True),
        (Missed("x", by_more_than="5 %"), Missed("x", by_at_least="5 %"), False),
        (Missed("x", by_more_than="5 %"), Missed("x", by_at_least="6 %"), True),
        (Missed("x", by_at_least="6 %"), Missed("x", by_at_least="5 %"), False),
        (Missed("x", by_at_least="5 %"), Missed("x", by_at_least="5 leads"), False),
        (Missed(owed_by="A", times=2, window=6), Missed(owed_by="A", times=3, window=6), True),
        (Missed(owed_by="A"), Missed(owed_by="B"), False),
    ],
)
def test_which_holds_whenever_another_does(one: Missed, other: Missed, holds: bool) -> None:
    """Less is asked for."""
    assert one.holds_whenever(other) is holds


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (Missed(owed_by="Agency"), "when some promises of Agency are missed"),
        (
            Missed(owed_by="Agency", times=3, window=6),
            "when promises of Agency are missed 3 times together in 6 months",
        ),
        (
            Missed(across=["a", "b"], times=3, running=True, counting="months"),
            "when some of a and b are missed in 3 months running",
        ),
        (
            Missed(across=["a", "b"], times=3, window=6, counting="months"),
            "when some of a and b are missed in 3 of 6 months",
        ),
        (Missed("x", by_at_least="10 %"), "when x is missed by at least 10 %"),
        (
            Missed("x", by_more_than="5 leads", times=2, running=True),
            "when x is missed by more than 5 leads 2 times in a row",
        ),
    ],
)
def test_conditions_describe_themselves(condition: Missed, text: str) -> None:
    """In words."""
    assert condition.describe() == text


@pytest.mark.parametrize(
    "text",
    [
        "{missed: {owed_by: Agency, times: 3, in: 6 months}}",
        "{missed: {owed_by: Agency, times: 3, running: true, counting: months}}",
        "{missed: {each: x, by_at_least: 10 %}}",
        "{missed: {each: x, by_more_than: 5 leads, times: 2, running: true}}",
    ],
)
def test_spellings(text: str) -> None:
    """In a file, there and back."""
    agreement = loads(FILE.replace("NO_DATA", "") + f"consequences: {{talk: {{when: {text}, remedy: talk}}}}\n")
    assert loads(dumps(agreement)) == agreement


def test_months_with_a_miss_are_checked() -> None:
    """A window of three months has room for three of them, however many promises there are."""
    when = Missed(across=["a", "b"], times=4, window=3, counting="months")
    (narrow,) = check(contract(Consequence("talk", when, Remedy("talk"))), select="SM402")
    assert narrow.message == "it counts 4 months with a miss in 3 months, which have room for 3"
    longer = Missed(across=["a", "b"], times=4, running=True, counting="months")
    short = attrs.evolve(
        contract(Consequence("talk", longer, Remedy("talk"))), term=Term("2026-01-01", "2026-03-31", timezone="UTC")
    )
    (beyond,) = check(short, select="SM401")
    assert beyond.message == "it needs 4 months with a miss, and the term has room for 3"


def test_they_keep_the_laws_of_conditions() -> None:
    """Those that every rule keeps."""
    check_condition(Missed(owed_by="Marketing", times=2, running=True, counting="months"), max_examples=40)
    check_condition(Missed("leads", by_more_than="10 %", times=2, window=4), max_examples=40)
