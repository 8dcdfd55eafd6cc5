"""From the token that the parser could not take to the problem that a person can mend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from credit_engine.feel.lexer.names import BUILT_IN_NAMES, KEYWORDS
from credit_engine.feel.lexer.problems import assignment
from credit_engine.feel.lexer.words import Lexeme
from credit_engine.feel.parser import problems
from credit_engine.feel.problems import SyntaxProblem
from credit_engine.wording import any_of, joined, said

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedToken

_VALUES = frozenset(
    """
    NAME NUMBER STRING AT TRUE FALSE NULL IF FOR SOME EVERY FUNCTION LPAR LSQB LBRACE OPEN_REVERSED
    """.split()
)
_OPERATORS = frozenset(
    ("PLUS", "MINUS", "PRODUCT", "POWER", "COMPARE", "NE", "AND", "OR", "BETWEEN", "IN", "DOTDOT")
)
_CLAUSES = frozenset(("IF", "THEN", "ELSE", "ELSE_IF", "RETURN", "SATISFIES"))
_CLOSERS = frozenset(("RPAR", "RSQB", "RBRACE", "CLOSE_REVERSED"))
_LITERALS = {
    "NUMBER": said("the number", "数字"),
    "AT": said("the value", "值"),
    "STRING": said("the text", "文本"),
    "NAME": said("the name", "名称"),
}
_WORD_HINTS = {
    "is": said(
        "equality is written x = y; absence is x = null, or is missing(x) in a policy",
        "相等写作 x = y；缺失写作 x = null，政策中写作 is missing(x)",
    ),
    "contains": said(
        "write contains(text, part) or list contains(list, item)",
        "写作 contains(text, part) 或 list contains(list, item)",
    ),
    "like": said(
        "write matches(text, pattern), starts with(...) or contains(...)",
        "写作 matches(text, pattern)、starts with(...) 或 contains(...)",
    ),
    "matches": said("write matches(text, pattern)", "写作 matches(text, pattern)"),
    "equals": said("equality is written x = y", "相等写作 x = y"),
    "eq": said("equality is written x = y", "相等写作 x = y"),
    "ne": said("inequality is written x != y", "不等写作 x != y"),
    "gt": said("write x > y", "写作 x > y"),
    "lt": said("write x < y", "写作 x < y"),
    "ge": said("write x >= y", "写作 x >= y"),
    "gte": said("write x >= y", "写作 x >= y"),
    "le": said("write x <= y", "写作 x <= y"),
    "lte": said("write x <= y", "写作 x <= y"),
    "mod": said("the remainder is modulo(a, b)", "求余写作 modulo(a, b)"),
    "div": said("write a / b, or floor(a / b)", "写作 a / b，或 floor(a / b)"),
    "xor": said("write a != b", "写作 a != b"),
    "not": said("write not(x in ...) or not(...)", "写作 not(x in ...) 或 not(...)"),
    "is missing": said("write is missing(x)", "写作 is missing(x)"),
    "AND": said("write and in small letters", "and 用小写"),
    "OR": said("write or in small letters", "or 用小写"),
    "IN": said("write in in small letters", "in 用小写"),
    "BETWEEN": said("write between in small letters", "between 用小写"),
    "THEN": said("write then in small letters", "then 用小写"),
    "ELSE": said("write else in small letters", "else 用小写"),
    "?": said("a choice is written if condition then a else b", "选择写作 if 条件 then a else b"),
}


@dataclass(frozen=True)
class _Stop:
    """Where the parser stopped: the token, the one before, what it would have taken, what is open."""

    token: Lexeme
    before: Lexeme | None
    accepted: Collection[str]
    open: tuple[Lexeme, ...]
    later: frozenset[str]
    start: str
    names: frozenset[str]
    following: Lexeme | None

    @property
    def found(self) -> str:
        return _described(self.token)

    @property
    def span(self) -> tuple[int, int]:
        return self.token.span

    def innermost(self, *types: str) -> Lexeme | None:
        """The last open token of these types."""
        return next((t for t in reversed(self.open) if t.type in types), None)


def diagnosis(
    error: UnexpectedToken, text: str, start: str, tokens: list[Lexeme], names: Iterable[str]
) -> SyntaxProblem:
    """The problem that made lark's parser stop."""
    stop = _stop(error, text, start, tokens, frozenset(names))
    for finder in _FINDERS:
        if problem := finder(stop):
            return problem
    return problems.unexpected_token(*stop.span, found=stop.found, expected=_expected(stop.accepted))


