"""What can be wrong with YAML text, and how the right form is written."""

from __future__ import annotations

import re

from credit_engine.limits import MAX_DOCUMENT_DEPTH
from credit_engine.messages import Message
from credit_engine.other_notations import number_meant
from credit_engine.problems import Note, Problem
from credit_engine.source import Source, Span, shown
from credit_engine.wording import Said, said, to_write
from credit_engine.yaml_text.scalars import Doubt

_LONG = 320
"""A value of more characters is left to the reader to put in quotes."""
_KEY_WITHOUT_SPACE = re.compile(r"([^\s:：，,]{1,60})(：|:)\s*(\S.*)")
_FULL_WIDTH_QUOTES = {"“": "”", "‘": "’", "「": "」", "＂": "＂"}
_CONTINUED_KEY = re.compile(r"\n[ ]*([\w.]{1,60})(：)[ ]*([^\n]+)")
WIDE_SPACES = "\u3000\xa0\u2002\u2003\u2009\u200b\u202f"


def quoted(text: str) -> str:
    """An expression in the quotes that YAML needs: double, or single if it contains double quotes."""
    line = " ".join(text.split())
    if '"' in line or "\\" in line:
        return "'" + line.replace("'", "''") + "'"
    return f'"{line}"'


def fixed(key: str, value: str) -> str:
    """A key with its value in quotes; long values are left to the reader."""
    form = quoted(value) if len(value) <= _LONG else "'...'"
    return f"{shown(key)}: {form}" if key else form


def flow_split(span: Span, key: str, value: str) -> Problem:
    """An expression, or a number with commas, that flow style has split or misread."""
    number = number_meant(value)
    return Problem(
        "flow-split",
        said(
            "unquoted, '{value}' is split or misread inside {{...}} or [...]",
            "未加引号，'{value}' 在 {{...}} 或 [...] 中会被拆开或误读",
            value=shown(value),
        ),
        span,
        expected=fixed(key, value) if number is None else "",
        hint=to_write(number)
        if number is not None
        else said(
            "put the expression in quotes, or give it a line of its own (block style)",
            "请给表达式加引号，或让它单独占一行（块格式）",
        ),
    )


def unquoted_expression(span: Span, why: str, key: str, value: str) -> Problem:
    """A value that needs quotes, and why."""
    return Problem(
        "unquoted-expression",
        why,
        span,
        expected=fixed(key, value),
        hint=said("put the whole value in quotes", "请给整个值加引号"),
    )


def syntax(span: Span, message: str, expected: str = "", hint: str = "", note: Note | None = None) -> Problem:
    """Text that is not YAML, in words found for it."""
    default = (
        ""
        if expected or hint
        else said("put the value in quotes if it is text or an expression", "若为文本或表达式，请加引号")
    )
    return Problem("yaml-syntax", message, span, expected, hint or default, (note,) if note else ())


def bad_indentation(span: Span, message: str, hint: str) -> Problem:
    """A line that is indented like none of its neighbours."""
    return Problem("bad-indentation", message, span, hint=hint)


def tab_indentation(span: Span, lines: int) -> Problem:
    """Tabs where YAML wants spaces; `lines` counts the lines of the file that have them."""
    more = said(" (and {more} more such lines)", "（另有 {more} 行）", more=lines - 1) if lines > 1 else ""
    return Problem(
        "tab-indentation",
        said("this line is indented with a tab{more}", "此行用制表符缩进{more}", more=more),
        span,
        expected=said("spaces", "空格"),
        hint=said("set the editor to insert two spaces for each tab", "请把编辑器设为用两个空格代替制表符"),
    )


wide_comma = Message(
    "full-width-comma",
    "'{span.text}' (full-width) does not separate entries",
    "'{span.text}'（全角）不能分隔条目",
    expected="', '",
    hint=Said("write a half-width comma and a space", "写半角逗号和一个空格"),
)
"""A full-width comma or semicolon between the entries of a flow collection."""

_SLIPS: dict[str, tuple[str, str]] = {
    "full-width-colon": ("'{found}' (full-width) does not end a key", "'{found}'（全角）不能结束键"),
    "full-width-comma": ("'{found}' (full-width) does not separate entries", "'{found}'（全角）不能分隔条目"),
    "full-width-bracket": ("'{found}' (full-width) is no bracket", "'{found}'（全角）不是括号"),
    "full-width-quotes": (
        "typographic quotes are part of the text, not quotes around it",
        "中文引号属于文本本身，不是 YAML 的引号",
    ),
    "list-dash": ("'{found}' does not begin an item", "'{found}' 不能开始列表项"),
    "wide-space": ("a space that is not the usual one stands here", "此处有非普通空格"),
    "tab-indentation": ("this line is indented with a tab", "此行用制表符缩进"),
    "missing-space": ("'{found}' needs a space after it", "'{found}' 之后须有空格"),
    "bad-indentation": ("this line is not in line with its neighbours", "此行与相邻各行没有对齐"),
}


