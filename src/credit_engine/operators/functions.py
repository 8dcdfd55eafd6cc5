"""Functions as values: what an expression defines or hands over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A function that an expression defines; `types` are FEEL type texts, None where none is given."""

    parameters: tuple[str, ...]
    call: Callable[..., Any]
    types: tuple[str | None, ...] = ()
