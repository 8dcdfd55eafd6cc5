"""The tables of the last month, and ratios of all months, as one Excel workbook in a language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from os import PathLike, fspath
from typing import Any

from credit_engine.api.batch.workbook import MAX_CHARACTERS, is_exact, require_xlsxwriter
from credit_engine.files.output import replacing
from credit_engine.portfolio.overview import Overview
from credit_engine.portfolio.results import Results
from credit_engine.portfolio.titles import Titles
from credit_engine.portfolio.views import COUNT, DAY, MONEY, SHARE, TEXT, Column, View, view
from credit_engine.portfolio.whole import errors_of, table_name
from credit_engine.texts.portfolio import COLUMNS
from credit_engine.texts.reports import phrase

LISTED = 50_000
"""Rows of a list or of refused loans that a worksheet shows; the Parquet files have all."""
_SHEETS = {
    "outcomes": "outcomes",
    "migration": "moves",
    "arrears": "bucket_moves",
    "rolls": "rolls",
    "vintages": "vintages",
    "concentration": "concentration",
    "divisions": "divisions",
}
_FORMATS = {MONEY: "#,##0.00", SHARE: "0.00%", COUNT: "#,##0", DAY: "yyyy-mm-dd"}
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant in place of the time of writing
_NAME_LENGTH = 31
"""Characters that Excel takes for the name of a worksheet."""
_WIDEST = 48
"""Characters of the widest column: longer texts run over it, and the page still prints."""


def write_workbook(results: Results, path: str | PathLike[str], *, lang: str = "en") -> None:
    """Write the workbook of a review: an overview of all months, then the tables of the last one.

    Every text is a text, also one that begins with `=`. Needs the extra `excel`; raises InputError where it
    is not installed, and where the file cannot be written.
    """
    require_xlsxwriter()
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    with replacing(fspath(path)) as out, out.folder() as folder:
        book = xlsxwriter.Workbook(out.file, {"constant_memory": True, "tmpdir": folder})
        book.use_zip64()
        book.set_properties({"created": _UNDATED, "title": results.spec.title.text(lang)})
        _write(book, results, Titles(results.spec, [*results.steps, *results.whole], lang))
        try:
            book.close()
        except XlsxWriterException as failure:
            raise OSError(str(failure)) from None


def _write(book: Any, results: Results, titles: Titles) -> None:
    sheets = _Sheets(book)
    sheets.write(phrase("overview", titles.lang), _overview(results, titles))
    for table, key in _SHEETS.items():
        sheets.write(phrase(key, titles.lang), view(results.table(table), titles))
    for step in results.whole:
        if table_name(step.name) in results.tables():
            sheets.write(titles.step(step.name), _of_whole(results, titles, step.name))
    for name, model in results.spec.lists.items():
        if f"list_{name}" in results.tables():
            sheets.write(model.title.text(titles.lang), *_cut(results.table(f"list_{name}"), titles))
    sheets.write(phrase("refusals", titles.lang), *_cut(results.table("refused"), titles))


def _of_whole(results: Results, titles: Titles, name: str) -> View:
    """What a policy of the whole book read and decided, a row for each figure."""
    (row,) = results.table(table_name(name)).to_pylist()
    of_step = titles.of_steps[name]
    outcome = of_step.outcome(row["outcome"])
    reasons = of_step.reasons(row["reasons"] or (), row["causes"] or (), errors_of(row, titles.lang))
    is_chinese = titles.lang == "zh"
    heads = (
        Column("figure", phrase("figure", titles.lang), TEXT),
        Column("value", COLUMNS["value"][is_chinese], TEXT),
    )
    told = [[COLUMNS["outcome"][is_chinese], outcome], [COLUMNS["reasons"][is_chinese], reasons]]
    return View(heads, [*told, *map(list, of_step.figures(row))])


def _cut(table: Any, titles: Titles) -> tuple[View, str]:
    """A table's first rows, and a note where it has more."""
    note = ""
    if table.num_rows > LISTED:
        note = phrase("cut_list", titles.lang, shown=f"{LISTED:,}", number=f"{table.num_rows:,}")
    return view(table, titles, rows=LISTED), note


