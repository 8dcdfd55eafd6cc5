"""`credit-engine batch`: a file of applications in, a file of decisions out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from credit_engine.cli import streams
from credit_engine.cli.checked import Anew, load_checked
from credit_engine.cli.options import a_file
from credit_engine.texts.forms import Language
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.batch.result import BatchResult


def batch(
    policy: Annotated[
        str,
        typer.Argument(
            metavar="POLICY", callback=a_file, help="A policy file, or a directory of its versions."
        ),
    ],
    records: Annotated[
        str,
        typer.Argument(
            metavar="IN", callback=a_file, help="The applications: a .parquet, .csv, .jsonl or .xlsx file."
        ),
    ],
    decisions: Annotated[
        str,
        typer.Argument(
            metavar="OUT",
            callback=a_file,
            help="The decisions: a .parquet, .csv, .jsonl, .xlsx or .arrow file.",
        ),
    ],
    as_of: Annotated[
        str, typer.Option(metavar="DATE|COLUMN", help="What today() is: a date, or a column of dates.")
    ],
    policy_as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE|COLUMN", help="Take the version in force then. [default: --as-of]"),
    ] = None,
    data_as_of: Annotated[
        str | None, typer.Option(metavar="DATE|COLUMN", help="The day of the data. [default: --as-of]")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="Take a column over that is no input; may be repeated."),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=256, help="Workers that share the work. [default: one for each processor]"),
    ] = None,
    fingerprints: Annotated[
        bool, typer.Option("--fingerprints", help="Add the fingerprint of every decision; slow.")
    ] = False,
    interventions: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Interventions on rows: a .csv, .parquet or .json file."),
    ] = None,
    interventions_key: Annotated[
        str, typer.Option(metavar="COLUMN", help="The column that names rows in both files; row: by number.")
    ] = "row",
    lang: Annotated[
        Language | None, typer.Option(help="Add outcome and reasons as texts in this language.")
    ] = None,
    bom: Annotated[
        bool,
        typer.Option("--bom", help="Begin a CSV file with a byte order mark, for Excel."),
    ] = False,
    fixed_types: Annotated[
        bool,
        typer.Option("--fixed-types", help="Refuse rows with numbers that no double holds; see the guide."),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress bar and no summary.")] = False,
    no_cache: Anew = False,
) -> None:
    """Decide all applications of a file, each as `decide` decides it.

    The output appears when all rows are decided. A refused row becomes a row with the outcome `error`.
    The exit status is 0 whatever the outcomes, 1 where the policy or the file has problems.
    """
    _refuse_to_overwrite(decisions, policy, records, *filter(None, (interventions,)))
    result = load_checked(policy, anew=no_cache).decide_batch(
        records,
        as_of=as_of,
        policy_as_of=policy_as_of,
        data_as_of=data_as_of,
        output=decisions,
        keep=keep or (),
        workers=workers or os.cpu_count() or 1,
        fingerprints=fingerprints,
        lang=lang,
        bom=bom,
        interventions=interventions,
        interventions_key=interventions_key,
        fixed_types=fixed_types,
        progress=not quiet and streams.is_terminal("stderr"),
    )
    streams.note(streams.rendered(result.notes, streams.is_coloured("stderr")))
    if not quiet:
        streams.note(_summary(result))


def _refuse_to_overwrite(output: str, *inputs: str) -> None:
    for name in inputs:
        if os.path.realpath(name) == os.path.realpath(output):
            raise typer.BadParameter(
                said("{name} would be overwritten", "{name} 会被覆盖", name=name), param_hint="'OUT'"
            )


def _summary(result: BatchResult) -> str:
    """What was decided, and how much of it by rows."""
    stages = result.stages
    refused = (
        said(", {refused:,} refused", "，拒绝 {refused:,} 行", refused=stages.refused)
        if stages.refused
        else ""
    )
    again = (
        said(
            "by columns, {redecided:,} again by rows",
            "按列决策，其中 {redecided:,} 行改为逐行决策",
            redecided=stages.redecided,
        )
        if stages.redecided
        else said("by columns", "按列决策")
    )
    return said(
        "{rows:,} rows{refused}; decided {again}",
        "{rows:,} 行{refused}；{again}",
        rows=stages.rows,
        refused=refused,
        again=again,
    )
