"""How a mistake in an expression is mended, as far as types and declarations tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from credit_engine.feel import syntax
from credit_engine.feel.check.names import Known, Operand
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import Type
from credit_engine.operators import FUNCTIONS
from credit_engine.problems import suggestion
from credit_engine.temporal import parse_temporal
from credit_engine.wording import joined, said

_TEMPORAL_EXAMPLES = {
    "date": "2026-11-23",
    "time": "08:30:00",
    "date and time": "2026-11-23T08:30:00",
    "days and time duration": "P30D",
    "years and months duration": "P1Y",
}
_COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
_WORDS = {"true": "true", "yes": "true", "1": "true", "false": "false", "no": "false", "0": "false"}


def of_clash(operator: str, left: Operand, right: Operand) -> str:
    """For two operands of different types."""
    if isinstance(left.tree, syntax.Comparison) and right.type.kind == "number":
        middle = format_expression(left.tree.right)
        return said(
            "comparisons do not chain; write '{middle} between a and b' or '{middle} in [a..b]'",
            "比较不能连写；写作 '{middle} between a and b' 或 '{middle} in [a..b]'",
            middle=middle,
        )
    for side, other in ((left, right), (right, left)):
        found = _literal(side, other.type) or _list(side, other.type)
        if found:
            return found
    for tree, type_ in ((left.tree, left.type), (right.tree, right.type)):
        if type_.kind == "context" and type_.fields:
            shown = format_expression(tree)
            names = joined(f"{shown}.{name}" for name, _ in type_.fields)
            return said("take one of its values: {names}", "取其中一个值：{names}", names=names)
        if type_.values is not None and not isinstance(tree, syntax.Text) and operator in _COMPARISONS:
            return said(
                "compare it with one of {values}", "与 {values} 之一比较", values=quoted(type_.values)
            )
    return ""


def of_cell(operator: str, tested: Type, value: Operand) -> str:
    """For a cell that compares its input with a value of another type."""
    if isinstance(value.tree, syntax.Comparison):
        end = format_expression(value.tree.right)
        sign = "" if value.tree.operator == "=" else f"{value.tree.operator} "
        return said(
            "a cell holds only what follows the tested value: write {sign}{end}",
            "单元格只写被检验值之后的部分：写作 {sign}{end}",
            sign=sign,
            end=end,
        )
    return of_clash(operator, value, Operand(syntax.Name("?"), tested))


def _literal(side: Operand, other: Type) -> str:
    """For a literal written in the form of another type."""
    tree, text = side.tree, ""
    if isinstance(tree, syntax.Text):
        text = tree.value
    elif side.type.kind == "number":
        text = format_expression(tree)
    if isinstance(tree, syntax.Text) and other.kind == "number":
        is_number = text.replace(".", "", 1).isdigit()
        return said("write the number without quotes", "数字不加引号") if is_number else ""
    if isinstance(tree, syntax.Text | syntax.Number) and other.kind == "boolean" and text.lower() in _WORDS:
        return said("write {form}", "写作 {form}", form=_WORDS[text.lower()])
    if isinstance(tree, syntax.Text) and other.kind in _TEMPORAL_EXAMPLES:
        shown = text if parse_temporal(text) is not None else _TEMPORAL_EXAMPLES[other.kind]
        return said('write @"{shown}"', '写作 @"{shown}"', shown=shown)
    if isinstance(tree, syntax.Number) and other.kind == "days and time duration":
        return said('a number of days is written @"P{text}D"', '天数写作 @"P{text}D"', text=text)
    if isinstance(tree, syntax.Number) and other.values is not None and text in other.values:
        return said('write "{text}"', '写作 "{text}"', text=text)
    return ""


def _list(side: Operand, other: Type) -> str:
    if side.type.kind != "list" or other.kind == "list":
        return ""
    return said(
        "take one value of the list, such as count({shown}) or max({shown}), "
        "or 'some x in {shown} satisfies ...'",
        "取列表中的一个值，如 count({shown}) 或 max({shown})，或 'some x in {shown} satisfies ...'",
        shown=format_expression(side.tree),
    )


def of_text_order(sides: Iterable[Operand]) -> str:
    """For texts that are compared by their characters: a date, a number, or values that have an order."""
    for text in (side.tree.value for side in sides if isinstance(side.tree, syntax.Text)):
        if parse_temporal(text) is not None:
            return said(
                'write @"{text}", and declare the other side as a date',
                '写作 @"{text}"，并把另一侧声明为日期',
                text=text,
            )
        if text.replace(".", "", 1).isdigit():
            return said(
                "declare numbers as numbers, or convert texts by number()",
                "数字应声明为数字，或用 number() 转换文本",
            )
    return said(
        "declare the values with 'type: ordinal', in their order; they are then compared by it",
        "用 'type: ordinal' 按顺序声明取值，比较时即按此顺序",
    )


def of_condition(tree: syntax.Expression, type_: Type) -> str:
    """For an expression that should be a condition and is not."""
    shown = format_expression(tree)
    if isinstance(tree, syntax.Text):
        return said("write the condition without quotes", "条件不加引号")
    if type_.kind == "number":
        return said("compare it, as in '{shown} > 0'", "与某值比较，如 '{shown} > 0'", shown=shown)
    if type_.kind == "list":
        return said(
            "ask something of it, as in 'count({shown}) > 0'",
            "对其提出条件，如 'count({shown}) > 0'",
            shown=shown,
        )
    if type_.values is not None:
        return said(
            "compare it, as in '{shown} = \"{value}\"'",
            "与某值比较，如 '{shown} = \"{value}\"'",
            shown=shown,
            value=type_.values[0],
        )
    return said("compare it with something", "与某值比较")


def of_name(name: str, paths: Mapping[str, Known], wanted: Iterable[str] | None) -> str:
    """For a name that nobody declared: a function without brackets, text without quotes, another name."""
    if name == "?":
        return said(
            "'?' is the value that a cell of a table tests; elsewhere write the value's name",
            "'?' 是表格单元格所检验的值；其他地方请写该值的名称",
        )
    if name.lower() in _WORDS:
        return said("write {form}", "写作 {form}", form=_WORDS[name.lower()])
    if name in FUNCTIONS and not get_close_matches(name, list(paths), n=1, cutoff=0.9):
        return said("a function is called with brackets: {name}()", "调用函数要带括号：{name}()", name=name)
    text = suggestion(name, wanted or ())
    if text:
        return said(
            'text stands in double quotes; did you mean "{text}"?',
            '文本须写在双引号中；是否应为 "{text}"？',
            text=text.split("'")[1],
        )
    below = [path for path in paths if path.endswith(f".{name}")]
    close = (
        said("did you mean '{path}'?", "是否应为 '{path}'？", path=below[0])
        if below
        else suggestion(name, paths)
    )
    if not close and "." not in name:
        last = suggestion(name, {path.rpartition(".")[2] for path in paths})
        meant = last.split("'")[1] if last else ""
        close = next(
            (
                said("did you mean '{path}'?", "是否应为 '{path}'？", path=path)
                for path in paths
                if path.rpartition(".")[2] == meant
            ),
            "",
        )
    declared = paths.get(close.split("'")[1]) if close else None
    if declared is not None and declared.span is not None:
        line = declared.span.position.line
        return said(
            "{close} (declared at line {line})", "{close}（声明于第 {line} 行）", close=close, line=line
        )
    return close


def quoted(values: Iterable[str]) -> str:
    """Texts as they stand in expressions."""
    return ", ".join(f'"{value}"' for value in values)
