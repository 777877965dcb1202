"""Names of CRMs: what they mean here, and what is done where two columns mean the same."""

import ast
import re
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smarketing.errors import InvalidValueError
from smarketing.tables.crm import known_columns, renamed

KNOWN = sorted(set(chain.from_iterable(known_columns().values())))


@pytest.mark.parametrize(
    ("crm", "column", "name"),
    [
        ("hubspot", "hs_object_id", "id"),
        ("hubspot", "Contact ID", "id"),
        ("hubspot", "createdate", "created_at"),
        ("hubspot", "Create Date", "created_at"),
        ("hubspot", "property_createdate", "created_at"),
        ("hubspot", "hubspot_owner_assigneddate", "assigned_at"),
        ("hubspot", "Owner Assigned Date", "assigned_at"),
        ("hubspot", "hs_first_engagement_date", "contacted_at"),
        ("hubspot", "Last Sales Activity Date", "last_activity_at"),
        ("hubspot", "property_closedate", "closed_at"),
        ("hubspot", "Became a Subscriber Date", "became_subscriber_at"),
        ("hubspot", "hs_lifecyclestage_marketingqualifiedlead_date", "became_mql_at"),
        ("hubspot", "Became a Marketing Qualified Lead Date", "became_mql_at"),
        ("hubspot", "Became a Sales Qualified Lead Date", "became_sql_at"),
        ("hubspot", "Became an Opportunity Date", "became_opportunity_at"),
        ("hubspot", "Became a Customer Date", "became_customer_at"),
        ("hubspot", "Became an Other Lifecycle Date", "became_other_at"),
        ("hubspot", "lifecyclestage", "stage"),
        ("hubspot", "Original Source Drill-Down 1", "source_detail_1"),
        ("hubspot", "Contact owner", "owner"),
        ("hubspot", "Number of Sales Activities", "attempts"),
        ("hubspot", "hubspotscore", "score"),
        ("hubspot", "Contact unworked?", "unworked"),
        ("salesforce", "Id", "id"),
        ("salesforce", "LeadId", "id"),
        ("salesforce", "CreatedDate", "created_at"),
        ("salesforce", "Created Date", "created_at"),
        ("salesforce", "created_date", "created_at"),
        ("salesforce", "ConvertedDate", "converted_at"),
        ("salesforce", "Last Activity", "last_activity_at"),
        ("salesforce", "OwnerId", "owner"),
        ("salesforce", "lead_source", "source"),
        ("salesforce", "Status", "lead_status"),
        ("salesforce", "Industry", "segment"),
        ("zoho", "LEADID", "id"),
        ("zoho", "Created Time", "created_at"),
        ("zoho", "Lead Owner", "owner"),
        ("zoho", "CONVERTED", "converted"),
    ],
)
def test_names_of_crms_are_understood(crm: str, column: str, name: str) -> None:
    """Internal names, labels of exports and names in a warehouse."""
    assert known_columns()[crm][column] == name
    assert renamed([column]) == {column: name}


def test_what_is_known_cannot_be_changed() -> None:
    """It is read once, for all."""
    assert known_columns() is known_columns()
    assert list(known_columns()) == ["hubspot", "salesforce", "zoho"]
    with pytest.raises(TypeError):
        known_columns()["hubspot"]["createdate"] = "at"  # type: ignore[index]


def test_no_name_means_two_things() -> None:
    """Also where two CRMs use it, and in whatever case."""
    meanings: dict[str, set[str]] = {}
    for column, name in chain.from_iterable(each.items() for each in known_columns().values()):
        meanings.setdefault(" ".join(column.casefold().split()), set()).add(name)
    assert {column: names for column, names in meanings.items() if len(names) > 1} == {}


