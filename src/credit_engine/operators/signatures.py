"""Signatures of built-in functions in a short written form."""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from typing import Any

from credit_engine.operators.table import Parameter, Signature


def signature(parameters: str, result: str, row: Callable[..., Any]) -> Signature:
    """A signature from text such as `string: text, start position: number, length?: number`.

    `name?` is optional and its absence is None to `row`; `type?` is handed null; `*name` repeats.
    """
    parts = _separated(parameters)
    formal = tuple(_parameter(p.removeprefix("*")) for p in parts)
    return Signature(formal, result, row, variadic=parameters != "" and parts[-1].startswith("*"))


def _separated(parameters: str) -> list[str]:
    """The parts between the commas that stand in no type's brackets."""
    depths = accumulate((c == "<") - (c == ">") for c in parameters)
    marked = "".join("\n" if c == "," and not d else c for c, d in zip(parameters, depths, strict=True))
    return [part.strip() for part in marked.split("\n") if part.strip()]


def _parameter(text: str) -> Parameter:
    name, _, type_text = (t.strip() for t in text.partition(":"))
    return Parameter(
        name.removesuffix("?"),
        type_text.removesuffix("?"),
        optional=name.endswith("?"),
        nullable=type_text.endswith("?"),
    )
