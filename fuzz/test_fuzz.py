"""Hundreds of thousands of broken criteria and documents (`make fuzz`): nothing but a SmarketingError may come of them.

`EXAMPLES` is how many of each, `SEED` repeats a run.
"""

import os
import random
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from criteria_strategies import criteria, records
from plan_files import AGREEMENT
from smarketing import AgreementError, Criterion, CriterionError, InvalidValueError, dumps, loads
from smarketing.checks import check
from smarketing.criteria import satisfiable

EXAMPLES = int(os.environ.get("EXAMPLES", "200000"))
SEED = int(os.environ.get("SEED", str(random.randrange(2**32))))
MANY = settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
ROOT = Path(__file__).parent.parent

WORDS = """
score grade title created closed `Lead Score` MQL and or not in is if else lambda has lower contains starts_with
ends_with True False None true null ( ) [ ] { } , : ; . = == != < <= > >= + - * / % ** // & | ~ ^ @ ! # $ \\ ' " ''
"" 'A' "it's" 0 1 50 0.5 40% 40_% 007 1e9 99999999999999999999 5000_USD 5_EUR 3_days 1_month 2_business_hours
2026-01-31 2026-02-30 2026-01-31T09:30 2026-01-31T09:30+01:00 9999-12-31 0001-01-01 ß İ Σ ① \u00a0 \u2028 \0 😀
""".split()
AMENDMENT = """\
smarketing: 1
amends: agreement.yaml
from: 2026-04-01
signatures: {Marketing: 2026-03-20, Sales: 2026-03-21, Service: 2026-03-25}
removed: [objectives.spring-campaign]
objectives:
  friction-reports: {owed_by: Sales, owed_to: Service, at_least: 2 report/month}
hours:
  office: {weekly: {mon-fri: 09:00-12:30 22:00-06:00}, holidays: [2026-07-03, 12-25], overrides: {2026-12-24: closed}}
handoffs:
  sql-to-sales:
    from: Marketing
    to: Sales
    trigger: SQL
    information: [name, email]
    accept: {within: 4 business_hours, hours: office, at_least: 90 %, reject_for: [duplicate]}
    follow_up: {within: 2 hours, hours: office, attempts: 6 in 10 business_days, effort: 15 minutes}
"""
FOLDER = ROOT / "examples" / "company_x"
DOCUMENTS = [
    AGREEMENT,
    AMENDMENT,
    *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "examples").glob("*/agreement.yaml"))),
]
PIECES = """
: - , { } [ ] & * ! | > ' " # % @ ` \t \r \0 \ufeff \u2028 ~ null true NO 012 1e3 0x1F 9:30 2026-02-30 << = ? ---
... &a *a !!python/object:os.system {{{{ [[[[ 100% -5% 1/0 9**9 SQL/month USD/month funnel.SQL funnel. smarketing:
rolling: at_least: credit: tiers: below: pay: when: excludes: scoring: rules: points: grades: each: any missed:
across: running: amends: removed: from: hours: weekly: 24:00 12-25 mon-sun handoffs: 9999-12-31
limit: only_above: per of times: in:
""".split()


def soup() -> SearchStrategy[str]:
    """Words of the language and of others, in any order."""
    words = st.sampled_from([word.replace("_", " ") if word[0].isdigit() else word for word in WORDS])
    return st.lists(words, max_size=12).map(" ".join)


@st.composite
def edited(draw: DrawFn, texts: SearchStrategy[str], pieces: SearchStrategy[str]) -> str:
    """A text with pieces put in, taken out and doubled."""
    text = draw(texts)
    for _edit in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.sampled_from((0, 0, 1, 3, 10, 40)))
        text = text[:start] + draw(st.one_of(pieces, st.just(text[start:end] * 2))) + text[end:]
    return text


broken_criteria = st.one_of(
    soup(), criteria(), edited(criteria(), st.one_of(st.sampled_from(WORDS), st.text(max_size=3))), st.text(max_size=40)
)
broken_documents = edited(st.sampled_from(DOCUMENTS), st.one_of(st.sampled_from(PIECES), st.text(max_size=4)))


@seed(SEED)
@MANY
@given(broken_criteria, records)
def test_criteria(text: str, record: dict[str, object]) -> None:
    """A criterion is read or refused with a column inside of it; every reading of one that was read works."""
    try:
        criterion = Criterion.parse(text)
    except CriterionError as error:
        place = error.column
    else:
        place = 1
        use(criterion, record)
    assert 1 <= place <= max(len(text), 1), f"SEED={SEED}"


def use(criterion: Criterion, record: dict[str, object]) -> None:
    """Take every reading of a criterion."""
    assert criterion.explain()
    found = satisfiable(criterion)
    assert found.witness is None or criterion(found.witness), f"SEED={SEED}"
    with suppress(InvalidValueError):  # a value of another sort
        assert criterion(record) in (True, False)
        assert criterion.why(record)


@seed(SEED)
@MANY
@given(broken_documents, st.sampled_from(("agreement.yaml", "agreement.json")))
def test_documents(text: str, name: str) -> None:
    """A document is an agreement, which can be checked and written, or its problems have places."""
    try:
        agreement = loads(text, name, folder=FOLDER)
    except AgreementError as error:
        places = [(problem.line, problem.column) for problem in error.problems]
    else:
        places = []
        assert all(found.code for found in check(agreement))
        assert loads(dumps(agreement.consolidated)) == agreement.consolidated, f"SEED={SEED}"
    assert all(line and column for line, column in places), f"SEED={SEED}"
