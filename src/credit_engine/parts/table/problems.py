"""What can be wrong with table: one function for each message, in English and Chinese."""

from __future__ import annotations

from credit_engine.problems import Note, Problem
from credit_engine.source import Span
from credit_engine.wording import said


def row_hidden_by_several(
    span: Span, row: object, sample: object, rows: object, match: object, hint: str, notes: tuple[Note, ...]
) -> Problem:
    return Problem(
        "row-unreachable",
        said(
            "row {row} never counts: whatever it matches, such as {sample}, {rows} {match}",
            "第 {row} 行永远不起作用：凡它匹配的（例如 {sample}），{rows}{match}",
            row=row,
            sample=sample,
            rows=rows,
            match=match,
        ),
        span,
        hint=hint,
        notes=notes,
        severity="warning",
    )


def rows_gap(span: Span, what: object, name: object, gaps: object, cells: object) -> Problem:
    return Problem(
        "rows-gap",
        said(
            "no row of the {what} '{name}' matches {gaps}",
            "{what}“{name}”没有一行匹配 {gaps}",
            what=what,
            name=name,
            gaps=gaps,
        ),
        span,
        expected=said("rows for every record, or a default", "每个记录都有对应的行，或一个默认值"),
        hint=said(
            "add a row for [{cells}], or a default; without one the value is unknown, and so is what "
            "depends on it",
            "请为 [{cells}] 增加一行，或写默认值；否则取值未知，依赖它的也都未知",
            cells=cells,
        ),
        severity="warning",
    )


def gaps_unknown(span: Span, name: object) -> Problem:
    return Problem(
        "gaps-unknown",
        said("'{name}' is too large to be searched for gaps", "“{name}”太大，无法查找遗漏", name=name),
        span,
        hint=said("give it a default row", "请给它一个默认行（default）"),
        severity="warning",
    )


def unknown_unit(span: Span, unit: object) -> Problem:
    return Problem("unknown-unit", said("'{unit}' is not a unit", "'{unit}' 不是单位", unit=unit), span)


def unknown_type(span: Span, type: object, hint: str) -> Problem:
    return Problem(
        "unknown-type",
        said("unknown type '{type}'", "未知类型 '{type}'", type=type),
        span,
        expected=said("a list of values, or a type", "取值列表，或类型"),
        hint=hint,
    )


def row_hidden_by_one(span: Span, second: object, first: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "row-unreachable",
        said(
            "row {second} never counts: row {first} above matches whatever it matches",
            "第 {second} 行永远不起作用：它匹配的情形都已被上面第 {first} 行匹配",
            second=second,
            first=first,
        ),
        span,
        hint=said(
            "put the narrower row first, or remove one of the two", "请把条件较窄的行放在前面，或删除其中一行"
        ),
        notes=notes,
    )


def no_rows(span: Span) -> Problem:
    return Problem(
        "wrong-value",
        said("'rows' is empty", "'rows' 为空"),
        span,
        expected=said("at least one row", "至少一行"),
    )


def default_width(span: Span, count: object, count_2: object, expected: str) -> Problem:
    return Problem(
        "row-width",
        said(
            "the default has {count} values, the head {count_2}",
            "默认值有 {count} 个，表头有 {count_2} 个",
            count=count,
            count_2=count_2,
        ),
        span,
        expected=expected,
    )


def aggregate_without_collect(span: Span) -> Problem:
    return Problem(
        "aggregate-without-collect",
        said("'aggregate' goes with 'hit: collect' only", "'aggregate' 只能与 'hit: collect' 同用"),
        span,
        hint=said("write 'hit: collect'", "写作 'hit: collect'"),
    )


def sum_of_no_numbers(span: Span, name: str) -> Problem:
    return Problem(
        "type-clash",
        said("the values of '{name}' cannot be added", "'{name}' 的取值不能相加", name=name),
        span,
        said("an output of type number", "数字类型的输出"),
        said("write 'aggregate: count', 'min' or 'max'", "写作 'aggregate: count'、'min' 或 'max'"),
    )


def extreme_of_texts(span: Span, how: str, name: str) -> Problem:
    return Problem(
        "text-order",
        said(
            "'{how}' compares the texts of '{name}' by their characters",
            "'{how}' 按字符比较 '{name}' 的文本",
            how=how,
            name=name,
        ),
        span,
        said("an ordinal, a number or a date", "有序值、数字或日期"),
        said(
            "declare the output with 'type: ordinal' and 'values' in order",
            "用 'type: ordinal' 和按顺序排列的 'values' 声明该输出",
        ),
        severity="warning",
    )


def default_of_count(span: Span) -> Problem:
    return Problem(
        "unexpected-key",
        said(
            "a count of rows needs no default: where no row matches it is 0",
            "计数无需默认值：没有行匹配时为 0",
        ),
        span,
        hint=said("remove 'default'", "请删除 'default'"),
    )


def priority_without_values(span: Span, hit: object) -> Problem:
    return Problem(
        "priority-without-values",
        said("'{hit}' orders rows by declared output values", "'{hit}' 按输出声明的取值排列各行", hit=hit),
        span,
        expected=said("a list of values for every output", "为每个输出写取值列表"),
    )


def unknown_value(span: Span, value: object, expected: str, hint: str) -> Problem:
    return Problem(
        "unknown-value",
        said(
            "'{value}' is not one of the output's declared values",
            "'{value}' 不在输出声明的取值之中",
            value=value,
        ),
        span,
        expected=expected,
        hint=hint,
    )


def rows_disagree(span: Span, first: object, second: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "rows-overlap",
        said(
            "rows {first} and {second} can both match, and give different values",
            "第 {first} 行与第 {second} 行可能同时匹配，且取值不同",
            first=first,
            second=second,
        ),
        span,
        expected=said("rows that exclude each other or agree", "互不重叠或取值一致的行"),
        hint=said("narrow one of them, or write 'hit: first'", "请收窄其中一行，或写 'hit: first'"),
        notes=notes,
    )


def rows_not_unique(span: Span, first: object, second: object, notes: tuple[Note, ...]) -> Problem:
    return Problem(
        "rows-overlap",
        said(
            "rows {first} and {second} can both match, the table is 'unique'",
            "第 {first} 行与第 {second} 行可能同时匹配，而本表为 'unique'",
            first=first,
            second=second,
        ),
        span,
        expected=said("rows that exclude each other", "互不重叠的行"),
        hint=said("narrow one of them, or write 'hit: first'", "请收窄其中一行，或写 'hit: first'"),
        notes=notes,
    )


def row_width(span: Span, id: object, count: object, key: object, width: object, expected: str) -> Problem:
    return Problem(
        "row-width",
        said(
            "row {id} has {count} under '{key}', the head has {width}",
            "第 {id} 行的 '{key}' 下有 {count}，表头有 {width} 个",
            id=id,
            count=count,
            key=key,
            width=width,
        ),
        span,
        expected=expected,
    )


def value_of_other_type(
    span: Span, tree: object, type: object, name: object, declared: object, expected: str
) -> Problem:
    return Problem(
        "type-clash",
        said(
            "'{tree}' is {type}, the output '{name}' {declared}",
            "'{tree}' 是 {type}，输出 '{name}' 是 {declared}",
            tree=tree,
            type=type,
            name=name,
            declared=declared,
        ),
        span,
        expected=expected,
    )
