"""`credit-engine check`: every problem of policies, scorecards and reviews."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias
from urllib.parse import quote

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import Lang, files
from credit_engine.library.diagnostics import Explained, explained
from credit_engine.policy.suppression import Sorted
from credit_engine.problems import Problem, shortened
from credit_engine.source import Span
from credit_engine.texts.forms import Language
from credit_engine.wording import Said, counted, in_language, joined, said

if TYPE_CHECKING:
    from credit_engine.policy.suppression import Sorted

Form: TypeAlias = Literal["text", "json", "sarif"]
"""Diagnostics for readers, or the same as data for programs."""


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", callback=files, help="Policies, scorecards, reviews, or directories of them."
        ),
    ],
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
    suppressed: Annotated[
        bool, typer.Option("--suppressed", help="Show the warnings that the files allow with a reason, too.")
    ] = False,
    form: Annotated[
        Form, typer.Option("--format", help="For readers, or JSON or SARIF 2.1.0 for programs.")
    ] = "text",
    lang: Lang = "en",
) -> None:
    """Show every problem of policies, scorecards and reviews of loan books.

    The exit status is 0 where there is none, 1 otherwise; warnings count with --strict.
    """
    from credit_engine.cli.review import Review

    review = Review()
    review.examine(paths)
    found = review.found()
    if shown := _shown(found, form, suppressed, review.checked, lang):
        streams.show(shown)
    for name in review.skipped:
        streams.note(
            said(
                "{name}: neither a policy nor a scorecard nor a review, not checked",
                "{name}：既不是政策，也不是评分卡或检视，未检查",
                name=name,
            )
        )
    warnings = sum(problem.severity == "warning" for problem in found.standing)
    errors = len(found.standing) - warnings
    streams.note(_summary(errors, warnings, len(found.suppressed), review.checked))
    if errors or (strict and warnings):
        raise typer.Exit(1)


def _shown(found: Sorted, form: Form, suppressed: bool, files: int, lang: Language) -> str:
    """The findings as they are asked for; data for programs always hold what is suppressed."""
    from credit_engine.problems import in_order

    if form == "json":
        return as_json(found, files, lang)
    if form == "sarif":
        return as_sarif(found, lang)
    listed = in_order([*found.standing, *found.suppressed]) if suppressed else found.standing
    return streams.rendered(listed, streams.is_coloured("stdout"))


def _summary(errors: int, warnings: int, suppressed: int, files: int) -> Said:
    """What was found, in a line."""
    found = [counted(errors, "problem", "个错误") if errors else said("no problems", "没有错误")]
    if warnings:
        found.append(counted(warnings, "warning", "个警告"))
    if suppressed:
        found.append(said("{number:,} suppressed", "{number:,} 个已抑制", number=suppressed))
    number = counted(files, "file", "个文件")
    return said("{found} in {files}", "{files}：{found}", found=joined(found, zh="，"), files=number)


SCHEMA_VERSION = 1
"""Of the JSON; a key more does not change it."""
_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_WORKSHEET = re.compile(r"(?<=\.xlsx)\[(.*)\]$", re.IGNORECASE)
"""The worksheet in the name of a source: `rates.xlsx[Rates]`."""
_PAGE = "docs/reference/diagnostics.md"


def as_json(found: Sorted, files: int, lang: Language) -> str:
    """All findings with their places; `suppressed` holds the reason of one that its file allows."""
    problems = [_as_plain(problem, lang) for problem in (*found.standing, *found.suppressed)]
    return _written({"schema_version": SCHEMA_VERSION, "files": files, "problems": problems})


def _as_plain(problem: Problem, lang: Language) -> dict[str, Any]:
    notes = [{"text": in_language(note.text, lang), **_place(note.span)} for note in problem.notes]
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": in_language(problem.message, lang),
        **(_place(problem.span) or {"path": problem.path}),
        "text": _snippet(problem),
        "expected": in_language(problem.expected, lang),
        "hint": in_language(problem.hint, lang),
        "notes": notes,
        "suppressed": problem.allowed or None,
    }


def _place(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {}
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    return {
        "file": span.source.name,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _snippet(problem: Problem) -> str:
    return "" if problem.span is None or problem.private else shortened(problem.span.text)


def as_sarif(found: Sorted, lang: Language) -> str:
    """All findings as a SARIF log of one run; those that a file allows are suppressed in source."""
    from credit_engine import __version__

    problems = (*found.standing, *found.suppressed)
    codes = sorted({problem.code for problem in problems})
    driver = {
        "name": "credit-engine",
        "version": __version__,
        "rules": [_rule(code, problems, lang) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": {"en": "en", "zh": "zh-CN"}[lang],
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code), lang) for problem in problems],
    }
    return _written({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, problems: Iterable[Problem], lang: Language) -> dict[str, Any]:
    """What a code means; the help names the mend, the page of the reference and the command that explains."""
    rule: dict[str, Any] = {"id": code, "defaultConfiguration": {"level": _level(code, problems)}}
    entry = explained().get(code)
    if entry is None:
        return rule
    meaning, mend = in_language(entry.meaning, lang), in_language(entry.mend, lang)
    return {
        **rule,
        "shortDescription": {"text": meaning},
        "fullDescription": {"text": f"{in_language(entry.section, lang)}: {meaning}"},
        "help": {
            "text": f"{mend}\n{_page(entry, lang)}\ncredit-engine explain-code {code}",
            "markdown": f"{mend}\n\n[{code}]({_page(entry, lang)})\n\n`credit-engine explain-code {code}`",
        },
    }


def _level(code: str, problems: Iterable[Problem]) -> str:
    """The worst severity with which the code was found."""
    return (
        "error"
        if any(problem.code == code and problem.severity == "error" for problem in problems)
        else "warning"
    )


def _page(entry: Explained, lang: Language) -> str:
    page = _PAGE if lang == "en" else _PAGE.replace(".md", f".{lang}.md")
    return f"{page}#{entry.code}"


def _result(problem: Problem, rule: int, lang: Language) -> dict[str, Any]:
    """One finding; expectation and hint follow the message, as readers show nothing else."""
    told = (problem.message, problem.expected, problem.hint)
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": "error" if problem.severity == "error" else "warning",
        "message": {"text": "\n".join(in_language(text, lang) for text in told if text)},
        "locations": _locations(problem),
        "relatedLocations": [
            {"message": {"text": in_language(note.text, lang)}, **_location(note.span)}
            for note in problem.notes
            if note.span is not None
        ],
        "suppressions": [],
    }
    if problem.allowed:
        result["suppressions"] = [{"kind": "inSource", "justification": problem.allowed}]
    return result


def _locations(problem: Problem) -> list[dict[str, Any]]:
    if problem.span is None:
        return (
            [{"physicalLocation": {"artifactLocation": {"uri": _uri(problem.path)}}}] if problem.path else []
        )
    location = _location(problem.span)
    if snippet := _snippet(problem):
        location["physicalLocation"]["region"]["snippet"] = {"text": snippet}
    return [location]


def _location(span: Span) -> dict[str, Any]:
    line, column = span.position
    end_line, end_column = span.source.position(span.end)
    region = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    physical = {"artifactLocation": {"uri": _uri(span.source.name)}, "region": region}
    worksheet = _WORKSHEET.search(span.source.name)
    if worksheet is None:
        return {"physicalLocation": physical}
    return {"physicalLocation": physical, "logicalLocations": [{"name": worksheet[1]}]}


def _uri(name: str) -> str:
    """A file's name as a URI: one below the working directory stays relative; of a worksheet its workbook."""
    path = Path(_WORKSHEET.sub("", name))
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _written(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)
