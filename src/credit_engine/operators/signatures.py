"""Signatures of built-in functions in a short written form."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from credit_engine.operators.table import Parameter, Signature

_SEPARATOR = re.compile(r",\s*(?![^<]*>)")


def signature(parameters: str, result: str, row: Callable[..., Any]) -> Signature:
    """A signature from text such as `string: text, start position: number, length?: number`.

    `name?` is optional and its absence is None to `row`; `type?` is handed null; `*name` repeats.
    """
    parts = [p.strip() for p in _SEPARATOR.split(parameters) if p.strip()]
    formal = tuple(_parameter(p.removeprefix("*")) for p in parts)
    return Signature(formal, result, row, variadic=parameters != "" and parts[-1].startswith("*"))


def _parameter(text: str) -> Parameter:
    name, _, type_text = (t.strip() for t in text.partition(":"))
    return Parameter(
        name.removesuffix("?"),
        type_text.removesuffix("?"),
        optional=name.endswith("?"),
        nullable=type_text.endswith("?"),
    )
