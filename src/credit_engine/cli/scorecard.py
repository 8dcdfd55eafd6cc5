"""`credit-engine scorecard fit`, and the group of commands that others join."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import (
    Lang,
    Report,
    column_option,
    file_argument,
    file_option,
    refuse_to_overwrite,
)
from credit_engine.cli.problems import no_directory
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.develop.development import Development
    from credit_engine.develop.selection import Progress

scorecard = typer.Typer(
    no_args_is_help=True,
    context_settings={"help_option_names": ["--help"]},
    rich_markup_mode=None,
    help="Develop, exchange and monitor scorecards.",
)


_LeaveOut: TypeAlias = Annotated[list[str] | None, column_option("Leave a column out; may be repeated.")]
_Codes: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="VALUE=CAUSE", help="A special value of all columns; may be repeated."),
]
_Rejected: TypeAlias = Annotated[str | None, file_option("Rejected applicants, for reject inference.")]


@scorecard.command()
def fit(
    data: Annotated[str, file_argument("DATA", "A CSV or Parquet file.")],
    out: Annotated[str, file_option("Where to write the scorecard.", "--out")],
    target: Annotated[
        str | None, typer.Option(help="The column of 0 (good) and 1 (bad). [default: bad]")
    ] = None,
    report: Report = None,
    development: Annotated[str | None, file_option("Where to write what 'rebuild' needs (JSON).")] = None,
    settings: Annotated[str | None, file_option("A YAML file of settings.")] = None,
    name: Annotated[
        str | None, typer.Option(help="The card's name. [default: that of the file written]")
    ] = None,
    leave_out: _LeaveOut = None,
    code: _Codes = None,
    test: Annotated[
        float | None, typer.Option(metavar="SHARE", help="Hold out a share of the rows for the test.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="The seed of whatever is drawn. [default: 1]")] = None,
    folds: Annotated[int | None, typer.Option(help="Folds of cross-validation. [default: none]")] = None,
    rejected: _Rejected = None,
    lang: Lang = "en",
) -> None:
    """Fit a scorecard to applicants with known outcome; write it, and a report.

    Nothing is written unless all of it can be. The exit status is 0 where a card was fitted, 1 otherwise.
    """
    read = (data, settings, rejected)
    refuse_to_overwrite(out, *read, written_as="--out")
    refuse_to_overwrite(report, *read, out, written_as="--report")
    refuse_to_overwrite(development, *read, out, report, written_as="--development")
    refuse_unwritable(out, report, development)
    changes = {
        "target": target,
        "leave_out": leave_out or None,
        "codes": _codes(code or []),
        "samples": _samples(test, seed),
        "validation": None if folds is None else {"folds": folds},
    }
    fitted = _fitted(data, settings, rejected, name or _stem(out), name is not None, changes)
    write(fitted, out, report, lang, development)
    streams.note(streams.rendered(fitted.warnings, streams.is_coloured("stderr")))
    streams.show(summary(fitted, out))


def refuse_unwritable(*places: str | None) -> None:
    """Say before the work where its result could not be written; raises InputError."""
    from credit_engine.problems import InputError

    refused = [
        no_directory(path=place)
        for place in filter(None, places)
        if Path(place).is_dir() or not os.access(Path(place).resolve().parent, os.W_OK)
    ]
    if refused:
        raise InputError(refused)


def _stem(path: str) -> str:
    return Path(path).name.partition(".")[0]


def _codes(written: list[str]) -> dict[str, str] | None:
    pairs = [pair.rpartition("=") for pair in written]
    wrong = [pair for pair, (value, _, cause) in zip(written, pairs, strict=True) if not value or not cause]
    if wrong:
        raise typer.BadParameter(
            said(
                "{wrong!r} is not VALUE=CAUSE, such as -9=no_record",
                "{wrong!r} 不是 VALUE=CAUSE 的形式，如 -9=no_record",
                wrong=wrong[0],
            )
        )
    found: dict[str, str] = {}
    for value, _, cause in pairs:
        if found.setdefault(value, cause) != cause:
            raise typer.BadParameter(
                said(
                    "--code gives '{value}' the causes '{found}' and '{cause}'",
                    "--code 给 '{value}' 指定了两个原因 '{found}' 和 '{cause}'",
                    value=value,
                    found=found[value],
                    cause=cause,
                )
            )
        if cause == "any":
            raise typer.BadParameter(
                said(
                    "--code {value}=any names no cause, such as no_record",
                    "--code {value}=any 没有写明原因，如 no_record",
                    value=value,
                )
            )
    return found or None


def _samples(test: float | None, seed: int | None) -> dict[str, Any] | None:
    found: dict[str, Any] = {} if seed is None else {"seed": seed}
    return (found | ({} if test is None else {"fractions": {"test": test}})) or None


def _fitted(
    data: str, settings: str | None, rejected: str | None, name: str, named: bool, changes: dict[str, Any]
) -> Development:
    """The fit of a file; raises InputError or PolicyError with every problem."""
    from credit_engine.develop.data_files import read_frame
    from credit_engine.develop.fit import fit_scorecard, require_packages
    from credit_engine.develop.reading import merged_settings

    require_packages()
    given = merged_settings(settings, {key: value for key, value in changes.items() if value is not None})
    if named or "name" not in given.model_fields_set:
        given = given.model_copy(update={"name": name})
    frame, digest = read_frame(data)
    texts = [name for name in frame.columns if frame[name].dtype.kind not in "biufM"]
    figures = [name for name in frame.columns if name not in texts]
    others = None if rejected is None else read_frame(rejected, texts, figures)[0]
    given = given if given.data_name else given.model_copy(update={"data_name": Path(data).name})
    with _progress() as progress:
        return fit_scorecard(frame, settings=given, rejected=others, progress=progress, sha256=digest)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A bar on standard error; none where that is no terminal."""
    if not streams.is_terminal("stderr"):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description:<18}"), BarColumn(), TextColumn("{task.completed}/{task.total}")
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield advance


