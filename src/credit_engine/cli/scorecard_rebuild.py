"""`credit-engine scorecard rebuild`: a fitted card with edits made by hand, without the data."""

from __future__ import annotations

from typing import Annotated

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import Lang, a_file
from credit_engine.cli.scorecard import refuse_to_overwrite, refuse_unwritable, summary, write


def _file(value: str | None) -> str | None:
    return None if value is None else a_file(value)


def rebuild(
    development: Annotated[
        str,
        typer.Argument(metavar="DEVELOPMENT", callback=_file, help="What 'fit --development' wrote."),
    ],
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", callback=_file, help="Where to write the scorecard.")
    ],
    edits: Annotated[
        str | None, typer.Option(metavar="FILE", callback=_file, help="A YAML file of edits made by hand.")
    ] = None,
    report: Annotated[
        str | None, typer.Option(metavar="FILE", callback=_file, help="Where to write the HTML report.")
    ] = None,
    lang: Lang = "en",
) -> None:
    """Compute a fitted card again from its development file, with edits made by hand; write it, and a report.

    Edits start from the card as it was fitted; without them it is the same again. Nothing is written unless
    all of it can be. The exit status is 0 where a card was written, 1 otherwise.
    """
    refuse_to_overwrite((out, report), development, edits)
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
