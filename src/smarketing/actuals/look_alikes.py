"""Names that look like others and are none of them: letters of other alphabets, and signs that nobody sees."""

import unicodedata
from collections.abc import Collection

_CYRILLIC = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0410\u0412\u0415\u041a\u041c"
    "\u041d\u041e\u0420\u0421\u0422\u0425\u0456\u0458\u0455\u0501\u04bb"
)
_GREEK = "\u03bf\u03b1\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
_LATIN = "aeopcyxABEKMHOPCTXijsdhoaABEZHIKMNOPTYX"
_ALIKE = str.maketrans(_CYRILLIC + _GREEK, _LATIN)


def look_alike(name: str, known: Collection[str]) -> str:
    r"""Say by which sign a name differs from a known one that looks the same; nothing if it looks like none.

    >>> look_alike("w\u0435b", ["web"])
    ": its letter 2 is CYRILLIC SMALL LETTER IE, and not as in 'web'"
    """
    seen = _seen(name)
    for each in known:
        if each != name and _seen(each) == seen:
            place = next((place for place, (a, b) in enumerate(zip(name, each, strict=False)) if a != b), len(each))
            sign = name[place] if place < len(name) else each[place]
            return f": its letter {place + 1} is {unicodedata.name(sign, hex(ord(sign)))}, and not as in {each!r}"
    return ""


def _seen(name: str) -> str:
    """What somebody sees of a name: letters by their look, any space as one, nothing of what has no width."""
    plain = unicodedata.normalize("NFKC", name).translate(_ALIKE)
    return " ".join("".join(letter for letter in plain if unicodedata.category(letter) not in ("Cf", "Mn")).split())
