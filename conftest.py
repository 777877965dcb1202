"""Runs every example in README.md, docs/ and docstrings."""

from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.document import PythonDocStringDocument
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser
from sybil.parsers.rest import DocTestParser

_FLAGS = ELLIPSIS | NORMALIZE_WHITESPACE


pages = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=_FLAGS), DocTestDirectiveParser(_FLAGS), SkipParser()],
    patterns=["*.md"],
)
docstrings = Sybil(
    path="src",
    parsers=[DocTestParser(_FLAGS)],
    patterns=["*.py"],
    document_types={".py": PythonDocStringDocument},
)
pytest_collect_file = (pages + docstrings).pytest()
