"""`credit-engine examples`: the shipped policies and applications, as files to try and to change."""

from __future__ import annotations

from typing import Annotated

import typer

from credit_engine.cli import streams
from credit_engine.cli.options import a_file


def examples(
    place: Annotated[
        str,
        typer.Argument(metavar="DIR", callback=a_file, help="A folder that is new or empty."),
    ],
) -> None:
    """Write the policies, scorecards and applications that come with the package to a folder.

    The exit status is 0, or 1 where the folder holds anything or cannot be written.
    """
    from credit_engine.library import FOLDERS, write_examples

    write_examples(place)
    streams.note(f"{place}: {', '.join(FOLDERS)}")
