"""Several versions of one policy in a directory: one name, no overlaps, no gaps in time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

from credit_engine.opening import open_within
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.finding import Finder, finder
from credit_engine.problems import Note, PolicyError, Problem
from credit_engine.source import Source
from credit_engine.source_files import read_source

_ENDINGS = (".yaml", ".yml")


Compile = Callable[[Source, Finder], CompiledPolicy]


def read_versions(folder: Path, compiler: Compile) -> tuple[CompiledPolicy, ...]:
    """All versions by the day from which they are in force; raises PolicyError with all problems.

    A link in the folder leads to no file outside of it.
    """
    problems: list[Problem] = []
    versions: list[CompiledPolicy] = []
    for file in _listed(folder):
        if file.suffix not in _ENDINGS or file.name.startswith("."):
            continue
        try:
            source = read_source(file, opened=partial(open_within, [folder], file.name))
            if not _is_other(source.text):
                versions.append(compiler(source, finder(file)))
        except PolicyError as error:
            problems += error.problems
    if not versions and not problems:
        problems.append(Problem("no-policy", f"{folder} holds no policy", expected="files *.yaml"))
    versions.sort(key=lambda version: version.in_force[0])
    problems += time_problems(versions)
    if problems:
        raise PolicyError(problems)
    return tuple(versions)


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as failure:
        said = f"this directory cannot be read: {failure.strerror or failure}"
        raise PolicyError([Problem("unreadable-file", said, path=str(folder))]) from None


def _is_other(text: str) -> bool:
    """Whether a file is a scorecard or a set of cases, which may stand beside policies."""
    return re.search(r"^(scorecard|cases):", text, re.MULTILINE) is not None


def time_problems(versions: Iterable[CompiledPolicy]) -> Iterator[Problem]:
    """Overlaps and gaps in time between versions, one name for two, and versions of another policy."""
    in_time = sorted(versions, key=lambda version: version.in_force[0])
    named: dict[tuple[str, str], CompiledPolicy] = {}
    for version in in_time:
        first = named.setdefault((version.spec.policy, version.spec.version), version)
        if first is not version:
            yield Problem(
                "duplicate-value",
                f"two versions are called '{version.spec.version}'",
                version.document.span(("version",)),
                hint="give every version its own name: decisions are recorded with it",
                notes=(Note("the other version", first.document.span(("version",))),),
            )
    for earlier, later in pairwise(in_time):
        here = later.document.span(("effective", "from"))
        other = Note(f"version {earlier.spec.version}", earlier.document.span(("effective",)))
        if earlier.spec.policy != later.spec.policy:
            yield Problem(
                "other-policy",
                f"'{later.spec.policy}' is another policy than '{earlier.spec.policy}'",
                later.document.span(("policy",)),
                hint="keep one policy in a directory",
                notes=(other,),
            )
        elif earlier.in_force[1] is None or later.in_force[0] < earlier.in_force[1]:
            yield Problem(
                "versions-overlap",
                f"two versions are in force on {later.in_force[0]}",
                here,
                hint="give the earlier version 'to:' the day on which the later begins",
                notes=(other,),
            )
        elif later.in_force[0] > earlier.in_force[1]:
            yield Problem(
                "versions-gap",
                f"no version is in force from {earlier.in_force[1]} to {later.in_force[0]}",
                here,
                hint="let one version begin where the other ends",
                notes=(other,),
            )
