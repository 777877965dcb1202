"""Scorecards from JSON: equal to what was written, and refused, with a path, where they cannot be."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from smarketing import (
    Actual,
    Actuals,
    Agreement,
    AtLeast,
    AtMost,
    Between,
    CaseHistory,
    Condition,
    Consequence,
    Credit,
    Escalate,
    Evaluator,
    Finding,
    Journal,
    Missed,
    Month,
    Objective,
    Party,
    Rolling,
    Scorecard,
    Status,
    Target,
    Term,
    Verdict,
    View,
    Waiver,
    Withdrawal,
    judge,
    loads,
    scorecard_from_json,
    scorecard_json,
)
from smarketing.actuals import Key
from smarketing.errors import DocumentError
from smarketing.reports.agreement_digest import agreement_digest
from smarketing.verdicts import Promise
from strategies import judged_agreements

DEMO = loads((files("smarketing") / "demo" / "agreement.yaml").read_text(encoding="utf-8"))
FIGURES = Actuals.read_csv(str(files("smarketing") / "demo" / "actuals.csv"), known=DEMO.metrics)
SIGNED = {"A": "2025-12-01", "B": "2025-12-01"}


def back(card: Scorecard) -> Scorecard:
    """Through text, and read with the agreement."""
    return scorecard_from_json(json.loads(json.dumps(scorecard_json(card))), card.agreement)


def same(card: Scorecard) -> None:
    """What comes back is equal, is written the same, and says the same."""
    again = back(card)
    assert again == card
    assert scorecard_json(again) == scorecard_json(card)
    assert (again.standing, again.credits) == (card.standing, card.credits)
    assert [each.because for each in again.verdicts] == [each.because for each in card.verdicts]


@settings(max_examples=60)
@given(judged_agreements(), st.one_of(st.none(), st.integers(0, 300)), st.integers(-60, 200), st.booleans())
def test_any_scorecard_comes_back(
    judged: tuple[Agreement, Actuals, Month], days: int | None, withdrawn: int, waived: bool
) -> None:
    """Whatever was agreed and happened: equal, with the same sentences, standing and totals."""
    agreement, actuals, through = judged
    start = agreement.first_month.start(agreement.term.timezone)
    promise = agreement.promises[0]
    entries: list[Waiver | Withdrawal] = [
        Withdrawal(agreement.parties[0].name, agreement.term.start + timedelta(withdrawn))
    ]
    entries += [Waiver(promise.name, agreement.first_month, promise.owed_to, "a holiday")] * waived
    as_of = None if days is None else start + timedelta(days)
    same(judge(agreement, actuals, through=through, as_of=as_of, journal=Journal(entries)))


@st.composite
def amended_scorecards(draw: DrawFn) -> Scorecard:
    """Up to four versions, of other targets, parties and promises, signed late or never, judged at some time."""
    target = st.integers(1, 9)
    rules = st.one_of(
        target.map(lambda least: AtLeast(f"{least} SQL/month", tolerance="10 %")),
        target.map(lambda most: AtMost(f"{most} SQL/month")),
        target.map(lambda least: Between(f"{least} SQL/month", "9 SQL/month")),
        target.map(lambda least: Rolling(AtLeast(f"{least} SQL/month"), months=2)),
    )
    parties = st.sampled_from([("A", "B"), ("B", "A")])
    start = date(2026, 1, 1)

    def content(since: date) -> dict[str, Any]:
        names = draw(st.lists(st.sampled_from("pqr"), unique=True, min_size=1))
        return {
            "title": draw(st.sampled_from(["Leads", "More leads"])),
            "objectives": [Objective(name, *draw(parties), draw(rules)) for name in names],
            "consequences": [
                Consequence("pay", Missed("any"), Credit("5 USD")),
                Consequence("tell", Missed("any", times=2, window=3), Escalate("Josh")),
            ],
            "signatures": {name: since + timedelta(draw(st.integers(-20, 40))) for name in "AB" if draw(st.booleans())},
        }

    agreement = Agreement(term=Term(start), parties=[Party("A", contact="Josh"), Party("B")], **content(start))
    for _ in range(draw(st.integers(0, 3))):
        since = (agreement.since or start) + timedelta(draw(st.integers(1, 70)))
        agreement = agreement.amended(since, **content(since))
    keys = [Key(name, None, Month(2026, month)) for name in agreement.metrics for month in range(1, 7)]
    figures = {key: Actual(draw(st.integers(0, 9))) for key in keys if draw(st.integers(0, 5))}
    as_of = draw(st.one_of(st.none(), st.datetimes(datetime(2026, 1, 1), datetime(2026, 7, 1), timezones=st.just(UTC))))
    return judge(agreement, Actuals(figures), through="2026-06", as_of=as_of)


@given(amended_scorecards())
def test_scorecards_of_amendments_come_back(card: Scorecard) -> None:
    """Each verdict finds the promise of the version that was in force."""
    same(card)
    for was, now in zip(card.verdicts, back(card).verdicts, strict=True):
        assert now.promise is was.promise


def test_what_was_left_out_comes_back() -> None:
    """With every part of each problem."""
    rows: list[dict[str, object]] = [
        {"month": "2026-01", "metric": "revenue", "value": "5200"},
        {"month": "x", "metric": "revenu", "value": 1},
    ]
    card = judge(DEMO, Actuals.from_rows(rows, known=DEMO.metrics), keep_going=True)
    odd = attrs.evolve(card.left_out[0], path=("journal", 3), file=None, name="a", kind="b")
    same(attrs.evolve(card, left_out=(*card.left_out, odd)))


@pytest.mark.parametrize(
    "as_of",
    [
        datetime(2026, 3, 31, 12, tzinfo=UTC),
        datetime(2026, 3, 31, 12, 0, 0, 1, tzinfo=ZoneInfo("Europe/Berlin")),
        datetime(2025, 11, 2, 1, 30, tzinfo=ZoneInfo("America/New_York")),
        datetime(2025, 11, 2, 1, 30, tzinfo=ZoneInfo("America/New_York"), fold=1),
        datetime(2026, 3, 8, 2, 30, tzinfo=ZoneInfo("America/New_York")),
        datetime(2026, 3, 8, 2, 30, tzinfo=ZoneInfo("America/New_York"), fold=1),
    ],
    ids=str,
)
def test_the_instant_comes_back_with_its_clock(as_of: datetime) -> None:
    """Also where the clock is put forward or back, at which instants of other clocks are never equal to it."""
    card = attrs.evolve(judge(DEMO, FIGURES), as_of=as_of)
    again = back(card)
    assert again == card
    assert again.as_of is not None
    assert (again.as_of.utcoffset(), again.as_of.replace(tzinfo=None)) == (
        as_of.utcoffset(),
        as_of.replace(tzinfo=None),
    )


@attrs.frozen
class Own(Evaluator):
    """A rule of another package, for which the agreement file has no key."""

    @property
    def targets(self) -> Sequence[Target]:
        return AtLeast("5 SQL/month").targets

    def __call__(self, view: View, /) -> Finding:
        return Finding(Status.MISSED, view.actual)


@attrs.frozen
class Echo(Condition):
    """A condition that answers with a verdict of its own making."""

    def cases(self, promises: Sequence[Promise]) -> Sequence[tuple[str, ...]]:
        return [(each.name,) for each in promises]

    def __call__(self, history: CaseHistory, /) -> list[Verdict]:
        return [attrs.evolve(history.verdicts[0][-1], note="so I say")]


def own(rule: Evaluator | None = None, when: Condition | None = None, title: str = "Own") -> Scorecard:
    """The scorecard of an agreement with a rule or a condition of another package."""
    agreement = Agreement(
        title,
        Term("2026-01-01"),
        [Party("A"), Party("B")],
        [Objective("leads", "A", "B", rule or AtLeast("5 SQL/month"))],
        signatures=SIGNED,
        consequences=[Consequence("pay", when or Missed("any"), Credit("5 USD"))],
    )
    return judge(agreement, Actuals.from_dict({"leads": {"2026-01": 4, "2026-02": 3}}, known=agreement.metrics))


def test_a_cause_that_is_no_verdict_of_the_scorecard_comes_back() -> None:
    """It is written in full."""
    card = own(when=Echo())
    same(card)
    plain: dict[str, Any] = scorecard_json(card)
    assert [each["causes"][0]["note"] for each in plain["dues"]] == ["so I say"] * 2
    assert back(card).dues[0].verdicts[0].note == "so I say"


def test_an_agreement_that_no_file_can_hold_has_no_digest() -> None:
    """Its scorecards come back all the same."""
    card = own(Own())
    assert agreement_digest(card.agreement) is None
    assert scorecard_json(card)["agreement"] is None
    same(card)
    with pytest.raises(DocumentError, match=r"^versions\.0: the agreement has the version \{"):
        scorecard_from_json(scorecard_json(card), own(Own(), title="Another").agreement)


def test_the_digest_is_of_what_is_said_and_not_of_who_signed() -> None:
    """Neither the order of keys in the file nor signatures change it; a target does, and so does the day since when."""
    agreement = own().agreement
    digest = agreement_digest(agreement)
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest or "")
    assert agreement_digest(attrs.evolve(agreement, signatures=())) == digest
    since = [agreement_digest(agreement.amended(day)) for day in ("2026-02-01", "2026-03-01")]
    other = attrs.evolve(agreement, objectives=[Objective("leads", "A", "B", AtLeast("6 SQL/month"))])
    assert len({digest, agreement_digest(other), *since}) == 4


def refused(plain: object, agreement: Agreement = DEMO) -> list[str]:
    """What is wrong with plain values."""
    with pytest.raises(DocumentError) as caught:
        scorecard_from_json(plain, agreement)
    return str(caught.value).splitlines()


def test_another_agreement_is_refused() -> None:
    """By its title; changed since; amended since, with the version to read it with; or signed otherwise."""
    card = own()
    plain, agreement = scorecard_json(card), card.agreement
    assert refused(plain) == [
        'agreement: this is a scorecard of "Own", not of "Company X marketing, sales and service agreement"'
    ]
    changed = attrs.evolve(agreement, consequences=())
    assert refused(plain, changed) == [
        "agreement: the agreement says something else than when this was judged; read it with the agreement as it was"
    ]
    amended = agreement.amended("2026-03-01", title="New").amended("2026-04-01", title="Newer")
    assert refused(plain, amended) == [
        "agreement: the agreement was amended after this was judged; read it with agreement.versions[0]"
    ]
    assert scorecard_from_json(plain, amended.versions[0]) == card
    assert refused(plain, attrs.evolve(agreement, signatures={"A": "2025-12-01"})) == [
        (
            'versions.0: the agreement has the version {"title": "Own", "since": "2026-01-01", "begins": null}, '
            'and the scorecard {"title": "Own", "since": "2026-01-01", "begins": "2026-01"}'
        )
    ]


@pytest.mark.parametrize("value", [None, 3, [], "x"], ids=repr)
def test_what_is_no_object_is_refused(value: object) -> None:
    """At its root."""
    assert refused(value) == [f"{json.dumps(value)} is not an object"]


PROMISES = "'qualified-leads', 'spring-campaign', 'revenue', 'status-reports', 'friction-reports', 'customers-kept'"
STATUSES = "'met', 'missed', 'pending', 'no-data', 'excused', 'not-in-force'"
ABSENCES = "'missing', 'nothing to measure', 'unreadable', 'too early'"
TURNED = "a period cannot end in 2026-01, before its first month 2026-03"
VERDICT = ("verdicts", 1)
FINDING = ("verdicts", 0, "finding")
NUMBER = 'write it as "104", "1.04" or "200/3"'
WRONG: list[tuple[tuple[str | int, ...], object, str]] = [
    (("format",), 2, "this is format 2; this version of smarketing reads format 1"),
    (("format",), True, "this is format true; this version of smarketing reads format 1"),
    (("format",), "1", 'this is format "1"; this version of smarketing reads format 1'),
    (("agreement",), 3, "3 is not text"),
    (("versions",), {}, "{} is not a list"),
    (("versions",), [], "the agreement has 1 versions, and the scorecard 0"),
    (("as_of",), "yesterday", '"yesterday" is not an instant; write it as 2026-03-31T12:00:00+02:00'),
    (
        ("as_of",),
        "2026-03-31T12:00:00",
        '"2026-03-31T12:00:00" is not an instant; write its offset too, as in 2026-03-31T12:00:00+02:00',
    ),
    (("months_begin_on",), 16, "months begin on day 16 here, and on day 1 in the agreement"),
    (("months_begin_on",), 29, "begins_on is a day from 1 to 28, not 29"),
    (("months_begin_on",), "1", '"1" is not a whole number'),
    (("months_begin_on",), True, "true is not a whole number"),
    (("period",), {"first": "2026-03", "last": "2026-01"}, TURNED),
    (("period", "first"), "January", "'January' is not a month; write it as 2026-03"),
    (("verdicts",), None, "null is not a list"),
    ((*VERDICT, "promise"), "spring", f"no promise named 'spring'; promises are {PROMISES}"),
    ((*VERDICT, "owed_by"), "Sales", "'spring-campaign' has \"Marketing\" in the agreement, not \"Sales\""),
    ((*VERDICT, "segment"), None, "'spring-campaign' has \"spring\" in the agreement, not null"),
    ((*VERDICT, "metric"), "revenue", "'spring-campaign' has \"qualified-leads\" in the agreement, not \"revenue\""),
    ((*VERDICT, "status"), "mett", f"no status named 'mett'; they are {STATUSES} (did you mean 'met'?)"),
    ((*VERDICT, "note"), None, "null is not text"),
    ((*VERDICT, "so_far"), "met", '"met" is not an object'),
    ((*FINDING, "actual", "value"), 104, '104 is not a number in text, as in "104", "1.04" or "200/3"'),
    ((*FINDING, "actual", "value"), "1/0", f'"1/0" is not a number; {NUMBER}'),
    ((*FINDING, "actual", "value"), "1e9", f'"1e9" is not a number; {NUMBER}'),
    ((*FINDING, "actual", "value"), "\uff19", f'"\uff19" is not a number; {NUMBER}'),
    ((*FINDING, "actual", "value"), "9" * 5000, f'"{"9" * 39}... is not a number; {NUMBER}'),
    ((*FINDING, "actual", "base"), [], '[] is not a number in text, as in "104", "1.04" or "200/3"'),
    ((*FINDING, "at_least", "unit"), "5", "'5' is not a unit; write words with / between them, as in 'SQL/month'"),
    ((*FINDING, "window_months"), "3", '"3" is not a whole number'),
    ((*FINDING, "absence"), "gone", f"no absence named 'gone'; they are {ABSENCES}"),
    (("dues", 0, "amount"), "200 USD", '"200 USD" is not an object'),
    (("dues", 1, "by"), "5 March", '"5 March" is not a day; write it as "2026-03-31"'),
    (("dues", 0, "causes", 0, "month"), "2027-01", "'qualified-leads' was not judged in 2027-01"),
    (("left_out",), [3], "3 is not an object"),
]  # fmt: skip


def changed(path: tuple[str | int, ...], change: Callable[[Any, Any], None]) -> Any:
    """The plain values of the demo's scorecard, changed somewhere."""
    plain: Any = json.loads(json.dumps(scorecard_json(judge(DEMO, FIGURES))))
    part = plain
    for step in path[:-1]:
        part = part[step]
    change(part, path[-1])
    return plain


