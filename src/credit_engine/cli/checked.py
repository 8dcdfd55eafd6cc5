"""Policies that commands load: kept, once checked, in the user's cache directory."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from credit_engine import Policy
    from credit_engine.portfolio import Review

Loaded = TypeVar("Loaded")
KEPT = 100
"""Most policies that are kept; one takes up to some megabytes, and each edit of a policy makes another."""
_ENTRY = re.compile(r"[0-9a-f]{64}\.json")


def load_checked(path: str, *, anew: bool) -> Policy:
    """Like `load_policy`, using the user's cache directory unless `anew` is set.

    CREDIT_ENGINE_CACHE names another folder; empty, it means none. Raises PolicyError with all problems.
    """
    from credit_engine import load_policy

    return _loaded(load_policy, path, anew)


def load_checked_review(path: str, *, anew: bool) -> Review:
    """Like `load_review`, its policies kept as those of `load_checked`."""
    from credit_engine.portfolio import load_review

    return _loaded(load_review, path, anew)


def _loaded(load: Callable[..., Loaded], path: str, anew: bool) -> Loaded:
    folder = None if anew or "CREDIT_ENGINE_CACHE" in os.environ else _folder()
    found = load(path, cache="" if anew else folder)
    if folder is not None:
        _remove_oldest(folder)
    return found


def _folder() -> Path | None:
    """Where this user keeps what programs can make anew, as the XDG Base Directory Specification says."""
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "")
    try:
        home = Path(named) if Path(named).is_absolute() else Path.home() / ".cache"
    except RuntimeError:  # a user without a home
        return None
    return home / "credit-engine" / "policies"


def _remove_oldest(folder: Path) -> None:
    with suppress(OSError):
        entries = [file for file in folder.iterdir() if _ENTRY.fullmatch(file.name)]
        if len(entries) > KEPT:
            for file in sorted(entries, key=lambda entry: entry.stat().st_mtime_ns)[:-KEPT]:
                file.unlink(missing_ok=True)
