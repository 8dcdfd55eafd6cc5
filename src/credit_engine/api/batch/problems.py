"""What can be wrong with batch: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Problem
from credit_engine.wording import said


def output_beyond_doubles(name: object, value: object, hint: str, path: str) -> Problem:
    return Problem(
        "too-large",
        said(
            "the output {name} is {value}, which a column of doubles cannot hold",
            "输出 {name} 是 {value}，双精度列无法容纳",
            name=name,
            value=value,
        ),
        expected=said("up to 15 digits", "最多 15 位"),
        hint=hint,
        path=path,
    )


def output_beyond_dates(name: object, value: object, minyear: object, maxyear: object, path: str) -> Problem:
    return Problem(
        "too-large",
        said(
            "the output {name} is {value}, which a column of dates cannot hold",
            "输出 {name} 是 {value}，日期列无法容纳",
            name=name,
            value=value,
        ),
        expected=said(
            "a year from {minyear} to {maxyear}",
            "{minyear} 至 {maxyear} 的年份",
            minyear=minyear,
            maxyear=maxyear,
        ),
        path=path,
    )


def dates_of_other_rows(name: object, count: object, rows: object, path: str) -> Problem:
    return Problem(
        "bad-date",
        said(
            "{name} has {count} dates, the data {rows}",
            "{name} 有 {count} 个日期，数据有{rows}",
            name=name,
            count=count,
            rows=rows,
        ),
        path=path,
    )


def no_dates(name: object, value: object, expected: str, hint: str, path: str) -> Problem:
    return Problem(
        "bad-date",
        said("{name} is {value}", "{name} 是 {value}", name=name, value=value),
        expected=expected,
        hint=hint,
        path=path,
    )


def dates_of_other_type(called: object, type: object, path: str) -> Problem:
    return Problem(
        "bad-date",
        said("{called} is of type {type}", "{called} 的类型是 {type}", called=called, type=type),
        expected=said("dates, or texts such as 2026-11-23", "日期，或文本如 2026-11-23"),
        path=path,
    )


def mark_without_csv(path: str) -> Problem:
    return Problem(
        "unknown-format",
        said("only CSV files begin with a byte order mark", "只有 CSV 文件以字节顺序标记开头"),
        expected=said("a file that ends with .csv", "以 .csv 结尾的文件"),
        path=path,
    )


def unknown_field(name: object, expected: str, hint: str, path: str) -> Problem:
    return Problem(
        "unknown-field",
        said("an intervention has no '{name}'", "干预没有 '{name}'", name=name),
        expected=expected,
        hint=hint,
        path=path,
    )


def missing_column(name: object, expected: str, path: str) -> Problem:
    return Problem(
        "missing-input",
        said("the interventions have no column '{name}'", "干预缺少列 '{name}'", name=name),
        expected=expected,
        path=path,
    )


def unknown_row(none: object, expected: str, path: str) -> Problem:
    return Problem(
        "unknown-row",
        said("interventions are on rows that are not there: {none}", "干预所指的行不存在：{none}", none=none),
        expected=expected,
        hint=said("correct the keys, or leave them out", "请更正键，或去掉这些干预"),
        path=path,
    )


def ambiguous_row(several: object, expected: str, path: str) -> Problem:
    return Problem(
        "ambiguous-row",
        said(
            "interventions are on several rows each: {several}",
            "每条干预对应多行：{several}",
            several=several,
        ),
        expected=expected,
        hint=said("name rows by their numbers", "请用行号指明各行"),
        path=path,
    )


def key_is_a_field(key: object, row: object, path: str) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "'{key}' is a field of interventions and cannot be the key of their rows",
            "'{key}' 是干预的字段，不能作为行的键",
            key=key,
        ),
        expected=said("{row}, or a column of the data", "{row}，或数据中的一列", row=row),
        path=path,
    )


def no_row_named(number: object, shown: object, expected: str, path: str) -> Problem:
    return Problem(
        "wrong-value",
        said(
            "intervention {number} names no row{shown}",
            "干预 {number} 没有指明行{shown}",
            number=number,
            shown=shown,
        ),
        expected=expected,
        path=path,
    )


def interventions_no_list(path: str) -> Problem:
    return Problem(
        "wrong-type",
        said("this is no list of interventions", "这不是干预列表"),
        expected=said("a list of mappings", "由映射组成的列表"),
        path=path,
    )


def duplicate_name(taken: object, path: str) -> Problem:
    return Problem(
        "duplicate-name",
        said(
            "an output is called '{taken}', as a column of results with interventions",
            "输出名为 '{taken}'，与带干预结果的列同名",
            taken=taken,
        ),
        hint=said("give the output another name", "请给该输出另取名称"),
        path=path,
    )


def bad_data(reason: object, expected: str) -> Problem:
    return Problem(
        "bad-data",
        said("the data is no table: {reason}", "数据不是表：{reason}", reason=reason),
        expected=expected,
    )


def keep_no_list(keep: object) -> Problem:
    return Problem(
        "wrong-type",
        said("keep is {keep}", "keep 是 {keep}", keep=keep),
        expected=said("a list of names of columns", "列名列表"),
        path="keep",
    )


def option_of_other_type(name: object, value: object, expected: str, path: str) -> Problem:
    return Problem(
        "wrong-type",
        said("{name} is {value}", "{name} 是 {value}", name=name, value=value),
        expected=expected,
        path=path,
    )


def kept_twice(name: object, times: object, path: str) -> Problem:
    return Problem(
        "duplicate-value",
        said(
            "keep names the column '{name}' {times} times",
            "keep 中列 '{name}' 出现 {times} 次",
            name=name,
            times=times,
        ),
        hint=said("name it once", "请只写一次"),
        path=path,
    )


def out_of_range(name: object, value: object, expected: str, path: str) -> Problem:
    return Problem(
        "out-of-range",
        said("{name} is {value}", "{name} 是 {value}", name=name, value=value),
        expected=expected,
        path=path,
    )


def column_named_as_result(both: object, path: str) -> Problem:
    return Problem(
        "duplicate-value",
        said(
            "the column '{both}' has the name of a column of the result",
            "列 '{both}' 与结果中的列同名",
            both=both,
        ),
        hint=said("rename it", "请改名"),
        path=path,
    )


def unknown_column(name: object, hint: str, path: str) -> Problem:
    return Problem(
        "unknown-field",
        said("the column '{name}' is not an input of this policy", "列 '{name}' 不是此政策的输入", name=name),
        hint=hint,
        path=path,
    )


def duplicate_column(times: object, name: object, path: str) -> Problem:
    return Problem(
        "duplicate-value",
        said("{times} columns are called '{name}'", "有 {times} 列名为 '{name}'", times=times, name=name),
        path=path,
    )


def kept_column_missing(name: object, hint: str, path: str) -> Problem:
    return Problem(
        "missing-input",
        said("the data has no column '{name}'", "数据没有列 '{name}'", name=name),
        hint=hint,
        path=path,
    )


def column_of_other_type(name: object, type: object, path: str) -> Problem:
    return Problem(
        "wrong-type",
        said("the column {name} is of type {type}", "列 {name} 的类型是 {type}", name=name, type=type),
        expected="texts",
        path=path,
    )


def input_column_missing(path: str, expected: str, hint: str) -> Problem:
    return Problem(
        "missing-input",
        said("the data has no column {path}", "数据没有列 {path}", path=path),
        expected=expected,
        hint=hint,
        path=path,
    )


def unknown_format(suffix: object, expected: str, path: str) -> Problem:
    return Problem(
        "unknown-format",
        said(
            "'{suffix}' is no form of data that can be read", "无法读取格式 '{suffix}' 的数据", suffix=suffix
        ),
        expected=expected,
        path=path,
    )


def not_utf8(line: object, looks: object, name: object, path: str) -> Problem:
    return Problem(
        "not-utf8",
        said(
            "line {line} is not UTF-8 text{looks}",
            "第 {line} 行不是 UTF-8 文本{looks}",
            line=line,
            looks=looks,
        ),
        expected=said("UTF-8 text", "UTF-8 文本"),
        hint=said(
            "save it as UTF-8 (in Excel: 'CSV UTF-8'), or convert it: iconv -f {name} -t UTF-8",
            "请存为 UTF-8（Excel 中选“CSV UTF-8”），或转换：iconv -f {name} -t UTF-8",
            name=name,
        ),
        path=path,
    )


def no_such_file(path: str) -> Problem:
    return Problem("no-such-file", said("there is no such file", "没有这个文件"), path=path)


def unreadable_file(form: object, reason: object, path: str) -> Problem:
    return Problem(
        "unreadable-file",
        said(
            "this {form} file cannot be read: {reason}",
            "无法读取此 {form} 文件：{reason}",
            form=form,
            reason=reason,
        ),
        path=path,
    )


def line_width(count: object, count_2: object) -> Problem:
    return Problem(
        "row-width",
        said("the line has {count} cells", "该行有 {count} 个单元格", count=count),
        expected=said("{count} cells, one for each name", "{count} 个单元格，每个列名一个", count=count_2),
    )


def unclosed_quote(last: object, how: object, path: str) -> Problem:
    return Problem(
        "unclosed-quote",
        said("the quote that opens in line {last} {how}", "第 {last} 行开始的引号{how}", last=last, how=how),
        expected='"',
        path=path,
    )


def other_outputs(
    name: object, type: object, older_version: object, type_2: object, newer_version: object, path: str
) -> Problem:
    return Problem(
        "other-outputs",
        said(
            "the output '{name}' is of type {type} in version {older_version}, of type {type_2} in version "
            "{newer_version}: they do not fit into one column",
            "输出 '{name}' 在版本 {older_version} 中类型为 {type}，"
            "在版本 {newer_version} 中为 {type_2}：不能合为一列",
            name=name,
            type=type,
            older_version=older_version,
            type_2=type_2,
            newer_version=newer_version,
        ),
        hint=said(
            "give one of them another name, or decide the rows of each version by themselves",
            "请给其中一个另取名称，或分版本处理各自的行",
        ),
        path=path,
    )


def cell_without_name() -> Problem:
    return Problem("row-width", said("a cell stands in a column without a name", "有单元格位于没有名称的列"))
