"""What the static check can say: one method per message."""

from __future__ import annotations

from collections.abc import Sequence

from credit_engine.absent import Absent, Cause
from credit_engine.feel import syntax
from credit_engine.feel.check import hints
from credit_engine.feel.check.names import Known, Names, Positioned
from credit_engine.feel.format import format_expression
from credit_engine.feel.types import SIMPLE_KINDS, Type
from credit_engine.feel.units import Unit
from credit_engine.operators import FUNCTIONS
from credit_engine.problems import Note, Problem, shortened, suggestion
from credit_engine.source import Span
from credit_engine.texts.causes import why

_OTHER_LANGUAGES = {
    "len": "did you mean 'count' (of a list) or 'string length'?",
    "length": "did you mean 'string length'?",
    "avg": "did you mean 'mean'?",
    "average": "did you mean 'mean'?",
    "days": "the days of a duration d are d.days",
    "isnull": "did you mean 'is missing'?",
    "coalesce": "did you mean 'if missing'?",
    "ifnull": "did you mean 'if missing'?",
    "nvl": "did you mean 'if missing'?",
    "pow": "powers are written a ** b",
    "power": "powers are written a ** b",
    "upper": "did you mean 'upper case'?",
    "lower": "did you mean 'lower case'?",
    "concat": "texts are joined by +",
    "iif": "write if ... then ... else ...",
}

_WANTED = {"boolean": "a condition (true or false)", "number": "a number"}


