"""Every syntax error of FEEL: its code, its words, its hint. One function for each kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from credit_engine.limits import MAX_EXPONENT_DIGITS, MAX_EXPRESSION_CHARACTERS, MAX_EXPRESSION_DEPTH
from credit_engine.other_notations import percent_meant
from credit_engine.wording import said, to_write

_DIVISOR = re.compile(r"\s*(?!(?:and|or|then|else|return|satisfies|in|between)\b)[\w(]")
_NEGATED = re.compile(r"(?=\()|\s?([^\W\d]\w*(?:\.[^\W\d]\w*)*)(?!\w)(?!\s*[(.\[])")
_PERCENTAGE = re.compile(r"(?<!\w)(?<![^.]\.)(\d{1,30}(?:\.\d{1,30})?)\s*\Z")


@dataclass(frozen=True)
class SyntaxProblem:
    """One syntax error; `start` and `end` are character offsets in the expression's text.

    `notes` are second places, each as (text, start, end), such as the bracket that was never closed.
    """

    code: str
    message: str
    start: int
    end: int
    expected: str = ""
    hint: str = ""
    notes: tuple[tuple[str, int, int], ...] = ()
    mend: str | None = None
    """What to write in place of the characters from `start` to `end`, where this alone mends the slip."""


class FeelSyntaxError(ValueError):
    """A text that is not FEEL, with all problems found in it, in order of position."""

    def __init__(self, problems: Iterable[SyntaxProblem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.start, p.end)))
        super().__init__("; ".join(f"{p.message} [{p.code}]" for p in self.problems))


def other_notation(found: str, start: int, right: str) -> SyntaxProblem:
    """A stretch in the notation of Excel, SQL, Python or Chinese, and the FEEL for it."""
    message = said("'{found}' is not how FEEL writes it", "'{found}' 不是 FEEL 的写法", found=_shown(found))
    return SyntaxProblem(
        "other-notation", message, start, start + len(found), hint=to_write(right), mend=right
    )


def number_comma(found: str, start: int, right: str) -> SyntaxProblem:
    """A number with thousands separators or a decimal comma, where FEEL reads several numbers."""
    message = said("'{found}' is read as several numbers", "'{found}' 会被读成几个数字", found=found)
    return SyntaxProblem("number-comma", message, start, start + len(found), hint=to_write(right), mend=right)


def _shown(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def empty_expression(start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "empty-expression",
        said("the expression is empty", "表达式为空"),
        start,
        end,
        said('a value, such as 1, "text" or a name', '一个值，如 1、"text" 或名称'),
    )


def expression_too_long(length: int) -> SyntaxProblem:
    return SyntaxProblem(
        "expression-too-long",
        said("the expression has {length} characters", "表达式有 {length} 个字符", length=length),
        0,
        MAX_EXPRESSION_CHARACTERS,
        said("at most {limit} characters", "最多 {limit} 个字符", limit=MAX_EXPRESSION_CHARACTERS),
        said("split it into several decisions", "请拆分为多个决策"),
    )


def expression_too_deep(start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "expression-too-deep",
        said("the expression is nested too deeply", "表达式嵌套过深"),
        start,
        end,
        said("at most {limit} levels", "最多 {limit} 层", limit=MAX_EXPRESSION_DEPTH),
        said("split it into several decisions", "请拆分为多个决策"),
    )


_CHARACTER_HINTS = {
    "#": said("a comment begins with //", "注释以 // 开头"),
    "@": said('a date, time or duration is written @"2026-11-23"', '日期、时刻、时长写作 @"2026-11-23"'),
    "$": said("names hold letters, digits and _", "名称只含字母、汉字、数字和 _"),
    "`": said('text stands in double quotes: "..."', '文本写在双引号中："..."'),
    "\\": said("a backslash only stands within texts", "反斜杠只能用在文本中"),
}


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


def double_equals(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "double-equals",
        said("'==' is not an operator of FEEL", "'==' 不是 FEEL 运算符"),
        start,
        start + 2,
        "'='",
        to_write("="),
        mend="=",
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


def assignment(found: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "assignment",
        said(
            "'{found}' is no part of FEEL: an expression assigns nothing",
            "'{found}' 不属于 FEEL：表达式不赋值",
            found=found,
        ),
        start,
        start + len(found),
        said("'=' to compare", "用 '=' 比较"),
        said(
            "to name a value, write a decision of its own, or a context {{name: value}}",
            "要给值命名，请另写一个决策，或写上下文 {{name: value}}",
        ),
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


def unterminated_comment(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unterminated-comment",
        said("the comment that begins here is never closed", "此处开始的注释没有结束"),
        start,
        start + 2,
        "'*/'",
    )


def bad_escape(escape: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "bad-escape",
        said("{escape} is not a character", "{escape} 不是字符", escape=escape),
        start,
        start + len(escape),
        said("a code point up to 10FFFF, or a pair of surrogates", "不超过 10FFFF 的码位，或一对代理码位"),
    )


def number_out_of_range(start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "number-out-of-range",
        said("the number is out of range", "数字超出范围"),
        start,
        end,
        said(
            "an exponent between -{limit} and {limit}",
            "-{limit} 至 {limit} 之间的指数",
            limit=MAX_EXPONENT_DIGITS,
        ),
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


def unclosed_bracket(opener: str, closer: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unclosed-bracket",
        said("the '{opener}' that opens here is never closed", "此处的 '{opener}' 没有闭合", opener=opener),
        start,
        start + 1,
        f"'{closer}'",
    )


def unopened_bracket(closer: str, start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unopened-bracket",
        said(
            "this '{closer}' closes nothing: no bracket is open here",
            "此处的 '{closer}' 没有对应的左括号",
            closer=closer,
        ),
        start,
        start + 1,
        hint=said("remove it, or open its bracket before it", "请删除它，或在前面补上左括号"),
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


def missing_operand(operator: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-operand",
        said("nothing follows '{operator}'", "'{operator}' 后面没有内容", operator=operator),
        start,
        end,
        said("a value after it", "其后应有一个值"),
    )


def missing_value(found: str, start: int, end: int, expected: str) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-value",
        said("found {found} where a value should be", "此处应为值，却是 {found}", found=found),
        start,
        end,
        expected or said("a value", "一个值"),
    )


def missing_operator(found: str, start: int, end: int, expected: str, hint: str = "") -> SyntaxProblem:
    return SyntaxProblem(
        "missing-operator",
        said("found {found} after a complete value", "完整的值之后出现 {found}", found=found),
        start,
        end,
        expected,
        hint,
    )


def unknown_spaced_name(words: str, start: int, end: int, hint: str) -> SyntaxProblem:
    return SyntaxProblem(
        "unknown-spaced-name",
        said(
            "'{words}' is not a known name, and names cannot follow each other",
            "'{words}' 不是已知名称，且名称不能相连",
            words=words,
        ),
        start,
        end,
        said(
            "an operator between two names, or a declared name with a space",
            "两个名称之间的运算符，或声明过的带空格名称",
        ),
        hint,
    )


def and_in_list(start: int, end: int, word: str) -> SyntaxProblem:
    return SyntaxProblem(
        "and-in-list",
        said("'{word}' after a comma", "逗号之后出现 '{word}'", word=word),
        start,
        end,
        said("a value", "一个值"),
        said("items are separated by commas alone", "各项之间只用逗号分隔"),
    )


def word_operator(found: str, start: int, end: int, hint: str) -> SyntaxProblem:
    return SyntaxProblem(
        "word-operator",
        said("'{found}' is not an operator of FEEL", "'{found}' 不是 FEEL 运算符", found=found),
        start,
        end,
        hint=hint,
    )


def missing_then(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-then",
        said(
            "found {found} where the 'then' of an 'if' should be",
            "此处应为 'if' 的 'then'，却是 {found}",
            found=found,
        ),
        start,
        end,
        "'then'",
        said("if condition then value else value", "if 条件 then 值 else 值"),
    )


def missing_else(found: str, start: int, end: int, if_start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-else",
        said(
            "found {found} where the 'else' of an 'if' should be",
            "此处应为 'if' 的 'else'，却是 {found}",
            found=found,
        ),
        start,
        end,
        "'else'",
        said(
            "every if has an else; else null, if nothing is meant", "每个 if 都要有 else；无值时写 else null"
        ),
        notes=((said("the 'if' begins here", "'if' 在此开始"), if_start, if_start + 2),),
    )


def then_without_if(word: str, start: int, end: int) -> SyntaxProblem:
    code = "then-without-if" if word == "then" else "else-without-if"
    return SyntaxProblem(
        code,
        said("this '{word}' belongs to no 'if'", "此处的 '{word}' 没有对应的 'if'", word=word),
        start,
        end,
        hint=said("if condition then value else value", "if 条件 then 值 else 值"),
    )


def missing_in(found: str, start: int, end: int, word: str) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-in",
        said(
            "found {found} where '{word}' needs a name and 'in'",
            "'{word}' 之后应为名称和 'in'，却是 {found}",
            found=found,
            word=word,
        ),
        start,
        end,
        said("a name and 'in'", "名称和 'in'"),
        said(
            "{word} item in list {rest}",
            "{word} item in list {rest}",
            word=word,
            rest="return item" if word == "for" else "satisfies item > 0",
        ),
    )


def missing_return(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-return",
        said(
            "found {found} where the 'return' of a 'for' should be",
            "此处应为 'for' 的 'return'，却是 {found}",
            found=found,
        ),
        start,
        end,
        "'return'",
        said("for item in list return item * 2", "for item in list return item * 2"),
    )


def missing_satisfies(found: str, start: int, end: int, word: str) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-satisfies",
        said(
            "found {found} where the 'satisfies' of '{word}' should be",
            "此处应为 '{word}' 的 'satisfies'，却是 {found}",
            found=found,
            word=word,
        ),
        start,
        end,
        "'satisfies'",
        said("{word} item in list satisfies item > 0", "{word} item in list satisfies item > 0", word=word),
    )


def missing_between_and(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-and",
        said(
            "found {found} where the 'and' of 'between' should be",
            "此处应为 'between' 的 'and'，却是 {found}",
            found=found,
        ),
        start,
        end,
        "'and'",
        said("x between 1 and 10", "x between 1 and 10"),
    )


def missing_key(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-key",
        said(
            "found {found} where a context entry should begin",
            "此处应开始上下文的条目，却是 {found}",
            found=found,
        ),
        start,
        end,
        said("a key and ':'", "键和 ':'"),
        said('{{name: value, "any text": value}}', '{{名称: 值, "任意文本": 值}}'),
    )


def mixed_arguments(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "mixed-arguments",
        said("found {found} among named arguments", "命名参数之间出现 {found}", found=found),
        start,
        end,
        said("name: value", "名称: 值"),
        said("name all arguments of a call, or none", "调用的参数要么全部命名，要么都不命名"),
    )


def missing_property(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-property",
        said("found {found} after '.'", "'.' 之后出现 {found}", found=found),
        start,
        end,
        said("the name of a field", "字段名称"),
    )


def missing_type(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-type",
        said("found {found} where a type should be", "此处应为类型，却是 {found}", found=found),
        start,
        end,
        said(
            "a type, such as number, text, date and time or list<number>",
            "一个类型，如 number、text、date and time 或 list<number>",
        ),
    )


def missing_parameter(found: str, start: int, end: int) -> SyntaxProblem:
    return SyntaxProblem(
        "missing-parameter",
        said("found {found} where a parameter should be", "此处应为参数，却是 {found}", found=found),
        start,
        end,
        said("the name of a parameter", "参数名称"),
        said("function(a, b: number) a + b", "function(a, b: number) a + b"),
    )


def trailing_comma(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "trailing-comma",
        said("nothing follows this comma", "此逗号之后没有内容"),
        start,
        start + 1,
        said("a value, or no comma", "一个值，或去掉逗号"),
    )


def comma_outside_brackets(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unexpected-comma",
        said("a comma stands outside brackets", "逗号出现在括号之外"),
        start,
        start + 1,
        hint=said(
            "a list is written [a, b]; numbers have no thousands separators",
            "列表写作 [a, b]；数字不用千位分隔符",
        ),
    )


def comma_in_brackets(start: int, opener: str) -> SyntaxProblem:
    hint = (
        said("a list is written [a, b]", "列表写作 [a, b]")
        if opener == "("
        else said("a filter has one condition: a and b", "筛选只有一个条件：a and b")
    )
    return SyntaxProblem(
        "unexpected-comma",
        said(
            "a comma within '{opener}' that holds one value",
            "只含一个值的 '{opener}' 中出现逗号",
            opener=opener,
        ),
        start,
        start + 1,
        hint=hint,
    )


def colon_outside_context(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "unexpected-colon",
        said("a colon stands outside a context", "冒号出现在上下文之外"),
        start,
        start + 1,
        hint=said(
            "a context is written {{name: value}}; a choice is if a then b else c",
            "上下文写作 {{name: value}}；选择写作 if a then b else c",
        ),
    )


def range_without_brackets(start: int) -> SyntaxProblem:
    return SyntaxProblem(
        "range-without-brackets",
        said("a range stands in brackets", "区间须写在括号中"),
        start,
        start + 2,
        "[low..high]",
        said("[1..5] includes its ends, (1..5) does not", "[1..5] 含两端，(1..5) 不含"),
    )


def test_as_expression(found: str, start: int, end: int, hint: str) -> SyntaxProblem:
    return SyntaxProblem(
        "test-as-expression",
        said("'{found}' has nothing on its left to compare", "'{found}' 左侧没有可比较的值", found=found),
        start,
        end,
        said("a value before it", "其前应有一个值"),
        hint,
    )


def joined_tests(found: str, start: int, end: int) -> SyntaxProblem:
    hint = said(
        "both bounds at once are a range such as [30..50); or use ?, as in ? >= 30 and ? < 50",
        "同时限定上下界写成区间，如 [30..50)；或使用 ?，如 ? >= 30 and ? < 50",
    )
    if found == "or":
        hint = said("a comma means 'or', as in < 30, >= 50", "逗号表示“或”，如 < 30, >= 50")
    return SyntaxProblem(
        "joined-tests",
        said("'{found}' cannot join tests", "'{found}' 不能连接单元格中的条件", found=found),
        start,
        end,
        said("',' (which means or) or a range", "','（表示“或”）或区间"),
        hint,
    )


def unexpected_token(found: str, start: int, end: int, expected: str) -> SyntaxProblem:
    return SyntaxProblem(
        "unexpected-token", said("found {found}", "出现 {found}", found=found), start, end, expected
    )
