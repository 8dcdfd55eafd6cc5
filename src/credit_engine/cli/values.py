"""What is wrong with the values of arguments and options, told without what reads the arguments."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from credit_engine.wording import said


def wrong_date(value: str) -> str:
    """Why a text is neither a date nor a date and time; empty where it is."""
    from credit_engine import temporal

    if temporal.parse_day_or_moment(value) is not None:
        return ""
    return said(
        "{value!r} is not a date such as 2026-11-23",
        "{value!r} 不是日期，日期如 2026-11-23",
        value=value,
    )


def wrong_file(value: str) -> str:
    """Why no file can have this name; empty where one can."""
    if not value.strip():
        return said("the name of the file is empty", "文件名为空")
    return said("the name of the file holds a null character", "文件名含空字符") if "\0" in value else ""


def data_ahead(day: str, data_day: str | None) -> str:
    """A note where the data are said to be of a later day than the decision; empty where they are not.

    Nobody has such data; the decision may still be wanted, to try what would be.
    """
    if data_day is None or wrong_date(day) or wrong_date(data_day) or data_day[:10] <= day[:10]:
        return ""
    return said(
        "--data-as-of {data_day} lies after --as-of {day}: the data would be of a day that is still to come",
        "--data-as-of {data_day} 晚于 --as-of {day}：数据日期尚未到来",
        data_day=data_day,
        day=day,
    )


def overwritten(output: str, inputs: Iterable[str]) -> Iterator[str]:
    """The names of files that are read and would be overwritten; `-` is none."""
    for name in inputs:
        if name != "-" and os.path.realpath(name) == os.path.realpath(output):
            yield name
