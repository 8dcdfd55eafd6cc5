"""`credit-engine check`: every problem of policies and scorecards."""

from __future__ import annotations

from typing import Annotated

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import a_file


def _files(values: list[str]) -> list[str]:
    return [a_file(value) for value in values]


def check(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...", callback=_files, help="Policies, scorecards, or directories of them."
        ),
    ],
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings, too.")] = False,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="Warn of records that no row of a decision table matches, too.")
    ] = False,
) -> None:
    """Show every problem of policies and scorecards.

    The exit status is 0 where there is none, 1 otherwise; warnings count with --strict.
    """
    from credit_engine.cli.review import Review

    review = Review(gaps)
    review.examine(paths)
    if review.problems:
        streams.show(streams.rendered(review.problems, streams.is_coloured("stdout")))
    for name in review.skipped:
        streams.note(f"{name}: neither a policy nor a scorecard, not checked")
    warnings = sum(problem.severity == "warning" for problem in review.problems)
    errors = len(review.problems) - warnings
    streams.note(_summary(errors, warnings, review.checked))
    if errors or (strict and warnings):
        raise typer.Exit(1)


def _summary(errors: int, warnings: int, files: int) -> str:
    """What was found, in a line."""
    found = _count(errors, "problem") if errors else "no problems"
    if warnings:
        found += f", {_count(warnings, 'warning')}"
    return f"{found} in {_count(files, 'file')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
