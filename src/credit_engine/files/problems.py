"""What can be wrong with a file whatever its format is."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

too_large = Message(
    "file-too-large", "the text has more than {limit:,} characters", "文本超过 {limit:,} 个字符"
)
"""A text longer than the limit."""

too_many = Message(
    "too-many-problems",
    "too many mistakes; the rest is not read",
    "错误过多，其余部分未读取",
    hint=Said("mend those above first", "先改正以上问题"),
)
"""More mistakes than are worth reading on after."""

no_sheet_name = Message(
    "unknown-sheet",
    "'{name}' is no name of a sheet",
    "'{name}' 不是表文件名",
    expected=Said(
        "a file NAME.csv or NAME.xlsx in the policy's folder, or in one within it",
        "政策所在文件夹或其下文件夹中的文件 NAME.csv 或 NAME.xlsx",
    ),
)

no_such_sheet = Message(
    "unknown-sheet",
    "there is no sheet '{name}'",
    "没有表 '{name}'",
    expected=Said("a file {at}", "文件 {at}"),
)

empty_sheet = Message(
    "empty-sheet",
    "the sheet has no rows",
    "表没有行",
    expected=Said("a head, and a row below it", "一行表头，其下至少一行"),
)

column_without_head = Message(
    "unknown-column",
    "this column has no head",
    "此列没有表头",
    expected=Said("a name for every column", "每列一个名称"),
)

head_without_rows = Message(
    "empty-sheet",
    "below its head the sheet has no rows",
    "表头之下没有行",
    expected=Said("at least one row", "至少一行"),
)

quotes_within_cell = Message(
    "sheet-quote",
    "quotes stand within this cell",
    "此单元格中间出现引号",
    expected=Said(
        "quotes around the whole cell, those within it doubled", "整个单元格加引号，其中的引号写两个"
    ),
    hint=Said('such as """A"", ""B""" for "A", "B"', '如 """A"", ""B""" 表示 "A", "B"'),
)

other_separator = Message(
    "sheet-separator",
    "the columns seem to be separated by {shown}",
    "各列似乎以{shown}分隔",
    expected=Said("commas", "逗号"),
    hint=Said(
        "save the sheet as CSV (comma delimited), in UTF-8", "请把表保存为 CSV（逗号分隔），编码 UTF-8"
    ),
)

row_of_other_width = Message(
    "row-width",
    "this row has {cells}, the head has {width}",
    "此行有 {cells}，表头有 {width} 个",
    expected=Said("{width} cells", "{width} 个单元格"),
)

file_too_large = Message(
    "file-too-large", "the file has more than {limit:,} characters", "文件超过 {limit:,} 个字符"
)

not_utf8 = Message(
    "not-utf8",
    "byte 0x{byte:02X} is not UTF-8 text",
    "字节 0x{byte:02X} 不是 UTF-8 文本",
    expected=Said("a file saved as UTF-8", "以 UTF-8 保存的文件"),
)

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

other_file = Message(
    "other-file",
    "this is {found}, not {wanted}",
    "这是{found}，不是{wanted}",
    hint=Said("taken by: {commands}", "读取它的命令：{commands}"),
)

is_directory = Message(
    "is-a-directory",
    "this is a directory, not a file",
    "这是目录，不是文件",
    hint=Said("name a file in it", "请指定目录中的文件"),
)

not_regular = Message("not-a-file", "this is not a regular file", "这不是普通文件")

link_out_of_folder = Message(
    "link-out-of-folder",
    "{reason}",
    "{reason}",
    hint=Said(
        "put the file itself there, or link within the folder",
        "请把文件本身放到该处，或只在文件夹内部建立链接",
    ),
)

no_file = Message("no-such-file", "there is no such file", "文件不存在")

not_permitted = Message("unreadable-file", "this file may not be read: permission denied", "无权读取此文件")

unreadable_file = Message("unreadable-file", "this file cannot be read: {reason}", "无法读取此文件：{reason}")

formula_in_cell = Message(
    "formula-cell",
    "the cell {cell} holds a formula",
    "单元格 {cell} 含公式",
    expected=_VALUE,
    hint=Said("copy the cells, and paste their values", "请复制这些单元格，再粘贴为值"),
)

hidden_in_sheet = Message(
    "hidden-cells",
    "{what} {listed} {hidden}",
    "{hidden}的{what}：{listed}",
    hint=Said(
        "hidden {each}s are read as all others; delete those that shall not count",
        "隐藏的{each}与其他{each}一样会被读取；不应计入的请删除",
    ),
    severity="warning",
)

large_workbook = Message("file-too-large", "{what}", "{what}")

unreadable_workbook = Message(
    "unreadable-workbook",
    "this file cannot be read as a workbook{reason}",
    "无法作为工作簿读取此文件{reason}",
    expected=Said("an Excel workbook (.xlsx)", "Excel 工作簿（.xlsx）"),
    hint=Said("save it anew as an Excel workbook, or as CSV", "请重新保存为 Excel 工作簿或 CSV"),
)

several_worksheets = Message(
    "unknown-sheet",
    "the workbook has {number} worksheets",
    "工作簿有 {number} 个工作表",
)

no_worksheet = Message("unknown-sheet", "there is no worksheet '{tab}'", "没有工作表 '{tab}'", unknown="tab")
