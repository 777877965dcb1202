"""A key that is misspelt is one problem: the key that it meant is not also missing."""

import pytest

from smarketing import AgreementError, loads

GOOD = """smarketing: 1
title: A
term: {start: 2026-01-01}
parties: {Marketing: {}, Sales: {}}
objectives:
  leads: {owed_by: Marketing, owed_to: Sales, at_least: 9 SQL/month}
"""


@pytest.mark.parametrize(
    ("key", "slip", "problem"),
    [
        ("title", "titel", "2:1: titel: no key named 'titel' (did you mean 'title'?)"),
        ("owed_to", "owed_too", "6:31: objectives.leads.owed_too: no key named 'owed_too' (did you mean 'owed_to'?)"),
        ("at_least", "atleast", "6:47: objectives.leads.atleast: no key named 'atleast' (did you mean 'at_least'?)"),
        ("parties", "partys", "4:1: partys: no key named 'partys' (did you mean 'parties'?)"),
    ],
)
def test_a_misspelt_key_is_one_problem(key: str, slip: str, problem: str) -> None:
    """It is unknown, and says what it may have meant."""
    with pytest.raises(AgreementError) as caught:
        loads(GOOD.replace(f"{key}:", f"{slip}:"), "a.yaml")
    assert str(caught.value) == f"a.yaml:{problem}"


def test_a_key_that_is_both_missing_and_not_meant_is_missing() -> None:
    """An unknown key that is like another one does not hide what is missing."""
    with pytest.raises(AgreementError) as caught:
        loads(GOOD.replace("owed_to: Sales", "segmnt: x"), "a.yaml")
    assert str(caught.value).splitlines() == [
        "a.yaml:6:3: objectives.leads: 'owed_to' is missing",
        "a.yaml:6:31: objectives.leads.segmnt: no key named 'segmnt' (did you mean 'segment'?)",
    ]
