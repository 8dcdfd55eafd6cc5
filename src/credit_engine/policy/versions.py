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
        problems.append(
            Problem(
                "no-policy",
                said("{folder} holds no policy", "{folder} 中没有政策", folder=folder),
                expected=said("files *.yaml", "文件 *.yaml"),
            )
        )
    versions.sort(key=lambda version: version.in_force[0])
    problems += time_problems(versions)
    if problems:
        raise PolicyError(problems)
    return tuple(versions)


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as failure:
        message = said(
            "this directory cannot be read: {reason}",
            "无法读取此目录：{reason}",
            reason=failure.strerror or failure,
        )
        raise PolicyError([Problem("unreadable-file", message, path=str(folder))]) from None


def _is_other(text: str) -> bool:
    """Whether a file is a scorecard, cases or shared declarations, which may stand beside policies."""
    return re.search(r"^(scorecard|cases|shared):", text, re.MULTILINE) is not None


def time_problems(versions: Iterable[CompiledPolicy]) -> Iterator[Problem]:
    """Overlaps and gaps in time between versions, one name for two, and versions of another policy."""
    in_time = sorted(versions, key=lambda version: version.in_force[0])
    named: dict[tuple[str, str], CompiledPolicy] = {}
    for version in in_time:
        first = named.setdefault((version.spec.policy, version.spec.version), version)
        if first is not version:
            yield Problem(
                "duplicate-value",
                said(
                    "two versions are called '{version}'",
                    "有两个版本都叫 '{version}'",
                    version=version.spec.version,
                ),
                version.document.span(("version",)),
                hint=said(
                    "give every version its own name: decisions are recorded with it",
                    "请给每个版本单独的名称：决策记录中会写明版本",
                ),
                notes=(Note(said("the other version", "另一个版本"), first.document.span(("version",))),),
            )
    for earlier, later in pairwise(in_time):
        here = later.document.span(("effective", "from"))
        other = Note(
            said("version {version}", "版本 {version}", version=earlier.spec.version),
            earlier.document.span(("effective",)),
        )
        if earlier.spec.policy != later.spec.policy:
            yield Problem(
                "other-policy",
                said(
                    "'{other}' is another policy than '{policy}'",
                    "'{other}' 与 '{policy}' 不是同一政策",
                    other=later.spec.policy,
                    policy=earlier.spec.policy,
                ),
                later.document.span(("policy",)),
                hint=said("keep one policy in a directory", "一个目录只放一个政策"),
                notes=(other,),
            )
        elif earlier.in_force[1] is None or later.in_force[0] < earlier.in_force[1]:
            yield Problem(
                "versions-overlap",
                said("two versions are in force on {day}", "{day} 有两个版本同时生效", day=later.in_force[0]),
                here,
                hint=said(
                    "give the earlier version 'to:' the day on which the later begins",
                    "请给较早的版本写 'to:'，即后一版本开始的日期",
                ),
                notes=(other,),
            )
        elif later.in_force[0] > earlier.in_force[1]:
            yield Problem(
                "versions-gap",
                said(
                    "no version is in force from {begin} to {end}",
                    "从 {begin} 到 {end} 没有生效的版本",
                    begin=earlier.in_force[1],
                    end=later.in_force[0],
                ),
                here,
                hint=said("let one version begin where the other ends", "请让前后两个版本首尾相接"),
                notes=(other,),
            )
