"""`credit-engine check`: every problem of policies, scorecards and reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import Lang, a_file
from credit_engine.texts.forms import Language
from credit_engine.wording import Said, counted, joined, said

if TYPE_CHECKING:
    from credit_engine.policy.suppression import Sorted

Form: TypeAlias = Literal["text", "json", "sarif"]
"""Diagnostics for readers, or the same as data for programs."""


def _files(values: list[str]) -> list[str]:
    return [a_file(value) for value in values]


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", callback=_files, help="Policies, scorecards, reviews, or directories of them."
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
    from credit_engine.cli.findings import as_json, as_sarif
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
