"""Agreements with every section, hours and handoffs too, in files: there and back."""

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from smarketing import Agreement, dumps, loads
from smarketing.agreement_file import json_schema
from smarketing.agreement_file.documents import parse_document
from smarketing.testing import agreements

VALIDATOR = Draft7Validator(json_schema())


@given(agreements(versions=1), st.booleans())
def test_what_is_written_is_read_the_same(agreement: Agreement, as_json: bool) -> None:
    """As YAML and as JSON, and byte for byte; an editor accepts it."""
    name = "a.json" if as_json else "a.yaml"
    text = dumps(agreement, as_json=as_json)
    read = loads(text, name)
    assert read == agreement
    assert dumps(read, as_json=as_json) == text
    assert [error.message for error in VALIDATOR.iter_errors(parse_document(text, name).value)] == []
