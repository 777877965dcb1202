"""YAML and JSON text into plain values, with the place of every part kept for messages."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
import yaml

from smarketing.agreement_file.bounded_reading import LONGEST, TOO_LARGE
from smarketing.errors import AgreementError, InvalidValueError, Problem

Path = tuple[str | int, ...]

_MOST_PARTS = 100_000
_DEEPEST = 40
_MOST_BRACKETS = 10_000  # PyYAML can follow so many even where comments hide how deep they nest
_BRACKET = re.compile(r"[\[\]{}]")
_DEEP_LINE = re.compile(r"^[ \t?-]{400}", re.MULTILINE)
_BARE_CRITERION = re.compile(r"\b(?:when|trigger):[ ]+[^ \"'{]")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_TRUE, _FALSE, _NULL = ("true", "True", "TRUE"), ("false", "False", "FALSE"), ("null", "Null", "NULL", "~", "")
_WORDS = dict.fromkeys(_TRUE, True) | dict.fromkeys(_FALSE, False) | dict.fromkeys(_NULL, None)
_STRING = re.compile(r'("(?:[^"\\]|\\.)*")(?:(\s*):)?')
_SIMPLE_KEY = 1000  # a longer one needs a question mark in YAML
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_ESCAPED_PAIR = re.compile(r"\\\\|(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})")

try:
    _SafeLoader: Any = yaml.CSafeLoader
except AttributeError:  # pragma: no cover - PyYAML was built without libyaml
    _SafeLoader = yaml.SafeLoader


class _Loader(_SafeLoader):  # type: ignore[misc] # which of the two it is depends on how PyYAML was built
    """Leaves it to `scalar` what a scalar is, rather than look for all that YAML 1.1 knows."""

    def resolve(self, *_: object) -> str:
        return "!"


@attrs.frozen
class Document:
    """A document as plain values, and the nodes that know where they stand."""

    name: str
    value: object
    root: yaml.Node
    problems: tuple[Problem, ...]

    def placed(self, problem: Problem) -> Problem:
        """Give a problem the file, line and column of its path: of the key, or of the nearest part around it.

        Steps that the file does not have (a number where there is no list, an attribute without a key) are left out.
        """
        node = mark = self.root
        path: list[str | int] = []
        for step in problem.path:
            if (found := _step(node, step)) is not None:
                mark, node = found
                path.append(step)
        start = mark.start_mark
        return attrs.evolve(problem, path=tuple(path), file=self.name, line=start.line + 1, column=start.column + 1)


def _step(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The node that marks a step (a key, or an item) and the node behind it."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def parse_document(text: str, name: str) -> Document:
    """Read one YAML document, or JSON if the name ends in .json; AgreementError if it is neither.

    Scalars are as in YAML 1.2, and only those that agreements need: true, false, null and whole numbers; everything
    else is text, as written.
    """
    _check_size(text, name)
    if name.endswith(".json"):
        text = _json_as_yaml(text, name)
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _refusal(f"not YAML: {_said(error, text, line)}", name, line, column) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise _refusal(f"not YAML: {str(error).splitlines()[0]}", name, 1, 1) from error
    if root is None:
        raise _refusal("the file is empty", name, 1, 1)
    reader = _Reader(name)
    value = reader.read(root, ())
    return Document(name, value, root, tuple(reader.problems))


def _said(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    """What is wrong in a line, and what it mostly comes from."""
    (where,) = text.splitlines()[line - 1 : line] or ("",)
    if "\t" in where:
        return "there is a tab; indent with spaces"
    hint = "; put a criterion in double quotes" if _BARE_CRITERION.search(where) else ""
    return f"{error.problem or error.context}{hint}"


def _check_size(text: str, name: str) -> None:
    """Refuse what no agreement is: PyYAML follows any nesting until the process has no stack left."""
    opened = text.count("[") + text.count("{")
    too_deep = opened > 5 * _DEEPEST and _brackets_within(text) > 5 * _DEEPEST
    if len(text) > LONGEST or opened > _MOST_BRACKETS or too_deep or _DEEP_LINE.search(text):
        raise _refusal(TOO_LARGE, name, 1, 1)


def _brackets_within(text: str) -> int:
    """How deep brackets nest."""
    depth = deepest = 0
    for bracket in _BRACKET.finditer(text, 0, LONGEST):
        depth = depth + 1 if bracket[0] in "[{" else max(depth - 1, 0)
        deepest = max(deepest, depth)
    return deepest


def _refusal(message: str, name: str, line: int, column: int) -> AgreementError:
    return AgreementError((Problem(message, (), name, line, column),))


def _json_as_yaml(text: str, name: str) -> str:
    """Check that a text is JSON, and replace the few things that YAML does not read; lines stay where they are."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise _refusal(f"not JSON: {error.msg}", name, error.lineno, error.colno) from error
    except (RecursionError, ValueError) as error:
        raise _refusal("not JSON that can be read: nested too deep, or a number too long", name, 1, 1) from error
    with_keys = _STRING.sub(_yaml_string, text)
    pairs = _ESCAPED_PAIR.sub(lambda found: found[0] if found[0] == "\\\\" else json.loads(f'"{found[0]}"'), with_keys)
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", pairs).replace("\t", " ")


