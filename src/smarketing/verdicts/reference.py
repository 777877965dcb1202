"""Names by which the parts of an agreement refer to each other."""

import attrs


@attrs.frozen
class Reference:
    """A name that a part of an agreement uses: what `kind` of thing bears it, and where in the part it stands."""

    kind: str
    name: str
    path: tuple[str | int, ...]
