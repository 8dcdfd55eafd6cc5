"""What can be wrong with the cells of a workbook."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

_VALUE = Said("a value", "一个值")

merged_cells = Message(
    "merged-cells",
    "the cells {cells} are merged",
    "单元格 {cells} 已合并",
    expected=Said("a value in every cell", "每个单元格一个值"),
    hint=Said("unmerge them, and fill in each cell", "请取消合并，并逐格填写"),
)

hidden_row = Message(
    "hidden-cells",
    "row {row} is hidden",
    "第 {row} 行被隐藏",
    expected=Said("rows that are seen", "可见的行"),
    hint=Said("show the row, or delete it", "请显示此行，或删除它"),
)

hidden_column = Message(
    "hidden-cells",
    "column {letter} is hidden",
    "{letter} 列被隐藏",
    expected=Said("columns that are seen", "可见的列"),
    hint=Said("show the column, or delete it", "请显示此列，或删除它"),
)

formula_cell = Message(
    "formula-cell",
    "this cell holds a formula",
    "此单元格含公式",
    expected=_VALUE,
    hint=Said("copy the cells, and paste their values", "请复制这些单元格，再粘贴为值"),
)

error_cell = Message(
    "error-cell",
    "this cell holds the error {value}",
    "此单元格含错误值 {value}",
    expected=_VALUE,
    hint=Said("mend the cell", "请改正单元格"),
)

line_in_cell = Message(
    "line-in-cell",
    "this cell holds several lines",
    "此单元格有多行文本",
    expected=Said("one line", "一行"),
    hint=Said("join the lines", "请合并为一行"),
)

time_cell = Message(
    "time-cell",
    "this cell holds a time of day",
    "此单元格是一天中的时刻",
    expected=Said("a number, a text or a date", "数字、文本或日期"),
    hint=Said("format the cell as a number or as a date", "请把单元格格式设为数字或日期"),
)

percent_cell = Message(
    "percent-cell",
    "this cell is shown as a percentage, and holds {text}",
    "此单元格显示为百分比，实际值为 {text}",
    expected="{text}",
    hint=Said("format the column as a number, and write the fraction", "请把该列格式设为数字，并写小数"),
)

number_in_thousands = Message(
    "hidden-digits",
    "this cell is shown in thousands, and holds {text}",
    "此单元格以千为单位显示，实际值为 {text}",
    expected="{text}",
    hint=Said("format the column as a plain number", "请把该列格式设为普通数字"),
)

hidden_digits = Message(
    "hidden-digits",
    "this cell holds {text}, and shows fewer digits",
    "此单元格实际值为 {text}，显示的位数较少",
    expected=Said("a rounded number", "舍入后的数字"),
    hint=Said("round the number, or let the column show all digits", "请舍入该数字，或显示全部位数"),
)

error_in_cell = Message(
    "error-cell",
    "the cell {cell} holds the error {value}",
    "单元格 {cell} 含错误值 {value}",
    expected=Said("a value", "一个值"),
)

shared_formula = Message(
    "formula-cell",
    "the cells {cells} hold one formula",
    "单元格 {cells} 共用一个公式",
    expected=Said("a value in every cell", "每个单元格一个值"),
    hint=Said("copy the cells, and paste their values", "请复制这些单元格，再粘贴为值"),
)
