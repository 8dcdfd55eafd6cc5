"""Options that several commands share, and what their values have to be."""

from __future__ import annotations

import os
from typing import Annotated, TypeAlias

import typer

from credit_engine.wording import said


def a_date(value: str | None) -> str | None:
    """The text of a date, or a date and time, as given; raises a usage error for anything else."""
    if value is None:
        return None
    from credit_engine import temporal

    if temporal.parse_day_or_moment(value) is None:
        raise typer.BadParameter(
            said(
                "{value!r} is not a date such as 2026-11-23",
                "{value!r} 不是日期，日期如 2026-11-23",
                value=value,
            )
        )
    return value


def a_file(value: str) -> str:
    """A name of a file; raises a usage error where no file can have it."""
    if not value.strip():
        raise typer.BadParameter(said("the name of the file is empty", "文件名为空"))
    if "\0" in value:
        raise typer.BadParameter(said("the name of the file holds a null character", "文件名含空字符"))
    return value


PolicyPath: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="POLICY", callback=a_file, help="A policy file, or a directory of its versions."),
]


def refuse_to_overwrite(output: str | None, *inputs: str, written_as: str = "--output") -> None:
    """Raise a usage error where the file written, as an option or argument says, is one that is read."""
    if output is None:
        return
    a_file(output)
    for name in inputs:
        if name != "-" and os.path.realpath(name) == os.path.realpath(output):
            raise typer.BadParameter(
                said("{name} would be overwritten", "{name} 会被覆盖", name=name),
                param_hint=f"'{written_as}'",
            )
