"""`credit-engine examples`: the shipped policies and applications, as files to try and to change."""

from __future__ import annotations

from typing import Annotated

from credit_engine.cli import streams
from credit_engine.cli.options import file_argument


def examples(
    place: Annotated[str, file_argument("DIR", "A folder that is new or empty.")],
) -> None:
    """Write the policies, scorecards and applications that come with the package to a folder.

    The exit status is 0, or 1 where the folder holds anything or cannot be written.
    """
    from credit_engine.library import FOLDERS, write_examples

    write_examples(place)
    streams.note(f"{place}: {', '.join(FOLDERS)}")