def typing_slip(code: str, found: str, span: Span, right: str) -> Problem:
    """A character that YAML reads otherwise than its writer; the hint is what to write in its place."""
    message = said(*_SLIPS[code], found=found)
    return Problem(code, message, span, hint=to_write(right))


missing_colon = Message(
    "missing-colon",
    "'{text}' is neither a key nor a value here",
    "'{text}' 在此既不是键也不是值",
    expected=Said("key: value", "键: 值"),
    hint=Said("write 'key: value', with a space after the colon", "写作 'key: value'，冒号后加空格"),
)
"""A line without `key: value`."""

wide_colon = Message(
    "full-width-colon",
    "'：' (full-width) does not end a key",
    "'：'（全角）不能结束一个键",
    expected="{right}",
    hint=Said("write ': ' (half-width colon and a space)", "写作 ': '（半角冒号加空格）"),
)
"""A key that a full-width colon should have ended."""

colon_without_space = Message(
    "missing-space",
    "a colon ends a key only if a space follows",
    "冒号之后有空格才结束一个键",
    expected="{right}",
    hint=Said(
        "put a space after the colon, or quotes around the whole text", "请在冒号后加空格，或给整个文本加引号"
    ),
)
"""A key that a colon without a space should have ended."""

value_missing = Message(
    "missing-colon",
    "'{text}' has no value in this mapping",
    "'{text}' 在此映射中没有值",
    expected=Said("key: value", "键: 值"),
    hint=Said("write 'key: value', or put an expression in quotes", "写作 'key: value'，表达式则加引号"),
)
"""A key of a flow mapping without a value."""

no_mapping = Message(
    "no-mapping",
    "the file is a single value",
    "文件只有一个单独的值",
    expected=Said("a mapping (key: value)", "映射（键: 值）"),
)
"""A text that is one scalar."""

full_width_quotes = Message(
    "full-width-quotes",
    "{opening}{closing} are part of the text, not quotes around it",
    "{opening}{closing} 是文本的一部分，不是引号",
    expected="{inside}",
    hint=Said(
        "use half-width quotes; write {quoted} if the marks belong to the text",
        "请用半角引号；若符号属于文本，写作 {quoted}",
    ),
)
"""Full-width quotes around an unquoted text."""

repeated_key = Message(
    "duplicate-key",
    "the key '{key}' stands twice in this mapping",
    "键 '{key}' 在此映射中出现两次",
    hint=Said(
        "remove one of the two, rename it, or begin a new entry above it",
        "请删除其一、改名，或在其上方另起一个条目",
    ),
)
"""A key that stands twice in one mapping."""


def colon_form(span: Span, key: str, colon: str, value: str) -> Problem:
    """A key that a full-width colon, or a colon without a space, should have ended."""
    right = f"{shown(key)}: {shown(value)}"
    return wide_colon(span, right=right) if colon == "：" else colon_without_space(span, right=right)


def at_colon(source: Source, start: int, found: re.Match[str]) -> Problem:
    """The same for a key, its colon and its value found in a text that begins at `start`."""
    colon = start + found.start(2)
    return colon_form(Span(source, colon, colon + 1), *found.groups())


def key_alone(span: Span, text: str) -> Problem:
    """A key of a flow mapping without a value."""
    if match := _KEY_WITHOUT_SPACE.match(span.text):
        return at_colon(span.source, span.start, match)
    return value_missing(span, text=shown(text))


def unclosed_quote(span: Span, quote: str) -> Problem:
    """A quoted text that is not closed on its line."""
    hint = (
        said("close the text with {quote} on this line", "请在本行用 {quote} 结束文本", quote=quote)
        if quote
        else ""
    )
    return Problem(
        "unclosed-quote",
        said("the quote {quote} that opens here is not closed", "此处的引号 {quote} 没有闭合", quote=quote),
        span,
        hint=hint,
    )


unclosed_bracket = Message(
    "unclosed-bracket",
    "'{bracket}' is not closed by '{close}'",
    "'{bracket}' 没有用 '{close}' 闭合",
    hint=Said("add '{close}'", "请加上 '{close}'"),
)
"""A flow collection that is not closed."""


def duplicate_key(span: Span, first: Span, key: str) -> Problem:
    """A key that stands twice in one mapping."""
    return repeated_key(span, key=shown(key), notes=(Note(said("first given here", "首次出现在此"), first),))


alias = Message(
    "alias",
    "references such as '{span.shown}' are not used here",
    "此处不使用 '{span.shown}' 这样的引用",
    hint=Said("write the value out, or put it in quotes if it is text", "请直接写出值；若为文本，请加引号"),
)
"""A reference (`*name`)."""

anchor = Message(
    "anchor",
    "anchors such as '{span.shown}' are not used here",
    "此处不使用 '{span.shown}' 这样的锚点",
    hint=Said("remove it, or put the value in quotes if it is text", "请删除它；若为文本，请给值加引号"),
)
"""An anchor (`&name`)."""

merge_key = Message(
    "merge-key",
    "merge keys ('<<') are not used here",
    "此处不使用合并键（'<<'）",
    hint=Said("write the entries out", "请逐条写出"),
)
"""A merge key (`<<`)."""

