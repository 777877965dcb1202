"""YAML scalars as in YAML 1.2, and plain values that come back as they were written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.agreement_file.documents import parse_document, yaml_text

TEXTS = [
    "NO",
    "no",
    "Yes",
    "on",
    "off",
    "y",
    "9:30",
    "09:30",
    "1:30:00",
    "1e3",
    "1.5",
    "-0.5",
    ".5",
    "012",
    "00",
    "0x1F",
    "0o17",
    "0b11",
    "1_000",
    "+5",
    "1,000",
    "2026-01-31",
    "2026-01-31T10:00:00Z",
    "NaN",
    ".inf",
    "tRUE",
    "nULL",
    "none",
    "<<",
    "=",
    "40 %",
    "5,000 USD",
    "1234567890123456789",
    "Amy, Josh",
    "FREQ=WEEKLY;BYDAY=FR",
]
WORDS: list[tuple[str, object]] = [
    ("true", True),
    ("True", True),
    ("TRUE", True),
    ("false", False),
    ("False", False),
    ("FALSE", False),
    ("null", None),
    ("Null", None),
    ("NULL", None),
    ("~", None),
    ("", None),
    ("0", 0),
    ("-0", 0),
    ("7", 7),
    ("-7", -7),
    ("123456789012345678", 123456789012345678),
]

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | st.text() | st.sampled_from(TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text() | st.sampled_from(TEXTS), inner, max_size=4),
    max_leaves=12,
)
mappings = st.dictionaries(st.text() | st.sampled_from(TEXTS), plain, max_size=4)


def yaml_value(text: str) -> object:
    return parse_document(text, "a.yaml").value


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_truth_value_null_or_whole_number_is_text(text: str) -> None:
    """Older YAML reads some of these as truth values, numbers of base 60 or dates; here they stay text."""
    assert yaml_value(f"key: {text}") == {"key": text}


@pytest.mark.parametrize(("text", "value"), WORDS)
def test_truth_values_null_and_whole_numbers(text: str, value: object) -> None:
    """Bare words that mean something are read as what they mean, and as the right type."""
    read = yaml_value(f"key: {text}")
    assert read == {"key": value}
    assert isinstance(read, dict)
    assert type(read["key"]) is type(value)


@pytest.mark.parametrize("text", [text for text, _ in WORDS])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_what_is_quoted_is_text(text: str, quote: str) -> None:
    """Quotes make text of every word."""
    assert yaml_value(f"key: {quote}{text}{quote}") == {"key": text}


def test_blocks_are_text() -> None:
    """Literal and folded blocks are text too, even where they hold a number."""
    assert yaml_value("a: |\n  5\nb: >-\n  true\n") == {"a": "5\n", "b": "true"}


@pytest.mark.parametrize("text", ["NO", "9:30", "1", "null", "true"])
def test_keys_are_text_as_written(text: str) -> None:
    """A key is never a number, a truth value or nothing."""
    assert yaml_value(f"{text}: here") == {text: "here"}


@given(mappings)
def test_yaml_gives_back_what_was_written(value: dict[str, object]) -> None:
    """Plain values survive YAML, with their types."""
    read = yaml_value(yaml_text(value))
    assert read == value
    assert json.dumps(read) == json.dumps(value)  # tells True from 1, and the order of keys


@given(mappings)
def test_yaml_text_is_stable(value: dict[str, object]) -> None:
    """What was read is written back in the same bytes."""
    text = yaml_text(value)
    again = yaml_value(text)
    assert isinstance(again, dict)
    assert yaml_text(again) == text


@given(mappings, st.sampled_from([None, 2]), st.booleans())
def test_json_gives_back_what_was_written(value: dict[str, object], indent: int | None, escaped: bool) -> None:
    """Plain values survive JSON, whether other scripts are escaped or not."""
    text = json.dumps(value, indent=indent, ensure_ascii=escaped)
    assert json.dumps(parse_document(text, "a.json").value) == json.dumps(value)


@pytest.mark.parametrize("code", [0x01, 0x09, 0x7F, 0x80, 0x85, 0x9F, 0xA0, 0x2028, 0xFEFF, 0xFFFE, 0x1F600])
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_rare_characters_come_back(code: int, name: str) -> None:
    """Characters that YAML does not take bare are written so that it does."""
    value = {"a": f"x{chr(code)}y", "b": chr(code)}
    text = yaml_text(value) if name == "a.yaml" else json.dumps(value, ensure_ascii=False)
    assert parse_document(text, name).value == value


def test_collections_are_written_in_few_lines() -> None:
    """The innermost collections stand in one line each, in the order given."""
    value = {"b": {"y": 1, "x": [1, "two"]}, "a": {"z": "5"}, "c": []}
    assert yaml_text(value) == "b:\n  y: 1\n  x: [1, two]\na: {z: '5'}\nc: []\n"


def test_the_same_part_twice_is_written_twice() -> None:
    """No anchors and aliases: a file for people repeats itself."""
    shared = ["x"]
    assert yaml_text({"a": shared, "b": shared}) == "a: [x]\nb: [x]\n"
