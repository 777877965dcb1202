"""Agreements whose texts a program keeps itself: what they include and amend comes from a resolver."""

import re

import pytest

from smarketing import AgreementError, InvalidValueError, loads

TEXTS = {
    "agreement.yaml": """\
smarketing: 1
include: shared.yaml
title: Leads
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
signatures: {Marketing: 2025-12-01, Sales: 2025-12-01}
objectives:
  demos: {owed_by: Marketing, owed_to: Sales, at_least: 10 demo/month}
""",
    "shared.yaml": "smarketing: 1\nunits: [demo]\n",
    "amendment.yaml": """\
smarketing: 1
amends: agreement.yaml
from: 2026-04-01
signatures: {Marketing: 2026-03-01, Sales: 2026-03-01}
objectives:
  demos: {owed_by: Marketing, owed_to: Sales, at_least: 12 demo/month}
""",
}


def test_what_a_text_includes_and_amends_comes_from_the_resolver() -> None:
    """Names are passed on as they are written."""
    asked = []

    def resolver(name: str) -> str:
        asked.append(name)
        return TEXTS[name]

    agreement = loads(TEXTS["amendment.yaml"], "amendment.yaml", resolver=resolver)
    assert asked == ["agreement.yaml", "shared.yaml"]
    assert [str(version.objectives[0].evaluator.targets[0]) for version in agreement.versions] == [
        "10 demo/month",
        "12 demo/month",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "smarketing: 1\namends: other.yaml\nfrom: 2026-04-01",
            "a.yaml:2:1: amends: other.yaml cannot be found: KeyError: 'other.yaml'",
        ),
        (
            "smarketing: 1\namends: circle.yaml\nfrom: 2026-04-01",
            "circle.yaml:1:17: amends: circle.yaml is this file, or amends it in turn",
        ),
        (
            "smarketing: 1\ninclude: none\ntitle: x",
            "a.yaml:2:1: include: the resolver gives the text of a name; for none it gave None",
        ),
    ],
)
def test_what_a_resolver_does_not_know(text: str, message: str) -> None:
    """A problem of the document, with its place."""
    texts = {"circle.yaml": "{smarketing: 1, amends: circle.yaml, from: 2026-04-01}", "none": None}
    with pytest.raises(AgreementError, match=f"^{re.escape(message)}"):
        loads(text, "a.yaml", resolver=texts.__getitem__)  # type: ignore[arg-type]


def test_wrong_arguments() -> None:
    """Bytes are no text, and a folder and a resolver are two answers to one question."""
    with pytest.raises(InvalidValueError, match=r"^an agreement is read from text; not bytes; load\(\) reads files$"):
        loads(b"smarketing: 1")  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match=r"^give either a folder or a resolver, not both$"):
        loads("", folder=".", resolver=str)
    message = "a text is in no folder to read files from; load the agreement from its file, or give a resolver"
    with pytest.raises(AgreementError, match=re.escape(message)):
        loads(TEXTS["amendment.yaml"])
