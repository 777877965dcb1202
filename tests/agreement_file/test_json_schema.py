"""The JSON Schema: whatever the loader accepts it accepts, it explains every key, and it flags common mistakes."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from smarketing import AgreementError, dumps, loads
from smarketing.agreement_file import json_schema
from smarketing.agreement_file.documents import parse_document
from smarketing.cli import main
from strategies import agreements

SCHEMA = json_schema()
VALIDATOR = Draft7Validator(SCHEMA)
EXAMPLES = sorted(Path(__file__).parents[2].glob("examples/*/agreement.yaml"))

GOOD = """\
smarketing: 1
title: Company X
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: }
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 100 SQL/month}
consequences:
  credit:
    when: {missed: leads}
    credit: {of: 4000 USD, tiers: [{below: 90 %, pay: 2.5}]}
cadence:
  review: {who: everyone, every: 3 months, counted_from: term.start}
"""


def mistakes(text: str) -> list[str]:
    """Where a schema-aware editor would flag something, with PyYAML in the place of the editor's reader."""
    plain = yaml.load(text, Loader=yaml.BaseLoader)
    return sorted({".".join(map(str, error.path)) for error in VALIDATOR.iter_errors(_numbers(plain))})


def _numbers(value: object) -> Any:
    """Plain texts with whole numbers and truth values read as such, as YAML 1.2 has it."""
    if isinstance(value, Mapping):
        return {key: _numbers(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    return {"true": True, "false": False, "": None}.get(str(value), int(str(value)) if str(value).isdigit() else value)


def test_it_is_a_schema() -> None:
    """Valid draft 7, with the keywords used as they are meant."""
    Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"


@given(agreements(), st.booleans())
def test_what_the_loader_accepts_it_accepts(agreement: Any, as_json: bool) -> None:
    """Every agreement, written as YAML or JSON, is valid as the loader reads it."""
    name = "agreement.json" if as_json else "agreement.yaml"
    document = parse_document(dumps(agreement, as_json=as_json), name)
    assert [error.message for error in VALIDATOR.iter_errors(document.value)] == []


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.parent.name for path in EXAMPLES])
def test_the_examples_are_valid(path: Path) -> None:
    """Also as other readers see them: dates as text, and 7.5 as a number."""
    assert mistakes(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("good", "bad", "places"),
    [
        ("title: Company X\n", "", [""]),
        ("smarketing: 1", "smarketing: 2", ["smarketing"]),
        ("owed_by: Marketing", "owd_by: Marketing", ["objectives.leads"]),
        ("owed_to: Sales, ", "", ["objectives.leads"]),
        ("at_least: 100 SQL/month", "at_least: 1 SQL/month, at_most: 2 SQL/month", ["objectives.leads"]),
        (", at_least: 100 SQL/month", "", ["objectives.leads"]),
        ("2026-01-01", "01/01/2026", ["term.start"]),
        ("{missed: leads}", "{mised: leads}", ["consequences.credit.when"]),
        ("tiers: [{below: 90 %, pay: 2.5}]", "tiers: {below: 90 %}", ["consequences.credit.credit"]),
        ("who: everyone, ", "", ["cadence.review"]),
        ("counted_from: term.start", "counted_from: today", ["cadence.review"]),
        ("parties:", "partis:", [""]),
    ],
)
def test_common_mistakes_are_flagged(good: str, bad: str, places: list[str]) -> None:
    """Misspelt and missing keys, two evaluators, the wrong kind of value: at the place, and the loader agrees."""
    assert mistakes(GOOD) == []
    assert GOOD.count(good) == 1
    assert mistakes(GOOD.replace(good, bad)) == places
    with pytest.raises(AgreementError):
        loads(GOOD.replace(good, bad))


def test_every_key_is_explained() -> None:
    """Nothing that an editor completes is without a description."""
    assert [
        path for path, schema in _properties(SCHEMA, "") if not schema.get("description") and "$ref" not in schema
    ] == []
    chosen = SCHEMA["definitions"]
    assert [name for name, schema in chosen.items() if not schema["description"]] == []
    assert (
        chosen["at_least"]["description"] == "Met if the actual is the target or more. A value alone stands for target."
    )


def _properties(schema: object, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(schema, Mapping):
        for name, each in schema.items():
            if name == "properties" and "missed" not in each:
                yield from ((f"{path}.{key}", inside) for key, inside in each.items())
            yield from _properties(each, f"{path}.{name}")
    elif isinstance(schema, list):
        for place, each in enumerate(schema):
            yield from _properties(each, f"{path}.{place}")


def test_the_command_prints_it() -> None:
    """`smarketing schema` is the same schema, as JSON."""
    result = CliRunner().invoke(main, ["schema"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert yaml.safe_load(result.stdout) == SCHEMA
