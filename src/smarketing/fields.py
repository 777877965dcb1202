"""What the fields of a part say of themselves: a sentence, and how they are written in an agreement file.

Stored as metadata of attrs fields, so that type checkers see ordinary classes. Keys of the file, JSON Schema, texts for
editors and dumping follow from it; a field without it is written under its own name.
"""

from typing import Any

import attrs

_KEY = "smarketing"


@attrs.frozen
class About:
    """What a field is for, in a sentence, and how it is written.

    `key` is its key in the file; the field's own name unless stated. A `bare` field is what stands for the whole part
    where no mapping does: `at_least: 100 SQL/month`. An `inline` field has its keys in the same mapping as the part.
    `form` names another way of writing than that of its type, such as "months" for `3 months`.
    """

    sentence: str = ""
    key: str | None = None
    bare: bool = False
    inline: bool = False
    form: str | None = None


def about(
    sentence: str, *, key: str | None = None, bare: bool = False, inline: bool = False, form: str | None = None
) -> dict[str, Any]:
    """Give the metadata of a field: `attrs.field(metadata=about("The tasks.", bare=True))`; see `About`."""
    return {_KEY: About(sentence, key, bare, inline, form)}


def about_field(field: "attrs.Attribute[Any]") -> About:
    """Give what a field says of itself; nothing for one without metadata."""
    found: About = field.metadata.get(_KEY, About())
    return found


def first_line(part: type[Any]) -> str:
    """Give the first line of a class's docstring, without code marks: what a part is, in a sentence."""
    return (part.__doc__ or "").strip().partition("\n")[0].replace("`", "")
