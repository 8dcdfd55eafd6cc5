"""Developing scorecards from data: `fit_scorecard`; by hand: `rebuild_scorecard`; and watching those in use:
`monitor`. Needs the extra `develop`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from credit_engine.develop.development_file import write_development
    from credit_engine.develop.editing import rebuild_scorecard
    from credit_engine.develop.fit import fit_scorecard

__all__ = ["fit_scorecard", "monitor", "rebuild_scorecard", "write_development"]

_HOMES = {
    "fit_scorecard": "fit",
    "monitor": "monitoring",
    "rebuild_scorecard": "editing",
    "write_development": "development_file",
}


def __getattr__(name: str) -> Any:
    """The public functions, loaded when they are first asked for."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
