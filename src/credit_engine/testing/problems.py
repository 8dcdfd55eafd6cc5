"""What can be wrong with a file of cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from credit_engine.document_text import Path
from credit_engine.messages import Message
from credit_engine.parts.reading import Reporting
from credit_engine.problems import Problem, suggestion
from credit_engine.source import Span
from credit_engine.wording import Said, said

_FEW = 12
"""Names that a message lists in full."""

unknown_mutant = Message(
    "unknown-mutant",
    "there is no mutant '{name}'",
    "没有变异 '{name}'",
    expected=Said(
        "a mutant as 'credit-engine test --mutate' names it", "'credit-engine test --mutate' 所列的变异名称"
    ),
)

no_such_input = Message(
    "unknown-name",
    "'{at}' is not an input of the policy",
    "'{at}' 不是政策的输入",
    expected=Said("the path of an input", "输入的路径"),
)

base_without_path = Message(
    "unknown-name",
    "the base has no '{at}'",
    "基础记录没有 '{at}'",
    expected=Said("a path that the record has, items counted from 0", "记录中已有的路径，序号从 0 开始"),
)

no_as_of = Message(
    "missing-key",
    "the key 'as_of' is missing",
    "缺少键 'as_of'",
    expected=Said("as_of: in the case, or once for the file", "as_of: 写在用例中，或对整个文件写一次"),
)

no_case = Message(
    "no-cases",
    "this file holds no case",
    "此文件没有用例",
    expected=Said("examples: or tables:", "examples: 或 tables:"),
)

no_policy = Message(
    "no-such-file",
    "there is no policy '{place}'",
    "没有政策 '{place}'",
    expected=Said("the policy beside this file, or 'file: its path'", "此文件旁的政策，或 'file: 路径'"),
)

other_policy = Message(
    "other-policy", "the policy is called '{name}'", "政策的名称是 '{name}'", expected="{name}"
)

no_date = Message(
    "bad-date",
    "'{given}' is not a date",
    "'{given}' 不是日期",
    expected=Said("such as 2026-11-23", "如 2026-11-23"),
)

unknown_base = Message(
    "unknown-base",
    "there is no base '{name}'",
    "没有基础记录 '{name}'",
    hint=Said("declare it under 'bases:'", "请在 'bases:' 下声明"),
    unknown="name",
)

cycle = Message(
    "cycle",
    "bases use each other: {bases}",
    "基础记录相互引用：{bases}",
    hint=Said("let one of them be a file or stand alone", "请让其中一个用文件或独立给出"),
)

no_record = Message(
    "no-such-file",
    "there is no file '{place}'",
    "没有文件 '{place}'",
    expected=Said("a JSON file, from this one's folder", "JSON 文件，路径从本文件所在文件夹算起"),
)

nothing_expected = Message(
    "missing-key",
    "nothing is expected of these rows",
    "对这些行没有任何期望",
    expected=Said("columns under 'out'", "'out' 下的列"),
)

row_width = Message(
    "row-width",
    "this row has {row} values, the head {width}",
    "此行有 {row} 个值，表头有 {width} 个",
    expected=Said("{width} values", "{width} 个值"),
)

wrong_kind = Message("wrong-kind", "'{key}' cannot be {wrong}", "'{key}' 不能是 {wrong}")

no_column = Message(
    "unknown-name",
    "'{column}' is nothing of a decision",
    "'{column}' 不是决策的内容",
)

no_path = Message(
    "unknown-name",
    "'{written}' is no path of a field",
    "'{written}' 不是字段路径",
    expected=Said("such as applicant.age or debts[0].kind", "如 applicant.age 或 debts[0].kind"),
)


def not_among(span: Span, *, code: str, what: str, name: str, names: Sequence[str]) -> Problem:
    """A name that the policy does not have; a few of those that it has are listed."""
    message = said("unknown {what} '{name}'", "未知的{what} '{name}'", what=what, name=name)
    expected = ", ".join(names) if len(names) <= _FEW else ""
    otherwise = said("a {what} of the policy", "政策中的{what}", what=what)
    return Problem(code, message, span, expected or otherwise, suggestion(name, names))


class CasesReporting(Reporting):
    """Collects what is wrong with a file of cases; of what is damaged something is said already."""

    def report(self, message: Callable[..., Problem], at: Path | Span, **values: Any) -> None:
        """Report a message at the value of a path, unless the value is damaged."""
        if isinstance(at, Span) or not self.document.is_damaged(at):
            super().report(message, at, **values)