def _stop(
    error: UnexpectedToken, text: str, start: str, tokens: list[Lexeme], names: frozenset[str]
) -> _Stop:
    token = error.token
    if isinstance(token, Lexeme):
        index = tokens.index(token)
    else:
        index, end = len(tokens), tokens[-1].span[1]
        token = Lexeme("$END", "", end, min(end + 1, len(text)))
    return _Stop(
        token,
        tokens[index - 1] if index else None,
        error.accepts or (),
        tuple(_open_tokens(error.interactive_parser.parser_state.value_stack)),
        frozenset(t.type for t in tokens[index:]),
        start,
        names,
        tokens[index + 1] if index + 1 < len(tokens) else None,
    )


def _open_tokens(values: list[object]) -> Iterable[Lexeme]:
    return (v for v in values if isinstance(v, Lexeme) and v.type not in _LITERALS)


def _described(token: Lexeme) -> str:
    if token.type == "$END":
        return said("the end of the expression", "表达式的结尾")
    if token.type in _LITERALS:
        shown = f'"{token.value}"' if token.type == "STRING" else token.value
        return joined([_LITERALS[token.type], shown if len(shown) <= 40 else f"{shown[:39]}…"], " ", " ")
    return f"'{token.value}:'" if token.type == "KEY" else f"'{token.value}'"


# Finders: each gives its problem, or None where it does not apply.


def _stray_then(stop: _Stop) -> SyntaxProblem | None:
    type_ = stop.token.type
    if type_ not in ("THEN", "ELSE", "ELSE_IF") or type_ in stop.accepted:
        return None
    if stop.innermost("IF", "ELSE_IF") is None:
        if type_ == "THEN":
            return problems.then_without_if(*stop.span)
        return problems.else_without_if(*stop.span)
    return None


def _after_operator(stop: _Stop) -> SyntaxProblem | None:
    """`a +`, `(a and)`, `if then`, `a + * b`."""
    before, token = stop.before, stop.token
    if before is None or "NUMBER" not in stop.accepted or token.type in _VALUES:
        return None
    if before.type in ("COMMA", "LPAR", "LSQB", "COLON", "KEY"):
        return None
    if before.type in ("AND", "OR") and token.type == "COMPARE":
        hint = said(
            "name the compared value again, as in x > 1 {value} x < 5",
            "请重复被比较的值，如 x > 1 {value} x < 5",
            value=before.value,
        )
        return problems.test_as_expression(*stop.span, found=token.value, hint=hint)
    if token.type in _OPERATORS and before.type in _OPERATORS:
        return problems.missing_value(
            *stop.span,
            found=stop.found,
            expected=said("a value after '{value}'", "'{value}' 之后应有一个值", value=before.value),
        )
    return problems.missing_operand(*before.span, operator=before.value)


def _after_comma(stop: _Stop) -> SyntaxProblem | None:
    before, token = stop.before, stop.token
    if before is None or before.type != "COMMA":
        return None
    if token.type in ("AND", "OR"):
        return problems.and_in_list(*stop.span, word=token.value)
    if token.type in _CLOSERS or token.type in ("$END", "COMMA"):
        return problems.trailing_comma(*before.span)
    return None


def _no_entry(stop: _Stop) -> SyntaxProblem | None:
    opener = stop.innermost("LBRACE", "LPAR", "TYPE_LT")
    if stop.token.type == "KEY" and opener is not None and opener.type == "LPAR":
        return problems.mixed_arguments(*stop.span, found=stop.found)
    if "KEY" not in stop.accepted or opener is None or "NUMBER" in stop.accepted:
        return None
    if opener.type == "LPAR":
        return problems.mixed_arguments(*stop.span, found=stop.found)
    return problems.missing_key(*stop.span, found=stop.found)


def _no_binding(stop: _Stop) -> SyntaxProblem | None:
    loop = stop.innermost("FOR", "SOME", "EVERY", "FUNCTION")
    if loop is None or "BINDING" not in stop.accepted:
        return None
    if loop.type == "FUNCTION":
        return problems.missing_parameter(*stop.span, found=stop.found)
    rest = "return item" if loop.value == "for" else "satisfies item > 0"
    return problems.missing_in(*stop.span, found=stop.found, word=loop.value, rest=rest)


