"""What can be wrong with batch: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.messages import Message
from credit_engine.wording import Said

output_beyond_doubles = Message(
    "too-large",
    "the outcome is {outcome}, but the output {name} is {value}, which a column of doubles cannot hold",
    "结果为 {outcome}，但输出 {name} 是 {value}，双精度列无法容纳",
    expected=Said("up to 15 digits", "最多 15 位"),
)

output_beyond_dates = Message(
    "too-large",
    "the outcome is {outcome}, but the output {name} is {value}, which a column of dates cannot hold",
    "结果为 {outcome}，但输出 {name} 是 {value}，日期列无法容纳",
    expected=Said("a year from {minyear} to {maxyear}", "{minyear} 至 {maxyear} 的年份"),
)

dates_of_other_rows = Message(
    "bad-date", "{name} has {count} dates, the data {rows}", "{name} 有 {count} 个日期，数据有{rows}"
)

no_dates = Message("bad-date", "{name} is {value}", "{name} 是 {value}")

dates_of_other_type = Message(
    "bad-date",
    "{called} is of type {type}",
    "{called} 的类型是 {type}",
    expected=Said("dates, or texts such as 2026-11-23", "日期，或文本如 2026-11-23"),
)

text_not_utf8 = Message(
    "not-utf8",
    "{path} holds bytes that are no UTF-8 text: {text}",
    "{path} 含有不是 UTF-8 文本的字节：{text}",
    expected=Said("UTF-8 text", "UTF-8 文本"),
    hint=Said("write the file anew with its texts in UTF-8", "请以 UTF-8 文本重新写出该文件"),
)

mark_without_csv = Message(
    "unknown-format",
    "only CSV files begin with a byte order mark",
    "只有 CSV 文件以字节顺序标记开头",
    expected=Said("a file that ends with .csv", "以 .csv 结尾的文件"),
)

missing_column = Message("missing-input", "the interventions have no column '{name}'", "干预缺少列 '{name}'")

unknown_row = Message(
    "unknown-row",
    "interventions are on rows that are not there: {none}",
    "干预所指的行不存在：{none}",
    hint=Said("correct the keys, or leave them out", "请更正键，或去掉这些干预"),
)

ambiguous_row = Message(
    "ambiguous-row",
    "interventions are on several rows each: {several}",
    "每条干预对应多行：{several}",
    hint=Said("name rows by their numbers", "请用行号指明各行"),
)

key_is_a_field = Message(
    "wrong-value",
    "'{key}' is a field of interventions and cannot be the key of their rows",
    "'{key}' 是干预的字段，不能作为行的键",
    expected=Said("{row}, or a column of the data", "{row}，或数据中的一列"),
)

no_row_named = Message(
    "wrong-value",
    "intervention {number} names no row{shown}",
    "干预 {number} 没有指明行{shown}",
)

interventions_no_list = Message(
    "wrong-type",
    "this is no list of interventions",
    "这不是干预列表",
    expected=Said("a list of mappings", "由映射组成的列表"),
)

duplicate_name = Message(
    "duplicate-name",
    "an output is called '{taken}', as a column of results with interventions",
    "输出名为 '{taken}'，与带干预结果的列同名",
    hint=Said("give the output another name", "请给该输出另取名称"),
)

bad_data = Message("bad-data", "the data is no table: {reason}", "数据不是表：{reason}")

keep_no_list = Message(
    "wrong-type", "keep is {keep}", "keep 是 {keep}", expected=Said("a list of names of columns", "列名列表")
)

kept_twice = Message(
    "duplicate-value",
    "keep names the column '{name}' {times} times",
    "keep 中列 '{name}' 出现 {times} 次",
    hint=Said("name it once", "请只写一次"),
)

column_named_as_result = Message(
    "duplicate-value",
    "the column '{both}' has the name of a column of the result",
    "列 '{both}' 与结果中的列同名",
    hint=Said("rename it", "请改名"),
)

unknown_column = Message(
    "unknown-field",
    "the column '{name}' is not an input of this policy",
    "列 '{name}' 不是此政策的输入",
)

duplicate_column = Message(
    "duplicate-value",
    "{times} columns are called '{name}'",
    "有 {times} 列名为 '{name}'",
    expected=Said("every name once", "每个列名只出现一次"),
)

kept_column_missing = Message("missing-input", "the data has no column '{name}'", "数据没有列 '{name}'")

column_of_other_type = Message(
    "wrong-type",
    "the column {name} is of type {type}",
    "列 {name} 的类型是 {type}",
    expected=Said("texts", "文本"),
)

input_column_missing = Message(
    "missing-input",
    "the data has no column {path}",
    "数据没有列 {path}",
)

unknown_format = Message(
    "unknown-format",
    "'{suffix}' is no form of data that can be read",
    "无法读取格式 '{suffix}' 的数据",
)

not_utf8 = Message(
    "not-utf8",
    "line {line} is not UTF-8 text{looks}",
    "第 {line} 行不是 UTF-8 文本{looks}",
    expected=Said("UTF-8 text", "UTF-8 文本"),
    hint=Said(
        "save it as UTF-8 (in Excel: 'CSV UTF-8'), or convert it: iconv -f {name} -t UTF-8",
        "请存为 UTF-8（Excel 中选“CSV UTF-8”），或转换：iconv -f {name} -t UTF-8",
    ),
)

no_such_file = Message("no-such-file", "there is no such file", "没有这个文件")

unreadable_file = Message(
    "unreadable-file", "this {form} file cannot be read: {reason}", "无法读取此 {form} 文件：{reason}"
)

line_width = Message(
    "row-width",
    "the line has {cells}, the head {names}",
    "该行有 {cells}，表头有 {names}",
    expected=Said(
        "a cell for each column; one that holds a comma stands in quotes",
        "每列一个单元格；含逗号的加引号",
    ),
)

unclosed_quote = Message(
    "unclosed-quote", "the quote that opens in line {last} {how}", "第 {last} 行开始的引号{how}", expected='"'
)

other_outputs = Message(
    "other-outputs",
    "the output '{name}' is of type {type} in version {older_version}, of type {type_2} in version "
    "{newer_version}: they do not fit into one column",
    "输出 '{name}' 在版本 {older_version} 中类型为 {type}，"
    "在版本 {newer_version} 中为 {type_2}：不能合为一列",
    hint=Said(
        "give one of them another name, or decide the rows of each version by themselves",
        "请给其中一个另取名称，或分版本处理各自的行",
    ),
)

cell_without_name = Message(
    "row-width", "a cell stands in a column without a name", "有单元格位于没有名称的列"
)

rows_without_order = Message(
    "bad-date",
    "{path} is an array, and the rows of these data have no order",
    "{path} 是数组，而这些数据的行没有顺序",
    expected=Said("a date, or the name of a column of dates", "日期，或日期列的名称"),
)

nameless_columns = Message(
    "missing-column",
    "the first row has no name for every column",
    "首行没有给每一列命名",
    expected=Said("a row of names", "列名行"),
)

empty_worksheet = Message(
    "missing-column", "the worksheet is empty", "工作表为空", expected=Said("a row of names", "列名行")
)

no_result_form = Message(
    "unknown-format",
    "'{suffix}' is no form in which results are written",
    "无法以格式 '{suffix}' 写出结果",
    expected=Said("a file that ends with {endings}", "以 {endings} 结尾的文件"),
)

result_replaced = Message(
    "result-replaced",
    "this file is not the one that was written",
    "此文件不是当初写出的文件",
    hint=Said("decide again, into a file of its own", "请重新判定，并写入单独的文件"),
)

other_separator = Message(
    "sheet-separator",
    "the columns seem to be separated by {separator}",
    "各列似以{separator}分隔",
    expected=Said("commas", "逗号"),
    hint=Said("save it as CSV with commas, in UTF-8", "请存为逗号分隔的 UTF-8 CSV"),
)

separator_line = Message(
    "sheet-separator",
    "the first line says how columns are separated, and names none",
    "首行说明分隔符，而不是列名",
    expected=Said("a line of names", "列名行"),
    hint=Said("remove it", "请删除"),
)

unseen_in_names = Message(
    "control-character",
    "the character U+{unseen:04X} stands in the line of names",
    "列名行中有字符 U+{unseen:04X}",
    hint=Said("remove it", "请删除"),
)

_OTHER_FORM = Said(
    "write .parquet, .csv or .jsonl, or fewer rows", "请写成 .parquet、.csv 或 .jsonl，或减少行数"
)

too_many_columns = Message(
    "excel-limit",
    "the result has {count:,} columns",
    "结果有 {count:,} 列",
    expected=Said("at most {most:,}", "最多 {most:,}"),
    hint=_OTHER_FORM,
)

text_too_long = Message(
    "excel-limit",
    "row {row} has a text of {count:,} characters in column {column}",
    "第 {row} 行第 {column} 列的文本有 {count:,} 个字符",
    expected=Said("at most {most:,}", "最多 {most:,} 个"),
    hint=_OTHER_FORM,
)

too_many_rows = Message(
    "excel-limit",
    "the result has {least}{rows:,} rows",
    "结果有{least}{rows:,} 行",
    expected=Said("at most {most:,} rows below the names", "列名行以下最多 {most:,} 行"),
    hint=_OTHER_FORM,
)
