"""Generated text to Python code."""

from __future__ import annotations

from functools import lru_cache
from types import CodeType


@lru_cache(maxsize=8)
def code_of(text: str, name: str) -> CodeType:
    """The code of a generated module, which is called by a name in tracebacks.

    Constants stand in generated text by name. So policies that differ in them alone, as the mutants of one
    policy do, have one text, and Python's compiler is asked once.
    """
    return compile(text, name, "exec")