def _yaml_string(found: re.Match[str]) -> str:
    """A JSON string; if it is a key, its colon comes at once, and a question mark before it if it is long."""
    text, space = found[1], found[2]
    return text if space is None else f"{'? ' * (len(text) > _SIMPLE_KEY)}{text}:{space}"


class _Reader:
    """Turns nodes into values, and keeps the problems that have no path of their own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._parts = 0

    def read(self, node: yaml.Node, path: Path) -> object:
        self._parts += 1
        if self._parts > _MOST_PARTS or len(path) > _DEEPEST:
            self._refuse(node, (), TOO_LARGE)
        if isinstance(node, yaml.ScalarNode):
            return scalar(node)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, place)) for place, item in enumerate(node.value)]
        return dict(self._pairs(node, path))

    def _pairs(self, node: yaml.Node, path: Path) -> Iterator[tuple[str, object]]:
        seen: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._add(key, path, "a key is a name, not a list or a mapping")
            elif key.value in seen:
                first = seen[key.value].start_mark.line + 1
                self._add(key, (*path, key.value), f"{key.value!r} is here twice, first in line {first}")
            else:
                seen[key.value] = key
                yield key.value, self.read(value, (*path, key.value))

    def _add(self, node: yaml.Node, path: Path, message: str) -> None:
        mark = node.start_mark
        self.problems.append(Problem(message, path, self.name, mark.line + 1, mark.column + 1))

    def _refuse(self, node: yaml.Node, path: Path, message: str) -> None:
        self._add(node, path, message)
        raise AgreementError(tuple(self.problems[-1:]))


def scalar(node: yaml.ScalarNode) -> object:
    """Give the value of a scalar: quoted ones are text."""
    if node.style:  # quoted, or a block
        return node.value
    if node.value in _WORDS:
        return _WORDS[node.value]
    return int(node.value) if _INTEGER.fullmatch(node.value) else node.value


def scalar_text(text: str) -> str:
    """Write a text as YAML has it within braces: in quotes only where it would be read as something else.

    InvalidValueError for a text that is empty or has more than one line.
    """
    if not text or not text.isprintable():
        raise InvalidValueError(f"a text on one line is needed; not {text!r}")
    try:
        plain = parse_document(f"a: {{b: {text}}}", "").value == {"a": {"b": text}}
    except AgreementError:
        plain = False
    return text if plain else f"'{text.replace(chr(39), chr(39) * 2)}'"


class _Dumper(yaml.SafeDumper):
    """Writes text bare exactly where `scalar` reads it as text."""

    yaml_implicit_resolvers = {}

    def ignore_aliases(self, _: object) -> bool:
        return True


for _tag, _words in (("bool", (*_TRUE, *_FALSE)), ("null", _NULL)):
    _pattern = re.compile(f"(?:{'|'.join(map(re.escape, _words))})$")
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", _pattern, sorted({word[:1] for word in _words}))
_Dumper.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(f"(?:{_INTEGER.pattern})$"), [*"-0123456789"])


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    """Write text bare or quoted as PyYAML likes, and double-quoted where only escapes keep it whole."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if _NOT_IN_YAML.search(text) else None)


_Dumper.add_representer(str, _represent_text)


class _Document(dict[str, object]):
    """The outermost mapping, whose keys stand below each other."""


def _represent_document(dumper: yaml.SafeDumper, document: _Document) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", document, flow_style=False)


_Dumper.add_representer(_Document, _represent_document)


def yaml_text(document: Mapping[str, object]) -> str:
    """Write a document as YAML: a line for each of its keys, innermost collections in one line."""
    options: dict[str, Any] = {"sort_keys": False, "allow_unicode": True, "default_flow_style": None, "width": 10_000}
    text: str = yaml.dump(_Document(document), Dumper=_Dumper, **options)
    return text
