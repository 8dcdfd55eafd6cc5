"""What can be wrong with the characters of an expression: symbols, texts, comments, brackets."""

from __future__ import annotations

import re
from decimal import Decimal

from credit_engine.feel.problems import SyntaxMessage, SyntaxProblem
from credit_engine.limits import MAX_EXPRESSION_DEPTH
from credit_engine.other_notations import percent_meant
from credit_engine.wording import Said, said

_DIVISOR = re.compile(r"\s*(?!(?:and|or|then|else|return|satisfies|in|between)\b)[\w(]")
_NEGATED = re.compile(r"(?=\()|\s?([^\W\d]\w*(?:\.[^\W\d]\w*)*)(?!\w)(?!\s*[(.\[])")
_PERCENTAGE = re.compile(r"(?<!\w)(?<![^.]\.)(\d{1,30}(?:\.\d{1,30})?)\s*\Z")
_CHARACTER_HINTS = {
    "#": said("a comment begins with //", "注释以 // 开头"),
    "@": said('a date, time or duration is written @"2026-11-23"', '日期、时刻、时长写作 @"2026-11-23"'),
    "$": said("names hold letters, digits and _", "名称只含字母、汉字、数字和 _"),
    "`": said('text stands in double quotes: "..."', '文本写在双引号中："..."'),
    "\\": said("a backslash only stands within texts", "反斜杠只能用在文本中"),
}

expression_too_deep = SyntaxMessage(
    "expression-too-deep",
    "the expression is nested too deeply",
    "表达式嵌套过深",
    expected=said("at most {limit} levels", "最多 {limit} 层", limit=MAX_EXPRESSION_DEPTH),
    hint=Said("split it into several decisions", "请拆分为多个决策"),
)

double_equals = SyntaxMessage(
    "double-equals", "'==' is not an operator of FEEL", "'==' 不是 FEEL 运算符", expected="'{mend}'"
)

assignment = SyntaxMessage(
    "assignment",
    "'{found}' is no part of FEEL: an expression assigns nothing",
    "'{found}' 不属于 FEEL：表达式不赋值",
    expected=Said("'=' to compare", "用 '=' 比较"),
    hint=Said(
        "to name a value, write a decision of its own, or a context {{name: value}}",
        "要给值命名，请另写一个决策，或写上下文 {{name: value}}",
    ),
)

unterminated_comment = SyntaxMessage(
    "unterminated-comment",
    "the comment that begins here is never closed",
    "此处开始的注释没有结束",
    expected="'*/'",
)

bad_escape = SyntaxMessage(
    "bad-escape",
    "{escape} is not a character",
    "{escape} 不是字符",
    expected=Said(
        "a code point up to 10FFFF, or a pair of surrogates", "不超过 10FFFF 的码位，或一对代理码位"
    ),
)

unclosed_bracket = SyntaxMessage(
    "unclosed-bracket",
    "the '{opener}' that opens here is never closed",
    "此处的 '{opener}' 没有闭合",
    expected="'{closer}'",
)

unopened_bracket = SyntaxMessage(
    "unopened-bracket",
    "this '{closer}' closes nothing: no bracket is open here",
    "此处的 '{closer}' 没有对应的左括号",
    hint=Said("remove it, or open its bracket before it", "请删除它，或在前面补上左括号"),
)


other_notation = SyntaxMessage(
    "other-notation", "'{found}' is not how FEEL writes it", "'{found}' 不是 FEEL 的写法"
)
"""A stretch in the notation of Excel, SQL, Python or Chinese, and the FEEL for it."""

number_comma = SyntaxMessage(
    "number-comma", "'{found}' is read as several numbers", "'{found}' 会被读成几个数字"
)
"""A number with thousands separators or a decimal comma, where FEEL reads several numbers."""

wrong_symbol = SyntaxMessage(
    "wrong-symbol", "'{found}' is not an operator of FEEL", "'{found}' 不是 FEEL 运算符", expected="'{mend}'"
)

