"""`credit-engine batch`: a file of applications in, a file of decisions out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from credit_engine.cli import streams
from credit_engine.cli.checked import load_checked
from credit_engine.cli.options import (
    Anew,
    AsOf,
    PolicyPath,
    Quiet,
    Workers,
    column_option,
    file_argument,
    file_option,
    named_as_typed,
    refuse_to_overwrite,
)
from credit_engine.cli.values import data_ahead
from credit_engine.texts.forms import Language
from credit_engine.wording import said

if TYPE_CHECKING:
    from credit_engine.api.batch.result import BatchResult


_RecordsFile: TypeAlias = Annotated[
    str, file_argument("IN", "The applications: a .parquet, .csv, .jsonl or .xlsx file.")
]
_DecisionsFile: TypeAlias = Annotated[
    str, file_argument("OUT", "The decisions: a .parquet, .csv, .jsonl, .xlsx or .arrow file.")
]
_PolicyAsOf: TypeAlias = Annotated[
    str | None,
    typer.Option(metavar="DATE|COLUMN", help="Take the version in force then. [default: --as-of]"),
]
_DataAsOf: TypeAlias = Annotated[
    str | None, typer.Option(metavar="DATE|COLUMN", help="The day of the data. [default: --as-of]")
]
_Keep: TypeAlias = Annotated[
    list[str] | None, column_option("Take a column over that is no input; may be repeated.")
]
_Fingerprints: TypeAlias = Annotated[
    bool, typer.Option("--fingerprints", help="Add the fingerprint of every decision; slow.")
]
_Interventions: TypeAlias = Annotated[
    str | None, file_option("Interventions on rows: a .csv, .parquet or .json file.")
]
_InterventionsKey: TypeAlias = Annotated[
    str, column_option("The column that names rows in both files; row: by number.")
]
_TextLanguage: TypeAlias = Annotated[
    Language | None, typer.Option(help="Add outcome and reasons as texts in this language.")
]
_ByteOrderMark: TypeAlias = Annotated[
    bool, typer.Option("--bom", help="Begin a CSV file with a byte order mark, for Excel.")
]
_FixedTypes: TypeAlias = Annotated[
    bool,
    typer.Option("--fixed-types", help="Refuse rows with numbers that no double holds; see the guide."),
]


def batch(
    policy: PolicyPath,
    records: _RecordsFile,
    decisions: _DecisionsFile,
    as_of: AsOf,
    policy_as_of: _PolicyAsOf = None,
    data_as_of: _DataAsOf = None,
    keep: _Keep = None,
    workers: Workers = None,
    fingerprints: _Fingerprints = False,
    interventions: _Interventions = None,
    interventions_key: _InterventionsKey = "row",
    lang: _TextLanguage = None,
    bom: _ByteOrderMark = False,
    fixed_types: _FixedTypes = False,
    quiet: Quiet = False,
    no_cache: Anew = False,
) -> None:
    """Decide all applications of a file, each as `decide` decides it.

    The output appears when all rows are decided. A refused row becomes a row with the outcome `error`.
    The exit status is 0 whatever the outcomes, 1 where the policy or the file has problems.
    """
    refuse_to_overwrite(decisions, policy, records, interventions, written_as="OUT")
    loaded = load_checked(policy, anew=no_cache)
    with named_as_typed(as_of="--as-of", policy_as_of="--policy-as-of", data_as_of="--data-as-of"):
        result = loaded.decide_batch(
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
    streams.note(data_ahead(as_of, data_as_of))
    streams.note(streams.rendered(result.notes, streams.is_coloured("stderr")))
    if not quiet:
        streams.note(_summary(result))


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
