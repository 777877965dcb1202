"""Random criteria as text, and random records for them, over fields of every sort."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

NUMBERS = ("score", "`Lead Score`")
AMOUNTS = ("budget", "spent")
TEXTS = ("title", "country")
DATES = ("created", "closed")
DURATIONS = ("waited", "allowed")
TRUTHS = ("competitor", "asked")

_COMPARED = ("<", "<=", "==", "!=", ">=", ">")
_PIECES = ("", "a", "ab", "b", "ba", "A", "Ab", "head of sales")


def _in_quotes(text: str) -> str:
    return repr(text)


_number = st.sampled_from(["-1", "0", "1", "2", "0.5", "40 %", "2.25", "3"])
_amount = st.sampled_from(["0 USD", "1 USD", "0.5 USD", "2 USD"])
_day = st.sampled_from(["2026-01-30", "2026-01-31", "2026-02-01"])
_instant = st.sampled_from(["2026-01-30T23:59", "2026-01-31T00:00", "2026-01-31T12:00:00.000001"])
_duration = st.sampled_from(["0 days", "1 day", "12 hours", "1.5 days", "90 minutes"])
_text = st.sampled_from(_PIECES).map(_in_quotes)


def _compared(fields: tuple[str, ...], literals: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    field, sign = st.sampled_from(fields), st.sampled_from(_COMPARED)
    return st.one_of(
        st.builds("{} {} {}".format, field, sign, literals),
        st.builds("{} {} {}".format, literals, sign, field),
        st.builds("{} {} {} {} {}".format, literals, sign, field, sign, literals),
        st.builds(
            "{} {} [{}]".format,
            field,
            st.sampled_from(["in", "not in"]),
            st.lists(literals, min_size=1, max_size=3).map(", ".join),
        ),
    )


_lower = st.sampled_from([f"lower({name})" for name in TEXTS])
_text_tests = st.one_of(
    st.builds("{} {} {}".format, st.sampled_from(TEXTS), st.sampled_from(["==", "!="]), _text),
    st.builds("{} {} {}".format, _lower, st.sampled_from(["==", "!="]), _text.map(str.lower)),
    st.builds(
        "{} {} [{}]".format,
        st.sampled_from(TEXTS),
        st.sampled_from(["in", "not in"]),
        st.lists(_text, min_size=1, max_size=3).map(", ".join),
    ),
    st.builds(
        "{}({}, {})".format, st.sampled_from(["contains", "starts_with", "ends_with"]), st.sampled_from(TEXTS), _text
    ),
    st.builds(
        "{}({}, {})".format, st.sampled_from(["contains", "starts_with", "ends_with"]), _lower, _text.map(str.lower)
    ),
)

alone = st.one_of(
    _compared(NUMBERS, _number),
    _compared(AMOUNTS, _amount),
    _compared(DATES, st.one_of(_day, _instant)),
    _compared(DURATIONS, _duration),
    _text_tests,
    st.sampled_from(TRUTHS),
    st.builds("{} {} {}".format, st.sampled_from(TRUTHS), st.sampled_from(["==", "!="]), st.booleans()),
    st.builds("has({})".format, st.sampled_from([*NUMBERS, *AMOUNTS, *TEXTS, *DATES, *DURATIONS, *TRUTHS])),
    st.sampled_from(["True", "False"]),
)
"""Tests of one field against values."""

_sign = st.sampled_from(_COMPARED)
together = st.one_of(
    st.builds("score {} `Lead Score`".format, _sign),
    st.builds("score {} 2 * `Lead Score` - {}".format, _sign, _number),
    st.builds("budget {} spent + {}".format, _sign, _amount),
    st.builds("closed {} created".format, _sign),
    st.builds("closed - created {} {}".format, _sign, _duration),
    st.builds("created + {} {} closed".format, _duration, _sign),
    st.builds("waited {} 2 * allowed".format, _sign),
)
"""Linear comparisons of several fields."""


def criteria(tests: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[str]:
    """Texts of criteria made of such tests; of all kinds unless told otherwise."""
    return st.recursive(
        st.one_of(alone, together) if tests is None else tests,
        lambda inside: st.one_of(
            st.builds("not ({})".format, inside),
            st.lists(inside.map("({})".format), min_size=2, max_size=3).map(" and ".join),
            st.lists(inside.map("({})".format), min_size=2, max_size=3).map(" or ".join),
        ),
        max_leaves=6,
    )


_instants = st.sampled_from(
    [
        datetime(2026, 1, 30, 23, 59),
        datetime(2026, 1, 31),
        datetime(2026, 1, 31, 12, 0, 0, 1),
        datetime(2026, 2, 1),
    ]
)
_values = {
    **dict.fromkeys([name.strip("`") for name in NUMBERS], st.sampled_from([-1, 0, 1, 2, 0.5, 0.4, 2.25, 3.0])),
    **dict.fromkeys(AMOUNTS, st.sampled_from([0, 1, 0.5, 2, 2.0])),
    **dict.fromkeys(TEXTS, st.sampled_from([*_PIECES, "xab", "bax", "Head of Sales"])),
    **dict.fromkeys(DATES, _instants),
    **dict.fromkeys(
        DURATIONS, st.sampled_from([timedelta(0), timedelta(hours=12), timedelta(days=1), timedelta(days=2)])
    ),
    **dict.fromkeys(TRUTHS, st.booleans()),
}

records = st.fixed_dictionaries({}, optional={name: st.none() | values for name, values in _values.items()})
"""Records with some fields left out, and some None; values that every table engine holds exactly."""

exact_numbers = st.sampled_from(
    [Fraction(2, 5), Decimal("0.40"), 0.4, Fraction(1, 2), Decimal("2.25"), 3, float("nan")]
)
days = st.sampled_from([date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1)])
aware = st.sampled_from([datetime(2026, 1, 31, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)])
