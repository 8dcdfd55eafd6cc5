"""Excel workbooks as files: bounded before any of it is read, opened, one worksheet chosen."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from warnings import catch_warnings, simplefilter

from credit_engine.files.problems import large_workbook, no_worksheet, several_worksheets, unreadable_workbook
from credit_engine.limits import MAX_FILE_CHARACTERS
from credit_engine.problems import PolicyError, missing_package
from credit_engine.wording import said

MAX_CELLS = 500_000
"""A cell takes some 400 bytes while a workbook is read: 200 MB at most."""
_PIECE = 1 << 16
"""Bytes of a part that are looked at together."""
_NARROW = said("keep only the rows and columns that are needed", "只保留需要的行和列")
_MOST = {
    "cells": (said("cells", "单元格"), re.compile(rb"<(?:\w+:)?c[\s/>]"), MAX_CELLS),
    "texts": (said("texts", "文本"), re.compile(rb"<(?:\w+:)?(?:si|t)[\s/>]"), 2 * MAX_CELLS),
    "elements": (said("elements", "元素"), re.compile(rb"<[^/?!]"), 4 * MAX_CELLS),
}
"""What is counted by its opening tags before it is read, and how much of it may be there."""
_OTHER_ENCODING = re.compile(
    rb"(?!(?:\xef\xbb\xbf)?\s*<)|[^>]*\bencoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE
)
"""The beginning of a part in which tags may be written in other bytes, so that none would be counted."""
_RANGES = re.compile(
    rb"<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref\s*=\s*[\"']\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})"
)
"""Ranges of which openpyxl makes every cell."""


def opened_workbook(path: Path, file: IO[bytes], read_only: bool = False) -> Any:
    """The open workbook without its chart sheets, which hold no cells; raises PolicyError.

    With `read_only` its rows are read one after the other, as they are asked for.
    """
    _needs_openpyxl(path)
    _bounded(path, file)
    from openpyxl.reader.excel import ExcelReader

    class WithoutCharts(ExcelReader):  # type: ignore[misc]  # openpyxl has no types
        def read_chartsheet(self, sheet: Any, rel: Any) -> None:
            """Leave it out."""

    try:
        with catch_warnings():
            # It warns of what it leaves out, such as drop-down lists: none of that is a value.
            simplefilter("ignore")
            reader = WithoutCharts(file, read_only=read_only, data_only=False)
            reader.read()
            return reader.wb
    except Exception as failure:  # noqa: BLE001 - openpyxl raises errors of many kinds for broken files
        raise unreadable(path, str(failure).splitlines()[0] if str(failure) else "") from None


def _needs_openpyxl(path: Path) -> None:
    if find_spec("openpyxl") is None:
        lacking = missing_package(said("reading Excel workbooks", "读取 Excel 工作簿"), "openpyxl", "excel")
        hint = said("{hint}; or save the sheet as CSV", "{hint}；或把表保存为 CSV", hint=lacking.hint)
        raise PolicyError([replace(lacking, path=str(path), hint=hint)])


def _bounded(path: Path, file: IO[bytes]) -> None:
    """A workbook is a ZIP archive of XML documents; none is large, none declares entities."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(info.file_size for info in archive.infolist()) > 8 * MAX_FILE_CHARACTERS:
                raise too_large(
                    path,
                    said("the workbook is too large", "工作簿过大"),
                    said("keep only the worksheet that is needed", "只保留需要的工作表"),
                )
            _counted(path, archive)
    except (OSError, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError):
        raise unreadable(
            path, said("it is no workbook, or it has a password", "它不是工作簿，或设有密码")
        ) from None


def _counted(path: Path, archive: zipfile.ZipFile) -> None:
    """Go through the parts piece by piece: what they hold is bounded before any of it becomes an object."""
    counts, covered = dict.fromkeys(_MOST, 0), 0
    for info in archive.infolist():
        if not info.filename.endswith((".xml", ".rels")):
            continue
        for number, piece in enumerate(_of_part(archive, info)):
            if b"\0" in piece or (not number and _OTHER_ENCODING.match(piece)):
                raise unreadable(path, said("a part of it is not in UTF-8", "其中一部分不是 UTF-8"))
            if b"<!DOCTYPE" in piece:
                raise unreadable(path, said("it declares a document type", "其中声明了文档类型"))
            for what, (named, found, most) in _MOST.items():
                counts[what] += len(found.findall(piece))
                if counts[what] > most:
                    message: str = said(
                        "the workbook has more than {most:,} {what}",
                        "工作簿中的{what}超过 {most:,} 个",
                        most=most,
                        what=named,
                    )
                    raise too_large(path, message, _NARROW)
            covered += sum(map(_area, _RANGES.findall(piece)))
            if covered > MAX_CELLS:
                message = said(
                    "merged cells or links reach over more than {limit:,} cells",
                    "合并单元格或链接覆盖超过 {limit:,} 个单元格",
                    limit=MAX_CELLS,
                )
                raise too_large(
                    path,
                    message,
                    said("unmerge the cells, and remove the links", "请取消合并单元格，并删除链接"),
                )


def _area(ends: tuple[bytes, bytes, bytes, bytes]) -> int:
    """The number of cells from one corner to the other."""
    left, top, right, bottom = ends
    return (column_number(right) - column_number(left) + 1) * (int(bottom) - int(top) + 1)


def column_number(letters: bytes) -> int:
    """The number of a column, counted from 1, by its letters."""
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(letters.decode()))


def _of_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(info) as part:
        yield from pieces(part)


def pieces(part: IO[bytes]) -> Iterator[bytes]:
    """The text of a part, cut before the last opening bracket of each piece so that no tag is cut through."""
    kept = b""
    while piece := part.read(_PIECE):
        *_, last = (kept + piece).rpartition(b"<")
        kept, piece = b"<" + last, (kept + piece)[: -len(last) - 1]
        yield piece
        if len(kept) > _PIECE:
            yield kept
            kept = b""
    yield kept


def too_large(path: Path, what: str, hint: str) -> PolicyError:
    """The error for a workbook that exceeds the limits on reading."""
    return PolicyError([large_workbook(what=what, hint=hint, path=str(path))])


def unreadable(path: Path, reason: str) -> PolicyError:
    """A file that is no workbook, or no whole one."""
    because = said(": {reason}", "：{reason}", reason=reason) if reason else ""
    return PolicyError([unreadable_workbook(reason=because, path=str(path))])


def chosen(
    path: Path,
    book: Any,
    tab: str | None,
    which: str = said("name one: {{file: ..., tab: ...}}", "请指定一个：{{file: ..., tab: ...}}"),
) -> Any:
    """The worksheet of a name, or the only one; `which` says how to come from several to one."""
    names = [sheet.title for sheet in book.worksheets]
    if tab is None and len(names) == 1:
        return book.worksheets[0]
    if tab in names:
        return book[tab]
    if tab is None:
        several = several_worksheets(number=len(names), expected=", ".join(names), hint=which, path=str(path))
        raise PolicyError([several])
    raise PolicyError([no_worksheet(tab=tab, known=names, path=str(path))])
