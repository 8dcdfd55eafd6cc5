"""Finding the files that a policy names: scorecards, and whatever else its parts are made from."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path as FilePath

from credit_engine.problems import PolicyError, Problem, suggestion
from credit_engine.sheet_files import read_sheet
from credit_engine.source import Source
from credit_engine.source_files import read_source

Finder = Callable[[str, str], Source]
"""From a kind of file and its name to its text; raises PolicyError where there is none."""
_UNKNOWN = {"scorecard": "unknown-scorecard", "policy": "unknown-policy"}
_FOLDERS = {"scorecard": "scorecards", "policy": "policies"}
_NAME = re.compile(r"\w[\w .-]*")


def finder(policy_path: FilePath) -> Finder:
    """Finds the files of a policy in the places of their kind.

    A scorecard is `scorecards/NAME.yaml` beside the policy's folder or within it, or NAME.yaml beside the
    policy; a called policy is so in `policies`. Diagnostics name a file in the way in which the policy's was
    given.
    """
    folder = policy_path.parent
    places = {
        kind: ([FilePath(os.path.normpath(folder / ".." / name)), folder / name], folder)
        for kind, name in _FOLDERS.items()
    }

    def find(kind: str, name: str) -> Source:
        if kind == "sheet":
            return read_sheet(folder, name)
        own, shared = places[kind]
        return _found(kind, name, own, shared)

    return find


def _found(kind: str, name: str, own: Sequence[FilePath], shared: FilePath) -> Source:
    """The file of a name in the folders of its kind, else in the policy's folder."""
    if not _NAME.fullmatch(name):
        raise _unknown(kind, f"'{name}' is no name of a {kind}",
                       f"the name of a file in {_FOLDERS[kind]}/, without '.yaml'")  # fmt: skip
    for place in (*own, shared):
        if (place / f"{name}.yaml").is_file():
            return read_source(place / f"{name}.yaml")
    known = sorted({file.stem for place in own if place.is_dir() for file in place.glob("*.yaml")})
    raise _unknown(
        kind, f"there is no {kind} '{name}'", f"a file {_FOLDERS[kind]}/{name}.yaml", suggestion(name, known)
    )


def _unknown(kind: str, message: str, expected: str, hint: str = "") -> PolicyError:
    return PolicyError([Problem(_UNKNOWN[kind], message, expected=expected, hint=hint)])
