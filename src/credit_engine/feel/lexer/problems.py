"""What can be wrong with the characters of an expression: symbols, texts, comments, brackets."""

from __future__ import annotations

import re
from decimal import Decimal

from credit_engine.feel.problems import SyntaxMessage, SyntaxProblem
from credit_engine.limits import MAX_EXPRESSION_DEPTH
from credit_engine.other_notations import percent_meant
from credit_engine.source import shown
from credit_engine.wording import Said, said, to_write

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
    "double-equals",
    "'==' is not an operator of FEEL",
    "'==' 不是 FEEL 运算符",
    expected="'='",
    hint=to_write("="),
    mend="=",
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


def other_notation(found: str, start: int, right: str) -> SyntaxProblem:
    """A stretch in the notation of Excel, SQL, Python or Chinese, and the FEEL for it."""
    message = said("'{found}' is not how FEEL writes it", "'{found}' 不是 FEEL 的写法", found=shown(found))
    return SyntaxProblem(
        "other-notation", message, start, start + len(found), hint=to_write(right), mend=right
    )


def number_comma(found: str, start: int, right: str) -> SyntaxProblem:
    """A number with thousands separators or a decimal comma, where FEEL reads several numbers."""
    message = said("'{found}' is read as several numbers", "'{found}' 会被读成几个数字", found=found)
    return SyntaxProblem("number-comma", message, start, start + len(found), hint=to_write(right), mend=right)


def unknown_character(text: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unknown-character",
        said(
            "{character!r} (U+{point:04X}) has no meaning in FEEL",
            "{character!r}（U+{point:04X}）在 FEEL 中没有意义",
            character=text[start],
            point=ord(text[start]),
        ),
        start,
        start + 1,
        said("letters, digits, operators, or text in double quotes", "字母、数字、运算符，或双引号中的文本"),
        _CHARACTER_HINTS.get(text[start], ""),
    )


def wrong_symbol(found: str, start: int, right: str) -> SyntaxProblem:
    return SyntaxProblem(
        "wrong-symbol",
        said("'{found}' is not an operator of FEEL", "'{found}' 不是 FEEL 运算符", found=found),
        start,
        start + len(found),
        f"'{right}'" if right else said("an operator of FEEL", "FEEL 运算符"),
        to_write(right) if right else "",
        mend=right or None,
    )


def not_operator(text: str, start: int) -> SyntaxProblem:
    """`!` before a name or a bracket, which are mended at once, or before something else."""
    end, mend, after = start + 1, None, _NEGATED.match(text, start + 1)
    if after is not None:
        end, mend = (after.end(), f"not({after[1]})") if after[1] else (end, "not")
    unequal = said("write not(x); 'unequal' is !=", "写作 not(x)；“不等于”是 !=")
    hint = unequal if mend is None else to_write(mend)
    return SyntaxProblem(
        "not-operator",
        said("'!' is not an operator of FEEL", "'!' 不是 FEEL 运算符"),
        start,
        end,
        "not(...)",
        hint,
        mend=mend,
    )


def logical_symbol(found: str, start: int, joins_texts: bool = False) -> SyntaxProblem:
    word = "+" if joins_texts else "and" if found[0] == "&" else "or"
    return SyntaxProblem(
        "logical-symbol",
        said("'{found}' is not an operator of FEEL", "'{found}' 不是 FEEL 运算符", found=found),
        start,
        start + len(found),
        f"'{word}'",
        to_write(word),
        mend=word,
    )


def percent_sign(text: str, start: int) -> SyntaxProblem:
    """A percent sign; after a number the number is meant as a percentage."""
    number = None if _DIVISOR.match(text, start + 1) else _PERCENTAGE.search(text, max(0, start - 70), start)
    begin = start if number is None else number.start(1)
    mend = None if number is None else f"{Decimal(number[1]).scaleb(-2):f}"
    remainder = said(
        "the remainder is modulo(a, b); five percent is 0.05", "求余写作 modulo(a, b)；百分之五写作 0.05"
    )
    return SyntaxProblem(
        "percent-sign",
        said("'%' is not an operator of FEEL", "'%' 不是 FEEL 运算符"),
        begin,
        start + 1,
        "" if number is None else percent_meant(number[1]),
        hint=remainder if mend is None else to_write(mend),
        mend=mend,
    )


def single_quotes(text: str, start: int, end: int) -> SyntaxProblem:
    inner = text[start:end].strip("'").replace("\\", "\\\\").replace('"', '\\"')
    right = f'"{inner}"'
    return SyntaxProblem(
        "single-quotes",
        said("text stands in double quotes", "文本须写在双引号中"),
        start,
        end,
        right,
        to_write(right),
        mend=right,
    )


def unterminated_text(text: str, start: int) -> SyntaxProblem:
    line_end = text.find("\n", start)
    return SyntaxProblem(
        "unterminated-text",
        said("the text that begins here is never closed", "此处开始的文本没有结束"),
        start,
        len(text) if line_end < 0 else line_end,
        said(said("'\"' at its end", "末尾的 '\"'"), "末尾的 '\"'"),
        said('a quote within a text is written \\"', '文本中的引号写作 \\"'),
    )


def full_width_symbol(found: str, start: int, ascii_form: str) -> SyntaxProblem:
    return SyntaxProblem(
        "full-width-symbol",
        said("'{found}' is not a symbol of FEEL", "'{found}' 不是 FEEL 符号", found=found),
        start,
        start + len(found),
        f"'{ascii_form}'",
        to_write(ascii_form) if ascii_form else "",
        mend=ascii_form or None,
    )


def mismatched_bracket(closer: str, start: int, opener: str, opened: int, right: str) -> SyntaxProblem:
    return SyntaxProblem(
        "mismatched-bracket",
        said(
            "'{closer}' does not close the '{opener}' that is open",
            "'{closer}' 与已打开的 '{opener}' 不匹配",
            closer=closer,
            opener=opener,
        ),
        start,
        start + 1,
        f"'{right}'",
        notes=(
            (said("the '{opener}' opens here", "'{opener}' 在此打开", opener=opener), opened, opened + 1),
        ),
    )