@pytest.mark.parametrize(("path", "value", "message"), WRONG, ids=lambda part: str(part)[:30])
def test_a_wrong_value_is_refused_with_its_path(path: tuple[str | int, ...], value: object, message: str) -> None:
    """What is there, and what to write instead."""
    if path == ("left_out",):
        path_said = "left_out.0"
    elif path == ("dues", 0, "causes", 0, "month"):
        path_said = "dues.0.causes.0"
    else:
        path_said = ".".join(map(str, path))
    assert refused(changed(path, lambda part, key: part.__setitem__(key, value))) == [f"{path_said}: {message}"]


def test_a_time_zone_that_does_not_fit_is_refused() -> None:
    """One that there is not, and one whose clocks never show that time."""
    plain = scorecard_json(judge(DEMO, FIGURES)) | {"as_of": "2026-03-31T12:00:00+00:00", "as_of_zone": "Mars"}
    assert refused(plain) == ["as_of_zone: no time zone named 'Mars'; write an IANA name such as 'Europe/Berlin'"]
    assert refused(plain | {"as_of_zone": "Europe/Berlin"}) == [
        "as_of: 2026-03-31T12:00:00+00:00 is not a time of Europe/Berlin"
    ]


READ_FROM = [
    "format", "agreement", "versions", "as_of", "as_of_zone", "months_begin_on", "period", "verdicts", "dues",
    "left_out",
]  # fmt: skip


@pytest.mark.parametrize("key", READ_FROM)
def test_a_key_that_is_missing_is_refused(key: str) -> None:
    """With its name."""
    assert refused(changed((key,), dict.pop)) == [f"the key {key!r} is missing"]


@pytest.mark.parametrize("key", ["title", "standing", "totals"])
def test_what_follows_from_the_rest_is_not_read(key: str) -> None:
    """Without it the scorecard is the same."""
    assert scorecard_from_json(changed((key,), dict.pop), DEMO) == judge(DEMO, FIGURES)


def test_all_wrong_values_are_found_at_once() -> None:
    """One problem for each verdict, the first twenty and how many more."""
    plain: Any = scorecard_json(judge(DEMO, FIGURES))
    for verdict in plain["verdicts"][:2]:
        verdict["note"] = 3
    assert refused(plain) == ["verdicts.0.note: 3 is not text", "verdicts.1.note: 3 is not text"]
    plain["verdicts"] = [3] * 25
    assert refused(plain) == [*(f"verdicts.{place}: 3 is not an object" for place in range(20)), "and 5 more"]