unknown_symbol = SyntaxMessage(
    "wrong-symbol",
    "'{found}' is not an operator of FEEL",
    "'{found}' 不是 FEEL 运算符",
    expected=Said("an operator of FEEL", "FEEL 运算符"),
)

logical_symbol = SyntaxMessage(
    "logical-symbol",
    "'{found}' is not an operator of FEEL",
    "'{found}' 不是 FEEL 运算符",
    expected="'{mend}'",
)

single_quotes = SyntaxMessage(
    "single-quotes", "text stands in double quotes", "文本须写在双引号中", expected="{mend}"
)

full_width_symbol = SyntaxMessage(
    "full-width-symbol", "'{found}' is not a symbol of FEEL", "'{found}' 不是 FEEL 符号", expected="'{right}'"
)

unterminated_text = SyntaxMessage(
    "unterminated-text",
    "the text that begins here is never closed",
    "此处开始的文本没有结束",
    expected=Said("'\"' at its end", "末尾的 '\"'"),
    hint=Said('a quote within a text is written \\"', '文本中的引号写作 \\"'),
)

_unknown_character = SyntaxMessage(
    "unknown-character",
    "{character!r} (U+{point:04X}) has no meaning in FEEL",
    "{character!r}（U+{point:04X}）在 FEEL 中没有意义",
    expected=Said(
        "letters, digits, operators, or text in double quotes", "字母、数字、运算符，或双引号中的文本"
    ),
)

_not_operator = SyntaxMessage(
    "not-operator",
    "'!' is not an operator of FEEL",
    "'!' 不是 FEEL 运算符",
    expected="not(...)",
    hint=Said("write not(x); 'unequal' is !=", "写作 not(x)；“不等于”是 !="),
)

_percent_sign = SyntaxMessage(
    "percent-sign",
    "'%' is not an operator of FEEL",
    "'%' 不是 FEEL 运算符",
    hint=Said(
        "the remainder is modulo(a, b); five percent is 0.05", "求余写作 modulo(a, b)；百分之五写作 0.05"
    ),
)

_mismatched_bracket = SyntaxMessage(
    "mismatched-bracket",
    "'{closer}' does not close the '{opener}' that is open",
    "'{closer}' 与已打开的 '{opener}' 不匹配",
    expected="'{right}'",
)


def unknown_character(text: str, start: int) -> SyntaxProblem:
    """A character that begins nothing in FEEL."""
    character = text[start]
    hint = _CHARACTER_HINTS.get(character, "")
    return _unknown_character(start, start + 1, character=character, point=ord(character), hint=hint)


def not_operator(text: str, start: int) -> SyntaxProblem:
    """`!` before a name or a bracket, which are mended at once, or before something else."""
    end, mend, after = start + 1, None, _NEGATED.match(text, start + 1)
    if after is not None:
        end, mend = (after.end(), f"not({after[1]})") if after[1] else (end, "not")
    return _not_operator(start, end, mend=mend)


def percent_sign(text: str, start: int) -> SyntaxProblem:
    """A percent sign; after a number the number is meant as a percentage."""
    number = None if _DIVISOR.match(text, start + 1) else _PERCENTAGE.search(text, max(0, start - 70), start)
    if number is None:
        return _percent_sign(start, start + 1, expected="")
    right = f"{Decimal(number[1]).scaleb(-2):f}"
    return _percent_sign(number.start(1), start + 1, mend=right, expected=percent_meant(number[1]))


def in_double_quotes(text: str, start: int, end: int) -> SyntaxProblem:
    """A text in single quotes."""
    inner = text[start:end].strip("'").replace("\\", "\\\\").replace('"', '\\"')
    return single_quotes(start, end, mend=f'"{inner}"')


def mismatched_bracket(closer: str, start: int, opener: str, opened: int, right: str) -> SyntaxProblem:
    """A bracket that closes another kind than the one that is open; where that one opens is shown."""
    here = (said("the '{opener}' opens here", "'{opener}' 在此打开", opener=opener), opened, opened + 1)
    return _mismatched_bracket(start, start + 1, notes=(here,), closer=closer, opener=opener, right=right)
