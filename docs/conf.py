"""Settings of the documentation."""

from importlib import metadata

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

project = "smarketing"
author = "the smarketing authors"
copyright = "2026, the smarketing authors"
release = metadata.version("smarketing")
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = f"smarketing {release}"
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_format = "short"
autodoc_class_signature = "mixed"
myst_heading_anchors = 3
exclude_patterns = ["_build"]


def setup(app: Sphinx) -> None:
    """Show CSV as plain text: there is no lexer for it."""
    app.add_lexer("csv", TextLexer)