def _no_type(stop: _Stop) -> SyntaxProblem | None:
    return problems.missing_type(*stop.span, found=stop.found) if "TYPE" in stop.accepted else None


def _no_property(stop: _Stop) -> SyntaxProblem | None:
    if set(stop.accepted) == {"NAME"}:
        return problems.missing_property(*stop.span, found=stop.found)
    return None


def _no_value(stop: _Stop) -> SyntaxProblem | None:
    if "NUMBER" not in stop.accepted:
        return None
    if stop.token.type in ("COMPARE", "NE") and (stop.before is None or stop.before.type in _CLAUSES):
        hint = said(
            "write the compared value first, as in x {value} 5",
            "请先写被比较的值，如 x {value} 5",
            value=stop.token.value,
        )
        return problems.test_as_expression(*stop.span, found=stop.token.value, hint=hint)
    return problems.missing_value(
        *stop.span, found=stop.found, expected=_expected(stop.accepted) or said("a value", "一个值")
    )


def _word_operator(stop: _Stop) -> SyntaxProblem | None:
    token = stop.token
    if token.type != "NAME" or token.value not in _WORD_HINTS or "PLUS" not in stop.accepted:
        return None
    return problems.word_operator(*stop.span, found=token.value, hint=_WORD_HINTS[token.value])


def _foreign_word(stop: _Stop) -> SyntaxProblem | None:
    """`not x`, `let x = 5`, `IF x THEN y`: before the value stands a word of another language."""
    before = stop.before
    if before is None or before.type != "NAME" or stop.token.type not in _VALUES:
        return None
    if before.value == "not":
        return problems.word_operator(*before.span, found="not", hint=said("write not(...)", "写作 not(...)"))
    if before.value in ("let", "var", "const", "set", "declare"):
        return assignment(*before.span, found=before.value)
    if before.value.lower() in KEYWORDS:
        hint = said("write {word} in small letters", "{word} 用小写", word=before.value.lower())
        return problems.word_operator(*before.span, found=before.value, hint=hint)
    return None


def _unfinished_clause(stop: _Stop) -> SyntaxProblem | None:
    """An `if`, `for`, `some`, `every` or `between` whose next word does not come at all."""
    token = stop.token
    clause = stop.innermost("IF", "ELSE_IF", "FOR", "SOME", "EVERY", "BETWEEN")
    if clause is None:
        return None
    if "THEN" in stop.accepted and "THEN" not in stop.later:
        return problems.missing_then(*token.span, found=stop.found)
    if "ELSE" in stop.accepted and "ELSE" not in stop.later:
        return problems.missing_else(*token.span, stop.found, clause.span[0])
    if "RETURN" in stop.accepted and "RETURN" not in stop.later:
        return problems.missing_return(*token.span, found=stop.found)
    if "SATISFIES" in stop.accepted and "SATISFIES" not in stop.later:
        return problems.missing_satisfies(*token.span, found=stop.found, word=clause.value)
    if clause.type == "BETWEEN" and clause is stop.open[-1] and "AND" in stop.accepted:
        return problems.missing_between_and(*token.span, found=stop.found)
    return None


def _unfinished_branch(stop: _Stop) -> SyntaxProblem | None:
    """`if a then b ) else c`: another word stands where `then` or `else` is the only way on."""
    clause = stop.innermost("IF", "ELSE_IF")
    if clause is None or stop.token.type in _VALUES:
        return None
    if "THEN" in stop.accepted:
        return problems.missing_then(*stop.span, found=stop.found)
    if "ELSE" in stop.accepted:
        return problems.missing_else(*stop.span, stop.found, clause.span[0])
    return None


def _two_names(stop: _Stop) -> SyntaxProblem | None:
    token, before = stop.token, stop.before
    if token.type != "NAME" or before is None or before.type != "NAME" or "PLUS" not in stop.accepted:
        return None
    if before.value in BUILT_IN_NAMES:
        hint = said(
            "a function is called as {name}({argument})",
            "函数调用写作 {name}({argument})",
            name=before.value,
            argument=token.value,
        )
        return problems.missing_operator(
            *stop.span, found=stop.found, expected=_expected(stop.accepted), hint=hint
        )
    words = f"{before.value} {token.value}"
    spaced = sorted(name for name in BUILT_IN_NAMES | stop.names if " " in name)
    close = get_close_matches(words, spaced, n=1, cutoff=0.6)
    meant = said("did you mean '{close}'?", "是否应为 '{close}'？", close=close[0]) if close else ""
    return problems.unknown_spaced_name(before.span[0], token.span[1], words=words, hint=meant)


