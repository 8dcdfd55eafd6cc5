"""`credit-engine test`: the cases beside policies, what they reach, and which mutants they notice."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import Lang, file_option, files
from credit_engine.cli.problems import no_cases, no_cases_in_directory
from credit_engine.texts.forms import Language

if TYPE_CHECKING:
    from credit_engine.problems import Problem
    from credit_engine.testing import CaseResult, CasesFile
    from credit_engine.testing.report import Line

_Opened = Callable[[], IO[bytes]]
_SHADES = {"good": "green", "bad": "bold red", "faint": "dim", "strong": "bold"}


def check_cases(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            callback=files,
            help="Policies with cases beside them, cases files, or directories of these.",
        ),
    ],
    mutate: Annotated[
        bool,
        typer.Option("--mutate", help="Change the policy in many small ways; list what no case notices."),
    ] = False,
    lang: Lang = "en",
    junit: Annotated[str | None, file_option("Write the results as JUnit XML, too.")] = None,
) -> None:
    """Run the cases beside policies; show differences, and what no case reaches.

    The exit status is 0 where every case passed, else 1. With --mutate, mutants that survive count too.
    """
    from credit_engine.problems import PolicyError
    from credit_engine.testing import read_cases

    problems: list[Problem] = []
    results: list[CaseResult] = []
    sound = True
    for path, opened in _found(paths, problems):
        try:
            file = read_cases(path, opened=opened)
        except PolicyError as error:
            problems += error.problems
            continue
        of_file = _run(file, lang)
        results += of_file
        if mutate and all(result.passed for result in of_file):
            sound &= _mutate(file, lang, problems)
    if problems:
        streams.show(streams.rendered(problems, streams.is_coloured("stdout")))
    if junit is not None:
        from credit_engine.files.output import write_text
        from credit_engine.testing.report import junit_xml

        write_text(junit, junit_xml(results))
    if problems or not sound or not all(result.passed for result in results):
        raise typer.Exit(1)


def _found(paths: Iterable[str], problems: list[Problem]) -> Iterator[tuple[Path, _Opened | None]]:
    """The cases files that were named or stand beside a named policy, and those in directories, each once.

    Those in directories come with how to open them within.
    """
    from credit_engine.files.opening import open_within
    from credit_engine.testing.reading import ENDINGS, cases_beside, policy_name

    seen: set[Path] = set()
    for text in paths:
        path = Path(text)
        files = [path]
        if path.is_dir():
            files = sorted(file for ending in ENDINGS for file in path.rglob(f"*{ending}"))
            if not files:
                problems.append(no_cases_in_directory(path=text))
        elif policy_name(path):
            files = cases_beside(path)
            if not files:
                problems.append(_without_cases(path))
        for file in files:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                below = str(file.relative_to(path)) if path.is_dir() else ""
                yield file, partial(open_within, [path], below) if below else None


def _without_cases(path: Path) -> Problem:

    return no_cases(path=str(path), expected=f"{path.stem}.cases.yaml")


def _run(file: CasesFile, lang: Language) -> list[CaseResult]:
    from credit_engine.testing import Coverage, run_case
    from credit_engine.testing.report import Line, coverage_lines, failure_lines
    from credit_engine.texts.cases import case_phrase

    coverage = Coverage()
    coverage.declare(file.policy)
    results = [run_case(file.policy, case) for case in file.cases]
    for result in results:
        if result.decision is not None:
            coverage.add(result.decision)
        if not result.passed:
            _print(failure_lines(result, lang))
    passed = sum(result.passed for result in results)
    all_passed = passed == len(results)
    summary = case_phrase(lang, "summary", passed=passed, total=len(results))
    text = f"{file.path}{case_phrase(lang, 'colon')}{summary}"
    _print([Line(text, "good" if all_passed else "bad")])
    _print(coverage_lines(file, coverage, lang))
    return results


def _mutate(file: CasesFile, lang: Language, problems: list[Problem]) -> bool:
    """Try the mutants; gives whether every one is noticed or accepted."""
    from credit_engine.testing.mutation import mutate
    from credit_engine.testing.report import mutation_lines

    found = mutate(file, _progress if streams.is_terminal("stderr") else None)
    _print(mutation_lines(file, found, lang))
    problems += found.problems
    return not found.count("survived", "accepted but noticed")


def _progress(done: int, total: int) -> None:
    """A counter on the terminal, wiped at the end."""
    text = f"\r{done}/{total}" if done < total else "\r" + " " * (2 * len(str(total)) + 1) + "\r"
    sys.stderr.write(text)
    sys.stderr.flush()


def _print(lines: Iterable[Line]) -> None:
    """Show lines, coloured on a terminal; control characters in them are not passed on."""
    from credit_engine.explain.blocks import visible

    listed = [(visible(text), tone) for text, tone in lines]
    if not streams.is_coloured("stdout"):
        streams.show("\n".join(text for text, _ in listed))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console()
    for text, tone in listed:
        console.print(Text(text, _SHADES.get(tone, "")))
