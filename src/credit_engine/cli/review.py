"""Checking files: which are policies, which scorecards, and what is wrong with each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from credit_engine.analyse import card_doubts, doubts
from credit_engine.api.policy import Policy, load_policy
from credit_engine.cli.problems import neither_policy_nor_scorecard, nothing_to_review
from credit_engine.files.kinds import first_key, kind_of, other_kind
from credit_engine.files.opening import open_within
from credit_engine.files.sources import read_source
from credit_engine.files.system_errors import reason_of
from credit_engine.parts.card import read_card
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.including import examine_shared
from credit_engine.policy.loading import Finder, compile_policy, finder
from credit_engine.policy.problems import unread_folder
from credit_engine.policy.suppression import Sorted, sort_out
from credit_engine.policy.versions import time_problems
from credit_engine.problems import PolicyError, Problem, in_order, suggestion
from credit_engine.source import Source
from credit_engine.yaml_text import examine_yaml, read_yaml

KINDS = ("policy", "scorecard", "shared", "review")
_ENDINGS = (".yaml", ".yml")
_CASES = (".cases.yaml", ".cases.yml")


class Review:
    """What is wrong with the files at some paths.

    `found()` has them, each once; `skipped` are YAML files found in directories
    that are neither policies nor scorecards; `checked` counts the others.
    """

    def __init__(self) -> None:
        self.skipped: list[str] = []
        self._checked: set[str] = set()
        self._problems: dict[Problem, None] = {}
        self._sources: dict[str, Source] = {}
        self._kinds: dict[str, tuple[str, str]] = {}
        self._versions: dict[tuple[str, str], list[CompiledPolicy]] = {}
        self._compiled: dict[str, CompiledPolicy] = {}

    @property
    def checked(self) -> int:
        """How many files were checked."""
        return len(self._checked)

    def found(self) -> Sorted:
        """Everything found so far, what the files themselves allow set apart."""
        return sort_out(self._problems, self._sources.values(), searched=list(self._searched()))

    def _searched(self) -> Iterator[Source]:
        """All that was read, but policies that are only called: their own check searches them for doubts."""
        for real, source in self._sources.items():
            if real in self._kinds or checked_kind(source) != "policy":
                yield source

    def examine(self, paths: Iterable[str]) -> None:
        """Check files, and directories with all below them."""
        for path in paths:
            if Path(path).is_dir():
                self._directory(path)
            else:
                self._file(path)
        for real, (path, kind) in self._kinds.items():
            if kind == "policy":
                self._policy(self._sources[real], Path(path))
            elif kind == "scorecard":
                self._scorecard(self._sources[real])
            elif kind == "shared":
                self._add(in_order(examine_shared(self._sources[real], self._finder(Path(path)))))
            elif kind != "review":
                self._add(_other(self._sources[real]))
        for real, (path, kind) in self._kinds.items():
            if kind == "review":  # after the policies that it names
                self._book_review(self._sources[real], Path(path))
        for versions in self._versions.values():
            self._add(time_problems(versions))

    def _add(self, problems: Iterable[Problem]) -> None:
        self._problems.update(dict.fromkeys(replace(problem, allowed="") for problem in problems))

    def _directory(self, path: str) -> None:
        files = list(_yaml_files(path, self._add))
        for file in files:
            self._file(file, path)
        if self._checked.isdisjoint(map(os.path.realpath, files)):
            self._add([nothing_to_review(path=path)])

    def _file(self, path: str, folder: str | None = None) -> None:
        """Read a file that was named, or found in a folder; what it is decides how it is checked."""
        real = os.path.realpath(path)
        if real in self._checked:
            return
        try:
            source = read_source(path, opened=None if folder is None else partial(_opened, folder, path))
        except PolicyError as error:
            self._checked.add(real)
            self._add(error.problems)
            return
        kind = checked_kind(source) or ("other" if folder is None else None)
        if kind is None:
            self.skipped.append(path)
            return
        self._checked.add(real)
        self._sources[real] = source
        self._kinds[real] = path, kind

    def _policy(self, source: Source, path: Path) -> None:
        try:
            compiled = compile_policy(source, self._finder(path))
        except PolicyError as error:
            self._add(error.problems)
            return
        self._add(in_order([*compiled.warnings, *compiled.suppressed, *doubts(compiled)]))
        folder = os.path.dirname(os.path.realpath(path))  # noqa: PTH120
        self._versions.setdefault((folder, compiled.heading.policy), []).append(compiled)
        self._compiled[os.path.realpath(path)] = compiled

    def _book_review(self, source: Source, path: Path) -> None:
        """A review of a loan book, and the policies that it names where they are not checked themselves."""
        from credit_engine.portfolio.reading import read_review

        try:
            read_review(source, path.parent, self._named_policy)
        except PolicyError as error:
            self._add(in_order(error.problems))

    def _named_policy(self, place: Path) -> Policy:
        """A policy that a review names; PolicyError without problems where they have been told."""
        real = os.path.realpath(place)
        if real in self._compiled:
            return Policy((self._compiled[real],))
        if real in self._kinds:
            raise PolicyError([])
        return load_policy(_from_here(real), cache="")

    def _finder(self, path: Path) -> Finder:
        """Finds files as loading does, each read once and named from where the user is."""
        find = finder(path)

        def found(kind: str, name: str) -> Source:
            source = find(kind, name)
            real = os.path.realpath(source.name)
            return self._sources.setdefault(real, Source(_from_here(real), source.text))

        return found

    def _scorecard(self, source: Source) -> None:
        try:
            card = read_card(read_yaml(source))
            self._add(in_order([*card.warnings, *card_doubts(card)]))
        except PolicyError as error:
            self._add(error.problems)


def _opened(folder: str, path: str) -> IO[bytes]:
    """A file that was found in a folder; a link leads to none outside of it."""
    return open_within([Path(folder)], os.path.relpath(path, folder))


def _from_here(path: str) -> str:
    """A path below the working directory as seen from there; any other as it is."""
    here = Path(path)
    return str(here.relative_to(Path.cwd())) if here.is_relative_to(Path.cwd()) else path


def _yaml_files(folder: str, report: Callable[[Iterable[Problem]], None]) -> Iterator[str]:
    """YAML files of a directory and those below it, in order; hidden ones and test cases apart."""

    def unreadable(failure: OSError) -> None:
        report([unread_folder(path=str(failure.filename), reason=reason_of(failure))])

    for here, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(_ENDINGS) and not name.endswith(_CASES) and not name.startswith("."):
                yield os.path.normpath(Path(here) / name)


def checked_kind(source: Source) -> str | None:
    """`policy` or `scorecard` by the first key of a YAML text, or by a key at its margin."""
    found = kind_of(source)
    return found if found in KINDS else None


def _other(source: Source) -> Iterable[Problem]:
    """Why a file that was named is not checked."""
    reading = examine_yaml(source) if source.name.endswith(_ENDINGS) else None
    if reading is not None and reading.problems:
        return reading.problems
    other = other_kind(source, "policy")
    if other is not None:
        return [other]
    key = first_key(source)
    return [neither_policy_nor_scorecard(key, hint=suggestion(key.text, KINDS))]
