"""Results as an Excel workbook: every text a text, every number exact, every limit of Excel said."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from credit_engine.api.batch.cells import plain, text
from credit_engine.api.batch.exact_numbers import shown
from credit_engine.api.batch.problems import text_too_long, too_many_columns, too_many_rows
from credit_engine.files.output import Output
from credit_engine.problems import InputError, require_packages
from credit_engine.wording import said

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_CHARACTERS = 32_767
"""What a worksheet and a cell can hold ("Excel specifications and limits", Microsoft)."""
EXACT_DIGITS = 15
"""Significant digits that Excel shows and keeps of a number; one with more is written as text."""
_FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts a 29 February 1900, and nothing at all before 1900."""
_GREATEST = Decimal("1E+307")
_LEAST = Decimal("1E-307")
"""Numbers beyond them become an error or 0 in Excel."""
_NO_XML = str.maketrans({"\ufffe": "_xFFFE_", "\uffff": "_xFFFF_"})
_DATE_WIDTH = 12
"""Characters; a narrower column shows a date as ####."""
_UNDATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a constant in place of the time of writing


def require_xlsxwriter() -> None:
    """Raise InputError where the extra `excel` is not installed."""
    require_packages(said("writing Excel workbooks", "写入 Excel 工作簿"), "excel", "xlsxwriter")


class WorkbookWriter:
    """One worksheet, written row by row; until the end it waits in a private folder beside the file."""

    def __init__(self, out: Output, schema: Any, rows: int | None = None) -> None:
        require_xlsxwriter()
        if len(schema.names) > MAX_COLUMNS:
            where = str(out.place)
            raise InputError([too_many_columns(count=len(schema.names), most=MAX_COLUMNS, path=where)])
        self.out, self.row = out, 0
        self._check_rows((rows or 0) + 1)
        import xlsxwriter

        self.stack = ExitStack()
        folder = self.stack.enter_context(out.folder())
        self.book = xlsxwriter.Workbook(out.file, {"constant_memory": True, "tmpdir": folder})
        self.book.use_zip64()
        self.book.set_properties({"created": _UNDATED})
        self.sheet = self.book.add_worksheet("decisions")
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self._begin(schema)

    def _begin(self, schema: Any) -> None:
        import pyarrow as pa

        self.sheet.freeze_panes(1, 0)
        for column, field in enumerate(schema):
            if pa.types.is_date(field.type):
                self.sheet.set_column(column, column, _DATE_WIDTH)
            self._text(column, field.name)

    def write_table(self, table: Any) -> None:
        """Add the rows of a table; raises InputError where Excel cannot hold them."""
        self._check_rows(self.row + 1 + table.num_rows)
        table, exact = shown(table)
        cells = {
            field.name: column.to_pylist() for field, column in zip(table.schema, table.columns, strict=True)
        }
        for at, found in exact.items():
            for name, number in found.items():
                cells[name][at] = number
        for row in zip(*cells.values(), strict=True):
            self.row += 1
            for column, value in enumerate(row):
                if value is not None:
                    self._cell(column, value)

    def _cell(self, column: int, value: Any) -> None:
        if isinstance(value, bool):
            self.sheet.write_boolean(self.row, column, value)
        elif isinstance(value, int | float | Decimal) and is_exact(value):
            self.sheet.write_number(self.row, column, float(value))
        elif isinstance(value, date) and not isinstance(value, datetime) and value >= _FIRST_DAY:
            self.sheet.write_datetime(self.row, column, value, self.day)
        else:
            self._text(column, text(value) or "")

    def _text(self, column: int, value: str) -> None:
        """A text, also one that begins with `=`: no cell is a formula or a link."""
        if len(value.encode("utf-16-le")) > 2 * MAX_CHARACTERS:
            raise InputError(
                [
                    text_too_long(
                        row=self.row,
                        column=column + 1,
                        count=len(value),
                        most=MAX_CHARACTERS,
                        path=str(self.out.place),
                    )
                ]
            )
        self.sheet.write_string(self.row, column, value.translate(_NO_XML))

    def _check_rows(self, rows: int) -> None:
        if rows > MAX_ROWS:
            least = said("at least ", "至少 ") if self.row else ""
            where = str(self.out.place)
            raise InputError([too_many_rows(least=least, rows=rows - 1, most=MAX_ROWS - 1, path=where)])

    def close(self) -> None:
        """Put the workbook together; raises OSError where it cannot be written."""
        from xlsxwriter.exceptions import XlsxWriterException

        with self.stack:
            try:
                self.book.close()
            except XlsxWriterException as failure:
                raise OSError(str(failure)) from None

    def abandon(self) -> None:
        """Remove what was written so far."""
        self.book.fileclosed = True
        self.stack.close()


def is_exact(value: float | Decimal) -> bool:
    """Whether Excel keeps and shows a number as it is."""
    number = plain(value) if isinstance(value, float) else Decimal(value)
    if not isinstance(number, Decimal) or not number.is_finite():
        return False
    digits = len(number.as_tuple().digits)
    if digits > EXACT_DIGITS:
        digits = len(str(number.copy_abs()).replace(".", "").partition("E")[0].strip("0"))
    return digits <= EXACT_DIGITS and (number == 0 or _LEAST < abs(number) < _GREATEST)
