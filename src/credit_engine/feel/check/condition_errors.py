"""What the check can say about conditions and cells that never decide anything, each a function or row."""

from __future__ import annotations

from credit_engine.feel import syntax
from credit_engine.feel.check.errors import Errors, declared_here
from credit_engine.feel.check.names import Known
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import Type
from credit_engine.messages import Message
from credit_engine.other_notations import number_meant
from credit_engine.problems import Note, Problem, suggestion
from credit_engine.wording import Said, said, to_write

empty_range = Message(
    "empty-range",
    "this range holds no value",
    "此区间不含任何值",
    hint=Said("the lower end stands first", "较小的一端写在前面"),
)


def constant_condition(
    errors: Errors, node: syntax.Node, result: bool, why: str, declared: Known | None = None
) -> None:
    """A condition that is the same for every application, and why."""
    note = declared_here(declared)
    code, word = ("always-true", "true") if result else ("always-false", "false")
    errors.add(
        code,
        node,
        said("this condition is always {word}: {why}", "此条件永远为 {word}：{why}", word=word, why=why),
        notes=note,
        hint=said("correct the value, or remove the condition", "请更正该值，或删除此条件"),
    )


def decided_by_parts(
    errors: Errors, node: syntax.Node, result: bool, why: Said, mended: syntax.Expression | None
) -> None:
    """A condition whose parts decide it together; `mended` is what was probably meant."""
    code = "always-true" if result else "always-false"
    word = said("true", "真") if result else said("false", "假")
    message = said("this condition is always {word}: {why}", "此条件永远为{word}：{why}", word=word, why=why)
    if mended is not None:
        return errors.to_write(code, node, message, format_expression(mended))
    hint = said("correct one of them, or remove the condition", "请更正其中之一，或删去此条件")
    return errors.add(code, node, message, hint=hint)


def unknown_value(errors: Errors, node: syntax.Node, value: str, type_: Type, declared: Known | None) -> None:
    """A text that the declared values do not have."""
    note = declared_here(declared)
    values = list(type_.values or ())
    errors.add(
        "unknown-value",
        node,
        said('"{value}" is not one of the declared values', '"{value}" 不在声明的取值之中', value=value),
        expected=", ".join(values),
        hint=suggestion(value, values),
        notes=note,
    )


def null_comparison(errors: Errors, node: syntax.Node, operator: str, other: syntax.Expression) -> None:
    """A comparison with null, or a cell that is null; `other` is what is compared with it."""
    message = said(
        "comparing with null is never decided: unknown passes through comparisons",
        "与 null 比较永远没有结果：未知会在比较中传递",
    )
    asked = f"is missing({'?' if isinstance(other, syntax.Null) else errors.source(other)})"
    errors.to_write("null-comparison", node, message, asked if operator == "=" else f"not({asked})")


def unknown_cause(errors: Errors, node: syntax.Text, known: Known) -> None:
    """A cause that the input does not declare."""
    note = declared_here(known)
    causes = list(known.causes or ())
    errors.add(
        "unknown-value",
        node,
        said(
            "'{value}' is no cause that the input declares",
            "'{value}' 不是该输入声明的缺失原因",
            value=node.value,
        ),
        expected=", ".join(causes),
        hint=suggestion(node.value, causes),
        notes=note,
    )


def never_missing(errors: Errors, node: syntax.Expression, known: Known) -> None:
    """A question whether a required input is missing."""
    note = (
        [Note(said("declared here without 'missing:'", "在此声明，没有 'missing:'"), known.span)]
        if known.span is not None
        else []
    )
    errors.add(
        "never-missing",
        node,
        said(
            "'{node}' is required: it is never missing",
            "'{node}' 是必填项，从不缺失",
            node=format_expression(node),
        ),
        notes=note,
        hint=said(
            "declare 'missing:' for the input, or remove this question",
            "请为该输入声明 'missing:'，或删除此判断",
        ),
        severity="warning",
    )


def dashed_range(errors: Errors, node: syntax.Node, right: str) -> None:
    """Two numbers in a cell with a dash between them: a difference where a range is meant."""
    message = said("this is a difference, no range", "这是相减，不是区间")
    errors.to_write("range-without-brackets", node, message, right)


def cell_matches(errors: Errors, node: syntax.Node, everything: bool, right: str = "", why: str = "") -> None:
    """A cell without effect; `right` is what it was meant to be, `why` it is not."""
    notes = (Note(why),) if why else ()
    if everything:
        message = said("this cell matches every possible value", "此单元格匹配所有可能的取值")
        errors.to_write("cell-matches-everything", node, message, right or "-", notes)
        return
    message = said("this cell matches no possible value", "此单元格不匹配任何可能的取值")
    if right:
        errors.to_write("cell-matches-nothing", node, message, right, notes)
        return
    hint = said("correct the cell, or remove the row", "请更正单元格，或删除此行")
    errors.add("cell-matches-nothing", node, message, hint=hint)


def decimal_comma(errors: Errors, at: syntax.Offsets) -> None:
    """Two tests of a cell that read like one number with a decimal comma or thousands separators."""
    found = errors.text.value[slice(*at)]
    right = number_meant(found)
    if right is None:
        return
    span, written = errors.text.with_mend(*at, right)
    message = said(
        "the comma in '{found}' means or: it separates two tests",
        "'{found}' 中的逗号表示“或”，分隔两个条件",
        found=found,
    )
    errors.problems.append(Problem("number-comma", message, span, hint=to_write(written), severity="warning"))
