"""Several versions of one policy in a directory: one name, no overlaps, no gaps in time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

from credit_engine.files.opening import open_within
from credit_engine.files.sources import read_source
from credit_engine.files.system_errors import reason_of
from credit_engine.policy.compiled import CompiledPolicy
from credit_engine.policy.finding import Finder, finder
from credit_engine.policy.problems import (
    no_policy_in_folder,
    other_policy,
    unread_folder,
    version_twice,
    versions_gap,
    versions_overlap,
)
from credit_engine.problems import Note, PolicyError, Problem
from credit_engine.source import Source
from credit_engine.wording import said

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
        problems.append(no_policy_in_folder(folder=folder))
    versions.sort(key=lambda version: version.in_force[0])
    problems += time_problems(versions)
    if problems:
        raise PolicyError(problems)
    return tuple(versions)


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as failure:
        raise PolicyError([unread_folder(path=str(folder), reason=reason_of(failure))]) from None


def _is_other(text: str) -> bool:
    """Whether a file is a scorecard, cases or shared declarations, which may stand beside policies."""
    return re.search(r"^(scorecard|cases|shared):", text, re.MULTILINE) is not None


def time_problems(versions: Iterable[CompiledPolicy]) -> Iterator[Problem]:
    """Overlaps and gaps in time between versions, one name for two, and versions of another policy."""
    in_time = sorted(versions, key=lambda version: version.in_force[0])
    named: dict[tuple[str, str], CompiledPolicy] = {}
    for version in in_time:
        first = named.setdefault((version.heading.policy, version.heading.version), version)
        if first is not version:
            yield version_twice(
                version.document.span(("version",)),
                notes=(Note(said("the other version", "另一个版本"), first.document.span(("version",))),),
                version=version.heading.version,
            )
    for earlier, later in pairwise(in_time):
        here = later.document.span(("effective", "from"))
        other = Note(
            said("version {version}", "版本 {version}", version=earlier.heading.version),
            earlier.document.span(("effective",)),
        )
        if earlier.heading.policy != later.heading.policy:
            yield other_policy(
                later.document.span(("policy",)),
                notes=(other,),
                other=later.heading.policy,
                policy=earlier.heading.policy,
            )
        elif earlier.in_force[1] is None or later.in_force[0] < earlier.in_force[1]:
            yield versions_overlap(here, notes=(other,), day=later.in_force[0])
        elif later.in_force[0] > earlier.in_force[1]:
            yield versions_gap(here, notes=(other,), begin=earlier.in_force[1], end=later.in_force[0])
