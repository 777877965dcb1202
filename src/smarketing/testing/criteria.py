"""Criteria as text, and records for them, over fields of every type."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Record = dict[str, object]

NUMBERS = ("score", "`Lead Score`")
AMOUNTS = ("budget", "spent")
TEXTS = ("title", "country")
DATES = ("created", "closed")
DURATIONS = ("waited", "allowed")
TRUTHS = ("competitor", "asked")
_FIELDS = (*NUMBERS, *AMOUNTS, *TEXTS, *DATES, *DURATIONS, *TRUTHS)

_SIGNS = st.sampled_from(("<", "<=", "==", "!=", ">=", ">"))
_PIECES = ("", "a", "ab", "b", "ba", "A", "Ab", "head of sales")

_NUMBER = st.sampled_from(["-1", "0", "1", "2", "0.5", "40 %", "2.25", "3"])
_AMOUNT = st.sampled_from(["0 USD", "1 USD", "0.5 USD", "2 USD"])
_DAY = st.sampled_from(["2026-01-30", "2026-01-31", "2026-02-01"])
_INSTANT = st.sampled_from(["2026-01-30T23:59", "2026-01-31T00:00", "2026-01-31T12:00:00.000001"])
_DURATION = st.sampled_from(["0 days", "1 day", "12 hours", "1.5 days", "90 minutes"])
_TEXT = st.sampled_from(_PIECES).map(repr)


def _sentences(form: str, *parts: SearchStrategy[str] | Sequence[str]) -> SearchStrategy[str]:
    return st.builds(
        form.format, *(part if isinstance(part, SearchStrategy) else st.sampled_from(part) for part in parts)
    )


def _listed(literals: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.lists(literals, min_size=1, max_size=3).map(", ".join)


def _compared(fields: Sequence[str], literals: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.one_of(
        _sentences("{} {} {}", fields, _SIGNS, literals),
        _sentences("{} {} {}", literals, _SIGNS, fields),
        _sentences("{} {} {} {} {}", literals, _SIGNS, fields, _SIGNS, literals),
        _sentences("{} {} [{}]", fields, ("in", "not in"), _listed(literals)),
    )


@cache
def field_tests() -> SearchStrategy[str]:
    """Generate tests of one field against values."""
    lower = [f"lower({name})" for name in TEXTS]
    looks = ("contains", "starts_with", "ends_with")
    return st.one_of(
        _compared(NUMBERS, _NUMBER),
        _compared(AMOUNTS, _AMOUNT),
        _compared(DATES, st.one_of(_DAY, _INSTANT)),
        _compared(DURATIONS, _DURATION),
        _sentences("{} {} {}", TEXTS, ("==", "!="), _TEXT),
        _sentences("{} {} {}", lower, ("==", "!="), _TEXT.map(str.lower)),
        _sentences("{} {} [{}]", TEXTS, ("in", "not in"), _listed(_TEXT)),
        _sentences("{}({}, {})", looks, TEXTS, _TEXT),
        _sentences("{}({}, {})", looks, lower, _TEXT.map(str.lower)),
        st.sampled_from(TRUTHS),
        _sentences("{} {} {}", TRUTHS, ("==", "!="), ("True", "False")),
        _sentences("has({})", _FIELDS),
        st.sampled_from(["True", "False"]),
    )


@cache
def field_comparisons() -> SearchStrategy[str]:
    """Generate linear comparisons of several fields."""
    return st.one_of(
        _sentences("score {} `Lead Score`", _SIGNS),
        _sentences("score {} 2 * `Lead Score` - {}", _SIGNS, _NUMBER),
        _sentences("budget {} spent + {}", _SIGNS, _AMOUNT),
        _sentences("closed {} created", _SIGNS),
        _sentences("closed - created {} {}", _SIGNS, _DURATION),
        _sentences("created + {} {} closed", _DURATION, _SIGNS),
        _sentences("waited {} 2 * allowed", _SIGNS),
    )


@cache
def criteria(tests: SearchStrategy[str] | None = None) -> SearchStrategy[str]:
    """Generate texts of criteria, put together of `tests`: those of one field and of several unless stated."""
    return st.recursive(
        st.one_of(field_tests(), field_comparisons()) if tests is None else tests,
        lambda inside: st.one_of(
            _sentences("not ({})", inside),
            st.lists(inside.map("({})".format), min_size=2, max_size=3).map(" and ".join),
            st.lists(inside.map("({})".format), min_size=2, max_size=3).map(" or ".join),
        ),
        max_leaves=6,
    )


def records() -> SearchStrategy[Record]:
    """Generate records for `criteria`: some fields are missing, some None; every table engine holds them exactly."""
    instants = [datetime(2026, 1, 30, 23, 59), datetime(2026, 1, 31), datetime(2026, 1, 31, 12, 0, 0, 1)]
    days = st.sampled_from([timedelta(0), timedelta(hours=12), timedelta(days=1), timedelta(days=2)])
    values: dict[str, SearchStrategy[object]] = {
        **dict.fromkeys([name.strip("`") for name in NUMBERS], st.sampled_from([-1, 0, 1, 2, 0.5, 0.4, 2.25, 3.0])),
        **dict.fromkeys(AMOUNTS, st.sampled_from([0, 1, 0.5, 2, 2.0])),
        **dict.fromkeys(TEXTS, st.sampled_from([*_PIECES, "xab", "bax", "Head of Sales"])),
        **dict.fromkeys(DATES, st.sampled_from([*instants, datetime(2026, 2, 1)])),
        **dict.fromkeys(DURATIONS, days),
        **dict.fromkeys(TRUTHS, st.booleans()),
    }
    return st.fixed_dictionaries({}, optional={name: st.none() | value for name, value in values.items()})
