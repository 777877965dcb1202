"""What checks found, for programs: plain values, annotations of GitHub, and SARIF 2.1.0."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from smarketing.checks import ALL_RULES, UNREADABLE, Diagnostic
from smarketing.legible_text import legible

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}
_ESCAPES = (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"))


def diagnostics_json(found: Iterable[Diagnostic]) -> list[dict[str, Any]]:
    """Give diagnostics as plain values; the path is text, with dots between its steps.

    Where they are of several files, each says of which.
    """
    found = tuple(found)
    several = len({each.file for each in found}) > 1
    return [
        {
            **({"file": each.file} if several else {}),
            "code": each.code,
            "severity": each.severity,
            "path": ".".join(map(str, each.path)),
            "line": each.line,
            "column": each.column,
            "message": each.message,
            "witness": None if each.witness is None else dict(each.witness),
        }
        for each in found
    ]


def github_annotations(found: Iterable[Diagnostic]) -> Iterator[str]:
    """Give diagnostics as workflow commands, which GitHub shows beside the lines of a pull request."""
    for each in found:
        place = {"file": each.file, "line": each.line, "col": each.column, "title": each.code}
        said = ",".join(f"{key}={_escaped(str(value), own=':,')}" for key, value in place.items() if value is not None)
        path = ".".join(map(str, each.path))
        yield f"::{_GITHUB[each.severity]} {said}::{_escaped(f'{path}: {each.message}' if path else each.message)}"


def _escaped(text: str, own: str = "") -> str:
    for letter, code in (*_ESCAPES, *((each, f"%{ord(each):02X}") for each in own)):
        text = text.replace(letter, code)
    return legible(text)


def sarif(found: Sequence[Diagnostic]) -> dict[str, Any]:
    """Give diagnostics as a SARIF 2.1.0 log, for tools that collect the findings of many others."""
    rules = [{"id": UNREADABLE, "shortDescription": {"text": "not an agreement"}}]
    rules += [{"id": rule.code, "shortDescription": {"text": rule.name}} for rule in ALL_RULES]
    driver = {"name": "smarketing", "version": version("smarketing"), "rules": rules}
    run = {"tool": {"driver": driver}, "results": [_sarif_result(each) for each in found]}
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _sarif_result(each: Diagnostic) -> dict[str, Any]:
    region = {"startLine": each.line or 1, "startColumn": each.column or 1}
    uri = quote((each.file or "").replace("\\", "/"), safe="/")
    place = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
    path = ".".join(map(str, each.path))
    more = {"path": path, **({} if each.witness is None else {"witness": dict(each.witness)})}
    return {
        "ruleId": each.code,
        "level": each.severity,
        "message": {"text": each.message},
        "locations": [place] if each.file else [],
        "properties": more,
    }
