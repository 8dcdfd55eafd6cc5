"""What the static check can say: one method per message."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.absent import Absent, Cause
from credit_engine.feel import syntax
from credit_engine.feel.check import hints, notations
from credit_engine.feel.check.names import Known, Names, Positioned
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import SIMPLE_KINDS, Type, type_words
from credit_engine.feel.units import Unit
from credit_engine.operators import FUNCTIONS
from credit_engine.other_notations import date_meant, duration_meant, number_meant
from credit_engine.problems import Note, Problem, shortened, suggestion
from credit_engine.source import Span
from credit_engine.texts.causes import detail_in_chinese, why
from credit_engine.wording import Said, joined, said, to_write

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

_WANTED = {
    "boolean": said("a condition (true or false)", "条件（true 或 false）"),
    "number": said("a number", "数字"),
}


class Errors:
    """Collects the problems of one positioned expression."""

    def __init__(self, text: Positioned) -> None:
        self.text = text
        self.problems: list[Problem] = []

    def span(self, node: syntax.Node) -> Span:
        """Where a node stands in the file."""
        return self.text.span(*node.span)

    def forget(self, code: str, since: int) -> None:
        """Drop what was said under a code after the first `since` problems."""
        self.problems[since:] = [one for one in self.problems[since:] if one.code != code]

    def add(
        self,
        code: str,
        node: syntax.Node,
        message: str,
        *,
        expected: str = "",
        hint: str = "",
        notes: Sequence[Note] = (),
        severity: str = "error",
    ) -> None:
        """Record a problem at a node."""
        self.problems.append(
            Problem(code, message, self.span(node), expected, hint, tuple(notes), severity=severity)
        )

    def to_write(
        self, code: str, node: syntax.Node, message: str, right: str, notes: Sequence[Note] = ()
    ) -> None:
        """Record a problem that `right`, in place of the node, mends."""
        span, written = self.text.with_mend(*node.span, right)
        self.problems.append(Problem(code, message, span, hint=to_write(written), notes=tuple(notes)))

    def decimal_comma(self, at: syntax.Offsets) -> None:
        """Two tests of a cell that read like one number with a decimal comma or thousands separators."""
        found = self.text.value[slice(*at)]
        right = number_meant(found)
        if right is None:
            return
        span, written = self.text.with_mend(*at, right)
        message = said(
            "the comma in '{found}' means or: it separates two tests",
            "'{found}' 中的逗号表示“或”，分隔两个条件",
            found=found,
        )
        self.problems.append(
            Problem("number-comma", message, span, hint=to_write(written), severity="warning")
        )

    def source(self, node: syntax.Node) -> str:
        """The text of a node as its writer wrote it."""
        return self.text.value[slice(*node.span)]

    def unknown_name(
        self, node: syntax.Node, name: str, names: Names, wanted: Sequence[str] | None = None
    ) -> None:
        """A name that nobody declared; `wanted` are the texts that would be right at its place."""
        if names.incomplete:
            return
        right = notations.of_name(self.source(node), wanted, [path for path, _ in names.paths()])
        if right is not None:
            self.to_write(
                "unknown-name", node, said("unknown name '{name}'", "未知名称 '{name}'", name=name), right
            )
            return
        hint = hints.of_name(name, dict(names.paths()), wanted)
        otherwise = (
            "" if hint else said("the name of an input, a parameter or a decision", "输入、参数或决策的名称")
        )
        expected = hints.quoted(wanted) if wanted else otherwise
        self.add(
            "unknown-name",
            node,
            said("unknown name '{name}'", "未知名称 '{name}'", name=name),
            expected=expected,
            hint=hint,
        )

    def lacking(self, node: syntax.Path, name: str, why: str) -> None:
        """An entry that others of its kind have."""
        self.add(
            "unknown-name",
            node,
            said("there is no '{name}': {why}", "没有 '{name}'：{why}", name=name, why=why),
        )

    def unquoted_text(self, node: syntax.Node, name: str) -> None:
        message = said(
            "'{name}' is a name here, but nothing has this name",
            "'{name}' 在此是名称，但没有声明过该名称",
            name=name,
        )
        self.to_write("unquoted-text", node, message, f'"{name}"')

    def no_such_entry(self, node: syntax.Path, type_: Type) -> None:
        known = [key for key, _ in type_.fields or ()]
        self.add(
            "unknown-name",
            node,
            said(
                "unknown name '{name}' in {type}",
                "{type} 中没有名称 '{name}'",
                name=node.name,
                type=type_words(type_),
            ),
            expected=", ".join(known),
            hint=suggestion(node.name, known),
        )

    def unknown_function(self, call: syntax.Call, node: syntax.Name) -> None:
        message = said("unknown function '{name}'", "未知函数 '{name}'", name=node.name)
        right = notations.of_expression(self.source(call))
        if right is not None:
            self.to_write("unknown-function", call, message, right)
            return
        hint = _OTHER_LANGUAGES.get(node.name.lower()) or suggestion(node.name, FUNCTIONS)
        self.add(
            "unknown-function",
            node,
            message,
            expected=said("a function of FEEL", "FEEL 函数"),
            hint=hint,
        )

    def not_a_function(self, node: syntax.Expression) -> None:
        self.add(
            "type-clash",
            node,
            said("'{node}' is not a function", "'{node}' 不是函数", node=format_expression(node)),
            expected=said("a function", "函数"),
            hint=said("an operator may be missing before the bracket", "括号之前可能缺少运算符"),
        )

    def operand(
        self, operator: str, node: syntax.Expression, type_: Type, expected: str, known: Known | None
    ) -> None:
        """One operand has the wrong type by itself."""
        wanted = _WANTED.get(expected, expected)
        message = said(
            "'{node}' is {type}, but {operator} takes {wanted}",
            "'{node}' 是{type}，但{operator}需要{wanted}",
            node=format_expression(node),
            type=article(type_),
            operator=operator,
            wanted=wanted,
        )
        hint = hints.of_condition(node, type_) if expected == "boolean" else ""
        self.add("type-clash", node, message, expected=wanted, hint=hint, notes=_declared(node, known))

    def clash(
        self,
        operator: str,
        node: syntax.Node,
        left: tuple[syntax.Expression, Type, Known | None],
        right: tuple[syntax.Expression, Type, Known | None],
        hint: str = "",
    ) -> None:
        """Two operands do not go together; both positions are shown."""
        notes = []
        for side, type_, known in (left, right):
            notes.append(
                Note(
                    said(
                        "'{side}' is {type}",
                        "'{side}' 是{type}",
                        side=format_expression(side),
                        type=article(type_),
                    ),
                    self.span(side),
                )
            )
            notes += _declared(side, known)
        message = said(
            "{operator} between {left} and {right} is never decided",
            "{operator}：{left}与{right}之间永远没有结果",
            operator=operator,
            left=article(left[1]),
            right=article(right[1]),
        )
        chained = isinstance(left[0], syntax.Comparison) and right[1].kind == "number"
        mend = notations.of_expression(self.source(node)) if chained else None
        if mend is not None:
            self.to_write("type-clash", node, message, mend, notes)
            return
        for operand, other in ((left, right), (right, left)):
            if (value := notations.of_value(self.source(operand[0]), other[1])) is not None:
                self.to_write("type-clash", operand[0], message, value, notes)
                return
        self.add(
            "type-clash",
            node,
            message,
            expected=said("two values of one type", "两个类型相同的值"),
            hint=hint,
            notes=notes,
        )

    def cell_clash(
        self,
        node: syntax.Node,
        tested: tuple[Type, Known | None],
        value: tuple[syntax.Expression, Type],
        hint: str,
    ) -> None:
        """A cell compares its input with a value of another type."""
        note = (
            [Note(said("declared here", "在此声明"), tested[1].span)]
            if tested[1] is not None and tested[1].span
            else []
        )
        found = said(
            "'{value}' is {type}",
            "'{value}' 是{type}",
            value=format_expression(value[0]),
            type=article(value[1]),
        )
        message = said(
            "{found}, the tested value is {tested}",
            "{found}，而被检验的值是{tested}",
            found=found,
            tested=article(tested[0]),
        )
        if (right := notations.of_value(self.source(value[0]), tested[0])) is not None:
            self.to_write("type-clash", value[0], message, right, note)
            return
        self.add(
            "type-clash", node, message, expected=type_words(Type(tested[0].kind)), hint=hint, notes=note
        )

    def cell_units(self, node: syntax.Node, tested: Unit, value: tuple[syntax.Expression, Unit]) -> None:
        message = said(
            "'{value}' is in {unit}, the tested value in {tested}",
            "'{value}' 的单位是 {unit}，被检验的值是 {tested}",
            value=format_expression(value[0]),
            unit=value[1],
            tested=tested,
        )
        self.add("unit-clash", node, message, expected=str(tested))

    def units(
        self,
        operator: str,
        node: syntax.Node,
        left: tuple[syntax.Expression, Unit],
        right: tuple[syntax.Expression, Unit],
    ) -> None:
        notes = [
            Note(
                said(
                    "'{side}' is in {unit}",
                    "'{side}' 的单位是 {unit}",
                    side=format_expression(side),
                    unit=unit,
                ),
                self.span(side),
            )
            for side, unit in (left, right)
        ]
        self.add(
            "unit-clash",
            node,
            said(
                "{operator} between '{left}' and '{right}'",
                "{operator}：单位 '{left}' 与 '{right}' 不一致",
                operator=operator,
                left=left[1],
                right=right[1],
            ),
            notes=notes,
            hint=said(
                "convert one of them, correct the declared unit, or let a decision state it anew: "
                "unit: ... and unit_because: ...",
                "请换算其中一个、更正声明的单位，或用一个决策重新声明单位：unit: ... 及 unit_because: ...",
            ),
        )

    def branches(self, node: syntax.Expression, first: Type, other: Type) -> None:
        self.add(
            "type-clash",
            node,
            said(
                "this branch is {other}, the first one {first}",
                "此分支是{other}，第一个分支是{first}",
                other=article(other),
                first=article(first),
            ),
            expected=article(first),
        )

    def arguments(self, node: syntax.Expression, name: str, given: Sequence[Type], expected: str) -> None:
        shown = joined(map(type_words, given))
        message = (
            said("{name}({shown}) does not exist", "{name}({shown}) 不存在", name=name, shown=shown)
            if given
            else said("{name}() needs arguments", "{name}() 需要参数", name=name)
        )
        self.add("wrong-arguments", node, message, expected=expected)

    def always(self, node: syntax.Node, result: bool, why: str, declared: Known | None = None) -> None:
        note = (
            [Note(said("declared here", "在此声明"), declared.span)]
            if declared is not None and declared.span
            else []
        )
        code, word = ("always-true", "true") if result else ("always-false", "false")
        self.add(
            code,
            node,
            said("this condition is always {word}: {why}", "此条件永远为 {word}：{why}", word=word, why=why),
            notes=note,
            hint=said("correct the value, or remove the condition", "请更正该值，或删除此条件"),
        )

    def decided(self, node: syntax.Node, result: bool, why: Said, mended: syntax.Expression | None) -> None:
        """A condition whose parts decide it together; `mended` is what was probably meant."""
        code = "always-true" if result else "always-false"
        word = said("true", "真") if result else said("false", "假")
        message = said(
            "this condition is always {word}: {why}", "此条件永远为{word}：{why}", word=word, why=why
        )
        if mended is not None:
            return self.to_write(code, node, message, format_expression(mended))
        hint = said("correct one of them, or remove the condition", "请更正其中之一，或删去此条件")
        return self.add(code, node, message, hint=hint)

    def unknown_value(self, node: syntax.Node, value: str, type_: Type, declared: Known | None) -> None:
        note = (
            [Note(said("declared here", "在此声明"), declared.span)]
            if declared is not None and declared.span
            else []
        )
        values = list(type_.values or ())
        self.add(
            "unknown-value",
            node,
            said('"{value}" is not one of the declared values', '"{value}" 不在声明的取值之中', value=value),
            expected=", ".join(values),
            hint=suggestion(value, values),
            notes=note,
        )

    def null_comparison(self, node: syntax.Node, operator: str, other: syntax.Expression) -> None:
        """A comparison with null, or a cell that is null; `other` is what is compared with it."""
        message = said(
            "comparing with null is never decided: unknown passes through comparisons",
            "与 null 比较永远没有结果：未知会在比较中传递",
        )
        asked = f"is missing({'?' if isinstance(other, syntax.Null) else self.source(other)})"
        self.to_write("null-comparison", node, message, asked if operator == "=" else f"not({asked})")

    def zero_division(self, node: syntax.Expression) -> None:
        self.add(
            "division-by-zero",
            node,
            said("a division by zero is always unknown", "除以零的结果永远未知"),
            expected=said("a divisor other than 0", "不为 0 的除数"),
            hint=said("correct the divisor", "请更正除数"),
        )

    def unknown_cause(self, node: syntax.Text, known: Known) -> None:
        note = [Note(said("declared here", "在此声明"), known.span)] if known.span is not None else []
        causes = list(known.causes or ())
        self.add(
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

    def never_missing(self, node: syntax.Expression, known: Known) -> None:
        note = (
            [Note(said("declared here without 'missing:'", "在此声明，没有 'missing:'"), known.span)]
            if known.span is not None
            else []
        )
        self.add(
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

    def empty_range(self, node: syntax.Node) -> None:
        self.add(
            "empty-range",
            node,
            said("this range holds no value", "此区间不含任何值"),
            hint=said("the lower end stands first", "较小的一端写在前面"),
        )

    def bad_literal(self, node: syntax.AtLiteral) -> None:
        message = said(
            '@"{text}" is no date, time, date and time or duration',
            '@"{text}" 不是日期、时刻、日期时间或时长',
            text=node.text,
        )
        if (right := date_meant(node.text) or duration_meant(node.text)) is not None:
            self.to_write("bad-literal", node, message, f'@"{right}"')
            return
        self.add(
            "bad-literal",
            node,
            message,
            expected=said(
                'such as @"2026-11-23", @"08:30:00", @"P1Y", @"P30D"',
                '如 @"2026-11-23"、@"08:30:00"、@"P1Y"、@"P30D"',
            ),
        )

    def no_value(self, node: syntax.Expression, nothing: Absent) -> None:
        """A constant part that is unknown for every application; of an item, its position is at fault."""
        at = node.condition if isinstance(node, syntax.Filter) else node
        self.add(
            "bad-literal",
            at,
            said(
                "'{node}' has no value: {nothing}",
                "'{node}' 没有值：{nothing}",
                node=_brief(node),
                nothing=_reasons(nothing),
            ),
        )

    def refused_literal(self, node: syntax.Expression, name: str, nothing: Absent) -> None:
        """A constant with which a function never gives a value."""
        message = said(
            "{name}() gives no value with '{node}': {nothing}",
            "{name}() 对 '{node}' 没有结果：{nothing}",
            name=name,
            node=_brief(node),
            nothing=_reasons(nothing),
        )
        if (right := notations.of_argument(name, node)) is not None:
            self.to_write("bad-literal", node, message, right)
            return
        self.add(
            "bad-literal",
            node,
            message,
            expected=said("such as {example}", "如 {example}", example=FUNCTIONS[name].example),
        )

    def repeated_key(self, entry: syntax.Entry) -> None:
        self.add(
            "duplicate-key",
            entry,
            said(
                "the key '{key}' stands twice in this context",
                "键 '{key}' 在此上下文中出现两次",
                key=entry.key,
            ),
            hint=said(
                "a context with two entries of one name is null; rename or remove one",
                "含两个同名条目的上下文是 null；请改名或删除其一",
            ),
        )

    def unknown_type(self, node: syntax.TypeName) -> None:
        known = [*SIMPLE_KINDS, "string", "list", "context", "range", "function"]
        self.add(
            "unknown-type",
            node,
            said("unknown type '{name}'", "未知类型 '{name}'", name=node.name),
            expected=joined(known),
            hint=suggestion(node.name, known),
        )

    def dashed_range(self, node: syntax.Node, right: str) -> None:
        """Two numbers in a cell with a dash between them: a difference where a range is meant."""
        message = said("this is a difference, no range", "这是相减，不是区间")
        self.to_write("range-without-brackets", node, message, right)

    def cell_matches(self, node: syntax.Node, everything: bool, right: str = "", why: str = "") -> None:
        """A cell without effect; `right` is what it was meant to be, `why` it is not."""
        notes = (Note(why),) if why else ()
        if everything:
            message = said("this cell matches every possible value", "此单元格匹配所有可能的取值")
            self.to_write("cell-matches-everything", node, message, right or "-", notes)
            return
        message = said("this cell matches no possible value", "此单元格不匹配任何可能的取值")
        if right:
            self.to_write("cell-matches-nothing", node, message, right, notes)
            return
        hint = said("correct the cell, or remove the row", "请更正单元格，或删除此行")
        self.add("cell-matches-nothing", node, message, hint=hint)


def article(type_: Type) -> Said:
    """A type with its article, for sentences."""
    words = type_words(type_)
    return Said(f"{'an' if words[0] in 'aeiou' else 'a'} {words}", words.zh)


def _brief(node: syntax.Expression) -> str:
    return shortened(format_expression(node))


def _reasons(nothing: Absent) -> Said:
    """Why a value is absent, in words."""
    reasons = dict.fromkeys(map(_reason, nothing.causes))
    return joined(reasons, "; ", "；") if reasons else said("it is null", "结果为 null")


def _reason(cause: Cause) -> Said:
    detail = Said(cause.detail, detail_in_chinese(cause.detail))
    if cause.detail and cause.code in ("invalid_argument", "out_of_range"):
        return detail
    reason = Said(why(cause.code, "en"), why(cause.code, "zh"))
    return joined([reason, detail] if cause.detail else [reason], ": ", "：")


def _declared(node: syntax.Expression, known: Known | None) -> list[Note]:
    if known is None or known.span is None:
        return []
    return [
        Note(said("'{node}' is declared here", "'{node}' 在此声明", node=format_expression(node)), known.span)
    ]
