"""What can be wrong with a review and its books, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

no_policy = Message(
    "no-such-file",
    "there is no policy '{place}'",
    "没有政策 '{place}'",
    expected=Said("a policy file, by its path from this file", "政策文件，路径相对于此文件"),
)

no_step = Message(
    "unknown-name",
    "there is no step '{name}'",
    "没有步骤 '{name}'",
    unknown="name",
)

no_source = Message(
    "unknown-name",
    "'{name}' is no step or total, and no group of inputs",
    "'{name}' 不是步骤或合计，也不是输入的分组",
    expected=Said(
        "{expected}, or a column of the book that is not nearly called so",
        "{expected}，或名称不与之相近的贷款簿列",
    ),
)

no_steps = Message(
    "missing-key",
    "a review has at least one step",
    "检视至少有一个步骤",
    expected=Said("STEP: {{policy: FILE}}", "步骤名: {{policy: 文件}}"),
)

later_step = Message(
    "unknown-name",
    "'{name}' comes after this step: it has decided nothing yet",
    "'{name}' 在此步骤之后：尚未作出决策",
    expected=Said(
        "an earlier step, '{name}.prior.FIELD', or what it gave last month: '{name}.last.OUTPUT'",
        "更早的步骤、'{name}.prior.字段'，或其上月给出的 '{name}.last.输出'",
    ),
)

no_value = Message(
    "unknown-name",
    "the step '{step}' gives no '{name}'",
    "步骤 '{step}' 没有 '{name}'",
    unknown="name",
)

no_value_of_total = Message(
    "unknown-name",
    "the total '{total}' gives no '{name}'",
    "合计 '{total}' 没有 '{name}'",
    unknown="name",
)

bad_sources = Message(
    "wrong-value",
    "'{name}' has no source, or several columns of the book",
    "'{name}' 没有来源，或有多个贷款簿列",
    expected=Said(
        "a source, or a list of sources of which at most one is a column of the book",
        "一个来源，或来源列表，其中至多一个是贷款簿的列",
    ),
)

no_number = Message(
    "type-clash",
    "'{name}' is {type}, not a number",
    "'{name}' 是{type}，不是数字",
    expected=Said(
        "a column of the book with numbers, or a number that a step gives",
        "贷款簿中的数字列，或步骤给出的数字",
    ),
)

no_input = Message(
    "unknown-name",
    "the policy {policy} has no input '{name}'",
    "政策 {policy} 没有输入 '{name}'",
    unknown="name",
)

other_values = Message(
    "wrong-value",
    "the step '{step}' gives {outcomes}, which the input '{name}' does not take",
    "步骤 '{step}' 会给出 {outcomes}，而输入 '{name}' 不接受",
    hint=Said(
        "every loan with such an outcome would be refused: give policy and input the same values",
        "有此结果的贷款都会被拒绝：请使政策与输入取值一致",
    ),
)

other_kind = Message(
    "type-clash",
    "'{source}' is of type {type}, which the input '{name}' does not take",
    "'{source}' 的类型是{type}，输入 '{name}' 不接受",
)

no_field = Message(
    "unknown-name",
    "the policy {policy} has no field '{name}' in its state",
    "政策 {policy} 的状态没有字段 '{name}'",
    expected=Said("no state", "无状态"),
    unknown="name",
)

step_named = Message(
    "duplicate-name",
    "'{name}' is a step, too",
    "'{name}' 也是步骤名",
    expected=Said("a name of its own", "不重复的名称"),
)

state_of_whole = Message(
    "wrong-value",
    "the policy {policy} keeps a state, the book as a whole has none",
    "政策 {policy} 保留状态，而全组合没有状态",
    expected=Said("a policy without 'prior:'", "没有 'prior:' 的政策"),
)

no_total = Message(
    "unknown-name",
    "there is no total '{name}'",
    "没有合计项 '{name}'",
    unknown="name",
)

no_minimum = Message(
    "unknown-name",
    "no policy of the whole book gives '{name}'",
    "没有全组合政策给出 '{name}'",
    expected=Said("a number, or {expected}", "数字，或 {expected}"),
)

no_outcome = Message(
    "unknown-outcome",
    "the step '{step}' has no outcome '{name}'",
    "步骤 '{step}' 没有结果 '{name}'",
    unknown="name",
)

no_amount = Message(
    "unknown-name",
    "there is no amount '{name}'",
    "没有金额 '{name}'",
    expected=Said("an entry of 'amounts:'", "'amounts:' 中的条目"),
    unknown="name",
)

no_base = Message(
    "unknown-name",
    "there is no base '{name}'",
    "没有基数 '{name}'",
    unknown="name",
)

no_shown = Message(
    "unknown-name",
    "a month's decisions have no column '{name}'",
    "月度决策没有列 '{name}'",
    unknown="name",
)

bad_name = Message(
    "bad-name",
    "'{name}' cannot be the name of {what}",
    "'{name}' 不能作为{what}的名称",
    expected=Said("letters, digits and underscores", "字母、数字和下划线"),
)

bad_bounds = Message(
    "wrong-value",
    "bounds of days past due begin with 0 and ascend",
    "逾期天数的分界须从 0 开始并递增",
    expected="[0, 30, 60, 90, 180]",
)

bad_share = Message(
    "wrong-value",
    "{value} is no {what}",
    "{value} 不是{what}",
)

text_of_version = Message(
    "wrong-value",
    "no version is written",
    "未写版本号",
    expected=Said('a text such as "2026.11"', '文本，如 "2026.11"'),
)

no_folder = Message(
    "no-such-file",
    "there is no folder of books",
    "没有存放贷款簿的文件夹",
    expected=Said("a folder with files such as 2026-01.parquet", "含 2026-01.parquet 之类文件的文件夹"),
)

no_books = Message(
    "missing-month",
    "this folder has no book of any month",
    "此文件夹没有任何月份的贷款簿",
    expected=Said(
        "files such as 2026-01.parquet or 2026-01.csv", "2026-01.parquet 或 2026-01.csv 之类的文件"
    ),
)

empty_book = Message(
    "no-rows",
    "this book has no rows: it holds no loans",
    "此贷款簿没有数据行：没有任何贷款",
    expected=Said("a row for each loan of the month", "该月每笔贷款一行"),
    hint=Said("nothing was reviewed: all loans would have left", "未检视任何内容：否则所有贷款都会视为退出"),
)

two_books = Message(
    "duplicate-value",
    "{month} has several books: {files}",
    "{month} 有多个贷款簿：{files}",
    expected=Said("one file for each month", "每月一个文件"),
    hint=Said("move all but one out of the folder", "请把多余的移出文件夹"),
)

until_month = Message(
    "bad-date",
    "{value} is no month",
    "{value} 不是月份",
    expected=Said("a month such as 2026-07", "月份，如 2026-07"),
)

book_column_missing = Message(
    "missing-input",
    "the book has no column {name}",
    "贷款簿没有列 {name}",
    expected=Said("a column for '{role}'", "'{role}' 对应的列"),
)

book_column_type = Message(
    "wrong-type",
    "the column {name} is of type {type}",
    "列 {name} 的类型是 {type}",
)

read_in_two_ways = Message(
    "wrong-type",
    "the column {name} is declared otherwise by the step '{step}' than by '{other}'",
    "列 {name} 在步骤 '{step}' 与 '{other}' 中声明不同",
    expected=Said("a book in Parquet, which has types of its own", "Parquet 格式的贷款簿，列自带类型"),
    hint=Said("save the book as Parquet", "请把贷款簿存为 Parquet"),
)

same_place = Message(
    "wrong-value",
    "the books and the months of the review stand in one folder",
    "贷款簿与检视结果位于同一文件夹",
    expected=Said("two folders", "两个文件夹"),
)

no_months = Message(
    "missing-month",
    "this folder has no reviewed month",
    "此文件夹没有已检视的月份",
    expected=Said("a folder that 'credit-engine portfolio' wrote", "'credit-engine portfolio' 写出的文件夹"),
)
