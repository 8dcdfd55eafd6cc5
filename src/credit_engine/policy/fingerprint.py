"""The fingerprints of programs and decisions."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from credit_engine.json_text.canonical import canonical_json

LANGUAGE = "credit-engine/1 feel/1.5 unicode/14.0"
"""Changes whenever the same policy text could decide otherwise."""


def language_version() -> str:
    """The language version, with the version of the packaged time zones."""
    import tzdata  # type: ignore[import-untyped]

    return f"{LANGUAGE} tzdata/{tzdata.IANA_VERSION}"


def fingerprint(parts: Iterable[Any]) -> str:
    """SHA-256 over the canonical JSON of the parts, each on a line."""
    digest = sha256()
    for part in parts:
        digest.update(canonical_json(part).encode())
        digest.update(b"\n")
    return digest.hexdigest()