def test_the_page_has_every_name() -> None:
    """What is written about CRMs is what is known of them."""
    page = Path(__file__).parents[2].joinpath("docs", "crm.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE)
    said = {(column, name) for name, columns in listed for column in columns[1:-1].split("`, `")}
    known = chain.from_iterable(columns.items() for columns in known_columns().values())
    assert said == {(column.removeprefix("property_"), name) for column, name in known}


@given(st.sampled_from(KNOWN), st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from([" ", "  ", " \t "]))
def test_case_and_width_of_spaces_do_not_matter(column: str, cased: Callable[[str], str], space: str) -> None:
    """Exports are opened and saved by other programs."""
    written = f" {cased(column)} ".replace(" ", space)
    assert renamed([written]) == {written: renamed([column]).get(column, column)}


def test_names_of_here_and_unknown_ones_stay() -> None:
    """Only what is called otherwise is renamed."""
    assert renamed(["id", "event", "at", "created_at", "handed_over_at", "score", "Favourite Colour"]) == {}
    assert renamed(["ID", "Score"]) == {"ID": "id", "Score": "score"}


def test_own_names_win() -> None:
    """Over what is known, and over what a column is called."""
    assert renamed(["Create Date", "at"], {"Create Date": "entered_at", "at": "left_at"}) == {
        "Create Date": "entered_at",
        "at": "left_at",
    }
    assert renamed(["status"], {"status": "status"}) == {}
    assert renamed(["a", "createdate"], {"a": "Created_At"}) == {"a": "Created_At"}


def refusal(columns: list[str], names: dict[str, str]) -> str:
    with pytest.raises(InvalidValueError) as refused:
        renamed(columns, names)
    assert refused.value.field in ("names", None)
    return str(refused.value)


@pytest.mark.parametrize(
    ("columns", "names", "message"),
    [
        (
            ["Create Date", "Owner"],
            {"Creat Date": "created_at"},
            "no column named 'Creat Date'; columns are 'Create Date', 'Owner' (did you mean 'Create Date'?)",
        ),
        (["a"], {"a": " "}, "column 'a' cannot be called ' '"),
        (["a", "b", "a"], {}, "two columns named 'a'; give one of them another name in the table"),
    ],
)
def test_names_that_cannot_be_are_refused(columns: list[str], names: dict[str, str], message: str) -> None:
    """Before any column is looked at."""
    assert refusal(columns, names) == message


@pytest.mark.parametrize(
    ("columns", "listed", "name", "chosen"),
    [
        (["Create Date", "createdate"], "'Create Date' and 'createdate' both", "created_at", "Create Date"),
        (
            ["Create Date", "createdate", "Created Time"],
            "'Create Date', 'createdate' and 'Created Time' all",
            "created_at",
            "Create Date",
        ),
        (["Create Date", "created_at"], "'Create Date' and 'created_at' both", "created_at", "created_at"),
    ],
)
def test_columns_of_one_meaning_are_refused(columns: list[str], listed: str, name: str, chosen: str) -> None:
    """With what is to be said; one that bears the name already keeps it."""
    assert refusal(columns, {}) == f"{listed} mean {name}; say which one by columns={{{chosen!r}: {name!r}}}"


@pytest.mark.parametrize(
    ("columns", "names", "name", "other"),
    [
        (["Create Date", "created_at"], {"Create Date": "created_at"}, "created_at", "created_at"),
        (["a", "b"], {"a": "x", "b": "x"}, "x", "b"),
        (["Region", "REGION"], {}, "REGION", "Region"),
        (["ID", "id"], {}, "id", "ID"),
    ],
)
def test_columns_of_one_name_are_refused(columns: list[str], names: dict[str, str], name: str, other: str) -> None:
    """Also where only upper and lower case differ, which no engine tells apart."""
    listed = " and ".join(map(repr, columns))
    advice = f"call one otherwise by columns={{{other!r}: 'another name'}}"
    assert refusal(columns, names) == f"{listed} would both be called {name}; {advice}"


def test_who_says_which_one_settles_it() -> None:
    """The other column keeps the name that it has."""
    columns = ["Create Date", "createdate"]
    assert renamed(columns, {"Create Date": "created_at"}) == {"Create Date": "created_at"}
    assert renamed(columns, {"createdate": "created_at"}) == {"createdate": "created_at"}
    assert renamed(["Create Date", "created_at"], {"created_at": "created_at"}) == {}
    assert renamed(["Create Date", "created_at"], {"Create Date": "created_at", "created_at": "ours_at"}) == {
        "Create Date": "created_at",
        "created_at": "ours_at",
    }


def advice(columns: list[str], names: dict[str, str]) -> dict[str, str]:
    """What a refusal says to add, or nothing."""
    try:
        renamed(columns, names)
    except InvalidValueError as error:
        return dict(ast.literal_eval(str(error).partition("columns=")[2]))
    return {}


@given(st.lists(st.sampled_from([*KNOWN, "created_at", "Stage", "stage", "x", "X"]), unique=True, max_size=12))
def test_following_the_advice_ends_in_names_that_differ(columns: list[str]) -> None:
    """Whatever a table has."""
    names: dict[str, str] = {}
    for turn in range(len(columns)):
        names |= {column: name.replace("another", f"another {turn}") for column, name in advice(columns, names).items()}
    called = {column: column for column in columns} | renamed(columns, names)
    assert len({name.casefold() for name in called.values()}) == len(columns)
    assert names.items() <= called.items()
