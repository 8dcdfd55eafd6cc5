"""Canonical JSON and the fingerprints of programs and decisions."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from typing import Any

from credit_engine import numbers
from credit_engine.absent import Absent

LANGUAGE = "credit-engine/1 feel/1.5 unicode/14.0"
"""Changes whenever the same policy text could decide otherwise."""


def language_version() -> str:
    """The language version, with the version of the packaged time zones."""
    import tzdata  # type: ignore[import-untyped]

    return f"{LANGUAGE} tzdata/{tzdata.IANA_VERSION}"


def canonical_json(value: Any) -> str:
    """One text for one value: no blanks, Unicode as it is, numbers plain, keys in the given order.

    An absent value is written as its causes: `{"missing": "not_given"}`.
    """
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | Decimal):
        return numbers.canonical_text(value)
    if isinstance(value, Absent):
        causes = sorted({cause.code for cause in value.causes})
        return canonical_json({"missing": causes[0] if len(causes) == 1 else causes})
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{canonical_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical_json, value)) + "]"
    return _text(value)


def _text(value: Any) -> str:
    return json.dumps(str(value), ensure_ascii=False)


def fingerprint(parts: Iterable[Any]) -> str:
    """SHA-256 over the canonical JSON of the parts, each on a line."""
    digest = sha256()
    for part in parts:
        digest.update(canonical_json(part).encode())
        digest.update(b"\n")
    return digest.hexdigest()
