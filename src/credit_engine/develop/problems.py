"""The messages of scorecard development."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from credit_engine.develop.texts import left_out_text
from credit_engine.messages import Message
from credit_engine.numbers import read_number
from credit_engine.problems import Problem, missing_package, suggestion
from credit_engine.wording import Said, joined, of_languages, said

_SHOWN = 3
"""Names that a message lists: it stays one line."""


def package_missing(package: str) -> Problem:
    """The extra that fitting needs is not installed; `package` is the one not found."""
    return missing_package(said("fitting scorecards", "拟合评分卡"), package, "develop")


not_a_frame = Message(
    "wrong-type",
    "a pandas DataFrame is needed, this is {kind}",
    "需要 pandas DataFrame，此处是 {kind}",
    expected=Said("a pandas DataFrame", "pandas DataFrame"),
)


def unknown_column(name: str, place: str, columns: Iterable[str]) -> Problem:
    """A setting names a column that the data do not have; the first columns are listed."""
    known = list(columns)
    shown = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
    return Problem(
        "unknown-column",
        said("the data have no column '{name}'", "数据没有列 '{name}'", name=name),
        path=place,
        expected=shown or said("columns whose names are texts", "以文本命名的列"),
        hint=suggestion(name, known),
    )


duplicate_column = Message(
    "duplicate-column",
    "{times} columns are named '{path}'",
    "有 {times} 列名为 '{path}'",
    expected=Said("every column name once", "每个列名只出现一次"),
    hint=Said("rename or drop all but one", "请改名，或只保留一列"),
)

name_not_text = Message(
    "wrong-type",
    "the column name {name!r} is not a text",
    "列名 {name!r} 不是文本",
    expected=Said("texts as column names", "以文本作列名"),
)

wrong_target = Message(
    "wrong-target",
    "the target holds {shown}, which is neither 0 nor 1",
    "目标变量含 {shown}，既非 0 也非 1",
    expected=Said("0 for goods, 1 for bads", "0 表示好，1 表示坏"),
)

missing_target = Message(
    "wrong-target",
    "the target is missing in {rows}, first in data row {first}",
    "目标变量有 {rows}缺失，首见于数据第 {first} 行",
    expected=Said("0 for goods, 1 for bads", "0 表示好，1 表示坏"),
    hint=Said(
        "leave these rows out, or treat them as rejected applicants", "请去掉这些行，或作为被拒申请人处理"
    ),
)

empty_class = Message(
    "empty-class",
    "there are no {lacking} in the {sample} sample",
    "{sample} 样本中没有{lacking}",
    expected=Said("goods and bads", "好样本与坏样本"),
)

infinite = Message(
    "not-finite",
    "'{path}' is infinite in {rows}, first in data row {first}",
    "'{path}' 有 {rows}为无穷大，首见于数据第 {first} 行",
    expected=Said("finite numbers, or nothing where a value is missing", "有限的数字；缺失处留空"),
    hint=Said(
        "often a ratio with denominator 0: leave it empty, or use a special code",
        "往往是分母为 0 的比率：请留空，或用特殊代码",
    ),
)

too_large = Message(
    "number-out-of-range",
    "'{path}' has numbers beyond {limit:g} in {rows}, first in data row {first}",
    "'{path}' 有 {rows}超过 {limit:g}，首见于数据第 {first} 行",
    expected=Said("numbers from -{limit:g} to {limit:g}", "-{limit:g} 至 {limit:g} 的数字"),
    hint=Said(
        "often a placeholder: leave it empty, or divide the column", "往往是占位值：请留空，或将该列缩小单位"
    ),
)

lone_surrogate = Message(
    "lone-surrogate",
    "'{path}' has half of a character in data row {first}",
    "'{path}' 在数据第 {first} 行含有半个字符",
    expected=Said("text that UTF-8 can write", "UTF-8 可写的文本"),
    hint=Said("read the file with its true encoding", "请按文件的真实编码读取"),
)

surrogate_in_name = Message(
    "lone-surrogate",
    "the column name '{path}' has half of a character",
    "列名 '{path}' 含有半个字符",
    expected=Said("text that UTF-8 can write", "UTF-8 可写的文本"),
    hint=Said("read the file with its true encoding", "请按文件的真实编码读取"),
)

not_numeric = Message(
    "wrong-value",
    "'{key}' is for numbers, and '{name}' holds none",
    "'{key}' 用于数字，而 '{name}' 不是数字",
    expected=Said("'groups', or a column of numbers", "'groups'，或数字列"),
)

not_nominal = Message(
    "wrong-value",
    "'labels' are for categories, and '{name}' holds numbers",
    "'labels' 用于类别，而 '{name}' 是数字",
    expected=Said("no 'labels', or 'kind: nominal'", "不写 'labels'，或写 'kind: nominal'"),
)

setting_of_unused = Message(
    "wrong-value",
    "'{name}' is no candidate: {cause}",
    "'{name}' 不参与候选：{cause}",
    expected=Said("settings of columns that take part", "参与候选的列的设置"),
)

nothing_exempted = Message(
    "wrong-value",
    "'{name}' is not protected, so that there is nothing to exempt",
    "'{name}' 不是受保护特征，无需豁免",
    expected=Said("columns that 'protected' leaves out", "'protected' 所排除的列"),
)

none_out_of_time = Message(
    "wrong-value",
    "no row has a '{name}' of {start} or later",
    "没有行的 '{name}' 在 {start} 或之后",
    expected=Said("a day up to {last}", "不晚于 {last} 的日期"),
)

code_for_nothing = Message(
    "wrong-value",
    "the code '{code}' is no number, and only columns of numbers would have it",
    "代码 '{code}' 不是数字，而只有数字列才会有它",
    expected=Said("a number in quotes", "带引号的数字"),
)

text_among_numbers = Message(
    "text-among-numbers",
    "'{path}' holds texts among numbers in {rows}, first {text!r} in data row {first}",
    "'{path}' 的数字中夹有文本（{rows}），首见于数据第 {first} 行：{text!r}",
    expected=Said("numbers only, or texts only", "全为数字，或全为文本"),
    hint=Said(
        "correct these cells, or set 'kind: nominal' for the column",
        "请更正这些单元格，或为该列设 'kind: nominal'",
    ),
)

mixed = Message(
    "wrong-type",
    "'{path}' holds {kinds}: {value} in data row {first} is of another kind than the values before it",
    "'{path}' 含有{kinds}：数据第 {first} 行的 {value} 与之前的值类型不同",
    expected=Said("numbers only, texts only, or booleans only", "全为数字、全为文本或全为布尔值"),
    hint=Said(
        "correct these cells, or make all values of the column texts",
        "请更正这些单元格，或将该列全部改为文本",
    ),
)

too_long = Message(
    "number-out-of-range",
    "'{path}' has whole numbers as long as {longest}, of which some cannot be told apart",
    "'{path}' 含有长如 {longest} 的整数，其中有些无法区分",
    expected=Said("whole numbers up to 9007199254740992", "不超过 9007199254740992 的整数"),
    hint=Said(
        "make the column texts if they are codes, or divide it if they are amounts",
        "若为代码请改为文本；若为金额请缩小单位",
    ),
)

blank_name = Message(
    "wrong-type",
    "column {place} has a name without any character that can be seen",
    "第 {place} 列的名称没有可见字符",
    expected=Said("a name for every column", "每列都有名称"),
    hint=Said(
        "often numbers of rows that were written along: leave the column out, or name it",
        "往往是一并写出的行号：请去掉该列，或给它命名",
    ),
)


def numbers_as_text(name: str, texts: Sequence[str]) -> Problem:
    """Numbers of a column are written as texts; one that no number can be read of is shown, if any."""
    shown = next((text for text in texts if read_number(text) is None), texts[0])
    return Problem(
        "text-among-numbers",
        said(
            "'{name}' holds numbers written as texts, such as {shown!r}",
            "'{name}' 的数字写成了文本，如 {shown!r}",
            name=name,
            shown=shown,
        ),
        path=name,
        expected=said(
            "numbers such as 1234.5, without separators, signs or units",
            "如 1234.5 的数字，不带分隔符、符号或单位",
        ),
        hint=said(
            "convert the column to numbers, or set 'kind: nominal' for it",
            "请将该列转为数字，或为它设 'kind: nominal'",
        ),
    )


wrong_cell = Message(
    "wrong-type",
    "'{path}' holds a value of type {kind} in data row {first}",
    "'{path}' 在数据第 {first} 行有类型为 {kind} 的值",
    expected=Said("numbers, texts or booleans", "数字、文本或布尔值"),
    hint=Said("leave '{path}' out, or derive a number from it", "请去掉 '{path}'，或由其派生数字"),
)

wrong_weight = Message(
    "wrong-weight",
    "the weight is not a number above 0 in {rows}, first in data row {first}",
    "权重有 {rows}不是大于 0 的数字，首见于数据第 {first} 行",
    expected=Said("finite numbers above 0", "大于 0 的有限数字"),
)

wrong_sample = Message(
    "wrong-sample",
    "{shown} names no sample",
    "{shown} 不是样本名",
    expected=Said("train, validation, test, out_of_time", "train、validation、test、out_of_time"),
)

wrong_dates = Message(
    "wrong-sample",
    "'{path}' holds no date in data row {first}",
    "'{path}' 在数据第 {first} 行不是日期",
    expected=Said("dates such as 2026-11-23", "日期，如 2026-11-23"),
)

no_training_rows = Message(
    "empty-class",
    "no rows are left to train with",
    "没有剩下可训练的行",
    expected=Said("rows of the sample train", "train 样本的行"),
)


protected_column = Message(
    "protected-column",
    "'{path}' is a protected characteristic, and 'use' names it",
    "'{path}' 是受保护特征，却列入了 'use'",
    expected=Said("columns that may bear on the decision", "可影响决策的列"),
    hint=Said(
        "take it out of 'use'; or, where the law permits its use, give the reason: "
        "'exempted: {{{path}: ...}}'",
        "请从 'use' 中去掉；法律允许使用的，请写明理由：'exempted: {{{path}: ...}}'",
    ),
)


no_rows = Message(
    "empty-class", "the data have no rows", "数据没有行", expected=Said("goods and bads", "好样本与坏样本")
)

other_kind = Message(
    "wrong-type",
    "'{path}' holds {wanted} for accepted applicants, and something else for rejected ones",
    "'{path}' 对通过的申请人是{wanted}，对被拒的则不是",
    expected="{wanted}",
)


def no_columns(unused: Mapping[str, str]) -> Problem:
    """Every column is left out; the hint says why, column by column."""
    return Problem(
        "no-characteristic",
        said("no column is left to fit with", "没有剩下可用于拟合的列"),
        expected=said("at least one column beside the target", "除目标变量外至少一列"),
        hint=by_cause({name: of_languages(left_out_text(cause)) for name, cause in unused.items()}),
    )


def by_cause(causes: Mapping[str, str]) -> Said:
    """Columns by why they are left out, a few names of each."""
    names: dict[str, list[str]] = {}
    for name, cause in causes.items():
        names.setdefault(cause, []).append(name)
    return joined((_columns_of(cause, found) for cause, found in names.items()), "; ", "；")


def _columns_of(cause: str, names: Sequence[str]) -> Said:
    shown = ", ".join(names[:_SHOWN])
    if len(names) <= _SHOWN:
        return said("{cause}: {shown}", "{cause}：{shown}", cause=cause, shown=shown)
    more = len(names) - _SHOWN
    pattern = "{cause}: {shown} and {more} more", "{cause}：{shown} 及另外 {more} 个"
    return said(*pattern, cause=cause, shown=shown, more=more)


nothing_selected = Message(
    "no-characteristic",
    "no characteristic satisfies the criteria of selection",
    "没有特征满足入选标准",
    expected="{reasons}",
    hint=Said(
        "loosen the thresholds under 'selection', or look for columns that tell goods from bads",
        "请放宽 'selection' 下的阈值，或寻找能区分好坏的列",
    ),
)

unfittable = Message(
    "bins-not-found",
    "no bins satisfy what is asked for '{path}': {failure}",
    "没有分箱满足对 '{path}' 的要求：{failure}",
    hint=Said(
        "lower 'min_bin_size', set another 'trend' or fewer 'splits'",
        "请调低 'min_bin_size'，改用其他 'trend' 或减少 'splits'",
    ),
)

no_development = Message(
    "bad-development",
    "this is no development file",
    "这不是开发文件",
    expected=Said(
        "a file that 'scorecard fit --development FILE' wrote",
        "由 'scorecard fit --development FILE' 写出的文件",
    ),
)

changed_development = Message(
    "bad-development",
    "this development file was changed after it was written: its digest does not agree",
    "此开发文件写出后被改动：摘要不一致",
    expected=Said("the file as it was written", "写出时的原文件"),
    hint=Said(
        "put changes into a file of edits; to get the development file back, fit again",
        "请把改动写入修改文件；要恢复开发文件，请重新拟合",
    ),
)

other_development = Message(
    "bad-development",
    "this development file has the form {form}, which this version does not read",
    "此开发文件的格式为 {form}，本版本无法读取",
    expected=Said("a file of the form 1", "格式为 1 的文件"),
    hint=Said("fit again with this version", "请用本版本重新拟合"),
)

no_scorecard = Message(
    "wrong-type",
    "{name} is no scorecard",
    "{name} 不是评分卡",
    expected=Said("a Scorecard", "Scorecard"),
    hint=Said("load_scorecard reads one from its file", "用 load_scorecard 从文件读取"),
)

approvals_no_list = Message(
    "wrong-type",
    "the approvals are {approved!r}",
    "approvals 是 {approved!r}",
    expected=Said("a list of values, as ['approve']", "取值列表，如 ['approve']"),
)

no_column_name = Message(
    "wrong-type",
    "{place} is {name!r}",
    "{place} 是 {name!r}",
    expected=Said("the name of a column, a text", "列名（文本）"),
)

named_column_missing = Message(
    "unknown-column",
    "the data have no column '{name}'",
    "数据没有列 '{name}'",
)

column_named_twice = Message(
    "duplicate-column",
    "there are several columns '{name}'",
    "有几列名为 '{name}'",
    expected=Said("one column", "一列"),
)

no_rows_to_monitor = Message(
    "no-rows", "the data have no row", "数据没有行", expected=Said("at least one row", "至少一行")
)

too_many_periods = Message(
    "too-many-periods",
    "'{name}' has {count:,} different values",
    "'{name}' 有 {count:,} 个不同的值",
    expected=Said("at most {most_periods} periods", "最多 {most_periods} 个期间"),
    hint=Said("name a column that holds the month or the quarter", "请指定月份或季度列"),
)

nothing_approved = Message(
    "wrong-value",
    "no row of '{name}' holds a value that counts as approved ({wanted})",
    "'{name}' 没有一行的值算作批准（{wanted}）",
    expected=Said("one of its values: {shown}", "其取值之一：{shown}"),
    hint=Said("say which values are approvals", "请说明哪些值表示批准"),
)

no_flags = Message(
    "wrong-target",
    "'{path}' holds values other than 0 and 1: {shown}",
    "'{path}' 含有 0 和 1 以外的值：{shown}",
    expected=Said("1, 0, or nothing", "1、0 或留空"),
)

words_among_numbers = Message(
    "text-among-numbers",
    "'{path}' holds texts among numbers in {rows}, first {text!r} in data row {row}",
    "'{path}' 的数字中夹有文本（{rows}），首见于数据第 {row} 行：{text!r}",
    expected=Said("numbers, or nothing", "数字，或留空"),
    hint=Said(
        "correct these cells; where no value is known, leave them empty", "请更正这些单元格；没有值的留空"
    ),
)

texts_for_numbers = Message(
    "text-among-numbers",
    "'{path}' holds numbers written as texts, first {text!r} in data row {row}",
    "'{path}' 的数字写成了文本，首见于数据第 {row} 行：{text!r}",
    expected=Said("numbers, or nothing", "数字，或留空"),
    hint=Said("convert the column to numbers", "请将该列转为数字"),
)

other_separators = Message(
    "bad-table",
    "the cells of the header are separated by {separators}",
    "表头各单元格以{separators}分隔",
    expected=Said("commas", "逗号"),
    hint=Said(
        "save it with commas, or read it in Python and call fit_scorecard",
        "请用逗号保存，或在 Python 中读取后调用 fit_scorecard",
    ),
)

nameless_columns = Message(
    "bad-table",
    "the header has no name for {columns} {places}",
    "表头第 {places} {columns}没有名称",
    expected=Said("a name for every column", "每列都有名称"),
    hint=Said(
        "often numbers of rows that were written along: leave the column out, or name it",
        "往往是一并写出的行号：请去掉该列，或给它命名",
    ),
)

other_encoding = Message(
    "bad-table",
    "this is not UTF-8 text; it may be GBK or of another encoding",
    "这不是 UTF-8 文本；可能是 GBK 或其他编码",
    expected=Said("CSV in UTF-8", "UTF-8 编码的 CSV"),
    hint=Said("save it as UTF-8: iconv -f GBK -t UTF-8", "请存为 UTF-8：iconv -f GBK -t UTF-8"),
)

wide_encoding = Message(
    "bad-table",
    "this is UTF-16 text",
    "这是 UTF-16 文本",
    expected=Said("CSV in UTF-8", "UTF-8 编码的 CSV"),
    hint=Said("save it as UTF-8: iconv -f UTF-16 -t UTF-8", "请存为 UTF-8：iconv -f UTF-16 -t UTF-8"),
)

no_table = Message(
    "bad-table",
    "this is no table: {message}",
    "这不是表：{message}",
    expected=Said(
        "CSV in UTF-8 with a header and commas, or Parquet", "带表头、逗号分隔的 UTF-8 CSV，或 Parquet"
    ),
)

not_plain = Message(
    "wrong-value",
    "{what} hold what no file could: {failure}",
    "{what}含有文件中不可能出现的内容：{failure}",
    expected=Said("texts, numbers, lists, dicts", "文本、数字、列表、字典"),
)
