"""What the check can say about names: of inputs, entries, functions and types, each a function or row."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.feel import syntax
from credit_engine.feel.check import hints, notations
from credit_engine.feel.check.errors import Errors
from credit_engine.feel.check.names import Names
from credit_engine.feel.types import SIMPLE_KINDS, Type, type_words
from credit_engine.messages import Message
from credit_engine.operators import FUNCTIONS
from credit_engine.problems import suggestion
from credit_engine.wording import Said, said

KNOWN_TYPES = (*SIMPLE_KINDS, "string", "list", "context", "range", "function")

unknown_type = Message("unknown-type", "unknown type '{name}'", "未知类型 '{name}'")

not_a_function = Message(
    "type-clash",
    "'{called}' is not a function",
    "'{called}' 不是函数",
    expected=Said("a function", "函数"),
    hint=Said("an operator may be missing before the bracket", "括号之前可能缺少运算符"),
)

unquoted_text = Message(
    "unquoted-text",
    "'{name}' is a name here, but nothing has this name",
    "'{name}' 在此是名称，但没有声明过该名称",
)
"""A name that is probably meant as a text."""

_unknown_name = Message("unknown-name", "unknown name '{name}'", "未知名称 '{name}'")

_no_such_entry = Message(
    "unknown-name",
    "unknown name '{name}' in {type}",
    "{type} 中没有名称 '{name}'",
    unknown="name",
)

_unknown_function = Message(
    "unknown-function",
    "unknown function '{name}'",
    "未知函数 '{name}'",
    expected=Said("a function of FEEL", "FEEL 函数"),
)

lacking_entry = Message("unknown-name", "there is no '{name}': {why}", "没有 '{name}'：{why}")
"""An entry that others of its kind have."""
_OTHER_LANGUAGES = {
    "len": said(
        "did you mean 'count' (of a list) or 'string length'?", "是否应为 'count'（列表）或 'string length'？"
    ),
    "length": said("did you mean 'string length'?", "是否应为 'string length'？"),
    "avg": said("did you mean 'mean'?", "是否应为 'mean'？"),
    "average": said("did you mean 'mean'?", "是否应为 'mean'？"),
    "days": said("the days of a duration d are d.days", "时长 d 的天数是 d.days"),
    "isnull": said("did you mean 'is missing'?", "是否应为 'is missing'？"),
    "coalesce": said("did you mean 'if missing'?", "是否应为 'if missing'？"),
    "ifnull": said("did you mean 'if missing'?", "是否应为 'if missing'？"),
    "nvl": said("did you mean 'if missing'?", "是否应为 'if missing'？"),
    "pow": said("powers are written a ** b", "乘方写作 a ** b"),
    "power": said("powers are written a ** b", "乘方写作 a ** b"),
    "upper": said("did you mean 'upper case'?", "是否应为 'upper case'？"),
    "lower": said("did you mean 'lower case'?", "是否应为 'lower case'？"),
    "concat": said("texts are joined by +", "文本用 + 连接"),
    "iif": said("write if ... then ... else ...", "写作 if ... then ... else ..."),
}


def unknown_name(
    errors: Errors, node: syntax.Node, name: str, names: Names, wanted: Sequence[str] | None = None
) -> None:
    """A name that nobody declared; `wanted` are the texts that would be right at its place."""
    if names.incomplete:
        return
    mend = notations.of_name(errors.source(node), wanted, [path for path, _ in names.paths()])
    hint = "" if mend is not None else hints.of_name(name, dict(names.paths()), wanted)
    expected = hints.quoted(wanted or ())
    if not wanted and not hint:
        expected = said("the name of an input, a parameter or a decision", "输入、参数或决策的名称")
    errors.report(_unknown_name, node, mend=mend, name=name, expected=expected, hint=hint)


def no_such_entry(errors: Errors, node: syntax.Path, type_: Type) -> None:
    """An entry that a context does not have."""
    known = [key for key, _ in type_.fields or ()]
    called = None if known else notations.of_method(node.name)
    hint = said(
        "a function stands before what it takes: {called}(...)", "函数写在前面：{called}(...)", called=called
    )
    errors.report(
        _no_such_entry, node, known=known, name=node.name, type=type_words(type_), hint=hint if called else ""
    )


def unknown_function(errors: Errors, call: syntax.Call, node: syntax.Name) -> None:
    """A call of a function that there is not."""
    mend = notations.of_expression(errors.source(call))
    hint = _OTHER_LANGUAGES.get(node.name.lower()) or suggestion(node.name, FUNCTIONS)
    place = node if mend is None else call
    errors.report(_unknown_function, place, mend=mend, name=node.name, hint=hint)
