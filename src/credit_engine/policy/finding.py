"""Finding the files that a policy names: scorecards, and whatever else its parts are made from."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path as FilePath
from typing import IO

from credit_engine.files.opening import going_down, open_within
from credit_engine.files.sheets import read_sheet
from credit_engine.files.sources import read_source
from credit_engine.policy.problems import unknown_include
from credit_engine.problems import PolicyError, Problem, suggestion
from credit_engine.source import Source
from credit_engine.wording import Said, said

Finder = Callable[[str, str], Source]
"""From a kind of file and its name to its text; raises PolicyError where there is none."""
_UNKNOWN = {"scorecard": "unknown-scorecard", "policy": "unknown-policy"}
_WORDS = {"scorecard": Said("scorecard", "评分卡"), "policy": Said("policy", "政策")}
_FOLDERS = {"scorecard": "scorecards", "policy": "policies"}
_INCLUDED = re.compile(r"(\.\./)?(?:\w[\w .-]*/)*\w[\w .-]*\.ya?ml")
_NAME = re.compile(r"\w[\w .-]*")


def finder(policy_path: FilePath) -> Finder:
    """Finds the files of a policy in the places of their kind.

    A scorecard is `scorecards/NAME.yaml` beside the policy's folder or within it, or NAME.yaml beside the
    policy; a called policy is so in `policies`. A policy in a folder of `policies` also finds what stands
    beside `policies`. An included file is named by its path from
    the policy's folder. Diagnostics name a file in the way in which the policy's was given. Links lead to
    no file outside of the folder in which it is looked for, unless that is the same
    folder of the place that the policy's own path links to.
    """
    within = [policy_path.parent, FilePath(os.path.realpath(policy_path)).parent]
    beside = [FilePath(os.path.normpath(folder / "..")) for folder in within]
    if beside[0].absolute().name == _FOLDERS["policy"]:
        around = [FilePath(os.path.normpath(folder / "..")) for folder in beside]
    else:
        around = []

    def find(kind: str, name: str) -> Source:
        if kind == "sheet":
            return read_sheet(within[0], name, within[1:])
        if kind == "include":
            return _included(within, name)
        folder = _FOLDERS[kind]
        places = [(beside, folder), (within, folder), (within, "")]
        return _found(kind, name, [*places, (around, folder)] if around else places)

    return find


def _included(within: Sequence[FilePath], name: str) -> Source:
    """A file in the policy's folder or below it, or in a folder beside that: `../shared/credit.yaml`."""
    if not _INCLUDED.fullmatch(name):
        expected = said(
            "a file NAME.yaml in the policy's folder or below it, or in a folder beside that",
            "政策所在文件夹或其下级、或相邻文件夹中的文件 NAME.yaml",
        )
        raise PolicyError([unknown_include(name=name, expected=expected, hint="")])
    starts = [going_down(folder, name)[0] for folder in within]
    below = going_down(within[0], name)[1]
    path = FilePath(os.path.normpath(within[0] / name))
    try:
        return read_source(path, opened=partial(_opened, starts, (below,)))
    except _NotHereError:
        known = sorted(file.name for file in path.parent.glob("*.yaml"))
        near = suggestion(name, [posixpath.join(posixpath.dirname(name), file) for file in known])
        raise PolicyError(
            [unknown_include(name=name, expected=said("a file {path}", "文件 {path}", path=path), hint=near)]
        ) from None


def _found(kind: str, name: str, places: Sequence[tuple[Sequence[FilePath], str]]) -> Source:
    """The file of a name in the first place that has it: folders, and the directory in them."""
    if not _NAME.fullmatch(name):
        raise _unknown(
            kind,
            said(
                "'{name}' is no name of a {kind}", "'{name}' 不是{kind}的名称", name=name, kind=_WORDS[kind]
            ),
            said(
                "the name of a file in {folder}/, without '.yaml'",
                "{folder}/ 中某个文件的名称，不含 '.yaml'",
                folder=_FOLDERS[kind],
            ),
        )
    file = f"{name}.yaml"
    for folders, folder in places:
        steps = (folder, file) if folder else (file,)
        with suppress(_NotHereError):
            return read_source(folders[0].joinpath(*steps), opened=partial(_opened, folders, steps))
    known = sorted(
        {
            file.stem
            for folders, folder in places
            if folder
            for file in folders[0].joinpath(folder).glob("*.yaml")
        }
    )
    raise _unknown(
        kind,
        said("there is no {kind} '{name}'", "没有{kind} '{name}'", kind=_WORDS[kind], name=name),
        said("a file {folder}/{name}.yaml", "文件 {folder}/{name}.yaml", folder=_FOLDERS[kind], name=name),
        suggestion(name, known),
    )


class _NotHereError(Exception):
    """There is no such file in this place."""


def _opened(folders: Sequence[FilePath], steps: Sequence[str]) -> IO[bytes]:
    try:
        return open_within(folders, *steps)
    except (FileNotFoundError, NotADirectoryError):
        raise _NotHereError from None


def _unknown(kind: str, message: str, expected: str, hint: str = "") -> PolicyError:
    return PolicyError([Problem(_UNKNOWN[kind], message, expected=expected, hint=hint)])