def _overview(results: Results, titles: Titles) -> View:
    """Loans, balance, amounts and ratios of every month."""
    found = Overview(results)
    names = list(found.ratios[found.last])
    heads = [Column("month", COLUMNS["month"][titles.lang == "zh"], "text")]
    heads += [Column("loans", COLUMNS["loans"][titles.lang == "zh"], COUNT)]
    amounts = ["balance", *results.spec.amounts]
    heads += [Column(name, titles.column(name), MONEY) for name in amounts]
    heads += [Column(name, phrase(name, titles.lang), SHARE) for name in names]
    heads += [Column(key, phrase(key, titles.lang), COUNT) for key in ("new", "late", "back", "left")]
    rows = []
    for month, counts in results.counts.items():
        ratios = [
            found.ratios[month][name]["value"] if name in found.ratios[month] else None for name in names
        ]
        moved = [counts[key] for key in ("new", "late", "back", "left")]
        sums = [found.amount(name, month) for name in amounts]
        rows.append([month, counts["loans"], *sums, *ratios, *moved])
    return View(tuple(heads), rows)


class _Sheets:
    """Worksheets of a workbook, each with a name of its own."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.names: set[str] = set()
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.formats = {kind: book.add_format({"num_format": pattern}) for kind, pattern in _FORMATS.items()}

    def write(self, title: str, found: View, note: str = "") -> None:
        """A worksheet of a view; a note stands above the heads."""
        sheet = self.book.add_worksheet(self._name(title))
        start = 0
        if note:
            sheet.write_string(0, 0, note)
            start = 1
        sheet.freeze_panes(start + 1, 1)
        for at, (column, width) in enumerate(zip(found.columns, _widths(found), strict=True)):
            sheet.set_column(at, at, width)
            sheet.write_string(start, at, column.title, self.bold)
        for number, row in enumerate(found.rows, start + 1):
            for at, (column, value) in enumerate(zip(found.columns, row, strict=True)):
                self._cell(sheet, number, at, value, self.formats.get(column.kind))

    def _cell(self, sheet: Any, row: int, at: int, value: Any, form: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, int | float | Decimal) and is_exact(value):
            sheet.write_number(row, at, float(value), form)
        elif isinstance(value, float):
            sheet.write_number(row, at, value, form)
        elif isinstance(value, date) and not isinstance(value, datetime):
            sheet.write_datetime(row, at, value, form)
        else:
            sheet.write_string(row, at, _fitting(str(value)))

    def _name(self, title: str) -> str:
        """A name that Excel takes, and that no other worksheet has."""
        plain = (
            "".join(" " if letter in "[]:*?/\\" else letter for letter in title).strip("' ")[:_NAME_LENGTH]
            or "-"
        )
        name, number = plain, 2
        while name.casefold() in self.names:
            ending = f" {number}"
            name, number = plain[: _NAME_LENGTH - len(ending)] + ending, number + 1
        self.names.add(name.casefold())
        return name


def _fitting(text: str) -> str:
    """A text as long as a cell takes it."""
    while len(text.encode("utf-16-le")) > 2 * MAX_CHARACTERS:
        text = text[: len(text) * 9 // 10] + "…"
    return text


def _widths(found: View) -> Iterator[int]:
    """The widths of columns, by the heads and the first rows."""
    for at, column in enumerate(found.columns):
        texts = [column.title, *(_shown(row[at], column.kind) for row in found.rows[:100])]
        yield min(_WIDEST, max(map(_width, texts)) + 2)


def _shown(value: Any, kind: str) -> str:
    return (
        f"{value:,.2f}" if kind == MONEY and value is not None else "" if value is None else str(value)[:60]
    )


def _width(text: str) -> int:
    """Characters; Chinese ones take two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)
