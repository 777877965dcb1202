"""Text of others as people may see it: letters that act on a terminal or a page are shown, not obeyed.

An agreement or a table may come from anybody. A control character, an escape sequence, a mark that turns the direction
of writing or a letter without width could hide or forge what a reader sees. All texts for terminals and pages come
through here.
"""

from unicodedata import category

_ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode: control, format (direction marks, letters without width), half a pair, line and paragraph."""


def legible(text: str) -> str:
    r"""Give a text with what acts on a terminal or a page written as Python writes it; lines and tabs stay.

    >>> legible("paid\u202e on time\x1b[2K")
    'paid\\u202e on time\\x1b[2K'
    """
    return text if text.isprintable() else text.translate(_replacements(text, kept="\n\t"))


def on_one_line(text: str) -> str:
    r"""Give a text as `legible` does, with the ends of its lines and its tabs written out too.

    >>> on_one_line("leads\n0 problems")
    'leads\\n0 problems'
    """
    return text if text.isprintable() else text.translate(_replacements(text, kept=""))


def legible_json(text: str) -> str:
    r"""Give JSON text with what acts on a terminal in escapes of JSON: it means the same.

    >>> legible_json('"\u202e"')
    '"\\u202e"'
    """
    return text if text.isprintable() else text.translate(_json_escapes(text))


def _acts(letter: str) -> bool:
    return not letter.isprintable() and category(letter) in _ACTING


def _replacements(text: str, kept: str) -> dict[int, str]:
    return {ord(letter): repr(letter)[1:-1] for letter in set(text) if letter not in kept and _acts(letter)}


def _json_escapes(text: str) -> dict[int, str]:
    """The escapes of letters in `text`; those beyond U+FFFF take a pair."""
    acting = (letter for letter in set(text) if letter != "\n" and _acts(letter))
    units = {letter: letter.encode("utf-16-be", "surrogatepass").hex() for letter in acting}
    return {
        ord(letter): "".join(f"\\u{code[at : at + 4]}" for at in range(0, len(code), 4))
        for letter, code in units.items()
    }
