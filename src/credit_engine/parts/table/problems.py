"""What can be wrong with table: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

row_hidden_by_several = Message(
    "row-unreachable",
    "row {row} never counts: whatever it matches, such as {sample}, {rows} {match}",
    "第 {row} 行永远不起作用：凡它匹配的（例如 {sample}），{rows}{match}",
    severity="warning",
)

rows_gap = Message(
    "rows-gap",
    "no row of the {what} '{name}' matches {gaps}",
    "{what}“{name}”没有一行匹配 {gaps}",
    expected=Said("rows for every record, or a default", "每个记录都有对应的行，或一个默认值"),
    hint=Said(
        "add a row for [{cells}], or a default; without one the value is unknown, and so is what "
        "depends on it",
        "请为 [{cells}] 增加一行，或写默认值；否则取值未知，依赖它的也都未知",
    ),
    severity="warning",
)

gaps_unknown = Message(
    "gaps-unknown",
    "'{name}' is too large to be searched for gaps",
    "“{name}”太大，无法查找遗漏",
    hint=Said("give it a default row", "请给它一个默认行（default）"),
    severity="warning",
)

unknown_type = Message(
    "unknown-type",
    "unknown type '{type}'",
    "未知类型 '{type}'",
    expected=Said("a list of values, or a type", "取值列表，或类型"),
)

row_hidden_by_one = Message(
    "row-unreachable",
    "row {second} never counts: row {first} above matches whatever it matches",
    "第 {second} 行永远不起作用：它匹配的情形都已被上面第 {first} 行匹配",
    hint=Said(
        "put the narrower row first, or remove one of the two", "请把条件较窄的行放在前面，或删除其中一行"
    ),
)

no_rows = Message(
    "wrong-value", "'rows' is empty", "'rows' 为空", expected=Said("at least one row", "至少一行")
)

default_width = Message(
    "row-width",
    "the default has {count} values, the head {count_2}",
    "默认值有 {count} 个，表头有 {count_2} 个",
)

aggregate_without_collect = Message(
    "aggregate-without-collect",
    "'aggregate' goes with 'hit: collect' only",
    "'aggregate' 只能与 'hit: collect' 同用",
    hint=Said("write 'hit: collect'", "写作 'hit: collect'"),
)

sum_of_no_numbers = Message(
    "type-clash",
    "the values of '{name}' cannot be added",
    "'{name}' 的取值不能相加",
    expected=Said("an output of type number", "数字类型的输出"),
    hint=Said("write 'aggregate: count', 'min' or 'max'", "写作 'aggregate: count'、'min' 或 'max'"),
)

extreme_of_texts = Message(
    "text-order",
    "'{how}' compares the texts of '{name}' by their characters",
    "'{how}' 按字符比较 '{name}' 的文本",
    expected=Said("an ordinal, a number or a date", "有序值、数字或日期"),
    hint=Said(
        "declare the output with 'type: ordinal' and 'values' in order",
        "用 'type: ordinal' 和按顺序排列的 'values' 声明该输出",
    ),
    severity="warning",
)

default_of_count = Message(
    "unexpected-key",
    "a count of rows needs no default: where no row matches it is 0",
    "计数无需默认值：没有行匹配时为 0",
    hint=Said("remove 'default'", "请删除 'default'"),
)

priority_without_values = Message(
    "priority-without-values",
    "'{hit}' orders rows by declared output values",
    "'{hit}' 按输出声明的取值排列各行",
    expected=Said("a list of values for every output", "为每个输出写取值列表"),
)

rows_disagree = Message(
    "rows-overlap",
    "rows {first} and {second} can both match, and give different values",
    "第 {first} 行与第 {second} 行可能同时匹配，且取值不同",
    expected=Said("rows that exclude each other or agree", "互不重叠或取值一致的行"),
    hint=Said("narrow one of them, or write 'hit: first'", "请收窄其中一行，或写 'hit: first'"),
)

rows_not_unique = Message(
    "rows-overlap",
    "rows {first} and {second} can both match, the table is 'unique'",
    "第 {first} 行与第 {second} 行可能同时匹配，而本表为 'unique'",
    expected=Said("rows that exclude each other", "互不重叠的行"),
    hint=Said("narrow one of them, or write 'hit: first'", "请收窄其中一行，或写 'hit: first'"),
)

row_id_twice = Message(
    "duplicate-id",
    "two rows are called '{id}'",
    "有两行都称为 '{id}'",
    hint=Said(
        "give every row its own id; a row without one is called by its number",
        "请给每行各取 id；没有 id 的行以序号为名",
    ),
)

row_width = Message(
    "row-width",
    "row {id} has {count} under '{key}', the head has {width}",
    "第 {id} 行的 '{key}' 下有 {count}，表头有 {width} 个",
)

value_of_other_type = Message(
    "type-clash",
    "'{tree}' is {type}, the output '{name}' {declared}",
    "'{tree}' 是 {type}，输出 '{name}' 是 {declared}",
)

value_of_other_unit = Message(
    "unit-clash",
    "'{tree}' is in '{unit}', the output '{name}' in '{declared}'",
    "'{tree}' 的单位是 '{unit}'，输出 '{name}' 的单位是 '{declared}'",
)

rows_mergeable = Message(
    "rows-mergeable",
    "rows {first} and {second} give the same, and differ only in where '{input}' is cut",
    "第 {first} 行与第 {second} 行取值相同，区别只在“{input}”的分界",
    hint=Said(
        "write '{cell}' in row {first}, and remove row {second}",
        "请在第 {first} 行写 '{cell}'，并删去第 {second} 行",
    ),
    severity="warning",
)

row_too_late = Message(
    "row-unreachable",
    "row {row} never counts: where {asked} is missing, {rows} cannot be decided, so that no row matches",
    "第 {row} 行永远不起作用：{asked} 缺失时，{rows}无法判定，因此没有任何行匹配",
    hint=Said("write 'hit: first' and put row {row} first", "请写 'hit: first'，并把第 {row} 行放在最前"),
    severity="warning",
)

unused_value = Message(
    "unused-value",
    "no row gives '{value}'",
    "没有任何一行给出“{value}”",
    hint=Said(
        "write a row that gives '{value}', or remove it here", "请写一个给出“{value}”的行，或在此删去它"
    ),
    severity="warning",
)

named_value_of_other_kind = Message(
    "unknown-value",
    "'{name}' is not declared to be one of the output's values",
    "'{name}' 没有声明为该输出的取值",
    expected=Said("a text whose 'values' are among {expected}", "取值均属于 {expected} 的文本"),
)

named_value_of_other_values = Message(
    "unknown-value",
    "'{name}' can be '{value}', which is none of the output's values",
    "'{name}' 可能取值 '{value}'，而它不在该输出声明的取值之中",
)

named_value_without_rank = Message(
    "unknown-value",
    "'{name}' is a name, whose value is known only when it is decided; 'hit: {hit}' orders the rows before",
    "'{name}' 是名称，其取值在决策时才知道，而 'hit: {hit}' 须事先为各行排序",
    expected=Said("one of the declared values", "声明的取值之一"),
    hint=Said("write a row for each value that it can have", "请为它可能的每个取值各写一行"),
)
