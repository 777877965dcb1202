"""What tells an agreement from another: a digest of all that it says."""

import json
from hashlib import sha256

from smarketing.agreement import Agreement
from smarketing.agreement_file import dumps
from smarketing.errors import InvalidValueError


def agreement_digest(agreement: Agreement) -> str | None:
    """Give `sha256:` and the digest of what an agreement and the versions before it say, signatures left out.

    It is taken of the agreement file as this library writes it, as JSON with sorted keys, so it does not depend on how
    the file was laid out. None for an agreement that no file can hold: one with rules that have no key.
    """
    try:
        versions = [_written(version) for version in agreement.versions]
    except InvalidValueError:
        return None
    text = json.dumps(versions, sort_keys=True, separators=(",", ":"))
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _written(version: Agreement) -> dict[str, object]:
    alone = version if version.amends is None else version.consolidated
    document: dict[str, object] = json.loads(dumps(alone, as_json=True))
    document.pop("signatures", None)
    if version.since is None:
        return document
    stated = {"month_of_change": "before", "retroactive": False}
    beginning = {key: getattr(version, key) for key, usual in stated.items() if getattr(version, key) != usual}
    return {**document, "from": version.since.isoformat(), **beginning}
