"""Random damage to a good document: the answer is an agreement or problems in it, and never anything else."""

import re
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from smarketing import Agreement, AgreementError, loads
from smarketing.agreement_file.documents import parse_document, yaml_text

TEXT = (files("smarketing") / "demo" / "agreement.yaml").read_text(encoding="utf-8")
LINES = TEXT.splitlines()
WORDS = sorted(set(re.findall(r"[^\s,:{}\[\]]+|[,:{}\[\]]", TEXT)))
ODD = [
    "",
    "null",
    "true",
    "0",
    "-1",
    "1e9",
    "[]",
    "{}",
    "{",
    "]",
    "- a",
    "'",
    '"',
    "&a",
    "*a",
    "!!int",
    "? ",
    "any",
    "%",
    "  ",
    "\t",
]


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The demo with lines deleted, doubled or moved, and words replaced by others or by odd ones."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(lines) - 1))
        deed = draw(st.sampled_from(["delete", "double", "move", "word", "indent", "cut"]))
        if deed == "delete" and len(lines) > 1:
            del lines[place]
        elif deed == "double":
            lines.insert(place, lines[place])
        elif deed == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(place))
        elif deed == "indent":
            lines[place] = draw(st.sampled_from(["", " ", "  ", "    "])) + lines[place].lstrip()
        elif deed == "cut":
            lines[place] = lines[place][: draw(st.integers(0, len(lines[place])))]
        else:
            parts = re.split(r"(\s|[,:{}\[\]])", lines[place])
            parts[draw(st.integers(0, len(parts) - 1))] = draw(st.sampled_from(ODD) | st.sampled_from(WORDS))
            lines[place] = "".join(parts)
    return "\n".join(lines)


def answer(text: str, name: str) -> Agreement | AgreementError:
    try:
        return loads(text, name)
    except AgreementError as error:
        return error


@given(damaged())
def test_damage_gives_an_agreement_or_problems(text: str) -> None:
    """Every problem has a place in the document, the problems are in order, and none is said twice."""
    found = answer(text, "a.yaml")
    if isinstance(found, AgreementError):
        places = [(problem.line or 0, problem.column or 0) for problem in found.problems]
        assert places
        assert places == sorted(places)
        lines = text.split("\n")
        assert all(1 <= line <= len(lines) + 1 and column >= 1 for line, column in places)
        assert len(set(map(str, found.problems))) == len(found.problems)


@given(st.text(alphabet=" \n:-{}[],'\"&*!|>%@`#?ab1\t", max_size=40), st.sampled_from(["a.yaml", "a.json"]))
def test_noise_gives_problems(text: str, name: str) -> None:
    """Text of the signs that mean something is never an agreement, and never more than problems."""
    assert isinstance(answer(text, name), AgreementError)


scraps = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(WORDS) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
def test_any_value_anywhere_gives_an_agreement_or_problems(data: st.DataObject) -> None:
    """Whatever plain value stands where another one belongs."""
    value = parse_document(TEXT, "a.yaml").value
    part = value
    while True:
        assert isinstance(part, dict | list)
        key = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        inner = part[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        part = inner
    part[key] = data.draw(scraps)
    assert isinstance(value, dict)
    assert isinstance(answer(yaml_text(value), "a.yaml"), Agreement | AgreementError)
