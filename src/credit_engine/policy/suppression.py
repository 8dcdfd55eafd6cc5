"""Warnings that a policy or scorecard suppresses itself: `# allow[CODE]: reason` at the line, or above it.

A comment in a line of its own holds for the next line that has content; one at the end of a line for that
line. At the line that names a sheet it holds for what is found in the sheet, which can have no comments
itself. It takes warnings away and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from credit_engine.policy.problems import allow_without_code, allow_without_reason, unused_allow
from credit_engine.problems import Problem
from credit_engine.source import Source, Span
from credit_engine.yaml_text.comments import comments

_ALLOW = re.compile(
    r"#(?:(?<=^#)|(?<=[ \t]#))[ \t]*allow[\[［【](?P<codes>[^\]］】\n]*)[\]］】]"
    r"[ \t]*(?:[:：][ \t]*(?P<reason>[^\r\n]*))?",
    re.MULTILINE | re.IGNORECASE,
)
"""In capitals and with full-width brackets, too: what looks like it must not be passed over in silence."""
_CODE = re.compile(r"[^\s,，、]+")
_OWN = frozenset({"allow-without-reason", "unused-allow"})
_NOT_YAML = (".csv", ".xlsx", ".json")
_SHEET = re.compile(r"([^/\\]+\.(?:csv|xlsx))(?:\[[^\]]*\])?$", re.IGNORECASE)
"""The file of a sheet: the name of its source, with the worksheet of a workbook."""


@dataclass(frozen=True)
class Allowance:
    """One code that a comment allows, the line for which it holds, and why."""

    code: str
    line: int
    reason: str
    span: Span


class Sorted(NamedTuple):
    """Problems that stand, and warnings that are suppressed, each with the reason as `allowed`."""

    standing: tuple[Problem, ...]
    suppressed: tuple[Problem, ...]


def sort_out(
    problems: Iterable[Problem], sources: Iterable[Source], *, searched: Collection[Source] = ()
) -> Sorted:
    """The problems of some sources, what these allow set apart; with what is wrong with the allowances.

    Only of sources that were `searched` in full, as `check` does it, is it known which allowances suppress
    nothing; an error ends the search. What was found of allowances before is left out.
    """
    allowed = {source: list(allowances(source)) for source in dict.fromkeys(sources)}
    standing: list[Problem] = []
    suppressed: list[Problem] = []
    used: set[Allowance] = set()
    for problem in problems:
        found = _allowance(problem, allowed)
        if problem.code in _OWN:
            continue
        if found is None:
            standing.append(problem)
        else:
            used.add(found)
            suppressed.append(replace(problem, allowed=found.reason))
    ended = any(problem.severity == "error" for problem in standing)
    for source, allowance in (
        (source, allowance) for source, inside in allowed.items() for allowance in inside
    ):
        if not allowance.code:
            standing.append(allow_without_code(allowance.span))
        elif not allowance.reason:
            standing.append(allow_without_reason(allowance.span, code=allowance.code))
        elif allowance not in used and source in searched and not ended:
            standing.append(unused_allow(allowance.span, line=allowance.line, code=allowance.code))
    return Sorted(tuple(standing), tuple(suppressed))


def allowances(source: Source) -> Iterator[Allowance]:
    """What the comments of a YAML text allow; sheets and records have none."""
    if source.name.lower().endswith(_NOT_YAML):
        return
    for match in comments(source.text, _ALLOW):
        line, reason = _line_meant(source, match.start()), (match["reason"] or "").strip()
        named = [(code[0].lower(), code.span()) for code in _CODE.finditer(match["codes"])]
        start = match.start("codes")
        for code, (first, end) in named or [("", (-1, 1))]:
            yield Allowance(code, line, reason, Span(source, start + first, start + end))


def _line_meant(source: Source, start: int) -> int:
    """The line of a comment, or the next one with content where nothing stands before it."""
    line, column = source.position(start)
    if source.line(line)[: column - 1].strip():
        return line
    last = source.position(len(source.text)).line
    below = (number for number in range(line + 1, last + 1) if _has_content(source.line(number)))
    return next(below, line)


def _has_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _allowance(problem: Problem, allowed: dict[Source, list[Allowance]]) -> Allowance | None:
    if problem.severity != "warning" or problem.span is None:
        return None
    line, inside = problem.span.position.line, allowed.get(problem.span.source, ())
    named = _SHEET.search(problem.span.source.name)
    if named is None:
        fitting = (allowance for allowance in inside if allowance.line == line)
    else:
        fitting = (
            allowance for inside in allowed.values() for allowance in inside if _names(allowance, named[1])
        )
    return next(
        (allowance for allowance in fitting if allowance.reason and allowance.code == problem.code), None
    )


def _names(allowance: Allowance, file: str) -> bool:
    """Whether the line for which a comment holds is one that names a sheet's file."""
    written = allowance.span.source.line(allowance.line).split("#")[0]
    return re.search(rf"(?<![\w.-]){re.escape(file)}(?![\w.-])", written) is not None