tag = Message(
    "tag",
    "tags such as '{span.shown}' are not used here",
    "此处不使用 '{span.shown}' 这样的标签",
    hint=Said("remove it, or put the value in quotes if it is text", "请删除它；若为文本，请给值加引号"),
)
"""A tag (`!name`)."""

several_documents = Message(
    "several-documents",
    "a second document begins here",
    "此处开始第二个文档",
    hint=Said("one document for each file", "每个文件只放一个文档"),
)
"""A second document in one text."""

directive = Message(
    "directive",
    "only '%YAML 1.2' may stand before the document",
    "文档之前只能有 '%YAML 1.2'",
    hint=Said("remove the line", "请删除此行"),
)
"""A directive other than `%YAML 1.2`."""

indentation_indicator = Message(
    "indentation-indicator",
    "text blocks with a fixed indentation are not used here",
    "此处不使用固定缩进的文本块",
    hint=Said(
        "write '|' or '>' alone (with '-' to drop the last line end)",
        "只写 '|' 或 '>'（加 '-' 去掉末尾换行）",
    ),
)
"""A block scalar whose header fixes its indentation."""


def cut_by_comment(span: Span, key: str) -> Problem:
    """A plain scalar that ends within a text in double quotes, where a comment begins."""
    return unquoted_expression(
        span, said("' #' begins a comment and cuts the value off", "' #' 开始注释，截断了值"), key, span.text
    )


empty_document = Message(
    "empty-document",
    "the file has no content",
    "文件没有内容",
    expected=Said("a mapping (key: value)", "映射（键: 值）"),
)
"""A text without content."""


def not_a_collection(span: Span) -> Problem:
    """A text that is one scalar, such as one key whose colon has the wrong form."""
    match = _KEY_WITHOUT_SPACE.match(span.text)
    return at_colon(span.source, span.start, match) if match else no_mapping(span)


too_deep = Message(
    "too-deep",
    "the document is nested too deeply; the rest is not read",
    "文档嵌套过深，其余部分未读取",
    expected=said("at most {limit} levels", "最多 {limit} 层", limit=MAX_DOCUMENT_DEPTH),
)
"""Nesting beyond the limit."""

key_not_text = Message(
    "key-not-text",
    "a list or a mapping cannot be a key",
    "列表或映射不能作键",
    expected=Said("a key of text", "文本形式的键"),
)
"""A list or a mapping as a key."""

surrogate = Message(
    "lone-surrogate",
    "an escape names half of a character",
    "转义只给出了半个字符",
    hint=Said("write the character itself", "请直接写该字符"),
)
"""An escape that names half of a character."""

control_character = Message(
    "control-character",
    "the character U+{code:04X} may not stand in the file",
    "文件中不能有字符 U+{code:04X}",
    hint=Said("remove it, or write it as an escape in double quotes", "请删除它，或在双引号中写成转义"),
)
"""A character that may not stand in YAML."""

line_end = Message(
    "line-end",
    "the character U+{code:04X} ends a line for some readers and not for others",
    "字符 U+{code:04X} 对有的读取程序是换行，对有的不是",
    hint=Said(
        "end lines with line feeds (or carriage return and line feed)", "请用换行符（或回车加换行）结束各行"
    ),
)
"""A line end that not every reader takes for one."""


def doubt(span: Span, found: Doubt) -> Problem:
    """A plain scalar that is not safe to interpret."""
    return Problem(found.code, found.message, span, hint=found.hint)


wide_space = Message(
    "wide-space",
    "this text begins or ends with a space that is not the usual one",
    "此文本以不寻常的空格开头或结尾",
    hint=Said(
        "use the space bar in half-width mode, or put the text in quotes",
        "请在半角状态下输入空格，或给文本加引号",
    ),
)
"""A key or a text that begins or ends with a space that YAML takes for a character."""


def _in_line(span: Span, continued: re.Match[str]) -> bool:
    """Whether a line of a text stands where the next key would, and not deeper, as a text goes on."""
    if continued[1].isascii():
        return True  # as the keys of policies are
    line = span.source.line(span.position.line)
    key = len(line) - len(line.lstrip(" -"))
    return len(continued[0]) - len(continued[0].lstrip("\n ")) - 1 <= key


def odd_plain(span: Span, value: str) -> Problem | None:
    """Full-width punctuation or spaces in an unquoted text that were probably meant for YAML."""
    if value and (value[0] in WIDE_SPACES or value[-1] in WIDE_SPACES):
        return wide_space(span)
    if "：" in value and (match := _CONTINUED_KEY.search(span.text)) and _in_line(span, match):
        return at_colon(span.source, span.start, match)
    close = _FULL_WIDTH_QUOTES.get(value[0]) if len(value) > 1 else None
    if close is not None and value.find(close, 1) == len(value) - 1:
        return full_width_quotes(
            span, opening=value[0], closing=value[-1], inside=quoted(value[1:-1]), quoted=quoted(value)
        )
    return None