def _joined_tests(stop: _Stop) -> SyntaxProblem | None:
    if stop.start == "unary_tests" and stop.token.type in ("AND", "OR") and "COMMA" in stop.accepted:
        found = stop.token.value
        return problems.joined_tests(*stop.span, found=found, hint=_JOINING_TESTS[found == "or"])
    return None


_JOINING_TESTS = (
    said(
        "both bounds at once are a range such as [30..50); or use ?, as in ? >= 30 and ? < 50",
        "同时限定上下界写成区间，如 [30..50)；或使用 ?，如 ? >= 30 and ? < 50",
    ),
    said("a comma means 'or', as in < 30, >= 50", "逗号表示“或”，如 < 30, >= 50"),
)


def _misplaced_symbol(stop: _Stop) -> SyntaxProblem | None:
    type_, at = stop.token.type, stop.span[0]
    if type_ == "DOTDOT":
        return problems.range_without_brackets(at, at + 2)
    if type_ == "COLON":
        return problems.colon_outside_context(at, at + 1)
    if type_ == "COMMA":
        opener = stop.innermost("LPAR", "LSQB", "LBRACE")
        if opener is None:
            return problems.comma_outside_brackets(at, at + 1)
        hint = _ONE_VALUE if opener.type == "LPAR" else _ONE_CONDITION
        return problems.comma_in_brackets(at, at + 1, opener=opener.value, hint=hint)
    return None


_ONE_VALUE = said("a list is written [a, b]", "列表写作 [a, b]")
_ONE_CONDITION = said("a filter has one condition: a and b", "筛选只有一个条件：a and b")


def _no_operator(stop: _Stop) -> SyntaxProblem | None:
    before = stop.before
    if stop.token.type not in _VALUES or "PLUS" not in stop.accepted:
        return None
    called = before is not None and before.type == "NAME" and stop.token.type != "NAME"
    hint: str = (
        said("a function is called as {value}(...)", "函数调用写作 {value}(...)", value=before.value)
        if before is not None and called
        else ""
    )
    return problems.missing_operator(
        *stop.span, found=stop.found, expected=_expected(stop.accepted), hint=hint
    )


_FINDERS: tuple[Callable[[_Stop], SyntaxProblem | None], ...] = (
    _stray_then,
    _after_comma,
    _no_entry,
    _no_binding,
    _no_type,
    _no_property,
    _after_operator,
    _no_value,
    _word_operator,
    _foreign_word,
    _joined_tests,
    _unfinished_clause,
    _two_names,
    _no_operator,
    _unfinished_branch,
    _misplaced_symbol,
)

_WORDS = {
    "COMMA": "','",
    "RPAR": "')'",
    "RSQB": "']'",
    "RBRACE": "'}'",
    "THEN": "'then'",
    "ELSE": "'else'",
    "RETURN": "'return'",
    "SATISFIES": "'satisfies'",
    "IN": "'in'",
    "DOTDOT": "'..'",
    "COLON": "':'",
    "ARROW": "'->'",
    "TYPE_GT": "'>'",
    "TYPE_LT": "'<'",
    "LPAR": "'('",
    "KEY": said("a key and ':'", "键和 ':'"),
    "TYPE": said("a type", "类型"),
    "BINDING": said("a name", "名称"),
    "$END": said("the end of the expression", "表达式的结尾"),
}


def _expected(accepted: Collection[str]) -> str:
    """The accepted terminals in words: values and operators as one word each."""
    words: list[str] = []
    if "NUMBER" in accepted:
        words.append(said('a value, such as 1, "text" or a name', '一个值，如 1、"text" 或名称'))
        return words[0]
    if "PLUS" in accepted:
        words.append(said("an operator, such as +, = or and", "运算符，如 +、= 或 and"))
    hidden = {"LPAR", "IN"} if "PLUS" in accepted else set()
    words += [word for type_, word in _WORDS.items() if type_ in accepted and type_ not in hidden]
    return any_of(words)
