"""Texts as people type them, and names."""

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from smarketing.agreement import EVERYONE, THE_PUBLIC
from smarketing.consequences import ANY

ODD_TEXTS = (
    *("NO", "yes", "null", "~", "true", "False", "9:30", "012", "7", "-1", "1e3", "0x1F", "2026-01-31"),
    *("<<", "=", "- a", ": #", "a: b", "# not a comment", "'single'", '"double"', "{braces}", "[list]", "*star"),
    *("&and", "!tag", "%", "@", "back\\slash", "`tick`", "two\nlines", "tab\there", "🙂", "Umsätze für Müller"),
    *("売上高", "מכירות", "مبيعات", "é"),
)
"""Texts that a parser of files easily takes for something else."""

_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Zl", "Zp"], exclude_characters="\ufeff")
_RESERVED = (EVERYONE, THE_PUBLIC, "owed_by", "owed_to", ANY)


@cache
def texts() -> SearchStrategy[str]:
    """Generate text that a person could type, often of the kind that trips a parser."""
    return st.one_of(st.sampled_from(ODD_TEXTS), st.text(_CHARACTERS, max_size=12))


@cache
def names() -> SearchStrategy[str]:
    """Generate text that can name a part of an agreement."""
    return texts().map(str.strip).filter(lambda name: name not in ("", *_RESERVED))


@cache
def several_names(most: int, *, least: int = 0) -> SearchStrategy[list[str]]:
    """Generate `least` to `most` names, no two alike."""
    return st.lists(names(), min_size=least, max_size=most, unique=True)
