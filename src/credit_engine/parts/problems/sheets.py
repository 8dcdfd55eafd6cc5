"""What can be wrong with the columns and cells of a sheet that a part names."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

unknown_column = Message("unknown-column", "unknown column '{name}'", "未知的列 '{name}'", unknown="name")

column_without_head = Message("unknown-column", "this column has no head", "此列没有表头")

column_twice = Message(
    "duplicate-column",
    "the column '{name}' stands twice",
    "列 '{name}' 出现两次",
    hint=Said("remove one of the two", "请删除其中之一"),
)

column_missing = Message("missing-column", "the column '{name}' is missing", "缺少列 '{name}'")

no_columns = Message(
    "missing-column",
    "the grid has no columns",
    "网格没有列",
    expected=Said("a column for each of its values", "每个取值一列"),
)

empty_cell = Message("empty-cell", "this cell is empty", "此单元格为空")

date_without_quotes = Message(
    "date-cell",
    "'{text}' is {how} here, no date",
    "'{text}' 在此是{how}，不是日期",
    expected='@"2026-11-23"',
    hint=Said("write a date as text: @ and the day in quotes", "日期请写成文本：@ 后跟带引号的日期"),
)

output_named_as_column = Message(
    "reserved-name",
    "'{name}' is a column of every sheet of entries",
    "'{name}' 是每张条目表固有的列",
    hint=Said("give the output another name", "请给该输出另取名称"),
)

code_as_number = Message(
    "code-as-number",
    "the code {text} is stored as a number",
    "代码 {text} 存成了数字",
    expected=Said("a text", "一段文本"),
    hint=Said(
        "format the column as text, and enter the codes anew: zeros in front are lost",
        "请把列设为文本格式并重新输入代码：开头的零已丢失",
    ),
)

number_as_text = Message(
    "number-as-text",
    "the number {text} is stored as text",
    "数字 {text} 存成了文本",
    expected=Said("a number", "数字"),
    hint=Said(
        "format the column as a number, and enter the value anew",
        "请把列设为数字格式并重新输入该值",
    ),
)

text_as_number = Message(
    "text-as-number",
    "the text {text} is stored as another kind of value",
    "文本 {text} 存成了其他类型的值",
    expected=Said("a text", "一段文本"),
    hint=Said("format the column as text, and enter the value anew", "请把列设为文本格式并重新输入该值"),
)