def write(
    fitted: Development, out: str, report: str | None, lang: str, development: str | None = None
) -> None:
    """Write the report first, so that the card is not written where the report cannot be."""
    from credit_engine.develop.development_file import write_development
    from credit_engine.files.output import write_text

    if report is not None:
        from credit_engine.report.fit import write_fit_report

        write_fit_report(fitted, report, lang=lang)
    if development is not None:
        write_development(fitted, development)
    write_text(out, fitted.card.to_yaml())


def summary(fitted: Development, out: str) -> str:
    """The card and how it discriminates, in a few lines."""
    lines = [f"{out}: {len(fitted.card.characteristics)} characteristics"]
    for name, sample in fitted.samples.items():
        area, ks = sample.statistics["auc"], sample.statistics["ks"]
        between = "" if area.low is None else f" ({area.low:.3f} to {area.high:.3f})"
        lines.append(f"{name}: {sample.rows} rows, AUC {area.value:.3f}{between}, KS {ks.value:.3f}")
    return "\n".join(lines)


def rebuild(
    development: Annotated[str, file_argument("DEVELOPMENT", "What 'fit --development' wrote.")],
    out: Annotated[str, file_option("Where to write the scorecard.", "--out")],
    edits: Annotated[str | None, file_option("A YAML file of edits made by hand.")] = None,
    report: Report = None,
    lang: Lang = "en",
) -> None:
    """Compute a fitted card again from its development file, with edits made by hand; write it, and a report.

    Edits start from the card as it was fitted; without them it is the same again. Nothing is written unless
    all of it can be. The exit status is 0 where a card was written, 1 otherwise.
    """
    refuse_to_overwrite(out, development, edits, written_as="--out")
    refuse_to_overwrite(report, development, edits, out, written_as="--report")
    refuse_unwritable(out, report)
    from credit_engine.develop.editing import rebuild_scorecard
    from credit_engine.develop.fit import require_packages

    require_packages()
    found = rebuild_scorecard(development, edits, intervals=report is not None)
    write(found, out, report, lang)
    streams.note(streams.rendered(found.warnings, streams.is_coloured("stderr")))
    streams.show(summary(found, out))
    for title, label, note in found.by_hand:
        where = f"{title['en']}, {label['en']}" if label else title["en"]
        streams.show(f"by hand: {where}: {note.said['en']} ({note.by}: {note.why})")