class Errors:
    """Collects the problems of one positioned expression."""

    def __init__(self, text: Positioned) -> None:
        self.text = text
        self.problems: list[Problem] = []

    def span(self, node: syntax.Node) -> Span:
        """Where a node stands in the file."""
        return self.text.span(*node.span)

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

    def unknown_name(
        self, node: syntax.Node, name: str, names: Names, wanted: Sequence[str] | None = None
    ) -> None:
        """A name that nobody declared; `wanted` are the texts that would be right at its place."""
        if names.incomplete:
            return
        hint = hints.of_name(name, dict(names.paths()), wanted)
        otherwise = "" if hint else "the name of an input, a parameter or a decision"
        expected = hints.quoted(wanted) if wanted else otherwise
        self.add("unknown-name", node, f"unknown name '{name}'", expected=expected, hint=hint)

    def lacking(self, node: syntax.Path, name: str, why: str) -> None:
        """An entry that others of its kind have."""
        self.add("unknown-name", node, f"there is no '{name}': {why}")

    def unquoted_text(self, node: syntax.Node, name: str, cell: bool) -> None:
        quoted = f"""'"{name}"'""" if cell else f'"{name}"'
        self.add(
            "unquoted-text",
            node,
            f"'{name}' is a name here, but nothing has this name",
            expected=quoted,
            hint=f"text stands in double quotes: write {quoted}",
        )

    def no_such_entry(self, node: syntax.Path, type_: Type) -> None:
        known = [key for key, _ in type_.fields or ()]
        self.add(
            "unknown-name",
            node,
            f"unknown name '{node.name}' in {type_}",
            expected=", ".join(known),
            hint=suggestion(node.name, known),
        )

    def unknown_function(self, node: syntax.Name) -> None:
        hint = _OTHER_LANGUAGES.get(node.name.lower()) or suggestion(node.name, FUNCTIONS)
        self.add(
            "unknown-function",
            node,
            f"unknown function '{node.name}'",
            expected="a function of FEEL",
            hint=hint,
        )

    def not_a_function(self, node: syntax.Expression) -> None:
        self.add(
            "type-clash",
            node,
            f"'{format_expression(node)}' is not a function",
            expected="a function",
            hint="an operator may be missing before the bracket",
        )

    def operand(
        self, operator: str, node: syntax.Expression, type_: Type, expected: str, known: Known | None
    ) -> None:
        """One operand has the wrong type by itself."""
        wanted = _WANTED.get(expected, expected)
        message = f"'{format_expression(node)}' is {article(type_)}, but {operator} takes {wanted}"
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
            notes.append(Note(f"'{format_expression(side)}' is {article(type_)}", self.span(side)))
            notes += _declared(side, known)
        self.add(
            "type-clash",
            node,
            f"{operator} between {article(left[1])} and {article(right[1])} is never decided",
            expected="two values of one type",
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
        note = [Note("declared here", tested[1].span)] if tested[1] is not None and tested[1].span else []
        found = f"'{format_expression(value[0])}' is {article(value[1])}"
        message = f"{found}, the tested value is {article(tested[0])}"
        self.add("type-clash", node, message, expected=tested[0].kind, hint=hint, notes=note)

    def cell_units(self, node: syntax.Node, tested: Unit, value: tuple[syntax.Expression, Unit]) -> None:
        message = f"'{format_expression(value[0])}' is in {value[1]}, the tested value in {tested}"
        self.add("unit-clash", node, message, expected=str(tested))

    def units(
        self,
        operator: str,
        node: syntax.Node,
        left: tuple[syntax.Expression, Unit],
        right: tuple[syntax.Expression, Unit],
    ) -> None:
        notes = [
            Note(f"'{format_expression(side)}' is in {unit}", self.span(side)) for side, unit in (left, right)
        ]
        self.add(
            "unit-clash",
            node,
            f"{operator} between '{left[1]}' and '{right[1]}'",
            notes=notes,
            hint="convert one of them, or correct the declared unit",
        )

    def branches(self, node: syntax.Expression, first: Type, other: Type) -> None:
        self.add(
            "type-clash",
            node,
            f"this branch is {article(other)}, the first one {article(first)}",
            expected=article(first),
        )

    def arguments(self, node: syntax.Expression, name: str, given: Sequence[Type], expected: str) -> None:
        shown = ", ".join(str(type_) for type_ in given)
        message = f"{name}({shown}) does not exist" if given else f"{name}() needs arguments"
        self.add("wrong-arguments", node, message, expected=expected)

    def always(self, node: syntax.Node, result: bool, why: str, declared: Known | None = None) -> None:
        note = [Note("declared here", declared.span)] if declared is not None and declared.span else []
        code, word = ("always-true", "true") if result else ("always-false", "false")
        self.add(
            code,
            node,
            f"this condition is always {word}: {why}",
            notes=note,
            hint="correct the value, or remove the condition",
        )

    def unknown_value(self, node: syntax.Node, value: str, type_: Type, declared: Known | None) -> None:
        note = [Note("declared here", declared.span)] if declared is not None and declared.span else []
        values = list(type_.values or ())
        self.add(
            "unknown-value",
            node,
            f'"{value}" is not one of the declared values',
            expected=", ".join(values),
            hint=suggestion(value, values),
            notes=note,
        )

    def null_comparison(self, node: syntax.Expression, operator: str, other: syntax.Expression) -> None:
        self.add(
            "null-comparison",
            node,
            "comparing with null is never decided: unknown passes through comparisons",
            hint=hints.of_null(operator, other),
        )

    def zero_division(self, node: syntax.Expression) -> None:
        self.add(
            "division-by-zero",
            node,
            "a division by zero is always unknown",
            expected="a divisor other than 0",
            hint="correct the divisor",
        )

    def unknown_cause(self, node: syntax.Text, known: Known) -> None:
        note = [Note("declared here", known.span)] if known.span is not None else []
        causes = list(known.causes or ())
        self.add(
            "unknown-value",
            node,
            f"'{node.value}' is no cause that the input declares",
            expected=", ".join(causes),
            hint=suggestion(node.value, causes),
            notes=note,
        )

    def never_missing(self, node: syntax.Expression, known: Known) -> None:
        note = [Note("declared here without 'missing:'", known.span)] if known.span is not None else []
        self.add(
            "never-missing",
            node,
            f"'{format_expression(node)}' is required: it is never missing",
            notes=note,
            hint="declare 'missing:' for the input, or remove this question",
            severity="warning",
        )

    def empty_range(self, node: syntax.Node) -> None:
        self.add("empty-range", node, "this range holds no value", hint="the lower end stands first")

    def bad_literal(self, node: syntax.AtLiteral) -> None:
        self.add(
            "bad-literal",
            node,
            f'@"{node.text}" is no date, time, date and time or duration',
            expected='such as @"2026-11-23", @"08:30:00", @"P1Y", @"P30D"',
        )

    def no_value(self, node: syntax.Expression, nothing: Absent) -> None:
        """A constant part that is unknown for every application; of an item, its position is at fault."""
        at = node.condition if isinstance(node, syntax.Filter) else node
        self.add("bad-literal", at, f"'{_brief(node)}' has no value: {_reasons(nothing)}")

    def refused_literal(self, node: syntax.Expression, name: str, nothing: Absent) -> None:
        """A constant with which a function never gives a value."""
        self.add(
            "bad-literal",
            node,
            f"{name}() gives no value with '{_brief(node)}': {_reasons(nothing)}",
            expected=f"such as {FUNCTIONS[name].example}",
        )

    def repeated_key(self, entry: syntax.Entry) -> None:
        self.add(
            "duplicate-key",
            entry,
            f"the key '{entry.key}' stands twice in this context",
            hint="a context with two entries of one name is null; rename or remove one",
        )

    def unknown_type(self, node: syntax.TypeName) -> None:
        known = [*SIMPLE_KINDS, "string", "list", "context", "range", "function"]
        self.add(
            "unknown-type",
            node,
            f"unknown type '{node.name}'",
            expected=", ".join(known),
            hint=suggestion(node.name, known),
        )

    def cell_matches(self, node: syntax.Node, everything: bool, hint: str) -> None:
        code, what = ("cell-matches-everything", "every") if everything else ("cell-matches-nothing", "no")
        default = "write '-' for any value" if everything else "correct the cell, or remove the row"
        self.add(code, node, f"this cell matches {what} possible value", hint=hint or default)


def article(type_: Type) -> str:
    """A type with its article, for sentences."""
    return f"{'an' if type_.kind[0] in 'aeiou' else 'a'} {type_}"


def _brief(node: syntax.Expression) -> str:
    return shortened(format_expression(node))


def _reasons(nothing: Absent) -> str:
    """Why a value is absent, in words."""
    return "; ".join(dict.fromkeys(map(_reason, nothing.causes))) or "it is null"


def _reason(cause: Cause) -> str:
    if cause.detail and cause.code in ("invalid_argument", "out_of_range"):
        return cause.detail
    return why(cause.code, "en") + (f": {cause.detail}" if cause.detail else "")


def _declared(node: syntax.Expression, known: Known | None) -> list[Note]:
    if known is None or known.span is None:
        return []
    return [Note(f"'{format_expression(node)}' is declared here", known.span)]
